"""What a template may call: filters that turn figures into Russian.

Every filter is a plain function of `formatting` under its own name, or one of the few here that
know the digest's words.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Literal

from generator import formatting, naming
from generator.digest import Cell, Chart, Figure, Place
from generator.model import Measure, Qualifier

_UNITS: dict[str, Literal["hour", "day"]] = {"hours": "hour", "days": "day"}

_HEDGES = ("более", f"не{formatting.NBSP}более", "около")
_TIMES = {
    Qualifier.AT_LEAST: "более чем ",
    Qualifier.AT_MOST: "не более чем ",
    Qualifier.UP_TO: "не более чем ",
    Qualifier.ABOUT: "примерно ",
}

WITHOUT_NUMBER = "без числа"  # the report names the figure in words only: «в несколько раз»

SIGNS = {
    "missing": formatting.NO_DATA,
    "inapplicable": formatting.NOT_APPLICABLE,
    "absent": formatting.ABSENT,
    "none": "нет данных",
}


def figure(value: Figure, *, text: bool = False) -> str:
    """A figure with its qualifier, sign and unit; `text` is for running text, otherwise for tables."""
    if value.value is None:
        return WITHOUT_NUMBER
    exact = value.qualifier is Qualifier.EXACT
    match value.measure:
        case Measure.DURATION:
            return formatting.duration(value.value, _UNITS[value.unit or "hours"], value.qualifier)
        case Measure.GROWTH_PCT if exact:
            return f"{formatting.number(value.value, sign=True)}{formatting.NBSP}%"
        case Measure.GROWTH_PCT | Measure.SHARE:
            return formatting.qualified(value.value, value.qualifier, suffix="%")
        case Measure.GROWTH_ABS if exact:
            return formatting.number(value.value, sign=True, text=text)
        case Measure.RATIO:
            return f"{_TIMES.get(value.qualifier, '')}{formatting.times(value.value)}"
        case _:
            return formatting.qualified(value.value, value.qualifier, text=text)


def cell(value: Cell) -> str:
    """What a table cell says: its figure, its words, or the sign for what is not there."""
    if value.kind == "figure" and value.figure is not None:
        return roomy(value.figure)
    return value.text or SIGNS.get(value.kind, "")


def roomy(value: Figure) -> str:
    """A figure for a narrow place: the hedge may stand above it; none at all is «–», the sign of absence."""
    if value.value == 0 and value.measure.adds_up:
        return formatting.ABSENT
    printed = figure(value)
    for hedge in _HEDGES:
        if printed.startswith(hedge + formatting.NBSP):
            return f"{hedge} {printed[len(hedge) + 1 :]}"
    return printed


def point(value: Figure | None) -> str:
    """What stands at a bar of a chart: the figure as its table prints it, on one line."""
    if value is None:
        return formatting.NO_DATA
    return formatting.ABSENT if value.value == 0 and value.measure.adds_up else figure(value)


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
    one, few, many = forms
    if value.qualifier is Qualifier.EXACT:
        return formatting.plural(value.value, one, few, many)
    return formatting.plural(value.value, few, many, many, few)


def places(value: Iterable[Place]) -> str:
    """«отчёты Благовещенска (строка 7) и Артёма (строки 24–26)»: where a table comes from."""
    found = tuple(value)
    once = Counter(place.report.municipality.id for place in found)
    named = [
        p.report.municipality.title_genitive
        + (f" за {p.report.year} год" if once[p.report.municipality.id] > 1 else "")
        + f" ({formatting.lines(p.spans)})"
        for p in found
    ]
    return ("отчёт " if len(found) == 1 else "отчёты ") + formatting.listing(named)


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
    "date_long": formatting.date_long,
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
}
