"""Measure how soon a change is on the page and write `bench/preview.md`: `python bench/preview.py [--quick]`.

The sample of five municipalities is looked at in Chromium; a file is saved, and the clock stops when the new
page is in its frame.
"""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

from bench.run import machine  # noqa: E402  # it stands in that folder

PROMISED = 1.0  # seconds
TIMES = 30
EXTENDS = '{% extends "default:digest.html" %}'


def template(folder: Path, number: int) -> None:
    """Print a new line on the cover."""
    text = f"{EXTENDS}{{% block cover %}}<p>Правка {number}</p>{{{{ super() }}}}{{% endblock %}}"
    (folder / "templates/own/digest.html").write_text(text, encoding="utf-8")


def style(folder: Path, number: int) -> None:
    """Give a heading another size."""
    (folder / "templates/own/print.css").write_text(f"h1 {{ font-size: {10 + number}pt }}", encoding="utf-8")


def record(folder: Path, number: int) -> None:
    """Correct a figure."""
    file = folder / "input/records/2023/spassk-dalny.yaml"
    text = re.sub(r"value: \d+", f"value: {5000 + number}", file.read_text(encoding="utf-8"), count=1)
    file.write_text(text, encoding="utf-8")


DEEDS: dict[str, Callable[[Path, int], None]] = {"template": template, "style": style, "record": record}


@contextmanager
def preview(folder: Path) -> Iterator[Page]:
    """The page of a folder, in the browser."""
    shutil.copytree(ROOT / "input", folder / "input")
    own = folder / "templates/own"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text("title: Своя тема\nextends: default\n", encoding="utf-8")
    (own / "digest.html").write_text(EXTENDS, encoding="utf-8")
    command = [sys.executable, "-m", "generator", "preview", "--no-browser", "--port", "0", "--theme", "own"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        link = server.stdout.readline().split()[-1]
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                page = browser.new_page()
                page.goto(link)
                page.wait_for_selector("html[data-version]")
                yield page
                browser.close()
        finally:
            server.send_signal(signal.SIGINT)


def seconds(page: Page, deed: Callable[[Path, int], None], folder: Path, number: int) -> float:
    """From the save of a file to the new page in its frame."""
    before = page.evaluate("document.documentElement.dataset.version")
    started = time.perf_counter()
    deed(folder, number)
    page.wait_for_selector(f'html:not([data-version="{before}"])')
    return time.perf_counter() - started


def main(times: int = TIMES) -> str:
    """The results, as the text of `preview.md`."""
    about = machine()
    with tempfile.TemporaryDirectory() as home, preview(Path(home)) as page:
        taken = {name: [seconds(page, deed, Path(home), n) for n in range(times)] for name, deed in DEEDS.items()}
    every = [one for values in taken.values() for one in values]
    met = "met" if max(every) < PROMISED else "**not met**"
    rows = [
        f"| {name} | {times} | {statistics.median(values):.2f} | {max(values):.2f} |" for name, values in taken.items()
    ]
    return "\n".join(
        [
            "# How soon a change is on the page of `digest preview`",
            "",
            "Written by `make bench`: five municipalities, from the save of a file to the new page in Chromium.",
            "",
            f"Promise: under {PROMISED:g} s, the slowest too: {met}.",
            "",
            "| changed | times | median, s | maximum, s |",
            "|---|---|---|---|",
            *rows,
            "",
            *(f"- {name}: {value}" for name, value in about.items()),
            "",
        ]
    )


if __name__ == "__main__":
    if shutil.which("chromium") is None:
        sys.exit("Нет браузера chromium: скорость просмотра не измерена.")
    if "--quick" in sys.argv:
        print(main(3))
    else:
        (ROOT / "bench" / "preview.md").write_text(main(), encoding="utf-8")
        print("Готово: bench/preview.md")
