"""Checks: what in the reports contradicts itself, or is missing.

A check is a function from one report to findings; its docstring is the Russian sentence that the
finding disproves. An `error` keeps the digest a draft: a figure cannot be trusted. A `warning` is
printed among the notes: the report itself contradicts itself, and people should know.

Messages are printed in the digest: they call an indicator as the catalogue does and name no field.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from generator import files, formatting, text_file
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Finding, Level, Measure, Observation, Qualifier, Report, Source, Status

# How far two figures that should agree may stand apart before people are told.
TOLERANCE = Decimal("0.1")

# A slip of the pen changes a total by little; a page left out takes away more than a tenth.
ENOUGH = Decimal("0.9")

# Subscribers by page, and their totals; consolidation knows these two by name as well.
STOCK = "subscribers"
STATED = "subscribers_total"
ALL = "all"

TEXTS = (".txt", ".md")  # other formats have no lines

Place = tuple[str, str]  # an owner and a network
Pages = Mapping[Place, Sequence[Observation]]
Way = tuple[str, Sequence[Sequence[Observation]]]  # what may be left out, and the figures of each part


def check(reports: Sequence[Report], folder: Path, catalogue: Catalogue) -> list[Finding]:
    """Run every check over every report; `folder` is the input folder, where report files lie."""
    return [finding for report in reports for run in CHECKS for finding in run(report, folder, catalogue)]


def subscribers_add_up(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Итог подписчиков равен сумме слагаемых."""
    stocks, stated = (_by_place(report, indicator) for indicator in (STOCK, STATED))
    joint = {place: totals for place, totals in stocks.items() if ALL in place}
    for totals in (stated, joint):
        for place, wholes in totals.items():
            for whole in wholes:
                # What stands as a stock in the very place of a stated total must equal it.
                same = stocks.get(place, ()) if totals is stated else ()
                yield from _sum(report, catalogue, whole, _dated([same], whole))
                yield from _parts(report, catalogue, whole, _ways(place, stocks, stated))


def _by_place(report: Report, indicator: str) -> dict[Place, list[Observation]]:
    """The figures of an indicator for the report's year, by owner and network; several are of several dates."""
    pages = defaultdict[Place, list[Observation]](list)
    for observation in _of_year(report):
        if observation.indicator == indicator:
            pages[observation.owner or ALL, observation.network or ALL].append(observation)
    return dict(pages)


def _ways(whole: Place, stocks: Pages, stated: Pages) -> Iterator[Way]:
    """The ways to make a total of its parts: of one owner by network, of one network by owner, of all by both."""
    owner, network = whole
    figures = {**stated, **stocks}
    owners = dict.fromkeys(o for o, _ in figures if o != ALL)
    networks = dict.fromkeys(n for _, n in figures if n != ALL)
    if network == ALL:
        yield "сети", [figures[owner, n] for n in networks if (owner, n) in figures]
    if owner == ALL and network != ALL:
        yield "владельцы страниц", [figures[o, network] for o in owners if (o, network) in figures]
    if owner == network == ALL:
        # An owner is known by its total or, without one, by its networks.
        places = [(o, n) for o in owners for n in ([ALL] if (o, ALL) in figures else networks)]
        yield "страницы", [figures[place] for place in places if place in figures]


def _parts(report: Report, catalogue: Catalogue, whole: Observation, ways: Iterator[Way]) -> Iterator[Finding]:
    """A total against its parts; that some are left out is said only when every way leaves some out."""
    judged = [list(_sum(report, catalogue, whole, _dated(parts, whole), left)) for left, parts in ways if parts]
    found = [finding for findings in judged for finding in findings]
    errors = [finding for finding in found if finding.level == "error"]
    yield from errors or (found[-1:] if all(judged) else ())


def _dated(parts: Sequence[Sequence[Observation]], whole: Observation) -> list[Observation]:
    """One figure of each part: that of the total's date or, failing that, the latest."""
    return [max(part, key=lambda o: (o.as_of == whole.as_of, o.as_of)) for part in parts if part]


def series_adds_up(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Итог за несколько лет равен сумме по годам."""
    years: dict[tuple[object, ...], Observation] = {}
    wholes = []
    for o in report.counted:
        table = catalogue.tables[catalogue.indicators[o.indicator].table]
        if table.kind != "series" or o.measure is not Measure.COUNT:
            continue  # over years only counts add up
        key = (table.key, o.owner or ALL, o.network or ALL, o.topic)
        if o.period.is_year:
            years[*key, o.period.start] = o
        else:
            wholes.append((key, o))
    for key, whole in wholes:
        span = range(whole.period.start, whole.period.end + 1)
        if all((*key, year) in years for year in span):
            yield from _sum(report, catalogue, whole, [years[*key, year] for year in span])


def averages_agree(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Среднее согласуется с числом за год."""
    figures = {(o.indicator, _whose(o)): o for o in _of_year(report)}
    for (indicator, whose), average in figures.items():
        of = catalogue.indicators[indicator].average_of
        yearly = figures.get((of.indicator, whose)) if of else None
        if of is None or yearly is None or average.value is None or not yearly.value:
            continue
        implied = average.value * of.times
        if abs(implied - yearly.value) > TOLERANCE * yearly.value:
            yield _finding(
                report,
                "warning",
                "average-contradicts-total",
                f"в среднем {formatting.number(average.value)} {of.words} дали бы за год "
                f"{formatting.number(implied)}, а за год указано {formatting.number(yearly.value)}: "
                f"это {formatting.number(yearly.value / of.times, 1)} {of.words}",
                average.sources + yearly.sources,
            )


def growth_has_a_stock(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Вместе с приростом подписчиков названо их число."""
    tables = {key for key, table in catalogue.tables.items() if table.kind == "subscribers"}
    figures = [o for o in _of_year(report) if catalogue.indicators[o.indicator].table in tables]
    growth = [o for o in figures if o.measure in (Measure.GROWTH_ABS, Measure.GROWTH_PCT)]
    if growth and not any(o.measure is Measure.STOCK for o in figures):
        message = "назван прирост подписчиков, а сколько их всего, не сказано"
        yield _finding(report, "note", "growth-without-stock", message, growth[0].sources)


def answers_are_complete(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """В отчёте есть показатели и задачи."""
    if not report.counted:
        yield _finding(report, "note", "no-figures", "в отчёте нет ни одного показателя")
    if not report.goals:
        message = f"нет ответа на вопрос о задачах на {report.plan_year} год"
        yield _finding(report, "note", "no-goals", message)


def figures_are_named_once(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Один показатель назван одним числом."""
    seen: dict[tuple[object, ...], Observation] = {}
    for observation in report.counted:
        o = observation
        first = seen.setdefault((o.indicator, *_whose(o), o.period, o.as_of, o.measure), o)
        if first is not observation:
            yield _finding(
                report,
                "error",
                "restated-differently",
                f"{_called(o, report, catalogue)} — названо дважды: {_value(first)} и {_value(o)}; "
                "оставьте в записи одно число",
                first.sources + observation.sources,
            )


def figures_are_reviewed(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Каждое число проверено человеком."""
    drafts = [o for o in report.counted if o.status is Status.DRAFT]
    if drafts:
        what = formatting.count(len(drafts), "число", "числа", "чисел")
        checked = formatting.plural(len(drafts), "проверено", "проверены", "проверено")
        them = "его" if len(drafts) == 1 else "их"
        message = f"{what} не {checked} человеком: подтвердите {them} в записи {report.record}"
        yield _finding(report, "warning", "unreviewed", message, drafts[0].sources)


def report_is_the_recorded_one(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Файл отчёта лежит в папке и не изменился с тех пор, как составлена запись."""
    path = folder / report.source
    if not path.is_file():
        if (folder / "reports").is_dir():  # without it the reports have stayed in the archive, all of them
            yield _finding(report, "note", "report-missing", f"файла отчёта {report.source} нет в папке")
        return
    try:
        changed = report.sha256 and files.sha256(path) != report.sha256
    except OSError:
        if path.suffix.lower() not in TEXTS:  # of a text the next check says why
            message = f"файл {report.source} не читается: откройте к нему доступ"
            yield _finding(report, "warning", "report-unreadable", message)
        return
    if changed:
        message = f"файл {report.source} изменился после составления записи {report.record}: сверьте показатели"
        yield _finding(report, "warning", "report-changed", message)


def quotes_stand_in_the_report(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Цитата каждого числа стоит в отчёте на названных строках."""
    path = folder / report.source
    if not path.is_file() or path.suffix.lower() not in TEXTS:
        return
    try:
        lines = text_file.lines_of(text_file.read(path, report.source))
    except GeneratorError as error:
        yield _finding(report, "warning", "report-unreadable", f"цитаты не сверены: {error}".rstrip("."))
        return
    for source in _sources(report):
        if source.lines and source.quote and _folded(source.quote) not in _span(lines, source.lines):
            quote = text_file.shortened(source.quote, 60)
            message = f"на {_place(source.lines)} файла {report.source} нет слов «{quote}»"
            yield _finding(report, "error", "quote-not-found", message, (source,))


def _sources(report: Report) -> Iterator[Source]:
    yield from (source for observation in report.observations for source in observation.sources)
    yield from (goal.source for goal in report.goals)
    yield from (need.source for need in report.needs)


def _span(lines: Sequence[str], span: tuple[int, int]) -> str:
    first, last = span
    return _folded(" ".join(lines[first - 1 : last]))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _place(span: tuple[int, int]) -> str:
    first, last = span
    return f"строке {first}" if first == last else f"строках {first}–{last}"


def _of_year(report: Report) -> Iterator[Observation]:
    return (o for o in report.counted if o.period.is_year and o.period.start == report.year)


def _whose(observation: Observation) -> tuple[str, str, str]:
    """Whose figure it is and of what; an owner or network that is not named is all of them."""
    return observation.owner or ALL, observation.network or ALL, observation.topic


def _sum(
    report: Report, catalogue: Catalogue, whole: Observation, parts: Sequence[Observation], left: str = ""
) -> Iterator[Finding]:
    """Hold a total to the sum of its parts; `left` is what the report may have left out of them."""
    everyone = (whole, *parts)
    values = [o.value for o in parts if o.value is not None and o.qualifier is Qualifier.EXACT]
    if not parts or len(values) < len(parts) or whole.value is None or whole.qualifier is not Qualifier.EXACT:
        return
    if len({o.as_of[:7] for o in everyone if o.as_of}) > 1:
        return  # figures of different months need not add up
    expected = sum(values, Decimal(0))
    if whole.value == expected:
        return
    sources = tuple(source for o in everyone for source in o.sources)
    stated, added = formatting.number(whole.value), formatting.number(expected)
    called = _called(whole, report, catalogue)
    if left and expected <= ENOUGH * whole.value:
        message = f"указано всего {stated}, а по частям {added}: названы не все {left} — {called}"
        yield _finding(report, "note", "total-incomplete", message, sources)
    else:
        message = f"указано всего {stated}, по слагаемым {added} — {called}"
        yield _finding(report, "error", "total-mismatch", message, sources)


def _called(observation: Observation, report: Report, catalogue: Catalogue) -> str:
    """How a sentence calls a figure: «подписчики главы, Телеграм»."""
    owner, network, topic = _whose(observation)
    name = catalogue.indicators[observation.indicator].title.replace("{owner}", catalogue.owners[owner].genitive)
    if topic:
        name = catalogue.topics[topic].title
    if network != ALL:
        name += f", {catalogue.networks[network].label}"
    if str(observation.period) != str(report.year):
        name += f", {formatting.period_long(observation.period)}"
    # «СМИ» and «MAX» keep their capitals.
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _value(observation: Observation) -> str:
    return formatting.qualified(observation.value, observation.qualifier)


def _finding(report: Report, level: Level, code: str, message: str, sources: tuple[Source, ...] = ()) -> Finding:
    return Finding(level, code, message, report.municipality, report.year, sources)


Check = Callable[[Report, Path, Catalogue], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    subscribers_add_up,
    series_adds_up,
    averages_agree,
    growth_has_a_stock,
    answers_are_complete,
    figures_are_named_once,
    figures_are_reviewed,
    report_is_the_recorded_one,
    quotes_stand_in_the_report,
)
