"""What has been read of a report so far: the words around a number often say what it is only together with them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from generator.indicators import Indicator
from generator.intake import dates, plans, year_parts
from generator.intake.block import Block, Role
from generator.intake.draft import Figure
from generator.intake.lexicon import LEVEL
from generator.intake.mentions import mentions, owners
from generator.intake.phrases import Match, Token
from generator.intake.sentences import Sentence
from generator.intake.subject import CONTAINERS, label, names_one, on_the_left
from generator.intake.turns import names_change, turn
from generator.intake.vocabulary import NETWORK, Naming, Vocabulary
from generator.model import ALL, Period

_TAIL = 250  # characters at the end of a line that says of what the list under it is
_SHORT = 160  # characters: a longer paragraph without a colon introduces nothing

SCALE = re.compile(r"(?<!\d)(?<!\d )\b(?:тыс|млн)\b\.?(?:\s*[а-я]{1,12}\b\.?)?\)?\s*(?:[:–-]|$)", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:таблиц|ниже\b|следующ)", re.IGNORECASE)  # «приведено в таблице»


@dataclass(frozen=True, slots=True)
class Scope:
    """What the line above a list says of its items."""

    indicator: Indicator | None = None
    owner: str = ""
    network: str = ""
    topic: str = ""
    year: int | None = None
    years: Period | None = None  # several, told as one whole
    part: str = ""  # of a year: «за I квартал»
    as_of: str = ""  # the date of what it counts: «по состоянию на 1 января 2024 года»
    turn: str = ""  # rise or fall: «подписчиков стало больше»
    change: bool = False  # what follows is itself a change: «прирост подписчиков»
    plan: bool = False
    mixed: bool = False  # it tells both what was planned and what was done
    scaled: bool = False  # it names thousands: «подписчики (тыс.):»
    figure: bool = False  # it has a figure of its own, and ends
    loose: bool = False  # it is a whole sentence, with no word of what follows: it may speak of other things


@dataclass(frozen=True, slots=True)
class Read:
    """A figure that has been read: of which indicator, in which sentence (their number) and block."""

    indicator: Indicator
    figure: Figure
    sentence: int
    block: Block


@dataclass(slots=True)
class Memory:
    """One report while it is read; `year` is the report's, `None` while unknown.

    `elsewhere` gives the offsets at which a text names other municipalities.
    """

    year: int | None
    vocabulary: Vocabulary
    elsewhere: Callable[[str], Sequence[int]]
    several_owners: bool = False  # it speaks of the pages of others than the administration, too
    scope: Scope = field(default_factory=Scope)
    opener: Block | None = None  # the item of a list under which others stand,
    outer: Scope = field(default_factory=Scope)  # and the scope of that list
    history: list[Sentence] = field(default_factory=list)  # since the last heading
    last: Read | None = None
    brackets_of_last_year: bool = False  # «(годом ранее 27 950)» has been said in this list

    @property
    def just_read(self) -> Read | None:
        """The figure read last, if it stands in this sentence or the one before."""
        return self.last if self.last and len(self.history) - self.last.sentence <= 1 else None

    def is_of_report(self, period: Period | None) -> bool:
        """Whether a period is the year of the report."""
        return self.year is not None and period == Period(self.year)

    def begin(self, block: Block, following: Block | None) -> None:
        """Forget what a new block ends: a heading what stands before it, a paragraph the list above it."""
        if block.role is Role.HEADING:
            self.history.clear()
            self.last = None
        if self.opener is not None and not (block.role is Role.ITEM and block.is_under(self.opener)):
            self.scope, self.opener = self.outer, None
        if block.role is not Role.ITEM:
            self.brackets_of_last_year = False
            if block.role is Role.HEADING or not introduces(block, following):
                self.scope = Scope()

    def introduced(self, sentence: Sentence) -> Scope:
        """What a line that ends with a colon, or a heading, says of the list under it; the line before goes on."""
        tail = [token for token in sentence.words if token.end > sentence.end - _TAIL]
        match, _ = label(tail, self.vocabulary, lambda naming: self.allowed(naming, tail, sentence.words))
        match = None if match and names_one(tail, match) else match
        indicator = match.entry.indicator if match else None
        same = indicator is None or indicator.key in CONTAINERS or indicator is self.scope.indicator
        named = {mention.key for mention in owners(self.vocabulary.owners, tail)}
        networks = {mention.key for mention in mentions(self.vocabulary.networks, tail)}
        topics = mentions(self.vocabulary.topics, tail)
        years = year_parts.several(sentence.text, 0, len(sentence.text))
        told = any(not number.reason for number in sentence.numbers)  # a change that has its number is not of the list
        return Scope(
            indicator=indicator or self.scope.indicator,
            owner=(ALL if len(named) > 1 else named.pop()) if named else self.scope.owner,
            network=networks.pop() if len(networks) == 1 else "",
            topic=topics[-1].key if topics else "",
            year=sentence.opening_year,
            years=years[0] if years else None,
            part=year_parts.before(sentence.text, 0, len(sentence.text)),
            as_of=dates.of(sentence.text, 0, len(sentence.text), len(sentence.text))
            or (self.scope.as_of if same else ""),
            turn="" if told else turn([token for token in tail if token.pos != "NOUN" or names_change([token])]),
            change=not told and names_change(tail) and not any(map(_acts, tail)),
            plan=self.is_plan(sentence),
            mixed=self.is_mixed(sentence),
            scaled=bool(SCALE.search(sentence.text)),
            figure=told and sentence.text.rstrip().endswith("."),
            loose=sentence.text.rstrip().endswith(".") and not _POINTS.search(sentence.text),
        )

    def is_plan(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of what is still to be done."""
        return (self.scope.plan and sentence.block.role is Role.ITEM) or plans.plans(sentence, self.year)

    def is_mixed(self, sentence: Sentence) -> bool:
        """Whether a sentence tells both what was planned and what was done: which number is which, a person says."""
        return (self.scope.mixed and sentence.block.role is Role.ITEM) or plans.mixes(sentence, self.year)

    def named(self, words: Sequence[Token], around: Sequence[Token] = ()) -> Match[Naming] | None:
        """The indicator that words name; what stands `around` them, or else they themselves, may forbid a reading."""
        return on_the_left(words, self.vocabulary, lambda naming: self.allowed(naming, around or words))

    def allowed(self, naming: Naming, *around: Sequence[Token]) -> int:
        """How strongly the words around speak for a reading, the nearest words first; 0 forbids it.

        The words of the clause, which are the first two groups, may forbid it; what must be said with a
        phrase may stand anywhere.
        """
        indicator = naming.indicator
        if naming.also is not None and not any(naming.also.within(words) for words in around):
            return 0
        exceptions = self.vocabulary.exceptions.get(indicator.key)
        if exceptions is not None and any(exceptions.within(words) for words in around[:2]):
            return 0
        context = self.vocabulary.contexts.get(indicator.key)
        if context is None:
            return 1 if naming.also is None else 3
        network = NETWORK in indicator.context
        for rank, words in enumerate(around):
            if context.within(words) or (network and mentions(self.vocabulary.networks, words)):
                return 6 - rank
        near = self.history[-indicator.near :] if indicator.near else []
        return 2 if any(context.within(earlier.words) for earlier in near) else 0


def _acts(token: Token) -> bool:
    """Whether a word is a verb of more than how many there are: «рост отмечен», but not «рост составил»."""
    return token.pos in ("VERB", "PRTS") and token.sense.lemma not in LEVEL


def introduces(block: Block, following: Block | None) -> bool:
    """Whether a block says of what the list or table after it is."""
    if block.role is Role.HEADING or block.text.rstrip().endswith(":"):
        return True
    listed = following is not None and following.role in (Role.ITEM, Role.ROW)
    return listed and block.role is not Role.ITEM and len(block.text) < _SHORT
