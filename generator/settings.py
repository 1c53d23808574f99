"""The settings of one digest: `input/settings.toml`. Every one is optional.

title = "Информационная политика муниципальных образований"
subtitle = "Сводный дайджест"
organization = "Региональная пресс-служба"
place = "Владивосток"
responsible = "начальник пресс-службы"
reviewer = "Иванова"
issued = 2024-03-01
years = [2023]
grouping = "region"
theme = "default"
formats = ["docx", "pdf", "html", "xlsx", "csv"]

[texts]
preface = "Абзацы разделяет пустая строка."

[page]
hyphenation = true
page_numbers = true
attached_data = false
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator import text_file, toml_table
from generator.forms import Year
from generator.problems import Wrong, listed
from generator.toml_table import Check, flag, text

FILE = "settings.toml"
FORMATS = ("docx", "pdf", "html", "xlsx", "csv")
GROUPINGS = ("region", "district", "none")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the digest is called, whom it is from, which years and files it has, how it looks."""

    title: str = "Информационная политика муниципальных образований"
    subtitle: str = "Сводный дайджест"
    organization: str = ""
    place: str = ""
    responsible: str = ""  # the post that answers for the issue
    reviewer: str = ""  # who approves figures, unless the command says it
    issued: str = ""  # ISO 8601 date; empty when the digest is undated, for the clock is never asked
    years: tuple[int, ...] = ()  # in order; empty means all that there are records of
    grouping: str = "region"  # of GROUPINGS: how municipalities stand together in the tables
    theme: str = "default"  # a folder of templates/
    formats: tuple[str, ...] = ("docx", "pdf", "xlsx", "csv")  # of FORMATS
    preface: str = ""  # paragraphs separated by blank lines
    hyphenation: bool = True
    attached_data: bool = False  # whether the PDF carries the observations as CSV (PDF/A-3a)
    # In the contents of the Word file, where LibreOffice can tell them; unsaid, where it does not take minutes.
    page_numbers: bool | None = None


def load(folder: Path) -> Settings:
    """Read the settings of an input folder; without the file they are the defaults.

    Raises `GeneratorError` as `toml_table.read` does.
    """
    values = toml_table.read(folder / FILE, FILE, _KEYS)
    return Settings(**{key.rpartition(".")[2]: value for key, value in values.items()})


def _title(value: Any) -> str:
    if not (title := text(value)):
        raise Wrong("название пустое. Впишите его или уберите строку")
    return title


def _date(value: Any) -> str:
    if type(value) is date:  # a datetime is a date, too
        return value.isoformat()
    if value == "":
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Wrong("ожидается дата, например 2024-03-01") from None


def _years(value: Any) -> tuple[int, ...]:
    if isinstance(value, list) and all(
        type(year) is int and abs(year) < 10_000 and re.fullmatch(Year.pattern, str(year)) for year in value
    ):
        return tuple(sorted(set(value)))
    raise Wrong("ожидается список годов, например [2022, 2023]")


def _theme(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\w[\w-]{0,63}", value):
        raise Wrong('ожидается имя папки из templates, например "default"')
    return value


def _grouping(value: Any) -> str:
    if value not in GROUPINGS:
        raise Wrong("ожидается region (по субъектам), district (по федеральным округам) или none (одним списком)")
    return str(value)


def formats(value: Any) -> tuple[str, ...]:
    """Check a list of kinds of files; they come in the order of `FORMATS`."""
    if not isinstance(value, list) or not value:
        raise Wrong('ожидается список видов файлов, например ["docx", "pdf"]')
    for name in value:
        if name not in FORMATS:
            raise Wrong(f"вида «{text_file.shortened(str(name))}» нет. Можно: {listed(FORMATS)}")
    return tuple(name for name in FORMATS if name in value)


_KEYS: dict[str, Check] = {
    "title": _title,
    "subtitle": text,
    "organization": text,
    "place": text,
    "responsible": text,
    "reviewer": text,
    "issued": _date,
    "years": _years,
    "grouping": _grouping,
    "theme": _theme,
    "formats": formats,
    "texts.preface": text,
    "page.hyphenation": flag,
    "page.page_numbers": flag,
    "page.attached_data": flag,
}
