"""Office packages whose bytes depend on their content alone."""

import io
import os
import re
from datetime import datetime
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

from lxml import etree

if TYPE_CHECKING:
    from openpyxl import Workbook

EPOCH = datetime(1980, 1, 1)  # the first moment a ZIP entry can carry

_HEADER = 30  # bytes before the name of an entry
_LENGTHS = Struct("<HH")  # of its name and its extra field, at the end of them

# The parts of a font in the order of the schema (ECMA-376, part 1, 18.8.22); openpyxl has one of its own.
_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color"),
    *("name", "family", "charset", "scheme"),
)

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def entry(name: str) -> ZipInfo:
    """An entry of a package without the clock or the system in it."""
    made = ZipInfo(name, EPOCH.timetuple()[:6])
    made.compress_type = ZIP_DEFLATED
    made.create_system = 0  # the same byte on every system
    return made


class Packed:
    """The entries of a package as they lie in its file: what is packed once need not be packed again."""

    def __init__(self, file: Path) -> None:
        """Know what the file holds; raises `OSError` or `BadZipFile` when it is no package."""
        self._file = file
        with ZipFile(file) as package:
            self._entries = {info.filename: info for info in package.infolist()}

    def put(self, name: str, content: bytes, into: ZipFile) -> None:
        """Write an entry; one that is in the file with these bytes is taken over packed."""
        made, known = entry(name), self._entries.get(name)
        if known is None or not _holds(known, content):
            into.writestr(made, content)
            return
        made.compress_size, made.file_size, made.CRC = known.compress_size, known.file_size, known.CRC
        made.external_attr = 0o600 << 16  # as `writestr` has it
        _append(into, made, self._raw(known))

    def _raw(self, known: ZipInfo) -> bytes:
        """The bytes of an entry behind its header (APPNOTE.TXT, 4.3.7)."""
        with self._file.open("rb") as file:
            file.seek(known.header_offset)
            name, extra = _LENGTHS.unpack_from(file.read(_HEADER), _HEADER - _LENGTHS.size)
            file.seek(name + extra, os.SEEK_CUR)
            return file.read(known.compress_size)


def _holds(known: ZipInfo, content: bytes) -> bool:
    """Whether an entry is these bytes, by what ZIP itself takes for proof, packed as every program can unpack it."""
    return known.compress_type == ZIP_DEFLATED and (known.file_size, known.CRC) == (len(content), crc32(content))


def _append(archive: ZipFile, made: ZipInfo, raw: bytes) -> None:
    """Add an entry that is packed already, which `zipfile` has no method for."""
    file = archive.fp
    assert file is not None
    file.seek(archive.start_dir)
    made.header_offset = file.tell()
    file.write(made.FileHeader() + raw)
    archive.start_dir = file.tell()
    archive.filelist.append(made)
    archive.NameToInfo[made.filename] = made


def of_book(book: "Workbook", moment: datetime = EPOCH) -> bytes:
    """A workbook as a package: its entries have fixed times, its properties `moment` instead of the clock's."""
    saved, packed = io.BytesIO(), io.BytesIO()
    book.properties.created = moment
    book.save(saved)
    with ZipFile(saved) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
            elif name == "xl/styles.xml":
                data = _ordered(data)
            new.writestr(entry(name), data)
    return packed.getvalue()


def _ordered(styles: bytes) -> bytes:
    """The styles of a workbook with the parts of every font in their order."""
    root = etree.fromstring(styles)
    for font in root.iterfind("{*}fonts/{*}font"):
        font[:] = sorted(font, key=lambda part: _FONT.index(etree.QName(part).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
