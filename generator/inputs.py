"""What a build is made from: every file of the input folder and of the theme, by a name of its own, with its SHA-256.

Nothing is told from the times of the user's own files: each is read and summed up.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from generator import files, records
from generator.errors import GeneratorError
from generator.theme import Theme

# What lies in the input folder and is nothing to a digest: to whom it goes and how, and what the program makes itself.
_OF_NO_DIGEST = re.compile(rf"mailing\.toml|recipients\.\w+|{re.escape(records.SCHEMA)}")


def sums(folder: Path, theme: Theme, results: Path) -> dict[str, str]:
    """The SHA-256 of each file; empty of what is none (a pipe, a broken link).

    The files of the theme are named `theme/…`, those of the theme that it extends `theme-2/…`, and so on.
    `results` is the output folder: it may lie in the input folder, and what is made is no input.
    Raises `GeneratorError` for a file or a folder that cannot be read.
    """
    named = [(name, path) for name, path in _of_input(folder, results) if not _OF_NO_DIGEST.fullmatch(name)]
    places = chain(["theme"], (f"theme-{number}" for number in count(2)))
    for place, home in zip(places, theme.folders, strict=False):
        # Hidden ones, too: a page may name them.
        named += [(f"{place}/{name}", path) for name, path in _named(home, lambda entry: True)]
    return {name: _sum(path) for name, path in named}


def _of_input(folder: Path, results: Path) -> Iterator[tuple[str, Path]]:
    """The files of the input folder; hidden ones, those of hidden folders and of the output folder are no input."""
    apart = os.path.realpath(results)

    def ours(entry: os.DirEntry[str]) -> bool:
        return not entry.name.startswith(".") and not (entry.is_dir() and os.path.realpath(entry.path) == apart)

    return _named(folder, ours)


def _named(folder: Path, ours: Callable[[os.DirEntry[str]], bool]) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its name there, in order; files and folders that links lead to as well."""
    for path in _below(folder, (), ours):
        yield files.spelt(path.relative_to(folder).as_posix()), path


def _below(folder: Path, above: Sequence[str], ours: Callable[[os.DirEntry[str]], bool]) -> Iterator[Path]:
    here = os.path.realpath(folder)
    if here in above:  # a link that leads round in a circle
        return
    try:
        entries = sorted(filter(ours, os.scandir(folder)), key=lambda entry: entry.name)
    except OSError as error:
        raise GeneratorError(f"Папка «{folder}» не открывается: {files.remedy(error)}.") from error
    for entry in entries:
        if entry.is_dir():
            yield from _below(Path(entry.path), (*above, here), ours)
        else:
            yield Path(entry.path)


def _sum(path: Path) -> str:
    try:
        return files.sha256(path)
    except OSError as error:
        raise GeneratorError(f"Файл «{path}» не читается: {files.remedy(error)}.") from error
