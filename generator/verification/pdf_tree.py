"""The structure tree of a PDF (ISO 32000-2, 14.7), and what is painted of each of its elements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pikepdf import Object

from generator.verification.paper import EITHER, LINE
from generator.verification.pdf_objects import Objects, entries, string
from generator.verification.pieces import Piece, Sheet, lines

GROUPING = ("/Document", "/Part", "/Sect", "/Div", "/Art")  # elements (14.8.4.3)


@dataclass(slots=True)
class Node:
    """An element of the tree: its name, its parts in order, and the first sheet that it stands on.

    `alt` is what it says in place of a picture, `span` the columns and rows that a cell covers.
    """

    name: str
    kids: "list[Node | list[Piece]]"
    sheet: int
    alt: str = ""
    span: tuple[int, int] = (1, 1)

    def nodes(self) -> "Iterator[Node]":
        """The elements right inside it."""
        return (kid for kid in self.kids if isinstance(kid, Node))

    def pieces(self) -> Iterator[Piece]:
        """All that is painted of it."""
        for kid in self.kids:
            yield from kid.pieces() if isinstance(kid, Node) else kid


class Tree:
    """The tree of one file, whose sheets are read."""

    def __init__(self, objects: Objects, painted: Sequence[Sheet]) -> None:
        self._sheets = painted
        self._direct = objects.direct
        self._numbers = objects.sheets
        self.links: list[tuple[str, list[str]]] = []  # met by now: the words of each, references to its annotations

    def nodes(self, root: Object) -> Iterator[Node]:
        """The elements under the root, one after another; those that only group others are passed through."""
        yield from self._grouped(entries(root), 0)

    def _grouped(self, group: Mapping[str, Any], sheet: int) -> Iterator[Node]:
        for kid in self._kids(group):
            said = self._direct(kid)
            if isinstance(said, dict) and said.get("/S") in GROUPING:
                yield from self._grouped(said, self._numbers.get(said.get("/Pg", ""), sheet))
            elif isinstance(node := self._node(kid, sheet), Node):
                yield node

    def unreached(self) -> dict[int, tuple[str, ...]]:
        """What no element has led to by now: the texts of each sheet by its number."""
        return {
            sheet.number: tuple(
                piece.text.replace(EITHER, " ").strip() for piece in chain(sheet.loose, *sheet.marked.values())
            )
            for sheet in self._sheets
        }

    def _node(self, kid: Any, sheet: int) -> Node | list[Piece]:
        if type(kid) is int:
            return self._painted(sheet, kid)
        said = self._direct(kid)
        sheet = self._numbers.get(said.get("/Pg", ""), sheet)
        if "/S" not in said:
            return self._painted(sheet, said["/MCID"]) if "/MCID" in said else []
        kids = [self._node(one, sheet) for one in self._kids(said)]
        first = next((one for one in kids if one), None)
        begins = sheet + 1 if first is None else first.sheet if isinstance(first, Node) else first[0].sheet
        alt = string(said["/Alt"]) if "/Alt" in said else ""
        span = self._span(said["/A"]) if "/A" in said else (1, 1)
        node = Node(said["/S"], kids, begins, alt, span)
        if node.name == "/Link":
            parts = [one for one in self._kids(said) if isinstance(one, dict)]
            annotations = [one["/Obj"] for one in parts if one.get("/Type") == "/OBJR"]
            self.links.append((LINE.join(lines(node.pieces())), annotations))
        return node

    def _painted(self, sheet: int, mark: int) -> list[Piece]:
        """What is painted under a mark of a sheet; it is taken from there, for an element is the one place of it."""
        return self._sheets[sheet].marked.pop(mark, [])

    def _kids(self, said: Mapping[str, Any]) -> list[Any]:
        kids = self._direct(said.get("/K", []))
        return kids if isinstance(kids, list) else [kids]

    def _span(self, said: Any) -> tuple[int, int]:
        """What a cell covers, by its attributes (14.8.5.7)."""
        wide = high = 1
        found = self._direct(said)
        for attributes in map(self._direct, found if isinstance(found, list) else [found]):
            if isinstance(attributes, dict):  # the number of a revision may follow
                wide, high = attributes.get("/ColSpan", wide), attributes.get("/RowSpan", high)
        return wide, high
