"""The municipalities of the directory, found in a text in any case and spelling.

A name is looked for word by word, so «Северский» is no «Северск» and «Комсомольск-на-Амуре» no
«Комсомольск». «Артём» before a surname is a person. What stands beside a name tells how it is meant:
«администрация города Артёма» is the administration's own report, «гости из Артёма» is not; «город
Благовещенск Республики Башкортостан» is not the one on the Amur.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.intake import words
from generator.intake.words import plain
from generator.model import Municipality, Region

_WORD = re.compile(r"[^\W_]+")
_LOCATED = re.compile(r"^(?:во?|на)\s+", re.IGNORECASE)
_INSIDE = re.compile(r"\b(?:во?|из|по|у)\s+(?:[а-яё]+\.?\s*){0,2}$", re.IGNORECASE)  # «в городе », «из г. »
_BEFORE = 40  # characters before a name that may say so


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Words that say what kind of place a name is, as normal forms and as offices shorten them.
KINDS = listed(
    """город городской округ муниципальный образование поселение поселок район село муниципалитет территория
    г го о мо мр гп пгт зато"""
)
# Those who write such reports.
OFFICES = listed("администрация служба пресс глава мэр мэрия дума совет сектор отдел управление комитет департамент")
_REGION_KINDS = frozenset(["область", "край", "республика", "автономный", "округ"])


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text."""

    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """As words are compared."""
        return plain(self.text)

    def means(self, lemmas: frozenset[str]) -> bool:
        """Whether it is a form of one of these words."""
        return self.plain in lemmas or bool(words.sense(self.text).lemmas & lemmas)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a text that names municipalities: several, when they share the name.

    None, when the region beside the name is of none of them.
    """

    start: int
    end: int
    ids: frozenset[str]
    kind: bool  # a word beside it says what kind of place it is
    own: bool  # an office beside it is this municipality's


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of the directory: for each word, the forms that it may have."""

    id: str
    forms: tuple[frozenset[str], ...]


class Gazetteer:
    """The names of a directory, ready to be looked for."""

    def __init__(self, municipalities: Sequence[Municipality]) -> None:
        self._regions = {m.id: m.region for m in municipalities}
        self._regions_said: dict[str, set[str]] = {}  # by the word that tells a region from others
        for region in {m.region for m in municipalities}:
            for lemma in _region_words(region):
                self._regions_said.setdefault(lemma, set()).add(region.name)
        # A republic is also called by its name alone.
        self._republics = frozenset(
            lemma for lemma, names in self._regions_said.items() if any("республика" in plain(name) for name in names)
        )
        self._names: dict[str, list[_Name]] = {}
        self._official: dict[str, list[_Official]] = {}
        self._long: dict[str, list[_Official]] = {}  # official names that hold the name
        for municipality in municipalities:
            name = _name(municipality)
            for form in name.forms[0]:
                self._names.setdefault(form, []).append(name)
            for said in _shortened(municipality.official_name):
                self._add(_Official.of(municipality.id, said, name))

    def _add(self, official: "_Official") -> None:
        if official.holds_name:
            self._long.setdefault(official.id, []).append(official)
            return
        anchor = official.tokens[official.anchor]
        for lemma in words.sense(anchor).lemmas | {plain(anchor)}:
            self._official.setdefault(lemma, []).append(official)

    def mentions(self, text: str) -> list[Mention]:
        """The municipalities that a text names, in order."""
        return list(self._mentions(text, tokens(text)))

    def elsewhere(self, text: str, own: str) -> list[int]:
        """Where a text names what lies in another municipality than its own (an id): «в Артёме»."""
        return [
            mention.start
            for mention in self.mentions(text)
            if mention.ids
            and own not in mention.ids
            and _INSIDE.search(text, max(0, mention.start - _BEFORE), mention.start)
        ]

    def regions(self, text: str) -> frozenset[str]:
        """The names of the directory's regions that a text says."""
        said = tokens(text)
        return frozenset(
            region
            for at, token in enumerate(said)
            if token.text[0].isupper()
            for lemma in _region_at(said, at) | (words.sense(token.text).lemmas & self._republics)
            for region in self._regions_said.get(lemma, ())
        )

    def region_of(self, key: str) -> str:
        """The name of a municipality's region."""
        return self._regions[key].name

    def _mentions(self, text: str, said: Sequence[Token]) -> Iterator[Mention]:
        at = 0
        while at < len(said):
            found = self._named(text, said, at) or self._officially(said, at)
            if found is None:
                at += 1
                continue
            start, end, ids = found
            at = max(end, at + 1)
            before = _kinds_before(text, said, start)
            kind, own = before < start, before > 0 and said[before - 1].means(OFFICES)
            if not (kind or own) and end - start == 1 and _is_person(text, said, start):
                continue
            ids = self._of_region(text, said, before, end, ids)
            yield Mention(said[start].start, said[end - 1].end, ids, kind, own)

    def _named(self, text: str, said: Sequence[Token], at: int) -> tuple[int, int, frozenset[str]] | None:
        """The longest name that begins at a word; the official name, if it is said around it, decides."""
        # «свободный», «мирный» are words; a clerk without capitals writes «тихореченск» all the same.
        if not said[at].text[0].isupper() and not words.is_toponym(said[at].text):
            return None
        fitting = [name for name in self._names.get(said[at].plain, ()) if _fits(text, said, at, name)]
        if not fitting:
            return None
        length = max(len(name.forms) for name in fitting)
        ids = frozenset(name.id for name in fitting if len(name.forms) == length)
        if len(ids) > 1:
            exact = frozenset(
                official.id for key in ids for official in self._long.get(key, ()) if official.around(said, at, length)
            )
            ids = exact if len(exact) == 1 else ids
        return at, at + length, ids

    def _officially(self, said: Sequence[Token], at: int) -> tuple[int, int, frozenset[str]] | None:
        """An official name that does not hold the name, «Артёмовский городской округ», around its own word."""
        if not said[at].text[0].isupper():
            return None
        lemmas = words.sense(said[at].text).lemmas | {said[at].plain}
        fitting = {o for lemma in lemmas for o in self._official.get(lemma, ()) if o.around(said, at, 1)}
        if not fitting:
            return None
        first = max(fitting, key=lambda official: len(official.tokens))
        ids = frozenset(official.id for official in fitting if len(official.tokens) == len(first.tokens))
        return at - first.anchor, at - first.anchor + len(first.tokens), ids

    def _of_region(self, text: str, said: Sequence[Token], start: int, end: int, ids: frozenset[str]) -> frozenset[str]:
        """Those of the municipalities whose region stands beside the name; all when none does."""
        beside = _region_beside(text, said, start, end)
        if not beside:
            return ids
        return frozenset(key for key in ids if _region_words(self._regions[key]) & beside)


def of(directory: Mapping[str, Municipality]) -> Gazetteer:
    """The gazetteer of a directory, made once."""
    return _of(tuple(directory.values()))


@lru_cache(maxsize=4)
def _of(municipalities: tuple[Municipality, ...]) -> Gazetteer:
    return Gazetteer(municipalities)


def tokens(text: str) -> list[Token]:
    """The words of a text; hyphens part them."""
    return [Token(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class _Official:
    """An official name, and which of its words is looked for first."""

    id: str
    tokens: tuple[str, ...]
    anchor: int
    holds_name: bool

    @classmethod
    def of(cls, key: str, official: str, name: _Name) -> "_Official":
        parts = tuple(token.text for token in tokens(official))
        length = len(name.forms)
        for at in range(len(parts) - length + 1):
            if all(plain(part) in forms for part, forms in zip(parts[at : at + length], name.forms, strict=True)):
                return cls(key, parts, at, True)
        anchor = next((n for n, part in enumerate(parts) if not Token(part, 0, 0).means(KINDS)), 0)
        return cls(key, parts, anchor, False)

    def around(self, said: Sequence[Token], at: int, length: int) -> bool:
        """Whether the rest of the name stands around its anchor, which is at a word of a text."""
        first = at - self.anchor
        if first < 0 or first + len(self.tokens) > len(said):
            return False
        return all(
            self.anchor <= n < self.anchor + length or said[first + n].means(words.sense(part).lemmas)
            for n, part in enumerate(self.tokens)
        )


def _shortened(official: str) -> Iterator[str]:
    """An official name, and as offices shorten it: «Артёмовский ГО»."""
    yield official
    for words_of_kind, letters in (("городской округ", "ГО"), ("муниципальный округ", "МО")):
        if words_of_kind in official.lower():
            yield re.sub(words_of_kind, letters, official, flags=re.IGNORECASE)


def _name(municipality: Municipality) -> _Name:
    """The forms of a name's words: those of the directory and, where the dictionary agrees with them, all cases."""
    located = _LOCATED.sub("", municipality.prepositional)
    written = [[token.text for token in tokens(form)] for form in (municipality.name, municipality.genitive, located)]
    if len({len(form) for form in written}) > 1:
        return _Name(municipality.id, tuple(frozenset((plain(word),)) for word in written[0]))
    return _Name(
        municipality.id,
        tuple(words.cases(name, genitive) | {plain(place)} for name, genitive, place in zip(*written, strict=True)),
    )


def _fits(text: str, said: Sequence[Token], at: int, name: _Name) -> bool:
    """Whether a name stands at a word: every word of it, nothing but spaces and hyphens between, none tied to it."""
    last = at + len(name.forms) - 1
    if last >= len(said):
        return False
    return (
        all(said[at + n].plain in forms for n, forms in enumerate(name.forms))
        and all(not _between(text, said, n).strip(" \u00a0\n\t-‐‑–—") for n in range(at, last))
        and not _is_tied(text, said[at].start - 1, -1)
        and not _is_tied(text, said[last].end, 1)
    )


def _is_tied(text: str, at: int, step: int) -> bool:
    """Whether a hyphen without spaces ties a name to another word: «Комсомольск» in «Комсомольск-на-Амуре»."""
    beyond = at + step
    return 0 <= beyond < len(text) and at >= 0 and text[at] in "-‐‑" and text[beyond].isalpha()


def _between(text: str, said: Sequence[Token], at: int) -> str:
    """What stands between a word and the next."""
    return text[said[at].end : said[at + 1].start]


def _kinds_before(text: str, said: Sequence[Token], start: int) -> int:
    """Where the words begin that say, directly before a name, what kind of place it is."""
    at = start
    while at and at > start - 6 and said[at - 1].means(KINDS) and not re.search("[:;!?]", _between(text, said, at - 1)):
        at -= 1
    return at


def _is_person(text: str, said: Sequence[Token], at: int) -> bool:
    """Whether a name that is also a given name stands beside a surname, a patronymic or an initial."""
    if "Name" not in words.grammemes(said[at].text):
        return False
    beside = [n for n in (at - 1, at + 1) if 0 <= n < len(said)]
    return any(
        said[n].text[0].isupper()
        and not _between(text, said, min(n, at)).strip(" \u00a0.")
        # «А. Артём», but «В Артёме»
        and (text[said[n].start + 1 :][:1] == "." or words.grammemes(said[n].text) & {"Surn", "Patr"})
        for n in beside
    )


def _region_words(region: Region) -> frozenset[str]:
    """The words that tell a region from others, in their normal forms."""
    own = [token.text for token in tokens(region.name) if not token.means(_REGION_KINDS)]
    return frozenset(lemma for word in own for lemma in words.sense(word).lemmas | {plain(word)})


def _region_at(said: Sequence[Token], at: int) -> frozenset[str]:
    """The normal forms of the word that names a region, when a region is named at a word; else nothing."""
    if at < 0 or at + 1 >= len(said):
        return frozenset()
    first, second = said[at], said[at + 1]
    if first.means(frozenset(["республика"])) and second.text[0].isupper():
        return words.sense(second.text).lemmas
    if first.text[0].isupper() and second.means(frozenset(["область", "край"])):
        return words.sense(first.text).lemmas
    return frozenset()


def _region_beside(text: str, said: Sequence[Token], start: int, end: int) -> frozenset[str]:
    """The region that stands directly after a name, or before it and its kind: «Амурская область, г. …»."""
    after = end < len(said) and _between(text, said, end - 1).strip(" \u00a0\n") in ("", "(", ",")
    named = _region_at(said, end) if after else frozenset()
    # After a comma it may be the next of a list: «в Артёме, Хабаровском крае и …».
    if named and "," in _between(text, said, end - 1) and not words.grammemes(said[end].text) & {"nomn", "gent"}:
        return frozenset()
    if not named and start >= 2 and _between(text, said, start - 1).strip(" \u00a0\n") in ("", ","):
        named = _region_at(said, start - 2)
    return named
