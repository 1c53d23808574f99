"""What stands inside a paragraph: text, emphasis, links, line breaks, footnotes."""

import re
from dataclasses import dataclass, field

from lxml import etree

from generator.errors import GeneratorError
from generator.page import collapse
from generator.writers import ooxml
from generator.writers.contract import Contract, place, trail
from generator.writers.links import Links
from generator.writers.pagination import Sheets
from generator.writers.styles import Path, has_class

_REFERENCE = re.compile(r"(.*?)(\d+)")  # «таблице 3»
_NUMBERED = re.compile(r"(Таблица|Рисунок)([ \u00a0])(\d+)(?!\d)")


@dataclass(slots=True)
class Bookmarks:
    """Bookmarks of one document: `last` is the largest number so far, `named` what has been written."""

    last: int
    named: set[str] = field(default_factory=set)

    def round(self, name: str, content: str) -> str:
        """Content under a name that links lead to."""
        self.last += 1
        self.named.add(name)
        return ooxml.bookmark(self.last, name, content)


@dataclass(slots=True)
class _Text:
    """A run that is still being joined: its words and its character style."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """A finished fragment. After a `line` break, spaces are dropped as they are at the start."""

    xml: str
    line: bool = False


class Inline:
    """Turns the content of paragraphs into runs, and collects the footnotes of one document."""

    def __init__(
        self,
        contract: Contract,
        links: Links,
        bookmarks: Bookmarks,
        sheets: Sheets,
        *,
        has_footnotes: bool,
    ) -> None:
        """Take styles, links, bookmarks, sheets; `has_footnotes` says whether the shell has a part for them."""
        self._contract = contract
        self._sheets = sheets
        self._links = links
        self._bookmarks = bookmarks
        self._has_footnotes = has_footnotes
        self.footnotes: list[str] = []

    def content(
        self,
        element: etree._Element,
        path: Path,
        *,
        until: etree._Element | None = None,
        numbered: bool = False,
        contents: bool = False,
    ) -> str:
        """The runs of a paragraph.

        `until` is the child where the paragraph ends; the number of a `numbered` caption becomes a
        field; links of the `contents` lead to the names that Word itself gives headings.
        """
        if not len(element) and not numbered:
            text = collapse(element.text or "").strip(" ")
            return ooxml.run(text) if text else ""
        pieces: list[_Text | _Mark] = []
        self._walk(element, path, "", pieces, until, contents)
        _trim(pieces)
        lead = self._sequence(pieces, element) if numbered else ""
        return lead + "".join(
            ooxml.run(piece.text, piece.style) if isinstance(piece, _Text) else piece.xml
            for piece in pieces
            if isinstance(piece, _Mark) or piece.text
        )

    def _walk(
        self,
        element: etree._Element,
        path: Path,
        style: str,
        pieces: list[_Text | _Mark],
        until: etree._Element | None,
        contents: bool,
    ) -> None:
        _add(pieces, element.text, style)
        for child in element:
            if child is until:
                return
            self._child(child, (*path, self._contract.step(child)), style, pieces, contents)
            _add(pieces, child.tail, style)

    def _child(
        self, child: etree._Element, path: Path, style: str, pieces: list[_Text | _Mark], contents: bool
    ) -> None:
        if child.get("id") is not None and not has_class(child, "footnote"):
            raise GeneratorError(
                f"Word: {place(child)}: id внутри абзаца не поддержан. Перенесите его на сам абзац, пункт или ячейку."
            )
        match child.tag:
            case "br":
                _trim(pieces)
                pieces.append(_Mark(ooxml.line_break(), line=True))
            case "span" if has_class(child, "footnote"):
                pieces.append(_Mark(self._footnote(child, path)))
            case "span":
                self._walk(child, path, self._contract.optional(path) or style, pieces, None, contents)
            case "strong" | "em" | "sup":
                if child.tag != "sup" and any(one.tag in ("strong", "em") for one in path[:-1]):
                    raise GeneratorError(
                        f"Word: {place(child)}: strong и em вложены друг в друга, а у знака в Word один стиль. "
                        "Оставьте один из них."
                    )
                self._walk(child, path, self._contract.style(child, path), pieces, None, contents)
            case "a":
                self._link(child, path, style, pieces, contents)
            case _:
                raise GeneratorError(
                    f"Word: {place(child)}: для «{trail(path)}» нет правила: внутри абзаца бывают "
                    "strong, em, sup, a, br и span. Уберите элемент отсюда или замените другим."
                )

    def _link(self, link: etree._Element, path: Path, style: str, pieces: list[_Text | _Mark], contents: bool) -> None:
        if any(one.tag == "a" for one in path[:-1]):
            raise GeneratorError(f"Word: {place(link)}: ссылка стоит внутри ссылки. Оставьте одну.")
        if (link.get("href") or "").startswith("#"):
            target = {"anchor": self._links.anchor(link, contents=contents)}
        else:
            target = {"relation": self._links.address(link)}
        # The frame of a link is two marks round its runs, so that spaces are joined across it.
        opening, closing = ooxml.hyperlink("\0", **target).split("\0")
        pieces.append(_Mark(opening))
        own = style or self._contract.style(link, path)
        if (field := self._links.reference(link)) and (found := _REFERENCE.fullmatch(link.text or "")):
            _add(pieces, found[1], own)
            pieces.append(_Mark(ooxml.field(field, found[2], own)))
        else:
            self._walk(link, path, own, pieces, None, contents)
        sheet = self._sheets.get((link.get("href") or "")[1:]) if contents else None
        number = ooxml.page_reference(target["anchor"], sheet) if sheet else ""
        pieces.append(_Mark(number + closing))

    def _footnote(self, note: etree._Element, path: Path) -> str:
        if not self._has_footnotes:
            raise GeneratorError(
                f"Word: {place(note)}: в бланке нет сносок. "
                "Вставьте в него сноску в Word, удалите её и сохраните бланк."
            )
        if any("footnote" in one.classes.split() for one in path[:-1]):
            raise GeneratorError(f"Word: {place(note)}: сноска стоит внутри сноски. Уберите одну из них.")
        mark = self._contract.style(note, path, "footnote-call")
        number = len(self.footnotes) + 1
        content = self.content(note, path)
        self.footnotes.append(ooxml.footnote(number, content, self._contract.style(note, path), mark))
        reference = ooxml.footnote_reference(number, mark)
        name = note.get("id")
        return reference if name is None else self._bookmarks.round(self._links.bookmarks[name], reference)

    def _sequence(self, pieces: list[_Text | _Mark], caption: etree._Element) -> str:
        """Take «Таблица 3» off a caption and give it back with the number as a field."""
        first = pieces[0] if pieces else None
        if not isinstance(first, _Text) or first.style or (found := _NUMBERED.match(first.text)) is None:
            return ""
        label, space, number = found.groups()
        first.text = first.text[found.end() :]
        counted = ooxml.sequence(label, number)
        owner = caption.getparent()
        name = None if owner is None else self._links.numbers.get(owner.get("id") or "")
        return ooxml.run(label + space) + (self._bookmarks.round(name, counted) if name else counted)


def _add(pieces: list[_Text | _Mark], text: str | None, style: str) -> None:
    """Join text to the paragraph as HTML does: no space at the start of a line."""
    if not text:
        return
    text = collapse(text)
    if text.startswith(" ") and _after_space(pieces):
        text = text[1:]
    if not text:
        return
    last = pieces[-1] if pieces else None
    if isinstance(last, _Text) and last.style == style:
        last.text += text
    else:
        pieces.append(_Text(text, style))


def _after_space(pieces: list[_Text | _Mark]) -> bool:
    for piece in reversed(pieces):
        if isinstance(piece, _Text):
            if piece.text:
                return piece.text.endswith(" ")
        elif piece.line:
            return True
        elif "footnoteReference" in piece.xml:
            return False
    return True


def _trim(pieces: list[_Text | _Mark]) -> None:
    """Drop the space that ends a line."""
    for piece in reversed(pieces):
        if isinstance(piece, _Text):
            piece.text = piece.text.removesuffix(" ")
            if piece.text:
                return
        elif piece.line or "footnoteReference" in piece.xml:
            return
