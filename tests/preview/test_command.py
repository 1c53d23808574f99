import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from generator import cli, preview
from generator.errors import GeneratorError
from generator.preview.wanted import Wanted

ROOT = Path(__file__).resolve().parents[2]


def test_it_answers_at_the_link_and_ends_cleanly(home, running):
    with running(home) as link:
        assert link.startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(link.partition("/start")[0], timeout=10)
        assert refused.value.code == 403
        refused.value.close()


def test_stopped_while_the_pdf_is_printed_it_ends_well_and_leaves_nothing(home, running, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    answers: list[bytes] = []
    with running(home) as link:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        browser.open(link, timeout=10).close()
        _composed(browser, link)

        def look() -> None:
            with browser.open(link.partition("/start")[0] + "/pdf", timeout=60) as answer:
                answers.append(answer.read())

        looking = threading.Thread(target=look)
        looking.start()
        deadline = time.monotonic() + 20
        while not any(scratch.rglob("digest-fonts-*")):  # it prints
            assert time.monotonic() < deadline
            time.sleep(0.02)
    looking.join()

    assert answers == [b'{"stopped":true}']
    assert list(scratch.iterdir()) == []


def _composed(browser: urllib.request.OpenerDirector, link: str) -> None:
    """Wait until there is a page to print."""
    with browser.open(link.partition("/start")[0] + "/events", timeout=20) as news:
        while not json.loads(news.readline().removeprefix(b"data: ") or b"{}").get("version"):
            news.readline()  # the empty line after each piece of news


def test_it_listens_to_this_computer_alone(home, running):
    with running(home) as link:
        port = int(link.rpartition(":")[2].partition("/")[0])
        others = {address[4][0] for address in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
        for address in others - {"127.0.0.1", "127.0.1.1"}:
            with pytest.raises(OSError, match=""):
                socket.create_connection((address, port), timeout=2).close()


def test_a_taken_port_is_told_and_without_one_the_next_is_taken(home):
    with preview._listening(None) as first, preview._listening(None) as second:
        taken = first.getsockname()[1]
        assert second.getsockname()[1] > taken
        assert first.getsockname()[0] == "127.0.0.1"
        with pytest.raises(GeneratorError, match=f"Порт {taken} не открыть"):
            preview.run(Wanted(home / "input"), taken, browser=False)


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_that_there_is_not_is_told(home, port):
    with pytest.raises(GeneratorError, match="Порт"):
        preview.run(Wanted(home / "input"), port, browser=False)


def test_without_the_libraries_it_says_how_to_get_them(home):
    code = (
        "import sys; sys.modules.update(starlette=None, uvicorn=None, watchfiles=None); "
        "from generator.cli import main; sys.exit(main(['preview', '--no-browser']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")

    assert done.returncode == cli.UNUSABLE
    assert done.stderr.startswith("Ошибка. Для просмотра не хватает библиотек: starlette, uvicorn, watchfiles.")
    assert '-m pip install "regional-digest[preview]"' in done.stderr


def test_without_an_input_folder_it_does_not_start(tmp_path):
    with pytest.raises(GeneratorError, match=r"нет\. Укажите папку"):
        preview.run(Wanted(tmp_path / "nothing"), 0, browser=False)
