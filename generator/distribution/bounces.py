"""Delivery status notices (RFC 3464, in reports of RFC 6522): what other servers say became of our letters.

They come to the sender's box; a person saves them as `.eml` or as a whole `mbox`. Which letter a notice is of,
its Message-ID tells: as the envelope's name (ENVID, RFC 3461), among the returned headers or, from a server that
returns nothing, as what the notice replies to. Each letter has one recipient, so a forwarded one is known by it, too.
"""

import email
import mailbox
import re
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from pathlib import Path

from generator import files
from generator.distribution import status_codes
from generator.documents import encoding
from generator.errors import GeneratorError
from generator.text_file import shortened

# Bytes of a message that are looked at: a notice says all in its beginning, and may return a whole digest after it.
LIMIT = 1 << 20
LARGEST = 1 << 30  # bytes of a file
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")  # RFC 3464, 2.3.3
DIAGNOSTIC = 300  # signs of a server's words that are kept
ADDRESS = 320  # signs of an address (RFC 5321, 4.5.3.1)

_MESSAGE_ID = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")
_OLE = b"\xd0\xcf\x11\xe0"  # how a file of Outlook itself begins
_TYPED = re.compile(r"\s*[\w-]+\s*;\s*")  # «rfc822;», «smtp;» before a value (RFC 3464, 2.1.2)
_REPLY = re.compile(r"\s*(автоматический ответ|автоответ|automatic reply|out of office)", re.I)
_BOUNCE = re.compile(r"mailer-daemon|postmaster", re.I)


class _AsSent(Compat32):
    """Reads what servers write into fields without encoding it; the standard library gives broken characters for it."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return encoding.decode(value.encode("ascii", "surrogateescape")).text


@dataclass(frozen=True, slots=True)
class Bounce:
    """What one server says of one letter."""

    message_id: str  # of our letter, with angle brackets; empty where the notice does not name it
    recipient: str  # the address that the letter was sent to, small letters; empty likewise
    action: str  # of ACTIONS
    status: str  # RFC 3463, `5.1.1`; empty where none is said
    diagnostic: str  # the server's words
    written: datetime | None = None  # the date of the notice, with its zone

    @property
    def reason(self) -> str:
        """Why the letter is where it is, in Russian: «нет такого ящика»."""
        meaning = status_codes.meaning(self.status)
        return status_codes.final(meaning) if self.action == "failed" else meaning


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of a file: what it says of our letters, or in Russian why it says nothing."""

    place: str  # «bounces.mbox, письмо 3»
    subject: str
    bounces: tuple[Bounce, ...]
    problem: str = ""


def read(path: Path) -> Iterator[Notice]:
    """Read the messages of a file, `.eml` or `mbox`; a message that is no notice is named, and the others go on.

    Raises `GeneratorError` for what is not a file of messages at all.
    """
    if path.is_dir():
        raise GeneratorError(f"{path}: это папка. Укажите файлы .eml или ящик mbox, которые в ней лежат.")
    begin = _beginning(path)
    if begin.startswith(_OLE):
        raise GeneratorError(f"{path.name}: это письмо в формате Outlook. Сохраните его как .eml.")
    if not begin.startswith(b"From "):
        if not re.match(rb"[!-9;-~]+[ \t]*:", begin.lstrip(b"\xef\xbb\xbf\r\n")):
            raise GeneratorError(f"{path.name}: это не письмо. Укажите уведомления о доставке: файлы .eml или mbox.")
        yield notice(begin.lstrip(b"\xef\xbb\xbf\r\n"), path.name)
        return
    try:
        with closing(mailbox.mbox(path, factory=None, create=False)) as box:
            for number, key in enumerate(box.iterkeys(), 1):
                with box.get_file(key) as message:
                    yield notice(message.read(LIMIT), f"{path.name}, письмо {number}")
    except (OSError, mailbox.Error) as error:
        raise GeneratorError(f"{path.name}: файл не читается. Закройте его в почтовой программе.") from error


def notice(data: bytes, place: str) -> Notice:
    """What a message says; whatever it holds, it is a notice or has its problem named."""
    try:
        message = email.message_from_bytes(data[:LIMIT], policy=_AsSent())
        subject = shortened(_decoded(message.get("Subject", "")), 80)
        bounces = tuple(_bounces(message))
        return Notice(place, subject, bounces, "" if bounces else _kind(message))
    except Exception:  # the parser of the standard library fails in many ways on what a stranger may send
        return Notice(place, "", (), "письмо повреждено")


def _beginning(path: Path) -> bytes:
    """The first bytes of a regular file; raises `GeneratorError` for anything else."""
    try:
        status = path.lstat()
        if status.st_size > LARGEST:
            raise GeneratorError(f"{path.name}: файл больше {LARGEST >> 20} МБ. Сохраните уведомления отдельно.")
        if stat.S_ISREG(status.st_mode):
            with open(path, "rb") as file:
                return file.read(LIMIT)
    except OSError:
        pass
    return files.read(path, path.name, LIMIT)  # says what is wrong


def _bounces(message: Message) -> Iterator[Bounce]:
    if message.get_content_type() != "multipart/report":
        return
    envelope, returned = "", ""
    recipients: list[Message] = []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else ():
                if isinstance(block, Message):
                    envelope = envelope or _said(block, "Original-Envelope-Id")
                    recipients += [block] if _said(block, "Action") else []
        elif kind == "message/rfc822" and not returned:
            inner = part.get_payload()
            returned = _said(inner[0], "Message-ID") if isinstance(inner, list) and inner else ""
        elif kind == "text/rfc822-headers" and not returned:
            text = part.get_payload(decode=True)
            headers = email.message_from_bytes(text if isinstance(text, bytes) else b"", policy=_AsSent())
            returned = _said(headers, "Message-ID")
    names = (envelope, _xtext(envelope), returned, _said(message, "In-Reply-To"))
    ours = next((found[0] for said in names if (found := _MESSAGE_ID.search(said))), "")
    for block in recipients:
        if (action := _said(block, "Action").casefold()) in ACTIONS:
            yield _bounce(block, ours, action, _date(message))


def _parts(message: Message) -> list[Message]:
    """The parts of a report itself: those inside a returned letter are somebody else's."""
    parts = message.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _bounce(block: Message, message_id: str, action: str, written: datetime | None) -> Bounce:
    # The first is as the sender wrote it; the last, where the letter got to after forwarding.
    address = _said(block, "Original-Recipient") or _said(block, "Final-Recipient")
    diagnostic = _TYPED.sub("", _said(block, "Diagnostic-Code"), count=1)
    status = status_codes.code_in(_said(block, "Status"))
    if not status or status.endswith(".0.0"):  # «other»: the words may say more
        status = status_codes.code_in(diagnostic) or status
    return Bounce(
        message_id,
        shortened(_TYPED.sub("", address, count=1).strip("<> ").casefold(), ADDRESS),
        action,
        status,
        shortened(diagnostic, DIAGNOSTIC),
        written,
    )


def _date(message: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(_said(message, "Date"))
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)  # without a zone: «-0000»
    except (ValueError, OverflowError):
        return None


def _kind(message: Message) -> str:
    """What a message is that tells of no letter of ours."""
    kind = message.get_content_type()
    report = str(message.get_param("report-type") or "").casefold() if kind == "multipart/report" else ""
    if report == "disposition-notification":
        return "уведомление о прочтении"
    if report == "feedback-report":
        return "жалоба получателя на рассылку. Ответьте ему и исправьте список получателей"
    if report:
        return "уведомление, в котором не сказано ни об одном получателе"
    submitted = _said(message, "Auto-Submitted").casefold()
    answers = submitted.startswith("auto-replied") or _REPLY.match(_decoded(message.get("Subject", "")))
    # Of a letter that came back, an old Exim says `auto-replied`, too.
    system = _BOUNCE.search(_said(message, "From"))
    if answers and not system:
        return "автоответ: письмо получено, отвечает программа"
    if system or submitted.startswith("auto-generated"):
        return "сообщение почтовой системы не в виде уведомления (RFC 3464). Прочитайте его сами"
    return "это не уведомление о доставке"


def _said(message: object, field: str) -> str:
    """A field as one line of text; empty where it is missing."""
    value = message.get(field) if isinstance(message, Message) else None
    return " ".join(str(value).split()) if value is not None else ""


def _decoded(field: str) -> str:
    """A field with its encoded words read (RFC 2047)."""
    try:
        # `decode_header` gives what stands between encoded words as bytes of its own, without a charset.
        parts = decode_header(field)
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "raw-unicode-escape") for part, charset in parts
        )
    except (ValueError, LookupError, HeaderParseError):
        return field


def _xtext(text: str) -> str:
    """Undo the encoding of envelope parameters: `+3C` is `<` (RFC 3461, 4)."""
    return re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)
