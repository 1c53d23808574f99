"""What a Word file says of its look, with every inheritance resolved (ISO/IEC 29500-1, 17.7.2).

Only styles and page geometry are read here, without a Word library: a PDF alone does not wait for one.
Lengths come out in points.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree

from generator.errors import GeneratorError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

# Element of a property, with its parent where it has one («pBdr/top»): its attributes.
Properties = Mapping[str, Mapping[str, str]]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
# An attribute that takes the place of another one of the same element.
_RIVALS = {"firstLine": "hanging", "hanging": "firstLine", "ascii": "asciiTheme", "asciiTheme": "ascii"}
# Word's own styles whose names it writes in small letters, and reads in any (17.7.4.9).
_BUILT_IN = re.compile(
    r"(?:heading|toc|index) [1-9]|caption|header|footer|page number|line number|table of (?:figures|authorities)"
    r"|(?:footnote|endnote|annotation) (?:text|reference)",
    re.IGNORECASE,
)
_USUAL_LINE = 1.2  # of a font that the theme does not carry


def points(twips: str) -> float:
    """Twentieths of a point, as Word writes lengths, in points."""
    return int(twips) / 20


@dataclass(frozen=True, slots=True)
class TableLook:
    """A table style: of the whole table and its cells, and of its parts (`firstRow`, `band1Horz` ...)."""

    whole: Properties
    parts: Mapping[str, Properties]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its marker (`%1.` stands for the number) and the indents, in points."""

    marker: str
    numbered: bool
    left: float
    plain: bool  # as a style sheet can say it: «1.», or a marker that stands in every font


@dataclass(frozen=True, slots=True)
class Paper:
    """The page of the last section, in points; `header` and `footer` are distances from the edge."""

    width: float
    height: float
    margins: tuple[float, float, float, float]  # top, right, bottom, left
    header: float
    footer: float
    plain_first: bool  # the first page has furniture of its own


class ShellLook:
    """The look of one shell."""

    def __init__(self, file: Path, faces: Mapping[tuple[str, bool, bool], Path]) -> None:
        """Read a shell; `faces` are font files by family, boldness and slant.

        Raises `GeneratorError` for a file that is no Word document.
        """
        self.file = file
        self._faces = faces
        try:
            with ZipFile(file) as archive:
                wanted = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
                self._parts = {name: archive.read(name) for name in wanted}
            styles = self.tree("word/styles.xml")
            self._document = self.tree("word/document.xml")
        except (BadZipFile, KeyError, etree.XMLSyntaxError) as error:
            raise GeneratorError(f"Бланк {file}: это не документ Word. Сохраните бланк как .docx.") from error
        settings = self.tree("word/settings.xml") if "word/settings.xml" in self._parts else styles
        self.hyphenates = on(merged([settings]), "autoHyphenation")  # whether words are divided (17.15.1.10)
        self._styles = by_name(styles)
        self._by_id = {style.get(f"{W}styleId"): style for style in styles.iterfind(f"{W}style")}
        self._defaults = [
            child for kind in ("pPr", "rPr") for child in styles.iterfind(f"{W}docDefaults/{W}{kind}Default/{W}{kind}")
        ]

    # Styles

    @property
    def kinds(self) -> dict[str, str]:
        """What each style is for: paragraph, character, table or numbering."""
        return {name: style.get(f"{W}type") or "paragraph" for name, style in self._styles.items()}

    def paragraph(self, name: str) -> Properties:
        """A paragraph style in full: the defaults of the document, then the styles it is based on, then itself."""
        family = self._family(self._style(name))
        return merged([*self._defaults, *(part for style in family for part in of(style, "pPr", "rPr"))])

    def character(self, name: str) -> Properties:
        """What a character style changes in the paragraph it stands in."""
        return merged(part for style in self._family(self._style(name)) for part in of(style, "rPr"))

    def table(self, name: str) -> TableLook:
        """A table style with its parts."""
        family = self._family(self._style(name))
        parts: dict[str, list[etree._Element]] = {}
        for style in family:
            for part in style.iterfind(f"{W}tblStylePr"):
                parts.setdefault(part.get(f"{W}type") or "", []).extend(of(part, "tcPr"))
        whole = merged(part for style in family for part in of(style, "tblPr", "tcPr"))
        return TableLook(whole, {name: merged(found) for name, found in parts.items()})

    def lettered(self, name: str) -> set[str]:
        """The parts of a table style that say what letters look like; `table` is the whole of it."""
        styles = self._family(self._style(name))
        parts = (part for style in styles for part in (style, *style.iterfind(f"{W}tblStylePr")))
        return {part.get(f"{W}type") or "" for part in parts if merged(of(part, "rPr"))}

    def styled_table(self, table: etree._Element) -> Properties:
        """A table of the shell itself: its style, then what is set on it."""
        own = merged(of(table, "tblPr"))
        style = self._by_id.get(own.get("tblStyle", {}).get("val"))
        return own if style is None else {**self.table(_name(style)).whole, **own}

    def level(self, look: Properties) -> Level | None:
        """The list level that a paragraph style numbers itself by, or nothing."""
        number = look.get("numPr/numId", {}).get("val", "0")
        if number == "0":
            return None
        tree = self.tree("word/numbering.xml")
        at = look.get("numPr/ilvl", {}).get("val", "0")
        [abstract, *_] = [
            merged([one]).get("abstractNumId", {}).get("val") for one in tree.iterfind(f"{W}num[@{W}numId='{number}']")
        ] or [None]
        for level in tree.iterfind(f"{W}abstractNum[@{W}abstractNumId='{abstract}']/{W}lvl[@{W}ilvl='{at}']"):
            said = merged([level, *of(level, "pPr")])
            marker, kind = said.get("lvlText", {}).get("val", ""), said.get("numFmt", {}).get("val")
            of_symbols = any("\ue000" <= sign <= "\uf8ff" for sign in marker)  # Word's Symbol and Wingdings
            return Level(
                marker=marker,
                numbered=kind != "bullet",
                plain=not of_symbols if kind == "bullet" else kind == "decimal" and marker in ("%1.", "%2."),
                left=points(said.get("ind", {}).get("left", "0")),
            )
        return None

    def family_name(self, look: Properties) -> str:
        """The font of a look, as its own name or by the theme of the document."""
        fonts = look.get("rFonts", {})
        if theme := fonts.get("asciiTheme"):
            kind = "major" if theme.startswith("major") else "minor"
            for name, blob in self._parts.items():
                if name.startswith("word/theme/theme"):
                    latin = etree.fromstring(blob, _PARSER).find(f".//{A}{kind}Font/{A}latin")
                    if latin is not None:
                        return latin.get("typeface") or ""
        return fonts.get("ascii", "")

    def fallbacks(self, family: str) -> tuple[str, ...]:
        """What stands in for a font: the other name of the font table, then its general kind."""
        if "word/fontTable.xml" not in self._parts:
            return ()
        for font in self.tree("word/fontTable.xml").iterfind(f"{W}font[@{W}name='{family}']"):
            said = merged([font])
            kinds = {"roman": ("serif",), "swiss": ("sans-serif",), "modern": ("monospace",)}
            other = said.get("altName", {}).get("val", "")
            return (*([f'"{other}"'] if other else []), *kinds.get(said.get("family", {}).get("val", ""), ()))
        return ()

    def natural_line(self, family: str, *, bold: bool, italic: bool) -> float:
        """The line of a font set solid, in ems: what Word multiplies by (OpenType, `hhea`)."""
        file = self._faces.get((family, bold, italic)) or self._faces.get((family, False, False))
        return _line(file) if file else _USUAL_LINE

    # Paper

    @property
    def paper(self) -> Paper:
        """The page of the shell."""
        section = self.section()
        said = merged([section])
        try:
            size, margin = said["pgSz"], said["pgMar"]
            top, right, bottom, left = (points(margin[edge]) for edge in ("top", "right", "bottom", "left"))
            return Paper(
                width=points(size["w"]),
                height=points(size["h"]),
                margins=(abs(top), right, abs(bottom), left + points(margin.get("gutter", "0"))),
                header=points(margin.get("header", "0")),
                footer=points(margin.get("footer", "0")),
                plain_first=on(said, "titlePg"),
            )
        except KeyError as error:
            raise GeneratorError(f"Бланк {self.file}: нет параметров страницы. Пересохраните бланк в Word.") from error

    def direct(self, paragraph: etree._Element) -> Properties:
        """A paragraph of the shell itself: its style, what is set on it, what is set on its first words."""
        own = [*of(paragraph, "pPr"), *(part for run in paragraph.findall(f"{W}r")[:1] for part in of(run, "rPr"))]
        family = (part for style in self._styling(paragraph) for part in of(style, "pPr", "rPr"))
        return merged([*self._defaults, *family, *own])

    def stops(self, paragraph: etree._Element) -> list[str]:
        """The kinds of the tab stops of a paragraph of the shell, from left to right (17.3.1.38)."""
        said = (
            stop for one in (*self._styling(paragraph), paragraph) for stop in one.iterfind(f"{W}pPr/{W}tabs/{W}tab")
        )
        kinds = {int(stop.get(f"{W}pos") or 0): stop.get(f"{W}val") or "" for stop in said}
        return [kinds[at] for at in sorted(kinds) if kinds[at] != "clear"]

    def _styling(self, paragraph: etree._Element) -> list[etree._Element]:
        """The style of a paragraph and those it is based on, the furthest first."""
        reference = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._by_id.get(reference.get(f"{W}val")) if reference is not None else None
        style = style if style is not None else self._styles.get("Normal")
        return [] if style is None else self._family(style)

    # Parts

    def section(self) -> etree._Element:
        """The `w:sectPr` of the last section; a tracked change holds another one, of what was before."""
        section = self._document.find(f"{W}body/{W}sectPr")
        if section is None:
            raise GeneratorError(f"Бланк {self.file}: нет параметров страницы. Пересохраните бланк в Word.")
        return section

    def tree(self, part: str) -> etree._Element:
        """A part of the file by its name."""
        return etree.fromstring(self._parts[part], _PARSER)

    def _style(self, name: str) -> etree._Element:
        if name not in self._styles:
            raise GeneratorError(
                f"Бланк {self.file}: нет стиля «{name}», а theme.yaml его назначает. "
                "Создайте стиль в бланке или исправьте theme.yaml."
            )
        return self._styles[name]

    def _family(self, style: etree._Element) -> list[etree._Element]:
        """A style and those it is based on, the furthest first."""
        family = [style]
        while (based := family[0].find(f"{W}basedOn")) is not None and len(family) <= len(self._styles):
            parent = self._by_id.get(based.get(f"{W}val"))
            if parent is None:
                break
            family.insert(0, parent)
        return family


def on(look: Properties, name: str) -> bool:
    """Whether a toggle property is set (17.17.4)."""
    return name in look and look[name].get("val", "1") not in ("0", "false", "off")


def by_name(styles: etree._Element) -> dict[str, etree._Element]:
    """The styles of `w:styles` by name; Word's own in its letters, for LibreOffice writes «Heading 1»."""
    found: dict[str, etree._Element] = {}
    for style in styles.iterfind(f"{W}style"):
        said = _name(style)
        known = said.lower() if _BUILT_IN.fullmatch(said) else said
        if known == said or known not in found:
            found[known] = style
    return found


def _name(style: etree._Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else name.get(f"{W}val") or ""


def of(element: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    """The properties of an element, by their names."""
    for kind in kinds:
        yield from element.iterfind(f"{W}{kind}")


def merged(parts: Iterable[etree._Element]) -> dict[str, dict[str, str]]:
    """Properties of several elements, the later ones over the earlier, attribute by attribute."""
    merged: dict[str, dict[str, str]] = {}
    for part in parts:
        for child in part.iterchildren(tag=etree.Element):
            name = etree.QName(child).localname
            _lay(merged, name, child)
            for inner in child.iterchildren(tag=etree.Element):
                _lay(merged, f"{name}/{etree.QName(inner).localname}", inner)
    return merged


def _lay(merged: dict[str, dict[str, str]], name: str, element: etree._Element) -> None:
    said = merged.setdefault(name, {})
    for key, value in element.attrib.items():
        attribute = etree.QName(str(key)).localname
        said.pop(_RIVALS.get(attribute, ""), None)
        said[attribute] = str(value)
    if not element.attrib:  # a toggle that is on again
        said.pop("val", None)


def _line(font: Path) -> float:
    """Ascender, descender and gap of a font over its em (OpenType, `hhea` and `head`)."""
    data = font.read_bytes()
    tables = {}
    try:
        for index in range(struct.unpack_from(">H", data, 4)[0]):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
            tables[tag] = offset
        ascender, descender, gap = struct.unpack_from(">hhh", data, tables[b"hhea"] + 4)
        em = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
        return float((ascender - descender + gap) / em)
    except (struct.error, KeyError, ZeroDivisionError) as error:  # packed for the web, or no font at all
        raise GeneratorError(
            f"«{font.name}» — не шрифт TrueType или OpenType. Положите в тему .ttf или .otf и назовите в fonts."
        ) from error
