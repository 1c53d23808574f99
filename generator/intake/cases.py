"""Phrases put into the nominative, where that is safe."""

import re

from pymorphy3.analyzer import Parse

from generator.intake.words import inflected, look_up

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HEAD = 6  # words among which the noun must stand
_ADJECTIVES = ("ADJF", "PRTF")
_OBLIQUE = ("gent", "datv", "ablt")


def nominative(text: str) -> str:
    """A phrase with its first noun, and the adjectives before it, in the nominative.

    A phrase that may be in the nominative already, or does not begin so, comes back as it is.

    >>> nominative("своевременного и полного информирования горожан")
    'своевременное и полное информирование горожан'
    >>> nominative("повышением открытости")
    'повышение открытости'
    >>> nominative("информирование граждан"), nominative("запустить рассылку")
    ('информирование граждан', 'запустить рассылку')
    """
    adjectives: list[re.Match[str]] = []
    for word in list(_WORD.finditer(text[:200]))[:_HEAD]:
        if not word.group().islower() or (adjectives and "," in text[adjectives[0].start() : word.start()]):
            return text
        if word.group() == "и" and adjectives:
            continue
        readings = look_up(word.group())
        if readings[0].tag.POS in _ADJECTIVES:
            adjectives.append(word)
            continue
        noun = _oblique(readings, bool(adjectives))
        if noun is None or any(_is_upright(adjective.group()) for adjective in adjectives):
            return text
        return _inflected(text, adjectives, word, noun)
    return text


def _oblique(readings: list[Parse], described: bool) -> Parse | None:
    """The reading of a noun in an oblique case; `None` when it may be in the nominative.

    After adjectives that cannot be in the nominative, the noun cannot either.
    """
    nouns = [reading for reading in readings if reading.tag.POS == "NOUN"]
    if readings[0].tag.POS != "NOUN" or (not described and any(n.tag.case in ("nomn", "accs") for n in nouns)):
        return None
    return next((n for n in nouns if n.tag.case in _OBLIQUE and n.tag.number == "sing"), None)


def _is_upright(adjective: str) -> bool:
    return any(r.tag.case == "nomn" for r in look_up(adjective) if r.tag.POS in _ADJECTIVES)


def _inflected(text: str, adjectives: list["re.Match[str]"], noun: "re.Match[str]", reading: Parse) -> str:
    gender = str(reading.tag.gender)
    out = text[: noun.start()] + inflected(noun.group(), "sing", "nomn") + text[noun.end() :]
    for word in reversed(adjectives):
        out = out[: word.start()] + inflected(word.group(), "sing", "nomn", gender) + out[word.end() :]
    return out
