import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import documents
from generator.documents import encoding, text
from generator.documents.document import Kind
from generator.documents.visible import visible
from tests.documents.made import texts

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
SAMPLE = "В 2023 году подготовлено 1 267 пресс-релизов — «Заря», №\u00a05…\nОбъём вырос на 15,3 %.\n"

LEGACY = {"cp1251": "windows-1251", "koi8-r": "KOI8-R", "cp866": "cp866 (DOS)", "iso8859-5": "ISO 8859-5"}


def read(path, data, name="a.txt"):
    (path / name).write_bytes(data)
    return documents.read(path / name)


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(tmp_path, written):
    document = read(tmp_path, SAMPLE.encode(written))

    assert texts(document) == SAMPLE.splitlines()
    assert bool(document.notes) == written.startswith("utf-16")


@pytest.mark.parametrize("written", LEGACY)
def test_an_old_encoding_is_recognised_and_told(tmp_path, written):
    sample = SAMPLE.encode(written, "ignore").decode(written)  # KOI8-R has no quotes and dashes

    document = read(tmp_path, sample.encode(written))

    assert texts(document) == sample.splitlines()
    assert document.notes == (f"кодировка: {LEGACY[written]}",)


@pytest.mark.parametrize("written", LEGACY)
@pytest.mark.parametrize("words", ["Отчёт за год", "ОТЧЁТ О РАБОТЕ ПРЕСС-СЛУЖБЫ ЗА 2023 ГОД", "Рост: 12 %, Ейск"])
def test_a_line_is_enough_to_recognise_an_encoding(written, words):
    assert encoding.decode(words.encode(written)).text == words


def test_a_broken_character_does_not_make_utf_8_another_encoding(tmp_path):
    document = read(tmp_path, SAMPLE.encode() + b"\xd0")

    assert texts(document) == [*SAMPLE.splitlines(), "\ufffd"]
    assert document.notes == ("испорченных знаков: 1; на их месте «\ufffd»",)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_each_line_end_counts_once(tmp_path, ends):
    document = read(tmp_path, ends.join(["один", "", "три", ""]).encode())

    assert texts(document) == ["один", "", "три"]


def test_form_feeds_vanish_and_lines_keep_the_numbers_of_an_editor(tmp_path):
    document = read(tmp_path, "один\f\n\fдва\nтри\fчетыре\n\f\nпять\x0bшесть\u2028семь\x85восемь".encode())

    assert texts(document) == ["один", "два", "три четыре", "", "пять шесть семь восемь"]


def test_control_characters_are_dropped_and_told(tmp_path):
    document = read(tmp_path, ("12\0 релизов\x07, " + "и так далее " * 20).encode())

    assert document.lines[0].text.startswith("12 релизов, и")
    assert document.notes == ("невидимых управляющих знаков удалено: 2",)


def test_what_nobody_sees_is_not_in_a_line(tmp_path):
    document = read(tmp_path, "\ufeffпод\u00adго\u200bтовлено 5\u00a0000, и\u0306 — \u202eда\u2060\uf0b7".encode())

    assert texts(document) == ["подготовлено 5\u00a0000, й — да•"]


def test_tabs_and_quoting_of_mail_stay(tmp_path):
    assert texts(read(tmp_path, "> один\n>> два\tтри\n  отступ".encode())) == ["> один", ">> два\tтри", "  отступ"]


def test_markdown_tells_headings_and_tables(tmp_path):
    source = "# Отчёт #\n\n**12** релизов\n- пункт\n| Сеть | Число |\n|:---|---:|\n| ВК | 4 200 |\nснос__ка__\n#хештег"

    document = read(tmp_path, source.encode(), "a.md")

    assert [(line.kind, line.text) for line in document.lines] == [
        (Kind.HEADING, "Отчёт"),
        (Kind.WRAPPED, ""),
        (Kind.WRAPPED, "12 релизов"),
        (Kind.WRAPPED, "- пункт"),
        (Kind.ROW, "Сеть\tЧисло"),
        (Kind.WRAPPED, ""),
        (Kind.ROW, "ВК\t4 200"),
        (Kind.WRAPPED, "сноска"),
        (Kind.WRAPPED, "#хештег"),
    ]
    assert document.lines[6].cells == ("ВК", "4 200")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_visible_text_is_visible_again_and_keeps_its_digits(words):
    once = visible(words)

    assert visible(once) == once
    assert re.findall(r"[0-9]", once) == re.findall(r"[0-9]", words)


@given(st.binary(max_size=400))
def test_bytes_are_decoded_whatever_they_are(data):
    encoding.decode(data)


@given(st.text(alphabet="а1\n\r\f \x0b\u2028"))
def test_lines_are_numbered_as_editors_number_them(words):
    made = text.read(words.encode(), "a.txt").lines  # what follows the last line end is a line if it has anything
    expected = re.split(r"\r\n|\r|\n", words)

    assert len(made) == len(expected) - (not expected[-1].strip("\f"))
    for line, written in zip(made, expected, strict=False):
        assert re.sub(r"\s", "", line.text) == re.sub(r"\s", "", written)


real = pytest.mark.skipif(not REPORTS.exists(), reason="the shared folder with real reports is absent")


@real
@pytest.mark.parametrize("written", [*LEGACY, "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_real_reports_in_another_encoding_are_the_same_reports(tmp_path, written):
    for path in sorted(REPORTS.glob("*.txt")):
        words = path.read_text(encoding="utf-8-sig").encode(written, "ignore").decode(written)
        read_again = read(tmp_path, words.encode(written))
        assert texts(read_again) == texts(read(tmp_path, words.encode())), path.name


@real
@pytest.mark.parametrize("written", LEGACY)
@pytest.mark.parametrize(("change", "least"), [(str, 0.995), (str.upper, 0.99)])
def test_forty_characters_of_real_reports_are_enough(written, change, least):
    pick = random.Random(1)
    reports = [path.read_text(encoding="utf-8-sig") for path in sorted(REPORTS.glob("*.txt"))]
    tried = right = 0
    while tried < 400:
        whole = pick.choice(reports)
        start = pick.randrange(len(whole) - 40)
        words = change(whole[start : start + 40]).encode(written, "ignore").decode(written)
        if len(re.findall("[а-яё]", words, re.IGNORECASE)) > 20:
            tried += 1
            right += encoding.decode(words.encode(written)).text == words

    assert right >= least * tried
