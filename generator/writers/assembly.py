"""A long page printed by parts: each is laid out by itself, in any process or a build ago, and all are joined.

1. The page is cut where sheets begin (`cutting`); one that cannot be cut is printed whole.
2. Parts that the cache does not hold are laid out, the longest first.
3. Now that sheets are counted, parts that name sheets (the contents) are laid out with the numbers.
4. What runs above and below the text is laid out, most of it once for many sheets.
5. One file is written of it all (`joining`).
"""

import hashlib
import logging
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from lxml import etree

from generator import files, formatting, surroundings
from generator.cache import Cache, fingerprint
from generator.errors import GeneratorError
from generator.page import Page, words
from generator.theme import Theme
from generator.workers import Died, Executor, Inline, ahead, rest
from generator.writers import complaints, cutting, engine, html, jobs, joining, packs, running, svg
from generator.writers.engine import Uncut
from generator.writers.joining import Kept, Shelf
from generator.writers.packs import Face, Look, Pack, Part, Running, Runs, Strip

PROGRESS = logging.getLogger("generator.progress")

FEWEST = 8  # parts that are worth cutting for
ROUNDS = 5  # of laying out parts that name sheets: their own length may move the sheets they name
LITTLE = 200_000  # bytes of HTML that are laid out sooner than a process begins
ABOVE = 130  # bytes of HTML that take as long as one thing above a sheet
MANY = 3000  # sheets, from which on their joining takes more memory than all workers need to begin again
WAITING = 64  # jobs that were given out and have not come back, at least


@dataclass(frozen=True, slots=True)
class _Job:
    """An order for a worker, made when its turn comes."""

    name: str  # for people
    key: str
    size: int
    order: Callable[[], Part | Runs]


@dataclass(frozen=True, slots=True)
class _Source:
    """A part of the page, not laid out yet; its HTML is on the shelf, compressed."""

    name: str
    html: Callable[[], bytes]
    key: str
    size: int  # of the HTML in bytes
    notes: int  # footnotes before it

    def job(self, sheets: Mapping[str, int]) -> _Job:
        """The order to lay it out with these numbers of sheets elsewhere."""
        key = fingerprint(self.key, str(self.notes), repr(sorted(sheets.items())))
        return _Job(self.name, key, self.size, lambda: Part(self.html(), self.notes, sheets))


def write(
    page: Page,
    theme: Theme,
    look: Look,
    path: Path,
    executor: Executor,
    cache: Cache | None,
    **options: Any,
) -> None:
    """Print the page, which is put aside when that takes long; the options are those of `write_pdf`.

    Raises `Uncut` when it has to be printed whole, `GeneratorError` for what is wrong with the theme.
    """
    if len(page.body) < FEWEST or cutting.crosses(look.styles, page.body):
        raise Uncut("rules")
    frame = html.serialize(cutting.frame(page.root))
    begins = engine.beginnings(look, cutting.filled(frame, cutting.skeleton(page.body)))
    if sum(begins) < FEWEST:
        raise Uncut("sheets")
    with tempfile.TemporaryDirectory(prefix="digest-") as folder:
        shelf = Shelf(Path(folder))
        try:
            assembly = _Assembly(look, executor, cache, shelf, Path(folder), page.put_aside)
            keeps = assembly.lay_out(list(_sources(frame, cutting.cut(page.body, begins), theme, shelf)))
            over, strips = assembly.run(frame, keeps)
            if sum(kept.sheets for kept in keeps) > MANY:
                rest(executor)
            faces, drawn = _used(chain((kept.pack for kept in keeps), strips))
            joining.join(path, look, frame, keeps, over, faces, drawn, **options)
        finally:
            shelf.close()


def _sources(frame: str, parts: Iterable[Sequence[etree._Element]], theme: Theme, shelf: Shelf) -> Iterator[_Source]:
    notes = 0
    drawn = _Drawn(theme)
    for number, elements in enumerate(parts, start=1):
        size, key, content = _compressed(map(html.held, cutting.pieces(frame, elements, drawn)))
        inside = sum(engine.notes(element) for element in elements)
        headings = (heading for element in elements for heading in element.iter("h1", "h2"))
        heading = next(headings, None)
        name = f"часть {number}" if heading is None else f"«{words(heading)}»"
        yield _Source(name, shelf.keep(content), key, size, notes if inside else 0)
        notes += inside


class _Drawn:
    """Draws the charts of elements, in the order of the page."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._next = 1

    def __call__(self, element: etree._Element) -> etree._Element:
        """The element with its charts drawn: a copy where there is one, for the page stays as it is."""
        charts = list(element.iter("chart"))
        if charts:
            element = deepcopy(element)
            svg.draw_all(list(element.iter("chart")), charts, self._theme, self._next)
            self._next += len(charts)
        return element


def _compressed(pieces: Iterable[str]) -> tuple[int, str, bytes]:
    """A text: its size in bytes, its fingerprint, itself compressed."""
    size, whole, press, content = 0, hashlib.sha256(), zlib.compressobj(1), []
    for piece in pieces:
        text = piece.encode()
        size += len(text)
        whole.update(text)
        content.append(press.compress(text))
    return size, whole.hexdigest(), b"".join((*content, press.flush()))


class _Assembly:
    """The parts of one page, made by workers or found in the cache."""

    def __init__(
        self,
        look: Look,
        executor: Executor,
        cache: Cache | None,
        shelf: Shelf,
        folder: Path,
        make_room: Callable[[], None],  # before long work
    ) -> None:
        self._make_room = make_room
        self._theme = look.theme
        self._executor = executor
        self._cache = cache
        self._shelf = shelf
        self._base = fingerprint(
            surroundings.mark(), look.theme, look.styles, *(part for pair in look.files.items() for part in pair)
        )
        self._bundle = folder / "look"
        with files.naming(folder):
            self._bundle.write_bytes(packs.dump(look))

    def lay_out(self, sources: Sequence[_Source]) -> list[Kept]:
        """All parts, with the numbers of the sheets that they name."""
        keeps = self._parts([source.job({}) for source in sources])
        told: dict[int, Mapping[str, int]] = {}
        for _ in range(ROUNDS):
            sheets = _numbers(keeps, {label for kept in keeps for label in kept.wanted})
            again = {}
            for place, kept in enumerate(keeps):
                wanted = {label: sheets[label] for label in kept.wanted if label in sheets}
                if wanted != told.get(place, {}):
                    again[place] = told[place] = wanted
            if not again:
                return keeps
            made = self._parts([sources[place].job(again[place]) for place in again])
            for place, kept in zip(again, made, strict=True):
                keeps[place] = kept
        raise Uncut("numbers of sheets")

    def run(self, frame: str, keeps: Sequence[Kept]) -> tuple[list[list[bytes]], list[Strip]]:
        """What runs above and below each sheet, and all that was made for it."""
        wanted = list(running.of_sheets(keeps))
        groups = running.groups(wanted)
        made = self._made(Strip, [_job_of(frame, group) for group in groups], lambda strip: strip)
        content = {
            order: strip.contents[number]
            for group, strip in zip(groups, made, strict=True)
            for number, order in enumerate(group)
        }
        return [[content[order] for order in orders if content[order]] for orders in wanted], made

    def _parts(self, parts: Sequence[_Job]) -> list[Kept]:
        return self._made(Pack, parts, self._kept)

    def _kept(self, pack: Pack) -> Kept:
        _whole_fonts(pack.faces)
        return Kept.of(pack, self._shelf)

    def _made(self, kind: type[Any], wanted: Sequence[_Job], keep: Callable[[Any], Any]) -> list[Any]:
        """What the jobs make, or have made before; in their order."""
        done: dict[int, Any] = {}
        todo: list[int] = []
        for number, job in enumerate(wanted):
            if (found := self._found(kind, job)) is None:
                todo.append(number)
            else:
                done[number] = keep(found)
        todo.sort(key=lambda number: (-wanted[number].size, number))
        little = sum(wanted[number].size for number in todo) < LITTLE
        executor = Inline() if little else self._executor
        if not little:
            self._make_room()
        given: dict[Future[bytes], int] = {}
        try:
            while todo or given:
                while todo and len(given) < ahead(executor, WAITING):
                    number = todo.pop(0)
                    order = packs.dump(wanted[number].order())
                    given[executor.submit(jobs.work, self._bundle, order, *self._drawer(executor))] = number
                for future in wait(given, return_when=FIRST_COMPLETED).done:
                    number = given.pop(future)
                    done[number] = keep(self._taken(kind, wanted[number], future))
                    PROGRESS.info("Вёрстка PDF: %d из %d", len(done), len(wanted))
        finally:
            for future in given:
                future.cancel()
        return [done[number] for number in range(len(wanted))]

    def _found(self, kind: type[Any], job: _Job) -> Any:
        """What the cache holds, if it is whole and what it should be."""
        content = self._cache.get(fingerprint(self._base, job.key)) if self._cache else None
        try:
            return None if content is None else packs.load(content, kind)
        except ValueError:
            return None

    def _drawer(self, executor: Executor) -> list[jobs.Drawer]:
        """Where a worker of this computer finds stretches of a long part, if they are kept."""
        if self._cache is None or not executor.here:
            return []
        return [jobs.Drawer(str(self._cache.folder), self._cache.limit, self._base)]

    def _taken(self, kind: type[Any], job: _Job, future: "Future[bytes]") -> Any:
        try:
            content = future.result()
        except Died as error:
            times = formatting.count(error.tries, "раз", "раза", "раз")
            raise GeneratorError(
                f"Печать PDF: процесс, который верстал {job.name}, прервался {times} подряд. Возможно, системе не "
                "хватило памяти: закройте другие программы или соберите дайджест с --jobs 1."
            ) from error
        except TimeoutError as error:
            raise GeneratorError(
                f"Тема «{self._theme}»: вёрстка не кончилась за отведённое время: {job.name}. Ищите в теме цикл без "
                f"конца или огромное число: digest theme check {self._theme}."
            ) from error
        made = packs.load(content, kind)
        if messages := complaints.harmful(list(made.complaints)):
            raise GeneratorError(complaints.told(self._theme, messages))
        if self._cache:
            self._cache.put(fingerprint(self._base, job.key), content)
        return made


# Sheets


def _numbers(keeps: Sequence[Kept], wanted: Collection[str]) -> dict[str, int]:
    """The number of the sheet of each label that is wanted; of two the first counts."""
    found: dict[str, int] = {}
    sheets = (sheet for kept in keeps for sheet in kept.pack.sheets)
    for number, sheet in enumerate(sheets, start=1):
        for label in sheet.anchors:
            if label in wanted:
                found.setdefault(label, number)
    return found


def _job_of(frame: str, group: Sequence[Running]) -> _Job:
    return _Job("колонтитулы", fingerprint(frame, repr(group)), len(group) * ABOVE, lambda: Runs(frame, tuple(group)))


# Fonts and drawings


def _used(made: Iterable[Pack | Strip]) -> tuple[tuple[tuple[int, Face], ...], list[Mapping[str, Mapping[str, Any]]]]:
    """The faces of all parts in the order of their first use, each with all signs taken from it; their drawings."""
    drawn = []

    def faces() -> Iterator[tuple[int, Face]]:
        for one in made:
            drawn.append(one.drawings)
            yield from one.faces

    found = engine.together(faces())
    _whole_fonts(found)
    return found, drawn


def _whole_fonts(faces: Iterable[tuple[int, Face]]) -> None:
    """Raise `Uncut` where a sign is in no font: nobody knows which one WeasyPrint takes for the whole page."""
    if any(face.missing for _, face in faces):
        raise Uncut("signs that no font has")
