"""Letters of a theme: what an official reads in the mail, and what a theme cannot put into it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as markup

from generator import rendering
from generator.errors import GeneratorError
from generator.page import words as words_of
from generator.rendering.letters import Enclosed, Letter, Letters, Words
from generator.settings import Settings
from generator.theme import Theme
from generator.theming import samples

SAMPLE = samples.sample()
PDF = Enclosed("Сводный дайджест  за 2023 год - итоги.pdf", 1_200_000, "9f86d081" * 8)
DOCX = Enclosed("digest.docx", 9_799, "2c26b46b" * 8)
FIRST = Letter("Уважаемая Имя Отчество!", files=(PDF, DOCX), answer="press@press.example.ru")
CORRECTED = Letter("Уважаемый глава города!", corrected="2024-03-05")
NBSP = "\N{NO-BREAK SPACE}"


def written(
    letter: Letter, municipality: str = "", theme: str | Path = "default", settings: Settings = SAMPLE.settings
) -> Words:
    return Letters(SAMPLE.digest, settings, Theme.load(str(theme))).words(letter, municipality)


def themed(folder: Path, **files: str) -> Path:
    """A theme that has these files in `mail/`, their dots written as underlines."""
    (folder / "mail").mkdir()
    (folder / "theme.yaml").write_text("extends: default", encoding="utf-8")
    for name, text in files.items():
        (folder / "mail" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def seen(html: str) -> str:
    """What a person reads in the letter, line ends and spaces aside."""
    body = markup.document_fromstring(html).find("body")
    assert body is not None
    return " ".join(plain(" ".join(body.itertext())).split())


def test_a_letter_says_whose_what_and_how_to_check_it() -> None:
    found = written(FIRST, "elovsk")

    assert found.subject == "Сводный дайджест за 2023 год. Информационная политика муниципальных образований"
    assert plain(found.plain) == (
        "Уважаемая Имя Отчество!\n\n"
        "Направляем сводный дайджест «Информационная политика муниципальных образований» за 2023 год. Он составлен "
        "по отчётам пресс-служб 3 муниципальных образований 2 субъектов Российской Федерации.\n\n"
        "Дайджест — черновик: часть показателей ещё не проверена.\n\n"
        "Еловск, 2023 год: 38 860 подписчиков официальных страниц; 1200 обращений жителей отработано за год; "
        "240 пресс-релизов распространено. Просим сверить эти сведения и сообщить, если их нужно уточнить.\n\n"
        "Приложение: 2 файла.\n\n"
        f"1. Сводный дайджест  за 2023 год - итоги.pdf (1,2 МБ)\nSHA-256: {'9f86d081' * 8}\n\n"
        f"2. digest.docx (9,8 КБ)\nSHA-256: {'2c26b46b' * 8}\n\n"
        "По контрольной сумме SHA-256 можно убедиться, что файл дошёл без изменений.\n\n"
        "Вопросы и уточнения просим направлять ответом на это письмо или по адресу press@press.example.ru.\n\n"
        "С уважением,\nНачальник пресс-службы\nРегиональная пресс-служба\n"
    )


def test_a_digest_of_one_region_names_it() -> None:
    digest = replace(SAMPLE.digest, regions=SAMPLE.digest.regions[:1])
    found = Letters(digest, SAMPLE.settings, Theme.load("default")).words(FIRST)

    for text in (found.plain, seen(found.html)):
        assert f"({digest.regions[0].name})." in plain(text)


def test_a_corrected_edition_says_which_one_it_replaces() -> None:
    found = written(CORRECTED)

    assert found.subject.startswith("Исправленное издание: Сводный дайджест за 2023 год.")
    assert plain(found.plain).startswith(
        "Уважаемый глава города!\n\n"
        "Направляем исправленное издание сводного дайджеста взамен направленного 5 марта 2024 г. "
        "Просим пользоваться только файлами, приложенными к этому письму.\n\n"
        "Дайджест «Информационная политика муниципальных образований» за 2023 год составлен по отчётам"
    )


def test_who_has_no_municipality_and_no_files_gets_no_empty_places() -> None:
    found = written(Letter("Уважаемые коллеги!"))

    assert "Еловск" not in found.plain
    assert "Приложение" not in found.plain + found.html
    assert "\n\n\n" not in found.plain


def test_a_letter_that_nobody_signs_has_no_closing_words() -> None:
    found = written(Letter("Уважаемые коллеги!"), settings=Settings())

    assert "С уважением" not in plain(found.plain) + seen(found.html)


def test_a_recipient_sees_the_newest_chapter_of_their_own_municipality_alone() -> None:
    found = written(FIRST, "beregov")

    assert "более 12 пресс-релизов" in plain(found.plain)
    assert "Еловск" not in found.plain + found.html


@pytest.mark.parametrize("letter", [FIRST, CORRECTED, *samples.LETTERS])
def test_the_letter_to_look_at_says_the_same(letter: Letter) -> None:
    found = written(letter, "elovsk")
    # Four digits are grouped in the table of the one and not in the sentence of the other.
    said, shown = (
        set(re.findall(r"[\w.@-]+", re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)))
        for text in (plain(found.plain), seen(found.html))
    )

    assert {word.strip(".") for word in said} - {"1", "2", "3", "4"} <= {word.strip(".") for word in shown}


def test_data_are_escaped_in_html_and_stay_as_they_are_in_a_text() -> None:
    signs = "<b>Ромашка & Ко</b> {{ 7*7 }}"
    found = written(Letter(signs), settings=Settings(title=signs))

    assert signs in found.plain
    assert signs in found.subject
    assert "&lt;b&gt;Ромашка &amp;" in found.html
    assert signs in seen(found.html)


def test_files_keep_their_names_and_text_gets_its_no_break_spaces() -> None:
    found = written(FIRST)

    assert PDF.name in found.plain
    assert PDF.name in found.html
    assert f"за{NBSP}2023" in found.plain
    assert f"3{NBSP}муниципальных" in found.plain
    assert f"за{NBSP}2023" in markup.document_fromstring(found.html).text_content()


def test_the_letters_of_a_mailing_do_not_depend_on_one_another() -> None:
    letters = Letters(SAMPLE.digest, SAMPLE.settings, Theme.load("default"))
    first = letters.words(FIRST, "elovsk")
    letters.words(CORRECTED, "beregov")

    assert letters.words(FIRST, "elovsk") == first == written(FIRST, "elovsk")


@pytest.mark.parametrize(
    ("size", "volume"),
    [
        (0, "0 байт"),
        (1, "1 байт"),
        (999, "999 байт"),
        (1000, "1 КБ"),
        (9_799, "9,8 КБ"),
        (345_678, "346 КБ"),
        (1_158_291, "1,2 МБ"),
        (25_000_000, "25 МБ"),
    ],
)
def test_a_size_is_said_as_people_say_it(size: int, volume: str) -> None:
    assert plain(Enclosed("a", size, "").volume) == volume


# A theme of one's own


def test_a_theme_changes_one_block_and_keeps_the_rest(tmp_path: Path) -> None:
    theme = themed(
        tmp_path,
        letter_txt='{% extends "default:mail/letter.txt" %}{% block signature %}С уважением, отдел{% endblock %}',
        letter_html='{% extends "default:mail/letter.html" %}{% block signature %}<p>Отдел</p>{% endblock %}',
        subject_txt='{% extends "default:mail/subject.txt" %}{% block subject %}Итоги: {{ super() }}{% endblock %}',
    )
    found = written(FIRST, theme=theme)

    assert found.subject.startswith("Итоги: Сводный дайджест за 2023")
    assert found.plain.endswith("press@press.example.ru.\n\nС" + NBSP + "уважением, отдел\n")
    assert seen(found.html).endswith(". Отдел")


@pytest.mark.parametrize("name", ["brief", "bulletin"])
def test_the_other_themes_inherit_the_letters(name: str) -> None:
    assert written(FIRST, "elovsk", theme=name) == written(FIRST, "elovsk")


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("letter_txt", "{{ letter.nam }}", "mail/letter.txt, строка 2: у «Letter» нет «nam». Возможно, «name»."),
        ("subject_txt", "{{ leter }}", "mail/subject.txt, строка 2: имени «leter» нет."),
        ("letter_html", "{% if %}", "mail/letter.html, строка 2: ожидается значение, а стоит «%}»."),
        ("letter_txt", "{{ letter.__class__ }}", "mail/letter.txt, строка 2: «__class__» шаблону недоступно."),
        ("letter_txt", '{{ letter.name.join(["a" * 999999] * 9) }}', "mail/letter.txt"),
        ("letter_html", '{% include "../../secret" %}', "нет шаблона «../../secret»"),
        ("letter_txt", "{% for n in range(1000001) %}{% endfor %}", "range: больше 1000000 чисел"),
        ("letter_txt", '{{ "а" * 300000 }}', f"письмо длиннее 200{NBSP}000{NBSP}знаков: шаблон не останавливается"),
        ("letter_html", "", "письмо пустое. Верните в шаблон его текст."),
    ],
)
def test_a_mistake_in_a_letter_is_told_with_its_place(file: str, line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(GeneratorError) as caught:
        written(FIRST, "elovsk", theme=themed(tmp_path, **{file: f"\n{line}"}))

    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<img src="https://example.ru/pixel.gif">', "элемента <img> в письме не бывает"),
        ("<script>alert(1)</script>", "элемента <script> в письме не бывает"),
        ("<form><input></form>", "элемента <form> в письме не бывает"),
        ("<svg></svg>", "элемента <svg> в письме не бывает"),
        ('<iframe src="x"></iframe>', "элемента <iframe> в письме не бывает"),
        ('<link rel="stylesheet" href="https://example.ru/x.css">', "элемента <link> в письме не бывает"),
        ('<p onclick="x()">П</p>', "свойства «onclick» в письме не бывает"),
        ('<td background="https://example.ru/x.png">П</td>', "свойства «background» в письме не бывает"),
        ('<meta http-equiv="refresh" content="0;url=https://example.ru">', "свойства «http-equiv» в письме не бывает"),
        ('<p style="background: url(https://example.ru/x)">П</p>', "в стилях письма не бывает url()"),
        ('<p style="background: u\\72l(//e.ru/x)">П</p>', "в стилях письма не бывает url()"),
        ("<style>@import 'https://example.ru/x.css';</style>", "в стилях письма не бывает url()"),
        ('<a href="javascript:alert(1)">П</a>', "ссылка «javascript:alert(1)» ведёт не на https://"),
        ('<a href="http://example.ru/">П</a>', "ведёт не на https://"),
        ('<a href="{{ letter.answer }}">П</a>', "ведёт не на https://"),
    ],
)
def test_a_letter_has_nothing_that_fetches_runs_or_follows(html: str, told: str, tmp_path: Path) -> None:
    theme = themed(tmp_path, letter_html=f"<html><body><table><tr>{html}</tr></table></body></html>")

    with pytest.raises(GeneratorError) as caught:
        written(FIRST, theme=theme)

    assert str(caught.value).startswith(f"Тема «{tmp_path.name}»: шаблон mail/letter.html: ")
    assert told in str(caught.value)


def test_a_page_that_takes_in_a_text_escapes_it_even_after_letters_were_made(tmp_path: Path) -> None:
    """What is compiled for a text, where nothing is escaped, is never what a page is made of."""
    theme = Theme.load(str(themed(tmp_path, letter_txt="{{ settings.title }}", part_txt="{{ settings.title }}")))
    (tmp_path / "digest.html").write_text(
        '<html lang="ru"><head><title>Т</title></head><body><p>{% include "mail/letter.txt" %}</p></body></html>',
        encoding="utf-8",
    )
    settings = Settings(title="<strong>жирно</strong>")
    assert written(FIRST, theme=tmp_path, settings=settings).plain == "<strong>жирно</strong>\n"

    page = rendering.render(SAMPLE.digest, settings, theme)

    assert words_of(page.body).strip() == "<strong>жирно</strong>"
    assert written(FIRST, theme=tmp_path, settings=settings).plain == "<strong>жирно</strong>\n"


def test_five_thousand_letters_count_each_for_itself(tmp_path: Path) -> None:
    theme = themed(tmp_path, letter_txt="{% for n in range(300000) if n == 7 %}{{ n }}{% endfor %}")
    letters = Letters(SAMPLE.digest, SAMPLE.settings, Theme.load(str(theme)))

    assert [letters.words(FIRST).plain for _ in range(4)] == ["7\n"] * 4


def test_a_letter_that_extends_its_own_name_is_told_so(tmp_path: Path) -> None:
    theme = themed(tmp_path, letter_html='{% extends "mail/letter.html" %}{% block signature %}Мы{% endblock %}')

    with pytest.raises(GeneratorError, match=r"mail/letter\.html.*сам себя"):
        written(FIRST, theme=theme)
