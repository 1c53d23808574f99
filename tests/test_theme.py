import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from generator import consolidation, indicators, rendering
from generator.errors import GeneratorError
from generator.page import words
from generator.settings import Settings
from generator.theme import Theme

SMALL = """
title: Проба
styles: {p: Body Text, "table.small   p.value": Ключевое число}
columns: {w-name: 39, w-half: 9.5}
fonts: [{family: PT Sans, weight: 700, style: normal, file: fonts/a.ttf}]
"""


def theme(folder: Path, text: str = SMALL) -> Theme:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.yaml").write_text(text, encoding="utf-8")
    return Theme.load(str(folder))


def test_a_theme_is_read_from_its_folder(tmp_path):
    small = theme(tmp_path / "regional")

    assert (small.name, small.title, small.folders) == ("regional", "Проба", (tmp_path / "regional",))
    assert small.columns == {"w-name": Decimal(39), "w-half": Decimal("9.5")}
    assert small.styles == {"p": "Body Text", "table.small p.value": "Ключевое число"}
    [face] = small.fonts
    assert (face.family, face.weight, face.style, face.file) == ("PT Sans", 700, "normal", "fonts/a.ttf")


def test_a_name_is_looked_for_in_templates_of_the_current_folder_before_the_programs_own(tmp_path, monkeypatch):
    own = Theme.load("default")
    theme(tmp_path / "templates" / "default")
    monkeypatch.chdir(tmp_path)

    assert Theme.load("default").title == "Проба"
    assert own.folders == (Path(__file__).parents[1] / "templates" / "default",)


def test_a_folder_without_settings_does_not_hide_a_theme_of_that_name(tmp_path, monkeypatch):
    (tmp_path / "default").mkdir()
    monkeypatch.chdir(tmp_path)

    assert Theme.load("default").title == "Сводный дайджест"


def test_an_unknown_theme_is_an_error_that_names_the_known_ones():
    with pytest.raises(GeneratorError, match=r"Темы «defalt» нет.*Есть темы: .*default"):
        Theme.load("defalt")


def test_an_unknown_theme_by_its_full_path_names_the_place_once(tmp_path):
    with pytest.raises(GeneratorError) as told:
        Theme.load(str(tmp_path / "own"))

    said = str(told.value)
    assert f"файла theme.yaml нет в папке {tmp_path / 'own'}. Есть темы" in said
    assert said.count(str(tmp_path / "own")) == 2  # as it was named, and as it was looked for


def test_every_font_of_the_default_theme_is_in_its_folder():
    default = Theme.load("default")

    assert all(default.path(face.file).stat().st_size > 100_000 for face in default.fonts)
    assert "ParaType" in default.path("fonts/LICENSE.txt").read_text(encoding="utf-8")


def test_a_missing_file_is_an_error_naming_file_and_theme(tmp_path):
    small = theme(tmp_path / "regional")

    with pytest.raises(GeneratorError, match=r"Тема «regional»: нет файла «chart\.png»"):
        small.path("chart.png")


@pytest.mark.parametrize("name", ["../secret.txt", "{root}/secret.txt", "link.txt", "link/secret.txt"])
def test_a_file_outside_the_theme_is_refused_by_dots_by_full_name_and_by_link(tmp_path, name):
    small = theme(tmp_path / "regional")
    (tmp_path / "secret.txt").write_text("тайна", encoding="utf-8")
    (tmp_path / "regional" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "regional" / "link").symlink_to(tmp_path)

    with pytest.raises(GeneratorError, match="вне папки темы"):
        small.path(name.format(root=tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("w-name: 39", "w-name: широкий", "строка 4, поле columns.w-name: ожидается число, .*найдено «широкий»"),
        ("w-name: 39", "w-name: -1", "строка 4, поле columns.w-name: ожидается число"),
        ("w-name: 39", "w-name: NaN", "строка 4, поле columns.w-name: ожидается число"),
        ("title: Проба", "titel: Проба", "строка 2, поле titel: такого поля нет. Возможно, «title»"),
        ("{p: Body Text", "{p: ''", "строка 3, поле styles.p: ожидается текст"),
        ("style: normal", "style: oblique", r"строка 5, поле fonts\[1\].style: .*«oblique»"),
        ("weight: 700", "weight: жирный", r"строка 5, поле fonts\[1\].weight: .*«жирный»"),
        ("title: Проба", "title: [", "regional/theme.yaml, строка"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path, old, new, message):
    assert old in SMALL

    with pytest.raises(GeneratorError, match=message):
        theme(tmp_path / "regional", SMALL.replace(old, new))


def test_reading_a_theme_imports_no_word_or_pdf_library():
    code = (
        "import sys; from generator.theme import Theme; Theme.load('default');"
        "print(sorted({'docx', 'docxtpl', 'weasyprint'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


# One theme extends another


def folder_of(path: Path, text: str, **files: str) -> Path:
    path.mkdir(parents=True)
    (path / "theme.yaml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (path / name.replace("__", ".")).write_text(content, encoding="utf-8")
    return path


def page_text(theme: Theme) -> str:
    rendered = rendering.render(EMPTY, Settings(title="Итоги"), theme)
    return " ".join(words(rendered.body).split())


EMPTY = consolidation.consolidate([], [], indicators.load(None), {}, year=2023)
PAGE = """<html lang="ru"><head><title>Т</title></head>
<body>{% block a %}<p>основа</p>{% endblock %} {% include "b.html" %}</body></html>"""
MORE = '{% extends "one:digest.html" %}{% block a %}{{ super() }} <p>два</p>{% endblock %}'


def test_a_theme_that_extends_another_says_only_what_differs(tmp_path):
    folder_of(tmp_path / "region", "extends: default\ncolumns: {w-name: 45}\nstyles: {p.motto: Body Text}")

    region, default = Theme.load(str(tmp_path / "region")), Theme.load("default")

    assert region.title == default.title and region.fonts == default.fonts
    assert region.columns == {**default.columns, "w-name": Decimal(45)}
    assert list(region.styles)[-1] == "p.motto" and list(region.styles)[:-1] == list(default.styles)
    assert region.path("shell.docx") == default.path("shell.docx")


def test_the_nearest_file_wins_and_a_template_reaches_the_one_it_replaces(tmp_path):
    folder_of(tmp_path / "one", SMALL, digest__html=PAGE, b__html="<p>один</p>")
    folder_of(tmp_path / "two", "extends: one", digest__html=MORE)
    folder_of(tmp_path / "three", "extends: two\ntitle: Третья", b__html="<p>три</p>")

    assert page_text(Theme.load(str(tmp_path / "one"))) == "основа один"
    assert page_text(Theme.load(str(tmp_path / "two"))) == "основа два один"
    assert page_text(Theme.load(str(tmp_path / "three"))) == "основа два три"
    assert Theme.load(str(tmp_path / "three")).title == "Третья"


def test_style_sheets_add_to_one_another_parent_first(tmp_path):
    folder_of(tmp_path / "one", SMALL, print__css="/* один */")
    folder_of(tmp_path / "two", "extends: one")
    folder_of(tmp_path / "three", "extends: two", print__css="/* три */")

    three = Theme.load(str(tmp_path / "three"))

    assert [file.read_text(encoding="utf-8") for file in three.files("print.css")] == ["/* один */", "/* три */"]


def test_a_theme_may_extend_that_of_the_program_under_the_same_name(tmp_path, monkeypatch):
    folder_of(tmp_path / "templates" / "default", "extends: default\ntitle: Своя")
    monkeypatch.chdir(tmp_path)

    own = Theme.load("default")

    assert own.title == "Своя"
    assert [folder.name for folder in own.folders] == ["default", "default"]
    assert "Мун" in page_text(own)


@pytest.mark.parametrize("block", ["", "{% block cover %}Обложка{% endblock %}"])
def test_a_template_that_extends_its_own_name_is_told_how_to_name_the_other(tmp_path, block):
    folder_of(tmp_path / "region", "extends: default", digest__html='{% extends "digest.html" %}' + block)

    with pytest.raises(GeneratorError, match=r'сам себя.*\{% extends "default:digest\.html" %\}'):
        page_text(Theme.load(str(tmp_path / "region")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: nowhere", r"region/theme\.yaml, extends: Темы «nowhere» нет.*Есть темы: .*default"),
        ("title: Одна\nstyles: {}\ncolumns: {}", "нет обязательного поля «fonts».*extends: default"),
        ("extends: region", "по кругу: region → region"),
    ],
)
def test_a_theme_that_cannot_inherit_says_why(tmp_path, text, message):
    folder_of(tmp_path / "region", text)

    with pytest.raises(GeneratorError, match=message):
        Theme.load(str(tmp_path / "region"))


def test_themes_that_extend_one_another_in_a_circle_are_named(tmp_path):
    for name, parent in (("one", "two"), ("two", "three"), ("three", "one")):
        folder_of(tmp_path / name, f"extends: {parent}")

    with pytest.raises(GeneratorError, match="по кругу: one → two → three → one"):
        Theme.load(str(tmp_path / "one"))


def test_a_template_reached_by_a_link_out_of_the_theme_is_not_there(tmp_path):
    folder_of(tmp_path / "region", "extends: default", digest__html='{% include "x.html" %}')
    (tmp_path / "secret.txt").write_text("тайна", encoding="utf-8")
    (tmp_path / "region" / "x.html").symlink_to(tmp_path / "secret.txt")

    with pytest.raises(GeneratorError, match=r"нет шаблона «x\.html»"):
        page_text(Theme.load(str(tmp_path / "region")))
