import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from generator.errors import GeneratorError
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
