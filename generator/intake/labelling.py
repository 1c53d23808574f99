"""What the labels of a cell say of its number: part of a year or which one, thousands, a rise or a fall."""

import re

from generator.intake import year_parts
from generator.intake.grid import Cell, Labels
from generator.intake.lending import WHOLE
from generator.intake.quantities import Number
from generator.model import Measure

ANY_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
# «Прирост к 2022 году» is one of 2023, as is «по сравнению с 2022».
_OWN_YEAR = re.compile(
    rf"(?<!\b[кс] )(?<!\bуровн[юя] )(?<!\bпротив )(?<!\bотносительно ){ANY_YEAR.pattern}", re.IGNORECASE
)
FIRST_DAY = re.compile(r"\b0?1(?:[.]0?1[.]|\s+января\s+)((?:19|20)\d\d)\b", re.IGNORECASE)
# At these the year is whole: «на 31 декабря 2023 года».
_AT_ITS_END = re.compile(r"(?:\bна\s+|^\W*)(?:0?1\s+января|(?:30|31|конец)\s+декабря)\b", re.IGNORECASE)
_ITSELF = r"(?<!\bо )(?<!\bоб )(?<!\bна )(?<!\bпо )\b"  # not «публикации о росте цен», «меры на снижение»
_GROWTH = re.compile(
    rf"{_ITSELF}(?:прирост|динамик|рост(?:а|у|ом|е)?\b|изменени|увеличени|увеличил|возрос|вырос|отклонени)|\+/[–-]|±",
    re.IGNORECASE,
)
_FALL = re.compile(rf"{_ITSELF}(?:снижени|снизил|сокращени|сократил|уменьшени|уменьшил|убыль|отток)", re.IGNORECASE)
_OF_A_YEAR = re.compile(
    r"\b(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*|кварт|полугод"
    r"|\b(?:янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек)\b|\bкв\b(?!\.? ?м\b)|\b(?:I{1,2}|[12]) пол\b"
    r"|\b(?:[1-9]|1[01]) мес|^\W*(?:I{1,3}|IV|месяц)\W*$",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"\W*(?:(?:весь|за|за весь) )?год\W*", re.IGNORECASE)
# In what a column counts; but «паблики более 10 тыс. подписчиков» are pages.
_THOUSANDS = re.compile(r"(?<!\d )\bтыс(?:яч(?:ах)?)?\b", re.IGNORECASE)
_MILLIONS = re.compile(r"(?<!\d )\b(?:млн|миллион(?:ов|ах))\b", re.IGNORECASE)


def is_of_a_part(labels: Labels, over: str) -> bool:
    """Whether the labels of a cell, or what stands over it, name a month, a quarter or half a year."""
    own = (labels.row, labels.column)
    if any(map(_names_part, own)):
        return True
    whole = any(WHOLE.match(label) or _YEARLY.fullmatch(label) for label in own)
    return not whole and (_names_part(labels.above) or bool(over))


def _names_part(label: str) -> bool:
    said = _AT_ITS_END.sub("", label)
    return bool(_OF_A_YEAR.search(said)) and not year_parts.is_all(said)


def scale(labels: str) -> int:
    """In what the labels of a cell count: thousands, millions or ones."""
    if _THOUSANDS.search(labels):
        return 1000
    return 1_000_000 if _MILLIONS.search(labels) else 1


def sign(cell: Cell, number: Number, labels: Labels) -> str:
    """The sign of a number: «+300», «-5,8», «5,8» under «Снижение, %».

    With a space after it a dash is a sign only where labels speak of a change.
    """
    before = cell.block.reading[cell.start : number.start]
    change = changes(labels)
    said = (before.rstrip() if change else before)[-1:]
    if said == "+":
        return said
    falls = any(_FALL.search(label) and not _GROWTH.search(label) for label in (labels.column, labels.row))
    return "-" if (said and said in "–-") or (change and falls) else ""


def changes(labels: Labels) -> bool:
    """Whether the labels of a cell say that it tells of a change."""
    return names_change(labels.column) or names_change(labels.row)


def names_change(label: str) -> bool:
    """Whether a label says that what it labels is a change."""
    return bool(_GROWTH.search(label) or _FALL.search(label))


def growth(number: Number, labels: Labels, sign: str) -> Measure | None:
    """What kind of change a cell tells, if any."""
    change = changes(labels)
    if number.unit == "times":
        return Measure.RATIO
    if number.unit == "percent" or "%" in labels.column + labels.row:
        return Measure.GROWTH_PCT if change or sign else None
    return Measure.GROWTH_ABS if change or sign == "+" else None


def year(labels: Labels) -> int | None:
    """The year that the nearest label names; the first of January is the end of the year before."""
    for text in labels.all:
        if first := FIRST_DAY.search(text):
            return int(first[1]) - 1
        years = set(_OWN_YEAR.findall(text))
        if len(years) == 1:
            return int(years.pop())
    return None
