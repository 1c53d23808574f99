from pathlib import Path

import pytest

from bench import corpus, peers, results, tasks
from bench.results import Run, Seconds
from generator import reading


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    tasks.prepare(folder, 3)
    return folder


def test_both_word_documents_hold_the_same_rows_and_paragraphs(material):
    tasks.word(material, tasks.Clock())
    tasks.word_peer(material, tasks.Clock())

    ours, theirs = peers.outline(material / "digest.docx"), peers.outline(material / "peer.docx")

    assert ours.rows > 300
    assert ours.counts == theirs.counts
    assert ours.paragraphs == theirs.paragraphs
    assert not any("{" in paragraph for paragraph in theirs.paragraphs)


def test_the_timed_call_is_told_apart_from_its_preparation(material):
    clock = tasks.Clock()

    tasks.word(material, clock)

    assert set(clock.seconds) == {"call"}
    assert all(seconds > 0 for seconds in clock.seconds["call"])


def test_every_report_of_the_corpus_is_full_and_right(material):
    read = reading.read(material / "input")

    assert not read.unread
    assert not read.findings
    assert len({report.municipality.region for report in read.reports}) == 2
    for report in read.reports:
        assert len(report.observations) >= 28
        assert (len(report.passages), len(report.goals), len(report.needs)) == (6, 5, 2)


def test_the_corpus_is_the_same_every_time(tmp_path):
    for name in ("one", "two"):
        corpus.write(tmp_path / name, 3)

    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def _files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _run(seconds: float) -> Run:
    return Run(Seconds(seconds + 1, seconds + 1), 50, {"call": Seconds(seconds, seconds)})


SAME = {
    "ours": {"rows": 10, "cells": 20, "paragraphs": 30},
    "theirs": {"rows": 10, "cells": 21, "paragraphs": 30},
    "same": False,
    "bytes": [2048, 1024],
    "same_pdf": True,
    "pages": 7,
}
RUNS = {
    ("word", 50): [_run(1), _run(9), _run(1)],
    ("word", 200): [_run(2)],
    ("word", 400): [_run(6)],
    ("word-peer", 200): [_run(10)],
    ("word-rows", 200): [_run(30)],
    ("pdf-peer", 200): [_run(99)],
    ("pdf-tagged", 200): [_run(150)],
    ("same", 200): [_run(1)],
    ("figure", 200): [_run(6)],
    ("pdf", 5): [_run(8)],
    ("pdf-peer", 5): [_run(10)],
    ("build", 5): [_run(4)],
    ("parts", 5): [_run(4)],
}


def test_promises_are_held_against_the_medians():
    text = results.report({"cores": "2"}, RUNS, {200: SAME})

    assert "| Word at least 4 times as fast as docxtpl, N = 200 | 5.00 times | met |" in text
    assert "python-docx with `add_row`, N = 200 | 15.0 times | **not met** |" in text
    assert "nothing changed, in at most 2% of bare WeasyPrint's time, N = 200 | 2.0% | met |" in text
    assert "a figure of one report, in at most 4% of bare WeasyPrint's time, N = 200 | 7.0% | **not met** |" in text
    assert (
        "a figure of one report, in at most 4% of WeasyPrint's time with its own tags, N = 200 | 4.6% | **not met** |"
        in text
    )
    assert "in the largest digest | 3.00 times | **not met** |" in text
    assert "| PDF in at most 1.0 of bare WeasyPrint's time, N = 5 | 0.800 | met |" in text


def test_documents_that_differ_are_called_different():
    text = results.report({"cores": "2"}, RUNS, {200: SAME})

    assert "| 200 | 10 | 20 / 21 | 30 | 2 KB / 1 KB | **not equal** |" in text
