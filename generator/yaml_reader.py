"""Strict YAML with places: text stays text, every value knows its line.

Records are built from the *events* of the parser, not from its data: a ready-made loader turns
ОКТМО 01701000 into 492032, «no» into False and 12:30:45 into 45045, keeps the last of two equal
keys, and forgets the line. Anchors, tags and merge keys, which nobody types into a record but
which can make a kilobyte grow to gigabytes, are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from generator import text_file, yaml_syntax
from generator.errors import GeneratorError
from generator.text_file import shortened

MAX_DEPTH = 20
MAX_NODES = 100_000

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml is ten times faster where it is built in


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `literal` means its line ends are the writer's own (written after «|»)."""

    text: str
    line: int
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named values in the order of the file; `lines` gives the line of each name."""

    items: dict[str, "Node"]
    lines: dict[str, int]
    line: int


Node = Scalar | Sequence | Mapping


def read(path: Path, name: str = "") -> Node:
    """Read one YAML file; `name` is how messages call it. An empty file is an empty scalar.

    Raises `GeneratorError` with the line for the first thing that is not plain, strict YAML,
    and whatever `text_file.read` raises.
    """
    name = name or path.name
    return parse(text_file.read(path, name), name)


def parse(text: str, name: str) -> Node:
    """Read YAML from a text; see `read`."""
    try:
        return _Builder(text, name).document()
    except yaml.MarkedYAMLError as error:
        line, problem = yaml_syntax.explain(error, text)
        raise GeneratorError(f"{name}, строка {line}: {problem}") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise GeneratorError(f"{name}: разметку YAML не удаётся прочесть. Проверьте кавычки и отступы.") from error


class _Builder:
    """Builds the tree from events; the depth and number of nodes are bounded while it is built."""

    def __init__(self, text: str, name: str) -> None:
        # Any: the events of the two parsers have these attributes in common, and no type that says so.
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self.name = name
        self.nodes = 0
        self.hashtags = _hashtags(text)

    def document(self) -> Node:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Scalar("", 1)
        root = self.node(next(self.events), depth=1)
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.refuse(after, "второй документ в одном файле. Оставьте один, а строку «---» между ними уберите.")
        return root

    def node(self, event: Any, depth: int, listed: bool = False) -> Node:
        """The tree of an event; `listed` tells that it is an item of a list."""
        self.check(event, depth)
        line: int = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            self.check_text(event)
            return Scalar(event.value, line, literal=event.style == "|")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(item, depth + 1, listed=True))
            return Sequence(tuple(items), line)
        mapping = Mapping({}, {}, line)
        while not isinstance(name := next(self.events), yaml.MappingEndEvent):
            key = self.key(name, mapping, depth + 1, dashed=listed and not event.flow_style)
            mapping.lines[key] = name.start_mark.line + 1
            mapping.items[key] = self.node(next(self.events), depth + 1)
        return mapping

    def key(self, event: Any, mapping: Mapping, depth: int, dashed: bool) -> str:
        """The name of the next value of a mapping; `dashed` tells that a dash stands before its first one."""
        self.check(event, depth)
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "имя поля — не текст. Имя поля пишется одним словом перед двоеточием.")
        self.check_text(event)
        key = str(event.value)
        if key == "<<":
            self.refuse(event, "слияние «<<» не допускается. Повторите поля целиком.")
        if key in mapping.items:
            said = f"поле «{shortened(key)}» уже есть в строке {mapping.lines[key]}."
            if dashed and key == next(iter(mapping.items)):
                # Two items have become one: to leave one of their names would lose the other item's.
                self.refuse(
                    event,
                    f"{said} С него начинается пункт списка: похоже, перед новым пунктом пропал дефис. "
                    f"Если это новый пункт, начните строку с «- {shortened(key)}:»; если повтор, оставьте одно.",
                )
            self.refuse(event, f"{said} Оставьте одно из двух.")
        return key

    def check(self, event: Any, depth: int) -> None:
        """Refuse what can hide, repeat or multiply data."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(event, f"в файле больше {MAX_NODES} значений. Разделите его.")
        if depth > MAX_DEPTH:
            self.refuse(event, f"вложенность больше {MAX_DEPTH}. Проверьте скобки и отступы.")
        if isinstance(event, yaml.AliasEvent):
            self.refuse(
                event,
                f"ссылка «*{shortened(str(event.anchor))}» не допускается. Если это текст, возьмите его в кавычки.",
            )
        if event.anchor:
            self.refuse(
                event, f"якорь «&{shortened(event.anchor)}» не допускается. Если это текст, возьмите его в кавычки."
            )
        if event.tag:
            self.refuse(event, f"тег «{shortened(event.tag)}» не допускается. Если это текст, возьмите его в кавычки.")

    def check_text(self, event: Any) -> None:
        """Refuse what a quoted text can smuggle in, and a text that a «#» cuts short."""
        if event.style == '"' and (found := re.search(rf"\r|{text_file.FORBIDDEN.pattern}", event.value)):
            self.refuse(event, f"недопустимый знак U+{ord(found.group()):04X}. Удалите его.")
        if self.hashtags and not event.style:
            lost = self.hashtags.get((event.end_mark.line, event.end_mark.column))
            if lost:
                self.refuse(
                    event, f"текст «{shortened(lost)}» пропадёт как примечание. Возьмите всё значение в кавычки."
                )

    def refuse(self, event: Any, problem: str) -> NoReturn:
        raise GeneratorError(f"{self.name}, строка {event.start_mark.line + 1}: {problem}")


def _hashtags(text: str) -> dict[tuple[int, int], str]:
    """Each «#» glued to a word, by the line and column (from 0) of the space before it.

    YAML drops it as a comment; people write comments after «# » and mean a hashtag here.
    """
    if not re.search(r"[ \t]#\w", text):
        return {}
    found = (
        (number, re.search(r"(?<![ \t])[ \t]+(#\w.*)", line)) for number, line in enumerate(text_file.lines_of(text))
    )
    return {(number, match.start()): match.group(1) for number, match in found if match}
