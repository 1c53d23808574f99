"""Approving and naming: what a person decides is written, and nothing else in the record changes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import recording
from generator.errors import GeneratorError
from generator.intake.doubts import NEW
from generator.model import Source, Status
from generator.recording import decisions
from tests.recording.drafts import (
    BRIEFINGS,
    CATALOGUE,
    CLASSES,
    DIRECTORY,
    RECORD,
    RELEASES,
    WHOLE,
    draft,
    edit,
    figure,
    load,
    observed,
    read,
    save,
    text,
    values,
)

DOUBTFUL = figure("hotlines", 3, 9, doubt="в той же строке план")


def approve(
    folder: Path, by: str = "Иванова", denied: Mapping[Source, str] | None = None, *, doubtful: bool = False
) -> decisions.Approved:
    return decisions.approve(load(folder), by, folder, DIRECTORY, CATALOGUE, denied or {}, doubtful=doubtful)


def test_sure_drafts_are_approved_and_the_others_left(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, DOUBTFUL, CLASSES))
    before = text(tmp_path)

    done = approve(tmp_path)

    assert [o.indicator for o in done.approved] == ["press_releases"]
    assert [o.indicator or o.label for o, _ in done.left] == ["hotlines", "Мастер-классы"]
    assert [why for _, why in done.left] == ["в той же строке план", "вид работы новый"]
    quote = "    quote: 2870 в строке 5\n"
    assert text(tmp_path) == before.replace(quote, quote + "    status: approved\n    decided_by: Иванова\n")
    again = approve(tmp_path)
    assert (again.approved, len(again.left)) == ((), 2)


def test_what_the_record_denies_is_not_sure(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, BRIEFINGS))
    [source] = read(tmp_path).observations[0].sources

    done = approve(tmp_path, denied={source: "не сходится"})

    assert [o.indicator for o in done.approved] == ["briefings"]
    assert [(o.indicator, why) for o, why in done.left] == [("press_releases", "не сходится")]
    assert approve(tmp_path, denied={source: "не сходится"}, doubtful=True).left == ()


def test_doubtful_ones_are_approved_when_the_person_says_so(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, DOUBTFUL, CLASSES))

    assert approve(tmp_path, doubtful=True).left == ()
    assert {o.status for o in read(tmp_path).observations} == {Status.APPROVED}
    assert "    doubt: в той же строке план\n    status: approved\n" in text(tmp_path)


def test_what_was_decided_before_is_not_decided_again(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES, BRIEFINGS))
    quote = "    quote: 2870 в строке 5\n"
    edit(tmp_path, quote, quote + "    status: rejected\n    decided_by: Петров\n")

    assert [o.indicator for o in approve(tmp_path).approved] == ["briefings"]
    assert observed(read(tmp_path), "press_releases").decided_by == "Петров"


DECISION = "status: approved\n    decided_by: Иванова, А.\n"
STYLES = {
    "in brackets": (
        "  - {indicator: hotlines, value: 3, lines: 9, quote: 'три, да'}  # сверить\n",
        "  - {indicator: hotlines, value: 3, lines: 9, quote: 'три, да', "
        "status: 'approved', decided_by: 'Иванова, А.'}  # сверить\n",
    ),
    "own order and indent": (
        "  -   quote: три\n      status: draft  # пока\n      indicator: hotlines\n      value: 3\n      lines: 9\n",
        "  -   quote: три\n      decided_by: Иванова, А.\n      status: approved  # пока\n"
        "      indicator: hotlines\n      value: 3\n      lines: 9\n",
    ),
    "a dash alone": (
        "  -\n    indicator: hotlines\n    value: 3\n    lines: 9\n    quote: |\n      три\n    # к\n    note: д\n",
        "  -\n    indicator: hotlines\n    value: 3\n    lines: 9\n    quote: |\n      три\n    # к\n"
        f"    {DECISION}    note: д\n",
    ),
    "the end of the file": (
        "  - indicator: hotlines\n    value: 3\n    also:\n      - {lines: 2, quote: x}\n    lines: 9\n"
        "    quote: 'т\n      ри'",
        "  - indicator: hotlines\n    value: 3\n    also:\n      - {lines: 2, quote: x}\n    lines: 9\n"
        f"    quote: 'т\n      ри'\n    {DECISION}",
    ),
}


@pytest.mark.parametrize(("item", "after"), STYLES.values(), ids=STYLES)
def test_an_item_of_any_style_is_approved_in_its_own_style(tmp_path: Path, item: str, after: str) -> None:
    save(tmp_path, draft(RELEASES))
    head = text(tmp_path).partition("  - indicator")[0]
    (tmp_path / RECORD).write_text(head + item, encoding="utf-8")

    approve(tmp_path, "Иванова, А.")

    assert text(tmp_path) == head + after
    assert (read(tmp_path).observations[0].status, read(tmp_path).observations[0].decided_by) == (
        Status.APPROVED,
        "Иванова, А.",
    )


def test_a_list_in_brackets_is_not_spoilt(tmp_path: Path) -> None:
    save(tmp_path, draft(RELEASES))
    head = text(tmp_path).partition("observations")[0]
    (tmp_path / RECORD).write_text(
        head + "observations: [{indicator: hotlines, value: 3, lines: 9, quote: x}]\n", encoding="utf-8"
    )
    before = text(tmp_path)

    with pytest.raises(GeneratorError, match="список «observations» записан необычно"):
        approve(tmp_path)

    assert text(tmp_path) == before


def test_a_name_for_a_proposed_indicator_reaches_every_style_and_keeps_drafts_drafts(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    edit(
        tmp_path,
        "\npassages:",
        "  - {value: 2, proposed: 'мастер-классы', lines: 11, quote: два}  # по телефону\n\npassages:",
    )
    same = lambda label: label.lower() == "мастер-классы"  # noqa: E731

    assert decisions.name(load(tmp_path), same, "interviews", tmp_path, DIRECTORY, CATALOGUE) == 2

    assert [key for key, _ in values(tmp_path)] == ["press_releases", "briefings", "interviews", "interviews"]
    assert "  - {value: 2, indicator: interviews, lines: 11, quote: два}  # по телефону\n" in text(tmp_path)
    # The program's own draft is renewed by the next intake, which knows the indicator; the person's item stays.
    known = figure("interviews", 14, 7)
    save(tmp_path, draft(RELEASES, BRIEFINGS, known))
    assert "вид работы новый" not in text(tmp_path)
    assert "по телефону" in text(tmp_path)


def test_an_adopted_figure_that_the_report_proposes_again_is_not_lost(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)

    decisions.name(load(tmp_path), lambda label: label == "Мастер-классы", "interviews", tmp_path, DIRECTORY, CATALOGUE)
    save(tmp_path, WHOLE)

    assert ("Мастер-классы", 14) in values(tmp_path)


def test_a_new_kind_is_sure_once_it_is_adopted(tmp_path: Path) -> None:
    save(tmp_path, draft(figure("Мастер-классы", 14, 7, doubt=NEW)))
    assert approve(tmp_path).approved == ()

    decisions.name(load(tmp_path), lambda label: True, "interviews", tmp_path, DIRECTORY, CATALOGUE)

    assert [o.indicator for o in approve(tmp_path).approved] == ["interviews"]


def test_what_a_person_saves_meanwhile_is_neither_approved_nor_lost(tmp_path: Path) -> None:
    save(tmp_path, WHOLE)
    seen = load(tmp_path)
    edit(tmp_path, "value: 2870", "value: 2780")
    changed = text(tmp_path)

    with pytest.raises(GeneratorError, match="запись изменили, пока с ней работала программа"):
        decisions.approve(seen, "Иванова", tmp_path, DIRECTORY, CATALOGUE, {})
    with pytest.raises(GeneratorError, match="запись изменили, пока с ней работала программа"):
        decisions.name(seen, lambda label: True, "interviews", tmp_path, DIRECTORY, CATALOGUE)

    assert text(tmp_path) == changed


def test_a_record_that_somebody_makes_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / RECORD).parent.mkdir(parents=True)
    (tmp_path / RECORD).write_text("municipality: artem\n", encoding="utf-8")

    with pytest.raises(GeneratorError, match="запись изменили"):
        recording.write(tmp_path / RECORD, "year: 2020\n", None)

    assert text(tmp_path) == "municipality: artem\n"
