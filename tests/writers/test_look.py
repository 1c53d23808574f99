"""What is set in the shell, in Word, is what both files show."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest

from generator import page
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.theming import shells
from generator.writers import docx, html, look, pdf

DEFAULT = Theme.load("default")
POINTS = 0.75  # WeasyPrint writes sizes in CSS pixels
LOOKS = re.compile(r"word/(document|styles|header\d|numbering)\.xml")

BODY = """
<section class="cover"><p class="title">Дайджест края</p></section>
<section class="part"><h1 id="a">Первая часть</h1><p>Абзац текста, в котором ничего особенного нет.</p>
<table><caption>Итоги</caption><colgroup><col><col></colgroup>
<thead><tr><th scope="col">Город</th><th scope="col">Всего</th></tr></thead>
<tbody><tr class="unit"><th scope="row">Артём</th><td>12</td></tr></tbody></table>
<p class="source">Источник: отчёт</p><ul><li>Пункт</li></ul></section>
"""


def sample() -> page.Page:
    return page.parse(
        '<html lang="ru"><head><title>Край</title><meta name="author" content="Служба"></head>'
        f"<body>{BODY}</body></html>"
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "theme"
    shutil.copytree(DEFAULT.folders[0], folder)
    return folder


def edit(folder: Path, part: str, *changes: tuple[str, str]) -> Theme:
    """Change a part of the shell as a person does in Word, and load the theme again."""
    file = folder / "shell.docx"
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    for pattern, new in changes:
        text, times = re.subn(pattern, new, text, count=1, flags=re.S)
        assert times == 1, pattern
    parts[part] = text.encode()
    with ZipFile(file, "w") as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return Theme.load(str(folder))


def in_style(name: str, old: str) -> str:
    """The pattern of a piece of one style."""
    return rf'(<w:name w:val="{name}"/>(?:(?!</w:style>).)*?){old}'


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[Callable[[Theme], tuple[pypdfium2.PdfDocument, str]]]:
    """The PDF and the main part of the Word file of one theme."""
    opened = []

    def both(theme: Theme) -> tuple[pypdfium2.PdfDocument, str]:
        paper, word = (tmp_path / f"{len(opened)}.{suffix}" for suffix in ("pdf", "docx"))
        pdf.write(sample(), theme, paper)
        docx.write(sample(), theme, word)
        opened.append(pypdfium2.PdfDocument(paper))
        with ZipFile(word) as archive:
            parts = [name for name in archive.namelist() if LOOKS.fullmatch(name)]
            return opened[-1], "".join(archive.read(name).decode() for name in parts)

    yield both
    for document in opened:
        document.close()


def glyphs(document: pypdfium2.PdfDocument, sheet: int, text: str) -> tuple[float, float, float]:
    """Left edge, baseline and size in points of words on a sheet (their first sign), measured on paper."""
    leaf = document[sheet].get_textpage()
    found = leaf.search(text).get_next()
    assert found, f"«{text}» is not on sheet {sheet + 1}"
    left, bottom, _, _ = leaf.get_charbox(found[0], loose=True)
    return left, bottom, pypdfium2.raw.FPDFText_GetFontSize(leaf, found[0]) * POINTS


def colours(document: pypdfium2.PdfDocument, sheet: int) -> set[tuple[int, ...]]:
    image = document[sheet].render(scale=2).to_pil().convert("RGB")
    return {colour for _, colour in image.getcolors(maxcolors=1 << 24) or []}


def test_the_colour_and_size_of_a_heading_are_those_of_word(copied, printed):
    theme = edit(
        copied,
        "word/styles.xml",
        (
            in_style("heading 1", '<w:color w:val="17375E"/><w:sz w:val="50"/>'),
            r'\1<w:color w:val="AA2200"/><w:sz w:val="36"/>',
        ),
    )

    paper, word = printed(theme)

    assert glyphs(paper, 1, "Первая часть")[2] == pytest.approx(18, abs=0.01)
    assert (0xAA, 0x22, 0x00) in colours(paper, 1)
    assert 'w:val="AA2200"' in word and '<w:pStyle w:val="Heading1"/>' in word


def test_the_font_of_a_heading_is_that_of_word(copied, printed):
    sans = '<w:rFonts w:ascii="PT Sans" w:hAnsi="PT Sans"/>'
    theme = edit(copied, "word/styles.xml", (in_style("heading 1", "<w:rPr><w:color"), rf"\1<w:rPr>{sans}<w:color"))

    paper, word = printed(theme)

    sheet = paper[1]
    texts = sheet.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=sheet.get_textpage())
    [name] = [found.get_font().get_base_name() for found in texts if "Первая" in found.extract()]
    assert "Sans" in name
    assert word.count(sans) == 1


def test_the_indent_and_the_spacing_of_a_paragraph_are_those_of_word(copied, printed):
    before, _ = printed(DEFAULT)
    theme = edit(
        copied,
        "word/styles.xml",
        (
            in_style("Body Text", '<w:spacing w:line="246" w:lineRule="auto"/><w:ind w:firstLine="709"/>'),
            r'\1<w:spacing w:before="400" w:line="246" w:lineRule="auto"/><w:ind w:left="567" w:firstLine="0"/>',
        ),
    )

    paper, _ = printed(theme)

    left, base, _ = glyphs(paper, 1, "Абзац текста")
    was_left, was_base, _ = glyphs(before, 1, "Абзац текста")
    assert left - was_left == pytest.approx((567 - 709) / 20, abs=0.5)
    assert was_base - base == pytest.approx(400 / 20 - 17, abs=0.5)  # of two margins that meet the larger stands


def test_the_rules_and_the_cells_of_a_table_are_those_of_word(copied, printed):
    theme = edit(
        copied,
        "word/styles.xml",
        (
            in_style("Таблица", '<w:bottom w:val="single" w:sz="10" w:space="0" w:color="17375E"/>'),
            r'\1<w:bottom w:val="single" w:sz="24" w:space="0" w:color="00AA44"/>',
        ),
        (
            in_style("Таблица — число", '<w:jc w:val="right"/>'),
            r'\1<w:jc w:val="left"/><w:rPr/>'.replace("<w:rPr/>", ""),
        ),
    )

    paper, word = printed(theme)
    before, _ = printed(DEFAULT)

    assert (0x00, 0xAA, 0x44) in colours(paper, 1)
    assert 'w:color="00AA44"' in word
    assert glyphs(paper, 1, "12")[0] < glyphs(before, 1, "12")[0] - 50


def test_the_grid_of_a_table_is_that_of_word(copied, printed):
    sides = {"left": "AA0001", "right": "AA0002", "insideV": "AA0003"}
    rules = "".join(f'<w:{edge} w:val="single" w:sz="24" w:space="0" w:color="{hue}"/>' for edge, hue in sides.items())
    theme = edit(copied, "word/styles.xml", (in_style("Таблица", "</w:tblBorders>"), rf"\1{rules}</w:tblBorders>"))

    paper, _ = printed(theme)

    assert {(0xAA, 0, number) for number in (1, 2, 3)} <= colours(paper, 1)


def test_the_page_and_its_margins_are_those_of_word(copied, printed):
    theme = edit(
        copied,
        "word/document.xml",
        ('<w:pgSz w:w="11906" w:h="16838"/>', '<w:pgSz w:w="10000" w:h="14000"/>'),
        ('w:right="850" w:bottom="1134" w:left="1701"', 'w:right="850" w:bottom="1134" w:left="2268"'),
    )

    paper, word = printed(theme)

    assert paper[1].get_size() == pytest.approx((500, 700), abs=0.1)
    assert glyphs(paper, 1, "Первая часть")[0] == pytest.approx(2268 / 20, abs=1)
    assert 'w:w="10000"' in word


def test_a_wide_section_of_a_lying_shell_lies_too(copied, tmp_path):
    lying = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    theme = edit(copied, "word/document.xml", ('<w:pgSz w:w="11906" w:h="16838"/>', lying))
    wide = BODY.replace('<section class="part">', '<section class="landscape">')
    written = page.parse(f'<html lang="ru"><head><title>Край</title></head><body>{wide}</body></html>')

    pdf.write(written, theme, tmp_path / "x.pdf")
    docx.write(written, theme, tmp_path / "x.docx")

    with pypdfium2.PdfDocument(tmp_path / "x.pdf") as paper:
        assert [sheet.get_size()[0] > sheet.get_size()[1] for sheet in paper] == [True, True]
    with ZipFile(tmp_path / "x.docx") as archive:
        sizes = re.findall("<w:pgSz[^>]*>", archive.read("word/document.xml").decode())
    assert set(sizes) == {lying}


def test_a_tracked_change_of_the_page_leaves_the_page_as_it_is_now(copied, printed):
    before = '<w:sectPr><w:pgSz w:w="10000" w:h="14000"/></w:sectPr>'
    change = f'<w:sectPrChange w:id="1" w:author="Редактор">{before}</w:sectPrChange>'
    paper, _ = printed(edit(copied, "word/document.xml", ("(<w:titlePg/>)", rf"\1{change}")))

    assert paper[1].get_size() == pytest.approx((595.3, 841.9), abs=0.1)


def test_the_words_of_the_header_are_those_of_word(copied, printed):
    theme = edit(
        copied,
        "word/header1.xml",
        (r"<w:t>\{\{ title \}\}</w:t>", r"<w:t>{{ organization }}: «{{ title }}», лист </w:t>"),
    )

    paper, word = printed(theme)

    # Further than the margin of the sheet from its upper edge.
    assert glyphs(paper, 1, "Служба: «Край», лист")[1] > paper[1].get_size()[1] - 73
    assert "Служба: «Край», лист" in word


IN_GALLERY = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"  # as Word inserts the number of a page


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (IN_GALLERY.format("<w:p><w:r><w:t>Лист</w:t></w:r></w:p>") + "<w:p/>", ["Лист"]),
        ("<w:p><w:r><w:t>Край</w:t><w:br/><w:t>Служба</w:t></w:r></w:p>", ["Край", "Служба"]),
        (
            '<w:p><w:r><w:t>Край</w:t><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/>'
            "<w:t>Служба</w:t></w:r></w:p>",
            ["Край", "Служба"],
        ),
        ("<w:p><w:r><w:t>ИА</w:t><w:noBreakHyphen/><w:t>Край</w:t></w:r></w:p>", ["ИА-Край"]),
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> pa</w:instrText></w:r><w:r>'
            '<w:instrText>ge </w:instrText><w:fldChar w:fldCharType="separate"/><w:t>9</w:t>'
            '<w:fldChar w:fldCharType="end"/></w:r></w:p>',
            ["2"],
        ),
        (
            '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid><w:tr>'
            "<w:tc><w:p><w:r><w:t>Край</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Служба</w:t></w:r></w:p></w:tc>"
            "</w:tr></w:tbl><w:p/>",
            ["Край", "Служба"],
        ),
    ],
    ids=["of the gallery", "a line break", "a tab to the side", "a hyphen", "a field in two", "cells aligned alike"],
)
def test_what_word_puts_into_a_header_stands_in_the_pdf(copied, printed, said, lines):
    paper, _ = printed(edit(copied, "word/header1.xml", (r"<w:tbl>.*</w:p>", said)))

    above = paper[1].get_textpage().get_text_bounded(bottom=paper[1].get_size()[1] - 73)
    assert above.split() == lines


def test_a_tab_of_a_header_goes_to_its_stop(copied, printed):
    said = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="9355"/></w:tabs></w:pPr>'
        "<w:r><w:t>Край</w:t><w:tab/><w:t>Служба</w:t></w:r></w:p>"
    )
    paper, _ = printed(edit(copied, "word/header1.xml", (r"<w:tbl>.*</w:p>", said)))

    assert glyphs(paper, 1, "Служба")[0] > paper[1].get_size()[0] * 0.7


def test_the_cover_is_that_of_word(copied, printed):
    theme = edit(
        copied,
        "word/styles.xml",
        (in_style("Title", '<w:spacing w:before="3288"'), r'\1<w:spacing w:before="1288"'),
        (in_style("Title", '<w:sz w:val="62"/>'), r'\1<w:sz w:val="80"/>'),
    )

    paper, word = printed(theme)
    before, _ = printed(DEFAULT)

    assert glyphs(paper, 0, "Дайджест края")[2] == pytest.approx(40, abs=0.01)
    assert glyphs(paper, 0, "Дайджест края")[1] - glyphs(before, 0, "Дайджест края")[1] == pytest.approx(100, abs=12)
    assert '<w:sz w:val="80"/>' in word


def test_a_cover_that_goes_on_has_running_heads_there_as_in_word(tmp_path):
    lines = "".join(f"<p>Строка {n}</p>" for n in range(60))
    long = page.parse(
        '<html lang="ru"><head><title>Край</title><meta name="mark" content="ЧЕРНОВИК"></head>'
        f'<body><section class="cover">{lines}</section></body></html>'
    )

    pdf.write(long, DEFAULT, tmp_path / "a.pdf")

    first, second = (sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(tmp_path / "a.pdf"))
    assert "ЧЕРНОВИК" not in first
    assert "ЧЕРНОВИК" in second


def test_the_dash_and_the_indent_of_a_list_are_those_of_word(copied, printed):
    theme = edit(
        copied,
        "word/numbering.xml",
        ('<w:lvlText w:val="—"/>', '<w:lvlText w:val="•"/>'),
        ('<w:ind w:left="879" w:hanging="397"/>', '<w:ind w:left="1446" w:hanging="397"/>'),
    )

    paper, word = printed(theme)

    assert glyphs(paper, 1, "•")[0] > 0
    assert glyphs(paper, 1, "Пункт")[0] == pytest.approx((1701 + 1446) / 20, abs=1)
    assert '<w:lvlText w:val="•"/>' in word


def test_the_page_in_a_browser_has_the_look_of_the_shell(copied, tmp_path):
    theme = edit(
        copied, "word/styles.xml", (in_style("heading 1", '<w:color w:val="17375E"/>'), r'\1<w:color w:val="AA2200"/>')
    )

    html.write(sample(), theme, tmp_path / "x.html")

    [rule] = re.findall(r"^h1 \{.*\}$", (tmp_path / "x.html").read_text(encoding="utf-8"), re.M)
    assert "color: #aa2200" in rule


def test_a_style_says_all_that_those_it_is_based_on_say():
    [rule] = re.findall(r"^section\.front p\.plain \{(.*)\}$", look.css(DEFAULT, sample()), re.M)

    assert '10.5pt/1.418 "PT Serif"' in rule  # its own size, the font of the document's defaults
    assert "text-indent: 0" in rule  # of «Абзац без отступа», over the 1.25 cm of Body Text
    assert "margin: 0 0 7.1pt 0" in rule


def test_a_font_that_cannot_be_measured_is_named(copied):
    (copied / "fonts/PTF55F.ttf").write_bytes(b"wOFF\0\1\0\0\0\0\1\0" + bytes(99))

    with pytest.raises(GeneratorError, match=r"«PTF55F\.ttf» — не шрифт TrueType или OpenType\. Положите"):
        look.css(Theme.load(str(copied)), sample())


def test_print_css_adds_no_font_no_size_and_no_colour():
    rules = (DEFAULT.folders[0] / "print.css").read_text(encoding="utf-8")

    assert not re.findall(r"\bfont(?:-size|-family)?:|(?<!-)\bcolor: (?!inherit)|#[0-9a-f]{3,6}\b|\bbackground", rules)


def test_a_field_that_is_unknown_is_named_for_the_pdf_too(copied, tmp_path):
    theme = edit(copied, "word/header1.xml", (r"\{\{ title \}\}", "{{ titel }}"))

    with pytest.raises(GeneratorError, match=r"titel.*Есть поля: title, organization, mark"):
        pdf.write(sample(), theme, tmp_path / "x.pdf")


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("word/styles.xml", (in_style("heading 1", ""), r"\1"), None),
        ("word/styles.xml", ('<w:name w:val="heading 1"/>', '<w:name w:val="Заглавие"/>'), "нет стиля «heading 1»"),
        ("word/header1.xml", (r"(<w:tr>.*</w:tr>)", r"\1\1"), "таблица из 2 строк"),
        ("word/header1.xml", (r"</w:tbl>", "</w:tbl><w:p><w:r><w:t>Край</w:t></w:r></w:p>"), "кроме таблицы, есть ещё"),
        (
            "word/header1.xml",
            (r"<w:tbl>.*</w:tbl>", f"<w:p><w:r>{'<w:tab/><w:t>Край</w:t>' * 3}</w:r></w:p>"),
            "4 части",
        ),
    ],
)
def test_what_the_pdf_cannot_take_from_a_shell_is_named(copied, tmp_path, part, change, message):
    theme = edit(copied, part, change)

    if message is None:
        pdf.write(sample(), theme, tmp_path / "x.pdf")
        return
    with pytest.raises(GeneratorError, match=message):
        pdf.write(sample(), theme, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    "lost",
    [
        (r"<w:sectPr\b.*</w:sectPr>", ""),
        (r"<w:pgMar\b[^>]*/>", ""),
        (r"<w:pgSz\b[^>]*/>", ""),
        (r'(<w:pgMar\b[^>]*) w:left="\d+"', r"\1"),
    ],
)
def test_a_shell_without_the_parameters_of_a_sheet_is_named_by_both_writers_and_by_the_check(copied, tmp_path, lost):
    theme = edit(copied, "word/document.xml", lost)

    for write in (pdf.write, docx.write):
        with pytest.raises(GeneratorError, match=r"Бланк .*: нет параметров страницы"):
            write(sample(), theme, tmp_path / "x")
    said = [remark.text for remark in shells.check(theme, theme.path("shell.docx"), "shell.docx")]
    assert "нет параметров страницы. Пересохраните бланк в Word" in said
