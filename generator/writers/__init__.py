"""Writers: one manuscript in, one file out.

Documents print its page, add nothing to it and drop nothing of it; files of data take the figures from the digest.

A writer and its libraries are imported when the format is asked for: a Word-only build does not wait
for WeasyPrint, and does not need it.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cache import Cache
from generator.digest import Digest
from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.workers import Died, Executor, Pool

if TYPE_CHECKING:
    from generator.writers import pdf


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a digest is printed from: its figures, its page, its look; whether a PDF carries the figures as data."""

    digest: Digest
    page: Page
    theme: Theme
    attached_data: bool = False
    executor: Executor | None = None  # of processes, for a long page
    cache: Cache | None = None  # work of builds before


# Where some work of another program goes on meanwhile, the file is there when the context is left; else at once.
Writer = Callable[[Manuscript, Path], AbstractContextManager[None] | None]

NO_PANGO = """PDF не напечатать: на компьютере нет библиотеки Pango. Установите её:
  Debian и Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  macOS: brew install pango
  Windows: pacman -S mingw-w64-ucrt-x86_64-pango (в MSYS2)
Для Word она не нужна: digest build --format docx"""


@contextmanager
def _docx(manuscript: Manuscript, path: Path) -> Iterator[None]:
    from generator.writers import docx, pagination

    page, theme, executor = manuscript.page, manuscript.theme, manuscript.executor
    if isinstance(executor, Pool) and page.long and not page.paginated:
        with _elsewhere(executor, page, theme, path):
            yield
        return
    with pagination.begun(page, theme, partial(docx.write, page, theme), manuscript.cache) as sheets:
        yield
        docx.write(page, theme, path, sheets())


@contextmanager
def _elsewhere(executor: Pool, page: Page, theme: Theme, path: Path) -> Iterator[None]:
    """A long Word document is written by another process."""
    from generator.writers import docx

    writing = executor.submit(docx.write_packed, page.packed(), str(theme.folders[0]), path)
    try:
        yield
        try:
            writing.result()
        except (Died, TimeoutError):  # a process that had no memory left, for one
            docx.write(page, theme, path)
    finally:
        writing.cancel()


def _pdf(manuscript: Manuscript, path: Path) -> None:
    load_pdf()
    from generator.writers import pdf

    attached = _data(manuscript) if manuscript.attached_data else None
    pdf.write(manuscript.page, manuscript.theme, path, attached, manuscript.executor, manuscript.cache)


def write(page: Page, theme: Theme, path: Path) -> None:
    """Print a page in one process, as the ending of the file says: `.docx`, `.pdf` or `.html`."""
    match path.suffix.casefold():
        case ".pdf":
            load_pdf()
            from generator.writers import pdf

            pdf.write(page, theme, path)
        case ".html":
            from generator.writers import html

            html.write(page, theme, path)
        case _:
            from generator.writers import docx

            docx.write(page, theme, path)


def load_pdf() -> None:
    """Import what prints a PDF; raises `GeneratorError` where a library of the system is missing."""
    from generator.writers import native

    with redirect_stdout(io.StringIO()):  # WeasyPrint prints its own advice, in English
        with suppress(OSError), native.known():
            import generator.writers.pdf
        try:
            import generator.writers.pdf  # noqa: F401  # where a library is not on the loader's list
        except OSError as error:
            raise GeneratorError(NO_PANGO) from error


def _data(manuscript: Manuscript) -> "pdf.Attached":
    from generator.writers import csv, pdf

    content = csv.text(manuscript.digest).encode(csv.ENCODING)
    return pdf.Attached("digest.csv", content, "Показатели дайджеста: по одному в строке, со строками отчётов")


def _html(manuscript: Manuscript, path: Path) -> None:
    from generator.writers import html

    html.write(manuscript.page, manuscript.theme, path)


def _xlsx(manuscript: Manuscript, path: Path) -> None:
    from generator.writers import xlsx

    xlsx.write(manuscript.digest, manuscript.page, path)


def _csv(manuscript: Manuscript, path: Path) -> None:
    from generator.writers import csv

    csv.write(manuscript.digest, path)


PRINTED = ("docx", "pdf", "html")  # those that print a page; the others take the figures of the digest
WRITERS: dict[str, Writer] = {"docx": _docx, "pdf": _pdf, "html": _html, "xlsx": _xlsx, "csv": _csv}
