"""The guide is a real conversation: its files are written, its commands run, and what it quotes is what they say."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/guide.md"
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, dict[str, str], str]]:
    for kind, info, body in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        yield kind, dict(word.split("=", 1) for word in shlex.split(info)), body


def run(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    assert program == "digest"
    call = [sys.executable, "-m", "generator", *arguments]
    done = subprocess.run(call, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8")
    assert not done.stderr
    return done.stdout.replace("\N{NO-BREAK SPACE}", " ")


def write(path: Path, attributes: dict[str, str], kind: str, body: str) -> None:
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if "replace" in attributes:
        before, after = attributes["replace"].split("|")
        assert before in old
        body = old.replace(before, after)
    elif kind == "yaml":
        body = f"{old.rstrip()}\n\n{body}"
    path.write_text(body, encoding="utf-8")


def test_the_guide_says_what_the_program_does(tmp_path):
    shutil.copytree(ROOT / "input", tmp_path / "input")
    said = 0
    for kind, attributes, body in blocks():
        if "file" in attributes:
            write(tmp_path / attributes["file"], attributes, kind, body)
        elif "part" in attributes:
            assert body in (tmp_path / attributes["part"]).read_text(encoding="utf-8")
        else:
            command, output = body.removeprefix("$ ").split("\n", 1)
            assert run(command, tmp_path) == output
            said += 1
    assert said == 9
