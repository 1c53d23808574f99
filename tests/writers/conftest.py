import shutil
import struct
import zlib
from pathlib import Path

import pytest

from generator.theme import Theme

DEFAULT = Path(__file__).parents[2] / "templates" / "default"


def png(width: int, height: int) -> bytes:
    """A grey picture of 96 dots per inch."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x80" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"pHYs", struct.pack(">IIB", 3780, 3780, 1))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pictured(folder: Path) -> Theme:
    """The whole default theme in this new folder, with a small picture for pages that show one."""
    shutil.copytree(DEFAULT, folder)
    (folder / "chart.png").write_bytes(png(80, 40))
    return Theme.load(str(folder))


@pytest.fixture
def theme(tmp_path: Path) -> Theme:
    """The default theme in a folder of its own, with a picture wider than the text."""
    folder = tmp_path / "theme"
    folder.mkdir()
    for name in ("theme.yaml", "shell.docx"):
        shutil.copy(DEFAULT / name, folder)
    (folder / "chart.png").write_bytes(png(800, 400))
    return Theme.load(str(folder))
