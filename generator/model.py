"""The words of the digest: frozen data that the stages hand to one another.

Names follow SDMX where it has one (indicator, observation, period). Figures are `Decimal`;
a figure that a report does not give is `None`, which is never zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, total_ordering
from typing import Literal, Self

ALL = "all"  # the owner or the network of a figure that speaks for every one of them


class Qualifier(StrEnum):
    """How a report hedges a figure; kept beside the figure wherever it is printed."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # «более 350»
    NOT_LESS = "not_less"  # «не менее 350»: perhaps no more
    AT_MOST = "at_most"  # «не более 20»
    ABOUT = "about"  # «около 50 %»
    UP_TO = "up_to"  # «до 2 часов»
    VAGUE = "vague"  # «в несколько раз»: there is no figure


class Measure(StrEnum):
    """What kind of quantity a figure is; only counts and stocks of one period add up."""

    COUNT = "count"
    STOCK = "stock"
    GROWTH_ABS = "growth_abs"
    GROWTH_PCT = "growth_pct"
    AVERAGE = "average"
    SHARE = "share"
    RATIO = "ratio"
    DURATION = "duration"

    @property
    def adds_up(self) -> bool:
        """Whether figures of this kind may be added within one period."""
        return self in (Measure.COUNT, Measure.STOCK)


class Status(StrEnum):
    """What a person decided about an observation."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year, or several whole years in a row.

    >>> str(Period(2023)), str(Period(2018, 2023)), Period(2018, 2023).is_year
    ('2023', '2018-2023', False)
    """

    start: int
    end: int = 0

    def __post_init__(self) -> None:
        if not self.end:
            object.__setattr__(self, "end", self.start)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2023` or `2018-2023`; anything else is a `ValueError`."""
        start, _, end = text.partition("-")
        period = cls(int(start), int(end or start))
        if not 1990 <= period.start <= period.end <= 2100:
            raise ValueError(text)
        return period

    @property
    def is_year(self) -> bool:
        """Whether the period is one year, so that it may stand in a yearly total."""
        return self.start == self.end

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def __str__(self) -> str:
        return str(self.start) if self.is_year else f"{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure or a text stands: a file, its lines (from 1, both ends in), the exact words."""

    file: str
    lines: tuple[int, int] | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A субъект РФ, with the forms that Russian sentences need."""

    name: str
    dative: str  # «по Приморскому краю»
    district: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipal unit as the directory describes it; forms are never guessed."""

    id: str
    name: str
    genitive: str  # «отчёт Артёма»
    prepositional: str  # «в Артёме»
    kind: str
    official_name: str
    region: Region
    oktmo: str  # text: the code may start with a zero

    @property
    def title(self) -> str:
        """The name as officials write it: `ЗАТО Северск`, but plain `Артём`."""
        apart = self.kind.isupper() and not self.name.startswith(f"{self.kind} ")
        return f"{self.kind} {self.name}" if apart else self.name

    @property
    def title_genitive(self) -> str:
        """«отчёт Артёма», but «отчёт ЗАТО Северск»: after an abbreviation the name does not change."""
        return self.title if self.kind.isupper() else self.genitive

    @property
    def title_prepositional(self) -> str:
        """«в Артёме», «в ЗАТО Северск»."""
        return f"в {self.title}" if self.kind.isupper() else self.prepositional


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of one report."""

    indicator: str
    value: Decimal | None
    measure: Measure
    period: Period
    sources: tuple[Source, ...]  # the first is where it was read, the others repeat it
    qualifier: Qualifier = Qualifier.EXACT
    as_of: str = ""  # ISO 8601: 2024-01 or 2017-01-01
    owner: str = ""
    network: str = ""
    topic: str = ""
    unit: str = ""  # of a duration: hours or days; of an average: the day, week or month that it is over
    status: Status = Status.DRAFT
    decided_by: str = ""
    note: str = ""
    label: str = ""  # of a proposed indicator, which the catalogue does not have: then `indicator` is empty
    part: str = ""  # of which part of the whole it speaks, «на официальном сайте»: then it is in no table
    doubt: str = ""  # why a person should look first; empty when intake is sure, or a person wrote the figure

    @property
    def whose(self) -> tuple[str, str, str]:
        """Owner, network and topic; an owner or network that is not named is all of them."""
        return self.owner or ALL, self.network or ALL, self.topic


@dataclass(frozen=True, slots=True)
class Pending:
    """A number of a report that waits for a person: the program cannot tell what it counts."""

    text: str  # as written: «16,3 %»
    value: Decimal | None
    reason: str  # why it waits, in Russian
    source: Source
    status: Status = Status.DRAFT  # rejected: a person has set it aside


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal for the plan year."""

    text: str
    source: Source
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One topic that specialists want to be taught."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a report's own words: paragraphs under an optional heading."""

    section: str
    paragraphs: tuple[str, ...]
    source: Source
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that stand together in a table: the heading over them, and the label of their subtotal."""

    name: str  # empty: no heading and no subtotal
    subtotal: str


@dataclass(frozen=True)  # no slots: what is asked for many times over is worked out once
class Report:
    """What one municipality said about one year, as read from its record."""

    municipality: Municipality
    year: int
    plan_year: int
    source: str  # the report file, relative to the input folder
    sha256: str
    record: str  # the record file, relative to the input folder
    observations: tuple[Observation, ...] = ()
    passages: tuple[Passage, ...] = ()
    goals: tuple[Goal, ...] = ()
    needs: tuple[Need, ...] = ()
    review: tuple[Pending, ...] = ()
    group: Group | None = None  # where the digest puts it; None is the group of its region

    @cached_property
    def counted(self) -> tuple[Observation, ...]:
        """The observations that may be printed: whole figures of known indicators that no person has rejected."""
        return tuple(o for o in self.observations if o.indicator and not o.part and o.status is not Status.REJECTED)

    @cached_property
    def yearly(self) -> tuple[Observation, ...]:
        """Those of them that speak of the report's own year."""
        return tuple(o for o in self.counted if o.period.is_year and o.period.start == self.year)


Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in a report, shown to people with its place."""

    level: Level
    code: str
    message: str
    municipality: Municipality | None = None
    year: int | None = None
    sources: tuple[Source, ...] = ()
    advice: str = ""  # what to do with the record: for those who keep it, not for readers

    @property
    def published(self) -> bool:
        """Whether readers of the digest see it: it is about a report, and not about the work on its record."""
        return self.municipality is not None and self.code not in _OF_THE_WORK


# `check` tells these to those who keep the records.
_OF_THE_WORK = frozenset(
    {
        *("unreviewed", "undecided", "unknown-kind", "year-to-come"),
        *("quote-not-found", "value-not-in-quote", "other-measure", "count-with-fraction"),
        *("report-changed", "report-missing", "report-unreadable"),
        *("signs-not-printed", "hidden-directions", "dates-of-another-year"),
    }
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A record or a report that could not be used: every reason, each with its place."""

    file: str
    problems: tuple[str, ...]
    municipalities: tuple[str, ...] = ()  # the ids of those whose it may be
    years: tuple[int, ...] = ()  # those that it may be of; none where it may be of any
