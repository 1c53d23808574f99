"""No number is lost: every digit run and number word ends in exactly one place."""

import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import documents
from generator.documents import numerals
from generator.documents.document import Document, Kind, Line
from generator.errors import GeneratorError
from generator.intake import layout, questionnaire, vocabulary
from generator.intake.block import reading
from generator.intake.extraction import extract
from tests.intake.scoring import CATALOGUE, ROOT, SHARED, drafts

DIGITS = re.compile(r"[\d²³¹⁰⁴-⁹₀-₉]+")
WORDS = re.compile(r"(?<![\w-])[а-я]+(?:-[а-я]+)*(?![\w-])")
PART = re.compile("[а-я]+")
FATES = {"observation", "review", "target", "ignored"}

FILES = [
    *sorted((SHARED / "reports").glob("*.txt")),
    *sorted((SHARED / "prototypes/intake/oos").glob("*.txt")),
    *sorted(path for path in (ROOT / "tests/data/reports").rglob("*") if path.suffix in documents.SUFFIXES),
    *sorted((ROOT / "input/reports").glob("*.txt")),
]


def unaccounted(lines, spans):
    """The digit runs and number words that do not lie in exactly one span."""
    covered = Counter((span.line, at) for span in spans for at in range(span.start, span.end))
    for number, line in enumerate(lines, 1):
        read = numerals.plain(reading(line.text))
        whole = (match for match in WORDS.finditer(read) if numerals.says_number(match.group()))
        said = (part for match in whole for part in PART.finditer(read, *match.span()))
        for match in (*DIGITS.finditer(line.text), *said):
            # A word divided at the line's end is a word of the next line, too: «семи-» is «семидневный».
            divided = match.end() == len(line.text.rstrip("-‐‑ ")) != len(line.text.rstrip())
            wanted = (0, 1) if divided and not match.group()[0].isdigit() else (1,)
            if any(covered[number, at] not in wanted for at in range(*match.span())):
                yield number, match.group(), line.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_number_of_a_report_ends_in_exactly_one_place(path):
    lines = documents.read(path, path.name).lines
    [draft] = drafts(path, municipality="artem", year=2023)

    assert {span.fate for span in draft.spans} <= FATES
    assert list(unaccounted(lines, draft.spans)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_fates_and_lists_agree(path):
    [draft] = drafts(path, municipality="artem", year=2023)

    ends = {"target": len(draft.targets), "ignored": len(draft.ignored)}
    for fate, count in ends.items():
        starts = {(span.line, span.start) for span in draft.spans if span.fate == fate}
        assert count <= len(starts)


PIECES = [
    *("12", "3", "2023", "1 267", "18 000", "12,5", "12.345", "7, 6", "100+", "1", "0", "999 999", "²", "٣"),
    *("тыс.", "млн", "%", "процента", "раза", "г.", "году", "год", "руб.", "часов", "минут", "лет", "экз.", "№"),
    *("двести", "сорок", "одна", "одной", "пять-шесть", "полторы", "тысячи", "десятки", "вдвое", "сто двадцать"),
    *("пресс-релизов", "брифингов", "подписчиков", "обращений", "мастер-классов", "материалов", "ВКонтакте", "ОК"),
    *("в", "на", "с", "до", "более", "около", "из них", "в том числе", "всего", "против", "главы", "администрации"),
    *("–", "—", "-", ":", ";", ",", ".", "(", ")", "«", "»", '"', "|", "\t", "…", "/", "+", "=", "*", "#", ">"),
    *("Какие задачи стоят в 2024 году", "Планируется", "увеличилось", "составило", "2018 – 184", "ФЗ-59", "Радио-2"),
]
SPACES = [" ", "  ", "\u00a0", "\u202f", "\u2009", "   ", ""]

line = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SPACES)), max_size=14).map(
    lambda parts: "".join(word + space for word, space in parts)
)
text = st.lists(line, max_size=8)


def spans_of(lines):
    answers = questionnaire.divide(layout.blocks(Document("x.txt", tuple(lines))), CATALOGUE)
    return extract(answers.blocks, "x.txt", 2023, vocabulary.of(CATALOGUE)).spans


@settings(max_examples=300, deadline=None)
@given(text)
@example(["млн-", "двести"])
@example(["провели пять-", "шесть брифингов"])
def test_hostile_texts_lose_no_number(rows):
    lines = [Line(row) for row in rows]

    assert list(unaccounted(lines, spans_of(lines))) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([piece for piece in PIECES if piece != "\t"]), min_size=1, max_size=5), max_size=6
    )
)
def test_hostile_tables_lose_no_number(rows):
    lines = [Line("\t".join(cells), Kind.ROW, tuple(cells)) for cells in rows]

    assert list(unaccounted(lines, spans_of(lines))) == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=120))
@example("0\U00017000")  # a letter of Tangut, which has no name in Python's Unicode
def test_any_characters_lose_no_number(characters):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_text(f"Отчёт за год.\n{characters}", encoding="utf-8")
        try:
            lines = documents.read(path, path.name).lines
        except GeneratorError:
            return
        [draft] = drafts(path, municipality="artem", year=2023)
        assert list(unaccounted(lines, draft.spans)) == []
