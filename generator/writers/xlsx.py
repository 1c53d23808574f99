"""The workbook: a sheet for each table that the page shows, with its number, and one of all observations.

The page says which tables there are, in which order and under which captions, so that a theme that hides
a table hides it here, too; the figures come from the digest, as numbers. A hedge («более 21»), a sign and
a unit are the number's format: the cell shows what the document prints and stays a number. Same digest,
same bytes.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from generator import archive, formatting, wording
from generator.digest import Cell, Column, Digest, Row, Table
from generator.page import Page, classes, collapse, words
from generator.typography import typeset
from generator.workbook import GROUP_FILL
from generator.writers import number_format, sheet
from generator.writers.observations import FIELDS, Value
from generator.writers.sheet import put

ABOUT, OBSERVATIONS = "О книге", "Все показатели"
_REMARK = (
    "Слова «более», «не менее», «не более», «около», «до», знак прироста и единица показаны форматом ячейки: в ней "
    "само число, его можно складывать и сортировать. Проценты записаны числом процентов: 35 — это 35 %."
)
_WIDTHS = {
    "label": 62,
    "indicator": 30,
    "municipality": 26,
    "quote": 70,
    "note": 30,
    "region": 22,
    "file": 28,
    "measure": 24,
}
_MANY = 5  # so many reports are named under a table


def write(digest: Digest, page: Page, path: Path) -> None:
    """Write the workbook of a digest; the file appears only when it is whole."""
    issued = page.issued or archive.EPOCH
    book = _Book(digest, page).made
    book.properties.title, book.properties.creator = page.title, page.author
    book.properties.lastModifiedBy = page.author
    book.properties.language = "ru-RU" if page.language == "ru" else page.language
    path.write_bytes(archive.of_book(book, issued))


class _Book:
    """The workbook in the making."""

    def __init__(self, digest: Digest, page: Page) -> None:
        self.made = Workbook()
        self._page = page
        self._contents: list[tuple[str, str]] = []
        about = self.made.active
        assert isinstance(about, Worksheet)
        about.title = ABOUT
        tables = {table.id: table for table in digest.tables.values()}
        captions = _captions(page)
        # Every row of the sources stands, with more, on the sheet of all observations.
        shown = [tables[id_] for id_ in captions if id_ in tables and tables[id_] is not digest.tables.get("sources")]
        for table in shown:
            self._table(table, captions[table.id])
        self._observations(digest)
        self._about(about)

    def _table(self, table: Table, caption: str) -> None:
        number = re.search(r"\d+", caption.partition("—")[0])
        made = self._sheet(table.title, caption, number[0] if number else "")
        sheet.widths(made, [_width(table, index) for index in range(len(table.columns))])
        sheet.across(made, 1, caption, sheet.TITLE, len(table.columns))
        first = last = 2
        if table.heads:
            at, last = 1, 3
            for over, span in table.heads:
                sheet.head(made, first, at, typeset(over), span)
                at += span
        for each, column in enumerate(table.columns, start=1):
            sheet.head(made, last, each, typeset(column.label))
        sheet.grow(made, last, len(table.columns))
        for row, line in enumerate(table.rows, start=last + 1):
            _row(made, row, table, line)
        end = last + len(table.rows)
        letter = get_column_letter(len(table.columns))
        made.auto_filter.ref = f"A{last}:{letter}{end - len(table.foot)}"
        made.freeze_panes = f"{get_column_letter(_frozen(table.columns) + 1)}{last + 1}"
        for row, note in enumerate(_notes(table), start=end + 2):
            sheet.across(made, row, note, sheet.QUIET, len(table.columns))
        sheet.page(made, self._page.mark, (first, last), table.wide)

    def _observations(self, digest: Digest) -> None:
        made = self._sheet(OBSERVATIONS, "Каждое число дайджеста с местом в отчёте")
        sheet.widths(made, [_WIDTHS.get(field.name, max(12, len(field.title) + 3)) for field in FIELDS])
        for column, field in enumerate(FIELDS, start=1):
            sheet.head(made, 1, column, field.title)
        for row, fact in enumerate(digest.facts, start=2):
            for column, field in enumerate(FIELDS, start=1):
                value, code = _datum(field.words(fact))
                if value != "":  # a cell of no letters would count as filled
                    put(made, row, column, value, code)
        made.auto_filter.ref = f"A1:{get_column_letter(len(FIELDS))}{len(digest.facts) + 1}"
        made.freeze_panes = "B2"
        sheet.page(made, self._page.mark, (1, 1), abreast=3)

    def _about(self, made: Worksheet) -> None:
        sheet.widths(made, (32, 66))
        sheet.across(made, 1, self._page.title, sheet.TITLE, 2)
        row = 2
        for text in (self._page.author, self._page.mark, _REMARK):
            if text:
                sheet.across(made, row, text, sheet.QUIET if text == _REMARK else sheet.STRONG, 2)
                row += 1
        for name, title in self._contents:
            row += 1
            cell = put(made, row, 1, name)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
            cell.font, cell.alignment = sheet.LINK, sheet.TEXT
            put(made, row, 2, title).alignment = sheet.TEXT
            sheet.grow(made, row, 2)
        row += 1
        for sign, meaning in _legend(self._page):
            row += 1
            put(made, row, 1, sign).alignment = sheet.TEXT
            put(made, row, 2, meaning).alignment = sheet.TEXT
            sheet.grow(made, row, 2)
        sheet.page(made, self._page.mark)

    def _sheet(self, title: str, caption: str, number: str = "") -> Worksheet:
        made: Worksheet = self.made.create_sheet(sheet.name(title, number, self.made.sheetnames))
        made.sheet_view.showGridLines = False
        self._contents.append((made.title, caption))
        return made


def _row(made: Worksheet, row: int, table: Table, line: Row) -> None:
    """A row of a table; a cell across several columns stands in the first, so that filters and sorting work."""
    font = {"region": sheet.STRONG, "sub": sheet.STRONG, "total": sheet.STRONG, "base": sheet.QUIET}.get(line.kind)
    fill = {"region": GROUP_FILL, "sub": sheet.TOTAL_FILL, "total": sheet.TOTAL_FILL}.get(line.kind)
    for each in range(1, len(table.columns) + 1):
        cell = made.cell(row, each)
        cell.border = sheet.UNDER
        if fill:
            cell.fill = fill
    at = 1
    for content in (line.head, *line.cells):
        column = table.columns[at - 1]
        value, code = _entry(content, column)
        if content is line.head and line.mark:
            value = f"{value} {line.mark})"
        cell = put(made, row, at, value, code)
        if font:
            cell.font = font
        for each in range(at, at + content.span):
            made.cell(row, each).alignment = _alignment(content, column, line)
        at += content.span
    sheet.grow(made, row, len(table.columns))


def _alignment(content: Cell, column: Column, line: Row) -> Alignment:
    if content.kind == "none":
        return sheet.ACROSS
    if content is line.head and content.span > 1:
        return sheet.LINE  # words run on over the empty cells
    if content is line.head and line.kind in ("owner", "part"):
        return sheet.INDENT
    if column.kind in ("year", "mark"):
        return sheet.MIDDLE
    return sheet.RIGHT if column.kind == "figure" else sheet.TEXT


def _entry(cell: Cell, column: Column) -> tuple[Value, str]:
    """What a spreadsheet holds of a cell: a number with the format that prints it, or words."""
    printed = wording.cell(cell)
    value = cell.figure.value if cell.figure else None
    if value is not None and number_format.fits(value):
        return value, number_format.code(value, printed)
    if column.kind in ("figure", "year", "mark") and re.fullmatch(r"0|[1-9]\d{0,14}", printed):
        return int(printed), "0"
    return typeset(printed), "General"


def _datum(value: Value) -> tuple[Value, str]:
    """A value of an observation as a number without words around it."""
    if not isinstance(value, Decimal):
        return value, "General"
    printed = formatting.number(value)
    return (value, number_format.code(value, printed)) if number_format.fits(value) else (printed, "General")


def _width(table: Table, index: int) -> float:
    """How wide a column must be, in characters: no figure and no word of its head is divided."""
    column = table.columns[index]
    if column.kind == "text":
        return 70.0
    if column.kind == "name":
        return 38.0
    printed = (wording.cell(cell) for row in table.rows for cell, where in table.placed(row) if where is column)
    longest = max((len(word) for text in (column.label, *printed) for word in text.split(" ")), default=0)
    return float(min(30, max(7, longest * 1.1 + 3)))


def _frozen(columns: Sequence[Column]) -> int:
    """How many columns stay in sight: the names and the year after them; a wide column of words never."""
    if columns[0].kind != "name":
        return 0
    return 2 if len(columns) > 1 and columns[1].kind == "year" else 1


def _notes(table: Table) -> list[str]:
    """What stands under a table: its numbered notes, its remarks, and where its figures come from."""
    notes = [f"{number}) {note}" for number, note in enumerate(table.notes, start=1)]
    notes += table.remarks
    if len(table.places) > _MANY:
        notes.append(f"Источник: строки отчётов названы на листе «{OBSERVATIONS}»")
    elif table.places:
        notes.append(f"Источник: {wording.places(table.places)}")
    return [typeset(note) for note in notes]


def _captions(page: Page) -> dict[str, str]:
    """The captions of the page's tables by their id, in order."""
    found = ((table.get("id"), table.find("caption")) for table in page.root.iter("table"))
    return {id_: collapse(words(caption)).strip(" ") for id_, caption in found if id_ and caption is not None}


def _legend(page: Page) -> list[tuple[str, str]]:
    """The conventions of the digest: signs and what they mean."""
    legends = (t for t in page.root.iter("table") if "legend" in classes(t) and t.find("thead") is not None)
    return [(words(row[0]), words(row[1])) for legend in legends for row in legend.iterfind("tbody/tr")]
