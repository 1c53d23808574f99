"""Measure how a long PDF is printed and write `bench/printing.md`: `python bench/printing.py [--quick] [SIZE ...]`.

Every measurement is a process of its own; ours and bare WeasyPrint on the same page take turns, and a median
stands for them. Memory is that of the process and its workers together, each page of memory counted once (PSS),
looked at ten times a second; Linux alone tells it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

SIZES = (50, 100, 200, 1000)
QUICK = (5, 12)
ALONE = 500  # municipalities, from which on bare WeasyPrint is not waited for
TIMES = {50: 3, 100: 3, 200: 3}

WAYS = {
    "bare": "bare WeasyPrint, no tags",
    "tagged": "bare WeasyPrint, PDF/A-2a with its own tags",
    "one": "one process",
    "two": "two processes",
    "kept": "two processes, nothing changed",
    "changed": "two processes, one chapter changed",
    "longer": "two processes, one chapter longer by sheets",
}


class Run(NamedTuple):
    """One process: seconds of its call, and its peak memory in MB with that of its workers."""

    wall: float
    cpu: float  # of the process and of its workers
    peak: float


def prepare(folder: Path, size: int) -> None:
    """The page of a made-up region, and what bare WeasyPrint gets of it."""
    from lxml import etree

    from bench import corpus
    from generator import pipeline, rendering
    from generator.theme import Theme
    from generator.writers import pdf

    corpus.write(folder / "input", size)
    material = pipeline.read(folder / "input")
    theme = Theme.load("default")
    page = rendering.render(pipeline.consolidated(material), material.settings, theme)
    (folder / "page.xml").write_text(etree.tostring(page.root, encoding="unicode"), encoding="utf-8")
    printed = [pdf.source(page, theme), pdf.styles(page, theme)]
    (folder / "printed.json").write_text(json.dumps(printed), encoding="utf-8")


def bare(folder: Path, *, tagged: bool) -> tuple[float, float]:
    """Print with WeasyPrint as its manual shows."""
    from weasyprint import CSS, HTML  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]

    from generator.theme import Theme
    from generator.writers.pdf import ORIGIN, ThemeFetcher

    source, styles = json.loads((folder / "printed.json").read_text(encoding="utf-8"))
    started = time.perf_counter(), time.process_time()
    fetcher, fonts = ThemeFetcher(Theme.load("default")), FontConfiguration()
    sheet = CSS(string=styles, base_url=ORIGIN, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=source, base_url=ORIGIN, url_fetcher=fetcher)
    variant = {"pdf_variant": "pdf/a-2a"} if tagged else {}
    document.write_pdf(folder / "bare.pdf", stylesheets=[sheet], font_config=fonts, **variant)
    return time.perf_counter() - started[0], time.process_time() - started[1]


def ours(folder: Path, way: str) -> tuple[float, float]:
    """Print as `digest build` does, from the page to the file; workers begin within the time."""
    import gc
    import resource

    from generator import page, workers
    from generator.cache import Cache
    from generator.theme import Theme
    from generator.writers import pdf

    parsed = page.parse((folder / "page.xml").read_text(encoding="utf-8"))
    if way in ("changed", "longer"):
        chapters = [one for one in parsed.body if one.get("class") == "chapter"]
        paragraph = next(chapters[len(chapters) // 2].iter("p"))
        paragraph.text = (paragraph.text or "") + " Исправлено." * (2000 if way == "longer" else 1)
    cache = Cache(folder / f"cache-{way}") if way in ("kept", "changed", "longer") else None
    gc.disable()  # as the command does, for the life of its process
    started = time.perf_counter(), _cpu()
    with workers.pool(1 if way == "one" else 2) as pool:
        pdf.write(parsed, Theme.load("default"), folder / f"{way}.pdf", None, pool, cache)
    wall = time.perf_counter() - started[0]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, _cpu() - started[1] + used.ru_utime + used.ru_stime


def _cpu() -> float:
    return time.process_time()


def fill(folder: Path) -> None:
    """Lay everything out once, for those that find it in a cache."""
    import shutil

    from generator import page
    from generator.cache import Cache
    from generator.theme import Theme
    from generator.writers import pdf

    parsed = page.parse((folder / "page.xml").read_text(encoding="utf-8"))
    pdf.write(parsed, Theme.load("default"), folder / "first.pdf", None, None, Cache(folder / "cache"))
    for way in ("kept", "changed", "longer"):
        shutil.rmtree(folder / f"cache-{way}", ignore_errors=True)
        shutil.copytree(folder / "cache", folder / f"cache-{way}")


def measure(folder: Path, way: str) -> Run:
    """One way of printing in a process of its own."""
    if way in ("changed", "longer"):  # a second time there would be nothing to do
        _child("copy", folder, way)
    process = subprocess.Popen(
        [sys.executable, __file__, "--task", way, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            peak[0] = max(peak[0], _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"Измерение прервано: {way}, {folder.name}.")
    return Run(*json.loads(said), peak[0])


def _memory(pid: int) -> float:
    """Megabytes of a process and of all that it began."""
    total, todo = 0.0, [pid]
    while todo:
        one = todo.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
            for thread in Path(f"/proc/{one}/task").iterdir():
                todo += map(int, (thread / "children").read_text().split())
        except (OSError, StopIteration):  # it has just ended
            continue
    return total


def _child(task: str, folder: Path, way: str = "") -> None:
    subprocess.run([sys.executable, __file__, "--task", task, str(folder), way], check=True, cwd=ROOT)


def task(name: str, folder: Path, more: str) -> None:
    """What a child does."""
    import shutil

    match name:
        case "prepare":
            prepare(folder, int(folder.name))
        case "fill":
            fill(folder)
        case "copy":
            shutil.rmtree(folder / f"cache-{more}", ignore_errors=True)
            shutil.copytree(folder / "cache", folder / f"cache-{more}")
        case "bare" | "tagged":
            print(json.dumps(bare(folder, tagged=name == "tagged")))
        case _:
            print(json.dumps(ours(folder, name)))


def report(runs: dict[tuple[int, str], list[Run]], sizes: Sequence[int], machine: dict[str, str]) -> str:
    """The text of `printing.md`."""

    def of(size: int, way: str, what: str) -> float:
        return median(getattr(run, what) for run in runs[size, way]) if (size, way) in runs else float("nan")

    lines = ["# How a long PDF is printed", "", "Written by `python bench/printing.py`.", ""]
    for size in sizes:
        lines += [
            f"## N = {size}",
            "",
            "| way | wall, s | CPU, s | memory, MB | of bare | of tagged |",
            "|---|---|---|---|---|---|",
        ]
        for way, words in WAYS.items():
            if (size, way) in runs:
                wall, shares = (
                    of(size, way, "wall"),
                    (of(size, way, "wall") / of(size, peer, "wall") for peer in ("bare", "tagged")),
                )
                told = " | ".join("" if share != share else f"{share:.3f}" for share in shares)
                lines.append(
                    f"| {words} | {wall:.2f} | {of(size, way, 'cpu'):.2f} | {of(size, way, 'peak'):.0f} | {told} |"
                )
        lines.append("")
    for small, large in pairwise(sizes):
        time_, memory = (of(large, "two", what) / of(small, "two", what) for what in ("wall", "peak"))
        lines += [
            f"Two processes, N = {large} against N = {small}: {time_:.2f} times the time, {memory:.2f} the memory.",
            "",
        ]
    lines += [
        *(f"- {name}: {value}" for name, value in machine.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, write the results, and say where they are."""
    parser = argparse.ArgumentParser(description="Измерить печать PDF и записать bench/printing.md.")
    parser.add_argument("--quick", action="store_true", help="малый прогон, ничего не записывать")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("size", nargs="*", type=int, help="сколько муниципальных образований")
    options = parser.parse_args()
    if options.task:
        name, folder, *more = options.task
        task(name, Path(folder), more[0] if more else "")
        return
    from bench.run import machine

    sizes = options.size or (QUICK if options.quick else SIZES)
    about, runs = machine(), {}
    with tempfile.TemporaryDirectory() as home:
        for size in sizes:
            folder = Path(home) / str(size)
            folder.mkdir()
            _child("prepare", folder)
            _child("fill", folder)
            for _ in range(1 if options.quick else TIMES.get(size, 1)):
                for way in WAYS:
                    if size < ALONE or way not in ("bare", "tagged"):
                        runs.setdefault((size, way), []).append(measure(folder, way))
                        print(size, way, runs[size, way][-1], file=sys.stderr, flush=True)
    text = report(runs, sizes, about)
    if options.quick:
        print(text)
    else:
        (ROOT / "bench" / "printing.md").write_text(text, encoding="utf-8")
        print("Готово: bench/printing.md")


if __name__ == "__main__":
    main()
