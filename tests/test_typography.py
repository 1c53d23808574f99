"""What `typography` promises: golden cases from the rules of Russian print, and what must hold for any text.

In the golden cases a no-break space is shown as `·`.
"""

import datetime as dt
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.formatting import count, date_long, lines, number, percent, period_long
from generator.model import Period
from generator.typography import DIRECTIONS, typeset

REPORTS = Path(__file__).parents[1].parent / "shared" / "reports"
FORBIDDEN = set("\u202f\u2009\u2060\u2010")


def shown(text: str) -> str:
    """Make no-break spaces visible."""
    return text.replace("\u00a0", "·")


def words(text: str) -> str:
    """The letters and digits of a text."""
    return re.sub(r"\W", "", text)


# Spaces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("встреча в городе", "встреча в·городе"),
        ("И в сети, и на сайте", "И·в·сети, и·на·сайте"),
        ("не для всех, но без них", "не·для·всех, но·без·них"),
        ("если бы, то же, вряд ли", "если·бы, то·же, вряд·ли"),
        ("кто-то из-за угла", "кто-то из-за угла"),
        ("ЗАТО Северск", "ЗАТО Северск"),
        ("бы-ли же-на", "бы-ли же-на"),
    ],
)
def test_short_words_are_bound_to_the_next_and_particles_to_the_last(text, expected):
    assert shown(typeset(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в 2017 г. и 2018 году", "в·2017·г. и·2018·году"),
        ("В 2017 г. Артём победил, г. Артём", "В·2017·г. Артём победил, г.·Артём"),
        ("за 2017г., в 2017-2018гг. и на 01.02.2019г.", "за·2017·г., в·2017–2018·гг. и·на·01.02.2019·г."),
        ("с 1 по 15 января 2017 г.", "с·1 по·15·января·2017·г."),
        ("на 01.01.2017 года", "на·01.01.2017·года"),
        ("в январе 2017", "в·январе·2017"),
        ("12 900 кв. м жилья", "12·900·кв.·м жилья"),
        ("100 000 000 руб.", "100·000·000·руб."),
        ("12,9 тыс. рублей, 5 млн руб.", "12,9·тыс.·рублей, 5·млн·руб."),
        ("в 1,5 раза, 21 раз, 40 человек", "в·1,5·раза, 21·раз, 40·человек"),
        ("5%, 5 %, 12,5%", "5·%, 5·%, 12,5·%"),
        ("5%-10%", "5·%-10·%"),
        ("100%-ный охват", "100%-ный охват"),
        ("рост на 1,2 п.п. и 1 п. п.", "рост на·1,2·п.·п. и·1·п.·п."),
        ("в 2023 газеты", "в·2023 газеты"),
    ],
)
def test_numbers_stay_with_their_units(text, expected):
    assert shown(typeset(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Н.В.Иванов", "Н.·В.·Иванов"),
        ("глава Н. В. Иванов", "глава Н.·В.·Иванов"),
        ("Иванов И.И. доложил", "Иванов·И.·И. доложил"),
        ("Петрова-Водкина К.С.", "Петрова-Водкина·К.·С."),
        ("№5, № 5, §3", "№·5, №·5, §·3"),
        ("закон № 131-ФЗ", "закон №·131-ФЗ"),
        ("ст. 5, п.2, рис. 3", "ст.·5, п.·2, рис.·3"),
        ("г.Артём, ул. Ленина, д. 7", "г.·Артём, ул.·Ленина, д.·7"),
        ("т.е. так, и т.д., в т. ч. и т. п.", "т.·е. так, и·т.·д., в·т.·ч. и·т.·п."),
    ],
)
def test_names_and_abbreviations_are_not_torn(text, expected):
    assert shown(typeset(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" ", " "),
        ("\n    ", "\n    "),
        (" слово ", " слово "),
        ("  два слова  ", "  два слова  "),
        ("работа в ", "работа в·"),
        (" в ", " в·"),
        ("закон № ", "закон №·"),
        ("работа в  ", "работа в  "),
        (" - работа", "·— работа"),
        ("итог - ", "итог·— "),
        ("-", "-"),
        ("–", "–"),
        ("", ""),
    ],
)
def test_spaces_at_the_ends_of_a_node_stay(text, expected):
    assert shown(typeset(text)) == expected


def test_spaces_and_line_breaks_inside_are_one_space():
    assert shown(typeset("информация  о\n\t городе и\nрайоне")) == "информация о·городе и·районе"


def test_foreign_spaces_and_hyphens_are_replaced():
    assert shown(typeset("2017\u202fг., 5\u2009%, кто\u2010то, не\u2060раз")) == "2017·г., 5·%, кто-то, нераз"


# Dashes and quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Город - это люди", "Город·— это люди"),
        ("Город – это люди", "Город·— это люди"),
        (
            "работа пресс - службы, пресс- релиз, «Инцидент - менеджмент»",
            "работа пресс-службы, пресс-релиз, «Инцидент-менеджмент»",
        ),
        ("закон № 59 - ФЗ, №131 -ФЗ и к 80 - летию края", "закон №·59-ФЗ, №·131-ФЗ и·к·80-летию края"),
        ("печатный пресс - орудие", "печатный пресс·— орудие"),
        ("с 2020 - 2015 год", "с·2020·— 2015·год"),
        ("Город -- это люди", "Город·— это люди"),
        ("5 % - дети", "5·%·— дети"),
        ("«Инцидент - менеджмент»", "«Инцидент-менеджмент»"),
        ("«Инцидент-менеджмент»", "«Инцидент-менеджмент»"),
        ("- пункт", "—·пункт"),
        ("– данных нет", "– данных нет"),
        ("знаки – — -", "знаки – — -"),
        ("изменение -12,5% (-3)", "изменение −12,5·% (−3)"),
        ("-1 250", "−1·250"),
        ("-12 500,5 % за год, мороз до -30 и от -5 до +5", "−12·500,5·% за·год, мороз до·−30 и·от·−5 до·+5"),
        ("фоторепортажи -137, на «Радуге» -18 511", "фоторепортажи -137, на·«Радуге» -18·511"),
        ("-5 встреч, молодёжь -10-15 %", "-5 встреч, молодёжь -10-15·%"),
        ("2022 год -6141 обращение", "2022·год·— 6141 обращение"),
        ("с 10 -15 мая", "с·10 -15·мая"),
        ("и так далее...", "и·так далее…"),
        ("стр.....5", "стр.....5"),
    ],
)
def test_dashes_the_minus_and_the_ellipsis(text, expected):
    assert shown(typeset(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-2023 гг.", "2018–2023·гг."),
        ("на 2015 - 2020 годы", "на·2015–2020·годы"),
        ("в 2015 — 2020 гг.", "в·2015–2020·гг."),
        ("10-15 тыс. руб.", "10–15·тыс.·руб."),
        ("1,5-2 раза", "1,5–2·раза"),
        ("10 000-15 000 человек", "10·000–15·000·человек"),
        ("I-II кварталы", "I–II кварталы"),
        ("в январе-марте, июнь-август", "в·январе–марте, июнь–август"),
        ("Январь-март", "Январь–март"),
        ("ст.5-7", "ст.·5–7"),
    ],
)
def test_ranges_take_an_en_dash(text, expected):
    assert shown(typeset(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "59-ФЗ",
        "11-ти",
        "12-летний",
        "5-й",
        "8-800",
        "1-2-3",
        "v1.2-3",
        "2.0.1-15",
        "01-15",
        "131-44",
        "А-10-15",
        "COVID-19",
        "Спасск-Дальний",
        "10-15-летние",
        "01.01.2017-31.12.2017",
        "24/7",
    ],
)
def test_hyphen_of_a_code_a_word_or_a_version_stays(text):
    assert typeset(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Заря"', "«Заря»"),
        ('ООО "Завод "Заря""', "ООО «Завод „Заря“»"),
        ("ООО «Завод «Заря»»", "ООО «Завод „Заря“»"),
        ("“Заря” и „Восход“", "«Заря» и·«Восход»"),
        ('("Заря"), "Восход".', "(«Заря»), «Восход»."),
        ('Газеты:"Заря","Восход";"Маяк"', "Газеты:«Заря»,«Восход»;«Маяк»"),
        ('Она сказала: "Мы - за!"', "Она сказала: «Мы·— за!»"),
        ('""Заря" и "Восход""', "«„Заря“ и·„Восход“»"),
        ('"Заря', '"Заря'),
        ("Заря»", "Заря»"),
        ("«Завод «Заря»", "«Завод «Заря»"),
        ('экран 5" и 7"', 'экран 5" и·7"'),
        ('" и "', '" и·"'),
    ],
)
def test_quotes_become_russian_when_they_pair_off(text, expected):
    assert shown(typeset(text)) == expected


# What is left alone


@pytest.mark.parametrize(
    "text",
    [
        "https://adm.ru/a-b?x=1-2&y=5%",
        "https://adm.ru?y=10-15",
        "http://пример.рф/2018-2023/",
        "press-2018@adm.ru",
        "10-15@adm.ru",
        "example.ru",
        "город-2018-2023.рф",
        "example.ru/news-1-2?id=5%20",
        "komsomolsk-na-amure-2023.txt",
        "отчёт_2018-2023.DOCX",
        "input/reports/2018-2023.pdf",
        "8 (800) 555-35-35",
        "8 914 123 45 67",
        "8-914-123-45-67",
        "+7 4217 52-25-86",
        "+7(4217)522586",
        "52-25-86",
        "тел. 25-38",
        "Телефон: 2-53-10",
        "29:22:040612-15",
        "10:30-18:00",
        "9-10:30",
        "ГОСТ Р 7.0.97-2016",
        "ГОСТ 7-2016",
        "СанПиН 10-15",
        "17-р",
    ],
)
def test_addresses_telephones_files_and_codes_stay_as_written(text):
    assert typeset(text) == text
    assert typeset(f"Смотри {text}, пожалуйста") == f"Смотри {text}, пожалуйста"
    assert typeset(f'Смотри "{text}" - здесь') == f"Смотри «{text}»\u00a0— здесь"


def test_number_of_a_document_stays_but_is_bound_to_its_sign():
    assert [shown(typeset(t)) for t in ("№ 131-ФЗ", "№17-р", "№ 5-7", "№ 12/34-56")] == [
        "№·131-ФЗ",
        "№·17-р",
        "№·5-7",
        "№·12/34-56",
    ]


def test_rules_see_that_something_protected_stands_there():
    assert shown(typeset("на example.ru и в 10:30 - там")) == "на·example.ru и·в·10:30·— там"


def test_what_formatting_prints_is_typeset_already():
    printed = (
        number(-1234567),
        percent(5, sign=True),
        count(2982, "пресс-релиз", "пресс-релиза", "пресс-релизов"),
        date_long(dt.date(2017, 1, 1)),
        period_long(Period(2018, 2023)),
        lines([(6, 8), (42, 43)]),
    )

    assert tuple(map(typeset, printed)) == printed


# What holds for any text

SAMPLE = (
    "в на и с А 5 12 900 000 2017 2018-2023 1-2 -5 - -- – — ... … . , : ; ! ( ) / % № § г. ул. ст. т.е. т. д. п.п. п. "
    'Н.В. Иванов И. Заря " « » „ “ ” тел. 8 800 555-35-35 (4217) +7 10:30 29:22:040612-15 https://x.ru/a-b a@b.ru '
    "example.ru x.рф f-2018-2023.txt №131-ФЗ 17-р ГОСТ 7-2016 Р I-II IV январь март-май ли бы раза тыс. млн руб. кв. м "
    "лет кто-то из-за 01 3,5 ₽ 100%-ный − \u202f \u2009 \u2010 \u2060 \ue000"
)
GAPS = ("", " ", "\u00a0", "  ", "\n")
CHARACTERS = '  \u00a0--–—−.,:/\\()""«»„“”%№§@+…1280 вктиВПГдсмXIxру\n\ue000\'&<>'

prose = st.one_of(
    st.lists(st.tuples(st.sampled_from(SAMPLE.split(" ")), st.sampled_from(GAPS)), max_size=12).map(
        lambda pairs: "".join(piece + gap for piece, gap in pairs)
    ),
    st.text(CHARACTERS, max_size=40),
    st.text(max_size=30),
)


@given(prose)
def test_a_text_once_set_is_not_changed_again(text):
    once = typeset(text)

    assert typeset(once) == once


@given(prose)
def test_letters_and_digits_never_change(text):
    assert words(typeset(text)) == words(text)


@given(prose)
def test_only_spaces_dashes_quotes_and_dots_change(text):
    def dressed_down(printed: str) -> str:
        plain = re.sub(r"[ \t\r\n\u00a0\u2007\u2009\u202f\u2060]", "", printed).replace("…", "...")
        return re.sub("[“”„«»]", '"', re.sub("--|[\u2010–—−]", "-", plain))

    # Two hyphens may have become one dash; dots may have met an ellipsis.
    assert re.sub("-+", "-", dressed_down(typeset(text))) == re.sub("-+", "-", dressed_down(text))


@given(prose)
def test_characters_that_the_fonts_lack_never_come_out(text):
    assert not FORBIDDEN & set(typeset(text))


@given(st.text("аяАЯ059\u00a0,()+−…", max_size=20))
def test_words_and_figures_that_are_passed_by_had_nothing_to_change(text):
    # The quote, unpaired and so left as written, sends the same text through all the rules.
    assert typeset(text) == text
    assert typeset(text + "»") == text + "»"


RUNS = (
    " ",
    "\u00a0",
    '"',
    "«",
    '" ',
    "1",
    "111 ",
    "1 111",
    "1-",
    "-",
    "- ",
    "\u00a0-",
    ".",
    "а",
    "а.",
    "А.",
    "x.",
    "x/",
)
SNARES = ("a@", "a-b.c", "8 ", "8 (800", "тел ", "1:", "№1-", "ГОСТ ", "ГОСТ Р ", "ГОСТ 1-1", "I-", "март-", "в ", "1,")


def test_a_number_in_groups_takes_nothing_that_stands_after_it():
    assert typeset("получено 27 348 жалоб") == "получено 27\N{NO-BREAK SPACE}348 жалоб"


def test_no_pattern_repeats_a_group_possessively():
    """Before Python 3.11.5 such a group takes what stands after its last repetition (CPython, gh-106052)."""
    for path in sorted((Path(__file__).parents[1] / "generator").rglob("*.py")):
        assert not re.search(r"\)(?:[+*?]|\{+[\d,]+\}+)\+", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("unit", [*RUNS, *SNARES])
def test_time_grows_no_faster_than_the_text(unit):
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        start = time.process_time()
        typeset(text)
        return time.process_time() - start

    small, large = 12_500, 100_000

    # Eight times the text: linear work takes 8 times as long, quadratic 64. One good comparison of several is
    # enough: a busy machine only ever makes a run longer.
    assert any(seconds(large) < 24 * max(seconds(small), 0.001) for _ in range(5))


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not beside the project")
def test_real_reports_keep_their_words_and_get_no_foreign_characters():
    for path in sorted(REPORTS.glob("*.txt")):
        for paragraph in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            once = typeset(paragraph)
            assert words(once) == words(paragraph)
            assert typeset(once) == once
            assert not FORBIDDEN & set(once)
            assert " - " not in once


@pytest.mark.parametrize("mark", DIRECTIONS)
def test_a_mark_that_turns_the_direction_of_a_text_is_not_printed(mark):
    assert typeset(f"отчёт {mark}fdp.txt") == "отчёт fdp.txt"
