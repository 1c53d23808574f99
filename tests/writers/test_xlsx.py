"""The workbook: numbers that are numbers, texts that stay texts, and a file that Excel opens in silence."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from generator import consolidation, indicators, rendering, typography
from generator.model import Goal, Measure, Passage, Qualifier, Report, Source, Status
from generator.settings import Settings
from generator.theme import Theme
from generator.writers import sheet, xlsx
from tests.grids import Tables, of_workbook, seen
from tests.samples import BEREGOV, ELOVSK, KEDROV, figure, goal, place, report

CATALOGUE = indicators.load(None)
MATERIALS = "Пресс-релизы и другие материалы, единиц"
ALL = "Все показатели"

FORMULAS = (
    '=HYPERLINK("http://example.org";"итоги")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "＝1+1",
    " =1+1",
    "\t=1+1",
    "\r\n=1+1",
    "#N/A",
    "_x003D_1+1",
)


def book(folder: Path, *reports: Report, settings: Settings | None = None, theme: Theme | None = None) -> Path:
    digest = consolidation.consolidate(reports, [], CATALOGUE, {r.municipality.id: r.municipality for r in reports})
    page = rendering.render(digest, settings or Settings(), theme or Theme.load("default"))
    xlsx.write(digest, page, folder / "digest.xlsx")
    return folder / "digest.xlsx"


def tables(folder: Path, *reports: Report) -> Tables:
    return of_workbook(book(folder, *reports))


def printed(said: str) -> str:
    """What a test writes with underscores for spaces at which no line ends."""
    return said.replace("_", "\N{NO-BREAK SPACE}")


def observations(path: Path) -> list[dict[str, object]]:
    head, *rows = load_workbook(path)[ALL].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("said", "value", "measure", "qualifier"),
    [
        ("более 21", 21, Measure.COUNT, Qualifier.AT_LEAST),
        ("не_более 1_200", 1200, Measure.COUNT, Qualifier.AT_MOST),
        ("1_234_567", 1234567, Measure.COUNT, Qualifier.EXACT),
        ("12,5", "12.5", Measure.COUNT, Qualifier.EXACT),
        ("около 0,25", "0.25", Measure.COUNT, Qualifier.ABOUT),
        ("–", 0, Measure.COUNT, Qualifier.EXACT),
    ],
)
def test_a_figure_is_a_number_that_looks_as_it_is_printed(tmp_path, said, value, measure, qualifier):
    path = book(tmp_path, report(ELOVSK, figure("press_releases", value, measure=measure, qualifier=qualifier)))
    [cell] = [c for row in load_workbook(path)["2 Пресс-релизы и другие"] for c in row if seen(c) == printed(said)][:1]

    assert of_workbook(path).cell(MATERIALS, ("Еловск", "2023"), "Пресс-релизы") == printed(said)
    assert Decimal(str(cell.value)) == Decimal(value)


@pytest.mark.parametrize(
    ("said", "key", "value", "qualifier"),
    [
        ("+12,5_%", "subscribers_growth_pct", "12.5", Qualifier.EXACT),
        ("−3_%", "subscribers_growth_pct", "-3", Qualifier.EXACT),
        ("около 50_%", "subscribers_growth_pct", "50", Qualifier.ABOUT),
        ("+6_000", "subscribers_growth_abs", "6000", Qualifier.EXACT),
        ("−1_250", "subscribers_growth_abs", "-1250", Qualifier.EXACT),
    ],
)
def test_growth_keeps_its_sign_and_its_unit_and_stays_a_number(tmp_path, said, key, value, qualifier):
    measure = Measure.GROWTH_PCT if key.endswith("pct") else Measure.GROWTH_ABS
    path = book(tmp_path, report(ELOVSK, figure(key, value, measure=measure, qualifier=qualifier, owner="head")))

    [cell] = [c for s in load_workbook(path) for r in s.iter_rows() for c in r if seen(c) == printed(said)][:1]
    assert Decimal(str(cell.value)) == Decimal(value)


def test_a_duration_shows_its_unit_and_is_the_number_of_it(tmp_path):
    hours = figure("response_time", 2, measure=Measure.DURATION, qualifier=Qualifier.UP_TO, unit="hours", year=2023)
    path = book(tmp_path, report(ELOVSK, hours))

    [cell] = [c for s in load_workbook(path) for r in s.iter_rows() for c in r if seen(c) == "до\u00a02\u00a0часов"][:1]
    assert cell.value == 2


def test_signs_are_texts(tmp_path):
    grid = tables(
        tmp_path, report(ELOVSK, figure("press_releases", 5)), report(KEDROV, figure("videos", 3)), report(BEREGOV)
    )

    assert grid.cell(MATERIALS, ("Еловск", "2023"), "Видеоролики") == "…"
    assert grid.cell(MATERIALS, ("Берегов", "2023"), "Видеоролики") == "нет данных"


def test_every_digit_of_a_figure_is_kept_even_where_a_spreadsheet_would_round(tmp_path):
    path = book(tmp_path, report(ELOVSK, figure("press_releases", "12345678901234567890")))

    assert of_workbook(path).cell(
        MATERIALS, ("Еловск", "2023"), "Пресс-релизы"
    ) == "12 345 678 901 234 567 890".replace(" ", "\u00a0")
    assert observations(path)[0]["Значение"] == "12 345 678 901 234 567 890".replace(" ", "\u00a0")


def hostile(words: str) -> Report:
    own = replace(
        figure("press_releases", 5),
        sources=(Source(f"reports/{words}", (1, 1), words),),
        note=words,
        decided_by=words,
    )
    made = report(place(words), own, goals=(goal(words, "openness"), Goal(f"Цель {words}", Source("x", (1, 1)))))
    return replace(made, passages=(Passage("done", (words,), Source("x", (1, 1), words)),))


@pytest.mark.parametrize("words", FORMULAS)
def test_a_text_of_a_report_never_becomes_a_formula(tmp_path, words):
    path = book(tmp_path, hostile(words), settings=Settings(organization=words, title=words))

    with ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    assert not any(re.search(rb"<f[ >]|t=\"e\"", part) for part in parts)
    texts = [c for s in load_workbook(path) for row in s.iter_rows() for c in row if isinstance(c.value, str)]
    assert any(words.strip()[-3:] in c.value for c in texts)
    for cell in texts:
        assert cell.data_type == "s", cell.value
        assert not re.match(r"\s*[=+@＝-]", cell.value) or cell.quotePrefix, cell.value


def test_words_that_look_like_an_escape_of_a_workbook_are_not_taken_for_one(tmp_path):
    path = book(tmp_path, report(ELOVSK, replace(figure("press_releases", 5), note="_x0041_ и _x000D_")))

    with ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    assert "_x005F_x0041_ и _x005F_x000D_" in [text for part in parts for text in etree.fromstring(part).itertext()]


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis(tmp_path):
    path = book(tmp_path, report(ELOVSK, replace(figure("press_releases", 5), note="слово " * 9000)))

    note = str(observations(path)[0]["Пояснение"])
    assert len(note) == 32_767 and note.endswith("…")


def test_what_no_file_may_hold_is_replaced_and_not_refused(tmp_path):
    path = book(tmp_path, report(ELOVSK, replace(figure("press_releases", 5), decided_by="а\x0bб\x00в\ufffeг\ud800д")))

    assert observations(path)[0]["Кто подтвердил"] == "а�б�в�г�д"


def test_excel_finds_nothing_to_repair(sample):
    found = [(e.part_uri, e.description) for e in OpenXmlValidator().validate(sample / "digest.xlsx").errors]

    # openpyxl writes strings in its own way; Excel reads it.
    assert [each for each in found if "inline-string" not in each[1]] == []


def test_the_same_digest_gives_the_same_bytes_whatever_the_clock_says(tmp_path):
    own = report(ELOVSK, figure("press_releases", 5))
    path = book(tmp_path, own, settings=Settings(issued="2024-03-01"))

    with ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(path).properties
    assert (properties.created, properties.modified) == (datetime(2024, 3, 1), datetime(2024, 3, 1))
    assert properties.language == "ru-RU"
    assert path.read_bytes() == book(tmp_path, own, settings=Settings(issued="2024-03-01")).read_bytes()


def test_every_sheet_prints_on_a4_with_its_heads_repeated_and_stays_headed_while_scrolled(sample):
    for sheet_ in load_workbook(sample / "digest.xlsx").worksheets[1:]:
        assert sheet_.page_setup.paperSize == 9 and sheet_.sheet_properties.pageSetUpPr.fitToPage
        heads = int(str(sheet_.print_title_rows).rpartition("$")[2])
        assert sheet_.auto_filter.ref.startswith(f"A{heads}:")
        assert str(sheet_.freeze_panes).endswith(str(heads + 1))


def test_totals_stand_outside_the_filter(sample):
    for sheet_ in load_workbook(sample / "digest.xlsx").worksheets[1:-1]:
        last = int(re.sub(r".*[A-Z]", "", sheet_.auto_filter.ref))
        inside = [sheet_.cell(row, 1).value for row in range(1, last + 1)]
        assert not any(str(head).startswith(("Итого", "Всего")) for head in inside)


def test_the_book_has_the_tables_of_the_page_under_their_captions_and_begins_with_their_list(sample):
    made = load_workbook(sample / "digest.xlsx")
    listed = [row[1].value for row in made["О книге"].iter_rows() if row[0].hyperlink]
    linked = [row[0].hyperlink.location for row in made["О книге"].iter_rows() if row[0].hyperlink]

    assert [made[name]["A1"].value for name in made.sheetnames[1:-1]] == listed[:-1]
    assert linked == [f"'{name}'!A1" for name in made.sheetnames[1:]]
    assert all(re.match("Таблица\u00a0\\d+\u00a0— ", str(title)) for title in listed[:-1])


def test_notes_and_the_source_stand_under_their_table(tmp_path):
    path = book(tmp_path, report(ELOVSK, figure("press_releases", 5)), report(KEDROV))
    texts = [cell.value for row in load_workbook(path)["2 Пресс-релизы и другие"].iter_rows(max_col=1) for cell in row]

    assert texts[-2:] == [
        typography.typeset("1) Без Кедрова: показатели таблицы не названы."),
        "Источник: отчёт Еловска (строка\u00a01)",
    ]


def test_a_table_that_the_theme_hides_is_hidden_here_too(tmp_path):
    (tmp_path / "digest.html").write_text(
        '{% from "macros.html" import grid %}<html lang="ru"><head><title>Т</title></head>'
        "<body>{{ grid(digest.tables.materials) }}</body></html>",
        encoding="utf-8",
    )
    default = Theme.load("default")
    bare = replace(default, folders=(tmp_path, *default.folders))
    path = book(tmp_path, report(ELOVSK, figure("press_releases", 5), figure("interviews", 5)), theme=bare)

    assert load_workbook(path).sheetnames == ["О книге", "1 Пресс-релизы и другие", ALL]


@pytest.mark.parametrize(
    "title", ["Итоги [года]: *всё*?/\\", "'кавычки'", "Очень " * 20, "Слово" * 20, "", "***", "HISTORY", "&A"]
)
def test_names_of_sheets_are_such_as_excel_takes(title):
    taken: list[str] = []
    for _ in range(12):
        taken.append(sheet.name(title, "7", taken))

    assert len({name.casefold() for name in taken}) == 12
    for name in taken:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)


def test_a_draft_says_so_on_every_sheet(tmp_path):
    path = book(tmp_path, report(ELOVSK, figure("press_releases", 5, status=Status.DRAFT)))

    assert {made.oddHeader.right.text for made in load_workbook(path)} == {"ЧЕРНОВИК"}
    assert observations(path)[0]["Состояние"] == "не проверено"


def test_what_an_observation_does_not_say_is_a_blank_cell_not_an_empty_text(tmp_path):
    path = book(tmp_path, report(ELOVSK, figure("press_releases", 5)))

    cells = [cell for cell in load_workbook(path)[ALL][2] if cell.value in (None, "")]
    assert cells
    assert {cell.data_type for cell in cells} == {"n"}  # text cells are "s"
