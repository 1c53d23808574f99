"""What a figure, a cell and a source of the digest say, the same in every file."""

from collections.abc import Iterable
from typing import Literal

from generator import formatting
from generator.digest import Cell, Figure, Place
from generator.model import Measure, Observation, Qualifier

_UNITS: dict[str, Literal["hour", "day"]] = {"hours": "hour", "days": "day"}

# «До» is short enough to stay beside its figure.
_HEDGES = tuple(
    words.replace(" ", formatting.NBSP) for hedge, words in formatting.HEDGES.items() if hedge is not Qualifier.UP_TO
)
_TIMES = {
    Qualifier.AT_LEAST: "более чем ",
    Qualifier.NOT_LESS: "не менее чем ",
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


def figure(value: Figure | Observation, *, text: bool = False) -> str:
    """A figure with its qualifier, sign and unit; `text` is for running text, otherwise for tables."""
    if value.value is None:
        return WITHOUT_NUMBER
    exact = value.qualifier is Qualifier.EXACT
    match value.measure:
        case Measure.DURATION:
            return formatting.duration(value.value, _UNITS[value.unit or "hours"], value.qualifier)
        case Measure.GROWTH_PCT if exact:
            return f"{formatting.number(value.value, sign=True)}{formatting.NBSP}%"
        case Measure.GROWTH_ABS if exact:
            return formatting.number(value.value, sign=True, text=text)
        case Measure.GROWTH_PCT | Measure.GROWTH_ABS if value.value < 0:
            # A hedge is of the size of the fall: «более −300» would be a smaller one.
            unit = "%" if value.measure is Measure.GROWTH_PCT else ""
            return f"убыль {formatting.qualified(value.value.copy_abs(), value.qualifier, text=text, suffix=unit)}"
        case Measure.GROWTH_PCT | Measure.SHARE:
            return formatting.qualified(value.value, value.qualifier, suffix="%")
        case Measure.RATIO:
            return f"{_TIMES.get(value.qualifier, '')}{formatting.times(value.value, None)}"
        case _:
            return formatting.qualified(value.value, value.qualifier, text=text)


def cell(value: Cell) -> str:
    """What a table cell says: its figure, its words, or the sign for what is not there."""
    if value.kind == "figure" and value.figure is not None:
        return roomy(value.figure)
    return value.text or SIGNS.get(value.kind, "")


def is_absent(value: Figure) -> bool:
    """Whether a figure tells that there was none at all; of «0» and «несколько» together nobody can say so."""
    return value.value == 0 and value.measure.adds_up and value.qualifier is Qualifier.EXACT


def roomy(value: Figure) -> str:
    """A figure for a narrow place: the hedge may stand above it; none at all is «–», the sign of absence."""
    if is_absent(value):
        return formatting.ABSENT
    printed = figure(value)
    for hedge in _HEDGES:
        if printed.startswith(hedge + formatting.NBSP):
            return f"{hedge} {printed[len(hedge) + 1 :]}"
    return printed


def places(value: Iterable[Place]) -> str:
    """«отчёты Благовещенска (строка 7) и Артёма за 2020 год (строки 24–26)»: where a table comes from."""
    found = tuple(value)
    named = [
        p.report.municipality.title_genitive
        + (f" за {p.report.year} год" if p.dated else "")
        + f" ({formatting.lines(p.spans)})"
        for p in found
    ]
    return ("отчёт " if len(found) == 1 else "отчёты ") + formatting.listing(named)
