"""A build with the work of builds before gives the bytes of a build without: after every kind of change."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench import corpus
from generator import cache, pipeline
from generator.pipeline import Options
from tests.editing import edit

pytestmark = pytest.mark.slow

SIZE = 4
MADE = ("docx", "html", "csv")  # the PDF has tests of its own, and takes longest


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small region with a theme of its own, built once with a cache."""
    home = tmp_path_factory.mktemp("incremental")
    corpus.write(home / "input", SIZE)
    own = home / "own"
    own.mkdir()
    (own / "theme.yaml").write_text("title: Своя тема\nextends: default\n", encoding="utf-8")
    pipeline.build(options(home))
    return home


@pytest.fixture
def home(built, tmp_path):
    """A copy of that, to be changed; its cache knows the first build."""
    return Path(shutil.copytree(built, tmp_path / "home"))


def options(home, **more):
    wanted = {"output": home / "output", "theme": str(home / "own"), "formats": MADE}
    return Options(input=home / "input", **({**wanted, "cache": cache.Cache(home / "cache")} | more))


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("digest.*")}


def add(home):
    """One report more, of a municipality that had none."""
    everything = home / "more"
    corpus.write(everything, SIZE + 1)
    shutil.copy(everything / "municipalities.yaml", home / "input")
    for name in (f"records/{corpus.YEAR}/gorod-005.yaml", f"reports/gorod-005-{corpus.YEAR}.txt"):
        shutil.copy(everything / name, home / "input" / name)


def remove(home):
    (home / f"input/records/{corpus.YEAR}/gorod-002.yaml").unlink()
    (home / f"input/reports/gorod-002-{corpus.YEAR}.txt").unlink()


def rename(home):
    file = home / "input/municipalities.yaml"
    name = file.read_text(encoding="utf-8").partition("gorod-001:\n    name: ")[2].partition("\n")[0]
    edit(file, f"    name: {name}\n", "    name: Переименованск\n")


def template(home):
    cover = '{% block cover %}{{ super() }}<section class="front"><h1 id="first">Иначе</h1></section>{% endblock %}'
    (home / "own/digest.html").write_text('{% extends "default:digest.html" %}' + cover, encoding="utf-8")


def shell(home):
    """A shell whose text stands in another width."""
    from zipfile import ZipFile

    default = Path(pipeline.Theme.load("default").path("shell.docx"))
    with ZipFile(default) as old, ZipFile(home / "own/shell.docx", "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part, changed = re.subn(rb'(<w:pgMar[^>]*w:left=)"\d+"', rb'\1"2600"', part)
                assert changed
            new.writestr(name, part)


def indicator(home):
    text = "indicators:\n  posts:\n    table: materials\n    label: Записи\n    forms: [запись, записи, записей]\n"
    (home / "input/indicators.yaml").write_text(text, encoding="utf-8")


CHANGES = {
    "a figure": lambda home: corpus.correct(home / "input", 1),
    "a longer text": lambda home: corpus.correct(home / "input", 1, longer=True),
    "a name": rename,
    "a report added": add,
    "a report removed": remove,
    "a template": template,
    "the style sheet": lambda home: (home / "own/print.css").write_text("p { color: #222 }\n", encoding="utf-8"),
    "the shell": shell,
    "the settings": lambda home: edit(home / "input/settings.toml", "пресс-служба", "служба"),
    "hyphenation": lambda home: edit(home / "input/settings.toml", "issued =", "page.hyphenation = false\nissued ="),
    "an indicator": indicator,
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_the_files_are_those_of_a_build_without_a_cache(home, what):
    before = files(home / "output")
    CHANGES[what](home)

    first = pipeline.build(options(home))
    again = pipeline.build(options(home))
    pipeline.build(options(home, cache=None, output=home / "anew"))

    assert not first.repeated and again.repeated
    assert files(home / "output") == files(home / "anew")
    assert files(home / "output") != before or what == "the style sheet"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_without_libreoffice_the_numbers_go(home, monkeypatch):
    from generator.writers import docx, pagination

    word = home / "output/digest.docx"
    assert docx.numbered(word)
    monkeypatch.setattr(pagination, "found", lambda: "")

    built = pipeline.build(options(home))

    assert not built.repeated
    assert not docx.numbered(word)


def test_a_damaged_cache_costs_time_and_nothing_else(home):
    for path in (home / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"?")
    corpus.correct(home / "input", 1)

    pipeline.build(options(home))
    pipeline.build(options(home, cache=None, output=home / "anew"))

    assert files(home / "output") == files(home / "anew")


def test_work_goes_on_from_a_cache_that_another_folder_has_filled(home, tmp_path):
    corpus.correct(home / "input", 1)
    other = options(home)
    pipeline.build(other)

    pipeline.build(replace(other, output=tmp_path / "elsewhere"))

    assert files(tmp_path / "elsewhere") == files(home / "output")
