"""Which header cells speak for a cell of a table.

As HTML assigns them (HTML, 4.9.12.2), with two things that the page means and HTML cannot say: a head
over a group of columns spans them by `colspan` (the `colgroup` of the page only carries widths), and a
row of a lower kind belongs to the row above it: «глава» under «Спасск-Дальний» is the head of Spassk-Dalny.

Works on any element tree with the interface of `xml.etree`: that of the page and that of WeasyPrint.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Element = Any  # of lxml, or of xml.etree

SECTIONS = ("thead", "tbody", "tfoot")

# Kind of a row: the kinds of the row above that it belongs to.
BELONGS = {"owner": ("unit",), "goal": ("unit",), "part": ("total",), "base": ("total", "sub")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in its place on the grid; rows and columns count from 0."""

    element: Element
    section: Element
    line: Element  # its `tr`
    row: int
    column: int
    width: int
    height: int

    @property
    def heads(self) -> bool:
        """Whether it is a header cell."""
        return bool(self.element.tag == "th")

    @property
    def scope(self) -> str:
        """What a header cell speaks for: `col`, `colgroup`, `row` or `rowgroup`."""
        return self.element.get("scope") or ("col" if self.section.tag == "thead" else "row")

    @property
    def columns(self) -> range:
        """The columns that it covers."""
        return range(self.column, self.column + self.width)

    @property
    def rows(self) -> range:
        """The rows that it covers."""
        return range(self.row, self.row + self.height)


def is_data(table: Element) -> bool:
    """Whether a table tabulates something: without a header cell it only lays things side by side."""
    return next(table.iter("th"), None) is not None


def cells(table: Element) -> list[Cell]:
    """The cells of a table in order, each in its place (HTML, 4.9.12.1); a span ends with its section."""
    placed = []
    row = 0
    for section in (child for child in table if child.tag in SECTIONS):
        lines = [child for child in section if child.tag == "tr"]
        taken: set[tuple[int, int]] = set()
        end = row + len(lines)
        for line in lines:
            column = 0
            for element in (child for child in line if child.tag in ("th", "td")):
                while (row, column) in taken:
                    column += 1
                width, height = int(element.get("colspan") or 1), int(element.get("rowspan") or 1)
                cell = Cell(element, section, line, row, column, width, min(height or end, end - row))
                if cell.height > 1:
                    taken.update((y, x) for y in cell.rows for x in cell.columns)
                placed.append(cell)
                column += width
            row += 1
    return placed


def headers(table: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Each data cell that has header cells, and those in reading order."""
    placed = cells(table)
    above: dict[int, list[Cell]] = defaultdict(list)  # column: its heads so far
    beside: dict[int, list[Cell]] = defaultdict(list)  # row: heads of this row
    over: dict[int, list[Cell]] = {}  # row: heads of the group and of the rows that it belongs to
    group: dict[Element, Cell] = {}  # section: the last head of a group of rows
    last: dict[tuple[Element, str], list[Cell]] = {}  # section and kind: the heads of the last such row
    for cell in placed:
        kind = _kind(cell.line)
        if cell.row not in over:
            owners = [last[cell.section, name] for name in BELONGS.get(kind, ()) if (cell.section, name) in last]
            nearest = max(owners, key=lambda cells: cells[0].row, default=[])
            over[cell.row] = [*filter(None, [group.get(cell.section)]), *nearest]
        if not cell.heads or not _says_something(cell.element):
            continue
        match cell.scope:
            case "col" | "colgroup":
                for column in cell.columns:
                    above[column].append(cell)
            case "rowgroup":
                group[cell.section] = cell
                last = {key: heads for key, heads in last.items() if key[0] is not cell.section}
            case _:
                for row in cell.rows:
                    beside[row].append(cell)
                last[cell.section, kind] = [*(head for head in beside[cell.row] if head.line is cell.line)]
    for cell in placed:
        if not cell.heads and (found := _of(cell, above, beside, over)):
            yield cell.element, found


def _of(
    cell: Cell, above: dict[int, list[Cell]], beside: dict[int, list[Cell]], over: dict[int, list[Cell]]
) -> list[Element]:
    found: dict[int, Cell] = {}
    for column in cell.columns:
        found |= {id(head): head for head in above.get(column, ()) if head.row < cell.row}
    for row in cell.rows:
        found |= {id(head): head for head in over.get(row, ())}
        found |= {id(head): head for head in beside.get(row, ()) if head.column < cell.column}
    return [head.element for head in sorted(found.values(), key=lambda head: (head.row, head.column))]


def _kind(line: Element) -> str:
    return str(next(iter((line.get("class") or "").split()), ""))


def _says_something(element: Element) -> bool:
    return any(text.strip() for text in element.itertext())
