import re
from decimal import Decimal
from typing import Any

import pytest

from generator.fields import Matching
from generator.forms import Figure, InputFile, IsoDate, Lines, PeriodField, Sha256, SignedFigure, Year
from generator.model import Period
from generator.problems import Problems
from generator.yaml_reader import Scalar


def read(form: Matching[Any], text: str) -> Any:
    return form.read(Scalar(text, 1), "", Problems("a.yaml"))


def refusal(form: Matching[Any], text: str) -> str:
    problems = Problems("a.yaml")
    assert form.read(Scalar(text, 7), "value", problems) is None
    [problem] = problems.texts
    return problem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("18000", "18000"),
        ("18 000", "18000"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("18\u202f000", "18000"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 12,50 ", "12.50"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_figure_is_read_as_russians_write_it(text, value):
    assert str(read(Figure(), text)) == value


NOT_FIGURES = [
    "12,345,678",
    "1e5",
    "NaN",
    "Infinity",
    "много",
    "0x1F",
    "0777",
    "12.",
    ",5",
    "5%",
    "+5",
    "1_000",
    "١٢",
    "②",
    "18000000000000000",
    "1,2.3",
    "-5",
    "−5",
    "18.000,5",
    "",
    "1 8000",
    "18 00",
    "18  000",
    "1 234 56",
    "5 чел.",
]


@pytest.mark.parametrize("text", NOT_FIGURES)
def test_what_is_not_a_figure_is_not_guessed(text):
    assert refusal(Figure(), text).startswith("a.yaml, строка 7, поле value: ожидается число, например 18000")


def test_what_is_found_instead_of_a_figure_is_quoted():
    assert refusal(Figure(), "много") == (
        "a.yaml, строка 7, поле value: ожидается число, например 18000; найдено «много»."
    )


@pytest.mark.parametrize("text", ["12,345", "1.234", "999.999"])
def test_a_fraction_that_may_be_thousands_is_refused_with_both_ways_out(text):
    whole, fraction = re.split("[.,]", text)
    assert refusal(Figure(), text).endswith(
        f"Если это тысячи, напишите {whole}{fraction}; если дробь — {whole},{fraction}0."
    )
    assert read(Figure(), f"{whole}{fraction}") == Decimal(whole + fraction)
    assert read(Figure(), f"{whole},{fraction}0") == Decimal(f"{whole}.{fraction}")


def test_a_growth_may_be_below_zero_with_either_minus():
    assert read(SignedFigure(), "-5,5") == read(SignedFigure(), "−5,5") == Decimal("-5.5")
    assert str(read(SignedFigure(), "-0")) == "0"
    assert "тысячи, напишите -12345;" in refusal(SignedFigure(), "-12,345")


def test_years_are_those_a_report_may_speak_of():
    assert [read(Year(), text) for text in ("1990", "2023", "2100")] == [1990, 2023, 2100]
    for text in ("1989", "2101", "23", "20233", "2023 г.", "٢٠٢٣"):
        assert "ожидается год, например 2023" in refusal(Year(), text)


def test_a_period_is_a_year_or_years_in_a_row():
    assert read(PeriodField(), "2023") == Period(2023)
    assert read(PeriodField(), "2018-2023") == read(PeriodField(), "2018–2023") == Period(2018, 2023)
    for text in ("2023-2018", "2018-", "-2018", "2018-23", "2018 2023", "1989-2000", "2_018"):
        assert "ожидается год или годы подряд" in refusal(PeriodField(), text)


def test_a_date_is_a_real_month_or_day():
    for text in ("2024-01", "2017-01-31", "2024-02-29"):
        assert read(IsoDate(), text) == text
    for text in ("2024", "2024-13", "2023-02-29", "2024-1", "31.01.2017", "2024-00", "2024-01-32"):
        assert "ожидается дата, например 2024-01 или 2017-01-31" in refusal(IsoDate(), text)


def test_lines_are_counted_from_one_and_in_order():
    assert read(Lines(), "7") == (7, 7)
    assert read(Lines(), "6-8") == read(Lines(), "6–8") == (6, 8)
    for text in ("0", "8-6", "6-", "6,8", "-7", "1-0", "12345678"):
        assert "ожидается строка или строки, например 7 или 6-8" in refusal(Lines(), text)


@pytest.mark.parametrize("text", ["reports/artem-2020.txt", "отчёты/Артём 2020.docx", "a", "a..b/c."])
def test_a_file_is_inside_the_input_folder(text):
    assert read(InputFile(), text) == text


@pytest.mark.parametrize("text", [".a", "..a", ".a/b", "reports/.a/b", "reports/.artem.txt"])
def test_a_hidden_file_is_no_input(text):
    assert "без скрытых файлов и папок" in refusal(InputFile(), text)


@pytest.mark.parametrize(
    "text", ["../a", "a/../b", "a/..", "/etc/passwd", "C:/a", "a\\b", ".", "./a", "a/./b", "\\\\h\\a", ""]
)
def test_a_path_that_leads_out_is_refused(text):
    assert "ожидается путь от папки input" in refusal(InputFile(), text)


def test_a_checksum_has_64_hexadecimal_digits():
    assert read(Sha256(), "0af" + "1" * 61)
    for text in ("1" * 63, "1" * 65, "G" + "1" * 63, "A" * 64):
        assert "контрольная сумма SHA-256" in refusal(Sha256(), text)
