"""For every check, a report that passes and one that does not."""

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from generator import checks, indicators
from generator.model import Goal, Measure, Need, Passage, Pending, Period, Qualifier, Source, Status
from tests.samples import ELOVSK, KEDROV, figure, followers, goal, report, stated

NOWHERE = Path("/nonexistent")
CATALOGUE = indicators.load()


def found(check, *observations, folder=NOWHERE, catalogue=CATALOGUE, **more):
    return list(check(report(ELOVSK, *observations, **more), folder, catalogue))


def plain(finding):
    """The message with ordinary spaces."""
    return finding.message.replace("\N{NO-BREAK SPACE}", " ")


NETWORKS = (followers("head", "vk", 11200), followers("head", "ok", 520), followers("head", "telegram", 1155))


def test_a_total_that_equals_its_networks_passes():
    assert found(checks.subscribers_add_up, *NETWORKS, stated("head", 12875)) == []


def test_a_total_off_by_one_is_an_error_with_both_numbers_and_all_places():
    [finding] = found(checks.subscribers_add_up, *NETWORKS, stated("head", 12876))

    assert (finding.level, finding.code) == ("error", "total-mismatch")
    assert "12\N{NO-BREAK SPACE}876" in finding.message and "12\N{NO-BREAK SPACE}875" in finding.message
    assert len(finding.sources) == 4
    assert (finding.municipality, finding.year) == (ELOVSK, 2023)


def test_a_total_among_the_subscribers_is_held_to_its_networks_too():
    parts = (followers("head", "vk", 40), followers("head", "ok", 70))

    [finding] = found(checks.subscribers_add_up, *parts, followers("head", "all", 100))
    assert (finding.level, finding.code) == ("error", "total-mismatch")
    assert plain(finding) == "указано всего 100, по слагаемым 110 — подписчики главы"
    assert found(checks.subscribers_add_up, *parts, followers("head", "all", 110)) == []


def total_of(owner, network, value, **more):
    return figure("subscribers_total", value, measure=Measure.STOCK, owner=owner, network=network, **more)


def test_a_stated_total_of_one_network_is_held_to_that_network_alone():
    pages = (followers("administration", "vk", 100), followers("administration", "ok", 70))

    assert found(checks.subscribers_add_up, *pages, total_of("administration", "vk", 100)) == []
    [finding] = found(checks.subscribers_add_up, *pages, total_of("administration", "vk", 1000))
    assert plain(finding).startswith("указано всего 1000, по слагаемым 100 — ")
    assert plain(finding).endswith("«ВКонтакте»")
    assert finding.level == "error"


def test_a_total_of_one_network_is_made_of_the_owners_of_that_network():
    pages = (followers("head", "vk", 100), followers("administration", "vk", 70), followers("head", "ok", 5))

    for total in (followers("all", "vk", 170), followers("", "vk", 170), total_of("all", "vk", 170)):
        assert found(checks.subscribers_add_up, *pages, total) == []
    [finding] = found(checks.subscribers_add_up, *pages, followers("all", "vk", 175))
    assert plain(finding) == "указано всего 175, по слагаемым 170 — подписчики всех страниц, «ВКонтакте»"


def test_a_joint_total_is_made_of_the_joint_networks():
    networks = (followers("all", "vk", 100), followers("all", "ok", 70))

    assert found(checks.subscribers_add_up, *networks, stated("all", 170)) == []
    assert [f.level for f in found(checks.subscribers_add_up, *networks, stated("all", 160))] == ["error"]


def test_parts_left_out_in_one_way_are_no_matter_when_another_way_is_whole():
    networks = (followers("all", "vk", 100), followers("all", "ok", 70))

    codes = [f.code for f in found(checks.subscribers_add_up, *networks, stated("all", 170), stated("head", 20))]
    assert codes == []


@pytest.mark.parametrize(
    ("named", "level", "code"),
    [
        (400, "note", "total-incomplete"),
        (900, "note", "total-incomplete"),  # a tenth is left out
        (901, "error", "total-mismatch"),
        (1001, "error", "total-mismatch"),  # parts are never more than the whole
        (9000, "error", "total-mismatch"),
    ],
)
def test_a_total_well_above_its_parts_means_parts_left_out_and_any_other_gap_is_an_error(named, level, code):
    [finding] = found(checks.subscribers_add_up, followers("head", "vk", named), stated("head", 1000))

    assert (finding.level, finding.code) == (level, code)


def test_a_total_that_no_way_explains_is_told_once_and_its_error_first():
    by_network, by_owner = followers("all", "vk", 50), stated("head", 60)
    [finding] = found(checks.subscribers_add_up, by_network, by_owner, stated("all", 100))
    assert finding.level == "note"

    [finding] = found(checks.subscribers_add_up, followers("all", "vk", 110), by_owner, stated("all", 100))
    assert finding.level == "error"
    assert "по слагаемым 110" in plain(finding)


def test_what_is_left_out_is_called_by_its_name():
    page = followers("head", "vk", 400)

    def ending(total):
        [finding] = found(checks.subscribers_add_up, page, total)
        return plain(finding).split(" — ")[0]

    assert ending(stated("head", 1000)) == "указано всего 1000, а по частям 400: названы не все сети"
    assert ending(stated("all", 1000)) == "указано всего 1000, а по частям 400: названы не все страницы"
    assert ending(followers("all", "vk", 1000)).endswith("названы не все владельцы страниц")


def test_a_total_is_held_to_the_parts_of_its_own_date():
    pages = [followers("head", "vk", value, as_of=date) for value, date in ((100, "2023-01"), (150, "2024-01"))]

    for value, date in ((100, "2023-01"), (150, "2024-01"), (150, "")):
        assert found(checks.subscribers_add_up, *pages, followers("head", "all", value, as_of=date)) == []
    assert len(found(checks.subscribers_add_up, *pages, followers("head", "all", 149, as_of="2024-01"))) == 1


def test_topical_pages_of_one_network_all_belong_to_the_total():
    pages = (
        followers("topical", "vk", 1000, topic="svo"),
        followers("topical", "vk", 50, topic="national_projects"),
    )

    for total in (total_of("topical", "all", 1050), total_of("topical", "all", 1000, topic="svo"), stated("all", 1050)):
        assert found(checks.subscribers_add_up, *pages, total) == []
    [finding] = found(checks.subscribers_add_up, *pages, total_of("topical", "all", 1000))
    assert plain(finding) == "указано всего 1000, по слагаемым 1050 — подписчики тематической страницы, всего по отчёту"


def test_a_total_of_topical_pages_is_made_of_those_of_each_topic():
    topics = (
        followers("topical", "all", 500, topic="svo"),
        followers("topical", "vk", 400, topic="svo"),
        followers("topical", "ok", 100, topic="svo"),
        followers("topical", "all", 300, topic="national_projects"),
    )

    assert found(checks.subscribers_add_up, *topics, total_of("topical", "all", 800)) == []
    [finding] = found(checks.subscribers_add_up, *topics, total_of("topical", "all", 1000))
    assert plain(finding).startswith("указано всего 1000, а по частям 800: названы не все страницы")


def test_a_growth_told_as_a_ratio_is_no_total():
    ratio = figure("subscribers", "2.5", measure=Measure.RATIO, owner="administration", network="all")

    assert found(checks.subscribers_add_up, followers("administration", "vk", 5000), ratio) == []


def test_figures_of_different_months_are_not_held_to_a_sum():
    parts = (followers("head", "vk", 100, as_of="2023-06"), followers("head", "ok", 70, as_of="2024-01"))

    assert found(checks.subscribers_add_up, *parts, followers("head", "all", 160, as_of="2024-01")) == []
    for date in ("2024-01-15", ""):
        part = replace(parts[0], as_of=date)
        assert (
            len(found(checks.subscribers_add_up, part, parts[1], followers("head", "all", 160, as_of="2024-01"))) == 1
        )


def test_the_joint_total_is_made_of_the_owners_totals():
    observations = [*NETWORKS, stated("head", 12875), followers("administration", "vk", 100)]

    assert found(checks.subscribers_add_up, *observations, stated("all", 12975)) == []
    assert len(found(checks.subscribers_add_up, *observations, stated("all", 12875))) == 1


def test_an_owner_known_by_its_total_alone_belongs_to_the_joint_total():
    assert found(checks.subscribers_add_up, stated("head", 60), stated("administration", 40), stated("all", 100)) == []


@pytest.mark.parametrize("said", [{"qualifier": Qualifier.ABOUT}, {"value": None}])
def test_hedged_figures_and_those_in_words_are_not_held_to_a_sum(said):
    part, total = followers("head", "vk", 100), stated("head", 150)

    assert found(checks.subscribers_add_up, replace(part, **said), total) == []
    assert found(checks.subscribers_add_up, part, replace(total, **said)) == []


SERIES = (figure("incidents", 184, year=2021), figure("incidents", 1782, year=2022), figure("incidents", 4829))


def test_a_many_year_total_that_equals_its_years_passes():
    assert found(checks.series_adds_up, *SERIES, figure("incidents_total", 6795, year="2021-2023")) == []


def test_a_many_year_total_that_does_not_is_an_error():
    [finding] = found(checks.series_adds_up, *SERIES, figure("incidents_total", 6796, year="2021-2023"))

    assert (finding.level, finding.code) == ("error", "total-mismatch")


def test_a_many_year_total_with_a_missing_year_cannot_be_checked():
    assert found(checks.series_adds_up, *SERIES[1:], figure("incidents_total", 1, year="2021-2023")) == []


def test_a_many_year_total_is_made_of_the_years_of_its_own_pages_and_topic():
    named = (figure("incidents", 184, year=2021, owner="all", network="all"), *SERIES[1:])
    assert len(found(checks.series_adds_up, *named, figure("incidents_total", 6796, year="2021-2023"))) == 1
    for key, one, another in (
        ("owner", "head", "administration"),
        ("network", "vk", "ok"),
        ("topic", "svo", "elections"),
    ):
        total = figure("incidents_total", 1, year="2021-2023", **{key: one})
        for whose, told in (("", 0), (another, 0), (one, 1)):
            own = [replace(o, **{key: whose}) for o in SERIES]
            assert len(found(checks.series_adds_up, *own, total)) == told


def test_only_counts_of_a_series_add_up_over_years():
    releases = (figure("press_releases", 5, year=2022), figure("press_releases", 6))
    growth = [replace(o, measure=Measure.GROWTH_ABS) for o in SERIES]

    assert found(checks.series_adds_up, *releases, figure("press_releases", 12, year="2022-2023")) == []
    assert found(checks.series_adds_up, *growth, replace(growth[0], period=Period.parse("2021-2023"))) == []
    assert found(checks.series_adds_up, *growth, figure("incidents_total", 1, year="2021-2023")) == []


SERIES_OF_ONE_S_OWN = """
tables:
  calls: {title: Звонки, kind: series}
indicators:
  calls: {table: calls, label: Звонки, forms: [звонок, звонка, звонков], measure: count, total: sum}
"""


def test_every_table_that_is_a_series_is_checked(tmp_path):
    (tmp_path / "indicators.yaml").write_text(SERIES_OF_ONE_S_OWN, encoding="utf-8")
    catalogue = indicators.load(tmp_path / "indicators.yaml")
    calls = (figure("calls", 3, year=2022), figure("calls", 4), figure("calls", 8, year="2022-2023"))

    [finding] = found(checks.series_adds_up, *SERIES, *calls, catalogue=catalogue)
    assert plain(finding) == "указано всего 8, по слагаемым 7 — звонки, 2022–2023 годы"


def test_a_many_year_total_far_above_its_years_is_an_error_for_no_year_is_left_out():
    [finding] = found(checks.series_adds_up, *SERIES, figure("incidents_total", 67950, year="2021-2023"))

    assert finding.level == "error"


def weekly(value):
    return figure("incidents_per_week", value, measure=Measure.AVERAGE)


def test_an_average_that_leads_to_the_total_passes():
    assert found(checks.averages_agree, weekly(160), figure("incidents", 8331)) == []


def test_an_average_that_contradicts_the_total_says_what_it_would_make_and_what_it_should_be():
    [finding] = found(checks.averages_agree, weekly(230), figure("incidents", 8331))

    assert finding.level == "warning"
    assert all(number in plain(finding) for number in ("230", "11 960", "8331", "160,2"))


def test_an_average_is_held_to_the_number_of_the_year_not_to_its_growth():
    growth = figure("incidents", 15, measure=Measure.GROWTH_PCT)

    assert found(checks.averages_agree, weekly(160), figure("incidents", 8331), growth) == []
    [finding] = found(checks.averages_agree, growth, figure("incidents", 8331), growth, weekly(230))
    assert "а за год указано 8331" in plain(finding)
    assert found(checks.averages_agree, weekly(230), growth) == []


AVERAGE_OF_ONE_S_OWN = """
indicators:
  interviews_per_month:
    table: media
    label: Интервью в месяц
    forms: [интервью, интервью, интервью]
    measure: average
    total: none
    average_of: {indicator: interviews, times: 12, words: в месяц}
"""


def test_an_average_that_the_catalogue_describes_is_checked(tmp_path):
    (tmp_path / "indicators.yaml").write_text(AVERAGE_OF_ONE_S_OWN, encoding="utf-8")
    catalogue = indicators.load(tmp_path / "indicators.yaml")
    monthly = figure("interviews_per_month", 10, measure=Measure.AVERAGE)

    assert found(checks.averages_agree, monthly, figure("interviews", 115), catalogue=catalogue) == []
    [finding] = found(checks.averages_agree, monthly, figure("interviews", 60), catalogue=catalogue)
    assert plain(finding) == "интервью в месяц — 10 дали бы за год 120, а за год указано 60: это 5,0 в месяц"


@pytest.mark.parametrize(("unit", "value", "made"), [("week", 35, 1820), ("month", 150, 1800)])
def test_an_average_of_what_is_counted_is_held_to_the_number_of_the_year(unit, value, made):
    average = figure("press_releases", value, measure=Measure.AVERAGE, unit=unit)

    assert found(checks.averages_agree, average, figure("press_releases", 1800)) == []
    [finding] = found(checks.averages_agree, average, figure("press_releases", 1056))
    assert f"дали бы за год {made}, а за год указано 1056" in plain(finding)


def test_an_average_over_a_day_contradicts_nothing_for_it_may_be_of_working_days():
    average = figure("press_releases", 5, measure=Measure.AVERAGE, unit="day")

    assert found(checks.averages_agree, average, figure("press_releases", 1235)) == []


def test_an_average_is_compared_with_the_year_of_the_same_topic():
    observations = (weekly(1), figure("incidents", 52), figure("incidents", 5000, topic="svo"))

    assert found(checks.averages_agree, *observations) == []


@pytest.mark.parametrize(
    "beside",
    [(), (figure("press_releases", 5),), (figure("incidents", 0),), (figure("incidents", 8331, year=2022),)],
)
def test_an_average_without_a_number_of_its_year_contradicts_nothing(beside):
    assert found(checks.averages_agree, weekly(230), *beside) == []


def test_an_average_in_words_contradicts_nothing():
    assert found(checks.averages_agree, weekly(None), figure("incidents", 8331)) == []


def test_only_an_average_of_what_is_counted_leads_to_a_number_of_the_year():
    growth = figure("press_releases", 100, measure=Measure.GROWTH_ABS, unit="week")
    reach = followers("head", "vk", 100)

    assert found(checks.averages_agree, growth, figure("press_releases", 10)) == []
    assert found(checks.averages_agree, replace(reach, measure=Measure.AVERAGE, unit="week"), reach) == []


def test_growth_without_a_stock_is_noted():
    growth = figure("subscribers_growth_abs", 6000, measure=Measure.GROWTH_ABS, owner="administration")

    [finding] = found(checks.growth_has_a_stock, growth)
    assert (finding.level, finding.code) == ("note", "growth-without-stock")
    assert found(checks.growth_has_a_stock, growth, followers("administration", "vk", 5)) == []
    assert len(found(checks.growth_has_a_stock, growth, figure("posts", 5, measure=Measure.STOCK))) == 1
    assert found(checks.growth_has_a_stock) == []


def test_only_growth_of_subscribers_asks_for_their_number():
    assert found(checks.growth_has_a_stock, figure("press_releases", 5, measure=Measure.GROWTH_ABS)) == []
    assert found(checks.growth_has_a_stock, figure("subscribers", 5, measure=Measure.AVERAGE, owner="head")) == []


def test_missing_figures_and_goals_are_noted():
    assert [f.code for f in found(checks.answers_are_complete)] == ["no-figures", "no-goals"]
    assert found(checks.answers_are_complete, figure("press_releases", 1), goals=(goal("Цель"),)) == []


def test_a_report_whose_figures_wait_has_figures_though_none_of_the_tables():
    strange = replace(figure("", 3, status=Status.DRAFT), label="Квесты")
    waiting = Pending("17", None, "не сказано, чего это число", Source("reports/x.txt", (3, 3), "17"))
    rejected = {"status": Status.REJECTED}
    none, some = "в отчёте нет ни одного показателя", "показателей для сводных таблиц в отчёте нет"

    for observations, review, said in (
        ((), (), none),
        ((strange,), (), some),
        ((replace(strange, **rejected),), (), none),
        ((), (waiting,), some),
        ((), (replace(waiting, **rejected),), none),
        ((replace(strange, **rejected),), (waiting,), some),
    ):
        made = replace(report(ELOVSK, *observations, goals=(goal("Цель"),)), review=review)
        [finding] = checks.answers_are_complete(made, NOWHERE, CATALOGUE)
        assert finding.message == said


def test_one_indicator_with_two_figures_is_an_error():
    [finding] = found(
        checks.figures_are_named_once, figure("press_releases", 7, line=3), figure("press_releases", 8, line=9)
    )

    assert finding.level == "error"
    assert [source.lines for source in finding.sources] == [(3, 3), (9, 9)]
    assert finding.message == "пресс-релизы — названо дважды: 7 и 8"
    assert finding.advice == "Оставьте в записи одно число"


@pytest.mark.parametrize(
    ("twice", "called"),
    [
        (followers("head", "telegram", 1), "подписчики главы, Телеграм"),
        (figure("media_requests", 1), "запросы СМИ"),
        (figure("hotlines", 1), "«Горячие линии»"),
        (figure("press_releases", 1, year=2022), "пресс-релизы, 2022 год"),
        (figure("materials_published", 1, topic="svo"), "материалы о поддержке специальной военной операции"),
    ],
)
def test_a_message_calls_a_figure_as_people_do(twice, called):
    [finding] = found(checks.figures_are_named_once, twice, replace(twice, value=Decimal(2)))

    assert plain(finding).startswith(f"{called} — названо дважды: 1 и 2")


def test_stocks_of_different_dates_are_no_contradiction():
    january, july = (followers("head", "vk", 9 + month, as_of=f"2023-0{month}") for month in (1, 7))

    assert found(checks.figures_are_named_once, january, july) == []
    assert len(found(checks.figures_are_named_once, january, replace(july, as_of="2023-01"))) == 1


def test_averages_over_a_day_and_over_a_week_are_two_figures():
    daily = figure("press_releases", 5, measure=Measure.AVERAGE, unit="day")
    weekly = figure("press_releases", 25, measure=Measure.AVERAGE, unit="week")

    assert found(checks.figures_are_named_once, daily, weekly) == []
    assert len(found(checks.figures_are_named_once, daily, replace(weekly, unit="day"))) == 1
    terms = [figure("response_time", 2, measure=Measure.DURATION, unit=unit) for unit in ("hours", "days")]
    assert len(found(checks.figures_are_named_once, *terms)) == 1


def test_the_same_indicator_of_other_owners_topics_and_years_is_no_contradiction():
    assert (
        found(
            checks.figures_are_named_once,
            figure("materials_published", 7, topic="svo"),
            figure("materials_published", 8, topic="national_projects"),
            figure("materials_published", 9, topic="svo", year=2022),
            *NETWORKS,
        )
        == []
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1, "1 число не проверено человеком: подтвердите его в записи"),
        (2, "2 числа не проверены человеком: подтвердите их в записи"),
        (5, "5 чисел не проверено человеком: подтвердите их в записи"),
    ],
)
def test_figures_that_nobody_reviewed_are_counted(amount, words):
    drafts = [figure("press_releases", 7, status=Status.DRAFT)] * amount

    [finding] = found(checks.figures_are_reviewed, *drafts, figure("interviews", 1))
    assert plain(finding) == f"{words} records/2023/еловск.yaml"
    assert found(checks.figures_are_reviewed, figure("interviews", 1)) == []


def test_figures_of_kinds_that_the_catalogue_lacks_are_said_to_be_in_no_table():
    quests, clubs = (replace(figure("", 3, status=Status.DRAFT), label=label) for label in ("Квесты", "Кружки"))

    [finding] = found(checks.kinds_are_in_the_catalogue, quests, quests, clubs, figure("interviews", 1))
    assert (finding.level, finding.code, finding.sources) == ("warning", "unknown-kind", quests.sources)
    assert plain(finding) == (
        "3 числа не вошли в дайджест: показателей «Квесты» и «Кружки» нет в каталоге; примите их командой "
        "digest indicators adopt или впишите status: rejected в запись records/2023/еловск.yaml"
    )
    [agreed] = found(checks.kinds_are_in_the_catalogue, replace(quests, status=Status.APPROVED))
    assert plain(agreed).startswith("1 число не вошло в дайджест: показателя «Квесты» нет в каталоге; примите его ")
    assert found(checks.kinds_are_in_the_catalogue, replace(quests, status=Status.REJECTED)) == []


def test_where_there_is_no_record_yet_its_making_comes_first(tmp_path):
    waiting = Pending("17", None, "не сказано, чего это число", Source("reports/x.txt", (3, 3), "17"))
    strange = replace(figure("", 3, status=Status.DRAFT), label="Квесты")
    told = replace(report(ELOVSK, strange, figure("interviews", 1, status=Status.DRAFT)), review=(waiting,))
    (tmp_path / told.source).parent.mkdir()
    (tmp_path / told.source).touch()
    about = (checks.figures_are_reviewed, checks.kinds_are_in_the_catalogue, checks.numbers_are_decided)

    for check in about:
        [finding] = check(told, tmp_path, CATALOGUE)
        assert plain(finding).endswith("записи отчёта ещё нет, её составит команда digest intake")


def test_a_record_whose_report_is_in_the_archive_is_itself_to_be_decided(tmp_path):
    [finding] = found(checks.figures_are_reviewed, figure("interviews", 1, status=Status.DRAFT), folder=tmp_path)

    assert plain(finding).endswith("подтвердите его в записи records/2023/еловск.yaml")
    drafted = report(ELOVSK, figure("interviews", 1, status=Status.DRAFT))
    for file in (drafted.source, drafted.record):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()
    [finding] = checks.figures_are_reviewed(drafted, tmp_path, CATALOGUE)
    assert plain(finding).endswith("подтвердите его в записи records/2023/еловск.yaml")


def test_a_rejected_figure_takes_part_in_nothing():
    rejected = figure("press_releases", 8, status=Status.REJECTED)

    assert found(checks.figures_are_named_once, figure("press_releases", 7), rejected) == []
    assert report(ELOVSK, rejected).counted == ()


@pytest.fixture
def written(tmp_path):
    """A report whose file lies in the input folder, and the folder."""
    text = "Заголовок\n\nВышло 7 пресс-\nрелизов за год\n"
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/x.txt").write_text(text, encoding="utf-8")

    true = hashlib.sha256(text.encode()).hexdigest()

    def make(quote, lines, sha256=true):
        observation = replace(figure("press_releases", 7), sources=(Source("reports/x.txt", lines, quote),))
        return replace(report(ELOVSK, observation), source="reports/x.txt", sha256=sha256)

    return make, tmp_path


def test_a_quote_over_two_lines_is_found(written):
    make, folder = written

    assert list(checks.quotes_stand_in_the_report(make("7 пресс- релизов", (3, 4)), folder, CATALOGUE)) == []


def test_a_quote_on_another_line_is_an_error_with_its_place(written):
    make, folder = written

    [finding] = checks.quotes_stand_in_the_report(make("7 пресс- релизов", (1, 1)), folder, CATALOGUE)
    assert (finding.level, finding.code) == ("error", "quote-not-found")
    assert [(source.file, source.lines) for source in finding.sources] == [("reports/x.txt", (1, 1))]
    assert finding.advice.startswith("Впишите в запись ") and finding.advice.endswith(": quote и lines")


def test_the_words_of_a_rejected_figure_may_have_gone_from_the_report(written):
    make, folder = written
    told = make("8 пресс-релизов", (3, 4))
    rejected = tuple(replace(one, status=Status.REJECTED) for one in told.observations)

    assert [finding.code for finding in checks.quotes_stand_in_the_report(told, folder, CATALOGUE)] == [
        "quote-not-found"
    ]
    assert list(checks.quotes_stand_in_the_report(replace(told, observations=rejected), folder, CATALOGUE)) == []


def test_a_row_that_two_figures_quote_is_missed_once(written):
    make, folder = written
    told = make("8 пресс-релизов", (3, 4))
    [one] = told.observations
    two = replace(told, observations=(one, replace(one, value=Decimal(6), period=Period(2022, 2022))))

    assert len(list(checks.quotes_stand_in_the_report(two, folder, CATALOGUE))) == 1


def test_quotes_of_goals_and_needs_are_looked_for_too(written):
    make, folder = written
    told = replace(make("7 пресс-релизов", (3, 4)))
    for quote, lines, missed in (
        ("Заголовок", (1, 1), 0),
        ("Заголовка нет", (1, 1), 1),
        ("", (1, 1), 0),
        ("Заголовка нет", None, 0),
    ):
        source = Source("reports/x.txt", lines, quote)
        for made in (
            replace(told, goals=(Goal("Цель", source),)),
            replace(told, needs=(Need("Курс", source),)),
        ):
            assert len(list(checks.quotes_stand_in_the_report(made, folder, CATALOGUE))) == missed


def test_a_long_quote_that_is_missed_is_shown_by_its_first_words(written):
    make, folder = written
    [finding] = checks.quotes_stand_in_the_report(make("слово " * 20, (3, 4)), folder, CATALOGUE)

    assert plain(finding).endswith(f"нет слов «{('слово ' * 10).rstrip()}…»")


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Пресс-релизы: более 12", True),
        ("Подписчики, Пресс-релизы: 12", True),
        ("Пресс-релизы: 1", False),
        ("Пресс-релизы: 123", False),
        ("Брифинги: 12", False),
    ],
)
def test_a_quote_of_a_table_is_its_label_and_its_figure_with_other_cells_between(tmp_path, quote, stands):
    (tmp_path / "x.csv").write_text("Пресс-релизы;единиц;12;более\n", encoding="utf-8")
    observation = replace(figure("press_releases", 12), sources=(Source("x.csv", (1, 1), quote),))

    found = list(
        checks.quotes_stand_in_the_report(
            replace(report(ELOVSK, observation), source="x.csv", sha256=""), tmp_path, CATALOGUE
        )
    )

    assert [finding.code for finding in found] == ([] if stands else ["quote-not-found"])


def of_file(source, folder):
    """The findings about the report's file."""
    runs = (checks.report_is_the_recorded_one, checks.quotes_stand_in_the_report)
    return [finding for run in runs for finding in run(source, folder, CATALOGUE)]


def codes(findings):
    return [(finding.level, finding.code) for finding in findings]


def test_a_report_changed_since_its_record_is_a_warning_and_its_quotes_are_still_looked_for(written):
    make, folder = written
    stale = "0" * 64

    kept, gone = (of_file(make(quote, (3, 4), stale), folder) for quote in ("7 пресс- релизов", "8 пресс- релизов"))
    assert codes(kept) == [("warning", "report-changed")]
    assert kept[0].advice == "Прочитайте его ещё раз командой digest intake и сверьте показатели"
    assert codes(gone) == [("warning", "report-changed"), ("error", "quote-not-found")]


def test_a_report_in_word_is_compared_with_its_record(tmp_path):
    (tmp_path / "reports").mkdir()
    word = Document()
    word.add_paragraph("Заголовок")
    word.add_paragraph("Вышло 7 пресс-релизов.")
    word.save(str(tmp_path / "reports/x.docx"))
    seven = replace(figure("press_releases", 7), sources=(Source("reports/x.docx", (2, 2), "7 пресс-релизов"),))
    sum_ = hashlib.sha256((tmp_path / "reports/x.docx").read_bytes()).hexdigest()
    recorded = replace(report(ELOVSK, seven), source="reports/x.docx", sha256=sum_)

    assert of_file(recorded, tmp_path) == []
    assert codes(of_file(replace(recorded, sha256="0" * 64), tmp_path)) == [("warning", "report-changed")]


def test_a_report_that_cannot_be_read_is_a_warning_in_the_words_of_the_reader(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/x.docx").write_bytes(b"PK")
    recorded = replace(report(ELOVSK), source="reports/x.docx", sha256=hashlib.sha256(b"PK").hexdigest())

    [finding] = of_file(recorded, tmp_path)
    assert (finding.level, finding.code) == ("warning", "report-unreadable")
    assert "reports/x.docx" in finding.message
    assert not finding.message.endswith(".")  # the printed list adds its own


def test_quotes_are_found_in_a_report_of_an_old_encoding(written):
    make, folder = written
    data = "Вышло 7 пресс-релизов, организовано 12 брифингов.".encode("cp1251")
    (folder / "reports/x.txt").write_bytes(data)

    sum_ = hashlib.sha256(data).hexdigest()
    assert of_file(make("7 пресс-релизов", (1, 1), sum_), folder) == []
    assert codes(of_file(make("8 пресс-релизов", (1, 1), sum_), folder)) == [("error", "quote-not-found")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(written, end):
    make, folder = written
    data = f"Заголовок{end}{end}Вышло 7 релизов".encode()
    (folder / "reports/x.txt").write_bytes(data)

    assert of_file(make("7 релизов", (3, 3), hashlib.sha256(data).hexdigest()), folder) == []


def test_a_form_feed_is_no_line_end(written):
    make, folder = written
    data = "Заголовок\f\n\nВышло 7 релизов".encode()
    (folder / "reports/x.txt").write_bytes(data)

    assert of_file(make("7 релизов", (3, 3), hashlib.sha256(data).hexdigest()), folder) == []


def test_a_report_that_is_not_among_the_reports_is_noted(written):
    make, folder = written
    (folder / "reports/x.txt").unlink()

    [finding] = of_file(make("7 пресс- релизов", (3, 4)), folder)
    assert (finding.level, finding.code) == ("note", "report-missing")
    assert finding.message == "файла отчёта reports/x.txt нет в папке"


def test_reports_that_all_stayed_in_the_archive_are_not_missed(tmp_path):
    assert of_file(report(ELOVSK, figure("press_releases", 7)), tmp_path) == []


def test_a_report_that_may_not_be_opened_stops_no_check(tmp_path, monkeypatch):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/x.docx").write_bytes(b"PK")

    def refuse(path):
        raise PermissionError(path)

    # An administrator may open anything, so no real file will do.
    monkeypatch.setattr(checks.originals.files, "sha256", refuse)

    recorded = replace(report(ELOVSK), source="reports/x.docx", sha256="0" * 64)
    assert codes(of_file(recorded, tmp_path)) == [("warning", "report-unreadable")]


def test_no_check_has_words_of_the_program_in_its_messages():
    observations = (
        *(followers("head", network, 40) for network in ("vk", "vk", "ok")),
        *(stated("head", value) for value in (50, 1000)),
        *SERIES,
        figure("incidents_total", 1, year="2021-2023"),
        weekly(1),
        figure("press_releases", 1, status=Status.DRAFT),
    )

    messages = [f.message.replace("records/2023/еловск.yaml", "") for f in found_by_all(*observations)]
    assert len({f.code for f in found_by_all(*observations)}) >= 5
    assert [message for message in messages if re.search("[A-Za-z_]", message)] == []


def found_by_all(*observations):
    return checks.check([report(ELOVSK, *observations)], NOWHERE, CATALOGUE)


def test_all_checks_run_over_all_reports():
    reports = [report(ELOVSK, *NETWORKS, stated("head", 1)), report(KEDROV)]

    found = {(f.municipality, f.code) for f in checks.check(reports, NOWHERE, CATALOGUE)}
    assert found == {(ELOVSK, "total-mismatch"), (ELOVSK, "no-goals"), (KEDROV, "no-figures"), (KEDROV, "no-goals")}


def test_years_are_held_against_one_another_among_the_reports_themselves_or_all_that_there_are():
    now, before = report(ELOVSK, figure("press_releases", 5000)), releases(100, 2022)

    def jumps(*reports, **more):
        return [f.year for f in checks.check(reports, NOWHERE, CATALOGUE, **more) if f.code == "jump"]

    assert jumps(now) == []
    assert jumps(now, before) == [2023]
    assert jumps(now, known=(now, before)) == [2023]
    assert jumps(before, known=(now, before)) == []


def test_a_large_sum_is_exact():
    parts = [followers("head", "vk", 10**20), followers("head", "ok", 1)]

    assert found(checks.subscribers_add_up, *parts, stated("head", 10**20 + 1)) == []
    [finding] = found(checks.subscribers_add_up, *parts, stated("head", 10**20))
    assert str(Decimal(10**20 + 1))[-3:] in finding.message


def passage(text):
    return Passage("done", (text,), Source("reports/x.txt", (1, 1)))


def test_signs_that_no_text_font_has_are_named_before_they_vanish_on_paper():
    made = replace(report(ELOVSK), passages=(passage("Акция 👍 прошла → успешно 🔥"),))

    [finding] = checks.signs_can_be_printed(made, NOWHERE, CATALOGUE)
    assert (finding.level, finding.code) == ("warning", "signs-not-printed")
    assert "👍" in finding.message and "🔥" in finding.message


def test_hidden_signs_that_turn_the_direction_of_a_text_are_told():
    made = replace(report(ELOVSK), passages=(passage("файл \u202efdp.exe"),))

    [finding] = checks.signs_can_be_printed(made, NOWHERE, CATALOGUE)
    assert (finding.level, finding.code) == ("warning", "hidden-directions")


def test_signs_of_ordinary_texts_are_no_matter():
    made = replace(report(ELOVSK), passages=(passage("№ 5, 10 °C, © газета, «ёлочки» — 5 %, 3 м², ₽"),))

    assert list(checks.signs_can_be_printed(made, NOWHERE, CATALOGUE)) == []


@pytest.mark.parametrize("sign", ["☎", "👍", "\U00010000"])
def test_every_text_of_a_report_is_looked_through_for_such_signs(sign):
    plain_text = replace(report(ELOVSK), passages=(passage("Акция прошла"),))
    headed = replace(passage("Акция прошла"), heading=f"Итоги {sign}")

    for made in (
        replace(plain_text, passages=(headed,)),
        replace(plain_text, goals=(goal(f"Цель {sign}"),)),
        replace(plain_text, needs=(Need(f"Курс {sign}", Source("reports/x.txt", (1, 1))),)),
    ):
        [finding] = checks.signs_can_be_printed(made, NOWHERE, CATALOGUE)
        assert f"есть знаки {sign}:" in finding.message


def test_of_many_such_signs_ten_are_shown():
    signs = "".join(chr(0x1F400 + n) for n in range(12))
    [finding] = checks.signs_can_be_printed(replace(report(ELOVSK), passages=(passage(signs),)), NOWHERE, CATALOGUE)

    assert f"есть знаки {' '.join(signs[:10])}:" in finding.message


# Over the years


def over_years(check, now, *earlier):
    return list(check(now, (now, *earlier), CATALOGUE))


def releases(value, year=2023, of=None):
    """A report of one year with a number of press releases, of that year or of another."""
    return report(ELOVSK, figure("press_releases", value, year=of or year), year=year)


def test_a_figure_that_grows_threefold_in_a_year_is_told_with_both_numbers():
    [finding] = over_years(checks.figures_do_not_jump, releases(520), releases(100, 2022))

    assert (finding.level, finding.code) == ("warning", "jump")
    assert plain(finding) == "пресс-релизы — 520, это в 5,2 раза больше, чем за 2022 год (100)"
    assert over_years(checks.figures_do_not_jump, releases(290), releases(100, 2022)) == []
    assert over_years(checks.figures_do_not_jump, releases(9), releases(1, 2022)) == []


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        (300, 100, 1),
        (299, 100, 0),
        (100, 300, 1),
        (100, 299, 0),
        (10, 1, 1),
        (9, 3, 0),
        (20, 5, 1),
        (0, 100, 0),
        (90, 0, 0),
    ],
)
def test_a_jump_is_threefold_and_of_ten_at_least(now, then, told):
    assert len(over_years(checks.figures_do_not_jump, releases(now), releases(then, 2022))) == told


@pytest.mark.parametrize(("now", "then", "told"), [(500, 1000, 1), (501, 1000, 0), (1000, 500, 0), (1500, 500, 1)])
def test_subscribers_may_grow_more_than_they_may_leave(now, then, told):
    years = [
        report(ELOVSK, followers("head", "vk", n, year=year), year=year) for n, year in ((now, 2023), (then, 2022))
    ]

    assert len(over_years(checks.figures_do_not_jump, *years)) == told


def test_nothing_is_said_of_a_jump_from_what_is_only_known_to_be_more():
    above = report(ELOVSK, figure("press_releases", 100, year=2022, qualifier=Qualifier.AT_LEAST), year=2022)

    assert over_years(checks.figures_do_not_jump, releases(400), above) == []


def test_last_year_may_stand_in_the_same_report():
    both = report(ELOVSK, figure("press_releases", 30), figure("press_releases", 120, year=2022))

    [finding] = over_years(checks.figures_do_not_jump, both)
    assert "в 4 раза меньше" in plain(finding)


def test_subscribers_that_leave_by_halves_are_told():
    [finding] = over_years(
        checks.figures_do_not_jump,
        report(ELOVSK, followers("head", "vk", 400)),
        report(ELOVSK, followers("head", "vk", 1000, year=2022), year=2022),
    )

    assert "в 2,5 раза меньше" in plain(finding)


def test_another_municipality_is_no_earlier_year():
    other = report(KEDROV, figure("press_releases", 10, year=2022), year=2022)

    assert over_years(checks.figures_do_not_jump, releases(520), other) == []


@pytest.mark.parametrize(
    "beside",
    [
        figure("press_releases", 900, year="2022-2023"),  # of two years
        figure("press_releases", None, year=2022, qualifier=Qualifier.VAGUE),
        figure("press_releases", 900, year=2022, measure=Measure.GROWTH_ABS),
    ],
)
def test_only_numbers_of_one_year_are_held_against_the_year_before(beside):
    assert over_years(checks.figures_do_not_jump, report(ELOVSK, figure("press_releases", 100), beside)) == []
    before = report(ELOVSK, replace(beside, period=replace(beside.period, start=2022)), year=2022)
    assert over_years(checks.figures_do_not_jump, report(ELOVSK, figure("press_releases", 100)), before) == []


def test_a_hedged_page_is_no_part_of_a_sum_that_must_be_equal():
    hedged = replace(NETWORKS[0], qualifier=Qualifier.AT_LEAST)

    assert found(checks.subscribers_add_up, hedged, *NETWORKS[1:], stated("head", 15000)) == []


def test_of_subscribers_of_two_dates_the_latest_are_held_against_the_year_before():
    january, december = (
        followers("head", "vk", value, as_of=date) for value, date in ((300, "2023-01"), (1100, "2023-12"))
    )
    before = report(ELOVSK, followers("head", "vk", 1000, year=2022), year=2022)

    assert over_years(checks.figures_do_not_jump, report(ELOVSK, january, december), before) == []
    assert len(over_years(checks.figures_do_not_jump, report(ELOVSK, january), before)) == 1


def grown(value, measure=Measure.GROWTH_ABS):
    """A report with a stated growth of the head's pages."""
    key = "subscribers_growth_abs" if measure is Measure.GROWTH_ABS else "subscribers_growth_pct"
    return report(
        ELOVSK, followers("head", "vk", 1500), figure(key, value, measure=measure, owner="head", network="vk")
    )


def test_growth_is_held_against_the_figures_of_two_years():
    before = report(ELOVSK, followers("head", "vk", 1000, year=2022), year=2022)

    assert over_years(checks.growth_agrees, grown(500), before) == []
    assert over_years(checks.growth_agrees, grown(50, Measure.GROWTH_PCT), before) == []
    [finding] = over_years(checks.growth_agrees, grown(900), before)
    assert plain(finding) == "подписчики главы, «ВКонтакте» — прирост указан 900, а было 1000 и стало 1500: это 500"
    [percent] = over_years(checks.growth_agrees, grown(90, Measure.GROWTH_PCT), before)
    assert plain(percent).endswith("это 50,0 %")


@pytest.mark.parametrize(
    ("now", "then", "stated", "measure", "told"),
    [
        (1500, 1000, 449, Measure.GROWTH_ABS, 1),
        (1500, 1000, 450, Measure.GROWTH_ABS, 0),  # a tenth
        (1500, 1000, 551, Measure.GROWTH_ABS, 1),
        (1005, 1000, 6, Measure.GROWTH_ABS, 0),  # one
        (1005, 1000, 7, Measure.GROWTH_ABS, 1),
        (1000, 1500, -449, Measure.GROWTH_ABS, 1),
        (1000, 1500, -520, Measure.GROWTH_ABS, 0),
        (1000, 1500, 500, Measure.GROWTH_ABS, 1),
        (0, 1000, 5, Measure.GROWTH_ABS, 0),  # there is nothing to hold it against
        (1000, 0, 5, Measure.GROWTH_PCT, 0),
        (None, 1000, 5, Measure.GROWTH_ABS, 0),
        (1000, None, 5, Measure.GROWTH_ABS, 0),
    ],
)
def test_a_stated_growth_may_be_rounded(now, then, stated, measure, told):
    def head(value, year):
        return followers("head", "vk", value, year=year, qualifier=Qualifier.EXACT)

    key = "subscribers_growth_abs" if measure is Measure.GROWTH_ABS else "subscribers_growth_pct"
    growth = figure(key, stated, measure=measure, owner="head", network="vk")
    years = [report(ELOVSK, growth, head(now, 2023)), report(ELOVSK, head(then, 2022), year=2022)]

    assert len(over_years(checks.growth_agrees, *years)) == told


def test_a_hedged_growth_is_held_against_nothing():
    made = grown(900)
    hedged = replace(made, observations=tuple(replace(o, qualifier=Qualifier.ABOUT) for o in made.observations[1:]))
    before = report(ELOVSK, followers("head", "vk", 1000, year=2022), year=2022)

    both = replace(made, observations=(made.observations[0], *hedged.observations))
    assert over_years(checks.growth_agrees, both, before) == []


def test_only_last_year_of_the_same_municipality_is_told_anew():
    now = report(ELOVSK, figure("press_releases", 500, year=2022), figure("press_releases", 400, year=2021))
    others = (
        report(KEDROV, figure("press_releases", 100, year=2022), year=2022),
        report(ELOVSK, figure("press_releases", 100, year=2021), year=2021),
        report(ELOVSK, figure("interviews", 100, year=2022), figure("press_releases", 500, year=2022), year=2022),
    )

    for other in others:
        assert over_years(checks.last_year_is_told_alike, now, other) == []


def test_last_year_told_otherwise_by_a_later_report_is_named():
    now = report(ELOVSK, figure("press_releases", 110, year=2022), figure("press_releases", 120))

    [finding] = over_years(checks.last_year_is_told_alike, now, releases(100, 2022))
    assert plain(finding) == "пресс-релизы, 2022 год — теперь 110, а в отчёте за 2022 год было 100"
    assert over_years(checks.last_year_is_told_alike, now, releases(110, 2022)) == []


def test_a_year_of_a_series_told_otherwise_is_named_once():
    before = report(ELOVSK, figure("incidents", 700, year=2022), year=2022)
    now = report(ELOVSK, figure("incidents", 750, year=2022), figure("incidents", 800))

    [finding] = over_years(checks.last_year_is_told_alike, now, before)
    assert plain(finding).count("2022 год") == 2  # of the figure, and of the report


# The report's own words


def told(text, *observations):
    passage = Passage("done", (text,), Source("reports/x.txt", (1, 9), ""))
    return replace(report(ELOVSK, *observations), passages=(passage,))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Центр открыт 12 мая 2022 года.", True),
        ("Центр открыт 12.05.2021.", True),
        ("Центр открыт 12 мая 2023 года.", False),
        ("По состоянию на 1 января 2024 года.", False),
        ("По закону от 2 мая 2006 года № 59-ФЗ.", False),
        ("Система работает с 2018 года.", False),
        ("К 75-й годовщине победы 9 мая 1945 года открыт сквер.", False),
    ],
)
def test_a_date_of_another_year_is_noted(text, found):
    findings = list(checks.dates_are_of_the_year(told(text), NOWHERE, CATALOGUE))

    assert [finding.code for finding in findings] == ["dates-of-another-year"] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("На сайте созданы два раздела: «Спорт», «Дом» и «Сад».", "сказано «два раздела», а названо 3"),
        ("На сайте созданы три раздела: «Спорт», «Дом» и «Сад».", ""),
        ("Вышло 12 выпусков, среди них «Спорт» и «Дом».", ""),
    ],
)
def test_named_items_are_counted_against_the_stated_number(text, found):
    messages = [plain(f) for f in checks.as_many_are_named(told(text), NOWHERE, CATALOGUE)]

    assert messages == [found] * bool(found)


def test_more_networks_than_stated_are_named():
    pages = (followers("head", "vk", 10), followers("head", "ok", 20))

    assert found(checks.networks_are_as_many, *pages, figure("networks_count", 2)) == []
    [finding] = found(checks.networks_are_as_many, *pages, figure("networks_count", 1))
    assert "ВКонтакте" in finding.message and "Одноклассники" in finding.message


def test_numbers_that_nobody_has_decided_about_are_named():
    said = Source("reports/x.txt", (3, 3), "17 процентов")
    waiting = [Pending(text, None, "не сказано, чего это процент", said) for text in ("17 процентов", "10–15")]
    told = replace(report(ELOVSK), review=(*waiting, replace(waiting[0], status=Status.REJECTED)))

    [finding] = checks.numbers_are_decided(told, NOWHERE, CATALOGUE)
    assert (finding.level, finding.code, finding.sources) == ("warning", "undecided", (said,))
    assert plain(finding).startswith("2 числа отчёта не разобраны: «17 процентов» и «10–15»; решите, что они значат")
    [one] = checks.numbers_are_decided(replace(told, review=tuple(waiting[1:])), NOWHERE, CATALOGUE)
    assert plain(one).startswith("1 число отчёта не разобрано: «10–15»; решите, что оно значит, ")
    settled = replace(told, review=tuple(replace(one, status=Status.REJECTED) for one in waiting))
    assert list(checks.numbers_are_decided(settled, NOWHERE, CATALOGUE)) == []


def test_subscribers_written_as_a_count_of_the_year_are_an_error():
    slip = figure("subscribers", 100, owner="head", network="vk")

    [finding] = found(checks.measures_are_those_of_the_catalogue, slip)
    assert (finding.level, finding.code) == ("error", "other-measure")
    assert "«количество за период», а это «численность на дату»" in plain(finding)
    assert found(checks.measures_are_those_of_the_catalogue, followers("head", "vk", 100)) == []


def test_growth_and_averages_are_no_slip_of_what_is_counted():
    for indicator, measure in (
        ("press_releases", Measure.GROWTH_ABS),
        ("press_releases", Measure.AVERAGE),
        ("incidents_per_week", Measure.COUNT),
    ):
        assert found(checks.measures_are_those_of_the_catalogue, figure(indicator, 5, measure=measure)) == []


def test_pages_told_by_owner_and_by_network_are_no_sum():
    by_owner = figure("posts", 100, owner="administration")
    by_network = figure("posts", 60, network="vk")

    [finding] = found(checks.pages_are_told_apart, by_owner, by_network)
    assert (finding.level, finding.code) == ("warning", "pages-overlap")
    assert plain(finding).startswith("публикации в социальных сетях — названы и по владельцам страниц, и по соцсетям")
    assert found(checks.pages_are_told_apart, by_owner, replace(by_network, owner="head")) == []
    assert found(checks.pages_are_told_apart, by_owner, by_network, figure("posts", 120)) == []


def test_only_what_adds_up_is_told_apart():
    owner, network = {"owner": "administration"}, {"network": "vk"}

    for indicator, measure in (
        ("subscribers", Measure.STOCK),
        ("subscribers_total", Measure.STOCK),
        ("posts", Measure.GROWTH_ABS),
        ("incidents_per_week", Measure.AVERAGE),  # it does not add up
    ):
        pages = [figure(indicator, 5, measure=measure, **whose) for whose in (owner, network)]
        assert found(checks.pages_are_told_apart, *pages) == []


def test_posts_of_one_topic_are_no_part_of_those_of_all():
    by_owner, by_network = figure("posts", 100, owner="administration"), figure("posts", 60, network="vk", topic="svo")

    assert found(checks.pages_are_told_apart, by_owner, by_network) == []


def test_pages_of_one_topic_told_by_owner_and_by_network_are_no_sum():
    def of_svo(value, **whose):
        return figure("materials_published", value, topic="svo", **whose)

    [finding] = found(checks.pages_are_told_apart, of_svo(100, owner="administration"), of_svo(60, network="vk"))
    assert plain(finding).startswith("материалы о поддержке специальной военной операции — названы и по владельцам")
    of_others = figure("materials_published", 60, topic="elections", network="vk")
    assert found(checks.pages_are_told_apart, of_svo(100, owner="administration"), of_others) == []
    topical = figure("posts", 90, owner="topical", topic="svo")
    assert len(found(checks.pages_are_told_apart, topical, figure("posts", 60, network="vk"))) == 1


def test_nothing_counted_is_a_fraction():
    whole, average = figure("press_releases", 6), figure("incidents_per_day", Decimal("6.5"), measure=Measure.AVERAGE)
    assert found(checks.counts_are_whole, whole, average) == []

    [finding] = found(checks.counts_are_whole, figure("press_releases", Decimal("6.11")), whole)
    assert (finding.level, finding.code) == ("error", "count-with-fraction")
    assert plain(finding) == "пресс-релизы — 6,11: дробного количества не бывает"


def quoted(value, quote, **more):
    return replace(figure("press_releases", value, **more), sources=(Source("reports/x.txt", (1, 1), quote),))


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        (7100, "ВКонтакте — 7 100."),
        (7100, "ВКонтакте 7100"),
        (7905, "теперь там 7 тыс. 905"),
        (2_740_000, "получивших 2 млн 740 тыс. просмотров"),
        (12_500, "около 12,5 тыс. подписчиков"),
        (302, "Фоторепортажи 240 302"),
        (455_810, "Посещения сайта 402 300 455 810"),
        (110, "выпущено 60 релизов и 50 анонсов"),
        (25, "двадцать пять пресс-туров"),
        (5000, "люди от 16 до 60 лет разнесли пять тысяч листовок"),
        (3, "в 2023 году три пресс-тура"),
        (12, "Проведено двенадцать брифингов и 5 встреч."),
        (17, "Проведено двенадцать брифингов и 5 встреч."),
        (2, "открыты канал и группа, 300 подписчиков"),
        (7, "Приехали семеро журналистов."),
        (5, "Пятеро гостей, первый из них из Москвы"),
        (1_264_300, "Просмотров набрали 1.264.300 за год"),
        (12_500, "12'500 подписчиков"),
        (Decimal("99.5"), "то есть в срок 99.5%."),
    ],
)
def test_a_figure_that_its_quote_says_passes(value, quote):
    assert found(checks.figures_stand_in_their_quotes, quoted(value, quote)) == []


@pytest.mark.parametrize(
    ("value", "quote"),
    [
        (71_000, "ВКонтакте — 7 100."),
        (110, "подготовлен 101 пресс-релиз"),
        (1203, "разослано 1302, отдельно 12"),
        (12, "проведено 14 брифингов"),
        (12, "проведено четырнадцать брифингов"),
        (52, "двадцать пять пресс-туров"),
        (6000, "разнесли пять тысяч листовок"),
    ],
)
def test_a_figure_mistyped_is_named_with_the_words_of_the_report(value, quote):
    [finding] = found(checks.figures_stand_in_their_quotes, quoted(value, quote))

    assert (finding.level, finding.code) == ("error", "value-not-in-quote")
    explained = replace(quoted(value, quote), note="исправлено по письму от 12 февраля")
    [explained] = found(checks.figures_stand_in_their_quotes, explained)
    assert explained.level == "note"
    assert plain(finding).endswith(f"а в словах отчёта такого числа нет: «{quote}»")


@pytest.mark.parametrize(
    ("measure", "value", "quote", "named"),
    [
        (Measure.GROWTH_ABS, 7000, "аккаунт прибавил 6 000 подписчиков", True),
        (Measure.GROWTH_ABS, -6000, "подписчиков стало на 6 000 меньше", False),
        (Measure.GROWTH_ABS, 2650, "аудитория выросла с 4 200 до 6 850", False),
        (Measure.GROWTH_PCT, 51, "прирост составил 15,3 процента", True),
        (Measure.AVERAGE, 230, "в среднем 320 обращений в неделю", True),
        (Measure.SHARE, "62.5", "доля ответов — 62,5 %", False),
        (Measure.DURATION, 131, "2 часа 11 минут", False),
    ],
)
def test_a_growth_an_average_and_a_share_stand_in_their_quotes_too(measure, value, quote, named):
    assert bool(found(checks.figures_stand_in_their_quotes, quoted(value, quote, measure=measure))) == named


def test_only_growth_is_a_difference_of_two_numbers_of_its_quote():
    assert len(found(checks.figures_stand_in_their_quotes, quoted(2650, "с 4 200 до 6 850"))) == 1
    falling = quoted(2650, "с 6 850 до 4 200", measure=Measure.GROWTH_ABS)
    assert found(checks.figures_stand_in_their_quotes, falling) == []


def test_a_figure_from_four_on_is_held_against_its_quote_and_one_in_words_is_not():
    assert found(checks.figures_stand_in_their_quotes, quoted(3, "открыты канал и группа, 300 подписчиков")) == []
    assert len(found(checks.figures_stand_in_their_quotes, quoted(4, "открыты каналы, 300 подписчиков"))) == 1
    assert found(checks.figures_stand_in_their_quotes, quoted(None, "множество встреч, 300 подписчиков")) == []
    unsourced = replace(figure("press_releases", 40), sources=())
    assert found(checks.figures_stand_in_their_quotes, unsourced) == []


def test_a_report_of_a_year_that_is_to_come_is_an_error():
    told = report(ELOVSK, figure("press_releases", 5), goals=(goal("Цель"),), year=2032)

    [finding] = checks.check([told], NOWHERE, CATALOGUE, issued="2024-03-01")
    assert (finding.level, finding.code) == ("error", "year-to-come")
    assert plain(finding).startswith("отчётный год позже даты выпуска (2024 год): проверьте")
    assert plain(finding).endswith("год в записи records/2032/еловск.yaml и дату выпуска issued в settings.toml")
    assert checks.check([replace(told, year=2024)], NOWHERE, CATALOGUE, issued="2024-12-20") == []
    assert checks.check([told], NOWHERE, CATALOGUE) == []


@pytest.mark.parametrize(
    ("stated", "contradicted"),
    [(Qualifier.EXACT, True), (Qualifier.UP_TO, True), (Qualifier.AT_LEAST, False), (Qualifier.NOT_LESS, False)],
)
def test_a_hedged_number_of_networks_contradicts_only_what_it_excludes(stated, contradicted):
    pages = (followers("head", network, 10) for network in ("vk", "ok", "telegram"))
    number = figure("networks_count", 2, qualifier=stated)

    assert bool(found(checks.networks_are_as_many, *pages, number)) == contradicted


def test_the_number_of_networks_is_that_of_the_year():
    pages = (followers("head", network, 10) for network in ("vk", "ok", "telegram"))
    numbers = (figure("networks_count", 2, year=2022), figure("networks_count", 3))

    assert found(checks.networks_are_as_many, *pages, *numbers) == []


@pytest.mark.parametrize(
    ("average", "contradicted"),
    [(Qualifier.EXACT, True), (Qualifier.NOT_LESS, False), (Qualifier.UP_TO, True), (Qualifier.ABOUT, True)],
)
def test_a_hedged_average_contradicts_only_what_it_excludes(average, contradicted):
    per_day = figure("incidents_per_day", 10, measure=Measure.AVERAGE, qualifier=average)
    said = [plain(one) for one in found(checks.averages_agree, figure("incidents", 5000), per_day)]

    assert bool(said) == contradicted
    if average is Qualifier.UP_TO:
        assert "— до 10 дали бы за год 3650, а за год указано 5000" in said[0]


def test_growth_is_not_held_against_hedged_figures():
    first = replace(followers("head", "vk", 1000, year=2022), qualifier=Qualifier.AT_LEAST)

    assert over_years(checks.growth_agrees, grown(900), report(ELOVSK, first, year=2022)) == []


def test_last_year_told_within_its_hedge_is_told_alike():
    about = report(ELOVSK, figure("press_releases", 350, year=2022, qualifier=Qualifier.ABOUT), year=2022)
    near, far = (report(ELOVSK, figure("press_releases", value, year=2022)) for value in (352, 500))

    assert over_years(checks.last_year_is_told_alike, near, about) == []
    [finding] = over_years(checks.last_year_is_told_alike, far, about)
    assert "теперь 500, а в отчёте за 2022 год было около 350" in plain(finding)


def test_a_jump_is_measured_by_what_is_sure_and_told_with_its_hedge():
    def now(value, qualifier):
        return report(ELOVSK, figure("press_releases", value, qualifier=qualifier))

    assert over_years(checks.figures_do_not_jump, now(400, Qualifier.UP_TO), releases(100, 2022)) == []
    [finding] = over_years(checks.figures_do_not_jump, now(400, Qualifier.AT_LEAST), releases(100, 2022))
    assert "более 400, это в 4 раза больше, чем за 2022 год (100)" in plain(finding)


def test_a_figure_of_a_message_has_its_unit():
    terms = (
        figure("response_time", value, measure=Measure.DURATION, unit=unit)
        for value, unit in ((2, "hours"), (3, "days"))
    )
    [finding] = found(checks.figures_are_named_once, *terms)

    assert "названо дважды: 2 часа и 3 дня" in plain(finding)


def test_many_waiting_numbers_are_one_list():
    said = Source("reports/x.txt", (3, 3), "слова")
    waiting = tuple(Pending(str(n), None, "не сказано, чего это число", said) for n in range(21))
    [finding] = checks.numbers_are_decided(replace(report(ELOVSK), review=waiting), NOWHERE, CATALOGUE)

    start = "21 число отчёта не разобрано: «0», «1», «2», «3», «4» и ещё 16; решите, что они значат"
    assert plain(finding).startswith(start)


def test_five_waiting_numbers_are_all_named():
    said = Source("reports/x.txt", (3, 3), "слова")
    waiting = tuple(Pending(str(n), None, "не сказано, чего это число", said) for n in range(5))
    [finding] = checks.numbers_are_decided(replace(report(ELOVSK), review=waiting), NOWHERE, CATALOGUE)

    assert plain(finding).startswith("5 чисел отчёта не разобрано: «0», «1», «2», «3» и «4»; решите, что они значат")
