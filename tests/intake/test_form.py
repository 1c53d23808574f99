"""The questionnaire: what is written into it comes back as it was meant, and what was moved is refused."""

import shutil
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.worksheet.cell_range import CellRange
from openxml_audit import OpenXmlValidator

from generator import documents, indicators, intake, municipalities
from generator.checks import originals
from generator.errors import GeneratorError
from generator.intake import form
from generator.model import Measure, Period, Qualifier

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = indicators.load()
DIRECTORY = municipalities.read(ROOT / "input/municipalities.yaml")
SHEET = "Анкета"


class Filled:
    """A questionnaire about 2023 in the hands of a clerk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(self.path)
        self.sheet = self.book[SHEET]

    def row(self, label: str) -> int:
        """The only row with this label."""
        [row] = [cell.row for cell in self.sheet["A"] if cell.value == label]
        return row

    def put(self, label: str, value: object, exact: str = "", note: str = "", column: int = 3) -> str:
        """Fill the row with this label; the address of the value."""
        row = self.row(label)
        cell = self.sheet.cell(row, column, value)
        if exact:
            self.sheet.cell(row, 4, exact)
        if note:
            self.sheet.cell(row, 5, note)
        return cell.coordinate

    def column(self, owner: str) -> int:
        """The column of the grid of subscribers for this owner."""
        [column] = [cell.column for row in self.sheet.iter_rows() for cell in row if cell.value == owner]
        return column

    def read(self, catalogue: indicators.Catalogue = CATALOGUE):
        self.sheet["B3"] = self.sheet["B3"].value or "ЗАТО Северск"
        self.book.save(self.path)
        return form.read(self.path, "reports/анкета.xlsx", catalogue, DIRECTORY)

    def problems(self) -> list[str]:
        with pytest.raises(GeneratorError) as caught:
            self.read()
        return str(caught.value).split("\n")


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("form") / "анкета.xlsx"
    form.write(path, CATALOGUE, DIRECTORY, 2023)
    return path


@pytest.fixture
def filled(empty: Path, tmp_path: Path) -> Filled:
    return Filled(shutil.copy(empty, tmp_path / empty.name))


# The empty workbook


def test_the_same_input_gives_the_same_bytes(tmp_path):
    form.write(tmp_path / "a.xlsx", CATALOGUE, DIRECTORY, 2023)
    form.write(tmp_path / "b.xlsx", CATALOGUE, DIRECTORY, 2023)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(tmp_path / "a.xlsx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"1980-01-01") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_a_filled_questionnaire_is_never_overwritten(filled):
    filled.put("Пресс-релизы", 12)
    filled.read()

    with pytest.raises(GeneratorError, match="такой файл уже есть"):
        form.write(filled.path, CATALOGUE, DIRECTORY, 2023)
    assert filled.read().figures


@pytest.mark.parametrize(("name", "said"), [("анкета.docx", "расширением .xlsx"), ("нет/анкета.xlsx", "папки «")])
def test_a_questionnaire_that_cannot_be_written_is_said(tmp_path, name, said):
    with pytest.raises(GeneratorError, match=said):
        form.write(tmp_path / name, CATALOGUE, DIRECTORY, 2023)


def test_the_workbook_is_valid_office_open_xml(empty):
    found = [(error.part_uri, error.description) for error in OpenXmlValidator().validate(empty).errors]

    # openpyxl writes strings in its own way; Excel reads it.
    assert [each for each in found if "inline-string" not in each[1]] == []


def test_an_empty_questionnaire_gives_no_figure_and_asks_whose_it_is(tmp_path):
    path = tmp_path / "a.xlsx"
    form.write(path, CATALOGUE, DIRECTORY, 2023)

    draft = form.read(path, "a.xlsx", CATALOGUE, DIRECTORY)

    assert draft is not None
    assert (draft.figures, draft.goals, draft.needs, draft.passages, draft.review, draft.notes) == ((),) * 6
    assert (draft.municipality, draft.year, draft.plan_year) == (None, 2023, 2024)
    [question] = draft.questions
    assert question.about == "municipality"
    assert "--municipality" in question.message


def test_every_indicator_of_the_catalogue_is_asked(filled):
    asked = {row[1].value for row in filled.book["Ключи"].iter_rows(min_row=2) if row[1].value}

    assert asked == set(CATALOGUE.indicators) - {"incidents_total"}


def test_only_the_light_cells_are_open_on_locked_sheets_without_a_password(filled):
    for sheet in filled.book:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if isinstance(cell, Cell)):
                assert (not cell.protection.locked) == (cell.fill.fgColor.rgb == "00FFF8DC"), cell.coordinate
    assert filled.book["Ключи"].sheet_state == "veryHidden"
    assert filled.sheet.freeze_panes == "A6"
    assert filled.sheet.print_title_rows == "$5:$5"
    assert (filled.sheet.page_setup.paperSize, filled.sheet.page_setup.fitToHeight) == (9, 0)


def test_every_cell_for_a_figure_takes_only_its_kind_of_figure(filled):
    taken = {
        rule.type: {str(cell) for cell in rule.sqref.ranges} for rule in filled.sheet.data_validations.dataValidation
    }
    kinds = {
        cell: (rule.type, rule.formula1)
        for rule in filled.sheet.data_validations.dataValidation
        for each in rule.sqref.ranges
        for row in CellRange(each.coord).rows
        for cell in row
    }

    def of(label: str, column: int = 3) -> tuple[str, str]:
        return kinds[(filled.row(label), column)]

    assert taken.keys() == {"whole", "decimal", "list", "date"}
    assert of("Пресс-релизы") == ("whole", "0")
    assert of("Обращения в среднем за день") == ("decimal", "0")
    assert of("Прирост подписчиков за год", 2) == ("whole", "-1000000000000")
    assert of("Пресс-релизы", 4) == ("list", '"точно,более,не менее,не более,около,до"')
    assert of("Срок ответа прежде", 2) == ("list", '"часы,дни"')


def test_what_the_law_wants_said_of_a_network_stands_under_the_grid(filled):
    words = {cell.value for cell in filled.sheet["A"]}

    assert {network.note for network in CATALOGUE.networks.values() if network.note} <= words


# What comes back


def test_a_figure_comes_back_with_its_words_and_row(filled):
    filled.put("Пресс-релизы", 1267)

    [figure] = filled.read().figures

    assert (figure.key, figure.value, figure.measure) == ("press_releases", Decimal(1267), Measure.COUNT)
    assert (figure.period, figure.qualifier, figure.doubt) == (Period(2023), Qualifier.EXACT, "")
    [source] = figure.sources
    row = filled.row("Пресс-релизы")
    assert (source.file, source.lines, source.quote) == ("reports/анкета.xlsx", (row, row), "Пресс-релизы: 1267")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (0, 0),
        ("0", 0),
        ("12 345", 12345),
        ("12\u00a0345", 12345),
        ("12\u2009345 ", 12345),
        ("12345", 12345),
        (12345.0, 12345),
        ("=100+20", None),
    ],
)
def test_a_number_is_read_as_people_type_it(filled, typed, value):
    filled.put("Пресс-релизы", typed)

    if value is None:
        [problem] = filled.problems()
        assert "формула не вычислена" in problem
    else:
        [figure] = filled.read().figures
        assert figure.value == value


@pytest.mark.parametrize(
    ("typed", "value"), [("12,5", "12.5"), ("12.5", "12.5"), (0.1 + 0.2, "0.3"), ("−3,5", "-3.5"), ("50 %", "50")]
)
def test_a_fraction_is_read_as_people_type_it(filled, typed, value):
    filled.put("Прирост подписчиков за год, процентов", typed, column=filled.column("все владельцы"))

    [figure] = filled.read().figures

    assert (figure.key, figure.value, figure.owner) == ("subscribers_growth_pct", Decimal(value), "all")


def test_a_percentage_is_the_number_that_the_cell_shows(filled):
    address = filled.put("Прирост подписчиков за год, процентов", 0.07, column=filled.column("глава"))
    filled.sheet[address].number_format = "0%"

    [figure] = filled.read().figures

    assert (figure.value, figure.sources[0].quote) == (
        Decimal(7),
        "Прирост подписчиков за год, процентов, глава: 7%",
    )


@pytest.mark.parametrize("words", ["нет", "НЕТ", "–", "нет данных", "н/д", "не велось"])
def test_a_word_that_says_nothing_is_a_note_and_no_figure(filled, words):
    address = filled.put("Интервью", words)

    draft = filled.read()

    assert (draft.figures, draft.review) == ((), ())
    assert draft.notes == (f"лист «Анкета», ячейка {address}: «Интервью» — «{words}».",)


def test_a_number_said_in_words_waits_for_a_person(filled):
    filled.put("Интервью", "двадцать пять")

    draft = filled.read()

    [pending] = draft.review
    assert (draft.figures, pending.text, pending.value) == ((), "двадцать пять", None)
    assert pending.source.quote == "Интервью: двадцать пять"


@pytest.mark.parametrize(
    ("word", "qualifier"),
    [
        ("точно", Qualifier.EXACT),
        ("более", Qualifier.AT_LEAST),
        ("не более", Qualifier.AT_MOST),
        ("около", Qualifier.ABOUT),
        ("до", Qualifier.UP_TO),
    ],
)
def test_the_exactness_chosen_is_the_qualifier(filled, word, qualifier):
    filled.put("Освещённые мероприятия", 350, exact=word)
    filled.put("Интервью", f"{word} 24")

    covered, interviews = sorted(filled.read().figures, key=lambda figure: figure.key)

    assert (covered.qualifier, covered.value) == (qualifier, 350)
    assert (interviews.qualifier, interviews.value) == (qualifier, 24)
    assert interviews.sources[0].quote == f"Интервью: {word} 24"


def test_subscribers_come_back_by_network_and_owner_with_their_date(filled):
    filled.sheet["B4"] = datetime(2023, 12, 31)
    filled.put("Телеграм", 2360, column=filled.column("администрация"))
    filled.put("«Одноклассники»", "около 520", column=filled.column("глава"))
    filled.put("Подписчики, всего по отчёту", 43715, column=filled.column("все владельцы"))

    telegram, ok, total = sorted(filled.read().figures, key=lambda f: (f.key, f.owner))

    assert (telegram.owner, telegram.network, telegram.value) == ("administration", "telegram", 2360)
    assert (ok.owner, ok.network, ok.value, ok.qualifier) == ("head", "ok", 520, Qualifier.ABOUT)
    assert (total.key, total.owner, total.network) == ("subscribers_total", "all", "all")
    assert {telegram.as_of, ok.as_of, total.as_of} == {"2023-12-31"}
    assert telegram.sources[0].quote == "Подписчики, Телеграм, администрация: 2360"


def test_incidents_come_back_by_year(filled):
    filled.put("2018 год", 184)
    filled.put("2023 год", 8331)

    first, last = filled.read().figures

    assert (first.key, first.period, first.value) == ("incidents", Period(2018), 184)
    assert (last.period, last.sources[0].quote) == (
        Period(2023),
        "Обращения в системе «Инцидент-менеджмент», 2023 год: 8331",
    )


def test_publications_come_back_by_topic(filled):
    filled.put("Материалы о национальных проектах", 100, exact="более")

    [figure] = filled.read().figures

    assert (figure.key, figure.topic, figure.qualifier) == ("materials_published", "national_projects", "at_least")


def test_a_term_comes_back_with_its_unit_and_one_without_is_refused(filled):
    row = filled.row("Срок ответа прежде")
    filled.put("Срок ответа прежде", 8, exact="до")
    [problem] = filled.problems()
    assert f"ячейка C{row}" in problem
    assert "у срока нет единицы" in problem

    filled.sheet.cell(row, 2, "часы")
    [figure] = filled.read().figures

    assert (figure.value, figure.unit, figure.qualifier) == (8, "hours", Qualifier.UP_TO)
    assert figure.sources[0].quote == "Срок ответа прежде, часы: до 8"


def test_what_the_catalogue_does_not_have_is_proposed_by_its_own_name(filled):
    [start] = [cell.row for cell in filled.sheet["A"] if cell.value == "Чего нет в списке"]
    filled.sheet.cell(start + 2, 1, "Мастер-классы для школьников")
    filled.sheet.cell(start + 2, 3, 14)

    [figure] = filled.read().figures

    assert (figure.key, figure.label, figure.value) == ("", "Мастер-классы для школьников", 14)
    assert figure.doubt


def test_a_line_of_ones_own_with_a_label_of_the_catalogue_is_that_indicator(filled):
    [start] = [cell.row for cell in filled.sheet["A"] if cell.value == "Чего нет в списке"]
    filled.sheet.cell(start + 2, 1, "Мастер-классы")
    filled.sheet.cell(start + 2, 3, 14)
    filled.sheet.parent["Что сделано"]["B4"] = "Для школьников провели 14 мастер-классов."
    briefings = CATALOGUE.indicators["briefings"]
    classes = replace(briefings, key="classes", label="Мастер-классы", phrases=("мастер-класс",))
    catalogue = replace(CATALOGUE, indicators={**CATALOGUE.indicators, "classes": classes})

    [figure] = filled.read(catalogue).figures

    assert (figure.key, figure.value, figure.doubt, len(figure.sources)) == ("classes", 14, "", 2)


def test_texts_goals_and_needs_come_back_with_their_rows(filled):
    filled.book["Что сделано"]["B4"] = "Запустили видеоподкаст «Открытый город»."
    filled.book["Что сделано"]["B6"] = "Провели фестиваль."
    filled.book["Задачи"]["B4"] = "Увеличить аудиторию до 30 тысяч подписчиков"
    filled.book["Задачи"]["B5"] = "- повысить открытость;\n- снять фильм;"
    filled.book["Обучение"]["B4"] = "Работа с негативом"

    draft = filled.read()

    [passage] = draft.passages
    assert passage.paragraphs == ("Запустили видеоподкаст «Открытый город».", "Провели фестиваль.")
    assert [goal.text for goal in draft.goals] == [
        "Увеличить аудиторию до 30 тысяч подписчиков",
        "Повысить открытость",
        "Снять фильм",
    ]
    lines = documents.read(filled.path).lines
    first, last = passage.source.lines
    assert (passage.section, lines[first - 1].cells[1], lines[last - 1].cells[1]) == ("done", *passage.paragraphs)
    assert [lines[goal.source.lines[0] - 1].cells[0] for goal in draft.goals] == ["1", "2", "2"]
    assert [need.text for need in draft.needs] == ["Работа с негативом"]
    [target] = draft.targets
    assert target.value == 30_000


def test_a_number_in_a_text_is_not_lost(filled):
    filled.put("Пресс-релизы", 12)
    filled.book["Что сделано"]["B4"] = "Подготовлено 12 пресс-релизов и проведено 5 пресс-туров."

    draft = filled.read()

    found = {figure.key: (figure.value, len(figure.sources)) for figure in draft.figures}
    assert found == {"press_releases": (12, 2), "press_tours": (5, 1)}


def test_notes_and_words_outside_the_fields_are_kept(filled):
    filled.put("Пресс-релизы", 12, note="из них 5 для радио")
    filled.put("Интервью", 3, note="только главы")
    filled.sheet["J2"] = "тел. 4-15-16"
    filled.sheet["A1"].comment = Comment("Спросить Анну", "clerk")
    extra = filled.book.create_sheet("Лист1")
    extra["A1"] = "Ещё 7 брифингов"

    draft = filled.read()

    assert [figure.value for figure in draft.figures] == [12, 3]
    assert [(p.text, p.reason) for p in draft.review] == [
        ("из них 5 для радио", "примечание к показателю «Пресс-релизы»"),
        ("тел. 4-15-16", "написано вне полей анкеты"),
        ("Ещё 7 брифингов", "написано вне полей анкеты"),
    ]
    assert len(draft.notes) == 2
    assert "только главы" in draft.notes[0]
    assert "Спросить Анну" in draft.notes[1]


# Whose it is


@pytest.mark.parametrize("said", ["ЗАТО Северск", "зато северск", "Артём", "Артем"])
def test_the_municipality_of_the_list_is_recognised(filled, said):
    filled.sheet["B3"] = said

    draft = filled.read()

    assert draft.municipality in (DIRECTORY["seversk"], DIRECTORY["artem"])
    assert draft.questions == ()


def test_a_municipality_that_is_not_in_the_list_is_asked(filled):
    filled.sheet["B3"] = "Северскк"

    [question] = filled.read().questions

    assert "«Северскк»" in question.message


def test_two_municipalities_of_one_name_differ_in_the_list(tmp_path):
    twins = municipalities.read(ROOT / "tests/data/two-blagoveshchensks.yaml")
    path = tmp_path / "a.xlsx"
    form.write(path, CATALOGUE, twins, 2023)
    book = load_workbook(path)
    book[SHEET]["B3"] = "Благовещенск (Республика Башкортостан)"
    book.save(path)

    draft = form.read(path, "a.xlsx", CATALOGUE, twins)

    assert draft is not None
    assert draft.municipality is twins["blagoveshchensk-rb"]


# As a report among reports


def test_a_filled_questionnaire_is_drafted_like_any_report(filled):
    filled.put("Пресс-релизы", 12345, exact="более")
    filled.put("Срок ответа прежде", "до 8")
    filled.sheet.cell(filled.row("Срок ответа прежде"), 2, "часы")
    filled.put("Прирост подписчиков за год, процентов", 7.5, column=filled.column("глава"))
    filled.put("2018 год", "1 184")
    filled.put("Телеграм", "около 2 360", column=filled.column("администрация"))
    filled.book["Задачи"]["B9"] = "Повысить открытость к 2025 году"
    filled.sheet["B3"] = "Несуществующий"
    filled.book.save(filled.path)

    name = f"{filled.path.parent.name}/{filled.path.name}"

    [asked] = intake.draft(filled.path, name, DIRECTORY, CATALOGUE)
    [said] = intake.draft(filled.path, name, DIRECTORY, CATALOGUE, municipality="artem", year=2023)

    assert [question.about for question in asked.questions] == ["municipality"]
    assert (said.municipality, said.questions, said.year) == (DIRECTORY["artem"], (), 2023)
    assert [o.value for o in said.report().observations][:1] == [12345]
    assert list(originals.quotes_stand_in_the_report(said.report(), filled.path.parents[1], CATALOGUE)) == []
    with pytest.raises(GeneratorError, match="анкета составлена за 2023 год, а указано --year 2022"):
        intake.draft(filled.path, "a.xlsx", DIRECTORY, CATALOGUE, year=2022)


# What is refused


def test_every_bad_cell_is_named_with_its_sheet_and_what_to_do(filled):
    first = filled.put("Пресс-релизы", 12.5)
    second = filled.put("Интервью", "12 или 13")
    third = filled.put("Брифинги", datetime(2023, 5, 12))
    fourth = filled.put("Анонсы", -3)
    fifth = filled.put("Видеоролики", "12,345")

    problems = filled.problems()

    said = {address: next(line for line in problems if f"ячейка {address}:" in line) for address in (first, second)}
    assert len(problems) == 5
    assert all(line.startswith("reports/анкета.xlsx, лист «Анкета», ячейка ") for line in problems)
    assert "дробь, а нужно целое число" in said[first]
    assert "«12 или 13» — не число" in said[second]
    assert any(f"{third}: «12.05.2023» — не число" in line for line in problems)
    assert any(f"{fourth}: «-3» — число меньше нуля" in line for line in problems)
    assert any(f"{fifth}: " in line for line in problems)


def test_an_exactness_that_contradicts_its_figure_is_refused(filled):
    filled.put("Интервью", "около 24", exact="более")

    [problem] = filled.problems()

    assert "точность «более» спорит с числом «около 24»" in problem


def test_a_year_that_is_not_the_forms_own_is_refused(filled):
    filled.sheet["G3"] = 2022

    [problem] = filled.problems()

    assert "ячейка G3: год исправлен на «2022», а анкета составлена за 2023 год" in problem


def shifted(book: Workbook, after: int, rows: int = 1, columns: str = "") -> None:
    """Move the defined names of `Анкета` below a row as a spreadsheet does when rows or cells are inserted."""
    for name in book.defined_names.values():
        sheet, place = name.attr_text.split("!")
        _, column, row = place.split("$")
        if sheet == "'Анкета'" and int(row) > after and (not columns or column in columns):
            name.attr_text = f"{sheet}!${column}${int(row) + rows}"


def test_an_inserted_row_moves_answers_with_their_labels(filled):
    filled.put("Пресс-релизы", 12)
    filled.put("Интервью", 24)
    row = filled.row("Интервью")
    for merged in list(filled.sheet.merged_cells.ranges):
        filled.sheet.unmerge_cells(str(merged))
    filled.sheet.insert_rows(row)
    shifted(filled.book, row - 1)

    figures = filled.read().figures

    assert {(figure.key, figure.value) for figure in figures} == {("press_releases", 12), ("interviews", 24)}


def test_an_inserted_row_that_no_name_followed_is_refused(filled):
    filled.put("Интервью", 24)
    for merged in list(filled.sheet.merged_cells.ranges):
        filled.sheet.unmerge_cells(str(merged))
    filled.sheet.insert_rows(filled.row("Интервью"))

    problems = filled.problems()

    row = filled.row("Интервью")
    assert problems[0].startswith(
        f"reports/анкета.xlsx, лист «Анкета», ячейка C{row}: подпись слева — «Интервью», а в форме было «Пресс-конф"
    )


def test_cells_inserted_beside_their_labels_are_refused(filled):
    address = filled.put("Интервью", 24)
    row = filled.row("Интервью")
    filled.sheet[address] = None
    filled.sheet.cell(row + 1, 3, 24)
    shifted(filled.book, row - 1, columns="C")

    problems = filled.problems()

    assert any(f"ячейка C{row + 1}: число сместилось: его подпись «Интервью»" in line for line in problems)


def test_a_grid_whose_columns_were_exchanged_is_refused(filled):
    head, duma = filled.column("глава"), filled.column("дума")
    [row] = [cell.row for row in filled.sheet.iter_rows() for cell in row if cell.value == "глава"]
    filled.sheet.cell(row, head).value, filled.sheet.cell(row, duma).value = "дума", "глава"
    filled.put("Телеграм", 7, column=head)

    [problem] = filled.problems()

    assert "заголовок столбца — не «глава»" in problem


def test_a_deleted_row_is_said(filled):
    names = filled.book.defined_names
    number = next(
        name.removeprefix("digest_").removesuffix("_value")
        for name, defined in names.items()
        if defined.attr_text.endswith(f"$C${filled.row('Интервью')}")
    )
    for part in ("label", "value", "exact", "note"):
        names[f"digest_{number}_{part}"].attr_text = "#REF!"

    draft = filled.read()

    assert "Из анкеты удалена строка «Интервью»." in draft.notes


def test_a_form_without_its_hidden_sheet_is_refused(filled):
    del filled.book["Ключи"]

    [problem] = filled.problems()

    assert "скрытый лист «Ключи» удалён" in problem


def test_an_indicator_that_has_left_the_catalogue_is_proposed(filled):
    filled.put("Интервью", 24)
    filled.read()
    smaller = indicators.Catalogue(
        **{name: getattr(CATALOGUE, name) for name in CATALOGUE.__dataclass_fields__}
        | {"indicators": {k: v for k, v in CATALOGUE.indicators.items() if k != "interviews"}}
    )

    draft = form.read(filled.path, "a.xlsx", smaller, DIRECTORY)

    assert draft is not None
    [figure] = draft.figures
    assert (figure.key, figure.label, figure.value) == ("", "Интервью", 24)
    assert figure.doubt == "такого показателя нет в каталоге"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a package", b"text"])
def test_what_is_no_workbook_is_not_our_form(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert form.read(path, "a.xlsx", CATALOGUE, DIRECTORY) is None


def test_another_workbook_is_not_our_form(tmp_path):
    book = Workbook()
    book.active["A1"] = "Пресс-релизы"
    book.save(tmp_path / "a.xlsx")

    assert form.read(tmp_path / "a.xlsx", "a.xlsx", CATALOGUE, DIRECTORY) is None


def test_a_form_that_swells_is_refused_before_it_is_unpacked(filled):
    filled.read()
    with ZipFile(filled.path, "a") as package:
        package.writestr("xl/worksheets/sheet99.xml", b" " * (13 << 20))

    with pytest.raises(GeneratorError, match="слишком велика"):
        form.read(filled.path, "a.xlsx", CATALOGUE, DIRECTORY)


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_example_of_a_date_is_of_the_questionnaires_own_year(tmp_path, year):
    path = tmp_path / "анкета.xlsx"
    form.write(path, CATALOGUE, DIRECTORY, year)
    filled = Filled(path)

    [rule] = [each for each in filled.sheet.data_validations.dataValidation if each.type == "date"]
    filled.sheet["B4"] = "в конце года"
    [problem] = filled.problems()

    assert rule.error == f"Впишите дату, например 31.12.{year}."
    assert problem.endswith(f"не дата. Впишите её как 31.12.{year}.")
