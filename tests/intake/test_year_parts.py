"""Figures of a part of a year and of several years: none of them is a total of the year."""

from pathlib import Path

import pytest

from generator import intake, municipalities
from generator.intake.doubts import ADDEND
from generator.intake.merging import merge
from generator.intake.periods import SINCE_WHEN
from generator.intake.year_parts import OF_A_YEAR
from tests.intake.scoring import CATALOGUE
from tests.intake.test_reader import outcomes

ROOT = Path(__file__).resolve().parents[2]


def told(text):
    """The figures of a text: key, value, period, and of a part of the year which one, with its doubt in brackets."""
    figures, _ = merge(outcomes(text).figures)
    return [
        " ".join(filter(None, (figure.key, str(figure.value), str(figure.period), figure.part, doubt)))
        for figure in figures
        for doubt in [f"({figure.doubt})" if figure.doubt else ""]
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Во втором полугодии проведено 12 брифингов.", "во втором полугодии"),
        ("За III квартал проведено 12 брифингов.", "за III квартал"),
        ("В 1 и 2 кварталах проведено 12 брифингов.", "в 1 и 2 кварталах"),
        ("Пресс-служба в ноябре провела 12 брифингов.", "в ноябре"),
        ("С марта по июнь проведено 12 брифингов.", "с марта по июнь"),
        ("За девять месяцев 2023 года проведено 12 брифингов.", "за девять месяцев 2023 года"),
        ("Проведено 12 брифингов за январь и февраль.", "за январь и февраль"),
        ("За первые полгода проведено:\n- 12 брифингов.", "за первые полгода"),
        ("С 1 по 30 июня проведено 12 брифингов.", "с 1 по 30 июня"),
        ("С 1 января по 1 октября проведено 12 брифингов.", "с 1 января по 1 октября"),
        ("С 01.06.2023 по 31.08.2023 проведено 12 брифингов.", "с 01.06.2023 по 31.08.2023"),
        ("В период с 1 по 10 сентября проведено 12 брифингов.", "с 1 по 10 сентября"),
        ("Начиная с июля, проведено 12 брифингов.", "начиная с июля"),
        ("Проведено 12 брифингов с середины мая.", "с середины мая"),
        ("На 01.10.2023 проведено 12 брифингов.", "на 01.10.2023"),
        ("По состоянию на 1 октября проведено 12 брифингов.", "на 1 октября"),
        ("До 1 июля проведено 12 брифингов.", "до 1 июля"),
        ("7 ноября, в День города, проведено 12 брифингов.", "7 ноября"),
        ("Летом проведено 12 брифингов.", "летом"),
        ("Третий квартал. Лето было тихим. Проведено 12 брифингов.", "третий квартал"),
        ("За осенний период проведено 12 брифингов.", "за осенний период"),
        ("За последние три месяца проведено 12 брифингов.", "за последние три месяца"),
        ("По итогам 4 квартала проведено 12 брифингов.", "по итогам 4 квартала"),
        ("Брифинги: I кв. – 12.", "I кв."),
        ("Брифингов: второе полугодие 12.", "второе полугодие"),
        ("Брифинги, май – 12.", "май"),
        ("Брифинги по кварталам: III – 12.", "III квартал"),
        ("Брифинги поквартально: 12.", "поквартально"),
        ("По полугодиям брифинги: второе – 12.", "второе полугодие"),
        ("Проведено 12 брифингов (за III квартал).", "за III квартал"),
    ],
)
def test_a_figure_of_a_part_of_the_year_is_kept_as_a_part_and_doubted(text, part):
    assert told(text) == [f"briefings 12 2023 {part} ({OF_A_YEAR})"]


@pytest.mark.parametrize(
    "text",
    [
        "За 12 месяцев проведено 12 брифингов.",
        "С января по декабрь проведено 12 брифингов.",
        "В первом и втором полугодиях проведено 12 брифингов.",
        "К 7 ноября, Дню города, за год проведено 12 брифингов.",
        "С января проведено 12 брифингов.",
        "Начиная с 1 января 2023 года, проведено 12 брифингов.",
        "С 01.01.2023 по 31.12.2023 проведено 12 брифингов.",
        "На 25 декабря проведено 12 брифингов.",
        "По сравнению с июлем проведено 12 брифингов.",
        "С начала года проведено 12 брифингов.",
        "Четвёртый квартал. За год проведено 12 брифингов.",
        "Третий квартал.\n\nПроведено 12 брифингов.",
        "К празднику, который отмечают в мае, за год проведено 12 брифингов.",
        "К прошедшему в мае Дню музеев проведено 12 брифингов.",
        "В ноябре прошли выборы. Проведено 12 брифингов.",
        "В ноябре прошли выборы, а за год проведено 12 брифингов.",
        "За I квартал проведено:\n- за весь год – 12 брифингов.",
        "Брифинги: I–IV кварталы – 12.",
        "За 4 квартала проведено 12 брифингов.",
        "Брифинги (январь–декабрь) – 12.",
    ],
)
def test_a_date_a_feast_or_a_whole_year_makes_no_part(text):
    assert told(text) == ["briefings 12 2023"]


@pytest.mark.parametrize("when", ["В декабре", "На 31 декабря", "К концу IV квартала"])
def test_the_number_of_subscribers_in_a_month_is_that_of_the_year(when):
    assert told(f"{when} подписчиков было 640.") == ["subscribers_total 640 2023"]


def test_a_part_of_the_year_and_a_colon_open_a_row_of_its_figures():
    assert told("I квартал: интервью – 12, брифингов – 2; за год: брифингов – 5.") == [
        f"interviews 12 2023 I квартал ({OF_A_YEAR})",
        f"briefings 2 2023 I квартал ({OF_A_YEAR})",
        "briefings 5 2023",
    ]


def test_one_month_is_a_part_of_the_year():
    assert told("Нагрузка пришлась на январь: за один месяц дано 12 интервью.") == [
        f"interviews 12 2023 за один месяц ({OF_A_YEAR})"
    ]


def test_the_total_of_the_year_is_no_part_of_the_figure_of_a_month():
    assert told("В декабре дано 4 интервью, а за год – 57.") == [
        f"interviews 4 2023 в декабре ({OF_A_YEAR})",
        "interviews 57 2023",
    ]


def test_quarters_are_parts_and_their_sum_is_the_year_of_the_same_page():
    assert told("Брифинги: I кв. – 12, II кв. – 14, всего 26.") == [
        f"briefings 12 2023 I кв. ({OF_A_YEAR})",
        f"briefings 14 2023 II кв. ({OF_A_YEAR})",
        "briefings 26 2023",
    ]
    [_, _, whole] = outcomes("Посты во «ВКонтакте»: I кв. – 410, II кв. – 455, всего 865.").figures
    assert (whole.network, whole.doubt) == ("vk", "")


def test_a_month_of_the_year_before_is_of_that_year():
    assert told("В декабре 2022 года дано 4 интервью.") == [f"interviews 4 2022 в декабре 2022 года ({OF_A_YEAR})"]


def test_what_was_done_in_a_part_of_the_year_may_be_all_that_was_done():
    assert told("Вышло 9 анонсов.\n\nЗа I квартал выпущено 9 анонсов.") == ["announcements 9 2023"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("За 2022–2023 годы проведено 12 брифингов.", "2022-2023"),
        ("Проведено 12 брифингов за 2021–2023 годы.", "2021-2023"),
        ("За 2022 и 2023 годы проведено 12 брифингов.", "2022-2023"),
        ("С 2021 по 2022 год проведено 12 брифингов.", "2021-2022"),
        ("За 2021–2022 годы проведено:\n- 12 брифингов.", "2021-2022"),
        ("За 2021–2022 годы сделано многое, а в 2023 году проведено 12 брифингов.", "2023"),
    ],
)
def test_a_figure_of_several_years_spans_them(text, period):
    assert told(text) == [f"briefings 12 {period}"]


@pytest.mark.parametrize(
    "since",
    ["За всё время", "С начала существования", "За время работы", "За полтора года", "За пять минувших лет"],
)
def test_a_figure_since_a_year_that_is_not_told_is_doubted(since):
    assert f"briefings 12 2023 ({SINCE_WHEN})" in told(f"{since} проведено 12 брифингов.")


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "В 2022 году проведено 10 брифингов, в 2023 году проведено 12 брифингов и 5 пресс-туров.",
            ["briefings 10 2022", "briefings 12 2023", "press_tours 5 2023"],
        ),
        (
            "В 2023 году проведено 12 брифингов (в 2022 году – 10), 5 пресс-туров.",
            ["briefings 12 2023", "briefings 10 2022", "press_tours 5 2023"],
        ),
        (
            "В 2023 году проведено 12 брифингов, больше, чем в 2022 году, и 5 пресс-туров.",
            ["briefings 12 2023", "press_tours 5 2023"],
        ),
        (
            "В 2023 году проведено 12 брифингов о выборах в 2024 году и 5 пресс-туров.",
            ["briefings 12 2023", "press_tours 5 2023"],
        ),
    ],
)
def test_a_year_named_later_in_a_sentence_is_that_of_what_follows(text, figures):
    assert told(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "В 2022–2023 годах проведено 12 брифингов.",
        "В 2021, 2022 и 2023 годах проведено 12 брифингов.",
        "В 2022 году и 2023 году – 10 и 12 брифингов.",
        "Брифингов в 2022 году и в 2023 году – 12 и 15.",
        "Для сравнения: 2022 г. – 290 пресс-релизов и 12 брифингов.",
        "В 2022 году проведено 10 пресс-туров, в 2023 году – 15, брифингов – 12.",
    ],
)
def test_years_each_of_which_may_be_that_of_a_number_are_doubted(text):
    [figure] = [figure for figure in outcomes(text).figures if figure.value == 12]

    assert figure.doubt == "названы несколько лет: решите, о каком из них число"


def test_a_total_after_its_quarters_is_that_of_the_year():
    assert told("Брифинги по кварталам: I – 5, II – 7, за год 12.") == [
        f"briefings 5 2023 I квартал ({OF_A_YEAR})",
        f"briefings 7 2023 II квартал ({OF_A_YEAR})",
        "briefings 12 2023",
    ]


def test_addends_wait_beside_their_sum():
    found = outcomes("Брифингов за год 12 (3 + 5 + 4).")

    assert told("Брифингов за год 12 (3 + 5 + 4).") == ["briefings 12 2023"]
    assert [(pending.text, pending.reason) for pending in found.review] == [(n, ADDEND) for n in ("3", "5", "4")]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "Проведено 5 брифингов и 7 пресс-туров за I квартал.",
            [f"briefings 5 2023 за I квартал ({OF_A_YEAR})", f"press_tours 7 2023 за I квартал ({OF_A_YEAR})"],
        ),
        (
            "Проведено 5 брифингов, а 7 пресс-туров – в декабре.",
            ["briefings 5 2023", f"press_tours 7 2023 в декабре ({OF_A_YEAR})"],
        ),
    ],
)
def test_a_part_of_the_year_that_ends_a_sentence_is_of_all_that_it_joins(text, figures):
    assert told(text) == figures


def drafted(tmp_path, title):
    """The drafted figures of a report under a title: value, part and doubt."""
    counts = "Проведено 12 брифингов, на канал в Телеграме подписаны 300 человек."
    text = f"АРТЕМ\n\n{title}\n\n{counts}\nЗа год вышло 50 пресс-релизов."
    path = tmp_path / "artem-2023.txt"
    path.write_text(text, encoding="utf-8")
    directory = municipalities.read(ROOT / "input/municipalities.yaml")
    [made] = intake.draft(path, "reports/artem-2023.txt", directory, CATALOGUE, year=2023)
    return [(int(figure.value), figure.part, figure.doubt) for figure in made.figures]


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Отчёт о работе пресс-службы за 9 месяцев 2023 года", "за 9 месяцев 2023 года"),
        ("ОТЧЁТ ЗА I КВАРТАЛ 2023 ГОДА", "за I квартал 2023 года"),
        ("Что удалось сделать в первом полугодии 2023 года?", "в первом полугодии 2023 года"),
        ("Отчёт за период с 01.01.2023 по 30.06.2023", "за период с 01.01.2023 по 30.06.2023"),
    ],
)
def test_what_a_report_of_a_part_of_the_year_counts_is_of_that_part(tmp_path, title, part):
    assert drafted(tmp_path, title) == [(12, part, OF_A_YEAR), (300, "", ""), (50, "", "")]


@pytest.mark.parametrize(
    "title",
    [
        "Отчёт за 2023 год (представить до 15 января)",
        "Отчёт за январь – декабрь 2023 года",
        "Отчёт за 4 квартала 2023 года",
        "Отчёт с 01.01.2023 по 31.12.2023",
        "Итоги за 2023 год и план на I квартал 2024 года",
    ],
)
def test_a_title_that_tells_the_year_makes_parts_of_nothing(tmp_path, title):
    assert drafted(tmp_path, title) == [(12, "", ""), (300, "", ""), (50, "", "")]
