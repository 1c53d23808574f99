"""The record against the report file it was made from."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from generator import documents, files
from generator.checks.findings import called, finding, said
from generator.documents import quotes
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Finding, Measure, Report, Source, Status
from generator.text_file import shortened

_FEW = 3  # so many a report may name one by one: «открыты канал и группа»


def report_is_the_recorded_one(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Файл отчёта лежит в папке и не изменился с тех пор, как составлена запись."""
    path = folder / report.source
    if not path.is_file():
        if (folder / "reports").is_dir():  # without it the reports have stayed in the archive, all of them
            yield finding(report, "note", "report-missing", f"файла отчёта {report.source} нет в папке")
        return
    try:
        changed = report.sha256 and files.sha256(path) != report.sha256
    except OSError:
        return  # the next check says why
    if changed:
        message = f"файл {report.source} изменился после составления записи {report.record}"
        advice = "Прочитайте его ещё раз командой digest intake и сверьте показатели"
        yield finding(report, "warning", "report-changed", message, advice=advice)


def quotes_stand_in_the_report(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Цитата каждого числа, которого никто не отклонил, стоит в отчёте на названных строках."""
    path = folder / report.source
    if not path.is_file():
        return
    try:
        lines = documents.read(path, report.source).lines
    except GeneratorError as error:
        yield finding(report, "warning", "report-unreadable", f"цитаты не сверены: {error}".rstrip("."))
        return
    for source in dict.fromkeys(_sources(report)):  # a row of a table is quoted by the figures of every year
        if (
            source.lines
            and source.quote
            and not quotes.said(source.quote, lines[source.lines[0] - 1 : source.lines[1]])
        ):
            quote = shortened(source.quote, 60)
            message = f"на указанном месте отчёта нет слов «{quote}»"
            advice = f"Впишите в запись {report.record} нынешние слова отчёта и их строки: quote и lines"
            yield finding(report, "error", "quote-not-found", message, (source,), advice)


def figures_stand_in_their_quotes(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Число записи стоит в словах отчёта, из которых оно взято, или сказано, почему его там нет."""
    for o in report.counted:
        # A fall is told by a number that has no sign, a time («2 часа 11 минут») by several in units of its own.
        if o.value is None or (value := abs(o.value)) <= _FEW or o.measure is Measure.DURATION or not o.sources:
            continue
        quote = o.sources[0].quote
        numbers = quotes.numbers(quote)
        if o.measure is Measure.GROWTH_ABS:
            numbers |= {abs(one - other) for one, other in combinations(numbers, 2)}  # «с 4 200 до 6 850»
        if numbers and value not in numbers:
            message = (
                f"{called(o, report, catalogue)} — в записи {said(o.value)}, "
                f"а в словах отчёта такого числа нет: «{shortened(quote, 60)}»"
            )
            advice = "" if o.note else f"Исправьте число в записи {report.record} или объясните его в note"
            yield finding(report, "note" if o.note else "error", "value-not-in-quote", message, o.sources, advice)


def _sources(report: Report) -> Iterator[Source]:
    kept = (o for o in report.observations if o.status is not Status.REJECTED)
    yield from (source for observation in kept for source in observation.sources)
    yield from (goal.source for goal in report.goals)
    yield from (need.source for need in report.needs)
