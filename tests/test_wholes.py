import pytest

from generator import wholes
from generator.consolidation import columns, figures
from generator.indicators import load
from generator.model import Measure
from tests.samples import ELOVSK, figure, report


def posts(value, **whose):
    return figure("posts", value, **whose)


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ([posts(100, owner="administration"), posts(60, owner="administration", network="vk")], 100),
        (
            [
                posts(60, owner="administration", network="vk"),
                posts(100, owner="administration"),
                posts(9, owner="head"),
            ],
            109,
        ),
        ([posts(100, network="vk"), posts(60, owner="head", network="vk"), posts(40, network="telegram")], 140),
        ([posts(60, owner="head", network="vk"), posts(40, owner="head", network="telegram")], 100),
        ([posts(5, owner="topical", topic="svo"), posts(7, owner="topical", topic="elections")], 12),
        ([posts(60, owner="head", network="vk"), posts(200)], 200),
        ([posts(100, owner="administration"), posts(60, network="vk")], None),
        ([posts(90, owner="topical", topic="svo"), posts(60, owner="topical", network="vk", topic="svo")], 90),
        ([posts(90, owner="topical", topic="svo"), posts(60, owner="topical", network="vk", topic="elections")], 150),
        ([posts(99, owner="topical"), posts(60, owner="topical", network="vk", topic="svo")], 99),
        ([posts(60, owner="topical", network="vk"), posts(40, owner="topical", network="vk", topic="svo")], 100),
        ([posts(90, owner="topical", topic="svo"), posts(60, network="vk")], None),
        ([posts(90, owner="topical", topic="svo"), posts(60, owner="head", network="vk")], 150),
    ],
)
def test_the_whole_has_each_page_once(told, whole):
    made = figures.of_municipality(told, adds_up=True)

    assert (made.value if made else None) == whole


def test_of_two_figures_on_one_page_the_first_counts():
    first, second = posts(60, owner="head", network="vk"), posts(70, owner="head", network="vk")

    assert wholes.parts([first, second]) == [first]


def test_of_stocks_of_several_dates_the_latest_counts():
    january, july, undated = (
        figure("networks_count", number, measure=Measure.STOCK, as_of=date)
        for number, date in ((4, "2023-01"), (5, "2023-07"), (6, ""))
    )

    assert wholes.parts([undated, january, july]) == [july]
    assert wholes.parts([july, january]) == [july]


def test_publications_on_one_topic_are_counted_once():
    told = (
        figure("materials_published", 300, topic="svo"),
        figure("materials_published", 120, topic="svo", network="vk"),
    )

    table = columns.consolidate("materials", [report(ELOVSK, *told)], load())

    [cell] = [cell for row in table.foot if row.kind == "total" for cell in row.cells if cell.figure]
    assert cell.figure.value == 300


def test_figures_of_one_topic_are_not_the_whole():
    catalogue = load()
    releases = catalogue.indicators["press_releases"]
    topical = (figure("press_releases", 20, topic="svo"), figure("press_releases", 10, topic="elections"))

    assert columns.of_report(releases, report(ELOVSK, *topical), catalogue) is None
    alone = columns.of_report(releases, report(ELOVSK, *topical, figure("press_releases", 7, owner="head")), catalogue)
    assert alone is not None and alone.value == 7
