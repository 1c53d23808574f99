"""On which sheet each entry of Word's contents is: LibreOffice lays the document out and tells.

It works while other files are written, unless nothing has moved since it was asked last (`sheet_key`). Without
LibreOffice the contents stay links with no numbers: none is better than a wrong one.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from generator import plain
from generator.cache import Cache
from generator.page import Page
from generator.theme import Theme
from generator.writers import sheet_key

# Where it is when it is not on the search path.
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
# Bookmarks of the document become named destinations of the PDF (ISO 32000-1, 12.3.2.3).
_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
_PATIENCE = 3600  # seconds; a document of a thousand sheets takes two or three minutes


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of the page's ids, as far as they are known."""

    of: Mapping[str, int]

    def get(self, name: str) -> int | None:
        """The sheet, from 1, on which an id stands; nothing for one that is not known."""
        return self.of.get(name)


UNKNOWN = Sheets({})

# Writes the document and gives back the bookmark of each id.
Write = Callable[[Path], Mapping[str, str]]


class Pagination:
    """One document whose sheets nobody knows yet, while LibreOffice lays it out."""

    def __init__(self, program: str, write: Write, home: Path) -> None:
        """Begin in an empty folder: LibreOffice gets a file and a profile of its own."""
        self._printed = home / "digest.pdf"
        self._bookmarks = write(home / "digest.docx")
        alone = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        order = ("--convert-to", _FILTER, "--outdir", home, home / "digest.docx")
        self._process = subprocess.Popen(
            [program, alone, "--headless", "--norestore", *order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(home)),  # where it leaves files when stopped
            start_new_session=True,  # the process that it starts is stopped with it
        )

    def sheets(self) -> Sheets:
        """Wait for the layout; nothing is known when LibreOffice fails or takes too long."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return UNKNOWN
        return Sheets(_destinations(self._printed, self._bookmarks))

    def stop(self) -> None:
        """Leave no process behind."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                if sys.platform == "win32":
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


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
def begun(page: Page, theme: Theme, write: Write, cache: Cache | None = None) -> Iterator[Callable[[], Sheets]]:
    """Lay a document out meanwhile, unless its sheets are known or not wanted, or there is no LibreOffice.

    What comes back waits for the sheets.
    """
    program = found() if page.paginated else ""
    key = sheet_key.of(page, theme, identity()) if program and cache is not None else ""
    known = _recalled(cache, key) if program else UNKNOWN
    if known is not None:
        yield lambda: known
        return
    with tempfile.TemporaryDirectory(prefix="digest-", ignore_cleanup_errors=True) as home:
        layout = Pagination(program, write, Path(home))
        try:
            yield lambda: _kept(cache, key, layout.sheets())
        finally:
            layout.stop()


def _recalled(cache: Cache | None, key: str) -> Sheets | None:
    entry = None if cache is None else cache.get(key)
    try:
        return None if entry is None else plain.load(Sheets, entry)
    except plain.Unreadable:
        return None


def _kept(cache: Cache | None, key: str, sheets: Sheets) -> Sheets:
    if cache is not None and sheets.of:
        cache.put(key, plain.dump(sheets))
    return sheets


def _destinations(file: Path, bookmarks: Mapping[str, str]) -> Mapping[str, int]:
    """The sheets of ids in a PDF of LibreOffice; nothing of a file that is not there or is broken."""
    import pikepdf

    try:
        opened = pikepdf.open(file)
    except (OSError, pikepdf.PdfError):
        return {}
    with opened as document:
        numbers: dict[object, int] = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        named = document.Root.get("/Dests", pikepdf.Dictionary())
        sheets = {key: numbers.get(place[0].objgen) for key, place in named.items()}
    on = {name: sheets.get(_destination(bookmark)) for name, bookmark in bookmarks.items()}
    return {name: sheet for name, sheet in on.items() if sheet is not None}


def _destination(bookmark: str) -> str:
    """The name of a bookmark's destination: LibreOffice writes signs other than letters and digits as their code."""
    return "/" + re.sub(r"[^0-9A-Za-z]", lambda sign: f"{ord(sign[0]):02X}", bookmark)
