"""Writers: one page in, one file out; a writer adds nothing to the page and drops nothing of it.

A writer and its libraries are imported when the format is asked for: a Word-only build does not wait
for WeasyPrint, and does not need it.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from pathlib import Path

from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme

# The file is there when the context is entered, and whole when it is left: some work of another program
# goes on meanwhile.
Writer = Callable[[Page, Theme, Path], AbstractContextManager[None]]

NO_PANGO = """PDF не напечатать: на компьютере нет библиотеки Pango. Установите её:
  Debian и Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  macOS: brew install pango
  Windows: pacman -S mingw-w64-ucrt-x86_64-pango (в MSYS2)
Для Word она не нужна: digest build --format docx"""


@contextmanager
def _docx(page: Page, theme: Theme, path: Path) -> Iterator[None]:
    from generator.writers import docx, pagination

    docx.write(page, theme, path)
    with pagination.begun(path, wanted=page.paginated) as layout:
        yield
        if layout is not None:
            docx.write(page, theme, path, layout.sheets())


def _pdf(page: Page, theme: Theme, path: Path) -> AbstractContextManager[None]:
    try:
        with redirect_stdout(io.StringIO()):  # WeasyPrint prints its own advice, in English
            from generator.writers import pdf
    except OSError as error:
        raise GeneratorError(NO_PANGO) from error
    pdf.write(page, theme, path)
    return nullcontext()


def _html(page: Page, theme: Theme, path: Path) -> AbstractContextManager[None]:
    from generator.writers import html

    html.write(page, theme, path)
    return nullcontext()


WRITERS: dict[str, Writer] = {"docx": _docx, "pdf": _pdf, "html": _html}
