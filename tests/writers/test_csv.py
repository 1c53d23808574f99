"""The data: one observation a row, for programs and for a double click in Russian Excel."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import consolidation, indicators
from generator.model import Qualifier, Source, Status
from generator.writers import csv as writer
from tests.samples import ELOVSK, figure, report, stated

CATALOGUE = indicators.load(None)


def written(*observations):
    digest = consolidation.consolidate([report(ELOVSK, *observations)], [], CATALOGUE, {ELOVSK.id: ELOVSK})
    return writer.text(digest)


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_file_is_what_russian_excel_expects(tmp_path):
    digest = consolidation.consolidate([report(ELOVSK, figure("videos", "12.50"))], [], CATALOGUE, {})
    writer.write(digest, tmp_path / "digest.csv")

    data = (tmp_path / "digest.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfmunicipality;oktmo;region;year;indicator;label;value;qualifier;unit;")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert "Еловск;00000000;Северный край;2023;videos;Видеоролики;12,50;exact;единиц;" in data.decode("utf-8-sig")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.integers(-(10**40), 10**40).map(Decimal))
def test_every_digit_of_a_figure_is_kept(value):
    [row] = rows(written(replace(figure("videos", 1), value=value)))

    assert Decimal(row["value"].replace(",", ".")) == value
    assert not row["value"].startswith("'")


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+7 (423) 200-00-00", "-5", "@SUM(A1)", "＝1", "＋1", "－1", "＠A", " =1+1", "\t=1", "\r=1", "\n+1"],
)
def test_a_text_of_a_report_never_begins_a_formula(words):
    own = replace(
        figure("videos", 1), note=words, decided_by=words, sources=(Source(f"reports/{words}", (1, 1), words),)
    )
    [row] = rows(written(own))

    for name in ("note", "decided_by", "quote", "file"):
        assert row[name] == f"'{words.strip()}"


@given(st.text(max_size=40))
def test_whatever_a_report_says_a_row_is_one_line_and_reads_back(words):
    text = written(replace(figure("videos", 1), note=words), figure("interviews", 2))

    assert len(text.split("\r\n")) == 4 and text.count("\n") == 3
    assert [row["indicator"] for row in rows(text)] == ["videos", "interviews"]
    assert [row["value"] for row in rows(text)] == ["1", "2"]


def test_a_figure_without_a_number_is_an_empty_value_and_says_why():
    [row] = rows(written(figure("videos", None, qualifier=Qualifier.VAGUE)))

    assert (row["value"], row["qualifier"]) == ("", "vague")


def test_the_data_are_what_the_digest_counts():
    rejected = figure("interviews", 9, status=Status.REJECTED)

    assert [row["indicator"] for row in rows(written(figure("videos", 1), rejected))] == ["videos"]


def test_lines_are_no_dates_and_places_are_all_told():
    own = replace(
        stated("head", 5),
        sources=(Source("reports/x.txt", (6, 7), "слова"), Source("reports/x.txt", (132, 132), "ещё")),
    )
    [row] = rows(written(own))

    assert (row["lines"], row["quote"], row["file"], row["owner"]) == ("6–7, 132", "слова", "x.txt", "head")
