"""On which sheet each entry of Word's contents is: LibreOffice lays the document out and tells.

It works while other files are written, and lays out only units that it has not met before.
Without LibreOffice the contents stay links with no numbers:
none is better than a wrong one.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from generator import plain
from generator.cache import Cache
from generator.page import Page
from generator.theme import Theme
from generator.writers import units
from generator.writers.units import Measured, Unit

# Where it is when it is not on the search path.
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
# Bookmarks of the document become named destinations of the PDF (ISO 32000-1, 12.3.2.3).
_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
_PATIENCE = 3600  # seconds; a thousand sheets take two or three minutes
_BATCH = 100_000  # elements of the page in one document: some four hundred sheets


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of the page's ids, as far as they are known."""

    of: Mapping[str, int]

    def get(self, name: str) -> int | None:
        """The sheet, from 1, on which an id stands; nothing for one that is not known."""
        return self.of.get(name)


UNKNOWN = Sheets({})

# Writes a page as a Word document and gives back the bookmark of each id.
Write = Callable[[Page, Path], Mapping[str, str]]


class Pagination:
    """The units of one page; those that nobody has measured yet are laid out by LibreOffice meanwhile."""

    def __init__(self, found: Sequence[Unit], names: Sequence[str], cache: Cache | None) -> None:
        """Recall what is known of the units by their keys."""
        self._units = found
        self._names = names
        self._cache = cache
        self._known = [_recalled(cache, name) for name in names]
        self._batches: list[_Batch] = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def missing(self) -> list[Unit]:
        """The units that must be laid out."""
        return [unit for unit, known in zip(self._units, self._known, strict=True) if known is None]

    def begin(self, program: str, home: Path, page: Page, write: Write) -> None:
        """Lay out what is missing, in an empty folder: LibreOffice gets files and a profile of its own."""
        for number, batch in enumerate(_batches(self.missing)):
            file = home / f"{number}.docx"
            self._batches.append(_Batch(batch, write(units.together(page, batch), file), file.with_suffix(".pdf")))
        alone = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        files = [batch.printed.with_suffix(".docx") for batch in self._batches]
        self._process = subprocess.Popen(
            [program, alone, "--headless", "--norestore", "--convert-to", _FILTER, "--outdir", home, *files],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the process that it starts is stopped with it
        )

    def sheets(self) -> Sheets:
        """Wait for the layout; nothing is known when LibreOffice fails or takes too long."""
        if self._process is not None:
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                return UNKNOWN
        for batch in self._batches:
            found = units.measured(batch.units, batch.bookmarks, _destinations(batch.printed, batch.bookmarks))
            for unit, one in zip(batch.units, found or (), strict=False):
                self._known[unit.number] = one
                if self._cache is not None:
                    self._cache.put(self._names[unit.number], plain.dump(one))
        known = [one for one in self._known if one is not None]
        # A unit without its number of sheets would shift all that follow.
        return Sheets(dict(units.placed(known))) if len(known) == len(self._known) else UNKNOWN

    def stop(self) -> None:
        """Leave no process behind."""
        if self._process is not None and self._process.poll() is None:
            with suppress(ProcessLookupError):
                if sys.platform == "win32":
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Units that are laid out in one document, the bookmarks of its ids, and what LibreOffice makes of it."""

    units: Sequence[Unit]
    bookmarks: Mapping[str, str]
    printed: Path


def _batches(missing: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Units in documents of a bounded size: the memory of LibreOffice grows with the sheets of one."""
    batch: list[Unit] = []
    size = 0
    for unit in missing:
        if batch and size + unit.size > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(unit)
        size += unit.size
    if batch:
        yield batch


def _recalled(cache: Cache | None, name: str) -> Measured | None:
    entry = None if cache is None else cache.get(name)
    if entry is None:
        return None
    try:
        return plain.load(Measured, entry)
    except plain.Unreadable:
        return None


def identity() -> str:
    """What tells one LibreOffice from another, or from none: its files with their sizes and times."""
    program = found()
    if not program:
        return ""
    home = Path(os.path.realpath(program)).parent
    files = (Path(program), *(home / name for name in ("soffice.bin", "versionrc", "soffice.exe", "bootstraprc")))
    states = [(file, os.stat(file)) for file in files if file.exists()]
    return "\n".join(f"{file}|{state.st_size}|{state.st_mtime_ns}" for file, state in states)


def found() -> str:
    """Where LibreOffice is; empty when it is nowhere."""
    return shutil.which("soffice") or next((path for path in _USUAL if Path(path).is_file()), "")


@contextmanager
def begun(page: Page, theme: Theme, write: Write, cache: Cache | None = None) -> Iterator[Pagination | None]:
    """Lay out meanwhile what is not known of a page; nothing where no numbers are wanted or there is no LibreOffice."""
    program = found()
    if not page.paginated or not program:
        yield None
        return
    parts = units.units(page)
    layout = Pagination(parts, units.keys(page, theme, identity(), parts), cache)
    if not layout.missing:
        yield layout
        return
    with tempfile.TemporaryDirectory(prefix="digest-", ignore_cleanup_errors=True) as home:
        try:
            layout.begin(program, Path(home), page, write)
            yield layout
        finally:
            layout.stop()


def _destinations(file: Path, bookmarks: Mapping[str, str]) -> Mapping[str, int]:
    """The sheets of bookmarks in a PDF of LibreOffice; nothing of a file that is not there or is broken."""
    import pikepdf

    try:
        opened = pikepdf.open(file)
    except (OSError, pikepdf.PdfError):
        return {}
    with opened as document:
        numbers: dict[object, int] = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        named = document.Root.get("/Dests", pikepdf.Dictionary())
        sheets = {key: numbers.get(place[0].objgen) for key, place in named.items()}
    found = {bookmark: sheets.get(_destination(bookmark)) for bookmark in bookmarks.values()}
    return {bookmark: sheet for bookmark, sheet in found.items() if sheet is not None}


def _destination(bookmark: str) -> str:
    """The name of a bookmark's destination: LibreOffice writes signs other than letters and digits as their code."""
    return "/" + re.sub(r"[^0-9A-Za-z]", lambda sign: f"{ord(sign[0]):02X}", bookmark)
