"""The ledger's file: opened only when it is whole and ours, written so that a commit outlives a power cut.

SQLite in WAL mode with `synchronous=FULL`: every commit waits for the disk. The file must lie on a local disk,
since neither WAL nor locks hold on a network share.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator import files
from generator.errors import GeneratorError

_OURS = 0x52444C47  # application_id of SQLite's header: «RDLG»
_VERSION = 3  # 1 knew who has no address by «, глава города» or «Анна Примерова, »; 2 did not know `composed`

# What an event tells never changes; only its words, which may hold an address, can be emptied (152-ФЗ).
_SCHEMA = """
CREATE TABLE ledger(id TEXT NOT NULL) STRICT;
CREATE TABLE edition(
  id TEXT PRIMARY KEY, manifest TEXT NOT NULL, series TEXT NOT NULL, number TEXT NOT NULL,
  approved TEXT NOT NULL, purged TEXT, composed TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE dispatch(
  id INTEGER PRIMARY KEY, edition TEXT NOT NULL REFERENCES edition(id), recipient TEXT NOT NULL,
  channel TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  parcel TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, resent INTEGER NOT NULL DEFAULT 0,
  first_try TEXT, last_try TEXT, not_before TEXT NOT NULL, code INTEGER NOT NULL DEFAULT 0,
  reply TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, UNIQUE(edition, recipient)) STRICT;
CREATE INDEX dispatch_due ON dispatch(edition, channel, state, tries);
CREATE TABLE event(
  id INTEGER PRIMARY KEY AUTOINCREMENT, dispatch INTEGER REFERENCES dispatch(id), at TEXT NOT NULL,
  was TEXT NOT NULL, now TEXT NOT NULL, code INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX event_dispatch ON event(dispatch);
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER event_is_kept BEFORE UPDATE ON event
  WHEN NEW.text <> '' OR (NEW.id, NEW.at, NEW.was, NEW.now, NEW.code) <> (OLD.id, OLD.at, OLD.was, OLD.now, OLD.code)
    OR NEW.dispatch IS NOT OLD.dispatch
  BEGIN SELECT RAISE(ABORT, 'append-only'); END;
"""
# Whom nobody can tell from another any more stays known as they were.
_TO_2 = (
    "UPDATE OR IGNORE dispatch SET recipient=substr(recipient, 3) WHERE recipient LIKE ', %'"
    " AND json_extract(parcel, '$.recipient.email')='' AND json_extract(parcel, '$.recipient.name')=''",
    "UPDATE OR IGNORE dispatch SET recipient=substr(recipient, 1, length(recipient)-2) WHERE recipient LIKE '%, '"
    " AND json_extract(parcel, '$.recipient.email')='' AND json_extract(parcel, '$.recipient.post')=''",
)
_TO_3 = ("ALTER TABLE edition ADD COLUMN composed TEXT NOT NULL DEFAULT ''",)
_CHANGES = {1: _TO_2 + _TO_3, 2: _TO_3}  # by the version that is brought up to now

_REMEDIES = {
    "SQLITE_FULL": "на диске кончилось место. Освободите его и повторите команду",
    "SQLITE_READONLY": "файл или диск доступен только для чтения. Проверьте права на папку",
    "SQLITE_CANTOPEN": "файл не открывается. Проверьте права на папку",
    "SQLITE_BUSY": "журнал занят другой программой. Закройте её и повторите команду",
    "SQLITE_IOERR": "диск отказал: нет места или файл больше, чем разрешает система. Освободите место и проверьте диск",
}


def connect(path: Path) -> sqlite3.Connection:
    """Open the ledger or begin one; raises `GeneratorError` for a damaged or foreign file, and leaves it alone."""
    with told(path):
        fresh = not path.exists() or path.stat().st_size == 0
        if fresh:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its -wal and -shm the same mode
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            if not fresh:
                _check(db, path)
            # A copy may have been open to everyone, and so would be what SQLite makes beside it.
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.chmod(f"{path}{ending}", 0o600)
            if db.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
                raise GeneratorError(f"Журнал рассылки «{path}»: нужна папка на своём диске, а не на сетевом.")
            db.executescript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;")
            _begin(db)
        except BaseException:
            db.close()
            raise
        return db


def _begin(db: sqlite3.Connection) -> None:
    """Make the tables, or bring those of an older program up to now; a crash leaves all of it done or none."""
    with transaction(db):
        # Inside the transaction: another process may have just done it.
        known = db.execute("PRAGMA user_version").fetchone()[0]
        for change in _CHANGES.get(known, ()):
            db.execute(change)
        if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _statements():
                db.execute(statement)
            db.execute("INSERT INTO ledger VALUES(?)", (secrets.token_hex(8),))
            db.execute(f"PRAGMA application_id={_OURS}")
        if known != _VERSION:
            db.execute(f"PRAGMA user_version={_VERSION}")


def _statements() -> Iterator[str]:
    """The schema's statements: `executescript` would commit before each of them."""
    statement = ""
    for line in _SCHEMA.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _check(db: sqlite3.Connection, path: Path) -> None:
    ours, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if ours != _OURS and db.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise GeneratorError(f"«{path}»: это не журнал рассылки. Уберите файл или укажите другую папку.")
    if version > _VERSION:
        raise GeneratorError(f"Журнал рассылки «{path}» вела более новая версия программы. Обновите программу.")
    if (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(found)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in Russian what SQLite and the system say of the ledger, as `GeneratorError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        name = getattr(error, "sqlite_errorname", "")
        remedy = next((text for key, text in _REMEDIES.items() if name.startswith(key)), "запись не удалась")
        raise GeneratorError(
            f"Журнал рассылки «{path}»: {remedy}. Без записи в журнал ничего не отправляется."
        ) from error
    except sqlite3.IntegrityError:
        raise  # a fault of the program
    except sqlite3.DatabaseError as error:
        raise GeneratorError(
            f"Журнал рассылки «{path}» повреждён и оставлен как есть; ничего не отправлено. Верните его из "
            "резервной копии: без него не узнать, кому письма уже ушли."
        ) from error
    except OSError as error:
        raise GeneratorError(f"Журнал рассылки «{path}»: {files.remedy(error)}.") from error


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that the block writes or nothing; durable when it ends."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # after a full disk SQLite has rolled back already
            db.execute("ROLLBACK")
        raise
