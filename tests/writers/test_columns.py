"""Columns get room for their figures, in every file the same."""

import re
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator import page
from generator.theme import Theme
from generator.verification import of_files
from generator.writers import columns, docx, pdf

DEFAULT = Theme.load("default")
TEXT = 467.75  # points: the sheet of the shell without its margins
NBSP = "\N{NO-BREAK SPACE}"
YEAR = ("988 174", "более 176 488", "114 354", "272 579", "40 483", "4 138 896", "152 684", "1 201 693")


def made(
    total: tuple[str, ...],
    names: tuple[str, ...] = (),
    section: str = "part",
    title: str = "Итого",
    heads: tuple[str, ...] = (),
    hyphenation: str = "auto",
) -> page.Page:
    """A page with one table, whose columns have classes of these names, and figures in the row of totals."""
    names = names or ("w-name", *[""] * len(total))
    cols = "".join(f'<col class="{name}">' if name else "<col>" for name in names)
    labels = "".join(f'<th scope="col">{head}</th>' for head in heads or range(len(total)))
    bound = (re.sub(rf"(более|менее|\d(?={NBSP}из)){NBSP}", r"\1 ", figure.replace(" ", NBSP)) for figure in total)
    cells = "".join(f"<td>{figure}</td>" for figure in bound)
    return page.parse(
        f'<html lang="ru"><head><title>Дайджест</title><meta name="hyphenation" content="{hyphenation}"></head>'
        f'<body><section class="{section}"><h1 id="a">Таблицы</h1>'
        f"<table><caption>Материалы</caption><colgroup>{cols}</colgroup>"
        f'<thead><tr><th scope="col" class="text">Город</th>{labels}</tr></thead>'
        f'<tbody><tr class="unit"><th scope="row">Малоорловск</th>{"<td>7</td>" * len(total)}</tr></tbody>'
        f'<tfoot><tr class="total"><th scope="row">{title}</th>{cells}</tr></tfoot></table></section></body></html>'
    )


def widths(one: page.Page) -> list[float | None]:
    """What `fit` gives the columns of that table, in points."""
    columns.fit(one, DEFAULT)
    return [columns.own(column) for column in one.body.iter("col")]


def differing(one: page.Page, folder: Path) -> list[str]:
    """What is wrong with both files of a page."""
    files = [folder / "a.docx", folder / "a.pdf"]
    docx.write(one, DEFAULT, files[0])
    pdf.write(one, DEFAULT, files[1])
    return [str(difference) for difference in of_files(one, DEFAULT, files)]


def test_figures_that_fit_leave_the_columns_as_the_theme_has_them():
    assert widths(made(("12 345", "678", "более 90"))) == [None] * 4


def test_a_long_figure_takes_from_columns_without_a_width(tmp_path):
    one = made(("123 456 789 012", *["7"] * 7))

    wide = widths(one)

    assert wide[0] is None
    assert wide[1] is not None
    assert wide[2:] == [None] * 7
    assert differing(one, tmp_path) == []
    with ZipFile(tmp_path / "a.docx") as archive:
        grid = re.findall(rb'<w:gridCol w:w="(\d+)"', archive.read("word/document.xml"))
    assert abs(int(grid[1]) - wide[1] * 20) <= 1


def test_a_figure_longer_than_the_width_of_the_theme_widens_its_column():
    names = ("w-name", "w-no", "")

    assert widths(made(("202", "12"), names)) == [None, None, None]
    assert [bool(width) for width in widths(made(("1000", "12"), names))] == [False, True, False]


def test_where_room_is_short_columns_with_a_width_spare_some(tmp_path):
    one = made(("2023", *YEAR), ("w-name", "w-year", "", "w-qual", "", "", "", "", "", ""))

    wide = widths(one)

    assert sum(filter(None, wide)) <= TEXT
    assert wide[0] < float(DEFAULT.columns["w-name"]) * 72 / 25.4
    assert differing(one, tmp_path) == []


def test_a_column_of_names_keeps_room_for_its_longest_word():
    names = ("w-name", "w-year", "", "w-qual", "", "", "", "", "", "")
    short = widths(made(("2023", *YEAR), names))[0]
    long = widths(made(("2023", *YEAR), names, title="Верхнекрасносельск"))[0]

    assert short < long


def test_a_hedge_stands_beside_its_figure_where_others_can_spare_the_room():
    names = ("w-name", "w-qual", "")

    assert [bool(width) for width in widths(made(("не менее 42 761", "слова"), names))] == [False, True, False]


def test_no_name_is_divided_for_the_sake_of_a_hedge():
    assert widths(made(("не менее 42 761",) * 6)) == [None] * 7


def test_a_count_of_reports_stands_on_one_line_where_there_is_any_room(tmp_path):
    one = made(("не менее 42 761", *["7"] * 10, "13 из 40"), ("w-name", "", *["w-year"] * 10, "w-no"))

    assert widths(one)[-1] is not None
    pdf.write(one, DEFAULT, tmp_path / "a.pdf")
    assert f"13 из{NBSP}40" in pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range()


def test_figures_that_no_width_can_hold_are_told(tmp_path):
    one = made(("123 456 789",) * 9)

    assert widths(one) == [None] * 10
    differences = differing(one, tmp_path)
    assert len(differences) == 8
    assert differences[0].startswith(
        f"a.pdf: лист 1, строка «Итого»: «123{NBSP}456{NBSP}789» и «123{NBSP}456{NBSP}789» в соседних ячейках сливаются"
    )
    assert differences[0].endswith("уберите один или поставьте таблицу в section.landscape")


def test_a_lying_sheet_has_more_room(tmp_path):
    one = made(("123 456 789",) * 9, section="part landscape")

    assert differing(one, tmp_path) == []


HEADS = ("Специальные проекты", "Доклады", "Рассылки", f"с{NBSP}2018{NBSP}года", "«Инстаграм»", "Виджеты", "Рекламные")


@pytest.mark.parametrize("hyphenation", ["auto", "none"])
def test_heads_get_room_for_their_words(tmp_path, hyphenation):
    one = made(("7",) * 7, ("w-name", *[""] * 7), heads=HEADS, hyphenation=hyphenation)
    one.body.find(".//col[2]").set("class", "w-qual")

    pdf.write(one, DEFAULT, tmp_path / "a.pdf")

    lines = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range().split()
    assert {"проекты", "года", *HEADS[1:3], *HEADS[4:-1]} <= set(lines)
    assert ("Специальные" in lines) == (hyphenation == "none")


def test_a_long_word_of_a_head_is_divided_with_a_hyphen(tmp_path):
    heads = ("Освещённые мероприятия", "Запросы СМИ", "Интервью", "Брифинги", "Пресс-туры", "Фильмы", "Макеты")

    pdf.write(made(("7",) * 7, ("w-name", *[""] * 7), heads=heads), DEFAULT, tmp_path / "a.pdf")

    lines = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range().split()
    assert "Освещён\ufffeные" in lines  # so the reader of PDF files shows a hyphen that divides a word


def test_words_instead_of_a_figure_do_not_run_into_the_next(tmp_path):
    one = made(("без числа", "без числа", "не менее 12 345", *["7"] * 6))

    assert differing(one, tmp_path) == []


def test_where_not_all_heads_have_room_no_figure_loses_its_own(tmp_path):
    one = made(YEAR, ("w-name", *[""] * 8), heads=("Опубликования", "Аккаунты") * 4)

    assert differing(one, tmp_path) == []


def test_the_same_page_gets_the_same_widths_again():
    one = made(("123 456 789 012", *["7"] * 7))
    first = widths(one)
    text = etree.tostring(one.root)

    assert widths(one) == first
    assert etree.tostring(one.root) == text
    assert widths(page.Page.unpacked(one.packed())) == first


def test_an_address_is_no_figure():
    assert widths(made(("https://pravo.gov.ru/proxy/ips/?docbody=102073184", "7"))) == [None, None, None]


def test_rows_beside_a_cell_of_the_row_above_are_passed_by():
    one = made(("7", "123 456 789 012", *["7"] * 6))
    [unit] = one.body.iterfind(".//tbody/tr")
    [total] = one.body.iterfind(".//tfoot/tr")
    unit.addnext(total)
    unit[0].set("rowspan", "2")
    total.remove(total[0])  # its place is taken

    assert widths(one) == [None] * 9


LENGTHS = st.floats(1, 200, allow_nan=False)


@given(st.lists(st.tuples(st.none() | LENGTHS, LENGTHS), min_size=1, max_size=12), LENGTHS)
def test_what_is_shared_is_enough_for_all_or_the_lack_is_told(pairs, room):
    given_, needed = [one for one, _ in pairs], [need for _, need in pairs]

    wide, lack = columns._shared(given_, needed, room)
    fixed = [own if own is not None else width for own, width in zip(wide, given_, strict=True)]
    free = fixed.count(None)
    rest = room - sum(width for width in fixed if width is not None)

    assert lack == pytest.approx(-rest)
    assert all(width is None or width >= need for width, need in zip(fixed, needed, strict=True))
    if free and lack <= 0:
        assert all(rest / free >= need for need, width in zip(needed, fixed, strict=True) if width is None)


@given(st.lists(st.tuples(st.none() | LENGTHS, LENGTHS), min_size=1, max_size=12), LENGTHS)
def test_what_is_spared_is_the_lack_and_nothing_needed(pairs, lack):
    given_, needed = [one for one, _ in pairs], [need for _, need in pairs]

    less = columns._spared(given_, needed, lack)

    spare = sum(max(own - need, 0) for own, need in pairs if own is not None)
    assert bool(less) == (spare >= lack)
    if less:
        assert sum(own for own in given_ if own) - sum(own for own in less if own) == pytest.approx(lack)
        assert all(
            new is own or new >= min(own, need) - 1e-9 for new, own, need in zip(less, given_, needed, strict=True)
        )
