"""The catalogue's phrases, compiled once for all reports."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.indicators import Catalogue, Indicator
from generator.intake.phrases import Phrases, Terms

NETWORK = "социальная сеть"  # in the context of an indicator: any network that the catalogue has


@dataclass(frozen=True, eq=False, slots=True)
class Naming:
    """One way in which reports call an indicator, with the words that its sentence must have as well."""

    indicator: Indicator
    also: Terms | None = None


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """How reports call indicators, owners of pages, networks and topics."""

    catalogue: Catalogue
    indicators: Phrases[Naming]
    contexts: dict[str, Terms]  # by indicator
    exceptions: dict[str, Terms]
    owners: Phrases[str]
    networks: Phrases[str]
    topics: Phrases[str]
    goal_topics: Phrases[str]


@lru_cache(maxsize=4)
def of(catalogue: Catalogue) -> Vocabulary:
    """The vocabulary of a catalogue."""
    indicators = catalogue.indicators.values()
    return Vocabulary(
        catalogue=catalogue,
        indicators=Phrases(naming for i in indicators for naming in _namings(i)),
        contexts={i.key: Terms(i.context) for i in indicators if i.context},
        exceptions={i.key: Terms(i.unless) for i in indicators if i.unless},
        owners=Phrases((o.key, o.phrases) for o in catalogue.owners.values()),
        networks=Phrases((n.key, n.phrases) for n in catalogue.networks.values()),
        topics=Phrases((t.key, t.phrases) for t in catalogue.topics.values()),
        goal_topics=Phrases((t.key, t.phrases) for t in catalogue.goal_topics.values()),
    )


def _namings(indicator: Indicator) -> Iterator[tuple[Naming, list[str]]]:
    """The phrases of an indicator, those under one condition together."""
    by_condition = defaultdict[str, list[str]](list)
    for text in indicator.phrases:
        phrase, _, also = text.partition(" + ")
        by_condition[also].append(phrase)
    for also, phrases in by_condition.items():
        yield Naming(indicator, Terms([also]) if also else None), phrases
