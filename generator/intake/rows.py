"""Rows of tables: those of a Word file or a sheet, and those drawn in plain text with tabs, bars or spaces."""

import re
from array import array
from collections.abc import Sequence

from generator.documents.document import Kind, Line
from generator.intake.block import Block, Role, reading

Span = tuple[int, int]  # where a cell begins and ends

_TABS, _TAB, _BARS = re.compile(r"\t+"), re.compile(r"\t"), re.compile(r"\|")
_SPACED = re.compile(r"\s{3,}|\.{4,}|…{2,}")
_NUMBER = re.compile(r"\W*(?:[^\W\d_]{2,10}\s+)?\d[\d\s.,]*(?:%|тыс\.?|млн\.?|чел\.?|шт\.?)?\W*")
_NEAR = 2  # lines: rows of one table stand no farther apart, an empty line between them


def of_cells(line: Line, number: int) -> Block:
    """A row of a table whose cells the reader knows; in the text a tab stands between them."""
    if not line.cells:
        return of_text(line.text, number, [(0, len(line.text))])
    texts = [" ".join(cell.split()) for cell in line.cells]
    columns, cells = array("I"), list[Span]()
    at = 0
    for text in texts:
        cells.append((len(columns), len(columns) + len(text)))
        for word in re.finditer(r"\S+\s?", text):
            said = word.group().strip()
            at = max(at, line.text.find(said, at))
            columns.extend(range(at, at + len(word.group())))
            at += len(said)
        columns.append(at)
    return _row("\t".join(texts), number, columns, cells)


def of_text(text: str, number: int, cells: Sequence[Span]) -> Block:
    """A row of plain text, when it is known where its cells stand."""
    columns, places = array("I"), list[Span]()
    for start, end in cells:
        places.append((len(columns), len(columns) + end - start))
        columns.extend(range(start, end))
        columns.append(max(0, end - 1))
    return _row("\t".join(text[start:end] for start, end in cells), number, columns, places)


def _row(text: str, number: int, columns: "array[int]", cells: Sequence[Span]) -> Block:
    lines = array("I", [number]) * len(text)
    return Block(Role.ROW, text, reading(text), lines, columns[: len(text)], cells=tuple(cells))


def in_text(lines: Sequence[Line]) -> dict[int, list[Span]]:
    """The lines of plain text that are rows of a table, by index, with the places of their cells."""
    rows: dict[int, list[Span]] = {}
    spaced: dict[int, list[Span]] = {}
    for index, line in enumerate(lines):
        text = line.text
        if line.kind is not Kind.WRAPPED or not text.strip():
            continue
        if "\t" in text.strip():
            cells = _cells(text, _TAB if _is_even(index, lines) else _TABS)
            if len(cells) > 1:
                rows[index] = cells
        elif text.count("|") > 1 or ("|" in text and any(sign.isdigit() for sign in text)):
            rows[index] = _cells(text, _BARS)
        elif _SPACED.search(text.strip()):
            cells = _cells(text, _SPACED)
            if len(cells) > 1:
                spaced[index] = cells
    rows |= {index: cells for index, cells in spaced.items() if _is_row(index, spaced, lines)}
    for index, cells in spaced.items():
        after = next((n for n in range(index + 1, index + 1 + _NEAR) if n in rows), None)
        if after is not None and len(rows[after]) == len(cells) + 1 and cells[0][0] > rows[after][0][1] - 3:
            rows[index] = [(cells[0][0], cells[0][0]), *cells]  # a header without a name over the first column
    return rows


def _is_even(index: int, lines: Sequence[Line]) -> bool:
    """Whether the lines round a line with tabs have as many: then each tab parts two cells, and one may be empty."""
    count = lines[index].text.count("\t")
    near = (n for n in range(max(0, index - _NEAR), index + _NEAR + 1) if n != index and n < len(lines))
    counts = [lines[n].text.count("\t") for n in near if "\t" in lines[n].text.strip()]
    return bool(counts) and all(other == count for other in counts)


def _is_row(index: int, spaced: dict[int, list[Span]], lines: Sequence[Line]) -> bool:
    """Whether a line with wide gaps is a row: it holds figures or dots that lead to one, or stands among its like."""
    cells, text = spaced[index], lines[index].text
    near = (n for n in range(index - _NEAR, index + _NEAR + 1) if n != index and n in spaced)
    alike = any(len(spaced[n]) == len(cells) for n in near)
    numeric = any(is_number(text[start:end]) for start, end in cells)
    return (numeric and (alike or ".." in text or len(cells) > 2)) or (alike and len(cells) > 2)


def is_number(text: str) -> bool:
    """Whether a cell holds a number and little else."""
    return _NUMBER.fullmatch(text) is not None


def _cells(text: str, separator: "re.Pattern[str]") -> list[Span]:
    """The places of the cells of a line, without the spaces around them."""
    start, end = _trimmed(text, 0, len(text))
    if separator is _BARS:  # those at the ends only frame the row
        while start < end and text[start] == "|":
            start += 1
        while end > start and text[end - 1] == "|":
            end -= 1
    # A tab before the first words parts them from an empty cell, the corner of a table.
    spans, at = [(start, start)] if separator is not _BARS and "\t" in text[:start] else list[Span](), start
    for match in separator.finditer(text, start, end):
        spans.append(_trimmed(text, at, match.start()))
        at = match.end()
    return [*spans, _trimmed(text, at, end)]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
