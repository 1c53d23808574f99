import pytest
from lxml import etree

from generator import page
from generator.errors import GeneratorError


def html(body, head="<title>Дайджест</title>"):
    lines = ("<!DOCTYPE html>", '<html lang="ru">', "<head>", '<meta charset="utf-8">', head, "</head>", "<body>", body)
    return "\n".join((*lines, "</body>", "</html>"))


def test_a_page_knows_its_title_author_date_and_mark():
    parsed = page.parse(
        html(
            "<p>Текст</p>",
            '<title>Дайджест</title><meta name="author" content="Пресс-служба">'
            '<meta name="dcterms.created" content="2024-03-01"><meta name="mark" content="ЧЕРНОВИК">'
            '<meta name="running" content="Сводка">',
        )
    )

    assert (parsed.title, parsed.author, parsed.created) == ("Дайджест", "Пресс-служба", "2024-03-01")
    assert (parsed.mark, parsed.running, parsed.language) == ("ЧЕРНОВИК", "Сводка", "ru")


def test_the_running_title_is_the_title_unless_another_is_given():
    assert page.parse(html("<p>Текст</p>")).running == "Дайджест"


def test_elements_without_an_end_tag_may_be_written_either_way():
    body = page.parse(
        html('<p>Раз<br>два<br/>три</p><hr class="page-break"><table><colgroup><col><col></colgroup></table>')
    ).body

    assert [element.tag for element in body.iter()] == [
        "body",
        "p",
        "br",
        "br",
        "hr",
        "table",
        "colgroup",
        "col",
        "col",
    ]


def test_named_entities_of_html_are_read_and_those_of_xml_stay_escaped():
    paragraph = page.parse(html("<p>5&nbsp;%&mdash;&laquo;a&raquo; &lt;b&gt; &amp;</p>")).body.find("p")

    assert paragraph.text == "5\N{NO-BREAK SPACE}%—«a» <b> &"


def test_an_unknown_element_is_an_error_with_its_name_and_line():
    with pytest.raises(GeneratorError, match=r"строка 9: элемента «marquee» нет в словаре"):
        page.parse(html("<p>Раз</p>\n<marquee>два</marquee>"))


@pytest.mark.parametrize("attribute", ['style="color:red"', 'onclick="x()"', 'align="right"'])
def test_the_look_and_scripts_have_no_place_in_the_page(attribute):
    with pytest.raises(GeneratorError, match=f"не бывает свойства «{attribute.partition('=')[0]}»"):
        page.parse(html(f"<p {attribute}>Текст</p>"))


@pytest.mark.parametrize("link", ["", 'href=""', 'href="/etc/passwd"', 'href="javascript:a()"', 'href="https://a b"'])
def test_a_link_leads_to_an_address_or_to_a_place_of_the_page(link):
    with pytest.raises(GeneratorError, match=r"ссылка «.*» никуда не ведёт"):
        page.parse(html(f"<p><a {link}>Текст</a></p>"))


@pytest.mark.parametrize("span", ["0", "01", "-1", "1.5", "٢", "64", ""])
def test_a_span_is_a_number_of_columns_that_a_table_can_have(span):
    with pytest.raises(GeneratorError, match=r"colspan=«.*», а нужно целое число"):
        page.parse(html(f'<table><tbody><tr><td colspan="{span}">1</td></tr></tbody></table>'))


def test_an_unclosed_element_is_an_error_with_its_line_and_text():
    with pytest.raises(GeneratorError, match=r"строка 9: .*Раз</section>"):
        page.parse(html("<section>\n<p>Раз</section>"))


def test_a_page_without_a_title_is_refused():
    with pytest.raises(GeneratorError, match="title"):
        page.parse(html("<p>Текст</p>", head=""))


def test_a_page_cannot_pull_in_a_file_through_an_entity():
    text = html("<p>&secret;</p>").replace(
        "<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    )

    with pytest.raises(GeneratorError):
        page.parse(text)


@pytest.mark.parametrize(
    ("asked", "chapters", "named"),
    [("short", 60, True), ("short", 61, False), ("numbered", 61, True), ("plain", 1, False)],
)
def test_pages_of_a_long_document_are_named_only_when_asked_for(asked, chapters, named):
    meta = f'<meta name="contents" content="{asked}"/>'
    body = '<nav class="toc"><p>Содержание</p></nav>' + '<section class="chapter"><p>Глава</p></section>' * chapters

    made = page.parse(f"<html><head><title>Т</title>{meta}</head><body>{body}</body></html>")

    assert made.paginated is named


def test_a_chapter_of_another_class_too_is_a_chapter():
    body = '<section class="chapter wide"><p>Глава</p></section>' * 61

    assert page.parse(html(body)).long


def test_a_page_that_was_put_aside_comes_back_as_it_was():
    text = (
        '<!DOCTYPE html>\n\n<html lang="ru"><head><title>Край</title></head>\n<body>\n'
        '<p title="«а» &amp; &lt;б&gt; &quot;в&quot;">Слова\u00a0и <strong>ещё</strong> <em>слова</em><br>,'
        "\n «так» &amp;&lt;</p>\n<ul><li>раз</li> <li>два</li></ul></body></html>"
    )
    whole, aside = page.parse(text), page.parse(text)

    aside.put_aside()
    aside.put_aside()

    assert etree.tostring(aside.root) == etree.tostring(whole.root)
    assert [one.sourceline for one in aside.root.iter()] == [one.sourceline for one in whole.root.iter()]
    assert aside.root is aside.root and (aside.title, aside.language) == ("Край", "ru")
