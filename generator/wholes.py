"""Which figures of one indicator and one period make that of the municipality, each page once.

A figure speaks for an owner and a network, or for all of them (`ALL`). One that speaks for all pages of an owner holds
those of its networks, one that speaks for a network those of its owners.
"""

from collections.abc import Iterable

from generator.model import ALL, Observation

TOPICAL = "topical"  # the owner of pages about one topic: they are pages like others


def speaks_of_all(observation: Observation) -> bool:
    """Whether a figure is not about one topic alone, which is a part of what its indicator counts."""
    return not observation.topic or observation.owner == TOPICAL


def parts(observations: Iterable[Observation]) -> list[Observation]:
    """The figures that make the whole, of two on one thing the first: one alone when it speaks for everything.

    Empty when nobody knows: what is told by owner and what is told by network hold each other's pages.
    """
    told: dict[tuple[str, str, str], Observation] = {}
    for observation in observations:
        told.setdefault(observation.whose, observation)
    if whole := told.get((ALL, ALL, "")):
        return [whole]
    owners = {owner for owner, network, topic in told if network == ALL and not topic}
    networks = {network for owner, network, topic in told if owner == ALL and not topic}
    if owners and networks:
        return []
    return [
        observation
        for (owner, network, topic), observation in told.items()
        if (owner not in owners or (network == ALL and not topic)) and (network not in networks or owner == ALL)
    ]
