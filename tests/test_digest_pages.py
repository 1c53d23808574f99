"""One page, two writers: the page, the Word file and the PDF of the sample say the same, in good Russian."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import groupby, zip_longest
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from lxml import etree, html
from openxml_audit import OpenXmlValidator

from tests.grids import W, folded, footnotes, marked_text, needs_poppler, shown, words_of

ROOT = Path(__file__).resolve().parents[1]
INPUT = ROOT / "input"
NBSP = "\N{NO-BREAK SPACE}"
HEADINGS = ("h1", "h2", "h3", "h4")
BREAK = "\v"  # stands for `br` until white space is folded
TEXTS = (*HEADINGS, "p", "li", "caption", "figcaption", "th", "td")


# What each file says, block by block


@cache
def blocks_of_page(file: Path) -> list[str]:
    """Every heading, paragraph, item, caption and cell of the page."""
    body = html.parse(str(file)).getroot().find("body")
    return [own_text(e) for e in body.iter(*TEXTS) if not (e.tag in ("th", "td") and e.find("p") is not None)]


def own_text(element: etree._Element) -> str:
    """The text of a block without the list nested in it; a `br` is a new line."""
    parts = [element.text or ""]
    for child in element:
        parts.append(BREAK if child.tag == "br" else "" if child.tag in ("ul", "ol") else marked_text(child))
        parts.append(child.tail or "")
    return "\n".join(shown(line) for line in "".join(parts).split(BREAK))


@cache
def word_part(file: Path, name: str) -> etree._Element:
    with ZipFile(file) as archive:
        return etree.fromstring(archive.read(name))


def body_of(file: Path) -> etree._Element:
    return word_part(file, "word/document.xml")[0]


@cache
def blocks_of_word(file: Path) -> list[str]:
    """Every paragraph of the body, cells in their order; not the gaps that Word needs between tables."""
    found = []
    for paragraph in body_of(file).iter(W + "p"):
        cell = paragraph.getparent()
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        if merge is not None and merge.get(W + "val", "continue") == "continue":
            continue
        text = without_page(words_of(paragraph))
        if text or cell.tag == W + "tc":
            found.append(text)
    return found


def without_page(text: str) -> str:
    """A line of the contents without the number of its page."""
    return re.sub(r"\t\d+$", "", text)


def printed_pages(file: Path) -> list[str]:
    """The text of each sheet below its running head, in the order in which it was written."""
    needs_poppler()
    below_head = ["-x", "0", "-y", "55", "-W", "900", "-H", "900"]
    out = subprocess.run(
        ["pdftotext", "-raw", *below_head, file, "-"], capture_output=True, check=True, text=True
    ).stdout
    return out.split("\f")


# The same words


def test_word_says_what_the_page_says_to_the_character(sample: Path) -> None:
    page, word = blocks_of_page(sample / "digest.html"), blocks_of_word(sample / "digest.docx")

    assert len(page) > 800
    differences = [(i, pair) for i, pair in enumerate(zip_longest(page, word)) if pair[0] != pair[1]]
    assert not differences[:3]


# What the PDF prints besides the page's own texts: the numbers of items and the dashes of a list, leaders and
# page numbers of the contents, the notice above the head of a table that goes on. The head itself is the table's;
# what stands in a chart is its own.
CONTINUED = r"^Продолжение таблицы (?:\d+|«[^»]+») "
BESIDES = re.compile(rf"(?:(?:\d+\.|—|{CONTINUED[1:-1]}) ?)*|[. ]*\d+")


def test_paper_says_what_the_page_says_in_the_same_order_and_nothing_else(sample: Path) -> None:
    paper = "\n".join(printed_pages(sample / "digest.pdf"))
    root = html.parse(str(sample / "digest.html")).getroot()
    own = {folded(e.text_content()) for e in root.iter("thead")} | {drawn(e) for e in root.iter("svg")}
    notes = footnotes(root)
    assert len(notes) >= 5
    for number, note in enumerate(notes, 1):  # at the foot of a sheet, wherever their row has come to stand
        paper, times = as_printed(f"{number} {shown(note.text_content())}").subn("", paper)
        assert times == 1, note.text_content()
    at, besides = 0, []
    for text in filter(None, blocks_of_page(sample / "digest.html")):
        found = as_printed(text).search(paper, at)
        assert found, f"not on paper after «{paper[max(0, at - 80) : at]}»: «{text}»"
        besides.append(folded(paper[at : found.start()]))
        at = found.end()
    besides.append(folded(paper[at:]))

    known = [BESIDES.fullmatch(text) or re.sub(CONTINUED, "", text) in own for text in besides]
    assert not [text for text, expected in zip(besides, known, strict=True) if not expected]


def drawn(svg: etree._Element) -> str:
    """What a chart prints, without the description that stands in for it."""
    return folded(" ".join(text.text_content() for text in svg.iter("text")))


def as_printed(text: str) -> re.Pattern[str]:
    """A text with the ends of lines that it may have on paper: at spaces, after hyphens and dashes, inside words."""
    parts = []
    for before, char, after in zip(" " + text[:-1], text, text[1:] + " ", strict=True):
        if char.isspace():
            # A dash is kerned so closely in PT fonts that pdftotext may see no space beside it.
            parts.append(r"\s*" if "—" in (before, after) else r"\s+")
            continue
        if before in "-–—/":
            parts.append(r"\s*")
        elif before.isalpha() and char.isalpha():
            parts.append(r"(?:-\n+)?")  # two at the end of a sheet
        # The style of the cover's first line prints it in capitals.
        parts.append(f"[{char}{char.upper()}]" if char.isalpha() else re.escape(char))
    return re.compile("".join(parts))


# The words themselves


def all_texts(sample: Path, read: str) -> list[str]:
    match read:
        case "html":
            return blocks_of_page(sample / "digest.html")
        case "docx":
            return blocks_of_word(sample / "digest.docx")
        case _:
            return "\n".join(printed_pages(sample / "digest.pdf")).splitlines()


each_file = pytest.mark.parametrize("read", ["html", "docx", "pdf"])


@each_file
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(r"None|True|False|\bnan\b|undefined", id="a value of the program"),
        pytest.param(r"\{\{|\}\}|\{%|&\w+;", id="a mark of a template"),
        pytest.param(rf"[ {NBSP}]{{2}}", id="two spaces"),
        pytest.param("[\u202f\u2009\u2010\u2011\u00ad\u200b]", id="a character that PT fonts lack or nobody sees"),
        pytest.param("[\"']", id="a straight quote"),
        pytest.param(r" [,.;:!?)»]|[(«] ", id="a space on the wrong side of a mark"),
        pytest.param(r"\s-\s", id="a hyphen for a dash"),
        pytest.param(r"\.\.|,,|\(\)|«»", id="a mark twice or round nothing"),
    ],
)
def test_no_text_holds(wrong: str, read: str, sample: Path) -> None:
    texts = [text for text in all_texts(sample, read) if not re.fullmatch(r"[. ]*\d*", text)]
    leaders = re.compile(r"( \.)+.*$")  # of the contents on paper

    assert not [text for text in texts if re.search(wrong, leaders.sub("", text))]


@pytest.mark.parametrize("read", ["html", "docx"])  # the text of a PDF has no U+00A0
def test_no_line_may_end_inside_a_number_or_before_its_sign(read: str, sample: Path) -> None:
    texts = all_texts(sample, read)

    assert any(re.search(rf"\d{NBSP}\d{{3}}\b", text) for text in texts)
    assert not [text for text in texts if re.search(r"\d \d{3}\b|\d %|№ \d", text)]


@each_file
def test_every_latin_word_is_a_word_of_a_report_or_its_file(read: str, sample: Path) -> None:
    words = set(re.findall(r"[A-Za-z]{2,}", "\n".join(all_texts(sample, read))))
    known = set()
    for path in INPUT.glob("records/*/*.yaml"):
        said = r"text: \|\n((?:      .*\n|\n)+)|text: (.*)|source: (.*)|quote: (.*)"
        texts = re.findall(said, path.read_text(encoding="utf-8"))
        known |= set(re.findall(r"[A-Za-z]{2,}", str(texts)))

    assert words
    assert words <= known


# PDF


@pytest.fixture
def pdf(sample: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(sample / "digest.pdf") as file:
        yield file


def test_the_pdf_has_no_fault_that_qpdf_knows(pdf: pikepdf.Pdf) -> None:
    assert pdf.check_pdf_syntax() == []


def test_fonts_of_the_pdf_are_ours_and_inside_it(pdf: pikepdf.Pdf) -> None:
    fonts = {font.objgen: font for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()}
    names = set()
    for font in fonts.values():
        [inner] = font.DescendantFonts
        names.add(str(font.BaseFont).removeprefix("/"))
        assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()), font.BaseFont

    assert names
    assert not [name for name in names if not re.fullmatch(r"[A-Z]{6}\+PT-?(Serif|Sans)(-\w+)*", name)]


def test_the_pdf_knows_its_title_author_and_language(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.docinfo["/Title"]) == "Информационная политика муниципальных образований"
    assert str(pdf.docinfo["/Author"]) == "Региональная пресс-служба"
    assert str(pdf.Root.Lang).startswith("ru")


def headings(sample: Path) -> list[tuple[str, str]]:
    """The headings of the page with their ids, but not that of the contents' second list."""
    tree = html.parse(str(sample / "digest.html")).getroot()
    return [(e.get("id") or "", folded(e.text_content())) for e in tree.iter(*HEADINGS) if e.getparent().tag != "nav"]


def test_every_heading_is_a_bookmark_of_the_pdf(pdf: pikepdf.Pdf, sample: Path) -> None:
    def walk(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
        for item in items:
            yield folded(item.title)
            yield from walk(item.children)

    with pdf.open_outline() as outline:
        found = list(walk(outline.root))

    assert found == [text for _, text in headings(sample)]


def destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page (from 0) of each named place."""
    names = pdf.Root.Names.Dests.Names
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return {str(names[i]): pages[names[i + 1][0].objgen] for i in range(0, len(names), 2)}


def test_links_of_the_contents_lead_to_the_page_whose_number_they_print(pdf: pikepdf.Pdf, sample: Path) -> None:
    needs_poppler()
    tree = html.parse(str(sample / "digest.html")).getroot()
    contents = [(a.get("href").removeprefix("#"), folded(a.text_content())) for a in tree.find(".//nav").iter("a")]
    places, pages = destinations(pdf), printed_pages(sample / "digest.pdf")
    [sheet] = [i for i, page in enumerate(pages) if page.startswith("Содержание")]
    targets = [name for name, _ in groupby(str(link.Dest) for link in pdf.pages[sheet].Annots)]

    assert targets == [name for name, _ in contents]
    out = subprocess.run(
        ["pdftotext", "-layout", "-f", str(sheet + 1), "-l", str(sheet + 1), sample / "digest.pdf", "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    for name, text in contents:
        assert as_printed(text).search(pages[places[name]]), f"{text} is not on sheet {places[name] + 1}"
        assert re.search(rf"{as_printed(text).pattern}[ .]+{places[name] + 1}\n", out), text


def test_every_link_of_the_pdf_leads_somewhere(pdf: pikepdf.Pdf) -> None:
    places = destinations(pdf)
    targets = [str(link.Dest) for page in pdf.pages for link in page.get("/Annots", [])]

    assert len(targets) > 50
    assert set(targets) <= set(places)


# Word


def test_the_word_file_has_no_fault_that_a_validator_knows(sample: Path) -> None:
    errors = OpenXmlValidator().validate(sample / "digest.docx").errors

    assert [(error.part_uri, error.description) for error in errors] == []


def test_the_word_file_knows_its_title_author_and_language(sample: Path) -> None:
    core = word_part(sample / "digest.docx", "docProps/core.xml")
    named = {etree.QName(e).localname: e.text for e in core}

    assert named["title"] == "Информационная политика муниципальных образований"
    assert named["creator"] == "Региональная пресс-служба"
    assert named["language"] == "ru-RU"
    assert named["created"] == named["modified"] == "2024-03-01T00:00:00Z"


def test_no_run_of_the_body_has_a_look_of_its_own(sample: Path) -> None:
    marks = body_of(sample / "digest.docx").iter(W + "rPr")
    found = {str(child.tag).removeprefix(W) for mark in marks for child in mark}

    assert found <= {"rStyle", "lang", "noProof"}


def test_no_paragraph_of_the_body_has_a_look_of_its_own(sample: Path) -> None:
    file = sample / "digest.docx"
    known = {s.get(W + "styleId") for s in word_part(file, "word/styles.xml").iter(W + "style")}
    for paragraph in body_of(file).iter(W + "p"):
        properties = paragraph.find(W + "pPr")
        names = {str(p.tag).removeprefix(W) for p in properties}
        assert names <= {"pStyle", "keepNext", "pageBreakBefore", "numPr", "sectPr"}, words_of(paragraph)
        assert properties.find(W + "pStyle").get(W + "val") in known
    assert {s.get(W + "val") for s in body_of(file).iter(W + "rStyle", W + "tblStyle")} <= known


def test_heads_of_tables_are_repeated_and_rows_are_not_split(sample: Path) -> None:
    tables = list(html.parse(str(sample / "digest.html")).getroot().iter("table"))
    word = list(body_of(sample / "digest.docx").iter(W + "tbl"))
    assert len(word) == len(tables)

    for table, written in zip(tables, word, strict=True):
        rows = list(written.iterchildren(W + "tr"))
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        expected = len(table.findall("thead/tr"))
        assert heads == [True] * expected + [False] * (len(rows) - expected)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_every_table_tells_a_screen_reader_what_it_is(sample: Path) -> None:
    properties = list(body_of(sample / "digest.docx").iter(W + "tblPr"))

    assert len(properties) > 30
    assert all(one.find(W + "tblCaption") is not None for one in properties)
    tables = html.parse(str(sample / "digest.html")).getroot().iter("table")
    assert all(one.find("caption") is not None or one.get("aria-label") for one in tables)


def test_headings_of_word_are_those_of_the_page_and_its_contents_lead_to_them(sample: Path) -> None:
    file = sample / "digest.docx"
    levels = {s.get(W + "styleId"): outline_level(s) for s in word_part(file, "word/styles.xml").iter(W + "style")}
    paragraphs = list(body_of(file).iter(W + "p"))
    found = [folded(words_of(p)) for p in paragraphs if levels.get(p.find(f"{W}pPr/{W}pStyle").get(W + "val"))]
    assert [text for text in found if text not in ("Содержание", "Таблицы")] == [
        text for _, text in headings(sample) if text != "Содержание"
    ]

    marked = {b.get(W + "name"): folded(words_of(p)) for p in paragraphs for b in p.iter(W + "bookmarkStart")}
    links = [(a.get(W + "anchor"), folded(without_page(words_of(a)))) for a in body_of(file).iter(W + "hyperlink")]
    assert len(links) > 50
    assert not [anchor for anchor, _ in links if anchor not in marked]
    contents = [(anchor, text) for anchor, text in links if anchor.startswith("_Toc")]
    assert len(contents) > 15
    assert not [text for anchor, text in contents if marked[anchor] != text]


def outline_level(style: etree._Element) -> str:
    """The level of a style's headings, from 1, or nothing."""
    name = style.find(W + "name").get(W + "val")
    level = style.find(f"{W}pPr/{W}outlineLvl")
    return name if re.fullmatch(r"heading \d", name) else "" if level is None or level.get(W + "val") == "9" else name


# Sources


def test_every_figure_of_a_chapter_leads_to_its_words_in_the_report(sample: Path) -> None:
    root = html.parse(str(sample / "digest.html")).getroot()
    entries = {row.get("id"): [folded(cell.text_content()) for cell in row] for row in root.iter("tr") if row.get("id")}
    links = [
        (cell, link)
        for chapter in root.iter("section")
        if "chapter" in (chapter.get("class") or "").split()
        for cell in chapter.iter("td")
        for link in cell.iterchildren("a")
    ]

    assert len(links) > 40
    for cell, link in links:
        _, quote, value, lines = entries[link.get("href")[1:]]
        assert value == folded(cell.text_content())
        assert cell.get("data-source").startswith(tuple(file.name for file in (INPUT / "reports").iterdir()))
        assert f"{NBSP}{lines}" in cell.get("data-source") and quote


def test_a_reader_reaches_the_source_of_a_figure_with_the_keyboard(sample: Path) -> None:
    root = html.parse(str(sample / "digest.html")).getroot()
    figures = [cell for cell in root.iter("td") if cell.get("data-source")]

    assert len(figures) > 100
    assert {cell.get("tabindex") for cell in figures} == {"0"}
    assert any(cell.get("data-source").startswith("Сумма: ") for cell in figures)
    assert "td[data-source]:focus::after" in root.findtext("head/style")
