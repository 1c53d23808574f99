"""Letters as bytes: what is in them, read by a stranger, and what never gets in."""

import datetime as dt
import email
import email.policy
import hashlib
import re
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.distribution import flowed, message, names
from generator.distribution.addresses import Mailbox, address, words
from generator.distribution.message import Attachment, Frozen, Sender
from generator.distribution.readback import Differs, Meant, check, check_part
from generator.errors import GeneratorError
from generator.problems import Wrong

MOSCOW = dt.timezone(dt.timedelta(hours=3))
SENDER = Sender(
    edition="2025-0a1b2c",
    mailbox=Mailbox("Пресс-служба Правительства области", "press@press.example.ru"),
    composed=dt.datetime(2026, 11, 20, 12, 0, tzinfo=MOSCOW),
    reply_to=Mailbox("Отдел мониторинга", "answer@press.example.ru"),
)
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]
HEAD = Mailbox("Глава городского округа «Город Артём»", "head@artem.example.ru")
PDF = message.attachment("Сводный дайджест за 2025 год.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40)
DOCX = message.attachment("digest.docx", b"PK\x03\x04" * 99)


def letter(
    subject: str = "Дайджест за 2025 год",
    name: str = HEAD.name,
    plain: str = "Уважаемый коллега!\n\nНаправляем дайджест.",
    html: str = "<p>Уважаемый коллега!</p>",
    files: tuple[Attachment, ...] = (PDF, DOCX),
    sender: Sender = SENDER,
) -> Frozen:
    to = Mailbox(name, HEAD.address)
    return message.freeze(sender, to, "head@artem.example.ru", subject, plain, html, files)


def parsed(data: bytes) -> EmailMessage:
    read = email.message_from_bytes(data, policy=email.policy.SMTP)
    assert isinstance(read, EmailMessage)
    return read


def body(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def content(part: object) -> bytes:
    assert isinstance(part, EmailMessage)
    data = part.get_content()
    assert isinstance(data, bytes)
    return data


def test_a_letter_says_what_was_meant_to_a_stranger() -> None:
    read = parsed(letter(plain="Уважаемый коллега!\n\n" + "Слово за слово. " * 20).data)
    [to] = read["To"].addresses
    [answer] = read["Reply-To"].addresses

    assert read.keys() == HEADERS
    assert to.addr_spec == HEAD.address
    assert " ".join(to.display_name.split()) == HEAD.name  # Python 3.11 puts a space between encoded words of a name
    assert answer.addr_spec == "answer@press.example.ru"
    assert read["Subject"] == "Дайджест за 2025 год"
    assert read["Date"].datetime == SENDER.composed
    assert read["Auto-Submitted"] == "auto-generated"
    assert body(read, "html").rstrip("\r\n") == "<p>Уважаемый коллега!</p>"
    plain = read.get_body(("plain",))
    assert plain is not None
    assert plain["Content-Type"].params["format"] == "flowed"
    text = body(read, "plain").replace("\r\n", "\n")
    assert max(map(len, text.split("\n"))) < 79
    assert flowed.unflow(text) == "Уважаемый коллега!\n\n" + ("Слово за слово. " * 20).rstrip()


def test_files_arrive_whole_under_their_names_in_both_forms() -> None:
    read = parsed(letter().data)
    parts = list(read.iter_attachments())

    assert [part.get_filename() for part in parts] == [PDF.name, DOCX.name]
    assert [part["Content-Type"].params["name"] for part in parts] == [PDF.name, DOCX.name]
    assert [hashlib.sha256(content(part)).hexdigest() for part in parts] == [PDF.sha256, DOCX.sha256]
    assert b'name="=?utf-8?b?' in PDF.part
    assert b"filename*0*=utf-8''%D0%A1" in PDF.part


def test_a_letter_without_files_is_just_its_words() -> None:
    read = parsed(letter(files=()).data)

    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_an_empty_file_arrives_empty() -> None:
    [part] = parsed(letter(files=(message.attachment("пусто.txt", b""),)).data).iter_attachments()

    assert content(part) == b""


def test_the_same_letter_is_the_same_bytes_and_another_recipient_has_another_id() -> None:
    other = message.freeze(SENDER, HEAD, "other@artem.example.ru", "Тема", "т", "т")

    assert letter() == letter()
    assert letter().id == letter(subject="Другая тема").id != other.id
    assert re.fullmatch(r"<[0-9a-f]{32}@press\.example\.ru>", other.id)


def test_a_file_encoded_once_is_what_the_standard_library_makes_of_it() -> None:
    slow = EmailMessage(policy=email.policy.SMTP)
    data = bytes(range(256)) * 300
    slow.set_content(data, maintype="application", subtype="pdf", cte="base64")
    body = slow.as_bytes().partition(b"\r\n\r\n")[2]

    assert message.attachment("a.pdf", data).part.partition(b"\r\n\r\n")[2] == body


def test_unsubscribing_and_receipts_are_asked_for_where_they_are_set() -> None:
    sender = Sender(
        edition="2025",
        mailbox=SENDER.mailbox,
        composed=SENDER.composed,
        unsubscribe="mailto:answer@press.example.ru?subject=no",
        receipt=True,
    )
    read = parsed(letter(sender=sender).data)

    assert read["List-Unsubscribe"] == "<mailto:answer@press.example.ru?subject=no>"
    assert read["Disposition-Notification-To"] == "<press@press.example.ru>"
    assert "Reply-To" not in read


@pytest.mark.parametrize("uri", ["http://a.ru/x", "https://a.ru/x>\r\nBcc: e@x", "https://пример.рф/", "почта"])
def test_an_unsuitable_address_for_unsubscribing_is_refused(uri: str) -> None:
    sender = Sender("2025", SENDER.mailbox, SENDER.composed, unsubscribe=uri)

    with pytest.raises(GeneratorError, match="Адрес для отказа от рассылки"):
        letter(sender=sender)


OF_SUBJECT = "Тема письма (subtitle и title в settings.toml): "
UNSEEN = "недопустимый знак {} (перенос строки, невидимый или испорченный). Удалите его."


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("subject", "x\r\nBcc: e@x.ru", OF_SUBJECT + UNSEEN.format("U+000D")),
        ("subject", "x\nBcc: e@x.ru", OF_SUBJECT + UNSEEN.format("U+000A")),
        ("subject", "x\0y", OF_SUBJECT + UNSEEN.format("U+0000")),
        ("subject", "a\u2028b", OF_SUBJECT + UNSEEN.format("U+2028")),
        ("subject", "a\u202eb", OF_SUBJECT + UNSEEN.format("U+202E")),
        ("subject", "a\ud800", OF_SUBJECT + UNSEEN.format("U+D800")),
        (
            "subject",
            "=?utf-8?q?x=0ABcc:_evil@x?=",
            OF_SUBJECT + "сочетание знаков «=?» не допускается. Уберите его.",
        ),
        ("subject", " ", OF_SUBJECT + "здесь пусто. Заполните."),
        (
            "subject",
            "ж" * 300,
            OF_SUBJECT + "знаков 300, а можно не больше 200. Сократите.",
        ),
        ("name", "x\nBcc: y@x.ru", "Имя получателя: " + UNSEEN.format("U+000A")),
        ("name", "=?utf-8?b?Cg==?=", "Имя получателя: сочетание знаков «=?» не допускается. Уберите его."),
        ("plain", "a\0b", "Текст письма: недопустимый знак U+0000. Удалите его из данных."),
        ("html", "<p>\x1b", "Текст письма: недопустимый знак U+001B. Удалите его из данных."),
    ],
)
def test_what_may_not_stand_in_a_letter_is_told(field: str, value: str, told: str) -> None:
    with pytest.raises(GeneratorError) as caught:
        letter(**{field: value})  # type: ignore[arg-type]  # a field of texts

    assert str(caught.value) == told


@pytest.mark.parametrize(
    "name", ["a\nb.pdf", "../../x.pdf", "\u202efdp.exe", "CON.pdf", "x" * 300 + ".pdf", "a?.pdf", ""]
)
def test_a_name_that_is_not_safe_everywhere_is_no_attachment(name: str) -> None:
    with pytest.raises(GeneratorError, match="имя приложения не годится"):
        message.attachment(name, b"x")


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(GeneratorError, match="два приложения с одним именем"):
        letter(files=(PDF, PDF))


@pytest.mark.parametrize(("server", "whose"), [("mail.example.ru", "сервер mail.example.ru"), ("", "почта")])
def test_a_letter_over_the_servers_limit_is_told_with_what_to_do(server: str, whose: str) -> None:
    message.check_size(25_000_000, 25_000_000, server, "recipients.csv, строка 7")
    message.check_size(99_000_000, 0, server, "recipients.csv, строка 7")

    with pytest.raises(GeneratorError) as caught:
        message.check_size(27_500_000, 25_000_000, server, "recipients.csv, строка 7")

    said = str(caught.value).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(
        f"recipients.csv, строка 7: письмо с вложениями занимает 27,5 МБ, а {whose} принимает не больше 25,0 МБ "
        "(предел — size_limit "
    )


cyrillic = st.text(
    alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяАЯЁё №«»—–\"'()[];,:=?_%.-@<>\\/ 0123456789zQ\xa0",
    min_size=1,
    max_size=199,
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=160) | cyrillic, st.text(max_size=80) | cyrillic, st.text(max_size=120) | cyrillic, cyrillic)
@example("=?utf-8?q?x=0ABcc:_evil@x?=", "a", "b", "т")
@example("a b", "Q" * 190, "x" * 190 + ".pdf", "-- ")
@example("x", "x", "а" * 95 + ".pdf", "> From\n From \n-- " + "з" * 90)
def test_any_letter_is_refused_or_says_exactly_what_was_meant(subject: str, name: str, file: str, plain: str) -> None:
    safe = names.safe(file)
    part = message.attachment(safe, b"%PDF")
    try:
        made = letter(subject=subject, name=name, plain=plain, files=(part,)).data
    except GeneratorError:
        with pytest.raises(Wrong):
            words(subject) and words(name)
        return

    assert re.fullmatch(rb"[\t\r\n\x20-\x7e]+", made)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", made)
    assert max(map(len, made.split(b"\r\n"))) <= 78
    read = parsed(made)
    assert read.keys() == HEADERS
    assert [to.addr_spec for to in read["To"].addresses] == [HEAD.address]
    assert read["Subject"] == words(subject)
    assert [each.get_filename() for each in read.iter_attachments()] == [safe]
    assert not [each.defects for each in read.walk() if each.defects]
    text = flowed.unflow(body(read, "plain").replace("\r\n", "\n"))
    assert text == "\n".join(line if line == "-- " else line.rstrip(" ") for line in plain.split("\n"))
    assert letter(subject=subject, name=name, plain=plain, files=(part,)).data == made


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=300) | cyrillic | st.sampled_from(["con", "NUL .txt", "COM1.a.b", ".", "..", "-rf", "a. ."]))
@example("con. .pdf")
@example("con" + " ." * 9)
@example("а" * 120 + ".pdf")
def test_a_safe_name_is_short_seen_and_stays_as_it_is(name: str) -> None:
    safe = names.safe(name)

    assert names.safe(safe) == safe
    assert 0 < len(safe.encode()) <= 200
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202a-\u202e\u2066-\u2069]|^[ .-]|[ .]$', safe)
    assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)", safe.split(".")[0].rstrip(), re.IGNORECASE)


@given(cyrillic)
def test_folded_paragraphs_unfold_to_what_they_were(text: str) -> None:
    folded = flowed.flow(text)

    assert flowed.unflow(folded) == (text if text == "-- " else text.rstrip(" "))
    assert not [line for line in folded.split("\n") if line.startswith((">", "From "))]


# The reading back is no formality


def meant() -> Meant:
    return Meant(
        headers=tuple(HEADERS),
        sender=SENDER.mailbox,
        recipient=HEAD,
        subject="Дайджест за 2025 год",
        plain=flowed.flow("Уважаемый коллега!\n\nНаправляем дайджест."),
        html="<p>Уважаемый коллега!</p>",
        parts=(PDF.part, DOCX.part),
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"Subject:", b"Bcc: e@example.ru\r\nSubject:", "headers"),
        (b"<head@artem", b"<other@example.ru>, <head@artem", "To"),
        (b"<head@artem", b"<tail@artem", "To"),
        (b"<press@", b"<prezz@", "From"),
        (b"Subject: =?utf-8?b?0JTQsNC", b"Subject: =?utf-8?b?0JXQsNC", "Subject"),
        (b"PHA+", b"PHE+", "texts"),
        (b"UEsDBFBLAwR", b"UEsDBFBLAwS", "attachment"),
        (b"digest.docx", b"digest.exe", "attachment"),
        (b"Auto-Submitted: auto", b"Auto-Submitted: " + b"a" * 999, "a line of more"),
        (b"Auto-Submitted: auto", b"Auto-Submitted:\n auto", "bare line end"),
        (b"Auto-Submitted: auto", b"Auto-Submitted: \xd0auto", "8 bits"),
        (b"_2--\r\n", b"_2\r\n", "defects"),
    ],
)
def test_a_message_that_is_not_what_was_meant_goes_nowhere(old: bytes, new: bytes, what: str) -> None:
    made = letter()
    check(made.data, meant())
    assert made.data.count(old) >= 1

    with pytest.raises(Differs, match=what):
        check(made.data.replace(old, new), meant())


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"UEsDBFBLAwR", b"UEsDBFBLAwS", "sha256"),
        (b'filename="digest', b'filename="dijest', "filename"),
        (b' name="d', b' name="D', "name"),
    ],
)
def test_an_encoded_file_that_is_not_the_file_goes_nowhere(old: bytes, new: bytes, what: str) -> None:
    check_part(DOCX.part, DOCX.name, DOCX.sha256)

    with pytest.raises(Differs, match=what):
        check_part(DOCX.part.replace(old, new), DOCX.name, DOCX.sha256)


# Addresses


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("head@artem.example.ru", "head@artem.example.ru"),
        (" Press.Office+1@GOV.Example.RU\t", "Press.Office+1@gov.example.ru"),
        ("press@пример.рф", "press@xn--e1afmkfd.xn--p1ai"),
        ("press@ПРИМЕР.РФ", "press@xn--e1afmkfd.xn--p1ai"),
        ("press@xn--e1afmkfd.xn--p1ai", "press@xn--e1afmkfd.xn--p1ai"),
        ("press@straße.example.de", "press@xn--strae-oqa.example.de"),
    ],
)
def test_an_address_is_read(written: str, read: str) -> None:
    assert address(written) == read
    assert address(read) == read


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "адреса нет"),
        ("a@b.ru, c@d.ru", "несколько адресов"),
        ("a@b.ru;c@d.ru", "несколько адресов"),
        ("a@b.ru c@d.ru", "несколько адресов"),
        ("a@b.ru>\r\nRCPT TO:<e@x.ru", "несколько адресов"),
        ("Глава <head@b.ru>", "лишние знаки"),
        ('"a b"@c.ru', "лишние знаки"),
        ("a b@c.ru", "лишние знаки"),
        ("a@[127.0.0.1]", "лишние знаки"),
        ("a@b.ru\0", "лишние знаки"),
        ("a@b.ru\n", "лишние знаки"),
        ("a@b\u200b.ru", "лишние знаки"),
        ("почта.пример.рф", "нет знака «@»"),
        ("иванов@пример.рф", "до «@» есть буква «и»"),
        ("prеss@example.ru", "до «@» есть буква «е»"),
        ("a..b@c.ru", "до «@». Проверьте точки"),
        ("@c.ru", "до «@». Проверьте точки"),
        ("x" * 65 + "@c.ru", "до «@». Проверьте точки"),
        ("a@exаmple.ru", "смешаны русские и латинские буквы"),
        ("a@b", "домена «b» не может быть"),
        ("a@b.ru.", "не может быть"),
        ("a@-b.ru", "не может быть"),
        ("a@b_c.ru", "не может быть"),
        ("a@10.0.0.1", "не может быть"),
        ("a@☃.ru", "не может быть"),
        ("a@" + "b" * 64 + ".ru", "не может быть"),
        ("a@" + ".".join(["b" * 60] * 5) + ".ru", "не может быть"),
    ],
)
def test_what_is_not_one_mailbox_is_told(written: str, told: str) -> None:
    with pytest.raises(Wrong) as caught:
        address(written)

    assert told in str(caught.value)


@settings(max_examples=500)
@given(st.text(max_size=60) | st.from_regex(r"[a-zа-я@.\-<>, \"]{0,30}@[a-zа-я.\-]{1,30}", fullmatch=True))
def test_any_text_is_one_ascii_mailbox_or_refused(text: str) -> None:
    try:
        found = address(text)
    except Wrong:
        return
    assert re.fullmatch(r"[!#-'*+./-9=?A-Z^-~-]+@[a-z0-9.-]+", found)
    assert address(found) == found
