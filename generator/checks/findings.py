"""How a check compares figures with their hedges, and says what it found."""

from decimal import Decimal

from generator import formatting, naming, wording
from generator.indicators import Catalogue
from generator.model import Finding, Level, Observation, Qualifier, Report, Source

_ROUGHLY = Decimal("0.1")  # how far «около» reaches on either side


def finding(
    report: Report, level: Level, code: str, message: str, sources: tuple[Source, ...] = (), advice: str = ""
) -> Finding:
    """A finding about a report; the advice is for those who keep its record."""
    return Finding(level, code, message, report.municipality, report.year, sources, advice)


def said(value: Decimal | int | None, decimals: int | None = None) -> str:
    """How a sentence prints a number."""
    return formatting.number(value, decimals, text=True)


def called(observation: Observation, report: Report, catalogue: Catalogue) -> str:
    """How a sentence calls a figure: «подписчики главы, Телеграм»."""
    return naming.inside(naming.title(observation, catalogue, year=report.year))


def figure(observation: Observation) -> str:
    """How a sentence prints a figure: with its hedge and its unit."""
    return wording.figure(observation, text=True)


def least(observation: Observation) -> Decimal | None:
    """The smallest number that a figure may mean; None where nothing bounds it."""
    match observation.qualifier, observation.value:
        case Qualifier.EXACT | Qualifier.AT_LEAST | Qualifier.NOT_LESS, value:
            return value
        case Qualifier.ABOUT, Decimal() as value:
            return value - abs(value) * _ROUGHLY
        case _:
            return None


def most(observation: Observation) -> Decimal | None:
    """The largest number that a figure may mean; None where nothing bounds it."""
    match observation.qualifier, observation.value:
        case Qualifier.EXACT | Qualifier.AT_MOST | Qualifier.UP_TO, value:
            return value
        case Qualifier.ABOUT, Decimal() as value:
            return value + abs(value) * _ROUGHLY
        case _:
            return None


def apart(one: Observation, other: Observation, times: Decimal = Decimal(1), tolerance: Decimal = Decimal(0)) -> bool:
    """Whether no number can be meant by both, one of them taken so many times, give or take a part of the other."""
    low, high = least(one), most(one)
    under, over = least(other), most(other)
    below = high is not None and under is not None and high * times < under * (1 - tolerance)
    above = low is not None and over is not None and low * times > over * (1 + tolerance)
    return below or above
