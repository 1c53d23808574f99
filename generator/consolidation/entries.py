"""The entries of the table of sources: every figure of a report has one, and its chapter leads there."""

from dataclasses import replace

from generator.consolidation.rows import chapter_id
from generator.digest import Cell
from generator.model import Observation, Report


class Entries:
    """The entries of one report in the table of sources, and links to them."""

    def __init__(self, report: Report) -> None:
        """Give every figure of the report an entry."""
        self._ids: dict[Observation, str] = {}
        for number, observation in enumerate(report.counted, 1):
            self._ids.setdefault(observation, f"{chapter_id(report)}-source-{number}")

    def id(self, observation: Observation) -> str:
        """The id of the entry of a figure."""
        return self._ids[observation]

    def linked(self, cell: Cell) -> Cell:
        """A cell that leads to the entry of its figure; a total has several and leads nowhere."""
        return replace(cell, link=self._ids[cell.observations[0]]) if len(cell.observations) == 1 else cell
