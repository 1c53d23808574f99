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
    tells_parts,
    tells_where,
    told_of,
)
from generator.intake.counting import Counting
from generator.intake.doubts import (
    APART,
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
from generator.intake.phrases import Token
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
    r"\b(?:видео|ролик|видеоролик|фильм|клип|пост|публикация|запись|репортаж|сюжет|эфир|трансляция)\s+(?:[а-яё]+\s+){0,3}"
    r"«[^«»]+»[^,;.]*$",
    re.IGNORECASE,
)
_ISSUED = re.compile(r"\b(?:выходит|форматом|изда[её]тся|печатается)\b[^,;]*\bна\s+$", re.IGNORECASE)
_MANY = 60  # so many newspapers or sites are the number of what came out there
_MEAN = re.compile(r"\bв среднем\b[^,;]*$", re.IGNORECASE)  # «в среднем на каждой странице по 2 200 подписчиков»
_T = re.compile(r"\s*т\b(?!\.?\s*(?:[а-я]\.|ч\b|к\b))")  # tons or thousands; but «т. е.»
_REACTIONS = frozenset(("views", "reach", "likes", "reposts", "comments"))
_LABELLED = 300  # characters before a number that may label it


class Doubts:
    """The doubts about the numbers of one sentence."""

    def __init__(self, memory: Memory, sentence: Sentence, counted: Sequence[Number], counting: Counting) -> None:
        self.memory = memory
        self.sentence = sentence
        self.text = sentence.block.reading
        self.counted = counted
        self.counting = counting
        self.elsewhere = memory.elsewhere(self.text[sentence.start : sentence.end])

    def respectively(self, number: Number) -> str:
        """The doubt about one of several numbers whose names stand elsewhere: «составило соответственно 5 и 7»."""
        start = max(self.sentence.start, number.start - _LABELLED)
        told = _RESPECTIVELY_BEFORE.search(self.text, start, number.start)
        told = told or _RESPECTIVELY.match(self.text, number.end)
        return RESPECTIVELY if told and len(self.counted) > 1 else ""

    def of(self, here: Clause, decided: Subject, key: str, measure: Measure, topic: str = "") -> str:
        """The doubt about a figure that the words around its number raise; empty for none."""
        number, told_before = here.number, decided.side == "left"
        if self._is_scaled(number):
            return SCALED
        if _OF_REGION.search(here.before) or _ALL_OF_REGION.match(self.text, self.sentence.start):
            return OF_REGION
        if _OF_NEIGHBOURS.search(self.text, self.sentence.start, number.start):
            return OF_NEIGHBOURS
        if self._is_of_others(number):
            return OF_OTHERS
        if _NOT_DONE.search(here.before):
            return NOT_DONE
        if told_before and key not in PAGED and self._is_divided(here):
            return DIVIDED
        whole = key in PAGED or topic
        if not whole and (self._goes_on_elsewhere(here, decided) or self._ends_a_row(here, decided)):
            return DIVIDED
        if told_before and key in CONTAINERS - SOCIAL and (number.value or 0) > _MANY:
            return OF_PLACE
        if key in _REACTIONS and _OF_ONE.search(here.before):
            return OF_ONE
        if told_before and self._is_of_works(number):
            return OF_WORKS
        if for_each(self.text[self.sentence.start : number.start], here.before, here.after):
            return EACH
        if self._is_inside(here, decided):
            return INSIDE
        if measure is Measure.COUNT and (untotal := self._untotal(here, decided)):
            return untotal
        if measure is Measure.STOCK and _MEAN.search(here.before):
            return APART
        if is_most(here.before):
            return DIVIDED
        pieces = here.phrase is not None and not here.phrase.head.sense.lemmas.isdisjoint(PIECES)
        if told_before and here.before.rstrip().endswith(",") and not pieces:
            return BEYOND_COMMA
        return LIKE_A_YEAR if self._is_like_a_year(number) else ""

    def _is_of_others(self, number: Number) -> bool:
        """Whether another municipality is named before a number: «в Артёме вышло 512 материалов»."""
        divided = self.text.rfind(";", self.sentence.start, number.start)
        return any(divided < self.sentence.start + at < number.start for at in self.elsewhere)

    def _is_divided(self, here: Clause) -> bool:
        """Whether a label tells of one place or person and the next one of another.

        «Релизов: для сайта 940, для газеты 120», «интервью главы – 12, заместителей – 25».
        """
        if here.following is None:
            return False
        between = self.sentence.between(here.number.end, here.following)
        if self._names_whose(here.left, between):
            return True
        if not tells_where(between):
            return False
        preposition = max((n for n, token in enumerate(here.left) if token.pos == "PREP"), default=len(here.left))
        return tells_where(here.left[preposition:])

    def _goes_on_elsewhere(self, here: Clause, decided: Subject) -> bool:
        """Whether the next number counts the same, but in another place or about something else.

        «В газете вышло 312 материалов, на сайте – 845», «100 постов о героях и 25 – о ветеранах».
        """
        at = self.counted.index(here.number) + 1
        if at == len(self.counted):
            return False
        number, last = self.counted[at], self.counted[at + 1].start if at + 1 < len(self.counted) else self.sentence.end
        words = self.sentence.between(decided.end, number.start)
        if tells_parts(self.text[decided.end : number.start]):
            return False
        comma = next((n for n, token in enumerate(words) if token.text in (",", ";")), len(words))
        if comma == len(words) and words and words[-1].text == "и":
            comma -= 1
        label = [token for token in words[comma + 1 :] if token.is_word]
        after = self.sentence.between(number.end, last)
        rest = after[: next((n for n, token in enumerate(after) if token.text in ",;()"), len(after))]
        named = self.memory.named([*label, *rest])
        if (named and named.entry.indicator.key not in CONTAINERS) or (label and label[0].pos != "PREP"):
            return False
        left = here.left
        if decided.side == "left" and (match := self.memory.named(left)):
            left = [*left[: match.first], *left[match.last + 1 :]]
        own, other = told_of([*left, *words[:comma]]), told_of([*label, *rest])
        return bool(own and other) and own.isdisjoint(other)

    def _ends_a_row(self, here: Clause, decided: Subject) -> bool:
        """Whether a number is the last of a row and says what all count: «Первый канал – 2, НТВ – 1 сюжет»."""
        at = self.counted.index(here.number)
        if decided.side != "right" or at == 0 or not set_off(here.before) or here.opens:
            return False
        before = self.counted[at - 1]
        unread = not self.counting.is_read(before) or (
            self.counting.last and self.counting.last.figure.doubt == OF_PLACE
        )
        return bool(unread) and self.text[before.end : here.number.start].lstrip().startswith(",")

    def _names_whose(self, label: Sequence[Token], next_label: Sequence[Token]) -> bool:
        """Whether both labels end with whose the number is, and the second says nothing else."""
        named = self.memory.named(label)
        owner = [token for token in label[named.last + 1 :] if token.is_word] if named else []
        marks = [token.text for token in next_label if not token.is_word]
        other = [token for token in next_label if token.is_word]
        return (
            marks in ([",", "–"], [",", "-"])
            and len(owner) == len(other) == 1
            and all(token.pos == "NOUN" and _is_genitive(token) for token in (*owner, *other))
            and self.memory.named(other) is None
        )

    def _is_of_works(self, number: Number) -> bool:
        """Whether the number before was of those who saw works: «видео набрали 12 000 просмотров, фото – 300»."""
        before = [other for other in self.counted if other.end <= number.start]
        last = self.counting.last
        if last is None or last.figure.key not in _REACTIONS or not before:
            return False
        works = self.memory.named(self.sentence.between(self.sentence.start, before[-1].start))
        return works is not None and works.entry.indicator.key not in _REACTIONS | CONTAINERS

    def _is_inside(self, here: Clause, decided: Subject) -> bool:
        """Whether a number tells in how many things something was: «победа в 2 конкурсах»."""
        own = here.number.role or here.number.unit or decided.indicator.key in CONTAINERS | PAGED
        return not own and decided.side != "carried" and bool(_INSIDE.search(here.before))

    def _untotal(self, here: Clause, decided: Subject) -> str:
        """Why a count may be no total of the year."""
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


def _is_genitive(token: Token) -> bool:
    return any(form.endswith("gent") for form in token.sense.forms)
