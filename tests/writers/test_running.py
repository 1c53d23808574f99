import shutil

import pytest

from generator import page
from generator.theme import Theme
from generator.writers import running
from generator.writers.packs import Running
from tests.writers import prints
from tests.writers.conftest import DEFAULT
from tests.writers.test_assembly import WORDS, parts, whole

pytestmark = pytest.mark.slow

STRINGS = """
h3 { string-set: place content(); }
@page { @top-right-corner { content: string(place, %s); font-size: 4pt; white-space: nowrap; } }
"""


def made():
    """Nine chapters of several sheets: places begin at the top of one, in its middle, or nowhere on it."""
    places = {
        number: "".join(f"<h3>Место {number}.{n}</h3><p>{WORDS * 12}</p>" for n in range(number % 4))
        for number in range(9)
    }
    chapters = "".join(
        f'<section class="chapter"><h2 class="chapter" id="c{number}">Глава</h2>{told}<p>{WORDS * 60}</p></section>'
        for number, told in places.items()
    )
    return page.parse(f'<html lang="ru"><head><title>Дайджест</title></head><body>{chapters}</body></html>')


def order(number=0, *, kind="default", strings=()):
    return Running(kind, ("@bottom-center",), strings, number, 0)


@pytest.mark.parametrize("keyword", ["first", "start", "last", "first-except"])
def test_a_string_says_above_each_sheet_what_weasyprint_says_there(tmp_path, keyword):
    folder = tmp_path / "t"
    shutil.copytree(DEFAULT, folder)
    with (folder / "print.css").open("a", encoding="utf-8") as styles:
        styles.write(STRINGS % keyword)
    theme = Theme.load(str(folder))

    at_once = prints.read(whole(made(), theme, tmp_path / "whole.pdf"))
    by_parts = prints.read(parts(made(), theme, tmp_path / "parts.pdf"))

    assert by_parts.texts == at_once.texts


def test_sheets_that_tell_but_a_number_are_made_by_whole_blocks_and_others_as_they_come():
    numbered = [order(number) for number in range(3, running.TOGETHER + 3)]
    headed = [order(strings=(("section", "first", (f"Глава {number}",)),)) for number in range(3)]

    made_groups = running.groups([[one] for one in (*headed, *numbered)])

    assert made_groups == [
        [order(number) for number in range(1, running.TOGETHER + 1)],
        [order(number) for number in range(running.TOGETHER + 1, 2 * running.TOGETHER + 1)],
        headed,
    ]


def test_a_few_numbered_sheets_are_no_block():
    few = [order(number) for number in range(1, running.OFTEN)]

    assert running.groups([[one] for one in few]) == [few]
