"""A finished message read as a stranger reads it, and compared with what was meant.

Whatever a value held, what goes out has the headers that were meant and no others, one recipient, these words and
these files. Files are compared byte for byte with parts that were read back when they were encoded: a thousand
letters with the same file decode it once.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from generator.distribution.addresses import Mailbox

_LINE = 998  # RFC 5322, 2.1.1
_UNTIDY = re.compile(rb"[^\t\r\n\x20-\x7e]|(?<!\r)\n|\r(?!\n)")
_PLACEHOLDER = b"Content-Type: application/x-compared\r\n\r\n\r\n"


class Differs(Exception):
    """The program has made a message that is not what was meant; it must not go out."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message must say."""

    headers: tuple[str, ...]  # their names, in order
    sender: Mailbox
    recipient: Mailbox
    subject: str
    plain: str  # folded, see `flowed`
    html: str
    parts: tuple[bytes, ...]  # that `check_part` has passed


def check(message: bytes, meant: Meant) -> None:
    """Raise `Differs` unless the message is what was meant."""
    letter = _without(message, meant.parts)
    _tidy(letter)
    read = message_from_bytes(letter)
    parts = list(read.walk())
    texts = [part for part in parts if part.get_content_maintype() == "text"]
    kinds = ["multipart/alternative", "text/plain", "text/html"]
    if meant.parts:
        kinds = ["multipart/mixed", *kinds, *["application/x-compared"] * len(meant.parts)]
    _same("defects", [defect for part in parts for defect in part.defects], [])
    _same("parts", [part.get_content_type() for part in parts], kinds)
    _same("headers", read.keys(), list(meant.headers))
    _same("From", _mailboxes(read, "From"), [meant.sender])
    _same("To", _mailboxes(read, "To"), [meant.recipient])
    _same("Subject", _decoded(str(read["Subject"])), meant.subject)
    _same("texts", [_text(part) for part in texts], [meant.plain, meant.html])


def check_part(part: bytes, name: str, sha256: str) -> None:
    """Raise `Differs` unless an encoded file has this name, in both forms, and this SHA-256."""
    _tidy(part)
    read = message_from_bytes(part)
    data = read.get_payload(decode=True)
    found = hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else ""
    _same("defects", read.defects, [])
    _same("headers", read.keys(), ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"])
    _same("filename", read.get_filename(), name)
    _same("name", _decoded(str(read.get_param("name"))), name)
    _same("sha256", found, sha256)


def _without(message: bytes, parts: Iterable[bytes]) -> bytes:
    """The message with a short part in the place of each that is there, byte for byte."""
    kept = []
    at = 0
    for part in parts:
        found = message.find(part[: part.index(b"\r\n\r\n")], at)
        if found < 0 or not message.startswith(part, found):
            raise Differs("an attachment is not in the message")
        kept += [message[at:found], _PLACEHOLDER]
        at = found + len(part)
    return b"".join((*kept, message[at:]))


def _tidy(data: bytes) -> None:
    if found := _UNTIDY.search(data):
        raise Differs(f"8 bits, a control or a bare line end at byte {found.start()}")
    if max(map(len, data.split(b"\r\n"))) > _LINE:
        raise Differs(f"a line of more than {_LINE} bytes")


def _same(what: str, found: object, meant: object) -> None:
    if found != meant:
        raise Differs(f"{what}: {found!r} instead of {meant!r}")


def _mailboxes(read: Message, name: str) -> list[Mailbox]:
    unfolded = re.sub(r"\r\n(?=[ \t])", "", str(read[name]))
    return [Mailbox(_decoded(shown), address) for shown, address in getaddresses([unfolded])]


def _decoded(value: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", value)))) if value else ""


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    return data.decode("utf-8").replace("\r\n", "\n") if isinstance(data, bytes) else ""
