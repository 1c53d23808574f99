"""What a PDF says: the text that is painted, in the order and under the names of its structure tree.

The tree (ISO 32000-2, 14.7) names the blocks and cells exactly, and its marked content leads to the very
operators that paint; that a sheet is only looked at from its geometry could tell neither. What the
tree does not reach is furniture: running heads, numbers of pages.

What paper cannot tell: where a line ends (`LINE` in the texts), a space may have stood, or nothing, or a
hyphen of division; a block that goes on from the sheet before is a block of its own in the tree. What a
font does not tell is the kind of its spaces, when it paints one kind only. `paper.py` weighs all that.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Name, Object, Pdf

from generator.cache import Cache
from generator.errors import GeneratorError
from generator.verification.blocks import BULLET, Block, Content, Kind
from generator.verification.paper import EITHER, LINE
from generator.verification.pdf_text import Piece, Sheet, sheets

_HEADINGS = {"/H": 0, **{f"/H{level}": level for level in range(1, 7)}}
_INLINE = {"/Span", "/Link", "/NonStruct", "/Reference", "/Lbl", "/Em", "/Strong", "/Sub", "/Quote", "/Annot"}
_FOOTNOTES = ("/Note", "/FENote")
_REFERENCE = re.compile(r"(\d+) (\d+) R")
_BLANK = f" {EITHER}{LINE}\N{NO-BREAK SPACE}"
_GAP = 0.12  # of the size: a narrower gap between letters is no space
_WORD = 0.6  # of the size: a wider one parts texts of a picture
_NEXT_LINE = 0.6  # of the size of the letters: a baseline that much lower, or higher, is another line


@dataclass(frozen=True, slots=True)
class Print:
    """A printed document: its content, and the furniture of each sheet, line by line."""

    content: Content
    furniture: dict[int, tuple[str, ...]]


def read(path: Path, cache: Cache | None = None) -> Print:
    """Read a PDF, its sheets from the cache where they lie.

    Raises `GeneratorError` for a file that is none, or that has no structure tree."""
    try:
        with Pdf.open(path) as file:
            tree = file.Root.get(Name.StructTreeRoot)
            if tree is None:
                raise GeneratorError(f"Файл «{path}»: нет дерева структуры (тегов), сверить его нельзя.")
            return _Reader(file, list(sheets(file, cache))).read(tree)
    except (pikepdf.PdfError, OSError) as error:
        raise GeneratorError(f"Файл «{path}» не читается как PDF: {error}.") from error


@dataclass(slots=True)
class _Node:
    """An element of the tree: its name, its parts in order, and the first sheet that it stands on."""

    name: str
    kids: "list[_Node | list[Piece]]"
    sheet: int
    said: Mapping[str, Any]  # what the element says, by its keys

    def nodes(self) -> "Iterator[_Node]":
        return (kid for kid in self.kids if isinstance(kid, _Node))

    def pieces(self) -> Iterator[Piece]:
        for kid in self.kids:
            yield from kid.pieces() if isinstance(kid, _Node) else kid


class _Reader:
    def __init__(self, file: Pdf, painted: Sequence[Sheet]) -> None:
        self._file = file
        self._sheets = painted
        self._numbers = {"{} {} R".format(*page.obj.objgen): number for number, page in enumerate(file.pages)}
        self._reached: set[tuple[int, int]] = set()
        self._blocks: list[Block] = []
        self._footnotes: list[Block] = []
        self._fresh: set[int] = set()  # sheets that a block has begun on

    def read(self, tree: Object) -> Print:
        for kid in self._kids(_said(tree)):
            node = self._node(kid, 0)
            if isinstance(node, _Node):
                self._block(node)
        content = Content(tuple(self._blocks), tuple(self._footnotes))
        return Print(content, {sheet.number: tuple(self._left(sheet)) for sheet in self._sheets})

    def _left(self, sheet: Sheet) -> Iterator[str]:
        """The lines of a sheet that the tree does not reach."""
        marked = [
            p for mark, pieces in sheet.marked.items() if (sheet.number, mark) not in self._reached for p in pieces
        ]
        for piece in (*sheet.loose, *marked):
            yield piece.text.replace(EITHER, " ").strip()

    # The tree, with what is painted

    def _node(self, kid: Any, sheet: int) -> "_Node | list[Piece]":
        if type(kid) is int:
            return self._painted(sheet, kid)
        said = self._direct(kid)
        sheet = self._numbers.get(said.get("/Pg", ""), sheet)
        if "/S" not in said:
            return self._painted(sheet, said["/MCID"]) if "/MCID" in said else []
        kids = [self._node(one, sheet) for one in self._kids(said)]
        first = (one.sheet if isinstance(one, _Node) else one[0].sheet for one in kids if one)
        return _Node(said["/S"], kids, next(first, sheet + 1), said)

    def _kids(self, said: Mapping[str, Any]) -> list[Any]:
        kids = self._direct(said.get("/K", []))
        return kids if isinstance(kids, list) else [kids]

    def _direct(self, value: Any) -> Any:
        """A value itself where a reference to it stands."""
        named = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
        return _said(self._file.get_object(int(named[1]), int(named[2]))) if named else value

    def _painted(self, sheet: int, mark: int) -> list[Piece]:
        found = self._sheets[sheet]
        self._reached.add((found.number, mark))
        return found.marked.get(mark, [])

    # Blocks

    def _block(self, node: _Node, depth: int = 0) -> None:
        name = node.name
        if name == "/P":
            self._add(Kind.PARAGRAPH, node)
        elif name in _HEADINGS:
            self._add(Kind.HEADING, node, level=_HEADINGS[name])
        elif name == "/Caption":
            self._add(Kind.CAPTION, node)
        elif name == "/L":
            self._list(node, depth + 1)
        elif name == "/TOCI":
            self._add(Kind.ENTRY, node, level=depth)
            for kid in node.nodes():
                if kid.name == "/TOC":
                    self._block(kid, depth)
        elif name == "/Table":
            self._table(node)
        elif name == "/Figure":
            self._figure(node)
        elif name in _FOOTNOTES or name == "/Span":
            self._footnote(node)
        elif name != "/Artifact":
            for kid in node.nodes():
                self._block(kid, depth + (name == "/TOC"))

    def _add(self, kind: Kind, node: _Node, *, level: int = 0, mark: str = "", text: str | None = None) -> None:
        said = _text(node) if text is None else text
        if said.strip(_BLANK) or mark:
            self._put(Block(kind, (said,), level, mark, sheet=node.sheet), node)

    def _put(self, block: Block, *nodes: _Node) -> None:
        """Take a block, and the notes that stand inside its elements."""
        fresh = block.sheet not in self._fresh
        if block.kind is not Kind.HEAD:
            self._fresh.add(block.sheet)
        self._blocks.append(replace(block, fresh=True) if fresh else block)
        for node in nodes:
            for note in _notes(node):
                self._footnote(note)

    def _list(self, node: _Node, depth: int) -> None:
        for item in node.nodes():
            if item.name == "/L":
                self._list(item, depth + 1)
                continue
            if item.name != "/LI":
                self._block(item, depth)
                continue
            label = " ".join(_text(kid) for kid in item.nodes() if kid.name == "/Lbl")
            number = re.search(r"\d+", label)
            sign = label.strip(" .)" + _BLANK)
            mark = number[0] if number else sign if sign.isalpha() else BULLET if label else ""
            text = LINE.join(filter(None, (_text(kid) for kid in item.nodes() if kid.name not in ("/Lbl", "/L"))))
            if text or mark:
                self._put(Block(Kind.ITEM, (text,), depth, mark, sheet=item.sheet), item)
            for kid in _lists(item):
                self._list(kid, depth + 1)

    def _table(self, node: _Node) -> None:
        if not _has(node, "/TH"):  # a table that only lays things side by side
            self._laid_out(node)
            return
        for part in node.nodes():
            if part.name == "/Caption":
                self._add(Kind.CAPTION, part)
            elif part.name == "/TR":
                self._row(Kind.ROW, part)
            else:
                for row in part.nodes():
                    self._row(Kind.HEAD if part.name == "/THead" else Kind.ROW, row)

    def _laid_out(self, node: _Node) -> None:
        for kid in node.nodes():
            if kid.name == "/TD" and not any(_has(one, "/P") or one.name == "/P" for one in kid.nodes()):
                self._add(Kind.PARAGRAPH, kid)
            elif kid.name in ("/TBody", "/THead", "/TFoot", "/TR", "/TD"):
                self._laid_out(kid)
            else:
                self._block(kid)

    def _row(self, kind: Kind, row: _Node) -> None:
        cells = [cell for cell in row.nodes() if cell.name in ("/TH", "/TD")]
        spans = tuple(map(self._span, cells))
        self._put(Block(kind, tuple(_text(cell) for cell in cells), spans=spans, sheet=row.sheet), *cells)

    def _span(self, cell: _Node) -> tuple[int, int]:
        """The columns and the rows that a cell covers."""
        found = self._direct(cell.said.get("/A", {}))
        wide = high = 1
        for attributes in map(self._direct, found if isinstance(found, list) else [found]):
            if isinstance(attributes, dict):  # a number of a revision may follow
                wide, high = attributes.get("/ColSpan", wide), attributes.get("/RowSpan", high)
        return wide, high

    def _figure(self, node: _Node) -> None:
        said = tuple(_words(node.pieces()))
        self._put(Block(Kind.PICTURE, (_string(node.said.get("/Alt", "u:")),), printed=said, sheet=node.sheet))
        for kid in node.nodes():
            if kid.name == "/Caption":
                self._add(Kind.CAPTION, kid)

    def _footnote(self, node: _Node) -> None:
        text = _text(node)
        number = re.match(r"(\d+)[\s\x1f\u2028]*", text)
        mark = number[1] if number else ""
        said = text[number.end() :] if number else text
        if text:
            fresh = all(note.sheet != node.sheet for note in self._footnotes)
            self._footnotes.append(Block(Kind.FOOTNOTE, (said,), mark=mark, sheet=node.sheet, fresh=fresh))


def _said(element: Object) -> Any:
    """An object as qpdf writes it in JSON, version 2: names as `/P`, references as `12 0 R`, strings as `u:Text`.

    To ask for it at once takes a third of the time of asking pikepdf for each word.
    """
    return json.loads(element.to_json(dereference=True))


def _string(said: str) -> str:
    """A string of that JSON: text, or the bytes of what is none."""
    kind, _, content = said.partition(":")
    return content if kind == "u" else bytes.fromhex(content).decode("latin-1")


def _lists(item: _Node) -> Iterator[_Node]:
    """The lists inside an item, however deep."""
    for kid in item.nodes():
        if kid.name == "/L":
            yield kid
        elif kid.name != "/Lbl":
            yield from _lists(kid)


def _notes(node: _Node) -> Iterator[_Node]:
    """The footnotes inside an element, but for those of lists within it."""
    for kid in node.nodes():
        if kid.name in _FOOTNOTES:
            yield kid
        elif kid.name not in ("/L", "/TOC"):
            yield from _notes(kid)


def _has(node: _Node, name: str) -> bool:
    return any(kid.name == name or _has(kid, name) for kid in node.nodes())


def _text(node: _Node) -> str:
    """What is painted of an element but for the lists and notes within it, line by line."""
    return LINE.join(_lines(_own(node)))


def _own(node: _Node) -> Iterator[Piece]:
    for kid in node.kids:
        if not isinstance(kid, _Node):
            yield from kid
        elif kid.name not in ("/L", "/TOC", *_FOOTNOTES):
            yield from _own(kid)


def _lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Pieces of text as lines: a raised sign belongs to its line, a baseline far from the first one begins another."""
    line: list[str] = []
    base = last = None
    for piece in pieces:
        if base is None or _next_line(base, piece):
            if line:
                yield "".join(line)
            line, base = [piece.text], piece
        else:
            line.append(f"{EITHER}{piece.text}" if last is not None and _apart(last, piece) else piece.text)
        last = piece
    if line:
        yield "".join(line)


def _next_line(base: Piece, piece: Piece) -> bool:
    far = abs(piece.y - base.y) > _NEXT_LINE * max(piece.size, base.size)
    return far or piece.sheet != base.sheet


def _apart(piece: Piece, following: Piece) -> bool:
    """Whether a space stands between two pieces of a line that is not painted itself."""
    return following.x - piece.end > _GAP * following.size


def _words(pieces: Iterable[Piece]) -> Iterator[str]:
    """What is written on a picture: letters painted one by one are joined while they stand close together."""
    said = ""
    last: Piece | None = None
    for piece in pieces:
        size = piece.size
        near = last is not None and abs(piece.y - last.y) < _GAP * size and abs(piece.x - last.end) < _WORD * size
        if said and not near:
            yield said
            said = ""
        said += f"{EITHER}{piece.text}" if last is not None and near and _apart(last, piece) else piece.text
        last = piece
    if said:
        yield said
