"""How the questionnaire looks: fonts, fills, borders, and what paper it prints on."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

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
