"""A number in its sentence: the words on its two sides, up to its neighbours."""

import re
from dataclasses import dataclass

from generator.intake.numbers import Number
from generator.intake.phrases import Token
from generator.intake.sentences import Sentence
from generator.intake.subject import Phrase, phrase_after

_PERIODS = r"(?:неделю|день|месяц|сутки)"
_OFTEN = r"(?:[Ее]женедельно|[Ее]жедневно|[Ее]жемесячно)"
_PER_LEFT = re.compile(
    rf"\b({_OFTEN}|(?:в|за|за рабочий|каждую|каждый) {_PERIODS}|(?:средне)?(?:недельн|дневн|суточн|месячн)\w+)\b"
)
_PER_RIGHT = re.compile(rf"^[^,;.()]{{0,70}}?\b((?:в|за|за рабочий) {_PERIODS}|{_OFTEN})\b")
_OFTEN_ALONE = re.compile(rf"\b{_OFTEN}\b")
_STEMS = (("недел", "week"), ("дн", "day"), ("день", "day"), ("сут", "day"), ("месяц", "month"), ("месячн", "month"))


@dataclass(slots=True)
class Clause:
    """A number with its own words: from the end of what its neighbour needed to the next number."""

    number: Number
    start: int  # offset in the block where its own words begin
    end: int  # where those after it end
    following: int | None  # where the next number begins
    before: str
    after: str
    left: list[Token]
    right: list[Token]
    phrase: Phrase | None

    @property
    def words(self) -> list[Token]:
        """The words on both sides."""
        return [*self.left, *self.right]

    @property
    def opens(self) -> bool:
        """Whether no word of its own stands before the number."""
        return not any(token.is_word for token in self.left)


def clause(sentence: Sentence, number: Number, start: int, following: int | None) -> Clause:
    """The clause of a number whose words begin at `start`; a semicolon ends it on either side."""
    text = sentence.block.reading
    start = max(start, text.rfind(";", start, number.start) + 1)
    end = following if following is not None else sentence.end
    stop = text.find(";", number.end, end)
    end = stop if stop >= 0 else end
    left, right = sentence.between(start, number.start), sentence.between(number.end, end)
    if right and right[0].text in "–-:" and not any(token.is_word for token in left):
        right = right[1:]  # «27 415 – подписчики администрации»
    before, after = text[start : number.start], text[number.end : end]
    phrase = phrase_after(right)
    if following is not None:  # «120 публикаций, в группе – 1 200 постов»: what stands after the comma is of the next
        own = phrase.head.end if phrase is not None else number.end
        comma = next((n for n, token in enumerate(right) if token.text == "," and token.start >= own), len(right))
        right = right[:comma]
    return Clause(number, start, end, following, before, after, left, right, phrase)


def per(before: str, after: str = "") -> str:
    """Of what period a number is the average: day, week or month; empty for none."""
    said = [m[1] for m in _PER_LEFT.finditer(re.split(r"[,(;]", before)[-1])]
    said = said or [m[1] for m in _PER_RIGHT.finditer(after)] or _OFTEN_ALONE.findall(before)
    return next((period for stem, period in _STEMS if said and stem in said[-1]), "")
