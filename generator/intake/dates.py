"""The day or the month of which a stock is told: «по состоянию на 1 января 2024 года», «на 31.12.2023»."""

import re
from datetime import date

from generator.intake import year_parts
from generator.model import Period

OF_ANOTHER_YEAR = "названа дата другого года: решите, на какую дату это число"

_NAMES = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_IN_MONTH = r"(?:(?:янва|февра|апре|ию|сентяб|октяб|нояб|декаб)[а-я]{0,2}ь|март|май|август)"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_SAID = re.compile(
    rf"\b(?P<state>состояни\w+\s+)?(?P<on>(?:на|к)\s+)?(?:(?P<edge>начал|кон)(?:о|у|ец|ца|цу)\s+)?(?:"
    rf"(?P<day>\d{{1,2}})(?:-?(?:е|го))?(?:\s+(?P<name>{year_parts.OF_MONTH})\s+|\.(?P<number>\d\d?)\.)"
    rf"(?P<of>(?:(?:19|20)\d\d|(?<=\.)\d\d))\b|(?P<month>{_IN_MONTH}|{year_parts.OF_MONTH})\s+{_YEAR}"
    rf"|(?P<whole>(?:19|20)\d\d)(?=-?\s*г))",
    re.IGNORECASE,
)
_OF_NEXT = re.compile(rf"{_SAID.pattern}\s*(?:г\.?|года)?\s*[–:-]?\s*(?:было\s+)?\d", re.IGNORECASE)
_USUAL = (1, 28, 29, 30, 31)  # a count is taken at the edge of a month; «на 9 мая 2023 года» may be a feast
_NEXT = 3  # the months of the next year in which the stock of a year is still counted


def of(text: str, start: int, number: int, end: int) -> str:
    """The date that a text tells of a number: the last one said before it, or else the first one after it; or empty.

    It is in ISO 8601, of a day or a month, as `Observation.as_of`.
    """
    found = [(match.start(), told) for match in _SAID.finditer(text, start, end) if (told := _told(match))]
    before = [told for at, told in found if at < number]
    # «26 500 (на 01.01.2024 – 24 100)»: the second date is of the second number.
    after = [told for at, told in found if at > number and not _OF_NEXT.match(text, at, end)]
    return (before[-1:] or after[:1] or [""])[0]


def of_label(label: str) -> str:
    """The date that the label of a column or a row names, be it alone: «Подписчики на 31.12.2023», «01.01.2024»."""
    found = [told for match in _SAID.finditer(label) if (told := _told(match, alone=True))]
    return found[0] if len(set(found)) == 1 else ""


def fits(as_of: str, period: Period | None) -> bool:
    """Whether a date may be that of a year's stock: in the year, but not at its beginning, or just after it."""
    if not as_of or period is None:
        return False
    year, month = int(as_of[:4]), int(as_of[5:7])
    return (year == period.end and not as_of.endswith("-01-01")) or (year == period.end + 1 and month <= _NEXT)


def _told(match: "re.Match[str]", *, alone: bool = False) -> str:
    if not match["on"] and not alone:
        return ""
    if match["day"]:
        day, year = int(match["day"]), int(match["of"]) + (2000 if len(match["of"]) == 2 else 0)
        month = int(match["number"]) if match["number"] else _month(match["name"])
        if match["edge"] or not (match["state"] or alone or day in _USUAL):
            return ""
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return ""
    if match["month"]:
        return f"{match['year']}-{_month(match['month']):02}"
    if match["edge"]:
        return f"{match['whole']}-{'01' if match['edge'].lower() == 'начал' else '12'}"
    return ""


def _month(name: str) -> int:
    """The number of a month by its name: «март» before «ма(й)», as both begin alike."""
    return next(number for number, stem in enumerate(_NAMES, 1) if name.lower().startswith(stem))
