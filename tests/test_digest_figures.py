"""Every figure of the sample stands where a reader looks for it: in its table, row and column, in every file.

Where a figure belongs is written down here from what the figure is (indicator, owner, network, topic, period),
not taken from the program. The figures come from the gold facts, read by a person from the real reports, where
`../shared` stands beside the project; and everywhere from the records of the sample.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from tests.grids import Grid, NotFoundError, Print, Tables, folded, of_page, of_word, of_workbook, unmarked

ROOT = Path(__file__).resolve().parents[1]
RECORDS = sorted((ROOT / "input" / "records").glob("*/*.yaml"))
GOLD = ROOT.parent / "shared" / "gold"
NBSP = "\N{NO-BREAK SPACE}"


def load(path: Path) -> Any:
    """A YAML file with every scalar as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@dataclass(frozen=True)
class Fact:
    """A figure of a report, and all that says where it belongs."""

    id: str
    municipality: str
    year: str
    key: str
    value: str
    qualifier: str
    period: str
    owner: str = ""
    network: str = ""
    topic: str = ""
    unit: str = ""
    lines: str = ""  # of the sample's report; the gold names the lines of the real one
    alone: bool = True  # no other owner of pages is named in its report


# Where figures belong: titles and headings as the digest prints them

MATERIALS = "Пресс-релизы и другие материалы, единиц"
MEDIA = "Работа со средствами массовой информации, единиц"
SUBSCRIBERS = "Подписчики страниц администраций и глав, человек"
PLATFORMS = "Страницы, рубрики и площадки, единиц"
INCIDENTS = "Обращения, отработанные в системе «Инцидент-менеджмент», по годам, единиц"
APPEALS = "Срок ответа и письменные обращения"
SOURCES = "Происхождение показателей"

COLUMNS = {
    "press_releases": (MATERIALS, "Пресс-релизы"),
    "photo_reports": (MATERIALS, "Фоторепортажи"),
    "info_bulletins": (MATERIALS, "Информационные бюллетени"),
    "videos": (MATERIALS, "Видеоролики"),
    "media_requests": (MEDIA, "Запросы СМИ"),
    "interviews": (MEDIA, "Интервью"),
    "press_approaches": (MEDIA, "Пресс-подходы"),
    "field_events": (MEDIA, "Выездные мероприятия"),
    "events_covered": (MEDIA, "Освещённые мероприятия"),
    "internet_conferences": (MEDIA, "Интернет-конференции"),
    "hotlines": (MEDIA, "«Горячие линии»"),
    "subscribers_growth_abs": (SUBSCRIBERS, "Прирост за год"),
    "subscribers_growth_pct": (SUBSCRIBERS, "Прирост за год"),
    "new_accounts": (PLATFORMS, "Новые тематические аккаунты"),
    "rubrics": (PLATFORMS, "Рубрики в социальных сетях"),
    "active_citizens": (PLATFORMS, "Участники площадки «Активный гражданин»"),
    "response_time_before": (APPEALS, "Срок ответа прежде"),
    "response_time_after": (APPEALS, "Срок ответа в отчётном году"),
    "response_time": (APPEALS, "Срок ответа на сообщения в аккаунтах"),
    "incidents_per_week": (APPEALS, "Обращения в среднем за неделю"),
    "incidents_per_day": (APPEALS, "Обращения в среднем за день"),
    "formal_appeals": (APPEALS, "Письменные обращения по закону № 59-ФЗ"),
}
NETWORKS = {
    "vk": "«ВКонтакте»",
    "ok": "«Одноклассники»",
    "telegram": "Телеграм",
    "my_world": "«Мой мир»",
    "all": "Всего",
}
OWNERS = {"administration": "администрация", "head": "глава"}
OVER_TOPICS = "Публикации по темам"
TOPICS = {
    "national_projects": "национальные проекты",
    "svo": "поддержка СВО",
    "long_term_plan": "план развития",
}
OVER_YEARS = "Всего с 2018 года"

# What has no cell in a consolidated table, and why. It stands in its chapter and among the sources.
NO_CELL = {
    "networks_count": "назван на 2024 год, а отчёт за 2023-й",
    "negative_comments_share_change": "числа в отчёте нет: «в несколько раз»",
}

CONSOLIDATED = {
    "t-materials": MATERIALS,
    "t-media": MEDIA,
    "t-subscribers": SUBSCRIBERS,
    "t-platforms": PLATFORMS,
    "t-incidents": INCIDENTS,
    "t-appeals": APPEALS,
}

Place = tuple[str, tuple[str, ...], str, str]


def place(fact: Fact) -> Place:
    """The table of a figure, the path of its row, its column, and the heading over several columns."""
    if fact.key == "incidents":
        return INCIDENTS, (fact.municipality,), fact.period, ""
    if fact.key == "incidents_total":
        return INCIDENTS, (fact.municipality,), OVER_YEARS, ""
    if fact.key == "materials_published":
        return MATERIALS, (fact.municipality, fact.year), TOPICS[fact.topic], OVER_TOPICS
    if fact.key in ("subscribers", "subscribers_total"):
        return SUBSCRIBERS, whose(fact), NETWORKS[fact.network], ""
    table, column = COLUMNS[fact.key]
    return table, whose(fact) if table == SUBSCRIBERS else (fact.municipality, fact.year), column, ""


def whose(fact: Fact) -> tuple[str, ...]:
    """The row of an owner's pages: under the municipality, or the municipality's own when there is no other."""
    if fact.owner == "all":
        return fact.municipality, fact.year
    owner = OWNERS[fact.owner]
    return (f"{fact.municipality}, {owner}", fact.year) if fact.alone else (fact.municipality, fact.year, owner)


def grouped(value: int) -> str:
    """«30 840», with spaces at which no line may end."""
    return f"{value:,}".replace(",", NBSP)


# In a cell the hedge may stand above its figure, so an ordinary space parts them; «до» binds as a preposition does.
HEDGES = {"exact": "", "at_least": "более ", "about": "около ", "up_to": f"до{NBSP}"}


def printed(fact: Fact) -> str:
    """The figure as a Russian table prints it."""
    if fact.key.startswith("response_time"):
        return {
            ("8", "hours"): f"до{NBSP}8{NBSP}часов",
            ("2", "hours"): f"до{NBSP}2{NBSP}часов",
            ("1", "days"): f"до{NBSP}1{NBSP}дня",
        }[fact.value, fact.unit]
    text = HEDGES[fact.qualifier] + grouped(int(fact.value))
    if fact.key == "subscribers_growth_abs":
        return f"+{text}"
    return f"{text}{NBSP}%" if fact.key == "subscribers_growth_pct" else text


# The facts


def facts_of_gold() -> Iterator[Fact]:
    for path in sorted(GOLD.glob("*.yaml")):
        gold = load(path)
        core = [entry for entry in gold["facts"] if entry["class"] == "core"]
        yield from facts(path.stem, gold["municipality"]["name"], gold["report_year"], "key", core)


def facts_of_records() -> Iterator[Fact]:
    names = load(ROOT / "input" / "municipalities.yaml")["municipalities"]
    for path in RECORDS:
        record = load(path)
        name = names[record["municipality"]]["name"]
        yield from facts(path.stem, name, record["year"], "indicator", record["observations"])


def facts(report: str, municipality: str, year: str, key: str, entries: list[dict[str, Any]]) -> Iterator[Fact]:
    owners = {e.get("owner") for e in entries if e[key].startswith("subscribers")} & set(OWNERS)
    for number, entry in enumerate(entries, start=1):
        yield Fact(
            id=f"{report} {entry.get('id', number)} {entry[key]} {entry.get('value', '')}",
            municipality=municipality,
            year=year,
            key=entry[key],
            value=entry.get("value", ""),
            qualifier=entry.get("qualifier", "exact"),
            period=entry["period"],
            owner=entry.get("owner", ""),
            network=entry.get("network", ""),
            topic=entry.get("topic", ""),
            unit=entry.get("unit", ""),
            lines=", ".join(
                said["lines"] for said in [entry, *entry.get("also", [])] if isinstance(said["lines"], str)
            ),
            alone=len(owners) == 1,
        )


FACTS = list(facts_of_records())
WITH_CELL = [fact for fact in FACTS if fact.key not in NO_CELL]
WITH_NUMBER = [fact for fact in FACTS if fact.value]
GOLD_FACTS = [pytest.param(fact, id=fact.id) for fact in facts_of_gold()] or [
    pytest.param(None, marks=pytest.mark.skip(reason="нет ../shared/gold: сверять показатели не с чем"))
]

each_gold_fact = pytest.mark.parametrize("fact", GOLD_FACTS)
each_fact_with_a_number = pytest.mark.parametrize("fact", WITH_NUMBER, ids=lambda fact: fact.id)
each_fact_with_a_cell = pytest.mark.parametrize("fact", WITH_CELL, ids=lambda fact: fact.id)
each_file = pytest.mark.parametrize("read", ["html", "docx", "pdf", "xlsx"])


def each_table_but(*without: str) -> pytest.MarkDecorator:
    titles = {key: title for key, title in CONSOLIDATED.items() if key not in without}
    return pytest.mark.parametrize("title", titles.values(), ids=titles.keys())


@pytest.fixture
def tables(sample: Path, read: str) -> Tables | Print:
    """The tables of one of the files."""
    readers: dict[str, Callable[[Path], Tables | Print]] = {
        "html": of_page,
        "docx": of_word,
        "pdf": Print,
        "xlsx": of_workbook,
    }
    return readers[read](sample / f"digest.{read}")


def expected(fact: Fact, read: str) -> str:
    """The figure as the file gives it back: the PDF's text has no U+00A0."""
    return folded(printed(fact)) if read == "pdf" else printed(fact)


@each_file
@each_gold_fact
def test_every_gold_fact_stands_in_its_row_and_column(fact: Fact, read: str, tables: Tables | Print) -> None:
    assert tables.cell(*place(fact)) == expected(fact, read)


@each_file
@each_fact_with_a_cell
def test_every_figure_of_the_records_stands_in_its_row_and_column(
    fact: Fact, read: str, tables: Tables | Print
) -> None:
    assert tables.cell(*place(fact)) == expected(fact, read)


def row_of_data(fact: Fact, rows: list[dict[str, str]]) -> dict[str, str]:
    """The row of digest.csv that a figure is."""
    own = {name: getattr(fact, name) for name in ("municipality", "year", "owner", "network", "topic", "period")}
    wanted = own | {"indicator": fact.key, "value": fact.value, "qualifier": fact.qualifier}
    [row] = [row for row in rows if row | wanted == row]
    return row


@pytest.fixture(scope="module")
def data(sample: Path) -> list[dict[str, str]]:
    """The rows of digest.csv by the names of its columns."""
    with open(sample / "digest.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@each_gold_fact
def test_every_gold_fact_is_one_row_of_the_data(fact: Fact, data: list[dict[str, str]]) -> None:
    assert row_of_data(fact, data)["quote"]


def test_the_data_are_the_figures_of_the_records_and_no_others(data: list[dict[str, str]]) -> None:
    rows = [row_of_data(fact, data) for fact in FACTS]

    assert len(data) == len(FACTS)
    assert [row["lines"] for row in rows] == [fact.lines.replace("-", "–") for fact in FACTS]


def test_the_gold_has_all_its_facts() -> None:
    if not GOLD.is_dir():
        pytest.skip("нет ../shared/gold: сверять показатели не с чем")
    found = list(facts_of_gold())

    assert len(found) == 46
    assert {fact.value for fact in found} > {"30840", "12875", "43715", "27348"}
    assert not {fact.key for fact in found} & set(NO_CELL)


def test_what_has_no_cell_is_what_the_records_give_for_another_year_or_without_a_number() -> None:
    assert {f.key for f in FACTS if (f.period != f.year and not f.key.startswith("incidents")) or not f.value} == set(
        NO_CELL
    )


# Totals: added up here from the records


def total(members: list[Fact]) -> str:
    """The sum of figures of one kind; a hedged part hedges it."""
    hedge = HEDGES["at_least"] if any(fact.qualifier == "at_least" for fact in members) else ""
    return hedge + grouped(sum(int(fact.value) for fact in members))


def additive() -> Iterator[tuple[str, str, str, str, list[Fact]]]:
    """Table, year, column, heading over it, and the figures that make its total."""
    stated = ("subscribers_total", "incidents_total")
    nothing_to_add = ("incidents_per_", "response_time", "subscribers_growth_")
    kinds: dict[tuple[str, str, str, str], list[Fact]] = {}
    for fact in WITH_CELL:
        if fact.key in stated or fact.key == "incidents" or fact.key.startswith(nothing_to_add):
            continue
        table, _, column, over = place(fact)
        kinds.setdefault((table, fact.year, column, over), []).append(fact)
        if fact.key == "subscribers":
            kinds.setdefault((table, fact.year, "Всего", ""), []).append(fact)
    return ((*kind, members) for kind, members in kinds.items())


@each_file
@pytest.mark.parametrize(
    ("table", "year", "column", "over", "members"),
    [pytest.param(*kind, id=f"{kind[-1][0].key} {kind[-1][0].topic}{kind[2]} {kind[1]}") for kind in additive()],
)
def test_a_total_is_the_sum_of_the_figures_of_its_year(
    table: str, year: str, column: str, over: str, members: list[Fact], read: str, tables: Tables | Print
) -> None:
    figure = tables.cell(table, ("Итого", year), column, over)

    assert folded(figure) == folded(total(members))


@each_file
@pytest.mark.parametrize(
    ("row", "figure"),
    [
        (("Спасск-Дальний", "2023", "администрация"), "14 448"),
        (("Спасск-Дальний", "2023", "глава"), "10 977"),
        (("Спасск-Дальний", "2023"), "25 425"),
        (("Итого", "2023"), "69 140"),
        (("Итого", "2023", "страницы администраций"), "45 288"),
        (("Итого", "2023", "страницы глав"), "23 852"),
    ],
)
def test_sums_that_no_report_states_are_those_of_the_calculator(
    row: tuple[str, ...], figure: str, tables: Tables | Print
) -> None:
    assert folded(tables.cell(SUBSCRIBERS, row, "Всего")) == figure


@each_file
def test_growth_and_deadlines_and_averages_have_no_total(tables: Tables | Print) -> None:
    assert tables.cell(SUBSCRIBERS, ("Итого", "2023"), "Прирост за год") == "х"
    for key in ("response_time_before", "response_time_after", "response_time", "incidents_per_week"):
        table, column = COLUMNS[key]
        assert tables.cell(table, ("Итого", "2023"), column) == "х"


# Nothing is made up


def is_figure(text: str) -> bool:
    return bool(re.search(r"\d", text))


@pytest.mark.parametrize("read", ["html", "docx"])
@each_table_but("t-subscribers")
def test_rows_of_municipalities_hold_no_other_figures(title: str, read: str, tables: Tables) -> None:
    own = [fact for fact in WITH_CELL if place(fact)[0] == title]
    places = {fact.municipality for fact in FACTS}
    first = 1 if title == INCIDENTS else 2

    found = [cell for row in tables[title].body if row[0] in places for cell in row[first:] if is_figure(cell)]

    assert Counter(found) == Counter(printed(fact) for fact in own)


@pytest.mark.parametrize("read", ["html", "docx"])
def test_a_municipality_without_figures_is_said_to_give_none_in_every_table(read: str, tables: Tables) -> None:
    for title in (MATERIALS, MEDIA, SUBSCRIBERS, PLATFORMS, APPEALS):
        row = tables[title].row(("ЗАТО Северск", "2020"))
        assert set(row[2:]) == {"нет данных"}, title
    assert set(tables[INCIDENTS].row(("ЗАТО Северск",))[1:]) == {"нет данных"}


@pytest.mark.parametrize("read", ["html", "docx"])
@each_table_but("t-incidents")
def test_no_data_is_said_only_of_who_gave_no_figure_of_the_table(title: str, read: str, tables: Tables) -> None:
    """The digest's own legend: «не сообщило ни одного показателя этой таблицы»."""
    homes = {"networks_count": PLATFORMS, "negative_comments_share_change": APPEALS}
    gave = {f.municipality for f in FACTS if (homes[f.key] if f.key in homes else place(f)[0]) == title}

    silent = {unmarked(row[0]) for row in tables[title].body if "нет данных" in row}

    assert not silent & gave


# Chapters and sources

# What the name of a figure says besides the heading of its column in the consolidated table.
NAMES = {
    "national_projects": ("национальных проектах",),
    "svo": ("специальной военной операции",),
    "long_term_plan": ("плане развития",),
    "administration": ("администрации",),
    "head": ("главы",),
    "all": ("всех страниц",),
    "subscribers": ("Подписчики",),
    "subscribers_total": ("Подписчики", "всего"),
    "subscribers_growth_abs": ("Прирост подписчиков", "за год", "«Инстаграм»"),
    "subscribers_growth_pct": ("Прирост подписчиков", "за год"),
    "incidents": ("«Инцидент-менеджмент»",),
    "incidents_total": ("«Инцидент-менеджмент»", "всего", "2018–2023"),
    "networks_count": ("Социальные сети", "2024"),
    "negative_comments_share_change": ("негативных комментариев",),
}


def names(fact: Fact) -> set[str]:
    """The words that the name of a figure must hold."""
    if fact.topic:
        return set(NAMES[fact.topic])
    words = set(NAMES.get(fact.key) or (COLUMNS[fact.key][1],))
    if fact.key.startswith("subscribers"):
        words |= set(NAMES.get(fact.owner, ()))
        words |= {NETWORKS[fact.network]} if fact.network in NETWORKS and fact.network != "all" else set()
    return words | ({f", {fact.period} год"} if fact.key == "incidents" else set())


def is_named(fact: Fact, row: list[str]) -> bool:
    """Whether a row is headed by the name of a figure; «всего» tells a stated total from what it is made of."""
    heading = unmarked(row[0])
    stated = fact.key.endswith("_total")
    return all(word in heading for word in names(fact)) and ("всего" in heading) == stated


def of_report(grid: Grid, fact: Fact) -> list[list[str]]:
    """The rows of a report among the sources: from its heading to the next."""
    start = [i for i, row in enumerate(grid.body) if folded(row[0]).startswith(f"{fact.municipality}, отчёт за")]
    rows = grid.body[start[0] + 1 :]
    end = next((i for i, row in enumerate(rows) if ", отчёт за" in folded(row[0])), len(rows))
    return rows[:end]


@pytest.mark.parametrize("read", ["html", "docx"])
@each_fact_with_a_number
def test_every_figure_stands_among_the_sources_with_its_lines(fact: Fact, read: str, tables: Tables) -> None:
    [row] = [row for row in of_report(tables[SOURCES], fact) if is_named(fact, row)]

    assert (row[2], folded(row[3])) == (printed(fact), fact.lines.replace("-", "–"))
    assert folded(row[1]), "the words of the report"


@pytest.mark.parametrize("read", ["html", "docx"])
@each_fact_with_a_number
def test_every_figure_stands_in_the_tables_of_its_chapter(fact: Fact, read: str, tables: Tables) -> None:
    genitive = {"Артём": "Артёма", "Благовещенск": "Благовещенска", "Спасск-Дальний": "Спасска-Дальнего"}
    prepositional = {"Спасск-Дальний": "в Спасске-Дальнем, на январь 2024 г."}
    genitive["Комсомольск-на-Амуре"] = "Комсомольска-на-Амуре"
    prepositional["Комсомольск-на-Амуре"] = "в Комсомольске-на-Амуре, 2023 год"
    if fact.key in ("subscribers", "subscribers_total"):
        grid = tables[f"Подписчики {prepositional[fact.municipality]}, человек"]
        owner = {"administration": "Администрация", "head": "Глава", "all": "Итого"}[fact.owner]
        assert grid.cell((owner,), NETWORKS[fact.network]) == printed(fact)
        return
    if fact.key in ("incidents", "incidents_total"):
        [grid] = [g for g in tables.grids if "«Инцидент-менеджмент»" in g.title and g.title_of_rows == "Показатель"]
        [row] = grid.body
        assert row[grid.column(place(fact)[2])] == printed(fact)
        return

    [row] = [
        row for row in tables[f"Показатели {genitive[fact.municipality]}, {fact.year} год"].body if is_named(fact, row)
    ]

    assert row[1] == printed(fact)


@pytest.mark.parametrize("read", ["html", "docx"])
def test_a_figure_named_without_a_number_is_not_printed_as_one_that_is_not_named(tables: Tables) -> None:
    """«…» means «показатель в отчёте не назван», and this one is: «в несколько раз»."""
    [fact] = [fact for fact in FACTS if not fact.value]
    [row] = [row for row in of_report(tables[SOURCES], fact) if is_named(fact, row)]

    assert row[1] != "…"


@pytest.mark.parametrize("read", ["html", "docx"])
def test_no_two_tables_have_one_title(tables: Tables) -> None:
    titles = Counter(grid.title for grid in tables.grids)

    assert [title for title, times in titles.items() if times > 1] == []


def lines_named(text: str) -> set[int]:
    """The numbers of lines in «строки 6–7, 9»."""
    spans = [span.split("–") for span in re.findall(r"\d+(?:–\d+)?", text)]
    return {line for span in spans for line in range(int(span[0]), int(span[-1]) + 1)}


@each_table_but()
def test_the_source_under_a_table_names_the_lines_of_every_figure_in_it(title: str, sample: Path) -> None:
    genitive = {entry["name"]: entry["genitive"] for entry in municipalities().values()}
    source = source_of(sample / "digest.html", title)

    reports = re.findall(r"([А-ЯЁ][\w-]+) \(строк[аи] ([^)]+)\)", source)
    named = {report: lines_named(lines) for report, lines in reports}

    missing = {
        fact.id: sorted(lines_named(fact.lines.replace("-", "–")) - named[genitive[fact.municipality]])
        for fact in WITH_CELL
        if place(fact)[0] == title
    }
    assert not any(missing.values()), missing


def municipalities() -> dict[str, dict[str, str]]:
    return dict(load(ROOT / "input" / "municipalities.yaml")["municipalities"])


def source_of(page: Path, title: str) -> str:
    """The words «Источник: …» that follow a table."""
    for table in html.parse(str(page)).getroot().iter("table"):
        caption = table.find("caption")
        if caption is not None and folded(caption.text_content()).endswith(f" — {title}"):
            following = next(e for e in table.itersiblings() if "source" in (e.get("class") or "").split())
            return folded(following.text_content())
    raise NotFoundError(title)
