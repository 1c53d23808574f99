"""From lines to blocks: titles, headings, paragraphs, items of lists and rows of tables, each with its place.

A Word file says itself what is a paragraph, unless a letter was pasted into it line by line. Lines of plain
text and of printed pages are wrapped: they are joined until a sentence ends, unless the next word would have
fitted on the line, and so the break was meant. Every digit of the document stands in exactly one block.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.documents.document import Document, Kind, Line
from generator.intake import lines as shapes
from generator.intake import rows
from generator.intake.block import Block, Role
from generator.intake.growing import Growing, divided
from generator.intake.wrapping import FULL, Wrapping, unpasted

_NUMBER = re.compile(r"\s*(\d{1,2})\s+(?=[^\W\d_]\D*\d)")
_NUMBERED = 3  # so many lines numbered in a row are no chance
_HEADING = 100  # characters: a longer numbered line is no heading
_DASH_NUMBER = re.compile(r"[–—−-]\s+\d")


def blocks(document: Document) -> list[Block]:
    """The blocks of a document, in reading order."""
    found = list(_Builder(document).blocks())
    for block, following in pairwise(found):
        if _is_numbered_heading(block, following):
            block.role = Role.HEADING
    said = [block for block in found if block.role is not Role.PAGE]
    for before, block, following in zip([None, *said], said, said[1:], strict=False):
        if _is_own_heading(before, block, following):
            block.role = Role.HEADING
    return found


def _is_numbered_heading(block: Block, following: Block) -> bool:
    """Whether a numbered line is a heading: «3. Обращения» with no item «4.» right after it."""
    number = shapes.NUMBERING.match(block.reading)
    if block.role is not Role.ITEM or number is None or len(block.text) > _HEADING:
        return False
    rest = block.reading[number.end() :]
    if shapes.ended(block.text.rstrip(".")) or not rest[:1].isupper():
        return False
    if re.search(r"\d", re.sub(r"(?:19|20)\d\d", "", rest)):
        return False
    deeper = shapes.NUMBERING.match(following.reading)
    return following.role is not Role.ITEM or (deeper is not None and deeper[1].startswith(number[1]))


def _is_own_heading(before: Block | None, block: Block, following: Block) -> bool:
    """Whether a line is a heading of the clerk's own: what stands before it has ended, and a text stands under it."""
    if block.role is not Role.PARAGRAPH or block.lines[0] != block.lines[-1]:
        return False
    ended = before is None or before.role is not Role.PARAGRAPH or shapes.ended(before.text)
    if following.role is Role.PARAGRAPH:
        under = shapes.ended(following.text) and following.text[0].isupper()
    else:
        under = following.role in (Role.ITEM, Role.ROW)
    return bool(ended and under) and shapes.could_head(block.text)


class _Builder:
    """The lines of a document being joined into blocks."""

    def __init__(self, document: Document) -> None:
        self.lines = unpasted(document.lines)
        self.wrapping = Wrapping.of(self.lines)
        self.open: Growing | None = None
        self.aside: list[Block] = []  # page numbers met inside an open block
        self.numbered = _numbered(self.lines)
        self.begun = False  # a paragraph has begun: what stands in capitals is no title any more

    def _finished(self, block: Growing) -> Block:
        made = block.finished()
        if made.lines[0] in self.numbered and (number := _NUMBER.match(made.text)):
            made.lead = number.end()
        return made

    def blocks(self) -> Iterator[Block]:
        tables = rows.in_text(self.lines)
        for index, line in enumerate(self.lines):
            number = index + 1
            if not line.text.strip():
                if self.open is not None:
                    self.open.blank = True
            elif line.kind is Kind.WRAPPED and shapes.FOOT.fullmatch(line.text):
                yield from self._page(line.text, number, 0)
            elif index in tables:
                yield from self._close()
                if not shapes.RULE.fullmatch(line.text):
                    yield rows.of_text(line.text, number, tables[index])
            elif line.kind is Kind.ROW:
                yield from self._close()
                yield rows.of_cells(line, number)
            elif line.kind is not Kind.WRAPPED:
                yield from self._close()
                if not shapes.RULE.fullmatch(line.text):
                    yield self._whole(line, number)
            else:
                yield from self._wrapped(line.text, number)
        yield from self._close()

    def _whole(self, line: Line, number: int) -> Block:
        """A paragraph of a Word file."""
        role = {Kind.HEADING: Role.HEADING, Kind.ITEM: Role.ITEM}.get(line.kind, Role.PARAGRAPH)
        text = line.text
        if role is Role.PARAGRAPH and (number in self.numbered or shapes.LEAD.match(text) or shapes.is_labelled(text)):
            role = Role.ITEM
        if role in (Role.PARAGRAPH, Role.HEADING) and not self.begun and shapes.is_title(text):
            role = Role.TITLE
        elif role is Role.PARAGRAPH and not shapes.is_capitals(text):
            self.begun = True
        return self._finished(Growing.begun(role, text, number, 0))

    def _wrapped(self, text: str, number: int) -> Iterator[Block]:
        """A line of plain text: it goes on with the open block, or closes it and opens its own."""
        quoted = shapes.QUOTED.match(text)
        offset = quoted.end() if quoted else 0
        heading = shapes.HASHES.match(text, offset)
        offset = heading.end() if heading else offset
        said = text[offset:].strip()
        if not said:  # an empty line of a quoted letter
            if self.open is not None:
                self.open.blank = True
            return
        if shapes.RULE.fullmatch(said):
            return
        awaited = False
        if shapes.PAGE.fullmatch(said):
            awaited = self._awaits(said, number)
            if not awaited:
                yield from self._page(text, number, offset)
                return
        role = Role.ITEM if number in self.numbered else self._role(said, bool(heading))
        if self.open is not None and (awaited or self._joins(self.open, said, role, number)):
            self.open.join(text, number, offset)
            self.open.last = said
            return
        yield from self._close()
        if role is Role.PARAGRAPH:
            self.begun = True
        self.open = Growing.begun(role, text, number, offset)
        self.open.last = said

    def _page(self, text: str, number: int, offset: int) -> Iterator[Block]:
        """The number of a sheet: what stands before it goes on below."""
        self.aside.append(Growing.begun(Role.PAGE, text, number, offset).finished())
        if self.open is None:
            yield from self._close()

    def _awaits(self, said: str, number: int) -> bool:
        """Whether a bare number belongs to the words before it: they go on, or they are a label."""
        if self.open is None:
            return False
        last = self.open.last
        if _goes_on(last):
            return True
        if not said.isdigit() or shapes.ended(last) or self.open.role is Role.TITLE:
            return False
        label = len(last) < 0.6 * self.wrapping.width and not self.open.blank
        return label or (shapes.awaits_number(last) and self._next(number)[:1].islower())

    def _next(self, number: int) -> str:
        """What stands after a line, an empty line between them left out."""
        following = (line.text for line in self.lines[number : number + 2])
        return next((said for text in following if (said := shapes.QUOTED.sub("", text, count=1).strip())), "")

    def _role(self, said: str, heading: bool) -> Role:
        if heading:
            return Role.HEADING
        if shapes.is_title(said):
            return Role.HEADING if self.begun else Role.TITLE
        continued = self.open is not None and self.open.last.endswith(",") and not self._meant(said)
        if shapes.LEAD.match(said) or (shapes.SERIES.match(said) and not continued):
            return Role.ITEM
        if self.open is not None and (shapes.dangles(self.open.last) or divided(self.open.last, said)):
            return Role.PARAGRAPH
        short = len(said) < 0.75 * self.wrapping.width or self.wrapping.width < FULL
        last = self.open.last if self.open is not None else ""
        free = not last or shapes.ended(last) or shapes.follows_row(last, said) or self._meant(said)
        if free and (shapes.is_labelled(said) or (short and shapes.is_label_number(said))):
            return Role.ITEM
        return Role.ITEM if self._lists(said) else Role.PARAGRAPH

    def _lists(self, said: str) -> bool:
        """Whether a line is an item of a list without bullets: it begins in lower case after a colon or semicolon."""
        opened = self.open is not None and self.open.last.endswith((":", ";"))
        return opened and said[0].islower() and self._meant(said)

    def _joins(self, current: Growing, said: str, role: Role, number: int) -> bool:
        """Whether a line goes on with the open block."""
        if role is Role.ITEM:  # «– 243» goes on with «подготовлено бюллетеней»
            return bool(_DASH_NUMBER.match(said)) and not shapes.ended(current.last)
        if role is not Role.PARAGRAPH or current.role in (Role.TITLE, Role.HEADING):
            return False
        if shapes.is_question_number(said) or shapes.is_question_number(current.last):
            return False
        if _goes_on(current.last) or (shapes.breaks_number(current.last, said) and not self._meant(said)):
            return True
        ended = shapes.ended(current.last)
        if said[0].islower() or said[0] in "»)%,.":
            if not current.blank or divided(current.last, said):
                return True
            full = self.wrapping.width >= FULL and not self._meant(said)  # a page ends in the middle of a sentence
            goes_on = self.wrapping.spaced or (full and not self._alone(said, number))
            return goes_on and not (current.role is Role.ITEM and ended)
        if self._meant(said):
            return False
        if ended:
            goes_on = not current.blank and not current.last.endswith((":", ";"))
            return goes_on and current.role is Role.PARAGRAPH
        if current.role is Role.ITEM:
            return not current.blank and not said[0].isdigit()
        return not shapes.begins_sentence(said)

    def _alone(self, said: str, number: int) -> bool:
        """Whether a line that ends no sentence stands alone: a heading, and not the rest of a paragraph."""
        return not shapes.ended(said) and not "".join(line.text for line in self.lines[number : number + 1]).strip()

    def _meant(self, said: str) -> bool:
        """Whether the break before a line was meant: its first word would have fitted on the line before."""
        if self.open is None or not self.wrapping.wraps:
            return True
        return self.wrapping.had_room(self.open.last, said)

    def _close(self) -> Iterator[Block]:
        if self.open is not None:
            yield self._finished(self.open)
            self.open = None
        yield from self.aside
        self.aside.clear()


def _numbered(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that a clerk has numbered without any mark: «1 релизов 320», «2 роликов 64», «3 в ВК 5 430 человек»."""
    found, run = set[int](), list[int]()
    for at, line in enumerate(lines, 1):
        if not line.text.strip():
            continue
        number = _NUMBER.match(line.text) if line.kind in (Kind.WRAPPED, Kind.PARAGRAPH) else None
        if number is None or int(number[1]) != len(run) + 1:
            run = []
        if number is not None and int(number[1]) == len(run) + 1:
            run.append(at)
        if len(run) >= _NUMBERED:
            found.update(run)
    return frozenset(found)


def _goes_on(last: str) -> bool:
    return last.endswith(",") or shapes.dangles(last)
