"""What stands in a report and what its record says of it, line by line.

Intake tells where each number of the report stands; the record, which a person may have changed since, tells
what has become of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from generator import documents, naming, reception, wording
from generator.documents import quotes
from generator.documents.document import Line
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.intake.draft import Draft, Span
from generator.model import Observation, Report, Source, Status
from generator.record_form import Directory

# Kinds of entries and of numbers, which are classes of the page.
APPROVED, DRAFT, DOUBTFUL, WAITING, REJECTED = "approved", "draft", "doubtful", "waiting", "rejected"
TEXT = "text"  # a goal, a topic of training
ASIDE = "aside"  # a number that is no figure of the report
LEFT = "left"  # a number of which the record says nothing

STATES = {
    APPROVED: "подтверждено",
    DRAFT: "не проверено",
    DOUBTFUL: "под сомнением",
    WAITING: "на разборе",
    REJECTED: "отклонено",
    LEFT: "в записи нет",
}
_COUNTED = ("observation", "review")  # fates of numbers that a record should have
CHANGED = (
    "Отчёт изменился после того, как по нему составлена запись: прочитайте его ещё раз командой digest intake, "
    "и номера строк станут верны."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a record says of a place of its report."""

    kind: str
    title: str
    value: str = ""  # as it is printed
    said: str = ""  # what has become of it, who has decided, what is to be looked at
    lost: bool = False  # its words do not stand on the lines that it names


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: a number with what has become of it, or other words, which have no kind."""

    text: str
    kind: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report, counted from 1, with the entries that begin on it."""

    number: int
    pieces: tuple[Piece, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report beside its record."""

    report: Report
    rows: tuple[Row, ...] = ()
    counts: tuple[tuple[str, str, int], ...] = ()  # kind, its words, how many: figures, and numbers that are left
    problem: str = ""  # why the report cannot be shown, or is not the one that the record was made from

    @property
    def id(self) -> str:
        """Its place on the page."""
        return f"{self.report.municipality.id}-{self.report.year}"

    @property
    def title(self) -> str:
        """Whose report it is, and of which year."""
        return f"{self.report.municipality.title}, {self.report.year} год"


@dataclass(frozen=True, slots=True)
class _Item:
    """A figure, a number that waits or a text of a record: what is said of it, and where it stands."""

    entry: Entry
    sources: tuple[Source, ...]
    value: Decimal | None = None  # without its sign: a fall is told by a number that has none
    number: bool = True  # a number of the report stands behind it


def compared(report: Report, folder: Path, directory: Directory, catalogue: Catalogue) -> Sheet:
    """Lay a report beside its record; one that cannot be read is named, and its record stands alone."""
    items = list(_items(report, catalogue))
    path = folder / report.source
    try:
        lines = documents.read(path, report.source).lines
        drafts = reception.draft(path, report.source, directory, catalogue)
        whose, year = report.municipality, report.year
        own = [made for made in drafts if (made.municipality, made.year) == (whose, year)]
        draft = (own or reception.draft(path, report.source, directory, catalogue, whose.id, year))[0]
    except GeneratorError as error:
        rows = tuple(Row(0, (), (item.entry,)) for item in items)
        return Sheet(report, rows, _counts(items, rows), str(error))
    rows = tuple(_rows(lines, items, list(_items(draft.report(), catalogue)), draft))
    problem = CHANGED if report.sha256 and report.sha256 != draft.sha256 else ""
    return Sheet(report, rows, _counts(items, rows), problem)


def _counts(items: Sequence[_Item], rows: Sequence[Row]) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(item.entry.kind for item in items)
    counted[LEFT] = sum(piece.kind == LEFT for row in rows for piece in row.pieces)
    return tuple((kind, words, counted[kind]) for kind, words in STATES.items() if counted[kind])


def _items(report: Report, catalogue: Catalogue) -> Iterator[_Item]:
    for o in report.observations:
        title = naming.title(o, catalogue, year=report.year) if o.indicator else f"«{o.label}»"
        kind, said = _state(o)
        entry = Entry(kind, ", ".join(filter(None, (title, o.part))), wording.figure(o), said)
        yield _Item(entry, o.sources, _size(o.value), number=o.value is not None)
    for one in report.review:
        kind = REJECTED if one.status is Status.REJECTED else WAITING
        yield _Item(Entry(kind, f"«{one.text}»", said=_explained(kind, one.reason)), (one.source,), _size(one.value))
    for goal in report.goals:
        yield _Item(Entry(TEXT, goal.text, said=f"задача на {report.plan_year} год"), (goal.source,), number=False)
    for need in report.needs:
        yield _Item(Entry(TEXT, need.text, said="тема обучения"), (need.source,), number=False)


def _state(o: Observation) -> tuple[str, str]:
    match o.status:
        case Status.APPROVED:
            return APPROVED, _explained(APPROVED, o.decided_by)
        case Status.REJECTED:
            return REJECTED, _explained(REJECTED, o.decided_by)
        case _:
            kind = DOUBTFUL if o.doubt or not o.indicator else DRAFT
            return kind, _explained(kind, o.doubt or ("" if o.indicator else naming.NO_INDICATOR))


def _explained(kind: str, more: str) -> str:
    return ": ".join(filter(None, (STATES[kind], more)))


def _rows(lines: Sequence[Line], items: Sequence[_Item], drafted: Sequence[_Item], draft: Draft) -> Iterator[Row]:
    """The lines of the report that say something; of a filled questionnaire those alone that the record names."""
    questionnaire = not draft.spans and draft.file.lower().endswith(".xlsx")
    entries: dict[int, list[Entry]] = {}
    for item in items:
        for source in item.sources:
            first, last = source.lines or (1, 1)
            lost = bool(source.quote) and not quotes.said(source.quote, lines[first - 1 : last])
            entries.setdefault(min(first, len(lines)), []).append(replace(item.entry, lost=lost))
    pieces = _numbers(lines, items, drafted, draft)
    for number, line in enumerate(lines, 1):
        if number in entries or (line.text.strip() and not questionnaire):
            own = sorted(pieces.get(number, ()), key=lambda pair: pair[0].start)
            yield Row(number, tuple(_pieces(line.text, own)), tuple(entries.get(number, ())))


def _pieces(text: str, numbers: Sequence[tuple[Span, Piece]]) -> Iterator[Piece]:
    """A line in pieces: its numbers, and the words between them."""
    at = 0
    for span, piece in numbers:
        if span.start >= at:
            yield from (Piece(words) for words in [text[at : span.start]] if words)
            yield piece
            at = span.end
    yield from (Piece(words) for words in [text[at:]] if words)


def _numbers(
    lines: Sequence[Line], items: Sequence[_Item], drafted: Sequence[_Item], draft: Draft
) -> Mapping[int, list[tuple[Span, Piece]]]:
    """Every number of the report with what has become of it, by its line; `drafted` is what intake would record."""
    texts = {span: lines[span.line - 1].text[span.start : span.end] for span in draft.spans}
    known, knowable = _of_items(items, texts), _of_items(drafted, texts)
    found: dict[int, list[tuple[Span, Piece]]] = {}
    for span, text in texts.items():
        if entry := known.get(span):
            kind, said = entry.kind, f"{entry.title}: {entry.said}"
        elif span in knowable:
            kind, said = LEFT, STATES[LEFT]
        elif span.fate in _COUNTED:
            kind, said = ASIDE, "повтор числа или его часть"
        else:
            reasons = (one.reason for one in draft.ignored if _on(span, one.source) and one.text == text)
            kind, said = ASIDE, "план" if span.fate == "target" else next(reasons, "не показатель")
        found.setdefault(span.line, []).append((span, Piece(text, kind, said)))
    return found


def _of_items(items: Sequence[_Item], texts: Mapping[Span, str]) -> dict[Span, Entry]:
    """The number of each item: what says its very value, or else what no other item is of («3 часа 40 минут»).

    Of numbers that intake has set aside a person may have made a figure.
    """
    found: dict[Span, Entry] = {}
    wanted = [(item, source) for item in items for source in item.sources if item.number]
    for equal, counted in ((True, True), (True, False), (False, True)):
        for item, source in tuple(wanted):
            near = (s for s in texts if s not in found and _on(s, source) and (s.fate in _COUNTED) is counted)
            if span := next((one for one in near if not equal or item.value in quotes.numbers(texts[one])), None):
                found[span] = item.entry
                wanted.remove((item, source))
    return found


def _on(span: Span, source: Source) -> bool:
    """Whether a number stands on the lines of a place."""
    first, last = source.lines or (0, 0)
    return first <= span.line <= last


def _size(value: Decimal | None) -> Decimal | None:
    return None if value is None else abs(value)
