"""Word files (ECMA-376, part 1, WordprocessingML): paragraphs, lists, tables, text boxes and notes in reading order.

The parts are walked here and not by python-docx, which has no text boxes, notes, tracked changes nor
content controls: their text would be lost. Text is what a person sees on paper, with all tracked
changes accepted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from generator.documents.document import Document, Kind, Line
from generator.documents.docx_styles import Style, Styles, child, is_listed, level_of, on
from generator.documents.package import Package, attribute, local
from generator.documents.visible import RAISED, one_line, row, visible
from generator.errors import GeneratorError

_Element = etree._Element

_COLUMNS = 64  # of a table; Word has no more than 63
_PROSE = 200  # characters of a cell from which its paragraphs are read one by one

# Elements that only hold others; what is deleted or moved away is not among them.
_HOLDERS = frozenset(
    [
        *("r", "ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo"),
        *("ruby", "rubyBase", "drawing", "pict", "object", "inline", "anchor", "graphic", "graphicData"),
        *("wgp", "wsp", "grpSp", "wpc", "txbx", "group", "shape", "rect", "textbox", "roundrect", "oval", "line"),
        *("oMath", "oMathPara", "f", "num", "den", "d", "e", "nary", "sSup", "sSub", "sup", "sub"),
    ]
)
_FORMULA = {"den": "/", "sup": "^"}  # without them 1/2 would be 12
_BREAKS = frozenset(["br", "cr"])
_SEPARATE = ("separator", "continuationSeparator", "continuationNotice")  # notes that are lines, not texts
_HIDDEN, _CROSSED = "скрытый", "зачёркнутый"  # text that is not read
_OUTSIDE = {"charts/": "диаграммы", "diagrams/": "схемы SmartArt", "embeddings/": "вложенные файлы"}


def read(data: bytes, name: str) -> Document:
    """Read a Word file: what stands in headers comes first, the body follows, what stands in footers is last."""
    package = Package(data, name)
    main = package.main("word/document.xml")
    if main not in package.parts:
        raise package.broken(main)
    walk = _Walk(Styles.load(package, main), _notes_of(package, main))
    body = next(package.tree(main).iter("{*}body"), None)
    if body is None:
        raise package.broken(main)
    edges = {kind: _edge(package, main, kind, walk) for kind in ("header", "footer")}
    lines = [*edges["header"], *walk.blocks(body), *edges["footer"]]
    if not any(line.text for line in lines) and any("/media/" in part for part in package.parts):
        raise GeneratorError(
            f"{name}: в файле нет текста, только рисунки: похоже, это скан. Попросите прислать сам текст."
        )
    return Document(name, tuple(lines), (*walk.notes(), *_unread(package)))


def _edge(package: Package, main: str, kind: str, walk: "_Walk") -> list[Line]:
    """The headers or footers of all pages, each text once: a letterhead may be the only place of the name."""
    found: dict[str, Line] = {}
    for part in package.related(main, kind).values():
        if part in package.parts:
            found.update((line.text, line) for line in walk.blocks(package.tree(part)) if line.text)
    return list(found.values())


def _notes_of(package: Package, main: str) -> dict[tuple[str, str], _Element]:
    """Footnotes and endnotes by the kind and the number with which the text refers to them."""
    return {
        (kind, attribute(note, "id") or ""): note
        for kind in ("footnote", "endnote")
        for part in package.related(main, f"{kind}s").values()
        if part in package.parts
        for note in package.tree(part)
        if local(note) == kind and attribute(note, "type") not in _SEPARATE
    }


def _unread(package: Package) -> Iterator[str]:
    for folder, what in _OUTSIDE.items():
        if any(part.startswith(f"word/{folder}") for part in package.parts):
            yield f"в файле есть {what}: числа в них не читаются"
    if any(part.lower().endswith("vbaproject.bin") for part in package.parts):
        yield "в файле есть макросы: они не выполнялись"
    if any("afchunk" in part.lower() for part in package.parts):
        yield "в файл вставлены другие документы: они не прочитаны; откройте файл в Word и сохраните заново"


@dataclass
class _Paragraph:
    """What one paragraph turned out to hold."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Walk:
    """A walk through the document; fields may begin in one paragraph and end in another."""

    def __init__(self, styles: Styles, notes: dict[tuple[str, str], _Element]) -> None:
        self._styles, self._notes = styles, notes
        self._fields: list[bool] = []  # for each open field, whether its code is over
        self._skipped = Counter[str]()

    def notes(self) -> list[str]:
        """What a person should know of the file."""
        return [f"{kind} текст пропущен, мест: {places}" for kind, places in sorted(self._skipped.items())]

    def blocks(self, holder: _Element) -> list[Line]:
        """The lines of a body, a cell, a text box or a note."""
        lines: list[Line] = []
        for element in holder:
            tag = local(element)
            if tag == "p":
                lines += self._paragraph(element)
            elif tag == "tbl":
                lines += self._table(element)
            elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
                lines += self.blocks(element)
            elif tag == "AlternateContent":
                lines += self.blocks(_alternative(element))
        return lines

    def _paragraph(self, element: _Element) -> list[Line]:
        found = _Paragraph()
        properties = child(element, "pPr")
        style = self._styles.of(properties, "pStyle")
        self._inline(element, found, _HIDDEN if style.hidden else "")
        lines = self._lines("".join(found.pieces), self._kind(properties, style))
        for box in found.boxes:
            lines += self.blocks(box)
        for reference in found.notes:
            note = self._notes.pop(reference, None)  # a note is read once, wherever it refers to itself
            if note is not None:
                lines += [_footnote(line) for line in self.blocks(note) if line.text]
        return lines

    def _kind(self, properties: _Element | None, style: Style) -> Kind:
        level = level_of(properties)
        level = style.level if level is None else level
        if level is not None and level < 9:  # 9 is the level of body text
            return Kind.HEADING
        return Kind.ITEM if is_listed(properties, style.listed) else Kind.PARAGRAPH

    def _lines(self, text: str, kind: Kind) -> list[Line]:
        """A paragraph, cut at the breaks in it: then its sentences may go on from line to line."""
        if kind is Kind.HEADING:
            return [Line(one_line(text), kind)]
        first, *rest = [visible(line).strip(" ") for line in text.split("\n")]
        while rest and not rest[-1]:
            rest.pop()
        if not rest:
            return [Line(first, kind)]
        return [Line(first, kind if kind is Kind.ITEM else Kind.WRAPPED), *(Line(line) for line in rest)]

    def _inline(self, element: _Element, found: _Paragraph, skipped: str) -> None:
        for inner in element:
            tag = local(inner)
            if tag == "fldChar":
                self._field(attribute(inner, "fldCharType") or "")
            elif tag == "AlternateContent":
                self._inline(_alternative(inner), found, skipped)
            elif tag == "txbxContent":
                found.boxes.append(inner)
            elif tag == "r":
                first = len(found.pieces)
                self._inline(inner, found, self._skips(inner, skipped))
                if self._is_raised(inner):
                    found.pieces[first:] = [piece.translate(RAISED) for piece in found.pieces[first:]]
            elif tag in _HOLDERS:
                found.pieces += _FORMULA.get(tag, "")
                self._inline(inner, found, skipped)
            elif text := self._said(inner, tag, found):
                if skipped:
                    self._skipped[skipped] += bool(text.strip())
                elif all(self._fields):
                    found.pieces.append(text)

    def _skips(self, run: _Element, skipped: str) -> str:
        """Why a run is not read: it is hidden, or crossed out by hand and so withdrawn; empty when it is read."""
        properties = child(run, "rPr")
        if properties is None:
            return skipped
        if on(properties, "vanish", skipped == _HIDDEN or self._styles.of(properties, "rStyle").hidden):
            return _HIDDEN
        return _CROSSED if on(properties, "strike") or on(properties, "dstrike") else ""

    def _is_raised(self, run: _Element) -> bool:
        properties = child(run, "rPr")
        own = attribute(child(properties, "vertAlign"), "val")
        return self._styles.of(properties, "rStyle").raised if own is None else own == "superscript"

    def _said(self, element: _Element, tag: str, found: _Paragraph) -> str:
        if tag == "t":
            return element.text or ""
        if tag in ("tab", "ptab"):
            return "\t"
        if tag in _BREAKS:
            return "\n"
        if tag == "noBreakHyphen":
            return "\u2011"
        if tag == "sym":
            return _symbol(attribute(element, "char") or "")
        if tag in ("footnoteReference", "endnoteReference"):
            found.notes.append((tag.removesuffix("Reference"), attribute(element, "id") or ""))
        return ""

    def _field(self, step: str) -> None:
        if step == "begin":
            self._fields.append(False)
        elif step == "separate" and self._fields:
            self._fields[-1] = True
        elif step == "end" and self._fields:
            self._fields.pop()

    def _table(self, table: _Element) -> list[Line]:
        rows = [self._row(element) for element in _within(table, "tr") if not _deleted(element)]
        lines: list[Line] = []
        above: dict[int, str] = {}  # labels of merged cells, by the column
        for cells in rows:
            lines += _row_lines(cells, above)
        return lines

    def _row(self, element: _Element) -> list["_Cell"]:
        before = attribute(child(child(element, "trPr"), "gridBefore"), "val")
        cells = [_Cell([])] * min(_count(before, 0), _COLUMNS)
        for cell in _within(element, "tc"):
            properties = child(cell, "tcPr")
            merge = child(properties, "vMerge")
            goes_on = merge is not None and attribute(merge, "val") != "restart"
            cells.append(_Cell(self.blocks(cell), merge is not None, goes_on))
            span = _count(attribute(child(properties, "gridSpan"), "val"), 1)
            cells += [_Cell([])] * (min(span, _COLUMNS - len(cells)) - 1)
        return cells


@dataclass(frozen=True)
class _Cell:
    """A cell of a table's grid; one that is merged over columns is followed by empty ones."""

    lines: list[Line]
    merged: bool = False  # over rows
    goes_on: bool = False  # from the row above

    @property
    def text(self) -> str:
        """What stands in the cell itself, on one line."""
        return one_line("\n".join(line.text for line in self.own if line.text))

    @property
    def own(self) -> list[Line]:
        """Its lines but those of a table within it and of notes."""
        return [line for line in self.lines if line.kind not in (Kind.ROW, Kind.FOOTNOTE)]

    @property
    def prose(self) -> bool:
        """Whether it holds a text of several paragraphs, for which the table is only a frame."""
        full = [line for line in self.own if line.text]
        return len(full) > 1 and (
            sum(len(line.text) for line in full) > _PROSE or sum(line.kind is Kind.ITEM for line in full) > 1
        )


def _row_lines(cells: list[_Cell], above: dict[int, str]) -> list[Line]:
    if len(cells) == 1 or any(cell.prose for cell in cells):
        return [line for cell in cells for line in cell.lines]
    texts = []
    for column, cell in enumerate(cells):
        text = cell.text
        if not cell.goes_on:
            # A label belongs to every row that it is merged over; a figure is written once, and stays once.
            above[column] = text if cell.merged and not any(char.isdigit() for char in text) else ""
        texts.append(text or (above[column] if cell.goes_on and column in above else ""))
    rest = [line for cell in cells for line in cell.lines if line.kind in (Kind.ROW, Kind.FOOTNOTE)]
    return [row(texts), *rest]


def _within(holder: _Element, tag: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, through what may be wrapped around them."""
    for element in holder:
        if local(element) == tag:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _within(element, tag)


def _footnote(line: Line) -> Line:
    return Line(line.text, Kind.FOOTNOTE, line.cells)


def _alternative(element: _Element) -> _Element:
    """The one copy of a drawing that is read: the newer, unless it has no text and the older has."""
    choices = [child for child in element if local(child) in ("Choice", "Fallback")]
    return next((child for child in choices if next(child.iter("{*}t"), None) is not None), etree.Element("none"))


def _deleted(row_element: _Element) -> bool:
    return child(child(row_element, "trPr"), "del") is not None


def _count(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else default


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
