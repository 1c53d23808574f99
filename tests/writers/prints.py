"""What a reader of a PDF meets, to hold two printings of one page against each other."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from tests import tags


@dataclass(frozen=True)
class Print:
    """A file as it is seen, searched, followed and listened to."""

    pixels: list[tuple[int, int, bytes]]  # of each sheet, at 60 dots an inch
    texts: list[str]
    labels: dict[str, Any]  # sheet and place
    links: list[list[Any]]
    outline: list[Any]
    tree: Any
    info: dict[str, str]


def read(file: Path) -> Print:
    pixels, texts = [], []
    with pypdfium2.PdfDocument(file) as document:
        for sheet in document:
            picture = sheet.render(scale=60 / 72)
            pixels.append((picture.width, picture.height, bytes(picture.buffer)))
            texts.append(sheet.get_textpage().get_text_range())
    with pikepdf.open(file) as pdf:
        sheets = {sheet.objgen: number for number, sheet in enumerate(pdf.pages)}
        with pdf.open_outline() as outline:
            bookmarks = _bookmarks(outline.root, sheets)
        return Print(
            pixels,
            texts,
            _labels(pdf, sheets),
            [[_link(note) for note in sheet.get("/Annots", [])] for sheet in pdf.pages],
            bookmarks,
            _plain(tags.tree(file)),
            {key: str(value) for key, value in pdf.docinfo.items()},
        )


def _labels(pdf: pikepdf.Pdf, sheets: dict[Any, int]) -> dict[str, Any]:
    names = list(pdf.Root.Names.Dests.Names)
    return {str(name): _place(place, sheets) for name, place in zip(names[::2], names[1::2], strict=True)}


def _place(place: Any, sheets: dict[Any, int]) -> tuple[int, list[float]]:
    sheet, _, *point = place
    return sheets[sheet.objgen], [round(float(value), 3) for value in point]


def _link(note: Any) -> tuple[str, str, str, list[float]]:
    where = [round(float(value), 3) for value in note.Rect]
    return str(note.get("/Dest", "")), str(note.get("/A", {}).get("/URI", "")), str(note.Contents), where


def _bookmarks(items: Any, sheets: dict[Any, int]) -> list[Any]:
    return [(item.title, _place(item.destination, sheets), _bookmarks(item.children, sheets)) for item in items]


def _plain(tree: tags.Tag) -> Any:
    """The tree with the names of its elements told by their order: how they are called is nobody's matter."""
    names = {tag.name: number for number, tag in enumerate(tree.walk()) if tag.name}
    assert len(names) == sum(bool(tag.name) for tag in tree.walk())

    def plain(tag: tags.Tag) -> Any:
        attributes = {
            key: [names[name] for name in value] if key == "/Headers" else value
            for key, value in tag.attributes.items()
        }
        parts = [part if isinstance(part, str) else plain(part) for part in tag.parts]
        return (tag.kind, tag.alt, sorted(tag.sheets), tag.links, attributes, parts)

    return plain(tree)
