"""Every printed figure leads to an observation, or is the total of named ones.

The way back is walked anew: a figure is added up from its observations, printed by the filters of the
templates, and looked for on the page where it belongs. So a figure is wrong when its observations are gone,
unknown, of several years, counted twice or of another sum, when a total leaves out a row above it, and
when the page prints another figure than theirs. What is no figure is told by its place: years, counts of
reports and lines stand in cells of words, and what a chapter tells is its report's own words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from generator.digest import Digest, Figure, KeyFigure, Row, Table
from generator.model import Measure, Observation, Qualifier, Report
from generator.verification.blocks import named
from generator.verification.compare import Difference

DIGEST = "сводка"


def untraced(digest: Digest) -> Iterator[Difference]:
    """The figures of the digest that do not come from its observations, with their places."""
    check = _Check((*digest.reports, *digest.earlier))
    for table in tables(digest):
        if table.empty:  # nobody gave a figure: it has no columns for any, and is not printed
            continue
        for place, problem in check.table(table):
            yield Difference(DIGEST, f"таблица {named(table.title)}, {place}", problem)
    for place, items in key_figures(digest):
        for item in items:
            for problem in check.key_figure(item):
                yield Difference(DIGEST, f"{place}, «{item.forms[2]}»", problem)


def tables(digest: Digest) -> Iterator[Table]:
    """Every table of the digest, those of chapters last."""
    yield from digest.tables.values()
    for chapter in digest.chapters:
        yield from chapter.tables
        if chapter.standing is not None:
            yield chapter.standing


def key_figures(digest: Digest) -> Iterator[tuple[str, Sequence[KeyFigure]]]:
    """Key figures with their place: of the year, then of each chapter."""
    yield "главное за год", digest.key_figures
    for chapter in digest.chapters:
        yield f"глава «{chapter.report.municipality.title}, {chapter.report.year}»", chapter.key_figures


def all_figures(digest: Digest) -> Iterator[Figure]:
    """Every figure of tables and key figures."""
    for table in tables(digest):
        yield from (cell.figure for row in table.rows for cell in row.cells if cell.figure is not None)
    for _, items in key_figures(digest):
        yield from (item.figure for item in items)


def added(figure: Figure) -> Decimal | None:
    """The value of a figure as its observations make it, added up anew."""
    values = [o.value for o in figure.observations if o.value is not None]
    return sum(values, Decimal(0)) if values else None


def recomputed(figure: Figure) -> Figure:
    """The figure with that value."""
    value = added(figure)
    return figure if value == figure.value else replace(figure, value=value)


class _Check:
    """Knows the observations of all reports."""

    def __init__(self, reports: Iterable[Report]) -> None:
        # By identity: two municipalities may say the very same.
        self._report = {id(o): number for number, report in enumerate(reports) for o in report.counted}

    def table(self, table: Table) -> Iterator[tuple[str, str]]:
        """The problems of a table, each with its row and column."""
        above: list[Row] = []  # of the whole table
        group: list[Row] = []  # since the last heading
        for row in table.rows:
            for index, (cell, column) in enumerate(table.placed(row)):
                place = f"{_name(row)}, столбец {named(', '.join(filter(None, (column.over, column.label))))}"
                if cell.kind == "figure" and cell.figure is None:
                    yield place, "ячейка числа без числа"
                if cell.figure is None:
                    continue
                yield from ((place, problem) for problem in self.figure(cell.figure))
                if row.kind in ("sub", "total"):
                    parts = group if row.kind == "sub" else above
                    yield from ((place, problem) for problem in _left_out(table, row, index, cell.figure, parts))
            if row.kind == "region":
                group = []
            if row.kind == "unit":
                above.append(row)
                group.append(row)

    def key_figure(self, item: KeyFigure) -> Iterator[str]:
        """The problems of a key figure: its own, and the number of reports that it names."""
        yield from self.figure(item.figure)
        behind = {self._report.get(id(o)) for o in item.figure.observations}
        if len(behind) != item.reports:
            yield f"названо отчётов: {item.reports}, а показатели взяты из {len(behind)}"
        if any(o.period.is_year and o.period.start != item.year for o in item.figure.observations):
            yield f"показатели не за {item.year} год"

    def figure(self, figure: Figure) -> Iterator[str]:
        """The problems of a figure."""
        behind = figure.observations
        if not behind:
            yield f"за числом {figure.value} нет ни одного показателя отчётов"
            return
        if any(id(o) not in self._report for o in behind):
            yield f"число {figure.value} опирается на показатель, которого в отчётах нет"
        if len({id(o) for o in behind}) < len(behind):
            yield f"в числе {figure.value} один показатель посчитан дважды"
        if len(behind) > 1:
            of_one = len({self._report.get(id(o)) for o in behind}) == 1
            yield from _added(figure, behind, of_one=of_one)
        wanted = added(figure)
        if figure.value != wanted:
            yield f"число {figure.value}, а показатели дают {wanted}"
        if (figure.qualifier is Qualifier.EXACT) != all(o.qualifier is Qualifier.EXACT for o in behind):
            yield f"у числа {figure.value} другая оговорка, чем у показателей"


def _added(figure: Figure, behind: Sequence[Observation], *, of_one: bool) -> Iterator[str]:
    """Whether observations, all of one report or not, may not be added; the growth of an owner's pages may."""
    pages = {(o.owner, o.network) for o in behind}
    grown = figure.measure is Measure.GROWTH_ABS and of_one and len({o.owner for o in behind}) == 1
    may = figure.measure.adds_up or (grown and len(pages) == len(behind))
    if {o.measure for o in behind} != {figure.measure} or not may:
        yield f"в числе {figure.value} сложено то, что не складывается"
    if len({o.period for o in behind}) > 1:
        yield f"в числе {figure.value} сложены разные годы"


def _left_out(table: Table, row: Row, index: int, total: Figure, above: Sequence[Row]) -> Iterator[str]:
    """Whether a total is of the rows above it, no more and no less; those of its year where rows have one."""
    years = [k for k, (_, column) in enumerate(table.placed(row)) if column.kind == "year"]
    rows = [r for r in above if all(k < len(r.cells) and r.cells[k].text == row.cells[k].text for k in years)]
    parts = {id(o) for r in rows if index < len(r.cells) for o in r.cells[index].observations}
    if rows and parts != {id(o) for o in total.observations}:
        yield f"итог {total.value} сложен не из тех строк, что над ним"


def _name(row: Row) -> str:
    years = [cell.text for cell in row.cells[:1] if cell.text.isdecimal() and len(cell.text) == 4]
    return f"строка {named(', '.join((row.head.text, *years)))}"
