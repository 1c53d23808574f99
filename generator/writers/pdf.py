"""PDF: WeasyPrint prints the page with the theme's `print.css`.

Nothing from outside the theme can reach the file: the page has no real address, and the fetcher
serves the theme's own files under a made-up one and refuses everything else.
"""

import gc
import hashlib
import logging
import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from generator import pictures
from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.writers import finishing, html, stylesheet, svg, tagging

# A host that can never exist (RFC 2606, 2): links of the page and of its styles start here.
ORIGIN = "https://theme.invalid/"

LOGGER = "weasyprint"


class ThemeFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type annotations
    """Serves files of one theme, and nothing else: no network, no other file of the computer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(allowed_protocols=("https", "data"), fail_on_errors=True)
        self._theme = theme

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file of the theme behind `url`; anything else stops the printing."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if not url.startswith(ORIGIN):
            raise FatalURLFetchingError(f"Адрес {url} вне темы. Положите файл в папку темы.")
        try:
            path = self._theme.path(unquote(urlsplit(url).path).lstrip("/"))
        except GeneratorError as error:
            raise FatalURLFetchingError(str(error)) from error
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if kind.startswith("image/"):
            try:
                pictures.check(path, path.name)
            except GeneratorError as error:
                raise FatalURLFetchingError(str(error)) from error
        return URLFetcherResponse(url, BytesIO(path.read_bytes()), {"Content-Type": kind})


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that the PDF carries: the data behind its figures."""

    name: str  # its extension says what it is
    content: bytes
    description: str = ""


def write(page: Page, theme: Theme, path: Path, attached: Attached | None = None) -> None:
    """Print the page into the file `path`: PDF/A-2a and PDF/UA-1, or PDF/A-3a when a file goes with it.

    Raises `GeneratorError` for a resource outside the theme and for what WeasyPrint would skip.
    """
    text = source(page, theme)
    identifier = hashlib.sha256(text.encode()).digest()[:16]
    fetcher = ThemeFetcher(theme)
    fonts = FontConfiguration()
    try:
        with _complaints(theme), _no_garbage_collection(), tagging.own_tags():
            sheet = CSS(string=styles(page, theme), base_url=ORIGIN, url_fetcher=fetcher, font_config=fonts)
            document = HTML(string=text, base_url=ORIGIN, url_fetcher=fetcher)
            document.write_pdf(
                path,
                stylesheets=[sheet],
                font_config=fonts,
                pdf_identifier=identifier,
                pdf_variant=finishing.ARCHIVE_WITH_DATA if attached else finishing.ARCHIVE,
                attachments=[_attachment(attached, fetcher)] if attached else None,
                finisher=finishing.finish,
            )
    except FatalURLFetchingError as error:
        raise GeneratorError(f"Тема «{theme.name}»: {error}") from error


def _attachment(attached: Attached, fetcher: ThemeFetcher) -> Attachment:
    return Attachment(
        file_obj=BytesIO(attached.content),
        name=attached.name,
        description=attached.description,
        relationship="Data",  # what the figures were made from (ISO 19005-3, 6.8)
        url_fetcher=fetcher,
    )


def complaints(text: str, theme: Theme) -> list[str]:
    """What WeasyPrint does not understand in a style sheet of the theme, in its words, with line and column.

    Raises `GeneratorError` for what the sheet asks for outside the theme.
    """
    with _collected() as messages:
        try:
            CSS(string=text, base_url=ORIGIN, url_fetcher=ThemeFetcher(theme), font_config=FontConfiguration())
        except FatalURLFetchingError as error:
            raise GeneratorError(f"Тема «{theme.name}»: {error}") from error
    return [message for message in messages if not _harmless(message)]


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
    """The page as the HTML that WeasyPrint gets, its charts drawn.

    A no-break space before an inline element moves into it: «в»<a>« таблице 3». Text that ends in one
    is cut at its first space when the element does not fit on the line: Pango takes the trailing
    space for white space that may hang, and gives up its best break (Pango 1.50).
    """
    text = html.serialize(svg.drawn(page.root, theme))
    opening = r"<(?:a|em|strong|span)\b(?![^>]*\bfootnote\b)[^>]*>"  # a footnote is no part of the line
    return re.sub(f"\N{NO-BREAK SPACE}({opening})", "\\1\N{NO-BREAK SPACE}", text)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """WeasyPrint makes millions of live objects and no garbage: collecting costs a quarter of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _collected() -> Iterator[list[str]]:
    """What WeasyPrint logs meanwhile."""
    collector = _Collector()
    logger = logging.getLogger(LOGGER)
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    try:
        yield collector.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate


@contextmanager
def _complaints(theme: Theme) -> Iterator[None]:
    """Turn what WeasyPrint would only log (an unknown CSS property, a broken image) into an error."""
    with _collected() as collected:
        yield
    messages = [message for message in collected if not _harmless(message)]
    if messages:
        raise GeneratorError(
            f"Тема «{theme.name}»: печать PDF пропустила бы: {'; '.join(messages[:5])}. Исправьте print.css или шаблон."
        )


def _harmless(message: str) -> bool:
    """Whether a message is no reason to stop.

    A missing optional library of the system makes the file larger, and changes nothing in it. A sign
    that no font has (an emoji in a report) is told by a check, and must not cost the whole digest.
    """
    return "harfbuzz" in message.casefold() or ".notdef glyph" in message
