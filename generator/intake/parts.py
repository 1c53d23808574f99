"""A file with the reports of several municipalities, told apart by headings, or by the rows or columns of a table.

Every block keeps the numbers of its lines. What stands over a table, its heads included, goes with each
municipality of it.
"""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from generator.indicators import Catalogue
from generator.intake import places, questionnaire, titles, toponyms
from generator.intake.block import Block, Role
from generator.intake.questionnaire import DONE
from generator.intake.toponyms import Gazetteer
from generator.model import Municipality

Ids = frozenset[str]

_TITLE = 120  # characters of a line that may be a title
_NEAR = 3  # blocks between a name and the question or figures that follow it
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TOTAL = re.compile(r"^\W*(?:итого|всего|в среднем|среднее)\b", re.IGNORECASE)


def split(blocks: Sequence[Block], directory: Mapping[str, Municipality], catalogue: Catalogue) -> list[list[Block]]:
    """The reports of a file, in its order; a file of one report comes back as it is.

    A report begins at a title in capitals that is a municipality's name; at its name alone on a line, if a
    question or figures follow; at a title before a questionnaire that has been asked already. A table whose
    rows or columns are municipalities has a report in each; its total is one more, whose municipality is unknown.
    """
    gazetteer = toponyms.of(directory)
    splitter = _Splitter(blocks, directory, catalogue, gazetteer)
    return [report for part in splitter.parts() for report in _by_table(part, gazetteer)]


class _Splitter:
    """A file being divided at its headings."""

    def __init__(
        self, blocks: Sequence[Block], directory: Mapping[str, Municipality], catalogue: Catalogue, gazetteer: Gazetteer
    ) -> None:
        self._blocks, self._directory, self._gazetteer = blocks, directory, gazetteer
        self._asked = [questionnaire.section_asked(block, catalogue) for block in blocks]
        self._names = [_alone(block, gazetteer) for block in blocks]

    def parts(self) -> Iterator[list[Block]]:
        """The blocks of each report."""
        begins = [0, *self._begins(), len(self._blocks)]
        for start, end in pairwise(begins):
            yield list(self._blocks[start:end])

    def _begins(self) -> Iterator[int]:
        """Where a report begins that is not the first."""
        start, current = 0, Ids()
        for at in range(len(self._blocks)):
            name = self._names[at]
            if name and not current:
                current = self._of_preamble(start, at)
                if not current and not self._is_other(start, at):
                    current = name
                    continue
            if name and not name & current and self._opens(at):
                start = at - 1 if titles.says_what_it_is(self._blocks[at - 1].reading) else at
                current = name
                yield start
            elif self._asked[at] == DONE and DONE in self._asked[start:at]:
                begin = self._title_before(start, at)
                # Right after the question nothing has been answered yet: both are lines of one title.
                answered = self._asked[begin - 1] != DONE
                if answered and (begin < at or self._last_asked(start, at) != DONE):
                    start, current = begin, next((n for n in self._names[begin:at] if n), Ids())
                    yield begin

    def _of_preamble(self, start: int, at: int) -> Ids:
        """The municipality of what stands before the first name alone on a line."""
        if not any(_has_figures(block) for block in self._blocks[start:at]) and not any(self._asked[start:at]):
            return Ids()
        found, _ = places.municipality(self._blocks[start:at], self._directory)
        return Ids((found.id,)) if found else Ids()

    def _is_other(self, start: int, at: int) -> bool:
        """Whether the blocks before a name are the report of a place that the directory does not have."""
        before = self._blocks[start:at]
        if not any(self._asked[start:at]) and not any(map(_has_figures, before)):
            return False
        title = next(iter(before)).reading
        return titles.says_place(title, self._gazetteer.mentions(title)) and not titles.is_sentence(title)

    def _opens(self, at: int) -> bool:
        """Whether a report begins with a name: it is a title in capitals, or a question or figures follow soon."""
        block = self._blocks[at]
        if self._blocks[at - 1].reading.rstrip().endswith(":"):
            return False  # the line before introduces it
        if block.role in (Role.TITLE, Role.HEADING) and block.reading.isupper():
            return True
        for n in range(at + 1, min(at + 1 + _NEAR, len(self._blocks))):
            if self._names[n] and self._names[n] != self._names[at]:
                return False
            if self._asked[n]:
                return self._asked[n] == DONE
            if _has_figures(self._blocks[n]):
                return True
        return False

    def _title_before(self, start: int, at: int) -> int:
        """Where the title begins that stands directly before a question; the question itself without one."""
        begin = at
        while begin > start + 1 and begin > at - _NEAR and self._is_title(begin - 1):
            begin -= 1
        return begin

    def _is_title(self, at: int) -> bool:
        block = self._blocks[at]
        if block.role not in (Role.TITLE, Role.HEADING, Role.PARAGRAPH) or len(block.text) > _TITLE or self._asked[at]:
            return False
        if not titles.is_title(block.reading):
            return False
        mentions = self._gazetteer.mentions(block.reading)
        return titles.says_place(block.reading, mentions) or not titles.unnamed(block.reading, mentions)

    def _last_asked(self, start: int, at: int) -> str:
        """The section of the last question before a block."""
        return next((asked for asked in reversed(self._asked[start:at]) if asked), "")


def _alone(block: Block, gazetteer: Gazetteer) -> Ids:
    """The municipality that a block names and nothing else; an item of a list begins no report."""
    if block.role in (Role.ITEM, Role.PAGE):
        return Ids()
    return titles.alone(block.reading, gazetteer)


def _has_figures(block: Block) -> bool:
    return bool(re.search(r"\d", _YEAR.sub("", block.reading)))


# Tables


@dataclass(slots=True)
class _Table:
    """What the reports of one file with a table have got so far."""

    over: list[Block]  # goes with each
    reports: dict[str, list[Block]] = field(default_factory=dict)
    rest: list[Block] = field(default_factory=list)

    def add(self, name: str, blocks: Sequence[Block]) -> None:
        """Give rows to the report of a name."""
        report = self.reports.setdefault(name, [replace(block) for block in self.over])
        report += [replace(block) for block in blocks]

    def parts(self) -> list[list[Block]]:
        """The report of each name; what is of none goes with the first, or alone when it has figures."""
        found = list(self.reports.values())
        if any(map(_has_figures, self.rest)):
            return [*found, self.rest]
        found[0] += self.rest
        return found


def _by_table(blocks: list[Block], gazetteer: Gazetteer) -> list[list[Block]]:
    """The reports of a part with tables of several municipalities; the part alone when it has none."""
    runs = [(is_row, list(run)) for is_row, run in groupby(blocks, lambda block: block.role is Role.ROW)]
    first = next((n for n, (is_row, run) in enumerate(runs) if is_row and _is_of_several(run, gazetteer)), None)
    if first is None:
        return [blocks]
    before = [block for _, run in runs[:first] for block in run]
    table = _Table([block for block in before if len(block.text) <= _TITLE and not _has_figures(block)])
    table.rest += [block for block in before if block not in table.over]
    for is_row, run in runs[first:]:
        if not is_row or not _is_of_several(run, gazetteer):
            table.rest += run
        elif (column := _column_of_names(run, gazetteer)) is not None:
            _divide_rows(run, column, gazetteer, table)
        else:
            _divide_columns(run, _row_of_names(run, gazetteer), gazetteer, table)
    return table.parts()


def _is_of_several(rows: Sequence[Block], gazetteer: Gazetteer) -> bool:
    return _column_of_names(rows, gazetteer) is not None or _row_of_names(rows, gazetteer) >= 0


def _column_of_names(rows: Sequence[Block], gazetteer: Gazetteer) -> int | None:
    """The column, one of the first two, that names different municipalities."""
    for column in (0, 1):
        named = {_name(row, column, gazetteer) for row in rows} - {""}
        if len(named) > 1:
            return column
    return None


def _row_of_names(rows: Sequence[Block], gazetteer: Gazetteer) -> int:
    """The row whose cells name different municipalities; -1 when there is none."""
    for at, row in enumerate(rows):
        if len({_name(row, column, gazetteer) for column in range(len(row.cells))} - {""}) > 1:
            return at
    return -1


def _name(row: Block, column: int, gazetteer: Gazetteer) -> str:
    """The municipality of a cell, or several of one name; empty when the cell is anything else."""
    return " ".join(sorted(titles.alone(_cell(row, column), gazetteer)))


def _cell(row: Block, column: int) -> str:
    if column >= len(row.cells):
        return ""
    start, end = row.cells[column]
    return row.reading[start:end].strip()


def _divide_rows(rows: Sequence[Block], column: int, gazetteer: Gazetteer, table: _Table) -> None:
    """Give each municipality its rows under the heads; a row without a name goes on with the one before."""
    heads: list[Block] = []
    current = ""
    given: set[str] = set()
    for row in rows:
        said = _cell(row, column)
        name = _name(row, column, gazetteer)
        figures = any(re.search(r"\d", _cell(row, n)) for n in range(column + 1, len(row.cells)))
        if name or (said and figures and (given or not _is_head(row, column))):
            current = name or said
        elif not given or (said and not figures):
            heads.append(row)
            continue
        elif _TOTAL.match(row.reading):
            current = "итого"
        if current not in given:
            table.add(current, heads)
            given.add(current)
        table.add(current, [row])


def _is_head(row: Block, column: int) -> bool:
    """Whether the cells after the names hold years only: they head their columns."""
    return not any(re.search(r"\d", _YEAR.sub("", _cell(row, n))) for n in range(column + 1, len(row.cells)))


def _divide_columns(rows: Sequence[Block], at: int, gazetteer: Gazetteer, table: _Table) -> None:
    """Give each municipality the labels and its own columns; a column without a name goes on with the one before."""
    head = rows[at]
    columns: dict[str, list[int]] = {}
    labels: list[int] = []
    current = ""
    for column in range(max(len(row.cells) for row in rows)):
        said = _cell(head, column)
        name = _name(head, column, gazetteer)
        if name or (said and current):
            current = name or said
        if current:
            columns.setdefault(current, []).append(column)
        else:
            labels.append(column)
    for name, own in columns.items():
        parts = (_only(row, [*labels, *own]) for row in rows)
        table.add(name, [part for part in parts if part.text.strip()])


def _only(row: Block, columns: Sequence[int]) -> Block:
    """A row with some of its cells."""
    text, reading = "", ""
    lines, places_of, cells = array("I"), array("I"), []
    for start, end in (row.cells[column] for column in columns if column < len(row.cells)):
        if text:
            text, reading = text + "\t", reading + row.reading[start - 1 : start].replace("\t", " ")
            lines.append(row.lines[start - 1])
            places_of.append(row.columns[start - 1])
        cells.append((len(text), len(text) + end - start))
        text, reading = text + row.text[start:end], reading + row.reading[start:end]
        lines += row.lines[start:end]
        places_of += row.columns[start:end]
    return replace(row, text=text, reading=reading, lines=lines, columns=places_of, cells=tuple(cells))
