"""The section `[signing]`: each mistake has its line, its key and what to do."""

from pathlib import Path

import pytest

from generator import passwords
from generator.errors import GeneratorError
from generator.passwords import Password
from generator.signing import settings
from generator.signing.settings import Signing, Token

SIGN = 'sign_command = ["sign", "{file}", "{sig}"]'
VERIFY = 'verify_command = ["verify", "{file}", "{sig}"]'


def load(folder: Path, *lines: str) -> Signing | None:
    (folder / "mailing.toml").write_text("\n".join(lines), encoding="utf-8")
    return settings.load(folder)


def refusal(folder: Path, *lines: str) -> str:
    with pytest.raises(GeneratorError) as caught:
        load(folder, "[signing]", *lines)
    return str(caught.value)


def test_without_the_file_or_the_section_there_is_nothing_to_sign_with(tmp_path):
    assert settings.load(tmp_path) is None
    assert load(tmp_path, "[smtp]", 'host = "mail.example.ru"') is None
    assert load(tmp_path, "[signing]") is None


def test_what_is_said_is_taken_and_paths_are_those_from_the_folder(tmp_path):
    found = load(
        tmp_path, "[signing]", 'certificate = "../keys/press.p12"', 'password_file = "/run/secret"', "timeout = 30",
        SIGN, VERIFY, 'formats = ["xlsx", "docx"]',
    )  # fmt: skip

    assert found == Signing(
        certificate=tmp_path / "../keys/press.p12",
        password=Password("DIGEST_SIGN_PASSWORD", Path("/run/secret")),
        sign_command=("sign", "{file}", "{sig}"),
        verify_command=("verify", "{file}", "{sig}"),
        formats=("docx", "xlsx"),
        timeout=30,
    )


def test_a_token_is_told_by_its_library_and_labels(tmp_path):
    found = load(tmp_path, "[signing]", 'module = "/usr/lib/x.so"', 'token = "Пресс-служба"', 'key = "digest"')

    assert found is not None
    assert found.token == Token("/usr/lib/x.so", "Пресс-служба", "digest")
    assert found.pades


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ['certifcate = "x.p12"'],
            "строка 2, signing.certifcate: такой настройки нет. Возможно, «signing.certificate»",
        ),
        (['certificate = ""'], "строка 2, signing.certificate: значение пустое"),
        (["certificate = 5"], "строка 2, signing.certificate: ожидается текст в кавычках"),
        (['password_env = "моя тайна"'], "самого пароля здесь не пишут"),
        (['sign_command = "cryptcp -sign {file} {sig}"'], "signing.sign_command: ожидается список слов команды"),
        (['sign_command = ["cryptcp", "{file}"]'], "в команде нет {sig}"),
        (['sign_command = ["{file}", "{sig}"]'], "первое слово команды — имя программы"),
        ([SIGN], "раздел [signing]: нет verify_command"),
        (["timeout = 0"], "ожидается число секунд от 1 до 3600"),
        (["timeout = true"], "ожидается число секунд"),
        (['formats = ["doc"]'], "вида «doc» нет. Можно: docx, pdf"),
        (['reason = "Утверждаю"'], "подписывать нечем"),
        (['certificate = "a"', 'token = "b"'], "и certificate, и token"),
        (['module = "a"', 'key = "b"'], "Добавьте token"),
        (['certificate = "a"', 'password_env = "A"', 'password_file = "b"'], "и password_env, и password_file"),
    ],
)
def test_a_mistake_is_named_with_its_place(lines, said, tmp_path):
    assert said in refusal(tmp_path, *lines)
    assert refusal(tmp_path, *lines).startswith("mailing.toml, ")


def test_a_password_does_not_show_itself(monkeypatch):
    monkeypatch.setenv("SOME_PASSWORD", "тайна")

    secret = Password("SOME_PASSWORD").read("почты")

    assert secret.text == "тайна"
    assert "тайна" not in f"{secret} {secret!r}"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "первая строка пустая"), (b"\nx", "первая строка пустая"), (b"\xff\xfe", "не в кодировке UTF-8")],
)
def test_a_file_without_a_password_is_told(content, said, tmp_path):
    path = tmp_path / "password"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(GeneratorError, match=said):
        Password("X", path).read("почты")


def test_a_file_with_a_password_is_a_small_regular_file(tmp_path):
    path = tmp_path / "password"
    path.write_bytes(b"x" * (passwords.LIMIT + 1))
    path.chmod(0o600)
    (tmp_path / "link").symlink_to(path)

    for wrong in (path, tmp_path / "link", tmp_path, tmp_path / "nowhere"):
        with pytest.raises(GeneratorError, match="Файл с паролем"):
            Password("X", wrong).read("почты")
