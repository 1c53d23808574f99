"""The catalogue of indicators: what is counted, how it is named, where it is shown.

The catalogue of the program is `indicators.yaml` beside this module. `input/indicators.yaml` is
laid over it: a new name adds an entry, a known one changes only the fields it gives.

    tables:
      materials: {title: Пресс-релизы и другие материалы, unit: единиц, kind: columns}
    indicators:
      press_releases:
        table: materials
        label: Пресс-релизы
        forms: [пресс-релиз, пресс-релиза, пресс-релизов]
        measure: count
        total: sum
    owners: {administration: {label: Администрация, plural: администрации, genitive: администрации}}
    networks: {vk: {label: «ВКонтакте»}}
    topics: {svo: {label: СВО, title: О специальной военной операции}}
    goal_topics: {openness: {label: Открытость, phrases: [открытость]}}
    questions: {goals: {title: Какие задачи стоят, phrases: [какие задачи стоят]}}

How reports say each of these is written as phrases: words in any form (`горячая линия` also is
«горячих линий»), `*` at a word's end for any ending (`вконтакт*`); after ` + ` stand words that the
sentence must have as well (`ответ + запрос`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

from generator import text_file, yaml_reader
from generator.fields import Choice, Field, ListOf, MappingOf, Matching, Record, Rule, Schema, Text, Word
from generator.forms import Figure
from generator.model import Measure
from generator.problems import Problems
from generator.yaml_reader import Node

CATALOGUE = Path(__file__).parent / "indicators.yaml"

Forms = tuple[str, str, str]  # of a noun after 1, 2 and 5


@dataclass(frozen=True, slots=True)
class CatalogueTable:
    """A consolidated table of the digest."""

    key: str
    title: str
    kind: Literal["columns", "subscribers", "series"]
    unit: str = ""  # of every column; empty where they differ


@dataclass(frozen=True, slots=True)
class AverageOf:
    """Which yearly figure an average leads to, when it is taken so many times a year."""

    indicator: str
    times: Decimal
    words: str  # «в неделю»


@dataclass(frozen=True, slots=True)
class Indicator:
    """One показатель."""

    key: str
    table: str
    label: str
    forms: Forms
    measure: Measure
    total: Literal["sum", "none"]
    headline: Forms | tuple[()]  # its words in «Главное за год»; empty when it is not shown there
    breakdown: bool  # whether it is also shown by topic
    title: str  # how one figure is called; {owner} stands for the genitive of whose it is
    average_of: AverageOf | None = None
    phrases: tuple[str, ...] = ()  # how reports call what is counted
    context: tuple[str, ...] = ()  # one of these must be said too, or the phrases mean something else
    near: int = 0  # in how many sentences before it the context may stand
    unless: tuple[str, ...] = ()  # none of these may stand in its sentence
    generic: bool = False  # a word such as «человек»: what is counted is named elsewhere in the sentence

    @property
    def adds_up(self) -> bool:
        """Whether its figures make a total: they are of a kind that adds up, and the catalogue wants it."""
        return self.total == "sum" and self.measure.adds_up


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose page it is: the administration, the head, a topical page."""

    key: str
    label: str
    plural: str
    genitive: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """A social network; the note, if any, must be printed wherever its name is."""

    key: str
    label: str
    note: str = ""
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of publications."""

    key: str
    label: str
    title: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalTopic:
    """A subject of goals."""

    key: str
    label: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the questionnaire, whose wording varies from year to year."""

    key: str
    title: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Everything that a record may name, by key, in the order in which it is shown."""

    tables: Mapping[str, CatalogueTable]
    indicators: Mapping[str, Indicator]
    owners: Mapping[str, Owner]
    networks: Mapping[str, Network]
    topics: Mapping[str, Topic]
    goal_topics: Mapping[str, GoalTopic]
    questions: Mapping[str, Question]

    __hash__ = object.__hash__  # what is compiled from a catalogue is kept beside it

    def variant(self, key: str, suffix: str) -> str:
        """The indicator of a kind of figure that has one of its own (`subscribers_growth_abs`), else `key` itself."""
        for name in (f"{key}_{suffix}", f"{key.removesuffix('_total')}_{suffix}"):
            if suffix and name in self.indicators:
                return name
        return key


MEASURES = {
    Measure.COUNT: "количество за период",
    Measure.STOCK: "численность на дату",
    Measure.GROWTH_ABS: "прирост в единицах",
    Measure.GROWTH_PCT: "прирост в процентах",
    Measure.AVERAGE: "среднее",
    Measure.SHARE: "доля в процентах",
    Measure.RATIO: "во сколько раз",
    Measure.DURATION: "продолжительность",
}
_KINDS = {"columns": "столбец на показатель", "subscribers": "подписчики", "series": "ряд по годам"}
_TOTALS = {"sum": "складывается", "none": "не складывается"}
_YES_NO = {"true": "да", "false": "нет"}


def load(extra: Path | None = None, base: Path = CATALOGUE, name: str = "indicators.yaml") -> Catalogue:
    """Read the catalogue and lay `extra`, if that file exists, over it; `name` is how messages call it.

    Raises `GeneratorError` with every problem of a file, one a line.
    """
    merged = _read(base, f"generator/{base.name}", {})
    if extra is not None and text_file.present(extra):
        merged = _merged(merged, _read(extra, name, merged))
    return _catalogue(merged)


def _read(path: Path, name: str, known: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The sections of one file; `known` are those it is laid over."""
    root = yaml_reader.read(path, name)
    problems = Problems(name)
    tables, names = ([*known.get(key, {}), *_names(root, key)] for key in ("tables", "indicators"))
    sections = {
        key: MappingOf(item=item, changed=frozenset(known.get(key, {})), change=_changing(item))
        for key, item in _entries(tables, names).items()
    }
    values = Record("Каталог показателей", optional=sections).read(root, "", problems) or {}
    _check_audience(root, values.get("tables") or {}, known.get("tables", {}), problems)
    problems.stop()
    return {section: values.get(section, {}) for section in sections}


def _changing(item: Field[Any]) -> Field[Any]:
    return item.partial() if isinstance(item, Record) else item


def _entries(tables: list[str], indicators: list[str]) -> dict[str, Field[Any]]:
    """What an entry of each section must be, when these tables and indicators exist."""
    word = Text(most=200)
    whole = Choice("Показатель за год", labels=dict.fromkeys(indicators, ""))
    forms = ListOf("Формы после 1, 2 и 5", item=word, least=3, most=3)
    phrases = ListOf("Как это называют в отчётах", item=Phrase(), most=200)
    return {
        "tables": Record(required={"title": word, "kind": Choice(labels=_KINDS)}, optional={"unit": word}),
        "indicators": Record(
            required={
                "table": Choice("Таблица", labels=dict.fromkeys(tables, "")),
                "label": word,
                "forms": forms,
                "measure": Choice("Вид величины", labels={str(key): label for key, label in MEASURES.items()}),
                "total": Choice("Итог", labels=_TOTALS),
            },
            optional={
                "headline": forms,
                "breakdown": Choice("Показывать по темам", labels=_YES_NO),
                "title": word,
                "average_of": Record(
                    "С чем сверять среднее",
                    required={"indicator": whole, "times": Figure("Сколько раз в году"), "words": word},
                    rules=(Rule(_some_times),),
                ),
                "phrases": phrases,
                "context": phrases,
                "near": Near("На сколько предложений назад искать context"),
                "unless": phrases,
                "generic": Choice("Слишком общее слово", labels=_YES_NO),
            },
        ),
        "owners": Record(required={"label": word, "plural": word, "genitive": word}, optional={"phrases": phrases}),
        "networks": Record(required={"label": word}, optional={"note": Text(most=500), "phrases": phrases}),
        "topics": Record(required={"label": word, "title": word}, optional={"phrases": phrases}),
        "questions": Record(required={"title": word}, optional={"phrases": phrases}),
        "goal_topics": Record(required={"label": word}, optional={"phrases": phrases}),
    }


class Phrase(Word):
    """Words in any grammatical form, one space between them; `*` at a word's end is any ending."""

    _word = r"[0-9A-Za-zА-Яа-яЁё.-]+\*?"
    pattern = rf"{_word}(?: {_word}){{0,9}}(?: \+ {_word}(?: {_word}){{0,9}})?"
    expected = "слова через пробел, например горячая линия, вконтакт* или ответ + запрос"


class Near(Matching[int]):
    """A number of sentences."""

    pattern = "[0-9]|[12][0-9]"
    expected = "число предложений от 0 до 29"
    plain: ClassVar[Schema] = {"type": ["integer", "string"]}

    def _convert(self, text: str) -> int:
        return int(text)


def _some_times(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if values.get("times") == 0:
        yield "times", "должно быть больше нуля"


def _check_audience(
    root: Node, tables: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], problems: Problems
) -> None:
    """Add a problem for a second table of subscribers: it would tell the figures of the first again."""
    merged = {key: known.get(key, {}) | tables.get(key, {}) for key in (*known, *tables)}
    first, *others = [key for key, table in merged.items() if table.get("kind") == "subscribers"] or [""]
    for key in others:
        node = _section(root, "tables")[key]
        line = node.lines.get("kind", node.line) if isinstance(node, yaml_reader.Mapping) else node.line
        problems.add(
            line,
            f"tables.{key}.kind",
            f"таблица подписчиков уже есть, это {first}, а второй не бывает. Укажите columns или series",
        )


def _names(root: Node, section: str) -> list[str]:
    return list(_section(root, section))


def _section(root: Node, section: str) -> Mapping[str, Node]:
    node = root.items.get(section) if isinstance(root, yaml_reader.Mapping) else None
    return node.items if isinstance(node, yaml_reader.Mapping) else {}


def _merged(base: dict[str, dict[str, Any]], extra: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Both files' sections; of an entry in both, the fields of `extra` win."""
    return {
        section: base[section]
        | {
            key: base[section][key] | entry if key in base[section] and isinstance(entry, dict) else entry
            for key, entry in entries.items()
        }
        for section, entries in extra.items()
    }


def _catalogue(sections: dict[str, dict[str, Any]]) -> Catalogue:
    return Catalogue(
        tables={key: CatalogueTable(key, **entry) for key, entry in sections["tables"].items()},
        indicators={key: _indicator(key, entry) for key, entry in sections["indicators"].items()},
        owners={key: Owner(key, **_phrased(entry)) for key, entry in sections["owners"].items()},
        networks={key: Network(key, **_phrased(entry)) for key, entry in sections["networks"].items()},
        topics={key: Topic(key, **_phrased(entry)) for key, entry in sections["topics"].items()},
        goal_topics={key: GoalTopic(key, **_phrased(entry)) for key, entry in sections["goal_topics"].items()},
        questions={key: Question(key, **_phrased(entry)) for key, entry in sections["questions"].items()},
    )


def _phrased(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"phrases": tuple(entry.get("phrases", ()))}


def _indicator(key: str, entry: dict[str, Any]) -> Indicator:
    return Indicator(
        key=key,
        table=entry["table"],
        label=entry["label"],
        forms=tuple(entry["forms"]),
        measure=Measure(entry["measure"]),
        total=entry["total"],
        headline=tuple(entry.get("headline", ())),
        breakdown=entry.get("breakdown") == "true",
        title=entry.get("title", entry["label"]),
        average_of=AverageOf(**entry["average_of"]) if "average_of" in entry else None,
        phrases=tuple(entry.get("phrases", ())),
        context=tuple(entry.get("context", ())),
        near=entry.get("near", 0),
        unless=tuple(entry.get("unless", ())),
        generic=entry.get("generic") == "true",
    )
