"""What a report answers, and what people decided about it."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from generator import formatting, typography, wholes
from generator.checks.findings import called, figure, finding
from generator.indicators import MEASURES, Catalogue
from generator.model import Finding, Measure, Observation, Report, Status

# Signs of this Unicode category that the fonts of a document have.
PRINTED = "№©®°¦"
FEW = 5  # numbers or kinds that a finding names


def answers_are_complete(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """В отчёте есть показатели и задачи."""
    if not report.counted:
        told = [one.status for one in report.observations] + [one.status for one in report.review]
        some = any(status is not Status.REJECTED for status in told)
        what = "показателей для сводных таблиц в отчёте нет" if some else "в отчёте нет ни одного показателя"
        yield finding(report, "note", "no-figures", what)
    if not report.goals:
        message = f"нет ответа на вопрос о задачах на {report.plan_year} год"
        yield finding(report, "note", "no-goals", message)


def figures_are_named_once(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Один показатель назван одним числом."""
    seen: dict[tuple[object, ...], Observation] = {}
    for observation in report.counted:
        o = observation
        what = (o.indicator, *o.whose, o.period, o.as_of, o.measure, wholes.averaged_over(o))
        first = seen.setdefault(what, o)
        if first is not observation:
            yield finding(
                report,
                "error",
                "restated-differently",
                f"{called(o, report, catalogue)} — названо дважды: {figure(first)} и {figure(o)}",
                first.sources + observation.sources,
                "Оставьте в записи одно число",
            )


def measures_are_those_of_the_catalogue(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Что сосчитано за год, не записано как число на дату, и наоборот: иначе число не войдёт в итоги."""
    for o in report.yearly:
        measure = catalogue.indicators[o.indicator].measure
        if o.measure.adds_up and measure.adds_up and o.measure is not measure:
            message = (
                f"{called(o, report, catalogue)} — записано как «{MEASURES[o.measure]}», а это «{MEASURES[measure]}»: "
                "в таблицу и в итоги число не вошло, исправьте вид величины в записи"
            )
            yield finding(report, "error", "other-measure", message, o.sources)


def counts_are_whole(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Сосчитанное — целое число: дробного количества не бывает."""
    for o in report.counted:
        if o.value is not None and o.measure in (Measure.COUNT, Measure.STOCK) and o.value % 1:
            message = f"{called(o, report, catalogue)} — {figure(o)}: дробного количества не бывает"
            advice = f"Исправьте число в записи {report.record}"
            yield finding(report, "error", "count-with-fraction", message, o.sources, advice)


def figures_are_reviewed(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Каждое число проверено человеком."""
    drafts = [o for o in report.counted if o.status is Status.DRAFT]
    if drafts:
        what = formatting.count(len(drafts), "число", "числа", "чисел")
        checked = formatting.plural(len(drafts), "проверено", "проверены", "проверено")
        them = "его" if len(drafts) == 1 else "их"
        todo = _with_the_record(report, folder, f"подтвердите {them} в записи {report.record}")
        message = f"{what} не {checked} человеком: {todo}"
        yield finding(report, "warning", "unreviewed", message, drafts[0].sources)


def kinds_are_in_the_catalogue(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Показатель каждого числа есть в каталоге: иначе оно не войдёт в дайджест."""
    strange = [o for o in report.observations if not o.indicator and o.status is not Status.REJECTED]
    if strange:
        what = formatting.count(len(strange), "число", "числа", "чисел")
        entered = formatting.plural(len(strange), "вошло", "вошли", "вошло")
        labels = list(dict.fromkeys(f"«{o.label}»" for o in strange))
        one = len(labels) == 1
        lacking = f"{'показателя' if one else 'показателей'} {_few(labels)} нет в каталоге"
        accept = f"примите {'его' if one else 'их'} командой digest indicators adopt"
        todo = _with_the_record(report, folder, f"{accept} или впишите status: rejected в запись {report.record}")
        message = f"{what} не {entered} в дайджест: {lacking}; {todo}"
        yield finding(report, "warning", "unknown-kind", message, strange[0].sources)


def numbers_are_decided(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """О каждом числе отчёта решено, что оно значит."""
    waiting = [number for number in report.review if number.status is Status.DRAFT]
    if waiting:
        what = formatting.count(len(waiting), "число", "числа", "чисел")
        decided = formatting.plural(len(waiting), "не разобрано", "не разобраны", "не разобрано")
        named = _few([f"«{number.text}»" for number in waiting])
        meaning = "оно значит" if len(waiting) == 1 else "они значат"
        todo = _with_the_record(report, folder, f"решите, что {meaning}, в разделе review записи {report.record}")
        message = f"{what} отчёта {decided}: {named}; {todo}"
        yield finding(report, "warning", "undecided", message, (waiting[0].source,))


def _few(named: Sequence[str]) -> str:
    return formatting.listing(named if len(named) <= FEW else [", ".join(named[:FEW]), f"ещё {len(named) - FEW}"])


def _with_the_record(report: Report, folder: Path, todo: str) -> str:
    """What a person does with the record, or first with the report, when it was drafted on the way."""
    if (folder / report.source).is_file() and not (folder / report.record).is_file():
        return "записи отчёта ещё нет, её составит команда digest intake"
    return todo


def signs_can_be_printed(report: Report, folder: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Тексты отчёта набраны знаками, которые есть в шрифтах документа."""
    texts = [
        *(text for passage in report.passages for text in (passage.heading, *passage.paragraphs)),
        *(goal.text for goal in report.goals),
        *(need.text for need in report.needs),
    ]
    signs = dict.fromkeys(chain.from_iterable(texts))  # each once, in order
    strange = list(filter(_is_picture, signs))
    if strange:
        shown = " ".join(strange[:10])
        message = f"в тексте есть знаки {shown}: на бумаге вместо них может остаться пустое место, уберите их из записи"
        yield finding(report, "warning", "signs-not-printed", message)
    if not signs.keys().isdisjoint(typography.DIRECTIONS):
        message = "в тексте есть невидимые знаки, которые меняют направление письма: дайджест печатается без них"
        yield finding(report, "warning", "hidden-directions", message)


def _is_picture(sign: str) -> bool:
    """Whether a sign is an emoji, an arrow or the like: text fonts seldom have them."""
    return ord(sign) > 0xFFFF or (unicodedata.category(sign) == "So" and sign not in PRINTED)
