"""Blocks of a page and of a file laid side by side, without any file."""

from dataclasses import replace

from lxml import etree

from generator import page
from generator.verification import furniture
from generator.verification.blocks import Block, Content, Kind, of_table
from generator.verification.compare import differences
from generator.verification.media import Paper, Word
from tests.verification.conftest import TEXT


def said(medium, expected, found):
    return [difference.what for difference in differences("файл", Content(expected, ()), Content(found, ()), medium)]


def item(text, mark, **more):
    return Block(Kind.ITEM, (text,), 1, mark, place=text, **more)


def test_a_list_that_has_lost_its_numbers_over_two_sheets_comes_to_an_end():
    expected = (item("первый", "1"), item("второй", "2"), Block(Kind.PARAGRAPH, ("Конец.",)))
    found = (item("первый", "", sheet=5), item("второй", "", sheet=6, fresh=True), replace(expected[2], sheet=6))

    assert said(Paper(), expected, found) == ["в PDF номер «», на странице «1»", "в PDF номер «», на странице «2»"]


def test_a_heading_of_the_contents_may_be_a_paragraph_and_nothing_else():
    heading = (Block(Kind.HEADING, ("Содержание",), 0),)

    assert said(Word(), heading, (Block(Kind.PARAGRAPH, ("Содержание",)),)) == []
    assert said(Word(), heading, (Block(Kind.ITEM, ("Содержание",)),)) != []


def test_the_number_of_another_sheet_is_a_difference(theme):
    """The words of a caption must not explain the number of a sheet."""
    captioned = page.parse(TEXT.replace("Итоги, единиц", "Итоги 4 городов, единиц"))
    lines = {1: ("1",), 2: ("4",), 3: ("3",)}

    found = [
        (difference.place, difference.what)
        for difference in furniture.of_paper("файл", lines, captioned, theme.path("shell.docx"))
        if "отметки" not in difference.what
    ]

    assert found == [("лист 2, колонтитул", "«4»: ни на странице, ни в бланке этого нет")]


def test_quotes_within_the_name_of_a_place_are_inner_ones():
    _, head, row = of_table(
        etree.fromstring(
            "<table><thead><tr><td>Город</td><th>«ВКонтакте»</th></tr></thead>"
            "<tbody><tr><th>ЗАТО «Звёздный»</th><td>5</td></tr></tbody></table>"
        )
    )

    assert row.place == "таблица, строка «ЗАТО „Звёздный“»"
    assert row.columns[1] == head.columns[1] == "столбец «„ВКонтакте“»"
