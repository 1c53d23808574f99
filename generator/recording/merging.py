"""A report read again: drafts follow the report, what a person decided stays to the character.

Three texts meet, as when branches are merged: what the program wrote last time (known by its
fingerprints), the record as it is now, and the new draft. An item that is still the program's is
renewed. A person's item answers for the figure that it speaks of: where the report now says another
number, that one waits in the review queue. Where the words that it quotes stand on other lines now, it gets the
numbers of these.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import chain

from generator import formatting
from generator.documents.document import Line
from generator.indicators import Catalogue
from generator.model import Goal, Need, Observation, Passage, Pending, Report, Source, Status
from generator.recording import agreement, fingerprints, writing
from generator.recording.agreement import Thing
from generator.recording.editing import Editor, Item
from generator.recording.meeting import (
    Held,
    Meeting,
    T,
    Wanted,
    answer_for_others,
    answer_in_parts,
    placed_and_worded_alike,
    worded_alike,
)
from generator.recording.moving import Moves

Number = tuple[Decimal | None, tuple[Source, ...]]

_SAID_NOW = "в отчёте теперь"  # so a number is said to wait that contradicts a decision


class Kind(StrEnum):
    """What became of a figure or a text."""

    NEW = "new"
    UPDATED = "updated"  # a draft whose number is another now
    GONE = "gone"  # a draft that the report no longer gives
    DIFFERS = "differs"  # a person decided; the report now says another number
    LOST = "lost"  # a person decided; the report no longer says it
    MOVED = "moved"  # a person decided; the report says it on other lines, in other words
    DELETED = "deleted"  # a person has deleted it; the report says it still


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a record and the new draft of its report."""

    section: str  # a list of the record: observations, goals …
    kind: Kind
    before: Observation | None = None  # as the record has it
    now: Observation | None = None  # as the report has it
    text: str = ""  # of what is no observation: its words


@dataclass(frozen=True, slots=True)
class Merged:
    """The text of the record, what has changed, and the fingerprints of all that was drafted."""

    text: str
    changes: tuple[Change, ...]
    drafted: frozenset[str]


def merge(
    editor: Editor,
    old: Report,
    new: Report,
    others: Iterable[Number],
    drafted: frozenset[str],
    catalogue: Catalogue,
    *,
    put_back: bool = False,
    lost: bool = False,
    lines: Callable[[], Sequence[Line]] = tuple,
) -> Merged:
    """Lay a new draft over a record.

    `others` are the numbers of the report that are neither figures nor in its review queue: what a
    person has made of one of them is not lost. `drafted` are the fingerprints of what the program
    has written before; of a record that was `put_back` to an older state they do not tell what a person has deleted.
    Where they are `lost`, or the record was written by hand, what it lacks of its own report is a person's decision.
    `lines` gives those of the report.
    """
    same_file = old.sha256 == new.sha256
    texts = writing.items(new, catalogue)
    known = frozenset[str]() if put_back else drafted
    if lost and same_file:
        known = frozenset(mark for items in texts.values() for text in items for mark in fingerprints.both(text))
    moves = Moves(old, new, lines)
    lists = _met(editor, old, new, texts, drafted, moves)
    _answer(lists, new.review, moves, same_file)
    changes: list[Change] = []
    if not same_file:
        numbers = [
            *((p.value, (p.source,)) for p in new.review),
            *((o.value, o.sources) for o in new.observations),
            *others,
        ]
        changes += _said_of_decided(lists.figures, known, numbers, moves)
        changes += _said_of_edited(lists.passages, known)
    waiting = _queue(lists.review, lists.figures, {id(change.now) for change in changes if change.kind is Kind.DIFFERS})
    _settle(lists.review, lists.figures)
    # A figure that waits as a number was never written as one: it is drafted when what it contradicts goes.
    unwritten = (figure for figure, number in waiting if number in lists.review.wanted and number.holder is None)
    written = frozenset(lists.marks).difference(*(fingerprints.both(figure.text) for figure in unwritten))
    changes += _renewed(editor, lists.figures, known, same_file, agreement.one_figure)
    changes += _renewed(editor, lists.passages, known, same_file)
    changes += _renewed(editor, lists.goals, known, same_file)
    changes += _renewed(editor, lists.needs, known, same_file)
    changes += _renewed(editor, lists.review, known, same_file, agreement.one_number)
    if not same_file:
        editor.set("sha256", new.sha256, after="source")
    return Merged(editor.result(), tuple(changes), written)


@dataclass(frozen=True)
class _Lists:
    """The lists of a record, each with that of the new draft."""

    figures: Meeting[Observation]
    passages: Meeting[Passage]
    goals: Meeting[Goal]
    needs: Meeting[Need]
    review: Meeting[Pending]

    @property
    def marks(self) -> Iterator[str]:
        """The fingerprints of all that is drafted now."""
        for meeting in (self.figures, self.passages, self.goals, self.needs, self.review):
            yield from (mark for piece in meeting.wanted for mark in fingerprints.both(piece.text))


def _met(
    editor: Editor, old: Report, new: Report, texts: Mapping[str, Sequence[str]], drafted: frozenset[str], moves: Moves
) -> _Lists:
    """The lists side by side; what a person has in the record gets the numbers of the lines of now."""

    def meeting(section: str, before: Sequence[T], now: Sequence[T]) -> Meeting[T]:
        held = []
        for thing, item in zip(before, editor.items(section), strict=True):
            held.append(Held(_placed(thing, moves), item, ours=fingerprints.of(item.text) in drafted))
            if not held[-1].ours:
                _renumber(editor, item, thing, held[-1].thing)
        return Meeting(section, held, [Wanted(t, text) for t, text in zip(now, texts[section], strict=True)])

    return _Lists(
        figures=meeting("observations", old.observations, new.observations),
        passages=meeting("passages", old.passages, new.passages),
        goals=meeting("goals", old.goals, new.goals),
        needs=meeting("training", old.needs, new.needs),
        review=meeting("review", old.review, new.review),
    )


def _answer(lists: _Lists, review: Sequence[Pending], moves: Moves, same_file: bool) -> None:
    """Let what a person has answer for what the draft says; `review` are the numbers that wait in it."""
    figures, passages = lists.figures, lists.passages
    # The same figure; the same number in the same place, which a person may have called otherwise;
    # last a figure of the same kind with another number.
    figures.answer(lambda a, b: agreement.equal(a, b) and _placed_alike(a, b, moves))
    figures.answer(agreement.equal)
    figures.answer(lambda a, b: _placed_alike(a, b, moves), figures.unmet()[0])
    answer_for_others(figures, review)
    passages.answer(lambda a, b: agreement.one_passage(a, b, same_file), passages.unmet()[0])
    if not same_file:
        answer_in_parts(passages)
    lists.goals.answer(agreement.one_text)
    lists.goals.answer(agreement.one_quote, lists.goals.unmet()[0])
    lists.needs.answer(agreement.one_text)
    lists.needs.answer(agreement.one_quote, lists.needs.unmet()[0])


def _placed(thing: T, moves: Moves) -> T:
    """An item with the lines on which its words stand now."""
    match thing:
        case Observation():
            return replace(thing, sources=tuple(map(moves.source, thing.sources)))
        case Passage():
            return moves.passage(thing)
        case _:
            return replace(thing, source=moves.source(thing.source))


def _renumber(editor: Editor, item: Item, before: Thing, now: Thing) -> None:
    """Give an item of a person the numbers of the lines of now."""
    for number, (old, new) in enumerate(zip(agreement.sources(before), agreement.sources(now), strict=True)):
        if old != new:
            editor.renumber(item, number, writing.span(new))


def _said_of_edited(passages: Meeting[Passage], drafted: frozenset[str]) -> Iterator[Change]:
    """The texts that a changed report tells in new words, where the record has those of a person."""
    kept = agreement.words(*(text for item in passages.held if not item.ours for text in item.thing.paragraphs))
    for _, piece in passages.answers:
        if drafted.isdisjoint(fingerprints.both(piece.text)):
            fresh = [text for text in piece.thing.paragraphs if not agreement.words(text) <= kept]
            yield from (Change("passages", Kind.DIFFERS, text=text) for text in fresh[:1])


def _said_of_decided(
    figures: Meeting[Observation], drafted: frozenset[str], numbers: Sequence[Number], moves: Moves
) -> Iterator[Change]:
    """What a changed report says of the figures that a person decided; nothing of those whose words it still has."""
    for theirs, piece in figures.answers:
        if theirs.value != piece.thing.value:
            told = writing.pending(_contradiction(theirs, piece.thing))
            # Otherwise it was known when the person decided, or has been told.
            if drafted.isdisjoint(fingerprints.both(piece.text) | fingerprints.both(told)):
                yield Change("observations", Kind.DIFFERS, theirs, piece.thing)
        elif not any(map(moves.told, theirs.sources)) and not agreement.on_one_line(theirs, piece.thing):
            yield Change("observations", Kind.MOVED, theirs, piece.thing)
    for n in figures.unanswered:
        theirs = figures.held[n].thing
        if theirs.status is Status.REJECTED or any(map(moves.told, theirs.sources)):
            continue
        if not any(value == theirs.value and moves.one_place(theirs.sources, places) for value, places in numbers):
            yield Change("observations", Kind.LOST, theirs)


def _settle(review: Meeting[Pending], figures: Meeting[Observation]) -> None:
    """Drop the numbers that a person has made a figure of or set aside, each once."""
    free = [figures.held[n].thing for n in figures.unanswered]
    for near in agreement.NEAREST_FIRST:
        for piece in list(review.wanted):
            pending = piece.thing
            if made := next((o for o in free if near(o, pending) and agreement.made_of(o, pending)), None):
                free.remove(made)
                review.wanted.remove(piece)
    review.answer(agreement.one_number, review.unmet()[0])


def _queue(
    review: Meeting[Pending], figures: Meeting[Observation], fresh: set[int]
) -> list[tuple[Wanted[Observation], Wanted[Pending]]]:
    """Let the numbers that contradict a decision wait: those said just now, and those that wait already.

    Returns the figures of the draft, each with the number that waits in its place.
    """
    # What the record says may have been approved or corrected since.
    waiting = [item.thing for item in review.held if item.thing.reason.startswith(_SAID_NOW)]
    found = []
    for theirs, piece in figures.answers:
        if theirs.value == piece.thing.value:
            continue
        pending = _contradiction(theirs, piece.thing)
        waits = any(one.value == pending.value and agreement.share_words(one.source, pending.source) for one in waiting)
        if id(piece.thing) in fresh or waits:
            found.append((piece, Wanted(pending, writing.pending(pending))))
            review.wanted.append(found[-1][1])
    return found


def _contradiction(theirs: Observation, now: Observation) -> Pending:
    said, kept = (formatting.qualified(o.value, o.qualifier) for o in (now, theirs))
    decided = "подтверждено" if theirs.status is Status.APPROVED else "стоит"
    return Pending(said, now.value, f"{_SAID_NOW} {said}, в записи {decided} {kept}", now.sources[0])


def _renewed(
    editor: Editor,
    meeting: Meeting[T],
    drafted: frozenset[str],
    same_file: bool,
    one: Callable[[T, T], bool] = lambda before, now: False,
) -> Iterator[Change]:
    """Renew the program's own items of a list; `one` says which of them gives way to which piece."""
    yield from _replaced(editor, meeting, one)
    yield from _added(editor, meeting, drafted, same_file)


def _replaced(editor: Editor, meeting: Meeting[T], one: Callable[[T, T], bool]) -> Iterator[Change]:
    """Let the program's own items hold the pieces that nobody answers for; those that are left go."""
    held = meeting.held
    free = [n for n, item in enumerate(held) if item.ours]

    def hold(agree: Callable[[Held[T], Wanted[T]], bool]) -> Iterator[tuple[Held[T], Wanted[T]]]:
        for piece in meeting.wanted:
            if piece.holder is None:
                piece.holder = next((n for n in free if agree(held[n], piece)), None)
                if piece.holder is not None:
                    free.remove(piece.holder)
                    yield held[piece.holder], piece

    same = chain(hold(placed_and_worded_alike), hold(worded_alike))
    for item, piece in chain(same, hold(lambda item, piece: one(item.thing, piece.thing))):
        if item.item.text == piece.text:
            continue
        editor.replace(item.item, piece.text)
        before, now = item.thing, piece.thing
        if isinstance(before, Observation) and isinstance(now, Observation) and not agreement.equal(before, now):
            yield Change(meeting.section, Kind.UPDATED, before, now)
    for n in free:
        editor.remove(held[n].item)
        yield _change(meeting.section, Kind.GONE, held[n].thing)


def _added(editor: Editor, meeting: Meeting[T], drafted: frozenset[str], same_file: bool) -> Iterator[Change]:
    """Add the pieces that no item holds, but for those that a person has deleted."""
    # The second of two that are alike was not deleted; in a changed report a line says nothing of that.
    alike = {item.words for item in meeting.held}
    alike |= {piece.words for piece in meeting.wanted if piece.holder is not None}
    there = set(map(fingerprints.of, alike))
    last = -1
    for piece in meeting.wanted:
        if piece.holder is not None:
            last = piece.holder
            continue
        marks = fingerprints.both(piece.text) if same_file else {fingerprints.of(piece.words)}
        if drafted.isdisjoint(marks - there):
            editor.add(meeting.section, piece.text, after=last)
            yield _change(meeting.section, Kind.NEW, piece.thing)
        elif isinstance(piece.thing, Observation):
            yield Change(meeting.section, Kind.DELETED, now=piece.thing)


def _change(section: str, kind: Kind, thing: Thing) -> Change:
    match thing:
        case Observation():
            return Change(section, kind, now=thing) if kind is Kind.NEW else Change(section, kind, before=thing)
        case Passage():
            return Change(section, kind, text=thing.heading or " ".join(thing.paragraphs))
        case _:
            return Change(section, kind, text=thing.text)


def _placed_alike(a: Observation, b: Observation, moves: Moves) -> bool:
    return a.value == b.value and moves.one_place(a.sources, b.sources)
