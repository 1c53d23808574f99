"""Words that a record quotes: which lines say them."""

import pytest

from generator.documents.document import Kind, Line
from generator.documents.quotes import Text, said


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("разослано 412 релизов", True),
        ("в 2024 412 релизов", True),
        ("прежде 380\t412 релизов", True),
        ("разослано 1412 релизов", False),
        ("разослано 1 412 релизов", False),
        ("разослано 1\N{NO-BREAK SPACE}412 релизов", False),
        ("разослано 0,412 релизов", False),
    ],
)
def test_words_whose_number_has_grown_are_not_said(text: str, stands: bool) -> None:
    assert said("412 релизов", [Line(text)]) is stands


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Брифингов – 12.", True),
        ("Брифингов – 12, бесед – 5", True),
        ("Брифингов – 125", False),
        ("Брифингов – 12 500", False),
    ],
)
def test_a_number_at_the_end_of_a_quote_ends_there(text: str, stands: bool) -> None:
    assert said("Брифингов – 12", [Line(text)]) is stands


def test_a_sentence_that_goes_on_upon_the_next_sheet_is_said() -> None:
    sheets = [*map(Line, ("снято 12 роли-", "", "Стр. 2 из 3", "Отчёт Еловска", "ков о городе"))]

    assert said("снято 12 роликов о городе", sheets)
    assert said("снято 12 роликов о городе", [sheets[0], *sheets[2:]])
    assert not said("снято 12 роликов о городе", [*sheets[:4], Line("и третья строка"), sheets[4]])
    assert not said("снято 12 роликов о городе", [Line(line.text, Kind.PARAGRAPH) for line in sheets])


def test_a_number_is_not_found_inside_another() -> None:
    text = Text([Line(""), Line("112 публикаций в городской газете")])

    assert text.places("12 публикаций в городской газете", 1) == []
    assert text.places("публикаций в городской газете", 1) == [(2, 2)]
