"""The contents of the Word file name the sheets that LibreOffice lays out, or none."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from openxml_audit import OpenXmlValidator

from generator import consolidation, indicators, page
from generator.cache import Cache
from generator.theme import Theme
from generator.writers import WRITERS, Manuscript, pagination, sheet_key
from tests.writers import word

BODY = """
<section class="front"><h1>Содержание</h1><nav class="toc"><ol>
<li><a href="#one">Первая часть</a><ol><li><a href="#two">О разном</a></li></ol></li>
<li><a href="#three">Вторая</a></li>
</ol></nav></section>
<section class="part"><h1 id="one">Первая часть</h1><p>Текст.</p>
<h2 id="two" class="newpage">О разном</h2><p>Текст.</p></section>
<section class="part"><h1 id="three">Вторая</h1><p>Текст.</p></section>
"""


def manuscript(rendered: page.Page) -> Manuscript:
    nothing = consolidation.consolidate([], [], indicators.load(None), {}, year=2023)
    return Manuscript(nothing, rendered, Theme.load("default"))


def written(folder: Path, contents: str = "numbered", body: str = BODY, kept: Cache | None = None) -> Path:
    head = f'<head><title>Край</title><meta name="contents" content="{contents}"></head>'
    rendered = page.parse(f'<html lang="ru">{head}<body>{body}</body></html>')
    with WRITERS["docx"](replace(manuscript(rendered), cache=kept), folder / "digest.docx"):
        pass
    return folder / "digest.docx"


def entries(file: Path) -> list[str]:
    """The lines of the contents: the words, and after a tab the page that is shown until Word updates it."""
    links = word.found(word.part(file, "word/document.xml"), "//w:hyperlink[starts-with(@w:anchor, '_Toc')]")
    return [
        "".join("\t" if one.tag == word.W + "tab" else one.text for one in word.found(link, ".//w:t | .//w:tab"))
        for link in links
    ]


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """A search path with nothing but what a test puts there; temporary files in a folder of the test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(pagination, "_USUAL", ())
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    return folder


def script(file: Path, text: str) -> None:
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_an_entry_names_the_sheet_on_which_its_heading_stands(tmp_path):
    file = written(tmp_path)

    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file], check=True, capture_output=True
    )
    with pikepdf.open(tmp_path / "digest.pdf") as paper, paper.open_outline() as outline:
        sheets = {objgen: number for number, objgen in enumerate((leaf.objgen for leaf in paper.pages), 1)}
        titles = [*outline.root, *(child for item in outline.root for child in item.children)]
        on_paper = {item.title: sheets[item.destination[0].objgen] for item in titles}
    assert entries(file) == [f"{title}\t{on_paper[title]}" for title in ("Первая часть", "О разном", "Вторая")]
    assert sorted(on_paper.values()) == [1, 2, 3, 4]
    assert not OpenXmlValidator().validate(file).errors


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_the_same_document_gets_the_same_numbers_and_bytes(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()

    assert written(tmp_path / "a").read_bytes() == written(tmp_path / "b").read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [("Текст 187.", "Текст 931.", False), ("Текст 187.", "Текст 1187.", True), ("Вторая", "Третья", True)],
)
def test_libreoffice_is_asked_again_only_when_something_may_have_moved(tmp_path, monkeypatch, before, after, asked):
    body = BODY.replace("Текст.", "Текст 187.")
    kept = Cache(tmp_path / "cache")
    first = entries(written(tmp_path, body=body, kept=kept))
    layouts = []
    real = pagination.Pagination
    monkeypatch.setattr(pagination, "Pagination", lambda *given: layouts.append(given) or real(*given))

    second = entries(written(tmp_path, body=body.replace(before, after), kept=kept))

    assert bool(layouts) == asked
    assert [line.partition("\t")[2] for line in second] == [line.partition("\t")[2] for line in first]


def test_a_shell_of_other_fonts_or_with_kerning_counts_every_digit(tmp_path):
    default = Theme.load("default")
    (tmp_path / "theme.yaml").write_text("title: Своя\nextends: default\n", encoding="utf-8")
    own = Theme.load(str(tmp_path))
    assert sheet_key.even_digits(default) and sheet_key.even_digits(own)
    for old, new in ((b'w:ascii="PT Serif"', b'w:ascii="Arial"'), (b"<w:rPr>", b'<w:rPr><w:kern w:val="1"/>')):
        with ZipFile(default.path("shell.docx")) as shell, ZipFile(tmp_path / "shell.docx", "w") as changed:
            for name in shell.namelist():
                changed.writestr(name, shell.read(name).replace(old, new))

        assert not sheet_key.even_digits(own)


def test_a_shell_that_is_no_archive_is_told_by_whoever_writes(tmp_path):
    (tmp_path / "theme.yaml").write_text("title: Своя\nextends: default\n", encoding="utf-8")
    (tmp_path / "shell.docx").write_bytes(b"{\\rtf1}")

    assert not sheet_key.even_digits(Theme.load(str(tmp_path)))


def test_without_libreoffice_the_contents_are_links_without_numbers(tmp_path, programs):
    assert entries(written(tmp_path)) == ["Первая часть", "О разном", "Вторая"]


def test_numbers_that_the_settings_do_not_want_are_not_looked_for(tmp_path, programs):
    script(programs / "soffice", f"touch {tmp_path}/asked")

    assert entries(written(tmp_path, "plain")) == ["Первая часть", "О разном", "Вторая"]
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    "fault", ["exit 1", "kill -9 $$", 'while [ "$1" != --outdir ]; do shift; done; echo no > "$2/digest.pdf"']
)
def test_a_libreoffice_that_fails_costs_the_numbers_and_nothing_else(tmp_path, programs, fault):
    script(programs / "soffice", fault)

    assert entries(written(tmp_path)) == ["Первая часть", "О разном", "Вторая"]
    assert not list((tmp_path / "tmp").iterdir())


def test_a_libreoffice_that_hangs_is_stopped_with_what_it_has_started(tmp_path, programs, monkeypatch):
    script(programs / "soffice", f"/bin/sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setattr(pagination, "_PATIENCE", 2)

    assert entries(written(tmp_path)) == ["Первая часть", "О разном", "Вторая"]
    child = int((tmp_path / "child").read_text())
    assert gone(child)


def test_work_that_breaks_off_leaves_no_libreoffice_behind(tmp_path, programs):
    child = tmp_path / "child"
    script(programs / "soffice", f": > $TMPDIR/lu1.tmp; echo $$ > {child}; exec /bin/sleep 60")
    rendered = page.parse(f'<html lang="ru"><head><title>Край</title></head><body>{BODY}</body></html>')

    with pytest.raises(KeyboardInterrupt), WRITERS["docx"](manuscript(rendered), tmp_path / "digest.docx"):
        until = time.monotonic() + 10
        while not (child.exists() and child.read_text().endswith("\n")) and time.monotonic() < until:
            time.sleep(0.01)
        raise KeyboardInterrupt

    assert gone(int(child.read_text()))
    assert not list((tmp_path / "tmp").iterdir())


def gone(process: int) -> bool:
    """Whether a process is no more; one that nobody has buried yet counts as gone."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False
