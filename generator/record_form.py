"""What a record may hold: said once, it validates records and makes their JSON Schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.fields import Choice, ListOf, Paragraphs, Record, Rule, Schema, Text
from generator.formatting import HEDGES
from generator.forms import InputFile, IsoDate, Lines, PeriodField, Sha256, SignedFigure, Year
from generator.indicators import MEASURES, Catalogue
from generator.model import Measure, Municipality, Qualifier, Status

Directory = Mapping[str, Municipality]

_QUALIFIERS = {
    Qualifier.EXACT: "точно",
    **HEDGES,
    Qualifier.VAGUE: "число не названо",
}
_STATUSES = {
    Status.DRAFT: "прочитано программой",
    Status.APPROVED: "подтверждено человеком",
    Status.REJECTED: "отклонено: не печатается",
}
_WAITING = {Status.DRAFT: "ждёт человека", Status.REJECTED: "отложено человеком: больше не предлагается"}
_SECTIONS = {"done": "что сделано", "summary": "коротко о главном"}
_UNITS = {"hours": "часы", "days": "дни", "day": "в день", "week": "в неделю", "month": "в месяц"}
_TERMS = ("hours", "days")  # the units of a duration; the others say what an average is taken over

_LINES = Lines("Строки", "Строки отчёта, счёт от 1: 7 или 6-8")
_QUOTE = Text("Цитата", "Точные слова отчёта")


def record(catalogue: Catalogue, directory: Directory) -> Record:
    """What one record must be, given the names it may use."""
    names = {key: municipality.title for key, municipality in directory.items()}
    return Record(
        "Запись отчёта",
        "Что один муниципалитет сообщил за один год",
        required={
            "municipality": Choice("Муниципалитет", "Имя из municipalities.yaml", names),
            "year": Year("Год отчёта", "Год, о котором отчёт"),
            "source": InputFile("Файл отчёта", "Путь от папки input: reports/artem-2020.txt"),
        },
        optional={
            "plan_year": Year("Год планов", "Обычно следующий за годом отчёта"),
            "sha256": Sha256("Контрольная сумма", "SHA-256 файла отчёта, с которого сделана запись"),
            "observations": ListOf("Числа", "Каждое со строкой отчёта", item=observation(catalogue)),
            "passages": ListOf("Тексты", "Слова отчёта для главы муниципалитета", item=_passage()),
            "goals": ListOf("Задачи", "Задачи на год планов", item=_goal(catalogue)),
            "training": ListOf("Темы обучения", "Чему хотят учиться специалисты", item=_need()),
            "review": ListOf("Числа на разбор", "О которых программа не знает, что они считают", item=_pending()),
        },
        rules=(Rule(_plan_follows),),
    )


def measure_of(values: Mapping[str, Any], catalogue: Catalogue) -> Measure | None:
    """The measure of an observation: its own or the indicator's; `None` while neither is known."""
    if "measure" in values:
        return Measure(values["measure"]) if values["measure"] else None
    if "proposed" in values:
        return Measure.COUNT  # a new kind of work is counted
    indicator = catalogue.indicators.get(values.get("indicator") or "")
    return indicator.measure if indicator else None


def observation(catalogue: Catalogue) -> Record:
    """What one figure of a record must be."""
    indicators = {key: indicator.label for key, indicator in catalogue.indicators.items()}
    owners = {key: owner.label for key, owner in catalogue.owners.items()}
    networks = {key: network.label for key, network in catalogue.networks.items()}
    topics = {key: topic.label for key, topic in catalogue.topics.items()}
    place = Record("Место", required={"lines": _LINES, "quote": _QUOTE})
    return Record(
        "Число",
        "Одно число отчёта",
        required={"lines": _LINES, "quote": _QUOTE},
        optional={
            "indicator": Choice("Показатель", "Имя из indicators.yaml", indicators),
            "proposed": Text("Новый показатель", "Название вместо indicator, если в каталоге такого нет", most=200),
            "value": SignedFigure("Значение", "18000, 18 000 или 12,5"),
            "qualifier": _choice("Точность", "Как отчёт оговаривает число; обычно exact", _QUALIFIERS),
            "measure": _choice("Вид величины", "Если не тот, что у показателя", MEASURES),
            "period": PeriodField("Период", "2023 или 2018-2023; обычно год отчёта"),
            "as_of": IsoDate("На дату", "2024-01 или 2017-01-31"),
            "owner": Choice("Чья страница", "Имя из раздела owners", owners),
            "network": Choice("Социальная сеть", "Имя из раздела networks", networks),
            "topic": Choice("Тема публикаций", "Имя из раздела topics", topics),
            "part": Text("Часть", "О какой части целого число: в таблицы оно не входит", most=200),
            "unit": _choice("Единица", "Срока: hours, days; среднего: day, week, month", _UNITS),
            "doubt": Text("Сомнение", "Почему человеку стоит посмотреть на это число"),
            "status": _choice("Решение человека", "Обычно draft", _STATUSES),
            "decided_by": Text("Кто решил", "Должность или фамилия", most=200),
            "note": Text("Примечание", "Печатается в примечаниях дайджеста"),
            "also": ListOf("Повторы", "Где отчёт называет это же число ещё раз", item=place),
        },
        rules=(
            Rule(_one_name, _ONE_NAME),
            Rule(_value_unless_vague, _VALUE_UNLESS_VAGUE),
            Rule(lambda values: _suits_measure(values, measure_of(values, catalogue))),
        ),
    )


def _passage() -> Record:
    return Record(
        "Текст",
        "Часть отчёта своими словами муниципалитета",
        required={
            "section": _choice("Раздел", "К какому вопросу относится", _SECTIONS),
            "lines": _LINES,
            "text": Paragraphs("Абзацы", "Абзацы разделяет пустая строка"),
        },
        optional={"heading": Text("Заголовок", "Если он есть в отчёте", most=300)},
    )


def _goal(catalogue: Catalogue) -> Record:
    labels = {key: topic.label for key, topic in catalogue.goal_topics.items()}
    topic = Choice("Тема", "Имя из раздела goal_topics", labels)
    return Record(
        "Задача",
        "Одна задача",
        required={"text": Text("Задача", "Коротко, с глагола"), "lines": _LINES, "quote": _QUOTE},
        optional={"topics": ListOf("Темы", "Для таблицы «задачи по темам»", item=topic)},
    )


def _need() -> Record:
    text = Text("Тема обучения", "Коротко")
    return Record("Тема обучения", "Одна тема", required={"text": text, "lines": _LINES, "quote": _QUOTE})


def _pending() -> Record:
    return Record(
        "Число на разбор",
        "Число отчёта, о котором программа не знает, что оно считает",
        required={
            "number": Text("Число", "Как написано в отчёте: 16,3 %", most=200),
            "reason": Text("Причина", "Почему число ждёт человека"),
            "lines": _LINES,
            "quote": _QUOTE,
        },
        optional={
            "value": SignedFigure("Значение", "18000, 18 000 или 12,5"),
            "status": _choice("Решение человека", "rejected, если число не нужно", _WAITING),
        },
    )


def _choice(title: str, hint: str, labels: Mapping[Any, str]) -> Choice:
    return Choice(title, hint, {str(name): label for name, label in labels.items()})


def _plan_follows(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    year, plan = values.get("year"), values.get("plan_year")
    if year and plan and plan <= year:
        yield "plan_year", f"год планов должен быть позже {year} года. Исправьте его или уберите"


def _one_name(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "indicator" in values and "proposed" in values:
        yield "proposed", "показатель назван дважды: indicator и proposed. Оставьте одно"
    if "indicator" not in values and "proposed" not in values:
        yield "indicator", "показатель не назван. Впишите indicator или, если в каталоге такого нет, proposed"


# What `_one_name` says, for editors.
_ONE_NAME: Schema = {"oneOf": [{"required": ["indicator"]}, {"required": ["proposed"]}]}


def _value_unless_vague(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    qualifier = values.get("qualifier", Qualifier.EXACT)
    if qualifier == Qualifier.VAGUE and "value" in values:
        yield "value", "при qualifier: vague числа быть не может. Уберите одно из двух"
    if qualifier and qualifier != Qualifier.VAGUE and "value" not in values:
        yield "value", "числа нет. Впишите его или, если отчёт числа не называет, qualifier: vague"


# What `_value_unless_vague` says, for editors.
_VALUE_UNLESS_VAGUE: Schema = {
    "if": {"properties": {"qualifier": {"const": "vague"}}, "required": ["qualifier"]},
    "then": {"not": {"required": ["value"]}},
    "else": {"required": ["value"]},
}


def _suits_measure(values: Mapping[str, Any], measure: Measure | None) -> Iterator[tuple[str, str]]:
    """A figure, its period and its unit must suit what kind of quantity it is."""
    if measure is None:
        return
    period, value = values.get("period"), values.get("value")
    if measure is Measure.STOCK and period and not period.is_year:
        yield "period", f"численность бывает на дату, а не за {period} годы. Укажите один год"
    if value is not None and value < 0 and measure not in (Measure.GROWTH_ABS, Measure.GROWTH_PCT):
        yield "value", f"{MEASURES[measure]} меньше нуля. Исправьте число или укажите measure: growth_abs"
    if measure is Measure.DURATION and "value" in values and "unit" not in values:
        yield "value", "у срока нет единицы. Добавьте unit: hours или unit: days"
    if unit := values.get("unit"):
        yield from _suits_unit(unit, measure)


def _suits_unit(unit: str, measure: Measure) -> Iterator[tuple[str, str]]:
    if measure not in (Measure.DURATION, Measure.AVERAGE):
        yield "unit", "единица бывает только у срока и у среднего. Уберите её или укажите measure"
    elif (unit in _TERMS) != (measure is Measure.DURATION):
        yield "unit", "срок измеряют в hours или days, среднее берут за day, week или month. Исправьте единицу"
