"""Why the number of a figure may be another than that of the year and of the municipality: a person decides."""

import re
from collections.abc import Sequence

from generator.intake.block import Role
from generator.intake.clauses import (
    Clause,
    for_each,
    is_most,
    is_often,
    stands_apart,
)
from generator.intake.counting import Counting
from generator.intake.dividing import Division
from generator.intake.doubts import (
    APART,
    AT_FIRST,
    BEYOND_COMMA,
    DIVIDED,
    EACH,
    INSIDE,
    LIKE_A_YEAR,
    NOT_DONE,
    OF_NEIGHBOURS,
    OF_ONE,
    OF_OTHERS,
    OF_PLACE,
    OF_REGION,
    OF_WORKS,
    OFTEN,
    RESPECTIVELY,
    SCALED,
)
from generator.intake.lexicon import PIECES
from generator.intake.memory import SCALE, Memory
from generator.intake.pages import PAGED
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.intake.subject import CONTAINERS, SOCIAL, Subject, set_off
from generator.model import Measure

_EACH = re.compile(r"\bпо\s+$", re.IGNORECASE)  # «52 номера по 8 полос»; but «по 312 релизам» counts them all
# «312 и 45 соответственно», «соответственно 312 и 45»: only numbers and their units stand between.
_BARE = r"(?:[\s\d.,;%+–-]|(?:и|тыс|млн|человека?|чел|шт|ед|единиц|процент\w*)\b){0,60}"
_RESPECTIVELY = re.compile(rf"{_BARE}\bсоответственно\b", re.IGNORECASE)
_RESPECTIVELY_BEFORE = re.compile(rf"\bсоответственно\s*[:–-]?(?!,){_BARE}$", re.IGNORECASE)
_INSIDE = re.compile(r"(?:\b(?:во?|под|при)|\(\s*из)\s+$", re.IGNORECASE)
_OF_REGION = re.compile(
    r"\bпо\s+(?:[а-яё]+\s+)?(?:краю|области|республике|региону|стране|России)\b[^,;()]*$", re.IGNORECASE
)
_ALL_OF_REGION = re.compile(
    r"\W*(?:в целом\s+|всего\s+|в среднем\s+)?по\s+(?:[а-яё]+\s+)?(?:краю|области|республике|региону|стране|России)\b",
    re.IGNORECASE,
)
_OF_NEIGHBOURS = re.compile(r"\b(?:в|во|из|по|у)\s+(?:[а-яё]+\s+)?сосед(?!ств)\w+[^;]*$", re.IGNORECASE)
# «Отменено 3 пресс-тура», «не опубликовано 12 релизов»
_NOT_DONE = re.compile(
    r"\b(?:отмен(?:ен[аоы]?|или)|сорван[аоы]?|отклонен[аоы]?|не\s+(?:[а-яё]+(?:ан|ен|ён|ят)[аоы]?"
    r"|состоя\w+|вышл[аои]|прошл[аои]))\s*(?:[–-]\s*)?$",
    re.IGNORECASE,
)
# «Видео «День города» набрало 120 тысяч просмотров»
_OF_ONE = re.compile(
    r"\b(?:(?:ролик|видеоролик|фильм|клип|пост|публикаци[яю]|запись|репортаж|сюжет|эфир|трансляци[яю])\s"
    r"|видео\b(?:[^,;.]{0,80}\b(?:[а-яё]+ло|[а-яё]*смотрели)\b|\s+(?:[а-яё]+\s+){0,3}«))[^,;.]{0,80}$",
    re.IGNORECASE,
)
# «30 тысяч просмотров набрал ролик ко Дню города»
_ONE_AFTER = re.compile(
    r"[^,;.]{0,40}\b(?:набрал|собрал|получил)[ао]?\s+(?:[а-яё]+\s+){0,3}?"
    r"(?:видео|ролик|видеоролик|фильм|клип|пост|публикация|запись|репортаж|сюжет|эфир|трансляция)\b",
    re.IGNORECASE,
)
_AT_FIRST = re.compile(r"\bнач(?:ин|ал)\w*\b[^,;.]{0,20}\bс(?:о)?\s+$", re.IGNORECASE)  # «год мы начинали с 4 870 …»
_ISSUED = re.compile(r"\b(?:выходит|форматом|изда[её]тся|печатается)\b[^,;]{0,60}\bна\s+$", re.IGNORECASE)
_MANY = 60  # so many newspapers or sites are the number of what came out there
_MEAN = re.compile(r"\bв среднем\b[^,;]{0,60}$", re.IGNORECASE)  # «в среднем на каждой странице по 2 200 подписчиков»
_T = re.compile(r"\s*т\b(?!\.?\s*(?:[а-я]\.|ч\b|к\b))")  # tons or thousands; but «т. е.»
_REACTIONS = frozenset(("views", "reach", "likes", "reposts", "comments"))
_LABELLED = 300  # characters before a number that may label it


class Doubts:
    """The doubts about the numbers of one sentence."""

    def __init__(
        self,
        memory: Memory,
        sentence: Sentence,
        counted: Sequence[Number],
        counting: Counting,
        division: Division,
    ) -> None:
        self.memory = memory
        self.sentence = sentence
        self.text = sentence.block.reading
        self.counted = counted
        self.counting = counting
        self.division = division
        self.elsewhere = memory.elsewhere(self.text[sentence.start : sentence.end])

    def respectively(self, number: Number) -> str:
        """The doubt about one of several numbers whose names stand elsewhere: «составило соответственно 5 и 7»."""
        start = max(self.sentence.start, number.start - _LABELLED)
        told = _RESPECTIVELY_BEFORE.search(self.text, start, number.start)
        told = told or _RESPECTIVELY.match(self.text, number.end)
        return RESPECTIVELY if told and len(self.counted) > 1 else ""

    def of(self, here: Clause, decided: Subject, key: str, measure: Measure, topic: str = "") -> str:
        """The doubt about a figure that the words around its number raise; empty for none."""
        divided = key not in PAGED and not topic and self.division.has(here, decided)
        return (
            (SCALED if self._is_scaled(here.number) else "")
            or self._of_others(here)
            or (NOT_DONE if _NOT_DONE.search(here.before) else "")
            or (DIVIDED if divided else "")
            or self._of_works(here, decided, key)
            or self._untotal(here, decided, measure)
            or (OF_ONE if key in _REACTIONS and _is_of_one(here) else "")
            or self._unsure(here, decided)
        )

    def _of_others(self, here: Clause) -> str:
        """Why a number may be of the region or of somebody else."""
        if _OF_REGION.search(here.before) or _ALL_OF_REGION.match(self.text, self.sentence.start):
            return OF_REGION
        if _OF_NEIGHBOURS.search(self.text, self.sentence.start, here.number.start):
            return OF_NEIGHBOURS
        return OF_OTHERS if self._is_of_others(here.number) else ""

    def _of_works(self, here: Clause, decided: Subject, key: str) -> str:
        """Why a number may be of other works than its words name."""
        if decided.side == "left" and key in CONTAINERS - SOCIAL and (here.number.value or 0) > _MANY:
            return OF_PLACE
        return OF_WORKS if decided.side == "left" and self._is_of_works(here.number) else ""

    def _untotal(self, here: Clause, decided: Subject, measure: Measure) -> str:
        """Why a number may be no total of the year."""
        if for_each(self.text[self.sentence.start : here.number.start], here.before, here.after):
            return EACH
        if self._is_inside(here, decided):
            return INSIDE
        if measure is Measure.COUNT:
            return self._uncounted(here, decided)
        return APART if measure is Measure.STOCK and _MEAN.search(here.before) else ""

    def _unsure(self, here: Clause, decided: Subject) -> str:
        """Why a number may be another than that of which its words tell."""
        if is_most(here.before):
            return DIVIDED
        if _AT_FIRST.search(here.before):
            return AT_FIRST
        pieces = here.phrase is not None and not here.phrase.head.sense.lemmas.isdisjoint(PIECES)
        if decided.side == "left" and here.before.rstrip().endswith(",") and not pieces:
            return BEYOND_COMMA
        return LIKE_A_YEAR if self._is_like_a_year(here.number) else ""

    def _is_of_others(self, number: Number) -> bool:
        """Whether another municipality is named before a number: «в Артёме вышло 512 материалов»."""
        divided = self.text.rfind(";", self.sentence.start, number.start)
        return any(divided < self.sentence.start + at < number.start for at in self.elsewhere)

    def _is_of_works(self, number: Number) -> bool:
        """Whether the number before was of those who saw works: «видео набрали 12 000 просмотров, фото – 300»."""
        last, before = self.counting.last, self.division.before(number)
        if last is None or last.figure.key not in _REACTIONS or before is None:
            return False
        start = max(self.sentence.start, before.start - _LABELLED)
        works = self.memory.named(self.sentence.between(start, before.start))
        return works is not None and works.entry.indicator.key not in _REACTIONS | CONTAINERS

    def _is_inside(self, here: Clause, decided: Subject) -> bool:
        """Whether a number tells in how many things something was: «победа в 2 конкурсах»."""
        own = here.number.role or here.number.unit or decided.indicator.key in CONTAINERS | PAGED
        return not own and decided.side != "carried" and bool(_INSIDE.search(here.before))

    def _uncounted(self, here: Clause, decided: Subject) -> str:
        """Why what is counted may be less than all of the year."""
        if _ISSUED.search(here.before):
            return EACH
        if _EACH.search(here.before) and here.phrase and any(f.endswith("gent") for f in here.phrase.head.sense.forms):
            return EACH
        # «Среднее число просмотров – 1 450, лайков – 45»
        last = self.counting.last
        averaged = decided.side == "left" and last is not None and last.figure.doubt == APART
        if stands_apart(here.before, here.after) or (averaged and set_off(here.before)):
            return APART
        return OFTEN if is_often(here.before) else ""

    def _is_scaled(self, number: Number) -> bool:
        """Whether a label names thousands or millions and the number none: «подписчики (тыс.): ВК – 11, ОК – 6»."""
        own = number.written == "words" or any(map(str.isalpha, self.text[number.start : number.end]))
        above = self.memory.scope.scaled and self.sentence.block.role is Role.ITEM
        start = max(self.sentence.start, number.start - _LABELLED)
        named = above or bool(SCALE.search(self.text, start, number.start))
        # «охват 560 т.»
        return (named or bool(_T.match(self.text, number.end))) and not own and not number.unit

    def _is_like_a_year(self, number: Number) -> bool:
        """Whether a number may be the year of the report, the one before or the one after: «Пресс-релизы 2023»."""
        year = self.memory.year
        plain = number.written == "digits" and not number.unit
        return year is not None and plain and number.value in (year - 1, year, year + 1)


def _is_of_one(here: Clause) -> bool:
    """Whether a number tells how a single work was received."""
    return bool(_OF_ONE.search(here.before) or _ONE_AFTER.match(here.after))
