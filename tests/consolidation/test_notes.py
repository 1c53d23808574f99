"""Notes and sources: what is hedged, where every figure stands, what people wrote beside it."""

from dataclasses import replace

import pytest

from generator import indicators
from generator.consolidation import notes
from generator.model import Qualifier, Source
from tests.consolidation.reading import cells
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, followers, report

CATALOGUE = indicators.load()


def test_only_hedged_figures_are_approximate_and_each_leads_to_its_chapter():
    hedged = figure("press_releases", 350, qualifier=Qualifier.AT_LEAST, line=7)
    table = notes.approximate([report(KEDROV, hedged), report(ELOVSK, figure("videos", 5))], CATALOGUE)

    assert cells(table) == [("Кедров", "2023", "Пресс-релизы", "более 350", "7")]
    assert all(row.head.link for row in table.rows)
    assert notes.approximate([report(ELOVSK, figure("videos", 5))], CATALOGUE).groups == ()


@pytest.mark.parametrize(("hedged", "kept"), [(12, True), (13, False)])
def test_a_short_list_of_hedged_figures_stays_on_one_sheet(hedged, kept):
    found = [figure("press_releases", n, qualifier=Qualifier.ABOUT) for n in range(1, hedged + 1)]

    assert notes.approximate([report(ELOVSK, *found)], CATALOGUE).keep is kept


def test_every_figure_stands_among_the_sources_with_its_words_and_lines():
    long = "очень длинные слова отчёта " * 20
    quoted = replace(figure("videos", 5), sources=(Source("reports/x.txt", (4, 6), long),))
    unsourced = replace(figure("interviews", 3), sources=())
    made = [report(BEREGOV), report(ELOVSK, figure("press_releases", 7, line=3), quoted, unsourced)]

    table = notes.sources(made, CATALOGUE)
    head, first, second, third = cells(table)
    assert head == ("Еловск, отчёт за 2023 год (файл еловск-2023.txt)",)
    assert first == ("Пресс-релизы", "слова этой строки", "7", "3")
    assert second[0::2] == ("Видеоролики", "5") and second[3] == "4–6"
    assert len(second[1]) <= 161 and second[1].endswith("…")
    assert third == ("Интервью", "", "3", "")
    assert [row.head.span for row in table.rows] == [4, 1, 1, 1]


def test_two_equal_figures_have_one_entry():
    twice = figure("press_releases", 7)

    rows = notes.sources([report(ELOVSK, twice, twice)], CATALOGUE).rows
    assert [bool(row.id) for row in rows] == [False, True, False]


def test_what_the_law_wants_said_is_said_among_the_sources():
    assert notes.sources([report(ELOVSK, followers("head", "instagram", 5))], CATALOGUE).remarks
    assert notes.sources([report(ELOVSK, followers("head", "vk", 5))], CATALOGUE).remarks == ()


def test_remarks_are_those_that_people_wrote():
    noted = replace(figure("press_releases", 7), note="Со слов отдела")

    [remark] = notes.remarks([report(KEDROV, figure("videos", 1)), report(ELOVSK, noted)], CATALOGUE)
    assert (remark.report.municipality, remark.title, remark.text) == (ELOVSK, "Пресс-релизы", "Со слов отдела")
