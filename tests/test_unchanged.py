"""A build that has been made is not made again, and everything that could change it is noticed."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from generator import cache, cli, output, pipeline, records, surroundings
from generator.errors import GeneratorError
from generator.pipeline import Options
from generator.writers import pagination
from tests.editing import edit

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with the sample input and a theme of its own, where a build is done once."""
    shutil.copytree(ROOT / "input", tmp_path / "input")
    own = tmp_path / "templates" / "own"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text("title: Своя тема\nextends: default\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def options(home):
    return Options(
        input=home / "input",
        output=home / "output",
        theme="own",
        formats=("csv", "xlsx"),
        cache=cache.Cache(home / "cache"),
    )


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_second_build_does_nothing_and_says_what_the_first_has_said(options):
    first = pipeline.build(options)
    before = {path.name: path.stat().st_mtime_ns for path in options.output.iterdir()}

    second = pipeline.build(options)

    assert not first.repeated and second.repeated
    assert replace(second, repeated=False) == replace(first, notes=())
    assert {path.name: path.stat().st_mtime_ns for path in options.output.iterdir()} == before


def test_what_is_said_survives_with_its_findings_and_reasons(options):
    (options.input / "records" / "2023" / "broken.yaml").write_text("year: [", encoding="utf-8")
    first = pipeline.build(options)
    second = pipeline.build(options)

    assert second.repeated
    assert first.unread and second.unread == first.unread
    assert first.findings and second.findings == first.findings


CHANGES = {
    "a figure": lambda home: edit(home / "input/records/2023/spassk-dalny.yaml", "value: 50\n", "value: 150\n"),
    "a name": lambda home: edit(home / "input/municipalities.yaml", "name: Артём\n", "name: Артем\n"),
    "a report file": lambda home: append(home / "input/reports/artem-2020.txt", "\nещё\n"),
    "a report of another name": lambda home: (home / "input/reports/artem-2020.txt").rename(
        home / "input/reports/artem-2020-1.txt"
    ),
    "a record gone": lambda home: (home / "input/records/2020/artem.yaml").unlink(),
    "the settings": lambda home: append(home / "input/settings.toml", "\n"),
    "a catalogue of one's own": lambda home: (home / "input/indicators.yaml").write_text("indicators: {}\n"),
    "a style sheet": lambda home: (home / "templates/own/print.css").write_text("p { color: black }\n"),
    "a hidden file of the theme": lambda home: (home / "templates/own/.mark.png").write_bytes(b"png"),
    "a theme in a nearer place": lambda home: (
        shutil.copytree(ROOT / "templates/default", home / "templates/default")
        and edit(home / "templates/default/print.css", "orphans: 2", "orphans: 3")
    ),
}


def test_the_manifest_lists_what_links_lead_to_and_nothing_that_the_program_makes(options, home):
    shutil.move(home / "input/reports", home / "elsewhere")
    (home / "input/reports").symlink_to(home / "elsewhere", target_is_directory=True)
    pipeline.build(options)

    named = output.manifest(options.output)["inputs"]

    assert "reports/artem-2020.txt" in named and "theme/theme.yaml" in named
    assert "record.schema.json" not in named and (home / "input/record.schema.json").exists()


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_built(options, home, what):
    pipeline.build(options)
    CHANGES[what](home)

    assert unrepeated(options)


@pytest.mark.parametrize("name", ["mailing.toml", "recipients.csv", ".mailing.sqlite", ".mailing.sqlite-wal"])
def test_a_file_of_the_mailing_is_nothing_to_a_build(options, home, name):
    pipeline.build(options)
    (home / "input" / name).write_text("другое", encoding="utf-8")

    assert pipeline.build(options).repeated


def unrepeated(options):
    """Whether the next build has something to do; of what is wrong the build itself tells."""
    try:
        return not pipeline.build(options).repeated
    except GeneratorError:
        return True


@pytest.mark.parametrize(
    "other",
    [
        {"formats": ("csv",)},
        {"year": 2023},
        {"theme": "default"},
        {"documents": ("letter",), "formats": ("csv", "html")},
        {"verify": False},
        {"attach_data": True},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_wish_is_built(options, other):
    pipeline.build(options)

    assert not pipeline.build(replace(options, **other)).repeated


def test_a_file_that_a_person_has_changed_is_set_aside_as_ever(options):
    pipeline.build(options)
    (options.output / "digest.csv").write_text("правка", encoding="utf-8")

    built = pipeline.build(options)

    assert not built.repeated
    assert [note for note in built.notes if "digest (правка 1).csv" in note]


@pytest.mark.parametrize("lost", ["digest.csv", "manifest.json", ".sets/current", ".sets/shown"])
def test_a_lost_file_comes_back(options, lost):
    pipeline.build(options)
    content = (options.output / lost).read_bytes()
    (options.output / lost).unlink()

    assert not pipeline.build(options).repeated
    assert (options.output / lost).read_bytes() == content


def test_a_damaged_set_behind_whole_files_is_made_again(options):
    pipeline.build(options)
    [set_] = [path for path in (options.output / ".sets").iterdir() if path.is_dir()]
    (set_ / "digest.csv").write_bytes(b"")

    assert not pipeline.build(options).repeated
    assert (set_ / "digest.csv").read_bytes() == (options.output / "digest.csv").read_bytes()


def test_the_schema_of_records_comes_back(options):
    pipeline.build(options)
    (options.input / records.SCHEMA).unlink()

    assert not pipeline.build(options).repeated
    assert (options.input / records.SCHEMA).is_file()


def test_an_entry_of_another_form_is_passed_over(options):
    pipeline.build(options)
    for path in (options.cache.folder).rglob("*"):
        if path.is_file():
            path.unlink()
    key = pipeline._made_from(options)
    for wrong in (b"", b"\xff", b"{}", b"[1]", json.dumps(["x"] * 9).encode()):
        options.cache.put(key, wrong)
        assert not pipeline.build(options).repeated
        options.cache.put(key, wrong)


def test_input_that_changes_during_a_build_is_not_taken_for_built(options, home):
    def meddle(stage):
        if stage == "Составление страницы":
            edit(home / "input/records/2023/spassk-dalny.yaml", "value: 50\n", "value: 150\n")

    pipeline.build(options, meddle)

    assert not pipeline.build(options).repeated


def test_a_link_is_followed_and_one_that_leads_in_a_circle_ends(options, home):
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "note.txt").write_text("один", encoding="utf-8")
    (options.input / "linked").symlink_to(elsewhere)
    (elsewhere / "circle").symlink_to(options.input)
    one = pipeline._made_from(options)
    (elsewhere / "note.txt").write_text("два", encoding="utf-8")

    assert one and pipeline._made_from(options) not in ("", one)


def test_what_programs_hide_in_the_input_folder_is_nothing_to_a_build(options):
    pipeline.build(options)
    for name in (".git/HEAD", ".vscode/settings.json", "records/2023/.artem.drafted", "reports/.git/HEAD"):
        path = options.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("ref: refs/heads/main", encoding="utf-8")

    assert pipeline.build(options).repeated


@pytest.mark.parametrize("inside", ["out", "results/2023"])
def test_an_output_folder_in_the_input_folder_is_no_input(options, inside):
    own = replace(options, output=options.input / inside)
    pipeline.build(own)

    assert pipeline.build(own).repeated
    assert pipeline.verify(own).notes == ()


def test_a_new_font_of_the_system_is_noticed(options, tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "_FONTS", (str(tmp_path / "fonts"),))
    one = pipeline._made_from(options)
    font = tmp_path / "fonts" / "truetype" / "new.ttf"
    font.parent.mkdir(parents=True)
    font.write_bytes(b"font")
    two = pipeline._made_from(options)
    font.write_bytes(b"another")

    assert len({one, two, pipeline._made_from(options)}) == 3


def test_another_version_of_a_native_library_is_noticed(options, tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "_NATIVE", (str(tmp_path),))
    one = pipeline._made_from(options)
    (tmp_path / "libpango-1.0.so.0").write_bytes(b"library")

    assert pipeline._made_from(options) != one


def test_a_variable_that_chooses_fonts_is_noticed(options, monkeypatch):
    one = pipeline._made_from(options)
    monkeypatch.setenv("FONTCONFIG_FILE", "/somewhere/fonts.conf")

    assert pipeline._made_from(options) != one


def test_another_version_of_a_library_is_noticed(options, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    surroundings.installed.cache_clear()
    one = pipeline._made_from(options)
    (tmp_path / "library-1.0.dist-info").mkdir()
    surroundings.installed.cache_clear()
    two = pipeline._made_from(options)
    surroundings.installed.cache_clear()

    assert one != two


def test_code_of_the_program_is_noticed(options, tmp_path, monkeypatch):
    monkeypatch.setattr(surroundings, "PACKAGE", tmp_path / "program")
    (tmp_path / "program").mkdir()
    marks = set()
    for text in ("one", "two"):
        (tmp_path / "program/module.py").write_text(text, encoding="utf-8")
        surroundings.program.cache_clear()
        marks.add(pipeline._made_from(options))
    surroundings.program.cache_clear()

    assert len(marks) == 2


def test_libreoffice_that_goes_or_changes_is_noticed(options, tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    monkeypatch.setattr(pagination, "_USUAL", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pagination.identity() == ""
    gone = pipeline._made_from(options)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    there = pipeline._made_from(options)
    os.utime(program, ns=(1, 1))

    assert len({gone, there, pipeline._made_from(options)}) == 3


def test_a_word_file_that_libreoffice_has_failed_to_number_is_tried_again(options, home, monkeypatch):
    fails = home / "bin" / "soffice"
    fails.parent.mkdir()
    fails.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    fails.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fails.parent}{os.pathsep}{os.environ['PATH']}")
    word = replace(options, formats=("docx",))
    pipeline.build(word)

    assert not pipeline.build(word).repeated


def test_the_command_says_so_and_builds_anew_when_told(home, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "own-cache"))
    build = ["build", "--format", "csv"]
    codes = [cli.main(build), cli.main(build)]
    said = capsys.readouterr().out
    codes.append(cli.main([*build, "--no-cache"]))

    assert len(set(codes)) == 1
    assert said.count("ничего не изменилось") == 1
    assert "ничего не изменилось" not in capsys.readouterr().out
