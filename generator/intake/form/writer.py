"""Writing the empty questionnaire: what is asked, in cells that take only what they should."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from generator import archive, files
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.intake.form import look
from generator.intake.form.questions import (
    EXACTNESS,
    KEYS,
    PREFIX,
    SHEET,
    TEXT_SHEETS,
    UNITS,
    VERSION,
    Ask,
    Grid,
    Section,
    TextSheet,
    places,
    sections,
)
from generator.intake.form.rules import Rules
from generator.model import Measure, Municipality
from generator.workbook import CENTRE, GROUP_FILL, HEAD_FILL

LABEL, UNIT, VALUE, EXACT, NOTE = 1, 2, 3, 4, 5  # columns
HEADER_ROW = 5
_LABEL_WIDTH, _WIDTH, _TEXT_WIDTH = 41, 13.5, 110  # in characters, as spreadsheets measure columns
_PAGE = 900.0  # points of rows on a page of A4, when the sheet's width is fitted to it; less is safe

_INSTRUCTION = (
    "Заполняйте только светлые ячейки. Нет сведений — оставьте ячейку пустой; ничего не было — впишите 0. "
    "Число пишите цифрами, дробь — через запятую. Если число приблизительное, выберите точность: «более», «около»… "
    "Остальное расскажите своими словами на листах «Что сделано», «Задачи» и «Обучение»."
)


def write(path: Path, catalogue: Catalogue, directory: Mapping[str, Municipality], year: int) -> None:
    """Write an empty questionnaire about a year; the same input gives the same bytes.

    The file appears only when it is whole. Raises `GeneratorError` when there is another file of that name,
    which may be one that a clerk has filled in, when the name is not that of a workbook, or the disk refuses.
    """
    if path.suffix.lower() != ".xlsx":
        raise GeneratorError(f"{path}: анкета — это книга Excel. Назовите файл с расширением .xlsx.")
    if not path.parent.is_dir():
        raise GeneratorError(f"{path}: папки «{path.parent}» нет. Создайте её или укажите другую.")
    data = _Form(catalogue, directory, year).package()
    try:
        if path.exists() and path.read_bytes() != data:
            raise GeneratorError(f"{path}: такой файл уже есть, и он может быть заполнен. Назовите анкету иначе.")
        files.replace(path, data)
    except OSError as error:
        raise GeneratorError(f"{path}: анкета не записана: {files.remedy(error)}.") from error


class _Form:
    """The workbook in the making; every answer's cell gets its name here."""

    def __init__(self, catalogue: Catalogue, directory: Mapping[str, Municipality], year: int) -> None:
        self._catalogue, self._year = catalogue, year
        self._book = Workbook()
        sheet = self._book.active
        assert isinstance(sheet, Worksheet)
        self._sheet = sheet
        self._sheet.title = SHEET
        self._rules = Rules(sheet, year)
        self._bound: list[tuple[str, ...]] = []
        self._places = places(directory)
        grids = [each.content for each in sections(catalogue, year) if isinstance(each.content, Grid)]
        self._last = max([NOTE + 2, *(1 + len(grid.owners) for grid in grids)])

    def package(self) -> bytes:
        """The whole file."""
        self._top()
        row = HEADER_ROW + 1
        starts = []
        for section in sections(self._catalogue, self._year):
            starts.append(row)
            row = self._section(section, row)
        self._break_pages([*starts, row])
        look.page(self._sheet, HEADER_ROW)
        self._sheet.column_dimensions["A"].width = _LABEL_WIDTH
        for column in range(2, self._last + 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
        for text_sheet in TEXT_SHEETS:
            self._text_sheet(text_sheet)
        self._keys()
        self._book.security = WorkbookProtection(lockStructure=True)
        self._book.properties.creator = "regional-digest"
        self._book.properties.title = f"Анкета за {self._year} год"
        return archive.of_book(self._book)

    def _top(self) -> None:
        """The title, how to fill in, whose report it is, and the header of the columns."""
        self._put(1, 1, f"Анкета пресс-службы за {self._year} год", look.TITLE, span=self._last, height=30)
        self._put(2, 1, _INSTRUCTION, look.PLAIN, span=self._last, height=4 * look.LINE)
        self._put(3, 1, "Муниципалитет", look.STRONG, height=22)
        self._input(3, 2, "municipality", span=3)
        self._rules.listed("B3", f"'{KEYS}'!$L$2:$L${len(self._places) + 1}")
        self._put(3, 5, "Год отчёта", look.STRONG, span=2, align=look.NUMBER)
        self._put(3, 7, self._year, look.STRONG, align=CENTRE, border=look.FRAME)
        self._name("year", self._sheet, 3, 7)
        self._put(4, 1, "Подписчики подсчитаны на дату", look.PLAIN, height=22)
        self._input(4, 2, "as_of", align=CENTRE)
        self._sheet.cell(4, 2).number_format = "DD.MM.YYYY"
        self._rules.date("B4")
        self._put(4, 3, f"например, 31.12.{self._year}", look.QUIET, span=3)
        for column, words in enumerate(("Показатель", "Единица", "Значение", "Точность", "Примечание"), 1):
            span = self._last - NOTE + 1 if column == NOTE else 1
            self._put(HEADER_ROW, column, words, look.HEAD, HEAD_FILL, CENTRE, span=span, height=22)

    def _break_pages(self, starts: list[int]) -> None:
        """Begin a new page before a section that would not end on this one, and would on the next."""
        heights = [self._sheet.row_dimensions[row].height or look.ROW for row in range(1, starts[-1])]
        used = sum(heights[:HEADER_ROW])
        for start, end in pairwise(starts):
            height = sum(heights[start - 1 : end - 1])
            if used + height > _PAGE >= height:
                self._sheet.row_breaks.append(Break(id=start - 1))
                used = heights[HEADER_ROW - 1]
            used = (used + height) % _PAGE

    def _section(self, section: Section, row: int) -> int:
        """Write a section from this row on; the next free row."""
        self._put(row, 1, section.title, look.SECTION, GROUP_FILL, span=self._last, height=24)
        row += 1
        if section.hint:
            self._put(row, 1, section.hint, look.QUIET, span=self._last, height=look.ROW)
            row += 1
        if isinstance(section.content, Grid):
            return self._grid(section.content, row)
        for at, ask in enumerate(section.content, row):
            self._row(ask, at)
        return row + len(section.content)

    def _row(self, ask: Ask, row: int) -> None:
        """One figure: label, unit, value, exactness, note."""
        number = self._bind(ask)
        if ask.key:
            self._label(row, ask.label)
            self._name(f"{number}_label", self._sheet, row, LABEL)
        else:
            self._input(row, LABEL, f"{number}_label", span=2)
            self._sheet.row_dimensions[row].height = look.ROW
        if ask.measure is Measure.DURATION:
            self._input(row, UNIT, f"{number}_unit", align=CENTRE)
            self._rules.choice(self._at(row, UNIT), tuple(UNITS))
        elif ask.key:
            self._put(row, UNIT, ask.unit, look.QUIET, align=CENTRE, border=look.FRAME)
        self._input(row, VALUE, f"{number}_value", align=look.NUMBER)
        self._rules.number(self._at(row, VALUE), ask.measure)
        self._input(row, EXACT, f"{number}_exact", align=CENTRE)
        self._rules.choice(self._at(row, EXACT), tuple(EXACTNESS))
        self._input(row, NOTE, f"{number}_note", span=self._last - NOTE + 1, align=look.TEXT)

    def _grid(self, grid: Grid, row: int) -> int:
        """A grid under its own header; the next free row."""
        height = max(look.height(words, _WIDTH - 1, 12) for words in grid.owners)
        for column, words in enumerate(("", *grid.owners), 1):
            self._put(row, column, words, look.SMALL_HEAD, HEAD_FILL, CENTRE, height=height)
        for at, (label, asks) in enumerate(grid.rows, row + 1):
            self._label(at, label)
            for column, ask in enumerate(asks, 2):
                if ask is None:
                    self._put(at, column, "", fill=look.CLOSED_FILL, border=look.FRAME)
                    continue
                number = self._bind(ask, grid.owners[column - 2])
                self._name(f"{number}_label", self._sheet, at, LABEL)
                self._name(f"{number}_head", self._sheet, row, column)
                self._input(at, column, f"{number}_value", align=look.NUMBER)
                self._rules.number(self._at(at, column), ask.measure)
        return self._notices(row + 1 + len(grid.rows))

    def _notices(self, row: int) -> int:
        """What the law wants said wherever a network is named; the next free row."""
        notices = [network.note for network in self._catalogue.networks.values() if network.note]
        for at, notice in enumerate(notices, row):
            height = look.height(notice, 1.1 * (_LABEL_WIDTH + _WIDTH * (self._last - 1)))
            self._put(at, 1, notice, look.QUIET, span=self._last, height=height)
        return row + len(notices)

    def _label(self, row: int, words: str) -> None:
        self._put(row, LABEL, words, border=look.FRAME, align=look.LABEL, height=look.height(words, _LABEL_WIDTH - 4))

    def _text_sheet(self, said: TextSheet) -> None:
        """A sheet of numbered lines."""
        sheet = self._book.create_sheet(said.name)
        question = self._catalogue.questions.get(said.section)
        title = question.title if question else said.name
        title += {"done": f" в {self._year} году", "goals": f" в {self._year + 1} году"}.get(said.section, "")
        look.style(sheet, 1, 1, title, look.TITLE, span=2).row_dimensions[1].height = 30
        look.style(sheet, 2, 1, said.hint, look.QUIET, span=2).row_dimensions[2].height = 20
        for column, words in enumerate(("№", "Текст"), 1):
            look.style(sheet, 3, column, words, look.HEAD, HEAD_FILL, CENTRE).row_dimensions[3].height = 20
        self._name(said.section, sheet, 3, 2)
        sheet.sheet_format.defaultRowHeight = 30  # of an empty row; a text makes its row grow
        sheet.sheet_format.customHeight = True
        for number in range(1, said.rows + 1):
            look.style(sheet, 3 + number, 1, number, look.QUIET, align=CENTRE, border=look.FRAME)
            look.free(sheet, 3 + number, 2, align=look.TOP)
        sheet.column_dimensions["A"].width = 5
        sheet.column_dimensions["B"].width = _TEXT_WIDTH
        look.page(sheet, 3)

    def _keys(self) -> None:
        """The hidden sheet: what each name asks, the municipalities of the list, the form's own words."""
        own = {str(cell.value) for sheet in self._book for row in sheet.iter_rows() for cell in row if cell.value}
        sheet = self._book.create_sheet(KEYS)
        sheet.append((VERSION, str(self._year)))
        for columns, rows in (((1,), self._bound), ((12,), self._places.items()), ((14,), [(w,) for w in sorted(own)])):
            for row, values in enumerate(rows, 2):
                for column, value in enumerate(values, columns[0]):
                    sheet.cell(row, column, value or None).number_format = "@"
        sheet.protection.sheet = True
        sheet.sheet_state = "veryHidden"

    def _bind(self, ask: Ask, head: str = "") -> str:
        """Give an answer its number, under which the hidden sheet says what it is."""
        number = str(len(self._bound) + 1)
        period = str(ask.period or "")
        what = (ask.key, ask.label if ask.key else "", ask.title, ask.measure.value)
        self._bound.append((number, *what, ask.owner, ask.network, ask.topic, period, head))
        return number

    def _name(self, name: str, sheet: Worksheet, row: int, column: int) -> None:
        place = f"'{sheet.title}'!${get_column_letter(column)}${row}"
        self._book.defined_names[PREFIX + name] = DefinedName(PREFIX + name, attr_text=place, hidden=True)

    def _put(
        self,
        row: int,
        column: int,
        value: str | int,
        font: Font = look.PLAIN,
        fill: PatternFill | None = None,
        align: Alignment = look.TEXT,
        border: Border = look.NONE,
        span: int = 1,
        height: float = 0,
    ) -> None:
        look.style(self._sheet, row, column, value, font, fill, align, border, span)
        if height:
            self._sheet.row_dimensions[row].height = height

    def _input(self, row: int, column: int, name: str, span: int = 1, align: Alignment = look.TEXT) -> None:
        """A cell that takes an answer, under this name."""
        look.free(self._sheet, row, column, span, align)
        self._name(name, self._sheet, row, column)

    def _at(self, row: int, column: int) -> str:
        return f"{get_column_letter(column)}{row}"
