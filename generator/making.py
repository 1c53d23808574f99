"""The second half of a digest: what was read becomes pages, and the files are held against them."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator import __version__, consolidation, inputs, rendering, verification
from generator.cache import Cache
from generator.digest import Digest
from generator.errors import GeneratorError
from generator.model import Finding, Unread
from generator.page import Page
from generator.reading import Material
from generator.reception import Watch
from generator.theme import Theme
from generator.workers import Died, Executor, Pool
from generator.writers import PRINTED, WRITERS, Manuscript

NAME = "digest"
MANY = 20  # reports: for so many, processes start early, and the files are read back in them
LARGE = 500  # reports: what their PDF has left is more than those who read files need, and worth seconds of search
SHOWN = 40  # differences that an error names
LIBRARIES = ("weasyprint", "python-docx", "docxtpl", "jinja2", "babel", "lxml", "openpyxl", "pikepdf")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build has done; `notes` are things the user should know about the output folder."""

    files: tuple[Path, ...]
    reports: int
    observations: int
    draft: bool
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    uncited: tuple[Unread, ...]
    notes: tuple[str, ...]
    repeated: bool = False  # nothing had changed, and nothing was done


def consolidated(material: Material) -> Digest:
    """The digest of what was read."""
    return consolidation.consolidate(
        material.reports,
        material.findings,
        material.catalogue,
        material.municipalities,
        year=material.year,
        grouping=material.settings.grouping,
        unread=material.unread,
        uncited=material.uncited,
        known=material.known,
    )


def composed(
    material: Material,
    theme: Theme,
    kinds: Sequence[str] = (),
    watch: Watch = lambda stage: None,
    cache: Cache | None = None,
) -> tuple[Digest, dict[str, Page]]:
    """The digest of the material, and its pages by the names of their files: its own, then those of documents."""
    watch("Сведение показателей")
    digest = consolidated(material)
    watch("Составление страницы")
    pages = {NAME: rendering.render(digest, material.settings, theme, cache=cache)}
    for document in rendering.of_digest(kinds, digest, theme):
        pages[document.name] = rendering.render(digest, material.settings, theme, document.template, document.chapter)
    return digest, pages


def files_of(pages: Iterable[str], formats: Iterable[str]) -> list[str]:
    """The files of pages in these formats; data are of the whole digest."""
    chosen = tuple(formats)
    return [f"{page}.{name}" for page in pages for name in chosen if page == NAME or name in PRINTED]


def write(
    digest: Digest,
    pages: Mapping[str, Page],
    theme: Theme,
    folder: Path,
    files: Iterable[str],
    *,
    carries: bool = False,
    executor: Executor,
    cache: Cache | None,
    watch: Watch = lambda file: None,
    written: Callable[[str], None] = lambda file: None,
) -> None:
    """Write the files into the folder; `carries`: the PDF of the digest holds its data.

    The watch hears of each before it is written, and `written` when it is whole.
    """
    with ExitStack() as writing:
        for file in files:
            watch(file)
            path = folder / file
            own = carries and path.stem == NAME
            manuscript = Manuscript(digest, pages[path.stem], theme, own, executor, cache)
            rest = WRITERS[path.suffix[1:]](manuscript, path)
            if rest is None:
                written(file)
            else:
                writing.push(partial(_whole, written, file))
                writing.enter_context(rest)


def _whole(written: Callable[[str], None], file: str, failed: object, *_: object) -> None:
    if failed is None:
        written(file)


class Proof:
    """How files differ from their pages, and figures from observations.

    The files of a long digest are read back by other processes, each as soon as it is written.
    """

    def __init__(
        self,
        digest: Digest,
        pages: Mapping[str, Page],
        theme: Theme,
        folder: Path,
        executor: Executor | None = None,  # without one, nothing is read before it is asked for
        cache: Cache | None = None,
    ) -> None:
        self._digest = digest
        self._pages = pages
        self._theme = theme
        self._folder = folder
        self._others = executor if isinstance(executor, Pool) and len(digest.reports) >= MANY else None
        self._cache = cache
        self._reading: dict[str, Future[list[verification.Difference]]] = {}

    def begin(self, file: str) -> None:
        """A file is written: if it is long, it can be read."""
        name, _, kind = file.rpartition(".")
        if self._others is not None and name == NAME and kind in verification.FORMATS:
            page, shell = self._pages[name].packed(), self._theme.path("shell.docx")
            reading = self._others.submit(verification.of_file, page, shell, self._folder / file, self._cache)
            self._reading[file] = reading

    def differences(self, files: Sequence[str]) -> Iterator[verification.Difference]:
        """All of them. Raises `GeneratorError` for a file that is not of its format at all."""
        yield from verification.of_figures(self._digest, self._pages[NAME])
        for name, page in self._pages.items():
            if name != NAME:
                yield from (replace(found, file=name) for found in verification.of_prints(self._digest, page))
            here = (self._folder / file for file in files if Path(file).stem == name and file not in self._reading)
            yield from verification.of_files(page, self._theme, here, self._cache)
        if self._reading:
            if len(self._digest.reports) >= LARGE:
                gc.collect()
            self._pages[NAME].put_aside()  # who reads the files has one of their own
        for file, read in self._reading.items():
            try:
                found = read.result()
            except (Died, TimeoutError):  # a process that had no memory left, for one
                page = self._pages[NAME]
                found = list(verification.of_files(page, self._theme, [self._folder / file], self._cache))
            yield from found


def agree(differences: Iterable[verification.Difference]) -> None:
    """Raise `GeneratorError` when there is any difference: such files must not reach a reader."""
    named = list(differences)
    if named:
        shown = "\n".join(f"  {difference}." for difference in named[:SHOWN])
        rest = f"\n  … и ещё {len(named) - SHOWN}." if len(named) > SHOWN else ""
        raise GeneratorError(
            f"Файлы не опубликованы: они расходятся со страницей дайджеста, расхождений {len(named)}.\n{shown}{rest}\n"
            "Так бывает из-за ошибки в теме или бланке: что в них не так, скажет digest theme check. Если проверка "
            "ничего не найдёт, передайте этот текст разработчику. Собрать без сверки: digest build --no-verify."
        )


def lasting(pages: Mapping[str, Page], folder: Path, files: Sequence[str]) -> bool:
    """Whether another build of the same would make the same: not when LibreOffice was there and has failed."""
    from generator.writers import docx, pagination

    printed = [file for file in files if file.endswith(".docx") and pages[Path(file).stem].paginated]
    return not (printed and pagination.found()) or all(docx.numbered(folder / file) for file in printed)


def manifest(folder: Path, theme: Theme, asked: Mapping[str, Any], results: Path) -> dict[str, Any]:
    """What the files were made from: every input with its sha256, what was asked for, the versions of the program.

    Raises `GeneratorError` as `inputs.sums` does, which says how the inputs are named.
    """
    return {
        "inputs": inputs.sums(folder, theme, results),
        "options": dict(asked),
        "versions": {"regional-digest": __version__} | {name: version(name) for name in LIBRARIES},
    }


def told(digest: Digest, material: Material) -> dict[str, object]:
    """What those who hand the files on must know of the digest without making it again."""
    return {"digest": {"title": material.settings.title, "years": list(digest.years), "draft": digest.draft}}
