"""Links of both files lead where those of the page do, and what leads elsewhere is found."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from generator import page
from generator.theme import Theme
from generator.verification import of_files
from generator.writers import docx, pdf
from tests.verification.conftest import TEXT
from tests.verification.seeds import W, spoilt

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"

# Links to everything that may have an id, from everywhere where a link may stand.
ANYWHERE = (
    '<h2 id="one">Первый город</h2><h3 id="same-1">Источники</h3>'
    '<table id="bare"><thead><tr><th scope="col" id="head">Откуда</th><th scope="col">Строки</th></tr></thead>'
    '<tbody><tr><th scope="row" id="cell-1">Релизы</th><td><a href="#cell-2">12</a></td></tr></tbody></table>'
    '<h2 id="two">Второй город</h2><h3 id="same-2">Источники</h3>'
    '<table id="titled"><caption>Таблица 1 — Итоги<span class="footnote" id="titled-n1">О <a href="#note">них</a>.'
    '</span></caption><tbody><tr><th scope="row" id="cell-2">Релизы</th><td id="empty"></td></tr>'
    '<tr><th scope="row"><a href="#two">Второй</a><sup><a class="number" href="#titled-n1">1</a></sup></th>'
    '<td class="text"><p>раз</p><p id="inside">два <a href="#cell-1">12</a></p></td></tr></tbody></table>'
    '<figure id="figure"><p class="finding">Растёт</p><chart kind="bars" unit="единиц" alt="Город: 7">'
    '<series label="ряд"><point label="Город" value="7">7</point></series></chart>'
    "<figcaption>Рисунок 1 — Город</figcaption></figure>"
    '<p id="note">См. <a class="number" href="#titled">таблицу 1</a>, <a class="number" href="#figure">рисунок 1</a>, '
    '<a href="#same-1">источники</a> и <a href="#same-2">источники</a>, <a href="#bare">эту</a>, '
    '<a href="#head">шапку</a>, <a href="#empty">пусто</a>, <a href="#inside">два</a>, <a href="#item">пункт</a>, '
    '<a href="#list">список</a>, <a href="mailto:press@example.org">письмо</a>.</p>'
    f'<ul id="list"><li>раз</li><li id="item">два<ul><li>три</li></ul></li></ul><p>{"слово " * 9}'
    '<a href="https://example.org/">ссылка, которая начинается в конце одной строки и кончается на другой</a></p>'
    '<h2 id="signs">😀</h2><h2 id="lost">漢字 и ещё</h2><p><a href="#signs">—</a> <a href="#lost">漢字</a> '
    '<a href="#lost">и\u0306</a> <a href="#lost">МвФ ﬁ</a> <a href="#toc">к содержанию</a> <a href="#two"></a> '
    '<a href="https://Пример.рф/путь/../файл.html?а=б&amp;c=%D0%B3#д">адрес</a> <a href="HTTP://example.org">'
    "имя</a> "
    '<a href="https://example.org/a%20b">с\u00adпро\u00adбе\u00adлом</a> '
    '<a href="https://example.org/n">со сноской<span class="footnote">Сноска.</span></a></p>'
    '<section class="front"><nav class="toc" id="toc"><ol><li><a href="#two">Второй город</a></li></ol></nav></section>'
)


def test_links_to_everything_from_everywhere_are_the_same(both):
    assert both(ANYWHERE) == []


def links(root: etree._Element) -> dict[str, etree._Element]:
    """The links of a document by their words."""
    found = root.iter(W + "hyperlink")
    return {"".join(text.text for text in link.iter(W + "t")): link for link in found}


def leading(text: str, bookmark: str) -> Callable[[etree._Element], None]:
    return lambda root: links(root)[text].set(W + "anchor", bookmark)


def unlinked(root: etree._Element) -> None:
    link = links(root)["таблицу 1"]
    for part in list(link):
        link.addprevious(part)
    link.getparent().remove(link)


def added(root: etree._Element) -> None:
    [run] = [text.getparent() for text in root.iter(W + "t") if text.text == "Точка."]
    link = etree.Element(W + "hyperlink", {W + "anchor": "main"})
    run.addprevious(link)
    link.append(run)


def swapped(root: etree._Element) -> None:
    """The names of two headings' bookmarks."""
    marks = {mark.get(W + "name"): mark for mark in root.iter(W + "bookmarkStart")}
    marks["t1"].set(W + "name", "main")
    marks["main"].set(W + "name", "t1")


def elsewhere(root: etree._Element) -> None:
    [address] = [one for one in root if one.get("TargetMode") == "External"]
    address.set("Target", "https://example.com/")


def naming(root: etree._Element) -> None:
    """The number of the sheet of another text, by a field."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = "<w:r><w:instrText> PAGEREF about \\h </w:instrText></w:r>"
    number = f"{mark('begin')}{code}{mark('separate')}<w:r><w:t>2</w:t></w:r>{mark('end')}"
    runs = etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:tab/></w:r>{number}</w:p>')
    links(root)["Таблица 1 — Итоги"].extend(runs)


IN_WORD = {
    "another bookmark": (
        DOCUMENT,
        leading("таблицу 1", "about"),
        "раздел «Работа», ссылка «таблицу 1»: в Word ведёт к «О выпуске», "
        "на странице — к «Главное › Работа › Таблица 1 — Итоги, единиц»",
    ),
    "no bookmark": (DOCUMENT, leading("таблицу 1", "gone"), "ссылка «таблицу 1»: в Word ведёт к «#gone», на странице"),
    "a bookmark at another text": (DOCUMENT, swapped, "ссылка «таблицу 1»: в Word ведёт к «Главное»"),
    "no link": (DOCUMENT, unlinked, "раздел «Работа», ссылка «таблицу 1»: в Word никуда не ведёт, на странице"),
    "a link of nobody's": (DOCUMENT, added, "ссылка «Точка.»: в Word ведёт к «Главное», на странице это не ссылка"),
    "another address": (
        RELATIONS,
        elsewhere,
        "ссылка «сайт»: в Word ведёт к «https://example.com/», на странице — к «https://example.org/?a=1&b=2»",
    ),
    "the sheet of another text": (DOCUMENT, naming, "ссылка «Таблица 1 — Итоги»: в Word ведёт к «О выпуске»"),
}


@pytest.mark.parametrize("seed", IN_WORD)
def test_a_link_of_word_that_leads_elsewhere_is_found(seed, word_file, compared):
    part, change, what = IN_WORD[seed]

    found = compared(spoilt(word_file, part, change))

    assert any(line.startswith("digest.docx: ") and what in line for line in found), found


def test_a_number_that_word_would_take_from_another_caption_is_found(theme, tmp_path):
    table = (
        '<table id="t{0}"><caption>Таблица {0} — Числа</caption>'
        '<tbody><tr><th scope="row">раз</th><td>{0}</td></tr></tbody></table>'
    )
    see = '<a class="number" href="#t{0}">таблицу {0}</a>'
    made = page.parse(
        '<html lang="ru"><head><title>Край</title></head><body><section class="part">'
        f"<p>См. {see.format(1)} и {see.format(2)}.</p>{table.format(1)}{table.format(2)}</section></body></html>"
    )
    docx.write(made, theme, tmp_path / "digest.docx")

    def crossed(root: etree._Element) -> None:
        first, second = (code for code in root.iter(W + "instrText") if code.text.split()[0] == "REF")
        first.text, second.text = second.text, first.text

    found = of_files(made, theme, [spoilt(tmp_path / "digest.docx", DOCUMENT, crossed)])

    assert [difference.what for difference in found] == [
        "в Word ведёт к «Таблица 2 — Числа», на странице — к «Таблица 1 — Числа»",
        "в Word ведёт к «Таблица 1 — Числа», на странице — к «Таблица 2 — Числа»",
    ]


@pytest.fixture(scope="module")
def pdf_file(theme: Theme, whole: page.Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with every element as a PDF."""
    file = tmp_path_factory.mktemp("pdf") / "digest.pdf"
    pdf.write(whole, theme, file)
    return file


def annotations(file: pikepdf.Pdf, words: str) -> Iterator[pikepdf.Object]:
    """The annotations of a link by its words (14.9.3 names them for those who do not see them)."""
    for sheet in file.pages:
        yield from (one for one in sheet.get("/Annots", ()) if str(one.Contents) == words)


def redirected(file: pikepdf.Pdf) -> None:
    for one in annotations(file, "таблицу 1"):
        one.Dest = pikepdf.String("about")


def readdressed(file: pikepdf.Pdf) -> None:
    for one in annotations(file, "сайт"):
        one.A.URI = pikepdf.String("https://example.com/")


def moved(file: pikepdf.Pdf) -> None:
    """The destination of a heading on the sheet before."""
    names = pikepdf.NameTree(file.Root.Names.Dests)
    sheet, *where = names["work"]
    names["work"] = pikepdf.Array([file.pages[pikepdf.Page(sheet).index - 1].obj, *where])


def lowered(file: pikepdf.Pdf) -> None:
    """The destination of a table below its caption, where WeasyPrint has it."""
    names = pikepdf.NameTree(file.Root.Names.Dests)
    sheet, kind, left, top, zoom = names["t1"]
    names["t1"] = pikepdf.Array([sheet, kind, left, float(top) - 30, zoom])


def retitled(file: pikepdf.Pdf) -> None:
    """A title of the outline that leads to the heading after its own."""
    file.Root.Outlines.First.Dest = file.Root.Outlines.First.Next.Dest


IN_PDF = {
    "another destination": (
        redirected,
        "раздел «Работа», ссылка «таблицу 1»: в PDF ведёт к «О выпуске», на странице — к «Главное › Работа › Таблица 1",
    ),
    "another address": (
        readdressed,
        "ссылка «сайт»: в PDF ведёт к «https://example.com/», на странице — к «https://example.org/?a=1&b=2»",
    ),
    "a destination on another sheet": (moved, ", на странице — к «Главное › Работа»"),
    "a destination below the caption": (lowered, "ссылка «таблицу 1»: в PDF ведёт к «Темы», на странице — к «Главное"),
    "a title of the outline": (retitled, "закладка «О выпуске»: в PDF ведёт к «"),
}


@pytest.mark.parametrize("seed", IN_PDF)
def test_a_link_of_the_pdf_that_leads_elsewhere_is_found(seed, pdf_file, compared, tmp_path):
    change, what = IN_PDF[seed]
    with pikepdf.open(pdf_file) as file:
        change(file)
        file.save(tmp_path / "digest.pdf")

    found = compared(tmp_path / "digest.pdf")

    assert any(line.startswith("digest.pdf: ") and what in line for line in found), found


def test_links_that_the_pdf_has_not_are_missed(printed, compared):
    found = compared(printed(TEXT.replace('<a href="#t1">таблицу 1</a>', "таблицу 1")))

    assert found == [
        "digest.pdf: раздел «Работа», ссылка «таблицу 1»: в PDF никуда не ведёт, "
        "на странице — к «Главное › Работа › Таблица 1 — Итоги, единиц»"
    ]


def test_a_link_that_leads_apart_on_its_two_lines_is_found(theme, tmp_path):
    words = "слово " * 9 + '<a href="#a">ссылка, которая начинается в конце одной строки и кончается на другой</a>'
    made = page.parse(
        '<html lang="ru"><head><title>Край</title></head><body><section class="part">'
        f'<h1 id="a">Раз</h1><p>{words}</p><h1 id="b">Два</h1><p>см. <a href="#b">ниже</a></p></section></body></html>'
    )
    pdf.write(made, theme, tmp_path / "whole.pdf")
    with pikepdf.open(tmp_path / "whole.pdf") as file:
        _, last = (one for sheet in file.pages for one in sheet.get("/Annots", ()) if one.Dest == "a")
        last.Dest = pikepdf.String("b")
        file.save(tmp_path / "digest.pdf")

    assert list(of_files(made, theme, [tmp_path / "whole.pdf"])) == []
    [difference] = of_files(made, theme, [tmp_path / "digest.pdf"])
    assert difference.what == "в PDF ведёт к «Два», на странице это не ссылка"
