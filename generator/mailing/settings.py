"""The settings of a mailing: `input/mailing.toml`. Who sends, through which server, where files are laid.

from = "Региональная пресс-служба <press@gorod.example>"
reply_to = "press@gorod.example"
formats = ["docx", "pdf"]                 # for whom the list of recipients says nothing else
summary = true                            # enclose the sheet of the recipient's own municipality

[server]
host = "mail.gorod.example"
port = 587
security = "starttls"                     # or "tls"; "none" for a server on this very computer
user = "press"
password_env = "DIGEST_MAIL_PASSWORD"     # or password_file, or keyring = true
size_limit = 25                           # MB of one letter
per_minute = 60

[places]                                  # without it, folders of the output folder
drafts = "../output/drafts"               # letters to be sent by hand
folder = "/mnt/share/digest"              # a folder a recipient
zip = "../output/archives"                # an archive a region

[signing]                                 # see generator/signing/settings.py
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from generator import toml_table
from generator.distribution.addresses import Mailbox, address, words
from generator.distribution.message import UNSUBSCRIBE
from generator.distribution.transports.server import Security
from generator.problems import Wrong
from generator.settings import formats
from generator.signing import settings as signing
from generator.toml_table import Check, flag, name, text, variable

FILE = signing.FILE
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}  # RFC 8314, 7.3; RFC 5321, 4.5.4.2


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who sends and how. Empty texts and `None` mean that the settings do not say it."""

    sender: Mailbox | None = None  # `From`
    reply_to: Mailbox | None = None
    unsubscribe: str = ""  # List-Unsubscribe (RFC 2369), a mailto: or https: address
    receipt: bool = False  # whether a notice of reading is asked for (RFC 8098)
    formats: tuple[str, ...] = ("docx", "pdf")
    summary: bool = False
    host: str = ""
    port: int = 0
    security: Security = "starttls"
    authority: Path | None = None  # certificates of an own authority, PEM
    user: str = ""
    password_env: str = "DIGEST_MAIL_PASSWORD"
    password_file: Path | None = None
    keyring: bool = False
    size_limit: int = 25  # MB (10**6 bytes) of one letter
    per_minute: int = 0  # letters; 0 means no limit
    per_hour: int = 0
    per_day: int = 0
    per_connection: int = 50
    drafts: Path | None = None
    folder: Path | None = None
    zip: Path | None = None


def load(folder: Path) -> Mailing:
    """Read the settings of an input folder; without the file they are the defaults.

    Paths are those from the folder. Raises `GeneratorError` as `toml_table.read` does.
    """
    values = toml_table.read(folder / FILE, FILE, _KEYS | signing.KEYS)
    ours = {_FIELDS.get(key, key.rpartition(".")[2]): value for key, value in values.items() if key in _KEYS}
    paths = {
        key: folder / ours[key] for key in ("authority", "password_file", "drafts", "folder", "zip") if key in ours
    }
    mailing = Mailing(**ours | paths)
    return mailing if mailing.port else replace(mailing, port=PORTS[mailing.security])


def _security(value: Any) -> Security:
    if value not in PORTS:
        raise Wrong('ожидается "starttls", "tls" или, для сервера на этом же компьютере, "none"')
    return cast(Security, value)


def _numbers(least: int, most: int, what: str) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"ожидается {what} от {least} до {most}, без кавычек")
        return value

    return check


def _mailbox(value: Any) -> Mailbox:
    """«Пресс-служба <press@gorod.example>», or the address alone."""
    found = re.fullmatch(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>|(?P<bare>[^<>]+)", name(value))
    if not found:
        raise Wrong('ожидается адрес, например "Пресс-служба <press@gorod.example>"')
    called = (found["name"] or "").strip().strip('"')
    return Mailbox(words(called) if called else "", address(found["address"] or found["bare"]))


def _address(value: Any) -> str:
    if (link := text(value)) and not UNSUBSCRIBE.fullmatch(link):
        raise Wrong(
            "ожидается адрес латинскими буквами, например "
            '"mailto:press@gorod.example" или "https://gorod.example/otpiska"'
        )
    return link


_LIMIT = _numbers(0, 100_000, "число писем")
_KEYS: dict[str, Check] = {
    "from": _mailbox,
    "reply_to": _mailbox,
    "unsubscribe": _address,
    "receipt": flag,
    "formats": formats,
    "summary": flag,
    "server.host": name,
    "server.port": _numbers(1, 65535, "номер порта"),
    "server.security": _security,
    "server.authority": name,
    "server.user": text,
    "server.password_env": variable,
    "server.password_file": name,
    "server.keyring": flag,
    "server.size_limit": _numbers(1, 1000, "число мегабайт"),
    "server.per_minute": _LIMIT,
    "server.per_hour": _LIMIT,
    "server.per_day": _LIMIT,
    "server.per_connection": _numbers(1, 10_000, "число писем"),
    "places.drafts": name,
    "places.folder": name,
    "places.zip": name,
}
_FIELDS = {"from": "sender"}  # a word that Python keeps for itself
