"""A part of the page: laid out, painted, and handed over as plain data."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from weasyprint.css.counters import CounterStyle
from weasyprint.urls import FatalURLFetchingError

from generator.errors import GeneratorError
from generator.workers import no_garbage_collection
from generator.writers import complaints, drawings, packs
from generator.writers.engine import markup, windows
from generator.writers.engine.copies import Undivided
from generator.writers.engine.fonts import together
from generator.writers.engine.laying import Laid
from generator.writers.engine.painting import Painting
from generator.writers.engine.press import Press, Uncut, context_of, of, start
from generator.writers.engine.windows import Store, Windows
from generator.writers.growth import Objects
from generator.writers.packs import Look, Margin, Pack, Part, Piece, Sheet, Stretch
from generator.writers.structure import Trunk
from generator.writers.tagging import Tagger

_FRAME = tuple(
    f"{what}_{side}{kind}"
    for side in ("top", "bottom")
    for what, kind in (("margin", ""), ("padding", ""), ("border", "_width"))
)
_Image = tuple[str, str, bool, tuple[float, ...]]


def beginnings(look: Look, skeleton: str) -> list[bool]:
    """Of the children of a body, which surely begin a sheet.

    Raises `Uncut` where the body itself stands round them.
    """
    press = of(look)
    html = markup.document(press, skeleton)
    context = context_of(press, html, [press.sheet], {}, CounterStyle())
    body = next(child for child in html.etree_element if child.tag == "body")
    if any(_framed(context, element) for element in (html.etree_element, body)):
        raise Uncut("frame")  # every part would have one of its own
    begins: list[bool] = []
    before = None
    for child in body:
        style = context.style_for(child)
        if style["display"] == ("none",):
            begins.append(not begins)
            continue
        begins.append(not begins or (before is not None and "page" in (style["break_before"], before["break_after"])))
        before = style
    return begins


def _framed(context: Any, element: Any) -> bool:
    """Whether something stands at the top or at the end of an element beside its children."""
    style = context.style_for(element)
    sizes = (style[name] for name in _FRAME)
    around = (context.style_for(element, part) for part in ("before", "after"))
    return any(getattr(size, "value", size) for size in sizes) or any(
        part is not None and part["content"] not in ("normal", "none", "inhibit") for part in around
    )


# A part


def lay_out(look: Look, part: Part, store: Store | None = None) -> Pack:
    """Lay out and paint one part; stretches of a long one are found in the store, or kept there.

    Raises `Uncut` for what a part alone cannot tell, `GeneratorError` for the theme.
    """
    with no_garbage_collection(), complaints.collected() as said:
        try:
            press, text = of(look), part.text
            if len(text) > windows.STRETCH:
                with suppress(Undivided):
                    return _joined(Windows(press, part, text, look.styles, store).stretches(), said)
            return _joined([_at_once(press, part, text)], said)
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{look.theme}»: {error}") from error


def _at_once(press: Press, part: Part, text: bytes) -> Stretch:
    laid = Laid(press, text.decode(), part.notes, part.sheets)
    painting = Painting(laid, Tagger(), start(text, str(part.notes)))
    for box, place in laid.sheets():
        painting.add(box, place)
        del box
    return painting.finish()


def _joined(stretches: Iterable[Stretch], said: Sequence[str]) -> Pack:
    """The part of its stretches."""
    trunk = Trunk()
    sheets: list[Sheet] = []
    objects: list[bytes] = []
    margins: dict[str, tuple[Margin, ...]] = {}
    light: list[Stretch] = []
    for stretch in stretches:
        place, over = trunk.add(stretch.growth)
        objects.append(packs.dump(Piece(place, stretch.objects)))
        objects += map(_piece, filter(None, [over]))
        sheets += stretch.sheets
        margins = {**stretch.margins, **margins}
        light.append(replace(stretch, sheets=(), objects=b""))
    branch, index = trunk.finish()
    return Pack(
        sheets=tuple(sheets),
        faces=together(face for stretch in light for face in stretch.faces),
        drawings=drawings.together(stretch.drawings for stretch in light),
        images=_images(image for stretch in light for image in stretch.images),
        branch=branch,
        objects=(*objects, *map(_piece, filter(None, [index]))),
        margins=margins,
        wanted=tuple(sorted({label for stretch in light for label in stretch.wanted})),
        complaints=(*said, *(message for stretch in light for message in stretch.complaints)),
    )


def _piece(objects: Objects) -> bytes:
    return packs.dump(Piece(objects.at, packs.press(objects)))


def _images(used: Iterable[_Image]) -> tuple[_Image, ...]:
    """Each picture once, in all sizes."""
    found: dict[str, _Image] = {}
    for name, address, smooth, sizes in used:
        before = found[name][3] if name in found else ()
        found[name] = (name, address, smooth, tuple(sorted({*before, *sizes})))
    return tuple(found.values())
