"""Editions: each is the digest that would be built if there were no others."""

import csv
import errno
import json
import os
import shutil
import sys
from concurrent.futures import Future, wait
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
import yaml

from generator import cli, editions, narrowing, pipeline
from generator.cache import Cache
from generator.errors import GeneratorError
from tests.editing import edit

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
PRIMORYE = ("artem", "spassk-dalny")
FIRST = "50\N{NO-BREAK SPACE}%\n    status: "  # the end of the first figure of Спасск-Дальний


@pytest.fixture
def home(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "input", tmp_path / "input")
    # LibreOffice takes its time.
    edit(tmp_path / "input/settings.toml", "page_numbers = true", "page_numbers = false")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def options(home, **more):
    return pipeline.Options(**{"input": home / "input", "output": home / "output", "theme": "default",
                               "formats": ("csv",), "cache": Cache(home / "kept"), **more})  # fmt: skip


def build(home, by="region", **more):
    return editions.build(editions.plan(options(home, **more), by))


def only(home, places):
    """Leave nothing in the input but what is of these municipalities."""
    directory = home / "input/municipalities.yaml"
    known = yaml.safe_load(directory.read_text(encoding="utf-8"))
    known["municipalities"] = {name: about for name, about in known["municipalities"].items() if name in places}
    directory.write_text(yaml.safe_dump(known, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in [*home.glob("input/records/*/*.yaml"), *home.glob("input/reports/*")]:
        if not path.name.startswith(places):
            path.unlink()


def test_the_edition_of_a_region_is_the_digest_of_its_reports_alone_to_the_byte(home):
    formats = ("docx", "pdf", "csv", "xlsx")
    build(home, formats=formats, jobs=2)

    only(home, PRIMORYE)
    pipeline.build(options(home, formats=formats, output=home / "alone", cache=None))

    for name in (f"digest.{kind}" for kind in formats):
        assert (home / "output/editions/primorskiy-kray" / name).read_bytes() == (home / "alone" / name).read_bytes()


def test_every_municipality_of_the_sample_gets_its_own_figures_and_findings(home):
    done = build(home, "municipality").editions

    assert [(one.part.name, one.failure) for one in done] == [
        (name, "") for name in ("artem", "blagoveshchensk", "komsomolsk-na-amure", "seversk", "spassk-dalny")
    ]
    with open(home / "output/editions/komsomolsk-na-amure/digest.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows and {row["municipality"] for row in rows} == {"Комсомольск-на-Амуре"}
    inputs = json.loads((home / "output/editions/artem/manifest.json").read_bytes())["inputs"]
    own = {name for name in inputs if name.startswith(("records/", "reports/"))}
    assert own == {"records/2020/artem.yaml", "reports/artem-2020.txt"}


def test_a_report_that_came_but_cannot_be_used_is_told_in_the_edition_of_its_region_alone(home):
    (home / "input/records/2020/artem.yaml").unlink()
    (home / "input/reports/artem-2020.txt").unlink()
    said = "Отчёт пресс-службы администрации города Артёма.\n\nВыпущено 5 пресс-релизов.\n"
    (home / "input/reports/artem.txt").write_text(said, encoding="utf-8")

    build(home, formats=("html",))

    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in home.glob("output/editions/*/digest.html")}
    told = [name for name, page in pages.items() if "вошёл: Артёма" in page.replace("\N{NO-BREAK SPACE}", " ")]
    assert told == ["primorskiy-kray"]
    inputs = json.loads((home / "output/editions/primorskiy-kray/manifest.json").read_bytes())["inputs"]
    assert "reports/artem.txt" in inputs


def test_a_draft_marks_its_own_edition_and_no_other(home):
    edit(home / "input/records/2023/spassk-dalny.yaml", f"{FIRST}approved", f"{FIRST}draft")

    drafts = {one.part.name: one.draft for one in build(home, "municipality").editions}

    assert [name for name, draft in drafts.items() if draft] == ["spassk-dalny"]


BROKEN_TEMPLATE = (
    '{% extends "default:digest.html" %}{% block cover %}'
    '{% if digest.regions[0].name == "Томская область" %}{{ nothing.there }}{% endif %}{{ super() }}{% endblock %}'
)


def theme(home):
    own = home / "templates/own"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text("title: Своя тема\nextends: default\n", encoding="utf-8")
    return own


def test_an_edition_that_fails_is_named_with_its_reason_and_the_others_go_on(home, capsys):
    own = theme(home)
    (own / "digest.html").write_text(BROKEN_TEMPLATE, encoding="utf-8")

    code = cli.main(["editions", "--theme", "own", "--format", "html", "--jobs", "1"])

    said = capsys.readouterr().out
    assert code == 3
    assert "Не составлен выпуск «Томская область»: Тема «own»: шаблон digest.html, строка 1" in said
    assert "Выпусков: 3, не составлено: 1" in said
    assert not (home / "output/editions/tomskaya-oblast").exists()
    assert len(list(home.glob("output/editions/*/digest.html"))) == 3


def test_an_edition_that_a_full_disk_stops_is_named_and_the_others_go_on(home, monkeypatch):
    printed = editions._printed

    def full(order, material, theme, folder, carries):
        if len(material.reports) > 1:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder / "digest.csv"))
        return printed(order, material, theme, folder, carries)

    monkeypatch.setattr(editions, "_printed", full)
    failures = {one.part.name: one.failure for one in build(home, jobs=1).editions}

    assert "digest.csv»: на диске кончилось место" in failures.pop("primorskiy-kray")
    assert set(failures.values()) == {""}


def test_a_message_of_a_theme_names_its_own_folder(home):
    own = theme(home)
    (own / "print.css").write_text('p { background: url("no.png") }', encoding="utf-8")

    [failure] = {one.failure for one in build(home, "region", theme="own", formats=("pdf",)).editions}

    assert f"нет файла «no.png». Положите его в папку {own}" in failure


def test_records_that_cannot_be_read_cost_their_own_edition(home, capsys):
    (home / "input/records/2020/artem.yaml").write_text("year: [", encoding="utf-8")

    code = cli.main(["editions", "--by", "municipality", "--format", "csv", "--jobs", "1"])

    said = capsys.readouterr().out
    assert code == 3
    assert "Не составлен выпуск «Артёмовский городской округ»: " in said and "artem.yaml" in said
    assert "Выпусков: 4, не составлено: 1" in said


def test_only_the_edition_whose_record_has_changed_is_made_again(home):
    first = build(home)
    edit(home / "input/records/2023/spassk-dalny.yaml", "value: 50\n", "value: 150\n")
    second = build(home)

    assert not any(one.repeated for one in first.editions)
    assert {one.part.name: one.repeated for one in second.editions} == {
        "amurskaya-oblast": True,
        "khabarovskiy-kray": True,
        "primorskiy-kray": False,
        "tomskaya-oblast": True,
    }


def test_editions_are_made_again_when_a_theme_that_extends_another_changes(home):
    own = theme(home)
    made = []
    for rule in ("p { color: red }", "p { color: red }", "p { color: green }"):
        (own / "print.css").write_text(rule, encoding="utf-8")
        made.append({one.repeated for one in build(home, theme="own").editions})

    assert made == [{False}, {True}, {False}]


@pytest.mark.parametrize("harm", ["damaged", "gone", "other format", "other theme"])
def test_an_edition_that_is_not_there_as_it_should_be_is_made_again(home, harm):
    build(home)
    file = home / "output/editions/primorskiy-kray/digest.csv"
    more = {}
    match harm:
        case "damaged":
            file.write_bytes(b"x")
        case "gone":
            shutil.rmtree(file.parent)
        case "other format":
            more = {"formats": ("csv", "html")}
        case "other theme":
            theme(home)
            more = {"theme": "own"}
    [again] = [one for one in build(home, **more).editions if one.part.name == "primorskiy-kray"]

    assert not again.repeated and not again.failure
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


class Crowd:
    """Many processes, none of which begins before somebody waits for it."""

    here = True

    def __init__(self, room):
        self.room = room
        self.given = {}
        self.most = []

    def submit(self, job, /, *arguments):
        future = Future()
        self.given[future] = partial(job, *arguments)
        return future

    def wait(self, futures, return_when):
        self.most.append(len(futures))
        for future in futures:
            future.set_result(self.given[future]())
        return wait(futures, return_when=return_when)


@pytest.mark.parametrize(("room", "at_once"), [(1, [2, 2, 1]), (2, [4, 1]), (8, [5])])
def test_no_process_is_idle_while_editions_wait(home, monkeypatch, room, at_once):
    crowd = Crowd(room)
    monkeypatch.setattr(editions, "WAITING", 1)
    monkeypatch.setattr(editions, "wait", crowd.wait)
    monkeypatch.setattr(editions.workers, "pool", lambda jobs: nullcontext(crowd))

    done = build(home, "municipality", jobs=room).editions

    assert [one.failure for one in done] == [""] * 5
    assert crowd.most == at_once


def test_one_process_publishes_each_edition_before_it_makes_the_next(home, monkeypatch):
    make, published = editions.make, []

    def counted(*arguments):
        published.append(len(list(home.glob("output/editions/*/digest.csv"))))
        return make(*arguments)

    monkeypatch.setattr(editions, "make", counted)
    build(home, "municipality")

    assert published == [0, 1, 2, 3, 4]


def test_an_edition_is_verified_against_its_own_part(home):
    build(home, formats=("docx",))
    own = options(home, output=home / "output/editions/tomskaya-oblast", theme="", formats=())

    assert pipeline.verify(own).notes == () and pipeline.verify(own).differences == ()
    edit(home / "input/records/2023/spassk-dalny.yaml", "value: 50\n", "value: 150\n")
    assert pipeline.verify(own).notes == ()
    edit(home / "input/records/2020/seversk.yaml", "year: 2020", "year: 2020 ")
    assert pipeline.verify(own).notes == ("записи, настройки или тема изменились после сборки",)


def test_editions_that_lie_in_the_input_folder_are_no_input_to_one_another(home):
    build(home, formats=("docx",), output=home / "input/out")
    own = options(home, output=home / "input/out/editions/tomskaya-oblast", theme="", formats=())

    assert pipeline.verify(own).notes == ()


def test_editions_of_before_that_nothing_is_reported_for_any_more_are_named(home, capsys):
    build(home)
    build(home, "municipality")
    (home / "input/records/2020/seversk.yaml").unlink()
    (home / "input/reports/seversk-2020.txt").unlink()

    assert [path.name for path in build(home).strangers] == ["tomskaya-oblast"]


def test_two_regions_whose_folders_would_be_one_are_told(home):
    directory = home / "input/municipalities.yaml"
    text = directory.read_text(encoding="utf-8")
    directory.write_text(text.replace("Томская область", "Приморский-край"), encoding="utf-8")

    with pytest.raises(GeneratorError, match="звались бы одинаково: primorskiy-kray"):
        editions.plan(options(home), "region")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_theme_does_not_travel(home):
    own = theme(home)
    (home / "secret.txt").write_text("тайна", encoding="utf-8")
    os.symlink(home / "secret.txt", own / "secret.txt")

    assert list(editions._packed(own)) == ["theme.yaml"]


def test_a_region_in_latin_letters_is_a_name_for_a_folder():
    said = {"Республика Саха (Якутия)": "respublika-sakha-yakutiya", "Ёё Щъ — Ы": "ee-shch-y", "…": "region"}

    assert {name: narrowing.folder(name) for name in said} == said
