"""Subscribers: municipality by owner of the pages by network, with totals and growth.

A total that a report states is printed as stated; that it equals its parts is a check
(`checks.subscribers_add_up`). What one report tells is its `Audience`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator import formatting, naming
from generator.consolidation import figures, places
from generator.consolidation.audience import GROWTH, REST, STOCK, SUM, Audience
from generator.consolidation.entries import Entries
from generator.consolidation.grouping import ordered
from generator.consolidation.rows import WIDE, Entry, Keyed, chapter_id, table
from generator.digest import Column, Figure, Row, Table, text
from generator.indicators import Catalogue, Indicator
from generator.model import ALL, Report

NAME = Column("Муниципальное образование, владелец страниц", "name", width="owner")
SHOWN = 9  # the largest networks: with more columns figures of millions do not fit on a sheet; chapters name the rest
OTHERS = "Прочие сети"


def consolidate(key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """The table `key` of subscribers over all reports."""
    rest = smallest(reports, catalogue)
    audiences = {report.record: replace(Audience.of(report), rest=rest) for report in reports}
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


def grid(key: str, report: Report, catalogue: Catalogue) -> Table | None:
    """Owner by network, or network by owner where there are many networks; None when no subscribers are counted."""
    audience = Audience.of(report)
    if not audience.stocks:
        return None
    keyed = [k for k in columns([audience], catalogue) if k.key != GROWTH]
    names = catalogue.owners
    lines = [(formatting.sentence_case(names[o].label), audience.of_owner(o)) for o in audience.owners(catalogue)]
    if len(lines) != 1:
        lines.append(("Итого" if lines else "Все страницы", audience.whole(catalogue)))
    entries = Entries(report)
    cells = [tuple(entries.linked(figures.cell(line.get(k.key))) for k in keyed) for _, line in lines]
    heads, across, corner = [label for label, _ in lines], [k.column.label for k in keyed], "Владелец страниц"
    if many := len(across) > WIDE:
        heads, across, corner, cells = across, heads, "Социальная сеть", list(zip(*cells, strict=True))
    rows = tuple(Row("plain", text(head), of_head) for head, of_head in zip(heads, cells, strict=True))
    foot = (replace(rows[-1], kind="total"),) if many or len(lines) > 1 else ()
    used = [o for row in rows for cell in row.cells for o in cell.observations]
    when = audience.dates if audience.dates and not audience.partly_dated else f"{report.year} год"
    return Table(
        id=f"t-{key}-{chapter_id(report)}",
        title=f"Подписчики {report.municipality.title_prepositional}, {when}",
        columns=(Column(corner, "name", width="name"), *map(Column, across)),
        groups=(rows[: len(rows) - len(foot)],),
        foot=foot,
        unit=catalogue.tables[key].unit,
        remarks=(*((audience.dated,) if audience.partly_dated else ()), *naming.notices(used, catalogue)),
        places=places.places((report, o) for o in used),
    )


def of_report(indicator: Indicator, report: Report, catalogue: Catalogue) -> Figure | None:
    """The subscribers of all pages, which the stock and the stated total tell together; of another indicator none."""
    if indicator.key != STOCK:
        return None
    return Audience.of(report).whole(catalogue).get(SUM)


def totals(indicator: Indicator, reports: Sequence[Report], catalogue: Catalogue) -> dict[int, figures.Total]:
    """The totals of all pages by year."""
    return figures.by_year(reports, lambda report: of_report(indicator, report, catalogue), adds_up=indicator.adds_up)


def _common(audiences: Iterable[Audience]) -> str:
    """The dates of all figures where they are the same in every report; empty where they are not."""
    told = [audience for audience in audiences if audience.observations]
    dated = {(audience.dates, audience.partly_dated) for audience in told}
    return told[0].dates if len(told) > 1 and len(dated) == 1 and not told[0].partly_dated else ""


def smallest(reports: Iterable[Report], catalogue: Catalogue) -> frozenset[str]:
    """The networks that share a column where there are too many for a sheet: the last ones of the newest year."""
    counted: dict[int, Counter[str]] = {}
    for report in reports:
        for network, figure in Audience.of(report).whole(catalogue).items():
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
        keyed.append(Keyed(GROWTH, Column("Прирост за год", width="grow"), False))
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
        pages.pop(GROWTH, None)
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
    below = frozenset({GROWTH}) if audience.growth and GROWTH not in whole else frozenset[str]()
    return Entry(report, whole, under, also, label, mark, below)
