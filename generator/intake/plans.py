"""Whether a sentence tells what is still to be done, what was done, or both."""

import re
from collections.abc import Sequence

from generator.intake.lexicon import CHANGE, GAIN, HABITS, LEVEL, NEED, PLAN, REACH, WORKS
from generator.intake.phrases import Token
from generator.intake.quantities import Number
from generator.intake.responses import UNITS
from generator.intake.sentences import Sentence

_GOES_ON = frozenset({"быть", "продолжить", "стать"})
_NEXT_YEAR = re.compile(
    r"\W*(?:[\w-]+\W+){0,4}?(?:в|на)\s+(?:будущ|наступающ|нов|предстоящ|следующ)\w+\s+год", re.IGNORECASE
)
# «План – 300», «задача – увеличить»: what follows is planned, what stands before it may have been done.
_AIM = re.compile(
    r"(?<![\w-])(?:(?:план|цель|задача)(?:\s+на\s+[^–:.;]{1,20})?\s*[–:-]\s*(?:(?:более|до|не менее|около|свыше)\s+)?"
    r"(?=\d|[а-яё]+(?:ть|ти|чь)(?:ся)?\b)"
    r"|(?:планов|целев|требуем)\w+\s+(?:задани|значени|количеств|объ[её]м|показател|цифр|числ)\w*|(?:по|при)\s+план[еу]\s*[–:-]?\s*(?=\d)|в\s+планах\b)",
    re.IGNORECASE,
)
# A number that is labelled a plan beside one that was done: «брифингов – 8 (план – 6)», «план 1500, факт 1733».
_THEN_FACT = re.compile(r"\s*(?:(?:ед|шт|чел)\b\.?|человек)?\s*(?:\)|[,;/]?\s*факт)", re.IGNORECASE)
_PLANNED = re.compile(
    r"\bплан(?:\s+на\s+(?:год|20\d\d)[^–:.;\d]{0,8})?\s*[–:-]?\s*(?:(?:более|до|не менее|около|свыше)\s+)?$",
    re.IGNORECASE,
)
_OF_PLANNED = re.compile(r"\b(?:из|вместо)\s+(?:\S+\s+)?запланированных\b", re.IGNORECASE)  # «4 из 5 …»
_PROVIDED = re.compile(r"\bпредусмотрен[аоы]?\b", re.IGNORECASE)
_NEEDED = re.compile(r"\bтребу[ею]тся\s+(?:[а-яё]{2,8}\s+)?$", re.IGNORECASE)  # before a number
_WILL = frozenset({"будет", "будут", "будем"})
_AHEAD = re.compile(r"(?:[её]т|ит|[уюая]т|[её]м|им)(?:ся|сь)?$", re.IGNORECASE)  # how a verb of the future ends
_BEHIND = re.compile(r"л[аои]?(?:ся|сь)?$", re.IGNORECASE)  # and one of the past
# «К концу года достигнет»: of several verbs only the future is written so.
_FUTURE = re.compile(
    r"\b(?:достигн(?:ет|ут)|состав(?:ит|ят)|вырас(?:тет|тут)|возраст(?:[её]т|ут)|превыс(?:ит|ят)"
    r"|(?:увелич|сниз|сократ|появ)(?:ит|ат|ят)ся|выйд(?:ет|ут)|провед(?:[её]м|[её]т|ут)|откро(?:ется|ются)"
    r"|выпуст(?:им|ит|ят))\b",
    re.IGNORECASE,
)
_FACT = re.compile(r"\bфакт(?:а|у|ически\w*)?\b", re.IGNORECASE)
_DONE = WORKS | CHANGE | LEVEL | GAIN
_BESIDE = 40  # characters before a number that may label it
_NAMED = 5  # words that may name what is to be done
_NEAR = 3  # words between «будет» and its verb


def plans(sentence: Sentence, year: int | None) -> bool:
    """Whether a sentence of a report for this year tells of what is still to be done."""
    words, opening = sentence.words, sentence.opening_year
    next_year = bool(year and opening and opening > year)
    if next_year and any(token.sense.lemma in _GOES_ON for token in words):
        return True
    if (next_year or _NEXT_YEAR.match(sentence.text)) and not _has_been(words) and any(map(_is_ahead, words)):
        return True
    if any(token.sense.lemma in PLAN for token in words) or _will_be(words) or _is_wish(words):
        return True
    told = _aim(sentence) or _PROVIDED.search(sentence.text) or _FUTURE.search(sentence.text)
    return bool(told or _needs(sentence))


def labelled(sentence: Sentence) -> list[Number]:
    """The numbers that are labelled as planned, when others of the sentence are not."""
    counted = [number for number in sentence.numbers if not number.reason]
    planned = [number for number in counted if _is_labelled(sentence, number)]
    return planned if len(planned) < len(counted) else []


def _is_labelled(sentence: Sentence, number: Number) -> bool:
    start = max(sentence.start, number.start - _BESIDE)
    text = sentence.block.reading
    return bool(_PLANNED.search(text, start, number.start) and _THEN_FACT.match(text, number.end))


def _aim(sentence: Sentence) -> "re.Match[str] | None":
    """The words of a plan in a sentence, but those that only label one of its numbers."""
    own = {number.start - sentence.start for number in labelled(sentence)}
    return next((aim for aim in _AIM.finditer(sentence.text) if aim.end() not in own), None)


def mixes(sentence: Sentence, year: int | None) -> bool:
    """Whether a sentence tells both what was planned and what was done."""
    if not plans(sentence, year):
        return False
    aim = _aim(sentence)
    before = aim and any(n.end <= sentence.start + aim.start() for n in sentence.numbers if not n.reason)
    told = _FACT.search(sentence.text) or _OF_PLANNED.search(sentence.text)
    return bool(before or told or _has_been(sentence.words))


def _is_wish(words: Sequence[Token]) -> bool:
    """Whether a sentence begins with what is to be done and tells of nothing done: «Выпустить 50 сюжетов».

    A few words may name it first: «Третий шаг – выпустить 50 сюжетов».
    """
    dash = next((at for at, token in enumerate(words[:_NAMED]) if token.text in "–-:"), -1)
    first = next((token for token in words[dash + 1 :] if token.is_word), None)
    wished = first is not None and first.pos == "INFN" and first.sense.lemma in _DONE | REACH | HABITS
    return wished and not any(token.pos in ("VERB", "PRTS") for token in words)


def _is_ahead(token: Token) -> bool:
    """Whether a verb tells of a work to come: «выйдет», «проведём»."""
    return token.pos == "VERB" and token.sense.lemma in _DONE | REACH and bool(_AHEAD.search(token.text))


def _needs(sentence: Sentence) -> bool:
    """Whether a quantity is wanted, «требуется 3 ролика»; «требуется 2 часа» tells how long something takes."""
    text, wanted = sentence.block.reading, (n for n in sentence.numbers if not n.reason and n.unit not in UNITS)
    return any(_NEEDED.search(text, max(sentence.start, number.start - 25), number.start) for number in wanted)


def _will_be(words: Sequence[Token]) -> bool:
    """Whether something is to be done: «будет проведено», «необходимо провести»; not «необходимо было»."""
    for at, token in enumerate(words):
        following = words[at + 1 : at + 1 + _NEAR]
        if token.text.lower() in _WILL and any(t.pos in ("PRTS", "INFN") for t in following):
            return True
        work = following[0] if following and token.sense.lemma in NEED else None
        if work and work.pos == "INFN" and work.sense.lemma in _DONE | REACH:
            return at == 0 or words[at - 1].sense.lemma != "быть"
    return False


def _has_been(words: Sequence[Token]) -> bool:
    """Whether a work is told as done: «проведено», «вышли»."""
    for at, token in enumerate(words):
        if token.sense.lemma not in _DONE:
            continue
        to_be = any(t.text.lower() in _WILL for t in words[max(0, at - _NEAR) : at])
        if (token.pos == "PRTS" and not to_be) or (token.pos == "VERB" and _BEHIND.search(token.text)):
            return True
    return False
