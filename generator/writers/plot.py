"""A chart of the page, read and laid out once for both files: its SVG and its drawing in Word.

Sizes are in points, of a chart as wide as the text of an A4 sheet (165 mm); widths of text are estimated (`letters`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from lxml import etree

from generator.errors import GeneratorError
from generator.page import words
from generator.writers.letters import ems

KINDS = ("bars", "grouped", "columns")
MOST_SERIES = 4  # shades that are told apart in black and white

WIDTH = 467.7
SIZE = 9.5  # of the type
LINE = 11.6  # from one line of it to the next
BAR = 13.0
BAR_GAP = 1.5  # between bars of one group
ROW_GAP = 7.5  # between groups
PAD = 5.0  # between a bar and its value
LABELS = 0.38  # of the width at most for the labels at the side
COLUMN = 44.0  # the widest upright bar
COLUMNS = 118.0  # the height of the tallest one
SWATCH = 9.0

_BREAKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and what is printed at it; no value, no bar."""

    value: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars of one shade."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Plot:
    """A chart: its bars by series, and the label of each group of bars."""

    kind: str
    unit: str
    alt: str
    labels: tuple[str, ...]
    strips: tuple[Strip, ...]

    @property
    def largest(self) -> Decimal:
        """The largest value; 1 when there is none above zero, so that it may divide."""
        return max((bar.value for strip in self.strips for bar in strip.bars if bar.value), default=Decimal(1))

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is printed at bars."""
        return tuple(bar.text for strip in self.strips for bar in strip.bars)

    @cached_property
    def upright(self) -> bool:
        """Whether the bars stand: columns that leave room for their values and labels; otherwise they lie."""
        room = WIDTH / len(self.labels) - 3
        pieces = [*self.texts, *(word for label in self.labels for word in _BREAKS.split(label))]
        return self.kind == "columns" and len(self.strips) == 1 and all(text_width(piece) <= room for piece in pieces)

    @cached_property
    def label_width(self) -> float:
        """The width for the labels at the side of lying bars."""
        return min(max(map(text_width, self.labels)), WIDTH * LABELS)

    @cached_property
    def value_width(self) -> float:
        """The width for the longest value."""
        return max(map(text_width, self.texts))

    @cached_property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each label."""
        room = WIDTH / len(self.labels) - 2 if self.upright else self.label_width + 1
        return tuple(wrapped(label, room) for label in self.labels)

    @cached_property
    def legend(self) -> tuple[tuple[float, float, str], ...]:
        """Where each entry of the legend stands, from the upper left: x, y, words; none for one series."""
        if len(self.strips) == 1:
            return ()
        placed, x, y = [], 0.0, 0.0
        for strip in self.strips:
            width = SWATCH + PAD + text_width(strip.label) + 14
            if x and x + width > WIDTH:
                x, y = 0.0, y + LINE + 3
            placed.append((x, y, strip.label))
            x += width
        return tuple(placed)

    @property
    def top(self) -> float:
        """Where the bars begin: under the legend, and for upright ones under the value of the tallest."""
        legend = self.legend[-1][1] + LINE + 6 if self.legend else 0.0
        return legend + (LINE + 4 if self.upright else 2)

    @cached_property
    def rows(self) -> tuple[float, ...]:
        """The height of each group of lying bars, with the gap under it."""
        bars = len(self.strips) * (BAR + BAR_GAP) - BAR_GAP
        return tuple(max(bars, len(lines) * LINE) + ROW_GAP for lines in self.lines)

    @property
    def height(self) -> float:
        """The height of the chart."""
        if self.upright:
            return self.top + COLUMNS + 4 + max(map(len, self.lines)) * LINE + 2
        return self.top + sum(self.rows)

    @property
    def bars_width(self) -> float:
        """The length of the longest lying bar."""
        return max(WIDTH - self.label_width - self.value_width - 2 * PAD, WIDTH / 10)


def read(chart: etree._Element) -> Plot:
    """Read a `chart` of the page.

    Raises `GeneratorError` with the line for a kind that is not known, a missing description, series
    of other labels than the first, too many of them, and a value that no bar from zero can show.
    """
    kind, alt = chart.get("kind", ""), chart.get("alt", "").strip()
    if kind not in KINDS:
        raise _wrong(chart, f"вида «{kind}» нет. Можно: {', '.join(KINDS)}")
    if not alt:
        raise _wrong(chart, "нет описания alt. Напишите, что на диаграмме показано, с числами")
    strips = tuple(_strip(series) for series in chart.iterfind("series"))
    points = [[point.get("label", "") for point in series.iterfind("point")] for series in chart.iterfind("series")]
    if not points or not points[0]:
        raise _wrong(chart, "показывать нечего. Дайте ей series и point или уберите рисунок")
    if any(labels != points[0] for labels in points):
        raise _wrong(chart, "подписи у рядов series разные. Дайте всем рядам одни и те же точки в одном порядке")
    if len(strips) > MOST_SERIES or (len(strips) > 1 and kind != "grouped"):
        raise _wrong(chart, f"рядов слишком много: {len(strips)}. Их бывает до {MOST_SERIES}, и только у вида grouped")
    return Plot(kind, chart.get("unit", ""), alt, tuple(points[0]), strips)


def _strip(series: etree._Element) -> Strip:
    return Strip(series.get("label", ""), tuple(_bar(point) for point in series.iterfind("point")))


def _bar(point: etree._Element) -> Bar:
    text = " ".join(_BREAKS.split(words(point))).strip(" ")
    given = point.get("value", "")
    if not text:
        raise _wrong(point, f"у точки «{point.get('label', '')}» не напечатано число")
    if not given:
        return Bar(None, text)
    try:
        value = Decimal(given)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise _wrong(point, f"value=«{given}», а столбец показывает число от нуля с десятичной точкой")
    return Bar(value, text)


def _wrong(element: etree._Element, what: str) -> GeneratorError:
    return GeneratorError(f"Диаграмма: элемент «{element.tag!s}», строка {element.sourceline} страницы: {what}.")


def text_width(text: str) -> float:
    """The width of a line of text, from above.

    >>> 60 < text_width("1 267 пресс-релизов") < 110
    True
    """
    return SIZE * ems(text)


def wrapped(text: str, width: float) -> tuple[str, ...]:
    """Text in lines no wider than `width`; a word that is wider is cut, at a hyphen if it has one."""
    lines = [""]
    for word in _BREAKS.split(text.strip(" \t\r\n")):
        joined = f"{lines[-1]} {word}".lstrip(" ")
        if text_width(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _cut(word, width)
        lines[-1:] = [*filter(None, lines[-1:]), *pieces]
    return tuple(lines)


def _cut(word: str, width: float) -> Sequence[str]:
    pieces = []
    while text_width(word) > width:
        fitting = max((n for n in range(1, len(word)) if text_width(word[:n]) <= width), default=1)
        at = word.rfind("-", 0, fitting) + 1 or fitting
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]
