"""Measure how fast the digest is written and write `bench/results.md`: `python bench/run.py [--quick]`.

Every measurement is a process of its own, ours and the peer's in turn, and a median stands for them.
This module imports nothing heavy: a child's peak memory counts its parent's at the moment of birth.
For Linux and macOS: Windows does not tell what a child has used.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

from bench import results  # noqa: E402  # it stands in that folder

LIBRARIES = ("weasyprint", "docxtpl", "python-docx", "lxml", "jinja2")
_MEGABYTE = 1 if sys.platform == "darwin" else 1 << 10  # of ru_maxrss: bytes on macOS, kilobytes elsewhere


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: sizes, and how many times."""

    word: tuple[int, ...]  # against docxtpl
    alone: tuple[int, ...]  # our Word writer without the peer
    word_times: int
    rows: tuple[int, ...]  # against `add_row` of python-docx, once: it takes long
    renew: tuple[int, ...]  # whole builds, with nothing changed and after corrections
    renew_times: int
    pdf: dict[int, int]
    build: dict[int, int]

    def limited(self, times: int) -> "Plan":
        """The same with no more rounds of anything."""
        return replace(
            self,
            word_times=min(self.word_times, times),
            renew_times=min(self.renew_times, times),
            pdf={size: min(own, times) for size, own in self.pdf.items()},
            build={size: min(own, times) for size, own in self.build.items()},
        )


FULL = Plan(
    word=(5, 50, 200, 1000),
    alone=(100,),
    word_times=5,
    rows=(200,),
    renew=(200,),
    renew_times=3,
    pdf={5: 5, 50: 3},
    build={5: 5},
)
QUICK = Plan(
    word=(4, 5, 20),
    alone=(40,),
    word_times=1,
    rows=(5,),
    renew=(4,),  # a size at which nothing else prints a PDF of ours, as in the full plan
    renew_times=1,
    pdf={5: 1},
    build={5: 1},
)


class Bench:
    """Runs the tasks of a plan and keeps what they say."""

    def __init__(self, plan: Plan, home: Path) -> None:
        self._plan = plan
        self._home = home
        self._started = time.monotonic()
        self.runs: dict[tuple[str, int], list[results.Run]] = {}
        self.same: dict[int, dict[str, Any]] = {}

    def run(self) -> None:
        """Measure everything, the quick and the important first."""
        plan = self._plan
        for size in sorted({*plan.word, *plan.alone, *plan.rows, *plan.renew, *plan.pdf, *plan.build}):
            self._say(f"материал, {size}")
            self._folder(size).mkdir()
            self._child(["-m", "bench.tasks", "prepare", str(self._folder(size)), str(size)])
        both = [(task, size) for size in plan.word for task in ("word", "word-peer")]
        # All sizes take turns too: an hour when the machine is busy must not look like a writer that is not linear.
        self._rounds([*both, *(("word", size) for size in plan.alone)], plan.word_times)
        for size in sorted({*plan.build, *plan.pdf}):
            built = [("build", size), ("parts", size), ("check", size)] if size in plan.build else []
            printed = [("pdf", size), ("pdf-peer", size)] if size in plan.pdf else []
            self._rounds([*built, *printed], max(plan.build.get(size, 0), plan.pdf.get(size, 0)))
        self._rounds([("word-rows", size) for size in plan.rows], 1)
        for size in plan.renew:
            self._renew(size, plan.renew_times)
        for size in plan.word:
            self._say(f"сверка документов, {size}")
            said, _ = self._child(["-m", "bench.tasks", "compare", str(self._folder(size))])
            self.same[size] = json.loads(said)

    def _renew(self, size: int, times: int) -> None:
        """Builds that find the work of one before, and bare WeasyPrint on the page between them.

        Corrections go from report to report, so that none meets what another has left.
        """
        self._rounds([(task, size) for task in ("pdf-peer", "pdf-tagged") if (task, size) not in self.runs], 1)
        self._measured("renew", size)
        for turn in range(times):
            for task, longer in (("same", None), ("figure", 0), ("longer", 1)):
                if longer is not None:
                    number = str(2 * (2 * turn + longer) + longer)
                    self._child(["-m", "bench.tasks", "correct", str(self._folder(size)), number])
                self._say(f"сборка: {task}, {size}, {turn + 1} из {times}")
                self.runs.setdefault((task, size), []).append(self._measured("renew", size))

    def _rounds(self, tasks: Sequence[tuple[str, int]], times: int) -> None:
        for turn in range(times):
            for task, size in tasks:
                self._say(f"{task}, {size}, {turn + 1} из {times}")
                self.runs.setdefault((task, size), []).append(self._measured(task, size))

    def _measured(self, task: str, size: int) -> results.Run:
        folder = self._folder(size)
        if task == "check":
            return self._child(["-m", "generator", "theme", "check", "default"])[1]
        if task in ("build", "renew"):
            whole = ["-m", "generator", "build", "--input", str(folder / "input"), "--output", str(folder / "output")]
            anew = ["--no-cache"] if task == "build" else []
            return self._child([*whole, "--format", "docx", "--format", "pdf", *anew])[1]
        said, run = self._child(["-m", "bench.tasks", task, str(folder)])
        return run._replace(calls={name: results.Seconds(*pair) for name, pair in json.loads(said).items()})

    def _child(self, arguments: Sequence[str]) -> tuple[str, results.Run]:
        """Run one process to its end; the system says what it cost."""
        started = time.perf_counter()
        # Nobody else's work is found; modules are compiled once, as where the program is installed.
        own = os.environ | {"XDG_CACHE_HOME": str(self._home / "cache"), "PYTHONDONTWRITEBYTECODE": ""}
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"Измерение прервано: «{' '.join(arguments)}» закончилось с кодом {process.returncode}.")
        return said, results.Run(results.Seconds(wall, used.ru_utime + used.ru_stime), used.ru_maxrss / _MEGABYTE, {})

    def _folder(self, size: int) -> Path:
        return self._home / str(size)

    def _say(self, what: str) -> None:
        print(f"{time.monotonic() - self._started:6.0f} с  {what}", file=sys.stderr, flush=True)


def machine() -> dict[str, str]:
    """What the figures depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "date": date.today().isoformat(),
        "load before the run": _load(),
    }


def _load() -> str:
    """How many processes wanted a core in the last minute; the run itself is one of them."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def main() -> None:
    """Measure, write the results, and say where they are."""
    parser = argparse.ArgumentParser(description="Измерить скорость и записать bench/results.md.", add_help=True)
    parser.add_argument(
        "--quick", action="store_true", help="малый прогон: проверить, что всё работает; ничего не записывать"
    )
    parser.add_argument("--times", type=int, help="сколько раз мерить всё, что меряется не раз")
    options = parser.parse_args()
    quick, about = options.quick, machine()
    plan = QUICK if quick else FULL
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(plan.limited(options.times) if options.times else plan, Path(home))
        bench.run()
    about["load after the run"] = _load()
    text = results.report(about, bench.runs, bench.same)
    if quick:
        print(text)
    else:
        (ROOT / "bench" / "results.md").write_text(text, encoding="utf-8")
        print("Готово: bench/results.md")


if __name__ == "__main__":
    main()
