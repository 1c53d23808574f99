"""Where figures come from: reports and their lines."""

from collections.abc import Iterable

from generator.digest import Place
from generator.model import Observation, Report, Source

Span = tuple[int, int]


def spans(sources: Iterable[Source]) -> tuple[Span, ...]:
    """The line spans of sources, in order, each once."""
    return tuple(sorted({source.lines for source in sources if source.lines}))


def places(used: Iterable[tuple[Report, Observation]]) -> tuple[Place, ...]:
    """One place for each report whose figures are used, in the order of first use."""
    by_report: dict[str, tuple[Report, list[Source]]] = {}
    for report, observation in used:
        by_report.setdefault(report.record, (report, []))[1].extend(observation.sources)
    return tuple(Place(report, spans(sources)) for report, sources in by_report.values())
