"""Declarative descriptions of what people write: one description reads, explains and publishes.

A field reads a `Node` into a value or adds a problem with its place; the same description yields
its JSON Schema (draft 2020-12), so that an editor's hints and the program's judgement cannot
drift apart. Single values come first, fields with parts (`ListOf`, `MappingOf`, `Record`) last; the
written forms of figures, dates and the like are in `forms`.

The schema judges what an editor makes of YAML: there a plain 2023 is a number, hence two types.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, ClassVar, Generic, Self, TypeVar

from generator import yaml_reader
from generator.problems import Problems, Wrong, listed, nearest
from generator.text_file import shortened
from generator.yaml_reader import Node, Scalar, Sequence

T = TypeVar("T")
Schema = dict[str, Any]

NOTHING = {"", "~", "null", "Null", "NULL"}  # YAML 1.2, 10.2.1.1, and no text that anyone means


def unlike(expected: str, node: Node) -> str:
    """The sentence for a node that is not what is expected."""
    match node:
        case Scalar() if is_empty(node):
            return f"ожидается {expected}, а здесь пусто. Заполните или уберите"
        case Scalar(text):
            return f"ожидается {expected}; найдено «{shortened(text)}»"
        case Sequence():
            return f"ожидается {expected}; найден список"
        case _:
            return f"ожидается {expected}; найдены вложенные поля"


@dataclass(frozen=True)
class Field(ABC, Generic[T]):
    """What one value must be. `title` and `hint` are shown by editors."""

    title: str = ""
    hint: str = ""

    def read(self, node: Node, path: str, problems: Problems) -> T | None:
        """The value of a node; `None` when a problem was added instead."""
        try:
            return self._value(node, path, problems)
        except Wrong as wrong:
            problems.add(node.line, path, str(wrong))
            return None

    def schema(self) -> Schema:
        """The JSON Schema of the field with its title and description."""
        words = {"title": self.title, "description": self.hint}
        return {key: text for key, text in words.items() if text} | self._shape()

    @abstractmethod
    def _value(self, node: Node, path: str, problems: Problems) -> T:
        """The value of a node, or `Wrong`; a field with parts adds their problems by itself."""

    @abstractmethod
    def _shape(self) -> Schema:
        """What the schema says of the value."""


@dataclass(frozen=True)
class Text(Field[str]):
    """Words as they are written, without the spaces around them; at most `most` characters."""

    most: int = 2000

    def _value(self, node: Node, path: str, problems: Problems) -> str:
        if not isinstance(node, Scalar) or (text := node.text.strip()) in NOTHING:
            raise Wrong(unlike("текст", node))
        if len(text) > self.most:
            raise Wrong(f"текст длиннее {self.most} знаков ({len(text)}). Сократите его")
        return text

    def _shape(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "pattern": r"\S", "maxLength": self.most}


@dataclass(frozen=True)
class Paragraphs(Field[tuple[str, ...]]):
    """Paragraphs, separated by blank lines; line ends within a paragraph are mere wrapping."""

    most: int = 100_000

    def _value(self, node: Node, path: str, problems: Problems) -> tuple[str, ...]:
        text = Text(most=self.most)._value(node, path, problems)
        lines = [line.strip(" \t") for line in text.split("\n")]
        if isinstance(node, Scalar) and node.literal:
            return tuple(" ".join(group) for filled, group in groupby(lines, bool) if filled)
        # Unless a text is literal, YAML has joined its wrapped lines: each line that is left is a paragraph.
        return tuple(filter(None, lines))

    def _shape(self) -> Schema:
        return Text(most=self.most)._shape()


@dataclass(frozen=True)
class Choice(Field[str]):
    """One name of a closed list; `labels` gives each name its Russian label."""

    labels: Mapping[str, str] = field(default_factory=dict)

    def _value(self, node: Node, path: str, problems: Problems) -> str:
        if isinstance(node, Scalar) and (name := node.text.strip()) in self.labels:
            return name
        raise Wrong(unlike("одно из имён списка", node) + self._advice(node))

    def _shape(self) -> Schema:
        described = {"enumDescriptions": list(self.labels.values())} if any(self.labels.values()) else {}
        return {"enum": list(self.labels), **described}

    def _advice(self, node: Node) -> str:
        wrong = node.text.strip() if isinstance(node, Scalar) else ""
        names = {name: name for name in self.labels} | {label: name for name, label in self.labels.items()}
        if near := nearest(wrong, names):
            return f". Возможно, «{names[near]}»"
        return f". Можно: {listed(self.labels)}"


class Matching(Field[T]):
    """A value of one written form: `pattern` is common to Python and ECMA regular expressions."""

    pattern: ClassVar[str]
    expected: ClassVar[str]
    plain: ClassVar[Schema] = {"type": "string"}  # with "number", when an editor takes it for one

    @abstractmethod
    def _convert(self, text: str) -> T:
        """The value of a text that matches; `ValueError` when there is no such value."""

    def _advice(self, text: str) -> str:
        """What to add for a text that is wrong in a known way."""
        return ""

    def _value(self, node: Node, path: str, problems: Problems) -> T:
        text = node.text.strip() if isinstance(node, Scalar) else ""
        if re.fullmatch(self.pattern, text):
            try:
                return self._convert(text)
            except ValueError:
                pass  # the form is right, and there is no such day or period
        raise Wrong(unlike(self.expected, node) + self._advice(text))

    def _shape(self) -> Schema:
        return self.plain | {"pattern": f"^(?:{self.pattern})$"}


class Word(Matching[str]):
    """A text of one form that is kept as it is."""

    def _convert(self, text: str) -> str:
        return text


class Key(Word):
    """The name of an entry of the catalogue."""

    pattern = "[a-z][a-z0-9_]{0,63}"
    expected = "имя из строчных латинских букв, цифр и «_», например press_releases"


@dataclass(frozen=True)
class ListOf(Field[list[T]]):
    """Values of one kind, at least `least`, at most `most`; an empty field is an empty list."""

    item: Field[T] = field(kw_only=True)
    least: int = 0
    most: int = 10_000

    def _value(self, node: Node, path: str, problems: Problems) -> list[T]:
        if is_empty(node) and not self.least:
            return []
        if not isinstance(node, Sequence):
            raise Wrong(unlike("список", node))
        if not self.least <= len(node.items) <= self.most:
            amount = f"от {self.least} до {self.most}" if self.least != self.most else f"{self.most}"
            problems.add(node.line, path, f"пунктов в списке должно быть {amount}, а здесь {len(node.items)}")
        values = [self.item.read(item, f"{path}[{number}]", problems) for number, item in enumerate(node.items, 1)]
        return [value for value in values if value is not None]

    def _shape(self) -> Schema:
        kind: Any = "array" if self.least else ["array", "null"]
        return {"type": kind, "items": self.item.schema(), "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True)
class MappingOf(Field[dict[str, T]]):
    """Named values of one kind, in the order of the file; `names` says what a name must be.

    Those of `changed` are already known and are read by `change` instead of `item`.
    """

    item: Field[T] = field(kw_only=True)
    names: Matching[str] = field(default_factory=Key)
    changed: frozenset[str] = frozenset()
    change: Field[T] | None = None

    def _value(self, node: Node, path: str, problems: Problems) -> dict[str, T]:
        if is_empty(node):
            return {}
        if not isinstance(node, yaml_reader.Mapping):
            raise Wrong(unlike("набор полей «имя: значение»", node))
        values = {}
        for name, child in node.items.items():
            inner = joined(path, shortened(name))
            self.names.read(Scalar(name, node.lines[name]), inner, problems)
            value = self._field(name).read(child, inner, problems)
            if value is not None:
                values[name] = value
        return values

    def _field(self, name: str) -> Field[T]:
        return self.change if self.change and name in self.changed else self.item

    def _shape(self) -> Schema:
        shape = {
            "type": ["object", "null"],
            "propertyNames": {"pattern": f"^(?:{self.names.pattern})$"},
            "additionalProperties": self.item.schema(),
        }
        if self.change:
            shape["properties"] = {name: self.change.schema() for name in sorted(self.changed)}
        return shape


@dataclass(frozen=True)
class Rule:
    """A relation between the fields of a record, with its schema where it has one.

    `check` gets the values read (`None` for one that had a problem) and yields pairs of a field
    and a problem.
    """

    check: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]
    schema: Schema = field(default_factory=dict)


@dataclass(frozen=True)
class Record(Field[dict[str, Any]]):
    """Fields by name, and the rules between them; a field outside the list is a problem."""

    required: Mapping[str, Field[Any]] = field(default_factory=dict)
    optional: Mapping[str, Field[Any]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def partial(self) -> Self:
        """The same record with every field optional and without rules: for changing single fields."""
        return replace(self, required={}, optional={**self.required, **self.optional}, rules=())

    def _value(self, node: Node, path: str, problems: Problems) -> dict[str, Any]:
        if is_empty(node) and not self.required:
            return {}
        if not isinstance(node, yaml_reader.Mapping):
            expected = "набор полей «имя: значение» с пробелом после двоеточия"
            raise Wrong(unlike(expected, node))
        known = {**self.required, **self.optional}
        values: dict[str, Any] = {}
        for name, child in node.items.items():
            inner = joined(path, shortened(name))
            if name in known:
                values[name] = known[name].read(child, inner, problems)
            else:
                problems.add(node.lines[name], inner, f"такого поля нет. {_meant(name, known)}")
        for name in self.required:
            if name not in values:
                problems.add(node.line, path, f"нет обязательного поля «{name}». Добавьте его")
        for rule in self.rules:
            for name, text in rule.check(values):
                problems.add(node.lines.get(name, node.line), joined(path, name), text)
        return values

    def _shape(self) -> Schema:
        known = {**self.required, **self.optional}
        shape: Schema = {
            "type": "object" if self.required else ["object", "null"],
            "properties": {name: item.schema() for name, item in known.items()},
            "additionalProperties": False,
        }
        if self.required:
            shape["required"] = list(self.required)
        if relations := [rule.schema for rule in self.rules if rule.schema]:
            shape["allOf"] = relations
        return shape


def is_empty(node: Node) -> bool:
    """Whether nothing is written in the field."""
    return isinstance(node, Scalar) and node.text.strip() in NOTHING


def joined(path: str, name: str) -> str:
    """The path of a field inside another."""
    return f"{path}.{name}" if path else name


def _meant(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"Возможно, «{near}»" if near else f"Можно: {listed(known)}"
