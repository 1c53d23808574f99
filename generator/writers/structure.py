"""The structure tree of a PDF as objects (ISO 32000-1, 14.7): nodes, what they show, and the way back.

It grows sheet by sheet. A node that goes on over several sheets says of each piece on which it stands.
"""

from typing import Any

import pydyf

Node = Any  # a structure element: a `pydyf.Dictionary`


class Structure:
    """One structure tree of one file that is being made; `document` is the node of the whole text."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._root = pydyf.Dictionary({"Type": "/StructTreeRoot", "K": pydyf.Array()})
        pdf.add_object(self._root)
        self.document = self.node("Document", self._root)
        self._named: list[Node] = []
        self._links: list[tuple[Any, Node]] = []  # annotation of a link, and its node
        self._shown: list[dict[int, bytes]] = []  # of each sheet: marked content to node

    # Sheets

    def begin_sheet(self, reference: bytes) -> None:
        """Go on to the next sheet."""
        self._sheet = reference
        self._shown.append({})

    def show(self, node: Node, mark: int) -> None:
        """Say that a node shows this marked content of the sheet (14.7.4.2)."""
        self._shown[-1][mark] = node.reference
        if node.setdefault("Pg", self._sheet) == self._sheet:
            node["K"].append(mark)
        else:
            node["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": self._sheet, "MCID": mark}))

    def link(self, node: Node, annotation: Any, words: str) -> None:
        """Tie the annotation of a link to its node, and let it tell its words (ISO 14289-1, 7.18.5)."""
        annotation["Contents"] = pydyf.String(words)
        node["K"].append(pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self._sheet}))
        self._links.append((annotation, node))

    def unlink(self, annotation: Any) -> None:
        """Take the annotation of a link off the sheet."""
        self._object(self._sheet)["Annots"].remove(annotation.reference)
        annotation.clear()

    # Nodes

    def node(self, kind: str, parent: Node, at: int | None = None) -> Node:
        """A new node among those of its parent: at a place, or as the last."""
        node = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "K": pydyf.Array()})
        self._pdf.add_object(node)
        parent["K"].insert(len(parent["K"]) if at is None else at, node.reference)
        return node

    def parent(self, node: Node) -> Node:
        """The node around a node."""
        return self._object(node["P"])

    def begins_with(self, node: Node, kind: str) -> bool:
        """Whether the first thing in a node of nodes is of this kind."""
        return any(self._object(kid)["S"] == f"/{kind}" for kid in node["K"][:1])

    def name(self, node: Node, letter: str) -> Node:
        """Give a node a name that no other has."""
        self._named.append(node)
        node["ID"] = pydyf.String(f"{letter}{len(self._named)}")
        return node

    # The end

    def close(self) -> None:
        """Add the way back from content to nodes and the index of names, and announce the tree."""
        numbers = pydyf.Array()
        for key, shown in enumerate(self._shown):
            nodes = (shown.get(mark, b"null") for mark in range(max(shown, default=-1) + 1))
            numbers.extend((key, pydyf.Array(nodes)))
        for key, (annotation, node) in enumerate(self._links, start=len(self._shown)):
            annotation["StructParent"] = key
            numbers.extend((key, node.reference))
        back = pydyf.Dictionary({"Nums": numbers})
        self._pdf.add_object(back)
        self._root["ParentTree"] = back.reference
        self._root["ParentTreeNextKey"] = len(self._shown) + len(self._links)
        if self._named:
            pairs = sorted((node["ID"].string, node) for node in self._named)
            names = (part for name, node in pairs for part in (pydyf.String(name), node.reference))
            self._root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
        catalog = self._pdf.catalog
        catalog["StructTreeRoot"] = self._root.reference
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def _object(self, reference: bytes) -> Any:
        return self._pdf.objects[int(reference.split()[0])]
