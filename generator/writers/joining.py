"""One file of many painted parts: an ordinary WeasyPrint document whose sheets are ready.

WeasyPrint makes what belongs to the whole: one subset of each font, links, bookmarks, metadata, the marks of an
archive file. The contents of sheets and the branches of the structure tree lie on the disk until they are written.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO
from unittest.mock import patch

import pydyf
import weasyprint.pdf

from generator import files
from generator.writers import drawings, engine, packs, tagging
from generator.writers.growth import Branch, Objects
from generator.writers.packs import Face, Look, Pack
from generator.writers.pdf_file import Block, File, Raw, Stored


def write(document: Any, path: Path, **options: Any) -> None:
    """Write a document of WeasyPrint as a file, its tags by `tagging`; the options are those of `write_pdf`."""
    with _own_file(File, _tag):
        document.write_pdf(path, **options)


def _tag(file: File, document: Any, version: Any, streams: Sequence[Any]) -> None:
    """Stand in for WeasyPrint's function `add_tags`."""
    branch, made = tagging.tree(zip(document.pages, streams, strict=True))
    annotations = [link[3].link_annotation for page in document.pages for link in page.links]
    for number in branch.unlinked:
        for sheet in file.sheets:
            if annotations[number].reference in sheet.get("Annots", ()):
                sheet["Annots"].remove(annotations[number].reference)
        annotations[number].clear()
    _grow(file, [_Grown(branch, annotations, [_ready(some) for some in made])])


def _ready(objects: Objects) -> Callable[[], Objects]:
    return lambda: objects


@contextmanager
def _own_file(make: Callable[[], File], tag: Callable[..., None]) -> Iterator[None]:
    with patch.object(pydyf, "PDF", make), patch.object(weasyprint.pdf, "add_tags", tag):
        yield


class Shelf:
    """What was laid out, on the disk until the file is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO = open(folder / "shelf", "w+b")  # noqa: SIM115  # open until all is written
        self._end = 0

    def keep(self, content: bytes) -> Callable[[], bytes]:
        """Put bytes aside, and say how to get them back."""
        place, size = self._end, len(content)
        self._end += size
        with files.naming(self._folder):
            self._file.seek(place)
            self._file.write(content)
            self._file.flush()

        def read() -> bytes:
            self._file.seek(place)
            return self._file.read(size)  # not of the content: it would be kept

        return read

    def close(self) -> None:
        """Forget everything, also what the disk had no room for."""
        with suppress(OSError):
            self._file.close()


@dataclass(frozen=True, slots=True)
class Kept:
    """A part laid out and put aside."""

    read: Callable[[], bytes]
    sheets: int
    wanted: tuple[str, ...]  # as in the pack
    contents: tuple[Callable[[], bytes], ...]  # of its sheets
    objects: tuple[Callable[[], Objects], ...]

    @classmethod
    def of(cls, pack: Pack, shelf: Shelf) -> "Kept":
        """Put the bulk of a pack on the shelf."""
        contents = tuple(shelf.keep(sheet.content) for sheet in pack.sheets)
        objects = tuple(_unpressed(shelf.keep(some)) for some in pack.objects)
        light = replace(pack, sheets=tuple(replace(sheet, content=b"") for sheet in pack.sheets), objects=())
        return cls(shelf.keep(packs.dump(light)), len(pack.sheets), pack.wanted, contents, objects)

    @property
    def pack(self) -> Pack:
        """The pack without contents and objects, read from the shelf."""
        return packs.load(self.read(), Pack)


def _unpressed(read: Callable[[], bytes]) -> Callable[[], Objects]:
    return lambda: packs.objects(read())


class _Page:
    """A sheet as WeasyPrint asks for one; it paints itself by saying where its contents are."""

    forms: Mapping[Any, Any] = {}

    def __init__(self, whole: "_Whole", pack: Pack, number: int, first: int, content: Callable[[], bytes]) -> None:
        sheet = pack.sheets[number]
        self._whole = whole
        self.content = content
        self.images = () if number else pack.images
        self.width, self.height, self.bleed = sheet.width, sheet.height, sheet.bleed
        self.anchors = sheet.anchors
        self.bookmarks = list(sheet.bookmarks)
        gone = set(pack.branch.unlinked)
        self.links = []
        for place, (kind, target, where) in enumerate(sheet.links, start=first):
            if place not in gone:
                self.links.append((kind, target, where, SimpleNamespace(link_annotation=None, place=place)))

    def paint(self, stream: Any, scale: float) -> None:
        """Stand in for the painting of boxes."""
        self._whole.paint(stream, self)


class _Whole:
    """The file in the making."""

    def __init__(
        self, look: Look, kept: Sequence[Kept], over: Sequence[Sequence[bytes]], drawn: Sequence[Mapping[str, Any]]
    ) -> None:
        self.file = File()
        self._look = look
        self.pages: list[_Page] = []
        self._kept = kept
        self._over = over
        self._drawn = drawn
        self._shared: dict[bytes, bytes] = {}  # content of a stream: its reference
        self._pictures: dict[str, Any] = {}
        for one in kept:
            pack, first = one.pack, 0
            for number, (sheet, content) in enumerate(zip(pack.sheets, one.contents, strict=True)):
                self.pages.append(_Page(self, pack, number, first, content))
                first += len(sheet.links)

    def paint(self, stream: Any, page: _Page) -> None:
        """Give a sheet its contents: those of its part, then what runs above and below."""
        place = len(self.file.sheets) - 1
        sheet = self.file.sheets[place]
        ready = Stored(page.content)
        ready.number = stream.number
        self.file.objects[stream.number] = ready
        streams = [ready.reference, *(self._stream(content) for content in self._over[place])]
        sheet["Contents"] = pydyf.Array(streams)
        if not place:
            for drawn in self._drawn:
                drawings.add(drawn, stream._resources, stream._color_profiles["srgb"].pdf_reference)
        for name, address, smooth, sizes in page.images:
            image = self._picture(address)
            for size in sizes:
                added = stream.add_image(image, smooth, size)
                assert added == name  # as the contents call it

    def tag(self, file: File, document: Any, version: Any, streams: Sequence[Any]) -> None:
        """Stand in for WeasyPrint's function `add_tags`."""
        _grow(file, self._grown())

    def _grown(self) -> Iterator["_Grown"]:
        place = 0
        for one in self._kept:
            annotations: list[Any] = []
            for page in self.pages[place : place + one.sheets]:
                for link in page.links:
                    annotations += [None] * (link[3].place - len(annotations))
                    annotations.append(link[3].link_annotation)
            place += one.sheets
            yield _Grown(one.pack.branch, annotations, one.objects)

    def _picture(self, address: str) -> Any:
        if address not in self._pictures:
            self._pictures[address] = engine.picture(self._look, address)
        return self._pictures[address]

    def _stream(self, content: bytes) -> bytes:
        """A stream that was compressed before; the same content is written once."""
        if content not in self._shared:
            stream = Stored(lambda: content)
            self.file.add_object(stream)
            self._shared[content] = stream.reference
        return self._shared[content]


def join(
    path: Path,
    look: Look,
    frame: str,
    kept: Sequence[Kept],
    over: Sequence[Sequence[bytes]],
    faces: Sequence[tuple[int, Face]],
    drawn: Sequence[Mapping[str, Any]],
    **options: Any,
) -> None:
    """Write the file: `over` gives each sheet what runs above and below, `faces` and `drawn` are of all in order.

    Raises `Uncut` when the fonts of the parts are not to be had here.
    """
    whole = _Whole(look, kept, over, drawn)
    document = engine.document(look, frame, whole.pages, faces)
    with _own_file(lambda: whole.file, whole.tag):
        document.write_pdf(path, **options)


# The structure tree


@dataclass(frozen=True, slots=True)
class _Grown:
    """A branch, the annotations of its links, and where its objects are."""

    branch: Branch
    annotations: Sequence[Any]  # `None` for one that was taken off
    objects: Sequence[Callable[[], Objects]]


def _grow(file: File, grown: Iterable[_Grown]) -> None:
    """Add the structure tree to a file: its branches, the way back from content, the index of names."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    file.add_object(root)
    document = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document", "P": root.reference})
    file.add_object(document)
    tops: list[bytes] = []
    back: list[bytes] = []
    names: list[bytes] = []
    links: list[tuple[Any, int]] = []
    for one in grown:
        first = file.reserve(one.branch.count)
        sheets = [sheet.number for sheet in file.sheets[len(back) : len(back) + len(one.branch.ways)]]
        file.blocks.append(_block(one, first, document.number, sheets))
        tops += (b"%d 0 R" % (first + top) for top in one.branch.tops)
        back += (b"%d 0 R" % (first + way) for way in one.branch.ways)
        if one.branch.index is not None:
            names.append(b"%d 0 R" % (first + one.branch.index))
        for number, node, words in one.branch.links:
            if (annotation := one.annotations[number]) is None:
                continue  # it leads to no place, which is told when the file is written
            annotation["Contents"] = pydyf.String(words)
            links.append((annotation, first + node))
    for key, (annotation, _) in enumerate(links, start=len(back)):
        annotation["StructParent"] = key
    back += (b"%d 0 R" % node for _, node in links)
    document["K"] = b"[" + b" ".join(tops) + b"]"
    way = Raw(b"<</Nums[" + b" ".join(b"%d %s" % pair for pair in enumerate(back)) + b"]>>")
    file.add_object(way)
    root["K"] = pydyf.Array([document.reference])
    root["ParentTree"] = way.reference
    root["ParentTreeNextKey"] = len(back)
    if names:
        root["IDTree"] = pydyf.Dictionary({"Kids": b"[" + b" ".join(names) + b"]"})
    file.catalog["StructTreeRoot"] = root.reference
    file.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    file.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _block(one: _Grown, first: int, document: int, sheets: Sequence[int]) -> Block:
    annotations = array("l", (annotation.number if annotation else 0 for annotation in one.annotations))
    pieces = one.objects  # all of the branch that is needed later

    def texts() -> Iterator[tuple[Sequence[int], bytes, Sequence[int]]]:
        for read in pieces:
            objects = read()
            yield objects.numbers, objects.numbered(first, document, sheets, annotations), objects.ends

    return Block(first, one.branch.count, texts)
