"""Nothing has changed: what has been built already is not built again.

A build is a function of what `made_from` lists. When all that is as it was, and the files of that build lie in
the output folder whole, to the byte, building would put the same files in the place of the same: it is
enough to say again what the build has said.

It must never be wrong, so nothing is told from the times of the user's own files: each is read and summed up.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from generator import files, output, plain, records, surroundings
from generator.cache import Cache, fingerprint
from generator.making import OF_THE_MAILING
from generator.model import Finding, Unread
from generator.theme import Theme
from generator.writers import pagination

_VERSION = "build 1"
_OF_NO_BUILD = re.compile(f"{re.escape(records.SCHEMA)}|{OF_THE_MAILING.pattern}")


@dataclass(frozen=True, slots=True)
class Built:
    """What is kept of a build: the set that it published, and all that its user is told."""

    set: str
    schema: str  # SHA-256 of the schema of records, which a build writes into the input folder
    files: tuple[str, ...]
    reports: int
    observations: int
    draft: bool
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    uncited: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a build is asked for; every field may change its files, or whether they are published at all."""

    year: int | None
    formats: tuple[str, ...]
    documents: tuple[str, ...]
    verify: bool
    attach_data: bool


def made_from(folder: Path, theme: Theme, wish: Wish, results: Path) -> str:
    """The fingerprint of all that the files of a build depend on.

    `results` is the output folder: it may lie in the input folder, and what is made is no input.
    Raises `OSError` when a file cannot be read.
    """
    return fingerprint(
        _VERSION,
        repr(asdict(wish)),
        # Records, reports, directory, settings, catalogue of the user: whatever may be read in the input folder.
        *_of_input(folder, results),
        # The look: templates, style sheets, fonts, pictures, shell, of the theme and of those that it extends.
        *(line for home in theme.folders for line in (f"theme {home.name}", *_of_theme(home))),
        # The program, the libraries, the system's fonts, variables that choose among these.
        surroundings.mark(),
        # Whether Word's contents have page numbers, and which.
        pagination.identity(),
    )


def recall(cache: Cache, key: str, folder: Path, output_folder: Path) -> Built | None:
    """The build made from the same, if its files lie in the output folder as it published them."""
    entry = cache.get(key)
    if entry is None:
        return None
    try:
        built = plain.load(Built, entry)
    except plain.Unreadable:
        return None
    whole = output.standing(output_folder) == built.set and schema(folder) == built.schema
    return built if whole else None


def keep(cache: Cache, key: str, built: Built) -> None:
    """Remember a build."""
    cache.put(key, plain.dump(built))


def schema(folder: Path) -> str:
    """The SHA-256 of the schema of records that lies in the input folder."""
    return files.sha256(folder / records.SCHEMA)


def _of_input(folder: Path, results: Path) -> Iterator[str]:
    """The files of the input folder; hidden ones, those of hidden folders and of the output folder are no input."""
    apart = os.path.realpath(results)

    def ours(entry: os.DirEntry[str]) -> bool:
        return not entry.name.startswith(".") and not (entry.is_dir() and os.path.realpath(entry.path) == apart)

    for name, path in _named(folder, ours):
        if not _OF_NO_BUILD.fullmatch(name):
            yield name
            yield files.sha256(path)


def _of_theme(folder: Path) -> Iterator[str]:
    """The files of a theme, hidden ones too: a page may name them."""
    for name, path in _named(folder, lambda entry: True):
        yield name
        yield files.sha256(path)


def _named(folder: Path, ours: Callable[[os.DirEntry[str]], bool]) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its name there; files and folders that links lead to as well."""
    for path in _below(folder, (), ours):
        yield files.spelt(path.relative_to(folder).as_posix()), path


def _below(folder: Path, above: Sequence[str], ours: Callable[[os.DirEntry[str]], bool]) -> Iterator[Path]:
    here = os.path.realpath(folder)
    if here in above:  # a link that leads round in a circle
        return
    for entry in sorted(filter(ours, os.scandir(folder)), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _below(Path(entry.path), (*above, here), ours)
        else:
            yield Path(entry.path)
