"""What stands above the answer of a letter: fields of a mail, addresses, a date with its number, a greeting."""

import re

from generator.intake import lines

_LONGEST = 300  # characters of an address
_GREETING = re.compile(
    r"\W{0,9}(?:добрый (?:день|вечер)|доброе утро|здравствуйте|уважаем\w+\b[^.]{0,80}[!,]$|в ответ на ваш\w*\b"
    r"|(?:(?:на|по|во исполнение|в ответ на|в соответствии с) ваш\w*\b.{0,120})?(?:направля|высыла)\w+\b)"
    r"[^.]{0,150}[.!,:]?$",
    re.IGNORECASE,
)
_GREETS = re.compile(r"\W{0,9}(?:добрый (?:день|вечер)|доброе утро|здравствуйте|уважаем(?:ый|ая|ые)\b)", re.IGNORECASE)
# A field of a mail; an address; a date and a number.
_FIELD = re.compile(
    r"\W{0,3}(?:от(?: кого)?|кому|копия|отправлено|вложени[ея]|from|to|cc|sent|subject)\s*:", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S*\w@\w\S*|\bтел(?:ефон)?\W{1,3}\+?[\d ()-]+-\d[\d-]*", re.IGNORECASE)
_DATED = re.compile(
    r"\b\d{1,2}\.\d\d\.(?:19|20)\d\d|\b\d{1,2} (?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\w* (?:19|20)\d\d"
    r"|№\s*\S+|[+]?\b\d\d?:\d\d\b",
    re.IGNORECASE,
)
_BESIDE_DATE = re.compile(
    r"(?:\W|\b(?:от|на|г|года|в|исх|вх|дата|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b)*",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\b\d{6}\b|\bд(?:ом)?\W{1,2}\d+")  # an index, a house


def greets(text: str) -> bool:
    """Whether a text begins with a greeting."""
    return _GREETS.match(text) is not None


def is_part(text: str) -> bool:
    """Whether a block above the answer greets, or says who writes to whom and when, and counts nothing."""
    if _FIELD.match(text) or _GREETING.match(text):
        return True
    if len(text) > _LONGEST:
        return False
    undated = _DATED.sub("", text)
    if undated != text and _BESIDE_DATE.fullmatch(undated):
        return True
    rest = _ADDRESS.sub("", undated)
    return rest != undated and not re.search(r"\d", _PLACED.sub("", rest)) and lines.is_nominal(rest)
