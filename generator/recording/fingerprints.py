"""What the program itself has written into a record, so that it never takes a person's words for its own.

Beside `ID.yaml` lies the hidden file `.ID.drafted` with a fingerprint of every item that intake has
drafted. An item whose text has it is the program's and may be renewed; any other, be it changed by
one letter, is a person's. Where the file is lost, every item is. A second fingerprint, of the item without its
line numbers, tells what has been drafted before when the lines of the report have moved since.

It names the report that it was drafted from, too: a record that is of another one was put back to an older state
after it, and what is not in it was never deleted by anybody.
"""

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

from generator import files, text_file
from generator.errors import GeneratorError

_REPORT = "# Отчёт: "
HEADER = "# Отпечатки пунктов, которые записала программа: по ним она отличает их от написанных человеком.\n"


def of(text: str) -> str:
    """The fingerprint of an item."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unplaced(text: str) -> str:
    """An item without the numbers of its lines: they change with every line that a report gets above them."""
    return re.sub(r"^([ -]*lines:).*", r"\1", text, flags=re.M)


def both(text: str) -> frozenset[str]:
    """The fingerprints of a drafted item: of its text, and of that without its line numbers."""
    return frozenset((of(text), of(unplaced(text))))


def beside(record: Path) -> Path:
    """Where the fingerprints of a record are kept."""
    return record.with_name(f".{record.stem}.drafted")


def read(record: Path) -> frozenset[str]:
    """The fingerprints that are kept for a record; none when they are lost."""
    return frozenset(line for line in _lines(record) if line and not line.startswith("#"))


def report(record: Path) -> str:
    """The SHA-256 of the report that the items were drafted from; empty where an older program has kept them."""
    return next((line.removeprefix(_REPORT) for line in _lines(record) if line.startswith(_REPORT)), "")


def write(record: Path, found: Collection[str], sha256: str) -> None:
    """Keep fingerprints, in an order of their own: the same ones of the same report give the same bytes."""
    text = f"{HEADER}{_REPORT}{sha256}\n" + "".join(f"{line}\n" for line in sorted(found))
    if found != read(record) or sha256 != report(record):
        files.replace(beside(record), text.encode())


def _lines(record: Path) -> list[str]:
    try:
        return text_file.lines_of(text_file.read(beside(record)))
    except GeneratorError:
        return []
