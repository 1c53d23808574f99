"""The section `[signing]` of `input/mailing.toml`: with what the files of a digest are signed.

[signing]
certificate = "../keys/press.p12"         # PKCS#12; or a token:
# module = "/usr/lib/librtpkcs11ecp.so"   # PKCS#11
# token = "Пресс-служба"
# key = "digest"
password_env = "DIGEST_SIGN_PASSWORD"     # or password_file, which only its owner may read
reason = "Утверждаю"
place = "Владивосток"
sign_command = ["cryptcp", "-sign", "-detached", "-der", "{file}", "{sig}"]
verify_command = ["cryptcp", "-verify", "-detached", "{file}", "{sig}"]
formats = ["docx", "pdf"]                 # which files the command signs
timeout = 120                             # seconds for one run of it
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import toml_table
from generator.errors import GeneratorError
from generator.passwords import Password
from generator.problems import Wrong
from generator.settings import formats
from generator.toml_table import Check, name, text, variable

FILE = "mailing.toml"
SECTION = "signing"
PLACES = ("{file}", "{sig}")
DEFAULT_PASSWORD = Password("DIGEST_SIGN_PASSWORD")


@dataclass(frozen=True, slots=True)
class Token:
    """A key that never leaves its device (PKCS#11, 2.4): the maker's library, the labels of device and key."""

    module: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Signing:
    """With what the files of a digest are signed: a key for PDF files, a command for files of any kind, or both."""

    certificate: Path | None = None  # PKCS#12: the key and its certificates
    token: Token | None = None
    password: Password = DEFAULT_PASSWORD
    reason: str = ""
    place: str = ""
    sign_command: tuple[str, ...] = ()  # makes `{sig}` of `{file}`
    verify_command: tuple[str, ...] = ()  # ends with 0 when `{sig}` belongs to `{file}`
    formats: tuple[str, ...] = ("docx", "pdf", "xlsx")  # of FORMATS: what the command signs
    timeout: int = 120  # seconds for one run of a command: a person may have to type a PIN

    @property
    def pades(self) -> bool:
        """Whether PDF files carry a signature inside."""
        return self.certificate is not None or self.token is not None


def _command(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        raise Wrong('ожидается список слов команды, например ["cryptcp", "-sign", "{file}", "{sig}"]')
    words = tuple(text(word) for word in value)
    if not words[0] or "{" in words[0]:
        raise Wrong("первое слово команды — имя программы")
    if missing := [place for place in PLACES if not any(place in word for word in words)]:
        raise Wrong(f"в команде нет {' и '.join(missing)}: вместо {{file}} встаёт файл, вместо {{sig}} — его подпись")
    return words


def _seconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3600:
        raise Wrong("ожидается число секунд от 1 до 3600, без кавычек")
    return value


KEYS: dict[str, Check] = {
    f"{SECTION}.{key}": check
    for key, check in {
        "certificate": name,
        "module": name,
        "token": name,
        "key": name,
        "password_env": variable,
        "password_file": name,
        "reason": text,
        "place": text,
        "sign_command": _command,
        "verify_command": _command,
        "formats": formats,
        "timeout": _seconds,
    }.items()
}


def load(folder: Path) -> Signing | None:
    """What `[signing]` of an input folder says; nothing without it. The other sections are not looked at here.

    Raises `GeneratorError` as `toml_table.read` and `of` do.
    """
    return of(toml_table.read(folder / FILE, FILE, KEYS, SECTION), folder)


def of(values: Mapping[str, Any], folder: Path) -> Signing | None:
    """The settings that checked values of `KEYS` make (other keys are passed over); nothing when there are none.

    Paths are those from `folder`, where the file of the settings lies.
    Raises `GeneratorError` for values that do not go together.
    """
    given = {key.removeprefix(f"{SECTION}."): value for key, value in values.items() if key in KEYS}
    if not given:
        return None
    if problem := _clash(given):
        raise GeneratorError(f"{FILE}, раздел [{SECTION}]: {problem}.")
    token = [given.pop(key, "") for key in ("module", "token", "key")]
    secret = given.pop("password_file", None)
    variable = given.pop("password_env", DEFAULT_PASSWORD.variable)
    certificate = given.pop("certificate", None)
    return Signing(
        certificate=folder / certificate if certificate else None,
        token=Token(*token) if token[0] else None,
        password=Password(variable, folder / secret if secret else None),
        **given,
    )


def _clash(given: Mapping[str, Any]) -> str:
    token = [key for key in ("module", "token", "key") if key in given]
    if "certificate" in given and token:
        return f"и certificate, и {token[0]}: ключ берётся из файла или с токена. Оставьте одно"
    if 0 < len(token) < 3:
        missing = [key for key in ("module", "token", "key") if key not in given]
        return f"ключу на токене нужны module, token и key. Добавьте {' и '.join(missing)}"
    if "password_env" in given and "password_file" in given:
        return "и password_env, и password_file. Оставьте одно"
    commands = [key for key in ("sign_command", "verify_command") if key in given]
    if commands == ["sign_command"]:
        return "нет verify_command: подпись, которую нечем проверить, не публикуется. Добавьте команду проверки"
    if not commands and "certificate" not in given and not token:
        return "подписывать нечем. Добавьте certificate, module с token и key или sign_command с verify_command"
    return ""
