"""The Word writer: the page in the theme's shell, as one package.

python-docx makes the package; the body is streamed into `word/document.xml` as it is walked, so a
digest of hundreds of chapters takes no more memory than a small one. The same page gives the same
bytes: entries in a fixed order, the first moment that ZIP knows as their time, no clock.
"""

import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from generator.archive import EPOCH, entry
from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.writers import furniture
from generator.writers.body import Body
from generator.writers.pagination import UNKNOWN, Sheets
from generator.writers.shell import Shell, split

DOCUMENT, FOOTNOTES, NUMBERING = "word/document.xml", "word/footnotes.xml", "word/numbering.xml"

_PART = 1 << 20  # bytes that are packed at once: the packer waits for Python after each part
_WAITING = 3  # parts that wait to be packed


def write(page: Page, theme: Theme, path: Path, sheets: Sheets = UNKNOWN) -> Mapping[str, str]:
    """Write the page as a Word document in the theme's shell; `sheets` are the numbers for its contents.

    Gives back the bookmark of each id.
    The file appears only when it is whole. Raises `GeneratorError` for what the page, the theme or
    the shell has wrong.
    """
    shell = Shell.open(theme, furniture.of(page))
    _describe(shell, page)
    body = Body(page, theme, shell, sheets)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        parts = shell.package()
        before, after = split(parts.pop(DOCUMENT))
        for name in ("[Content_Types].xml", "_rels/.rels"):
            archive.writestr(entry(name), parts.pop(name))
        with archive.open(entry(DOCUMENT), "w") as document:
            _pack(chain([before], body.fragments(), [after]), document)
        parts[NUMBERING] = _append(parts[NUMBERING], body.lists, rb"<w:numIdMacAtCleanup|</w:numbering>")
        if body.inline.footnotes:
            parts[FOOTNOTES] = _append(parts[FOOTNOTES], body.inline.footnotes, rb"</w:footnotes>")
        for name in sorted(parts):
            archive.writestr(entry(name), parts[name])
    path.write_bytes(buffer.getbuffer())
    return body.bookmarks


def _pack(fragments: Iterable[str | bytes], into: IO[bytes]) -> None:
    """Write fragments while they are made: zlib works beside Python, and packing takes a third of the time."""
    with ThreadPoolExecutor(1) as packer:
        packing: deque[Future[int]] = deque()
        for part in _parts(fragments):
            packing.append(packer.submit(into.write, part))
            if len(packing) > _WAITING:  # memory stays flat when packing is the slower of the two
                packing.popleft().result()
        for last in packing:
            last.result()


def _parts(fragments: Iterable[str | bytes]) -> Iterator[bytes]:
    """Fragments joined into parts of a size worth handing over."""
    part, length = [], 0
    for fragment in fragments:
        part.append(fragment.encode() if isinstance(fragment, str) else fragment)
        length += len(part[-1])
        if length > _PART:
            yield b"".join(part)
            part, length = [], 0
    yield b"".join(part)


def numbered(path: Path) -> bool:
    """Whether the contents of a document name pages."""
    reference, known = b" PAGEREF ", b""
    with ZipFile(path) as archive, archive.open(DOCUMENT) as document:
        while part := document.read(1 << 16):
            if reference in known + part:
                return True
            known = part[-len(reference) :]
    return False


def _describe(shell: Shell, page: Page) -> None:
    """Fill the properties of the document; without a date of issue they carry a fixed one, never the clock."""
    issued = page.issued or EPOCH
    properties = shell.document.core_properties
    # The properties of a package hold 255 characters (python-docx); the document itself has them all.
    title, author = page.title[:255], page.author[:255]
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.language = "ru-RU" if page.language == "ru" else page.language
    properties.created = properties.modified = issued
    properties.revision = 1
    if not page.hyphenated:
        shell.keep_words_whole()


def _append(part: bytes, fragments: list[str], before: bytes) -> bytes:
    end = re.search(before, part)
    if end is None:
        raise GeneratorError("Бланк Word: части списков или сносок нарушены. Пересохраните бланк в Word.")
    return part[: end.start()] + "".join(fragments).encode() + part[end.start() :]
