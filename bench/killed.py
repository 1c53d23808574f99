"""Kill builds at random moments and write `bench/killed.md`: `python bench/killed.py [SIZE [KILLS]]`.

After each kill the files in the output folder must be one whole edition, old or new; then a build that is let
finish must give the bytes of a build without a cache. The cache is the same through all of it, so an entry
that a killed build left behind would show.
"""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

from bench import corpus  # noqa: E402  # it stands in that folder
from bench.run import machine  # noqa: E402

SIZE, KILLS, SEED = 200, 30, 7
VERSIONS = 4  # of the input, in turn
COLD = 3  # every third build begins without a cache
FILES = ("digest.docx", "digest.pdf")


class Trial:
    """One input folder of several versions, its output folder and its cache."""

    def __init__(self, home: Path, size: int) -> None:
        self.home = home
        corpus.write(home / "input", size)
        self.record = next((home / "input/records").rglob("*.yaml"))
        self.text = self.record.read_text(encoding="utf-8")

    def change(self, version: int) -> None:
        """Let one report say something else."""
        noted = re.sub(r"\n( *)quote: ", rf"\n\1note: правка {version}\n\1quote: ", self.text, count=1)
        assert noted != self.text
        self.record.write_text(noted, encoding="utf-8")

    def start(self, output: str, *options: str) -> subprocess.Popen[bytes]:
        """Begin a build in a process group of its own: its workers die with it."""
        command = [sys.executable, "-m", "generator", "build", "--input", str(self.home / "input")]
        formats = [word for file in FILES for word in ("--format", file.rpartition(".")[2])]
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.home / "cache"), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [*command, "--output", str(self.home / output), *formats, *options],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def build(self, output: str, *options: str) -> dict[str, str]:
        """Build to the end; the sums of its files."""
        process = self.start(output, *options)
        said = process.communicate()[1]
        if process.returncode not in (0, 1):
            raise SystemExit(f"Сборка закончилась с кодом {process.returncode}: {said.decode()}")
        return sums(self.home / output)

    def killed(self, after: float) -> bool:
        """Kill a build after so many seconds; whether it was still running."""
        process = self.start("output")
        try:
            process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        return False


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of the published files."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def whole(folder: Path) -> bool:
    """Whether the published set, which `current` names, is what its manifest says."""
    kept = folder / ".sets" / (folder / ".sets/current").read_text(encoding="ascii").strip()
    listed = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))["files"]
    return sums(kept) == {name: listed[name]["sha256"] for name in FILES}


def run(home: Path, size: int, kills: int) -> str:
    """Kill, look, build, compare; what was seen, as Markdown."""
    trial, chance = Trial(home, size), random.Random(SEED)
    started = time.monotonic()
    expected = {}
    for version in range(VERSIONS):
        trial.change(version)
        expected[version] = trial.build("output", "--no-cache")
    longest = (time.monotonic() - started) / VERSIONS
    killed, in_time = 0, 0
    for number in range(kills):
        trial.change(number % VERSIONS)
        if number % COLD == 0:
            shutil.rmtree(home / "cache", ignore_errors=True)  # a cold build is killed too, not only short ones
        took = longest if number % COLD == 0 else longest / 10
        died = trial.killed(chance.uniform(0.05, took))
        killed, in_time = killed + died, in_time + (not died)
        if not whole(home / "output"):
            raise SystemExit(f"После {number + 1}-го обрыва в папке не целый выпуск.")
        if trial.build("output") != expected[number % VERSIONS]:
            raise SystemExit(f"После {number + 1}-го обрыва сборка с кэшем дала другие файлы.")
        print(f"{time.monotonic() - started:6.0f} с  {number + 1} из {kills}", file=sys.stderr, flush=True)
    about = "\n".join(f"| {key} | {value} |" for key, value in machine().items())
    return f"""# Builds killed at random moments

Written by `python bench/killed.py`: {size} municipalities, Word and PDF, `SIGKILL` to the build and its workers.

| what | seen |
|---|---|
| killed while they ran | {killed} |
| finished before the signal | {in_time} |
| output folder with a part of an edition | 0 |
| next build with the cache, its bytes other than without it | 0 |

The run stops at the first failure, so the zeros are what it has shown.

|  |  |
|---|---|
{about}
"""


def main() -> None:
    """Run the trial and keep what it has shown."""
    size, kills = [*map(int, sys.argv[1:]), *(SIZE, KILLS)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as home:
        text = run(Path(home), size, kills)
    if (size, kills) == (SIZE, KILLS):
        (ROOT / "bench/killed.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
