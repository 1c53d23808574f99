"""The consolidated tables, read as a person reads them: rows of printed cells."""

from dataclasses import replace

import pytest

from generator import consolidation, indicators, settings, wording
from generator.consolidation import chapters, columns, figures, goals, grouping, overview, rows, series, subscribers
from generator.consolidation.audience import Audience
from generator.digest import Row, text
from generator.model import Finding, Measure, Qualifier
from tests.consolidation.reading import heads, printed
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, followers, goal, place, report, stated


@pytest.fixture(scope="module")
def catalogue():
    return indicators.load(None)


def test_only_indicators_that_somebody_named_become_columns(catalogue):
    table = columns.consolidate("materials", [report(ELOVSK, figure("press_releases", 7))], catalogue)

    assert heads(table) == ["Муниципальное образование", "Год", "Пресс-релизы"]


def test_a_report_without_figures_says_no_data_in_one_cell(catalogue):
    table = columns.consolidate(
        "materials",
        [report(ELOVSK, figure("press_releases", 7), figure("videos", 2)), report(BEREGOV)],
        catalogue,
    )

    assert ("unit", "Берегов", "2023", "нет данных") in printed(table)
    [row] = [row for group in table.groups for row in group if row.head.text == "Берегов"]
    assert [cell.span for cell in row.cells] == [1, 2]


def test_a_region_of_two_reports_has_a_subtotal_with_the_number_of_reports_behind_it(catalogue):
    table = columns.consolidate(
        "materials",
        [
            report(ELOVSK, figure("press_releases", 1200), figure("videos", 2)),
            report(KEDROV, figure("press_releases", 34)),
            report(BEREGOV, figure("press_releases", 100)),
        ],
        catalogue,
    )

    assert printed(table) == [
        ("region", "Северный край"),
        ("unit", "Еловск", "2023", "1 200", "2"),
        ("unit", "Кедров", "2023", "34", "…"),
        ("sub", "По Северному краю", "2023", "1 234", "2"),
        ("base", "Представили сведения", "2 из 2", "1 из 2"),
        ("region", "Южная область"),
        ("unit", "Берегов", "2023", "100", "…"),
        ("total", "Итого", "2023", "1 334", "2"),
        ("base", "Представили сведения", "3 из 3", "1 из 3"),
    ]


def of_each_table():
    """The key of every table that figures stand in, and an indicator that it shows."""
    return {indicator.table: indicator for indicator in reversed(indicators.load(None).indicators.values())}.items()


@pytest.mark.parametrize(("key", "shown"), of_each_table())
def test_no_data_is_said_only_of_who_gave_no_figure_of_the_table(catalogue, key, shown):
    of_another_kind = figure(shown.key, 25, measure=Measure.RATIO, owner="head", network="all")
    of_another_year = figure(shown.key, 25, measure=shown.measure, owner="head", network="all", year=2022)
    whole = report(KEDROV, figure(shown.key, 7, measure=shown.measure))

    for told in (of_another_kind, of_another_year):
        digest = consolidation.consolidate([report(ELOVSK, told), whole, report(BEREGOV)], (), catalogue, {}, year=2023)
        table = digest.tables[key]
        assert [row[1] for row in printed(table) if "нет данных" in row] == ["Берегов"]
        assert not [note for note in table.notes if "Еловск" in note]


def test_a_table_stays_on_one_sheet_when_all_its_rows_fit_and_fewer_do_on_a_sheet_that_lies(catalogue):
    """One that is kept together and does not fit leaves its caption alone on a sheet."""
    counted = [key for key, one in catalogue.indicators.items() if one.table == "media" and one.adds_up]
    years = range(2018, 2024)

    def kept(named, years, places=(ELOVSK, BEREGOV)):
        reports = [
            report(one, *(figure(key, 1, year=year) for key in counted[:named]), year=year)
            for one in places
            for year in years
        ]
        table = columns.consolidate("media", reports, catalogue)
        return len(table.rows), table.wide, table.keep

    assert kept(2, years[:3]) == (20, False, True)
    assert kept(2, years) == (38, False, False)
    assert kept(9, years[:3]) == (20, True, False)
    assert kept(9, years[:1]) == (6, True, True)
    long = [place(f"Верхнеберёзовский муниципальный округ № {number}") for number in range(12)]
    assert [kept(2, years[:1], long[:count]) for count in (9, 12)] == [(14, False, True), (17, False, False)]
    assert [kept(9, years[:1], long[:count]) for count in (4, 6)] == [(9, True, True), (11, True, False)]


def test_more_columns_than_heads_have_room_for_lie_down(catalogue):
    texts = [i.key for i in catalogue.indicators.values() if i.table == "texts"]

    def table(count):
        return columns.consolidate("texts", [report(ELOVSK, *(figure(key, 7) for key in texts[:count]))], catalogue)

    assert [table(count).wide for count in (7, 8)] == [False, True]


def test_a_hedge_gets_room_where_columns_are_many_and_no_narrower_column_where_they_are_few(catalogue):
    texts = [i.key for i in catalogue.indicators.values() if i.table == "texts"]

    def widths(count):
        hedged = figure(texts[0], 350, qualifier=Qualifier.AT_LEAST)
        others = (figure(key, 7) for key in texts[1:count])
        return [c.width for c in columns.consolidate("texts", [report(ELOVSK, hedged, *others)], catalogue).columns[2:]]

    assert widths(7) == ["qual", *[""] * 6]
    assert widths(2) == ["", ""]


def test_years_are_never_added_and_each_has_its_own_total(catalogue):
    table = columns.consolidate(
        "materials",
        [
            report(ELOVSK, figure("press_releases", 10, year=2022), year=2022),
            report(ELOVSK, figure("press_releases", 20)),
            report(KEDROV, figure("press_releases", 5)),
        ],
        catalogue,
    )

    totals = [row for row in printed(table) if row[0] == "total"]
    assert totals == [("total", "Итого", "2022", "10"), ("total", "Итого", "2023", "25")]


def test_a_year_without_a_single_figure_has_no_total(catalogue):
    table = columns.consolidate(
        "materials", [report(ELOVSK, figure("press_releases", 10)), report(KEDROV, year=2020)], catalogue
    )

    assert ("total", "Итого", "2020", "нет данных") in printed(table)


def test_a_figure_of_another_year_does_not_enter_the_total_of_this_one(catalogue):
    table = columns.consolidate(
        "materials",
        [report(ELOVSK, figure("press_releases", 10), figure("press_releases", 9, year=2022))],
        catalogue,
    )

    assert ("total", "Итого", "2023", "10") in printed(table)


def test_a_total_over_a_missing_part_names_who_is_missing(catalogue):
    table = columns.consolidate(
        "materials", [report(ELOVSK, figure("press_releases", 10)), report(KEDROV), report(BEREGOV)], catalogue
    )

    assert [row.mark for row in table.foot if row.kind == "total"] == [1]
    assert table.notes == ("Без Кедрова и Берегова: показатели таблицы не названы.",)


def test_years_that_lack_the_same_reports_share_a_note(catalogue):
    told = [report(ELOVSK, figure("press_releases", year, year=year), year=year) for year in (2021, 2022, 2023)]
    silent = [report(KEDROV, year=2022), report(KEDROV, year=2023)]
    table = columns.consolidate("materials", [*told, *silent], catalogue)

    assert [row.mark for row in table.foot if row.kind == "total"] == [0, 1, 1]
    assert table.notes == ("Без Кедрова: показатели таблицы не названы.",)


def test_averages_and_durations_have_no_total(catalogue):
    table = columns.consolidate(
        "appeals",
        [
            report(
                ELOVSK,
                figure("formal_appeals", 5),
                figure("incidents_per_week", 40, measure=Measure.AVERAGE),
                figure("response_time_after", 2, measure=Measure.DURATION, unit="hours", qualifier=Qualifier.UP_TO),
            ),
            report(KEDROV, figure("incidents_per_week", 60, measure=Measure.AVERAGE)),
        ],
        catalogue,
    )

    assert heads(table)[2:] == [
        "Срок ответа в отчётном году",
        "Обращения в среднем за неделю",
        "Письменные обращения по закону № 59-ФЗ",
    ]
    assert ("unit", "Еловск", "2023", "до 2 часов", "40", "5") in printed(table)
    assert ("total", "Итого", "2023", "х", "х", "5") in printed(table)


def test_publications_have_a_column_for_each_topic_under_one_head(catalogue):
    table = columns.consolidate(
        "materials",
        [
            report(
                ELOVSK,
                figure("press_releases", 7),
                figure("materials_published", 58, topic="long_term_plan"),
                figure("materials_published", 100, topic="national_projects", qualifier=Qualifier.AT_LEAST),
            )
        ],
        catalogue,
    )

    assert table.heads == (("", 3), ("Публикации по темам", 2))
    assert ("unit", "Еловск", "2023", "7", "более 100", "58") in printed(table)


def test_subscribers_stand_by_owner_and_network_with_totals(catalogue):
    table = subscribers.consolidate(
        "subscribers",
        [
            report(
                ELOVSK,
                followers("administration", "vk", 5650),
                followers("administration", "ok", 18000),
                stated("administration", 23650),
                followers("head", "vk", 11200),
            ),
            report(BEREGOV, followers("administration", "vk", 100)),
        ],
        catalogue,
    )

    assert heads(table) == [
        "Муниципальное образование, владелец страниц",
        "Год",
        "«ВКонтакте»",
        "«Одноклассники»",
        "Всего",
    ]
    assert printed(table) == [
        ("region", "Северный край"),
        ("unit", "Еловск", "2023", "16 850", "18 000", "34 850"),
        ("owner", "администрация", "2023", "5 650", "18 000", "23 650"),
        ("owner", "глава", "2023", "11 200", "…", "11 200"),
        ("region", "Южная область"),
        ("unit", "Берегов, администрация", "2023", "100", "…", "100"),
        ("total", "Итого", "2023", "16 950", "18 000", "34 950"),
        ("part", "страницы администраций", "2023", "5 750", "18 000", "23 750"),
        ("part", "страницы глав", "2023", "11 200", "…", "11 200"),
        ("base", "Представили сведения", "2 из 2", "1 из 2", "2 из 2"),
    ]


def test_of_many_networks_the_largest_of_the_newest_year_have_a_column_and_the_rest_share_one(catalogue):
    names = [name for name in catalogue.networks if name != "all"][: subscribers.SHOWN + 2]
    first, second = names[0], names[1]
    old = [followers("administration", name, 1_000_000, year=2022) for name in (first, second)]
    new = [followers("administration", name, 100 + n) for n, name in enumerate(names)]
    table = subscribers.consolidate("subscribers", [report(ELOVSK, *old, year=2022), report(ELOVSK, *new)], catalogue)

    labels = [catalogue.networks[name].label for name in names]
    assert heads(table)[2:] == [*labels[2:], "Прочие сети", "Всего"]
    assert table.remarks[0] == "Прочие сети: «ВКонтакте» и «Одноклассники»."
    rows = [row for row in printed(table) if row[0] == "unit"]
    assert [row[-2:] for row in rows] == [("2 000 000", "2 000 000"), ("201", "1 155")]


def test_networks_stand_across_in_a_chapter_until_there_are_too_many(catalogue):
    def table(*names):
        found = [followers(owner, name, 10) for name in names for owner in ("head", "administration")]
        return chapters.chapter(report(ELOVSK, *found, followers("duma", "vk", 1000)), catalogue).tables[0]

    few = table("vk", "ok")
    assert heads(few) == ["Владелец страниц", "«ВКонтакте»", "«Одноклассники»", "Всего"]
    assert printed(few)[0] == ("plain", "Администрация", "10", "10", "20")
    assert printed(few)[-1] == ("total", "Итого", "1 020", "20", "1 040")

    many = table(*(name for name in catalogue.networks if name != "all"))
    assert heads(many) == ["Социальная сеть", "Администрация", "Глава", "Дума", "Итого"]
    assert printed(many)[:2] == [
        ("plain", "«ВКонтакте»", "10", "10", "1 000", "1 020"),
        ("plain", "«Одноклассники»", "10", "10", "…", "20"),
    ]
    assert printed(many)[-1] == ("total", "Всего", "150", "150", "1 000", "1 300")


def test_one_owner_in_a_chapter_has_no_line_of_totals(catalogue):
    [table] = chapters.chapter(
        report(ELOVSK, followers("head", "vk", 10), followers("head", "ok", 5)), catalogue
    ).tables

    assert printed(table) == [("plain", "Глава", "10", "5", "15")]


def test_one_network_more_than_are_shown_keeps_its_column(catalogue):
    names = [name for name in catalogue.networks if name != "all"][: subscribers.SHOWN + 1]
    figures_ = [followers("administration", name, 100) for name in names]
    table = subscribers.consolidate("subscribers", [report(ELOVSK, *figures_)], catalogue)

    assert heads(table)[2:] == [*(catalogue.networks[name].label for name in names), "Всего"]
    assert not any(remark.startswith("Прочие") for remark in table.remarks)


def test_growth_of_subscribers_stays_out_of_their_number(catalogue):
    table = subscribers.consolidate(
        "subscribers",
        [
            report(ELOVSK, followers("administration", "vk", 100)),
            report(
                KEDROV,
                figure(
                    "subscribers_growth_abs",
                    6000,
                    measure=Measure.GROWTH_ABS,
                    owner="administration",
                    network="telegram",
                ),
            ),
        ],
        catalogue,
    )

    rows = printed(table)
    assert ("unit", "Кедров, администрация", "2023", "…", "…", "+6 000") in rows
    assert ("total", "Итого", "2023", "100", "100", "х") in rows
    assert ("base", "Представили сведения", "1 из 2", "1 из 2", "1 из 2") in rows
    assert table.notes[0] == "Прирост в сети Телеграм."


@pytest.mark.parametrize(
    ("networks", "growth", "note"),
    [
        (("vk", "telegram"), "+150", ""),
        (("vk", "telegram", "ok"), "+150", "Прирост в сетях «ВКонтакте» и Телеграм."),
    ],
)
def test_growth_told_by_network_is_added_up(catalogue, networks, growth, note):
    def grown(network, value):
        return figure("subscribers_growth_abs", value, measure=Measure.GROWTH_ABS, owner="head", network=network)

    pages = [followers("head", network, 1000) for network in networks]
    table = subscribers.consolidate(
        "subscribers", [report(ELOVSK, *pages, grown("vk", 200), grown("telegram", -50))], catalogue
    )

    assert next(row for row in printed(table) if row[0] == "unit")[-1] == growth
    assert list(table.notes) == [note] * bool(note)


def test_growth_told_by_owner_is_given_though_the_municipality_has_none(catalogue):
    def grown(owner, network, value):
        return figure("subscribers_growth_abs", value, measure=Measure.GROWTH_ABS, owner=owner, network=network)

    pages = (followers("administration", "vk", 1000), followers("head", "vk", 500))
    both = report(ELOVSK, *pages, grown("administration", "vk", 100), grown("head", "telegram", 50))
    table = subscribers.consolidate("subscribers", [both], catalogue)

    rows = printed(table)
    assert ("unit", "Еловск", "2023", "1 500", "1 500", "х") in rows
    assert [row[-1] for row in rows if row[0] == "owner"] == ["+100", "+50"]
    assert ("base", "Представили сведения", "1 из 1", "1 из 1", "1 из 1") in rows
    told = table.notes[0].replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Прирост подписчиков администрации — в сети «ВКонтакте», главы — в сети Телеграм."


def test_the_date_of_the_figures_is_told_in_a_note(catalogue):
    table = subscribers.consolidate(
        "subscribers", [report(ELOVSK, followers("administration", "vk", 5, as_of="2024-01"))], catalogue
    )

    assert table.notes == ("На\N{NO-BREAK SPACE}январь\N{NO-BREAK SPACE}2024\N{NO-BREAK SPACE}г.",)
    assert table.groups[0][1].mark == 1


def test_a_date_of_some_figures_is_no_date_of_the_others(catalogue):
    pages = (followers("administration", "vk", 5, as_of="2024-01"), followers("head", "vk", 3))
    partly = [report(place, *pages) for place in (ELOVSK, KEDROV)]

    table = subscribers.consolidate("subscribers", partly, catalogue)
    assert table.title == "Подписчики страниц администраций и глав"
    assert [note.replace("\N{NO-BREAK SPACE}", " ") for note in table.notes] == ["Часть чисел — на январь 2024 г."]
    own = chapters.chapter(partly[0], catalogue).tables[0]
    assert own.title.endswith(", 2023 год")
    assert own.remarks == (table.notes[0],)


def test_a_date_that_all_reports_share_stands_in_the_title(catalogue):
    dated = [
        report(place, followers("administration", "vk", 5, as_of=date))
        for place, date in ((ELOVSK, "2024-01"), (KEDROV, "2024-01"), (BEREGOV, "2023-12"))
    ]
    silent = report(BEREGOV, figure("press_releases", 7))

    same = subscribers.consolidate("subscribers", [*dated[:2], silent], catalogue)
    assert same.title.replace("\N{NO-BREAK SPACE}", " ") == "Подписчики страниц администраций и глав, на январь 2024 г."
    assert same.notes == ("Без Берегова: показатели таблицы не названы.",)
    other = subscribers.consolidate("subscribers", dated, catalogue)
    assert other.title == "Подписчики страниц администраций и глав"
    assert len(other.notes) == 2


def test_a_series_puts_years_side_by_side_and_the_many_year_total_apart(catalogue):
    table = series.consolidate(
        "incidents",
        [
            report(
                ELOVSK,
                figure("incidents", 100, year=2022),
                figure("incidents", 150),
                figure("incidents_total", 250, year="2022-2023"),
            ),
            report(KEDROV, figure("incidents", 50)),
            report(BEREGOV),
        ],
        catalogue,
    )

    assert heads(table) == ["Муниципальное образование", "2022", "2023", "Всего с 2022 года"]
    assert printed(table) == [
        ("region", "Северный край"),
        ("unit", "Еловск", "100", "150", "250"),
        ("unit", "Кедров", "…", "50", "…"),
        ("region", "Южная область"),
        ("unit", "Берегов", "нет данных"),
        ("total", "Итого", "100", "200", "250"),
        ("part", "к предыдущему году", "х", "+50,0 %", "х"),
        ("base", "Представили сведения", "1 из 3", "2 из 3", "1 из 3"),
    ]
    assert table.remarks == (series.OF_ALL, series.CHANGED)  # 200 after 100 would be +100 %


def test_a_change_of_all_who_are_in_the_totals_needs_no_word(catalogue):
    made = report(ELOVSK, figure("incidents", 100, year=2022), figure("incidents", 150))

    assert series.consolidate("incidents", [made], catalogue).remarks == ()


def test_growth_of_a_series_compares_the_same_municipalities(catalogue):
    table = series.consolidate(
        "incidents",
        [report(ELOVSK, figure("incidents", 100, year=2022)), report(KEDROV, figure("incidents", 500))],
        catalogue,
    )

    assert ("part", "к предыдущему году", "х", "…") in printed(table)


def test_a_series_with_a_gap_of_years_has_no_growth_over_it(catalogue):
    made = report(ELOVSK, figure("incidents", 100, year=2021), figure("incidents", 150))

    table = series.consolidate("incidents", [made], catalogue)

    assert heads(table)[1:] == ["2021", "2023"]
    assert ("part", "к предыдущему году", "х", "…") in printed(table)


def test_the_newest_report_has_the_last_word_on_a_year(catalogue):
    table = series.consolidate(
        "incidents",
        [
            report(ELOVSK, figure("incidents", 90, year=2022), year=2022),
            report(ELOVSK, figure("incidents", 100, year=2022), figure("incidents", 150)),
        ],
        catalogue,
    )

    assert ("unit", "Еловск", "100", "150") in printed(table)


def test_a_series_leaves_out_what_is_of_one_topic(catalogue):
    made = report(
        ELOVSK,
        figure("incidents", 150),
        figure("incidents", 20, topic="svo"),
        figure("incidents_total", 250, year="2022-2023"),
        figure("incidents_total", 30, year="2022-2023", topic="svo"),
    )

    table = series.consolidate("incidents", [made], catalogue)

    assert ("unit", "Еловск", "150", "250") in printed(table)


def test_goals_are_numbered_through_the_digest_and_a_silent_report_says_so():
    table = goals.goals(
        [
            report(ELOVSK, goals=(goal("Первая"), goal("Вторая"))),
            report(KEDROV),
            report(BEREGOV, goals=(goal("Третья"),)),
        ]
    )

    assert printed(table) == [
        ("region", "Северный край"),
        ("unit", "Еловск", "2024"),
        ("goal", "1", "Первая"),
        ("goal", "2", "Вторая"),
        ("unit", "Кедров: нет данных", "2024"),
        ("region", "Южная область"),
        ("unit", "Берегов", "2024"),
        ("goal", "3", "Третья"),
    ]


def test_the_matrix_shows_numbers_of_goals_and_tells_silence_from_another_theme(catalogue):
    table = goals.matrix(
        [
            report(ELOVSK, goals=(goal("Первая", "video", "image"),)),
            report(KEDROV),
            report(BEREGOV, goals=(goal("Вторая", "video"),)),
        ],
        catalogue,
    )

    assert heads(table) == ["Тема", "Еловск", "Кедров", "Берегов", "Назвали тему"]
    assert printed(table) == [
        ("plain", "Имидж города и власти", "1", "…", "–", "1 из 2"),
        ("plain", "Видео", "1", "…", "2", "2 из 2"),
        ("total", "Задач всего", "1", "…", "1", "2"),
    ]


def test_a_matrix_of_many_municipalities_lies_down(catalogue):
    from tests.samples import place

    reports = [report(place(f"Город{n}"), goals=(goal("Одна", "video"),)) for n in range(goals.UPRIGHT + 1)]

    table = goals.matrix(reports, catalogue)

    assert table.wide
    assert heads(table)[2:] == ["Видео"]


def test_key_figures_are_of_the_newest_year_and_name_their_base(catalogue):
    found = overview.key_figures(
        [
            report(ELOVSK, figure("press_releases", 900, year=2022), year=2022),
            report(ELOVSK, figure("press_releases", 100)),
            report(KEDROV),
        ],
        catalogue,
    )

    [key] = found
    assert (key.figure.value, key.year, key.reports, key.of) == (100, 2023, 1, 2)


def test_totals_by_year_stand_side_by_side(catalogue):
    table = overview.by_year(
        [
            report(ELOVSK, figure("press_releases", 900, year=2022), year=2022),
            report(ELOVSK, figure("press_releases", 100)),
        ],
        catalogue,
    )

    assert table.heads == (("", 1), ("2022 год", 2), ("2023 год", 2))
    assert printed(table) == [("plain", "Пресс-релизы", "900", "1 из 1", "100", "1 из 1")]


def test_totals_of_one_year_name_it_in_their_title(catalogue):
    table = overview.by_year([report(ELOVSK, figure("press_releases", 100))], catalogue)

    assert table.title == "Итоги за 2023 год"
    assert table.heads == ()
    assert [column.label for column in table.columns] == ["Показатель", "Итого", "Отчётов"]


def grouped(by, *reports):
    directory = {r.municipality.id: r.municipality for r in reports}
    digest = consolidation.consolidate(reports, (), indicators.load(None), directory, grouping=by)
    return [row for row in printed(digest.tables["materials"]) if row[0] in ("region", "unit", "sub")]


REPORTS = (
    report(ELOVSK, figure("press_releases", 1)),
    report(KEDROV, figure("press_releases", 2)),
    report(BEREGOV, figure("press_releases", 4)),
)


def test_municipalities_may_stand_by_federal_district():
    assert grouped("district", *REPORTS) == [
        ("region", "Северный федеральный округ"),
        ("unit", "Еловск", "2023", "1"),
        ("unit", "Кедров", "2023", "2"),
        ("sub", "Северный федеральный округ, итого", "2023", "3"),
        ("region", "Южный федеральный округ"),
        ("unit", "Берегов", "2023", "4"),
    ]


def test_municipalities_of_one_region_may_stand_in_one_list_without_subtotals():
    assert grouped("none", *REPORTS) == [
        ("unit", "Берегов", "2023", "4"),
        ("unit", "Еловск", "2023", "1"),
        ("unit", "Кедров", "2023", "2"),
    ]


def test_settings_offer_the_groupings_that_there_are():
    assert set(settings.GROUPINGS) == set(grouping.GROUPINGS)


def unit(table):
    """The row of the only municipality."""
    [row] = [row for row in printed(table) if row[0] == "unit"]
    return row


def test_figures_of_several_networks_or_owners_are_added_not_overwritten(catalogue):
    made = report(
        ELOVSK,
        figure("posts", 100, network="vk"),
        figure("posts", 50, network="ok"),
        figure("press_releases", 100, owner="administration"),
        figure("press_releases", 50, owner="head"),
    )

    assert unit(columns.consolidate("materials", [made], catalogue)) == ("unit", "Еловск", "2023", "150", "150")
    assert ("plain", "Пресс-релизы", "150", "1 из 1") in printed(overview.by_year([made], catalogue))


def test_a_figure_for_all_owners_stands_for_itself_beside_its_parts(catalogue):
    made = report(
        ELOVSK,
        figure("press_releases", 150),
        figure("press_releases", 100, owner="administration"),
        figure("press_releases", 50, owner="head"),
    )

    assert unit(columns.consolidate("materials", [made], catalogue))[3:] == ("150",)


def test_a_figure_of_another_kind_stays_out_of_the_column(catalogue):
    made = report(ELOVSK, figure("press_releases", 100), figure("press_releases", 10, measure=Measure.GROWTH_PCT))

    assert unit(columns.consolidate("materials", [made], catalogue))[3:] == ("100",)


def test_pages_without_an_owner_join_those_of_owners_in_the_total(catalogue):
    made = report(
        ELOVSK, followers("", "vk", 100), followers("administration", "ok", 5000), followers("administration", "vk", 40)
    )

    table = subscribers.consolidate("subscribers", [made], catalogue)

    assert unit(table) == ("unit", "Еловск", "2023", "100", "5 000", "5 100")
    assert ("owner", "администрация", "2023", "40", "5 000", "5 040") in printed(table)


def test_a_total_that_an_owner_states_joins_the_networks_of_all_owners_in_the_total(catalogue):
    made = report(ELOVSK, followers("", "vk", 200), stated("head", 100))

    table = subscribers.consolidate("subscribers", [made], catalogue)

    assert unit(table) == ("unit", "Еловск", "2023", "200", "300")
    assert ("owner", "глава", "2023", "…", "100") in printed(table)
    [note] = table.notes  # the pages of the head may be among those of the network
    assert note.endswith("часть страниц могла войти в неё дважды.")


@pytest.mark.parametrize(
    "told",
    [
        (followers("", "vk", 200), stated("head", 100), stated("all", 250)),  # the report knows
        (followers("", "vk", 200), stated("head", 100), followers("head", "ok", 100)),
        (followers("administration", "vk", 200), stated("head", 100)),
        (followers("topical", "", 500, topic="svo"), followers("administration", "vk", 20)),
    ],
)
def test_a_total_that_counts_no_page_twice_says_nothing_of_it(catalogue, told):
    table = subscribers.consolidate("subscribers", [report(ELOVSK, *told)], catalogue)

    assert not [note for note in table.notes if "дважды" in note]


def test_a_stated_total_of_one_network_is_that_networks_figure(catalogue):
    made = report(
        ELOVSK,
        figure("subscribers_total", 100, measure=Measure.STOCK, owner="head", network="vk"),
        followers("head", "ok", 70),
    )

    assert unit(subscribers.consolidate("subscribers", [made], catalogue))[3:] == ("100", "70", "170")


def test_several_topical_pages_of_one_network_are_added(catalogue):
    made = report(
        ELOVSK,
        followers("topical", "vk", 100, topic="svo"),
        followers("topical", "vk", 50, topic="national_projects"),
    )

    assert unit(subscribers.consolidate("subscribers", [made], catalogue))[3:] == ("150", "150")


def test_topical_pages_that_no_network_is_named_for_are_added_each_once(catalogue):
    made = report(
        ELOVSK,
        followers("topical", "", 500, topic="svo"),
        followers("topical", "vk", 500, topic="svo"),
        followers("topical", "", 300, topic="national_projects"),
        followers("topical", "ok", 20, topic="elections"),
    )

    table = subscribers.consolidate("subscribers", [made], catalogue)

    assert unit(table)[3:] == ("500", "20", "820")
    assert table.notes == ()
    joint = report(ELOVSK, *made.observations, followers("", "telegram", 7))
    assert unit(subscribers.consolidate("subscribers", [joint], catalogue))[3:] == ("500", "20", "7", "827")


def test_a_page_about_a_topic_is_not_all_pages_when_nobody_owns_it(catalogue):
    made = report(ELOVSK, followers("", "vk", 30, topic="svo"), followers("administration", "vk", 5000))

    table = subscribers.consolidate("subscribers", [made], catalogue)

    assert unit(table)[3:] == ("5 030", "5 030")
    assert ("owner", "тематическая страница", "2023", "30", "30") in printed(table)


def test_growth_of_a_page_about_a_topic_is_not_that_of_all_pages(catalogue):
    grown = figure("subscribers_growth_abs", 50, measure=Measure.GROWTH_ABS, topic="svo")
    made = report(ELOVSK, followers("", "vk", 300, topic="svo"), followers("administration", "vk", 5000), grown)

    table = subscribers.consolidate("subscribers", [made], catalogue)

    assert unit(table)[3:] == ("5 300", "5 300", "х")
    assert ("owner", "тематическая страница", "2023", "300", "300", "+50") in printed(table)


def test_of_subscribers_of_two_dates_the_latest_are_printed_and_their_date(catalogue):
    january, december = (
        followers("administration", "vk", value, as_of=date)
        for value, date in ((10_000, "2023-01-01"), (12_000, "2023-12-31"))
    )
    undated = followers("administration", "vk", 9_000)

    for told in ((january, december), (undated, december, january)):
        table = subscribers.consolidate("subscribers", [report(ELOVSK, *told)], catalogue)
        assert unit(table)[3:] == ("12 000", "12 000")
        assert ("total", "Итого", "2023", "12 000", "12 000") in printed(table)
        assert table.notes == ("На\N{NO-BREAK SPACE}31.12.2023.",)


def test_growth_of_all_networks_stands_before_that_of_one(catalogue):
    def grown(value, network):
        return figure("subscribers_growth_abs", value, measure=Measure.GROWTH_ABS, owner="head", network=network)

    told = (grown(5, "vk"), grown(70, "all"), grown(80, "all"))
    table = subscribers.consolidate("subscribers", [report(ELOVSK, *told)], catalogue)
    assert unit(table)[-1] == "+70"


def test_a_network_that_the_law_speaks_of_brings_its_notice(catalogue):
    table = subscribers.consolidate("subscribers", [report(ELOVSK, followers("head", "instagram", 5))], catalogue)

    [remark] = table.remarks
    assert "запрещена" in remark


def test_growth_between_hedged_figures_is_not_printed_as_exact(catalogue):
    made = report(ELOVSK, figure("incidents", 100, year=2022, qualifier=Qualifier.AT_LEAST), figure("incidents", 200))

    assert ("part", "к предыдущему году", "х", "…") in printed(series.consolidate("incidents", [made], catalogue))


def test_totals_by_year_agree_with_the_series_whoever_named_the_year(catalogue):
    reports = [
        report(ELOVSK, figure("incidents", 90, year=2022), figure("incidents", 100)),
        report(KEDROV, figure("incidents", 50, year=2022), year=2022),
    ]

    [row] = [row for row in printed(overview.by_year(reports, catalogue)) if row[1].startswith("Обращения")]
    assert row[2:] == ("140", "2 из 2", "100", "1 из 1")
    assert ("total", "Итого", "140", "100") in printed(series.consolidate("incidents", reports, catalogue))


def test_an_indicator_that_does_not_add_up_has_no_total_anywhere(catalogue):
    reports = [report(m, figure("networks_count", 3)) for m in (ELOVSK, KEDROV)]

    assert columns.consolidate("platforms", reports, catalogue).foot == ()
    totals = columns.totals(catalogue.indicators["networks_count"], reports, catalogue)
    assert totals == {2023: figures.Total(None, 2, 2)}


def test_another_indicator_of_a_series_does_not_get_its_totals(catalogue):
    first = catalogue.indicators["incidents"]
    other = replace(first, key="answers", label="Ответы")
    both = replace(catalogue, indicators={"incidents": first, "answers": other})
    reports = [report(m, figure("incidents", 3), figure("answers", 2)) for m in (ELOVSK, KEDROV)]

    assert series.totals(other, reports, both) == {}
    assert series.of_report(other, reports[0], both) is None
    assert [row[1] for row in printed(overview.by_year(reports, both))] == [first.label]


def test_subscribers_written_as_another_measure_end_nothing_and_join_no_total(catalogue):
    slip = figure("subscribers", 100, owner="head", network="vk")

    table = subscribers.consolidate(
        "subscribers", [report(ELOVSK, slip), report(KEDROV, followers("head", "vk", 50))], catalogue
    )

    assert [row for row in printed(table) if row[0] == "total"] == [("total", "Итого", "2023", "50", "50")]


def test_more_than_one_and_no_less_than_another_are_more_than_both():
    more = figures.single(figure("posts", 100, qualifier=Qualifier.AT_LEAST))
    no_less = figures.single(figure("posts", 20, qualifier=Qualifier.NOT_LESS))

    assert wording.figure(figures.total([more, no_less])).replace("\N{NO-BREAK SPACE}", " ") == "более 120"
    assert wording.figure(figures.total([no_less, no_less])).replace("\N{NO-BREAK SPACE}", " ") == "не менее 40"


def test_a_stated_total_that_the_pages_do_not_make_says_so_under_the_table(catalogue):
    told = report(ELOVSK, followers("head", "vk", 60), followers("head", "ok", 30), stated("head", 100))
    even = report(KEDROV, followers("head", "vk", 60), followers("head", "ok", 40), stated("head", 100))

    notes = subscribers.consolidate("subscribers", [told, even], catalogue).notes

    assert [note for note in notes if "Всего" in note] == ["Всего — как указано в отчёте, по названным страницам 90."]


def test_findings_follow_the_order_of_the_tables(catalogue):
    reports = [report(place, figure("press_releases", 7)) for place in (KEDROV, BEREGOV, ELOVSK)]
    told = [Finding("warning", "total-mismatch", place.name, place, 2023) for place in (KEDROV, BEREGOV, ELOVSK)]
    of_none = Finding("note", "no-municipality", "о папке", None)

    digest = consolidation.consolidate(reports, [*told, of_none], catalogue, {})

    assert [finding.message for finding in digest.findings] == [
        "о папке",
        *(r.municipality.name for r in digest.reports),
    ]


def test_where_a_table_comes_from_names_the_year_if_another_report_of_the_same_is_in_the_digest(catalogue):
    reports = [
        report(ELOVSK, figure("press_releases", 7), year=2022),
        report(ELOVSK, figure("interviews", 2)),
        report(KEDROV, figure("press_releases", 7)),
    ]

    digest = consolidation.consolidate(reports, [], catalogue, {})
    annual = consolidation.consolidate(reports, [], catalogue, {}, year=2023)

    assert "Еловска за 2023 год (" in wording.places(digest.tables["media"].places)
    assert "Кедрова (" in wording.places(digest.tables["materials"].places)
    assert "Еловска (" in wording.places(annual.tables["media"].places)


@pytest.mark.parametrize("turn", [1, -1])
def test_of_totals_over_many_years_that_of_the_longest_time_stands_in_the_table(catalogue, turn):
    since_2018, since_2021 = (
        figure("incidents_total", 900, year="2018-2023"),
        figure("incidents", 300, year="2021-2023"),
    )

    table = series.consolidate("incidents", [report(ELOVSK, *(since_2018, since_2021)[::turn])], catalogue)

    assert heads(table)[1:] == ["Всего с 2018 года"]
    assert ("unit", "Еловск", "900") in printed(table)


def test_a_total_over_many_years_is_of_all_pages(catalogue):
    parts = (figure("incidents", number, year="2018-2023", owner=owner) for owner, number in (("head", 5), ("duma", 7)))

    assert ("unit", "Еловск", "12") in printed(series.consolidate("incidents", [report(ELOVSK, *parts)], catalogue))


def test_owners_are_added_up_year_by_year(catalogue):
    def pages(year, **by_owner):
        return [followers(owner, "vk", value, year=year) for owner, value in by_owner.items()]

    reports = [
        report(ELOVSK, *pages(2023, administration=10, head=5)),
        report(KEDROV, *pages(2023, administration=1)),
        report(ELOVSK, *pages(2022, administration=100, duma=50), year=2022),
        report(ELOVSK, *pages(2021, head=7), year=2021),
        report(BEREGOV, *pages(2021, head=8), year=2021),
    ]

    rows = printed(subscribers.consolidate("subscribers", reports, catalogue))
    assert [row for row in rows if row[0] == "part"] == [
        ("part", "страницы администраций", "2022", "100", "100"),
        ("part", "страницы дум", "2022", "50", "50"),
        ("part", "страницы администраций", "2023", "11", "11"),
        ("part", "страницы глав", "2023", "5", "5"),
    ]


def test_an_owner_of_whom_only_growth_is_told_is_no_part_of_the_total(catalogue):
    def grown(owner):
        return figure("subscribers_growth_abs", 5, measure=Measure.GROWTH_ABS, owner=owner, network="vk")

    pages = (followers("administration", "vk", 10), followers("head", "vk", 5))
    [more] = [report(ELOVSK, *pages, grown("duma"))]
    rows = printed(subscribers.consolidate("subscribers", [more], catalogue))
    assert [row[1] for row in rows if row[0] == "part"] == ["страницы администраций", "страницы глав"]
    rows = printed(subscribers.consolidate("subscribers", [report(ELOVSK, pages[0], grown("head"))], catalogue))
    assert [row for row in rows if row[0] == "part"] == []


def test_a_stock_of_something_else_is_no_subscribers(catalogue):
    other = figure("accounts", 900, measure=Measure.STOCK, owner="head", network="ok")

    made = Audience.of(report(ELOVSK, followers("head", "vk", 10), other))
    assert [figure_.value for figure_ in made.stocks.values()] == [10]


def test_the_networks_that_share_a_column_have_a_total_too(catalogue):
    names = [name for name in catalogue.networks if name != "all"][: subscribers.SHOWN + 2]
    reports = [report(m, *(followers("head", name, 100 - n) for n, name in enumerate(names))) for m in (ELOVSK, KEDROV)]

    rows = printed(subscribers.consolidate("subscribers", reports, catalogue))
    [total] = [row for row in rows if row[0] == "total"]
    assert total[-2] == str(2 * (100 - len(names) + 1 + 100 - len(names) + 2))


def test_growth_of_all_pages_stands_before_that_of_the_one_owner(catalogue):
    def grown(owner, value):
        return figure("subscribers_growth_abs", value, measure=Measure.GROWTH_ABS, owner=owner, network="all")

    page = followers("head", "vk", 100)
    for told, shown in ((("head", "all"), "+7"), (("all",), "+7"), (("head",), "+5")):
        growth = [grown(owner, 5 if owner == "head" else 7) for owner in told]
        table = subscribers.consolidate("subscribers", [report(ELOVSK, page, *growth)], catalogue)
        assert unit(table)[-1] == shown
        assert table.notes == ()


def test_growth_of_one_network_beside_that_of_all_is_told_with_its_owner(catalogue):
    growth = [
        figure("subscribers_growth_abs", 5, measure=Measure.GROWTH_ABS, owner=owner, network=network)
        for owner, network in (("head", "vk"), ("administration", "all"))
    ]

    table = subscribers.consolidate("subscribers", [report(ELOVSK, *growth)], catalogue)
    assert [note.replace("\N{NO-BREAK SPACE}", " ") for note in table.notes] == [
        "Прирост подписчиков главы — в сети «ВКонтакте»."
    ]


def test_pages_of_all_owners_together_are_no_owner_of_the_total(catalogue):
    pages = (followers("all", "vk", 10), followers("head", "ok", 5), followers("administration", "ok", 7))

    rows = printed(subscribers.consolidate("subscribers", [report(ELOVSK, *pages)], catalogue))
    assert [row[1] for row in rows if row[0] == "part"] == ["страницы администраций", "страницы глав"]


def test_the_date_of_a_growth_is_no_date_of_the_subscribers(catalogue):
    growth = figure(
        "subscribers_growth_abs", 5, measure=Measure.GROWTH_ABS, owner="head", network="all", as_of="2024-01"
    )

    made = Audience.of(report(ELOVSK, followers("head", "vk", 100), growth))
    assert (made.dates, made.partly_dated) == ("", False)


def test_dates_are_told_in_their_order(catalogue):
    pages = [followers("head", network, 5, as_of=date) for network, date in (("vk", "2024-02"), ("ok", "2023-12"))]

    said = Audience.of(report(ELOVSK, *pages, followers("head", "telegram", 5, as_of="2024-01"))).dates
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "на декабрь 2023 г., на январь 2024 г. и на февраль 2024 г."


def test_a_report_of_whose_figures_there_is_nothing_to_say_has_no_mark(catalogue):
    dated, plain = (
        report(ELOVSK, followers("head", "vk", 5, as_of="2024-01")),
        report(KEDROV, followers("head", "vk", 5)),
    )

    table = subscribers.consolidate("subscribers", [dated, plain], catalogue)
    rows = [row for group in table.groups for row in group if row.kind == "unit"]
    assert [row.mark for row in rows] == [1, 0]


def test_a_stated_total_is_held_to_pages_that_say_how_many_they_have(catalogue):
    def notes(*observations):
        table = subscribers.consolidate("subscribers", [report(ELOVSK, *observations)], catalogue)
        return [note.replace("\N{NO-BREAK SPACE}", " ") for note in table.notes if "Всего" in note]

    page = followers("all", "vk", 60)
    assert notes(page, stated("all", 100)) == ["Всего — как указано в отчёте, по названным страницам 60."]
    about = replace(followers("all", "vk", 6000), qualifier=Qualifier.ABOUT)
    assert notes(about, stated("all", 9000)) == ["Всего — как указано в отчёте, по названным страницам около 6000."]
    in_words = {"value": None, "qualifier": Qualifier.VAGUE}
    assert notes(replace(page, **in_words), stated("all", 100)) == []
    assert notes(page, replace(stated("all", 100), **in_words)) == []


def test_years_that_lack_different_reports_have_notes_of_their_own(catalogue):
    told = [report(ELOVSK, figure("press_releases", 5, year=year), year=year) for year in (2022, 2023)]
    table = columns.consolidate("materials", [*told, report(KEDROV, year=2022), report(BEREGOV)], catalogue)

    assert [row.mark for row in table.foot if row.kind == "total"] == [1, 2]
    assert [note.partition(":")[0] for note in table.notes] == ["Без Кедрова", "Без Берегова"]
    page = followers("head", "vk", 5, as_of="2023-12")
    dated = [report(ELOVSK, page), report(KEDROV, year=2023)]
    marks = [row.mark for row in subscribers.consolidate("subscribers", dated, catalogue).foot if row.kind == "total"]
    assert marks == [2]  # the first tells the date


def test_many_who_are_missing_are_counted(catalogue):
    silent = [report(place(f"Город{number}", genitive=f"Города{number}")) for number in range(6)]

    def note(count):
        told = columns.consolidate(
            "materials", [report(ELOVSK, figure("press_releases", 5)), *silent[:count]], catalogue
        )
        return told.notes[0].replace("\N{NO-BREAK SPACE}", " ")

    assert note(5).startswith("Без Города0, Города1, Города2, Города3 и Города4: ")
    assert note(6) == "Без 6 муниципальных образований: показатели таблицы не названы."


def test_headings_reach_over_the_whole_table(catalogue):
    reports = [
        report(ELOVSK, figure("press_releases", 5), figure("info_bulletins", 7), figure("incidents", 3, year=2022)),
        report(
            KEDROV, figure("press_releases", 5), figure("incidents", 3), figure("incidents_total", 9, year="2021-2023")
        ),
    ]

    for table in (
        columns.consolidate("materials", reports, catalogue),
        series.consolidate("incidents", reports, catalogue),
    ):
        region, *rest = (row for group in table.groups for row in group)
        assert region.head.span == len(table.columns)
        for row in (*rest, *table.foot):
            assert row.head.span + sum(cell.span for cell in row.cells) == len(table.columns)


def test_a_region_without_a_figure_that_adds_up_has_no_subtotal(catalogue):
    weekly = figure("incidents_per_week", 40, measure=Measure.AVERAGE)
    reports = [report(ELOVSK, weekly), report(KEDROV, weekly), report(BEREGOV, figure("formal_appeals", 5))]

    kinds = [row[0] for row in printed(columns.consolidate("appeals", reports, catalogue))]
    assert "sub" not in kinds
    told = [report(ELOVSK, weekly, figure("formal_appeals", 2)), *reports[1:]]
    [sub] = [row for row in printed(columns.consolidate("appeals", told, catalogue)) if row[0] == "sub"]
    assert "2" in sub


def test_a_subtotal_counts_only_what_somebody_has_named(catalogue):
    reports = [
        report(ELOVSK, figure("press_releases", 5)),
        report(KEDROV, figure("press_releases", 6)),
        report(BEREGOV, figure("info_bulletins", 7)),
    ]

    table = columns.consolidate("materials", reports, catalogue)
    rows = printed(table)
    assert [row for row in rows if row[0] == "base"] == [
        ("base", "Представили сведения", "2 из 2", "…"),
        ("base", "Представили сведения", "2 из 3", "1 из 3"),
    ]
    assert [row.mark for group in table.groups for row in group if row.kind == "sub"] == [0]


def test_owners_of_whom_only_growth_is_told_are_no_silence(catalogue):
    growth = [
        figure("subscribers_growth_abs", 5, measure=Measure.GROWTH_ABS, owner=owner, network="vk")
        for owner in ("head", "administration")
    ]

    rows = printed(subscribers.consolidate("subscribers", [report(ELOVSK, *growth)], catalogue))
    assert rows[1][0:2] == ("unit", "Еловск") and "нет данных" not in rows[1]


@pytest.mark.parametrize(("wide", "room"), [(False, 24), (True, 14)])
def test_lines_of_rows_are_counted_before_a_table_is_kept_on_one_sheet(wide, room):
    exact, hedged = (
        Row(
            "unit",
            text("Еловск"),
            (text("2023"), figures.cell(figures.single(figure("posts", 5, qualifier=qualifier)))),
        )
        for qualifier in (Qualifier.EXACT, Qualifier.AT_LEAST)
    )
    long = Row("unit", text("Е" * 22), (text("2023"),))
    over = Row("region", text("Е" * 90, span=3))

    for last, lines in ((exact, 1), (hedged, 2), (long, 2), (over, 1)):
        assert rows.short([[exact] * (room - lines), [last]], wide=wide)
        assert not rows.short([[exact] * (room - lines + 1), [last]], wide=wide)


def test_a_series_of_one_year_has_nothing_to_compare(catalogue):
    table = series.consolidate("incidents", [report(ELOVSK, figure("incidents", 5))], catalogue)

    assert [row[0] for row in printed(table)] == ["region", "unit", "total", "base"]


def test_a_series_that_nobody_tells_of_has_no_foot(catalogue):
    assert series.consolidate("incidents", [report(ELOVSK, figure("press_releases", 5))], catalogue).foot == ()


def test_totals_over_different_years_are_not_added(catalogue):
    reports = [
        report(m, figure("incidents", 5), figure("incidents_total", 50, year=years))
        for m, years in ((ELOVSK, "2021-2023"), (KEDROV, "2022-2023"))
    ]

    table = series.consolidate("incidents", reports, catalogue)
    assert heads(table)[-1] == "Всего за несколько лет"
    assert ("total", "Итого", "10", "х") in printed(table)
    same = [report(m, figure("incidents_total", 50, year="2021-2023")) for m in (ELOVSK, KEDROV)]
    assert ("total", "Итого", "100") in printed(series.consolidate("incidents", same, catalogue))


def test_the_newest_years_of_a_series_are_shown_and_many_lie_down(catalogue):
    def table(count):
        years = (figure("incidents", year, year=year) for year in range(2024 - count, 2024))
        return series.consolidate("incidents", [report(ELOVSK, *years)], catalogue)

    assert heads(table(13))[1:] == [str(year) for year in range(2012, 2024)]
    assert heads(table(12))[1:] == [str(year) for year in range(2012, 2024)]
    assert [table(count).wide for count in (9, 10)] == [False, True]


def test_a_table_of_averages_is_no_series(catalogue):
    own = replace(catalogue.indicators["incidents"], measure=Measure.AVERAGE)
    other = replace(catalogue, indicators={"incidents": own})

    assert series.by_year("incidents", report(ELOVSK, figure("incidents", 5, measure=Measure.AVERAGE)), other) == (
        {},
        None,
    )
    assert series.by_year("goals", report(ELOVSK), catalogue) == ({}, None)
