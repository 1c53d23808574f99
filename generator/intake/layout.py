"""From lines to blocks: titles, headings, paragraphs, items of lists and rows of tables, each with its place.

A Word file says itself what is a paragraph. Lines of plain text and of printed pages are wrapped: they
are joined until a sentence ends, unless the next word would have fitted on the line, and so the break
was meant. Every digit of the document stands in exactly one block.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from generator.documents.document import Document, Kind, Line
from generator.intake import words
from generator.model import Source


class Role(StrEnum):
    """What a block is in its report."""

    TITLE = "title"  # the municipality, above everything
    HEADING = "heading"  # a question of the questionnaire, or a heading of the clerk's own
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    PAGE = "page"  # a page number


@dataclass(slots=True)
class Block:
    """One logical piece of a report.

    `text` is the words as written, hard wraps joined, words divided at a line's end put together;
    `reading` is the same text, character for character, as the program reads it: every space a plain
    space, every long dash `–`, Latin look-alikes inside Cyrillic words made Cyrillic, dots between
    thousands made spaces. `lines[i]` is the number of the line on which character `i` stands and
    `columns[i]` its offset there.
    """

    role: Role
    text: str
    reading: str
    lines: "array[int]"
    columns: "array[int]"
    section: str = "done"  # a key of the catalogue's questions: done, summary, goals, training
    question: bool = False  # of a heading: it is a question of the questionnaire
    lead: int = 0  # the length of a bullet or numbering at the start
    cells: tuple[tuple[int, int], ...] = field(default=())  # of a row: start and end of each cell in the text

    def source(self, file: str, start: int = 0, end: int | None = None) -> Source:
        """The place of a part of the block, with its exact words."""
        end = len(self.text) if end is None else end
        return Source(file, (self.lines[start], self.lines[end - 1]), self.text[start:end])

    def part(self, role: Role, start: int, end: int) -> "Block":
        """A part of the block as a block of its own, without the spaces at its ends."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return Block(
            role,
            self.text[start:end],
            self.reading[start:end],
            self.lines[start:end],
            self.columns[start:end],
            self.section,
            lead=max(0, self.lead - start) if start < self.lead else 0,
        )


_LEAD = re.compile(
    r"\s*(?:[^\w\s«\"„“(\[№@#%$+~≈]{1,3}\s+|[-–—−•·▪](?=[^\W\d_])|\d{1,2}(?:\.\d{1,2})*[.)]\s+"
    r"|\(?[а-яa-z]\)\s+|[IVX]{1,4}[.)]\s+)+",
    re.I,
)
_NUMBER = re.compile(r"\s*((?:\d{1,2}\.)+)\d{0,2}\s*")
_SERIES = re.compile(r"\s*(?:в\s+)?(?:19|20)\d\d\s*(?:год[ау]?|г\.?)?\s*[–—:-]\s*\D{0,15}\d", re.IGNORECASE)
_LABELLED = re.compile(
    r"[«\"(]?[^\W\d_].{0,100}?(?:[–—:−-]"
    r"|\.{3,})\s*(?:[^\W\d_]+\s+){0,2}\d[\d\s]*(?:[.,]\d+)?(?:\s*(?:%|тыс\.?|млн\.?))?"
    r"(?:\s+[^\W\d_][\w.-]*){0,3}\s*(?:\([^()]{0,60}\))?\s*[;.,]?"
)
_LABEL_NUMBER = re.compile(r"[«\"]?[^\W\d_][^\d]{2,90}[^\W\d_»)\"]\s+\d[\d ]*(?:\s*\([^()]{3,40}\))?[;.,]?")
_PAGE = re.compile(r"\s*(?:[-–—]\s*\d{1,3}\s*[-–—]|(?:стр\.?\s*)?\d{1,3}(?:\s*(?:из|/)\s*\d{1,3})?)\s*", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:[,(«–—-]|\b(?:на|до|в|во|с|со|к|о|об|и|а|за|из|от|по|для|при|около|более|менее|свыше|не|порядка))$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:;…][\"»”)]*$")
_SENTENCE_ENDED = re.compile(r"[.!?:…][\"»”)]*$")
_RULE = re.compile(r"[\s|:+=_*–—-]*")
_WORD_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-‐‑¬]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"\s*(?:>+\s?)+")
_HASHES = re.compile(r"\s*#{1,6}\s+")
_WORDS = re.compile(r"\S+")
_UNMARKED = re.compile(r"(?:(?!\*\*|__).)+")  # a word without the marks of emphasis

_SPACED = re.compile(r"\s{3,}|\.{4,}|…{2,}")


def blocks(document: Document) -> list[Block]:
    """The blocks of a document, in reading order."""
    found = list(_Builder(document).blocks())
    for block, following in pairwise(found):
        if _heads(block, following):
            block.role = Role.HEADING
    return found


def _heads(block: Block, following: Block) -> bool:
    """Whether a numbered line is a heading: «3. Обращения» with no item «4.» right after it."""
    number = _NUMBER.match(block.reading)
    if block.role is not Role.ITEM or number is None or len(block.text) > 100 or _ENDED.search(block.text.rstrip(".")):
        return False
    rest = block.reading[number.end() :]
    if re.search(r"\d", re.sub(r"(?:19|20)\d\d", "", rest)) or not rest[:1].isupper():
        return False
    deeper = _NUMBER.match(following.reading)
    return following.role is not Role.ITEM or (deeper is not None and deeper[1].startswith(number[1]))


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
        self.lines = document.lines
        lengths = sorted(
            len(line.text.rstrip()) for line in document.lines if line.kind is Kind.WRAPPED and line.text.strip()
        )
        self.width = lengths[int(len(lengths) * 0.95)] if lengths else 0
        self.open: _Open | None = None
        self.aside: list[Block] = []  # page numbers met inside an open block
        self.begun = False  # a paragraph has begun: what stands in capitals is no title any more

    def blocks(self) -> Iterator[Block]:
        rows = _text_rows(self.lines)
        for index, line in enumerate(self.lines):
            number = index + 1
            if not line.text.strip():
                if self.open is not None:
                    self.open.blank = True
                continue
            if index in rows:
                yield from self._close()
                if not _RULE.fullmatch(line.text):
                    yield _row_of_text(line.text, number, rows[index])
            elif line.kind is Kind.ROW:
                yield from self._close()
                yield _row(line, number)
            elif line.kind is not Kind.WRAPPED:
                yield from self._close()
                yield self._whole(line, number)
            else:
                yield from self._wrapped(line.text, number)
        yield from self._close()

    def _whole(self, line: Line, number: int) -> Block:
        role = {Kind.HEADING: Role.HEADING, Kind.ITEM: Role.ITEM}.get(line.kind, Role.PARAGRAPH)
        text = line.text
        if role is Role.PARAGRAPH and (_LEAD.match(text) or _is_labelled(text)):
            role = Role.ITEM
        if role in (Role.PARAGRAPH, Role.HEADING) and not self.begun and _is_title(text):
            role = Role.TITLE
        elif role is Role.PARAGRAPH and not _is_capitals(text):
            self.begun = True
        return _finished(_started(role, text, number, 0))

    def _wrapped(self, text: str, number: int) -> Iterator[Block]:
        offset = 0
        quoted = _QUOTED.match(text)
        if quoted:
            offset = quoted.end()
        heading = _HASHES.match(text, offset)
        if heading:
            offset = heading.end()
        said = text[offset:].strip()
        if not said or _RULE.fullmatch(said):
            return
        if _PAGE.fullmatch(said) and not self._awaits(said):
            self.aside.append(_finished(_started(Role.PAGE, text, number, offset)))
            if self.open is None:
                yield from self._close()
            return
        role = self._role(said, bool(heading))
        if self.open is not None and self._joins(said, role):
            _join(self.open, text, number, offset)
            self.open.last = said
            return
        yield from self._close()
        if role is Role.PARAGRAPH:
            self.begun = True
        self.open = _started(role, text, number, offset)
        self.open.last = said

    def _awaits(self, said: str) -> bool:
        """Whether a bare number belongs to the words before it: they go on, or they are a label."""
        if self.open is None:
            return False
        last = self.open.last
        if _GOES_ON.search(last.rstrip()):
            return True
        label = len(last) < 0.6 * self.width and not _ENDED.search(last) and not self.open.blank
        return label and said.strip().isdigit() and self.open.role is not Role.TITLE

    def _role(self, said: str, heading: bool) -> Role:
        if heading:
            return Role.HEADING
        if _is_title(said):
            return Role.HEADING if self.begun else Role.TITLE
        if _LEAD.match(said) or _SERIES.match(said):
            return Role.ITEM
        short = len(said) < 0.75 * self.width or self.width < 60
        free = self.open is None or bool(_ENDED.search(self.open.last)) or self._meant(said)
        if free and (_is_labelled(said) or (short and _LABEL_NUMBER.fullmatch(said))):
            return Role.ITEM
        return Role.PARAGRAPH

    def _joins(self, said: str, role: Role) -> bool:
        """Whether a line goes on with the open block."""
        current = self.open
        assert current is not None
        if role is Role.ITEM:  # «– 243» goes on with «подготовлено бюллетеней»
            return bool(re.match(r"[–—−-]\s+\d", said)) and not _ENDED.search(current.last)
        if role is not Role.PARAGRAPH or current.role in (Role.TITLE, Role.HEADING):
            return False
        if _GOES_ON.search(current.last):
            return True
        lower = said[0].islower() or said[0] in "»)%,."
        if lower:
            return current.role is not Role.ITEM or not current.blank or not _ENDED.search(current.last)
        if _ENDED.search(current.last):
            wrapped = not self._meant(said) and not current.blank
            return wrapped and not current.last.rstrip().endswith((":", ";")) and current.role is Role.PARAGRAPH
        if current.role is Role.ITEM:
            return not self._meant(said) and not current.blank and not said[0].isdigit()
        return not self._meant(said)

    def _meant(self, said: str) -> bool:
        """Whether the break before a line was meant: its first word would have fitted on the line before."""
        if self.open is None:
            return True
        first = said.split(maxsplit=1)[0]
        return len(self.open.last) + 1 + len(first) < 0.88 * self.width

    def _close(self) -> Iterator[Block]:
        if self.open is not None:
            yield _finished(self.open)
            self.open = None
        yield from self.aside
        self.aside.clear()


# Characters and their places


def _started(role: Role, text: str, number: int, offset: int) -> _Open:
    block = _Open(role)
    _append(block, text, number, offset)
    return block


def _append(block: _Open, text: str, number: int, offset: int, glued: bool = False) -> None:
    """Add the words of a line, one space between them, each character with its place; emphasis marks are left out."""
    for match in _WORDS.finditer(text, offset):
        start = match.start()
        if block.pieces and not glued:
            _put(block, " ", number, max(0, start - 1))
        glued = False
        for part in _UNMARKED.finditer(match.group()):
            _put(block, part.group(), number, start + part.start())


def _put(block: _Open, part: str, number: int, column: int) -> None:
    block.pieces.append(part)
    block.lines.extend([number] * len(part))
    block.columns.extend(range(column, column + len(part)))


def _join(block: _Open, text: str, number: int, offset: int) -> None:
    """Go on with a block on its next line; a word divided at the line's end is put together."""
    left = _WORD_BROKEN.search(block.last)
    right = _FIRST_WORD.match(text[offset:].lstrip())
    glued = bool(left and right and right.group()[0].islower())
    if left and right and glued and _is_divided(left[1], right.group()):
        block.pieces[-1] = block.pieces[-1][:-1]
        block.lines.pop()
        block.columns.pop()
    _append(block, text, number, offset, glued)
    block.blank = False


def _is_divided(left: str, right: str) -> bool:
    """Whether the hyphen at a line's end divides one word, and is not the word's own."""
    if words.known(left + right):
        return True
    last = (left + right).rsplit("-", 1)[-1]
    return "-" in left and words.known(last) and not words.known(f"{left}-{right}")


_SAME = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\t", " ") | dict.fromkeys("—―−‒", "–") | dict.fromkeys("‐‑", "-")
)
_LOOKALIKE = str.maketrans("aceopxyABCEHKMOPTXё", "асеорхуАВСЕНКМОРТХё")
_MIXED = re.compile(r"(?<=[а-яё])[aceopxyABCEHKMOPTX]+|[aceopxyABCEHKMOPTX]+(?=[а-яё])")
_INNER_DASH = re.compile(r"(?<=[а-яё])–(?=[а-яё])")  # «пресс–релиз»
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d]|[.,]\d)")


def reading(text: str) -> str:
    """A text as the program reads it, of the same length."""
    text = text.translate(_SAME)
    text = _INNER_DASH.sub("-", text)
    text = _MIXED.sub(lambda m: m.group().translate(_LOOKALIKE), text)
    return _THOUSANDS.sub(lambda m: m.group().replace(".", " "), text)


def _finished(block: _Open) -> Block:
    text = "".join(block.pieces)
    lead = _LEAD.match(text)
    made = Block(block.role, text, reading(text), block.lines, block.columns)
    made.lead = lead.end() if lead and lead.end() < len(text) else 0
    return made


# Rows


def _row(line: Line, number: int) -> Block:
    """A row of a table whose cells the reader knows; in the text a tab stands between them."""
    text = "\t".join(" ".join(cell.split()) for cell in line.cells) if line.cells else line.text
    columns = array("I")
    at = 0
    cells, start = [], 0
    for cell in line.cells:
        said = " ".join(cell.split())
        cells.append((start, start + len(said)))
        for word in re.finditer(r"\S+\s?", said):
            found = line.text.find(word.group().strip(), at)
            begin = found if found >= 0 else at
            columns.extend(begin + n for n in range(len(word.group())))
            at = begin + len(word.group().strip())
        columns.append(at)
        start += len(said) + 1
    columns = columns[: len(text)]
    lines = array("I", [number]) * len(text)
    return Block(Role.ROW, text, reading(text), lines, columns, cells=tuple(cells))


def _row_of_text(text: str, number: int, cells: Sequence[tuple[int, int]]) -> Block:
    """A row of a table drawn with tabs, bars or spaces."""
    taken = [(start, end) for start, end in cells]
    joined = "\t".join(text[start:end] for start, end in taken)
    columns = array("I")
    spans, at = [], 0
    for start, end in taken:
        spans.append((at, at + end - start))
        columns.extend(range(start, end))
        columns.append(max(0, end - 1))
        at += end - start + 1
    columns = columns[: len(joined)]
    lines = array("I", [number]) * len(joined)
    return Block(Role.ROW, joined, reading(joined), lines, columns, cells=tuple(spans))


def _text_rows(lines: Sequence[Line]) -> dict[int, list[tuple[int, int]]]:
    """The lines of plain text that are rows of a table, with the places of their cells."""
    rows: dict[int, list[tuple[int, int]]] = {}
    spaced: dict[int, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        text = line.text
        if line.kind is not Kind.WRAPPED or not text.strip():
            continue
        if "\t" in text.strip():
            cells = _cells(text, re.compile(r"\t+"))
            if len(cells) > 1:
                rows[index] = cells
        elif text.count("|") > 1 or ("|" in text and any(sign.isdigit() for sign in text)):
            rows[index] = _cells(text, re.compile(r"\|"))
        elif _SPACED.search(text.strip()):
            cells = _cells(text, _SPACED)
            if len(cells) > 1:
                spaced[index] = cells
    for index, cells in spaced.items():
        near = [n for n in range(max(0, index - 2), index + 3) if n != index and n in spaced]
        numeric = any(text_is_number(lines[index].text[start:end]) for start, end in cells)
        alike = any(len(spaced[n]) == len(cells) for n in near)
        if (numeric and (alike or ".." in lines[index].text or len(cells) > 2)) or (alike and len(cells) > 2):
            rows[index] = cells
    for index, cells in spaced.items():
        after = next((n for n in range(index + 1, min(index + 3, len(lines))) if n in rows), None)
        if after is not None and len(rows[after]) == len(cells) + 1 and cells[0][0] > rows[after][0][1] - 3:
            rows[index] = [(cells[0][0], cells[0][0]), *cells]  # a header without a name over the first column
    return rows


def text_is_number(text: str) -> bool:
    """Whether a cell holds a number and little else."""
    return bool(re.fullmatch(r"\W*(?:[^\W\d_]{2,10}\s+)?\d[\d\s.,]*(?:%|тыс\.?|млн\.?|чел\.?|шт\.?)?\W*", text))


def _cells(text: str, separator: "re.Pattern[str]") -> list[tuple[int, int]]:
    """The places of the cells of a line, without the spaces around them."""
    outer = text.strip()
    begin = text.index(outer)
    if separator.pattern == r"\|":
        outer = outer.strip("|")
        begin = text.index(outer, begin)
    spans, at = [], begin
    for match in separator.finditer(text, begin, begin + len(outer)):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, begin + len(outer)))
    return [_trimmed(text, start, end) for start, end in spans]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


# What a line is


def _is_capitals(text: str) -> bool:
    return text.upper() == text and bool(re.search("[А-ЯЁ]{3}", text))


def _is_title(text: str) -> bool:
    said = text.strip()
    return len(said) < 70 and _is_capitals(said) and not re.search(r"\d", said)


def _is_labelled(text: str) -> bool:
    """Whether a line is «label – number» and nothing more."""
    return len(text) < 140 and bool(_LABELLED.fullmatch(text.strip()))
