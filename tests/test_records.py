import json
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator import indicators, municipalities, records, yaml_reader
from generator.cache import Cache
from generator.errors import GeneratorError
from generator.model import Measure, Period, Qualifier, Report, Source, Status, Unread
from generator.yaml_reader import Mapping, Scalar, Sequence

SMALL = Path(__file__).parent / "data/small"
CATALOGUE = indicators.load(base=SMALL / "indicators.yaml")
DIRECTORY = municipalities.read(SMALL / "municipalities.yaml")

RECORD = """\
# yaml-language-server: $schema=../../record.schema.json
municipality: maykop
year: 2023
source: reports/maykop-2023.txt
observations:
  - indicator: subscribers
    value: 18 000
    qualifier: at_least
    owner: administration
    network: vk
    as_of: 2024-01
    lines: 6-8
    quote: более 18 000 подписчиков
    status: approved
    decided_by: аналитик
    note: округлено
    also:
      - {lines: 12, quote: «свыше 18 тысяч»}
  - {indicator: press_releases, topic: svo, value: "12,5", lines: 7, quote: x, measure: average, period: 2018-2023}
  - {indicator: growth, qualifier: vague, lines: 7, quote: заметно выросло}
  - {indicator: response_time, value: 2, unit: hours, lines: 9, quote: до 2 часов}
passages:
  - section: done
    heading: Что сделано
    lines: 1-5
    text: |
      Первый абзац
      в две строки.

      Второй.
goals:
  - {text: Быть открытее, topics: [openness, feedback], lines: 20, quote: станем открытее}
  - {text: Сохранить темп, lines: 21, quote: сохраним темп}
training:
  - {text: Видеосъёмка, lines: 30, quote: учиться снимать}
"""


def write(folder: Path, text: str, name: str = "2023/maykop.yaml") -> Path:
    path = folder / "records" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read_all(folder: Path) -> tuple[list[Report], list[Unread]]:
    return records.read_all(folder, DIRECTORY, CATALOGUE)


def problems(folder: Path, text: str, name: str = "2023/maykop.yaml") -> list[str]:
    """What is said of one record, without its name."""
    write(folder, text, name)
    reports, [unread] = read_all(folder)
    assert reports == []
    assert unread.file == f"records/{name}"
    return [problem.removeprefix(f"{unread.file}, ") for problem in unread.problems]


def changed(*changes: tuple[str, str]) -> str:
    text = RECORD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_a_record_is_read_whole(tmp_path):
    write(tmp_path, RECORD)

    [report], unread = read_all(tmp_path)

    assert unread == []
    assert report.municipality is DIRECTORY["maykop"]
    assert (report.year, report.plan_year, report.sha256) == (2023, 2024, "")
    assert (report.source, report.record) == ("reports/maykop-2023.txt", "records/2023/maykop.yaml")
    subscribers, releases, growth, response = report.observations
    assert subscribers.value == Decimal(18000)
    assert (subscribers.qualifier, subscribers.status) == (Qualifier.AT_LEAST, Status.APPROVED)
    assert (subscribers.owner, subscribers.network, subscribers.as_of) == ("administration", "vk", "2024-01")
    assert (subscribers.decided_by, subscribers.note) == ("аналитик", "округлено")
    assert subscribers.sources == (
        Source("reports/maykop-2023.txt", (6, 8), "более 18 000 подписчиков"),
        Source("reports/maykop-2023.txt", (12, 12), "«свыше 18 тысяч»"),
    )
    assert (releases.value, releases.topic) == (Decimal("12.5"), "svo")
    assert (releases.measure, releases.period) == (Measure.AVERAGE, Period(2018, 2023))
    assert (growth.value, growth.qualifier) == (None, Qualifier.VAGUE)
    assert (response.measure, response.unit) == (Measure.DURATION, "hours")
    [passage] = report.passages
    assert (passage.section, passage.heading) == ("done", "Что сделано")
    assert passage.paragraphs == ("Первый абзац в две строки.", "Второй.")
    assert passage.source == Source("reports/maykop-2023.txt", (1, 5))
    assert [(goal.text, goal.topics) for goal in report.goals] == [
        ("Быть открытее", ("openness", "feedback")),
        ("Сохранить темп", ()),
    ]
    assert report.goals[0].source.quote == "станем открытее"
    assert report.needs[0].text == "Видеосъёмка"


def test_a_proposed_indicator_a_doubt_and_a_number_that_waits_are_read(tmp_path):
    write(
        tmp_path,
        changed(
            ("{indicator: growth, ", "{proposed: Мастер-классы, doubt: вид работы новый, "),
            ("period: 2018-2023}", "unit: week}"),
            (
                "goals:\n",
                "review:\n- {number: '16,3 %', value: '16,3', reason: неясно, lines: 8-9, quote: на 16}\n"
                "- {number: сорок, reason: неясно, lines: 9, quote: сорок, status: rejected}\ngoals:\n",
            ),
        ),
    )

    [[report], unread] = read_all(tmp_path)

    assert unread == []
    _, average, proposed, _ = report.observations
    assert (proposed.indicator, proposed.label, proposed.doubt) == ("", "Мастер-классы", "вид работы новый")
    assert proposed.measure is Measure.COUNT
    assert proposed not in report.counted
    assert (average.measure, average.unit) == (Measure.AVERAGE, "week")
    waiting, aside = report.review
    assert (waiting.text, waiting.value, waiting.reason, waiting.status) == (
        "16,3 %",
        Decimal("16.3"),
        "неясно",
        Status.DRAFT,
    )
    assert waiting.source == Source("reports/maykop-2023.txt", (8, 9), "на 16")
    assert (aside.value, aside.status) == (None, Status.REJECTED)


def test_a_record_read_before_is_known_by_its_words(tmp_path, monkeypatch):
    kept = Cache(tmp_path / "cache")
    write(tmp_path, RECORD)
    [whole], _ = read_all(tmp_path)
    read: list[str] = []
    parse = records.parse
    monkeypatch.setattr(records, "parse", lambda text, *more: read.append(text) or parse(text, *more))

    def cached() -> tuple[list[Report], list[Unread]]:
        return records.read_all(tmp_path, DIRECTORY, CATALOGUE, kept)

    assert cached() == cached() == ([whole], [])
    assert len(read) == 1
    assert cached()[0][0].municipality is DIRECTORY["maykop"]

    corrected = changed(("value: 18 000", "value: 18 001"))
    write(tmp_path, corrected)
    [report], _ = cached()
    assert report.observations[0].value == Decimal(18001)
    assert read[1:] == [corrected]

    write(tmp_path, changed(("year: 2023\n", "year: 2022\n")))
    assert cached() == cached() == read_all(tmp_path)  # a record with mistakes is looked at each time
    assert cached()[0] == []


def test_what_the_memory_of_records_has_lost_is_read_again(tmp_path):
    kept = Cache(tmp_path / "cache")
    write(tmp_path, RECORD)
    whole = records.read_all(tmp_path, DIRECTORY, CATALOGUE, kept)
    for entry in kept.folder.rglob("*"):
        if entry.is_file():
            entry.write_bytes(entry.read_bytes()[:-1])

    assert records.read_all(tmp_path, DIRECTORY, CATALOGUE, kept) == whole


def test_what_a_figure_does_not_say_comes_from_its_indicator_and_its_report(tmp_path):
    short = "municipality: maykop\nyear: 2023\nsource: reports/a.txt\nobservations:\n"
    write(tmp_path, short + "- {indicator: subscribers, value: 5, lines: 1, quote: x}")

    [[report], _] = read_all(tmp_path)

    [observation] = report.observations
    assert (observation.measure, observation.period) == (Measure.STOCK, Period(2023))
    assert (observation.qualifier, observation.status) == (Qualifier.EXACT, Status.DRAFT)


def test_a_record_may_have_no_figures_and_empty_sections(tmp_path):
    write(tmp_path, "municipality: maykop\nyear: 2023\nsource: a.txt\nplan_year: 2025\nobservations:\ngoals: []\n")

    [[report], unread] = read_all(tmp_path)

    assert unread == []
    assert (report.observations, report.goals, report.passages, report.needs) == ((), (), (), ())
    assert report.plan_year == 2025


def test_all_mistakes_of_a_record_are_told_at_once_each_with_its_place(tmp_path):
    text = changed(
        ("year: 2023\n", "yaer: 2023\n"),
        ("value: 18 000", "value: много"),
        ("network: vk", "network: vkontakte"),
        ("- {lines: 12, quote", "- {lines: 12-6, quote"),
        ("indicator: press_releases,", "indicator: press_release,"),
        ("[openness, feedback]", "[openess]"),
        ("section: done", "section: goals"),
        ("training:", "trainig:"),
    )

    assert problems(tmp_path, text) == [
        "строка 2: нет обязательного поля «year». Добавьте его.",
        "строка 3, поле yaer: такого поля нет. Возможно, «year».",
        "строка 7, поле observations[1].value: ожидается число, например 18000; найдено «много».",
        "строка 10, поле observations[1].network: ожидается одно из имён списка; найдено «vkontakte». Можно: vk, ok.",
        "строка 18, поле observations[1].also[1].lines: ожидается строка или строки, например 7 или 6-8; "
        "найдено «12-6».",
        "строка 19, поле observations[2].indicator: ожидается одно из имён списка; найдено «press_release». "
        "Возможно, «press_releases».",
        "строка 23, поле passages[1].section: ожидается одно из имён списка; найдено «goals». Можно: done, summary.",
        "строка 32, поле goals[1].topics[1]: ожидается одно из имён списка; найдено «openess». Возможно, «openness».",
        "строка 34, поле trainig: такого поля нет. Возможно, «training».",
    ]


RELATIONS = {
    "no figure": (("value: 2, unit: hours, ", ""), 21, "[4].value: числа нет. Впишите его или"),
    "a vague figure": (("qualifier: vague,", "qualifier: vague, value: 5,"), 20, "[3].value: при qualifier: vague"),
    "a stock of years": (("as_of: 2024-01", "period: 2018-2023"), 11, "[1].period: численность бывает на дату"),
    "a stock below zero": (("value: 18 000", "value: -5"), 7, "[1].value: численность на дату меньше нуля"),
    "no indicator": (
        ("{indicator: growth, ", "{"),
        20,
        "[3].indicator: показатель не назван. Впишите indicator или, если в каталоге такого нет, proposed",
    ),
    "two indicators": (
        ("{indicator: growth, ", "{indicator: growth, proposed: Рост, "),
        20,
        "[3].proposed: показатель назван дважды: indicator и proposed. Оставьте одно",
    ),
    "a term for an average": (
        ("period: 2018-2023}", "unit: hours}"),
        19,
        "[2].unit: срок измеряют в hours или days, среднее берут за day, week или month",
    ),
    "an average for a term": (("unit: hours", "unit: week"), 21, "[4].unit: срок измеряют в hours или days"),
    "a time without unit": (("unit: hours, ", ""), 21, "[4].value: у срока нет единицы"),
    "a unit of people": (("as_of: 2024-01", "unit: days"), 11, "[1].unit: единица бывает только у срока"),
}


@pytest.mark.parametrize(("change", "line", "said"), RELATIONS.values(), ids=RELATIONS)
def test_fields_that_contradict_each_other_are_told(tmp_path, change, line, said):
    [problem] = problems(tmp_path, changed(change))

    assert problem.startswith(f"строка {line}, поле observations{said}")


def test_a_growth_may_be_below_zero_and_a_count_may_be_of_years(tmp_path):
    write(
        tmp_path,
        changed(
            ("qualifier: vague, lines: 7, quote: заметно", "value: -120, lines: 7, quote: заметно"),
            ("measure: average, ", ""),
        ),
    )

    [[report], unread] = read_all(tmp_path)

    assert unread == []
    assert report.observations[2].value == -120
    assert report.observations[1].period == Period(2018, 2023)


def test_zero_is_a_figure_and_not_a_missing_one(tmp_path):
    write(tmp_path, changed(("value: 18 000", "value: 0")))

    [[report], unread] = read_all(tmp_path)

    assert unread == []
    assert report.observations[0].value == Decimal(0)


def test_a_field_that_is_wrong_is_not_also_called_missing(tmp_path):
    [problem] = problems(tmp_path, changed(("qualifier: vague", "qualifier: vauge")))

    assert "найдено «vauge». Возможно, «vague»" in problem


def test_a_plan_for_the_same_year_is_refused(tmp_path):
    [problem] = problems(tmp_path, changed(("year: 2023\n", "year: 2023\nplan_year: 2023\n")))

    assert problem.startswith("строка 4, поле plan_year: год планов должен быть позже 2023 года")


def test_one_bad_record_among_three_stops_no_other(tmp_path):
    write(tmp_path, RECORD)
    write(tmp_path, "municipality: [", "2022/maykop.yaml")
    write(tmp_path, changed(("municipality: maykop", "municipality: seversk")), "2023/seversk.yaml")

    reports, unread = read_all(tmp_path)

    assert [report.municipality.id for report in reports] == ["maykop", "seversk"]
    assert unread == [
        Unread(
            "records/2022/maykop.yaml",
            ("records/2022/maykop.yaml, строка 1: скобка не закрыта, или между значениями нет запятой.",),
            ("maykop",),
            (2022,),
        )
    ]


@pytest.mark.parametrize(
    ("path", "municipalities", "years"),
    [
        ("2023/maykop.yaml.txt", ("maykop",), (2023,)),
        ("2022/seversk.yaml", ("seversk", "maykop"), (2022, 2023)),
        ("maykop.yaml", ("maykop",), (2023,)),
    ],
)
def test_a_record_that_cannot_be_used_tells_whose_it_may_be(tmp_path, path, municipalities, years):
    write(tmp_path, RECORD, path)

    [], [record] = read_all(tmp_path)

    assert (record.municipalities, record.years) == (municipalities, years)


def test_a_record_lies_where_it_says(tmp_path):
    assert problems(tmp_path, RECORD, "2022/maykop.yaml") == [
        "строка 3, поле year: запись о «maykop» за 2023 год лежит не там. "
        "Исправьте year или переложите её в records/2023/maykop.yaml."
    ]


def test_a_second_record_of_a_municipality_and_year_is_set_aside_and_names_the_first(tmp_path):
    write(tmp_path, RECORD)
    write(tmp_path, RECORD, "2023/maykop-copy.yaml")
    write(tmp_path, RECORD, "2022/maykop.yaml")

    [report], [year, copy] = read_all(tmp_path)

    assert report.record == "records/2023/maykop.yaml"
    assert year.file == "records/2022/maykop.yaml"
    assert (
        "строка 3, поле year: вторая запись о «maykop» за 2023 год: первая — records/2023/maykop.yaml"
        in (year.problems[0])
    )
    assert copy.file == "records/2023/maykop-copy.yaml"
    assert "строка 2, поле municipality: вторая запись о «maykop» за 2023 год" in copy.problems[0]


@pytest.mark.parametrize(
    "name",
    [
        *("maykop.yaml", "2023/old/maykop.yaml", "2023/maykop.yml", "2023/maykop.YAML", "2023/maykop.yaml.txt"),
        *("2023/maykop.docx", "2023/maykop.yaml.docx", "2023/maykop.txt"),
    ],
)
def test_nothing_that_looks_like_a_record_is_passed_over(tmp_path, name):
    write(tmp_path, RECORD, name)

    reports, [unread] = read_all(tmp_path)

    assert reports == []
    assert unread.file == f"records/{name}"
    assert unread.problems[0].endswith(
        "не на своём месте, не так названа или сохранена не текстом. Её место и имя — records/ГОД/ИМЯ.yaml."
    )


def test_hidden_files_and_other_files_are_no_records(tmp_path):
    for name in (
        "2023/.maykop.yaml.swp",
        "2023/.maykop.yaml",
        "2023/readme.txt",
        "2023/письмо.docx",
        "2023/maykop.yaml~",
        "2023/~$ykop.yaml",
    ):
        write(tmp_path, "x", name)

    assert read_all(tmp_path) == ([], [])
    assert read_all(tmp_path / "none") == ([], [])


def test_what_lies_in_a_hidden_folder_is_no_record(tmp_path):
    (tmp_path / "records/.git/2023").mkdir(parents=True)
    (tmp_path / "records/.git/2023/maykop.yaml").write_text("year: [", encoding="utf-8")

    assert read_all(tmp_path) == ([], [])


def test_a_folder_that_may_not_be_looked_into_loses_no_record_in_silence(tmp_path, monkeypatch):
    """Root may look into all, so the system is made to refuse."""
    home = tmp_path / "records" / "2023"
    home.mkdir(parents=True)
    (home / "maykop.yaml").write_text(RECORD, encoding="utf-8")
    look = os.scandir

    def refusing(path):
        if Path(path) == home:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(GeneratorError, match="2023» не открывается: нет доступа"):
        records.read_all(tmp_path, DIRECTORY, CATALOGUE)


def test_a_folder_and_a_link_in_place_of_a_record_are_told(tmp_path):
    (tmp_path / "records/2023/maykop.yaml").mkdir(parents=True)
    (tmp_path / "records/2023/seversk.yaml").symlink_to("/dev/zero")

    _, [folder, link] = read_all(tmp_path)

    assert "это папка" in folder.problems[0]
    assert "это ссылка" in link.problems[0]


def test_a_year_that_is_a_link_or_a_file_is_told(tmp_path):
    (tmp_path / "2020").mkdir()
    (tmp_path / "records").mkdir()
    (tmp_path / "records/2020").symlink_to(tmp_path / "2020")
    (tmp_path / "records/2021").write_text("", encoding="utf-8")

    _, unread = read_all(tmp_path)

    assert [one.file for one in unread] == ["records/2020", "records/2021"]
    assert all("это не папка с записями" in one.problems[0] for one in unread)


def test_records_that_are_a_file_are_told(tmp_path):
    (tmp_path / "records").write_text("", encoding="utf-8")

    assert [one.file for one in read_all(tmp_path)[1]] == ["records"]


@pytest.mark.skipif(os.name == "nt", reason="names of any bytes exist on POSIX systems only")
def test_a_file_name_of_any_bytes_can_be_printed(tmp_path):
    (tmp_path / "records").mkdir()
    name = os.fsencode(tmp_path / "records") + b"/\xff\n\x1b[31m.yaml"
    Path(os.fsdecode(name)).write_text("a", encoding="utf-8")

    _, [unread] = read_all(tmp_path)

    assert unread.file == "records/� �[31m.yaml"
    assert len(unread.problems) == 1
    unread.problems[0].encode()


def test_the_schema_is_a_schema_and_explains_every_field_in_russian():
    schema = records.schema(CATALOGUE, DIRECTORY)

    Draft202012Validator.check_schema(schema)
    untold = [path for path, field in fields_of(schema) if not re.search("[а-я]", field.get("title", ""))]
    unexplained = [path for path, field in fields_of(schema) if not re.search("[а-я0-9]", field.get("description", ""))]
    assert (untold, unexplained) == ([], [])


def fields_of(schema: dict[str, Any], path: str = ""):
    for name, field in schema.get("properties", {}).items():
        yield f"{path}.{name}", field
        yield from fields_of(field, f"{path}.{name}")
        yield from fields_of(field.get("items", {}), f"{path}.{name}[]")


def as_an_editor_sees(node: yaml_reader.Node) -> Any:
    """The data of YAML 1.2, Core schema (10.3.2), as an editor's validator gets them."""
    match node:
        case Sequence(items):
            return [as_an_editor_sees(item) for item in items]
        case Mapping(items):
            return {name: as_an_editor_sees(item) for name, item in items.items()}
        case Scalar("" | "~" | "null"):
            return None
        case Scalar("true" | "false" as text):
            return text == "true"
        case Scalar(text) if re.fullmatch("[-+]?[0-9]+", text) and len(text) < 20:
            return int(text)
        case Scalar(text) if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)", text):
            return float(text)
        case Scalar(text):
            return text


AGREED = [
    (),
    (("value: 18 000", "value: 18000"),),
    (("value: 18 000", "value: 18000.5"),),
    (("value: 18 000", "value: -18000"),),  # refused by the measure, which the schema does not know
    (("value: 18 000", "value: много"),),
    (("value: 18 000", "value: 12,345,678"),),
    (("value: 18 000", "value: '12,345'"),),
    (("value: 18 000", "value: [1]"),),
    (("value: 18 000", "value:"),),
    (("value: 18 000", "walue: 18000"),),
    (("qualifier: at_least", "qualifier: at least"),),
    (("qualifier: at_least", "qualifier: vague"),),
    (("qualifier: vague, ", ""),),
    (("year: 2023\n", "year: 1823\n"),),
    (("year: 2023\n", "year: '2023'\n"),),
    (("year: 2023\n", ""),),
    (("year: 2023\n", "year: 2023\nsha256: abc\n"),),
    (("year: 2023\n", f"year: 2023\nsha256: {'0a' * 32}\n"),),
    (("municipality: maykop", "municipality: moscow"),),
    (("source: reports/maykop-2023.txt", "source: ../maykop.txt"),),
    (("source: reports/maykop-2023.txt", "source: /etc/passwd"),),
    (("lines: 6-8", "lines: 0"),),
    (("lines: 6-8", "lines: 6–8"),),
    (("lines: 6-8", "lines: six"),),
    (("lines: 6-8", "lines: [6, 8]"),),
    (("as_of: 2024-01", "as_of: 2024-13"),),
    (("as_of: 2024-01", "as_of: 2024-01-31"),),
    (("as_of: 2024-01", "as_of: 2024"),),
    (("as_of: 2024-01", "period: 2024"),),
    (("as_of: 2024-01", "period: 2018 - 2023"),),
    (("as_of: 2024-01", "topic: zvo"),),
    (("note: округлено", "note: 5"),),
    (("note: округлено", "note:"),),
    (("note: округлено", "note: [5]"),),
    (("    also:\n      - {lines: 12, quote: «свыше 18 тысяч»}\n", "    also:\n"),),
    (("    also:\n      - {lines: 12, quote: «свыше 18 тысяч»}\n", "    also: [{lines: 12}]\n"),),
    (("{indicator: growth, ", "{proposed: Рост, "),),
    (("{indicator: growth, ", "{"),),
    (("{indicator: growth, ", "{indicator: growth, proposed: Рост, "),),
    (("note: округлено", "doubt: рядом другое число"),),
    (("period: 2018-2023}", "unit: week}"),),
    (("goals:\n", "review: [{number: 5 %, reason: неясно, lines: 3, quote: 5 %, status: rejected}]\ngoals:\n"),),
    (("goals:\n", "review: [{number: 5 %, reason: неясно, lines: 3, quote: 5 %, status: approved}]\ngoals:\n"),),
    (("goals:\n", "review: [{number: 5 %, lines: 3, quote: 5 %}]\ngoals:\n"),),
    (("section: done", "section: undone"),),
    (("topics: [openness, feedback]", "topics: openness"),),
    (("training:\n  - {text: Видеосъёмка, lines: 30, quote: учиться снимать}", "training: {}"),),
    (("training:\n  - {text: Видеосъёмка, lines: 30, quote: учиться снимать}", "training: [1]"),),
]
BEYOND_THE_SCHEMA = "меньше нуля"


@pytest.mark.parametrize("changes", AGREED, ids=[str(number) for number in range(len(AGREED))])
def test_the_schema_and_the_reader_agree(tmp_path, changes):
    text = changed(*changes)
    write(tmp_path, text)

    _, unread = read_all(tmp_path)
    accepted = not unread or all(BEYOND_THE_SCHEMA in problem for problem in unread[0].problems)
    errors = list(
        Draft202012Validator(records.schema(CATALOGUE, DIRECTORY)).iter_errors(
            as_an_editor_sees(yaml_reader.parse(text, "a.yaml"))
        )
    )

    assert accepted == (errors == []), (unread, errors)


def test_the_agreement_is_tried_on_good_and_on_bad_records(tmp_path):
    good = 0
    for changes in AGREED:
        write(tmp_path, changed(*changes))
        good += len(read_all(tmp_path)[0])

    assert 8 <= good <= len(AGREED) - 20


def test_the_schema_file_is_stable_and_where_records_look_for_it(tmp_path):
    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)

    path = tmp_path / "record.schema.json"
    text = path.read_bytes()
    assert json.loads(text) == records.schema(CATALOGUE, DIRECTORY)
    assert "«ВКонтакте»" in text.decode("utf-8")
    assert text.endswith(b"}\n") and b"\r" not in text
    assert [file.name for file in tmp_path.iterdir()] == ["record.schema.json"]


def test_a_schema_that_is_true_already_is_not_written_again(tmp_path):
    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)
    before = (tmp_path / "record.schema.json").stat()

    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)

    assert (tmp_path / "record.schema.json").stat().st_ino == before.st_ino


def test_an_outdated_schema_is_replaced(tmp_path):
    (tmp_path / "record.schema.json").write_text("{}", encoding="utf-8")

    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)

    assert json.loads((tmp_path / "record.schema.json").read_bytes()) == records.schema(CATALOGUE, DIRECTORY)


def test_a_schema_that_an_editor_kept_in_another_encoding_is_replaced(tmp_path):
    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)
    path = tmp_path / "record.schema.json"
    good = path.read_bytes()
    path.write_bytes(good.decode().encode("cp1251", "replace"))

    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)

    assert path.read_bytes() == good


def test_a_schema_that_cannot_be_put_in_place_leaves_nothing_beside_it(tmp_path):
    (tmp_path / "record.schema.json").mkdir()

    records.write_schema(tmp_path, CATALOGUE, DIRECTORY)

    assert [file.name for file in tmp_path.iterdir()] == ["record.schema.json"]


def test_a_folder_that_cannot_be_written_to_stops_nobody(tmp_path):
    records.write_schema(tmp_path / "absent", CATALOGUE, DIRECTORY)

    assert not (tmp_path / "absent").exists()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_record_is_read_or_refused_and_nothing_else(tmp_path_factory, data):
    lines = RECORD.splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    damage = data.draw(st.sampled_from(["", "- ", "? ", "x: ", "[", "&a ", "~\n", "\t", "#"]) | st.text(max_size=5))
    column = data.draw(st.integers(0, len(lines[number])))
    lines[number] = lines[number][:column] + damage + lines[number][column + data.draw(st.integers(0, 10)) :]
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "records/2023/maykop.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes("".join(lines).encode("utf-8", "surrogatepass"))

    reports, unread = read_all(folder)

    assert len(reports) + len(unread) == 1
    for record in unread:
        assert record.problems and all("строка" in problem for problem in record.problems)


ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(
    not (ROOT / "input/records").exists() or not indicators.CATALOGUE.exists(), reason="the sample is not written yet"
)
def test_every_record_of_the_sample_is_read():
    folder = ROOT / "input"
    catalogue = indicators.load(folder / "indicators.yaml")
    directory = municipalities.read(folder / "municipalities.yaml")

    reports, unread = records.read_all(folder, directory, catalogue)

    assert unread == []
    assert len(reports) == len(list((folder / "records").glob("*/*.yaml"))) > 0
