from decimal import Decimal

import pytest

from generator.consolidation import figures
from generator.digest import INAPPLICABLE, MISSING
from generator.model import Measure, Qualifier
from tests.samples import figure


def single(value, **more):
    return figures.single(figure("press_releases", value, **more))


def test_figures_of_one_period_add_up_and_keep_their_observations():
    total = figures.total([single(60), single(41)])

    assert total.value == 101
    assert [o.value for o in total.observations] == [60, 41]
    assert total.qualifier is Qualifier.EXACT


def test_fractions_are_added_exactly():
    assert figures.total([single("0.1"), single("0.2")]).value == Decimal("0.3")


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((Qualifier.EXACT, Qualifier.AT_LEAST), Qualifier.AT_LEAST),
        ((Qualifier.AT_LEAST, Qualifier.AT_LEAST), Qualifier.AT_LEAST),
        ((Qualifier.ABOUT, Qualifier.EXACT), Qualifier.ABOUT),
        ((Qualifier.AT_LEAST, Qualifier.AT_MOST), Qualifier.ABOUT),
        ((Qualifier.AT_LEAST, Qualifier.NOT_LESS), Qualifier.AT_LEAST),
        ((Qualifier.AT_MOST, Qualifier.UP_TO), Qualifier.AT_MOST),
    ],
)
def test_a_hedged_part_hedges_the_whole(parts, whole):
    assert figures.total([single(10, qualifier=q) for q in parts]).qualifier is whole


def test_a_vague_part_makes_the_known_sum_a_lower_bound():
    total = figures.total([single(10), single(None, qualifier=Qualifier.VAGUE)])

    assert (total.value, total.qualifier) == (10, Qualifier.AT_LEAST)


def test_a_total_of_vague_parts_alone_has_no_value():
    vague = single(None, qualifier=Qualifier.VAGUE)

    total = figures.total([vague, vague])
    assert (total.value, total.qualifier) == (None, Qualifier.VAGUE)


def test_nothing_adds_up_to_nothing_not_to_zero():
    assert figures.total([]) is None
    assert figures.total_cell([], adds_up=True) is MISSING


@pytest.mark.parametrize("measure", [m for m in Measure if m not in (Measure.COUNT, Measure.STOCK)])
def test_growth_averages_and_durations_are_never_added(measure):
    with pytest.raises(ValueError, match="do not add up"):
        figures.total([single(1, measure=measure), single(2, measure=measure)])


def test_a_stock_is_never_added_to_a_count():
    with pytest.raises(ValueError, match="do not add up"):
        figures.total([single(1, measure=Measure.STOCK), single(2)])


def test_growth_is_never_added_to_a_stock():
    with pytest.raises(ValueError, match="do not add up"):
        figures.total([single(1, measure=Measure.STOCK), single(2, measure=Measure.GROWTH_ABS)])


def test_what_does_not_add_up_is_shown_as_inapplicable():
    assert figures.total_cell([single(3, measure=Measure.AVERAGE)], adds_up=False) is INAPPLICABLE
