"""The kinds of tables that the catalogue may name: what each makes of figures, wherever they are shown."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from generator.consolidation import columns, series, subscribers
from generator.consolidation.figures import Total
from generator.digest import Figure, Table
from generator.indicators import Catalogue, Indicator
from generator.model import Report


class Kind(Protocol):
    """What the module of a kind has."""

    def consolidate(self, key: str, reports: Sequence[Report], catalogue: Catalogue) -> Table:
        """The table `key` of the catalogue over all reports."""

    def grid(self, key: str, report: Report, catalogue: Catalogue) -> Table | None:
        """The table `key` of one report in its chapter; `None` where its figures stand one under another."""

    def of_report(self, indicator: Indicator, report: Report, catalogue: Catalogue) -> Figure | None:
        """The figure of an indicator in a report's own year, all its owners, networks and pages together."""

    def totals(self, indicator: Indicator, reports: Sequence[Report], catalogue: Catalogue) -> Mapping[int, Total]:
        """The totals of an indicator by year, as the table's foot has them."""


KINDS: Mapping[str, Kind] = {"columns": columns, "subscribers": subscribers, "series": series}


def of(indicator: Indicator, catalogue: Catalogue) -> Kind:
    """The kind of the table that shows an indicator."""
    return KINDS[catalogue.tables[indicator.table].kind]
