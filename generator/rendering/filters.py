"""What a template may call: filters that turn figures into Russian.

Every filter is a plain function of `formatting` or `wording` under its own name, or one of the few
here that know the digest's words.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from generator import formatting, naming
from generator.digest import Cell, Chart, Figure
from generator.wording import SIGNS, cell, figure, is_absent, places, roomy

_NAMED = 5  # parts of a total that the sign of its origin names
_SHOWN = 240  # signs of a quote there
_STOP = re.compile(r"(?<=\w{4})\.$")  # the full stop of a sentence, not of «тыс.»


def date_long(value: str) -> str:
    """A date of the settings (ISO 8601) for a sentence: «1 марта 2024 г.»."""
    return formatting.date_long(date.fromisoformat(value))


def point(value: Figure | None) -> str:
    """What stands at a bar of a chart: the figure as its table prints it, on one line."""
    if value is None:
        return formatting.NO_DATA
    return formatting.ABSENT if is_absent(value) else figure(value)


def bar(value: Figure | None) -> str:
    """The length of a bar as a plain number with a decimal point; empty where there is no bar."""
    return "" if value is None or value.value is None else f"{value.value:f}"


def alternative(value: Chart) -> str:
    """A chart in words, with all its figures, for those who do not see it."""
    series = (
        (f"{formatting.sentence_case(one.label)}: " if len(value.series) > 1 else "")
        + "; ".join(f"{p.label}{formatting.NBSP}— {point(p.figure) if p.figure else SIGNS['none']}" for p in one.points)
        for one in value.series
    )
    return f"{value.title}, {value.unit}. {'. '.join(series)}."


def noun(value: Figure, forms: tuple[str, str, str]) -> str:
    """The form of the noun that goes with a figure printed before it.

    A hedge wants the genitive: «более 21 пресс-релиза», «около 2 пресс-релизов».
    """
    return formatting.noun(value.value, value.qualifier, forms)


def origin(value: Cell | Figure) -> str:
    """Where a figure was read: the file, the lines, the words of the report."""
    spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for source in chain.from_iterable(observation.sources for observation in value.observations):
        spans[source.file].update(filter(None, [source.lines]))
    found = "; ".join(_place(file, frozenset(lines)) for file, lines in islice(spans.items(), _NAMED))
    if len(value.observations) == 1:
        sources = value.observations[0].sources
        quote = formatting.excerpt(sources[0].quote, _SHOWN) if sources else ""
        return f"{found}: «{_STOP.sub('', quote)}»" if quote else found
    more = len(spans) - _NAMED
    rest = f" и ещё {formatting.count(more, 'отчёт', 'отчёта', 'отчётов')}" if more > 0 else ""
    return f"Сумма: {found}{rest}"


@lru_cache(maxsize=1 << 14)  # a figure stands in a table, in its totals, in its chapter and among the sources
def _place(file: str, spans: frozenset[tuple[int, int]]) -> str:
    return ", ".join(filter(None, (file.rpartition("/")[2], formatting.lines(spans))))


def reports(count: int, of: int) -> str:
    """«2 из 5 отчётов»."""
    return f"{count} из {formatting.count(of, 'отчёта', 'отчётов', 'отчётов')}"


FILTERS: dict[str, Callable[..., Any]] = {
    "number": formatting.number,
    "percent": formatting.percent,
    "plural": formatting.plural,
    "count": formatting.count,
    "lines": formatting.lines,
    "line_numbers": formatting.line_numbers,
    "listing": formatting.listing,
    "date_long": date_long,
    "sentence_case": formatting.sentence_case,
    "figure": figure,
    "cell": cell,
    "roomy": roomy,
    "point": point,
    "bar": bar,
    "alternative": alternative,
    "noun": noun,
    "places": places,
    "inside": naming.inside,
    "reports": reports,
    "origin": origin,
}
