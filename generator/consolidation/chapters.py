"""A chapter for each report: its own words, its figures, its goals."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator import formatting, naming
from generator.consolidation import figures, overview, places, series, subscribers
from generator.consolidation.entries import Entries
from generator.consolidation.rows import WIDE, chapter_id
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
    grids = [_subscribers(report, catalogue)]
    grids += [_series(key, report, catalogue) for key, table in catalogue.tables.items() if table.kind == "series"]
    shown = {o for grid in grids if grid for row in grid.rows for cell in row.cells for o in cell.observations}
    yield from (grid for grid in grids if grid)
    rest = [o for o in report.counted if o not in shown]
    if rest:
        yield _figures(report, rest, catalogue)


def _subscribers(report: Report, catalogue: Catalogue) -> Table | None:
    """Owner by network, or network by owner where there are many networks; None when no subscribers are counted."""
    audience = subscribers.audience(report)
    if not audience.stocks:
        return None
    keyed = [k for k in subscribers.columns([audience], catalogue) if k.key != "growth"]
    names = catalogue.owners
    lines = [(formatting.sentence_case(names[o].label), audience.of_owner(o)) for o in audience.owners(catalogue)]
    if len(lines) != 1:
        lines.append(("Итого" if lines else "Все страницы", audience.whole(catalogue)))
    entries = Entries(report)
    grid = [tuple(entries.linked(figures.cell(line.get(k.key))) for k in keyed) for _, line in lines]
    heads, across, corner = [label for label, _ in lines], [k.column.label for k in keyed], "Владелец страниц"
    if many := len(across) > WIDE:
        heads, across, corner, grid = across, heads, "Социальная сеть", list(zip(*grid, strict=True))
    rows = tuple(Row("plain", text(head), cells) for head, cells in zip(heads, grid, strict=True))
    foot = (replace(rows[-1], kind="total"),) if many or len(lines) > 1 else ()
    used = [o for row in rows for cell in row.cells for o in cell.observations]
    when = audience.dates if audience.dates and not audience.partly_dated else f"{report.year} год"
    return Table(
        id=f"t-subscribers-{chapter_id(report)}",
        title=f"Подписчики {report.municipality.title_prepositional}, {when}",
        columns=(Column(corner, "name", width="name"), *map(Column, across)),
        groups=(rows[: len(rows) - len(foot)],),
        foot=foot,
        unit="человек",
        remarks=(*((audience.dated,) if audience.partly_dated else ()), *naming.notices(used, catalogue)),
        places=places.places((report, o) for o in used),
    )


def _series(key: str, report: Report, catalogue: Catalogue) -> Table | None:
    """Years side by side; None when the report names fewer than two."""
    years, whole = series.of_report(key, report, catalogue)
    if len(years) < 2:
        return None
    named = [(str(year), years[year]) for year in sorted(years)[-series.SHOWN :]]
    if whole:
        named.append((series.whole_label([whole.observations[0].period]), whole))
    [indicator] = {o.indicator for o in years[min(years)].observations}
    label = catalogue.indicators[indicator].label
    entries = Entries(report)
    cells = tuple(entries.linked(figures.cell(figure)) for _, figure in named)
    return Table(
        id=f"t-{key}-{chapter_id(report)}",
        title=f"{catalogue.tables[key].title}: {report.municipality.title}",
        columns=(Column("Показатель", "name", width="name"), *(Column(label) for label, _ in named)),
        groups=((Row("plain", text(label), cells),),),
        unit=catalogue.tables[key].unit,
        places=places.places((report, o) for _, figure in named for o in figure.observations),
        wide=len(named) > series.WIDE,
    )


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
