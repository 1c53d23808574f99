"""A chart on paper and in a browser: the numbers of the page, from zero, none over another."""

from itertools import combinations, pairwise

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import pdf, plot, svg
from generator.writers.palette import Palette
from tests.writers.charts import HOSTILE, LONG, SVG, markup, numbers, parsed, read, texts


@pytest.fixture(scope="module")
def default():
    return Theme.load("default")


@pytest.fixture(scope="module")
def palette(default):
    return Palette.of(default)


@pytest.fixture(scope="module")
def advance(default):
    """The true width of a text in PT Sans, in points."""
    font = TTFont(default.path("fonts/PTS55F.ttf"))
    glyphs, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return lambda text: plot.SIZE * sum(metrics[glyphs[ord(c)]][0] for c in text) / em


def boxes(picture, advance):
    """Every text and bar as (x, y, width, height, what)."""
    for text in picture.iter(SVG + "text"):
        width, x = advance(text.text), float(text.get("x"))
        left = x - width / 2 if text.get("text-anchor") == "middle" else x
        yield left, float(text.get("y")) - 0.7 * plot.SIZE, width, 0.7 * plot.SIZE, text.text
    for rect in picture.iter(SVG + "rect"):
        yield *(float(rect.get(name)) for name in ("x", "y", "width", "height")), "bar"


def overlapping(one, other):
    (x, y, w, h, _), (x2, y2, w2, h2, _) = one, other
    return x < x2 + w2 and x2 < x + w and y < y2 + h2 and y2 < y + h


YEARS = [
    (str(year), str((year - 2000) ** 3), f"{(year - 2000) ** 3:,}".replace(",", "\xa0")) for year in range(2012, 2024)
]
FOUR = [
    (label, [("«ВКонтакте», всего 28 607", "10", "10"), ("«Одноклассники»", "", "…"), ("MAX", "5", "более\xa05")])
    for label in ("страницы администраций", "страницы глав", "страницы дум", "страницы управлений и многих ещё служб")
]
SHAPES = {
    "one bar": markup(("Р", numbers(1))),
    "twenty bars": markup(("Р", numbers(20))),
    "long names": markup(("Р", [(LONG, "5", "5"), ("Слово" * 20, "4", "4"), (HOSTILE, "", "…"), ("Ы", "1", "1")])),
    "far apart": markup(
        ("Р", [("А", "1234567890", "более\xa01\xa0234\xa0567\xa0890"), ("Б", "1", "1"), ("В", "0", "–")])
    ),
    "all zero": markup(("Р", [("А", "0", "–"), ("Б", "0", "–")])),
    "nothing known": markup(("Р", [("А", "", "…"), ("Б", "", "…")])),
    "four series": markup(*FOUR, kind="grouped"),
    "twelve years": markup(("Р", YEARS), kind="columns"),
    "years with bases": markup(
        ("Р", [(f"{y} (11\xa0из\xa012)", "12345", "12\xa0345") for y in range(2012, 2024)]), kind="columns"
    ),
    "years of millions": markup(
        ("Р", [(str(y), "12345678", "12\xa0345\xa0678") for y in range(2012, 2024)]), kind="columns"
    ),
}


@pytest.mark.parametrize("chart", SHAPES.values(), ids=SHAPES)
def test_nothing_lies_over_anything_or_outside_the_picture(chart, palette, advance):
    drawn = plot.read(parsed(chart).root.find(".//chart"))
    picture = etree.fromstring(svg.draw(drawn, palette))
    found = list(boxes(picture, advance))

    assert not [(a, b) for a, b in combinations(found, 2) if overlapping(a, b)]
    _, _, width, height = map(float, picture.get("viewBox").split())
    assert all(x >= 0 and y >= 0 and x + w <= width + 0.1 and y + h <= height + 0.1 for x, y, w, h, _ in found)


@pytest.mark.parametrize("chart", SHAPES.values(), ids=SHAPES)
def test_every_text_of_the_page_is_printed_once_for_each_point(chart, palette):
    element = parsed(chart).root.find(".//chart")
    printed = texts(svg.draw(plot.read(element), palette))

    for text in {point.text for point in element.iter("point")}:
        assert printed.count(text) == sum(point.text == text for point in element.iter("point"))
    labels = "".join(point.get("label") for point in element.find("series"))
    assert set("".join(labels.split())) <= set("".join(printed))


def test_bars_start_at_zero_and_are_as_long_as_their_values(palette):
    points = [("А", "200", "200"), ("Б", "100", "100"), ("В", "50", "50")]
    picture = etree.fromstring(svg.draw(read(("Р", points)), palette))
    bars = [(float(r.get("x")), float(r.get("width"))) for r in picture.iter(SVG + "rect")]

    assert len({x for x, _ in bars}) == 1
    assert [round(width / bars[-1][1], 2) for _, width in bars] == [4, 2, 1]


def test_upright_bars_stand_on_one_line_and_are_as_tall_as_their_values(palette):
    points = [("2021", "50", "50"), ("2022", "", "…"), ("2023", "200", "200")]
    picture = etree.fromstring(svg.draw(read(("Р", points), kind="columns"), palette))
    bars = [(float(r.get("y")) + float(r.get("height")), float(r.get("height"))) for r in picture.iter(SVG + "rect")]

    assert [round(foot, 1) for foot, _ in bars] == [bars[0][0]] * 2
    assert bars[1][1] / bars[0][1] == pytest.approx(4, abs=0.02)


def test_years_too_many_to_stand_lie(palette):
    wide = [(str(year), "12345678", "12\xa0345\xa0678") for year in range(2012, 2024)]

    assert read(("Р", YEARS), kind="columns").upright
    assert not read(("Р", wide), kind="columns").upright


def test_shades_are_told_apart_without_colour(palette):
    picture = svg.draw(plot.read(parsed(markup(*FOUR, kind="grouped")).root.find(".//chart")), palette)
    fills = {rect.get("fill") for rect in etree.fromstring(picture).iter(SVG + "rect")}
    grey = sorted(sum(int(f[i : i + 2], 16) for i in (1, 3, 5)) / 3 for f in fills if f.startswith("#"))

    assert len(fills) == 4 and "url(#hatching-1)" in fills
    assert all(lighter - darker > 50 for darker, lighter in pairwise(grey))


def test_type_is_large_enough_when_printed_as_wide_as_the_text(palette):
    picture = etree.fromstring(svg.draw(read(("Р", numbers(3))), palette))
    scale = float(picture.get("width").removesuffix("mm")) / 25.4 * 72 / float(picture.get("viewBox").split()[2])

    assert scale * float(picture.get("font-size")) >= 8.5
    assert not [t for t in picture.iter(SVG + "text") if t.get("font-size")]


def test_colours_and_font_are_those_of_the_shells_own_theme(theme):
    changed = theme.path("shell.docx")
    rewrite(changed, lambda xml: xml.replace("17375E", "AB12CD").replace('"PT Sans"', '"PT Serif"'))

    picture = svg.draw(read(("Р", numbers(2))), Palette.of(theme))

    assert 'fill="#ab12cd"' in picture and 'font-family="PT Serif"' in picture and "17375e" not in picture


def rewrite(file, change):
    from zipfile import ZipFile

    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/theme/theme1.xml"] = change(parts["word/theme/theme1.xml"].decode()).encode()
    with ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_shell_without_colours_is_an_error_that_says_what_to_do(theme):
    rewrite(theme.path("shell.docx"), lambda xml: "<a/>")

    with pytest.raises(GeneratorError, match=r"shell\.docx: не читаются цвета и шрифты темы Word"):
        Palette.of(theme)


def test_the_page_is_not_touched(default):
    chart = parsed(markup(("Р", numbers(3))))
    before = etree.tostring(chart.root)

    drawn = svg.drawn(chart.root, default)

    assert etree.tostring(chart.root) == before
    assert drawn.find(".//chart") is None and drawn.find(f".//{SVG}svg") is not None


def test_a_page_without_charts_is_not_even_copied(default):
    plain = parsed()

    assert svg.drawn(plain.root, default) is plain.root


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        (markup(("Р", numbers(2)), kind="pie"), "вида «pie» нет"),
        (markup(("Р", numbers(2)), alt=" "), "нет описания alt"),
        (markup(), "показывать нечего"),
        (markup(("Р", [])), "показывать нечего"),
        (markup(("Р", numbers(2)), ("С", numbers(3)), kind="grouped"), "подписи у рядов series разные"),
        (markup(*[("Р", numbers(2))] * 5, kind="grouped"), "рядов слишком много: 5"),
        (markup(("Р", numbers(2)), ("С", numbers(2))), "рядов слишком много: 2"),
        (markup(("Р", [("А", "-1", "−1")])), "value=«-1»"),
        (markup(("Р", [("А", "1,5", "1,5")])), "value=«1,5»"),
        (markup(("Р", [("А", "NaN", "x")])), "value=«NaN»"),
        (markup(("Р", [("А", "1", " ")])), "у точки «А» не напечатано число"),
    ],
)
def test_what_cannot_be_drawn_is_an_error_with_its_line(chart, message):
    with pytest.raises(GeneratorError, match=rf"строка 1 страницы: {message}"):
        plot.read(parsed(chart).root.find(".//chart"))


def test_in_the_pdf_the_chart_is_a_figure_with_its_description_and_real_text(default, tmp_path):
    file = tmp_path / "x.pdf"
    pdf.write(parsed(markup(("Р", [(HOSTILE, "5", "5"), (LONG, "3", "более\xa03")]), alt=HOSTILE)), default, file)

    text = pypdfium2.PdfDocument(file)[0].get_textpage().get_text_bounded()
    assert HOSTILE in " ".join(text.split()) and "более 3" in text.replace("\xa0", " ")
    with pikepdf.open(file) as made:
        fonts = {str(f.BaseFont).partition("+")[2] for f in made.pages[0].Resources.Font.values()}
    assert fonts <= {"PTSans-Regular", "PTSans-Bold", "PT-Sans", "PT-Sans-Bold", "PT-Serif"}


def test_the_same_chart_is_always_drawn_the_same(palette):
    assert svg.draw(read(("Р", numbers(3))), palette) == svg.draw(read(("Р", numbers(3))), palette)


@pytest.mark.parametrize(
    "text", [LONG, HOSTILE, "Щёлково-Мамышевский", "ЖЖЖЖЖ МММММ WWWWW @@@", "№ 1 — «2» … 3", "1 111 111"]
)
def test_widths_are_estimated_from_above_and_not_wildly(text, advance):
    assert advance(text) <= plot.text_width(text) <= 1.6 * advance(text)


@pytest.mark.parametrize("width", [20, 50, 170, 400])
@pytest.mark.parametrize("text", [LONG, "Слово" * 20, "Комсомольск-на-Амуре", "а б в", "", HOSTILE])
def test_lines_fit_and_lose_nothing(text, width):
    lines = plot.wrapped(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(plot.text_width(line) <= width or len(line) == 1 for line in lines)
