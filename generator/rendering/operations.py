"""What Jinja's own operators and filters make, held to a bound; what they sort, in the order of Russian letters."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, TypeVar

import jinja2
from jinja2.filters import FILTERS as BUILT_IN
from jinja2.filters import make_attrgetter, make_multi_attrgetter
from jinja2.nodes import EvalContext
from jinja2.utils import pass_environment, pass_eval_context
from markupsafe import escape

from generator.formatting import NBSP, number, sort_key
from generator.rendering.printable import printable

LONGEST = 1_000_000  # signs of a text, items of a list, that one operation may make
_BITS = 4096  # of a whole number
_WIDEST = 1000  # signs that a text is padded to, items of a batch


def size(operator: str, left: Any, right: Any) -> int:
    """How large a result is at most: signs, items, or bits of a whole number counted against the same bound."""
    scale = LONGEST // _BITS
    match operator, left, right:
        case "*", (str() | tuple() | list()), int():
            return len(left) * right
        case "*", int(), (str() | tuple() | list()):
            return left * len(right)
        case "*", int(), int():
            return (left.bit_length() + right.bit_length()) * scale
        case "**", int(), int():
            return left.bit_length() * abs(right) * scale
        case "**", _, _:
            return LONGEST + 1  # a template prints figures, it does not raise them to a power
        case "%", str(), _:
            return LONGEST + 1 if _long_mask(left) else 0
        case "+", (str() | tuple() | list()), (str() | tuple() | list()):
            return len(left) + len(right)
        case _:
            return 0


def replaced_size(text: str, old: str, new: str) -> int:
    """How long a text is at most in which one word stands in the place of another."""
    # A word may stand oftener in text whose signs of markup are escaped.
    text = max(text, str(escape(text)), key=lambda each: each.count(old))
    return len(text) + text.count(old) * max(0, len(new) - len(old))


def translated_size(text: str, table: object) -> int:
    """How long a text is at most in which other texts stand in the place of its signs."""
    values: Iterable[object] = table.values() if isinstance(table, Mapping) else (table,)
    if isinstance(table, (list, tuple)):
        values = table
    return len(text) * max((len(value) for value in values if isinstance(value, str)), default=1)


def check(action: str, length: int) -> None:
    """Raise `OverflowError` for a text that would be too long."""
    if length > LONGEST:
        raise OverflowError(f"{action}: получилось бы больше {LONGEST} знаков")


def counting(items: Iterable[Any], between: int) -> Iterator[Any]:
    """The items of a text in the making, with so many signs between each two."""
    length = 0
    for item in items:
        length += between + (len(item) if isinstance(item, str) else 1)
        check("join", length)
        yield printable(item)


@pass_eval_context
def _joined(eval_ctx: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    # The names of arguments are those that a template may say.
    items = value if attribute is None else map(make_attrgetter(eval_ctx.environment, attribute), value)
    text: str = BUILT_IN["join"](eval_ctx, counting(items, len(str(d))), d)
    return text


@pass_environment
def _sorted(
    environment: jinja2.Environment,
    value: Iterable[Any],
    reverse: bool = False,
    case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> list[Any]:
    # Jinja's own puts «Ёлкино» after «Яшкино».
    key = make_multi_attrgetter(environment, attribute, None if case_sensitive else _in_order)
    return sorted(value, key=key, reverse=reverse)


def _dictsorted(
    value: Mapping[Any, Any], case_sensitive: bool = False, by: str = "key", reverse: bool = False
) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = BUILT_IN["dictsort"](value, case_sensitive, by, reverse)
    at = int(by == "value")
    return pairs if case_sensitive else sorted(pairs, key=lambda pair: _in_order(pair[at]), reverse=reverse)


@pass_environment
def _grouped(
    environment: jinja2.Environment,
    value: Iterable[Any],
    attribute: str | int,
    default: Any = None,
    case_sensitive: bool = False,
) -> list[Any]:
    groups: list[Any] = BUILT_IN["groupby"](environment, value, attribute, default, case_sensitive)
    return groups if case_sensitive else sorted(groups, key=lambda group: _in_order(group.grouper))


def _in_order(value: Any) -> Any:
    return sort_key(value) if isinstance(value, str) else value


@pass_eval_context
def _replaced(eval_ctx: EvalContext, s: Any, old: Any, new: Any, count: int | None = None) -> str:
    check("replace", replaced_size(str(s), str(old), str(new)))
    text: str = BUILT_IN["replace"](eval_ctx, s, old, new, count)
    return text


def _long_mask(mask: str) -> bool:
    """Whether a mask of `%` asks for a width that a document never needs, or takes it from the values."""
    return re.search(r"%[^%a-zA-Z]*(?:\d{4}|\*)", mask) is not None


def _formatted(value: str, *arguments: Any, **named: Any) -> str:
    if _long_mask(str(value)):
        raise OverflowError("format: такая ширина не нужна ни одному документу")
    text: str = BUILT_IN["format"](value, *arguments, **named)
    return text


_F = TypeVar("_F", bound=Callable[..., Any])


def _bounded(function: _F) -> _F:
    """A filter whose numbers may not be larger than a document needs."""

    @wraps(function)
    def bounded(*arguments: Any, **named: Any) -> Any:
        if any(isinstance(value, int) and abs(value) > _WIDEST for value in (*arguments[1:], *named.values())):
            raise OverflowError(f"{function.__name__.removeprefix('do_')}: числа больше {_WIDEST} здесь не бывает")
        return function(*arguments, **named)

    return bounded  # type: ignore[return-value]  # the same signature, by `wraps`


FILTERS: Mapping[str, Callable[..., Any]] = {
    **{name: _bounded(BUILT_IN[name]) for name in ("center", "indent", "batch", "slice", "wordwrap")},
    **{"sort": _sorted, "dictsort": _dictsorted, "groupby": _grouped},
    **{"format": _formatted, "join": _joined, "replace": _replaced},
}


def joined(pieces: Iterator[str], longest: int, what: str) -> str:
    """The text of a rendering, «страница» or «письмо», stopped with `OverflowError` when it grows beyond any such."""
    out: list[str] = []
    length = 0
    for piece in pieces:
        out.append(piece)
        length += len(piece)
        if length > longest:
            most = f"{number(longest // 10**6)}{NBSP}млн" if longest >= 10**6 else number(longest)
            raise OverflowError(f"{what} длиннее {most}{NBSP}знаков: шаблон не останавливается")
    return "".join(out)
