"""From which line of which template every line of a page came.

A page is checked as a whole, when templates are long gone. To say where its mistake stands, it is rendered
once more with marks in it: every line that a template writes begins with the name of the template and the line.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

# Private use: no report can hold them by accident.
_MARK = re.compile("\ue010([^\ue011]*):(\\d+)\ue011")


class Marks(Extension):
    """Puts the marks before the lines of every template."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, its text marked.

        Not that between `set` and `endset`: a template may count its signs, and would print another page.
        """
        tag: list[Token] = []  # the one that is being read
        captured = 0
        for token in stream:
            tag = [] if token.type == "block_begin" else [*tag, token]
            if token.type == "block_end":
                captured += _captures(tag)
            if token.type == "data" and not captured:
                lines = str(token.value).split("\n")
                marked = (f"\ue010{stream.name}:{token.lineno + at}\ue011{line}" for at, line in enumerate(lines))
                yield Token(token.lineno, "data", "\n".join(marked))
            else:
                yield token


def _captures(tag: list[Token]) -> int:
    """1 for a tag that begins to capture what follows, `{% set x %}`, -1 for its end, 0 for any other."""
    match tag[0].value:
        case "set":
            return int(all(token.type != "assign" for token in tag))
        case "endset":
            return -1
    return 0


def unmarked(text: str) -> tuple[str, list[tuple[str, int]]]:
    """A marked page as it is without marks, and the template and line of each of its lines."""
    places: list[tuple[str, int]] = []
    here = ("", 0)
    for line in text.split("\n"):
        here = _first(line) or here
        places.append(here)
    return _MARK.sub("", text), places


def _first(line: str) -> tuple[str, int] | None:
    """The place of the first words of a line: several templates may have written parts of it."""
    marks = list(_MARK.finditer(line))
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    written = [mark for mark, end in zip(marks, ends, strict=True) if line[mark.end() : end].strip()]
    return next(((mark[1], int(mark[2])) for mark in (*written, *marks)), None)
