from typing import Any

import pytest

from generator import yaml_reader
from generator.errors import GeneratorError
from generator.fields import Choice, Field, ListOf, MappingOf, Paragraphs, Record, Rule, Text
from generator.forms import Figure, Year
from generator.problems import MOST_PROBLEMS, Problems, nearest


def read(field: Field[Any], text: str) -> tuple[Any, tuple[str, ...]]:
    """What a field makes of a text, and its problems without the name of the file."""
    problems = Problems("a.yaml")
    value = field.read(yaml_reader.parse(text, "a.yaml"), "", problems)
    return value, tuple(problem.removeprefix("a.yaml, ") for problem in problems.texts)


NETWORK = Choice("Сеть", labels={"vk": "«ВКонтакте»", "ok": "«Одноклассники»", "telegram": "Телеграм"})
FIGURE = Record(required={"value": Figure(), "network": NETWORK}, optional={"note": Text(most=10)})
PAGE = Record(required={"figures": ListOf(item=FIGURE)})


def test_a_text_is_stripped_and_nothing_else():
    assert read(Text(), "'  «Наш   город» —  лучший '") == ("«Наш   город» —  лучший", ())


@pytest.mark.parametrize("nothing", ["", "''", "' '", "~", "null"])
def test_a_text_that_says_nothing_is_a_problem(nothing):
    said = "строка 1: ожидается текст, а здесь пусто. Заполните или уберите."

    assert read(Text(), nothing) == (None, (said,))


def test_a_text_of_the_limit_is_read_and_one_letter_more_is_not():
    assert read(Text(most=10), "я" * 10) == ("я" * 10, ())
    assert read(Text(most=10), "я" * 11) == (None, ("строка 1: текст длиннее 10 знаков (11). Сократите его.",))


def test_a_list_and_fields_are_not_a_text():
    assert read(Text(), "[1]")[1] == ("строка 1: ожидается текст; найден список.",)
    assert read(Text(), "\na: 1")[1] == ("строка 2: ожидается текст; найдены вложенные поля.",)


def test_paragraphs_are_parted_by_blank_lines_however_the_text_is_written():
    expected = ("Первый абзац в две строки.", "Второй.", "Третий.")
    literal = "|\n  Первый абзац\n  в две строки.\n\n  Второй.\n  \n\n  Третий.\n"
    folded = literal.replace("|", ">")
    bare = "Первый абзац\n  в две строки.\n\n  Второй.\n\n\n  Третий.\n"
    escaped = '"Первый абзац в две строки.\\n\\nВторой.\\nТретий."'

    for text in (literal, folded, bare, escaped):
        assert read(Paragraphs(), text) == (expected, ())


def test_no_break_spaces_stay_within_a_paragraph():
    assert read(Paragraphs(), "|\n  5\u00a0000\n  \u00a0x\n") == (("5\u00a0000 \u00a0x",), ())


def test_a_wrong_name_is_answered_with_the_nearest_right_one():
    said = "строка 1: ожидается одно из имён списка; найдено «telegramm». Возможно, «telegram»."

    assert read(NETWORK, "telegram") == ("telegram", ())
    assert read(NETWORK, "telegramm") == (None, (said,))
    assert "Возможно, «vk»" in read(NETWORK, "VK")[1][0]
    assert "Возможно, «telegram»" in read(NETWORK, "телеграмм")[1][0]  # by its label
    assert "Можно: vk, ok, telegram." in read(NETWORK, "radio")[1][0]


def test_a_long_list_of_names_is_cut_and_counted():
    many = Choice(labels={f"name{number}": "" for number in range(20)})

    assert read(many, "нет")[1][0].endswith("name10, name11 и ещё 8.")


def test_items_that_are_wrong_are_told_by_number_and_the_good_are_kept():
    value, problems = read(ListOf(item=Year()), "- 2020\n- давно\n- 2021\n- [2022]\n")

    assert value == [2020, 2021]
    assert problems == (
        "строка 2, поле [2]: ожидается год, например 2023; найдено «давно».",
        "строка 4, поле [4]: ожидается год, например 2023; найден список.",
    )


def test_a_list_knows_how_many_items_it_may_have():
    three = ListOf(item=Text(), least=3, most=3)

    assert read(three, "[a, b, c]") == (["a", "b", "c"], ())
    assert read(three, "[a, b]")[1] == ("строка 1: пунктов в списке должно быть 3, а здесь 2.",)
    assert read(three, "")[1] == ("строка 1: ожидается список, а здесь пусто. Заполните или уберите.",)
    assert read(ListOf(item=Text()), "") == ([], ())
    assert read(ListOf(item=Text()), "a")[1] == ("строка 1: ожидается список; найдено «a».",)


def test_names_of_a_mapping_have_a_form():
    value, problems = read(MappingOf(item=Text()), "good_name: a\nПлохое имя: b\n")

    assert value is not None and value["good_name"] == "a"
    assert problems[0].startswith("строка 2, поле Плохое имя: ожидается имя из строчных латинских букв")


def test_entries_already_known_may_give_single_fields():
    entry = Record(required={"label": Text(), "title": Text()})
    entries = MappingOf(item=entry, changed=frozenset({"old"}), change=entry.partial())

    value, problems = read(entries, "old: {title: a}\nnew: {title: b}\n")

    assert value == {"old": {"title": "a"}, "new": {"title": "b"}}
    assert problems == ("строка 2, поле new: нет обязательного поля «label». Добавьте его.",)


def test_every_mistake_of_a_record_is_told_with_its_line_and_path_in_the_order_of_lines():
    text = (
        "figures:\n  - network: vk\n    valeu: 5\n"
        "  - value: много\n    network: radio\n    note: слишком длинно\n  - 7\nextra: 1\n"
    )

    _, problems = read(PAGE, text)

    assert problems == (
        "строка 2, поле figures[1]: нет обязательного поля «value». Добавьте его.",
        "строка 3, поле figures[1].valeu: такого поля нет. Возможно, «value».",
        "строка 4, поле figures[2].value: ожидается число, например 18000; найдено «много».",
        "строка 5, поле figures[2].network: ожидается одно из имён списка; найдено «radio». Можно: vk, ok, telegram.",
        "строка 6, поле figures[2].note: текст длиннее 10 знаков (14). Сократите его.",
        "строка 7, поле figures[3]: ожидается набор полей «имя: значение» с пробелом после двоеточия; найдено «7».",
        "строка 8, поле extra: такого поля нет. Можно: figures.",
    )


def test_a_rule_sees_which_fields_are_absent_and_which_are_wrong():
    seen = []
    rule = Rule(lambda values: seen.append(dict(values)) or [("b", "не сходится с a")])
    pair = Record(required={"a": Year()}, optional={"b": Year(), "c": Year()}, rules=(rule,))

    _, problems = read(pair, "a: 2020\nb: x\n")

    assert seen == [{"a": 2020, "b": None}]
    assert problems[1] == "строка 2, поле b: не сходится с a."


def test_problems_stop_when_nobody_would_read_more():
    with pytest.raises(GeneratorError) as caught:
        read(ListOf(item=Year()), "- x\n" * (MOST_PROBLEMS + 1))

    assert len(str(caught.value).split("\n")) == MOST_PROBLEMS


def test_a_file_without_problems_is_not_stopped():
    Problems("a.yaml").stop()


def test_the_nearest_name_does_not_mind_capitals_and_may_be_none():
    assert nearest("SUBSCRIBER", ["press_releases", "Subscribers"]) == "Subscribers"
    assert nearest("ничего похожего", ["press_releases"]) == ""
    assert nearest("x" * 1_000_000, ["press_releases"]) == ""
