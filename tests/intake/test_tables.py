"""Rows of tables whose own labels do not name what is counted."""

from decimal import Decimal

import pytest

from generator.documents.document import Document, Kind, Line
from generator.intake import layout, questionnaire, vocabulary
from generator.intake.changes import RATE
from generator.intake.doubts import APART, FRACTION, NEW, PART, PART_OF_NEXT, SCALED, SEVERAL, SHARE
from generator.intake.extraction import extract
from generator.intake.lending import LENT
from generator.intake.tables import ANOTHER, CHANGED, MINUS, NO_UNIT, TWO
from generator.intake.year_parts import OF_A_YEAR
from generator.model import Measure
from tests.intake.scoring import CATALOGUE

HEAD = ("Показатель", "Значение")
ROW = ("Пресс-релизы", "10")


def found(*parts):
    """The outcomes of paragraphs (text) and rows (tuples of cells) of a Word file."""
    lines = tuple(
        Line(part, Kind.PARAGRAPH) if isinstance(part, str) else Line("\t".join(part), Kind.ROW, part) for part in parts
    )
    answers = questionnaire.divide(layout.blocks(Document("x.docx", lines)), CATALOGUE)
    return extract(answers.blocks, "x.docx", 2023, vocabulary.of(CATALOGUE))


def told(outcomes):
    """The figures in short; those that a person must look at end with a question mark."""
    return [
        f"{figure.key or figure.label} {figure.value} {figure.period}{'?' if figure.doubt else ''}"
        for figure in outcomes.figures
    ]


def test_a_table_of_networks_counts_subscribers_whatever_the_sentence_above_tells():
    read = found(
        "Сектор печатал пресс-релизы и следил за страницами администрации.",
        ("Социальная сеть", "2022", "2023"),
        ("ВКонтакте", "6 150", "7 310"),
    )

    assert told(read) == ["subscribers 6150 2022", "subscribers 7310 2023"]


@pytest.mark.parametrize(
    "above",
    [
        ("Сектор разбирал запросы СМИ.",),
        ("Запросы СМИ:",),
        (("Мероприятие", "Количество"),),
        (HEAD, ("Запросы СМИ", "")),
    ],
)
def test_a_row_with_words_of_its_own_is_proposed_and_takes_nothing_from_above(above):
    assert told(found(*above, ("Шахматные турниры пенсионеров", "12"))) == ["шахматные турниры пенсионеров 12 2023?"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Видеоролики", ""), ("ИТОГО", "3703")),
        (("Видеоролики", ""), ("Прочее", "55")),
        (("Запросы СМИ", ""), ("Всего", "1 100")),
        (("Видеоролики", ""), ("Фотоотчёты", ""), ("Всего", "40")),
    ],
)
def test_a_total_right_under_an_empty_row_waits_for_a_person(rows):
    read = found(HEAD, *rows)

    assert read.figures == []
    assert [pending.reason for pending in read.review] == ["не сказано, чего это число"]


def test_a_total_of_rows_that_count_different_things_is_doubted():
    read = found("Количество упоминаний:", ("позитивные", "11"), ("негативные", "3"), ("Итого", "14"))

    assert told(read) == ["mentions_positive 11 2023", "mentions_negative 3 2023", "mentions 14 2023?"]


def test_a_total_of_rows_that_nobody_knows_waits_for_a_person():
    read = found(HEAD, ("Видеоролики", ""), ("на сайте", "4"), ("Шахматные турниры", "20"), ("Итого", "24"))

    assert told(read) == ["videos 4 2023", "шахматные турниры 20 2023?"]
    assert [pending.text for pending in read.review] == ["24"]


def test_the_total_of_rows_that_count_the_same_is_the_figure_and_they_are_parts():
    head = ("Средство массовой информации", "Публикаций")
    rows = (("«Заря»", "312"), ("ТРК «Город»", "120"))

    read = found(head, *rows, ("Итого", "432"))
    assert told(read) == [
        "materials_published 312 2023?",
        "materials_published 120 2023?",
        "materials_published 432 2023",
    ]
    assert [(figure.part, figure.doubt) for figure in read.figures] == [
        ("«Заря»", PART_OF_NEXT),
        ("ТРК «Город»", PART_OF_NEXT),
        ("", ""),
    ]
    assert [figure.part for figure in found(head, *rows, ("Итого", "431")).figures] == ["", "", ""]


def test_a_table_of_networks_counts_posts_in_all_of_them():
    read = found(("Сеть", "Публикации"), ("ВК", "1 240"), ("ОК", "1 180"), ("ТГ", "1 400"))

    assert pages(read) == [
        "posts 1240 administration vk",
        "posts 1180 administration ok",
        "posts 1400 administration telegram",
    ]
    assert not any(figure.doubt for figure in read.figures)


def pages(outcomes):
    """Whose pages the figures are of, in which networks."""
    return [f"{figure.key} {figure.value} {figure.owner} {figure.network}" for figure in outcomes.figures]


@pytest.mark.parametrize("total", ["Всего", "Итого подписчиков"])
def test_a_table_of_owners_by_networks_has_totals_of_both(total):
    read = found(
        ("Страница", "ВКонтакте", "Телеграм", total),
        ("Администрация", "4 500", "1 200", "5 700"),
        ("Глава", "2 100", "900", "3 000"),
        ("Итого", "6 600", "2 100", "8 700"),
    )

    assert pages(read) == [
        "subscribers 4500 administration vk",
        "subscribers 1200 administration telegram",
        "subscribers_total 5700 administration all",
        "subscribers 2100 head vk",
        "subscribers 900 head telegram",
        "subscribers_total 3000 head all",
        "subscribers 6600 all vk",
        "subscribers 2100 all telegram",
        "subscribers_total 8700 all all",
    ]
    assert not any(figure.doubt for figure in read.figures) and not read.review


def test_a_total_of_the_pages_of_one_owner_is_of_that_owner():
    read = found(("Страница", "ВКонтакте", "Всего"), ("Администрация", "4 500", "5 700"), ("Итого", "4 500", "5 700"))

    assert {figure.owner for figure in read.figures} == {"administration"}


@pytest.mark.parametrize("where", ["на сайте", "– в газете", "через портал"])
def test_a_row_that_only_says_where_is_a_part_of_the_row_before(where):
    read = found(HEAD, ("Пресс-релизы", "312"), (where, "290"), ("Брифинги", "12"))

    assert told(read) == ["press_releases 312 2023", "press_releases 290 2023?", "briefings 12 2023"]
    assert read.figures[1].doubt == PART


def test_an_address_of_a_page_is_no_word_of_its_row():
    read = found(
        "Подписчики:", ("Сеть", "Ссылка", "Число"), ("Телеграм", "t.me/primer", "30"), ("Дзен", "@primer", "7")
    )

    assert told(read) == ["subscribers 30 2023", "subscribers 7 2023"]


@pytest.mark.parametrize("label", ["Прочее", "Всего", "ВКонтакте"])
def test_what_follows_a_crossed_out_row_is_doubted(label):
    [figure] = found(HEAD, ("Видеоролики", "-"), (label, "55")).figures

    assert (figure.key, figure.doubt) == ("videos", LENT)


def test_a_crossed_out_row_is_no_head_of_the_columns():
    read = found(("Показатель", "2022", "2023"), ("Видеоролики", "–", "нет"), ("Брифинги", "10", "20"))

    assert told(read) == ["briefings 10 2022", "briefings 20 2023"]


def test_a_crossed_out_row_with_a_number_of_its_own_is_no_head_either():
    head = ("№", "Показатель", "2022", "2023")
    read = found(head, ("1", "Релизы", "5", "6"), ("2", "Видеоролики", "–", "нет"), ("3", "Брифинги", "10", "20"))
    assert told(read)[2:] == ["briefings 10 2022", "briefings 20 2023"]


def test_a_numbered_row_of_one_label_names_a_section():
    head = ("№", "Показатель", "2022", "2023")
    read = found(head, ("1", "Релизы", "5", "6"), ("2", "Администрация", "", ""), ("3", "Подписчики", "10", "20"))
    assert [(figure.owner, figure.doubt) for figure in read.figures[2:]] == [("administration", "")] * 2


def test_a_crossed_out_network_leaves_the_section_to_the_others():
    read = found(HEAD, ("Просмотры", ""), ("ВКонтакте", "–"), ("Одноклассники", "5"), ("Итого", "5"))

    assert told(read) == ["views 5 2023", "views 5 2023"]


def test_a_section_names_what_its_years_and_its_parts_count():
    read = found(
        ("Показатель", "2022", "2023"), ("Пресс-релизы", "", ""), ("на сайте", "10", "20"), ("Всего", "10", "20")
    )

    assert told(read) == [f"press_releases {value}" for value in ("10 2022", "20 2023", "10 2022", "20 2023")]


def test_a_line_with_a_colon_names_what_is_counted_and_a_sentence_only_perhaps():
    years = ("2022", "10"), ("2023", "20")

    assert told(found("Подготовлено пресс-релизов:", *years)) == ["press_releases 10 2022", "press_releases 20 2023"]
    assert told(found("Мы писали пресс-релизы.", *years)) == ["press_releases 10 2022?", "press_releases 20 2023?"]


def test_a_year_over_the_only_column_of_figures_is_no_figure():
    read = found("Подписчики страниц администрации:", ("Канал", "2023"), ("ВКонтакте", "7 100"), ("Телеграм", "120"))

    assert told(read) == ["subscribers 7100 2023", "subscribers 120 2023"]
    assert told(found(("Пресс-релизы", "2012"), ("Брифинги", "8"))) == ["press_releases 2012 2023", "briefings 8 2023"]
    assert told(found(HEAD, ("Пресс-релизы", "2023"))) == ["press_releases 2023 2023"]


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Распространено пресс-релизов", "press_releases"),
        ("Пресс-релизы для подростков", "press_releases"),
        ("Брифинги «Ростелекома»", "briefings"),
        ("Рост числа подписчиков", "subscribers_growth_abs"),
        ("Темпы роста подписчиков", "subscribers_growth_abs"),
        ("Прирост подписчиков", "subscribers_growth_abs"),
        ("Увеличение числа подписчиков", "subscribers_growth_abs"),
        ("Число подписчиков выросло на", "subscribers_growth_abs"),
        ("Число подписчиков возросло на", "subscribers_growth_abs"),
    ],
)
def test_growth_is_told_by_a_word_and_not_by_a_part_of_one(label, key):
    [figure] = found(HEAD, (label, "1 267")).figures

    assert (figure.key, figure.measure.startswith("growth"), figure.doubt) == (key, key.endswith("growth_abs"), "")


@pytest.mark.parametrize(
    "rows",
    [
        (("Рубрики в социальных сетях", "9"),),
        (("Рубрики", ""), ("Рубрики о здоровье", "9")),
        (("Рубцовск, рубрики", "9"),),
    ],
)
def test_rubrics_are_no_roubles(rows):
    assert told(found(HEAD, *rows)) == ["rubrics 9 2023"]


@pytest.mark.parametrize(
    "label", ["Печать брошюр, руб.", "Печать брошюр, тыс.руб", "Брошюры (рублей)", "Брошюры, тыс. ₽"]
)
def test_roubles_are_no_figure(label):
    read = found(HEAD, (label, "9"))

    assert (read.figures, [aside.reason for aside in read.ignored]) == ([], ["деньги"])


@pytest.mark.parametrize(
    ("column", "cell", "key", "value"),
    [
        ("Прирост, %", "-5,8", "subscribers_growth_pct", "-5.8"),
        ("Прирост, %", "– 5,8", "subscribers_growth_pct", "-5.8"),
        ("Прирост, %", "+5,8", "subscribers_growth_pct", "5.8"),
        ("Прирост", "-1 200", "subscribers_growth_abs", "-1200"),
        ("Прирост", "−300", "subscribers_growth_abs", "-300"),
        ("Прирост", "-300", "subscribers_growth_abs", "-300"),
        ("Прирост", "+7 100", "subscribers_growth_abs", "7100"),
        ("+/-", "- 45", "subscribers_growth_abs", "-45"),
        ("Динамика", "-5,8 %", "subscribers_growth_pct", "-5.8"),
        ("Снижение, %", "5,8", "subscribers_growth_pct", "-5.8"),
        ("Снижение", "-300", "subscribers_growth_abs", "-300"),
        ("Рост / снижение", "300", "subscribers_growth_abs", "300"),
        ("К 2022 году", "+300", "subscribers_growth_abs", "300"),
        ("К 2022 году", "-5,8 %", "subscribers_growth_pct", "-5.8"),
    ],
)
def test_a_change_keeps_its_sign(column, cell, key, value):
    read = found(("Соцсеть", "2023", column), ("ВКонтакте", "6 800", cell))

    assert [(figure.key, figure.value) for figure in read.figures] == [("subscribers", 6800), (key, Decimal(value))]


@pytest.mark.parametrize(
    ("label", "cell", "figure"),
    [
        ("Число подписчиков сократилось на", "340", ("subscribers_growth_abs", -340)),
        ("Число подписчиков выросло на", "340", ("subscribers_growth_abs", 340)),
        ("Снижение числа жалоб, %", "12", ("appeals", -12)),
        ("Число жалоб уменьшилось на", "12 %", ("appeals", -12)),
    ],
)
def test_a_row_that_tells_a_change_counts_nothing_else(label, cell, figure):
    [found_figure] = found(HEAD, (label, cell)).figures

    assert (found_figure.key, found_figure.value) == figure
    assert found_figure.measure in (Measure.GROWTH_ABS, Measure.GROWTH_PCT)


def test_a_column_of_what_is_required_is_a_plan():
    read = found(("Показатель", "Требуемое количество", "Факт"), ("Брифинги", "10", "12"))

    assert (told(read), [target.text for target in read.targets]) == (["briefings 12 2023"], ["10"])


def test_a_rate_of_growth_waits_for_a_person():
    read = found(("Соцсеть", "2023", "Темп роста, %"), ("ВКонтакте", "6 800", "105"))

    assert told(read) == ["subscribers 6800 2023"]
    assert [(pending.text, pending.reason) for pending in read.review] == [("105", RATE)]


def test_a_part_is_of_the_year_of_its_column():
    read = found(("Показатель", "2022", "2023"), ("Пресс-релизы", "100", "120"), ("в том числе в газете", "40", "50"))

    assert told(read) == [
        *("press_releases 100 2022", "press_releases 120 2023"),
        *("press_releases 40 2022?", "press_releases 50 2023?"),
    ]


def test_subscribers_on_the_first_of_january_are_those_of_the_year_that_ends():
    read = found(("Соцсеть", "На 1 января 2023", "На 1 января 2024", "За январь"), ("ВКонтакте", "100", "120", "5"))

    assert told(read) == ["subscribers 100 2022", "subscribers 120 2023"]
    assert [pending.reason for pending in read.review] == [OF_A_YEAR]


@pytest.mark.parametrize("day", ["На 31 декабря {} года", "31 декабря {}", "На конец декабря {} года"])
def test_subscribers_on_the_last_day_are_those_of_the_year(day):
    read = found(("Соцсеть", day.format(2022), day.format(2023)), ("ВКонтакте", "100", "120"))

    assert told(read) == ["subscribers 100 2022", "subscribers 120 2023"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Показатель", "I", "II", "III", "IV", "Год"), ("Пресс-релизы", "1", "2", "3", "4", "10")),
        (("Показатель", "1 кв", "2 кв.", "3 кв", "4 кв", "Год"), ("Пресс-релизы", "1", "2", "3", "4", "10")),
        (("Показатель", "янв.", "фев.", "Год"), ("Пресс-релизы", "4", "6", "10")),
        (("Показатель", "6 мес.", "9 мес.", "За год"), ("Пресс-релизы", "4", "6", "10")),
        (("Квартал", "Пресс-релизы"), ("I", "4"), ("II", "6"), ("Итого", "10")),
        (HEAD, ("I квартал",), ("Пресс-релизы", "4"), ("II квартал",), ("Пресс-релизы", "6"), ("За год",), HEAD, ROW),
        ("За I квартал 2023 года:", HEAD, ("Пресс-релизы", "4"), ("Пресс-релизы, итого", "6"), "За год:", HEAD, ROW),
    ],
)
def test_parts_of_a_year_wait_and_the_year_is_read(rows):
    read = found(*rows)

    assert told(read) == ["press_releases 10 2023"]
    assert {pending.reason for pending in read.review} == {OF_A_YEAR}


@pytest.mark.parametrize("head", ["Январь – декабрь 2023", "С 1 января по 31 декабря", "12 месяцев 2023 года"])
def test_parts_that_make_a_year_are_the_year(head):
    assert told(found(("Показатель", head), ROW)) == ["press_releases 10 2023"]


def test_what_is_told_of_a_rise_is_no_rise():
    assert told(found(HEAD, ("Пресс-релизы о росте тарифов", "12"))) == ["press_releases 12 2023"]


def test_a_minus_before_a_count_waits_for_a_person_and_a_dash_is_none():
    read = found(("Соцсеть", "2023"), ("ВКонтакте", "-300"), ("Телеграм", "– 4 236"))

    assert [(pending.text, pending.reason) for pending in read.review] == [("300", MINUS)]
    assert told(read) == ["subscribers 4236 2023"]


@pytest.mark.parametrize(
    ("label", "cells", "values"),
    [
        ("Посещения сайта, тыс.", ("120", "12,5"), ["120000", "12.5"]),
        ("Посещения сайта, тыс.", ("12,5 тыс.", "+5 %"), ["12500", "5"]),
        ("Посещения сайта, тыс.", ("1,2 млн", "3,5%"), ["1200000", "3.5"]),
        ("Посещения сайта, млн", ("1,2", "3,5"), ["1200000", "3.5"]),
        ("Посещения сайта (тысяч)", ("120", "12,5"), ["120000", "12.5"]),
        ("Посещения сайта в дни более 10 тыс. гостей", ("120", "12,5"), ["120", "12.5"]),
    ],
)
def test_only_what_has_no_scale_of_its_own_is_in_the_thousands_of_its_label(label, cells, values):
    read = found(("Показатель", "2023", "Прирост, %"), (label, *cells))

    assert [figure.value for figure in read.figures] == [Decimal(value) for value in values]


def test_a_change_in_numbers_and_a_part_are_in_the_thousands_of_their_label():
    read = found(
        ("Показатель, тыс.", "2023", "Прирост"), ("Посещения сайта", "120", "-12"), ("В том числе ночью", "20", "")
    )

    assert [figure.value for figure in read.figures] == [120_000, -12_000, 20_000]


def test_the_parts_of_a_row_are_in_its_thousands_and_the_next_row_is_not():
    read = found(
        ("Показатель", "2023"),
        *(("Подписчики, тыс. чел., в т. ч.", "21,4"), ("ВКонтакте", "11,7"), ("Телеграм", "4,4")),
        ("Сообщения в ПОС", "980"),
    )

    assert [figure.value for figure in read.figures] == [21_400, 11_700, 4_400, 980]


def test_a_share_or_a_fraction_is_no_count():
    read = found(
        ("Показатель", "Ед. изм.", "2023"),
        *(("Доля жалоб, решённых быстро", "%", "96"), ("Доля ответов в срок", "%", "99,2")),
        ("Пресс-релизы", "ед.", "12,5"),
    )

    assert told(read) == ["on_time_share 99.2 2023"]
    assert [(pending.text, pending.reason) for pending in read.review] == [("96", SHARE), ("12,5", FRACTION)]


@pytest.mark.parametrize("row", ["Брифинги и пресс-туры", "Брифинги, пресс-туры", "Проведено брифингов и пресс-туров"])
def test_a_row_of_two_kinds_is_doubted(row):
    assert [figure.doubt for figure in found(HEAD, (row, "26")).figures] == [SEVERAL]


def test_a_total_over_quarters_is_not_one_over_owners():
    [figure] = found(("Показатель", "Среднее", "Итого 2023"), ("Подписчики ВК", "", "7 812")).figures
    [_, _, every] = found(("Соцсеть", "Администрация", "Глава", "Всего"), ("ВКонтакте", "5", "3", "8")).figures

    assert (figure.owner, every.owner) == ("administration", "all")


def test_a_head_over_several_columns_heads_each_of_them():
    read = found(
        ("Показатель", "2022 год", "", "2023 год", ""),
        ("", "план", "факт", "план", "факт"),
        ("Пресс-релизы", "300", "312", "310", "341"),
    )
    pages = found(
        ("Соцсеть", "Администрация", "", "Глава", ""),
        ("", "01.01.2023", "01.01.2024", "01.01.2023", "01.01.2024"),
        ("Телеграм", "10", "20", "30", "40"),
    )

    assert told(read) == ["press_releases 312 2022", "press_releases 341 2023"]
    assert [(figure.owner, figure.value, str(figure.period)) for figure in pages.figures] == [
        *(("administration", 10, "2022"), ("administration", 20, "2023"), ("head", 30, "2022"), ("head", 40, "2023")),
    ]


WORDED = ["press_releases 120 2023", "briefings 15 2023"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Подготовлено", "120 пресс-релизов"), ("Проведено", "всего 15 брифингов")),
        (HEAD, ("Подготовлено", "120 пресс-релизов"), ("Проведено", "всего 15 брифингов")),
        (HEAD, ("Пресс-релизы", "всего 120 за год"), ("Брифинги", "проведено 15")),
        (("№", "Работа", "Итог"), ("1", "Пресс-релизы", "вышло 120"), ("2", "Брифинги", "15 брифингов")),
        (("Вопрос", "Ответ"), ("Чего удалось добиться?", "120 пресс-релизов, 15 брифингов")),
        (("Всего 120 пресс-релизов",), ("Брифинги", "15")),
        (("Показатель", "2023 (факт)"), ("Пресс-релизы", "120 пресс-релизов"), ("Брифинги", "15")),
    ],
)
def test_what_a_table_tells_in_words_is_read_from_its_first_row_on(rows):
    read = found(*rows)

    assert (told(read), read.review) == (WORDED, [])


def test_a_hedged_number_is_no_sign_that_there_is_none():
    read = found(HEAD, ("Пресс-релизы", "не менее 120 пресс-релизов"), ("Прочее", "5"))

    assert told(read) == ["press_releases 120 2023"]
    assert [pending.reason for pending in read.review] == ["не сказано, чего это число"]


def test_words_after_a_figure_that_waits_or_is_planned_are_read_too():
    read = found(
        ("Показатель", "План 2024", "2023", "Примечание"),
        ("Пресс-релизы", "40", "5–7", "на сайте 4 пресс-релиза"),
        ("Брифинги", "12", "нет", "ещё 3 пресс-тура"),
    )

    assert told(read) == ["press_releases 4 2023", "press_tours 3 2023"]
    assert [pending.text for pending in read.review] == ["5–7"]
    assert [target.text for target in read.targets] == ["40", "12"]


def test_words_speak_of_the_year_over_them():
    read = found(
        ("Показатель", "2022", "2023 (факт)", "2024 (план)"),
        ("Пресс-релизы", "вышло 110", "120 пресс-релизов", "130 пресс-релизов"),
        ("Брифинги", "14 (из них 5 выездных)", "15", "провести 16 брифингов"),
    )

    assert told(read) == [
        *("press_releases 110 2022", "press_releases 120 2023"),
        *("briefings 14 2022", "briefings 5 2022?", "briefings 15 2023"),
    ]
    assert [target.text for target in read.targets] == ["130", "16"]


@pytest.mark.parametrize(
    ("head", "label", "words", "reason"),
    [
        ("Значение", "Просмотры, тыс.", "за год 120", SCALED),
        ("Прирост", "Подписчики ВКонтакте", "на 120 человек", CHANGED),
        ("За январь", "Пресс-релизы", "120 пресс-релизов", OF_A_YEAR),
    ],
)
def test_words_under_a_label_that_may_change_them_wait_for_a_person(head, label, words, reason):
    read = found(("Показатель", head), ("Видеоролики", "–"), (label, words))

    assert (read.figures, [pending.reason for pending in read.review]) == ([], [reason])


@pytest.mark.parametrize(
    "heads",
    [
        ("Показатель", "1 этап", "2 этап"),
        ("Показатель", "Паблики до 1000 подписчиков", "Паблики больше"),
        ("Показатель", "Молодёжь 18–35 лет", "Старшие"),
        ("Показатель", "На 31.12.2022", "На 31.12.2023"),
        ("Показатель", "2022 (план)", "2023 (факт)"),
    ],
)
def test_heads_with_numbers_are_no_figures(heads):
    read = found(heads, ("Пресс-релизы", "120", "130"))

    assert {figure.key for figure in read.figures} == {"press_releases"}
    assert read.review == []


def test_a_second_head_of_a_table_gives_its_years():
    read = found(
        ("Показатель", "2021", "2022"), ("Брифинги", "12", "15"), ("Показатель", "2022", "2023"), ("Ролики", "7", "9")
    )

    assert told(read) == ["briefings 12 2021", "briefings 15 2022", "videos 7 2022", "videos 9 2023"]
    assert read.review == []


@pytest.mark.parametrize("head", ["АППГ", "Прошлый год", "Предыдущий год", "За прошлый год"])
def test_a_column_of_the_last_year_is_of_the_year_before_the_reports(head):
    assert told(found(("Показатель", "Отчётный год", head), ("Брифинги", "12", "10"))) == [
        "briefings 12 2023",
        "briefings 10 2022",
    ]


@pytest.mark.parametrize("head", ["По сравнению с 2022", "Рост к уровню 2022 года", "Прирост к прошлому году"])
def test_a_change_against_a_year_is_none_of_that_year(head):
    [_, growth] = found(("Показатель", "2023", head), ("Брифинги", "12", "+2")).figures

    assert (growth.measure, str(growth.period)) == ("growth_abs", "2023")


def test_a_growth_since_a_year_is_none_of_that_year():
    [_, growth] = found(("Соцсеть", "2023", "Прирост к 2022 году"), ("ВКонтакте", "6 800", "-300")).figures

    assert (growth.value, str(growth.period)) == (-300, "2023")


@pytest.mark.parametrize(("label", "doubt"), [("Средний охват поста", APART), ("Охват постов", "")])
def test_an_average_over_no_period_in_a_table_is_doubted(label, doubt):
    [_, reach] = found(("Показатель", "2023"), ("Пресс-релизы", "120"), (label, "4 500")).figures

    assert (reach.key, reach.doubt) == ("reach", doubt)


@pytest.mark.parametrize(
    ("head", "row", "key"),
    [
        (("Издание", "Количество публикаций"), ("Газета «Маяк»", "120"), "materials_published"),
        (("Вид СМИ", "Сюжетов"), ("Телеканалы", "120"), "tv_stories"),
        (("Страница", "Просмотров"), ("Аккаунт главы ВКонтакте", "120"), "views"),
        (HEAD, ("Телеканалы", "120"), "media_outlets"),
    ],
)
def test_what_a_column_counts_is_told_of_the_place_that_a_row_names(head, row, key):
    [figure] = found(head, row).figures

    assert (figure.key, figure.doubt) == (key, "")


def test_a_row_with_the_name_of_one_paper_counts_no_papers():
    [figure] = found(HEAD, ("Газета «Маяк»", "120")).figures

    assert (figure.key, figure.doubt) == ("", NEW)


@pytest.mark.parametrize(
    ("head", "row"),
    [(("Мероприятие", "Участников"), ("Брифинги", "45")), (("Показатель", "Просмотров"), ("Видеоролики", "340 000"))],
)
def test_a_column_that_names_something_else_than_the_row_is_doubted(head, row):
    [figure] = found(head, row).figures

    assert figure.doubt == ANOTHER


@pytest.mark.parametrize(
    ("label", "unit", "doubt"),
    [
        ("Срок ответа, дней", "days", ""),
        ("Среднее время ответа, ч", "hours", ""),
        ("Среднее время ответа", "", NO_UNIT),
    ],
)
def test_a_label_tells_in_what_a_response_time_is_counted(label, unit, doubt):
    [figure] = found(HEAD, (label, "4")).figures

    assert (figure.key, figure.unit, figure.doubt) == ("response_time", unit, doubt)


@pytest.mark.parametrize(
    "said",
    ["2022 – 300; 2023 – 340", "300 (2022), 340 (2023)", "2022 г. – 300, 2023 г. – 340", "300 (за 2022 г.); 340"],
)
def test_years_of_one_cell_have_their_figures(said):
    assert told(found(HEAD, ("Пресс-релизы", said))) == ["press_releases 300 2022", "press_releases 340 2023"]


def test_the_label_nearest_to_the_figure_names_it():
    rows = ("СМИ", "Интервью", "33"), ("Соцсети", "Посты", "3 100"), ("Пресс-релизы", "шт.", "10")

    assert told(found(("Направление", "Показатель", "2023"), *rows)) == [
        *("interviews 33 2023", "posts 3100 2023", "press_releases 10 2023")
    ]


def test_years_under_a_row_that_only_names_the_year_head_a_table():
    rows = ("Год", "2023"), ("Показатель", "Факт 2022", "План 2023", "Факт 2023"), ("Пресс-релизы", "9", "12", "10")
    read = found(("Муниципалитет", "Артём"), *rows)

    assert told(read) == ["press_releases 9 2022", "press_releases 10 2023"]
    assert [target.text for target in read.targets] == ["12"]


def test_a_column_of_answers_counts_nothing_else_than_its_rows():
    assert told(found(("№", "Вопрос", "Ответ"), ("1", "Количество пресс-релизов", "10"))) == ["press_releases 10 2023"]


def test_parts_of_a_row_are_of_its_figure_and_not_of_its_growth():
    read = found(("Показатель", "2023", "Прирост"), ("Пресс-релизы", "40", "+5"), ("в том числе о школах", "10", ""))

    assert [figure.measure for figure in read.figures] == [Measure.COUNT, Measure.GROWTH_ABS, Measure.COUNT]


def test_a_total_over_owners_is_that_of_all():
    read = found(("", "Администрация", "Дума", "Итого"), ("Посты", "100", "20", "120"))

    assert [figure.owner for figure in read.figures] == ["administration", "duma", "all"]


def test_a_column_that_tells_its_unit_counts_nothing_else():
    assert told(found(("Показатель", "тыс. чел."), ("Подписчики ВК", "9,9"))) == ["subscribers 9900.0 2023"]


def test_two_figures_of_one_cell_are_of_the_two_labels_over_it_or_wait():
    assert told(found(("Показатель", "2022/2023"), ("Пресс-релизы", "1 300/340"))) == [
        "press_releases 1300 2022",
        "press_releases 340 2023",
    ]
    waits = found(HEAD, ("Пресс-релизы", "300 / 340"), ("Интервью", "24/7"))
    assert told(waits) == []
    assert {pending.reason for pending in waits.review} == {TWO}
