"""An office with a built digest, a list of recipients and a real mail server of its own."""

import re
import shutil
from pathlib import Path

import pytest

from generator import cli
from generator.distribution.dispatches import State
from generator.mailing import journal
from tests.distribution.certificates import Authority
from tests.distribution.server import PASSWORD, USER, serving

ROOT = Path(__file__).resolve().parents[2]
LIST = """имя;должность;обращение;пол;почта;муниципальное образование;виды файлов;группы
;глава городского округа;Уважаемый глава городского округа!;;glava@komsomolsk.example;komsomolsk-na-amure;;главы
;начальник пресс-службы;Уважаемые коллеги!;;press@spassk.example;spassk-dalny;;пресс-службы
;депутат;Уважаемый депутат!;;deputat@duma.example;;;край
"""
SETTINGS = """from = "Региональная пресс-служба <press@region.example>"
formats = ["pdf"]
[server]
host = "localhost"
port = {port}
authority = "../../authority.pem"
user = "press"
"""


class Office:
    """The folder that a person works in, and what the server there has taken."""

    def __init__(self, folder, server, capsys):
        self.folder, self.server, self._capsys = folder, server, capsys

    def digest(self, *words):
        """Run the command; its exit code and all that it says."""
        code = cli.main([*words])
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def list(self, text):
        (self.folder / "input/recipients.csv").write_text(text, encoding="utf-8")

    def people(self, *emails):
        """A list of these addresses."""
        rows = (f";глава;Уважаемый глава!;;{email};;;главы\n" for email in emails)
        self.list(LIST.split("\n")[0] + "\n" + "".join(rows))

    def settings(self, more="", port=None):
        text = SETTINGS.format(port=port or self.server.port) + more
        (self.folder / "input/mailing.toml").write_text(text, encoding="utf-8")

    def rehearse(self, *words):
        """The number of a rehearsal."""
        code, said = self.digest("send", *words)
        assert code == 0, said
        [number] = set(re.findall(r"--confirm (\d{4}-\d{4})", said))
        return number

    def letters(self):
        """The letters in the outbox by their names."""
        return {path.name: path.read_bytes() for path in self.folder.glob("output/outbox/*/letters/*.eml")}

    def states(self):
        with journal.opened(self.folder / "input") as ledger:
            edition = list(ledger.editions())[-1][0].id
            return {one.key: one.state for one in ledger.dispatches(edition)}


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A folder with the sample, built: sheets of the municipalities lie beside the digest."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "input", folder / "input")
    words = ["build", "--format", "pdf", "--document", "municipality", "--year", "2023"]
    assert cli.main([*words, "--input", str(folder / "input"), "--output", str(folder / "output")]) in (0, 1)
    return folder


@pytest.fixture(scope="session")
def authority():
    return Authority()


@pytest.fixture
def office(built, authority, tmp_path, monkeypatch, capsys):
    shutil.copytree(built, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    monkeypatch.setenv("DIGEST_MAIL_PASSWORD", PASSWORD)
    assert USER == "press"
    authority.write(tmp_path / "authority.pem")
    with serving(tmp_path / "log", authority.context(tmp_path)) as server:
        office = Office(tmp_path / "office", server, capsys)
        office.list(LIST)
        office.settings()
        yield office


SENT, REFUSED, UNCERTAIN, ASSUMED = State.SENT, State.REFUSED, State.UNCERTAIN, State.ASSUMED
CLAIMED, WITHDRAWN = State.CLAIMED, State.WITHDRAWN
