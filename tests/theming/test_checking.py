"""Mistakes of people who make a theme: each is told with its file and line, and what was meant."""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.theming import checking, samples
from generator.theming.flaws import Flaw
from tests.theming.conftest import Broken

pytestmark = pytest.mark.slow

ABOVE = '{% extends "default:digest.html" %}\n{% block cover %}\n'
BELOW = "\n{% endblock %}\n"


def on_cover(line: str) -> dict[str, str | bytes]:
    """A theme that says this on its cover: the third line of its digest.html."""
    return {"digest.html": ABOVE + line + BELOW}


def flaws(folder: Path) -> list[str]:
    """What the check of a theme says."""
    found = checking.check(str(folder), None, None, lambda stage: None)
    return [str(one) for one in found if isinstance(one, Flaw)]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two samples instead of four, and no printing: enough for what is wrong in a template."""
    monkeypatch.setattr(samples, "SAMPLES", (samples.sample, samples.without_data))
    monkeypatch.setattr(checking, "_written", lambda *_: iter(()))
    yield


COVER = "region/digest.html, строка 3: "
NAMES = [
    ("<p>{{ digset.years }}</p>", COVER + "имени «digset» нет. Возможно, «digest»."),
    ("<p>{{ digest.totals }}</p>", COVER + "у «digest» нет «totals»"),
    ("<p>{{ settings.organisation }}</p>", COVER + "у «settings» нет «organisation». Возможно, «organization»."),
    ("<p>{{ digest.tables.goal.title }}</p>", COVER + "у «digest.tables» нет «goal». Возможно, «goals»."),
    ('<p>{{ digest["yeras"] }}</p>', COVER + "у «digest» нет «yeras». Возможно, «years»."),
    (
        "<p>{% for r in digest.regions %}{{ r.municipalities[0].titel }}{% endfor %}</p>",
        COVER + "у «Municipality» нет «titel». Возможно, «title».",
    ),
    ("<p>{% if digest.tables.goals.emtpy %}1{% endif %}</p>", COVER + "у «digest.tables.goals» нет «emtpy»."),
    (
        '<p>{{ digest.reports | map(attribute="munisipality.name") | join }}</p>',
        COVER + "у «Report» нет «munisipality»",
    ),
    ('<p>{{ digest.reports | selectattr("yaer") | list | length }}</p>', COVER + "у «Report» нет «yaer»"),
    ("<p>{% for r in digest.regions %}{{ loop.indx }}{% endfor %}</p>", COVER + "у «loop» нет «indx»."),
    ("<p>{{ digest.years[0] | nubmer }}</p>", COVER + "фильтра «nubmer» нет. Возможно, «number»."),
    ("<p>{{ settings.title | safe }}</p>", COVER + "фильтра «safe» здесь нет: знаки разметки в данных"),
    ("<p>{% if digest.years is evn %}1{% endif %}</p>", COVER + "проверки «evn» нет. Возможно, «even»."),
    ('{% from "macros.html" import gird %}', COVER + "в «macros.html» нет «gird». Возможно, «grid»."),
    ('{% include "sections/cower.html" %}', COVER + "нет шаблона «sections/cower.html»"),
    (
        "{% if settings.title %}<p>x</p>",
        "region/digest.html, строка 4: «{% endblock %}» не на месте: ещё не закрыт «{% if %}».",
    ),
    ("<p>{{ «пример» }}</p>", COVER + "в теге стоит кавычка «: внутри {{ }} и {% %} кавычки прямые"),
    ("<p>{{ digest.years </p>", COVER + "лишнее «/»: закройте перед ним тег, «}}» или «%}»."),
    ("<p>{% if digest.years = 1 %}1{% endif %}</p>", COVER + "ожидается «%}», а стоит «=»: сравнивают двумя такими"),
    ("{% blcok x %}{% endblcok %}", COVER + "тега «blcok» нет. Возможно, «block»."),
    ("<p>{{ 12 | percent(1, true) }}</p>", COVER + "у «percent» столько значений без имени не бывает"),
    ('<p>{{ 2 | plural("год", "года") }}</p>', COVER + "у «plural» не хватает значений: 'many' (на образце)."),
    ("<p>{{ 12 | number(places=1) }}</p>", COVER + "у «number» нет «places»"),
    ('<p>{{ "итого " + 1 }}</p>', COVER + "текст соединяют с числом знаком ~, а не +"),
    ('<p>{{ "абв" | number }}</p>', COVER + "здесь нужно число, а стоит 'абв'"),
    ("<p>{{ digest.reports[0] }}</p>", COVER + "это запись «Report», а не текст"),
    ("<p>{{ 0 / 0 }}</p>", COVER + "деление на ноль (на образце)."),
    ("<p>{{ 1 / 0 }}</p>", COVER + "деление на ноль (на образце)."),
    ("<p>{{ digest.chapters[5].id }}</p>", COVER),
    ("<p>{{ digest.reports[0].passages[0].heading }}</p>", COVER + "у «список» нет «0»"),
    ("{% autoescape false %}{{ settings.title }}{% endautoescape %}", COVER + "{% autoescape %} не бывает"),
]


@pytest.mark.parametrize(("line", "message"), NAMES, ids=[line for line, _ in NAMES])
def test_a_word_that_means_nothing_is_told_with_the_nearest_right_one(region: Broken, quick: None, line, message):
    said = flaws(region(on_cover(line)))

    assert any(one.startswith(message) for one in said), said


MARKUP = [
    ("<b>Итоги</b>", COVER + "элемента <b> на странице не бывает. Возможно, «strong»."),
    ("<blockquote>x</blockquote>", COVER + "элемента <blockquote> на странице не бывает."),
    ('<p class="titel">Итоги</p>', COVER + "класс «titel» не назван в theme.yaml. Возможно, «title»."),
    ('<p class="{{ "x" ~ "yz" }}">Итоги</p>', COVER + "класс «xyz» не назван в theme.yaml."),
    ('<p style="color: red">x</p>', COVER + "у элемента <p> не бывает свойства «style». Вид задают"),
    ('<p onclick="alert(1)">x</p>', COVER + "у элемента <p> не бывает свойства «onclick»."),
    ('<td colspn="2">x</td>', COVER + "у элемента <td> не бывает свойства «colspn». Возможно, «colspan»."),
    ("<p>Ромашка & Ко</p>", COVER + "знак & в разметке пишут как &amp;"),
    ("<p>Итоги", COVER + "разметка не закрыта или нарушена: «<p>Итоги» (не закрыт элемент p)."),
    ("<style>p { color: {{ settings.title }} }</style>", COVER + "данные стоят внутри <style>"),
    ("<p class={{ settings.title }}>x</p>", COVER + "значение «class» без кавычек: пишите class="),
    ("<p class=”lead”>x</p>", COVER + 'значение «class» без прямых кавычек: пишите class="…".'),
    ('<p class="lead>x</p>\n<p class="note">y</p>', COVER + 'кавычка у «class» не закрыта: поставьте " в конце'),
    ('<p class="lead"\n<strong>x</strong></p>', COVER.replace("3", "4") + "тег <p> не закрыт: перед следующим «<»"),
    ("<p {{ settings.title }}>x</p>", COVER + "данные стоят внутри тега <p>, вне значения в кавычках."),
    ('<p><a href="javascript:alert(1)">x</a></p>', COVER + "ссылка «javascript:alert(1)» никуда не ведёт."),
    ('<p><a href="file:///C:/x.exe">x</a></p>', COVER + "ссылка «file:///C:/x.exe» никуда не ведёт."),
    ('<p><a href="{{ settings.title }}">x</a></p>', COVER + "адрес в «href» целиком взят из данных."),
    ('<p><img src="нет.png" alt="x"></p>', COVER + "нет файла «нет.png»."),
    ('<p><img src="../x.png" alt="x"></p>', COVER + "файл «../x.png» лежит вне папки темы."),
    (
        '<p><img src="https://example.org/x.png" alt="x"></p>',
        COVER + "картинка «https://example.org/x.png» лежит вне темы.",
    ),
    ('<p><img src="theme.yaml" alt="x"></p>', COVER + "region/theme.yaml: картинка .yaml не печатается."),
    ('<table><tbody><tr><td colspan="99999999">x</td></tr></tbody></table>', COVER),
    ('<p><a class="number" href="#t-nothing">таблица</a></p>', COVER),
]


@pytest.mark.parametrize(("line", "message"), MARKUP, ids=[line for line, _ in MARKUP])
def test_markup_that_no_page_has_is_told_at_its_line(region: Broken, quick: None, line, message):
    said = flaws(region(on_cover(line)))

    assert any(one.startswith(message) for one in said), said


def test_what_stands_in_a_comment_is_no_markup(region: Broken, quick: None):
    said = flaws(region(on_cover('<!-- <b class="old">{{ settings.title }}</b>\n<img src="нет.png"> -->')))

    assert said == []


LETTERS = [
    ("mail/letter.txt", "{{ letter.salutaton }}", "строка 1: у «letter» нет «salutaton». Возможно, «salutation»."),
    ("mail/letter.html", "{{ chapter.reprot }}", "строка 1: у «chapter» нет «reprot». Возможно, «report»."),
    ("mail/subject.txt", "{{ letter.name | uper }}", "строка 1: фильтра «uper» нет. Возможно, «upper»."),
    ("mail/subject.txt", "{{ chapter.report.year }}", "строка 1: у «ничего» нет «report» (на образце)."),
    ("mail/unused.txt", "{{ digest.years | uper }}", "строка 1: фильтра «uper» нет. Возможно, «upper»."),
    ("mail/letter.html", '<p><img src="x.png"></p>', "элемента <img> в письме не бывает."),
]


@pytest.mark.parametrize(("file", "line", "message"), LETTERS, ids=[line for _, line, _ in LETTERS])
def test_a_mistake_in_a_letter_is_told(region: Broken, quick: None, file: str, line: str, message: str):
    said = flaws(region({file: line}))

    assert any(file in one and message.rstrip(".") in one for one in said), said


def test_a_mistake_in_a_branch_that_no_sample_enters_is_found(region: Broken, quick: None):
    said = flaws(region(on_cover("{% if digest.years[0] == 1900 %}<p>{{ digest.yeras }}</p>{% endif %}")))

    assert said == [COVER + "у «digest» нет «yeras». Возможно, «years»."]


def test_a_mistake_in_a_macro_is_found_by_what_it_is_called_with(region: Broken, quick: None):
    macro = "{% macro line(row) %}{{ row.hed }}{% endmacro %}\n{{ line(digest.tables.goals.rows[0]) }}"

    assert COVER + "у «row» нет «hed». Возможно, «head»." in flaws(region(on_cover(macro)))


def test_an_included_file_is_read_with_the_names_of_its_place(region: Broken, quick: None):
    files = on_cover('{% for chapter in digest.chapters %}{% include "one.html" %}{% endfor %}')
    said = flaws(region({**files, "one.html": "<p>{{ chapter.report.yaer }}</p>\n<p>{{ chaptre.id }}</p>"}))

    assert said[:2] == [
        "region/one.html, строка 1: у «chapter.report» нет «yaer». Возможно, «year».",
        "region/one.html, строка 2: имени «chaptre» нет. Возможно, «chapter».",
    ]


def test_a_file_that_may_be_absent_is_read_when_it_is_there(region: Broken, quick: None):
    files = on_cover('{% if false %}{% include "one.html" ignore missing %}{% endif %}')

    assert flaws(region(files)) == []
    told = "region/one.html, строка 1: у «digest» нет «yeras». Возможно, «years»."
    assert flaws(region({**files, "one.html": "{{ digest.yeras }}"})) == [told]


def test_a_template_that_breaks_only_without_data_is_found(region: Broken, quick: None):
    said = flaws(region(on_cover("<p>{{ digest.key_figures[0].year }}</p>")))

    assert said == [COVER + "у «список» нет «0» (на дайджесте без данных)."]


@pytest.mark.parametrize(
    ("below", "line"),
    [("<p>Вместе</p>", 4), ("\n<!-- ниже -->\n<p>Вместе</p>", 6), ("\n{{ settings.title }}", 5), ("<!-- x -->", 0)],
)
def test_what_stands_outside_the_blocks_of_an_extending_template_is_told(region: Broken, quick: None, below, line):
    said = flaws(region({"digest.html": ABOVE + "{{ super() }}{% endblock %}\n" + below}))

    told = f"region/digest.html, строка {line}: вне блоков этот шаблон ничего не печатает. Перенесите это в блок."
    assert said == ([told] if line else [])


def test_a_template_under_a_name_that_nothing_prints_is_told(region: Broken, quick: None):
    cover = '{% extends "default:sections/cover.html" %}\n{% block issuer %}{% endblock %}'

    parts = {"parts.html": "<p>заготовка</p>", "draft.html": '{% extends "base.html" %}'}
    said = flaws(region({"sections/cover (1).html": cover, **parts}))

    told = "region/sections/cover (1).html, строка 1: этот шаблон никто не печатает: он действует под именем"
    assert said == [f"{told} «sections/cover.html»."]


def test_a_section_that_an_extended_theme_leaves_out_is_no_flaw(region: Broken, quick: None):
    cover = '{% extends "default:sections/cover.html" %}\n{% block issuer %}{% endblock %}'

    assert flaws(region({"theme.yaml": "extends: brief\n", "sections/cover.html": cover})) == []


def test_an_extended_template_is_named_with_its_theme(region: Broken, quick: None):
    [said] = flaws(region({"sections/cover.html": '{% extends "defualt:section/cover.html" %}\n'}))

    assert said.endswith("Возможно, «default:sections/cover.html».")


def test_a_template_that_counts_on_the_topics_of_a_goal_is_found(region: Broken, quick: None):
    said = flaws(region(on_cover("<p>{% for one in digest.chapters %}{{ one.goals[-1].topics[0] }}{% endfor %}</p>")))

    assert said == [COVER + "у «список» нет «0» (на образце)."]


def test_a_mistake_in_an_inherited_block_is_told_in_the_file_where_it_stands(region: Broken, quick: None):
    said = flaws(region({"sections/cover.html": "<p>раз</p>\n<p>{{ digest.yeras }}</p>"}))

    assert said == ["region/sections/cover.html, строка 2: у «digest» нет «yeras». Возможно, «years»."]


def test_a_mistake_of_a_theme_in_the_middle_is_told_in_its_own_file(region: Broken, quick: None, tmp_path: Path):
    middle = tmp_path / "middle"
    (middle / "sections").mkdir(parents=True)
    (middle / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    for folder in (middle, region({"theme.yaml": "extends: middle\n"})):
        (folder / "sections").mkdir(exist_ok=True)
    issuer = '{%% extends "%s:sections/cover.html" %%}\n{%% block issuer %%}\n%s{{ super() }}{%% endblock %%}\n'
    (middle / "sections/cover.html").write_text(issuer % ("default", "\n{{ 1 / 0 }}"), encoding="utf-8")
    (tmp_path / "region/sections/cover.html").write_text(issuer % ("middle", ""), encoding="utf-8")

    assert flaws(tmp_path / "region") == ["middle/sections/cover.html, строка 4: деление на ноль (на образце)."]


CSS = [
    ("p { colour: red }", "region/print.css, строка 2: свойства «colour» нет. Возможно, «color»."),
    ("p { width: 3zz }", "region/print.css, строка 2: значение «3zz» у «width» не годится."),
    ("h1 { color: red;\n\np { margin: 0 }", "region/print.css, строка 2: скобка { отсюда не закрыта"),
    ("p >> q { color: red }", "region/print.css, строка 2: «p >> q» — не селектор"),
    ("p { color: red\n  margin: 0 }", "region/print.css, строка 2: значение «red margin: 0» у «color» не годится."),
    ("p {\n  color red;\n}", "region/print.css, строка 3: не хватает двоеточия или лишний знак"),
    ("p { margin: 0 }\n} h1 { margin: 0 }", "region/print.css, строка 3: «} h1» — не селектор"),
    ("p { margin: 0 }\r\n} h1,\r\nh2 { margin: 0 }", "region/print.css, строка 3: «} h1, h2» — не селектор"),
    ("p { margin: 0 }\ncolor: red;\n", "region/print.css, строка 3: это не правило: пишут «селектор"),
    ("p { margin: 0 }\n/* цвет\nh1 { color: red }", "region/print.css, строка 3: примечание отсюда не закрыто"),
    ('@charset "utf-8";', "region/print.css, строка 2: правила «@charset» печать не знает."),
    ("p { font-family: 'PT Sanz' }", "region/print.css, строка 2: шрифта «PT Sanz» в теме нет. Возможно, «PT Sans»."),
    ("p { font: bold 12pt/1.2 Arial, sans-serif }", "region/print.css, строка 2: шрифта «Arial» в теме нет."),
    (
        "p { background: url(logo.png) }",
        "region/print.css, строка 2: нет файла «logo.png». Положите его в папку {region} или исправьте имя.",
    ),
    (
        "p { background: url('http://x.test/y.png') }",
        "region/print.css, строка 2: «http://x.test/y.png» лежит вне темы.",
    ),
    (
        "p { background: url(file:///etc/hostname) }",
        "region/print.css, строка 2: «file:///etc/hostname» лежит вне темы.",
    ),
    ("@import '//x.test/y.css';", "region/print.css, строка 2: «//x.test/y.css» лежит вне темы."),
    ("p { background: url(%2e%2e/x.png) }", "region/print.css, строка 2: "),
    ("@font-face { font-family: X; src: url(fonts/x.ttf) }", "region/print.css, строка 2: нет файла «fonts/x.ttf»."),
]


@pytest.mark.parametrize(("rule", "message"), CSS, ids=[rule for rule, _ in CSS])
def test_a_style_sheet_says_only_what_is_printed_and_takes_only_what_is_there(
    region: Broken, quick: None, rule, message
):
    folder = region({"print.css": f"/* http://не-адрес */\n{rule}\n"})
    said = flaws(folder)

    assert any(one.startswith(message.replace("{region}", str(folder))) for one in said), said


def test_a_rule_for_which_a_long_digest_is_printed_whole_is_told(region: Broken):
    said = flaws(region({"print.css": "thead th { color: red }\nsection.part + section.part { margin-top: 2mm }\n"}))

    assert said == [
        "region/print.css, строка 2: из-за правила «section.part + section.part» длинный дайджест печатается целиком "
        "и намного дольше. Обойдитесь классом самого элемента, без соседей."
    ]


def test_a_style_sheet_in_another_encoding_is_told_with_its_line(region: Broken, quick: None):
    said = flaws(region({"print.css": "p { margin: 0 }\n/* цвет */\n".encode("cp1251")}))

    assert said == ["region/print.css, строка 2: файл не в кодировке UTF-8. Сохраните его в ней."]


def png(width: int, height: int) -> bytes:
    """The head of a picture of this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
NESTED = "".join(
    f'<g id="a{n}">' + f'<use xlink:href="#a{n - 1}"/>' * 10 + "</g>" if n else '<g id="a0"/>' for n in range(9)
)
PICTURES = [
    ("big.png", png(20_000, 20_000), "в картинке 20000 × 20000 точек, это больше 40 млн"),
    ("text.png", b"not a picture at all", "это не картинка PNG"),
    ("x.eps", b"%!PS-Adobe", "картинка .eps не печатается"),
    ("dtd.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;").encode(), "объявлены сущности"),
    (
        "out.svg",
        SVG.format('<image xlink:href="file:///etc/hostname"/>').encode(),
        "ссылается на «file:///etc/hostname»",
    ),
    ("css.svg", SVG.format("<style>@import 'http://x.test/a.css';</style>").encode(), "стили рисунка ссылаются наружу"),
    ("js.svg", SVG.format("<script>1</script>").encode(), "в рисунке есть «script»"),
    ("use.svg", SVG.format(NESTED + '<use xlink:href="#a8"/>').encode(), "повторяет сам себя больше 1000 раз"),
    ("self.svg", SVG.format('<g id="a"><use xlink:href="#a"/></g>').encode(), "повторяет сам себя"),
]


@pytest.mark.parametrize(("name", "data", "message"), PICTURES, ids=[name for name, _, _ in PICTURES])
def test_a_picture_that_would_break_the_printing_is_refused_by_its_head(
    region: Broken, quick: None, name, data, message
):
    folder = region({**on_cover(f'<p><img src="{name}" alt="Герб"></p>'), name: data})

    said = [one for one in flaws(folder) if message in one]
    assert said and said[0].startswith(COVER + f"region/{name}: "), flaws(folder)


def test_settings_are_told_with_their_line(region: Broken, quick: None):
    face = "{family: X, weight: 400, style: normal, file: fonts/x.ttf}"
    said = flaws(
        region({"theme.yaml": f"extends: default\ntitle: Т\nfonts: [{face}]\nstyles: {{p.motto: Боди Текст}}"})
    )

    assert "region/theme.yaml, строка 3: нет файла «fonts/x.ttf»" in said[0]
    assert any("нет стиля «Боди Текст», а theme.yaml назначает его элементу «p.motto»" in one for one in said)


def test_a_font_packed_for_the_web_is_told_with_its_line(region: Broken, quick: None):
    face = "{family: PT Serif, weight: 400, style: normal, file: fonts/x.woff}"
    folder = region({"theme.yaml": f"extends: default\nfonts:\n- {face}\n", "fonts/x.woff": b"wOFF\0\1\0\0"})

    assert flaws(folder)[0] == "region/theme.yaml, строка 3: «fonts/x.woff» — не шрифт TrueType или OpenType."


def test_a_key_of_styles_that_cannot_be_read_is_told_with_its_line_in_the_theme_that_says_it(
    region: Broken, quick: None, tmp_path: Path
):
    region({"theme.yaml": "extends: default\nstyles:\n  p..x: Body Text\n"})
    (tmp_path / "child").mkdir()
    (tmp_path / "child/theme.yaml").write_text("extends: region\n", encoding="utf-8")

    [said] = flaws(tmp_path / "child")
    assert said.startswith("region/theme.yaml, строка 3: styles: «p..x» не понять.")


def test_a_link_out_of_the_theme_is_told(region: Broken, quick: None, tmp_path: Path):
    folder = region({})
    (tmp_path / "secret.html").write_text("тайна", encoding="utf-8")
    (folder / "x.html").symlink_to(tmp_path / "secret.html")

    assert flaws(folder)[0].startswith("region/x.html: это ссылка за пределы темы")


@pytest.mark.slow
def test_the_default_theme_has_no_flaws():
    assert flaws(Path("default")) == []


def test_every_sample_is_what_it_says():
    assert [len(make().digest.reports) for make in samples.SAMPLES] == [3, 1, 2, 300]
    assert samples.without_data().digest.observations == 0
    longest = max(len(one.municipality.name) for one in samples.awkward().digest.reports)
    assert longest == 80
    assert not re.search("[a-z]{4}", samples.sample().digest.reports[0].municipality.title)


def test_a_document_beside_the_digest_is_checked_too(region: Broken, quick: None):
    head = '{% set each = "municipality" %}\n{% extends "base.html" %}\n{% block body %}\n'
    page = head + "<p>{{ chapter.report.yaer }}</p>{% endblock %}"

    assert flaws(region({"documents/sheet.html": page})) == [
        "region/documents/sheet.html, строка 4: у «chapter.report» нет «yaer». Возможно, «year»."
    ]


def test_what_the_verification_of_a_build_would_refuse_is_told(region: Broken):
    contacts = '<table><tbody><tr><th scope="row">Телефон</th><td>8 (4212) 12-34-56</td></tr></tbody></table>'
    mine = '{% extends "base.html" %}{% block body %}<h1 id="a">Проба</h1><p>x</p>' + contacts + "{% endblock %}"
    sources = '{% extends "default:digest.html" %}{% block sources %}{{ super() }}' + contacts + "{% endblock %}"

    said = flaws(region({"digest.html": sources, "documents/mine.html": mine}))
    told = [one for one in said if "числа «8 (4212) 12-34-56» в сводке нет" in one]
    assert [one.partition(":")[0] for one in told] == ["digest.html", "documents/mine.html"]


@pytest.mark.parametrize(("call", "flawed"), [("", True), (", linked=false", False)])
def test_a_document_without_chapters_prints_a_table_without_links_to_them(region: Broken, call, flawed):
    mine = '{% extends "base.html" %}{% from "macros.html" import grid %}{% block body %}<h1 id="a">Проба</h1>'
    page = f"{mine}{{{{ grid(digest.tables.subscribers{call}) }}}}{{% endblock %}}"

    said = flaws(region({"documents/mine.html": page}))
    assert any("никуда не ведёт: такого id на странице нет" in one for one in said) == flawed
    assert bool(said) == flawed


def test_a_block_sees_what_the_template_above_it_imports(region: Broken, quick: None):
    """As in the guide: a column of one's own, made by a macro that the file above has imported."""
    column = '{% call(line) grid(digest.tables.completeness, "Имя", "label") %}{{ line.head.text }}{% endcall %}'
    page = '{% extends "default:sections/chapters.html" %}\n{% block completeness %}' + column + "{% endblock %}"

    assert flaws(region({"sections/chapters.html": page})) == []
    assert any(
        "имени «gird» нет" in one for one in flaws(region({"sections/chapters.html": page.replace("grid", "gird")}))
    )


def test_the_document_of_a_mailing_is_checked_too(region: Broken, quick: None):
    block = '{% block about %}<p class="odd">{{ mailing.edtion }}</p>{% endblock %}'
    page = f'{{% extends "default:mail/report.html" %}}\n{block}'

    said = flaws(region({"mail/report.html": page}))
    assert any("mail/report.html, строка 2: у «mailing» нет «edtion». Возможно, «edition»" in one for one in said)
    assert any("класс «odd» не назван" in one for one in said)
