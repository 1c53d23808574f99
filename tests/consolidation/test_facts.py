"""The digest as data: each figure under its Russian names."""

from dataclasses import replace

import pytest

from generator import indicators
from generator.consolidation.facts import facts, unit
from generator.model import Measure, Status
from tests.samples import BEREGOV, ELOVSK, figure, followers, report

CATALOGUE = indicators.load()


def test_a_fact_names_whose_where_and_about_what_it_is():
    told = report(
        ELOVSK,
        followers("head", "vk", 10),
        figure("materials_published", 5, topic="svo"),
        figure("press_releases", 7),
        figure("press_releases", 8, status=Status.REJECTED),
    )

    assert [(fact.owner, fact.network, fact.topic, fact.unit) for fact in facts([told], CATALOGUE)] == [
        ("глава", "«ВКонтакте»", "", "человек"),
        ("", "", "поддержка СВО", "единиц"),
        ("", "", "", "единиц"),
    ]


def test_facts_stand_in_the_order_of_the_digest():
    reports = [report(m, figure("press_releases", 1)) for m in (BEREGOV, ELOVSK)]

    assert [fact.report.municipality for fact in facts(reports, CATALOGUE)] == [ELOVSK, BEREGOV]


@pytest.mark.parametrize(
    ("indicator", "measure", "told", "shown"),
    [
        ("press_releases", Measure.GROWTH_PCT, "", "%"),
        ("on_time_share", Measure.SHARE, "", "%"),
        ("press_releases", Measure.RATIO, "", "раз"),
        ("response_time", Measure.DURATION, "", "часов"),
        ("response_time", Measure.DURATION, "days", "дней"),
        ("press_releases", Measure.GROWTH_ABS, "", "единиц"),
        ("formal_appeals", Measure.COUNT, "", "обращений"),
    ],
)
def test_a_value_is_counted_in_what_its_measure_or_table_says(indicator, measure, told, shown):
    assert unit(replace(figure(indicator, 5, measure=measure), unit=told), CATALOGUE) == shown
