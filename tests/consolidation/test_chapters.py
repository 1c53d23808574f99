"""The chapter of one report: its tables read as a person reads them, its lines, its titles."""

from dataclasses import replace

import pytest

from generator import indicators
from generator.consolidation import chapters, rows, series
from generator.model import Need, Passage, Period, Source
from tests.consolidation.reading import cells, heads
from tests.samples import ELOVSK, figure, followers, goal, report

CATALOGUE = indicators.load()


def chapter(*observations, **more):
    return chapters.chapter(report(ELOVSK, *observations), CATALOGUE, **more)


def test_only_a_chapter_of_several_years_names_its_year():
    assert chapter().title == "Еловск"
    assert chapter(dated=True).title == "Еловск, 2023 год"


def lines(first, last):
    return Source("reports/x.txt", (first, last), "слова")


def test_a_chapter_tells_from_its_first_line_to_its_last():
    made = report(ELOVSK, goals=(replace(goal("Цель"), source=lines(40, 41)),))
    made = replace(made, passages=(Passage("done", ("Слова",), lines(3, 30)), Passage("done", ("Слова",), lines(5, 9))))

    assert chapters.chapter(made, CATALOGUE).spans == ((3, 41),)
    assert chapters.chapter(replace(made, goals=()), CATALOGUE).spans == ((3, 30),)
    needed = replace(made, goals=(), needs=(Need("Курс", lines(50, 52)),))
    assert chapters.chapter(needed, CATALOGUE).spans == ((3, 52),)
    assert chapters.chapter(report(ELOVSK), CATALOGUE).spans == ()


def test_every_figure_stands_once_in_a_grid_or_in_the_list():
    found = chapter(
        followers("head", "vk", 10),
        figure("subscribers_growth_abs", 5, owner="head", network="vk"),
        figure("incidents", 7, year=2022),
        figure("incidents", 9),
        figure("press_releases", 3),
    )

    pages, years, rest = found.tables
    assert cells(pages) == [("Глава", "10", "10")]
    assert heads(years)[1:] == ["2022", "2023"]
    assert [row[1:] for row in cells(years)] == [("7", "9")]
    assert [row[1] for row in cells(rest)] == ["5", "3"]


def test_a_chapter_without_figures_has_no_table_and_one_with_a_grid_alone_no_list():
    assert chapter().tables == ()
    [table] = chapter(followers("head", "vk", 10)).tables
    assert heads(table) == ["Владелец страниц", "«ВКонтакте»", "Всего"]


def test_one_year_of_a_series_stands_in_the_list():
    [table] = chapter(figure("incidents", 9)).tables

    assert heads(table) == ["Показатель", "Значение", "Строки отчёта"]
    assert [row[1] for row in cells(table)] == ["9"]


def test_a_series_ends_with_its_total_and_lies_when_it_is_long():
    years = [figure("incidents", year, year=year) for year in range(2023, 2023 - series.WIDE, -1)]
    total = figure("incidents_total", 1, year="2016-2023")

    [table] = chapter(*years).tables
    assert heads(table)[1:] == [str(year) for year in range(2024 - series.WIDE, 2024)]
    assert not table.wide
    [table] = chapter(*years, total).tables
    assert heads(table)[-1] == series.whole_label([Period(2016, 2023)])
    assert cells(table)[0][-1] == "1"
    assert table.wide


def test_a_long_series_shows_its_last_years():
    years = [figure("incidents", 1, year=2024 - n) for n in range(1, series.SHOWN + 3)]
    grid, rest = chapter(*years).tables

    assert heads(grid)[1] == str(2024 - series.SHOWN)
    assert len(cells(rest)) == 2


@pytest.mark.parametrize(("dates", "told"), [(("2024-01", "2024-01"), "на январь 2024 г."), (("", ""), "2023 год")])
def test_the_date_of_subscribers_stands_in_the_title(dates, told):
    pages = [followers(owner, "vk", 5, as_of=date) for owner, date in zip(("head", "duma"), dates, strict=True)]

    [table] = chapter(*pages).tables
    assert table.title.replace("\N{NO-BREAK SPACE}", " ") == f"Подписчики в Еловске, {told}"
    assert table.remarks == ()


def test_pages_of_all_owners_are_no_line_of_one():
    everyone = replace(followers("all", "vk", 30), owner="all")

    [table] = chapter(everyone).tables
    assert cells(table) == [("Все страницы", "30", "30")]
    assert table.foot == ()


def test_growth_has_no_column_in_the_grid_of_a_chapter():
    grid, _ = chapter(followers("head", "vk", 10), figure("subscribers_growth_abs", 5, owner="head")).tables

    assert heads(grid) == ["Владелец страниц", "«ВКонтакте»", "Всего"]


@pytest.mark.parametrize(("networks", "turned"), [(rows.WIDE - 1, False), (rows.WIDE, True)])
def test_a_grid_turns_when_it_is_wider_than_a_sheet(networks, turned):
    names = [name for name in CATALOGUE.networks if name != "all"][:networks]

    [table] = chapter(*(followers("head", name, 10) for name in names)).tables
    assert (heads(table)[0] == "Социальная сеть") is turned  # «Всего» is a column, too
    assert [row.kind for row in table.foot] == (["total"] if turned else [])


def test_a_line_of_a_grid_leads_to_its_entry_among_the_sources():
    [table] = chapter(followers("head", "vk", 10)).tables

    [[first, _]] = [row.cells for row in table.rows]
    assert first.link.endswith("-source-1")


@pytest.mark.parametrize(("figures", "kept"), [(15, True), (16, False)])
def test_a_short_list_of_figures_stays_on_one_sheet(figures, kept):
    [table] = chapter(*(figure("press_releases", n, line=n) for n in range(1, figures + 1))).tables

    assert table.keep is kept


def test_the_last_network_of_a_turned_grid_is_its_total():
    names = [name for name in CATALOGUE.networks if name != "all"][: rows.WIDE + 1]
    [table] = chapter(*(followers(owner, name, 10) for name in names for owner in ("head", "duma"))).tables

    assert cells(table)[-1][0] == "Всего"
