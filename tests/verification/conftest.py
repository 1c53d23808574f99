"""The page with every element, written to both files once for all tests that spoil it."""

import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import page
from generator.theme import Theme
from generator.verification import Difference, of_files
from generator.writers import docx, pdf

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "data" / "page.html").read_text(encoding="utf-8")


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="session")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The default theme with a picture of the page's own."""
    folder = tmp_path_factory.mktemp("verified") / "theme"
    shutil.copytree(ROOT / "templates" / "default", folder)
    (folder / "chart.png").write_bytes(png(80, 40))
    return Theme.load(str(folder))


@pytest.fixture(scope="session")
def whole() -> page.Page:
    """The page with every element of the vocabulary."""
    return page.parse(TEXT)


@pytest.fixture(scope="session")
def word_file(theme: Theme, whole: page.Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That page in Word."""
    file = tmp_path_factory.mktemp("word") / "digest.docx"
    docx.write(whole, theme, file)
    return file


Compare = Callable[[Path], list[str]]


@pytest.fixture
def compared(theme: Theme, whole: page.Page) -> Compare:
    """The differences of a file from the page, as lines."""
    return lambda file: [str(difference) for difference in of_files(whole, theme, [file])]


@pytest.fixture
def printed(theme: Theme, tmp_path: Path) -> Callable[[str], Path]:
    """Print a page given as text."""

    def write(text: str) -> Path:
        file = tmp_path / "digest.pdf"
        pdf.write(page.parse(text), theme, file)
        return file

    return write


@pytest.fixture
def both(theme: Theme, tmp_path: Path) -> Callable[[str], list[Difference]]:
    """Write the body of a page to both files and compare them with it."""

    def differing(body: str) -> list[Difference]:
        made = page.parse(
            f'<html lang="ru"><head><title>Дайджест «Край»</title><meta name="author" content="Пресс-служба"></head>'
            f'<body><section class="part">{body}</section></body></html>'
        )
        files = [tmp_path / "digest.docx", tmp_path / "digest.pdf"]
        docx.write(made, theme, files[0])
        pdf.write(made, theme, files[1])
        return list(of_files(made, theme, files))

    return differing
