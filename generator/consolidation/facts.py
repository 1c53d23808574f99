"""The digest as data: every observation that it counts, under its Russian names."""

from collections.abc import Iterator, Sequence

from generator import naming
from generator.consolidation.grouping import ordered
from generator.digest import Fact
from generator.indicators import Catalogue
from generator.model import Measure, Observation, Report

_TERMS = {"hours": "часов", "days": "дней"}


def facts(reports: Sequence[Report], catalogue: Catalogue) -> Iterator[Fact]:
    """The observations of `Report.counted`, in the order of the digest and of the record."""
    for report in ordered(reports):
        for observation in report.counted:
            network, topic = observation.network, observation.topic
            yield Fact(
                report,
                observation,
                title=naming.title(observation, catalogue, year=report.year),
                unit=unit(observation, catalogue),
                owner=catalogue.owners[observation.owner].label if observation.owner else "",
                network=catalogue.networks[network].label if network else "",
                topic=catalogue.topics[topic].label if topic else "",
            )


def unit(observation: Observation, catalogue: Catalogue) -> str:
    """What the value is counted in, in the genitive plural; where its table says nothing, the things counted."""
    match observation.measure:
        case Measure.GROWTH_PCT | Measure.SHARE:
            return "%"
        case Measure.RATIO:
            return "раз"
        case Measure.DURATION:
            return _TERMS[observation.unit or "hours"]
    indicator = catalogue.indicators[observation.indicator]
    return catalogue.tables[indicator.table].unit or indicator.forms[2]
