"""Number words of Russian: a closed table of forms, from «ноль» to «миллиард», and what rows of them say.

Cases are not kept apart: «двух» and «два» say the same number. Everything here reads a text that `plain` has made.
"""

import re
from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What a number word does in a number."""

    CARDINAL = auto()  # «двадцать», «двое», «полтора»
    ORDINAL = auto()  # «первый», «двадцатого»
    SCALE = auto()  # «тысяч»: multiplies what stands before it
    SHORT = auto()  # «тыс», «млн»: a scale that says nothing alone
    TIMES = auto()  # «вдвое»


class Alone(Enum):
    """What a scale says when no number stands before it."""

    ONE = auto()  # «тысяча»: 1 000
    MANY = auto()  # «тысячам»: nobody knows how many
    EITHER = auto()  # «более тысячи» is 1 000, «тысячи жителей» are many


class Numeral(NamedTuple):
    """One form of a number word."""

    value: Decimal
    kind: Kind
    alone: Alone = Alone.ONE  # of a scale


_UNITS = {
    0: "ноль ноля нолю нолем ноле нуль нуля нулю нулем нуле",
    1: "один одна одно одного одной одному одним одном одну одною одни одних одними",
    2: "два две двух двум двумя двое двоих двоим двоими оба обе обоего обоих обеих обоим обеим обоими обеими",
    3: "три трех трем тремя трое троих троим троими",
    4: "четыре четырех четырем четырьмя четверо четверых четверым четверыми",
    8: "восьми восьмью",
    40: "сорок сорока",
    80: "восьмидесяти восьмьюдесятью",
    90: "девяносто девяноста",
    100: "сто ста",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трехсот тремстам тремястами трехстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
    800: "восьмисот восьмистам восьмьюстами восьмистах",
    50: "полсотни",
    150: "полтораста полутораста",
    500: "полтысячи",
    500_000: "полмиллиона",
}
# «пять», «пяти», «пятью», and what is made of them: «пятьдесят», «пятьсот».
_SOFT = {
    5: "пять",
    6: "шесть",
    7: "семь",
    8: "восемь",
    9: "девять",
    10: "десять",
    11: "одиннадцать",
    12: "двенадцать",
    13: "тринадцать",
    14: "четырнадцать",
    15: "пятнадцать",
    16: "шестнадцать",
    17: "семнадцать",
    18: "восемнадцать",
    19: "девятнадцать",
    20: "двадцать",
    30: "тридцать",
}
_COLLECTIVE = {5: "пятер", 6: "шестер", 7: "семер", 8: "восьмер", 9: "девятер", 10: "десятер"}
_TIMES = {2: "вдвое вполовину", 3: "втрое", 4: "вчетверо", 5: "впятеро", 6: "вшестеро", 10: "вдесятеро"}

_SCALES = {
    (10, Alone.ONE): "десяток десятка десятку десятком десятке",
    (10, Alone.MANY): "десятки десятков десяткам десятками десятках",
    (100, Alone.ONE): "сотня сотню сотней сотнею сотне",
    (100, Alone.EITHER): "сотни",
    (100, Alone.MANY): "сотен сотням сотнями сотнях",
    (1000, Alone.ONE): "тысяча тысячу тысячей тысячею тысячью тысяче",
    (1000, Alone.EITHER): "тысячи",
    (1000, Alone.MANY): "тысяч тысячам тысячами тысячах",
    (10**6, Alone.ONE): "миллион миллиона миллиону миллионом миллионе",
    (10**6, Alone.MANY): "миллионы миллионов миллионам миллионами миллионах",
    (10**9, Alone.ONE): "миллиард миллиарда миллиарду миллиардом миллиарде",
    (10**9, Alone.MANY): "миллиарды миллиардов миллиардам миллиардами миллиардах",
}
_SHORT = {1000: "тыс", 10**6: "млн", 10**9: "млрд"}

_ORDINALS = {
    1: "перв",
    2: "втор",
    4: "четверт",
    5: "пят",
    6: "шест",
    7: "седьм",
    8: "восьм",
    9: "девят",
    10: "десят",
    40: "сороков",
    50: "пятидесят",
    60: "шестидесят",
    70: "семидесят",
    80: "восьмидесят",
    90: "девяност",
    100: "сот",
    1000: "тысячн",
    10**6: "миллионн",
} | {value: word[:-1] for value, word in _SOFT.items() if value > 10}
_HARD = ("ый", "ой", "ого", "ому", "ым", "ом", "ая", "ую", "ою", "ое", "ые", "ых", "ыми")
_THIRD = "третий третья третье третьи третьего третьей третьею третьему третью третьим третьих третьими третьем"


def _table() -> dict[str, Numeral]:
    cardinals = [(word, Decimal(value)) for value, words in _UNITS.items() for word in words.split()]
    cardinals += [(word, Decimal("1.5")) for word in ("полтора", "полторы", "полутора")]
    for value, word in _SOFT.items():
        genitive = word[:-1] + "и"
        cardinals += [(form, Decimal(value)) for form in (word, genitive, word + "ю")]
        if 5 <= value <= 9:
            hundreds = (word + "сот", genitive + "сот", genitive + "стам", word + "юстами", genitive + "стах")
            cardinals += [(form, Decimal(value * 100)) for form in hundreds]
        if 5 <= value <= 8:
            tens = (word + "десят", genitive + "десяти", word + "юдесятью")
            cardinals += [(form, Decimal(value * 10)) for form in tens]
    for value, stem in _COLLECTIVE.items():
        cardinals += [(stem + ending, Decimal(value)) for ending in ("о", "ых", "ым", "ыми")]
    ordinals = [(stem + ending, Decimal(value)) for value, stem in _ORDINALS.items() for ending in _HARD]
    ordinals += [(word, Decimal(3)) for word in _THIRD.split()]

    table = {word: Numeral(value, Kind.ORDINAL) for word, value in ordinals}
    table |= {word: Numeral(value, Kind.CARDINAL) for word, value in cardinals}
    table |= {word: Numeral(Decimal(value), Kind.TIMES) for value, words in _TIMES.items() for word in words.split()}
    table["разы"] = Numeral(Decimal(1), Kind.TIMES, Alone.MANY)
    table |= {word: Numeral(Decimal(value), Kind.SHORT) for value, word in _SHORT.items()}
    for (value, alone), words in _SCALES.items():
        table |= {word: Numeral(Decimal(value), Kind.SCALE, alone) for word in words.split()}
    return table


FORMS = _table()

_WORD = re.compile(r"[а-я]+")
_NEXT = re.compile(r" ([а-я]++)(?!-)")
_AND_HALF = " с половиной"
_BOUNDLESS = Decimal(10) ** 12


class Said(NamedTuple):
    """What number words in a row say, and where the row ends."""

    end: int
    value: Decimal | None  # `None` for «десятки»: a magnitude without a number
    kind: Kind = Kind.CARDINAL
    scale: Decimal = Decimal(1)  # of its last words: 1000 in «пять тысяч»
    alone: Alone = Alone.ONE  # EITHER when only the words before can tell «тысячи» from 1 000


def plain(text: str) -> str:
    """A text as number words are looked for: lower case, е for ё, every sign in its place."""
    low = text.lower()
    if len(low) != len(text):  # «İ» has two signs in lower case
        low = "".join(sign.lower()[0] for sign in text)
    return low.replace("ё", "е")


def has_words(text: str) -> bool:
    """Whether a plain text has a number word; the one cheap question for a text without any."""
    return not FORMS.keys().isdisjoint(_WORD.findall(text))


def says_number(word: str) -> bool:
    """Whether a plain word is a number word, or all the parts of one with hyphens are («пять-шесть»)."""
    if "-" in word:
        return all(map(says_number, word.split("-")))
    numeral = FORMS.get(word)
    return numeral is not None and numeral.kind is not Kind.SHORT


def read(text: str, at: int) -> Said | None:
    """The longest number that the words of a plain text say from a place on; `None` when the first says none.

    Words stand one space apart. Time does not depend on how many number words follow one another:
    every word must say less than the one before it leaves room for.

    >>> read("сто двадцать три тысячи четыреста просмотров", 0)[:2]
    (33, Decimal('123400'))
    >>> read("десятки тысяч", 0)[:2], read("полтора десятка", 0)[:2]
    ((13, None), (15, Decimal('15.0')))
    """
    total, limit = Decimal(0), _BOUNDLESS
    said: Said | None = None
    while (term := _term(text, at)) and term.value is not None and 0 < term.value < limit:
        total, limit = total + term.value, term.scale if term.scale >= 1000 else Decimal(0)
        said = term._replace(value=total)
        follows = _NEXT.match(text, said.end)
        if not follows or term.kind is not Kind.CARDINAL or term.alone is not Alone.ONE:
            break
        at = follows.start(1)
    return said or _term(text, at)


def _term(text: str, at: int) -> Said | None:
    """A number below a thousand with the scale behind it: «двадцать пять», «сто тысяч», «тысяча»."""
    first = _WORD.match(text, at)
    numeral = FORMS.get(first.group()) if first else None
    if first is None or numeral is None or numeral.kind is Kind.SHORT:
        return None
    value = None if numeral.alone is Alone.MANY else numeral.value
    if numeral.kind is Kind.TIMES:
        return Said(first.end(), value, Kind.TIMES)
    if numeral.kind is Kind.SCALE:
        return _scaled(text, Said(first.end(), value, alone=numeral.alone), numeral.value)
    group = _group(text, first, numeral)
    if group.kind is Kind.CARDINAL and text.startswith(_AND_HALF, group.end):
        group = Said(group.end + len(_AND_HALF), (group.value or 0) + Decimal("0.5"))
    return _scaled(text, group) if group.kind is Kind.CARDINAL else group


def _group(text: str, word: "re.Match[str]", numeral: Numeral) -> Said:
    """A number below a thousand: hundreds take tens after them, tens take units, an ordinal ends it."""
    end, value = word.end(), numeral.value
    while numeral.kind is Kind.CARDINAL and (follows := _NEXT.match(text, end)):
        following = FORMS.get(follows[1])
        if following is None or following.kind not in (Kind.CARDINAL, Kind.ORDINAL):
            break
        if not 0 < following.value < _room(numeral.value):
            break
        numeral, end, value = following, follows.end(), value + following.value
    return Said(end, value, numeral.kind)


def _scaled(text: str, said: Said, scale: Decimal = Decimal(1)) -> Said:
    """A number with the scales behind it, each greater than the one before: «пять тысяч», «сотни тысяч»."""
    while follows := _NEXT.match(text, said.end):
        numeral = FORMS.get(follows[1])
        if numeral is None or numeral.kind not in (Kind.SCALE, Kind.SHORT) or numeral.value <= scale:
            break
        if said.alone is Alone.EITHER:  # «тысячи миллионов» are never a thousand
            said = said._replace(value=None, alone=Alone.MANY)
        end = follows.end() + (numeral.kind is Kind.SHORT and text.startswith(".", follows.end()))
        scale = numeral.value
        said = Said(end, None if said.value is None else said.value * scale, said.kind, scale, said.alone)
    return said if said.scale > 1 else said._replace(scale=scale)


def _room(value: Decimal) -> Decimal:
    """What a number must be below to be added to this one: after «сто» a hundred, after «двадцать» ten."""
    if value >= 100 and not value % 100:
        return Decimal(100 if value < 1000 else 0)
    return Decimal(10 if 20 <= value < 100 and not value % 10 else 0)
