"""The text of a long part as units: what it may be taken apart into without being read as a whole.

A unit is an element with its place in the text. Sections, tables and groups of rows have units inside them; all
others are whole, and so is one of these that cannot be told without what stands in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern

from generator.page import VOID
from generator.writers.table_headers import BELONGS

HEADS = ("caption", "colgroup", "thead")  # of a table: told on all its sheets
GROUPS = ("tbody", "tfoot")
_INSIDE = {"body": ("section", "table"), "section": ("section", "table"), "table": GROUPS}
_VOID = frozenset(tag.encode() for tag in VOID)
# As lxml writes a page: all elements but void ones are closed, values are quoted.
_TAG = re.compile(rb"""<(/?)([A-Za-z][\w:-]*)([^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*)>""")
_ROWSPAN = re.compile(rb"""\browspan=["'](\d+)""")
_SCOPE = re.compile(rb"""\bscope=["'](\w+)""")
_CLASS = re.compile(rb"""\bclass=["']\s*([^"'\s]+)""")
NOTE = re.compile(rb"""<span\b[^>]*\bclass=["'][^"']*\bfootnote\b""")
# Classes of rows and scopes of header cells that speak for later rows (`table_headers`).
_SPEAKING = frozenset({"rowgroup", "colgroup", "col"}.union(*BELONGS.values()))


@dataclass(slots=True, eq=False)
class Unit:
    """An element of the text: where it begins, where its tag ends, where it ends: in bytes."""

    tag: str
    parent: "Unit | None"
    index: int  # among its siblings
    start: int
    inner: int
    end: int = 0
    units: "list[Unit] | None" = None  # `None` for one that is whole
    # Of a row:
    speaks: tuple[str, ...] = ()  # how its header cells may speak for later rows: by its class, by their scope
    joined: bool = False  # whether a cell of a row above reaches into it


def read(text: bytes) -> Unit:
    """The `body` of a page with its units."""
    return _Reader(text).body


class _Reader:
    def __init__(self, text: bytes) -> None:
        self._text = text
        self._tags = _TAG.finditer(text, text.index(b"<body"))
        self._known = 0  # how far the text has been told
        self._reach = 0  # how many rows of the group are covered by cells so far
        self.body = self._unit(next(self._tags), None)

    def _unit(self, tag: re.Match[bytes], parent: Unit | None) -> Unit:
        """The unit that begins with a tag; the text is read to its end."""
        index = len(parent.units or ()) if parent else 0
        unit = Unit(intern(tag[2].decode()), parent, index, tag.start(), tag.end())
        self._known = tag.end()
        if parent is None or unit.tag in _INSIDE.get(parent.tag, ()):
            self._units(unit)
        elif parent.tag in GROUPS:
            self._row(unit, tag)
        else:
            for _ in self._within(tag):
                pass
        unit.end = self._known
        return unit

    def _units(self, unit: Unit) -> None:
        unit.units, self._reach = [], 0
        whole = False
        for tag in self._tags:
            whole = whole or bool(self._text[self._known : tag.start()].strip())
            if tag[1]:
                self._known = tag.end()
                break
            unit.units.append(self._unit(tag, unit))
        if whole or not self._divisible(unit):
            unit.units = None

    def _row(self, row: Unit, first: re.Match[bytes]) -> None:
        """Read a row: how far its cells reach, for which rows its header cells speak."""
        row.joined = row.index < self._reach
        scopes = set()
        for tag in self._within(first):
            if span := _ROWSPAN.search(tag[3]):
                self._reach = max(self._reach, row.index + int(span[1]))
            if tag[2] == b"th":
                scope = _SCOPE.search(tag[3])
                scopes.add(scope[1].decode() if scope else "")
        kind = _CLASS.search(first[3])
        if scopes and kind:
            scopes.add(kind[1].decode())
        if speaks := scopes & _SPEAKING:
            row.speaks = tuple(map(intern, sorted(speaks)))

    def _within(self, first: re.Match[bytes]) -> Iterator[re.Match[bytes]]:
        """The tags that begin something inside an element, which is read to its end."""
        self._known = first.end()
        deep = int(not self._void(first))
        while deep:
            tag = next(self._tags)
            self._known = tag.end()
            if tag[1]:
                deep -= 1
            else:
                yield tag
                deep += not self._void(tag)

    @staticmethod
    def _void(tag: re.Match[bytes]) -> bool:
        return tag[2] in _VOID or tag[3].endswith(b"/")

    def _divisible(self, unit: Unit) -> bool:
        """Whether a unit may be taken apart: without the other rows each has its width and its header cells."""
        units = unit.units or []
        if unit.tag in GROUPS:
            return all(row.tag == "tr" for row in units)
        if unit.tag != "table":
            return True
        head = b"".join(self._text[part.start : part.end] for part in units if part.tag in HEADS)
        return (
            b"<thead" in head
            and b"<th " in head
            and not NOTE.search(head.partition(b"<thead")[2])
            and all(part.tag in (*HEADS, *GROUPS) for part in units)
            and not any({"col", "colgroup"} & {*row.speaks} for part in units for row in part.units or ())
        )
