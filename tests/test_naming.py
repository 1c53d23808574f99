import pytest

from generator import naming
from generator.indicators import load
from generator.model import Measure
from tests.samples import figure, followers


def test_an_average_of_what_is_counted_by_the_year_says_so():
    catalogue = load()
    monthly = figure("briefings", 3, measure=Measure.AVERAGE, unit="month")

    assert naming.title(monthly, catalogue, year=2023) == "Брифинги, в среднем за месяц"
    assert naming.title(figure("briefings", 3), catalogue, year=2023) == "Брифинги"
    assert naming.title(figure("briefings", 3, measure=Measure.AVERAGE), catalogue, year=2023) == "Брифинги, в среднем"


@pytest.mark.parametrize(
    ("measure", "called"),
    [
        (Measure.GROWTH_ABS, "Брифинги, прирост"),
        (Measure.GROWTH_PCT, "Брифинги, прирост"),
        (Measure.RATIO, "Брифинги, изменение"),
        (Measure.SHARE, "Брифинги, доля"),
    ],
)
def test_a_change_or_a_share_is_not_called_as_the_thing_itself(measure, called):
    assert naming.title(figure("briefings", 3, measure=measure), load(), year=2023) == called


def test_growth_is_called_so_once():
    growth = figure("subscribers_growth_abs", 3, measure=Measure.GROWTH_PCT, owner="head")

    assert naming.title(growth, load(), year=2023) == "Прирост подписчиков главы за год"


def test_publications_without_a_topic_are_called_so():
    catalogue = load()

    assert naming.title(figure("materials_published", 9), catalogue, year=2023) == "Публикации по темам, без темы"
    assert "без темы" not in naming.title(figure("materials_published", 9, topic="svo"), catalogue, year=2023)


def test_whose_pages_a_figure_tells_of_stands_in_brackets_where_its_name_has_no_place_for_it():
    catalogue = load()
    views = figure("views", 9, owner="head", network="vk", topic="svo")
    own = figure("materials_published", 9, owner="administration")

    assert naming.title(views, catalogue, year=2023) == "Просмотры (глава, поддержка СВО), «ВКонтакте»"
    assert naming.title(own, catalogue, year=2023) == "Публикации по темам, без темы (администрация)"
    assert naming.title(followers("head", "vk", 9), catalogue, year=2023) == "Подписчики главы, «ВКонтакте»"
