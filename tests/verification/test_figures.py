"""Figures that lead nowhere, and prints that are not those of the digest."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from generator import consolidation, indicators, rendering
from generator.digest import Digest, Row
from generator.model import Measure, Qualifier
from generator.page import Page, classes
from generator.settings import Settings
from generator.theme import Theme
from generator.verification import of_figures
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, followers, goal, report

CATALOGUE = indicators.load(Path("none"))
THEME = Theme.load("default")

REPORTS = [
    report(ELOVSK, figure("press_releases", 120), followers("head", "vk", 1000), followers("head", "ok", 234)),
    report(KEDROV, figure("press_releases", 35, qualifier=Qualifier.AT_LEAST), figure("videos", 7)),
    report(BEREGOV, figure("press_releases", 45), goals=(goal("Открыть 3 рубрики"),)),
    report(BEREGOV, figure("press_releases", 5, year=2022), year=2022),
]


@pytest.fixture(scope="module")
def digest() -> Digest:
    places = {m.id: m for m in (ELOVSK, KEDROV, BEREGOV)}
    return consolidation.consolidate(REPORTS, (), CATALOGUE, places)


@pytest.fixture(scope="module")
def whole(digest: Digest) -> Page:
    return rendering.render(digest, Settings(), THEME)


def said(digest: Digest, page: Page) -> list[str]:
    return [str(difference) for difference in of_figures(digest, page)]


def with_cell(digest: Digest, key: str, row: tuple[str, str], index: int, **changes: object) -> Digest:
    """The digest with another figure in one cell: its row by heading and year."""
    table = digest.tables[key]

    def changed(line: Row) -> Row:
        if (line.head.text, line.cells[0].text if line.cells else "") != row:
            return line
        cells = list(line.cells)
        assert cells[index].figure is not None
        cells[index] = replace(cells[index], figure=replace(cells[index].figure, **changes))
        return replace(line, cells=tuple(cells))

    groups = tuple(tuple(map(changed, group)) for group in table.groups)
    other = replace(table, groups=groups, foot=tuple(map(changed, table.foot)))
    assert other != table
    return replace(digest, tables={**digest.tables, key: other})


def cell_of(page: Page, table: str, number: int) -> tuple[Page, object]:
    """A copy of the page, and the n-th cell with digits of one of its tables."""
    root = deepcopy(page.root)
    cells = [
        cell
        for cell in root.xpath(f"//table[@id='{table}']//td")
        if any(map(str.isdigit, cell.text or "")) and "mid" not in classes(cell)
    ]
    return Page(root), cells[number]


def test_every_figure_of_a_digest_leads_to_its_observations(digest, whole):
    assert said(digest, whole) == []


MATERIALS = "сводка: таблица «Пресс-релизы и другие материалы», строка"


def test_a_figure_whose_observation_is_gone_is_found(digest, whole):
    spoilt = with_cell(digest, "materials", ("Еловск", "2023"), 1, observations=())

    assert (
        f"{MATERIALS} «Еловск, 2023», столбец «Пресс-релизы»: за числом 120 нет ни одного показателя отчётов"
        in said(spoilt, whole)
    )


def test_a_total_off_by_one_is_found(digest, whole):
    spoilt = with_cell(digest, "materials", ("Итого", "2023"), 1, value=Decimal(201))

    [line] = said(spoilt, whole)
    assert line == f"{MATERIALS} «Итого, 2023», столбец «Пресс-релизы»: число 201, а показатели дают 200"


def test_a_total_without_one_of_its_rows_is_found_though_its_sum_is_right(digest, whole):
    table = digest.tables["materials"]
    total = next(row for row in table.foot if row.cells[0].text == "2023").cells[1].figure
    parts = total.observations[1:]
    value = sum(o.value for o in parts)

    found = said(with_cell(digest, "materials", ("Итого", "2023"), 1, observations=parts, value=value), whole)

    assert any("сложен не из тех строк, что над ним" in line for line in found)


def test_a_total_over_two_years_is_found(digest, whole):
    total = next(row for row in digest.tables["materials"].foot if row.cells[0].text == "2023").cells[1].figure
    [other] = REPORTS[3].observations
    spoilt = with_cell(
        digest, "materials", ("Итого", "2023"), 1, observations=(*total.observations, other), value=Decimal(205)
    )

    assert any("сложены разные годы" in line for line in said(spoilt, whole))


def test_an_observation_counted_twice_is_found(digest, whole):
    [once] = digest.tables["materials"].rows[1].cells[1].observations
    spoilt = with_cell(digest, "materials", ("Еловск", "2023"), 1, observations=(once, once), value=Decimal(240))

    assert any("посчитан дважды" in line for line in said(spoilt, whole))


def test_an_observation_that_no_report_has_is_found(digest, whole):
    stranger = figure("press_releases", 120, line=99)
    spoilt = with_cell(digest, "materials", ("Еловск", "2023"), 1, observations=(stranger,))

    assert any("которого в отчётах нет" in line for line in said(spoilt, whole))


def test_a_lost_hedge_is_found(digest, whole):
    spoilt = with_cell(digest, "materials", ("Кедров", "2023"), 1, qualifier=Qualifier.EXACT)

    assert any("другая оговорка" in line for line in said(spoilt, whole))


def grown(owner, network, value=5):
    return figure("subscribers_growth_abs", value, measure=Measure.GROWTH_ABS, owner=owner, network=network)


def test_growth_of_the_pages_of_one_owner_adds_up():
    both = report(ELOVSK, followers("head", "vk", 100), grown("head", "vk"), grown("head", "ok", -3))
    made = consolidation.consolidate([both], (), CATALOGUE, {ELOVSK.id: ELOVSK})

    assert said(made, rendering.render(made, Settings(), THEME)) == []


@pytest.mark.parametrize("behind", [("head", "administration"), ("head", "head")])
def test_growth_of_two_owners_or_told_twice_does_not_add_up(digest, whole, behind):
    parts = tuple(grown(owner, "vk") for owner in behind)
    spoilt = with_cell(
        digest, "materials", ("Еловск", "2023"), 1, observations=parts, value=Decimal(10), measure=Measure.GROWTH_ABS
    )

    assert any("сложено то, что не складывается" in line for line in said(spoilt, whole))


def test_measures_that_do_not_add_up_are_found(digest, whole):
    shares = (figure("press_releases", 1, measure=Measure.SHARE), figure("press_releases", 2, measure=Measure.SHARE))
    spoilt = with_cell(
        digest, "materials", ("Еловск", "2023"), 1, observations=shares, value=Decimal(3), measure=Measure.SHARE
    )

    assert any("сложено то, что не складывается" in line for line in said(spoilt, whole))


def test_a_key_figure_that_names_too_many_reports_is_found(digest, whole):
    first, *others = digest.key_figures
    spoilt = replace(digest, key_figures=(replace(first, reports=first.reports + 1), *others))

    assert any("названо отчётов" in line for line in said(spoilt, whole))


# The page


def test_a_digit_of_the_page_that_is_not_the_digest_s_is_found_with_its_place(digest, whole):
    page, cell = cell_of(whole, "t-materials", 0)
    cell.text = "121"

    [line] = said(digest, page)

    assert line.startswith("страница: таблица 2, строка «Еловск, 2023», столбец «Пресс-релизы»: напечатано «121»")


def test_swapped_cells_of_the_page_are_found(digest, whole):
    page, cell = cell_of(whole, "t-materials", 1)
    other = cell.getnext()
    cell.text, other.text = other.text, cell.text

    assert said(digest, page)


def test_a_key_figure_of_the_page_that_is_another_is_found(digest, whole):
    page = Page(deepcopy(whole.root))
    value = next(p for p in page.body.iter("p") if "value" in classes(p))
    value.text = "1 235"

    [line] = said(digest, page)
    assert "«1 235», а показатели дают" in line


def test_a_row_that_the_digest_has_not_is_found(digest, whole):
    page, cell = cell_of(whole, "t-materials", 0)
    cell.getparent()[0].text = "Берёзовск"

    assert any("такой строки в сводке нет" in line for line in said(digest, page))


def test_a_figure_in_the_text_of_a_chapter_that_its_report_has_not_is_found(digest, whole):
    page = Page(deepcopy(whole.root))
    item = next(li for li in page.body.iter("li") if "рубрики" in (li.text or ""))
    item.text = "Открыть 5 рубрик"

    [told] = said(digest, page)
    assert told.startswith("страница: глава «Берегов»: этого в отчёте нет: «Открыть 5 рубрик»; свой абзац с цифрами")


def test_a_theme_may_leave_out_rows_and_columns(digest, whole):
    page = Page(deepcopy(whole.root))
    for row in page.root.xpath("//table[@id='t-materials']//tr[td]"):
        row.remove(row[-1])

    assert said(digest, page) == []


def test_a_table_of_the_theme_s_own_repeats_the_digest(digest, whole):
    page, cell = cell_of(whole, "t-materials", 0)
    table = next(cell.iterancestors("table"))
    table.attrib.pop("id")
    assert said(digest, page) == []

    cell.text = "121"
    assert any("числа «121» в сводке нет" in line for line in said(digest, page))


def with_chart(page: Page, value: str, said: str) -> Page:
    root = deepcopy(page.root)
    point = f'<point label="2023" value="{value}">{said}</point>'
    chart = f'<figure><chart alt="Релизы"><series label="а">{point}</series></chart></figure>'
    root.find("body").append(etree.fromstring(chart))
    return Page(root)


def test_a_chart_shows_figures_of_the_digest_as_they_are(digest, whole):
    assert said(digest, with_chart(whole, "120", "120")) == []
    assert said(digest, with_chart(whole, "121", "121")) == [
        "страница: диаграмма «Релизы», 2023: числа 121 в сводке нет"
    ]
    assert said(digest, with_chart(whole, "120", "102")) == [
        "страница: диаграмма «Релизы», 2023: напечатано «102», а значение 120"
    ]
    assert said(digest, with_chart(whole, "", "120")) == [
        "страница: диаграмма «Релизы», 2023: напечатано «120», а числа в value у point нет"
    ]
