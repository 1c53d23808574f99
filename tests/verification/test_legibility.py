"""Words beyond a sheet and cells that run together are differences: the eye reads something else than the page says."""

from pathlib import Path

import pikepdf
import pytest

from generator import page
from generator.theme import Theme
from generator.verification import of_files
from generator.verification.legibility import Rows, beyond, touching
from generator.verification.pieces import Piece, Sheet
from generator.writers import pdf

NBSP = "\N{NO-BREAK SPACE}"
SHEET = (0.0, 0.0, 595.3, 841.9)


def piece(text: str, x: float, end: float, y: float = 500, sheet: int = 1) -> Piece:
    return Piece(text, sheet, x, y, end, 10)


@pytest.mark.parametrize(
    "right",
    [
        piece("678", 103, 120),  # as far as a word
        piece("678", 90, 120, y=480),  # on the next line
        piece("678", 90, 120, sheet=2),  # on the next sheet
    ],
)
def test_cells_apart_are_no_misprint(right):
    assert list(touching([[piece("12", 10, 30)], [piece("345", 80, 100)], [right]])) == []


@pytest.mark.parametrize("start", [102, 100, 95])  # near, next to it, over it
def test_cells_that_read_as_one_are_named_with_their_row(start):
    cells = [
        [piece("Итого", 10, 30)],
        [],
        [piece("1", 90, 98, y=520), piece("345", 80, 100)],
        [piece("678", start, 120)],
    ]

    [misprint] = touching(cells)

    assert (misprint.sheet, misprint.row) == (1, "Итого")
    assert misprint.what.startswith("«345» и «678» в соседних ячейках сливаются: раздвиньте столбцы")


@pytest.mark.parametrize(
    ("x", "end", "y", "told"),
    [
        (10, 595, 500, False),
        (-0.3, 10, 500, False),  # rounding
        (-3, 10, 500, True),
        (590, 599, 500, True),
        (10, 30, -2, True),
        (10, 30, 850, True),
    ],
)
def test_words_beyond_the_edge_are_told(x, end, y, told):
    sheet = Sheet(3)
    sheet.marked[0].append(piece("Итого", 10, 30))
    sheet.loose.append(piece("край", x, end, y))

    assert [found.what.partition(":")[0] for found in beyond(sheet, SHEET)] == ["«край» выходит за край листа"] * told


def test_a_blank_beyond_the_edge_is_nothing():
    sheet = Sheet(3)
    sheet.marked[0].append(piece(" ", 600, 610))

    assert list(beyond(sheet, SHEET)) == []


def test_rows_stand_one_below_another():
    rows = Rows()

    assert (
        list(rows.next([[piece("Год", 10, 30, y=520)], [piece("итого", 80, 99, y=509), piece("за год", 80, 99)]])) == []
    )
    assert list(rows.next([[piece("2023", 10, 30, y=490)], [], [piece("7", 80, 90, y=480)]])) == []
    assert list(rows.next([[piece("2022", 10, 30, y=700, sheet=2)], [piece(" ", 80, 90, y=490)]])) == []
    [misprint] = rows.next([[piece("2021", 10, 30, y=690, sheet=2)], [piece("8", 80, 90, y=700, sheet=2)]])
    assert (misprint.sheet, misprint.row) == (2, "2021")
    assert misprint.what == "«8» стоит среди прежних строк: проверьте print.css"


def test_a_theme_that_moves_a_cell_into_another_row_publishes_nothing(tmp_path: Path):
    (tmp_path / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    (tmp_path / "print.css").write_text("td strong { position: relative; top: -2cm }", encoding="utf-8")
    theme = Theme.load(str(tmp_path))
    rows = "".join(f'<tr><th scope="row">Город {n}</th><td>{n}</td></tr>' for n in range(5))
    made = page.parse(
        '<html lang="ru"><head><title>Дайджест</title></head><body><section class="part">'
        f'<table><tbody>{rows}<tr><th scope="row">Итого</th><td><strong>10</strong></td></tr></tbody></table>'
        "</section></body></html>"
    )
    pdf.write(made, theme, tmp_path / "a.pdf")

    [said] = map(str, of_files(made, theme, [tmp_path / "a.pdf"]))

    assert said == "a.pdf: лист 1, строка «Итого»: «10» стоит среди прежних строк: проверьте print.css"


@pytest.mark.parametrize(("mode", "found"), [(0, []), (3, ["1 267"]), (7, ["1 267"])])
def test_text_that_is_not_painted_is_missed(tmp_path: Path, mode: int, found: list[str]):
    theme = Theme.load("default")
    made = page.parse(
        '<html lang="ru"><head><title>Дайджест</title></head><body><section class="part">'
        "<p>До</p><p>1 267</p><p>После</p></section></body></html>"
    )
    pdf.write(made, theme, tmp_path / "whole.pdf")
    with pikepdf.open(tmp_path / "whole.pdf") as file:
        said = list(pikepdf.parse_content_stream(file.pages[0]))
        [_, second, third, *_] = [at for at, one in enumerate(said) if str(one.operator) == "BT"]
        for at, to in ((third, 0), (second, mode)):
            said.insert(at, pikepdf.ContentStreamInstruction([to], pikepdf.Operator("Tr")))
        file.pages[0].Contents = file.make_stream(pikepdf.unparse_content_stream(said))
        file.save(tmp_path / "a.pdf")

    assert [one.what for one in of_files(made, theme, [tmp_path / "a.pdf"])] == [
        f"в PDF нет: «{text}»" for text in found
    ]


def test_a_theme_that_moves_words_off_the_sheet_publishes_nothing(tmp_path: Path):
    (tmp_path / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    (tmp_path / "print.css").write_text("p.lead { position: relative; left: 15cm }", encoding="utf-8")
    theme = Theme.load(str(tmp_path))
    made = page.parse(
        '<html lang="ru"><head><title>Дайджест</title></head><body><section class="part">'
        '<p class="lead">Выпущено 12 пресс-релизов.</p></section></body></html>'
    )
    pdf.write(made, theme, tmp_path / "a.pdf")

    [said] = map(str, of_files(made, theme, [tmp_path / "a.pdf"]))

    assert said.startswith(f"a.pdf: лист 1: «Выпущено{NBSP}12{NBSP}пресс-релизов.» выходит за край листа: проверьте")
