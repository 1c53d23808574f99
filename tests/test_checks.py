"""For every check, a report that passes and one that does not."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from generator import checks
from generator.model import Measure, Qualifier, Source, Status
from tests.samples import ELOVSK, KEDROV, figure, followers, goal, report, stated

NOWHERE = Path("/nonexistent")


def found(check, *observations, folder=NOWHERE, **more):
    return list(check(report(ELOVSK, *observations, **more), folder))


NETWORKS = (followers("head", "vk", 11200), followers("head", "ok", 520), followers("head", "telegram", 1155))


def test_a_total_that_equals_its_networks_passes():
    assert found(checks.subscribers_add_up, *NETWORKS, stated("head", 12875)) == []


def test_a_total_off_by_one_is_an_error_with_both_numbers_and_all_places():
    [finding] = found(checks.subscribers_add_up, *NETWORKS, stated("head", 12876))

    assert (finding.level, finding.code) == ("error", "total-mismatch")
    assert "12\N{NO-BREAK SPACE}876" in finding.message and "12\N{NO-BREAK SPACE}875" in finding.message
    assert len(finding.sources) == 4
    assert (finding.municipality, finding.year) == (ELOVSK, 2023)


def test_the_joint_total_is_made_of_the_owners_totals():
    observations = [*NETWORKS, stated("head", 12875), followers("administration", "vk", 100)]

    assert found(checks.subscribers_add_up, *observations, stated("all", 12975)) == []
    assert len(found(checks.subscribers_add_up, *observations, stated("all", 12875))) == 1


def test_an_owner_known_by_its_total_alone_belongs_to_the_joint_total():
    assert found(checks.subscribers_add_up, stated("head", 60), stated("administration", 40), stated("all", 100)) == []


@pytest.mark.parametrize("part", [followers("head", "vk", 100, qualifier=Qualifier.ABOUT)])
def test_hedged_figures_are_not_held_to_a_sum(part):
    assert found(checks.subscribers_add_up, part, stated("head", 150)) == []


SERIES = (figure("incidents", 184, year=2021), figure("incidents", 1782, year=2022), figure("incidents", 4829))


def test_a_many_year_total_that_equals_its_years_passes():
    assert found(checks.series_adds_up, *SERIES, figure("incidents_total", 6795, year="2021-2023")) == []


def test_a_many_year_total_that_does_not_is_an_error():
    [finding] = found(checks.series_adds_up, *SERIES, figure("incidents_total", 6796, year="2021-2023"))

    assert (finding.level, finding.code) == ("error", "total-mismatch")


def test_a_many_year_total_with_a_missing_year_cannot_be_checked():
    assert found(checks.series_adds_up, *SERIES[1:], figure("incidents_total", 1, year="2021-2023")) == []


def weekly(value):
    return figure("incidents_per_week", value, measure=Measure.AVERAGE)


def test_an_average_that_leads_to_the_total_passes():
    assert found(checks.averages_agree, weekly(160), figure("incidents", 8331)) == []


def test_an_average_that_contradicts_the_total_says_what_it_would_make_and_what_it_should_be():
    [finding] = found(checks.averages_agree, weekly(230), figure("incidents", 8331))

    assert finding.level == "warning"
    plain = finding.message.replace("\N{NO-BREAK SPACE}", " ")
    assert all(number in plain for number in ("230", "11 960", "8 331", "160,2"))


def test_growth_without_a_stock_is_noted():
    growth = figure("subscribers_growth_abs", 6000, measure=Measure.GROWTH_ABS, owner="administration")

    [finding] = found(checks.growth_has_a_stock, growth)
    assert (finding.level, finding.code) == ("note", "growth-without-stock")
    assert found(checks.growth_has_a_stock, growth, followers("administration", "vk", 5)) == []
    assert found(checks.growth_has_a_stock) == []


def test_missing_figures_and_goals_are_noted():
    assert [f.code for f in found(checks.answers_are_complete)] == ["no-figures", "no-goals"]
    assert found(checks.answers_are_complete, figure("press_releases", 1), goals=(goal("Цель"),)) == []


def test_one_indicator_with_two_figures_is_an_error():
    [finding] = found(
        checks.figures_are_named_once, figure("press_releases", 7, line=3), figure("press_releases", 8, line=9)
    )

    assert finding.level == "error"
    assert [source.lines for source in finding.sources] == [(3, 3), (9, 9)]


def test_the_same_indicator_of_other_owners_topics_and_years_is_no_contradiction():
    assert (
        found(
            checks.figures_are_named_once,
            figure("materials_published", 7, topic="svo"),
            figure("materials_published", 8, topic="national_projects"),
            figure("materials_published", 9, topic="svo", year=2022),
            *NETWORKS,
        )
        == []
    )


def test_figures_that_nobody_reviewed_are_counted():
    drafts = [figure("press_releases", 7, status=Status.DRAFT), figure("videos", 2, status=Status.DRAFT)]

    [finding] = found(checks.figures_are_reviewed, *drafts, figure("interviews", 1))
    assert "2\N{NO-BREAK SPACE}числа" in finding.message
    assert "records/2023/еловск.yaml" in finding.message
    assert found(checks.figures_are_reviewed, figure("interviews", 1)) == []


def test_a_rejected_figure_takes_part_in_nothing():
    rejected = figure("press_releases", 8, status=Status.REJECTED)

    assert found(checks.figures_are_named_once, figure("press_releases", 7), rejected) == []
    assert report(ELOVSK, rejected).counted == ()


@pytest.fixture
def written(tmp_path):
    """A report whose file lies in the input folder, and the folder."""
    text = "Заголовок\n\nВышло 7 пресс-\nрелизов за год\n"
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/x.txt").write_text(text, encoding="utf-8")

    true = hashlib.sha256(text.encode()).hexdigest()

    def make(quote, lines, sha256=true):
        observation = replace(figure("press_releases", 7), sources=(Source("reports/x.txt", lines, quote),))
        return replace(report(ELOVSK, observation), source="reports/x.txt", sha256=sha256)

    return make, tmp_path


def test_a_quote_over_two_lines_is_found(written):
    make, folder = written

    assert list(checks.quotes_stand_in_the_report(make("7 пресс- релизов", (3, 4)), folder)) == []


def test_a_quote_on_another_line_is_an_error_with_its_place(written):
    make, folder = written

    [finding] = checks.quotes_stand_in_the_report(make("7 пресс- релизов", (1, 1)), folder)
    assert (finding.level, finding.code) == ("error", "quote-not-found")
    assert "строке 1" in finding.message and "reports/x.txt" in finding.message


def test_a_report_changed_since_its_record_is_a_warning(written):
    make, folder = written

    [finding] = checks.quotes_stand_in_the_report(make("7 пресс- релизов", (3, 4), sha256="0" * 64), folder)
    assert (finding.level, finding.code) == ("warning", "report-changed")


def test_a_report_that_stayed_in_the_archive_is_not_missed():
    assert found(checks.quotes_stand_in_the_report, figure("press_releases", 7)) == []


def test_all_checks_run_over_all_reports():
    reports = [report(ELOVSK, *NETWORKS, stated("head", 1)), report(KEDROV)]

    codes = {(f.municipality, f.code) for f in checks.check(reports, NOWHERE)}
    assert codes == {(ELOVSK, "total-mismatch"), (ELOVSK, "no-goals"), (KEDROV, "no-figures"), (KEDROV, "no-goals")}


def test_a_large_sum_is_exact():
    parts = [followers("head", "vk", 10**20), followers("head", "ok", 1)]

    assert found(checks.subscribers_add_up, *parts, stated("head", 10**20 + 1)) == []
    [finding] = found(checks.subscribers_add_up, *parts, stated("head", 10**20))
    assert str(Decimal(10**20 + 1))[-3:] in finding.message
