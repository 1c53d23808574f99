"""The shell: furniture made in Word, filled and opened for the body.

The one adapter to docxtpl. Its defaults cut text at `<`, print an unknown field as nothing and run
any Python a document brings; here a field is escaped, an unknown one is an error with the nearest
right name, and templates run in Jinja's immutable sandbox.
"""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile, ZipFile

import docx.document
import jinja2
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from generator.errors import GeneratorError
from generator.problems import nearest
from generator.theme import Theme
from generator.writers import furniture, ooxml
from generator.writers.look.shell import by_name, merged

_SLOT = "body"
_SLOT_TEXT = "\ue000body\ue000"  # private use: no report can hold it by accident
_SLOT_MARK = b"<?digest body?>"
# What `w:tcPr` says after the borders, in its order (17.4.69).
_CELL_REST = [
    qn(f"w:{name}") for name in ("shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
]


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a part of a table style says about a cell: rules by edge (their attributes), and the rest as XML."""

    edges: Mapping[str, str]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The page of the shell, in twips, and its `w:sectPr`."""

    xml: str
    width: int
    height: int
    margins: tuple[int, int, int, int]  # top, right, bottom, left

    @property
    def text_width(self) -> int:
        """The width between the margins, the left one with the gutter."""
        return self.width - self.margins[1] - self.margins[3]

    @property
    def text_height(self) -> int:
        """The height between the margins."""
        return self.height - self.margins[0] - self.margins[2]

    def turned(self) -> "Section":
        """The same page lying on its side, as it may do already, with the same headers."""
        width, height = max(self.width, self.height), min(self.width, self.height)
        size = ooxml.lying(width, height)
        return replace(self, xml=re.sub(r"<w:pgSz\b[^>]*/>", size, self.xml, count=1), width=width, height=height)

    def continued(self) -> "Section":
        """The same page for what is no cover: only the first page of a document that has one is without a header."""
        return replace(self, xml=re.sub(r"<w:titlePg\b[^>]*/>", "", self.xml))

    def following(self) -> "Section":
        """The same page further on in a document: it goes on counting the pages."""
        counted = re.sub(r'(<w:pgNumType\b[^>]*?) w:start="[^"]*"', r"\1", self.xml)
        return replace(self, xml=counted).continued()


class _Template(DocxTemplate):  # type: ignore[misc]  # the base class has no types
    """docxtpl that understands « » and “ ” inside tags, as Word's autocorrection writes them."""

    def init_docx(self, reload: bool = True) -> None:
        super().init_docx(reload)
        # LibreOffice misspells this type (ISO/IEC 29500-2, 11), and the properties would be there twice.
        for relation in self.docx.part.package.rels.values():
            if relation.reltype.casefold().endswith("/metadata/core-properties"):
                relation._reltype = RELATIONSHIP_TYPE.CORE_PROPERTIES

    def patch_xml(self, src_xml: str) -> str:
        patched: str = super().patch_xml(src_xml)
        return furniture.repaired(patched)


class Shell:
    """A filled shell: a python-docx document with a slot for the body."""

    def __init__(self, file: Path, fields: Mapping[str, str]) -> None:
        """Fill a shell. Raises `GeneratorError` for a file that is no document, an unknown field, a missing slot."""
        self.file = file
        self.document = _fill(file, fields)
        self.section = self._take_section()
        self._mark_slot()
        self._styles = by_name(self.document.styles.element)
        self._lists: dict[str, tuple[int, int]] = {}

    @classmethod
    def open(cls, theme: Theme, fields: Mapping[str, str]) -> "Shell":
        """Fill the shell of a theme."""
        return cls(theme.path("shell.docx"), fields)

    @cached_property
    def footnotes(self) -> Part:
        """The part of the shell that holds footnotes; one is made where the shell has none, as LibreOffice saves it."""
        main, kind = self.document.part, RELATIONSHIP_TYPE.FOOTNOTES
        for relation in main.rels.values():
            if not relation.is_external and relation.reltype == kind:
                return cast(Part, relation.target_part)
        text = ooxml.footnotes().encode()
        made = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, text, main.package)
        main.relate_to(made, kind)
        return made

    def style(self, name: str) -> str:
        """The id by which the body refers to a style; raises `GeneratorError` when the shell has none of that name."""
        return str(self._style(name).get(qn("w:styleId")))

    def keep_words_whole(self) -> None:
        """Switch off the division of words that the shell may ask for (ISO/IEC 29500-1, 17.15.1.10)."""
        for setting in self.document.settings.element.iterfind(qn("w:autoHyphenation")):
            setting.set(qn("w:val"), "0")

    def list_of(self, name: str) -> tuple[int, int]:
        """The level and the abstract list of a numbered paragraph style."""
        if name not in self._lists:
            self._lists[name] = self._numbered(name)
        return self._lists[name]

    def _numbered(self, name: str) -> tuple[int, int]:
        said = merged([part for style in self._family(name)[::-1] for part in style.iterfind(qn("w:pPr"))])
        number = said.get("numPr/numId", {}).get("val", "0")
        found = self.document.part.numbering_part.element.xpath(f"w:num[@w:numId='{number}']/w:abstractNumId")
        if not found:
            raise GeneratorError(
                f"Бланк {self.file}: у стиля «{name}» нет нумерации. Задайте её стилю в Word: «Формат», «Нумерация»."
            )
        return int(said.get("numPr/ilvl", {}).get("val", "0")), int(found[0].get(qn("w:val")))

    def last_list(self) -> int:
        """The largest number id of a list in the shell."""
        return max((int(n) for n in self.document.part.numbering_part.element.xpath("w:num/@w:numId")), default=0)

    def last_footnote(self) -> int:
        """The largest footnote id in the shell, those of the separators among them."""
        ids = etree.fromstring(self.footnotes.blob).findall(qn("w:footnote"))
        return max((int(note.get(qn("w:id")) or 0) for note in ids), default=0)

    def last_bookmark(self) -> int:
        """The largest bookmark id in the shell."""
        return max((int(n) for n in self.document.element.xpath("//w:bookmarkStart/@w:id")), default=0)

    def table_indent(self, name: str) -> int:
        """How far, in twips, a table style moves the table to the right; a negative one widens it both ways."""
        for style in self._family(name):
            indent = style.find(f"{qn('w:tblPr')}/{qn('w:tblInd')}")
            if indent is not None:
                return int(indent.get(qn("w:w")) or 0)
        return 0

    def cell_look(self, table: str, part: str) -> CellLook:
        """What a table style says about the cells of one part of it (`firstRow`, `lastRow`, `band1Horz` ...)."""
        edges: dict[str, str] = {}
        rest: dict[str, str] = {}
        for style in self._family(table)[::-1]:
            for found in style.iterfind(f"{qn('w:tblStylePr')}[@{qn('w:type')}='{part}']/{qn('w:tcPr')}/*"):
                if found.tag == qn("w:tcBorders"):
                    edges |= {etree.QName(edge).localname: _attributes(edge) for edge in found}
                elif found.tag in _CELL_REST:
                    rest[found.tag] = _plain(found)
        return CellLook(edges, "".join(rest[name] for name in _CELL_REST if name in rest))

    def package(self) -> dict[str, bytes]:
        """The parts of the document by name, the body still a slot."""
        # python-docx compresses all it saves; megabytes of fonts need not be packed only to be unpacked.
        fonts = [part for part in self.document.part.package.iter_parts() if part.partname.ext == "odttf"]
        blobs = {part.partname.membername: part.blob for part in fonts}
        for part in fonts:
            part._blob = b""
        buffer = io.BytesIO()
        self.document.save(buffer)
        with ZipFile(buffer) as archive:
            return {name: archive.read(name) for name in archive.namelist()} | blobs

    def _style(self, name: str) -> etree._Element:
        if name not in self._styles:
            raise GeneratorError(f"Бланк {self.file}: нет стиля «{name}».{hint(name, self._styles)}")
        return self._styles[name]

    def _family(self, name: str) -> list[etree._Element]:
        """A style and those it is based on, nearest first."""
        by_id = {style.get(qn("w:styleId")): style for style in self.document.styles.element.iterfind(qn("w:style"))}
        family = [self._style(name)]
        while (based := family[-1].find(qn("w:basedOn"))) is not None and len(family) < len(by_id):
            if (parent := by_id.get(based.get(qn("w:val")))) is None:
                break
            family.append(parent)
        return family

    def kind(self, name: str) -> str:
        """What a style is for: paragraph, character, table or numbering."""
        return str(self._style(name).get(qn("w:type")))

    @property
    def names(self) -> list[str]:
        """The names of all styles."""
        return list(self._styles)

    def _take_section(self) -> Section:
        body = self.document.element.body
        section = body.find(qn("w:sectPr"))
        said = {} if section is None else merged([section])
        try:
            size, margins = said["pgSz"], said["pgMar"]
            top, right, bottom, left = (int(margins[edge]) for edge in ("top", "right", "bottom", "left"))
            width, height = int(size["w"]), int(size["h"])
        except KeyError as error:
            raise GeneratorError(f"Бланк {self.file}: нет параметров страницы. Пересохраните бланк в Word.") from error
        body.remove(section)
        return Section(
            xml=_plain(section),
            width=width,
            height=height,
            margins=(top, right, bottom, left + int(margins.get("gutter", "0"))),
        )

    def _mark_slot(self) -> None:
        slots = [
            paragraph for paragraph in self.document.element.body.iterfind(qn("w:p")) if _SLOT_TEXT in _words(paragraph)
        ]
        if len(slots) != 1 or _words(slots[0]).strip() != _SLOT_TEXT:
            raise GeneratorError(
                f"Бланк {self.file}: нужен один абзац, в котором стоит только «{{{{ {_SLOT} }}}}»: "
                "на его место встаёт текст дайджеста."
            )
        slots[0].addprevious(etree.ProcessingInstruction("digest", "body"))
        slots[0].getparent().remove(slots[0])


def split(document: bytes) -> tuple[bytes, bytes]:
    """The main part of a shell before the slot and after it, up to the last section."""
    before, _, after = document.partition(_SLOT_MARK)
    return before, after


def _fill(file: Path, fields: Mapping[str, str]) -> docx.document.Document:
    environment = furniture.environment()
    known: dict[str, Any] = {**fields, _SLOT: _SLOT_TEXT}
    try:
        template = _Template(str(file))
        unknown = sorted(template.get_undeclared_template_variables(environment, context=known))
        if unknown:
            raise GeneratorError(
                f"Бланк {file}: поля «{unknown[0]}» нет.{hint(unknown[0], known)} Есть поля: {', '.join(known)}."
            )
        template.render(known, environment, autoescape=True)
    except jinja2.TemplateError as error:
        raise GeneratorError(
            f"Бланк {file}: поле записано неверно: пишите {{{{ title }}}}, две скобки с каждой стороны. "
            "Где оно, скажет digest theme check."
        ) from error
    except (BadZipFile, OpcError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise GeneratorError(f"Бланк {file}: это не документ Word. Сохраните бланк как .docx.") from error
    document: docx.document.Document = template.docx
    return document


def hint(name: str, known: Iterable[str]) -> str:
    """A hint with the name that was probably meant, or nothing."""
    near = nearest(name, known)
    return f" Похожее имя: «{near}»." if near else ""


def _words(paragraph: etree._Element) -> str:
    # python-docx gives its elements a `text` of their own, so that lxml's itertext() repeats it.
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _plain(element: etree._Element) -> str:
    """An element as text without namespace declarations: the root of its part has them."""
    return re.sub(r' xmlns:\w+="[^"]*"', "", etree.tostring(element, encoding="unicode", with_tail=False))


def _attributes(element: etree._Element) -> str:
    return " ".join(f'w:{etree.QName(str(key)).localname}="{value!s}"' for key, value in element.attrib.items())
