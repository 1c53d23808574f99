"""Pieces of text with their places on a sheet, and how they make lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.verification.paper import EITHER

_GAP = 0.12  # of the size: a narrower gap between letters is no space
_WORD = 0.6  # of the size: a wider one parts texts of a picture
_NEXT_LINE = 0.6  # of the size of the letters: a baseline that much lower, or higher, is another line


class Piece(NamedTuple):
    """A piece of text: where it starts and ends, in points from the lower left corner of its sheet, and its size."""

    text: str
    sheet: int
    x: float
    y: float
    end: float
    size: float


@dataclass(slots=True)
class Sheet:
    """A sheet: its pieces of text by the number of their marked content, and those without one."""

    number: int
    marked: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    loose: list[Piece] = field(default_factory=list)


def lines(pieces: Iterable[Piece]) -> Iterator[str]:
    """Pieces of text as lines: a raised sign belongs to its line, a baseline far from the first one begins another."""
    line: list[str] = []
    base = last = None
    for piece in pieces:
        if base is None or next_line(base, piece):
            if line:
                yield "".join(line)
            line, base = [piece.text], piece
        else:
            line.append(f"{EITHER}{piece.text}" if last is not None and _apart(last, piece) else piece.text)
        last = piece
    if line:
        yield "".join(line)


def next_line(base: Piece, piece: Piece) -> bool:
    """Whether a piece stands on another line than the first of one, or on another sheet."""
    far = abs(piece.y - base.y) > _NEXT_LINE * max(piece.size, base.size)
    return far or piece.sheet != base.sheet


def _apart(piece: Piece, following: Piece) -> bool:
    """Whether a space stands between two pieces of a line that is not painted itself."""
    return following.x - piece.end > _GAP * following.size


def words(pieces: Iterable[Piece]) -> Iterator[str]:
    """What is written on a picture: letters painted one by one are joined while they stand close together."""
    said = ""
    last: Piece | None = None
    for piece in pieces:
        size = piece.size
        near = last is not None and abs(piece.y - last.y) < _GAP * size and abs(piece.x - last.end) < _WORD * size
        if said and not near:
            yield said
            said = ""
        said += f"{EITHER}{piece.text}" if last is not None and near and _apart(last, piece) else piece.text
        last = piece
    if said:
        yield said
