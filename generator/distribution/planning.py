"""A rehearsed mailing entered in the ledger: again and again, and never so that a letter goes out twice."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from generator.distribution.dispatches import Edition, Planned, State
from generator.distribution.parcels import Parcel, Recipient, Reply
from generator.distribution.transitions import move, note, requeue
from generator.errors import GeneratorError


def plan(db: sqlite3.Connection, edition: Edition, parcels: Iterable[Parcel], now: str) -> Planned:
    """Enter an edition and its parcels, inside a transaction; `Ledger.plan` says what it means."""
    _enter(db, edition, now)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS listed(recipient TEXT PRIMARY KEY)")
    db.execute("DELETE FROM listed")
    seen = Counter(_plan_one(db, edition.id, parcel, now) for parcel in parcels)
    gone = db.execute(
        "SELECT id FROM dispatch WHERE edition=? AND state IN (?, ?, ?, ?)"
        " AND recipient NOT IN (SELECT recipient FROM listed)",
        (edition.id, State.QUEUED, State.DEFERRED, State.REFUSED, State.BOUNCED),
    ).fetchall()
    for (id_,) in gone:
        move(db, id_, State.WITHDRAWN, now, Reply(0, "в списке получателей больше нет"))
    return Planned(seen["added"], seen["known"], seen["replaced"], len(gone))


def _enter(db: sqlite3.Connection, edition: Edition, now: str) -> None:
    known = db.execute("SELECT manifest, purged FROM edition WHERE id=?", (edition.id,)).fetchone()
    if known is None:
        values = (edition.id, edition.manifest, edition.series, edition.number, edition.composed, now)
        db.execute("INSERT INTO edition(id, manifest, series, number, composed, approved) VALUES(?,?,?,?,?,?)", values)
        return
    manifest, purged = known
    if manifest != edition.manifest:
        raise GeneratorError(
            f"Выпуск {edition.id} в журнале рассылки другой. Соберите дайджест заново (digest build) и проведите "
            "репетицию (digest send)."
        )
    if purged is not None:
        raise GeneratorError(
            f"Рассылка выпуска {edition.id} закончена, сведения о получателях стёрты: кому он ушёл, уже не узнать. "
            "Разослать можно только другой выпуск: исправленный или за другой год."
        )
    query = "UPDATE edition SET number=?, composed=? WHERE id=?"
    db.execute(query, (edition.number, edition.composed, edition.id))


def _plan_one(db: sqlite3.Connection, edition: str, parcel: Parcel, now: str) -> str:
    """Enter one parcel: it was `added`, `known`, or `replaced` another letter that nobody has taken."""
    recipient = parcel.recipient
    if db.execute("INSERT OR IGNORE INTO listed VALUES(?)", (recipient.key,)).rowcount == 0:
        raise GeneratorError(f"{recipient.place}: получатель «{recipient.key}» в списке дважды. Оставьте одну строку.")
    values = (recipient.channel, parcel.message_id, parcel.sha256, parcel.size, kept(parcel))
    known = db.execute(
        "SELECT id, state, tries, resent, sha256, channel FROM dispatch WHERE edition=? AND recipient=?",
        (edition, recipient.key),
    ).fetchone()
    if known is None:
        inserted = db.execute(
            "INSERT INTO dispatch(edition, recipient, channel, message_id, sha256, size, parcel, state, not_before, at)"
            " VALUES(?,?,?,?,?,?,?,?,?,?)",
            (edition, recipient.key, *values, State.QUEUED, now, now),
        )
        note(db, inserted.lastrowid, "", State.QUEUED, now)
        return "added"
    id_, state, tries, resent, sha256, channel = known
    same = (sha256, channel) == (parcel.sha256, recipient.channel)
    untaken = not resent and (state == State.REFUSED or (not tries and state in (State.QUEUED, State.WITHDRAWN)))
    if not same and not untaken:
        raise GeneratorError(
            f"{recipient.place}: письмо этого выпуска для «{recipient.key}» уже передавали, и оно было другим. "
            "Верните прежние тексты и список или соберите исправленный выпуск: digest build."
        )
    # What the same letter is called in the list, and where it lies, may have changed.
    query = "UPDATE dispatch SET channel=?, message_id=?, sha256=?, size=?, parcel=? WHERE id=?"
    db.execute(query, (*values, id_))
    if state == State.WITHDRAWN:
        _relist(db, id_, now)
    if not same and state == State.REFUSED:
        requeue(db, id_, now, "письмо заменено после отказа")
    elif not same:
        note(db, id_, State.QUEUED, State.QUEUED, now, Reply(0, "письмо заменено до передачи"))
    return "known" if same else "replaced"


def _relist(db: sqlite3.Connection, id_: int, now: str) -> None:
    """Bring back who was withdrawn; what was taken over once and came back never goes out again by itself."""
    query = "SELECT code, text FROM event WHERE dispatch=? AND now=? ORDER BY id DESC LIMIT 1"
    bounced = db.execute(query, (id_, State.BOUNCED)).fetchone()
    if bounced is None:
        move(db, id_, State.QUEUED, now, Reply(0, "снова в списке получателей"))
    else:
        move(db, id_, State.BOUNCED, now, Reply(*bounced))


def kept(parcel: Parcel) -> str:
    """A parcel as the ledger keeps it."""
    return json.dumps(asdict(parcel), ensure_ascii=False, default=lambda path: str(Path(path).absolute()))


def nameless(parcel: Parcel) -> Parcel:
    """A parcel that no longer says whose it was (152-ФЗ, article 5, part 7)."""
    was = parcel.recipient
    nobody = Recipient("", "", "", "", was.channel, "", was.region, was.formats, (), "")
    files = tuple(
        replace(enclosure, path=Path("/"), name=Path(enclosure.name).suffix) for enclosure in parcel.enclosures
    )
    return replace(parcel, recipient=nobody, message_id="", letter=Path("/"), enclosures=files)
