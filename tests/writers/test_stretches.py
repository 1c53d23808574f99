"""A long part of which stretches were laid out a build ago is the part laid out now."""

import pickle
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from generator import page, workers
from generator.cache import Cache
from generator.theme import Theme
from generator.writers import engine, jobs, looks, packs, pdf
from generator.writers.engine import windows
from tests.writers import test_assembly
from tests.writers.test_assembly import Evil, made, parts
from tests.writers.test_windows import HEAD, LONG_CELL, NOTE, TABLES, UNBROKEN, WORDS, group, look_of, motley, part_of

# Everything that one stretch may hand over to the next: tables that go on, notes, owners of rows, groups, a wide sheet.
RICH = (
    f'<h2 id="first">Первый</h2>{HEAD.format("a")}{group(motley(60), "Север")}{group(motley(50, 60), "Юг")}</table>'
    f'<section class="landscape"><h3>Вширь</h3>{HEAD.format("b")}{group(motley(60, 200) + LONG_CELL)}</table></section>'
    f'<h2 id="second">Второй</h2><p>{WORDS}</p>{HEAD.format("c")}{group(motley(40, 300) + UNBROKEN + motley(30, 400))}'
    f"</table><h3>Третий</h3>{HEAD.format('d')}{group(motley(60, 500))}</table>"
)
ROW = '<tr class="owner"><th scope="row">Новый</th><td>1</td><td>2</td></tr>'


def row(number):
    """Where a row begins."""
    return re.search(rf'<tr class="\w+"(?: id="r{number}")?[^>]*><th[^>]*>(?:<a [^>]*>)?Город {number}\b', RICH).start()


def inserted(place, text):
    return RICH[:place] + text + RICH[place:]


def changed(before, after):
    assert RICH.count(before) == 1
    return RICH.replace(before, after)


VERSIONS = {
    "цифра": changed('<td title="строка 205">615', '<td title="строка 205">616'),
    "строка в начале": inserted(row(3), ROW),
    "строка в конце": inserted(row(555), ROW),
    "сноска в начале": changed('<h2 id="first">Первый', f'<h2 id="first">Первый{NOTE.format("new")}'),
    "сноска в конце": inserted(row(555), ROW.replace("Новый", f"Новый{NOTE.format('new')}")),
    "заголовок": changed('<h2 id="second">Второй', '<h2 id="second">Второй раздел'),
    "название группы": RICH.replace(">Север<", ">Крайний север<"),
    "шапка": RICH.replace("2022</th>", "2021</th>"),
    "без таблицы": RICH[RICH.index("<section") :],
    "таблицей больше": HEAD.format("z") + group(motley(30, 700)) + "</table>" + RICH,
    "наоборот": RICH[RICH.index("<section") :] + RICH[: RICH.index("<section")],
}


class Memory(dict):
    """A store that counts what it is given."""

    def put(self, key, content):
        self[key] = content


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(windows, "STRETCH", 9_000)


@pytest.fixture(scope="module")
def look():
    return look_of(Theme.load("default"))


@pytest.fixture(scope="module")
def base(look):
    """The stretches of the part, and its pack without any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "STRETCH", 9_000)
        store = Memory()
        return store, packs.dump(engine.lay_out(look, part_of(RICH), store))


def laid_out(look, part, store):
    """The bytes of a pack, and how many stretches it took."""
    known = len(store)
    content = packs.dump(engine.lay_out(look, part, store))
    return content, len(store) - known


def test_a_part_that_is_found_is_the_one_that_was_laid_out(look, base):
    store, pack = base

    assert len(store) > 8
    assert packs.dump(engine.lay_out(look, part_of(RICH))) == pack
    assert laid_out(look, part_of(RICH), store) == (pack, 0)


@pytest.mark.parametrize("inside", VERSIONS.values(), ids=VERSIONS)
def test_a_part_of_old_stretches_and_new_ones_is_the_one_laid_out_now(look, base, inside):
    store = Memory(base[0])

    assert packs.dump(engine.lay_out(look, part_of(inside), store)) == packs.dump(engine.lay_out(look, part_of(inside)))


@pytest.mark.parametrize("inside", [TABLES["одна группа"], TABLES["несколько таблиц"], TABLES["сноска в шапке"]])
def test_a_cell_of_another_row_at_a_time_is_always_told(look, inside):
    """What stands in one stretch twice, as a neighbour and as itself, is never found where it has changed."""
    store = Memory()
    for number in range(0, 60, 7):
        part = part_of(inside.replace(f">Город {number}<", f">Город {number}, исправленный<"))
        assert packs.dump(engine.lay_out(look, part, store)) == packs.dump(engine.lay_out(look, part))


@pytest.mark.parametrize(
    ("version", "most"), [("цифра", 2), ("строка в конце", 3), ("сноска в конце", 3), ("заголовок", 6)]
)
def test_only_the_stretches_that_hold_a_change_are_laid_out(look, base, version, most):
    store = Memory(base[0])

    _, count = laid_out(look, part_of(VERSIONS[version]), store)

    assert 1 <= count <= most < len(base[0])


def test_what_stands_before_a_part_moves_only_the_numbers_of_its_notes(look, base):
    _, moved = laid_out(look, part_of(RICH, notes=5), Memory(base[0]))
    plain = Memory()
    engine.lay_out(look, part_of(TABLES["одна группа"]), plain)

    assert moved == len(base[0])
    assert laid_out(look, part_of(TABLES["одна группа"], notes=5), plain)[1] == 1  # that with the last words


def test_another_look_finds_nothing(look, tmp_path):
    part = part_of(TABLES["одна группа"])
    drawers = [jobs.Drawer(str(tmp_path), 1 << 30, base) for base in ("one", "other")]
    engine.lay_out(look, part, drawers[0])
    count = len(list(tmp_path.rglob("*/*/*")))

    engine.lay_out(look, part, drawers[1])

    assert len(list(tmp_path.rglob("*/*/*"))) == 2 * count > 2


def damaged(content):
    stretch = packs.load(content, packs.Stretch)
    yield content[: len(content) // 2]
    yield b""
    yield packs.dump((1, 2))
    yield packs.dump(stretch.growth)
    if stretch.end:
        yield packs.dump(replace(stretch, end=replace(stretch.end, path=(10**6,))))
        yield packs.dump(replace(stretch, end=replace(stretch.end, shared=())))


def test_damaged_entries_are_made_again(look, base, tmp_path):
    store, pack = base
    for number in range(6):
        spoilt = Memory()
        for place, (key, content) in enumerate(store.items()):
            kinds = list(damaged(content))
            spoilt[key] = kinds[(number + place) % len(kinds)]
        assert packs.dump(engine.lay_out(look, part_of(RICH), spoilt)) == pack
        assert spoilt == store


def test_an_entry_can_run_nothing(look, base, tmp_path):
    evil = Memory({key: pickle.dumps(Evil(tmp_path / "evil")) for key in base[0]})

    assert packs.dump(engine.lay_out(look, part_of(RICH), evil)) == base[1]
    assert not (tmp_path / "evil").exists()
