"""What the sheets of a printed sample tell of its theme."""

import shutil
from pathlib import Path

import pytest

from generator import page
from generator.theme import Theme
from generator.theming import printed
from generator.writers import pdf

ROOT = Path(__file__).parents[2]
LONG = '<p class="title">Дайджест</p>' * 9  # of the style with the widest space above
SHORT = '<section class="cover"><p class="title">Дайджест</p></section>'
FRONT = '<section class="front"><h1 id="about">О выпуске</h1></section>'


def told(tmp_path: Path, body: str, style: str = "") -> list[str]:
    """What is said of a page of this body in a theme with this rule of its own."""
    theme = tmp_path / "theme"
    shutil.copytree(ROOT / "templates/default", theme)
    with (theme / "print.css").open("a", encoding="utf-8") as sheet:
        sheet.write(style)
    made = page.parse(f'<html lang="ru"><head><title>Дайджест</title></head><body>{body}</body></html>')
    pdf.write(made, Theme.load(str(theme)), tmp_path / "a.pdf")
    return [flaw.text for flaw in printed.check(tmp_path / "a.pdf", made, "на образце")]


def test_a_cover_of_two_sheets_is_told(tmp_path):
    [said] = told(tmp_path, f'<section class="cover">{LONG}</section>{FRONT}')

    assert said.startswith("обложка не поместилась на один лист: уменьшите в бланке интервалы")


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (f"{SHORT}{FRONT}", ""),
        # An empty sheet between: what comes after the cover begins on the right.
        (
            f'<section class="cover"><p class="title">Дайджест</p></section>{FRONT}',
            "section.front { break-before: right }",
        ),
        (f'<section class="front">{LONG}</section>{FRONT}', ""),  # no cover
        (f'{SHORT}<section class="front">{LONG}</section>{FRONT}', ""),
    ],
)
def test_nothing_else_before_the_first_heading_is(tmp_path, body, style):
    assert told(tmp_path, body, style) == []


def test_a_sample_of_hundreds_of_sheets_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(printed, "SHEETS", 1)

    [said] = told(tmp_path, f"{SHORT}{FRONT}")

    assert said.startswith("PDF на образце вышел на 2\N{NO-BREAK SPACE}листа:")
