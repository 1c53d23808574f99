"""Whether lines on paper are the text of the page.

Certain: every sign in its order, the kind of a space inside a line (unless a font paints one kind only),
and that a line break which the page asks for is there. What cannot be known is what stood where a line
ends: there the page may have a space, nothing (a line may end after a hyphen, a dash, or within a word
too long for its cell), or a word that a hyphen divides. Signs without a picture (soft hyphen, zero
width space) are not on paper, every space but U+00A0 is a plain one there, and a sign that no font has
stands for any. A look may put a whole text in capitals.
"""

import re
import unicodedata

LINE = "\N{LINE SEPARATOR}"  # where a line ends
EITHER = "\x1f"  # a space whose kind the font does not tell
LOST = "\N{REPLACEMENT CHARACTER}"  # a sign that the font does not have

_HYPHENS = str.maketrans({"\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-"})
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile("[ \u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_PLAIN = re.compile("[ -~\u00a0-\u00ac\u00ae\u0400-\u045f«»–—…№−]*\n*")


def equal(page: str, paper: str) -> bool:
    """Whether the lines say the whole text of the page."""
    return page == paper or consumed(page, paper) == len(_painted(page).rstrip(" \n"))


def begins(page: str, paper: str) -> bool:
    """Whether the lines say the beginning of the text, so that the rest may stand on the next sheet."""
    return consumed(page, paper) is not None


def consumed(page: str, paper: str) -> int | None:
    """How many signs of the painted text of the page the lines say; `None` when they say something else."""
    text = _painted(page)
    found = _consumed(text, paper)
    if found is None and text != text.upper() and len(text.upper()) == len(text):
        return _consumed(text.upper(), paper)
    return found


def said(paper: str) -> str:
    """Lines as one text, for a message."""
    return _lines(paper).replace("\n", " ").replace(EITHER, " ")


def _painted(page: str) -> str:
    if _PLAIN.fullmatch(page):
        return page
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", page)).translate(_HYPHENS)
    return _SPACES.sub(" ", plain)


def _lines(paper: str) -> str:
    return unicodedata.normalize("NFC", paper).translate(_HYPHENS).replace(LINE, "\n")


def _consumed(text: str, paper: str) -> int | None:
    at = 0
    for one in _lines(paper).split("\n"):
        line = one.strip(" ")
        while line and at < len(text) and text[at] in " \n":
            at += 1
        if not _stands(text, at, line):
            line = line.strip(EITHER)  # a space that ends a line need not be on paper
        if _stands(text, at, line):
            at += len(line)
        elif line.endswith("-") and _divided(text, at, line):
            at += len(line) - 1  # after the last line the rest of the word stands on the next sheet
        else:
            return None
    end = at
    while end < len(text) and text[end] in " \n":
        end += 1
    return at if end < len(text) else len(text.rstrip(" \n"))


def _stands(text: str, at: int, line: str) -> bool:
    if text.startswith(line, at):
        return True
    if (EITHER not in line and LOST not in line) or len(text) - at < len(line):
        return False
    pairs = zip(text[at : at + len(line)], line, strict=True)
    return all(a == b or b == LOST or (b == EITHER and a in " \N{NO-BREAK SPACE}") for a, b in pairs)


def _divided(text: str, at: int, line: str) -> bool:
    """Whether a hyphen at the end of a line divides a word of the text."""
    end = at + len(line) - 1
    return _stands(text, at, line[:-1]) and text[end - 1 : end].isalpha() and text[end : end + 1].isalpha()
