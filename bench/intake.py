"""Measure how well and how fast reports are read, and write `bench/intake.md`: `python bench/intake.py`.

The reports of `tests/data/reports` were written by people who had not seen the program, each set scored
once before anything was changed for it: those first scores stand beside those of today. Scores need
the folder `../shared` (`gold/score.py`); speed does not.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

REPORTS = ROOT / "tests/data/reports"
TIMES = 5  # runs of each measurement, interleaved
LONG = 300_000  # characters


@dataclass(frozen=True, slots=True)
class First:
    """What a set scored when the program saw it for the first time."""

    precision: float
    recall: float
    keyed: int  # facts found with the right key


FIRST = {
    "first": First(0.899, 0.670, 242),
    "second": First(0.888, 0.731, 285),
    "third": First(0.952, 0.851, 300),
    "fourth": First(0.920, 0.754, 128),
}


def scores() -> list[str]:
    """The rows of the table of scores; none without `../shared`."""
    from tests.intake.scoring import SHARED, drafts, facts, module

    if not SHARED.exists():
        return []
    score = module(SHARED / "gold/score.py")
    rows = []
    for name, home in (("real", SHARED / "reports"), *((name, REPORTS / name) for name in FIRST)):
        gold = score.load_gold(str(SHARED / "gold" if name == "real" else home))
        found = []
        for report in gold:
            said = {} if name == "real" else {"municipality": "artem", "year": report["report_year"]}
            made = drafts(home / report["report_file"], **said)
            found += facts(made, report["municipality"]["name"], report["report_year"])
        result, _, _ = score.score(found, [], gold)
        core = [fact for report in gold for fact in report["facts"] if fact["class"] == "core"]
        known = sum(bool(fact.get("key")) for fact in core)
        right = round(result["keyed_recall"] * len(core))
        first = FIRST.get(name)
        before = f"{first.precision:.3f} / {first.recall:.3f} / {first.keyed / known:.3f}" if first else "—"
        now = f"{result['precision']:.3f} / {result['recall']:.3f} / {right / known:.3f}"
        rows.append(f"| {name} | {len(gold)} | {len(core)} | {before} | {now} |")
    return rows


TASK = """
import json, resource, sys, time
begun = time.perf_counter()
from pathlib import Path
from generator import indicators, intake, municipalities
task, files = sys.argv[1], [Path(name) for name in sys.argv[2:]]
catalogue = indicators.load()
directory = municipalities.read(Path("input/municipalities.yaml"))
def read(path):
    intake.draft(path, path.name, directory, catalogue, municipality="artem", year=2023)
read(files[0])
cold = time.perf_counter() - begun
if task == "ours":
    work = lambda: [read(path) for path in files]
else:
    import re, pymorphy3
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    texts = [path.read_text(encoding="utf-8") for path in files]
    work = lambda: [morph.parse(word) for text in texts for word in re.findall("[а-яё-]+", text.lower())]
work()
start = time.perf_counter()
work()
seconds = time.perf_counter() - start
print(json.dumps({"cold": cold, "seconds": seconds, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def measured(task: str, files: Sequence[Path]) -> dict[str, float]:
    """Seconds of a second run over the files, of a cold start with the first file, and the peak memory in KB."""
    call = [sys.executable, "-c", TASK, task, *map(str, files)]
    return json.loads(
        subprocess.run(call, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True).stdout
    )


def medians(tasks: dict[str, tuple[str, Sequence[Path]]]) -> dict[str, dict[str, float]]:
    """The medians of interleaved runs of each task."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in tasks}
    for turn in range(TIMES):
        for name, (task, files) in tasks.items():
            print(f"чтение отчётов: {name}, {turn + 1} из {TIMES}", file=sys.stderr)
            runs[name].append(measured(task, files))
    return {name: {key: statistics.median(run[key] for run in done) for key in done[0]} for name, done in runs.items()}


def main() -> None:
    """Measure and write."""
    texts = sorted((ROOT / "input/reports").glob("*.txt")) * 20
    with tempfile.TemporaryDirectory() as folder:
        # One report again and again: those of several are not read as one.
        whole = max((path.read_text(encoding="utf-8") for path in texts), key=len) + "\n\n"
        while len(whole) < LONG:
            whole += whole
        long, half = Path(folder) / "long.txt", Path(folder) / "half.txt"
        long.write_text(whole[:LONG], encoding="utf-8")
        half.write_text(whole[: LONG // 2], encoding="utf-8")
        done = medians(
            {
                "ours": ("ours", texts),
                "pymorphy3": ("words", texts),
                "long": ("ours", [long]),
                "half": ("ours", [half]),
            }
        )
    ours, peer = done["ours"], done["pymorphy3"]
    lines = [
        "# How reports are read",
        "",
        "Made by `python bench/intake.py` (a part of `make bench`).",
        "",
        "## What is found",
        "",
        "Precision / recall / share of the facts with a key that were found with the right one. The sets «first»,",
        "«second», «third» and «fourth» are reports in many clerks' manners; no author had seen the program;",
        "*first* is the score when the program met a set for the first time, *now* after it was improved with that set",
        "in view, so wording that nobody has tuned on will score between the two.",
        "",
        "| set | reports | facts | first | now |",
        "|---|---|---|---|---|",
        *scores(),
        "",
        "## How fast",
        "",
        f"Medians of {TIMES} interleaved runs, one core. The peer only looks up every word in pymorphy3, with",
        "no cache.",
        "",
        "| what | value | bar |",
        "|---|---|---|",
        f"| reports a second, {len(texts)} texts of `input/reports` | {len(texts) / ours['seconds']:.0f} | 60 |",
        f"| time against the peer's | {ours['seconds'] / peer['seconds']:.2f} | |",
        f"| {LONG} characters, seconds | {done['long']['seconds']:.2f} | 5 |",
        f"| twice the length costs | {done['long']['seconds'] / done['half']['seconds']:.2f} times | 2 |",
        f"| cold start with the first report, seconds | {ours['cold']:.2f} | 0.6 |",
        f"| peak memory, MB | {max(run['memory'] for run in done.values()) / 1024:.0f} | 150 |",
        "",
    ]
    (ROOT / "bench/intake.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"bench/intake.md, {time.monotonic() - started:.0f} с", file=sys.stderr)
