"""Words of a report that a record quotes: whether lines say them, and on which lines they stand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from generator.documents import numerals
from generator.documents.document import Kind, Line

Span = tuple[int, int]  # the first line and the last, from 1

_LONGEST = 50  # lines that a sentence may take

_WRAPPING = re.compile(r"[\s\-‐‑>*_]+")
_GROUP = re.compile(r"\d+(?:,\d+)?")
_MARKED_THOUSANDS = re.compile(r"(?<=\d)[.'’](?=\d{3}(?!\d))")  # «1.264.300»
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_SCALES = (1, 1000, 1_000_000)
_TOGETHER = ((1000, 1), (1_000_000, 1000))  # «7 тыс. 905», «2 млн 740 тыс.»
_WORD = re.compile(r"[а-я]+")
_WORDS = re.compile(r"[^\s\-‐‑>*_]")
# With the spaces between its thousands.
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:[ \xa0\u2009\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)*")


def said(quote: str, lines: Sequence[Line]) -> bool:
    """Whether lines say a quote; of a row of a table, also «label: value», which its cells say between others."""
    text = Text(lines)
    if text.has(quote) or any(Text(left).has(quote) for left in _over_a_sheet(lines)):
        return True
    label, value = _labelled(quote)
    figures = {_figure(cell) for line in lines for cell in line.cells} - {""}
    return value in figures and any(folded(part) in text.words for part in label.split(", ") if part)


def folded(text: str) -> str:
    """The words alone: hard wraps, words divided at a line's end and marks of quoted mail are no differences."""
    return _WRAPPING.sub("", text)


def numbers(quote: str) -> set[Decimal]:
    """Every number a quote may mean: in words; in digits, grouped or apart; as it stands, in thousands or millions."""
    quote = _DECIMAL_POINT.sub(",", _MARKED_THOUSANDS.sub(" ", quote))
    groups = list(_GROUP.finditer(quote))
    found: list[Decimal] = []
    for first, group in enumerate(groups):
        digits = group[0]
        found.append(Decimal(digits.replace(",", ".")))
        for before, after in pairwise(groups[first:]):  # «402 300 455 810» in a row of a table: two numbers, or more
            if "," in before[0] or len(after[0].partition(",")[0]) != 3 or not _near(before, after):
                break
            digits += after[0]
            found.append(Decimal(digits.replace(",", ".")))
    scaled = {number * scale for number in found for scale in _SCALES}
    sums = {a * big + b * small for a, b in pairwise(found) for big, small in _TOGETHER}
    spelled = list(_spelled(numerals.plain(quote)))
    whole = {sum([*found, *spelled], Decimal(0))} if found or spelled else set()
    return scaled | sums | {*spelled} | whole


def _spelled(text: str) -> Iterator[Decimal]:
    """The numbers that stand in words in a plain text: «двадцать пять пресс-туров», but not «первый»."""
    end = 0
    for word in _WORD.finditer(text):
        number = numerals.read(text, word.start()) if word.start() >= end else None
        if number is not None:
            end = number.end
            if number.value is not None and number.kind is not numerals.Kind.ORDINAL:
                yield number.value


def _near(group: re.Match[str], following: re.Match[str]) -> bool:
    return group.string[group.end() : following.start()].isspace()


def _over_a_sheet(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Printed lines without the foot of a sheet and the head of the next one, wherever these may stand between them."""
    full = [line for line in lines if line.text.strip()]
    if len(full) <= _LONGEST and all(line.kind is Kind.WRAPPED for line in full):
        for first in range(1, len(full) - 1):
            yield from (full[:first] + full[after:] for after in (first + 1, first + 2) if after < len(full))


class Text:
    """The lines of a report, for many quotes."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        whole = "\n".join(line.text for line in lines)
        self.words = folded(whole)
        self._signs = [sign.start() for sign in _WORDS.finditer(whole)]  # of the words, where each stands in the whole
        self._starts = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
        self._numbers = [number.span() for number in _NUMBER.finditer(whole)]
        self._rows: dict[str, list[int]] = {}  # by the figures of their cells
        for number, line in enumerate(lines, 1):
            for figure in {_figure(cell) for cell in line.cells} - {""}:
                self._rows.setdefault(figure, []).append(number)

    def has(self, quote: str) -> bool:
        """Whether the words of a quote stand anywhere, and no number goes on before or after them."""
        return next(self._in_words(folded(quote)), None) is not None

    def says(self, quote: str, span: Span) -> bool:
        """Whether these lines say a quote."""
        return said(quote, self.lines[span[0] - 1 : span[1]])

    def places(self, quote: str, length: int) -> list[Span]:
        """Everywhere that a quote stands; «label: value» of a table is looked for in so many lines together."""
        return list(self._in_words(folded(quote))) or list(self._in_rows(quote, length))

    def _in_words(self, words: str) -> Iterator[Span]:
        at = self.words.find(words) if words else -1
        while at >= 0:
            first, last = self._signs[at], self._signs[at + len(words) - 1]
            if not (self._in_number(first) or self._in_number(last + 1)):
                yield bisect_right(self._starts, first), bisect_right(self._starts, last)
            at = self.words.find(words, at + 1)

    def _in_rows(self, quote: str, length: int) -> Iterator[Span]:
        for row in self._rows.get(_labelled(quote)[1], ()):
            for first in range(max(1, row - length + 1), row + 1):
                if self.says(quote, (first, first + length - 1)):
                    yield first, first + length - 1

    def _in_number(self, at: int) -> bool:
        """Whether a number of the text goes on across a place of it."""
        before = bisect_left(self._numbers, (at,)) - 1
        return before >= 0 and at < self._numbers[before][1]


def _labelled(quote: str) -> tuple[str, str]:
    """The label of «label: value», and the figure of its value."""
    label, _, value = quote.rpartition(": ")
    return label, _figure(value)


def _figure(text: str) -> str:
    """The digits of a cell or of a quote, with their comma and percent sign."""
    return "".join(re.findall(r"[\d,.%]+", text)).strip(".,")
