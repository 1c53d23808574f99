"""How the questionnaire looks: fonts, fills, borders, and what paper it prints on."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from generator import workbook
from generator.workbook import ACCENT, THIN

LINE, ROW = 13.5, 19.0  # points: a line of text, a row

_FACE = "Arial"  # every office has it, or a face of the same widths

TITLE = Font(_FACE, 16, bold=True, color=ACCENT)
PLAIN = Font(_FACE, 10)
STRONG = Font(_FACE, 10, bold=True)
QUIET = Font(_FACE, 9, color=workbook.QUIET)
SECTION = Font(_FACE, 11, bold=True, color=ACCENT)
HEAD = Font(_FACE, 9, bold=True, color="FFFFFF")
SMALL_HEAD = Font(_FACE, 8, bold=True, color="FFFFFF")

INPUT_FILL = PatternFill("solid", "FFF8DC")
CLOSED_FILL = PatternFill("solid", "EDEEF0")

FRAME = Border(THIN, THIN, THIN, THIN)
UNDER = Border(bottom=THIN)
NONE = Border()

LABEL = Alignment(wrap_text=True, vertical="center", indent=1)
TEXT = Alignment(wrap_text=True, vertical="center")
TOP = Alignment(wrap_text=True, vertical="top")
NUMBER = Alignment(horizontal="right", vertical="center")

OPEN = Protection(locked=False)


def page(sheet: Worksheet, header_row: int) -> None:
    """A4 upright, as wide as the sheet, the header row on every page; locked but for the open cells."""
    sheet.sheet_view.showGridLines = False
    below = workbook.page(sheet, (header_row, header_row))
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6  # inches
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    for part in below:
        part.size, part.font, part.color = 8, f"{_FACE},Regular", workbook.QUIET
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatRows = False  # that is, allowed: rows grow with the texts typed in
    sheet.protection.formatColumns = False


def style(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int,
    font: Font = PLAIN,
    fill: PatternFill | None = None,
    align: Alignment = TEXT,
    border: Border = NONE,
    span: int = 1,
) -> Worksheet:
    """Fill cells in a row as one: the value in the first, the look in all."""
    for each in range(column, column + span):
        cell = sheet.cell(row, each)
        cell.font, cell.alignment, cell.border = font, align, border
        if fill is not None:
            cell.fill = fill
    if value != "":
        sheet.cell(row, column).value = value
    workbook.merge(sheet, row, column, span)
    return sheet


def free(sheet: Worksheet, row: int, column: int, span: int = 1, align: Alignment = TEXT) -> None:
    """A light cell that is not locked.

    Its number format stays «General»: in any other a spreadsheet shows the day that it made of
    «12.5» as an innocent number.
    """
    style(sheet, row, column, "", PLAIN, INPUT_FILL, align, FRAME, span)
    for each in range(column, column + span):
        sheet.cell(row, each).protection = OPEN


def height(text: str, width: float, line: float = LINE) -> float:
    """How high a row must be for a text in a column of this width; words are not divided."""
    return max(ROW, workbook.lines(text.split(), width) * line + 5)
