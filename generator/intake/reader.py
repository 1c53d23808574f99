"""The quantities of one sentence, from left to right: each becomes a figure, waits for a person, or is set aside."""

import re
from dataclasses import replace

from generator.indicators import Indicator
from generator.intake import dates, plans, proposals, responses
from generator.intake.block import Block, Role
from generator.intake.changes import OF_RATE, RATE, SUFFIX, Change
from generator.intake.clauses import Clause, clause, per, tells_all, tells_parts
from generator.intake.counting import Counting
from generator.intake.dividing import Division
from generator.intake.doubting import Doubts
from generator.intake.doubts import (
    ADDEND,
    CHANGE_OR_WHOLE,
    FRACTION,
    IN_TIMES,
    JOINED,
    MIXED,
    NEW,
    OF_MONEY,
    OF_PAPER,
    OF_RISE,
    OFTEN,
    PART,
    SHARE,
    SLASHED,
    TOPICS,
    UNNAMED,
    UNTOLD,
)
from generator.intake.draft import Figure
from generator.intake.lexicon import OUTLETS, PARTS
from generator.intake.memory import Memory, Read, Scope
from generator.intake.mentions import Mention, mentions
from generator.intake.noise import MONEY, YEAR
from generator.intake.outcomes import Outcomes
from generator.intake.pages import PAGED, SUBSCRIBERS, TOTAL, Page, Pages
from generator.intake.periods import Periods
from generator.intake.phrases import tokens
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.intake.subject import CONTAINERS, Subject, set_off
from generator.intake.turns import rise_changes, subscribes, turn
from generator.intake.year_parts import OF_A_YEAR
from generator.model import ALL, Measure, Source

_ASIDE = re.compile(r"«[^«»]*»|\"[^\"]*\"|\([^()]*\)")
_ADDEND = re.compile(r"\d\s*\+\s*$")  # «540 (120 + 150 + 130)»
_MORE_ADDENDS = re.compile(r"\s*\+\s*\d")
_SLASHED = re.compile(r"\d\s*/\s*$")  # «пресс-релизы (2022/2023): 294/312»
_MORE_SLASHED = re.compile(r"\s*/\s*\d")
_END = re.compile(r"[,;()]|[.!?](?=\s|$)")  # where the words of one figure end
_PLUS = 8  # characters before a number in which a digit and a plus may stand
_LONG = 140  # characters: of a longer sentence only the words around the number are quoted
_BEFORE = 100  # characters before the number in such a quote
_FEW = 20  # fewer pages, sites or papers than this are mentioned in passing: «постов в трёх соцсетях – 1 900»
_EARLIER = 6  # sentences before it that may say what publications are about


class SentenceReader:
    """One sentence being read."""

    def __init__(self, memory: Memory, outcomes: Outcomes, sentence: Sentence, last: Read | None = None) -> None:
        self.memory = memory
        self.outcomes = outcomes
        self.sentence = sentence
        self.block: Block = sentence.block
        self.text = sentence.block.reading
        noise = [number for number in sentence.numbers if number.reason]
        self.counted = [number for number in sentence.numbers if not number.reason]
        self.periods = Periods(memory, sentence, noise)
        first = self.counted[0].start if self.counted else sentence.end
        self.pages = Pages(memory, sentence, first, only=len(self.counted) == 1)
        self.counting = Counting(memory, sentence, self.pages, last)
        self.division = Division(memory, sentence, self.counted, self.counting)
        self.doubts = Doubts(memory, sentence, self.counted, self.counting, self.division)
        self.changes = last is None or last.figure.measure in SUFFIX  # the sentence has told nothing but changes
        self.parts = False  # the sentence has come to the parts of a figure
        self.names: dict[int, str] = {}  # of its figures, were they parts, by their places among the outcomes

    @property
    def last(self) -> Read | None:
        """The figure read last in this sentence."""
        return self.counting.last

    def read(self) -> None:
        """Decide about every quantity of the sentence."""
        start = max(self.sentence.start, self.block.lead)
        for index, number in enumerate(self.counted):
            following = self.counted[index + 1].start if index + 1 < len(self.counted) else None
            here = clause(self.sentence, number, start, following)
            used = self._number(here)
            leaves = number.role == "from" or number.written == "mixed"  # its label to the next: «5З (пятьдесят три)»
            if not leaves and not self._in_passing(here):
                start = max(used, number.end)
        if self.counting.outer is not None:
            self.memory.last = self.counting.outer  # «41 300 (ВК – 22 100, ОК – 9 800). В 2022 году их было 36 900»

    def _in_passing(self, here: Clause) -> bool:
        """Whether a number only tells where the next one is counted: its label then goes on to that one."""
        read = self.last is not None and self.last.indicator.key in CONTAINERS
        return read and bool(here.left) and here.number.value is not None and here.number.value < _FEW

    def _number(self, here: Clause) -> int:
        """Decide about one quantity; the offset up to which its words reach."""
        number = here.number
        if number.value is None or number.upper is not None:
            self._queue(here, unread(number))
            return number.end
        if number.unit in responses.UNITS:
            self._response(here)
            return number.end
        decided = self.counting.of(here)
        if decided is None:
            return self._unknown(here)
        reason = self._hindrance(here, decided)
        if reason:
            self._queue(here, reason)
        else:
            self._keep(here, decided)
        return decided.end

    # The figure

    def _hindrance(self, here: Clause, decided: Subject) -> str:
        """Why a number whose indicator is known must wait for a person; empty when it need not."""
        number, growth = here.number, self._growth(here, decided)
        if number.role == "from":
            return "прежнее значение"
        start = max(self.sentence.start, number.start - _PLUS)
        if _MORE_ADDENDS.match(self.text, number.end) or _ADDEND.search(self.text, start, number.start):
            return ADDEND
        if _MORE_SLASHED.match(self.text, number.end) or _SLASHED.search(self.text, start, number.start):
            return SLASHED
        if here.phrase and here.phrase.head.sense.lemma == "раз" and per("", here.after):
            return OFTEN  # «газета выходит 2 раза в неделю»
        if decided.indicator.generic:
            return "не сказано, о ком это число"
        if decided.indicator.key == SUBSCRIBERS and self.pages.of_paper(here):
            return OF_PAPER
        if number.unit == "percent" and growth is None and decided.indicator.measure is not Measure.SHARE:
            return SHARE
        if number.unit not in ("percent", "times") and (number.value or 0) % 1 and not per(here.before, here.after):
            return FRACTION
        if growth and rise_changes(self._change(here, decided).own):
            return OF_RISE
        if growth and self._is_of_money(number):
            return OF_MONEY
        if growth is Measure.GROWTH_PCT and OF_RATE.search(here.before):
            return RATE
        if growth is Measure.RATIO and self._change(here, decided).falls != _is_fall(decided.indicator):
            return IN_TIMES
        return ""

    def _is_of_money(self, number: Number) -> bool:
        """Whether a change is one of money: «на сумму 2,4 млн рублей, что на 300 тысяч меньше»."""
        before = [other for other in self.sentence.numbers if other.start < number.start][-1:]
        return any(other.reason == MONEY for other in before)

    def _keep(self, here: Clause, decided: Subject) -> None:
        figure = self._described(here, decided)
        summed = self._sums_up(here, decided, figure) and self.outcomes.divide(self.names, figure)
        if not summed and self._is_part(here, decided, figure):
            figure = replace(figure, part=_part_name(here), doubt=PART)
        self.changes = self.changes and (figure.measure in SUFFIX or figure.doubt == CHANGE_OR_WHOLE)
        self.memory.last = Read(decided.indicator, figure, len(self.memory.history), self.block)
        self.counting.note(here.number, self.memory.last)
        self.names[len(self.outcomes.figures)] = _part_name(here)
        self.outcomes.keep(self.block, here.number, figure)

    def _described(self, here: Clause, decided: Subject) -> Figure:
        number, key = here.number, decided.indicator.key
        assert number.value is not None
        catalogue = self.memory.vocabulary.catalogue
        change, growth = self._change(here, decided), self._growth(here, decided)
        average = "" if growth else per(here.before, here.after)
        measure = growth or (Measure.AVERAGE if average else decided.indicator.measure)
        value = -number.value if growth and growth is not Measure.RATIO and change.falls else number.value
        page = Page()
        if key in PAGED:
            page = self._page(key, here, decided, growth)
            if key == SUBSCRIBERS and measure is Measure.STOCK and page.network == ALL:
                key = TOTAL
        when = self.periods.of(here, measure, carried=self.last is not None)
        as_of = self._as_of(here, decided) if measure is Measure.STOCK else ""
        dated = dates.fits(as_of, when.years)
        kind = f"per_{average}" if average else "total" if when.over_years else ""
        key = catalogue.variant(key, SUFFIX.get(measure, kind))
        known = catalogue.indicators[key]
        topic = self._topic(here, decided) if known.breakdown else ""
        if key in (SUBSCRIBERS, TOTAL) and subscribes([*here.left, *here.right]):
            page = replace(page, doubt=page.doubt or JOINED)
        vague = UNTOLD if known.breakdown and not topic and not self._is_placed() else ""
        vague = TOPICS if known.breakdown and self._joins_topics(here) else vague
        return Figure(
            key=key,
            label=known.label,
            value=value,
            measure=measure,
            period=when.years,
            sources=(self._source(here, decided.end),),
            qualifier=number.qualifier,
            as_of=as_of if dated else "",
            owner=page.owner,
            network=page.network,
            topic=topic,
            part=when.part,
            unit=average,
            doubt=self.doubts.respectively(number)
            or decided.doubt
            or when.doubt
            or (dates.OF_ANOTHER_YEAR if as_of and not dated and self.memory.is_of_report(when.years) else "")
            or page.doubt
            or vague
            or (CHANGE_OR_WHOLE if measure not in SUFFIX and change.unclear else "")
            or self.doubts.of(here, decided, key, measure, topic),
        )

    def _as_of(self, here: Clause, decided: Subject) -> str:
        """The date of a stock: told in its sentence, over its list, or with the figure before it in its paragraph."""
        told = dates.of(self.text, self.sentence.start, here.number.start, self.sentence.end)
        if not told and self.block.role is Role.ITEM:
            told = self.memory.scope.as_of
        last = self.memory.last
        if not told and last is not None and last.block is self.block and last.indicator is decided.indicator:
            told = last.figure.as_of
        return told

    def _page(self, key: str, here: Clause, decided: Subject, growth: Measure | None) -> Page:
        before = self.counting.beside(here.number) or self.memory.last
        listed = self.block.role is Role.ITEM or self.memory.scope.indicator is not None
        goes_on = growth is not None or (decided.side == "carried" and (self.last is not None or not listed))
        return self.pages.of(key, here, before.figure if before else None, goes_on)

    def _change(self, here: Clause, decided: Subject) -> Change:
        above = self.memory.scope if self.block.role is Role.ITEM and self.last is None else Scope()
        before = self.counting.beside(here.number) or above
        carried = decided.side == "carried" or before.indicator is decided.indicator
        return Change(here, self.sentence, self.counting.beside(here.number), above, carried, self.changes)

    def _growth(self, here: Clause, decided: Subject) -> Measure | None:
        of_subscribers, after_figure = decided.indicator.key == SUBSCRIBERS, bool(self.last or self.memory.last)
        return self._change(here, decided).measure(of_subscribers=of_subscribers, after_figure=after_figure)

    def _is_part(self, here: Clause, decided: Subject, figure: Figure) -> bool:
        """Whether a figure tells a part of the one before it: «материалов, из них 300 – в газете»."""
        told = tells_parts(here.before)
        if told and decided.side != "right" and self.division.follows_unread(here):
            return True  # «45 учреждений ведут страницы, из них 43 подтверждены»
        if self.last is None or self.last.figure.key != figure.key or figure.topic:
            self.parts = False
            return False
        if figure.network and not (told and figure.network == self.last.figure.network):
            self.parts = False
            return False
        self.parts = self.parts or told
        same = (self.last.figure.period, self.last.figure.measure) == (figure.period, figure.measure)
        # «В декабре – 4, а за год – 50»: the second is no part of the first.
        return same and (self.parts or (decided.side == "carried" and self.last.figure.doubt != OF_A_YEAR))

    def _sums_up(self, here: Clause, decided: Subject, figure: Figure) -> bool:
        """Whether a number may be the sum of those before it: «в сетевых – 640, в печатных – 210, всего 1 005»."""
        counts = figure.measure is Measure.COUNT and not (figure.topic or figure.network)
        return decided.side == "carried" and counts and tells_all(here.before)

    def _topic(self, here: Clause, decided: Subject) -> str:
        """What publications are about: named in the clause, the sentence, the list's heading or just before."""
        topics = self.memory.vocabulary.topics
        if found := self._named_topics(here):
            return found[0].key
        named = {mention.key for mention in mentions(topics, self.sentence.words)}
        if named:  # of several each has its own number: «386 материалов, из них о СВО – 112, о выборах – 47»
            return named.pop() if len(named) == 1 and not self._has_parts(here) else ""
        if decided.side == "carried" and self.last is not None:
            return self.last.figure.topic
        if self.memory.scope.topic:
            return self.memory.scope.topic
        history, last = self.memory.history, self.memory.last
        for at in range(len(history) - 1, max(-1, len(history) - 1 - _EARLIER), -1):
            if found := mentions(topics, history[at].words):
                # «О выборах вышло 64 материала. На сайте размещено 904 новости»: the topic has had its number.
                spent = decided.side != "carried" and last is not None and last.figure.topic and last.sentence >= at
                return "" if spent else found[0].key
        return ""

    def _named_topics(self, here: Clause) -> list[Mention]:
        """The topics that the words of a number name, a label after it first: «312 – о нацпроектах, 45 – о выборах»."""
        topics = self.memory.vocabulary.topics
        return (mentions(topics, here.right) if here.labelled else []) or mentions(topics, here.words)

    def _joins_topics(self, here: Clause) -> bool:
        """Whether the words of a number name several topics; those in quotation marks or brackets are examples."""
        found = self._named_topics(here)
        aside = [match.span() for match in _ASIDE.finditer(self.text, here.start, here.end)]
        return len({m.key for m in found if not any(start <= m.start < end for start, end in aside)}) > 1

    def _has_parts(self, here: Clause) -> bool:
        """Whether a number is divided right after it: «материалов, из них»."""
        return tells_parts(self.text[here.number.end : here.end])

    def _is_placed(self) -> bool:
        """Whether this sentence or the one before says where publications came out: then they need no topic."""
        told = [*self.sentence.words, *(self.memory.history[-1].words if self.memory.history else ())]
        return any(not token.sense.lemmas.isdisjoint(OUTLETS) for token in told)

    def _response(self, here: Clause) -> None:
        """A number of hours or days: a response time, or no figure at all."""
        read = responses.read(here, self.sentence, self.memory.vocabulary)
        if read is None:
            self.outcomes.ignore(self.block, here.number, "срок")
        elif not read.unit:
            self._queue(here, "срок ответа: решите, в каких единицах его писать")
        else:
            when = self.periods.of(here, Measure.DURATION, carried=False)
            figure = replace(read, period=when.years, sources=(self._source(here, here.number.end),))
            self.outcomes.keep(self.block, here.number, figure)

    # What the catalogue does not know

    def _unknown(self, here: Clause) -> int:
        number = here.number
        assert number.value is not None
        year = self.memory.year
        one = number.written == "words" and number.value == 1
        if year and number.value in (year, year + 1) and number.written == "digits" and not number.unit:
            self.outcomes.ignore(self.block, number, YEAR)
        elif number.role == "from":
            self._queue(here, "прежнее значение")
        elif number.unit:
            self._queue(here, "не сказано, чего это процент" if number.unit == "percent" else "не сказано, что выросло")
        elif not one and number.value % 1 == 0 and (named := self._proposal(here)):
            name, end = named
            self.outcomes.keep(self.block, number, self._proposed(here, name, end))
            return end
        elif one and here.phrase is not None:
            self.outcomes.ignore(self.block, number, "не количество")
        else:
            self._queue(here, "в каталоге нет такого показателя" if here.phrase else UNNAMED)
        return number.end

    def _proposal(self, here: Clause) -> tuple[str, int] | None:
        """The label of an indicator that the catalogue lacks, and where its words end."""
        phrase = here.phrase
        if phrase is not None:
            begins = self.block.role is Role.ITEM or here.left or self.last
            if not begins or not proposals.is_work(here.left, phrase):
                return None
            following = [token for token in here.right if token.start >= phrase.head.end]
            return proposals.label_after(phrase, following), phrase.head.end
        closes = not re.search(r"[^\W\d_]", here.after) and set_off(here.before)
        name = proposals.label_before(here.left) if closes else ""
        return (name, here.number.end) if name and not any(name in words for words in PARTS) else None

    def _proposed(self, here: Clause, name: str, end: int) -> Figure:
        average = per(here.before, here.after)
        measure = Measure.AVERAGE if average else Measure.COUNT
        when = self.periods.of(here, measure, carried=self.last is not None)
        return Figure(
            key="",
            label=name,
            value=here.number.value,
            measure=measure,
            period=when.years,
            sources=(self._source(here, end),),
            qualifier=here.number.qualifier,
            part=when.part,
            unit=average,
            doubt=NEW,
        )

    def _queue(self, here: Clause, reason: str) -> None:
        self.outcomes.queue(self.block, here.number, reason, self._source(here, here.number.end))

    def _source(self, here: Clause, end: int) -> Source:
        """The words that say a figure: its sentence, or of one that is long or has other figures its own words."""
        start, stop = max(self.sentence.start, self.block.lead), self.sentence.end
        if len(self.counted) > 1 or stop - start > _LONG:
            start = max(start, here.start, here.number.start - _BEFORE)
            end, stop = max(end, here.number.end), min(stop, max(end, here.end))
            closing = _END.search(self.text, end, stop)
            stop = closing.start() if closing else stop
        return self.outcomes.source(self.block, start, stop)


def unread(number: Number) -> str:
    """Why a number has no single value."""
    if number.upper is not None:
        return "названы два числа: от и до"
    if number.written == "mixed":
        return MIXED
    return "неясно, дробь или тысячи" if number.written == "digits" else "число не названо"


def read(memory: Memory, outcomes: Outcomes, sentence: Sentence, figure: Figure | None = None) -> None:
    """Read a sentence: its noise is set aside, the numbers of a plan become targets, the others are decided about.

    It may stand beside a figure of a table: «+2 054 за год», «2020 г. – 1 244».
    """
    block = sentence.block
    counted = [number for number in sentence.numbers if not number.reason]
    for number in sentence.numbers:
        if number.reason:
            outcomes.ignore(block, number, number.reason)
    if not counted:
        return
    if block.section == "goals" or memory.is_plan(sentence):
        for number in counted:
            outcomes.target(block, number)
        return
    planned = plans.labelled(sentence)
    for number in planned:
        outcomes.target(block, number)
    sentence = replace(sentence, numbers=[number for number in sentence.numbers if number not in planned])
    indicator = memory.vocabulary.catalogue.indicators.get(figure.key) if figure else None
    last = Read(indicator, figure, len(memory.history), block) if indicator and figure else None
    SentenceReader(memory, outcomes, sentence, last).read()


def _is_fall(indicator: Indicator) -> bool:
    """Whether the figures of an indicator tell how many times less there is: «снижение доли …, раз»."""
    return indicator.measure is Measure.RATIO and turn(tokens(indicator.label)) == "fall"


def _part_name(here: Clause) -> str:
    """The words that tell which part: those after the number, or between the label and the number."""
    after = re.split(r"[,;.()]", here.after, maxsplit=1)[0].strip(" –-—:")
    return after if re.search(r"[^\W\d_]{2}", after) else here.before.strip(" ,–-—:(")
