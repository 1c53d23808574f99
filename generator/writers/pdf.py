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
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.writers import html, stylesheet, svg

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
        return URLFetcherResponse(url, BytesIO(path.read_bytes()), {"Content-Type": kind})


def write(page: Page, theme: Theme, path: Path) -> None:
    """Print the page into the file `path`.

    Raises `GeneratorError` for a resource outside the theme and for what WeasyPrint would skip.
    """
    text = source(page, theme)
    identifier = hashlib.sha256(text.encode()).digest()[:16]
    fetcher = ThemeFetcher(theme)
    fonts = FontConfiguration()
    try:
        with _complaints(theme), _no_garbage_collection():
            sheet = CSS(string=styles(page, theme), base_url=ORIGIN, url_fetcher=fetcher, font_config=fonts)
            document = HTML(string=text, base_url=ORIGIN, url_fetcher=fetcher)
            document.write_pdf(path, stylesheets=[sheet], font_config=fonts, pdf_identifier=identifier)
    except FatalURLFetchingError as error:
        raise GeneratorError(f"Тема «{theme.name}»: {error}") from error


def styles(page: Page, theme: Theme) -> str:
    """Everything that tells how the page looks on paper, as CSS."""
    return "\n".join(
        (
            stylesheet.fonts(theme),
            stylesheet.columns(theme),
            stylesheet.printed(theme),
            stylesheet.header(page),
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
    return re.sub("\N{NO-BREAK SPACE}(<(?:a|em|strong|span)\\b[^>]*>)", "\\1\N{NO-BREAK SPACE}", text)


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
def _complaints(theme: Theme) -> Iterator[None]:
    """Turn what WeasyPrint would only log (an unknown CSS property, a broken image) into an error."""
    collector = _Collector()
    logger = logging.getLogger(LOGGER)
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    try:
        yield
    finally:
        logger.handlers, logger.propagate = handlers, propagate
    messages = [message for message in collector.messages if not _harmless(message)]
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
