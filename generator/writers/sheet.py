"""A sheet of the workbook: what stands in a cell, how it looks, how it prints.

A text is always a text: it is stored as one, and one that could be taken for a formula when a person edits
the cell carries the apostrophe of spreadsheets (`quotePrefix`; ECMA-376, part 1, 18.8.45).
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from generator import text_file, workbook
from generator.workbook import ACCENT, CENTRE, HEAD_FILL, THIN
from generator.writers.observations import starts_a_formula

TITLE = Font("Calibri", 14, bold=True, color=ACCENT)
STRONG = Font("Calibri", 11, bold=True)
QUIET = Font("Calibri", 10, color=workbook.QUIET)
LINK = Font("Calibri", 11, color=ACCENT, underline="single")
HEAD = Font("Calibri", 10, bold=True, color="FFFFFF")

TOTAL_FILL = PatternFill("solid", "F3F5F8")

TEXT = Alignment(vertical="top", wrap_text=True)
LINE = Alignment(vertical="top")
RIGHT = Alignment(horizontal="right", vertical="top")
MIDDLE = Alignment(horizontal="center", vertical="top", wrap_text=True)
INDENT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
ACROSS = Alignment(horizontal="centerContinuous", vertical="top")

UNDER = Border(bottom=THIN)
_WHITE = Side("thin", "FFFFFF")
FRAME = Border(_WHITE, _WHITE, _WHITE, _WHITE)

_SIZE = 11  # points, of plain text

LONGEST = 32_767  # characters in a cell
_PAGE = 100  # characters across an upright page of A4, at a size that people read
_NAME = 31  # characters in the name of a sheet
_SMALL_WORDS = ("а", "в", "для", "и", "к", "на", "о", "об", "от", "по", "с", "со", "у")


def put(sheet: Worksheet, row: int, column: int, value: str | int | Decimal | None, code: str = "General") -> Cell:
    """Fill a cell: a number with its format, or a text that will never be anything else."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # not one that a merge has covered
    if isinstance(value, str):
        cell.value = _text(value)
        cell.data_type = "s"  # openpyxl makes formulas and errors of some
        if starts_a_formula(value):
            cell.quotePrefix = True
    else:
        cell.value, cell.number_format = value, code
    return cell


def _text(value: str) -> str:
    """A text as the file can hold it; a longer one ends in an ellipsis, the CSV has it whole.

    `_x0041_` is how a workbook writes a character it cannot hold (ECMA-376, part 1, 22.9.2.19): words
    that look so are written in the same manner.
    """
    value = text_file.FORBIDDEN.sub("�", value)
    value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def head(sheet: Worksheet, row: int, column: int, label: str, span: int = 1) -> None:
    """A cell of a head, over one column or several."""
    put(sheet, row, column, label)
    for each in range(column, column + span):
        cell = sheet.cell(row, each)
        cell.font, cell.fill, cell.alignment, cell.border = HEAD, HEAD_FILL, CENTRE, FRAME
    workbook.merge(sheet, row, column, span)


def across(sheet: Worksheet, row: int, text: str, font: Font, columns: int) -> None:
    """A paragraph across the whole table."""
    cell = put(sheet, row, 1, text)
    cell.font, cell.alignment = font, TEXT
    width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, columns + 1))
    size = font.size or _SIZE
    sheet.row_dimensions[row].height = (_lines(text, width * _SIZE / size) * 1.3 + 0.4) * size
    workbook.merge(sheet, row, 1, columns)


def grow(sheet: Worksheet, row: int, columns: int) -> None:
    """Make a row as high as its wrapped texts: not every program does it on opening."""
    lines = [
        _lines(cell.value, sheet.column_dimensions[cell.column_letter].width)
        for cell in (sheet.cell(row, column) for column in range(1, columns + 1))
        if isinstance(cell, Cell) and isinstance(cell.value, str) and cell.alignment.wrap_text
    ]
    if max(lines, default=1) > 1:
        sheet.row_dimensions[row].height = max(lines) * _SIZE * 1.35


def _lines(text: str, width: float) -> int:
    """In how many lines a text stands in a column; no-break spaces do not part its words."""
    return workbook.lines(text.split(" "), width - 2)


def widths(sheet: Worksheet, sizes: Iterable[float]) -> None:
    """Set the widths of the columns, in characters."""
    for number, size in enumerate(sizes, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = size


def page(
    sheet: Worksheet, mark: str, heads: tuple[int, int] | None = None, wide: bool = False, abreast: int = 1
) -> None:
    """A4, so many pages `abreast` as wide as the table, its head on every page, the sheet's name and `mark` on it."""
    width = sum(dimension.width for dimension in sheet.column_dimensions.values())
    workbook.page(sheet, heads, wide or width > _PAGE, abreast)
    header = sheet.oddHeader
    assert header is not None and header.right is not None  # openpyxl makes them
    if mark:
        header.right.text = mark


def name(title: str, number: str, taken: Iterable[str]) -> str:
    """A name of a sheet: the number of the table and as many words of its title as there is room for.

    Names differ in more than capitals, and have none of the signs that spreadsheets refuse.

    >>> name("Работа со средствами массовой информации", "2", [])
    '2 Работа со средствами массовой'
    >>> name("Итоги: 2023/2024", "", ["Итоги 2023 2024"])
    'Итоги 2023 2024 (2)'
    """
    used = {each.casefold() for each in taken}
    if len(f"{number} {title}") > _NAME:
        title = title.partition(",")[0]
    words = re.sub(r"[\[\]:*?/\\'&\x00-\x1f]+", " ", f"{number} {title}").split()
    for again in range(1, len(used) + 2):
        tail = f" ({again})" if again > 1 else ""
        found = _shortened(words, _NAME - len(tail)) + tail
        if found.casefold() not in used:
            break
    return found


def _shortened(words: list[str], most: int) -> str:
    while len(words) > 1 and (len(" ".join(words)) > most or words[-1] in _SMALL_WORDS):
        words = words[:-1]
    return " ".join(words)[:most].strip() or "Лист"
