"""A long part laid out stretch by stretch, so that it takes the memory of one.

A stretch is a page of its own (`copies`), laid out from the place where the sheets before it end. Where a sheet
ends depends on nothing that stands more than a sheet behind it, so the last two sheets of a stretch are not used, and
the next one begins with them, or earlier: only where the sheet before leaves nothing over, neither half a row nor a
footnote.

What is made of a stretch follows from its text and from what the one before hands over, all told by places in
the stretch. So it can be kept, and is found again wherever the same stretch stands in another build.
"""

import gc
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from weasyprint.formatting_structure import boxes

from generator.cache import fingerprint
from generator.writers import complaints, packs
from generator.writers.engine import outline
from generator.writers.engine.copies import Copy, Undivided
from generator.writers.engine.division import judge, reach
from generator.writers.engine.laying import Laid, notes
from generator.writers.engine.outline import Unit
from generator.writers.engine.painting import Painting
from generator.writers.engine.press import Press, start
from generator.writers.growth import NOTHING, Handed, Known
from generator.writers.packs import End, Part, Stretch
from generator.writers.tagging import Tagger

STRETCH = 150_000  # bytes of HTML that are laid out at a time
UNSURE = 2  # sheets at the end of a stretch that the rest of the text may change


class Store(Protocol):
    """Where stretches are kept from build to build, or not: it may forget anything."""

    def get(self, key: str) -> bytes | None:
        """What was put under this key."""

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes."""


@dataclass(frozen=True, slots=True)
class _Begin:
    """Where a stretch begins, and what those before it hand over; as in `packs.End`."""

    path: tuple[Unit, ...]
    notes: int  # footnotes before
    steps: tuple[Unit | None, ...] = ()
    next_page: Mapping[str, Any] | None = None
    shared: tuple[Unit, ...] = ()
    marked: tuple[tuple[int, str], ...] = ()
    handed: Handed = NOTHING
    known: tuple[Known, ...] = ()


class _End(NamedTuple):
    """Where a sheet ends: before the last unit of this path; and how the next one begins."""

    sheet: int
    path: tuple[Unit, ...]
    steps: tuple[Unit | None, ...]  # from box to box; `None` is from a table with its caption to the table alone
    next_page: Any

    @property
    def forced(self) -> bool:
        """Whether a new sheet begins there by a rule, not for want of room."""
        return self.next_page["break"] not in ("any", "auto")


class Windows:
    """A long part, stretch by stretch."""

    def __init__(self, press: Press, part: Part, text: bytes, styles: str, store: Store | None) -> None:
        """`text` is that of the part. Raises `Undivided`."""
        self._press, self._part, self._text, self._store = press, part, text, store
        self._near, self._counted = reach(styles)
        self._images: dict[str, Any] = {}

    def stretches(self) -> Iterator[Stretch]:
        """All stretches in order, laid out or found. Raises `Undivided`."""
        begin, room = _Begin((outline.read(self._text),), self._part.notes), STRETCH
        while True:
            copy = self._copy(begin.path, room)
            stretch = self._stretch(copy, begin)
            if stretch.end:
                yield stretch
                begin, room = _after(copy, begin, stretch, stretch.end), STRETCH
            elif copy.cut:
                room *= 2  # a row may be longer than the stretch
            else:
                yield stretch
                return

    def _copy(self, path: Sequence[Unit], room: int) -> Copy:
        return Copy(self._text, path, self._near, room)

    # Kept

    def _stretch(self, copy: Copy, begin: _Begin) -> Stretch:
        if not copy.notes:
            begin = replace(begin, notes=0)
        key = self._key(copy, begin)
        if found := self._found(copy, key):
            return found
        content = packs.dump(self._laid(copy, begin, key))
        gc.collect()
        if self._store is not None:
            self._store.put(key, content)
        return packs.load(content, Stretch)  # the very same as it is found later

    def _key(self, copy: Copy, begin: _Begin) -> str:
        """What the stretch follows from, but for what all stretches of a look have in common."""
        units = (begin.path, (step for step in begin.steps if step), begin.shared)
        places = [[copy.places[unit] for unit in some] for some in units]
        captions = [number for number, step in enumerate(begin.steps) if step is None]
        state = (begin.notes, begin.next_page, begin.marked, begin.handed, begin.known, UNSURE)
        return fingerprint(copy.text, copy.shape(self._counted), repr((copy.cut, places, captions, state)))

    def _found(self, copy: Copy, key: str) -> Stretch | None:
        """What the store holds, if it is whole and what it should be."""
        if self._store is None or (content := self._store.get(key)) is None:
            return None
        with suppress(ValueError, IndexError):
            found = packs.load(content, Stretch)
            if not found.end or found.end.shared == self._shared(copy, [copy.order[place] for place in found.end.path]):
                return found
        return None

    def _shared(self, copy: Copy, path: Sequence[Unit]) -> tuple[int, ...]:
        """The units of a stretch that are in the one that begins with a unit of it, too."""
        return tuple(copy.places[unit] for unit in self._copy(path, STRETCH).told if unit in copy.places)

    # Laid out

    def _laid(self, copy: Copy, begin: _Begin, key: str) -> Stretch:
        """Lay out and paint the sheets that nothing behind the stretch can change, up to the last clean end."""
        with complaints.collected() as said:
            laid = Laid(self._press, copy.text.decode(), begin.notes, self._part.sheets, self._images, copy)
            if laid.wanted or laid.context.target_collector.counter_lookup_items:
                raise Undivided("numbers of sheets")
            judge(laid.root, copy)
            elements = list(copy.all_of(begin.shared))
            laid.marked = {(elements[place], part) for place, part in begin.marked}
            painting = Painting(laid, Tagger(elements, begin.handed, begin.known), start(key))
            if copy.cut:
                stretch = self._until_sure(copy, begin, laid, painting)
            else:
                for page, number in laid.going_on(_state(laid, copy, begin)):
                    painting.add(page, number)
                    del page
                stretch = painting.finish()
        return replace(stretch, complaints=tuple(said))

    def _until_sure(self, copy: Copy, begin: _Begin, laid: Laid, painting: Painting) -> Stretch:
        made: deque[tuple[Any, int]] = deque()
        ends: deque[_End] = deque()
        end = None
        for page, number in laid.going_on(_state(laid, copy, begin)):
            made.append((page, number))
            del page
            if found := _end(laid, copy, number):
                ends.append(found)
            while ends and ends[0].sheet <= number - UNSURE:
                end = ends.popleft()
                while made and made[0][1] <= end.sheet:
                    painting.add(*made.popleft())
                if end.forced and end.path[-1].start >= copy.path[-1].start + STRETCH // 2:
                    # Sheets begin there whatever stands before: so do the stretches of another build.
                    return self._ended(copy, laid, painting, end)
        return self._ended(copy, laid, painting, end) if end else painting.finish()

    def _ended(self, copy: Copy, laid: Laid, painting: Painting, end: _End) -> Stretch:
        """The stretch with its end, told by places."""
        shared = self._shared(copy, end.path)
        elements = list(copy.all_of(copy.order[place] for place in shared))
        places = {element: place for place, element in enumerate(elements)}
        stretch = painting.finish(elements, {copy.elements[unit] for unit in end.path[:-1]})
        told = End(
            path=tuple(copy.places[unit] for unit in end.path),
            steps=tuple(copy.places[unit] if unit else None for unit in end.steps),
            next_page=dict(end.next_page),
            notes=sum(map(notes, copy.until(end.path[-1]))),
            shared=shared,
            marked=tuple(sorted((places[element], part) for element, part in laid.marked if element in places)),
        )
        return replace(stretch, end=told)


def _after(copy: Copy, begin: _Begin, stretch: Stretch, end: End) -> _Begin:
    """Where the next stretch begins."""
    return _Begin(
        path=tuple(copy.order[place] for place in end.path),
        notes=begin.notes + end.notes,
        steps=tuple(None if place is None else copy.order[place] for place in end.steps),
        next_page=end.next_page,
        shared=tuple(copy.order[place] for place in end.shared),
        marked=end.marked,
        handed=stretch.handed,
        known=stretch.growth.after,
    )


# Places


def _end(laid: Laid, copy: Copy, sheet: int) -> _End | None:
    """Where a sheet ends, if it ends before a unit and leaves nothing over."""
    place, next_page, *_ = laid.context.page_maker[sheet]
    if laid.context.reported_footnotes or laid.context.broken_out_of_flow:
        return None
    box = laid.root
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
        unit = copy.units.get(box.element)
        if unit is None or unit.parent is not (path[-1] if path else None):
            if not path or unit is not path[-1] or not isinstance(box, boxes.TableBox) or not place:
                return None
            steps.append(None)
            continue
        steps.append(unit)
        path.append(unit)
    if not path or path[-1].start <= copy.path[-1].start:
        return None
    return _End(sheet, tuple(path), tuple(steps), next_page)


def _state(laid: Laid, copy: Copy, begin: _Begin) -> tuple[Any, Any, bool] | None:
    """Where a stretch begins, in the words of WeasyPrint; nothing tells a left sheet from a right one."""
    if not begin.steps:
        return None
    box = laid.root
    numbers: list[int] = []
    for step in begin.steps:
        found = (
            number
            for number, child in enumerate(box.children)
            if (isinstance(child, boxes.TableBox) if step is None else _is(child, step, copy))
        )
        if (place := next(found, None)) is None:
            raise Undivided("boxes")
        numbers.append(place)
        box = box.children[place]
    resume: Any = None
    for number in reversed(numbers):
        resume = {number: resume}
    return resume, begin.next_page, True


def _is(box: Any, unit: Unit, copy: Copy) -> bool:
    return box.element is copy.elements[unit] and bool(box.element_tag == unit.tag)
