import pytest

from generator import documents
from tests.documents.made import refusal, texts


def read(path, source, encoding="utf-8"):
    (path / "a.csv").write_bytes(source.encode(encoding))
    return documents.read(path / "a.csv")


def cells(document):
    return [line.cells for line in document.lines]


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_the_delimiter_is_found(tmp_path, delimiter):
    source = "\n".join(delimiter.join(row) for row in (["Показатель", "2022", "2023"], ["Релизы", "10", "12"]))

    assert cells(read(tmp_path, source)) == [("Показатель", "2022", "2023"), ("Релизы", "10", "12")]


def test_decimal_commas_are_no_delimiters(tmp_path):
    assert cells(read(tmp_path, "Охват, тыс.;12,5\nДоля, %;15,3\n")) == [("Охват, тыс.", "12,5"), ("Доля, %", "15,3")]


def test_rows_are_numbered_by_their_first_line(tmp_path):
    document = read(tmp_path, 'Имя;Число\n"в две\nстроки";"5 ""000"""\n\nещё;7\n')

    assert texts(document) == ["Имя\tЧисло", 'в две строки\t5 "000"', "", "", "ещё\t7"]


def test_a_quote_without_its_pair_does_not_swallow_the_rest(tmp_path):
    document = read(tmp_path, 'Имя;Число\n"Газета;5\nСайт;7\n')

    assert texts(document) == ["Имя\tЧисло", '"Газета\t5', "Сайт\t7"]
    assert document.notes == ("кавычки в таблице не парные: они прочитаны как обычные знаки",)


def test_the_line_by_which_excel_names_the_delimiter_is_obeyed(tmp_path):
    assert cells(read(tmp_path, "sep=|\r\nИмя|Число\r\nСайт|7\r\n")) == [(), ("Имя", "Число"), ("Сайт", "7")]


def test_old_encodings_are_read(tmp_path):
    document = read(tmp_path, "Показатель;Число\nПресс-релизы;7\n", "cp1251")

    assert texts(document) == ["Показатель\tЧисло", "Пресс-релизы\t7"]
    assert document.notes == ("кодировка: windows-1251",)


def test_one_column_is_a_table_too(tmp_path):
    assert cells(read(tmp_path, "Релизы 5\nСайт 7\n")) == [("Релизы 5",), ("Сайт 7",)]


def test_more_rows_than_a_report_has_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("1;2\n" * 5000, encoding="utf-8")
    assert len(documents.read(tmp_path / "a.csv").lines) == 5000

    (tmp_path / "a.csv").write_text("1;2\n" * 5001, encoding="utf-8")
    assert "в таблице больше 5000 строк" in refusal(tmp_path / "a.csv")


def test_a_cell_without_end_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text('1;"' + "а" * 200_000 + '"\n', encoding="utf-8")

    assert "слишком длинная ячейка" in refusal(tmp_path / "a.csv")
