"""Goals and topics of training, each whole and each once."""

import pytest

from generator.documents.document import Document, Kind, Line
from generator.intake import goals, layout, questionnaire, vocabulary
from tests.intake.scoring import CATALOGUE

DONE = "Что удалось сделать в 2023 году?\nВыпущено 5 релизов."
GOALS = "Какие задачи стоят в 2024 году?"
TRAINING = "Какие темы обучения актуальны?"


def told(*parts):
    """The goals and the topics of a report's lines."""
    lines = tuple(Line(line) for part in parts for line in part.split("\n"))
    answers = questionnaire.divide(layout.blocks(Document("x.txt", lines)), CATALOGUE)
    planned, taught = goals.read(answers, "x.txt", 2023, vocabulary.of(CATALOGUE))
    return [goal.text for goal in planned], [need.text for need in taught]


def test_what_stands_in_brackets_or_quotation_marks_divides_nothing():
    planned, taught = told(
        *(DONE, GOALS, "Открыть студию (звук; свет), снять цикл «Люди; годы», завести канал."),
        *(TRAINING, "Монтаж, правовые вопросы (реклама, маркировка), фото."),
    )

    assert planned == ["Открыть студию (звук; свет)", "Снять цикл «Люди; годы»", "Завести канал"]
    assert taught == ["Монтаж", "Правовые вопросы (реклама, маркировка)", "Фото"]


def test_numbers_of_items_and_words_of_a_wish_are_no_part_of_what_is_listed():
    planned, taught = told(DONE, GOALS, "Надо: 1) снять фильм; 2) обновить сайт.", TRAINING, "Нужны: монтаж, съёмка.")

    assert (planned, taught) == (["Снять фильм", "Обновить сайт"], ["Монтаж", "Съёмка"])


def test_an_answer_that_names_its_question_by_its_number_is_read_however_long_it_is():
    planned, taught = told(
        "По первому: вышло 5 релизов.",
        "По второму: хотим открыть студию подкастов, завести канал в Дзене, обновить сайт и набрать подписчиков.",
        "По третьему: съёмка на телефон, монтаж коротких видео, оформление страниц, работа с негативом.",
    )

    assert len(planned) == 3 and planned[0] == "Открыть студию подкастов"
    assert len(taught) == 4 and taught[0] == "Съёмка на телефон"


def test_a_row_of_a_table_is_what_is_to_be_done_without_its_number_and_its_term():
    rows = [
        *[("Задачи на 2024 год",), ("№", "Задача", "Срок исполнения"), ("1", "Открыть студию", "I квартал")],
        *[("2.", "Пресс-туры", "10"), ("Темы обучения",), ("Тема",), ("SMM",), ("Монтаж видео",)],
    ]
    lines = tuple(
        Line("\t".join(row), Kind.ROW if row[0][:4] not in ("Зада", "Темы") else Kind.HEADING, row) for row in rows
    )
    answers = questionnaire.divide(layout.blocks(Document("x.xlsx", lines)), CATALOGUE)
    planned, taught = goals.read(answers, "x.xlsx", 2023, vocabulary.of(CATALOGUE))

    assert [goal.text for goal in planned] == ["Открыть студию", "Пресс-туры 10"]
    assert [need.text for need in taught] == ["SMM", "Монтаж видео"]


def of_sheet(*rows):
    """What is read of the rows of a sheet, none of them set apart as a heading: sections of figures, goals, topics."""
    lines = tuple(Line("\t".join(row), Kind.ROW, row) for row in rows)
    answers = questionnaire.divide(layout.blocks(Document("x.xlsx", lines)), CATALOGUE)
    planned, taught = goals.read(answers, "x.xlsx", 2023, vocabulary.of(CATALOGUE))
    done = [block.text for block in answers.blocks if block.section == questionnaire.DONE and not block.question]
    return done, [goal.text for goal in planned], [need.text for need in taught]


RELEASES = ("Пресс-релизы", "210")


@pytest.mark.parametrize(
    "rows",
    [
        [("Задачи на 2024 год", ""), ("Открыть студию", ""), ("Провести 10 туров", "")],
        [("Задачи на 2024 год",), ("1", "Открыть студию"), ("2", "Провести 10 туров")],
        [("№", "Задачи на 2024 год", "Срок"), ("1", "Открыть студию", "2024 год"), ("2", "Провести 10 туров", "май")],
        [("Задачи на 2024 год", "Открыть студию; провести 10 туров")],
        [("2", "Какие задачи стоят?", "Открыть студию. Провести 10 туров")],
    ],
)
def test_a_question_in_a_cell_has_its_answer_beside_it_or_in_the_rows_below(rows):
    done, planned, _ = of_sheet(RELEASES, *rows)

    assert planned == ["Открыть студию", "Провести 10 туров"]
    assert done[0] == "\t".join(RELEASES)
    assert not any("студию" in text for text in done)


def test_figures_below_the_goals_of_a_sheet_and_under_a_heading_of_theirs_are_what_was_done():
    done, planned, taught = of_sheet(
        *[(TRAINING,), ("SMM для начинающих",), ("Задачи на 2024 год",), ("Открыть студию",), RELEASES],
        *[("Обучение специалистов",), ("Проведено семинаров", "5"), ("Показатель", "План на 2024 год"), ("Туры", "7")],
    )

    assert (planned, taught) == (["Открыть студию"], ["SMM для начинающих"])
    assert [text for text in done if any(map(str.isdigit, text))] == [
        "\t".join(RELEASES),
        "Проведено семинаров\t5",
        "Показатель\tПлан на 2024 год",
        "Туры\t7",
    ]


def test_answers_in_another_order_are_told_apart():
    planned, taught = told(
        "3. Обучение: монтаж, работа с негативом.",
        "2. На 2024 год: открыть студию; провести 6 пресс-туров.",
        "1. Сделано: выпущено 5 релизов, снят фильм.",
    )

    assert (planned, taught) == (["Открыть студию", "Провести 6 пресс-туров"], ["Монтаж", "Работа с негативом"])


@pytest.mark.parametrize(
    "heading",
    [
        "В 2024 году планируется:",
        "В 2024 году пресс-служба планирует:",
        "На 2024 год запланировано",
        "В 2024 году предстоит:",
    ],
)
def test_what_is_planned_for_a_year_heads_goals(heading):
    planned, _ = told("Выпущено 5 релизов.", heading, "- открыть студию;", "- снять фильм.")

    assert planned == ["Открыть студию", "Снять фильм"]


def test_a_plan_that_is_said_at_once_is_a_goal_and_no_heading():
    planned, _ = told(DONE, GOALS, "На 2024 год планируется открыть студию", "", "Снять фильм")

    assert planned == ["Открыть студию", "Снять фильм"]


def test_an_empty_line_ends_a_paragraph_without_a_full_stop():
    planned, _ = told("что удалось сделать\nвышло 5 релизов", "", "что хотим сделать", "", "обновить сайт")

    assert planned == ["Обновить сайт"]


def test_an_empty_line_inside_a_sentence_of_a_spaced_text_ends_nothing():
    planned, _ = told(GOALS, "", "Открыть в наступающем году студию для", "", "записи подкастов", "", "и эфиров.")

    assert planned == ["Открыть в наступающем году студию для записи подкастов и эфиров"]


def test_the_foot_of_a_sheet_is_no_goal_and_parts_none():
    planned, taught = told(DONE, GOALS, "Открыть студию и завести", "Отчёт – 2023 | стр. 2", "канал в Дзене.")
    assert planned == ["Открыть студию и завести канал в Дзене"]

    _, taught = told(DONE, TRAINING, "Монтаж, съёмка.", "", "Отчёт – 2023 | с. 12 из 12")
    assert taught == ["Монтаж", "Съёмка"]


@pytest.mark.parametrize("asked", ["ЧТО НАДО СДЕЛАТЬ В 22-м", "Что впереди, год 2024-й", "Что нужно сделать"])
def test_what_is_to_be_done_is_asked_in_many_words(asked):
    planned, _ = told(DONE, "Выпущено много релизов.", "", asked, "", "Прямых эфиров - шесть. Завести страницу думы.")

    assert planned == ["Прямых эфиров - шесть", "Завести страницу думы"]
