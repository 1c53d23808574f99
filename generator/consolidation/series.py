"""Series of one indicator by year: «Инцидент-менеджмент» from its first year on.

A row is a municipality, not a report: its newest report speaks for every year it names. A total
over many years is a column of its own and never joins a yearly total.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from generator import formatting, wholes
from generator.consolidation import figures, places
from generator.consolidation.entries import Entries
from generator.consolidation.grouping import grouped, ordered
from generator.consolidation.rows import NAME, REPORTED, chapter_id, heading, short
from generator.digest import INAPPLICABLE, MISSING, Cell, Column, Figure, Row, Table, no_data, text
from generator.indicators import Catalogue, Indicator
from generator.model import Municipality, Observation, Period, Qualifier, Report

# Elsewhere a figure is one of so many reports of its year; here reports of other years tell of it too.
OF_ALL = f"{REPORTED}: сколько муниципальных образований назвали число года и сколько их в таблице."
CHANGED = "Изменение к предыдущему году — по муниципальным образованиям, которые назвали оба года."
WIDE = 9  # more columns of years than this want a landscape page
SHOWN = 12  # the newest years: more columns do not fit on a sheet; older ones stay in the chapters


@dataclass(frozen=True, slots=True)
class Series:
    """One municipality's figures by year, and its total over many years."""

    municipality: Municipality
    report: Report
    years: dict[int, Figure]
    whole: Figure | None
    used: tuple[tuple[Report, Observation], ...]
    silent: bool  # whether its reports say nothing at all of what the table is about


def consolidate(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """The table `key` over all reports: its indicator by year, and its total over many years."""
    series = list(collect(key, reports, catalogue))
    years = sorted({year for s in series for year in s.years})[-SHOWN:]
    periods = sorted({s.whole.observations[0].period for s in series if s.whole})
    columns = [NAME, *(Column(str(year)) for year in years)]
    if periods:
        columns.append(Column(whole_label(periods), width="long"))
    width = len(columns) - 1
    groups = tuple(
        (*heading(group, width + 1), *(_row(s, years, bool(periods), width) for s in members))
        for group, members in grouped(series, lambda s: s.report)
    )
    foot = tuple(_foot(series, years, periods))
    wide = width > WIDE
    kind = catalogue.tables[key]
    return Table(
        id=f"t-{key}",
        title=kind.title,
        columns=tuple(columns),
        groups=groups,
        foot=foot,
        remarks=(*((OF_ALL,) if len(series) > 1 else ()), *((CHANGED,) if _differs(series, years) else ())),
        places=places.places(pair for s in series for pair in s.used),
        unit=kind.unit,
        keep=short((*groups, foot), wide=wide),
        wide=wide,
    )


def shown(key: str, catalogue: Catalogue) -> Indicator | None:
    """The indicator that a table of this kind shows by year: the first of the catalogue with this table."""
    return next((indicator for indicator in catalogue.indicators.values() if indicator.table == key), None)


def by_year(key: str, report: Report, catalogue: Catalogue) -> tuple[dict[int, Figure], Figure | None]:
    """A report's figures by year, and its total over many years, if it gives one: that of the longest time.

    Other indicators of the table than the one that it shows hold totals over many years.
    """
    yearly = shown(key, catalogue)
    if yearly is None or not yearly.measure.adds_up:
        return {}, None
    mine = (o for o in report.counted if catalogue.indicators[o.indicator].table == key)
    found = [o for o in mine if wholes.speaks_of_all(o)]
    by_year: dict[int, list[Observation]] = {}
    for observation in found:
        fits = observation.indicator == yearly.key and observation.measure == yearly.measure
        if fits and observation.period.is_year and observation.value is not None:
            by_year.setdefault(observation.period.start, []).append(observation)
    figured = {year: figures.of_municipality(named, adds_up=yearly.total == "sum") for year, named in by_year.items()}
    whole = [o for o in found if not o.period.is_year and o.measure.adds_up]
    longest = max((o.period for o in whole), key=lambda period: (period.end - period.start, period), default=None)
    total = figures.of_municipality((o for o in whole if o.period == longest), adds_up=yearly.total == "sum")
    return {year: figure for year, figure in figured.items() if figure}, total


def of_report(indicator: Indicator, report: Report, catalogue: Catalogue) -> Figure | None:
    """The figure of a report's own year, if this is the indicator that the table shows by year."""
    if shown(indicator.table, catalogue) != indicator:
        return None
    years, _ = by_year(indicator.table, report, catalogue)
    return years.get(report.year)


def totals(indicator: Indicator, reports: Sequence[Report], catalogue: Catalogue) -> dict[int, figures.Total]:
    """The totals of the indicator by year, as the table's foot has them.

    A report may tell of any year, whatever its own: those that tell of one are counted with those about it.
    """
    if shown(indicator.table, catalogue) != indicator:
        return {}
    asked: dict[int, set[str]] = {}
    for report in reports:
        asked.setdefault(report.year, set()).add(report.municipality.id)
    told: dict[int, dict[str, Figure]] = {}
    for series in collect(indicator.table, reports, catalogue):
        for year, figure in series.years.items():
            told.setdefault(year, {})[series.municipality.id] = figure
    return {
        year: figures.Total(figures.total(of_year.values()), len(of_year), len(asked.get(year, set()) | of_year.keys()))
        for year in sorted({*asked, *told})
        for of_year in (told.get(year, {}),)
    }


def grid(key: str, report: Report, catalogue: Catalogue) -> Table | None:
    """Years side by side; None when the report names fewer than two."""
    years, whole = by_year(key, report, catalogue)
    if len(years) < 2:
        return None
    named = [(str(year), years[year]) for year in sorted(years)[-SHOWN:]]
    if whole:
        named.append((whole_label([whole.observations[0].period]), whole))
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
        wide=len(named) > WIDE,
    )


def collect(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Iterator[Series]:
    """The series of every municipality, in the order of the digest; one without figures is empty."""
    for _, group in groupby(ordered(reports), key=lambda r: r.municipality.id):
        members = list(group)
        years: dict[int, Figure] = {}
        whole = None
        for report in members:  # the newest comes last and has the last word
            own, stated = by_year(key, report, catalogue)
            years |= own
            whole = stated or whole
        shown = [*years.values(), *([whole] if whole else [])]
        used = tuple(
            (report, o)
            for report in members
            for o in report.observations
            if any(o in figure.observations for figure in shown)
        )
        silent = not any(catalogue.indicators[o.indicator].table == key for report in members for o in report.counted)
        yield Series(members[-1].municipality, members[-1], years, whole, used, silent)


def _row(series: Series, years: Sequence[int], has_whole: bool, width: int) -> Row:
    head = text(series.municipality.title, link=chapter_id(series.report))
    if series.silent:
        return Row("unit", head, (no_data(width),))
    cells = [figures.cell(series.years.get(year)) for year in years]
    return Row("unit", head, (*cells, *([figures.cell(series.whole)] if has_whole else [])))


def _foot(series: Sequence[Series], years: Sequence[int], periods: Sequence[Period]) -> Iterator[Row]:
    sums = {year: figures.total(s.years[year] for s in series if year in s.years) for year in years}
    whole: tuple[Cell, ...] = ()
    if periods:
        stated = [s.whole for s in series if s.whole]
        whole = (figures.cell(figures.total(stated)) if len(periods) == 1 else INAPPLICABLE,)
    if years or periods:
        yield Row("total", text("Итого"), (*(figures.cell(sums[year]) for year in years), *whole))
    if len(years) > 1:
        changes = [
            INAPPLICABLE,
            *(_change(series, before, year) for before, year in pairwise(years)),
        ]
        yield Row("part", text("к предыдущему году"), (*changes, *([INAPPLICABLE] if periods else [])))
    if years or periods:
        counts: list[int] = [sum(year in s.years for s in series) for year in years]
        if periods:
            counts.append(sum(s.whole is not None for s in series))
        cells = (text(f"{count} из {len(series)}") if count else MISSING for count in counts)
        yield Row("base", text(REPORTED), tuple(cells))


def _change(series: Sequence[Series], before: int, year: int) -> Cell:
    """Growth over the municipalities that named both years; years must follow one another."""
    both = [s for s in series if before in s.years and year in s.years]
    then, now = (figures.total(s.years[y] for s in both) for y in (before, year))
    if year != before + 1 or then is None or now is None:
        return MISSING
    if (then.qualifier, now.qualifier) != (Qualifier.EXACT, Qualifier.EXACT):
        return MISSING  # a change between hedged figures would look exact
    return text(formatting.growth(now.value, then.value))


def _differs(series: Sequence[Series], years: Sequence[int]) -> bool:
    """Whether a printed change is not that of the totals above it: not the same have named both years."""
    return any(
        _change(series, before, year) != MISSING and any((before in s.years) != (year in s.years) for s in series)
        for before, year in pairwise(years)
    )


def whole_label(periods: Iterable[Period]) -> str:
    """The head over totals of many years: «Всего с 2018 года»."""
    starts = {p.start for p in periods}
    return f"Всего с {starts.pop()} года" if len(starts) == 1 else "Всего за несколько лет"
