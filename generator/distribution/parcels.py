"""What the parts of a mailing hand to one another: to whom, what, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self


@dataclass(frozen=True, slots=True)
class Recipient:
    """An official who gets the digest, as a line of `input/recipients.*` names them."""

    name: str  # as it stands in the list
    post: str
    salutation: str  # whole, «Уважаемая Анна Ивановна!»
    email: str  # one ASCII mailbox, its domain through IDNA (RFC 5891); empty where the channel needs none
    channel: str  # of TRANSPORTS
    municipality: str  # its id, or empty
    region: str  # its name, or empty
    formats: tuple[str, ...]  # files of the digest they want, `docx`, `pdf`
    groups: tuple[str, ...]
    place: str  # «recipients.csv, строка 7»

    @property
    def called(self) -> str:
        """What folders and short lists call them: the name, or the post where no name is known."""
        return self.name or self.post

    @property
    def whom(self) -> str:
        """The name and the post, or the one of them that is known; empty after a purge."""
        return ", ".join(filter(None, (self.name, self.post)))

    @property
    def key(self) -> str:
        """What the ledger knows them by, letter case aside: the address, or the name and post; empty after a purge."""
        return (self.email or self.whom).casefold()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a recipient gets."""

    path: Path
    name: str  # as the recipient sees it
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one recipient gets, frozen when the mailing is planned: every try hands over the same bytes."""

    recipient: Recipient
    message_id: str  # with its angle brackets (RFC 5322, 3.6.4); the same on every try
    letter: Path  # the whole message as bytes, `.eml`
    sha256: str  # of the letter
    size: int  # of the letter, bytes
    enclosures: tuple[Enclosure, ...]

    @classmethod
    def of(cls, values: dict[str, Any], place: Path) -> "Parcel":
        """Make one of what JSON kept of its `asdict`; its paths begin in `place`.

        Raises `LookupError` and `TypeError` for what is not one.
        """
        told = values["recipient"]
        recipient = Recipient(**{f.name: _frozen(told[f.name]) for f in fields(Recipient)})
        enclosures = tuple(Enclosure(**{**item, "path": place / item["path"]}) for item in values["enclosures"])
        return cls(**{**values, "letter": place / values["letter"], "recipient": recipient, "enclosures": enclosures})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side said: a code (RFC 5321, 4.2; 0 where the channel has none) and its words."""

    code: int
    text: str


class Deferred(Exception):
    """Certainly not taken over this time; a later try may succeed (4xx, a lost connection). Carries a `Reply`."""


class Refused(Exception):
    """Refused for good (5xx): this recipient will not get it so. Carries a `Reply`."""


class InDoubt(Exception):
    """The other side may have taken it over: its answer never came (RFC 1047). Carries a `Reply`."""


class Unavailable(Exception):
    """No recipient's fault: no connection, a wrong certificate or password. Nothing was tried, the run stops."""


class Transport(Protocol):
    """One channel, open for one run."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """Hand one parcel over.

        `commit` is called just before the moment after which nobody can know without an answer whether it
        was taken over (the final dot of SMTP); channels that can look for themselves never call it.

        Raises `Deferred`, `Refused`, `InDoubt` and `Unavailable`.
        """
        ...
