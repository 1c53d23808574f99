"""The Word writer: the page in the theme's shell, as one package.

python-docx makes the package; the body is streamed into `word/document.xml` as it is walked, so a
digest of hundreds of chapters takes no more memory than a small one. The same page gives the same
bytes: entries in a fixed order, the first moment that ZIP knows as their time, no clock.
"""

import io
import re
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZipFile

from generator.archive import EPOCH, Packed, entry
from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.workers import no_garbage_collection, return_memory
from generator.writers import columns, furniture
from generator.writers.body import Body
from generator.writers.pagination import UNKNOWN, Sheets
from generator.writers.shell import Shell, split

DOCUMENT, FOOTNOTES, NUMBERING = "word/document.xml", "word/footnotes.xml", "word/numbering.xml"

_PART = 1 << 20  # characters that are packed at once: the packer waits for Python after each part
_WAITING = 3  # parts that wait to be packed


def write(page: Page, theme: Theme, path: Path, sheets: Sheets = UNKNOWN) -> Mapping[str, str]:
    """Write the page as a Word document in the theme's shell; `sheets` are the numbers for its contents.

    Gives back the bookmark of each id.
    The file appears only when it is whole. Raises `GeneratorError` for what the page, the theme or
    the shell has wrong.
    """
    columns.fit(page, theme)
    shell = Shell.open(theme, furniture.of(page))
    _describe(shell, page)
    body = Body(page, theme, shell, sheets)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        parts = shell.package()
        before, after = split(parts.pop(DOCUMENT))
        for name in ("[Content_Types].xml", "_rels/.rels"):
            archive.writestr(entry(name), parts.pop(name))
        with archive.open(entry(DOCUMENT), "w") as document, _Packer(document) as packer:
            packer.write(before.decode())
            body.write(packer.write)
            packer.write(after.decode())
        parts[NUMBERING] = _append(parts[NUMBERING], body.lists, rb"<w:numIdMacAtCleanup|</w:numbering>")
        if body.inline.footnotes:
            parts[FOOTNOTES] = _append(parts[FOOTNOTES], body.inline.footnotes, rb"</w:footnotes>")
        furnished = Packed(shell.file)  # fonts are most of a small document
        for name in sorted(parts):
            furnished.put(name, parts[name], archive)
    path.write_bytes(buffer.getbuffer())
    return body.bookmarks


def write_packed(page: bytes, theme: str, path: Path) -> None:
    """Write a page that was packed, by the folder of its theme: for a process of its own. Raises as `write` does."""
    with no_garbage_collection():
        write(Page.unpacked(page), Theme.load(theme), path)
    return_memory()  # others need it


class _Packer:
    """Packs fragments while they are made: zlib works beside Python, and packing takes a third of the time."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into = into
        self._fragments: list[str] = []
        self._length = 0
        self._thread = ThreadPoolExecutor(1)
        self._packing: deque[Future[int]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._thread:
            if kind is None:
                self._hand_over(0)

    def write(self, fragment: str) -> None:
        """Take a fragment; those of a size worth packing are handed over."""
        self._fragments.append(fragment)
        self._length += len(fragment)
        if self._length > _PART:
            self._hand_over(_WAITING)

    def _hand_over(self, waiting: int) -> None:
        """Hand what there is over to the thread; memory stays flat when packing is the slower of the two."""
        part = "".join(self._fragments).encode()
        self._fragments.clear()
        self._length = 0
        self._packing.append(self._thread.submit(self._into.write, part))
        while len(self._packing) > waiting:
            self._packing.popleft().result()


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
