"""`digest sign`: the published set is signed whole or not at all, and every changed byte is seen."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest

from generator import cli, output
from generator.errors import GeneratorError, installing
from generator.settings import FORMATS
from generator.signing import Signature, detached, editions, keys, pades, settings
from tests import tags
from tests.signing.conftest import PASSWORD, ROOT, archive, made


def settle(place: Path, *lines: str) -> None:
    (place / "input" / "mailing.toml").write_text("[signing]\n" + "\n".join(lines), encoding="utf-8")


def run(command: str, place: Path, *more: str) -> int:
    return cli.main([command, "--input", str(place / "input"), "--output", str(place / "output"), *more])


def files(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place / "output").iterdir() if path.is_file()}


def manifest(place: Path) -> dict[str, object]:
    described: dict[str, object] = json.loads((place / "output" / "manifest.json").read_text(encoding="utf-8"))
    return described


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.fixture
def signed(place: Path, press: Path, rsa: str, capsys: pytest.CaptureFixture[str]) -> Path:
    """The digest signed inside and beside."""
    settle(place, f'certificate = "{press}"', 'reason = "Утверждаю"', rsa)
    assert run("sign", place) == 0
    capsys.readouterr()
    return place


def test_the_set_is_published_with_its_signatures_and_its_manifest_names_them(signed, capsys):
    names = {"digest.docx", "digest.pdf", "digest.html", "digest.xlsx", "digest.csv", "manifest.json"}
    assert files(signed).keys() == names | {f"digest.{kind}.sig" for kind in ("docx", "pdf", "xlsx")}

    said = {one["signature"]: one for one in manifest(signed)["signatures"]}
    assert said["digest.pdf"]["kind"] == "PAdES"
    assert said["digest.docx.sig"]["kind"] == "detached"
    assert said["digest.docx.sig"]["file"] == "digest.docx"
    assert {(one["subject"], one["serial"]) for one in said.values()} == {
        ("Пресс-служба области, Правительство области", "1A2B3C")
    }
    assert output.verify(signed / "output") == []


def test_a_signed_digest_passes_its_verification_and_whose_it_is_is_said(signed, capsys):
    assert run("verify", signed) == 0

    said = capsys.readouterr().out.splitlines()
    whose = "Пресс-служба области, Правительство области, сертификат 1A2B3C."
    assert said[0] == f"«digest.pdf»: подпись верна, {whose}"
    assert said[-1] == "Расхождений нет: digest.docx, digest.pdf."
    assert len(said) == 5


def test_a_signed_pdf_is_what_was_built_with_something_after_its_end(place, signed, sample):
    built, now = (sample / "digest.pdf").read_bytes(), files(signed)["digest.pdf"]

    assert now.startswith(built)
    assert len(now) < len(built) + 40_000


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_signed_pdf_keeps_what_it_promises(signed, profile):
    assert tags.broken_rules(signed / "output" / "digest.pdf", profile) == []


def test_the_signature_is_of_the_baseline(signed):
    """ETSI EN 319 142-1, 6.3: level B-B."""
    with pikepdf.open(signed / "output" / "digest.pdf") as pdf:
        [field] = pdf.Root.AcroForm.Fields
        value = field.V
        assert value.SubFilter == "/ETSI.CAdES.detached"
        assert value.Reason == "Утверждаю"
        assert str(value.M).startswith("D:20")
        container = bytes(value.Contents)
    from asn1crypto import cms

    info = cms.ContentInfo.load(container)["content"]["signer_infos"][0]
    kinds = {attribute["type"].native for attribute in info["signed_attrs"]}
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= kinds
    assert "signing_time" not in kinds


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="the program pdfsig is not here")
def test_another_program_finds_the_signature_good(signed):
    said = subprocess.run(["pdfsig", signed / "output" / "digest.pdf"], capture_output=True, text=True).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_every_changed_byte_of_a_signed_pdf_is_seen_by_its_signature(signed):
    """One at a time: in what was built, in what signing added, and in the place of the signature itself."""
    data = files(signed)["digest.pdf"]
    [signature] = [Signature.of(one) for one in manifest(signed)["signatures"] if one["kind"] == "PAdES"]
    assert pades.problem(data, signature) == ""

    gap = data.rindex(b"/Contents <") + len(b"/Contents <")
    dice = random.Random(34)
    places = [*dice.sample(range(len(data)), 60), *range(len(data) - 700, len(data), 13), gap, gap + 9, gap + 4000]
    assert [at for at in places if not pades.problem(flipped(data, at), signature)] == []


def test_what_is_added_after_the_signature_is_seen(signed):
    [signature] = [Signature.of(one) for one in manifest(signed)["signatures"] if one["kind"] == "PAdES"]

    assert pades.problem(files(signed)["digest.pdf"] + b"\n", signature)
    assert pades.problem((signed / "output" / "digest.docx").read_bytes(), signature)


def test_a_key_that_is_not_of_its_certificate_signs_nothing(press, tmp_path, sample, monkeypatch):
    """On a token a renewed certificate may bear the label of the old key."""
    monkeypatch.setenv("DIGEST_SIGN_PASSWORD", PASSWORD)
    path = Path(shutil.copy(sample / "digest.pdf", tmp_path))
    key, certificate = made(tmp_path)
    renewed = settings.Signing(certificate=archive(key, certificate, tmp_path / "new.p12"))
    with keys.opened(settings.Signing(certificate=press)) as old, keys.opened(renewed) as signer:
        signer.signing_key = old.signing_key
        with pytest.raises(GeneratorError, match="подпись повреждена, или ключ не от этого сертификата"):
            pades.sign(path, signer)

    assert path.read_bytes() == (sample / "digest.pdf").read_bytes()


def test_a_key_that_fails_leaves_the_file(press, tmp_path, sample, monkeypatch):
    monkeypatch.setenv("DIGEST_SIGN_PASSWORD", PASSWORD)
    path = Path(shutil.copy(sample / "digest.pdf", tmp_path))
    with keys.opened(settings.Signing(certificate=press)) as signer:
        signer.signing_key = None
        with pytest.raises(GeneratorError, match=r"«digest\.pdf»: ключ не подписывает \(\w+\)\. Проверьте его"):
            pades.sign(path, signer)

    assert path.read_bytes() == (sample / "digest.pdf").read_bytes()


def test_a_pdf_that_nobody_has_signed_is_told(sample):
    ours = Signature("PAdES", "digest.pdf", "digest.pdf", "", "FFFF")

    assert pades.problem((sample / "digest.pdf").read_bytes(), ours) == "подписи в файле нет"


def test_a_pdf_signed_by_another_is_not_taken_for_ours(signed, tmp_path, sample):
    folder = tmp_path / "other"
    folder.mkdir()
    key, certificate = made(folder)
    chosen = settings.Signing(certificate=archive(key, certificate, folder / "other.p12"))
    shutil.copy(sample / "digest.pdf", folder)
    with keys.opened(chosen) as signer:
        pades.sign(folder / "digest.pdf", signer)
    ours = Signature("PAdES", "digest.pdf", "digest.pdf", "", "FFFF")

    assert pades.problem((folder / "digest.pdf").read_bytes(), ours) == "подписан другим сертификатом: 1A2B3C"


@pytest.mark.parametrize("kind", ["rsa", "gost"])
def test_one_changed_byte_of_a_file_or_of_its_signature_is_seen(kind, place, request, capsys):
    settle(place, request.getfixturevalue(kind), 'formats = ["docx", "pdf", "xlsx"]')
    assert run("sign", place) == 0
    chosen = settings.load(place / "input")
    whole = editions.check(place / "output", output.manifest(place / "output"), chosen)
    assert (len(whole.good), whole.wrong, whole.unchecked) == (3, [], [])

    for name in ("digest.docx", "digest.pdf", "digest.xlsx", "digest.docx.sig"):
        file = place / "output" / name
        data = file.read_bytes()
        file.write_bytes(flipped(data, len(data) - 40 if name.endswith("sig") else len(data) // 2))
        [wrong] = editions.check(place / "output", output.manifest(place / "output"), chosen).wrong
        assert wrong.startswith(f"«{name.removesuffix('.sig')}.sig»: ")
        file.write_bytes(data)


def test_a_changed_file_of_a_signed_set_fails_the_verification(signed, capsys):
    path = signed / "output" / "digest.xlsx"
    path.write_bytes(flipped(path.read_bytes(), 2000))

    assert run("verify", signed) == 1
    said = capsys.readouterr().out
    assert "Внимание. «digest.xlsx»: содержание изменено." in said
    assert "Внимание. «digest.xlsx.sig»: «digest.xlsx»: verify_command (openssl): код " in said


@pytest.mark.parametrize("name", ["digest.pdf", "digest.docx.sig"])
def test_a_file_that_is_gone_is_said_with_its_signature(name, signed):
    (signed / "output" / name).unlink()

    checked = editions.check(signed / "output", manifest(signed), settings.load(signed / "input"))

    assert f"«{name}»: файла нет" in checked.wrong


def test_what_cannot_be_checked_is_said(signed, monkeypatch, capsys):
    (signed / "input" / "mailing.toml").unlink()
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    monkeypatch.setitem(sys.modules, "pyhanko.pdf_utils.reader", None)

    assert run("verify", signed) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        f"Подпись не проверена. «digest.pdf»: нет библиотеки pyHanko: {installing('regional-digest[sign]')}."
    )
    assert said[1] == "Подпись не проверена. «digest.docx.sig»: в настройках нет verify_command."


# What must not be signed


def refusal(place: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Sign, be refused, and find everything as it was."""
    before, current = files(place), (place / "output/.sets/current").read_text()
    assert run("sign", place) == 2
    assert files(place) == before
    assert (place / "output/.sets/current").read_text() == current
    return capsys.readouterr().err


def test_a_draft_is_not_signed(place, rsa, capsys):
    settle(place, rsa)
    with output.publication(place / "output", {"digest": {"draft": True}}) as edition:
        (edition.path / "digest.docx").write_bytes(b"draft")

    assert "«ЧЕРНОВИК»" in refusal(place, capsys)


def test_files_changed_since_the_build_are_not_signed(place, rsa, capsys):
    settle(place, rsa)
    (place / "output" / "digest.docx").write_bytes(b"changed by hand")

    assert "«digest.docx»: содержание изменено" in refusal(place, capsys)


def test_a_signed_set_is_not_signed_again(signed, capsys):
    assert "Дайджест уже подписан" in refusal(signed, capsys)


def test_a_set_of_an_older_version_is_not_signed(place, rsa, capsys):
    settle(place, rsa)
    with output.publication(place / "output", {}) as edition:
        (edition.path / "digest.docx").write_bytes(b"who knows")

    assert "собран прежней версией" in refusal(place, capsys)


def test_an_empty_folder_and_a_copy_are_not_signed(place, rsa, capsys):
    settle(place, rsa)
    shutil.rmtree(place / "output" / ".sets")
    assert run("sign", place) == 2
    assert "собран не здесь" in capsys.readouterr().err

    shutil.rmtree(place / "output")
    assert run("sign", place) == 2
    assert "собранного дайджеста нет" in capsys.readouterr().err
    assert not (place / "output").exists()


def test_without_settings_nothing_is_signed(place, capsys):
    assert "раздел [signing]" in refusal(place, capsys)


# Commands that do not do what they should


PYTHON = sys.executable.replace("\\", "\\\\")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import sys; print('нет лицензии'); sys.exit(3)", "код 3. нет лицензии"),
        ("import sys; open(sys.argv[2], 'wb')", "пустой файл «digest.docx.sig»"),
        ("pass", "такого файла нет"),
        ("import sys; open(sys.argv[2], 'wb').write(b'x' * (2 << 20))", "больше 1 МБ"),
        ("import sys; open(sys.argv[2], 'wb').write(b'no signature')", "verify_command (openssl): код "),
        ("import sys; open(sys.argv[1], 'ab').write(b'x')", "изменила сам файл «digest.docx»"),
        ("import time; time.sleep(600)", "нет ответа за 1 с"),
        ("import os, time; os.fork() and os._exit(0); time.sleep(600)", "такого файла нет"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "код -11"),
    ],
)
def test_a_command_that_fails_leaves_everything_as_it_was(script, said, place, rsa, capsys):
    verify = rsa.splitlines()[1]
    settle(
        place, f'sign_command = ["{PYTHON}", "-c", {json.dumps(script)}, "{{file}}", "{{sig}}"]', verify, "timeout = 1"
    )

    assert said in refusal(place, capsys)


def test_a_program_that_is_not_there_is_named(place, rsa, capsys):
    settle(place, 'sign_command = ["/nowhere/cryptcp", "{file}", "{sig}"]', rsa.splitlines()[1])

    assert "sign_command (cryptcp): программа не запускается" in refusal(place, capsys)


def test_the_words_of_a_command_are_not_quoted_since_they_may_hold_a_pin(place, rsa, capsys):
    script = "import sys; sys.exit(1)"
    settle(
        place,
        f'sign_command = ["{PYTHON}", "-c", {json.dumps(script)}, "-pin", "8642", "{{file}}", "{{sig}}"]',
        rsa.splitlines()[1],
    )

    assert "8642" not in refusal(place, capsys)


def test_a_command_is_no_shell_and_a_name_that_looks_like_a_place_is_left_alone(tmp_path, rsa):
    told = tmp_path / "told"
    file = tmp_path / "a {sig}; touch x $(y).docx"
    file.write_bytes(b"content")
    script = f"import sys; open({str(told)!r}, 'w').write(sys.argv[1]); open(sys.argv[2], 'wb').write(b'made')"
    chosen = settings.Signing(
        sign_command=(sys.executable, "-c", script, "{file}", "{sig}"),
        verify_command=(sys.executable, "-c", "", "{file}", "{sig}"),
    )

    detached.sign(file, chosen)

    assert Path(told.read_text()).name == file.name
    assert (tmp_path / f"{file.name}.sig").read_bytes() == b"made"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([file.name, f"{file.name}.sig", "told"])


# Keys


def test_the_password_never_shows(place, press, monkeypatch, capsys):
    settle(place, f'certificate = "{press}"')
    monkeypatch.setenv("DIGEST_SIGN_PASSWORD", "не-тот-пароль")

    said = refusal(place, capsys)

    assert "не открывается: неверный пароль" in said
    assert "не-тот-пароль" not in said


def test_without_a_password_it_is_said_where_to_put_it(place, press, monkeypatch, capsys):
    settle(place, f'certificate = "{press}"')
    monkeypatch.delenv("DIGEST_SIGN_PASSWORD")

    assert "нет переменной окружения DIGEST_SIGN_PASSWORD" in refusal(place, capsys)


def test_a_password_in_a_file_is_taken_only_when_nobody_else_may_read_it(place, press, monkeypatch, capsys):
    monkeypatch.delenv("DIGEST_SIGN_PASSWORD")
    secret = place / "password.txt"
    secret.write_text(f"{PASSWORD}\nsecond line\n", encoding="utf-8")
    settle(place, f'certificate = "{press}"', 'password_file = "../password.txt"')

    secret.chmod(0o640)
    assert refusal(place, capsys).endswith(f"и другие. Закройте его: chmod 600 {place / 'input/../password.txt'}\n")
    secret.chmod(0o600)
    assert run("sign", place) == 0


def test_a_certificate_that_has_ended_signs_nothing(place, tmp_path, capsys):
    folder = tmp_path / "old"
    folder.mkdir()
    key, _ = made(folder)
    old = folder / "old.crt"
    subprocess.run(["openssl", "req", "-new", "-key", key, "-subj", "/CN=x", "-out", folder / "old.csr"], check=True)
    subprocess.run(
        ["openssl", "x509", "-req", "-in", folder / "old.csr", "-signkey", key, "-days", "-1", "-out", old],
        check=True,
        capture_output=True,
    )
    settle(place, f'certificate = "{archive(key, old, folder / "old.p12")}"')

    assert "Сертификат подписи действует с " in refusal(place, capsys)


def test_a_certificate_for_something_else_signs_nothing(place, tmp_path, capsys):
    folder = tmp_path / "other"
    folder.mkdir()
    key, certificate = made(folder, usage="keyEncipherment")
    settle(place, f'certificate = "{archive(key, certificate, folder / "other.p12")}"')

    assert "не предназначен для подписи" in refusal(place, capsys)


def test_no_key_file_and_no_pyhanko_are_told(place, press, monkeypatch, capsys):
    settle(place, 'certificate = "nowhere.p12"')
    assert "такого файла нет" in refusal(place, capsys)

    settle(place, f'certificate = "{press}"')
    for module in [name for name in sys.modules if name.startswith("pyhanko")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    assert '-m pip install "regional-digest[sign]"' in refusal(place, capsys)


# A build after signing


def test_a_build_of_the_same_content_keeps_the_signatures_and_says_so(signed, capsys):
    before = files(signed)

    run("build", signed, "--theme=default", *(f"--format={kind}" for kind in FORMATS))

    assert "Содержание прежнее: подписанные файлы оставлены." in capsys.readouterr().out
    assert files(signed) == before


def test_a_build_of_another_content_says_that_it_is_not_signed(signed, capsys):
    run("build", signed, "--format=csv")

    said = capsys.readouterr().out
    assert "Прежний дайджест был подписан, этот ещё нет. Подпишите его: digest sign." in said
    assert files(signed).keys() == {"digest.csv", "manifest.json"}


def test_signatures_taken_off_leave_the_built_files_to_the_byte(signed, sample, capsys):
    assert run("sign", signed, "--remove") == 0

    assert files(signed) == {path.name: path.read_bytes() for path in sample.iterdir() if path.is_file()}
    assert run("sign", signed, "--remove") == 2
    assert "дайджест не подписан" in capsys.readouterr().err
    assert run("sign", signed) == 0


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_stopped_signing_leaves_the_built_files(blow, place, rsa):
    """A person waits for a PIN window and gives up; what the program has started ends with it unless it is killed."""
    before, alive = files(place), place / "alive"
    script = f"import os, time; open({str(alive)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    settle(
        place, f'sign_command = ["{PYTHON}", "-c", {json.dumps(script)}, "{{file}}", "{{sig}}"]', rsa.splitlines()[1]
    )
    words = ["sign", "--input", str(place / "input"), "--output", str(place / "output")]
    home = os.environ | {"TMPDIR": str(place)}  # who is killed leaves a folder there
    with subprocess.Popen(
        [sys.executable, "-m", "generator", *words], cwd=ROOT, env=home, stderr=subprocess.PIPE, text=True
    ) as process:
        while not alive.exists() or not alive.read_text():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(blow)
        said = process.communicate(timeout=60)[1]

    child = int(alive.read_text())
    if blow != signal.SIGKILL:
        assert said == "Остановлено. Прежние файлы целы.\n"
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
    else:
        os.kill(child, signal.SIGKILL)  # nobody was left to do it
    assert files(place) == before
    settle(place, rsa)
    assert run("sign", place) == 0
