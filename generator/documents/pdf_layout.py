"""From characters on a printed page to lines in reading order: columns one after the other, ruled tables as rows.

Characters on one base line that stand close make a fragment (`pdf_fragments`); rules that cross make the grid
of a table (`pdf_tables`); a white strip that parts several full lines on its left from several on its right
parts columns. What stands side by side otherwise is one line, or a row of a table when the next line stands
in the same places.
"""

import math
import re
import statistics
from collections import Counter
from itertools import pairwise

from generator.documents.document import Line
from generator.documents.pdf_fragments import Char, Fragment, fragments_of, plain, visual_lines
from generator.documents.pdf_tables import NEAR, Rule, bars, grids, with_table
from generator.documents.visible import one_line, row

_CELL = 2.0  # a gap this many times the size of the text parts cells
_COLUMN_LINES = 4  # lines that a column has at least
_COLUMN_CHARS = 16  # characters of its usual line: fewer are figures of a table
_MARK = re.compile(r"[•●○▪■◦‣–—\-*·o]|(?:\d{1,2}|[а-яa-z])[.)]")


def lines(chars: list[Char], rules: list[Rule]) -> list[Line]:
    """The lines of one page."""
    fragments = fragments_of(chars, bars(rules))
    for grid in grids(rules):
        fragments = with_table(fragments, grid)
    return _ordered(fragments)


def _ordered(fragments: list[Fragment]) -> list[Line]:
    """Lines of a part of the page: first what stands above two columns, then the columns, then the rest."""
    if parted := _columns(fragments):
        return [line for part in parted for line in _ordered(part)]
    return _lines(visual_lines(fragments))


def _columns(fragments: list[Fragment]) -> list[list[Fragment]] | None:
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


def _end(side: list[Fragment], other: list[Fragment]) -> float:
    """How far down a column goes: below the other one, a blank or another type ends it."""
    groups = visual_lines(side)
    leading = _leading(groups)
    bottom = min(f.base for f in other)
    for above, below in pairwise(groups):
        if below[0].base < bottom - 0.5 * leading and _apart(above, below, leading):
            return above[0].base
    return -math.inf


def _zones(fragments: list[Fragment], strip: tuple[float, float]) -> list[list[Fragment]]:
    """The parts of the page, from the top, that nothing crosses in this strip."""
    zones: list[list[Fragment]] = [[]]
    for group in visual_lines(fragments):
        if any(f.left < strip[1] - 0.1 and f.right > strip[0] + 0.1 for f in group):
            zones.append([])
        else:
            zones[-1] += group
    return [zone for zone in zones if zone]


def _is_prose(fragments: list[Fragment]) -> bool:
    groups = visual_lines(fragments)
    if len(groups) < _COLUMN_LINES:
        return False
    width = max(f.right for f in fragments) - min(f.left for f in fragments)
    spans = [group[-1].right - group[0].left for group in groups]
    chars = [sum(len(f.text) for f in group) for group in groups]
    return statistics.median(spans) > 0.6 * width and statistics.median(chars) >= _COLUMN_CHARS


def _beside(left: list[Fragment], right: list[Fragment]) -> bool:
    """Whether the two stand at the same height, at least for most of the shorter."""
    tops = [max(f.base for f in side) for side in (left, right)]
    lows = [min(f.base for f in side) for side in (left, right)]
    shared = min(tops) - max(lows)
    return shared > 0.5 * min(top - low for top, low in zip(tops, lows, strict=True))


def _lines(groups: list[list[Fragment]]) -> list[Line]:
    leading = _leading(groups)
    made: list[Line] = []
    cells = [_cells(group) for group in groups]
    rows = [_in_table(cells, number) for number in range(len(cells))]
    for number, group in enumerate(groups):
        among_rows = number and rows[number - 1] and rows[number]
        if number and not among_rows and _apart(groups[number - 1], group, leading):
            made.append(Line(""))
        if group[0].rows:
            made += group[0].rows
        elif rows[number]:
            made.append(row([one_line(plain(cell)) for cell in cells[number]]))
        else:
            made.append(Line(plain(group)))
    return made


def _cells(group: list[Fragment]) -> list[list[Fragment]]:
    """What stands far apart on one line; a mark of a list belongs to what follows it."""
    cells = [[group[0]]]
    for before, fragment in pairwise(group):
        marked = len(cells) == 1 and len(cells[0]) == 1 and _MARK.fullmatch(before.text.strip())
        if fragment.left - before.right > _CELL * before.size and not marked:
            cells.append([fragment])
        else:
            cells[-1].append(fragment)
    return cells


def _in_table(cells: list[list[list[Fragment]]], number: int) -> bool:
    """Whether a line has cells, and the line above or below has one in the same place."""
    here = cells[number]
    if len(here) < 2:
        return False
    around = [cells[n] for n in (number - 1, number + 1) if 0 <= n < len(cells) and len(cells[n]) > 1]
    return any(_aligned(a, b) for other in around for a in here[1:] for b in other[1:])


def _aligned(one: list[Fragment], other: list[Fragment]) -> bool:
    """Whether two cells begin, end or are centred in one place."""
    left, right = one[0].left - other[0].left, one[-1].right - other[-1].right
    return min(abs(left), abs(right), abs(left + right) / 2) <= NEAR


def _leading(groups: list[list[Fragment]]) -> float:
    steps = [a[0].base - b[0].base for a, b in pairwise(groups) if not (a[0].rows or b[0].rows)]
    return statistics.median(steps) if steps else 0.0


def _apart(above: list[Fragment], below: list[Fragment], leading: float) -> bool:
    """Whether a blank, or another size of type, shows that a new paragraph begins."""
    if above[0].rows or below[0].rows:
        return False
    sizes = above[0].size, below[0].size
    step = above[0].base - below[0].base
    return step > max(1.5 * leading, 1.5 * min(sizes)) or max(sizes) > 1.2 * min(sizes)
