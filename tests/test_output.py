"""A set of finished files is published together, whole or not at all."""

import errno
import json
import os
import resource
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from generator import output
from generator.errors import GeneratorError
from tests import faults
from tests.faults import NEW, OLD, publish

ROOT = Path(__file__).parents[1]
GONE = "«digest.html» из прежней сборки убран: в новую он не входит."  # what only the old set has


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An output folder in which the old set is published."""
    publish(tmp_path / "output", OLD)
    return tmp_path / "output"


def visible(folder: Path) -> dict[str, bytes]:
    """The files a person sees, but for the manifest."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and p.name != output.MANIFEST}


def heal(folder: Path) -> list[str]:
    """Begin a publication and give it up: first of all it finishes what a killed one has left."""
    notes: list[str] = []
    with suppress(KeyboardInterrupt), output.publication(folder, {}) as edition:
        notes = edition.notes
        raise KeyboardInterrupt
    return notes


def sets(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / ".sets").iterdir() if p.is_dir())


def two_sets(folder: Path) -> Path:
    """Publish two sets, so that the next publication has one to drop."""
    publish(folder, OLD, issue=0)
    publish(folder, OLD)
    return folder


def calls(folder: Path) -> list[str]:
    """The disk calls of publishing the new set over the old one, in their order."""
    with faults.disk(lambda n, name: None) as seen:
        publish(folder, NEW)
    return seen


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_published_files_are_plain_and_equal_their_manifest(folder: Path) -> None:
    assert visible(folder) == OLD
    assert output.verify(folder) == []
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"]["digest.html"] == {
        # printf '<p>old</p>' | sha256sum
        "sha256": "d9cf2422b35b8f3dafe9ae7f7eff7b7349630701989600b60be0d426d1d86ea3",
        "size": 10,
    }


def test_manifest_says_what_it_was_told_in_readable_sorted_json(tmp_path: Path) -> None:
    publish(tmp_path, NEW, theme="основная", inputs={"reports/b.docx": "02", "reports/a.docx": "01"})

    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert list(json.loads(text)) == ["files", "inputs", "theme", "versions"]
    assert '    "reports/a.docx": "01",\n    "reports/b.docx": "02"\n' in text
    assert '"theme": "основная"' in text


def test_same_files_make_the_same_manifest_and_id(tmp_path: Path) -> None:
    first, second = publish(tmp_path / "a", NEW, year=2023), publish(tmp_path / "b", NEW, year=2023)

    assert first.id == second.id
    assert (tmp_path / "a/manifest.json").read_bytes() == (tmp_path / "b/manifest.json").read_bytes()


def test_new_set_takes_the_place_of_the_old_and_drops_what_only_the_old_had(folder: Path) -> None:
    edition = publish(folder, NEW)

    assert visible(folder) == NEW
    assert output.verify(folder) == []
    assert edition.notes == [GONE]


def test_same_set_again_changes_nothing_and_keeps_the_previous_one(folder: Path) -> None:
    publish(folder, NEW)
    before, times = sets(folder), {p: p.stat().st_mtime_ns for p in folder.glob("digest.*")}

    publish(folder, NEW)

    assert sets(folder) == before
    assert {p: p.stat().st_mtime_ns for p in folder.glob("digest.*")} == times


def test_only_the_current_and_the_previous_set_are_kept(folder: Path) -> None:
    ids = [publish(folder, NEW, issue=n).id for n in range(4)]

    assert sets(folder) == sorted(ids[-2:])


def test_returning_to_the_previous_content_works(folder: Path) -> None:
    publish(folder, NEW)
    publish(folder, OLD)

    assert visible(folder) == OLD
    assert output.verify(folder) == []


def test_exception_in_the_block_leaves_the_old_set_untouched(folder: Path) -> None:
    def build() -> None:
        with output.publication(folder, {}) as edition:
            (edition.path / "digest.docx").write_bytes(b"half")
            raise KeyError("template")

    with pytest.raises(KeyError, match="template"):
        build()

    assert visible(folder) == OLD
    assert output.verify(folder) == []
    assert not (folder / ".sets/.work").exists()


def test_missing_and_changed_files_are_named(folder: Path) -> None:
    (folder / "digest.pdf").unlink()
    (folder / "digest.docx").write_bytes(b"edited")

    assert output.verify(folder) == ["«digest.docx»: содержание изменено", "«digest.pdf»: файла нет"]


def test_copy_of_the_visible_files_can_be_verified_on_its_own(folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for file in folder.glob("*.*"):
        if file.is_file():
            (stick / file.name).write_bytes(file.read_bytes())

    assert output.verify(stick) == []
    (stick / "digest.pdf").write_bytes(b"")
    assert output.verify(stick) == ["«digest.pdf»: содержание изменено"]
    (stick / "manifest.json").write_text("{", encoding="utf-8")
    assert output.verify(stick) == ["«manifest.json»: нет или повреждён. Соберите дайджест заново."]


def test_file_that_a_person_changed_is_set_aside_and_named(folder: Path) -> None:
    (folder / "digest.docx").write_bytes(b"corrected by hand")

    edition = publish(folder, NEW)

    assert (folder / "digest (правка 1).docx").read_bytes() == b"corrected by hand"
    assert edition.notes == [
        "«digest.docx» изменён после сборки: ваш вариант сохранён как «digest (правка 1).docx».",
        GONE,
    ]
    assert output.verify(folder) == []


def test_second_correction_does_not_replace_the_first(folder: Path) -> None:
    for text in (b"first", b"second"):
        (folder / "digest.docx").write_bytes(text)
        publish(folder, NEW)

    assert (folder / "digest (правка 1).docx").read_bytes() == b"first"
    assert (folder / "digest (правка 2).docx").read_bytes() == b"second"


def test_changed_file_that_the_new_set_lacks_stays_where_it_is(folder: Path) -> None:
    (folder / "digest.html").write_bytes(b"corrected by hand")

    edition = publish(folder, NEW)

    assert (folder / "digest.html").read_bytes() == b"corrected by hand"
    assert edition.notes == ["«digest.html» изменён после сборки и оставлен, хотя в новый дайджест не входит."]


def test_files_that_were_there_before_the_first_set_are_kept(tmp_path: Path) -> None:
    (tmp_path / "digest.pdf").write_bytes(b"of last year")
    (tmp_path / "letter.txt").write_bytes(b"mine")

    publish(tmp_path, NEW)

    assert (tmp_path / "digest (правка 1).pdf").read_bytes() == b"of last year"
    assert (tmp_path / "letter.txt").read_bytes() == b"mine"


def test_set_damaged_on_the_disk_is_replaced_when_published_again(folder: Path) -> None:
    current = publish(folder, NEW).id
    (folder / ".sets" / current / "digest.pdf").write_bytes(b"damaged")

    publish(folder, NEW)

    assert output.verify(folder / ".sets" / current) == []


def test_permissions_follow_the_umask_even_when_a_writer_made_its_file_private(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        with output.publication(tmp_path, {}) as edition:
            os.close(os.open(edition.path / "digest.pdf", os.O_CREAT | os.O_WRONLY, 0o600))
    finally:
        os.umask(mask)

    assert (tmp_path / "digest.pdf").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "manifest.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["manifest.json", "folder/"])
def test_writer_that_makes_a_manifest_or_a_folder_is_a_mistake_in_the_program(folder: Path, name: str) -> None:
    def build() -> None:
        with output.publication(folder, {}) as edition:
            path = edition.path / name
            path.mkdir() if name.endswith("/") else path.write_bytes(b"{}")

    with pytest.raises(ValueError, match="plain files"):
        build()
    assert output.verify(folder) == []


def test_set_without_files_is_a_mistake_in_the_program(folder: Path) -> None:
    with pytest.raises(ValueError, match="without files"):
        publish(folder, {})

    assert output.verify(folder) == []


def test_second_builder_is_told_to_wait(folder: Path) -> None:
    with output.publication(folder, {}) as edition:
        (edition.path / "digest.pdf").write_bytes(b"first")
        code = f"from tests.faults import *; publish(Path({str(folder)!r}), NEW)"
        second = run("-c", code)

    assert "в этой папке уже идёт сборка" in second.stderr
    assert visible(folder) == {"digest.pdf": b"first"}


def test_two_builders_in_a_loop_always_leave_a_whole_set(folder: Path) -> None:
    # After each attempt the other builder gets a moment for its own. The limit is of time: how often one is
    # refused while the other waits for the disk is the disk's affair.
    code = f"""
from tests.faults import *
from generator.errors import GeneratorError
import sys, time
done, end = 0, time.monotonic() + 120
while done < 15 and time.monotonic() < end:
    try:
        publish(Path({str(folder)!r}), NEW, issue=done, builder=sys.argv[1])
    except GeneratorError as error:
        assert "уже идёт сборка" in str(error), error
    else:
        done += 1
    time.sleep(0.002)
print(done)
"""
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    builders = [
        subprocess.Popen([*command, name], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in "ab"
    ]
    reads, seen = 0, set()
    while any(builder.poll() is None for builder in builders):
        current = (folder / ".sets/current").read_text(encoding="ascii")
        problems = output.verify(folder / ".sets" / current)
        # Two publications later the set is gone as a whole; a reader then takes the new pointer.
        if problems and (folder / ".sets/current").read_text(encoding="ascii") == current:
            pytest.fail(f"the published set {current} is not whole: {problems}")
        reads, seen = reads + 1, seen | {current}

    assert [builder.communicate() for builder in builders] == [("15\n", ""), ("15\n", "")]
    assert reads > 20 and len(seen) > 2
    assert output.verify(folder) == []
    assert len(sets(folder)) == 2


def test_full_disk_at_any_call_leaves_a_whole_set_and_no_leftovers(tmp_path: Path) -> None:
    names = calls(two_sets(tmp_path / "counted"))
    outcomes = []
    for n in range(len(names)):
        place = two_sets(tmp_path / str(n))
        before = (place / ".sets/current").read_bytes()
        try:
            with faults.disk(faults.full(n)):
                publish(place, NEW)
        except GeneratorError as error:
            assert "на диске кончилось место" in str(error), n
            committed = (place / ".sets/current").read_bytes() != before
            outcomes.append("new is ready" if committed else "old")
            assert ("Новый дайджест готов" if committed else "Прежние файлы целы.") in str(error), n
        else:
            outcomes.append("new")

        if outcomes[-1] == "old":
            assert len(sets(place)) == 2, n
        else:
            heal(place)
        assert visible(place) == (OLD if outcomes[-1] == "old" else NEW), n
        assert output.verify(place) == [], n
        publish(place, NEW, issue=2)
        assert visible(place) == NEW, n
        assert not (place / ".sets/.work").exists(), n
        assert len(sets(place)) == 2, n

    # Only what the next publication repeats may fail unheard: making a folder that is there, dropping old things.
    commit = outcomes.index("new is ready")
    assert outcomes[:commit] == ["new"] + ["old"] * (commit - 1)
    # All that needs room comes before the commit; after it one pointer of 12 bytes is written.
    assert names[commit:].count("write") == 1


def test_kill_at_any_call_leaves_the_old_or_the_new_set(tmp_path: Path) -> None:
    names = calls(two_sets(tmp_path / "counted"))
    seen = []
    # A kill between two changes of the disk is the same as a kill just before the second.
    for n in (n for n, name in enumerate(names) if name not in ("open", "fsync")):
        place = two_sets(tmp_path / str(n))

        killed = run(str(ROOT / "tests/faults.py"), str(place), str(n))

        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert set(heal(place)) <= {GONE}, n
        assert visible(place) in (OLD, NEW), n
        assert output.verify(place) == [], n
        seen.append(visible(place))
        publish(place, NEW, issue=2)
        assert visible(place) == NEW, n
        assert not (place / ".sets/.work").exists(), n
        assert len(sets(place)) == 2, n

    # One commit point: from some call on every kill leaves the new set.
    assert seen == [OLD] * seen.count(OLD) + [NEW] * seen.count(NEW)
    assert seen[0] == OLD and seen[-1] == NEW


def test_first_publication_killed_at_the_pointer_is_healed_into_nothing_or_all(tmp_path: Path) -> None:
    for n in range(len(calls(tmp_path / "counted"))):
        place = tmp_path / str(n)
        run(str(ROOT / "tests/faults.py"), str(place), str(n)) if n % 5 == 0 else None
        heal(place)
        assert visible(place) in ({}, NEW), n


def test_healing_sets_aside_what_a_person_changed_in_between(folder: Path, tmp_path: Path) -> None:
    publish(tmp_path / "counted", OLD)
    pointer = calls(tmp_path / "counted").index("replace")  # the first is the commit
    assert run(str(ROOT / "tests/faults.py"), str(folder), str(pointer + 4)).returncode == -signal.SIGKILL
    assert output.verify(folder) != []
    (folder / "digest.pdf").write_bytes(b"corrected by hand")

    notes = heal(folder)

    assert notes == ["«digest.pdf» изменён после сборки: ваш вариант сохранён как «digest (правка 1).pdf».", GONE]
    assert output.verify(folder) == []


def test_file_over_the_size_limit_is_explained_and_the_old_set_stays(folder: Path) -> None:
    code = f"from tests.faults import *; publish(Path({str(folder)!r}), {{'digest.pdf': b'x' * 200_000}})"
    limit = (100_000, resource.RLIM_INFINITY)

    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )

    assert "GeneratorError" in result.stderr
    assert "файл больше, чем разрешает система" in result.stderr
    assert "Прежние файлы целы." in result.stderr
    assert visible(folder) == OLD
    assert output.verify(folder) == []
    assert not (folder / ".sets/.work").exists()


def test_file_in_place_of_the_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "output").write_bytes(b"")

    with pytest.raises(GeneratorError, match="это файл, а не папка"):
        publish(tmp_path / "output", NEW)


def test_a_share_that_cannot_wait_for_a_folder_is_no_reason_to_stop(folder, monkeypatch):
    wait = os.fsync

    def of_files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        wait(descriptor)

    monkeypatch.setattr(os, "fsync", of_files_only)
    publish(folder, NEW)

    assert visible(folder) == NEW


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there is no super-user")
def test_folder_without_permission_is_explained(folder: Path) -> None:
    code = f"""
from tests.faults import *
import os
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
publish(Path({str(folder)!r}), NEW)
"""
    folder.chmod(0o555)
    (folder / ".sets").chmod(0o555)
    (folder / ".sets/lock").chmod(0o444)
    result = run("-c", code)
    folder.chmod(0o755)
    (folder / ".sets").chmod(0o755)

    assert "нет доступа" in result.stderr
    assert visible(folder) == OLD


def test_missing_picture_in_the_block_is_not_taken_for_a_disk_problem(folder: Path) -> None:
    def build() -> None:
        with output.publication(folder, {}) as edition:
            (edition.path / "digest.pdf").write_bytes((folder / "no such picture.png").read_bytes())

    with pytest.raises(FileNotFoundError, match=r"no such picture\.png"):
        build()


@pytest.mark.parametrize("text", ["", "../../etc", "zzzzzzzzzzzz", "0123456789ab"])
def test_damaged_pointer_is_survived_by_healing_and_mended_by_publishing(folder: Path, text: str) -> None:
    (folder / ".sets/current").write_text(text, encoding="ascii")

    assert heal(folder) == []
    assert visible(folder) == OLD
    publish(folder, NEW)

    assert output.verify(folder) == []
