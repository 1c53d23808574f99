"""What a number counts: the catalogue's indicator that the words around it name.

A number speaks of the noun phrase to its right («12 брифингов»), unless what is counted stands to its
left («подготовлено пресс-релизов – 1267», «количество подписчиков выросло на 300 человек») or was
named before («в 2022 году – 2115, в 2023 году – 2870»).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator.indicators import Indicator
from generator.intake.doubts import HOW_OFTEN
from generator.intake.lexicon import (
    CHANGE,
    COUNTING,
    LEVEL,
    MANNERS,
    PIECES,
    SEEN,
    SOURCES,
    TIMES,
    UNITS,
    VISITS,
    WIDE,
)
from generator.intake.phrases import ADJECTIVES, Match, Token
from generator.intake.quantities import Number
from generator.intake.turns import has, is_adjunct
from generator.intake.vocabulary import Naming, Vocabulary
from generator.intake.words import plain, sense

_DASH = re.compile(
    r"[–:=-]\s*(?:(?:всего|итого|более|свыше|около|порядка|почти|примерно|не менее|до|уже)\s+)*$", re.IGNORECASE
)
# Indicators whose nouns are places where other things are counted: they yield to those.
CONTAINERS = frozenset({"accounts", "new_accounts", "sites", "media_outlets", "networks_count"})
_JOINING = frozenset(("и", "а", "также", "или"))
# Of these people are the subscribers; of a newspaper they are readers.
SOCIAL = CONTAINERS - {"sites", "media_outlets"}
_NEAR = 7  # words to the right among which the noun that is counted must stand


@dataclass(frozen=True, slots=True)
class Phrase:
    """The noun phrase right after a number: its first noun, and where it ends."""

    tokens: tuple[Token, ...]
    head: Token


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number counts, and how surely."""

    indicator: Indicator
    side: str  # right, left or carried
    end: int  # offset after the last word that was needed
    doubt: str = ""


Allowed = Callable[[Naming], int]  # 0 where the context forbids a reading, else how strongly it speaks for it


def phrase_after(words: Sequence[Token]) -> Phrase | None:
    """The noun phrase with which the words begin; `None` when something else follows the number."""
    taken: list[Token] = []
    for token in words[:_NEAR]:
        if not token.is_word:
            return None
        taken.append(token)
        if not token.sense.lemmas.isdisjoint(TIMES):
            return None
        if not token.sense.lemmas.isdisjoint(MANNERS):
            continue
        if token.pos == "NOUN" or (token.pos in ("", "NUMR") and token.is_word):
            return Phrase(tuple(taken), token)
        if token.pos not in ADJECTIVES and not (token.pos == "ADVB" and len(taken) == 1):
            return None
    return None


def on_the_right(words: Sequence[Token], vocabulary: Vocabulary, allowed: Allowed) -> Match[Naming] | None:
    """The indicator that the noun phrase after a number names."""
    phrase = phrase_after(words)
    if phrase is None:
        return _way(words, vocabulary, allowed)
    head = len(phrase.tokens) - 1
    found = [m for first in range(head + 1) for m in vocabulary.indicators.at(words, first) if m.last >= head]
    if not found and phrase.head.sense.lemma == "раз":  # «28 раз участвовал в прямых эфирах»
        own = next((n for n, token in enumerate(words) if token.text in ",;"), len(words))
        later = [m for first in range(head + 1, own) for m in vocabulary.indicators.at(words, first)]
        found = [m for m in later if m.weight == max(other.weight for other in later)][:1]
    elif not found and _is_unit(phrase.head):
        rest = words[head + 1 :]
        inner = phrase_after(rest)
        if inner is not None and _may_be_counted(phrase.head, inner.head):
            shift = head + 1
            found = [
                Match(m.entry, m.first + shift, m.last + shift, m.weight)
                for first in range(len(inner.tokens))
                for m in vocabulary.indicators.at(rest, first)
                if m.last >= len(inner.tokens) - 1
            ]
    best = _best(found, allowed)
    if best is not None and words[best.last].sense.lemma in WIDE:
        return _in_brackets(words, best, vocabulary, allowed) or best
    return best


def _may_be_counted(unit: Token, head: Token) -> bool:
    """Whether a noun after a unit is what is counted: «4 вида открыток», «500 единиц продукции»."""
    return not head.sense.forms or "plur gent" in head.sense.forms or not unit.sense.lemmas.isdisjoint(PIECES)


def _in_brackets(
    words: Sequence[Token], wide: Match[Naming], vocabulary: Vocabulary, allowed: Allowed
) -> Match[Naming] | None:
    """The name in brackets after a wide word: «611 сообщений (пресс-релизов)»."""
    at = wide.last + 1
    if at + 1 >= len(words) or words[at].text != "(":
        return None
    found = [m for m in vocabulary.indicators.at(words, at + 1) if words[m.last + 1 : m.last + 2]]
    return _best([m for m in found if words[m.last + 1].text == ")"], allowed)


def _way(words: Sequence[Token], vocabulary: Vocabulary, allowed: Allowed) -> Match[Naming] | None:
    """What a number counts by the way it came or its tone: «1 187 – через ПОС», «158 носили негативный характер»."""
    for first, token in enumerate(words[:8]):
        if token.text in ",;:":
            return None
        if token.pos != "PREP" and token.pos not in ADJECTIVES:
            continue
        any_length = token.pos == "PREP" or first == 0  # «5 муниципальных служащих» have no noun
        found = [m for m in vocabulary.indicators.at(words, first) if any_length or m.last == m.first]
        if best := _best(found, allowed):
            return best
    return None


def on_the_left(
    words: Sequence[Token], vocabulary: Vocabulary, allowed: Allowed, start: int = 0
) -> Match[Naming] | None:
    """The indicator that words from `start` on name: their leftmost noun that is no adjunct.

    After «количество» and the like that noun follows at once; a noun after a preposition («в эфире») is
    not what is counted.
    """
    counted = [n for n, token in enumerate(words) if n >= start and _counts(token)]
    first = counted[-1] + 1 if counted else start
    found = _named(words, first, len(words), vocabulary, allowed)
    if not found and counted:
        return on_the_left(words[: counted[-1]], vocabulary, allowed, start)
    pool = [m for m in found if not is_adjunct(words, m.first)]
    if not pool:
        return None
    # «Страница главы: постов – 312»: one page is only where they are counted.
    if any(names_one(words, m) for m in pool):
        pool = [m for m in pool if not _contains(m)] or pool
    leftmost = min(m.first for m in pool)
    return _best([m for m in pool if m.first == leftmost], allowed)


def label(words: Sequence[Token], vocabulary: Vocabulary, allowed: Allowed) -> tuple[Match[Naming] | None, bool]:
    """The indicator that a label before a number names, and whether it is one of several.

    What stands after the last comma tells it first, but «пресс-релизов, видео – 312» is one number of two kinds.
    After a colon stand those of a page or of a kind, «упоминаний: позитивных – 312»; «просмотры: видео – 312» are two.
    """
    opening = _source(words)
    whole = on_the_left(words, vocabulary, allowed, opening)
    start = max((n + 1 for n, token in enumerate(words) if token.text in ",:" and n >= opening), default=0)
    nearest = on_the_left(words, vocabulary, allowed, start) if start and not is_aside(words[start:]) else None
    colon = start > 0 and words[start - 1].text == ":"
    if colon and nearest is None:
        return label(words[: start - 1], vocabulary, allowed)
    if (
        nearest is None
        and start
        and not (whole and _counts_people(whole))
        and _counts_unknown(words[start:], vocabulary)
    ):
        return None, False
    if whole is None or nearest is None or words[nearest.first].pos in ("VERB", "INFN"):
        return whole, whole is not None and is_joined(words, whole, vocabulary, allowed)
    if colon and (_contains(whole) or words[nearest.last].pos in ADJECTIVES):
        return nearest, False
    if colon:
        # «Публикации в СМИ: газеты – 420, радио – 97»; but «посты: страница главы – 300» are all of that page.
        page = nearest.entry.indicator.key in SOCIAL
        return whole, not page and nearest.entry.indicator is not whole.entry.indicator
    joined = all(
        plain(token.text) in _JOINING or (token.pos in ADJECTIVES and token.sense.lemma != "весь")
        for token in words[start : nearest.first]
    )
    said = any(token.pos in ("VERB", "PRTS", "COMP") for token in words[start:])
    another = whole.entry.indicator is not nearest.entry.indicator and not _contains(whole)
    if (
        joined
        and not said
        and another
        and any(m.last == start - 2 for m in _named(words, 0, start - 1, vocabulary, allowed))
    ):
        return whole, True
    return nearest, is_joined(words, nearest, vocabulary, allowed)


def _source(words: Sequence[Token]) -> int:
    """Where the source before a label ends: «по данным системы мониторинга, упоминаний – 312»; 0 for none."""
    begins = len(words) > 1 and words[0].sense.lemma == "по" and not words[1].sense.lemmas.isdisjoint(SOURCES)
    return next((n + 1 for n, token in enumerate(words) if token.text == ","), 0) if begins else 0


def joins_another(words: Sequence[Token], match: Match[Naming], vocabulary: Vocabulary, allowed: Allowed) -> int:
    """Where works of another kind end that a number counts with its own, «20 брифингов и пресс-туров»; 0 for none."""
    rest = words[match.last + 1 :]
    phrase = phrase_after(rest[1:]) if rest and plain(rest[0].text) in (",", "и", "или") else None
    if phrase is None or "plur gent" not in phrase.head.sense.forms:
        return 0
    other = on_the_right(rest[1:], vocabulary, allowed)
    if other is None or other.entry.indicator is match.entry.indicator or other.entry.indicator.generic:
        return 0
    return rest[1 + other.last].end


def is_joined(words: Sequence[Token], match: Match[Naming], vocabulary: Vocabulary, allowed: Allowed) -> bool:
    """Whether a label names works of another kind together with its own: «брифингов и пресс-туров – 26».

    After a comma they stand in the same case: «брифинги, пресс-туры», but not «горячая линия, звонков».
    """
    at = match.last + 1
    joint = plain(words[at].text) if at < len(words) else ""
    if _contains(match) or joint not in ("и", "или", ","):
        return False
    at += 1
    while at < len(words) and words[at].pos in ADJECTIVES:
        at += 1
    others = vocabulary.indicators.at(words, at) if at < len(words) else []
    other = _best([one for one in others if not one.entry.indicator.generic], allowed)
    if other is None or _contains(other) or other.entry.indicator is match.entry.indicator:
        return False
    alike = words[match.first].sense.forms & words[other.first].sense.forms
    return joint != "," or any(form.startswith("plur") for form in alike)


def _named(
    words: Sequence[Token], start: int, end: int, vocabulary: Vocabulary, allowed: Allowed
) -> list[Match[Naming]]:
    """Every indicator that words between two places name."""
    matches = (match for first in range(start, end) for match in vocabulary.indicators.at(words, first))
    return [match for match in matches if not match.entry.indicator.generic and allowed(match.entry)]


def is_aside(words: Sequence[Token]) -> bool:
    """Whether words after a comma only describe what stands before it: «разосланных в газеты», «которые читают»."""
    return words[:1] != [] and (
        words[0].pos in ("PRTF", "GRND") or any(token.sense.lemma == "который" for token in words[:2])
    )


def _counts_unknown(words: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether a label after a comma counts what the catalogue lacks: «прошёл прямой эфир, зрителей – 45»."""
    head = next((n for n, token in enumerate(words) if token.pos not in ADJECTIVES), len(words))
    forms = words[head].sense.forms if head < len(words) else frozenset()
    if "plur gent" not in forms or not forms <= {"plur gent", "plur accs"} or words[head].pos != "NOUN":
        return False
    return not _is_unit(words[head]) and all(m.entry.indicator.generic for m in vocabulary.indicators.at(words, head))


def set_off(before: str) -> bool:
    """Whether a number is set off from its label by a dash or a colon."""
    return bool(_DASH.search(before))


def subject(
    number: Number,
    left: Match[Naming] | None,
    right: Match[Naming] | None,
    phrase: Phrase | None,
    left_words: Sequence[Token],
    right_words: Sequence[Token],
    before: str,
) -> Subject | None:
    """Decide between the two sides; `None` when neither names an indicator."""
    if left is not None and right is not None and not right.entry.indicator.generic and _contains(left):
        left = None
    changes = bool(number.role) or number.unit in ("percent", "times")
    if left is not None and ((changes and has(left_words[left.last :], CHANGE | LEVEL)) or number.unit == "percent"):
        return Subject(left.entry.indicator, "left", number.end)
    people = right is not None and right.entry.indicator.generic
    times = phrase is not None and phrase.head.sense.lemma == "раз"
    viewers = people or (times and has(left_words, SEEN))
    if left is not None and viewers and not (left.entry.indicator.key in SOCIAL or _counts_people(left)):
        left = None  # «ролик посмотрели 4 500 человек»
    if right is not None and not right.entry.indicator.generic:
        end = right_words[right.last].end
        if left is not None and left.entry.indicator is not right.entry.indicator:
            head = right_words[right.first]
            if set_off(before) and left_words[-1:] and head.sense.lemma in WIDE and right.weight <= 1:
                return Subject(left.entry.indicator, "left", end)
            if not agrees(number, phrase):
                return Subject(left.entry.indicator, "left", number.end)
        return Subject(right.entry.indicator, "right", end)
    if left is not None and (right is not None or phrase is None or _is_unit(phrase.head)):
        end = phrase.head.end if phrase is not None else number.end
        often = times and not set_off(before) and _may_be_one(left_words, left)
        return Subject(left.entry.indicator, "left", end, HOW_OFTEN if often else "")
    if left is not None and set_off(before):
        return Subject(left.entry.indicator, "left", number.end, "после числа стоит незнакомое слово")
    if right is not None:
        return Subject(right.entry.indicator, "right", right_words[right.last].end)
    return None


def _contains(match: Match[Naming]) -> bool:
    """Whether a label only names the place where others are counted: a page, a site, a newspaper."""
    return match.entry.indicator.key in CONTAINERS


def _may_be_one(words: Sequence[Token], match: Match[Naming]) -> bool:
    """Whether a label may be of one work of which is told how often it came out: «рубрика выходила 24 раза»."""
    return match.entry.also is None and words[match.first].pos != "VERB"


def names_one(words: Sequence[Token], match: Match[Naming]) -> bool:
    """Whether a label names one place and counts none: «газета «Маяк» – 120»."""
    forms = words[match.first].sense.forms
    return _contains(match) and bool(forms) and all(form.startswith("sing") for form in forms)


def names_many(words: Sequence[Token], match: Match[Naming]) -> bool:
    """Whether a label counts places: «групп ВКонтакте – 16», but not «группы ВКонтакте – 12 450»."""
    return _contains(match) and any(token.sense.forms == {"plur gent"} for token in words[match.first : match.last + 1])


def _counts_people(match: Match[Naming]) -> bool:
    """Whether a label names people, or what each of them does: subscribers, participants, visits."""
    named = [sense(word) for word in match.entry.indicator.forms[0].split()]
    return any(word.animate or word.lemma in VISITS for word in named)


def agrees(number: Number, phrase: Phrase | None) -> bool:
    """Whether a noun may follow a number by its form: «14 пресс-туры» belongs to the next number of a list."""
    if phrase is None or number.value is None or not phrase.head.sense.forms:
        return True
    forms = phrase.head.sense.forms
    if number.value == number.value.to_integral_value():
        last, tens = int(number.value) % 10, int(number.value) // 10 % 10
        if last == 1 and tens != 1:
            return any(form.startswith("sing") for form in forms)
        if last in (2, 3, 4) and tens != 1:
            return bool(forms - {"plur nomn", "sing nomn"}) or "sing gent" in forms
    return any(form.startswith("plur") and form not in ("plur nomn", "plur accs") for form in forms)


def _counts(token: Token) -> bool:
    """Whether what is counted follows a word: «рассылка пресс-релизов», but «рассылок – 96» are counted themselves."""
    return token.sense.lemma in COUNTING and "plur gent" not in token.sense.forms


def _is_unit(token: Token) -> bool:
    return not token.sense.lemmas.isdisjoint(UNITS)


def _best(found: Sequence[Match[Naming]], allowed: Allowed) -> Match[Naming] | None:
    """The longest phrase at the earliest place; among equals the one that the context speaks for."""
    ranked = [
        (not m.entry.indicator.generic, m.weight, allowed(m.entry), -m.first, m) for m in found if allowed(m.entry)
    ]
    return max(ranked, key=lambda r: r[:4])[-1] if ranked else None
