"""A theme of a stranger is checked in a process with bounds: nothing is read, nothing is reached, nothing hangs."""

import re
import sys
from pathlib import Path

import pytest

from generator.theming import cell
from generator.theming.flaws import Flaw
from tests.test_cli import digest, is_russian
from tests.theming.conftest import Broken, Door
from tests.theming.test_checking import on_cover

pytestmark = pytest.mark.slow

SECRET = "тайна-4711"


def told(folder: Path, seconds: int = cell.SECONDS) -> list[str]:
    return [str(one) for one in cell.check(str(folder), seconds=seconds) if isinstance(one, Flaw)]


ATTACKS: dict[str, dict[str, str]] = {
    "include": {"cover": '{% include "{path}" %}'},
    "import": {"cover": '{% import "{path}" as m %}{{ m }}'},
    "picture file": {"cover": '<p><img src="{path}" alt="x"></p>'},
    "picture address": {"cover": '<p><img src="{url}/x.png" alt="x"></p>'},
    "address without scheme": {"cover": '<p><img src="//127.0.0.1:{port}/x.png" alt="x"></p>'},
    "address from data": {
        "cover": '{% set a = "htt" ~ "p://127.0.0.1:{port}/x.png" %}<p><img src="{{ a }}" alt="x"></p>'
    },
    "style element": {"cover": "<style>@import '{url}';</style>"},
    "link element": {"cover": '<link rel="attachment" href="file://{path}">'},
    "iframe": {"cover": '<iframe src="{url}"></iframe>'},
    "css file": {"print.css": "p { background: url(file://{path}) }"},
    "css address": {"print.css": "p { background: url({url}/x.png) }"},
    "css import": {"print.css": "@import url({url}/x.css);"},
    "css escape": {"print.css": "p { background: \\75rl({url}/x.png) }"},
    "css font": {"print.css": "@font-face { font-family: X; src: url({url}/x.ttf) }"},
    "css dots": {"print.css": "p { background: url('%2e%2e/secret.txt') }"},
    "css link": {"print.css": "p { background: url(link.txt) }"},
    "drawing": {
        "cover": '<p><img src="x.svg" alt="x"></p>',
        "x.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/x.png"/></svg>',
    },
    "drawing of entities": {
        "cover": '<p><img src="x.svg" alt="x"></p>',
        "x.svg": '<!DOCTYPE s [<!ENTITY a SYSTEM "file://{path}">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    },
    "font of the settings": {
        "theme.yaml": "extends: default\nfonts: [{family: X, weight: 400, style: normal, file: ../secret.txt}]"
    },
    "theme of the settings": {"theme.yaml": "extends: {path}"},
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_outside_the_theme_is_read_or_reached(region: Broken, tmp_path: Path, door: Door, name: str):
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    files: dict[str, str] = {}
    for file, text in ATTACKS[name].items():
        for word, value in (("path", secret), ("url", f"http://127.0.0.1:{door.port}"), ("port", door.port)):
            text = text.replace(f"{{{word}}}", str(value))
        files |= on_cover(text) if file == "cover" else {file: text}  # type: ignore[arg-type]  # all are texts here
    folder = region(files)  # type: ignore[arg-type]  # likewise
    if name == "css link":
        (folder / "link.txt").symlink_to(secret)

    said = told(folder)

    assert said, "the attack was let through in silence"
    assert SECRET not in "\n".join(said)
    assert door.knocks == 0


def test_a_loop_without_end_is_stopped_in_time(region: Broken):
    loops = "{% for a in digest.facts %}" * 12 + "{% endfor %}" * 12

    [said] = told(region(on_cover(loops)), seconds=5)

    # On a busy machine it may not come as far as the template.
    assert re.fullmatch(
        "проверка остановлена на шаге «.+»: прошло 5 секунд, а она не кончилась. "
        r"Ищите в теме цикл без конца или огромное число\.",
        said,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no bound of memory for a process")
def test_memory_without_end_is_stopped(region: Broken):
    kept = "{% set ns.x = [ns.x, [1] * 1000000] %}"
    hoarding = "{% set ns = namespace(x=[]) %}{% for i in range(2000) %}" + kept + "{% endfor %}"

    said = told(region(on_cover(hoarding)))

    assert len(said) == 1 and "памят" in said[0], said


VARIABLES = " ".join(f"--a{n + 1}: {' '.join([f'var(--a{n})'] * 10)};" for n in range(11))
HUNGRY = {
    "variables of CSS": f":root {{ --a0: x x x x x x x x x x; {VARIABLES} }} p {{ font-family: var(--a11) }}",
    "tiny paper": "@page { size: 2px 2px; margin: 0 }",
    "huge letters": "p { font-size: 1000000000px }",
}


@pytest.mark.parametrize("name", HUNGRY)
def test_a_style_sheet_that_asks_too_much_is_stopped_with_a_clear_line(region: Broken, name: str):
    said = told(region({"print.css": HUNGRY[name]}), seconds=12)

    assert said
    assert all(is_russian(one, "print.css", "font-size", "CSS") or "печать" in one for one in said), said


def test_too_many_elements_inside_one_another_are_one_clear_line(region: Broken):
    said = told(region(on_cover("<section>" * 500 + "</section>" * 500)))

    assert any("вложены друг в друга глубже 60" in one for one in said), said


def test_no_connection_is_opened_in_the_process_whatever_asks_for_one(door: Door):
    import subprocess

    code = (
        "from generator.theming.cell import _bounded; _bounded(10); import urllib.request as u\n"
        f"try: u.urlopen('http://127.0.0.1:{door.port}/')\nexcept Exception as e: print(type(e).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() in ("PermissionError", "URLError")
    assert door.knocks == 0


def test_the_command_counts_the_flaws_and_says_so_by_its_code(region: Broken):
    folder = region(on_cover("<p>{{ digset }}</p>"))

    done = digest(folder.parent, "theme", "check", "region")

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == ("region/digest.html, строка 3: имени «digset» нет. Возможно, «digest».\nЗамечаний: 1.\n")
