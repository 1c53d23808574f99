"""Charts: a table's figures for the eye.

A chart counts nothing: it takes the figures that its table prints, each with its hedge. Figures of
different years never share an axis unless the years are the axis. Fewer than three bars are told
better by the table, and a finding is stated only when the figures prove it, hedges included.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from generator import formatting, naming
from generator.consolidation import columns, figures, places, series, subscribers
from generator.consolidation.audience import GROWTH, REST, SUM, Audience
from generator.consolidation.grouping import ordered
from generator.digest import Chart, Figure, Point, Series
from generator.indicators import Catalogue
from generator.model import Municipality, Qualifier, Report

LEAST = 3  # bars
MOST = 10  # bars, or groups of bars: the rest is left to the table
OWNERS = 4  # series that are told apart in black and white

RANKED = "press_releases"
INCIDENTS = "incidents"
SUBSCRIBERS = "subscribers"

_LOWER = (Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.NOT_LESS)  # the figure is no smaller than its number
_UPPER = (Qualifier.EXACT, Qualifier.AT_MOST, Qualifier.UP_TO)  # the figure is no larger


def charts(reports: Sequence[Report], catalogue: Catalogue) -> dict[str, Chart]:
    """The charts of the digest that have something to show, in its order."""
    makers: dict[str, Callable[[Sequence[Report], Catalogue], Chart | None]] = {
        "subscribers": by_network,
        "press_releases": ranking,
        "incidents": by_year,
    }
    made = {name: make(reports, catalogue) for name, make in makers.items()}
    return {name: chart for name, chart in made.items() if chart}


def by_network(reports: Sequence[Report], catalogue: Catalogue) -> Chart | None:
    """Subscribers by network, of the newest year that named enough of them, split by owner where that is whole."""
    if SUBSCRIBERS not in catalogue.tables:
        return None
    rest = subscribers.smallest(reports, catalogue)
    for year in sorted({report.year for report in reports}, reverse=True):
        chart = _subscribers([r for r in ordered(reports) if r.year == year], year, rest, catalogue)
        if chart:
            return chart
    return None


def _subscribers(reports: Sequence[Report], year: int, rest: frozenset[str], catalogue: Catalogue) -> Chart | None:
    audiences = [Audience.of(report) for report in reports]
    wholes = [audience.whole(catalogue) for audience in audiences]
    told = {
        network: figure
        for network in catalogue.networks
        if (figure := figures.total(whole[network] for whole in wholes if network in whole))
    }
    ranked = sorted(told, key=lambda network: -_value(told[network]))
    totals = {network: told[network] for network in ranked if told[network].value}
    if len(totals) < LEAST:
        return None
    shown = [network for network in totals if network not in rest]
    names = {network: catalogue.networks[network].label for network in ranked}
    audiences = [replace(audience, rest=rest) for audience in audiences]  # the rest is one figure, as in the table
    kept = [audience.whole(catalogue) for audience in audiences]
    others = figures.total(whole[REST] for whole in kept if REST in whole)
    if others and others.value:
        totals[REST], names[REST] = others, subscribers.OTHERS
        shown.append(REST)
    split = _by_owner(audiences, {n: totals[n] for n in shown}, names, catalogue)
    behind = {id(observation) for network in shown for observation in totals[network].observations}
    used = [(report, o) for report in reports for o in report.counted if id(o) in behind]
    return Chart(
        id="c-subscribers",
        kind="grouped" if split else "bars",
        title=f"Подписчики по социальным сетям{' и владельцам страниц' if split else ''}, {year} год",
        finding=_largest([(names[n], told[n]) for n in ranked], "Больше всего подписчиков", _unsplit(wholes)),
        unit=catalogue.tables[SUBSCRIBERS].unit,
        series=split or (Series("Подписчики", tuple(Point(names[n], totals[n]) for n in shown)),),
        places=places.places(used),
        remarks=(
            *(subscribers.meant(rest, catalogue) if REST in shown else ()),
            *naming.notices((o for _, o in used), catalogue),
        ),
    )


def _by_owner(
    audiences: Sequence[Audience],
    totals: Mapping[str, Figure],
    names: Mapping[str, str],
    catalogue: Catalogue,
) -> tuple[Series, ...]:
    """The networks of each owner; nothing when they do not make up the totals, or are too many to tell apart."""
    named: dict[str, dict[str, Figure]] = {}
    for owner in catalogue.owners:
        rows = [audience.of_owner(owner) for audience in audiences if owner in audience.owners(catalogue)]
        sums = {n: figures.total(row[n] for row in rows if n in row) for n in totals}
        own = {network: figure for network, figure in sums.items() if figure}
        if own:
            named[owner] = own
    whole = all(
        total.value == sum((_value(own[n]) for own in named.values() if n in own), Decimal(0))
        for n, total in totals.items()
    )
    if not whole or not 2 <= len(named) <= OWNERS:
        return ()
    labels = {n: f"{names[n]}, всего{formatting.NBSP}{_printed(total)}" for n, total in totals.items()}
    return tuple(
        Series(catalogue.owners[owner].plural, tuple(Point(label, own.get(n)) for n, label in labels.items()))
        for owner, own in named.items()
    )


def ranking(reports: Sequence[Report], catalogue: Catalogue) -> Chart | None:
    """The municipalities with the most press releases, of the newest year in which enough named them."""
    indicator = catalogue.indicators.get(RANKED)
    if indicator is None or not indicator.adds_up:
        return None
    for year in sorted({report.year for report in reports}, reverse=True):
        members = [report for report in ordered(reports) if report.year == year]
        told = [(r, f) for r in members if (f := columns.of_report(indicator, r, catalogue))]
        told.sort(key=lambda pair: -_value(pair[1]))
        bars = [(report, figure) for report, figure in told if figure.value]
        if len(bars) < LEAST:
            continue
        shown = bars[:MOST]
        points = tuple(Point(report.municipality.title, figure) for report, figure in shown)
        return Chart(
            id="c-press-releases",
            kind="bars",
            title=f"{indicator.label} по муниципальным образованиям, {year} год",
            finding=_largest(
                [(f"у {r.municipality.title_genitive}", f) for r, f in told], f"Больше всего {indicator.forms[2]}"
            ),
            unit=catalogue.tables[indicator.table].unit,
            series=(Series(indicator.label, points),),
            places=places.places((report, o) for report, figure in shown for o in figure.observations),
            more=len(bars) - len(shown),
        )
    return None


def by_year(reports: Sequence[Report], catalogue: Catalogue) -> Chart | None:
    """«Инцидент-менеджмент» by year: of the one municipality that tells it, or the totals and who stands behind them.

    A year that nobody named between two others keeps its place: the axis is time.
    """
    indicator = series.shown(INCIDENTS, catalogue)
    if indicator is None:
        return None
    everyone = list(series.collect(INCIDENTS, reports, catalogue))
    told = [s for s in everyone if s.years]
    totals = series.totals(indicator, reports, catalogue)
    sums = {year: total.figure for year, total in totals.items() if total.figure}
    if not sums:
        return None
    years = range(max(min(sums), max(sums) - series.SHOWN + 1), max(sums) + 1)
    named = [year for year in years if year in sums and sums[year].value is not None]
    if len(named) < LEAST:
        return None
    alone = told[0].municipality if len(told) == 1 else None
    same = all(set(named) <= set(s.years) for s in told if set(s.years) & set(named))
    bases = {
        year: "" if alone else f" ({totals[year].named}{formatting.NBSP}из{formatting.NBSP}{len(everyone)})"
        for year in sums
    }
    points = tuple(Point(f"{year}{bases.get(year, '')}", sums.get(year)) for year in years)
    return Chart(
        id="c-incidents",
        kind="columns",
        title=_title_by_year(indicator.label, alone, years),
        # Totals over other municipalities each year prove nothing about the years.
        finding=_over_time([(year, sums[year]) for year in named], indicator.forms[2]) if same else "",
        unit=catalogue.tables[INCIDENTS].unit,
        series=(Series(indicator.label, points),),
        places=places.places(
            (report, o) for s in told for report, o in s.used if o.period.is_year and o.period.start in years
        ),
    )


def _title_by_year(title: str, alone: Municipality | None, years: range) -> str:
    whose = f", {alone.title}" if alone else ""
    return f"{title}{whose}, {years[0]}{formatting.EN_DASH}{years[-1]} годы"


# What the figures prove


def _unsplit(wholes: Sequence[Mapping[str, Figure]]) -> Decimal:
    """How many subscribers are told without their network: any network may have them."""
    rest = Decimal(0)
    for whole in wholes:
        named = sum((_value(figure) for key, figure in whole.items() if key not in (SUM, GROWTH)), Decimal(0))
        if SUM in whole:
            rest += max(_value(whole[SUM]) - named, Decimal(0))
    return rest


def _largest(ranked: Sequence[tuple[str, Figure]], subject: str, rest: Decimal = Decimal(0)) -> str:
    """«Больше всего подписчиков — «ВКонтакте»: 28 607», if the first is surely the largest, whoever has the rest."""
    (label, first), *others = ranked
    sure = first.qualifier in _LOWER and all(
        other.qualifier in _UPPER and _value(other) + rest < _value(first) for _, other in others
    )
    if not sure:
        return ""
    return f"{subject}{formatting.NBSP}— {label}: {formatting.qualified(first.value, first.qualifier, text=True)}"


def _over_time(points: Sequence[tuple[int, Figure]], noun: str) -> str:
    """A steady rise or fall, or else the year of the most; nothing where a year between is not known."""
    (first, _), (last, _) = points[0], points[-1]
    unbroken = [year for year, _ in points] == list(range(first, last + 1))
    if not unbroken or any(figure.qualifier is not Qualifier.EXACT for _, figure in points):
        return ""
    values = [_value(figure) for _, figure in points]
    subject = formatting.sentence_case(noun)
    from_, to = (formatting.number(value, text=True) for value in (values[0], values[-1]))
    span = f"{from_} за {first} год, {to} за {last} год"
    steps = list(pairwise(values))
    if all(now > before for before, now in steps):
        return f"{subject} с каждым годом больше: {span}"
    if all(now < before for before, now in steps):
        return f"{subject} с каждым годом меньше: {span}"
    most = max(values)
    if values.count(most) > 1:
        return ""
    when = points[values.index(most)][0]
    return f"Больше всего {noun}{formatting.NBSP}— за {when} год: {formatting.number(most, text=True)}"


def _printed(figure: Figure) -> str:
    return formatting.qualified(figure.value, figure.qualifier)


def _value(figure: Figure) -> Decimal:
    return figure.value or Decimal(0)
