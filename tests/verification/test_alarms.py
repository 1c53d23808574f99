"""Nothing is told of files that are right, however hard their texts are to set."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import making, page, reading, rendering
from generator.theme import Theme
from generator.verification import of_files
from generator.writers import docx, pdf

NBSP = "\N{NO-BREAK SPACE}"
LONG = (
    "Развивать информационно-разъяснительное взаимодействие администрации с муниципальными средствами массовой печати; "
)
ROOT = Path(__file__).parents[2]
THEME = Theme.load("default")


def rows(number: int, cell: str) -> str:
    return "".join(
        f'<tr class="unit"><th scope="row">Муниципальное образование «Краснознамённо-Октябрьское», {i}</th>'
        f'<td>{i * 1000}</td><td class="text">{cell}</td></tr>'
        for i in range(number)
    )


def table(number: int, cell: str) -> str:
    return (
        '<table id="t"><caption>Таблица 1 — Большая</caption>'
        '<colgroup><col class="w-name"><col class="w-num"><col></colgroup>'
        '<thead><tr><td></td><th scope="colgroup" colspan="2" class="over">Всё</th></tr>'
        '<tr><th scope="col">Город</th><th scope="col">Число</th><th scope="col" class="text">Текст</th></tr></thead>'
        f"<tbody>{rows(number, cell)}</tbody>"
        '<tfoot><tr class="total"><th scope="row">Итого</th><td>1</td><td>2</td></tr></tfoot>'
        "</table>"
    )


HARD = {
    "names with signs of markup": f"<p>ООО «Ромашка» &lt;тест&gt; &amp; Ко, 5{NBSP}000{NBSP}рублей, и/или</p>",
    "a goal of 1 500 signs": f"<ol>{''.join(f'<li>{LONG * 13}</li>' for _ in range(8))}</ol>",
    "a table over many sheets": table(70, "коротко"),
    "long cells": table(6, LONG * 8),
    "a table without heading cells": "<table><tbody><tr><td>Телефон</td><td>8 (421) 12-34</td></tr></tbody></table>",
    "a landscape section": f'<p>До</p><section class="landscape"><h2>Альбом</h2>{table(40, LONG)}</section><p>Ещё</p>',
    "footnotes at the foot of many sheets": "<p>"
    + " ".join(f'слово{i}<span class="footnote">Сноска {i}: <em>о</em>{NBSP}жителях.</span>' for i in range(60))
    + "</p>",
    "a footnote within a table": table(3, 'слово<span class="footnote">Пояснение.</span>'),
    "a word without an end": f"<p>{'непрерывноесловобезпробелов' * 12}</p>",
    "an address": "<p>Сайт https://example.org/длинный/что-не-помещается-в-строку/и-переносится?a=1&amp;b=2</p>",
    "signs that no font has": "<p>Конец 😀 и 漢字</p>",
    "signs without a picture": "<p>мягкий&#173;знак, нулевой&#8203;пробел, узкий&#8239;пробел, дефис&#8209;связка</p>",
    "nested lists": "<ul><li>раз<ul><li>вложенный</li><li>второй</li></ul></li><li>два</li></ul>"
    "<ol><li>первый<ol><li>под первым</li></ol></li><li>второй</li></ol><ol><li>снова первый</li></ol>",
    "paragraphs over sheets": f"<p>{LONG * 60}</p>" * 3,
    "line breaks and raised signs": "<p>Первая<br>вторая<sup>2)</sup> и<strong> а</strong> <em>и</em></p><p>&nbsp;</p>",
    "a chart of fractions": '<figure><chart kind="bars" unit="часов" alt="Часы эфира: 8 247,3 и 0,1">'
    f'<series label="Эфир"><point label="Липов" value="8247.3">8{NBSP}247,3</point>'
    '<point label="Еловск" value="0.1">0,1</point></series></chart></figure>',
    "a chart of one number format": '<figure><chart kind="bars" unit="часов" alt="Часы эфира: 7,50 и 0,25">'
    '<series label="Эфир"><point label="Липов" value="7.50">7,50</point>'
    '<point label="Еловск" value="0.25">0,25</point><point label="Осинск" value="">нет данных</point>'
    "</series></chart></figure>",
    "two headings alike": "<h2>Одно</h2><p>Текст</p><h2>Одно</h2><p>Текст</p><h2>Одно</h2>",
    "two tables without a caption": f"{table(2, 'а').replace('<caption>Таблица 1 — Большая</caption>', '')}"
    + table(2, "а").replace("<caption>Таблица 1 — Большая</caption>", "").replace('id="t"', 'id="u"'),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_give_no_false_alarm(name, both):
    assert both(HARD[name]) == []


def test_the_sample_is_the_same_in_word_and_pdf_and_its_figures_are_explained(sample):
    """`build` has verified it, or it would not be there."""
    assert {file.name for file in sample.iterdir()} >= {"digest.docx", "digest.pdf"}


def test_a_document_that_another_program_has_saved_anew_differs_in_what_that_program_lost(sample, tmp_path):
    """LibreOffice writes another XML of its own: what is read is the document, not our way of writing it."""
    if shutil.which("soffice") is None:
        pytest.skip("soffice (LibreOffice) is not installed")
    (tmp_path / "output").mkdir()
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "output"]
    subprocess.run([*command, sample / "digest.docx"], capture_output=True, check=True, timeout=120)
    material = reading.read(ROOT / "input")
    made = rendering.render(making.consolidated(material), material.settings, THEME)

    found = list(of_files(made, THEME, [tmp_path / "output" / "digest.docx"]))

    # What LibreOffice really loses: the workbook of a chart and its description, the descriptions of tables.
    lost = [one for one in found if "книга Excel" in one.place or "в Word «»" in one.what]
    assert len(lost) == 5 and all("диаграмма «" in one.place for one in lost)
    assert all("описание для чтения вслух" in one.place for one in found if one not in lost)


# Small pages of any words: what is written is read back.

LETTERS = st.sampled_from([*"абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЯabcxyz0123456789", *" -–—.,;:()«»%№/<>&\"'"])
WORDS = st.text(st.one_of(LETTERS, st.sampled_from([NBSP, " "])), min_size=1, max_size=120).filter(
    lambda text: text.strip(f" {NBSP}")
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def block(kind: str, texts: list[str]) -> str:
    first, *others = map(escaped, texts)
    match kind:
        case "p" | "h2" | "h3" | "h4":
            return f"<{kind}>{first}</{kind}>"
        case "ul" | "ol":
            return f"<{kind}>{''.join(f'<li>{text}</li>' for text in (first, *others))}</{kind}>"
        case "inline":
            return f"<p>{first} <strong>{others[0]}</strong> <em>{others[1]}</em><br>{first}</p>"
        case "footnote":
            note = others[0].strip(NBSP)  # its number and a space stand before it, and swallow one of its own
            return f'<p>{first}<span class="footnote">{note}</span> {others[1]}</p>'
        case _:
            cells = "".join(f"<td>{text}</td>" for text in others)
            head = '<th scope="col">а</th>' * 3
            return (
                f"<table><caption>{first}</caption><thead><tr>{head}</tr></thead>"
                f'<tbody><tr><th scope="row">{first}</th>{cells}</tr></tbody></table>'
            )


BLOCKS = st.tuples(
    st.sampled_from(["p", "h2", "h3", "ul", "ol", "inline", "footnote", "table"]),
    st.lists(WORDS, min_size=3, max_size=3),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=6))
def test_any_small_page_is_the_same_in_both_files(blocks, tmp_path):
    body = "".join(block(*one) for one in blocks)
    made = page.parse(
        f'<html lang="ru"><head><title>Т</title></head><body><section class="part">{body}</section></body></html>'
    )
    files = [tmp_path / "digest.docx", tmp_path / "digest.pdf"]
    docx.write(made, THEME, files[0])
    pdf.write(made, THEME, files[1])

    assert [str(difference) for difference in of_files(made, THEME, files)] == []
