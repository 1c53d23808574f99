"""A report that was changed and came again: on which lines the words stand now that its record quotes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from generator.documents.document import Line
from generator.documents.quotes import Span, Text, folded
from generator.model import Goal, Need, Passage, Pending, Report, Source

_LONG = 12  # letters and digits: shorter words may stand in another place by chance


class Moves:
    """Where the items of a record stand in the report as it is now."""

    def __init__(self, report: Report, lines: Sequence[Line]) -> None:
        """Look for every quote; long ones of one place tell by how much the lines around them have moved."""
        self._text = Text(lines)
        self._shifts: list[tuple[int, int]] = []  # a line of before, and how many lines below it stands now
        for source in _sources(report):
            if source.lines and _is_long(source.quote):
                places = self._places(source.quote, source.lines)
                if len(places) == 1:
                    self._shifts.append((source.lines[0], places[0][0] - source.lines[0]))

    def told(self, source: Source) -> bool:
        """Whether the words of a place stand on its lines."""
        return source.lines is not None and source.quote != "" and self._text.says(source.quote, source.lines)

    def source(self, source: Source) -> Source:
        """A place with the lines of now; as it was, when its words stand there still or nowhere."""
        if not source.lines or not source.quote:
            return source
        place = self._nearest(source.quote, source.lines[0], self._places(source.quote, source.lines))
        return replace(source, lines=place) if place else source

    def passage(self, passage: Passage) -> Passage:
        """A text with the lines of now, when its first paragraph and its last one are found."""
        if not passage.source.lines or not passage.paragraphs:
            return passage
        ends = zip((passage.paragraphs[0], passage.paragraphs[-1]), passage.source.lines, strict=True)
        match [self._nearest(text, line, self._text.places(text, 1)) for text, line in ends]:
            case [(first, _), (_, last)] if first <= last:
                return replace(passage, source=replace(passage.source, lines=(first, last)))
            case _:
                return passage

    def _nearest(self, words: str, line: int, places: Sequence[Span]) -> Span | None:
        """Of several places the one to which a line must have moved; none when it may be there by chance."""
        known = min(self._shifts, key=lambda shift: (abs(shift[0] - line), shift[0]), default=(line, 0))
        wanted = line + known[1]
        found = min(places, key=lambda place: abs(place[0] - wanted), default=None)
        certain = found and (found[0] in (line, wanted) or _is_long(words))
        return found if certain else None

    def _places(self, quote: str, lines: Span) -> list[Span]:
        """The lines themselves while they say a quote, or else all that do."""
        if self._text.says(quote, lines):
            return [lines]
        return self._text.places(quote, lines[1] - lines[0] + 1)


def _is_long(words: str) -> bool:
    return len(folded(words)) >= _LONG


def _sources(report: Report) -> Iterator[Source]:
    texts: Iterable[Goal | Need | Pending] = chain(report.goals, report.needs, report.review)
    yield from chain((source for o in report.observations for source in o.sources), (text.source for text in texts))
