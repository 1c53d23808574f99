"""The order of the stages: what is read, what a digest is of, and what is said of its making."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import files, making, pipeline, reading, reception, rendering
from generator.digest import Digest
from generator.errors import GeneratorError
from generator.files import sha256
from generator.model import Unread
from generator.page import Page
from generator.pipeline import Options
from generator.settings import FORMATS

ROOT = Path(__file__).resolve().parents[1]
THEME = ROOT / "templates" / "default"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample input, without its settings."""
    shutil.copytree(ROOT / "input", tmp_path / "input")
    (tmp_path / "input" / "settings.toml").unlink()
    return tmp_path / "input"


@pytest.fixture(autouse=True)
def illegible(monkeypatch: pytest.MonkeyPatch) -> None:
    """No report without a record can be read: what is drafted of those that can is tested in `test_reception`."""

    def draft(path: Path, name: str, *more: object) -> list[object]:
        raise GeneratorError(f"{path.name}: файл не читается.")

    monkeypatch.setattr(reception, "draft", draft)


def settle(folder: Path, text: str) -> None:
    (folder / "settings.toml").write_text(text, encoding="utf-8")


def spoil(folder: Path, *names: str) -> None:
    for name in names:
        (folder / "records" / f"{name}.yaml").write_text("municipality: [\n", encoding="utf-8")


def build(folder: Path, *formats: str, **options: int) -> making.Outcome:
    wanted = Options(
        folder, folder.parent / "output", theme=str(THEME), formats=formats or ("html",), year=options.get("year")
    )
    return pipeline.build(wanted)


def manifest(folder: Path) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads((folder.parent / "output/manifest.json").read_text("utf-8"))
    return loaded


def refusal(folder: Path, year: int | None = None) -> str:
    with pytest.raises(GeneratorError) as caught:
        reading.read(folder, year)
    return str(caught.value)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Digest]:
    """The digests that reach the rendering."""
    seen: list[Digest] = []
    render: Callable[..., Page] = rendering.render

    def watched(digest: Digest, *more: object, **named: object) -> Page:
        seen.append(digest)
        return render(digest, *more, **named)

    monkeypatch.setattr(rendering, "render", watched)
    return seen


# Years


def test_files_are_not_published_among_the_records(folder: Path) -> None:
    with pytest.raises(GeneratorError, match="готовые файлы с ними смешались бы"):
        Options(folder, folder / ".")


def test_without_a_year_all_records_are_read(folder: Path) -> None:
    material = reading.read(folder)

    assert {r.year for r in material.reports} == {2016, 2020, 2023}
    assert material.year is None


def test_the_years_of_the_settings_choose_the_records(folder: Path) -> None:
    settle(folder, "years = [2016, 2020]\n")

    material = reading.read(folder)

    assert {r.year for r in material.reports} == {2016, 2020}
    assert material.year is None


def test_a_year_of_the_settings_without_a_report_is_told(folder: Path) -> None:
    settle(folder, "years = [2016, 2032]\n")

    [told] = [f for f in reading.read(folder).findings if f.code == "year-without-reports"]

    assert told.message == "За 2032 год в дайджест не вошёл ни один отчёт: проверьте years в settings.toml"
    assert build(folder).findings[0] == told
    (folder / "records/2032").mkdir()
    (folder / "records/2032/artem.yaml").write_text("year: [", encoding="utf-8")
    assert told not in reading.read(folder).findings, "there is a report, though its record is broken"


def test_who_has_sent_no_report_of_the_year_is_named(folder: Path) -> None:
    def told(year: int | None) -> list[str]:
        return [f.message for f in reading.read(folder, year).findings if f.code == "no-report"]

    assert told(None) == []
    assert told(2023) == ["Нет отчёта за 2023 год: Артём, Благовещенск и Северск"]
    (folder / "records/2023/artem.yaml").write_text("year: [", encoding="utf-8")
    assert told(2023) == ["Нет отчёта за 2023 год: Благовещенск и Северск"], "a report that cannot be read is one"


def test_the_year_of_the_command_line_prevails_over_the_settings(folder: Path) -> None:
    settle(folder, "years = [2016, 2020]\n")

    assert {r.year for r in reading.read(folder, 2023).reports} == {2023}


def test_a_single_year_makes_an_annual_digest_wherever_it_is_said(folder: Path, made: list[Digest]) -> None:
    build(folder, year=2023)
    settle(folder, "years = [2023]\n")
    build(folder)

    by_command, by_settings = made
    assert by_command == by_settings
    assert (by_settings.annual, by_settings.years) == (True, (2023,))
    assert len(by_settings.silent) == 3


def test_a_broken_record_of_another_year_does_not_concern_the_digest(folder: Path) -> None:
    spoil(folder, "2016/blagoveshchensk", "2020/artem")

    assert [u.file for u in reading.read(folder, 2020).unread] == ["records/2020/artem.yaml"]
    assert reading.read(folder, 2023).unread == ()
    assert len(reading.read(folder).unread) == 2


def test_a_broken_record_outside_the_folders_of_years_may_be_of_any_unless_it_says(folder: Path) -> None:
    (folder / "records" / "новая.yaml").write_text("year:\n", encoding="utf-8")
    (folder / "records" / "своя.yaml").write_text("year: 2023\n", encoding="utf-8")

    assert [u.file for u in reading.read(folder, 2016).unread] == ["records/новая.yaml"]
    assert [u.file for u in reading.read(folder, 2023).unread] == ["records/новая.yaml", "records/своя.yaml"]


def test_a_record_of_the_year_that_lies_in_the_folder_of_another_is_missed(folder: Path) -> None:
    (folder / "records/2023/spassk-dalny.yaml").rename(folder / "records/2016/spassk-dalny.yaml")

    assert [u.file for u in reading.read(folder, 2023).unread] == ["records/2016/spassk-dalny.yaml"]
    assert reading.read(folder, 2020).unread == ()


def test_a_year_without_records_is_answered_with_those_there_are_though_one_is_broken(folder: Path) -> None:
    spoil(folder, "2016/blagoveshchensk")

    said = refusal(folder, 1999)

    assert "нет записей за 1999 год. Есть за 2020, 2023. Укажите другой год в --year." in said
    assert "не читается" not in said


def test_a_year_whose_every_record_is_broken_is_told_so(folder: Path) -> None:
    spoil(folder, "2016/blagoveshchensk")

    said = refusal(folder, 2016)

    assert said.startswith("Ни одна запись за 2016 год не читается:\nrecords/2016/blagoveshchensk.yaml, строка 1")


def test_years_of_the_settings_without_records_are_mended_in_the_settings(folder: Path) -> None:
    settle(folder, "years = [2021, 2022]\n")

    said = refusal(folder)

    assert "нет записей за 2021, 2022 годы. Есть за 2016, 2020, 2023. Исправьте years в settings.toml." in said
    assert "--year" not in said


# What is handed on


def test_the_grouping_of_the_settings_reaches_the_digest(folder: Path, made: list[Digest]) -> None:
    for grouping in ("region", "district", "none"):
        settle(folder, f'grouping = "{grouping}"\n')
        build(folder)

    groups = [{report.group.name for report in digest.reports if report.group} for digest in made]
    assert "Приморский край" in groups[0]
    assert "Дальневосточный федеральный округ" in groups[1]
    assert groups[2] == {""}


def test_a_report_that_no_record_was_made_from_is_named(folder: Path) -> None:
    (folder / "reports/2024").mkdir()
    (folder / "reports/2024/artem.txt").write_text("Новый отчёт.\n", encoding="utf-8")
    (folder / "reports/.swp").write_text("", encoding="utf-8")

    left = (Unread("reports/2024/artem.txt", ("artem.txt: файл не читается.",)),)
    assert reading.read(folder).uncited == left
    assert build(folder, year=2023).uncited == left


def test_reports_of_other_years_have_their_records(folder: Path) -> None:
    assert reading.read(folder, 2016).uncited == ()


# The manifest


def test_the_manifest_names_every_file_of_the_input_and_of_the_theme(folder: Path) -> None:
    build(folder)

    inputs = manifest(folder)["inputs"]
    theme = {f"theme/{p.relative_to(THEME).as_posix()}": p for p in THEME.rglob("*") if p.is_file()}
    given = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    del given["record.schema.json"]  # made by the build
    visible = {name: path for name, path in (theme | given).items() if not path.name.startswith(".")}
    assert {"theme/digest.html", "theme/print.css", "theme/shell.docx", "reports/artem-2020.txt"} <= visible.keys()
    assert inputs == {name: sha256(path) for name, path in visible.items()}


def test_the_manifest_names_a_file_of_a_theme_and_that_of_the_theme_it_extends(folder: Path) -> None:
    own = folder.parent / "own"
    own.mkdir()
    (own / "theme.yaml").write_text("title: Своя\nextends: default\n", encoding="utf-8")
    (own / "print.css").write_text("p { color: red }", encoding="utf-8")

    pipeline.build(Options(folder, folder.parent / "output", theme=str(own), formats=("html",)))

    inputs = manifest(folder)["inputs"]
    assert inputs["theme/print.css"] == sha256(own / "print.css")
    assert inputs["theme-2/print.css"] == sha256(THEME / "print.css")
    assert "theme/digest.html" not in inputs and "theme-2/digest.html" in inputs


def test_what_programs_hide_in_the_input_folder_is_not_in_the_manifest(folder: Path) -> None:
    for name in (".git/HEAD", "reports/.vscode/settings.json"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("{}", encoding="utf-8")

    build(folder)

    assert not [name for name in manifest(folder)["inputs"] if ".git" in name or ".vscode" in name]


def test_the_manifest_says_what_the_digest_is_and_not_to_whom_it_goes(folder: Path) -> None:
    (folder / "recipients.csv").write_text("Почта;Обращение\n", encoding="utf-8")
    (folder / "mailing.toml").write_text("", encoding="utf-8")
    build(folder)

    said = manifest(folder)
    assert not {"recipients.csv", "mailing.toml"} & said["inputs"].keys()
    assert said["digest"] == {
        "title": "Информационная политика муниципальных образований",
        "years": [2016, 2020, 2023],
        "draft": False,
    }


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="имена файлов здесь всегда в Юникоде")
def test_a_file_name_of_any_bytes_stands_in_the_manifest(folder: Path) -> None:
    name = "отчёт.txt".encode("cp1251")
    with open(os.path.join(os.fsencode(folder / "reports"), name), "wb") as stream:
        stream.write(b"x")

    outcome = build(folder)

    safe = r"reports/\xee\xf2\xf7\xb8\xf2.txt"
    assert [report.file for report in outcome.uncited] == [safe]
    # printf x | sha256sum
    assert manifest(folder)["inputs"][safe] == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


# Stages


@pytest.mark.parametrize("formats", [(), ("html",), ("docx", "html")], ids=" ".join)
def test_as_many_stages_are_told_as_were_announced(folder: Path, formats: tuple[str, ...]) -> None:
    settle(folder, 'formats = ["html", "docx"]\n')
    options = Options(folder, folder.parent / "output", theme=str(THEME), formats=formats)
    told: list[str] = []

    pipeline.build(options, told.append)

    assert len(told) == pipeline.stages(options)
    assert told[-1] == "Готово"


def test_there_is_a_writer_for_every_format() -> None:
    assert tuple(making.WRITERS) == FORMATS


def test_an_input_that_may_not_be_read_is_named_and_nothing_is_published(folder, monkeypatch):
    def refuse(path: Path) -> str:  # an administrator may read anything, so no real file will do
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "sha256", refuse)

    with pytest.raises(GeneratorError, match=r"Файл «.*» не читается"):
        build(folder)
    assert not (folder.parent / "output" / "digest.html").exists()
