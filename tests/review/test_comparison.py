"""A report beside its record: what has become of each number, and what the record says of each line."""

import shutil
from pathlib import Path

import pytest
from lxml import html
from openpyxl import load_workbook

from generator import reception, review
from generator.intake import form
from generator.review import Sheet
from generator.review.comparison import CHANGED
from tests.editing import edit

ROOT = Path(__file__).resolve().parents[2]
REPORT = """\
АРТЁМ

Что удалось сделать в 2024 году

Разослано 412 пресс-релизов, отработано 96 запросов СМИ.
Проведено 14 мастер-классов. Почта работала с перебоями, исправлено 17 процентов.
Снято двенадцать видеороликов.

Какие задачи стоят в 2025 году

- открыть пресс-центр.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "input"
    (home / "reports").mkdir(parents=True)
    shutil.copy(ROOT / "input/municipalities.yaml", home)
    shutil.copy(ROOT / "input/settings.toml", home)
    (home / "reports/artem.txt").write_text(REPORT, encoding="utf-8")
    read(home)
    return home


def read(home: Path) -> None:
    [received] = reception.receive([home / "reports/artem.txt"], home, "artem", 2024)
    assert received.saved, received.problem


def record(home: Path) -> Path:
    return home / "records/2024/artem.yaml"


def sheet(home: Path) -> Sheet:
    [made] = review.sheets(home, review.chosen(home)[0])
    return made


def marks(made: Sheet) -> list[tuple[int, str, str]]:
    return [(row.number, piece.text, piece.kind) for row in made.rows for piece in row.pieces if piece.kind]


def test_every_number_says_what_has_become_of_it(folder: Path) -> None:
    edit(
        record(folder),
        "    quote: отработано 96",
        "    status: approved\n    decided_by: редактор\n    quote: отработано 96",
    )

    assert marks(sheet(folder)) == [
        (3, "2024", "aside"),
        (5, "412", "draft"),
        (5, "96", "approved"),
        (6, "14", "doubtful"),
        (6, "17 процентов", "waiting"),
        (7, "двенадцать", "draft"),
        (9, "2025", "aside"),
    ]


def test_what_a_person_has_done_to_the_record_is_seen(folder: Path) -> None:
    text = record(folder).read_text(encoding="utf-8")
    first = text.index("  - indicator: press_releases")
    record(folder).write_text(text[:first] + text[text.index("  - ", first + 4) :], encoding="utf-8")
    edit(
        record(folder),
        "reason: не сказано, чего это процент",
        "status: rejected\n    reason: не сказано, чего это процент",
    )

    made = sheet(folder)

    assert (5, "412", "left") in marks(made)
    assert (6, "17 процентов", "rejected") in marks(made)
    assert ("left", "в записи нет", 1) in made.counts


def test_entries_stand_beside_their_lines(folder: Path) -> None:
    rows = {row.number: [(e.kind, e.title, e.value) for e in row.entries] for row in sheet(folder).rows}

    assert rows[5] == [("draft", "Пресс-релизы", "412"), ("draft", "Запросы СМИ", "96")]
    assert rows[6] == [("doubtful", "«мастер-классы»", "14"), ("waiting", "«17 процентов»", "")]
    assert rows[11] == [("text", "Открыть пресс-центр", "")]
    assert rows[1] == []


def test_of_two_equal_numbers_each_figure_has_one(folder: Path) -> None:
    (folder / "reports/artem.txt").write_text(REPORT.replace("96", "412"), encoding="utf-8")
    record(folder).unlink()
    read(folder)
    assert [mark for mark in marks(sheet(folder)) if mark[0] == 5] == [(5, "412", "draft"), (5, "412", "draft")]

    text = record(folder).read_text(encoding="utf-8")
    start = text.index("  - indicator: media_requests")
    record(folder).write_text(text[:start] + text[text.index("  - ", start + 4) :], encoding="utf-8")
    assert [kind for line, _, kind in marks(sheet(folder)) if line == 5] == ["draft", "left"]


def test_the_number_of_a_fall_is_that_of_its_figure(folder: Path) -> None:
    fallen = REPORT.replace("Снято", "Число подписчиков во ВКонтакте уменьшилось на 120 человек.\nСнято")
    (folder / "reports/artem.txt").write_text(fallen, encoding="utf-8")
    record(folder).unlink()
    read(folder)

    [row] = [row for row in sheet(folder).rows if row.number == 7]
    assert [entry.value for entry in row.entries] == ["\N{MINUS SIGN}120"]
    assert [piece.text for piece in row.pieces if piece.kind in ("draft", "doubtful")] == ["120"]


def test_a_number_that_intake_sets_aside_is_a_figure_where_a_person_says_so(folder: Path) -> None:
    (folder / "reports/artem.txt").write_text(f"{REPORT}\nПо телефону 2024 звонили.\n", encoding="utf-8")
    record(folder).unlink()
    read(folder)
    assert (13, "2024", "aside") in marks(sheet(folder))

    added = "  - indicator: hotlines\n    value: 2024\n    lines: 13\n    quote: По телефону 2024 звонили\n"
    edit(record(folder), "observations:\n", f"observations:\n{added}")

    assert (13, "2024", "draft") in marks(sheet(folder))


def test_words_that_do_not_stand_on_their_line_are_named(folder: Path) -> None:
    assert not any(entry.lost for row in sheet(folder).rows for entry in row.entries)

    edit(record(folder), "lines: 7\n", "lines: 90\n")

    last = sheet(folder).rows[-1]
    assert [entry.title for entry in last.entries if entry.lost] == ["Видеоролики"]


def test_a_report_that_has_changed_or_is_away_is_named_and_its_record_is_shown(folder: Path) -> None:
    assert sheet(folder).problem == ""
    (folder / "reports/artem.txt").write_text(f"{REPORT}\nИ ещё строка.\n", encoding="utf-8")
    assert sheet(folder).problem == CHANGED

    (folder / "reports/artem.txt").unlink()

    made = sheet(folder)
    assert "artem.txt" in made.problem
    assert {entry.title for row in made.rows for entry in row.entries} >= {"Пресс-релизы", "Запросы СМИ"}


def test_no_digit_of_the_sample_reports_is_left_without_a_mark() -> None:
    reports, unread = review.chosen(ROOT / "input")
    assert not unread and len(reports) == 5
    for made in review.sheets(ROOT / "input", reports):
        for row in made.rows:
            unmarked = "".join(piece.text for piece in row.pieces if not piece.kind)
            assert not any(character.isdigit() for character in unmarked), (made.title, row.number, unmarked)
        assert not any(entry.lost for row in made.rows for entry in row.entries)


def test_of_a_filled_questionnaire_only_what_is_filled_is_shown(folder: Path) -> None:
    catalogue, directory = reception.known(folder)
    record(folder).unlink()
    filled = folder / "reports/form.xlsx"
    form.write(filled, catalogue, directory, 2024)
    book = load_workbook(filled)
    book["Анкета"]["C7"] = 412
    book.save(filled)
    [received] = reception.receive([filled], folder, "artem")
    assert received.saved, received.problem

    [row] = sheet(folder).rows
    assert [(entry.title, entry.value) for entry in row.entries] == [("Пресс-релизы", "412")]


def test_the_page_is_whole_and_what_a_report_says_is_no_markup(folder: Path, tmp_path: Path) -> None:
    (folder / "reports/artem.txt").write_text(REPORT.replace("Почта", "Почта <b>&amp;</b>"), encoding="utf-8")
    path = tmp_path / "лист.html"

    review.write(path, [sheet(folder)])

    page = html.fromstring(path.read_bytes().decode())
    lines = [cell.text_content() for cell in page.iterfind(".//td[@class='words']")]
    assert lines == [line for line in REPORT.replace("Почта", "Почта <b>&amp;</b>").splitlines() if line]
    assert not page.findall(".//script")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//mark[@title='Пресс-релизы: не проверено']/text()") == ["412"]


SENT = sorted(path for path in (ROOT / "tests/data/reports").glob("*/*") if path.suffix != ".yaml")


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.name)
def test_of_what_unknown_clerks_write_no_number_is_left(path: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for file in (ROOT / "input/municipalities.yaml", ROOT / "input/settings.toml"):
        shutil.copy(file, tmp_path)
    sent = Path(shutil.copy(path, tmp_path / "reports"))
    [received] = reception.receive([sent], tmp_path, "artem", 2023)
    assert received.saved, received.problem

    for row in sheet(tmp_path).rows:
        for piece in row.pieces:
            assert piece.kind != "left", (row.number, piece.text)
            assert piece.kind or not any(map(str.isdigit, piece.text)), (row.number, piece.text)
