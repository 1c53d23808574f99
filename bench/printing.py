"""Measure how a long PDF is printed and write `bench/printing.md`: `python bench/printing.py [--quick] [SIZE ...]`.

The chart of time against size beside it is `printing.svg`.

Every measurement is a process of its own; ours and bare WeasyPrint on the same page take turns, and a median
stands for them. Memory is that of the process and its workers together, each page of memory counted once (PSS),
looked at ten times a second; Linux alone tells it.
"""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

SIZES = (50, 100, 200, 1000)
QUICK = (5, 12)
FEW = {100: ("bare", "two"), 1000: ("two",)}  # all that is measured of a size: what the bars and the chart need
TIMES = {50: 3}

WAYS = {
    "bare": "bare WeasyPrint, no tags",
    "tagged": "bare WeasyPrint, PDF/A-2a with its own tags",
    "one": "one process",
    "two": "two processes",
    "kept": "two processes, nothing changed",
    "changed": "two processes, one chapter changed",
    "longer": "two processes, one chapter longer by sheets",
    "office": "docxtpl, then LibreOffice: no contents, no tags",
}
CACHED = ("kept", "changed", "longer")


class Bar(NamedTuple):
    """A promise: the median of one way against that of another, at one size or between two."""

    words: str
    way: str
    against: str
    size: int
    what: str  # field of `Run`
    most: float
    base: int = 0  # size of the other, where it is another


BARS = (
    *(
        Bar(f"two processes against bare WeasyPrint without tags, N = {n}", "two", "bare", n, "wall", 1 / 1.9)
        for n in (50, 200)
    ),
    *(
        Bar(f"two processes against bare WeasyPrint with tags, N = {n}", "two", "tagged", n, "wall", 1 / 1.7)
        for n in (50, 200)
    ),
    *(
        Bar(f"one process against bare WeasyPrint with tags, N = {n}", "one", "tagged", n, "wall", 1 / 1.25)
        for n in (50, 200)
    ),
    *(
        Bar(f"one process against bare WeasyPrint without tags, N = {n}", "one", "bare", n, "wall", 1 / 1.25)
        for n in (50, 200)
    ),
    *(
        Bar(f"two processes against docxtpl with LibreOffice, N = {n}", "two", "office", n, "wall", 1.6)
        for n in (50, 200)
    ),
    *(Bar(f"the same, one chapter changed, N = {n}", "changed", "office", n, "wall", 0.12) for n in (50, 200)),
    Bar("memory of all processes against bare WeasyPrint with tags, N = 200", "two", "tagged", 200, "peak", 0.35),
    Bar("memory of all processes, N = 1000 against N = 200", "two", "two", 1000, "peak", 1.6, 200),
    Bar("time, N = 1000 against N = 100", "two", "two", 1000, "wall", 10.5, 100),
)


class Run(NamedTuple):
    """One process: seconds of its call, and its peak memory in MB with that of its workers."""

    wall: float
    cpu: float  # of the process and of its workers
    peak: float


def prepare(folder: Path, size: int) -> None:
    """The page of a made-up region, and what bare WeasyPrint gets of it."""
    from lxml import etree

    from bench import corpus
    from generator import making, reading, rendering
    from generator.theme import Theme
    from generator.writers import pdf

    corpus.write(folder / "input", size)
    material = reading.read(folder / "input")
    theme = Theme.load("default")
    page = rendering.render(making.consolidated(material), material.settings, theme)
    (folder / "page.xml").write_text(etree.tostring(page.root, encoding="unicode"), encoding="utf-8")
    printed = [pdf.source(page, theme), pdf.styles(page, theme)]
    (folder / "printed.json").write_text(json.dumps(printed), encoding="utf-8")


def bare(folder: Path, *, tagged: bool) -> tuple[float, float]:
    """Print with WeasyPrint as its manual shows."""
    from bench import peers
    from generator.theme import Theme
    from generator.writers import pdf  # noqa: F401  # imports WeasyPrint

    printed = peers.Printed(*json.loads((folder / "printed.json").read_text(encoding="utf-8")), b"bare")
    started = time.perf_counter(), time.process_time()
    peers.weasyprint(printed, Theme.load("default"), folder / "bare.pdf", tagged=tagged)
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
    cache = Cache(folder / f"cache-{way}") if way in CACHED else None
    gc.disable()  # as the command does, for the life of its process
    started = time.perf_counter(), _cpu()
    with workers.pool(1 if way == "one" else 2) as pool:
        pdf.write(parsed, Theme.load("default"), folder / f"{way}.pdf", None, pool, cache)
    wall = time.perf_counter() - started[0]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, _cpu() - started[1] + used.ru_utime + used.ru_stime


def office(folder: Path) -> tuple[float, float]:
    """Fill a Word template and let LibreOffice print it, as most do."""
    import resource

    home = folder / "office"
    started = time.perf_counter()
    fill_in = [sys.executable, "-m", "bench.tasks", "word-peer", str(home)]
    subprocess.run(fill_in, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(home), str(home / "peer.docx")]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - started, used.ru_utime + used.ru_stime


def _cpu() -> float:
    return time.process_time()


def fill(folder: Path) -> None:
    """Lay everything out once, for those that find it in a cache."""
    from generator import page, workers
    from generator.cache import Cache
    from generator.theme import Theme
    from generator.writers import pdf

    parsed = page.parse((folder / "page.xml").read_text(encoding="utf-8"))
    with workers.pool(2) as pool:
        pdf.write(parsed, Theme.load("default"), folder / "first.pdf", None, pool, Cache(folder / "cache"))
    for way in CACHED:
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
    match name:
        case "prepare":
            prepare(folder, int(folder.name))
        case "template":
            from bench import tasks

            (folder / "office").mkdir()
            tasks.prepare(folder / "office", int(folder.name))
        case "office":
            print(json.dumps(office(folder)))
        case "fill":
            fill(folder)
        case "copy":
            shutil.rmtree(folder / f"cache-{more}", ignore_errors=True)
            shutil.copytree(folder / "cache", folder / f"cache-{more}")
        case "bare" | "tagged":
            print(json.dumps(bare(folder, tagged=name == "tagged")))
        case _:
            print(json.dumps(ours(folder, name)))


Runs = dict[tuple[int, str], list[Run]]


def _median(runs: Runs, size: int, way: str, what: str) -> float:
    """The median of what was measured; not a number where nothing was."""
    return median(getattr(run, what) for run in runs[size, way]) if (size, way) in runs else float("nan")


def report(runs: Runs, sizes: Sequence[int], machine: dict[str, str]) -> str:
    """The text of `printing.md`."""
    lines = [
        "# How a long PDF is printed",
        "",
        "Written by `python bench/printing.py`: every figure is of a process of its own, ours and the peers' in turn.",
        "",
        "| promise, at most | measured |  |",
        "|---|---|---|",
        *_promises(runs),
        "",
        *(("![Seconds against the number of municipalities](printing.svg)", "") if len(sizes) > 1 else ()),
    ]
    for size in (one for one in sizes if any(one == measured for measured, _ in runs)):
        lines += [
            f"## N = {size}",
            "",
            "| way | wall, s | CPU, s | memory, MB | of bare | of tagged |",
            "|---|---|---|---|---|---|",
        ]
        for way, words in WAYS.items():
            if (size, way) not in runs:
                continue
            wall = _median(runs, size, way, "wall")
            shares = (wall / _median(runs, size, peer, "wall") for peer in ("bare", "tagged"))
            told = " | ".join("" if share != share else f"{share:.3f}" for share in shares)
            cpu, peak = _median(runs, size, way, "cpu"), _median(runs, size, way, "peak")
            lines.append(f"| {words} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {told} |")
        lines.append("")
    return "\n".join([*lines, *(f"- {name}: {value}" for name, value in machine.items())]) + "\n"


def _promises(runs: Runs) -> Iterator[str]:
    for bar in BARS:
        share = _median(runs, bar.size, bar.way, bar.what) / _median(runs, bar.base or bar.size, bar.against, bar.what)
        if share == share:
            yield f"| {bar.words}: {bar.most:.3g} | {share:.3f} | {'met' if share <= bar.most else '**not met**'} |"


def chart(runs: Runs) -> str:
    """Wall seconds against size as SVG, both scales logarithmic, a line a way."""
    width, height, left, top, names = 760, 400, 60, 20, 340
    shown = {way: sorted(size for size, one in runs if one == way) for way in WAYS}
    sizes = sorted({size for size, _ in runs})
    walls = [_median(runs, size, way, "wall") for size, way in runs]
    low, high = math.log10(min(walls)), math.log10(max(walls))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def at(size: int, seconds: float) -> tuple[float, float]:
        across = (math.log10(size) - first) / (last - first or 1)
        up = (math.log10(seconds) - low) / (high - low or 1)
        return left + across * (width - left - names), height - 40 - up * (height - 40 - top)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="Arial" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for size in sizes:
        x, _ = at(size, min(walls))
        parts.append(f'<text x="{x:.0f}" y="{height - 20}" text-anchor="middle">{size}</text>')
    for exponent in range(math.floor(low), math.ceil(high) + 1):
        if low <= exponent <= high:
            _, y = at(sizes[0], 10**exponent)
            parts.append(f'<text x="{left - 10}" y="{y + 4:.0f}" text-anchor="end">{10**exponent:g} s</text>')
            parts.append(f'<path d="M{left} {y:.1f}H{width - names}" stroke="#ddd"/>')
    for number, (way, of) in enumerate((way, of) for way, of in shown.items() if of):
        colour = COLOURS[number % len(COLOURS)]
        points = [at(size, _median(runs, size, way, "wall")) for size in of]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="{width - names + 8}" y="{top + 16 * number + 10}" fill="{colour}">{WAYS[way]}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


COLOURS = ("#999999", "#555555", "#1b6ca8", "#17375e", "#3a9a5b", "#7fb069", "#c77b30", "#b23a48")


def main() -> None:
    """Measure, write the results, and say where they are."""
    parser = argparse.ArgumentParser(description="Измерить печать PDF и записать bench/printing.md.")
    parser.add_argument("--quick", action="store_true", help="малый прогон, ничего не записывать")
    parser.add_argument("--times", type=int, help="сколько раз мерить каждый размер")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("size", nargs="*", type=int, help="сколько муниципальных образований")
    options = parser.parse_args()
    if options.task:
        name, folder, *more = options.task
        task(name, Path(folder), more[0] if more else "")
        return
    from bench.run import machine

    os.environ["PYTHONDONTWRITEBYTECODE"] = ""  # modules are compiled once, as where the program is installed
    sizes = options.size or (QUICK if options.quick else SIZES)
    about, runs = machine(), {}
    with tempfile.TemporaryDirectory() as home:
        for size in sizes:
            folder = Path(home) / str(size)
            folder.mkdir()
            _child("prepare", folder)
            ways = [way for way in FEW.get(size, WAYS) if way != "office" or shutil.which("soffice")]
            if set(CACHED) & set(ways):
                _child("fill", folder)
            if "office" in ways:
                _child("template", folder)
            for _ in range(options.times or (1 if options.quick else TIMES.get(size, 1))):
                for way in ways:
                    runs.setdefault((size, way), []).append(measure(folder, way))
                    print(size, way, runs[size, way][-1], file=sys.stderr, flush=True)
            if not options.quick:  # an hour of measuring is not lost with the next size
                (ROOT / "bench" / "printing.md").write_text(report(runs, sizes, about), encoding="utf-8")
                if len(sizes) > 1:
                    (ROOT / "bench" / "printing.svg").write_text(chart(runs), encoding="utf-8")
    print(report(runs, sizes, about) + chart(runs) if options.quick else "Готово: bench/printing.md")


if __name__ == "__main__":
    main()
