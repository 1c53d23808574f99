"""Widths of columns by the figures in them.

The theme gives some columns a width, and the others share what is left equally. Nobody divides a figure, so one
that is longer than its column would run into the next, and two figures be read as one. Such a column gets what its
longest figure takes. Those without a width share what is left then; where that is too little, columns with a width
give what their own figures and words can spare. The words of heads get room in the same way, as far as there is any:
a narrow column cuts them before their last letter. A hedge stands beside its figure where heads and names keep their
room, and «2 из 5» on one line wherever there is room at all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate
from math import floor
from operator import ge
from typing import NamedTuple

from lxml import etree

from generator.page import Page, classes
from generator.theme import Theme
from generator.writers.letters import ems
from generator.writers.look import declarations
from generator.writers.look.shell import Properties, ShellLook
from generator.writers.styles import Path, Step, StyleSheet, has_class, step

_POINTS_PER_MM = 72 / 25.4
_APART = 0.45  # ems between figures of neighbours at least: the space inside a figure is half of it
_WIDE = 0.72  # ems: hardly a sign of a figure or its unit is wider
_LONGEST = 20  # signs of a figure with its unit: what is longer is an address, which is divided
_CLOSE = 0.9  # of the width from above is enough for words: so close they may come to those beside them
_WHOLE = 9  # letters: in a word that is longer a hyphen finds a place
_BOUND, _FIGURE, _WORD = re.compile(r"[\d\u00a0]"), re.compile(r"\d"), re.compile(r"\w")  # «без числа» is bound
_OWN = re.compile(r"width: ([\d.]+)pt")
# Where a line of a cell may end: anywhere, not within «2 из 5», nor between a hedge and its figure.
_ANYWHERE = re.compile(" ")
_COUNTED = re.compile(r" (?!из\u00a0\d)")
_HEDGED = re.compile(rf"{_COUNTED.pattern}(?:(?<![^\W\d] )|(?!\d))")

_CELL = Step("td", "", False, "")
_Widths = list[float | None]  # in points; `None` for what the theme gives, or an equal share


def fit(page: Page, theme: Theme) -> None:
    """Give columns whose figures are longer than their share a width of their own.

    Raises `GeneratorError` for a shell that cannot be read, or that lacks a style of the theme.
    """
    ruler = _Ruler(theme, page)
    for table in page.body.iter("table"):
        if columns := list(table.iter("col")):
            for column, width in zip(columns, ruler.widths(table, columns), strict=True):
                if width is not None:
                    column.set("style", f"width: {floor(width * 100) / 100}pt")  # all together never too wide


def own(column: etree._Element) -> float | None:
    """The width of a column by its figures, in points, or `None`: it has that of the theme, or its share."""
    found = _OWN.fullmatch(column.get("style") or "")
    return float(found[1]) if found else None


class _Place(NamedTuple):
    """A cell: its column, and what leads to it from its table: section, row, the cell."""

    column: int
    path: tuple[etree._Element, etree._Element, etree._Element]


class _Ruler:
    """Measures the figures of tables in the look of one theme."""

    def __init__(self, theme: Theme, page: Page) -> None:
        self._given = {name: float(width) * _POINTS_PER_MM for name, width in theme.columns.items()}
        self._shell = ShellLook(theme.path("shell.docx"), {})
        self._sheet = StyleSheet(theme.styles)
        longest = _WHOLE if page.hyphenated and self._shell.hyphenates else ""
        piece = rf"[^\w\s]*\w{{1,{longest}}}[^\w\s]*"  # a line may end after a hyphen
        self._piece = re.compile(rf"{piece}(?:\u00a0{piece})*")
        self._looks: dict[Path, tuple[float, float]] = {}
        self._tables: dict[Path, Properties] = {}

    def widths(self, table: etree._Element, columns: Sequence[etree._Element]) -> _Widths:
        """The widths of the columns of a table that are not those of the theme, nor an equal share."""
        given = [next((self._given[name] for name in classes(one) if name in self._given), None) for one in columns]
        room = self._room(table)
        free = room - sum(filter(None, given))
        if free < 0:  # a mistake of the theme, which the Word writer tells
            return [None] * len(columns)
        share = free / max(given.count(None), 1)
        enough = [share if own is None else own for own in given]
        heads = self._heads(table, len(columns))
        if not any(self._needed(table, _BOUND, enough, _HEDGED)) and all(map(ge, enough, heads)):
            return [None] * len(columns)
        words = cache(lambda: self._needed(table, _WORD, [0.0] * len(columns)))
        for kind, gap in ((_BOUND, _HEDGED), (_BOUND, _COUNTED), (_BOUND, _ANYWHERE), (_FIGURE, _ANYWHERE)):
            needed = self._needed(table, kind, [0.0] * len(columns), gap)
            for tenths in range(10, 9 if gap is _HEDGED else -1, -1):  # heads get of what they lack as much as there is
                wanted = [need + max(head - need, 0) * tenths / 10 for need, head in zip(needed, heads, strict=True)]
                # A hedge may stand above its figure: for its sake no name is divided.
                if widths := _fitted(given, wanted, (lambda: enough) if gap is _HEDGED else words, room):
                    return widths
        return [None] * len(columns)  # whoever reads the file back will say so

    def _room(self, table: etree._Element) -> float:
        """How wide all columns of a table are together, in points."""
        usual, widest = self._paper
        lying = any(has_class(section, "landscape") for section in table.iterancestors("section"))
        indent = int(self._table(_path(table)).get("tblInd", {}).get("w", "0")) / 20
        return (widest if lying else usual) - 2 * min(indent, 0)  # out to the left is out to the right

    @cached_property
    def _paper(self) -> tuple[float, float]:
        """The width of the text on a sheet of the shell, and on a lying one."""
        paper = self._shell.paper
        _, right, _, left = paper.margins
        return paper.width - left - right, max(paper.width, paper.height) - left - right

    def _needed(
        self,
        table: etree._Element,
        wanted: re.Pattern[str],
        enough: Sequence[float],
        gap: re.Pattern[str] = _ANYWHERE,
    ) -> list[float]:
        """What the longest words of each column take, in points: of those that have a sign of the pattern.

        Words stand between gaps; one that takes less than what is enough for its column need not be among them.
        """
        above = _path(table)
        size, sides = self._look((*above, Step("tbody", "", False, ""), Step("tr", "", False, ""), _CELL), above)
        needed = [0.0] * len(enough)
        for place, word in _longest(table, wanted, [(width - sides) / (size * _WIDE) for width in enough], gap):
            size, sides = self._look((*above, *map(step, place.path)), above)
            needed[place.column] = max(needed[place.column], size * _wide(word) + max(sides, size * _APART))
        return needed

    def _heads(self, table: etree._Element, count: int) -> list[float]:
        """What the words over each of so many columns take, in points, where a hyphen may divide the long ones."""
        above = _path(table)
        needed = [0.0] * count
        for section in table.iterchildren("thead"):
            for row in section:
                for column, cell in _placed(row, count):
                    size, sides = self._look((*above, step(section), step(row), step(cell)), above)
                    pieces = self._piece.findall("".join(map(str, cell.itertext())))
                    widest = max(map(_wide, pieces), default=0.0)
                    needed[column] = max(needed[column], size * widest + max(sides, size * _APART))
        return needed

    def _look(self, path: Path, table: Path) -> tuple[float, float]:
        """The size of the letters of a cell, and the space at both sides of them, in points."""
        if path not in self._looks:
            look = self._shell.paragraph(self._sheet.find(path) or "Normal")
            _, right, _, left = declarations.inside(look, self._table(table))
            self._looks[path] = declarations.size(look), left + right
        return self._looks[path]

    def _table(self, path: Path) -> Properties:
        if path not in self._tables:
            name = self._sheet.find(path)
            self._tables[path] = self._shell.table(name).whole if name else {}
        return self._tables[path]


def _wide(word: str) -> float:
    """The width of a figure from above, of another word nearly so; in ems."""
    return ems(word) if _FIGURE.search(word) else _CLOSE * ems(word)


def _path(table: etree._Element) -> Path:
    return tuple(step(one) for one in (*reversed(list(table.iterancestors("section"))), table))


def _longest(
    table: etree._Element, wanted: re.Pattern[str], least: Sequence[float], gap: re.Pattern[str]
) -> Iterable[tuple[_Place, str]]:
    """The longest word of each column in rows of each class, with its place; `least` are lengths for the columns."""
    found: dict[tuple[int, str | None], tuple[_Place, str]] = {}
    for section in table.iterchildren("tbody", "tfoot"):
        for row in section:
            for column, cell in enumerate(row) if len(row) == len(least) else _placed(row, len(least)):
                text = "".join(map(str, cell.itertext())) if len(cell) else cell.text or ""
                if len(text) > least[column] and wanted.search(text):
                    key = column, row.get("class")
                    length = len(found[key][1]) if key in found else 0
                    for word in gap.split(text) if len(text) > length else ():
                        if length < len(word) <= _LONGEST and wanted.search(word):
                            found[key] = _Place(column, (section, row, cell)), word
                            length = len(word)
    return found.values()


def _placed(row: etree._Element, count: int) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row that stand in one of so many columns, with its number; none beside a cell of a row above."""
    spans = [int(cell.get("colspan", "1")) for cell in row]
    if sum(spans) == count:
        for cell, span, after in zip(row, spans, accumulate(spans), strict=True):
            if span == 1:
                yield after - 1, cell


def _fitted(
    given: Sequence[float | None], needed: Sequence[float], words: Callable[[], Sequence[float]], room: float
) -> _Widths:
    """Widths of columns that need more than they have; empty where there is no room.

    They may be at the cost of others, which keep what their `words` take.
    """
    widths, lack = _shared(given, needed, room)
    if lack <= 0:
        return widths
    less = _spared(given, list(map(max, needed, words())), lack)
    widths = _shared(less, needed, room)[0] if less else []
    return [own if width is None else width for own, width in zip(less, widths, strict=True)]


def _shared(given: Sequence[float | None], needed: Sequence[float], room: float) -> tuple[_Widths, float]:
    """Widths of columns that need more than they have, and by how much all are too wide then, if they are.

    >>> _shared([30, None, None], [20, 10, 45], 100)
    ([None, None, 45], -25)
    """
    widths = [None if own is None or own >= need else need for own, need in zip(given, needed, strict=True)]
    rest = room - sum(own if wider is None else wider for own, wider in zip(given, widths, strict=True) if own)
    free = sorted((number for number, own in enumerate(given) if own is None), key=needed.__getitem__)
    while free and needed[free[-1]] > rest / len(free):
        number = free.pop()
        widths[number] = needed[number]
        rest -= needed[number]
    return widths, -rest


def _spared(given: Sequence[float | None], needed: Sequence[float], lack: float) -> _Widths:
    """Widths of columns that give up so much of what they do not need; empty where that is too little.

    >>> _spared([30, None, 50], [20, 10, 20], 10)
    [27.5, None, 42.5]
    """
    spare = [0 if own is None else max(own - need, 0) for own, need in zip(given, needed, strict=True)]
    if sum(spare) < lack:
        return []
    return [None if own is None else own - lack * more / sum(spare) for own, more in zip(given, spare, strict=True)]
