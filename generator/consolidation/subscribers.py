"""Subscribers: municipality by owner of the pages by network, with totals and growth.

A total that a report states is printed as stated; that it equals its parts is a check
(`checks.totals`), and a municipality's total is never made of a part of its pages in silence: what
has no figure is «…».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator import formatting
from generator.consolidation import figures
from generator.consolidation.columns import yearly
from generator.consolidation.grouping import ordered
from generator.consolidation.rows import Entry, Keyed, table
from generator.digest import Column, Figure, Row, Table, text
from generator.indicators import Catalogue
from generator.model import Observation, Report

STOCK = "subscribers"
STATED = "subscribers_total"
GROWTH = ("subscribers_growth_abs", "subscribers_growth_pct")
NAME = Column("Муниципальное образование, владелец страниц", "name", width="owner")
ALL = "all"
SUM = "total"


@dataclass(slots=True)
class Audience:
    """The subscribers of one report: stocks by owner and network, stated totals, growth by owner."""

    stocks: dict[tuple[str, str], Figure] = field(default_factory=dict)
    stated: dict[tuple[str, str], Figure] = field(default_factory=dict)
    growth: dict[str, Figure] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)

    def owners(self, catalogue: Catalogue) -> list[str]:
        """The owners named, in the order of the catalogue, without the joint one."""
        named = {o for o, _ in (*self.stocks, *self.stated)} | set(self.growth)
        return [o for o in catalogue.owners if o in named and o != ALL]

    def of_owner(self, owner: str) -> dict[str, Figure]:
        """Figures of one owner by network, with `total` and `growth`."""
        row = {network: f for (o, network), f in self.stocks.items() if o == owner and network != ALL}
        whole = self.stated.get((owner, ALL)) or self.stocks.get((owner, ALL)) or figures.total(row.values())
        if whole:
            row[SUM] = whole
        if owner in self.growth:
            row["growth"] = self.growth[owner]
        return row

    def whole(self, catalogue: Catalogue) -> dict[str, Figure]:
        """Figures of the municipality by network, over all owners."""
        rows = [self.of_owner(owner) for owner in self.owners(catalogue)]
        joint = self.of_owner(ALL)
        keys = dict.fromkeys(key for row in (*rows, joint) for key in row if key != "growth")
        result = {}
        for key in keys:
            figure = joint.get(key) or figures.total(row[key] for row in rows if key in row)
            if figure:
                result[key] = figure
        owners = self.owners(catalogue)
        growth = self.growth.get(ALL) or (self.growth.get(owners[0]) if len(owners) == 1 else None)
        if growth:
            result["growth"] = growth
        return result


def audience(report: Report) -> Audience:
    """Sort a report's observations about subscribers."""
    result = Audience()
    for observation in yearly(report):
        owner, network = observation.owner or ALL, observation.network or ALL
        if observation.indicator == STOCK:
            result.stocks[owner, network] = figures.single(observation)
        elif observation.indicator == STATED:
            result.stated[owner, network] = figures.single(observation)
        elif observation.indicator in GROWTH:
            result.growth[owner] = figures.single(observation)
        else:
            continue
        result.observations.append(observation)
    return result


def consolidate(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """The table `key` of subscribers over all reports."""
    audiences = {report.record: audience(report) for report in reports}
    keyed = columns(audiences.values(), catalogue)
    notes = Notes(catalogue)
    entries = [_entry(report, audiences[report.record], keyed, catalogue, notes) for report in ordered(reports)]

    def parts(year: int) -> Iterator[Row]:
        members = [audiences[e.report.record] for e in entries if e.report.year == year]
        named = [o for o in catalogue.owners if o != ALL and sum(o in a.owners(catalogue) for a in members)]
        rows = {owner: [a.of_owner(owner) for a in members] for owner in named}
        if sum(any(SUM in row for row in rows[owner]) for owner in named) < 2:
            return
        for owner in named:
            cells = (
                figures.total_cell((row[k.key] for row in rows[owner] if k.key in row), adds_up=k.adds_up)
                for k in keyed
            )
            if any(SUM in row for row in rows[owner]):
                yield Row("part", text(catalogue.owners[owner].plural), (text(str(year)), *cells))

    kind = catalogue.tables[key]
    return table(f"t-{key}", kind.title, keyed, entries, name=NAME, unit=kind.unit, notes=notes.texts, parts=parts)


def columns(audiences: Iterable[Audience], catalogue: Catalogue) -> list[Keyed]:
    """A column for each network somebody named, the total, and the growth where it is given."""
    everyone = list(audiences)
    used = {network for a in everyone for _, network in a.stocks}
    keyed = [Keyed(n, Column(names.label), True) for n, names in catalogue.networks.items() if n in used and n != ALL]
    keyed.append(Keyed(SUM, Column("Всего"), True))
    if any(a.growth for a in everyone):
        keyed.append(Keyed("growth", Column("Прирост за год", width="grow"), False))
    return keyed


@dataclass(slots=True)
class Notes:
    """Numbered notes of the table: dates, the network of a growth, the law's notice on a network."""

    catalogue: Catalogue
    texts: list[str] = field(default_factory=list)

    def mark(self, audience: Audience) -> int:
        """The number of the note on these figures, 0 when there is nothing to say."""
        said = []
        dates = sorted({o.as_of for o in audience.observations if o.as_of})
        if dates:
            said.append(formatting.sentence_case(formatting.listing([formatting.as_of(date) for date in dates])))
        for figure in audience.growth.values():
            network = figure.observations[0].network
            if network and network != ALL:
                names = self.catalogue.networks[network]
                said += [f"Прирост в сети {names.label}", names.note]
        if not said:
            return 0
        note = " ".join(f"{sentence.rstrip('.')}." for sentence in said if sentence)
        if note not in self.texts:
            self.texts.append(note)
        return self.texts.index(note) + 1


def _entry(report: Report, audience: Audience, keyed: Sequence[Keyed], catalogue: Catalogue, notes: Notes) -> Entry:
    owners = audience.owners(catalogue)
    mark = notes.mark(audience)
    label = report.municipality.title
    if len(owners) == 1:
        label += f", {catalogue.owners[owners[0]].label}"
    under = tuple(
        Row(
            "owner",
            text(catalogue.owners[owner].label),
            (text(str(report.year)), *(figures.cell(audience.of_owner(owner).get(k.key)) for k in keyed)),
        )
        for owner in owners
        if len(owners) > 1
    )
    return Entry(report, audience.whole(catalogue), under, label=label, mark=mark)
