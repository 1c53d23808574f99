"""Many digests of one material: an edition for each region, or for each municipality.

The reports are read once, here. An edition is one job, whole, on this computer or on another: the part of the
material and the files of the theme go in, the finished files come out as bytes, and only this process
publishes them. One that fails is named, and the others go on.
"""

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from generator import bounds, clusters, formatting, making, narrowing, output, plain, reading, surroundings, workers
from generator.cache import Cache, fingerprint
from generator.errors import GeneratorError
from generator.files import remedy
from generator.indicators import Catalogue
from generator.model import Finding, Unread
from generator.narrowing import Part
from generator.pipeline import Options
from generator.reading import Material
from generator.reception import Watch
from generator.theme import Theme
from generator.workers import Died, Executor, Inline
from generator.writers import likeness, pagination

WAITING = 16  # editions given out that have not come back, at least
_VERSION = "edition 1"


@dataclass(frozen=True, slots=True)
class Order:
    """What all editions share; their workers get it once."""

    catalogue: Catalogue
    theme: Theme  # its folders are those of this computer, for messages
    folders: tuple[Mapping[str, bytes], ...]  # what lies in them
    formats: tuple[str, ...]
    verify: bool
    cache: Cache | None


@dataclass(frozen=True, slots=True)
class Printed:
    """An edition as it comes back."""

    files: Mapping[str, bytes]
    told: Mapping[str, object]  # what the manifest says of the digest
    draft: bool
    lasting: bool  # whether another build would make the same


@dataclass(frozen=True, slots=True)
class Done:
    """What has become of an edition: its folder, or why there is none."""

    part: Part
    folder: Path
    reports: int
    draft: bool = False
    repeated: bool = False
    notes: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of all; `strangers` are folders beside them that none of them has made."""

    editions: tuple[Done, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    uncited: tuple[Unread, ...]
    strangers: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The material, and the editions to make of it."""

    options: Options
    by: str  # of `narrowing.KINDS`
    material: Material
    parts: tuple[Part, ...]


def plan(options: Options, by: str) -> Plan:
    """Read the material and divide it; raises `GeneratorError` as `reading.read` does."""
    material = reading.read(options.input, options.year, cache=options.cache)
    return Plan(options, by, material, tuple(narrowing.KINDS[by](material)))


def build(wanted: Plan, watch: Watch = lambda stage: None) -> Outcome:
    """Make, verify and publish every edition; the watch hears of each when it is done.

    Raises `GeneratorError` for a theme that cannot be read and a cluster that cannot be used.
    """
    options, material = wanted.options, wanted.material
    theme = Theme.load(options.theme or material.settings.theme)
    formats = options.formats or material.settings.formats
    made_from = making.manifest(options.input, theme, options.asked, options.output)
    cache = None if options.executor else options.cache
    order = Order(material.catalogue, _plain(theme), tuple(map(_packed, theme.folders)), formats, options.verify, cache)
    base = fingerprint(
        _VERSION,
        plain.dump((material.catalogue, formats, options.verify, options.attach_data)),
        *map(_mark, order.folders),
        surroundings.mark(),
        pagination.identity(),
    )
    with ExitStack() as opened:
        home = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="digest-")))
        bundle = home / "order"
        bundle.write_bytes(pickle.dumps(order))
        if options.executor:
            executor = opened.enter_context(clusters.joined(options.executor, likeness.of_editions))
        else:
            executor = opened.enter_context(workers.pool(min(options.jobs, max(1, len(wanted.parts)))))
        press = _Press(options, wanted.by, material, made_from, base, bundle, executor)
        done = list(press.run(wanted.parts, watch))
    done.sort(key=lambda one: wanted.parts.index(one.part))
    own = {one.folder for one in done}
    there = sorted((options.output / output.EDITIONS).glob("*"))
    strangers = tuple(path for path in there if path not in own and _kind(path) == wanted.by)
    return Outcome(tuple(done), material.findings, material.unread, material.uncited, strangers)


def _kind(folder: Path) -> str:
    """What the editions of a folder are made by; empty when it holds none."""
    try:
        about = output.manifest(folder)["options"]["edition"]
        return str(about["by"])
    except (GeneratorError, LookupError, TypeError):
        return ""


@dataclass(frozen=True, slots=True)
class _Press:
    """Gives editions out, and publishes what comes back."""

    options: Options
    by: str
    material: Material
    made_from: Mapping[str, Any]  # what the manifests of all have in common
    base: str  # of the keys in the cache
    bundle: Path  # the order
    executor: Executor

    def run(self, parts: Sequence[Part], watch: Watch) -> Iterator[Done]:
        """Every edition, as they are done."""
        waiting = list(parts)
        given: dict[Future[Printed], tuple[Part, Material, dict[str, object], str]] = {}
        try:
            while waiting or given:
                # Asked anew each time: a cluster grows.
                while waiting and len(given) < workers.ahead(self.executor, WAITING):
                    part = waiting.pop(0)
                    material = narrowing.narrowed(self.material, part)
                    meta = self._meta(part, material)
                    key = fingerprint(self.base, repr(sorted(meta.items())), plain.dump(_of_part(material)))
                    if done := self._standing(part, material, key):
                        watch(part.title)
                        yield done
                        continue
                    carries = self.options.attach_data or material.settings.attached_data
                    whole = replace(material, catalogue=_NO_CATALOGUE)
                    given[self.executor.submit(make, self.bundle, whole, carries)] = (part, material, meta, key)
                for future in wait(given, return_when=FIRST_COMPLETED).done if given else ():
                    part, material, meta, key = given.pop(future)
                    watch(part.title)
                    yield self._published(part, material, meta, key, future)
        finally:
            for future in given:
                future.cancel()

    def _folder(self, part: Part) -> Path:
        return self.options.output / output.EDITIONS / part.name

    def _meta(self, part: Part, material: Material) -> dict[str, object]:
        """What the manifest says of the edition."""
        about = {"by": self.by, "name": part.name, "title": part.title, "places": list(part.places)}
        return {
            **self.made_from,
            "inputs": narrowing.inputs(self.made_from["inputs"], material),
            "options": {**self.made_from["options"], "edition": about},
        }

    def _standing(self, part: Part, material: Material, key: str) -> Done | None:
        """The edition that was made of the same, if it lies there whole."""
        folder = self._folder(part)
        entry = self.options.cache.get(key) if self.options.cache else None
        if (
            entry is None
            or not (kept := entry.decode("ascii", "replace").split())
            or kept[0] != output.standing(folder)
        ):
            return None
        return Done(part, folder, len(material.reports), draft="draft" in kept, repeated=True)

    def _published(
        self, part: Part, material: Material, meta: dict[str, object], key: str, future: "Future[Printed]"
    ) -> Done:
        folder = self._folder(part)
        reports = len(material.reports)
        try:
            printed = future.result()
            with output.publication(folder, meta | dict(printed.told)) as edition:
                for name, content in printed.files.items():
                    (edition.path / name).write_bytes(content)
        except Died as error:
            times = formatting.count(error.tries, "раз", "раза", "раз")
            return Done(part, folder, reports, failure=f"процесс, который её составлял, прервался {times} подряд")
        except TimeoutError:
            return Done(part, folder, reports, failure="работа не кончилась за отведённое время")
        except GeneratorError as error:
            return Done(part, folder, reports, failure=str(error))
        except OSError as error:  # the disk of whoever made it
            place = f"«{error.filename}»: " if error.filename else ""
            return Done(part, folder, reports, failure=f"{place}{remedy(error)}")
        if self.options.cache and printed.lasting:
            self.options.cache.put(key, f"{edition.id} {'draft' if printed.draft else ''}".encode())
        return Done(part, folder, reports, printed.draft, notes=tuple(edition.notes))


_NO_CATALOGUE = Catalogue({}, {}, {}, {}, {}, {}, {})  # the order has it


def _of_part(material: Material) -> tuple[object, ...]:
    return (
        material.settings,
        material.municipalities,
        material.reports,
        material.known,
        material.unread,
        material.uncited,
        material.findings,
        material.year,
    )


def _plain(theme: Theme) -> Theme:
    """The same theme, fit to be sent."""
    return replace(theme, columns=dict(theme.columns), styles=dict(theme.styles))


def _packed(folder: Path) -> dict[str, bytes]:
    """The files of a folder of a theme; a link that leads out of it is left out."""
    home = folder.resolve()
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.resolve().is_relative_to(home))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _mark(files: Mapping[str, bytes]) -> str:
    return fingerprint(*files.keys(), *files.values())


# What a worker does.


def make(bundle: Path | bytes, material: Material, carries: bool) -> Printed:
    """Make one edition and verify it; raises `GeneratorError` for what is wrong with it."""
    order = _order(bundle)
    if not material.reports:
        problems = "\n".join(problem for record in material.unread for problem in record.problems)
        raise GeneratorError(f"годных записей нет:\n{problems}")
    material = replace(material, catalogue=order.catalogue)
    with tempfile.TemporaryDirectory(prefix="digest-") as name:
        home = Path(name)
        theme = _unpacked(order, home) if isinstance(bundle, bytes) else _beside(bundle)
        try:
            with bounds.bounded(theme.name, len(material.reports)):
                return _printed(order, material, theme, home / "set", carries)
        except GeneratorError as error:
            said = str(error)
            for here, there in zip(theme.folders, order.theme.folders, strict=True):
                said = said.replace(str(here), str(there))
            raise GeneratorError(said) from None


def _printed(order: Order, material: Material, theme: Theme, folder: Path, carries: bool) -> Printed:
    folder.mkdir()
    digest, pages = making.composed(material, theme, cache=order.cache)
    files = making.files_of(pages, order.formats)
    making.write(digest, pages, theme, folder, files, carries=carries, executor=Inline(), cache=order.cache)
    if order.verify:
        making.agree(making.Proof(digest, pages, theme, folder, cache=order.cache).differences(files))
    return Printed(
        files={file: (folder / file).read_bytes() for file in files},
        told=making.told(digest, material),
        draft=digest.draft,
        lasting=making.lasting(pages, folder, files),
    )


@lru_cache(maxsize=1)
def _order(bundle: Path | bytes) -> Order:
    content = bundle if isinstance(bundle, bytes) else bundle.read_bytes()
    order: Order = pickle.loads(content)  # from the process that gives the work, as the work itself
    return order


@lru_cache(maxsize=1)
def _beside(bundle: Path) -> Theme:
    """The theme as this process has it beside the bundle: templates that stay where they are, are compiled once."""
    return _unpacked(_order(bundle), Path(tempfile.mkdtemp(dir=bundle.parent)))


def _unpacked(order: Order, home: Path) -> Theme:
    """The theme with its files in this folder, each of its own folders under its name."""
    folders = []
    for number, (folder, files) in enumerate(zip(order.theme.folders, order.folders, strict=True)):
        here = home / str(number) / folder.name
        for name, content in files.items():
            path = here / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        folders.append(here)
    return replace(order.theme, folders=tuple(folders))
