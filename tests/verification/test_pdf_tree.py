"""A structure tree says the same however its objects are laid in the file (ISO 32000-2, 7.3.10)."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from generator.writers import pdf


@pytest.fixture(scope="module")
def whole_pdf(theme, whole, tmp_path_factory) -> Path:
    """The page with every element as a PDF."""
    file = tmp_path_factory.mktemp("tree") / "digest.pdf"
    pdf.write(whole, theme, file)
    return file


def elements(file: Pdf) -> list[pikepdf.Object]:
    """The elements of the structure tree."""
    return [one for one in file.objects if isinstance(one, Dictionary) and Name.S in one and Name.P in one]


def apart(file: Pdf) -> int:
    """Kids and attributes as objects of their own."""
    found = [
        (element, key)
        for element in elements(file)
        for key in (Name.K, Name.A)
        if isinstance(element.get(key), (Array, Dictionary)) and not element[key].is_indirect
    ]
    for element, key in found:
        element[key] = file.make_indirect(element[key])
    return len({key for _, key in found}) - 1  # kids and attributes


def single(file: Pdf) -> int:
    """The only kid without an array."""
    found = [e for e in elements(file) if isinstance(e.get(Name.K), Array) and len(e.K) == 1]
    for element in found:
        element.K = element.K[0]
    return len(found)


def revised(file: Pdf) -> int:
    """Attributes with the number of a revision (14.7.6.3)."""
    found = [element for element in elements(file) if Name.A in element]
    for element in found:
        element.A = Array([*(element.A if isinstance(element.A, Array) else [element.A]), 0])
    return len(found)


def wide(file: Pdf) -> int:
    """Alternative texts in UTF-16 (7.9.2.2)."""
    found = [element for element in elements(file) if Name.Alt in element]
    for element in found:
        element.Alt = pikepdf.String(b"\xfe\xff" + str(element.Alt).encode("utf-16-be"))
    return len(found)


@pytest.mark.parametrize("change", [apart, single, revised, wide])
def test_the_same_tree_in_other_objects_is_read_the_same(change, whole_pdf, compared, tmp_path):
    file = tmp_path / "digest.pdf"
    with Pdf.open(whole_pdf) as original:
        assert change(original) > 0
        original.save(file)

    assert compared(file) == []


def test_a_span_that_the_attributes_do_not_tell_is_missed(whole_pdf, compared, tmp_path):
    file = tmp_path / "digest.pdf"
    with Pdf.open(whole_pdf) as original:
        spanning = next(element for element in elements(original) if "/ColSpan" in str(element.get(Name.A)))
        del spanning.A
        original.save(file)

    assert any("соединены иначе" in line for line in compared(file))
