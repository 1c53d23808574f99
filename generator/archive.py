"""Office packages whose bytes depend on their content alone."""

import io
import re
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = datetime(1980, 1, 1)  # the first moment a ZIP entry can carry

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def repacked(package: bytes, modified: datetime = EPOCH) -> bytes:
    """The package with fixed times of its entries, and `modified` instead of the clock's among its properties."""
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data)
            entry = ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same byte on every system
            new.writestr(entry, data)
    return packed.getvalue()
