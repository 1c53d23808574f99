"""The file itself: objects and their index, written one after another (ISO 32000-1, 7.5).

pydyf makes the text of every object three times: for the file, for its index and for the identifier; and holds
them all. Here each is made once, and what another process has made is read from the disk when its turn comes.
"""

import hashlib
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, BinaryIO

import pydyf

SQUEEZE = 6  # of zlib: 9 takes twice the time for a hundredth of the size
_TOGETHER = 2000  # objects in one stream: a reader unpacks it whole for any of them


class Raw(pydyf.Object):  # type: ignore[misc]  # pydyf has no type annotations
    """An object that is text already."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self.data = text

    data = b""


class Stored(pydyf.Stream):  # type: ignore[misc]
    """A stream that was compressed before, and lies elsewhere until it is written."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        super().__init__(extra={"Filter": "/FlateDecode"})
        self._read = read

    @property
    def data(self) -> bytes:
        """The text of the object."""
        return _stream(self.extra, self._read())


@dataclass(frozen=True, slots=True)
class Block:
    """Objects with numbers in a row. Their texts are made when they are written, some at a time.

    Each time there are the numbers of the objects, counted from the first, their text, and where each ends in it.
    """

    first: int
    count: int
    texts: Callable[[], Iterator[tuple[Sequence[int], bytes, Sequence[int]]]]


class File(pydyf.PDF):  # type: ignore[misc]
    """Objects as pydyf keeps them, and blocks of objects; knows its sheets without looking for them."""

    def __init__(self) -> None:
        self.size = 0  # numbers given so far
        self.sheets: list[Any] = []
        self._references: list[bytes] = []
        self.blocks: list[Block] = []
        super().__init__()

    def add_object(self, object_: Any) -> None:
        """Give an object its number."""
        object_.number = self.size
        self.size += 1
        self.objects.append(object_)

    def add_page(self, page: Any) -> None:
        """Add a sheet."""
        super().add_page(page)
        self.sheets.append(page)
        self._references.append(page.reference)

    @property
    def page_references(self) -> list[bytes]:
        """The references of sheets, by their number; pydyf makes them anew for every bookmark."""
        return self._references

    def reserve(self, count: int) -> int:
        """The first of so many numbers in a row."""
        first = self.size
        self.size += count
        return first

    def object(self, reference: bytes) -> Any:
        """The object behind a reference; one of a block has no other form than its text."""
        number = int(reference.split()[0])
        # Those made after a block stand so much nearer.
        return next(item for item in self.objects[number::-1] if item.number == number)

    def write(self, output: BinaryIO, version: Any = None, identifier: Any = None, compress: bool = True) -> None:
        """Write the file: version 1.7, objects that are no streams packed into streams."""
        if self.info:
            self.add_object(self.info)
        _Output(output).write(self, identifier)


class _Output:
    """One file on its way out; every object is written once and forgotten."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._sum = hashlib.md5(usedforsecurity=False)
        self._position = 0
        self._places: list[tuple[int, int]] = []  # number and offset of what stands alone
        self._packs: list[tuple[Sequence[int], int]] = []  # numbers of what stands in a stream, and that of the stream

    def write(self, file: File, identifier: bytes) -> None:
        """Write it all, in an order that depends on nothing but the objects."""
        self._line(b"%PDF-1.7")
        self._line(b"%\xf0\x9f\x96\xa4")
        for item in file.objects:
            if item.free != "f" and not item.compressible:
                self._object(item.number, item.data)
        together: list[tuple[int, bytes]] = []
        for pair in _compressible(file):
            together.append(pair)
            if len(together) == _TOGETHER:
                self._packed(file, together)
                together = []
        if together:
            self._packed(file, together)
        self._references(file, identifier)

    def _packed(self, file: File, pairs: Sequence[tuple[int, bytes]]) -> None:
        """Write objects as an object stream (7.5.7)."""
        own = file.reserve(1)
        numbers, texts = [number for number, _ in pairs], [text for _, text in pairs]
        starts = accumulate((len(text) + 1 for text in texts[:-1]), initial=0)
        head = b" ".join(b"%d %d" % pair for pair in zip(numbers, starts, strict=True))
        extra = {"Type": "/ObjStm", "N": len(numbers), "First": len(head) + 1, "Filter": "/FlateDecode"}
        self._object(own, _stream(extra, zlib.compress(b"\n".join((head, *texts)), SQUEEZE)))
        self._packs.append((array("L", numbers), own))

    def _references(self, file: File, identifier: bytes) -> None:
        """Write where everything is (7.5.8)."""
        own, start = file.reserve(1), self._position
        offset = max(1, (start.bit_length() + 7) // 8)
        widths = (1, offset, 2)
        width = sum(widths)
        lines = bytearray(width * file.size)
        lines[:width] = bytes((*bytes(width - 2), 255, 255))  # of the object 0, which is none
        for number, position in (*self._places, (own, start)):
            lines[width * number : width * (number + 1)] = b"\1%s\0\0" % position.to_bytes(offset, "big")
        for numbers, stream in self._packs:
            kind = b"\2" + stream.to_bytes(offset, "big")
            for place, number in enumerate(numbers):
                lines[width * number : width * (number + 1)] = kind + place.to_bytes(2, "big")
        extra = {
            "Type": "/XRef",
            "Index": pydyf.Array((0, file.size)),
            "W": pydyf.Array(widths),
            "Size": file.size,
            "Root": file.catalog.reference,
            "Filter": "/FlateDecode",
        }
        if file.info:
            extra["Info"] = file.info.reference
        if identifier:
            names = (pydyf.String(identifier).data, pydyf.String(self._sum.hexdigest().encode()).data)
            extra["ID"] = pydyf.Array(names)
        self._object(own, _stream(extra, zlib.compress(lines, SQUEEZE)))
        self._line(b"startxref\n%d\n%%%%EOF" % start)

    def _object(self, number: int, data: bytes) -> None:
        self._places.append((number, self._position))
        self._line(b"%d 0 obj" % number)
        self._line(data)
        self._line(b"endobj")

    def _line(self, content: bytes) -> None:
        self._output.write(content)
        self._output.write(b"\n")
        self._sum.update(content)
        self._position += len(content) + 1


def _compressible(file: File) -> Iterator[tuple[int, bytes]]:
    """The objects that are no streams, those of blocks last, each with its number."""
    for item in file.objects:
        if item.free != "f" and item.compressible:
            yield item.number, item.data
    for block in file.blocks:
        for numbers, text, ends in block.texts():
            begin = 0
            for number, end in zip(numbers, ends, strict=True):
                yield block.first + number, text[begin:end]
                begin = end + 1  # what parts it from the next


def _stream(extra: dict[str, Any], content: bytes) -> bytes:
    head: bytes = pydyf.Dictionary({**extra, "Length": len(content)}).data
    return b"\n".join((head, b"stream", content, b"endstream"))
