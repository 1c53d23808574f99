"""The look of the shell, as CSS: what was set in Word is what the PDF and the HTML page show.

`shell.py` reads the styles and the page of `shell.docx`, `heads.py` its headers and footers;
`declarations.py` says a style in CSS; `sheets.py` puts the rules together, by the selectors of `theme.yaml`.
The theme's `print.css` comes after it and adds only what Word has no word for.
"""

from generator.page import Page
from generator.theme import Theme
from generator.writers.look import sheets
from generator.writers.look.shell import ShellLook


def css(theme: Theme, page: Page) -> str:
    """The rules of a theme's shell for one page: elements, tables, sheets of paper, running heads.

    Raises `GeneratorError` for a shell that cannot be read and for a style that it has not.
    """
    faces = {(font.family, font.weight >= 600, font.style == "italic"): theme.path(font.file) for font in theme.fonts}
    shell = ShellLook(theme.path("shell.docx"), faces)
    return "\n".join((sheets.elements(theme, shell), sheets.paper(theme, shell, page)))
