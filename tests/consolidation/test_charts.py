"""Charts: which are drawn, what they claim, and that every number of theirs stands in the table beside them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from generator import consolidation, indicators
from generator.consolidation import charts, series, subscribers
from generator.digest import SHADES
from generator.model import Qualifier
from generator.rendering import filters
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, followers, goal, place, report, stated

SOSNOVSK = place("Сосновск")


@pytest.fixture(scope="module")
def catalogue():
    return indicators.load(None)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def shown(chart):
    """What the chart prints, by series."""
    return {one.label: [(plain(p.label), plain(filters.point(p.figure))) for p in one.points] for one in chart.series}


def releases(*values, year=2023, **more):
    """A report of one figure for each of so many made-up places."""
    return [
        report(place(f"Город{i:02}"), figure("press_releases", value, year=year, **more), year=year)
        for i, value in enumerate(values)
    ]


# Subscribers by network


def pages(municipality=ELOVSK, year=2023):
    return report(
        municipality,
        followers("administration", "vk", 900, year=year),
        followers("administration", "ok", 100, year=year),
        followers("administration", "telegram", 50, year=year),
        followers("head", "vk", 300, year=year),
        followers("head", "telegram", 1200, year=year),
        year=year,
    )


def test_networks_stand_from_the_largest_and_are_split_by_owner(catalogue):
    chart = charts.by_network([pages()], catalogue)

    assert chart.kind == "grouped"
    assert shown(chart) == {
        "страницы администраций": [
            ("Телеграм, всего 1 250", "50"),
            ("«ВКонтакте», всего 1 200", "900"),
            ("«Одноклассники», всего 100", "100"),
        ],
        "страницы глав": [
            ("Телеграм, всего 1 250", "1 200"),
            ("«ВКонтакте», всего 1 200", "300"),
            ("«Одноклассники», всего 100", "…"),
        ],
    }
    assert plain(chart.finding) == "Больше всего подписчиков — Телеграм: 1250"
    assert chart.title == "Подписчики по социальным сетям и владельцам страниц, 2023 год"


def test_no_network_is_the_largest_while_more_subscribers_are_told_without_one(catalogue):
    pages = (followers("head", "vk", 1000), followers("head", "ok", 500), followers("head", "telegram", 100))

    def finding(rest):
        return charts.by_network([report(ELOVSK, *pages), report(KEDROV, stated("head", rest))], catalogue).finding

    assert plain(finding(499)) == "Больше всего подписчиков — «ВКонтакте»: 1000"
    assert finding(500) == ""


def test_figures_of_different_years_are_never_in_one_chart(catalogue):
    older = report(KEDROV, followers("head", "vk", 10_000, year=2022), year=2022)

    chart = charts.by_network([pages(), older], catalogue)

    assert {o.period.start for s in chart.series for p in s.points if p.figure for o in p.figure.observations} == {2023}


def test_the_newest_year_with_enough_networks_is_drawn(catalogue):
    newest = report(KEDROV, followers("head", "vk", 10, year=2024), year=2024)

    assert charts.by_network([pages(), newest], catalogue).title.endswith("2023 год")


def test_two_networks_are_no_chart(catalogue):
    two = report(ELOVSK, followers("head", "vk", 10), followers("head", "ok", 20))

    assert charts.by_network([two], catalogue) is None


def test_one_owner_is_one_series_named_by_what_is_counted(catalogue):
    one = report(ELOVSK, *(followers("head", n, v) for n, v in (("vk", 10), ("ok", 20), ("telegram", 5))))

    chart = charts.by_network([one], catalogue)

    assert chart.kind == "bars"
    assert shown(chart) == {"Подписчики": [("«Одноклассники»", "20"), ("«ВКонтакте»", "10"), ("Телеграм", "5")]}


@pytest.mark.parametrize(("owners", "kind"), [(charts.OWNERS, "grouped"), (charts.OWNERS + 1, "bars")])
def test_more_owners_than_are_told_apart_in_black_and_white_are_one_series(catalogue, owners, kind):
    names = [name for name in catalogue.owners if name != "all"][:owners]
    assert len(names) == owners
    found = [followers(owner, network, 10) for owner in names for network in ("vk", "ok", "telegram")]

    assert charts.by_network([report(ELOVSK, *found)], catalogue).kind == kind


def test_a_network_without_subscribers_is_no_bar(catalogue):
    empty = (followers("head", "max", 0), followers("head", "viber", None, qualifier=Qualifier.VAGUE))
    made = replace(pages(), observations=(*pages().observations, *empty))

    chart = charts.by_network([made], catalogue)
    assert {plain(p.label) for one in chart.series for p in one.points} == {
        "Телеграм, всего 1 250",
        "«ВКонтакте», всего 1 200",
        "«Одноклассники», всего 100",
    }


def test_the_places_of_a_chart_are_those_of_its_figures(catalogue):
    lines = {"vk": 3, "ok": 4, "telegram": 5}
    found = [followers("head", network, 10, line=line) for network, line in lines.items()]
    other = figure("press_releases", 5, line=9)

    [place_] = charts.by_network([report(ELOVSK, *found, other)], catalogue).places
    assert place_.spans == ((3, 3), (4, 4), (5, 5))


def test_owners_that_do_not_make_up_the_total_of_a_network_are_not_drawn_apart(catalogue):
    joint = report(
        ELOVSK,
        followers("administration", "vk", 900),
        followers("administration", "telegram", 50),
        followers("head", "telegram", 60),
        followers("head", "vk", 300),
        followers("all", "ok", 700),
    )

    chart = charts.by_network([joint], catalogue)

    assert shown(chart) == {"Подписчики": [("«ВКонтакте»", "1 200"), ("«Одноклассники»", "700"), ("Телеграм", "110")]}


def test_what_the_law_wants_said_of_a_network_is_said_under_its_chart(catalogue):
    named = report(ELOVSK, *(followers("head", n, 10) for n in ("vk", "ok", "instagram")))

    assert len(charts.by_network([named], catalogue).remarks) == 1
    assert charts.by_network([pages()], catalogue).remarks == ()


def test_every_bar_of_many_networks_has_a_column_of_its_own_in_the_table(catalogue):
    names = [name for name in catalogue.networks if name != "all"]
    grown = report(ELOVSK, *(followers("head", name, 100 + n) for n, name in enumerate(names)))
    before = report(ELOVSK, *(followers("head", name, 900 - n, year=2022) for n, name in enumerate(names)), year=2022)

    chart = charts.by_network([before, grown], catalogue)
    table = subscribers.consolidate("subscribers", [before, grown], catalogue)

    [points] = shown(chart).values()
    columns = {column.label for column in table.columns}
    assert len(points) == subscribers.SHOWN + 1
    assert {label for label, _ in points} <= columns
    assert points[-1] == ("Прочие сети", "615")
    assert (chart.more, chart.remarks[0]) == (0, table.remarks[0])


def test_the_rest_of_many_networks_is_told_by_owner_too(catalogue):
    names = [name for name in catalogue.networks if name != "all"]
    of_owners = [
        followers(owner, name, 100 + n) for n, name in enumerate(names) for owner in ("head", "administration")
    ]

    chart = charts.by_network([report(ELOVSK, *of_owners)], catalogue)

    assert [points[-1] for points in shown(chart).values()] == [("Прочие сети, всего 1 230", "615")] * 2


# Press releases by municipality


def test_ten_municipalities_are_shown_and_the_others_counted(catalogue):
    chart = charts.ranking(releases(*range(1, 14)), catalogue)

    [points] = shown(chart).values()
    assert [text for _, text in points] == ["13", "12", "11", "10", "9", "8", "7", "6", "5", "4"]
    assert chart.more == 3
    assert chart.finding.endswith("у Город12а: 13")


def test_a_zero_and_a_silent_report_are_no_bars(catalogue):
    assert charts.ranking([*releases(5, 4, 0), report(BEREGOV)], catalogue) is None


def test_the_newest_year_with_enough_municipalities_is_ranked(catalogue):
    old, new = releases(1, 2, 3, year=2022), releases(7, 8, 9)

    for reports in ([*old, *new], [*new, *old]):
        chart = charts.ranking(reports, catalogue)
        assert chart.title.endswith("2023 год")
        assert [text for _, text in shown(chart)["Пресс-релизы"]] == ["9", "8", "7"]
    assert charts.ranking([*old, *new[:2]], catalogue).title.endswith("2022 год")


def test_of_equals_none_is_called_the_largest(catalogue):
    assert charts.ranking(releases(7, 7, 3), catalogue).finding == ""


@pytest.mark.parametrize(
    ("first", "second", "claimed"),
    [
        (Qualifier.AT_LEAST, Qualifier.EXACT, True),
        (Qualifier.EXACT, Qualifier.AT_MOST, True),
        (Qualifier.EXACT, Qualifier.AT_LEAST, False),  # «более 5» may be more than 9
        (Qualifier.ABOUT, Qualifier.EXACT, False),
        (Qualifier.UP_TO, Qualifier.EXACT, False),
    ],
)
def test_a_finding_holds_whatever_the_hedges_hide(catalogue, first, second, claimed):
    reports = [
        report(ELOVSK, figure("press_releases", 9, qualifier=first)),
        report(KEDROV, figure("press_releases", 5, qualifier=second)),
        report(BEREGOV, figure("press_releases", 1)),
    ]

    assert bool(charts.ranking(reports, catalogue).finding) is claimed


def test_what_is_told_in_words_only_may_be_larger_than_every_bar(catalogue):
    words = figure("press_releases", None, qualifier=Qualifier.VAGUE)
    chart = charts.ranking([*releases(9, 5, 1), report(KEDROV, words)], catalogue)
    page = followers("head", "max", None, qualifier=Qualifier.VAGUE)
    networks = replace(pages(), observations=(*pages().observations, page))

    assert (chart.finding, [len(one.points) for one in chart.series]) == ("", [3])
    assert charts.by_network([networks], catalogue).finding == ""
    assert charts.ranking([*releases(9, 5, 1), report(KEDROV, figure("press_releases", 0))], catalogue).finding


def test_a_hedge_is_printed_at_its_bar(catalogue):
    chart = charts.ranking(releases(350, 20, 3, qualifier=Qualifier.AT_LEAST), catalogue)

    [points] = shown(chart).values()
    assert [text for _, text in points] == ["более 350", "более 20", "более 3"]


# Incidents by year


def told(municipality, values):
    observations = (figure("incidents", value, year=year) for year, value in values.items())
    return report(municipality, *observations)


def test_the_series_of_one_municipality_names_it_and_tells_its_course(catalogue):
    chart = charts.by_year([told(ELOVSK, {2021: 5, 2022: 1000, 2023: 2000}), report(KEDROV)], catalogue)

    assert shown(chart) == {
        "Обращения в системе «Инцидент-менеджмент»": [("2021", "5"), ("2022", "1 000"), ("2023", "2 000")]
    }
    assert plain(chart.finding) == "Обращений с каждым годом больше: 5 за 2021 год, 2000 за 2023 год"
    assert plain(chart.title) == "Обращения в системе «Инцидент-менеджмент», Еловск, 2021–2023 годы"


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({2021: 9, 2022: 5, 2023: 1}, "Обращений с каждым годом меньше: 9 за 2021 год, 1 за 2023 год"),
        ({2021: 9, 2022: 15, 2023: 1}, "Больше всего обращений — за 2022 год: 15"),
        ({2021: 9, 2022: 5, 2023: 9}, ""),
        ({2021: 5, 2022: 9, 2023: 9}, ""),
        ({2021: 9, 2022: 5, 2023: 5}, "Больше всего обращений — за 2021 год: 9"),
        ({2020: 1, 2022: 5, 2023: 9}, ""),  # nobody knows 2021
    ],
)
def test_the_course_is_what_the_years_prove(catalogue, values, finding):
    assert plain(charts.by_year([told(ELOVSK, values)], catalogue).finding) == finding


def test_of_hedged_years_no_course_is_told(catalogue):
    hedged = figure("incidents", 2000, qualifier=Qualifier.AT_LEAST)
    exact = (figure("incidents", value, year=year) for year, value in ((2021, 5), (2022, 1000)))

    chart = charts.by_year([report(ELOVSK, *exact, hedged)], catalogue)
    assert chart.finding == ""
    assert [text for _, text in shown(chart)["Обращения в системе «Инцидент-менеджмент»"]] == [
        "5",
        "1 000",
        "более 2 000",
    ]


def test_a_year_told_in_words_is_no_column_that_makes_a_chart(catalogue):
    words = figure("incidents", None, qualifier=Qualifier.VAGUE)
    exact = [figure("incidents", value, year=year) for year, value in ((2021, 5), (2022, 9))]

    assert charts.by_year([report(ELOVSK, *exact, words)], catalogue) is None
    chart = charts.by_year([report(ELOVSK, figure("incidents", 1, year=2020), *exact, words)], catalogue)
    assert plain(chart.finding) == "Обращений с каждым годом больше: 1 за 2020 год, 9 за 2022 год"
    assert plain(chart.title).endswith("2020–2022 годы")


def test_only_the_last_years_are_drawn(catalogue):
    years = range(2023 - series.SHOWN, 2024)
    chart = charts.by_year([told(ELOVSK, {year: year for year in years})], catalogue)

    [points] = shown(chart).values()
    assert [label for label, _ in points] == [str(year) for year in years[1:]]
    assert plain(chart.finding).startswith("Обращений с каждым годом больше")


def test_a_year_without_a_figure_keeps_its_place(catalogue):
    [points] = shown(charts.by_year([told(ELOVSK, {2019: 1, 2021: 5, 2022: 9})], catalogue)).values()

    assert points == [("2019", "1"), ("2020", "…"), ("2021", "5"), ("2022", "9")]


def test_totals_say_how_many_stand_behind_them_and_claim_nothing_when_those_differ(catalogue):
    reports = [told(ELOVSK, {2021: 5, 2022: 6, 2023: 7}), told(KEDROV, {2022: 60, 2023: 70}), report(BEREGOV)]

    chart = charts.by_year(reports, catalogue)

    [points] = shown(chart).values()
    assert points == [("2021 (1 из 3)", "5"), ("2022 (2 из 3)", "66"), ("2023 (2 из 3)", "77")]
    assert chart.finding == ""


def test_the_same_municipalities_every_year_prove_a_rise(catalogue):
    reports = [told(ELOVSK, {2021: 5, 2022: 6, 2023: 7}), told(KEDROV, {2021: 1, 2022: 60, 2023: 70})]

    assert charts.by_year(reports, catalogue).finding.startswith("Обращений с каждым годом больше")


def test_two_years_are_no_chart(catalogue):
    assert charts.by_year([told(ELOVSK, {2022: 5, 2023: 6})], catalogue) is None


# All of them


def test_a_chart_shows_no_number_that_its_table_does_not(catalogue):
    reports = [
        pages(),
        pages(KEDROV),
        told(SOSNOVSK, {2021: 5, 2022: 6, 2023: 7}),
        *releases(*range(100, 114)),
    ]
    digest = consolidation.consolidate(reports, (), catalogue, {})
    beside = {"subscribers": "subscribers", "press_releases": "materials", "incidents": "incidents"}

    assert set(digest.charts) == set(beside)
    for name, chart in digest.charts.items():
        cells = {cell.figure.value for row in digest.tables[beside[name]].rows for cell in row.cells if cell.figure}
        drawn = {p.figure.value for series in chart.series for p in series.points if p.figure}
        assert drawn <= cells and len(drawn) > 2


def test_a_digest_of_reports_without_figures_has_no_charts(catalogue):
    assert consolidation.consolidate([report(ELOVSK), report(KEDROV)], (), catalogue, {}).charts == {}
    assert consolidation.consolidate([], (), catalogue, {}).charts == {}


def test_a_catalogue_that_knows_nothing_of_them_makes_no_charts():
    bare = replace(indicators.load(None), indicators={}, tables={})

    assert charts.charts([pages(), *releases(1, 2, 3)], bare) == {}


def test_the_description_of_a_chart_has_every_number(catalogue):
    alternative = plain(filters.alternative(charts.by_network([pages()], catalogue)))

    assert alternative == (
        "Подписчики по социальным сетям и владельцам страниц, 2023 год, человек. "
        "Страницы администраций: Телеграм, всего 1 250 — 50; «ВКонтакте», всего 1 200 — 900; "
        "«Одноклассники», всего 100 — 100. "
        "Страницы глав: Телеграм, всего 1 250 — 1 200; «ВКонтакте», всего 1 200 — 300; "
        "«Одноклассники», всего 100 — нет данных."
    )


def test_a_length_is_a_plain_number_and_none_without_a_figure(catalogue):
    [first, *_] = charts.ranking(releases("1E+3", 5, 4), catalogue).series[0].points

    assert (filters.bar(first.figure), filters.bar(None)) == ("1000", "")
    assert first.figure.value == Decimal(1000)


# The matrix of goals


def test_the_more_goals_a_theme_has_the_darker_its_cell(catalogue):
    themes = [
        *(goal("видео", "video") for _ in range(SHADES + 2)),
        goal("открытость", "openness"),
        goal("видео и открытость", "video", "openness"),
    ]
    digest = consolidation.consolidate([report(ELOVSK, goals=tuple(themes)), report(KEDROV)], (), catalogue, {})

    rows = {row.head.text: row.cells for row in digest.tables["goal_themes"].rows}
    assert [cell.shade for cell in rows["Видео"]] == [SHADES, 0, 0]
    assert [cell.shade for cell in rows["Открытость"]] == [2, 0, 0]
