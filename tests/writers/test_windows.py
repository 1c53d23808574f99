"""A long part laid out stretch by stretch is the part laid out at once."""

import re
import zlib
from dataclasses import replace

import pytest

from generator import page
from generator.theme import Theme
from generator.writers import engine, looks, packs, pdf
from generator.writers.engine import windows

pytestmark = pytest.mark.slow

WORDS = "Пресс-служба рассказывает о работе администрации городского округа. "
NOTE = '<span class="footnote" id="n{0}">Оценка {0}, см. <a href="#r{0}">строку</a>.</span>'
HEAD = (
    '<table id="{0}"><caption>Таблица {0}</caption>'
    '<colgroup><col class="w-name"/><col/><col class="w-qual"/></colgroup>'
    '<thead><tr><th scope="col">Город</th><th scope="col" colspan="2">Годы</th></tr>'
    '<tr><td></td><th scope="col">2022</th><th scope="col">2023</th></tr></thead>'
)

# Rules that look at neighbours, near and far.
RULES = """
tbody tr:nth-child(3n+1) td { background: #eee }
tbody tr:nth-last-child(5) th { color: #900 }
tbody:nth-of-type(2n) th { font-style: italic }
tbody:last-of-type td { color: #060 }
tr.unit + tr.owner + tr.owner td { border-top: 1.5pt dashed #00f; padding-top: 3pt }
tbody + tbody tr:first-child th { border-top: 2pt solid #f00; padding: 4pt }
tr.total td { border-bottom: 3pt double #000 }
table + p { font-weight: bold }
h3 + p + p { text-indent: 2em }
tr[id] td::after { content: " *" }
"""


def plain(rows, first=0):
    """Rows with nothing about them."""
    return "".join(
        f'<tr class="plain" id="r{first + n}"><th scope="row">Город {n}</th><td>{n}</td><td>{n * 7}</td></tr>'
        for n in range(rows)
    )


def motley(rows, first=0):
    """Rows of all kinds: with notes, labels and links, with cells over several rows, with owners and parts."""
    said = []
    for n in range(first, first + rows):
        kind = ("unit", "owner", "owner", "total", "part", "base", "goal")[n % 7]
        name = f'<a href="#r{n - 20}">Город {n}</a>' if n % 4 == 0 else f"Город {n}"
        note = NOTE.format(n) if n % 6 == 0 else ""
        label = f' id="r{n}"' if n % 3 == 0 else ""
        if n % 13 == 5:
            cells = f'<th scope="row" rowspan="3">{name}{note}</th><td rowspan="2">{n}</td><td>{WORDS}</td>'
        elif n % 13 == 6:
            cells = f"<td>{n}</td>"
        elif n % 13 == 7:
            cells = f"<td>{n}{note}</td><td>{n + 1}</td>"
        else:
            text = WORDS * 2 if n % 17 == 0 else str(n)
            cells = f'<th scope="row">{name}</th><td>{text}{note}</td><td title="строка {n}">{n * 3}</td>'
        more = f' data-continued="Продолжение таблицы, строка {n}"' if n % 10 == 0 else ""
        said.append(f'<tr class="{kind}"{label}{more}>{cells}</tr>')
    return "".join(said)


def group(inside, name="Край"):
    return f'<tbody><tr class="region"><th colspan="3" scope="rowgroup">{name}</th></tr>{inside}</tbody>'


LONG_CELL = f'<tr class="unit"><th scope="row">Длинный</th><td>{WORDS * 140}</td><td>{WORDS * 90}</td></tr>'
TOGETHER = "<tr><th scope='row' rowspan='60'>Вместе</th><td>1</td><td>2</td></tr>"
TOGETHER += "".join(f"<tr><td>{n}</td><td>{n}</td></tr>" for n in range(59))
NOTED = "".join(
    f'<tr class="unit"><th scope="row">Город {n}{note}</th><td>{n}</td><td>{n}</td></tr>'
    for n in range(160)
    for note in [f'<span class="footnote">{WORDS * (2 + n % 7)}</span>' if n % 5 == 0 else ""]
)

TABLES = {
    "одна группа": HEAD.format("t") + f"<tbody>{plain(220)}</tbody></table>",
    "много групп": HEAD.format("t") + "".join(group(plain(9, n * 9), f"Край {n}") for n in range(25)) + "</table>",
    "всякие строки": HEAD.format("t") + group(motley(150)) + group(motley(130, 150)) + "</table>",
    "длинные сноски": HEAD.format("t") + group(NOTED) + "</table>",
    "итог внизу": HEAD.format("t") + f"<tbody>{plain(200)}</tbody><tfoot>{plain(3, 500)}</tfoot></table>",
    "длинная ячейка": HEAD.format("t") + group(plain(60) + LONG_CELL + plain(120, 60)) + "</table>",
    "строки вместе": HEAD.format("t") + group(plain(30) + TOGETHER + motley(60, 90)) + "</table>",
    "несколько таблиц": "".join(
        f"<h3>Раздел {n}</h3><p>{WORDS}</p><p>{WORDS}</p>{HEAD.format(f't{n}')}{group(motley(40, n * 40))}</table>"
        f'<p class="note">Примечание {n}.</p><p class="source">Источник {n}.</p>'
        for n in range(7)
    ),
    "без шапки": "<h3>До</h3>" + f"<table><tbody>{plain(150)}</tbody></table>" + f"<p>{WORDS * 9}</p>" * 40,
    "сноска в шапке": HEAD.format("t").replace("2023", "2023" + NOTE.format("h")) + group(motley(180)) + "</table>",
    "раздел в разделе": f'<p>{WORDS}</p><section class="landscape"><h3>Вширь</h3>{HEAD.format("t")}{group(motley(160))}'
    f"</table></section><p>{WORDS * 5}</p>{HEAD.format('u')}{group(motley(90, 200))}</table>",
    "текст без абзаца": "Слова <strong>сами</strong> по себе" + HEAD.format("t") + group(plain(200)) + "</table>",
}


@pytest.fixture(scope="module")
def theme():
    return Theme.load("default")


def look_of(theme, rules=RULES):
    bare = page.parse("<html lang='ru'><head><title>Край</title></head><body><p>а</p></body></html>")
    return looks.of(bare, theme, pdf.styles(bare, theme) + rules)


def part_of(inside, notes=0):
    body = f'<section class="part"><h1 id="h">Источники</h1>{inside}<p>Конец{NOTE.format("end")}.</p></section>'
    text = f'<html lang="ru"><head><title>Край</title></head><body class="draft">{body}</body></html>'
    return packs.Part(zlib.compress(text.encode()), notes, {})


def heard(pack):
    """The objects of the structure tree in the order of its reading, their numbers told by that order."""
    objects = {}
    for pressed in pack.objects:
        some = packs.objects(pressed)
        text, begin = some.numbered(1, 0, range(10**6, 2 * 10**6), range(2 * 10**6, 3 * 10**6)), 0
        for number, end in zip(some.numbers, some.ends, strict=True):
            objects[number + 1], begin = text[begin:end], end + 1
    order, todo = {}, [top + 1 for top in reversed(pack.branch.tops)]
    while todo:
        number = todo.pop()
        order[number] = len(order)
        kids = re.sub(rb"<<.*?>>", b"", objects[number].partition(b"/K[")[2].partition(b"]")[0])
        todo += map(int, reversed(re.findall(rb"(\d+) 0 R", kids)))
    for number in [way + 1 for way in pack.branch.ways]:
        order[number] = len(order)

    def plain(found):
        number = int(found[1] or found[2])
        return b"#%d" % order.get(number, number)

    assert len(order) + (pack.branch.index is not None) == len(objects) == pack.branch.count
    told = [re.sub(rb" +", b" ", re.sub(rb"(\d+) 0 R|\(e(\d+)\)", plain, objects[number])) for number in order]
    return told, [(annotation, order[node + 1], words) for annotation, node, words in pack.branch.links]


def drawn(pack):
    """Patterns and states; the numbers by which they name one another are those of a stretch."""
    return {
        kind: {name: re.sub(r"\('(\w+)', \d+", r"('\1'", repr(value)) for name, value in some.items()}
        for kind, some in pack.drawings.items()
    }


def seen(pack):
    return [replace(sheet, content=zlib.decompress(sheet.content)) for sheet in pack.sheets]


@pytest.fixture
def stretches(monkeypatch):
    """How many stretches the next parts are laid out by; a stretch is two sheets or three."""
    counted = []
    monkeypatch.setattr(windows, "STRETCH", 9_000)
    lay = windows.Windows._laid

    def laid(self, copy, *more):
        counted.append(copy)
        return lay(self, copy, *more)

    monkeypatch.setattr(windows.Windows, "_laid", laid)
    return counted


def compared(look, part, monkeypatch):
    by_stretches = engine.lay_out(look, part)
    monkeypatch.setattr(windows, "STRETCH", 10**9)
    at_once = engine.lay_out(look, part)

    assert seen(by_stretches) == seen(at_once)
    assert heard(by_stretches) == heard(at_once)
    assert by_stretches.branch.unlinked == at_once.branch.unlinked
    for name in ("faces", "images", "margins", "wanted"):
        assert getattr(by_stretches, name) == getattr(at_once, name)
    assert drawn(by_stretches) == drawn(at_once)
    return at_once


@pytest.mark.parametrize("inside", TABLES.values(), ids=TABLES)
def test_stretch_by_stretch_a_part_is_what_it_is_at_once(theme, inside, stretches, monkeypatch):
    pack = compared(look_of(theme), part_of(inside, notes=3), monkeypatch)

    assert len(pack.sheets) > 3
    assert len(stretches) > 1 or "сами" in inside


@pytest.mark.parametrize("inside", ["всякие строки", "строки вместе", "длинные сноски"])
def test_stretches_may_begin_with_almost_any_sheet(theme, inside, stretches, monkeypatch):
    monkeypatch.setattr(windows, "STRETCH", 2_000)

    compared(look_of(theme), part_of(TABLES[inside]), monkeypatch)

    assert len({copy.path[-1] for copy in stretches}) > 1


# Rules by which a part of a table is not what it is in the whole.
REACHING = {
    "все соседи": "tr.unit ~ tr td { color: red }",
    "ширина по содержимому": "table { table-layout: auto }",
    "подвал на каждом листе": "tfoot { display: table-footer-group }",
    "номер листа": "td a::after { content: target-counter(attr(href), page) }",
    "столбцы": "section.part { columns: 2 }",
    "высота": "section.part { min-height: 200mm }",
    "кавычки": "td::before { content: open-quote }",
}


@pytest.mark.parametrize("rule", REACHING.values(), ids=REACHING)
def test_a_rule_that_a_stretch_cannot_follow_keeps_the_part_whole(theme, rule, stretches, monkeypatch):
    link = '<tr><th scope="row">а</th><td><a href="#h">б</a></td><td>в</td></tr>'
    inside = f"{HEAD.format('t')}{group(plain(90) + link)}<tfoot>{plain(2, 99)}</tfoot></table>"

    compared(look_of(theme, rule), part_of(inside), monkeypatch)

    assert len(stretches) <= 1
