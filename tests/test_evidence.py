"""The standing of a mailing as a document to be filed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdfium2
import pytest

from generator import rendering, settings
from generator.distribution.dispatches import State
from generator.distribution.standing import Delivery, Sent, Standing
from generator.errors import GeneratorError
from generator.mailing import evidence
from generator.settings import Settings
from generator.theme import Theme
from tests import tags

ROOT = Path(__file__).parents[1]
THEME = Theme.load("default")
FILES = (Sent("digest.docx", "ab" * 32, 1_223_260), Sent("digest.pdf", "cd" * 32, 218_542))


def standing(amount: int = 60) -> Standing:
    states = [State.REFUSED if n % 17 == 3 else State.SENT for n in range(amount)]
    deliveries = (
        Delivery(
            *(f"Глава городского округа № {n}", "пресс-служба", f"head{n}@town.example.ru", "smtp", state),
            *(datetime(2026, 11, 21, 9, 30, n % 60, tzinfo=UTC), 1, f"250 2.0.0 queued as A{n}B", "", f"<{n}@x>", ()),
        )
        for n, state in enumerate(states)
    )
    return Standing("8877aeb8c979", "ef" * 32, FILES, ("Пресс-служба области, сертификат 1A2B",), tuple(deliveries))


def words(path: Path) -> str:
    """The text of a file, every space a plain one."""
    return " ".join(" ".join(sheets(path)).split())


def sheets(path: Path) -> list[str]:
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pdf:
            return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_every_recipient_and_every_sum_is_in_the_document(kind, tmp_path):
    path = tmp_path / f"report.{kind}"
    evidence.write(path, standing(), settings.load(ROOT / "input"), THEME)

    said = words(path)
    for n in range(60):
        assert f"head{n}@town.example.ru" in said
        assert f"queued as A{n}B" in said
    assert said.count("abababab") >= 1 and said.count("cdcdcdcd") >= 1
    assert "выпуск 8877aeb8c979" in said
    assert "Пресс-служба области, сертификат 1A2B" in said
    assert "(подпись)" in said


def test_a_digest_without_a_subtitle_is_called_one(tmp_path):
    evidence.write(tmp_path / "report.pdf", standing(), replace(Settings(), subtitle=""), THEME)

    assert "Дайджест «Информационная политика" in sheets(tmp_path / "report.pdf")[0]


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_the_document_keeps_what_a_pdf_of_the_digest_promises(profile, tmp_path):
    evidence.write(tmp_path / "report.pdf", standing(), Settings(), THEME)

    assert tags.broken_rules(tmp_path / "report.pdf", profile) == []


def test_a_long_address_and_long_words_of_a_server_stay_in_their_columns(tmp_path):
    address, link = f"{'q' * 80}@town.example.ru", f"http://help.example.ru/id?c={'z' * 150}"
    long = replace(standing(1).deliveries[0], email=address, reply=f"550 spam rejected, see {link}")
    evidence.write(tmp_path / "report.pdf", replace(standing(1), deliveries=(long,)), Settings(), THEME)

    with pypdfium2.PdfDocument(tmp_path / "report.pdf") as pdf:
        text, width = pdf[1].get_textpage(), pdf[1].get_width()
        signs = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]
    edges = {letter: [box[2] for sign, box in signs if sign == letter] for letter in "qz"}
    assert (len(edges["q"]), len(edges["z"])) == (80, 150)
    assert max(edges["q"]) < min(box[0] for sign, box in signs if sign == "z")
    assert max(edges["z"]) < width - 30


def test_the_heads_of_a_long_table_are_repeated(tmp_path):
    evidence.write(tmp_path / "report.pdf", standing(), Settings(), THEME)

    first, second, *_, last = sheets(tmp_path / "report.pdf")[1:]
    assert "Продолжение таблицы" not in first
    assert "Продолжение таблицы 2" in second
    assert all("Состояние Когда Ответ сервера" in sheet for sheet in (first, second, last))


def test_the_same_standing_makes_the_same_bytes(tmp_path):
    for name in ("a.docx", "b.docx", "a.pdf", "b.pdf"):
        evidence.write(tmp_path / name, standing(), Settings(), THEME)

    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_mailing_that_has_not_begun_is_said_so(tmp_path):
    evidence.write(tmp_path / "report.docx", Standing("8877aeb8c979", "", FILES, (), ()), Settings(), THEME)

    said = words(tmp_path / "report.docx")
    assert "Рассылка не начата" in said
    assert "Электронной подписи нет" in said


def test_signatures_that_nobody_can_look_at_any_more_are_not_denied(tmp_path):
    evidence.write(tmp_path / "report.docx", replace(standing(1), signers=None), Settings(), THEME)

    assert "Об электронной подписи сведений нет" in words(tmp_path / "report.docx")


def test_another_ending_and_a_folder_in_the_way_are_told(tmp_path):
    with pytest.raises(GeneratorError, match=r"ФАЙЛ\.docx или ФАЙЛ\.pdf"):
        evidence.write(tmp_path / "report.txt", standing(1), Settings(), THEME)
    (tmp_path / "report.docx").mkdir()
    with pytest.raises(GeneratorError, match=r"report\.docx"):
        evidence.write(tmp_path / "report.docx", standing(1), Settings(), THEME)
    assert [path.name for path in tmp_path.iterdir()] == ["report.docx"]


def test_the_table_of_data_opens_in_russian_excel(tmp_path):
    evidence.write_csv(tmp_path / "status.csv", standing(2))

    data = (tmp_path / "status.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + "получатель;должность;адрес".encode())
    assert data.count(b"\r\n") == 3


def test_a_file_of_another_kind_is_not_overwritten_with_the_table(tmp_path):
    settings = tmp_path / "mailing.toml"
    settings.touch()

    with pytest.raises(GeneratorError, match=r"Укажите ФАЙЛ\.csv"):
        evidence.write_csv(settings, standing(2))
    assert settings.read_bytes() == b""


def theme(folder: Path, template: str) -> Theme:
    (folder / "my" / "mail").mkdir(parents=True)
    (folder / "my" / "theme.yaml").write_text("extends: default\ntitle: Вестник\n", encoding="utf-8")
    (folder / "my" / rendering.EVIDENCE).write_text(
        f'{{% extends "default:mail/report.html" %}}\n{template}', encoding="utf-8"
    )
    return Theme.load(str(folder / "my"))


def test_a_theme_may_say_it_otherwise(tmp_path):
    mine = theme(tmp_path, "{% block signature %}<p>Секретарь: ____________</p>{% endblock %}")
    evidence.write(tmp_path / "report.docx", standing(2), Settings(), mine)

    said = words(tmp_path / "report.docx")
    assert "Секретарь: ____________" in said
    assert "(подпись)" not in said


def test_a_mistake_of_a_theme_is_told_with_its_line_and_nothing_is_written(tmp_path):
    mine = theme(tmp_path, "{% block about %}\n<p>{{ mailing.edtion }}</p>{% endblock %}")

    with pytest.raises(GeneratorError, match=r"mail/report\.html, строка 3: .*Возможно, «edition»"):
        evidence.write(tmp_path / "report.docx", standing(2), Settings(), mine)
    assert not (tmp_path / "report.docx").exists()


def test_what_a_server_says_is_no_markup(tmp_path):
    evil = Delivery(
        *("<b>имя</b>", "", "a@town.example.ru", "smtp", State.REFUSED, None, 1),
        *("<script>alert(1)</script> {{ settings }}", "", "<x@y>", ()),
    )
    evidence.write(tmp_path / "report.docx", Standing("8877aeb8c979", "", FILES, (), (evil,)), Settings(), THEME)

    assert "<script>alert(1)</script> {{ settings }}" in words(tmp_path / "report.docx")
