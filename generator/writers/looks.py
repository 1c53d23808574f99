"""The look of a page as plain data: its style sheet, and every file of the theme that is named there or on the page."""

from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2

from generator import pictures
from generator.page import Page
from generator.theme import Theme
from generator.writers.packs import Look

_FONTS = (".ttf", ".otf", ".woff", ".woff2")


def of(page: Page, theme: Theme, styles: str) -> Look:
    """The look; raises `GeneratorError` for a file that is not there or is no picture that may be printed.

    An address of another place is left for the printer to refuse.
    """
    named = {image.get("src") or "" for image in page.root.iter("img")}
    named.update(_urls(tinycss2.parse_stylesheet(styles)))
    files = {}
    for name in sorted(name for name in named if ":" not in name and not name.startswith(("#", "//"))):
        files[name] = file(theme, name)
    return Look(theme.name, styles, files)


def file(theme: Theme, name: str) -> bytes:
    """A font of a theme, or a picture that may be printed; raises `GeneratorError` for anything else."""
    path = theme.path(name)
    return path.read_bytes() if path.suffix.lower() in _FONTS else pictures.check(path, name)


def _urls(nodes: Sequence[Any]) -> Iterator[str]:
    for node in nodes:
        if node.type == "url":
            yield node.value
        elif node.type == "function" and node.lower_name == "url":
            yield from (one.value for one in node.arguments if one.type == "string")
        for inside in ("prelude", "content", "arguments"):
            if isinstance(found := getattr(node, inside, None), list):
                yield from _urls(found)
