"""What all parts of one look share in one process, and what no part of WeasyPrint does for itself."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from mimetypes import guess_type
from multiprocessing import parent_process
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit
from weakref import finalize

import pydyf
import weasyprint
import weasyprint.css
from weasyprint import CSS, DEFAULT_OPTIONS
from weasyprint.document import Document
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from generator.cache import fingerprint
from generator.errors import GeneratorError, installing
from generator.files import naming
from generator.writers import drawings
from generator.writers.engine.cascade import Styles
from generator.writers.packs import Look

RELEASES = {"WeasyPrint": (weasyprint.__version__, "70."), "pydyf": (pydyf.__version__, "0.13.")}

# A host that can never exist (RFC 2606, 2): links of the page and of its styles start here.
ORIGIN = "https://theme.invalid/"

LONG = 300_000  # signs of HTML, from which on what was needed to read it is swept out before it is laid out
SWEPT = 32  # sheets between two sweeps: of a megabyte or two each
SCALE = 0.75  # points in a pixel of CSS
NOTHING = 3  # operators round what there is to paint
MANY = 888  # the number of a sheet that is not known yet: as wide as most


class Uncut(Exception):
    """The page holds something that a part alone cannot tell: it has to be laid out as a whole."""


def demand() -> None:
    """Raise `GeneratorError` when a library is of a release that was not tried."""
    for name, (version, tried) in RELEASES.items():
        if not version.startswith(tried):
            raise GeneratorError(
                f"Установлена {name} {version}, а печать PDF проверена с {name} {tried}*. "
                f"Поставьте её: {installing(f'{name.lower()}=={tried}*')}"
            )


class Files(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type annotations
    """Serves files of one theme, and nothing else: no network, no other file of the computer."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        """`read` gives the file of a name; it raises `LookupError` or `GeneratorError` for one that is not served."""
        super().__init__(allowed_protocols=("https", "data"), fail_on_errors=True)
        self._read = read

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the file of the theme behind `url`; anything else stops the printing."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        name = unquote(urlsplit(url).path).lstrip("/")
        try:
            if not url.startswith(ORIGIN):
                raise LookupError(url)
            content = self._read(name)
        except LookupError as error:
            raise FatalURLFetchingError(f"Адрес {url} вне темы. Положите файл в папку темы.") from error
        except GeneratorError as error:
            raise FatalURLFetchingError(str(error)) from error
        kind = guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, BytesIO(content), {"Content-Type": kind})


def font_configuration() -> Any:
    """Fonts for style sheets to add to; what of them lies on the disk is gone when the program ends.

    WeasyPrint removes it with the last that holds them, which a build does not wait for.
    """
    made = FontConfiguration()
    made._folder = Path(mkdtemp(prefix="digest-fonts-"))
    finalize(made, rmtree, made._folder, ignore_errors=True)
    return made


@dataclass(frozen=True)
class Press:
    """What all parts of one look share in one process."""

    fetcher: Files
    fonts: Any
    sheet: Any


@lru_cache(maxsize=2)
def _press(theme: str, styles: str, files: tuple[tuple[str, bytes], ...]) -> Press:
    demand()
    fetcher, fonts = Files(dict(files).__getitem__), font_configuration()
    with naming(fonts._folder):
        sheet = CSS(string=styles, base_url=ORIGIN, url_fetcher=fetcher, font_config=fonts)
    if parent_process() is not None:  # a worker keeps this for life: it need not be looked through
        gc.collect()
        gc.freeze()
    return Press(fetcher, fonts, sheet)


def of(look: Look) -> Press:
    """What parts of this look share."""
    return _press(look.theme, look.styles, tuple(look.files.items()))


class _Garbage:
    """Boxes of painted sheets hold one another; they are swept out together now and then."""

    def __init__(self) -> None:
        self._sheets = 0

    def sheet(self) -> None:
        """Another sheet has been painted."""
        self._sheets += 1
        if self._sheets % SWEPT == 0:
            gc.collect()


garbage = _Garbage()


def context_of(press: Press, html: Any, sheets: Sequence[Any], images: dict[str, Any], counters: Any) -> Any:
    """The context of WeasyPrint for a page: its styles, and where its pictures are kept."""
    options = {**DEFAULT_OPTIONS, "stylesheets": sheets, "cache": images}
    with patch.object(weasyprint.css, "StyleFor", Styles):
        return Document._build_layout_context(html, press.fonts, counters, {}, options)


def canvas(fonts: dict[int, Any], page: Any, resources: Any, images: dict[str, Any]) -> Any:
    """An empty stream, as `generate_pdf` makes one for a sheet; the second of a sheet when there is no page."""
    shape = (0, 0, page.width, page.height) if page else (0, 0, 0, 0)
    profile = SimpleNamespace(pdf_reference=drawings.SRGB)
    stream = Stream(fonts, shape, resources, images, {}, {"srgb": profile}, "srgb")
    if page:
        stream.transform(d=-1, f=page.height * SCALE)
    return stream


def start(*content: str | bytes) -> int:
    """A number that only this content has."""
    return int(fingerprint(*content)[:12], 16)
