"""A part of the material: what an edition for one region, or for one municipality, is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator import latin, records
from generator.errors import GeneratorError
from generator.reading import Material


@dataclass(frozen=True, slots=True)
class Part:
    """One edition: the name of its folder, what it is called, the ids of its municipalities."""

    name: str
    title: str
    places: tuple[str, ...]


def by_region(material: Material) -> list[Part]:
    """A part for each region that something was reported from; its name is that of the region in Latin letters.

    Raises `GeneratorError` for two regions whose names come out the same.
    """
    found: dict[str, list[str]] = {}
    for identity in _told(material):
        found.setdefault(material.municipalities[identity].region.name, []).append(identity)
    silent = [identity for identity in material.municipalities if identity not in _told(material)]
    for identity in silent:  # an edition names them
        if (region := material.municipalities[identity].region.name) in found:
            found[region].append(identity)
    parts: dict[str, Part] = {}
    for region, places in found.items():
        name = folder(region)
        if name in parts:
            raise GeneratorError(
                f"Папки выпусков субъектов «{parts[name].title}» и «{region}» звались бы одинаково: {name}. "
                "Исправьте названия в municipalities.yaml."
            )
        parts[name] = Part(name, region, tuple(places))
    return list(parts.values())


def folder(region: str) -> str:
    """The name of a region as the name of a folder."""
    return latin.name(region, "-") or "region"


def by_municipality(material: Material) -> list[Part]:
    """A part for each municipality that has reported; its name is the id of the municipality."""
    return [Part(i, material.municipalities[i].official_name, (i,)) for i in _told(material)]


KINDS: dict[str, Callable[[Material], list[Part]]] = {"region": by_region, "municipality": by_municipality}


def part(built: Mapping[str, Any]) -> Part | None:
    """The part that a published digest was made of, as its manifest says; None for a whole digest."""
    about = (built.get("options") or {}).get("edition")
    return Part(about["name"], about["title"], tuple(about["places"])) if about else None


def narrowed(material: Material, part: Part) -> Material:
    """What of the material is of these municipalities."""
    places = frozenset(part.places)
    return replace(
        material,
        municipalities={i: one for i, one in material.municipalities.items() if i in places},
        reports=tuple(r for r in material.reports if r.municipality.id in places),
        known=tuple(r for r in material.known if r.municipality.id in places),
        unread=tuple(record for record in material.unread if not places.isdisjoint(record.municipalities)),
        uncited=tuple(report for report in material.uncited if not places.isdisjoint(report.municipalities)),
        findings=tuple(f for f in material.findings if f.municipality is None or f.municipality.id in places),
    )


def inputs(named: Mapping[str, str], material: Material) -> dict[str, str]:
    """Of files of the input and the theme, those that the material was made from."""
    own = {name for report in material.known for name in (report.record, report.source)}
    own.update(one.file for one in (*material.unread, *material.uncited))
    shared = (name for name in named if not name.startswith((f"{records.FOLDER}/", "reports/")))
    return {name: named[name] for name in sorted({*shared, *(own & named.keys())})}


def _told(material: Material) -> Iterable[str]:
    """The municipalities of which there is a report or a record that cannot be used, in the order of the directory."""
    there = {report.municipality.id for report in material.reports}
    there.update(identity for record in material.unread for identity in record.municipalities)
    return [identity for identity in material.municipalities if identity in there]
