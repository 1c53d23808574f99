"""A report as the text of its record: the keys in the order of the samples, and only what is not usual."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from generator import record_form, yaml_reader
from generator.fields import Record
from generator.forms import SignedFigure
from generator.indicators import Catalogue
from generator.model import (
    Goal,
    Measure,
    Need,
    Observation,
    Passage,
    Pending,
    Period,
    Qualifier,
    Report,
    Source,
    Status,
)
from generator.problems import Problems
from generator.recording.yaml_text import clean, scalar

HEADER = """\
# yaml-language-server: $schema=../../record.schema.json
# {title}, отчёт за {year} год. Прочитано программой; подтверждает числа человек: digest approve {id}
# lines: строки файла source, счёт от 1; quote: точные слова отчёта; doubt: почему на число стоит посмотреть.
"""
LONGEST = 90_000  # characters of a passage: a record holds a little more


def write(report: Report, catalogue: Catalogue) -> str:
    """The text of a whole new record. What the form of a record refuses has been set right by `fitted` before."""
    place = report.municipality
    lines = [
        HEADER.format(title=clean(place.title, 200), year=report.year, id=place.id).rstrip("\n"),
        f"municipality: {place.id}",
        f"year: {report.year}",
        *([] if report.plan_year == report.year + 1 else [f"plan_year: {report.plan_year}"]),
        f"source: {scalar(report.source)}",
        *([f"sha256: {report.sha256}"] if report.sha256 else []),
    ]
    for section, texts in items(report, catalogue).items():
        if texts:
            lines += ["", f"{section}:", *(textwrap.indent(text, "  ") for text in texts)]
    return "\n".join(lines) + "\n"


def items(report: Report, catalogue: Catalogue) -> dict[str, list[str]]:
    """The items of every list of a record, each as it is written at the left edge."""
    return {
        "observations": [observation(o, report.year, catalogue) for o in report.observations],
        "passages": [passage(p) for p in report.passages],
        "goals": [goal(g) for g in report.goals],
        "training": [need(n) for n in report.needs],
        "review": [pending(p) for p in report.review],
    }


def fitted(report: Report, catalogue: Catalogue) -> Report:
    """The report as a record can hold it, and nothing of it lost.

    A figure that the form of a record refuses, such as one of twenty digits, waits in the review
    queue with what the form says of it; a passage that is too long becomes several. Where a person has said that
    the report is of a year which it plans itself, a slip of its headings, its plans are for the next one.
    """
    form = record_form.observation(catalogue)
    good: list[Observation] = []
    queued: list[Pending] = list(report.review)
    for o in report.observations:
        reason = _refusal(form, observation(o, report.year, catalogue))
        if reason is None:
            good.append(o)
        else:
            queued.append(Pending(figure(o.value) if o.value is not None else o.label, o.value, reason, o.sources[0]))
    passages = tuple(part for whole in report.passages for part in _parts(whole))
    review = tuple(p if p.value is None or _held(p.value) else replace(p, value=None) for p in queued)
    plan_year = report.plan_year if report.plan_year > report.year else report.year + 1
    return replace(report, plan_year=plan_year, observations=tuple(good), passages=passages, review=review)


def observation(o: Observation, year: int, catalogue: Catalogue) -> str:
    """The item of one figure."""
    known = catalogue.indicators.get(o.indicator)
    usual = known.measure if known else Measure.COUNT
    first, *others = o.sources
    return _item(
        _field("indicator", o.indicator) if o.indicator else _field("proposed", o.label, 200),
        None if o.value is None else f"value: {figure(o.value)}",
        None if o.qualifier is Qualifier.EXACT else f"qualifier: {o.qualifier}",
        None if o.measure is usual else f"measure: {o.measure}",
        o.unit and f"unit: {o.unit}",
        o.owner and f"owner: {o.owner}",
        o.network and f"network: {o.network}",
        o.topic and f"topic: {o.topic}",
        o.part and _field("part", o.part, 200),
        None if o.period == Period(year) else f"period: {o.period}",
        o.as_of and f"as_of: {o.as_of}",
        *_place(first),
        o.doubt and _field("doubt", o.doubt),
        None if o.status is Status.DRAFT else f"status: {o.status}",
        o.decided_by and _field("decided_by", o.decided_by, 200),
        o.note and _field("note", o.note),
        *(["also:", *(textwrap.indent(_item(*_place(source)), "  ") for source in others)] if others else []),
    )


def passage(p: Passage) -> str:
    """The item of one text; its paragraphs stand in a literal block, each on a line of its own."""
    paragraphs = [clean(" ".join(re.split(r"[\r\n]+", text)), LONGEST) for text in p.paragraphs if text.strip()]
    return _item(
        f"section: {p.section}",
        p.heading and _field("heading", p.heading, 300),
        f"lines: {span(p.source)}",
        "text: |",
        textwrap.indent("\n\n".join(paragraphs) or "…", "  "),
    )


def goal(g: Goal) -> str:
    """The item of one goal."""
    return _item(_field("text", g.text), g.topics and f"topics: [{', '.join(g.topics)}]", *_place(g.source))


def need(n: Need) -> str:
    """The item of one topic of training."""
    return _item(_field("text", n.text), *_place(n.source))


def pending(p: Pending) -> str:
    """The item of one number that waits."""
    return _item(
        _field("number", p.text, 200),
        p.value is not None and f"value: {figure(p.value)}",
        _field("reason", p.reason),
        *_place(p.source),
        None if p.status is Status.DRAFT else f"status: {p.status}",
    )


def figure(value: Decimal) -> str:
    """A figure as a record has it.

    >>> figure(Decimal("18000")), figure(Decimal("12.50")), figure(Decimal("12.345")), figure(Decimal("-1E+3"))
    ('18000', '12,5', '12,3450', '-1000')
    """
    plain = f"{value:f}"
    whole, _, fraction = plain.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3:
        fraction += "0"  # 12,345 would be a thousand to some
    return f"{whole},{fraction}" if fraction else whole


def _parts(whole: Passage) -> Iterator[Passage]:
    """A passage as one or, when a record does not hold it, as several."""
    pieces = [piece for text in whole.paragraphs for piece in textwrap.wrap(text, LONGEST) or [""]]
    if sum(map(len, whole.paragraphs)) + 2 * len(pieces) <= LONGEST:
        yield whole
        return
    taken: list[str] = []
    for piece in pieces:
        if taken and sum(map(len, taken)) + 2 * len(taken) + len(piece) > LONGEST:
            yield replace(whole, paragraphs=tuple(taken))
            taken = []
        taken.append(piece)
    yield replace(whole, paragraphs=tuple(taken))


def _held(value: Decimal) -> bool:
    return re.fullmatch(SignedFigure.pattern, figure(value)) is not None


def _item(*fields: str | bool | tuple[str, ...] | None) -> str:
    """One item of a list: what is empty is left out."""
    text = "\n".join(field for field in fields if isinstance(field, str) and field)
    return "- " + textwrap.indent(text, "  ").lstrip(" ")


def _field(name: str, text: str, most: int = 2000) -> str:
    return f"{name}: {scalar(clean(text, most))}"


def _place(source: Source) -> Iterator[str]:
    yield f"lines: {span(source)}"
    yield _field("quote", source.quote)


def span(source: Source) -> str:
    """The lines of a place as a record has them: `8` or `8-10`."""
    first, last = source.lines or (1, 1)
    return str(first) if first == last else f"{first}-{last}"


def _refusal(form: Record, text: str) -> str | None:
    """What the form of an item says of it; `None` when it is right."""
    problems = Problems("")
    node = yaml_reader.parse(text, "")
    assert isinstance(node, yaml_reader.Sequence)
    form.read(node.items[0], "", problems)
    return problems.texts[0].partition(": ")[2].rstrip(".") if problems.texts else None
