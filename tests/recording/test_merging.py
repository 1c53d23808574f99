"""Records belong to people: what a second intake may touch, and what it must leave to the character."""

import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import files, recording
from generator.errors import GeneratorError
from generator.intake.draft import Draft
from generator.model import Goal, Measure, Source, Status
from generator.recording import decisions, fingerprints
from generator.recording.merging import Kind
from tests.recording.drafts import (
    BRIEFINGS,
    CATALOGUE,
    CLASSES,
    DIRECTORY,
    RECORD,
    RELEASES,
    WHOLE,
    at,
    draft,
    edit,
    figure,
    load,
    observed,
    pending,
    read,
    save,
    text,
    values,
)

APPROVED = "    status: approved\n    decided_by: Иванова\n"


def approve(folder: Path, quote: str) -> None:
    edit(folder, f"    quote: {quote}\n", f"    quote: {quote}\n{APPROVED}")


def kinds(saved: recording.Saved) -> list[tuple[str, Kind]]:
    return [(change.section, change.kind) for change in saved.changes]


def test_a_new_report_becomes_a_record(tmp_path: Path) -> None:
    saved = save(tmp_path, WHOLE)

    assert saved.new and saved.changes == ()
    assert saved.report == read(tmp_path) == WHOLE.report(RECORD)
    assert sorted(path.name for path in (tmp_path / "records/2020").iterdir()) == [".artem.drafted", "artem.yaml"]


def test_an_unchanged_report_changes_no_byte(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    before = (tmp_path / RECORD).stat()

    saved = save(tmp_path, WHOLE)

    assert not saved.new and saved.changes == ()
    assert (tmp_path / RECORD).stat().st_ino == before.st_ino, "the record was written again"
    assert (tmp_path / RECORD).stat().st_mtime_ns == before.st_mtime_ns


def test_a_draft_follows_the_changed_report(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)

    saved = save(tmp_path, draft(figure("press_releases", 2890, 5), CLASSES, figure("hotlines", 3, 9), sha256="second"))

    assert values(tmp_path) == [("press_releases", 2890), ("Мастер-классы", 14), ("hotlines", 3)]
    assert read(tmp_path).sha256 == "2" * 64
    assert kinds(saved)[:3] == [
        ("observations", Kind.UPDATED),
        ("observations", Kind.GONE),
        ("observations", Kind.NEW),
    ]
    updated = saved.changes[0]
    assert updated.before and updated.now
    assert (updated.before.value, updated.now.value) == (2870, 2890)


def test_a_decided_figure_and_every_comment_stay_to_the_character(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    approve(tmp_path, "2870 в строке 5")
    edit(
        tmp_path, "  - indicator: press_releases\n", "  # сверено по телефону\n  - indicator:   press_releases  # да\n"
    )
    edit(tmp_path, "goals:\n", "# моё замечание\ngoals:\n")
    start, _, _rest = text(tmp_path).partition("  - indicator: briefings")
    kept = start[start.index("observations:") :]

    save(tmp_path, draft(RELEASES, figure("briefings", 13, 6), sha256="second"))

    after = text(tmp_path)
    assert kept in after
    assert "# моё замечание\ngoals:\n" in after
    assert values(tmp_path) == [("press_releases", 2870), ("briefings", 13)]


def test_a_changed_report_does_not_change_a_decision_and_what_it_says_now_waits(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    approve(tmp_path, "2870 в строке 5")
    changed = replace(WHOLE, sha256="2" * 64, figures=(figure("press_releases", 2890, 5), BRIEFINGS, CLASSES))

    saved = save(tmp_path, changed)

    assert kinds(saved) == [("observations", Kind.DIFFERS), ("review", Kind.NEW)]
    releases = observed(read(tmp_path), "press_releases")
    assert (releases.value, releases.status, releases.decided_by) == (2870, Status.APPROVED, "Иванова")
    waiting = read(tmp_path).review[-1]
    said = waiting.reason.replace("\N{NO-BREAK SPACE}", " ")
    assert (waiting.value, said) == (2890, "в отчёте теперь 2 890, в записи подтверждено 2 870")
    assert waiting.source == at(5, "2890 в строке 5")
    # The same report once more says nothing new, and drops nothing.
    before = text(tmp_path)
    assert save(tmp_path, changed).changes == ()
    assert text(tmp_path) == before


def test_what_a_report_says_now_waits_though_its_record_was_put_back_to_an_older_state(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, BRIEFINGS))
    older = text(tmp_path)
    changed = draft(figure("press_releases", 2900, 5), figure("briefings", 13, 6), sha256="second")
    save(tmp_path, changed)
    (tmp_path / RECORD).write_text(older, encoding="utf-8")
    decisions.approve(load(tmp_path), "Иванова", tmp_path, DIRECTORY, CATALOGUE, {})

    saved = save(tmp_path, changed)

    assert [change.kind for change in saved.changes][:2] == [Kind.DIFFERS, Kind.DIFFERS]
    assert values(tmp_path) == [("press_releases", 2870), ("briefings", 12)]
    assert {pending.value for pending in read(tmp_path).review} == {2900, 13}


def test_an_average_over_a_day_does_not_contradict_one_over_a_week(tmp_path: Path) -> None:
    weekly, daily = (
        figure("press_releases", value, line, measure=Measure.AVERAGE, unit=unit)
        for value, line, unit in ((25, 5, "week"), (5, 6, "day"))
    )
    save(tmp_path, draft(weekly))
    approve(tmp_path, "25 в строке 5")

    saved = save(tmp_path, draft(daily, sha256="second"))

    assert kinds(saved) == [("observations", Kind.LOST), ("observations", Kind.NEW)]
    assert values(tmp_path) == [("press_releases", 5), ("press_releases", 25)]


def test_the_contradiction_goes_when_the_person_takes_the_new_figure(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    approve(tmp_path, "2870 в строке 5")
    changed = draft(figure("press_releases", 2890, 5), sha256="second")
    save(tmp_path, changed)
    edit(tmp_path, "value: 2870", "value: 2890")

    saved = save(tmp_path, changed)

    assert kinds(saved) == [("review", Kind.GONE)]
    assert read(tmp_path).review == ()
    assert values(tmp_path) == [("press_releases", 2890)]


@pytest.mark.parametrize("away", ["deleted", "rejected"])
def test_what_contradicted_a_figure_is_drafted_when_that_one_goes(tmp_path: Path, away: str) -> None:
    save(tmp_path, draft(RELEASES, BRIEFINGS))
    approve(tmp_path, "2870 в строке 5")
    changed = draft(figure("press_releases", 2890, 5), BRIEFINGS, sha256="second")
    save(tmp_path, changed)
    decided = f"  - indicator: press_releases\n    value: 2870\n    lines: 5\n    quote: 2870 в строке 5\n{APPROVED}"
    edit(tmp_path, decided, decided.replace("approved", "rejected") if away == "rejected" else "")

    saved = save(tmp_path, changed)

    assert sorted(kinds(saved)) == [("observations", Kind.NEW), ("review", Kind.GONE)]
    assert [v for v in values(tmp_path) if v != ("press_releases", 2870)] == [
        ("press_releases", 2890),
        ("briefings", 12),
    ]
    assert read(tmp_path).review == ()
    assert save(tmp_path, changed).changes == ()


def test_a_contradiction_that_a_person_deleted_is_not_told_again(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    approve(tmp_path, "2870 в строке 5")
    save(tmp_path, draft(figure("press_releases", 2890, 5), sha256="second"))
    start, _, _ = text(tmp_path).partition("\nreview:\n")
    (tmp_path / RECORD).write_text(start, encoding="utf-8")

    saved = save(tmp_path, draft(figure("press_releases", 2890, 5), BRIEFINGS, sha256="first"))

    assert kinds(saved) == [("observations", Kind.NEW)]
    assert read(tmp_path).review == ()


def test_a_figure_corrected_by_a_person_is_no_contradiction_while_the_report_is_the_same(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "value: 2870", "value: 2780")
    before = text(tmp_path)

    assert save(tmp_path, WHOLE).changes == ()
    assert text(tmp_path) == before


def test_a_figure_that_a_person_calls_otherwise_is_not_drafted_again(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "indicator: briefings", "indicator: press_conferences")
    before = text(tmp_path)

    assert save(tmp_path, WHOLE).changes == ()
    assert text(tmp_path) == before
    assert kinds(save(tmp_path, replace(WHOLE, sha256="2" * 64))) == []
    assert ("briefings", 12) not in values(tmp_path)


def test_a_figure_that_a_person_adds_takes_nothing_from_the_programs_own_of_its_kind(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    own = "  - indicator: press_releases\n    value: 30\n    lines: 9\n    quote: и ещё 30\n"
    edit(tmp_path, "\npassages:\n", f"{own}\npassages:\n")
    before = text(tmp_path)

    assert save(tmp_path, WHOLE).changes == ()
    assert text(tmp_path) == before
    changed = replace(WHOLE, sha256="2" * 64, figures=(figure("press_releases", 2890, 5), BRIEFINGS, CLASSES))
    saved = save(tmp_path, changed)
    assert kinds(saved) == [("observations", Kind.LOST), ("observations", Kind.UPDATED)]
    assert [number for name, number in values(tmp_path) if name == "press_releases"] == [2890, 30]


@pytest.mark.parametrize("corrected", [3, 5])
def test_of_two_figures_of_one_kind_the_one_that_a_person_corrected_answers(tmp_path: Path, corrected: int) -> None:
    both = draft(figure("briefings", 3, 6), figure("briefings", 5, 9))
    save(tmp_path, both)
    edit(tmp_path, f"    value: {corrected}\n", "    value: 4\n")
    before = text(tmp_path)

    assert save(tmp_path, both).changes == ()
    assert text(tmp_path) == before


@pytest.mark.parametrize("renamed", ["briefings", "interviews"])
def test_of_two_equal_numbers_of_one_line_the_one_that_a_person_calls_otherwise_answers(
    tmp_path: Path, renamed: str
) -> None:
    two = draft(figure("briefings", 12, 6, "по 12"), figure("interviews", 12, 6, "по 12"))
    save(tmp_path, two)
    edit(tmp_path, f"indicator: {renamed}\n", "indicator: hotlines\n")
    before = text(tmp_path)

    assert save(tmp_path, two).changes == ()
    assert text(tmp_path) == before


def test_a_rejected_figure_stays_rejected_and_a_new_number_is_drafted(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    edit(tmp_path, "    quote: 2870 в строке 5\n", "    quote: 2870 в строке 5\n    status: rejected\n")

    assert save(tmp_path, draft(RELEASES)).changes == ()
    saved = save(tmp_path, draft(RELEASES, figure("press_releases", 310, 12), sha256="second"))

    assert kinds(saved) == [("observations", Kind.NEW)]
    assert [(o.value, o.status) for o in read(tmp_path).observations] == [
        (2870, Status.REJECTED),
        (310, Status.DRAFT),
    ]


def test_a_draft_that_a_person_deleted_does_not_come_back(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(
        tmp_path,
        "  - indicator: briefings\n    value: 12\n    lines: 6\n    quote: 12 в строке 6\n",
        "",
    )
    before = text(tmp_path)

    assert kinds(save(tmp_path, WHOLE)) == [("observations", Kind.DELETED)]
    assert text(tmp_path) == before


def lower(made: Draft, by: int) -> Draft:
    """The same report with lines added above all that is read of it."""

    def moved(source: Source) -> Source:
        first, last = source.lines or (1, 1)
        return replace(source, lines=(first + by, last + by))

    return replace(
        made,
        sha256="2" * 64,
        figures=tuple(replace(f, sources=tuple(map(moved, f.sources))) for f in made.figures),
        **{
            name: tuple(replace(one, source=moved(one.source)) for one in getattr(made, name))
            for name in ("passages", "goals", "needs", "review")
        },
    )


def test_what_only_moves_to_other_lines_is_no_change(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    moved = lower(WHOLE, 2)

    saved = save(tmp_path, moved)

    assert saved.renewed and saved.changes == ()
    assert read(tmp_path) == moved.report(RECORD)


def test_what_a_person_deleted_does_not_come_back_from_other_lines(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "  - indicator: briefings\n    value: 12\n    lines: 6\n    quote: 12 в строке 6\n", "")
    edit(tmp_path, "  - text: Съёмка\n    lines: 30\n    quote: слова строки 30\n", "")

    assert kinds(save(tmp_path, lower(WHOLE, 2))) == [("observations", Kind.DELETED)]
    assert values(tmp_path) == [("press_releases", 2870), ("Мастер-классы", 14)]
    assert read(tmp_path).needs == ()


def test_a_figure_corrected_by_a_person_is_no_contradiction_on_other_lines(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "    value: 2870\n", "    value: 2780\n")

    assert save(tmp_path, lower(WHOLE, 2)).changes == ()
    assert [p.text for p in read(tmp_path).review] == ["16,3 %", "40"]


def test_the_same_words_in_a_second_place_are_drafted_though_those_of_the_first_are_known(tmp_path: Path) -> None:
    first = Goal("Снимать больше видео", at(20, "снимать"))
    save(tmp_path, draft(RELEASES, goals=(first,)))

    second = replace(first, source=at(24, "снимать"))
    save(tmp_path, draft(RELEASES, goals=(first, second), sha256="second"))

    assert [goal.source.lines for goal in read(tmp_path).goals] == [(20, 20), (24, 24)]


def test_a_decided_figure_that_the_report_no_longer_gives_is_kept_and_told(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    approve(tmp_path, "2870 в строке 5")

    saved = save(tmp_path, draft(BRIEFINGS, sha256="second"))

    [lost] = [change for change in saved.changes if change.kind is Kind.LOST]
    assert lost.before == observed(read(tmp_path), "press_releases")


def test_a_decided_figure_that_the_program_only_sees_as_a_number_is_not_lost(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, figure("hotlines", 40, 9, "всего 40")))
    approve(tmp_path, "2870 в строке 5")
    approve(tmp_path, "всего 40")

    waiting = draft(review=(pending("40", 40, 9),), sha256="second")
    saved = save(tmp_path, waiting, ((Decimal(2870), (at(5, "план: 2870"),)),))

    assert Kind.LOST not in {change.kind for change in saved.changes}
    assert read(tmp_path).review == (), "a person has made a figure of it"


def test_a_decided_figure_on_other_lines_is_told(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    approve(tmp_path, "2870 в строке 5")
    before = text(tmp_path)

    moved = replace(RELEASES, sources=(at(8, "2870 в строке 5"),))
    saved = save(tmp_path, replace(WHOLE, sha256="2" * 64, figures=(moved, BRIEFINGS, CLASSES)))

    assert kinds(saved) == [("observations", Kind.MOVED)]
    assert text(tmp_path) == before.replace("1" * 64, "2" * 64)


def test_a_number_that_a_person_set_aside_does_not_wait_again(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "    quote: всего 40\n", "    quote: всего 40\n    status: rejected\n")
    before = text(tmp_path)

    assert save(tmp_path, WHOLE).changes == ()
    save(tmp_path, replace(WHOLE, sha256="2" * 64))

    assert text(tmp_path) == before.replace("1" * 64, "2" * 64)
    assert [(p.text, p.status) for p in read(tmp_path).review] == [("16,3 %", Status.DRAFT), ("40", Status.REJECTED)]


def test_a_number_that_a_person_made_a_figure_of_does_not_wait_again(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(
        tmp_path,
        "\npassages:",
        "  - {indicator: hotlines, value: 40, lines: 9, quote: всего 40, status: approved}\n\npassages:",
    )

    saved = save(tmp_path, replace(WHOLE, sha256="2" * 64))

    assert kinds(saved) == [("review", Kind.GONE)]
    assert [p.text for p in read(tmp_path).review] == ["16,3 %"]
    assert "  - {indicator: hotlines, value: 40, lines: 9, quote: всего 40, status: approved}\n" in text(tmp_path)


def test_two_equal_numbers_of_one_line_are_two(tmp_path: Path) -> None:
    two = draft(figure("briefings", 3, 9), review=(pending("3", 3, 9),))
    save(tmp_path, two)
    approve(tmp_path, "3 в строке 9")

    save(tmp_path, replace(two, sha256="2" * 64))

    assert [p.text for p in read(tmp_path).review] == ["3"], "the decision is about the briefings"


def test_new_items_stand_where_the_report_has_them(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, CLASSES, goals=(Goal("Первая", at(20)), Goal("Третья", at(22)))))
    approve(tmp_path, "2870 в строке 5")

    goals = (Goal("Первая", at(20)), Goal("Вторая", at(21)), Goal("Третья", at(22)))
    save(tmp_path, draft(RELEASES, BRIEFINGS, CLASSES, goals=goals, sha256="second"))

    assert [name for name, _ in values(tmp_path)] == ["press_releases", "briefings", "Мастер-классы"]
    assert [goal.text for goal in read(tmp_path).goals] == ["Первая", "Вторая", "Третья"]


def test_texts_that_a_person_edited_are_kept_and_not_doubled(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "Второй: с двоеточием.", "Второй: с двоеточием, исправлен.")
    edit(tmp_path, "  - text: Снимать больше видео", "  - text: Снимать много видео")
    before = text(tmp_path)

    assert save(tmp_path, WHOLE).changes == ()
    assert text(tmp_path) == before
    assert save(tmp_path, replace(WHOLE, sha256="2" * 64)).changes == ()
    assert text(tmp_path) == before.replace("1" * 64, "2" * 64)


def test_a_text_that_a_person_adds_of_the_same_words_takes_nothing_from_the_programs_own(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    goal, passage = "  - text: Снимать больше видео\n", "  - section: done\n"
    edit(tmp_path, goal, f"  - text: Учить операторов\n    lines: 20\n    quote: слова строки 20\n{goal}")
    edit(tmp_path, passage, f"  - section: summary\n    lines: 5\n    text: Коротко.\n{passage}")
    before = text(tmp_path)

    assert save(tmp_path, WHOLE).changes == ()
    assert text(tmp_path) == before


def test_the_first_items_of_an_empty_list_take_its_place(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    edit(tmp_path, "observations:\n", "goals: []  # в отчёте нет\ntraining:\nobservations:\n")

    save(tmp_path, draft(RELEASES, goals=WHOLE.goals, needs=WHOLE.needs, review=WHOLE.review, sha256="second"))

    report = read(tmp_path)
    assert (report.goals, report.needs, report.review) == (WHOLE.goals, WHOLE.needs, WHOLE.review)
    assert "goals:  # в отчёте нет\n" in text(tmp_path)


def test_without_fingerprints_every_item_is_a_persons(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    fingerprints.beside(tmp_path / RECORD).unlink()

    saved = save(tmp_path, replace(WHOLE, sha256="2" * 64, figures=(figure("press_releases", 2890, 5), BRIEFINGS)))

    assert ("press_releases", 2870) in values(tmp_path)
    assert {change.kind for change in saved.changes if change.section == "observations"} == {Kind.DIFFERS, Kind.LOST}


def test_without_fingerprints_an_unchanged_report_changes_no_byte_either(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "  - indicator: briefings\n    value: 12\n    lines: 6\n    quote: 12 в строке 6\n", "")
    fingerprints.beside(tmp_path / RECORD).unlink()
    before = text(tmp_path)

    assert kinds(save(tmp_path, WHOLE)) == [("observations", Kind.DELETED)]
    assert text(tmp_path) == before
    save(tmp_path, replace(WHOLE, sha256="2" * 64, figures=(*WHOLE.figures, figure("hotlines", 3, 9))))
    assert [name for name, _ in values(tmp_path)] == ["press_releases", "Мастер-классы", "hotlines"]


def test_what_the_program_learns_to_read_in_an_unchanged_report_is_drafted(tmp_path: Path) -> None:
    save(tmp_path, draft())

    assert kinds(save(tmp_path, draft(RELEASES))) == [("observations", Kind.NEW)]


def test_windows_line_ends_and_the_byte_order_mark_of_a_notepad_stay(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    (tmp_path / RECORD).write_bytes(b"\xef\xbb\xbf" + text(tmp_path).replace("\n", "\r\n").encode())

    assert save(tmp_path, WHOLE).changes == ()
    save(tmp_path, replace(WHOLE, sha256="2" * 64, figures=(*WHOLE.figures, figure("hotlines", 3, 9))))

    data = (tmp_path / RECORD).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert values(tmp_path)[-1] == ("hotlines", 3)


def test_a_record_without_a_last_line_end_is_edited_too(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    (tmp_path / RECORD).write_bytes(text(tmp_path).rstrip("\n").encode())

    save(tmp_path, draft(RELEASES, BRIEFINGS, CLASSES, sha256="second"))

    assert values(tmp_path) == [("press_releases", 2870), ("briefings", 12), ("Мастер-классы", 14)]


def test_a_record_of_another_report_file_is_never_touched(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    before = text(tmp_path)

    with pytest.raises(GeneratorError, match=r"reports/other\.txt: запись records/2020/artem\.yaml уже сделана"):
        save(tmp_path, replace(WHOLE, file="reports/other.txt"))

    assert text(tmp_path) == before


def test_a_record_with_a_mistake_is_named_and_not_touched(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(tmp_path, "indicator: briefings", "indicator: brifings")
    before = text(tmp_path)

    with pytest.raises(GeneratorError, match=r"поле observations\[2\]\.indicator"):
        save(tmp_path, replace(WHOLE, sha256="2" * 64))

    assert text(tmp_path) == before


def test_a_list_in_brackets_is_left_to_the_person(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    edit(tmp_path, "observations:\n", "goals: [{text: x, lines: 1, quote: x}]\nobservations:\n")
    before = text(tmp_path)

    with pytest.raises(GeneratorError, match="список «goals» записан необычно"):
        save(tmp_path, draft(RELEASES, BRIEFINGS, sha256="second"))

    assert text(tmp_path) == before


@pytest.mark.parametrize("name", ["artem.yaml", ".artem.drafted"])
def test_a_process_killed_while_it_writes_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    save(tmp_path, WHOLE)
    before = text(tmp_path)
    changed = draft(figure("press_releases", 2890, 5), BRIEFINGS, figure("hotlines", 3, 9), sha256="second")

    def killed(source: Path, target: Path) -> None:
        if target.name == name:
            raise KeyboardInterrupt
        real(source, target)

    real = os.replace
    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, changed)
    monkeypatch.undo()

    half = text(tmp_path)
    assert half == before or values(tmp_path) == [("press_releases", 2890), ("briefings", 12), ("hotlines", 3)]
    save(tmp_path, changed)
    assert values(tmp_path) == [("press_releases", 2890), ("briefings", 12), ("hotlines", 3)]
    save(tmp_path, draft(BRIEFINGS, sha256="first"))
    assert values(tmp_path) == [("briefings", 12)], "the program knows its own items again"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    quote: 2870 в строке 5\n", f"    quote: 2870 в строке 5\n{APPROVED}"),
        ("    value: 2780\n", "    value: 2790\n"),
    ],
)
def test_a_contradiction_waits_though_the_figure_is_approved_or_corrected_after_it(
    tmp_path: Path, old: str, new: str
) -> None:
    save(tmp_path, draft(RELEASES))
    edit(tmp_path, "    value: 2870\n", "    value: 2780\n")
    changed = draft(figure("press_releases", 2890, 5), sha256="second")
    save(tmp_path, changed)
    edit(tmp_path, old, new)

    assert save(tmp_path, changed).changes == ()
    assert [p.value for p in read(tmp_path).review] == [2890]
    save(tmp_path, lower(changed, 3))
    assert [(p.value, p.source.lines) for p in read(tmp_path).review] == [(2890, (8, 8))]


def test_a_contradiction_that_a_person_set_aside_does_not_wait_again(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    approve(tmp_path, "2870 в строке 5")
    save(tmp_path, draft(figure("press_releases", 2890, 5), sha256="second"))
    edit(tmp_path, "    quote: 2890 в строке 5\n", "    quote: 2890 в строке 5\n    status: rejected\n")
    before = text(tmp_path)

    save(tmp_path, draft(figure("press_releases", 2890, 5), sha256="first"))

    assert text(tmp_path) == before.replace("2" * 64, "1" * 64)


def test_a_full_disk_is_told_in_russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(GeneratorError, match=r"на диске кончилось место.*Запись не составлена\."):
        save(tmp_path, WHOLE)

    assert not (tmp_path / RECORD).exists()
    monkeypatch.undo()
    save(tmp_path, WHOLE)
    monkeypatch.setattr(files, "write", full)
    with pytest.raises(GeneratorError, match=r"на диске кончилось место.*Прежняя запись цела\."):
        save(tmp_path, replace(WHOLE, sha256="2" * 64))


def test_a_disk_that_fills_up_after_the_record_does_not_deny_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_ = files.replace

    def full(path: Path, data: bytes) -> None:
        if path.name.startswith("."):
            raise OSError(28, "No space left on device")
        replace_(path, data)

    monkeypatch.setattr(files, "replace", full)
    with pytest.raises(GeneratorError, match=r"на диске кончилось место.*Сама запись уже записана\."):
        save(tmp_path, WHOLE)
    written = text(tmp_path)

    monkeypatch.undo()
    save(tmp_path, WHOLE)
    assert text(tmp_path) == written


KEYS = ["press_releases", "briefings", "hotlines", "Мастер-классы", "Квесты"]
FIGURES = st.builds(figure, st.sampled_from(KEYS), st.integers(1, 4), st.integers(1, 6))
DRAFTS = st.builds(
    lambda figures, goals, waiting: draft(
        *figures,
        goals=tuple(Goal(f"Задача {n}", at(20 + n)) for n in goals),
        review=tuple(pending(str(n), n, 30 + n) for n in waiting),
    ),
    st.lists(FIGURES, max_size=6, unique_by=lambda f: (f.key, f.label)),
    st.sets(st.integers(1, 5)).map(sorted),  # a report has its goals in the order of its lines
    st.lists(st.integers(1, 5), max_size=3, unique=True),
)


@settings(deadline=None)
@given(first=DRAFTS, second=DRAFTS, decided=st.sets(st.integers(0, 5)))
def test_whatever_two_intakes_say_decisions_stay_and_every_number_is_somewhere(
    tmp_path_factory: pytest.TempPathFactory, first: Draft, second: Draft, decided: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("input")
    save(folder, first)
    for item in [f for n, f in enumerate(first.figures) if n in decided]:
        label = (item.key and f"indicator: {item.key}") or f"proposed: {item.label}"
        edit(
            folder, f"  - {label}\n", f"  # решено\n  - {label}\n    status: approved\n    decided_by: 'Иванова, А.'\n"
        )
    kept = [o for o in read(folder).observations if o.status is Status.APPROVED]
    blocks = [block for block in text(folder).split("  # решено\n")[1:]]

    save(folder, replace(second, sha256="2" * 64))

    report = read(folder)
    assert [o for o in report.observations if o.status is Status.APPROVED] == kept
    for block in blocks:
        assert "  # решено\n" + "\n".join(block.split("\n")[:6]) in text(folder)
    there = {(o.value, o.sources[0].lines) for o in report.observations}
    there |= {(p.value, p.source.lines) for p in report.review}
    answered = {(o.indicator or o.label, o.value) for o in kept}
    for wanted in second.figures:
        known = (wanted.value, wanted.sources[0].lines) in there
        assert known or (wanted.key or wanted.label, wanted.value) in answered
    for waiting in second.review:
        assert (waiting.value, waiting.source.lines) in there
    assert [goal.text for goal in report.goals] == [goal.text for goal in second.goals]
    before = text(folder)
    assert save(folder, replace(second, sha256="2" * 64)).changes == ()
    assert text(folder) == before


# What a person may do to an item of the program.
EDITS = {
    "leaves it": lambda item: item,
    "deletes it": lambda item: "",
    "corrects its number": lambda item: re.sub(r"value: \d+", "value: 70", item),
    "calls it otherwise": lambda item: re.sub(r"(indicator|proposed): .*", "indicator: videos", item),
    "corrects its line": lambda item: re.sub(r"lines: .*", "lines: 60", item),
    "adds one of its kind": lambda item: (
        item + re.sub(r"value: \d+", "value: 80", item).replace("text: ", "text: Ещё ")
    ),
}
ALIKE = st.builds(
    lambda figures, goals: draft(*figures, goals=tuple(Goal(f"Задача {n}", at(20, "вместе")) for n in goals)),
    st.lists(FIGURES, max_size=5, unique_by=lambda f: (f.key, f.label, f.value)),
    st.lists(st.integers(1, 5), max_size=3, unique=True),
)


@settings(deadline=None)
@given(made=ALIKE, done=st.lists(st.sampled_from(list(EDITS)), min_size=1, max_size=8))
def test_whatever_a_person_does_to_the_items_an_unchanged_report_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory, made: Draft, done: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("input")
    save(folder, made)
    wanted = iter(done)
    after = re.sub(r"  - .*\n(?:    .*\n)*", lambda item: EDITS[next(wanted, "leaves it")](item.group()), text(folder))
    (folder / RECORD).write_text(after, encoding="utf-8")

    assert {change.kind for change in save(folder, made).changes} <= {Kind.DELETED}
    assert text(folder) == after


@pytest.mark.parametrize("dates", [("", "2020-12-31"), ("2020-12-31", ""), ("2020-12", "2020-12-31")])
def test_a_date_that_one_of_the_two_does_not_tell_makes_no_second_figure(
    tmp_path: Path, dates: tuple[str, str]
) -> None:
    before, now = (figure("subscribers", 4500, 5, owner="head", network="vk", as_of=date) for date in dates)
    save(tmp_path, draft(before))
    decisions.approve(load(tmp_path), "Иванова", tmp_path, DIRECTORY, CATALOGUE, {})
    approved = text(tmp_path)

    assert save(tmp_path, draft(now, sha256="second")).changes == ()
    assert text(tmp_path) == approved.replace("1" * 64, "2" * 64)


def test_two_dates_are_two_figures(tmp_path: Path) -> None:
    spring, autumn = (
        figure("subscribers", value, line, owner="head", network="vk", as_of=date)
        for value, line, date in ((4000, 5, "2020-04-01"), (4500, 6, "2020-10-01"))
    )
    save(tmp_path, draft(spring))
    decisions.approve(load(tmp_path), "Иванова", tmp_path, DIRECTORY, CATALOGUE, {})
    save(tmp_path, draft(spring, autumn, sha256="second"))

    assert [(o.value, o.as_of) for o in read(tmp_path).observations] == [(4000, "2020-04-01"), (4500, "2020-10-01")]
