"""From characters on a printed page to lines in reading order: columns one after the other, ruled tables as rows.

Places are in points, from the lower left corner of the page as it is read. The rules are few: characters on
one base line that stand close make a fragment; rules that cross make the grid of a table; a white strip
that parts several full lines on its left from several on its right parts columns. What stands side by side
otherwise is one line, or a row of a table when the next line stands in the same places.
"""

import math
import re
import statistics
from bisect import bisect
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from generator.documents.document import Line
from generator.documents.visible import one_line, row, visible

RULES = 20_000  # ruled lines of a page beyond which it is a drawing

_NEAR = 3.0  # points within which two rules, or two edges of text, stand in one place
_THIN = 2.5  # points that a rule is thick
_CELL = 2.0  # a gap this many times the size of the text parts cells
_COLUMN_LINES = 4  # lines that a column has at least
_COLUMN_CHARS = 16  # characters of its usual line: fewer are figures of a table
_MARK = re.compile(r"[•●○▪■◦‣–—\-*·o]|(?:\d{1,2}|[а-яa-z])[.)]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Char(NamedTuple):
    """A character; one without a size is a space that the text has and the page only shows."""

    text: str
    left: float
    right: float
    base: float
    size: float


class Rule(NamedTuple):
    """A ruled line: horizontal when its ends have one height."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Whether it is horizontal."""
        return self.y1 - self.y0 <= _THIN

    def touches(self, other: "Rule") -> bool:
        """Whether the two meet, or nearly so."""
        return (
            self.x0 - _NEAR <= other.x1
            and other.x0 - _NEAR <= self.x1
            and self.y0 - _NEAR <= other.y1
            and other.y0 - _NEAR <= self.y1
        )


@dataclass(slots=True)
class _Fragment:
    """Characters side by side; or a whole table, which then has rows."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bottom: float = 0.0
    rows: list[Line] = field(default_factory=list)


def edges(x0: float, y0: float, x1: float, y1: float, stroked: bool) -> list[Rule]:
    """The rules that a drawn shape with these bounds is: a thin one, or the sides of a stroked box."""
    if y1 - y0 <= _THIN or x1 - x0 <= _THIN:
        return [Rule(x0, y0, x1, y1)] if max(x1 - x0, y1 - y0) > 2 * _THIN else []
    if not stroked:
        return []
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def lines(chars: list[Char], rules: list[Rule]) -> list[Line]:
    """The lines of one page."""
    fragments = _fragments(chars, [rule for rule in rules if not rule.level])
    for grid in _grids(rules):
        fragments = _tabled(fragments, grid)
    return _ordered(fragments)


def _fragments(chars: list[Char], bars: list[Rule]) -> list[_Fragment]:
    made: list[_Fragment] = []
    space = False
    for char in chars:
        if char.text.isspace():
            space = space or char.text != "\u00a0"
            if char.text == "\u00a0" and made:
                made[-1].text += char.text
            continue
        last = made[-1] if made else None
        if last and _raised(last, char):
            last.text += char.text.translate(_RAISED)
            last.right = max(last.right, char.right)
        elif last and _adjoins(last, char, bars):
            last.text += " " * space + char.text
            last.right = max(last.right, char.right)
        else:
            made.append(_Fragment(char.text, char.left, char.right, char.base, char.size or 1))
        space = False
    for fragment in made:
        fragment.text = visible(fragment.text)
        fragment.bottom = fragment.base
    return [fragment for fragment in made if fragment.text.strip()]


def _raised(last: _Fragment, char: Char) -> bool:
    """A small digit above the line marks a note: beside a figure it must not become a part of it."""
    return (
        char.text.isdigit()
        and char.size < 0.8 * last.size
        and 0.15 * last.size < char.base - last.base < 0.7 * last.size
        and abs(char.left - last.right) < last.size
    )


def _adjoins(last: _Fragment, char: Char, bars: list[Rule]) -> bool:
    if abs(char.base - last.base) > 0.35 * last.size or char.left < last.right - 0.5 * last.size:
        return False
    gap = char.left - last.right
    if gap > 0.9 * last.size:
        return False
    return gap <= 0 or not any(last.right <= b.x0 <= char.left and b.y0 <= char.base + 2 <= b.y1 for b in bars)


# Tables


class _Grid(NamedTuple):
    """The rules of one table, where its columns and rows begin and end."""

    levels: list[Rule]
    xs: list[float]
    ys: list[float]  # from the top down


def _grids(rules: list[Rule]) -> list[_Grid]:
    """Tables: rules that meet, with at least two columns and two rows among them."""
    grids = []
    for group in _groups(rules):
        levels = [rule for rule in group if rule.level]
        xs = _places([rule.x0 for rule in group if not rule.level])
        ys = _places([rule.y0 for rule in levels])[::-1]
        if len(xs) > 2 and len(ys) > 2:
            grids.append(_Grid(levels, xs, ys))
    return grids


def _groups(rules: list[Rule]) -> list[list[Rule]]:
    """Rules that meet, directly or through others: swept from the top, open groups kept."""
    groups: list[list[Rule]] = []
    bounds: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: -rule.y1):
        met = [n for n, bound in enumerate(bounds) if bound.touches(rule)]
        joined, around = [rule], rule
        for n in reversed(met):
            joined += groups.pop(n)
            other = bounds.pop(n)
            around = Rule(
                min(around.x0, other.x0), min(around.y0, other.y0), max(around.x1, other.x1), max(around.y1, other.y1)
            )
        groups.append(joined)
        bounds.append(around)
    return groups


def _places(values: list[float]) -> list[float]:
    """Values that stand apart, in order."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _tabled(fragments: list[_Fragment], grid: _Grid) -> list[_Fragment]:
    """The fragments of a page with those inside a grid made into one that has rows."""
    inside: dict[tuple[int, int], list[_Fragment]] = {}
    outside = []
    for fragment in fragments:
        middle = fragment.base + 0.3 * fragment.size
        column = bisect(grid.xs, fragment.left + 1) - 1
        line = bisect([-y for y in grid.ys], -middle) - 1
        if 0 <= column < len(grid.xs) - 1 and 0 <= line < len(grid.ys) - 1 and not fragment.rows:
            inside.setdefault((_top(grid, line, column), column), []).append(fragment)
        else:
            outside.append(fragment)
    if not inside:
        return fragments
    rows = []
    for line in range(len(grid.ys) - 1):
        cells = [_cell_text(inside, grid, line, column) for column in range(len(grid.xs) - 1)]
        if any(cells):
            rows.append(row(cells))
    size = statistics.median(f.size for cell in inside.values() for f in cell)
    table = _Fragment("", grid.xs[0], grid.xs[-1], grid.ys[0] - size, size, grid.ys[-1], rows)
    return [*outside, table]


def _top(grid: _Grid, line: int, column: int) -> int:
    """The first row of the cell that stands here: no rule goes through a merged one."""
    middle = (grid.xs[column] + grid.xs[column + 1]) / 2
    while line and not any(r.x0 <= middle <= r.x1 and abs(r.y0 - grid.ys[line]) <= _NEAR for r in grid.levels):
        line -= 1
    return line


def _cell_text(inside: dict[tuple[int, int], list[_Fragment]], grid: _Grid, line: int, column: int) -> str:
    top = _top(grid, line, column)
    text = _joined([_plain(group) for group in _visual_lines(inside.get((top, column), []))])
    # A label belongs to every row that it is merged over; a figure is written once, and stays once.
    return "" if top != line and any(char.isdigit() for char in text) else text


def _joined(parts: list[str]) -> str:
    """The lines of a cell as one; a word divided at a line's end is put together."""
    text = ""
    for part in parts:
        if text.endswith("‐"):
            text = text[:-1] + part
        elif text.endswith("-") and text[-2:-1].isalpha():
            text += part
        else:
            text += " " + part
    return one_line(text)


# Reading order


def _ordered(fragments: list[_Fragment]) -> list[Line]:
    """Lines of a part of the page: first what stands above two columns, then the columns, then the rest."""
    if parted := _columns(fragments):
        return [line for part in parted for line in _ordered(part)]
    return _lines(_visual_lines(fragments))


def _columns(fragments: list[_Fragment]) -> list[list[_Fragment]] | None:
    """Above, left, right, below; nothing when no white strip parts columns."""
    if len(fragments) < 2 * _COLUMN_LINES:
        return None
    size = statistics.median(fragment.size for fragment in fragments)
    starts = Counter(round(fragment.left) for fragment in fragments)
    first = min(starts)
    for start, count in starts.most_common(6):
        if count + starts[start + 1] + starts[start - 1] < 2 or start <= first + size:
            continue
        strip = (start - 1 - 0.6 * size, start - 1.0)
        for zone in _zones(fragments, strip):
            left = [f for f in zone if f.right <= strip[0] + 0.1]
            right = [f for f in zone if f.left >= strip[1] - 0.1]
            if _is_prose(left) and _is_prose(right) and _beside(left, right):
                high = max(f.base for f in zone)
                low = max(_end(left, right), _end(right, left))
                above = [f for f in fragments if f.base > high]
                below = [f for f in fragments if f.base < low]
                left, right = ([f for f in side if f.base >= low] for side in (left, right))
                return [part for part in (above, left, right, below) if part]
    return None


def _end(side: list[_Fragment], other: list[_Fragment]) -> float:
    """How far down a column goes: below the other one, a blank or another type ends it."""
    groups = _visual_lines(side)
    leading = _leading(groups)
    bottom = min(f.base for f in other)
    for above, below in pairwise(groups):
        if below[0].base < bottom - 0.5 * leading and _apart(above, below, leading):
            return above[0].base
    return -math.inf


def _zones(fragments: list[_Fragment], strip: tuple[float, float]) -> list[list[_Fragment]]:
    """The parts of the page, from the top, that nothing crosses in this strip."""
    zones: list[list[_Fragment]] = [[]]
    for group in _visual_lines(fragments):
        if any(f.left < strip[1] - 0.1 and f.right > strip[0] + 0.1 for f in group):
            zones.append([])
        else:
            zones[-1] += group
    return [zone for zone in zones if zone]


def _is_prose(fragments: list[_Fragment]) -> bool:
    groups = _visual_lines(fragments)
    if len(groups) < _COLUMN_LINES:
        return False
    width = max(f.right for f in fragments) - min(f.left for f in fragments)
    spans = [group[-1].right - group[0].left for group in groups]
    chars = [sum(len(f.text) for f in group) for group in groups]
    return statistics.median(spans) > 0.6 * width and statistics.median(chars) >= _COLUMN_CHARS


def _beside(left: list[_Fragment], right: list[_Fragment]) -> bool:
    """Whether the two stand at the same height, at least for most of the shorter."""
    tops = [max(f.base for f in side) for side in (left, right)]
    lows = [min(f.base for f in side) for side in (left, right)]
    shared = min(tops) - max(lows)
    return shared > 0.5 * min(top - low for top, low in zip(tops, lows, strict=True))


def _visual_lines(fragments: list[_Fragment]) -> list[list[_Fragment]]:
    """Fragments on one base line together, from the top; in each from the left."""
    groups: list[list[_Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (-f.base, f.left)):
        last = groups[-1] if groups else None
        if last and not fragment.rows and not last[0].rows and last[0].base - fragment.base <= 0.35 * last[0].size:
            last.append(fragment)
        else:
            groups.append([fragment])
    return [sorted(group, key=lambda f: f.left) for group in groups]


def _plain(group: list[_Fragment]) -> str:
    return " ".join(fragment.text.strip() for fragment in group)


def _lines(groups: list[list[_Fragment]]) -> list[Line]:
    leading = _leading(groups)
    made: list[Line] = []
    cells = [_cells(group) for group in groups]
    for number, group in enumerate(groups):
        if number and _apart(groups[number - 1], group, leading):
            made.append(Line(""))
        if group[0].rows:
            made += group[0].rows
        elif _in_table(cells, number):
            made.append(row([one_line(_plain(cell)) for cell in cells[number]]))
        else:
            made.append(Line(_plain(group)))
    return made


def _cells(group: list[_Fragment]) -> list[list[_Fragment]]:
    """What stands far apart on one line; a mark of a list belongs to what follows it."""
    cells = [[group[0]]]
    for before, fragment in pairwise(group):
        marked = len(cells) == 1 and len(cells[0]) == 1 and _MARK.fullmatch(before.text.strip())
        if fragment.left - before.right > _CELL * before.size and not marked:
            cells.append([fragment])
        else:
            cells[-1].append(fragment)
    return cells


def _in_table(cells: list[list[list[_Fragment]]], number: int) -> bool:
    """Whether a line has cells, and the line above or below has one in the same place."""
    here = cells[number]
    if len(here) < 2:
        return False
    around = [cells[n] for n in (number - 1, number + 1) if 0 <= n < len(cells) and len(cells[n]) > 1]
    return any(_aligned(a, b) for other in around for a in here[1:] for b in other[1:])


def _aligned(one: list[_Fragment], other: list[_Fragment]) -> bool:
    """Whether two cells begin, end or are centred in one place."""
    left, right = one[0].left - other[0].left, one[-1].right - other[-1].right
    return min(abs(left), abs(right), abs(left + right) / 2) <= _NEAR


def _leading(groups: list[list[_Fragment]]) -> float:
    steps = [a[0].base - b[0].base for a, b in pairwise(groups) if not (a[0].rows or b[0].rows)]
    return statistics.median(steps) if steps else 0.0


def _apart(above: list[_Fragment], below: list[_Fragment], leading: float) -> bool:
    """Whether a blank, or another size of type, shows that a new paragraph begins."""
    if above[0].rows or below[0].rows:
        return False
    sizes = above[0].size, below[0].size
    return above[0].base - below[0].base > 1.5 * leading or max(sizes) > 1.2 * min(sizes)
