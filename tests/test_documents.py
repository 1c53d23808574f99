"""Documents beside the digest: a template in `documents/` is a kind of document."""

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from generator import pipeline
from generator.errors import GeneratorError
from generator.pipeline import Options

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
MUNICIPALITIES = ("artem", "blagoveshchensk", "komsomolsk-na-amure", "seversk", "spassk-dalny")


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """A theme of one's own with nothing in it yet."""
    folder = tmp_path / "mine"
    (folder / "documents").mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: default\n", encoding="utf-8")
    return folder


def add(theme: Path, name: str, text: str) -> None:
    (theme / "documents" / f"{name}.html").write_text(text, encoding="utf-8")


def build(theme: Path | str, folder: Path, *kinds: str, formats: tuple[str, ...] = ("docx",), **more: int) -> list[str]:
    options = Options(ROOT / "input", folder, theme=str(theme), formats=formats, documents=kinds, year=more.get("year"))
    return [file.name for file in pipeline.build(options).files]


def refusal(theme: Path, *kinds: str, formats: tuple[str, ...] = ("html",)) -> str:
    with pytest.raises(GeneratorError) as caught:
        build(theme, theme.parent / "output", *kinds, formats=formats)
    assert not list((theme.parent / "output").glob("[!.]*"))
    return str(caught.value)


def in_word(file: Path) -> str:
    document = Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells).replace("\N{NO-BREAK SPACE}", " ")


def on_paper(file: Path) -> list[str]:
    """The text of each sheet in one line, words that were divided put together."""
    sheets = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file)]
    return [" ".join(text.replace("\ufffe\r\n", "").replace("\ufffe", "").split()) for text in sheets]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The digest of the sample with both documents of the default theme."""
    folder = tmp_path_factory.mktemp("documents")
    build("default", folder, "letter", "municipality", formats=("docx", "pdf", "csv"))
    return folder


def test_a_letter_is_one_file_and_a_municipal_sheet_one_for_each(made: Path) -> None:
    documents = {"letter", *(f"municipality-{name}" for name in MUNICIPALITIES)}

    files = {file.name for file in made.iterdir() if file.is_file()}

    assert files == {
        *(f"{name}.{kind}" for name in documents | {"digest"} for kind in ("docx", "pdf")),
        "digest.csv",
        "manifest.json",
    }


@pytest.mark.parametrize("name", ["letter", *(f"municipality-{name}" for name in MUNICIPALITIES)])
def test_documents_of_the_sample_take_one_sheet(made: Path, name: str) -> None:
    assert len(on_paper(made / f"{name}.pdf")) == 1


def test_the_sheet_of_a_municipality_tells_its_figures_its_place_the_change_and_its_goals(made: Path) -> None:
    word = in_word(made / "municipality-komsomolsk-na-amure.docx")
    [paper] = on_paper(made / "municipality-komsomolsk-na-amure.pdf")

    for said in ("Комсомольск-на-Амуре: 2023 год", "1-е из 2", "+2 190 (+35,7 %)", "Увеличить число подписчиков"):
        assert said in word
        assert said in paper.replace("\N{NO-BREAK SPACE}", " ")
    assert "Артём" not in word + paper


def test_the_letter_names_no_person_and_says_what_the_digest_holds(made: Path) -> None:
    word = in_word(made / "letter.docx")

    assert "Главам муниципальных образований" in word
    assert "1 марта 2024 г." in word
    assert "51 показатель" in word
    assert "по отчётам пресс-служб 5 муниципальных образований" in word


def test_documents_are_verified_again_where_they_lie(made: Path) -> None:
    verdict = pipeline.verify(Options(ROOT / "input", made))

    assert {"letter.docx", "municipality-artem.pdf"} <= set(verdict.files)
    assert not verdict.differences
    assert not verdict.notes


def test_a_changed_document_is_named(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "copy")
    shutil.copy(made / "municipality-seversk.docx", tmp_path / "copy" / "municipality-artem.docx")

    verdict = pipeline.verify(Options(ROOT / "input", tmp_path / "copy"))

    assert {difference.file for difference in verdict.differences} == {"municipality-artem.docx"}


def test_a_municipality_with_several_reports_has_its_newest_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "input", tmp_path / "input")
    record = (tmp_path / "input/records/2023/komsomolsk-na-amure.yaml").read_text(encoding="utf-8")
    older = record.replace("year: 2023", "year: 2022").replace("plan_year: 2024", "plan_year: 2023")
    (tmp_path / "input/records/2022").mkdir()
    (tmp_path / "input/records/2022/komsomolsk-na-amure.yaml").write_text(older, encoding="utf-8")
    options = Options(tmp_path / "input", tmp_path / "out", formats=("docx",), documents=("municipality",))

    pipeline.build(options)

    assert "Комсомольск-на-Амуре: 2023 год" in in_word(tmp_path / "out/municipality-komsomolsk-na-amure.docx")


# A kind of one's own


def test_a_new_kind_of_document_is_a_file(theme: Path) -> None:
    add(
        theme,
        "thanks",
        '{% extends "base.html" %}{% block body %}<h1>Благодарность</h1>'
        '<p>{{ digest.reports | length | count("отчёт", "отчёта", "отчётов") }}</p>{% endblock %}',
    )

    assert build(theme, theme.parent / "out", "thanks") == ["digest.docx", "thanks.docx"]
    assert "5 отчётов" in in_word(theme.parent / "out" / "thanks.docx")


def test_a_document_that_extends_a_municipal_one_is_municipal_too(theme: Path) -> None:
    add(theme, "sheet", '{% extends "documents/municipality.html" %}{% block goals %}<p>Задач нет.</p>{% endblock %}')

    assert build(theme, theme.parent / "out", "sheet", year=2023) == [
        "digest.docx",
        "sheet-spassk-dalny.docx",
        "sheet-komsomolsk-na-amure.docx",
    ]


def test_a_theme_replaces_a_part_of_the_letter(theme: Path) -> None:
    text = '{% extends "default:documents/letter.html" %}{% block addressee %}Губернатору{% endblock %}'
    add(theme, "letter", text)
    build(theme, theme.parent / "out", "letter")

    assert "Губернатору" in in_word(theme.parent / "out" / "letter.docx")


def test_the_build_remembers_which_documents_it_made(made: Path) -> None:
    assert json.loads((made / "manifest.json").read_text("utf-8"))["options"]["documents"] == ["letter", "municipality"]


# Refusals


def test_an_unknown_kind_is_named_with_the_nearest(theme: Path) -> None:
    said = refusal(theme, "leter")

    assert "Документа «leter» в теме «mine» нет. Возможно, letter. Есть: letter, municipality." in said


@pytest.mark.parametrize("name", ["con", "lpt1", "digest", "Letter", "письмо", "a.b", "two words"])
def test_a_name_that_cannot_be_a_file_everywhere_is_refused(theme: Path, name: str) -> None:
    add(theme, name, '{% extends "base.html" %}')

    assert "Переименуйте шаблон" in refusal(theme, name)


@pytest.mark.parametrize("name", ["../digest", "documents/letter", "", "."])
def test_a_kind_is_not_a_path(theme: Path, name: str) -> None:
    assert f"Документа «{name}» в теме «mine» нет" in refusal(theme, name)


@pytest.mark.parametrize("each", ['"region"', "3", "digest.reports"])
def test_a_document_for_each_of_what_there_is_not_is_refused(theme: Path, each: str) -> None:
    add(theme, "sheet", f'{{# Лист. #}}\n{{% set each = {each} %}}\n{{% extends "base.html" %}}')

    assert "шаблон documents/sheet.html, строка 2" in refusal(theme, "sheet")


def test_two_documents_of_one_name_are_refused(theme: Path) -> None:
    add(theme, "municipality-artem", '{% extends "base.html" %}{% block body %}<p>Артём</p>{% endblock %}')

    assert "два документа зовутся «municipality-artem»" in refusal(theme, "municipality", "municipality-artem")


def test_a_broken_document_is_named_with_its_line(theme: Path) -> None:
    add(theme, "sheet", '{% extends "base.html" %}\n{% block body %}\n<p>{{ report.year }}</p>')

    assert "шаблон documents/sheet.html, строка 3" in refusal(theme, "sheet")


def test_a_document_of_no_municipality_has_no_report(theme: Path) -> None:
    add(theme, "sheet", '{% extends "base.html" %}\n{% block body %}\n<p>{{ report.year }}</p>{% endblock %}')

    assert "шаблон documents/sheet.html, строка 3: имени «report» нет" in refusal(theme, "sheet")


@pytest.mark.parametrize("block", ["", "{% block body %}Слова{% endblock %}"])
def test_templates_that_extend_one_another_end_with_a_message(theme: Path, block: str) -> None:
    add(theme, "sheet", '{% extends "documents/other.html" %}' + block)
    add(theme, "other", '{% extends "documents/sheet.html" %}' + block)

    assert "сам себя" in refusal(theme, "sheet")


def test_an_invented_figure_of_a_document_is_not_published(theme: Path) -> None:
    text = "<table><caption>Итог</caption><tbody><tr><th>Всего</th><td>12345</td></tr></tbody></table>"
    add(theme, "sheet", f'{{% extends "base.html" %}}{{% block body %}}<h1>Лист</h1>{text}{{% endblock %}}')

    assert "sheet: таблица" in refusal(theme, "sheet", formats=("docx",))


def test_a_document_wants_a_format_that_prints_a_page(theme: Path) -> None:
    assert "Добавьте один из них: --format docx" in refusal(theme, "letter", formats=("csv",))
