"""Files that no parser may see: each is refused with its own sentence, quickly and in little memory."""

import os
import struct
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from generator import documents
from generator.errors import GeneratorError
from tests.documents.made import OLE, PNG, ascii_zip, body, packed, paragraph, refusal, sheet, word

ROOT = Path(__file__).parents[2]

# A process that may use 500 MB and 20 seconds: what hangs or grows fails and does not take the tests along.
BOUNDED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))
from generator import documents
from generator.errors import GeneratorError
try:
    print(len(documents.read(Path(sys.argv[1])).lines), "lines")
except GeneratorError as error:
    print(error)
"""


def bounded(path: Path) -> str:
    pytest.importorskip("resource", reason="this system cannot bound a process")
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", textwrap.dedent(BOUNDED), path],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,  # a hang, not a slow machine
        cwd=ROOT,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "файл пуст"),
        ("a.docx", b"", "файл пуст"),
        ("a.txt", "\ufeff \r\n".encode(), "файл пуст"),
        ("a.txt", PNG, "внутри это картинка"),
        ("a.docx", b"\xff\xd8\xff\xe0" + bytes(99), "внутри это картинка"),
        ("a.docx", OLE + "WordDocument".encode("utf-16-le"), "внутри это старый документ Word (.doc)"),
        ("a.xlsx", OLE + "Workbook".encode("utf-16-le"), "внутри это старая таблица Excel (.xls)"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "файл закрыт паролем"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "файл закрыт паролем"),
        ("a.docx", b"{\\rtf1\\ansi }", "внутри это документ RTF"),
        ("a.txt", b"<!DOCTYPE html><html><p>1</p></html>", "внутри это веб-страница"),
        ("a.txt", b"%PDF-1.7\n", "внутри это файл .pdf, хотя назван .txt"),
        ("a.pdf", "просто текст".encode(), "внутри это не .pdf"),
        ("a.xlsx", "просто текст".encode(), "внутри это не .xlsx"),
        ("a.txt", b"Rar!\x1a\x07\x01\0", "внутри это архив"),
        ("a.txt", bytes(range(256)) * 8, "это не текст"),
        ("a.doc", b"x", "файлы .doc программа не читает. Откройте его в Word и сохраните в формате docx."),
        ("a.odt", b"x", "файлы .odt программа не читает"),
        ("a.jpg", b"x", "файлы .jpg программа не читает. Попросите прислать сам текст"),
        ("a.dwg", b"x", "файлы .dwg программа не читает"),
        ("a.pptx", b"x", "файлы .pptx программа не читает. Сохраните файл в формате pdf."),
        ("a.html", b"x", "файлы .html программа не читает. Откройте файл в браузере и сохраните"),
        ("report", b"x", "у файла нет расширения"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_advice(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)

    assert said in refusal(path)


def test_a_word_file_named_txt_is_named_and_so_is_a_workbook_named_docx(tmp_path):
    assert "внутри это файл .docx, хотя назван .txt" in refusal(word(tmp_path / "a.txt", paragraph("1")))
    assert "внутри это файл .xlsx, хотя назван .docx" in refusal(sheet(tmp_path / "a.docx", ""))


def test_a_suffix_in_capitals_is_the_same_suffix(tmp_path):
    (tmp_path / "A.TXT").write_text("один", encoding="utf-8")

    assert documents.read(tmp_path / "A.TXT").lines[0].text == "один"


@pytest.mark.parametrize(("suffix", "most"), [(".docx", 50), (".pdf", 50), (".xlsx", 50), (".txt", 5), (".csv", 5)])
def test_a_file_of_200_megabytes_is_refused_without_being_read(tmp_path, suffix, most):
    path = tmp_path / f"a{suffix}"
    with open(path, "wb") as file:
        file.truncate(200 << 20)  # a hole: it takes no room on the disk

    assert f"файл больше {most} МБ" in refusal(path)
    assert f"файл больше {most} МБ" in bounded(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    for suffix in documents.SUFFIXES:
        path = tmp_path / f"a{suffix}"
        os.mkfifo(path)
        assert "это канал или устройство" in bounded(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_link_to_a_device_and_a_link_to_a_good_file_are_refused(tmp_path):
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "good.txt").write_text("1")
    (tmp_path / "link.txt").symlink_to(tmp_path / "good.txt")

    assert "это ссылка" in bounded(tmp_path / "zero.txt")
    assert "это ссылка" in refusal(tmp_path / "link.txt")


def test_a_folder_and_a_missing_file_are_named(tmp_path):
    (tmp_path / "a.txt").mkdir()

    assert "это папка" in refusal(tmp_path / "a.txt")
    assert "такого файла нет" in refusal(tmp_path / "b.txt")


# Packages


def test_a_zip_bomb_is_refused_from_its_list_of_parts(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body(paragraph("1")))
        with archive.open("word/media/image.bin", "w", force_zip64=True) as part:
            for _ in range(450):
                part.write(bytes(1 << 20))

    assert "распаковывается в 450 МБ" in bounded(tmp_path / "a.docx")


def test_two_documents_in_one_package_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = ascii_zip([("word/document.xml", b"1"), ("word/document.xml", b"2")])
    (tmp_path / "a.docx").write_bytes(data)

    assert "часть «word/document.xml» записана в файле дважды" in refusal(tmp_path / "a.docx")


def test_names_of_parts_that_differ_only_in_case_are_one_name(tmp_path):
    path = packed(tmp_path / "a.docx", {"word/document.xml": body(""), "Word/Document.xml": body("")})

    assert "записана в файле дважды" in refusal(path)


@pytest.mark.parametrize("stray", ["../../x", "/etc/x", "word/../../x", "C:/x"])
def test_a_part_that_leads_out_of_the_package_is_refused(tmp_path, stray):
    path = packed(tmp_path / "a.docx", {"word/document.xml": body(paragraph("1")), stray: "x"})

    assert "часть файла названа" in refusal(path)


def test_parts_that_share_bytes_are_refused(tmp_path):
    data = bytearray(ascii_zip([("word/document.xml", body(paragraph("1")).encode()), ("word/b.xml", b"b" * 99)]))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 5)  # where its header is said to stand (APPNOTE.TXT 4.3.12)
    (tmp_path / "a.docx").write_bytes(data)

    assert "наложены друг на друга" in refusal(tmp_path / "a.docx")


def test_a_part_larger_than_the_list_says_is_broken(tmp_path):
    data = bytearray(ascii_zip([("word/document.xml", body(paragraph("1" * 5000)).encode())]))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", 50)  # its unpacked size
    (tmp_path / "a.docx").write_bytes(data)

    assert "часть файла «word/document.xml» повреждена" in refusal(tmp_path / "a.docx")


def test_a_part_with_a_flipped_byte_is_broken(tmp_path):
    path = word(tmp_path / "a.docx", "".join(paragraph(f"строка {n * n}") for n in range(200)))
    data = bytearray(path.read_bytes())
    data[300] ^= 0xFF
    path.write_bytes(data)

    assert "часть файла «word/document.xml» повреждена" in refusal(path)


def test_a_file_cut_in_the_middle_is_broken(tmp_path):
    path = word(tmp_path / "a.docx", "".join(paragraph(f"строка {n * n}") for n in range(200)))
    path.write_bytes(path.read_bytes()[:-60])

    assert "архив не читается" in refusal(path) or "внутри это архив" in refusal(path)


def test_an_encrypted_part_is_called_a_password(tmp_path):
    data = bytearray(ascii_zip([("word/document.xml", b"1")]))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.docx").write_bytes(data)

    assert "файл закрыт паролем" in refusal(tmp_path / "a.docx")


ENTITY = '<!DOCTYPE w [<!ENTITY e "сто">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_that_would_swallow_text_is_refused(tmp_path, encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{ENTITY}{body(paragraph("[&e;] 25 релизов"))}'
    path = packed(tmp_path / "a.docx", {"word/document.xml": xml.encode(encoding)})

    assert "объявлены сущности" in refusal(path)


def test_entities_that_multiply_are_refused_at_once(tmp_path):
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    xml = f'<!DOCTYPE w [<!ENTITY e0 "1">{bomb}]>{body(paragraph("&e9;"))}'

    assert "объявлены сущности" in bounded(packed(tmp_path / "a.docx", {"word/document.xml": xml}))


def test_markup_of_five_thousand_levels_is_refused(tmp_path):
    path = word(tmp_path / "a.docx", "<w:sdt>" * 5000 + "</w:sdt>" * 5000)
    assert "слишком глубокая вложенность" in refusal(path)

    path = sheet(tmp_path / "a.xlsx", "<x>" * 5000 + "</x>" * 5000)
    assert "слишком глубокая вложенность" in refusal(path)


def test_markup_of_millions_of_tags_does_not_fill_the_memory(tmp_path):
    assert "слишком велика" in bounded(word(tmp_path / "a.docx", "<w:p/>" * 3_000_000))
    assert "нет текста" in bounded(sheet(tmp_path / "a.xlsx", "<x/>" * 3_000_000))


def test_markup_that_breaks_off_is_a_broken_part(tmp_path):
    path = packed(tmp_path / "a.docx", {"word/document.xml": body("<w:p>")})

    assert "часть файла «word/document.xml» повреждена" in refusal(path)


def test_macros_are_noted_and_never_run(tmp_path):
    path = word(tmp_path / "a.docx", paragraph("12 релизов"), **{"vbaProject.bin": OLE})

    assert documents.read(path).notes == ("в файле есть макросы: они не выполнялись",)


@pytest.mark.parametrize("size", [1, 20, 200, 2000])
def test_noise_after_a_good_beginning_never_ends_in_another_error(tmp_path, size):
    noise = bytes((n * n * 31 + n) % 256 for n in range(size))
    starts = {".docx": b"PK\x03\x04word/document.xml", ".xlsx": b"PK\x03\x04xl/workbook.xml", ".pdf": b"%PDF-1.7\n"}
    for suffix, start in starts.items():
        path = tmp_path / f"a{suffix}"
        path.write_bytes(start + noise)
        with pytest.raises(GeneratorError, match=r"a\.\w+: .*\. .*\.$"):
            documents.read(path)


def test_reading_a_text_loads_no_library(tmp_path):
    (tmp_path / "a.txt").write_text("12 релизов", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from generator import documents; "
        "documents.read(Path(sys.argv[1])); "
        "print(*{'lxml', 'zipfile', 'subprocess', 'pypdfium2', 'openpyxl', 'docx', 'xml'} & set(sys.modules))"
    )
    # Coverage, where it counts subprocesses, loads some of these itself.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    result = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.txt"], capture_output=True, text=True, cwd=ROOT, env=bare
    )

    assert (result.stdout.strip(), result.stderr) == ("", "")


def test_a_text_of_five_megabytes_of_short_lines_stays_in_bounds(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"1\n" * (5 << 19))

    assert bounded(tmp_path / "a.txt") == f"{5 << 19} lines"


@pytest.mark.parametrize(
    "line",
    [
        "-|" * 2_500_000 + "x",
        "# " + "#" * 4_000_000 + "x",
        "**" * 2_500_000,
        "# " + " " * 4_000_000 + "x#",
        "|" * 5_000_000,
    ],
)
def test_a_line_made_to_slow_a_reader_down_does_not(tmp_path, line):
    (tmp_path / "a.md").write_text(line, encoding="utf-8")

    assert bounded(tmp_path / "a.md").endswith(("1 lines", "тот ли это файл."))


def test_a_row_merged_over_more_columns_than_there_are_stays_small(tmp_path):
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc>'
    rows = f"<w:tr>{cell * 60}</w:tr>" * 2000

    assert bounded(word(tmp_path / "a.docx", f"<w:tbl>{rows}</w:tbl>{paragraph('12')}")) == "2001 lines"


def test_a_name_of_its_own_may_be_given(tmp_path):
    (tmp_path / "a.txt").write_text("1", encoding="utf-8")

    assert documents.read(tmp_path / "a.txt", "reports/a.txt").file == "reports/a.txt"
    assert documents.read(tmp_path / "a.txt").file == "a.txt"
