"""The structure tree of a PDF (ISO 32000-1, 14.7): grown sheet by sheet.

The branch of a long part grows by stretches: a `Structure` makes what one of them adds (`growth`), and a `Trunk` takes
one growth after another.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from generator.writers.elements import Node, Written, element
from generator.writers.growth import FIRST, REST, Annotation, Begun, Branch, Growth, Kid, Known, Mark, Objects, Place


class Structure:
    """A growth in the making; `document` is the node of the whole text, `known` are nodes from before."""

    def __init__(self, known: Sequence[Known] = ()) -> None:
        self.document = Node("Document", None, -1, _before(""))
        self.known = [Node(one.kind, None, number, _before(one.first)) for number, one in enumerate(known)]
        for node, one in zip(self.known, known, strict=True):
            node.parent = self._numbered(one.parent)
        self._count = len(known)
        self._nodes: list[Node] = []
        self._shown: dict[int, int] = {}  # of this sheet: marked content to node
        self._ways: list[int] = []
        self._sheets: list[tuple[int, array[int]]] = []  # way back, and the node of each marked content or -1
        self._links: list[tuple[int, int, str]] = []
        self._unlinked: list[int] = []

    def _numbered(self, number: int) -> Node:
        return self.document if number < 0 else self.known[number]

    # Sheets

    def begin_sheet(self) -> None:
        """Go on to the next sheet."""
        self._end_sheet()
        self._ways.append(self._number())

    def _end_sheet(self) -> None:
        if self._ways:
            marks = range(max(self._shown, default=-1) + 1)
            self._sheets.append((self._ways[-1], array("l", (self._shown.get(mark, -1) for mark in marks))))
        self._shown = {}

    def show(self, node: Node, mark: int) -> None:
        """Say that a node shows this marked content of the sheet."""
        self._shown[mark] = node.number
        node.kids.append(Mark(len(self._ways) - 1, mark))

    def link(self, node: Node, annotation: int, words: str) -> None:
        """Tie the annotation of a link to its node, and let it tell its words (ISO 14289-1, 7.18.5)."""
        node.kids.append(Annotation(len(self._ways) - 1, annotation))
        self._links.append((annotation, node.number, words))

    def unlink(self, annotation: int) -> None:
        """Take the annotation of a link off the sheet."""
        self._unlinked.append(annotation)

    # Nodes

    def node(self, kind: str, parent: Node, at: int | None = None) -> Node:
        """A new node among those of its parent: at a place, or as the last."""
        node = Node(kind, parent, self._number())
        self._nodes.append(node)
        parent.kids.insert(len(parent.kids) if at is None else at, node)
        return node

    def begins_with(self, node: Node, kind: str) -> bool:
        """Whether the first thing in a node of nodes is of this kind."""
        return any(isinstance(kid, Node) and kid.kind == kind for kid in node.kids[:1])

    def _number(self) -> int:
        self._count += 1
        return self._count - 1

    # The end

    def grown(
        self, annotations: int = 0, going_on: Collection[Node] = (), wanted: Iterable[Node] = ()
    ) -> tuple[Growth, Objects]:
        """What the sheets add, and the objects that are over: all but the nodes that are `going_on`.

        The next growth has to know of those that are `wanted`.
        """
        self._end_sheet()
        written = Written()
        over = [node for node in self._nodes if node not in going_on]
        for node in over:
            written.add(node.number, element(node, written))
        for number, shown in self._sheets:
            marks = (b"null" if mark < 0 else written.reference(mark) for mark in shown)
            written.add(number, b"[" + b" ".join(marks) + b"]")
        begun = [node for node in self._nodes if node in going_on]
        handed = self._with_parents(wanted)
        numbers = {node.number: place for place, node in enumerate(handed)}
        growth = Growth(
            known=len(self.known),
            count=self._count - len(self.known),
            annotations=annotations,
            ways=tuple(self._ways),
            kids={
                node.number: tuple(_kid_of(kid) for kid in node.kids)
                for node in (self.document, *self.known, *begun)
                if any(not isinstance(kid, Node) or kid.number >= 0 for kid in node.kids)
            },
            begun=tuple(_begun(node) for node in begun),
            going_on=tuple(sorted(node.number for node in going_on)),
            named=tuple(node.number for node in over if node.named),
            links=tuple(self._links),
            unlinked=tuple(self._unlinked),
            handed=tuple(node.number for node in handed),
            after=tuple(_known(node, numbers, node in going_on) for node in handed),
        )
        return growth, written.objects(growth.place)

    def _with_parents(self, nodes: Iterable[Node]) -> list[Node]:
        """Nodes and all that they stand in, but for that of the whole text."""
        found = dict.fromkeys(nodes)
        todo = list(found)
        for node in todo:
            if node.parent and node.parent not in found:
                found[node.parent] = None
                todo.append(node.parent)
        return [node for node in found if node is not self.document]


class Trunk:
    """The branch of a part that takes one growth after another, in the order of its sheets."""

    def __init__(self) -> None:
        self._document = Node("Document", None, -1)
        self._open: dict[int, Node] = {}
        self._known: tuple[int, ...] = ()
        self._count = 0
        self._annotations = 0
        self._ways: list[int] = []
        self._named: list[int] = []
        self._links: list[tuple[int, int, str]] = []
        self._unlinked: list[int] = []

    def add(self, growth: Growth) -> tuple[Place, Objects | None]:
        """Take a growth: where its objects stand, and those that are over now and began before it."""
        place = Place(self._known, self._count, growth.count, len(self._ways), self._annotations)

        def number(own: int) -> int:
            if own < 0:
                return own
            return place.known[own] if own < growth.known else place.first + own - growth.known

        for one in growth.begun:
            parent = Node("", None, number(one.parent))
            entries, attributes = dict(one.entries), dict(one.attributes)
            self._open[number(one.number)] = Node(one.kind, parent, number(one.number), [], entries, attributes)
        for own, kids in growth.kids.items():
            node = self._document if own < 0 else self._open[number(own)]
            node.kids = [moved for kid in kids for moved in _moved(kid, node.kids, place, number)]
        self._ways += map(number, growth.ways)
        self._named += map(number, growth.named)
        self._links += ((place.annotation + one, number(node), words) for one, node, words in growth.links)
        self._unlinked += (place.annotation + one for one in growth.unlinked)
        self._known = tuple(map(number, growth.handed))
        self._count += growth.count
        self._annotations += growth.annotations
        going_on = set(map(number, growth.going_on))
        return place, self._written([node for own, node in self._open.items() if own not in going_on])

    def _written(self, over: Sequence[Node]) -> Objects | None:
        if not over:
            return None
        written = Written()
        for node in over:
            written.add(node.number, element(node, written))
            del self._open[node.number]
        return written.objects(self._own)

    @property
    def _own(self) -> Place:
        return Place((), 0, self._count, 0, 0)

    def finish(self) -> tuple[Branch, Objects | None]:
        """The tree as it has grown, and the object that belongs to all of it."""
        index, objects = None, None
        if self._named:
            written, index = Written(), self._count
            self._count += 1
            names = sorted(self._named)
            ends = written.name(names[0]) + written.name(names[-1])
            pairs = b"".join(written.name(name) + written.reference(name) for name in names)
            written.add(index, b"<</Limits[" + ends + b"]/Names[" + pairs + b"]>>")
            objects = written.objects(self._own)
        branch = Branch(
            count=self._count,
            tops=tuple(kid.number for kid in self._document.kids if isinstance(kid, Node)),
            ways=tuple(self._ways),
            links=tuple(self._links),
            unlinked=tuple(self._unlinked),
            index=index,
        )
        return branch, objects


def _before(first: str | None) -> "list[Node | Mark | Annotation]":
    """What stands for the things that a node has already; `first` is the kind of the first."""
    return [] if first is None else [Node(first, None, FIRST), Node("", None, REST)]


def _kid_of(kid: Node | Mark | Annotation) -> Kid:
    return kid.number if isinstance(kid, Node) else kid


def _begun(node: Node) -> Begun:
    assert node.parent is not None and not node.heads and not node.named, "a cell that goes on"
    return Begun(node.number, node.kind, node.parent.number, node.entries, node.attributes)


def _known(node: Node, numbers: Mapping[int, int], going_on: bool) -> Known:
    assert node.parent is not None
    first = next((kid.kind if isinstance(kid, Node) else "" for kid in node.kids), None) if going_on else None
    return Known(node.kind, numbers.get(node.parent.number, -1), first)


def _moved(
    kid: Kid, before: "list[Node | Mark | Annotation]", place: Place, number: Callable[[int], int]
) -> "Iterable[Node | Mark | Annotation]":
    """A thing in a node of the branch, or those that it had before."""
    match kid:
        case Mark():
            return (Mark(place.sheet + kid.sheet, kid.number),)
        case Annotation():
            return (Annotation(place.sheet + kid.sheet, place.annotation + kid.number),)
    if kid == FIRST:
        return before[:1]
    if kid == REST:
        return before[1:]
    return (Node("", None, number(kid)),)
