"""The guide to mailing is a real conversation: its files are written, its commands run against a real mail server."""

import re
import shlex
import shutil
from pathlib import Path

from generator.mailing import settings
from generator.signing import settings as signing
from tests.mailing.conftest import Office

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
GAP = "…"
# What is another each time: the number of a rehearsal, a moment, the size of a letter.
PASSING = (
    (r"\d{4}-\d{4}", "NUMBER"),
    (r"\d\d\.\d\d\.\d{4} \d\d:\d\d [+-]\d\d:\d\d", "MOMENT"),
    (r"\d+,\d МБ", "SIZE"),
)


def masked(text):
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    for pattern, word in PASSING:
        text = re.sub(pattern, word, text)
    return [line.rstrip() for line in text.splitlines()]


def assert_said(quoted, said):
    """Every quoted line stands in what was said, in this order; without a gap between them, one after the other."""
    place, gap = 0, False
    for line in masked(quoted):
        if line == GAP:
            gap = True
            continue
        rest = masked(said)[place:]
        assert line in (rest if gap else rest[:1]), (line, rest[:3])
        place, gap = place + rest.index(line) + 1, False


def test_the_guide_to_mailing_says_what_the_program_does(office: Office, tmp_path):
    shutil.rmtree(office.folder / "input")
    shutil.rmtree(office.folder / "output")
    shutil.copytree(ROOT / "input", office.folder / "input")
    number, ran = "", 0
    for kind, info, body in BLOCK.findall((ROOT / "docs/mailing.md").read_text(encoding="utf-8")):
        if name := dict(word.split("=", 1) for word in info.split()).get("file"):
            here = 'host = "localhost"\nauthority = "../../authority.pem"'
            body = body.replace('host = "mail.region.example"', here)
            body = body.replace("port = 587", f"port = {office.server.port}")
            (office.folder / name).write_text(body, encoding="utf-8")
            continue
        if kind == "toml":  # settings that may be added
            (tmp_path / settings.FILE).write_text(body, encoding="utf-8")
            assert settings.load(tmp_path) != settings.Mailing() or signing.load(tmp_path)
            continue
        assert kind == "console"
        command, quoted = body.removeprefix("$ ").split("\n", 1)
        program, *words = shlex.split(re.sub(PASSING[0][0], number, command))
        assert program == "digest"
        _, said = office.digest(*words)
        assert_said(quoted, said)
        if found := re.search(r"Номер репетиции: (\S+)\.", said):
            number = found[1]
        ran += 1
    assert ran == 8
    assert sum(office.server.counts().values()) == 4  # a sample, and three letters once
