"""Number words of Russian: a closed table of forms, and the numbers that rows of them make."""

import re
from decimal import Decimal

VAGUE = Decimal(-1)  # «десятки», «сотни»: a magnitude without a number

_SIMPLE = {
    1: "один одна одно одного одной одному одну одним одном одною одни одних одними",
    2: "два две двух двум двумя двое двоих двоим двоими",
    3: "три трёх трём тремя трое троих троим троими",
    4: "четыре четырёх четырём четырьмя четверо четверых четверым",
    5: "пять пяти пятью пятеро пятерых",
    6: "шесть шести шестью шестеро шестерых",
    7: "семь семи семеро семерых",
    8: "восемь восьми восемью восьмью",
    9: "девять девяти девятью",
    10: "десять десяти десятью десяток десятка",
    40: "сорок сорока",
    90: "девяносто девяноста",
    100: "сто ста сотня сотню сотней",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трёхсот трёмстам тремястами трёхстах",
    400: "четыреста четырёхсот четырёмстам четырьмястами четырёхстах",
    50: "полсотни",
    150: "полтораста",
}
_TEENS = "одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат"
_TENS = {20: "двадцат", 30: "тридцат"}
_BIG_TENS = {50: ("пятьдесят", "пятидесят"), 60: ("шестьдесят", "шестидесят"), 70: ("семьдесят", "семидесят")}
_BIG_TENS[80] = ("восемьдесят", "восьмидесят")
_HUNDREDS = {500: ("пять", "пяти"), 600: ("шесть", "шести"), 700: ("семь", "семи"), 800: ("восемь", "восьми")}
_HUNDREDS[900] = ("девять", "девяти")
_MULTIPLIERS = {
    1000: "тысяча тысячи тысяче тысячу тысячей тысячью тысяч тысячам тысячами тысячах тыс",
    1_000_000: "миллион миллиона миллиону миллионом миллионов миллионам миллионами миллионах млн",
    1_000_000_000: "миллиард миллиарда миллиарду миллиардов миллиардам млрд",
}
_VAGUE = "десятки десятков десяткам десятками сотни сотен сотням сотнями"
_HALF = "полтора полторы полутора"


def _table() -> dict[str, Decimal]:
    forms = {form: Decimal(value) for value, row in _SIMPLE.items() for form in row.split()}
    endings = ("ь", "и", "ью")
    for value, stem in [*enumerate(_TEENS.split(), 11), *_TENS.items()]:
        forms |= {stem + ending: Decimal(value) for ending in endings}
    for value, (nominative, oblique) in _BIG_TENS.items():
        forms |= {nominative: Decimal(value), f"{oblique}и": Decimal(value), f"{nominative}ью": Decimal(value)}
    for value, (nominative, oblique) in _HUNDREDS.items():
        for form in (f"{nominative}сот", f"{oblique}сот", f"{oblique}стам", f"{nominative}юстами", f"{oblique}стах"):
            forms[form] = Decimal(value)
    forms |= dict.fromkeys(_HALF.split(), Decimal("1.5"))
    forms |= dict.fromkeys(_VAGUE.split(), VAGUE)
    return {form.replace("ё", "е"): value for form, value in forms.items()}


FORMS = _table()
MULTIPLIERS = {form: Decimal(value) for value, row in _MULTIPLIERS.items() for form in row.split()}
TIMES = {
    "вдвое": Decimal(2),
    "втрое": Decimal(3),
    "вчетверо": Decimal(4),
    "впятеро": Decimal(5),
    "вполовину": Decimal(2),
}

_FORM = "|".join(sorted({*FORMS, *MULTIPLIERS, *TIMES} - {"тыс", "млн", "млрд"}, key=len, reverse=True)).replace(
    "е", "[её]"
)
# No other letter begins a number word: most words are passed over at their first.
_START = rf"(?<![\w-])(?=[{''.join(sorted({form[0] for form in (*FORMS, *MULTIPLIERS, *TIMES)}))}])"
WORD = re.compile(rf"{_START}(?:{_FORM})(?![\w-])", re.IGNORECASE)
ROW = re.compile(rf"{_START}(?:{_FORM})(?: (?:{_FORM}))*(?![\w-])", re.IGNORECASE)

RANGE = re.compile(rf"{_START}(?:{_FORM})[-–](?:{_FORM})(?![\w-])", re.IGNORECASE)  # «пять-шесть»


def value(words: str) -> Decimal | None:
    """The number that a row of words makes; `None` when it makes none, or only a magnitude.

    >>> value("сто двадцать три тысячи четыреста"), value("полторы тысячи"), value("сотни")
    (Decimal('123400'), Decimal('1500.0'), None)
    """
    total, current, least = Decimal(0), Decimal(0), Decimal(0)
    for word in words.lower().replace("ё", "е").split():
        if word in MULTIPLIERS:
            if not current and not words.lower().startswith(("тысяча", "тысячу", "миллион ")):
                return None
            total, current, least = total + (current or 1) * MULTIPLIERS[word], Decimal(0), Decimal(0)
            continue
        number = FORMS.get(word, VAGUE)
        if number == VAGUE or (least and (number >= least or least < 20)):
            return None
        current += number
        least = _magnitude(number)
    return total + current


def _magnitude(number: Decimal) -> Decimal:
    """What a following word must be less than: after «сто» a number under a hundred, after «двадцать» under ten."""
    if number >= 100:
        return Decimal(100)
    return Decimal(20) if number >= 20 and number % 10 == 0 else Decimal(1)
