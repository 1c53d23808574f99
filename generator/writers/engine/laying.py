"""A part laid out sheet by sheet, without what runs above and below its text."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import chain, count
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import weasyprint
import weasyprint.layout
from weasyprint import CSS
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetLookupItem, anchor_name_from_token
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.layout import initialize_page_maker, layout_document
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import remake_page
from weasyprint.urls import get_url_tuple

from generator.writers.engine import markup, mending
from generator.writers.engine.copies import Copy
from generator.writers.engine.press import LONG, MANY, Press, Uncut, context_of, garbage


class Laid:
    """A part, or a stretch of one, that is being laid out, its sheets without margin boxes, one after another."""

    def __init__(
        self,
        press: Press,
        text: str,
        before: int = 0,
        numbers: Mapping[str, int] | None = None,
        images: dict[str, Any] | None = None,
        copy: Copy | None = None,
    ) -> None:
        """The text is a page of HTML; there are footnotes `before` it, and `numbers` of sheets elsewhere."""
        self._press = press
        self.wanted: set[str] = set()
        self.images: dict[str, Any] = {} if images is None else images
        html = markup.document(press, text)
        if copy:
            html.wrapper_element = copy.wrapped(html.etree_element)
            before -= sum(notes(copy.elements[unit]) for unit in copy.past)
        sheets = [press.sheet]
        if before:
            sheets.append(CSS(string=f"html {{ counter-reset: footnote {before} }}"))
        counters = CounterStyle()
        context = self.context = context_of(press, html, sheets, self.images, counters)
        _reach_out(context.target_collector, numbers or {}, self.wanted)
        with mending.mended():
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
        if len(text) > LONG:
            gc.collect()
        self._html, self.root = html, root
        self.marked: set[tuple[Any, str]] = set()  # elements that have a bookmark, and which part of them

    def sheets(self) -> Iterator[tuple[Any, int]]:
        """The boxes of each sheet and its number; those of the one before may be forgotten by then.

        This is `layout_document` of WeasyPrint without what a part cannot need: it keeps all sheets, since a
        number of a sheet that is named before it is counted makes it begin anew.
        """
        if self.context.target_collector.counter_lookup_items:
            yield from self._kept()
            return
        yield from self.going_on(None)

    def going_on(self, state: tuple[Any, Any, bool] | None) -> Iterator[tuple[Any, int]]:
        """The sheets from a place on, or all: the place, how the sheet begins, whether it is a right one."""
        context = self.context
        initialize_page_maker(context, self.root)
        if state:  # it is not the first sheet, at whose top margins are kept
            context.page_maker.append((*state, *deepcopy(context.page_maker[0][3:])))
        for number, page in self._made():
            for box in page.descendants():
                if box.bookmark_label:
                    key = (box.element, (box.element_tag or "").partition("::")[2])
                    if key in self.marked:  # only one bookmark for an element
                        box.bookmark_label = ""
                    self.marked.add(key)
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
                _forget(self.root, context.page_maker[number][0])
            garbage.sheet()

    def _made(self) -> Iterator[tuple[int, Any]]:
        """The sheets from the last that is known of, as `make_all_pages` of WeasyPrint makes them."""
        context = self.context
        context.rendered_notes = []
        for number in count(len(context.page_maker)):
            with mending.mended():
                page, place = remake_page(number - 1, context, self.root, self._html)
            yield number, page
            if place is None and not context.reported_footnotes:
                return

    def _kept(self) -> Iterator[tuple[Any, int]]:
        found: list[tuple[Any, int]] = []

        def seen(context: Any, page: Any, state: Any) -> tuple[()]:
            """Stand in for the making of margin boxes."""
            found.append((page, context.current_page))
            return ()

        with patch.object(weasyprint.layout, "make_margin_boxes", seen), mending.mended():
            list(layout_document(self._html, self.root, self.context))
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
            if widths_are_known(box):
                _empty(box.children[:number], box.children[number].children[: min(place or (0,))])
            return
        box = box.children[number]


def widths_are_known(table: Any) -> bool:
    """Whether the columns of a table are as wide as they are whatever its rows say."""
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
