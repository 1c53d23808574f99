"""A part laid out sheet by sheet, without what runs above and below its text."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import weasyprint
import weasyprint.layout
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetLookupItem, anchor_name_from_token
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.layout import initialize_page_maker, layout_document
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import make_all_pages
from weasyprint.urls import get_url_tuple

from generator.writers.engine.press import LONG, MANY, ORIGIN, Press, Uncut, context_of, garbage
from generator.writers.packs import Part


class Laid:
    """A part that is being laid out, its sheets without margin boxes, one after another."""

    def __init__(self, press: Press, part: Part) -> None:
        self._press = press
        self.wanted: set[str] = set()
        html = HTML(string=part.html, base_url=ORIGIN, url_fetcher=press.fetcher)
        sheets = [press.sheet]
        if part.notes:
            sheets.append(CSS(string=f"html {{ counter-reset: footnote {part.notes} }}"))
        self.images: dict[str, Any] = {}
        counters = CounterStyle()
        context = self.context = context_of(press, html, sheets, self.images, counters)
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
            if number < len(context.page_maker):
                _forget(self._root, context.page_maker[number][0])
            garbage.sheet()

    def _kept(self) -> Iterator[tuple[Any, int]]:
        found: list[tuple[Any, int]] = []

        def seen(context: Any, page: Any, state: Any) -> tuple[()]:
            """Stand in for the making of margin boxes."""
            found.append((page, context.current_page))
            return ()

        with patch.object(weasyprint.layout, "make_margin_boxes", seen):
            list(layout_document(self._html, self._root, self.context))
        yield from found


def notes(element: Any) -> int:
    """How many footnotes an element of the page holds."""
    return sum("footnote" in (span.get("class") or "").split() for span in element.iter("span"))


def _forget(box: Any, place: Any) -> None:
    """Empty the rows of a table that stand before the place (`resume_at` of WeasyPrint) where the next sheet begins.

    It is the head and the columns that tell how wide a cell is: without them the rows are needed on.
    """
    while place and len(place) == 1 and isinstance(box, boxes.BlockBox | boxes.TableBox):
        ((number, place),) = place.items()
        if number >= len(box.children):
            return
        if isinstance(box, boxes.TableBox):
            if _widths_are_known(box):
                _empty(box.children[:number], box.children[number].children[: min(place or (0,))])
            return
        box = box.children[number]


def _widths_are_known(table: Any) -> bool:
    style = table.style
    return bool(style["table_layout"] == "fixed" and style["width"] != "auto" and table.children[0].is_header)


def _empty(groups: Sequence[Any], rows: Sequence[Any]) -> None:
    before = chain(reversed(rows), *(reversed(group.children) for group in reversed(groups) if not group.is_header))
    for row in before:
        if not row.children:
            break  # it was done after an earlier sheet
        row.children = ()


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
