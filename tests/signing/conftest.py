"""Keys made for the tests, and a built digest to sign with them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "тайна-7"
WHO = "/CN=Пресс-служба области/O=Правительство области"

# How OpenSSL 3 finds the engine of Debian's package libengine-gost-openssl.
GOST = """openssl_conf = top
[top]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
[req]
distinguished_name = name
[name]
"""
KINDS = {"rsa": ["rsa:2048"], "gost": ["gost2012_256", "-pkeyopt", "paramset:A"]}


def openssl(*words: str | Path, env: dict[str, str] | None = None) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, env={**os.environ, **(env or {})})


def made(folder: Path, kind: str = "rsa", days: int = 30, usage: str = "") -> tuple[Path, Path]:
    """A new key and its own certificate."""
    key, certificate = folder / f"{kind}.key", folder / f"{kind}.crt"
    more = ["-addext", f"keyUsage={usage}"] if usage else []
    openssl(
        *("req", "-x509", "-utf8", "-newkey", *KINDS[kind], "-nodes", "-keyout", key, "-out", certificate),
        *("-subj", WHO, "-days", str(days), "-set_serial", "0x1A2B3C", *more),
    )
    return key, certificate


def commands(key: Path, certificate: Path) -> str:
    """The settings of a command that signs with OpenSSL, as a person would write them for another program."""
    sign = f'"-sign", "-binary", "-in", "{{file}}", "-signer", "{certificate}", "-inkey", "{key}", "-out", "{{sig}}"'
    verify = f'"-verify", "-binary", "-in", "{{sig}}", "-content", "{{file}}", "-CAfile", "{certificate}"'
    return (
        f'sign_command = ["openssl", "cms", {sign}, "-outform", "DER"]\n'
        f'verify_command = ["openssl", "cms", {verify}, "-inform", "DER", "-purpose", "any", "-out", "/dev/null"]\n'
    )


def archive(key: Path, certificate: Path, path: Path) -> Path:
    openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", f"pass:{PASSWORD}", "-out", path)
    return path


@pytest.fixture(scope="session", autouse=True)
def _openssl() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("the program openssl is not here")


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PKCS#12 file with an RSA key."""
    folder = tmp_path_factory.mktemp("rsa")
    return archive(*made(folder), folder / "press.p12")


@pytest.fixture
def gost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings of a command that signs with a key of ГОСТ Р 34.10-2012."""
    (tmp_path / "gost.cnf").write_text(GOST, encoding="ascii")
    monkeypatch.setenv("OPENSSL_CONF", str(tmp_path / "gost.cnf"))
    if subprocess.run(["openssl", "engine", "gost"], capture_output=True).returncode:
        pytest.skip("the gost engine of openssl is not here")
    return commands(*made(tmp_path, "gost"))


@pytest.fixture
def rsa(press: Path) -> str:
    """The settings of a command that signs with an RSA key."""
    return commands(press.with_name("rsa.key"), press.with_name("rsa.crt"))


@pytest.fixture
def place(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `input` and the `output` built from it."""
    monkeypatch.setenv("DIGEST_SIGN_PASSWORD", PASSWORD)
    shutil.copytree(sample, tmp_path / "output")
    shutil.copytree(ROOT / "input", tmp_path / "input", ignore=shutil.ignore_patterns("mailing.toml"))
    return tmp_path
