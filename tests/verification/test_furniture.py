"""What a shell has round its slot and in its margins is furniture: not the page's, and not to be lost either."""

import shutil
from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from generator import page
from generator.theme import Theme
from generator.verification import furniture, of_files
from generator.verification.pdf import read as print_of
from generator.verification.word import DOCUMENT, Package
from generator.writers import docx, pdf
from tests.verification.conftest import TEXT
from tests.verification.seeds import W, saying, spoilt, without

MADE = page.parse(TEXT.replace("chart.png", "herb.png"))


@pytest.fixture(scope="module")
def lettered(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """A theme whose shell has a letterhead before the page, a signature after it, and a footer."""
    folder = tmp_path_factory.mktemp("lettered") / "theme"
    shutil.copytree(theme.folders[0], folder)
    shutil.copy(folder / "chart.png", folder / "herb.png")
    shell = python_docx.Document(str(folder / "shell.docx"))
    [slot] = [paragraph for paragraph in shell.paragraphs if "body" in paragraph.text]
    slot.insert_paragraph_before("Администрация края · {{ organization }}")
    slot.insert_paragraph_before("{{ mark }}")
    shell.add_paragraph("Подпись: ____")
    shell.sections[0].footer.paragraphs[0].text = "Отпечатано в крае · {{ title }}"
    shell.save(str(folder / "shell.docx"))
    return Theme.load(str(folder))


@pytest.fixture
def word_file(lettered: Theme, tmp_path: Path) -> Path:
    file = tmp_path / "digest.docx"
    docx.write(MADE, lettered, file)
    return file


def said(theme: Theme, file: Path) -> list[str]:
    return [str(difference) for difference in of_files(MADE, theme, [file])]


def test_a_letterhead_is_no_difference(lettered, word_file, tmp_path):
    pdf.write(MADE, lettered, tmp_path / "digest.pdf")

    assert said(lettered, word_file) == []
    assert said(lettered, tmp_path / "digest.pdf") == []


def test_a_letterhead_that_is_lost_is_a_difference(lettered, word_file):
    file = spoilt(word_file, "word/document.xml", without("p", "Администрация края · Пресс-служба"))

    assert any(
        line.startswith("digest.docx: текст бланка: нет того, что стоит в бланке: «Администрация края")
        for line in said(lettered, file)
    )


def test_a_signature_that_is_another_is_a_difference(lettered, word_file):
    file = spoilt(word_file, "word/document.xml", saying("Подпись: ____", "Подпись: Иванов"))

    assert any("«Подпись: ____»" in line for line in said(lettered, file))


def test_a_footer_that_is_another_is_a_difference(lettered, word_file):
    file = spoilt(
        word_file, "word/footer1.xml", saying("Отпечатано в крае · Проба пера", "Отпечатано в крае · Чужой дайджест")
    )

    [line] = said(lettered, file)
    assert line.startswith("digest.docx: колонтитул footer1.xml: «Отпечатано в крае · Чужой дайджест»")


def unnamed(footer: etree._Element) -> None:
    footer.getparent().remove(footer)


def of_even_sheets(footer: etree._Element) -> None:
    footer.set(W + "type", "even")


def of_nothing(footer: etree._Element) -> None:
    footer.set(qn("r:id"), "rId999")


@pytest.mark.parametrize("spoil", [unnamed, of_even_sheets, of_nothing])
def test_a_footer_that_no_sheet_shows_is_a_difference(lettered, word_file, spoil):
    file = spoilt(word_file, "word/document.xml", lambda root: spoil(next(root.iter(W + "footerReference"))))

    assert said(lettered, file)[0] == "digest.docx: раздел 1: колонтитулы не те, что в бланке"


def test_a_section_that_names_no_margins_has_those_before_it(lettered, word_file):
    def change(root):
        _, second, *_ = root.iter(W + "sectPr")
        for margin in (*second.iterchildren(W + "headerReference"), *second.iterchildren(W + "footerReference")):
            second.remove(margin)

    assert said(lettered, spoilt(word_file, "word/document.xml", change)) == []


def test_a_section_whose_first_sheet_is_a_cover_loses_them_there(lettered, word_file):
    def change(root):
        _, second, *_ = root.iter(W + "sectPr")
        second.append(OxmlElement("w:titlePg"))

    file = spoilt(word_file, "word/document.xml", change)
    assert said(lettered, file) == ["digest.docx: раздел 2: колонтитулы не те, что в бланке"]


def test_sections_are_read_as_they_are_now_whatever_their_prefix():
    document = (
        f'<d:document xmlns:d="{W[1:-1]}"><d:body><d:p><d:pPr><d:sectPr d:x="1"/></d:pPr></d:p><d:sectPr><d:titlePg/>'
        "<d:sectPrChange><d:sectPr><d:cols/></d:sectPr></d:sectPrChange></d:sectPr></d:body></d:document>"
    )

    sections = Package({DOCUMENT: document.encode()}).sections()

    assert [[child.tag for child in section] for section in sections] == [[], [W + "titlePg"]]


def test_a_number_of_the_sheet_stands_beside_words_of_the_shell(lettered, tmp_path):
    """Only the very number of the sheet: another in its place is a difference."""
    folder = tmp_path / "numbered"
    shutil.copytree(lettered.folders[0], folder)
    shell = python_docx.Document(str(folder / "shell.docx"))
    paragraph = shell.sections[0].footer.paragraphs[0]
    # The code of a field as Word may keep it: in pieces, in small letters.
    for words, codes in (("Лист ", ("PA", "GE")), (" из ", (" numpages ",))):
        paragraph.add_run(words)
        for kind, code in (("begin", ""), *(("", code) for code in codes), ("separate", ""), ("end", "")):
            run = paragraph.add_run()._r
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            part.set(qn("w:fldCharType"), kind) if kind else setattr(part, "text", code)
            run.append(part)
    shell.save(str(folder / "shell.docx"))
    numbered = Theme.load(str(folder))
    file = tmp_path / "digest.pdf"
    pdf.write(MADE, numbered, file)
    assert said(numbered, file) == []

    def told(sheets):
        line = f"Отпечатано в крае · {MADE.running}Лист {{}} из {sheets}"
        found = {sheet: (MADE.mark, line.format(sheet)) for sheet in (1, 2, 3)}
        return [str(one) for one in furniture.of_paper("x", found, MADE, numbered.path("shell.docx"))]

    assert told(3) == []
    assert [one.partition(":")[2][:7] for one in told(4)] == [" лист 1", " лист 2", " лист 3"]


TABLED = page.parse(
    '<html lang="ru"><head><title>Дайджест</title></head><body>'
    '<section class="part"><h1 id="all">Сводные таблицы</h1><table><caption>Таблица 1 — Полнота отчётов</caption>'
    '<thead><tr><th scope="col">Город</th><th scope="col">Показателей</th></tr></thead><tbody>'
    '<tr data-continued="Продолжение таблицы 1"><th scope="row">Город 0</th><td>0</td></tr>'
    + "".join(f'<tr><th scope="row">Город {number}</th><td>{number}</td></tr>' for number in range(1, 60))
    + '</tbody></table></section><section class="chapter"><p class="place">Край · округ</p>'
    '<h2 class="chapter" id="one">Городок</h2><p>Сделано всё.</p></section></body></html>'
)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("", []),
        (  # nothing takes the words back where the chapter begins
            "section > p:first-child { string-set: none }",
            ["digest.pdf: лист 3, колонтитул: «Продолжение таблицы 1», а строк этой таблицы на листе нет"],
        ),
    ],
)
def test_a_sheet_goes_on_with_a_table_that_stands_on_it(tmp_path, rule, told):
    (tmp_path / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    (tmp_path / "print.css").write_text(rule, encoding="utf-8")
    theme = Theme.load(str(tmp_path))
    file = tmp_path / "digest.pdf"
    pdf.write(TABLED, theme, file)

    assert "Продолжение таблицы 1" in " ".join(print_of(file).furniture[2]).replace("\N{NO-BREAK SPACE}", " ")
    assert [str(one) for one in of_files(TABLED, theme, [file])] == told


@pytest.mark.parametrize("first", ["<p>Слово редактора.</p>", "<ul><li>Слово редактора.</li></ul>"])
def test_a_section_without_a_heading_does_not_go_on_with_the_table_before_it(tmp_path, first):
    body = etree.tostring(TABLED.body, encoding="unicode").partition('<section class="chapter">')[0]
    head = '<html lang="ru"><head><title>Дайджест</title></head>'
    headless = page.parse(f'{head}{body}<section class="part">{first}</section></body></html>')
    theme, file = Theme.load("default"), tmp_path / "digest.pdf"
    pdf.write(headless, theme, file)

    assert [str(one) for one in of_files(headless, theme, [file])] == []
