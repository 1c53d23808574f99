"""A chapter for each report: its own words, its figures, its goals."""

from collections.abc import Iterator, Sequence

from generator import formatting, naming
from generator.consolidation import figures, overview, places
from generator.consolidation.entries import Entries
from generator.consolidation.kinds import KINDS
from generator.consolidation.rows import chapter_id
from generator.digest import Chapter, Column, Row, Table, text
from generator.indicators import Catalogue
from generator.model import Observation, Report


def chapter(report: Report, catalogue: Catalogue, standing: Table | None = None, *, dated: bool = False) -> Chapter:
    """The chapter of one report; `standing` is where it stands among the others.

    `dated`: its title names the year, since the municipality has other chapters.
    """
    title = report.municipality.title
    return Chapter(
        id=chapter_id(report),
        title=f"{title}, {report.year} год" if dated else title,
        report=report,
        key_figures=overview.of_report(report, catalogue),
        passages=report.passages,
        tables=tuple(_tables(report, catalogue)),
        goals=report.goals,
        needs=report.needs,
        spans=_extent(report),
        standing=standing,
    )


def _extent(report: Report) -> tuple[tuple[int, int], ...]:
    """From the first line of the texts to the last: a chapter tells nearly all of its report."""
    sources = [
        *(p.source for p in report.passages),
        *(g.source for g in report.goals),
        *(n.source for n in report.needs),
    ]
    found = places.spans(sources)
    return ((found[0][0], max(last for _, last in found)),) if found else ()


def _tables(report: Report, catalogue: Catalogue) -> Iterator[Table]:
    """Subscribers and series as grids, then every figure that stands in no grid."""
    grids = [KINDS[table.kind].grid(key, report, catalogue) for key, table in catalogue.tables.items()]
    shown = {o for grid in grids if grid for row in grid.rows for cell in row.cells for o in cell.observations}
    yield from (grid for grid in grids if grid)
    rest = [o for o in report.counted if o not in shown]
    if rest:
        yield _figures(report, rest, catalogue)


def _figures(report: Report, observations: Sequence[Observation], catalogue: Catalogue) -> Table:
    """Figures one under another, each with its lines."""
    rows = []
    entries = Entries(report)
    for observation in observations:
        name = naming.title(observation, catalogue, year=report.year)
        lines = formatting.line_numbers(places.spans(observation.sources))
        cells = (entries.linked(figures.cell(figures.single(observation))), text(lines))
        rows.append(Row("plain", text(name), cells))
    return Table(
        id=f"t-figures-{chapter_id(report)}",
        title=f"Показатели {report.municipality.title_genitive}, {report.year} год",
        columns=(
            Column("Показатель", "name"),
            Column("Значение", width="num"),
            Column("Строки отчёта", width="lines"),
        ),
        groups=(tuple(rows),),
        remarks=naming.notices(observations, catalogue),
        keep=len(rows) <= 15,
    )
