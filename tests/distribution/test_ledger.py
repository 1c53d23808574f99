"""The ledger remembers who was sent what, and cannot be made to send a letter twice."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from generator.distribution.dispatches import ALLOWED, Edition, Policy, State
from generator.distribution.ledger import Ledger
from generator.distribution.parcels import Reply
from generator.distribution.purging import Forgotten, purge
from generator.errors import GeneratorError
from tests.distribution.mailing import EDITION, Clock, parcel, recipient

ROOT = Path(__file__).parents[2]
OK, LATER, NO = Reply(250, "ok"), Reply(451, "позже"), Reply(550, "нет такого")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path / "ledger.sqlite", tmp_path / "witness.json", clock) as ledger:
        yield ledger


def planned(ledger, tmp_path, *emails):
    ledger.plan(EDITION, [parcel(tmp_path, email) for email in emails])
    return [dispatch.id for dispatch in ledger.dispatches(EDITION.id)]


def claimed(ledger):
    return ledger.claim(EDITION.id, "smtp")


def test_a_parcel_comes_back_from_the_ledger_as_it_was_planned(ledger, tmp_path):
    given = parcel(tmp_path, "glava@example.ru")
    ledger.plan(EDITION, [given])

    [dispatch] = ledger.dispatches(EDITION.id)
    assert (dispatch.parcel, dispatch.state, dispatch.tries) == (given, State.QUEUED, 0)
    assert [(edition, at.tzinfo is not None) for edition, at in ledger.editions()] == [(EDITION, True)]


def test_planning_again_changes_nothing(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")
    first = claimed(ledger)
    ledger.dot(first.id)
    ledger.sent(first.id, OK)
    before = list(ledger.dispatches(EDITION.id))

    again = ledger.plan(EDITION, [parcel(tmp_path, email) for email in ("a@example.ru", "b@example.ru")])

    assert (again.added, again.known, again.replaced, again.withdrawn) == (0, 2, 0, 0)
    assert list(ledger.dispatches(EDITION.id)) == before


def test_a_letter_that_was_tried_cannot_become_another(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    ledger.deferred(claimed(ledger).id, LATER, timedelta(minutes=5))

    with pytest.raises(GeneratorError, match="уже передавали, и оно было другим"):
        ledger.plan(EDITION, [parcel(tmp_path, "b@example.ru"), parcel(tmp_path, "a@example.ru", "Другое.")])

    assert ledger.counts(EDITION.id) == {State.DEFERRED: 1}  # and nothing of the refused plan is entered


def test_a_letter_that_was_tried_cannot_become_another_though_its_recipient_left_the_list_and_is_back(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    ledger.deferred(claimed(ledger).id, LATER, timedelta(minutes=5))
    ledger.plan(EDITION, [parcel(tmp_path, "b@example.ru")])

    with pytest.raises(GeneratorError, match="уже передавали, и оно было другим"):
        ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru", "Другое.")])


def test_a_letter_that_may_have_arrived_cannot_become_another_though_it_is_to_be_sent_again(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    ledger.dot(claimed(ledger).id)
    ledger.recover()
    assert ledger.settle(EDITION.id, Policy.RESEND) == 1

    with pytest.raises(GeneratorError, match="уже передавали, и оно было другим"):
        ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru", "Другое.")])


def test_a_letter_that_was_never_tried_is_replaced(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")

    other = parcel(tmp_path, "a@example.ru", "Другое.")
    assert ledger.plan(EDITION, [other]).replaced == 1
    assert claimed(ledger).parcel == other


def test_a_letter_that_a_killed_run_had_only_claimed_is_replaced(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    claimed(ledger)
    ledger.recover()

    other = parcel(tmp_path, "a@example.ru", "Другое.")
    assert ledger.plan(EDITION, [other]).replaced == 1
    assert (claimed(ledger).parcel, claimed(ledger)) == (other, None)


def test_a_refused_letter_that_was_made_another_goes_once_more(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")
    for _ in range(2):
        ledger.refused(claimed(ledger).id, Reply(552, "5.3.4 too big"))

    smaller = parcel(tmp_path, "a@example.ru", "Меньше.")
    assert ledger.plan(EDITION, [smaller, parcel(tmp_path, "b@example.ru")]).replaced == 1

    again = claimed(ledger)
    assert (again.parcel, again.tries, again.first_try) == (smaller, 1, again.last_try)
    assert claimed(ledger) is None  # nobody has changed the other


def test_a_letter_that_may_have_arrived_cannot_become_another_though_a_second_try_was_refused(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    reach_uncertain(ledger, claimed(ledger).id)
    ledger.settle(EDITION.id, Policy.RESEND)
    ledger.refused(claimed(ledger).id, NO)

    for _ in range(2):
        with pytest.raises(GeneratorError, match="уже передавали, и оно было другим"):
            ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru", "Другое.")])
        ledger.again(EDITION.id)


def test_who_is_not_in_the_list_any_more_is_not_sent_to(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")

    assert ledger.plan(EDITION, [parcel(tmp_path, "b@example.ru")]).withdrawn == 1
    assert claimed(ledger).key == "b@example.ru"
    assert claimed(ledger) is None

    ledger.plan(EDITION, [parcel(tmp_path, email) for email in ("a@example.ru", "b@example.ru")])
    assert claimed(ledger).key == "a@example.ru"


@pytest.mark.parametrize("state", State)
def test_only_who_has_it_or_may_have_it_stays_when_the_list_leaves_them_out(ledger, tmp_path, state):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    reach(ledger, id_, state)
    if state in (State.CLAIMED, State.DOT):
        ledger.recover()

    ledger.plan(EDITION, [parcel(tmp_path, "b@example.ru")])

    may_have_it = {State.SENT: state, State.ASSUMED: state, State.UNCERTAIN: state, State.DOT: State.UNCERTAIN}
    assert ledger.dispatch(id_).state is may_have_it.get(state, State.WITHDRAWN)


def test_a_channel_is_told_nothing_of_who_left_the_list(ledger, tmp_path):
    """Archives list what each of them gets, and a letter that is too big stops all before the first."""
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")
    planned(ledger, tmp_path, "b@example.ru")

    assert [each.recipient.email for each in ledger.parcels(EDITION.id, "smtp")] == ["b@example.ru"]


def test_a_refused_letter_goes_again_when_its_recipient_is_back_in_the_list(ledger, tmp_path):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    ledger.refused(claimed(ledger).id, NO)
    ledger.plan(EDITION, [])

    planned(ledger, tmp_path, "a@example.ru")

    assert claimed(ledger).id == id_
    assert NO in [event.reply for event in ledger.events(id_)]


def test_a_returned_letter_never_goes_again_though_its_recipient_leaves_the_list_and_comes_back(ledger, tmp_path):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    reach(ledger, id_, State.BOUNCED)
    ledger.plan(EDITION, [])
    assert ledger.bounced(ledger.dispatch(id_).parcel.message_id, "5", "").state is State.WITHDRAWN

    planned(ledger, tmp_path, "a@example.ru")

    assert claimed(ledger) is None
    assert (ledger.dispatch(id_).state, ledger.dispatch(id_).reply) == (State.BOUNCED, Reply(0, "5"))


def test_another_manifest_under_the_same_edition_is_refused(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")

    with pytest.raises(GeneratorError, match="в журнале рассылки другой"):
        ledger.plan(replace(EDITION, manifest="0" * 64), [parcel(tmp_path, "a@example.ru")])


def test_a_recipient_twice_in_a_plan_is_refused(ledger, tmp_path):
    with pytest.raises(GeneratorError, match=r"строка 2: получатель «a@example.ru» в списке дважды"):
        ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru"), parcel(tmp_path, "A@EXAMPLE.RU")])
    assert not ledger.editions()


def reach(ledger, id_, state):
    """Bring a queued dispatch to a state by the public ways."""
    if state in (State.QUEUED, State.WITHDRAWN):
        if state is State.WITHDRAWN:
            ledger.plan(EDITION, [])
        return
    claimed(ledger)
    ways = {
        State.DOT: lambda: ledger.dot(id_),
        State.SENT: lambda: ledger.sent(id_, OK),
        State.DEFERRED: lambda: ledger.deferred(id_, LATER, timedelta(0)),
        State.REFUSED: lambda: ledger.refused(id_, NO),
        State.UNCERTAIN: lambda: (ledger.dot(id_), ledger.uncertain(id_, LATER)),
        State.ASSUMED: lambda: (reach_uncertain(ledger, id_), ledger.apply(Policy.ASSUME_SENT)),
        State.BOUNCED: lambda: (ledger.sent(id_, OK), ledger.bounced(ledger.dispatch(id_).parcel.message_id, "5", "")),
    }
    ways.get(state, lambda: None)()


def reach_uncertain(ledger, id_):
    ledger.dot(id_)
    ledger.uncertain(id_, LATER)


MOVES = {
    State.DOT: lambda ledger, id_: ledger.dot(id_),
    State.SENT: lambda ledger, id_: ledger.sent(id_, OK),
    State.DEFERRED: lambda ledger, id_: ledger.deferred(id_, LATER, timedelta(0)),
    State.REFUSED: lambda ledger, id_: ledger.refused(id_, NO),
    State.UNCERTAIN: lambda ledger, id_: ledger.uncertain(id_, LATER),
    State.QUEUED: lambda ledger, id_: ledger.release(id_),
}


@pytest.mark.parametrize("was", State)
@pytest.mark.parametrize("now", MOVES)
def test_only_allowed_transitions_are_made(ledger, tmp_path, was, now):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    reach(ledger, id_, was)
    assert ledger.dispatch(id_).state is was

    if now in ALLOWED[was]:
        MOVES[now](ledger, id_)
        assert ledger.dispatch(id_).state is now
    else:
        with pytest.raises(ValueError, match=f"{was} cannot become {now}"):
            MOVES[now](ledger, id_)
        assert ledger.dispatch(id_).state is was


def test_every_transition_is_kept_with_its_words(ledger, tmp_path):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    ledger.deferred(claimed(ledger).id, LATER, timedelta(0))
    ledger.sent(claimed(ledger).id, OK)

    events = ledger.events(id_)
    assert [event.now for event in events] == ["queued", "claimed", "deferred", "claimed", "sent"]
    assert [event.reply for event in events if event.reply.text] == [LATER, OK]
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_events_cannot_be_changed_or_removed(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")

    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        for query in ("DELETE FROM event", "UPDATE event SET now='sent'", "UPDATE event SET text='x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                other.execute(query)
    other.close()


def test_a_crash_before_the_dot_is_sent_again_and_after_it_is_uncertain(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")
    before, after = claimed(ledger), claimed(ledger)
    ledger.dot(after.id)

    assert (ledger.recover().queued, ledger.recover().uncertain) == (1, 0)
    assert ledger.dispatch(before.id).state is State.QUEUED
    assert ledger.dispatch(after.id).state is State.UNCERTAIN


def test_a_letter_is_sent_again_by_itself_at_most_once_ever(ledger, tmp_path):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    for expected in (State.QUEUED, State.UNCERTAIN):
        ledger.dot(claimed(ledger).id)
        ledger.recover(Policy.RESEND)
        assert ledger.dispatch(id_).state is expected

    assert ledger.settle(EDITION.id, Policy.RESEND, ["other@example.ru"]) == 0
    assert ledger.settle(EDITION.id, Policy.RESEND, ["a@example.ru"]) == 1  # a person may
    assert ledger.dispatch(id_).state is State.QUEUED


def test_the_days_of_a_letter_that_a_person_sends_again_are_counted_anew(ledger, tmp_path, clock):
    planned(ledger, tmp_path, "a@example.ru")
    reach_uncertain(ledger, claimed(ledger).id)
    clock.forward(days=4)
    ledger.settle(EDITION.id, Policy.RESEND)

    again = claimed(ledger)
    assert again.first_try == again.last_try


def test_a_deferred_letter_waits_for_its_time(ledger, tmp_path, clock):
    planned(ledger, tmp_path, "a@example.ru")
    ledger.deferred(claimed(ledger).id, LATER, timedelta(minutes=5))

    assert claimed(ledger) is None
    assert ledger.next_due(EDITION.id) - clock.now < timedelta(minutes=5)
    clock.forward(minutes=5)
    assert claimed(ledger).tries == 2


def test_only_the_chosen_are_claimed(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")

    assert ledger.claim(EDITION.id, "smtp", ["b@example.ru"]).key == "b@example.ru"
    assert ledger.claim(EDITION.id, "smtp", ["b@example.ru"]) is None
    assert ledger.claim(EDITION.id, "zip") is None


def test_what_was_released_cost_no_try(ledger, tmp_path):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    ledger.release(claimed(ledger).id)
    assert ledger.dispatch(id_).tries == 0


def test_a_refused_letter_goes_again_when_a_person_says_so(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    ledger.refused(claimed(ledger).id, NO)

    assert claimed(ledger) is None
    assert ledger.again(EDITION.id, ["a@example.ru"]) == 1
    assert claimed(ledger).tries == 1


def test_a_returned_letter_goes_again_when_a_person_names_its_recipient(ledger, tmp_path, clock):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")
    letters = [claimed(ledger), claimed(ledger)]
    for letter in letters:
        ledger.sent(letter.id, OK)
        ledger.bounced(letter.parcel.message_id, "5.2.2", "full", clock.now)
    clock.forward(hours=1)

    assert ledger.again(EDITION.id) == 0
    assert ledger.again(EDITION.id, ["a@example.ru"]) == 1

    assert (claimed(ledger).id, claimed(ledger)) == (letters[0].id, None)


def test_a_notice_of_before_says_nothing_of_a_letter_that_was_sent_again(ledger, tmp_path, clock):
    planned(ledger, tmp_path, "a@example.ru")
    message_id, old = claimed(ledger).parcel.message_id, clock.now
    ledger.sent(1, OK)
    clock.forward(hours=1)
    ledger.bounced(message_id, "5.2.2", "full", old)
    ledger.again(EDITION.id, ["a@example.ru"])
    clock.forward(hours=1)
    ledger.sent(claimed(ledger).id, OK)

    assert ledger.bounced(message_id, "5.2.2", "full", old).state is State.SENT
    assert ledger.bounced(message_id, "5.2.2", "full", clock.now).state is State.BOUNCED


def test_who_was_sent_an_earlier_edition_is_known(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru", "c@example.ru")
    ledger.sent(claimed(ledger).id, OK)
    reach_uncertain(ledger, claimed(ledger).id)
    ledger.refused(claimed(ledger).id, NO)

    corrected = Edition("ba9876543210", "e" * 64, EDITION.series, "2345-6789")
    was = [ledger.sent_before(corrected.series, corrected.id, f"{name}@example.ru") for name in "abc"]
    assert [moment is not None for moment in was] == [True, True, False]
    ledger.bounced(parcel(tmp_path, "a@example.ru").message_id, "5.2.2", "")  # told after the correction has gone
    assert ledger.sent_before(corrected.series, corrected.id, "a@example.ru") == was[0]
    assert ledger.sent_before(EDITION.series, EDITION.id, "a@example.ru") is None
    assert ledger.sent_before("Другой дайджест", corrected.id, "a@example.ru") is None


def test_a_returned_letter_is_marked_by_its_message_id(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    letter = claimed(ledger)
    ledger.sent(letter.id, OK)

    for _ in range(2):
        marked = ledger.bounced(letter.parcel.message_id, "5.1.1", "ящика нет")
        assert (marked.state, marked.reply.text) == (State.BOUNCED, "5.1.1 ящика нет")
    assert len([event for event in ledger.events(letter.id) if event.now == "bounced"]) == 1
    assert ledger.bounced("<unknown@example.ru>", "5.1.1", "") is None


def test_a_notice_of_delivery_settles_an_uncertain_letter(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    letter = claimed(ledger)
    reach_uncertain(ledger, letter.id)

    assert ledger.delivered(letter.parcel.message_id, "доставлено").state is State.SENT


def test_a_second_sender_is_turned_away(ledger, tmp_path):
    code = (
        "import sys; from pathlib import Path; from generator.distribution.ledger import Ledger\n"
        "with Ledger(Path(sys.argv[1])).sending(): print('in')"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "ledger.sqlite")]
    with ledger.sending():
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    third = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)

    assert "уже ведёт другой запуск программы" in second.stderr
    assert (second.stdout, third.stdout) == ("", "in\n")


def test_a_clock_set_back_is_told_once_and_nothing_waits_longer(ledger, tmp_path, clock):
    [id_] = planned(ledger, tmp_path, "a@example.ru")
    ledger.deferred(claimed(ledger).id, LATER, timedelta(minutes=5))
    clock.forward(days=-1)

    told = pytest.raises(GeneratorError, match=r"показывают 20\.11\.2026.*сделана 21\.11\.2026.*перевели назад")
    with told, ledger.sending():
        raise AssertionError("nothing is sent")
    with ledger.sending():
        assert ledger.dispatch(id_).not_before - clock.now < timedelta(minutes=5)
        assert claimed(ledger) is None


def test_what_was_told_while_the_clock_was_right_stays_when_it_is_put_right(ledger, tmp_path, clock):
    """A computer was in the next year for an hour: letters of before went when they did, and count in the limit."""
    planned(ledger, tmp_path, "a@example.ru", "b@example.ru")
    sent, day = claimed(ledger), clock.now
    ledger.sent(sent.id, OK)
    clock.forward(days=60)
    wrong = claimed(ledger)
    ledger.deferred(wrong.id, LATER, timedelta(minutes=5))
    clock.forward(days=-60)
    with pytest.raises(GeneratorError, match="перевели назад"), ledger.sending():
        pass

    assert ledger.dispatch(sent.id).last_try == sent.last_try
    assert ledger.sent_before(EDITION.series, "ba9876543210", "a@example.ru").date() == day.date()
    assert ledger.tried_since("smtp", day - timedelta(hours=1))[0] == sent.last_try
    assert ledger.dispatch(wrong.id).last_try <= clock.now
    assert ledger.dispatch(wrong.id).not_before - clock.now <= timedelta(minutes=5)


def test_a_clock_put_right_by_seconds_is_no_matter(ledger, tmp_path, clock):
    planned(ledger, tmp_path, "a@example.ru")
    clock.forward(seconds=-30)
    with ledger.sending():
        assert claimed(ledger)


def test_a_ledger_from_a_copy_is_noticed(tmp_path):
    path, witness = tmp_path / "ledger.sqlite", tmp_path / "witness.json"
    with Ledger(path, witness) as ledger:
        planned(ledger, tmp_path, "a@example.ru")
    shutil.copy(path, tmp_path / "copy")
    with Ledger(path, witness) as ledger:
        ledger.sent(claimed(ledger).id, OK)
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy", path)

    with pytest.raises(GeneratorError, match="не тот, что был"):
        Ledger(path, witness)
    path.unlink()
    with pytest.raises(GeneratorError, match="не тот, что был"):
        Ledger(path, witness)  # a new one has another id
    path.unlink()
    with Ledger(path) as another:
        planned(another, tmp_path, *(f"{number}@example.ru" for number in range(30)))  # more than the lost one had
    with pytest.raises(GeneratorError, match="не тот, что был"):
        Ledger(path, witness)
    path.unlink()
    witness.unlink()  # as the message says
    with Ledger(path, witness) as ledger:
        assert not ledger.editions()


def test_a_ledger_that_comes_back_open_to_everyone_is_closed_again(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite"):
        pass
    (tmp_path / "ledger.sqlite").chmod(0o644)  # as a copy on a stick had it
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        planned(ledger, tmp_path, "a@example.ru")
        assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("ledger.sqlite*")} == {0o600}


def test_a_ledger_that_another_process_carries_on_meanwhile_is_not_taken_for_a_copy(tmp_path, monkeypatch):
    path, witness = tmp_path / "ledger.sqlite", tmp_path / "witness.json"
    with Ledger(path, witness) as sender:
        planned(sender, tmp_path, "a@example.ru")
        asked = Ledger._last_event

        def meanwhile(ledger):
            event = asked(ledger)
            if ledger is not sender and (one := claimed(sender)):
                sender.dot(one.id)
            return event

        monkeypatch.setattr(Ledger, "_last_event", meanwhile)
        with Ledger(path, witness) as reader:
            assert reader.counts(EDITION.id) == {State.DOT: 1}


@pytest.mark.parametrize("text", [b"", b"\0" * 60, b"{}", b'{"ledger": 1}'])
def test_a_witness_that_a_power_cut_took_is_written_anew(tmp_path, text):
    (tmp_path / "witness.json").write_bytes(text)
    with Ledger(tmp_path / "ledger.sqlite", tmp_path / "witness.json") as ledger:
        planned(ledger, tmp_path, "a@example.ru")
        assert json.loads((tmp_path / "witness.json").read_bytes()) == {"ledger": ledger.id, "event": 1}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no modes")
def test_nobody_else_reads_the_ledger(ledger, tmp_path):
    planned(ledger, tmp_path, "a@example.ru")
    for path in tmp_path.glob("ledger.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 or path.suffix == ".lock"


def damaged(path, tmp_path):
    with Ledger(path) as ledger:
        planned(ledger, tmp_path, *(f"{number}@example.ru" for number in range(40)))
    data = bytearray(path.read_bytes())
    data[8192:24576] = os.urandom(16384)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (damaged, "повреждён и оставлен как есть"),
        (lambda path, _: path.write_text("Получатели:\n" * 1000), "повреждён и оставлен как есть"),
        (lambda path, _: path.write_bytes(b"SQLite format 3\0" + b"\7" * 90), "повреждён и оставлен как есть"),
        (lambda path, _: foreign(path), "это не журнал рассылки"),
    ],
)
def test_a_damaged_or_foreign_file_is_named_and_left_alone(tmp_path, make, message):
    path = tmp_path / "ledger.sqlite"
    make(path, tmp_path)
    before = path.read_bytes()

    with pytest.raises(GeneratorError, match=message):
        Ledger(path)
    assert path.read_bytes() == before


def foreign(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE places(id, url)")
    db.close()


def test_a_ledger_of_a_newer_program_is_named(tmp_path):
    Ledger(tmp_path / "ledger.sqlite").close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(GeneratorError, match="более новая версия"):
        Ledger(tmp_path / "ledger.sqlite")


@pytest.mark.parametrize(
    ("name", "post", "was"), [("", "Глава города", ", глава города"), ("Анна Примерова", "", "анна примерова, ")]
)
def test_whom_an_older_program_knew_with_a_stray_comma_gets_nothing_twice(tmp_path, name, post, was):
    path, given = tmp_path / "ledger.sqlite", parcel(tmp_path, recipient("", "folder", name=name, post=post))
    with Ledger(path) as ledger:
        ledger.plan(EDITION, [given])
        ledger.sent(ledger.claim(EDITION.id, "folder").id, OK)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE dispatch SET recipient=?", (was,))
        db.execute("ALTER TABLE edition DROP COLUMN composed")
        db.execute("PRAGMA user_version=1")
    db.close()

    with Ledger(path) as ledger:
        planned = ledger.plan(EDITION, [given])
        assert (planned.known, planned.added, planned.withdrawn) == (1, 0, 0)
        assert ledger.counts(EDITION.id) == {State.SENT: 1}
        assert ledger.sent_before(EDITION.series, "another", given.recipient.key) is not None


def test_a_ledger_that_an_older_program_began_learns_when_letters_were_composed(tmp_path):
    path, given = tmp_path / "ledger.sqlite", parcel(tmp_path, "a@example.ru")
    with Ledger(path) as ledger:
        ledger.plan(EDITION, [given])
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE edition DROP COLUMN composed")
        db.execute("PRAGMA user_version=2")
    db.close()

    with Ledger(path) as ledger:
        assert ledger.composed(EDITION.id) == ""
        ledger.plan(replace(EDITION, composed="2026-11-21T12:00:00+03:00"), [given])
    with Ledger(path) as ledger:
        assert ledger.composed(EDITION.id) == "2026-11-21T12:00:00+03:00"
        assert ledger.counts(EDITION.id) == {State.QUEUED: 1}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_on_a_full_disk_nothing_is_claimed(tmp_path):
    """The system refuses to let files grow, as a full disk does."""
    code = """
import resource, sys
from pathlib import Path
from generator.distribution.ledger import Ledger
from generator.errors import GeneratorError
from tests.distribution.mailing import EDITION
with Ledger(Path(sys.argv[1])) as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1] + "-wal").stat().st_size,) * 2)
    try:
        ledger.claim(EDITION.id, "smtp")
    except GeneratorError as error:
        print(error)
"""
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        planned(ledger, tmp_path, "a@example.ru")
        command = [sys.executable, "-c", code, str(path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
        assert "Без записи в журнал ничего не отправляется" in done.stdout, done.stdout
        assert ledger.counts(EDITION.id) == {State.QUEUED: 1}


def test_hundreds_of_parcels_by_many_channels_are_told_apart(ledger, tmp_path):
    ledger.plan(
        EDITION,
        (parcel(tmp_path, recipient(f"{n}@example.ru", ("smtp", "zip", "folder")[n % 3])) for n in range(300)),
    )
    assert ledger.channels(EDITION.id) == ("smtp", "zip", "folder")
    of_zip = ledger.parcels(EDITION.id, "zip")
    assert len(list(of_zip)) == len(list(of_zip)) == 100


def test_after_a_purge_no_address_is_left_and_the_counts_stay(ledger, tmp_path, clock):
    ledger.plan(EDITION, [parcel(tmp_path, recipient("a@example.ru", name="Глава Артёма")), parcel(tmp_path, "b@x.ru")])
    ledger.sent(claimed(ledger).id, Reply(250, "taken for <a@example.ru>"))
    ledger.refused(claimed(ledger).id, Reply(550, "нет ящика b@x.ru"))
    letters = tmp_path / "outbox" / EDITION.id
    letters.mkdir(parents=True)
    (letters / "0001-a@example.ru.eml").write_bytes(b"letter")

    assert purge(ledger, tmp_path, timedelta(days=30)) == Forgotten(0, 0)
    clock.forward(days=31)
    assert purge(ledger, tmp_path, timedelta(days=30)) == Forgotten(1, 0)
    assert purge(ledger, tmp_path, timedelta(days=30)) == Forgotten(0, 0)

    assert not letters.exists()
    assert ledger.counts(EDITION.id) == {State.SENT: 1, State.REFUSED: 1}
    assert [dispatch.key for dispatch in ledger.dispatches(EDITION.id)] == ["", ""]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.sqlite*"))
    for gone in ("a@example.ru", "b@x.ru", "Глава Артёма", str(tmp_path)):
        assert gone.encode() not in kept
    with pytest.raises(GeneratorError, match="сведения о получателях стёрты"):
        ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru")])
