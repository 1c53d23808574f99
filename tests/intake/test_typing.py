"""What a report says does not depend on how it is typed: other quotation marks, dashes, spaces and line breaks."""

import re
import textwrap

import pytest

from tests.intake.scoring import ROOT, drafts

REPORTS = sorted((ROOT / "tests/data/reports/fourth").glob("*.txt"))
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
_FULL = 100  # characters: a text without longer lines is wrapped already

WAYS = {
    "no ё": lambda text: text.replace("ё", "е").replace("Ё", "Е"),
    "straight quotation marks": lambda text: re.sub("[«»]", '"', text),
    "curled quotation marks": lambda text: text.replace("«", "“").replace("»", "”"),
    "low quotation marks": lambda text: text.replace("«", "„").replace("»", "“"),
    "hyphens for dashes": lambda text: text.replace("–", "-"),
    "em dashes": lambda text: text.replace("–", "—"),
    "no-break thousands": lambda text: _THOUSANDS.sub("\u00a0", text),
    "narrow thousands": lambda text: _THOUSANDS.sub("\u202f", text),
    "thousands together": lambda text: _THOUSANDS.sub("", text),
    "dots between thousands": lambda text: _THOUSANDS.sub(".", text),
    "apostrophes between thousands": lambda text: _THOUSANDS.sub("'", text),
    "no space before %": lambda text: text.replace(" %", "%"),
    "spaces at the ends of lines": lambda text: re.sub("(?m)$", "  ", text),
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "an empty line after each": lambda text: text.replace("\n", "\n\n"),
    "soft hyphens": lambda text: re.sub("(?<=[а-я]{4})(?=[а-я]{4})", "\u00ad", text),
    "invisible spaces": lambda text: re.sub("(?<=[а-я]) (?=[а-я])", "\u200b ", text),
}


def read(path):
    """The figures and the goals of a report; where they stand and how their words look is left out."""
    [draft] = drafts(path, municipality="artem", year=2023)
    figures = [
        (
            one.key or one.label.replace("ё", "е"),
            one.value,
            one.period,
            one.owner,
            one.network,
            one.topic,
            bool(one.doubt),
        )
        for one in draft.figures
    ]
    return sorted(figures, key=repr), len(draft.goals)


def retyped(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read(path)


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_typing_changes_nothing(way, tmp_path):
    changed = 0
    for report in REPORTS:
        text = report.read_text("utf-8")
        changed += way(text) != text
        assert retyped(tmp_path, report.name, way(text)) == read(report)
    assert changed > 2


def test_lines_broken_at_the_margin_change_nothing(tmp_path):
    long = [report for report in REPORTS if max(map(len, report.read_text("utf-8").splitlines())) > _FULL]
    for report in long:
        lines = report.read_text("utf-8").splitlines()
        wrapped = [textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False) for line in lines]
        assert retyped(tmp_path, report.name, "\n".join(wrapped)) == read(report)
    assert len(long) > 2
