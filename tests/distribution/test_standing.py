"""Who got what, when and how, and who did not: in the words of people."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from generator.distribution.dispatches import State
from generator.distribution.standing import FIELDS, Delivery, Sent, Standing, local, records, table
from generator.writers import csv

NOON = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def delivery(number: int, state: State = State.SENT, **more: object) -> Delivery:
    said: dict[str, object] = {
        "name": f"Глава городского округа № {number}",
        "post": "",
        "email": f"head{number}@town.example.ru",
        "channel": "smtp",
        "at": NOON + timedelta(seconds=number),
        "tries": 1,
        "reply": "250 2.0.0 Ok",
        "reason": "",
        "message_id": f"<{number}@press.example.ru>",
        "files": ("digest.pdf",),
    }
    return Delivery(state=state, **said | more)  # type: ignore[arg-type]  # a test names what it changes


def standing(*deliveries: Delivery) -> Standing:
    return Standing("8877aeb8c979", "ab" * 32, (Sent("digest.pdf", "cd" * 32, 218_542),), (), deliveries)


@pytest.fixture(autouse=True)
def _moscow(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Europe/Moscow")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_time_is_that_of_this_computer_with_its_offset(monkeypatch):
    assert local(NOON) == "21.11.2026 12:30 +03:00"
    monkeypatch.setenv("TZ", "Asia/Kamchatka")
    time.tzset()
    assert local(NOON) == "21.11.2026 21:30 +12:00"
    assert local(None) == ""


def test_the_table_stands_in_columns_and_ends_with_who_has_not_got_it():
    refused = delivery(2, State.REFUSED, name="Заместитель", reply="550 5.1.1 unknown user", reason="нет такого ящика")
    said = table(standing(delivery(1), refused)).splitlines()

    assert said == [
        "Выпуск 8877aeb8c979, 21\xa0ноября\xa02026\xa0г., 12:30 (UTC+03:00)",
        "",
        "Получатель                   Адрес                  Способ  Состояние   Когда",
        "Глава городского округа № 1  head1@town.example.ru  почта   отправлено  21.11.2026 12:30 +03:00",
        "Заместитель                  head2@town.example.ru  почта   не принято  21.11.2026 12:30 +03:00",
        "",
        "2\xa0получателя: отправлено\xa0— 1, не принято\xa0— 1.",
        "",
        "Не получили — 1:",
        "  Заместитель, head2@town.example.ru — нет такого ящика (550 5.1.1 unknown user)",
    ]


def test_columns_stand_one_under_another():
    lines = table(standing(delivery(1), delivery(200, name="Я", channel="folder"))).splitlines()[2:5]

    assert len({line.index(word) for line, word in zip(lines, ("Способ", "почта", "папка"), strict=True)}) == 1
    assert len({line.index(word) for line, word in zip(lines, ("Когда", "21.11", "21.11"), strict=True)}) == 1


def test_a_column_in_which_nothing_stands_is_left_out():
    said = table(standing(delivery(1, email="", channel="folder")))

    assert "Адрес" not in said
    assert "папка" in said


@pytest.mark.parametrize(
    ("amount", "said"),
    [(1, "1\xa0получатель:"), (3, "3\xa0получателя:"), (11, "11\xa0получателей:"), (0, "0\xa0получателей")],
)
def test_recipients_are_counted_in_good_russian(amount, said):
    assert standing(*(delivery(n) for n in range(amount))).totals.startswith(said)


def test_every_state_has_its_place_in_the_totals():
    whole = standing(*(delivery(number, state) for number, state in enumerate(State)))

    assert whole.totals == (
        "10\xa0получателей: отправлено\xa0— 1, считается отправленным\xa0— 1, ждёт отправки\xa0— 1, передаётся\xa0— 2, "
        "отложено\xa0— 1, неизвестно\xa0— 1, не принято\xa0— 1, вернулось\xa0— 1, исключено из списка\xa0— 1"
    )
    assert len(whole.missed) == 7


def test_a_draft_is_not_said_to_be_sent():
    laid = [delivery(number, channel=channel) for number, channel in enumerate(("eml", "folder", "zip"))]

    assert [one.stands for one in laid] == ["черновик готов", "положено", "вложено"]
    assert standing(*laid).totals == "3\xa0получателя: черновик готов\xa0— 1, положено\xa0— 1, вложено\xa0— 1"


def test_what_a_server_says_makes_no_formula_of_the_table_of_data():
    evil = delivery(1, reply='=cmd|"/c calc"!A1', name="@SUM(1)")
    text = csv.table(FIELDS, records(standing(evil)))

    [head, row] = text.splitlines()
    assert head.split(";") == list(FIELDS)
    assert row.startswith("'@SUM(1);;head1@town.example.ru;почта;отправлено;21.11.2026 12:30 +03:00;1;;")
    assert "'=cmd" in row
