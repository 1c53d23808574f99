"""Small made-up reports for tests: fictional places, figures given one by one."""

from decimal import Decimal

from generator.model import Goal, Measure, Municipality, Observation, Period, Qualifier, Region, Report, Source, Status

NORTH = Region("Северный край", "Северному краю", "Северный федеральный округ")
SOUTH = Region("Южная область", "Южной области", "Южный федеральный округ")


def place(name: str, region: Region = NORTH, genitive: str = "", prepositional: str = "") -> Municipality:
    """A fictional municipality; the forms are those of a name ending in a consonant."""
    return Municipality(
        id=name.lower(),
        name=name,
        genitive=genitive or f"{name}а",
        prepositional=prepositional or f"в {name}е",
        kind="город",
        official_name=f"городской округ {name}",
        region=region,
        oktmo="00000000",
    )


ELOVSK = place("Еловск")
KEDROV = place("Кедров")
BEREGOV = place("Берегов", SOUTH)


def figure(
    indicator: str,
    value: int | str | None,
    *,
    year: int | str = 2023,
    measure: Measure = Measure.COUNT,
    qualifier: Qualifier = Qualifier.EXACT,
    status: Status = Status.APPROVED,
    line: int = 1,
    owner: str = "",
    network: str = "",
    topic: str = "",
    as_of: str = "",
    unit: str = "",
) -> Observation:
    """One observation with one source line."""
    return Observation(
        indicator=indicator,
        value=None if value is None else Decimal(value),
        measure=measure,
        period=Period.parse(str(year)),
        sources=(Source("reports/x.txt", (line, line), "слова этой строки"),),
        qualifier=qualifier,
        as_of=as_of,
        owner=owner,
        network=network,
        topic=topic,
        unit=unit,
        status=status,
    )


def followers(owner: str, network: str, value: int, **more: object) -> Observation:
    """Subscribers of one owner in one network."""
    return figure("subscribers", value, measure=Measure.STOCK, owner=owner, network=network, **more)  # type: ignore[arg-type]


def stated(owner: str, value: int) -> Observation:
    """A total of subscribers as the report states it."""
    return figure("subscribers_total", value, measure=Measure.STOCK, owner=owner, network="all")


def report(
    municipality: Municipality = ELOVSK,
    *observations: Observation,
    year: int = 2023,
    goals: tuple[Goal, ...] = (),
) -> Report:
    """A report of one municipality."""
    return Report(
        municipality=municipality,
        year=year,
        plan_year=year + 1,
        source=f"reports/{municipality.id}-{year}.txt",
        sha256="",
        record=f"records/{year}/{municipality.id}.yaml",
        observations=observations,
        goals=goals,
    )


def goal(text: str, *topics: str) -> Goal:
    """A goal of the plan year."""
    return Goal(text, Source("reports/x.txt", (9, 9), text), topics)
