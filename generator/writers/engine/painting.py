"""Sheets painted one after another, and all that they use, as plain data."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import weasyprint

from generator.writers import drawings, packs
from generator.writers.engine.fonts import faces_of
from generator.writers.engine.laying import Laid
from generator.writers.engine.margins import margins_of
from generator.writers.engine.press import SCALE, Uncut, canvas
from generator.writers.packs import Margin, Sheet, Stretch
from generator.writers.tagging import Tagger


class Painting:
    """The sheets of a part, or of a stretch of one, on their way from boxes to plain data."""

    def __init__(self, laid: Laid, tagger: Tagger, start: int) -> None:
        """`start` is a number that only this content has."""
        self._laid, self._tagger = laid, tagger
        self._fonts: dict[int, Any] = {}
        self._resources = drawings.resources(start)
        self._images: dict[str, Any] = {}
        self._margins: dict[str, tuple[Margin, ...]] = {}
        self._sheets: list[Sheet] = []

    def add(self, box: Any, place: int) -> None:
        """Paint the next sheet. Raises `Uncut` for what a part alone cannot tell."""
        page = weasyprint.document.Page(box)
        if any(page.forms.values()) or any(link[0] == "attachment" for link in page.links):
            raise Uncut("forms")
        stream = canvas(self._fonts, page, self._resources, self._images)
        page.paint(stream, SCALE)
        self._tagger.add(page, stream)
        kind = box.page_type.name or ""
        if kind not in self._margins:
            self._margins[kind] = tuple(margins_of(self._laid.context, box))
        self._sheets.append(
            Sheet(
                width=page.width,
                height=page.height,
                bleed=dict(page.bleed),
                kind=kind,
                content=drawings.squeezed(stream),
                bookmarks=tuple((level, label, tuple(at), state) for level, label, at, state in page.bookmarks),
                links=tuple((kind, target, tuple(where)) for kind, target, where, _ in page.links),
                anchors={name: tuple(where) for name, where in page.anchors.items()},
                strings=dict(_strings(self._laid.context, box, place)),
            )
        )

    def finish(self, elements: Sequence[Any] = (), going_on: Collection[Any] = ()) -> Stretch:
        """All sheets; those after them share `elements`, of which some are `going_on`."""
        handed, growth, objects = self._tagger.finish(elements, going_on)
        return Stretch(
            sheets=tuple(self._sheets),
            faces=faces_of(self._fonts),
            drawings=drawings.plain(self._resources),
            images=tuple(_used(self._images, self._laid.images)),
            margins=self._margins,
            growth=growth,
            objects=packs.press(objects),
            handed=handed,
            wanted=tuple(sorted(self._laid.wanted)),
        )


def _strings(context: Any, page: Any, place: int) -> Iterator[tuple[str, tuple[tuple[str, ...], bool]]]:
    """The named strings set on a sheet, and whether its first element sets them (CSS Generated Content 3, 1)."""
    for name, places in context.string_set.items():
        if place in places:
            yield name, (tuple(places[place]), _begins(page, name))


def _begins(page: Any, name: str) -> bool:
    box = page
    while box:
        if box.style["string_set"] != "none" and any(name == one for one, _ in box.style["string_set"]):
            return True
        box = box.children[0] if getattr(box, "children", ()) else None
    return False


def _used(images: Mapping[str, Any], loaded: Mapping[str, Any]) -> Iterator[tuple[str, str, bool, tuple[float, ...]]]:
    for name, used in images.items():
        address = next((url for url, image in loaded.items() if image is used["image"]), None)
        if address is None:
            raise Uncut("images")
        yield name, address, bool(used["interpolate"]), tuple(sorted(used["dpi_ratios"]))
