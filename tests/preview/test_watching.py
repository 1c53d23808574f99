import asyncio
import os

from generator.preview.watching import changes, stamps


def told(folders, *deeds):
    """How many deeds were told of, each within ten seconds."""

    async def follow() -> int:
        stop, count = asyncio.Event(), 0
        news = changes(lambda: folders, stop)
        await anext(news)
        for deed in deeds:
            waiting = asyncio.ensure_future(anext(news))
            await asyncio.sleep(0.3)  # the watch is on
            deed()
            await asyncio.wait_for(waiting, 10)  # how soon is told by bench/preview.py
            count += 1
        stop.set()
        assert [_ async for _ in news] == []
        return count

    return asyncio.run(follow())


def test_a_new_file_a_change_and_a_deletion_are_told(tmp_path):
    file = tmp_path / "deep" / "a.html"
    file.parent.mkdir()

    assert told([tmp_path], lambda: file.write_text("a"), lambda: file.write_text("bb"), file.unlink) == 3


def test_a_file_put_in_the_place_of_another_is_told(tmp_path):
    file, draft = tmp_path / "a.html", tmp_path / ".a.html.tmp"
    file.write_text("a")
    draft.write_text("bb")

    assert told([tmp_path], lambda: os.replace(draft, file)) == 1


def test_a_folder_that_appears_later_is_noticed(tmp_path):
    folder = tmp_path / "input"

    def appear() -> None:
        folder.mkdir()
        (folder / "a").write_text("a")

    assert told([folder], appear) == 1


def test_hidden_files_links_to_nowhere_and_caches_do_not_count(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "nowhere").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop").symlink_to(tmp_path)
    for name in (".git/config", "__pycache__/a.pyc", ".a.swp", "a~", "~$shell.docx", "record.schema.json", "draft.tmp"):
        (tmp_path / name).write_text("x")
    (tmp_path / "a.html").write_text("x")

    assert list(stamps([tmp_path, tmp_path / "nothing"])) == [str(tmp_path / "a.html")]
