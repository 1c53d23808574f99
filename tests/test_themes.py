"""The themes `brief` and `bulletin`: small, and sound in Word and PDF."""

from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pypdfium2.raw
import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from generator import making, pipeline, reading, rendering
from generator.pipeline import Options
from generator.theme import Theme
from generator.writers import cutting, pdf

ROOT = Path(__file__).resolve().parents[1]
THEMES = ROOT / "templates"


@pytest.fixture(scope="module", params=["brief", "bulletin"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A theme and the sample digest in it, verified as every build."""
    folder = tmp_path_factory.mktemp(request.param)
    pipeline.build(Options(ROOT / "input", folder, theme=request.param, formats=("docx", "pdf", "html")))
    return request.param, folder


def test_a_word_file_of_the_theme_is_valid(made: tuple[str, Path]) -> None:
    found = OpenXmlValidator().validate(str(made[1] / "digest.docx"))

    assert not found.errors


def test_the_theme_is_small() -> None:
    for name, lines in (("brief", 50), ("bulletin", 75)):
        files = [f for f in (THEMES / name).rglob("*") if f.suffix in (".html", ".css", ".yaml")]

        assert sum(len(file.read_text("utf-8").splitlines()) for file in files) <= lines


@pytest.mark.parametrize("name", ["default", "brief", "bulletin"])
def test_a_long_digest_of_the_theme_can_be_printed_by_parts(name: str) -> None:
    material, theme = reading.read(ROOT / "input"), Theme.load(name)
    page = rendering.render(making.consolidated(material), material.settings, theme)

    assert not cutting.crosses(pdf.styles(page, theme), page.body)


@pytest.mark.parametrize("year", [None, 2016, 2020, 2023])
def test_a_brief_is_at_most_two_pages_with_one_table_and_at_most_one_chart(year: int | None, tmp_path: Path) -> None:
    pipeline.build(Options(ROOT / "input", tmp_path, year=year, theme="brief", formats=("pdf", "docx")))

    assert len(pypdfium2.PdfDocument(tmp_path / "digest.pdf")) <= 2
    captions = [p.text for p in Document(str(tmp_path / "digest.docx")).paragraphs if p.style.name == "caption"]
    assert len(captions) <= 1


def test_the_stories_of_a_bulletin_stand_in_two_columns_on_paper_and_whole_in_word(tmp_path: Path) -> None:
    pipeline.build(Options(ROOT / "input", tmp_path, year=2016, theme="bulletin", formats=("pdf", "docx")))
    sheet = pypdfium2.PdfDocument(tmp_path / "digest.pdf")[1]
    text = sheet.get_textpage()
    middle = sheet.get_width() / 2
    boxes = [text.get_rect(n) for n in range(text.count_rects())]

    # Left of the gutter and right of it there are lines at one height.
    left = [box for box in boxes if box[2] < middle + 10 and box[2] - box[0] > 60]
    right = [box for box in boxes if box[0] > middle]
    assert any(abs(a[1] - b[1]) < 2 for a in left for b in right)
    words = "\n".join(p.text for p in Document(str(tmp_path / "digest.docx")).paragraphs)
    assert "Что сделано в" in words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_picture_of_a_bulletin_is_in_all_files(tmp_path: Path) -> None:
    pipeline.build(Options(ROOT / "input", tmp_path, theme="bulletin", formats=("pdf", "docx", "html")))

    assert [name for name in ZipFile(tmp_path / "digest.docx").namelist() if name.endswith(".png")] != []
    assert (tmp_path / "digest.html").read_text("utf-8").count("data:image/png;base64") == 1
    images = [o for o in pypdfium2.PdfDocument(tmp_path / "digest.pdf")[0].get_objects() if o.type == 3]
    assert len(images) == 1


def test_the_band_of_a_heading_is_as_wide_as_the_text_on_paper_as_in_word(tmp_path: Path) -> None:
    pipeline.build(Options(ROOT / "input", tmp_path, year=2016, theme="bulletin", formats=("pdf",)))

    sheet = pypdfium2.PdfDocument(tmp_path / "digest.pdf")[1]
    bands = [o.get_bounds() for o in sheet.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
    [(left, _, right, _), *_] = [box for box in bands if box[3] - box[1] > 20 and box[2] - box[0] > 100]
    assert left * 25.4 / 72 == pytest.approx(30, abs=0.5)
    assert right * 25.4 / 72 == pytest.approx(195, abs=0.5)
