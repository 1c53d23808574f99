"""Checks: what in the reports contradicts itself, or is missing.

A check is a function from one report to findings; its docstring is the Russian sentence that the
finding disproves. An `error` keeps the digest a draft: a figure cannot be trusted. A `warning` is
printed among the notes: the report itself contradicts itself, and people should know.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from generator import files, formatting
from generator.model import Finding, Level, Measure, Observation, Qualifier, Report, Source, Status

# How far two figures that should agree may stand apart before people are told.
TOLERANCE = Decimal("0.1")

# An average and the yearly total it should lead to: indicator, total, times a year, word.
AVERAGES = (
    ("incidents_per_week", "incidents", 52, "в неделю"),
    ("incidents_per_day", "incidents", 365, "в день"),
)


def check(reports: Sequence[Report], folder: Path) -> list[Finding]:
    """Run every check over every report; `folder` is the input folder, where report files lie."""
    return [finding for report in reports for run in CHECKS.values() for finding in run(report, folder)]


def subscribers_add_up(report: Report, folder: Path) -> Iterator[Finding]:
    """Итог подписчиков равен сумме слагаемых."""
    stocks = defaultdict[str, list[Observation]](list)
    stated: dict[str, Observation] = {}
    for observation in _of_year(report):
        if observation.indicator == "subscribers" and observation.network != "all":
            stocks[observation.owner].append(observation)
        elif observation.indicator == "subscribers_total":
            stated[observation.owner] = observation
    for owner, whole in stated.items():
        yield from _sum(report, whole, stocks[owner] if owner != "all" else _by_owner(stocks, stated))


def _by_owner(stocks: dict[str, list[Observation]], stated: dict[str, Observation]) -> list[Observation]:
    """What the joint total is made of: each owner's stated total, or its networks."""
    owners = dict.fromkeys(owner for owner in (*stocks, *stated) if owner != "all")
    return [part for owner in owners for part in ([stated[owner]] if owner in stated else stocks[owner])]


def series_adds_up(report: Report, folder: Path) -> Iterator[Finding]:
    """Итог за несколько лет равен сумме по годам."""
    years = {o.period.start: o for o in report.counted if o.indicator == "incidents" and o.period.is_year}
    for whole in report.counted:
        if whole.indicator != "incidents_total" or whole.period.is_year:
            continue
        span = range(whole.period.start, whole.period.end + 1)
        if all(year in years for year in span):
            yield from _sum(report, whole, [years[year] for year in span])


def averages_agree(report: Report, folder: Path) -> Iterator[Finding]:
    """Среднее согласуется с числом за год."""
    values = {o.indicator: o for o in _of_year(report) if o.value is not None}
    for average, yearly, times, words in AVERAGES:
        if average not in values or yearly not in values:
            continue
        mean, total = values[average], values[yearly]
        assert mean.value is not None and total.value is not None
        implied = mean.value * times
        if total.value and abs(implied - total.value) > TOLERANCE * total.value:
            yield _finding(
                report,
                "warning",
                "average-contradicts-total",
                f"в среднем {formatting.number(mean.value)} {words} дали бы за год "
                f"{formatting.number(implied)}, а за год указано {formatting.number(total.value)}: "
                f"это {formatting.number(_rounded(total.value / times))} {words}",
                mean.sources + total.sources,
            )


def growth_has_a_stock(report: Report, folder: Path) -> Iterator[Finding]:
    """Вместе с приростом подписчиков названо их число."""
    growth = [o for o in _of_year(report) if o.indicator in ("subscribers_growth_abs", "subscribers_growth_pct")]
    if growth and not any(
        o.measure is Measure.STOCK and o.indicator.startswith("subscribers") for o in _of_year(report)
    ):
        message = "назван прирост подписчиков, а сколько их всего, не сказано"
        yield _finding(report, "note", "growth-without-stock", message, growth[0].sources)


def answers_are_complete(report: Report, folder: Path) -> Iterator[Finding]:
    """В отчёте есть показатели и задачи."""
    if not report.counted:
        yield _finding(report, "note", "no-figures", "в отчёте нет ни одного показателя")
    if not report.goals:
        message = f"нет ответа на вопрос о задачах на {report.plan_year} год"
        yield _finding(report, "note", "no-goals", message)


def figures_are_named_once(report: Report, folder: Path) -> Iterator[Finding]:
    """Один показатель назван одним числом."""
    seen: dict[tuple[object, ...], Observation] = {}
    for observation in report.counted:
        o = observation
        identity = (o.indicator, o.owner, o.network, o.topic, o.period, o.measure)
        first = seen.setdefault(identity, observation)
        if first is not observation:
            yield _finding(
                report,
                "error",
                "restated-differently",
                f"показатель «{observation.indicator}» назван дважды: {_value(first)} и {_value(observation)}; "
                "оставьте в записи одно число, второе место укажите в поле also",
                first.sources + observation.sources,
            )


def figures_are_reviewed(report: Report, folder: Path) -> Iterator[Finding]:
    """Каждое число проверено человеком."""
    drafts = [o for o in report.counted if o.status is Status.DRAFT]
    if drafts:
        what = formatting.count(len(drafts), "число", "числа", "чисел")
        message = f"{what} не проверено человеком: подтвердите их в записи {report.record} (status: approved)"
        yield _finding(report, "warning", "unreviewed", message, drafts[0].sources)


def quotes_stand_in_the_report(report: Report, folder: Path) -> Iterator[Finding]:
    """Цитата каждого числа стоит в отчёте на названных строках."""
    path = folder / report.source
    if not path.is_file() or path.suffix.lower() not in (".txt", ".md"):
        return  # other formats are read by the intake; a report may also have stayed in the archive
    if report.sha256 and files.sha256(path) != report.sha256:
        message = f"файл {report.source} изменился после составления записи {report.record}: сверьте показатели"
        yield _finding(report, "warning", "report-changed", message)
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for source in _sources(report):
        if source.lines and source.quote and _folded(source.quote) not in _span(lines, source):
            message = f"на {_place(source)} файла {report.source} нет слов «{source.quote[:60]}»"
            yield _finding(report, "error", "quote-not-found", message, (source,))


def _sources(report: Report) -> Iterator[Source]:
    yield from (source for observation in report.observations for source in observation.sources)
    yield from (goal.source for goal in report.goals)
    yield from (need.source for need in report.needs)


def _span(lines: Sequence[str], source: Source) -> str:
    first, last = source.lines or (1, 0)
    return _folded(" ".join(lines[first - 1 : last]))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _place(source: Source) -> str:
    first, last = source.lines or (0, 0)
    return f"строке {first}" if first == last else f"строках {first}–{last}"


def _of_year(report: Report) -> Iterator[Observation]:
    return (o for o in report.counted if o.period.is_year and o.period.start == report.year)


def _sum(report: Report, whole: Observation, parts: Sequence[Observation]) -> Iterator[Finding]:
    everyone = (whole, *parts)
    if not parts or any(o.value is None or o.qualifier is not Qualifier.EXACT for o in everyone):
        return
    expected = sum((o.value for o in parts if o.value is not None), Decimal(0))
    if whole.value != expected:
        yield _finding(
            report,
            "error",
            "total-mismatch",
            f"указано всего {formatting.number(whole.value)}, по слагаемым {formatting.number(expected)}",
            tuple(source for o in everyone for source in o.sources),
        )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))


def _value(observation: Observation) -> str:
    return formatting.qualified(observation.value, observation.qualifier)


def _finding(report: Report, level: Level, code: str, message: str, sources: tuple[Source, ...] = ()) -> Finding:
    return Finding(level, code, message, report.municipality, report.year, sources)


Check = Callable[[Report, Path], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "total-mismatch": subscribers_add_up,
    "series-mismatch": series_adds_up,
    "average-contradicts-total": averages_agree,
    "growth-without-stock": growth_has_a_stock,
    "incomplete": answers_are_complete,
    "restated-differently": figures_are_named_once,
    "unreviewed": figures_are_reviewed,
    "quote-not-found": quotes_stand_in_the_report,
}
