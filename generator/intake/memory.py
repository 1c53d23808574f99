"""What has been read of a report so far: the words around a number often say what it is only together with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.indicators import Indicator
from generator.intake import year_parts
from generator.intake.draft import Figure
from generator.intake.layout import Block, Role
from generator.intake.lexicon import CHANGE, GAIN, LEVEL, NEED, PLAN, REACH, WORKS
from generator.intake.mentions import mentions, owners
from generator.intake.phrases import Token
from generator.intake.responses import UNITS
from generator.intake.sentences import Sentence
from generator.intake.subject import on_the_left
from generator.intake.vocabulary import Naming, Vocabulary
from generator.model import ALL, Period

_TAIL = 250  # characters at the end of a line that says of what the list under it is
_SHORT = 160  # characters: a longer paragraph without a colon introduces nothing

# A sentence that begins with a year, after four words at most: «По итогам работы в 2023 году …».
_OPENS = re.compile(
    r"(?:[^\w(]*[^\W\d_]+(?:-[^\W\d_]+)*[^\w(]){0,4}?[^\w(]*(?:в|во|за|по итогам|к концу"
    r"|на конец)\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:таблиц|ниже\b|следующ)", re.IGNORECASE)  # «приведено в таблице»
_GOES_ON = frozenset({"быть", "продолжить", "стать"})
_NEXT_YEAR = re.compile(
    r"\W*(?:[\w-]+\W+){0,4}?(?:в|на)\s+(?:будущ|наступающ|нов|предстоящ|следующ)\w+\s+год", re.IGNORECASE
)
# «План – 300», «задача – увеличить»: what follows is planned, what stands before it may have been done.
_AIM = re.compile(
    r"(?<![\w-])(?:(?:план|цель|задача)(?:\s+на\s+[^–:.;]{1,20})?\s*[–:-]\s*(?:(?:более|до|не менее|около|свыше)\s+)?"
    r"(?=\d|[а-яё]+(?:ть|ти|чь)(?:ся)?\b)"
    r"|планов\w+\s+(?:задани|значени|объ[её]м|показател|цифр)\w*|(?:по|при)\s+план[еу]\s*[–:-]?\s*(?=\d)|в\s+планах\b)",
    re.IGNORECASE,
)
_PROVIDED = re.compile(r"\bпредусмотрен[аоы]?\b", re.IGNORECASE)
_NEEDED = re.compile(r"\bтребу[ею]тся\s+(?:[а-яё]{2,8}\s+)?$", re.IGNORECASE)  # before a number
_WILL = frozenset({"будет", "будут", "будем"})
_AHEAD = re.compile(r"(?:[её]т|ит|[уюая]т|[её]м|им)(?:ся|сь)?$", re.IGNORECASE)  # how a verb of the future ends
_BEHIND = re.compile(r"л[аои]?(?:ся|сь)?$", re.IGNORECASE)  # and one of the past
_FACT = re.compile(r"\bфакт(?:а|у|ически\w*)?\b", re.IGNORECASE)
_DONE = WORKS | CHANGE | LEVEL | GAIN
_NEAR = 3  # words between «будет» and its verb


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
    plan: bool = False
    mixed: bool = False  # it tells both what was planned and what was done
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
    """One report while it is read; `year` is the report's, `None` while unknown."""

    year: int | None
    vocabulary: Vocabulary
    several_owners: bool = False  # it speaks of the pages of others than the administration, too
    scope: Scope = field(default_factory=Scope)
    history: list[Sentence] = field(default_factory=list)  # since the last heading
    last: Read | None = None
    brackets_of_last_year: bool = False  # «(годом ранее 27 950)» has been said in this list

    @property
    def just_read(self) -> Read | None:
        """The figure read last, if it stands in this sentence or the one before."""
        return self.last if self.last and len(self.history) - self.last.sentence <= 1 else None

    def begin(self, block: Block, following: Block | None) -> None:
        """Forget what a new block ends: a heading what stands before it, a paragraph the list above it."""
        if block.role is Role.HEADING:
            self.history.clear()
            self.last = None
        if block.role is not Role.ITEM:
            self.brackets_of_last_year = False
            if block.role is Role.HEADING or not introduces(block, following):
                self.scope = Scope()

    def introduced(self, sentence: Sentence) -> Scope:
        """What a line that ends with a colon, or a heading, says of the list under it; the line before goes on."""
        tail = [token for token in sentence.words if token.end > sentence.end - _TAIL]
        match = on_the_left(tail, self.vocabulary, lambda naming: self.allowed(naming, tail, sentence.words))
        named = {mention.key for mention in owners(self.vocabulary.owners, tail)}
        networks = {mention.key for mention in mentions(self.vocabulary.networks, tail)}
        topics = mentions(self.vocabulary.topics, tail)
        years = year_parts.several(sentence.text, 0, len(sentence.text))
        return Scope(
            indicator=match.entry.indicator if match else self.scope.indicator,
            owner=(ALL if len(named) > 1 else named.pop()) if named else self.scope.owner,
            network=networks.pop() if len(networks) == 1 else "",
            topic=topics[-1].key if topics else "",
            year=opening_year(sentence),
            years=years[0] if years else None,
            part=year_parts.before(sentence.text, 0, len(sentence.text)),
            plan=self.is_plan(sentence),
            mixed=self.is_mixed(sentence),
            loose=sentence.text.rstrip().endswith(".") and not _POINTS.search(sentence.text),
        )

    def is_plan(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of what is still to be done."""
        return (self.scope.plan and sentence.block.role is Role.ITEM) or self._plans(sentence)

    def is_mixed(self, sentence: Sentence) -> bool:
        """Whether a sentence tells both what was planned and what was done: which number is which, a person says."""
        if self.scope.mixed and sentence.block.role is Role.ITEM:
            return True
        if not self._plans(sentence):
            return False
        aim = _AIM.search(sentence.text)
        before = aim and any(n.end <= sentence.start + aim.start() for n in sentence.numbers if not n.reason)
        return bool(before or _FACT.search(sentence.text) or _has_been(sentence.words))

    def _plans(self, sentence: Sentence) -> bool:
        words, opening = sentence.words, opening_year(sentence)
        next_year = bool(self.year and opening and opening > self.year)
        if next_year and any(token.sense.lemma in _GOES_ON for token in words):
            return True
        if (next_year or _NEXT_YEAR.match(sentence.text)) and not _has_been(words) and any(map(_is_ahead, words)):
            return True
        if any(token.sense.lemma in PLAN for token in words) or _will_be(words):
            return True
        return bool(_AIM.search(sentence.text) or _PROVIDED.search(sentence.text) or _needs(sentence))

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
        for rank, words in enumerate(around):
            if context.within(words):
                return 6 - rank
        near = self.history[-indicator.near :] if indicator.near else []
        return 2 if any(context.within(earlier.words) for earlier in near) else 0


def _is_ahead(token: Token) -> bool:
    """Whether a verb tells of a work to come: «выйдет», «проведём»."""
    return token.pos == "VERB" and token.sense.lemma in _DONE | REACH and bool(_AHEAD.search(token.text))


def _needs(sentence: Sentence) -> bool:
    """Whether a quantity is wanted, «требуется 3 ролика»; «требуется 2 часа» tells how long something takes."""
    text, wanted = sentence.block.reading, (n for n in sentence.numbers if not n.reason and n.unit not in UNITS)
    return any(_NEEDED.search(text, max(sentence.start, number.start - 25), number.start) for number in wanted)


def _will_be(words: Sequence[Token]) -> bool:
    """Whether something is to be done: «будет проведено», «необходимо провести»; not «необходимо было»."""
    for at, token in enumerate(words):
        following = words[at + 1 : at + 1 + _NEAR]
        if token.text.lower() in _WILL and any(t.pos in ("PRTS", "INFN") for t in following):
            return True
        work = following[0] if following and token.sense.lemma in NEED else None
        if work and work.pos == "INFN" and work.sense.lemma in _DONE | REACH:
            return at == 0 or words[at - 1].sense.lemma != "быть"
    return False


def _has_been(words: Sequence[Token]) -> bool:
    """Whether a work is told as done: «проведено», «вышли»."""
    for at, token in enumerate(words):
        if token.sense.lemma not in _DONE:
            continue
        to_be = any(t.text.lower() in _WILL for t in words[max(0, at - _NEAR) : at])
        if (token.pos == "PRTS" and not to_be) or (token.pos == "VERB" and _BEHIND.search(token.text)):
            return True
    return False


def introduces(block: Block, following: Block | None) -> bool:
    """Whether a block says of what the list or table after it is."""
    if block.role is Role.HEADING or block.text.rstrip().endswith(":"):
        return True
    listed = following is not None and following.role in (Role.ITEM, Role.ROW)
    return listed and block.role is not Role.ITEM and len(block.text) < _SHORT


def opening_year(sentence: Sentence) -> int | None:
    """The year with which a sentence begins."""
    opening = _OPENS.match(sentence.text)
    return int(opening[1]) if opening else None
