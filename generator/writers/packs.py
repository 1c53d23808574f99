"""What goes between the process that prints a digest and those that lay out its parts: plain data, and nothing else.

They are pickled, and read by a reader that knows the classes of this page and no other: what comes from a
cache or from another machine may be wrong, but there is nothing in it that could be run.
"""

import io
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from generator.writers.growth import Annotation, Begun, Branch, Growth, Handed, Known, Mark, Objects, Place

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Look:
    """How everything looks: the style sheet, and the files of the theme that it and the page name."""

    theme: str  # its name, for messages
    styles: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page that begins on a sheet of its own, as HTML with the head and body of the whole."""

    html: bytes  # compressed
    notes: int  # footnotes before it
    sheets: Mapping[str, int]  # the numbers of sheets elsewhere that it names, by the label there

    @property
    def text(self) -> bytes:
        """The HTML; raises `ValueError` for bytes that are something else."""
        try:
            return zlib.decompress(self.html)
        except zlib.error as error:
            raise ValueError("no HTML") from error


@dataclass(frozen=True, slots=True)
class Face:
    """A face that is used: which, and the signs taken from it."""

    hash: str  # what the engine calls it
    family: str
    weight: int
    style: int
    about: Mapping[str, Any]  # what the engine says of it in the file
    widths: Mapping[int, float]
    to_unicode: Mapping[int, str]
    missing: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One painted sheet, without what runs above and below its text."""

    width: float  # CSS pixels, as all that follows
    height: float
    bleed: Mapping[str, float]
    kind: str  # the name of its page rule
    content: bytes  # its stream, compressed
    bookmarks: tuple[tuple[int, str, tuple[float, float], str], ...]
    links: tuple[tuple[str, str, tuple[float, ...]], ...]
    anchors: Mapping[str, tuple[float, ...]]
    strings: Mapping[str, tuple[tuple[str, ...], bool]]  # set on it, and whether its first element sets them


@dataclass(frozen=True, slots=True)
class Margin:
    """Margin boxes that are laid out together, and what their words depend on."""

    boxes: tuple[str, ...]
    strings: tuple[tuple[str, str], ...]  # name and keyword of `string()`
    counts: bool  # the number of the sheet
    counts_all: bool  # the number of all sheets


@dataclass(frozen=True, slots=True)
class Pack:
    """A part laid out and painted."""

    sheets: tuple[Sheet, ...]
    faces: tuple[tuple[int, Face], ...]  # in the order of their first use, each with the key of the engine
    drawings: Mapping[str, Mapping[str, Any]]  # patterns, groups, states
    images: tuple[tuple[str, str, bool, tuple[float, ...]], ...]  # name in the stream, address, smoothing, sizes
    branch: Branch
    objects: tuple[bytes, ...]  # for `objects`
    margins: Mapping[str, tuple[Margin, ...]]  # by the kind of the sheet
    wanted: tuple[str, ...]  # labels elsewhere whose sheets it names
    complaints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where a stretch of a part ends, and what the next one has to know.

    Units of the outline are told by their places in the stretch, elements by their places in the `shared` units.
    """

    path: tuple[int, ...]  # of units, to that with which the next stretch begins
    steps: tuple[int | None, ...]  # the same from box to box
    next_page: Mapping[str, Any]  # how the next sheet begins
    notes: int  # footnotes since the stretch began
    shared: tuple[int, ...]  # units that are in the next stretch, too
    marked: tuple[tuple[int, str], ...]  # elements that have a bookmark, and which part of them


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a part laid out and painted: all of a part when it is a short one."""

    sheets: tuple[Sheet, ...]
    faces: tuple[tuple[int, Face], ...]
    drawings: Mapping[str, Mapping[str, Any]]
    images: tuple[tuple[str, str, bool, tuple[float, ...]], ...]
    margins: Mapping[str, tuple[Margin, ...]]
    growth: Growth
    objects: bytes  # `Objects`, packed
    handed: Handed
    wanted: tuple[str, ...]
    complaints: tuple[str, ...] = ()
    end: End | None = None  # `None` at the end of the part, or when not one sheet is sure


@dataclass(frozen=True, slots=True)
class Piece:
    """Objects of the structure tree in their place."""

    at: Place
    content: bytes  # `Objects`, packed


@dataclass(frozen=True, slots=True)
class Running:
    """What runs above or below the text of a sheet: margin boxes with the words that are known by now."""

    kind: str
    boxes: tuple[str, ...]
    strings: tuple[tuple[str, str, tuple[str, ...]], ...]  # name, keyword, words
    number: int  # of the sheet, 0 when the words do not tell it
    total: int


@dataclass(frozen=True, slots=True)
class Runs:
    """An order of them, for sheets of the page `frame`, which is without its body."""

    frame: str
    orders: tuple[Running, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """Margin boxes painted."""

    contents: tuple[bytes, ...]  # one stream for each `Running` that was asked for, compressed
    faces: tuple[tuple[int, Face], ...]
    drawings: Mapping[str, Mapping[str, Any]]
    complaints: tuple[str, ...]


_CLASSES = {
    (known.__module__, known.__qualname__): known
    for known in (
        *(Look, Part, Face, Sheet, Margin, Pack, Stretch, End, Piece, Running, Runs, Strip),
        *(Annotation, Begun, Branch, Growth, Handed, Known, Mark, Objects, Place),
    )
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """The class of this name, if it is one of ours."""
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain data") from None


def dump(value: Any) -> bytes:
    """Plain data as bytes."""
    return pickle.dumps(value, protocol=5)


def press(value: Any) -> bytes:
    """Plain data as few bytes."""
    return zlib.compress(dump(value), 1)


def unpress(content: bytes, kind: type[_T]) -> _T:
    """Plain data of this class; raises `ValueError` for bytes that are something else."""
    try:
        return load(zlib.decompress(content), kind)
    except zlib.error as error:
        raise ValueError("no plain data") from error


def objects(content: bytes) -> Objects:
    """Objects of a pack; raises `ValueError` for bytes that are something else."""
    piece = load(content, Piece)
    return replace(unpress(piece.content, Objects), at=piece.at)


def load(content: bytes, *kinds: type[_T]) -> _T:
    """Plain data of one of these classes; raises `ValueError` for bytes that are something else."""
    try:
        value = _Reader(io.BytesIO(content)).load()
    except Exception as error:  # a pickle that is not one may fail in any way
        raise ValueError("no plain data") from error
    if not isinstance(value, kinds):
        raise ValueError(f"unexpected {type(value).__name__}")
    return value
