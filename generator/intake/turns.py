"""What words tell of a change: that something was gained or lost, rose or fell."""

import re
from collections.abc import Sequence

from generator.intake.lexicon import CHANGE, FALL, GAIN, LEAVE, LEVEL
from generator.intake.phrases import ADJECTIVES, Token
from generator.intake.words import plain

_YEAR = re.compile(r"(?:19|20)\d\d")


def gains(words: Sequence[Token]) -> bool:
    """Whether a verb says by itself that what follows was added: «прибавилось 300 подписчиков».

    The last verb tells: «прибавили десятую часть и насчитывают 6 270» is the whole.
    """
    telling = [token for token in words if token.pos in ("VERB", "PRTS") or has([token], GAIN)]
    return has(telling[-1:], GAIN)


def loses(words: Sequence[Token]) -> bool:
    """Whether words say that what follows was lost: «отток подписчиков – 350», but not «после оттока осталось 350»."""
    return any(has([token], LEAVE) and not is_adjunct(words, n) for n, token in enumerate(words))


def subscribes(words: Sequence[Token]) -> bool:
    """Whether a verb says that people subscribed, and not whether they are all or only came: «подписались 1 500»."""
    return any(token.pos == "VERB" and token.sense.lemma == "подписаться" for token in words)


def rise_changes(words: Sequence[Token]) -> bool:
    """Whether a rise is itself said to have changed: «прирост снизился до 300»."""
    rises = [n for n, token in enumerate(words) if plain(token.text) in ("прирост", "рост")]  # and not «за счёт роста»
    verbs = [token for token in words[rises[0] :] if token.pos == "VERB"] if rises else []
    return has(verbs, CHANGE - LEVEL)


def names_change(words: Sequence[Token]) -> bool:
    """Whether words name a change, «рост числа подписчиков»: what follows tells how great; but not «на фоне роста»."""
    return any(
        token.pos == "NOUN" and has([token], CHANGE) and "sing nomn" in token.sense.forms and not is_adjunct(words, n)
        for n, token in enumerate(words)
    )


def has_change(words: Sequence[Token]) -> bool:
    """Whether the words tell of a rise or a fall."""
    return has(words, CHANGE)


def turn(words: Sequence[Token]) -> str:
    """`rise` or `fall`, as the last word of change tells; one that is denied tells nothing, nor does a hedge."""
    for at in range(len(words) - 1, -1, -1):
        denied = at > 0 and plain(words[at - 1].text) == "не"
        if has(words[at : at + 1], CHANGE) and not denied and not _hedges(words[at + 1 : at + 4]):
            return "fall" if has(words[at : at + 1], FALL) else "rise"
    return ""


def _hedges(following: Sequence[Token]) -> bool:
    """Whether a word with these after it only hedges a number, «меньше чем на 300», or ranks: «больше всего»."""
    rest = [token for token in following[1:] if token.pos != "PREP"]
    number = not rest or (rest[0].text.isdigit() and not _YEAR.fullmatch(rest[0].text))
    then = plain(following[0].text) if following else ""
    return (number and then == "чем") or then in ("всего", "всех")


def has(words: Sequence[Token], lemmas: frozenset[str]) -> bool:
    """Whether one of these words stands among them, in any of its forms."""
    return any(not token.sense.lemmas.isdisjoint(lemmas) or plain(token.text) in lemmas for token in words)


def is_adjunct(words: Sequence[Token], first: int) -> bool:
    """Whether a noun phrase stands after a preposition."""
    before = word_before(words, first)
    return before is not None and before.pos == "PREP"


def word_before(words: Sequence[Token], first: int) -> Token | None:
    """The word before a noun and its adjectives; nothing when they are the first."""
    return next((token for token in reversed(words[:first]) if token.pos not in ADJECTIVES), None)
