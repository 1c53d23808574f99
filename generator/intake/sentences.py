"""Sentences of a block, each with its words and its numbers."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from generator.intake import numbers
from generator.intake.block import Block
from generator.intake.noise import ITEM
from generator.intake.phrases import Token, tokens
from generator.intake.quantities import Number

_END = re.compile(r"[.!?…]['\"»“”)]*\s+(?=[–-]?\s*[«\"„(]?[А-ЯЁA-Z\d])")
# After these a full stop does not end a sentence: «ул. Ленина», «в г. Артёме» (but «в 2023 г. Проведено» ends one).
_NEVER = "ул пр им ст см обл пос д кв стр тел п с ок напр рис табл прил г.~о т.ч т.~ч т.е"
# These end a sentence when a capital letter follows, and not before a number: «19 тыс. 140».
_BEFORE_NUMBER = "тыс млн млрд шт ед чел экз др руб час мин гг г т.д т.~д т.п т.~п"


def _listed(words: str) -> str:
    return "|".join(re.escape(word).replace("\\~", "~").replace("~", " ?") for word in words.split())


_ABBREVIATION = re.compile(
    rf"(?:\b(?:{_listed(_NEVER)})|(?<!\d) г|^г|(?<![А-ЯЁа-яё])[А-ЯЁ]|\.[А-ЯЁ]"
    rf"|\b(?P<soft>{_listed(_BEFORE_NUMBER)}))\.$"
)


# A sentence that begins with a year, after four words at most: «По итогам работы в 2023 году …», not «чем в 2022 году».
_OPENS = re.compile(
    r"(?:[^\w(]*[^\W\d_]+(?:-[^\W\d_]+)*[^\w(]){0,4}?[^\w(]*(?<!\bчем )(?:в|во|за|по итогам|к концу"
    r"|на конец)\s+((?:19|20)\d\d)\b(?!\s*(?:,|и)\s*(?:19|20)\d\d)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[«\"„(]?[А-ЯЁA-Z]")


@dataclass(slots=True)
class Sentence:
    """A sentence of a block: its offsets there, and every number in it, noise too."""

    block: Block
    start: int
    end: int
    numbers: list[Number]
    _words: list[Token] | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The sentence as the program reads it."""
        return self.block.reading[self.start : self.end]

    @property
    def words(self) -> list[Token]:
        """Its tokens; their offsets are those of the block. Looked up when first asked for."""
        if self._words is None:
            self._words = tokens(self.block.reading, self.start, self.end)
        return self._words

    @property
    def opening_year(self) -> int | None:
        """The year with which it begins."""
        opening = _OPENS.match(self.text)
        return int(opening[1]) if opening else None

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that stand wholly between two offsets of the block."""
        first = bisect_left(self.words, start, key=lambda token: token.start)
        last = bisect_right(self.words, end, lo=first, key=lambda token: token.end)
        return self.words[first:last]


def sentences(block: Block) -> Iterator[Sentence]:
    """The sentences of a block, from left to right; a number is never cut by their borders."""
    found = [
        replace(number, reason=ITEM) if number.end <= block.lead and not number.reason else number
        for number in numbers.find(block.reading)
    ]
    start, first = 0, 0
    for end in ends(block.reading):
        last = first
        while last < len(found) and found[last].start < end:
            last += 1
        if last > first and found[last - 1].end > end:
            continue
        yield Sentence(block, start, end, found[first:last])
        start, first = end, last


def ends(text: str) -> Iterator[int]:
    """Where the sentences of a text end; abbreviations and initials end none."""
    for match in _END.finditer(text):
        if text[match.start()] != "." or not abbreviated(text, match.start(), match.end()):
            yield match.end()
    yield len(text)


def abbreviated(text: str, stop: int, following: int | None = None) -> bool:
    """Whether a full stop ends an abbreviation or an initial, and no sentence; the next words begin at `following`."""
    short = _ABBREVIATION.search(text[max(0, stop - 11) : stop + 1])
    return short is not None and not (
        short["soft"] and _CAPITAL.match(text, stop + 2 if following is None else following)
    )
