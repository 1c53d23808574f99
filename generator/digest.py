"""The words of the finished digest: figures, tables, charts, chapters.

Consolidation makes them, templates arrange them. A printed figure keeps the observations that
stand behind it, so that it can be followed back to a line of a report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal

from generator.model import Finding, Goal, Measure, Municipality, Need, Observation, Passage, Qualifier, Report, Unread


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: one observation, or the total of several of one period."""

    value: Decimal | None
    measure: Measure
    observations: tuple[Observation, ...]
    qualifier: Qualifier = Qualifier.EXACT
    unit: str = ""


SHADES = 3  # tints of a cell that black ink is read on

CellKind = Literal["figure", "text", "missing", "inapplicable", "absent", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Besides figures and texts: `missing` prints «…», `inapplicable` «х», `absent` «–», and `none`
    is one cell across the row, «нет данных».
    """

    kind: CellKind
    figure: Figure | None = None
    text: str = ""
    span: int = 1
    link: str = ""  # id of the place it leads to
    shade: int = 0  # how dark, from 0 to SHADES: only helps the eye, the text says all

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations behind the figure; none behind words and signs."""
        return self.figure.observations if self.figure else ()


MISSING = Cell("missing")
INAPPLICABLE = Cell("inapplicable")
ABSENT = Cell("absent")


def no_data(span: int) -> Cell:
    """One cell across `span` columns: the row has no figure at all."""
    return Cell("none", span=span)


def text(value: str, *, link: str = "", span: int = 1) -> Cell:
    """A cell of words."""
    return Cell("text", text=value, link=link, span=span)


ColumnKind = Literal["name", "year", "figure", "text", "mark"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, the head over several columns, and what stands in it.

    `width` names a width of the theme (`theme.yaml`, columns); empty shares what is left.
    """

    label: str
    kind: ColumnKind = "figure"
    over: str = ""
    width: str = ""


RowKind = Literal["region", "unit", "owner", "goal", "sub", "plain", "total", "part", "base"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its heading cell and the rest; `mark` is the number of its note, 0 for none; links lead to `id`."""

    kind: RowKind
    head: Cell
    cells: tuple[Cell, ...] = ()
    mark: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the figures of a table come from: one report and its lines."""

    report: Report
    spans: tuple[tuple[int, int], ...]
    dated: bool = False  # the digest has other reports of the municipality: the year says which


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the digest: heads, groups of body rows, totals, numbered notes, places."""

    id: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[tuple[Row, ...], ...]
    foot: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()  # numbered: rows point at them
    remarks: tuple[str, ...] = ()  # on the whole table
    places: tuple[Place, ...] = ()
    unit: str = ""
    keep: bool = True  # small enough to stay on one page
    wide: bool = False  # wants a landscape page

    @property
    def heads(self) -> tuple[tuple[str, int], ...]:
        """The upper head row, (label, columns), or nothing when no head stands over several columns."""
        if not any(column.over for column in self.columns):
            return ()
        runs = groupby(self.columns, key=lambda column: column.over)
        return tuple((over, len(list(columns))) for over, columns in runs)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, the totals last."""
        return tuple(row for group in self.groups for row in group) + self.foot

    def explains(self, row: Row) -> bool:
        """Whether the note of a row stands at it: it is the first row with this mark."""
        return next(one for one in self.rows if one.mark == row.mark) is row

    @property
    def empty(self) -> bool:
        """Whether nobody gave a figure for this table."""
        return not any(cell.figure for row in self.rows for cell in row.cells)

    def placed(self, row: Row) -> tuple[tuple[Cell, Column], ...]:
        """The cells of a row, each with the (first) column that it stands in."""
        at = row.head.span
        placed = []
        for cell in row.cells:
            placed.append((cell, self.columns[at]))
            at += cell.span
        return tuple(placed)

    @property
    def reporting(self) -> tuple[Municipality, ...]:
        """The municipalities that gave at least one figure of this table."""
        return tuple(dict.fromkeys(place.report.municipality for place in self.places))


ChartKind = Literal["bars", "grouped", "columns"]


@dataclass(frozen=True, slots=True)
class Point:
    """One bar of a chart; without a figure there is none, and «…» in its place."""

    label: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Series:
    """The bars of one shade; the series of a chart have points of the same labels in the same order."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of figures that stand in a table of the digest: it counts nothing, and shows nothing new.

    `bars` are horizontal, one series sorted by value; `grouped` are horizontal, several series;
    `columns` are upright, a series by year. The finding is a sentence that the figures prove, or empty.
    """

    id: str
    kind: ChartKind
    title: str
    finding: str
    unit: str
    series: tuple[Series, ...]
    places: tuple[Place, ...] = ()
    remarks: tuple[str, ...] = ()
    more: int = 0  # how many are left to the table

    @property
    def reporting(self) -> tuple[Municipality, ...]:
        """The municipalities whose figures it shows."""
        return tuple(dict.fromkeys(place.report.municipality for place in self.places))


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure of «Главное за год»: never without the number of reports behind it."""

    figure: Figure
    forms: tuple[str, str, str]
    year: int
    reports: int  # how many reports gave it
    of: int  # how many reports there are for the year


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the digest says of one report."""

    id: str
    title: str  # the municipality, and the year where the digest has several reports of it
    report: Report
    key_figures: tuple[KeyFigure, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Table, ...]  # subscribers by owner and network, series by year, all other figures
    goals: tuple[Goal, ...]
    needs: tuple[Need, ...]
    spans: tuple[tuple[int, int], ...]  # from the first line of its texts to the last
    standing: Table | None = None  # figures beside those of the year before, and the place among the others


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person wrote beside a figure of a record."""

    report: Report
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """An observation that the digest counts, with the Russian names of what it is about."""

    report: Report
    observation: Observation
    title: str  # «Подписчики администрации, Телеграм»
    unit: str  # of its value: «человек», «%», «часов»
    owner: str = ""
    network: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """A region and its municipalities, in the order of the digest."""

    name: str
    municipalities: tuple[Municipality, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The consolidated digest: all that a template may show."""

    years: tuple[int, ...]
    annual: bool  # one year was asked for
    draft: bool
    regions: tuple[RegionGroup, ...]
    reports: tuple[Report, ...]
    silent: tuple[Municipality, ...]  # in the directory, but without a report
    received: tuple[Municipality, ...]  # whose report is there, but is not read
    key_figures: tuple[KeyFigure, ...]
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]  # only those that have something to show
    chapters: tuple[Chapter, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    unread: tuple[Unread, ...]
    facts: tuple[Fact, ...] = ()
    earlier: tuple[Report, ...] = ()  # of the year before, only to stand beside
    observations: int = 0
    unreviewed: int = 0
    undecided: int = 0  # numbers of reports that wait for a person, who alone can say what they count

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        """The findings that readers see of figures that do not agree."""
        return tuple(f for f in self.findings if f.published and f.level != "note")

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """The findings that readers see of what reports do not tell."""
        return tuple(f for f in self.findings if f.published and f.level == "note")
