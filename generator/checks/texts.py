"""The report's own words against its year and against themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

from generator.checks.findings import figure, finding, most, said
from generator.indicators import Catalogue
from generator.model import ALL, Finding, Report

_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_DATE = re.compile(
    rf"(?P<of>\bот\s+)?(?<![\d.])(?P<day>\d{{1,2}})(?:\.(?P<month>\d\d)\.|\s+(?P<name>{'|'.join(_MONTHS.split())})\s+)"
    r"(?P<year>20\d\d)\b",  # 9 мая 1945 года is history: no report is so old
    re.IGNORECASE,
)
_YEAR = re.compile(r"20\d\d\b")  # few paragraphs name one
_FEW = 3  # dates that a finding names

_SMALL = {"два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9}
_NAMED = re.compile(
    rf"\b(?P<count>{'|'.join(_SMALL)}|\d{{1,2}})\s+(?P<what>[а-яё]+(?:\s+[а-яё]+){{0,3}})\s*[:–—(]\s*"
    r"(?P<titles>«[^«»]{2,100}»(?:(?:\s*,\s*|\s+и\s+)«[^«»]{2,100}»)+)\s*[.;)]",
    re.IGNORECASE,
)


def dates_are_of_the_year(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Даты в тексте — отчётного года."""
    strange: dict[str, tuple[int, int] | None] = {}
    for passage in report.passages:
        for paragraph in passage.paragraphs:
            for date in _DATE.finditer(paragraph) if _YEAR.search(paragraph) else ():
                year, month = int(date["year"]), date["month"] or date["name"].lower()
                january = year == report.year + 1 and month in ("01", "января")
                # «От 2 мая 2006 года» is the date of a law or an order.
                if year != report.year and not january and not date["of"]:
                    strange.setdefault(date.group(), passage.source.lines)
    if strange:
        shown = ", ".join(f"«{date}»" for date in list(strange)[:_FEW])
        message = f"в тексте есть даты не {report.year} года: {shown}. Проверьте, не из прежнего ли они отчёта"
        yield finding(report, "note", "dates-of-another-year", message)


def as_many_are_named(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Названо столько, сколько обещано."""
    for passage in report.passages:
        for paragraph in passage.paragraphs:
            for found in _NAMED.finditer(paragraph) if "»" in paragraph else ():
                count = found["count"].lower()
                stated = _SMALL.get(count) or int(count)
                named = found["titles"].count("«")
                if stated != named:
                    message = f"сказано «{found['count']} {found['what']}», а названо {said(named)}"
                    yield finding(report, "warning", "named-otherwise", message, (passage.source,))


def networks_are_as_many(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Социальных сетей с числом подписчиков не больше, чем сказано."""
    stated = [o for o in report.yearly if o.indicator == "networks_count"]
    named = {o.network for o in report.yearly if o.network not in ("", ALL) and o.indicator == "subscribers"}
    for observation in stated[:1]:
        if (largest := most(observation)) is not None and len(named) > largest:
            networks = ", ".join(catalogue.networks[key].label for key in catalogue.networks if key in named)
            message = (
                f"сказано, что социальных сетей {figure(observation)}, "
                f"а подписчики названы в {said(len(named))}: {networks}"
            )
            yield finding(report, "warning", "more-networks-named", message, observation.sources)
