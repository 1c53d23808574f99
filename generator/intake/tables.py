"""Figures in tables: a cell says how much, the labels of its row and its column say of what.

The labels may name anything in either direction: indicators in rows and years in columns, networks in
rows and owners in columns, «показатель – значение» forms. So all labels of a cell are read together,
the nearest first: the row's, the column's, the section's above, and the line over the table.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from generator.indicators import Indicator
from generator.intake import dates, labelling, proposals, reader
from generator.intake.block import Block
from generator.intake.changes import OF_RATE, RATE, SUFFIX
from generator.intake.clauses import per, stands_apart
from generator.intake.doubts import APART, FRACTION, NEW, PART, SCALED, SEVERAL, SHARE, UNNAMED
from generator.intake.draft import Figure
from generator.intake.grid import MUTE, YEAR, Cell, Grid, Labels, Row
from generator.intake.lending import LENT, REST, WHOLE, Lending
from generator.intake.memory import Memory, Scope
from generator.intake.mentions import LAST_YEAR, mentions, owners
from generator.intake.noise import MONEY, ROUBLES
from generator.intake.outcomes import Outcomes
from generator.intake.pages import ADMINISTRATION, PAGED, SUBSCRIBERS, TOTAL
from generator.intake.phrases import Token, tokens
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.intake.subject import CONTAINERS, is_joined, names_one
from generator.intake.year_parts import OF_A_YEAR
from generator.model import ALL, Measure, Period, Source

_PARTS = re.compile(r"\W*(?:в т\. ?ч\b|в том числе|из них)", re.IGNORECASE)
_WHERE = re.compile(r"\W*(?:во?|на|для|через|по)\s", re.IGNORECASE)  # «на сайте» is no name of its own
_HAS_PARTS = re.compile(r"\w.*(?:\bв т\. ?ч\b|\bв том числе\b|\bиз них\b|\bиз которых\b|:\W*$)", re.IGNORECASE)
_PLAN = re.compile(r"\b(?:план\w*|(?:целев|требуем)\w+ (?:значени|количеств|показател|числ)\w*)\b", re.IGNORECASE)
_MONEY = re.compile(rf"(?<![^\W\d_]){ROUBLES}", re.IGNORECASE)
_HOURS = re.compile(r"\b(?:час(?:а|ов|ах)?|ч)\b", re.IGNORECASE)
_DAYS = re.compile(r"\b(?:дн(?:ей|и|я|ях)?|день|сут(?:ки|ок|ках)?)\b", re.IGNORECASE)
MINUS = "перед числом минус: решите, убыль это или тире"
ANOTHER = "строка называет одно, столбец другое: решите, что из них сосчитано"
NO_UNIT = "срок ответа: решите, в каких единицах его писать"
TWO = "в ячейке два числа: решите, какое из них что считает"
CHANGED = "столбец назван приростом: решите, прирост ли это число"
_LABEL = 100  # characters of a clerk's own label


def read(memory: Memory, outcomes: Outcomes, rows: Sequence[Block]) -> None:
    """Read the rows of one table; every number in them is accounted for."""
    grid = Grid.of(rows, memory.year)
    table = _Table(memory, outcomes)
    for row in grid.read():
        if isinstance(row, Row):
            table.read(row)
            continue
        for cell in row:
            table.set_aside(cell)


@dataclass(slots=True)
class _Table:
    """One table being read."""

    memory: Memory
    outcomes: Outcomes
    of_pages: bool = False  # it has networks in its rows
    owners: set[str] = field(default_factory=set)  # whose pages its rows name
    over_owners: bool = False  # its columns are owners of pages: «Администрация | Глава | Всего»
    over_networks: bool = False  # its columns are networks: «ВКонтакте | Telegram | Всего»
    divided: str = ""  # the label of a row whose parts follow: «Подписчики, тыс. чел., в т. ч.»
    before: Figure | None = None  # the last whole figure, of which «в том числе» tells the parts
    names: dict[int, str] = field(default_factory=dict)  # the rows of its figures, by their places among the outcomes
    lending: Lending = field(init=False)

    def __post_init__(self) -> None:
        self.lending = Lending(self.memory.vocabulary)

    def read(self, row: Row) -> None:
        figure: Figure | None = None
        self.lending.begin(row)
        vocabulary, heads = self.memory.vocabulary, [tokens(head) for head in row.heads.values()]
        self.over_owners = len({owner.key for head in heads for owner in owners(vocabulary.owners, head)}) > 1
        self.over_networks = any(mentions(vocabulary.networks, head) for head in heads)
        words = tokens(row.label)
        if self._named([words], words) is not None or self.lending.is_strange(row.label):
            self.divided = row.label if _HAS_PARTS.search(row.label) else ""
        for n, cell in enumerate(row.cells):
            if n in row.values and (pair := row.pair(n)):
                for labels, number in pair:
                    figure = self._figure(cell, number, labels) or figure
            elif n in row.values:
                figure = self._cell(cell, row.labels(n)) or figure
            elif n >= row.first:
                # What is told in words is told of the label, too: «Брифинги | проведено 15».
                before = row.labelled if n == row.first and not row.values else []
                cells = [*(row.cells[one] for one in before), cell]
                self.note(cells, cells[0].start, row.labels(n), figure)
            elif row.values or n not in row.labelled:
                self.set_aside(cell)
        self.lending.rows += bool(row.values)

    def set_aside(self, cell: Cell) -> None:
        """Account for the numbers of a label: years, numbering, names."""
        for number in cell.numbers():
            self.outcomes.ignore(cell.block, number, number.reason or "подпись в таблице")

    def note(self, cells: Sequence[Cell], start: int, labels: Labels, figure: Figure | None) -> None:
        """Read words beside a figure or instead of one, from an offset on; labels before them may be read along."""
        block, end = cells[-1].block, cells[-1].end
        found = [number for cell in cells for number in cell.numbers() if number.start >= start]
        year, report = labelling.year(labels), self.memory.year
        if self._is_planned(labels) or (year and report and year > report):
            decide: Callable[[Number], None] = partial(self.outcomes.target, block)
        elif _MONEY.search(labels.text):
            decide = partial(self.outcomes.ignore, block, reason=MONEY)
        elif figure is None and (reason := _unclear(labels, self.memory.scope.part)):
            decide = partial(self.outcomes.queue, block, reason=reason, source=block.source(self.outcomes.file))
        else:
            # Words under a year speak of that year.
            memory = replace(self.memory, year=year or report)
            reader.read(memory, self.outcomes, Sentence(block, start, end, found), figure)
            self.memory.last = memory.last
            return
        for number in found:
            if number.reason:
                self.outcomes.ignore(block, number, number.reason)
            else:
                decide(number)

    def _cell(self, cell: Cell, labels: Labels) -> Figure | None:
        """Read a cell that begins with a figure; what follows it is a note on it."""
        if pair := cell.pair():
            for number in pair:
                self.outcomes.queue(cell.block, number, TWO, cell.block.source(self.outcomes.file))
            return None
        found = cell.numbers()
        first = next((n for n, number in enumerate(found) if not number.reason), len(found))
        for number in found[:first]:
            self.outcomes.ignore(cell.block, number, number.reason)
        if first == len(found):
            return None
        figure = self._figure(cell, found[first], labels)
        self.note([cell], found[first].end, labels, figure)
        return figure

    def _figure(self, cell: Cell, number: Number, labels: Labels) -> Figure | None:
        """Decide about the figure of a cell; it is returned when it is one of the report."""
        source = cell.block.source(self.outcomes.file)
        sign = labelling.sign(cell, number, labels)
        growth = labelling.growth(number, labels, sign)
        if self._is_planned(labels) or cell.block.section == "goals":
            self.outcomes.target(cell.block, number)
        elif _MONEY.search(labels.text):
            self.outcomes.ignore(cell.block, number, MONEY)
        elif reason := _hindrance(number, labels, growth, sign, self.memory.scope.part):
            self.outcomes.queue(cell.block, number, reason, source)
        elif figure := self._described(self._meant(cell, number, labels, growth, sign), labels, growth, source):
            if doubt := _no_quantity(figure, number, labels):
                self.outcomes.queue(cell.block, number, doubt, source)
                return None
            if WHOLE.match(labels.row) and figure.measure is Measure.COUNT and not figure.network:
                self.outcomes.divide(self.names, figure)
            self.names[len(self.outcomes.figures)] = labels.row
            self.outcomes.keep(cell.block, number, figure)
            if growth is None and not _PARTS.match(labels.row):
                self.before = figure
            return figure
        elif self.before is not None and (_PARTS.match(labels.row) or _WHERE.match(labels.row)):
            value = self._meant(cell, number, labels, growth, sign).value
            period = self._period(labels, self.before.measure)
            part = replace(self.before, value=value, period=period, sources=(source,), part=labels.row, doubt=PART)
            self.outcomes.keep(cell.block, number, part)
        else:
            self.outcomes.queue(cell.block, number, UNNAMED, source)
        return None

    def _meant(self, cell: Cell, number: Number, labels: Labels, growth: Measure | None, sign: str) -> Number:
        """A number in the thousands or millions that its labels name, and below zero when it tells of a fall.

        A share of the whole is in no thousands, nor is what has a unit of its own: «12,5 тыс.», «5 %». The parts
        of a row are in its thousands.
        """
        assert number.value is not None
        value = -number.value if sign == "-" else number.value
        own = number.unit or any(letter.isalpha() for letter in cell.block.reading[number.start : number.end])
        if own or growth in (Measure.GROWTH_PCT, Measure.RATIO):
            return replace(number, value=value)
        return replace(number, value=value * labelling.scale(f"{self.divided} {labels.text}"))

    def _is_planned(self, labels: Labels) -> bool:
        """Whether a column is a plan, or of a year to come."""
        year = labelling.ANY_YEAR.search(labels.column)
        ahead = bool(year and self.memory.year and int(year[1]) > self.memory.year)
        return bool(_PLAN.search(labels.column)) or (ahead and not labelling.FIRST_DAY.search(labels.column))

    def _described(self, number: Number, labels: Labels, growth: Measure | None, source: Source) -> Figure | None:
        words = [tokens(text.replace("–", " – ")) for text in labels.all]
        every = [token for part in words for token in part]
        vocabulary = self.memory.vocabulary
        network = _nearest([[m.key for m in mentions(vocabulary.networks, part)] for part in words])
        owner = _nearest([[m.key for m in owners(vocabulary.owners, part)] for part in words])
        self.of_pages = self.of_pages or bool(network)
        self.owners |= {m.key for m in owners(vocabulary.owners, words[0])}
        indicator, doubt = self._indicator(words, every, labels, network)
        self.lending.count(indicator.key if indicator else "")
        average = per(labels.text)
        measure = growth or (Measure.AVERAGE if average else indicator.measure if indicator else Measure.COUNT)
        period = self._period(labels, measure)
        if indicator is None:
            label = self._own_label(number, labels) if not growth else ""
            made = Figure("", label, number.value, measure, period, (source,), number.qualifier, doubt=NEW)
            return made if label else None
        key = indicator.key
        owner, network = self._page(key, owner, network, labels)
        if key == SUBSCRIBERS and measure is Measure.STOCK and network == ALL:
            key = TOTAL
        key = vocabulary.catalogue.variant(key, SUFFIX.get(measure, ""))
        unit = average
        if measure is Measure.DURATION:
            unit = "hours" if _HOURS.search(labels.text) else "days" if _DAYS.search(labels.text) else ""
            doubt = doubt or ("" if unit else NO_UNIT)
        if measure is Measure.COUNT and any(stands_apart(label, "") for label in (labels.row, labels.column)):
            doubt = doubt or APART
        as_of = self._as_of(labels) if measure is Measure.STOCK else ""
        dated = dates.fits(as_of, period)
        doubt = doubt or (dates.OF_ANOTHER_YEAR if as_of and not dated and self.memory.is_of_report(period) else "")
        topics = mentions(vocabulary.topics, every) if indicator.breakdown else []
        doubt = doubt or (SEVERAL if self._joins_another(words[0], every) else "")
        return Figure(
            key=key,
            label=vocabulary.catalogue.indicators[key].label,
            value=number.value,
            measure=measure,
            period=period,
            sources=(source,),
            qualifier=number.qualifier,
            as_of=as_of if dated else "",
            owner=owner,
            network=network,
            topic=topics[0].key if topics else "",
            unit=unit,
            doubt=doubt,
        )

    def _indicator(
        self, words: Sequence[list[Token]], every: list[Token], labels: Labels, network: str
    ) -> tuple[Indicator | None, str]:
        """What a cell counts, and how surely; in a table of networks it is subscribers when nothing else is named."""
        whole = bool(WHOLE.match(labels.row) or (self.over_networks and WHOLE.match(labels.column)))
        beside = self._named(words[:2], every)
        if beside is not None and not (beside.key in CONTAINERS and (network or whole)):
            return beside, ANOTHER if self._counts_another(beside, words, every, labels) else ""
        crossed = self._named([tokens(labels.crossed)], every)
        under = self.lending.is_under(crossed)
        named = None if beside else self._named(words[2:], every) or (crossed if under else None)
        lender = None if beside or named else self.memory.scope
        if lender is not None:
            named = lender.indicator
        if named is not None and named.key in CONTAINERS and (network or whole):
            named = None
        if (named is None or lender) and (network or (whole and self.of_pages)):
            named, lender = self._on_pages()
        doubt = self.lending.lend(named, labels, lender, network) if named else None
        return (None, "") if doubt is None else (named, LENT if under else doubt)

    def _counts_another(
        self, indicator: Indicator, words: Sequence[list[Token]], every: list[Token], labels: Labels
    ) -> bool:
        """Whether a column names something else than the row: «Брифинг | Участников», «Видеоролики | Просмотров»."""
        row, column = self._named(words[:1], every), self._named(words[1:2], every)
        if row is not indicator or indicator.key in CONTAINERS:
            return False
        return column is not indicator if column else self.lending.is_strange(labels.column)

    def _joins_another(self, row: list[Token], every: list[Token]) -> bool:
        """Whether a row names works of two kinds: «Брифинги и пресс-туры»."""
        match = self.memory.named(row, every)
        vocabulary = self.memory.vocabulary
        return match is not None and is_joined(row, match, vocabulary, lambda one: self.memory.allowed(one, every))

    def _on_pages(self) -> tuple[Indicator | None, Scope | None]:
        """What a table of networks counts when its labels do not say, and the scope when it is that which says it."""
        scope, subscribers = self.memory.scope, self.memory.vocabulary.catalogue.indicators.get(SUBSCRIBERS)
        told = scope.indicator
        # A sentence that counts no pages says nothing of a table of networks.
        if told is None or told.key in CONTAINERS or (scope.loose and told.key not in PAGED):
            return subscribers, None
        return told, None if told is subscribers else scope

    def _named(self, words: Sequence[list[Token]], every: list[Token]) -> Indicator | None:
        """The indicator that the nearest label names; after a comma it names its unit: «Горячая линия, звонков».

        A page or a newspaper yields to what is counted there: «Газета «Маяк» | Публикаций».
        """
        place: Indicator | None = None
        for part in words:
            marks = [n for n, token in enumerate(part) if token.text in ",–-" and n > 0]
            for some in [part[marks[-1] + 1 :], part] if marks else [part]:
                match = self.memory.named(some, every)
                if match is not None and match.entry.indicator.key not in CONTAINERS:
                    return match.entry.indicator
                if place is None and match is not None and not names_one(some, match):
                    place = match.entry.indicator
        return place

    def _page(self, key: str, owner: str, network: str, labels: Labels) -> tuple[str, str]:
        if key not in PAGED:
            return "", ""
        across, down = bool(WHOLE.match(labels.column)), bool(WHOLE.match(labels.row))
        if not owner:
            every = (across and self.over_owners) or (down and len(self.owners) > 1)
            owner = ALL if every else self.memory.scope.owner or ADMINISTRATION
        every = down or (across and self.over_networks)
        return owner, network or (ALL if every else self.memory.scope.network) or ALL

    def _period(self, labels: Labels, measure: Measure) -> Period | None:
        year, report = labelling.year(labels) or self.memory.scope.year, self.memory.year
        if report and measure not in SUFFIX and (LAST_YEAR.search(labels.column) or LAST_YEAR.search(labels.row)):
            return Period(report - 1)
        if year is None or (report and year > report + 1):
            return Period(report) if report else None
        # «На 01.01.2024» is the end of 2023.
        return Period(report if measure is Measure.STOCK and report == year - 1 else year)

    def _as_of(self, labels: Labels) -> str:
        return next(filter(None, map(dates.of_label, labels.all)), "") or self.memory.scope.as_of

    def _own_label(self, number: Number, labels: Labels) -> str:
        """How a clerk calls what is counted: the row's label, or the column's where rows have none."""
        year = self.memory.year
        row = labels.row
        if any(words.match(row) for words in (WHOLE, REST, _PARTS, _WHERE)) or (
            year and number.value in (year, year + 1)
        ):
            return ""
        for text in labels.all:
            if text and not MUTE.match(text) and not YEAR.match(text):
                return proposals.label_before(tokens(text)) or text[:_LABEL].lower()
        return ""


def _hindrance(number: Number, labels: Labels, growth: Measure | None, sign: str, part: str) -> str:
    """Why the number of a cell must wait for a person, or nothing; `part`: of a year, told over the table."""
    if number.value is None or number.upper is not None:
        return reader.unread(number)
    if labelling.is_of_a_part(labels, part):
        return OF_A_YEAR
    if growth is Measure.GROWTH_PCT and (OF_RATE.search(labels.row) or OF_RATE.search(labels.column)):
        return RATE
    if growth is not None:
        return ""
    if sign:
        return MINUS
    return ""


def _no_quantity(figure: Figure, number: Number, labels: Labels) -> str:
    """Why a number of works or people cannot be one: it is a share or a fraction of something."""
    if figure.measure not in (Measure.COUNT, Measure.STOCK):
        return ""
    if number.unit == "percent" or "%" in labels.column + labels.row:
        return SHARE
    return FRACTION if (figure.value or 0) % 1 else ""


def _unclear(labels: Labels, part: str) -> str:
    """Why numbers told in words must wait for a person: their labels say what only a number alone can be."""
    if labelling.is_of_a_part(labels, part):
        return OF_A_YEAR
    if labelling.names_change(labels.column):
        return CHANGED
    return "" if labelling.scale(labels.text) == 1 else SCALED


def _nearest(named: Sequence[Sequence[str]]) -> str:
    """The owner or network of the nearest label that names one; several in one label are all of them."""
    for keys in named:
        if keys:
            return keys[0] if len(set(keys)) == 1 else ALL
    return ""
