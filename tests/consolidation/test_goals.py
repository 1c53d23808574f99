"""Goals and training needs as a person reads them."""

from dataclasses import replace

import pytest

from generator import indicators
from generator.consolidation import goals
from generator.digest import SHADES
from generator.model import Need, Source
from tests.consolidation.reading import cells, heads
from tests.samples import BEREGOV, ELOVSK, KEDROV, goal, place, report

CATALOGUE = indicators.load()


def needing(municipality, *topics, line=5):
    needs = tuple(Need(topic, Source("reports/x.txt", (line, line), topic)) for topic in topics)
    return replace(report(municipality), needs=needs)


def test_each_need_has_its_row_and_who_named_none_has_none():
    table = goals.needs([needing(BEREGOV, "Видео"), report(KEDROV), needing(ELOVSK, "Право", "Тексты")])

    assert cells(table) == [
        ("Северный край",),
        ("Еловск", "2023", "Право"),
        ("Еловск", "2023", "Тексты"),
        ("Южная область",),
        ("Берегов", "2023", "Видео"),
    ]
    assert [(one.report.municipality, one.spans) for one in table.places] == [(ELOVSK, ((5, 5),)), (BEREGOV, ((5, 5),))]
    assert not table.keep
    assert all(row.head.link for row in table.rows if row.kind == "unit")


def test_a_list_of_goals_may_run_over_sheets_and_names_its_lines():
    table = goals.goals([report(ELOVSK, goals=(goal("Цель"),)), report(KEDROV)])

    assert not table.keep
    assert [one.report.municipality for one in table.places] == [ELOVSK]
    [unit, own, silent] = [row for row in table.rows if row.kind != "region"]
    assert (unit.head.span, own.cells[0].span, silent.head.span) == (2, 2, 2)


@pytest.mark.parametrize(("reports", "wide"), [(goals.UPRIGHT, False), (goals.UPRIGHT + 1, True)])
def test_a_matrix_turns_when_it_has_too_many_municipalities(reports, wide):
    many = [report(place(f"Город{n}"), goals=(goal("Одна", "video"),)) for n in range(reports)]

    table = goals.matrix(many, CATALOGUE)
    assert table.wide is wide
    assert len(table.places) == reports
    if wide:
        assert cells(table)[-1] == ("Назвали тему", "х", str(reports))
        assert not table.keep
    else:
        assert cells(table)[-1] == ("Задач всего", *["1"] * reports, str(reports))


def test_a_lying_matrix_counts_who_named_a_theme_and_groups_by_region():
    some = [report(place(f"Город{n}"), goals=(goal("Одна", "video"),)) for n in range(goals.UPRIGHT)]
    other = report(BEREGOV, goals=(goal("Две", "image"), goal("Три", "image", "video")))

    table = goals.matrix([*some, other, report(KEDROV)], CATALOGUE)
    assert heads(table) == ["Муниципальное образование", "План на", "Имидж города и власти", "Видео"]
    assert cells(table)[-1] == ("Назвали тему", "х", "1", str(goals.UPRIGHT + 1))
    rows = {row[0]: row[1:] for row in cells(table)}
    assert rows["Кедров"] == ("2024", "…", "…")
    assert rows["Берегов"] == ("2024", "6, 7", "7")
    assert rows["Город0"] == ("2024", "–", "1")
    assert [row.head.span for row in table.rows if row.kind == "region"] == [4, 4]


def test_a_lying_matrix_of_goals_without_themes_has_its_foot_alone():
    many = [report(place(f"Город{n}"), goals=(goal("Одна"),)) for n in range(goals.UPRIGHT + 1)]

    assert cells(goals.matrix(many, CATALOGUE)) == [("Назвали тему", "х")]


def test_two_reports_of_one_municipality_are_told_apart_by_year():
    reports = [
        report(ELOVSK, goals=(goal("Одна", "video"),)),
        report(ELOVSK, goals=(goal("Две", "video"),), year=2022),
        report(KEDROV, goals=(goal("Три", "video"),)),
    ]

    assert heads(goals.matrix(reports, CATALOGUE)) == ["Тема", "Еловск, 2022", "Еловск, 2023", "Кедров", "Назвали тему"]


def test_the_more_goals_the_darker_the_cell():
    reports = [
        report(ELOVSK, goals=(goal("Одна", "video"),)),
        report(KEDROV, goals=tuple(goal(f"Цель {n}", "video") for n in range(SHADES + 1))),
        report(BEREGOV),
    ]

    [row, _] = goals.matrix(reports, CATALOGUE).rows
    assert [cell.shade for cell in row.cells] == [1, SHADES, 0, 0]
