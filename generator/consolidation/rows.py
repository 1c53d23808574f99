"""The frame that the consolidated tables share: rows by group, totals by year.

A table is a function from one report's figures to cells. This module adds what every such table
has: the group's heading row, «нет данных» across a row without figures, subtotals of a group,
totals of a year with the number of reports behind them, and a note on who is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from generator import formatting
from generator.consolidation import figures, places
from generator.consolidation.grouping import grouped
from generator.digest import INAPPLICABLE, MISSING, Cell, Column, Figure, Row, Table, no_data, text
from generator.model import Group, Municipality, Observation, Qualifier, Report

NAME = Column("Муниципальное образование", "name", width="name")
YEAR = Column("Год", "year", width="year")
WIDE = 7  # more figure columns than this want a landscape page: their heads are words
EQUAL = 6  # so few share a page with room for the words of hedges in each
UPRIGHT, LYING = 24, 14  # so many lines surely fit on one sheet with heading, caption, head and notes
_NAME = 22  # letters of a line of the first column
REPORTED = "Представили сведения"
TOTAL = "Итого"


@dataclass(frozen=True, slots=True)
class Entry:
    """One report's part of a table: its figures by column, and rows of its own under the first."""

    report: Report
    figures: Mapping[str, Figure]
    under: tuple[Row, ...] = ()
    also: tuple[Observation, ...] = ()  # of this table, but in no column: of another year or kind, or without a number
    label: str = ""  # the municipality's title, unless the table names it otherwise
    mark: int = 0
    below: frozenset[str] = frozenset()  # columns that only the rows under the first have figures in

    def cell(self, key: str) -> Cell:
        """What stands in a column of the first row."""
        return INAPPLICABLE if key in self.below else figures.cell(self.figures.get(key))

    @property
    def silent(self) -> bool:
        """Whether the report says nothing at all of what the table is about."""
        return not (self.figures or self.under or self.also)

    @property
    def observations(self) -> Iterator[tuple[Report, Observation]]:
        """The observations that the rows show, with their report."""
        rows = (cell.observations for row in self.under for cell in row.cells)
        for observations in (*(figure.observations for figure in self.figures.values()), *rows):
            for observation in observations:
                yield self.report, observation


@dataclass(frozen=True, slots=True)
class Keyed:
    """A figure column: its key in `Entry.figures`, and whether its figures add up."""

    key: str
    column: Column
    adds_up: bool


def table(
    identity: str,
    title: str,
    keyed: Sequence[Keyed],
    entries: Sequence[Entry],
    *,
    name: Column = NAME,
    unit: str = "",
    notes: Sequence[str] = (),
    remarks: tuple[str, ...] = (),
    parts: Callable[[int], Iterable[Row]] = lambda year: (),
) -> Table:
    """Lay out entries by group with subtotals and yearly totals.

    `parts` gives the rows under a year's total (subscribers split it by owner).
    """
    keyed = _roomy(keyed, entries)
    groups = tuple(
        tuple(_group_rows(group, members, keyed)) for group, members in grouped(entries, lambda entry: entry.report)
    )
    foot, omissions = _foot(entries, keyed, parts, first_mark=len(notes) + 1)
    used = [pair for entry in entries for pair in entry.observations]
    wide = len(keyed) > WIDE
    return Table(
        id=identity,
        title=title,
        columns=(name, YEAR, *(k.column for k in keyed)),
        groups=groups,
        foot=foot,
        notes=(*notes, *omissions),
        remarks=remarks,
        places=places.places(used),
        unit=unit,
        keep=short((*groups, foot), wide=wide),
        wide=wide,
    )


def short(parts: Iterable[Sequence[Row]], *, wide: bool = False) -> bool:
    """Whether a table is short enough to stay on one sheet with its notes, all its lines counted."""
    return sum(_lines(row) for rows in parts for row in rows) <= (LYING if wide else UPRIGHT)


def _lines(row: Row) -> int:
    """How many lines a row takes: a long name is divided, and the word of a hedge may stand above its figure."""
    hedged = any(cell.figure and cell.figure.qualifier is not Qualifier.EXACT for cell in row.cells)
    return max(1 if row.head.span > 1 else 1 + len(row.head.text) // _NAME, 1 + hedged)


def _roomy(keyed: Sequence[Keyed], entries: Sequence[Entry]) -> list[Keyed]:
    """Make room for the words of hedged figures, «более 350», where columns are many; but not for half of them.

    Where there is no room for all, the word stands above its figure.
    """
    hedged = {
        name for entry in entries for name, figure in entry.figures.items() if figure.qualifier is not Qualifier.EXACT
    }
    if len(keyed) <= EQUAL or len(hedged) > len(keyed) / 2:
        return list(keyed)
    return [
        replace(k, column=replace(k.column, width="qual")) if k.key in hedged and not k.column.width else k
        for k in keyed
    ]


def _group_rows(group: Group, entries: Sequence[Entry], keyed: Sequence[Keyed]) -> Iterator[Row]:
    width = len(keyed)
    yield from heading(group, width + 2)
    for entry in entries:
        head = text(entry.label or entry.report.municipality.title, link=chapter_id(entry.report))
        year = text(str(entry.report.year))
        if not entry.silent:
            cells = tuple(entry.cell(k.key) for k in keyed)
            yield Row("unit", head, (year, *cells), mark=entry.mark)
            yield from entry.under
        else:
            yield Row("unit", head, (year, no_data(width)))
    if group.subtotal and len(entries) > 1:
        for year_number, members in _by_year(entries):
            if _adds_up(members, keyed):
                yield _sum_row("sub", group.subtotal, year_number, members, keyed)
                if len(members) > 1:
                    yield _base_row(members, keyed)


def heading(group: Group, width: int) -> Iterator[Row]:
    """The row over a group, across the whole table; none when all stand in one list."""
    if group.name:
        yield Row("region", text(group.name, span=width))


def _foot(
    entries: Sequence[Entry], keyed: Sequence[Keyed], parts: Callable[[int], Iterable[Row]], first_mark: int
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    rows: list[Row] = []
    notes: list[str] = []
    if not any(k.adds_up for k in keyed):
        return (), ()
    for year, members in _by_year(entries):
        named = [e for e in members if e.figures]
        if not named:
            rows.append(Row("total", text(TOTAL), (text(str(year)), no_data(len(keyed)))))
            continue
        mark = 0
        if silent := [e.report.municipality for e in members if e.silent]:
            note = f"{without(silent)}: показатели таблицы не названы."
            if note not in notes:
                notes.append(note)
            mark = first_mark + notes.index(note)
        rows.append(_sum_row("total", TOTAL, year, members, keyed, mark))
        rows.extend(parts(year))
        rows.append(_base_row(members, keyed))
    return tuple(rows), tuple(notes)


def _sum_row(kind: str, label: str, year: int, entries: Sequence[Entry], keyed: Sequence[Keyed], mark: int = 0) -> Row:
    cells = (
        figures.total_cell((e.figures[k.key] for e in entries if k.key in e.figures), adds_up=k.adds_up) for k in keyed
    )
    return Row("sub" if kind == "sub" else "total", text(label), (text(str(year)), *cells), mark)


def _adds_up(entries: Sequence[Entry], keyed: Sequence[Keyed]) -> bool:
    """Whether the entries have a single figure that a total could be made of."""
    return any(k.adds_up and k.key in entry.figures for entry in entries for k in keyed)


def _base_row(entries: Sequence[Entry], keyed: Sequence[Keyed]) -> Row:
    """How many of the reports gave each figure: «2 из 5»."""
    counts = (sum(k.key in entry.figures or k.key in entry.below for entry in entries) for k in keyed)
    cells = (text(f"{count} из {len(entries)}") if count else MISSING for count in counts)
    return Row("base", text(REPORTED, span=2), tuple(cells))


def _by_year(entries: Sequence[Entry]) -> list[tuple[int, list[Entry]]]:
    by_year = sorted(entries, key=lambda e: e.report.year)
    return [(year, list(members)) for year, members in groupby(by_year, key=lambda e: e.report.year)]


def without(municipalities: Sequence[Municipality], limit: int = 5) -> str:
    """«Без Артёма и ЗАТО Северск», or the number of municipalities when they are many."""
    if len(municipalities) > limit:
        units = formatting.count(
            len(municipalities),
            "муниципального образования",
            "муниципальных образований",
            "муниципальных образований",
        )
        return f"Без {units}"
    return f"Без {formatting.listing([m.title_genitive for m in municipalities])}"


def chapter_id(report: Report) -> str:
    """The id of a report's chapter on the page."""
    return f"m-{report.municipality.id}-{report.year}"
