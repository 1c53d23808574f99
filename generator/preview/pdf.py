"""The PDF as pictures of its sheets: each is drawn when somebody looks at it."""

import io
from pathlib import Path

import pypdfium2

DENSITY = 144  # dots per inch: sharp on an ordinary screen at its width

# Width and height of a sheet in points (1/72 inch).
Size = tuple[float, float]


class Sheets:
    """The sheets of one PDF at a time; lives in a process of its own, for PDFium must not be shared by threads."""

    def __init__(self) -> None:
        self._pdf: pypdfium2.PdfDocument | None = None

    def open(self, path: Path) -> list[Size]:
        """Take a PDF in the place of the one before, and say how large its sheets are."""
        self._pdf = pypdfium2.PdfDocument(path.read_bytes())
        return [self._pdf.get_page_size(number) for number in range(len(self._pdf))]

    def draw(self, number: int) -> bytes | None:
        """The picture of a sheet (from 0) as PNG; nothing for one that there is not."""
        if self._pdf is None or not 0 <= number < len(self._pdf):
            return None
        image = self._pdf[number].render(scale=DENSITY / 72).to_pil()
        data = io.BytesIO()
        image.save(data, "PNG", compress_level=1)  # for one look on the same machine: quick, not small
        return data.getvalue()
