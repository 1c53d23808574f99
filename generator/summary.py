"""What the command says in the end: findings with their places, and the sum of the work."""

from collections.abc import Sequence
from pathlib import Path

from generator import formatting
from generator.model import Finding, Unread
from generator.pipeline import Outcome

LEVELS = {"error": "Ошибка", "warning": "Замечание", "note": "Примечание"}


def of_findings(findings: Sequence[Finding], unread: Sequence[Unread], uncited: Sequence[str] = ()) -> str:
    """Findings, the gravest first, then what did not get into the digest; empty when there is nothing to say.

    Left out are records that could not be read, and files of reports that no usable record was made from.
    """
    lines = []
    for level, word in LEVELS.items():
        for finding in findings:
            if finding.level == level:
                lines.append(f"{word}. {_whose(finding)}{finding.message}{_place(finding)}.")
    for record in unread:
        lines.append(f"Не вошла в сводку запись {record.file}:")
        lines += [f"  {problem}" for problem in record.problems]
    # A record that could not be read may have been made from this very file.
    lacking = "без годной записи" if unread else "без записи"
    lines += [f"Отчёт {lacking}: {file} — в дайджест не вошёл." for file in uncited]
    return "".join(f"{line}\n" for line in lines)


def of_build(outcome: Outcome, seconds: float) -> str:
    """Reports, figures, findings, files, seconds."""
    grave = [f for f in outcome.findings if f.level != "note"]
    lines = [f"Внимание. {note}" for note in outcome.notes]
    lines.append(
        f"Отчётов: {outcome.reports}, показателей: {outcome.observations}, замечаний: {len(grave)}, "
        f"время: {formatting.number(round(seconds))} с."
    )
    if outcome.draft:
        lines.append("Дайджест помечен «ЧЕРНОВИК»: есть непроверенные показатели или ошибки.")
    lines.append("Готово: " + ", ".join(str(file) for file in outcome.files))
    return "\n".join(lines)


def _whose(finding: Finding) -> str:
    return f"{finding.municipality.title}, {finding.year} год: " if finding.municipality else ""


def _place(finding: Finding) -> str:
    spans = [source.lines for source in finding.sources if source.lines]
    if not spans:
        return ""
    return f" ({Path(finding.sources[0].file).name}, {formatting.lines(spans)})"
