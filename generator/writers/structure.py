"""The structure tree of a PDF (ISO 32000-1, 14.7): grown sheet by sheet, then written as objects.

A branch is the tree of some sheets as plain data: the text of its objects, with a space of fixed width
wherever the number of an object goes. Parts of a page are laid out apart, in processes of their own or a build
ago, and do not know their numbers; setting them costs one formatting of the whole branch.
"""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

# The number of an object: padded with white space, that its width is known before itself.
NUMBER = b"%7d"
# A name in the tree of names: the number of its object, so that no two are the same and the order is known.
NAME = b"(e%07d)"


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


@dataclass(slots=True, eq=False)
class Node:
    """A structure element: its kind, what it shows, and what is said of it as values of PDF."""

    kind: str
    parent: "Node | None"
    number: int
    kids: list["Node | Mark | Annotation"] = field(default_factory=list)
    entries: dict[str, bytes] = field(default_factory=dict)
    attributes: dict[str, bytes] = field(default_factory=dict)
    heads: list["Node"] = field(default_factory=list)  # of a cell
    named: bool = False


@dataclass(frozen=True, slots=True)
class Objects:
    """Some objects of a branch, written but for their numbers.

    `text` holds them one after another; each has its number in the branch (`numbers`), and ends at its place in
    `ends` (bytes). The text leaves a space for a number wherever `places` says which: 0 is the node of the whole
    text, then come the objects of the branch; -1, -3 ... are the sheets, -2, -4 ... the annotations.
    """

    text: bytes
    numbers: tuple[int, ...]
    ends: tuple[int, ...]
    places: tuple[int, ...]

    def numbered(self, first: int, document: int, sheets: Sequence[int], annotations: Sequence[int]) -> bytes:
        """The text with its numbers: `first` is that of the first object of the branch."""

        def number(place: int) -> int:
            if place > 0:
                return first + place - 1
            if place == 0:
                return document
            return (annotations if place % 2 == 0 else sheets)[(-place - 1) // 2]

        return self.text % tuple(map(number, self.places))


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


class Structure:
    """One structure tree in the making; `document` is the node of the whole text.

    It can be taken off by pieces: what is over is written and forgotten, what goes on is kept.
    """

    def __init__(self) -> None:
        self.document = Node("Document", None, -1)
        self._count = 0
        self._nodes: list[Node] = []  # that have not been written
        self._shown: dict[int, int] = {}  # of this sheet: marked content to node
        self._ways: list[int] = []
        self._sheets: list[tuple[int, array[int]]] = []  # way back, and the node of each marked content or -1
        self._named = array("l")
        self._links: list[tuple[int, int, str]] = []
        self._unlinked: list[int] = []

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

    def taken(self, open_: Collection[Node] = ()) -> Objects:
        """The objects that are over, which is all but those `open_` and the sheet that was begun last."""
        written = _Written()
        self._take(written, open_)
        return written.objects()

    def _take(self, written: "_Written", open_: Collection[Node]) -> None:
        over = [node for node in self._nodes if node not in open_]
        for node in over:
            written.add(node.number, _element(node, written))
            if node.named:
                self._named.append(node.number)
        for node in over:
            node.kids, node.heads, node.entries, node.attributes = [], [], {}, {}
        self._nodes = [node for node in self._nodes if node in open_]
        for number, shown in self._sheets:
            marks = (b"null" if mark < 0 else written.reference(mark) for mark in shown)
            written.add(number, b"[" + b" ".join(marks) + b"]")
        self._sheets = []

    def written(self) -> tuple[Branch, Objects]:
        """The tree as it has grown, and the objects that have not been taken."""
        self._end_sheet()
        written = _Written()
        self._take(written, ())
        index = None
        if self._named:
            index = self._number()
            names = sorted(self._named)
            ends = written.name(names[0]) + written.name(names[-1])
            pairs = b"".join(written.name(name) + written.reference(name) for name in names)
            written.add(index, b"<</Limits[" + ends + b"]/Names[" + pairs + b"]>>")
        branch = Branch(
            count=self._count,
            tops=tuple(kid.number for kid in self.document.kids if isinstance(kid, Node)),
            ways=tuple(self._ways),
            links=tuple(self._links),
            unlinked=tuple(self._unlinked),
            index=index,
        )
        return branch, written.objects()


class _Written:
    """Objects as text; a number that is not known yet is a space in it and a place in `places`."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []
        self._numbers: list[int] = []
        self._ends: list[int] = []
        self._places: list[int] = []
        self._known = 0  # places that belong to the objects so far
        self._end = 0

    def add(self, number: int, text: bytes) -> None:
        """Add an object; its numbers have been asked for in the order of its text."""
        self._texts.append(text)
        self._numbers.append(number)
        self._end += len(text % ((0,) * (len(self._places) - self._known)))
        self._known = len(self._places)
        self._ends.append(self._end)
        self._end += 1  # for what parts it from the next

    def node(self, node: Node) -> bytes:
        """A reference to an element."""
        return self.reference(node.number)

    def reference(self, number: int) -> bytes:
        """A reference to an object of the branch; -1 is the node of the whole text."""
        self._places.append(1 + number)
        return NUMBER + b" 0 R"

    def sheet(self, sheet: int) -> bytes:
        """A reference to a sheet."""
        self._places.append(-1 - 2 * sheet)
        return NUMBER + b" 0 R"

    def annotation(self, annotation: int) -> bytes:
        """A reference to the annotation of a link."""
        self._places.append(-2 - 2 * annotation)
        return NUMBER + b" 0 R"

    def name(self, number: int) -> bytes:
        """The name of an element."""
        self._places.append(1 + number)
        return NAME

    def objects(self) -> Objects:
        """What has been added."""
        return Objects(b"\n".join(self._texts), tuple(self._numbers), tuple(self._ends), tuple(self._places))


def _element(node: Node, written: _Written) -> bytes:
    """A structure element as an object (14.7.2), its numbers in order."""
    assert node.parent is not None
    parts = [b"<</S/", node.kind.encode(), b"/P", written.node(node.parent)]
    home = next((kid.sheet for kid in node.kids if isinstance(kid, Mark)), None)
    if home is not None:
        parts += (b"/Pg", written.sheet(home))
    parts.append(b"/K[")
    parts += (_kid(kid, home, written) for kid in node.kids)
    parts.append(b"]")
    if node.named:
        parts += (b"/ID", written.name(node.number))
    if node.attributes or node.heads:
        parts.append(b"/A<<")
        parts += (b"/%s %s" % (name.encode(), _literal(value)) for name, value in node.attributes.items())
        if node.heads:
            parts += (b"/Headers[", *(written.name(head.number) for head in node.heads), b"]")
        parts.append(b">>")
    parts += (b"/%s %s" % (name.encode(), _literal(value)) for name, value in node.entries.items())
    parts.append(b">>")
    return b"".join(parts)


def _kid(kid: Node | Mark | Annotation, home: int | None, written: _Written) -> bytes:
    if isinstance(kid, Node):
        return b" " + written.node(kid)
    if isinstance(kid, Annotation):
        annotation, sheet = written.annotation(kid.number), written.sheet(kid.sheet)
        return b"<</Type/OBJR/Obj" + annotation + b"/Pg" + sheet + b">>"
    if kid.sheet == home:
        return b" %d" % kid.number
    return b"<</Type/MCR/Pg" + written.sheet(kid.sheet) + b"/MCID %d>>" % kid.number


def _literal(value: bytes) -> bytes:
    """A value as it stands in a text that is going to be formatted."""
    return value.replace(b"%", b"%%")
