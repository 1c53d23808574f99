from pathlib import Path

import pytest

from generator import settings
from generator.errors import GeneratorError
from generator.settings import Settings


def load(folder: Path, text: str) -> Settings:
    (folder / settings.FILE).write_text(text, encoding="utf-8")
    return settings.load(folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(GeneratorError) as caught:
        load(folder, text)
    return str(caught.value)


def test_without_the_file_and_with_an_empty_one_the_settings_are_the_defaults(tmp_path):
    assert settings.load(tmp_path) == Settings()
    assert load(tmp_path, "# пока ничего\n") == Settings()
    assert (Settings().theme, Settings().formats, Settings().years, Settings().hyphenation) == (
        "default",
        ("docx", "pdf", "xlsx", "csv"),
        (),
        True,
    )


def test_every_setting_is_read(tmp_path):
    text = '''
title = "  Вести округа "
subtitle = ""
organization = "Пресс-служба"
place = "Майкоп"
issued = 2024-03-01
years = [2023, 2022, 2023]
theme = "my-тема_2"
formats = ["html", "docx"]

[texts]
preface = """
Первый абзац.

Второй.
"""
[page]
hyphenation = false
'''
    assert load(tmp_path, text) == Settings(
        title="Вести округа",
        subtitle="",
        organization="Пресс-служба",
        place="Майкоп",
        issued="2024-03-01",
        years=(2022, 2023),
        theme="my-тема_2",
        formats=("docx", "html"),
        preface="Первый абзац.\n\nВторой.",
        hyphenation=False,
    )


@pytest.mark.parametrize("written", ["2024-03-01", '"2024-03-01"'])
def test_a_date_may_be_quoted(tmp_path, written):
    assert load(tmp_path, f"issued = {written}").issued == "2024-03-01"
    assert load(tmp_path, 'issued = ""').issued == ""


def test_an_unknown_setting_is_answered_with_the_nearest_and_its_line(tmp_path):
    assert refusal(tmp_path, '# title = "x"\n\ntitel = "Вести"\n') == (
        "settings.toml, строка 3, titel: такой настройки нет. Возможно, «title»."
    )
    assert "строка 3, texts.prefase: такой настройки нет. Возможно, «texts.preface»." in refusal(
        tmp_path, 'title = "prefase = 1"\n[texts]\nprefase = ""\n'
    )
    assert "строка 1, hyphenation: такой настройки нет. Возможно, «page.hyphenation»." in refusal(
        tmp_path, "hyphenation = true"
    )
    assert "строка 2, колонки: такой настройки нет. Можно: title, subtitle" in refusal(tmp_path, "\n'колонки' = 1")
    assert "строка 2, pages: такого раздела нет. Возможно, «[page]»." in refusal(
        tmp_path, "\n[pages]\nhyphenation = true"
    )


WRONG = {
    "a number as a title": ("title = 5", "title: ожидается текст в кавычках"),
    "an empty title": ('title = " "', "title: название пустое"),
    "a list as a place": ('place = ["Майкоп"]', "place: ожидается текст в кавычках"),
    "a control character": ('title = "a\\u0007"', "title: недопустимый знак U+0007"),
    "a date with time": ("issued = 2024-03-01T10:00:00", "issued: ожидается дата, например 2024-03-01"),
    "no such day": ('issued = "2024-02-30"', "issued: ожидается дата"),
    "a number as a date": ("issued = 0", "issued: ожидается дата"),
    "an empty list as a date": ("issued = []", "issued: ожидается дата"),
    "one year": ("years = 2023", "years: ожидается список годов"),
    "a year as text": ('years = ["2023"]', "years: ожидается список годов"),
    "yes as a year": ("years = [true]", "years: ожидается список годов"),
    "a year out of range": ("years = [1823]", "years: ожидается список годов"),
    "a year of many digits": (f"years = [0x{'f' * 6000}]", "years: ожидается список годов"),
    "a theme outside": ('theme = "../x"', "theme: ожидается имя папки"),
    "a hidden theme": ('theme = ".x"', "theme: ожидается имя папки"),
    "one format": ('formats = "pdf"', "formats: ожидается список видов файлов"),
    "no format": ("formats = []", "formats: ожидается список видов файлов"),
    "an unknown format": ('formats = ["pdf", "odt"]', "formats: вида «odt» нет. Можно: docx, pdf, html"),
    "a list in a list": ('formats = [["pdf"]]', "formats: вида «['pdf']» нет"),
    "yes in words": ('page.hyphenation = "да"', "page.hyphenation: ожидается true (да) или false (нет)"),
    "a section as a value": ("page = true", "page: это раздел. Напишите [page] и под ним: hyphenation"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_value_of_the_wrong_kind_is_refused_with_its_key_and_line(tmp_path, text, said):
    assert refusal(tmp_path, f'\nsubtitle = "x"\n{text}\n').startswith(f"settings.toml, строка 3, {said}")


def test_all_mistakes_are_told_in_the_order_of_lines(tmp_path):
    said = refusal(tmp_path, "[page]\nhyphenation = 1\n[texts]\npreface = 2\n")

    assert [line.split(": ")[0] for line in said.split("\n")] == [
        "settings.toml, строка 2, page.hyphenation",
        "settings.toml, строка 4, texts.preface",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "a"\nplace = Майкоп\n', "строка 2: строка не похожа на «ключ = значение»"),
        ('title = "a"\n\ntitle = "b"\n', "строка 3: ключ или раздел указан дважды"),
        ("[page]\n[page]\n", "строка 2: ключ или раздел указан дважды"),
        ('title = "a"\nplace = "b\n', "строка 2: строка не похожа на «ключ = значение»"),
        ("years = [\n", "строка 1: строка не похожа на «ключ = значение»"),
        ('years = [2024\ntitle = "a"\n', "строка 2: строка не похожа на «ключ = значение», или выше не закрыта скобка"),
        ("title: a\n", "строка 1: строка не похожа на «ключ = значение»"),
        ("years = " + "[" * 20_000, "строка 1: строка не похожа"),
        ("years = [" + "9" * 5000 + "]", "строка 1: строка не похожа"),
    ],
)
def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path, text, said):
    assert refusal(tmp_path, text).startswith(f"settings.toml, {said}")


@pytest.mark.parametrize("day", ["2024-13-01", "2024-02-30", "2024-12-32"])
@pytest.mark.parametrize("after", ["", " # выпуск", "\nsubtitle = 'x'"])
def test_a_date_that_does_not_exist_is_told_as_such(tmp_path, day, after):
    said = refusal(tmp_path, f'title = "a"\nissued = {day}{after}\n')

    assert said == (
        f"settings.toml, строка 2: даты {day} нет в календаре. "
        "Дату пишут без кавычек: год, месяц, день, например 2024-03-01."
    )


@pytest.mark.parametrize("day", ["01.12.2024", "2024-1-1", "2024/12/01"])
def test_a_date_written_in_another_way_is_told_as_such(tmp_path, day):
    assert refusal(tmp_path, f"issued = {day}\n").startswith(f"settings.toml, строка 1: «{day}» — не дата. Дату пишут")


def test_a_right_date_is_not_blamed_for_what_follows_it(tmp_path):
    assert "строка не похожа" in refusal(tmp_path, "issued = 2024-03-01 г.\n")


def test_quotes_in_a_text_and_a_russian_yes_are_told_how_to_be_written(tmp_path):
    assert "внутри них ставят «ёлочки»" in refusal(tmp_path, 'organization = "Центр "Заря""\n')
    assert "«да» и «нет» — true и false" in refusal(tmp_path, "[page]\nhyphenation = да\n")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / settings.FILE).write_bytes('title = "Вести"'.encode("cp1251"))

    with pytest.raises(GeneratorError, match=r"settings\.toml, строка 1: файл не в кодировке UTF-8"):
        settings.load(tmp_path)


@pytest.mark.parametrize("grouping", settings.GROUPINGS)
def test_every_grouping_is_accepted_and_another_is_refused(tmp_path, grouping):
    assert load(tmp_path, f'grouping = "{grouping}"\n').grouping == grouping
    assert "строка 1, grouping: ожидается region" in refusal(tmp_path, 'grouping = "city"\n')


def test_the_post_that_answers_for_the_issue_is_read(tmp_path):
    assert load(tmp_path, 'responsible = "начальник отдела"\n').responsible == "начальник отдела"
