"""What runs above and below the text of sheets: margin boxes (CSS Paged Media 3, 6)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from weasyprint.draw import draw_stacking_context
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.page import make_margin_boxes
from weasyprint.stacking import StackingContext
from weasyprint.urls import FatalURLFetchingError

from generator.errors import GeneratorError
from generator.workers import no_garbage_collection
from generator.writers import complaints, drawings, tagging
from generator.writers.engine.fonts import faces_of
from generator.writers.engine.laying import Laid
from generator.writers.engine.press import NOTHING, SCALE, Press, Uncut, canvas, of, start
from generator.writers.packs import Look, Margin, Running, Runs, Strip

_BOXES = (
    *(tuple(f"@{edge}-{side}" for side in ("left", "center", "right")) for edge in ("top", "bottom")),
    *(tuple(f"@{edge}-{side}" for side in ("top", "middle", "bottom")) for edge in ("left", "right")),
    *((f"@{corner}-corner",) for corner in ("top-left", "top-right", "bottom-left", "bottom-right")),
)
# What may stand in a margin box: its words depend on nothing but these.
_KNOWN = ("string", "url", "string()", "counter()", "counters()")


def margins_of(context: Any, page: Any) -> Iterator[Margin]:
    """The margin boxes of a kind of sheet: those of an edge together when they share its length."""
    for edge in _BOXES:
        filled = {}
        for name in edge:
            style = context.style_for(page.page_type, name)
            if style is not None and style["content"] not in ("normal", "inhibit", "none"):
                filled[name] = style
        long = "height" if edge[0].startswith(("@left", "@right")) else "width"
        shared = len(edge) > 1 and any(style[long] == "auto" for style in filled.values())
        for names in [tuple(filled)] if shared and filled else [(name,) for name in filled]:
            yield _margin(names, [token for name in names for token in filled[name]["content"]])


def _margin(names: tuple[str, ...], tokens: Sequence[tuple[str, Any]]) -> Margin:
    if any(kind not in _KNOWN for kind, _ in tokens):
        raise Uncut("margin boxes")
    counters = {value[0] for kind, value in tokens if kind.startswith("counter")}
    if not counters <= {"page", "pages"}:
        raise Uncut("counters")
    strings = dict.fromkeys(tuple(value) for kind, value in tokens if kind == "string()")
    return Margin(names, tuple((name, keyword) for name, keyword in strings), "page" in counters, "pages" in counters)


def run(look: Look, runs: Runs) -> Strip:
    """Lay out and paint margin boxes. Raises `Uncut`, `GeneratorError` as `lay_out` does."""
    with no_garbage_collection(), complaints.collected() as said:
        try:
            return _strip(of(look), runs.frame, runs.orders, said)
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{look.theme}»: {error}") from error


def _strip(press: Press, frame: str, orders: Sequence[Running], said: Sequence[str]) -> Strip:
    kinds = sorted({order.kind for order in orders})
    rule = "break-before: page; break-after: auto; height: 1px; display: block"
    body = "".join(f'<div style="page: {kind or "auto"}; {rule}"></div>' for kind in kinds)
    laid = Laid(press, frame.replace("</body>", f"{body}</body>", 1))
    pages = {box.page_type.name or "": box for box, _ in laid.sheets()}
    fonts: dict[int, Any] = {}
    resources = drawings.resources(start(frame, repr(orders)))
    images: dict[str, Any] = {}
    contents = []
    for order in orders:
        page = pages[order.kind]
        words = {(name, keyword): texts for name, keyword, texts in order.strings}
        page.children = tuple(_margin_boxes(laid.context, page, order, words))
        stream = canvas(fonts, None, resources, images)
        with stream.stacked():
            stream.transform(a=SCALE, d=SCALE)
            for box in page.children:
                layout_box_backgrounds(page, box, laid.context.get_image_from_uri)
                draw_stacking_context(stream, StackingContext.from_box(box, page))
        tags = stream._tags
        tagging.set_aside(stream, {mark["mcid"]: tagging.OF_SHEET for mark in tags.values()})
        contents.append(drawings.squeezed(stream) if len(stream.stream) > NOTHING else b"")
    if images:
        raise Uncut("images in margins")
    return Strip(tuple(contents), faces_of(fonts), drawings.plain(resources), tuple(said))


def _margin_boxes(context: Any, page: Any, order: Running, words: Mapping[tuple[str, str], tuple[str, ...]]) -> Any:
    styles = context.style_for
    only = _Only(styles, order.boxes)
    state: tuple[Any, ...] = ([0], {"page": [order.number], "pages": [order.total]}, [{"page", "pages"}], [])
    context.get_string_set_for = lambda page, name, keyword="first": words[name, keyword]
    context.style_for = only
    try:
        return list(make_margin_boxes(context, page, state))
    finally:
        context.style_for = styles


class _Only:
    """The styles of some margin boxes; the others have none."""

    def __init__(self, styles: Any, boxes: Sequence[str]) -> None:
        self._styles = styles
        self._boxes = boxes

    def __call__(self, element: Any, pseudo_type: Any = None) -> Any:
        if pseudo_type in self._boxes or not str(pseudo_type).startswith("@"):
            return self._styles(element, pseudo_type)
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._styles, name)
