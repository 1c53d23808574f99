"""A rehearsal is kept whole, and its number means exactly its letters."""

import os
import re
import stat

import pytest

from generator.distribution.outbox import Outbox, Plan, changed
from generator.distribution.parcels import Recipient
from generator.errors import GeneratorError

HEAD = Recipient(
    name="Глава городского округа",
    post="глава",
    salutation="Уважаемый глава городского округа!",
    email="glava@gorod.example",
    channel="smtp",
    municipality="artem",
    region="Приморский край",
    formats=("pdf",),
    groups=("главы", "край"),
    place="recipients.csv, строка 2",
)


def rehearsed(folder, letter=b"letter\r\n", file=b"%PDF", composed="2026-11-21T12:00:00+10:00"):
    (folder / "digest.pdf").write_bytes(file)
    with Outbox(folder, "0123456789ab").rehearsing() as draft:
        enclosure = draft.enclose(folder / "digest.pdf", "Дайджест.pdf")
        parcel = draft.letter(HEAD, "<1@gorod.example>", letter, [enclosure])
        return draft.finish(Plan("0123456789ab", "f" * 64, "2023", composed, "e" * 64, (parcel,)))


def test_a_plan_is_read_back_as_it_was_made(tmp_path):
    plan = rehearsed(tmp_path)

    assert Outbox(tmp_path, "0123456789ab").plan() == plan
    assert plan.parcels[0].recipient == HEAD
    assert plan.parcels[0].letter.read_bytes() == b"letter\r\n"
    assert plan.parcels[0].enclosures[0].path.read_bytes() == b"%PDF"
    assert re.fullmatch(r"\d{4}-\d{4}", plan.number)


def test_a_second_rehearsal_of_the_same_letters_has_the_same_number(tmp_path):
    assert rehearsed(tmp_path).number == rehearsed(tmp_path).number


@pytest.mark.parametrize(
    "other", [{"letter": b"other"}, {"file": b"%PDF-2"}, {"composed": "2026-11-22T12:00:00+10:00"}]
)
def test_any_other_letter_file_or_date_has_another_number(tmp_path, other):
    assert rehearsed(tmp_path).number != rehearsed(tmp_path, **other).number


def test_a_changed_letter_and_a_lost_file_are_named(tmp_path):
    plan = rehearsed(tmp_path)
    assert changed(plan) == []

    plan.parcels[0].letter.write_bytes(b"forged")
    plan.parcels[0].enclosures[0].path.unlink()

    assert changed(plan) == [
        "письмо «0001-glava@gorod.example.eml» изменено или пропало",
        "приложение «digest.pdf» изменено или пропало",
    ]


def test_a_rehearsal_that_fails_leaves_the_one_before(tmp_path):
    plan = rehearsed(tmp_path)

    with pytest.raises(RuntimeError), Outbox(tmp_path, "0123456789ab").rehearsing() as draft:
        draft.letter(HEAD, "<2@gorod.example>", b"half", [])
        raise RuntimeError

    assert Outbox(tmp_path, "0123456789ab").plan() == plan
    assert changed(plan) == []
    assert sorted(os.listdir(tmp_path / "outbox")) == ["0123456789ab"]


def test_a_rehearsal_that_cannot_take_its_place_leaves_the_one_before(tmp_path, monkeypatch):
    plan, rename = rehearsed(tmp_path), os.rename

    def refusing(source, target):
        if str(source).endswith(".tmp"):
            raise PermissionError(13, "held by another program", str(source))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refusing)
    with pytest.raises(GeneratorError, match=r"нет доступа.*Новых писем нет\."):
        rehearsed(tmp_path, b"another letter\r\n")

    assert Outbox(tmp_path, "0123456789ab").plan() == plan
    assert changed(plan) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no modes")
def test_nobody_else_reads_addresses(tmp_path):
    rehearsed(tmp_path)

    kept = [tmp_path / "outbox/0123456789ab", *(tmp_path / "outbox/0123456789ab").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in kept} == {0}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"parcels": [{}]}', b'{"parcels": [], "edition": 1}'])
def test_a_damaged_plan_is_named(tmp_path, text):
    rehearsed(tmp_path)
    (tmp_path / "outbox/0123456789ab/plan.json").write_bytes(text)

    with pytest.raises(GeneratorError, match="план рассылки повреждён"):
        Outbox(tmp_path, "0123456789ab").plan()


def test_without_a_rehearsal_one_is_asked_for(tmp_path):
    with pytest.raises(GeneratorError, match="Репетиции этого выпуска не было"):
        Outbox(tmp_path, "0123456789ab").plan()
