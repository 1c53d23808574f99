"""Sheets of a printed sample: how many there are, and whether the cover has kept to its own."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pikepdf import Array, Pdf

from generator import formatting, page
from generator.page import Page
from generator.theming.flaws import Flaw

SHEETS = 300  # of the PDF of a sample of three reports


def check(file: Path, printed: Page, sample: str) -> Iterator[Flaw]:
    """What is wrong with the PDF of a page; `sample` is how messages call what it was made of."""
    with Pdf.open(file) as pdf:
        amount = len(pdf.pages)
        if amount > SHEETS:
            sheets = formatting.count(amount, "лист", "листа", "листов")
            yield Flaw("", 0, f"PDF {sample} вышел на {sheets}: проверьте поля и размеры в print.css и бланке")
        if _has_cover(printed) and _before_headings(pdf) > 1:
            yield Flaw(
                "",
                0,
                "обложка не поместилась на один лист: уменьшите в бланке интервалы её стилей, «Название» и "
                f"«Подзаголовок» ({sample})",
            )


def _has_cover(printed: Page) -> bool:
    """Whether the page begins with a cover, and what comes after it with a heading."""
    parts = list(islice(printed.body, 2))
    return len(parts) == 2 and "cover" in page.classes(parts[0]) and len(parts[1]) > 0 and parts[1][0].tag == "h1"


def _before_headings(pdf: Pdf) -> int:
    """The sheets with content before that of the first bookmark."""
    with pdf.open_outline() as outline:
        [place] = [one.destination for one in outline.root[:1]] or [None]
    if not isinstance(place, Array):
        return 0
    said = 0
    for sheet in pdf.pages:
        if sheet.obj.objgen == place[0].objgen:
            break
        sheet.contents_coalesce()
        said += b"/MCID" in sheet.obj.Contents.read_bytes()
    return said
