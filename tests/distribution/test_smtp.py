"""Letters go to a real mail server once, and whatever it answers is understood."""

import socket
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from generator.distribution import status_codes
from generator.distribution.dispatches import State
from generator.distribution.ledger import Ledger
from generator.distribution.sending import Retries, send
from generator.distribution.transports import TRANSPORTS
from generator.distribution.transports.server import Server
from generator.distribution.transports.smtp import stuffed
from generator.passwords import Password
from tests.distribution.certificates import Authority
from tests.distribution.mailing import EDITION, parcel
from tests.distribution.server import PASSWORD, USER, serving

AT_ONCE = Retries(pauses=(timedelta(milliseconds=50),))


@pytest.fixture(scope="module")
def authority():
    return Authority()


class Office:
    """A server, a ledger, and what is needed to send."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.log = folder / "log"

    def plan(self, *emails, size=0):
        with Ledger(self.folder / "ledger.sqlite") as ledger:
            ledger.plan(EDITION, [parcel(self.folder, email, size=size) for email in emails])

    def send(self, wait=0.0, retries=AT_ONCE, **options):
        with Ledger(self.folder / "ledger.sqlite") as ledger:
            transports = {"smtp": partial(TRANSPORTS["smtp"], self.server)}
            return send(ledger, EDITION.id, transports, wait=timedelta(seconds=wait), retries=retries, **options)

    def states(self):
        with Ledger(self.folder / "ledger.sqlite") as ledger:
            return {dispatch.key: dispatch.state for dispatch in ledger.dispatches(EDITION.id)}

    def reply(self, key):
        with Ledger(self.folder / "ledger.sqlite") as ledger:
            return next(dispatch.reply for dispatch in ledger.dispatches(EDITION.id) if dispatch.key == key)


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "log") as server:
        yield server


@pytest.fixture
def office(tmp_path, server):
    return Office(tmp_path, Server("127.0.0.1", server.port, "press@press.example.ru", "none"))


def test_letters_arrive_byte_for_byte_over_one_connection(office, server):
    office.plan(*(f"{n}@example.ru" for n in range(5)), size=3000)
    summary = office.send()

    assert (summary.sent, summary.left, summary.trouble) == (5, 0, "")
    with Ledger(office.folder / "ledger.sqlite") as ledger:
        planned = [
            (d.parcel.recipient.email, d.parcel.message_id, d.parcel.sha256) for d in ledger.dispatches(EDITION.id)
        ]
    assert [(taken["to"][0], taken["id"], taken["sha256"]) for taken in server.taken()] == planned
    assert len({taken["peer"] for taken in server.taken()}) == 1
    assert office.send().sent == 0  # and the second run sends nothing


@pytest.mark.parametrize("implicit", [False, True])
def test_a_letter_goes_over_tls_after_a_login(tmp_path, authority, monkeypatch, implicit):
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    trusted = authority.write(tmp_path / "authority.pem")
    with serving(tmp_path / "log", authority.context(tmp_path), implicit=implicit) as server:
        office = Office(
            tmp_path,
            Server(
                "localhost",
                server.port,
                "press@press.example.ru",
                "tls" if implicit else "starttls",
                user=USER,
                password=Password("MAIL_PASSWORD"),
                authority=trusted,
            ),
        )
        office.plan("a@example.ru")
        assert (office.send().trouble, office.send().trouble) == ("", "")
        [taken] = server.taken()
        assert (taken["tls"] or implicit, taken["login"]) == (True, True)


# What becomes of a letter, and how often the server has it. Lines that break in a row would end the run.
FATES = {
    "later2.a@example.ru": (State.SENT, 1),
    "shut1.a@example.ru": (State.SENT, 1),
    "grey.a@example.ru": (State.SENT, 1),
    "cut1.a@example.ru": (State.SENT, 1),
    "no.a@example.ru": (State.REFUSED, 0),
    "lost1.a@example.ru": (State.UNCERTAIN, 1),
    "policy.a@example.ru": (State.REFUSED, 0),
    "big.a@example.ru": (State.REFUSED, 0),
    "full.a@example.ru": (State.REFUSED, 0),
    "mood2.a@example.ru": (State.SENT, 1),
    "slow.a@example.ru": (State.SENT, 1),
    "plain@example.ru": (State.SENT, 1),
}
WORDS = {
    "no.a@example.ru": ("5.1.1 no such mailbox", "нет такого ящика"),
    "policy.a@example.ru": ("5.7.1 looks like spam", "отклонено правилами почтового сервера"),
    "big.a@example.ru": ("5.3.4 too big", "письмо больше, чем принимает сервер: уменьшите приложения"),
    "full.a@example.ru": ("5.2.2 mailbox full", "ящик переполнен"),
    "lost1.a@example.ru": ("связь оборвалась, пока ждали ответа на письмо", ""),
}
HUGE = 8 << 20  # bytes: more than lies in the buffers of a line, so that its breaking is seen before the end


def test_each_fault_ends_as_it_should(office, server):
    office.plan(*FATES, size=HUGE)
    summary = office.send(wait=10)

    assert office.states() == {key: state for key, (state, _) in FATES.items()}
    assert {key: server.counts()[key] for key in FATES} == {key: number for key, (_, number) in FATES.items()}
    assert (summary.uncertain, summary.left) == (1, 0)
    for key, (words, meaning) in WORDS.items():
        reply = office.reply(key)
        assert (reply.text, status_codes.of_reply(reply.code, reply.text)) == (words, meaning)


def test_an_answer_that_comes_too_late_is_nobody_elses(office, server):
    office.plan("slow.a@example.ru", "b@example.ru", "no.c@example.ru")
    assert office.server.final_timeout == 600  # RFC 5321, 4.5.3.2.6

    office.server = replace(office.server, final_timeout=0.05)
    office.send()

    assert list(office.states().values()) == [State.UNCERTAIN, State.SENT, State.REFUSED]
    assert server.counts() == {"slow.a@example.ru": 1, "b@example.ru": 1}


def test_commands_are_not_kept_back_by_the_system(office):
    with TRANSPORTS["smtp"](office.server, []) as transport:
        assert transport._session.wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_no_address_can_carry_a_command(office, server):
    office.plan("a@example.ru>\r\nRCPT TO:<b@example.ru", "c@example.ru")
    office.send()

    assert list(server.counts()) == ["c@example.ru"]


def test_lines_that_begin_with_dots_are_doubled():
    assert stuffed(b".a\r\n..b\r\nc.\r\n.\r\n") == b"..a\r\n...b\r\nc.\r\n..\r\n"
