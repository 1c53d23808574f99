"""What somebody hears who listens to the PDF, and whether the file keeps to PDF/A-2a and PDF/UA-1."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import weasyprint.pdf
from lxml import etree, html

from generator import page, pipeline
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import pdf
from tests import tags
from tests.grids import unmarked
from tests.writers.conftest import pictured

ROOT = Path(__file__).parents[2]

WORDS = "Пресс-служба рассказывает о работе администрации городского округа. "
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40" width="80" height="40" font-family="PT Sans">'
    '<title>Пресс-релизы: 12 в 2022 году, 15 в 2023 году</title><rect width="40" height="20"/>'
    '<text x="2" y="30" font-size="8">15</text></svg>'
)


def rows(count: int) -> str:
    return "".join(
        f'<tr class="unit"><th scope="row">Город {n}</th><td>{n}</td><td>{n * n}</td></tr>' for n in range(count)
    )


HEAD = '<thead><tr><th scope="col">Город</th><th scope="col">2022</th><th scope="col">2023</th></tr></thead>'

# Everything that a page may hold, and what goes on from sheet to sheet.
EVERYTHING = f"""
<section class="cover"><p class="title">Дайджест</p></section>
<section class="front"><h1>Содержание</h1><nav class="toc"><ol><li><a href="#one">Первая глава</a>
<ol><li class="group">Край</li><li><a href="#two">Раздел, <em>в котором</em> есть таблицы</a></li></ol></li></ol></nav>
</section>
<section class="part"><h1 id="one">Первая глава</h1>
<table class="figures"><tbody><tr><td><p class="value">12</p><p class="label">релизов</p></td><td></td></tr></tbody>
</table>
<p>Слова<span class="footnote">Первая сноска.</span> и <strong>ещё</strong> слова<span class="footnote">Вторая сноска
со ссылкой на <a href="#two">раздел</a>.</span>, <em lang="en">in English</em>, строка<br>и другая.</p>
<p>{WORDS * 120}</p>
<ol>{"".join(f"<li>{WORDS * 3}</li>" for _ in range(12))}</ol>
<ul><li>Один<ul><li>внутри</li></ul></li><li>Два</li></ul>
<figure><img src="chart.png" alt="Серый прямоугольник"><figcaption>Рисунок 1 — Прямоугольник</figcaption></figure>
<p><img src="chart.png" alt=""></p>
<h2 id="two">Раздел, <em>в котором</em> есть таблицы</h2>
<table id="t"><caption>Таблица 1 — Длинная</caption>{HEAD}<tbody>{rows(120)}</tbody></table>
<p>Между таблицами — <a href="#t">таблица 1</a> и <a href="https://example.org/">внешняя ссылка</a>.</p></section>
<section class="landscape"><table><caption>Таблица 2 — Широкая</caption>
<thead><tr><th rowspan="2" scope="col">Город</th><th colspan="2" scope="colgroup">Подписчики</th>
<th rowspan="2" scope="col">Всего</th></tr>
<tr><th scope="col">2022</th><th scope="col">2023</th></tr></thead>
<tbody><tr class="region"><th scope="rowgroup" colspan="4">Край</th></tr>
<tr class="unit"><th scope="row">Еловск<span class="footnote">Без сёл.</span></th><td>1</td><td colspan="2">2</td></tr>
<tr class="owner"><th scope="row">глава</th><td rowspan="2">3</td><td>4</td><td>5</td></tr>
<tr class="owner"><th scope="row">администрация</th><td>6</td><td>7</td></tr></tbody>
<tfoot><tr class="total"><th scope="row">Итого</th><td>8</td><td>9</td><td>10</td></tr>
<tr class="part"><th scope="row">глав</th><td>11</td><td>12</td><td></td></tr></tfoot></table></section>
"""


def made(body: str) -> page.Page:
    """A page of this body; an `svg` in it is let in as it is."""
    text = body.replace("{svg}", "<figure><hr/></figure>")
    parsed = page.parse(
        '<html lang="ru"><head><title>Дайджест «Край»</title><meta name="author" content="Пресс-служба">'
        f'<meta name="dcterms.created" content="2024-03-01"></head><body>{text}</body></html>'
    )
    for place in parsed.root.iter("hr"):
        place.getparent().replace(place, etree.fromstring(SVG))
    return parsed


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    return pictured(tmp_path_factory.mktemp("theme") / "t")


def printed(theme: Theme, path: Path, body: str) -> tuple[Path, etree._Element]:
    written = made(body)
    pdf.write(written, theme, path)
    return path, written.root


@pytest.fixture(scope="module")
def everything(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, etree._Element]:
    return printed(theme, tmp_path_factory.mktemp("all") / "x.pdf", EVERYTHING + "<section>{svg}</section>")


@pytest.fixture(scope="module")
def annual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annual")
    pipeline.build(pipeline.Options(input=ROOT / "input", output=folder, year=2023, formats=("pdf", "html")))
    return folder


def read(folder: Path) -> tuple[Path, etree._Element]:
    return folder / "digest.pdf", html.parse(str(folder / "digest.html")).getroot()


# The whole file


def test_the_sample_is_without_fault(sample: Path) -> None:
    assert tags.faults(*read(sample)) == []


def test_an_annual_digest_is_without_fault(annual: Path) -> None:
    assert tags.faults(*read(annual)) == []


def test_a_page_of_everything_is_without_fault(everything: tuple[Path, etree._Element]) -> None:
    assert tags.faults(*everything) == []


def test_a_file_that_carries_its_data_is_without_fault_too(theme: Theme, tmp_path: Path) -> None:
    written, data = made(EVERYTHING), pdf.Attached("digest.csv", "год;число\r\n2023;5\r\n".encode(), "Показатели")
    for name in ("one.pdf", "two.pdf"):
        pdf.write(written, theme, tmp_path / name, data)

    assert tags.broken_rules(tmp_path / "one.pdf", "3a") == tags.broken_rules(tmp_path / "one.pdf", "ua1") == []
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    with pikepdf.open(tmp_path / "one.pdf") as file:
        assert list(file.attachments) == ["digest.csv"]
        carried = file.attachments["digest.csv"]
        assert (carried.get_file().read_bytes(), carried.description) == (data.content, "Показатели")
        assert [str(item.AFRelationship) for item in file.Root.AF] == ["/Data"]


TWELVE = "".join(f'<th scope="col">Столбец {n}</th>' for n in range(12))
GOES_ON = {
    "twelve columns on landscape sheets": f'<section class="landscape"><table><thead><tr>{TWELVE}</tr></thead><tbody>'
    + "".join(f'<tr><th scope="row">Имя {n}</th>{"<td>1</td>" * 11}</tr>' for n in range(80))
    + "</tbody></table></section>",
    "a row taller than a sheet, which costs the table its head on that sheet": "<table><caption>Т</caption><thead><tr>"
    f'<th scope="col">А</th><th scope="col">Б</th></tr></thead><tbody><tr><th scope="row">а</th><td>{WORDS * 200}</td>'
    '</tr><tr><th scope="row">б</th><td>1</td></tr></tbody></table>',
    "heads of several rows": f"<table>{HEAD}<tbody>"
    + "".join(
        f'<tr><th scope="row" rowspan="3">Край {n}</th><td>1</td><td>2</td></tr>' + "<tr><td>3</td><td>4</td></tr>" * 2
        for n in range(40)
    )
    + "</tbody></table>",
    "a note in every row": f"<table>{HEAD}<tbody>"
    + rows(50).replace("</th>", '<span class="footnote">Сноска.</span></th>')
    + "</tbody></table>",
    "lists in a list": "<ol>" + f"<li>{WORDS}<ul>{f'<li>{WORDS}</li>' * 8}</ul></li>" * 8 + "</ol>",
    "a link of two sheets": f'<p>{WORDS}<a href="#there">{WORDS * 60}</a></p><h2 id="there">Там</h2>',
    "nothing": "<p></p><ul><li></li></ul><section></section>"
    '<table><tbody><tr><th scope="row"></th><td></td></tr></tbody></table>',
    "signs that PDF, HTML and XML keep for themselves": "<h2>ООО «Ромашка» &lt;тест&gt; &amp; Ко (\\)</h2>"
    '<p><a href="https://example.org/?a=(1)&amp;b=\\">a(b\\c</a></p>',
}


@pytest.mark.parametrize("case", GOES_ON)
def test_nothing_is_lost_in(case: str, theme: Theme, tmp_path: Path) -> None:
    body = f'<section class="part"><h1>Глава</h1>{GOES_ON[case]}</section>'

    assert tags.faults(*printed(theme, tmp_path / "x.pdf", body)) == []


# What is told


def folded(text: str) -> str:
    """Text in one line, with a plain hyphen where a line ends inside a word (PDFium writes U+0002)."""
    return " ".join(text.replace("\x02", "-").split())


def cell_heads(told: tags.Tag, title: str) -> list[tuple[str, list[str]]]:
    """Every data cell of a table with its heads, as they are told."""
    [table] = [tag for tag in told.of("Table") if any(title in folded(c.text) for c in tag.of("Caption"))]
    names = {tag.name: unmarked(folded(tag.text)) for tag in table.of("TH")}
    return [(folded(tag.text), [names[name] for name in tag.headers]) for tag in table.of("TD")]


def test_subscribers_of_an_owner_are_told_with_the_municipality_and_the_network(sample: Path) -> None:
    cells = cell_heads(tags.tree(sample / "digest.pdf"), "Подписчики страниц администраций и глав")

    assert ("7 521", ["«ВКонтакте»", "Приморский край", "Спасск-Дальний", "глава"]) in cells
    assert ("18 520", ["«Однокласс-ники»", "Хабаровский край", "Комсомольск-на-Амуре"]) in cells
    assert ("45 288", ["Всего", "Итого", "страницы администраций"]) in cells


def test_a_figure_under_a_head_of_two_rows_is_told_with_both(sample: Path) -> None:
    cells = cell_heads(tags.tree(sample / "digest.pdf"), "Итоги по годам")

    assert ("2 982", ["2016 год", "итого", "Пресс-релизы"]) in cells
    assert ("69 140", ["2023 год", "итого", "Подписчики"]) in cells
    assert ("", []) in cells  # the empty corner


def test_heads_that_span_rows_and_columns_speak_for_all_that_they_cover(
    everything: tuple[Path, etree._Element],
) -> None:
    cells = cell_heads(tags.tree(everything[0]), "Широкая")

    assert cells[:5] == [
        ("1", ["Подписчики", "2022", "Край", "Еловск"]),
        ("2", ["Подписчики", "Всего", "2023", "Край", "Еловск"]),
        ("3", ["Подписчики", "2022", "Край", "Еловск", "глава", "администрация"]),
        ("4", ["Подписчики", "2023", "Край", "Еловск", "глава"]),
        ("5", ["Всего", "Край", "Еловск", "глава"]),
    ]


def test_a_table_of_three_sheets_is_one_table_with_one_head(everything: tuple[Path, etree._Element]) -> None:
    told = tags.tree(everything[0])
    [table] = [tag for tag in told.of("Table") if "Длинная" in tag.text]

    assert len(set().union(*(tag.sheets for tag in table.walk()))) >= 3
    assert len(table.of("THead")) == len(table.of("TBody")) == len(table.of("Caption")) == 1
    assert len(table.of("TR")) == 121


def test_a_paragraph_and_a_list_that_go_on_are_told_whole(everything: tuple[Path, etree._Element]) -> None:
    told = tags.tree(everything[0])

    assert max(len(tag.sheets) for tag in told.of("P")) == 3
    assert [len(tag.of("LI")) for tag in told.of("L")] == [12, 3, 1]
    assert [tag.attributes["/ListNumbering"] for tag in told.of("L")] == ["/Decimal", "/Disc", "/Disc"]


def test_a_table_without_heads_is_told_as_text(everything: tuple[Path, etree._Element]) -> None:
    told = tags.tree(everything[0])

    assert not [tag for tag in told.of("Table") if "релизов" in tag.text]
    assert [[p.text for p in tag.of("P")] for tag in told.of("Div") if tag.text == "12релизов"][-1] == ["12", "релизов"]


def test_pictures_are_told_by_their_description_and_decoration_is_not(
    everything: tuple[Path, etree._Element],
) -> None:
    figures = tags.tree(everything[0]).of("Figure")

    assert [tag.alt for tag in figures] == ["Серый прямоугольник", "Пресс-релизы: 12 в 2022 году, 15 в 2023 году"]
    with pikepdf.open(everything[0]) as file:
        width, height = (float(side) for side in file.pages[0].MediaBox[2:])
    for figure in figures:
        left, bottom, right, top = (float(side) for side in figure.attributes["/BBox"])
        assert (right - left, top - bottom) == pytest.approx((60, 30), abs=0.1)
        assert 0 < left < right < width
        assert 0 < bottom < top < height


def test_links_say_where_they_lead_and_notes_are_told_where_they_are_called(
    everything: tuple[Path, etree._Element],
) -> None:
    told = tags.tree(everything[0])

    links = [(tag.text.strip(), tag.links) for tag in told.of("Link")]
    assert ("таблица 1", ["таблица 1"]) in links
    assert ("внешняя ссылка", ["внешняя ссылка"]) in links
    [paragraph] = [tag for tag in told.of("P") if tag.of("Note")]
    assert [tag.kind for tag in paragraph.parts if isinstance(tag, tags.Tag)][:4] == ["Reference", "Note"] * 2
    notes = told.of("Note")
    assert [tag.of("Lbl")[0].text.strip() for tag in notes] == ["1", "2", "3"]
    assert len({tag.name for tag in notes}) == 3 and all(tag.name for tag in notes)
    assert not [tag for table in told.of("Table") for tag in table.of("Note")]  # or each figure would tell it again


MARKED = {
    "entries of the contents": "nav.toc li { list-style: square }",
    "paragraphs": "p { display: list-item; list-style: square inside }",
}


@pytest.mark.parametrize("case", MARKED)
def test_a_marker_is_told_of_whatever_has_one(case: str, theme: Theme, tmp_path: Path) -> None:
    folder = tmp_path / "theme"
    shutil.copytree(theme.folders[0], folder)
    with open(folder / "print.css", "a", encoding="utf-8") as sheet:
        sheet.write(MARKED[case])

    made_of_it = printed(Theme.load(str(folder)), tmp_path / "x.pdf", EVERYTHING)

    assert any("▪" in told for told in tags.faults(*made_of_it))  # a sign that the page does not have


def test_entries_of_the_contents_are_told_as_such(everything: tuple[Path, etree._Element]) -> None:
    [contents, inner] = tags.tree(everything[0]).of("TOC")

    assert inner in list(contents.walk())
    assert [tag.own.partition(" ")[0] for tag in contents.of("TOCI")] == ["Первая", "", "Раздел,"]
    assert [tag.own for tag in contents.of("P")] == ["Край"]
    assert not any(". ." in tag.text for tag in contents.walk())  # leaders are for the eye


def test_every_name_of_an_element_is_found_in_the_index_of_names(sample: Path) -> None:
    with pikepdf.open(sample / "digest.pdf") as file:
        leaves = list(file.Root.StructTreeRoot.IDTree.Kids)
        listed = [str(name) for leaf in leaves for name in list(leaf.Names)[::2]]
        assert all([str(leaf.Names[0]), str(leaf.Names[-2])] == [str(end) for end in leaf.Limits] for leaf in leaves)
    named = [tag.name for tag in tags.tree(sample / "digest.pdf").walk() if tag.name]

    assert listed == sorted(named)
    assert len(set(named)) == len(named)


def test_the_title_is_shown_and_the_dates_are_those_of_the_digest(everything: tuple[Path, etree._Element]) -> None:
    with pikepdf.open(everything[0]) as file:
        assert file.Root.ViewerPreferences.DisplayDocTitle is True
        assert str(file.docinfo.CreationDate) == "D:20240301"
        assert "/ModDate" not in file.docinfo
        assert b"CreateDate>2024-03-01<" in file.Root.Metadata.read_raw_bytes()


def test_a_picture_without_description_is_an_error(theme: Theme, tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match=r"нет описания.*chart\.png"):
        printed(theme, tmp_path / "x.pdf", '<p><img src="chart.png"></p>')


# The tests themselves: each fault is found


def first(file: pikepdf.Pdf, kind: str, place: int = 0) -> pikepdf.Object:
    return [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == f"/{kind}"][place]


def swap_headers(file: pikepdf.Pdf) -> None:
    one, other = first(file, "TH", 1), first(file, "TH", 2)
    one.ID, other.ID = other.ID, one.ID


def drop_scope(file: pikepdf.Pdf) -> None:
    del first(file, "TH").A.Scope


def forget_a_header(file: pikepdf.Pdf) -> None:
    headers = first(file, "TD", 20).A.Headers
    del headers[0]


def tell_the_page_number(file: pikepdf.Pdf) -> None:
    """Make content of the artifacts that show the running head of a sheet, and tell them with a paragraph."""
    node = first(file, "P", 3)
    sheet = next(sheet for sheet in file.pages if sheet.obj == node.Pg)
    parts = list(pikepdf.parse_content_stream(sheet))
    told = []
    for place, part in enumerate(parts):
        if str(part.operator) == "BDC" and part.operands[1].get("/Type") == "/Pagination":
            told.append(1000 + place)
            span = [pikepdf.Name.Span, pikepdf.Dictionary(MCID=told[-1])]
            parts[place] = pikepdf.ContentStreamInstruction(span, pikepdf.Operator("BDC"))
    assert told
    sheet.Contents = file.make_stream(pikepdf.unparse_content_stream(parts))
    node.K.extend(told)


def forget_words(file: pikepdf.Pdf) -> None:
    first(file, "P", 3).K = pikepdf.Array()


def swap_paragraphs(file: pikepdf.Pdf) -> None:
    kids = first(file, "Sect", 2).K
    kids[2], kids[3] = kids[3], kids[2]


def drop_description(file: pikepdf.Pdf) -> None:
    del first(file, "Figure").Alt


def let_a_font_go(file: pikepdf.Pdf) -> None:
    [font, *_] = [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]
    del font["/FontFile2"]


def drop_the_mark(file: pikepdf.Pdf) -> None:
    data = file.Root.Metadata.read_bytes().replace(b"pdfuaid:part", b"pdfuaid:past")
    file.Root.Metadata.write(data)


def untie_a_link(file: pikepdf.Pdf) -> None:
    link = first(file, "Link")
    link.K = pikepdf.Array([kid for kid in link.K if not isinstance(kid, pikepdf.Dictionary)])


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (swap_headers, "is headed"),
        (drop_scope, "is TH of scope None"),
        (forget_a_header, "is headed"),
        (tell_the_page_number, "instead of «"),
        (forget_words, "instead of «"),
        (swap_paragraphs, "instead of «"),
        (drop_description, "ua1: PDFUA1-FIGURE"),
        (let_a_font_go, "2a: PDFA2A-FONT"),
        (drop_the_mark, "ua1: PDFUA1-ID"),
        (untie_a_link, "leads nowhere"),
    ],
)
def test_a_fault_is_found(
    spoil: Callable[[pikepdf.Pdf], None], found: str, everything: tuple[Path, etree._Element], tmp_path: Path
) -> None:
    file, root = everything
    with pikepdf.open(file) as document:
        spoil(document)
        document.save(tmp_path / "x.pdf")

    assert [fault for fault in tags.faults(tmp_path / "x.pdf", root) if found in fault]


def test_a_stream_of_another_length_than_it_says_is_found(everything: tuple[Path, etree._Element]) -> None:
    data = everything[0].read_bytes()

    assert tags.exact_lengths(data)
    assert not tags.exact_lengths(re.sub(rb"/Length (\d\d)", rb"/Length 1\1", data, count=1))


def test_the_own_tags_of_weasyprint_are_back_after_a_failure(theme: Theme, tmp_path: Path) -> None:
    theirs = weasyprint.pdf.add_tags
    with pytest.raises(GeneratorError):
        printed(theme, tmp_path / "x.pdf", '<p><img src="chart.png"></p>')

    assert weasyprint.pdf.add_tags is theirs
