"""The store of records: `input/records/YEAR/ID.yaml`, one report of one municipality each.

    # yaml-language-server: $schema=../../record.schema.json
    municipality: spassk-dalny
    year: 2023
    source: reports/spassk-dalny-2023.txt
    observations:
      - indicator: subscribers
        value: 4236
        owner: administration
        network: vk
        lines: 16
        quote: ВКонтакте - 4236

What a record may hold is said once, by `record_form`: it validates, and it is the JSON Schema with
which an editor helps the person who writes. A record with mistakes is set aside with all of them;
the others go on.

A figure of a kind that the catalogue does not have yet says `proposed: its name` instead of
`indicator`; a number of which intake cannot tell what it counts waits in `review`.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator import files, plain, record_form, surroundings, text_file, yaml_reader
from generator.cache import Cache, fingerprint
from generator.errors import GeneratorError
from generator.fields import Schema
from generator.indicators import Catalogue
from generator.model import (
    Goal,
    Need,
    Observation,
    Passage,
    Pending,
    Period,
    Qualifier,
    Report,
    Source,
    Status,
    Unread,
)
from generator.problems import Problems
from generator.record_form import Directory
from generator.text_file import shortened

FOLDER = "records"
SCHEMA = "record.schema.json"

_OF_WORD_PROCESSORS = (".docx", ".doc", ".odt", ".rtf", ".txt")


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it lies on the disk: its text, and what that says. Who changes it changes this very text."""

    text: str
    report: Report


class _Memory:
    """Records that were read before: what a record says follows from its path, its text and what it names."""

    def __init__(self, cache: Cache | None, directory: Directory, catalogue: Catalogue) -> None:
        self._cache = cache
        self._directory = directory
        self._base = (
            ""
            if cache is None
            else fingerprint(surroundings.program(), surroundings.installed(), plain.dump((catalogue, directory)))
        )

    def report(self, name: str, text: str, read: Callable[[], Report]) -> Report:
        """The report of a record; `read` makes it when it is not known, and nothing is kept when that raises."""
        if self._cache is None:
            return read()
        key = fingerprint("record 1", self._base, name, text)
        try:
            known = plain.load(Report, self._cache.get(key) or b"")
        except plain.Unreadable:
            known = read()
            self._cache.put(key, plain.dump(known))
        return replace(known, municipality=self._directory[known.municipality.id])  # one for all its reports


def read_all(
    folder: Path, directory: Directory, catalogue: Catalogue, cache: Cache | None = None
) -> tuple[list[Report], list[Unread]]:
    """Read every record of an input folder, in the order of their names; those of a build before from the cache.

    A record that cannot be used comes back as `Unread` with every reason; nothing that looks like
    a record is passed over in silence.
    """
    reports: list[Report] = []
    unread: list[Unread] = []
    for found in each(folder, directory, catalogue, cache):
        if isinstance(found, Record):
            reports.append(found.report)
        else:
            unread.append(found)
    return reports, unread


def each(
    folder: Path, directory: Directory, catalogue: Catalogue, cache: Cache | None = None
) -> Iterator[Record | Unread]:
    """Every record of an input folder, one after another, as `read_all` reads them."""
    memory = _Memory(cache, directory, catalogue)
    for place in _unopened(folder / FOLDER):
        name = _name(place, folder)
        problem = f"{name}: это не папка с записями, а ссылка или файл. Положите сюда саму папку."
        yield Unread(name, (problem,), years=_years(place.name))
    for path in _files(folder / FOLDER, directory):
        try:
            record = _load(path, folder, directory, catalogue, memory)
        except GeneratorError as error:
            yield _unread(path, folder, error)
        else:
            yield record


def read(path: Path, folder: Path, directory: Directory, catalogue: Catalogue) -> Report:
    """What one record of an input folder says; raises as `load` does."""
    return load(path, folder, directory, catalogue).report


def load(path: Path, folder: Path, directory: Directory, catalogue: Catalogue) -> Record:
    """Read one record of an input folder.

    Raises `GeneratorError` with every problem, one a line, each with the file, the line and the
    field; of a file that is not strict YAML, the first.
    """
    return _load(path, folder, directory, catalogue, _Memory(None, directory, catalogue))


def _load(path: Path, folder: Path, directory: Directory, catalogue: Catalogue, memory: _Memory) -> Record:
    name = _name(path, folder)
    if path.suffix != ".yaml" or path.parent.parent != folder / FOLDER:
        place = f"{FOLDER}/ГОД/ИМЯ.yaml"
        raise GeneratorError(
            f"{name}: запись лежит не на своём месте, не так названа или сохранена не текстом. "
            f"Её место и имя — {place}."
        )
    text = text_file.read(path, name)
    return Record(text, memory.report(name, text, lambda: parse(text, path, folder, directory, catalogue)))


def parse(text: str, path: Path, folder: Path, directory: Directory, catalogue: Catalogue) -> Report:
    """Read a record from its text, which lies or is going to lie at `path`; raises as `load` does."""
    name = _name(path, folder)
    root = yaml_reader.parse(text, name)
    problems = Problems(name)
    values = record_form.record(catalogue, directory).read(root, "", problems) or {}
    _check_place(path, root, values, problems)
    problems.stop()
    return _report(values, name, directory, catalogue)


def said(path: Path) -> str:
    """What a record says that may not be usable, as far as it can be read at all."""
    try:
        return files.read(path, path.name, text_file.LIMIT).decode("utf-8", "replace")
    except GeneratorError:
        return ""


def _unread(path: Path, folder: Path, error: GeneratorError) -> Unread:
    """A record that cannot be used: it may be what its path says, and what it says itself."""
    text = said(path)
    own = (path.name.partition(".")[0], *re.findall(r"^municipality:\W*([a-z0-9-]+)", text, re.M))
    years = {*_years(path.parent.name), *map(int, re.findall(r"^year:\W*([0-9]{4})\b", text, re.M))}
    problems = tuple(str(error).split("\n"))
    return Unread(_name(path, folder), problems, tuple(dict.fromkeys(own)), tuple(sorted(years)))


def _years(name: str) -> tuple[int, ...]:
    """The year that a folder of records is named after."""
    return (int(name),) if re.fullmatch("[0-9]{4}", name) else ()


def schema(catalogue: Catalogue, directory: Directory) -> Schema:
    """The JSON Schema (draft 2020-12) of a record."""
    form = record_form.record(catalogue, directory)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | form.schema()


def write_schema(folder: Path, catalogue: Catalogue, directory: Directory) -> None:
    """Keep the schema of an input folder's records in it, where their first line sends an editor.

    It is written only when it has changed. It helps an editor and nobody else, so a folder that may
    not be written to is no reason to stop.
    """
    text = json.dumps(schema(catalogue, directory), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    target, content = folder / SCHEMA, text.encode()
    with suppress(OSError):
        # In bytes: an editor may have kept it in an encoding of its own.
        if not target.is_file() or target.read_bytes() != content:
            files.replace(target, content)  # an editor may be reading: it sees the old one or the new one


def _files(folder: Path, directory: Directory) -> list[Path]:
    """Everything that a person may take for a record, except what editors hide and the locks of Word."""

    def alike(path: Path) -> bool:
        # The Notepad of Windows may add «.txt», and Windows does not show it; Word saves what it was given as its own.
        named = path.name.lower().removesuffix(".txt").endswith((".yaml", ".yml"))
        return named or (path.name.partition(".")[0] in directory and path.suffix.lower() in _OF_WORD_PROCESSORS)

    there = (Path(home, name) for home, inside, names in files.walk(folder) for name in (*inside, *names))
    found = filter(alike, there)
    return sorted(p for p in found if not any(part.startswith((".", "~$")) for part in p.relative_to(folder).parts))


def _unopened(home: Path) -> list[Path]:
    """What stands in the place of all records, or of those of a year, and is no folder; a link is not gone into."""
    years = [place for place in sorted(home.glob("[0-9]" * 4)) if place.is_symlink() or not place.is_dir()]
    return years if home.is_dir() or not os.path.lexists(home) else [home]


def _name(path: Path, folder: Path) -> str:
    """The path of a record in messages; a name of any bytes is made readable."""
    return shortened(os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace"), 200)


def _check_place(path: Path, root: yaml_reader.Node, values: Mapping[str, Any], problems: Problems) -> None:
    """Add a problem when a record says another municipality or year than its path does."""
    municipality, year = values.get("municipality"), values.get("year")
    lines = root.lines if isinstance(root, yaml_reader.Mapping) else {}
    if not municipality or not year or (path.parent.name, path.stem) == (str(year), municipality):
        return
    right = path.parents[1] / str(year) / f"{municipality}.yaml"
    name = f"{FOLDER}/{right.parent.name}/{right.name}"
    field = "year" if path.stem == municipality else "municipality"
    if right.exists() and not right.samefile(path):
        text = f"вторая запись о «{municipality}» за {year} год: первая — {name}. Исправьте {field} или удалите лишнюю"
    else:
        text = f"запись о «{municipality}» за {year} год лежит не там. Исправьте {field} или переложите её в {name}"
    problems.add(lines.get(field, 1), field, text)


def _report(values: Mapping[str, Any], name: str, directory: Directory, catalogue: Catalogue) -> Report:
    """The report of a record in which everything is right."""
    file, year = values["source"], values["year"]
    return Report(
        municipality=directory[values["municipality"]],
        year=year,
        plan_year=values.get("plan_year", year + 1),
        source=file,
        sha256=values.get("sha256", ""),
        record=name,
        observations=tuple(_read_observation(item, file, year, catalogue) for item in values.get("observations", ())),
        passages=tuple(
            Passage(item["section"], item["text"], Source(file, item["lines"]), item.get("heading", ""))
            for item in values.get("passages", ())
        ),
        goals=tuple(
            Goal(item["text"], _source(item, file), tuple(item.get("topics", ()))) for item in values.get("goals", ())
        ),
        needs=tuple(Need(item["text"], _source(item, file)) for item in values.get("training", ())),
        review=tuple(
            Pending(
                item["number"],
                item.get("value"),
                item["reason"],
                _source(item, file),
                Status(item.get("status", Status.DRAFT)),
            )
            for item in values.get("review", ())
        ),
    )


def _read_observation(item: Mapping[str, Any], file: str, year: int, catalogue: Catalogue) -> Observation:
    measure = record_form.measure_of(item, catalogue)
    assert measure is not None  # the indicator is in the catalogue: a record that names another was refused
    return Observation(
        indicator=item.get("indicator", ""),
        value=item.get("value"),
        measure=measure,
        period=item.get("period", Period(year)),
        sources=tuple(_source(place, file) for place in (item, *item.get("also", ()))),
        qualifier=Qualifier(item.get("qualifier", Qualifier.EXACT)),
        as_of=item.get("as_of", ""),
        owner=item.get("owner", ""),
        network=item.get("network", ""),
        topic=item.get("topic", ""),
        part=item.get("part", ""),
        unit=item.get("unit", ""),
        status=Status(item.get("status", Status.DRAFT)),
        decided_by=item.get("decided_by", ""),
        note=item.get("note", ""),
        label=item.get("proposed", ""),
        doubt=item.get("doubt", ""),
    )


def _source(item: Mapping[str, Any], file: str) -> Source:
    return Source(file, item["lines"], item["quote"])
