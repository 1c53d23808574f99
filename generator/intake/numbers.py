"""Numbers in a text: every run of digits and every number word, each found once."""

from dataclasses import dataclass
from decimal import Decimal

from generator.model import Qualifier


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text, or one run of digits that is no quantity.

    The span covers all that says the number: groups of digits, «тыс.», «%», number words; not the
    word that hedges it.
    """

    start: int
    end: int
    value: Decimal | None = None  # `None` for «десятки», «несколько раз»
    upper: Decimal | None = None  # the other end of a range, «5–7»
    unit: str = ""  # percent, times («в 2,5 раза»), hours, minutes, days; otherwise what the next words say
    qualifier: Qualifier = Qualifier.EXACT
    role: str = ""  # from («с 4 200 до …»), to («… до 6 850»), by («увеличилось на 300»)
    written: str = "digits"  # or words
    reason: str = ""  # why it is no quantity, in Russian: «год», «дата», «телефон»
