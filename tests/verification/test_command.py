"""`digest verify`, and a build that does not publish what differs."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator import cli, pipeline, rendering, verification
from generator.errors import GeneratorError
from generator.pipeline import Options
from generator.writers import WRITERS, Manuscript, docx
from tests.verification.seeds import saying, spoilt, without

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOCUMENT = "word/document.xml"


@pytest.fixture
def built(sample: Path, tmp_path: Path) -> Path:
    """A copy of the finished digest."""
    shutil.copytree(sample, tmp_path / "output")
    return tmp_path / "output"


def verify(output: Path) -> int:
    return cli.main(["verify", "--input", str(ROOT / "input"), "--output", str(output)])


def test_a_digest_that_agrees_ends_with_0(built, capsys):
    assert verify(built) == 0
    assert capsys.readouterr().out == "Расхождений нет: digest.docx, digest.pdf.\n"


def test_a_changed_cell_is_named_with_its_table_row_and_column(built, capsys):
    change = saying("2\N{NO-BREAK SPACE}982", "2\N{NO-BREAK SPACE}928", 1)
    shutil.copy(spoilt(built / "digest.docx", DOCUMENT, change), built / "digest.docx")

    assert verify(built) == 1

    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Внимание. «digest.docx»: содержание изменено."
    assert said[1] == (
        "Расхождение. digest.docx: таблица 2, строка «Благовещенск, 2016», столбец «Пресс-релизы»: "
        "в Word «2\N{NO-BREAK SPACE}928», на странице «2\N{NO-BREAK SPACE}982»."
    )
    assert said[2:] == ["Расхождений: 1. Сверено: digest.docx, digest.pdf."]


def test_a_file_that_is_gone_or_no_document_is_told(built, capsys):
    (built / "digest.pdf").unlink()
    assert verify(built) == 1
    said = capsys.readouterr().out
    assert "«digest.pdf»: файла нет" in said
    assert said.endswith("Расхождений нет: digest.docx.\n")

    (built / "digest.docx").write_bytes(b"no document")
    assert verify(built) == 1
    assert "не читается как документ Word" in capsys.readouterr().out


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["digest.docx", "digest.pdf"])
def test_of_a_damaged_file_it_is_told_and_the_other_one_is_compared(built, capsys, name, seed):
    chance, content = random.Random(seed), bytearray((built / name).read_bytes())
    for _ in range(100):
        content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    (built / name).write_bytes(content)

    assert verify(built) == 1

    told = capsys.readouterr().out.splitlines()
    [other] = {"digest.docx", "digest.pdf"} - {name}
    assert told[0] == f"Внимание. «{name}»: содержание изменено."
    assert name in told[-1] or "не читается" in told[1]
    assert other in told[-1]


def test_over_a_file_that_is_as_it_was_published_a_mistake_of_the_program_is_not_hidden(built, monkeypatch, capsys):
    def stumble(*_: object) -> None:
        raise KeyError("font")

    monkeypatch.setitem(verification.FORMATS, "docx", stumble)

    assert verify(built) == 70
    assert "KeyError: 'font'" in capsys.readouterr().err


def test_a_digest_without_word_and_pdf_is_not_said_to_agree_with_anything(tmp_path, capsys):
    pipeline.build(Options(ROOT / "input", tmp_path / "output", formats=("html", "csv")))

    assert verify(tmp_path / "output") == 0
    told = "Расхождений нет. Сверены только показатели страницы с записями: ни Word, ни PDF для сверки нет.\n"
    assert capsys.readouterr().out == told


def test_records_that_changed_after_the_build_are_told(built, tmp_path, capsys):
    shutil.copytree(ROOT / "input", tmp_path / "input")
    settings = tmp_path / "input" / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n# изменено\n", encoding="utf-8")

    assert cli.main(["verify", "--input", str(tmp_path / "input"), "--output", str(built)]) == 1
    assert "изменились после сборки" in capsys.readouterr().out


def test_a_folder_without_a_digest_says_what_to_do(tmp_path, capsys):
    assert verify(tmp_path) == 2
    assert "Соберите его: digest build" in capsys.readouterr().err


def test_the_year_of_the_build_is_the_year_of_its_verification(tmp_path, capsys):
    options = Options(ROOT / "input", tmp_path / "output", year=2023, formats=("docx", "pdf"))
    pipeline.build(options)

    assert verify(tmp_path / "output") == 0


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Word writer that loses a row."""

    @contextmanager
    def write(manuscript: Manuscript, path: Path) -> Iterator[None]:
        yield
        docx.write(manuscript.page, manuscript.theme, path)
        shutil.copy(spoilt(path, DOCUMENT, without("tr", "Артём", 2)), path)
        shutil.rmtree(path.parent / "spoilt")

    monkeypatch.setitem(WRITERS, "docx", write)


def test_files_that_differ_are_not_published(tmp_path, faulty):
    options = Options(ROOT / "input", tmp_path / "output", formats=("docx",))

    with pytest.raises(GeneratorError) as told:
        pipeline.build(options)

    message = str(told.value)
    assert message.startswith("Файлы не опубликованы") and "--no-verify" in message
    assert "digest.docx: таблица 3, строка «Артём, 2020»: в Word нет" in message
    assert not list((tmp_path / "output").glob("digest.*"))


def test_whoever_asks_gets_them_unverified(tmp_path, faulty):
    pipeline.build(Options(ROOT / "input", tmp_path / "output", formats=("docx",), verify=False))

    assert (tmp_path / "output" / "digest.docx").is_file()


def test_a_figure_that_the_page_prints_wrongly_is_not_published(tmp_path, monkeypatch):
    """Both files say the same, and both are wrong."""
    render = rendering.render

    def wrong(*args, **named):
        page = render(*args, **named)
        cell = next(td for td in page.root.xpath("//table[@id='t-materials']//td") if "982" in (td.text or ""))
        cell.text = cell.text.replace("982", "983")
        return page

    monkeypatch.setattr(rendering, "render", wrong)

    with pytest.raises(GeneratorError, match=r"страница: таблица 2, строка «Благовещенск, 2016».*напечатано «2.983»"):
        pipeline.build(Options(ROOT / "input", tmp_path / "output", formats=("docx",)))
