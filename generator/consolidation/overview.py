"""«Главное за год»: the regional totals and how many reports stand behind each."""

from collections.abc import Iterator, Mapping, Sequence

from generator.consolidation import figures, kinds
from generator.consolidation.figures import Total
from generator.consolidation.grouping import grouped, ordered
from generator.consolidation.rows import chapter_id, heading, short
from generator.digest import ABSENT, MISSING, Column, KeyFigure, Row, Table, text
from generator.indicators import Catalogue, Indicator
from generator.model import Finding, Report

YEARS = 6  # the newest years: two columns each are all that a sheet holds
SHOWN = 6  # key figures on the page, three across
NOTHING = Total(None, 0, 0)


def key_figures(reports: Sequence[Report], catalogue: Catalogue) -> tuple[KeyFigure, ...]:
    """The headline totals of the newest year that has any, in the order of the catalogue."""
    totals = {i.key: kinds.of(i, catalogue).totals(i, reports, catalogue) for i in _headlines(catalogue)}
    for newest in sorted({report.year for report in reports}, reverse=True):
        found = (_key_figure(i, newest, totals[i.key]) for i in _headlines(catalogue))
        named = tuple(k for k in found if k)
        if named:
            return named[:SHOWN]
    return ()


def of_report(report: Report, catalogue: Catalogue, limit: int = 3) -> tuple[KeyFigure, ...]:
    """The headline figures of one report."""
    found = (
        _key_figure(i, report.year, kinds.of(i, catalogue).totals(i, [report], catalogue))
        for i in _headlines(catalogue)
    )
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
    for indicator in _headlines(catalogue):
        cells = []
        totals = kinds.of(indicator, catalogue).totals(indicator, reports, catalogue)
        for year in years:
            total = totals.get(year, NOTHING)
            cells += [figures.cell(total.figure), text(f"{total.named} из {total.asked}") if total.named else MISSING]
        if any(cell.figure for cell in cells):
            rows.append(Row("plain", text(indicator.label), tuple(cells)))
    return Table(
        id="t-by-year",
        title=f"Итоги за {years[0]} год" if alone else "Итоги по годам",
        columns=tuple(columns),
        groups=(tuple(rows),) if rows else (),
        wide=len(years) > 3,
    )


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


def _headlines(catalogue: Catalogue) -> Iterator[Indicator]:
    """The indicators whose totals are told; topics overlap, so what is shown by topic has none."""
    return (i for i in catalogue.indicators.values() if i.headline and not i.breakdown)


def _key_figure(indicator: Indicator, year: int, totals: Mapping[int, Total]) -> KeyFigure | None:
    total = totals.get(year, NOTHING)
    if len(indicator.headline) != 3 or total.figure is None or total.figure.value is None:
        return None
    return KeyFigure(total.figure, indicator.headline, year, total.named, total.asked)
