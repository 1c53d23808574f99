"""Differences put into a file one at a time: each is found, alone, and with its place."""

from collections.abc import Callable
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.verification.conftest import TEXT
from tests.verification.seeds import W, inside, saying, spoilt, text, without

NBSP = "\N{NO-BREAK SPACE}"
DOCUMENT, FOOTNOTES, NUMBERING = "word/document.xml", "word/footnotes.xml", "word/numbering.xml"
STYLES = "word/styles.xml"
CHART = "word/charts/chart1.xml"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def swapped(root: etree._Element) -> None:
    first, second = text(root, "7", 0), text(root, "–", 0)
    first.text, second.text = second.text, first.text


def doubled(root: etree._Element) -> None:
    row = inside(root, "tr", "Итого")
    row.addnext(etree.fromstring(etree.tostring(row)))


def deeper(root: etree._Element) -> None:
    heading = inside(root, "p", "Работа", 1)
    heading.find(f"{W}pPr/{W}pStyle").set(W + "val", "Heading3")


def going_on(root: etree._Element) -> None:
    """The second list goes on where the first one stopped."""
    number = inside(root, "p", "первый").find(f"{W}pPr/{W}numPr/{W}numId").get(W + "val")
    inside(root, "p", "снова первый").find(f"{W}pPr/{W}numPr/{W}numId").set(W + "val", number)


def joined(root: etree._Element) -> None:
    """One cell of the head over one column more."""
    cell = inside(root, "tc", "Темы")
    cell.find(f"{W}tcPr/{W}gridSpan").set(W + "val", "3")


def headless(root: etree._Element) -> None:
    head = inside(root, "tr", "первая").find(f"{W}trPr/{W}tblHeader")
    head.getparent().remove(head)


def hidden(root: etree._Element) -> None:
    run = inside(root, "r", "Конец.")
    run.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:vanish/></w:rPr>'))


def undescribed(root: etree._Element) -> None:
    for properties in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
        properties.set("descr", "Столбик высотой восемь")


def described(root: etree._Element) -> None:
    """Other columns named to those who do not see the table."""
    [title] = [t for t in root.iter(W + "tblDescription") if "вторая" in t.get(W + "val")]
    title.set(W + "val", "Столбцы: Город; Год; вторая; первая")


def untitled(root: etree._Element) -> None:
    for title in root.iter(W + "tblCaption"):
        title.set(W + "val", "")


def rehedged(root: etree._Element) -> None:
    [label] = [t for t in root.iter(f"{A}t") if t.text == "более 8"]
    label.text = "менее 8"


def unhedged(root: etree._Element) -> None:
    for label in list(root.iter(f"{C}dLbl")):
        label.getparent().remove(label)


def added(said: str, element: str) -> Callable[[etree._Element], None]:
    """Something beside a text that is no text itself."""

    def change(root: etree._Element) -> None:
        inside(root, "r", said).append(etree.fromstring(f'<w:{element} xmlns:w="{W[1:-1]}"/>'))

    return change


def uncalled(root: etree._Element) -> None:
    call = next(root.iter(W + "footnoteReference"))
    call.getparent().remove(call)


def emptied(root: etree._Element) -> None:
    for note in root.iter(W + "footnote"):
        for run in note.iter(W + "t"):
            run.text = ""


def moved(root: etree._Element) -> None:
    paragraph = inside(root, "p", "Точка.")
    paragraph.getparent().remove(paragraph)
    inside(root, "p", "Порядок").addprevious(paragraph)


def unmerged(root: etree._Element) -> None:
    for merge in list(root.iter(W + "vMerge")):
        merge.getparent().remove(merge)


def renumbered(root: etree._Element) -> None:
    """Another result of the field that counts tables."""
    [number] = [t for t in inside(root, "p", " — Итоги, единиц").iter(W + "t") if t.text == "1"]
    number.text = "2"


# What is spoilt in Word: the part, the change, the place and what is said.
IN_WORD = {
    "a digit in a cell": (DOCUMENT, saying("3", "8"), "таблица 1, строка «часть, 2023», столбец «Темы, первая»", "«8»"),
    "a digit of a key figure": (DOCUMENT, saying("1 267", "1 276"), "Главное", "«1 276"),
    "a swapped cell": (DOCUMENT, swapped, "строка «Город1), 2023», столбец «Темы, первая»", "«–», на странице «7»"),
    "a lost row": (DOCUMENT, without("tr", "часть"), "таблица 1, строка «часть, 2023»", "в Word нет"),
    "a doubled row": (DOCUMENT, doubled, "после: таблица 1, строка «Итого, 2023»", "лишнее"),
    "a kind of space": (
        DOCUMENT,
        saying(f"Числа & знаки: 5{NBSP}<{NBSP}7.", f"Числа & знаки: 5 <{NBSP}7."),
        "раздел «О выпуске», абзац «Числа & знаки",
        "обычный пробел, на странице неразрывный пробел",
    ),
    "a dropped footnote": (DOCUMENT, uncalled, "раздел «Работа», абзац «См. таблицу 1", "«См. таблицу 1, сноску"),
    "an empty footnote": (FOOTNOTES, emptied, "сноска 1", "«Один человек — одна подписка.»"),
    "another footnote": (FOOTNOTES, saying("одна", "две"), "сноска 1", "— две подписка"),
    "a heading level": (DOCUMENT, deeper, "заголовок «Работа»", "уровень 3, на странице 2"),
    "a list number": (DOCUMENT, going_on, "пункт списка 1 «снова первый»", "номер «2», на странице «1»"),
    "a lost item": (DOCUMENT, without("p", "вложенный"), "пункт списка «вложенный»", "в Word нет"),
    "a missing paragraph": (DOCUMENT, without("p", "Конец."), "раздел «Город», абзац «Конец.»", "в Word нет"),
    "a hidden paragraph": (DOCUMENT, hidden, "раздел «Город», абзац «Конец.»", "в Word нет"),
    "a moved paragraph": (DOCUMENT, moved, "абзац «Точка.»", "в Word нет"),
    "a caption number": (DOCUMENT, renumbered, "таблица 1, подпись", "«Таблица 2 — Итоги, единиц»"),
    "a contents entry": (DOCUMENT, saying("Работа", "Забота"), "строка содержания «Работа»", "«Забота»"),
    "a joined cell": (DOCUMENT, joined, "таблица 1, строка шапки 1", "соединены иначе"),
    "a merged cell taken apart": (DOCUMENT, unmerged, "таблица 1, строка «Город1), 2023»", "соединены иначе"),
    "a head that is not repeated": (DOCUMENT, headless, "таблица 1, строка шапки 2", "это строка"),
    "an alternative text": (DOCUMENT, undescribed, "рисунок «Столбик высотой семь»", "восемь"),
    "a description of a table": (DOCUMENT, described, "таблица 1, описание для чтения вслух", "вторая; первая»"),
    "a title of a table": (
        DOCUMENT,
        untitled,
        "таблица 1, описание для чтения вслух",
        "на странице «Таблица 1 — Итоги",
    ),
    "another hedge beside a bar": (CHART, rehedged, "ряд «глава»", "на диаграмме нет: «более 8»"),
    "a hedge that is lost beside a bar": (CHART, unhedged, "ряд «глава»", "на диаграмме нет: «более 8»"),
    "a sign of a symbol font": (DOCUMENT, added("3", 'sym w:char="F039"'), "столбец «Темы, первая»", "на странице «3»"),
    "a box over a cell": (DOCUMENT, added("3", "pict"), "столбец «Темы, первая»", "на странице «3»"),
    "a box of an older Word": (DOCUMENT, added("Конец.", "pict"), "раздел «Город»", "лишнее"),
    "an endnote": (DOCUMENT, added("Конец.", "endnoteReference"), "абзац «Конец.»", "на странице «Конец.»"),
    "a sign of bold text": (DOCUMENT, saying("три", "четыре"), "абзац «Всего три слова.»", "четыре"),
    "a header": ("word/header1.xml", saying("Проба пера", "Проба кисти"), "колонтитул header1.xml", "«"),
}


@pytest.mark.parametrize("seed", IN_WORD)
def test_a_difference_in_word_is_found_with_its_place(seed, word_file, compared):
    part, change, place, what = IN_WORD[seed]

    found = compared(spoilt(word_file, part, change))

    assert any(line.startswith("digest.docx: ") and place in line and what in line for line in found), found


def vanishing(style: str, value: str = "1") -> Callable[[etree._Element], None]:
    """A style that hides its text, or says that it does not."""

    def change(root: etree._Element) -> None:
        [found] = [one for one in root.iter(W + "style") if one.get(W + "styleId") == style]
        letters = found.find(W + "rPr")
        if letters is None:
            letters = etree.SubElement(found, W + "rPr")
        etree.SubElement(letters, W + "vanish").set(W + "val", value)

    return change


def test_what_a_style_hides_is_missed(word_file, compared):
    found = compared(spoilt(word_file, STYLES, vanishing("Heading2")))

    assert any("«Работа»" in line and "в Word нет" in line for line in found), found
    assert compared(spoilt(word_file, STYLES, vanishing("Heading2", "0"))) == []


def test_what_the_style_of_a_table_cell_hides_is_missed(word_file, compared):
    with ZipFile(word_file) as package:
        cell = inside(etree.fromstring(package.read(DOCUMENT)), "p", "часть")
    style = cell.find(f"{W}pPr/{W}pStyle").get(W + "val")

    found = compared(spoilt(word_file, STYLES, vanishing(style)))

    assert any("таблица 1" in line for line in found), found


def test_a_run_that_says_it_is_not_hidden_is_read_under_a_style_that_hides(word_file, compared):
    def shown(root: etree._Element) -> None:
        for run in inside(root, "p", "Работа", 1).iter(W + "r"):
            letters = run.find(W + "rPr")
            if letters is None:
                letters = etree.Element(W + "rPr")
                run.insert(0, letters)
            etree.SubElement(letters, W + "vanish").set(W + "val", "0")

    found = compared(spoilt(spoilt(word_file, STYLES, vanishing("Heading2")), DOCUMENT, shown))

    assert found and not any("«Работа»" in line for line in found)


def test_the_page_with_every_element_is_the_same_in_word(word_file, compared):
    assert compared(word_file) == []


# What is spoilt in the PDF, which is made from a changed page: the old text, the new one, the place, what is said.
IN_PDF = {
    "a digit in a cell": (
        '<td class="mid">2023</td><td>3</td>',
        '<td class="mid">2023</td><td>8</td>',
        "таблица 1, строка «часть, 2023», столбец «Темы, первая»",
        "«8», на странице «3»",
    ),
    "swapped cells": (
        'rowspan="2">2023</td><td>7</td><td>–</td>',
        'rowspan="2">2023</td><td>–</td><td>7</td>',
        "строка «Город1), 2023», столбец «Темы, вторая»",
        "«7», на странице «–»",
    ),
    "a lost row": (
        '<tr class="part"><th scope="row">часть</th><td class="mid">2023</td><td>3</td><td>–</td></tr>',
        "",
        "таблица 1, строка «часть, 2023»",
        "в PDF нет",
    ),
    "a doubled row": (
        "</tfoot>",
        '<tr class="part"><th scope="row">часть</th><td class="mid">2023</td><td>3</td><td>–</td></tr></tfoot>',
        "после: таблица 1, строка «Представили»",
        "лишнее",
    ),
    "a kind of space": ("5&nbsp;&lt;&nbsp;7.", "5 &lt;&nbsp;7.", "раздел «О выпуске»", "обычный пробел"),
    "a space lost": ("Всего <strong>", "Всего<strong>", "раздел «Главное», абзац «Всего три", "Всеготри"),
    "a dropped footnote": (
        '<span class="footnote">Один человек — <strong>одна</strong> подписка.</span>',
        "",
        "сноска 1",
        "в PDF нет",
    ),
    "a heading level": ("<h3>Порядок</h3>", "<h2>Порядок</h2>", "заголовок «Порядок»", "уровень 2, на странице 3"),
    "a list number": (
        "</ol>\n<ol><li>снова первый</li></ol>",
        "<li>снова первый</li></ol>",
        "пункт списка 1 «снова первый»",
        "номер «2»",
    ),
    "a missing paragraph": ("<p>Конец.</p>", "", "раздел «Город», абзац «Конец.»", "в PDF нет"),
    "a caption number": ("Таблица 1 — Итоги, единиц", "Таблица 2 — Итоги, единиц", "таблица 1, подпись", "Таблица 2"),
    "an alternative text": ("высотой семь", "высотой восемь", "рисунок «Столбик высотой семь»", "восемь"),
    "a contents entry": ('<a href="#work">Работа', '<a href="#work">Забота', "строка содержания «Работа»", "Забота"),
    "a line break": ("Проба<br>пера", "Проба пера", "абзац «Проба пера»", "обычный пробел, на странице новая строка"),
    "a paragraph in another order": (
        '<p>Конец.</p>\n<p class="plain">Точка.</p>',
        '<p class="plain">Точка.</p>\n<p>Конец.</p>',
        "абзац",
        "в PDF нет",
    ),
    "the mark of a draft": (
        'name="mark" content="ЧЕРНОВИК"',
        'name="mark" content=""',
        "лист 3, колонтитул",
        "ЧЕРНОВИК",
    ),
    "a running title": ("<title>Проба пера</title>", "<title>Проба кисти</title>", "лист 3, колонтитул", "проба кисти"),
}


@pytest.mark.parametrize("seed", IN_PDF)
def test_a_difference_in_the_pdf_is_found_with_its_sheet_and_place(seed, printed, compared):
    old, new, place, what = IN_PDF[seed]
    assert TEXT.count(old) == 1

    found = compared(printed(TEXT.replace(old, new)))

    assert any(line.startswith("digest.pdf: ") and place in line and what in line for line in found), found


def test_the_page_with_every_element_is_the_same_in_the_pdf(printed, compared):
    assert compared(printed(TEXT)) == []


@pytest.mark.parametrize("seed", ["a lost row", "a doubled row", "a missing paragraph", "a digit in a cell"])
def test_one_seed_is_one_difference(seed, word_file, printed, compared):
    part, change, *_ = IN_WORD[seed]
    old, new, *_ = IN_PDF[seed]

    assert len(compared(spoilt(word_file, part, change))) == 1
    assert len(compared(printed(TEXT.replace(old, new)))) == 1
