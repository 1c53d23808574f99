"""Drafts, folders and archives hold what was rehearsed, and nobody else's file is lost."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from generator.distribution.dispatches import State
from generator.distribution.ledger import Ledger
from generator.distribution.parcels import Enclosure, Unavailable
from generator.distribution.sending import send
from generator.distribution.transports import TRANSPORTS
from generator.distribution.transports.laying import Places
from generator.errors import GeneratorError
from tests.distribution.mailing import EDITION, parcel, recipient

ROOT = Path(__file__).parents[2]


def handed(folder, channel, parcels):
    """Send all by one channel; what its folder holds by path."""
    with TRANSPORTS[channel](Places(folder / "out"), parcels) as transport:
        for one in parcels:
            transport.deliver(one, lambda: pytest.fail("these channels can look for themselves"))
    return {path.relative_to(folder / "out").as_posix(): path.read_bytes() for path in files(folder / "out")}


def files(folder):
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def personal(one, content=b"sheet", name="Лист.pdf"):
    """The parcel with a file that only this recipient gets."""
    path = one.letter.with_suffix(f".{len(one.enclosures)}.pdf")
    path.write_bytes(content)
    sheet = Enclosure(path, name, hashlib.sha256(content).hexdigest(), len(content))
    return replace(one, enclosures=(*one.enclosures, sheet))


def test_a_draft_is_the_frozen_letter_marked_as_unsent(tmp_path):
    one = parcel(tmp_path, recipient("a@example.ru", "eml"))
    held = handed(tmp_path, "eml", [one])
    [name] = held.keys() - {"SHA256SUMS"}
    draft = held[name]

    assert draft == b"X-Unsent: 1\r\n" + one.letter.read_bytes()
    read = message_from_bytes(draft, policy=policy.SMTP)
    assert (read["X-Unsent"], read["To"], read.defects) == ("1", "a@example.ru", [])


def test_a_draft_that_a_person_has_changed_is_set_aside(tmp_path):
    one = parcel(tmp_path, recipient("a@example.ru", "eml"))
    [name] = handed(tmp_path, "eml", [one]).keys() - {"SHA256SUMS"}
    again = parcel(tmp_path, recipient("a@example.ru", "eml"), "Исправленный дайджест.")
    draft = b"X-Unsent: 1\r\n" + again.letter.read_bytes()
    assert handed(tmp_path, "eml", [again]).keys() == {name, "SHA256SUMS"}

    (tmp_path / "out" / name).write_bytes(b"a person's words")
    held = handed(tmp_path, "eml", [again])

    assert held.pop(f"{Path(name).stem} (прежний 1).eml") == b"a person's words"
    assert (held[name], held.keys()) == (draft, {name, "SHA256SUMS"})


def test_a_changed_letter_makes_no_draft(tmp_path):
    one = parcel(tmp_path, recipient("a@example.ru", "eml"))
    one.letter.write_bytes(one.letter.read_bytes() + b"more\r\n")

    with pytest.raises(GeneratorError, match="изменено после репетиции"):
        handed(tmp_path, "eml", [one])
    assert files(tmp_path / "out") == []


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r\n", b"\n", b"\r", b"x"])
def test_a_letter_whose_lines_could_end_it_early_is_not_handed_over(tmp_path, end):
    one = parcel(tmp_path, recipient("a@example.ru", "eml"))
    smuggling = one.letter.read_bytes() + end
    one.letter.write_bytes(smuggling)

    with pytest.raises(GeneratorError, match="концы строк не по RFC 5322"):
        handed(tmp_path, "eml", [replace(one, sha256=hashlib.sha256(smuggling).hexdigest())])


def test_a_folder_holds_the_files_and_sums_that_sha256sum_takes(tmp_path):
    one = personal(parcel(tmp_path, recipient("", "folder", name="Глава Артёма")))
    held = handed(tmp_path, "folder", [one])

    assert set(held) == {f"Глава Артёма/{name}" for name in ("Дайджест за 2023 год.pdf", "Лист.pdf", "SHA256SUMS")}
    if os.name != "nt":
        subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "out/Глава Артёма", check=True)


def test_laid_a_second_time_nothing_changes(tmp_path):
    one = parcel(tmp_path, recipient("", "folder"))
    first = handed(tmp_path, "folder", [one])
    times = [path.stat().st_mtime_ns for path in files(tmp_path / "out")]

    assert handed(tmp_path, "folder", [one]) == first
    assert [path.stat().st_mtime_ns for path in files(tmp_path / "out")] == times


def test_a_corrected_file_replaces_ours_and_sets_anyone_elses_aside(tmp_path):
    handed(tmp_path, "folder", [parcel(tmp_path, recipient("", "folder"))])
    (tmp_path / "out/Глава/заметки.txt").write_bytes(b"mine")
    held = handed(tmp_path, "folder", [parcel(tmp_path, recipient("", "folder"), file=b"%PDF-2")])
    assert held["Глава/Дайджест за 2023 год.pdf"] == b"%PDF-2"
    assert held["Глава/заметки.txt"] == b"mine"
    assert len(held) == 3

    (tmp_path / "out/Глава/Дайджест за 2023 год.pdf").write_bytes(b"a person's remarks")
    held = handed(tmp_path, "folder", [parcel(tmp_path, recipient("", "folder"), file=b"%PDF-3")])
    assert held["Глава/Дайджест за 2023 год (прежний 1).pdf"] == b"a person's remarks"
    assert held["Глава/Дайджест за 2023 год.pdf"] == b"%PDF-3"


@pytest.mark.parametrize("name", ["CON", "../../etc", "con.", "a:b", "..", "Глава\u202e", " "])
def test_names_are_safe_on_windows_and_stay_in_the_folder(tmp_path, name):
    held = handed(tmp_path, "folder", [parcel(tmp_path, recipient("x@example.ru", "folder", name=name))])

    for path in held:
        for part in path.split("/"):
            assert not set(part) & set('<>:"\\|?*\u202e') and part == part.strip(" .")
            assert part.partition(".")[0].casefold() not in ("con", "")
    assert len(held) == 2


def test_recipients_of_one_name_have_folders_of_their_own(tmp_path):
    names = ("Глава", "Глава", "ГЛАВА", "Мэр")
    heads = [recipient(f"{n}@example.ru", "folder", name=name) for n, name in enumerate(names)]
    held = handed(tmp_path, "folder", [personal(parcel(tmp_path, head), head.email.encode()) for head in heads])

    sheets = {path.casefold(): data for path, data in held.items() if path.endswith("Лист.pdf")}
    assert sorted(sheets.values()) == [head.email.encode() for head in heads]
    assert "мэр/лист.pdf" in sheets


def test_two_recipients_of_one_name_have_folders_of_their_own(tmp_path):
    heads = [recipient(f"{n}@example.ru", "folder", name="Глава") for n in range(2)]
    held = handed(tmp_path, "folder", [parcel(tmp_path, head) for head in heads])

    assert len({path.split("/")[0] for path in held}) == 2


@pytest.mark.parametrize("channel", ["folder", "zip"])
def test_two_files_that_a_folder_would_call_the_same_are_both_there(tmp_path, channel):
    one = parcel(tmp_path, recipient("", channel))
    for content, name in ((b"A", "Лист: 1.pdf"), (b"B", "лист_ 1.pdf")):
        one = personal(one, content, name)
    held = handed(tmp_path, channel, [one])

    if channel == "zip":
        with ZipFile(tmp_path / "out/Приморский край.zip") as packed:
            held = {name: packed.read(name) for name in packed.namelist()}
    assert {b"A", b"B"} <= set(held.values())
    assert len({path.casefold() for path in held}) == len(held) == 4


def test_who_is_known_by_the_post_alone_has_a_folder_that_says_it(tmp_path):
    heads = [recipient("", "folder", name="", post=post) for post in ("глава города", "прокурор края")]
    held = handed(tmp_path, "folder", [parcel(tmp_path, head) for head in heads])

    assert {path.split("/")[0] for path in held} == {"глава города", "прокурор края"}


def test_an_archive_lists_who_is_known_by_the_post_alone_without_a_comma_before_it(tmp_path):
    posts = ("прокурор края", "глава города")
    heads = [recipient("", "zip", name="", post=post) for post in posts] + [recipient("", "zip", name="Мэр", post="")]
    handed(tmp_path, "zip", [personal(parcel(tmp_path, head), head.key.encode()) for head in heads])

    with ZipFile(tmp_path / "out/Приморский край.zip") as packed:
        said = packed.read("Опись.txt").decode("utf-8-sig").split("\r\n")
        laid = {name.split("/")[0] for name in packed.namelist() if name.endswith("/Лист.pdf")}
    assert [line for line in said if line in {*posts, "Мэр"}] == ["глава города", "Мэр", "прокурор края"]
    assert laid == {"глава города", "Мэр", "прокурор края"}


def test_a_region_has_one_archive_with_shared_files_once_and_a_list(tmp_path):
    heads = [recipient(f"{n}@example.ru", "zip", name=f"Глава {n}") for n in range(3)]
    other = recipient("x@example.ru", "zip", region="Сахалинская область")
    parcels = [personal(parcel(tmp_path, head), head.email.encode()) for head in heads] + [parcel(tmp_path, other)]
    held = handed(tmp_path, "zip", parcels)

    assert set(held) == {"Приморский край.zip", "Сахалинская область.zip", "SHA256SUMS"}
    with ZipFile(tmp_path / "out/Приморский край.zip") as packed:
        sheets = [f"Глава {n}/Лист.pdf" for n in range(3)]
        assert packed.namelist() == ["Опись.txt", *sheets, "Дайджест за 2023 год.pdf"]
        assert packed.testzip() is None
        assert {entry.compress_type for entry in packed.infolist()} == {ZIP_STORED}
        assert all(entry.flag_bits & 0x800 for entry in packed.infolist())  # names are UTF-8
        said = packed.read("Опись.txt").decode("utf-8-sig")
    for n in range(3):
        files_of = f"Глава {n}, глава городского округа\r\n    Дайджест за 2023 год.pdf\r\n    Глава {n}/Лист.pdf\r\n"
        assert files_of in said
        assert f"{hashlib.sha256(f'{n}@example.ru'.encode()).hexdigest()}  Глава {n}/Лист.pdf" in said
    with ZipFile(tmp_path / "out/Сахалинская область.zip") as packed:
        assert packed.namelist() == ["Опись.txt", "Глава/Дайджест за 2023 год.pdf"]


def test_an_archive_is_the_same_bytes_in_whatever_order_it_is_made(tmp_path):
    heads = [recipient(f"{n}@example.ru", "zip", name=f"Глава {n}") for n in range(3)]
    (tmp_path / "other").mkdir()
    first = handed(tmp_path, "zip", [parcel(tmp_path, head) for head in heads])
    second = handed(tmp_path / "other", "zip", [parcel(tmp_path / "other", head) for head in reversed(heads)])

    assert first == second
    assert handed(tmp_path, "zip", [parcel(tmp_path, head) for head in heads]) == first


def test_files_of_one_name_and_other_bytes_are_each_with_their_recipient(tmp_path):
    heads = [recipient(f"{n}@example.ru", "zip", name=f"Глава {n // 2}{n}") for n in range(4)]
    parcels = [personal(parcel(tmp_path, head), b"AB"[n // 2 : n // 2 + 1]) for n, head in enumerate(heads)]
    handed(tmp_path, "zip", parcels)

    with ZipFile(tmp_path / "out/Приморский край.zip") as packed:
        assert [packed.read(f"Глава {n // 2}{n}/Лист.pdf") for n in range(4)] == [b"A", b"A", b"B", b"B"]


@pytest.mark.parametrize("channel", ["folder", "zip"])
def test_a_changed_enclosure_is_not_handed_over(tmp_path, channel):
    one = parcel(tmp_path, recipient("", channel))
    one.enclosures[0].path.write_bytes(b"changed")

    with pytest.raises(GeneratorError, match="изменено после репетиции"):
        handed(tmp_path, channel, [one])
    assert not (tmp_path / "out").exists() or files(tmp_path / "out") == []


@pytest.mark.parametrize("channel", ["eml", "folder", "zip"])
def test_a_place_that_cannot_be_written_is_named_and_costs_no_try(tmp_path, channel):
    (tmp_path / "out").write_bytes(b"a file where the folder should be")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.plan(EDITION, [parcel(tmp_path, recipient("a@example.ru", channel))])
        summary = send(ledger, EDITION.id, {channel: partial(TRANSPORTS[channel], Places(tmp_path / "out"))})

        assert "это файл, а не папка. Укажите другую папку" in summary.trouble
        [dispatch] = ledger.dispatches(EDITION.id)
        assert (dispatch.state, dispatch.tries) == (State.QUEUED, 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("channel", ["eml", "folder", "zip"])
def test_a_full_disk_leaves_no_half_of_a_file(tmp_path, channel):
    code = """
import resource, sys
from pathlib import Path
from tests.distribution.test_channels import *
one = parcel(Path(sys.argv[1]), recipient("a@example.ru", sys.argv[2]), size=200_000, file=b"x" * 200_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000,) * 2)
try:
    handed(Path(sys.argv[1]), sys.argv[2], [one])
except Unavailable as error:
    print(error)
"""
    command = [sys.executable, "-c", code, str(tmp_path), channel]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)

    assert "Снимите ограничение (ulimit -f)" in done.stdout, done.stdout
    assert files(tmp_path / "out") == []


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="a place that nobody can write to is known on Linux")
@pytest.mark.parametrize("channel", ["eml", "folder", "zip"])
def test_a_read_only_place_is_named(tmp_path, channel):
    one = parcel(tmp_path, recipient("a@example.ru", channel))
    transport = TRANSPORTS[channel](Places(Path("/proc/self/out")), [one])
    with pytest.raises(Unavailable, match=r"/proc/self.*[а-я]"), transport:
        transport.deliver(one, lambda: None)


def test_the_loop_sends_by_each_channel(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        channels = ("eml", "folder", "zip")
        ledger.plan(EDITION, [parcel(tmp_path, recipient(f"{name}@example.ru", name)) for name in channels])
        opening = {name: partial(TRANSPORTS[name], Places(tmp_path / name)) for name in channels}
        assert send(ledger, EDITION.id, opening).sent == 3
        assert [dispatch.reply.text for dispatch in ledger.dispatches(EDITION.id)][1:] == [
            "папка «Глава»",
            "архив «Приморский край.zip»",
        ]
