"""Word files in tests: read back as text lines, `[style] text`, with what a reader would see; shells edited."""

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from generator.theme import Theme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NS = {"w": W[1:-1], "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}


def part(file: Path, name: str) -> etree._Element:
    """The root of a part of the package."""
    with ZipFile(file) as archive:
        return etree.fromstring(archive.read(name))


def changed(theme: Theme, part: str, change: Callable[[str], str]) -> None:
    """Edit one part of the shell of a theme, as a person would in Word."""
    file = theme.path("shell.docx")
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part].decode() != before
    with ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def found(root: etree._Element, path: str) -> list:
    """What an XPath with the prefix `w:` finds."""
    return root.xpath(path, namespaces=NS)


def value(root: etree._Element, path: str) -> str:
    """The one `w:val` at a path, or nothing."""
    return "".join(found(root, f"{path}/@w:val"))


def style_names(file: Path) -> dict[str, str]:
    """The name of each style by its id."""
    styles = part(file, "word/styles.xml")
    return {style.get(W + "styleId"): value(style, "w:name") for style in styles.iter(W + "style")}


def lines(file: Path) -> list[str]:
    """The document, then its footnotes."""
    names = style_names(file)
    relations = {r.get("Id"): r.get("Target") for r in part(file, "word/_rels/document.xml.rels")}
    body = part(file, "word/document.xml")[0]
    out = [line for block in body for line in _block(block, names, relations)]
    for number, note in enumerate(found(part(file, "word/footnotes.xml"), "w:footnote[not(@w:type)]")):
        out += [f"{'¹²³'[number]} {line}" for block in note for line in _block(block, names, relations)]
    return out


def _block(block, names, relations):
    if block.tag == W + "sectPr":
        yield _page(block)
    elif block.tag == W + "tbl":
        title = value(block, "w:tblPr/w:tblDescription")
        yield f"{{{names[value(block, 'w:tblPr/w:tblStyle')]}{': ' if title else ''}{title}}}"
        for paragraph in block.iter(W + "p"):
            yield from _block(paragraph, names, relations)
        yield "{/}"
    else:
        if found(block, "w:pPr/w:pageBreakBefore"):
            yield "== страница =="
        text = "".join(_inline(child, names, relations) for child in block).replace("\xa0", "·")
        yield f"[{names[value(block, 'w:pPr/w:pStyle')]}] {text}".rstrip()
        for section in found(block, "w:pPr/w:sectPr"):
            yield _page(section)


def _page(section):
    size = section.find(W + "pgSz")
    return f"== {' x '.join(str(round(int(size.get(W + edge)) / 56.6929)) for edge in 'wh')} =="


def _inline(node, names, relations):
    if node.tag == W + "hyperlink":
        target = node.get(W + "anchor") or relations[node.get(R + "id")]
        return f"({target}:{''.join(_inline(child, names, relations) for child in node)})"
    if node.tag != W + "r":
        return ""
    style = value(node, "w:rPr/w:rStyle")
    text = "".join(_piece(child) for child in node)
    return f"<{names[style]}: {text}>" if style else text


def _piece(node):
    match node.tag.removeprefix(W):
        case "t":
            return node.text
        case "br":
            return "/"
        case "fldChar":
            return {"begin": "(", "separate": ":", "end": ")"}[node.get(W + "fldCharType")]
        case "instrText":
            return re.sub(r" \\.*", "", node.text.strip())
        case "footnoteReference":
            return "¹²³"[int(node.get(W + "id")) - 1]
        case "footnoteRef":
            return "#"
        case "drawing":
            return f"(рисунок: {node.find('.//wp:docPr', NS).get('descr')})"
    return ""
