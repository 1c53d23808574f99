"""Comments in a Word file (ISO/IEC 29500-1, 17.13.4): the file stays the person's own, with remarks at their places."""

import io
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from generator import files
from generator.archive import EPOCH
from generator.documents.package import Package
from generator.theming.shells import DOCUMENT, Remark
from generator.writers.look.shell import W

_AUTHOR, _INITIALS = "Проверка темы", "ПТ"
_RELS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NAMESPACE = W.strip("{}")


def write(parts: Package, remarks: Iterable[Remark], path: Path) -> None:
    """Write the package with a comment for every remark; those without a place stand at the first paragraph.

    Comments that the file has stay; every other part is the same to the byte. No date is written.
    """
    document = parts.tree(DOCUMENT)
    relations, types = parts.tree(_RELS), parts.tree(_TYPES)
    part = next(iter(parts.related(DOCUMENT, "comments").values()), "word/comments.xml")
    if part in parts.parts:
        comments = parts.tree(part)
    else:
        comments = etree.Element(f"{W}comments", nsmap={"w": _NAMESPACE})
        _related(relations, types)
    first = max((int(one.get(f"{W}id") or 0) for one in comments), default=-1) + 1
    body = document.find(f"{W}body")
    assert body is not None
    paragraphs = list(body.iter(f"{W}p"))
    if not paragraphs:
        paragraphs = [etree.Element(f"{W}p")]
        body.insert(0, paragraphs[0])
    for number, remark in enumerate(remarks, first):
        _anchor(_outer(paragraphs[max(remark.paragraph, 0)]), number)
        comments.append(_comment(number, remark.text))
    changed = {DOCUMENT: document, part: comments, _RELS: relations, _TYPES: types}
    blobs = {name: parts.read(name) for name in sorted(parts.parts)}
    blobs |= {
        name: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        for name, tree in changed.items()
    }
    files.replace(path, _packed(blobs))


def _packed(blobs: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in sorted(blobs.items(), key=lambda item: (item[0] != _TYPES, item[0])):
            entry = ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            archive.writestr(entry, data)
    return buffer.getvalue()


def _related(relations: etree._Element, types: etree._Element) -> None:
    taken = {one.get("Id") for one in relations}
    identity = next(name for at in range(1, len(taken) + 2) if (name := f"rIdCheck{at}") not in taken)
    namespace = etree.QName(relations).namespace
    etree.SubElement(relations, f"{{{namespace}}}Relationship", Id=identity, Type=_KIND, Target="comments.xml")
    namespace = etree.QName(types).namespace
    etree.SubElement(types, f"{{{namespace}}}Override", PartName="/word/comments.xml", ContentType=_CONTENT)


def _outer(paragraph: etree._Element) -> etree._Element:
    """The paragraph itself, or the one that its text box stands in: a box holds no comments."""
    boxes = [one for one in paragraph.iterancestors() if etree.QName(one).localname == "txbxContent"]
    return next(boxes[-1].iterancestors(f"{W}p"), paragraph) if boxes else paragraph


def _anchor(paragraph: etree._Element, number: int) -> None:
    """Mark the whole paragraph as what a comment speaks of, and call the comment at its end."""
    identity = {f"{W}id": str(number)}
    at = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
    paragraph.insert(at, etree.Element(f"{W}commentRangeStart", identity))
    etree.SubElement(paragraph, f"{W}commentRangeEnd", identity)
    run = etree.SubElement(paragraph, f"{W}r")
    etree.SubElement(run, f"{W}commentReference", identity)


def _comment(number: int, text: str) -> etree._Element:
    comment = etree.Element(
        f"{W}comment",
        {f"{W}id": str(number), f"{W}author": _AUTHOR, f"{W}initials": _INITIALS},
        nsmap={"w": _NAMESPACE},
    )
    run = etree.SubElement(etree.SubElement(comment, f"{W}p"), f"{W}r")
    said = etree.SubElement(run, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    said.text = f"{text[:1].upper()}{text[1:]}."
    return comment
