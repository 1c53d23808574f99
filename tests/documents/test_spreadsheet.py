import datetime
import time
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from generator import documents
from generator.documents import guard
from generator.documents.number_format import shown as as_shown
from tests.documents.made import packed, refusal, relationships, sheet, shown


@pytest.fixture
def made(tmp_path):
    """A workbook to fill, and what it is read as."""
    book = openpyxl.Workbook()
    book.active.title = "Отчёт"

    def read():
        book.save(tmp_path / "a.xlsx")
        return documents.read(tmp_path / "a.xlsx")

    return book, read


def cells(document):
    return [line.cells for line in document.lines]


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (2982, "General", "2982"),
        (300, "+#,##0;-#,##0;0", "+300"),
        (-300, "+#,##0;-#,##0;0", "-300"),
        (0, "+#,##0;-#,##0;0", "0"),
        (0.058, '"+"0.0%', "+5,8%"),
        (2982.0, "General", "2982"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1e21, "General", "1000000000000000000000"),
        (-7, "0", "-7"),
        (0.153, "0.0%", "15,3%"),
        (0.153, "0%", "15%"),
        (0.155, "0%", "16%"),
        (12345, "#,##0", "12\xa0345"),
        (1234567.5, "#,##0.00", "1\xa0234\xa0567,50"),
        (12.5, "0.0##", "12,5"),
        (12, "#,##0.##", "12"),
        (6850, '0" чел."', "6850 чел."),
        (6850, "#,##0\\ \\ч\\е\\л\\.", "6\xa0850 чел."),
        (25, '"более "0', "более 25"),
        (12345, "#,##0,", "12\xa0345"),
        (1234567, '#,##0.0," тыс. чел."', "1\xa0234\xa0567,0 чел."),
        (1234567, '0.0,,"млн"', "1234567,0"),
        (1234567, '0" тысяч"', "1234567 тысяч"),
        (5, '[>4]0;[Red]-0;"нет"', "5"),
        (0, '0;-0;"нет"', "0"),
        (100, '#,##0.00\\ "₽"', "100,00 ₽"),
        (100, "[$₽-419]#,##0", "100 ₽"),
        (100, "[$-419]0.0", "100,0"),
        (datetime.date(2023, 12, 31), "dd.mm.yyyy", "31.12.2023"),
        (datetime.date(2023, 12, 31), "mm-dd-yy", "31.12.2023"),
        (datetime.date(2023, 12, 31), "[$-F800]dddd, mmmm dd, yyyy", "31.12.2023"),
        (datetime.date(2023, 12, 1), "mmm.yy", "12.2023"),
        (datetime.date(2023, 12, 1), "yyyy", "2023"),
        (datetime.datetime(2023, 12, 31, 14, 5), "dd.mm.yyyy h:mm", "31.12.2023 14:05"),
        (datetime.time(2, 11), "h:mm", "02:11"),
        (datetime.timedelta(hours=30, minutes=11), "[h]:mm:ss", "30:11"),
        (True, "General", "ИСТИНА"),
        ("  12 345\n\tштук ", "General", "12 345 штук"),
        ("5\xa0000", "General", "5\xa0000"),
    ],
)
def test_a_figure_is_read_as_a_person_sees_it(made, value, code, seen):
    book, read = made
    book.active["A1"].value = value
    book.active["A1"].number_format = code

    assert cells(read()) == [(seen,)]


def test_a_format_that_makes_no_sense_still_shows_the_number():
    for code in ("", ";;;", "abc", '"', "[", "\\", "0" * 400, "???/???", "0.00E+00", "@"):
        assert "5" in as_shown(Decimal("5"), code)


def test_a_number_of_any_size_is_shown():
    for number in ("1e300", "-1e-300", "123456789012345678901234567890.5"):
        assert as_shown(Decimal(number), "#,##0.00%")


def test_a_date_beyond_the_calendar_is_shown_as_a_number():
    assert as_shown(Decimal("1e12"), "dd.mm.yyyy") == "1000000000000"


def test_rows_have_their_own_numbers_and_further_sheets_follow_under_headings(made):
    book, read = made
    book.active["B2"], book.active["A4"] = "Релизы", 5
    other = book.create_sheet("Соцсети")
    other["A2"] = "ВК"
    book.create_sheet("Лист3")

    assert cells(read()) == [(), ("", "Релизы"), (), ("5",), (), (), ("ВК",)]
    assert shown(read()) == [("row", "\tРелизы"), ("row", "5"), ("heading", "Соцсети"), ("row", "ВК")]


def test_hidden_sheets_rows_and_columns_are_left_out_and_told(made):
    book, read = made
    ws = book.active
    ws.append(["видно", "скрыто", "видно"])
    ws.append(["скрыто"])
    ws.append(["видно"])
    ws.row_dimensions[2].hidden = True
    ws.column_dimensions["B"].hidden = True
    book.create_sheet("Списки").sheet_state = "hidden"

    assert cells(read()) == [("видно", "", "видно"), (), ("видно",)]
    assert read().notes == (
        "лист «Отчёт»: скрытые строки и столбцы не прочитаны",
        "скрытый лист «Списки» не прочитан",
    )


def test_a_formula_without_a_value_is_told_with_its_cell(made):
    book, read = made
    book.active["A1"], book.active["B3"] = 5, "=A1*2"

    assert cells(read()) == [("5",)]
    assert read().notes == ("лист «Отчёт»: у формул нет значений (B3); откройте файл в Excel и сохраните его",)


def test_a_formula_gives_the_value_kept_in_the_file(tmp_path):
    row = '<row r="1"><c r="A1"><f>B1*2</f><v>24</v></c><c r="C1" t="str"><f>"a"</f><v>итог</v></c></row>'

    assert cells(documents.read(sheet(tmp_path / "a.xlsx", row))) == [("24", "", "итог")]


def test_a_label_merged_over_rows_stands_in_each_and_a_figure_once(made):
    book, read = made
    ws = book.active
    for row in (["Глава", "ВК", 300], [None, "ОК", None], [None, "Сайт", None]):
        ws.append(row)
    ws.merge_cells("A1:A3")
    ws.merge_cells("C1:C3")

    assert cells(read()) == [("Глава", "ВК", "300"), ("Глава", "ОК"), ("Глава", "Сайт")]


def test_rich_text_is_whole_and_drop_down_lists_are_no_text(made):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book, read = made
    book.active["A1"] = CellRichText("всего ", TextBlock(InlineFont(b=True), "12"), " релизов")
    book.active["A1"].font = Font(bold=True)
    book.active.add_data_validation(DataValidation(type="list", formula1='"да,нет"', sqref="B1:B9"))

    assert cells(read()) == [("всего 12 релизов",)]


def test_a_raised_digit_does_not_become_one_of_the_figure(tmp_path):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    raised = '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><r><t> шт.</t></r>'
    path = sheet(tmp_path / "a.xlsx", '<row><c t="s"><v>0</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}"><si><r><t>312</t></r>{raised}</si></sst>'
    related = relationships(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml")
    parts["xl/_rels/workbook.xml.rels"] = related

    assert cells(documents.read(packed(path, parts))) == [("312¹ шт.",)]


def test_what_is_crossed_out_is_left_out_and_told(made, tmp_path):
    book, read = made
    book.active.append(["Релизы", 312, 298])
    book.active["B1"].font = Font(strike=True)
    book.active["C1"].font = Font(strike=False)

    assert cells(read()) == [("Релизы", "", "298")]
    assert read().notes == ("лист «Отчёт»: зачёркнутое не прочитано (B1)",)


def test_of_a_cell_what_is_crossed_out_is_left_out_and_told(tmp_path):
    """As Excel keeps it: a word of a text has its own look."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    crossed = (
        "<r><rPr><strike/></rPr><t>312 </t></r><r><rPr><strike val='0'/></rPr><t>298 </t></r><r><t>релизов</t></r>"
    )
    path = sheet(tmp_path / "a.xlsx", '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}"><si>{crossed}</si><si><t>и всё</t></si></sst>'
    related = relationships(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml")
    parts["xl/_rels/workbook.xml.rels"] = related
    read = documents.read(packed(path, parts))

    assert cells(read) == [("298 релизов", "и всё")]
    assert [note.partition(": ")[2] for note in read.notes] == ["зачёркнутое не прочитано (A1)"]


def test_numbers_on_two_lines_of_a_cell_are_not_one_number(made):
    book, read = made
    book.active.append(["Релизы\nБрифинги", "312\n120"])

    assert cells(read()) == [("Релизы Брифинги", "312; 120")]


def test_cells_without_names_stand_one_after_another(tmp_path):
    rows = '<row><c t="inlineStr"><is><t>ВК</t></is></c><c><v>5</v></c></row><row><c><v>6</v></c></row>'

    assert cells(documents.read(sheet(tmp_path / "a.xlsx", rows))) == [("ВК", "5"), ("6",)]


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1001))

    document = documents.read(sheet(tmp_path / "a.xlsx", rows, before='<dimension ref="A1"/>'))

    assert len(document.lines) == 1000


def test_a_million_empty_rows_are_gone_through_in_seconds_and_little_memory(tmp_path):
    resource = pytest.importorskip("resource", reason="this system does not tell how much memory was used")
    rows = "".join(f'<row r="{n}" ht="15"/>' for n in range(2, 1_000_001))
    path = sheet(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>12</v></c></row>' + rows)
    del rows
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert cells(documents.read(path)) == [("12",)]
    assert time.process_time() - start < 60  # seconds of work, however busy the machine is
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 << 10


@pytest.mark.parametrize("place", ["A5001", "GS1", "XFD1048576"])
def test_a_value_beyond_the_bounds_is_refused_with_its_cell(tmp_path, place):
    number = "".join(char for char in place if char.isdigit())
    path = sheet(tmp_path / "a.xlsx", f'<row r="{number}"><c r="{place}"><v>1</v></c></row>')

    message = refusal(path)

    assert f"на листе «Отчёт» занята ячейка {place}" in message
    assert f"{guard.ROWS} строк и {guard.COLUMNS} столбцов" in message


def test_the_last_cell_within_the_bounds_is_read(tmp_path):
    document = documents.read(sheet(tmp_path / "a.xlsx", '<row r="5000"><c r="GR5000"><v>1</v></c></row>'))

    assert (len(document.lines), len(document.lines[-1].cells)) == (guard.ROWS, guard.COLUMNS)


def test_an_entity_in_a_sheet_is_refused(tmp_path):
    path = sheet(tmp_path / "a.xlsx", "")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY e "1">]>' + parts["xl/worksheets/sheet1.xml"]
    assert "объявлены сущности" in refusal(packed(path, parts))


@pytest.mark.parametrize("value", ["абв", "1e999", "--5", "1" * 5000])
def test_a_number_that_is_none_stays_as_it_is_written(tmp_path, value):
    document = documents.read(sheet(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"><v>{value}</v></c></row>'))

    assert document.lines[0].text


def test_a_workbook_without_text_is_named(tmp_path):
    assert "в файле нет текста" in refusal(sheet(tmp_path / "a.xlsx", '<row r="1"/>'))
