"""The page cut into parts that can be laid out apart: each begins on a sheet of its own, and no rule reaches across.

Whether a page can be cut depends on the page and its style sheet alone, so the same page is always printed the
same way, on any number of processors.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

import tinycss2
from lxml import etree

from generator.page import classes

# What counts or reaches from one part into another, beyond what is handed over: numbers of sheets, footnotes, strings.
_CROSSING = re.compile(
    r"target-text|target-counters|break-(?:before|after):\s*(?:left|right|recto|verso)|element\(|running\(|counter-(?:reset|increment|set)|:has\(|position:\s*fixed"
    r"|target-counter\((?:[^()]|\([^()]*\))*,\s*(?!page\b)[\w-]+"
    r"|(?<![\w-])counters?\(\s*(?!page\b|pages\b|footnote\b|list-item\b)",
    re.I,
)
_AMONG_SIBLINGS = re.compile(r":(?:first|last|only|nth)[\w-]*|\(!\)")
_ASKING = re.compile(r"[+~]|:(?:first|last|only|nth)")


def crosses(styles: str, body: etree._Element) -> bool:
    """Whether a rule of the style sheet may tell a part by what is outside it."""
    if _CROSSING.search(re.sub(r"/\*.*?\*/", "", styles, flags=re.S)):
        return True
    tags = {str(child.tag) for child in body}
    names = {name for child in body for name in classes(child)}
    for rule in tinycss2.parse_stylesheet(styles, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "page" and ":" in tinycss2.serialize(rule.prelude):
            return True
        if rule.type == "at-rule" and rule.lower_at_keyword in ("import", "media", "supports", "layer"):
            return True  # rules inside are not looked at
        if rule.type == "qualified-rule" and (_nests(rule) or _tells_siblings(rule.prelude, tags, names)):
            return True
    return False


def _nests(rule: Any) -> bool:
    """Whether a rule holds others (CSS Nesting), which are not looked at."""
    return any(token.type == "{} block" for token in rule.content)


def _tells_siblings(prelude: Iterable[Any], tags: set[str], names: set[str]) -> bool:
    """Whether a selector asks for the neighbours of an element that may be a child of the body."""
    for selector in _masked(prelude).split(","):
        if any(_may_be(left, tags, names) for left in re.findall(r"([^\s>+~]+)\s*[+~]", selector)):
            return True
        for compound in re.split(r"[\s>+~]+", selector):
            among = _AMONG_SIBLINGS.search(compound)
            if among and _may_be(compound[: among.start()], tags, names):
                return True
    return False


def _masked(prelude: Iterable[Any]) -> str:
    """A selector whose brackets hold nothing, or `!` where something inside asks for the neighbours of an element."""
    return "".join(_mask(token) for token in prelude)


def _mask(token: Any) -> str:
    if token.type == "[] block":
        return "[]"
    if token.type != "function":
        return str(token.serialize())
    asks = not token.lower_name.startswith("nth-") and _ASKING.search(tinycss2.serialize(token.arguments))
    return f"{token.name}({'!' if asks else ''})"


def _may_be(compound: str, tags: set[str], names: set[str]) -> bool:
    """Whether a compound selector may match a child of the body."""
    tag = re.match(r"[\w-]+", compound)
    if tag and tag[0] not in tags:
        return False
    return "(" in compound or set(re.findall(r"\.([\w-]+)", compound)) <= names


def frame(root: etree._Element) -> etree._Element:
    """A copy of the page whose body is empty."""
    copy = etree.Element(root.tag, _attributes(root))
    for child in root:
        if child.tag == "body":
            etree.SubElement(copy, "body", _attributes(child))
        else:
            copy.append(deepcopy(child))
    return copy


def skeleton(body: etree._Element) -> list[etree._Element]:
    """The children of the body, empty: enough to see where sheets begin."""
    return [etree.Element(child.tag, _attributes(child)) for child in body]


def cut(body: etree._Element, begins: Sequence[bool]) -> Iterator[list[etree._Element]]:
    """The children of the body, grouped; `begins` says of each whether a sheet begins with it."""
    together: list[etree._Element] = []
    for child, first in zip(body, begins, strict=True):
        if first and together:
            yield together
            together = []
        together.append(child)
    if together:
        yield together


def filled(frame: str, elements: Sequence[etree._Element]) -> str:
    """The page of `frame` with these in its body, as HTML."""
    return "".join(pieces(frame, elements))


Draw = Callable[[etree._Element], etree._Element]


def pieces(frame: str, elements: Iterable[etree._Element], drawn: Draw = lambda element: element) -> Iterator[str]:
    """The same a piece at a time, a row or a paragraph, each as `drawn` makes it."""
    before, end, after = frame.partition("</body>")
    yield before
    for element in elements:
        yield from _pieces(element, drawn)
    yield end + after


def _pieces(element: etree._Element, drawn: Draw) -> Iterator[str]:
    between = "".join((element.text or "", *(child.tail or "" for child in element)))
    alone = between.strip(" \n\t\r") or any(child.tag == "chart" for child in element)
    if element.tag not in ("section", "table", "tbody") or alone:
        yield etree.tostring(drawn(element), method="html", encoding="unicode", with_tail=False)
        return
    empty: str = etree.tostring(etree.Element(element.tag, _attributes(element)), method="html", encoding="unicode")
    end = f"</{element.tag}>"
    yield f"{empty.removesuffix(end)}{element.text or ''}"
    for child in element:
        yield from _pieces(child, drawn)
        yield child.tail or ""
    yield end


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}
