"""Where links lead: to the same address, to the same text.

A link within a document is told in Word by what stands where it leads and by the headings over it, which tell
the chapters of two municipalities apart: names of bookmarks are Word's own. In a PDF a destination has the name
that the page gives it, and the text of the page begins there.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from generator.page import Page, classes, spoken
from generator.verification import paper
from generator.verification.blocks import HEADINGS, Content, Kind, letters, named, shortened
from generator.verification.compare import Difference

_NUMBER = re.compile(rf"[\s.{paper.EITHER}{paper.LINE}]*\d+$")
_PICTURES = ("img", "chart")
_LEAVES = (*HEADINGS, "p", "th", "td", "li", "caption", "figcaption", *_PICTURES)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words, its address (`#` and a name within the document), and what stands where it leads.

    `over` are the headings above that, `at` is the text itself, in a PDF the pieces of lines of which one begins it,
    from the top; `place` is of the link.
    """

    text: str
    href: str
    over: str = ""
    at: tuple[str, ...] = ()
    place: str = ""

    @property
    def inner(self) -> bool:
        """Whether it leads to a place in the document itself."""
        return self.href.startswith("#")

    @property
    def address(self) -> str:
        """Its address with all its letters: a PDF has them encoded (RFC 3986, 2.1)."""
        return unquote(self.href)

    @property
    def there(self) -> str:
        """Where it leads, for a message."""
        said = next(iter(self.at), "")
        if not self.inner or not (self.over or said):
            return named(shortened(self.href))
        return named(shortened(self.over if self.over.endswith(said) else f"{self.over} › {said}".removeprefix(" › ")))


class Headings:
    """The headings over what is read, the outermost first."""

    def __init__(self) -> None:
        self._by_level: dict[int, str] = {}

    def enter(self, level: int, text: str) -> None:
        """Come to a heading; the level of the outermost is 1."""
        self._by_level = {above: said for above, said in self._by_level.items() if above < level}
        self._by_level[level] = text

    def __str__(self) -> str:
        return " › ".join(self._by_level.values())

    @property
    def last(self) -> str:
        """The nearest one."""
        return next(reversed(self._by_level.values()), "")


def of_page(page: Page) -> list[Link]:
    """The links of the page, in order."""
    headings = Headings()
    found: list[tuple[etree._Element, str]] = []
    stands: dict[str, tuple[str, tuple[str, ...]]] = {}  # by id: the headings over it, what stands there
    coming: dict[etree._Element, list[str]] = defaultdict(list)  # ids by the element that they begin with
    for element in page.body.iter(etree.Element):
        if (identity := element.get("id")) is not None:
            coming[_first(element)].append(identity)
        if element.tag in HEADINGS and next(element.iterancestors("nav"), None) is None:
            headings.enter(HEADINGS[str(element.tag)], spoken(element))
        for identity in coming.pop(element, ()):
            stands[identity] = str(headings), _said(element)
        if element.tag == "a":
            found.append((element, f"раздел {named(shortened(headings.last))}" if headings.last else ""))
    return [_link(element, place, stands) for element, place in found]


def _first(element: etree._Element) -> etree._Element:
    """What stands first in an element: a text or a picture; a cell may hold paragraphs."""
    return next((one for one in element.iter(*_LEAVES) if one.find("p") is None), element)


def _said(element: etree._Element) -> tuple[str, ...]:
    """What a reader meets there: of a footnote the text around its call, or its own; nothing of a picture."""
    if "footnote" in classes(element):
        around = next(one for one in element.iterancestors() if one.tag in _LEAVES)
        return spoken(around), spoken(element)
    if element.tag in _PICTURES:
        return ("",)
    if element.tag == "li":
        element = deepcopy(element)
        for nested in element.findall("ul") + element.findall("ol"):
            element.remove(nested)
    return (spoken(element),)


def _link(element: etree._Element, place: str, stands: Mapping[str, tuple[str, tuple[str, ...]]]) -> Link:
    href = element.get("href") or ""
    over, at = stands.get(href[1:], ("", ())) if href.startswith("#") else ("", ())
    return Link(spoken(element), href, over, at, place)


def of_word(file: str, wanted: Iterable[Link], found: Iterable[Link]) -> Iterator[Difference]:
    """Links of a Word file that lead elsewhere than those of the page, and those that it has not."""
    yield from _differing(file, "в Word", wanted, found, lambda link: (letters(link.over), *map(letters, link.at[:1])))


def of_paper(file: str, wanted: Iterable[Link], found: Iterable[Link]) -> Iterator[Difference]:
    """Links of a PDF that lead elsewhere than those of the page, and those that it has not."""
    wanted = list(wanted)
    words = {letters(link.text) for link in wanted}
    by_address = defaultdict(list)
    for link in wanted:
        by_address[link.address].append(link)
    found = [link if letters(link.text) in words else _worded(link, by_address) for link in found]
    yield from _differing(file, "в PDF", wanted, found, lambda link: (link.address,))
    for link in {link.address: link for link in found if link.inner}.values():
        here = next(iter(by_address[link.address]), None)
        if here is not None and not any(_stands(text, link) for text in here.at):
            yield Difference(file, _place(link), f"в PDF ведёт к {link.there}, на странице — к {here.there}")


def _worded(link: Link, wanted: Mapping[str, Sequence[Link]]) -> Link:
    """A link with the words of the page: signs may be lost on paper, numbers of sheets stand after the contents."""
    said = letters(link.text)
    texts = (other.text for other in wanted.get(link.address, ()))
    like = [text for text in texts if paper.equal(text, link.text) or said.startswith(letters(text))]
    return replace(link, text=max(like, key=len) if like else _NUMBER.sub("", paper.said(link.text)))


def of_outline(file: str, page: Content, found: Iterable[Link]) -> Iterator[Difference]:
    """Titles of the outline that name a heading and lead to something else; a look may choose other titles."""
    headings = {letters(block.text) for block in page.blocks if block.kind is Kind.HEADING}
    for title in found:
        if letters(title.text) in headings and not _stands(title.text, title):
            yield Difference(file, f"закладка {named(shortened(title.text))}", f"в PDF ведёт к {title.there}")


def _stands(text: str, link: Link) -> bool:
    """Whether a text begins where a link of a PDF leads; nothing can be said of one without letters."""
    wanted = letters(text)
    return not wanted or any(
        said and (wanted.startswith(said) or said.startswith(wanted) or paper.begins(text, line))
        for line, said in zip(link.at, map(letters, link.at), strict=True)
    )


def _differing(
    file: str, name: str, wanted: Iterable[Link], found: Iterable[Link], target: Callable[[Link], Hashable]
) -> Iterator[Difference]:
    """Match the links by their words and by what `target` tells of those that lead into the document."""

    def key(link: Link) -> Hashable:
        return letters(link.text), target(link) if link.inner else link.address

    left = defaultdict(list)
    for link in filter(_shown, found):
        left[key(link)].append(link)
    lost = []
    for link in filter(_shown, wanted):
        same = left[key(link)]
        if same:
            same.pop()
        else:
            lost.append(link)
    astray = defaultdict(list)
    for links in left.values():
        for link in links:
            astray[letters(link.text)].append(link)
    for link in lost:
        others = astray[letters(link.text)]
        if others:
            yield Difference(file, _place(link), f"{name} ведёт к {others.pop().there}, на странице — к {link.there}")
        else:
            yield Difference(file, _place(link), f"{name} никуда не ведёт, на странице — к {link.there}")
    for links in astray.values():
        for link in links:
            yield Difference(file, _place(link), f"{name} ведёт к {link.there}, на странице это не ссылка")


def _shown(link: Link) -> bool:
    return bool(link.text.strip())


def _place(link: Link) -> str:
    name = f"ссылка {named(shortened(link.text))}"
    return f"{link.place}, {name}" if link.place else name
