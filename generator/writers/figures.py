"""Figures for Word: pictures and charts put into the package, and brought to the size of the sheet they stand on."""

from dataclasses import dataclass

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from lxml import etree

from generator.errors import GeneratorError
from generator.page import Page, classes
from generator.theme import Theme
from generator.writers import drawing, ooxml, plot
from generator.writers.contract import place
from generator.writers.shell import Section, Shell

_FIRST_PICTURE = 100_001  # docxtpl numbers the shell's own pictures from 1000
_FIRST_CHART = 200_001
_EMU_PER_MM = 36_000
_EMU_PER_PIXEL = 9525  # of 1/96 inch, as in CSS: what else a file says of its size is not asked
_TALLEST = 0.8  # of the text height: the caption and the source stay on the page


@dataclass(frozen=True, slots=True)
class _Figure:
    relation: str
    number: int
    width: int  # EMU
    height: int

    def on(self, sheet: Section) -> tuple[int, int]:
        """Width and height in EMU, so that the figure, its caption and its source stay on the page."""
        scale = min(
            1,
            sheet.text_width * ooxml.EMU_PER_TWIP / self.width,
            sheet.text_height * _TALLEST * ooxml.EMU_PER_TWIP / self.height,
        )
        return round(self.width * scale), round(self.height * scale)


class Figures:
    """The pictures and charts of one document."""

    def __init__(self, page: Page, theme: Theme, shell: Shell) -> None:
        """Put all of them into the package, charts with their workbooks; raises `GeneratorError` for no picture."""
        found = list(page.body.iter("img", "chart"))
        images = [element for element in found if element.tag == "img"]
        charts = [element for element in found if element.tag == "chart"]
        self._pictures = {image: _picture(image, theme, shell, number) for number, image in enumerate(images)}
        self._charts = {chart: _chart(chart, shell, number) for number, chart in enumerate(charts)}

    def picture(self, image: etree._Element, sheet: Section) -> str:
        """The run of a picture; raises `GeneratorError` when nothing says what it shows."""
        picture = self._pictures[image]
        if not (alt := (image.get("alt") or "").strip()):
            raise GeneratorError(f"Word: {place(image)}: у рисунка нет описания alt. Напишите, что на нём показано.")
        return ooxml.picture(picture.relation, picture.number, f"Рисунок {picture.number}", alt, *picture.on(sheet))

    def chart(self, element: etree._Element, sheet: Section) -> str:
        """The run of a chart."""
        chart = self._charts[element]
        name = f"Диаграмма {chart.number - _FIRST_CHART + 1}"
        return ooxml.chart(chart.relation, chart.number, name, element.get("alt") or "", *chart.on(sheet))


def _picture(image: etree._Element, theme: Theme, shell: Shell, number: int) -> _Figure:
    file = theme.path(image.get("src") or "")
    try:
        relation, found = shell.document.part.get_or_add_image(str(file))
    except (UnrecognizedImageError, UnexpectedEndOfFileError, InvalidImageStreamError) as error:
        raise GeneratorError(
            f"Word: {place(image)}: файл {file} в Word не вставить: он повреждён, или это не PNG и не обычный JPEG. "
            "Сохраните рисунок заново, лучше в PNG."
        ) from error
    named = [float(theme.columns[name]) * _EMU_PER_MM for name in classes(image) if name in theme.columns]
    width = named[0] if named else found.px_width * _EMU_PER_PIXEL
    height = width * found.px_height / found.px_width
    return _Figure(relation, _FIRST_PICTURE + number, round(width), round(height))


def _chart(element: etree._Element, shell: Shell, number: int) -> _Figure:
    chart = plot.read(element)
    relation = drawing.add(chart, shell.document.part, number + 1)
    size = (round(points * drawing.EMU_PER_POINT) for points in (plot.WIDTH, chart.height))
    return _Figure(relation, _FIRST_CHART + number, *size)
