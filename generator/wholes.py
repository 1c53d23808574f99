"""Which figures of one indicator and one period make that of the municipality, each page once.

A figure speaks for an owner and a network, or for all of them (`ALL`). One that speaks for all pages of an owner holds
those of its networks, one that speaks for a network those of its owners; one of a topic holds only pages about it.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Protocol, TypeVar

from generator.model import ALL, Measure, Observation

TOPICAL = "topical"  # the owner of pages about one topic: they are pages like others

# An owner, a network and a topic. Of several pages the topic is `ALL` where none is named; of one page it is empty.
Place = tuple[str, str, str]

K = TypeVar("K")
T = TypeVar("T")


def speaks_of_all(observation: Observation) -> bool:
    """Whether a figure is not about one topic alone, which is a part of what its indicator counts."""
    return not observation.topic or observation.owner == TOPICAL


def averaged_over(observation: Observation) -> str:
    """The day, week or month of an average: one over another of them is another figure; of other figures nothing."""
    return observation.unit if observation.measure is Measure.AVERAGE else ""


def place(observation: Observation) -> Place:
    """The pages that a figure speaks for."""
    owner, network, topic = observation.whose
    return owner, network, topic or (ALL if ALL in (owner, network) else "")


def audience(observation: Observation) -> Place:
    """The pages whose subscribers a figure counts: those about a topic are topical ones where nobody owns them."""
    owner, network, topic = place(observation)
    return (TOPICAL if owner == ALL != topic else owner), network, topic


def latest(observations: Iterable[Observation], key: Callable[[Observation], K]) -> dict[K, Observation]:
    """One figure for each key: that of the latest date, which one without a date has not; of equals the first."""
    told: dict[K, Observation] = {}
    for observation in observations:
        first = told.setdefault(key(observation), observation)
        if observation.as_of > first.as_of:
            told[key(observation)] = observation
    return told


class Dated(Protocol):
    """What may name the date of its stock."""

    @property
    def as_of(self) -> str:
        """A day or a month, ISO 8601; empty where it is not told."""


def of_one_date(one: Dated, other: Dated) -> bool:
    """Whether two stocks may be of one date: of one it may be untold, or told by its month."""
    first, second = sorted((one.as_of, other.as_of))
    return second.startswith(first)


def holds(whole: Place, part: Place) -> bool:
    """Whether the pages of one figure are among those of another."""
    return whole != part and all(one in (ALL, other) for one, other in zip(whole, part, strict=True))


def outermost(told: Mapping[Place, T]) -> dict[Place, T]:
    """Those of the figures that no other one holds."""
    return {place: figure for place, figure in told.items() if not any(holds(whole, place) for whole in told)}


def parts(observations: Iterable[Observation]) -> list[Observation]:
    """The figures that make the whole, of two on one thing the latest: one alone when it speaks for everything.

    Empty when nobody knows: what is told by owner and what is told by network hold each other's pages.
    """
    told = outermost(latest(observations, place))
    if any(_meet(one, other) for one, other in combinations(told, 2)):
        return []
    return list(told.values())


def _meet(one: Place, other: Place) -> bool:
    """Whether two figures, neither of which holds the other, may speak of one page."""
    return all(a == b or ALL in (a, b) for a, b in zip(one, other, strict=True))
