"""What the questionnaire asks: the catalogue's indicators, table by table, as rows and grids."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.indicators import Catalogue, CatalogueTable, Indicator, Network, Owner, Topic
from generator.model import ALL, Measure, Municipality, Period, Qualifier

SHEET = "Анкета"
KEYS = "Ключи"  # the hidden sheet
VERSION = "regional-digest/form/1"
PREFIX = "digest_"  # of every defined name

YEARS = 6  # of a table with a column for each year
FREE_ROWS = 10  # for what the catalogue does not have

EXACTNESS = {
    "точно": Qualifier.EXACT,
    "более": Qualifier.AT_LEAST,
    "не менее": Qualifier.NOT_LESS,
    "не более": Qualifier.AT_MOST,
    "около": Qualifier.ABOUT,
    "до": Qualifier.UP_TO,
}
UNITS = {"часы": "hours", "дни": "days"}
WHOLE = (Measure.COUNT, Measure.STOCK, Measure.GROWTH_ABS)
PERCENT = (Measure.GROWTH_PCT, Measure.SHARE)
SIGNED = (Measure.GROWTH_ABS, Measure.GROWTH_PCT)

FREE = "Показатель, которого нет в списке"


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A sheet of numbered lines for texts; `section` is a key of the catalogue's questions."""

    section: str
    name: str
    rows: int
    hint: str


TEXT_SHEETS = (
    TextSheet("done", "Что сделано", 25, "Своими словами: проекты, события, новое. Одна мысль — одна строка."),
    TextSheet("goals", "Задачи", 20, "Каждая задача — в своей строке."),
    TextSheet("training", "Обучение", 15, "Чему учить специалистов пресс-служб. Каждая тема — в своей строке."),
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One figure that is asked for; an empty key is a row for what the catalogue does not have."""

    key: str
    label: str  # the words beside the answer
    title: str  # the words of the quote, which must be clear without the sheet
    measure: Measure
    unit: str = ""
    owner: str = ""
    network: str = ""
    topic: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures by network and owner: one label for a row, one owner for a column; `None` is not asked."""

    owners: tuple[str, ...]  # the labels of the columns
    rows: tuple[tuple[str, tuple[Ask | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet under its own heading."""

    title: str
    content: tuple[Ask, ...] | Grid
    hint: str = ""


def sections(catalogue: Catalogue, year: int) -> Iterator[Section]:
    """Every part of the questionnaire about a year, in the order of the catalogue's tables."""
    for table in catalogue.tables.values():
        yield from _sections(table, catalogue, year)
    free = tuple(Ask("", FREE, FREE, Measure.COUNT) for _ in range(FREE_ROWS))
    yield Section("Чего нет в списке", free, "Впишите название показателя и число.")


def places(directory: Mapping[str, Municipality]) -> dict[str, str]:
    """The municipalities of the drop-down list, each with its id; a name that two share gets its region.

    Two with one name in one region are told apart by their ids.
    """
    names = [municipality.title for municipality in directory.values()]
    said = {
        key: m.title if names.count(m.title) == 1 else f"{m.title} ({m.region.name})" for key, m in directory.items()
    }
    titles = list(said.values())
    return {title if titles.count(title) == 1 else f"{title}, {key}": key for key, title in said.items()}


def _sections(table: CatalogueTable, catalogue: Catalogue, year: int) -> Iterator[Section]:
    indicators = [indicator for indicator in catalogue.indicators.values() if indicator.table == table.key]
    by_topic = [indicator for indicator in indicators if indicator.breakdown]
    if table.kind == "subscribers":
        yield Section(table.title, _grid(indicators, catalogue), "Ведомство или сеть, которых у вас нет, пропустите.")
    elif table.kind == "series":
        # A total over years says nothing that the years do not say.
        asked = [indicator for indicator in indicators if not indicator.key.endswith("_total")]
        for indicator in asked:
            years = range(year - YEARS + 1, year + 1)
            title = table.title if len(asked) == 1 else indicator.label
            yield Section(title, tuple(_of_year(indicator, table, each) for each in years))
    elif plain := [indicator for indicator in indicators if not indicator.breakdown]:
        yield Section(table.title, tuple(_plain(indicator, table) for indicator in plain))
    for indicator in by_topic:
        yield Section(indicator.label, tuple(_of_topic(indicator, table, topic) for topic in catalogue.topics.values()))


def _plain(indicator: Indicator, table: CatalogueTable, **more: Any) -> Ask:
    label = indicator.title.replace(" {owner}", "")
    unit = "" if indicator.measure is Measure.DURATION else table.unit or indicator.forms[2]
    return Ask(indicator.key, **({"label": label, "title": label} | more), measure=indicator.measure, unit=unit)


def _of_year(indicator: Indicator, table: CatalogueTable, year: int) -> Ask:
    label = f"{year} год"
    return _plain(indicator, table, label=label, title=f"{indicator.label}, {label}", period=Period(year))


def _of_topic(indicator: Indicator, table: CatalogueTable, topic: Topic) -> Ask:
    return _plain(indicator, table, label=topic.title, title=topic.title, topic=topic.key)


def _grid(indicators: list[Indicator], catalogue: Catalogue) -> Grid:
    """Stocks by network and owner, then the rest by owner; of «all owners» only the rest, or sums would be asked."""
    owners = tuple(catalogue.owners.values())
    stocks = [indicator for indicator in indicators if indicator.adds_up]
    rest = [indicator for indicator in indicators if not indicator.adds_up]
    rows = [
        (network.label, tuple(None if owner.key == ALL else _cell(indicator, owner, network) for owner in owners))
        for indicator in stocks
        for network in catalogue.networks.values()
        if network.key != ALL
    ]
    rows += [(indicator.label, tuple(_cell(indicator, owner) for owner in owners)) for indicator in rest]
    return Grid(tuple(owner.label for owner in owners), tuple(rows))


def _cell(indicator: Indicator, owner: Owner, network: Network | None = None) -> Ask:
    label = network.label if network else indicator.label
    title = ", ".join((indicator.label, *([network.label] if network else []), owner.label))
    return Ask(indicator.key, label, title, indicator.measure, "", owner.key, network.key if network else ALL)
