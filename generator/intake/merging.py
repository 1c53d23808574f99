"""Figures that a report says more than once: one figure with several places, or a contradiction for a person."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from generator import formatting, wholes
from generator.intake.draft import Figure
from generator.intake.year_parts import OF_A_YEAR
from generator.model import ALL, Measure, Pending, Qualifier

TOTAL = "subscribers_total"


def merge(figures: Sequence[Figure]) -> tuple[list[Figure], list[Pending]]:
    """Join restated figures; of two that contradict each other the first stays, and a person is asked."""
    kept: list[Figure] = []
    pending: list[Pending] = []
    for figure in _with_grand_totals(figures):
        same = next((n for n, other in enumerate(kept) if _restates(figure, other)), None)
        if same is not None:
            first = kept[same]
            kept[same] = replace(
                first,
                sources=first.sources + tuple(s for s in figure.sources if s not in first.sources),
                topic=first.topic or figure.topic,
                as_of=first.as_of or figure.as_of,
                part=first.part and figure.part,
                doubt=first.doubt and figure.doubt,
            )
            continue
        alike = (n for n, k in enumerate(kept) if _identity(k) == _identity(figure) and wholes.of_one_date(k, figure))
        other = next(alike, None)
        if other is None:
            kept.append(figure)
            continue
        first = kept[other]
        said = formatting.number(first.value) if first.value is not None else "…"
        text = formatting.number(figure.value) if figure.value is not None else "…"
        reason = f"показатель «{figure.label}» назван ещё раз, и число другое: было {said}"
        pending.append(Pending(text, figure.value, reason, figure.sources[0]))
        kept[other] = replace(first, doubt=f"в другом месте отчёта названо {text}")
    return kept, pending


def _identity(figure: Figure) -> tuple[object, ...]:
    return (
        figure.key or figure.label,
        figure.owner or ALL,
        figure.network or ALL,
        figure.topic,
        figure.part,
        figure.period,
        figure.measure,
        figure.unit,
    )


def _restates(figure: Figure, other: Figure) -> bool:
    """Whether a figure says again what another said; a summary often leaves out whose page or what topic."""
    if (figure.key or figure.label) != (other.key or other.label):
        return False
    if (figure.value != other.value and not _is_rounded(figure, other)) or not wholes.of_one_date(figure, other):
        return False
    if (figure.period, figure.measure, figure.unit) != (other.period, other.measure, other.unit):
        return False
    # What was done in a part of the year may be all that was done: the numbers are one.
    if figure.part != other.part and not (figure.value == other.value and OF_A_YEAR in (figure.doubt, other.doubt)):
        return False
    if (figure.network or ALL) != (other.network or ALL):
        return False
    owners = {figure.owner or ALL, other.owner or ALL}
    topics = {figure.topic, other.topic}
    return (len(owners) == 1 or ALL in owners) and (len(topics) == 1 or "" in topics)


def _is_rounded(figure: Figure, other: Figure) -> bool:
    """Whether a hedged figure is another one, rounded: «почти 69 тысяч» after 68 940."""
    if figure.qualifier is Qualifier.EXACT or not figure.value or not other.value:
        return False
    zeros = len(str(int(figure.value))) - len(str(int(figure.value)).rstrip("0"))
    return zeros > 1 and abs(figure.value - other.value) < Decimal(10) ** zeros


def _with_grand_totals(figures: Sequence[Figure]) -> list[Figure]:
    """A total of subscribers that equals the sum of the other owners' totals is that of all owners."""
    totals = [f for f in figures if f.key == TOTAL and f.measure is Measure.STOCK and f.value is not None]
    changed: dict[int, Figure] = {}
    for figure in totals:
        rest = {(o.owner, o.value) for o in totals if o.value != figure.value and o.period == figure.period}
        if len(rest) >= 2 and sum((value or Decimal(0) for _, value in rest), Decimal(0)) == figure.value:
            changed[id(figure)] = replace(figure, owner=ALL)
    return [changed.get(id(figure), figure) for figure in figures]
