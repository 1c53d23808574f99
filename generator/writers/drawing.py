"""Charts for Word: DrawingML text with its workbook, so that «Изменить данные» works.

The values are cached in the chart and stand in the workbook. Colours and font are named by their
place in the theme of the shell, so that Word's own «Цвета» and «Шрифты» change them. The order of
elements is the one of the schema (ISO/IEC 29500-1, 21.2.2.27 chartSpace, 21.2.2.170 ser).
"""

from collections.abc import Mapping
from decimal import Decimal

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from generator import archive
from generator.writers.ooxml import escape
from generator.writers.plot import BAR, LINE, PAD, ROW_GAP, SIZE, WIDTH, Bar, Plot, Strip

SHEET = "Лист1"
EMU_PER_POINT = 12_700

_CATEGORIES, _VALUES = 1, 2  # ids of the axes
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_NOTHING = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
_ONE_LINE = ' wrap="none"'
_RUSSIAN = str.maketrans(",.", "\N{NO-BREAK SPACE},")
_SHOWN = (
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


def add(chart: Plot, document: Part, number: int) -> str:
    """Put a chart and its workbook into the package; the id of its relationship."""
    package = document.package
    name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    book = Part(name, CONTENT_TYPE.SML_SHEET, workbook(chart), package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    part._blob = space(chart, part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)).encode()
    return document.relate_to(part, RELATIONSHIP_TYPE.CHART)


def workbook(chart: Plot) -> bytes:
    """The figures as a sheet: the unit in the corner, labels down, series across; always the same bytes."""
    from openpyxl import Workbook  # takes as long as the writing of a small document, and not every page has charts
    from openpyxl.styles import Alignment

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    code = _format(_finest(chart))
    head = (chart.unit, *(strip.label for strip in chart.strips))
    for row, texts in enumerate((head, *((label,) for label in _labels(chart))), 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column, text)
            cell.data_type = "s"  # a name that begins with «=» is still a name
            if "\n" in text:
                cell.alignment = Alignment(wrap_text=True)
    for column, strip in enumerate(chart.strips, 2):
        for row, bar in enumerate(strip.bars, 2):
            sheet.cell(row, column, bar.value).number_format = code
    sheet.column_dimensions["A"].width = 40
    return archive.of_book(book)


def _labels(chart: Plot) -> list[str]:
    """Labels in the lines that they have on paper: not every program wraps those of an axis."""
    return [
        "\n".join(lines) if " ".join(lines) == label else label
        for label, lines in zip(chart.labels, chart.lines, strict=True)
    ]


def space(chart: Plot, relation: str) -> str:
    """The part of a chart; `relation` leads from it to its workbook."""
    direction = "col" if chart.upright else "bar"
    series = "".join(_series(chart, index) for index in range(len(chart.strips)))
    gap = 62 if chart.upright else max(10, round(100 * ROW_GAP / BAR))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:lang val="ru-RU"/><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        f'{_layout(chart)}<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="{gap}"/>'
        f'<c:overlap val="{-10 if len(chart.strips) > 1 else 0}"/>'
        f'<c:axId val="{_CATEGORIES}"/><c:axId val="{_VALUES}"/></c:barChart>'
        f"{_category_axis(chart)}{_value_axis(chart)}{_NOTHING}</c:plotArea>{_legend(chart)}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'{_NOTHING}{_type()}<c:externalData r:id="{relation}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _layout(chart: Plot) -> str:
    """The place of the bars themselves, so that labels and values have theirs."""
    if chart.upright:
        x, width = 0.0, WIDTH
        height = chart.height - chart.top - 4 - max(map(len, chart.lines)) * LINE - 2
    else:
        x, width = chart.label_width + PAD, chart.bars_width
        height = sum(chart.rows)
    shares = {"x": x / WIDTH, "y": chart.top / chart.height, "w": width / WIDTH, "h": height / chart.height}
    return _placed('<c:layoutTarget val="inner"/>', shares)


def _placed(target: str, shares: Mapping[str, float]) -> str:
    """A place given in shares of the whole chart, from its upper left corner."""
    return (
        f'<c:layout><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>'
        + "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in shares.items())
        + "</c:manualLayout></c:layout>"
    )


def _series(chart: Plot, index: int) -> str:
    strip = chart.strips[index]
    column, last = "BCDE"[index], len(chart.labels) + 1
    decimals = _finest(chart)
    code = _format(decimals)
    labels = "".join(f'<c:pt idx="{i}"><c:v>{escape(label)}</c:v></c:pt>' for i, label in enumerate(_labels(chart)))
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{bar.value:f}</c:v></c:pt>' for i, bar in enumerate(strip.bars) if bar.value is not None
    )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f'<c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(strip.label)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'{_shade(index)}<c:invertIfNegative val="0"/>{_data_labels(strip, decimals)}'
        f'<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f><c:strCache><c:ptCount val="{len(chart.labels)}"/>'
        f"{labels}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f><c:numCache>"
        f'<c:formatCode>{code}</c:formatCode><c:ptCount val="{len(strip.bars)}"/>{values}'
        "</c:numCache></c:numRef></c:val></c:ser>"
    )


def _data_labels(strip: Strip, decimals: int) -> str:
    """Values at the end of bars; one that is more than a number, «более 350», is written out."""
    written = "".join(
        f'<c:dLbl><c:idx val="{index}"/><c:tx><c:rich><a:bodyPr{_ONE_LINE}/><a:p><a:r><a:rPr lang="ru-RU"/>'
        f"<a:t>{escape(bar.text)}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="outEnd"/>{_SHOWN}</c:dLbl>'
        for index, bar in enumerate(strip.bars)
        if bar.value is not None and not _plain(bar, decimals)
    )
    return (
        f'<c:dLbls>{written}<c:numFmt formatCode="{_format(decimals)}" sourceLinked="0"/>{_NOTHING}{_type(_ONE_LINE)}'
        f'<c:dLblPos val="outEnd"/>{_SHOWN}</c:dLbls>'
    )


def _plain(bar: Bar, decimals: int) -> bool:
    """Whether the number format prints the value as the page does."""
    printed = f"{bar.value:,.{decimals}f}".translate(_RUSSIAN)
    return bar.text.replace(" ", "\N{NO-BREAK SPACE}") == printed


def _format(decimals: int) -> str:
    """A number format that prints Russian commas and spaces whatever the reader's computer speaks."""
    return "[$-419]#,##0" + ("." + "0" * decimals if decimals else "")


def _finest(chart: Plot) -> int:
    """How many decimals the finest value has: one number format stands for all of them."""
    values = [bar.value for strip in chart.strips for bar in strip.bars if bar.value is not None]
    return max(map(_decimals, values), default=0)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _shade(index: int) -> str:
    """Dark, light, hatched, white: four that a black-and-white printer keeps apart."""
    accent, paper = '<a:schemeClr val="accent1"/>', '<a:schemeClr val="bg1"/>'
    inside = (
        f"<a:solidFill>{accent}</a:solidFill>",
        '<a:solidFill><a:schemeClr val="accent4"/></a:solidFill>',
        f'<a:pattFill prst="wdUpDiag"><a:fgClr>{accent}</a:fgClr><a:bgClr>{paper}</a:bgClr></a:pattFill>',
        f"<a:solidFill>{paper}</a:solidFill>",
    )[index]
    outline = f'<a:ln w="7620"><a:solidFill>{accent}</a:solidFill></a:ln>' if index else "<a:ln><a:noFill/></a:ln>"
    return f"<c:spPr>{inside}{outline}</c:spPr>"


def _category_axis(chart: Plot) -> str:
    order, side = ("minMax", "b") if chart.upright else ("maxMin", "l")  # the first on top
    return (
        f'<c:catAx><c:axId val="{_CATEGORIES}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        '<c:spPr><a:ln w="10160"><a:solidFill><a:schemeClr val="accent1"/></a:solidFill></a:ln></c:spPr>'
        f'{_type()}<c:crossAx val="{_VALUES}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="50"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(chart: Plot) -> str:
    """From zero, and not drawn: every bar has its value."""
    return (
        f'<c:valAx><c:axId val="{_VALUES}"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="{"l" if chart.upright else "t"}"/>'
        f'<c:numFmt formatCode="{_format(_finest(chart))}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="{_CATEGORIES}"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )


def _legend(chart: Plot) -> str:
    if not chart.legend:
        return ""
    shares = {"x": 0.0, "y": 0.0, "w": 1.0, "h": (chart.legend[-1][1] + LINE + 4) / chart.height}
    return f'<c:legend><c:legendPos val="t"/>{_placed("", shares)}<c:overlay val="0"/>{_type()}</c:legend>'


def _type(wrap: str = "") -> str:
    """The type of all text: the font and the ink of the shell's theme."""
    return (
        f'<c:txPr><a:bodyPr{wrap}/><a:p><a:pPr><a:defRPr sz="{round(SIZE * 100)}" b="0">'
        '<a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mn-lt"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="ru-RU"/></a:p></c:txPr>'
    )
