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
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator import text_file
from generator.errors import GeneratorError
from generator.forms import Year
from generator.problems import Wrong, listed, nearest

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
    page_numbers: bool = True  # in the contents of the Word file, where LibreOffice can tell them


def load(folder: Path) -> Settings:
    """Read the settings of an input folder; without the file they are the defaults.

    Raises `GeneratorError` with the line and the key for a key that does not exist and a value of
    the wrong kind (all of them, one a line), and for a file that is not TOML.
    """
    path = folder / FILE
    if not text_file.present(path):
        return Settings()
    text = text_file.read(path, FILE)
    values: dict[str, Any] = {}
    problems = []
    for key, value in _flat(_parsed(text)).items():
        try:
            values[key.partition(".")[2] or key] = _check(key, value)
        except Wrong as wrong:
            line = _line(text, key)
            problems.append((line, f"{FILE}, строка {line}, {text_file.shortened(key)}: {wrong}."))
    if problems:
        raise GeneratorError("\n".join(problem for _, problem in sorted(problems)))
    return Settings(**values)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5 000 digits
        place = re.search(r"at line (\d+)", str(error))
        line = place.group(1) if place else text_file.line_at(text, len(text.rstrip()))
        repeated = re.search(r"[Oo]verwrite|twice|already", str(error))
        advice = (
            "ключ или раздел указан дважды. Оставьте один"
            if repeated
            else (
                "строка не похожа на «ключ = значение». Тексты пишут в прямых кавычках, списки — в квадратных скобках"
            )
        )
        raise GeneratorError(f"{FILE}, строка {line}: {advice}.") from error


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """Keys of sections as `section.key`; a section that does not exist stays whole."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if key in _SECTIONS and isinstance(value, dict):
            flat |= {f"{key}.{inner}": item for inner, item in value.items()}
        else:
            flat[key] = value
    return flat


def _check(key: str, value: Any) -> Any:
    if key in _KEYS:
        return _KEYS[key](value)
    if key in _SECTIONS:
        raise Wrong(f"это раздел. Напишите [{key}] и под ним: {listed(_keys_of(key))}")
    section, _, name = key.rpartition(".")
    near = nearest(name, _keys_of(section)) or nearest(name, [known.rpartition(".")[2] for known in _KEYS])
    full = next((known for known in _KEYS if near and known.rpartition(".")[2] == near), "")
    raise Wrong(f"такой настройки нет. {f'Возможно, «{full}»' if full else f'Можно: {listed(_KEYS)}'}")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong('ожидается текст в кавычках, например "Владивосток"')
    if found := text_file.FORBIDDEN.search(value):
        raise Wrong(f"недопустимый знак U+{ord(found.group()):04X}. Удалите его")
    return value.strip()


def _title(value: Any) -> str:
    if not (title := _text(value)):
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
        isinstance(year, int) and re.fullmatch(Year.pattern, str(year)) for year in value
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


def _formats(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise Wrong('ожидается список видов файлов, например ["docx", "pdf"]')
    for name in value:
        if name not in FORMATS:
            raise Wrong(f"вида «{text_file.shortened(str(name))}» нет. Можно: {listed(FORMATS)}")
    return tuple(name for name in FORMATS if name in value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("ожидается true (да) или false (нет), без кавычек")
    return value


_KEYS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "subtitle": _text,
    "organization": _text,
    "place": _text,
    "responsible": _text,
    "reviewer": _text,
    "issued": _date,
    "years": _years,
    "grouping": _grouping,
    "theme": _theme,
    "formats": _formats,
    "texts.preface": _text,
    "page.hyphenation": _flag,
    "page.page_numbers": _flag,
    "page.attached_data": _flag,
}
_SECTIONS = {key.partition(".")[0] for key in _KEYS if "." in key}


def _keys_of(section: str) -> list[str]:
    return [key.rpartition(".")[2] for key in _KEYS if key.rpartition(".")[0] == section]


def _line(text: str, key: str) -> int:
    """The line of a key, found by its name: the parser does not keep it."""
    section, _, name = key.rpartition(".")
    header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(section)}[ \t]*\]", text, re.M) if section else None
    start = header.end() if header else 0
    word = rf"[\"']?{re.escape(name)}[\"']?[ \t]*"
    own_line = rf"^[ \t]*(?:\[[ \t]*)?(?:{re.escape(section)}[ \t]*\.[ \t]*)?{word}[=\].]"
    inline = rf"(?<![\w-]){word}="
    found = re.compile(own_line, re.M).search(text, start) or re.compile(inline).search(text)
    return text_file.line_at(text, found.start() if found else start)
