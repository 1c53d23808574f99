"""Tables whose columns are indicators: press releases, media, platforms, appeals."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from generator import wholes
from generator.consolidation import figures
from generator.consolidation.grouping import ordered
from generator.consolidation.rows import Entry, Keyed, table
from generator.digest import Column, Figure, Table
from generator.indicators import Catalogue, Indicator
from generator.model import Observation, Report


def consolidate(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """The table `key` of the catalogue over all reports; a column for each indicator somebody gave."""
    entries = [_entry(key, report, catalogue) for report in ordered(reports)]
    used = {name for entry in entries for name, figure in entry.figures.items() if figure.value is not None}
    keyed = [k for k in _columns(key, catalogue) if k.key in used]
    entries = [_shown(entry, used) for entry in entries]
    kind = catalogue.tables[key]
    return table(f"t-{key}", kind.title, keyed, entries, unit=kind.unit)


def _entry(key: str, report: Report, catalogue: Catalogue) -> Entry:
    """A report's figures of its own year by column; what stands in no column is told in its chapter."""
    mine = [o for o in report.counted if catalogue.indicators[o.indicator].table == key]
    by_column: dict[str, list[Observation]] = {}
    for observation in report.yearly:
        indicator = catalogue.indicators[observation.indicator]
        if indicator.table == key and _fits(observation, indicator):
            by_column.setdefault(column_key(indicator, observation), []).append(observation)
    figured = {}
    for name, observations in by_column.items():
        figure = _of_report(observations, catalogue)
        if figure:
            figured[name] = figure
    shown = {o for figure in figured.values() for o in figure.observations}
    return Entry(report, figured, also=tuple(o for o in mine if o not in shown))


def _shown(entry: Entry, columns: Collection[str]) -> Entry:
    """The entry without figures that have no column: nobody gave their indicator a number."""
    kept = {name: figure for name, figure in entry.figures.items() if name in columns}
    gone = (o for name, figure in entry.figures.items() if name not in columns for o in figure.observations)
    return replace(entry, figures=kept, also=(*entry.also, *gone))


def _fits(observation: Observation, indicator: Indicator) -> bool:
    """Whether an observation may stand in its indicator's column: it measures the same, and is not of a topic alone."""
    return observation.measure == indicator.measure and (indicator.breakdown or wholes.speaks_of_all(observation))


def _of_report(observations: Sequence[Observation], catalogue: Catalogue) -> Figure | None:
    adds_up = all(catalogue.indicators[o.indicator].adds_up for o in observations)
    return figures.of_municipality(observations, adds_up=adds_up)


def column_key(indicator: Indicator, observation: Observation) -> str:
    """Which column an observation stands in: its indicator's, or its topic's where they are told apart."""
    return f"{indicator.key}/{observation.topic}" if indicator.breakdown else indicator.key


def _columns(key: str, catalogue: Catalogue) -> Iterator[Keyed]:
    for indicator in catalogue.indicators.values():
        if indicator.table != key:
            continue
        if not indicator.breakdown:
            yield Keyed(indicator.key, Column(indicator.label), indicator.adds_up)
            continue
        for topic, names in catalogue.topics.items():
            yield Keyed(f"{indicator.key}/{topic}", Column(names.label, over=indicator.label), indicator.adds_up)
        yield Keyed(f"{indicator.key}/", Column("без темы", over=indicator.label), indicator.adds_up)


def of_report(indicator: Indicator, report: Report, catalogue: Catalogue) -> Figure | None:
    """The figure of an indicator in a report's own year, as its column has it; of one that is not told by topic."""
    return _of_report([o for o in report.yearly if o.indicator == indicator.key and _fits(o, indicator)], catalogue)


def totals(indicator: Indicator, reports: Sequence[Report], catalogue: Catalogue) -> dict[int, figures.Total]:
    """The totals of an indicator by year."""
    return figures.by_year(reports, lambda report: of_report(indicator, report, catalogue), adds_up=indicator.adds_up)


def grid(key: str, report: Report, catalogue: Catalogue) -> Table | None:
    """No table: in a chapter these figures stand one under another."""
    return None
