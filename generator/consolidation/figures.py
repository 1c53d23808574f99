"""Adding figures up, and refusing to add what does not add up.

Only counts and stocks of one period are added. A hedged part hedges the whole: «более 100» and 20
make «более 120».
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator import wholes
from generator.digest import INAPPLICABLE, MISSING, Cell, Figure
from generator.model import Observation, Qualifier, Report


@dataclass(frozen=True, slots=True)
class Total:
    """The total of one year: `named` of `asked` reports give a figure; `None` where these do not add up."""

    figure: Figure | None
    named: int
    asked: int


def single(observation: Observation) -> Figure:
    """The figure of one observation."""
    return Figure(observation.value, observation.measure, (observation,), observation.qualifier, observation.unit)


def total(figures: Iterable[Figure]) -> Figure | None:
    """Add figures of one measure and one period; None when there is nothing to add.

    Vague figures have no value: they count as named but add nothing, and make the whole `at_least`.
    Raises `ValueError` for a measure that does not add up or for two measures together.
    """
    parts = tuple(figures)
    if not parts:
        return None
    measures = {part.measure for part in parts}
    if len(measures) > 1 or not all(measure.adds_up for measure in measures):
        raise ValueError(f"figures of {sorted(measures)} do not add up")
    return summed(parts)


def summed(parts: Sequence[Figure]) -> Figure:
    """What parts of one thing make, those of its growth, too; at least one part."""
    known = [part.value for part in parts if part.value is not None]
    return Figure(
        value=sum(known, Decimal(0)) if known else None,
        measure=parts[0].measure,
        observations=tuple(o for part in parts for o in part.observations),
        qualifier=_joint({part.qualifier for part in parts}),
    )


def by_year(
    reports: Iterable[Report], of_report: Callable[[Report], Figure | None], *, adds_up: bool
) -> dict[int, Total]:
    """The totals of what each report tells of its own year."""
    told: dict[int, list[Figure | None]] = {}
    for report in reports:
        told.setdefault(report.year, []).append(of_report(report))
    found = {}
    for year, every in told.items():
        named = [figure for figure in every if figure]
        found[year] = Total(total(named) if adds_up else None, len(named), len(every))
    return found


def of_municipality(observations: Iterable[Observation], *, adds_up: bool) -> Figure | None:
    """The figure of a whole municipality among observations of one indicator and one period.

    One that speaks for all owners and networks stands for itself. Otherwise those that speak for a
    part are added, each page once, if they may be; figures that may not be added leave the first.
    `None` when there is none, or nobody knows which pages are meant twice.
    """
    known = wholes.parts(observations)
    if not known:
        return None
    return total(map(single, known)) if adds_up and len(known) > 1 else single(known[0])


def _joint(qualifiers: set[Qualifier]) -> Qualifier:
    if qualifiers == {Qualifier.VAGUE}:
        return Qualifier.VAGUE
    hedged = {Qualifier.AT_LEAST if q is Qualifier.VAGUE else q for q in qualifiers} - {Qualifier.EXACT}
    if not hedged:
        return Qualifier.EXACT
    if hedged == {Qualifier.AT_LEAST, Qualifier.NOT_LESS}:
        return Qualifier.AT_LEAST  # more than the one and no less than the other is more than both
    if hedged == {Qualifier.AT_MOST, Qualifier.UP_TO}:
        return Qualifier.AT_MOST
    return hedged.pop() if len(hedged) == 1 else Qualifier.ABOUT


def cell(figure: Figure | None) -> Cell:
    """The cell of a figure; a figure that nobody gave is «…»."""
    return MISSING if figure is None else Cell("figure", figure)


def total_cell(figures: Iterable[Figure], *, adds_up: bool) -> Cell:
    """The cell of a total: «…» when there is nothing to add, «х» when it does not add up."""
    parts = tuple(figures)
    if not adds_up:
        return INAPPLICABLE
    return cell(total(parts))
