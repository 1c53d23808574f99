"""What each number of a sentence counts: what its own words name, or what was named before it."""

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from generator.indicators import Indicator
from generator.intake.block import Role
from generator.intake.clauses import Clause
from generator.intake.doubts import NOT_NAMED, OF_PLACE, SEVERAL, SUPPOSED
from generator.intake.lexicon import COME, EMPTY, LEVEL, OUTLETS, PIECES, PRONOUNS, SEEN, SHARES, YEAR_PARTS
from generator.intake.memory import Memory, Read
from generator.intake.mentions import LAST_YEAR, mentions
from generator.intake.pages import ACCOUNTS, PAGED, SUBSCRIBERS, Pages
from generator.intake.phrases import Match, Token
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.intake.subject import (
    CONTAINERS,
    SOCIAL,
    Subject,
    is_aside,
    joins_another,
    label,
    names_many,
    names_one,
    on_the_right,
    subject,
)
from generator.intake.turns import has, has_change
from generator.intake.vocabulary import Naming
from generator.model import Measure

_GOES_ON = re.compile(r"[^,;:]*")  # no further than its own part of the sentence
_TOLD = 4000  # characters before a number that may say of what its sentence speaks
_VIEWS = "views"
_FEW = 20  # so few are pages and not their subscribers: «6 страниц: 2 ВК, 2 ОК»


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a number that do not name what it counts."""

    here: Clause
    before: Indicator | None  # what the words before have named
    page: bool  # they name a page, a site or a newspaper:
    one: bool  # a single one,
    many: bool  # or several
    people: bool  # «человек»
    network: bool  # the noun after it is a network,
    strange: bool  # or something of its own

    @property
    def of_subscribers(self) -> bool:
        """Whether the words before have named subscribers."""
        return self.before is not None and self.before.key == SUBSCRIBERS


class Counting:
    """What the numbers of one sentence count, as far as it has been read."""

    def __init__(self, memory: Memory, sentence: Sentence, pages: Pages, last: Read | None) -> None:
        self.memory = memory
        self.sentence = sentence
        self.pages = pages
        self.last = last  # the figure read last in this sentence
        self._noted: Number | None = None  # its number
        self.outer = last  # the figure read last outside brackets: «ВК – 6 730 (охват 340 тыс.), ОК – 5 505»
        self.kinds: set[str] = set()  # what it has counted outside brackets
        self.supposed = False  # that its numbers are subscribers, which it does not say

    def note(self, number: Number, read: Read) -> None:
        """Remember what a number was read as: the next ones may go on with it."""
        self.last, self._noted = read, number
        if not self._in_brackets(number):
            self.outer = read
            self.kinds.add(read.indicator.key)

    def is_read(self, number: Number) -> bool:
        """Whether the figure read last is of this number."""
        return number is self._noted

    def beside(self, number: Number) -> Read | None:
        """The figure before a number with which it may go on: outside brackets one that stands in none."""
        return self.last if self._in_brackets(number) else self.outer or self.last

    def of(self, here: Clause) -> Subject | None:
        """What a number counts; None when neither its words nor those before tell it.

        A share is told in percent, or called one: «из них в срок – 338» counts.
        """
        decided = self._of(here)
        share = decided is not None and decided.indicator.measure is Measure.SHARE
        return None if share and here.number.unit != "percent" and not has(here.words, SHARES) else decided

    def _of(self, here: Clause) -> Subject | None:
        start = max(self.sentence.start, here.number.start - _TOLD)
        before = self.sentence.between(start, here.right[-1].end if here.right else here.number.end)
        before = [*before, *self._beyond_brackets(here), *self._aside(here)]

        def of_left(naming: Naming) -> int:
            return self.memory.allowed(naming, here.left, here.right, before)

        def of_right(naming: Naming) -> int:
            return self.memory.allowed(naming, here.right, here.left, before)

        left, several = label(here.left, self.memory.vocabulary, of_left)
        right = on_the_right(here.right, self.memory.vocabulary, of_right)
        if here.labelled and right is not None:
            left = None
        if (views := self._seen(here)) is not None:
            return views
        told = self.sentence.block.reading[self.sentence.start : here.number.start]
        listed = self.last is not None and self.last.figure.doubt == SEVERAL and ":" in told
        several = several or (left is not None and listed)  # «просмотры: видео – 12 000, постов – 3 000»
        decided = subject(here.number, left, right, here.phrase, here.left, here.right, here.before)
        if decided is not None and not decided.indicator.generic and decided.indicator.key not in CONTAINERS:
            end = decided.end
            if decided.side == "right" and right is not None:
                joined = joins_another(here.right, right, self.memory.vocabulary, of_right)
                several, end = joined > 0, max(joined, end)
            return replace(decided, end=end, doubt=decided.doubt or SEVERAL) if several else decided
        people = right is not None and right.entry.indicator.generic
        if people and left is not None and left.entry.indicator.key not in SOCIAL:
            return decided  # viewers of a work
        if right is not None and people and has(here.left, COME):
            return Subject(right.entry.indicator, "right", here.right[right.last].end)
        words = self._words(here, decided, left, people)
        carried = self._carried(words, decided.end if decided else here.number.end)
        beside = self.beside(here.number)
        if carried and beside is not None and beside.figure.doubt in (SEVERAL, SUPPOSED):
            return replace(carried, doubt=beside.figure.doubt)  # «брифингов и пресс-туров – 26 (АППГ – 22)»
        if carried and len(self.kinds) > 1 and ";" in told:
            return replace(carried, doubt=carried.doubt or SEVERAL)
        return carried or (None if words.one else decided)

    def _seen(self, here: Clause) -> Subject | None:
        """Views that a verb tells: «ролики посмотрели 4 500 раз»; but those of a site are its visits."""
        views = self.memory.vocabulary.catalogue.indicators.get(_VIEWS)
        if views is None or here.phrase is None or here.phrase.head.sense.lemma != "раз":
            return None
        seen = has(here.left, SEEN) and not has(here.left, OUTLETS)
        return Subject(views, "right", here.phrase.head.end) if seen else None

    def _carried(self, words: _Words, end: int) -> Subject | None:
        """What a number counts when its own words name only a page, a network, a year or people.

        «Телеграм – 7855», «канал читают 5 902 человека», «в 2023 году – 2870».
        """
        subscribers = self.memory.vocabulary.catalogue.indicators.get(SUBSCRIBERS)
        if subscribers and self._are_of_page(words):
            return Subject(subscribers, "carried", end)
        if words.strange:
            return None
        if subscribers and self._are_of_network(words):
            self.supposed = self.supposed or words.before is None
            return Subject(subscribers, "carried", end, SUPPOSED if self.supposed else "")
        if words.page and not words.one:
            return None
        if words.before is not None and self._go_on(words):
            return Subject(words.before, "carried", end)
        if words.one and words.before is not None and not words.people:
            return Subject(words.before, "carried", end, OF_PLACE)
        if subscribers and words.people and self.pages.networks:
            return Subject(subscribers, "carried", end, NOT_NAMED)
        return None

    def _words(self, here: Clause, decided: Subject | None, left: Match[Naming] | None, people: bool) -> _Words:
        """The words of a number that do not name what it counts."""
        head = here.phrase.head if here.phrase else None
        generic = decided is not None and decided.indicator.generic
        network = head is not None and any(m.start <= head.start and head.end <= m.end for m in self.pages.networks)
        place = left if decided is not None else None
        return _Words(
            here=here,
            before=self._named_before(here),
            page=decided is not None and not generic,
            one=place is not None and here.number.value != 1 and names_one(here.left, place),
            many=place is not None and names_many(here.left, place),
            people=people,
            network=network,
            strange=head is not None and not (network or people or generic or has([head], PIECES)),
        )

    def _are_of_page(self, words: _Words) -> bool:
        """Whether a number that stands by a page alone is of its subscribers: «группу читают 5 902 человека»."""
        here = words.here
        changes = bool(here.number.role) or here.number.unit in ("percent", "times")
        beside = any(network.start >= here.number.end for network in self.pages.networks)
        return words.page and (words.people or changes or (here.opens and beside and words.of_subscribers))

    def _are_of_network(self, words: _Words) -> bool:
        """Whether a number that stands by a network is of its subscribers: «Телеграм – 7855»."""
        pages = words.before is not None and words.before.key == ACCOUNTS
        few = words.here.number.value is not None and words.here.number.value < _FEW
        untold = (words.before is None or (pages and not few)) and not words.many
        beside = self.pages.stand_before(words.here) or (words.network and pages)
        return beside and (words.of_subscribers or untold or words.people)

    def _go_on(self, words: _Words) -> bool:
        """Whether a number counts what was named before it: «в 2023 году – 2870»."""
        if words.people and not (words.of_subscribers and has(words.here.left, LEVEL)):
            return False
        return self.pages.stand_before(words.here) or words.network or self._is_bare(words.here)

    def _beyond_brackets(self, here: Clause) -> list[Token]:
        """The words that go on after brackets behind a number: «980 обращений (100 %) отработано через …»."""
        text = self.sentence.block.reading
        opened = text.find("(", here.number.end, here.following or here.number.end)
        closed = text.find(")", opened, self.sentence.end) if opened >= 0 else -1
        if closed < 0:
            return []
        following = (number.start for number in self.sentence.numbers if number.start > closed)
        ends = _GOES_ON.match(text, closed + 1, next(following, self.sentence.end))
        return self.sentence.between(closed + 1, ends.end()) if ends else []

    def _aside(self, here: Clause) -> list[Token]:
        """The words that describe what is counted beyond a comma: «340 обращений, поступивших через ПОС, из них …»."""
        start = here.right[-1].end if here.right else here.number.end
        words = self.sentence.between(start, here.following or self.sentence.end)
        if [token.text for token in words[:1]] != [","] or not is_aside(words[1:]):
            return []
        return list(takewhile(lambda token: token.text not in ",;:", words[1:]))

    def _named_before(self, here: Clause) -> Indicator | None:
        """What the words before have named: in this sentence, over the list, in the sentence or the item before."""
        if beside := self.beside(here.number):
            return beside.indicator
        scope = self.memory.scope
        if scope.indicator is not None and self.sentence.block.role is not Role.PARAGRAPH:
            # «Подготовлено 421 релизов.» over «В чате – 8 200 участников, из них новых – 1 900» may be no head of it.
            another = scope.figure and (self._follows(here.number) or self._names_another())
            return None if another else scope.indicator
        return self._looked_back(here) or self._listed(here)

    def _listed(self, here: Clause) -> Indicator | None:
        """What the item before counted, when this one begins with its number, too: «9 305 – Одноклассники»."""
        just = self.memory.just_read
        if self.sentence.block.role is not Role.ITEM or not here.opens or just is None or self._follows(here.number):
            return None
        return just.indicator if just.indicator.key in PAGED else None

    def _follows(self, number: Number) -> bool:
        """Whether a number of which nobody knows what it counts stands before it: «хакатонов – 5, на 20 % больше»."""
        return any(not other.reason and other.end <= number.start for other in self.sentence.numbers)

    def _looked_back(self, here: Clause) -> Indicator | None:
        """What the sentence before counted, when this one speaks of it: «За год их набралось 963»."""
        last = self.memory.last
        if self.sentence.block.role is Role.ITEM and (last is None or last.block is not self.sentence.block):
            return None
        if self._follows(here.number):
            return None
        pronoun = any(token.sense.lemma in PRONOUNS for token in here.left)
        change = here.number.unit in ("percent", "times") or has_change([*here.left, *here.right[:4]])
        dated = self.sentence.opening_year is not None or bool(LAST_YEAR.search(here.before))
        just = self.memory.just_read
        if just is not None and (pronoun or (change and not self._names_another()) or (dated and here.phrase is None)):
            return just.indicator
        if not pronoun or not self.memory.history:
            return None
        words = self.memory.history[-1].words
        match = self.memory.named(words)
        return match.entry.indicator if match else None

    def _names_another(self) -> bool:
        """Whether the sentence itself says what it counts, though after its numbers: «с 26 до 51 выросло число …»."""
        words = self.sentence.words
        match = self.memory.named(words)
        return match is not None and match.entry.indicator.key not in CONTAINERS

    def _is_bare(self, here: Clause) -> bool:
        """Whether the words right before a number name nothing but a network, an owner, a topic, a year or «всего»."""
        topics = mentions(self.memory.vocabulary.topics, here.left)
        named = [*self.pages.networks, *self.pages.owners, *topics]
        marks = [n for n, token in enumerate(here.left) if token.text in ",(:;"]
        nearest = here.left[marks[-1] + 1 :] if marks else here.left
        return not any(
            token.pos in ("NOUN", "VERB", "PRTS", "INFN")
            and token.sense.lemmas.isdisjoint(EMPTY | YEAR_PARTS)
            and not any(m.start <= token.start and token.end <= m.end for m in named)
            for token in nearest
        )

    def _in_brackets(self, number: Number) -> bool:
        """Whether a number stands in brackets that its sentence has opened."""
        text, start = self.sentence.block.reading, self.sentence.start
        return text.count("(", start, number.start) > text.count(")", start, number.start)
