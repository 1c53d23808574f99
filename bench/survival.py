"""What of a page is found in a Word file: everything is counted in the file's own XML, nothing by eye."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from generator.page import classes

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

# What makes a run look otherwise than its styles say.
_DIRECT = {
    *("rFonts", "b", "bCs", "i", "iCs", "u", "strike", "color", "sz", "szCs", "highlight", "shd", "vertAlign"),
    *("caps", "smallCaps", "spacing", "position", "w"),
}
_LONG = 12  # characters that are not met by chance
_BLOCKS = ("p", "li", "th", "td", "caption", "figcaption", "h1", "h2", "h3", "h4")


class Word:
    """A Word file, read."""

    def __init__(self, path: Path) -> None:
        with ZipFile(path) as package:
            self._parts = {name: package.read(name) for name in package.namelist() if name.endswith(".xml")}
        self.body = self._part("word/document.xml")

    def _part(self, name: str) -> Element:
        return etree.fromstring(self._parts.get(name, b"<none/>"))

    @cached_property
    def paragraphs(self) -> list[Element]:
        return list(self.body.iter(f"{W}p"))

    @cached_property
    def texts(self) -> list[str]:
        """Every paragraph without its spaces, those of footnotes too."""
        return [_bare(_words(p)) for p in [*self.paragraphs, *self._part("word/footnotes.xml").iter(f"{W}p")]]

    @cached_property
    def _styles(self) -> dict[str, Element]:
        return {s.get(f"{W}styleId", ""): s for s in self._part("word/styles.xml").iter(f"{W}style")}

    def style(self, paragraph: Element) -> str:
        """The name of a paragraph's style, in small letters; empty for none of its own."""
        style = self._styles.get(_value(paragraph, "pPr", "pStyle"))
        return "" if style is None else _value(style, "name").lower()

    def list_of(self, paragraph: Element) -> str:
        """The number of the list that a paragraph is in, given by itself or by its style; or empty."""
        own = _value(paragraph, "pPr", "numPr", "numId")
        style = self._styles.get(_value(paragraph, "pPr", "pStyle"))
        return own or ("" if style is None else _value(style, "pPr", "numPr", "numId"))

    @cached_property
    def _numbers(self) -> dict[str, tuple[str, bool]]:
        """Of each list its pattern, and whether it says that it begins anew."""
        numbering = self._part("word/numbering.xml")
        return {
            n.get(f"{W}numId", ""): (_value(n, "abstractNumId"), n.find(f".//{W}startOverride") is not None)
            for n in numbering.iter(f"{W}num")
        }

    def restarts(self, firsts: list[str]) -> int:
        """How many of the lists with these first items begin at one."""
        at = {text: p for p in reversed(self.paragraphs) if self.list_of(p) and (text := _bare(_words(p)))}
        seen: set[str] = set()
        found = 0
        for first in firsts:
            if first not in at:
                continue
            number = self.list_of(at[first])
            pattern, anew = self._numbers.get(number, ("", False))
            found += number not in seen and (anew or f"pattern {pattern}" not in seen)
            seen |= {number, f"pattern {pattern}"}
        return found

    def count(self, tag: str, test: Callable[[Element], bool] = lambda element: True) -> int:
        return sum(test(element) for element in self.body.iter(f"{W}{tag}"))

    @property
    def fields(self) -> str:
        """The codes of the fields."""
        simple = [str(f.get(f"{W}instr")) for f in self.body.iter(f"{W}fldSimple")]
        return "\n".join([*simple, *(i.text or "" for i in self.body.iter(f"{W}instrText"))])

    @property
    def described(self) -> int:
        """Pictures and charts with words in their place."""
        return sum(bool((p.get("descr") or "").strip()) for p in self.body.iter(f"{_DRAWING}docPr"))

    @property
    def charts(self) -> int:
        return sum(1 for _ in self.body.iter(f"{_CHART}chart"))

    def links(self, targets: list[str]) -> int:
        """How many links with these words lead to a bookmark that there is."""
        marks = {m.get(f"{W}name") for m in self.body.iter(f"{W}bookmarkStart")}
        found = Counter(_bare(_words(a)) for a in self.body.iter(f"{W}hyperlink") if a.get(f"{W}anchor") in marks)
        return sum(any(text.startswith(_bare(target)) for text in found) for target in targets)

    @property
    def language(self) -> str:
        default = self._part("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
        return "" if default is None else default.get(f"{W}val", "")

    def lost(self, root: Element) -> int:
        """Characters of the page, spaces aside, that are in no paragraph of the file.

        A long text may also stand inside a paragraph, with others; a short one would be found anywhere.
        """
        have, whole = Counter(self.texts), "\n".join(self.texts)
        missing = 0
        for piece, times in Counter(pieces(root)).items():
            found = max(have[piece], whole.count(piece) if len(piece) >= _LONG else 0)
            missing += len(piece) * max(0, times - found)
        return missing


def pieces(root: Element) -> Iterator[str]:
    """The texts of the page without spaces, block by block; a footnote is a piece of its own."""
    for block in root.iterfind(".//body//*"):
        note = block.tag == "span" and "footnote" in classes(block)
        if not note and (block.tag not in _BLOCKS or block.find("p") is not None):
            continue
        text = ""
        for part in _stretches(block):
            if part is None:
                yield from filter(None, [_bare(text)])
                text = ""
            else:
                text += part
        yield from filter(None, [_bare(text)])


def _stretches(element: Element) -> Iterator[str | None]:
    """Texts of an element in order; `None` where something that is told apart stands."""
    yield element.text or ""
    for child in element:
        if child.tag in (*_BLOCKS, "ul", "ol") or (child.tag == "span" and "footnote" in classes(child)):
            yield None
        else:
            yield from _stretches(child)
        yield child.tail or ""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a page has so many of, and how many of them a Word file has."""

    title: str
    on_page: Callable[[Element], int]
    in_file: Callable[[Word, Element], int]


def _of(path: str) -> Callable[[Element], int]:
    return lambda root: len(root.xpath(path))


def _with(tag: str, test: Callable[[Element], bool] = lambda element: True) -> Callable[[Word, Element], int]:
    return lambda word, root: word.count(tag, test)


def _styled(name: str) -> Callable[[Word, Element], int]:
    return lambda word, root: sum(bool(re.search(name, word.style(p))) for p in word.paragraphs)


def _contents(root: Element) -> list[str]:
    return ["".join(link.itertext()) for link in root.xpath("//nav//a")]


def _numbered(root: Element) -> int:
    captions = ("".join(caption.itertext()) for caption in root.iter("caption", "figcaption"))
    return sum(bool(re.match(r"(Таблица|Рисунок)\s\d", caption)) for caption in captions)


def _firsts(root: Element) -> list[str]:
    """The first items of the numbered lists."""
    lists = root.xpath("//ol[not(ancestor::nav or ancestor::li)]")
    return [_bare("".join(map(str, listing[0].itertext()))) for listing in lists]


def _on(flag: Element) -> bool:
    return flag.get(f"{W}val", "1") not in ("0", "false", "off")


FEATURES = (
    Feature(
        "headings in styles of headings",
        _of("//h1 | //h2[not(ancestor::nav)] | //h3 | //h4"),
        _styled(r"^heading \d|^заголовок"),
    ),
    Feature(
        "contents: entries that lead to their place",
        lambda root: len(_contents(root)),
        lambda word, root: word.links(_contents(root)),
    ),
    Feature("captions in styles of captions", _of("//caption | //figcaption"), _styled("caption|подпись рисунка")),
    Feature("captions numbered by a field", _numbered, lambda word, root: len(re.findall(r"\bSEQ\b", word.fields))),
    Feature("head rows repeated on every page", _of("//thead/tr"), _with("tblHeader", _on)),
    Feature("rows that do not split", _of("//tr"), _with("cantSplit", _on)),
    Feature(
        "cells over several columns",
        _of("//*[self::th or self::td][@colspan > 1]"),
        _with("gridSpan", lambda span: int(span.get(f"{W}val", "1")) > 1),
    ),
    Feature(
        "cells over several rows",
        _of("//*[@rowspan > 1]"),
        _with("vMerge", lambda merge: merge.get(f"{W}val") == "restart"),
    ),
    Feature("footnotes", _of("//span[contains(@class, 'footnote')]"), _with("footnoteReference")),
    Feature(
        "numbered lists that begin at 1",
        lambda root: len(_firsts(root)),
        lambda word, root: word.restarts(_firsts(root)),
    ),
    Feature(
        "pictures and charts with words in their place",
        _of("//img[@alt != ''] | //chart"),
        lambda word, root: word.described,
    ),
    Feature("charts that Word can edit", _of("//chart"), lambda word, root: word.charts),
    Feature(
        "landscape sections",
        _of("//section[contains(@class, 'landscape')]"),
        _with("pgSz", lambda size: size.get(f"{W}orient") == "landscape"),
    ),
    Feature(
        "language of the document is Russian", lambda root: 1, lambda word, root: int(word.language.startswith("ru"))
    ),
)


def direct(word: Word) -> int:
    """Runs that carry a look of their own beside their styles."""
    return word.count("r", lambda run: any(_name(e) in _DIRECT for e in run.iterfind(f"{W}rPr/*")))


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(W)


def _value(element: Element, *path: str) -> str:
    found = element.find("/".join(W + name for name in path))
    return "" if found is None else found.get(f"{W}val", "")


def _words(element: Element) -> str:
    return "".join(
        "-" if e.tag == f"{W}noBreakHyphen" else e.text or "" for e in element.iter(f"{W}t", f"{W}noBreakHyphen")
    )


def _bare(text: str) -> str:
    """A text without spaces, and with one kind of hyphen: every maker has its own way with them."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text).replace("\u2011", "-")
