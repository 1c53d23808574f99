"""Checks: what in the reports contradicts itself, or is missing.

A check is a function from one report to findings, for some with the reports of other years; its
docstring is the Russian sentence that the finding disproves. An `error` keeps the digest a draft: a
figure cannot be trusted. A `warning` is printed among the notes: the report contradicts itself, and
people should know.

Messages are printed in the digest: they call an indicator as the catalogue does and name no field.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator.checks.answers import (
    answers_are_complete,
    counts_are_whole,
    figures_are_named_once,
    figures_are_reviewed,
    kinds_are_in_the_catalogue,
    measures_are_those_of_the_catalogue,
    numbers_are_decided,
    signs_can_be_printed,
)
from generator.checks.originals import (
    figures_stand_in_their_quotes,
    quotes_stand_in_the_report,
    report_is_the_recorded_one,
)
from generator.checks.texts import as_many_are_named, dates_are_of_the_year, networks_are_as_many
from generator.checks.totals import (
    averages_agree,
    growth_has_a_stock,
    pages_are_told_apart,
    series_adds_up,
    subscribers_add_up,
)
from generator.checks.years import figures_do_not_jump, growth_agrees, last_year_is_told_alike, year_is_over
from generator.indicators import Catalogue
from generator.model import Finding, Report, Source

Check = Callable[[Report, Path, Catalogue], Iterator[Finding]]
CheckOverYears = Callable[[Report, Sequence[Report], Catalogue], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    subscribers_add_up,
    pages_are_told_apart,
    series_adds_up,
    averages_agree,
    growth_has_a_stock,
    answers_are_complete,
    figures_are_named_once,
    counts_are_whole,
    figures_are_reviewed,
    kinds_are_in_the_catalogue,
    measures_are_those_of_the_catalogue,
    numbers_are_decided,
    signs_can_be_printed,
    dates_are_of_the_year,
    as_many_are_named,
    networks_are_as_many,
    report_is_the_recorded_one,
    quotes_stand_in_the_report,
    figures_stand_in_their_quotes,
)

# What a record alone denies: its figures contradict one another, or cannot be.
OF_FIGURES: tuple[Check, ...] = (
    subscribers_add_up,
    series_adds_up,
    figures_are_named_once,
    counts_are_whole,
    measures_are_those_of_the_catalogue,
    figures_stand_in_their_quotes,
)

# These also see the reports of other years.
CHECKS_OVER_YEARS: tuple[CheckOverYears, ...] = (figures_do_not_jump, growth_agrees, last_year_is_told_alike)


def denied(report: Report, folder: Path, catalogue: Catalogue) -> dict[Source, str]:
    """Where figures of a record stand that it denies itself, each with the reason; nobody should sign them unseen."""
    found = (finding for run in OF_FIGURES for finding in run(report, folder, catalogue) if finding.level == "error")
    return {source: finding.message for finding in found for source in finding.sources}


def check(
    reports: Sequence[Report], folder: Path, catalogue: Catalogue, known: Sequence[Report] = (), issued: str = ""
) -> list[Finding]:
    """Run every check over every report.

    `folder` is the input folder, where report files lie; `known` are all the reports that there are,
    those of other years, too; `issued` is the date of the digest in ISO 8601, if it has one.
    """
    found: list[Finding] = [one for report in reports for one in year_is_over(report, issued)]
    told = defaultdict(list)  # by one municipality, over the years
    for report in known or reports:
        told[report.municipality.id].append(report)
    for report in reports:
        own = told[report.municipality.id]
        found += (finding for run in CHECKS for finding in run(report, folder, catalogue))
        found += (finding for run in CHECKS_OVER_YEARS for finding in run(report, own, catalogue))
    return found
