"""Subscribers: municipality by owner of the pages by network, with totals and growth.

A total that a report states is printed as stated; that it equals its parts is a check
(`checks.subscribers_add_up`). What a report does not state is added up from all it names: pages of
owners, and pages that it names without an owner.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from generator import formatting, naming, wholes
from generator.consolidation import figures
from generator.consolidation.grouping import ordered
from generator.consolidation.rows import Entry, Keyed, table
from generator.digest import Column, Figure, Row, Table, text
from generator.indicators import Catalogue
from generator.model import ALL, Measure, Observation, Report

STOCK = "subscribers"
STATED = "subscribers_total"
GROWTH = ("subscribers_growth_abs", "subscribers_growth_pct")
NAME = Column("Муниципальное образование, владелец страниц", "name", width="owner")
SUM, REST = "total", "rest"
SHOWN = 9  # the largest networks: with more columns figures of millions do not fit on a sheet; chapters name the rest
OTHERS = "Прочие сети"


@dataclass(slots=True)
class Audience:
    """The subscribers of one report: stocks by owner and network, stated totals and growth by owner.

    What stands in its rows under networks of the `rest` is one figure there.
    """

    stocks: dict[tuple[str, str], Figure] = field(default_factory=dict)
    stated: dict[str, Figure] = field(default_factory=dict)
    unsplit: list[Figure] = field(default_factory=list)  # of owners, in none of the networks named for them
    growth: dict[str, Figure] = field(default_factory=dict)
    rest: frozenset[str] = frozenset()

    @property
    def observations(self) -> list[Observation]:
        """What stands behind its figures."""
        kinds = (self.stocks.values(), self.stated.values(), self.growth.values())
        return [o for figure in chain.from_iterable(kinds) for o in figure.observations]

    def owners(self, catalogue: Catalogue) -> list[str]:
        """The owners named, in the order of the catalogue, without the joint one."""
        named = {owner for owner, _ in self.stocks} | set(self.stated) | set(self.growth)
        return [owner for owner in catalogue.owners if owner in named and owner != ALL]

    def networks(self, owner: str) -> set[str]:
        """The networks in which subscribers of an owner are told."""
        return {network for whose, network in self.stocks if whose == owner}

    @property
    def dates(self) -> str:
        """What its figures are of: «на декабрь 2023 г.»; empty where the report does not say."""
        return formatting.listing([formatting.as_of(date) for date in sorted({*self._told} - {""})])

    @property
    def partly_dated(self) -> bool:
        """Whether the report dates some of its figures and not the others."""
        return len({bool(date) for date in self._told}) > 1

    @property
    def dated(self) -> str:
        """A note on the dates: «На декабрь 2023 г.»; empty where the report does not say."""
        whole = f"часть чисел — {self.dates}" if self.partly_dated else self.dates
        return formatting.sentence_case(whole)

    @property
    def _told(self) -> list[str]:
        return [o.as_of for o in self.observations if o.measure is Measure.STOCK]

    @property
    def names_all(self) -> bool:
        """Whether some figure speaks for all owners together."""
        return ALL in {*(owner for owner, _ in self.stocks), *self.stated, *self.growth}

    @property
    def may_meet(self) -> bool:
        """Whether its total adds owners' totals to networks of all owners: nobody says which pages meet."""
        return bool(self.unsplit) and ALL in {owner for owner, _ in self.stocks} and ALL not in self.stated

    def of_owner(self, owner: str) -> dict[str, Figure]:
        """Figures of one owner by network, with `rest`, `total` and `growth`."""
        return self._gathered(self._of_owner(owner))

    def _gathered(self, row: dict[str, Figure]) -> dict[str, Figure]:
        rest = figures.total(row.pop(network) for network in sorted(self.rest & row.keys()))
        return row | {REST: rest} if rest else row

    def _of_owner(self, owner: str) -> dict[str, Figure]:
        row = {network: figure for (whose, network), figure in self.stocks.items() if whose == owner}
        whole = self.stated.get(owner) or figures.total(row.values())
        if whole:
            row[SUM] = whole
        if owner in self.growth:
            row["growth"] = self.growth[owner]
        return row

    def whole(self, catalogue: Catalogue) -> dict[str, Figure]:
        """Figures of the municipality by network, over all owners and over pages without one."""
        owners = self.owners(catalogue)
        rows = [self._of_owner(owner) for owner in owners]
        joint = {network: figure for (whose, network), figure in self.stocks.items() if whose == ALL}
        result = {}
        for network in dict.fromkeys(key for row in (*rows, joint) for key in row if key not in (SUM, "growth")):
            figure = joint.get(network) or figures.total(row[network] for row in rows if network in row)
            if figure:
                result[network] = figure
        # All pages once: by owner, or by network where some network is named for all owners together.
        added = [*result.values(), *self.unsplit] if joint else [row[SUM] for row in rows if SUM in row]
        whole = self.stated.get(ALL) or figures.total(added)
        if whole:
            result[SUM] = whole
        growth = self.growth.get(ALL) or (self.growth.get(owners[0]) if len(owners) == 1 else None)
        if growth:
            result["growth"] = growth
        return self._gathered(result)


def audience(report: Report) -> Audience:
    """Sort a report's observations about subscribers.

    Of stocks of one thing the latest stands, of one date the first.
    """
    result = Audience()
    stocks = (o for o in report.yearly if o.indicator in (STOCK, STATED) and o.measure is Measure.STOCK)
    told = wholes.latest(stocks, wholes.audience)
    for owner in dict.fromkeys(owner for owner, _, _ in told):
        own = {place: figures.single(o) for place, o in told.items() if place[0] == owner}
        outer = wholes.outermost(own)
        pages = [place for place in own if place[1] != ALL]
        for network in dict.fromkeys(network for _, network, _ in pages):
            # An owner may have several topical pages in one network.
            if whole := figures.total(own[page] for page in pages if page[1] == network):
                result.stocks[owner, network] = whole
        if len(pages) < len(own) and (whole := figures.total(outer.values())):
            result.stated[owner] = whole
        if owner != ALL:
            networkless = [place for place in outer if place not in pages]
            result.unsplit += [own[p] for p in networkless if not any(wholes.holds(p, page) for page in pages)]
    growth = [o for o in report.yearly if o.indicator in GROWTH]
    for owner in dict.fromkeys(wholes.audience(o)[0] for o in growth):
        result.growth[owner] = _growth([o for o in growth if wholes.audience(o)[0] == owner])
    return result


def _growth(told: Sequence[Observation]) -> Figure:
    """By how much the subscribers of one owner have grown: in all networks, or in those that are told together."""
    first = min(told, key=lambda o: o.whose[1] != ALL)
    if first.whose[1] == ALL or first.measure is not Measure.GROWTH_ABS:
        return figures.single(first)
    return figures.summed([figures.single(o) for o in told if o.measure is Measure.GROWTH_ABS])


def consolidate(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """The table `key` of subscribers over all reports."""
    rest = smallest(reports, catalogue)
    audiences = {report.record: replace(audience(report), rest=rest) for report in reports}
    keyed = columns(audiences.values(), catalogue)
    notes = Notes(catalogue, _common(audiences.values()))
    entries = [_entry(key, report, audiences[report.record], keyed, catalogue, notes) for report in ordered(reports)]

    def parts(year: int) -> Iterator[Row]:
        members = [audiences[e.report.record] for e in entries if e.report.year == year]
        rows = {owner: [a.of_owner(owner) for a in members] for owner in catalogue.owners if owner != ALL}
        named = [owner for owner, told in rows.items() if any(SUM in row for row in told)]
        for owner in named if len(named) > 1 else ():
            cells = (
                figures.total_cell((row[k.key] for row in rows[owner] if k.key in row), adds_up=k.adds_up)
                for k in keyed
            )
            yield Row("part", text(catalogue.owners[owner].plural), (text(str(year)), *cells))

    kind = catalogue.tables[key]
    used = [o for a in audiences.values() for o in a.observations]
    return table(
        f"t-{key}",
        ", ".join(filter(None, (kind.title, notes.dates))),
        keyed,
        entries,
        name=NAME,
        unit=kind.unit,
        notes=notes.texts,
        remarks=(*meant(rest, catalogue), *naming.notices(used, catalogue)),
        parts=parts,
    )


def _common(audiences: Iterable[Audience]) -> str:
    """The dates of all figures where they are the same in every report; empty where they are not."""
    told = [audience for audience in audiences if audience.observations]
    dated = {(audience.dates, audience.partly_dated) for audience in told}
    return told[0].dates if len(told) > 1 and len(dated) == 1 and not told[0].partly_dated else ""


def smallest(reports: Iterable[Report], catalogue: Catalogue) -> frozenset[str]:
    """The networks that share a column where there are too many for a sheet: the last ones of the newest year."""
    counted: dict[int, Counter[str]] = {}
    for report in reports:
        for network, figure in audience(report).whole(catalogue).items():
            if network in catalogue.networks:
                counted.setdefault(report.year, Counter())[network] += int(figure.value or 0)
    named = [network for network in catalogue.networks if any(network in of_year for of_year in counted.values())]
    years = sorted(counted, reverse=True)
    named.sort(key=lambda network: [counted[year][network] for year in years], reverse=True)
    return frozenset(named[SHOWN:] if len(named) > SHOWN + 1 else ())


def meant(rest: Collection[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Which networks share a column, if any do."""
    named = formatting.listing([names.label for network, names in catalogue.networks.items() if network in rest])
    return (f"{OTHERS}: {named}.",) if named else ()


def columns(audiences: Iterable[Audience], catalogue: Catalogue) -> list[Keyed]:
    """A column for each network somebody named, one for their rest, the total, and the growth where it is given."""
    everyone = list(audiences)
    rest = frozenset[str]().union(*(a.rest for a in everyone))
    used = {network for a in everyone for _, network in a.stocks} - rest
    keyed = [Keyed(n, Column(names.label), True) for n, names in catalogue.networks.items() if n in used]
    if rest:
        keyed.append(Keyed(REST, Column(OTHERS), True))
    keyed.append(Keyed(SUM, Column("Всего"), True))
    if any(a.growth for a in everyone):
        keyed.append(Keyed("growth", Column("Прирост за год", width="grow"), False))
    return keyed


@dataclass(slots=True)
class Notes:
    """Numbered notes of the table: dates, the network of a growth, a total that its parts do not make."""

    catalogue: Catalogue
    dates: str  # of the whole table, told in its title
    texts: list[str] = field(default_factory=list)

    def _otherwise(self, audience: Audience) -> str:
        """What the pages of a report add up to where it states another total; empty elsewhere."""
        pages = audience.whole(self.catalogue)
        pages.pop("growth", None)
        stated = pages.pop(SUM, None)
        added = figures.total([*pages.values(), *audience.unsplit])
        if stated is None or added is None or added.value in (None, stated.value) or stated.value is None:
            return ""
        return formatting.qualified(added.value, added.qualifier, text=True)

    def _growth(self, audience: Audience) -> str:
        """In which networks the subscribers have grown, where it is not told of all; and whose."""
        told = {owner: {o.whose[1] for o in figure.observations} for owner, figure in audience.growth.items()}
        where = {
            owner: f"в {'сети' if len(networks) == 1 else 'сетях'} {self._listed(networks)}"
            for owner, networks in told.items()
            if ALL not in networks and (len(networks) == 1 or not audience.networks(owner) <= networks)
        }
        if len(told) == len(where) and len(set(where.values())) == 1:
            return f"Прирост {next(iter(where.values()))}"
        names = {owner: one.genitive for owner, one in self.catalogue.owners.items()} | {ALL: "всех страниц"}
        parts = [f"{names[owner]}{formatting.NBSP}— {network}" for owner, network in where.items()]
        return f"Прирост подписчиков {', '.join(parts)}" if parts else ""

    def _listed(self, networks: Collection[str]) -> str:
        return formatting.listing([names.label for key, names in self.catalogue.networks.items() if key in networks])

    def mark(self, audience: Audience) -> int:
        """The number of the note on these figures, 0 when there is nothing to say."""
        said = []
        if audience.dates not in ("", self.dates):
            said.append(audience.dated)
        if growth := self._growth(audience):
            said.append(growth)
        if added := self._otherwise(audience):
            said.append(f"Всего — как указано в отчёте, по названным страницам {added}")
        if audience.may_meet:
            said.append("Всего — сумма сетей и итогов, по сетям не разбитых; часть страниц могла войти в неё дважды")
        if not said:
            return 0
        note = " ".join(f"{sentence.rstrip('.')}." for sentence in said)
        if note not in self.texts:
            self.texts.append(note)
        return self.texts.index(note) + 1


def _entry(
    key: str, report: Report, audience: Audience, keyed: Sequence[Keyed], catalogue: Catalogue, notes: Notes
) -> Entry:
    owners = audience.owners(catalogue)
    mark = notes.mark(audience)
    label = report.municipality.title
    alone = len(owners) == 1 and not audience.names_all
    if alone:
        label += f", {catalogue.owners[owners[0]].label}"
    under = tuple(
        Row(
            "owner",
            text(catalogue.owners[owner].label),
            (text(str(report.year)), *(figures.cell(audience.of_owner(owner).get(k.key)) for k in keyed)),
        )
        for owner in owners
        if not alone
    )
    shown = audience.observations
    also = tuple(o for o in report.counted if catalogue.indicators[o.indicator].table == key and o not in shown)
    whole = audience.whole(catalogue)
    below = frozenset({"growth"}) if audience.growth and "growth" not in whole else frozenset[str]()
    return Entry(report, whole, under, also, label, mark, below)
