"""The peers: the same two files made with docxtpl, with python-docx and with bare WeasyPrint.

docxtpl needs a template. It is folded from the page itself and written by our own Word writer, so its
styles, column widths, rules between rows, repeated heads and unsplit rows are ours: a loop holds each
kind of row, each list item and the chapter once, and the texts are the data. Where our document has
more than text (links, bookmarks, footnotes, bold words, caption and contents fields, numbering that
begins anew), docxtpl is spared it.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from generator.page import Page, classes
from generator.theme import Theme

Element = etree._Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Item(NamedTuple):
    """A table row or a paragraph as data: which of its part's kinds it is, and its texts in order."""

    kind: int
    texts: list[str]


Parts = list[list[Item]]


class Data(NamedTuple):
    """What the template prints: the parts outside the chapters, and those of each chapter."""

    front: Parts
    chapters: list[Parts]


@dataclass(frozen=True, slots=True)
class _Part:
    """Neighbours that one loop can write."""

    elements: list[Element]
    rows: bool  # of a table, or else paragraphs

    @property
    def tag(self) -> str:
        return "tr" if self.rows else "p"


def fold(page: Page) -> tuple[Page, Data]:
    """The page with docxtpl's tags for texts, and the texts.

    Every chapter must have the same parts as the first; that the documents are the same in the end is
    for `outline` to show.
    """
    page = Page(deepcopy(page.root))
    etree.strip_tags(page.root, "a", "sup", "strong", "em", "span")
    for element in page.root.iter():
        if "id" in element.attrib:
            del element.attrib["id"]
    chapters = [section for section in page.body if "chapter" in classes(section)]
    first, *others = [list(_parts(chapter, whole=True)) for chapter in chapters]
    outside = [part for child in page.body if child not in chapters for part in _parts(child, whole=False)]
    front = [_fold(f"front[{index}]", [part])[0] for index, part in enumerate(outside)]
    folded = [_fold(f"chapter[{index}]", same) for index, same in enumerate(zip(first, *others, strict=True))]
    for chapter in chapters[1:]:
        page.body.remove(chapter)
    chapters[0].addprevious(_paragraph("{%p for chapter in chapters %}"))
    chapters[0].addnext(_paragraph("{%p endfor %}"))
    return page, Data(front, [list(parts) for parts in zip(*folded, strict=True)])


def _parts(parent: Element, *, whole: bool) -> Iterator[_Part]:
    """The parts of a section; outside the chapters plain paragraphs stay as they are, `whole` or not."""
    run: list[Element] = []
    for child in parent:
        alone = child.tag in ("section", "nav", "table", "ul", "ol")
        if run and (alone or _shape(child) != _shape(run[0])):
            yield _Part(run, rows=False)
            run = []
        if child.tag in ("section", "nav"):
            yield from _parts(child, whole=whole)
        elif child.tag == "table":
            yield from _table_parts(child)
        elif child.tag in ("ul", "ol"):
            yield from _list_parts(child)
        elif whole:
            run.append(child)
    if run:
        yield _Part(run, rows=False)


def _table_parts(table: Element) -> Iterator[_Part]:
    yield from (_Part([caption], rows=False) for caption in table.iterfind("caption"))
    bodies = table.findall("tbody")
    for body in bodies[1:]:
        bodies[0].extend(list(body))
        table.remove(body)
    yield _Part(list(bodies[0]), rows=True)
    yield from (_Part([row], rows=True) for row in table.iterfind("tfoot/tr"))


def _list_parts(listing: Element) -> Iterator[_Part]:
    """A list, or the lists inside its items: headings of the contents stay, their entries are data."""
    inner = listing.findall("li/ol")
    for one in inner:
        yield from _list_parts(one)
    if not inner and len(listing):
        yield _Part(list(listing), rows=False)


def _fold(place: str, parts: Sequence[_Part]) -> Parts:
    """Make a loop of the first part that can write all of them, and give back the data of each.

    A part that is one element everywhere is no loop: its texts become fields.
    """
    kinds: dict[tuple[object, ...], Element] = {}
    for part in parts:
        for element in part.elements:
            kinds.setdefault(_shape(element), element)
    order = list(kinds)
    data = [[Item(order.index(_shape(e)), [_words(b) for b in _blocks(e)]) for e in part.elements] for part in parts]
    patterns = [deepcopy(element) for element in kinds.values()]
    alone = len(patterns) == 1 and all(len(part.elements) == 1 for part in parts)
    for pattern in patterns:
        for index, block in enumerate(_blocks(pattern)):
            text = f"{place}[0].texts[{index}]" if alone else f"item.texts[{index}]"
            for child in list(block):
                block.remove(child)
            block.text = f"{{{{ {text} }}}}"
    _replace(parts[0], patterns if alone else list(_loop(place, parts[0], patterns)))
    return data


def _loop(place: str, part: _Part, patterns: Sequence[Element]) -> Iterator[Element]:
    like = part.elements[0]
    yield _tag(like, f"{{%{part.tag} for item in {place} %}}")
    for kind, pattern in enumerate(patterns):
        if len(patterns) > 1:
            yield _tag(like, f"{{%{part.tag} {'elif' if kind else 'if'} item.kind == {kind} %}}")
        yield pattern
    if len(patterns) > 1:
        yield _tag(like, f"{{%{part.tag} endif %}}")
    yield _tag(like, f"{{%{part.tag} endfor %}}")


def _tag(like: Element, text: str) -> Element:
    """A paragraph or a row that docxtpl takes away with the tag in it."""
    if like.tag != "tr":
        paragraph = etree.Element(str(like.tag), {"class": like.get("class", "")})
        paragraph.text = text
        return paragraph
    row = etree.Element("tr")
    columns = sum(int(cell.get("colspan", "1")) for cell in like)
    etree.SubElement(row, "td", colspan=str(columns)).text = text
    return row


def _paragraph(text: str) -> Element:
    paragraph = etree.Element("p")
    paragraph.text = text
    return paragraph


def _replace(part: _Part, elements: Sequence[Element]) -> None:
    parent = part.elements[0].getparent()
    assert parent is not None
    start = parent.index(part.elements[0])
    for element in part.elements:
        parent.remove(element)
    for index, element in enumerate(elements, start):
        element.tail = None
        parent.insert(index, element)


def _blocks(element: Element) -> list[Element]:
    """What holds the texts of a row or a paragraph, in order."""
    if element.tag != "tr":
        return [element]
    return [block for cell in element for block in (cell.findall("p") or [cell])]


def _shape(element: Element) -> tuple[object, ...]:
    """What makes two rows or paragraphs differ otherwise than by text."""
    cells = [(c.tag, c.get("class"), c.get("colspan"), *(p.get("class") for p in c.findall("p"))) for c in element]
    return element.tag, element.get("class"), *(cells if element.tag == "tr" else ())


def _words(element: Element) -> str:
    return re.sub(r"[ \t\r\n]+", " ", "".join(map(str, element.itertext()))).strip(" ")


def docxtpl(template: Path, data: Data, path: Path) -> None:
    """Write the Word document with docxtpl."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # docxtpl ships no types

    document = DocxTemplate(template)
    document.render(data._asdict(), autoescape=True)
    document.save(path)


class Words(NamedTuple):
    """A cell or a paragraph as a user of python-docx writes it: the names of styles, the texts, columns covered."""

    styles: list[str]
    texts: list[str]
    span: int = 1


class Grid(NamedTuple):
    """A table as a user of python-docx writes it."""

    style: str
    columns: int
    rows: list[list[Words]]


def plan(path: Path) -> list[list[object]]:
    """What a Word document says, to be written once more: plain lists, for JSON."""
    with ZipFile(path) as archive:
        tree = etree.fromstring(archive.read("word/document.xml"))
        known = etree.fromstring(archive.read("word/styles.xml"))
    names = {style.get(f"{_W}styleId"): style.find(f"{_W}name").get(f"{_W}val") for style in known.iter(f"{_W}style")}  # type: ignore[union-attr]  # every style has a name
    body = tree.find(f"{_W}body")
    assert body is not None
    found: list[list[object]] = []
    for element in body:
        if element.tag == f"{_W}p":
            found.append(["p", *_said([element], names)])
        elif element.tag == f"{_W}tbl":
            rows = [[_cell(cell, names) for cell in row.iterchildren(f"{_W}tc")] for row in element.iter(f"{_W}tr")]
            columns = sum(1 for _ in element.iter(f"{_W}gridCol"))
            style = element.find(f"{_W}tblPr/{_W}tblStyle")
            found.append(["table", names.get("" if style is None else style.get(f"{_W}val"), ""), columns, rows])
    return found


def _cell(cell: Element, names: dict[str | None, str | None]) -> list[object]:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return [*_said(cell.findall(f"{_W}p"), names), 1 if span is None else int(span.get(f"{_W}val") or 1)]


def _said(paragraphs: Sequence[Element], names: dict[str | None, str | None]) -> list[list[str]]:
    styles = [paragraph.find(f"{_W}pPr/{_W}pStyle") for paragraph in paragraphs]
    texts = ["".join(piece.text or "" for piece in paragraph.iter(f"{_W}t")) for paragraph in paragraphs]
    return [[names.get(style.get(f"{_W}val")) or "" if style is not None else "" for style in styles], texts]


def planned(stored: Sequence[Sequence[object]]) -> list[Words | Grid]:
    """A plan as it was stored."""
    found: list[Words | Grid] = []
    for kind, *rest in stored:
        if kind == "p":
            found.append(Words(*rest))  # type: ignore[arg-type]  # as `plan` has listed it
        else:
            style, columns, rows = rest
            found.append(Grid(style, columns, [[Words(*cell) for cell in row] for row in rows]))  # type: ignore[arg-type,attr-defined]  # likewise
    return found


def python_docx(shell: Path, content: Sequence[Words | Grid], path: Path) -> None:
    """Write the Word document as the manual of python-docx shows: `add_row`, texts of cells, styles by name."""
    import docx

    document = docx.Document(str(shell))
    for item in content:
        if isinstance(item, Words):
            document.add_paragraph(item.texts[0], style=item.styles[0] or None)
            continue
        table = document.add_table(rows=0, cols=item.columns)
        table.style = item.style
        for row in item.rows:
            cells = table.add_row().cells
            at = 0
            for words in row:
                cell = cells[at]
                if words.span > 1:
                    cell = cell.merge(cells[at + words.span - 1])
                cell.text = words.texts[0]
                if words.styles[0]:
                    cell.paragraphs[0].style = words.styles[0]
                for style, text in zip(words.styles[1:], words.texts[1:], strict=True):
                    cell.add_paragraph(text, style=style or None)
                at += words.span
    document.save(str(path))


class Printed(NamedTuple):
    """What the PDF writer hands to WeasyPrint."""

    source: str
    styles: str
    identifier: bytes


def weasyprint(printed: Printed, theme: Theme, path: Path, *, tagged: bool = False) -> None:
    """Write the PDF with WeasyPrint as its manual shows: same page, styles, fonts, options.

    `tagged`: PDF/A-2a, as ours, with the tags that WeasyPrint makes.
    """
    from weasyprint import CSS, HTML  # type: ignore[import-untyped]  # WeasyPrint has no type annotations
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

    from generator.writers.pdf import ORIGIN, fetcher

    files, fonts = fetcher(theme), FontConfiguration()
    sheet = CSS(string=printed.styles, base_url=ORIGIN, url_fetcher=files, font_config=fonts)
    document = HTML(string=printed.source, base_url=ORIGIN, url_fetcher=files)
    variant = {"pdf_variant": "pdf/a-2a"} if tagged else {}
    document.write_pdf(path, stylesheets=[sheet], font_config=fonts, pdf_identifier=printed.identifier, **variant)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a Word document holds; every paragraph is its style and its text."""

    rows: int
    cells: int
    paragraphs: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        return {"rows": self.rows, "cells": self.cells, "paragraphs": len(self.paragraphs)}


def outline(path: Path) -> Outline:
    """Read the outline of a Word document."""
    with ZipFile(path) as archive, archive.open("word/document.xml") as part:
        tree = etree.parse(part)
    return Outline(
        rows=sum(1 for _ in tree.iter(f"{_W}tr")),
        cells=sum(1 for _ in tree.iter(f"{_W}tc")),
        paragraphs=tuple(map(_paragraph_line, tree.iter(f"{_W}p"))),
    )


def _paragraph_line(paragraph: Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    text = "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))
    return f"[{'' if style is None else style.get(f'{_W}val')}] {text}"
