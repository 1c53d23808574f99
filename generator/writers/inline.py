"""What stands inside a paragraph: text, emphasis, links, line breaks, footnotes."""

import re
from dataclasses import dataclass, field

from lxml import etree

from generator.errors import GeneratorError
from generator.page import collapse
from generator.writers import ooxml
from generator.writers.contract import Trail, place
from generator.writers.links import Links
from generator.writers.pagination import Sheets
from generator.writers.styles import has_class

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

    def xml(self) -> str:
        return ooxml.run(self.text, self.style) if self.text else ""


# A run that is still being joined, or a finished fragment.
_Piece = _Text | str

# After it, spaces are dropped as they are at the start.
_LINE = ooxml.line_break()


class Inline:
    """Turns the content of paragraphs into runs, and collects the footnotes of one document."""

    def __init__(
        self,
        links: Links,
        bookmarks: Bookmarks,
        sheets: Sheets,
        last_footnote: int,
    ) -> None:
        """Take links, bookmarks, sheets; `last_footnote` is the largest id in the shell."""
        self._sheets = sheets
        self._links = links
        self._bookmarks = bookmarks
        self._last_footnote = last_footnote
        self.footnotes: list[str] = []

    def content(
        self,
        element: etree._Element,
        trail: Trail,
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
        pieces: list[_Piece] = []
        self._walk(element, trail, "", pieces, until, contents)
        _trim(pieces)
        lead = self._sequence(pieces, element) if numbered else ""
        return lead + "".join([piece if isinstance(piece, str) else piece.xml() for piece in pieces])

    def _walk(
        self,
        element: etree._Element,
        trail: Trail,
        style: str,
        pieces: list[_Piece],
        until: etree._Element | None,
        contents: bool,
    ) -> None:
        _add(pieces, element.text, style)
        for child in element:
            if child is until:
                return
            self._child(child, trail.to(child), style, pieces, contents)
            _add(pieces, child.tail, style)

    def _child(self, child: etree._Element, trail: Trail, style: str, pieces: list[_Piece], contents: bool) -> None:
        if child.get("id") is not None and not has_class(child, "footnote"):
            raise GeneratorError(
                f"Word: {place(child)}: id внутри абзаца не поддержан. Перенесите его на сам абзац, пункт или ячейку."
            )
        match child.tag:
            case "a":
                self._link(child, trail, style, pieces, contents)
            case "br":
                _trim(pieces)
                pieces.append(_LINE)
            case "span" if has_class(child, "footnote"):
                pieces.append(self._footnote(child, trail))
            case "span":
                self._walk(child, trail, trail.optional() or style, pieces, None, contents)
            case "strong" | "em" | "sup":
                if child.tag != "sup" and not trail.above.isdisjoint(("strong", "em")):
                    raise GeneratorError(
                        f"Word: {place(child)}: strong и em вложены друг в друга, а у знака в Word один стиль. "
                        "Оставьте один из них."
                    )
                self._walk(child, trail, trail.style(child), pieces, None, contents)
            case _:
                raise GeneratorError(
                    f"Word: {place(child)}: для «{trail}» нет правила: внутри абзаца бывают "
                    "strong, em, sup, a, br и span. Уберите элемент отсюда или замените другим."
                )

    def _link(self, link: etree._Element, trail: Trail, style: str, pieces: list[_Piece], contents: bool) -> None:
        if "a" in trail.above:
            raise GeneratorError(f"Word: {place(link)}: ссылка стоит внутри ссылки. Оставьте одну.")
        target = link.get("href") or ""
        anchor = self._links.anchor(link, contents=contents) if target.startswith("#") else ""
        # The frame of a link is two fragments round its runs, so that spaces are joined across it.
        pieces.append(ooxml.link_begin(anchor=anchor, relation="" if anchor else self._links.address(link)))
        own = style or trail.style(link)
        if (field := self._links.reference(link)) and (found := _REFERENCE.fullmatch(link.text or "")):
            _add(pieces, found[1], own)
            pieces.append(ooxml.field(field, found[2], own))
        else:
            self._walk(link, trail, own, pieces, None, contents)
        if contents and (sheet := self._sheets.get(target[1:])):
            pieces.append(ooxml.page_reference(anchor, sheet))
        pieces.append(ooxml.link_end())

    def _footnote(self, note: etree._Element, trail: Trail) -> str:
        if any("footnote" in one.classes.split() for one in trail.path[:-1]):
            raise GeneratorError(f"Word: {place(note)}: сноска стоит внутри сноски. Уберите одну из них.")
        mark = trail.style(note, "footnote-call")
        self._last_footnote += 1
        number = self._last_footnote
        content = self.content(note, trail)
        self.footnotes.append(ooxml.footnote(number, content, trail.style(note), mark))
        reference = ooxml.footnote_reference(number, mark)
        name = note.get("id")
        return reference if name is None else self._bookmarks.round(self._links.bookmarks[name], reference)

    def _sequence(self, pieces: list[_Piece], caption: etree._Element) -> str:
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


def _add(pieces: list[_Piece], text: str | None, style: str) -> None:
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


def _after_space(pieces: list[_Piece]) -> bool:
    for piece in reversed(pieces):
        if isinstance(piece, str):
            if piece is _LINE or _shows(piece):
                return piece is _LINE
        elif piece.text:
            return piece.text.endswith(" ")
    return True


def _trim(pieces: list[_Piece]) -> None:
    """Drop the space that ends a line."""
    for piece in reversed(pieces):
        if isinstance(piece, str):
            if piece is _LINE or _shows(piece):
                return
        else:
            piece.text = piece.text.removesuffix(" ")
            if piece.text:
                return


def _shows(piece: str) -> bool:
    """Whether a fragment is seen in the line: the call of a note, a field; frames of links and bookmarks are not."""
    return "footnoteReference" in piece or "fldChar" in piece
