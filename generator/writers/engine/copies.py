"""A stretch of a long part as a page of its own, in which every element looks as it does in the whole.

It holds what comes from some place on, as much as there is room for. Of what stands before, it has the elements that
go on there, and what is told again on every sheet or says something of what follows: heads of tables, rows that own
later rows, the neighbours that rules and borders look at. Elements that are left out are still counted.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper

from generator.page import VOID
from generator.writers.engine.outline import GROUPS, HEADS, NOTE, Unit

# Children of an element: all, with those that are left out, and those that are there, by their places.
_Family = dict[Any, tuple[list[Any], list[tuple[int, Any]]]]


class Undivided(Exception):
    """The part holds something that a stretch of it cannot tell."""


@dataclass(slots=True, eq=False)
class Shown:
    """A unit of the stretch: with some of its units, or whole, or without all that stands in it."""

    unit: Unit
    inside: "list[Shown] | None" = None
    bare: bool = False


class Copy:
    """The stretch of `text` that begins at the last unit of `path`; `near` says how many neighbours rules look back.

    `room` is how many bytes of the text are taken, or some more.
    """

    def __init__(self, text: bytes, path: Sequence[Unit], near: int, room: int) -> None:
        self.path = path
        self.past: list[Unit] = []  # whole units that are there though the stretch begins behind them
        self.parted = set(path[:-1])  # units that are not there from beginning to end
        self.cut = False  # whether the text goes on
        self.elements: dict[Unit, Any] = {}
        self.units: dict[Any, Unit] = {}
        self._near, self._room = near, room
        self._text = text
        self._family: _Family = {}
        self._shown = self._chosen(path[0], path[1:])
        # The units of which there is more than that they are there, in the order of the text: their places tell them.
        self.order = list(_units(self._shown))
        self.places = {unit: place for place, unit in enumerate(self.order)}

    # What is taken

    def _chosen(self, unit: Unit, path: Sequence[Unit] = ()) -> Shown:
        if unit.units is None:
            self._room -= unit.end - unit.start
            return Shown(unit)
        shown = self._before(unit, path[0]) if path else []
        for child in unit.units[path[0].index if path else 0 :]:
            if self._room <= 0 and not child.joined:
                self.cut = True
                self.parted.add(unit)
                # A foot that is shown on every sheet is found out by this.
                shown += [Shown(foot, bare=True) for foot in unit.units[child.index :] if foot.tag == "tfoot"]
                break
            shown.append(self._chosen(child, path[1:] if path and child is path[0] else ()))
        return Shown(unit, shown)

    def _before(self, unit: Unit, child: Unit) -> list[Shown]:
        """What is there of a unit before the child at which it is entered."""
        assert unit.units is not None
        if unit.tag in GROUPS:
            return self._told(self._rows(unit, child.index))
        before = unit.units[: child.index]
        if unit.tag != "table":
            return [Shown(part, bare=True) for part in before[-self._near :]]
        heads = self._told(part for part in before if part.tag in HEADS)
        groups = [part for part in before[-self._near :] if part.tag in GROUPS]
        return heads + [self._end_of(group) for group in groups]

    def _end_of(self, group: Unit) -> Shown:
        if group.units is None:
            return Shown(group, bare=True)
        self.parted.add(group)
        return Shown(group, self._told(self._rows(group, len(group.units))))

    def _told(self, units: Iterable[Unit]) -> list[Shown]:
        told = list(units)
        self.past += told
        return [Shown(unit) for unit in told]

    def _rows(self, group: Unit, end: int) -> Iterator[Unit]:
        """The rows of a group before a place that are of use behind it, each with those that cells join it to."""
        rows = group.units or []
        wanted = set(range(max(0, end - self._near), end))
        wanted |= set({kind: number for number, row in enumerate(rows[:end]) for kind in row.speaks}.values())
        for number in sorted(wanted):
            first = last = number
            while rows[first].joined:
                first -= 1
            while last + 1 < end and rows[last + 1].joined:
                last += 1
            wanted |= set(range(first, last + 1))
        return (rows[number] for number in sorted(wanted))

    # What is made of it

    @cached_property
    def text(self) -> bytes:
        """The page as HTML."""
        body = self.path[0]
        return b"".join((self._text[: body.start], *_written(self._text, self._shown), self._text[body.end :]))

    @cached_property
    def notes(self) -> bool:
        """Whether there are footnotes in it."""
        return NOTE.search(self.text) is not None

    def shape(self, counted: bool) -> str:
        """What is there, and what is left out and yet seen by rules: its number, too, when they are `counted`."""
        return "".join(self._shape(self._shown, counted, set(self.past)))

    def _shape(self, shown: Shown, counted: bool, past: Collection[Unit]) -> Iterator[str]:
        unit = shown.unit
        yield "bare" if shown.bare else "parted" if unit in self.parted else "past" if unit in past else "unit"
        if shown.inside is None or unit.units is None:
            return
        yield "("
        there = {one.unit: one for one in shown.inside}
        for here, units in groupby(unit.units, key=there.__contains__):
            if here:
                for one in units:
                    yield from (*self._shape(there[one], counted, past), " ")
            else:
                for tag, some in groupby(one.tag for one in units):
                    yield f"{tag}*{sum(1 for _ in some)} " if counted else f"{tag}* "
        yield ")"

    def wrapped(self, root: Any) -> Any:
        """The root element of the stretch as style sheets see it: its elements counted with those that are left out.

        Raises `Undivided` for a page that is read as something else than its text says.
        """
        self._meet(next(child for child in root if child.tag == "body"), self._shown)
        wrapper = _Wrapper.from_html_root(root)
        wrapper.family = self._family
        return wrapper

    def _meet(self, element: Any, shown: Shown) -> None:
        if shown.bare:
            return
        self.elements[shown.unit], self.units[element] = element, shown.unit
        if shown.inside is None:
            return
        children = list(element)
        if [child.tag for child in children] != [one.unit.tag for one in shown.inside]:
            raise Undivided("elements")
        there = [(one.unit.index, child) for one, child in zip(shown.inside, children, strict=True)]
        everything = [_left_out(unit.tag) for unit in shown.unit.units or ()]
        for index, child in there:
            everything[index] = child
        self._family[element] = everything, there
        for one, child in zip(shown.inside, children, strict=True):
            self._meet(child, one)

    @property
    def told(self) -> Iterator[Unit]:
        """The units that have been told, at least in part, before the stretch begins."""
        yield from self.path[:-1]
        yield from self.past

    def all_of(self, units: Iterable[Unit]) -> Iterator[Any]:
        """The elements of units, with those inside when they are whole; only after `wrapped`."""
        for unit in units:
            element = self.elements[unit]
            yield from [element] if unit.units is not None else element.iter()

    def until(self, end: Unit) -> Iterator[Any]:
        """The whole elements from the beginning of the stretch to a unit of it."""
        begin = self.path[-1].start
        for unit, element in self.elements.items():
            if unit.units is None and begin <= unit.start < end.start:
                yield element


def _units(shown: Shown) -> Iterator[Unit]:
    if not shown.bare:
        yield shown.unit
        for one in shown.inside or ():
            yield from _units(one)


def _written(text: bytes, shown: Shown) -> Iterator[bytes]:
    unit = shown.unit
    if shown.inside is None and not shown.bare:
        yield text[unit.start : unit.end]
        return
    yield text[unit.start : unit.inner]
    for one in shown.inside or ():
        yield from _written(text, one)
    if not shown.bare or unit.tag not in VOID:
        yield b"</%s>" % unit.tag.encode()


@cache
def _left_out(tag: str) -> Any:
    return Element(tag)


class _Wrapper(ElementWrapper):  # type: ignore[misc]  # cssselect2 has no type annotations
    """An element as selectors see it, among all its siblings."""

    family: _Family

    def __init__(self, element: Any, parent: Any, *others: Any, **more: Any) -> None:
        super().__init__(element, parent, *others, **more)
        if parent is not None:
            self.family = parent.family

    @cached_property
    def etree_children(self) -> list[Any]:
        """All children, with those that are left out."""
        known = self.family.get(self.etree_element)
        return known[0] if known else list(self.etree_element)

    def iter_children(self) -> Iterator[Any]:
        """The children that are there."""
        known = self.family.get(self.etree_element)
        child = None
        for index, element in known[1] if known else enumerate(self.etree_children):
            child = _Wrapper(element, parent=self, index=index, previous=child, in_html_document=self.in_html_document)
            yield child
