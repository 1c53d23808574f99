"""The directory of municipalities: names with their forms, regions, codes.

`input/municipalities.yaml`:

    regions:
      - {name: Приморский край, dative: Приморскому краю, district: Дальневосточный федеральный округ}
    municipalities:
      spassk-dalny:
        name: Спасск-Дальний
        genitive: Спасска-Дальнего
        prepositional: в Спасске-Дальнем
        kind: городской округ
        official_name: городской округ Спасск-Дальний
        region: Приморский край
        oktmo: '05720000'
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import text_file, yaml_reader
from generator.errors import GeneratorError
from generator.fields import Choice, ListOf, MappingOf, Record, Text, Word
from generator.formatting import folded
from generator.model import Municipality, Region, Report, Unread
from generator.problems import Problems, nearest
from generator.yaml_reader import Node, Scalar


class Id(Word):
    """The id of a municipality, which is also the name of its record file."""

    pattern = "[a-z0-9]+(?:-[a-z0-9]+){0,9}"
    expected = "имя из строчных латинских букв, цифр и дефисов, например spassk-dalny"


class Oktmo(Word):
    """A code of the classifier of municipal territories (ОК 033-2013): 8 or 11 digits, zeros in front count."""

    pattern = "[0-9]{8}(?:[0-9]{3})?"
    expected = "код ОКТМО из 8 или 11 цифр, например 05720000"


class Located(Word):
    """Where something is: without its preposition no sentence of the digest would be right."""

    pattern = "(?:в|во|на)[ \u00a0].{1,97}"
    expected = "предложный падеж с предлогом, например в Артёме"


REGION = Record(
    "Субъект Российской Федерации",
    required={
        "name": Text("Название", "Как в Конституции: Приморский край", most=100),
        "dative": Text("Дательный падеж", "По кому: Приморскому краю", most=100),
        "district": Text("Федеральный округ", "Дальневосточный федеральный округ", most=100),
    },
)


def read(path: Path, name: str = "") -> dict[str, Municipality]:
    """Read the directory: municipalities by id, in the order of the file.

    Raises `GeneratorError` where there is none, and with every problem, one a line: also an unknown region and an
    ОКТМО that two municipalities share.
    """
    if not text_file.present(path):
        raise GeneratorError(f"Справочника «{path}» нет. Создайте его или укажите в --input папку, в которой он лежит.")
    root = yaml_reader.read(path, name)
    problems = Problems(name or path.name)
    values = _file(_region_names(root)).read(root, "", problems) or {}
    _check_repeated(root, values, problems)
    problems.stop()
    regions = {region["name"]: Region(**region) for region in values["regions"]}
    return {
        key: Municipality(**(fields | {"id": key, "region": regions[fields["region"]]}))
        for key, fields in values["municipalities"].items()
    }


def meant(said: str, directory: Mapping[str, Municipality]) -> str:
    """The id of the one municipality that a person may mean, as `called` says; empty when there is none, or several."""
    found = called(said, directory)
    return found[0].id if len(found) == 1 else ""


def called(said: str, directory: Mapping[str, Municipality]) -> list[Municipality]:
    """Those that a person may mean: by the id, which has one, or by the name, with or without its kind, or in full."""
    named = folded(said)
    if named in directory:
        return [directory[named]]
    names = ((place, (place.name, place.title, place.official_name)) for place in directory.values())
    return [place for place, own in names if named in map(folded, own)]


def near(said: str, directory: Mapping[str, Municipality]) -> str:
    """The id of the municipality whose id or name is most like what a person has said; empty when none is."""
    names = {place.name: key for key, place in directory.items()} | {key: key for key in directory}
    return names.get(nearest(said, names), "")


def _file(regions: list[str]) -> Record:
    """What the file must be, when these are its regions; without any, that alone is said."""
    one_of_them = Choice("Субъект Российской Федерации", "Один из списка regions", dict.fromkeys(regions, ""))
    municipality = Record(
        "Муниципальное образование",
        required={
            "name": Text("Название", "С буквой «ё», где она есть: Артём", most=100),
            "genitive": Text("Родительный падеж", "Отчёт кого: Артёма", most=100),
            "prepositional": Located("Предложный падеж", "С предлогом: в Артёме"),
            "kind": Text("Вид", "город, ЗАТО, городской округ", most=100),
            "official_name": Text("Официальное название", "Как в уставе", most=300),
            "region": one_of_them if regions else Text(),
            "oktmo": Oktmo("ОКТМО", "8 или 11 цифр"),
        },
    )
    return Record(
        "Справочник муниципальных образований",
        required={
            "regions": ListOf("Субъекты Российской Федерации", item=REGION, least=1),
            "municipalities": MappingOf("Муниципальные образования", item=municipality, names=Id()),
        },
    )


def _region_names(root: Node) -> list[str]:
    """The names of the regions, needed to read the rest; what is wrong with them is said later."""
    regions = root.items.get("regions") if isinstance(root, yaml_reader.Mapping) else None
    items = regions.items if isinstance(regions, yaml_reader.Sequence) else ()
    names = (item.items.get("name") for item in items if isinstance(item, yaml_reader.Mapping))
    return [name.text.strip() for name in names if isinstance(name, Scalar)]


def _check_repeated(root: Node, values: dict[str, Any], problems: Problems) -> None:
    """Add a problem for each ОКТМО that an earlier municipality already has."""
    if not isinstance(root, yaml_reader.Mapping):
        return
    municipalities = root.items.get("municipalities")
    owners: dict[str, str] = {}
    for key, fields in (values.get("municipalities") or {}).items():
        code = fields.get("oktmo")
        if code in owners and isinstance(municipalities, yaml_reader.Mapping):
            entry = municipalities.items[key]
            line = entry.lines["oktmo"] if isinstance(entry, yaml_reader.Mapping) else entry.line
            problems.add(
                line, f"municipalities.{key}.oktmo", f"код {code} уже есть у «{owners[code]}». Исправьте один из них"
            )
        elif code:
            owners[code] = key


def lacking(
    directory: Mapping[str, Municipality], reports: Sequence[Report], unread: Sequence[Unread]
) -> tuple[Municipality, ...]:
    """Who of the directory has no report here; a record that cannot be read is told of elsewhere, and is no silence."""
    heard = {report.municipality.id for report in reports}.union(*(record.municipalities for record in unread))
    return tuple(m for m in directory.values() if m.id not in heard)
