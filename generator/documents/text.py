"""Plain text and Markdown: lines as an editor that breaks at line ends shows them."""

import re

from generator.documents import encoding
from generator.documents.document import Document, Kind, Line
from generator.documents.visible import row, visible
from generator.errors import GeneratorError

# A form feed begins a page: between words it parts them, beside a line end it is nothing.
_PAGE = re.compile(r"(?<=[^\s])\f+(?=[^\s])")

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BINARY = 0.02  # the share of control characters above which a file is no text, unless there are only a few
_FEW = 8

_LINE_END = re.compile(r"\r\n?")

_EMPTY = Line("")


def read(data: bytes, name: str) -> Document:
    """Read a text file in any encoding that Russian offices use."""
    text, notes = characters(data, name)
    return Document(name, tuple(Line(line) if line else _EMPTY for line in lines(text)), notes)


def read_markdown(data: bytes, name: str) -> Document:
    """Read Markdown: headings and tables are told apart, marks of emphasis are not shown."""
    text, notes = characters(data, name)
    return Document(name, tuple(map(_marked, lines(text))), notes)


def characters(data: bytes, name: str) -> encoding.Text:
    """The visible characters of a text file, each line end of one kind, and notes.

    Raises `GeneratorError` for what is no text, whatever its name says.
    """
    text, notes = encoding.decode(data)
    if control := len(_CONTROL.findall(text)):
        if control > max(_FEW, _BINARY * len(text)):
            raise GeneratorError(
                f"{name}: это не текст, хотя так назван. Узнайте, в какой программе сделан файл, "
                "и сохраните его из неё в формате docx, pdf, xlsx или txt."
            )
        notes += (f"невидимых управляющих знаков удалено: {control}",)
    # Line ends first: a form feed between two of them would leave them as one.
    text = _LINE_END.sub("\n", text)
    return encoding.Text(visible(_PAGE.sub(" ", text).replace("\f", "")), notes)


def lines(text: str) -> list[str]:
    """The lines of a text; the line end of the last one begins no further line."""
    found = text.split("\n")
    return found if found[-1] else found[:-1]


_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1")


def _marked(line: str) -> Line:
    bare = line.strip()
    if not bare.strip("|:- \t") and "|" in bare and "-" in bare:  # the rule under the head of a table
        return _EMPTY
    line = _EMPHASIS.sub(r"\2", line)
    if heading := _HEADING.fullmatch(line):
        return Line(_CLOSING.sub("", heading[1].rstrip()).strip(), Kind.HEADING)
    if bare.startswith("|") and bare.endswith("|"):
        return row([cell.strip() for cell in line.strip()[1:-1].split("|")])
    return Line(line)
