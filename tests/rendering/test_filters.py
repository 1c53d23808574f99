from dataclasses import replace
from decimal import Decimal

import pytest

from generator import wording
from generator.digest import ABSENT, INAPPLICABLE, MISSING, Cell, Figure, Place, no_data, text
from generator.model import Measure, Qualifier, Source
from generator.rendering import filters
from tests.samples import ELOVSK, KEDROV, figure, report

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "measure", "qualifier", "unit", "printed"),
    [
        (1267, Measure.COUNT, Qualifier.EXACT, "", f"1{NBSP}267"),
        (350, Measure.COUNT, Qualifier.AT_LEAST, "", f"более{NBSP}350"),
        (6000, Measure.GROWTH_ABS, Qualifier.EXACT, "", f"+6{NBSP}000"),
        (6000, Measure.GROWTH_ABS, Qualifier.ABOUT, "", f"около{NBSP}6{NBSP}000"),
        (50, Measure.GROWTH_PCT, Qualifier.ABOUT, "", f"около{NBSP}50{NBSP}%"),
        (-1200, Measure.GROWTH_ABS, Qualifier.AT_LEAST, "", f"убыль более{NBSP}1{NBSP}200"),
        (-5, Measure.GROWTH_PCT, Qualifier.ABOUT, "", f"убыль около{NBSP}5{NBSP}%"),
        (12, Measure.GROWTH_PCT, Qualifier.EXACT, "", f"+12{NBSP}%"),
        (-3, Measure.GROWTH_PCT, Qualifier.EXACT, "", f"−3{NBSP}%"),
        (40, Measure.SHARE, Qualifier.EXACT, "", f"40{NBSP}%"),
        (2, Measure.DURATION, Qualifier.UP_TO, "hours", f"до{NBSP}2{NBSP}часов"),
        (1, Measure.DURATION, Qualifier.UP_TO, "days", f"до{NBSP}1{NBSP}дня"),
        (8, Measure.DURATION, Qualifier.EXACT, "hours", f"8{NBSP}часов"),
        (3, Measure.RATIO, Qualifier.EXACT, "", f"в{NBSP}3{NBSP}раза"),
        ("2.25", Measure.RATIO, Qualifier.AT_LEAST, "", f"более чем в{NBSP}2,25{NBSP}раза"),
        ("1.04", Measure.RATIO, Qualifier.EXACT, "", f"в{NBSP}1,04{NBSP}раза"),
        ("5.0", Measure.RATIO, Qualifier.EXACT, "", f"в{NBSP}5{NBSP}раз"),
        (None, Measure.RATIO, Qualifier.VAGUE, "", "без числа"),
    ],
)
def test_a_figure_is_printed_with_its_qualifier_sign_and_unit(value, measure, qualifier, unit, printed):
    observation = figure("x", value, measure=measure, qualifier=qualifier, unit=unit)

    assert filters.figure(Figure(observation.value, measure, (observation,), qualifier, unit)) == printed


def test_four_digits_are_grouped_in_a_column_and_not_in_a_sentence():
    observation = figure("x", 8331)
    value = Figure(observation.value, Measure.COUNT, (observation,))

    assert (filters.figure(value), filters.figure(value, text=True)) == (f"8{NBSP}331", "8331")


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (MISSING, "…"),
        (INAPPLICABLE, "х"),
        (ABSENT, "–"),
        (no_data(3), "нет данных"),
        (text("слова"), "слова"),
        (Cell("figure", Figure(figure("x", 0).value, Measure.COUNT, ())), "–"),
        (Cell("figure", Figure(figure("x", 0).value, Measure.GROWTH_ABS, ())), "0"),
        # «0» of one report and «несколько» of another: it did occur.
        (Cell("figure", Figure(figure("x", 0).value, Measure.COUNT, (), Qualifier.AT_LEAST)), "более 0"),
    ],
)
def test_what_is_not_there_has_a_sign_of_its_own(cell, printed):
    assert wording.cell(cell) == printed


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((1, 1, 1, 2), f"Сумма: 1.txt, строки{NBSP}1–3; 2.txt, строка{NBSP}4"),
        ((1, 2, 3, 4, 5, 6), f"5.txt, строка{NBSP}5 и ещё 1{NBSP}отчёт"),
        ((*range(1, 11), 10), f"5.txt, строка{NBSP}5 и ещё 5{NBSP}отчётов"),
    ],
)
def test_a_sum_names_each_report_once_and_counts_the_rest(files, told):
    parts = tuple(
        replace(figure("x", 2), sources=(Source(f"reports/{file}.txt", (line, line), "два"),))
        for line, file in enumerate(files, 1)
    )

    assert filters.origin(Figure(Decimal(8), Measure.COUNT, parts)).endswith(told)


def test_places_name_reports_in_the_genitive_with_their_lines():
    two = [Place(report(ELOVSK), ((7, 7),)), Place(report(KEDROV), ((24, 26), (30, 30)))]

    assert filters.places(two) == f"отчёты Еловска (строка{NBSP}7) и Кедрова (строки{NBSP}24–26, 30)"
    dated = [replace(two[0], dated=True), two[1]]
    assert filters.places(dated).startswith(f"отчёты Еловска за 2023 год (строка{NBSP}7) и Кедрова (строки")
    assert filters.places(two[:1]) == f"отчёт Еловска (строка{NBSP}7)"


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Вышло 8 релизов.", "Вышло 8 релизов"),
        ("Телеграм – 3,1 тыс.", "Телеграм – 3,1 тыс."),
        ("Релизы\t\t318\t402", "Релизы | 318 | 402"),
    ],
)
def test_the_origin_of_a_figure_quotes_the_report_as_it_is_printed(quote, said):
    observation = figure("x", 8)
    read = replace(observation, sources=(replace(observation.sources[0], quote=quote),))

    assert filters.origin(Figure(read.value, read.measure, (read,))).endswith(f": «{said}»")
