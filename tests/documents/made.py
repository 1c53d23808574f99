"""Report files made for tests: small, real, and some of them hostile."""

import io
import zipfile
from pathlib import Path

import pytest

from generator import documents
from generator.documents.document import Document
from generator.errors import GeneratorError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0"


def body(inner: str) -> str:
    """A `word/document.xml` with these blocks."""
    return f'<w:document xmlns:w="{W}" xmlns:r="{REL}"><w:body>{inner}</w:body></w:document>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def relationships(**parts: str) -> str:
    """Relationships of `word/document.xml`: kind to part."""
    inner = "".join(f'<Relationship Id="{k}" Type="{REL}/{k}" Target="{v}"/>' for k, v in parts.items())
    return f'<Relationships xmlns="{PACKAGE_REL}">{inner}</Relationships>'


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def word(path: Path, inner: str, **more: str | bytes) -> Path:
    """A bare Word file: blocks of the body, and other parts by their names in `word/`."""
    return packed(path, {"word/document.xml": body(inner), **{f"word/{k}": v for k, v in more.items()}})


def sheet(path: Path, rows: str, before: str = "", after: str = "") -> Path:
    """A bare workbook with one sheet, its rows as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return packed(
        path,
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{REL}"><sheets>'
            '<sheet name="Отчёт" sheetId="1" r:id="worksheet"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relationships(worksheet="worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{before}'
            f"<sheetData>{rows}</sheetData>{after}</worksheet>",
        },
    )


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def shown(document: Document) -> list[tuple[str, str]]:
    """Kind and text of each line that has one."""
    return [(line.kind.value, line.text) for line in document.lines if line.text]


def refusal(path: Path) -> str:
    """The message with which a file is refused; it always names the file and says what to do."""
    with pytest.raises(GeneratorError) as caught:
        documents.read(path, f"reports/{path.name}")
    message = str(caught.value)
    assert message.startswith(f"reports/{path.name}: ")
    what, _, advice = message.partition(". ")
    assert what and advice.endswith("."), message
    return message


def ascii_zip(parts: list[tuple[str, bytes]]) -> bytes:
    """A package in which names may repeat."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return stream.getvalue()
