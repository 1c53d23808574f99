"""The day or month of which a stock is told: beside the number, over its list, in the head of its table."""

import pytest
import yaml

from generator.intake.dates import OF_ANOTHER_YEAR
from generator.intake.merging import merge
from tests.intake.scoring import SHARED, drafts, needs_shared
from tests.intake.test_reader import outcomes
from tests.intake.test_tables import found


def dated(read):
    """Every stock with its date, in order."""
    figures, _ = merge(read.figures)
    return [f"{figure.value} {figure.period}: {figure.as_of}" for figure in figures if figure.measure == "stock"]


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("По состоянию на 31.12.2023 подписчиков группы во «ВКонтакте» – 4 500.", "2023-12-31"),
        ("На 1 января 2024 года подписчиков группы во «ВКонтакте» – 4 500.", "2024-01-01"),
        ("К 01.01.24 подписчиков группы во «ВКонтакте» – 4 500.", "2024-01-01"),
        ("В группе во «ВКонтакте» 4 500 подписчиков (на 30-е декабря 2023 г.).", "2023-12-30"),
        ("По состоянию на 15 января 2024 года подписчиков группы во «ВКонтакте» – 4 500.", "2024-01-15"),
        ("На конец 2023 года подписчиков группы во «ВКонтакте» – 4 500.", "2023-12"),
        ("К началу 2024 г. подписчиков группы во «ВКонтакте» – 4 500.", "2024-01"),
        ("По состоянию на январь 2024 года подписчиков группы во «ВКонтакте» – 4 500.", "2024-01"),
        ("На конец ноября 2023 года подписчиков группы во «ВКонтакте» – 4 500.", "2023-11"),
    ],
)
def test_a_date_that_a_sentence_tells_is_that_of_its_stock(words, date):
    assert dated(outcomes(words)) == [f"4500 2023: {date}"]


@pytest.mark.parametrize(
    "words",
    [
        "На 9 мая 2023 года группа звала подписчиков на концерт, их 4 500 во «ВКонтакте».",
        "По состоянию на 31.02.2024 подписчиков группы во «ВКонтакте» – 4 500.",
    ],
)
def test_what_is_no_date_of_a_count_is_none(words):
    assert [(figure.as_of, figure.doubt) for figure in outcomes(words).figures] == [("", "")]


@pytest.mark.parametrize("date", ["По состоянию на 01.01.2023", "На 31 января 2023 года", "На 01.06.2024"])
def test_a_date_of_another_year_is_asked_and_not_taken(date):
    [figure] = outcomes(f"{date} общее число подписчиков – 4 500.").figures
    beside = outcomes(f"{date} подписчиков группы во «ВКонтакте» – 4 500 (годом ранее – 4 100).").figures

    assert (figure.as_of, figure.doubt) == (("2023-01-31", "") if "31" in date else ("", OF_ANOTHER_YEAR))
    assert beside[1].doubt != OF_ANOTHER_YEAR


def test_every_number_has_its_own_date():
    words = "Подписчиков во «ВКонтакте» 26 500 (на 31.12.2022 – 24 100), в «Одноклассниках» на 01.01.2024 – 9 100."

    assert dated(outcomes(words)) == ["26500 2023: ", "24100 2022: 2022-12-31", "9100 2023: 2024-01-01"]


def test_a_line_over_a_list_dates_its_items_and_a_paragraph_what_follows():
    text = (
        "Подписчиков на 1 января 2024 года:\n- ВКонтакте – 4 500;\n- Одноклассники – 900.\n\n"
        "В этом году подписчиков главы в Telegram стало 300 человек."
    )
    assert dated(outcomes(text)) == ["4500 2023: 2024-01-01", "900 2023: 2024-01-01", "300 2023: "]

    text = "На 01.01.2024 подписчиков группы во «ВКонтакте» 4 500. Подписчиков в «Одноклассниках» 900."
    assert dated(outcomes(text)) == ["4500 2023: 2024-01-01", "900 2023: 2024-01-01"]


def test_a_line_that_names_something_else_ends_the_date():
    over = "Подписчиков на 1 января 2024 года:\nна страницах администрации:\n- ВКонтакте – 4 500;\n"

    staff = "В штате сотрудники пресс-службы:\n- штатных единиц – 3."
    assert dated(outcomes(over + staff)) == ["4500 2023: 2024-01-01", "3 2023: "]


def test_only_stocks_have_dates():
    figures = outcomes("По состоянию на 31.12.2023 вышло 12 пресс-релизов, подписчиков прибавилось на 300.").figures

    assert figures and {figure.as_of for figure in figures} == {""}


def test_the_labels_of_a_table_date_its_cells():
    networks = [("ВКонтакте", "4 100", "4 500"), ("Одноклассники", "800", "900")]
    dates = ["4100 2022: 2023-01-01", "4500 2023: 2024-01-01", "800 2022: 2023-01-01", "900 2023: 2024-01-01"]
    assert dated(found(("Подписчики", "на 01.01.2023", "на 01.01.2024"), *networks)) == dates
    assert dated(found(("Подписчики", "01.01.2023", "1 января 2024 г."), *networks)) == dates

    above = "Подписчики страниц по состоянию на 31 декабря 2023 года:"
    table = found(above, ("Социальная сеть", "Администрация"), ("ВКонтакте", "4 500"))
    assert dated(table) == ["4500 2023: 2023-12-31"]


def test_two_dates_of_one_year_are_no_contradiction():
    text = (
        "На 01.10.2023 подписчиков группы во «ВКонтакте» 4 100. На 31.12.2023 подписчиков группы во «ВКонтакте» 4 500."
    )
    figures, pending = merge(outcomes(text).figures)

    assert [(int(figure.value), figure.as_of, figure.doubt) for figure in figures] == [
        (4100, "2023-10-01", ""),
        (4500, "2023-12-31", ""),
    ]
    assert pending == []


def test_what_is_said_again_without_its_date_keeps_it():
    text = "На 31.12.2023 подписчиков группы во «ВКонтакте» 4 500.\n\nИтак, подписчиков группы во «ВКонтакте» 4 500."

    assert dated(outcomes(text)) == ["4500 2023: 2023-12-31"]


@needs_shared
def test_the_dates_of_the_real_reports_are_those_that_a_person_read():
    told, read = set(), set()
    for path in sorted((SHARED / "gold").glob("*.yaml")):
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = gold["report_file"]
        told |= {(name, str(fact["value"]), str(fact["as_of"])) for fact in gold["facts"] if "as_of" in fact}
        for draft in drafts(SHARED / "reports" / name):
            read |= {(name, str(figure.value), figure.as_of) for figure in draft.figures if figure.as_of}

    assert len(told) == 7
    assert read == told
