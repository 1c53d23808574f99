"""PDF: WeasyPrint prints the page with the theme's `print.css`.

Nothing from outside the theme can reach the file: the page has no real address, and the fetcher
serves the theme's own files under a made-up one and refuses everything else.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from weasyprint import CSS, HTML, Attachment
from weasyprint.urls import FatalURLFetchingError

from generator.cache import Cache
from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.workers import Executor, Inline, no_garbage_collection, only_new_garbage
from generator.writers import assembly, columns, complaints, engine, finishing, html, joining, looks, stylesheet, svg
from generator.writers.engine import ORIGIN


def fetcher(theme: Theme) -> engine.Files:
    """The files of a theme that may be printed."""
    return engine.Files(partial(looks.file, theme))


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that the PDF carries: the data behind its figures."""

    name: str  # its extension says what it is
    content: bytes
    description: str = ""


def write(
    page: Page,
    theme: Theme,
    path: Path,
    attached: Attached | None = None,
    executor: Executor | None = None,
    cache: Cache | None = None,
) -> None:
    """Print the page into the file `path`: PDF/A-2a and PDF/UA-1, or PDF/A-3a when a file goes with it.

    A long page is printed by parts (`assembly`), in this process unless there is an `executor`; the file is the same.
    Raises `GeneratorError` for a resource outside the theme and for what WeasyPrint would skip.
    """
    engine.demand()
    columns.fit(page, theme)
    options = {
        "pdf_identifier": _identifier(page),
        "pdf_variant": finishing.ARCHIVE_WITH_DATA if attached else finishing.ARCHIVE,
        "attachments": [_attachment(attached, theme)] if attached else None,
        "finisher": finishing.finish,
    }
    try:
        with _complaints(theme), no_garbage_collection(), only_new_garbage():
            look = looks.of(page, theme, styles(page, theme))
            assembly.write(page, theme, look, path, executor or Inline(), cache, **options)
    except engine.Uncut:
        whole(page, theme, path, **options)


def _identifier(page: Page) -> bytes:
    """Sixteen bytes that tell the page from any other (ISO 32000-1, 14.4)."""
    told = hashlib.sha256()
    for element in (page.root.find("head"), *page.body):
        if element is not None:
            told.update(etree.tostring(element, encoding="utf-8"))
    return told.digest()[:16]


def whole(page: Page, theme: Theme, path: Path, **options: Any) -> None:
    """Print the page at once, as WeasyPrint does it: the reference for what is printed by parts."""
    columns.fit(page, theme)
    files, fonts = fetcher(theme), engine.font_configuration()
    with _complaints(theme), no_garbage_collection(), engine.mended():
        sheet = CSS(string=styles(page, theme), base_url=ORIGIN, url_fetcher=files, font_config=fonts)
        document = HTML(string=source(page, theme), base_url=ORIGIN, url_fetcher=files).render(
            stylesheets=[sheet], font_config=fonts, pdf_variant=finishing.ARCHIVE
        )
        joining.write(document, path, **options)


def _attachment(attached: Attached, theme: Theme) -> Attachment:
    return Attachment(
        file_obj=BytesIO(attached.content),
        name=attached.name,
        description=attached.description,
        relationship="Data",  # what the figures were made from (ISO 19005-3, 6.8)
        url_fetcher=fetcher(theme),
    )


def flaws(text: str, theme: Theme) -> list[str]:
    """What WeasyPrint does not understand in a style sheet of the theme, in its words, with line and column.

    Raises `GeneratorError` for what the sheet asks for outside the theme.
    """
    with complaints.collected() as messages:
        try:
            CSS(string=text, base_url=ORIGIN, url_fetcher=fetcher(theme), font_config=engine.font_configuration())
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{theme.name}»: {error}") from error
    return complaints.harmful(messages)


def styles(page: Page, theme: Theme) -> str:
    """Everything that tells how the page looks on paper, as CSS."""
    return "\n".join(
        (
            stylesheet.fonts(theme),
            stylesheet.columns(theme),
            stylesheet.printed(theme, page),
            stylesheet.hyphenation(page),
        )
    )


def source(page: Page, theme: Theme) -> str:
    """The page as the HTML that WeasyPrint gets, its charts drawn."""
    return html.held(html.serialize(svg.drawn(page.root, theme)))


@contextmanager
def _complaints(theme: Theme) -> Iterator[None]:
    """Turn what WeasyPrint would only log (an unknown property, a broken image) into an error, and what it refuses."""
    with complaints.collected() as collected:
        try:
            yield
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{theme.name}»: {error}") from error
    if messages := complaints.harmful(collected):
        raise GeneratorError(complaints.told(theme.name, messages))
