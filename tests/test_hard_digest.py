"""A digest that is hard to lay out says the same in both files, and all of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import consolidation, indicators, rendering, verification, writers
from generator.model import Municipality, Passage, Qualifier, Report, Source
from generator.page import Page, words
from generator.settings import Settings
from generator.theme import Theme
from tests.grids import W, folded, of_page, of_word
from tests.samples import NORTH, SOUTH, figure, followers, goal, place, report

pytestmark = pytest.mark.slow

CATALOGUE = indicators.load(None)
HARD = "ООО «Ромашка» <тест> & Ко"
LONG_NAME = "Верхненовогорлыкско-Преображенский муниципальный округ имени Первопроходцев Края"
NETWORKS = [network for network in CATALOGUE.networks if network != "all"][:11]
LONG_GOAL = "Расширять круг тех, кто узнаёт новости из первых рук; " * 28
EMPTY, TOWNS = "Пустой", 60


def reports() -> Iterator[Report]:
    assert len(LONG_NAME) == 80 and len(LONG_GOAL) > 1500
    yield report(
        place(LONG_NAME),
        *(followers("administration", network, 1000 + 37 * index) for index, network in enumerate(NETWORKS)),
        figure("press_releases", 1_234_567),
        goals=(goal(LONG_GOAL.strip("; ")),),
    )
    yield report(place(EMPTY))
    told = Passage("", (f"Вместе с {HARD} выпущено 12 > 11 && 3 < 4.",), Source("reports/x.txt", (1, 1), "x"))
    yield replace(
        report(place("Ромашкин"), figure("press_releases", 12, qualifier=Qualifier.AT_LEAST), goals=(goal(HARD),)),
        passages=(told,),
    )
    for index in range(TOWNS):
        named = place(f"Городок-{index:02d}", NORTH if index % 2 else SOUTH)
        yield report(named, figure("press_releases", 100 + index), followers("head", "vk", 50 + index))


@dataclass(frozen=True)
class Hard:
    """The digest, its page, and the folder of its files."""

    digest: consolidation.Digest
    page: Page
    folder: Path

    @property
    def theme(self) -> Theme:
        return Theme.load("default")


@pytest.fixture(scope="module")
def hard(tmp_path_factory) -> Hard:
    named = [
        replace(
            one, municipality=replace(one.municipality, id=f"p{index:02d}"), record=f"records/2023/p{index:02d}.yaml"
        )
        for index, one in enumerate(reports())
    ]
    directory: dict[str, Municipality] = {one.municipality.id: one.municipality for one in named}
    digest = consolidation.consolidate(named, [], CATALOGUE, directory, year=2023)
    theme = Theme.load("default")
    page = rendering.render(digest, Settings(title=f"Итоги: {HARD}", organization=HARD, page_numbers=False), theme)
    folder = tmp_path_factory.mktemp("hard")
    for name in ("docx", "pdf", "html"):
        writers.write(page, theme, folder / f"digest.{name}")
    return Hard(digest, page, folder)


def sheets(file: Path) -> list[tuple[str, tuple[float, float]]]:
    """The text and the size of each sheet of a PDF."""
    document = pypdfium2.PdfDocument(file)
    try:
        return [(folded(sheet.get_textpage().get_text_bounded()), sheet.get_size()) for sheet in document]
    finally:
        document.close()


def test_word_and_pdf_say_what_the_page_says(hard):
    files = [hard.folder / "digest.docx", hard.folder / "digest.pdf"]

    assert list(verification.of_files(hard.page, hard.theme, files)) == []
    assert list(verification.of_figures(hard.digest, hard.page)) == []


def test_both_files_are_valid(hard):
    assert not OpenXmlValidator().validate(hard.folder / "digest.docx").errors
    with pikepdf.open(hard.folder / "digest.pdf") as file:
        assert not file.check_pdf_syntax()


def test_a_table_of_three_sheets_repeats_its_head_on_each(hard):
    title = "Пресс-релизы и другие материалы"
    head = "Муниципальное образование Год Пресс-релизы"
    first, *others = [text for text, _ in sheets(hard.folder / "digest.pdf") if head in text]

    assert f"Таблица 2 — {title}, единиц" in first and "Продолжение таблицы" not in first
    assert len(others) >= 2 and all(text.endswith("Продолжение таблицы 2") for text in others)
    [table] = [grid for grid in of_word(hard.folder / "digest.docx").grids if grid.title == f"{title}, единиц"]
    assert len(table.head) == 1 and len(table.body) > TOWNS


def test_a_table_of_twelve_columns_lies_on_its_side_in_both_files(hard):
    head = of_page(hard.folder / "digest.html")["Подписчики страниц администраций и глав, человек"].head[-1]
    assert len(head) >= 12
    caption = re.compile(r"Таблица \d+ — Подписчики")
    found = {size for text, size in sheets(hard.folder / "digest.pdf") if caption.search(text)}
    [landscape] = [size for size in found if size[0] > size[1]]  # the contents name it too

    assert landscape == pytest.approx((841.9, 595.3), abs=0.2)
    main = body(hard.folder / "digest.docx")
    turned = [
        section for section in main.iter(W + "sectPr") if section.find(W + "pgSz").get(W + "orient") == "landscape"
    ]
    assert turned and all(section.find(W + "headerReference") is not None for section in turned)


def body(file: Path) -> etree._Element:
    """The body of a Word file."""
    with ZipFile(file) as archive:
        return etree.fromstring(archive.read("word/document.xml"))[0]


def bare(text: str) -> str:
    """Text without spaces and hyphens; PDFium tells a hyphen at the end of a line as U+0002 or U+FFFE."""
    return re.sub(r"[\s\u0002\u00ad\ufffe-]", "", text)


def test_a_municipality_that_said_nothing_has_a_row_and_a_chapter(hard):
    row = of_word(hard.folder / "digest.docx")["Пресс-релизы и другие материалы, единиц"].row((EMPTY, "2023"))

    assert set(map(folded, row[2:])) == {"нет данных"}
    chapters = {
        words(chapter.find("h2")): folded(words(chapter))
        for chapter in hard.page.body.iter("section")
        if chapter.get("class") == "chapter"
    }
    assert (
        "Показателей для сводных таблиц в отчёте нет" in chapters[EMPTY]
        and "раздела о задачах в отчёте нет" in chapters[EMPTY]
    )


@pytest.mark.parametrize("text", [HARD, LONG_NAME, folded(LONG_GOAL).strip("; ")], ids=["signs", "name", "goal"])
def test_what_is_hard_to_write_is_whole_in_both_files(hard, text):
    word = "".join(t.text or "" for t in body(hard.folder / "digest.docx").iter(W + "t"))
    paper = "".join(sheet for sheet, _ in sheets(hard.folder / "digest.pdf"))

    assert bare(text) in bare(word)
    assert bare(text) in bare(paper)
