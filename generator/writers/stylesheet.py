"""The style sheets of the printed page and of the browser: what the theme says, as CSS."""

from collections.abc import Iterator

from generator import text_file
from generator.page import Page
from generator.theme import Theme
from generator.writers import look

PRINT = "print.css"
SCREEN = "screen.css"


def fonts(theme: Theme) -> str:
    """`@font-face` rules (CSS Fonts 4, 4) for the theme's own files, so that no other font slips in."""
    return "\n".join(
        f"@font-face {{ font-family: '{font.family}'; font-weight: {font.weight}; "
        f"font-style: {font.style}; src: url('{font.file}'); }}"
        for font in theme.fonts
    )


def columns(theme: Theme) -> str:
    """Widths of columns and pictures, by their class."""
    return "\n".join(f":is(col, img).{name} {{ width: {width}mm; }}" for name, width in theme.columns.items())


def printed(theme: Theme, page: Page) -> str:
    """The rules for paper: what the shell says, then what the theme adds to it."""
    return "\n".join((look.css(theme, page), *_texts(theme, PRINT)))


def hyphenation(page: Page) -> str:
    """Nothing, or the rule that keeps every word whole."""
    return "" if page.hyphenated else "* { hyphens: manual !important }"


def screen(theme: Theme) -> str:
    """The theme's rules for a browser window."""
    return "\n".join(_texts(theme, SCREEN))


def _texts(theme: Theme, name: str) -> Iterator[str]:
    for file in theme.files(name):
        yield text_file.read(file, f"{file.parent.name}/{name}")
