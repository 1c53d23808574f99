"""Names and addresses: what the page's links lead to, known before the first fragment is written.

Word allows a bookmark letters, digits and underscores, 40 at most, and does not tell capitals from
small ones, so ids of the page get names of their own.
"""

import re
from dataclasses import dataclass

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from generator.errors import GeneratorError
from generator.writers.contract import place
from generator.writers.shell import hint
from generator.writers.styles import has_class

HEADINGS = ("h1", "h2", "h3", "h4")

_LONGEST = 40
_NO_WORD = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Links:
    """Bookmarks by id of the page, contents entries by id of a heading, relationships by address.

    `numbers` are of captions that the text refers to: the bookmark round the number alone, by id.
    """

    bookmarks: dict[str, str]
    contents: dict[str, str]
    headings: dict[etree._Element, str]
    addresses: dict[tuple[bool, str], str]  # (in a footnote, address): relationship id
    numbers: dict[str, str]

    def anchor(self, link: etree._Element, *, contents: bool) -> str:
        """The bookmark an inner link leads to; raises `GeneratorError` for an id that the page has not."""
        target = (link.get("href") or "")[1:]
        if target not in self.bookmarks:
            raise GeneratorError(
                f"Word: {place(link)}: ссылка ведёт на «#{target}», а такого id на странице нет."
                f"{hint(target, self.bookmarks)} Исправьте href или id в шаблоне."
            )
        return self.contents.get(target, self.bookmarks[target]) if contents else self.bookmarks[target]

    def reference(self, link: etree._Element) -> str:
        """The field that repeats the number a link names: of a caption, or of a footnote; empty for other links."""
        target = (link.get("href") or "")[1:]
        if not has_class(link, "number") or target not in self.bookmarks:
            return ""
        return f"REF {self.numbers[target]} \\h" if target in self.numbers else f"NOTEREF {self.bookmarks[target]} \\h"

    def address(self, link: etree._Element) -> str:
        """The relationship of an outer link."""
        return self.addresses[_in_footnote(link), link.get("href") or ""]


def collect(body: etree._Element, main: Part, footnotes: Part) -> Links:
    """Name every id of the page and register every outer address.

    Raises `GeneratorError` for an id used twice.
    """
    bookmarks: dict[str, str] = {}
    contents: dict[str, str] = {}
    headings: dict[etree._Element, str] = {}
    addresses: dict[tuple[bool, str], str] = {}
    numbered: list[str] = []  # what has a number of its own
    wanted: set[str] = set()  # numbers that the text refers to
    taken: set[str] = set()
    for element in body.iter():
        tag = element.tag
        if (name := element.get("id")) is not None:
            if name in bookmarks:
                raise GeneratorError(f"Word: {place(element)}: id «{name}» на странице уже есть. Дайте другой.")
            bookmarks[name] = _bookmark(name, taken)
            if tag in ("table", "figure"):
                numbered.append(name)
        if tag == "a":
            target = element.get("href") or ""
            if not target.startswith("#"):
                part = footnotes if _in_footnote(element) else main
                related = part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                addresses[_in_footnote(element), target] = related
            elif has_class(element, "number"):
                wanted.add(target[1:])
        elif tag in HEADINGS and not _inside_contents(element):
            headings[element] = f"_Toc{len(headings) + 1:08d}"
            if name is not None:
                contents[name] = headings[element]
    referred = [name for name in numbered if name in wanted]
    numbers = {name: f"_Ref{number:08d}" for number, name in enumerate(referred, 1)}
    return Links(bookmarks, contents, headings, addresses, numbers)


def _bookmark(name: str, taken: set[str]) -> str:
    base = _NO_WORD.sub("_", name)
    if not base[:1].isalpha():
        base = f"id_{base}"
    candidate, number = base[:_LONGEST], 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{base[: _LONGEST - 1 - len(str(number))]}_{number}"
    taken.add(candidate.casefold())
    return candidate


def _in_footnote(element: etree._Element) -> bool:
    return any(has_class(one, "footnote") for one in element.iterancestors("span"))


def _inside_contents(element: etree._Element) -> bool:
    return any(has_class(one, "toc") for one in element.iterancestors("nav"))
