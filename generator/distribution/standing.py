"""Where a mailing stands: who got what, when, by which channel, who did not and why.

What the ledger knows, in the words of people: for the terminal, for a table of data, for the page to be filed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from generator import formatting
from generator.distribution import status_codes
from generator.distribution.addresses import shown
from generator.distribution.dispatches import Dispatch, Edition, State
from generator.formatting import NBSP
from generator.text_file import shortened

WORDS = {
    State.SENT: "отправлено",
    State.ASSUMED: "считается отправленным",
    State.QUEUED: "ждёт отправки",
    State.CLAIMED: "передаётся",
    State.DOT: "передаётся",
    State.DEFERRED: "отложено",
    State.UNCERTAIN: "неизвестно",
    State.REFUSED: "не принято",
    State.BOUNCED: "вернулось",
    State.WITHDRAWN: "исключено из списка",
}
# What `sent` means where nothing is sent.
_LAID = {"eml": "черновик готов", "folder": "положено", "zip": "вложено"}
CHANNELS = {"smtp": "почта", "eml": "черновик", "folder": "папка", "zip": "архив"}
REACHED = (State.SENT, State.ASSUMED)
LONGEST = 500  # signs of a reply
_SILENT = "ответа сервера нет, и узнать, принято ли письмо, нельзя"


def stands(state: State, channel: str) -> str:
    """A state in Russian: what lies as a draft or in a folder is not said to be sent."""
    return _LAID.get(channel, WORDS[state]) if state is State.SENT else WORDS[state]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient of one edition."""

    name: str
    post: str
    email: str  # empty where the channel needs none
    channel: str  # of TRANSPORTS
    state: State
    at: datetime | None  # when it came to this state, UTC; nothing before the first try
    tries: int
    reply: str  # what the other side said last, in its own words
    reason: str  # why it is not there, in Russian; empty where it is, or where the reply says it
    message_id: str
    files: tuple[str, ...]  # names of what was enclosed

    @property
    def reached(self) -> bool:
        """Whether the other side has taken it, as far as is known."""
        return self.state in REACHED

    @property
    def stands(self) -> str:
        """The state, in Russian."""
        return stands(self.state, self.channel)

    @property
    def whom(self) -> str:
        """The recipient as a list names them."""
        return ", ".join(filter(None, (self.name, self.post))) or "сведения стёрты"

    @property
    def by(self) -> str:
        """The channel, in Russian."""
        return CHANNELS.get(self.channel, self.channel)

    @property
    def when(self) -> str:
        """The moment in the time of this computer, with its offset: «21.11.2026 12:30 +03:00»."""
        return local(self.at)

    @property
    def why(self) -> str:
        """The reason with the other side's words: «нет такого ящика (550 5.1.1 …)»; of what has arrived, its words."""
        if self.reached or not self.reason:
            return self.reply
        return f"{self.reason} ({self.reply})" if self.reply else self.reason


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of the edition, as its manifest names it."""

    name: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Standing:
    """One mailing of one edition."""

    edition: str  # id of the published set
    manifest: str  # SHA-256 of its manifest
    files: tuple[Sent, ...]
    signers: tuple[str, ...] | None  # whose signatures the files carry; None where the files lie there no more
    deliveries: tuple[Delivery, ...]

    @property
    def until(self) -> datetime | None:
        """The last moment that the ledger knows of: the standing is of then, whenever it is printed."""
        return max((delivery.at for delivery in self.deliveries if delivery.at), default=None)

    @property
    def as_of(self) -> str:
        """That moment for a sentence: «21 ноября 2026 г., 12:30 (UTC+03:00)»; empty before the first try."""
        if self.until is None:
            return ""
        moment = self.until.astimezone()
        return f"{formatting.date_long(moment.date())}, {moment:%H:%M} (UTC{_offset(moment)})"

    @property
    def missed(self) -> tuple[Delivery, ...]:
        """Those who have not got it and should have."""
        return tuple(one for one in self.deliveries if not one.reached and one.state is not State.WITHDRAWN)

    @property
    def totals(self) -> str:
        """How many there are and how many of each state: «60 получателей: отправлено 57, не принято 2, …»."""
        amounts = Counter(delivery.stands for delivery in self.deliveries)
        order = dict.fromkeys((WORDS[State.SENT], *_LAID.values(), *WORDS.values()))
        parts = [f"{word}{NBSP}— {amounts[word]}" for word in order if amounts[word]]
        return (
            f"{formatting.count(len(self.deliveries), 'получатель', 'получателя', 'получателей')}: {', '.join(parts)}"
        )


def standing(edition: Edition, dispatches: Iterable[Dispatch], signers: Iterable[str] | None = ()) -> Standing:
    """The standing of an edition, as the ledger has it; the files are those that were really enclosed."""
    kept = list(dispatches)
    enclosed = {(one.name, one.sha256): one.size for dispatch in kept for one in dispatch.parcel.enclosures}
    return Standing(
        edition=edition.id,
        manifest=edition.manifest,
        files=tuple(Sent(*key, size) for key, size in sorted(enclosed.items())),
        signers=None if signers is None else tuple(dict.fromkeys(signers)),
        deliveries=tuple(map(_delivery, kept)),
    )


def _delivery(dispatch: Dispatch) -> Delivery:
    parcel, code = dispatch.parcel, dispatch.reply.code
    # A stranger's words go to a terminal and into a page: one line, and nothing but signs.
    text = shortened(dispatch.reply.text, LONGEST)
    planned = dispatch.state is State.QUEUED and not dispatch.tries
    return Delivery(
        name=parcel.recipient.name,
        post=parcel.recipient.post,
        email=shown(parcel.recipient.email),
        channel=parcel.recipient.channel,
        state=dispatch.state,
        at=None if planned else dispatch.at,
        tries=dispatch.tries,
        reply=text if not code or text.startswith(str(code)) else f"{code} {text}".strip(),
        reason=_reason(dispatch),
        message_id=parcel.message_id,
        files=tuple(one.name for one in parcel.enclosures),
    )


def _reason(dispatch: Dispatch) -> str:
    """Why it is not there, as the status code tells it."""
    if dispatch.state is State.UNCERTAIN:
        return _SILENT
    if dispatch.state not in (State.REFUSED, State.DEFERRED, State.BOUNCED):
        return ""
    meaning = status_codes.of_reply(dispatch.reply.code, dispatch.reply.text)
    return meaning if dispatch.state is State.DEFERRED else status_codes.final(meaning)


def local(moment: datetime | None) -> str:
    """A moment in the time of this computer: «21.11.2026 12:30 +03:00»; empty for none."""
    if moment is None:
        return ""
    here = moment.astimezone()
    return f"{formatting.date_digits(here.date())} {here:%H:%M} {_offset(here)}"


def _offset(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"


def table(standing: Standing) -> str:
    """The standing for a terminal: a line for each recipient, then the totals, then who has not got it and why."""
    heads = ("Получатель", "Адрес", "Способ", "Состояние", "Когда")
    rows = [(one.whom, one.email, one.by, one.stands, one.when) for one in standing.deliveries]
    lines = [f"Выпуск {standing.edition}" + (f", {standing.as_of}" if standing.as_of else ""), ""]
    lines += _aligned([heads, *rows])
    lines += ["", f"{standing.totals}."]
    if standing.missed:
        lines += ["", f"Не получили — {len(standing.missed)}:"]
        lines += [f"  {_called(one)} — {one.why or one.stands}" for one in standing.missed]
    return "".join(f"{line.rstrip()}\n" for line in lines)


FIELDS = (
    *("получатель", "должность", "адрес", "способ", "состояние", "время", "попыток", "причина", "ответ сервера"),
    *("письмо", "файлы", "выпуск"),
)


def records(standing: Standing) -> Iterable[tuple[str | int, ...]]:
    """The standing as data: for each recipient the values of `FIELDS`."""
    for one in standing.deliveries:
        yield (
            *(one.name, one.post, one.email, one.by, one.stands, one.when, one.tries, one.reason, one.reply),
            *(one.message_id, ", ".join(one.files), standing.edition),
        )


def _called(one: Delivery) -> str:
    return f"{one.whom}, {one.email}" if one.email else one.whom


WIDEST = 44  # signs of a column


def _aligned(rows: list[tuple[str, ...]]) -> Iterable[str]:
    """Lines with their columns one under another; an empty column is left out."""
    shown = [column for column in zip(*rows, strict=True) if any(column[1:])]
    columns = [[cut(cell) for cell in column] for column in shown]
    widths = [max(map(len, column)) for column in columns]
    for row in zip(*columns, strict=True):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))


def cut(cell: str) -> str:
    """A cell of a table in the terminal, no wider than a column may be."""
    return cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…"
