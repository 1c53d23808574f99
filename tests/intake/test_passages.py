"""What was done, in a report's own words: nothing of it is lost."""

import pytest

from generator.documents.document import Document, Kind, Line
from generator.intake import layout, passages, questionnaire
from tests.intake.scoring import CATALOGUE


def test_a_long_answer_keeps_its_last_words():
    said = [f"Отдел провёл встречу с жителями, и о ней вышла заметка {'в газете ' * 40}города." for _ in range(200)]
    lines = tuple(Line(text) for text in (*said, "Этим отчёт и закончен."))
    answers = questionnaire.divide(layout.blocks(Document("x.txt", lines)), CATALOGUE)

    [passage] = passages.read(answers, "x.txt")

    assert sum(map(len, passage.paragraphs)) > 60_000
    assert passage.paragraphs[-1].endswith("Этим отчёт и закончен.")
    assert passage.source.lines == (1, 201)


LETTER = """Весь год пресс-служба города рассказывала жителям о том, как идёт ремонт дорог,
дворов и школ, и для этого выпустила 412 пресс-релизов. Кроме того, специалисты
отдела отработали 96 запросов журналистов, на каждый из которых газете ответили
в тот же день. Впереди новый год."""


def paragraphs_of(*lines):
    return [
        block.text for block in layout.blocks(Document("x.docx", tuple(Line(text, Kind.PARAGRAPH) for text in lines)))
    ]


def test_a_letter_pasted_into_word_line_by_line_is_one_paragraph():
    lines = LETTER.split("\n")

    assert paragraphs_of(*lines) == [" ".join(lines)]
    assert paragraphs_of(*(part for line in lines for part in (line, ""))) == [" ".join(lines)]


WIDE = "Весь год пресс-служба города рассказывала жителям о том, как идёт ремонт"  # with it lines are full


def wrapped(*lines):
    """The blocks of a plain text whose lines are broken at the margin."""
    text = (f"{WIDE} дорог,", "дворов и школ, и для этого выпустила много пресс-релизов.", "", *lines)
    return [block.text for block in layout.blocks(Document("x.txt", tuple(map(Line, text))))[1:]]


def test_a_number_broken_between_its_thousands_is_one():
    lines = ["Районные управы Заводского и Нагорного районов вместе: ВКонтакте – 52", "700, в других сетях меньше."]
    assert wrapped(*lines) == [" ".join(lines)]
    assert wrapped("Управы: ВКонтакте – 52", "700 подписчиков") == ["Управы: ВКонтакте – 52", "700 подписчиков"]


def test_a_year_at_the_beginning_of_a_broken_line_begins_no_item():
    lines = ["Суммарная аудитория перечисленных страниц: 2022 – 281 тыс., 2023 – 326,", "2024 – 370 тыс. читателей."]
    assert wrapped(*lines) == [" ".join(lines)]


def test_a_line_that_opens_a_bracket_is_no_row():
    lines = ["Продвижение страниц администрации (группа города ВКонтакте - до 12 000", "читателей); запуск канала."]
    assert wrapped(*lines) == [" ".join(lines)]


@pytest.mark.parametrize("said", ["по второму", "По третьему вопросу", "Вопрос 2", "второй вопрос"])
def test_the_number_of_a_question_stands_alone(said):
    lines = [f"{WIDE} и стройка", "", said, "", "отвечать жителям быстрее и понятнее"]
    assert wrapped(*lines) == [lines[0], said, lines[-1]]


def test_items_of_a_list_without_marks_stay_apart_in_word():
    items = [
        "Проведена большая работа",
        "разослано 412 пресс-релизов",
        "отработано 96 запросов СМИ",
        "проведено 14 пресс-подходов",
        "снято 35 роликов для страниц",
    ]
    goals = [
        "Задачи на следующий год",
        "повышение открытости органов местного самоуправления",
        "развитие официальных страниц администрации в социальных сетях и мессенджерах",
        "обучение сотрудников",
        "создание единого пресс-центра города",
    ]

    assert paragraphs_of(*items) == items
    assert paragraphs_of(*goals) == goals


@pytest.mark.parametrize(
    "head",
    [
        ("От: Пресс-служба <press25@seversk.example>", "Отправлено: 20 января 2025 г. 14:32", "Добрый день!"),
        ("понедельник, 20 января 2025, 14:32 +03:00", "На Ваше письмо от 15.01.2025 № 12-34 направляем отчёт."),
        ("г. Северск, ул. Новая, 692000, тел. (42337) 4-12-15", "20.01.2025 № 01-15/245", "На № 12-34 от 15.01.2025"),
        ("Отчёт о работе пресс-службы города Северска", "за 2024 год"),
        ("О предоставлении информации", "Уважаемый Иван Иванович!"),
    ],
)
def test_the_head_of_a_letter_is_no_part_of_the_answer(head):
    lines = tuple(Line(text) for text in (*head, "Подписчики на 31.12.2024 – 5 210."))
    answers = questionnaire.divide(layout.blocks(Document("x.docx", lines)), CATALOGUE)

    [passage] = passages.read(answers, "x.docx")

    assert passage.paragraphs == ("Подписчики на 31.12.2024 – 5 210.",)


@pytest.mark.parametrize(
    "first",
    [
        "Телефон горячей линии: 120 обращений за год.",
        "Телеграм-канал (@seversk.life): 5 210 подписчиков.",
        "Почта press@seversk.example: 340 обращений.",
        "15 мая 2023 – открытие нового сайта города.",
        "9:00 и 18:00 – выпуски новостей.",
        "Тема года – дороги, 12 материалов.",
    ],
)
def test_a_line_that_counts_something_is_no_head_of_a_letter(first):
    lines = (Line(first), Line("Подписчики на 31.12.2024 – 5 210."))
    answers = questionnaire.divide(layout.blocks(Document("x.docx", lines)), CATALOGUE)

    [passage] = passages.read(answers, "x.docx")

    assert " ".join(passage.paragraphs).startswith(first)


def test_what_a_letter_is_sent_with_ends_the_answer():
    said = ("Вышло 5 релизов.", "Приложение: на 2 л. в 1 экз.", "Глава города И. И. Иванов")
    answers = questionnaire.divide(layout.blocks(Document("x.docx", tuple(map(Line, said)))), CATALOGUE)

    [passage] = passages.read(answers, "x.docx")

    assert passage.paragraphs == said[:1]


@pytest.mark.parametrize(
    "signature",
    [
        ("Глава городского округа           И. И. Иванов", "", "Петрова, 2-34-56"),
        ("Начальник отдела по связям с общественностью", "администрации города Энска       Иванова А.С."),
        ("И. о. главы администрации __________ /А. А. Иванов/",),
        ("Глава города", "", "И. И. Иванов"),
    ],
)
def test_a_post_and_a_name_below_the_answer_end_it(signature):
    said = ("Вышло 5 релизов.", "", *signature)
    answers = questionnaire.divide(layout.blocks(Document("x.docx", tuple(map(Line, said)))), CATALOGUE)

    [passage] = passages.read(answers, "x.docx")

    assert passage.paragraphs == said[:1]


@pytest.mark.parametrize(
    ("above", "last"),
    [
        (("УТВЕРЖДАЮ:", "Глава города", "И. И. Иванов", ""), "Интервью – 12"),
        (("Подготовлено 5 релизов.", ""), "Глава города в прямом эфире – 12 раз."),
    ],
)
def test_a_post_above_the_answer_or_in_it_ends_nothing(above, last):
    lines = tuple(map(Line, (*above, "Вышло мало.", "Пресс-релизы – 450", last)))
    answers = questionnaire.divide(layout.blocks(Document("x.docx", lines)), CATALOGUE)

    assert passages.read(answers, "x.docx")[-1].paragraphs[-1] == last


def test_the_questions_of_the_letter_that_is_answered_are_not_those_of_the_answer():
    asked = ("> 1. Что наиболее значительное удалось сделать в 2023 году?", "> 2. Какие темы интересны для обучения?")
    said = "Вышло 5 релизов, снят фильм о городе."
    lines = tuple(map(Line, (*asked, "", "Здравствуйте!", "", said)))
    answers = questionnaire.divide(layout.blocks(Document("x.docx", lines)), CATALOGUE)

    assert passages.read(answers, "x.docx")[-1].paragraphs[-1] == said
    assert answers.blocks[-1].section == questionnaire.DONE


@pytest.mark.parametrize("title", ["Отчет о работе пресс-службы г. Еловск", "Отчёт о работе пос. Еловый за 2023 год"])
def test_the_name_of_a_town_behind_an_abbreviation_is_no_answer(title):
    answers = questionnaire.divide(
        layout.blocks(Document("x.docx", (Line(title), Line(""), Line("Вышло 5 релизов.")))), CATALOGUE
    )

    assert [passage.paragraphs for passage in passages.read(answers, "x.docx")] == [("Вышло 5 релизов.",)]
