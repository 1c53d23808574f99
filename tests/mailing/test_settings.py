"""What `input/mailing.toml` may say, and what is said of it when it is wrong."""

from pathlib import Path

import pytest

from generator.distribution.addresses import Mailbox
from generator.errors import GeneratorError
from generator.mailing import settings
from generator.mailing.settings import Mailing


def load(folder: Path, text: str) -> Mailing:
    (folder / settings.FILE).write_text(text, encoding="utf-8")
    return settings.load(folder)


def test_without_a_file_nothing_can_be_sent_but_nothing_is_wrong(tmp_path):
    assert settings.load(tmp_path) == Mailing(port=587)


def test_paths_are_those_from_the_folder_of_the_settings(tmp_path):
    mailing = load(tmp_path, '[server]\npassword_file = "secret"\n[places]\nfolder = "../out"\nzip = "/srv/zip"\n')

    assert mailing.password_file == tmp_path / "secret"
    assert mailing.folder == tmp_path / "../out"
    assert mailing.zip == Path("/srv/zip")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_the_kind_of_protection(tmp_path, security, port):
    assert load(tmp_path, f'[server]\nsecurity = "{security}"\n').port == port
    assert load(tmp_path, f'[server]\nsecurity = "{security}"\nport = 2525\n').port == 2525


def test_the_section_of_signing_belongs_to_the_file(tmp_path):
    mailing = load(tmp_path, 'from = "press@gorod.example"\n[signing]\ncertificate = "press.p12"\n')

    assert mailing.sender == Mailbox("", "press@gorod.example")


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("Пресс-служба <press@gorod.example>", Mailbox("Пресс-служба", "press@gorod.example")),
        ("press@пример.рф", Mailbox("", "press@xn--e1afmkfd.xn--p1ai")),
    ],
)
def test_who_sends_is_a_name_and_one_address(tmp_path, text, mailbox):
    assert load(tmp_path, f'from = "{text}"').sender == mailbox


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('form = "press@gorod.example"', "строка 1, form: такой настройки нет. Возможно, «from»"),
        ('[server]\nhost = ""', "строка 2, server.host: значение пустое"),
        ('[server]\nsecurity = "ssl"', 'server.security: ожидается "starttls", "tls" или'),
        ("[server]\nport = 0", "server.port: ожидается номер порта от 1 до 65535, без кавычек"),
        ("[server]\nport = true", "server.port: ожидается номер порта"),
        ('[server]\npassword = "secret"', "server.password: такой настройки нет"),
        ('[server]\npassword_env = "my secret"', "самого пароля здесь не пишут"),
        ('from = "Пресс-служба"', "from: "),
        ('from = "a@gorod.example, b@gorod.example"', "from: "),
        ('reply_to = "Кому <a@gorod.example> ещё"', "reply_to: ожидается адрес, например"),
        ('unsubscribe = "javascript:alert(1)"', "unsubscribe: ожидается адрес"),
        ('unsubscribe = "https://город.рф/otpiska"', "unsubscribe: ожидается адрес латинскими буквами"),
        ('unsubscribe = "mailto:press"', "unsubscribe: ожидается адрес"),
        ('formats = ["doc"]', "formats: вида «doc» нет"),
        ("server = 1", "server: это раздел. Напишите [server]"),
        ('[signing]\ncertifcate = "x"', "Возможно, «signing.certificate»"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(GeneratorError) as raised:
        load(tmp_path, text)

    assert said in str(raised.value)
    assert "mailing.toml, строка" in str(raised.value)
