"""From blocks to figures: what every number of a report is.

Every number ends in exactly one place: a figure, the review queue, a target of a plan, or set aside
with its reason. `Found.spans` tells which, and a test counts them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.indicators import Indicator
from generator.intake import numbers, proposals
from generator.intake.draft import Figure, SetAside, Span
from generator.intake.layout import Block, Role
from generator.intake.lexicon import EMPTY, PARTS, PLAN
from generator.intake.mentions import LAST_YEAR, YEAR, Picker, last_year, mentions, owners, year_label
from generator.intake.noise import AGE, DATE, ITEM, PAGE
from generator.intake.numbers import Number
from generator.intake.phrases import Terms, Token
from generator.intake.sentences import Sentence, sentences
from generator.intake.subject import (
    CONTAINERS,
    Phrase,
    Subject,
    gains,
    has_change,
    has_fall,
    on_the_left,
    on_the_right,
    phrase_after,
    subject,
)
from generator.intake.vocabulary import Naming, Vocabulary
from generator.model import ALL, Measure, Pending, Period, Source

SUBSCRIBERS, TOTAL, ACCOUNTS = "subscribers", "subscribers_total", "accounts"

# Figures of single pages: whose page and which network is told.
PAGED = {
    SUBSCRIBERS, ACCOUNTS, "new_accounts", "posts", "stories", "views", "reach", "likes", "reposts", "comments", "users",
    "live_broadcasts",
}  # fmt: skip

SUFFIX = {Measure.GROWTH_ABS: "growth_abs", Measure.GROWTH_PCT: "growth_pct", Measure.RATIO: "growth_ratio"}
DURATIONS = {"minutes", "hours", "days", "weeks"}

_SINCE = re.compile(r"\bс\s+((?:19|20)\d\d)\s*(?:г|$|по)", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:[^\w(]*[^\W\d_]+(?:-[^\W\d_]+)*[^\w(]){0,4}?[^\w(]*(?:в|во|за|по итогам|к концу|на конец)\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:всего|итого|общ\w+|совокупн\w+|суммарн\w+)\b", re.IGNORECASE)
_PER_LEFT = re.compile(
    r"\b([Ее]женедельно|[Ее]жедневно|[Ее]жемесячно|еженедельно|ежедневно|ежемесячно|в неделю|в день|в месяц|в сутки|за неделю|за (?:рабочий )?день|за месяц|каждую неделю"
    r"|каждый день|каждый месяц|(?:средне)?(?:недельн|дневн|суточн|месячн)\w+)\b"
)
_PER_RIGHT = re.compile(
    r"^[^,;.()]{0,70}?\b(в неделю|в день|в месяц|в сутки|еженедельно|ежедневно|ежемесячно|за неделю|за (?:рабочий )?день|за месяц)\b"
)
_PER = (("недел", "week"), ("дн", "day"), ("день", "day"), ("сут", "day"), ("месяц", "month"), ("месячн", "month"))
_TOPICAL = re.compile(r"\bпо вопросам\b|\bпосвящ\w+|\bтематическ\w+", re.IGNORECASE)
_COMMON = re.compile(
    r"\b(?:общ|суммарн|совокупн)\w+\s+(?:аудитори|числ|количеств|численност)|\bвся аудитори", re.IGNORECASE
)
_WAS = re.compile(r"(?:\bпротив|\bвместо|\bбыло|\bранее|\bраньше|\bпрошлогодн\w+)\s*[–(:-]?\s*$", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:страни[цч]|аккаунт|канал|групп|паблик|подписчик|соцсет|сет[ия]х?)\w*\s+(?:[\w«»]+\s+){0,2}(?:глав[аыеу]\b|мэр|дум)",
    re.IGNORECASE,
)
_MEAN = re.compile(r"\bв среднем\b|\bсредн\w+\b", re.IGNORECASE)
_AS_OF = re.compile(r"\bна (?:0?1[. ](?:01|января)[. ]|начало |январь |конец )", re.IGNORECASE)
_RESPONSE = Terms(["ответ*", "реагировани*", "отработк*", "рассмотрени*", "отвеча*", "обработк*", "предоставлени*"])


@dataclass(slots=True)
class Found:
    """What became of the numbers of a report."""

    figures: list[Figure] = field(default_factory=list)
    review: list[Pending] = field(default_factory=list)
    targets: list[SetAside] = field(default_factory=list)
    ignored: list[SetAside] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the line above a list says of its items."""

    indicator: Indicator | None = None
    owner: str = ""
    network: str = ""
    topic: str = ""
    year: int | None = None
    plan: bool = False
    works: bool = False  # its verb tells of the press service's works


@dataclass(slots=True)
class Clause:
    """A number in its sentence: the words on its two sides, up to its neighbours."""

    number: Number
    start: int  # where its own words begin
    end: int  # where those after it end
    before: str
    after: str
    left: list[Token]
    right: list[Token]
    phrase: Phrase | None


class Extraction:
    """One report being read; `year` is the report's, `None` while unknown."""

    def __init__(self, file: str, year: int | None, vocabulary: Vocabulary) -> None:
        self.file = file
        self.year = year
        self.vocabulary = vocabulary
        self.found = Found()
        self.scope = Scope()
        self.several_owners = False  # the report speaks of the pages of others than the administration, too
        self.history: list[Sentence] = []
        self.last: tuple[Indicator, Figure] | None = None  # the figure read last, and where
        self.last_sentence = 0
        self.last_block: Block | None = None
        self.row_before: Figure | None = None  # the last whole figure of the table being read
        self.table_of_pages = False  # the table being read has networks in its rows
        self.brackets_of_last_year = False  # «(годом ранее 27 950)» has been said in this list

    def read(self, blocks: Sequence[Block]) -> Found:
        """Read every block; rows of tables are read together."""
        from generator.intake import tables

        self.several_owners = any(_OTHERS.search(block.reading) for block in blocks)
        at = 0
        while at < len(blocks):
            if blocks[at].role is Role.ROW:
                end = at
                while end < len(blocks) and blocks[end].role is Role.ROW:
                    end += 1
                tables.read(self, blocks[at:end])
                at = end
            else:
                self._block(blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None)
                at += 1
        return self.found

    # Blocks and their scope

    def _block(self, block: Block, following: Block | None) -> None:
        quiet = block.role is Role.TITLE or (block.role is Role.HEADING and block.question)
        if block.role is Role.HEADING:
            self.history.clear()
        if block.role is not Role.ITEM:
            self.brackets_of_last_year = False
            if block.role is Role.HEADING or self.scope == Scope() or not _introduces(block, following):
                self.scope = Scope()
        for sentence in sentences(block):
            if quiet:
                for number in sentence.numbers:
                    self.ignore(sentence.block, number, number.reason or "заголовок")
            else:
                self._sentence(sentence)
            self.history.append(sentence)
        if not quiet and _introduces(block, following) and block.role is not Role.ITEM:
            self.scope = self._introduced(self.history[-1] if self.history else None, block)

    def _introduced(self, sentence: Sentence | None, block: Block) -> Scope:
        """What a line that ends with a colon, or a heading, says of the list under it."""
        if sentence is None:
            return self.scope
        words = sentence.words
        old = self.scope
        tail = [token for token in words if token.end > sentence.end - 250]
        match = on_the_left(tail, self.vocabulary, lambda i: self.allowed(i, tail, words))
        indicator = match.entry.indicator if match else old.indicator
        named = {m.key for m in owners(self.vocabulary.owners, tail)}
        nets = {m.key for m in mentions(self.vocabulary.networks, tail)}
        topics = mentions(self.vocabulary.topics, tail)
        return Scope(
            indicator=indicator,
            owner=(ALL if len(named) > 1 else named.pop()) if named else old.owner,
            network=nets.pop() if len(nets) == 1 else "",
            topic=topics[-1].key if topics else "",
            year=self._opening_year(sentence),
            plan=self._is_plan(sentence),
            works=True,
        )

    # Sentences

    def _sentence(self, sentence: Sentence) -> None:
        block = sentence.block
        noise = [n for n in sentence.numbers if n.reason]
        counted = [n for n in sentence.numbers if not n.reason]
        for number in noise:
            self.ignore(block, number, number.reason)
        if not counted:
            return
        if block.section == "goals" or self._is_plan(sentence):
            for number in counted:
                self.target(block, number)
            return
        reader = _SentenceReader(self, sentence, noise, counted)
        reader.read()

    def read_note(self, block: Block, start: int, end: int, figure: Figure | None) -> None:
        """Read the words beside a figure of a table: «+2 054 за год», «2020 г. – 1 244»."""
        found = [replace(n, start=n.start + start, end=n.end + start) for n in numbers.find(block.reading[start:end])]
        sentence = Sentence(block, start, end, found)
        noise = [n for n in found if n.reason and n.reason not in (PAGE, ITEM)]
        counted = [n for n in found if not n.reason]
        for number in found:
            if number.reason in (PAGE, ITEM):
                self.queue(block, number, "не сказано, чего это число", block.source(self.file))
        for number in noise:
            self.ignore(block, number, number.reason)
        if counted:
            reader = _SentenceReader(self, sentence, noise, counted)
            indicator = self.vocabulary.catalogue.indicators.get(figure.key) if figure else None
            reader.last = (indicator, figure) if indicator and figure else None
            reader.read()

    def _is_plan(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of what is still to be done."""
        if self.scope.plan and sentence.block.role is Role.ITEM:
            return True
        opening = self._opening_year(sentence)
        if self.year and opening and opening > self.year:
            words = sentence.words
            return any(w.sense.lemma in ("быть", "продолжить", "стать") for w in words) or _has(words, PLAN)
        return _has(sentence.words, PLAN)

    def _opening_year(self, sentence: Sentence) -> int | None:
        opening = _OPENS.match(sentence.text)
        return int(opening[1]) if opening else None

    def allowed(self, naming: Naming, *around: Sequence[Token]) -> int:
        """How strongly the words around speak for a reading, the nearest words first; 0 forbids it.

        The words of the clause may forbid it; what must be said with a phrase may stand anywhere.
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

    # Outcomes

    def ignore(self, block: Block, number: Number, reason: str) -> None:
        """Set a number aside with its reason."""
        self.found.ignored.append(self._aside(block, number, reason))
        self._spend(block, number, "ignored")

    def target(self, block: Block, number: Number) -> None:
        """Keep a number of a plan."""
        self.found.targets.append(self._aside(block, number, ""))
        self._spend(block, number, "target")

    def queue(self, block: Block, number: Number, reason: str, source: Source) -> None:
        """Leave a number to a person."""
        text = block.text[number.start : number.end]
        self.found.review.append(Pending(text, number.value, reason, source))
        self._spend(block, number, "review")

    def keep(self, block: Block, number: Number, figure: Figure) -> None:
        """Draft a figure."""
        self.found.figures.append(figure)
        self._spend(block, number, "observation")

    def _aside(self, block: Block, number: Number, reason: str) -> SetAside:
        start, end = max(0, number.start - 40), min(len(block.text), number.end + 40)
        source = block.source(self.file, *_words_only(block.text, start, end))
        return SetAside(block.text[number.start : number.end], number.value, reason, source)

    def _spend(self, block: Block, number: Number, fate: str) -> None:
        self.found.spans.extend(spans(block, number.start, number.end, fate))


class _SentenceReader:
    """The quantities of one sentence, from left to right."""

    def __init__(self, whole: Extraction, sentence: Sentence, noise: list[Number], counted: list[Number]) -> None:
        self.whole = whole
        self.sentence = sentence
        self.block = sentence.block
        self.text = sentence.block.reading
        self.noise = noise
        self.counted = counted
        vocabulary = whole.vocabulary
        self.vocabulary = vocabulary
        words = sentence.words
        self.networks = mentions(vocabulary.networks, words)
        self.owners = owners(vocabulary.owners, words)
        self.network_picker = Picker(self.text, self.networks)
        self.owner_picker = Picker(self.text, self.owners)
        self.opening = whole._opening_year(sentence)
        self.last: tuple[Indicator, Figure] | None = None
        self.parts = False  # the sentence has come to the parts of a figure

    def read(self) -> None:
        """Draft, queue or set aside every quantity of the sentence."""
        start = self.sentence.start
        if self.block.lead and start == 0:
            start = self.block.lead
        for index, number in enumerate(self.counted):
            following = self.counted[index + 1].start if index + 1 < len(self.counted) else None
            clause = self._clause(number, start, following)
            used = self._number(clause, following)
            contained = (
                self.last is not None and self.last[0].key in CONTAINERS and clause.left and number.value is not None
            )
            if number.role != "from" and not (contained and number.value < 20):
                start = max(used, number.end)

    def _clause(self, number: Number, start: int, following: int | None) -> Clause:
        cut = self.text.rfind(";", start, number.start)
        start = cut + 1 if cut >= 0 else start
        end = following if following is not None else self.sentence.end
        stop = self.text.find(";", number.end, end)
        end = stop if stop >= 0 else end
        right = self.sentence.between(number.end, end)
        if (
            right
            and right[0].text in ("–", "-", ":")
            and not any(t.is_word for t in self.sentence.between(start, number.start))
        ):
            right = right[1:]  # «27 415 – подписчики администрации»
        return Clause(
            number=number,
            start=start,
            end=end,
            before=self.text[start : number.start],
            after=self.text[number.end : end],
            left=self.sentence.between(start, number.start),
            right=right,
            phrase=phrase_after(right),
        )

    def _number(self, clause: Clause, following: int | None) -> int:
        """Decide about one quantity; the offset up to which its words reach."""
        number = clause.number
        if number.value is None:
            self._queue(clause, "число не названо")
            return number.end
        if number.upper is not None:
            self._queue(clause, "названы два числа: от и до")
            return number.end
        if number.unit in DURATIONS:
            return self._duration(clause)
        decided = self._subject(clause)
        if decided is None:
            return self._unknown(clause)
        return self._figure(clause, decided, following)

    def _subject(self, clause: Clause) -> Subject | None:
        before = self.sentence.between(self.sentence.start, clause.end)

        def of_left(naming: Naming) -> int:
            return self.whole.allowed(naming, clause.left, clause.right, before)

        def of_right(naming: Naming) -> int:
            return self.whole.allowed(naming, clause.right, clause.left, before)

        left = on_the_left(clause.left, self.vocabulary, of_left)
        right = on_the_right(clause.right, self.vocabulary, of_right)
        decided = subject(clause.number, left, right, clause.phrase, clause.left, clause.right, clause.before)
        if decided is not None and not decided.indicator.generic and decided.indicator.key not in CONTAINERS:
            return decided
        return self._on_a_page(clause, decided, people=right is not None and right.entry.indicator.generic) or decided

    def _on_a_page(self, clause: Clause, decided: Subject | None, people: bool) -> Subject | None:
        """A number that names no indicator of its own beside a network, or after one that does.

        «Телеграм – 7855», «канал читают 5 902 человека», «в 2023 году – 2870».
        """
        end = decided.end if decided else clause.number.end
        counted_pages = decided is not None and not decided.indicator.generic
        people = people or bool(counted_pages and (clause.number.role or clause.number.unit in ("percent", "times")))
        subscribers = self.vocabulary.catalogue.indicators.get(SUBSCRIBERS)
        scope = self.whole.scope.indicator if self.block.role is not Role.PARAGRAPH else None
        carried = self.last[0] if self.last else scope
        if carried is None:
            carried = self._looked_back(clause) or self._listed(clause)
        head = clause.phrase.head if clause.phrase else None
        named = head is not None and any(m.start <= head.start and head.end <= m.end for m in self.networks)
        listed = (
            carried is not None
            and carried.key == SUBSCRIBERS
            and any(m.start >= clause.number.end for m in self.networks)
        )
        bare = head is None or named or people or (decided is not None and decided.indicator.generic)
        if counted_pages and listed and subscribers and not clause.left:
            return Subject(subscribers, "carried", end)
        if not bare:
            return None
        on_network = any(clause.start <= m.start and m.end <= clause.number.start for m in self.networks)
        if subscribers and counted_pages and people:
            return Subject(subscribers, "carried", end)
        if subscribers and on_network and (carried is None or carried.key in (SUBSCRIBERS, ACCOUNTS) or people):
            doubt = "" if carried is not None else "не сказано, чего это число: похоже на подписчиков"
            return Subject(subscribers, "carried", end, doubt)
        if counted_pages:
            return None
        if carried is not None and not people and (on_network or named or self._is_bare(clause)):
            return Subject(carried, "carried", end)
        if subscribers and people and self.networks:
            return Subject(subscribers, "carried", end, "подписчики прямо не названы")
        return None

    def _listed(self, clause: Clause) -> Indicator | None:
        """What the item before counted, when this one begins with its number, too: «9 305 – Одноклассники»."""
        if self.block.role is not Role.ITEM or clause.left or self.whole.last is None:
            return None
        recent = len(self.whole.history) - self.whole.last_sentence <= 1
        return self.whole.last[0] if recent and self.whole.last[0].key in PAGED else None

    def _looked_back(self, clause: Clause) -> Indicator | None:
        """What the sentence before counted, when this one speaks of it: «За год их набралось 963»."""
        if self.block.role is Role.ITEM and self.block is not self.whole.last_block:
            return None
        pronoun = any(token.sense.lemma in ("они", "он", "она", "это", "их") for token in clause.left)
        change = clause.number.unit in ("percent", "times") or has_change([*clause.left, *clause.right[:4]])
        back = clause.phrase is None and bool(self.opening or LAST_YEAR.search(clause.before))
        near = len(self.whole.history) - self.whole.last_sentence <= 1
        if self.whole.last is not None and near and (pronoun or change or back):
            return self.whole.last[0]
        if pronoun and self.whole.history:
            words = self.whole.history[-1].words
            match = on_the_left(words, self.vocabulary, lambda naming: self.whole.allowed(naming, words, words))
            return match.entry.indicator if match else None
        return None

    def _is_bare(self, clause: Clause) -> bool:
        """Whether the words right before a number name nothing but a network, an owner, a year or «всего»."""
        named = [*self.networks, *self.owners]
        marks = [n for n, token in enumerate(clause.left) if token.text in ",(:;"]
        nearest = clause.left[marks[-1] + 1 :] if marks else clause.left
        content = [
            token
            for token in nearest
            if token.pos in ("NOUN", "VERB", "PRTS", "INFN")
            and token.sense.lemmas.isdisjoint(EMPTY)
            and not any(m.start <= token.start and token.end <= m.end for m in named)
        ]
        return not content

    # The figure

    def _figure(self, clause: Clause, decided: Subject, following: int | None) -> int:
        number, indicator = clause.number, decided.indicator
        if number.role == "from":
            self._queue(clause, "прежнее значение")
            return number.end
        if indicator.generic:
            self._queue(clause, "не сказано, о ком это число")
            return decided.end
        growth = self._growth(clause)
        if number.unit == "percent" and growth is None and indicator.measure is not Measure.SHARE:
            self._queue(clause, "доля: сравнить не с чем")
            return decided.end
        if number.unit not in ("percent", "times") and (number.value or 0) % 1 and not self._per(clause):
            self._queue(clause, "дробное количество")
            return decided.end
        if growth is Measure.RATIO and has_fall([*clause.left, *clause.right[:4]]):
            self._queue(clause, "во сколько раз стало меньше: решите, как это записать")
            return decided.end
        figure = self._described(clause, decided, growth, following)
        if self._is_part(clause, decided, figure):
            figure = replace(figure, part=self._part_name(clause), doubt="часть числа, названного перед этим")
        self.last = self.whole.last = (indicator, figure)
        self.whole.last_sentence, self.whole.last_block = len(self.whole.history), self.block
        self.whole.keep(self.block, number, figure)
        return decided.end

    def _described(self, clause: Clause, decided: Subject, growth: Measure | None, following: int | None) -> Figure:
        number, indicator = clause.number, decided.indicator
        catalogue = self.vocabulary.catalogue
        measure = growth or indicator.measure
        value = number.value
        assert value is not None
        per = "" if growth else self._per(clause)
        if per:
            measure = Measure.AVERAGE
        minus = self.text[number.start - 1 : number.start] in ("–", "-") and growth is Measure.GROWTH_PCT
        if growth and (minus or has_fall([*clause.left, *clause.right[:4]])):
            value = -value
        key = indicator.key
        owner = network = ""
        doubt = decided.doubt
        if key in PAGED:
            owner, network = self._page(key, growth, clause, following, decided.side == "carried")
            if key == SUBSCRIBERS and measure is Measure.STOCK and network in ("", ALL):
                key, network = TOTAL, ALL
        if measure in SUFFIX and f"{key.removesuffix('_total')}_{SUFFIX[measure]}" in catalogue.indicators:
            key = f"{key.removesuffix('_total')}_{SUFFIX[measure]}"
        elif per and f"{key}_per_{per}" in catalogue.indicators:
            key = f"{key}_per_{per}"
        period, total = self._period(clause, measure)
        if total and f"{key}_total" in catalogue.indicators:
            key = f"{key}_total"
        known = catalogue.indicators[key]
        return Figure(
            key=key,
            label=known.label,
            value=value,
            measure=measure,
            period=period,
            sources=(self._source(clause, decided.end),),
            qualifier=number.qualifier,
            owner=owner,
            network=network,
            topic=self._topic(clause) if known.breakdown else "",
            unit=per,
            doubt=doubt,
        )

    def _growth(self, clause: Clause) -> Measure | None:
        """What kind of change a number tells, if any."""
        number = clause.number
        near = [*clause.left, *clause.right[:6]]
        sign = self.text[max(0, number.start - 2) : number.start].rstrip()[-1:]
        signed = sign == "+" or (sign in "–-" and self.text[number.start - 1] in "–-" and sign != "")
        if number.unit == "percent" and signed and (self.last or self.whole.last):
            return Measure.GROWTH_PCT
        if number.unit == "percent":
            changed = has_change(near) or (self.last is not None and has_change(self.sentence.words))
            return Measure.GROWTH_PCT if changed and number.role != "to" else None
        if number.unit == "times":
            return Measure.RATIO
        if sign == "+" or (number.role == "by" and has_change(near)) or gains(clause.left):
            return Measure.GROWTH_ABS
        if any(t.sense.lemma == "прирост" for t in clause.left) and number.role != "to":
            return Measure.GROWTH_ABS
        return None

    def _is_part(self, clause: Clause, decided: Subject, figure: Figure) -> bool:
        """Whether a figure tells a part of the one before it: «материалов, из них 300 – в газете»."""
        if self.last is None or self.last[1].key != figure.key or figure.topic or figure.network:
            self.parts = False
            return False
        self.parts = self.parts or any(words in clause.before.lower() for words in PARTS)
        same = (self.last[1].period, self.last[1].measure) == (figure.period, figure.measure)
        return same and (self.parts or decided.side == "carried")

    def _part_name(self, clause: Clause) -> str:
        """The words that tell which part: those after the number, or between the label and the number."""
        after = re.split(r"[,;.()]", clause.after, maxsplit=1)[0].strip(" –-—:")
        if re.search(r"[^\W\d_]{2}", after):
            return after
        return clause.before.strip(" ,–-—:(")

    def _per(self, clause: Clause) -> str:
        """Of what period a number is the average, if it is one: day, week or month."""
        return per_of(clause.before, clause.after)

    def _page(
        self, key: str, growth: Measure | None, clause: Clause, following: int | None, carried: bool
    ) -> tuple[str, str]:
        """Whose page and which network."""
        scope = self.whole.scope
        number = clause.number
        network = self.network_picker.pick(clause.start, number, clause.end, following)
        keys = {m.key for m in self.networks}
        if not network and not _WHOLE.search(clause.before):
            if len(keys) == 1 and len(self.counted) == 1:
                network = next(iter(keys))
            elif not keys:
                network = scope.network
            elif len(self.networks) == 1 and self.networks[0].end <= self.counted[0].start:
                network = self.networks[0].key  # «В группе «Одноклассники» 531 публикация, 2 870 комментариев»
        before = self.last[1] if self.last else self.whole.last[1] if self.whole.last else None
        listed = self.block.role is Role.ITEM or scope.indicator is not None
        same = carried and (self.last is not None or not listed) and not _WHOLE.search(clause.before)
        if (growth or same) and before and before.network and not network:
            network = before.network  # «9 640 участников (+2 310 за год)»
        if key in (ACCOUNTS, "new_accounts") and _TOPICAL.search(self.text, clause.start, clause.end):
            return "topical", network or ("" if key == "new_accounts" else ALL)
        owner = self.owner_picker.pick(clause.start, number, clause.end, following)
        if _COMMON.search(clause.before) and not any(m.direct for m in self.owners if m.end <= number.start):
            several = self.whole.several_owners or any(m.key != "administration" for m in self.owners)
            owner = ALL if several and not scope.owner else scope.owner
        if not owner:
            earlier = [m.key for m in self.owners if m.end <= number.start]
            named = {m.key for m in self.owners}
            if earlier:
                owner = earlier[-1] if not (self.last and self.last[1].owner) else self.last[1].owner
            elif len(named) == 1 and not scope.owner and len(self.counted) == 1:
                owner = next(iter(named))
        if (growth or same) and before and before.owner and not owner:
            owner = before.owner
        own = owner or scope.owner or self._owner_before() or "administration"
        return own, network or ALL

    def _owner_before(self) -> str:
        """`ALL` when the sentences just before speak of the pages of several owners."""
        for earlier in reversed(self.whole.history[-2:]):
            named = {m.key for m in owners(self.vocabulary.owners, earlier.words, direct=True)}
            if named:
                return ALL if len(named) > 1 or ALL in named else ""
        return ""

    def _period(self, clause: Clause, measure: Measure) -> tuple[Period | None, bool]:
        """The years that a figure speaks of, and whether it is a total over several of them."""
        number, year = clause.number, self.whole.year
        labelled = year_label(self.text, clause.start, number, self.noise)
        if labelled is None and clause.start == self.sentence.start:
            labelled = year_label(self.text, self.sentence.start, number, self.noise)
        if labelled is None:
            labelled = self._dated(clause)
        if labelled is not None and measure is Measure.STOCK and year and labelled == year + 1:
            labelled = year  # «на 1 января 2024 года» is the end of the report's year
        if labelled is not None:
            return Period(labelled), False
        if year and self._is_of_last_year(clause):
            return Period(year - 1), False
        years = next((n for n in self.noise if n.reason == AGE and n.value and self._is_span(n)), None)
        if years is not None and years.value and year and measure is Measure.COUNT and years.end <= number.start:
            return Period(year - int(years.value) + 1, year), True
        since = _SINCE.search(self.text, self.sentence.start, number.start)
        if since and year and measure is Measure.COUNT and int(since[1]) < year:
            return Period(int(since[1]), year), True
        if self.opening and year:
            return Period(self.opening), False
        scope = self.whole.scope.year
        if scope and year and scope <= year and self.block.role is Role.ITEM:
            return Period(scope), False
        return (Period(year) if year else None), False

    def _dated(self, clause: Clause) -> int | None:
        """The year at whose end a number was true: «на 31.12.2024 – 26 500 (на 01.01.2024 – 24 100)»."""
        dates = [n for n in self.noise if n.reason == DATE and clause.start <= n.start and n.end <= clause.number.start]
        if not dates:
            return None
        said = self.text[dates[-1].start : dates[-1].end]
        between = self.text[dates[-1].end : clause.number.start]
        year = re.search(r"(?:19|20)\d\d", said)
        if year is None or not re.fullmatch(r"\s*(?:г\.?|года)?\s*[–:(-]?\s*(?:было\s+)?", between):
            return None
        first = re.match(r"0?1[. ](?:0?1\b|января)", said)
        return int(year.group()) - (1 if first else 0)

    def _is_span(self, number: Number) -> bool:
        """Whether a number of years is the span of a total: «за четыре года»."""
        before, after = self.text[max(0, number.start - 20) : number.start], self.text[number.end : number.end + 6]
        said = re.search(r"\bза\s+(?:последни[ех]\s+|эти\s+|прошедши[ех]\s+)?$", before, re.IGNORECASE)
        return bool(said and re.match(r"\s*(?:год|лет)", after) and 2 <= (number.value or 0) <= 30)

    def _is_of_last_year(self, clause: Clause) -> bool:
        number, text = clause.number, self.text
        if last_year(text, clause.start, number, clause.end):
            if text[: number.start].rstrip()[-1:].isalpha() and "(" in clause.before and self.block.role is Role.ITEM:
                self.whole.brackets_of_last_year = True
            return True
        if self.last is None or clause.phrase is not None:
            return False
        if _WAS.search(clause.before):
            return True
        bracketed = text[: number.start].rstrip()[-1:] == "(" and text[number.end : number.end + 1] == ")"
        return bracketed and self.whole.brackets_of_last_year and self.block.role is Role.ITEM

    def _topic(self, clause: Clause) -> str:
        """What publications are about: named in the clause, the sentence, the list's heading or just before."""
        vocabulary = self.vocabulary
        for words in ([*clause.left, *clause.right], self.sentence.words):
            if topics := mentions(vocabulary.topics, words):
                return topics[-1].key
        if self.whole.scope.topic:
            return self.whole.scope.topic
        if (
            re.search(r"\b(?:данн|эт|указанн|так)\w* (?:тем|направлен|вопрос|проблем|тематик)", self.sentence.text)
            or True
        ):
            for earlier in reversed(self.whole.history[-12:]):
                if topics := mentions(vocabulary.topics, earlier.words):
                    return topics[0].key
        return ""

    def _duration(self, clause: Clause) -> int:
        number = clause.number
        near = [*clause.left, *clause.right]
        key = "response_time"
        if re.search(r"\b(?:раньше|прежде|ранее)\b", clause.before, re.IGNORECASE):
            key = "response_time_before"
        elif re.search(r"\b(?:сегодня|сейчас|теперь|сократил\w+|стал\w*)\b", clause.before, re.IGNORECASE):
            key = "response_time_after"
        value, unit = number.value, number.unit
        assert value is not None
        if unit == "minutes" and value % 60 == 0:
            value, unit = value / 60, "hours"
        elif unit == "weeks":
            value, unit = value * 7, "days"
        said = _RESPONSE.within(near) or _RESPONSE.within(self.sentence.words)
        indicator = self.vocabulary.catalogue.indicators.get(key)
        if not said or indicator is None:
            self.whole.ignore(self.block, number, "срок")
        elif unit not in ("hours", "days"):
            self._queue(clause, "срок ответа: решите, в каких единицах его писать")
        else:
            period, _ = self._period(clause, Measure.DURATION)
            figure = Figure(
                key=key,
                label=indicator.label,
                value=value,
                measure=Measure.DURATION,
                period=period,
                sources=(self._source(clause, number.end),),
                qualifier=number.qualifier,
                unit=unit,
                doubt="срок ответа прочитан по смыслу",
            )
            self.whole.keep(self.block, number, figure)
        return number.end

    # What the catalogue does not know

    def _unknown(self, clause: Clause) -> int:
        number, phrase = clause.number, clause.phrase
        if self.whole.year and number.value in (self.whole.year, self.whole.year + 1) and number.written == "digits":
            self.whole.ignore(self.block, number, YEAR)
            return number.end
        if number.role == "from":
            self._queue(clause, "прежнее значение")
            return number.end
        if number.unit in ("percent", "times"):
            self._queue(
                clause, "не сказано, чего это процент" if number.unit == "percent" else "не сказано, что выросло"
            )
            return number.end
        assert number.value is not None
        one = number.written == "words" and number.value == 1
        whole_number = number.value % 1 == 0
        if phrase is not None and whole_number and not one and proposals.is_work(clause.left, phrase):
            if self.block.role is Role.ITEM or clause.left or self.last:
                following = [t for t in clause.right if t.start >= phrase.head.end]
                return self._propose(clause, proposals.label_after(phrase, following), phrase.head.end)
        if phrase is None and whole_number and self._is_label(clause):
            label = proposals.label_before(clause.left)
            if label:
                return self._propose(clause, label, number.end)
        if one and phrase is not None:
            self.whole.ignore(self.block, number, "не количество")
            return number.end
        self._queue(clause, "в каталоге нет такого показателя" if phrase else "не сказано, чего это число")
        return number.end

    def _is_label(self, clause: Clause) -> bool:
        """Whether a number closes an item «label – number»."""
        from generator.intake.subject import set_off

        closed = not re.search(r"[^\W\d_]", clause.after)
        return closed and set_off(clause.before)

    def _propose(self, clause: Clause, label: str, end: int) -> int:
        period, _ = self._period(clause, Measure.COUNT)
        per = self._per(clause)
        figure = Figure(
            key="",
            label=label,
            value=clause.number.value,
            measure=Measure.AVERAGE if per else Measure.COUNT,
            period=period,
            sources=(self._source(clause, end),),
            qualifier=clause.number.qualifier,
            unit=per,
            doubt="такого показателя нет в каталоге",
        )
        self.whole.keep(self.block, clause.number, figure)
        return end

    def _queue(self, clause: Clause, reason: str) -> None:
        self.whole.queue(self.block, clause.number, reason, self._source(clause, clause.number.end))

    def _source(self, clause: Clause, end: int) -> Source:
        """The words that say a figure: the sentence when it is short, else those around the number."""
        start, stop = self.sentence.start, self.sentence.end
        if stop - start > 140:
            start = max(start, clause.start)
            if clause.number.start - start > 100:
                start = clause.number.start - 100
            stop = min(stop, max(end, clause.number.end))
        return self.block.source(self.whole.file, *_words_only(self.block.text, start, stop))


def per_of(before: str, after: str = "") -> str:
    """The period of an average that words before and after a number name; empty for none."""
    said = [m[1] for m in _PER_LEFT.finditer(re.split(r"[,(;]", before)[-1])]
    said = said or [m[1] for m in _PER_RIGHT.finditer(after)]
    said = said or re.findall(r"\b[Ее]же(?:недельно|дневно|месячно)\b", before)
    return next((period for stem, period in _PER if said and stem in said[-1]), "")


def spans(block: Block, start: int, end: int, fate: str) -> Iterator[Span]:
    """The places of a part of a block, one for each of its lines."""
    at = start
    while at < end:
        line = block.lines[at]
        last = at
        while last + 1 < end and block.lines[last + 1] == line:
            last += 1
        yield Span(line, block.columns[at], block.columns[last] + 1, fate)
        at = last + 1


def _introduces(block: Block, following: Block | None) -> bool:
    """Whether a block says of what the list or table after it is."""
    if block.role is Role.HEADING:
        return True
    if block.text.rstrip().endswith(":"):
        return True
    listed = following is not None and following.role in (Role.ITEM, Role.ROW)
    return listed and block.role is not Role.ITEM and len(block.text) < 160


def _part(before: str) -> bool:
    return any(words in before.lower() for words in PARTS)


def _has(words: Sequence[Token], lemmas: frozenset[str]) -> bool:
    return any(token.sense.lemma in lemmas for token in words)


def _words_only(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets moved to the borders of words, without spaces and separators at the ends."""
    while start > 0 and start < end and not text[start - 1].isspace() and text[start - 1] not in "«(":
        start -= 1
    while end < len(text) and end > start and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    while start < end and text[start] in " ,;\t\n":
        start += 1
    while start < end and text[end - 1] in " ,;\t\n":
        end -= 1
    return start, max(end, start + 1)
