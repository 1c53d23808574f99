"""The structure tree of a PDF (ISO 32000-1, 14.7): grown sheet by sheet, then written as objects.

A branch is the tree of some sheets as plain data: the text of its objects, with a space of fixed width
wherever the number of an object goes. Parts of a page are laid out apart, in processes of their own or a build
ago, and do not know their numbers; setting them costs one formatting of the whole branch.
"""

from collections.abc import Sequence
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
    """The objects of a branch, written but for their numbers.

    `text` holds them one after another, and each ends at its place in `ends` (bytes). It leaves a space for a
    number wherever `places` says which: 0 is the node of the whole text, then come the objects themselves, then
    the sheets, then the annotations.
    """

    text: bytes
    ends: tuple[int, ...]
    places: tuple[int, ...]

    def numbered(self, first: int, document: int, sheets: Sequence[int], annotations: Sequence[int]) -> bytes:
        """The text with its numbers: `first` is that of its first object."""
        numbers = [document, *range(first, first + len(self.ends)), *sheets, *annotations]
        return self.text % tuple([numbers[place] for place in self.places])


@dataclass(frozen=True, slots=True)
class Branch:
    """The tree of some sheets: what the whole has to know of it.

    Of its objects the first are the elements; one for each sheet follows, the way back from its marked content, and
    then the index of names if there are any.
    """

    count: int  # of objects
    nodes: int
    sheets: int
    tops: tuple[int, ...]  # elements that stand in no other
    links: tuple[tuple[int, int, str], ...]  # annotation, its element, its words
    unlinked: tuple[int, ...]  # annotations that are to be taken off their sheets
    named: bool


class Structure:
    """One structure tree in the making; `document` is the node of the whole text."""

    def __init__(self) -> None:
        self.document = Node("Document", None, -1)
        self._nodes: list[Node] = []
        self._shown: list[dict[int, Node]] = []  # of each sheet: marked content to node
        self._links: list[tuple[int, Node, str]] = []
        self._unlinked: list[int] = []

    # Sheets

    def begin_sheet(self) -> None:
        """Go on to the next sheet."""
        self._shown.append({})

    def show(self, node: Node, mark: int) -> None:
        """Say that a node shows this marked content of the sheet."""
        self._shown[-1][mark] = node
        node.kids.append(Mark(len(self._shown) - 1, mark))

    def link(self, node: Node, annotation: int, words: str) -> None:
        """Tie the annotation of a link to its node, and let it tell its words (ISO 14289-1, 7.18.5)."""
        node.kids.append(Annotation(len(self._shown) - 1, annotation))
        self._links.append((annotation, node, words))

    def unlink(self, annotation: int) -> None:
        """Take the annotation of a link off the sheet."""
        self._unlinked.append(annotation)

    # Nodes

    def node(self, kind: str, parent: Node, at: int | None = None) -> Node:
        """A new node among those of its parent: at a place, or as the last."""
        node = Node(kind, parent, len(self._nodes))
        self._nodes.append(node)
        parent.kids.insert(len(parent.kids) if at is None else at, node)
        return node

    def begins_with(self, node: Node, kind: str) -> bool:
        """Whether the first thing in a node of nodes is of this kind."""
        return any(isinstance(kid, Node) and kid.kind == kind for kid in node.kids[:1])

    # The end

    def written(self) -> tuple[Branch, Objects]:
        """The tree as it has grown."""
        named = [node for node in self._nodes if node.named]
        count = len(self._nodes) + len(self._shown) + bool(named)
        written = _Written(count, len(self._shown))
        for node in self._nodes:
            written.add(_element(node, written))
        for shown in self._shown:
            marks = range(max(shown, default=-1) + 1)
            written.add(b"[" + b" ".join(written.node(shown[m]) if m in shown else b"null" for m in marks) + b"]")
        if named:
            ends = written.name(named[0]) + written.name(named[-1])
            pairs = b"".join(written.name(node) + written.node(node) for node in named)
            written.add(b"<</Limits[" + ends + b"]/Names[" + pairs + b"]>>")
        branch = Branch(
            count=count,
            nodes=len(self._nodes),
            sheets=len(self._shown),
            tops=tuple(kid.number for kid in self.document.kids if isinstance(kid, Node)),
            links=tuple((annotation, node.number, words) for annotation, node, words in self._links),
            unlinked=tuple(self._unlinked),
            named=bool(named),
        )
        return branch, Objects(b"\n".join(written.objects), tuple(written.ends), tuple(written.places))


class _Written:
    """Objects as text; a number that is not known yet is a space in it and a place in `places`."""

    def __init__(self, objects: int, sheets: int) -> None:
        self.objects: list[bytes] = []
        self.ends: list[int] = []
        self.places: list[int] = []
        self._sheets = 1 + objects
        self._annotations = 1 + objects + sheets
        self._known = 0  # places that belong to the objects so far
        self._end = 0

    def add(self, text: bytes) -> None:
        """Add an object; its numbers have been asked for in the order of its text."""
        self.objects.append(text)
        self._end += len(text % ((0,) * (len(self.places) - self._known)))
        self._known = len(self.places)
        self.ends.append(self._end)
        self._end += 1  # for what parts it from the next

    def node(self, node: Node) -> bytes:
        """A reference to an element."""
        return self._reference(1 + node.number)

    def sheet(self, sheet: int) -> bytes:
        """A reference to a sheet."""
        return self._reference(self._sheets + sheet)

    def annotation(self, annotation: int) -> bytes:
        """A reference to the annotation of a link."""
        return self._reference(self._annotations + annotation)

    def name(self, node: Node) -> bytes:
        """The name of an element."""
        self.places.append(1 + node.number)
        return NAME

    def _reference(self, place: int) -> bytes:
        self.places.append(place)
        return NUMBER + b" 0 R"


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
        parts += (b"/ID", written.name(node))
    if node.attributes or node.heads:
        parts.append(b"/A<<")
        parts += (b"/%s %s" % (name.encode(), _literal(value)) for name, value in node.attributes.items())
        if node.heads:
            parts += (b"/Headers[", *(written.name(head) for head in node.heads), b"]")
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
