"""The one way to open a text that a person wrote: bounded, regular, UTF-8, without control characters.

What is wrong is said with the line.
"""

import os
import re
from pathlib import Path

from generator import files
from generator.errors import GeneratorError

LIMIT = 5 << 20  # bytes; a year of one municipality is about ten thousand

# Unicode's Cc but tab and line ends; the line and paragraph separators, which YAML takes for line
# ends and editors do not (YAML 1.1, 5.4); surrogates and noncharacters, which no file may hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

LINE_END = re.compile(r"\r\n|\r|\n")


def read(path: Path, name: str = "") -> str:
    """Read a text file; `name` is how messages call it, by default its own name.

    Raises `GeneratorError` for a file that cannot be opened or is not a regular file, is over
    `LIMIT`, is not UTF-8 (a byte order mark is dropped), or holds a control character.
    """
    name = name or path.name
    text = _decoded(files.read(path, name, LIMIT), name)
    if found := FORBIDDEN.search(text):
        raise GeneratorError(
            f"{name}, строка {line_at(text, found.start())}: недопустимый знак U+{ord(found.group()):04X}. "
            "Удалите его: обычно он невидим и попадает в текст при вставке из другой программы."
        )
    return text


def present(path: Path) -> bool:
    """Whether anything has this name: a broken link, too, so that it is refused and not passed over."""
    return os.path.lexists(path)


def line_at(text: str, position: int) -> int:
    """The number, from 1, of the line on which the character at `position` stands."""
    return len(LINE_END.findall(text, 0, position)) + 1


def lines_of(text: str) -> list[str]:
    """The lines of a text as editors and YAML count them."""
    return LINE_END.split(text)


def shortened(text: str, most: int = 40) -> str:
    """A text as a message quotes it: one line of visible characters, cut at `most`."""
    text = FORBIDDEN.sub("�", " ".join(text.split()))
    return text if len(text) <= most else text[: most - 1] + "…"


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise GeneratorError(f"{name}, строка 1: файл в кодировке UTF-16. Сохраните его в кодировке UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise GeneratorError(
            f"{name}, строка {line_at(before, len(before))}: файл не в кодировке UTF-8. Сохраните его в ней."
        ) from error
