"""What the program itself has written into a record, so that it never takes a person's words for its own.

Beside `ID.yaml` lies the hidden file `.ID.drafted` with a fingerprint of every item that intake has
drafted. An item whose text has it is the program's and may be renewed; any other, be it changed by
one letter, is a person's. Where the file is lost, every item is.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path

from generator import files, text_file
from generator.errors import GeneratorError

HEADER = "# Отпечатки пунктов, которые записала программа: по ним она отличает их от написанных человеком.\n"


def of(text: str) -> str:
    """The fingerprint of an item."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def beside(record: Path) -> Path:
    """Where the fingerprints of a record are kept."""
    return record.with_name(f".{record.stem}.drafted")


def read(record: Path) -> frozenset[str]:
    """The fingerprints that are kept for a record; none when they are lost."""
    try:
        lines = text_file.lines_of(text_file.read(beside(record)))
    except GeneratorError:
        return frozenset()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def write(record: Path, found: Collection[str]) -> None:
    """Keep fingerprints, in an order of their own: the same ones give the same bytes."""
    text = HEADER + "".join(f"{line}\n" for line in sorted(found))
    if found != read(record):
        files.replace(beside(record), text.encode())
