"""«Главное за год»: the regional totals and how many reports stand behind each."""

from collections.abc import Iterator, Sequence

from generator.consolidation import columns, figures, series, subscribers
from generator.consolidation.grouping import grouped, ordered
from generator.consolidation.rows import chapter_id, heading, short
from generator.digest import ABSENT, MISSING, Column, Figure, KeyFigure, Row, Table, text
from generator.indicators import Catalogue, Indicator
from generator.model import Finding, Report

YEARS = 6  # the newest years: two columns each are all that a sheet holds
SHOWN = 6  # key figures on the page, three across


def key_figures(reports: Sequence[Report], catalogue: Catalogue) -> tuple[KeyFigure, ...]:
    """The headline totals of the newest year that has any, in the order of the catalogue."""
    for newest in sorted({report.year for report in reports}, reverse=True):
        members = [report for report in reports if report.year == newest]
        found = [_key_figure(indicator, members, newest, catalogue) for indicator in catalogue.indicators.values()]
        named = tuple(k for k in found if k)
        if named:
            return named[:SHOWN]
    return ()


def of_report(report: Report, catalogue: Catalogue, limit: int = 3) -> tuple[KeyFigure, ...]:
    """The headline figures of one report."""
    found = (_key_figure(i, [report], report.year, catalogue) for i in catalogue.indicators.values())
    return tuple(k for k in found if k)[:limit]


def by_year(reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """Headline totals by year: two columns a year, the total and the number of reports behind it.

    Years stand side by side and are never added. One year alone stands in the title.
    """
    years = sorted({report.year for report in reports})[-YEARS:]
    alone = len(years) == 1
    columns = [Column("Показатель", "name", width="" if alone else "theme")]
    for year in years:
        if alone:
            columns += [Column("Итого", width="num"), Column("Отчётов", width="num")]
        else:
            columns += [Column("итого", over=f"{year} год"), Column("отчётов", over=f"{year} год", width="base")]
    rows = []
    for indicator in catalogue.indicators.values():
        if not indicator.headline or indicator.breakdown:  # topics overlap: they have no joint total
            continue
        cells = []
        for figure, count, of in _by_year(indicator, years, reports, catalogue):
            cells += [figures.cell(figure), text(f"{count} из {of}") if count else MISSING]
        if any(cell.figure for cell in cells):
            rows.append(Row("plain", text(indicator.label), tuple(cells)))
    return Table(
        id="t-by-year",
        title=f"Итоги за {years[0]} год" if alone else "Итоги по годам",
        columns=tuple(columns),
        groups=(tuple(rows),) if rows else (),
        wide=len(years) > 3,
    )


def _by_year(
    indicator: Indicator, years: Sequence[int], reports: Sequence[Report], catalogue: Catalogue
) -> Iterator[tuple[Figure | None, int, int]]:
    """For each year the total, how many gave it, and of how many.

    A series is told by any report, whatever its own year: those that tell of a year are counted with those about it.
    """
    is_series = catalogue.tables[indicator.table].kind == "series"
    sums = series.totals(indicator.table, reports, catalogue) if is_series else {}
    for year in years:
        members = [report for report in reports if report.year == year]
        if is_series:
            total, named = sums.get(year, (None, frozenset()))
            yield total, len(named), len(named | {report.municipality.id for report in members})
        else:
            yield (*_total(indicator, members, catalogue), len(members))


def completeness(reports: Sequence[Report], findings: Sequence[Finding]) -> Table:
    """How much each report holds: figures, goals, training needs, findings."""

    def counts(members: Sequence[Report]) -> tuple[int, int, int, int]:
        return (
            sum(len(r.counted) for r in members),
            sum(len(r.goals) for r in members),
            sum(len(r.needs) for r in members),
            sum(f.published and f.level != "note" and any(_about(f, r) for r in members) for f in findings),
        )

    groups = []
    for group, members in grouped(ordered(reports), lambda report: report):
        rows = [*heading(group, 6)]
        for report in members:
            head = text(report.municipality.title, link=chapter_id(report))
            numbers = [text(str(n)) if n else ABSENT for n in counts([report])]
            rows.append(Row("unit", head, (text(str(report.year)), *numbers)))
        groups.append(tuple(rows))
    whole = [text(str(n)) if n else ABSENT for n in counts(reports)]
    return Table(
        id="t-completeness",
        title="Полнота отчётов",
        columns=(
            Column("Муниципальное образование", "name", width="name"),
            Column("Год", "year", width="year"),
            Column("Показателей"),
            Column("Задач"),
            Column("Тем обучения"),
            Column("Замечаний"),
        ),
        groups=tuple(groups),
        foot=(Row("total", text("Всего", span=2), tuple(whole)),),
        keep=short(groups),
    )


def _about(finding: Finding, report: Report) -> bool:
    return finding.municipality == report.municipality and finding.year == report.year


def _key_figure(indicator: Indicator, members: Sequence[Report], year: int, catalogue: Catalogue) -> KeyFigure | None:
    if len(indicator.headline) != 3 or indicator.breakdown:
        return None
    figure, count = _total(indicator, members, catalogue)
    if figure is None or figure.value is None:
        return None
    return KeyFigure(figure, indicator.headline, year, count, len(members))


def _total(indicator: Indicator, members: Sequence[Report], catalogue: Catalogue) -> tuple[Figure | None, int]:
    if indicator.key != subscribers.STOCK:
        return columns.yearly_total(indicator, members, catalogue)
    wholes = [subscribers.audience(r).whole(catalogue).get(subscribers.SUM) for r in members]
    named = [w for w in wholes if w]
    return figures.total(named), len(named)
