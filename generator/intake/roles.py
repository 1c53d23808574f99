"""The part that each number plays in a change: from, to, by; and «до 20» as a bound."""

import re
from collections.abc import Sequence
from dataclasses import replace

from generator.intake.quantities import ANY_HEDGE, Number
from generator.model import Qualifier

_UP_TO = re.compile(rf"\bдо\s+(?:{ANY_HEDGE})?$", re.IGNORECASE)
BY = re.compile(rf"\bна\s+(?:{ANY_HEDGE})?$", re.IGNORECASE)
_FROM = re.compile(rf"\b(?:с|со|от)\s+(?:{ANY_HEDGE})?$", re.IGNORECASE)
# What may stand between a number and the one that it has become.
_THEN_TO = re.compile(
    r"(?:\s+[^\s\d]{1,30}){0,4}?(?:\s+\(?(?:19|20)\d\d(?:\s*г(?:ода?|оду|\.)?)?\)?)?"
    r"\s+до\s+(?:[^\s\d]{1,30}\s+){0,2}",
    re.IGNORECASE,
)
_WAS = re.compile(rf"\bбыл[аио]?\s*[–:-]?\s*(?:{ANY_HEDGE})?$", re.IGNORECASE)
_THEN_BECAME = re.compile(
    rf"(?:\s+[^\s\d]{{1,30}}){{0,3}}?\s*[,;/–-]*\s*(?:а\s+)?стал[аио]?\s*[–:-]?\s*(?:{ANY_HEDGE})?", re.IGNORECASE
)
_WAS_AFTER = re.compile(r"\s*(?:[^\s\d]{1,30}\s+)?был[аио]?\s*(?:[,/–-]|\bи|\bа)\s*", re.IGNORECASE)
_BECAME_AFTER = re.compile(r"\s*(?:[^\s\d]{1,30}\s+)?стал[аио]?\b", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|->|=>)\s*\d")  # «275 → 290»
_GROWN = re.compile(
    r"\b(?:(?:увелич|вырос|выраст|возрос|прирос|прираст|прибав|нараст|нарос|расшир|повыс|подня"
    r"|сокра|сниз|сниж|уменьш|упал|пополн|достиг|дошл|дошёл|довед|довест)\w*"
    r"|рост(?:а|у|ом|е)?|(?:воз)?раст(?:[её]т|ут|и|а[её]т|ают)|стал\w*\s+(?:больше|меньше|выше|ниже))\b[^.;]{0,120}$",
    re.IGNORECASE,
)
_MORE_BY = re.compile(rf"\b(?:больше|меньше|выше|ниже)\s+на\s+(?:{ANY_HEDGE})?$", re.IGNORECASE)
_COMPARED = re.compile(r"\s+(?:\S{1,30}\s+){0,2}?(?:больше|меньше|выше|ниже|чаще|реже|быстрее|дольше)\b", re.IGNORECASE)


def told(text: str, numbers: Sequence[Number]) -> list[Number]:
    """The numbers with the part each plays in a change: from, to, by; and «до 20» as a bound."""
    found: list[Number] = []
    last = -1  # the quantity before: a year may stand between the two
    for index, number in enumerate(numbers):
        role, qualifier = "", number.qualifier
        before = text[max(0, number.start - 160) : number.start]
        if number.reason or number.value is None:
            found.append(number)
            continue
        if _has_become(text, number, numbers[index + 1 : index + 3], before) or _ARROW.match(text, number.end):
            role = "from"
        elif last >= 0 and found[last].role == "from" and _became(text, found[last], number):
            role = "to"
        elif _UP_TO.search(before):
            follows = last >= 0 and found[last].role == "from" and number.start - found[last].end < 60
            role = "to" if follows or _GROWN.search(before) else ""
            if not role and qualifier is Qualifier.EXACT:
                qualifier = Qualifier.UP_TO
        elif before.endswith("+") or (
            BY.search(before)
            and (_GROWN.search(before) or _MORE_BY.search(before) or _COMPARED.match(text, number.end))
        ):
            role = "by"
        if role == "to" and number.unit == "percent" and last >= 0 and found[last].role == "from":
            found[last] = replace(found[last], unit=found[last].unit or number.unit)  # «с 40 до 55 %»
        last = len(found)
        found.append(replace(number, role=role, qualifier=qualifier))
    return found


def _has_become(text: str, number: Number, following: Sequence[Number], before: str) -> bool:
    """Whether a number has become the next one: «с 4 200 до 6 850», «было 310, стало 365», «310 было, 365 стало»."""
    then = next((other for other in following if not other.reason), None)
    if then is None:
        return False
    return bool(
        (_FROM.search(before) and _THEN_TO.fullmatch(text, number.end, then.start))
        or ((_WAS.search(before) or _WAS_AFTER.fullmatch(text, number.end, then.start)) and _became(text, number, then))
    )


def _became(text: str, before: Number, number: Number) -> bool:
    """Whether a number is said to be what the one before it has become: «стало 365», «365 стало»."""
    return bool(_THEN_BECAME.fullmatch(text, before.end, number.start) or _BECAME_AFTER.match(text, number.end))
