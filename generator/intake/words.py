"""Russian words: their normal forms and parts of speech, from pymorphy3, each word looked up once."""

from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import name

import pymorphy3
from pymorphy3.analyzer import Parse

# How likely a reading of a word must be to count; a noun counts however rare it is, for the
# first reading of «статей» is the verb «стать».
_LIKELY = 0.02

# A reading of one of these parts of speech that is likely enough is not given up for a noun.
_FIRM = {"PREP", "CONJ", "PRCL", "NPRO", "ADJF", "PRTF", "PRTS", "VERB", "INFN", "GRND", "ADVB", "COMP", "PRED"}
_FIRM_SCORE = 0.3

SHORT = 3  # letters: shorter words are abbreviations as often as words («ВК», «ОК», «ПОС»), and are kept as they stand

_NAMES = {"Name", "Surn", "Patr"}


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word may be.

    The lemma is the normal form of its best reading, `pos` that reading's part of speech (OpenCorpora:
    NOUN, ADJF, VERB, PREP …; empty for a word that is not Cyrillic). `lemmas` are all normal forms that
    it may have, in lower case and with е for ё; for «медиа-тур» also «медиатур», and `-тур` for its last
    part. `forms` are the number and case (`plur gent`) of each of its readings as a noun.
    """

    lemma: str
    pos: str
    lemmas: frozenset[str]
    forms: frozenset[str] = frozenset()
    animate: bool = False


@cache
def morphology() -> pymorphy3.MorphAnalyzer:
    """The dictionary: loaded once, and only when a word is looked up."""
    return pymorphy3.MorphAnalyzer(lang="ru")


def look_up(word: str) -> list[Parse]:
    """All that a word may be, the likeliest first.

    Signs that Python's Unicode has no name for count as one that it has: pymorphy3 fails on them.
    """
    readings: list[Parse] = morphology().parse(
        "".join(sign if name(sign, "") else "\N{REPLACEMENT CHARACTER}" for sign in word)
    )
    return readings


def plain(text: str) -> str:
    """A text as words are compared: lower case, е for ё."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=1 << 16)
def sense(word: str) -> Sense:
    """What a word may be."""
    low = word.lower()
    if not ("а" <= low[0] <= "я" or low[0] == "ё"):
        return Sense(low, "", frozenset((low,)))
    readings = look_up(low)
    best = readings[0]
    if best.tag.POS not in _FIRM or best.score <= _FIRM_SCORE:
        nouns = (r for r in readings if r.tag.POS in ("NOUN", "NUMR") and not r.tag.grammemes & _NAMES)
        best = next(nouns, best)
    lemmas = {plain(r.normal_form) for r in readings if r.score >= _LIKELY or r.tag.POS == "NOUN"}
    if len(low) <= SHORT:
        lemmas.add(plain(low))
    if "-" in low:
        lemmas |= {plain(r.normal_form) for r in look_up(low.replace("-", ""))}
        last = low.rsplit("-", 1)[1]
        lemmas |= {f"-{plain(r.normal_form)}" for r in look_up(last) if r.tag.POS == "NOUN"}
    return Sense(
        lemma=plain(best.normal_form),
        pos=str(best.tag.POS or ""),
        lemmas=frozenset(lemmas),
        forms=frozenset(f"{r.tag.number} {r.tag.case}" for r in readings if r.tag.POS == "NOUN"),
        animate=best.tag.animacy == "anim",
    )


@lru_cache(maxsize=1 << 14)
def known(word: str) -> bool:
    """Whether the dictionary has this word; decides about a hyphen at a line's end."""
    return bool(morphology().word_is_known(word.lower()))


def inflected(word: str, *grammemes: str) -> str:
    """A noun or an adjective in another form: «мастер-классы» for plur, nomn; as it is when it has none."""
    low = word.lower()
    head, _, last = low.rpartition("-") if not known(low) else ("", "", low)
    for reading in look_up(last):
        if reading.tag.POS in ("NOUN", "ADJF", "PRTF"):
            form = reading.inflect(set(grammemes))
            if form is not None:
                return f"{head}-{form.word}" if head else str(form.word)
    return low


@lru_cache(maxsize=1 << 12)
def grammemes(word: str) -> frozenset[str]:
    """Everything that a word may be, as OpenCorpora marks it: Name, Surn, Patr, Geox …"""
    readings = look_up(word.lower())
    return frozenset(str(g) for r in readings if r.score >= _LIKELY for g in r.tag.grammemes)


@lru_cache(maxsize=1 << 12)
def is_toponym(word: str) -> bool:
    """Whether a word is a place's name and nothing else: the dictionary says so, or does not know it."""
    readings = [r for r in look_up(word.lower()) if r.score >= _LIKELY]
    return not known(word) or all("Geox" in r.tag for r in readings)


@lru_cache(maxsize=1 << 12)
def cases(word: str, genitive: str) -> frozenset[str]:
    """All cases of a noun or an adjective, plain; only the two given where the dictionary has another genitive.

    >>> sorted(cases("Северск", "Северска"))
    ['северск', 'северска', 'северске', 'северском', 'северску']
    """
    given = frozenset((plain(word), plain(genitive)))
    if len(given) == 1:
        return given  # it does not change, or changes in a way that nobody has told
    for reading in look_up(word.lower()):
        if reading.tag.case != "nomn":
            continue
        like = [f for f in reading.lexeme if (f.tag.number, f.tag.gender) == (reading.tag.number, reading.tag.gender)]
        forms = frozenset(plain(form.word) for form in like if form.tag.case)
        if plain(genitive) in {plain(form.word) for form in like if form.tag.case == "gent"}:
            return given | forms
    return given
