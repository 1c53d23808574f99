"""Charts as SVG, for the PDF and the browser: plain shapes, real text, a zero base, every value printed.

The family of the font stands on the `svg` itself: WeasyPrint gives it nothing of the page's style.
The title inside becomes the alternative text in the PDF's tag tree.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from html import escape

from lxml import etree

from generator.theme import Theme
from generator.writers import plot
from generator.writers.palette import Palette
from generator.writers.plot import BAR, BAR_GAP, COLUMN, COLUMNS, LINE, PAD, ROW_GAP, SIZE, SWATCH, WIDTH, Bar, Plot

_MM = 25.4 / 72
_RISE = 0.72  # of the size of the type: capital letters and digits above the line


def drawn(root: etree._Element, theme: Theme) -> etree._Element:
    """The tree with each `chart` drawn; a copy where there is one, for the page stays as it is."""
    if root.find(".//chart") is None:
        return root
    copy = deepcopy(root)
    draw_all(list(copy.iter("chart")), list(root.iter("chart")), theme)
    return copy


def draw_all(
    charts: Sequence[etree._Element], originals: Sequence[etree._Element], theme: Theme, first: int = 1
) -> None:
    """Put a picture in the place of each chart; messages name the line of its original."""
    palette = Palette.of(theme)
    for number, (chart, original) in enumerate(zip(charts, originals, strict=True), first):
        picture = etree.fromstring(draw(plot.read(original), palette, number))
        picture.tail = chart.tail
        parent = chart.getparent()
        assert parent is not None
        parent.replace(chart, picture)


def draw(chart: Plot, palette: Palette, number: int = 1) -> str:
    """A chart as an `svg` element; `number` keeps its ids apart from those of others on the page."""
    size = f'width="{WIDTH * _MM:.2f}mm" height="{chart.height * _MM:.2f}mm"'
    shapes = _standing(chart, palette) if chart.upright else _lying(chart, palette, number)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {chart.height:.1f}" role="img" '
        f'font-family="{escape(palette.font)}" font-size="{SIZE}" fill="{palette.ink}">'
        f"<title>{escape(chart.alt)}</title>"
        + (_hatching(palette, number) if len(chart.strips) > 2 else "")
        + "".join(_legend(chart, palette, number))
        + "".join(shapes)
        + "</svg>"
    )


def _legend(chart: Plot, palette: Palette, number: int) -> Iterator[str]:
    for index, (x, y, label) in enumerate(chart.legend):
        yield _rect(x, y + 1, SWATCH, SWATCH, _fill(index, palette, number))
        yield _text(x + SWATCH + PAD, y + 1 + SWATCH - 1, label)


def _lying(chart: Plot, palette: Palette, number: int) -> Iterator[str]:
    base = chart.label_width + PAD
    y = chart.top
    group = len(chart.strips) * (BAR + BAR_GAP) - BAR_GAP
    for index, (lines, row) in enumerate(zip(chart.lines, chart.rows, strict=True)):
        middle = y + (row - ROW_GAP) / 2
        for line, text in enumerate(lines):
            yield _text(0, middle + (line - len(lines) / 2 + 0.5) * LINE + SIZE * _RISE / 2, text)
        top = middle - group / 2
        for shade, strip in enumerate(chart.strips):
            bar, at = strip.bars[index], top + shade * (BAR + BAR_GAP)
            length = _share(bar, chart) * chart.bars_width
            if length:
                yield _rect(base, at, length, BAR, _fill(shade, palette, number))
            colour = "" if bar.value is not None else palette.quiet
            yield _text(base + length + PAD, at + (BAR + SIZE * _RISE) / 2, bar.text, fill=colour)
        y += row
    yield _line(base, chart.top - 2, base, chart.height - ROW_GAP + 2, palette)


def _standing(chart: Plot, palette: Palette) -> Iterator[str]:
    slot = WIDTH / len(chart.labels)
    width = min(COLUMN, slot * 0.62)
    base = chart.top + COLUMNS
    for index, (bar, lines) in enumerate(zip(chart.strips[0].bars, chart.lines, strict=True)):
        middle = slot * (index + 0.5)
        height = _share(bar, chart) * COLUMNS
        if height:
            yield _rect(middle - width / 2, base - height, width, height, f'fill="{palette.accent}"')
        colour = "" if bar.value is not None else palette.quiet
        yield _text(middle, base - height - 4, bar.text, anchor="middle", fill=colour)
        for line, text in enumerate(lines):
            yield _text(middle, base + 4 + SIZE * 0.9 + line * LINE, text, anchor="middle")
    yield _line(0, base, WIDTH, base, palette)


def _share(bar: Bar, chart: Plot) -> float:
    """The length of a bar, of the longest: true to the value, though never too thin to be seen."""
    return max(float(bar.value / chart.largest), 0.002) if bar.value else 0.0


def _fill(shade: int, palette: Palette, number: int) -> str:
    """Dark, light, hatched, white: four that a black-and-white printer keeps apart."""
    inside = (palette.accent, palette.light, f"url(#hatching-{number})", "#ffffff")[shade]
    return f'fill="{inside}"' + (f' stroke="{palette.accent}" stroke-width="0.6"' if shade else "")


def _hatching(palette: Palette, number: int) -> str:
    return (
        f'<defs><pattern id="hatching-{number}" width="4" height="4" patternUnits="userSpaceOnUse">'
        f'<path d="M-1,1 l2,-2 M0,4 l4,-4 M3,5 l2,-2" stroke="{palette.accent}" stroke-width="0.8"/></pattern></defs>'
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {fill}/>'


def _line(x1: float, y1: float, x2: float, y2: float, palette: Palette) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{palette.accent}" stroke-width="0.8"/>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "", fill: str = "") -> str:
    extra = (f' text-anchor="{anchor}"' if anchor else "") + (f' fill="{fill}"' if fill else "")
    return f'<text x="{x:.1f}" y="{y:.1f}"{extra}>{escape(text)}</text>'
