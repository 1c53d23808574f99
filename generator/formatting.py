r"""Figures, dates and lists as an official Russian document prints them; the one module over Babel.

Babel supplies what CLDR knows: plural categories, names of months, the list pattern. It is not asked to
print numbers, because it rounds half to even, writes the minus as a hyphen, keeps «-0» and groups 1234
even in prose. Python's own `,f` does that work, fifteen times as fast; a test holds it equal to Babel.

Everywhere: a missing figure is «…», alone and never zero; rounding is half up; the minus is U+2212; the
one special space is U+00A0, because the fonts of the digest have no U+202F, U+2009 or U+2010.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from generator.model import Period, Qualifier

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

# The signs of Russian official statistics; a digest explains them once, among its conventions.
NO_DATA = "…"  # there is no figure
ABSENT = "–"  # the phenomenon did not occur
NOT_APPLICABLE = "х"  # no figure is possible here (a Cyrillic letter)

Figure = Decimal | int | None

_RU = Locale.parse("ru_RU")

# Wide enough for any figure, and independent of the caller's decimal context.
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_SEPARATORS = str.maketrans({",": NBSP, ".": ","})
_GROUPED_IN_PROSE = 10_000  # a text groups digits from five on, a column always

# Each of these words governs the genitive: «до 2 часов», «около 21 часа».
HEDGES = {
    Qualifier.AT_LEAST: "более",
    Qualifier.NOT_LESS: "не менее",
    Qualifier.AT_MOST: "не более",
    Qualifier.ABOUT: "около",
    Qualifier.UP_TO: "до",
}
_DURATIONS = {
    "hour": ("час", "часа", "часов"),
    "day": ("день", "дня", "дней"),
}
_AS_OF = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_OPENING = re.compile(r"[«„“\"'(…\s]*")


# Numbers


def number(value: Figure, decimals: int | None = None, *, sign: bool = False, text: bool = False) -> str:
    r"""Print a figure with so many decimals, by default as many as it has.

    `sign` puts a plus before a positive figure. `text` is for running prose, where four digits are not
    grouped; in a column all figures are grouped alike. Raises `TypeError` for what is no `Decimal` or
    `int` (a `float` has lost its decimals, a `bool` is no figure) and `ValueError` for NaN and infinity.

    >>> number(12345), number(Decimal("12.50")), number(Decimal("-12.25"), 1)
    ('12\xa0345', '12,5', '−12,3')
    >>> number(1234), number(1234, text=True), number(5, sign=True), number(Decimal("-0.04"), 1)
    ('1\xa0234', '1234', '+5', '0,0')
    >>> number(None)
    '…'
    """
    if value is None:
        return NO_DATA
    rounded = _rounded(value, decimals)
    size = rounded.copy_abs()
    digits = f"{size:f}" if text and size < _GROUPED_IN_PROSE else f"{size:,f}"
    # Compared after rounding, so that no sign is left before a zero.
    mark = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return mark + digits.translate(_SEPARATORS)


def volume(size: int) -> str:
    r"""Say how large a file is; a megabyte is 10**6 bytes (IEC 80000-13, 4), as mail servers count.

    >>> volume(999), volume(9_790), volume(345_678), volume(25_000_000)
    ('999\xa0байт', '9,8\xa0КБ', '346\xa0КБ', '25\xa0МБ')
    """
    for unit, bytes_ in (("МБ", 10**6), ("КБ", 10**3)):
        if size >= bytes_:
            tenths = (size * 10 + bytes_ // 2) // bytes_
            shown = f"{tenths // 10},{tenths % 10}" if tenths < 100 and tenths % 10 else number((tenths + 5) // 10)
            return f"{shown}{NBSP}{unit}"
    return count(size, "байт", "байта", "байт")


def megabytes(size: int) -> str:
    r"""Format sizes that stand under one another, all in megabytes, as `volume` counts them.

    >>> megabytes(25_000_000), megabytes(1_258_291)
    ('25,0\xa0МБ', '1,3\xa0МБ')
    """
    tenths = (size + 50_000) // 100_000
    return f"{number(tenths // 10)},{tenths % 10}{NBSP}МБ"


def percent(value: Figure, decimals: int | None = 1, *, sign: bool = False) -> str:
    r"""Print a figure that is already in percent.

    >>> percent(Decimal("12.35")), percent(Decimal("-5"), sign=True), percent(50, 0), percent(None)
    ('12,4\xa0%', '−5,0\xa0%', '50\xa0%', '…')
    """
    return _with_unit(number(value, decimals, sign=sign), "%")


def times(ratio: Figure, decimals: int | None = 1) -> str:
    r"""Print how many times as much; at most so many decimals, or all that it has. Raises `ValueError` below zero.

    One decimal is for a ratio that was divided; one that a report states keeps all of its own.

    >>> times(Decimal("2.5")), times(5), times(Decimal("4.96")), times(Decimal("2.25"), None)
    ('в\xa02,5\xa0раза', 'в\xa05\xa0раз', 'в\xa05\xa0раз', 'в\xa02,25\xa0раза')
    """
    if ratio is None:
        return NO_DATA
    if ratio < 0:
        raise ValueError(f"a ratio is not negative: {ratio}")
    return f"в{NBSP}{count(_rounded(ratio, decimals), 'раз', 'раза', 'раз')}"


def growth(new: Figure, old: Figure) -> str:
    r"""Print a change: in percent, from a twofold rise on in times; without a positive base there is none.

    >>> growth(Decimal("135.7"), 100), growth(97, 10), growth(95, 100), growth(5, 0), growth(None, 5)
    ('+35,7\xa0%', 'в\xa09,7\xa0раза', '−5,0\xa0%', '…', '…')
    >>> growth(1, 5000), growth(0, 5000)  # a fall that leaves something is not one to zero
    ('−99,98\xa0%', '−100,0\xa0%')
    """
    if new is None or old is None or old <= 0:
        return NO_DATA
    change = _EXACT.divide(_EXACT.multiply(_EXACT.subtract(new, old), 100), old)
    decimals = 1
    while change != -100 and _rounded(change, decimals) == -100:
        decimals += 1
    # Asked of the rounded change: «+100,0 %» is a twofold rise to whoever reads it.
    rounded = _rounded(change, decimals)
    return percent(rounded, decimals, sign=True) if rounded < 100 else times(_EXACT.divide(new, old))


# Words that agree with numbers


def plural(
    value: Figure, one: str, few: str, many: str, other: str | None = None, *, decimals: int | None = None
) -> str:
    """Choose the form that agrees with the figure as `number` prints it.

    The four are the categories of CLDR for `ru`: 1 школа, 2 школы, 5 школ, and after any printed fraction
    the genitive singular, which is `few` unless given (it differs for adjectives: «1,5 новой школы», and
    for numbers that have words of their own). No figure takes `many`.

    >>> [plural(n, "школа", "школы", "школ") for n in (1, 3, 11, 21, Decimal("1.5"))]
    ['школа', 'школы', 'школ', 'школа', 'школы']
    >>> plural(1, "тысяча", "тысячи", "тысяч", decimals=1)  # printed as 1,0
    'тысячи'
    """
    if value is None:
        return many
    return {"one": one, "few": few, "many": many, "other": other or few}[_category(value, decimals)]


def count(value: Figure, one: str, few: str, many: str, other: str | None = None, *, text: bool = True) -> str:
    r"""Print a figure with the noun that it counts, never split over lines.

    >>> count(2982, "пресс-релиз", "пресс-релиза", "пресс-релизов"), count(None, "час", "часа", "часов")
    ('2982\xa0пресс-релиза', '…')
    """
    return _with_unit(number(value, text=text), plural(value, one, few, many, other))


def qualified(
    value: Figure,
    qualifier: Qualifier,
    decimals: int | None = None,
    *,
    text: bool = False,
    suffix: str = "",
) -> str:
    r"""Print a figure with the hedge of its report and an invariable unit, such as «%».

    >>> qualified(350, Qualifier.AT_LEAST), qualified(50, Qualifier.ABOUT, suffix="%")
    ('более\xa0350', 'около\xa050\xa0%')
    >>> qualified(350, Qualifier.NOT_LESS), qualified(None, Qualifier.VAGUE)
    ('не\xa0менее\xa0350', '…')
    """
    if value is None or qualifier is Qualifier.VAGUE:
        return NO_DATA
    return _hedged(_with_unit(number(value, decimals, text=text), suffix), qualifier)


def counted(value: Figure, qualifier: Qualifier, forms: tuple[str, str, str], *, text: bool = True) -> str:
    r"""Print a figure with its hedge and the noun that it counts, in the case that the hedge wants.

    `forms` go with 1, 2 and 5. Of a noun the second is the genitive singular and the third the genitive
    plural; with an adjective it is not so («две новые школы»): count those in words of your own.

    >>> events = ("мероприятие", "мероприятия", "мероприятий")
    >>> counted(350, Qualifier.AT_LEAST, events), counted(1, Qualifier.ABOUT, events)
    ('более\xa0350\xa0мероприятий', 'около\xa01\xa0мероприятия')
    >>> counted(22, Qualifier.EXACT, events), counted(22, Qualifier.AT_MOST, events)
    ('22\xa0мероприятия', 'не\xa0более\xa022\xa0мероприятий')
    """
    if value is None or qualifier is Qualifier.VAGUE:
        return NO_DATA
    return _hedged(_with_unit(number(value, text=text), noun(value, qualifier, forms)), qualifier)


def noun(value: Figure, qualifier: Qualifier, forms: tuple[str, str, str]) -> str:
    """The form of a noun that goes with a figure before it, in the case that the hedge wants; forms as of `counted`.

    >>> releases = ("пресс-релиз", "пресс-релиза", "пресс-релизов")
    >>> noun(21, Qualifier.EXACT, releases), noun(21, Qualifier.AT_LEAST, releases), noun(2, Qualifier.ABOUT, releases)
    ('пресс-релиз', 'пресс-релиза', 'пресс-релизов')
    """
    one, few, many = forms
    # A fraction governs the genitive singular in every case: «около 1,5 часа».
    return plural(value, one, few, many) if qualifier is Qualifier.EXACT else plural(value, few, many, many, few)


def duration(value: Figure, unit: Literal["hour", "day"], qualifier: Qualifier) -> str:
    r"""Print a length of time.

    >>> duration(2, "hour", Qualifier.UP_TO), duration(2, "hour", Qualifier.EXACT), duration(1, "day", Qualifier.UP_TO)
    ('до\xa02\xa0часов', '2\xa0часа', 'до\xa01\xa0дня')
    """
    return counted(value, qualifier, _DURATIONS[unit])


# Dates


def date_long(day: dt.date) -> str:
    r"""Print a date for a sentence; day, month and year are never split over lines.

    >>> date_long(dt.date(2017, 1, 1))
    '1\xa0января\xa02017\xa0г.'
    """
    # The «long» style of CLDR puts U+202F before «г.», so the pattern is ours.
    return format_date(day, f"d{NBSP}MMMM{NBSP}y{NBSP}'г'.", locale=_RU)


def date_digits(day: dt.date) -> str:
    """Print a date for a table.

    >>> date_digits(dt.date(2017, 1, 1))
    '01.01.2017'
    """
    return format_date(day, "dd.MM.yyyy", locale=_RU)


def month_year(day: dt.date) -> str:
    r"""Print the month of a date, in the nominative.

    >>> month_year(dt.date(2017, 1, 31))
    'январь\xa02017\xa0г.'
    """
    return format_date(day, f"LLLL{NBSP}y{NBSP}'г'.", locale=_RU)


def as_of(text: str) -> str:
    r"""Print the month or day that a stock was counted at, given in ISO 8601. Raises `ValueError` for other text.

    >>> as_of("2024-01"), as_of("2017-01-01")
    ('на\xa0январь\xa02024\xa0г.', 'на\xa001.01.2017')
    """
    found = _AS_OF.fullmatch(text)
    if not found:
        raise ValueError(f"neither YYYY-MM nor YYYY-MM-DD: {text!r}")
    year, month, day = found.groups()
    moment = dt.date(int(year), int(month), int(day or 1))
    return f"на{NBSP}{date_digits(moment) if day else month_year(moment)}"


def period_long(period: Period) -> str:
    r"""Print a period for a heading, in words.

    >>> period_long(Period(2023)), period_long(Period(2018, 2023))
    ('2023\xa0год', '2018–2023\xa0годы')
    """
    return f"{period.start}{NBSP}год" if period.is_year else f"{period.start}{EN_DASH}{period.end}{NBSP}годы"


# Places, lists, order


def line_numbers(spans: Iterable[tuple[int, int]]) -> str:
    """Print spans of lines, both ends in: sorted, and joined where they touch or overlap.

    Raises `ValueError` for a span that starts below line 1 or ends before it starts.

    >>> line_numbers([(132, 132), (6, 7), (8, 8)])
    '6–8, 132'
    """
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if not 1 <= first <= last:
            raise ValueError(f"no span of lines: {first}-{last}")
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return ", ".join(str(first) if first == last else f"{first}{EN_DASH}{last}" for first, last in joined)


def shortened(text: str, limit: int) -> str:
    """Text of at most about `limit` signs, cut after a word.

    >>> shortened("размещено 2982 пресс-релиза на сайте", 20)
    'размещено 2982 …'
    """
    if len(text) <= limit:
        return text
    return text[: text.rfind(" ", 0, limit) if " " in text[:limit] else limit].rstrip(" ,;:—-") + " …"


def excerpt(quote: str, limit: int) -> str:
    r"""Words of a report, at most about `limit` signs; cells of a row stand apart, or their numbers would read as one.

    >>> excerpt("Пресс-релизы\t\t318\t402", 40)
    'Пресс-релизы | 318 | 402'
    """
    return shortened(" | ".join(cell.strip() for cell in quote.split("\t") if cell.strip()), limit)


def lines(spans: Iterable[tuple[int, int]]) -> str:
    r"""Print spans of lines with the word; nothing for no spans.

    >>> lines([(7, 7)]), lines([(42, 43), (6, 8)]), lines([])
    ('строка\xa07', 'строки\xa06–8, 42–43', '')
    """
    numbers = line_numbers(spans)
    if not numbers:
        return ""
    return f"{'строка' if numbers.isdigit() else 'строки'}{NBSP}{numbers}"


def listing(items: Sequence[str]) -> str:
    """Join words as a sentence lists them.

    >>> listing(["а", "б", "в"]), listing(["а", "б"]), listing(["а"]), listing([])
    ('а, б и в', 'а и б', 'а', '')
    """
    return format_list(items, locale=_RU)


def sort_key(text: str) -> tuple[str, str]:
    """Order Russian words as a dictionary does: ё with е, capitals with small letters, «Заря» by its first letter.

    >>> sorted(["Жуковка", "Ёлкино", "Ежово", "елань"], key=sort_key)
    ['Ежово', 'елань', 'Ёлкино', 'Жуковка']
    """
    return _OPENING.sub("", text, count=1).casefold().replace("ё", "е"), text


def folded(name: str) -> str:
    """A name as names are compared: letter case, ё and the number of spaces aside.

    >>> folded("Город  Артём") == folded("город артем")
    True
    """
    return " ".join(name.casefold().replace("ё", "е").split())


def sentence_case(text: str) -> str:
    """Begin with a capital, looking past opening quotes; the rest is left as it is.

    >>> sentence_case("«активный гражданин» и СМИ"), sentence_case("11-ти ступеней")
    ('«Активный гражданин» и СМИ', '11-ти ступеней')
    """
    found = _OPENING.match(text)
    start = found.end() if found else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


# Parts


@cache
def _quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _rounded(value: Decimal | int, decimals: int | None) -> Decimal:
    """The figure as it is printed: the visible decimals are those of the result."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"a figure is a Decimal or an int, not {value!r}")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"a figure is finite, not {value}")
    if decimals is not None:
        return exact.quantize(_quantum(decimals), context=_EXACT)
    if exact == exact.to_integral_value():
        return exact.quantize(_quantum(0), context=_EXACT)
    return exact.normalize(_EXACT)


def _category(value: Decimal | int, decimals: int | None) -> str:
    with localcontext(_EXACT):  # Babel takes the remainders in the caller's context
        return _RU.plural_form(_rounded(value, decimals))


def _with_unit(figure: str, unit: str) -> str:
    return figure if figure == NO_DATA or not unit else figure + NBSP + unit


def _hedged(figure: str, qualifier: Qualifier) -> str:
    return f"{HEDGES[qualifier]} ".replace(" ", NBSP) + figure if qualifier in HEDGES else figure
