"""Checks: what in the reports contradicts itself, or is missing.

A check is a function from one report to findings; its docstring is the Russian sentence that the
finding disproves. An `error` keeps the digest a draft: a figure cannot be trusted. A `warning` is
printed among the notes: the report itself contradicts itself, and people should know.

Messages are printed in the digest: they call an indicator as the catalogue does and name no field.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator.checks.answers import (
    answers_are_complete,
    figures_are_named_once,
    figures_are_reviewed,
    signs_can_be_printed,
)
from generator.checks.originals import quotes_stand_in_the_report, report_is_the_recorded_one
from generator.checks.totals import averages_agree, growth_has_a_stock, series_adds_up, subscribers_add_up
from generator.indicators import Catalogue
from generator.model import Finding, Report

Check = Callable[[Report, Path, Catalogue], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    subscribers_add_up,
    series_adds_up,
    averages_agree,
    growth_has_a_stock,
    answers_are_complete,
    figures_are_named_once,
    figures_are_reviewed,
    signs_can_be_printed,
    report_is_the_recorded_one,
    quotes_stand_in_the_report,
)


def check(reports: Sequence[Report], folder: Path, catalogue: Catalogue) -> list[Finding]:
    """Run every check over every report; `folder` is the input folder, where report files lie."""
    return [finding for report in reports for run in CHECKS for finding in run(report, folder, catalogue)]
