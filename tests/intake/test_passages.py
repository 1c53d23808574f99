"""What was done, in a report's own words: nothing of it is lost."""

from generator.documents.document import Document, Line
from generator.intake import layout, passages, questionnaire
from tests.intake.scoring import CATALOGUE


def test_a_long_answer_keeps_its_last_words():
    said = [f"Отдел провёл встречу с жителями, и о ней вышла заметка {'в газете ' * 40}города." for _ in range(200)]
    lines = tuple(Line(text) for text in (*said, "Этим отчёт и закончен."))
    answers = questionnaire.divide(layout.blocks(Document("x.txt", lines)), CATALOGUE)

    [passage] = passages.read(answers, "x.txt")

    assert sum(map(len, passage.paragraphs)) > 60_000
    assert passage.paragraphs[-1].endswith("Этим отчёт и закончен.")
    assert passage.source.lines == (1, 201)
