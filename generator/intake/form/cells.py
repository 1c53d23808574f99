"""What people type into a cell, and what the cell then shows."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText

from generator.forms import SignedFigure
from generator.intake.form.questions import EXACTNESS, PERCENT, SIGNED, WHOLE
from generator.intake.words import plain
from generator.model import Measure, Qualifier

# Ways to say that there is nothing to say.
_NOTHING = re.compile(
    r"(?:[-–—−.*/\\?хx]+|нет|нет (?:данных|сведений|информации)|(?:данных|сведений) нет|н/?д|отсутству[юе]т"
    r"|не (?:было|велось|вед[её]тся|учитыва[юе]тся|проводил\w{1,3}|подсчитыва\w{1,5}|считали))\.?"
)
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f]+")
_DIGIT = re.compile(r"\d")
_HEDGE = re.compile(rf"({'|'.join(sorted(EXACTNESS, key=len, reverse=True))}) (?=[-−\d])")


class Unreadable(Exception):
    """A cell holds what its question does not take; the text says why and what to do, in Russian."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cell for a figure says: a figure, or words in its place."""

    shown: str  # as the cell shows it
    value: Decimal | None = None
    qualifier: Qualifier | None = None  # «около 500»: said in the cell itself
    nothing: bool = False  # the words say that there is no figure


def shown(content: object) -> str:
    """The content of a cell as a person sees it: one space between words, a comma for fractions."""
    match content:
        case None:
            return ""
        case bool():
            return "ИСТИНА" if content else "ЛОЖЬ"
        case int() | float():
            return str(_decimal(content)).replace(".", ",")
        case datetime() | date():
            return content.strftime("%d.%m.%Y")
        case CellRichText():
            return _SPACES.sub(" ", str(content)).strip()
    return _SPACES.sub(" ", str(content)).strip()


def figure(cell: Cell, content: object, measure: Measure) -> Answer | None:
    """Read a cell that takes a figure; `None` when it is empty.

    `content` is the cell's value, or what its formula gave when it was last counted. A percentage
    (0.5 shown as 50 %) is the number shown. Raises `Unreadable`.
    """
    match content:
        case None:
            return None
        case bool() | date() | datetime():
            raise Unreadable(f"«{shown(content)}» — не число. {_RETYPE}")
        case int() | float():
            return _number(cell, content, measure)
    said = shown(content)
    if not said:
        return None
    if cell.data_type == "e" or said.startswith("#"):
        raise Unreadable(f"ошибка формулы {said}. Впишите само число")
    return _typed(said, measure)


_RETYPE = "Очистите ячейку вместе с её форматом и впишите число заново; дробь — через запятую"


def _number(cell: Cell, content: int | float, measure: Measure) -> Answer:
    value = _decimal(content)
    # A colour or a quoted sign in a format is no percentage.
    if "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cell.number_format):
        value = _decimal(float(value * 100))
        if measure not in PERCENT:
            raise Unreadable(f"«{shown(float(value))} %» — проценты, а нужно число. {_RETYPE}")
        return Answer(f"{value}%".replace(".", ","), _checked(value, f"{value} %", measure))
    return Answer(shown(content), _checked(value, shown(content), measure))


def _typed(said: str, measure: Measure) -> Answer:
    """A cell with text: a number with spaces or a hedge, or words."""
    if not _DIGIT.search(said):
        return Answer(said, nothing=bool(_NOTHING.fullmatch(plain(said))))
    number, qualifier = said, None
    if hedge := _HEDGE.match(plain(said)):
        number, qualifier = said[hedge.end() :], EXACTNESS[hedge[1]]
    if measure in PERCENT:
        number = number.removesuffix("%").rstrip()
    if not re.fullmatch(SignedFigure.pattern, number):
        raise Unreadable(f"«{said[:60]}» — не число. Впишите одно число цифрами, остальное — в «Примечание»")
    value = Decimal(number.replace(" ", "").replace(",", ".").replace("−", "-")) + 0
    return Answer(said, _checked(value, said, measure), qualifier)


def _checked(value: Decimal, said: str, measure: Measure) -> Decimal:
    if measure in WHOLE and value != value.to_integral_value():
        raise Unreadable(f"«{said}» — дробь, а нужно целое число. Если это тысячи или миллионы, впишите число целиком")
    if value < 0 and measure not in SIGNED:
        raise Unreadable(f"«{said}» — число меньше нуля. Исправьте его")
    if abs(value) >= 10**15:
        raise Unreadable(f"«{said}» — слишком большое число. Исправьте его")
    return value


def _decimal(content: int | float) -> Decimal:
    """A number with the fifteen digits that a spreadsheet shows of it."""
    value = Decimal(content) if isinstance(content, int) else Decimal(format(content, ".15g"))
    if not value.is_finite():
        raise Unreadable("не число. Впишите число заново")
    return Decimal(int(value)) if value == value.to_integral_value() and abs(value) < 10**18 else value.normalize()


def day(content: object, year: int) -> str:
    """A date as ISO 8601; empty for an empty cell. The advice names a day of a year. Raises `Unreadable`."""
    if isinstance(content, datetime | date):
        return content.strftime("%Y-%m-%d")
    said = shown(content)
    if not said:
        return ""
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?г(?:ода|\.)?)?", said):
        try:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        except ValueError:
            pass
    raise Unreadable(f"«{said[:60]}» — не дата. Впишите её как 31.12.{year}")
