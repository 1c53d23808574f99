"""Ruled tables on a printed page: rules that cross make a grid, and what stands in it is read cell by cell."""

import statistics
from bisect import bisect
from typing import NamedTuple

from generator.documents.pdf_fragments import Bar, Fragment, plain, visual_lines
from generator.documents.visible import one_line, row

RULES = 5_000  # ruled lines of a page beyond which it is a drawing

NEAR = 3.0  # points within which two rules, or two edges of text, stand in one place
_THIN = 2.5  # points that a rule is thick


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
            self.x0 - NEAR <= other.x1
            and other.x0 - NEAR <= self.x1
            and self.y0 - NEAR <= other.y1
            and other.y0 - NEAR <= self.y1
        )


def edges(x0: float, y0: float, x1: float, y1: float, stroked: bool) -> list[Rule]:
    """The rules that a drawn shape with these bounds is: a thin one, or the sides of a stroked box."""
    if y1 - y0 <= _THIN or x1 - x0 <= _THIN:
        return [Rule(x0, y0, x1, y1)] if max(x1 - x0, y1 - y0) > 2 * _THIN else []
    if not stroked:
        return []
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def bars(rules: list[Rule]) -> list[Bar]:
    """The upright ones of the rules."""
    return [Bar(rule.x0, rule.y0, rule.y1) for rule in rules if not rule.level]


class Grid(NamedTuple):
    """The rules of one table, where its columns and rows begin and end."""

    levels: list[Rule]
    xs: list[float]
    ys: list[float]  # from the top down


def grids(rules: list[Rule]) -> list[Grid]:
    """Tables: rules that meet, with at least two columns and two rows among them."""
    grids = []
    for group in _groups(rules):
        levels = [rule for rule in group if rule.level]
        xs = _places([rule.x0 for rule in group if not rule.level])
        ys = _places([rule.y0 for rule in levels])[::-1]
        if len(xs) > 2 and len(ys) > 2:
            grids.append(Grid(levels, xs, ys))
    return grids


def _groups(rules: list[Rule]) -> list[list[Rule]]:
    """Rules that cross, directly or through others: a frame around the page is no part of the tables in it."""
    levels = sorted((rule for rule in rules if rule.level), key=lambda rule: rule.y0)
    heights = [rule.y0 for rule in levels]
    groups: dict[Rule, list[Rule]] = {rule: [rule] for rule in rules}
    for bar in (rule for rule in rules if not rule.level):
        for level in levels[bisect(heights, bar.y0 - 2 * NEAR) : bisect(heights, bar.y1 + NEAR)]:
            one, other = groups[bar], groups[level]
            if one is not other and bar.touches(level):
                small, large = sorted((one, other), key=len)
                large += small
                groups.update(dict.fromkeys(small, large))
    return list({id(group): group for group in groups.values()}.values())


def _places(values: list[float]) -> list[float]:
    """Values that stand apart, in order."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


def with_table(fragments: list[Fragment], grid: Grid) -> list[Fragment]:
    """The fragments of a page with those inside a grid made into one that has rows."""
    inside: dict[tuple[int, int], list[Fragment]] = {}
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
    table = Fragment("", grid.xs[0], grid.xs[-1], grid.ys[0] - size, size, grid.ys[-1], rows)
    return [*outside, table]


def _top(grid: Grid, line: int, column: int) -> int:
    """The first row of the cell that stands here: no rule goes through a merged one."""
    middle = (grid.xs[column] + grid.xs[column + 1]) / 2
    while line and not any(r.x0 <= middle <= r.x1 and abs(r.y0 - grid.ys[line]) <= NEAR for r in grid.levels):
        line -= 1
    return line


def _cell_text(inside: dict[tuple[int, int], list[Fragment]], grid: Grid, line: int, column: int) -> str:
    top = _top(grid, line, column)
    text = _joined([plain(group) for group in visual_lines(inside.get((top, column), []))])
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
