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
from generator.writers import table_headers

Box = Any
Element = Any
Node = Any  # a structure element: a `pydyf.Dictionary`

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
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        tagger.add(number, page, stream)
    tagger.finish()


class Tagger:
    """Grows one structure tree sheet by sheet."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(self._root)
        self._document = self._node("Document", self._root)
        self._root["K"] = pydyf.Array([self._document.reference])
        self._nodes: dict[tuple[Element, str], Node] = {}  # by element of the page, and the part of it
        self._sheets: dict[Element, int] = {}  # head or foot of a table: the sheet that it is read on
        self._contents: set[Element] = set()
        self._layout: set[Element] = set()
        self._tables: list[Element] = []
        self._named: list[Node] = []
        self._links: list[tuple[Any, Node]] = []  # annotation of a link, and its node
        self._parents: list[Any] = []  # of each sheet: marked content to node
        self._references = pdf.page_references

    def add(self, number: int, page: Any, stream: Any) -> None:
        """Add what one sheet shows."""
        self._sheet, self._page, self._marks = number, page, stream._tags
        self._reference = self._references[number]
        self._owners: dict[int, bytes] = {}
        self._artifacts: dict[int, str] = {}
        self._walk(page._page_box, self._document)
        assert not self._marks, "a box that is shown and not in the tree"
        _set_aside(stream, self._artifacts)
        last = max(self._owners, default=-1)
        self._parents.append(pydyf.Array([self._owners.get(mark, b"null") for mark in range(last + 1)]))

    def finish(self) -> None:
        """Add what needs the whole tree: headers of cells, names, the way back from content to tree."""
        for table in self._tables:
            self._head(table)
        numbers = pydyf.Array()
        for key, parents in enumerate(self._parents):
            numbers.extend((key, parents))
        for key, (annotation, node) in enumerate(self._links, start=len(self._parents)):
            annotation["StructParent"] = key
            numbers.extend((key, node.reference))
        tree = pydyf.Dictionary({"Nums": numbers})
        self._pdf.add_object(tree)
        self._root["ParentTree"] = tree.reference
        self._root["ParentTreeNextKey"] = len(self._parents) + len(self._links)
        if self._named:
            pairs = sorted((node["ID"].string, node) for node in self._named)
            names = pydyf.Array(part for name, node in pairs for part in (pydyf.String(name), node.reference))
            self._root["IDTree"] = pydyf.Dictionary({"Names": names})
        catalog = self._pdf.catalog
        catalog["StructTreeRoot"] = self._root.reference
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

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
                self._unlink(box)
            else:
                self._link(box, node)
        if box in self._marks:
            self._show(node, self._marks.pop(box)["mcid"])
        for child in getattr(box, "children", ()):
            self._walk(child, node)

    def _artifact(self, box: Box) -> str | None:
        """The kind of artifact that a box is, or nothing."""
        if isinstance(box, boxes.MarginBox):
            return OF_SHEET
        if box.is_leader or (box.element_tag == "img" and box.element.get("alt") == ""):
            return OF_LOOK
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            return OF_SHEET if self._sheets.setdefault(box.element, self._sheet) != self._sheet else None
        return None

    def _drop(self, box: Box, artifact: str) -> None:
        """Set a box aside with all that it shows."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.link_annotation:
            self._unlink(box)
        if box in self._marks:
            self._artifacts[self._marks.pop(box)["mcid"]] = artifact
        for child in getattr(box, "children", ()):
            self._drop(child, artifact)

    def _show(self, node: Node, mark: int) -> None:
        """Say that a node shows this marked content of the sheet (ISO 32000-1, 14.7.4.2)."""
        self._owners[mark] = node.reference
        if node.setdefault("Pg", self._reference) == self._reference:
            node["K"].append(mark)
        else:
            node["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": self._reference, "MCID": mark}))

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
            return self._node("Lbl", self._nodes[element, "item"], first=True)
        if part == "footnote-marker":
            return self._node("Lbl", parent)
        # The words of a note are read where it is called; they come with the foot of the sheet.
        call = self._node("Reference", parent)
        self._nodes[element, ""] = self._name(self._node("Note", parent), "n")
        return call

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
                node = self._node("Span", parent)
            node["Lang"] = pydyf.String(language)
        return node

    def _made(self, element: Element, tag: str, parent: Node) -> Node:
        if tag == "a" and element.get("href"):
            around = self._node("Reference", parent) if element in self._contents else parent
            return self._node("Link", around)
        if element in self._layout:
            shown = tag in LAYOUT and any(text.strip() for text in element.itertext())
            return self._node(LAYOUT[tag], parent) if shown else parent
        if element in self._contents and tag in CONTENTS:
            return self._node(CONTENTS[tag], parent)
        if tag == "li":
            item = self._nodes[element, "item"] = self._node("LI", parent)
            return self._node("LBody", item)
        node = self._node(KINDS[tag], parent) if tag in KINDS else parent
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
        node["Alt"] = pydyf.String(" ".join(words.split()))
        left, top = box.content_box_x() * POINTS, (self._page.height - box.content_box_y()) * POINTS
        corners = (left, top - box.height * POINTS, left + box.width * POINTS, top)
        node["A"] = pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array(corners)})

    def _link(self, box: Box, node: Node) -> None:
        """Tie the annotation of a link to its node, and tell its words (ISO 14289-1, 7.18.5)."""
        annotation = box.link_annotation
        annotation["Contents"] = pydyf.String(" ".join("".join(box.element.itertext()).split()))
        node["K"].append(pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self._reference}))
        self._links.append((annotation, node))

    def _unlink(self, box: Box) -> None:
        """Drop the annotation of a box inside a link, which lies over that of the link, or of an artifact."""
        sheet = self._pdf.objects[int(self._reference.split()[0])]
        sheet["Annots"].remove(box.link_annotation.reference)
        box.link_annotation.clear()

    def _head(self, table: Element) -> None:
        """Give the cells of a table their spans, and the header cells that speak for them (14.8.5.7)."""
        for cell in table_headers.cells(table):
            node = self._nodes[cell.element, ""]
            node["A"] = pydyf.Dictionary({"O": "/Table"})
            if cell.heads:
                self._name(node, "h")
                node["A"]["Scope"] = "/Column" if cell.scope.startswith("col") else "/Row"
            if cell.width > 1:
                node["A"]["ColSpan"] = cell.width
            if cell.height > 1:
                node["A"]["RowSpan"] = cell.height
        for element, heads in table_headers.headers(table):
            identities = (self._nodes[head, ""]["ID"] for head in heads)
            self._nodes[element, ""]["A"]["Headers"] = pydyf.Array(identities)

    # Nodes

    def _node(self, kind: str, parent: Node, first: bool = False) -> Node:
        node = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "K": pydyf.Array()})
        self._pdf.add_object(node)
        if parent is not self._root:
            parent["K"].insert(0 if first else len(parent["K"]), node.reference)
        return node

    def _name(self, node: Node, letter: str) -> Node:
        self._named.append(node)
        node["ID"] = pydyf.String(f"{letter}{len(self._named)}")
        return node


def _set_aside(stream: Any, artifacts: dict[int, str]) -> None:
    """Turn marked content into artifacts: in the stream stand its tag, its properties and its operator, in a row."""
    if not artifacts:
        return
    parts = stream.stream
    for place, part in enumerate(parts):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in artifacts:
            parts[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": artifacts[part["MCID"]]})]
