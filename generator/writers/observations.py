"""The observations of the digest as a table of data: one a row, the same fields in every file of data.

Names follow SDMX where it has one. Programs compare codes, people read words: a field may have both.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from generator import formatting, text_file
from generator.digest import Fact
from generator.indicators import MEASURES
from generator.model import Qualifier, Source, Status
from generator.wording import WITHOUT_NUMBER

Value = str | int | Decimal | None

_HEDGES = {
    Qualifier.EXACT: "",
    **formatting.HEDGES,
    Qualifier.VAGUE: WITHOUT_NUMBER,
}
_STATUSES = {Status.DRAFT: "не проверено", Status.APPROVED: "подтверждено", Status.REJECTED: "отклонено"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name for programs, its Russian heading, what stands in it, and how people read a code."""

    name: str
    title: str
    of: Callable[[Fact], Value]
    said: Callable[[Fact], Value] | None = None

    def value(self, fact: Fact) -> Value:
        """What a program reads; a missing figure is `None`, any other missing value an empty text."""
        return _one_line(self.of(fact))

    def words(self, fact: Fact) -> Value:
        """What a person reads."""
        return _one_line((self.said or self.of)(fact))


def _first(fact: Fact) -> Source:
    """Where a figure was read; the other places repeat it."""
    return next(iter(fact.observation.sources), Source(""))


FIELDS = (
    Field("municipality", "Муниципальное образование", lambda f: f.report.municipality.title),
    Field("oktmo", "ОКТМО", lambda f: f.report.municipality.oktmo),
    Field("region", "Субъект Российской Федерации", lambda f: f.report.municipality.region.name),
    Field("year", "Отчётный год", lambda f: f.report.year),
    Field("indicator", "Ключ показателя", lambda f: f.observation.indicator),
    Field("label", "Показатель", lambda f: f.title),
    Field("value", "Значение", lambda f: f.observation.value),
    Field("qualifier", "Оговорка", lambda f: str(f.observation.qualifier), lambda f: _HEDGES[f.observation.qualifier]),
    Field("unit", "Единица", lambda f: f.unit),
    Field("measure", "Вид величины", lambda f: str(f.observation.measure), lambda f: MEASURES[f.observation.measure]),
    Field("period", "Период", lambda f: str(f.observation.period)),
    Field("as_of", "На дату", lambda f: f.observation.as_of),
    Field("owner", "Владелец страницы", lambda f: f.observation.owner, lambda f: f.owner),
    Field("network", "Сеть", lambda f: f.observation.network, lambda f: f.network),
    Field("topic", "Тема", lambda f: f.observation.topic, lambda f: f.topic),
    Field("status", "Состояние", lambda f: str(f.observation.status), lambda f: _STATUSES[f.observation.status]),
    Field("decided_by", "Кто подтвердил", lambda f: f.observation.decided_by),
    Field("file", "Файл отчёта", lambda f: _first(f).file.rpartition("/")[2]),
    Field(
        "lines", "Строки отчёта", lambda f: formatting.line_numbers(s.lines for s in f.observation.sources if s.lines)
    ),
    Field("quote", "Слова отчёта", lambda f: _first(f).quote),
    Field("note", "Пояснение", lambda f: f.observation.note),
)


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula; wide signs and spaces before it do not hide one.

    >>> starts_a_formula("=1+1"), starts_a_formula(" ＠SUM(1)"), starts_a_formula("итог = 5")
    (True, True, False)
    """
    return bool(re.match(r"\s*[=+\-@＝＋－＠]", text))


def _one_line(value: Value) -> Value:
    """A text without line ends, tabs and what no file may hold: a row of data is one line of a file."""
    if not isinstance(value, str):
        return value
    return text_file.FORBIDDEN.sub("�", re.sub(r"[ \t\r\n]+", " ", value).strip(" "))
