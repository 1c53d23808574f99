"""The tags of a PDF: the structure of the page, for those who listen to it (ISO 32000-1, 14.7 and 14.8).

WeasyPrint tags sheet by sheet: a table of three sheets becomes three tables, a paragraph that goes on is
cut in two, a header of two rows is assigned to the wrong columns, page numbers are read as text. Here
one element of the page is one element of the tree however many sheets it covers, and what belongs to
the sheet and not to the text (running heads, repeated heads of tables, leaders) is set aside as an artifact.

`add_tags` stands in for WeasyPrint's function of that name and needs what that one is given: boxes, the
marked content of each stream by its box, annotations of links. None of it is public: the version of
WeasyPrint is fixed to a minor release, and `tests/writers/test_tagging.py` reads the finished file.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from generator.errors import GeneratorError
from generator.page import collapse
from generator.writers import table_headers
from generator.writers.structure import Node, Structure

Box = Any
Element = Any

SVG = "{http://www.w3.org/2000/svg}"
POINTS = 0.75  # in one pixel of CSS

# Standard structure types (ISO 32000-1, 14.8.4). What is not named here has no element of its own, and
# its words belong to the element around it.
KINDS = {
    "section": "Sect",
    **{f"h{level}": f"H{level}" for level in range(1, 5)},
    "p": "P",
    "ul": "L",
    "ol": "L",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "figure": "Div",
    "figcaption": "Caption",
    "img": "Figure",
    f"{SVG}svg": "Figure",
}
CONTENTS = {"ol": "TOC", "ul": "TOC", "li": "TOCI"}  # in nav.toc
LAYOUT = {"table": "Div", "td": "Div"}  # in a table that only lays things side by side
GRID = ("table", *table_headers.SECTIONS, "tr", "td")
NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}  # of lists; what a dash is called, PDF 1.7 cannot say

# Kinds of artifacts (ISO 32000-1, table 330).
OF_SHEET = "/Pagination"
OF_LOOK = "/Layout"


@contextmanager
def own_tags() -> Iterator[None]:
    """Let `add_tags` make the structure tree instead of WeasyPrint's own function."""
    theirs = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Sequence[Any]) -> None:
    """Add the structure tree of a laid out document to the file that is being made.

    Raises `GeneratorError` for a picture that says nothing to those who cannot see it.
    """
    tagger = Tagger(pdf)
    for reference, page, stream in zip(pdf.page_references, document.pages, page_streams, strict=True):
        tagger.add(reference, page, stream)
    tagger.finish()


class Tagger:
    """Makes of boxes what somebody hears."""

    def __init__(self, pdf: Any) -> None:
        self._tree = Structure(pdf)
        self._nodes: dict[tuple[Element, str], Node] = {}  # by element of the page, and the part of it
        self._told: set[Element] = set()  # heads and feet of tables, which are shown again on every sheet
        self._contents: set[Element] = set()
        self._layout: set[Element] = set()
        self._tables: list[Element] = []

    def add(self, reference: bytes, page: Any, stream: Any) -> None:
        """Add what one sheet shows."""
        self._page, self._marks = page, stream._tags
        self._artifacts: dict[int, str] = {}
        self._tree.begin_sheet(reference)
        self._walk(page._page_box, self._tree.document)
        assert not self._marks, "a box that is shown and not in the tree"
        _set_aside(stream, self._artifacts)

    def finish(self) -> None:
        """Add what needs the whole tree."""
        for table in self._tables:
            self._head(table)
        self._tree.close()

    # Boxes of a sheet

    def _walk(self, box: Box, parent: Node) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if (artifact := self._artifact(box)) is not None:
            self._drop(box, artifact)
            return
        node = self._of(box, parent)
        if box.link_annotation:
            if node is parent:
                self._tree.unlink(box.link_annotation)  # of a box inside the link: it lies over that of the link
            else:
                words = collapse("".join(box.element.itertext())).strip(" ")
                self._tree.link(node, box.link_annotation, words)
        if box in self._marks:
            self._tree.show(node, self._marks.pop(box)["mcid"])
        for child in getattr(box, "children", ()):
            self._walk(child, node)

    def _artifact(self, box: Box) -> str | None:
        """The kind of artifact that a box is, or nothing."""
        if isinstance(box, boxes.MarginBox):
            return OF_SHEET
        if box.is_leader or (box.element_tag == "img" and box.element.get("alt") == ""):
            return OF_LOOK
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            if box.element in self._told:
                return OF_SHEET
            self._told.add(box.element)
        return None

    def _drop(self, box: Box, artifact: str) -> None:
        """Set a box aside with all that it shows."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.link_annotation:
            self._tree.unlink(box.link_annotation)
        if box in self._marks:
            self._artifacts[self._marks.pop(box)["mcid"]] = artifact
        for child in getattr(box, "children", ()):
            self._drop(child, artifact)

    # Elements of the page

    def _of(self, box: Box, parent: Node) -> Node:
        """The node of the element that a box belongs to; the node around it when it has none of its own."""
        element = box.element
        if element is None:
            return parent
        part = (box.element_tag or "").partition("::")[2]
        if part not in ("marker", "footnote-call", "footnote-marker"):
            part = ""  # text before or after an element is its own
        known = self._nodes.get((element, part))
        if known is None:
            known = self._nodes[element, part] = self._part(element, part, parent) if part else self._new(box, parent)
        return known

    def _part(self, element: Element, part: str, parent: Node) -> Node:
        if part == "marker":
            return self._tree.node("Lbl", self._nodes[element, "item"], at=0)
        if part == "footnote-marker":
            return self._tree.node("Lbl", parent)
        # The words of a note come with the foot of the sheet; they are read where it is called, or after the
        # table: in a header cell they would be told again with every figure.
        call = self._tree.node("Reference", parent)
        self._nodes[element, ""] = self._tree.name(self._tree.node("Note", self._outside_table(parent)), "n")
        return call

    def _outside_table(self, node: Node) -> Node:
        """The node around the table that a node stands in, or the node itself."""
        table = node
        while table["S"] not in ("/Table", "/Document"):
            table = self._tree.parent(table)
        return self._tree.parent(table) if table["S"] == "/Table" else node

    def _new(self, box: Box, parent: Node) -> Node:
        element, tag = box.element, str(box.element.tag)
        if tag == "nav" and "toc" in (element.get("class") or "").split():
            self._contents.update(element.iter())
        if tag == "table":
            if table_headers.is_data(element):
                self._tables.append(element)
            else:
                self._layout.update(part for part in element.iter() if part.tag in GRID)
        node = self._made(element, tag, parent)
        if node is not parent and tag in ("img", f"{SVG}svg"):
            self._describe(node, box)
        if (language := element.get("lang")) and tag != "html":
            if node is parent:
                node = self._tree.node("Span", parent)
            node["Lang"] = pydyf.String(language)
        return node

    def _made(self, element: Element, tag: str, parent: Node) -> Node:
        if tag == "a" and element.get("href"):
            around = self._tree.node("Reference", parent) if element in self._contents else parent
            return self._tree.node("Link", around)
        if element in self._layout:
            shown = tag in LAYOUT and any(text.strip() for text in element.itertext())
            return self._tree.node(LAYOUT[tag], parent) if shown else parent
        if element in self._contents and tag in CONTENTS:
            return self._tree.node(CONTENTS[tag], parent)
        if tag == "li":
            item = self._nodes[element, "item"] = self._tree.node("LI", parent)
            return self._tree.node("LBody", item)
        if tag == "thead":  # a row taller than a sheet comes before the head that does not fit above it
            return self._tree.node("THead", parent, at=int(self._tree.begins_with(parent, "Caption")))
        node = self._tree.node(KINDS[tag], parent) if tag in KINDS else parent
        if tag in NUMBERING:
            node["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": NUMBERING[tag]})
        return node

    def _describe(self, node: Node, box: Box) -> None:
        """Say what a picture shows, and where (ISO 32000-1, 14.8.5.4.3: points from the lower left corner)."""
        element = box.element
        words = element.get("alt") if element.tag == "img" else element.findtext(f"{SVG}title")
        if not (words or "").strip():
            raise GeneratorError(
                "Страница: у рисунка нет описания для тех, кто его не видит "
                f"({element.get('src') or 'svg'}). Скажите в alt (в svg — в title), что на нём показано."
            )
        node["Alt"] = pydyf.String(collapse(words).strip(" "))
        left, top = box.content_box_x() * POINTS, (self._page.height - box.content_box_y()) * POINTS
        corners = (left, top - box.height * POINTS, left + box.width * POINTS, top)
        node["A"] = pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array(corners)})

    def _head(self, table: Element) -> None:
        """Give the cells of a table their spans, and the header cells that speak for them (14.8.5.7)."""
        for cell in table_headers.cells(table):
            if (node := self._nodes.get((cell.element, ""))) is None:
                continue  # a style sheet may hide it
            node["A"] = pydyf.Dictionary({"O": "/Table"})
            if cell.heads:
                self._tree.name(node, "h")
                node["A"]["Scope"] = "/Column" if cell.scope.startswith("col") else "/Row"
            if cell.width > 1:
                node["A"]["ColSpan"] = cell.width
            if cell.height > 1:
                node["A"]["RowSpan"] = cell.height
        for element, heads in table_headers.headers(table):
            if node := self._nodes.get((element, "")):
                shown = filter(None, (self._nodes.get((head, "")) for head in heads))
                node["A"]["Headers"] = pydyf.Array(head["ID"] for head in shown)


def _set_aside(stream: Any, artifacts: dict[int, str]) -> None:
    """Turn marked content into artifacts: in the stream stand its tag, its properties and its operator, in a row."""
    if not artifacts:
        return
    parts = stream.stream
    for place, part in enumerate(parts):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in artifacts:
            parts[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": artifacts[part["MCID"]]})]
