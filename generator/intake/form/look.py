"""How the questionnaire looks: fonts, fills, borders, and what paper it prints on."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

LINE, ROW = 13.5, 19.0  # points: a line of text, a row

_FACE = "Arial"  # every office has it, or a face of the same widths
_ACCENT, _QUIET, _LINE = "17375E", "54595F", "B9C2CE"

TITLE = Font(_FACE, 16, bold=True, color=_ACCENT)
PLAIN = Font(_FACE, 10)
STRONG = Font(_FACE, 10, bold=True)
QUIET = Font(_FACE, 9, color=_QUIET)
SECTION = Font(_FACE, 11, bold=True, color=_ACCENT)
HEAD = Font(_FACE, 9, bold=True, color="FFFFFF")
SMALL_HEAD = Font(_FACE, 8, bold=True, color="FFFFFF")

INPUT_FILL = PatternFill("solid", "FFF8DC")
SECTION_FILL = PatternFill("solid", "E3EAF3")
HEAD_FILL = PatternFill("solid", _ACCENT)
CLOSED_FILL = PatternFill("solid", "EDEEF0")

_THIN = Side("thin", _LINE)
FRAME = Border(_THIN, _THIN, _THIN, _THIN)
UNDER = Border(bottom=_THIN)
NONE = Border()

LABEL = Alignment(wrap_text=True, vertical="center", indent=1)
TEXT = Alignment(wrap_text=True, vertical="center")
TOP = Alignment(wrap_text=True, vertical="top")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
NUMBER = Alignment(horizontal="right", vertical="center")

OPEN = Protection(locked=False)


def page(sheet: Worksheet, header_row: int) -> None:
    """A4 upright, as wide as the sheet, the header row on every page; locked but for the open cells."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376, 18.3.1.63)
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5  # inches
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    assert footer is not None and footer.left is not None and footer.right is not None  # openpyxl makes them
    footer.left.text, footer.right.text = "&A", "Страница &P из &N"
    for part in (footer.left, footer.right):
        part.size, part.font, part.color = 8, f"{_FACE},Regular", _QUIET
    sheet.print_title_rows = f"{header_row}:{header_row}"
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
    if span > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + span - 1)
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
    lines, room = 1, 0
    for word in text.split():
        if room and room + 1 + len(word) > width:
            lines, room = lines + 1, len(word)
        else:
            room += len(word) + (1 if room else 0)
    return max(ROW, lines * line + 5)
