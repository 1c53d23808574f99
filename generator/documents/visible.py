"""What a person sees of a text: the rules of `document.Line` for every reader."""

import re
import unicodedata

from generator.documents.document import Kind, Line

# Line breaks inside a line, of Word and of Unicode: a person sees the words apart.
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]+")

# Unicode's Cc but tab and line ends; soft hyphen, zero-width characters, directions of writing, byte order
# mark, variation selectors; surrogates and noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ud800-\udfff\ufffe\uffff]"
)

# Marks of lists as the fonts Symbol and Wingdings keep them, in the private area of Unicode.
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0A8, 0xF0D8, 0xF076, 0xF0FC, 0xF06C, 0xF06E, 0xF075), "•")
_BULLET = re.compile("[" + "".join(map(chr, _BULLETS)) + "]")

# A digit that is raised marks a note or a power: beside a figure it must not become a part of it.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

# All that may need work: nothing below U+0300 changes under NFC but the invisible.
_SUSPECT = re.compile("[^\t\n\r -~\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2116]")


def visible(text: str) -> str:
    r"""The text without what nobody sees, in Unicode NFC; line ends and tabs stay.

    >>> visible("во\u00adсемь\u200b"), visible("и\u0306"), visible("пять\x0bшесть")
    ('восемь', 'й', 'пять шесть')
    """
    if not _SUSPECT.search(text):
        return text
    text = _INVISIBLE.sub("", _BREAKS.sub(" ", text))
    if _BULLET.search(text):
        text = text.translate(_BULLETS)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    r"""A visible text on one line: runs of tabs, line ends and plain spaces are one space.

    No-break spaces stay, since they may stand inside a number; numbers on two lines stay two.

    >>> one_line(" 12\xa0345\n\tштук "), one_line("312\n120")
    ('12\xa0345 штук', '312; 120')
    """
    return _GAP.sub(" ", _TWO_NUMBERS.sub("; ", visible(text))).strip(" ")


_TWO_NUMBERS = re.compile(r"(?<=\d)[ \t]*[\r\n]+[ \t]*(?=\d)")
_GAP = re.compile(r"[ \t\r\n]+")


def row(cells: list[str]) -> Line:
    """A row of a table; empty cells at its end are not a part of it."""
    while cells and not cells[-1]:
        cells.pop()
    return Line("\t".join(cells), Kind.ROW, tuple(cells))
