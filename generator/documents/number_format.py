"""How a spreadsheet shows a number: the formats of cells (ECMA-376, part 1, 18.8.30 and 18.8.31)."""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

GENERAL = "General"

# Formats that have a number but are not written in the file.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd.mm.yyyy", 15: "dd.mm.yyyy",
    16: "dd.mm", 17: "mm.yyyy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "dd.mm.yyyy h:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00",
    44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip

_NBSP = "\u00a0"
_DIGITS = Context(prec=15)  # what spreadsheets keep and show of a number

# Quoted and escaped characters, widths and fillers, colours, conditions and currencies; not elapsed time.
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?![hmsчмс]+\])[^\]]*\]', re.IGNORECASE)
# A piece of a format: a quoted text, an escaped sign, a width, a currency, a condition, a comma, a digit, another sign.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|,|([0#?%])|(.)')
_SCALED = re.compile(r"[0#?],+(?![,0#?])")
_SCALE = re.compile(r"\s*\b(?:тысяч\w*|тыс\b\.?|миллион\w*|млн\b\.?|миллиард\w*|млрд\b\.?)", re.IGNORECASE)
_PLACES = re.compile(r"[0#?]+\.([0#?]+)")


def shown(number: Decimal, code: str, epoch1904: bool = False) -> str:
    r"""A number as a cell of this format shows it, with a decimal comma.

    Words of the format stay with the number, since they say what it counts.

    >>> shown(Decimal("0.153"), "0.0%"), shown(Decimal("12345"), "#,##0"), shown(Decimal("12.50"), "General")
    ('15,3%', '12\xa0345', '12,5')
    >>> shown(Decimal("45291"), "dd.mm.yyyy"), shown(Decimal("6850"), '0" чел."')
    ('31.12.2023', '6850 чел.')
    """
    section = _section(code, number)
    bare = _LITERAL.sub("", section)
    if re.search("[dmyhsдмгчс]", bare, re.IGNORECASE) and not re.search("general|основной", bare, re.IGNORECASE):
        return _moment(number, bare.lower(), epoch1904)
    if not re.search("[0#?]", bare):  # General, text and formats of signs alone
        return _plain(_DIGITS.plus(number))
    before, after = _words(section)
    if number <= 0:
        before = before.replace("+", "")  # a plus is for what has grown
    # «#,##0," тыс."» shows thousands; a reader would take «#,##0,» for units, so the whole number is given of both.
    return before + _fixed(number, bare) + (_SCALE.sub("", after) if _SCALED.search(bare) else after)


def _section(code: str, number: Decimal) -> str:
    """The part of a format for this number: parts are for positive, negative, zero."""
    parts = code.split(";")
    if len(parts) > 2 and number == 0:
        return parts[2]
    return parts[0]  # that of negative numbers differs only in its sign, which is kept anyway


def _fixed(number: Decimal, bare: str) -> str:
    percent = "%" in bare
    scaled = _DIGITS.plus(number * 100 if percent else number)
    found = _PLACES.search(bare)
    asked = found[1][:10] if found else ""
    rounded = scaled
    if scaled.adjusted() < _DIGITS.prec and not re.search(r"[?#0]/|e[+-]", bare, re.IGNORECASE):
        rounded = scaled.quantize(Decimal(1).scaleb(-len(asked)), rounding=ROUND_HALF_UP)
    optional = len(asked) - len(asked.rstrip("#?"))
    text = f"{rounded:,f}" if "," in bare.split(".")[0].rstrip(",") else f"{rounded:f}"
    if optional and "." in text:
        whole, _, fraction = text.partition(".")
        kept = fraction[: len(asked) - optional] + fraction[len(asked) - optional :].rstrip("0")
        text = f"{whole}.{kept}" if kept else whole
    return text.replace(",", _NBSP).replace(".", ",") + ("%" if percent else "")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@lru_cache(maxsize=256)
def _words(section: str) -> tuple[str, str]:
    """Words that the format writes before the number, «более» for one, and after it, «чел.»; money comes after."""
    before, after, money, begun = "", "", "", False
    for quoted, escaped, currency, digit, other in _PIECE.findall(section):
        if digit:
            begun, after = True, ""
        elif begun:
            after += quoted or escaped or currency or other
        else:
            before += quoted or escaped or ("+" if other == "+" else "")
            money += currency
    words = f"{after.strip()} {money}".strip()
    return before.lstrip(), f" {words}" if words else ""


def _moment(number: Decimal, bare: str, epoch1904: bool) -> str:
    if re.search(r"\[[hч]+\]", bare):
        minutes = int((number * 1440).to_integral_value(ROUND_HALF_UP))
        return f"{minutes // 60}:{minutes % 60:02}"
    try:
        # Day 60 is 29 February 1900, which never was: the count is right from March 1900 on.
        start = datetime(1904, 1, 1) if epoch1904 else datetime(1899, 12, 30)
        moment = start + timedelta(seconds=round(float(number) * 86400))
    except OverflowError:
        return _plain(number)
    day, year, hour = "d" in bare or "д" in bare, "y" in bare or "г" in bare, "h" in bare or "ч" in bare
    month = "m" in bare.replace("mm:ss", "").replace("h:mm", "") or "м" in bare
    pattern = [p for p, asked in (("%d", day), ("%m", month and (day or year)), ("%Y", year)) if asked]
    date, time = ".".join(pattern), "%H:%M" if hour else ""
    if not date and not time:
        date, time = ("", "%M:%S") if "s" in bare else ("%m", "")
    return moment.strftime(f"{date} {time}".strip())
