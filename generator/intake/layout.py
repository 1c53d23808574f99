"""From lines to blocks: titles, headings, paragraphs, items of lists and rows of tables, each with its place.

A Word file says itself what is a paragraph, unless a letter was pasted into it line by line. Lines of plain
text and of printed pages are wrapped: they are joined until a sentence ends, unless the next word would have
fitted on the line, and so the break was meant. Every digit of the document stands in exactly one block.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from generator.documents.document import Document, Kind, Line
from generator.intake import lines as shapes
from generator.intake import numerals, rows, words
from generator.intake.block import Block, Role, reading

__all__ = ["Block", "Role", "blocks", "reading"]

_NUMBER = re.compile(r"\s*(\d{1,2})\s+(?=[^\W\d_]\D*\d)")
_NUMBERED = 3  # so many lines numbered in a row are no chance
_HEADING = 100  # characters: a longer numbered line is no heading
_FULL = 60  # characters: where the longest lines are shorter, none is full
_ROOM = 0.88  # of the width: a line that is longer with the next word had no room for it
_PASTED = 3  # paragraphs are lines of a letter where one of so many is broken in the middle of a sentence
_WRAPPED = 3  # a text is wrapped when at least one of so many sentences broken at a line's end goes on in lower case

_WORD_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-‐‑¬]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"\S+")
_DASH_NUMBER = re.compile(r"[–—−-]\s+\d")
# Marks of emphasis around words: their columns are left out of the text.
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])(?:(?!\1).){1,1000}?(?<=[^\s*_])(\1)(?![\w*_])")
_DOUBLE = re.compile(r"\*\*|__")


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


@dataclass(slots=True)
class _Open:
    """A block that may still grow."""

    role: Role
    pieces: list[str] = field(default_factory=list)
    lines: "array[int]" = field(default_factory=lambda: array("I"))
    columns: "array[int]" = field(default_factory=lambda: array("I"))
    last: str = ""  # the last line as it stands
    blank: bool = False  # an empty line has followed


class _Builder:
    """The lines of a document being joined into blocks."""

    def __init__(self, document: Document) -> None:
        self.lines = _as_lines(document.lines)
        wrapped = _said(self.lines, Kind.WRAPPED)
        self.width = _width(wrapped)
        self.wraps = _are_wrapped(wrapped)
        self.spaced = _are_spaced(self.lines)
        self.open: _Open | None = None
        self.aside: list[Block] = []  # page numbers met inside an open block
        self.numbered = _numbered(self.lines)
        self.begun = False  # a paragraph has begun: what stands in capitals is no title any more

    def _finished(self, block: _Open) -> Block:
        made = _finished(block)
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
        return self._finished(_started(role, text, number, 0))

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
        if self.open is not None and (awaited or self._joins(self.open, said, role)):
            _join(self.open, text, number, offset)
            self.open.last = said
            return
        yield from self._close()
        if role is Role.PARAGRAPH:
            self.begun = True
        self.open = _started(role, text, number, offset)
        self.open.last = said

    def _page(self, text: str, number: int, offset: int) -> Iterator[Block]:
        """The number of a sheet: what stands before it goes on below."""
        self.aside.append(_finished(_started(Role.PAGE, text, number, offset)))
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
        label = len(last) < 0.6 * self.width and not self.open.blank
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
        if shapes.LEAD.match(said) or shapes.SERIES.match(said):
            return Role.ITEM
        if self.open is not None and (shapes.dangles(self.open.last) or _divided(self.open.last, said)):
            return Role.PARAGRAPH
        short = len(said) < 0.75 * self.width or self.width < _FULL
        last = self.open.last if self.open is not None else ""
        free = not last or shapes.ended(last) or shapes.follows_row(last, said) or self._meant(said)
        if free and (shapes.is_labelled(said) or (short and shapes.is_label_number(said))):
            return Role.ITEM
        return Role.ITEM if self._lists(said) else Role.PARAGRAPH

    def _lists(self, said: str) -> bool:
        """Whether a line is an item of a list without bullets: it begins in lower case after a colon or semicolon."""
        opened = self.open is not None and self.open.last.endswith((":", ";"))
        return opened and said[0].islower() and self._meant(said)

    def _joins(self, current: _Open, said: str, role: Role) -> bool:
        """Whether a line goes on with the open block."""
        if role is Role.ITEM:  # «– 243» goes on with «подготовлено бюллетеней»
            return bool(_DASH_NUMBER.match(said)) and not shapes.ended(current.last)
        if role is not Role.PARAGRAPH or current.role in (Role.TITLE, Role.HEADING):
            return False
        if _goes_on(current.last):
            return True
        ended = shapes.ended(current.last)
        if said[0].islower() or said[0] in "»)%,.":
            if not current.blank or _divided(current.last, said):
                return True
            full = self.width >= _FULL and not self._meant(said)  # a page ends in the middle of a sentence
            return (self.spaced or full) and not (current.role is Role.ITEM and ended)
        if self._meant(said):
            return False
        if ended:
            goes_on = not current.blank and not current.last.endswith((":", ";"))
            return goes_on and current.role is Role.PARAGRAPH
        if current.role is Role.ITEM:
            return not current.blank and not said[0].isdigit()
        return not shapes.begins_sentence(said)

    def _meant(self, said: str) -> bool:
        """Whether the break before a line was meant: its first word would have fitted on the line before."""
        if self.open is None or not self.wraps:
            return True
        return _had_room(self.open.last, said, self.width)

    def _close(self) -> Iterator[Block]:
        if self.open is not None:
            yield self._finished(self.open)
            self.open = None
        yield from self.aside
        self.aside.clear()


def _as_lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a document; paragraphs of Word that are the broken lines of a letter are wrapped ones."""
    paragraphs = _said(lines, Kind.PARAGRAPH)
    width = _width(paragraphs)
    broken = sum(
        said[0].islower() and not shapes.ended(last) and not _had_room(last, said, width)
        for last, said in pairwise(paragraphs)
    )
    if width < _FULL or broken * _PASTED < len(paragraphs):
        return lines
    return tuple(replace(line, kind=Kind.WRAPPED) if line.kind is Kind.PARAGRAPH else line for line in lines)


def _said(lines: Sequence[Line], kind: Kind) -> list[str]:
    return [said for line in lines if line.kind is kind and (said := line.text.strip())]


def _width(texts: Sequence[str]) -> int:
    """How long the longest lines are, but for a few."""
    lengths = sorted(map(len, texts))
    return lengths[int(len(lengths) * 0.95)] if lengths else 0


def _had_room(last: str, said: str, width: int) -> bool:
    """Whether the first word of a line would have fitted on the line before."""
    first = said.split(maxsplit=1)[0]
    return len(last) + 1 + len(first) < _ROOM * width


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


def _are_spaced(lines: Sequence[Line]) -> bool:
    """Whether an empty line follows most lines: then it ends no paragraph."""
    gaps = [not following.text.strip() for line, following in pairwise(lines) if line.text.strip()]
    return sum(gaps) * 4 > len(gaps) * 3


def _are_wrapped(texts: Sequence[str]) -> bool:
    """Whether lines are broken where they are full: sentences that do not end with a line go on in lower case."""
    firsts = [after.lstrip("> ")[:1] for before, after in pairwise(texts) if not shapes.ended(before)]
    lower = sum(first.islower() or first.isdigit() for first in firsts)
    upper = sum(first.isupper() for first in firsts)
    return lower * _WRAPPED > upper


def _goes_on(last: str) -> bool:
    return last.endswith(",") or shapes.dangles(last)


# Characters and their places


def _started(role: Role, text: str, number: int, offset: int) -> _Open:
    block = _Open(role)
    _append(block, text, number, offset)
    return block


def _append(block: _Open, text: str, number: int, offset: int, glued: bool = False) -> None:
    """Add the words of a line, one space between them, each character with its place; emphasis marks are left out."""
    hidden = _marks(text, offset)
    said = text[offset:].strip()
    if not hidden and " ".join(said.split()) == said:  # most lines: nothing to leave out
        start = text.index(said, offset)
        if block.pieces and not glued:
            _put(block, " ", number, max(0, start - 1))
        _put(block, said, number, start)
        return
    for match in _WORDS.finditer(text, offset):
        parts = _visible(match.start(), match.end(), hidden)
        if not parts:
            continue
        if block.pieces and not glued:
            _put(block, " ", number, max(0, match.start() - 1))
        glued = False
        for start, end in parts:
            _put(block, text[start:end], number, start)


def _marks(text: str, offset: int) -> frozenset[int]:
    """The columns of a line at which marks of emphasis stand."""
    if "*" not in text and "_" not in text:
        return frozenset()
    around = (match.span(group) for match in _EMPHASIS.finditer(text, offset) for group in (1, 2))
    double = (match.span() for match in _DOUBLE.finditer(text, offset))
    return frozenset(column for spans in (around, double) for span in spans for column in range(*span))


def _visible(start: int, end: int, hidden: frozenset[int]) -> list[tuple[int, int]]:
    """The parts of a word between its hidden columns."""
    if not hidden:
        return [(start, end)]
    edges = [start - 1, *(column for column in range(start, end) if column in hidden), end]
    return [(left + 1, right) for left, right in pairwise(edges) if left + 1 < right]


def _put(block: _Open, part: str, number: int, column: int) -> None:
    block.pieces.append(part)
    block.lines.extend([number] * len(part))
    block.columns.extend(range(column, column + len(part)))


def _join(block: _Open, text: str, number: int, offset: int) -> None:
    """Go on with a block on its next line; a word divided at the line's end is put together."""
    halves = _divided(block.last, text[offset:].lstrip())
    if halves and _is_one_word(*halves):
        block.pieces[-1] = block.pieces[-1][:-1]
        block.lines.pop()
        block.columns.pop()
    _append(block, text, number, offset, glued=halves is not None)
    block.blank = False


def _divided(last: str, said: str) -> tuple[str, str] | None:
    """The halves of a word that a line's end divides, if any."""
    left, right = _WORD_BROKEN.search(last), _FIRST_WORD.match(said)
    if not (left and right and right.group()[0].islower()):
        return None
    # «Двести» after «минут-» is a number for itself, after «сто-» the end of a range.
    begins = numerals.says_number(numerals.plain(right.group()))
    if begins and not numerals.says_number(numerals.plain(left[1])) and not words.known(left[1] + right.group()):
        return None
    return left[1], right.group()


def _is_one_word(left: str, right: str) -> bool:
    """Whether the hyphen at a line's end divides one word, and is not the word's own."""
    if words.known(left + right):
        return True
    last = (left + right).rsplit("-", 1)[-1]
    return "-" in left and words.known(last) and not words.known(f"{left}-{right}")


def _finished(block: _Open) -> Block:
    text = "".join(block.pieces)
    lead = shapes.LEAD.match(text)
    made = Block(block.role, text, reading(text), block.lines, block.columns)
    made.lead = lead.end() if lead and lead.end() < len(text) else 0
    return made
