"""Bad situations: each has its message, and nothing is sent that should not be."""

import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from generator.distribution.dispatches import Policy, State
from generator.distribution.ledger import Ledger
from generator.distribution.sending import Pace, Retries, send
from generator.distribution.transports import TRANSPORTS
from generator.distribution.transports.server import Server
from generator.errors import GeneratorError
from generator.passwords import Password
from tests.distribution.certificates import Authority
from tests.distribution.mailing import EDITION, Clock, parcel
from tests.distribution.server import PASSWORD, USER, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("MAIL", PASSWORD)


def server_at(port, folder, security="starttls", **more):
    trusted = folder / "authority.pem"
    return Server(
        **{"host": "localhost", "port": port, "sender": "press@press.example.ru", "security": security}
        | ({} if security == "none" else {"user": USER, "password": Password("MAIL"), "authority": trusted})
        | more
    )


def planned(folder, *emails, size=0):
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.plan(EDITION, [parcel(folder, email, size=size) for email in emails or ["a@example.ru"]])


def mailed(folder, server, **options):
    with Ledger(folder / "ledger.sqlite") as ledger:
        return send(ledger, EDITION.id, {"smtp": partial(TRANSPORTS["smtp"], server)}, **options)


def held(folder):
    """State and tries of each recipient."""
    with Ledger(folder / "ledger.sqlite") as ledger:
        return {dispatch.key: (dispatch.state, dispatch.tries) for dispatch in ledger.dispatches(EDITION.id)}


UNTOUCHED = {"a@example.ru": (State.QUEUED, 0)}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"begins": -9, "ends": -2}, "срок сертификата истёк"),
        ({"begins": 5}, "срок сертификата ещё не начался"),
        ({"host": "mail.example.ru"}, "сертификат выдан на другое имя"),
    ],
)
@pytest.mark.parametrize("implicit", [False, True])
def test_a_bad_certificate_stops_the_mailing(tmp_path, authority, made, said, implicit):
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with serving(tmp_path / "log", authority.context(tmp_path, **made), implicit=implicit) as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "tls" if implicit else "starttls"))

        assert said in summary.trouble
        assert (held(tmp_path), server.taken()) == (UNTOUCHED, [])


def test_an_unknown_authority_stops_the_mailing(tmp_path, authority):
    planned(tmp_path)
    with serving(tmp_path / "log", Authority().context(tmp_path)) as server:
        authority.write(tmp_path / "authority.pem")
        summary = mailed(tmp_path, server_at(server.port, tmp_path))
    assert "центр, который выдал сертификат, неизвестен" in summary.trouble
    assert held(tmp_path) == UNTOUCHED


def test_a_server_without_starttls_is_told_nothing(tmp_path, authority):
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path))
        assert "не предлагает шифрования STARTTLS. Открытым текстом ничего не передано" in summary.trouble
        assert (held(tmp_path), server.taken()) == (UNTOUCHED, [])


def test_without_encryption_another_computer_is_told_nothing(tmp_path, monkeypatch):
    class Far(socket.socket):
        def getpeername(self):
            return ("192.0.2.7", 25)

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def connect(address, timeout):
            wire = Far()
            wire.settimeout(timeout)
            wire.connect(listening.getsockname())
            return wire

        monkeypatch.setattr(socket, "create_connection", connect)
        planned(tmp_path)
        summary = mailed(tmp_path, server_at(25, tmp_path, "none", connect_timeout=1))
        with listening.accept()[0] as line:
            assert line.recv(100) == b""
    assert "письма передают только серверу на этом компьютере" in summary.trouble
    assert held(tmp_path) == UNTOUCHED


def test_tls_from_the_start_at_a_port_for_starttls_is_explained(tmp_path, authority):
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with serving(tmp_path / "log", authority.context(tmp_path)) as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "tls"))
    assert 'может быть, нужно security = "starttls"' in summary.trouble


@pytest.mark.parametrize("wrong", ["Wrong-secret-9", "Пароль-по-русски"])
def test_a_wrong_password_costs_no_try_and_is_told_nowhere(tmp_path, authority, monkeypatch, wrong, capsys, caplog):
    caplog.set_level(0)
    monkeypatch.setenv("MAIL", wrong)
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with serving(tmp_path / "log", authority.context(tmp_path)) as server:
        wanted = server_at(server.port, tmp_path)
        summary = mailed(tmp_path, wanted)
        with pytest.raises(Exception, match=r"вход не удался|нелатинские") as raised:
            TRANSPORTS["smtp"](wanted, []).__enter__()
    assert "Проверьте имя пользователя и пароль" in summary.trouble or "нелатинские знаки" in summary.trouble
    assert held(tmp_path) == UNTOUCHED

    said = "".join(traceback.format_exception(raised.value)) + repr(wanted) + summary.trouble + caplog.text
    said += "".join(capsys.readouterr())
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ledger*"))
    assert wrong not in said and wrong.encode() not in kept


def test_the_right_password_is_told_nowhere_either(tmp_path, authority, caplog):
    caplog.set_level(0)
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with serving(tmp_path / "log", authority.context(tmp_path)) as server:
        wanted = server_at(server.port, tmp_path)
        with TRANSPORTS["smtp"](wanted, []) as transport:
            assert PASSWORD not in repr(vars(transport)) + repr(vars(transport._session))
        assert mailed(tmp_path, wanted).sent == 1
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert PASSWORD not in "".join(ours)
    assert PASSWORD.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("ledger*"))


def test_without_a_password_nothing_is_tried(tmp_path, authority, monkeypatch):
    monkeypatch.delenv("MAIL")
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with pytest.raises(GeneratorError, match="нет переменной окружения MAIL"):
        mailed(tmp_path, server_at(1, tmp_path))
    assert held(tmp_path) == UNTOUCHED


def test_a_password_from_the_keyring(tmp_path, authority, monkeypatch):
    keyring = pytest.importorskip("keyring")
    kept = {("mail", USER): PASSWORD}
    monkeypatch.setattr(keyring, "get_password", lambda service, user: kept.get((service, user)))
    authority.write(tmp_path / "authority.pem")
    planned(tmp_path)
    with serving(tmp_path / "log", authority.context(tmp_path)) as server:
        assert mailed(tmp_path, server_at(server.port, tmp_path, password=None, keyring="mail")).sent == 1
    with pytest.raises(
        GeneratorError, match=rf"нет пароля для «other», {USER}\. Впишите его: .* -m keyring set other \"{USER}\"$"
    ):
        TRANSPORTS["smtp"](server_at(1, tmp_path, keyring="other"), [])


def test_a_server_that_does_not_answer_is_named(tmp_path):
    planned(tmp_path)
    summary = mailed(tmp_path, server_at(1, tmp_path, "none"))
    assert "Почтовый сервер localhost, порт 1: не отвечает" in summary.trouble
    assert held(tmp_path) == UNTOUCHED


@pytest.mark.parametrize("host", ["mail.invalid", "mail..example.ru"])
def test_a_name_that_is_not_in_the_net_is_named(tmp_path, host):
    planned(tmp_path)
    summary = mailed(tmp_path, server_at(25, tmp_path, "none", host=host))
    assert f"{host}, порт 25: такого имени в сети нет" in summary.trouble
    assert held(tmp_path) == UNTOUCHED


@contextmanager
def answering(charset="utf-8", **answers):
    """A server that says these words to these commands and «250 ok» to the others; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    with line, line.makefile("rb") as commands:
                        line.sendall(b"220 hello\r\n")
                        for command in commands:
                            said = answers.get(command[:4].decode(), "250 ok")
                            line.sendall(f"{said}\r\n".encode(charset))

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def test_a_server_that_takes_no_password_here_is_told_apart_from_a_broken_line(tmp_path):
    planned(tmp_path)
    with answering(ehlo="250-hello\r\n250 AUTH GSSAPI NTLM") as port:
        summary = mailed(tmp_path, server_at(port, tmp_path, "none", user=USER, password=Password("MAIL")))
    assert "не предлагает входа по паролю. Проверьте порт" in summary.trouble
    assert held(tmp_path) == UNTOUCHED


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_what_a_server_says_is_read_in_any_russian_encoding(tmp_path, charset):
    planned(tmp_path)
    with answering(charset, RCPT="550 5.1.1 Ящик не найден, обратитесь к администратору") as port:
        mailed(tmp_path, server_at(port, tmp_path, "none"))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        [letter] = ledger.dispatches(EDITION.id)
    assert letter.reply.text == "5.1.1 Ящик не найден, обратитесь к администратору"


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ({"mail": "what"}, (State.QUEUED, 0)),
        ({"mail": "354 go on"}, (State.QUEUED, 0)),
        ({"RCPT": "354 go on"}, (State.DEFERRED, 1)),
        ({"DATA": "what"}, (State.DEFERRED, 1)),
    ],
)
def test_what_is_no_answer_to_a_command_breaks_the_line_and_not_the_program(tmp_path, answers, left):
    planned(tmp_path)
    with answering(**answers) as port:
        mailed(tmp_path, server_at(port, tmp_path, "none"))
    assert held(tmp_path) == {"a@example.ru": left}


def test_one_letter_over_the_servers_size_stops_all_before_the_first(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.plan(EDITION, [parcel(tmp_path, "a@example.ru"), parcel(tmp_path, "b@example.ru", size=200_000)])
    with serving(tmp_path / "log", data_size_limit=100_000) as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"))
        assert "принимает письма до 100 КБ, а 1 из писем больше, до 200 КБ. Ничего не отправлено" in summary.trouble
        assert server.taken() == []


@pytest.mark.parametrize("code", [552, 523])
def test_a_letter_whose_size_is_refused_before_it_goes_is_refused_alone(tmp_path, code):
    """Any other no to the sender stops the run: it would be said of every letter."""
    planned(tmp_path)
    with answering(mail=f"{code} 5.3.4 message too big") as port:
        summary = mailed(tmp_path, server_at(port, tmp_path, "none"))
    assert summary.trouble == ""
    assert held(tmp_path) == {"a@example.ru": (State.REFUSED, 1)}


def test_the_limit_of_the_settings_holds_where_the_server_has_none(tmp_path):
    planned(tmp_path, size=50_000)
    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none", limit=10_000))
    assert "принимает письма до 10 КБ" in summary.trouble
    assert held(tmp_path) == UNTOUCHED


def test_a_letter_changed_after_the_rehearsal_is_not_sent(tmp_path):
    planned(tmp_path, "a@example.ru", "b@example.ru")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        second = list(ledger.dispatches(EDITION.id))[1].parcel.letter
    second.write_bytes(second.read_bytes().replace(b"test", b"TEST"))
    with serving(tmp_path / "log") as server:
        with pytest.raises(GeneratorError, match=r"изменено после репетиции\. Оно не отправлено"):
            mailed(tmp_path, server_at(server.port, tmp_path, "none"))
        assert list(server.counts()) == ["a@example.ru"]
    assert held(tmp_path)["b@example.ru"] == (State.QUEUED, 0)


@pytest.mark.parametrize("first_to", ["bye1.a@example.ru", "down1.a@example.ru"])
def test_a_server_that_closes_down_costs_no_try(tmp_path, first_to):
    planned(tmp_path, first_to, "b@example.ru")
    with serving(tmp_path / "log") as server:
        first = mailed(tmp_path, server_at(server.port, tmp_path, "none"))
        assert first.trouble == (
            f"Почтовый сервер localhost, порт {server.port}: сервер не принимает почту: 421 4.3.2 closing down. "
            "Повторите команду позже: уйдёт только то, что не ушло."
        )
        assert held(tmp_path)[first_to] == (State.QUEUED, 0)
        assert mailed(tmp_path, server_at(server.port, tmp_path, "none")).sent == 2


def test_a_recipient_for_whom_the_server_closes_down_holds_up_nobody(tmp_path):
    planned(tmp_path, "bye.a@example.ru", "b@example.ru")
    with serving(tmp_path / "log") as server:
        assert mailed(tmp_path, server_at(server.port, tmp_path, "none")).sent == 0
        assert mailed(tmp_path, server_at(server.port, tmp_path, "none")).sent == 1
        assert server.counts() == {"b@example.ru": 1}


def test_lines_that_break_in_a_row_end_the_run(tmp_path):
    planned(tmp_path, *(f"lost.{n}@example.ru" for n in range(9)))
    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"))
    assert "связь обрывается раз за разом" in summary.trouble
    assert (summary.uncertain, summary.left) == (3, 6)


def test_lines_that_break_now_and_then_stop_nothing(tmp_path):
    broken = [f"shut1.{name}@example.ru" for name in "abc"]
    planned(tmp_path, *(email for each in broken for email in (each, each.replace("shut1", "ok"))))
    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"))

    assert (summary.trouble, summary.sent, summary.counts[State.DEFERRED]) == ("", 3, 3)


def test_an_address_that_ends_its_command_is_never_spoken(tmp_path):
    """The list takes no such address; whoever gets one into the ledger reaches nobody with it."""
    planned(tmp_path, "a@example.ru>\r\nRCPT TO:<b@example.ru")
    with serving(tmp_path / "log") as server:
        mailed(tmp_path, server_at(server.port, tmp_path, "none"))
        assert server.taken() == []
    [(state, _)] = held(tmp_path).values()
    assert state is State.REFUSED


def test_resend_by_itself_happens_once_even_when_the_answer_is_lost_again(tmp_path):
    planned(tmp_path, "lost.a@example.ru", "b@example.ru")
    with serving(tmp_path / "log") as server:
        for _ in range(3):
            mailed(tmp_path, server_at(server.port, tmp_path, "none"), policy=Policy.RESEND)
        assert server.counts() == {"lost.a@example.ru": 2, "b@example.ru": 1}
    assert held(tmp_path)["lost.a@example.ru"][0] is State.UNCERTAIN


def test_after_enough_tries_a_letter_is_given_up_with_the_servers_words(tmp_path):
    planned(tmp_path, "later.a@example.ru")
    retries = Retries(pauses=(timedelta(milliseconds=20),), tries=3)
    with serving(tmp_path / "log") as server:
        mailed(tmp_path, server_at(server.port, tmp_path, "none"), retries=retries, wait=timedelta(seconds=9))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        [dispatch] = ledger.dispatches(EDITION.id)
    assert (dispatch.state, dispatch.tries, dispatch.reply.code) == (State.REFUSED, 3, 451)
    assert "не принято после попыток: 3; последний ответ: " in dispatch.reply.text


def test_a_letter_is_tried_for_three_days_with_growing_pauses(tmp_path):
    clock = Clock()
    pauses = []
    with serving(tmp_path / "log") as server, Ledger(tmp_path / "ledger.sqlite", clock=clock) as ledger:
        ledger.plan(EDITION, [parcel(tmp_path, "later.a@example.ru")])
        opening = {"smtp": partial(TRANSPORTS["smtp"], server_at(server.port, tmp_path, "none"))}
        began = clock.now
        while (due := send(ledger, EDITION.id, opening).next_due) is not None:
            pauses.append(round((due - clock.now).total_seconds() / 60))
            clock.forward(seconds=(due - clock.now).total_seconds() + 1)
    assert pauses == [5, 15, 60, *([240] * (len(pauses) - 3))]
    assert timedelta(days=2.8) < clock.now - began <= timedelta(days=3)


def test_a_limit_of_today_is_kept_over_a_restart(tmp_path):
    planned(tmp_path, *(f"{n}@example.ru" for n in range(5)))
    paces = {"smtp": Pace(per_day=3)}
    with serving(tmp_path / "log") as server:
        for expected in (3, 0):
            summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"), paces=paces)
            assert (summary.sent, summary.left) == (expected, 2)
            assert "Исчерпано число писем за сутки (3)" in summary.trouble


def test_a_limit_that_the_last_letter_reaches_is_no_trouble(tmp_path):
    planned(tmp_path, "a@example.ru", "b@example.ru")
    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"), paces={"smtp": Pace(per_day=2)})

    assert (summary.sent, summary.trouble) == (2, "")


def test_connections_are_renewed_after_so_many_letters(tmp_path):
    planned(tmp_path, *(f"{n}@example.ru" for n in range(7)))
    with serving(tmp_path / "log") as server:
        mailed(tmp_path, server_at(server.port, tmp_path, "none", per_connection=3))
        peers = [taken["peer"] for taken in server.taken()]
    assert [peers.index(peer) for peer in peers] == [0, 0, 0, 3, 3, 3, 6]


def test_only_the_chosen_get_it(tmp_path):
    planned(tmp_path, "a@example.ru", "b@example.ru", "c@example.ru")
    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"), only={"b@example.ru"})
        assert (list(server.counts()), summary.left, summary.outside) == (["b@example.ru"], 0, 2)


def test_two_senders_at_once_send_each_letter_once(tmp_path):
    planned(tmp_path, *(f"{n}@example.ru" for n in range(20)))
    said = []

    def second():
        try:
            mailed(tmp_path, server_at(server.port, tmp_path, "none"))
        except GeneratorError as error:
            said.append(str(error))

    with serving(tmp_path / "log") as server, Ledger(tmp_path / "ledger.sqlite") as ledger:
        other = threading.Thread(target=second)

        def begun(_):
            if not other.ident:
                other.start()
                other.join()

        opening = {"smtp": partial(TRANSPORTS["smtp"], server_at(server.port, tmp_path, "none"))}
        assert send(ledger, EDITION.id, opening, progress=begun).sent == 20
        assert max(server.counts().values()) == 1
    assert ["уже ведёт другой запуск программы" in text for text in said] == [True]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("numbers", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGHUP] * 2])
def test_a_person_stops_it_after_the_letter_in_hand(tmp_path, numbers):
    planned(tmp_path, *(f"{n}@example.ru" for n in range(9)))

    def third(progress):
        if progress.done == 3:
            for number in numbers:
                os.kill(os.getpid(), number)

    with serving(tmp_path / "log") as server:
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"), progress=third)
        assert (summary.sent, summary.left, summary.stopped, summary.trouble) == (3, 6, True, "")
        assert mailed(tmp_path, server_at(server.port, tmp_path, "none")).sent == 6
        assert set(server.counts().values()) == {1}
    assert signal.getsignal(numbers[0]) not in (None, signal.SIG_IGN)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_closed_terminal_does_not_stop_what_was_begun_with_nohup(tmp_path):
    planned(tmp_path, *(f"{n}@example.ru" for n in range(3)))
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with serving(tmp_path / "log") as server:
            closed = partial(os.kill, os.getpid(), signal.SIGHUP)
            summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"), progress=lambda _: closed())
    finally:
        signal.signal(signal.SIGHUP, before)

    assert (summary.sent, summary.stopped) == (3, False)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_disk_that_fills_up_after_the_dot_names_the_letter(tmp_path):
    """The last of the three writes fails: the server has the letter, the ledger says that nobody can know."""
    code = """
import resource, sys
from pathlib import Path
from tests.distribution.test_trouble import *
folder, port = Path(sys.argv[1]), int(sys.argv[2])
dot = Ledger.dot
def dotting(self, id_):
    dot(self, id_)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{self.path}-wal").stat().st_size,) * 2)
Ledger.dot = dotting
try:
    mailed(folder, server_at(port, folder, "none"))
except GeneratorError as error:
    print(error)
"""
    planned(tmp_path)
    with serving(tmp_path / "log") as server:
        command = [sys.executable, "-c", code, str(tmp_path), str(server.port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
        assert "Письмо для «a@example.ru» уже передано, но записать этого не удалось" in done.stdout, done.stdout
        summary = mailed(tmp_path, server_at(server.port, tmp_path, "none"))
        assert (summary.sent, summary.uncertain, server.counts()) == (0, 1, {"a@example.ru": 1})


def test_the_password_file_must_be_closed_to_others(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    planned(tmp_path)
    wanted = replace(server_at(1, tmp_path), password=Password("MAIL", secret))
    if os.name != "nt":
        with pytest.raises(GeneratorError, match="могут читать и другие"):
            mailed(tmp_path, wanted)
