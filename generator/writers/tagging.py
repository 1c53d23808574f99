"""The tags of a PDF: the structure of the page, for those who listen to it (ISO 32000-1, 14.7 and 14.8).

WeasyPrint tags sheet by sheet: a table of three sheets becomes three tables, a paragraph that goes on is
cut in two, a header of two rows is assigned to the wrong columns, page numbers are read as text. Here
one element of the page is one element of the tree however many sheets it covers, and what belongs to
the sheet and not to the text (running heads, repeated heads of tables, leaders) is set aside as an artifact.

The boxes of sheets, the marked content of each stream by its box and the links are not public: the version of
WeasyPrint is fixed (`engine/`), and `tests/writers/test_tagging.py` reads the finished file.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from generator.errors import GeneratorError
from generator.page import collapse
from generator.writers import table_headers
from generator.writers.elements import Node
from generator.writers.growth import NOTHING, Branch, Growth, Handed, Known, Objects
from generator.writers.structure import Structure, Trunk

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
NUMBERING = {"ol": b"/Decimal", "ul": b"/Disc"}  # of lists; what a dash is called, PDF 1.7 cannot say

# Kinds of artifacts (ISO 32000-1, table 330).
OF_SHEET = "/Pagination"
OF_LOOK = "/Layout"


def tree(painted: Iterable[tuple[Any, Any]]) -> tuple[Branch, list[Objects]]:
    """The structure tree of sheets that have been painted, each with its stream.

    Its annotations are the links of all sheets, counted from 0. Raises `GeneratorError` for a picture that says
    nothing to those who cannot see it.
    """
    tagger, trunk = Tagger(), Trunk()
    for page, stream in painted:
        tagger.add(page, stream)
    _, growth, objects = tagger.finish()
    trunk.add(growth)
    branch, rest = trunk.finish()
    return branch, [objects, *filter(None, [rest])]


class Tagger:
    """Makes of boxes what somebody hears."""

    def __init__(self, elements: Sequence[Element] = (), handed: Handed = NOTHING, known: Sequence[Known] = ()) -> None:
        """Of `elements`, the sheets before have told what is `handed`; they know nodes, too."""
        self._tree = Structure(known)
        # By element of the page, and the part of it.
        self._nodes: dict[tuple[Element, str], Node] = {
            (elements[place], part): self._tree.document if node < 0 else self._tree.known[node]
            for place, part, node in handed.nodes
        }
        # Heads and feet of tables, which are shown again on every sheet.
        self._told: set[Element] = {elements[place] for place in handed.told}
        self._contents: set[Element] = {elements[place] for place in handed.contents}
        self._layout: set[Element] = {elements[place] for place in handed.layout}
        self._tables: list[Element] = [elements[place] for place in handed.tables]
        self._links = 0

    def add(self, page: Any, stream: Any) -> None:
        """Add what one sheet shows."""
        self._page, self._marks = page, stream._tags
        self._annotations = {link[3]: self._links + number for number, link in enumerate(page.links)}
        self._links += len(page.links)
        self._artifacts: dict[int, str] = {}
        self._tree.begin_sheet()
        self._walk(page._page_box, self._tree.document)
        assert not self._marks, "a box that is shown and not in the tree"
        set_aside(stream, self._artifacts)

    def finish(
        self, elements: Sequence[Element] = (), going_on: Collection[Element] = ()
    ) -> tuple[Handed, Growth, Objects]:
        """Add what needs all sheets; what is to be told of `elements` to those after, of which some are `going_on`."""
        for table in self._tables:
            self._head(table)
        places = {element: place for place, element in enumerate(elements)}

        def those(some: Iterable[Element]) -> tuple[int, ...]:
            return tuple(sorted(places[element] for element in some if element in places))

        nodes = sorted(
            ((places[element], part, node) for (element, part), node in self._nodes.items() if element in places),
            key=lambda told: told[:2],
        )
        open_ = {node for (element, _), node in self._nodes.items() if element in going_on} - {self._tree.document}
        growth, objects = self._tree.grown(self._links, open_, [node for *_, node in nodes])
        known = {number: place for place, number in enumerate(growth.handed)}
        handed = Handed(
            nodes=tuple((place, part, known.get(node.number, -1)) for place, part, node in nodes),
            told=those(self._told),
            contents=those(self._contents),
            layout=those(self._layout),
            tables=those(self._tables),
        )
        return handed, growth, objects

    # Boxes of a sheet

    def _walk(self, box: Box, parent: Node) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if (artifact := self._artifact(box)) is not None:
            self._drop(box, artifact)
            return
        node = self._of(box, parent)
        if (annotation := self._annotations.get(box)) is not None:
            if node is parent:
                self._tree.unlink(annotation)  # of a box inside the link: it lies over that of the link
            else:
                words = collapse("".join(box.element.itertext())).strip(" ")
                self._tree.link(node, annotation, words)
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
        if (annotation := self._annotations.get(box)) is not None:
            self._tree.unlink(annotation)
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
            # Other elements than `li` may have a marker, too (CSS Lists 3, 3).
            return self._tree.node("Lbl", self._nodes.get((element, "item"), parent), at=0)
        if part == "footnote-marker":
            return self._tree.node("Lbl", parent)
        # The words of a note come with the foot of the sheet; they are read where it is called, or after the
        # table: in a header cell they would be told again with every figure.
        call = self._tree.node("Reference", parent)
        note = self._nodes[element, ""] = self._tree.node("Note", self._outside_table(parent))
        note.named = True
        return call

    def _outside_table(self, node: Node) -> Node:
        """The node around the table that a node stands in, or the node itself."""
        table = node
        while table.kind != "Table" and table.parent is not None:
            table = table.parent
        return table.parent or node

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
            node.entries["Lang"] = _text(language)
        return node

    def _made(self, element: Element, tag: str, parent: Node) -> Node:
        if tag == "a" and element.get("href"):
            around = self._tree.node("Reference", parent) if element in self._contents else parent
            return self._tree.node("Link", around)
        if element in self._layout:
            shown = tag in LAYOUT and any(text.strip() for text in element.itertext())
            kind = "P" if tag == "td" and element.find("p") is None else LAYOUT.get(tag, "")
            return self._tree.node(kind, parent) if shown else parent
        if element in self._contents and tag in CONTENTS:
            entry = self._tree.node(CONTENTS[tag], parent)
            return self._tree.node("P", entry) if tag == "li" and not len(element) else entry  # the name of a group
        if tag == "li":
            item = self._nodes[element, "item"] = self._tree.node("LI", parent)
            return self._tree.node("LBody", item)
        if tag == "thead":  # a row taller than a sheet comes before the head that does not fit above it
            return self._tree.node("THead", parent, at=int(self._tree.begins_with(parent, "Caption")))
        node = self._tree.node(KINDS[tag], parent) if tag in KINDS else parent
        if tag in NUMBERING:
            node.attributes = {"O": b"/List", "ListNumbering": NUMBERING[tag]}
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
        node.entries["Alt"] = _text(collapse(words).strip(" "))
        left, top = box.content_box_x() * POINTS, (self._page.height - box.content_box_y()) * POINTS
        corners = pydyf.Array((left, top - box.height * POINTS, left + box.width * POINTS, top))
        node.attributes = {"O": b"/Layout", "Placement": b"/Block", "BBox": corners.data}

    def _head(self, table: Element) -> None:
        """Give the cells of a table their spans, and the header cells that speak for them (14.8.5.7)."""
        for cell in table_headers.cells(table):
            if (node := self._nodes.get((cell.element, ""))) is None:
                continue  # a style sheet may hide it
            node.attributes = {"O": b"/Table"}
            if cell.heads:
                node.named = True
                node.attributes["Scope"] = b"/Column" if cell.scope.startswith("col") else b"/Row"
            if cell.width > 1:
                node.attributes["ColSpan"] = b"%d" % cell.width
            if cell.height > 1:
                node.attributes["RowSpan"] = b"%d" % cell.height
        for element, heads in table_headers.headers(table):
            if node := self._nodes.get((element, "")):
                node.heads = list(filter(None, (self._nodes.get((head, "")) for head in heads)))


def _text(text: str) -> bytes:
    """A text string as PDF writes it (ISO 32000-1, 7.9.2.2)."""
    written: bytes = pydyf.String(text).data
    return written


def set_aside(stream: Any, artifacts: dict[int, str]) -> None:
    """Turn marked content into artifacts: in the stream stand its tag, its properties and its operator, in a row."""
    if not artifacts:
        return
    parts = stream.stream
    for place, part in enumerate(parts):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in artifacts:
            parts[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary({"Type": artifacts[part["MCID"]]})]
