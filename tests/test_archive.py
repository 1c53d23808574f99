import io
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from generator.archive import Packed, entry

FONT = bytes(range(256)) * 40
OTHER = FONT[::-1]  # of the same size


def package(file, content=FONT, *, method=ZIP_DEFLATED, level=None):
    with ZipFile(file, "w", method, compresslevel=level) as made:
        made.writestr("первый.xml", b"<first/>")
        made.writestr("font.odttf", content)
    return file


def put(file, contents):
    """A package of these contents, with what the file has taken over."""
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        packed = Packed(file)
        for name, content in contents.items():
            packed.put(name, content, archive)
        archive.writestr(entry("last.xml"), b"<last/>")
    return ZipFile(made)


def whole(made, contents):
    assert made.testzip() is None
    return {name: made.read(name) for name in made.namelist()} == contents | {"last.xml": b"<last/>"}


def test_what_is_packed_already_is_taken_as_it_is(tmp_path):
    weak = package(tmp_path / "weak.docx", level=1)
    contents = {"новый.xml": b"<new/>", "font.odttf": FONT, "первый.xml": b"<first/>"}

    made = put(weak, contents)

    assert whole(made, contents)
    with ZipFile(weak) as taken:
        assert made.getinfo("font.odttf").compress_size == taken.getinfo("font.odttf").compress_size
    assert made.getinfo("font.odttf").date_time == entry("font.odttf").date_time


def test_an_entry_says_nothing_of_the_clock_or_the_system(tmp_path):
    made = put(package(tmp_path / "old.docx"), {"font.odttf": FONT, "новый.xml": b"<new/>"})

    assert {(one.date_time, one.create_system) for one in made.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


def test_the_package_is_the_one_that_packing_makes(tmp_path):
    same, empty = package(tmp_path / "same.docx"), tmp_path / "empty.docx"
    ZipFile(empty, "w").close()

    assert put(same, {"font.odttf": FONT}).fp.getvalue() == put(empty, {"font.odttf": FONT}).fp.getvalue()


def test_a_package_may_be_made_of_nothing_else(tmp_path):
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        Packed(package(tmp_path / "old.docx")).put("font.odttf", FONT, archive)

    with ZipFile(made) as read:
        assert read.read("font.odttf") == FONT


def test_other_bytes_of_the_same_name_and_size_are_packed(tmp_path):
    made = put(package(tmp_path / "old.docx", OTHER), {"font.odttf": FONT})

    assert whole(made, {"font.odttf": FONT})


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_BZIP2])
def test_what_is_packed_in_another_way_is_packed_anew(tmp_path, method):
    made = put(package(tmp_path / "old.docx", method=method), {"font.odttf": FONT})

    assert whole(made, {"font.odttf": FONT})
    assert made.getinfo("font.odttf").compress_type == ZIP_DEFLATED


def test_a_package_written_to_a_stream_behind_other_bytes_and_with_extra_fields_can_be_taken_from(tmp_path):
    class Stream(io.RawIOBase):
        """Cannot go back: sizes and sums stand behind the entries (APPNOTE.TXT, 4.3.9)."""

        def __init__(self):
            self.written = bytearray()

        def writable(self):
            return True

        def write(self, content):
            self.written += content
            return len(content)

    stream, info = Stream(), ZipInfo("font.odttf")
    info.compress_type, info.extra = ZIP_DEFLATED, b"\xfe\xca\x04\x00abcd"
    with ZipFile(stream, "w") as made:
        made.writestr(info, FONT)
    file = tmp_path / "streamed.docx"
    file.write_bytes(b"#!/bin/sh\n" + stream.written)

    assert whole(put(file, {"font.odttf": FONT}), {"font.odttf": FONT})
