import pytest
from lxml import etree

from generator.errors import GeneratorError
from generator.writers import ooxml


@pytest.mark.parametrize("wrong", ["\0", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_forbids_is_an_error_and_is_not_dropped(wrong):
    with pytest.raises(GeneratorError, match=f"U.{ord(wrong):04X}.*Уберите его"):
        ooxml.run(f"до{wrong}после")


@pytest.mark.parametrize("text", ["а < б & \"в\" > 'г'", "\xa0—\u2011\t\n", "]]>", "𝟛 \x85"])
def test_any_other_text_comes_back_as_it_was(text):
    xml = f'<w:p xmlns:w="w">{ooxml.run(text)}</w:p>'

    assert etree.fromstring(xml).findtext(".//{w}t") == text


def test_text_in_an_attribute_cannot_leave_it():
    alt = 'схема "А" <b/>'
    xml = f'<w:p xmlns:w="w" xmlns:r="r">{ooxml.picture("rId1", 1, "1", alt, 10, 10)}</w:p>'
    described = etree.fromstring(xml).xpath("//@descr")

    assert described == [alt, alt]
