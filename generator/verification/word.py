"""What a Word file says: its XML read as ISO/IEC 29500-1 defines it, without the writer's code.

Numbers of lists are counted as Word counts them (17.9), styles are followed to those they are based on
(17.7.2), fields give the result that is stored in the file (17.16), charts the values in their cache
and, once more, those of the workbook behind them. Text is exact down to the kind of a space. Deleted runs
and those that are hidden, by themselves or by a style, are not read: nobody sees them. Not looked at: the
colour and the size of a text, and the properties of the file.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree

from generator.errors import GeneratorError
from generator.verification.blocks import BLANK, CALL, Block, Content, Kind
from generator.verification.links import Link
from generator.verification.word_charts import series
from generator.verification.word_links import Links
from generator.verification.word_rows import Cell, plain, trimmed
from generator.verification.word_styles import Numbering, Styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
FALLBACK = CHOICE.replace("Choice", "Fallback")

DOCUMENT = "word/document.xml"
_FOOTNOTES = "word/footnotes.xml"

_SIGNS = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    W + "softHyphen": "\N{SOFT HYPHEN}",
    W + "sym": "\N{REPLACEMENT CHARACTER}",  # a sign of a font by its place there: which one it is only the font knows
    W + "endnoteReference": "\N{REPLACEMENT CHARACTER}",
}
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_BLOCKS = {W + "p", W + "tbl", W + "tr", W + "tc"}
_WRAPPERS = {W + "ins", W + "customXml", W + "smartTag", W + "moveTo"}
_CONTENT = (W + "p", W + "tbl", W + "sdt", *_WRAPPERS)  # what may stand in a body and says something
_DRAWN = (W + "drawing", W + "pict", W + "object")
_UNSEEN = {W + "del", W + "moveFrom", W + "pPr", W + "rPr", FALLBACK}
# A document is too long to be read whole for its few sections.
_ROOT = re.compile(rb"<(\w+:)?document\b[^>]*>")
_SECTION = re.compile(rb"<(?:\w+:)?sectPr\b(?:[^>]*/>|.*?</(?:\w+:)?sectPr>)", re.S)
_FORMER = re.compile(rb"<(\w+:)?sectPrChange\b.*?</(\w+:)?sectPrChange>", re.S)
_ENTRY = re.compile(r"toc (\d)|table of figures")
_SEQUENCE = re.compile(r"\s*SEQ\s")
_PAGE = re.compile(r"\t\d*$")  # of an entry of the contents: the layout's, not the page's


@dataclass(frozen=True, slots=True)
class Written:
    """A Word document: its content, and its links in order."""

    content: Content
    links: tuple[Link, ...]


def read(path: Path) -> Written:
    """Read a Word file; raises `GeneratorError` for a file that is no Word document."""
    package = Package.open(path)
    return _Reader(package).document()


class Package:
    """The parts of a document (ISO/IEC 29500-2)."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    @classmethod
    def open(cls, path: Path) -> "Package":
        """Read a file whole; raises `GeneratorError` when it is no document."""
        try:
            with ZipFile(path) as archive:
                # Fonts are most of a file, and say nothing.
                names = [name for name in archive.namelist() if not name.endswith(".odttf")]
                parts = {name: archive.read(name) for name in names}
        except (OSError, BadZipFile) as error:
            raise GeneratorError(f"Файл «{path}» не читается как документ Word: {error}.") from error
        if DOCUMENT not in parts:
            raise GeneratorError(f"Файл «{path}» не документ Word: в нём нет {DOCUMENT}.")
        return cls(parts)

    def names(self, pattern: str) -> list[str]:
        """The names of the parts that match a pattern whole, in order."""
        return sorted(name for name in self._parts if re.fullmatch(pattern, name))

    def root(self, name: str) -> etree._Element | None:
        """The root of a part, or `None` when the package has no such part."""
        data = self._parts.get(name)
        return None if data is None else etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))

    def children(self, name: str, parent: str, tags: Sequence[str]) -> Iterator[etree._Element]:
        """The children of an element `parent` of a part that have these tags; each is forgotten after its turn.

        A whole tree takes seven times as much memory as its text.
        """
        reading = etree.iterparse(BytesIO(self.bytes(name)), tag=tags, huge_tree=True, resolve_entities=False)
        for _, element in reading:
            over = element.getparent()
            if over is not None and over.tag == parent:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del over[0]

    def sections(self) -> list[etree._Element]:
        """The properties of the sections of the document (17.6), in order; of tracked changes those of now."""
        text = self.bytes(DOCUMENT)
        if b"sectPrChange" in text:
            text = _FORMER.sub(b"", text)
        root = _ROOT.search(text)
        if root is None:
            return []
        whole = b"".join(
            (root[0], *(found[0] for found in _SECTION.finditer(text)), b"</%sdocument>" % (root[1] or b""))
        )
        return list(etree.fromstring(whole, etree.XMLParser(resolve_entities=False)))

    def bytes(self, name: str) -> bytes:
        """A part as it lies in the package, empty when there is none."""
        return self._parts.get(name, b"")

    def related(self, name: str) -> dict[str, str]:
        """The targets of a part's relationships by their ids, as names of parts or outer addresses."""
        folder, file = posixpath.split(name)
        root = self.root(f"{folder}/_rels/{file}.rels")
        found = {}
        for relation in root if root is not None else ():
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id") or ""] = target
        return found


@dataclass(slots=True)
class _Field:
    """A field that is being read: its code, and whether its result has begun."""

    code: str = ""
    result: bool = False


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph holds: its text and its pictures; whether a caption's number stands in it."""

    element: etree._Element
    text: list[str] = field(default_factory=list)
    drawings: list[etree._Element] = field(default_factory=list)
    numbered: bool = False


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.root("word/styles.xml"))
        self._numbering = Numbering(package.root("word/numbering.xml"))
        self._relations = package.related(DOCUMENT)
        self._fields: list[_Field] = []  # open ones; a field may run over paragraphs
        self._calls: list[str] = []  # ids of footnotes in the order of their calls
        self._links = Links(self._styles)

    def document(self) -> Written:
        content = Content(tuple(self._body()), tuple(self._footnotes()))
        return Written(content, tuple(self._links.found()))

    def _body(self) -> Iterator[Block]:
        for element in self._package.children(DOCUMENT, W + "body", _CONTENT):
            self._links.take(element, self._relations)
            yield from self._blocks([element])

    def _blocks(self, elements: Iterable[etree._Element]) -> Iterator[Block]:
        for element in _content(elements):
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                described = tuple(_value(element, f"{W}tblPr/{W}{one}") for one in ("tblCaption", "tblDescription"))
                if any(described):
                    yield Block(Kind.TABLE, described)
                yield from self._table(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        read = self._read(element)
        style = self._styles.of(element)
        number = style.number
        mark = self._numbering.next(*number) if number else ""
        for drawing in read.drawings:
            yield from self._drawing(drawing)
        text = trimmed("".join(read.text))
        if not text.strip(BLANK) and not mark:
            return
        if entry := next(filter(None, map(_ENTRY.fullmatch, style.family)), None):
            yield Block(Kind.ENTRY, (_PAGE.sub("", text),), int(entry[1] or 1))
        elif read.numbered or "caption" in style.family:
            yield Block(Kind.CAPTION, (text,))
        elif style.outline is not None:
            yield Block(Kind.HEADING, (text,), style.outline + 1)
        elif mark:
            yield Block(Kind.ITEM, (text,), number[1] + 1 if number else 1, mark)
        else:
            yield Block(Kind.PARAGRAPH, (text,))

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [row for row in _content(table) if row.tag == W + "tr"]
        # By the column where it starts: the rows that a merged cell covers, written into its row when it ends.
        heights: list[dict[int, int]] = []
        open_: dict[int, tuple[int, int]] = {}
        found = []
        for index, row in enumerate(rows):
            cells = []
            heights.append({})
            column = _skipped(row)
            for cell in self._cells(row):
                if cell.merge == "continue" and column in open_:
                    origin, start = open_[column]
                    heights[origin][start] += 1
                else:
                    cells.append((column, cell.wide, "\n".join(cell.paragraphs)))
                    heights[index][column] = 1
                    open_.pop(column, None)
                    if cell.merge == "restart":
                        open_[column] = (index, column)
                column += cell.wide
            found.append((row, cells))
        for index, (row, cells) in enumerate(found):
            head = row.find(f"{W}trPr/{W}tblHeader") is not None
            yield Block(
                Kind.HEAD if head else Kind.ROW,
                tuple(text for _, _, text in cells),
                spans=tuple((wide, heights[index][column]) for column, wide, _ in cells),
            )

    def _cells(self, row: etree._Element) -> Iterable[Cell]:
        # The code of an open field is no text, nor is what a style hides.
        cells = None if self._fields or self._styles.hiding else plain(row)
        if cells is not None:
            return cells
        return (self._cell(cell) for cell in _content(row) if cell.tag == W + "tc")

    def _cell(self, cell: etree._Element) -> Cell:
        return Cell(*_merged(cell), (block.text for block in self._cell_blocks(cell)))

    def _cell_blocks(self, cell: etree._Element) -> Iterator[Block]:
        for element in _content(cell):
            if element.tag == W + "p":
                read = self._read(element)
                text = "".join(read.text) + _OBJECT * len(read.drawings)  # the page has no picture in a cell
                yield Block(Kind.PARAGRAPH, (trimmed(text),))
            elif element.tag == W + "tbl":
                yield from self._table(element)

    def _footnotes(self) -> Iterator[Block]:
        root = self._package.root(_FOOTNOTES)
        notes = {note.get(W + "id"): note for note in root.iter(W + "footnote")} if root is not None else {}
        if root is not None:
            self._links.take(root, self._package.related(_FOOTNOTES))
        for number, identity in enumerate(self._calls, 1):
            note = notes.pop(identity, None)
            text = "\n".join(block.text for block in self._cell_blocks(note)) if note is not None else ""
            yield Block(Kind.FOOTNOTE, (text,), mark=str(number))
        for note in notes.values():  # one that nothing in the text leads to
            if note.get(W + "type") is None:
                yield Block(Kind.FOOTNOTE, ("\n".join(block.text for block in self._cell_blocks(note)),))

    def _drawing(self, drawing: etree._Element) -> Iterator[Block]:
        properties = next(drawing.iter(WP + "docPr"), None)
        yield Block(Kind.PICTURE, ((properties.get("descr") or "") if properties is not None else "",))
        for chart in drawing.iter(C + "chart"):
            part = self._relations.get(chart.get(R + "id") or "", "")
            root = self._package.root(part)
            if root is not None:
                books = [name for name in self._package.related(part).values() if name.endswith(".xlsx")]
                yield from series(root, self._package.bytes(books[0]) if books else b"")

    # What stands inside a paragraph

    def _read(self, paragraph: etree._Element) -> _Paragraph:
        read = _Paragraph(paragraph)
        self._inline(paragraph, read)
        return read

    def _inline(self, parent: etree._Element, read: _Paragraph) -> None:
        for node in parent:
            if node.tag in _UNSEEN:
                continue
            if node.tag == W + "r":
                if not self._styles.hides(node, read.element):
                    self._run(node, read)
            elif node.tag == W + "fldSimple":
                self._fields.append(_Field(node.get(W + "instr") or "", result=True))
                self._inline(node, read)
                self._end(read)
            else:  # a hyperlink, an insertion, a content control: what is inside is text
                self._inline(node, read)

    def _run(self, run: etree._Element, read: _Paragraph) -> None:
        for node in run:
            match node.tag:
                case t if t == W + "t":
                    self._say(node.text or "", read)
                case t if t in _SIGNS:
                    if node.get(W + "type", "textWrapping") == "textWrapping":  # no break of a page or column
                        self._say(_SIGNS[str(t)], read)
                case t if t == W + "fldChar":
                    self._mark(node.get(W + "fldCharType") or "", read)
                case t if t == W + "instrText":
                    if self._fields:
                        self._fields[-1].code += node.text or ""
                case t if t == W + "footnoteReference":
                    self._calls.append(node.get(W + "id") or "")
                    self._say(f"{CALL}{len(self._calls)}{CALL}", read)
                case t if t in _DRAWN:
                    read.drawings.append(node)
                case t if t in (CHOICE, CHOICE.replace("Choice", "AlternateContent")):
                    read.drawings += [found for found in node.iter(W + "drawing") if not _inside(found, FALLBACK)]

    def _mark(self, kind: str, read: _Paragraph) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            self._end(read)

    def _end(self, read: _Paragraph) -> None:
        read.numbered |= bool(_SEQUENCE.match(self._fields.pop().code))

    def _say(self, text: str, read: _Paragraph) -> None:
        """Text counts when it is no code of a field."""
        if all(field.result for field in self._fields):
            read.text.append(text)


def _content(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """The elements, such as the children of one; those of content controls and of insertions among them."""
    for child in elements:
        tag = child.tag
        if tag in _BLOCKS:  # nearly always
            yield child
        elif tag == W + "sdt":
            inside = child.find(W + "sdtContent")
            if inside is not None:
                yield from _content(inside)
        elif tag in _WRAPPERS:
            yield from _content(child)
        elif tag not in _UNSEEN:
            yield child


def _value(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return str(found.get(W + "val")) if found is not None else ""


def _merged(cell: etree._Element) -> tuple[int, str]:
    """How many columns a cell covers, and whether it starts or continues one that reaches down."""
    properties = cell.find(W + "tcPr")
    wide, merge = 1, ""
    for one in properties if properties is not None else ():
        if one.tag == W + "gridSpan":
            wide = int(one.get(W + "val") or 1)
        elif one.tag == W + "vMerge":
            merge = one.get(W + "val") or "continue"
    return wide, merge


def _skipped(row: etree._Element) -> int:
    before = row.find(f"{W}trPr/{W}gridBefore")
    return int(before.get(W + "val") or 0) if before is not None else 0


def _inside(element: etree._Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None
