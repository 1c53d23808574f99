"""What Word and paper can tell of a block, and what not: the two ways of laying a file beside the page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from generator.verification import paper
from generator.verification.blocks import CALL, ROWS, Block, Kind, plainest

_LEADER = re.compile(rf"[ .{paper.EITHER}{paper.LINE}\u00a0]*\d+$")


class Medium(Protocol):
    """How a file is read beside the page."""

    name: str  # «в Word»

    def take(self, expected: Block, found: Sequence[Block], at: int) -> tuple[Block, int]:
        """The block of the file at a place, whole, and where the next one begins."""

    def text(self, page: str, file: str) -> bool:
        """Whether the file says a text of the page."""

    def same(self, expected: Block, found: Block) -> bool:
        """Whether the file says the block of the page, all of it."""

    def said(self, text: str) -> str:
        """A text of the file, for a message."""

    def level(self, expected: Block, found: Block) -> bool:
        """Whether the depth of a heading or an item is the page's."""

    def undrawn(self, expected: Block, found: Block) -> Sequence[str]:
        """What a chart of the page prints and the picture of the file does not."""


class Word:
    """A Word file stores the texts themselves: they are equal to the last space."""

    name = "в Word"

    def take(self, expected: Block, found: Sequence[Block], at: int) -> tuple[Block, int]:
        """The block as it is."""
        return found[at], at + 1

    def text(self, page: str, file: str) -> bool:
        """Equal."""
        return page == file

    def same(self, expected: Block, found: Block) -> bool:
        """The same kind, place in the order, texts and cells."""
        return (
            of_kind(expected, found)
            and expected.texts == found.texts
            and expected.spans == found.spans
            and expected.mark == found.mark
            and self.level(expected, found)
            and not self.undrawn(expected, found)
        )

    def said(self, text: str) -> str:
        """The text itself."""
        return text.replace(CALL, "")

    def level(self, expected: Block, found: Block) -> bool:
        """Headings and items have a level; a heading of the contents has none."""
        return not expected.level or expected.level == found.level

    def undrawn(self, expected: Block, found: Block) -> Sequence[str]:
        """Values that stand otherwise beside their bars; where there is no value, there is no bar."""
        if expected.kind is not Kind.SERIES:
            return ()
        points = zip(expected.texts[1:], found.texts[1:], expected.printed, found.printed, strict=False)
        return [
            shown
            for point, drawn, shown, beside in points
            if point == drawn and not point.endswith(" = …") and _number(shown) != _number(beside)
        ]


class Paper:
    """A PDF has lines; what goes on over the edge of a sheet is put together."""

    name = "в PDF"

    def take(self, expected: Block, found: Sequence[Block], at: int) -> tuple[Block, int]:
        """The block with what goes on on the next sheet; heads that a sheet repeats are passed by."""
        while at + 1 < len(found) and _repeated(expected, found[at]):
            at += 1
        block = found[at]
        at += 1
        while not self.same(expected, block):
            following = at
            while following < len(found) and _repeated(expected, found[following]):
                following += 1
            if following == len(found) or not _goes_on(block, found[following]) or not self._begins(expected, block):
                break
            block, at = _joined(block, found[following]), following + 1
        if expected.kind is Kind.ENTRY and block.kind in (Kind.ENTRY, Kind.ITEM):
            block = self._entry(expected, block)
        return block, at

    def text(self, page: str, file: str) -> bool:
        """Equal as far as paper tells."""
        return paper.equal(page, file)

    def same(self, expected: Block, found: Block) -> bool:
        """The same kind, cells and mark; texts as far as paper tells."""
        if expected.kind is Kind.ENTRY and found.kind is Kind.ITEM:
            found = self._entry(expected, found)
        return (
            of_kind(expected, found)
            and len(expected.texts) == len(found.texts)
            and expected.spans == found.spans
            and (expected.mark == found.mark or _lettered(expected, found))
            and self.level(expected, found)
            and all(map(self.text, expected.texts, found.texts))
            and not self.undrawn(expected, found)
        )

    def said(self, text: str) -> str:
        """The lines as one text."""
        return paper.said(text)

    def level(self, expected: Block, found: Block) -> bool:
        """Headings and items have a level; one of an entry is not told by the tree."""
        return not expected.level or expected.kind is Kind.ENTRY or expected.level == found.level

    def undrawn(self, expected: Block, found: Block) -> Sequence[str]:
        """Values that are not printed as often as the chart has them, names and labels that are not printed at all."""
        if expected.kind is not Kind.PICTURE:
            return []
        pieces = Counter(map(_squeezed, found.printed))
        everything = "".join(map(_squeezed, found.printed))
        values = Counter(map(_squeezed, expected.printed))
        return [
            *(text for text in expected.columns if _squeezed(text) not in everything),
            *(text for text in dict.fromkeys(expected.printed) if pieces[_squeezed(text)] < values[_squeezed(text)]),
        ]

    def _begins(self, expected: Block, found: Block) -> bool:
        return len(expected.texts) == len(found.texts) and all(map(paper.begins, expected.texts, found.texts))

    def _entry(self, expected: Block, found: Block) -> Block:
        """An entry of the contents without its dots and its number of a page, which stay in `printed`."""
        if (found.kind is Kind.ENTRY and found.printed) or paper.equal(expected.text, found.text):
            return replace(found, kind=Kind.ENTRY, mark="")
        number = _LEADER.search(found.text)
        text = found.text[: number.start()] if number else found.text
        page = re.sub(r"\D", "", number[0]) if number else ""
        return replace(found, kind=Kind.ENTRY, mark="", texts=(text,), printed=(page,) if page else ())


def _lettered(expected: Block, found: Block) -> bool:
    """Whether an item is counted in letters or in Roman figures: then its number is not compared."""
    return expected.kind is Kind.ITEM and expected.mark.isdecimal() and found.mark.isalpha()


def _squeezed(text: str) -> str:
    return "".join(text.replace(paper.EITHER, " ").split())


def _number(text: str) -> str:
    """What stands beside a bar, a bare number in the plainest digits: a number format may add zeros."""
    return plainest(_squeezed(text).replace(",", "."))


def of_kind(expected: Block, found: Block) -> bool:
    """Whether the kinds agree: a heading of the contents may be a plain paragraph, so that it is not listed in them."""
    if expected.kind is Kind.HEADING and not expected.level:
        return found.kind in (Kind.HEADING, Kind.PARAGRAPH)
    return expected.kind is found.kind


def _repeated(expected: Block, found: Block) -> bool:
    """Whether a row is a head that stands once more at the top of a sheet."""
    return found.kind is Kind.HEAD and found.fresh and expected.kind is not Kind.HEAD


def _goes_on(block: Block, following: Block) -> bool:
    """Whether a block may be the rest of the one before: the first of the next sheet, of the same kind."""
    return (
        following.fresh
        and following.sheet > block.sheet
        and following.kind is block.kind
        and len(following.texts) == len(block.texts)
        and (block.kind not in (Kind.ITEM, Kind.FOOTNOTE) or not following.mark)
    )


def _joined(block: Block, following: Block) -> Block:
    texts = tuple(paper.LINE.join(filter(None, pair)) for pair in zip(block.texts, following.texts, strict=True))
    return replace(block, texts=texts, sheet=following.sheet)


def is_row(block: Block) -> bool:
    """Whether a block is a row of a table."""
    return block.kind in ROWS
