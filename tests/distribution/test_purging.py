"""What nobody needs any more is forgotten, and nothing else."""

import os
from datetime import timedelta

import pytest

from generator.distribution.dispatches import State
from generator.distribution.ledger import Ledger
from generator.distribution.outbox import Outbox, Plan
from generator.distribution.parcels import Reply
from generator.distribution.purging import Forgotten, purge
from tests.distribution.mailing import EDITION, Clock, parcel, recipient

MONTH = timedelta(days=30)


def rehearsed(folder, edition, composed="2026-11-21T12:00:00+10:00"):
    """The folder of a rehearsal of an edition."""
    with Outbox(folder, edition).rehearsing() as draft:
        one = draft.letter(recipient("glava@gorod.example"), "<1@gorod.example>", b"letter\r\n", [])
        draft.finish(Plan(edition, "f" * 64, "2023", composed, "e" * 64, (one,)))
    return Outbox(folder, edition).folder


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path / "ledger.sqlite", clock=clock) as ledger:
        yield ledger


def test_a_rehearsal_that_another_took_the_place_of_is_forgotten_in_time(ledger, tmp_path, clock):
    superseded, fresh = rehearsed(tmp_path, "a" * 12), rehearsed(tmp_path, "b" * 12, "2026-12-21T12:00:00+10:00")
    assert purge(ledger, tmp_path, MONTH) == Forgotten(0, 0)

    clock.forward(days=31)
    assert purge(ledger, tmp_path, MONTH) == Forgotten(0, 1)

    assert (superseded.exists(), fresh.exists()) == (False, True)


def test_the_letters_of_a_mailing_that_is_going_stay_however_old_they_are(ledger, tmp_path):
    folder = rehearsed(tmp_path, EDITION.id, "2001-01-01T12:00:00+10:00")
    ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru"), parcel(tmp_path, "b@example.ru")])
    ledger.sent(ledger.claim(EDITION.id, "smtp").id, Reply(250, "ok"))

    assert purge(ledger, tmp_path, MONTH) == Forgotten(0, 0)
    assert folder.exists()
    assert ledger.counts(EDITION.id) == {State.SENT: 1, State.QUEUED: 1}


def test_letters_of_a_mailing_are_forgotten_in_whichever_output_they_lie(ledger, tmp_path, clock):
    """The digest of a region has an output folder of its own, and the ledger of all."""
    region = tmp_path / "output/editions/primorskiy-kray"
    folder = rehearsed(region, EDITION.id)
    ledger.plan(EDITION, Outbox(region, EDITION.id).plan().parcels)
    clock.forward(days=31)

    assert purge(ledger, tmp_path / "output", MONTH) == Forgotten(1, 0)
    assert not folder.exists()
    assert folder.parent.exists()


def test_a_mailing_that_goes_on_is_not_forgotten_for_its_beginning(ledger, tmp_path, clock):
    ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru"), parcel(tmp_path, "b@example.ru")])
    ledger.sent(ledger.claim(EDITION.id, "smtp").id, Reply(250, "ok"))
    clock.forward(days=29)
    ledger.sent(ledger.claim(EDITION.id, "smtp").id, Reply(250, "ok"))
    clock.forward(days=29)

    assert purge(ledger, tmp_path, MONTH) == Forgotten(0, 0)
    assert [one.key for one in ledger.dispatches(EDITION.id)] == ["a@example.ru", "b@example.ru"]


def test_what_a_stopped_rehearsal_has_left_is_forgotten_in_time_and_folders_of_others_stay(ledger, tmp_path, clock):
    ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru")])
    halves = [tmp_path / "outbox" / name for name in (f".{EDITION.id}.tmp", f".{EDITION.id}.old")]
    foreign = tmp_path / "outbox/заметки"
    for folder in (*halves, foreign):
        folder.mkdir(parents=True)
        (folder / "0001-a@example.ru.eml").write_bytes(b"letter")
        os.utime(folder, (0, 0))
    os.utime(halves[1], (clock.now.timestamp(),) * 2)

    assert purge(ledger, tmp_path, MONTH) == Forgotten(0, 1)
    assert [path.name for path in sorted((tmp_path / "outbox").iterdir())] == [halves[1].name, foreign.name]


def test_a_rehearsal_whose_plan_is_damaged_is_as_old_as_its_folder(ledger, tmp_path):
    folder = rehearsed(tmp_path, "a" * 12)
    (folder / "plan.json").write_bytes(b"{")
    os.utime(folder, (0, 0))

    assert purge(ledger, tmp_path, MONTH) == Forgotten(0, 1)


def test_before_the_first_mailing_old_rehearsals_are_forgotten_too(tmp_path):
    folder = rehearsed(tmp_path, "a" * 12, "2001-01-01T12:00:00+10:00")

    assert purge(None, tmp_path, MONTH) == Forgotten(0, 1)
    assert not folder.exists()
