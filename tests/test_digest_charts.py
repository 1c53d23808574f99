"""The charts of the sample in all three files: the same numbers, each with its table, described."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree, html

from tests.grids import folded, needs_poppler, shown
from tests.test_digest_pages import printed_pages

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def pictures(sample: Path) -> list[etree._Element]:
    """The figures of the page as a browser gets them."""
    return [f for f in html.parse(str(sample / "digest.html")).getroot().iter("figure") if f.find("svg") is not None]


def drawn(figure: etree._Element) -> list[str]:
    return [folded(text.text_content()) for text in figure.iter("text")]


def test_the_sample_has_the_charts_that_its_figures_make(pictures: list[etree._Element]) -> None:
    assert [figure.get("id") for figure in pictures] == ["c-subscribers", "c-incidents"]
    # Read from the reports of 2023: 5 650 + 4 236 are of administrations, 11 200 + 7 521 of heads.
    assert {"9 886", "18 721", "20 357", "1 434", "10 215", "3 697", "4 830"} <= set(drawn(pictures[0]))
    assert drawn(pictures[1])[::2] == ["184", "1 782", "4 829", "6 081", "6 141", "8 331"]
    assert drawn(pictures[1])[1::2] == ["2018", "2019", "2020", "2021", "2022", "2023"]


def test_every_chart_is_referred_to_captioned_described_and_sourced(
    sample: Path, pictures: list[etree._Element]
) -> None:
    tree = html.parse(str(sample / "digest.html")).getroot()
    for number, figure in enumerate(pictures, 1):
        [link] = [a for a in tree.iter("a") if a.get("href") == f"#{figure.get('id')}"]
        assert folded(link.text_content()) == f"рисунок {number}"
        assert folded(figure.findtext("figcaption") or "").startswith(f"Рисунок {number} — ")
        description = folded(figure.find("svg/title").text_content())
        bars = {text for text in drawn(figure) if text.replace(" ", "").isdigit()}
        assert all(text in description for text in bars)
        assert (figure.getnext().get("class"), shown(figure.getnext().text_content())[:10]) == ("source", "Источник: ")


def test_word_has_the_same_numbers_in_a_chart_and_in_its_workbook(sample: Path, pictures: list[etree._Element]) -> None:
    with ZipFile(sample / "digest.docx") as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("word/charts/chart"))
        assert len(names) == len(pictures)
        assert sum(name.startswith("word/embeddings/") for name in archive.namelist()) == len(pictures)
        for name, figure in zip(names, pictures, strict=True):
            root = etree.fromstring(archive.read(name))
            values = [f"{int(v.text):,}".replace(",", " ") for v in root.iterfind(f".//{C}val//{C}v")]
            assert sorted(values) == sorted(t for t in drawn(figure) if t in values)
            labels = {folded(v.text) for v in root.iterfind(f".//{C}cat//{C}v")}
            assert labels <= set(drawn(figure))


def test_paper_prints_every_text_of_a_chart_between_its_finding_and_its_caption(
    sample: Path, pictures: list[etree._Element]
) -> None:
    needs_poppler()
    paper = folded(" ".join(printed_pages(sample / "digest.pdf")))
    for figure in pictures:
        finding, caption = (folded(figure.find(tag).text_content()) for tag in ("p", "figcaption"))
        between = paper.partition(finding)[2].partition(caption)[0]
        assert folded(between) == " ".join(drawn(figure))
