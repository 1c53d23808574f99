"""Themes of one's own: begun, listed, given files of others; nothing that is there is ever overwritten."""

from pathlib import Path

import pytest

from generator import files
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.theming import folders
from tests.test_cli import digest

DEFAULT = Path(__file__).parents[2] / "templates" / "default"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_theme_extends_the_default_and_works_at_once(home):
    assert folders.new("region") == Path("templates/region/theme.yaml")

    region = Theme.load("region")
    assert [folder.name for folder in region.folders] == ["region", "default"]
    assert region.title == Theme.load("default").title


def test_its_commented_lines_are_right_when_they_are_uncommented(home):
    file = folders.new("region")
    lines = file.read_text(encoding="utf-8").splitlines()
    examples = [line.removeprefix("# ") for line in lines[lines.index("extends: default") + 3 :]]
    assert len(examples) == 3
    file.write_text("\n".join(["extends: default", *examples]), encoding="utf-8")

    region = Theme.load("region")
    assert region.styles["p.motto"] == "Body Text" and str(region.columns["w-name"]) == "45"


def test_a_theme_that_is_there_is_never_overwritten(home):
    file = folders.new("region")
    file.write_text("extends: default\ntitle: Своя", encoding="utf-8")

    with pytest.raises(GeneratorError, match="уже есть"):
        folders.new("region")
    assert file.read_text(encoding="utf-8") == "extends: default\ntitle: Своя"


def test_a_full_disk_leaves_no_half_of_a_file(home, monkeypatch):
    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as faulty, pytest.raises(GeneratorError, match="на диске кончилось место"):
        faulty.setattr(files, "write", full)
        folders.new("region")
    folders.new("region")

    with monkeypatch.context() as faulty, pytest.raises(GeneratorError, match="на диске кончилось место"):
        faulty.setattr(files, "write", full)
        folders.copy("region", "print.css")
    folders.copy("region", "print.css")
    assert (home / "templates/region/print.css").read_bytes() == (DEFAULT / "print.css").read_bytes()


def test_a_file_in_the_place_of_a_theme_is_told(home):
    (home / "templates").mkdir()
    (home / "templates/region").write_text("")

    with pytest.raises(GeneratorError, match="region»: это файл, а не папка"):
        folders.new("region")


@pytest.mark.parametrize(
    "name", ["../region", "a/b", "a\\b", "..", ".", "", "/tmp/x", "con", "LPT1", "-x", "a" * 65, "a\0b", "два слова"]
)
def test_a_name_is_one_plain_word(home, name):
    for action in (lambda: folders.new(name), lambda: folders.copy(name, "print.css")):
        with pytest.raises(GeneratorError, match="не годится в имя темы"):
            action()
    assert not list(home.iterdir())


def test_a_name_may_be_russian(home):
    folders.new("наша-область")

    assert Theme.load("наша-область").name == "наша-область"


def test_the_nearest_inherited_file_is_handed_over(home):
    folders.new("region")
    (home / "templates" / "town").mkdir()
    (home / "templates" / "town" / "theme.yaml").write_text("extends: region", encoding="utf-8")
    (home / "templates" / "region" / "print.css").write_text("/* края */", encoding="utf-8")

    assert folders.copy("town", "print.css") == (Path("templates/town/print.css"), "region")
    assert folders.copy("town", "sections/cover.html") == (Path("templates/town/sections/cover.html"), "default")
    assert (home / "templates/town/print.css").read_text(encoding="utf-8") == "/* края */"
    copied = (home / "templates/town/sections/cover.html").read_bytes()
    assert copied == (DEFAULT / "sections" / "cover.html").read_bytes()
    folders.copy("town", "shell.docx")
    assert Theme.load("town").path("shell.docx") == home / "templates/town/shell.docx"


def test_a_file_that_is_there_is_never_overwritten(home):
    folders.new("region")
    mine = home / "templates" / "region" / "print.css"
    mine.write_text("/* моё */", encoding="utf-8")

    with pytest.raises(GeneratorError, match=r"print\.css уже есть: он не изменён"):
        folders.copy("region", "print.css")
    assert mine.read_text(encoding="utf-8") == "/* моё */"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("cover.html", "Возможно, «sections/cover.html»"),
        ("sections/cower.html", "Возможно, «sections/cover.html»"),
        ("cower.html", "Возможно, «sections/cover.html»"),
        ("shel.docx", "Возможно, «shell.docx»"),
        ("совсем-другое", r"Есть: .*digest\.html.*print\.css"),
        ("theme.yaml", "впишите в него только то, что меняете"),
        ("../default/print.css", "Возможно, «print.css»"),
        ("/etc/hostname", "Файла «/etc/hostname» нет"),
    ],
)
def test_a_file_that_is_not_inherited_is_told_with_the_nearest_name(home, file, message):
    folders.new("region")

    with pytest.raises(GeneratorError, match=message):
        folders.copy("region", file)
    assert [path.name for path in (home / "templates/region").iterdir()] == ["theme.yaml"]


def test_a_theme_that_is_not_ones_own_is_told_with_the_nearest_name(home):
    folders.new("region")

    with pytest.raises(GeneratorError, match=r"Темы «regoin» нет в папке templates\. Возможно, «region»"):
        folders.copy("regoin", "print.css")


def test_nothing_is_written_through_a_link(home):
    folders.new("region")
    outside = home / "outside"
    outside.mkdir()
    (home / "templates/region/sections").symlink_to(outside)
    (home / "templates/linked").symlink_to(outside)

    with pytest.raises(GeneratorError, match="за пределы темы"):
        folders.copy("region", "sections/cover.html")
    with pytest.raises(GeneratorError, match="ссылка на другую папку"):
        folders.new("linked")
    assert not list(outside.iterdir())


def test_the_list_tells_name_title_line_of_descent_and_what_is_broken(home):
    folders.new("region")
    (home / "templates" / "town").mkdir()
    (home / "templates" / "town" / "theme.yaml").write_text("extends: region\ntitle: Городок", encoding="utf-8")
    (home / "templates" / "bad").mkdir()
    (home / "templates" / "bad" / "theme.yaml").write_text("extends: nowhere", encoding="utf-8")

    done = digest(home, "theme", "list")

    assert done.returncode == 1 and not done.stderr
    assert "town: «Городок», наследует region → default\n" in done.stdout
    assert "default: «Сводный дайджест»\n" in done.stdout
    assert "bad: bad/theme.yaml, extends: Темы «nowhere» нет" in done.stdout


def test_the_commands_say_what_to_do_next(home):
    begun = digest(home, "theme", "new", "region")
    copied = digest(home, "theme", "copy", "region", "sections/cover.html")

    assert begun.returncode == copied.returncode == 0
    assert "digest theme copy region ФАЙЛ" in begun.stdout
    assert "Скопировано из темы default: templates/region/sections/cover.html" in copied.stdout
    assert digest(home, "theme", "new", "region").returncode == 2
