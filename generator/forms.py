"""The written forms of single values: figures, years, dates, lines.

Each form is one regular expression, which the reader and the JSON Schema share.
"""

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar

from generator.fields import Matching, Schema, Word
from generator.model import Period


class InputFile(Word):
    """A file inside the input folder: nothing that leads out of it, and nothing hidden, which is no input."""

    pattern = r"(?!.*(?:^|/)\.)[^/\\:\n][^\\:\n]{0,250}"
    expected = "путь от папки input без скрытых файлов и папок, например reports/artem-2020.txt"


class Sha256(Word):
    """The SHA-256 sum of a file, in hexadecimal digits."""

    pattern = "[0-9a-f]{64}"
    expected = "контрольная сумма SHA-256: 64 знака 0–9 и a–f"


class Figure(Matching[Decimal]):
    """A figure: groups of three may be spaced, the decimal mark is a comma or a point.

    `12,345` is refused: it is a fraction to some and a thousand to others.
    """

    pattern = (
        r"(?![1-9][0-9]{0,2}[.,][0-9]{3}$)"
        r"(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3}){1,4})(?:[.,][0-9]{1,6})?"
    )
    expected = "число, например 18000"
    plain: ClassVar[Schema] = {"type": ["number", "string"], "minimum": 0}

    def _convert(self, text: str) -> Decimal:
        plain = re.sub(r"[ \u00a0\u202f]", "", text).replace(",", ".").replace("−", "-")
        return Decimal(plain) + 0  # there is no minus zero

    def _advice(self, text: str) -> str:
        if not re.fullmatch(r"[-−]?[1-9][0-9]{0,2}[.,][0-9]{3}", text):
            return ""
        whole, fraction = re.split("[.,]", text)
        return f". Если это тысячи, напишите {whole}{fraction}; если дробь — {whole},{fraction}0"


class SignedFigure(Figure):
    """A figure that may be below zero, as a growth may."""

    pattern = f"[-−]?{Figure.pattern}"
    plain: ClassVar[Schema] = {"type": ["number", "string"]}


class Year(Matching[int]):
    """A calendar year that a report may speak of."""

    pattern = "199[0-9]|20[0-9]{2}|2100"
    expected = "год, например 2023"
    plain: ClassVar[Schema] = {"type": ["integer", "string"], "minimum": 1990, "maximum": 2100}

    def _convert(self, text: str) -> int:
        return int(text)


class PeriodField(Matching[Period]):
    """A year, or several whole years in a row."""

    pattern = f"(?:{Year.pattern})(?:[-–](?:{Year.pattern}))?"
    expected = "год или годы подряд, например 2023 или 2018-2023"
    plain = Year.plain

    def _convert(self, text: str) -> Period:
        return Period.parse(text.replace("–", "-"))


class IsoDate(Matching[str]):
    """A month or a day of the calendar (ISO 8601), kept as written."""

    pattern = f"(?:{Year.pattern})-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?"
    expected = "дата, например 2024-01 или 2017-01-31"

    def _convert(self, text: str) -> str:
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
        return text


class Lines(Matching[tuple[int, int]]):
    """Lines of a file: from 1, both ends in."""

    pattern = "[1-9][0-9]{0,6}(?:[-–][1-9][0-9]{0,6})?"
    expected = "строка или строки, например 7 или 6-8"
    plain: ClassVar[Schema] = {"type": ["integer", "string"], "minimum": 1}

    def _convert(self, text: str) -> tuple[int, int]:
        first, _, last = text.replace("–", "-").partition("-")
        span = int(first), int(last or first)
        if span[0] > span[1]:
            raise ValueError(text)
        return span
