"""A part of the page: laid out, painted, and handed over as plain data."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import weasyprint
import weasyprint.layout
from weasyprint import HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.urls import FatalURLFetchingError

from generator.errors import GeneratorError
from generator.writers import complaints, drawings, packs, tagging
from generator.writers.engine import windows
from generator.writers.engine.copies import Undivided
from generator.writers.engine.fonts import faces_of
from generator.writers.engine.laying import Laid
from generator.writers.engine.margins import margins_of
from generator.writers.engine.press import ORIGIN, SCALE, Uncut, canvas, context_of, no_garbage_collection, of, start
from generator.writers.engine.windows import Turn, Windows
from generator.writers.packs import Look, Margin, Pack, Part, Sheet


def beginnings(look: Look, skeleton: str) -> list[bool]:
    """Of the children of a body, which surely begin a sheet."""
    press = of(look)
    html = HTML(string=skeleton, base_url=ORIGIN, url_fetcher=press.fetcher)
    context = context_of(press, html, [press.sheet], {}, CounterStyle())
    body = next(child for child in html.etree_element if child.tag == "body")
    begins, before = [], None
    for child in body:
        style = context.style_for(child)
        begins.append(before is None or "page" in (style["break_before"], before["break_after"]))
        before = style
    return begins


# A part


def lay_out(look: Look, part: Part) -> Pack:
    """Lay out and paint one part. Raises `Uncut` for what a part alone cannot tell, `GeneratorError` for the theme."""
    with no_garbage_collection(), complaints.collected() as said:
        try:
            press, text = of(look), part.text
            if len(text) > windows.STRETCH:
                with suppress(Undivided):
                    return _packed(partial(Windows, press, part, text, look.styles), part, text, said)
            return _packed(lambda _: Laid(press, text.decode(), part.notes, part.sheets), part, text, said)
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{look.theme}»: {error}") from error


def _packed(begin: Callable[[Turn], Laid | Windows], part: Part, text: bytes, said: Sequence[str]) -> Pack:
    """The part as plain data."""
    objects: list[bytes] = []

    def turn(same: Mapping[Any, Any], open_: Collection[Any]) -> None:
        objects.append(packs.press(tagger.turn(same, open_)))

    fonts: dict[int, Any] = {}
    resources = drawings.resources(start(text, str(part.notes)))
    images: dict[str, Any] = {}
    tagger = tagging.Tagger()
    margins: dict[str, tuple[Margin, ...]] = {}
    sheets = []
    laid = begin(turn)
    for box, place in laid.sheets():
        page = weasyprint.document.Page(box)
        if any(page.forms.values()) or any(link[0] == "attachment" for link in page.links):
            raise Uncut("forms")
        stream = canvas(fonts, page, resources, images)
        page.paint(stream, SCALE)
        tagger.add(page, stream)
        kind = box.page_type.name or ""
        if kind not in margins:
            margins[kind] = tuple(margins_of(laid.context, box))
        sheets.append(
            Sheet(
                width=page.width,
                height=page.height,
                bleed=dict(page.bleed),
                kind=kind,
                content=drawings.squeezed(stream),
                bookmarks=tuple((level, label, tuple(at), state) for level, label, at, state in page.bookmarks),
                links=tuple((kind, target, tuple(where)) for kind, target, where, _ in page.links),
                anchors={name: tuple(where) for name, where in page.anchors.items()},
                strings=dict(_strings(laid.context, box, place)),
            )
        )
    branch, rest = tagger.finish()
    objects.append(packs.press(rest))
    return Pack(
        sheets=tuple(sheets),
        faces=faces_of(fonts),
        drawings=drawings.plain(resources),
        images=tuple(_used(images, laid.images)),
        branch=branch,
        objects=tuple(objects),
        margins=margins,
        wanted=tuple(sorted(laid.wanted)),
        complaints=tuple(said),
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
