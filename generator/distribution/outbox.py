"""The outbox: a mailing as it was rehearsed, on the disk, until a person confirms it by its number.

    output/outbox/<edition>/files/      what is enclosed, each file once
    output/outbox/<edition>/letters/    one frozen message a recipient, `0001-glava@gorod.example.eml`
    output/outbox/<edition>/plan.json   to whom, what, with the SHA-256 of each letter; written last

The number is made of the plan's bytes, and the plan names every letter, every file and the manifest of the
digest by its SHA-256: whoever gives the number back has seen exactly these letters. It holds addresses, so
nobody else may read it.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator import files
from generator.distribution.parcels import Enclosure, Parcel, Recipient
from generator.errors import GeneratorError

FOLDER = "outbox"
_PLAN = "plan.json"
_TMP, _OLD = "tmp", "old"  # ends of the hidden folders: a rehearsal in the making, and the one before it
_OURS = re.compile(rf"(?P<edition>[0-9a-f]{{12}})|\.[0-9a-f]{{12}}\.(?:{_TMP}|{_OLD})")
_NUMBER = 10**8  # how many numbers there are: eight digits, in two groups


@dataclass(frozen=True, slots=True)
class Plan:
    """One mailing of one edition, ready to go."""

    edition: str  # id of the published set
    manifest: str  # SHA-256 of its manifest
    series: str  # what later editions correct: the years of the digest, and its region or municipality if it is of one
    composed: str  # Date of all its letters, ISO 8601 with the offset
    recipients: str  # SHA-256 of the list it was made from
    parcels: tuple[Parcel, ...]
    number: str = ""  # «4170-9312», made of all of the above


class Outbox:
    """The mailing of one edition in the outbox of an output folder."""

    def __init__(self, output: Path, edition: str) -> None:
        """Look at the folder; nothing is created yet."""
        self.folder = output / FOLDER / edition

    def plan(self) -> Plan:
        """The rehearsed plan; raises `GeneratorError` when there is none or it cannot be read."""
        try:
            text = (self.folder / _PLAN).read_bytes()
            return _parsed(text, self.folder)
        except FileNotFoundError as error:
            raise GeneratorError("Репетиции этого выпуска не было. Проведите её: digest send.") from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise GeneratorError(
                f"«{self.folder / _PLAN}»: план рассылки повреждён. Проведите репетицию заново: digest send."
            ) from error

    @contextmanager
    def rehearsing(self) -> Iterator["Draft"]:
        """Make a plan anew: the block writes files and letters, and `Draft.finish` puts it in place.

        Letters and files of an earlier rehearsal stay until the new plan is whole.
        """
        work = self.folder.with_name(f".{self.folder.name}.{_TMP}")
        try:
            shutil.rmtree(work, ignore_errors=True)
            for part in ("files", "letters"):
                (work / part).mkdir(parents=True, mode=0o700)
            work.chmod(0o700)
            yield Draft(work, self.folder)
        except OSError as error:
            raise GeneratorError(
                f"«{error.filename or self.folder}»: {files.remedy(error)}. Новых писем нет."
            ) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)


class Draft:
    """A rehearsal in the making."""

    def __init__(self, work: Path, place: Path) -> None:
        """`work` is where it is written, `place` where it will lie."""
        self._work = work
        self._place = place
        self._letters = 0
        self._kept: dict[Path, tuple[str, int]] = {}

    def enclose(self, source: Path, name: str) -> Enclosure:
        """Keep a copy of a file that goes out; `name` is how the recipient sees it."""
        if source not in self._kept:
            kept = self._work / "files" / source.name
            files.copy(source, kept)
            self._kept[source] = files.sha256(kept), kept.stat().st_size
        sha256, size = self._kept[source]
        return Enclosure(path=self._place / "files" / source.name, name=name, sha256=sha256, size=size)

    def letter(self, recipient: Recipient, message_id: str, message: bytes, enclosed: Iterable[Enclosure]) -> Parcel:
        """Keep one frozen letter: a whole message, or its text alone for whom no address is known."""
        self._letters += 1
        ending = ".eml" if recipient.email else ".txt"
        name = f"{self._letters:04}-{_plain(recipient.email or recipient.called)}{ending}"
        files.write(self._work / "letters" / name, message)
        return Parcel(
            recipient=recipient,
            message_id=message_id,
            letter=self._place / "letters" / name,
            sha256=hashlib.sha256(message).hexdigest(),
            size=len(message),
            enclosures=tuple(enclosed),
        )

    def finish(self, plan: Plan) -> Plan:
        """Put the rehearsal in its place, and give it its number."""
        text = _written(plan, self._place)
        files.write(self._work / _PLAN, text)
        for path in (*self._work.rglob("*"),):
            if path.is_file():
                path.chmod(0o600)
        old = self._place.with_name(f".{self._place.name}.{_OLD}")
        shutil.rmtree(old, ignore_errors=True)
        if self._place.exists():
            os.rename(self._place, old)
        try:
            os.rename(self._work, self._place)
        except OSError:
            if old.exists():
                os.rename(old, self._place)
            raise
        files.sync_folder(self._place.parent)
        shutil.rmtree(old, ignore_errors=True)
        return _parsed(text, self._place)


@dataclass(frozen=True, slots=True)
class Left:
    """A folder of the outbox that holds names and addresses."""

    folder: Path
    edition: str  # its id; empty for a hidden folder, which a stopped rehearsal has left and nobody needs
    since: datetime  # when its letters were composed; without a sound plan, when it was changed


def left(output: Path) -> list[Left]:
    """The folders that rehearsals have made in the outbox of an output folder; what is not ours is passed over."""
    found = []
    for folder in sorted((output / FOLDER).glob("*")):
        if (ours := _OURS.fullmatch(folder.name)) and folder.is_dir() and not folder.is_symlink():
            found.append(Left(folder, ours["edition"] or "", _since(folder)))
    return found


def _since(folder: Path) -> datetime:
    try:
        composed = datetime.fromisoformat(_parsed((folder / _PLAN).read_bytes(), folder).composed)
    except (OSError, ValueError, LookupError, TypeError):
        composed = datetime.fromtimestamp(folder.stat().st_mtime)
    return composed.astimezone(UTC)


def changed(plan: Plan) -> list[str]:
    """The letters and files of a plan that are not what was rehearsed, in Russian; nothing when all are."""
    found = []
    seen = set()
    for parcel in plan.parcels:
        if files.sha256(parcel.letter) != parcel.sha256:
            found.append(f"письмо «{parcel.letter.name}» изменено или пропало")
        for enclosure in parcel.enclosures:
            if enclosure.path not in seen and files.sha256(enclosure.path) != enclosure.sha256:
                found.append(f"приложение «{enclosure.path.name}» изменено или пропало")
            seen.add(enclosure.path)
    return found


def _number(text: bytes) -> str:
    digits = f"{int(hashlib.sha256(text).hexdigest(), 16) % _NUMBER:08}"
    return f"{digits[:4]}-{digits[4:]}"


def _plain(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^\w.@+-]", "_", name)[:80]


def _written(plan: Plan, place: Path) -> bytes:
    def known(value: object) -> object:
        if isinstance(value, Path):
            return value.relative_to(place).as_posix()
        raise TypeError(f"a plan holds no {type(value).__name__}")

    values = asdict(plan)
    del values["number"]
    return (json.dumps(values, ensure_ascii=False, indent=1, default=known) + "\n").encode()


def _parsed(text: bytes, place: Path) -> Plan:
    values: dict[str, Any] = json.loads(text)
    parcels = tuple(Parcel.of(parcel, place) for parcel in values.pop("parcels"))
    return Plan(**values, parcels=parcels, number=_number(text))
