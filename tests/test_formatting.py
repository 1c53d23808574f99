"""What `formatting` promises: the golden cases follow the rules of Russian official print."""

import datetime as dt
import json
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from generator.formatting import (
    ABSENT,
    NO_DATA,
    NOT_APPLICABLE,
    as_of,
    count,
    counted,
    date_digits,
    date_long,
    duration,
    growth,
    line_numbers,
    lines,
    listing,
    month_year,
    number,
    percent,
    period_long,
    plural,
    qualified,
    sentence_case,
    sort_key,
    times,
)
from generator.model import Period, Qualifier

D = Decimal
RU = Locale.parse("ru_RU")
EVENTS = ("мероприятие", "мероприятия", "мероприятий")

figures = st.one_of(
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**15), 10**15, places=1),
    st.decimals(-(10**6), 10**6, places=4),
    st.decimals(-2, 2, places=3),
)
decimals = st.integers(0, 4)


def shown(text: str) -> str:
    """Make no-break spaces visible."""
    return text.replace("\u00a0", "·")


def read(text: str) -> Decimal:
    """Read a printed number back."""
    return D(text.replace("\u00a0", "").replace(",", ".").replace("\u2212", "-").replace("+", ""))


# Numbers


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0, None, "0"),
        (12, None, "12"),
        (D("12.5"), None, "12,5"),
        (D("12.50"), None, "12,5"),
        (D("12.00"), None, "12"),
        (D("1.2E+4"), None, "12·000"),
        (1234, None, "1·234"),
        (27348, None, "27·348"),
        (-1234567, None, "−1·234·567"),
        (D("2.5"), 0, "3"),
        (D("3.5"), 0, "4"),
        (D("-2.5"), 0, "−3"),
        (D("12.25"), 1, "12,3"),
        (D("2.675"), 2, "2,68"),
        (D("0.05"), 1, "0,1"),
        (D("-0.04"), 1, "0,0"),
        (D("-0"), None, "0"),
        (D("-0.0"), None, "0"),
        (12, 2, "12,00"),
        (D("999.95"), 1, "1·000,0"),
        (10**30, None, "1" + "·000" * 10),
        (D("1" + "0" * 30 + ".5"), 2, "1" + "·000" * 10 + ",50"),
    ],
)
def test_number_is_printed_by_the_rules(value, places, expected):
    assert shown(number(value, places)) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (1234, None, "1234"),
        (-9999, None, "−9999"),
        (10_000, None, "10·000"),
        (D("9999.5"), None, "9999,5"),
        (D("9999.5"), 0, "10·000"),
    ],
)
def test_prose_groups_digits_from_five_on(value, places, expected):
    assert shown(number(value, places, text=True)) == expected


@pytest.mark.parametrize(("value", "expected"), [(5, "+5"), (-5, "−5"), (0, "0"), (D("0.04"), "0,0")])
def test_sign_is_shown_but_zero_has_none(value, expected):
    assert number(value, 1 if value == D("0.04") else None, sign=True) == expected


def test_missing_figure_is_an_ellipsis_alone_in_every_function():
    assert {
        number(None),
        percent(None),
        times(None),
        growth(None, 1),
        growth(1, None),
        count(None, *EVENTS),
        counted(None, Qualifier.AT_LEAST, EVENTS),
        counted(5, Qualifier.VAGUE, EVENTS),
        duration(None, "hour", Qualifier.EXACT),
        qualified(None, Qualifier.EXACT, suffix="%"),
        qualified(None, Qualifier.UP_TO),
        qualified(5, Qualifier.VAGUE),
    } == {NO_DATA}


def test_signs_of_the_legend_are_the_statistical_ones():
    assert [f"U+{ord(sign):04X}" for sign in (NO_DATA, ABSENT, NOT_APPLICABLE)] == ["U+2026", "U+2013", "U+0445"]


@pytest.mark.parametrize("value", [True, False, 1.5, float("nan"), float("inf"), "12", "12,5", 1j])
def test_what_is_no_exact_figure_is_refused(value: Any):
    for printed in (number, percent, lambda v: plural(v, *EVENTS)):
        with pytest.raises(TypeError, match="Decimal"):
            printed(value)


@pytest.mark.parametrize("value", [D("NaN"), D("sNaN"), D("Infinity"), D("-Infinity")])
def test_figure_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="finite"):
        number(value)


@given(figures, decimals)
def test_printed_number_reads_back_as_the_value_rounded_half_up(value, places):
    # Half up is worked out with whole numbers, apart from the decimal module.
    tenfold = abs(Fraction(value)) * 10**places
    whole = (2 * tenfold.numerator + tenfold.denominator) // (2 * tenfold.denominator)

    printed = read(number(value, places))

    assert abs(Fraction(printed)) == Fraction(whole, 10**places)
    assert printed == 0 or (printed < 0) == (value < 0)


@given(figures)
def test_number_without_decimals_asked_for_loses_nothing(value):
    printed = number(value)

    assert read(printed) == value
    assert "," not in printed or printed[-1] != "0"


@given(figures, decimals)
def test_number_equals_the_one_of_babel_but_for_minus_and_negative_zero(value, places):
    with localcontext() as context:
        context.prec, context.rounding = 50, ROUND_HALF_UP
        theirs = format_decimal(value, "#,##0." + "0" * places if places else "#,##0", locale=RU)

    ours = number(value, places)

    assert ours == theirs.replace("-", "−" if read(ours) else "")


@given(figures, decimals)
def test_no_negative_zero_and_only_the_promised_characters(value, places):
    for printed in (number(value, places), number(value, places, sign=True, text=True)):
        assert set(printed) <= set("0123456789,\u00a0−+")
        assert read(printed) != 0 or printed[0] not in "−+"


@given(figures)
def test_decimal_context_of_the_caller_changes_nothing(value):
    expected = number(value, 2), number(value), growth(value, 7)

    with localcontext() as context:
        context.prec, context.rounding = 3, "ROUND_DOWN"
        assert (number(value, 2), number(value), growth(value, 7)) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (percent(D("12.345")), "12,3·%"),
        (percent(D("12.35"), sign=True), "+12,4·%"),
        (percent(D("-5"), sign=True), "−5,0·%"),
        (percent(0, sign=True), "0,0·%"),
        (percent(50, None), "50·%"),
    ],
)
def test_percent_keeps_its_unit_on_the_line(printed, expected):
    assert shown(printed) == expected


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (D("1.5"), "в·1,5·раза"),
        (1, "в·1·раз"),
        (2, "в·2·раза"),
        (D("2.04"), "в·2·раза"),
        (5, "в·5·раз"),
        (21, "в·21·раз"),
        (22, "в·22·раза"),
        (D("9.66"), "в·9,7·раза"),
    ],
)
def test_times_agree_with_the_number_as_printed(ratio, expected):
    assert shown(times(ratio)) == expected


def test_negative_ratio_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        times(-2)


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (1357, 1000, "+35,7·%"),
        (95, 100, "−5,0·%"),
        (100, 100, "0,0·%"),
        (0, 100, "−100,0·%"),
        (1, 5000, "−99,98·%"),
        (10, 10_000, "−99,9·%"),
        (D("1E-150"), 1, "−100,0·%"),
        (199, 100, "+99,0·%"),
        (D("199.96"), 100, "в·2·раза"),
        (200, 100, "в·2·раза"),
        (300, 100, "в·3·раза"),
        (97, 10, "в·9,7·раза"),
        (5, 0, "…"),
        (5, -1, "…"),
    ],
)
def test_growth_turns_from_percent_to_times_at_a_twofold_rise(new, old, expected):
    assert shown(growth(new, old)) == expected


# Words that agree with numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[(n, "школа") for n in (1, 21, 101, 1001, -1)],
        *[(n, "школы") for n in (2, 3, 4, 22, 104)],
        *[(n, "школ") for n in (0, 5, 10, 11, 12, 13, 14, 20, 111, 112, 1000)],
        *[(D(n), "школы") for n in ("0.5", "1.5", "28.5", "5.1")],
        (D("5.0"), "школ"),  # printed as 5
        (None, "школ"),
    ],
)
def test_plural_takes_the_form_that_russian_wants(value, expected):
    assert plural(value, "школа", "школы", "школ") == expected


def test_fraction_may_have_a_form_of_its_own():
    assert plural(D("1.5"), "новая школа", "новые школы", "новых школ", "новой школы") == "новой школы"
    assert shown(count(D("1.5"), "год", "года", "лет")) == "1,5·года"


def test_plural_looks_at_the_printed_decimals():
    assert plural(1, "тысяча", "тысячи", "тысяч", decimals=1) == "тысячи"  # 1,0
    assert plural(D("1.04"), "год", "года", "лет", decimals=0) == "год"  # 1


@given(figures, st.one_of(st.none(), decimals))
def test_plural_category_is_that_of_cldr_for_the_printed_number(value, places):
    category = plural(value, "one", "few", "many", "other", decimals=places)

    assert category == RU.plural_form(read(number(value, places)))


@given(st.integers(0, 10**7))
def test_whole_numbers_follow_the_school_rule(value):
    last, last_two = value % 10, value % 100
    if last == 1 and last_two != 11:
        expected = "one"
    elif last in (2, 3, 4) and last_two not in (12, 13, 14):
        expected = "few"
    else:
        expected = "many"

    assert plural(value, "one", "few", "many", "other") == expected


def test_count_groups_like_prose_unless_told_otherwise():
    releases = ("пресс-релиз", "пресс-релиза", "пресс-релизов")

    assert shown(count(2982, *releases)) == "2982·пресс-релиза"
    assert shown(count(2982, *releases, text=False)) == "2·982·пресс-релиза"
    assert shown(count(27_348, *releases)) == "27·348·пресс-релизов"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (qualified(350, Qualifier.EXACT), "350"),
        (qualified(350, Qualifier.AT_LEAST), "более·350"),
        (qualified(20, Qualifier.AT_MOST), "не·более·20"),
        (qualified(50, Qualifier.ABOUT, suffix="%"), "около·50·%"),
        (qualified(50, Qualifier.EXACT, suffix="%"), "50·%"),
        (qualified(2, Qualifier.UP_TO), "до·2"),
        (qualified(1200, Qualifier.AT_LEAST), "более·1·200"),
        (qualified(1200, Qualifier.AT_LEAST, text=True), "более·1200"),
        (qualified(D("12.25"), Qualifier.ABOUT, 1), "около·12,3"),
    ],
)
def test_hedge_stays_with_its_figure(printed, expected):
    assert shown(printed) == expected


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "expected"),
    [
        (1, "hour", Qualifier.EXACT, "1·час"),
        (2, "hour", Qualifier.EXACT, "2·часа"),
        (5, "hour", Qualifier.EXACT, "5·часов"),
        (D("1.5"), "hour", Qualifier.EXACT, "1,5·часа"),
        (1, "hour", Qualifier.UP_TO, "до·1·часа"),
        (2, "hour", Qualifier.UP_TO, "до·2·часов"),
        (21, "hour", Qualifier.UP_TO, "до·21·часа"),
        (2, "hour", Qualifier.AT_LEAST, "более·2·часов"),
        (8, "hour", Qualifier.ABOUT, "около·8·часов"),
        (D("1.5"), "hour", Qualifier.ABOUT, "около·1,5·часа"),
        (1, "day", Qualifier.UP_TO, "до·1·дня"),
        (3, "day", Qualifier.UP_TO, "до·3·дней"),
        (3, "day", Qualifier.EXACT, "3·дня"),
        (11, "day", Qualifier.EXACT, "11·дней"),
        (31, "hour", Qualifier.AT_MOST, "не·более·31·часа"),
    ],
)
def test_duration_stands_in_the_case_that_its_hedge_governs(value, unit, qualifier, expected):
    assert shown(duration(value, unit, qualifier)) == expected


@pytest.mark.parametrize(
    ("value", "qualifier", "expected"),
    [
        (350, Qualifier.AT_LEAST, "более·350·мероприятий"),
        (1, Qualifier.ABOUT, "около·1·мероприятия"),
        (21, Qualifier.AT_LEAST, "более·21·мероприятия"),
        (22, Qualifier.AT_LEAST, "более·22·мероприятий"),
        (22, Qualifier.EXACT, "22·мероприятия"),
        (1500, Qualifier.UP_TO, "до·1500·мероприятий"),
    ],
)
def test_counted_noun_stands_in_the_case_that_its_hedge_governs(value, qualifier, expected):
    assert shown(counted(value, qualifier, EVENTS)) == expected


# Dates


def test_dates_never_break_and_have_no_narrow_spaces():
    assert shown(date_long(dt.date(2017, 1, 1))) == "1·января·2017·г."
    assert shown(month_year(dt.date(2024, 1, 15))) == "январь·2024·г."
    assert date_digits(dt.date(2017, 1, 1)) == "01.01.2017"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_every_date_is_printed_with_the_only_special_space(day):
    for printed in (date_long(day), month_year(day), date_digits(day), as_of(day.isoformat())):
        assert not set(printed) & set("\u202f\u2009\u2010\u2060 ")
    assert date_long(day).split("\u00a0")[::2] == [str(day.day), str(day.year)]


def test_day_of_a_count_is_printed_as_exactly_as_it_is_known():
    assert shown(as_of("2024-01")) == "на·январь·2024·г."
    assert shown(as_of("2017-01-01")) == "на·01.01.2017"


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-13", "2017-02-30", "20170101", "2017-W01", "01.01.2017", "2017-1-1", "٢٠١٧-01"]
)
def test_other_text_than_an_iso_month_or_day_is_refused(text):
    with pytest.raises(ValueError):
        as_of(text)


def test_periods_are_told_in_words():
    assert shown(period_long(Period(2023))) == "2023·год"
    assert shown(period_long(Period(2018, 2023))) == "2018–2023·годы"


# Places, lists, order


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], ""),
        ([(7, 7)], "строка·7"),
        ([(7, 7), (7, 7)], "строка·7"),
        ([(6, 8)], "строки·6–8"),
        ([(42, 43), (6, 8)], "строки·6–8, 42–43"),
        ([(6, 7), (8, 8)], "строки·6–8"),
        ([(1, 9), (3, 4)], "строки·1–9"),
        ([(7, 7), (132, 132)], "строки·7, 132"),
    ],
)
def test_lines_are_sorted_joined_and_named(spans, expected):
    assert shown(lines(iter(spans))) == expected


@pytest.mark.parametrize("span", [(0, 1), (5, 4), (-3, -1)])
def test_impossible_span_of_lines_is_refused(span):
    with pytest.raises(ValueError, match="span"):
        line_numbers([span])


spans = st.tuples(st.integers(1, 60), st.integers(0, 5)).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(spans))
def test_printed_lines_are_exactly_the_given_ones(given_spans):
    printed = [part.split("–") for part in line_numbers(given_spans).split(", ") if part]
    covered = [line for part in printed for line in range(int(part[0]), int(part[-1]) + 1)]

    assert covered == sorted({line for first, last in given_spans for line in range(first, last + 1)})


def test_listing_joins_the_last_with_a_conjunction():
    assert listing(("Артём", "Северск", "Спасск-Дальний")) == "Артём, Северск и Спасск-Дальний"
    assert listing(["{0}", "{1}"]) == "{0} и {1}"


def test_sort_puts_yo_with_ye_and_ignores_case():
    names = ["Якутск", "ёлка", "Ежово", "Ёлкино", "елань", "Жуковка"]

    assert sorted(names, key=sort_key) == ["Ежово", "елань", "ёлка", "Ёлкино", "Жуковка", "Якутск"]


def test_sort_looks_past_opening_quotes():
    assert sorted(["Якутск", "«Город № 7»", "Артём"], key=sort_key) == ["Артём", "«Город № 7»", "Якутск"]


def test_sort_does_not_depend_on_the_first_order_of_equal_words():
    assert sorted(["ёж", "еж", "Еж"], key=sort_key) == sorted(["Еж", "ёж", "еж"], key=sort_key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("встречи с жителями", "Встречи с жителями"),
        ("«горячие линии»", "«Горячие линии»"),
        ("«„заря“ и ко»", "«„Заря“ и ко»"),
        ("ёлка", "Ёлка"),
        ("СМИ и сети", "СМИ и сети"),
        ("11-ти ступеней", "11-ти ступеней"),
        ("«»", "«»"),
    ],
)
def test_sentence_begins_with_a_capital_past_its_quotes(text, expected):
    assert sentence_case(text) == expected


# Another witness: ICU, by way of Node

ORACLE = """
const out = JSON.parse(require('fs').readFileSync(0)).map(([value, places]) => {
  const fixed = {minimumFractionDigits: places, maximumFractionDigits: places};
  const table = new Intl.NumberFormat('ru-RU', {...fixed, useGrouping: 'always', signDisplay: 'negative'});
  const prose = new Intl.NumberFormat('ru-RU', {...fixed, useGrouping: 'min2', signDisplay: 'negative'});
  const signed = new Intl.NumberFormat('ru-RU', {...fixed, useGrouping: 'always', signDisplay: 'exceptZero'});
  const rules = new Intl.PluralRules('ru', fixed);
  return [table.format(value), prose.format(value), signed.format(value), rules.select(Math.abs(Number(value)))];
});
console.log(JSON.stringify(out));
"""
SMALL = (0, 1, 2, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112, 121, 999, -5)
LARGE = (1000, 1234, -1234, 9999, 10_000, 12_345, 27_348, 999_999, 1_234_567)
FRACTIONS = ("0.1", "0.5", "1.5", "2.5", "12.25", "2.675", "-0.04", "-0.5", "9999.5", "999.95", "123456789012.345")
VALUES = [str(value) for value in (*SMALL, *LARGE, *FRACTIONS)]


@pytest.mark.skipif(not shutil.which("node"), reason="needs node, whose ICU is the witness")
def test_icu_prints_the_same_numbers_and_chooses_the_same_plurals():
    cases = [(value, places) for value in VALUES for places in (0, 1, 2)]
    answer = subprocess.run(
        ["node", "-e", ORACLE], input=json.dumps(cases), capture_output=True, text=True, encoding="utf-8", check=True
    )

    ours = [
        [
            number(D(value), places),
            number(D(value), places, text=True),
            number(D(value), places, sign=True),
            plural(D(value), "one", "few", "many", "other", decimals=places),
        ]
        for value, places in cases
    ]

    theirs = json.loads(answer.stdout.replace("-", "−"))
    assert ours == theirs
