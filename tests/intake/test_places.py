"""Whose report it is, of what year, and where one report ends and the next begins."""

from itertools import pairwise
from pathlib import Path

import pytest

from generator import documents, indicators, municipalities
from generator.documents.document import Document, Kind, Line
from generator.intake import layout, parts, places, questionnaire, toponyms
from generator.intake.draft import TOTAL

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT.parent / "shared/reports"
CATALOGUE = indicators.load()
DIRECTORY = municipalities.read(ROOT / "input/municipalities.yaml")
TWINS = municipalities.read(ROOT / "tests/data/two-blagoveshchensks.yaml")

DONE = "Что наиболее значительное удалось сделать в области информационной политики в 2023 году"
GOALS = "Какие задачи стоят в 2024 году"


def blocks(*paragraphs, kind=Kind.PARAGRAPH):
    """The blocks of a Word file with these paragraphs; a tuple is a row of a table."""
    lines = (Line("\t".join(p), Kind.ROW, p) if isinstance(p, tuple) else Line(p, kind) for p in paragraphs)
    return layout.blocks(Document("отчёт.docx", tuple(lines)))


def answers(*paragraphs):
    return questionnaire.divide(blocks(*paragraphs), CATALOGUE)


def whose(*paragraphs, directory=DIRECTORY, file=""):
    """The id of the municipality, or the ids among which the question lets choose."""
    found, question = places.municipality(answers(*paragraphs).blocks, directory, file)
    assert (found is None) == (question is not None)
    return found.id if found else question.candidates


def asked(*paragraphs, directory=DIRECTORY):
    """The message of the question."""
    found, question = places.municipality(answers(*paragraphs).blocks, directory)
    assert found is None
    return question.message


def year(*paragraphs, file=""):
    """The year, or the years that the question names."""
    said = answers(*paragraphs)
    found, question = places.year(said, said.blocks, file)
    assert (found is None) == (question is not None)
    return found if found is not None else question.candidates


def split(*paragraphs, kind=Kind.PARAGRAPH, directory=DIRECTORY):
    """The texts of each report of a file."""
    found = parts.split(blocks(*paragraphs, kind=kind), directory, CATALOGUE)
    return [[block.text for block in report] for report in found]


# The municipality


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("АРТЕМ", "artem"),
        ("Артём", "artem"),
        ("г. Северск", "seversk"),
        ("ЗАТО Северск", "seversk"),
        ("Администрация городского округа Спасск-Дальний", "spassk-dalny"),
        ("Отчёт пресс-службы г. о. Спасск-Дальний за 2023 год", "spassk-dalny"),
        ("СПАССК – ДАЛЬНИЙ", "spassk-dalny"),
        ("Спасск\u2011Дальний", "spassk-dalny"),
        ("Комсомольск\u00a0на\u00a0Амуре", "komsomolsk-na-amure"),
        ("Отчёт о работе администрации города Комсомольска-на-Амуре", "komsomolsk-na-amure"),
        ("Артёмовский городской округ", "artem"),
        ("ОТЧЕТ АРТЕМОВСКОГО ГОРОДСКОГО ОКРУГА", "artem"),
        ("Городской округ «Город Комсомольск-на-Амуре»", "komsomolsk-na-amure"),
        ("Муниципальное образование: ЗАТО Северск", "seversk"),
        ("Информация о работе с городом Северском", "seversk"),
        ("комсомольск-на-амуре, пресс-служба", "komsomolsk-na-amure"),
        ("Артемовский ГО. Отчёт", "artem"),
        ("АРТЕМОВСКИЙ ГОРОДСКОЙ ОКРУГ ПРИМОРСКОГО КРАЯ", "artem"),
        (
            "Северск, отчёт за 2021 год. Работали как обычно, то есть вдвоём, и сделали немало для города. " * 3,
            "seversk",
        ),
    ],
)
def test_the_title_names_the_municipality_in_any_spelling_and_case(title, key):
    assert whose(title, DONE, "Выпущено 5 пресс-релизов.") == key


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("в Северске", True),
        ("Северском гордятся", True),
        ("к Северску", True),
        ("Северский район", False),
        ("Северсктранс", False),
        ("северск", True),
        ("артём", False),
        ("Комсомольск", False),
        ("Спасск", False),
        ("Северск-Сити", False),
        ("Ново-Северск", False),
        ("Артём Иванов", False),
        ("директор Артём Сергеевич", False),
        ("А. Артём", False),
        ("мэр города Артёма Иванов", True),
        ("ТОР «Северск»", True),
    ],
)
def test_a_name_is_found_as_whole_words_and_not_in_other_names(text, named):
    assert bool(toponyms.of(DIRECTORY).mentions(text)) == named


def test_without_a_title_the_text_decides_by_whose_administration_writes():
    text = "Пресс-служба администрации Артёмовского городского округа подготовила 12 релизов."

    assert whose(DONE, text) == "artem"
    assert whose("Отчёт о работе", DONE, text, "Делегация побывала в Северске.") == "artem"


def test_a_place_mentioned_in_passing_is_asked_unless_the_file_bears_its_name():
    text = "Выставку привезли из Северска."

    assert whose(DONE, text) == ("seversk",)
    assert whose(DONE, text, file="reports/seversk-2023.docx") == "seversk"
    assert whose(DONE, text, file="reports/Северск.docx") == "seversk"
    assert whose(DONE, text, file="reports/artem-2023.docx") == ("seversk",)


def test_the_name_of_a_file_alone_decides_nothing():
    assert whose(DONE, "Выпущено 5 пресс-релизов.", file="reports/seversk-2023.docx") == ()


def test_several_administrations_are_asked_unless_one_is_by_far_the_foremost():
    artem, seversk = "Администрация города Артёма провела 3 встречи.", "Администрация ЗАТО Северск ответила."

    assert whose(DONE, artem, seversk) == ("artem", "seversk")
    assert whose(DONE, artem, artem, artem, seversk) == "artem"


def test_a_title_against_its_text_is_asked():
    own = ["Администрация ЗАТО Северск ответила."] * 3

    assert whose("АРТЕМ", DONE, *own) == ("artem", "seversk")
    assert whose("АРТЕМ", DONE, *own[:1]) == "artem"


def test_a_title_with_two_municipalities_is_asked():
    assert whose("Артём и Спасск-Дальний", DONE, "Выпущено 5 пресс-релизов.") == ("artem", "spassk-dalny")


@pytest.mark.parametrize(
    "title", ["НОВОЛЕСИНСК", "г. Усть-Ольхинск", "СОСНОВЫЙ БЕРЕГ", "Администрация Северского района"]
)
def test_a_place_that_the_directory_does_not_have_is_asked_with_its_title(title):
    message = asked(title, DONE, "Выпущено 5 пресс-релизов.")

    assert message.startswith("Не узнан муниципалитет: ")
    assert f"«{title}»" in message
    assert "--municipality" in message
    assert "municipalities.yaml" in message


def test_the_title_of_an_unknown_place_is_not_outvoted_by_a_neighbour():
    for title in ("НОВОЛЕСИНСК", "СОСНОВЫЙ БЕРЕГ"):
        assert whose(title, DONE, "Администрация города Артёма поделилась опытом.") == ()


def test_a_slip_in_the_title_is_asked_with_the_nearest_name():
    message = asked("КОМСОМОЛСК-НА-АМУРЕ", DONE, "Выпущено 5 пресс-релизов.")

    assert "Если это Комсомольск-на-Амуре, укажите --municipality komsomolsk-na-amure." in message


def test_a_text_that_names_no_place_is_asked_with_its_first_words():
    assert "Начало текста: «Выпущено 5 пресс-релизов.»" in asked(DONE, "Выпущено 5 пресс-релизов.")


def test_a_row_of_a_form_names_the_municipality():
    assert whose(("Показатель", "Значение"), ("Муниципалитет", "Артем"), ("Пресс-релизы", "12")) == "artem"


# Two municipalities of one name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Информация ушла в СМИ города и Амурской области.", "blagoveshchensk"),
        ("Семинар провели в Республике Башкортостан.", "blagoveshchensk-rb"),
        ("Журналисты Башкортостана получили 5 релизов.", "blagoveshchensk-rb"),
        ("Решение принял городской округ город Благовещенск.", "blagoveshchensk"),
        ("Совет городского поселения город Благовещенск обновил сайт.", "blagoveshchensk-rb"),
    ],
)
def test_of_two_with_one_name_the_region_or_the_official_name_tells(text, key):
    assert whose("БЛАГОВЕЩЕНСК", DONE, text, directory=TWINS) == key


@pytest.mark.parametrize(
    "title",
    [
        ("Республика Башкортостан", "г. Благовещенск"),
        ("г. Благовещенск, Республика Башкортостан",),
        ("Благовещенск (Республика Башкортостан)",),
        ("Отчёт города Благовещенска Республики Башкортостан",),
    ],
)
def test_the_region_in_the_title_tells(title):
    text = "Делегация побывала в Амурской области."

    assert whose(*title, DONE, text, directory=TWINS) == "blagoveshchensk-rb"


@pytest.mark.parametrize("text", ["Выпущено 5 релизов.", "Встречали гостей из Амурской области и Башкортостана."])
def test_two_with_one_name_are_asked_when_nothing_tells(text):
    assert whose("БЛАГОВЕЩЕНСК", DONE, text, directory=TWINS) == ("blagoveshchensk", "blagoveshchensk-rb")
    message = asked("БЛАГОВЕЩЕНСК", DONE, text, directory=TWINS)
    assert "Благовещенск (Республика Башкортостан) — --municipality blagoveshchensk-rb" in message


def test_the_other_city_of_a_name_is_not_taken_for_the_one_in_the_directory():
    message = asked("г. Благовещенск, Республика Башкортостан", DONE, "Выпущено 5 релизов.")

    assert "«г. Благовещенск, Республика Башкортостан»" in message


# The year


def test_the_question_names_the_year():
    assert year("АРТЕМ", DONE, "В 2022 году было иначе, в 2021 году — тоже, в 2020 году — тем более.") == 2023


def test_the_question_about_goals_names_the_next_year():
    assert year("АРТЕМ", "Выпущено 5 релизов.", GOALS, "Открыть сайт.") == 2023


@pytest.mark.parametrize(
    "title",
    [
        "Отчёт за 2022 год",
        "ОТЧЕТ О РАБОТЕ ПРЕСС-СЛУЖБЫ В 2022 ГОДУ",
        "Артём, 2022 год",
        "2022",
        "Итоги 2022 года",
        "Отчётный год: 2022",
        "Сведения с 01.01.2022 по 31.12.2022",
        "Отчёт за 2022 год о плане на 2020-2025 годы",
    ],
)
def test_the_title_names_the_year(title):
    assert year(title, "В 2021 году вышло 3 релиза, сейчас 5.") == 2022


def test_a_title_against_its_question_is_asked():
    assert year("Отчёт за 2022 год", DONE, "Выпущено 5 релизов.") == ("2022", "2023")


def test_a_title_with_two_years_is_asked():
    assert year("Отчёт за 2021-2022 годы", "Выпущено 5 релизов.") == ("2021", "2022")


def test_goals_for_the_year_of_the_report_are_asked():
    assert year("АРТЕМ", DONE, "Выпущено 5 релизов.", "Какие задачи стоят в 2023 году", "Открыть сайт.") == (
        "2022",
        "2023",
    )


def test_a_year_mistyped_in_the_title_is_asked():
    title, goals = "Отчёт о работе за 2032 год", "Планы на 2024 год"

    assert year("АРТЕМ", title, "Выпущено 5 релизов.", goals, "Открыть сайт.") == ("2023", "2032")


def test_the_years_of_a_text_are_believed_only_when_they_agree():
    assert year("АРТЕМ", "В 2023 году вышло 5 релизов.", "За 2023 год — 3 фильма.") == 2023
    assert year("АРТЕМ", "В 2023 году вышло 5 релизов.", "В 2022 году их было 3.", "В 2023 году — фильмы.") == (
        "2022",
        "2023",
    )


def test_the_name_of_a_file_may_confirm_the_latest_year_and_nothing_else():
    text = ("АРТЕМ", "В 2023 году вышло 5 релизов.", "В 2022 году их было 3.")

    assert year(*text, file="reports/artem-2023.txt") == 2023
    assert year(*text, file="reports/artem-2022.txt") == ("2022", "2023")
    assert year("АРТЕМ", "Вышло 5 релизов.", file="reports/artem-2023.txt") == ("2023",)
    assert year("АРТЕМ", "В 2023 году вышло 5 релизов.", file="artem-2020.txt") == ("2020", "2023")


def test_a_question_about_the_year_says_what_was_seen_and_the_option():
    said = answers("АРТЕМ", "В 2021 году 5 релизов.", "В 2022 году 3.", "В 2023 году 4.")

    _, question = places.year(said, said.blocks)

    assert question is not None
    assert question.message == (
        "Неясно, за какой год отчёт: в тексте названы 2021, 2022 и 2023. Укажите нужный: --year ГОД."
    )


# Several reports in one file


def test_the_plans_below_the_figures_of_a_sheet_are_no_title():
    figures = [("Артём. Отчёт за 2023 год",), ("Показатель", "Значение"), ("Пресс-релизы", "210")]

    assert year(*figures, ("Задачи на 2024 год",), ("Открыть пресс-центр",)) == 2023
    assert year(*figures, ("Задачи на 2026 год",), ("Открыть пресс-центр",)) == ("2023", "2025")


def test_one_report_is_not_divided():
    text = ("АРТЕМ", DONE, "Администрация города Артёма", "Вконтакте – 500", GOALS, "Открыть сайт.")

    assert split(*text) == [[*text]]


@pytest.mark.parametrize("year", ["2023 год", "за 2023 год", "(за 2023 год)"])
def test_a_title_of_several_lines_that_may_be_a_question_is_no_report_of_its_own(year):
    first = ["Информация о работе пресс-службы города Северска", year, DONE, "Вышло 900 релизов."]
    second = ["Информация о работе пресс-службы города Артёма", year, DONE, "Вышло 800 релизов."]

    assert split(*first) == [first]
    assert split(*first, *second) == [first, second]


@pytest.mark.parametrize("line", ["ИНФОРМАЦИЯ", "Отчёт", "Приложение 2"])
def test_a_line_that_says_what_a_document_is_belongs_to_the_name_below_it(line):
    first, second = ["Артём", DONE, "5 релизов.", GOALS, "Открыть сайт."], [line, "Северск", DONE, "7 релизов."]

    assert split(*first, *second) == [first, second]


def test_reports_are_divided_at_titles_that_are_names():
    first = ["АРТЕМ", DONE, "Выпущено 5 релизов.", GOALS, "Открыть сайт."]
    second = ["Отчёт администрации ЗАТО Северск за 2023 год", DONE, "Выпущено 7 релизов."]

    assert split(*first, *second) == [first, second]


def test_a_name_begins_a_report_when_figures_follow():
    first, second = ["г. Артём", "Выпущено 5 релизов за год, как и раньше."], ["г. Северск", "Выпущено 7 релизов."]

    assert split(*first, *second) == [first, second]


@pytest.mark.parametrize(
    "lines",
    [
        ("Побратимы города", "Спасск-Дальний", "С ним дружат школы и музеи."),
        ("Побратимы города:", "Спасск-Дальний", "С ним 3 раза встречались школы и музеи."),
    ],
)
def test_a_name_alone_within_a_text_is_no_report(lines):
    text = ("АРТЕМ", DONE, *lines, GOALS, "Дружить.")

    assert split(*text) == [[*text]]


def test_a_title_in_capitals_begins_a_report_without_figures_and_questions():
    first, second = ["АРТЕМ", DONE, "Выпущено 5 релизов."], ["СЕВЕРСК", "Работа шла на сайте.", "Помогали жители."]

    assert split(*first, *second) == [first, second]


def test_an_item_of_a_list_is_no_report():
    text = ("АРТЕМ", DONE, "Релизы получили:", "– Спасск-Дальний", "– Северск", "Всего 5 релизов.")

    assert split(*text) == [[*text]]


def test_a_report_of_an_unknown_place_is_a_report_too():
    first = ["НОВОЛЕСИНСК", DONE, "Выпущено 5 релизов.", GOALS, "Открыть сайт."]
    second = ["АРТЕМ", DONE, "Выпущено 7 релизов.", GOALS, "Снять фильм."]
    third = ["СОСНОВЫЙ БЕРЕГ", DONE, "Выпущено 9 релизов."]

    assert split(*first, *second, *third) == [first, second, third]
    assert split(*second, *first, *third) == [second, first, third]


def test_two_years_of_one_municipality_are_two_reports():
    first = [
        "АРТЕМ",
        DONE.replace("2023", "2022"),
        "Выпущено 5 релизов.",
        GOALS.replace("2024", "2023"),
        "Открыть сайт.",
    ]
    second = ["АРТЕМ", DONE, "Выпущено 7 релизов."]

    assert split(*first, *second) == [first, second]


def test_what_stands_before_the_first_name_goes_with_it():
    first, second = ["Сводный отчёт за 2023 год", "АРТЕМ", DONE, "5 релизов."], ["СЕВЕРСК", DONE, "7 релизов."]

    assert split(*first, *second) == [first, second]


def test_sheets_named_after_municipalities_are_reports():
    lines = (
        Line("Артём", Kind.HEADING),
        Line("Пресс-релизы\t5", Kind.ROW, ("Пресс-релизы", "5")),
        Line("Северск", Kind.HEADING),
        Line("Пресс-релизы\t7", Kind.ROW, ("Пресс-релизы", "7")),
    )

    found = parts.split(layout.blocks(Document("a.xlsx", lines)), DIRECTORY, CATALOGUE)

    assert [[block.lines[0] for block in report] for report in found] == [[1, 2], [3, 4]]


HEAD = ("Муниципалитет", "Пресс-релизы", "Интервью")


def test_a_table_whose_rows_are_municipalities_has_a_report_in_each():
    title = "Показатели за 2023 год"
    rows = [("Артём", "100", "5"), ("г. Спасск-Дальний", "200", "7")]

    assert split(title, HEAD, *rows) == [[title, "\t".join(HEAD), "\t".join(row)] for row in rows]


def test_the_rows_of_unknown_places_and_the_total_are_of_their_own():
    rows = [("Артём", "100", "5"), ("Находка", "50", "1"), ("Спасск-Дальний", "200", "7"), ("Итого", "350", "13")]
    found = parts.split(blocks(HEAD, *rows), DIRECTORY, CATALOGUE)

    decided = [places.municipality(report, DIRECTORY) for report in found]

    assert [[block.lines[0] for block in report] for report in found] == [[1, 2], [1, 3], [1, 4], [1, 5]]
    assert [place.id if place else None for place, _ in decided] == ["artem", None, "spassk-dalny", None]
    assert "«Находка»" in decided[1][1].message
    assert decided[3][1].message.startswith("Строка «Итого» ни к какому муниципалитету не относится")
    assert decided[3][1].about == TOTAL


def test_a_row_of_an_unknown_place_gets_no_advice_that_would_give_it_the_figures_of_others():
    rows = [("Артём", "100", "5"), ("г. Артемовск", "50", "1"), ("Спасск-Дальний", "200", "7")]
    row = parts.split(blocks(HEAD, *rows), DIRECTORY, CATALOGUE)[1]

    messages = [places.municipality(row, DIRECTORY, alone=alone)[1].message for alone in (True, False)]

    assert ["--municipality" in message for message in messages] == [True, False]
    assert "исправьте имя в файле" in messages[1]


def test_a_row_without_a_name_goes_on_with_the_municipality_above():
    rows = [
        ("Артём", "ВКонтакте", "10"),
        ("", "Телеграм", "20"),
        ("Северск", "ВКонтакте", "30"),
        ("", "Телеграм", "40"),
    ]

    found = parts.split(blocks(("Город", "Сеть", "Подписчики"), *rows), DIRECTORY, CATALOGUE)

    assert [[block.lines[0] for block in report] for report in found] == [[1, 2, 3], [1, 4, 5]]


def test_a_table_whose_columns_are_municipalities_has_a_report_in_each():
    rows = [("Показатель", "Артём", "Северск"), ("Пресс-релизы", "100", "200"), ("Интервью", "5", "7")]

    found = parts.split(blocks(*rows), DIRECTORY, CATALOGUE)

    assert [[block.text for block in report] for report in found] == [
        ["Показатель\tАртём", "Пресс-релизы\t100", "Интервью\t5"],
        ["Показатель\tСеверск", "Пресс-релизы\t200", "Интервью\t7"],
    ]
    second = found[1][1]
    assert second.source("a.xlsx", *second.cells[1]).quote == "200"
    assert [second.columns[at] for at in range(second.cells[1][0], second.cells[1][1])] == [17, 18, 19]
    assert {line for block in found[1] for line in block.lines} == {1, 2, 3}


def test_no_digit_is_lost_or_doubled_between_reports():
    rows = [("Артём", "100", "5"), ("Находка", "50", "1"), ("Северск", "200", "7"), ("Итого", "350", "13")]
    text = ("Сводка за год", "Всего 12 участников и 3 гостя.", HEAD, *rows, "Справки: 4-15-16.")

    found = [block for report in split(*text) for block in report]

    digits = "".join(sorted(c for block in found for c in block if c.isdigit()))
    assert digits == "".join(sorted(c for p in text for c in "".join(p) if c.isdigit()))


# The real reports


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the folder of real reports is not here")
@pytest.mark.parametrize("directory", [DIRECTORY, TWINS], ids=["sample", "twins"])
def test_the_real_reports_are_recognised(directory):
    for path in sorted(REPORTS.glob("*.txt")):
        key, _, said = path.stem.rpartition("-")
        found = parts.split(layout.blocks(documents.read(path)), directory, CATALOGUE)
        assert len(found) == 1, path.name
        divided = questionnaire.divide(found[0], CATALOGUE)
        place, question = places.municipality(divided.blocks, directory)
        assert (place.id if place else None) == (key if key in directory else None), question
        assert places.year(divided, divided.blocks) == (int(said), None)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the folder of real reports is not here")
def test_the_real_reports_in_one_file_are_told_apart(tmp_path):
    paths = sorted(REPORTS.glob("*.txt"))
    texts = [path.read_text(encoding="utf-8-sig").strip("\n") + "\n" for path in paths]
    joined = tmp_path / "все.txt"
    joined.write_text("\n".join(texts), encoding="utf-8")

    found = parts.split(layout.blocks(documents.read(joined)), DIRECTORY, CATALOGUE)

    decided = [places.municipality(report, DIRECTORY)[0] for report in found]
    assert [place.id if place else None for place in decided] == [path.stem.rpartition("-")[0] for path in paths]
    lines = [line for report in found for block in report for line in (block.lines[0], block.lines[-1])]
    assert all(a <= b for a, b in pairwise(lines))


def test_a_year_that_has_not_begun_is_asked():
    text = blocks("Отчёт администрации города Артёма за 2099 год", "Подготовлено 12 релизов.")

    decided, question = places.year(questionnaire.divide(text, CATALOGUE), text)

    assert decided is None
    assert question is not None and "2099 год, а он ещё не наступил" in question.message
