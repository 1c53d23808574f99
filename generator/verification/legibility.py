"""Whether what is painted can be read: nothing lies beyond its sheet, no two cells read as one, rows are in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, product
from operator import attrgetter

from generator.verification.paper import EITHER
from generator.verification.pieces import Piece, Sheet, next_line

_SPACE = 0.25  # of the size: what stands closer than a space does reads as one figure
_HAIR = 0.5  # points: so much of a letter may be lost in rounding
_ADVICE = "раздвиньте столбцы (columns в theme.yaml), уберите один или поставьте таблицу в section.landscape"
_START, _END = attrgetter("x"), attrgetter("end")

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Misprint:
    """What cannot be read as it was meant: the sheet, the row of a table if it is in one, what is wrong, what to do."""

    sheet: int
    row: str
    what: str


def beyond(sheet: Sheet, box: _Box) -> Iterator[Misprint]:
    """What is painted beyond the edges of a sheet (left, bottom, right, top, in points)."""
    left, bottom, right, top = box
    for pieces in (*sheet.marked.values(), sheet.loose):
        for piece in pieces:
            inside = left - _HAIR <= piece.x and piece.end <= right + _HAIR and bottom <= piece.y <= top
            if not inside and _said(piece):
                what = f"«{_said(piece)}» выходит за край листа: проверьте отступы и ширину в print.css и бланке"
                yield Misprint(sheet.number, "", what)


def touching(cells: Sequence[Sequence[Piece]]) -> Iterator[Misprint]:
    """Neighbours of a row that stand closer than two words do."""
    for left, right in pairwise(filter(None, cells)):
        if max(map(_END, left)) + _SPACE * right[0].size <= min(map(_START, right)):
            continue
        if pair := next((pair for pair in product(left, right) if _touch(*pair)), None):
            one, other = map(_said, pair)
            row = " ".join(_said(piece) for piece in next(filter(None, cells)))
            what = f"«{one}» и «{other}» в соседних ячейках сливаются: {_ADVICE}"
            yield Misprint(pair[0].sheet, row, what)


class Rows:
    """The rows of one table: each has to stand below those before it."""

    def __init__(self) -> None:
        self._lowest: dict[int, float] = {}  # by sheet, in points from its lower edge

    def next(self, cells: Sequence[Sequence[Piece]]) -> Iterator[Misprint]:
        """Look at the next row without its cells that reach into rows below: what stands among the rows before."""
        own = dict(self._lowest)
        for piece in filter(_said, chain.from_iterable(cells)):
            above = self._lowest.get(piece.sheet)
            if above is not None and piece.y >= above:
                row = " ".join(_said(piece) for piece in next(filter(None, cells)))
                yield Misprint(piece.sheet, row, f"«{_said(piece)}» стоит среди прежних строк: проверьте print.css")
            own[piece.sheet] = min(piece.y, own.get(piece.sheet, piece.y))
        self._lowest = own


def _touch(one: Piece, other: Piece) -> bool:
    return not next_line(one, other) and other.x - one.end < _SPACE * other.size


def _said(piece: Piece) -> str:
    return piece.text.replace(EITHER, "\N{NO-BREAK SPACE}").strip()
