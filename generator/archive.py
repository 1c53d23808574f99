"""Office packages whose bytes depend on their content alone."""

import io
import re
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

EPOCH = datetime(1980, 1, 1)  # the first moment a ZIP entry can carry

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


def repacked(package: bytes, modified: datetime = EPOCH) -> bytes:
    """The package with fixed times of its entries, and `modified` instead of the clock's among its properties."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
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
