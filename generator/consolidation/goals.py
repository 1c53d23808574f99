"""Goals and training needs: every one of every municipality, and a matrix of themes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from generator.consolidation import places
from generator.consolidation.grouping import grouped, ordered
from generator.consolidation.rows import NAME, YEAR, chapter_id, heading
from generator.digest import ABSENT, INAPPLICABLE, MISSING, SHADES, Cell, Column, Place, Row, Table, text
from generator.indicators import Catalogue
from generator.model import Goal, Need, Report

# A matrix with more municipalities than this turns round and lies down.
UPRIGHT = 5

Numbered = dict[str, tuple[tuple[int, Goal], ...]]


def goals(reports: Sequence[Report]) -> Table:
    """Every goal, numbered through the digest, under its municipality."""
    numbers = numbered(reports)
    return Table(
        id="t-goals",
        title="Задачи пресс-служб на следующий год",
        columns=(Column("№", "mark", width="no"), Column("Муниципальное образование, задача", "text"), _PLAN),
        groups=tuple(_by_group(reports, lambda report: _goal_rows(report, numbers[report.record]))),
        places=_places(reports, lambda report: report.goals),
        keep=False,
    )


def matrix(reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """Which municipality named which theme, by the numbers of its goals; the more goals, the darker the cell."""
    numbers = numbered(reports)
    named = {topic for report in reports for goal in report.goals for topic in goal.topics}
    topics = [topic for topic in catalogue.goal_topics if topic in named]
    members = ordered(reports)
    lay = _upright if len(members) <= UPRIGHT else _lying
    return lay(members, topics, numbers, catalogue)


def needs(reports: Sequence[Report]) -> Table:
    """What specialists want to be taught."""
    return Table(
        id="t-needs",
        title="Темы обучения, названные пресс-службами",
        columns=(NAME, YEAR, Column("Тема обучения", "text")),
        groups=tuple(_by_group([r for r in reports if r.needs], _need_rows)),
        places=_places(reports, lambda report: report.needs),
        keep=False,
    )


def numbered(reports: Sequence[Report]) -> Numbered:
    """Goals of each record with their numbers, counted through the digest."""
    result: Numbered = {}
    count = 0
    for report in ordered(reports):
        result[report.record] = tuple(enumerate(report.goals, start=count + 1))
        count += len(report.goals)
    return result


_PLAN = Column("План на", "year", width="base")


def _by_group(reports: Sequence[Report], rows: Callable[[Report], Iterable[Row]]) -> Iterator[tuple[Row, ...]]:
    for group, members in grouped(ordered(reports), lambda report: report):
        yield (*heading(group, 3), *(row for report in members for row in rows(report)))


def _goal_rows(report: Report, goals: Sequence[tuple[int, Goal]]) -> Iterator[Row]:
    title = report.municipality.title if goals else f"{report.municipality.title}: нет данных"
    head = text(title, link=chapter_id(report), span=2)
    yield Row("unit", head, (text(str(report.plan_year)),))
    for number, goal in goals:
        yield Row("goal", text(str(number)), (text(goal.text, span=2),))


def _need_rows(report: Report) -> Iterator[Row]:
    for need in report.needs:
        head = text(report.municipality.title, link=chapter_id(report))
        yield Row("unit", head, (text(str(report.year)), text(need.text)))


def _mark(report: Report, topic: str, numbers: Numbered) -> Cell:
    if not report.goals:
        return MISSING
    found = [str(number) for number, goal in numbers[report.record] if topic in goal.topics]
    return replace(text(", ".join(found)), shade=min(len(found), SHADES)) if found else ABSENT


def _upright(members: Sequence[Report], topics: Sequence[str], numbers: Numbered, catalogue: Catalogue) -> Table:
    named = [report for report in members if report.goals]
    repeated = {r.municipality.id for r in members if sum(m.municipality == r.municipality for m in members) > 1}
    heads = [r.municipality.title + (f", {r.year}" if r.municipality.id in repeated else "") for r in members]
    rows = [
        Row(
            "plain",
            text(catalogue.goal_topics[topic].label),
            (
                *(_mark(report, topic, numbers) for report in members),
                text(f"{sum(any(topic in g.topics for g in r.goals) for r in named)} из {len(named)}"),
            ),
        )
        for topic in topics
    ]
    counts = [text(str(len(r.goals))) if r.goals else MISSING for r in members]
    total = Row("total", text("Задач всего"), (*counts, text(str(sum(len(r.goals) for r in members)))))
    return Table(
        id="t-goal-themes",
        title="Темы задач по муниципальным образованиям",
        columns=(
            Column("Тема", "name", width="owner"),
            *(Column(head, "mark") for head in heads),
            Column("Назвали тему", "mark", width="base"),
        ),
        groups=(tuple(rows),),
        foot=(total,),
        unit="номера задач",
        places=_places(members, lambda report: report.goals),
    )


def _lying(members: Sequence[Report], topics: Sequence[str], numbers: Numbered, catalogue: Catalogue) -> Table:
    def rows(report: Report) -> Iterator[Row]:
        cells = (_mark(report, topic, numbers) for topic in topics)
        head = text(report.municipality.title, link=chapter_id(report))
        yield Row("unit", head, (text(str(report.plan_year)), *cells))

    groups: tuple[tuple[Row, ...], ...] = ((),)
    if topics:
        groups = tuple(
            (*heading(group, len(topics) + 2), *(row for r in reports for row in rows(r)))
            for group, reports in grouped(members, lambda report: report)
        )
    counts = (text(str(sum(any(t in g.topics for g in r.goals) for r in members))) for t in topics)
    return Table(
        id="t-goal-themes",
        title="Темы задач по муниципальным образованиям",
        columns=(NAME, _PLAN, *(Column(catalogue.goal_topics[t].label, "mark") for t in topics)),
        groups=groups,
        foot=(Row("total", text("Назвали тему"), (INAPPLICABLE, *counts)),),
        unit="номера задач",
        places=_places(members, lambda report: report.goals),
        keep=False,
        wide=True,
    )


def _places(reports: Sequence[Report], items: Callable[[Report], Sequence[Goal | Need]]) -> tuple[Place, ...]:
    found: list[Place] = []
    for report in ordered(reports):
        listed = items(report)
        if listed:
            found.append(Place(report, places.spans(item.source for item in listed)))
    return tuple(found)
