"""What a number of a text counts in, and how exactly it is said: the unit after it, the hedge beside it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from generator.intake import noise
from generator.model import Qualifier


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text, or one run of digits that is no quantity.

    The span covers all that says the number: groups of digits, «тыс.», «%», number words; not the
    word that hedges it. A year keeps its value though it is no quantity.
    """

    start: int
    end: int
    value: Decimal | None = None  # `None` for «десятки», and for «12,345»: a fraction or thousands
    upper: Decimal | None = None  # the other end of a range, «5–7»
    unit: str = ""  # percent, times («в 2,5 раза»), minutes, hours, days, weeks; otherwise what the next words say
    qualifier: Qualifier = Qualifier.EXACT
    role: str = ""  # from («с 4 200 до …»), to («… до 6 850»), by («увеличилось на 300»)
    written: str = "digits"  # or words; mixed, when letters like «О» and «З» stand among the digits
    reason: str = ""  # why it is no quantity, in Russian: «год», «дата», «телефон»


_PERCENT = re.compile(r"\s*(?:%|процентн[а-я]+ пункт[а-я]*|процент[а-я]*|п\. ?п\.)", re.IGNORECASE)
_TIMES = re.compile(r"\s+раза?\b", re.IGNORECASE)
_HOURS = re.compile(r"\s*(?:час(?:а|ов|ам|ами|ах)?\b|ч\b\.?)", re.IGNORECASE)
_MINUTES = re.compile(r"\s*мин(?:ут[а-я]*\b|\b\.?)", re.IGNORECASE)
_HOURS_AND_MINUTES = re.compile(rf"{_HOURS.pattern}\s+(?:и\s+)?(?P<minutes>\d{{1,2}}){_MINUTES.pattern}", re.IGNORECASE)
_DAYS = re.compile(
    r"\s*(?:(?:рабоч|календарн)[а-я]+\s+)?(?:д(?:ень|ня|ней|ню|нями|нях|н\.)|сут(?:ки|ок|кам|ках))"
    r"(?!\w|\s+открытых\s+дверей)",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"\s*недел[а-я]+\b", re.IGNORECASE)
_MONEY = re.compile(rf"\s*(?:тыс\.?|млн\.?|млрд\.?)?\s*(?:{noise.ROUBLES}|р\.(?=\s|$|[,;)]))", re.IGNORECASE)
_YEARS_OLD = re.compile(r"\s*(?:лет\b|год(?:а|ов)?\b|мес(?:яц[а-я]*)?\b)", re.IGNORECASE)
_UNITS = {_HOURS: "hours", _MINUTES: "minutes", _DAYS: "days", _WEEKS: "weeks"}

# «Более чем на 300» hedges, «больше на 300» compares.
_THAN = r"(?:,?\s+чем)?(?:(?<=чем)\s+(?:на|в|до|с|со|от))?\s+$"
_OF = r"(?:\s+(?:чем|на|в|до|с|со|от))*\s*$"
_HEDGES = tuple(
    (qualifier, re.compile(pattern, re.IGNORECASE))
    for qualifier, pattern in (
        (Qualifier.NOT_LESS, rf"\b(?:не\s+(?:менее|меньше){_THAN}|минимум{_OF})|≥\s*$"),
        (Qualifier.AT_MOST, rf"\b(?:(?:не\s+(?:более|больше|свыше)|менее|меньше){_THAN}|максимум{_OF})|[<≤]\s*$"),
        (Qualifier.AT_LEAST, rf"\b(?:(?:более|больше){_THAN}|(?:свыше|с лишним|превы\w+|перевали\w+\s+за){_OF})|>\s*$"),
        (
            Qualifier.ABOUT,
            r"(?:\b(?:около|порядка|примерно|приблизительно|(?:почти|практически)(?:\s+(?:достиг|состав)\w+)?"
            r"|без малого|где-то|где то|ориентировочно|под|(?-i:ок)\.)|[~≈])"
            rf"{_OF}",
        ),
    )
)
ANY_HEDGE = (
    r"(?:(?:не\s+)?(?:более|менее|больше|меньше)(?:\s+чем)?|свыше|около|порядка|примерно|почти|уже"
    r"|рекордных|целых)\s+"
)
_OR_MORE = re.compile(r"\s*(?:\+(?!\s*\d)|(?:и|или) (?:более|больше)\b)", re.IGNORECASE)
_AND_MORE = re.compile(r"\s*(?:с лишним|с небольшим|с хвостиком)\b", re.IGNORECASE)
_ROUGHLY = re.compile(r"\s*(?:\S{1,30}\s+)?(?:примерно|приблизительно|ориентировочно)\b", re.IGNORECASE)


def classified(text: str, number: Number) -> Number:
    """A number with its unit and its hedge, or with the reason why it is none."""
    end = number.end
    before = text[max(0, number.start - 40) : number.start]
    if _MONEY.match(text, end):
        return replace(number, reason=noise.MONEY)
    if _YEARS_OLD.match(text, end):
        return replace(number, reason=noise.AGE)
    if percent := _PERCENT.match(text, end):
        number = replace(number, end=percent.end(), unit="percent")
    elif (times := _TIMES.match(text, end)) and re.search(rf"\bв\s+(?:{ANY_HEDGE})?$", before, re.IGNORECASE):
        number = replace(number, end=times.end(), unit="times")
    elif (both := _HOURS_AND_MINUTES.match(text, end)) and number.value is not None:
        number = replace(number, end=both.end(), unit="minutes", value=number.value * 60 + int(both["minutes"]))
    else:
        for pattern, unit in _UNITS.items():
            if said := pattern.match(text, end):
                number = replace(number, end=said.end(), unit=unit)
                break
    return hedged(text, number)


def hedged(text: str, number: Number) -> Number:
    """A number with the hedge that stands before or after it."""
    if number.value is None and number.written == "words":
        return replace(number, qualifier=Qualifier.VAGUE)
    before = text[max(0, number.start - 40) : number.start]
    qualifier = next((q for q, pattern in _HEDGES if pattern.search(before)), Qualifier.EXACT)
    if _OR_MORE.match(text, number.end):
        qualifier = Qualifier.NOT_LESS
    elif _AND_MORE.match(text, number.end):
        qualifier = Qualifier.AT_LEAST
    elif qualifier is Qualifier.EXACT and _ROUGHLY.match(text, number.end):
        qualifier = Qualifier.ABOUT
    return replace(number, qualifier=qualifier)
