"""How a check says what it found."""

from decimal import Decimal

from generator import formatting, naming
from generator.indicators import Catalogue
from generator.model import Finding, Level, Observation, Report, Source


def finding(report: Report, level: Level, code: str, message: str, sources: tuple[Source, ...] = ()) -> Finding:
    """A finding about a report."""
    return Finding(level, code, message, report.municipality, report.year, sources)


def said(value: Decimal | int | None, decimals: int | None = None) -> str:
    """How a sentence prints a number."""
    return formatting.number(value, decimals, text=True)


def called(observation: Observation, report: Report, catalogue: Catalogue) -> str:
    """How a sentence calls a figure: «подписчики главы, Телеграм»."""
    return naming.inside(naming.title(observation, catalogue, year=report.year))
