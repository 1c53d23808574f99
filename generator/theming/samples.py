"""Digests that a theme is held against: an ordinary one, and those that break a careless template.

All are made up here, so that a check needs no reports and says the same everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from generator import consolidation, indicators
from generator.digest import Digest
from generator.distribution.dispatches import State
from generator.distribution.standing import Delivery, Sent, Standing
from generator.indicators import Catalogue
from generator.model import (
    Finding,
    Goal,
    Measure,
    Municipality,
    Need,
    Observation,
    Passage,
    Pending,
    Period,
    Qualifier,
    Region,
    Report,
    Source,
    Status,
    Unread,
)
from generator.rendering.letters import Enclosed, Letter
from generator.settings import Settings

YEAR = 2023
MANY = 300
_NORTH = Region("Северный край", "Северному краю", "Северный федеральный округ")
_SOUTH = Region("Южная область", "Южной области", "Южный федеральный округ")
# Eighty signs: as long as an official name of a municipality comes to be.
_LONG = "Верхненовогорлыкско-Преображенский муниципальный округ имени Первопроходцев Края"
_SIGNS = 'ООО «Ромашка» <тест> & Ко "12" {{ 7*7 }} \'; --'
_ENDLESS = "Расширять круг тех, кто узнаёт новости из первых рук; " * 28


@dataclass(frozen=True, slots=True)
class Sample:
    """A digest with its settings; `name` is how messages call it: «на образце», «на образце без данных»."""

    name: str
    digest: Digest
    settings: Settings


def sample(own: Path | None = None) -> Sample:
    """An ordinary digest: several municipalities and years, something of every kind that a template may show."""
    reports = tuple(_ordinary())
    first = reports[0]
    findings = (
        Finding(
            "warning",
            "total-mismatch",
            "указано 101, по слагаемым 100",
            first.municipality,
            YEAR,
            (Source(first.source, (7, 8), "всего 101"),),
            "Исправьте в записи одно из чисел",
        ),
        Finding("note", "no-goals", "нет ответа на вопрос о задачах", reports[2].municipality, YEAR),
    )
    directory = _directory(reports) | {"silent": _place("silent", "Молчаново", "Молчанова", "в Молчанове")}
    unread = (Unread("records/2023/x.yaml", ("records/2023/x.yaml, строка 3: ожидается число.",), ("x",), (2023,)),)
    digest = consolidation.consolidate(reports, findings, _catalogue(own), directory, unread=unread)
    settings = Settings(
        title="Информационная политика муниципальных образований",
        organization="Региональная пресс-служба",
        place="Северск",
        responsible="начальник пресс-службы",
        reviewer="главный редактор",
        issued="2024-03-01",
        years=(2022, YEAR),
        preface="Первый абзац предисловия.\n\nВторой абзац предисловия.",
    )
    return Sample("на образце", digest, settings)


def without_data(own: Path | None = None) -> Sample:
    """One municipality that said nothing, and settings that nobody filled."""
    return Sample(
        "на дайджесте без данных", _annual([_report(_place("empty", "Пустошь"))], own), Settings(title="Итоги")
    )


def awkward(own: Path | None = None) -> Sample:
    """Names of eighty signs, texts full of markup, goals of a page each, every network at once."""
    networks = [network for network in _catalogue(own).networks if network != "all"]
    long = replace(
        _report(
            _place("long", _LONG),
            *(_followers("administration", network, 1000 + 37 * at) for at, network in enumerate(networks)),
            _figure("press_releases", 1_234_567_890),
        ),
        goals=tuple(Goal(text, _source(9), ("feedback",)) for text in (_ENDLESS.strip("; "), _SIGNS)),
        passages=(Passage("done", (_SIGNS, "щ" * 80), _source(3), _SIGNS),),
    )
    signs = replace(_report(_place("signs", _SIGNS, region=_SOUTH), _figure("press_releases", None)), needs=())
    settings = Settings(title=f"Итоги: {_SIGNS}", organization=_LONG, preface=_SIGNS)
    return Sample("на дайджесте с длинными именами", _annual([long, signs], own), settings)


def many(own: Path | None = None) -> Sample:
    """Three hundred municipalities of two regions."""
    reports = [
        _report(
            _place(f"m{at:03d}", f"Городок-{at:03d}", region=_NORTH if at % 2 else _SOUTH),
            _figure("press_releases", 100 + at),
            _followers("head", "vk", 50 + at),
        )
        for at in range(MANY)
    ]
    return Sample(f"на дайджесте из {MANY} отчётов", _annual(reports, own), Settings(title="Итоги"))


_ENCLOSED = Enclosed(
    "Сводный дайджест за 2023 год.pdf", 1_258_291, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

# Letters that go with every sample: an ordinary one of a corrected edition, one that says nothing, one full of markup.
LETTERS = (
    Letter("Уважаемый глава города!", "Имя Отчество", "глава города", (_ENCLOSED,), "2024-03-05", "press@example.ru"),
    Letter("Уважаемые коллеги!"),
    Letter(_SIGNS, _SIGNS, _LONG, (_ENCLOSED,) * 4, "", "press@example.ru"),
)

# A mailing with an ordinary recipient and one whose every text is as odd as it may be.
STANDING = Standing(
    edition="0123456789ab",
    manifest="0" * 64,
    files=(Sent("digest.pdf", "0" * 64, 218_542),),
    signers=("Пресс-служба области",),
    deliveries=tuple(
        Delivery(whom, post, "head@example.ru", "smtp", state, at, 1, said, "", "<1@example.ru>", ("digest.pdf",))
        for whom, post, state, at, said in (
            ("Глава города", "", State.SENT, datetime(2024, 3, 5, 9, 30, tzinfo=UTC), "250 2.0.0 Ok"),
            (_SIGNS, _LONG, State.REFUSED, None, _SIGNS),
        )
    ),
)

# What a theme must bear; the ordinary one comes first, since its messages are the plainest.
SAMPLES = (sample, without_data, awkward, many)


@cache
def _catalogue(own: Path | None) -> Catalogue:
    return indicators.load(own)


def _annual(reports: list[Report], own: Path | None) -> Digest:
    return consolidation.consolidate(reports, (), _catalogue(own), _directory(reports), year=YEAR)


def _directory(reports: tuple[Report, ...] | list[Report]) -> dict[str, Municipality]:
    return {report.municipality.id: report.municipality for report in reports}


def _ordinary() -> Iterator[Report]:
    elovsk = _place("elovsk", "Еловск", "Еловска", "в Еловске")
    yield replace(
        _report(
            elovsk,
            _figure("press_releases", 240),
            _figure("press_releases", 205, year=2022, line=6),
            replace(_figure("videos", 35, qualifier=Qualifier.ABOUT), note="со слов пресс-службы"),
            _figure("incidents", 1200, line=8),
            _figure("incidents", 980, year=2022, line=8),
            _figure("response_time", 4, measure=Measure.DURATION, unit="hours"),
            _followers("administration", "vk", 30_840, as_of="2024-01"),
            _followers("head", "telegram", 8_020),
            _figure("posts", 415, owner="topical", network="vk", topic="national_projects"),
            _figure("materials_published", 64, topic="national_projects"),
            _figure("materials_published", 38, topic="svo"),
        ),
        passages=(
            Passage("done", ("Пресс-служба рассказывала о городе каждый день.",), _source(3), "Социальные сети"),
        ),
        goals=(Goal("Отвечать жителям в день обращения", _source(20), ("feedback", "social")),),
        needs=(Need("Съёмка коротких видео", _source(24)),),
        review=(Pending("16,3 %", Decimal("16.3"), "непонятно, что сосчитано", _source(11)),),
    )
    yield replace(
        _report(
            _place("severnoe", "Северное", "Северного", "в Северном", kind="ЗАТО"),
            _figure("press_releases", 96),
            replace(_figure("incidents", 410), status=Status.DRAFT, decided_by="", doubt="число названо дважды"),
            _followers("administration", "ok", 5_100),
        ),
        goals=(Goal("Снимать больше видео", _source(18), ("video",)), Goal("Чаще бывать в сёлах", _source(19))),
    )
    yield _report(
        _place("beregov", "Берегов", "Берегова", "в Берегове", region=_SOUTH),
        _figure("press_releases", 12, qualifier=Qualifier.AT_LEAST),
        _figure("repeat_share", "12.5", measure=Measure.SHARE),
    )


def _place(
    key: str,
    name: str,
    genitive: str = "",
    prepositional: str = "",
    *,
    kind: str = "город",
    region: Region = _NORTH,
) -> Municipality:
    return Municipality(
        id=key,
        name=name,
        genitive=genitive or name,
        prepositional=prepositional or f"в муниципальном образовании {name}",
        kind=kind,
        official_name=f"городской округ {name}",
        region=region,
        oktmo="01701000",
    )


def _source(line: int) -> Source:
    return Source("reports/x.txt", (line, line), f"слова строки {line}")


def _figure(
    indicator: str,
    value: int | str | None,
    *,
    year: int = YEAR,
    measure: Measure = Measure.COUNT,
    qualifier: Qualifier = Qualifier.EXACT,
    line: int = 5,
    owner: str = "",
    network: str = "",
    topic: str = "",
    unit: str = "",
    as_of: str = "",
) -> Observation:
    return Observation(
        indicator=indicator,
        value=None if value is None else Decimal(value),
        measure=measure,
        period=Period(year),
        sources=(_source(line),),
        qualifier=Qualifier.VAGUE if value is None else qualifier,
        as_of=as_of,
        owner=owner,
        network=network,
        topic=topic,
        unit=unit,
        status=Status.APPROVED,
        decided_by="главный редактор",
    )


def _followers(owner: str, network: str, value: int, as_of: str = "") -> Observation:
    return _figure("subscribers", value, measure=Measure.STOCK, owner=owner, network=network, as_of=as_of)


def _report(municipality: Municipality, *observations: Observation) -> Report:
    return Report(
        municipality=municipality,
        year=YEAR,
        plan_year=YEAR + 1,
        source=f"reports/{municipality.id}-{YEAR}.txt",
        sha256="",
        record=f"records/{YEAR}/{municipality.id}.yaml",
        observations=observations,
    )
