"""What the command says in the end: findings with their places, and the sum of the work."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator import formatting, naming, wording
from generator.indicators import Catalogue
from generator.model import Finding, Observation, Report, Unread
from generator.recording.merging import Change, Kind
from generator.text_file import shortened

if TYPE_CHECKING:  # whoever builds no digest does without the templates, whoever reads no report without intake
    from generator.desk import Adoption, Approval, Proposal
    from generator.editions import Outcome as Editions
    from generator.intake.draft import Draft
    from generator.making import Outcome
    from generator.pipeline import Verdict
    from generator.reception import Received

SHOWN = 12  # files that are named in the end
LEVELS = {"error": "Ошибка", "warning": "Замечание", "note": "Примечание"}


def of_findings(findings: Sequence[Finding], unread: Sequence[Unread], uncited: Sequence[Unread] = ()) -> str:
    """Findings, the gravest first, then what did not get into the digest; empty when there is nothing to say.

    Left out are records that could not be read, and files of reports that no usable record was made from.
    """
    lines = []
    for level, word in LEVELS.items():
        for finding in findings:
            if finding.level == level:
                lines.append(f"{word}. {of_finding(finding)}")
    lines += _unread("Не вошла в дайджест запись", unread)
    # A record that could not be read may have been made from this very file.
    lacking = "без годной записи" if unread else "без записи"
    for report in uncited:
        lines.append(f"Отчёт {lacking}: {report.file} — в дайджест не вошёл.")
        lines += [f"  {sentence(problem)}" for problem in report.problems]
    return "".join(f"{line}\n" for line in lines)


def _of_skipped(unread: Sequence[Unread]) -> str:
    """Records that a command has not looked at or has not changed."""
    return "".join(f"{line}\n" for line in _unread("Пропущена запись", unread))


def _unread(told: str, unread: Sequence[Unread]) -> Iterator[str]:
    for record in unread:
        yield f"{told} {record.file}:"
        yield from (f"  {problem}" for problem in record.problems)


def of_finding(finding: Finding) -> str:
    """Whose it is, what it says, where, and what to do."""
    said = f"{whose(finding)}{finding.message}{place(finding)}."
    return f"{said} {finding.advice}." if finding.advice else said


def of_build(outcome: "Outcome", seconds: float) -> str:
    """Reports, figures, findings, files, seconds."""
    grave = [f for f in outcome.findings if f.level != "note"]
    lines = [f"Внимание. {note}" for note in outcome.notes]
    lines.append(
        f"Отчётов: {outcome.reports}, показателей: {outcome.observations}, замечаний: {len(grave)}, "
        f"время: {formatting.number(round(seconds))} с."
    )
    if outcome.draft:
        lines.append("Дайджест помечен «ЧЕРНОВИК»: не всё в записях проверено, или в них есть ошибки.")
    if outcome.repeated:
        lines.append("С прошлой сборки ничего не изменилось, файлы прежние. Собрать заново: digest build --no-cache.")
    more = len(outcome.files) - SHOWN
    shown = ", ".join(str(file) for file in outcome.files[:SHOWN])
    lines.append(f"Готово: {shown}" + (f" и ещё {more}" if more > 0 else ""))
    return "\n".join(lines)


def of_editions(outcome: "Editions", seconds: float) -> str:
    """What has become of every edition; those that failed with the reason, last."""
    lines = []
    made = [one for one in outcome.editions if not one.failure]
    for one in made:
        lines += [f"Внимание. {one.part.title}: {note}" for note in one.notes]
        marks = ["ЧЕРНОВИК"] * one.draft + ["без изменений"] * one.repeated
        lines.append(f"{one.part.title}: {one.folder}" + (f" ({', '.join(marks)})" if marks else ""))
    for one in outcome.editions:
        if one.failure:
            lines.append(f"Не составлен выпуск «{one.part.title}»: {sentence(one.failure)}")
    if outcome.strangers:
        names = ", ".join(str(path) for path in outcome.strangers[:SHOWN])
        lines.append(f"Внимание. Лежат и прежние выпуски, для которых теперь нет отчётов: {names}.")
    failed = len(outcome.editions) - len(made)
    lines.append(
        f"Выпусков: {len(made)}"
        + (f", не составлено: {failed}" if failed else "")
        + f", время: {formatting.number(round(seconds))} с."
    )
    return "".join(f"{line}\n" for line in lines)


def of_verdict(verdict: "Verdict") -> str:
    """Every difference with its place, and what a person changed since the build."""
    lines = [f"Внимание. {sentence(note)}" for note in verdict.notes]
    lines += [f"Расхождение. {difference}." for difference in verdict.differences]
    lines += [f"Подпись не проверена. {sentence(reason)}" for reason in verdict.unchecked]
    lines += [sentence(good) for good in verdict.signatures]
    found = f"Расхождений{f': {len(verdict.differences)}' if verdict.differences else ' нет'}"
    if not verdict.files:
        lines.append(f"{found}. Сверены только показатели страницы с записями: ни Word, ни PDF для сверки нет.")
    elif verdict.differences:
        lines.append(f"{found}. Сверено: {', '.join(verdict.files)}.")
    else:
        lines.append(f"{found}: {', '.join(verdict.files)}.")
    return "".join(f"{line}\n" for line in lines)


def of_received(received: "Received", catalogue: Catalogue) -> str:
    """What became of one report: whose it is, its figures, what has changed, what is asked, where the record lies."""
    draft = received.draft
    if draft and received.is_total:
        return f"{received.file}: {draft.questions[0].message}\n"
    lines = [f"{received.file}: {_title(draft)}" if draft else f"Не прочитан {received.file}:"]
    if draft:
        lines += [f"  {line}" for line in (_figures(draft), *map(sentence, draft.notes))]
        lines += [f"  Вопрос. {sentence(question)}" for question in _questions(draft)]
    lines += [f"  {line}" for line in received.problem.split("\n") if line]  # a sentence that begins with the file
    if received.saved:
        lines += [f"  {line}" for line in _changes(received.saved.changes, received.saved.report, catalogue)]
        done = (
            "Запись составлена"
            if received.saved.new
            else "Запись обновлена"
            if received.saved.renewed
            else "Запись прежняя"
        )
        lines.append(f"  {done}: {received.saved.report.record}")
    return "".join(f"{line}\n" for line in lines)


def of_intake(all_received: "Sequence[Received]") -> str:
    """How many reports were written into records, and what the person does next."""
    saved = [received for received in all_received if received.saved]
    totals = sum(1 for r in all_received if r.is_total)
    asked = sum(1 for r in all_received if r.draft and not r.saved and not r.problem) - totals
    failed = len(all_received) - len(saved) - asked - totals
    written = sum(1 for r in saved if r.saved and (r.saved.new or r.saved.renewed))
    parts = [f"Записано отчётов: {written}"]
    parts += [f"без изменений: {len(saved) - written}"] if len(saved) > written else []
    parts += [f"ждут ответа: {asked}"] if asked else []
    parts += [f"не записано: {failed}"] if failed else []
    lines = [", ".join(parts) + "."]
    if any(r.saved and any(o.status == "draft" for o in r.saved.report.observations) for r in saved):
        lines.append("Проверьте числа в записях и подтвердите их: digest approve ИМЯ или digest approve --all-sure")
    return "".join(f"{line}\n" for line in lines)


def of_approval(approval: "Approval", catalogue: Catalogue) -> str:
    """What has been approved in each record, and what is left there and why."""
    lines = []
    for record in approval.records:
        if record.approved or record.left:
            lines += _approved(record.report, record.approved, record.left, catalogue)
    approved = [o for record in approval.records for o in record.approved]
    if total := len(approved):
        verb = formatting.plural(total, "Подтверждён", "Подтверждены", "Подтверждено")
        figures = formatting.count(total, "показатель", "показателя", "показателей")
        lines.append(sentence(f"{verb} {figures}, подпись: {approval.by}"))
    elif not lines:
        lines.append("Подтверждать нечего: непроверенных показателей нет.")
    else:
        lines.append("Не подтверждено ничего: всё оставшееся нужно посмотреть.")
    left = [o for record in approval.records for o, _ in record.left]
    if any(o.indicator for o in left):
        lines.append("Исправьте оставшееся в записях или подтвердите как есть: digest approve ИМЯ --with-doubtful")
    if not all(o.indicator for o in (*approved, *left)):
        lines.append("Новый вид работы войдёт в дайджест, когда его примут в каталог: digest indicators adopt НАЗВАНИЕ")
    return "".join(f"{line}\n" for line in lines) + _of_skipped(approval.unread)


def of_review(path: Path, reports: int, unread: Sequence[Unread]) -> str:
    """Where the page lies on which reports stand beside their records."""
    amount = formatting.count(reports, "отчёт", "отчёта", "отчётов")
    with_what = formatting.plural(reports, "с записью", "с записями", "с записями")
    return f"{amount} рядом {with_what}: {path}. Откройте этот файл в браузере.\n" + _of_skipped(unread)


def of_proposals(proposals: "Sequence[Proposal]", unread: Sequence[Unread]) -> str:
    """The proposed indicators, and in how many reports each is."""
    lines = []
    for proposal in proposals:
        amount = formatting.count(len(proposal.reports), "отчёте", "отчётах", "отчётах")
        whose = "; ".join(map(_whom, proposal.reports[:_FEW])) + ("…" if len(proposal.reports) > _FEW else "")
        lines.append(f"{proposal.label}: в {amount} ({whose})")
    lines.append("Принять в каталог: digest indicators adopt НАЗВАНИЕ" if lines else "Новых показателей в записях нет.")
    return "".join(f"{line}\n" for line in lines) + _of_skipped(unread)


def of_adoption(adoption: "Adoption") -> str:
    """The indicator, where it is written if it is new, and which records have it now."""
    one, few, many = adoption.forms
    figures = formatting.count(adoption.figures, "число", "числа", "чисел")
    changed = f"{formatting.plural(adoption.figures, 'изменено', 'изменены', 'изменено')} {figures}: "
    records = ", ".join(report.record for report in adoption.reports)
    lines = [f"В записях {changed + records if records else 'не изменено ничего'}."]
    if not adoption.new:
        lines = [f"Показатель «{adoption.label}» в каталоге уже есть: {adoption.key}.", *lines]
    else:
        lines = [
            f"Показатель «{adoption.label}» принят: {adoption.key} в {adoption.file}.",
            f"Формы: 1 {one}, 2 {few}, 5 {many}. Проверьте их и исправьте, если нужно.",
            *lines,
            "Прочитайте отчёты заново, и этот показатель узнается сам: digest intake",
        ]
    return "".join(f"{line}\n" for line in lines) + _of_skipped(adoption.unread)


def sentence(text: str) -> str:
    """A text with a capital first letter and a full stop, unless it has its end already or names a file first."""
    ended = text if text[-1:] in ".!?…:" else f"{text}."
    return ended[:1].upper() + ended[1:] if ended[:1].isalpha() and not ended[:1].isascii() else ended


def _title(draft: "Draft") -> str:
    whose = draft.municipality.title if draft.municipality else "неизвестно, чей отчёт"
    return f"{whose}, {f'{draft.year} год' if draft.year else 'год не назван'}"


def _figures(draft: "Draft") -> str:
    """How many figures there are: sure, unsure, of new kinds, and numbers that wait."""
    known = [figure for figure in draft.figures if figure.key]
    unsure = sum(1 for figure in known if figure.doubt)
    certain = len(known) - unsure
    labels = list(dict.fromkeys(figure.label for figure in draft.figures if not figure.key))
    parts = [f"показателей: {certain}"]
    parts += [f"под сомнением: {unsure}"] if unsure else []
    parts += [f"чисел на разбор: {len(draft.review)}"] if draft.review else []
    parts += (
        [f"новых видов: {len(labels)} ({formatting.listing([f'«{label}»' for label in labels])})"] if labels else []
    )
    parts += [f"задач: {len(draft.goals)}"] if draft.goals else []
    return sentence(", ".join(parts))


def _questions(draft: "Draft") -> list[str]:
    said = [question.message for question in draft.questions]
    if not said and (draft.municipality is None or draft.year is None):
        said = ["чей это отчёт и за какой год? Укажите --municipality и --year"]
    return said


_FEW = 5  # reports that a line names
_TEXTS = {"passages": "тексты", "goals": "задачи", "training": "темы обучения", "review": "числа на разбор"}


def _changes(changes: Iterable[Change], report: Report, catalogue: Catalogue) -> list[str]:
    """What a second intake has changed, or has found and left to the person."""
    lines, deleted = [], list[str]()
    others: Counter[tuple[str, Kind]] = Counter()
    for change in changes:
        o = change.now or change.before
        if o is None:
            if change.kind is Kind.DIFFERS:
                lines.append(
                    f"Внимание: в отчёте теперь сказано «{shortened(change.text, 60)}», а в записи на этом месте — "
                    "текст, который правил человек: сверьте его с отчётом."
                )
            others[change.section, change.kind] += 1
            continue
        before, now = (wording.figure(each) if each else "" for each in (change.before, change.now))
        name = _called(o, report, catalogue)
        if change.kind is Kind.DELETED:
            deleted.append(f"{name} — {now}")
            continue
        decided = "подтверждено" if change.before and change.before.status == "approved" else "стоит"
        said = {
            Kind.NEW: f"Новое: {name} — {now}",
            Kind.UPDATED: f"Обновлено: {name} — {now} вместо {before}",
            Kind.GONE: f"Убрано: {name} — {before}: в отчёте этого больше нет",
            Kind.DIFFERS: f"Внимание: {name} — в отчёте теперь {now}, в записи {decided} {before}",
            Kind.LOST: f"Внимание: {name} — {before}: {decided} в записи, в отчёте этого числа больше нет",
            Kind.MOVED: f"Проверьте строки: {name} — {before} стоит в отчёте в другом месте, {_lines(change.now)}",
        }
        lines.append(f"{said[change.kind]}.")
    if deleted:
        more = f" и ещё {len(deleted) - _FEW}" if len(deleted) > _FEW else ""
        lines.append(f"Удалено из записи, хотя в отчёте есть: {'; '.join(deleted[:_FEW])}{more}.")
    for section, word in _TEXTS.items():
        new, gone = others[section, Kind.NEW], others[section, Kind.GONE]
        if new or gone:
            lines.append(f"Изменились {word}: добавлено {new}, убрано {gone}.")
    return lines


def _lines(observation: Observation | None) -> str:
    return formatting.lines([s.lines for s in observation.sources if s.lines]) if observation else ""


def _approved(
    report: Report, approved: Sequence[Observation], left: Sequence[tuple[Observation, str]], catalogue: Catalogue
) -> list[str]:
    done = formatting.plural(len(approved), "подтверждён", "подтверждены", "подтверждено")
    figures = formatting.count(len(approved), "показатель", "показателя", "показателей")
    head = f"{_whom(report)}: {f'{done} {figures}' if approved else 'не подтверждено ничего'}"
    lines = [head + (f", оставлено {len(left)}:" if left else ".")]
    for o, why in left:
        lines.append(f"  {_called(o, report, catalogue)} — {wording.figure(o)}, {_lines(o)}: {why.rstrip('.')}.")
    return lines


def _called(o: Observation, report: Report, catalogue: Catalogue) -> str:
    """How a line calls a figure; one of a proposed kind by its label."""
    return naming.title(o, catalogue, year=report.year) if o.indicator in catalogue.indicators else f"«{o.label}»"


def _whom(report: Report) -> str:
    return f"{report.municipality.title}, {report.year} год"


def whose(finding: Finding) -> str:
    """Of which report a finding speaks, ready to stand before its message; empty when of none."""
    return f"{finding.municipality.title}, {finding.year} год: " if finding.municipality else ""


def place(finding: Finding) -> str:
    """Where a finding was made, ready to stand after its message; empty when nowhere."""
    spans = [source.lines for source in finding.sources if source.lines]
    if not spans:
        return ""
    return f" ({Path(finding.sources[0].file).name}, {formatting.lines(spans)})"
