"""A counted noun that the catalogue does not know: how it is called."""

import re
from collections.abc import Sequence
from dataclasses import replace

from generator.indicators import Catalogue
from generator.intake.draft import Figure
from generator.intake.lexicon import PLACES, TIMES, UNITS, WORKS
from generator.intake.phrases import ADJECTIVES, Token
from generator.intake.subject import Phrase
from generator.intake.words import inflected, known, plain

# A loan that the dictionary lacks, after a number: it takes «рилсов» for a surname.
_LOAN = re.compile(r"(?:[а-яё]+-)*([а-яё]+)ов")


def label_after(phrase: Phrase, following: Sequence[Token]) -> str:
    """The noun phrase after a number in the nominative plural: «14 мастер-классов» is «мастер-классы»."""
    words = [_plural(token.text) for token in phrase.tokens]
    tail = _genitive(following)
    return " ".join([*words, *tail])


def label_before(words: Sequence[Token]) -> str:
    """The label before a number in the nominative: «проведено мастер-классов – » is «мастер-классы»; empty for none."""
    start = next((n for n, t in enumerate(words) if t.pos in ADJECTIVES | {"NOUN"} and len(t.text) > 2), None)
    if start is None:
        return ""
    taken: list[Token] = []
    for token in words[start:]:
        if token.pos not in ADJECTIVES | {"NOUN"}:
            break
        taken.append(token)
        if token.pos == "NOUN":
            break
    if not taken or taken[-1].pos != "NOUN" or taken[-1].sense.lemma in TIMES:
        return ""
    head = taken[-1]
    if "plur gent" in head.sense.forms and "plur nomn" not in head.sense.forms:
        named = [_plural(token.text) for token in taken]
    else:
        named = [token.text.lower() for token in taken]
    return " ".join([*named, *_genitive(words[start + len(taken) :])])


def adopted(figures: Sequence[Figure], catalogue: Catalogue) -> list[Figure]:
    """Figures, those of a label that the catalogue has by now under its indicator.

    Its phrases do not find every form of a loan, and a clerk's own line of the questionnaire is not looked up.
    """
    named = {plain(i.label): i for i in catalogue.indicators.values() if not (i.context or i.unless)}
    found = []
    for figure in figures:
        indicator = None if figure.key else named.get(plain(figure.label))
        if indicator and indicator.measure is figure.measure:
            figure = replace(figure, key=indicator.key, label=indicator.label, doubt="")
        found.append(figure)
    return found


def is_work(before: Sequence[Token], phrase: Phrase) -> bool:
    """Whether a counted noun is something that a press service does: it is the object of such a verb.

    A noun after a preposition («в 12 дворах») is not; people and places are only after such a verb.
    """
    if phrase.head.sense.lemma in UNITS or phrase.head.pos != "NOUN":
        return False
    nearest = [token for token in before if token.is_word][-8:]
    if nearest and (nearest[-1].pos == "PREP" or nearest[-1].sense.lemma == "весь"):
        return False
    if any(not token.sense.lemmas.isdisjoint(WORKS) for token in nearest):
        return True
    return not phrase.head.sense.animate and phrase.head.sense.lemmas.isdisjoint(PLACES)


def _plural(word: str) -> str:
    """A counted noun, or its adjective, in the nominative plural."""
    loan = _LOAN.fullmatch(low := word.lower())
    if loan is None or known(low.rpartition("-")[2]):
        return inflected(word, "plur", "nomn")
    return low[:-2] + ("и" if loan[1][-1] in "гкх" else "ы")


def _genitive(words: Sequence[Token]) -> list[str]:
    """A noun in the genitive, with its adjectives, right after another noun: «выпуски городских новостей»."""
    taken: list[str] = []
    for token in words[:3]:
        if token.pos in ADJECTIVES:
            taken.append(token.text.lower())
        elif token.pos == "NOUN" and any(form.endswith("gent") for form in token.sense.forms):
            return [*taken, token.text.lower()]
        else:
            return []
    return []
