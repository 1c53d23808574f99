"""A long part laid out stretch by stretch, so that it takes the memory of one.

A stretch is a page of its own (`copies`), laid out from the place where the sheets before it end. Where a sheet
ends depends on nothing that stands more than a sheet behind it, so the last two sheets of a stretch are not used, and
the next one begins with them, or earlier: only where the sheet before leaves nothing over, neither half a row nor a
footnote.
"""

import gc
import re
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import tinycss2
from weasyprint.formatting_structure import boxes

from generator.writers.engine import outline
from generator.writers.engine.copies import Copy, Undivided
from generator.writers.engine.laying import Laid, notes, widths_are_known
from generator.writers.engine.outline import Unit
from generator.writers.engine.press import Press
from generator.writers.packs import Part

STRETCH = 500_000  # bytes of HTML that are laid out at a time
UNSURE = 2  # sheets at the end of a stretch that the rest of the text may change
# What tells an element by more than its place among its siblings, or a sheet by those before it.
_REACHING = re.compile(r"~(?!=)|:empty|:nth-[\w-]+\([^)]*\bof\b|-quote|\d[dls]?v(?:w|h|i|b|min|max)\b", re.I)

Turn = Callable[[Mapping[Any, Any], Collection[Any]], None]


class _End(NamedTuple):
    """Where a sheet ends: before the last unit of this path; and how the next one begins."""

    sheet: int
    path: tuple[Unit, ...]
    steps: tuple[Unit | None, ...]  # from box to box; `None` is from a table with its caption to the table alone
    next_page: Any
    right: bool


class Windows:
    """A long part that is being laid out: to those who ask for its sheets it is what `Laid` is."""

    def __init__(self, press: Press, part: Part, text: bytes, styles: str, turn: Turn) -> None:
        """`text` is that of the part; `turn` is `tagging.Tagger.turn`, between two stretches. Raises `Undivided`."""
        self._press, self._text, self._turn = press, text, turn
        self._sheets = part.sheets
        self._near = _near(styles)
        self._notes = part.notes  # before the stretch
        self.images: dict[str, Any] = {}
        self.wanted: set[str] = set()
        self._begin(Copy(text, (outline.read(text),), self._near, STRETCH))

    @property
    def context(self) -> Any:
        """The context of the stretch at hand."""
        return self._laid.context

    def sheets(self) -> Iterator[tuple[Any, int]]:
        """The boxes of each sheet and its number in its stretch. Raises `Undivided`."""
        begin: _End | None = None
        room = STRETCH
        while self._copy.cut:
            end = yield from self._sure(begin)
            begin, room = (end, STRETCH) if end else (begin, room * 2)  # a row may be longer than the stretch
            self._go_on(begin.path if begin else self._copy.path, room)
        yield from self._laid.going_on(self._state(begin))

    def _sure(self, begin: _End | None) -> Generator[tuple[Any, int], None, _End | None]:
        """The sheets that nothing behind the stretch can change, up to the last clean end, which is told."""
        made: deque[tuple[Any, int]] = deque()
        ends: deque[_End] = deque()
        end = None
        for page, number in self._laid.going_on(self._state(begin)):
            made.append((page, number))
            if found := self._end(number):
                ends.append(found)
            while ends and ends[0].sheet <= number - UNSURE:
                end = ends.popleft()
            while end and made[0][1] <= end.sheet:
                yield made.popleft()
        return end

    # From stretch to stretch

    def _begin(self, copy: Copy) -> None:
        """Make the boxes of a stretch."""
        self._copy = copy
        self._laid = Laid(self._press, copy.text, self._notes, self._sheets, self.images, copy)
        if self._laid.wanted or self._laid.context.target_collector.counter_lookup_items:
            raise Undivided("numbers of sheets")
        _judge(self._laid.root, copy)

    def _go_on(self, path: Sequence[Unit], room: int) -> None:
        """Turn to the stretch that begins with a unit of this one."""
        before, marked = self._copy, self._laid.marked
        self._notes += sum(map(notes, before.until(path[-1])))
        copy = Copy(self._text, path, self._near, room)
        told = {unit: before.elements[unit] for unit in copy.told if unit in before.elements}
        del self._copy, self._laid, before
        gc.collect()
        self._begin(copy)
        same = dict(copy.likeness(told))
        self._turn(same, {told[unit] for unit in path[:-1] if unit in told})
        self._laid.marked = {(same[element], part) for element, part in marked if element in same}

    # Places

    def _end(self, sheet: int) -> _End | None:
        """Where a sheet ends, if it ends before a unit and leaves nothing over."""
        context = self._laid.context
        place, next_page, right, *_ = context.page_maker[sheet]
        if context.reported_footnotes or context.broken_out_of_flow:
            return None
        box = self._laid.root
        steps: list[Unit | None] = []
        path: list[Unit] = []
        while place:
            if len(place) != 1:
                return None
            ((number, place),) = place.items()
            if number >= len(box.children):
                return None
            box = box.children[number]
            if box.element is None or box.element_tag != box.element.tag:
                return None
            unit = self._copy.units.get(box.element)
            if unit is None or unit.parent is not (path[-1] if path else None):
                if not path or unit is not path[-1] or not isinstance(box, boxes.TableBox) or not place:
                    return None
                steps.append(None)
                continue
            steps.append(unit)
            path.append(unit)
        if not path or path[-1].start <= self._copy.path[-1].start:
            return None
        return _End(sheet, tuple(path), tuple(steps), next_page, right)

    def _state(self, begin: _End | None) -> tuple[Any, Any, bool] | None:
        """The end of a sheet as the beginning of the stretch, in the words of WeasyPrint."""
        if begin is None:
            return None
        box = self._laid.root
        numbers: list[int] = []
        for step in begin.steps:
            found = (
                number
                for number, child in enumerate(box.children)
                if (isinstance(child, boxes.TableBox) if step is None else self._is(child, step))
            )
            if (place := next(found, None)) is None:
                raise Undivided("boxes")
            numbers.append(place)
            box = box.children[place]
        resume: Any = None
        for number in reversed(numbers):
            resume = {number: resume}
        return resume, begin.next_page, begin.right

    def _is(self, box: Any, unit: Unit) -> bool:
        return box.element is self._copy.elements[unit] and bool(box.element_tag == unit.tag)


@lru_cache(maxsize=2)
def _near(styles: str) -> int:
    """How many neighbours of an element may change its look, or raise `Undivided` when nobody can tell."""
    if _REACHING.search(re.sub(r"/\*.*?\*/", "", styles, flags=re.S)):
        raise Undivided("rules")
    rules = tinycss2.parse_stylesheet(styles, skip_comments=True, skip_whitespace=True)
    preludes = (tinycss2.serialize(rule.prelude) for rule in rules if rule.type == "qualified-rule")
    return 1 + max((prelude.count("+") for prelude in preludes), default=0)


def _judge(box: Any, copy: Copy) -> None:
    """Raise `Undivided` unless what is there in part is laid out by what is there."""
    for child in box.children:
        if copy.units.get(child.element) in copy.parted:
            if not _is_plain(child):
                raise Undivided(child.element_tag)
            _judge(child, copy)


def _is_plain(box: Any) -> bool:
    style = box.style
    if isinstance(box, boxes.TableBox):
        plain = widths_are_known(box) and not box.children[-1].is_footer
    elif isinstance(box, boxes.TableRowGroupBox):
        plain = not box.is_header and not box.is_footer
    else:
        plain = type(box) is boxes.BlockBox and style["column_count"] == style["column_width"] == "auto"
    strings = () if style["string_set"] == "none" else style["string_set"]
    return bool(
        plain
        and box.is_in_normal_flow()
        and style["height"] == style["min_height"] == "auto"
        and style["max_height"].value == inf
        and not box.bookmark_label
        and all(kind in ("string", "attr()") for _, values in strings for kind, _ in values)
    )
