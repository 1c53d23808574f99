"""The words of templates: every variable, attribute and filter, with its type, meaning and an example.

Names and types come from the code, meanings from `glossary.yaml`, examples from the sample digest; so the
list that people read cannot fall behind the program.
"""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from generator import formatting, yaml_reader
from generator.digest import Cell, Figure
from generator.model import Qualifier
from generator.rendering.filters import FILTERS
from generator.theme import Theme
from generator.theming import samples
from generator.theming.kinds import (
    LISTS,
    OF_LETTER,
    OF_MAILING,
    OF_ONE,
    ROOTS,
    is_mapping,
    kinds,
    readable,
    without_none,
)

_GLOSSARY = Path(__file__).with_name("glossary.yaml")
_SHOWN = 60  # signs of an example

_PLAIN = {str: "текст", int: "целое число", Decimal: "число", bool: "да или нет", datetime: "момент времени"}

# Variables by who sees them: the title of the section, its place in the glossary.
_VARIABLES = (
    ("Переменные", "everywhere", ROOTS),
    ("Переменные документов об одном муниципальном образовании (documents)", "of_one", OF_ONE),
    ("Переменные писем (mail)", "of_letter", OF_LETTER),
    ("Переменные сведений о рассылке (mail/report.html)", "of_mailing", OF_MAILING),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One line of the list."""

    name: str
    kind: str  # in Russian: «текст», «список: глава»
    meaning: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The words of one kind of data, or the filters."""

    title: str
    words: tuple[Word, ...]


@cache
def glossary() -> Mapping[str, Any]:
    """The meanings, as plain mappings of texts."""
    return _plain(yaml_reader.read(_GLOSSARY))  # type: ignore[no-any-return]  # the file is a mapping


def sections() -> Iterator[Section]:
    """The whole list: variables, kinds of data, filters of the digest, filters of Jinja."""
    said, examples = glossary(), _Examples()
    for title, group, names in _VARIABLES:
        said_of = said["variables"][group]
        yield Section(title, tuple(Word(n, _kind(k), said_of[n], examples.of(None, n)) for n, k in names.items()))
    tables = samples.sample().digest.tables.items()
    yield Section("Сводные таблицы (digest.tables)", tuple(Word(name, "таблица", one.title) for name, one in tables))
    for kind in kinds():
        meanings = said["kinds"][kind.__name__]
        words = tuple(
            Word(name, _kind(hint), meanings[name], examples.of(kind, name)) for name, hint in readable(kind).items()
        )
        if words:
            yield Section(f"{formatting.sentence_case(meanings['is'])} ({kind.__name__})", words)
    yield Section("Фильтры дайджеста", tuple(_filters()))
    built_in = (Word(name, "", meaning) for name, meaning in said["jinja"].items())
    yield Section("Фильтры Jinja", tuple(built_in))


def table() -> str:
    """The list for a terminal."""
    out = []
    for section in sections():
        width = max(len(word.name) for word in section.words)
        kind = max(len(word.kind) for word in section.words)
        lines = []
        for word in section.words:
            example = f" · {word.example}" if word.example else ""
            middle = f"{word.kind:{kind}}  " if kind else ""
            lines.append(f"  {word.name:{width}}  {middle}{word.meaning}{example}".rstrip())
        out.append("\n".join((section.title, *lines)))
    return "\n\n".join(out) + "\n"


def markdown() -> str:
    """The list as a page of the guide."""
    out = []
    for section in sections():
        kinds = any(word.kind for word in section.words)
        head = ("Имя", "Вид", "Что это", "Пример") if kinds else ("Имя", "Что это")
        rows = [
            (f"`{w.name}`", w.kind, w.meaning, f"`{w.example}`" if w.example else "")
            if kinds
            else (f"`{w.name}`", w.meaning)
            for w in section.words
        ]
        out.append("\n".join((f"### {section.title}", "", _row(head), _row(["---"] * len(head)), *map(_row, rows))))
    return "\n\n".join(out) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _plain(node: yaml_reader.Node) -> Any:
    match node:
        case yaml_reader.Mapping(items=items):
            return {name: _plain(child) for name, child in items.items()}
        case yaml_reader.Scalar(text=text):
            return text
        case _:
            return [_plain(child) for child in node.items]


def _kind(hint: Any) -> str:
    """A type in Russian."""
    if isinstance(hint, UnionType):
        return f"{_kind(without_none(hint))} или ничего"
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(inside)
    if origin in LISTS:
        several = [one for one in inside if one is not ...]
        one = _kind(several[0])
        return f"список: {one}" if ... in inside else f"{len(several)} × {one}" if len(set(several)) == 1 else "пара"
    if is_mapping(hint):
        return f"набор: {_kind(inside[1])}"
    named = glossary()["kinds"].get(getattr(hint, "__name__", ""))
    return named["is"] if named else _PLAIN.get(hint, "")


class _Examples:
    """The first telling value of every attribute in the sample digest."""

    def __init__(self) -> None:
        example = samples.sample()
        self._roots = {"digest": example.digest, "settings": example.settings, "theme": Theme.load("default")}
        # Moments are told in the time of each computer, so that there is no example of them.
        deliveries = tuple(replace(one, at=None) for one in samples.STANDING.deliveries[:1])
        self._roots |= {"letter": samples.LETTERS[0], "mailing": replace(samples.STANDING, deliveries=deliveries)}
        self._found: dict[tuple[type, str], Any] = {}
        seen: set[int] = set()
        waiting: list[Any] = list(self._roots.values())
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, Mapping):
                waiting.extend(value.values())
            elif isinstance(value, LISTS):
                waiting.extend(value)
            elif type(value) in kinds() and id(value) not in seen:
                seen.add(id(value))
                waiting.extend(self._read(value))

    def of(self, kind: type | None, name: str) -> str:
        """An example as a template would print it, empty for what is itself made of parts."""
        value = self._roots.get(name) if kind is None else self._found.get((kind, name))
        return _example(value)

    def value(self, kind: type, name: str) -> Any:
        """The value itself."""
        return self._found[kind, name]

    def _read(self, value: Any) -> Iterator[Any]:
        for name in readable(type(value)):
            found = getattr(value, name)
            if callable(found) and not isinstance(found, Enum):
                continue
            if (type(value), name) not in self._found or self._found[type(value), name] in (None, "", (), 0):
                self._found[type(value), name] = found
            yield found


def _example(value: Any) -> str:
    match value:
        case Enum():
            return str(value.value)
        case bool():
            return "да" if value else "нет"
        case str():
            return formatting.shortened(" ".join(value.split()), _SHOWN)
        case int() | Decimal():
            return f"{value}"
        case tuple() | list() if value and all(isinstance(one, (str, int)) for one in value):
            return formatting.shortened(", ".join(map(str, value)), _SHOWN)
        case tuple() | list() | Mapping() if value and not is_dataclass(value):
            return f"{len(value)} шт."
        case _:
            return ""


def _filters() -> Iterator[Word]:
    """Filters with the call and what it prints on the sample."""
    calls = _calls()
    for name, function in FILTERS.items():
        value, arguments, shown = calls[name]
        said = inspect.signature(function).parameters
        more = ", ".join(f'"{one}"' if isinstance(one, str) else str(one) for one in arguments)
        call = f"{shown} | {name}" + (f"({more})" if more else "")
        # What is given by name alone is written with its name.
        wanted = ", ".join(
            f"{one.name}={str(one.default).lower()}" if one.kind is one.KEYWORD_ONLY else one.name
            for one in list(said.values())[1:]
        )
        kind = f"({wanted})" if wanted else ""
        yield Word(name, kind, glossary()["filters"][name], f"{call} → {function(value, *arguments)}")


def _calls() -> dict[str, tuple[Any, tuple[Any, ...], str]]:
    """A value, the arguments and how a template writes the value, for every filter."""
    digest = samples.sample().digest
    key = digest.key_figures[0]
    report = digest.reports[0]
    figure = next(cell.figure for row in digest.tables["materials"].rows for cell in row.cells if cell.figure)
    about = Figure(Decimal(35), figure.measure, figure.observations, Qualifier.ABOUT)
    town = ("город", "города", "городов")
    return {
        "number": (12345, (), "12345"),
        "percent": (50, (), "50"),
        "plural": (2, town, "2"),
        "count": (5, town, "5"),
        "lines": ([(7, 8)], (), "chapter.spans"),
        "line_numbers": ([(7, 8), (11, 11)], (), "chapter.spans"),
        "listing": (["Артём", "Берегов", "Еловск"], (), "имена"),
        "date_long": ("2024-03-01", (), "settings.issued"),
        "sentence_case": ("пять отчётов", (), '"пять отчётов"'),
        "figure": (about, (), "figure"),
        "cell": (Cell("missing"), (), "cell"),
        "roomy": (about, (), "figure"),
        "noun": (key.figure, (key.forms,), "item.figure"),
        "places": (digest.tables["materials"].places[:1], (), "table.places"),
        "inside": ("Пресс-релизы", (), '"Пресс-релизы"'),
        "reports": (2, (5,), "2"),
        "point": (about, (), "point.figure"),
        "bar": (about, (), "point.figure"),
        "alternative": (next(iter(digest.charts.values())), (), "chart"),
        "origin": (Figure(*_only(report.observations[0])), (), "figure"),
    }


def _only(observation: Any) -> tuple[Any, ...]:
    return observation.value, observation.measure, (observation,)
