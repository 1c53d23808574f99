"""Number formats of a spreadsheet (ECMA-376, part 1, 18.8.30) that show a figure as the document prints it."""

import re
from decimal import Decimal

_DIGITS = re.compile(r"\d+(?:\u00a0\d{3})*(?:,(\d+))?")
_MOST = 15  # digits of a number that a spreadsheet keeps


def fits(value: Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of a value."""
    size = value.adjusted()
    digits = len(value.normalize().as_tuple().digits)
    return value == 0 or (digits <= _MOST and -_MOST < size < _MOST)


def code(value: Decimal | int, printed: str) -> str:
    r"""The format in which a cell with this value shows these words: the hedge and the unit stay with the figure.

    A sign or a word instead of digits («–» for zero) is shown as it is. The sign of per cent is a word,
    too: the cell holds 12, not 0.12, as the document and the CSV do.

    >>> code(21, "более 21"), code(-5, "−5,0\xa0%"), code(0, "–")
    ('"более "#,##0', '#,##0.0;"−"#,##0.0"\xa0%"', '#,##0;-#,##0;"–"')
    """
    found = _DIGITS.search(printed)
    if found is None:
        return f'#,##0;-#,##0;"{printed}"'
    plain = abs(Decimal(value)) >= 1000 and "\u00a0" not in found.group()
    digits = ("0" if plain else "#,##0") + ("." + "0" * len(found[1]) if found[1] else "")
    shown = _quoted(printed[: found.start()]) + digits + _quoted(printed[found.end() :])
    return f"{digits};{shown}" if value < 0 else shown


def _quoted(words: str) -> str:
    return f'"{words}"' if words else ""
