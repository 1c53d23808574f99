"""What becomes of every number of a report, each exactly once: a figure, the review queue, a target, or set aside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.intake.block import Block
from generator.intake.doubts import PART, PART_OF_NEXT
from generator.intake.draft import Figure, SetAside, Span
from generator.intake.quantities import Number
from generator.model import Pending, Source

_ROUND = 40  # characters on each side of a number that was set aside: enough to see why


@dataclass(slots=True)
class Outcomes:
    """The numbers of one report file, as they are decided about; `spans` tells where each one stands."""

    file: str
    figures: list[Figure] = field(default_factory=list)
    review: list[Pending] = field(default_factory=list)
    targets: list[SetAside] = field(default_factory=list)
    ignored: list[SetAside] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def keep(self, block: Block, number: Number, figure: Figure) -> None:
        """Draft a figure."""
        self.figures.append(figure)
        self._spend(block, number, "observation")

    def divide(self, names: Mapping[int, str], whole: Figure) -> bool:
        """Make parts of the figures of whose sum another one tells; whether it told of any.

        `names` tell by the places of the figures what part each one would be.
        """
        told = ((at, self.figures[at]) for at in names)
        same = [(at, one) for at, one in told if not one.topic and _kind(one) == _kind(whole)]
        values = [one.value or 0 for _, one in same]
        if (
            whole.value is None or whole.value in values or sum(values) > whole.value
        ):  # a number told again has no parts
            return False
        parts = [(at, one) for at, one in same if not one.part or one.doubt == PART]
        for at, one in parts:
            self.figures[at] = replace(one, part=one.part or names[at], doubt=PART_OF_NEXT)
        return bool(parts)

    def queue(self, block: Block, number: Number, reason: str, source: Source) -> None:
        """Leave a number to a person."""
        self.review.append(Pending(block.text[number.start : number.end], number.value, reason, source))
        self._spend(block, number, "review")

    def target(self, block: Block, number: Number) -> None:
        """Keep a number of a plan."""
        self.targets.append(self._aside(block, number, ""))
        self._spend(block, number, "target")

    def ignore(self, block: Block, number: Number, reason: str) -> None:
        """Set a number aside with its reason."""
        self.ignored.append(self._aside(block, number, reason))
        self._spend(block, number, "ignored")

    def source(self, block: Block, start: int, end: int) -> Source:
        """The place of a part of a block, whole words only."""
        return block.source(self.file, *_whole_words(block.text, start, end))

    def _aside(self, block: Block, number: Number, reason: str) -> SetAside:
        source = self.source(block, max(0, number.start - _ROUND), min(len(block.text), number.end + _ROUND))
        return SetAside(block.text[number.start : number.end], number.value, reason, source)

    def _spend(self, block: Block, number: Number, fate: str) -> None:
        self.spans.extend(_spans(block, number.start, number.end, fate))


def _kind(figure: Figure) -> tuple[object, ...]:
    return figure.key, figure.measure, figure.period


def _spans(block: Block, start: int, end: int, fate: str) -> Iterator[Span]:
    """The places of a part of a block, one for each of its lines."""
    at = start
    while at < end:
        line, last = block.lines[at], at
        while last + 1 < end and block.lines[last + 1] == line:
            last += 1
        yield Span(line, block.columns[at], block.columns[last] + 1, fate)
        at = last + 1


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets moved to the borders of words, without spaces and separators at the ends."""
    while 0 < start < end and text[start].isalnum() and not text[start - 1].isspace() and text[start - 1] not in "«(":
        start -= 1
    while start < end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    while start < end and text[start] in " .,;)\t\n":
        start += 1
    while start < end and text[end - 1] in " ,;(\t\n":
        end -= 1
    return start, max(end, start + 1)
