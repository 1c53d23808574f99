"""WordprocessingML as text: the only place where raw Word XML is written.

Fragments are strings, not trees: a digest of hundreds of chapters is streamed at tens of thousands
of table rows a second in constant memory. The order of elements inside properties is the one of the
schema (ISO/IEC 29500-1, 17.3.1.26 pPr, 17.4.59 tblPr, 17.4.69 tcPr): Word repairs or refuses a file
that breaks it, LibreOffice does not notice.
"""

import re
from collections.abc import Callable, Sequence

from docx.oxml.ns import nsmap

from generator.errors import GeneratorError

_SPECIAL = re.compile(r"[&<>\"]")
_FORBIDDEN = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Either of the two, in one class: one look settles nearly every text, where two would double the cost.
_UNSAFE = re.compile(r"[^\t\n\r !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}

EMU_PER_TWIP = 635

Write = Callable[[str], object]  # where fragments go


def escape(text: str) -> str:
    """Text as XML content or attribute value.

    Raises `GeneratorError` for a character that XML 1.0 (2.2) does not allow: Word would not open
    the file, and to drop it would change the text in silence.
    """
    if not _UNSAFE.search(text):
        return text
    if wrong := _FORBIDDEN.search(text):
        near = text[max(0, wrong.start() - 20) : wrong.end() + 20]
        raise GeneratorError(
            f"Word: в тексте {near!r} стоит знак U+{ord(wrong.group()):04X}, которого в файле Word быть не может. "
            "Уберите его из отчёта или записи."
        )
    return _SPECIAL.sub(lambda m: _ESCAPED[m.group()], text)


def run(text: str, style: str = "") -> str:
    """A run of text in a character style given by its id, or in the look of its paragraph."""
    return f'<w:r>{_run_style(style)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def line_break() -> str:
    """A new line inside a paragraph."""
    return "<w:r><w:br/></w:r>"


def link_begin(*, anchor: str = "", relation: str = "") -> str:
    """The start of runs that lead to a bookmark of the document, or to an address by its relationship id."""
    target = f'w:anchor="{escape(anchor)}"' if anchor else f'r:id="{relation}"'
    return f'<w:hyperlink {target} w:history="1">'


def link_end() -> str:
    """The end of runs that lead somewhere."""
    return "</w:hyperlink>"


def bookmark(number: int, name: str, content: str) -> str:
    """Content under a name that links lead to; `number` is unique in the document."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{escape(name)}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def field_begin(instruction: str) -> str:
    """The code of a field, up to its result; the result may run over paragraphs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """The end of a field's result."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(instruction: str, result: str, style: str = "") -> str:
    """A field with the result it shows until Word updates it."""
    return field_begin(instruction) + run(result, style) + field_end()


def sequence(label: str, number: str) -> str:
    """A SEQ field that counts captions of one label."""
    return field(f"SEQ {label} \\* ARABIC", number)


def page_reference(bookmark: str, page: int) -> str:
    """The page number of a contents entry, at the right edge: a tab and a PAGEREF field."""
    return "<w:r><w:tab/></w:r>" + field(f"PAGEREF {bookmark} \\h", str(page))


def footnote_reference(number: int, style: str) -> str:
    """The mark of a footnote in the text."""
    return f'<w:r>{_run_style(style)}<w:footnoteReference w:id="{number}"/></w:r>'


def footnotes() -> str:
    """The part of footnotes with nothing but its separators (17.11.23), for a shell that has none."""
    separators = (("separator", -1), ("continuationSeparator", 0))
    notes = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, number in separators
    )
    namespaces = " ".join(f'xmlns:{prefix}="{nsmap[prefix]}"' for prefix in "wr")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes {namespaces}>{notes}</w:footnotes>'


def footnote(number: int, content: str, style: str, mark_style: str) -> str:
    """A footnote: its mark, a space, its runs; `style` is of the paragraph, `mark_style` of the mark."""
    mark = f"<w:r>{_run_style(mark_style)}<w:footnoteRef/></w:r>"
    return f'<w:footnote w:id="{number}">{paragraph(mark + run(" ") + content, style)}</w:footnote>'


def paragraph(
    content: str,
    style: str,
    *,
    keep_next: bool = False,
    break_before: bool = False,
    numbering: tuple[int, int] | None = None,
    section: str = "",
) -> str:
    """A paragraph in a style given by its id.

    `numbering` is the level (from 0) and the number id of a list; `section` is the `w:sectPr` of the
    section that ends with this paragraph.
    """
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>'
        + ("<w:keepNext/>" if keep_next else "")
        + ("<w:pageBreakBefore/>" if break_before else "")
        + (f'<w:numPr><w:ilvl w:val="{numbering[0]}"/><w:numId w:val="{numbering[1]}"/></w:numPr>' if numbering else "")
        + f"{section}</w:pPr>{content}</w:p>"
    )


def numbering(number: int, abstract: int, level: int) -> str:
    """A list that counts from 1 again: an instance of an abstract list with its level restarted."""
    return (
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )


def table_begin(
    style: str, widths: Sequence[int], *, indent: int = 0, head: bool, title: str = "", description: str = ""
) -> str:
    """The start of a table of fixed layout; `widths` of its columns and `indent` are in twips."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        + (f'<w:tblInd w:w="{indent}" w:type="dxa"/>' if indent else "")
        + '<w:tblLayout w:type="fixed"/>'
        # Only the head is left to Word: the other parts of a table style are applied row by row.
        + f'<w:tblLook w:val="{0x0620 if head else 0x0600:04X}" w:firstRow="{int(head)}" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        + (f'<w:tblCaption w:val="{escape(title)}"/>' if title else "")
        + (f'<w:tblDescription w:val="{escape(description)}"/>' if description else "")
        + f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )


def table_end() -> str:
    """The end of a table."""
    return "</w:tbl>"


def row(cells: str, *, head: bool) -> str:
    """A row that is not split between pages; a head row is repeated on each."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def cell_begin(width: int, *, span: int = 1, merge: str = "", look: str = "") -> str:
    """The start of a cell `width` twips wide.

    `span` counts columns; `merge` is restart, continue or empty; `look` holds `w:tcBorders` and what
    follows it in `w:tcPr`.
    """
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:vMerge w:val="{merge}"/>' if merge else "")
        + f"{look}</w:tcPr>"
    )


def cell_end() -> str:
    """The end of a cell."""
    return "</w:tc>"


def borders(top: str = "", bottom: str = "") -> str:
    """The rules of a cell; `top` and `bottom` are the attributes of the rule, empty to inherit it."""
    edges = (f"<w:top {top}/>" if top else "") + (f"<w:bottom {bottom}/>" if bottom else "")
    return f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""


def picture(relation: str, number: int, name: str, alt: str, width: int, height: int) -> str:
    """An inline picture by its relationship id; sizes are in EMU, `number` is unique in the document."""
    label, text = escape(name), escape(alt)
    return _inline(
        number,
        label,
        text,
        (width, height),
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{label}" descr="{text}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData>",
    )


def chart(relation: str, number: int, name: str, alt: str, width: int, height: int) -> str:
    """An inline chart by its relationship id; sizes are in EMU, `number` is unique in the document."""
    return _inline(
        number,
        escape(name),
        escape(alt),
        (width, height),
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{relation}"/></a:graphicData>',
    )


def _inline(number: int, name: str, alt: str, size: tuple[int, int], graphic: str) -> str:
    """A run with a drawing that stands in the line."""
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:docPr id="{number}" name="{name}" descr="{alt}"/>'
        '<wp:cNvGraphicFramePr/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"{graphic}</a:graphic></wp:inline></w:drawing></w:r>"
    )


def lying(width: int, height: int) -> str:
    """The size, in twips, of a sheet that lies on its side."""
    return f'<w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/>'


def _run_style(style: str) -> str:
    return f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
