"""What a PDF says: the text that is painted, in the order and under the names of its structure tree.

The tree (ISO 32000-2, 14.7) names the blocks and cells exactly, and its marked content leads to the very
operators that paint; that a sheet is only looked at from its geometry could tell neither. What the
tree does not reach is furniture: running heads, numbers of pages.

What paper cannot tell: where a line ends (`LINE` in the texts), a space may have stood, or nothing, or a
hyphen of division; a block that goes on from the sheet before is a block of its own in the tree. What a
font does not tell is the kind of its spaces, when it paints one kind only. `paper.py` weighs all that.

Not looked at: colours, clipping, what is painted or laid over a text, and the properties of the file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from pikepdf import Name, Page, Pdf

from generator.cache import Cache
from generator.errors import GeneratorError
from generator.verification.blocks import BULLET, Block, Content, Kind
from generator.verification.legibility import Misprint, Rows, beyond, touching
from generator.verification.links import Link
from generator.verification.paper import EITHER, LINE
from generator.verification.pdf_links import Destinations
from generator.verification.pdf_objects import Objects
from generator.verification.pdf_text import sheets
from generator.verification.pdf_tree import Node, Tree
from generator.verification.pieces import Piece, lines, words

_HEADINGS = {"/H": 0, **{f"/H{level}": level for level in range(1, 7)}}
_FOOTNOTES = ("/Note", "/FENote")
_BLANK = f" {EITHER}{LINE}\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Print:
    """A printed document: its content, the furniture of each sheet, line by line, and what cannot be read.

    `tables` names by their captions the tables that have rows on a sheet; `outline` are its titles with what stands
    where they lead.
    """

    content: Content
    furniture: dict[int, tuple[str, ...]]
    tables: Mapping[int, Collection[str]]
    misprints: tuple[Misprint, ...]
    links: tuple[Link, ...]
    outline: tuple[Link, ...]


def read(path: Path, cache: Cache | None = None) -> Print:
    """Read a PDF, its sheets from the cache where they lie.

    Raises `GeneratorError` for a file that is none, or that has no structure tree."""
    try:
        with Pdf.open(path) as file:
            root = file.Root.get(Name.StructTreeRoot)
            if root is None:
                raise GeneratorError(f"Файл «{path}»: нет дерева структуры (тегов), сверить его нельзя.")
            painted = list(sheets(file, cache))
            misprints = [
                found for sheet, page in zip(painted, file.pages, strict=True) for found in beyond(sheet, _box(page))
            ]
            objects = Objects(file)
            destinations = Destinations(file, objects, painted)
            tree, blocks = Tree(objects, painted), _Blocks()
            content = blocks.of(tree.nodes(root))
            links = tuple(link for text, annotations in tree.links for link in destinations.links(text, annotations))
            return Print(
                content,
                tree.unreached(),
                blocks.tables,
                (*misprints, *blocks.misprints),
                links,
                destinations.outline,
            )
    except (pikepdf.PdfError, OSError) as error:
        raise GeneratorError(f"Файл «{path}» не читается как PDF: {error}.") from error


def _box(page: Page) -> tuple[float, float, float, float]:
    left, bottom, right, top = map(float, page.mediabox)
    return left, bottom, right, top


class _Blocks:
    """The blocks of a document, gathered from its elements."""

    def __init__(self) -> None:
        self.misprints: list[Misprint] = []
        self.tables: dict[int, set[str]] = defaultdict(set)
        self._blocks: list[Block] = []
        self._footnotes: list[Block] = []
        self._fresh: set[int] = set()  # sheets that a block has begun on

    def of(self, nodes: Iterable[Node]) -> Content:
        for node in nodes:
            self._block(node)
        return Content(tuple(self._blocks), tuple(self._footnotes))

    def _block(self, node: Node, depth: int = 0) -> None:
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

    def _add(self, kind: Kind, node: Node, *, level: int = 0, mark: str = "", text: str | None = None) -> None:
        said = _text(node) if text is None else text
        if said.strip(_BLANK) or mark:
            self._put(Block(kind, (said,), level, mark, sheet=node.sheet), node)

    def _put(self, block: Block, *nodes: Node) -> None:
        """Take a block, and the notes that stand inside its elements."""
        fresh = block.sheet not in self._fresh
        if block.kind is not Kind.HEAD:
            self._fresh.add(block.sheet)
        self._blocks.append(replace(block, fresh=True) if fresh else block)
        for node in nodes:
            for note in _notes(node):
                self._footnote(note)

    def _list(self, node: Node, depth: int) -> None:
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

    def _table(self, node: Node) -> None:
        if not _has(node, "/TH"):  # a table that only lays things side by side
            self._laid_out(node)
            return
        caption, rows = "", Rows()
        for part in node.nodes():
            if part.name == "/Caption":
                caption = _text(part)
                self._add(Kind.CAPTION, part, text=caption)
            elif part.name == "/TR":
                self._row(Kind.ROW, part, caption, rows)
            else:
                for row in part.nodes():
                    self._row(Kind.HEAD if part.name == "/THead" else Kind.ROW, row, caption, rows)

    def _laid_out(self, node: Node) -> None:
        for kid in node.nodes():
            if kid.name == "/TD" and not any(_has(one, "/P") or one.name == "/P" for one in kid.nodes()):
                self._add(Kind.PARAGRAPH, kid)
            elif kid.name in ("/TBody", "/THead", "/TFoot", "/TR", "/TD"):
                self._laid_out(kid)
            else:
                self._block(kid)

    def _row(self, kind: Kind, row: Node, caption: str, rows: Rows) -> None:
        cells = [cell for cell in row.nodes() if cell.name in ("/TH", "/TD")]
        spans = tuple(cell.span for cell in cells)
        painted = [list(_own(cell)) for cell in cells]
        self.misprints += touching(painted)
        self.misprints += rows.next([pieces for pieces, (_, high) in zip(painted, spans, strict=True) if high == 1])
        if kind is Kind.ROW:  # the head stands once in the tree, and on every sheet
            for sheet in {piece.sheet for pieces in painted for piece in pieces}:
                self.tables[sheet].add(caption)
        texts = tuple(LINE.join(lines(pieces)) for pieces in painted)
        self._put(Block(kind, texts, spans=spans, sheet=row.sheet), *cells)

    def _figure(self, node: Node) -> None:
        said = tuple(words(node.pieces()))
        self._put(Block(Kind.PICTURE, (node.alt,), printed=said, sheet=node.sheet))
        for kid in node.nodes():
            if kid.name == "/Caption":
                self._add(Kind.CAPTION, kid)

    def _footnote(self, node: Node) -> None:
        text = _text(node)
        number = re.match(r"(\d+)[\s\x1f\u2028]*", text)
        mark = number[1] if number else ""
        said = text[number.end() :] if number else text
        if text:
            fresh = all(note.sheet != node.sheet for note in self._footnotes)
            self._footnotes.append(Block(Kind.FOOTNOTE, (said,), mark=mark, sheet=node.sheet, fresh=fresh))


def _lists(item: Node) -> Iterator[Node]:
    """The lists inside an item, however deep."""
    for kid in item.nodes():
        if kid.name == "/L":
            yield kid
        elif kid.name != "/Lbl":
            yield from _lists(kid)


def _notes(node: Node) -> Iterator[Node]:
    """The footnotes inside an element, but for those of lists within it."""
    for kid in node.nodes():
        if kid.name in _FOOTNOTES:
            yield kid
        elif kid.name not in ("/L", "/TOC"):
            yield from _notes(kid)


def _has(node: Node, name: str) -> bool:
    return any(kid.name == name or _has(kid, name) for kid in node.nodes())


def _text(node: Node) -> str:
    """What is painted of an element but for the lists and notes within it, line by line."""
    return LINE.join(lines(_own(node)))


def _own(node: Node) -> Iterator[Piece]:
    for kid in node.kids:
        if not isinstance(kid, Node):
            yield from kid
        elif kid.name not in ("/L", "/TOC", *_FOOTNOTES):
            yield from _own(kid)
