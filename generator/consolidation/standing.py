"""Where a municipality stands: its figures beside those of the year before, and its place among the others.

A place is told only where it is honest: among exact figures of one indicator and one year that add up, so
never of growth, averages, shares or durations, nor of what a report hedges. It orders by size and says
nothing of merit: how many people live where is not known here.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from generator import formatting
from generator.consolidation import figures, kinds, places
from generator.consolidation.audience import STATED, STOCK
from generator.consolidation.rows import chapter_id, short
from generator.digest import INAPPLICABLE, MISSING, Cell, Column, Figure, Row, Table, text
from generator.indicators import Catalogue, Indicator
from generator.model import ALL, Municipality, Observation, Qualifier, Report, Status

Figures = dict[str, Figure]  # of one report and one year, by indicator

REMARK = (
    "Место — по величине числа среди муниципальных образований дайджеста, назвавших точное число за {} год; "
    "число жителей не учтено."
)
NEW_PAGES = "Подписчики за {} год названы и на страницах, о которых за {} год не сказано: изменение включает и их."


class Standings:
    """The figures of all reports of the digest by year, and those of the year before."""

    def __init__(self, reports: Sequence[Report], earlier: Sequence[Report], catalogue: Catalogue) -> None:
        """Gather what is compared; `earlier` are reports beside the digest, of years before."""
        self._catalogue = catalogue
        self._reports = {(r.municipality, r.year): r for r in (*earlier, *reports)}
        self._own = {key: _told(report, report.year, catalogue) for key, report in self._reports.items()}
        self._told: dict[tuple[int, str], int] = defaultdict(int)  # in how many reports
        self._exact: dict[tuple[int, str], list[Decimal]] = defaultdict(list)  # ascending
        for report in reports:
            for key, figure in self._own[report.municipality, report.year].items():
                self._told[report.year, key] += 1
                if figure.value is not None and figure.qualifier is Qualifier.EXACT:
                    self._exact[report.year, key].append(figure.value)
        for values in self._exact.values():
            values.sort()

    def table(self, report: Report) -> Table | None:
        """The figures of one report with their places; `None` when it has none that adds up."""
        own = self._own[report.municipality, report.year]
        before = self._before(report)
        compared = bool(own.keys() & before.keys())
        ranked = any(self._told[report.year, key] > 1 for key in own)
        rows = []
        for key, figure in own.items():
            cells = [figures.cell(figure)]
            if compared:
                cells += [figures.cell(before.get(key)), _change(figure, before.get(key))]
            if ranked:
                cells.append(_place(figure, self._exact[report.year, key]))
            rows.append(Row("plain", text(self._catalogue.indicators[key].label), tuple(cells)))
        if not rows:
            return None
        # A figure alone leaves the sheet to the names.
        name, own_year = ("theme", "") if compared or ranked else ("", "num")
        head = [Column("Показатель", "name", width=name), Column(f"{report.year} год", width=own_year)]
        if compared:
            head += [Column(f"{report.year - 1} год"), Column("Изменение")]
        found = places.places(self._sources(report, [*own.values(), *(before[k] for k in own if k in before)]))
        remarks = [REMARK.format(report.year)] if ranked else []
        if _adds_pages(own.get(STOCK), before.get(STOCK)):
            remarks.append(NEW_PAGES.format(report.year, report.year - 1))
        return Table(
            id=f"t-standing-{chapter_id(report)}",
            title=f"Показатели {report.municipality.title_genitive} за {report.year} год",
            columns=(*head, *([Column("Место", width="num")] if ranked else [])),
            groups=(tuple(rows),),
            remarks=tuple(remarks),
            places=tuple(replace(place, dated=len(found) > 1) for place in found),
            keep=short([rows]),
        )

    def _before(self, report: Report) -> Figures:
        """The figures of the year before: as this report repeats them, else as the report of that year told them.

        What it repeats of some of its pages only is not the figure of them all.
        """
        now, last = self._own[report.municipality, report.year], report.year - 1
        repeated = _told(report, last, self._catalogue)
        whole = {key: figure for key, figure in repeated.items() if key in now and _tells(figure, now[key])}
        return self._own.get((report.municipality, last), {}) | whole

    def _sources(self, report: Report, shown: Sequence[Figure]) -> Iterator[tuple[Report, Observation]]:
        earlier = self._reports.get((report.municipality, report.year - 1))
        for one in (report, *([earlier] if earlier else [])):
            known = {id(o) for o in one.counted}
            yield from ((one, o) for figure in shown for o in figure.observations if id(o) in known)


def _place(own: Figure, exact: Sequence[Decimal]) -> Cell:
    """The place of a figure among these, which ascend; the largest is the first."""
    if own.value is None or own.qualifier is not Qualifier.EXACT:
        return INAPPLICABLE
    if len(exact) == 1:
        return MISSING
    first = len(exact) - bisect_right(exact, own.value) + 1
    last = len(exact) - bisect_left(exact, own.value)
    return text(f"{first if first == last else f'{first}–{last}'}-е из {len(exact)}")


def earlier(reports: Sequence[Report], known: Sequence[Report]) -> tuple[Report, ...]:
    """The reports of the year before that are not in the digest themselves, with what a person has approved of them."""
    wanted: set[tuple[Municipality, int]] = {(r.municipality, r.year - 1) for r in reports}
    wanted -= {(r.municipality, r.year) for r in reports}
    return tuple(
        replace(r, observations=tuple(o for o in r.observations if o.status is Status.APPROVED))
        for r in known
        if (r.municipality, r.year) in wanted
    )


def _told(report: Report, year: int, catalogue: Catalogue) -> Figures:
    """What a report tells of one year by indicators that add up and are not split by topic."""
    of_year = replace(report, year=year)
    named = {o.indicator for o in of_year.yearly}
    if STATED in named:
        named.add(STOCK)  # the stated total may stand for it
    found = {
        key: _figure(indicator, of_year, catalogue) for key, indicator in catalogue.indicators.items() if key in named
    }
    return {key: figure for key, figure in found.items() if figure and figure.value is not None}


def _figure(indicator: Indicator, report: Report, catalogue: Catalogue) -> Figure | None:
    if not indicator.adds_up or indicator.breakdown:
        return None
    return kinds.of(indicator, catalogue).of_report(indicator, report, catalogue)


def _tells(figure: Figure, other: Figure) -> bool:
    """Whether the pages of another figure are all in this one, by themselves or among all of an owner or network."""
    told = [observation.whose for observation in figure.observations]
    pages = (observation.whose for observation in other.observations)
    return all(any(o in (ALL, owner) and n in (ALL, network) for o, n, _ in told) for owner, network, _ in pages)


def _adds_pages(now: Figure | None, then: Figure | None) -> bool:
    """Whether a change that is told includes pages of which nothing was told the year before."""
    if now is None or then is None or _change(now, then) in (MISSING, INAPPLICABLE):
        return False
    named = tuple(o for o in now.observations if ALL not in (o.owner, o.network))
    return not _tells(then, replace(now, observations=named))


def _change(now: Figure, then: Figure | None) -> Cell:
    """By how much, and in percent; between hedged figures, or to more pages than are told now, it would mislead."""
    if then is None or then.value is None or now.value is None:
        return MISSING
    if (then.qualifier, now.qualifier) != (Qualifier.EXACT, Qualifier.EXACT):
        return INAPPLICABLE
    if not _tells(now, then):
        return INAPPLICABLE
    if now.value == then.value:
        return text("без изменений")
    difference = formatting.number(now.value - then.value, sign=True)
    growth = formatting.growth(now.value, then.value)
    return text(difference if growth == formatting.NO_DATA else f"{difference} ({growth})")
