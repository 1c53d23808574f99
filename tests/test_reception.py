"""Reports as they arrive: what is read, copied, recorded, asked; and what is drafted on the way to a digest."""

import errno
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from generator import files, making, pipeline, reading, reception, records
from generator.cli import json_lines
from generator.errors import GeneratorError
from generator.files import sha256
from generator.intake.draft import Draft, Figure, Question, SetAside
from generator.model import Measure, Pending, Period, Qualifier, Source
from generator.reception import Received
from tests.recording.drafts import CATALOGUE, DIRECTORY, FILE, WHOLE, at, figure

ROOT = Path(__file__).resolve().parents[1]
ASKED = Question("municipality", "чей это отчёт? Укажите --municipality", ("artem", "seversk"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An input folder with a directory of municipalities and nothing else."""
    home = tmp_path / "input"
    (home / "reports").mkdir(parents=True)
    shutil.copy(ROOT / "input" / "municipalities.yaml", home)
    return home


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of hand-made reports: `artem 2020 press_releases=5` is a draft a line, «?» asks, «!» is no report."""

    def draft(
        path: Path, name: str, directory: object, catalogue: object, municipality: str = "", year: int | None = None
    ) -> list[Draft]:
        text = path.read_text(encoding="utf-8")
        if text.startswith("!"):
            raise GeneratorError(f"{name}: в файле нет текста. Попросите другой.")
        return [made(line.split(), path, name, municipality, year) for line in text.splitlines()]

    monkeypatch.setattr(reception, "draft", draft)


def made(words: Sequence[str], path: Path, name: str, municipality: str, year: int | None) -> Draft:
    whose = municipality or words[0]
    known = DIRECTORY.get(whose)
    when = year or int(words[1])
    figures = []
    for line, (key, _, value) in enumerate((word.partition("=") for word in words[2:]), start=1):
        one = figure(key, int(value), line, period=Period(when))
        figures.append(replace(one, sources=(Source(name, (line, line), f"{key}={value}"),)))
    questions = () if known else (ASKED,)
    return Draft(name, sha256(path), known, when, figures=tuple(figures), questions=questions)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def receive(folder: Path, *paths: Path, **more: object) -> list[Received]:
    return list(reception.receive(paths or (folder / "reports",), folder, **more))  # type: ignore[arg-type]


def listed(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def recorded(folder: Path) -> list[str]:
    return [name for name in listed(folder) if name.startswith("records") and name.endswith(".yaml")]


def test_every_report_of_the_folder_becomes_a_record(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    put(folder, "reports/2023/s.txt", "seversk 2023 briefings=2\n")
    for hidden in (".swp", "~$a.docx", "Thumbs.db", "desktop.ini"):
        put(folder, f"reports/{hidden}", "!")

    received = receive(folder)

    assert [r.file for r in received] == ["reports/2023/s.txt", "reports/a.txt"]
    assert recorded(folder) == ["records/2020/artem.yaml", "records/2023/seversk.yaml"]
    assert (folder / "record.schema.json").is_file()
    assert [r.saved.report.source for r in received if r.saved] == ["reports/2023/s.txt", "reports/a.txt"]


def test_several_municipalities_of_one_file_are_several_records(folder: Path) -> None:
    put(folder, "reports/все.txt", "artem 2020 press_releases=5\nseversk 2020 briefings=2\n? 2020\n")

    received = receive(folder)

    assert recorded(folder) == ["records/2020/artem.yaml", "records/2020/seversk.yaml"]
    assert [bool(r.saved) for r in received] == [True, True, False]


def test_one_bad_file_does_not_stop_the_others(folder: Path) -> None:
    put(folder, "reports/a.txt", "!")
    put(folder, "reports/b.txt", "? 2020\n")
    put(folder, "reports/c.txt", "artem 2020 press_releases=5\n")

    bad, asking, good = receive(folder)

    assert bad.problem == "reports/a.txt: в файле нет текста. Попросите другой."
    assert bad.draft is None and bad.saved is None
    assert asking.draft and asking.draft.questions == (ASKED,)
    assert asking.saved is None and asking.problem == ""
    assert good.saved and good.saved.new


@pytest.mark.parametrize("answer", ["seversk", "Северск", "ЗАТО  северск"])
def test_the_question_is_answered_by_the_options(folder: Path, answer: str) -> None:
    put(folder, "reports/b.txt", "? 2020\n")

    [received] = receive(folder, municipality=answer, year=2021)

    assert received.saved and received.saved.report.record == "records/2021/seversk.yaml"


def test_what_was_answered_of_a_file_is_not_asked_again_until_the_file_is_another(folder: Path) -> None:
    put(folder, "reports/b.txt", "? 2020 press_releases=5\n")
    receive(folder, municipality="seversk", year=2021)
    before = (folder / "records/2021/seversk.yaml").read_bytes()

    [again] = receive(folder)

    assert again.saved and not again.saved.renewed
    assert (folder / "records/2021/seversk.yaml").read_bytes() == before
    put(folder, "reports/b.txt", "? 2022 press_releases=6\n")
    [asking] = receive(folder)
    assert asking.saved is None and asking.draft and asking.draft.questions == (ASKED,)


def test_one_file_is_not_recorded_twice_for_another_answer(folder: Path) -> None:
    put(folder, "reports/b.txt", "? 2020 press_releases=5\n")
    receive(folder, municipality="seversk", year=2021)

    for other in ({"municipality": "artem"}, {"year": 2022}, {"municipality": "seversk", "year": 2022}):
        [refused] = receive(folder, **other)
        assert "по этому файлу уже составлена запись records/2021/seversk.yaml" in refused.problem
    [same] = receive(folder, year=2021)
    assert same.saved and not same.saved.renewed
    assert recorded(folder) == ["records/2021/seversk.yaml"]
    (folder / "records/2021/seversk.yaml").unlink()
    receive(folder, municipality="artem", year=2022)
    assert recorded(folder) == ["records/2022/artem.yaml"]


def test_a_record_that_a_person_gave_to_another_year_is_not_made_a_second_time(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    receive(folder)
    text = (folder / "records/2020/artem.yaml").read_text("utf-8")
    put(folder, "records/2021/artem.yaml", text.replace("year: 2020", "year: 2021"))
    (folder / "records/2020/artem.yaml").unlink()

    receive(folder)

    assert recorded(folder) == ["records/2021/artem.yaml"]
    broken = put(folder, "records/2021/artem.yaml", text.replace("year: 2020", "year: 2021\nyear: 2021"))
    [unread] = receive(folder)
    assert "поле «year» уже есть" in unread.problem
    assert recorded(folder) == ["records/2021/artem.yaml"]
    broken.write_text(text.replace("year: 2020", "year: 2021"), encoding="utf-8")
    # The report of another year under the same name is no answer to anything.
    put(folder, "reports/a.txt", "artem 2022 press_releases=6\n")
    receive(folder)
    assert recorded(folder) == ["records/2021/artem.yaml", "records/2022/artem.yaml"]


def test_a_municipality_that_is_unknown_is_told_before_anything_is_read(folder: Path) -> None:
    put(folder, "reports/b.txt", "!")

    with pytest.raises(GeneratorError, match=r"«artyom» нет в справочнике\. Возможно, «artem»"):
        receive(folder, municipality="artyom")


def test_a_file_from_elsewhere_is_copied_in_and_never_over_another(folder: Path, tmp_path: Path) -> None:
    put(folder, "reports/отчёт.txt", "seversk 2020\n")
    other = put(tmp_path, "почта/отчёт.txt", "artem 2020 press_releases=5\n")

    [received] = receive(folder, other)
    [again] = receive(folder, other)

    assert received.file == again.file == "reports/отчёт-2.txt"
    assert (folder / "reports/отчёт-2.txt").read_bytes() == other.read_bytes()
    assert (folder / "reports/отчёт.txt").read_text("utf-8") == "seversk 2020\n"
    assert received.saved and received.saved.report.source == "reports/отчёт-2.txt"
    assert again.saved and not again.saved.new


def test_a_file_that_nothing_can_be_made_of_is_not_copied(folder: Path, tmp_path: Path) -> None:
    bad, asking = put(tmp_path, "a.txt", "!"), put(tmp_path, "b.txt", "? 2020\n")

    receive(folder, bad, asking)

    assert listed(folder / "reports") == []


@pytest.mark.skipif(os.name == "nt", reason="в Windows таких имён не бывает")
def test_a_name_that_a_record_cannot_hold_is_changed_in_the_copy_and_told_in_place(
    folder: Path, tmp_path: Path
) -> None:
    inside = put(folder, "reports/a:b.txt", "artem 2020\n")
    outside = put(tmp_path, "c:d.txt", "seversk 2020\n")

    refused, taken = receive(folder, inside, outside)

    assert "Переименуйте файл" in refused.problem
    assert taken.file == "reports/c_d.txt" and taken.saved


def test_a_hidden_file_is_no_report_until_it_is_renamed(folder: Path) -> None:
    [refused] = receive(folder, put(folder, "reports/.artem.txt", "artem 2020\n"))

    assert "Переименуйте файл" in refused.problem
    assert not list(folder.glob("records/*/*.yaml"))


def test_a_second_file_about_the_same_year_is_told_and_changes_nothing(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    receive(folder)
    before = (folder / "records/2020/artem.yaml").read_bytes()
    put(folder, "reports/b.txt", "artem 2020 press_releases=7\n")

    _, second = receive(folder)

    assert second.saved is None and second.draft
    assert "уже сделана по другому файлу, reports/a.txt" in second.problem
    assert "впишите его в поле source этой записи и повторите команду" in second.problem
    assert (folder / "records/2020/artem.yaml").read_bytes() == before


def test_reading_alone_writes_nothing(folder: Path, tmp_path: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    before = listed(folder)

    [inside] = receive(folder, keep=False)
    [outside] = receive(folder, put(tmp_path, "b.txt", "seversk 2020\n"), keep=False)

    assert inside.draft and inside.saved is None
    assert outside.file == "reports/b.txt"
    assert listed(folder) == before


def test_a_file_from_elsewhere_that_cannot_be_read_is_called_as_it_was_given(folder: Path, tmp_path: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    other = put(tmp_path, "mail/a.txt", "!")

    [received] = receive(folder, other)

    assert received.file == str(other)
    assert received.problem == f"{other}: в файле нет текста. Попросите другой."
    assert listed(folder / "reports") == ["a.txt"]


def test_a_path_that_does_not_exist_is_named(folder: Path) -> None:
    [received] = receive(folder, folder / "нет.txt")

    assert received.problem == f"{folder / 'нет.txt'}: такого файла нет. Проверьте имя."


# On the way to a digest


def test_a_report_without_a_record_is_in_the_digest_and_makes_it_a_draft(folder: Path, tmp_path: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5 Квесты=2\n")

    outcome = pipeline.build(pipeline.Options(folder, tmp_path / "out", formats=("html",)))

    assert (outcome.reports, outcome.draft, outcome.uncited) == (1, True, ())
    [unreviewed] = [f for f in outcome.findings if f.code == "unreviewed"]
    said = unreviewed.message.replace("\N{NO-BREAK SPACE}", " ")
    assert said == "1 число не проверено человеком: записи отчёта ещё нет, её составит команда digest intake"
    assert [f.code for f in outcome.findings if f.level == "warning"] == ["unreviewed", "unknown-kind"]
    assert recorded(folder) == [] and not (folder / "records").exists()


def test_a_report_with_a_record_is_not_drafted(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    receive(folder)
    put(folder, "reports/a.txt", "!")

    material = reading.read(folder)

    assert [r.source for r in material.reports] == ["reports/a.txt"]
    assert material.uncited == ()


def test_what_cannot_be_drafted_is_named_with_its_reason(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    receive(folder)
    put(folder, "reports/b.txt", "artem 2020 press_releases=7\n")
    put(folder, "reports/c.txt", "!")
    put(folder, "reports/d.txt", "? 2020\n")
    put(folder, "reports/e.txt", "seversk 2020 briefings=2\n")
    put(folder, "reports/f.txt", "seversk 2020 briefings=3\n")

    material = reading.read(folder)

    assert [r.source for r in material.reports] == ["reports/a.txt", "reports/e.txt"]
    assert {u.file: " ".join(u.problems) for u in material.uncited} == {
        "reports/b.txt": "Артём, 2020 год: об этом уже говорит records/2020/artem.yaml по файлу reports/a.txt. "
        "Если верен этот файл, впишите его в поле source записи; если он лишний, удалите его.",
        "reports/c.txt": "reports/c.txt: в файле нет текста. Попросите другой.",
        "reports/d.txt": "чей это отчёт? Укажите --municipality",
        "reports/f.txt": "ЗАТО Северск, 2020 год: об этом уже говорит reports/e.txt. Оставьте одно.",
    }


@pytest.mark.skipif(os.name == "nt", reason="names of any bytes exist on POSIX systems only")
def test_a_report_whose_name_no_record_can_hold_stops_no_other(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5")
    for name in (b"\xff.txt", b"b\x07.txt", b"c:d.txt"):
        (Path(os.fsdecode(os.fsencode(folder / "reports") + b"/" + name))).write_text("seversk 2020", encoding="utf-8")

    drafted, left = reception.unrecorded(folder, DIRECTORY, CATALOGUE, [], [])

    assert [report.source for report in drafted] == ["reports/a.txt"]
    assert len(left) == 3
    assert all("Переименуйте файл" in one.problems[0] for one in left)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have names on POSIX systems only")
def test_a_pipe_in_place_of_a_record_is_not_waited_for(folder: Path) -> None:
    (folder / "records/2020").mkdir(parents=True)
    os.mkfifo(folder / "records/2020/artem.yaml")
    put(folder, "reports/a.txt", "seversk 2020")
    _, unread = records.read_all(folder, DIRECTORY, CATALOGUE)

    drafted, left = reception.unrecorded(folder, DIRECTORY, CATALOGUE, [], unread)

    assert len(unread) == len(drafted) == 1
    assert left == []


def test_a_full_disk_leaves_no_half_of_a_copy(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = put(tmp_path, "e.txt", "artem 2020 press_releases=5")

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(files, "copy", full)
    [one] = receive(folder, report)

    assert one.problem.startswith(f"«{folder / 'reports/e.txt'}»: ") and "Отчёт не скопирован" in one.problem
    assert list((folder / "reports").iterdir()) == []


def test_who_sent_a_report_that_is_not_read_is_not_said_to_be_silent(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    put(folder, "reports/s.txt", "spassk-dalny 2021 briefings=3\nseversk 2020 briefings=2\n")
    put(folder, "records/2021/spassk-dalny.yaml", "municipality: [\n")

    material = reading.read(folder)
    digest = making.consolidated(replace(material, unread=()))

    assert [m.id for m in digest.received] == ["spassk-dalny"]
    assert {"artem", "seversk", "spassk-dalny"}.isdisjoint(m.id for m in digest.silent) and digest.silent


def test_a_broken_record_is_not_replaced_by_a_draft(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    put(folder, "reports/s.txt", "seversk 2020 press_releases=5\n")
    put(folder, "reports/k.txt", "spassk-dalny 2020 press_releases=5\n")
    put(folder, "records/2020/artem.yaml", "municipality: [\n")
    put(folder, "records/2020/s.yaml", "municipality: seversk\nyear: 2020\nsource: reports/s.txt\n")

    material = reading.read(folder)

    assert [r.source for r in material.reports] == ["reports/k.txt"]
    assert [(u.file, u.problems) for u in material.uncited] == [("reports/a.txt", ()), ("reports/s.txt", ())]


def test_a_draft_of_another_year_is_not_in_the_digest(folder: Path) -> None:
    put(folder, "reports/a.txt", "artem 2020 press_releases=5\n")
    put(folder, "reports/b.txt", "artem 2021 press_releases=5\n")

    assert [r.year for r in reading.read(folder, 2021).reports] == [2021]


# JSON


def test_a_draft_as_json_says_everything_with_its_place() -> None:
    average = figure("press_releases", 5, 3, measure=Measure.AVERAGE, unit="week", period=Period(2018, 2020))
    growth = Figure("subscribers", "Подписчики", Decimal("12.5"), Measure.GROWTH_PCT, None, (at(4), at(5)))
    made = replace(
        WHOLE,
        figures=(average, growth, figure("Квесты", 2, 6, qualifier=Qualifier.AT_LEAST, doubt="новое")),
        targets=(SetAside("100", Decimal(100), "", at(7), "briefings"),),
        ignored=(SetAside("59-ФЗ", None, "номер закона", at(8)),),
        questions=(ASKED,),
        notes=("кодировка: windows-1251",),
    )

    text = json_lines.line(made, CATALOGUE)
    said = json.loads(text)

    assert not {"\n", '", ', '": '} & {text[n : n + size] for n in range(len(text)) for size in (1, 3)}
    assert (said["municipality"], said["municipality_id"], said["year"]) == ("Артём", "artem", 2020)
    assert [o["key"] for o in said["observations"]] == ["press_releases_per_week", "subscribers_growth_pct", None]
    assert [o["value"] for o in said["observations"]] == [5, 12.5, 2]
    assert [o["period"] for o in said["observations"]] == ["2018-2020", None, "2020"]
    assert said["observations"][1]["also"] == [{"quote": "слова строки 5", "lines": [5, 5]}]
    quests = said["observations"][2]
    assert (quests["label"], quests["qualifier"], quests["measure"], quests["lines"], quests["doubt"]) == (
        "Квесты",
        "at_least",
        "count",
        [6, 6],
        "новое",
    )
    assert said["goals"] == [
        {"text": "Снимать больше видео", "quote": "слова строки 20", "lines": [20, 20], "topics": ["video"]}
    ]
    assert said["training_needs"] == [{"text": "Съёмка", "quote": "слова строки 30", "lines": [30, 30]}]
    assert [(p["number"], p["value"]) for p in said["review"]] == [("16,3 %", None), ("40", 40)]
    assert said["targets"][0] | {"quote": ""} == {
        "number": "100",
        "value": 100,
        "key": "briefings",
        "reason": "",
        "quote": "",
        "lines": [7, 7],
    }
    assert (said["ignored"][0]["value"], said["ignored"][0]["reason"]) == (None, "номер закона")
    assert said["questions"] == [
        {"about": "municipality", "message": ASKED.message, "candidates": ["artem", "seversk"]}
    ]
    assert said["notes"] == ["кодировка: windows-1251"]


def test_a_report_of_nobody_knows_whom_is_null_in_json() -> None:
    said = json.loads(json_lines.line(Draft(FILE, "", None, None, review=(Pending("1", None, "", at(1)),)), CATALOGUE))

    assert (said["municipality"], said["municipality_id"], said["year"]) == (None, None, None)
    assert said["observations"] == []


@pytest.mark.parametrize(
    ("key", "measure", "unit", "composed"),
    [
        ("press_releases", Measure.COUNT, "", "press_releases"),
        ("press_releases", Measure.GROWTH_ABS, "", "press_releases_growth_abs"),
        ("press_releases", Measure.RATIO, "", "press_releases_growth_ratio"),
        ("subscribers", Measure.GROWTH_ABS, "", "subscribers_growth_abs"),
        ("subscribers_growth_abs", Measure.GROWTH_ABS, "", "subscribers_growth_abs"),
        ("incidents_per_week", Measure.AVERAGE, "week", "incidents_per_week"),
        ("incidents", Measure.AVERAGE, "day", "incidents_per_day"),
        ("incidents", Measure.AVERAGE, "", "incidents"),
        ("subscribers", Measure.COUNT, "", "subscribers"),
    ],
)
def test_another_measure_of_an_indicator_has_another_key(key: str, measure: Measure, unit: str, composed: str) -> None:
    assert json_lines.key(figure(key, 1, 1, measure=measure, unit=unit), CATALOGUE) == composed
