"""Russian words: their normal forms and parts of speech, from pymorphy3, each word looked up once."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import pymorphy3

# A word, with the parts that hyphens join: «пресс-релиз», «on-line», «интернет-опрос».
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

# How likely a reading of a word must be to count; a noun counts however rare it is, for the
# first reading of «статей» is the verb «стать».
_LIKELY = 0.02


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word may be: its best normal form, that form's part of speech, all normal forms it may have.

    Parts of speech are OpenCorpora's: NOUN, ADJF, VERB, PREP …; a word that is not Cyrillic has none.
    Normal forms are in lower case and have е for ё.
    """

    lemma: str
    pos: str
    lemmas: frozenset[str]
    case: str = ""  # of the best reading: nomn, gent, datv, accs, ablt, loct


@cache
def morphology() -> pymorphy3.MorphAnalyzer:
    """The dictionary: loaded once, and only when a word is looked up."""
    return pymorphy3.MorphAnalyzer(lang="ru")


def plain(text: str) -> str:
    """A text as words are compared: lower case, е for ё."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=1 << 16)
def sense(word: str) -> Sense:
    """What a word may be; hyphenated words («медиа-тур») also have the forms of the last part («тур»)."""
    low = word.lower()
    if not ("а" <= low[0] <= "я" or low[0] == "ё"):
        return Sense(low, "", frozenset((low,)))
    readings = morphology().parse(low)
    best = readings[0]
    for reading in readings:
        grammemes = reading.tag.grammemes
        if reading.tag.POS in ("NOUN", "NUMR") and not grammemes & {"Name", "Surn", "Patr"}:
            if best.tag.POS not in _FIRM or best.score <= 0.3:
                best = reading
            break
    lemmas = {plain(r.normal_form) for r in readings if r.score >= _LIKELY or r.tag.POS == "NOUN"}
    return Sense(plain(best.normal_form), str(best.tag.POS or ""), frozenset(lemmas), str(best.tag.case or ""))


_FIRM = frozenset(
    ["PREP", "CONJ", "PRCL", "NPRO", "ADJF", "PRTF", "VERB", "PRTS", "ADVB", "INFN", "GRND", "COMP", "ADJS", "PRED"]
)


@lru_cache(maxsize=1 << 14)
def known(word: str) -> bool:
    """Whether the dictionary has this word; decides about a hyphen at a line's end."""
    return bool(morphology().word_is_known(word.lower()))
