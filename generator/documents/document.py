"""What a reader returns: a report file as numbered lines of text."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a line came to be; the layout joins lines into paragraphs only where the kind allows it."""

    WRAPPED = "wrapped"  # a line of plain text or of a printed page: its sentence may go on in the next one
    PARAGRAPH = "paragraph"  # a whole paragraph of a Word file
    ITEM = "item"  # an item of a Word list
    HEADING = "heading"
    ROW = "row"  # a row of a table: its text is the cells joined by tabs
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a line of a text file, a paragraph of a Word file, a row of a table or of a sheet.

    The text is what a person sees: Unicode NFC, without control characters, soft hyphens, zero-width
    characters and byte order marks; no-break spaces and all dashes are kept as they are written.
    """

    text: str
    kind: Kind = Kind.WRAPPED
    cells: tuple[str, ...] = ()  # of a row, empty ones included


@dataclass(frozen=True, slots=True)
class Document:
    """A report file, read: line number N, from 1, is `lines[N - 1]`."""

    file: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()  # what the reader wants a person to know: «кодировка: windows-1251»
