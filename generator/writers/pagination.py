"""On which sheet each entry of Word's contents is: LibreOffice lays the document out and tells.

It works while other files are written. Without LibreOffice the contents stay links with no numbers:
none is better than a wrong one.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# Where it is when it is not on the search path.
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
# Bookmarks of the document become named destinations of the PDF (ISO 32000-1, 12.3.2.3).
_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
_PATIENCE = 600  # seconds; a document of a thousand sheets takes about a minute


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of bookmarks, as far as they are known."""

    named: Mapping[str, int]  # by the name of the destination in LibreOffice's PDF

    def get(self, bookmark: str) -> int | None:
        """The sheet of a bookmark, from 1; nothing for one that is not known."""
        # LibreOffice writes signs other than letters and digits as their code.
        return self.named.get("/" + re.sub(r"[^0-9A-Za-z]", lambda sign: f"{ord(sign[0]):02X}", bookmark))


UNKNOWN = Sheets({})


class Pagination:
    """One document, while LibreOffice lays it out."""

    def __init__(self, program: str, file: Path, home: Path) -> None:
        """Begin in an empty folder: LibreOffice gets a copy of the file, and a profile of its own."""
        self._printed = home / "digest.pdf"
        shutil.copyfile(file, home / "digest.docx")
        alone = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        order = ("--convert-to", _FILTER, "--outdir", home, home / "digest.docx")
        self._process = subprocess.Popen(
            [program, alone, "--headless", "--norestore", *order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the process that it starts is stopped with it
        )

    def sheets(self) -> Sheets:
        """Wait for the layout; nothing is known when LibreOffice fails or takes too long."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return UNKNOWN
        return _destinations(self._printed)

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
def begun(file: Path, *, wanted: bool = True) -> Iterator[Pagination | None]:
    """Lay a document out meanwhile; nothing where it is not wanted or there is no LibreOffice."""
    program = found()
    if not wanted or not program:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="digest-", ignore_cleanup_errors=True) as home:
        layout = Pagination(program, file, Path(home))
        try:
            yield layout
        finally:
            layout.stop()


def _destinations(file: Path) -> Sheets:
    """The sheets of the named destinations of a PDF; nothing of a file that is not there or is broken."""
    import pikepdf

    try:
        opened = pikepdf.open(file)
    except (OSError, pikepdf.PdfError):
        return UNKNOWN
    with opened as document:
        numbers: dict[object, int] = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        named = document.Root.get("/Dests", pikepdf.Dictionary())
        sheets = {key: numbers.get(place[0].objgen) for key, place in named.items()}
        return Sheets({key: sheet for key, sheet in sheets.items() if sheet is not None})
