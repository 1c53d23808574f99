"""A long Word document is written by another process while the PDF is printed."""

import os
import signal
import sys

import pytest

from generator import consolidation, indicators, page, workers
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import WRITERS, Manuscript, docx

PARTS = "".join(f'<section class="chapter"><h2>Город {n}</h2><p>Текст.</p></section>' for n in range(page.SHORT + 1))
LONG = page.parse(f'<html lang="ru"><head><title>Край</title></head><body>{PARTS}</body></html>')


@pytest.fixture(scope="module")
def pool():
    with workers.pool(2) as two:
        yield two


def manuscript(executor: workers.Executor, rendered: page.Page = LONG) -> Manuscript:
    nothing = consolidation.consolidate([], [], indicators.load(None), {}, year=2023)
    return Manuscript(nothing, rendered, Theme.load("default"), executor=executor)


def forbidden(*_: object) -> None:
    raise AssertionError("written in this process")


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(*_: object) -> None:
    raise GeneratorError("В бланке нет стиля.")


def test_the_file_is_the_same_to_the_byte(tmp_path, pool, monkeypatch):
    here, there = tmp_path / "here.docx", tmp_path / "there.docx"
    docx.write(LONG, Theme.load("default"), here)
    monkeypatch.setattr(docx, "write", forbidden)

    with WRITERS["docx"](manuscript(pool), there):
        pass

    assert there.read_bytes() == here.read_bytes()


def test_a_short_document_waits_for_no_process(tmp_path, pool, monkeypatch):
    monkeypatch.setattr(docx, "write_packed", refuse)
    short = page.parse('<html lang="ru"><head><title>Край</title></head><body><p>Текст.</p></body></html>')

    with WRITERS["docx"](manuscript(pool, short), tmp_path / "digest.docx"):
        pass

    assert (tmp_path / "digest.docx").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_dies_costs_time_alone(tmp_path, pool, monkeypatch):
    monkeypatch.setattr(docx, "write_packed", die)

    with WRITERS["docx"](manuscript(pool), tmp_path / "digest.docx"):
        pass

    assert (tmp_path / "digest.docx").is_file()


def test_what_is_wrong_is_told_when_the_file_is_wanted(tmp_path, pool, monkeypatch):
    monkeypatch.setattr(docx, "write_packed", refuse)
    reached = []

    with pytest.raises(GeneratorError, match="нет стиля"), WRITERS["docx"](manuscript(pool), tmp_path / "digest.docx"):
        reached.append("pdf")

    assert reached == ["pdf"]


def test_a_failure_beside_it_is_not_hidden(tmp_path, pool):
    with pytest.raises(GeneratorError, match="PDF"), WRITERS["docx"](manuscript(pool), tmp_path / "digest.docx"):
        raise GeneratorError("PDF не напечатать.")


def test_a_process_that_died_beside_it_is_not_taken_for_its_own(tmp_path, pool, monkeypatch):
    monkeypatch.setattr(docx, "write", forbidden)
    with pytest.raises(workers.Died), WRITERS["docx"](manuscript(pool), tmp_path / "digest.docx"):
        raise workers.Died(2)
