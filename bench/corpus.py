"""A made-up region of any size: an input folder with full reports, always the same for the same size.

Every report tells more than a real one: about thirty figures, pages of the administration and of the
head in several networks, a series of five years, six passages, five goals, two training needs. The
report files stand beside the records and hold every quote, so that the checks have work to do too.
"""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from generator import indicators

YEAR = 2023
_SETTINGS = f'organization = "Региональная пресс-служба"\nissued = {YEAR + 1}-03-01\n'
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_REGIONS = (
    ("Северный край", "Северному краю"),
    ("Озёрная область", "Озёрной области"),
    ("Степной край", "Степному краю"),
    ("Лесная область", "Лесной области"),
    ("Речной край", "Речному краю"),
    ("Горная область", "Горной области"),
    ("Береговой край", "Береговому краю"),
    ("Полярная область", "Полярной области"),
)
_FIRST = (
    "Верхне Нижне Ново Старо Средне Бело Красно Светло Мало Велико "
    "Сухо Тихо Черно Сине Дальне Ближне Горно Перво Ясно Долго"
)
# All end in a hard consonant: the forms of such a name are made without a dictionary.
_SECOND = (
    "ольховск кедровск сосновск луговск полянск ручейск родниковск каменевск мостовск озеринск берегинск калиновск "
    "рябиновск дубравинск зареченск степнинск гаврилинск лебединск журавлинск соколинск ковыльск росинск ветровск "
    "снежинск боровицк тополинск вишнёвск яблоневск хлебник каменск песчанск глинск солонцовск травник орловск "
    "ястребовск оленинск медвединск рысинск бобровск выдринск щучинск карасинск окунинск сомовск лосинск кабанинск "
    "волчанск лисинск барсуковск"
)

# Indicator, the largest figure that is likely for it. Every report has the figures of «Главное за год».
_FIGURES = {
    "press_releases": 2000,
    "photo_reports": 400,
    "info_bulletins": 250,
    "announcements": 600,
    "videos": 90,
    "posts": 9000,
    "media_requests": 900,
    "interviews": 80,
    "briefings": 24,
    "press_tours": 12,
    "events_covered": 400,
    "hotlines": 80,
    "tv_stories": 500,
    "new_accounts": 8,
    "rubrics": 14,
    "formal_appeals": 4000,
    "pos_messages": 3000,
    "response_time_before": 240,
    "response_time_after": 48,
}
_TOPICS = {"national_projects": 300, "svo": 2500}
_PAGES = {"administration": ("vk", "ok", "telegram", "max"), "head": ("vk", "ok", "telegram")}
_HEADLINES = frozenset({"press_releases", "media_requests", "events_covered"})
_GIVEN = 0.9  # how often a report has any other figure
_ROUNDED = frozenset({"photo_reports", "events_covered", "incidents"})  # people count these roughly
_HEDGED = 0.3  # how often such a figure is «более …»

_HEADINGS = (
    "Работа со средствами массовой информации",
    "Официальный сайт",
    "Социальные сети",
    "Обращения жителей",
    "Национальные проекты",
    "Работа с молодёжью",
)
_WHO = (
    "Сотрудники пресс-службы",
    "Специалисты администрации",
    "Редакторы городских страниц",
    "Корреспонденты местного телевидения",
    "Руководители отделов",
    "Добровольцы молодёжного совета",
)
_DID = (
    "подготовили и опубликовали",
    "выпустили вместе с районной газетой",
    "показали жителям отдалённых посёлков",
    "обсудили на еженедельных встречах",
    "передали в областные редакции",
    "собрали в отдельную рубрику",
)
_WHAT = (
    "цикл материалов о благоустройстве дворов и общественных территорий",
    "репортажи с открытия спортивной площадки и школьного стадиона",
    "подробные ответы на вопросы о тарифах, уборке снега и ремонте дорог",
    "рассказы о педагогах, врачах и спасателях города",
    "серию коротких роликов о возможностях портала государственных услуг",
    "фотоотчёты с праздников, субботников и соревнований",
    "памятки о безопасности на воде и правилах поведения при паводке",
)
_HOW = (
    "в течение всего года",
    "по просьбе подписчиков",
    "в рамках утверждённого плана",
    "при участии депутатов и общественного совета",
    "к юбилею муниципального образования",
    "без привлечения дополнительных средств",
)
_DO = ("Расширить", "Обновить", "Сделать регулярной", "Проверить и дополнить", "Поддержать")
_GOAL = (
    "работу со школьными редакциями и молодыми авторами",
    "рубрику с ответами руководителей на вопросы жителей",
    "подготовку коротких роликов для социальных сетей",
    "публикацию открытых данных о городских проектах",
    "сеть страниц учреждений, подведомственных администрации",
    "встречу главы с журналистами по итогам квартала",
)
_NEED = (
    "Съёмка и монтаж видео на телефоне",
    "Работа с отрицательными отзывами",
    "Правовые основы размещения изображений граждан",
    "Оформление страниц учреждений",
    "Простая речь в официальных сообщениях",
)


def write(folder: Path, size: int) -> None:
    """Write the input folder of a region with `size` municipalities, 1000 at most."""
    rng = random.Random(size)
    names = [first + second for first in _FIRST.split() for second in _SECOND.split()]
    rng.shuffle(names)
    regions = _REGIONS[: max(2, min(len(_REGIONS), size // 10))]
    (folder / "records" / str(YEAR)).mkdir(parents=True)
    (folder / "reports").mkdir()
    (folder / "settings.toml").write_text(_SETTINGS, encoding="utf-8")
    _dump(folder / "municipalities.yaml", _directory(names[:size], regions))
    catalogue = indicators.load()
    for number in range(size):
        record, report = _Report(random.Random(f"{size}/{number}"), _id(number), catalogue).written()
        (folder / record["source"]).write_text(report, encoding="utf-8")
        _dump(folder / "records" / str(YEAR) / f"{_id(number)}.yaml", record)


def correct(folder: Path, number: int = 0, *, longer: bool = False) -> None:
    """Correct one report as its author would: a figure in its text and in its record, and the sum of the file.

    The figure keeps its number of digits; a `longer` correction also adds two paragraphs to the report.
    """
    file = folder / "records" / str(YEAR) / f"{_id(number)}.yaml"
    record = yaml.safe_load(file.read_text(encoding="utf-8"))
    report = folder / record["source"]
    text = report.read_text(encoding="utf-8")
    figure = next(one for one in record["observations"] if one["indicator"] == "press_releases")
    value = str(figure["value"])
    corrected = int(value[:-1] + str((int(value[-1]) + 1) % 10)) or 1
    quote = figure["quote"].replace(value, str(corrected))
    text = text.replace(figure["quote"], quote)
    figure |= {"value": corrected, "quote": quote}
    if longer:
        passage = record["passages"][-1]
        paragraphs = passage["text"].split("\n\n")
        passage["text"] = "\n\n".join([*paragraphs, *paragraphs])
    record["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    report.write_text(text, encoding="utf-8")
    _dump(file, record)


def _id(number: int) -> str:
    return f"gorod-{number + 1:03}"


def _directory(names: list[str], regions: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {
        "regions": [
            {"name": name, "dative": dative, "district": "Срединный федеральный округ"} for name, dative in regions
        ],
        "municipalities": {
            _id(number): {
                "name": name,
                "genitive": f"{name}а",
                "prepositional": f"в {name}е",
                "kind": "город",
                "official_name": f"городской округ город {name}",
                "region": regions[number % len(regions)][0],
                "oktmo": f"00{number:03}000",  # no subject of the Federation has the code 00
            }
            for number, name in enumerate(names)
        },
    }


class _Report:
    """One report: lines of a text file, and the record that a person has approved."""

    def __init__(self, rng: random.Random, municipality: str, catalogue: indicators.Catalogue) -> None:
        self._rng = rng
        self._municipality = municipality
        self._catalogue = catalogue
        self._lines: list[str] = []

    def written(self) -> tuple[dict[str, Any], str]:
        """The record and the text of its report."""
        record: dict[str, Any] = {
            "municipality": self._municipality,
            "year": YEAR,
            "source": f"reports/{self._municipality}-{YEAR}.txt",
            "passages": [self._passage(heading) for heading in _HEADINGS],
            "observations": list(self._observations()),
            "goals": [self._said(f"{self._rng.choice(_DO)} {self._rng.choice(_GOAL)}") for _ in range(5)],
            "training": [self._said(text) for text in self._rng.sample(_NEED, 2)],
        }
        for goal in record["goals"]:
            goal["topics"] = sorted(self._rng.sample(list(self._catalogue.goal_topics), 2))
        text = "\n".join(self._lines) + "\n"
        record["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        return record, text

    def _line(self, text: str) -> int:
        self._lines.append(text)
        return len(self._lines)

    def _passage(self, heading: str) -> dict[str, Any]:
        first = self._line(heading)
        paragraphs = [" ".join(self._sentence() for _ in range(4)) for _ in range(2)]
        last = [self._line(paragraph) for paragraph in paragraphs][-1]
        return {"section": "done", "heading": heading, "lines": f"{first}-{last}", "text": "\n\n".join(paragraphs)}

    def _sentence(self) -> str:
        return " ".join(self._rng.choice(words) for words in (_WHO, _DID, _WHAT, _HOW)) + "."

    def _observations(self) -> Iterator[dict[str, Any]]:
        for indicator, most in _FIGURES.items():
            if indicator in _HEADLINES or self._rng.random() < _GIVEN:
                unit = {"unit": "hours"} if indicator.startswith("response_time") else {}
                yield self._figure(indicator, most, **unit)
        for topic, most in _TOPICS.items():
            yield self._figure("materials_published", most, topic=topic)
        for owner, networks in _PAGES.items():
            for network in networks:
                yield self._figure("subscribers", 40_000, owner=owner, network=network, as_of=f"{YEAR}-12")
        for year in range(YEAR - 4, YEAR + 1):
            yield self._figure("incidents", 9000, period=year)

    def _figure(self, indicator: str, most: int, **more: Any) -> dict[str, Any]:
        value = self._rng.randint(1, most)
        hedge = "более " if indicator in _ROUNDED and self._rng.random() < _HEDGED else ""
        words = " ".join([self._catalogue.indicators[indicator].label, *map(str, more.values())])
        found = self._said(f"{words}: {hedge}{value}", name="quote")
        qualifier = {"qualifier": "at_least"} if hedge else {}
        return {"indicator": indicator, "value": value, **qualifier, **more, **found, "status": "approved"}

    def _said(self, text: str, name: str = "text") -> dict[str, Any]:
        """The words of a line of the report, and where it is."""
        return {name: text, "lines": self._line(text), "quote": text}


def _dump(path: Path, values: dict[str, Any]) -> None:
    text = yaml.dump(values, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")
