"""Notices of other mail servers are read, whatever servers and strangers write."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.distribution import bounces, status_codes
from generator.distribution.bounces import Bounce
from generator.errors import GeneratorError
from tests.distribution import notices
from tests.distribution.notices import OURS


def read(folder: Path, text: str, name: str = "notice.eml") -> list[bounces.Notice]:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return list(bounces.read(folder / name))


def of(folder: Path, text: str) -> Bounce:
    [notice] = read(folder, text)
    [bounce] = notice.bounces
    return bounce


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_notice_of_postfix_with_returned_headers(ends, tmp_path):
    assert of(tmp_path, notices.POSTFIX.replace("\n", ends)) == Bounce(
        OURS,
        "head@town.example.ru",
        "failed",
        "5.1.1",
        "550 5.1.1 <head@town.example.ru>: Recipient address rejected: User unknown",
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("Sat, 21 Nov 2026 12:30:00 -0000", datetime(2026, 11, 21, 12, 30, tzinfo=UTC)),
        ("Sat, 21 Nov 2026 12:30:00", datetime(2026, 11, 21, 12, 30, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:00:00 -0300", None),
        ("Sat, 31 Nov 2026 12:30:00 +0300", None),
        ("вчера", None),
        ("", None),
    ],
)
def test_when_a_notice_was_written_is_told_if_it_says_so(date, written, tmp_path):
    assert of(tmp_path, notices.POSTFIX.replace("Sat, 21 Nov 2026 12:30:00 +0300", date)).written == written


def test_a_notice_of_exchange_with_the_returned_letter(tmp_path):
    bounce = of(tmp_path, notices.EXCHANGE)

    assert (bounce.message_id, bounce.recipient, bounce.status) == (OURS, "deputy@town.example.ru", "5.2.2")
    assert bounce.reason == "ящик переполнен"


def test_a_delay_is_told_by_the_name_of_its_envelope_and_its_reason_by_the_words(tmp_path):
    bounce = of(tmp_path, notices.DELAYED)

    assert (bounce.message_id, bounce.recipient) == (OURS, "mayor+press@town.example.ru")
    assert (bounce.action, bounce.status, bounce.diagnostic) == ("delayed", "4.7.1", "451 4.7.1 Greylisting in action")
    assert bounce.reason == "временно: отклонено правилами почтового сервера"


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r"])
def test_words_that_a_server_sends_without_encoding_them_are_read(charset):
    text = notices.POSTFIX.replace("Undelivered Mail", "Письмо не доставлено получателю").replace(
        "Recipient address\n    rejected: User unknown", "нет такого\n    получателя"
    )

    notice = bounces.notice(text.encode(charset), "notice.eml")

    assert notice.subject == "Письмо не доставлено получателю"
    assert notice.bounces[0].diagnostic == "550 5.1.1 <head@town.example.ru>: нет такого получателя"


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("Не доставлено: =?utf-8?b?0J/RgNC40LLQtdGC?= «завтра»", "Не доставлено: Привет «завтра»"),
        ("=?utf-8?b?0J/RgNC4?= =?utf-8?b?0LLQtdGC?=", "Привет"),
        ("=?utf-8?b?0?= cut", "=?utf-8?b?0?= cut"),
        ("=?x-none?b?0J/RgNC4?=", "=?x-none?b?0J/RgNC4?="),
    ],
)
def test_a_subject_is_read_as_far_as_it_can_be_and_its_notice_in_any_case(subject, read):
    notice = bounces.notice(notices.POSTFIX.replace("Undelivered Mail", subject).encode(), "notice.eml")

    assert (notice.subject, notice.bounces[0].message_id) == (read, OURS)


def test_one_notice_may_tell_of_two_addresses(tmp_path):
    [notice] = read(tmp_path, notices.EXIM)

    assert [(one.recipient, one.status, one.reason) for one in notice.bounces] == [
        ("a@town.example.ru", "5.7.1", "отклонено правилами почтового сервера"),
        ("b@town.example.ru", "5.0.0", "причина не названа"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (notices.AUTOREPLY, "автоответ: письмо получено, отвечает программа"),
        ("Auto-Submitted: auto-generated\n" + notices.AUTOREPLY, "автоответ: письмо получено, отвечает программа"),
        (
            notices.LETTER.replace("Re: digest", "Автоматический ответ: отпуск до понедельника"),
            "автоответ: письмо получено, отвечает программа",
        ),
        (notices.READ, "уведомление о прочтении"),
        (notices.LETTER, "это не уведомление о доставке"),
        (notices.POSTFIX.replace("Action: failed", "Action: lost"), "в котором не сказано ни об одном получателе"),
        (notices.LETTER.replace("head@", "Mailer-Daemon@"), "сообщение почтовой системы не в виде уведомления"),
        (
            "Auto-Submitted: auto-replied\n" + notices.LETTER.replace("head@", "Mailer-Daemon@"),
            "сообщение почтовой системы не в виде уведомления",
        ),
    ],
)
def test_what_is_no_notice_is_named(text, problem, tmp_path):
    [notice] = read(tmp_path, text)

    assert notice.bounces == ()
    assert problem in notice.problem


def test_a_box_is_read_to_its_end_whatever_lies_between(tmp_path):
    found = read(
        tmp_path,
        notices.mbox(notices.POSTFIX, "garbage", notices.AUTOREPLY, notices.EXCHANGE, "\x00: \n\n\x00"),
        "Входящие",
    )

    assert [len(notice.bounces) for notice in found] == [1, 0, 0, 1, 0]
    assert found[3].place == "Входящие, письмо 4"
    assert found[3].subject == "Не доставлено"
    assert found[2].subject == "Автоматический ответ: в"


def test_reading_a_box_leaves_it_as_it_was(tmp_path):
    read(tmp_path, notices.mbox(notices.POSTFIX, notices.EXIM), "box")
    path = tmp_path / "box"
    path.chmod(0o400)
    before = path.read_bytes()

    assert len(list(bounces.read(path))) == 2
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["box"]


def test_a_notice_without_our_letter_has_no_name_of_it(tmp_path):
    assert of(tmp_path, notices.POSTFIX.replace(OURS, "none")).message_id == ""


def test_a_notice_that_returns_nothing_tells_what_it_replies_to(tmp_path):
    text = notices.EXCHANGE.replace("Message-ID:\n\t" + OURS + "\n", "")

    assert of(tmp_path, text).message_id == ""
    assert of(tmp_path, f"In-Reply-To: {OURS}\n{text}").message_id == OURS


def test_a_letter_that_somebody_else_enclosed_is_not_taken_for_the_notice(tmp_path):
    """A report inside a forwarded letter is not said by the server that wrote this one."""
    forwarded = notices.HEAD.format(sender="head@town.example.ru", subject="Fwd") + (
        f"Content-Type: multipart/mixed; boundary=f\n\n--f\nContent-Type: message/rfc822\n\n{notices.POSTFIX}\n--f--\n"
    )

    [notice] = read(tmp_path, forwarded)
    assert notice.bounces == ()


def test_a_huge_returned_letter_costs_nothing_more(tmp_path):
    [notice] = read(
        tmp_path, notices.EXCHANGE.replace("The letter.", "QUJD" * 19 + "\n" + ("QUJD" * 19 + "\n") * 100_000)
    )

    assert notice.bounces[0].status == "5.2.2"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "это не письмо"),
        (b"\xd0\xcf\x11\xe0 outlook", "письмо в формате Outlook. Сохраните его как .eml"),
        (b"%PDF-1.7\n", "это не письмо"),
        (bytes(range(256)), "это не письмо"),
    ],
)
def test_what_is_not_a_letter_is_told(content, said, tmp_path):
    (tmp_path / "x.eml").write_bytes(content)

    with pytest.raises(GeneratorError, match=said):
        list(bounces.read(tmp_path / "x.eml"))


def test_a_folder_of_notices_is_told_to_be_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(GeneratorError, match=r"^\.: это папка\. Укажите файлы \.eml"):
        list(bounces.read(Path(".")))


def test_a_pipe_a_folder_and_a_link_are_refused_and_hang_nothing(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()

    for name in ("pipe", "link", "folder", "nowhere"):
        with pytest.raises(GeneratorError, match=name):
            list(bounces.read(tmp_path / name))


DEEP = "".join(f'Content-Type: multipart/report; boundary="{n}"\n\n--{n}\n' for n in range(3000))


@pytest.mark.parametrize(
    "text",
    [
        "Content-Type: message/rfc822\n\n" * 20_000,
        DEEP,
        "Content-Type: multipart/report; boundary=x\n\n" + "--x\n\n" * 20_000,
        "A: " + "=?utf-8?q?" * 50_000 + "\n\n",
        "Content-Type: multipart/report; " + "a*0*=utf-8''x; " * 20_000 + "\n\n",
        "Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
        + "A: b\n\n" * 50_000,
        notices.POSTFIX.replace("Status: 5.1.1", "Status: " + "5." * 100_000),
        notices.POSTFIX.replace("12:30:00 +0300", "99:99:99 +999999999999"),
    ],
    ids=range(8),
)
def test_a_message_made_to_harm_is_read_like_any_other(text, tmp_path):
    [notice] = read(tmp_path, "X: y\n" + text)

    assert bool(notice.bounces) != bool(notice.problem)


PIECES = st.sampled_from(
    [
        *(
            "Content-Type: ",
            "multipart/report",
            "message/delivery-status",
            "; boundary=x",
            "--x",
            "--x--",
            "\n",
            "\n\n",
        ),
        *(
            "Action: failed",
            "Status: 5.1.1",
            "Final-Recipient: rfc822; a@b.example",
            "Message-ID: ",
            OURS,
            "=?utf-8?b?",
        ),
        *(
            "message/rfc822",
            "text/rfc822-headers",
            "; charset*=utf-8''%",
            "Subject: ",
            "From ",
            "Date: ",
            "\x00",
            "\udcff",
        ),
    ]
)


def encoded(pieces: list[str]) -> bytes:
    return "".join(pieces).encode("utf-8", "surrogateescape")


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(encoded)))
@example(b"Content-Type: multipart/report; boundary*=x''%ff\n\n")
@example(b"Date: Mon, 1 Jan 0001 00:00:00 -2359\nContent-Type: multipart/report\n\n")
def test_any_bytes_are_a_notice_or_have_their_problem_named(data):
    notice = bounces.notice(data, "x.eml")

    assert bool(notice.bounces) != bool(notice.problem)
    for bounce in notice.bounces:
        assert bounce.action in bounces.ACTIONS
        assert "\n" not in bounce.recipient + bounce.diagnostic + bounce.message_id


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_file_is_read_or_refused(data, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.eml"
    for head in (b"", b"From \n", b"A: b\n"):
        path.write_bytes(head + data)
        try:
            list(bounces.read(path))
        except GeneratorError as error:
            assert str(error).startswith("any.eml: ")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.1.1", "нет такого ящика"),
        ("4.4.1", "временно: почтовый сервер получателя не отвечает"),
        ("5.7.999", "отклонено политикой безопасности почтового сервера"),
        ("2.0.0", "доставлено"),
        ("", "причина не названа"),
        ("9.9.9", "причина не названа"),
    ],
)
def test_a_code_has_its_words(status, said):
    assert status_codes.meaning(status) == said


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        (550, "5.7.1 [178.5.1.1] is listed", "отклонено правилами почтового сервера"),
        (550, "Host [178.5.1.1] may not send here", "ящика нет, он закрыт, или таковы правила сервера"),
        (554, "refused: 2.60.1.5", "письмо не принято"),
        (554, "5.7.1 relay.example.ru: not now", "отклонено правилами почтового сервера"),
        (451, "4.94.2 of Exim is busy", "временно: сервер просит повторить позже"),
        (554, "mx with Postfix 2.5.1: no", "письмо не принято"),
        (0, "smtp; 550 #5.1.1. No such user", "нет такого ящика"),
    ],
)
def test_what_only_looks_like_a_code_gives_no_reason(code, text, said):
    assert status_codes.of_reply(code, text) == said


@pytest.mark.parametrize(
    "text",
    [
        "5.7.1 <a@b.ru>: Relay access denied",
        "relay not permitted",
        "5.7.54 SMTP; Unable to relay recipient",
        "Relaying denied",
    ],
)
def test_a_server_that_does_not_send_for_us_sends_the_person_to_the_settings(text):
    assert status_codes.of_reply(550, text) == (
        "почтовый сервер не пересылает писем этого отправителя: проверьте from, user и пароль в mailing.toml"
    )
