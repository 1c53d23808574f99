"""A long part of which stretches were laid out a build ago is the part laid out now."""

import pickle
import re
from dataclasses import replace

import pytest

from generator import workers
from generator.cache import Cache
from generator.theme import Theme
from generator.writers import assembly, engine, jobs, packs
from generator.writers.engine import windows
from tests.writers.conftest import pictured
from tests.writers.test_assembly import Evil, made, parts
from tests.writers.test_windows import HEAD, NOTE, TABLES, WORDS, group, look_of, motley, part_of

pytestmark = pytest.mark.slow

CELLS = "<td>1</td><td>2</td>"
LONG_CELL = f'<tr class="unit"><th scope="row">Длинный</th><td>{WORDS * 50}</td><td>{WORDS * 20}</td></tr>'
SPANNED = f'<tr><th scope="row" rowspan="30">Вместе</th>{CELLS}</tr>' + f"<tr>{CELLS}</tr>" * 29

# Everything that one stretch may hand over to the next: tables that go on, notes, owners of rows, groups, a wide sheet.
RICH = (
    f'<h2 id="first">Первый</h2>{HEAD.format("a")}{group(motley(30), "Север")}{group(motley(30, 30), "Юг")}</table>'
    f'<section class="landscape"><h3>Вширь</h3>{HEAD.format("b")}{group(motley(15, 100) + LONG_CELL)}</table></section>'
    f'<h2 id="second">Второй</h2><p>{WORDS}</p>{HEAD.format("c")}{group(motley(10, 200) + SPANNED + motley(10, 300))}'
    f"</table><h3>Третий</h3>{HEAD.format('d')}{group(motley(30, 400))}</table>"
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
    "цифра": changed('<td title="строка 402">1206', '<td title="строка 402">1207'),
    "строка в начале": inserted(row(3), ROW),
    "строка в конце": inserted(row(426), ROW),
    "сноска в начале": changed('<h2 id="first">Первый', f'<h2 id="first">Первый{NOTE.format("new")}'),
    "сноска в конце": inserted(row(426), ROW.replace("Новый", f"Новый{NOTE.format('new')}")),
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
    monkeypatch.setattr(windows, "STRETCH", 5_000)


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    """With the picture that the page shows."""
    return pictured(tmp_path_factory.mktemp("theme") / "t")


@pytest.fixture(scope="module")
def look():
    return look_of(Theme.load("default"))


@pytest.fixture(scope="module")
def base(look):
    """The stretches of the part, and its pack without any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "STRETCH", 5_000)
        store = Memory()
        return store, packs.dump(engine.lay_out(look, part_of(RICH), store))


def laid_out(look, part, store):
    """The bytes of a pack, and how many stretches it took."""
    known = len(store)
    content = packs.dump(engine.lay_out(look, part, store))
    return content, len(store) - known


def test_a_part_that_is_found_is_the_one_that_was_laid_out(look, base):
    store, pack = base

    assert len(store) > 6
    assert packs.dump(engine.lay_out(look, part_of(RICH))) == pack
    assert laid_out(look, part_of(RICH), store) == (pack, 0)


@pytest.mark.parametrize("inside", VERSIONS.values(), ids=VERSIONS)
def test_a_part_of_old_stretches_and_new_ones_is_the_one_laid_out_now(look, base, inside):
    store = Memory(base[0])

    assert packs.dump(engine.lay_out(look, part_of(inside), store)) == packs.dump(engine.lay_out(look, part_of(inside)))


def test_one_row_after_another_may_change(look, monkeypatch):
    """What stands in a stretch, or before it as a neighbour or an owner, is never found where it has changed."""
    monkeypatch.setattr(windows, "STRETCH", 1_800)
    inside, store = HEAD.format("t") + group(motley(30)) + "</table>", Memory()
    for number in range(8, 18):
        part = part_of(inside.replace(f"Город {number}<", f"Город {number}, исправленный<"))
        assert packs.dump(engine.lay_out(look, part, store)) == packs.dump(engine.lay_out(look, part))


@pytest.mark.parametrize(
    ("version", "most"), [("цифра", 3), ("строка в начале", 6), ("строка в конце", 3), ("заголовок", 4)]
)
def test_only_the_stretches_that_hold_a_change_are_laid_out(look, base, version, most):
    store = Memory(base[0])

    _, count = laid_out(look, part_of(VERSIONS[version]), store)

    assert 1 <= count <= most < len(base[0])


def test_notes_before_a_part_change_only_what_has_notes(look):
    store = Memory()
    engine.lay_out(look, part_of(TABLES["одна группа"]), store)

    _, count = laid_out(look, part_of(TABLES["одна группа"], notes=5), store)

    assert count == 1  # the last words have a note


def test_another_look_finds_nothing(look, tmp_path):
    part = part_of(HEAD.format("t") + group(motley(50)) + "</table>")
    drawers = [jobs.Drawer(str(tmp_path), 1 << 30, base) for base in ("one", "other")]
    engine.lay_out(look, part, drawers[0])
    count = Cache(tmp_path).size()

    engine.lay_out(look, part, drawers[1])

    assert Cache(tmp_path).size() == 2 * count > 0


def damaged(content):
    stretch = packs.load(content, packs.Stretch)
    yield content[: len(content) // 2]
    yield b""
    yield packs.dump((1, 2))
    yield packs.dump(stretch.growth)
    if stretch.end:
        yield packs.dump(replace(stretch, end=replace(stretch.end, path=(10**6,))))
        yield packs.dump(replace(stretch, end=replace(stretch.end, shared=())))


def test_damaged_entries_are_made_again(look, base):
    store, pack = base
    spoilt = Memory()
    for place, (key, content) in enumerate(store.items()):
        kinds = list(damaged(content))
        spoilt[key] = kinds[place % len(kinds)]

    assert packs.dump(engine.lay_out(look, part_of(RICH), spoilt)) == pack
    assert spoilt == store


def test_an_entry_can_run_nothing(look, tmp_path):
    store = Memory()
    part = part_of(TABLES["одна группа"])
    content = packs.dump(engine.lay_out(look, part, store))
    evil = Memory(dict.fromkeys(store, pickle.dumps(Evil(tmp_path / "evil"))))

    assert packs.dump(engine.lay_out(look, part, evil)) == content
    assert evil == store
    assert not (tmp_path / "evil").exists()


def test_a_digest_of_old_stretches_is_the_digest_printed_now(theme, tmp_path, monkeypatch):
    monkeypatch.setattr(windows, "STRETCH", 9_000)
    monkeypatch.setattr(assembly, "LITTLE", 0)
    cache, laid = Cache(tmp_path / "cache"), []
    parts(made(), theme, tmp_path / "x.pdf", None, cache)
    lay = windows.Windows._laid
    monkeypatch.setattr(windows.Windows, "_laid", lambda self, *some: laid.append(some) or lay(self, *some))

    parts(corrected(), theme, tmp_path / "y.pdf", None, cache)
    count = len(laid)
    parts(corrected(), theme, tmp_path / "z.pdf")

    assert 0 < count <= 2 < len(laid) - count
    assert (tmp_path / "y.pdf").read_bytes() == (tmp_path / "z.pdf").read_bytes()


def corrected():
    """The page with another figure in the last row but nine of its long table."""
    changed = made()
    cell = changed.root.xpath("//table[@id='long']/tbody[last()]/tr[last() - 9]/td")[0]
    cell.text = "111"
    return changed


def test_another_computer_is_not_told_of_a_folder_of_this_one(theme, tmp_path, monkeypatch):
    monkeypatch.setattr(assembly, "LITTLE", 0)
    given = []

    class Far:
        here = False
        room = 2

        def submit(self, job, /, *arguments):
            given.append(arguments)
            return workers.Inline().submit(job, *arguments)

    parts(made(range(1, 8)), theme, tmp_path / "x.pdf", Far(), Cache(tmp_path / "cache"))

    assert given and all(len(arguments) == 2 for arguments in given)
