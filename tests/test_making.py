"""Files are held against their pages as soon as they are there, and whoever reads them may die."""

from concurrent.futures import Future
from pathlib import Path

import pytest

from generator import making, reading, workers
from generator.errors import GeneratorError
from generator.theme import Theme

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def composed():
    material = reading.read(ROOT / "input")
    theme = Theme.load("default")
    return (*making.composed(material, theme), theme)


def write(composed, folder, files, written):
    digest, pages, theme = composed
    making.write(digest, pages, theme, folder, files, executor=workers.Inline(), cache=None, written=written)


def test_each_file_is_told_of_when_it_is_whole(composed, tmp_path):
    told = {}

    def written(file):
        told[file] = sorted(path.name for path in tmp_path.iterdir())

    write(composed, tmp_path, ["digest.docx", "digest.html", "digest.csv"], written)

    assert list(told) == ["digest.html", "digest.csv", "digest.docx"]  # LibreOffice counts the sheets meanwhile
    assert told["digest.html"] == ["digest.html"]
    assert "digest.docx" in told["digest.docx"]


def test_nothing_is_told_of_a_file_that_was_not_finished(composed, tmp_path):
    told = []

    def stop(file):
        told.append(file)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(composed, tmp_path, ["digest.docx", "digest.html"], stop)

    assert told == ["digest.html"]


class Dying(workers.Pool):
    """Each of its processes dies with whatever it gets."""

    def submit(self, job, /, *arguments):
        self.given = (*getattr(self, "given", ()), job.__name__)
        future = Future()
        future.set_exception(workers.Died(2))
        return future


def test_a_file_whose_reader_has_died_is_read_here(composed, tmp_path, monkeypatch):
    digest, pages, theme = composed
    monkeypatch.setattr(making, "MANY", 1)
    pool = Dying(2)
    proof = making.Proof(digest, pages, theme, tmp_path, pool)
    write(composed, tmp_path, ["digest.docx"], proof.begin)

    assert pool.given == ("of_file",)
    assert list(proof.differences(["digest.docx"])) == []

    proof.begin("digest.docx")
    (tmp_path / "digest.docx").write_bytes(b"")
    with pytest.raises(GeneratorError, match="не читается как документ Word"):
        list(proof.differences(["digest.docx"]))
