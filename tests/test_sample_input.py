"""The sample input is an honest example: its records say exactly what its reports say.

The five reports carry the facts of five real ones in the project's own words. What the sample promises by itself is
tested everywhere; what it owes to the real reports (`../shared`) is tested where that folder stands beside the project.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.model import Measure, Period, Qualifier, Status

ROOT = Path(__file__).resolve().parents[1]
INPUT = ROOT / "input"
GOLD = ROOT.parent / "shared" / "gold"
REAL_REPORTS = ROOT.parent / "shared" / "reports"

needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="нет ../shared/gold: сверять показатели не с чем")
needs_reports = pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="нет ../shared/reports: сравнивать слова не с чем")

# Numbers that a report writes as a word; «в течение дня» is a day without a numeral.
NUMBER_WORDS = {"1": "дня", "2": "два", "3": "трёх"}

HEDGES = {"at_least": "более", "about": "около", "up_to": "до|в течение", "vague": "несколько"}
ANY_HEDGE = "более|менее|около|примерно|почти|несколько"  # but not «до»: «выросло до 2281» is a level reached

# Facts of a report that are no indicator of any table; the gold files mark them as context too.
NO_INDICATOR = {
    "anniversary",
    "as_of",
    "bus",
    "duma_convocation",
    "gto_levels",
    "incident_system_since",
    "law_number",
    "programme_period",
}

QUESTIONS = re.compile(
    r"что\s+наиболее\s+значительное\s+удалось\s+сделать\s+в\s+области\s+информационной\s+политики\s+в\s+\d{4}\s+году"
    r"|какие\s+задачи\s+стоят\s+в\s+\d{4}\s+году",
    re.I,
)
LONGEST_SHARED_RUN = 6


def load(path: Path) -> Any:
    """A YAML file with every scalar as text: any other loader turns the code 01701000 into a number."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


CATALOGUE = load(ROOT / "generator" / "indicators.yaml")
DIRECTORY = load(INPUT / "municipalities.yaml")
RECORDS = sorted((INPUT / "records").glob("*/*.yaml"))

each_record = pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}/{path.stem}")


@cache
def folded(report: Path) -> tuple[str, tuple[int, ...]]:
    """A report with all white space, U+00A0 too, folded to single spaces, and the line of every character."""
    text, lines = [], []
    for number, line in enumerate(report.read_text(encoding="utf-8").split("\n"), start=1):
        for char in " ".join(line.split()) + " " if line.strip() else "":
            text.append(char)
            lines.append(number)
    return "".join(text), tuple(lines)


def spans(quote: str, report: Path) -> list[str]:
    """Where whole words of a report read as the quote: `6` or `6-8` for each place."""
    text, lines = folded(report)
    words = re.escape(" ".join(quote.split()))
    found = [(lines[m.start()], lines[m.end() - 1]) for m in re.finditer(rf"(?<!\w){words}(?!\w)", text)]
    return [str(first) if first == last else f"{first}-{last}" for first, last in found]


def places(record: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Everything in a record that quotes lines of its report."""
    for observation in record["observations"]:
        yield observation
        yield from observation.get("also", [])
    yield from record["goals"]
    yield from record["training"]


def test_there_is_a_record_for_every_report() -> None:
    assert {INPUT / load(path)["source"] for path in RECORDS} == set((INPUT / "reports").glob("*"))
    assert len(RECORDS) == 5


@each_record
def test_record_stands_where_its_year_and_municipality_say(path: Path) -> None:
    record = load(path)

    assert (path.parent.name, path.stem) == (record["year"], record["municipality"])
    assert record["municipality"] in DIRECTORY["municipalities"]
    assert int(record["plan_year"]) == int(record["year"]) + 1


@each_record
def test_checksum_is_that_of_the_report(path: Path) -> None:
    record = load(path)

    actual = hashlib.sha256((INPUT / record["source"]).read_bytes()).hexdigest()

    assert record["sha256"] == actual, (
        f"{record['source']} has changed: check the quotes and lines of {path.name}, then set its sha256 to {actual}"
    )


@each_record
def test_every_quote_stands_at_its_lines(path: Path) -> None:
    record = load(path)

    wrong = {
        place[
            "quote"
        ]: f"record says {place['lines']}, report has it at {spans(place['quote'], INPUT / record['source'])}"
        for place in places(record)
        if place["lines"] not in spans(place["quote"], INPUT / record["source"])
    }

    assert not wrong


@each_record
def test_every_value_and_its_hedge_can_be_read_in_its_quotes(path: Path) -> None:
    for observation in load(path)["observations"]:
        for place in (observation, *observation.get("also", [])):
            digits = re.sub(r"(?<=\d)\s(?=\d{3}\b)", "", place["quote"])
            if value := observation.get("value"):
                words = rf"|\b{NUMBER_WORDS[value]}\b" if value in NUMBER_WORDS else ""
                assert re.search(rf"(?<!\d){value}(?!\d){words}", digits), observation
            if hedge := HEDGES.get(observation.get("qualifier", "exact")):
                assert re.search(rf"\b({hedge})\b", place["quote"]), observation
            else:
                assert not re.search(rf"\b({ANY_HEDGE})\b", place["quote"]), observation


@each_record
def test_every_passage_is_the_words_of_the_report(path: Path) -> None:
    record = load(path)
    report = INPUT / record["source"]
    for passage in record["passages"]:
        lines: list[tuple[str, str]] = []
        for paragraph in passage["text"].strip().split("\n\n"):
            assert "\n" not in paragraph, f"wrapped inside a paragraph: {paragraph}"
            [span] = spans(paragraph, report)
            first, _, last = span.partition("-")
            lines.append((first, last or first))

        first, _, last = passage["lines"].partition("-")
        assert (lines[0][0], lines[-1][1]) == (first, last or first), passage["lines"]
        assert lines == sorted(lines, key=lambda span: int(span[0])), "paragraphs are out of order"


@each_record
def test_record_speaks_the_words_of_the_model_and_the_catalogue(path: Path) -> None:
    record = load(path)
    for observation in record["observations"]:
        assert observation["indicator"] in CATALOGUE["indicators"]
        assert observation.get("owner", "all") in CATALOGUE["owners"]
        assert observation.get("network", "all") in CATALOGUE["networks"]
        assert observation.get("topic", "svo") in CATALOGUE["topics"]
        assert str(Period.parse(observation["period"])) == observation["period"]
        assert Qualifier(observation.get("qualifier", "exact")).value == observation.get("qualifier", "exact")
        assert ("value" in observation) is (observation.get("qualifier") != "vague")
        assert Decimal(observation.get("value", "0")) >= 0
        assert Status(observation["status"]) is Status.APPROVED and observation["decided_by"]
    for goal in record["goals"]:
        assert goal["topics"] and set(goal["topics"]) <= set(CATALOGUE["goal_topics"])


def test_catalogue_is_whole() -> None:
    for key, indicator in CATALOGUE["indicators"].items():
        assert indicator["table"] in CATALOGUE["tables"], key
        assert Measure(indicator["measure"]).value == indicator["measure"], key
        assert indicator["total"] in ("sum", "none"), key
        assert len(indicator["forms"]) == 3 and len(indicator.get("headline", "123")) == 3, key
        if indicator["total"] == "sum":
            assert indicator["measure"] in ("count", "stock"), f"{key}: only counts and stocks add up"


def test_directory_and_settings_are_complete() -> None:
    regions = {region["name"] for region in DIRECTORY["regions"]}
    for key, municipality in DIRECTORY["municipalities"].items():
        assert municipality["region"] in regions, key
        assert re.fullmatch(r"\d{8}", municipality["oktmo"]), key
    settings = tomllib.loads((INPUT / "settings.toml").read_text(encoding="utf-8"))
    assert settings["issued"] == date(2024, 3, 1)
    assert settings["formats"] == ["docx", "pdf", "html", "xlsx", "csv"]


def gold_of(record: dict[str, Any]) -> Any:
    """What a person read in the real report of the same name."""
    return load(GOLD / f"{Path(record['source']).stem}.yaml")


def identity(fact: dict[str, Any], key: str, places_besides: str) -> tuple[str, ...]:
    """What makes a figure that figure, for an observation and for a gold fact alike."""
    value = fact.get("value", "null")
    measure = fact.get("measure") or CATALOGUE["indicators"][fact[key]]["measure"]
    fields = (fact.get(name, "") for name in ("owner", "network", "topic", "as_of"))
    besides = str(len(fact.get(places_besides, [])))
    return (fact[key], value, fact.get("qualifier", "exact"), measure, fact.get("period", ""), *fields, besides)


@needs_gold
@each_record
def test_every_core_fact_of_the_gold_is_one_observation_and_nothing_is_added(path: Path) -> None:
    record = load(path)
    gold = gold_of(record)
    core = Counter(identity(fact, "key", "restated") for fact in gold["facts"] if fact["class"] == "core")
    context = {fact["key"] for fact in gold["facts"] if fact["class"] != "core"}

    observed = Counter(
        identity(observation, "indicator", "also")
        for observation in record["observations"]
        if observation["indicator"] not in context
    )

    assert observed == core
    assert all(count == 1 for count in core.values())


@needs_gold
@each_record
def test_meaningful_context_of_the_gold_is_kept(path: Path) -> None:
    record = load(path)
    context = [fact for fact in gold_of(record)["facts"] if fact["class"] != "core"]
    meaningful = {(f["key"], f["value"], f["qualifier"]) for f in context if f["key"] not in NO_INDICATOR}

    keys = {fact["key"] for fact in context}
    kept = {
        (o["indicator"], o.get("value", "null"), o.get("qualifier", "exact"))
        for o in record["observations"]
        if o["indicator"] in keys
    }

    assert kept == meaningful


@needs_gold
@each_record
def test_goals_and_training_needs_are_as_many_as_in_the_gold(path: Path) -> None:
    record = load(path)
    gold = gold_of(record)

    assert len(record["goals"]) == len(gold["goals"])
    assert len(record["training"]) == len(gold["training_needs"])


@needs_gold
@each_record
def test_directory_describes_the_municipality_as_the_gold_does(path: Path) -> None:
    record = load(path)
    gold = gold_of(record)["municipality"]
    entry = DIRECTORY["municipalities"][record["municipality"]]
    [region] = [region for region in DIRECTORY["regions"] if region["name"] == entry["region"]]

    named = (entry["name"], entry["genitive"], entry["prepositional"], entry["kind"], entry["official_name"])
    assert named == tuple(gold[key] for key in ("name", "name_gen", "name_in", "type", "official_name"))
    assert (entry["region"], entry["oktmo"]) == (gold["subject"], gold["oktmo"])
    assert region["district"] == f"{gold['federal_district']} федеральный округ"


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of one word more than is allowed; the questions of the form are everybody's words."""
    size = LONGEST_SHARED_RUN + 1
    found = set()
    for part in QUESTIONS.split(text):
        words = re.findall(r"[а-яa-z0-9]+", part.casefold().replace("ё", "е"))
        found |= {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}
    return found


def text_files() -> Iterator[tuple[Path, str]]:
    """Every text that the project ships, with its path."""
    for folder in ("input", "generator", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                try:
                    yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue  # a picture, a font, a Word file: no text of ours to compare


@needs_reports
def test_no_sentence_of_a_real_report_stands_in_the_project() -> None:
    real = {run for path in REAL_REPORTS.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    assert real

    copied = {str(path): " ".join(run) for path, text in text_files() for run in runs(text) & real}

    assert not copied
