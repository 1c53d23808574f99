"""Rows of a Word table in which nothing stands but text, as in nearly all: read in one pass over their elements."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_CELL, _PARAGRAPH, _TEXT = W + "tc", W + "p", W + "t"
_SPAN, _MERGE, _VALUE = W + "gridSpan", W + "vMerge", W + "val"
# Elements that say nothing themselves (ISO/IEC 29500-1, 17.3 and 17.4); the text within them is read all the same.
_NAMES = (
    "tr trPr cantSplit gridBefore jc tblHeader trHeight "
    "tcPr hideMark noWrap shd tcBorders tcMar tcW vAlign bottom end insideH insideV left right start top "
    "pPr ind keepLines keepNext pStyle spacing suppressAutoHyphens widowControl "
    "r rPr b bCs color i iCs lang rFonts rStyle sz szCs vertAlign "
    "hyperlink bookmarkEnd bookmarkStart lastRenderedPageBreak proofErr"
)
_SILENT = frozenset(W + name for name in _NAMES.split())


@dataclass(slots=True)
class Cell:
    """A cell: the columns that it covers, its part in a merge of rows, the texts of its paragraphs (once)."""

    wide: int
    merge: str  # `restart` begins one, `continue` goes on with it
    paragraphs: Iterable[str]


def plain(row: etree._Element) -> list[Cell] | None:
    """The cells of a row; `None` when anything else stands in it: a field, a note, a break, a table."""
    cells: list[Cell] = []
    said: list[str] = []  # in the paragraphs of the last cell
    for element in row.iter():
        tag = element.tag
        if tag == _TEXT:
            said[-1] += element.text or ""
        elif tag == _PARAGRAPH:
            said.append("")
        elif tag == _CELL:
            said = []
            cells.append(Cell(1, "", map(trimmed, said)))
        elif tag == _SPAN:
            cells[-1].wide = int(element.get(_VALUE) or 1)
        elif tag == _MERGE:
            cells[-1].merge = element.get(_VALUE) or "continue"
        elif tag not in _SILENT:
            return None
    return cells


def trimmed(text: str) -> str:
    """A text without the spaces that stand at the ends of its lines."""
    return "\n".join(line.strip(" ") for line in text.split("\n"))
