"""Records edited in place: what is not meant stays to the character, comments and line ends too.

The strict reader says whether a text is a record; here the marks of the parser say where in the
text its parts stand. A list that is not written in the usual way, each item after its own dash, is
left to the person.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from generator import text_file, yaml_reader
from generator.errors import GeneratorError
from generator.recording.yaml_text import quoted, scalar

# The lists of a record in the order in which they are written.
SECTIONS = ("observations", "passages", "goals", "training", "review")


@dataclass(frozen=True)
class Item:
    """One item of a list: lines `start` to `end` (from 0, the end is out) of the text."""

    start: int
    end: int
    dash: int  # the column of its dash
    text: str  # as it would be written at the left edge, lines ended by `\\n`
    node: Any  # yaml.MappingNode

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """The nodes of name and value, by name, in the order of the text."""
        return {key.value: (key, value) for key, value in self.node.value}


@dataclass(frozen=True)
class _Section:
    end: int  # the line after its last
    dash: int  # the column of its dashes
    items: tuple[Item, ...]


class Editor:
    """The text of one record, and the changes to it; `name` is how messages call it.

    Raises `GeneratorError` when a list is written in a way that cannot be edited.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self._ends = [0, *(found.end() for found in text_file.LINE_END.finditer(text))]
        self._lines = text_file.LINE_END.split(text)
        end = text_file.LINE_END.search(text)
        self._newline = end.group() if end else "\n"
        self._edits: list[tuple[int, int, str]] = []  # from where, to where, and the new text
        self._additions: dict[str, list[tuple[int, str]]] = {}  # after which item of a section, and the item
        root: Any = yaml.compose(text, Loader=yaml_reader.LOADER)
        self._root: dict[str, tuple[Any, Any]] = {key.value: (key, value) for key, value in root.value}
        self._sections = dict(self._found())

    def items(self, section: str) -> tuple[Item, ...]:
        """The items of a list; none when the record has no such list."""
        return self._sections[section].items if section in self._sections else ()

    def replace(self, item: Item, text: str) -> None:
        """Put another item in the place of one."""
        self._edit(item.start, item.end, self._indented(text, item.dash))

    def remove(self, item: Item) -> None:
        """Take an item out; comments around it stay."""
        self._edit(item.start, item.end, "")

    def add(self, section: str, text: str, after: int = -1) -> None:
        """Add an item after the one of this index; before all others when there is none (-1)."""
        self._additions.setdefault(section, []).append((after, text))

    def rename(self, item: Item, field: str, name: str, value: str) -> None:
        """Put another field in the place of one."""
        key, old = item.fields[field]
        self._edits.append((self._at(key.start_mark), self._at(old.end_mark), f"{name}: {scalar(value)}"))

    def decide(self, item: Item, values: Mapping[str, str]) -> None:
        """Set fields of one line: those that the item has get the new value, the others follow its quote."""
        fields = item.fields
        fresh = []
        for name, value in values.items():
            if name in fields:
                node = fields[name][1]
                self._edits.append((self._at(node.start_mark), self._at(node.end_mark), quoted_or_plain(value, item)))
            else:
                fresh.append(f"{name}: {quoted_or_plain(value, item)}")
        if not fresh:
            return
        if item.node.flow_style:
            end = self._at(item.node.value[-1][1].end_mark)
            self._edits.append((end, end, "".join(f", {field}" for field in fresh)))
            return
        names = list(fields)
        later = names[max(names.index(name) for name in ("quote", "doubt") if name in names) + 1 :]
        line = fields[later[0]][0].start_mark.line if later else item.end
        indent = " " * item.node.start_mark.column
        self._insert(line, [indent + field for field in fresh])

    def renumber(self, item: Item, place: int, lines: str) -> None:
        """Set the lines of one place of an item: its own (0), or one of those that it names `also`."""
        fields = item.fields
        if place:
            also = fields["also"][1].value[place - 1]
            fields = {key.value: (key, value) for key, value in also.value}
        node = fields["lines"][1]
        mark = node.style or ""  # «"7"»: so a person may have written it
        self._edits.append((self._at(node.start_mark), self._at(node.end_mark), f"{mark}{lines}{mark}"))

    def set(self, name: str, value: str, after: str) -> None:
        """Set a field of the record itself; a new one follows the field `after`."""
        if name in self._root:
            node = self._root[name][1]
            self._edits.append((self._at(node.start_mark), self._at(node.end_mark), value))
        else:
            self._insert(self._root[after][1].start_mark.line + 1, [f"{name}: {value}"])

    def result(self) -> str:
        """The text with all changes."""
        for section in SECTIONS:
            self._write(section, self._additions.pop(section, []))
        text = self.text
        # From the end, so that places before a change stay true; at one place the first said stands first.
        for start, end, new in sorted(reversed(self._edits), key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def _found(self) -> Iterator[tuple[str, _Section]]:
        headers = sorted(key.start_mark.line for key, _ in self._root.values())
        for name in SECTIONS:
            if name not in self._root or not isinstance(self._root[name][1], yaml.SequenceNode):
                continue
            key, value = self._root[name]
            if not value.value:
                continue
            header = key.start_mark.line
            end = next((line for line in headers if line > header), len(self._lines))
            yield name, self._section(name, value, header, end)

    def _section(self, name: str, value: Any, header: int, end: int) -> _Section:
        dash = value.start_mark.column
        starts = [line for line in range(header + 1, end) if re.match(rf"[ ]{{{dash}}}-(?:[ \t]|$)", self._lines[line])]
        # libyaml gives the mapping of an item the line of its first name, below a dash that stands alone.
        usual = len(starts) == len(value.value) and all(
            isinstance(node, yaml.MappingNode) and start <= node.start_mark.line < after
            for start, node, after in zip(starts, value.value, [*starts[1:], end], strict=True)
        )
        if value.flow_style or not usual:
            raise GeneratorError(
                f"{self.name}, строка {header + 1}: список «{name}» записан необычно, программа не может его править. "
                "Начните каждый пункт с новой строки, с дефиса, как в других записях."
            )
        items = []
        for start, after, node in zip(starts, [*starts[1:], end], value.value, strict=True):
            last = self._last(start, after, dash)
            lines = [line[dash:] for line in self._lines[start:last]]
            items.append(Item(start, last, dash, "\n".join(lines), node))
        return _Section(items[-1].end, dash, tuple(items))

    def _last(self, start: int, after: int, dash: int) -> int:
        """The line after an item: blank lines and comments left of its fields belong to what follows."""
        while after > start + 1:
            line = self._lines[after - 1]
            indent = len(line) - len(line.lstrip(" "))
            if line.strip() and not (line.lstrip().startswith("#") and indent <= dash):
                break
            after -= 1
        return after

    def _write(self, section: str, added: Sequence[tuple[int, str]]) -> None:
        if not added:
            return
        if known := self._sections.get(section):
            for after, text in added:
                # Comments stay with the item below them.
                line = known.items[after].end if after >= 0 else self._root[section][0].start_mark.line + 1
                self._insert(line, self._block(text, known.dash))
            return
        lines = [line for _, text in added for line in self._block(text, 2)]
        if section in self._root:  # it is empty: nothing, `[]` or `~`
            key, value = self._root[section]
            if value.start_mark.line == key.start_mark.line:
                colon = self.text.index(":", self._at(key.end_mark)) + 1
                self._edits.append((colon, self._at(value.end_mark), ""))
            self._insert(key.start_mark.line + 1, lines)
            return
        before = [name for name in SECTIONS[: SECTIONS.index(section)] if name in self._root]
        if before and before[-1] in self._sections:
            line = self._sections[before[-1]].end
        elif before:
            line = self._root[before[-1]][0].start_mark.line + 1
        else:
            last = max(
                (value for name, (_, value) in self._root.items() if name not in SECTIONS),
                key=lambda value: value.start_mark.line,
            )
            line = last.start_mark.line + 1
        self._insert(line, ["", f"{section}:", *lines])

    def _block(self, text: str, dash: int) -> list[str]:
        return [" " * dash + line if line else "" for line in text.split("\n")]

    def _indented(self, text: str, dash: int) -> str:
        return "".join(line + self._newline for line in self._block(text, dash))

    def _insert(self, line: int, lines: Sequence[str]) -> None:
        """Add whole lines before a line; past the end of a text whose last line is not ended, end it first."""
        text = "".join(new + self._newline for new in lines)
        if line >= len(self._ends):
            self._edits.append((len(self.text), len(self.text), self._newline + text))
        else:
            self._edits.append((self._ends[line], self._ends[line], text))

    def _edit(self, start: int, end: int, text: str) -> None:
        last = self._ends[end] if end < len(self._ends) else len(self.text)
        self._edits.append((self._ends[start], last, text))

    def _at(self, mark: Any) -> int:
        """The place of a mark in the text."""
        place: int = self._ends[mark.line] + mark.column
        return place


def quoted_or_plain(value: str, item: Item) -> str:
    """A value as the item's style wants it: between brackets a comma would end a plain one."""
    return quoted(value) if item.node.flow_style else scalar(value)
