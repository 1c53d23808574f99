"""What `{{ … }}` may print: texts and whole numbers; everything else has a filter that says how it looks."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import jinja2
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference, Undefined
from jinja2.utils import Cycler, Joiner, Namespace

from generator.digest import Cell, Figure

OF_JINJA = (BlockReference, LoopContext, Macro, TemplateReference, Cycler, Joiner, Namespace)
_FILTER_OF: Mapping[type, str] = {Figure: "figure", Cell: "cell", Decimal: "number"}


def printable(value: Any) -> Any:
    """The value itself when `{{ value }}` is its text; raises `TemplateRuntimeError` for what only Python would print.

    Such are data with fields, lists, `None`, numbers that are not whole: a filter says what they look like.
    """
    if isinstance(value, (str, Undefined, *OF_JINJA)) or type(value) is int:
        return value
    if (filter_ := _FILTER_OF.get(type(value))) is not None:
        said = f"это число само по себе, без русской записи: добавьте «| {filter_}»"
    elif isinstance(value, float):
        said = "такую дробь по-русски не записать: делите целые числа («3 / 2», а не «3 * 0.5») и добавьте «| number»"
    elif value is None:
        said = 'здесь ничего нет: окружите это «{% if … %}» или добавьте «| default("", true)»'
    elif isinstance(value, bool):
        said = "это «да» или «нет», а не текст: напишите «{% if … %}»"
    elif isinstance(value, Iterable):
        said = 'это список, а не текст: пройдите его циклом «{% for … %}» или добавьте «| join(", ")»'
    else:
        said = f"это запись «{called(value)}», а не текст: возьмите её свойство. Какие есть: digest theme vars"
    raise jinja2.TemplateRuntimeError(said)


def called(value: object) -> str:
    """What a value is, in messages."""
    match value:
        case None:
            return "ничего"
        case str():
            return "текст"
        case Mapping():
            return "набор"
        case tuple() | list():
            return "список"
        case _:
            return type(value).__name__
