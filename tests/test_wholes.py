import pytest

from generator import wholes
from generator.consolidation import columns, figures
from generator.indicators import load
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
    ],
)
def test_the_whole_has_each_page_once(told, whole):
    made = figures.of_municipality(told, adds_up=True)

    assert (made.value if made else None) == whole


def test_of_two_figures_on_one_page_the_first_counts():
    first, second = posts(60, owner="head", network="vk"), posts(70, owner="head", network="vk")

    assert wholes.parts([first, second]) == [first]


def test_figures_of_one_topic_are_not_the_whole():
    catalogue = load()
    releases = catalogue.indicators["press_releases"]
    topical = (figure("press_releases", 20, topic="svo"), figure("press_releases", 10, topic="elections"))

    assert columns.of_report(releases, report(ELOVSK, *topical), catalogue) is None
    alone = columns.of_report(releases, report(ELOVSK, *topical, figure("press_releases", 7, owner="head")), catalogue)
    assert alone is not None and alone.value == 7
