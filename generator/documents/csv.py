"""Comma-separated values, whatever separates them and in whatever encoding: rows as in a table."""

import csv
from collections.abc import Iterator
from typing import Literal

from generator.documents import text
from generator.documents.document import Document, Line
from generator.documents.guard import ROWS
from generator.documents.visible import one_line, row
from generator.errors import GeneratorError

# In this order where two fit: Russian figures have commas inside.
_DELIMITERS = (";", "\t", ",")
_SAMPLE = 50  # lines that show the delimiter

Rows = list[tuple[int, list[str]]]  # the number of the row's first line, and its cells


def read(data: bytes, name: str) -> Document:
    """Read a table; a row is numbered by its first line in the file, further lines of it are empty.

    Raises `GeneratorError` for what is no text, and for a table of more rows than `guard` allows.
    """
    characters, notes = text.characters(data, name)
    lines = text.lines(characters)
    if sum(map(bool, lines)) > ROWS:
        raise GeneratorError(f"{name}: в таблице больше {ROWS} строк. Оставьте в файле только сам отчёт.")
    delimiter = _delimiter(lines)
    try:
        rows = list(_rows(lines, delimiter, csv.QUOTE_MINIMAL))
    except csv.Error:
        # A quote without its pair would swallow the rest of the file as one cell.
        notes += ("кавычки в таблице не парные: они прочитаны как обычные знаки",)
        try:
            rows = list(_rows(lines, delimiter, csv.QUOTE_NONE))
        except csv.Error as error:
            raise GeneratorError(
                f"{name}: в таблице слишком длинная ячейка. Откройте файл в Excel и сохраните его в формате xlsx."
            ) from error
    return Document(name, tuple(_numbered(rows, len(lines))), notes)


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of cells, more than one."""
    if lines and lines[0].startswith("sep=") and len(lines[0]) == 5:  # Excel writes and obeys this line
        return lines[0][4]
    sample = [line for line in lines[:_SAMPLE] if line.strip()]

    def agreement(delimiter: str) -> int:
        try:
            counts = [len(cells) for _, cells in _rows(sample, delimiter, csv.QUOTE_MINIMAL, strict=False)]
        except csv.Error:  # a cell without end
            return 0
        return max((counts.count(width) for width in set(counts) if width > 1), default=0)

    return max(_DELIMITERS, key=agreement)


def _rows(
    lines: list[str], delimiter: str, quoting: Literal[0, 3], strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        (line + "\n" for line in lines),
        delimiter=delimiter,
        quoting=quoting,
        strict=strict,
    )
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def _numbered(rows: Rows, count: int) -> Iterator[Line]:
    ends = [start for start, _ in rows[1:]] + [count + 1]
    for (start, cells), end in zip(rows, ends, strict=True):
        plain = start == 1 and len(cells) == 2 and cells[0] == "sep="
        yield Line("") if plain else row([one_line(cell) for cell in cells])
        yield from [Line("")] * (end - start - 1)
