"""The command `digest` as a person runs it: its words, its exit codes, what it leaves in the output folder."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from lxml import etree

from tests.editing import edit
from tests.grids import W, folded, needs_poppler, of_page, words_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = (
    (),
    ("build",),
    ("editions",),
    ("verify",),
    ("check",),
    ("preview",),
    ("intake",),
    ("review",),
    ("approve",),
    ("indicators",),
    ("indicators", "adopt"),
    ("sign",),
    ("recipients",),
    ("send",),
    ("bounces",),
    ("status",),
    ("cache",),
    ("cache", "clear"),
    ("theme",),
    ("theme", "list"),
    ("theme", "new"),
    ("theme", "copy"),
    ("theme", "vars"),
    ("theme", "check"),
)
HEAVY = ("weasyprint", "docx", "docxtpl", "lxml", "babel", "jinja2", "pymorphy3", "openpyxl")


def digest(home: Path, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a folder; `code` is Python to run before it."""
    program = (
        ["-c", f"{code}\nimport sys; from generator.__main__ import main; sys.exit(main())"]
        if code
        else ["-m", "generator"]
    )
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a copy of the sample input."""
    shutil.copytree(ROOT / "input", tmp_path / "input")
    return tmp_path


def record(home: Path, name: str) -> Path:
    [path] = (home / "input" / "records").glob(f"*/{name}.yaml")
    return path


def outputs(home: Path) -> set[str]:
    return {path.name for path in (home / "output").glob("*") if not path.name.startswith(".")}


def page_text(home: Path) -> str:
    """The words of digest.html, with no line cut."""
    tree = etree.HTML((home / "output" / "digest.html").read_bytes())
    return folded(" ".join(tree.find("body").itertext()))


# Reports of which nobody knows whose they are, whatever intake would make of them.
NAMELESS = """
from generator import reception
from generator.intake.draft import Draft, Question
asked = (Question("municipality", "чей это отчёт? Укажите --municipality"),)
reception.draft = lambda path, name, *more: [Draft(name, "0" * 64, None, None, questions=asked)]
"""

# Latin words that a message may hold: names of files, of commands, options and fields.
NAMES = re.compile(
    r"--?[a-z]+(?:-[a-z]+)*|[\w./\\-]+\.(?:yaml|txt|toml|docx|pdf|html|css|json|xlsx|csv)|\b(?:digest|build|"
    r"check|verify|preview|intake|review|approve|indicators|adopt|other|theme|cache|clear|list|new|copy|vars|reviewer|docx|pdf|html|xlsx|csv|"
    r"default|brief|bulletin|editions|region|municipality|Dask|dask|tls|sign|signing|recipients|send|bounces|status|Excel|eml|mbox|letter|resend|assume-sent|"
    r"regional-digest|input|output|templates|records|observations\[\d+\](?:\.\w+)?|Word|PDF|HTML|YAML|TOML|Markdown)\b|«[^»]*»|/\S+"
)


def is_russian(text: str, *given: str) -> bool:
    """No English word, no traceback, no value of Python, no straight quote; `given` is what the person typed."""
    for word in given:
        text = text.replace(word, "")
    return not re.search(r"[A-Za-z]{2,}|[\"']", NAMES.sub("", text))


def test_the_sample_is_built_without_errors(home: Path) -> None:
    done = digest(home, "build", "--format", "html")

    assert (done.returncode, done.stderr) == (0, "")
    assert is_russian(done.stdout), done.stdout
    assert "Отчётов: 5, показателей: 51" in done.stdout
    assert "Готово: output/digest.html" in done.stdout
    assert outputs(home) == {"digest.html", "manifest.json"}


# 1: a finding of level error makes a draft


def test_a_reader_that_has_heard_enough_ends_the_command_quietly(home: Path) -> None:
    code = "import os; os.close(0); os.dup2(os.pipe()[1], 1); os.close(0)"  # a pipe that nobody reads
    done = digest(home, "intake", "--json", "input/reports", code=code)

    assert (done.returncode, done.stderr) == (141, "")


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A digest of the sample with a stated total that does not add up: 30 841 instead of 30 840."""
    home = tmp_path_factory.mktemp("draft")
    shutil.copytree(ROOT / "input", home / "input")
    edit(record(home, "komsomolsk-na-amure"), "value: 30840\n", "value: 30841\n")
    edit(record(home, "komsomolsk-na-amure"), "Итого - 30840 подписчиков", "Итого - 30841 подписчиков")
    report = home / "input" / "reports" / "komsomolsk-na-amure-2023.txt"
    edit(report, "Итого - 30840 подписчиков", "Итого - 30841 подписчиков")
    return home, digest(home, "build")


def test_a_total_that_does_not_add_up_is_an_error_with_its_place(
    draft: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    home, done = draft

    assert (done.returncode, done.stderr) == (1, "")
    assert is_russian(done.stdout), done.stdout
    [line] = [line for line in folded_lines(done.stdout) if line.startswith("Ошибка.") and "30 841" in line]
    assert "Комсомольск-на-Амуре, 2023 год: указано всего 30 841, по слагаемым 30 840" in line
    assert re.search(r"komsomolsk-na-amure-2023\.txt, строки 16–20\)", line)
    assert "ЧЕРНОВИК" in done.stdout
    assert {"digest.docx", "digest.pdf", "digest.html"} <= outputs(home)


def folded_lines(text: str) -> list[str]:
    return [folded(line) for line in text.splitlines()]


def test_a_draft_says_so_on_the_cover_and_at_the_head_of_every_sheet_of_the_pdf(
    draft: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    needs_poppler()
    home, _ = draft
    out = subprocess.run(
        ["pdftotext", "-layout", home / "output" / "digest.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    cover, *sheets = out.rstrip("\f").split("\f")

    assert "ЧЕРНОВИК" in cover.upper()
    assert len(sheets) > 20
    assert not [sheet[:200] for sheet in sheets if "ЧЕРНОВИК" not in sheet.strip().splitlines()[0]]


def test_a_draft_says_so_on_the_cover_and_in_the_header_of_the_word_file(
    draft: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    home, _ = draft
    with ZipFile(home / "output" / "digest.docx") as archive:
        body = etree.fromstring(archive.read("word/document.xml"))[0]
        headers = [etree.fromstring(archive.read(n)) for n in archive.namelist() if "/header" in n]
    paragraphs = [folded(words_of(p)) for p in body.iter(W + "p")]
    cover = paragraphs[: paragraphs.index("О выпуске")]

    assert any("ЧЕРНОВИК" in text.upper() for text in cover)
    assert any("ЧЕРНОВИК" in words_of(header) for header in headers)
    assert not [text for header in headers for text in [words_of(header)] if "  " in text]


def test_the_cover_of_a_draft_says_why_it_is_one(draft: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """Every figure is reviewed; it is the total that is wrong."""
    text = page_text(draft[0])

    assert "все проверены" in text
    assert "не все показатели проверены" not in text


def test_the_error_is_told_in_the_digest(draft: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    assert "указано всего 30 841, по слагаемым 30 840" in page_text(draft[0])


def test_a_figure_that_nobody_reviewed_makes_a_draft_too(home: Path) -> None:
    path = record(home, "artem")
    path.write_text(path.read_text(encoding="utf-8").replace("status: approved", "status: draft", 1), encoding="utf-8")

    done = digest(home, "build", "--format", "html")

    assert done.returncode == 0
    assert "ЧЕРНОВИК" in done.stdout
    assert "1 число не проверено человеком" in done.stdout.replace("\N{NO-BREAK SPACE}", " ")
    text = page_text(home)
    assert "Черновик: не все показатели проверены" in text
    assert "51, из них не проверено — 1" in text
    assert "подтвердите" not in text  # what is left to do is said to the analyst, not to officials


# 2: nothing can be done


def spoil_settings(home: Path) -> None:
    edit(home / "input" / "settings.toml", 'theme = "default"', 'theem = "default"')


def spoil_all_records(home: Path) -> None:
    for path in (home / "input" / "records").glob("*/*.yaml"):
        path.write_text("municipality: [\n", encoding="utf-8")
    shutil.rmtree(home / "input" / "reports")


def remove_all_records(home: Path) -> None:
    shutil.rmtree(home / "input" / "records")
    shutil.rmtree(home / "input" / "reports")


@pytest.mark.parametrize(
    ("arguments", "spoil", "words"),
    [
        pytest.param(("build", "--theme", "несуществующая"), None, "Темы «несуществующая» нет", id="unknown theme"),
        pytest.param(("build",), spoil_settings, "theem", id="bad settings"),
        pytest.param(("build",), spoil_all_records, "Ни одна запись не читается", id="no usable record"),
        pytest.param(("check",), spoil_all_records, "Ни одна запись не читается", id="nothing to check"),
        pytest.param(("build",), remove_all_records, "нет ни одной записи", id="no record"),
        pytest.param(("build", "--year", "2019"), None, "нет записей за 2019 год", id="year without records"),
        pytest.param(("build", "--year", "0"), None, "«0» не подходит: ожидается год", id="year nought"),
        pytest.param(("build", "--input", "нет-такой"), None, "нет-такой", id="no such folder"),
        pytest.param(("build", "--colour"), None, "неизвестный параметр: --colour", id="unknown option"),
        pytest.param(
            ("build", "--уear", "2023"), None, "Возможно, «--year». Справка: digest build --help", id="Cyrillic option"
        ),
        pytest.param(("build", "—year", "2023"), None, "Возможно, «--year»", id="dash of a word processor"),
        pytest.param(("approve", "Кедровский", "район"), None, "лишнее: район. Если это одно", id="name of two words"),
        pytest.param(("send", "--forget", "0"), None, "ожидается целое число от 1 до 36500", id="no days"),
        pytest.param(("build", "--jobs", "два"), None, "«два» не подходит: ожидается целое", id="number in words"),
        pytest.param(("build", "--format", "odt"), None, "odt", id="unknown format"),
        pytest.param(("build", "--year", "год"), None, "год", id="year that is no number"),
        pytest.param(("build", "--year", "-5"), None, "«-5» не подходит: ожидается год", id="year before all"),
        pytest.param(("build", "--year"), None, "нужно значение", id="option without its value"),
        pytest.param(("build", "--input", "и" * 300), None, "имя длиннее, чем бывает у файлов", id="long name"),
        pytest.param(
            ("build", "--output", "input/reports"), None, "Укажите в --output другую папку", id="among reports"
        ),
        pytest.param(
            ("intake", "--form", "a.xlsx", "b.txt"), None, "--form пустая и одна на всех", id="form of a file"
        ),
        pytest.param(("intake", "--municipality", "artem"), None, "а файлов несколько", id="whose many reports are"),
        pytest.param(("bild",), None, "bild", id="unknown command"),
        pytest.param((), None, "не указано: команда", id="no command"),
    ],
)
def test_what_cannot_be_done_is_said_in_russian_with_code_2(
    arguments: tuple[str, ...], spoil: object, words: str, home: Path
) -> None:
    if callable(spoil):
        spoil(home)

    done = digest(home, *arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert words in folded(done.stderr)
    assert is_russian(done.stderr, words, *arguments), done.stderr
    assert outputs(home) == set()


def test_what_belongs_to_somebody_else_is_no_defect_of_the_program(home: Path) -> None:
    """A digest that was built by root, in a folder that only root may open."""
    code = """
from pathlib import Path
from generator import output
def refusing(path):
    raise PermissionError(13, "Permission denied", str(path / "manifest.json"))
output._listed = refusing
"""
    done = digest(home, "verify", code=code)

    assert done.returncode == 2
    assert "manifest.json»: нет доступа" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")
@pytest.mark.parametrize(("into", "code"), [("&-", 0), ("/dev/full", 2)])
def test_an_output_that_takes_nothing_is_no_mistake_of_the_program(home: Path, into: str, code: int) -> None:
    command = f'exec "{sys.executable}" -m generator check >{into}'
    done = subprocess.run(
        ["sh", "-c", command], cwd=home, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )

    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert ("Ошибка. На диске кончилось место. Освободите его" in done.stderr) == bool(code)


def test_a_year_without_records_is_answered_with_the_years_that_there_are(home: Path) -> None:
    assert "Есть за 2016, 2020, 2023." in digest(home, "build", "--year", "2019").stderr


def test_unknown_settings_are_answered_with_the_nearest_name_and_the_line(home: Path) -> None:
    spoil_settings(home)

    message = digest(home, "build").stderr

    line = (home / "input" / "settings.toml").read_text(encoding="utf-8").splitlines().index('theem = "default"') + 1
    assert f"settings.toml, строка {line}" in message
    assert "theme" in message


# 3: done without some records


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A digest of the sample with one broken record among five."""
    home = tmp_path_factory.mktemp("incomplete")
    shutil.copytree(ROOT / "input", home / "input")
    edit(record(home, "artem"), "  - indicator: new_accounts", "  - indicator: new_acounts")
    return home, digest(home, "build", "--format", "html")


def test_a_broken_record_is_named_with_its_line_and_the_others_are_built(
    incomplete: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    home, done = incomplete
    lines = record(home, "artem").read_text(encoding="utf-8").splitlines()
    number = lines.index("  - indicator: new_acounts") + 1

    assert (done.returncode, done.stderr) == (3, "")
    assert "Не вошла в дайджест запись records/2020/artem.yaml:" in done.stdout
    assert f"records/2020/artem.yaml, строка {number}, поле observations[2].indicator" in done.stdout
    assert "new_accounts" in done.stdout  # the nearest right name
    assert "Отчётов: 4, показателей: 48" in done.stdout


def test_the_document_says_what_is_not_in_it(incomplete: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    text = page_text(incomplete[0])

    assert "Не вошли в дайджест" in text
    assert "records/2020/artem.yaml" in text
    assert "по отчётам пресс-служб 4 муниципальных образований 4 субъектов" in text
    assert "Артём" not in text.replace("records/2020/artem.yaml", "")


def test_check_of_a_broken_record_has_the_same_code_and_builds_nothing(home: Path) -> None:
    edit(record(home, "artem"), "  - indicator: new_accounts", "  - indicator: new_acounts")

    done = digest(home, "check")

    assert done.returncode == 3
    assert "Не вошла в дайджест запись records/2020/artem.yaml:" in done.stdout
    assert not (home / "output").exists()


def test_a_report_without_a_record_is_shown_and_is_no_failure(home: Path) -> None:
    (home / "input" / "reports" / "artem-2024.txt").write_text("Новый отчёт.\n", encoding="utf-8")

    commands = (("check",), ("build", "--format", "html"))
    for done in (digest(home, *command, code=NAMELESS) for command in commands):
        assert (done.returncode, done.stderr) == (0, "")
        assert "Отчёт без записи: reports/artem-2024.txt — в дайджест не вошёл.\n  Чей это отчёт" in done.stdout
        assert is_russian(done.stdout), done.stdout


def test_the_report_of_a_broken_record_is_not_said_to_have_none(home: Path) -> None:
    edit(record(home, "artem"), "  - indicator: new_accounts", "  - indicator: new_acounts")

    assert "Отчёт без годной записи: reports/artem-2020.txt — в дайджест не вошёл." in digest(home, "check").stdout


def test_a_broken_record_of_another_year_does_not_make_the_annual_digest_incomplete(home: Path) -> None:
    edit(record(home, "artem"), "  - indicator: new_accounts", "  - indicator: new_acounts")

    done = digest(home, "build", "--year", "2023", "--format", "html")

    assert done.returncode == 0
    assert "records/2020/artem.yaml" not in done.stdout
    assert "Не вошли в дайджест" not in page_text(home)


# Years


@pytest.fixture(scope="module")
def annual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The digest of 2023."""
    home = tmp_path_factory.mktemp("annual")
    shutil.copytree(ROOT / "input", home / "input")
    done = digest(home, "build", "--year", "2023", "--format", "html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Отчётов: 2, показателей: 43" in done.stdout
    return home


def test_the_annual_digest_holds_its_year_only(annual: Path) -> None:
    text = page_text(annual)

    assert "за 2023 год" in text.split("О выпуске")[0]
    assert "по отчётам пресс-служб 2 муниципальных образований 2 субъектов" in text
    for absent in ("2 982", "+6 000", "2016", "blagoveshchensk"):
        assert absent not in text, absent
    for title in ("Пресс-релизы и другие материалы, единиц", "Подписчики страниц администраций и глав, человек"):
        grid = of_page(annual / "output" / "digest.html")[title]
        assert {row[1] for row in grid.body if re.fullmatch(r"\d{4}", row[1])} == {"2023"}


def test_the_annual_digest_names_the_silent(annual: Path) -> None:
    text = page_text(annual)

    assert "Нет отчёта за 2023 год от 3 муниципальных образований:" in text
    named = text.split("Нет отчёта за 2023 год от 3 муниципальных образований:")[1].split(".")[0]
    assert {"Артёма", "Благовещенска", "ЗАТО Северск"} == set(re.split(r", | и ", named.strip()))


def test_totals_of_the_annual_digest_are_those_of_the_year(annual: Path) -> None:
    grid = of_page(annual / "output" / "digest.html")["Подписчики страниц администраций и глав, человек"]

    assert folded(grid.cell(("Итого", "2023"), "Всего")) == "69 140"


def test_an_annual_digest_of_one_report_speaks_in_the_singular(home: Path) -> None:
    assert digest(home, "build", "--year", "2016", "--format", "html").returncode == 0
    text = page_text(home)

    assert "составлен по отчёту пресс-службы" in text
    assert "пресс-служб 1 муниципального образования" not in text  # one has one press service
    assert "Пресс-служба отвечала на вопросы" in text
    assert "За 2016 год отчиталось 1 муниципальное образование." in text
    assert "Нет отчёта за 2016 год от 4 муниципальных образований" in text


def test_what_is_said_under_key_figures_of_one_report_is_there(home: Path) -> None:
    assert digest(home, "build", "--year", "2016", "--format", "html").returncode == 0
    text = page_text(home)

    assert "1 из 1 отчёта" in text or "Под каждым числом названо, сколько отчётов за ним стоит" not in text


@pytest.mark.parametrize("year", [(), ("--year", "2016"), ("--year", "2020"), ("--year", "2023")], ids=" ".join)
def test_no_heading_stands_over_nothing(year: tuple[str, ...], home: Path) -> None:
    """2020 has neither press releases nor appeals; what there is nothing to say of has no heading."""
    assert digest(home, "build", *year, "--format", "html").returncode == 0
    body = etree.HTML((home / "output" / "digest.html").read_bytes()).find("body")
    blocks = [
        (e.tag, folded(" ".join(e.itertext()))) for e in body.iter("h1", "h2", "h3", "h4", "p", "ul", "ol", "table")
    ]

    followed = zip(blocks, [*blocks[1:], ("h1", "")], strict=True)
    lonely = [text for (tag, text), (below, _) in followed if tag[0] == "h" and below[0] == "h" and below <= tag]

    assert lonely == []


def test_years_are_never_added(sample: Path) -> None:
    """2 982 of 2016 and 1 267 of 2023 stand apart, and no total is of several years."""
    grid = of_page(sample / "digest.html")["Пресс-релизы и другие материалы, единиц"]
    totals = {row[1]: folded(row[2]) for row in grid.body if row[0].startswith("Итого")}

    assert totals == {"2016": "2 982", "2020": "нет данных", "2023": "1 267"}
    text = folded(" ".join(etree.HTML((sample / "digest.html").read_bytes()).find("body").itertext()))
    assert "4 249" not in text and "4249" not in text


# Formats, findings, failures


def test_a_digest_needs_no_settings(home: Path) -> None:
    """Every setting is optional, the date of issue too."""
    (home / "input" / "settings.toml").unlink()

    done = digest(home, "build")

    assert (done.returncode, done.stderr) == (0, "")
    assert {"digest.docx", "digest.pdf"} <= outputs(home)


def test_several_formats_may_be_asked_for_and_the_files_of_before_go(home: Path) -> None:
    assert digest(home, "build", "--format", "html", "--format", "docx").returncode == 0
    assert outputs(home) == {"digest.docx", "digest.html", "manifest.json"}

    done = digest(home, "build", "--format", "html")
    assert done.returncode == 0
    assert "Внимание. «digest.docx» из прежней сборки убран: в новую он не входит." in done.stdout
    assert outputs(home) == {"digest.html", "manifest.json"}


def test_check_prints_findings_and_builds_nothing(home: Path) -> None:
    done = digest(home, "check")

    assert (done.returncode, done.stderr) == (0, "")
    assert is_russian(done.stdout), done.stdout
    text = folded(done.stdout)
    assert "обращения в среднем за неделю — 230 дали бы за год 11 960, а за год указано 8331" in text
    assert "нет ответа на вопрос о задачах на 2024 год" in text
    assert "показателей:" not in text
    assert not (home / "output").exists()


def test_review_lays_every_report_beside_its_record(home: Path) -> None:
    done = digest(home, "review", "--year", "2020")

    assert (done.returncode, done.stderr) == (0, "")
    assert folded(done.stdout) == "2 отчёта рядом с записями: review.html. Откройте этот файл в браузере."
    page = etree.HTML((home / "review.html").read_bytes())
    assert [folded(h.text) for h in page.iterfind(".//h2")] == ["Артём, 2020 год", "ЗАТО Северск, 2020 год"]


def test_what_review_cannot_do_is_said_in_russian(home: Path) -> None:
    broken = record(home, "artem")
    broken.write_text("municipality: [", encoding="utf-8")
    for arguments, code, said in (
        (("--year", "1999"), 2, "Есть за 2016, 2020, 2023"),
        (("нигде",), 2, "Записи «нигде» нет"),
        (("artem",), 2, "artem.yaml"),
        (("seversk", "--to", "нет/такой/папки.html"), 2, "Страница не записана"),
        (("seversk", "--to", "input/settings.toml"), 2, "Назовите файл с расширением .html"),
        (("--year", "2020"), 3, "artem.yaml"),
    ):
        done = digest(home, "review", *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        assert said in folded(done.stdout + done.stderr)
        assert is_russian(done.stdout + done.stderr, *arguments), done.stdout + done.stderr


def test_check_of_a_wrong_total_has_code_1(home: Path) -> None:
    edit(record(home, "komsomolsk-na-amure"), "value: 27348\n", "value: 27349\n")

    done = digest(home, "check")

    assert done.returncode == 1
    assert "указано всего 27 349, по слагаемым 27 348" in folded(done.stdout)


BROKEN_WRITER = """
from generator import writers
from generator.errors import GeneratorError
def broken(manuscript, path):
    path.write_text("half a file")
    raise {error}
writers.WRITERS["html"] = broken
"""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param("GeneratorError('Страница сломана.')", 2, id="told"),
        pytest.param("KeyError('x')", None, id="not foreseen"),
        pytest.param("KeyboardInterrupt", 130, id="stopped"),
    ],
)
def test_a_failing_writer_leaves_the_last_good_set_whole(error: str, code: int | None, home: Path) -> None:
    formats = ("--format", "docx", "--format", "html")
    assert digest(home, "build", *formats).returncode == 0
    before = {path.name: path.read_bytes() for path in (home / "output").iterdir() if path.is_file()}
    edit(record(home, "blagoveshchensk"), "value: 2982\n", "value: 2983\n")

    done = digest(home, "build", *formats, code=BROKEN_WRITER.format(error=error))

    assert done.returncode == code if code else done.returncode not in (0, 1, 3)
    assert "Готово" not in done.stdout
    assert {path.name: path.read_bytes() for path in (home / "output").iterdir() if path.is_file()} == before


@pytest.mark.parametrize("module", ["generator.cli", "generator.cli.digests", "generator.records"])
def test_ctrl_c_while_the_program_loads_is_told_in_a_line(module: str, home: Path) -> None:
    stop = f"""
import sys
class Stop:
    def find_spec(self, name, *more):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
"""
    done = digest(home, "check", code=stop)

    assert (done.returncode, done.stderr) == (130, "Остановлено. Прежние файлы целы.\n")


WITHOUT_PANGO = """
import cffi
def absent(*_):
    raise OSError("cannot load library 'libpango-1.0-0'")
cffi.FFI.dlopen = absent
"""


def test_without_pango_the_person_is_told_what_to_install_and_word_is_made(home: Path) -> None:
    done = digest(home, "build", code=WITHOUT_PANGO)

    assert (done.returncode, done.stdout) == (2, "")
    assert "нет библиотеки Pango" in done.stderr
    assert "digest build --format docx" in done.stderr
    assert "Traceback" not in done.stderr
    assert outputs(home) == set()
    assert digest(home, "build", "--format", "docx", code=WITHOUT_PANGO).returncode == 0
    assert outputs(home) == {"digest.docx", "manifest.json"}


# Help


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c) or "digest")
def test_help_is_russian(command: tuple[str, ...], tmp_path: Path) -> None:
    done = digest(tmp_path, *command, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("вызов: digest")
    assert is_russian(done.stdout), done.stdout


@pytest.mark.parametrize(
    ("command", "years"),
    [("build", "годы из settings.toml"), ("verify", "тот же, что при сборке"), ("approve", "все годы")],
)
def test_help_says_which_years_are_meant_when_none_is_named(command: str, years: str, home: Path) -> None:
    assert f"отчётный год; без параметра — {years}" in folded(digest(home, command, "--help").stdout)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c) or "digest")
def test_help_waits_for_no_library(command: tuple[str, ...], tmp_path: Path) -> None:
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('loaded:', *[m for m in {HEAVY} if m in sys.modules], file=sys.stderr))"
    )

    done = digest(tmp_path, *command, "--help", code=code)

    assert done.returncode == 0
    assert done.stderr.split() == ["loaded:"]


def test_check_waits_for_no_writer(home: Path) -> None:
    code = (
        "import atexit, sys\n"
        "heavy = ('weasyprint', 'docx', 'docxtpl')\n"
        "atexit.register(lambda: print('loaded:', *[m for m in heavy if m in sys.modules], file=sys.stderr))"
    )

    assert digest(home, "check", code=code).stderr.split() == ["loaded:"]


def test_a_build_waits_for_what_it_uses_and_for_nothing_when_nothing_has_changed(home: Path) -> None:
    code = (
        "import atexit, sys\n"
        "heavy = ('weasyprint', 'docx', 'pymorphy3')\n"
        "atexit.register(lambda: print('loaded:', *[m for m in heavy if m in sys.modules], file=sys.stderr))"
    )

    first = digest(home, "build", "--format", "docx", code=code)
    second = digest(home, "build", "--format", "docx", code=code)

    assert first.stderr.split() == ["loaded:", "docx"]
    assert second.stderr.split() == ["loaded:"]
    assert "ничего не изменилось" in second.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="windows: время процессора дочернего процесса не узнать")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c) or "digest")
def test_help_takes_half_a_second_at_most(command: tuple[str, ...], tmp_path: Path) -> None:
    """0.2 s on a quiet computer; the best of several runs, and a generous bound for a busy one."""
    assert min(seconds(tmp_path, command)) < 0.5


def seconds(folder: Path, command: tuple[str, ...]) -> Iterator[float]:
    """CPU time of several runs."""
    for _ in range(3):
        before = os.times()
        digest(folder, *command, "--help")
        after = os.times()
        yield after.children_user + after.children_system - before.children_user - before.children_system


def test_the_pdf_carries_the_observations_when_asked(home: Path) -> None:
    done = digest(home, "build", "--format", "pdf", "--format", "csv", "--attach-data")

    assert done.returncode == 0, done.stderr
    with pikepdf.open(home / "output" / "digest.pdf") as file:
        [name] = file.attachments
        carried = file.attachments[name].get_file().read_bytes()
        assert (
            b'pdfaid:part="3"' in file.Root.Metadata.read_bytes()
            or b"<pdfaid:part>3" in file.Root.Metadata.read_bytes()
        )
    assert carried == (home / "output" / "digest.csv").read_bytes()
