"""One letter as the bytes that go out: made once, the same on every try, read back before anyone keeps them.

All of it is 7-bit: text and files are base64, so that no server rewrites a line, breaks a DKIM signature or takes
a lone dot for the end (RFC 5321, 4.5.2). Boundaries follow from the Message-ID: the same letter is the same bytes.
The bytes are written here and not by the standard library, which folds names into what its own parser reads back
differently, has no way to say a file's name in two forms, and would encode the same file for each recipient.

A file's name stands in the form of RFC 2231 (`filename*=`) and, for Outlook, in that of RFC 2047 (`name=`).
"""

import base64
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from urllib.parse import quote

from generator import text_file
from generator.distribution import flowed, names, readback
from generator.distribution.addresses import Mailbox, words
from generator.errors import GeneratorError
from generator.formatting import megabytes
from generator.problems import Wrong

_LINE = 76  # characters of a line with encoded words (RFC 2047, 2)
_SHELL = len("=?utf-8?b??=")
_SHORT = 60  # characters of a file's name that fits on one line
_EOL = "\r\n"
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "p7s": "application/pkcs7-signature",
}
_PLAIN = 'text/plain; charset="utf-8"; format=flowed'
_HTML = 'text/html; charset="utf-8"'
# RFC 2369: a web page over TLS or a letter; nothing that could end the line or the brackets.
UNSUBSCRIBE = re.compile(r"(https://|mailto:(?=[^@]+@.))[A-Za-z0-9._~:/?#@!$&'*+=%-]{3,400}")


@dataclass(frozen=True, slots=True)
class Sender:
    """What all letters of a mailing have in common."""

    edition: str  # id of the published set; Message-IDs depend on it
    mailbox: Mailbox
    composed: dt.datetime  # Date, with its offset: Exchange knows a repeat by Message-ID and Date together
    reply_to: Mailbox | None = None
    unsubscribe: str = ""  # an address `https://…` or `mailto:…`
    receipt: bool = False  # asks for a receipt (RFC 8098); people may refuse, and it proves nothing


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the part of a message that it is in every letter, encoded once."""

    name: str
    sha256: str  # of the file
    part: bytes  # headers and base64, without the boundary


@dataclass(frozen=True, slots=True)
class Frozen:
    """A finished message."""

    id: str  # Message-ID with its angle brackets
    data: bytes


def attachment(name: str, data: bytes) -> Attachment:
    """Encode a file; raises `GeneratorError` for a name that is not safe everywhere (see `names.safe`)."""
    if names.safe(name) != name:
        raise GeneratorError(f"«{names.safe(name)}»: имя приложения не годится для всех систем. Переименуйте файл.")
    kind = _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    simple = name.isascii() and len(name) < _SHORT
    shown = name if simple else _encoded(name, len(' name=""'))
    extended = f'filename="{name}"' if simple else _extended(name)
    head = (
        f'Content-Type: {kind};{_EOL} name="{shown}"{_EOL}'
        f"Content-Transfer-Encoding: base64{_EOL}"
        f"Content-Disposition: attachment;{_EOL} {extended}{_EOL}{_EOL}"
    )
    made = Attachment(name, hashlib.sha256(data).hexdigest(), head.encode("ascii") + _base64(data))
    readback.check_part(made.part, made.name, made.sha256)
    return made


def freeze(
    sender: Sender,
    recipient: Mailbox,
    key: str,
    subject: str,
    plain: str,
    html: str,
    attachments: Sequence[Attachment] = (),
) -> Frozen:
    """One letter to one recipient, known by `key` (`Recipient.key`); paragraphs of `plain` are lines.

    Raises `GeneratorError` for a value that may not stand in a message, and `readback.Differs` when the finished
    bytes, read back, are not exactly what was meant: these headers and no others, this recipient, these words and
    files.
    """
    plain, html = _body(plain), _body(html)
    if len({each.name for each in attachments}) < len(attachments):
        raise GeneratorError("В письме два приложения с одним именем. Переименуйте одно из них.")
    id_ = message_id(sender, key)
    head = dict(_head(sender, recipient, subject, id_))
    texts = (_part(_PLAIN, flowed.flow(plain)), _part(_HTML, html))
    head["Content-Type"], body = _parts(id_, texts, [each.part for each in attachments])
    start = "".join(f"{name}: {value}{_EOL}" for name, value in head.items()) + _EOL
    message = b"".join((start.encode("ascii"), *body))  # once: a file of megabytes is copied a single time
    readback.check(
        message,
        readback.Meant(
            headers=tuple(head),
            sender=_tidy(sender.mailbox),
            recipient=_tidy(recipient),
            subject=words(subject),
            plain=flowed.flow(plain),
            html=html,
            parts=tuple(each.part for each in attachments),
        ),
    )
    return Frozen(id_, message)


def message_id(sender: Sender, key: str) -> str:
    """The Message-ID of a recipient's letter, the same on every try (RFC 5322, 3.6.4)."""
    digest = hashlib.sha256(f"{sender.edition}\0{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{sender.mailbox.address.rpartition('@')[2]}>"


def check_size(size: int, limit: int, server: str, place: str) -> None:
    """Refuse a message of more bytes than the settings let a server take (RFC 1870); a limit of 0 is none.

    `server` is empty where none is named yet, `place` is the line of the list that it is for. Raises `GeneratorError`
    with what to do.
    """
    if limit and size > limit:
        whose = f"сервер {server}" if server else "почта"
        raise GeneratorError(
            f"{place}: письмо с вложениями занимает {megabytes(size)}, а {whose} принимает не больше "
            f"{megabytes(limit)} (предел — size_limit в mailing.toml; вложения в письме больше самих файлов на 37 %). "
            "Оставьте таким получателям один вид файлов (столбец «виды файлов») или передайте им выпуск через папку "
            "(столбец «способ»)."
        )


def _head(sender: Sender, recipient: Mailbox, subject: str, id_: str) -> Iterator[tuple[str, str]]:
    """The headers in the order of RFC 5322, 3.6, without those of the body."""
    if sender.composed.utcoffset() is None:
        raise ValueError("the date of a letter has an offset")
    yield "From", _mailbox(sender.mailbox, "From", "имя отправителя")
    yield "To", _mailbox(recipient, "To", "имя получателя")
    if sender.reply_to:
        yield "Reply-To", _mailbox(sender.reply_to, "Reply-To", "имя для ответа")
    yield "Subject", _header(subject, "Subject", "тема письма (subtitle и title в settings.toml)")
    yield "Date", format_datetime(sender.composed)
    yield "Message-ID", id_
    yield "Content-Language", "ru"
    yield "Auto-Submitted", "auto-generated"  # RFC 3834: nobody's autoreply answers it
    if sender.unsubscribe:
        if not UNSUBSCRIBE.fullmatch(sender.unsubscribe):
            raise GeneratorError(
                "Адрес для отказа от рассылки: ожидается https://… или mailto:…, без пробелов и русских букв."
            )
        yield "List-Unsubscribe", f"<{sender.unsubscribe}>"
    if sender.receipt:
        yield "Disposition-Notification-To", f"<{(sender.reply_to or sender.mailbox).address}>"
    yield "MIME-Version", "1.0"


def _body(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if found := text_file.FORBIDDEN.search(text.replace("\r", "\0")):
        raise GeneratorError(f"Текст письма: недопустимый знак U+{ord(found.group()):04X}. Удалите его из данных.")
    return text


def _header(text: str, name: str, what: str) -> str:
    try:
        return _encoded(words(text), len(name) + 2)
    except Wrong as wrong:
        raise GeneratorError(f"{what[:1].upper()}{what[1:]}: {wrong}.") from wrong


def _mailbox(mailbox: Mailbox, name: str, what: str) -> str:
    if not mailbox.name:
        return f"<{mailbox.address}>"
    return f"{_header(mailbox.name, name, what)}{_EOL} <{mailbox.address}>"


def _tidy(mailbox: Mailbox) -> Mailbox:
    return Mailbox(words(mailbox.name) if mailbox.name else "", mailbox.address)


def _encoded(text: str, used: int) -> str:
    """A text in encoded words (RFC 2047), folded; `used` characters stand before it on its first line.

    It is cut after spaces where it can be: Python 3.11 shows a space too many between the words of a name,
    and better there than inside a word.
    """
    if re.fullmatch("[A-Za-z0-9 ]+", text) and used + len(text) <= _LINE:
        return text
    pieces: list[str] = []
    rest = text
    while rest:
        room = (_LINE - (1 if pieces else used) - _SHELL) // 4 * 3
        piece = rest.encode()[:room].decode("utf-8", "ignore")
        if len(piece) < len(rest) and " " in piece.strip():
            piece = piece[: piece.rstrip().rindex(" ") + 1]
        pieces.append(_b(piece))
        rest = rest[len(piece) :]
    return f"{_EOL} ".join(pieces)


def _b(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def _extended(name: str) -> str:
    """The parameter of RFC 6266 and RFC 2231, in continuations where one line cannot hold it."""
    whole = f"filename*=utf-8''{quote(name, safe='')}"
    if len(whole) < _LINE:
        return whole
    sections = [""]
    for char in name:  # a character is never cut: Python decodes each section by itself
        code = quote(char, safe="")
        if len(sections[-1]) + len(code) > 54:
            sections.append("")
        sections[-1] += code
    sections[0] = "utf-8''" + sections[0]
    return f";{_EOL} ".join(f"filename*{number}*={section}" for number, section in enumerate(sections))


def _parts(id_: str, texts: Sequence[bytes], files: Sequence[bytes]) -> tuple[str, list[bytes]]:
    """What the body is, and itself in pieces: texts that say the same, and the files beside them if there are any."""
    inner, outer = (f"=_{id_[1:17]}_{number}" for number in (1, 2))
    body = _delimited(inner, texts)
    if not files:
        return f'multipart/alternative;{_EOL} boundary="{inner}"', body
    whole = f'Content-Type: multipart/alternative; boundary="{inner}"{_EOL}{_EOL}'.encode()
    return f'multipart/mixed;{_EOL} boundary="{outer}"', _delimited(outer, (b"".join((whole, *body)), *files))


def _part(kind: str, text: str) -> bytes:
    head = f"Content-Type: {kind}{_EOL}Content-Transfer-Encoding: base64{_EOL}{_EOL}"
    return head.encode("ascii") + _base64(text.replace("\n", _EOL).encode())


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n") or b"\r\n"  # RFC 2046, 5.1.1: the delimiter has its own


def _delimited(boundary: str, parts: Sequence[bytes]) -> list[bytes]:
    """The body of a multipart, in pieces."""
    mark = f"--{boundary}".encode()
    return [piece for part in parts for piece in (mark, b"\r\n", part)] + [mark, b"--\r\n"]
