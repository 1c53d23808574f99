"""Links of a Word file (ISO/IEC 29500-1, 17.16.22), and the bookmarks that they lead to (17.13.6).

A field inside a link has a bookmark of its own, from which Word writes its result anew. One that names a sheet or
a note (`PAGEREF`, `NOTEREF`) has to stand where the link leads, one that repeats a number (`REF`, 17.16.5.52) at that
number: the caption of a figure is below it. Links made by a field are not looked at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from generator.verification.links import Headings, Link
from generator.verification.word_styles import Styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_LINK, _BOOKMARK, _PARAGRAPH, _TEXT, _TAB = W + "hyperlink", W + "bookmarkStart", W + "p", W + "t", W + "tab"
_PLACE = re.compile(r"\b(?:NOTEREF|PAGEREF)\s+(\S+)")
_REPEATED = re.compile(r"\bREF\s+(\S+)")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Met:
    """A link whose bookmarks may stand further on."""

    text: str
    address: str
    bookmarks: tuple[str, ...]  # of the link, of the fields that stand for the same place
    numbers: tuple[str, ...]  # of the fields that repeat a number


class Links:
    """The links of a document, gathered from its elements one after another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._headings = Headings()
        self._stands: dict[str, tuple[str, str]] = {}  # by bookmark: the headings over it, the text around it
        self._met: list[_Met] = []

    def take(self, element: etree._Element, related: Mapping[str, str]) -> None:
        """Look at the next element; `related` are the targets of its part's relationships."""
        headed = () if element.tag == W + "tbl" else (_PARAGRAPH,)  # a table has many paragraphs, and no heading
        for node in element.iter(_LINK, _BOOKMARK, *headed):
            if node.tag == _PARAGRAPH:
                outline = self._styles.of(node).outline
                if outline is not None and (text := _said(node)):
                    self._headings.enter(outline + 1, text)
            elif node.tag == _BOOKMARK:
                around = next(node.iterancestors(_PARAGRAPH), None)
                said = "" if around is None else _said(around)
                self._stands.setdefault(node.get(W + "name") or "", (str(self._headings), said))
            else:
                codes = "".join(code.text or "" for code in node.iter(W + "instrText"))
                named = (node.get(W + "anchor") or "", *_PLACE.findall(codes))
                address = related.get(node.get(R + "id") or "", "")
                self._met.append(_Met(_said(node), address, named, tuple(_REPEATED.findall(codes))))

    def found(self) -> Iterator[Link]:
        """The links, in order, with what stands where they lead."""
        for met in self._met:
            if met.address:
                yield Link(met.text, met.address)
                continue
            # Where they do not agree, the one that does not lead where the link does.
            others = (name for name in met.numbers if _NUMBER.findall(met.text)[-1:] != self._numbered(name))
            stands = list(dict.fromkeys(self._stands.get(name) for name in (*met.bookmarks, *others)))
            over, at = stands[-1] or ("", "")
            yield Link(met.text, f"#{met.bookmarks[0]}", over, (at,))

    def _numbered(self, bookmark: str) -> list[str]:
        """The number of the caption that a bookmark stands in."""
        return _NUMBER.findall(self._stands.get(bookmark, ("", ""))[1])[:1]


def _said(element: etree._Element) -> str:
    """The text of a paragraph or a link; in an entry of the contents the number of a sheet follows a tab."""
    said = ""
    for node in element.iter(_TEXT, _TAB):
        if node.tag == _TAB and not node.attrib:  # one with a position is a stop of the paragraph's
            break
        said += node.text or ""
    return said
