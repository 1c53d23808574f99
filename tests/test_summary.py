"""What the command says in the end."""

from generator import indicators
from generator.cli import summary
from generator.intake.draft import Draft
from generator.model import Finding, Source, Unread
from generator.reception import Received
from tests.samples import ELOVSK


def test_the_gravest_findings_stand_first_then_what_was_left_out() -> None:
    findings = [
        Finding("note", "no-goals", "нет задач", ELOVSK, 2023),
        Finding("warning", "mean", "среднее не сходится", ELOVSK, 2023),
        Finding(
            "error",
            "total-mismatch",
            "итог не сходится",
            ELOVSK,
            2023,
            (Source("reports/x.txt", (3, 4)),),
            "Оставьте одно",
        ),
        Finding("warning", "repeated", "повтор"),
    ]
    unread = [Unread("records/2023/a.yaml", ("records/2023/a.yaml, строка 1: пусто.",))]

    assert summary.of_findings(findings, unread, [Unread("reports/y.txt", ("это снимок",))]).replace(
        "\N{NO-BREAK SPACE}", " "
    ).splitlines() == [
        "Ошибка. Еловск, 2023 год: итог не сходится (x.txt, строки 3–4). Оставьте одно.",
        "Замечание. Еловск, 2023 год: среднее не сходится.",
        "Замечание. повтор.",
        "Примечание. Еловск, 2023 год: нет задач.",
        "Не вошла в дайджест запись records/2023/a.yaml:",
        "  records/2023/a.yaml, строка 1: пусто.",
        "Отчёт без годной записи: reports/y.txt — в дайджест не вошёл.",
        "  Это снимок.",
    ]
    assert summary.of_findings([], []) == ""


def test_a_record_that_was_not_looked_at_is_told_where_no_digest_is_made() -> None:
    unread = [Unread("records/2023/a.yaml", ("строка 1: пусто.",))]

    told = summary.of_proposals([], unread).splitlines()

    assert told[-2:] == ["Пропущена запись records/2023/a.yaml:", "  строка 1: пусто."]


def test_what_is_noted_about_a_file_is_a_sentence() -> None:
    notes = ("кодировка: windows-1251", "Из анкеты удалён лист «Задачи».")
    received = Received("reports/x.txt", Draft("reports/x.txt", "0" * 64, ELOVSK, 2023, notes=notes))

    assert summary.of_received(received, indicators.load()).splitlines() == [
        "reports/x.txt: Еловск, 2023 год",
        "  Показателей: 0.",
        "  Кодировка: windows-1251.",
        "  Из анкеты удалён лист «Задачи».",
    ]
