"""What the ledger can be asked: who got what, when, by which channel, and who did not and why."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generator.distribution.dispatches import Dispatch, Edition, Event, State
from generator.distribution.ledger_file import connect, told
from generator.distribution.parcels import Parcel, Reply
from generator.distribution.transitions import stamp
from generator.distribution.witness import Witness

_SELECT = "SELECT id, edition, parcel, state, tries, first_try, last_try, not_before, code, reply, at FROM dispatch"

# `only` is keys of recipients as a JSON array, or NULL for all of them.
CHOSEN = "(? IS NULL OR recipient IN (SELECT value FROM json_each(?)))"


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class LedgerReader:
    """The ledger as it is read; every method raises `GeneratorError` when the file cannot be."""

    def __init__(self, path: Path, witness: Path | None = None, clock: Callable[[], datetime] = utc_now) -> None:
        """Open the ledger or begin one; `witness` is a small file beside the outputs that knows how far it has come.

        Raises `GeneratorError` for a damaged file, for one that is no ledger, and for one brought back from a copy.
        """
        self.path = path
        self._clock = clock
        self._witness = Witness(witness)
        self._db: sqlite3.Connection = connect(path)
        try:
            with told(path):
                self.id: str = self._one("SELECT id FROM ledger")
                self._witness.check(self.id, self._last_event(), path)
                self._witness.note(self.id, self._last_event())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
        self._witness.close()

    def now(self) -> datetime:
        """The time by the ledger's clock, UTC."""
        return self._clock()

    def editions(self) -> list[tuple[Edition, datetime]]:
        """The editions in the order of their approval, with its time."""
        found = self._all("SELECT id, manifest, series, number, composed, approved FROM edition ORDER BY approved, id")
        return [(Edition(*values), _time(approved)) for *values, approved in found]

    def composed(self, edition: str) -> str:
        """The Date of an edition's letters, ISO 8601; empty for an edition of which it is not known."""
        return self._one("SELECT composed FROM edition WHERE id=?", edition) or ""

    def dispatches(self, edition: str, *states: State) -> Iterator[Dispatch]:
        """The parcels of an edition in the order of planning, in these states or in all, read one at a time."""
        wanted = json.dumps(states or tuple(State))
        after = 0
        # A query each: one that stays open would keep SQLite from clearing its log.
        while found := self._all(
            f"{_SELECT} WHERE edition=? AND id>? AND state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1",
            edition,
            after,
            wanted,
        ):
            after = found[0][0]
            yield _dispatch(found[0])

    def parcels(self, edition: str, channel: str) -> "Parcels":
        """What an edition sends by one channel, without what was withdrawn; to be gone through as often as wanted."""
        return Parcels(self, edition, channel)

    def events(self, id_: int) -> list[Event]:
        """How one dispatch came to its state."""
        found = self._all("SELECT at, was, now, code, text FROM event WHERE dispatch=? ORDER BY id", id_)
        return [Event(_time(at), was, now, Reply(code, text)) for at, was, now, code, text in found]

    def counts(self, edition: str, only: Collection[str] | None = None) -> dict[State, int]:
        """How many parcels of an edition are in which state; states without any are not there."""
        query = f"SELECT state, count(*) FROM dispatch WHERE edition=? AND {CHOSEN} GROUP BY state"
        found = self._all(query, edition, *keys(only))
        return {State(state): number for state, number in found}

    def idle_since(self, moment: datetime) -> list[str]:
        """The editions that nothing has happened to since a moment and that were not purged, their ids."""
        found = self._all(
            "SELECT edition FROM dispatch JOIN edition ON edition.id=dispatch.edition WHERE purged IS NULL"
            " GROUP BY edition HAVING max(at)<? ORDER BY edition",
            stamp(moment),
        )
        return [edition for (edition,) in found]

    def remembered(self) -> list[str]:
        """The editions whose recipients it still knows, their ids."""
        found = self._all(
            "SELECT DISTINCT edition FROM dispatch JOIN edition ON edition.id=dispatch.edition WHERE purged IS NULL"
            " ORDER BY edition"
        )
        return [edition for (edition,) in found]

    def channels(self, edition: str) -> tuple[str, ...]:
        """The channels of an edition, in the order of their first parcels."""
        found = self._all("SELECT channel FROM dispatch WHERE edition=? GROUP BY channel ORDER BY min(id)", edition)
        return tuple(channel for (channel,) in found)

    def sent_before(self, series: str, edition: str, key: str) -> datetime | None:
        """When a recipient was last sent another edition of a series; None when never.

        A letter that nobody can know of counts: a correction that does not say it is one would be the greater fault.
        So does one that came back, which may be told when the correction has gone: what that says must not change.
        """
        at = self._one(
            "SELECT max(last_try) FROM dispatch JOIN edition ON edition.id=dispatch.edition"
            " WHERE edition.series=? AND edition.id<>? AND recipient=? AND state IN (?, ?, ?, ?)",
            *(series, edition, key, State.SENT, State.ASSUMED, State.UNCERTAIN, State.BOUNCED),
        )
        return None if at is None else _time(at)

    def next_due(self, edition: str, only: Collection[str] | None = None) -> datetime | None:
        """When the next letter is due; None when nothing waits."""
        query = f"SELECT min(not_before) FROM dispatch WHERE edition=? AND state IN (?, ?) AND {CHOSEN}"
        at = self._one(query, edition, State.QUEUED, State.DEFERRED, *keys(only))
        return None if at is None else _time(at)

    def waiting(self, edition: str, only: Collection[str] | None = None) -> int:
        """How many letters wait, due or not."""
        query = f"SELECT count(*) FROM dispatch WHERE edition=? AND state IN (?, ?) AND {CHOSEN}"
        return int(self._one(query, edition, State.QUEUED, State.DEFERRED, *keys(only)))

    def due(self, edition: str, channel: str, only: Collection[str] | None = None) -> int | None:
        """The dispatch that is due next by a channel, its id: untried ones first; None when there is none."""
        of = f"SELECT id FROM dispatch WHERE edition=? AND channel=? AND {CHOSEN} AND state=?"
        chosen = (edition, channel, *keys(only))
        for untried in ("AND last_try IS NULL", ""):  # not in ORDER BY, which would sort all of them each time
            queued = self._one(f"{of} {untried} ORDER BY tries, id LIMIT 1", *chosen, State.QUEUED)
            if queued is not None:
                return int(queued)
        now = stamp(self._clock())
        deferred = self._one(f"{of} AND not_before<=? ORDER BY not_before, id LIMIT 1", *chosen, State.DEFERRED, now)
        return None if deferred is None else int(deferred)

    def tried_since(self, channel: str, moment: datetime) -> list[datetime]:
        """When letters of any edition were last tried by a channel since a moment, the earliest first."""
        query = "SELECT last_try FROM dispatch WHERE channel=? AND last_try>? ORDER BY last_try"
        return [_time(at) for (at,) in self._all(query, channel, stamp(moment))]

    def dispatch(self, id_: int) -> Dispatch:
        """One dispatch by its number."""
        return _dispatch(self._all(f"{_SELECT} WHERE id=?", id_)[0])

    def _all(self, query: str, *values: object) -> list[Any]:
        with told(self.path):
            return self._db.execute(query, values).fetchall()

    def _one(self, query: str, *values: object) -> Any:
        """The first value of the first row; None where there is none."""
        rows = self._all(query, *values)
        return rows[0][0] if rows else None

    def _last_event(self) -> int:
        return self._one("SELECT max(id) FROM event") or 0


class Parcels:
    """The parcels of one channel of an edition; each is read when it is its turn."""

    def __init__(self, ledger: LedgerReader, edition: str, channel: str) -> None:
        """Nothing is read yet."""
        self._ledger, self._edition, self._channel = ledger, edition, channel

    def __iter__(self) -> Iterator[Parcel]:
        for dispatch in self._ledger.dispatches(self._edition):
            if dispatch.parcel.recipient.channel == self._channel and dispatch.state is not State.WITHDRAWN:
                yield dispatch.parcel


def keys(only: Collection[str] | None) -> tuple[str | None, str | None]:
    """The values of `CHOSEN`."""
    chosen = None if only is None else json.dumps(sorted(only))
    return chosen, chosen


def _dispatch(row: tuple[Any, ...]) -> Dispatch:
    id_, edition, parcel, state, tries, first, last, due, code, reply, at = row
    return Dispatch(
        id=id_,
        edition=edition,
        parcel=Parcel.of(json.loads(parcel), Path("/")),  # its paths were kept whole
        state=State(state),
        tries=tries,
        first_try=_time(first) if first else None,
        last_try=_time(last) if last else None,
        not_before=_time(due),
        reply=Reply(code, reply),
        at=_time(at),
    )


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)
