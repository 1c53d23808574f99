"""The page and a file laid side by side: every difference with its place, in Russian.

The two go in step as long as they say the same. Where they do not, the nearest place is looked for from
which both go on alike for two blocks; what lies before it is lost, added or changed. So one lost row is
one difference, and the time stays proportional to the size of the document.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator.verification.blocks import Block, Content, Kind, letters, shortened
from generator.verification.media import Medium, is_row, of_kind

NBSP = "\N{NO-BREAK SPACE}"

_ALIKE = 0.5  # of the signs of two blocks: more is one block changed, less is one lost and one added
_AROUND = 24  # signs shown before and after the first difference of long texts
_NEAR = 8  # blocks within which the next like one is looked for as it stands
_NEAREST = 16  # places at which one block is looked for


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference: the file, the place in it, and what differs there."""

    file: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.what}"


def differences(file: str, page: Content, found: Content, medium: Medium) -> Iterator[Difference]:
    """How a file differs from the page: its blocks, then its footnotes."""
    for expected, given in ((page.blocks, found.blocks), (page.footnotes, found.footnotes)):
        for place, what in _Pair(expected, given, medium).differences():
            yield Difference(file, place, what)


class _Pair:
    """Two sequences of blocks, and how they go in step."""

    def __init__(self, page: Sequence[Block], file: Sequence[Block], medium: Medium) -> None:
        self._page = page
        self._file = file
        self._medium = medium
        self._places: dict[tuple[object, ...], list[int]] = {}

    def differences(self) -> Iterator[tuple[str, str]]:
        i = j = 0
        while i < len(self._page) and j < len(self._file):
            block, after = self._medium.take(self._page[i], self._file, j)
            if self._medium.same(self._page[i], block):
                i, j = i + 1, after
            elif _key(self._page[i]) == _key(block):
                yield from self._changed(self._page[i], block)
                i, j = i + 1, after
            else:
                lost, added = self._step(i, j)
                yield from self._explained(i, self._page[i : i + lost], self._file[j : j + added])
                i, j = i + lost, j + added
        yield from self._explained(i, self._page[i:], self._file[j:])

    def _step(self, i: int, j: int) -> tuple[int, int]:
        """How many blocks of the page and of the file lie before the nearest place where both go on alike."""
        if not self._places:
            known = defaultdict(list)
            for at, block in enumerate(self._file):
                known[_key(block)].append(at)
            self._places = dict(known)
        for off in range(1, _NEAR):  # one block lost or added: a block that goes on on the next sheet is found too
            if i + off < len(self._page) and self._same(i + off, j):
                return off, 0
            if j + off < len(self._file) and self._same(i, j + off):
                return 0, off
        best = (len(self._page) - i, len(self._file) - j)
        for lost in range(len(self._page) - i):
            if lost >= sum(best):
                break
            places = self._places.get(_key(self._page[i + lost]), ())
            start = bisect_left(places, j)
            for at in places[start : start + _NEAREST]:
                if 0 < lost + at - j < sum(best) and self._goes_on(i + lost, at):
                    best = (lost, at - j)
        return best

    def _same(self, i: int, j: int) -> bool:
        block, after = self._medium.take(self._page[i], self._file, j)
        if not block.text.strip() or not self._medium.same(self._page[i], block):
            return False
        if i + 1 == len(self._page) or after == len(self._file):
            return True
        block, _ = self._medium.take(self._page[i + 1], self._file, after)
        return self._medium.same(self._page[i + 1], block)

    def _goes_on(self, i: int, j: int) -> bool:
        """Whether the blocks after these are alike too."""
        if i + 1 == len(self._page) or j + 1 == len(self._file):
            return (i + 1 == len(self._page) and j + 1 == len(self._file)) or not is_row(self._page[i])
        return _key(self._page[i + 1]) == _key(self._file[j + 1])

    # What differs, in words

    def _explained(self, i: int, lost: Sequence[Block], added: Sequence[Block]) -> Iterator[tuple[str, str]]:
        """Pair the blocks that lie between two places where both go alike; `i` is the first of the page's."""
        before = self._page[i - 1].place if i else ""
        rest = list(added)
        for number, block in enumerate(lost):
            spare = len(rest) - (len(lost) - number)  # how many more the file has
            pair = next((k for k, one in enumerate(rest[: max(spare, 0) + 1]) if _alike(block, one)), None)
            if pair is None and spare == 0 and rest and is_row(block) == is_row(rest[0]):
                pair = 0
            if pair is None:
                before = block.place
                yield block.place, f"{self._medium.name} нет: «{shortened(self._shown(block))}»"
                continue
            for one in rest[:pair]:
                yield self._added(one, before)
            before = block.place
            yield from self._changed(block, rest[pair])
            del rest[: pair + 1]
        for one in rest:
            yield self._added(one, before)

    def _added(self, block: Block, near: str) -> tuple[str, str]:
        place = self._sheet(block) + (f"после: {near}" if near else "в самом начале")
        text = shortened(self._medium.said(" | ".join(block.texts)))
        return place, f"{self._medium.name} лишнее, на странице этого нет: {block.kind} «{text}»"

    def _changed(self, page: Block, file: Block) -> Iterator[tuple[str, str]]:
        place = self._sheet(file) + page.place
        name = self._medium.name
        if not of_kind(page, file):
            yield place, f"{name} это {file.kind}, на странице — {page.kind}"
        elif not self._medium.level(page, file):
            yield place, f"{name} уровень {file.level}, на странице {page.level}"
        if page.mark != file.mark:
            yield place, f"{name} номер «{file.mark}», на странице «{page.mark}»"
        if len(page.texts) != len(file.texts):
            shown = (shortened(self._shown(page), 90), shortened(self._medium.said(" | ".join(file.texts)), 90))
            yield place, f"{name} {_parts(file)} «{shown[1]}», на странице {_parts(page)} «{shown[0]}»"
            return
        if page.spans != file.spans:
            yield place, f"{name} ячейки соединены иначе, чем на странице"
        if undrawn := self._medium.undrawn(page, file):
            yield place, f"{name} на диаграмме нет: {', '.join(f'«{text}»' for text in undrawn)}"
        for index, (wanted, given) in enumerate(zip(page.texts, file.texts, strict=True)):
            if not self._medium.text(wanted, given):
                column = f", {page.columns[index]}" if page.columns and index else ""
                yield f"{place}{column}", self._said(wanted, given)

    def _said(self, wanted: str, given: str) -> str:
        page, file = wanted.replace("\u2060", ""), self._medium.said(given)
        name = self._medium.name
        if _folded(page) == _folded(file):
            at = next(
                (k for k, (a, b) in enumerate(zip(page, file, strict=False)) if a != b), min(len(page), len(file))
            )
            return (
                f"{name} {_space(file[at : at + 1])}, на странице {_space(page[at : at + 1])}: "
                f"«{_window(page, at).replace(NBSP, '°')}»"
            )
        at = next((k for k, (a, b) in enumerate(zip(page, file, strict=False)) if a != b), min(len(page), len(file)))
        return f"{name} «{_window(file, at)}», на странице «{_window(page, at)}»"

    def _shown(self, block: Block) -> str:
        return " | ".join(block.texts).replace("\u2060", "")

    def _sheet(self, block: Block) -> str:
        return f"лист {block.sheet}, " if block.sheet else ""


def _key(block: Block) -> tuple[object, ...]:
    """What two blocks have in common that say the same: their letters and digits."""
    kind = "row" if is_row(block) else block.kind if block.kind in (Kind.SERIES, Kind.WORKBOOK) else "text"
    return kind, *map(letters, block.texts)


def _alike(page: Block, file: Block) -> bool:
    if is_row(page) != is_row(file) or (page.kind in (Kind.SERIES, Kind.WORKBOOK)) != (
        file.kind in (Kind.SERIES, Kind.WORKBOOK)
    ):
        return False
    if is_row(page) and page.texts[:1] == file.texts[:1]:
        return True
    first, second = page.text[:400], file.text[:400]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _parts(block: Block) -> str:
    return f"ячеек {len(block.texts)}:" if is_row(block) else f"точек {max(len(block.texts) - 1, 0)}:"


def _folded(text: str) -> str:
    return " ".join(text.split())


def _space(sign: str) -> str:
    names = {" ": "обычный пробел", NBSP: "неразрывный пробел", "\n": "новая строка", "\t": "табуляция"}
    return names.get(sign, f"знак U+{ord(sign):04X}" if sign.isspace() else "пробела нет")


def _window(text: str, at: int) -> str:
    """The text round a place, cut at both ends when it is long."""
    start, end = max(0, at - _AROUND), at + _AROUND
    if len(text) <= 2 * _AROUND:
        start, end = 0, len(text)
    shown = text[start:end].replace("\n", " ")
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"
