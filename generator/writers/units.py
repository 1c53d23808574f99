"""The page in units that begin on sheets of their own, to be laid out one by one and known again.

LibreOffice needs a second for every eight sheets, and after one correction nearly all of them are what they
were. A unit is a chapter, or another part of the page that begins a sheet; how many sheets it has, and on which
of them its headings stand, depends on what is in its key and on nothing else:

- on its elements, and on their texts, in which one digit takes as much room as another (`even_digits`);
- on the look: shell, styles and columns of the theme, pictures, the head of the page (its running line);
- on the program, on LibreOffice, on the fonts of the system.

What crosses from one unit into another keeps them together: the numbers of footnotes, and the turn of the page
for a wide table, which is written at the end of what stands before it.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from zipfile import ZipFile

from lxml import etree

from generator import surroundings
from generator.cache import fingerprint
from generator.files import sha256
from generator.page import Page
from generator.theme import Theme
from generator.writers import plot
from generator.writers.styles import has_class

_VERSION = "unit 1"
_END = "measured-end"
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_UNSEEN = re.compile(rb' (?:title|alt|data-continued)="[^"]*"')  # attributes that nobody sees on the sheet
_TAG = re.compile(rb"<[^>]*>")
_BEGINS = ("front", "part", "chapter")  # classes of what begins a sheet


@dataclass(frozen=True, slots=True)
class Measured:
    """How many sheets a unit has, and on which of them, from 1, each of its ids stands."""

    sheets: int
    ids: dict[str, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """Some children of the body that follow one another; the first unit begins the document."""

    elements: tuple[etree._Element, ...]
    first: bool
    number: int

    @property
    def mark(self) -> str:
        """The id at its beginning, when it is laid out."""
        return f"measured-{self.number}"

    @property
    def size(self) -> int:
        """How many elements it has inside."""
        return sum(1 for element in self.elements for _ in element.iter())


def units(page: Page) -> list[Unit]:
    """The units of a page, in order."""
    groups: list[list[etree._Element]] = []
    noted = 0  # all up to the last footnote count together
    for element in page.body:
        begins = element.tag == "section" and has_class(element, *_BEGINS) and not _turned(element)
        if begins or not groups:
            groups.append([])
        groups[-1].append(element)
        if any(has_class(span, "footnote") for span in element.iter("span")):
            noted = len(groups)
    joined = [[element for group in groups[:noted] for element in group]] if noted else []
    return [Unit(tuple(group), number == 0, number) for number, group in enumerate([*joined, *groups[noted:]])]


def _turned(section: etree._Element) -> bool:
    """Whether the first thing that a section writes asks for a page that lies on its side."""
    first: etree._Element | None = section
    while first is not None and first.tag == "section":
        if has_class(first, "landscape"):
            return True
        first = next(iter(first), None)
    return False


def keys(page: Page, theme: Theme, program: str, found: Sequence[Unit]) -> list[str]:
    """The key of each unit; `program` is the identity of LibreOffice."""
    head = page.root.find("head")
    look = fingerprint(
        _VERSION,
        surroundings.mark(),
        program,
        sha256(theme.path("shell.docx")),
        repr(list(theme.styles.items())),
        repr(sorted(theme.columns.items())),
        repr(sorted(page.root.attrib.items())),
        b"" if head is None else etree.tostring(head, encoding="utf-8"),
    )
    even = even_digits(theme)
    return [_key(unit, look, theme, even) for unit in found]


def _key(unit: Unit, look: str, theme: Theme, even: bool) -> str:
    parts: list[str | bytes] = [look, str(unit.first)]
    for element in unit.elements:
        parts += (sha256(theme.path(image.get("src") or "")) for image in element.iter("img"))
        if element.find(".//chart") is not None:
            element = _drawn(element)
        text = _UNSEEN.sub(b"", etree.tostring(element, encoding="utf-8"))
        # The digits of a tag tell something (an id, a span of columns); those of a text only take room.
        parts += (b"".join(_TAG.findall(text)), text.translate(_DIGITS)) if even else (text,)
    return fingerprint(*parts)


def _drawn(element: etree._Element) -> etree._Element:
    """A copy in which charts are as high as they were, and say nothing: they are laid out as pictures."""
    element = deepcopy(element)
    for chart in list(element.iter("chart")):
        height = plot.read(chart).height
        tail = chart.tail
        chart.clear()
        chart.set("class", f"{height:.6f}")
        chart.tail = tail
    return element


def even_digits(theme: Theme) -> bool:
    """Whether one digit is as wide as another wherever the shell may print it.

    So it is when all the fonts that the shell names are fonts of the theme, which it carries, their ten digits have
    one advance width, and the shell asks for no kerning of pairs (ISO/IEC 29500-1, 17.3.2.19).
    """
    with ZipFile(io.BytesIO(theme.path("shell.docx").read_bytes())) as shell:
        texts = [shell.read(name) for name in shell.namelist() if name.startswith("word/") and name.endswith(".xml")]
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


def together(page: Page, wanted: Sequence[Unit]) -> Page:
    """A page of these units alone, that lays them out as the whole page does; `measured` tells what comes of it."""
    root = etree.Element("html")
    for name, value in page.root.attrib.items():
        root.set(name, value)
    head = page.root.find("head")
    if head is not None:
        root.append(deepcopy(head))
    body = etree.SubElement(root, "body")
    if not wanted[0].first:
        etree.SubElement(body, "p").text = "."  # the first sheet of the shell is unlike the others
    for unit in wanted:
        copies = [deepcopy(element) for element in unit.elements]
        if not unit.first:
            _mark(copies[0], unit.mark)
        body.extend(copies)
    end = etree.SubElement(body, "section", {"class": "part", "id": _END})
    etree.SubElement(end, "p").text = "."
    here = set(_ids(root))
    for link in root.iter("a"):
        if (link.get("href") or "").startswith("#") and (link.get("href") or "")[1:] not in here:
            link.set("href", f"#{_END}")
    return Page(root)


def _mark(section: etree._Element, name: str) -> None:
    """Give the beginning of a unit an id; a section that has one keeps it, with a section round it."""
    if section.get("id") is None:
        section.set("id", name)


def measured(wanted: Sequence[Unit], bookmarks: Mapping[str, str], sheets: Mapping[str, int]) -> list[Measured] | None:
    """What a layout of units together tells of each.

    `bookmarks` are the names that their ids have in Word, `sheets` where these stand; `None` when a place is missing.
    """
    on = {name: sheets[bookmark] for name, bookmark in bookmarks.items() if bookmark in sheets}
    starts = [_start(unit, on) for unit in wanted] + [on.get(_END)]
    found = []
    for unit, start, following in zip(wanted, starts, starts[1:], strict=False):
        if start is None or following is None or following < start:
            return None
        ids = [name for element in unit.elements for name in _ids(element)]
        if any(name not in on for name in ids):
            return None
        found.append(Measured(following - start, {name: on[name] - start + 1 for name in ids}))
    return found


def _ids(element: etree._Element) -> Iterator[str]:
    return (name for one in element.iter() if (name := one.get("id")) is not None)


def _start(unit: Unit, on: Mapping[str, int]) -> int | None:
    return 1 if unit.first else on.get(unit.elements[0].get("id") or unit.mark)


def placed(all_measured: Sequence[Measured]) -> Iterator[tuple[str, int]]:
    """Each id with its sheet in the whole document."""
    before = 0
    for one in all_measured:
        yield from ((name, before + sheet) for name, sheet in one.ids.items())
        before += one.sheets
