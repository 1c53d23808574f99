"""Consolidation: approved records become one digest.

Figures of different years are never added, nor growth to a stock, nor a many-year total to a year;
a figure that a report does not give is not zero. A total says how many reports stand behind it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from generator import formatting
from generator.consolidation import (
    chapters,
    charts,
    facts,
    goals,
    notes,
    overview,
    standing,
)
from generator.consolidation.grouping import GROUPINGS, ordered
from generator.consolidation.kinds import KINDS
from generator.digest import Chart, Digest, RegionGroup, Table
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Finding, Municipality, Report, Status, Unread
from generator.municipalities import lacking

Shown = TypeVar("Shown", Table, Chart)


def consolidate(
    reports: Sequence[Report],
    findings: Sequence[Finding],
    catalogue: Catalogue,
    municipalities: Mapping[str, Municipality],
    *,
    year: int | None = None,
    grouping: str = "region",
    unread: Sequence[Unread] = (),
    uncited: Sequence[Unread] = (),
    known: Sequence[Report] = (),
) -> Digest:
    """Make the digest of the reports of `year`, or of all years, each row with its year.

    `grouping` is a name of `GROUPINGS`: how municipalities stand together in the tables. `known` are all
    reports that there are: those of the year before stand beside the figures of a municipality. `uncited` are files
    of reports that no usable record was made from.
    """
    group = GROUPINGS[grouping]
    wanted = (r for r in reports if year is None or r.year == year)
    members = ordered(replace(r, group=group(r.municipality)) for r in wanted)
    concerned = _placed([f for f in findings if year is None or f.year in (None, year)], members)
    earlier = standing.earlier(members, known)
    several = Counter(r.municipality.id for r in members)
    standings = standing.Standings(members, earlier, catalogue)
    unreviewed = sum(o.status is Status.DRAFT for r in members for o in r.counted)
    undecided = sum(p.status is Status.DRAFT for r in members for p in r.review)
    undecided += sum(o.status is not Status.REJECTED for r in members for o in r.observations if not o.indicator)
    absent = lacking(municipalities, members, unread)
    received = {identity for report in uncited for identity in report.municipalities}
    return Digest(
        years=tuple(sorted({r.year for r in members})),
        annual=year is not None,
        draft=bool(unreviewed or undecided) or any(f.level == "error" for f in concerned),
        regions=tuple(_regions(members)),
        reports=tuple(members),
        earlier=earlier,
        silent=tuple(m for m in absent if m.id not in received),
        received=tuple(m for m in absent if m.id in received),
        key_figures=overview.key_figures(members, catalogue),
        tables={name: _dated(table, several) for name, table in _tables(members, concerned, catalogue).items()},
        charts={name: _dated(chart, several) for name, chart in charts.charts(members, catalogue).items()},
        chapters=tuple(
            chapters.chapter(r, catalogue, standings.table(r), dated=several[r.municipality.id] > 1) for r in members
        ),
        findings=tuple(concerned),
        remarks=notes.remarks(members, catalogue),
        unread=tuple(unread),
        facts=tuple(facts.facts(members, catalogue)),
        observations=sum(len(r.counted) for r in members),
        unreviewed=unreviewed,
        undecided=undecided,
    )


def _placed(findings: Sequence[Finding], reports: Sequence[Report]) -> list[Finding]:
    """Findings in the order of the reports that they are about; those about none stand first."""
    places = {(report.municipality.id, report.year): place for place, report in enumerate(reports)}

    def place(finding: Finding) -> int:
        if finding.municipality is None:
            return -1
        return places.get((finding.municipality.id, finding.year or 0), len(places))

    return sorted(findings, key=place)


def _tables(reports: Sequence[Report], findings: Sequence[Finding], catalogue: Catalogue) -> dict[str, Table]:
    tables = {key: KINDS[table.kind].consolidate(key, reports, catalogue) for key, table in catalogue.tables.items()}
    own = {
        "by_year": overview.by_year(reports, catalogue),
        "completeness": overview.completeness(reports, findings),
        "goals": goals.goals(reports),
        "goal_themes": goals.matrix(reports, catalogue),
        "needs": goals.needs(reports),
        "approximate": notes.approximate(reports, catalogue),
        "sources": notes.sources(reports, catalogue),
    }
    taken = ", ".join(sorted(own.keys() & tables.keys()))
    if taken:
        raise GeneratorError(f"Каталог показателей: имя таблицы {taken} занято самим дайджестом. Назовите её иначе.")
    return tables | own


def _dated(shown: Shown, several: Mapping[str, int]) -> Shown:
    """A table or a chart whose places name the year where a municipality has several reports in the digest."""
    return replace(shown, places=tuple(replace(p, dated=several[p.report.municipality.id] > 1) for p in shown.places))


def _regions(reports: Sequence[Report]) -> list[RegionGroup]:
    """The regions of the digest with their municipalities, however the tables are grouped."""
    regions: dict[str, dict[Municipality, None]] = {}
    for municipality in dict.fromkeys(report.municipality for report in reports):
        regions.setdefault(municipality.region.name, {})[municipality] = None
    names = sorted(regions, key=formatting.sort_key)
    return [RegionGroup(name, tuple(regions[name])) for name in names]
