"""Which figures of a report stand in the columns of a table, and which are told in its chapter alone."""

import pytest

from generator import indicators
from generator.consolidation import columns, figures
from generator.model import Measure, Qualifier, Status
from tests.consolidation.reading import cells, heads
from tests.samples import ELOVSK, KEDROV, figure, report

CATALOGUE = indicators.load()


def rows(*observations, key="materials"):
    """The table of one report: its heads but the first two, and the row of the report."""
    table = columns.consolidate(key, [report(ELOVSK, *observations)], CATALOGUE)
    [row] = [row for row in cells(table) if row[0].startswith("Еловск")]
    return heads(table)[2:], row[2:]


RELEASES = figure("press_releases", 100)


# Of what is told in the chapter the table says «…», of a report that tells nothing of it that there are no data.
@pytest.mark.parametrize(
    ("beside", "shown"),
    [
        (figure("press_releases", 5, measure=Measure.GROWTH_ABS), "…"),
        (figure("press_releases", 12, measure=Measure.GROWTH_PCT), "…"),
        (figure("press_releases", 2, measure=Measure.AVERAGE, unit="week"), "…"),
        (figure("press_releases", 30, topic="svo"), "…"),
        (figure("press_releases", 90, year=2022), "…"),
        (figure("press_releases", 70, status=Status.REJECTED), "нет данных"),
        (figure("interviews", 7), "нет данных"),
    ],
)
def test_only_the_number_of_the_year_and_of_all_stands_in_a_column(beside, shown):
    assert rows(RELEASES, beside) == (["Пресс-релизы"], ("100",))
    table = columns.consolidate("materials", [report(ELOVSK, beside), report(KEDROV, RELEASES)], CATALOGUE)
    assert next(row for row in cells(table) if row[0].startswith("Еловск"))[2:] == (shown,)


def test_each_topic_has_its_column_and_what_has_none_stands_last():
    found = [figure("materials_published", 5, topic=topic) for topic in ("", "svo", "national_projects")]

    table = columns.consolidate("materials", [report(ELOVSK, *found)], CATALOGUE)
    assert heads(table)[2:] == ["национальные проекты", "поддержка СВО", "без темы"]
    assert table.heads[-1] == ("Публикации по темам", 3)


def test_a_column_that_only_words_would_fill_is_not_there():
    words = figure("announcements", None, qualifier=Qualifier.VAGUE)

    assert rows(RELEASES, words) == (["Пресс-релизы"], ("100",))


def test_parts_of_a_municipality_are_added_and_means_are_not():
    pages = [figure("posts", value, owner=owner, network="vk") for owner, value in (("head", 5), ("administration", 7))]

    assert rows(*pages) == (["Публикации в социальных сетях"], ("12",))
    before = figure("response_time", 4, measure=Measure.DURATION, unit="hours", owner="head")
    after = figure("response_time", 6, measure=Measure.DURATION, unit="hours", owner="administration")
    assert "10" not in "".join(rows(before, after, key="appeals")[1])


def test_the_total_of_a_year_adds_what_columns_show():
    indicator = CATALOGUE.indicators["press_releases"]
    reports = [report(ELOVSK, RELEASES), report(KEDROV, figure("press_releases", 5, measure=Measure.GROWTH_ABS))]

    total = columns.totals(indicator, reports, CATALOGUE)[2023]
    assert (total.figure.value, total.named, total.asked) == (100, 1, 2)
    mean = CATALOGUE.indicators["incidents_per_week"]
    told = figure("incidents_per_week", 5, measure=Measure.AVERAGE)
    assert columns.totals(mean, [report(ELOVSK, told)], CATALOGUE) == {2023: figures.Total(None, 1, 1)}
