import html
import re
import zlib
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from generator import documents
from generator.documents import pdf, pdf_layout
from generator.documents.document import Kind
from generator.documents.pdf_fragments import Char
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import stylesheet
from tests.documents.made import refusal, texts
from tests.effort import effort

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
THEME = Path(__file__).parents[2] / "templates" / "default"

# Lines end elsewhere in other fonts: none of the computer's own is asked for.
FONTS = stylesheet.fonts(Theme.load("default"))

BODY = """
body { font: 12pt 'PT Serif', serif; text-align: justify; hyphens: auto }
.columns { columns: 2; column-gap: 7mm } .columns3 { columns: 3; column-gap: 7mm; font-size: 9pt }
table { border-collapse: collapse } td, th { padding: 2px 6px; vertical-align: top; text-align: left }
.ruled td, .ruled th { border: 1px solid black }
"""
STYLE = (
    "@page { size: A4; margin: 2cm; @top-center { content: 'Отчёт города' } @bottom-center { content: counter(page) } }"
    + BODY
)

# Words that each occur once: their order on the page is the order of the text.
WORDS = " ".join(f"слово{n} длинное{n} и ещё{n}" for n in range(60))


def printed(path, inner, style=STYLE):
    page = f"<html lang='ru'><style>{FONTS}{style}</style><body>{inner}</body></html>"
    weasyprint.HTML(string=page, base_url=f"{THEME.as_uri()}/").write_pdf(path / "a.pdf")
    return path / "a.pdf"


def read(path, inner, style=STYLE):
    return documents.read(printed(path, inner, style))


def flowing(document):
    """The text with words put together that the end of a line divided."""
    return re.sub(r"[‐-]\n", "", "\n".join(texts(document))).replace("\n", " ")


@pytest.mark.parametrize("layout", ["", "columns", "columns3"])
def test_words_are_read_in_the_order_of_the_text(tmp_path, layout):
    document = read(
        tmp_path, f"<h1>Заголовок</h1><div class='{layout}'><p>{WORDS}</p><p>{'Ещё 5 раз. ' * 40}</p></div>"
    )

    assert re.findall(r"слово(\d+)", flowing(document)) == [str(n) for n in range(60)]
    assert re.findall(r"длинное(\d+)", flowing(document)) == [str(n) for n in range(60)]
    assert {line.kind for line in document.lines} == {Kind.WRAPPED}


def test_headers_and_page_numbers_are_lines(tmp_path):
    document = read(tmp_path, "<p>Первая страница.</p><p style='break-before: page'>Вторая страница.</p>")

    assert [text for text in texts(document) if text] == [
        *("Отчёт города", "Первая страница.", "1"),
        *("Отчёт города", "Вторая страница.", "2"),
    ]


def test_what_follows_columns_comes_after_both(tmp_path):
    document = read(tmp_path, f"<p>До колонок.</p><div class='columns'><p>{WORDS}</p></div><h2>После</h2><p>Конец.</p>")
    found = [text for text in texts(document) if text]

    assert found[1] == "До колонок."
    assert found[-3:] == ["После", "Конец.", "1"]


def test_justified_text_has_one_space_between_words_and_figures_stay_whole(tmp_path):
    words = "Подготовлено 1 267 пресс-релизов и проведено 5\u00a0000 замечательных встреч. " * 8
    document = read(tmp_path, f"<div style='width: 55mm'>{words}</div>")
    found = flowing(document)

    assert not [text for text in texts(document) if "  " in text]
    assert found.count("1 267 ") == 8
    assert len(re.findall("5[ \u00a0]000 ", found)) == 8


def test_a_hyphen_at_the_end_of_a_line_stays_there(tmp_path):
    words = "пресс-конференция и информа&shy;ционная"
    found = texts(
        read(tmp_path, f"<div style='width: 30mm; hyphens: manual'>{words}</div>", "body { font: 12pt 'PT Serif' }")
    )

    assert [text for text in found if text] == ["пресс-", "конференция", "и информа‐", "ционная"]


def test_marks_of_lists_stand_with_their_items(tmp_path):
    found = texts(read(tmp_path, "<ul><li>первый 12</li><li>второй</li></ul><ol><li>третий</li></ol>"))

    assert {"• первый 12", "• второй", "1. третий"} <= set(found)


def test_a_ruled_table_gives_rows_with_whole_cells(tmp_path):
    document = read(
        tmp_path,
        "<p>Подписчики по сетям:</p><table class='ruled' style='width: 80mm; hyphens: manual'>"
        "<tr><th>Показатель</th><th>2022</th><th>2023</th></tr>"
        "<tr><td>Количество подписчиков группы администрации «ВКонтакте»</td><td>4 200</td><td>6 850</td></tr>"
        "<tr><td>Сайт</td><td></td><td>200</td></tr></table><p>После.</p>",
    )

    assert [line.cells for line in document.lines if line.cells] == [
        ("Показатель", "2022", "2023"),
        ("Количество подписчиков группы администрации «ВКонтакте»", "4 200", "6 850"),
        ("Сайт", "", "200"),
    ]
    assert [line.kind for line in document.lines if line.cells] == [Kind.ROW] * 3
    found = [text for text in texts(document) if text]
    assert (found[1], found[-2]) == ("Подписчики по сетям:", "После.")


def test_a_label_merged_over_rows_stands_in_each_and_a_figure_once(tmp_path):
    document = read(
        tmp_path,
        "<table class='ruled'><tr><td rowspan=2>Глава</td><td>ВК</td><td rowspan=2>300</td></tr>"
        "<tr><td>ОК</td></tr><tr><td>Дума</td><td>ВК</td><td>5</td></tr></table>",
    )

    assert [line.cells for line in document.lines if line.cells] == [
        ("Глава", "ВК", "300"),
        ("Глава", "ОК"),
        ("Дума", "ВК", "5"),
    ]


def test_a_title_of_two_lines_is_not_torn_apart_and_a_heading_is_set_off(tmp_path):
    style = "body { font: 12pt 'PT Serif' } h1 { width: 70mm; font-size: 24pt }"
    document = read(tmp_path, f"<h1>Отчёт города Еловска за год</h1><p>{'Подготовлено 12 релизов. ' * 8}</p>", style)

    assert texts(document)[:4] == ["Отчёт города", "Еловска за год", "", texts(document)[3]]
    assert texts(document)[3].startswith("Подготовлено")


def test_a_frame_around_the_page_is_no_table(tmp_path):
    document = read(
        tmp_path,
        "<div style='border: 1px solid black; padding: 5mm'><p>До таблицы 5.</p><table class='ruled'>"
        "<tr><td>Сайт</td><td>100</td></tr><tr><td>ВК</td><td>200</td></tr></table><p>После таблицы 7.</p></div>",
    )

    assert [text for text in texts(document) if text][1:-1] == [
        *("До таблицы 5.", "Сайт\t100", "ВК\t200", "После таблицы 7."),
    ]


def test_a_table_without_rules_gives_rows_where_figures_stand_under_figures(tmp_path):
    document = read(
        tmp_path,
        "<table style='width: 120mm'><tr><td>Сайт</td><td>4 200</td><td>6 850</td></tr>"
        "<tr><td>Телеграм</td><td>100</td><td>200</td></tr></table>",
    )

    assert [line.cells for line in document.lines if line.cells] == [
        ("Сайт", "4 200", "6 850"),
        ("Телеграм", "100", "200"),
    ]


def test_the_mark_of_a_footnote_does_not_become_a_digit_of_the_figure(tmp_path):
    found = flowing(read(tmp_path, "<p>Подписчиков 5 000<sup style='font-size: 60%'>12</sup>, встреч 7.</p>"))

    assert "5 000¹², встреч 7." in found


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(tmp_path, turn):
    path = printed(tmp_path, "<p>первая строка</p><p>вторая строка</p>", "@page { size: A5 }")
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        page = file.pages[0]
        width, height = (float(page.mediabox[n]) for n in (2, 3))
        # What is drawn is turned against the page, so that it is upright when the page is shown.
        matrix = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}[turn]
        page.contents_add(" ".join(map(str, matrix)).encode() + b" cm", prepend=True)
        if turn != 180:
            page.mediabox = [0, 0, height, width]
        page.Rotate = turn
        file.save(path)

    assert [text for text in texts(documents.read(path)) if text] == ["первая строка", "вторая строка"]


def test_a_password_is_named_and_one_that_only_forbids_printing_is_no_hindrance(tmp_path):
    path = printed(tmp_path, "<p>12 релизов</p>", "")
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "файл закрыт паролем" in refusal(path)

    path = printed(tmp_path, "<p>12 релизов</p>", "")
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.save(path, encryption=pikepdf.Encryption(owner="a", user=""))
    assert "12 релизов" in texts(documents.read(path))


def test_a_scan_is_called_a_scan(tmp_path):
    path = printed(tmp_path, "<svg width=99 height=99><rect width=99 height=99 /></svg>", "")

    assert "в файле нет текста: это скан" in refusal(path)


def test_pages_without_text_among_others_are_told(tmp_path):
    document = read(tmp_path, "<p>12</p><p style='break-before: page'></p><p style='break-before: page'>13</p>", "")

    assert document.notes == ("страницы без текста, возможно сканы: 2",)


def test_a_damaged_file_is_named(tmp_path):
    path = printed(tmp_path, "<p>12 релизов</p>", "")
    data = path.read_bytes()
    for broken in (data[:200], b"%PDF-1.7\n" + bytes(5000), data[: len(data) // 2]):
        path.write_bytes(broken)
        assert "файл повреждён" in refusal(path) or "нет текста" in refusal(path)


def test_a_page_that_unpacks_into_gigabytes_costs_neither_memory_nor_time(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_SECONDS", 20)
    file = pikepdf.new()
    file.add_blank_page()
    once = zlib.compress(b"0 0 m 1 1 l S " * (25 << 20), 9)
    file.pages[0].Contents = file.make_stream(once, Filter=pikepdf.Name.FlateDecode)
    file.save(tmp_path / "a.pdf")

    message = refusal(tmp_path / "a.pdf")
    assert "слишком сложен" in message or "не прочитан за" in message or "нет текста" in message


def test_a_form_that_draws_itself_kills_only_the_process_that_reads_it(tmp_path):
    file = pikepdf.new()
    file.add_blank_page()
    form = file.make_stream(b"/F Do /F Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    form = file.make_indirect(form)
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    file.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    file.pages[0].Contents = file.make_stream(b"/F Do")
    file.save(tmp_path / "a.pdf")

    assert "файл повреждён или слишком сложен" in refusal(tmp_path / "a.pdf")


def test_too_many_pages_are_refused(tmp_path):
    file = pikepdf.new()
    for _ in range(pdf._PAGES + 1):
        file.add_blank_page()
    file.save(tmp_path / "a.pdf")

    assert f"в файле больше {pdf._PAGES} страниц" in refusal(tmp_path / "a.pdf")


def test_a_reader_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    path = printed(tmp_path, "<p>12</p>", "")
    monkeypatch.setattr(pdf, "_SECONDS", 0.001)

    assert "файл не прочитан за" in refusal(path)


def test_form_fields_that_are_filled_in_are_read(tmp_path):
    form = "<form><p>Релизов: <input value='12 штук' style='appearance: auto'></p></form>"
    weasyprint.HTML(string=form).write_pdf(tmp_path / "a.pdf", pdf_forms=True)

    assert "12 штук" in flowing(documents.read(tmp_path / "a.pdf"))


def placed(text, left, base, size=10.0):
    """Characters of half the size in width."""
    return [Char(c, left + n * size / 2, left + (n + 1) * size / 2, base, size) for n, c in enumerate(text)]


def test_lines_come_from_the_top_whatever_the_order_in_the_file():
    chars = placed("третья", 50, 100) + placed("первая", 50, 120) + placed("вторая", 50, 110)

    assert [line.text for line in pdf_layout.lines(chars, [])] == ["первая", "вторая", "третья"]


def test_the_work_of_laying_out_grows_with_the_characters_and_no_faster():
    def work(count):
        chars = [c for n in range(count) for c in placed("слово и число 12", 50 + (n % 4) * 120, 9000 - n // 4 * 12)]
        return effort(lambda: pdf_layout.lines(chars, []))

    assert work(1000) < 12 * work(100)


def test_an_error_of_the_library_is_one_of_ours():
    with pytest.raises(GeneratorError, match=r"a\.pdf: файл повреждён"):
        pdf.read(b"%PDF-1.7", "a.pdf")


@pytest.mark.skipif(not REPORTS.exists(), reason="the shared folder with real reports is absent")
@pytest.mark.parametrize("layout", ["", "columns"])
def test_real_reports_that_were_printed_keep_every_number_in_its_order(tmp_path, layout):
    for report in sorted(REPORTS.glob("*.txt")):
        written = report.read_text(encoding="utf-8-sig")
        paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in written.splitlines() if line.strip())
        document = read(tmp_path, f"<div class='{layout}'>{paragraphs}</div>", BODY)

        assert re.findall(r"\d+", " ".join(texts(document))) == re.findall(r"\d+", written), report.name
