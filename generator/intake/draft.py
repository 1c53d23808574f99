"""What intake makes of one report: figures, texts, and what became of every number."""

from dataclasses import dataclass, field
from decimal import Decimal

from generator.intake.doubts import NEW
from generator.model import (
    Goal,
    Measure,
    Municipality,
    Need,
    Observation,
    Passage,
    Pending,
    Period,
    Qualifier,
    Report,
    Source,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, read; like an `Observation`, but its year may be unknown yet and its indicator new.

    `key` is the catalogue's name, empty for a proposed indicator, which then has only a label.
    """

    key: str
    label: str
    value: Decimal | None
    measure: Measure
    period: Period | None
    sources: tuple[Source, ...]
    qualifier: Qualifier = Qualifier.EXACT
    as_of: str = ""
    owner: str = ""
    network: str = ""
    topic: str = ""
    unit: str = ""
    part: str = ""  # of which part of the whole it speaks: «в печатных СМИ»
    doubt: str = ""  # why a person should look at it first, in Russian; empty when the program is sure


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number that is no figure of the report: a target of a plan, or no quantity at all."""

    text: str  # as written
    value: Decimal | None
    reason: str  # in Russian: «год», «дата», «телефон»; empty for a target
    source: Source
    key: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must say before the draft becomes a record."""

    about: str  # municipality or year; or TOTAL
    message: str  # in Russian: what was found, and the option that answers
    candidates: tuple[str, ...] = ()


TOTAL = "total"  # nothing is asked: a row of a table's totals is nobody's report


@dataclass(frozen=True, slots=True)
class Span:
    """Where a number was read, and what became of it; the invariant counts these."""

    line: int
    start: int  # offset in the line's text
    end: int
    fate: str  # observation, review, target or ignored


@dataclass(frozen=True, slots=True)
class Draft:
    """One report, read by the program and not yet seen by a person."""

    file: str
    sha256: str
    municipality: Municipality | None
    year: int | None
    plan_year: int | None = None
    figures: tuple[Figure, ...] = ()
    passages: tuple[Passage, ...] = ()
    goals: tuple[Goal, ...] = ()
    needs: tuple[Need, ...] = ()
    review: tuple[Pending, ...] = ()
    targets: tuple[SetAside, ...] = ()
    ignored: tuple[SetAside, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def is_total(self) -> bool:
        """Whether it is nobody's report but the totals of a table, of which nothing is asked."""
        return any(question.about == TOTAL for question in self.questions)

    def report(self, record: str = "") -> Report:
        """The report as stages know it; only for a draft without questions."""
        assert self.municipality is not None and self.year is not None, "a draft with questions is no report"
        return Report(
            municipality=self.municipality,
            year=self.year,
            plan_year=self.plan_year or self.year + 1,
            source=self.file,
            sha256=self.sha256,
            record=record,
            observations=tuple(_observation(figure, self.year) for figure in self.figures),
            passages=self.passages,
            goals=self.goals,
            needs=self.needs,
            review=self.review,
        )


def _observation(figure: Figure, year: int) -> Observation:
    return Observation(
        indicator=figure.key,
        value=figure.value,
        measure=figure.measure,
        period=figure.period or Period(year),
        sources=figure.sources,
        qualifier=figure.qualifier,
        as_of=figure.as_of,
        owner=figure.owner,
        network=figure.network,
        topic=figure.topic,
        unit=figure.unit,
        label="" if figure.key else figure.label,
        part=figure.part,
        doubt="" if figure.doubt == NEW else figure.doubt,  # a label says by itself that the kind is new
    )
