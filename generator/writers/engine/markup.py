"""The text of a part as a tree: what is XML too is read by expat, in a twentieth of the time of WeasyPrint's parser.

What the writers hand on is well formed but for its void elements. Where the rules of HTML would make another tree of
it (HTML, 13.2.6: a paragraph ends before a block, a table throws out what it may not hold), they are left to do so.
"""

from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import weasyprint
from weasyprint import HTML

from generator import page
from generator.writers.engine.press import ORIGIN, Press

_INLINE = frozenset({"a", "strong", "em", "sup", "br", "span", "img"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_TABLE = {
    "table": _GROUPS | {"caption", "colgroup"},
    "colgroup": frozenset({"col"}),
    **dict.fromkeys(_GROUPS, frozenset({"tr"})),
    "tr": frozenset({"th", "td"}),
}
_INSIDE = {
    **_TABLE,
    "html": frozenset({"head", "body"}),
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", *_INLINE), _INLINE),
}
_ONLY_THERE = frozenset[str]().union(*_INSIDE.values()) - _INLINE
_SPACE = " \t\n\r"


def document(press: Press, text: str) -> Any:
    """What WeasyPrint makes of a page of HTML."""
    root = as_xml(text)
    if root is None:
        return HTML(string=text, base_url=ORIGIN, url_fetcher=press.fetcher)
    with patch.object(weasyprint.tinyhtml5, "parse", lambda *_, **__: root):
        return HTML(string="", base_url=ORIGIN, url_fetcher=press.fetcher)


def as_xml(text: str) -> ElementTree.Element | None:
    """The `html` element of a text of HTML, or `None` where the parser of HTML has to be asked."""
    try:
        root = ElementTree.fromstring(page.closed(text))
    except ElementTree.ParseError:
        return None
    return root if all(map(_plain, root.iter())) else None


def _plain(element: ElementTree.Element) -> bool:
    """Whether an element holds only what it may, so that no rule moves it."""
    tag, inside = element.tag, {child.tag for child in element if child.tag[0] != "{"}  # drawings stand anywhere
    if tag not in _INSIDE:
        return _ONLY_THERE.isdisjoint(inside)
    if tag in _TABLE and ((element.text or "").strip(_SPACE) or any((one.tail or "").strip(_SPACE) for one in element)):
        return False
    return inside <= _INSIDE[tag] and not (tag == "a" and element.find(".//a") is not None)
