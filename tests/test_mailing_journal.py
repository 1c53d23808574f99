"""`digest bounces` and `digest status`, with a real ledger."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator import cli, output
from generator.distribution.dispatches import State
from generator.distribution.ledger import Ledger
from generator.distribution.parcels import Parcel, Reply
from generator.mailing import journal
from generator.signing import DETACHED, Signature
from tests.distribution import notices
from tests.distribution.mailing import EDITION, Clock, parcel, recipient
from tests.distribution.notices import OURS

ROOT = Path(__file__).parents[1]
OK = Reply(250, "2.0.0 Ok: queued as 4BX1")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with `input`, `output` and the letters."""
    for name in ("input", "output", "letters"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def letters(place: Path) -> list[Parcel]:
    """Letters that were sent, put off, refused, in doubt, laid in a folder and not tried yet."""
    whom = ["head", "deputy", "press", "mayor", "duma"]
    made = [parcel(place / "letters", f"{name}@town.example.ru") for name in whom]
    laid = parcel(place / "letters", recipient("", channel="folder", name="Приёмная"))
    with Ledger(place / "input" / journal.LEDGER, place / "output" / journal.WITNESS, Clock()) as ledger:
        ledger.plan(EDITION, [*made, laid])
        outcomes: list[Callable[[int], None]] = [
            lambda id_: ledger.sent(id_, OK),
            lambda id_: ledger.deferred(id_, Reply(451, "4.7.1 Greylisting in action"), timedelta(hours=1)),
            lambda id_: ledger.refused(id_, Reply(550, "5.1.1 unknown user")),
            lambda id_: ledger.uncertain(id_, Reply(0, "связь оборвалась")),
        ]
        for outcome in outcomes:
            dispatch = ledger.claim(EDITION.id, "smtp")
            assert dispatch
            ledger.dot(dispatch.id)
            outcome(dispatch.id)
        dispatch = ledger.claim(EDITION.id, "folder")
        assert dispatch
        ledger.sent(dispatch.id, Reply(0, ""))
    return [*made, laid]


def run(place: Path, *words: str) -> int:
    return cli.main([words[0], "--input", str(place / "input"), *words[1:]])


def bounces(place: Path, text: str, name: str = "notice.eml") -> int:
    (place / name).write_text(text, encoding="utf-8")
    return run(place, "bounces", "--output", str(place / "output"), str(place / name))


def states(place: Path) -> dict[str, State]:
    with journal.opened(place / "input") as ledger:
        return {one.parcel.recipient.email: one.state for one in ledger.dispatches(EDITION.id)}


def test_a_returned_letter_is_marked_by_its_message_id(place, letters, capsys):
    assert bounces(place, notices.POSTFIX.replace(OURS, letters[0].message_id)) == 0

    assert states(place)["head@town.example.ru"] is State.BOUNCED
    assert capsys.readouterr().out == (
        "notice.eml: head@town.example.ru: вернулось — нет такого ящика, 5.1.1.\nОтмечено: 1\xa0письмо.\n"
    )


def test_a_letter_that_came_back_after_days_of_passing_trouble_is_not_said_to_be_so_for_a_time(place, letters, capsys):
    text = notices.POSTFIX.replace(OURS, letters[0].message_id).replace("Status: 5.1.1", "Status: 4.4.7")
    assert bounces(place, text.replace("550 5.1.1 <head", "<head")) == 0
    assert "вернулось — срок доставки истёк, 4.4.7." in capsys.readouterr().out

    assert run(place, "status") == 0
    assert "head@town.example.ru — срок доставки истёк (4.4.7 <head@town" in capsys.readouterr().out


def test_marked_twice_it_is_marked_once(place, letters, capsys):
    for _ in range(2):
        assert bounces(place, notices.POSTFIX.replace(OURS, letters[0].message_id)) == 0

    with journal.opened(place / "input") as ledger:
        [first, *_] = ledger.dispatches(EDITION.id)
        assert [event.now for event in ledger.events(first.id)].count("bounced") == 1


def test_the_letter_is_known_though_it_was_forwarded(place, letters, capsys):
    text = notices.POSTFIX.replace(OURS, letters[0].message_id).replace("Head@town", "home@example").replace(
        "Original-Recipient: rfc822;home@example.example.ru", "X-Nothing: x"
    )  # fmt: skip
    assert bounces(place, text.replace("head@town.example.ru", "home@mail.example.com")) == 0

    assert "head@town.example.ru (переслано на home@mail.example.com): вернулось" in capsys.readouterr().out


def test_a_domain_in_cyrillic_is_shown_as_people_write_it(place, capsys):
    letter = parcel(place / "letters", "glava@xn--e1afmkfd.xn--p1ai")
    with Ledger(place / "input" / journal.LEDGER, place / "output" / journal.WITNESS, Clock()) as ledger:
        ledger.plan(EDITION, [letter])
        dispatch = ledger.claim(EDITION.id, "smtp")
        assert dispatch
        ledger.sent(dispatch.id, OK)
    text = notices.POSTFIX.replace(OURS, letter.message_id).replace("town.example.ru", "xn--e1afmkfd.xn--p1ai")
    assert bounces(place, text.replace("Head@", "glava@").replace("head@", "glava@")) == 0

    assert "notice.eml: glava@пример.рф: вернулось — нет такого ящика, 5.1.1." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (notices.POSTFIX, 3, "Не отмечено: такого письма в журнале рассылки нет."),
        (notices.POSTFIX.replace(OURS, ""), 3, "Не отмечено: не сказано, о каком письме речь."),
        (
            notices.AUTOREPLY,
            0,
            "не отмечено («Автоматический ответ: в»): автоответ: письмо получено, отвечает программа.",
        ),
        (
            notices.DELAYED,
            0,
            "доставка задерживается (временно: отклонено правилами почтового сервера, 4.7.1). Не отмечено",
        ),
        ("garbage", 3, "notice.eml: это не письмо."),
    ],
)
def test_what_is_not_marked_is_named(text, code, said, place, letters, capsys):
    before = states(place)

    assert bounces(place, text) == code

    assert said in capsys.readouterr().out
    assert states(place) == before


def test_a_letter_that_was_never_sent_is_not_marked_as_returned(place, letters, capsys):
    assert bounces(place, notices.POSTFIX.replace(OURS, letters[4].message_id)) == 0

    assert "Не отмечено: состояние письма в журнале — «ждёт отправки»." in capsys.readouterr().out
    assert states(place)["duma@town.example.ru"] is State.QUEUED


def test_a_second_notice_of_who_is_off_the_list_says_that_they_are(place, letters, capsys):
    notice = notices.POSTFIX.replace(OURS, letters[0].message_id)
    bounces(place, notice)
    with journal.opened(place / "input", place / "output") as ledger:
        ledger.plan(EDITION, letters[1:])

    assert bounces(place, notice) == 0

    assert "Не отмечено: состояние письма в журнале — «исключено из списка»." in capsys.readouterr().out


def test_a_notice_of_delivery_that_changes_nothing_says_so(place, letters, capsys):
    text = notices.POSTFIX.replace(OURS, letters[2].message_id).replace("Action: failed", "Action: delivered")
    assert bounces(place, text) == 0

    said = capsys.readouterr().out
    assert "доставлено. Не отмечено: состояние письма в журнале — «не принято».\nОтмечено: 0\xa0писем." in said


def test_a_notice_of_delivery_settles_what_was_in_doubt(place, letters, capsys):
    text = notices.POSTFIX.replace(OURS, letters[3].message_id).replace("Action: failed", "Action: delivered")
    assert bounces(place, text.replace("Status: 5.1.1", "Status: 2.0.0")) == 0

    assert states(place)["mayor@town.example.ru"] is State.SENT


def test_one_bad_file_does_not_stop_the_others(place, letters, capsys):
    (place / "bad.eml").write_bytes(b"\x00")
    (place / "good").write_text(notices.mbox(notices.POSTFIX.replace(OURS, letters[0].message_id)), encoding="utf-8")

    code = run(
        place, "bounces", "--output", str(place / "output"), *(str(place / n) for n in ("no", "bad.eml", "good"))
    )

    assert code == 3
    said = capsys.readouterr().out
    assert "no: такого файла нет" in said
    assert "bad.eml: это не письмо" in said
    assert "good, письмо 1: head@town.example.ru: вернулось" in said


def test_the_standing_names_everyone_and_why_they_have_not_got_it(place, letters, capsys):
    assert run(place, "status", "--digest", str(place / "output")) == 0

    said = capsys.readouterr().out
    assert (
        "6\xa0получателей: отправлено\xa0— 1, положено\xa0— 1, ждёт отправки\xa0— 1, отложено\xa0— 1, "
        "неизвестно\xa0— 1, не принято\xa0— 1." in said
    )
    assert said.split("Не получили — 4:\n")[1].splitlines() == [
        "  Глава, глава городского округа, deputy@town.example.ru — "
        "временно: отклонено правилами почтового сервера (451 4.7.1 Greylisting in action)",
        "  Глава, глава городского округа, press@town.example.ru — нет такого ящика (550 5.1.1 unknown user)",
        "  Глава, глава городского округа, mayor@town.example.ru — "
        "ответа сервера нет, и узнать, принято ли письмо, нельзя (связь оборвалась)",
        "  Глава, глава городского округа, duma@town.example.ru — ждёт отправки",
    ]


def test_the_standing_is_written_as_data_and_as_a_document(place, letters, capsys):
    files = place / "status.csv", place / "report.docx"
    (place / "input" / "settings.toml").write_text('title = "Дайджест"', encoding="utf-8")

    assert run(place, "status", "--csv", str(files[0]), "--output", str(files[1])) == 0

    assert files[0].read_bytes().count(b"\r\n") == 7
    assert files[1].stat().st_size > 10_000
    assert "Записано: " in capsys.readouterr().out


@pytest.mark.parametrize(("published", "signers"), [(EDITION.id, ("файл подписи digest.docx.sig",)), ("other", None)])
def test_whose_signatures_are_under_an_edition_is_known_while_it_is_the_published_one(
    published, signers, place, letters, monkeypatch
):
    nameless = Signature(DETACHED, "digest.docx", "digest.docx.sig", "", "")
    monkeypatch.setattr(output, "published", lambda folder: folder / published)
    monkeypatch.setattr(output, "manifest", lambda folder: {"signatures": [nameless.described()]})

    with journal.opened(place / "input") as ledger:
        assert journal.status(ledger, place / "output").signers == signers


def test_what_a_server_says_cannot_harm_a_terminal_or_a_page(place, letters, capsys):
    evil = notices.POSTFIX.replace(OURS, letters[0].message_id).replace("User unknown", "\x1b]0;evil\x07\u202b\x00")
    assert bounces(place, evil.replace("rfc822;Head@", "rfc822;\x1b[31mHead@")) == 0
    with journal.opened(place / "input") as ledger:
        again = ledger.claim(EDITION.id, "smtp")
        assert again
        ledger.dot(again.id)
        ledger.refused(again.id, Reply(550, "5.7.1 \x1b[2J one\r\ntwo"))

    assert run(place, "status") == 0
    assert run(place, "status", "--output", str(place / "report.pdf")) == 0
    said = capsys.readouterr().out
    assert not set(said) & {chr(code) for code in (*range(10), *range(11, 32), 127)}
    assert "(550 5.7.1 �[2J one two)" in said


def test_another_edition_and_no_mailing_at_all_are_told(place, letters, capsys):
    assert run(place, "status", "--edition", "0123") == 0
    capsys.readouterr()
    assert run(place, "status", "--edition", "ffff") == 2
    assert "Выпуска «ffff» в журнале нет. Есть: 0123456789ab." in capsys.readouterr().err

    (place / "input" / journal.LEDGER).unlink()
    assert run(place, "status") == 2
    assert "рассылку ещё не начинали" in capsys.readouterr().err
    assert not (place / "input" / journal.LEDGER).exists()
