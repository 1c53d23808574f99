"""The commands of the analyst's desk, as she runs them: approve, indicators, adopt, and intake's own words."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from generator import desk, recording
from generator.errors import GeneratorError
from generator.recording import fingerprints
from tests.recording.drafts import BRIEFINGS, CLASSES, RECORD, RELEASES, draft, edit, figure, save, text
from tests.test_cli import NAMELESS, digest, is_russian

ROOT = Path(__file__).resolve().parents[1]
DOUBTFUL = figure("hotlines", 3, 9, doubt="в той же строке план")

# A reader for processes: reports that say «artem» are drafts of Артём, the others are no reports.
READER = """
import generator.reception as reception
from dataclasses import replace
from generator.errors import GeneratorError
from tests.recording import drafts
def draft(path, name, *more):
    text = path.read_text(encoding="utf-8")
    if "artem" not in text:
        raise GeneratorError(f"{name}: в файле нет текста. Попросите другой.")
    value = int(text.split("=")[1])
    one = drafts.figure("press_releases", value, 5)
    whole = replace(drafts.WHOLE, figures=(one, *drafts.WHOLE.figures[1:]), sha256=text.strip()[-1] * 64)
    return [replace(whole, file=name)]
reception.draft = draft
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with an input folder in which there is one drafted record."""
    folder = tmp_path / "input"
    folder.mkdir()
    for name in ("municipalities.yaml", "settings.toml"):
        shutil.copy(ROOT / "input" / name, folder)
    save(folder, draft(RELEASES, BRIEFINGS, DOUBTFUL, CLASSES))
    return tmp_path


def run(home: Path, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    done = digest(home, *arguments, code=code)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    return done.stdout.replace("\N{NO-BREAK SPACE}", " ").splitlines()


# approve


def test_approving_one_record_says_what_is_approved_and_what_is_left_and_why(home: Path) -> None:
    done = run(home, "approve", "artem", "--by", "Иванова")

    assert (done.returncode, done.stderr) == (0, "")
    assert said(done) == [
        "Артём, 2020 год: подтверждены 2 показателя, оставлено 2:",
        "  «Горячие линии» — 3, строка 9: в той же строке план.",
        "  «Мастер-классы» — 14, строка 7: вид работы новый.",
        "Подтверждены 2 показателя, подпись: Иванова.",
        "Исправьте оставшееся в записях или подтвердите как есть: digest approve ИМЯ --with-doubtful",
        "Новый вид работы войдёт в дайджест, когда его примут в каталог: digest indicators adopt НАЗВАНИЕ",
    ]
    assert text(home / "input").count("decided_by: Иванова") == 2


def test_a_new_kind_of_work_is_told_to_wait_for_the_catalogue_though_its_figure_is_approved(home: Path) -> None:
    done = run(home, "approve", "artem", "--by", "Иванова", "--with-doubtful")

    assert said(done) == [
        "Артём, 2020 год: подтверждены 4 показателя.",
        "Подтверждены 4 показателя, подпись: Иванова.",
        "Новый вид работы войдёт в дайджест, когда его примут в каталог: digest indicators adopt НАЗВАНИЕ",
    ]


def test_a_record_is_named_by_its_file_as_well(home: Path) -> None:
    for number, target in enumerate((f"input/{RECORD}", RECORD)):
        done = run(home, "approve", target, "--by", "Иванова", *(["--with-doubtful"] if number else []))
        assert done.returncode == 0, done.stderr

    assert text(home / "input").count("decided_by: Иванова") == 4


@pytest.mark.parametrize("name", ["Артём", "артем"])
def test_a_record_is_named_by_its_municipality_as_messages_call_it(home: Path, name: str) -> None:
    done = run(home, "approve", name, "--by", "Иванова")

    assert (done.returncode, done.stderr) == (0, "")
    assert "status: approved" in text(home / "input")


PAGES = ((600, 12, "vk"), (300, 13, "ok"))


def test_a_total_that_contradicts_its_parts_is_not_sure(home: Path) -> None:
    parts = [figure("subscribers", value, line, owner="head", network=network) for value, line, network in PAGES]
    save(home / "input", draft(RELEASES, *parts, figure("subscribers_total", 990, 14, owner="head"), sha256="second"))

    lines = said(run(home, "approve", "--all-sure", "--by", "Иванова"))

    assert any("указано всего 990, по слагаемым 900" in line for line in lines), lines
    assert text(home / "input").count("decided_by: Иванова") == 1


def test_all_sure_figures_of_all_records_are_approved(home: Path) -> None:
    save(home / "input", replace(draft(BRIEFINGS), year=2021))

    done = run(home, "approve", "--all-sure", "--by", "начальник отдела")

    assert "Подтверждены 3 показателя, подпись: начальник отдела." in said(done)
    assert run(home, "approve", "--all-sure", "--by", "я").stdout.startswith("Артём, 2020 год: не подтверждено ничего")


def test_the_signature_comes_from_the_settings_or_is_asked_for(home: Path) -> None:
    refused = run(home, "approve", "artem")

    assert refused.returncode == 2
    assert "Не сказано, кто подтверждает показатели. Назовите себя: --by Иванова" in refused.stderr
    settings = home / "input/settings.toml"
    settings.write_text(settings.read_text("utf-8").replace('reviewer = ""', 'reviewer = "Петрова"'), "utf-8")
    assert "подпись: Петрова." in run(home, "approve", "artem").stdout


def test_a_signature_that_ends_with_initials_gets_no_second_full_stop(home: Path) -> None:
    assert "Подтверждены 2 показателя, подпись: Петрова А. А." in said(
        run(home, "approve", "artem", "--by", "Петрова А. А.")
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("artme",), "Записи «artme» нет. Возможно, «artem»."),
        (("Артме",), "Записи «Артме» нет. Возможно, «artem»."),
        (("Северск",), "Записи «Северск» нет. Записи составляет команда digest intake."),
        (("artem",), "Записей «artem» несколько, за 2020, 2021. Добавьте --year."),
        (("artem", "--year", "2019"), "Записи «artem» за 2019 год нет. Есть за 2020, 2021."),
        ((), "Укажите имя муниципального образования"),
        (("artem", "--all-sure"), "что-нибудь одно"),
        (("--all-sure", "--year", "2099"), "нет записей за 2099 год. Есть за 2020, 2021. Укажите другой год в --year."),
        (("--all-sure", "--with-doubtful"), "Сомнительное подтверждают по одной записи"),
    ],
)
def test_what_cannot_be_approved_is_told(home: Path, arguments: tuple[str, ...], words: str) -> None:
    save(home / "input", replace(draft(BRIEFINGS), year=2021))

    done = run(home, "approve", *arguments, "--by", "Иванова")

    assert done.returncode == 2
    assert words in done.stderr
    assert is_russian(done.stderr, *arguments), done.stderr
    assert "approved" not in text(home / "input")


def test_without_any_record_it_is_said_how_they_are_made(home: Path) -> None:
    shutil.rmtree(home / "input/records")

    done = run(home, "approve", "--all-sure", "--by", "Иванова")

    assert done.returncode == 2
    assert "нет ни одной записи. Сначала прочитайте отчёты: digest intake." in done.stderr


def test_a_record_that_cannot_be_read_is_named_and_the_others_are_approved(home: Path) -> None:
    (home / "input/records/2021").mkdir()
    (home / "input/records/2021/seversk.yaml").write_text("municipality: [\n", encoding="utf-8")

    done = run(home, "approve", "--all-sure", "--by", "Иванова")

    assert done.returncode == 3
    assert "records/2021/seversk.yaml, строка 1" in done.stdout
    assert "Подтверждены 2 показателя" in done.stdout.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def odd(home: Path) -> str:
    """A second record, of the year before, that reads well and cannot be edited: its figures stand in one line."""
    made = save(home / "input", replace(draft(RELEASES, CLASSES), year=2019))
    path = home / "input" / made.report.record
    figures = "".join(
        f"{{{kind}, value: {value}, lines: 5, quote: слова}}, "
        for kind, value in (("indicator: press_releases", 412), ("proposed: Мастер-классы", 12))
    )
    path.write_text(
        f"municipality: artem\nyear: 2019\nsource: reports/artem-2020.txt\nobservations: [{figures}]\n",
        encoding="utf-8",
    )
    return made.report.record


def test_a_record_that_cannot_be_edited_is_named_and_the_others_are_approved(home: Path, odd: str) -> None:
    done = run(home, "approve", "--all-sure", "--by", "Иванова")

    assert done.returncode == 3
    assert odd in done.stdout and "Подтверждены 2 показателя" in done.stdout.replace("\N{NO-BREAK SPACE}", " ")


def test_a_record_that_cannot_be_edited_is_named_and_the_others_get_the_new_kind(home: Path, odd: str) -> None:
    done = run(home, "indicators", "adopt", "Мастер-классы")

    assert done.returncode == 3
    assert f"изменено 1 число: {RECORD}." in done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert odd in done.stdout


def test_a_new_kind_that_no_record_could_be_given_is_said_to_have_changed_none(home: Path, odd: str) -> None:
    edit(home / "input", "proposed: Мастер-классы", "indicator: briefings")

    done = run(home, "indicators", "adopt", "Мастер-классы")

    assert done.returncode == 3
    assert "В записях не изменено ничего." in said(done)
    assert odd in done.stdout


def test_commands_change_records_one_after_the_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "PATIENCE", 0.0)

    with recording.turn(home / "input"), pytest.raises(GeneratorError, match="работает другая команда digest"):
        desk.approve(home / "input", "artem", by="Иванова")

    assert len(desk.approve(home / "input", "artem", by="Иванова").records[0].approved) == 2


# indicators


def test_the_new_kinds_of_work_are_listed_the_most_frequent_first(home: Path) -> None:
    quests, classes = figure("Квесты", 1, 3), figure("мастер-классы", 2, 4)
    save(home / "input", replace(draft(quests, classes), year=2021))

    done = run(home, "indicators")

    assert said(done) == [
        "Мастер-классы: в 2 отчётах (Артём, 2020 год; Артём, 2021 год)",
        "Квесты: в 1 отчёте (Артём, 2021 год)",
        "Принять в каталог: digest indicators adopt НАЗВАНИЕ",
    ]


def test_a_kind_of_work_that_people_have_rejected_is_proposed_no_more(home: Path) -> None:
    edit(home / "input", "proposed: Мастер-классы", "status: rejected\n    proposed: Мастер-классы")

    assert run(home, "indicators").stdout == "Новых показателей в записях нет.\n"
    assert "нет среди предложенных" in run(home, "indicators", "adopt", "Мастер-классы").stderr


def test_an_adopted_kind_of_work_is_in_the_catalogue_and_in_every_record(home: Path) -> None:
    save(home / "input", replace(draft(figure("мастер-классы", 2, 4)), year=2021))

    edit(home / "input", "proposed: Мастер-классы", "proposed: мастер-классы")

    done = run(home, "indicators", "--input", "input", "adopt", "мастер-классы")

    assert (done.returncode, done.stderr) == (0, "")
    assert said(done) == [
        "Показатель «Мастер-классы» принят: master_klassy в input/indicators.yaml.",
        "Формы: 1 мастер-класс, 2 мастер-класса, 5 мастер-классов. Проверьте их и исправьте, если нужно.",
        "В записях изменены 2 числа: records/2020/artem.yaml, records/2021/artem.yaml.",
        "Прочитайте отчёты заново, и этот показатель узнается сам: digest intake",
    ]
    assert "  - indicator: master_klassy\n    value: 14\n" in text(home / "input")
    assert run(home, "indicators").stdout == "Новых показателей в записях нет.\n"
    built = run(home, "build", "--format", "html")
    assert built.returncode == 0, built.stderr
    assert "Другие показатели" in (home / "output/digest.html").read_text("utf-8")


def test_a_kind_that_the_catalogue_has_is_not_said_to_be_taken_into_it(home: Path) -> None:
    edit(home / "input", "proposed: Мастер-классы", "proposed: интервью")

    assert said(run(home, "indicators", "adopt", "интервью")) == [
        "Показатель «Интервью» в каталоге уже есть: interviews.",
        "В записях изменено 1 число: records/2020/artem.yaml.",
    ]
    assert not (home / "input/indicators.yaml").exists()


def test_an_adoption_that_was_stopped_half_way_goes_on_with_the_same_key(home: Path) -> None:
    desk.adopt(home / "input", "Мастер-классы")
    edit(home / "input", "indicator: master_klassy", "proposed: Мастер-классы")

    assert desk.adopt(home / "input", "Мастер-классы").key == "master_klassy"
    assert (home / "input/indicators.yaml").read_text("utf-8").count("label:") == 1


def test_a_kind_of_work_that_nobody_proposes_is_answered_with_the_nearest(home: Path) -> None:
    with pytest.raises(GeneratorError, match=r"«Мастеркласс» нет среди предложенных\. Возможно, «Мастер-классы»\."):
        desk.adopt(home / "input", "Мастеркласс")

    assert not (home / "input/indicators.yaml").exists()


def test_the_key_and_the_table_may_be_chosen(home: Path) -> None:
    done = run(home, "indicators", "adopt", "Мастер-классы", "--key", "classes", "--table", "media")

    assert done.returncode == 0, done.stderr
    assert "  classes:\n    table: media\n" in (home / "input/indicators.yaml").read_text("utf-8")


# intake


def test_intake_says_what_it_has_read_and_what_to_do_next(home: Path) -> None:
    shutil.rmtree(home / "input/records")
    (home / "input/reports").mkdir()
    (home / "input/reports/artem-2020.txt").write_text("artem=2870\n", encoding="utf-8")
    (home / "input/reports/b.txt").write_text("\n", encoding="utf-8")

    done = run(home, "intake", code=READER)

    assert (done.returncode, done.stderr) == (3, "")
    assert said(done) == [
        "reports/artem-2020.txt: Артём, 2020 год",
        "  Показателей: 2, чисел на разбор: 2, новых видов: 1 («Мастер-классы»), задач: 1.",
        "  Запись составлена: records/2020/artem.yaml",
        "Не прочитан reports/b.txt:",
        "  reports/b.txt: в файле нет текста. Попросите другой.",
        "Записано отчётов: 1, не записано: 1.",
        "Проверьте числа в записях и подтвердите их: digest approve ИМЯ или digest approve --all-sure",
    ]
    assert is_russian(done.stdout), done.stdout


def test_a_second_intake_says_what_has_changed(home: Path) -> None:
    shutil.rmtree(home / "input/records")
    (home / "input/reports").mkdir()
    report = home / "input/reports/artem-2020.txt"
    report.write_text("artem=2870\n", encoding="utf-8")
    run(home, "intake", code=READER)
    run(home, "approve", "artem", "--by", "Иванова")
    before = text(home / "input")

    again = run(home, "intake", code=READER)
    assert "  Запись прежняя: records/2020/artem.yaml" in said(again)
    assert "Записано отчётов: 0, без изменений: 1." in said(again)
    assert text(home / "input") == before

    report.write_text("artem=2891\n", encoding="utf-8")
    done = run(home, "intake", code=READER)

    assert done.returncode == 0
    assert said(done)[2:5] == [
        "  Внимание: Пресс-релизы — в отчёте теперь 2 891, в записи подтверждено 2 870.",
        "  Изменились числа на разбор: добавлено 1, убрано 0.",
        "  Запись обновлена: records/2020/artem.yaml",
    ]
    assert "value: 2870" in text(home / "input") and "value: 2891" in text(home / "input")


def test_what_a_person_has_deleted_is_told_and_stays_deleted(home: Path) -> None:
    shutil.rmtree(home / "input/records")
    (home / "a.txt").write_text("artem=2870\n", encoding="utf-8")
    run(home, "intake", "a.txt", code=READER)
    edit(home / "input", "  - indicator: briefings\n    value: 12\n    lines: 6\n    quote: 12 в строке 6\n", "")

    done = run(home, "intake", "a.txt", code=READER)

    assert "  Удалено из записи, хотя в отчёте есть: Брифинги — 12." in said(done)
    assert "briefings" not in text(home / "input")


def test_questions_are_printed_and_nothing_is_recorded(home: Path) -> None:
    other = home / "почта.txt"
    other.write_text("x", encoding="utf-8")

    done = run(home, "intake", str(other), code=NAMELESS)

    assert done.returncode == 2
    assert said(done) == [
        "reports/почта.txt: неизвестно, чей отчёт, год не назван",
        "  Показателей: 0.",
        "  Вопрос. Чей это отчёт? Укажите --municipality.",
        "Записано отчётов: 0, ждут ответа: 1.",
    ]
    assert not (home / "input/reports").exists()


TABLE = "Город\tПресс-релизы\tБрифинги\nАртём\t100\t5\nСпасск-Дальний\t50\t1\nИтого\t150\t6\n"


def test_the_totals_of_a_common_table_ask_nothing(home: Path) -> None:
    (home / "общая.txt").write_text(TABLE, encoding="utf-8")

    done = run(home, "intake", "общая.txt", "--year", "2023")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "reports/общая.txt: Строка «Итого» ни к какому муниципалитету не относится" in done.stdout
    assert "Вопрос" not in done.stdout
    assert "Записано отчётов: 2." in said(done)


def test_a_year_to_come_is_no_answer(home: Path) -> None:
    (home / "a.txt").write_text("artem=5\n", encoding="utf-8")
    before = text(home / "input")

    done = run(home, "intake", "a.txt", "--year", "2099", code=READER)

    assert (done.returncode, done.stderr) == (2, "Ошибка. 2099 год ещё не наступил. Исправьте --year.\n")
    assert text(home / "input") == before


def test_a_common_table_is_not_the_report_of_one(home: Path) -> None:
    (home / "общая.txt").write_text(TABLE, encoding="utf-8")
    before = text(home / "input")

    done = run(home, "intake", "общая.txt", "--year", "2023", "--municipality", "artem")

    assert done.returncode == 2
    assert "в файле отчёты нескольких муниципальных образований: Артём и Спасск-Дальний" in "\n".join(said(done))
    assert text(home / "input") == before


def test_json_is_a_line_a_report_and_writes_nothing(home: Path) -> None:
    (home / "a.txt").write_text("artem=5\n", encoding="utf-8")
    (home / "b.txt").write_text("\n", encoding="utf-8")
    before = text(home / "input")

    done = run(home, "intake", "a.txt", "b.txt", "a.txt", "--json", code=READER)

    assert done.returncode == 3
    [line] = done.stdout.splitlines()
    assert json.loads(line)["municipality"] == "Артём"
    assert "в файле нет текста" in done.stderr
    assert text(home / "input") == before
    assert not (home / "input/reports").exists()


def test_a_folder_without_reports_is_told(home: Path) -> None:
    (home / "пусто").mkdir()

    done = run(home, "intake", "пусто")

    assert done.returncode == 2
    assert "Отчётов нет: пусто." in done.stderr
    assert "Отчётов нет: input/reports. Положите их туда" in run(home, "intake").stderr


def test_a_file_is_called_as_it_is_where_a_sentence_begins_with_it(home: Path) -> None:
    done = run(home, "intake", "почта.txt")

    assert said(done)[:2] == ["Не прочитан почта.txt:", "  почта.txt: такого файла нет. Проверьте имя."]


def test_the_hidden_file_of_fingerprints_is_no_record(home: Path) -> None:
    assert fingerprints.beside(home / "input" / RECORD).is_file()

    assert run(home, "check").returncode == 0
