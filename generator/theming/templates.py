"""Templates read without being run: names, attributes and filters that mean nothing.

The tree of a template is walked as Jinja would run it, with the type of every value in hand: through blocks
that replace one another, included files with the names of the place that includes them, and macros with what
they are called with. So a mistake in a branch that no sample enters is found too. What has no known type is
left to the rendering of the samples.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import GenericAlias, MappingProxyType
from typing import Any

from jinja2 import nodes

from generator.digest import Digest
from generator.problems import nearest
from generator.rendering import mistakes
from generator.rendering.sandbox import FORBIDDEN
from generator.theme import Theme
from generator.theming.flaws import Flaw, also
from generator.theming.kinds import LISTS, ROOTS, element, is_mapping, is_own, readable, several, without_none
from generator.theming.trees import Trees, constant, root, said

_DEEPEST = 40  # includes and macros inside one another
_ALWAYS = ("super", "caller", "self", "varargs", "kwargs", "true", "false", "none")
_LOOP = (
    *("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"),
    *("previtem", "nextitem", "cycle", "changed"),
)
# Filters that leave the items of a list what they are, and those that take one of them.
_SAME = ("list", "sort", "unique", "reverse", "select", "reject", "selectattr", "rejectattr", "dictsort")
_ONE = ("first", "last", "min", "max")
_TEXTS = ("join", "string", "upper", "lower", "trim", "title", "capitalize", "replace", "truncate", "number", "count")
# Where these filters have the name of an attribute: as which argument.
_BY_NAME = {"selectattr": 0, "rejectattr": 0, "groupby": 0}

_UNSEEN = re.compile(r"(?:\s|<!--.*?-->)*", re.S)  # before what a template says

Scope = dict[str, Any]


@dataclass(frozen=True)
class _Macro:
    """A macro and the names that it sees; as a type, what a call of it is checked by."""

    node: nodes.Macro = field(hash=False, compare=False)
    template: str
    scope: Scope = field(hash=False, compare=False)


@dataclass(frozen=True)
class _Module:
    """An imported template: its macros and names."""

    names: Scope = field(hash=False, compare=False)
    template: str


class _Loop:
    """The type of `loop`."""


class Lint:
    """The walk through the templates of one theme."""

    def __init__(self, theme: Theme, tables: Iterable[str]) -> None:
        """`tables` are the names of `digest.tables`."""
        self._trees = Trees(theme)
        self._environment = self._trees.environment
        self._tables = tuple(tables)
        self._seen: set[Any] = set()
        self._depth = 0
        self._template = ""

    @property
    def flaws(self) -> list[Flaw]:
        """What it has found, each once."""
        return list(self._trees.flaws)

    def document(self, name: str, more: Mapping[str, type] = MappingProxyType({})) -> None:
        """Walk a document and all that it uses; `more` are the names that it sees besides those of every document."""
        self._page(name, {**ROOTS, **more})

    def lonely(self, name: str) -> None:
        """Read a template that no document uses: its syntax and filters, and which template it was meant to replace."""
        if (tree := self._tree(name, 0)) is not None and ("used", name) not in self._seen:
            before, self._template = self._template, name
            for node in tree.find_all((nodes.Filter, nodes.Test)):
                self._known(node)
            for extends in tree.find_all(nodes.Extends):
                _, colon, meant = (constant(extends.template) or "").rpartition(":")
                if colon and meant != name:
                    self._flaw(extends.lineno, f"этот шаблон никто не печатает: он действует под именем «{meant}»")
            self._template = before

    # Templates

    def _tree(self, name: str, line: int) -> nodes.Template | None:
        return self._trees.get(name, self._template, line)

    def _page(self, name: str, scope: Scope, line: int = 0) -> None:
        """Walk a template and those it extends: the blocks of all, the page of the last."""
        chain: list[tuple[str, nodes.Template]] = []
        parent: str | None = name
        while parent is not None and len(chain) < _DEEPEST:
            before, self._template = self._template, chain[-1][0] if chain else self._template
            tree = self._tree(parent, line)
            self._template = before
            if tree is None:
                return
            chain.append((parent, tree))
            self._seen.add(("used", parent))
            extends = next((one for one in tree.body if isinstance(one, nodes.Extends)), None)
            line = extends.lineno if extends else 0
            parent = constant(extends.template) if extends else None
        # What stands outside blocks is run from the last child to the first parent, and all blocks see it.
        names = dict(scope)
        for template, tree in chain[:-1]:
            self._lost(template, tree)
            self._inside(template, [n for n in tree.body if not isinstance(n, (nodes.Output, nodes.Block))], names)
        first, page = chain[-1]
        self._inside(first, page.body, names)
        for template, tree in chain[:-1]:
            for block in tree.find_all(nodes.Block):
                self._inside(template, block.body, dict(names))

    def _lost(self, template: str, tree: nodes.Template) -> None:
        """Note what a template that extends another says outside its blocks: it is not printed there."""
        for node in tree.body:
            if isinstance(node, nodes.Output):
                printed = "".join(one.data if isinstance(one, nodes.TemplateData) else "{{ }}" for one in node.nodes)
                unseen = _UNSEEN.match(printed)
                if unseen and unseen.end() < len(printed):
                    line = node.lineno + unseen.group().count("\n")
                    self._flaw(line, "вне блоков этот шаблон ничего не печатает. Перенесите это в блок", template)

    def _inside(self, template: str, body: list[Any], scope: Scope) -> None:
        before, self._template = self._template, template
        self._depth += 1
        if self._depth < _DEEPEST:
            self._walk(body, scope)
        self._depth -= 1
        self._template = before

    def _module(self, node: Any, scope: Scope) -> _Module | None:
        name = constant(node.template)
        if name is None:
            return None
        tree = self._tree(name, node.lineno)
        if tree is None:
            return None
        self._seen.add(("used", name))
        names = dict(scope) if node.with_context else {}
        self._inside(name, tree.body, names)
        return _Module(names, name)

    # Statements

    def _walk(self, body: Iterable[Any], scope: Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: Any, scope: Scope) -> None:
        match node:
            case nodes.Output():
                for one in node.nodes:
                    self._type(one, scope)
            case nodes.For():
                kind = element(self._type(node.iter, scope))
                inner = dict(scope) | {"loop": _Loop}
                self._assign(node.target, kind, inner)
                if node.test is not None:
                    self._type(node.test, inner)
                self._walk(node.body, inner)
                self._walk(node.else_, dict(scope))
            case nodes.If():
                self._type(node.test, scope)
                self._walk(node.body, scope)
                self._walk(node.elif_, scope)
                self._walk(node.else_, scope)
            case nodes.Assign():
                self._assign(node.target, self._type(node.node, scope), scope)
            case nodes.AssignBlock():
                self._walk(node.body, dict(scope))
                self._assign(node.target, str, scope)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    self._assign(target, self._type(value, scope), inner)
                self._walk(node.body, inner)
            case nodes.Macro():
                scope[node.name] = _Macro(node, self._template, scope)
                self._seen.add(("macro", node.name, self._template))
            case nodes.Block():
                self._walk(node.body, dict(scope))
            case nodes.Include():
                self._include(node, scope)
            case nodes.Import():
                scope[node.target] = self._module(node, scope) or Any
            case nodes.FromImport():
                self._from(node, scope)
            case nodes.CallBlock():
                self._type(node.call, scope)
                inner = dict(scope) | {argument.name: Any for argument in node.args}
                self._walk(node.body, inner)
            case nodes.FilterBlock():
                self._known(node.filter)
                self._walk(node.body, dict(scope))
            case nodes.ExprStmt():
                self._type(node.node, scope)

    def _include(self, node: nodes.Include, scope: Scope) -> None:
        name = constant(node.template)
        if name is None:
            return
        key = ("include", name, tuple(sorted((n, repr(kind)) for n, kind in scope.items())))
        if key not in self._seen:
            self._seen.add(key)
            if node.ignore_missing and not self._trees.has(name):
                return
            self._page(name, dict(scope) if node.with_context else {}, node.lineno)

    def _from(self, node: nodes.FromImport, scope: Scope) -> None:
        module = self._module(node, scope)
        for one in node.names:
            name, alias = one if isinstance(one, tuple) else (one, one)
            scope[alias] = Any
            if module is not None and name in module.names:
                scope[alias] = module.names[name]
            elif module is not None:
                near = nearest(name, module.names)
                self._flaw(node.lineno, f"в «{module.template}» нет «{name}»{also(near)}")

    def _assign(self, target: Any, kind: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = kind
        elif isinstance(target, nodes.Tuple):
            inside = _members(kind, len(target.items))
            for one, own in zip(target.items, inside, strict=True):
                self._assign(one, own, scope)

    # Expressions

    def _type(self, node: Any, scope: Scope) -> Any:
        """The type of an expression, `Any` where it is not known; what is wrong in it is noted."""
        match node:
            case nodes.Const():
                return type(node.value)
            case nodes.TemplateData():
                return str
            case nodes.Name():
                return self._name(node, scope)
            case nodes.Getattr():
                return self._attribute(node, self._type(node.node, scope), node.attr)
            case nodes.Getitem():
                kind = self._type(node.node, scope)
                if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                    return self._attribute(node, kind, node.arg.value)
                self._type(node.arg, scope)
                if isinstance(node.arg, nodes.Slice):
                    return kind
                return kind.__args__[1] if is_mapping(kind) else element(kind)
            case nodes.Filter():
                return self._filter(node, scope)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.Test():
                self._known(node)
                guarded = node.name in ("defined", "undefined")
                self._type(node.node, scope | root(node.node) if guarded else scope)
                self._children(node, scope, but=node.node)
                return bool
            case nodes.CondExpr():
                self._type(node.test, scope)
                first = self._type(node.expr1, scope)
                second = self._type(node.expr2, scope) if node.expr2 is not None else first
                return first if first == second or second is type(None) else Any
            case nodes.List() | nodes.Tuple():
                inside = {self._type(one, scope) for one in node.items}
                return several(inside.pop()) if len(inside) == 1 else Any
            case nodes.And() | nodes.Or():
                left = self._type(node.left, scope)
                right = self._type(node.right, scope)
                return left if left == right else Any
            case _:
                self._children(node, scope)
                return Any

    def _children(self, node: Any, scope: Scope, but: Any = None) -> None:
        for child in node.iter_child_nodes():
            if child is not but:
                self._type(child, scope)

    def _name(self, node: nodes.Name, scope: Scope) -> Any:
        if node.name in scope:
            return scope[node.name]
        if node.name not in self._environment.globals and node.name not in _ALWAYS:
            near = nearest(node.name, [*scope, *ROOTS, *self._environment.globals])
            hint = also(near)
            if node.name in ROOTS:
                hint = ". Макрос из другого файла видит только то, что ему передано: добавьте «with context» к import"
            self._flaw(node.lineno, f"имени «{node.name}» нет{hint}")
        return Any

    def _attribute(self, node: Any, kind: Any, name: str) -> Any:
        kind = without_none(kind)
        if name.startswith("_"):
            self._flaw(node.lineno, f"«{name}» шаблону недоступно")
            return Any
        if isinstance(kind, _Module):
            if name not in kind.names:
                self._flaw(node.lineno, f"в «{kind.template}» нет «{name}»{also(nearest(name, kind.names))}")
            return kind.names.get(name, Any)
        if kind is _Loop:
            self._one_of(node, name, _LOOP, "loop")
        elif is_mapping(kind):
            if name in ("items", "keys", "values", "get"):
                return Any if name != "items" else several(GenericAlias(tuple, (str, kind.__args__[1])))
            if kind == readable(Digest)["tables"]:
                self._one_of(node, name, self._tables, "digest.tables")
            return kind.__args__[1]
        elif is_own(kind):
            self._one_of(node, name, readable(kind), said(node.node) or kind.__name__)
            return readable(kind).get(name, Any)
        elif kind in (str, int, bool) and not hasattr(kind, name):
            self._flaw(node.lineno, f"у «{said(node.node)}» нет «{name}»: это не запись со свойствами")
        return Any

    def _one_of(self, node: Any, name: str, known: Iterable[str], whose: str) -> None:
        known = list(known)
        if name not in known:
            self._flaw(node.lineno, f"у «{whose}» нет «{name}»{also(nearest(name, known))}")

    def _filter(self, node: nodes.Filter, scope: Scope) -> Any:
        self._known(node)
        guarded = node.name in ("default", "d")
        inside = scope | root(node.node) if guarded and node.node is not None else scope
        kind = self._type(node.node, inside) if node.node is not None else str
        self._children(node, scope, but=node.node)
        one = element(kind)
        found = self._read_by_name(node, one)
        if node.name == "map":
            return several(found) if found is not None else Any
        if node.name in _SAME:
            return kind
        if node.name in _ONE:
            return one
        if node.name == "batch":
            return several(kind)
        if node.name == "sum" and getattr(one, "__origin__", None) in LISTS:
            return one  # lists joined into one
        return int if node.name == "length" else str if node.name in _TEXTS else Any

    def _read_by_name(self, node: nodes.Filter, kind: Any) -> Any:
        """The type behind the name of an attribute that a filter is given, `None` when it is given none."""
        named_by = next((one.value for one in node.kwargs if one.key == "attribute"), None)
        if named_by is None and node.name in _BY_NAME and len(node.args) > _BY_NAME[node.name]:
            named_by = node.args[_BY_NAME[node.name]]
        path = constant(named_by)
        if path is None:
            return None
        for name in path.split("."):
            if not name.isdigit():
                kind = self._attribute(
                    nodes.Getattr(nodes.Name("", "load"), name, "load", lineno=node.lineno), kind, name
                )
        return kind

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        kind = self._type(node.node, scope)
        given = [self._type(one, scope) for one in node.args]
        by_name = {one.key: self._type(one.value, scope) for one in node.kwargs}
        if not isinstance(kind, _Macro):
            return kind if kind is not _Loop else Any
        wanted = [argument.name for argument in kind.node.args]
        if wrong := next((name for name in by_name if name not in (*wanted, "caller")), ""):
            self._flaw(node.lineno, f"у макроса «{kind.node.name}» нет «{wrong}»{also(nearest(wrong, wanted))}")
        key = ("call", kind.node.name, kind.template, repr(given), repr(by_name))
        if key not in self._seen:
            self._seen.add(key)
            inner = dict(kind.scope) | dict.fromkeys(wanted, Any) | dict(zip(wanted, given, strict=False)) | by_name
            self._inside(kind.template, kind.node.body, inner)
        return str

    def _known(self, node: Any) -> None:
        known: Mapping[str, Any] = (
            self._environment.filters if isinstance(node, nodes.Filter) else self._environment.tests
        )
        if node.name not in known:
            told = (
                mistakes.missing_filter(node.name, known)
                if isinstance(node, nodes.Filter) or node.name in FORBIDDEN
                else f"проверки «{node.name}» нет{also(nearest(node.name, known))}"
            )
            self._flaw(node.lineno, told)

    def _flaw(self, line: int, text: str, template: str = "") -> None:
        self._trees.flaw(template or self._template, line, text)


def _members(kind: Any, amount: int) -> list[Any]:
    """The types of the members of a tuple that is taken apart."""
    inside = list(getattr(kind, "__args__", ()))
    return inside if len(inside) == amount and ... not in inside else [Any] * amount
