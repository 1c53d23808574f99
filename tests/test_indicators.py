from decimal import Decimal
from pathlib import Path

import pytest

from generator import indicators
from generator.errors import GeneratorError
from generator.indicators import AverageOf, Catalogue
from generator.model import Measure

SMALL = Path(__file__).parent / "data/small/indicators.yaml"


def load(tmp_path: Path, extra: str) -> Catalogue:
    path = tmp_path / "indicators.yaml"
    path.write_text(extra, encoding="utf-8")
    return indicators.load(path, SMALL, "indicators.yaml")


def problems(tmp_path: Path, extra: str) -> list[str]:
    with pytest.raises(GeneratorError) as caught:
        load(tmp_path, extra)
    return str(caught.value).split("\n")


def test_the_catalogue_is_read_in_its_order():
    catalogue = indicators.load(base=SMALL)

    assert list(catalogue.indicators) == ["subscribers", "press_releases", "response_time", "growth"]
    subscribers = catalogue.indicators["subscribers"]
    assert subscribers.forms == subscribers.headline == ("подписчик", "подписчика", "подписчиков")
    assert (subscribers.measure, subscribers.total, subscribers.breakdown) == (Measure.STOCK, "sum", False)
    assert catalogue.indicators["press_releases"].headline == ()
    assert catalogue.indicators["press_releases"].breakdown is True
    assert catalogue.tables["subscribers"].unit == ""
    assert catalogue.networks["ok"].note == "пример пометки"
    assert {key: topic.label for key, topic in catalogue.goal_topics.items()} == {
        "openness": "Открытость",
        "feedback": "Обратная связь",
    }


def test_a_figure_in_percent_is_not_called_percent_twice():
    percents = [
        one for one in indicators.load().indicators.values() if one.measure in (Measure.SHARE, Measure.GROWTH_PCT)
    ]

    assert percents
    assert not [one.title for one in percents if "процент" in one.title]


def test_a_second_table_of_subscribers_would_tell_the_figures_of_the_first_again(tmp_path):
    extra = "tables:\n  readers: {title: Читатели, kind: columns}\n  viewers: {title: Зрители, kind: subscribers}\n"

    assert problems(tmp_path, extra) == [
        "indicators.yaml, строка 3, поле tables.viewers.kind: таблица подписчиков уже есть, это subscribers, "
        "а второй не бывает. Укажите columns или series."
    ]


def test_the_table_of_subscribers_may_be_called_otherwise(tmp_path):
    extra = "tables:\n  subscribers: {title: Читатели страниц, kind: subscribers}\n"

    assert load(tmp_path, extra).tables["subscribers"].title == "Читатели страниц"


def test_a_new_indicator_is_added_after_the_known(tmp_path):
    extra = """
tables: {sport: {title: Спорт, unit: единиц, kind: columns}}
indicators:
  matches: {table: sport, label: Матчи, forms: [матч, матча, матчей], measure: count, total: sum}
"""
    catalogue = load(tmp_path, extra)

    assert list(catalogue.indicators)[-1] == "matches"
    assert catalogue.tables["sport"].title == "Спорт"


def test_a_known_entry_changes_only_in_the_fields_that_are_given(tmp_path):
    before = indicators.load(base=SMALL)
    after = load(
        tmp_path,
        "indicators: {press_releases: {label: Релизы, breakdown: false}}\ngoal_topics: {openness: {label: Свет}}",
    )

    changed = after.indicators["press_releases"]
    assert (changed.label, changed.breakdown) == ("Релизы", False)
    assert list(after.indicators) == list(before.indicators)
    assert changed.forms == before.indicators["press_releases"].forms
    assert [topic.label for topic in after.goal_topics.values()] == ["Свет", "Обратная связь"]
    assert after.indicators["subscribers"] == before.indicators["subscribers"]
    assert after.tables == before.tables


@pytest.mark.parametrize("extra", ["", "# пока ничего\n", "indicators:\n", "indicators: {}\n"])
def test_a_file_that_adds_nothing_changes_nothing(tmp_path, extra):
    assert load(tmp_path, extra) == indicators.load(base=SMALL)


def test_without_the_file_the_catalogue_is_the_program_s(tmp_path):
    assert indicators.load(tmp_path / "indicators.yaml", SMALL) == indicators.load(base=SMALL)


def test_an_unknown_table_is_answered_with_the_nearest_of_both_files(tmp_path):
    extra = "tables: {sport: {title: С, kind: columns}}\nindicators:\n  subscribers: {table: sports}\n"

    assert problems(tmp_path, extra) == [
        "indicators.yaml, строка 3, поле indicators.subscribers.table: ожидается одно из имён списка; "
        "найдено «sports». Возможно, «sport»."
    ]


def test_a_new_entry_needs_every_field_and_all_are_told(tmp_path):
    found = problems(tmp_path, "indicators:\n  matches: {table: materials, label: Матчи, total: sum}\n")

    assert found == [
        f"indicators.yaml, строка 2, поле indicators.matches: нет обязательного поля «{name}». Добавьте его."
        for name in ("forms", "measure")
    ]


def test_mistakes_in_an_entry_are_told_with_their_places(tmp_path):
    extra = """
indicators:
  subscribers:
    forms: [подписчик, подписчика]
    measure: stok
    total: maybe
    breakdown: да
    labell: Читатели
networks:
  VK: {label: ВК}
"""
    found = problems(tmp_path, extra)

    assert [problem.removeprefix("indicators.yaml, ") for problem in found] == [
        "строка 4, поле indicators.subscribers.forms: пунктов в списке должно быть 3, а здесь 2.",
        "строка 5, поле indicators.subscribers.measure: ожидается одно из имён списка; "
        "найдено «stok». Возможно, «stock».",
        "строка 6, поле indicators.subscribers.total: ожидается одно из имён списка; "
        "найдено «maybe». Можно: sum, none.",
        "строка 7, поле indicators.subscribers.breakdown: ожидается одно из имён списка; "
        "найдено «да». Возможно, «true».",
        "строка 8, поле indicators.subscribers.labell: такого поля нет. Возможно, «label».",
        "строка 10, поле networks.VK: ожидается имя из строчных латинских букв, цифр и «_», "
        "например press_releases; найдено «VK».",
    ]


def average(fields: str) -> str:
    return f"""
indicators:
  releases_per_week:
    table: materials
    label: Пресс-релизы в неделю
    forms: [пресс-релиз, пресс-релиза, пресс-релизов]
    measure: average
    total: none
    average_of: {{{fields}}}
"""


def test_an_average_names_the_yearly_figure_that_it_leads_to(tmp_path):
    catalogue = load(tmp_path, average("indicator: press_releases, times: 52, words: в неделю"))

    expected = AverageOf("press_releases", Decimal(52), "в неделю")
    assert catalogue.indicators["releases_per_week"].average_of == expected
    assert catalogue.indicators["press_releases"].average_of is None


def test_an_average_of_an_unknown_figure_is_answered_with_the_nearest(tmp_path):
    found = problems(tmp_path, average("indicator: press_release, times: часто, words: в неделю"))

    assert [problem.removeprefix("indicators.yaml, строка 9, поле ") for problem in found] == [
        "indicators.releases_per_week.average_of.indicator: ожидается одно из имён списка; "
        "найдено «press_release». Возможно, «press_releases».",
        "indicators.releases_per_week.average_of.times: ожидается число, например 18000; найдено «часто».",
    ]


def test_an_average_is_taken_at_least_sometimes(tmp_path):
    [found] = problems(tmp_path, average("indicator: press_releases, times: 0, words: никогда"))

    assert "average_of.times: должно быть больше нуля" in found


def test_a_broken_link_in_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "indicators.yaml").symlink_to(tmp_path / "none")

    with pytest.raises(GeneratorError, match="это ссылка"):
        indicators.load(tmp_path / "indicators.yaml", SMALL)


@pytest.mark.skipif(not indicators.CATALOGUE.exists(), reason="the catalogue is not written yet")
def test_the_program_s_own_catalogue_is_right():
    catalogue = indicators.load()

    assert catalogue.indicators["press_releases"].measure is Measure.COUNT
    assert catalogue.indicators["subscribers"].measure is Measure.STOCK
    assert {"administration", "head"} <= set(catalogue.owners)
    assert catalogue.indicators["incidents_per_day"].average_of == AverageOf("incidents", Decimal(365), "в день")


def test_words_under_a_key_figure_begin_with_its_noun_which_a_hedge_puts_in_the_genitive():
    for indicator in indicators.load(None).indicators.values():
        if indicator.headline:
            assert [words.split()[0] for words in indicator.headline] == list(indicator.forms), indicator.key
