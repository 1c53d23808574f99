"""What a template may call: filters that turn figures into Russian.

Every filter is a plain function of `formatting` or `wording` under its own name, or one of the few
here that know the digest's words.
"""

from collections.abc import Callable
from typing import Any

from generator import formatting, naming
from generator.digest import Figure
from generator.model import Qualifier
from generator.wording import cell, figure, places, roomy


def noun(value: Figure, forms: tuple[str, str, str]) -> str:
    """The form of the noun that goes with a figure printed before it.

    A hedge wants the genitive: «более 21 пресс-релиза», «около 2 пресс-релизов».
    """
    one, few, many = forms
    if value.qualifier is Qualifier.EXACT:
        return formatting.plural(value.value, one, few, many)
    return formatting.plural(value.value, few, many, many, few)


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
    "noun": noun,
    "places": places,
    "inside": naming.inside,
    "reports": reports,
}
