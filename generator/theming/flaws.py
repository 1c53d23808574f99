"""What a check of a theme finds: each flaw with its file and line."""

from dataclasses import dataclass
from pathlib import Path

from generator.theme import Theme


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in a theme; `line` is 0 where a file has no lines."""

    file: str  # «region/sections/cover.html», or empty when no one file is to blame
    line: int
    text: str

    def __str__(self) -> str:
        place = self.file + (f", строка {self.line}" if self.line else "")
        return (f"{place}: " if place else "") + self.text.rstrip(".") + "."


def named(theme: Theme, path: Path) -> str:
    """How messages call a file of a theme: with the name of its own folder."""
    for folder in theme.folders:
        if path.is_relative_to(folder):
            return f"{folder.name}/{path.relative_to(folder).as_posix()}"
    return path.name


def also(near: str) -> str:
    """The nearest right name as the end of a message."""
    return f". Возможно, «{near}»" if near else ""
