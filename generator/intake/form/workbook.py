"""A filled questionnaire as a workbook: its cells by the names of the form, and what they hold."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from generator.documents.document import Document, Kind, Line
from generator.errors import GeneratorError
from generator.intake.form.cells import Unreadable, shown
from generator.intake.form.questions import KEYS, PREFIX, VERSION, Ask
from generator.model import Measure, Period, Source

_MOST_XML = 12 << 20  # bytes of all parts; an empty questionnaire has less than one million
_MOST_CELLS = 200_000  # that are looked at outside the form's own
_WORKBOOK = "xl/workbook.xml"
_MARK = f"{PREFIX}municipality".encode()
MOVED = "Перенесите ответы в новую форму: строки и столбцы в ней не вставляют и не переставляют"


def is_form(data: bytes, name: str) -> bool:
    """Whether a package names the cells that our form has; it is not unpacked further."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            entries = {entry.filename: entry for entry in package.infolist()}
            book = entries.get(_WORKBOOK)
            if book is None or book.file_size > 2 << 20 or _MARK not in package.read(book):
                return False
            size = sum(entry.file_size for entry in entries.values() if entry.filename.endswith((".xml", ".rels")))
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return False  # no workbook at all: its reader will say what is wrong with it
    if size > _MOST_XML:
        raise GeneratorError(
            f"{name}: анкета слишком велика: лишние строки или листы. Перенесите ответы в новую форму."
        )
    return True


def opened(data: bytes, name: str, values: bool = False) -> Workbook:
    """The workbook in these bytes, with formulas or with their `values`. Raises `GeneratorError`."""
    try:
        return load_workbook(io.BytesIO(data), data_only=values)
    except Exception as error:  # openpyxl raises anything at broken files
        raise GeneratorError(
            f"{name}: файл повреждён ({type(error).__name__}). Откройте его в Excel или LibreOffice и сохраните заново."
        ) from error


@dataclass(frozen=True, slots=True)
class Bound:
    """A question as the hidden sheet has it: its number, what it asks, the header over it in a grid."""

    number: str
    ask: Ask
    head: str


class Filled:
    """The workbook: cells by the names of the form, and what they hold."""

    def __init__(self, book: Workbook, data: bytes, document: Document) -> None:
        self.name = name = document.file
        self._before = dict(_lines_before(book, document))
        self._book, self._data = book, data
        self._counted: Workbook | None = None
        keys = book[KEYS] if KEYS in book.sheetnames else None
        if not isinstance(keys, Worksheet) or keys["A1"].value != VERSION:
            raise GeneratorError(
                f"{name}: это анкета, но её скрытый лист «{KEYS}» удалён или она сделана другой версией программы. "
                "Перенесите ответы в новую форму: digest intake --form."
            )
        self.year = Period.parse(shown(keys["B1"].value)).start
        rows = list(keys.iter_rows(min_row=2, max_col=14, values_only=True))
        self.asked = [_bound([str(value or "") for value in row[:10]]) for row in rows if row[0]]
        self.places = {shown(row[11]): shown(row[12]) for row in rows if row[11]}
        self.own = frozenset(shown(row[13]) for row in rows if row[13])
        self._cells = dict(self._named())
        self._used = {(cell.parent.title, cell.coordinate) for cell in self._cells.values() if cell}

    def cell(self, name: str) -> Cell | None:
        """The cell of a name; `None` when it has been deleted."""
        return self._cells.get(name)

    def content(self, cell: Cell) -> object:
        """What a cell holds, of a formula what it gave when it was last counted. Raises `Unreadable`."""
        if cell.data_type != "f":
            return cell.value
        if self._counted is None:
            self._counted = opened(self._data, self.name, values=True)
        value: object = self._counted[cell.parent.title][cell.coordinate].value
        if value is None:
            raise Unreadable("формула не вычислена. Впишите само число")
        return value

    def sheet(self, name: str) -> Worksheet | None:
        """The sheet on which the cell of a name stands."""
        cell = self.cell(name)
        return cell.parent if cell is not None and isinstance(cell.parent, Worksheet) else None

    def line(self, sheet: str, row: int) -> int:
        """The line of the document that a row is; of a hidden sheet, which has none, the row."""
        return self._before.get(sheet, 0) + row

    def source(self, cell: Cell, quote: str) -> Source:
        """The place of a cell, with what is quoted of it."""
        line = self.line(cell.parent.title, cell.row)
        return Source(self.name, (line, line), quote)

    def take(self, cell: Cell) -> None:
        """Remember that a cell has been read."""
        self._used.add((cell.parent.title, cell.coordinate))

    def rest(self) -> Iterator[tuple[Cell, str]]:
        """Every cell that holds words which are not the form's, and that nobody has read; comments too."""
        seen = 0
        for sheet in self._book.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row) if sheet.title != KEYS else ():
                seen += 1
                if seen > _MOST_CELLS:
                    raise GeneratorError(f"{self.name}: на листах анкеты слишком много лишних ячеек. {MOVED}.")
                if not isinstance(cell, Cell):
                    continue  # a cell under a merged one holds nothing
                if cell.comment and cell.comment.text.strip():
                    yield cell, shown(cell.comment.text)
                if cell.value is None or (sheet.title, cell.coordinate) in self._used:
                    continue
                words = shown(cell.value)
                if words and words not in self.own:
                    yield cell, words

    def _named(self) -> Iterator[tuple[str, Cell | None]]:
        for name, defined in self._book.defined_names.items():
            if not name.startswith(PREFIX):
                continue
            found = re.fullmatch(r"'?([^'!]+)'?!\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?", defined.attr_text or "")
            if found is None or found[1] not in self._book.sheetnames:
                yield name.removeprefix(PREFIX), None
                continue
            cell = self._book[found[1]][f"{found[2]}{found[3]}"]
            yield name.removeprefix(PREFIX), cell if isinstance(cell, Cell) else None


def _lines_before(book: Workbook, document: Document) -> Iterator[tuple[str, int]]:
    """How many lines stand before the first row of each sheet that a person sees: its heading is the last of them."""
    at = 0
    for number, sheet in enumerate(sheet for sheet in book.worksheets if sheet.sheet_state == "visible"):
        headed = range(at, len(document.lines))
        heading = next((n for n in headed if document.lines[n] == Line(sheet.title, Kind.HEADING)), None)
        if number and heading is not None:
            at = heading + 1
        yield sheet.title, at


def _bound(row: list[str]) -> Bound:
    number, key, label, title, measure, owner, network, topic, period, head = row
    ask = Ask(key, label, title, Measure(measure), "", owner, network, topic, Period.parse(period) if period else None)
    return Bound(number, ask, head)
