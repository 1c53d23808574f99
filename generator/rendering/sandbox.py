"""The sandbox of templates: a theme of a stranger sees the digest, and can neither run Python nor use the computer up.

Jinja's immutable sandbox keeps names with an underscore, and changes, out of reach. It still calls any
public method of any object, and lets one expression make a gigabyte. So here an attribute is readable only
when `attributes` lists it, what makes long text and lists of short ones (operators, joining, replacing, padding)
stops at a bound, and a template reads as many numbers of `range` as a document can need. What gets around that
meets the bounds of the process (`bounds`).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property, wraps
from typing import Any, TypeVar

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as BUILT_IN
from jinja2.filters import make_attrgetter, make_multi_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing, pass_environment, pass_eval_context
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from generator.digest import Table
from generator.formatting import NBSP, number, sort_key
from generator.problems import nearest
from generator.rendering.printable import OF_JINJA, called, printable
from generator.theme import Theme

LONGEST = 1_000_000  # signs of a text, items of a list, that one operation may make
_BITS = 4096  # of a whole number
_COUNTED = 1_000_000  # numbers of `range` in one rendering
_WIDEST = 1000  # signs that a text is padded to, items of a batch

# What a template may call, besides macros and the methods of texts, lists and mappings.
METHODS: Mapping[type, frozenset[str]] = {Table: frozenset({"placed", "explains"})}
# Of a theme a template sees its settings, not the files.
_SHOWN: Mapping[type, frozenset[str]] = {Theme: frozenset({"name", "title", "columns", "styles", "fonts"})}

# `random` would print something else every time; `safe` would let a report write markup.
FORBIDDEN = frozenset({"safe", "random", "pprint"})
# Texts of a mask could be as long as a number in it says; methods that pad, likewise.
_LONG_METHODS = frozenset({"format", "format_map", "center", "ljust", "rjust", "zfill", "expandtabs", "encode"})

_PLAIN = (str, Mapping, tuple, list)


_ATTRIBUTES: dict[type, frozenset[str]] = dict(_SHOWN)


def attributes(kind: type) -> frozenset[str]:
    """What a template may read of an object of this kind: fields, properties, a few methods."""
    if kind not in _ATTRIBUTES:
        own = {field.name for field in fields(kind)} if is_dataclass(kind) else set()
        _ATTRIBUTES[kind] = frozenset(own | properties(kind) | METHODS.get(kind, frozenset()))
    return _ATTRIBUTES[kind]


def properties(kind: type) -> set[str]:
    """The public properties of a class of the digest."""
    found = (name for name, value in vars(kind).items() if isinstance(value, (property, cached_property)))
    return {name for name in found if name[0] != "_"}


class Unknown(jinja2.StrictUndefined):
    """A name that means nothing: any use of it is an error with the nearest right name."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name = str(self._undefined_name)
        if self._undefined_obj is missing:
            return f"имени «{name}» нет"
        known = _names(self._undefined_obj)
        near = nearest(name, known)
        return f"у «{called(self._undefined_obj)}» нет «{name}»" + (f". Возможно, «{near}»" if near else "")


def _names(value: object) -> Collection[str]:
    return [str(key) for key in value] if isinstance(value, Mapping) else attributes(type(value))


class _Fields(dict[type, frozenset[str]]):
    """The fields and properties of each kind of data; what is called, or named as by Python, is not among them."""

    def __missing__(self, kind: type) -> frozenset[str]:
        own = attributes(kind) - METHODS.get(kind, frozenset()) if is_dataclass(kind) else frozenset()
        self[kind] = frozenset(name for name in own if name[0] != "_")
        return self[kind]


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja for the templates of a theme; made anew for every rendering, or restarted, since it counts."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "/"})

    def __init__(self, loader: jinja2.BaseLoader, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=Unknown,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.do"],
            finalize=printable,
        )
        self._counted = 0
        self._readable: dict[tuple[type, str], bool] = {}
        self._fields = _Fields()
        self.globals = {"range": self._range, "dict": dict, **{name: self.globals[name] for name in _GLOBALS}}
        bounded = {name: _bounded(BUILT_IN[name]) for name in ("center", "indent", "batch", "slice", "wordwrap")}
        self.filters = {n: f for n, f in self.filters.items() if n not in FORBIDDEN} | bounded
        self.policies["urlize.rel"] = None  # a page has no such attribute
        self.filters |= {"sort": _sorted, "dictsort": _dictsorted, "groupby": _grouped}
        self.filters |= {"format": _formatted, "join": _joined, "replace": _replaced, **filters}

    def restart(self) -> None:
        """Count anew: the next rendering begins."""
        self._counted = 0

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What `obj.attribute` is in a template: of the digest's own data at once, of the rest as Jinja decides.

        A page asks hundreds of thousands of times, nearly always for a field of data.
        """
        if attribute in self._fields[type(obj)]:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read an attribute: see `attributes`."""
        # The answer depends on the kind of the object only, and is asked for hundreds of thousands of times.
        key = (type(obj), attr)
        if key not in self._readable:
            self._readable[key] = super().is_safe_attribute(obj, attr, value) and _is_readable(obj, attr)
        return self._readable[key]

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call it: macros, the listed methods, those of texts, lists and mappings."""
        if type(obj) is Macro:
            return True  # nearly every call
        if not super().is_safe_callable(obj):
            return False
        owner = getattr(obj, "__self__", None)
        allowed = isinstance(obj, OF_JINJA) or obj in (dict, *_CLASSES) or obj == self._range
        return allowed or isinstance(owner, (*_PLAIN, *OF_JINJA, *METHODS))

    def call(__self, __context: Context, __obj: Any, *arguments: Any, **named: Any) -> Any:
        """Call it, if it may be called and would not make too long a text."""
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, str):
            match getattr(__obj, "__name__", ""), arguments:
                case "join", (items,):
                    arguments = (_counting(items, len(owner)),)
                case "replace", (old, new, *_):
                    _check("replace", replaced_size(owner, str(old), str(new)))
                case "translate", (table,):
                    _check("translate", translated_size(owner, table))
        return super().call(__context, __obj, *arguments, **named)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What stands for an attribute that a template must not read."""
        if attribute.startswith("_") or attribute in ("mro", "format", "format_map"):
            return self.undefined(f"«{attribute}» шаблону недоступно", exc=SecurityError)
        return self.undefined(obj=obj, name=attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate, unless the result would be too large; whole numbers are divided as decimal ones."""
        if size(operator, left, right) > LONGEST:
            raise OverflowError(f"действие «{operator}» дало бы слишком большой результат")
        if operator == "/" and type(left) is int and isinstance(right, int | Decimal):
            left = Decimal(left)  # a share of counts is a number as any other, exact and with a Russian form
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Joining().visit(super()._parse(source, name, filename))
        tree.set_environment(self)  # of the new nodes too
        for switch in tree.find_all(nodes.ScopedEvalContextModifier):
            raise jinja2.TemplateSyntaxError(
                "{% autoescape %} не бывает: знаки разметки в данных всегда экранируются", switch.lineno, name, filename
            )
        if (own := [one for one in tree.body if isinstance(one, nodes.Block)]) and (parent := extended(tree)):
            known = self._blocks(parent)
            for block in own:
                if known and block.name not in known:
                    near = nearest(block.name, known)
                    advice = f"Возможно, «{near}»" if near else f"Есть: {', '.join(sorted(known))}"
                    said = f"блока «{block.name}» в «{parent}» нет, и напечатан он не будет. {advice}"
                    raise jinja2.TemplateSyntaxError(said, block.lineno, name, filename)
        return tree

    def _blocks(self, template: str) -> set[str]:
        """The blocks of a template and of those that it extends; none when one cannot be read, or extends itself."""
        found: dict[str, set[str]] = {}
        while template:
            if template in found:
                return set()
            try:
                source, file, _ = self.loader.get_source(self, template) if self.loader else ("", None, None)
                tree = super()._parse(source, template, file)
            except (jinja2.TemplateError, RecursionError, UnicodeDecodeError):  # who prints it will say so
                return set()
            found[template] = {block.name for block in tree.find_all(nodes.Block)}
            template = extended(tree)
        return set().union(*found.values())

    def _range(self, *bounds: int) -> range:
        found = range(*bounds)
        self._counted += len(found) if all(abs(bound) < 1 << 62 for bound in bounds) else _COUNTED + 1
        if self._counted > _COUNTED:
            raise OverflowError(f"range: больше {_COUNTED} чисел за одну сборку не бывает")
        return found


def extended(tree: nodes.Template) -> str:
    """The name of the template that this one extends; empty when it extends none, or one that data name."""
    found = next((one for one in tree.body if isinstance(one, nodes.Extends)), None)
    name = found.template.value if found is not None and isinstance(found.template, nodes.Const) else ""
    return name if isinstance(name, str) else ""


class _Joining(NodeTransformer):
    """`a ~ b` as `[a, b] | join`, which is the same and has a bound."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:
        """One chain of `~`."""
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, "join", [], [], None, None, lineno=node.lineno)


def _is_readable(obj: Any, attr: str) -> bool:
    if isinstance(obj, Enum) and attr in properties(type(obj)) | {"name", "value"}:
        return True
    if isinstance(obj, _PLAIN):
        return not (isinstance(obj, str) and attr in _LONG_METHODS)
    return isinstance(obj, (*OF_JINJA, Undefined)) or _is_module(obj) or attr in attributes(type(obj))


_GLOBALS = ("cycler", "joiner", "namespace")
_CLASSES = (Cycler, Joiner, Namespace)


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


def _check(action: str, length: int) -> None:
    if length > LONGEST:
        raise OverflowError(f"{action}: получилось бы больше {LONGEST} знаков")


def _counting(items: Iterable[Any], between: int) -> Iterator[Any]:
    """The items of a text in the making, with so many signs between each two."""
    length = 0
    for item in items:
        length += between + (len(item) if isinstance(item, str) else 1)
        _check("join", length)
        yield printable(item)


@pass_eval_context
def _joined(eval_ctx: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    # The names of arguments are those that a template may say.
    items = value if attribute is None else map(make_attrgetter(eval_ctx.environment, attribute), value)
    text: str = BUILT_IN["join"](eval_ctx, _counting(items, len(str(d))), d)
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
    _check("replace", replaced_size(str(s), str(old), str(new)))
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


def _is_module(value: object) -> bool:
    return type(value).__name__ == "TemplateModule"


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
