"""Whether two items speak of one thing: one of a record, and one of the new draft of its report."""

from collections.abc import Callable, Sequence

from generator import wholes
from generator.documents import quotes
from generator.model import Goal, Need, Observation, Passage, Pending, Source, Status

Thing = Observation | Passage | Goal | Need | Pending

ALIKE = 0.6  # what part of their words two passages share when one is the other, edited


def equal(a: Observation, b: Observation) -> bool:
    """Whether two figures count the same, and to the same number."""
    return one_figure(a, b) and (a.value, a.qualifier) == (b.value, b.qualifier)


def one_figure(a: Observation, b: Observation) -> bool:
    """Whether two figures count the same, whatever their numbers are."""
    return _what(a) == _what(b) and wholes.of_one_date(a, b)


def called_alike(theirs: Observation, ours: Observation) -> bool:
    """Whether a person's figure answers for another number; what was rejected says nothing of others."""
    return one_figure(theirs, ours) and theirs.status is not Status.REJECTED


def made_of(o: Observation, pending: Pending) -> bool:
    """Whether a figure is a number that waits, understood by a person."""
    return o.value == pending.value and any(share_words(source, pending.source) for source in o.sources)


def one_number(a: Pending, b: Pending) -> bool:
    """Whether two numbers that wait are one."""
    return (a.value, a.text) == (b.value, b.text) and share_words(a.source, b.source)


def one_text(a: Goal | Need, b: Goal | Need) -> bool:
    """Whether two goals or topics say the same."""
    return _lowered(a.text) == _lowered(b.text)


def one_quote(a: Goal | Need, b: Goal | Need) -> bool:
    """Whether two goals or topics are made of the same words of a report."""
    return share_words(a.source, b.source)


def one_passage(a: Passage, b: Passage, same_file: bool) -> bool:
    """Whether one passage is the other, edited: of the same lines, or mostly of the same words."""
    if same_file and a.source.lines and b.source.lines:
        return meet(a.source, b.source)
    first, second = words(*a.paragraphs), words(*b.paragraphs)
    return len(first & second) >= ALIKE * max(len(first), len(second), 1)


def words(*texts: str) -> set[str]:
    """The words of texts, in small letters."""
    return {word for text in texts for word in text.casefold().split()}


def share_words(a: Source, b: Source) -> bool:
    """Whether one of two quotes is in the other, however they are wrapped."""
    first, second = (quotes.folded(source.quote).casefold() for source in (a, b))
    return bool(first and second) and (first in second or second in first)


def meet(a: Source, b: Source) -> bool:
    """Whether two places have a line in common."""
    return a.lines is not None and b.lines is not None and a.lines[0] <= b.lines[1] and b.lines[0] <= a.lines[1]


def on_one_line(a: Thing, b: Thing) -> bool:
    """Whether two items have a line in common."""
    return any(meet(one, other) for one in sources(a) for other in sources(b))


# Of several that agree the one on the same line is meant.
NEAREST_FIRST: tuple[Callable[[Thing, Thing], bool], ...] = (on_one_line, lambda a, b: True)


def sources(thing: Thing) -> Sequence[Source]:
    """The places of an item."""
    return thing.sources if isinstance(thing, Observation) else (thing.source,)


def _what(o: Observation) -> tuple[object, ...]:
    label = "" if o.indicator else o.label.casefold().replace("ё", "е")
    return o.indicator, label, o.measure, wholes.averaged_over(o), *o.whose, o.period, o.part


def _lowered(text: str) -> str:
    return " ".join(text.casefold().split())
