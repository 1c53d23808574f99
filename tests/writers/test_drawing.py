"""A chart in Word: its own drawing with the numbers of the page, and a workbook that says the same."""

import io
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from generator import page
from generator.writers import docx, drawing
from tests.writers import word
from tests.writers.charts import HOSTILE, LONG, markup, numbers, parsed, read

NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
GROUPED = markup(
    (
        "страницы администраций",
        [("«ВКонтакте»", "9886", "9\xa0886"), ("MAX", "350", "более\xa0350"), (HOSTILE, "", "…")],
    ),
    ("страницы глав", [("«ВКонтакте»", "18721", "18\xa0721"), ("MAX", "0", "–"), (HOSTILE, "7.5", "7,5")]),
    kind="grouped",
    unit="человек",
    alt=HOSTILE,
)
COLUMNS = markup(("Обращения", [("2021", "5", "5"), ("2022", "", "…"), ("2023", "7", "7")]), kind="columns")
BARS = markup(("Пресс-релизы", [(LONG, "9", "9"), ("=СУММ(A1)", "5", "5"), ("@тест", "4", "4")]))


@pytest.fixture
def file(theme, tmp_path):
    """Three charts in one document."""
    made = tmp_path / "x.docx"
    docx.write(parsed(GROUPED, COLUMNS, BARS), theme, made)
    return made


def space(file, number):
    return word.part(file, f"word/charts/chart{number}.xml")


def cached(root):
    """The chart's cache: (series, [(label, value or None), ...])."""
    for series in root.iterfind(".//c:ser", NS):
        labels = [" ".join(v.text.split()) for v in series.iterfind("c:cat//c:pt/c:v", NS)]
        values = {int(pt.get("idx")): pt.findtext("c:v", None, NS) for pt in series.iterfind("c:val//c:pt", NS)}
        name = series.findtext("c:tx//c:v", None, NS)
        yield name, [(label, values.get(index)) for index, label in enumerate(labels)]


def said(element):
    """The same of a chart of the page."""
    for series in element.iterfind("series"):
        points = [(" ".join(p.get("label").split()), p.get("value") or None) for p in series.iterfind("point")]
        yield series.get("label"), points


def sheet(file, number):
    with ZipFile(file) as archive:
        data = archive.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    return load_workbook(io.BytesIO(data))[drawing.SHEET]


@pytest.mark.parametrize(("number", "chart"), list(enumerate((GROUPED, COLUMNS, BARS), 1)))
def test_the_cache_says_what_the_page_says(file, number, chart):
    assert list(cached(space(file, number))) == list(said(parsed(chart).root.find(".//chart")))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_reference_of_the_cache_finds_the_same_in_the_workbook(file, number):
    root, cells = space(file, number), sheet(file, number)

    references = root.xpath("//c:strRef | //c:numRef", namespaces=NS)
    assert len(references) == 3 * len(root.xpath("//c:ser", namespaces=NS))
    for reference in references:
        name, _, area = reference.findtext("c:f", None, NS).partition("!")
        assert name == drawing.SHEET
        area = cells[area.replace("$", "")]
        values = [row[0].value for row in area] if isinstance(area, tuple) else [area.value]
        found = {int(pt.get("idx")): pt.findtext("c:v", None, NS) for pt in reference.iterfind(".//c:pt", NS)}
        assert [None if v is None else str(v) for v in values] == [found.get(i) for i in range(len(values))]


def test_the_workbook_is_a_table_with_its_unit_and_no_formulas(file):
    rows = list(sheet(file, 1).values)
    types = {cell.data_type for row in sheet(file, 3).iter_rows() for cell in row}

    assert rows == [
        ("человек", "страницы администраций", "страницы глав"),
        ("«ВКонтакте»", 9886, 18721),
        ("MAX", 350, 0),
        (HOSTILE, None, 7.5),
    ]
    assert types == {"s", "n"}


def test_a_label_that_is_no_plain_number_is_written_out(file):
    written = {
        (int(label.find("c:idx", NS).get("val")), label.findtext(".//a:t", None, NS))
        for label in space(file, 1).iterfind(".//c:dLbl", NS)
    }

    # One number format prints all decimals alike, so a whole number beside 7,5 is written out too.
    assert written == {(0, "9\xa0886"), (1, "более\xa0350"), (0, "18\xa0721"), (1, "–")}
    assert not space(file, 2).findall(".//c:dLbl", NS)


def test_the_number_format_prints_russian_figures_anywhere(file):
    def codes(number):
        return set(space(file, number).xpath("//c:numFmt[@formatCode!='General']/@formatCode", namespaces=NS))

    assert (codes(1), codes(2)) == ({"[$-419]#,##0.0"}, {"[$-419]#,##0"})


def test_bars_start_at_zero_and_the_first_is_on_top(file):
    assert space(file, 1).find(".//c:valAx/c:scaling/c:min", NS).get("val") == "0"
    orders = [space(file, n).find(".//c:catAx/c:scaling/c:orientation", NS).get("val") for n in (1, 2)]
    directions = [space(file, n).find(".//c:barDir", NS).get("val") for n in (1, 2, 3)]

    assert orders == ["maxMin", "minMax"]
    assert directions == ["bar", "col", "bar"]


def test_a_long_label_has_the_lines_that_it_has_on_paper(file):
    label = space(file, 3).find(".//c:cat//c:v", NS).text

    assert label.split("\n") == list(read(("Р", [(LONG, "9", "9")])).lines[0])
    assert sheet(file, 3)["A2"].alignment.wrap_text


def test_no_colour_and_no_font_is_named_but_by_its_place_in_the_theme(file):
    text = etree.tostring(space(file, 1), encoding="unicode")

    assert "srgbClr" not in text
    assert set(space(file, 1).xpath("//a:latin/@typeface", namespaces=NS)) == {"+mn-lt"}


def test_drawings_are_described_and_told_apart(file):
    frames = word.part(file, "word/document.xml").findall(".//wp:docPr", word.NS)

    assert [frame.get("descr") for frame in frames] == [HOSTILE, "Описание с числами", "Описание с числами"]
    assert len({frame.get("id") for frame in frames}) == len({frame.get("name") for frame in frames}) == 3


def test_a_chart_is_brought_to_a_narrower_text(theme, tmp_path):
    made = tmp_path / "x.docx"
    docx.write(parsed(BARS), theme, made)
    extent = word.part(made, "word/document.xml").find(".//wp:extent", word.NS)
    plot = read(("Р", [(LONG, "9", "9"), ("=СУММ(A1)", "5", "5"), ("@тест", "4", "4")]))

    assert int(extent.get("cx")) / 36000 == pytest.approx(165, abs=0.1)
    assert int(extent.get("cx")) / int(extent.get("cy")) == pytest.approx(467.7 / plot.height, abs=0.01)


def test_the_document_is_valid_office_open_xml(file):
    result = OpenXmlValidator().validate(file)

    assert [(error.part_uri, error.description) for error in result.errors] == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_workbook_is_valid_office_open_xml(file, tmp_path, number):
    book = tmp_path / "book.xlsx"
    with ZipFile(file) as archive:
        book.write_bytes(archive.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"))

    # The one warning: openpyxl writes texts into their cells, and Excel will move them to a table of its own.
    found = OpenXmlValidator().validate(book)
    assert [error.description for error in found.errors if "inlineStr" not in error.description] == []
    assert found.is_valid


def test_the_same_page_gives_the_same_bytes(theme, tmp_path, monkeypatch):
    files = [tmp_path / "a.docx", tmp_path / "b.docx"]
    docx.write(parsed(GROUPED, COLUMNS), theme, files[0])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    docx.write(parsed(GROUPED, COLUMNS), theme, files[1])

    assert files[0].read_bytes() == files[1].read_bytes()
    with (
        ZipFile(files[0]) as archive,
        ZipFile(io.BytesIO(archive.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx"))) as book,
    ):
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2


def test_only_charts_that_are_there_are_in_the_package(theme, tmp_path):
    made = tmp_path / "x.docx"
    docx.write(page.parse("<html><head><title>Т</title></head><body><p>Слово.</p></body></html>"), theme, made)

    with ZipFile(made) as archive:
        assert not [name for name in archive.namelist() if "chart" in name or "embeddings" in name]


def test_twenty_bars_and_four_series_are_valid(theme, tmp_path):
    made = tmp_path / "x.docx"
    four = [(f"ряд {n}", numbers(3)) for n in range(4)]
    docx.write(parsed(markup(("Р", numbers(20))), markup(*four, kind="grouped")), theme, made)

    assert not OpenXmlValidator().validate(made).errors
    assert [name for name, _ in cached(space(made, 2))] == ["ряд 0", "ряд 1", "ряд 2", "ряд 3"]


def test_tinted_cells_take_the_tint_of_the_table_style(theme, tmp_path):
    made = tmp_path / "x.docx"
    cells = "".join(f'<td class="mid{shade}">1</td>' for shade in ("", " shade-1", " shade-2", " shade-3"))
    table = f'<table><tbody><tr class="plain"><th scope="row">А</th>{cells}</tr></tbody></table>'
    docx.write(page.parse(f"<html><head><title>Т</title></head><body>{table}</body></html>"), theme, made)

    fills = [
        c.xpath("string(.//w:shd/@w:fill)", namespaces=word.NS)
        for c in word.part(made, "word/document.xml").iter(word.W + "tc")
    ]
    styles = word.part(made, "word/styles.xml")
    parts = [
        styles.xpath(
            f"string(//w:style[w:name/@w:val='Таблица']/w:tblStylePr[@w:type='{part}']//w:shd/@w:fill)",
            namespaces=word.NS,
        )
        for part in ("band1Vert", "band2Vert", "lastCol")
    ]
    assert fills == ["", "", *parts] and len(set(parts)) == 3
    assert not OpenXmlValidator().validate(made).errors
