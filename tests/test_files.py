"""Files outlive a crash, and what a folder holds is told without what programs hide in it."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator import files

ROOT = Path(__file__).resolve().parents[1]

unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fsync of folders, and locks otherwise")


@pytest.fixture
def calls(monkeypatch):
    """What is asked of the disk, in order: a sum cannot tell what survives a loss of power."""
    made = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor):
        made.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else os.fstat(descriptor).st_size)
        fsync(descriptor)

    def replaced(source, target):
        made.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    return made


@unix
def test_a_file_is_on_the_disk_whole_before_it_takes_its_name(tmp_path, calls):
    files.replace(tmp_path / "a", b"four")

    assert calls == [4, "name", "folder"]
    assert (tmp_path / "a").read_bytes() == b"four"


@unix
def test_a_copy_is_on_the_disk_whole(tmp_path, calls):
    (tmp_path / "a").write_bytes(b"three")
    (tmp_path / "a").chmod(0o400)
    files.copy(tmp_path / "a", tmp_path / "b")

    assert calls == [5]
    assert (tmp_path / "b").read_bytes() == b"three"
    assert (tmp_path / "b").stat().st_mode & stat.S_IWUSR


def test_a_file_that_cannot_be_replaced_stays_and_nothing_lies_beside_it(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")

    def full(path, data):
        path.write_bytes(data[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="No space"):
        files.replace(tmp_path / "a", b"new")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_what_is_hidden_set_apart_or_behind_a_link_is_not_below_a_folder(tmp_path):
    for name in ("a", ".b", ".git/c", "d/e", "d/.f", "out/g", "d/out/h"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).touch()
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "i").touch()
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "far")

    found = {path.relative_to(tmp_path / "in").as_posix() for path in files.below(tmp_path / "in", tmp_path / "in/out")}

    assert found == {"a", "d/e", "d/out/h"}


def test_what_is_no_file_has_no_sum(tmp_path):
    assert [files.sha256(path) for path in (tmp_path, tmp_path / "none")] == ["", ""]


@pytest.mark.parametrize(("named", "told"), [(None, "place"), ("file", "file")])
def test_a_refusal_that_names_no_file_gets_the_place(named, told):
    with pytest.raises(OSError, match="full") as caught, files.naming("place"):
        raise OSError(errno.ENOSPC, "full", named)

    assert caught.value.filename == told


def test_a_refusal_that_nobody_has_foreseen_is_told_as_the_system_says_it():
    assert files.remedy(OSError(errno.ENXIO, "нет его")) == "система отказала (нет его). Повторите команду"
    assert files.remedy(OSError(errno.ENOSPC, "full")).startswith("на диске кончилось место")


def test_one_holds_a_lock_at_a_time(tmp_path):
    with files.lock(tmp_path / "lock") as first, files.lock(tmp_path / "lock") as second:
        assert (first, second) == (True, False)
    with files.lock(tmp_path / "lock") as third:
        assert third


@unix
def test_a_folder_without_locks_is_no_lock_that_another_holds(tmp_path, monkeypatch):
    def flock(file, how):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(OSError, match="No locks available"), files.lock(tmp_path / "lock"):
        pass


def scratch_of(holder, place):
    """Another process that has its temporary files in this place, and a thing in its folder."""
    script = (
        "import tempfile, time\nfrom generator.files import scratch\n"
        "with scratch():\n    print(tempfile.mkdtemp(), flush=True)\n    time.sleep(600)"
    )
    process = holder.enter_context(
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=within(place))
    )
    holder.callback(process.kill)
    return process, Path(process.stdout.readline().strip()).parent


def within(place):
    return os.environ | {"TMPDIR": str(place)}


def help_is_asked(place):
    subprocess.run([sys.executable, "-m", "generator", "--help"], cwd=ROOT, env=within(place), check=True)


@unix
def test_what_killed_programs_left_goes_with_the_next_and_that_of_living_ones_stays(tmp_path):
    foreign = tmp_path / "digest-of-a-person"
    foreign.mkdir()
    with ExitStack() as holder:
        killed, left = scratch_of(holder, tmp_path)
        _, used = scratch_of(holder, tmp_path)
        killed.kill()
        killed.wait()
        help_is_asked(tmp_path)
        assert left.is_dir()  # it may be of a program that has made its folder and is about to say so

        for folder in (left, used, foreign):
            os.utime(folder, times=(0, 0))
        help_is_asked(tmp_path)

        assert sorted(tmp_path.iterdir()) == sorted([used, foreign])
        assert len(list(used.iterdir())) == 2


def test_temporary_files_are_where_the_system_has_them_if_no_folder_can_be_made(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))

    with files.scratch():
        assert tempfile.gettempdir() == str(tmp_path / "absent")


def test_temporary_files_of_a_block_are_gone_after_it_whatever_becomes_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(KeyboardInterrupt), files.scratch():
        assert Path(tempfile.mkdtemp()).parent.parent == tmp_path
        raise KeyboardInterrupt

    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() == str(tmp_path)
