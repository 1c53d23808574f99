"""Rows of text alone are read in one pass; whatever else a row may hold, it is read as any other."""

import pytest
from lxml import etree

from generator.verification import word
from generator.verification.word_rows import W, plain


def row(inside: str, properties: str = "") -> etree._Element:
    """A row with two cells, the second with these runs."""
    first = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>Город</w:t></w:r></w:p></w:tc>"
    cells = first.format(properties) + f"<w:tc><w:p>{inside}</w:p><w:p/></w:tc>"
    return etree.fromstring(f'<w:tr xmlns:w="{W[1:-1]}">{cells}</w:tr>')


def test_texts_spans_and_merges_of_a_row_are_read():
    properties = '<w:tcW w:w="900"/><w:gridSpan w:val="3"/><w:vMerge/>'
    runs = "<w:r><w:t>12 </w:t></w:r><w:hyperlink><w:r><w:rPr><w:b/></w:rPr><w:t> шт. </w:t></w:r></w:hyperlink>"

    cells = [(cell.wide, cell.merge, list(cell.paragraphs)) for cell in plain(row(runs, properties))]

    assert cells == [(3, "continue", ["Город"]), (1, "", ["12  шт.", ""])]


@pytest.mark.parametrize(
    "inside",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>1</w:t></w:r>",
        "<w:del><w:r><w:delText>1</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>1</w:t></w:r></w:moveFrom>",
        "<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>",
        "<w:r><w:noBreakHyphen/></w:r>",
        "<w:r><w:footnoteReference w:id='2'/></w:r>",
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>",
        "<w:fldSimple w:instr='PAGE'><w:r><w:t>1</w:t></w:r></w:fldSimple>",
        "<w:r><w:drawing/></w:r>",
        "<w:sdt><w:sdtContent><w:r><w:t>1</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:ruby><w:rt><w:r><w:t>1</w:t></w:r></w:rt></w:ruby></w:r>",
    ],
)
def test_a_row_with_anything_else_is_not_read_so(inside):
    assert plain(row(inside)) is None


def test_a_file_is_read_alike_with_and_without(word_file, sample, monkeypatch):
    files = (word_file, sample / "digest.docx")
    quick = [word.read(file) for file in files]
    monkeypatch.setattr(word, "plain", lambda row: None)

    assert [word.read(file) for file in files] == quick
