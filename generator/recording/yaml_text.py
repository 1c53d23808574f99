"""Texts as YAML that people read: plain where that is safe, otherwise in quotes."""

import json
import re

from generator import text_file
from generator.fields import NOTHING

# What a plain text may begin with; every sign that YAML reads otherwise is left out.
_BEGINS = re.compile(r"[\w«„“(№]")
# What ends a plain text, makes it a comment or is no visible character of one line.
_BREAKS = re.compile(r":(?:[ \t]|$)|[ \t]#|[\t\n]")
# What no reader of YAML gives back: control characters, line ends of old systems, the byte order mark.
_LOST = re.compile(rf"{text_file.FORBIDDEN.pattern}|[\r\ufeff]")


def scalar(text: str) -> str:
    """One text, so written that the reader of records gives it back.

    >>> scalar("более 350"), scalar("За год: 5"), scalar("- «Ура»"), scalar("д'Артаньян: #1")
    ('более 350', "'За год: 5'", "'- «Ура»'", "'д''Артаньян: #1'")
    """
    if _BEGINS.match(text) and not _BREAKS.search(text):
        return text
    # A line end does not survive single quotes; what JSON escapes, YAML reads (YAML 1.2, 1.3).
    return json.dumps(text, ensure_ascii=False) if "\n" in text else quoted(text)


def quoted(text: str) -> str:
    """A text of one line in single quotes, which suit any place, inside brackets too."""
    return "'" + text.replace("'", "''") + "'"


def clean(text: str, most: int = 2000) -> str:
    """A text as a record may hold it: what is lost in YAML is a space, nothing is «…», long is cut at a word."""
    text = _LOST.sub(" ", text).strip()
    if len(text) > most:
        text = (text[: most + 1].rpartition(" ")[0] or text[:most]).strip()
    return "…" if text in NOTHING else text
