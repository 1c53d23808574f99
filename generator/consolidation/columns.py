"""Tables whose columns are indicators: press releases, media, platforms, appeals."""

from collections.abc import Iterable, Iterator, Sequence

from generator.consolidation import figures
from generator.consolidation.grouping import ordered
from generator.consolidation.rows import Entry, Keyed, table
from generator.digest import Column, Figure, Table
from generator.indicators import Catalogue, Indicator
from generator.model import Observation, Report

TOPICS = "Публикации по темам"


def consolidate(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """The table `key` of the catalogue over all reports; a column for each indicator somebody gave."""
    entries = [_entry(key, report, catalogue) for report in ordered(reports)]
    used = [name for entry in entries for name in entry.figures]
    keyed = [k for k in _columns(key, catalogue) if k.key in used]
    kind = catalogue.tables[key]
    return table(f"t-{key}", kind.title, keyed, entries, unit=kind.unit)


def yearly(report: Report) -> Iterator[Observation]:
    """The observations that belong to the report's own year."""
    return (o for o in report.counted if o.period.is_year and o.period.start == report.year)


def _entry(key: str, report: Report, catalogue: Catalogue) -> Entry:
    """A report's figures of its own year by column; what has no number is told in the notes."""
    figured, also = {}, []
    own = set(yearly(report))
    for observation in report.counted:
        indicator = catalogue.indicators[observation.indicator]
        if indicator.table != key:
            continue
        if observation in own and observation.value is not None:
            figured[column_key(indicator, observation)] = figures.single(observation)
        else:
            also.append(observation)
    return Entry(report, figured, also=tuple(also))


def column_key(indicator: Indicator, observation: Observation) -> str:
    """Which column an observation stands in: its indicator's, or its topic's where they are told apart."""
    return f"{indicator.key}/{observation.topic}" if indicator.breakdown else indicator.key


def _columns(key: str, catalogue: Catalogue) -> Iterator[Keyed]:
    for indicator in catalogue.indicators.values():
        if indicator.table != key:
            continue
        adds_up = indicator.total == "sum"
        if not indicator.breakdown:
            yield Keyed(indicator.key, Column(indicator.label), adds_up)
            continue
        for topic, names in catalogue.topics.items():
            yield Keyed(f"{indicator.key}/{topic}", Column(names.label, over=TOPICS), adds_up)
        yield Keyed(f"{indicator.key}/", Column("без темы", over=TOPICS), adds_up)


def yearly_total(key: str, reports: Iterable[Report], catalogue: Catalogue) -> tuple[Figure | None, int]:
    """The total of an indicator over reports of one year, and how many of them gave it."""
    parts = []
    for report in reports:
        own = [figures.single(o) for o in yearly(report) if o.indicator == key and o.measure in figures.ADDITIVE]
        if own:
            parts.append(figures.total(own))
    return figures.total(p for p in parts if p is not None), len(parts)
