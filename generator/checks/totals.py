"""Totals, averages and growth against the figures they speak of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from generator import naming, wholes
from generator.checks.findings import apart, called, figure, finding, said
from generator.indicators import AverageOf, Catalogue
from generator.model import ALL, Finding, Measure, Observation, Qualifier, Report

# How far two figures that should agree may stand apart before people are told.
TOLERANCE = Decimal("0.1")

# A slip of the pen changes a total by little; a page left out takes away more than a tenth.
ENOUGH = Decimal("0.9")

# How often an average is taken in a year; of a day it is not known whether all of them or the working ones are meant.
TIMES = {"week": (Decimal(52), "в неделю"), "month": (Decimal(12), "в месяц")}

# Subscribers by page, and their totals; consolidation knows these two by name as well.
STOCK = "subscribers"
STATED = "subscribers_total"

Pages = Mapping[wholes.Place, Sequence[Observation]]
Way = tuple[str, Sequence[Sequence[Observation]]]  # what may be left out, and the figures of each part


def subscribers_add_up(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Итог подписчиков равен сумме слагаемых."""
    stocks, stated = (_by_place(report, indicator) for indicator in (STOCK, STATED))
    joint = {place: totals for place, totals in stocks.items() if ALL in place}
    for totals in (stated, joint):
        for place, told in totals.items():
            for whole in told:
                # What stands as a stock in the very place of a stated total must equal it.
                same = stocks.get(place, ()) if totals is stated else ()
                yield from _sum(report, catalogue, whole, _dated([same], whole))
                yield from _parts(report, catalogue, whole, _ways(place, {**stated, **stocks}))


def series_adds_up(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Итог за несколько лет равен сумме по годам."""
    years: dict[tuple[object, ...], Observation] = {}
    wholes = []
    for o in report.counted:
        table = catalogue.tables[catalogue.indicators[o.indicator].table]
        if table.kind != "series" or o.measure is not Measure.COUNT:
            continue  # over years only counts add up
        key = (table.key, o.owner or ALL, o.network or ALL, o.topic)
        if o.period.is_year:
            years[*key, o.period.start] = o
        else:
            wholes.append((key, o))
    for key, whole in wholes:
        span = range(whole.period.start, whole.period.end + 1)
        if all((*key, year) in years for year in span):
            yield from _sum(report, catalogue, whole, [years[*key, year] for year in span])


def averages_agree(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Среднее согласуется с числом за год."""
    own = (o for o in report.yearly if o.measure is catalogue.indicators[o.indicator].measure)
    figures = wholes.latest(own, lambda o: (o.indicator, o.whose))
    leading = (o for o in report.yearly if _average_of(o, catalogue))
    for average in wholes.latest(leading, lambda o: (o.indicator, o.unit, o.whose)).values():
        of = _average_of(average, catalogue)
        yearly = figures.get((of.indicator, average.whose)) if of else None
        if of is None or yearly is None or average.value is None or not yearly.value:
            continue
        if apart(average, yearly, Decimal(of.times), TOLERANCE):
            yield finding(
                report,
                "warning",
                "average-contradicts-total",
                f"{called(average, report, catalogue)} — {figure(average)} дали бы за год "
                f"{said(average.value * of.times)}, а за год указано {figure(yearly)}: "
                f"это {said(yearly.value / of.times, 1)} {of.words}",
                average.sources + yearly.sources,
            )


def _average_of(o: Observation, catalogue: Catalogue) -> AverageOf | None:
    """The number of the year that an average leads to: what the catalogue says, or that of the indicator itself."""
    indicator = catalogue.indicators[o.indicator]
    if o.measure is indicator.measure:
        return indicator.average_of
    if o.measure is Measure.AVERAGE and indicator.measure is Measure.COUNT and o.unit in TIMES:
        return AverageOf(o.indicator, *TIMES[o.unit])
    return None


def growth_has_a_stock(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Вместе с приростом подписчиков названо их число."""
    tables = {key for key, table in catalogue.tables.items() if table.kind == "subscribers"}
    figures = [o for o in report.yearly if catalogue.indicators[o.indicator].table in tables]
    growth = [o for o in figures if o.measure in (Measure.GROWTH_ABS, Measure.GROWTH_PCT)]
    if growth and not any(o.measure is Measure.STOCK for o in figures):
        message = "назван прирост подписчиков, а сколько их всего, не сказано"
        yield finding(report, "note", "growth-without-stock", message, growth[0].sources)


def pages_are_told_apart(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Показатель назван либо по владельцам страниц, либо по соцсетям: каждая страница сосчитана один раз."""
    by_column = defaultdict[tuple[str, str], list[Observation]](list)
    for o in report.yearly:
        indicator = catalogue.indicators[o.indicator]
        if not indicator.adds_up or o.measure is not indicator.measure or o.indicator in (STOCK, STATED):
            continue
        if indicator.breakdown or wholes.speaks_of_all(o):
            by_column[o.indicator, o.topic if indicator.breakdown else ""].append(o)
    for (key, topic), figures in by_column.items():
        if not wholes.parts(figures):
            name = naming.inside(catalogue.topics[topic].title if topic else catalogue.indicators[key].label)
            message = (
                f"{name} — названы и по владельцам страниц, и по соцсетям: сложить их нельзя, "
                "и общего числа в таблице нет"
            )
            sources = tuple(s for o in figures for s in o.sources)
            yield finding(report, "warning", "pages-overlap", message, sources, "Впишите общее число в запись")


def _by_place(report: Report, indicator: str) -> dict[wholes.Place, list[Observation]]:
    """The stocks of an indicator for the report's year, by the pages they speak for; several are of several dates."""
    pages = defaultdict[wholes.Place, list[Observation]](list)
    for observation in report.yearly:
        if observation.indicator == indicator and observation.measure is Measure.STOCK:
            pages[wholes.audience(observation)].append(observation)
    return dict(pages)


def _ways(whole: wholes.Place, pages: Pages) -> Iterator[Way]:
    """The ways to make a total of its parts: of one owner by network, of one network by owner, of all by both."""
    owner, network, _ = whole
    parts = {place: told for place, told in pages.items() if wholes.holds(whole, place)}
    joint = {place: told for place, told in parts.items() if place[0] == owner}
    others = {place: told for place, told in parts.items() if place[0] != owner}
    if network == ALL:
        yield "страницы" if owner == wholes.TOPICAL else "сети", [*wholes.outermost(joint).values()]
    if owner == ALL:
        # An owner is known by its total or, without one, by its networks.
        yield "страницы" if network == ALL else "владельцы страниц", [*wholes.outermost(others).values()]


def _parts(report: Report, catalogue: Catalogue, whole: Observation, ways: Iterator[Way]) -> Iterator[Finding]:
    """A total against its parts; that some are left out is said only when every way leaves some out."""
    judged = [list(_sum(report, catalogue, whole, _dated(parts, whole), left)) for left, parts in ways if parts]
    found = [finding for findings in judged for finding in findings]
    errors = [finding for finding in found if finding.level == "error"]
    yield from errors or (found[-1:] if all(judged) else ())


def _dated(parts: Sequence[Sequence[Observation]], whole: Observation) -> list[Observation]:
    """One figure of each part: that of the total's date or, failing that, the latest."""
    return [max(part, key=lambda o: (o.as_of == whole.as_of, o.as_of)) for part in parts if part]


def _sum(
    report: Report, catalogue: Catalogue, whole: Observation, parts: Sequence[Observation], left: str = ""
) -> Iterator[Finding]:
    """Hold a total to the sum of its parts; `left` is what the report may have left out of them."""
    everyone = (whole, *parts)
    values = [o.value for o in parts if o.value is not None and o.qualifier is Qualifier.EXACT]
    if not parts or len(values) < len(parts) or whole.value is None or whole.qualifier is not Qualifier.EXACT:
        return
    if len({o.as_of[:7] for o in everyone if o.as_of}) > 1:
        return  # figures of different months need not add up
    expected = sum(values, Decimal(0))
    if whole.value == expected:
        return
    sources = tuple(source for o in everyone for source in o.sources)
    stated, added = said(whole.value), said(expected)
    name = called(whole, report, catalogue)
    if left and expected <= ENOUGH * whole.value:
        message = f"указано всего {stated}, а по частям {added}: названы не все {left} — {name}"
        yield finding(report, "note", "total-incomplete", message, sources)
    else:
        message = f"указано всего {stated}, по слагаемым {added} — {name}"
        yield finding(report, "error", "total-mismatch", message, sources)
