import pytest
from lxml import etree

from generator.errors import GeneratorError
from generator.page import words
from generator.rendering import numbering

NBSP = "\N{NO-BREAK SPACE}"


def numbered(body):
    root = etree.fromstring(f"<html><body>{body}</body></html>")
    numbering.number(root)
    return root


def table(identity, caption, extra=""):
    return f'<table id="{identity}"{extra}><caption>{caption}</caption><tbody><tr><th>x</th></tr></tbody></table>'


def test_tables_and_figures_are_numbered_apart_in_the_order_of_the_page():
    root = numbered(
        table("t-a", "Первая") + '<figure id="f"><figcaption>Рисунок</figcaption></figure>' + table("t-b", "Вторая")
    )

    assert [words(c) for c in root.iter("caption", "figcaption")] == [
        f"Таблица{NBSP}1{NBSP}— Первая",
        f"Рисунок{NBSP}1{NBSP}— Рисунок",
        f"Таблица{NBSP}2{NBSP}— Вторая",
    ]


def test_a_reference_ahead_gets_the_number_of_its_table():
    root = numbered('<p>в <a class="number" href="#t-b">таблице</a></p>' + table("t-a", "А") + table("t-b", "Б"))

    [link] = root.iter("a")
    assert link.text == f"таблице{NBSP}2"


def test_a_second_mark_of_a_footnote_gets_its_number():
    root = numbered(
        '<p>раз<span class="footnote">Один</span></p><p>два<span class="footnote" id="n">Два</span></p>'
        '<p>три<sup><a class="number" href="#n"></a></sup></p>'
    )

    [link] = root.iter("a")
    assert link.text == "2"


def test_a_reference_to_a_table_that_is_not_there_is_an_error_with_its_line():
    with pytest.raises(GeneratorError, match="строка 1: ссылка на таблицу или рисунок «t-gone»"):
        numbered('<p><a class="number" href="#t-gone">таблица</a></p>')


def test_a_table_that_may_break_says_what_stands_above_its_next_page():
    root = numbered(table("t-a", "А", ' class="keep"') + table("t-b", "Б"))

    assert [row.get("data-continued") for row in root.iter("tr")] == [None, f"Продолжение таблицы{NBSP}2"]


def test_the_contents_hold_headings_with_an_id_two_levels_deep():
    root = numbered(
        '<nav class="toc"><ol></ol><h2 id="inside">Таблицы</h2></nav>'
        '<h1 id="a">Первый</h1><h2 id="b">Второй</h2><h2>Без имени</h2><h3 id="c">Третий</h3><h1 id="d">Четвёртый</h1>'
    )

    [contents] = root.iter("nav")
    top, *_ = contents.iter("ol")
    assert [[words(link), link.get("href")] for link in top.iterfind("li/a")] == [["Первый", "#a"], ["Четвёртый", "#d"]]
    assert [words(link) for link in top.iterfind("li/ol/li/a")] == ["Второй"]


def test_headings_stand_in_the_contents_under_the_name_of_their_group():
    def chapter(name, group):
        return f'<h2 id="{name}"{group and f" data-group={group!r}"}>{name}</h2>'

    chapters = [("А", "Край"), ("Б", "Край"), ("В", "Область"), ("Г", "Край"), ("Д", "")]
    body = "".join(chapter(*one) for one in chapters)
    root = numbered(
        f'<nav class="toc"><ol></ol></nav><h1 id="a">Раз</h1>{body}<h1 id="b">Два</h1>{chapter("Е", "Край")}'
    )

    listings = [[words(item) for item in listing] for listing in root.iterfind("body/nav/ol/li/ol")]
    assert listings == [["Край", "А", "Б", "Область", "В", "Край", "Г", "Д"], ["Край", "Е"]]
    assert [words(item) for item in root.iter("li") if item.find("a") is None] == ["Край", "Область", "Край", "Край"]


def test_a_table_of_a_chapter_has_a_title_and_no_number():
    root = numbered(f'<section class="chapter">{table("t-b", "Глава")}</section>' + table("t-a", "Сводная"))

    assert [words(c) for c in root.iter("caption")] == ["Глава", f"Таблица{NBSP}1{NBSP}— Сводная"]
    assert root.find(".//tr").get("data-continued") == f"Продолжение таблицы{NBSP}«Глава»"


def test_a_long_title_is_cut_where_its_table_goes_on():
    title = "Показатели " + "Верхнекамчатско-Преображенского муниципального района " * 2 + "за 2023 год"

    root = numbered(f'<section class="chapter">{table("t-b", title)}</section>')

    continued = root.find(".//tr").get("data-continued")
    assert continued == (
        f"Продолжение таблицы{NBSP}«Показатели Верхнекамчатско-Преображенского муниципального района …»"
    )


def test_the_list_of_tables_leaves_out_those_of_chapters():
    root = numbered(
        '<nav class="toc"><ol class="plates"></ol></nav>'
        + table("t-a", "Сводная")
        + f'<section class="chapter">{table("t-b", "Глава")}</section>'
    )

    [link] = root.iter("a")
    assert (link.text, link.get("href")) == (f"Таблица{NBSP}1{NBSP}— Сводная", "#t-a")


def test_contents_that_a_template_has_filled_are_left_alone():
    root = numbered('<nav class="toc"><ol><li><a href="#a">Своё</a></li></ol></nav><h1 id="a">Первый</h1>')

    assert [words(link) for link in root.iter("a")] == ["Своё"]
