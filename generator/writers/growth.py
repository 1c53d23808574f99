"""What the structure tree of some sheets adds to that of a part, as plain data (ISO 32000-1, 14.7).

Sheets are laid out apart, in processes of their own or a build ago, and know neither the numbers of objects nor how
much stands before them. So their objects are text with a space of fixed width wherever a number goes, and
a growth tells all nodes, sheets and annotations by its own numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content of a sheet (14.7.4.2)."""

    sheet: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """The annotation of a link (14.7.4.3): of a sheet, and which of the branch."""

    sheet: int
    number: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the objects of a growth stand in their branch."""

    known: tuple[int, ...]  # the numbers of the nodes that it knows of
    first: int  # the number of its first own object
    count: int  # of its own objects
    sheet: int  # sheets before
    annotation: int  # annotations before


@dataclass(frozen=True, slots=True)
class Objects:
    """Some objects of a growth, written but for their numbers.

    `text` holds them one after another; each has its number in the growth (`own`), and ends at its place in
    `ends` (bytes). The text leaves a space for a number wherever `places` says which: 0 is the node of the whole
    text, then come the known nodes and the objects of the growth; -1, -3 ... are the sheets, -2, -4 ... the
    annotations. `at` is told when the objects get their place in the branch.
    """

    text: bytes
    own: tuple[int, ...]
    ends: tuple[int, ...]
    places: tuple[int, ...]
    at: Place

    @property
    def numbers(self) -> list[int]:
        """The numbers of the objects in the branch."""
        nodes = self._nodes()
        return [nodes[number] for number in self.own]

    def numbered(self, first: int, document: int, sheets: Sequence[int], annotations: Sequence[int]) -> bytes:
        """The text with its numbers: `first` is that of the first object of the branch."""
        nodes = self._nodes()
        sheets, annotations = sheets[self.at.sheet :], annotations[self.at.annotation :]

        def number(place: int) -> int:
            if place > 0:
                return first + nodes[place - 1]
            if place == 0:
                return document
            return (annotations if place % 2 == 0 else sheets)[(-place - 1) // 2]

        return self.text % tuple(map(number, self.places))

    def _nodes(self) -> list[int]:
        return [*self.at.known, *range(self.at.first, self.at.first + self.at.count)]


@dataclass(frozen=True, slots=True)
class Known:
    """A node from before a growth, as far as the growth depends on it."""

    kind: str
    parent: int  # which of the known; -1 is the node of the whole text
    first: str | None  # the kind of the first thing in it; `None` when there is nothing, or it is over


@dataclass(frozen=True, slots=True)
class Begun:
    """A node that a growth begins and does not end."""

    number: int
    kind: str
    parent: int
    entries: Mapping[str, bytes]
    attributes: Mapping[str, bytes]


# A node as its number, or what is shown; what a node had before is `FIRST` and `REST`.
Kid = int | Mark | Annotation
FIRST, REST = -2, -3


@dataclass(frozen=True, slots=True)
class Growth:
    """What some sheets add to a branch, beside the objects that are over.

    Nodes have the numbers of the growth: first come the known ones, then its own objects.
    """

    known: int  # nodes that it knows of
    count: int  # own objects
    annotations: int
    ways: tuple[int, ...]  # of the sheets
    kids: Mapping[int, tuple[Kid, ...]]  # of the nodes that go on or have gone on till now, if there are new ones
    begun: tuple[Begun, ...]
    going_on: tuple[int, ...]  # nodes that the next growth adds to
    named: tuple[int, ...]
    links: tuple[tuple[int, int, str], ...]  # annotation, its element, its words
    unlinked: tuple[int, ...]
    handed: tuple[int, ...]  # the nodes that the next growth knows of
    after: tuple[Known, ...]  # the same as it knows them

    @property
    def place(self) -> Place:
        """The place of a growth that has nothing before it."""
        return Place(tuple(range(self.known)), self.known, self.count, 0, 0)


@dataclass(frozen=True, slots=True)
class Handed:
    """What those who tag some sheets tell those of the next: elements by their places among those of both."""

    nodes: tuple[tuple[int, str, int], ...] = ()  # element, the part of it, which of the known (-1: the whole text)
    told: tuple[int, ...] = ()  # heads and feet of tables
    contents: tuple[int, ...] = ()  # what stands in a table of contents
    layout: tuple[int, ...] = ()  # tables that only lay things side by side, and what they consist of
    tables: tuple[int, ...] = ()  # that go on


NOTHING = Handed()


@dataclass(frozen=True, slots=True)
class Branch:
    """The tree of some sheets: what the whole has to know of it.

    Its objects are the elements, one for each sheet, which is the way back from its marked content, and the index
    of names if there are any.
    """

    count: int  # of objects
    tops: tuple[int, ...]  # elements that stand in no other
    ways: tuple[int, ...]  # of the sheets
    links: tuple[tuple[int, int, str], ...]  # annotation, its element, its words
    unlinked: tuple[int, ...]  # annotations that are to be taken off their sheets
    index: int | None  # of names
