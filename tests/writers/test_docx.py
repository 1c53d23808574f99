import hashlib
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openxml_audit import OpenXmlValidator

from generator import page
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import docx
from tests.writers import word

DOCUMENT = "word/document.xml"
DATA = Path(__file__).parents[1] / "data"
ROOT = Path(__file__).parents[2]


def write(theme: Theme, folder: Path, body: str, head: str = "") -> Path:
    file = folder / "digest.docx"
    text = f"<html><head><title>Проба</title>{head}</head><body>\n{body}\n</body></html>"
    docx.write(page.parse(text), theme, file)
    return file


def document(file: Path):
    return word.part(file, DOCUMENT)


@pytest.fixture
def whole(theme, tmp_path) -> Path:
    """The page with every element of the vocabulary."""
    file = tmp_path / "whole.docx"
    docx.write(page.parse((DATA / "page.html").read_text(encoding="utf-8")), theme, file)
    return file


# The whole page


def test_every_element_of_the_page_stands_in_the_document_in_its_style(whole):
    expected = (DATA / "page.docx.txt").read_text(encoding="utf-8").splitlines()

    assert word.lines(whole) == expected


def test_the_document_is_valid_office_open_xml(whole):
    result = OpenXmlValidator().validate(whole)

    assert [(error.part_uri, error.description) for error in result.errors] == []


def test_no_run_or_paragraph_carries_a_look_of_its_own(whole):
    allowed = {"pStyle", "keepNext", "pageBreakBefore", "numPr", "sectPr", "rStyle"}
    root = document(whole)
    properties = word.found(root, "w:body//w:p/w:pPr/*") + word.found(root, "w:body//w:r/w:rPr/*")

    assert {child.tag.removeprefix(word.W) for child in properties} == allowed


def test_two_writes_in_different_processes_give_the_same_bytes(theme, tmp_path):
    code = (
        "import sys; from pathlib import Path; from generator import page; from generator.theme import Theme;"
        "from generator.writers import docx; text = Path(sys.argv[1]).read_text(encoding='utf-8');"
        "docx.write(page.parse(text), Theme.load(sys.argv[2]), Path(sys.argv[3]))"
    )
    digests = set()
    for seed in ("1", "2"):
        file = tmp_path / f"{seed}.docx"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        arguments = [sys.executable, "-c", code, str(DATA / "page.html"), str(theme.folders[0]), str(file)]
        subprocess.run(arguments, check=True, env=environment, cwd=tmp_path)
        digests.add(hashlib.sha256(file.read_bytes()).hexdigest())

    assert len(digests) == 1


def test_the_package_carries_no_clock_and_names_its_author_and_date(whole):
    core = word.part(whole, "docProps/core.xml")
    facts = {child.tag.rpartition("}")[2]: child.text for child in core}

    with ZipFile(whole) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    assert facts["created"] == facts["modified"] == "2024-03-01T00:00:00Z"
    assert (facts["title"], facts["creator"], facts["language"]) == ("Проба пера", "Пресс-служба", "ru-RU")


def test_fonts_stay_packed_as_the_shell_has_them(theme, tmp_path):
    shell = theme.folders[0] / "shell.docx"
    with ZipFile(shell) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with ZipFile(shell, "w", ZIP_DEFLATED, compresslevel=1) as weak:
        for name, content in parts.items():
            weak.writestr(name, content)
    file = write(theme, tmp_path, "<p>текст</p>")

    with ZipFile(shell) as old, ZipFile(file) as new:
        fonts = [name for name in old.namelist() if name.endswith(".odttf")]
        sizes = [[package.getinfo(name).compress_size for name in fonts] for package in (old, new)]
        assert new.testzip() is None
        assert [new.read(name) for name in fonts] == [parts[name] for name in fonts]
    assert fonts
    assert sizes[0] == sizes[1]


def test_title_and_mark_stand_in_the_header_and_the_cover_has_none(whole):
    headers = {name: "".join(word.found(word.part(whole, f"word/{name}.xml"), "//w:t/text()")) for name in HEADERS}

    assert headers == {"header1": "2ЧЕРНОВИК · Проба пера", "header2": ""}


HEADERS = ("header1", "header2")


# Text


def test_spaces_are_joined_as_in_html_and_no_break_spaces_stay(theme, tmp_path):
    file = write(theme, tmp_path, "<p>\n  один\t <strong> два </strong>\n три&nbsp; <br> четыре <em>пять </em> </p>")

    assert word.lines(file)[0] == "[Body Text] один <Strong: два >три·/четыре <Emphasis: пять>"


def test_a_space_before_a_link_is_kept_once(theme, tmp_path):
    file = write(theme, tmp_path, '<p id="a">см. <a href="#a"> тут </a> и <a href="#a">там</a></p>')

    assert word.lines(file)[0] == "[Body Text] см. (a:<Hyperlink: тут >)и (a:<Hyperlink: там>)"


def test_text_that_looks_like_markup_or_a_field_stays_text(theme, tmp_path):
    file = write(
        theme, tmp_path, "<p>5 &lt; 7 &amp; «{{ title }}» {% raw %}</p>", "<meta name='author' content='А&amp;Б'/>"
    )

    assert word.lines(file)[0] == "[Body Text] 5 < 7 & «{{ title }}» {% raw %}"


# Names and links


def test_ids_become_names_that_word_allows_and_stay_different(theme, tmp_path):
    long = "x" * 60
    body = "".join(f'<p id="{name}">т</p>' for name in ("1-я", "1_я", "Main", "main", long, long + "y"))
    names = word.found(document(write(theme, tmp_path, body)), "//w:bookmarkStart/@w:name")

    assert names[:4] == ["id_1_я", "id_1_я_2", "Main", "main_2"]
    assert [len(name) for name in names[4:]] == [40, 40]
    assert len(set(names)) == 6


def test_the_id_of_a_table_row_leads_to_its_first_cell(theme, tmp_path):
    table = '<table><tbody><tr><td>1</td></tr><tr id="r2"><td>2</td></tr></tbody></table>'
    root = document(write(theme, tmp_path, f'{table}<p><a href="#r2">вторая</a></p>'))

    assert word.found(root, "//w:bookmarkStart[@w:name='r2']/following-sibling::w:r/w:t/text()") == ["2"]


# Tables


def test_the_id_of_a_cell_and_of_its_paragraphs_leads_to_them(theme, tmp_path):
    cells = '<td id="c1">один</td><td id="c2"><p>два</p><p id="p3">три</p></td><td id="c4"/><td>пять</td>'
    root = document(write(theme, tmp_path, f"<table><tbody><tr>{cells}</tr></tbody></table>"))

    named = {name: word.found(root, f"//w:p[w:bookmarkStart[@w:name='{name}']]") for name in ("c1", "c2", "p3", "c4")}
    assert {name: ["".join(one.itertext()) for one in found] for name, found in named.items()} == {
        "c1": ["один"],
        "c2": ["два"],
        "p3": ["три"],
        "c4": [""],
    }


def test_cells_alike_but_for_their_place_take_each_its_own_style_and_width(theme, tmp_path):
    head = "<thead><tr><th>А</th><th>Б</th></tr><tr><th>А</th><th>Б</th></tr></thead>"
    body = "<tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody>"
    columns = '<colgroup><col class="w-label"/><col/></colgroup>'
    root = document(write(theme, tmp_path, f"<table>{columns}{head}{body}</table>"))

    grid = word.found(root, "//w:gridCol/@w:w")
    widths = [word.found(row, "w:tc/w:tcPr/w:tcW/@w:w") for row in word.found(root, "//w:tr")]
    styles = [word.found(row, "w:tc/w:p/w:pPr/w:pStyle/@w:val") for row in word.found(root, "//w:tr")]
    assert grid[0] != grid[1]
    assert widths == [grid] * 4
    assert styles[0] == styles[1] != styles[2] == styles[3]
    assert styles[0][0] != styles[0][1]  # theme.yaml: thead th:first-child


def test_the_second_of_two_paragraphs_is_held_to_the_theme_as_the_first(theme, tmp_path):
    with pytest.raises(GeneratorError, match=r"строка 3.*класс «leed» не назван"):
        write(theme, tmp_path, '<p class="lead">раз</p>\n<p class="leed">два</p>')


@pytest.mark.parametrize(("body", "bare"), [('<section class="cover"><p>т</p></section>', 1), ("<p>т</p>", 0)])
def test_only_a_cover_is_a_sheet_without_running_heads(theme, tmp_path, body, bare):
    root = document(write(theme, tmp_path, f"{body}<p>Дальше</p>"))

    assert len(word.found(root, "//w:sectPr/w:titlePg")) == bare


def test_head_rows_repeat_and_no_row_is_split(whole):
    rows = word.found(document(whole), "//w:tbl[.//w:t='Итого']/w:tr")

    assert [bool(word.found(row, "w:trPr/w:tblHeader")) for row in rows] == [True, True] + [False] * 7
    assert all(word.found(row, "w:trPr/w:cantSplit") for row in rows)


def test_spans_are_joined_across_and_down(whole):
    rows = word.found(document(whole), "//w:tbl[.//w:t='Итого']/w:tr")
    spans = [[word.value(cell, "w:tcPr/w:gridSpan") for cell in word.found(row, "w:tc")] for row in rows]
    joins = [[word.value(cell, "w:tcPr/w:vMerge") for cell in word.found(row, "w:tc")] for row in rows]

    assert spans[0] == ["", "", "2"]
    assert spans[2] == ["4"]
    assert spans[4] == ["", "", "2"]
    assert joins[3:5] == [["", "restart", "", ""], ["", "continue", ""]]


def test_columns_take_their_width_from_the_theme_and_the_rest_is_shared(whole):
    tables = word.found(document(whole), "//w:tbl[.//w:t='Итого']")
    widths = [int(width) / 56.6929 for width in word.found(tables[0], "w:tblGrid/w:gridCol/@w:w")]

    assert widths == pytest.approx([39, 10, 58, 58], abs=0.05)


def test_a_landscape_table_takes_the_wider_page(whole):
    [table] = word.found(document(whole), "//w:tbl[.//w:t='Задача']")

    assert sum(int(w) for w in word.found(table, "w:tblGrid/w:gridCol/@w:w")) == pytest.approx(252 * 56.6929, abs=2)


def test_key_figures_stand_flush_with_both_margins(whole):
    table = word.found(document(whole), "//w:tbl[.//w:t='релизов']")[0]

    assert word.found(table, "w:tblPr/w:tblInd/@w:w") == ["-142"]
    assert sum(int(w) for w in word.found(table, "w:tblGrid/w:gridCol/@w:w")) == 11906 - 1701 - 850 + 2 * 142


def rule(cell, edge: str) -> str:
    return " ".join(word.found(cell, f"w:tcPr/w:tcBorders/w:{edge}/@w:val | w:tcPr/w:tcBorders/w:{edge}/@w:sz"))


def test_rules_between_rows_come_from_the_table_style_by_the_meaning_of_the_row(whole):
    rows = word.found(document(whole), "//w:tbl[.//w:t='Итого']/w:tr")
    first = [(rule(row[1], "top"), rule(row[1], "bottom")) for row in rows]

    assert first == [
        ("single 10", "nil"),  # the head: accent above, nothing between its rows ...
        ("nil", "single 6"),  # ... and a rule under it
        ("single 5", "nil"),  # region
        ("nil", ""),  # no hairline between a region and its first row
        ("", ""),
        ("single 5", ""),  # subtotal
        ("single 6", ""),  # total
        ("", ""),
        ("nil", ""),  # how many reported, of the row above
    ]
    assert rule(word.found(rows[0], "w:tc")[2], "bottom") == "single 3"  # under the head over two columns


def kept(file: Path) -> list[bool]:
    return [bool(word.found(row, "w:tc[1]/w:p/w:pPr/w:keepNext")) for row in word.found(document(file), "//w:tr")]


ROWS = (
    '<tr class="region"><th>К</th></tr><tr><th>А</th></tr><tr class="goal"><th>1</th></tr>'
    "<tr><th>Б</th></tr><tr><th>В</th></tr><tr><th>Г</th></tr><tr><th>Д</th></tr>"
)
HEAD = "<thead><tr><th>Г</th></tr></thead>"


def test_a_head_a_region_and_a_goal_are_not_parted_from_their_rows_nor_the_last_three_from_each_other(theme, tmp_path):
    file = write(theme, tmp_path, f"<table>{HEAD}<tbody>{ROWS}</tbody></table><p>т</p>")

    assert kept(file) == [True, True, True, False, False, True, True, False]


def test_the_last_row_is_not_parted_from_a_note(theme, tmp_path):
    file = write(theme, tmp_path, f'<table>{HEAD}<tbody>{ROWS}</tbody></table><p class="note">т</p>')

    assert kept(file) == [True, True, True, False, False, True, True, True]


def test_a_subtotal_is_not_parted_from_the_row_above_nor_from_what_it_rests_on(theme, tmp_path):
    sub = '<tr class="sub"><th>По краю</th></tr><tr class="base"><th>Представили</th></tr>'
    rows = f"<tr><th>А</th></tr><tr><th>Б</th></tr>{sub}" + "<tr><th>В</th></tr>" * 4
    file = write(theme, tmp_path, f"<table>{HEAD}<tbody>{rows}</tbody></table><p>т</p>")

    assert kept(file) == [True, False, True, True, False, False, True, True, False]


def test_subtotals_of_the_next_year_may_begin_a_page(theme, tmp_path):
    sub = '<tr class="sub"><th>По краю</th></tr><tr class="base"><th>Представили</th></tr>'
    file = write(
        theme, tmp_path, f"<table>{HEAD}<tbody><tr><th>А</th></tr>{sub * 2}{'<tr><th>Б</th></tr>' * 4}</tbody></table>"
    )

    assert kept(file) == [True, True, True, False, True, False, False, True, True, False]


def test_pages_of_a_municipality_are_not_parted_from_its_name(theme, tmp_path):
    unit = '<tr class="unit"><th>Еловск</th></tr><tr class="owner"><th>администрация</th></tr>'
    owners = f'{unit}<tr class="owner"><th>глава</th></tr>'
    file = write(theme, tmp_path, f"<table>{HEAD}<tbody>{owners * 3}</tbody></table><p>т</p>")

    assert kept(file) == [True, *[True, True, False] * 2, True, True, False]


def test_a_table_of_class_keep_is_never_split(theme, tmp_path):
    file = write(theme, tmp_path, f'<table class="keep">{HEAD}<tbody>{ROWS}</tbody></table><p>т</p>')

    assert kept(file) == [True] * 7 + [False]


def test_a_note_or_a_source_is_not_parted_from_what_it_explains(theme, tmp_path):
    notes = '<p class="note">д</p><p class="source">е</p>'
    body = f'<p>а</p><p class="source">б</p><ol><li>в</li><li>г</li></ol>{notes}<p>ж</p>'
    paragraphs = word.found(document(write(theme, tmp_path, body)), "w:body/w:p")
    kept = "".join(word.found(p, "string(.)") for p in paragraphs if word.found(p, "w:pPr/w:keepNext"))

    assert kept == "агд"


def test_a_screen_reader_is_told_the_caption_and_the_columns_of_a_table(whole):
    [properties] = word.found(document(whole), "//w:tbl[.//w:t='Итого']/w:tblPr")

    assert word.value(properties, "w:tblCaption") == "Таблица 1 — Итоги, единиц"
    assert word.value(properties, "w:tblDescription") == "Столбцы: Город; Год; первая; вторая"


def test_a_screen_reader_is_told_the_head_of_a_column_in_one_line_and_without_its_footnote(theme, tmp_path):
    head = '<th>Год<br>плана</th><th>Темы<span class="footnote">Не все.</span></th>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr><td>2024</td><td>3</td></tr></tbody></table>"
    properties = word.found(document(write(theme, tmp_path, table)), "//w:tbl/w:tblPr")[0]

    assert word.value(properties, "w:tblDescription") == "Столбцы: Год плана; Темы"


def test_tables_that_touch_are_parted_and_one_at_a_page_start_gets_a_paragraph_to_start_it(theme, tmp_path):
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    file = write(theme, tmp_path, f'<p>т</p><section class="part">{table}{table}</section>')
    blocks = [line for line in word.lines(file) if "Таблица — число" not in line]

    assert blocks == [
        "[Body Text] т",
        "== страница ==",
        "[Таблица — промежуток]",
        "{Таблица}",
        "{/}",
        "[Таблица — промежуток]",
        "{Таблица}",
        "{/}",
        "[Таблица — промежуток]",
        "== 210 x 297 ==",
    ]


# Lists, sections, pictures


def test_every_numbered_list_counts_from_one(theme, tmp_path):
    file = write(theme, tmp_path, "<ol><li>а</li><li>б<ol><li>в</li></ol></li></ol><ol><li>г</li></ol>")
    numbers = word.found(document(file), "//w:numPr/w:numId/@w:val")
    lists = word.part(file, "word/numbering.xml")
    restarts = {
        num.get(word.W + "numId"): (word.value(num, "w:lvlOverride/w:startOverride"), level)
        for num in word.found(lists, "w:num[w:lvlOverride]")
        for level in word.found(num, "w:lvlOverride/@w:ilvl")
    }

    assert numbers == ["3", "3", "4", "5"]
    assert restarts == {"3": ("1", "0"), "4": ("1", "1"), "5": ("1", "0")}


def test_a_page_that_ends_lying_down_has_no_empty_page_after_it(theme, tmp_path):
    file = write(theme, tmp_path, '<p>стоя</p><section class="landscape"><p>лёжа</p></section>')

    assert word.lines(file) == [
        "[Body Text] стоя",
        "[Таблица — промежуток]",
        "== 210 x 297 ==",
        "[Body Text] лёжа",
        "== 297 x 210 ==",
    ]


def test_headers_are_kept_in_every_section_and_only_the_first_page_is_without_one(whole):
    sections = word.found(document(whole), "//w:sectPr")

    assert [len(word.found(section, "w:headerReference")) for section in sections] == [2, 2, 2]
    assert [len(word.found(section, "w:titlePg")) for section in sections] == [1, 0, 0]


def test_pages_are_counted_on_in_every_section(theme, tmp_path):
    word.changed(
        theme, DOCUMENT, lambda xml: xml.replace("<w:cols ", '<w:pgNumType w:fmt="decimal" w:start="1"/><w:cols ')
    )
    wide = '<section class="landscape"><p>лёжа</p></section>'
    file = write(theme, tmp_path, f"<p>стоя</p>{wide}<p>снова стоя</p>")
    sections = word.found(document(file), "//w:sectPr")

    assert [word.found(section, "w:pgNumType/@w:start") for section in sections] == [["1"], [], []]
    assert [word.found(section, "w:pgNumType/@w:fmt") for section in sections] == [["decimal"]] * 3


def test_the_gutter_is_no_room_for_tables_and_pictures(theme, tmp_path):
    word.changed(theme, DOCUMENT, lambda xml: xml.replace('w:gutter="0"', 'w:gutter="567"'))
    table = "<table><tbody><tr><td>а</td><td>б</td></tr></tbody></table>"
    root = document(write(theme, tmp_path, f'<figure><img src="chart.png" alt="Столбик"></figure>{table}'))
    width = 11906 - 1701 - 567 - 850

    assert int(root.find(".//wp:extent", word.NS).get("cx")) == pytest.approx(width * 635, abs=635)
    assert sum(map(int, word.found(root, "//w:gridCol/@w:w"))) == width


def test_a_wide_picture_is_brought_to_the_text_width_and_described(whole):
    inline = document(whole).find(".//wp:inline", word.NS)
    extent, described = inline.find("wp:extent", word.NS), inline.find("wp:docPr", word.NS)
    width, height = int(extent.get("cx")), int(extent.get("cy"))

    assert width / 36000 == pytest.approx(165, abs=0.05)
    assert width / height == pytest.approx(2, abs=0.001)
    assert described.get("descr") == "Столбик высотой семь"


def test_the_contents_are_a_field_with_our_entries_that_word_is_not_told_to_update(whole):
    root = document(whole)

    assert [text.strip() for text in word.found(root, "//w:instrText/text()") if "TOC" in text] == [
        'TOC \\o "1-2" \\h \\z \\u'
    ]
    assert not word.found(root, "//*[@w:dirty]")
    assert not word.found(word.part(whole, "word/settings.xml"), "//w:updateFields")


def test_a_list_of_tables_stays_on_one_sheet(theme, tmp_path):
    entries = "".join(f'<li><a href="#t{n}">Таблица {n}</a></li>' for n in range(3))
    tables = "".join(f'<table id="t{n}"><tbody><tr><td>1</td></tr></tbody></table>' for n in range(3))

    file = write(theme, tmp_path, f'<nav class="toc"><ol class="plates">{entries}</ol></nav>{tables}')

    entries = word.found(document(file), '//w:p[starts-with(string(.), "Таблица")]')
    assert [bool(word.found(entry, "w:pPr/w:keepNext")) for entry in entries] == [True, True, False]


# Errors: what, where, what to do


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<div/>", "элемента «div» нет в словаре"),
        ('<p class="led">т</p>', r"элемент «p», строка 2 страницы: класс «led» не назван.*Похожее имя: «lead»"),
        ("<p>\n<h2>т</h2></p>", r"элемент «h2», строка 3 страницы: для «p h2» нет правила"),
        ("<section>голый</section>", "текст «голый» стоит вне абзаца"),
        ("<section><p>т</p>хвост</section>", "текст «хвост» стоит вне абзаца"),
        ('<p id="tables"><a href="#table">т</a></p>', "ведёт на «#table».*Похожее имя: «tables»"),
        ('<table><colgroup><col id="c"/></colgroup><tbody><tr><td>1</td></tr></tbody></table>', "id «c» стоит на"),
        ('<p>т <em id="e">т</em></p>', "id внутри абзаца не поддержан"),
        ('<p><a href="file:///etc/passwd">т</a></p>', "ссылка «file:///etc/passwd» никуда не ведёт"),
        ('<p><a href="javascript:alert(1)">т</a></p>', "никуда не ведёт"),
        ("<p><a>т</a></p>", "ссылка «» никуда не ведёт"),
        ('<p id="a">т</p><p id="a">т</p>', "id «a» на странице уже есть"),
        ("<p><strong>а<em>б</em></strong></p>", "strong и em вложены"),
        ("<ul>голый<li>т</li></ul>", "текст «голый» стоит вне абзаца"),
        ("<ul><li>т<ul><li>у</li></ul>хвост</li></ul>", "текст «хвост» стоит вне абзаца"),
        ("<hr/>", "для «hr» нет правила"),
        ("<nav><ol><li>т</li></ol></nav>", "для «nav» нет правила"),
        ("<table><tr><td>1</td></tr></table>", "в table бывают caption, colgroup, thead, tbody и tfoot"),
        ("<table><tbody></tbody></table>", "в таблице нет строк"),
        (
            "<table><tbody><tr><td>1</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>",
            "столбцов: 2, а в таблице их 1",
        ),
        ('<table><tbody><tr><td rowspan="2">1</td></tr></tbody></table>', "rowspan выходит за конец «tbody»"),
        ('<table><tbody><tr><td colspan="0">1</td></tr></tbody></table>', "colspan=«0», а нужно целое число"),
        ('<table><colgroup><col class="w-nam"/></colgroup><tbody><tr><td>1</td></tr></tbody></table>', "«w-name»"),
        (
            "<table><colgroup>" + "<col class='w-label'/>" * 9 + "</colgroup>"
            f"<tbody><tr>{'<td>1</td>' * 9}</tr></tbody></table>",
            "столбцы шире листа: вместе .* мм, а места",
        ),
        (
            f'<section class="landscape"><table><tbody><tr>{"<td>1</td>" * 64}</tr></tbody></table></section>',
            "столбцов 64, а в таблице Word их не больше 63",
        ),
        ("<table><tbody><tr><td><table/></td></tr></tbody></table>", "для «table tbody tr td table» нет правила"),
        ("<table><tbody><tr><td><p>а</p>хвост</td></tr></tbody></table>", "текст «хвост» стоит вне абзаца"),
        ('<figure><img src="chart.png"/></figure>', "нет описания alt"),
        ('<figure><img src="none.png" alt="нет"/></figure>', "нет файла «none.png»"),
        ('<figure><img src="../../x.png" alt="нет"/></figure>', "вне папки темы"),
        ('<figure><img src="theme.yaml" alt="нет"/></figure>', "это не PNG и не обычный JPEG"),
        ('<p><span class="footnote">а<span class="footnote">б</span></span></p>', "сноска стоит внутри сноски"),
    ],
)
def test_what_has_no_rule_is_an_error_with_its_name_and_line(theme, tmp_path, body, message):
    with pytest.raises(GeneratorError, match=message):
        write(theme, tmp_path, body)

    assert not (tmp_path / "digest.docx").exists()


@pytest.mark.parametrize("begins", [b"", b"\xff\xd8\xff\xee\x00\x0eAdobe", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"])
def test_a_picture_that_word_cannot_show_is_an_error(theme, tmp_path, begins):
    file = theme.folders[0] / "chart.png"
    file.write_bytes(begins or file.read_bytes()[:60])

    with pytest.raises(GeneratorError, match=r"chart\.png в Word не вставить: .*Сохраните рисунок заново"):
        write(theme, tmp_path, '<figure><img src="chart.png" alt="Столбик"/></figure>')


def test_a_date_of_issue_that_is_no_date_is_an_error(theme, tmp_path):
    with pytest.raises(GeneratorError, match="дата выпуска «март» не читается"):
        write(theme, tmp_path, "<p>т</p>", '<meta name="dcterms.created" content="март"/>')


@pytest.mark.parametrize(("choice", "said"), [("auto", [None]), ("none", ["0"])])
def test_words_are_divided_only_when_that_is_wanted(theme, tmp_path, choice, said):
    head = f'<head><title>Т</title><meta name="hyphenation" content="{choice}"/></head>'
    made = page.parse(f'<html lang="ru">{head}<body><p>т</p></body></html>')
    docx.write(made, theme, tmp_path / "x.docx")

    settings = word.part(tmp_path / "x.docx", "word/settings.xml")
    assert [s.get(word.W + "val") for s in settings.iter(word.W + "autoHyphenation")] == said


NOTED = """
<p>Число<span class="footnote" id="n">Первая сноска.</span> и <a class="number" href="#t">таблица 1</a>.</p>
<table id="t"><caption>Таблица 1 — Города</caption>
<tbody><tr><th>Артём<sup><a class="number" href="#n">1</a></sup></th></tr></tbody></table>
"""


def fields(file: Path) -> list[tuple[str, str]]:
    """The code of every field and the result that it shows."""
    runs = word.found(document(file), "//w:r")
    found, code, result, inside = [], "", "", ""
    for run in runs:
        for child in run:
            kind = child.get(word.W + "fldCharType")
            if kind == "end":
                found.append((code.strip(), result))
                code = result = inside = ""
            inside = kind if kind in ("begin", "separate") else inside
            code += child.text or "" if child.tag == word.W + "instrText" else ""
            result += child.text or "" if child.tag == word.W + "t" and inside == "separate" else ""
    return found


def marked(file: Path, name: str) -> str:
    """What stands between the ends of a bookmark: its words, or the names of its marks."""
    [start] = word.found(document(file), f"//w:bookmarkStart[@w:name='{name}']")
    out = ""
    for element in start.itersiblings():
        if element.tag == word.W + "bookmarkEnd":
            return out
        out += "".join(t.text or "" for t in word.found(element, ".//w:t"))
        out += "".join(f"[{mark.get(word.W + 'id')}]" for mark in word.found(element, ".//w:footnoteReference"))
    raise AssertionError(f"the bookmark {name} has no end")


def test_footnotes_are_numbered_after_those_that_word_has_put_into_the_shell(theme, tmp_path):
    notice = '<w:footnote w:type="continuationNotice" w:id="1"><w:p/></w:footnote></w:footnotes>'
    word.changed(theme, "word/footnotes.xml", lambda xml: xml.replace("</w:footnotes>", notice))
    two = '<p>Раз<span class="footnote">Первая.</span> и два<span class="footnote">Вторая.</span></p>'
    file = write(theme, tmp_path, two)

    assert word.found(word.part(file, "word/footnotes.xml"), "w:footnote/@w:id") == ["-1", "0", "1", "2", "3"]
    assert word.found(document(file), "//w:footnoteReference/@w:id") == ["2", "3"]
    assert OpenXmlValidator().validate(file).is_valid


def test_spaces_stand_round_a_number_that_a_field_repeats(theme, tmp_path):
    see = '<a class="number" href="#t">таблицу 1</a>'
    table = NOTED.partition("</p>")[2].replace('<sup><a class="number" href="#n">1</a></sup>', "")
    file = write(theme, tmp_path, f"<p>См. {see} и {see}</p>{table}")

    assert "".join(word.found(word.found(document(file), "//w:p")[0], ".//w:t/text()")) == "См. таблицу 1 и таблицу 1"


def test_a_reference_to_a_table_and_to_a_footnote_is_a_field_that_word_can_update(theme, tmp_path):
    file = write(theme, tmp_path, NOTED)

    codes = dict(fields(file))
    [reference] = [code.split()[1] for code in codes if code.startswith("REF")]
    [note] = [code.split()[1] for code in codes if code.startswith("NOTEREF")]
    assert [codes[code] for code in codes] == ["1", "1", "1"]
    assert marked(file, reference) == "1"
    assert marked(file, note) == "[1]"
    assert not OpenXmlValidator().validate(file).errors
