"""The ladder of `templates/README.md`, climbed as it is written: each step changes Word and PDF alike.

A step has under ten lines and is taken from the guide, so that the guide cannot go stale.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pypdfium2.raw
import pytest
from docx import Document
from docx.shared import Cm, RGBColor
from PIL import Image

from generator import pipeline
from generator.pipeline import Options
from generator.rendering.letters import Letter, Letters
from generator.theme import Theme
from generator.theming import samples

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "templates" / "README.md").read_text(encoding="utf-8")
SHELL = ROOT / "templates" / "default" / "shell.docx"
MOST_LINES = 10  # of a step
TEXT, PATH = pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pypdfium2.raw.FPDF_PAGEOBJ_PATH


@dataclass(frozen=True)
class Built:
    """A digest in Word and PDF, each as its lines with plain spaces."""

    folder: Path

    @property
    def word(self) -> str:
        """All the text of the Word file, that of headers too."""
        with ZipFile(self.folder / "digest.docx") as archive:
            parts = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d)\.xml", name)]
            texts = [archive.read(name).decode() for name in parts]
        paragraphs = re.split("</w:p>", "".join(texts))
        return plain("\n".join("".join(re.findall("<w:t[^>]*>([^<]*)</w:t>", text)) for text in paragraphs))

    @property
    def paper(self) -> str:
        """The text of the PDF in one line."""
        return " ".join(
            plain(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(self.folder / "digest.pdf")
        )


def plain(text: str) -> str:
    joined = text.replace("\ufffe\r\n", "").replace("\ufffe", "").replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"[ \r\n]+", " ", joined)


def steps() -> dict[int, list[tuple[str, str]]]:
    """The files of each numbered step: their names and texts; step 0 is the beginning."""
    found: dict[int, list[tuple[str, str]]] = {}
    number = 0
    for heading, name, text in re.findall(r"^### (\d+)\.|^```\w+ (\S+)\n(.*?)^```$", GUIDE, flags=re.M | re.S):
        number = int(heading) if heading else number
        found.setdefault(number, [])
        if name:
            found[number].append((name, text))
    return found


STEPS = steps()

Taken = Callable[..., Built]


@pytest.fixture
def take(tmp_path: Path) -> Iterator[Taken]:
    """Take one step of the guide in a new theme, and build the digest of one year with it."""

    def taken(step: int, *documents: str) -> Built:
        theme = tmp_path / "my"
        shutil.copytree(ROOT / "input", tmp_path / "input", dirs_exist_ok=True)
        settings = tmp_path / "input" / "settings.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("page_numbers = true", "page_numbers = false"), encoding="utf-8")
        for name, text in (*STEPS[0], *STEPS[step]):
            file = tmp_path / name if name.startswith("input/") else theme / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        options = Options(
            tmp_path / "input", tmp_path / "out", 2023, str(theme), formats=("docx", "pdf"), documents=documents
        )
        pipeline.build(options)
        return Built(tmp_path / "out")

    (tmp_path / "my").mkdir()
    yield taken


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The digest of the same year in the default theme."""
    folder = tmp_path_factory.mktemp("before")
    pipeline.build(Options(ROOT / "input", folder, 2023, "default", formats=("docx", "pdf")))
    return Built(folder)


def in_word(theme: Path, change: Callable[..., None]) -> None:
    """Change a copy of the shell as a person does in Word: styles, margins, running heads."""
    shell = Document(str(SHELL))
    change(shell)
    shell.save(str(theme / "shell.docx"))


def colours(built: Built, kind: int) -> set[tuple[int, ...]]:
    """The colours in which things of a kind (text, path) are filled on paper."""
    found = set()
    for page in pypdfium2.PdfDocument(built.folder / "digest.pdf"):
        for item in page.get_objects(filter=[kind]):
            red, green, blue, alpha = (pypdfium2.raw.c_uint() for _ in range(4))
            pypdfium2.raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
            found.add((red.value, green.value, blue.value))
    return found


def left(built: Built) -> float:
    """Where the leftmost letters of an ordinary sheet stand, in millimetres."""
    sheet = pypdfium2.PdfDocument(built.folder / "digest.pdf")[1].get_textpage()
    return min(sheet.get_rect(n)[0] for n in range(sheet.count_rects())) * 25.4 / 72


def test_every_step_is_under_ten_lines() -> None:
    assert set(STEPS) == set(range(13))
    for step, files in STEPS.items():
        assert sum(len(text.splitlines()) for _, text in files) < MOST_LINES, step


def test_a_theme_of_two_lines_is_the_default_one_with_a_name(take: Taken, before: Built) -> None:
    built = take(0)

    assert "Вестник области" in built.word
    assert "Вестник области" in built.paper
    assert built.paper.replace("Вестник области", "Сводный дайджест") == before.paper


def test_1_headings_change_their_colour_and_font_in_word_alone(take: Taken, tmp_path: Path, before: Built) -> None:
    def change(shell: object) -> None:
        font = shell.styles["Heading 1"].font  # type: ignore[attr-defined]
        font.name, font.color.rgb = "PT Sans", RGBColor(0xC0, 0, 0)

    in_word(tmp_path / "my", change)
    built = take(1)

    style = Document(str(built.folder / "digest.docx")).styles["Heading 1"]
    assert (style.font.name, str(style.font.color.rgb)) == ("PT Sans", "C00000")
    assert (0xC0, 0, 0) in colours(built, TEXT) - colours(before, TEXT)


def test_2_margins_are_changed_in_word_alone(take: Taken, tmp_path: Path, before: Built) -> None:
    in_word(tmp_path / "my", lambda shell: setattr(shell.sections[0], "left_margin", Cm(2)))
    built = take(2)

    assert all(
        abs(section.left_margin.cm - 2) < 0.01 for section in Document(str(built.folder / "digest.docx")).sections
    )
    assert left(before) == pytest.approx(30, abs=1)
    assert left(built) == pytest.approx(20, abs=1)


def test_3_a_field_stands_in_the_header(take: Taken, tmp_path: Path, before: Built) -> None:
    def change(shell: object) -> None:
        cell = shell.sections[0].header.tables[0].cell(0, 0)  # type: ignore[attr-defined]
        cell.paragraphs[0].insert_paragraph_before("{{ organization }}", "Header")

    in_word(tmp_path / "my", change)
    built = take(3)

    assert built.word.count("Региональная пресс-служба") > before.word.count("Региональная пресс-служба")
    assert built.paper.count("Региональная пресс-служба") > before.paper.count("Региональная пресс-служба") + 5


def test_4_an_indicator_is_called_otherwise(take: Taken, before: Built) -> None:
    built = take(4)

    assert "Новости для СМИ" in built.word
    assert "Новости для СМИ" in built.paper
    assert "Новости для СМИ" not in before.word


def test_5_a_style_sheet_paints_heads_of_tables_on_paper(take: Taken, before: Built) -> None:
    built = take(5)

    assert (0xFF, 0xF3, 0xCD) in colours(built, PATH) - colours(before, PATH)


def test_6_a_logo_and_a_motto_stand_on_the_cover(take: Taken, tmp_path: Path) -> None:
    Image.new("RGB", (200, 200), "#c00000").save(tmp_path / "my" / "logo.png")
    built = take(6)

    assert "Вместе — для области" in built.word
    cover = pypdfium2.PdfDocument(built.folder / "digest.pdf")[0]
    assert "Вместе — для области" in plain(cover.get_textpage().get_text_range())
    [logo] = cover.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    edges = logo.get_bounds()
    assert (edges[2] - edges[0]) * 25.4 / 72 == pytest.approx(25, abs=0.1)
    assert Document(str(built.folder / "digest.docx")).inline_shapes[0].width.mm == pytest.approx(25, abs=0.1)


def test_7_a_table_is_gone_and_the_others_are_numbered_anew(take: Taken, before: Built) -> None:
    built = take(7)

    for was, now in ((before.word, built.word), (before.paper, built.paper)):
        assert "Пресс-релизы и другие материалы" in was
        assert "Пресс-релизы и другие материалы" not in now
        numbers = [int(n) for n in re.findall(r"Таблица (\d+) —", now)]
        assert set(numbers) == set(range(1, max(numbers) + 1))


def test_8_a_note_stands_under_a_table(take: Taken) -> None:
    built = take(8)

    assert "Подписчики указаны на 31 декабря." in built.word
    assert "Подписчики указаны на 31 декабря." in built.paper


def test_9_a_column_is_added(take: Taken, before: Built) -> None:
    built = take(9)

    tables = [t for t in Document(str(built.folder / "digest.docx")).tables if t.cell(0, 0).text]
    [table] = [t for t in tables if t.rows[0].cells[-1].text == "Официальное наименование"]
    shown = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    assert shown["Спасск-Дальний"].endswith("Спасск-Дальний")
    assert shown["Спасск-Дальний"] != "Спасск-Дальний"
    assert built.paper.count("Официальное наименование") == before.paper.count("Официальное наименование") + 1


def test_10_a_new_section_is_in_the_contents_too(take: Taken) -> None:
    built = take(10)

    assert built.word.count("Контакты") == 2
    assert len(re.findall("Контакты", built.paper)) >= 2
    assert "О дайджесте расскажет Региональная пресс-служба." in built.paper


def test_11_a_new_document_is_made_for_everyone(take: Taken) -> None:
    built = take(11, "thanks")

    for name in ("spassk-dalny", "komsomolsk-na-amure"):
        assert (built.folder / f"thanks-{name}.pdf").is_file()
    letter = "\n".join(p.text for p in Document(str(built.folder / "thanks-spassk-dalny.docx")).paragraphs)
    assert "Спасибо пресс-службе Спасска-Дальнего за отчёт 2023 года." in letter.replace("\N{NO-BREAK SPACE}", " ")


def test_12_a_letter_is_signed_otherwise(tmp_path: Path) -> None:
    for name, text in (*STEPS[0], *STEPS[12]):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    sample = samples.sample()
    words = Letters(sample.digest, sample.settings, Theme.load(str(tmp_path))).words(Letter("Уважаемые коллеги!"))

    assert plain(words.plain).endswith("С уважением, отдел информационной политики ")
    assert "<br>отдел информационной политики</p>" in words.html
    assert "Уважаемые коллеги!" in words.plain
    assert "Начальник пресс-службы" not in words.plain + words.html
