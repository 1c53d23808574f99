"""A number in its sentence: the words on its two sides, up to its neighbours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from generator.intake.lexicon import EMPTY, OUTLETS, PARTS, TIMES, YEAR_PARTS
from generator.intake.phrases import ADJECTIVES, Token
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.intake.subject import Phrase, phrase_after

_PERIODS = r"(?:неделю|день|месяц|сутки)"
_OFTEN = r"(?:еженедельно|ежедневно|ежемесячно)"
_EVERY = r"(?:в|за|за рабочий|каждую|каждый|каждые)"
_PER_LEFT = re.compile(
    rf"\b({_OFTEN}|{_EVERY} {_PERIODS}|(?:средне)?(?:недельн|дневн|суточн|месячн)(?!ик)\w+)\b", re.IGNORECASE
)
_PER_RIGHT = re.compile(rf"^[^,;.()]{{0,70}}?\b({_EVERY} {_PERIODS}|{_OFTEN})\b", re.IGNORECASE)
_OFTEN_ALONE = re.compile(rf"\b(?:{_OFTEN}|кажд(?:ый|ую|ые) {_PERIODS})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")
_OF_ALL = re.compile(r"\b(?:всего|итого|(?:в|за|в течение|по итогам) (?:весь |отч[её]тный )?год[ау]?)\b", re.IGNORECASE)
# A number with one of these is an average over something else, or that of one day or of one work.
_APART = re.compile(
    r"\b(?:в среднем|средн(?:ий|яя|ее)|ежеквартальн\w*|(?:в|за|каждый) квартал|максимальн\w+|наибольш\w+"
    r"|сам(?:ый|ая)|самое\s+(?:попул|просм|обсужд|чита|рейт|успешн|ярк)\w+|рекордн(?:ый|ая)|еже(?:недельн|дневн|месячн)(?:ый|ая|ое))\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:в расч[её]те|из расч[её]та|рассчит\w+) на\b|\bна (?:душу|10{2,5} |10{0,2} 000 )", re.IGNORECASE
)
_PER_PEOPLE = re.compile(
    r"\bна (?:кажд\w+ )?(?:1[0 ]*|сто |тысячу )(?:тыс\w*\.? )?(?:жителей|человек|населения)\b[^,;]*$", re.IGNORECASE
)
# «Больше всего обращений касалось дорог (420)», «каждое третье обращение (420)»
_MOST = re.compile(
    r"\b(?:(?:больше|чаще) всего|больш(?:инство|ая часть)|в основном|преимущественно|топ(?:-?\s?\d+)?"
    r"|кажд(?:ый|ая|ое) (?:втор|трет|четв|пят|десят)\w+)\b",
    re.IGNORECASE,
)
# «Среднемесячный» has «дн» in it, too.
_STEMS = (("недел", "week"), ("месяц", "month"), ("месячн", "month"), ("дн", "day"), ("день", "day"), ("сут", "day"))


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
    labelled: bool = False  # its label stands after it and a dash

    @property
    def words(self) -> list[Token]:
        """The words on both sides."""
        return [*self.left, *self.right]

    @property
    def opens(self) -> bool:
        """Whether no word of its own stands before the number."""
        return not any(token.is_word for token in self.left)


def clause(sentence: Sentence, number: Number, start: int, following: int | None) -> Clause:
    """The clause of a number whose words begin at `start`; a semicolon or the bracket round the number ends it."""
    text = sentence.block.reading
    start = max(start, text.rfind(";", start, number.start) + 1)
    end = following if following is not None else sentence.end
    stop = text.find(";", number.end, end)
    end = stop if stop >= 0 else end
    if text.count("(", sentence.start, number.start) > text.count(")", sentence.start, number.start):
        end = text.find(")", number.end, end) + 1 or end
    left, right = sentence.between(start, number.start), sentence.between(number.end, end)
    before, after = text[start : number.start], text[number.end : end]
    labelled = _is_labelled(left, right)
    if labelled:
        right = right[1:]
    phrase = phrase_after(right)
    if following is not None:  # «120 публикаций, в группе – 1 200 постов»: what stands after the comma is of the next
        own = phrase.head.end if phrase is not None else number.end
        comma = next((n for n, token in enumerate(right) if token.text == "," and token.start >= own), len(right))
        right = right if _goes_on(right[comma + 1 :]) else right[:comma]
    return Clause(number, start, end, following, before, after, left, right, phrase, labelled)


def _goes_on(words: Sequence[Token]) -> bool:
    """Whether what stands after a comma is counted by the same number: «12 брифингов, пресс-туров и 4 интервью»."""
    phrase = phrase_after(words)
    if phrase is None or "plur gent" not in phrase.head.sense.forms:
        return False
    return [token.text.lower() for token in words[len(phrase.tokens) :]] in (["и"], [","])


def _is_labelled(left: Sequence[Token], right: Sequence[Token]) -> bool:
    """Whether a dash leads from a number to its label: «из них 312 – пресс-релизы», but not «8 – жителям»."""
    own = max((n + 1 for n, token in enumerate(left) if token.text in ",:("), default=0)
    lead = " ".join(token.text.lower() for token in left[own:] if token.is_word)
    if not right or right[0].text not in "–-:" or (lead and lead not in ("и", *PARTS)):
        return False
    phrase = phrase_after(right[1:])
    if phrase is None:
        return True
    forms, following = phrase.head.sense.forms, right[1 + len(phrase.tokens) :]
    of_next = bool(following) and following[0].text in "–-:"  # «релизов: 312 – интервью: 25»
    return not of_next and (not forms or any(form.endswith(("nomn", "gent")) for form in forms))


def per(before: str, after: str = "") -> str:
    """Of what period a number is the average: day, week or month; empty for none."""
    said = [m[1] for m in _PER_LEFT.finditer(_beside(before))] or [m[1] for m in _PER_RIGHT.finditer(after)]
    return next((period for stem, period in _STEMS if said and stem in said[-1].lower()), "")


def is_often(before: str) -> bool:
    """Whether words beyond a comma tell how often something is done, and none that a number is of the year."""
    often = list(_OFTEN_ALONE.finditer(before))
    return bool(often) and not _OF_ALL.search(before, often[-1].end())


def is_most(before: str) -> bool:
    """Whether words say that a number is of most of them, not of all."""
    return bool(_MOST.search(before))


def stands_apart(before: str, after: str) -> bool:
    """Whether a number is an average over no period that is known, or a record: no total of the year."""
    return bool(_APART.search(_beside(before)) or _APART.search(re.split(r"[,(;.]", after)[0]))


def for_each(told: str, before: str, after: str) -> bool:
    """Whether a number is how many come to each of some people: «в расчёте на 1 000 жителей».

    `told` are all words of the sentence before it.
    """
    return bool(
        _PER_PEOPLE.search(told) or _EACH.search(_beside(before)) or _EACH.search(re.split(r"[,(;.]", after)[0])
    )


def tells_where(words: Sequence[Token]) -> bool:
    """Whether words only say where or for whom: «, для сайта –», «и в районной газете»; but not «в прошлом году»."""
    if any(not token.is_word and token.text not in ",;–-" for token in words):
        return False
    said = [token for token in words if token.is_word and token.text not in ("и", "а")]
    return (
        len(said) > 1
        and said[0].text.lower() in ("в", "во", "для", "на")
        and all(token.pos in ADJECTIVES for token in said[1:-1])
        and said[-1].pos == "NOUN"
        and said[-1].sense.lemmas.isdisjoint(EMPTY | TIMES | YEAR_PARTS)
    )


def tells_all(text: str) -> bool:
    """Whether words say that what follows is all of the year: «всего», «за год»."""
    return bool(_OF_ALL.search(text))


def tells_parts(text: str) -> bool:
    """Whether words say that what follows are parts: «в том числе», «из них»."""
    return any(words in text.lower() for words in PARTS)


def told_of(words: Sequence[Token]) -> frozenset[str]:
    """Where things came out that words speak of, and about what they are: «в газете», «на сайте», «о ветеранах».

    Where the noun is left to a later number, its adjective tells: «в федеральных, 145 в региональных СМИ».
    """
    found: set[str] = set()
    for n, token in enumerate(words):
        if token.pos != "PREP":
            continue
        about = token.text.lower() in ("о", "об", "про")
        own = list(takewhile(lambda other: other.pos in ADJECTIVES, words[n + 1 :]))
        noun = words[n + 1 + len(own)] if n + 1 + len(own) < len(words) else None
        if noun is not None and noun.pos == "NOUN":
            found.update(noun.sense.lemmas if about else noun.sense.lemmas & OUTLETS)
        elif own:
            found.update(own[-1].sense.lemmas)
    return frozenset(found)


def _beside(before: str) -> str:
    """The words before a number that nothing parts from it."""
    return re.split(r"[,();]", _BRACKETS.sub(" ", before))[-1]
