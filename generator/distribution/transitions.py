"""The one way a dispatch changes: from a state to an allowed one, with an event. Inside a transaction."""

import sqlite3
from datetime import UTC, datetime

from generator.distribution.dispatches import ALLOWED, State
from generator.distribution.parcels import Reply

SILENCE = Reply(0, "")


def stamp(moment: datetime) -> str:
    """A time as the ledger keeps it, of one length always: such texts compare as their times do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def move(db: sqlite3.Connection, id_: int, state: State, now: str, reply: Reply = SILENCE) -> None:
    """One transition and its event; an answer without words leaves the last. Raises `ValueError` if it is forbidden."""
    was = State(db.execute("SELECT state FROM dispatch WHERE id=?", (id_,)).fetchone()[0])
    if state not in ALLOWED[was]:
        raise ValueError(f"dispatch {id_}: {was} cannot become {state}")
    db.execute("UPDATE dispatch SET state=?, at=?, not_before=? WHERE id=?", (state, now, now, id_))
    if reply != SILENCE:
        db.execute("UPDATE dispatch SET code=?, reply=? WHERE id=?", (reply.code, reply.text, id_))
    note(db, id_, was, state, now, reply)


def requeue(db: sqlite3.Connection, id_: int, now: str, why: str) -> None:
    """Queue a refused letter, its tries counted from the beginning; `why` is in Russian."""
    move(db, id_, State.QUEUED, now, Reply(0, why))
    db.execute("UPDATE dispatch SET tries=0, first_try=NULL WHERE id=?", (id_,))


def give_back(db: sqlite3.Connection, id_: int, now: str, reply: Reply) -> None:
    """Queue a letter that was claimed and certainly not taken over: it has cost no try."""
    move(db, id_, State.QUEUED, now, reply)
    db.execute("UPDATE dispatch SET tries=max(0, tries-1) WHERE id=?", (id_,))


def note(db: sqlite3.Connection, id_: int | None, was: str, state: str, now: str, reply: Reply = SILENCE) -> None:
    """An event; of the ledger as a whole, where `id_` is None."""
    db.execute(
        "INSERT INTO event(dispatch, at, was, now, code, text) VALUES(?,?,?,?,?,?)",
        (id_, now, was, state, reply.code, reply.text),
    )
