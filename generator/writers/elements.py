"""Structure elements as objects of a file (ISO 32000-1, 14.7.2), written but for their numbers."""

from dataclasses import dataclass, field

from generator.writers.growth import Annotation, Mark, Objects, Place

# The number of an object: padded with white space, that its width is known before itself.
NUMBER = b"%7d"
# A name in the tree of names: the number of its object, so that no two are the same and the order is known.
NAME = b"(e%07d)"


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


class Written:
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

    def objects(self, at: Place) -> Objects:
        """What has been added."""
        return Objects(b"\n".join(self._texts), tuple(self._numbers), tuple(self._ends), tuple(self._places), at)


def element(node: Node, written: Written) -> bytes:
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


def _kid(kid: Node | Mark | Annotation, home: int | None, written: Written) -> bytes:
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
