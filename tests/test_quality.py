"""The meter of `bench/quality.py`: what it calls lost is lost, and ours loses nothing."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from bench import quality
from bench.survival import FEATURES, Word, direct, pieces

BY_TITLE = {feature.title: feature for feature in FEATURES}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> quality.Material:
    return quality.material(tmp_path_factory.mktemp("quality"))


@pytest.fixture(scope="module")
def ours(given: quality.Material) -> Path:
    path = given.folder / "ours.docx"
    quality.by_us(given, path)
    return path


def spoiled(path: Path, folder: Path, part: str, change: Callable[[str], str]) -> Word:
    """The file with one part changed."""
    with ZipFile(path) as old, ZipFile(folder / "spoiled.docx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                changed = change(data.decode()).encode()
                assert changed != data
                data = changed
            new.writestr(name, data)
    return Word(folder / "spoiled.docx")


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.title)
def test_our_file_is_complete(feature, given, ours):
    root = given.page.root

    assert feature.in_file(Word(ours), root) >= feature.on_page(root)


def test_our_file_loses_no_text_and_has_no_look_of_its_own(given, ours):
    assert sum(map(len, pieces(given.page.root))) > 40_000
    assert (Word(ours).lost(given.page.root), direct(Word(ours))) == (0, 0)


DOCUMENT = "word/document.xml"


@pytest.mark.parametrize(
    ("title", "part", "pattern", "instead"),
    [
        ("head rows repeated on every page", DOCUMENT, "<w:tblHeader/>", ""),
        ("rows that do not split", DOCUMENT, "<w:cantSplit/>", '<w:cantSplit w:val="0"/>'),
        ("captions numbered by a field", DOCUMENT, r"SEQ ", "REF "),
        ("cells over several columns", DOCUMENT, r'<w:gridSpan w:val="\d+"/>', ""),
        ("cells over several rows", DOCUMENT, '<w:vMerge w:val="restart"/>', ""),
        ("footnotes", DOCUMENT, r"<w:footnoteReference [^>]*/>", ""),
        ("pictures and charts with words in their place", DOCUMENT, ' descr="[^"]*"', ' descr=" "'),
        ("landscape sections", DOCUMENT, ' w:orient="landscape"', ""),
        ("language of the document is Russian", "word/styles.xml", 'w:val="ru-RU"', 'w:val="en-US"'),
        ("contents: entries that lead to their place", DOCUMENT, "<w:bookmarkStart [^>]*/>", ""),
        ("numbered lists that begin at 1", "word/numbering.xml", "<w:lvlOverride.*?</w:lvlOverride>", ""),
        ("headings in styles of headings", DOCUMENT, r'<w:pStyle w:val="\w+"/>', ""),
        ("captions in styles of captions", DOCUMENT, r'<w:pStyle w:val="\w+"/>', ""),
    ],
)
def test_what_is_taken_out_of_the_file_is_missed(title, part, pattern, instead, given, ours, tmp_path):
    worse = spoiled(ours, tmp_path, part, lambda text: re.sub(pattern, instead, text))

    assert BY_TITLE[title].in_file(worse, given.page.root) < BY_TITLE[title].on_page(given.page.root)


def test_a_lost_sentence_is_counted_by_its_letters(given, ours, tmp_path):
    sentence = "Между списками стоит абзац."
    worse = spoiled(ours, tmp_path, DOCUMENT, lambda text: text.replace(sentence, ""))

    assert worse.lost(given.page.root) == len(sentence.replace(" ", ""))


def test_one_of_many_equal_cells_that_is_lost_is_counted(given, ours, tmp_path):
    worse = spoiled(
        ours, tmp_path, DOCUMENT, lambda text: re.sub(">2 из 3<", "><", text.replace("\u00a0", " "), count=1)
    )

    assert Word(ours).texts.count("2из3") > 5
    assert worse.lost(given.page.root) == len("2из3")


def test_a_run_with_a_colour_of_its_own_is_counted(ours, tmp_path):
    red = '<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t'
    worse = spoiled(ours, tmp_path, DOCUMENT, lambda text: re.sub(r"<w:r><w:t\b", red, text, count=3))

    assert direct(worse) == 3


def test_a_peer_that_is_not_installed_is_left_out_with_its_reason(given, monkeypatch, tmp_path):
    for name in ("pypandoc", "html4docx"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("shutil.which", lambda name: None)

    for make in (quality.by_pandoc, quality.by_html_for_docx):
        with pytest.raises(quality.MissingError, match="installed"):
            make(given, tmp_path / "peer.docx")


def test_the_report_marks_what_is_complete(given, ours):
    text = quality.report(given.page.root, {"a": Word(ours)}, {"a": 7}, ["a 1.0"])

    notes = len(given.page.root.findall(".//span[@class='footnote']"))
    assert notes and f"| footnotes | {notes} | **{notes}** |" in text
    assert "| errors against the rules of Open XML | 0 | 7 |" in text
    assert "\n- a 1.0\n" in text


def test_the_kept_report_is_of_all_programs():
    kept = (quality.ROOT / "bench/quality.md").read_text(encoding="utf-8")

    assert f"| | on the page | {' | '.join(quality.MAKERS)} |" in kept
    assert "left out" not in kept
