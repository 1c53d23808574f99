"""The cache: what comes out is what went in, or nothing."""

import multiprocessing
import os
import stat
import sys
from pathlib import Path

import pytest

from generator import cache
from generator.cache import Cache, fingerprint


@pytest.fixture
def store(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def files(store):
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_what_was_put_is_found_by_its_key_and_by_no_other(store):
    store.put("one", b"1")

    assert store.get("one") == b"1"
    assert store.get("two") is None


def test_an_empty_content_is_something(store):
    store.put("one", b"")

    assert store.get("one") == b""


@pytest.mark.parametrize("spoil", [
    lambda entry: entry[:-1],
    lambda entry: entry[:10],
    lambda entry: b"",
    lambda entry: entry + b"more",
    lambda entry: entry[:40] + bytes([entry[40] ^ 1]) + entry[41:],
    lambda entry: bytes([entry[0] ^ 1]) + entry[1:],
])  # fmt: skip
def test_a_damaged_entry_is_absent_and_can_be_put_again(store, spoil):
    store.put("one", b"what a worker made")
    [entry] = files(store)
    entry.write_bytes(spoil(entry.read_bytes()))

    assert store.get("one") is None
    store.put("one", b"what a worker made")
    assert store.get("one") == b"what a worker made"


def test_a_whole_entry_of_another_key_is_absent(store, tmp_path):
    other = Cache(tmp_path / "other")
    store.put("one", b"of one")
    other.put("two", b"of two")
    files(store)[0].write_bytes(files(other)[0].read_bytes())

    assert store.get("one") is None


def test_a_folder_where_an_entry_should_be_is_absent_and_stops_nothing(store):
    store.put("one", b"1")
    [entry] = files(store)
    entry.unlink()
    entry.mkdir()

    store.put("one", b"1")
    assert store.get("one") is None


def test_a_place_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    store = Cache(tmp_path / "file")

    store.put("one", b"1")

    assert store.get("one") is None
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_full_cache_forgets_what_nobody_asked_for_longest(store):
    store = Cache(store.folder, limit=10_000)
    for number in range(5):
        store.put(str(number), bytes(1900))
        os.utime(max(files(store), key=lambda path: path.stat().st_mtime_ns), (number, number))
    assert store.get("0") is not None  # asked for just now

    store.put("new", bytes(1900))

    assert [store.get(key) is not None for key in ("0", "1", "2", "3", "4", "new")] == [True, False, *[True] * 4]
    assert store.size() <= 10_000


def test_it_never_grows_far_beyond_its_limit(store):
    store = Cache(store.folder, limit=100_000)
    for number in range(300):
        store.put(str(number), bytes(1000))
        assert store.size() <= 100_000 * 9 / 8

    assert store.get("299") is not None


def test_an_entry_larger_than_the_limit_is_not_kept(store):
    store = Cache(store.folder, limit=1000)

    store.put("large", bytes(5000))

    assert store.size() <= 1000


def test_clearing_takes_all_entries_of_any_version_and_no_other_file(store):
    store.put("one", b"1")
    old = store.folder / "v0" / "ab" / "entry"
    mine = store.folder / "letter.docx"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    mine.write_bytes(b"mine")

    store.clear()

    assert files(store) == [mine]
    assert store.get("one") is None
    Cache(store.folder / "nowhere").clear()


def write_and_read(folder):
    store = Cache(folder, limit=30_000)
    wrong = 0
    for turn in range(300):
        key = str(turn % 40)
        store.put(key, key.encode() * 1000)
        wrong += store.get(key) not in (None, key.encode() * 1000)
        if turn % 50 == 49:
            store.clear()
    return wrong


def test_processes_that_write_read_clear_and_evict_at_once_never_read_a_wrong_entry(tmp_path):
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(write_and_read, [tmp_path] * 3) == [0, 0, 0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_reads_the_entries(store):
    store.put("one", b"1")

    assert not stat.S_IMODE(files(store)[0].stat().st_mode) & 0o077
    assert not stat.S_IMODE(store.folder.stat().st_mode) & 0o077


def test_parts_of_a_fingerprint_do_not_run_together():
    parted = [("ab", "c"), ("a", "bc"), ("abc",), (b"abc",), ("abc", ""), ("", "abc")]

    assert len({fingerprint(*parts) for parts in parted}) == len(parted)
    assert fingerprint("чужое \ud800") != fingerprint("чужое")


@pytest.mark.skipif(sys.platform != "linux", reason="the custom of Linux")
@pytest.mark.parametrize(
    ("named", "expected"),
    [("/var/cache/me", "/var/cache/me/regional-digest"), ("relative", "HOME/.cache/regional-digest"),
     ("", "HOME/.cache/regional-digest")],
)  # fmt: skip
def test_the_folder_is_that_of_the_user(monkeypatch, tmp_path, named, expected):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", named)

    assert str(cache.default()) == expected.replace("HOME", str(tmp_path))


def test_a_service_without_a_home_has_no_cache(monkeypatch):
    def none():
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", none)

    assert cache.of_user() is None
