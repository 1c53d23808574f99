"""A year against the year before: jumps, growth that the figures deny, figures that a later report changes."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from generator import formatting, wholes
from generator.checks.findings import apart, called, figure, finding, least, most, said
from generator.indicators import Catalogue
from generator.model import Finding, Measure, Observation, Qualifier, Report

# A figure that grows or falls so many times in a year is more often a slip of the pen than a feat.
JUMP = Decimal(3)
FALL_OF_STOCK = Decimal(2)  # subscribers do not leave by halves
SMALL = Decimal(10)  # below it a jump says nothing
ROUNDED = Decimal("0.1")  # how far a stated growth may stand from the one that two figures make

What = tuple[str, str, str, str]  # an indicator, and whose figure it is
Figures = Mapping[What, Observation]


def year_is_over(report: Report, issued: str) -> Iterator[Finding]:
    """Отчётный год не позже даты выпуска."""
    if issued and report.year > int(issued[:4]):
        where = f"проверьте год в записи {report.record} и дату выпуска issued в settings.toml"
        message = f"отчётный год позже даты выпуска ({issued[:4]} год): {where}"
        yield finding(report, "error", "year-to-come", message)


def figures_do_not_jump(report: Report, earlier: Sequence[Report], catalogue: Catalogue) -> Iterator[Finding]:
    """Показатель не вырос и не упал за год в несколько раз."""
    before = _of_year(report, earlier, report.year - 1)
    for what, now in _stated(report, report.year).items():
        then = before.get(what)
        if then is None or not now.value or not then.value or max(now.value, then.value) < SMALL:
            continue
        grown = now.value > then.value
        large, small = (least(now), most(then)) if grown else (least(then), most(now))
        if not large or not small:
            continue
        times = large / small
        if times >= (JUMP if grown or now.measure is not Measure.STOCK else FALL_OF_STOCK):
            way = f"{formatting.times(times)} {'больше' if grown else 'меньше'}"
            message = (
                f"{called(now, report, catalogue)} — {figure(now)}, это {way}, "
                f"чем за {report.year - 1} год ({figure(then)})"
            )
            yield finding(report, "warning", "jump", message, now.sources)


def growth_agrees(report: Report, earlier: Sequence[Report], catalogue: Catalogue) -> Iterator[Finding]:
    """Прирост подписчиков равен разности двух лет."""
    now, before = _stated(report, report.year), _of_year(report, earlier, report.year - 1)
    for growth in report.yearly:
        if growth.measure not in (Measure.GROWTH_ABS, Measure.GROWTH_PCT) or growth.value is None:
            continue
        if growth.qualifier is not Qualifier.EXACT:
            continue
        base = growth.indicator.removesuffix("_growth_abs").removesuffix("_growth_pct")
        for name in (base, f"{base}_total"):
            last, first = now.get((name, *growth.whose)), before.get((name, *growth.whose))
            if last is None or first is None or not last.value or not first.value:
                continue
            if not last.qualifier is first.qualifier is Qualifier.EXACT:
                continue
            made = last.value - first.value
            if growth.measure is Measure.GROWTH_PCT:
                made = made * 100 / first.value
            if abs(made - growth.value) > max(ROUNDED * abs(made), Decimal(1)):
                unit = "\N{NO-BREAK SPACE}%" if growth.measure is Measure.GROWTH_PCT else ""
                message = (
                    f"{called(last, report, catalogue)} — прирост указан {said(growth.value)}{unit}, "
                    f"а было {said(first.value)} и стало {said(last.value)}: это {said(made, 1 if unit else 0)}{unit}"
                )
                yield finding(report, "warning", "growth-contradicts-figures", message, growth.sources + last.sources)


def last_year_is_told_alike(report: Report, earlier: Sequence[Report], catalogue: Catalogue) -> Iterator[Finding]:
    """Прошлогоднее число в новом отчёте то же, что было в прошлогоднем."""
    told = _stated(report, report.year - 1)
    for other in earlier:
        if other.municipality.id != report.municipality.id or other.year != report.year - 1:
            continue
        for what, then in _stated(other, other.year).items():
            now = told.get(what)
            if now is not None and apart(now, then):
                message = (
                    f"{called(then, report, catalogue)} — теперь {figure(now)}, "
                    f"а в отчёте за {other.year} год было {figure(then)}"
                )
                yield finding(report, "warning", "last-year-changed", message, now.sources)


def _of_year(report: Report, earlier: Sequence[Report], year: int) -> Figures:
    """The figures of a year, as an earlier report of the same municipality tells them, or this one."""
    mine = _stated(report, year)
    others = [r for r in earlier if r.municipality.id == report.municipality.id and r.year == year]
    return {**mine, **(_stated(others[0], year) if others else {})}


def _stated(report: Report, year: int) -> dict[What, Observation]:
    """Counts and stocks of one year, each indicator, owner, network and topic once."""
    told = (
        o
        for o in report.counted
        if o.measure.adds_up and o.value is not None and o.period.is_year and o.period.start == year
    )
    return wholes.latest(told, lambda o: (o.indicator, *o.whose))
