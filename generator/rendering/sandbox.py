"""The sandbox of templates: a theme of a stranger sees the digest, and can neither run Python nor use the computer up.

Jinja's immutable sandbox keeps names with an underscore, and changes, out of reach. It still calls any
public method of any object, and lets one expression make a gigabyte. So here an attribute is readable only
when `attributes` lists it, what makes long text and lists of short ones (operators, joining, replacing, padding)
stops at a bound, and a template reads as many numbers of `range` as a document can need. What gets around that
meets the bounds of the process (`bounds`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing
from jinja2.visitor import NodeTransformer

from generator.digest import Table
from generator.problems import nearest
from generator.rendering import operations
from generator.rendering.printable import OF_JINJA, called, printable
from generator.theme import Theme

_COUNTED = 1_000_000  # numbers of `range` in one rendering

# What a template may call, besides macros and the methods of texts, lists and mappings.
METHODS: Mapping[type, frozenset[str]] = {Table: frozenset({"placed", "explains"})}
# Of a theme a template sees its settings, not the files.
_SHOWN: Mapping[type, frozenset[str]] = {Theme: frozenset({"name", "title", "columns", "styles", "fonts"})}

# `random` would print something else every time; `safe` would let a report write markup.
FORBIDDEN = frozenset({"safe", "random", "pprint"})
# Texts of a mask could be as long as a number in it says; methods that pad, likewise.
_LONG_METHODS = frozenset({"format", "format_map", "center", "ljust", "rjust", "zfill", "expandtabs", "encode"})

_PLAIN = (str, Mapping, tuple, list)
_GLOBALS = ("cycler", "joiner", "namespace")
_CLASSES = (Cycler, Joiner, Namespace)


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
        self.policies["urlize.rel"] = None  # a page has no such attribute
        own = {name: filter_ for name, filter_ in self.filters.items() if name not in FORBIDDEN}
        self.filters = {**own, **operations.FILTERS, **filters}

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
                    arguments = (operations.counting(items, len(owner)),)
                case "replace", (old, new, *_):
                    operations.check("replace", operations.replaced_size(owner, str(old), str(new)))
                case "translate", (table,):
                    operations.check("translate", operations.translated_size(owner, table))
        return super().call(__context, __obj, *arguments, **named)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What stands for an attribute that a template must not read."""
        if attribute.startswith("_") or attribute in ("mro", "format", "format_map"):
            return self.undefined(f"«{attribute}» шаблону недоступно", exc=SecurityError)
        return self.undefined(obj=obj, name=attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate, unless the result would be too large; whole numbers are divided as decimal ones."""
        if operations.size(operator, left, right) > operations.LONGEST:
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


def _is_module(value: object) -> bool:
    return type(value).__name__ == "TemplateModule"
