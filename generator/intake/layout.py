"""From lines to blocks: titles, headings, paragraphs, items of lists and rows of tables, each with its place."""

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


@dataclass(slots=True)
class Block:
    """One logical piece of a report.

    `text` is the words as written, hard wraps joined, words divided at a line's end put together;
    `reading` is the same text, character for character, as the program reads it: every space a plain
    space, every long dash `–`, Latin look-alikes inside Cyrillic words made Cyrillic, dots between
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

    def source(self, file: str, start: int = 0, end: int | None = None) -> Source:
        """The place of a part of the block, with its exact words."""
        end = len(self.text) if end is None else end
        return Source(file, (self.lines[start], self.lines[end - 1]), self.text[start:end])
