"""The record against the report file it was made from."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator import documents, files
from generator.checks.findings import finding
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Finding, Report, Source
from generator.text_file import shortened

_WRAPPING = re.compile(r"[\s\-‐‑>*_]+")


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
        message = f"файл {report.source} изменился после составления записи {report.record}: сверьте показатели"
        yield finding(report, "warning", "report-changed", message)


def quotes_stand_in_the_report(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Цитата каждого числа стоит в отчёте на названных строках."""
    path = folder / report.source
    if not path.is_file():
        return
    try:
        lines = [line.text for line in documents.read(path, report.source).lines]
    except GeneratorError as error:
        yield finding(report, "warning", "report-unreadable", f"цитаты не сверены: {error}".rstrip("."))
        return
    for source in _sources(report):
        if source.lines and source.quote and _folded(source.quote) not in _span(lines, source.lines):
            quote = shortened(source.quote, 60)
            message = f"на {_place(source.lines)} файла {report.source} нет слов «{quote}»"
            yield finding(report, "error", "quote-not-found", message, (source,))


def _sources(report: Report) -> Iterator[Source]:
    yield from (source for observation in report.observations for source in observation.sources)
    yield from (goal.source for goal in report.goals)
    yield from (need.source for need in report.needs)


def _span(lines: Sequence[str], span: tuple[int, int]) -> str:
    first, last = span
    return _folded(" ".join(lines[first - 1 : last]))


def _folded(text: str) -> str:
    """The words alone: hard wraps, words divided at a line's end and marks of quoted mail are no differences."""
    return _WRAPPING.sub("", text)


def _place(span: tuple[int, int]) -> str:
    first, last = span
    return f"строке {first}" if first == last else f"строках {first}–{last}"
