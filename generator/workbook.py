"""What the workbooks of the program have in common, the questionnaire and the digest: their colours and their paper."""

from collections.abc import Iterable

from openpyxl.styles import Alignment, PatternFill, Side
from openpyxl.worksheet.header_footer import _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

ACCENT, QUIET = "17375E", "54595F"

HEAD_FILL = PatternFill("solid", ACCENT)
GROUP_FILL = PatternFill("solid", "E3EAF3")

THIN = Side("thin", "B9C2CE")

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def merge(sheet: Worksheet, row: int, column: int, span: int) -> None:
    """Make one of some cells in a row."""
    if span > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + span - 1)


def page(
    sheet: Worksheet, heads: tuple[int, int] | None, wide: bool = False, abreast: int = 1
) -> tuple[_HeaderFooterPart, _HeaderFooterPart]:
    """A4, so many pages `abreast` as wide as the table, its head on every page; what stands below, left and right."""
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376, part 1, 18.3.1.63)
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = abreast, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5  # inches
    if heads:
        sheet.print_title_rows = f"{heads[0]}:{heads[1]}"
    footer = sheet.oddFooter
    assert footer is not None and footer.left is not None and footer.right is not None  # openpyxl makes them
    footer.left.text, footer.right.text = "&A", "Страница &P из &N"
    return footer.left, footer.right


def lines(words: Iterable[str], width: float) -> int:
    """In how many lines words stand in so many characters; they are not divided."""
    count, room = 1, 0
    for word in words:
        if room and room + 1 + len(word) > width:
            count, room = count + 1, len(word)
        else:
            room += len(word) + (1 if room else 0)
    return count
