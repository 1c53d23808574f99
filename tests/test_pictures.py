"""Pictures are looked at by their heads, before any library opens them."""

import struct

import pytest

from generator import pictures
from generator.errors import GeneratorError


def segment(marker, content):
    """A segment of a JPEG file (T.81, B.1.1.4)."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(width, height, *, frame=0xC0, before=b""):
    """The beginning of a JPEG picture of this size; `before` stands where its frame might begin."""
    head = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0" + bytes(9)) + before + segment(frame, head)


@pytest.mark.parametrize(
    "data",
    [
        jpeg(8000, 5000),
        jpeg(8000, 5000, frame=0xC2),  # progressive
        jpeg(8000, 5000, before=segment(0xC4, bytes(30))),  # a table that has the number of a frame
        jpeg(8000, 5000, before=b"\xff\xff"),  # bytes that fill
    ],
)
def test_a_photograph_of_a_camera_is_printed_if_it_is_not_too_large(tmp_path, data):
    (tmp_path / "photo.JPG").write_bytes(data)
    assert pictures.check(tmp_path / "photo.JPG", "photo.JPG") == data

    (tmp_path / "more.jpg").write_bytes(data.replace(struct.pack(">H", 5000), struct.pack(">H", 5001)))
    with pytest.raises(GeneratorError, match="в картинке 8000 × 5001 точек"):
        pictures.check(tmp_path / "more.jpg", "more.jpg")


@pytest.mark.parametrize("end", range(30))
def test_a_photograph_that_is_cut_off_in_its_head_is_no_picture(tmp_path, end):
    (tmp_path / "photo.jpg").write_bytes(jpeg(8000, 5000)[:end])

    with pytest.raises(GeneratorError, match="это не картинка JPG, или файл повреждён"):
        pictures.check(tmp_path / "photo.jpg", "photo.jpg")
