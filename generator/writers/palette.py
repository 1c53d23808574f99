"""The colours and the font of charts: those of the shell's own theme, as Word shows them under «Цвета» and «Шрифты».

So a chart in the PDF changes together with the chart in Word, which names the same colours by their place.
"""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers.look.shell import A

_NAMES = {"ink": "dk1", "accent": "accent1", "quiet": "accent2", "light": "accent4"}


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as CSS has them, and the family of the font."""

    ink: str  # text
    accent: str  # bars of the first shade, and every outline
    quiet: str  # signs in place of a figure
    light: str  # bars of the second shade
    font: str

    @classmethod
    def of(cls, theme: Theme) -> "Palette":
        """Read the theme of the shell; raises `GeneratorError` for a shell without one."""
        file = theme.path("shell.docx")
        try:
            with ZipFile(file) as archive:
                part = min(name for name in archive.namelist() if name.startswith("word/theme/theme"))
                data = archive.read(part)
            root = etree.parse(BytesIO(data), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
            colours = {field: _colour(root, name) for field, name in _NAMES.items()}
            [font] = root.iterfind(f".//{A}minorFont/{A}latin")
        except (OSError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise GeneratorError(
                f"Бланк {file}: не читаются цвета и шрифты темы Word, а диаграммы берут их оттуда. "
                "Выберите их в Word («Конструктор», «Цвета» и «Шрифты») и сохраните бланк."
            ) from error
        return cls(**colours, font=font.get("typeface") or "sans-serif")


def _colour(root: etree._Element, name: str) -> str:
    [colour] = root.iterfind(f".//{A}clrScheme/{A}{name}/*")
    value = colour.get("lastClr") or colour.get("val") or ""
    return f"#{int(value, 16):06x}"
