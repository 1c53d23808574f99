"""A block that grows line by line, each of its characters with its place; marks of emphasis are left out."""

import re
from array import array
from dataclasses import dataclass, field
from itertools import pairwise

from generator.documents import numerals
from generator.intake import lines as shapes
from generator.intake import words
from generator.intake.block import Block, Role, reading

_WORD_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-‐‑¬]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"\S+")
# Marks of emphasis around words: their columns are left out of the text.
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])(?:(?!\1).){1,1000}?(?<=[^\s*_])(\1)(?![\w*_])")
_DOUBLE = re.compile(r"\*\*|__")


@dataclass(slots=True)
class Growing:
    """A block that may still grow."""

    role: Role
    pieces: list[str] = field(default_factory=list)
    lines: "array[int]" = field(default_factory=lambda: array("I"))
    columns: "array[int]" = field(default_factory=lambda: array("I"))
    last: str = ""  # the last line as it stands
    blank: bool = False  # an empty line has followed

    @classmethod
    def begun(cls, role: Role, text: str, number: int, offset: int) -> "Growing":
        """A block of one line so far: its text from an offset on, with the number of the line."""
        block = cls(role)
        block._append(text, number, offset)
        return block

    def join(self, text: str, number: int, offset: int) -> None:
        """Go on with the next line; a word divided at the line's end is put together."""
        halves = divided(self.last, text[offset:].lstrip())
        if halves and _is_one_word(*halves):
            self.pieces[-1] = self.pieces[-1][:-1]
            self.lines.pop()
            self.columns.pop()
        self._append(text, number, offset, glued=halves is not None)
        self.blank = False

    def finished(self) -> Block:
        """The block; what opens an item of a list is its lead."""
        text = "".join(self.pieces)
        lead = shapes.LEAD.match(text)
        made = Block(self.role, text, reading(text), self.lines, self.columns)
        made.lead = lead.end() if lead and lead.end() < len(text) else 0
        return made

    def _append(self, text: str, number: int, offset: int, glued: bool = False) -> None:
        """Add the words of a line, one space between them."""
        hidden = _marks(text, offset)
        said = text[offset:].strip()
        if not hidden and " ".join(said.split()) == said:  # most lines: nothing to leave out
            start = text.index(said, offset)
            if self.pieces and not glued:
                self._put(" ", number, max(0, start - 1))
            self._put(said, number, start)
            return
        for match in _WORDS.finditer(text, offset):
            parts = _visible(match.start(), match.end(), hidden)
            if not parts:
                continue
            if self.pieces and not glued:
                self._put(" ", number, max(0, match.start() - 1))
            glued = False
            for start, end in parts:
                self._put(text[start:end], number, start)

    def _put(self, part: str, number: int, column: int) -> None:
        self.pieces.append(part)
        self.lines.extend([number] * len(part))
        self.columns.extend(range(column, column + len(part)))


def divided(last: str, said: str) -> tuple[str, str] | None:
    """The halves of a word that a line's end divides, if any."""
    left, right = _WORD_BROKEN.search(last), _FIRST_WORD.match(said)
    if not (left and right and right.group()[0].islower()):
        return None
    # «Двести» after «минут-» is a number for itself, after «сто-» the end of a range.
    begins = numerals.says_number(numerals.plain(right.group()))
    if begins and not numerals.says_number(numerals.plain(left[1])) and not words.known(left[1] + right.group()):
        return None
    return left[1], right.group()


def _is_one_word(left: str, right: str) -> bool:
    """Whether the hyphen at a line's end divides one word, and is not the word's own."""
    if words.known(left + right):
        return True
    last = (left + right).rsplit("-", 1)[-1]
    return "-" in left and words.known(last) and not words.known(f"{left}-{right}")


def _marks(text: str, offset: int) -> frozenset[int]:
    """The columns of a line at which marks of emphasis stand."""
    if "*" not in text and "_" not in text:
        return frozenset()
    around = (match.span(group) for match in _EMPHASIS.finditer(text, offset) for group in (1, 2))
    double = (match.span() for match in _DOUBLE.finditer(text, offset))
    return frozenset(column for spans in (around, double) for span in spans for column in range(*span))


def _visible(start: int, end: int, hidden: frozenset[int]) -> list[tuple[int, int]]:
    """The parts of a word between its hidden columns."""
    if not hidden:
        return [(start, end)]
    edges = [start - 1, *(column for column in range(start, end) if column in hidden), end]
    return [(left + 1, right) for left, right in pairwise(edges) if left + 1 < right]
