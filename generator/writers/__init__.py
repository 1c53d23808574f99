"""Writers: one page in, one file out; a writer adds nothing to the page and drops nothing of it.

A writer and its libraries are imported when the format is asked for: a Word-only build does not wait
for WeasyPrint, and does not need it.
"""

from collections.abc import Callable
from pathlib import Path

from generator.page import Page
from generator.theme import Theme

Writer = Callable[[Page, Theme, Path], None]


def _docx(page: Page, theme: Theme, path: Path) -> None:
    from generator.writers import docx

    docx.write(page, theme, path)


def _pdf(page: Page, theme: Theme, path: Path) -> None:
    from generator.writers import pdf

    pdf.write(page, theme, path)


def _html(page: Page, theme: Theme, path: Path) -> None:
    from generator.writers import html

    html.write(page, theme, path)


WRITERS: dict[str, Writer] = {"docx": _docx, "pdf": _pdf, "html": _html}
