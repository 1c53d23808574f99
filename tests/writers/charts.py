"""Charts for tests: a page with one, and how to read back what was drawn from it."""

from lxml import etree

from generator import page
from generator.writers import plot

SVG = "{http://www.w3.org/2000/svg}"

LONG = "Городской округ закрытое административно-территориальное образование «Ромашка»"  # 78 characters
HOSTILE = 'ООО «Ромашка» <тест> & "Ко"'


def attribute(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def markup(*series, kind="bars", unit="единиц", alt="Описание с числами"):
    """A chart of series given as (label, [(label, value, text), ...])."""
    inside = "".join(
        f'<series label="{attribute(label)}">'
        + "".join(f'<point label="{attribute(name)}" value="{value}">{text}</point>' for name, value, text in points)
        + "</series>"
        for label, points in series
    )
    return f'<chart kind="{kind}" unit="{unit}" alt="{attribute(alt)}">{inside}</chart>'


def parsed(*charts):
    figures = "".join(f"<figure>{chart}<figcaption>Рисунок</figcaption></figure>" for chart in charts)
    return page.parse(f'<html lang="ru"><head><title>Проба</title></head><body>{figures}</body></html>')


def read(*series, **more):
    """The plot of one chart."""
    return plot.read(parsed(markup(*series, **more)).root.find(".//chart"))


def numbers(count, first=1):
    """Points of so many municipalities."""
    return [(f"Город {i}", str(i * 1000), f"{i}\N{NO-BREAK SPACE}000") for i in range(first, first + count)]


def texts(svg):
    """What is printed, in order."""
    return [text.text for text in etree.fromstring(svg).iter(SVG + "text")]
