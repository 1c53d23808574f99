"""Files laid where people take them: whole or not at all, and nobody else's file is ever lost.

What was laid is listed in SHA256SUMS beside it, written last: `sha256sum -c SHA256SUMS`. A file of ours is known
by its line there; any other that stands in the way is set aside under another name.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from generator import files
from generator.distribution.parcels import Parcel, Unavailable

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a channel lays its files."""

    folder: Path


@dataclass(frozen=True, slots=True)
class Item:
    """A file to lay."""

    content: Path | bytes  # the file that has it, or what is in it
    name: str  # safe already
    sha256: str


class Channel:
    """What the channels that lay files have in common: nothing is opened, nothing closed."""

    def __init__(self, places: Places, parcels: Iterable[Parcel]) -> None:
        """`parcels` are all that may be laid."""
        self._folder = places.folder
        self._parcels = parcels

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


def lay(folder: Path, items: Iterable[Item]) -> None:
    """Put files into a folder, the list of sums last; what is there already is left. Raises `Unavailable`."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        ours = sums(folder)
        new = dict(ours)
        for item in items:
            if files.sha256(folder / item.name) != item.sha256:
                with files.beside(folder / item.name) as draft:
                    if isinstance(item.content, bytes):
                        files.write(draft, item.content)
                    else:
                        files.copy(item.content, draft)
                    _set_aside(folder / item.name, ours.get(item.name))
            new[item.name] = item.sha256
        files.sync_folder(folder)
        text = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(new.items()))
        if new != ours:
            files.replace(folder / SUMS, text.encode())


def sums(folder: Path) -> dict[str, str]:
    """What a folder's list of sums says: SHA-256 by name."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    return {line[66:]: line[:64] for line in lines if re.match(r"[0-9a-f]{64}  ", line)}


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """What the system refuses, as `Unavailable` with what to do."""
    try:
        yield
    except OSError as error:
        place = os.fsdecode(error.filename) if error.filename else folder
        raise Unavailable(f"«{place}»: {files.remedy(error)}.") from error


def _set_aside(path: Path, ours: str | None) -> None:
    if os.path.lexists(path) and (ours is None or files.sha256(path) != ours):
        os.rename(path, files.free_name(path, "прежний"))
