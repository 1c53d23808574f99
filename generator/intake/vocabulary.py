"""The catalogue's phrases, compiled once for all reports."""

from dataclasses import dataclass
from functools import lru_cache

from generator.indicators import Catalogue, Indicator
from generator.intake.phrases import Phrases, Terms


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """How reports call indicators, owners of pages, networks and topics."""

    catalogue: Catalogue
    indicators: Phrases[Indicator]
    contexts: dict[str, Terms]  # by indicator
    exceptions: dict[str, Terms]
    owners: Phrases[str]
    networks: Phrases[str]
    topics: Phrases[str]


@lru_cache(maxsize=4)
def of(catalogue: Catalogue) -> Vocabulary:
    """The vocabulary of a catalogue."""
    indicators = catalogue.indicators.values()
    return Vocabulary(
        catalogue=catalogue,
        indicators=Phrases((i, i.phrases) for i in indicators),
        contexts={i.key: Terms(i.context) for i in indicators if i.context},
        exceptions={i.key: Terms(i.unless) for i in indicators if i.unless},
        owners=Phrases((o.key, o.phrases) for o in catalogue.owners.values()),
        networks=Phrases((n.key, n.phrases) for n in catalogue.networks.values()),
        topics=Phrases((t.key, t.phrases) for t in catalogue.topics.values()),
    )
