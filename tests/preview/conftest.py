"""A folder with the sample and a theme of its own, as a person has it who is changing the look."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def furnish():
    """Make such a folder: `input/`, and `templates/own` that extends the default theme with one template of it."""

    def made(folder: Path) -> Path:
        shutil.copytree(ROOT / "input", folder / "input")
        own = folder / "templates/own"
        own.mkdir(parents=True)
        (own / "theme.yaml").write_text("title: Своя тема\nextends: default\n", encoding="utf-8")
        (own / "digest.html").write_text('{% extends "default:digest.html" %}\n', encoding="utf-8")
        return folder

    return made


@pytest.fixture
def home(furnish, tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture(scope="session")
def running():
    """Run the command in a folder; the link that it prints, while it runs."""

    @contextmanager
    def run(folder: Path, *arguments: str) -> Iterator[str]:
        command = [sys.executable, "-m", "generator", "preview", "--no-browser", "--port", "0", "--theme", "own"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as server:
            assert server.stdout is not None and server.stderr is not None
            link = re.search(r"http://\S+", server.stdout.readline())
            try:
                yield link[0] if link else ""
            finally:
                server.send_signal(signal.SIGINT)
                said, complaints = server.communicate(timeout=20)
        assert (server.returncode, complaints) == (0, "")
        assert said.endswith("Просмотр остановлен.\n")

    return run
