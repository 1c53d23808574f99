"""How reports stand together in tables: by region, by federal district, or in one list."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TypeVar

from generator import formatting
from generator.model import Group, Municipality, Report

T = TypeVar("T")


def by_region(municipality: Municipality) -> Group:
    """By субъект РФ: «Приморский край», «По Приморскому краю»."""
    return Group(municipality.region.name, f"По {municipality.region.dative}")


def by_district(municipality: Municipality) -> Group:
    """By federal district."""
    return Group(municipality.region.district, f"{municipality.region.district}, итого")


def in_one_list(municipality: Municipality) -> Group:
    """All together: for the digest of one region."""
    return Group("", "")


GROUPINGS: dict[str, Callable[[Municipality], Group]] = {
    "region": by_region,
    "district": by_district,
    "none": in_one_list,
}


def of(report: Report) -> Group:
    """The group of a report: the one it was given, or its region's."""
    return report.group or by_region(report.municipality)


def ordered(reports: Iterable[Report]) -> list[Report]:
    """Reports in the order of the digest: group, municipality, year."""
    return sorted(
        reports,
        key=lambda r: (
            formatting.sort_key(of(r).name),
            formatting.sort_key(r.municipality.name),
            r.municipality.id,
            r.year,
        ),
    )


def grouped(items: Iterable[T], report: Callable[[T], Report]) -> Iterator[tuple[Group, list[T]]]:
    """Ordered items by the group of their report."""
    return ((group, list(members)) for group, members in groupby(items, key=lambda item: of(report(item))))
