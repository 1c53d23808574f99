"""How the lines of a document are broken: how wide they are, whether they are wrapped, whether a break was meant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.documents.document import Kind, Line
from generator.intake import lines as shapes

FULL = 60  # characters: where the longest lines are shorter, none is full
_ROOM = 0.88  # of the width: a line that is longer with the next word had no room for it
_PASTED = 3  # paragraphs are lines of a letter where one of so many is broken in the middle of a sentence
_WRAPPED = 3  # a text is wrapped when at least one of so many sentences broken at a line's end goes on in lower case


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How the wrapped lines of a document are broken; `width` is in characters."""

    width: int  # of the longest lines, but for a few
    wraps: bool  # lines are broken where they are full: sentences that do not end with a line go on in lower case
    spaced: bool  # an empty line follows most lines: then it ends no paragraph

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Wrapping":
        """That of these lines."""
        wrapped = _texts(lines, Kind.WRAPPED)
        return cls(_width(wrapped), _wraps(wrapped), _spaced(lines))

    def had_room(self, last: str, said: str) -> bool:
        """Whether the first word of a line would have fitted on the line before."""
        return _had_room(last, said, self.width)


def unpasted(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a document; paragraphs of Word that are the broken lines of a letter are wrapped ones."""
    paragraphs = _texts(lines, Kind.PARAGRAPH)
    width = _width(paragraphs)
    broken = sum(
        said[0].islower() and not shapes.ended(last) and not _had_room(last, said, width)
        for last, said in pairwise(paragraphs)
    )
    if width < FULL or broken * _PASTED < len(paragraphs):
        return lines
    return tuple(replace(line, kind=Kind.WRAPPED) if line.kind is Kind.PARAGRAPH else line for line in lines)


def _texts(lines: Sequence[Line], kind: Kind) -> list[str]:
    return [said for line in lines if line.kind is kind and (said := line.text.strip())]


def _width(texts: Sequence[str]) -> int:
    lengths = sorted(map(len, texts))
    return lengths[int(len(lengths) * 0.95)] if lengths else 0


def _had_room(last: str, said: str, width: int) -> bool:
    first = said.split(maxsplit=1)[0]
    return len(last) + 1 + len(first) < _ROOM * width


def _wraps(texts: Sequence[str]) -> bool:
    firsts = [after.lstrip("> ")[:1] for before, after in pairwise(texts) if not shapes.ended(before)]
    lower = sum(first.islower() or first.isdigit() for first in firsts)
    upper = sum(first.isupper() for first in firsts)
    return lower * _WRAPPED > upper


def _spaced(lines: Sequence[Line]) -> bool:
    gaps = [not following.text.strip() for line, following in pairwise(lines) if line.text.strip()]
    return sum(gaps) * 4 > len(gaps) * 3
