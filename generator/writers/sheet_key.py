"""What decides on which sheets the headings of a Word document come to stand, as a key.

LibreOffice needs a second for every eight sheets, and when figures have been corrected they all are where they
were: a digit takes as much room as another. So the key holds

- the page: its elements, and its texts with one digit for all where `even_digits` says that they are alike;
- the look: shell, styles and columns of the theme, pictures, the running line;
- the program and its libraries, LibreOffice, the fonts of the system.

The document is measured whole. Its chapters begin on sheets of their own, and yet LibreOffice may lay out a table
before them otherwise when less text follows (7.4: the last lines of one may move by a sheet), so chapters that were
measured apart would give other numbers than the document as its reader opens it.
"""

import io
import re
from copy import deepcopy
from zipfile import BadZipFile, ZipFile

from lxml import etree

from generator import surroundings
from generator.cache import fingerprint
from generator.files import sha256
from generator.page import Page
from generator.theme import Theme
from generator.writers import plot

_VERSION = "sheets 1"
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_UNSEEN = re.compile(rb' (?:title|alt|data-continued|data-group)="[^"]*"')  # attributes that nobody sees on the sheet
_TAG = re.compile(rb"<[^>]*>")


def of(page: Page, theme: Theme, program: str) -> str:
    """The key of a page's sheets; `program` is the identity of LibreOffice."""
    head = page.root.find("head")
    parts: list[str | bytes] = [
        _VERSION,
        surroundings.mark(),
        program,
        sha256(theme.path("shell.docx")),
        repr(list(theme.styles.items())),
        repr(sorted(theme.columns.items())),
        repr(sorted(page.root.attrib.items())),
        b"" if head is None else etree.tostring(head, encoding="utf-8"),
        *(sha256(theme.path(image.get("src") or "")) for image in page.body.iter("img")),
    ]
    even = even_digits(theme)
    for element in page.body:
        drawn = element if element.find(".//chart") is None else _drawn(element)
        text = _UNSEEN.sub(b"", etree.tostring(drawn, encoding="utf-8"))
        # The digits of a tag tell something (an id, a span of columns); those of a text only take room.
        parts += (b"".join(_TAG.findall(text)), text.translate(_DIGITS)) if even else (text,)
    return fingerprint(*parts)


def _drawn(element: etree._Element) -> etree._Element:
    """A copy in which charts are as high as they were, and say nothing: they are laid out as pictures."""
    element = deepcopy(element)
    for chart in list(element.iter("chart")):
        height, tail = plot.read(chart).height, chart.tail
        chart.clear()
        chart.set("class", f"{height:.6f}")
        chart.tail = tail
    return element


def even_digits(theme: Theme) -> bool:
    """Whether one digit is as wide as another wherever the shell may print it.

    So it is when all the fonts that the shell names are fonts of the theme, which it carries, their ten digits have
    one advance width, and the shell asks for no kerning of pairs (ISO/IEC 29500-1, 17.3.2.19).
    """
    try:
        with ZipFile(io.BytesIO(theme.path("shell.docx").read_bytes())) as shell:
            names = [name for name in shell.namelist() if name.startswith("word/") and name.endswith(".xml")]
            texts = [shell.read(name) for name in names]
    except BadZipFile:  # whoever opens it to write says so
        return False
    said = b"".join(texts)
    if b"<w:kern " in said or b"w:asciiTheme" in said:
        return False
    named = {name.decode() for name in re.findall(rb'\bw:(?:ascii|hAnsi)="([^"]*)"', said)}
    return named <= {font.family for font in theme.fonts} and all(_even(theme, font.file) for font in theme.fonts)


def _even(theme: Theme, file: str) -> bool:
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]  # fontTools ships no types

    try:
        with TTFont(theme.path(file), lazy=True) as font:
            glyphs, widths = font.getBestCmap(), font["hmtx"]
            return len({widths[glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1
    except (TTLibError, KeyError, OSError):
        return False
