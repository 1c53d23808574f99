"""A report that was changed and came again: on which lines the words stand now that its record quotes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from generator.documents.document import Line
from generator.documents.quotes import Span, Text, folded
from generator.model import Goal, Need, Passage, Report, Source
from generator.recording.agreement import share_words

_LONG = 12  # letters and digits: shorter words may stand in another place by chance

_Quoted = tuple[str, int]  # words, and the line on which they begin


class Moves:
    """Where the items of a record stand in the report as it is now."""

    def __init__(self, old: Report, new: Report, read: Callable[[], Sequence[Line]]) -> None:
        """Look for every quote of a record, and let each place be that of one, however often its words are repeated.

        Short words are sure where the `new` draft of the report says the same with them. Sure words of one place tell
        by how much the lines around them have moved. `read` gives the lines of the report, which are seldom asked for
        where it has not changed: there all stays where it is.
        """
        self._read = read
        self._changed = old.sha256 != new.sha256
        self._now: dict[_Quoted, Span] = {}
        self._shifts: list[tuple[int, int]] = []  # a line of before, and how many lines below it stands now
        if self._changed:
            self._look(old, new)

    @cached_property
    def _text(self) -> Text:
        return Text(self._read())

    def _look(self, old: Report, new: Report) -> None:
        drafted = {(what, *_quoted(source)) for what, source in _told(new)}
        sure: set[tuple[_Quoted, int]] = set()
        places: dict[_Quoted, list[Span]] = {}
        for what, source in _told(old):
            words, line = _quoted(source)
            places[words, line] = self._places(source)
            for first, _ in places[words, line]:
                if _is_long(words) or (what, words, first) in drafted:
                    sure.add(((words, line), first))
        times = Counter(words for words, _ in places)
        self._shifts = [
            (line, found[0][0] - line)
            for (words, line), found in places.items()
            if len(found) == times[words] == 1 and ((words, line), found[0][0]) in sure
        ]
        expected = {line: self._expected(line) for _, line in places}
        near = sorted(
            (abs(place[0] - expected[line]), place[0] != line, line, words, place)
            for (words, line), found in places.items()
            for place in found
            if place[0] in (line, expected[line]) or ((words, line), place[0]) in sure
        )
        chosen: dict[str, dict[int, Span]] = {}
        for _, _, line, words, place in near:
            of_words = chosen.setdefault(words, {})
            if line not in of_words and place[0] not in {first for first, _ in of_words.values()}:
                of_words[line] = place
        self._now = {  # words that are repeated keep their order
            (words, line): place
            for words, found in chosen.items()
            for line, place in zip(sorted(found), sorted(found.values()), strict=True)
        }

    def told(self, source: Source) -> bool:
        """Whether the words of a place stand on its lines."""
        return source.lines is not None and source.quote != "" and self._text.says(source.quote, source.lines)

    def one_place(self, theirs: Sequence[Source], now: Sequence[Source]) -> bool:
        """Whether a record and the draft speak of one place: with the same words, or on the same lines.

        The lines of words that the report does not have any more say nothing.
        """
        return any(
            share_words(one, other) or (one.lines == other.lines and (not self._text.lines or self.told(one)))
            for one in theirs
            for other in now
        )

    def source(self, source: Source) -> Source:
        """A place with the lines of now; as it was, when its words stand there still or nowhere."""
        if not source.lines or not source.quote:
            return source
        place = self._now.get(_quoted(source), source.lines)
        if place == source.lines:
            return source
        stays = place[0] == source.lines[0] and self.told(source)  # on more lines than it needs
        return source if stays else replace(source, lines=place)

    def passage(self, passage: Passage) -> Passage:
        """A text with the lines of now, when its first paragraph and its last one are found."""
        if not self._changed or not passage.source.lines or not passage.paragraphs:
            return passage
        first = self._edge(passage.paragraphs[0], passage.source.lines, 0)
        last = self._edge(passage.paragraphs[-1], passage.source.lines, 1)
        if first is None or last is None or first > last:
            return passage
        return replace(passage, source=replace(passage.source, lines=(first, last)))

    def _edge(self, words: str, lines: Span, end: int) -> int | None:
        """The line on which a paragraph begins (0) or ends (1) now; none when it may be there by chance."""
        line = lines[end]
        wanted = self._expected(line)
        found = min(
            (place[end] for place in self._text.places(words, 1)), key=lambda at: abs(at - wanted), default=None
        )
        return found if found in (line, wanted) or _is_long(words) else None

    def _expected(self, line: int) -> int:
        """Where a line must stand now, as what stood near it has moved."""
        return line + min(self._shifts, key=lambda shift: (abs(shift[0] - line), shift[0]), default=(line, 0))[1]

    def _places(self, source: Source) -> list[Span]:
        """Everywhere that the report says a quote; its own lines, too, be they more than it needs."""
        assert source.lines
        first, last = source.lines
        found = self._text.places(source.quote, last - first + 1)
        return found if source.lines in found or not self.told(source) else [*found, source.lines]


def _is_long(words: str) -> bool:
    return len(folded(words)) >= _LONG


def _quoted(source: Source) -> _Quoted:
    return folded(source.quote), source.lines[0] if source.lines else 0


def _told(report: Report) -> Iterator[tuple[object, Source]]:
    """What a report says, a number or a text of a kind, with its quotes that have a place."""
    texts: Iterable[Goal | Need] = chain(report.goals, report.needs)
    told: Iterable[tuple[object, Source]] = chain(
        ((o.value, source) for o in report.observations for source in o.sources),
        ((pending.value, pending.source) for pending in report.review),
        ((type(text), text.source) for text in texts),
    )
    yield from ((what, source) for what, source in told if source.lines and source.quote)
