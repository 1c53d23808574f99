"""The years that a figure speaks of: named beside it, by the sentence, by the list, or the report's own.

A figure of a part of a year is no total of that year: it is drafted as a part and waits for a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from generator.intake import year_parts
from generator.intake.block import Role
from generator.intake.clauses import Clause
from generator.intake.draft import Figure
from generator.intake.lexicon import EMPTY
from generator.intake.memory import Memory
from generator.intake.mentions import COMPARED, is_own, last_year, speaks_of_last_year, year_after, year_label
from generator.intake.noise import AGE, DATE, YEAR, YEARS
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.model import Measure, Period

# «С 2018 года» begins a total; «с 2022 годом» and «по сравнению с 2022 г.» only compare.
_SINCE = re.compile(
    r"(?:\b(?P<compared>(?:аналог|разниц|связ|соотн|сопостав|сравн)\w*)\s+)?"
    rf"\bс\s+(?:(?:\d{{1,2}}\s+)?{year_parts.OF_MONTH}\s+|\d{{1,2}}\.\d\d?\.)?"
    r"(?P<year>(?:19|20)\d\d)(?:-го\b|\s*(?:года\b|гг?\b|$|по))",
    re.IGNORECASE,
)
# After them a number is of one year again: «с 2020 года ведём канал, за год опубликовано 450 постов».
_THIS_YEAR = re.compile(
    r"\b(?:в|за|по итогам|в течение)\s+"
    r"(?:(?:(?:весь|отч[её]тн\w+|эт\w+|текущ\w+|минувш\w+|прошедш\w+|ист[её]кш\w+|прошл\w+|20\d\d)\s+)?"
    r"год[ау]?|отч[её]тн\w+ период\w*)\b",
    re.IGNORECASE,
)
# A total since a year that is not told; «с начала года» is the year itself.
_SINCE_BEGINNING = re.compile(
    r"\b(?:со?\s+(?:начала|момента|дня|времени)\s+(?:[а-яё]+\s+)?"
    r"(?:внедрени|введени|запуск|создани|открыти|ведени|работы|существовани|подключени|основани)\w*"
    r"|за\s+вс[её]\s+время|за\s+время\s+(?:работы|существования|реализации|действия)|за\s+полтора\s+года"
    r"|за\s+\w+\s+(?:последних|прошедших|минувших)\s+(?:года|лет))\b",
    re.IGNORECASE,
)
_WAS = re.compile(r"(?:\bбыло|\bранее|\bраньше|\bпрошлогодн\w+)\s*[–(:-]?\s*$", re.IGNORECASE)
_INSTEAD = re.compile(
    r"\b(?:вместо|против|(?:по|в) сравнени[юи] с)\s*[–(:-]?\s*$", re.IGNORECASE
)  # «вместо 294 релизов – 312»
_AFTER_DATE = re.compile(r"\s*(?:г\.?|года)?\s*[–:(-]?\s*(?:было\s+)?")
_FIRST_DAY = re.compile(r"0?1[. ](?:0?1\b|января)")
_IN_YEAR = re.compile(
    r"\b(?:в|за|и)\s+(?:(?P<year>(?:19|20)\d\d)(?:\s*(?:год[ау]?|г\.?)|-м)?"
    r"|(?:отч[её]тн|эт|текущ|нынешн)\w+(?:\s+год[ау]?\b|(?=\s*[–:-])))\s*(?P<dash>[–:-])?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[^()]*\)")  # the rest of what stands in brackets
_YEAR_AND = re.compile(r"\b(?:19|20)\d\d(?:-м|\s*(?:год[ау]?|г\.?))?\s*(?:,|\bи\b)\s*(?:(?:в|за)\s+)?$", re.IGNORECASE)
# «2022 г. – 290 релизов и» before a number: both are of that year.
_JOINED = re.compile(r"\b((?:19|20)\d\d)(?:-м|\s*(?:год[ау]?|г\.?))?\s*[–:-]\s*\d[^,;()]{0,60}?\bи\s+$", re.IGNORECASE)
_SPAN = re.compile(r"\bза\s+(?:последни[ех]\s+|эти\s+|прошедши[ех]\s+)?$", re.IGNORECASE)
_OF_YEARS = re.compile(r"\s*(?:год|лет\b)", re.IGNORECASE)
_IN_PART = re.compile(r"(?:19|20)\d\d")
_SEVERAL_YEARS = "названы несколько лет: решите, о каком из них число"
_OF_CHANGE = (Measure.GROWTH_ABS, Measure.GROWTH_PCT, Measure.RATIO)
OVER_YEARS = "изменение не за год: решите, записывать ли его"
SINCE_WHEN = "число за всё время: решите, с какого года его считать"
WHICH_YEAR = "сказано «в прошлом году»: решите, о каком годе число"
_NAMED = 500  # characters before a number that may name its year
_LONGEST = 30  # years that a total may span
_AT_A_DAY = (Measure.STOCK, Measure.DURATION, Measure.SHARE)  # they tell of no total


def of_part(figures: Sequence[Figure], part: str, year: int | None) -> list[Figure]:
    """The figures of a report whose title speaks of a part of a year; what is said to be of the whole year stays so."""

    def is_part(figure: Figure) -> bool:
        if figure.part or figure.measure in _AT_A_DAY or figure.period not in (None, Period(year or 0)):
            return False
        return not any(year_parts.is_whole(source.quote, 0, len(source.quote)) for source in figure.sources)

    if not part:
        return list(figures)
    return [replace(figure, part=part, doubt=year_parts.OF_A_YEAR) if is_part(figure) else figure for figure in figures]


@dataclass(frozen=True, slots=True)
class When:
    """The period of a figure."""

    years: Period | None
    over_years: bool = False  # it is a total over several years
    part: str = ""  # of the year that it speaks of: «в декабре»
    doubt: str = ""


@dataclass(slots=True)
class Periods:
    """The periods of the figures of one sentence."""

    memory: Memory
    sentence: Sentence
    noise: list[Number]
    _hinted: bool = field(init=False)  # the sentence has a word for a part of a year
    _dated: bool = field(init=False)  # it names a year or a date
    _since: "re.Match[str] | None" = field(init=False)  # the first words that begin a total: «с 2018 года»
    _closing: dict[int, Number] = field(init=False)  # the years that close the words of numbers, by where these begin

    def __post_init__(self) -> None:
        self._hinted = year_parts.hinted(self.sentence.text)
        self._dated = any(number.reason in (YEAR, YEARS, DATE) for number in self.noise)
        text, end = self.sentence.block.reading, self.sentence.end
        since = _SINCE.finditer(text, self.sentence.start, end) if self._dated else iter(())
        self._since = next((match for match in since if not match["compared"]), None)
        counted = [number for number in self.sentence.numbers if not number.reason] if self._dated else []
        self._closing = {n.start: year for n in counted if (year := year_after(text, n, end, self.noise))}

    def of(self, clause: Clause, measure: Measure, carried: bool) -> When:
        """The period of a figure; `carried` tells that a figure before it in the sentence has named what is counted."""
        when = self._years(clause, measure, carried)
        if measure in _AT_A_DAY:
            return when
        part = self._part(clause)
        begins = part.startswith("с ") and " по " not in part  # «с 1 сентября 2021 года»
        if not part or (when.over_years and begins):
            return when
        named = _IN_PART.search(part)
        return replace(
            when, years=Period(int(named[0])) if named else when.years, part=part, doubt=year_parts.OF_A_YEAR
        )

    def _years(self, clause: Clause, measure: Measure, carried: bool) -> When:
        year = self.memory.year
        labelled = self._label(clause)
        if labelled is not None:
            # «На 1 января 2024 года» is the end of the report's year.
            ended = measure is Measure.STOCK and labelled - 1 == year
            doubt = _SEVERAL_YEARS if self._is_row(clause) else ""
            return When(Period(labelled - 1 if ended else labelled), doubt=doubt)
        if year is not None and self._is_of_last_year(clause, carried):
            return When(Period(year - 1))
        if speaks_of_last_year(self.sentence.block.reading, self.sentence.start, clause.number.start):
            return When(Period(year) if year else None, doubt=WHICH_YEAR)
        if measure not in _AT_A_DAY and (several := self._several(clause)):
            return several
        if year is None:
            return When(None)
        start = self._first_of_total(clause, year) if measure is Measure.COUNT else None
        if start is not None:
            return When(Period(start, year), over_years=True)
        if measure in _OF_CHANGE and self._first_of_total(clause, year) is not None:
            return When(Period(year), doubt=OVER_YEARS)
        if measure is Measure.COUNT and self._is_since_beginning(clause):
            return When(Period(year), over_years=True, doubt=SINCE_WHEN)
        if opening := self._opening(clause, year):
            return opening
        scope = self.memory.scope
        if scope.years and measure not in _AT_A_DAY and self.sentence.block.role is Role.ITEM:
            return When(scope.years, over_years=True)
        if scope.year and scope.year <= year and self.sentence.block.role is Role.ITEM:
            return When(Period(scope.year))
        text, at = self.sentence.block.reading, clause.number.start
        joined = list(_JOINED.finditer(text, max(self.sentence.start, at - _NAMED), at))
        if joined and int(joined[-1][1]) < year:
            return When(Period(int(joined[-1][1])), doubt=_SEVERAL_YEARS)
        return When(Period(year))

    def _part(self, clause: Clause) -> str:
        """The part of a year that a figure tells: named before it or right after, or by the line over its list."""
        text, number = self.sentence.block.reading, clause.number
        start = max(self.sentence.start, self.sentence.block.lead)
        stop = self.sentence.end if clause.following is None else clause.end
        told = ""
        if self._hinted:
            told = year_parts.before(text, start, number.start)
            told = told or year_parts.after(text, number.end, stop, self.sentence.end)
        above = self.memory.scope.part if self.sentence.block.role is Role.ITEM else self._headed()
        return told or ("" if above and year_parts.is_whole(text, start, number.start) else above)

    def _headed(self) -> str:
        """The part of a year whose name alone begins the paragraph: «Первый квартал. Вышло 70 релизов»."""
        first = next((one for one in self.memory.history if one.block is self.sentence.block), None)
        return year_parts.alone(first.text) if first else ""

    def _several(self, clause: Clause) -> When | None:
        """Several years that are told before a number or right after it: «за 2021–2023 годы», «с 2021 по 2023 год»."""
        if not self._dated:
            return None
        text, at = self.sentence.block.reading, clause.number.start
        told = year_parts.several(text, self.sentence.start, at)
        nearer = [n.value for n in self.noise if n.reason == YEAR and n.value and told and told[2] <= n.start < at]
        if nearer:
            return When(Period(int(nearer[-1])))
        ends = re.compile(r"[,;(]").search(text, clause.number.end, clause.end)
        told = told or year_parts.several(text, clause.number.end, ends.start() if ends else clause.end)
        return When(told[0], over_years=True, doubt="" if told[1] else _SEVERAL_YEARS) if told else None

    def _label(self, clause: Clause) -> int | None:
        """The year or the date right beside a number."""
        text = self.sentence.block.reading
        closing = self._closing.get(clause.number.start)
        if closing is not None and closing.value is not None and is_own(text, clause.number, closing):
            return int(closing.value)
        taken = {year.start for year in self._closing.values()}
        others = [number for number in self.noise if number.start not in taken]
        labelled = year_label(text, clause.start, clause.number, others)
        return labelled if labelled is not None else self._date(clause)

    def _is_row(self, clause: Clause) -> bool:
        """Whether the year before a number is one of a row of years: «в 2022 году и 2023 году – 100 и 120»."""
        at = max((n.start for n in self.noise if n.reason == YEAR and n.end <= clause.number.start), default=0)
        return bool(_YEAR_AND.search(self.sentence.block.reading, self.sentence.start, max(at, self.sentence.start)))

    def _opening(self, clause: Clause, report: int) -> When | None:
        """The year with which the sentence begins, or one named after it: «в 2022 году 10, в 2023 году 12»."""
        opening, text = self.sentence.opening_year, self.sentence.block.reading
        if opening is None:
            return None
        end = clause.number.start
        start = max(self.sentence.start, end - _NAMED)
        closing = {year.start for year in self._closing.values()}
        named = [
            (int(found["year"] or report), found["dash"])
            for found in _IN_YEAR.finditer(text, start, end)
            if found.start("year") not in closing
            and not COMPARED.search(text[start : max(found.start("year"), found.start())])
            and not _ASIDE.match(text, found.end(), end)
        ]
        year, dash = next(((year, dash) for year, dash in reversed(named) if year <= report), (opening, ""))
        # «В 2022 году вышло 10, в 2023 – 12, роликов – 5»: of which year the last one is, nobody has said.
        return When(Period(year), doubt=_SEVERAL_YEARS if dash and year != opening else "")

    def _date(self, clause: Clause) -> int | None:
        """The year at whose end a number was true: «на 31.12.2024 – 26 500 (на 01.01.2024 – 24 100)»."""
        text = self.sentence.block.reading
        dates = [n for n in self.noise if n.reason == DATE and clause.start <= n.start and n.end <= clause.number.start]
        if not dates or not _AFTER_DATE.fullmatch(text[dates[-1].end : clause.number.start]):
            return None
        said = text[dates[-1].start : dates[-1].end]
        year = re.search(r"(?:19|20)\d\d", said)
        return int(year.group()) - bool(_FIRST_DAY.match(said)) if year else None

    def _first_of_total(self, clause: Clause, year: int) -> int | None:
        """The first year of a total over several: «с 2018 года», «за четыре года»."""
        text, at = self.sentence.block.reading, clause.number.start
        for number in self.noise:
            years = int(number.value or 0) if number.reason == AGE and number.end <= at else 0
            spans = 2 <= years <= _LONGEST and _SPAN.search(text[max(0, number.start - 20) : number.start])
            spans = spans and _OF_YEARS.match(text, number.end)
            if spans and not _THIS_YEAR.search(text, number.end, at):
                return year - years + 1
        since = self._since
        if since is None or since.end() > at or int(since["year"]) >= year or _THIS_YEAR.search(text, since.end(), at):
            return None
        return int(since["year"])

    def _is_since_beginning(self, clause: Clause) -> bool:
        """Whether a number is a total over all years: «с начала внедрения системы обработано 9 310 обращений»."""
        text, at = self.sentence.block.reading, clause.number.start
        since = _SINCE_BEGINNING.search(text, max(self.sentence.start, at - _NAMED), at)
        return since is not None and not _THIS_YEAR.search(text, since.end(), at)

    def _is_of_last_year(self, clause: Clause, carried: bool) -> bool:
        number, text = clause.number, self.sentence.block.reading
        item = self.sentence.block.role is Role.ITEM
        if last_year(text, clause.start, number, clause.end):
            if "(" in clause.before and item:
                self.memory.brackets_of_last_year = True
            return True
        if _INSTEAD.search(clause.before):
            return True
        if not carried or clause.phrase is not None:
            return False
        bracketed = clause.before.endswith("(") and clause.after.startswith(")")
        own = clause.start + max(map(clause.before.rfind, ",;(:")) + 1
        nouns = (token for token in clause.left if token.pos == "NOUN" and token.start >= own)
        named = any(token.sense.lemmas.isdisjoint(EMPTY) for token in nouns)  # «прямых эфиров было 6»
        was = not named and _WAS.search(clause.before)
        return bool(was) or (bracketed and item and self.memory.brackets_of_last_year)
