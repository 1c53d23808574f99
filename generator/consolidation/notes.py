"""Notes and sources: hedged figures, and the line of a report behind every figure."""

from collections.abc import Iterator, Sequence

from generator import formatting, naming
from generator.consolidation import figures, places
from generator.consolidation.entries import Entries
from generator.consolidation.grouping import ordered
from generator.consolidation.rows import NAME, YEAR, chapter_id
from generator.digest import Column, Remark, Row, Table, text
from generator.indicators import Catalogue
from generator.model import Observation, Qualifier, Report

_QUOTE = 160  # signs of a report's words in the table of sources: the figure and what it counts


def approximate(reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """Every figure that its report hedges, as hedged."""
    hedged = [
        (report, observation)
        for report in ordered(reports)
        for observation in report.counted
        if observation.qualifier is not Qualifier.EXACT
    ]
    rows = [
        Row(
            "plain",
            text(report.municipality.title, link=chapter_id(report)),
            (
                text(str(report.year)),
                text(naming.title(observation, catalogue, year=report.year)),
                figures.cell(figures.single(observation)),
                text(_lines(observation)),
            ),
        )
        for report, observation in hedged
    ]
    return Table(
        id="t-approximate",
        title="Приблизительные показатели",
        columns=(
            NAME,
            YEAR,
            Column("Показатель", "text"),
            Column("Значение", width="qual"),
            Column("Строки отчёта", width="grow"),
        ),
        groups=(tuple(rows),) if rows else (),
        remarks=naming.notices((observation for _, observation in hedged), catalogue),
        keep=len(rows) <= 12,
    )


def sources(reports: Sequence[Report], catalogue: Catalogue) -> Table:
    """Every printed figure with the file and the lines it was read from, and the words it was read in."""
    groups = tuple(tuple(_of_report(report, catalogue)) for report in ordered(reports) if report.counted)
    return Table(
        id="t-sources",
        title="Происхождение показателей",
        columns=(
            Column("Показатель", "name", width="theme"),
            Column("Слова отчёта", "text"),
            Column("Значение", width="qual"),
            Column("Строки отчёта", width="grow"),
        ),
        groups=groups,
        remarks=naming.notices((o for report in reports for o in report.counted), catalogue),
        keep=False,
    )


def _of_report(report: Report, catalogue: Catalogue) -> Iterator[Row]:
    file = report.source.rpartition("/")[2]
    name = f"{report.municipality.title}, отчёт за {report.year} год (файл {file})"
    yield Row("region", text(name, span=4, link=chapter_id(report)))
    entries = Entries(report)
    named: set[str] = set()
    for observation in report.counted:
        title = naming.title(observation, catalogue, year=report.year)
        quote = formatting.excerpt(observation.sources[0].quote, _QUOTE) if observation.sources else ""
        cells = (text(quote), figures.cell(figures.single(observation)), text(_lines(observation)))
        identity = entries.id(observation)
        yield Row("unit", text(title), cells, id="" if identity in named else identity)
        named.add(identity)


def _lines(observation: Observation) -> str:
    return formatting.line_numbers(places.spans(observation.sources))


def remarks(reports: Sequence[Report], catalogue: Catalogue) -> tuple[Remark, ...]:
    """What people wrote beside figures, for the reader of the digest."""
    return tuple(
        Remark(report, naming.title(observation, catalogue, year=report.year), observation.note)
        for report in ordered(reports)
        for observation in report.counted
        if observation.note
    )
