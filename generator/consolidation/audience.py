"""The audience of one report: subscribers of a municipality by owner of the pages and by network.

A total that a report states stands as stated. What it does not state is added up from all it names: pages of
owners, and pages that it names without an owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Self

from generator import formatting, wholes
from generator.consolidation import figures
from generator.digest import Figure
from generator.indicators import Catalogue
from generator.model import ALL, Measure, Observation, Report

STOCK = "subscribers"
STATED = "subscribers_total"
GROWN = ("subscribers_growth_abs", "subscribers_growth_pct")

SUM, REST, GROWTH = "total", "rest", "growth"  # beside the networks, in what an audience makes of its figures


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

    @classmethod
    def of(cls, report: Report) -> Self:
        """Sort a report's observations about subscribers.

        Of stocks of one thing the latest stands, of one date the first.
        """
        result = cls()
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
        growth = [o for o in report.yearly if o.indicator in GROWN]
        for owner in dict.fromkeys(wholes.audience(o)[0] for o in growth):
            result.growth[owner] = _growth([o for o in growth if wholes.audience(o)[0] == owner])
        return result

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
            row[GROWTH] = self.growth[owner]
        return row

    def whole(self, catalogue: Catalogue) -> dict[str, Figure]:
        """Figures of the municipality by network, over all owners and over pages without one."""
        owners = self.owners(catalogue)
        rows = [self._of_owner(owner) for owner in owners]
        joint = {network: figure for (whose, network), figure in self.stocks.items() if whose == ALL}
        result = {}
        for network in dict.fromkeys(key for row in (*rows, joint) for key in row if key not in (SUM, GROWTH)):
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
            result[GROWTH] = growth
        return self._gathered(result)


def _growth(told: Sequence[Observation]) -> Figure:
    """By how much the subscribers of one owner have grown: in all networks, or in those that are told together."""
    first = min(told, key=lambda o: o.whose[1] != ALL)
    if first.whose[1] == ALL or first.measure is not Measure.GROWTH_ABS:
        return figures.single(first)
    return figures.summed([figures.single(o) for o in told if o.measure is Measure.GROWTH_ABS])
