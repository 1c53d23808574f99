"""What a native chart of a Word file says: the values it draws, and those of the workbook behind it.

A chart keeps a copy of its numbers (ISO/IEC 29500-1, 21.2.2.121 numCache): Word draws the copy until a
person opens the workbook, and the workbook from then on. They must be the same. What stands beside a bar
is its number, unless the bar has a label of its own (21.2.2.47 dLbl).
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from zipfile import BadZipFile, ZipFile

from lxml import etree

from generator.verification.blocks import Block, Kind, point

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

_RANGE = re.compile(r"(?:.*!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


def series(chart: etree._Element, workbook: bytes) -> Iterator[Block]:
    """The series of a chart as drawn, then each as its workbook has it."""
    found = list(chart.iter(C + "ser"))
    for one in found:
        labels, values = _cached(one, "cat"), _cached(one, "val")
        block = _block(Kind.SERIES, "".join(_cached(one, "tx").values()), labels, values)
        yield replace(block, printed=tuple(_printed(one, labels, values)))
    cells = _cells(workbook)
    for one in found:
        name, labels, values = (_looked_up(one, part, cells) for part in ("tx", "cat", "val"))
        yield _block(Kind.WORKBOOK, "".join(name.values()), labels, values)


def _block(kind: Kind, name: str, labels: dict[int, str], values: dict[int, str]) -> Block:
    points = (point(labels.get(i, ""), values.get(i)) for i in sorted(labels.keys() | values.keys()))
    return Block(kind, (name, *points))


def _printed(one: etree._Element, labels: Mapping[int, str], values: Mapping[int, str]) -> Iterator[str]:
    """What stands beside each bar."""
    own = {}
    for label in one.iterfind(f"{C}dLbls/{C}dLbl"):
        number, rich = label.find(C + "idx"), label.find(f"{C}tx/{C}rich")
        if number is not None and rich is not None:
            own[int(number.get("val") or 0)] = "".join(text.text or "" for text in rich.iter(A + "t"))
    for index in sorted(labels.keys() | values.keys()):
        yield own.get(index, values.get(index, ""))


def _cached(one: etree._Element, part: str) -> dict[int, str]:
    holder = one.find(C + part)
    if holder is None:
        return {}
    points = list(holder.iter(C + "pt"))
    if points:
        return {int(p.get("idx") or 0): p.findtext(C + "v") or "" for p in points}
    literal = holder.findtext(C + "v")
    return {0: literal} if literal else {}


def _looked_up(one: etree._Element, part: str, cells: dict[tuple[int, int], str]) -> dict[int, str]:
    holder = one.find(C + part)
    reference = next(holder.iter(C + "f"), None) if holder is not None else None
    found = _RANGE.fullmatch(reference.text or "") if reference is not None else None
    if found is None:
        return {}
    left, top = _column(found[1]), int(found[2])
    right, bottom = _column(found[3] or found[1]), int(found[4] or found[2])
    places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return {index: cells[place] for index, place in enumerate(places) if place in cells}


def _cells(workbook: bytes) -> dict[tuple[int, int], str]:
    """The cells of the first sheet by row and column, from 1; none when there is no workbook to read."""
    try:
        archive = ZipFile(io.BytesIO(workbook))
        names = archive.namelist()
        sheet = etree.fromstring(archive.read(min(n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))))
        shared = etree.fromstring(archive.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else None
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        return {}
    strings = ["".join(t.text or "" for t in si.iter(S + "t")) for si in shared] if shared is not None else []
    found = {}
    for cell in sheet.iter(S + "c"):
        place = _RANGE.fullmatch(cell.get("r") or "")
        value = cell.findtext(S + "v")
        kind = cell.get("t")
        if kind == "inlineStr":
            value = "".join(t.text or "" for t in cell.iter(S + "t"))
        elif kind == "s" and value is not None:
            value = strings[int(value)]
        if place and value is not None:
            found[int(place[2]), _column(place[1])] = value
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
