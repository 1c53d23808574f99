"""Text of HTML that is read as XML is the tree that the rules of HTML make of it."""

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tinyhtml5

from generator import page
from generator.theme import Theme
from generator.writers import pdf
from generator.writers.engine import markup

ROOT = Path(__file__).parents[2]


def told(root):
    """All of a tree but white space round its body, and what HTML makes of the name space of a drawing."""
    body = next(root.iter("body"))
    body[-1].tail = (body[-1].tail or "").rstrip() or None
    return [
        (
            element.tag,
            len(element),
            {name: value for name, value in element.attrib.items() if "xmlns" not in name},
            *((None, None) if element in (root, body) else (element.text, element.tail)),
        )
        for element in root.iter()
    ]


def by_the_rules(text):
    return tinyhtml5.parse(StringIO(text), namespace_html_elements=False)


def in_a_page(inside):
    return f'<!DOCTYPE html>\n<html lang="ru"><head><title>А &amp; Б</title></head><body>{inside}</body></html>\n'


def test_a_page_is_the_same_tree_either_way() -> None:
    text = (ROOT / "tests" / "data" / "page.html").read_text(encoding="utf-8")
    for printed in (
        pdf.source(page.parse(text), Theme.load("default")),
        in_a_page('<section><p>раз<br>два <img src="a&amp;b.png" alt="1 &gt; 0"></p><hr></section>'),
        in_a_page(
            '<figure><svg xmlns="http://www.w3.org/2000/svg"><title>Т</title><rect width="1"></rect></svg></figure>'
        ),
        in_a_page(
            "<table>\n<colgroup><col><col></colgroup>\n<tbody>\n<tr><td><p>1</p></td><th></th></tr></tbody></table>"
        ),
    ):
        found = markup.as_xml(printed)
        assert found is not None
        assert told(found) == told(by_the_rules(printed))


MOVED = {
    "таблица в абзаце": "<p>до<table><tbody><tr><td>1</td></tr></tbody></table></p>",
    "заголовок в заголовке": "<h2>раз<h3>два</h3></h2>",
    "абзац в выделенном": "<p><strong>раз<span><p>два</p></span></strong></p>",
    "строки без группы": "<table><tr><td>1</td></tr></table>",
    "слова в таблице": "<table>слова<tbody><tr><td>1</td></tr></tbody></table>",
    "слова в строке": "<table><tbody><tr><td>1</td>слова</tr></tbody></table>",
    "ячейка без строки": "<section><td>1</td></section>",
    "пункт в пункте": "<ul><li>раз<li>два</li></li></ul>",
    "ссылка в ссылке": '<a href="#a">раз <em><a href="#b">два</a></em></a>',
    "абзац в таблице": "<table><tbody><p>1</p></tbody></table>",
}
NO_XML = {"не закрыто": "<p>раз<p>два", "имя без значения": "<p hidden>раз</p>"}


@pytest.mark.parametrize("inside", (*MOVED.values(), *NO_XML.values()), ids=(*MOVED, *NO_XML))
def test_what_the_rules_of_html_would_move_is_left_to_them(inside: str) -> None:
    assert markup.as_xml(in_a_page(inside)) is None


@pytest.mark.parametrize("inside", MOVED.values(), ids=MOVED)
def test_the_rules_of_html_would_move_it(inside: str) -> None:
    text = in_a_page(inside)

    assert told(ElementTree.fromstring(text)) != told(by_the_rules(text))
