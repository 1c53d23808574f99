"""Phrases of the catalogue, found in a text in any grammatical form.

A phrase is words with one space between them: `горячая линия` is found in «горячих линий» and in
«горячую телефонную линию», for adjectives may stand between its words. A word that ends in `*` is
found by its beginning (`вконтакт*`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from generator.intake.words import SHORT, Sense, plain, sense

T = TypeVar("T")

TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:-(?:го|му|м|й)\b)?|[^\w\s]|_")
SKIPPED = frozenset("«»“”„\"'`’№")
ADJECTIVES = frozenset({"ADJF", "PRTF"})

_MARK = Sense("", "", frozenset())
_REMEMBERED = 1 << 16  # words whose phrases are kept at hand
_GAP = 2  # adjectives that may stand between two words of a phrase


@dataclass(slots=True)
class Token:
    """A word, a run of digits or a mark, with its place in the text."""

    text: str
    start: int
    end: int
    sense: Sense

    @property
    def pos(self) -> str:
        """The part of speech; empty for what is not a Russian word."""
        return self.sense.pos

    @property
    def is_word(self) -> bool:
        """Whether it is a word at all."""
        return self.sense is not _MARK


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words, numbers and marks of a text; quotation marks, «№» and the raised digits of notes are left out."""
    found = []
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        if word[0].isalpha():
            found.append(Token(word, match.start(), match.end(), sense(word)))
        elif word not in SKIPPED and (word.isdecimal() or not word.isdigit()):
            found.append(Token(word, match.start(), match.end(), _MARK))
    return found


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """An entry one of whose phrases stands at tokens `first`..`last` (both in)."""

    entry: T
    first: int
    last: int
    weight: float  # in words: longer phrases tell more; the last part of a hyphenated word tells less


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a phrase: the normal forms it may have, or how it begins."""

    lemmas: frozenset[str]
    stem: str = ""
    mark: str = ""

    def fits(self, token: Token) -> bool:
        if self.mark:
            return token.text == self.mark
        if self.stem:
            return plain(token.text).startswith(self.stem)
        return not self.lemmas.isdisjoint(token.sense.lemmas)


class Phrases(Generic[T]):
    """Entries by the phrases that name them; looking one word up does not depend on their number."""

    def __init__(self, entries: Iterable[tuple[T, Sequence[str]]]) -> None:
        self._by_lemma: dict[str, list[tuple[T, tuple[_Word, ...]]]] = defaultdict(list)
        self._by_stem: dict[str, list[tuple[T, tuple[_Word, ...]]]] = defaultdict(list)
        self._known: dict[str, tuple[tuple[T, tuple[_Word, ...], float], ...]] = {}  # by the first word as written
        for entry, phrases in entries:
            for phrase in phrases:
                for spelling in _spellings(phrase):
                    self._add(entry, spelling)

    def at(self, words: Sequence[Token], first: int) -> list[Match[T]]:
        """The entries whose phrase begins at a token, the longest phrase of each."""
        token = words[first]
        starting = self._known.get(token.text)
        if starting is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            starting = self._known[token.text] = tuple(self._starting(token))
        if not starting:
            return []
        best: dict[int, Match[T]] = {}
        for entry, phrase, weight in starting:
            last = _end(phrase, words, first)
            if last is not None and (id(entry) not in best or best[id(entry)].weight < len(phrase) + weight):
                best[id(entry)] = Match(entry, first, last, len(phrase) + weight)
        return list(best.values())

    def all(self, words: Sequence[Token]) -> list[Match[T]]:
        """Every match, from left to right; a match inside a longer one is left out."""
        found: list[Match[T]] = []
        for first in range(len(words)):
            here = self.at(words, first)
            longest = max((match.weight for match in here), default=0)
            for match in here:
                inside = any(m.first <= first and match.last <= m.last for m in found[-4:])
                if match.weight == longest and not (inside and found[-1].first < first):
                    found.append(match)
        return found

    def any(self, words: Sequence[Token]) -> bool:
        """Whether any phrase stands in the words."""
        return any(self.at(words, first) for first in range(len(words)))

    def _add(self, entry: T, phrase: str) -> None:
        words = tuple(word for text in phrase.split() for word in _words(text))
        first = words[0]
        if first.stem or first.mark:
            self._by_stem[(first.stem or first.mark)[:2]].append((entry, words))
        for lemma in first.lemmas:
            if not lemma.startswith("-"):
                self._by_lemma[lemma].append((entry, words))

    def _starting(self, token: Token) -> Iterable[tuple[T, tuple[_Word, ...], float]]:
        for lemma in token.sense.lemmas:
            if lemma.startswith("-"):
                for entry, words in self._by_lemma.get(lemma[1:], ()):
                    if len(words) == 1:
                        yield entry, words, -0.5
            else:
                for entry, words in self._by_lemma.get(lemma, ()):
                    yield entry, words, 0
        for entry, words in self._by_stem.get(plain(token.text[:2]), ()):
            if words[0].fits(token):
                yield entry, words, 0


class Terms:
    """Words one of which must be said, or must not."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = Phrases([("", phrases)])

    def within(self, words: Sequence[Token]) -> bool:
        """Whether one of them stands among the words."""
        return self._phrases.any(words)


def _spellings(phrase: str) -> Iterable[str]:
    """A phrase, and the same with its hyphens as spaces: «пресс-релиз», «пресс релиз»."""
    yield phrase
    if "-" in phrase.strip("-"):
        yield phrase.replace("-", " ")


def _words(text: str) -> Iterator[_Word]:
    """A word of a phrase; what is not letters only («59-ФЗ») is as many as the text has tokens there."""
    if text.endswith("*"):
        yield _Word(frozenset(), stem=plain(text[:-1]))
        return
    for token in tokens(text):
        if len(token.text) <= SHORT and token.is_word:
            yield _Word(frozenset({plain(token.text)}))
        elif token.is_word:
            yield _Word(frozenset(lemma for lemma in token.sense.lemmas if not lemma.startswith("-")))
        else:
            yield _Word(frozenset(), mark=token.text)


def _end(phrase: Sequence[_Word], words: Sequence[Token], first: int) -> int | None:
    """The last token of a phrase that begins at `first`; `None` when the rest of it does not follow."""
    at = first
    for word in phrase[1:]:
        for step in range(1, _GAP + 2):
            if at + step >= len(words):
                return None
            token = words[at + step]
            if word.fits(token):
                at += step
                break
            if token.pos not in ADJECTIVES:
                return None
        else:
            return None
    return at
