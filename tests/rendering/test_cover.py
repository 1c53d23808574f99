"""The cover keeps to its sheet, however many regions and however long a title."""

from dataclasses import replace
from pathlib import Path

import pytest
from pikepdf import Pdf

from generator import page, rendering
from generator.digest import RegionGroup
from generator.theme import Theme
from generator.theming import samples
from generator.writers import pdf

TITLES = (
    "Дайджест",
    "Информационная политика муниципальных образований",
    "Информационная политика муниципальных образований субъектов Российской Федерации за отчётный год",
)
SHORT, LONG = "Край", "Ханты-Мансийский автономный округ — Югра"


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The default theme with nothing but a cover and a heading after it."""
    folder = tmp_path_factory.mktemp("covers")
    (folder / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    (folder / "digest.html").write_text(
        '<html lang="ru"><head><title>Дайджест</title></head><body>{% include "sections/cover.html" %}'
        '<section class="front"><h1 id="about">О выпуске</h1></section></body></html>',
        encoding="utf-8",
    )
    return Theme.load(str(folder))


def cover(theme: Theme, title: str, regions: int, name: str, units: int, *, draft: bool = True) -> page.Page:
    """The cover of a digest of so many regions, each of so many municipalities."""
    sample = samples.sample()
    [place, *_] = sample.digest.regions[0].municipalities
    groups = (RegionGroup(name, (place,) * units),) * regions
    settings = replace(sample.settings, title=title, subtitle="Сводный дайджест по годовым отчётам пресс-служб")
    return rendering.render(replace(sample.digest, draft=draft, regions=groups), settings, theme)


def listed(one: page.Page) -> bool:
    [table] = one.body.iter("table")
    return "Российской" not in page.words(table)


def sheets(one: page.Page, theme: Theme, file: Path) -> int:
    pdf.write(one, theme, file)
    with Pdf.open(file) as printed:
        return len(printed.pages)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(("name", "units"), [(SHORT, 25), (LONG, 25), (SHORT, 2), (LONG, 2), (SHORT, 5), (LONG, 16)])
def test_a_cover_is_one_sheet(theme, tmp_path, title, name, units):
    covers = [cover(theme, title, regions, name, units) for regions in range(1, 13)]
    most = max((number for number, one in enumerate(covers) if listed(one)), default=0)

    for one in (covers[most], covers[most + 1]):  # the last list, and what stands in its place
        assert sheets(one, theme, tmp_path / "a.pdf") == 2


@pytest.mark.parametrize(
    ("title", "tables"),
    [
        ("Об итогах работы пресс-служб муниципальных образований и о задачах информационной политики на новый год", 1),
        ("Об итогах работы пресс-служб муниципальных образований в сфере информационной политики и о новых задачах", 1),
        (
            "Об итогах работы пресс-служб муниципальных образований Ханты-Мансийского автономного округа — Югры и "
            "Южной области в сфере информационной политики и о задачах на следующий год",
            0,
        ),
    ],
)
def test_a_very_long_title_takes_the_room_of_the_table(theme, tmp_path, title, tables):
    one = cover(theme, title, 12, LONG, 16)

    assert sheets(one, theme, tmp_path / "a.pdf") == 2
    assert len(list(one.body.iter("table"))) == tables


def test_regions_are_listed_while_there_is_room(theme):
    assert listed(cover(theme, TITLES[1], 4, SHORT, 25))
    assert not listed(cover(theme, TITLES[1], 9, SHORT, 25))
    rows = cover(theme, TITLES[1], 9, SHORT, 25).body.iter("tr")
    assert [list(map(page.words, row)) for row in rows] == [
        ["Субъектов Российской Федерации", "9"],
        ["Муниципальных образований", "225"],
    ]
