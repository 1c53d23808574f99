import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator import text_file
from generator.errors import GeneratorError


def refusal(path: Path) -> str:
    with pytest.raises(GeneratorError) as caught:
        text_file.read(path, "records/a.yaml")
    return str(caught.value)


def test_a_byte_order_mark_is_dropped_and_line_ends_are_kept(tmp_path):
    path = tmp_path / "a"
    path.write_bytes("\ufeffдва\r\nтри\n".encode())

    assert text_file.read(path) == "два\r\nтри\n"


def test_a_file_in_another_encoding_is_refused_with_its_first_bad_line(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"name: Artem\r\nname: " + "Артём".encode("cp1251"))

    assert refusal(path).startswith("records/a.yaml, строка 2: файл не в кодировке UTF-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named(tmp_path, encoding):
    path = tmp_path / "a"
    path.write_bytes("\ufeffназвание".encode(encoding))

    assert "строка 1: файл в кодировке UTF-16" in refusal(path)


@pytest.mark.parametrize(
    ("mark", "code"),
    [("\0", "0000"), ("\x0b", "000B"), ("\x1b", "001B"), ("\x7f", "007F"), ("\x85", "0085"), ("\u2028", "2028")],
)
def test_a_control_character_is_refused_with_its_line_and_code(tmp_path, mark, code):
    path = tmp_path / "a"
    path.write_text(f"один\nдва\rтри {mark}\n", encoding="utf-8", newline="")

    assert f"records/a.yaml, строка 3: недопустимый знак U+{code}" in refusal(path)


def test_an_encoded_surrogate_is_refused(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a: b\nc: \xed\xa0\x80")

    assert "строка 2: файл не в кодировке UTF-8" in refusal(path)


def test_a_file_of_the_limit_is_read_and_one_byte_more_is_refused(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a" * text_file.LIMIT)
    assert len(text_file.read(path)) == text_file.LIMIT

    path.write_bytes(b"a" * (text_file.LIMIT + 1))
    assert "файл больше 5 МБ" in refusal(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert "такого файла нет" in refusal(tmp_path / "none")
    assert "это папка" in refusal(tmp_path)
    assert "файл не читается" in refusal(tmp_path / ("д" * 300))
    assert "файл не читается" in refusal(tmp_path / "a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = "import sys, pathlib; from generator import text_file; text_file.read(pathlib.Path(sys.argv[1]))"

    # In a process of its own: a reader that waits would hang the tests and not fail.
    result = subprocess.run([sys.executable, "-c", code, pipe], capture_output=True, text=True, timeout=20, cwd=ROOT)

    assert "это канал или устройство" in result.stderr


ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_is_refused():
    assert "это канал или устройство" in refusal(Path("/dev/zero"))


def test_a_link_is_refused_even_to_a_good_file(tmp_path):
    (tmp_path / "a").write_text("a")
    try:
        (tmp_path / "b").symlink_to(tmp_path / "a")
        (tmp_path / "broken").symlink_to(tmp_path / "none")
    except OSError:
        pytest.skip("this system does not let users make links")

    assert "это ссылка" in refusal(tmp_path / "b")
    assert "это ссылка" in refusal(tmp_path / "broken")
    assert text_file.present(tmp_path / "broken")


def test_a_quoted_text_is_one_short_line_without_invisible_characters():
    assert text_file.shortened("один\n\tдва") == "один два"
    assert text_file.shortened("a\x1b[31m") == "a�[31m"
    assert text_file.shortened("я" * 41) == "я" * 39 + "…"
