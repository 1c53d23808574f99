"""Parcels of posts that nobody holds, and a ledger with them, for the tests of a mailing."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generator.distribution.dispatches import Edition
from generator.distribution.parcels import Enclosure, Parcel, Recipient

EDITION = Edition("0123456789ab", "f" * 64, "Дайджест за 2023 год", "1234-5678")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def recipient(
    email: str,
    channel: str = "smtp",
    region: str = "Приморский край",
    name: str = "Глава",
    post: str = "глава городского округа",
) -> Recipient:
    return Recipient(
        name=name,
        post=post,
        salutation="Уважаемый глава городского округа!",
        email=email,
        channel=channel,
        municipality="artem",
        region=region,
        formats=("pdf",),
        groups=("главы",),
        place="recipients.csv, строка 2",
    )


def parcel(folder: Path, to: Recipient | str, text: str = "Дайджест.", size: int = 0, file: bytes = b"%PDF") -> Parcel:
    """A frozen letter in a folder, with lines that begin with dots; the file enclosed is the same for all."""
    to = recipient(to) if isinstance(to, str) else to
    number = hashlib.sha256(to.key.encode()).hexdigest()[:16]
    message_id = f"<{number}@press.example.ru>"
    letter = (
        f"From: press@press.example.ru\r\nTo: {to.email}\r\nMessage-ID: {message_id}\r\n"
        "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nSubject: test\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{text}\r\n.\r\n..two\r\n" + ("x" * 76 + "\r\n") * (size // 78)
    ).encode()
    path = folder / f"{number}.eml"
    path.write_bytes(letter)
    enclosed = folder / "digest.pdf"
    enclosed.write_bytes(file)
    enclosure = Enclosure(enclosed, "Дайджест за 2023 год.pdf", hashlib.sha256(file).hexdigest(), len(file))
    return Parcel(to, message_id, path, hashlib.sha256(letter).hexdigest(), len(letter), (enclosure,))
