"""Spreadsheets (ECMA-376, part 1, SpreadsheetML): every sheet that a person sees, row by row, as the figures look.

The parts are read here and not by openpyxl: with values alone it cannot tell a formula without a value from an
empty cell, it takes a sheet's word for its own size, and pads each row to its last column, a cell in XFD to
16 384 of them. Here a sheet is gone through once, keeping only what has a value.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from generator.documents.document import Document, Kind, Line
from generator.documents.guard import COLUMNS, ROWS
from generator.documents.number_format import BUILT_IN, GENERAL, shown
from generator.documents.package import Package, attribute, local
from generator.documents.visible import RAISED, one_line, row
from generator.errors import GeneratorError

_NAMED = 5  # cells that a note names
_EMPTY = Line("", Kind.ROW)
_NUMBER = re.compile(r"-?\d{1,400}(\.\d{0,400})?([eE][+-]?\d{1,3})?")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(data: bytes, name: str) -> Document:
    """Read a workbook: the rows of the first sheet have their own numbers, further sheets follow under headings.

    Raises `GeneratorError` for a broken or hostile file, and for a sheet with values beyond the bounds of `guard`.
    """
    package = Package(data, name)
    book = _Book.load(package)
    lines: list[Line] = []
    notes: list[str] = []
    for title, part, hidden in book.sheets:
        if hidden:
            notes.append(f"скрытый лист «{title}» не прочитан")
            continue
        sheet = _Sheet(book, title)
        package.scan(part, sheet.start, sheet.end, sheet.text)
        rows = sheet.lines()
        if lines and rows:  # Excel used to begin every workbook with two empty sheets more
            lines.append(Line(one_line(title), Kind.HEADING))
        lines += rows
        notes += sheet.notes()
    return Document(name, tuple(lines), tuple(notes))


@dataclass(frozen=True)
class _Book:
    """What all sheets share."""

    package: Package
    sheets: list[tuple[str, str, bool]]  # title, part, whether it is hidden
    strings: list[str]
    withdrawn: set[int]  # the numbers of those of which something is crossed out by hand, and so not there
    styles: list[tuple[str, bool]]  # number format of a cell, and whether it is crossed out, by the number of its style
    epoch1904: bool

    @classmethod
    def load(cls, package: Package) -> "_Book":
        main = package.main("xl/workbook.xml")
        root = package.tree(main)
        parts = package.related(main, "worksheet")
        sheets = [
            (attribute(sheet, "name") or "", parts[relation], (attribute(sheet, "state") or "visible") != "visible")
            for sheet in root.iter("{*}sheet")
            if (relation := attribute(sheet, "id") or "") in parts
        ]
        properties = next(root.iter("{*}workbookPr"), None)
        return cls(
            package,
            sheets,
            *_strings(package, package.related(main, "sharedStrings")),
            _styles(package, package.related(main, "styles")),
            attribute(properties, "date1904") in ("1", "true"),
        )


class _Sheet:
    """One sheet, made while the parser goes through it."""

    def __init__(self, book: _Book, title: str) -> None:
        self._book, self._title = book, title
        self._rows: dict[int, list[str]] = {}
        self._merged: list[str] = []
        self._hidden: set[int] = set()  # columns
        self._unseen = 0  # hidden rows and columns
        self._valueless: list[str] = []  # formulas
        self._crossed: list[str] = []  # cells of which something is crossed out
        self._row = self._column = 0
        self._visible = True
        self._cell: dict[str, str] = {}
        self._value: list[str] = []
        self._inside = ""
        self._formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._inside = tag
        if tag == "row":
            self._row = _whole(attributes.get("r")) or self._row + 1
            self._column = 0
            self._visible = attributes.get("hidden") not in ("1", "true")
            self._unseen += not self._visible
        elif tag == "c":
            self._cell, self._value, self._formula = attributes, [], False
            self._column = _column(attributes.get("r", "")) or self._column + 1
        elif tag == "f":
            self._formula = True
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self._hidden.update(range(first, min(last, COLUMNS) + 1))
            self._unseen += 1
        elif tag == "mergeCell":
            self._merged.append(attributes.get("ref", ""))

    def text(self, piece: str) -> None:
        """Characters of the element that began last."""
        if self._inside in ("v", "t"):
            self._value.append(piece)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._inside = ""
        if tag == "c":
            self._keep()

    def _keep(self) -> None:
        written, place = "".join(self._value), f"{_letters(self._column)}{self._row}"
        if self._formula and not written and self._cell.get("t") != "str":
            self._valueless.append(place)
        if not written or not self._visible or self._column in self._hidden:
            return
        code, crossed = self._style()
        value = "" if crossed else self._shown(written, code)
        if crossed or (self._cell.get("t") == "s" and _whole(written) in self._book.withdrawn):
            self._crossed.append(place)
        if not value:
            return
        if self._row > ROWS or self._column > COLUMNS:
            raise GeneratorError(
                f"{self._book.package.name}: на листе «{self._title}» занята ячейка "
                f"{place}, а читаются {ROWS} строк и {COLUMNS} столбцов. Оставьте в файле только сам отчёт."
            )
        cells = self._rows.setdefault(self._row, [])
        cells += [""] * (self._column - len(cells))
        cells[self._column - 1] = value

    def _style(self) -> tuple[str, bool]:
        number = _whole(self._cell.get("s"))
        return self._book.styles[number] if number < len(self._book.styles) else (GENERAL, False)

    def _shown(self, written: str, code: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            number = _whole(written)
            return one_line(self._book.strings[number]) if number < len(self._book.strings) else ""
        if kind == "b":
            return "ИСТИНА" if written == "1" else "ЛОЖЬ"
        if kind == "n" and _NUMBER.fullmatch(written):
            return shown(Decimal(written), code, self._book.epoch1904)
        return one_line(written)

    def lines(self) -> list[Line]:
        """All rows up to the last one that has a value."""
        for area in self._merged:
            self._fill(area)
        return [row(self._rows.get(number, [])) if number in self._rows else _EMPTY for number in self._numbers()]

    def _numbers(self) -> range:
        return range(1, max(self._rows, default=0) + 1)

    def _fill(self, area: str) -> None:
        """Give a label merged over several rows to each of them; a figure is written once, and stays once."""
        first, _, last = area.partition(":")
        column, top = _column(first), _whole(first.lstrip(_LETTERS))
        bottom = min(_whole(last.lstrip(_LETTERS)), max(self._rows, default=0))
        label = self._rows.get(top, [])[column - 1 : column] if column else []
        if not label or any(char.isdigit() for char in label[0]):
            return
        for number in range(top + 1, bottom + 1):
            cells = self._rows.get(number)
            if cells and not "".join(cells[column - 1 : column]):
                cells += [""] * (column - len(cells))
                cells[column - 1] = label[0]

    def notes(self) -> list[str]:
        """What a person should know of this sheet."""
        notes = []
        if self._unseen:
            notes.append(f"лист «{self._title}»: скрытые строки и столбцы не прочитаны")
        if self._crossed:
            notes.append(f"лист «{self._title}»: зачёркнутое не прочитано ({_named(self._crossed)})")
        if self._valueless:
            named = _named(self._valueless)
            notes.append(
                f"лист «{self._title}»: у формул нет значений ({named}); откройте файл в Excel и сохраните его"
            )
        return notes


def _named(places: list[str]) -> str:
    return ", ".join(places[:_NAMED]) + (" и другие" if len(places) > _NAMED else "")


def _column(reference: str) -> int:
    """The number of a column, from 1, of a cell's name; 0 when there is none.

    >>> _column("A1"), _column("AB12"), _column("")
    (1, 28, 0)
    """
    number = 0
    for char in reference[:4]:
        if "A" <= char <= "Z":
            number = number * 26 + ord(char) - 64
    return number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _strings(package: Package, parts: dict[str, str]) -> tuple[list[str], set[int]]:
    """The texts that cells point at, and the numbers of those that lose what is crossed out.

    Readings of foreign words («rPh») are no part of them.
    """
    found: list[str] = []
    withdrawn: set[int] = set()
    pieces: list[str] = []
    inside: list[str] = []
    raised = crossed = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal raised, crossed
        inside.append(tag)
        crossed = _on(attributes.get("val")) if tag == "strike" else crossed and tag not in ("r", "si")
        raised = attributes.get("val") == "superscript" if tag == "vertAlign" else raised and tag != "r"

    def end(tag: str) -> None:
        inside.pop()
        if tag == "si":
            found.append("".join(pieces))
            pieces.clear()

    def text(piece: str) -> None:
        if inside[-1] != "t" or "rPh" in inside:
            return
        if not crossed:
            pieces.append(piece.translate(RAISED) if raised else piece)
        elif piece.strip():
            withdrawn.add(len(found))

    for part in parts.values():
        package.scan(part, start, end, text)
    return found, withdrawn


def _styles(package: Package, parts: dict[str, str]) -> list[tuple[str, bool]]:
    styles: list[tuple[str, bool]] = []
    for part in parts.values():
        if part not in package.parts:
            continue
        root = package.tree(part)
        codes = dict(BUILT_IN)
        codes.update(
            (_whole(attribute(own, "numFmtId")), attribute(own, "formatCode") or GENERAL)
            for own in root.iter("{*}numFmt")
        )
        fonts = next((element for element in root if local(element) == "fonts"), ())
        crossed = {
            number
            for number, font in enumerate(fonts)
            if any(local(each) == "strike" and _on(attribute(each, "val")) for each in font)
        }
        cells = next((element for element in root if local(element) == "cellXfs"), ())
        styles += [
            (codes.get(_whole(attribute(cell, "numFmtId")), GENERAL), _whole(attribute(cell, "fontId")) in crossed)
            for cell in cells
        ]
    return styles


def _on(value: str | None) -> bool:
    """Whether a property that is there is meant: `<strike/>`, but not `<strike val="0"/>`."""
    return value not in ("0", "false")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
