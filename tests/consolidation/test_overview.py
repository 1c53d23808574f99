"""«Главное за год», the totals by year and how much each report holds."""

from dataclasses import replace

import pytest

from generator import indicators
from generator.consolidation import overview
from generator.model import Finding, Need, Qualifier, Source, Status
from tests.consolidation.reading import cells, heads
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, followers, goal, report

CATALOGUE = indicators.load()
WORDS = {"value": None, "qualifier": Qualifier.VAGUE}
HEADLINES = ("incidents", "press_releases", "media_requests", "events_covered")


def test_a_year_without_a_headline_is_passed_over():
    found = overview.key_figures(
        [report(ELOVSK, figure("press_releases", 9, year=2022), year=2022), report(ELOVSK, figure("videos", 5))],
        CATALOGUE,
    )

    assert [(key.year, key.figure.value) for key in found] == [(2022, 9)]
    assert overview.key_figures([report(ELOVSK, figure("videos", 5))], CATALOGUE) == ()


def test_what_is_told_in_words_or_by_topic_makes_no_headline():
    words = replace(figure("press_releases", 1), **WORDS)
    topic = figure("materials_published", 5, topic="svo")

    assert overview.key_figures([report(ELOVSK, words, topic)], CATALOGUE) == ()


def test_subscribers_are_counted_once_for_each_page_and_among_all_reports():
    [key] = overview.key_figures(
        [
            report(ELOVSK, followers("head", "vk", 10), followers("administration", "ok", 5)),
            report(KEDROV, followers("head", "vk", 7)),
            report(BEREGOV),
        ],
        CATALOGUE,
    )

    assert (key.figure.value, key.reports, key.of) == (22, 2, 3)


def test_a_chapter_has_three_headlines_at_most():
    own = report(ELOVSK, *(figure(key, 5) for key in HEADLINES), followers("head", "vk", 10))

    assert len(overview.of_report(own, CATALOGUE)) == 3
    assert len(overview.of_report(own, CATALOGUE, limit=4)) == 4
    assert len(overview.key_figures([own], CATALOGUE)) == 5


@pytest.mark.parametrize(("years", "wide"), [(3, False), (4, True)])
def test_many_years_lie_down(years, wide):
    reports = [report(ELOVSK, figure("press_releases", 1, year=2024 - n), year=2024 - n) for n in range(1, years + 1)]

    assert overview.by_year(reports, CATALOGUE).wide is wide


def test_only_the_newest_years_stand_side_by_side_in_their_order():
    years = range(2023 - overview.YEARS, 2024)
    reports = [report(ELOVSK, figure("press_releases", year, year=year), year=year) for year in reversed(years)]

    table = overview.by_year(reports, CATALOGUE)
    assert [column.over for column in table.columns[1::2]] == [f"{year} год" for year in years[1:]]


def test_a_row_is_of_an_indicator_that_somebody_named():
    table = overview.by_year([report(ELOVSK, figure("press_releases", 5)), report(KEDROV)], CATALOGUE)

    assert cells(table) == [("Пресс-релизы", "5", "1 из 2")]
    assert overview.by_year([report(ELOVSK)], CATALOGUE).groups == ()


def test_a_series_counts_those_that_tell_of_a_year_with_those_about_it():
    told = [
        report(ELOVSK, figure("incidents", 5, year=2022), figure("incidents", 7)),
        report(KEDROV, figure("press_releases", 1, year=2022), year=2022),
    ]

    [series, releases] = sorted(cells(overview.by_year(told, CATALOGUE)))
    assert series[1:] == ("5", "1 из 2", "7", "1 из 1")
    assert releases[1:] == ("1", "1 из 1", "…", "…")


def finding(level, code, municipality=ELOVSK, year=2023):
    return Finding(level, code, "слова", municipality, year)


def test_each_report_is_counted_by_itself_and_all_together():
    full = replace(
        report(
            ELOVSK,
            figure("press_releases", 1),
            figure("videos", 2),
            figure("videos", 3, status=Status.REJECTED),
            goals=(goal("Цель"),),
        ),
        needs=(Need("Курс", Source("reports/x.txt", (1, 1))),),
    )
    findings = [
        finding("error", "total-mismatch"),
        finding("warning", "jump"),
        finding("note", "no-goals"),
        finding("warning", "unreviewed"),
        finding("error", "total-mismatch", year=2022),
        finding("error", "total-mismatch", KEDROV),
        Finding("error", "year-to-come", "слова"),
    ]

    table = overview.completeness([full, report(BEREGOV)], findings)
    assert heads(table)[2:] == ["Показателей", "Задач", "Тем обучения", "Замечаний"]
    assert cells(table) == [
        ("Северный край",),
        ("Еловск", "2023", "2", "1", "1", "2"),
        ("Южная область",),
        ("Берегов", "2023", "–", "–", "–", "–"),
        ("Всего", "2", "1", "1", "2"),
    ]
