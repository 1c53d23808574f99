"""A block: one logical piece of a report, each of its characters with its place, and as the program reads it."""

import re
from array import array
from dataclasses import dataclass, field
from enum import StrEnum

from generator.model import Source


class Role(StrEnum):
    """What a block is in its report."""

    TITLE = "title"  # the municipality, above everything
    HEADING = "heading"  # a question of the questionnaire, or a heading of the clerk's own
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    PAGE = "page"  # a page number


@dataclass(slots=True)
class Block:
    """One logical piece of a report.

    `text` is the words as written, hard wraps joined, words divided at a line's end put together;
    `reading` is the same text, character for character, as the program reads it: every space a plain
    space, every long dash and every one between spaces `–`, every curled quotation mark a straight one,
    look-alikes inside words of the other alphabet made letters of it, dots and apostrophes between
    thousands made spaces. `lines[i]` is the number of the line on which character `i` stands and
    `columns[i]` its offset there.
    """

    role: Role
    text: str
    reading: str
    lines: "array[int]"
    columns: "array[int]"
    section: str = "done"  # a key of the catalogue's questions: done, summary, goals, training
    question: bool = False  # of a heading: it is a question of the questionnaire
    lead: int = 0  # the length of a bullet or numbering at the start
    cells: tuple[tuple[int, int], ...] = field(default=())  # of a row: start and end of each cell in the text

    @property
    def is_numbered(self) -> bool:
        """Whether it begins with a number of its own, and not with a bullet."""
        return any(map(str.isdigit, self.text[: self.lead]))

    def is_under(self, other: "Block") -> bool:
        """Whether an item of a list stands under another: with another mark, or further to the right."""
        marks = ["1" if one.is_numbered else one.reading[: one.lead].strip() for one in (self, other)]
        return marks[0] != marks[1] or self.columns[0] > other.columns[0]

    def source(self, file: str, start: int = 0, end: int | None = None) -> Source:
        """The place of a part of the block, with its exact words."""
        end = len(self.text) if end is None else end
        return Source(file, (self.lines[start], self.lines[end - 1]), self.text[start:end])

    def part(self, role: Role, start: int, end: int) -> "Block":
        """A part of the block as a block of its own, without the spaces at its ends."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return Block(
            role,
            self.text[start:end],
            self.reading[start:end],
            self.lines[start:end],
            self.columns[start:end],
            self.section,
            lead=max(0, self.lead - start) if start < self.lead else 0,
        )


_SAME = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\t", " ")
    | dict.fromkeys("—―−‒", "–")
    | dict.fromkeys("‐‑", "-")
    | dict.fromkeys("“”„‟", '"')
)
_LATIN, _CYRILLIC = "aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ"  # letters that look alike
_LOOKALIKE = str.maketrans(_LATIN, _CYRILLIC)
_LOOKALIKE_LATIN = str.maketrans(_CYRILLIC, _LATIN)
# A Latin word in which a Russian keyboard has left a letter: one of its letters is Latin alone.
_LATIN_WORD = re.compile(
    rf"\b(?=[A-Za-z]*[{_CYRILLIC}])[{_CYRILLIC}{_LATIN}]*(?![{_LATIN}])[A-Za-z][A-Za-z{_CYRILLIC}]*\b"
)
_MIXED = re.compile(r"(?<=[а-яё])[aceopxyABCEHKMOPTX]+|[aceopxyABCEHKMOPTX]+(?=[а-яё])")
_OUTER_HYPHEN = re.compile(r"(?<= )-(?= )")  # «релизов - 312»
_INNER_DASH = re.compile(r"(?<=[а-яё])–(?=[а-яё])")  # «пресс–релиз»
_THOUSANDS = re.compile(r"(?<![\d.,'’])\d{1,3}(?:(?:\.\d{3})+|(?:'\d{3})+|(?:’\d{3})+)(?![\d]|[.,'’]\d)")


def reading(text: str) -> str:
    """A text as the program reads it, of the same length."""
    text = text.translate(_SAME)
    text = _OUTER_HYPHEN.sub("–", _INNER_DASH.sub("-", text))
    text = _LATIN_WORD.sub(lambda m: m.group().translate(_LOOKALIKE_LATIN), text)
    text = _MIXED.sub(lambda m: m.group().translate(_LOOKALIKE), text)
    return _THOUSANDS.sub(lambda m: re.sub(r"\D", " ", m.group()), text)
