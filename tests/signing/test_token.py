"""A key on a token: SoftHSM stands in for the device."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from generator import cli
from generator.errors import GeneratorError
from generator.signing import keys, pades
from generator.signing.settings import Signing, Token
from tests.signing.conftest import made, openssl

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
MODULE = next(filter(lambda path: Path(path).exists(), MODULES), "")
PIN = "13571357"

pytestmark = pytest.mark.skipif(not MODULE or not shutil.which("softhsm2-util"), reason="softhsm is not here")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Token:
    """A token with one key and its certificate."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n", encoding="ascii")
    monkey = pytest.MonkeyPatch()
    # The library reads its settings once a process: they stay for the other tests of this module.
    monkey.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    key, certificate = made(folder)
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", folder / "key.p8")
    say = ["softhsm2-util", "--token", "Пресс-служба", "--pin", PIN]
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "Пресс-служба", "--pin", PIN, "--so-pin", "24682468"],
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [*say, "--import", folder / "key.p8", "--label", "digest", "--id", "01"], check=True, capture_output=True
    )
    _put(certificate, folder)
    return Token(MODULE, "Пресс-служба", "digest")


def _put(certificate: Path, folder: Path) -> None:
    """Put a certificate beside its key, which softhsm2-util does not do."""
    import pkcs11
    from asn1crypto import pem, x509
    from pkcs11.util.x509 import decode_x509_certificate

    _, _, der = pem.unarmor(certificate.read_bytes())
    assert x509.Certificate.load(der).serial_number == 0x1A2B3C
    with pkcs11.lib(MODULE).get_token(token_label="Пресс-служба").open(user_pin=PIN, rw=True) as session:
        attributes = decode_x509_certificate(der)
        session.create_object({**attributes, pkcs11.Attribute.LABEL: "digest", pkcs11.Attribute.TOKEN: True})


@pytest.fixture
def pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGEST_SIGN_PASSWORD", PIN)


def test_several_files_are_signed_by_the_token_in_one_go(token, pin, sample, tmp_path):
    for name in ("digest.pdf", "letter.pdf"):
        shutil.copy(sample / "digest.pdf", tmp_path / name)

    with keys.opened(Signing(token=token)) as signer:
        made_ = [pades.sign(tmp_path / name, signer) for name in ("digest.pdf", "letter.pdf")]

    assert [(one.file, one.serial) for one in made_] == [("digest.pdf", "1A2B3C"), ("letter.pdf", "1A2B3C")]
    assert pades.problem((tmp_path / "letter.pdf").read_bytes(), made_[1]) == ""


def test_the_command_signs_with_a_token(token, place, pin, capsys):
    (place / "input" / "mailing.toml").write_text(
        f'[signing]\nmodule = "{token.module}"\ntoken = "{token.label}"\nkey = "{token.key}"\n', encoding="utf-8"
    )

    assert cli.main(["sign", "--input", str(place / "input"), "--output", str(place / "output")]) == 0
    assert "сертификат 1A2B3C" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": "Другой"}, "Токен «Другой» (libsofthsm2.so) не открывается"),
        ({"key": "another"}, "нет ключа и сертификата с меткой «another»"),
        ({"module": "/nowhere/x.so"}, "Токен «Пресс-служба» (x.so) не открывается"),
    ],
)
def test_a_token_that_is_not_found_is_told(wrong, said, token, pin):

    with pytest.raises(GeneratorError) as caught, keys.opened(Signing(token=replace(token, **wrong))):
        pass
    assert said in str(caught.value)


def test_a_wrong_pin_is_told_and_never_shown(token, monkeypatch):

    monkeypatch.setenv("DIGEST_SIGN_PASSWORD", "99887766")

    with pytest.raises(GeneratorError) as caught, keys.opened(Signing(token=token)):
        pass
    assert "неверный ПИН-код" in str(caught.value)
    assert "99887766" not in str(caught.value)
