"""A page printed by parts is the page printed at once; nothing else decides what the file is."""

import errno
import hashlib
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from weasyprint.formatting_structure import boxes

from bench import corpus
from generator import making, page, reading, rendering, verification, workers
from generator.cache import Cache
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.writers import assembly, engine, finishing, jobs, joining, packs, pdf
from generator.writers.engine import Uncut, laying, press, windows
from tests import tags
from tests.writers import prints
from tests.writers.conftest import pictured

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SIZE = 12

WORDS = "Пресс-служба рассказывает о работе администрации городского округа. "
NOTE = '<span class="footnote">Сноска номер {}, на <a href="#c5">пятую главу</a>.</span>'


def rows(count):
    return "".join(
        f'<tr class="unit" data-continued="Продолжение таблицы"><th scope="row">Город {n}</th><td>{n}</td></tr>'
        for n in range(count)
    )


def groups(count):
    """Two groups of rows, a table of many sheets: rows with a footnote, rows that may not stand last on a sheet."""
    note = '<span class="footnote">Оценка города {}.</span>'
    return "".join(
        f'<tbody><tr class="region"><th colspan="2" scope="rowgroup">Край {region}</th></tr>'
        + "".join(
            f'<tr class="{"sub" if n % 10 == 0 else "unit"}" data-continued="Продолжение таблицы 80"><th scope="row">'
            f"Город {n}{note.format(n) if n % 7 == 0 else ''}</th><td>{n}</td></tr>"
            for n in range(count)
        )
        + "</tbody>"
        for region in ("Северный", "Южный")
    )


LONG = (
    '<table id="long"><caption>Таблица 80</caption><thead><tr><th scope="col">Город</th><th scope="col">2023</th></tr>'
    f"</thead>{groups(120)}</table>"
)


def chapter(number):
    """A chapter with everything that a page may hold and that reaches out of its place."""
    note = NOTE.format(number) if number % 2 else ""
    wide = f'<section class="landscape"><h3>Широкая</h3><table><tbody>{rows(3)}</tbody></table></section>'
    return (
        f'<section class="chapter"><h2 class="chapter" id="c{number}">Глава {number}</h2>'
        f"<p>{WORDS * 3}Слова{note} и <strong>ещё</strong>{note} слова, см. <a href='#c{10 - number}'>другую</a>.</p>"
        f'<p><img src="chart.png" alt="Серый прямоугольник {number}"></p>'
        f'<table id="t{number}"><caption>Таблица {number}</caption><thead><tr><th scope="col">Город</th>'
        f'<th scope="col">2023</th></tr></thead><tbody>{rows(60 if number == 4 else 4)}</tbody></table>'
        f"{LONG if number == 8 else ''}"
        '<figure><chart kind="bars" unit="человек" alt="Подписчики"><series label="Все">'
        f'<point label="а" value="{number}">{number}</point><point label="б" value="2">2</point></series></chart>'
        "</figure>"
        f"{wide if number % 3 == 0 else ''}<ol><li>Раз</li><li>Два</li></ol></section>"
    )


def made(chapters=range(1, 10), change=""):
    contents = "".join(f'<li><a href="#c{number}">Глава {number}</a></li>' for number in chapters)
    body = "".join(map(chapter, chapters)).replace("Глава 3<", f"Глава 3{change}<")
    return page.parse(
        '<html lang="ru"><head><title>Дайджест «Край»</title><meta name="author" content="Пресс-служба">'
        '<meta name="dcterms.created" content="2024-03-01"><meta name="mark" content="ЧЕРНОВИК"></head>'
        '<body class="draft"><section class="cover"><p class="title">Дайджест</p></section>'
        f'<section class="front"><h1>Содержание</h1><nav class="toc"><ol>{contents}</ol></nav></section>'
        f'<section class="part"><h1>Итоги</h1><p>{WORDS * 90}</p></section>{body}</body></html>'
    )


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    return pictured(tmp_path_factory.mktemp("theme") / "t")


OPTIONS = {
    "pdf_identifier": b"0123456789abcdef",
    "pdf_variant": finishing.ARCHIVE,
    "finisher": finishing.finish,
}


def whole(made_page, theme, path):
    pdf.whole(made_page, theme, path, **OPTIONS)
    return path


class Counting(workers.Inline):
    """Knows what was ordered."""

    def __init__(self):
        self.orders = []

    def submit(self, job, /, *arguments):
        self.orders.append(packs.load(arguments[1], packs.Part, packs.Runs))
        return super().submit(job, *arguments)


def parts(made_page, theme, path, executor=None, cache=None, monkeypatch=None):
    """Print by parts or fail: the detour over the whole page is for those who print, not for these tests."""
    look = pdf.looks.of(made_page, theme, pdf.styles(made_page, theme))
    assembly.write(made_page, theme, look, path, executor or workers.Inline(), cache, **OPTIONS)
    return path


@pytest.fixture(scope="module", autouse=True)
def nothing_is_too_little():
    """However small, orders go to the executor of the test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "LITTLE", 0)
        yield


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """The page of a made-up region, and its digest."""
    folder = tmp_path_factory.mktemp("region")
    corpus.write(folder / "input", SIZE)
    material = reading.read(folder / "input")
    digest = making.consolidated(material)
    return digest, rendering.render(digest, material.settings, Theme.load("default"))


@pytest.fixture(scope="module")
def sample_page():
    material = reading.read(ROOT / "input")
    return rendering.render(making.consolidated(material), material.settings, Theme.load("default"))


@pytest.fixture(scope="module")
def pair(request, theme, tmp_path_factory):
    """A page, printed at once and by parts."""
    pages = {"all": lambda: made(), "region": lambda: request.getfixturevalue("region")[1],
             "sample": lambda: request.getfixturevalue("sample_page")}  # fmt: skip
    printed = pages[request.param]()
    folder = tmp_path_factory.mktemp("pair")
    return printed, whole(printed, theme, folder / "whole.pdf"), parts(printed, theme, folder / "parts.pdf")


@pytest.mark.parametrize("pair", ["all", "region", "sample"], indirect=True)
def test_by_parts_and_at_once_nobody_can_tell_the_difference(pair):
    _, at_once, by_parts = pair
    one, other = prints.read(at_once), prints.read(by_parts)

    assert len(one.pixels) == len(other.pixels)
    assert [n for n, (a, b) in enumerate(zip(one.pixels, other.pixels, strict=True), 1) if a != b] == []
    assert one.texts == other.texts
    assert one.labels == other.labels
    assert one.links == other.links
    assert one.outline == other.outline
    assert one.tree == other.tree
    assert one.info == other.info


@pytest.mark.parametrize("pair", ["region", "sample"], indirect=True)
def test_a_file_by_parts_is_hardly_larger_and_without_fault(pair):
    printed, at_once, by_parts = pair

    assert by_parts.stat().st_size <= at_once.stat().st_size * 1.03
    assert tags.faults(by_parts, printed.root) == []
    assert list(verification.of_files(printed, Theme.load("default"), [by_parts])) == []
    with pikepdf.open(by_parts) as file:
        assert not file.check_pdf_syntax()
        fonts = [o.BaseFont for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/DescendantFonts" in o]
    assert len(fonts) == len(set(map(str, fonts)))


@pytest.fixture(scope="module")
def printed(theme, tmp_path_factory):
    """The bytes of the page by parts, in this process and without a cache."""
    return parts(made(), theme, tmp_path_factory.mktemp("bytes") / "x.pdf").read_bytes()


def test_rows_of_a_long_table_are_forgotten_once_they_are_on_a_sheet(theme):
    look = pdf.looks.of(made(), theme, pdf.styles(made(), theme))
    laid = laying.Laid(press.of(look), f"<html><body>{LONG}</body></html>")
    rows = [box for box in laid.root.descendants() if isinstance(box, boxes.TableRowBox)]
    for _ in laid.sheets():
        pass

    kept = [bool(row.children) for row in rows]
    last = kept.index(False)
    assert len(rows) == 1 + 2 * 121  # the head, and two groups
    assert kept[:last] == [True] and 0 < sum(kept) < 60  # the head is repeated, the last sheet is not followed


def test_a_long_table_laid_out_stretch_by_stretch_is_one_table_in_the_file(theme, printed, tmp_path, monkeypatch):
    (tmp_path / "at-once.pdf").write_bytes(printed)
    stretches = []
    monkeypatch.setattr(windows, "STRETCH", 9_000)
    lay = windows.Windows._laid
    monkeypatch.setattr(windows.Windows, "_laid", lambda self, *some: stretches.append(some) or lay(self, *some))

    by_stretches = parts(made(), theme, tmp_path / "by-stretches.pdf")

    assert len(stretches) > 3
    assert prints.read(by_stretches) == prints.read(tmp_path / "at-once.pdf")
    with pikepdf.open(by_stretches) as file:
        assert not file.check_pdf_syntax()


def test_while_parts_are_laid_out_the_page_is_put_aside(theme, printed, tmp_path):
    page_, aside = made(), []

    class Looking(workers.Inline):
        def submit(self, job, /, *arguments):
            aside.append(page_._root is None)
            return super().submit(job, *arguments)

    assert parts(page_, theme, tmp_path / "x.pdf", Looking()).read_bytes() == printed
    assert aside and all(aside)
    assert page_.title == "Дайджест «Край»"


def test_what_lies_on_the_shelf_is_not_in_the_memory_as_well(tmp_path):
    shelf, content = joining.Shelf(tmp_path), os.urandom(99)
    holders = sys.getrefcount(content)

    reads = [shelf.keep(content), shelf.keep(b"more")]

    assert sys.getrefcount(content) == holders
    assert [read() for read in reads] == [content, b"more"]
    shelf.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is always full")
def test_a_full_disk_below_the_shelf_is_the_one_that_is_named(tmp_path):
    (tmp_path / "shelf").symlink_to("/dev/full")
    shelf = joining.Shelf(tmp_path)

    with pytest.raises(OSError) as refused:
        shelf.keep(b"much")

    assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, str(tmp_path))
    shelf.close()


@pytest.mark.parametrize("number", [2, 3])
def test_any_number_of_processes_makes_the_same_bytes(theme, printed, tmp_path, number):
    with workers.pool(number) as pool:
        path = parts(made(), theme, tmp_path / "x.pdf", pool)

    assert path.read_bytes() == printed


def test_with_a_cache_and_a_second_time_the_bytes_are_the_same(theme, printed, tmp_path):
    cache, first, second = Cache(tmp_path / "cache"), Counting(), Counting()

    assert parts(made(), theme, tmp_path / "x.pdf", first, cache).read_bytes() == printed
    assert parts(made(), theme, tmp_path / "y.pdf", second, cache).read_bytes() == printed
    assert first.orders and not second.orders


def test_another_seed_of_hashes_makes_the_same_bytes(tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.writers.test_assembly import made, parts, Theme;"
        "from generator.writers import pdf; pdf.write(made(), Theme.load(sys.argv[1]), Path(sys.argv[2]))"
    )
    folder = tmp_path / "theme"
    pictured(folder)
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, folder, tmp_path / seed], env=environment, check=True, cwd=ROOT)

    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_after_a_change_only_the_changed_chapter_and_those_that_name_it_are_laid_out(theme, tmp_path):
    cache, again = Cache(tmp_path / "cache"), Counting()
    parts(made(), theme, tmp_path / "x.pdf", None, cache)

    parts(made(change=", исправленная"), theme, tmp_path / "y.pdf", again, cache)

    ordered = [order.text.decode() for order in again.orders if isinstance(order, packs.Part)]
    assert len(ordered) == 1 and "Глава 3, исправленная" in ordered[0]
    parts(made(change=", исправленная"), theme, tmp_path / "z.pdf")
    assert (tmp_path / "y.pdf").read_bytes() == (tmp_path / "z.pdf").read_bytes()


def test_a_chapter_that_grows_by_sheets_moves_the_numbers_in_the_contents_and_lays_out_nothing_else(theme, tmp_path):
    cache, again = Cache(tmp_path / "cache"), Counting()
    parts(made(), theme, tmp_path / "x.pdf", None, cache)
    longer = made(change="</h2><p>" + WORDS * 150 + "</p><h2 class='empty'>ещё")

    parts(longer, theme, tmp_path / "y.pdf", again, cache)

    ordered = [order for order in again.orders if isinstance(order, packs.Part)]
    assert len(ordered) == 2  # the chapter, and the contents
    one, other = prints.read(whole(longer, theme, tmp_path / "z.pdf")), prints.read(tmp_path / "y.pdf")
    assert (one.texts, one.pixels, one.labels) == (other.texts, other.pixels, other.labels)


def spoil(entry, how, other):
    content = entry.read_bytes()
    spoilt = {
        "cut": content[: len(content) // 2],
        "empty": b"",
        "flipped": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "foreign": other.read_bytes(),
    }
    entry.write_bytes(spoilt[how])


@pytest.mark.parametrize("how", ["cut", "empty", "flipped", "foreign"])
def test_damaged_entries_of_the_cache_are_made_again(theme, printed, tmp_path, how):
    cache = Cache(tmp_path / "cache")
    parts(made(), theme, tmp_path / "x.pdf", None, cache)
    entries = sorted(path for path in cache.folder.rglob("*") if path.is_file())
    assert len(entries) > 9
    last = entries[-1].read_bytes()
    for entry in entries:
        spoil(entry, how, entries[0] if entry != entries[0] else entries[-1])

    assert parts(made(), theme, tmp_path / "y.pdf", None, cache).read_bytes() == printed
    assert entries[-1].read_bytes() == last


class Evil:
    """What would write a file when it is read back."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.write_text, (self.path, "read"))


def test_an_entry_can_be_wrong_but_can_run_nothing(theme, printed, tmp_path, monkeypatch):
    cache = Cache(tmp_path / "cache")
    keys = []
    put = cache.put
    monkeypatch.setattr(cache, "put", lambda key, content: (keys.append(key), put(key, content)))
    parts(made(), theme, tmp_path / "x.pdf", None, cache)
    for number, key in enumerate(keys):
        put(key, [pickle.dumps(Evil(tmp_path / "evil")), packs.dump((1, 2)), b"no pickle"][number % 3])

    assert parts(made(), theme, tmp_path / "y.pdf", None, cache).read_bytes() == printed
    assert not (tmp_path / "evil").exists()


def build(folder, path):
    theme_folder = Path(folder) / "theme"
    parts(made(), Theme.load(str(theme_folder)), Path(path), None, Cache(Path(folder) / "cache"))


def test_two_builds_may_share_a_cache(theme, printed, tmp_path):
    shutil.copytree(theme.folders[0], tmp_path / "theme")
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=build, args=(str(tmp_path), str(tmp_path / f"{n}.pdf"))) for n in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert [one.exitcode for one in both] == [0, 0]
    assert [(tmp_path / f"{n}.pdf").read_bytes() for n in range(2)] == [printed] * 2


def work_or_die(marks, deaths, bundle, order, *more):
    """Die the first times that this order comes."""
    name = hashlib.sha256(order).hexdigest()
    part = packs.load(order, packs.Part, packs.Runs)
    if isinstance(part, packs.Part) and b'<h2 class="chapter" id="c3">' in part.text:
        tries = len(list(Path(marks).glob(f"{name}*")))
        if tries < deaths:
            (Path(marks) / f"{name}-{tries}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return jobs.work(bundle, order, *more)


class Deadly(workers.Pool):
    def __init__(self, marks, deaths):
        super().__init__(2)
        self.marks, self.deaths = marks, deaths

    def submit(self, job, /, *arguments):
        return super().submit(work_or_die, str(self.marks), self.deaths, *arguments)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_worker_that_is_killed_costs_its_chapter_a_second_try(theme, printed, tmp_path):
    pool = Deadly(tmp_path, 1)
    try:
        path = parts(made(), theme, tmp_path / "x.pdf", pool)
    finally:
        pool.close()

    assert path.read_bytes() == printed
    assert len(list(tmp_path.glob("*-0"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_chapter_that_always_kills_its_worker_is_named(theme, tmp_path):
    pool = Deadly(tmp_path, 9)
    try:
        with pytest.raises(GeneratorError, match="«Глава 3», прервался 2\xa0раза подряд"):
            parts(made(), theme, tmp_path / "x.pdf", pool)
    finally:
        pool.close()
    assert not (tmp_path / "x.pdf").exists()


def test_a_theme_that_names_a_file_it_does_not_have_is_told_by_parts_too(theme, tmp_path):
    wrong = made()
    next(wrong.root.iter("img")).set("src", "nowhere.png")

    with pytest.raises(GeneratorError, match=r"нет файла «nowhere\.png»"):
        pdf.write(wrong, theme, tmp_path / "x.pdf")


@pytest.mark.parametrize("name", ["weasyprint", "pydyf"])
def test_another_release_of_what_we_know_from_the_inside_is_refused(theme, tmp_path, monkeypatch, name):
    told = {"weasyprint": "WeasyPrint", "pydyf": "pydyf"}[name]
    monkeypatch.setitem(engine.RELEASES, told, ("99.1", engine.RELEASES[told][1]))

    with pytest.raises(GeneratorError, match=f"Установлена {told} 99.1, а печать PDF проверена с"):
        pdf.write(made(), theme, tmp_path / "x.pdf")


def test_the_installed_releases_are_those_that_were_tried():
    engine.demand()


RULES = {
    "первый лист": "@page :first { @top-center { content: none } }",
    "чётные листы": "@page :left { margin-left: 30mm }",
    "соседние части": "section + section p { color: red }",
    "первая из частей": "section:first-of-type h1 { color: red }",
    "класс среди соседей": ".chapter ~ .chapter { color: red }",
    "счётчик": "h2 { counter-increment: heading } h2::before { content: counter(heading) }",
    "часть начинается справа": "section.chapter { break-before: right }",
    "текст другой главы": "nav a::after { content: target-text(attr(href)) }",
    "неподвижное": "p.lead { position: fixed }",
    "одно под другим": "section.chapter { break-before: auto }",
    "правило в правиле": "section { &:nth-child(odd) { background: #eee } }",
    "соседние из списка": ":is(section, p) + section { color: red }",
    "соседство в скобках": "section:not(section + section) h1 { color: red }",
    "рамка вокруг всего": "body { border-top: 3pt solid; padding-top: 4mm }",
    "слово перед всем": "body::before { content: 'Начало' }",
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_reaches_across_parts_keeps_the_page_whole(theme, tmp_path, rule):
    with pytest.raises(Uncut):
        parts(made(), with_rule(theme, tmp_path / "theme", rule), tmp_path / "x.pdf")


def with_rule(theme, folder, rule):
    """The theme with another rule."""
    shutil.copytree(theme.folders[0], folder)
    with open(folder / "print.css", "a", encoding="utf-8") as sheet:
        sheet.write(f"\n{rule}\n")
    return Theme.load(str(folder))


OWN_AFFAIRS = {
    "соседи внутри части": "h1 + p:first-of-type, td:not(.x, .y) + td { color: red }",
    "соседи по списку": "p:is(.a, .b) + p { color: red }",
    "знаки внутри скобок": "section h2:not([title='a, b + c']) { color: red }",
}


@pytest.mark.parametrize("rule", OWN_AFFAIRS.values(), ids=OWN_AFFAIRS)
def test_a_rule_that_stays_inside_a_part_does_not_keep_the_page_whole(theme, tmp_path, rule):
    parts(made(), with_rule(theme, tmp_path / "theme", rule), tmp_path / "x.pdf")


@pytest.mark.parametrize("hidden", ["section.cover", "section.front", "section.cover, section.front"])
def test_a_hidden_part_is_no_sheet(theme, tmp_path, hidden):
    changed = with_rule(theme, tmp_path / "theme", f"{hidden} {{ display: none }}")

    by_parts, at_once = parts(made(), changed, tmp_path / "x.pdf"), whole(made(), changed, tmp_path / "y.pdf")

    assert prints.read(by_parts).texts == prints.read(at_once).texts


def test_what_a_style_sheet_must_not_fetch_is_told_of_a_long_page_too(theme, tmp_path):
    rule = "@font-face { font-family: x; src: url('https://example.org/x.ttf') }"

    with pytest.raises(GeneratorError, match="вне темы"):
        pdf.write(made(), with_rule(theme, tmp_path / "theme", rule), tmp_path / "x.pdf")


def test_a_page_that_cannot_be_cut_is_printed_whole(theme, tmp_path):
    short = made(range(5, 6))
    with pytest.raises(Uncut):
        parts(short, theme, tmp_path / "x.pdf")

    pdf.write(short, theme, tmp_path / "y.pdf")

    assert "Глава 5" in "".join(prints.read(tmp_path / "y.pdf").texts)
