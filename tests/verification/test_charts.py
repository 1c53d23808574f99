"""A chart says the same on the page, in Word's copy of its numbers, in its workbook and on paper."""

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import Workbook
from weasyprint import HTML

from generator.page import Page
from generator.theme import Theme
from generator.verification import of_files

THEME = Theme.load("default")
POINTS = (("2022", "1234", "1\N{NO-BREAK SPACE}234"), ("2023", "1300.5", "1\N{NO-BREAK SPACE}300,5"))
ALT = "Обращений стало больше: 1 234 и 1 300,5"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def page() -> Page:
    points = "".join(f'<point label="{label}" value="{value}">{said}</point>' for label, value, said in POINTS)
    root = etree.fromstring(
        f'<html lang="ru"><head><title>Дайджест</title></head><body><figure>'
        f'<chart kind="bars" unit="единиц" alt="{ALT}">'
        f'<series label="Обращения">{points}</series></chart></figure></body></html>'
    )
    return Page(root)


def workbook(values=("Обращения", 1234, 1300.5)) -> bytes:
    book = Workbook()
    for row in zip((None, "2022", "2023"), values, strict=True):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def word_file(folder: Path, cached=("1234", "1300.5"), labels=("2022", "2023"), alt=ALT, book=None) -> Path:
    """A document with one native chart, as small as can be."""

    def cache(kind: str, reference: str, values) -> str:
        points = "".join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(values))
        return f"<c:{kind}Ref><c:f>Sheet!{reference}</c:f><c:{kind}Cache>{points}</c:{kind}Cache></c:{kind}Ref>"

    chart = (
        f'<c:chartSpace xmlns:c="{C}"><c:chart><c:plotArea><c:barChart><c:ser>'
        f"<c:tx>{cache('str', '$B$1', ['Обращения'])}</c:tx><c:cat>{cache('str', '$A$2:$A$3', labels)}</c:cat>"
        f"<c:val>{cache('num', '$B$2:$B$3', cached)}</c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    drawing = (
        f'<w:drawing><wp:inline xmlns:wp="{WP}"><wp:docPr id="1" name="x" descr="{alt}"/>'
        f'<c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="c"/></wp:inline></w:drawing>'
    )
    file = folder / "digest.docx"
    with ZipFile(THEME.path("shell.docx")) as shell, ZipFile(file, "w") as archive:
        for name in shell.namelist():
            if name.startswith("word/header"):
                archive.writestr(
                    name, shell.read(name).replace(b"{{ mark }}", b"").replace(b"{{ title }}", "Дайджест".encode())
                )
            elif name in ("word/styles.xml", "word/numbering.xml"):
                archive.writestr(name, shell.read(name))
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body><w:p><w:r>{drawing}</w:r></w:p></w:body></w:document>',
        )
        archive.writestr("word/charts/chart1.xml", chart)
        archive.writestr("word/embeddings/book.xlsx", workbook() if book is None else book)
        archive.writestr("word/_rels/document.xml.rels", relation("c", "charts/chart1.xml"))
        archive.writestr("word/charts/_rels/chart1.xml.rels", relation("b", "../embeddings/book.xlsx"))
    return file


def relation(identity: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="{identity}" Type="x" Target="{target}"/></Relationships>'
    )


def pdf_file(folder: Path, values=tuple(said for *_, said in POINTS), labels=(2022, 2023), alt=ALT) -> Path:
    file = folder / "digest.pdf"
    marks = "".join(
        f'<text x="{60 * i}" y="20">{v}</text><text x="{60 * i}" y="60">{labels[i]}</text>'
        for i, v in enumerate(values)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80" viewBox="0 0 200 80"><title>{alt}</title>'
        f'{marks}<text x="0" y="75">Обращения</text></svg>'
    )
    HTML(string=f'<html lang="ru"><body><figure>{svg}</figure></body></html>').write_pdf(file, pdf_tags=True)
    return file


def said(file: Path) -> list[str]:
    return [str(difference) for difference in of_files(page(), THEME, [file])]


def test_the_chart_is_the_same_everywhere(tmp_path):
    assert said(word_file(tmp_path)) == []
    assert said(pdf_file(tmp_path)) == []


SERIES = f"digest.docx: диаграмма «{ALT}», ряд «Обращения»"


def test_a_value_of_the_copy_in_word_that_is_another_is_found(tmp_path):
    [line] = said(word_file(tmp_path, cached=("1243", "1300.5")))

    assert line == f"{SERIES}, точка «2022»: в Word «2022 = 1243», на странице «2022 = 1234»"


def test_a_value_of_the_workbook_that_is_another_is_found(tmp_path):
    [line] = said(word_file(tmp_path, book=workbook(("Обращения", 1234, 1305))))

    assert line == f"{SERIES}, книга Excel, точка «2023»: в Word «2023 = 1305», на странице «2023 = 1300.5»"


@pytest.mark.parametrize("book", [b"", b"no workbook", workbook(("Жалобы", 1234, 1300.5))])
def test_a_workbook_that_is_lost_or_names_the_series_otherwise_is_found(tmp_path, book):
    assert any("книга Excel" in line for line in said(word_file(tmp_path, book=book)))


def test_a_point_that_is_lost_is_found(tmp_path):
    assert any("точек 1" in line for line in said(word_file(tmp_path, cached=("1234",), labels=("2022",))))


def test_swapped_labels_are_found(tmp_path):
    assert said(word_file(tmp_path, labels=("2023", "2022")))


def test_another_description_is_found(tmp_path):
    [line] = said(word_file(tmp_path, alt="Обращений стало меньше"))

    assert "Обращений стало меньше" in line


def test_a_value_that_is_not_printed_on_the_chart_is_found(tmp_path):
    [line] = said(pdf_file(tmp_path, values=("1\N{NO-BREAK SPACE}243", "1\N{NO-BREAK SPACE}300,5")))

    assert line.startswith("digest.pdf: лист 1, диаграмма") and "на диаграмме нет: «1\N{NO-BREAK SPACE}234»" in line


def test_a_label_that_is_not_printed_on_the_chart_is_found(tmp_path):
    [line] = said(pdf_file(tmp_path, labels=(2022, 2024)))

    assert "на диаграмме нет: «2023»" in line
