"""One list of a record and of a new draft of its report: which item answers for which piece."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from generator.model import Goal, Need, Observation, Passage, Pending
from generator.recording import agreement, fingerprints
from generator.recording.editing import Item

T = TypeVar("T", Observation, Passage, Goal, Need, Pending)


@dataclass
class Wanted(Generic[T]):
    """One piece of the new draft on its way into the record."""

    thing: T
    text: str  # as an item
    holder: int | None = None  # the item of the record that holds it or, being a person's, answers for it

    @cached_property
    def words(self) -> str:
        """The item wherever it stands in the report."""
        return fingerprints.unplaced(self.text)


@dataclass(frozen=True)
class Held(Generic[T]):
    """One item of the record as it is."""

    thing: T
    item: Item
    ours: bool  # written by the program, and not touched since

    @cached_property
    def words(self) -> str:
        """The item wherever it stands in the report."""
        return fingerprints.unplaced(self.item.text)


@dataclass(frozen=True)
class Meeting(Generic[T]):
    """One list of the record and of the new draft."""

    section: str
    held: Sequence[Held[T]]
    wanted: list[Wanted[T]]

    @property
    def unanswered(self) -> list[int]:
        """The items of a person that answer for nothing in the draft."""
        answering = {piece.holder for piece in self.wanted}
        return [n for n, item in enumerate(self.held) if not item.ours and n not in answering]

    @property
    def answers(self) -> Iterator[tuple[T, Wanted[T]]]:
        """What a person has, with the piece of the draft for which it answers."""
        for piece in self.wanted:
            if piece.holder is not None and not self.held[piece.holder].ours:
                yield self.held[piece.holder].thing, piece

    def unmet(self) -> tuple[list[Wanted[T]], list[Held[T]]]:
        """The pieces that nothing answers for and no item of the program says, and its items that say none of them."""
        own = [item for item in self.held if item.ours]
        pieces = [piece for piece in self.wanted if piece.holder is None]
        for alike in (placed_and_worded_alike, worded_alike):
            for piece in list(pieces):
                if same := next((item for item in own if alike(item, piece)), None):
                    own.remove(same)
                    pieces.remove(piece)
        return pieces, own

    def answer(self, agree: Callable[[T, T], bool], pieces: Sequence[Wanted[T]] | None = None) -> None:
        """Let a person's item answer for a piece of the draft where the two agree, first on its line; each once."""
        free = self.unanswered
        for near in agreement.NEAREST_FIRST:
            for piece in self.wanted if pieces is None else pieces:
                if piece.holder is None:
                    things = ((n, self.held[n].thing) for n in free)
                    found = (n for n, thing in things if near(thing, piece.thing) and agree(thing, piece.thing))
                    piece.holder = next(found, None)
                    if piece.holder is not None:
                        free.remove(piece.holder)


def answer_for_others(figures: Meeting[Observation], review: Sequence[Pending]) -> None:
    """Let a person's figure answer for another number of its kind, where the program has no item of its own for that.

    What a person has added beside the program's item takes nothing from it, nor does one whose number the report tells
    still, be it as one that waits in `review`.
    """

    def called_alike(theirs: Observation, ours: Observation) -> bool:
        return agreement.called_alike(theirs, ours) and not any(
            agreement.made_of(theirs, pending) for pending in review
        )

    pieces, own = figures.unmet()
    for piece in pieces:
        asked = sum(1 for other in pieces if other.holder is None and agreement.one_figure(other.thing, piece.thing))
        if asked > sum(1 for item in own if agreement.one_figure(item.thing, piece.thing)):
            figures.answer(called_alike, [piece])


def answer_in_parts(passages: Meeting[Passage]) -> None:
    """Let texts of a person answer that were cut out of one of the report, or joined of several."""
    own = [item.thing for item in passages.held if not item.ours]
    for piece in passages.unmet()[0]:
        words = agreement.words(*piece.thing.paragraphs)
        parts = [text for text in own if _is_part(agreement.words(*text.paragraphs), words)]
        kept = words & agreement.words(*(paragraph for text in parts for paragraph in text.paragraphs))
        if len(kept) >= agreement.ALIKE * len(words) or any(agreement.on_one_line(text, piece.thing) for text in parts):
            piece.holder = next((n for n, item in enumerate(passages.held) if item.thing in parts), None)


def _is_part(a: set[str], b: set[str]) -> bool:
    """Whether the words of one text are mostly among those of the other."""
    return len(a & b) >= agreement.ALIKE * min(len(a), len(b))


def placed_and_worded_alike(item: Held[T], piece: Wanted[T]) -> bool:
    """Whether an item is a piece, and stands on its line."""
    return worded_alike(item, piece) and agreement.on_one_line(item.thing, piece.thing)


def worded_alike(item: Held[T], piece: Wanted[T]) -> bool:
    """Whether an item is a piece, wherever it stands in the report."""
    return item.words == piece.words
