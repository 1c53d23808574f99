"""From the list to the bytes: each recipient's message speaks of and to that recipient alone."""

import datetime as dt
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from generator.distribution import message, recipients
from generator.distribution.addresses import Mailbox
from generator.distribution.message import Frozen, Sender
from generator.distribution.parcels import Recipient
from generator.rendering.letters import Enclosed, Letter, Letters
from generator.theme import Theme
from generator.theming import samples

SAMPLE = samples.sample()
DIRECTORY = {report.municipality.id: report.municipality for report in SAMPLE.digest.reports}
SENDER = Sender("2023-0a1b", Mailbox("Пресс-служба", "press@press.example.ru"), dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
FILE = message.attachment("Сводный дайджест за 2023 год.pdf", b"%PDF-1.7")
LIST = """\
должность;обращение;почта;муниципальное образование
глава города;Уважаемый первый глава!;first@one.example.ru;Еловск
глава ЗАТО;Уважаемый второй глава!;second@two.example.ru;Северное
министр;Уважаемый министр!;minister@three.example.ru;
"""


def frozen(folder: Path) -> list[tuple[Recipient, Frozen]]:
    (folder / "recipients.csv").write_text(LIST, encoding="cp1251")
    found = recipients.read(folder, DIRECTORY, list(DIRECTORY), formats=("pdf",), usual=("pdf",), channels=("smtp",))
    letters = Letters(SAMPLE.digest, SAMPLE.settings, Theme.load("default"))
    enclosed = (Enclosed(FILE.name, 8, FILE.sha256),)
    made = []
    for each in found:
        words = letters.words(Letter(each.salutation, each.name, each.post, enclosed), each.municipality)
        to = Mailbox(each.name or each.post, each.email)
        made.append((each, message.freeze(SENDER, to, each.key, words.subject, words.plain, words.html, (FILE,))))
    return made


def said(data: bytes) -> str:
    """All that a message says, headers and texts decoded."""
    read = message_from_bytes(data, policy=SMTP)
    texts = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in read.items()), *texts]).replace("\xa0", " ")


def test_a_message_says_nothing_of_the_other_recipients(tmp_path: Path) -> None:
    made = frozen(tmp_path)

    assert len(made) == 3
    for each, letter in made:
        text = said(letter.data)
        assert each.salutation in text
        assert each.email in text
        for other, _ in made:
            if other is not each:
                assert other.email not in text
                assert other.salutation not in text
                assert not other.municipality or f"{DIRECTORY[other.municipality].name}, 2023 год" not in text


def test_a_mailing_made_twice_is_the_same_bytes(tmp_path: Path) -> None:
    assert frozen(tmp_path) == frozen(tmp_path)
