"""CSV: the observations for programs, and for a double click in Russian Excel.

That Excel expects a semicolon between values and a comma in a fraction («12.5» it takes for the 12th of
May), and knows UTF-8 by its mark only. For a program these are three options of one call:
`read_csv(..., sep=";", decimal=",", dtype={"oktmo": str})`; the rest is RFC 4180.
"""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from generator.digest import Digest
from generator.writers.observations import FIELDS, Value, starts_a_formula

ENCODING = "utf-8-sig"


def text(digest: Digest) -> str:
    """The whole file before it is encoded: a head, an observation a row, every line ended by CRLF.

    A value is written with all its digits. A text that a spreadsheet may take for a formula gets an
    apostrophe before it; a figure never does.
    """
    return table([field.name for field in FIELDS], ([field.value(fact) for field in FIELDS] for fact in digest.facts))


def table(head: Iterable[str], rows: Iterable[Iterable[Value]]) -> str:
    """Any table of data in the same form."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_written(value) for value in row] for row in rows)
    return made.getvalue()


def write(digest: Digest, path: Path) -> None:
    """Write the observations of the digest."""
    path.write_bytes(text(digest).encode(ENCODING))


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case str() if starts_a_formula(value):
            return f"'{value}"
        case _:
            return str(value)
