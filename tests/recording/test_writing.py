"""Whatever a report says, its record gives it back."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import records, text_file
from generator.model import (
    Goal,
    Measure,
    Need,
    Observation,
    Passage,
    Pending,
    Period,
    Qualifier,
    Report,
    Source,
    Status,
)
from generator.recording import writing
from tests.recording.drafts import CATALOGUE, DIRECTORY, FILE, RECORD, ROOT, WHOLE, at, draft, figure

FOLDER = Path("input")


def parsed(text: str, record: str = RECORD) -> Report:
    return records.parse(text, FOLDER / record, FOLDER, DIRECTORY, CATALOGUE)


def test_a_record_reads_as_a_person_would_have_written_it() -> None:
    assert (
        writing.write(WHOLE.report(RECORD), CATALOGUE).partition("municipality:")[2]
        == f""" artem
year: 2020
source: reports/artem-2020.txt
sha256: {"1" * 64}

observations:
  - indicator: press_releases
    value: 2870
    lines: 5
    quote: 2870 в строке 5
  - indicator: briefings
    value: 12
    lines: 6
    quote: 12 в строке 6
  - proposed: Мастер-классы
    value: 14
    lines: 7
    quote: 14 в строке 7
    doubt: вид работы новый

passages:
  - section: done
    heading: Что сделано
    lines: 5
    text: |
      Первый абзац.

      Второй: с двоеточием.

goals:
  - text: Снимать больше видео
    topics: [video]
    lines: 20
    quote: слова строки 20

training:
  - text: Съёмка
    lines: 30
    quote: слова строки 30

review:
  - number: 16,3 %
    reason: не названо, что это
    lines: 8
    quote: всего 16,3 %
  - number: 40
    value: 40
    reason: не названо, что это
    lines: 9
    quote: всего 40
"""
    )


@pytest.mark.parametrize("path", sorted((ROOT / "input/records").glob("*/*.yaml")), ids=lambda path: path.stem)
def test_the_sample_records_written_anew_say_the_same(path: Path) -> None:
    folder = ROOT / "input"
    report = records.read(path, folder, DIRECTORY, CATALOGUE)

    text = writing.write(report, CATALOGUE)

    assert records.parse(text, path, folder, DIRECTORY, CATALOGUE) == report


# Texts that YAML, or a careless writer of it, would take for something else.
HOSTILE = st.sampled_from(
    ["- x", "a: b", "#хэштег", "а #б", "'", '"', "д'Артаньян", "{a}", "[1]", "*x", "&x", "!x", "%", "@x", "`", "|", ">"]
) | st.sampled_from(
    ["yes", "0777", "1_000", "2024-01-01", "---", "...", "? x", "x:", ": x", "\\n", "a\tb", "<<", "=", "ё\u00a0г", "—"]
)


def fits(text: str) -> bool:
    return text == text.strip() and text not in ("", "~", "null", "Null", "NULL")


CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
WORDS = (HOSTILE | st.text(CHARACTERS, min_size=1, max_size=60) | st.text("а:# '-\"[]{},&*!|>%@`\t\n")).filter(
    lambda text: fits(text) and not text_file.FORBIDDEN.search(text)
)
LINES = st.tuples(st.integers(1, 999), st.integers(0, 9)).map(lambda pair: (pair[0], sum(pair)))
SOURCES = st.builds(Source, st.just(FILE), LINES, WORDS)
NUMBERS = st.decimals(0, 10**9, places=3) | st.integers(0, 10**15 - 1).map(Decimal)
LINE = WORDS.filter(lambda text: "\n" not in text)
OBSERVATIONS = st.builds(
    Observation,
    indicator=st.just("press_releases"),
    value=NUMBERS,
    measure=st.sampled_from([Measure.COUNT, Measure.STOCK, Measure.GROWTH_PCT, Measure.SHARE]),
    period=st.just(Period(2020)),
    sources=st.lists(SOURCES, min_size=1, max_size=3).map(tuple),
    qualifier=st.sampled_from([q for q in Qualifier if q is not Qualifier.VAGUE]),
    owner=st.sampled_from(["", *CATALOGUE.owners]),
    network=st.sampled_from(["", *CATALOGUE.networks]),
    topic=st.sampled_from(["", *CATALOGUE.topics]),
    as_of=st.sampled_from(["", "2021-01", "2021-01-31"]),
    status=st.sampled_from(Status),
    decided_by=st.just("") | WORDS,
    note=st.just("") | WORDS,
    doubt=st.just("") | WORDS,
)
PROPOSED = st.builds(
    Observation,
    indicator=st.just(""),
    label=WORDS,
    value=NUMBERS,
    measure=st.just(Measure.COUNT),
    period=st.just(Period(2018, 2020)),
    sources=SOURCES.map(lambda source: (source,)),
)
REPORTS = st.builds(
    Report,
    municipality=st.just(DIRECTORY["artem"]),
    year=st.just(2020),
    plan_year=st.integers(2021, 2030),
    source=st.just(FILE),
    sha256=st.sampled_from(["", "a" * 64]),
    record=st.just(RECORD),
    observations=st.lists(OBSERVATIONS | PROPOSED, max_size=4).map(tuple),
    passages=st.lists(
        st.builds(
            Passage,
            st.sampled_from(["done", "summary"]),
            st.lists(LINE, min_size=1, max_size=3).map(tuple),
            LINES.map(lambda lines: Source(FILE, lines)),
            st.just("") | WORDS,
        ),
        max_size=2,
    ).map(tuple),
    goals=st.lists(
        st.builds(Goal, WORDS, SOURCES, st.lists(st.sampled_from(list(CATALOGUE.goal_topics)), max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    needs=st.lists(st.builds(Need, WORDS, SOURCES), max_size=2).map(tuple),
    review=st.lists(
        st.builds(
            Pending, WORDS, st.none() | NUMBERS, WORDS, SOURCES, st.sampled_from([Status.DRAFT, Status.REJECTED])
        ),
        max_size=2,
    ).map(tuple),
)


@settings(deadline=None)
@given(REPORTS)
def test_whatever_a_report_says_its_record_gives_back(report: Report) -> None:
    assert parsed(writing.write(report, CATALOGUE)) == report


ANYTHING = st.text(st.characters(), max_size=80)


@settings(deadline=None)
@given(ANYTHING, ANYTHING, st.decimals(allow_nan=False, allow_infinity=False))
def test_a_draft_of_any_words_and_any_figure_can_be_read_back(words: str, more: str, value: Decimal) -> None:
    made = draft(
        figure("press_releases", 1, 1, words, doubt=more),
        passages=(Passage("done", (words, more), at(1), words),),
        goals=(Goal(words, at(2, more)),),
        review=(Pending(words, value, more, at(3, words)),),
    ).report(RECORD)

    report = parsed(writing.write(writing.fitted(made, CATALOGUE), CATALOGUE))

    assert len(report.observations) == len(report.goals) == len(report.review) == len(report.passages) == 1


@pytest.mark.parametrize(
    ("key", "value", "more"),
    [
        ("press_releases", 10**20, {}),
        ("press_releases", -5, {}),
        ("response_time", 2, {}),
        ("subscribers", 7, {"period": Period(2018, 2020)}),
    ],
    ids=["twenty digits", "below zero", "a term without a unit", "a stock of three years"],
)
def test_a_figure_that_a_record_refuses_waits_for_a_person(key: str, value: int, more: dict[str, object]) -> None:
    made = draft(figure(key, value, 4, **more)).report(RECORD)

    report = parsed(writing.write(writing.fitted(made, CATALOGUE), CATALOGUE))

    assert report.observations == ()
    [waiting] = report.review
    assert waiting.source == at(4, f"{value} в строке 4")
    assert re.search("[а-я]{4}", waiting.reason) and not waiting.reason.startswith("строка")


def test_a_text_that_a_record_does_not_hold_becomes_several_and_loses_nothing() -> None:
    paragraphs = tuple(f"{number} " + "слово " * 9000 for number in range(4))
    made = draft(passages=(Passage("done", paragraphs, at(1)),)).report(RECORD)

    report = parsed(writing.write(writing.fitted(made, CATALOGUE), CATALOGUE))

    assert len(report.passages) > 1
    said = " ".join(text for passage in report.passages for text in passage.paragraphs)
    assert said.split() == " ".join(paragraphs).split()


def test_plans_for_the_year_of_the_report_itself_are_for_the_next_one() -> None:
    made = draft(plan_year=2020).report(RECORD)

    assert parsed(writing.write(writing.fitted(made, CATALOGUE), CATALOGUE)).plan_year == 2021
