"""WeasyPrint from the inside: all that is used of it beyond its manual.

Parts of a page are laid out one by one, each as plain data that another process can hand back, and one
ordinary `Document.write_pdf` joins them (`joining.py`): the contents of a sheet come ready, everything that belongs
to the whole (fonts, links, bookmarks, metadata) is made there. What runs above and below the text is not laid out with
it, for it tells the number of the sheet, which nobody knows yet.

Nothing of this is promised from one release to the next, so another release is refused.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from mimetypes import guess_type
from multiprocessing import parent_process
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pydyf
import weasyprint
import weasyprint.layout
from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.css import StyleFor
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetLookupItem, anchor_name_from_token
from weasyprint.document import Document
from weasyprint.draw import draw_stacking_context
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.images import get_image_from_uri
from weasyprint.layout import initialize_page_maker, layout_document
from weasyprint.layout.background import layout_backgrounds, layout_box_backgrounds
from weasyprint.layout.page import make_all_pages, make_margin_boxes
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream
from weasyprint.stacking import StackingContext
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse, get_url_tuple

from generator.cache import fingerprint
from generator.errors import GeneratorError
from generator.writers import complaints, drawings, packs, tagging
from generator.writers.packs import Face, Look, Margin, Pack, Part, Running, Runs, Sheet, Strip

RELEASES = {"WeasyPrint": (weasyprint.__version__, "70."), "pydyf": (pydyf.__version__, "0.13.")}

# A host that can never exist (RFC 2606, 2): links of the page and of its styles start here.
ORIGIN = "https://theme.invalid/"

LONG = 300_000  # signs of HTML, from which on what was needed to read it is swept out before it is laid out
SWEPT = 32  # sheets between two sweeps: of a megabyte or two each
SCALE = 0.75  # points in a pixel of CSS
_NOTHING = 3  # operators round what there is to paint
MANY = 888  # the number of a sheet that is not known yet: as wide as most

_BOXES = (
    *(tuple(f"@{edge}-{side}" for side in ("left", "center", "right")) for edge in ("top", "bottom")),
    *(tuple(f"@{edge}-{side}" for side in ("top", "middle", "bottom")) for edge in ("left", "right")),
    *((f"@{corner}-corner",) for corner in ("top-left", "top-right", "bottom-left", "bottom-right")),
)
# What may stand in a margin box: its words depend on nothing but these.
_KNOWN = ("string", "url", "string()", "counter()", "counters()")

# What the engine says of a face in the file, beside its signs.
_ABOUT = ("ascent", "descent", "flags", "italic_angle", "stemv", "stemh")


class Uncut(Exception):
    """The page holds something that a part alone cannot tell: it has to be laid out as a whole."""


def demand() -> None:
    """Raise `GeneratorError` when a library is of a release that was not tried."""
    for name, (version, tried) in RELEASES.items():
        if not version.startswith(tried):
            raise GeneratorError(
                f"Установлена {name} {version}, а печать PDF проверена с {name} {tried}*. "
                f"Поставьте её: pip install {name.lower()}=={tried}*"
            )


class Files(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type annotations
    """Serves files that came with the order, and nothing else: no network, no file of the computer."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("https", "data"), fail_on_errors=True)
        self._files = files

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file behind `url`; anything else stops the printing."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        name = unquote(urlsplit(url).path).lstrip("/")
        if not url.startswith(ORIGIN) or name not in self._files:
            raise FatalURLFetchingError(f"Адрес {url} вне темы. Положите файл в папку темы.")
        kind = guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, BytesIO(self._files[name]), {"Content-Type": kind})


@dataclass(frozen=True)
class _Press:
    """What all parts of one look share in one process."""

    fetcher: Files
    fonts: Any
    sheet: Any


@lru_cache(maxsize=2)
def _press(theme: str, styles: str, files: tuple[tuple[str, bytes], ...]) -> _Press:
    demand()
    fetcher, fonts = Files(dict(files)), FontConfiguration()
    sheet = CSS(string=styles, base_url=ORIGIN, url_fetcher=fetcher, font_config=fonts)
    if parent_process() is not None:  # a worker keeps this for life: it need not be looked through
        gc.collect()
        gc.freeze()
    return _Press(fetcher, fonts, sheet)


def _of(look: Look) -> _Press:
    return _press(look.theme, look.styles, tuple(look.files.items()))


class _Garbage:
    """Boxes of painted sheets hold one another; they are swept out together now and then."""

    def __init__(self) -> None:
        self._sheets = 0

    def sheet(self) -> None:
        """Another sheet has been painted."""
        self._sheets += 1
        if self._sheets % SWEPT == 0:
            gc.collect()


_garbage = _Garbage()


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Meanwhile Python does not look for garbage by itself: it would look through millions of live objects.

    That is a quarter of the time of WeasyPrint.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def beginnings(look: Look, skeleton: str) -> list[bool]:
    """Of the children of a body, which surely begin a sheet."""
    press = _of(look)
    html = HTML(string=skeleton, base_url=ORIGIN, url_fetcher=press.fetcher)
    context = _context(press, html, [press.sheet], {}, CounterStyle())
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
            return _Laid(_of(look), part).packed(part, said)
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{look.theme}»: {error}") from error


class _Laid:
    """A part that is being laid out, its sheets without margin boxes, one after another."""

    def __init__(self, press: _Press, part: Part) -> None:
        self._press = press
        self.wanted: set[str] = set()
        html = HTML(string=part.html, base_url=ORIGIN, url_fetcher=press.fetcher)
        sheets = [press.sheet]
        if part.notes:
            sheets.append(CSS(string=f"html {{ counter-reset: footnote {part.notes} }}"))
        self.images: dict[str, Any] = {}
        counters = CounterStyle()
        context = self.context = _context(press, html, sheets, self.images, counters)
        _reach_out(context.target_collector, part.sheets, self.wanted)
        root = build_formatting_structure(
            html.etree_element,
            context.style_for,
            context.get_image_from_uri,
            html.base_url,
            context.target_collector,
            counters,
            context.footnotes,
        )
        if len(context.footnotes) != notes(html.etree_element):
            raise Uncut("footnotes")
        html.wrapper_element = None  # for the matching of selectors, which is done
        if len(part.html) > LONG:
            gc.collect()
        self._html, self._root = html, root

    def sheets(self) -> Iterator[tuple[Any, int]]:
        """The boxes of each sheet and its number; those of the one before may be forgotten by then.

        This is `layout_document` of WeasyPrint without what a part cannot need: it keeps all sheets, since a
        number of a sheet that is named before it is counted makes it begin anew.
        """
        context = self.context
        if context.target_collector.counter_lookup_items:
            yield from self._kept()
            return
        initialize_page_maker(context, self._root)
        told: set[Any] = set()
        for number, page in enumerate(make_all_pages(context, self._root, self._html, []), start=1):
            for box in page.descendants():
                if box.bookmark_label:
                    key = (box.element, (box.element_tag or "").partition("::")[2])
                    if key in told:  # only one bookmark for an element
                        box.bookmark_label = ""
                    told.add(key)
                if box.string_set and box.string_set != "none":
                    for name, text in box.string_set:
                        context.string_set[name][number].append(text)
            if page.fixed_boxes:
                raise Uncut("fixed boxes")
            page.children = tuple(child for place, child in enumerate(page.children) if not place or child.children)
            layout_backgrounds(page, context.get_image_from_uri)
            yield page, number
            del page, box
            _garbage.sheet()

    def _kept(self) -> Iterator[tuple[Any, int]]:
        found: list[tuple[Any, int]] = []

        def seen(context: Any, page: Any, state: Any) -> tuple[()]:
            """Stand in for the making of margin boxes."""
            found.append((page, context.current_page))
            return ()

        with patch.object(weasyprint.layout, "make_margin_boxes", seen):
            list(layout_document(self._html, self._root, self.context))
        yield from found

    def packed(self, part: Part, said: Sequence[str]) -> Pack:
        """The part as plain data."""
        fonts: dict[int, Any] = {}
        resources = drawings.resources(_start(part.html, str(part.notes)))
        images: dict[str, Any] = {}
        tagger = tagging.Tagger()
        margins: dict[str, tuple[Margin, ...]] = {}
        sheets = []
        for box, place in self.sheets():
            page = weasyprint.document.Page(box)
            if any(page.forms.values()) or any(link[0] == "attachment" for link in page.links):
                raise Uncut("forms")
            stream = _canvas(fonts, page, resources, images)
            page.paint(stream, SCALE)
            tagger.add(page, stream)
            kind = box.page_type.name or ""
            if kind not in margins:
                margins[kind] = tuple(_margins(self.context, box))
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
                    strings=dict(_strings(self.context, box, place)),
                )
            )
        branch, objects = tagger.finish()
        return Pack(
            sheets=tuple(sheets),
            faces=_faces(fonts),
            drawings=drawings.plain(resources),
            images=tuple(_used(images, self.images)),
            branch=branch,
            objects=packs.press(objects),
            margins=margins,
            wanted=tuple(sorted(self.wanted)),
            complaints=tuple(said),
        )


def notes(element: Any) -> int:
    """How many footnotes an element of the page holds."""
    return sum("footnote" in (span.get("class") or "").split() for span in element.iter("span"))


def _context(press: _Press, html: Any, sheets: Sequence[Any], images: dict[str, Any], counters: Any) -> Any:
    options = {**DEFAULT_OPTIONS, "stylesheets": sheets, "cache": images}
    with patch.object(StyleFor, "set_computed_styles", _shared(StyleFor.set_computed_styles)):
        return Document._build_layout_context(html, press.fonts, counters, {}, options)


def _shared(alone: Any) -> Any:
    """Let equal elements share a style though the rows above them have labels, and pseudo-elements as well.

    WeasyPrint lets equal children of one style share theirs; a row with a label of its own has its own style, and so
    has each of its cells, each with six pseudo-elements that nobody uses. That is two thirds of what a long
    table takes before it is laid out. A label is not inherited.
    """
    plain: dict[Any, Any] = {}  # a style without a label, by what it is made from
    first: dict[Any, Any] = {}  # any style, likewise
    like: dict[int, Any] = {}  # a style: the first that gives the same to what is inside

    def set_styles(
        self: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: Any = None,
        base_url: Any = None,
        target_collector: Any = None,
    ) -> None:
        styles = self.get_computed_styles()
        if parent is None or (parent, None) not in styles:
            alone(self, element, parent, root, pseudo_type, base_url, target_collector)
            return
        declared = self.get_cascaded_styles().get((element, pseudo_type), {})
        above = styles[parent, None]
        # Values are those of the sheets, or are kept by the style that was made of them: no two have one identity.
        key = (
            id(like.get(id(above), above)),
            pseudo_type,
            *((name, id(value), weight) for name, (value, weight) in declared.items() if name != "anchor"),
        )
        if "anchor" not in declared and key in plain:
            styles[element, pseudo_type] = plain[key]
            return
        alone(self, element, parent, root, pseudo_type, base_url, target_collector)
        style = styles[element, pseudo_type]
        if "anchor" not in declared:
            plain[key] = style
        if pseudo_type is None:
            like[id(style)] = first.setdefault(key, style)

    return set_styles


def _reach_out(collector: Any, sheets: Mapping[str, int], wanted: set[str]) -> None:
    """Let `target-counter()` find the numbers of sheets elsewhere, and tell which were asked for."""
    inside = collector.lookup_target

    def lookup(token: Any, box: Any, css: Any, again: Any) -> Any:
        seen = token
        if seen[0] == "attr()":
            name, kind, fallback = seen[1]
            value = box.element.get(name, fallback)
            seen = ("url", get_url_tuple(value, box.style.base_url)) if kind == "url" else ("string", value)
        label = anchor_name_from_token(seen)
        if label is None or label in collector.target_lookup_items:
            return inside(token, box, css, again)
        wanted.add(label)
        item = TargetLookupItem("up-to-date")
        item.target_box = SimpleNamespace(cached_counter_values={"page": [sheets.get(label, MANY)]})
        return item

    collector.lookup_target = lookup


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


def _margins(context: Any, page: Any) -> Iterator[Margin]:
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


# What runs above and below


def run(look: Look, runs: Runs) -> Strip:
    """Lay out and paint margin boxes. Raises `Uncut`, `GeneratorError` as `lay_out` does."""
    with no_garbage_collection(), complaints.collected() as said:
        try:
            return _strip(_of(look), runs.frame, runs.orders, said)
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{look.theme}»: {error}") from error


def _strip(press: _Press, frame: str, orders: Sequence[Running], said: Sequence[str]) -> Strip:
    kinds = sorted({order.kind for order in orders})
    rule = "break-before: page; break-after: auto; height: 1px; display: block"
    body = "".join(f'<div style="page: {kind or "auto"}; {rule}"></div>' for kind in kinds)
    laid = _Laid(press, Part(frame.replace("</body>", f"{body}</body>", 1), 0, {}))
    pages = {box.page_type.name or "": box for box, _ in laid.sheets()}
    fonts: dict[int, Any] = {}
    resources = drawings.resources(_start(frame, repr(orders)))
    images: dict[str, Any] = {}
    contents = []
    for order in orders:
        page = pages[order.kind]
        words = {(name, keyword): texts for name, keyword, texts in order.strings}
        page.children = tuple(_margin_boxes(laid.context, page, order, words))
        stream = _canvas(fonts, None, resources, images)
        with stream.stacked():
            stream.transform(a=SCALE, d=SCALE)
            for box in page.children:
                layout_box_backgrounds(page, box, laid.context.get_image_from_uri)
                draw_stacking_context(stream, StackingContext.from_box(box, page))
        tags = stream._tags
        tagging.set_aside(stream, {mark["mcid"]: tagging.OF_SHEET for mark in tags.values()})
        contents.append(drawings.squeezed(stream) if len(stream.stream) > _NOTHING else b"")
    if images:
        raise Uncut("images in margins")
    return Strip(tuple(contents), _faces(fonts), drawings.plain(resources), tuple(said))


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


# Faces


def document(look: Look, frame: str, pages: Sequence[Any], faces: Sequence[tuple[int, Face]]) -> Any:
    """A document of sheets that are ready, its metadata those of the page `frame`, its fonts as they were used.

    Raises `Uncut` when a font is not to be had here.
    """
    press = _of(look)
    html = HTML(string=frame, base_url=ORIGIN, url_fetcher=press.fetcher)
    metadata = DocumentMetadata(**get_html_metadata(html))
    made = Document(pages, metadata, press.fetcher, press.fonts, {}, "srgb")
    found = _fonts(press, frame, [face for _, face in faces])
    for key, face in faces:
        font = made.fonts[key] = copy(found[face.hash])
        font.widths, font.to_unicode, font.missing = dict(face.widths), dict(face.to_unicode), dict(face.missing)
        for name, value in face.about.items():
            setattr(font, name, value)
    return made


def picture(look: Look, address: str) -> Any:
    """A picture of the look, as the engine holds it."""
    return get_image_from_uri({}, _of(look).fetcher, DEFAULT_OPTIONS, address)


def _fonts(press: _Press, frame: str, faces: Sequence[Face]) -> dict[str, Any]:
    """The fonts of the engine for these faces, by their names: got by printing a sign of each."""
    body = "".join(
        f"<p style=\"font: {'italic' if face.style else 'normal'} {face.weight} 10pt '{face.family}'\">{sign}</p>"
        for face in faces
        for sign in _signs(face)
    )
    laid = _Laid(press, Part(frame.replace("</body>", f"{body}</body>", 1), 0, {}))
    fonts: dict[int, Any] = {}
    for box, _ in laid.sheets():
        page = weasyprint.document.Page(box)
        page.paint(_canvas(fonts, page, drawings.resources(0), {}), SCALE)
    found = {font.hash: font for font in fonts.values()}
    if any(face.hash not in found for face in faces):
        raise Uncut("fonts")
    return found


def _signs(face: Face) -> list[str]:
    return [escape(sign) for sign in sorted(face.to_unicode.values()) if len(sign) == 1 and sign.isprintable()][-1:]


# Painting


def _canvas(fonts: dict[int, Any], page: Any, resources: Any, images: dict[str, Any]) -> Any:
    """An empty stream, as `generate_pdf` makes one for a sheet; the second of a sheet when there is no page."""
    shape = (0, 0, page.width, page.height) if page else (0, 0, 0, 0)
    profile = SimpleNamespace(pdf_reference=drawings.SRGB)
    stream = Stream(fonts, shape, resources, images, {}, {"srgb": profile}, "srgb")
    if page:
        stream.transform(d=-1, f=page.height * SCALE)
    return stream


def _start(*content: str) -> int:
    """A number that only this content has."""
    return int(fingerprint(*content)[:12], 16)


def _used(images: Mapping[str, Any], loaded: Mapping[str, Any]) -> Iterator[tuple[str, str, bool, tuple[float, ...]]]:
    for name, used in images.items():
        address = next((url for url, image in loaded.items() if image is used["image"]), None)
        if address is None:
            raise Uncut("images")
        yield name, address, bool(used["interpolate"]), tuple(sorted(used["dpi_ratios"]))


def _faces(fonts: Mapping[int, Any]) -> tuple[tuple[int, Face], ...]:
    return tuple((key, _face(font)) for key, font in fonts.items())


def _face(font: Any) -> Face:
    if font.bitmap or font.variations or font.used_in_forms:
        raise Uncut("fonts")
    return Face(
        hash=font.hash,
        family=font.family,
        weight=int(font.weight),
        style=int(font.style),
        about={name: getattr(font, name) for name in _ABOUT},
        widths=font.widths,
        to_unicode=font.to_unicode,
        missing=font.missing,
    )
