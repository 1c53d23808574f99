"""What the PDF writer lets in, and what it makes."""

import gc
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from generator import page, verification
from generator.errors import GeneratorError
from generator.theme import Theme
from generator.verification.paper import EITHER
from generator.verification.pdf import read as read_back
from generator.writers import pdf

ROOT = Path(__file__).parents[2]
DEFAULT = Theme.load("default")


def parsed(body, mark=""):
    return page.parse(
        f'<html lang="ru"><head><title>Дайджест «Край»</title><meta name="author" content="Пресс-служба">'
        f'<meta name="mark" content="{mark}"></head><body><section class="part">{body}</section></body></html>'
    )


def of_choice(choice, body):
    """A page with words divided (`auto`) or whole (`none`)."""
    head = f'<head><title>Т</title><meta name="hyphenation" content="{choice}"></head>'
    return page.parse(f'<html lang="ru">{head}<body>{body}</body></html>')


def printed(tmp_path, body, theme=DEFAULT, **more):
    path = tmp_path / "x.pdf"
    pdf.write(parsed(body, **more), theme, path)
    return path


@pytest.fixture
def copied(tmp_path):
    """A copy of the default theme that may be spoilt."""
    folder = tmp_path / "theme"
    shutil.copytree(DEFAULT.folders[0], folder)
    return folder


def text(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler (pdftotext) is not installed")
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


def test_a_build_leaves_nothing_in_the_folder_of_temporary_files(tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "generator", "build", "--input", "input", "--output", str(tmp_path / "output")]
    more = ["--no-cache", "--format", "pdf", "--document", "municipality"]

    subprocess.run([*command, *more], cwd=ROOT, env=os.environ | {"TMPDIR": str(temporary)}, capture_output=True)

    assert (tmp_path / "output/digest.pdf").is_file()
    assert os.listdir(temporary) == []


def test_the_file_knows_its_title_author_and_language(tmp_path):
    with pikepdf.open(printed(tmp_path, "<h1>Глава</h1>")) as file:
        assert str(file.docinfo["/Title"]) == "Дайджест «Край»"
        assert str(file.docinfo["/Author"]) == "Пресс-служба"
        assert str(file.Root.Lang) == "ru"


def test_headings_become_bookmarks(tmp_path):
    with (
        pikepdf.open(printed(tmp_path, '<h1 id="a">Первый</h1><p>Текст</p><h2 id="b">Второй</h2>')) as file,
        file.open_outline() as outline,
    ):
        [first] = outline.root
        assert (first.title, [child.title for child in first.children]) == ("Первый", ["Второй"])


def test_a_draft_says_so_on_its_sheets(tmp_path):
    assert "ЧЕРНОВИК · Дайджест «Край»" in text(printed(tmp_path, "<p>Текст</p>", mark="ЧЕРНОВИК"))


def test_only_the_fonts_of_the_theme_are_embedded(tmp_path):
    path = printed(tmp_path, "<h1>Глава</h1><p>Текст <strong>№ 5</strong> <em>₽</em> — «ё» …</p><h3>Раздел</h3>")

    with pikepdf.open(path) as file:
        names = {str(o.BaseFont) for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o}
    assert names
    assert all("PT-S" in name or "PTS" in name for name in names), names


def test_two_printings_are_byte_identical(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    first, second = (printed(tmp_path / name, "<h1>Глава</h1><p>Текст</p>").read_bytes() for name in "ab")

    assert first == second


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "../../../etc/hostname",
        "ftp://h/x",
    ],
)
@pytest.mark.parametrize(
    "rule",
    ["@import url('{}');", "body {{ background: url('{}') }}", "@font-face {{ font-family: x; src: url('{}') }}"],
)
def test_a_style_sheet_cannot_reach_outside_the_theme(tmp_path, copied, rule, address):
    with (copied / "print.css").open("a", encoding="utf-8") as file:
        file.write(rule.format(address)) if not rule.startswith("@import") else None
    if rule.startswith("@import"):
        own = (copied / "print.css").read_text(encoding="utf-8")
        (copied / "print.css").write_text(rule.format(address) + own, encoding="utf-8")

    with pytest.raises(GeneratorError):
        printed(tmp_path, "<p>Текст</p>", Theme.load(str(copied)))


def test_a_picture_that_is_not_in_the_theme_is_an_error(tmp_path):
    with pytest.raises(GeneratorError, match=r"logo\.png"):
        printed(tmp_path, '<figure><img src="logo.png" alt="Герб"><figcaption>Герб</figcaption></figure>')


def test_a_mistake_in_the_style_sheet_is_an_error_not_a_silence(tmp_path, copied):
    with (copied / "print.css").open("a", encoding="utf-8") as file:
        file.write("p { colour: red }")

    with pytest.raises(GeneratorError, match="colour"):
        printed(tmp_path, "<p>Текст</p>", Theme.load(str(copied)))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<h1 id="a">Раз</h1><h2 id="a">Два</h2>', "id «a» стоит на странице дважды"),
        ('<p><a href="#b">Туда</a></p>', "ссылка «#b» никуда не ведёт: такого id на странице нет"),
    ],
)
def test_what_the_printing_would_skip_is_said_in_russian(tmp_path, body, said):
    with pytest.raises(GeneratorError, match=said):
        printed(tmp_path, body)


def test_garbage_collection_is_on_again_after_printing(tmp_path, copied):
    printed(tmp_path, "<p>Текст</p>")
    assert gc.isenabled()

    (copied / "print.css").write_text("p { colour: red }", encoding="utf-8")
    with pytest.raises(GeneratorError):
        printed(tmp_path, "<p>Текст</p>", Theme.load(str(copied)))
    assert gc.isenabled()


@pytest.mark.parametrize(("choice", "divided"), [("auto", True), ("none", False)])
def test_words_are_divided_only_when_that_is_wanted(tmp_path, choice, divided):
    words = "Муниципальные " + "информационно-разъяснительные мероприятия администрации городского округа " * 4

    pdf.write(of_choice(choice, f"<p>{words}</p>"), DEFAULT, tmp_path / "x.pdf")

    lines = [line.rstrip() for line in text(tmp_path / "x.pdf").splitlines()]
    assert any(line.endswith("-") and not line.endswith("информационно-") for line in lines) is divided


@pytest.mark.parametrize("choice", ["auto", "none"])
@pytest.mark.parametrize(
    "body",
    ["<p>{}</p>", "<ul><li>{}</li></ul>", '<table><tbody><tr><td class="text">{}</td><td>1</td></tr></tbody></table>'],
    ids=["paragraph", "item", "cell"],
)
def test_a_word_longer_than_its_line_goes_on_on_the_next(tmp_path, choice, body):
    address = "https://example.org/wiki/" + "%D0%9A" * 40

    made = of_choice(choice, body.format(f"Адрес {address} и слова"))
    pdf.write(made, DEFAULT, tmp_path / "x.pdf")

    assert list(verification.of_files(made, DEFAULT, [tmp_path / "x.pdf"])) == []


@pytest.mark.parametrize("choice", ["auto", "none"])
@pytest.mark.parametrize(
    ("kind", "figure"),
    [("", "145\N{NO-BREAK SPACE}500"), ("figures", '<p class="value">145\N{NO-BREAK SPACE}500</p>')],
    ids=["figure", "key figure"],
)
def test_a_figure_is_never_divided_not_even_where_it_has_no_room(tmp_path, choice, kind, figure):
    row = f"<td>{figure}</td>" * 25
    table = f'<table class="{kind}"><colgroup>{"<col>" * 25}</colgroup><tbody><tr>{row}</tr></tbody></table>'
    pdf.write(of_choice(choice, table), DEFAULT, tmp_path / "x.pdf")

    told = {line.replace(EITHER, " ") for block in read_back(tmp_path / "x.pdf").content.blocks for line in block.texts}
    assert told == {"145 500"}


def test_a_word_bound_to_a_link_does_not_break_the_line_early(tmp_path):
    """A text node that ends in a no-break space once sent all but its first word to the next line."""
    space = "\N{NO-BREAK SPACE}"
    body = (
        f"<p>Подписчики по{space}владельцам страниц и{space}социальным сетям показаны в{space}"
        f'<a href="#t">таблице{space}16</a>, остальные показатели отчёта{space}— в{space}'
        f'<a href="#t">таблице{space}17</a>.</p>'
        '<h2 id="t">Таблица</h2>'
    )

    [line] = [line for line in text(printed(tmp_path, body)).splitlines() if "Подписчики" in line]
    assert "показаны" in line


def test_a_subtotal_stands_under_a_row_of_its_own(tmp_path):
    apart = 0
    for count in range(38, 44):
        rows = "".join(f'<tr class="unit"><th scope="row">Город {n}</th><td>{n}</td></tr>' for n in range(count))
        subtotal = '<tr class="sub"><th scope="row">Подытог</th><td>9</td></tr>'
        head = '<thead><tr><th scope="col">Город</th><th scope="col">Число</th></tr></thead>'
        path = printed(tmp_path, f"<table>{head}<tbody>{rows}{subtotal}{rows}</tbody></table>")
        blocks = read_back(path).content.blocks
        [place] = [k for k, block in enumerate(blocks) if block.texts[0] == "Подытог"]
        assert blocks[place - 1].sheet == blocks[place].sheet
        apart += blocks[place - 1].sheet > blocks[place - 2].sheet  # both begin a sheet

    assert apart


def of_rows(kept, *groups):
    """A table under a heading, its rows named by the groups they stand in, and one sheet of the PDF after another."""
    head = '<thead><tr><th scope="col">Имя</th><th scope="col">Число</th></tr></thead>'
    rows = {
        tag: "".join(f'<tr class="{kind}"><th scope="row">{name}-{n}</th><td>{n}</td></tr>' for n in range(count))
        for tag, kind, name, count in groups
    }
    told = "".join(f"<{tag}>{inside}</{tag}>" for tag, inside in rows.items())
    return f'<h1>Годы</h1><table class="{kept}"><caption>Подпись</caption>{head}{told}</table>'


def whole_and_by_parts(tmp_path, body):
    """The text of the sheets; the same, whether they are laid out together or by parts."""
    pdf.whole(parsed(body), DEFAULT, tmp_path / "whole.pdf")
    told = text(printed(tmp_path, body))
    assert text(tmp_path / "whole.pdf") == told
    return told.split("\f")[:-1]


def test_pages_of_a_municipality_stand_on_the_sheet_of_its_name(tmp_path):
    names = (("unit", "Город"), ("owner", "администрация"), ("owner", "глава"))
    city = "".join(f'<tr class="{kind}"><th scope="row">{name}</th><td>7</td></tr>' for kind, name in names)
    head = '<thead><tr><th scope="col">Имя</th><th scope="col">Число</th></tr></thead>'
    for before in range(3):  # wherever the first sheet ends
        rows = '<tr class="unit"><th scope="row">Село</th><td>1</td></tr>' * before + city * 40
        sheets = whole_and_by_parts(tmp_path, f"<table>{head}<tbody>{rows}</tbody></table>")

        assert len(sheets) > 2
        assert all(sheet.count("Город") == sheet.count("глава") for sheet in sheets)


@pytest.mark.parametrize("before", [1, 30])
def test_a_foot_higher_than_a_sheet_goes_on_under_its_head(tmp_path, before):
    body = of_rows("", ("tbody", "unit", "Город", before), ("tfoot", "total", "Всего", 60))
    sheets = whole_and_by_parts(tmp_path, body)

    assert re.findall(r"Всего-\d+", "".join(sheets)) == [f"Всего-{n}" for n in range(60)]
    assert [sheet.count("Число") for sheet in sheets] == [1] * len(sheets)


def test_a_kept_table_higher_than_a_sheet_begins_under_its_heading(tmp_path):
    first, *others = whole_and_by_parts(tmp_path, of_rows("keep", ("tbody", "unit", "Город", 60)))

    assert "Годы" in first and "Подпись" in first and "Город-20" in first
    assert re.findall(r"Город-\d+", "".join([first, *others])) == [f"Город-{n}" for n in range(60)]
    assert [sheet.count("Число") for sheet in others] == [1]


def test_a_kept_table_that_fits_on_the_next_sheet_takes_its_heading_there(tmp_path):
    kept = of_rows("keep", ("tbody", "unit", "Город", 20))
    before, first = whole_and_by_parts(tmp_path, of_rows("", ("tbody", "unit", "Село", 30)) + "<p>Текст</p>" + kept)

    assert "Село-29" in before and "Текст" in before and before.count("Подпись") == 1
    assert first.count("Годы") == first.count("Подпись") == 1 and first.count("Город-") == 20


def test_a_note_never_stands_before_its_call_when_rows_go_on_to_the_next_sheet(tmp_path):
    moved = 0
    for count in range(30, 44):
        rows = "".join(f'<tr class="unit"><th scope="row">Город</th><td>{n}</td></tr>' for n in range(count))
        names = (f'Всего-{n}<span class="footnote">Оговорка-{n}</span>' for n in range(4))
        foot = "".join(f'<tr class="total"><th scope="row">{name}</th><td>7</td></tr>' for name in names)
        head = '<thead><tr><th scope="col">Имя</th><th scope="col">Число</th></tr></thead>'
        sheets = whole_and_by_parts(tmp_path, f"<table>{head}<tbody>{rows}</tbody><tfoot>{foot}</tfoot></table>")
        calls, notes = (
            [n for n, sheet in enumerate(sheets) for _ in range(sheet.count(word))] for word in ("Всего-", "Оговорка-")
        )
        assert len(calls) == len(notes) == 4
        assert all(call <= note for call, note in zip(calls, notes, strict=True))
        moved += calls[0] > 0

    assert moved


def test_totals_of_many_years_leave_no_sheet_half_empty(tmp_path):
    head = '<thead><tr><th scope="col">Имя</th><th scope="col">Число</th></tr></thead>'
    rows = "".join(f'<tr class="unit"><th scope="row">Город</th><td>{n}</td></tr>' for n in range(25))
    years = "".join(
        f'<tr class="total"><th scope="row">Всего-{n}</th><td>7</td></tr>'
        f'<tr class="base"><th scope="row">Представили-{n}</th><td>3</td></tr>'
        for n in range(15)
    )
    first, second = whole_and_by_parts(tmp_path, f"<table>{head}<tbody>{rows}</tbody><tfoot>{years}</tfoot></table>")

    assert first.count("Всего-") == first.count("Представили-") > 3
    assert second.count("Всего-") == second.count("Представили-") > 3
