"""Verification: Word and PDF say what the page says, and every printed figure leads to an observation.

The page is the measure: each file is read back without the code that wrote it, and laid beside the page
block by block; each figure is followed back to the lines of reports. Nothing is told from the name of a
file or a checksum: only what lies in it counts.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from generator.cache import Cache
from generator.digest import Digest
from generator.page import Page
from generator.theme import Theme
from generator.verification import figures, printed
from generator.verification.blocks import Content, drawn, named, of_page, workbooks
from generator.verification.compare import Difference, differences
from generator.workers import no_garbage_collection, return_memory

__all__ = ["FORMATS", "Difference", "of_figures", "of_file", "of_files", "of_prints"]


def of_files(page: Page, theme: Theme, files: Iterable[Path], cache: Cache | None = None) -> Iterator[Difference]:
    """How the files differ from the page; a file of a format that cannot be read back is passed by.

    What has been read before, to the byte, comes from the cache; it is compared all the same.

    Raises `GeneratorError` for a file that is not of its format at all.
    """
    content: Content | None = None
    shell = theme.path("shell.docx")
    for file in files:
        if (compared := FORMATS.get(file.suffix.removeprefix("."))) is not None:
            content = content or of_page(page)
            yield from compared(page, content, file, shell, cache)


def of_file(page: bytes, shell: Path, file: Path, cache: Cache | None) -> list[Difference]:
    """How a file differs from the page, which is packed: for a process of its own. Raises as `of_files` does."""
    compared = FORMATS[file.suffix.removeprefix(".")]
    with no_garbage_collection():
        whole = Page.unpacked(page)
        content = of_page(whole)
        whole.put_aside()  # to read a file takes memory enough
        found = list(compared(whole, content, file, shell, cache))
    del whole, content
    return_memory()  # the process may have nothing more to do, and others need it
    return found


def of_figures(digest: Digest, page: Page) -> Iterator[Difference]:
    """The figures that lead to no observation, and those that the page prints otherwise."""
    yield from figures.untraced(digest)
    yield from of_prints(digest, page)


def of_prints(digest: Digest, page: Page) -> Iterator[Difference]:
    """The figures that the page prints otherwise than the digest has them."""
    yield from printed.unprinted(digest, page)


def _word(page: Page, content: Content, file: Path, shell: Path, cache: Cache | None) -> Iterator[Difference]:
    from generator.verification import furniture, links, word
    from generator.verification.media import Word

    found, differing = furniture.of_word(file.name, word.read(file), file, shell, page)
    yield from differing
    expected = Content(tuple(workbooks(content.blocks)), content.footnotes)
    yield from differences(file.name, expected, found.content, Word())
    yield from links.of_word(file.name, links.of_page(page), found.links)


def _paper(page: Page, content: Content, file: Path, shell: Path, cache: Cache | None) -> Iterator[Difference]:
    from generator.verification import furniture, links, pdf
    from generator.verification.media import Paper

    found = pdf.read(file, cache)
    for misprint in found.misprints:
        row = f", строка {named(misprint.row)}" if misprint.row else ""
        yield Difference(file.name, f"лист {misprint.sheet}{row}", misprint.what)
    yield from furniture.of_paper(file.name, found.furniture, page, shell)
    yield from furniture.of_tables(file.name, found.furniture, found.tables, page)
    yield from furniture.of_contents(file.name, content, found.content)
    expected = Content(tuple(drawn(content.blocks)), content.footnotes)
    yield from differences(file.name, expected, found.content, Paper())
    yield from links.of_paper(file.name, links.of_page(page), found.links)
    yield from links.of_outline(file.name, content, found.outline)


# How a file of a format is laid beside the page.
FORMATS: dict[str, Callable[[Page, Content, Path, Path, Cache | None], Iterator[Difference]]] = {
    "docx": _word,
    "pdf": _paper,
}
