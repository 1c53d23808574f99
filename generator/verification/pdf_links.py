"""Links of a PDF (ISO 32000-2, 12.5.6.5) and its outline (12.3.3): what is painted where they lead (12.3.2)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from pikepdf import Dictionary, Pdf

from generator.verification.links import Link
from generator.verification.paper import EITHER
from generator.verification.pdf_objects import Objects, entries, string
from generator.verification.pieces import Piece, Sheet

_BAND = 72.0  # points below a destination within which its text begins, if anything is painted there
_ROUNDED = 1.0  # points


class Destinations:
    """Where links and the outline of a file may lead; made before the pieces on its sheets are taken away."""

    def __init__(self, file: Pdf, objects: Objects, painted: Sequence[Sheet]) -> None:
        self._objects = objects
        self._pieces = [sorted(chain(sheet.loose, *sheet.marked.values()), key=_depth) for sheet in painted]
        names = entries(file.Root.get("/Names", Dictionary()))
        self._named = {name: self._lines(place) for name, place in self._pairs(objects.direct(names.get("/Dests", {})))}
        self.outline = tuple(self._items(entries(file.Root.get("/Outlines", Dictionary()))))
        self._pieces.clear()

    def links(self, text: str, annotations: Iterable[str]) -> Iterable[Link]:
        """A link by its words and its annotations, one on each line; more than one if they lead apart."""
        return dict.fromkeys(self._link(text, one) for one in annotations)

    def _link(self, text: str, annotation: str) -> Link:
        found = self._objects.direct(annotation)
        action = self._objects.direct(found.get("/A", {}))
        if "/URI" in action:
            return Link(text, string(action["/URI"]))
        place = found.get("/Dest", action.get("/D", ""))
        name = string(place) if isinstance(place, str) else ""
        return Link(text, f"#{name}", at=self._named.get(name, ()))

    def _pairs(self, node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The names of a name tree with their values (7.9.6)."""
        listed = self._objects.direct(node.get("/Names", []))
        yield from zip(map(string, listed[::2]), listed[1::2], strict=True)
        for kid in self._objects.direct(node.get("/Kids", [])):
            yield from self._pairs(self._objects.direct(kid))

    def _items(self, over: Mapping[str, Any]) -> Iterator[Link]:
        """The items of the outline below one, each with those below it."""
        following = over.get("/First")
        while following is not None:
            item = self._objects.direct(following)
            yield Link(string(item["/Title"]), "#", at=self._lines(item.get("/Dest")))
            yield from self._items(item)
            following = item.get("/Next")

    def _lines(self, place: Any) -> tuple[str, ...]:
        """What is painted below a place on a sheet, from the top, piece by piece."""
        sheet, _, _, top, *_ = self._objects.direct(place)
        pieces = self._pieces[self._objects.sheets[sheet]]
        below = pieces[bisect_left(pieces, -top - _ROUNDED, key=_depth) :]
        near = below[: bisect_left(below, _BAND - top, key=_depth)] or below[:1]
        return tuple(piece.text.replace(EITHER, " ") for piece in near if any(map(str.isalnum, piece.text)))


def _depth(piece: Piece) -> float:
    return -piece.y
