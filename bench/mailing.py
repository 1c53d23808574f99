"""Mailings under faults and kills, their speed and memory; writes `bench/mailing.md`: `python bench/mailing.py`.

Everything goes to mail servers on this machine. The one with faults is aiosmtpd, and its log, on the disk before it
answers, is the truth. The one that speed is measured against takes a letter with one fsync and nothing else:
aiosmtpd reads line by line and would be what is measured.
"""

import json
import os
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

from bench.run import machine  # noqa: E402  # it stands in that folder
from generator.distribution.ledger import Ledger  # noqa: E402
from generator.distribution.sending import send  # noqa: E402
from generator.distribution.transports import TRANSPORTS  # noqa: E402
from generator.distribution.transports.server import Server  # noqa: E402
from tests.distribution.mailing import EDITION, parcel  # noqa: E402
from tests.distribution.server import serving  # noqa: E402

RECIPIENTS, KILLS, SEED = 1000, 200, 7
FAULTS = ("later2", "mood1", "grey", "no", "policy", "full", "shut1", "cut1", "lost1", "slow", "bye1")
EVERY = 6  # one recipient in so many has a fault
LETTER = 1_400_000  # bytes: an attachment of 1 MB in base64
LETTERS, RUNS = 150, 3
BAR = 50  # letters a second
SMALL, LARGE = 100, 2000  # recipients
_NEVER = ("lost", "sent twice", "ledger says", "ledger damaged")
SENDER = "press@press.example.ru"


def survival(home: Path, recipients: int, kills: int) -> list[tuple[str, int]]:
    """Kill senders of one mailing and let the last one finish; what was counted at the server and in the ledger."""
    emails = [
        f"{FAULTS[n // EVERY % len(FAULTS)]}.{n}@example.ru" if n % EVERY == 0 else f"{n}@example.ru"
        for n in range(recipients)
    ]
    with serving(home / "log", pause=0.02) as server:
        told = {"host": "127.0.0.1", "port": server.port, "sender": SENDER, "security": "none"}
        wanted = {"folder": str(home), "server": told, "policy": "hold", "emails": emails, "number": kills}
        wanted |= {"longest": 0.15, "seed": SEED, "size": 20_000}
        script = [sys.executable, str(ROOT / "tests/distribution/dying.py"), "kills", json.dumps(wanted)]
        seen = json.loads(subprocess.run(script, capture_output=True, check=True).stdout)
        taken = server.counts()
    states = seen["states"]
    broken = sum(key.startswith("lost1.") for key in emails)
    cut = sum(key.startswith("cut1.") for key in emails)
    with sqlite3.connect(home / "ledger.sqlite") as db:
        whole = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    lost = [key for key in emails if states[key] not in ("refused", "uncertain") and not taken[key]]
    in_doubt = [key for key in emails if states[key] == "uncertain"]
    found = [
        ("recipients", recipients),
        ("of them with a fault of the server", sum(not key[0].isdigit() for key in emails)),
        ("senders killed with SIGKILL", seen["killed"]),
        ("of them with a letter claimed, not yet at its dot", seen["in_hand"].get("claimed", 0)),
        ("of them between a letter's final dot and its answer", seen["in_hand"].get("dot", 0)),
        ("accepted by the server", sum(taken.values())),
        ("refused by the server", Counter(states.values())["refused"]),
        ("lost: neither accepted nor named in the ledger", len(lost)),
        ("sent twice", sum(number - 1 for number in taken.values())),
        ("ledger says sent, the server has nothing", sum(states[k] == "sent" and not taken[k] for k in emails)),
        ("uncertain, listed for a person", len(in_doubt)),
        ("of them accepted by the server", sum(bool(taken[key]) for key in in_doubt)),
        ("most that can be: kills, and lines that the server broke after the dot", seen["killed"] + broken + cut),
        ("ledger damaged", int(not whole)),
    ]
    numbers = dict(found)
    wrong = [name for name in numbers if name.startswith(_NEVER) and numbers[name]]
    if wrong or len(in_doubt) > seen["killed"] + broken + cut:
        raise SystemExit(f"{wrong} {found}")
    return found


def sink(folder: Path, listening: socket.socket) -> None:
    """Take letters over and write each to the disk before saying so; for ever."""
    while True:
        line, _ = listening.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(b"220 sink\r\n")
        for command in _commands(line):
            if command.upper().startswith(b"DATA"):
                line.sendall(b"354 go on\r\n")
                with open(folder / "taken", "ab") as kept:
                    tail = b""
                    while not tail.endswith(b"\r\n.\r\n"):
                        part = line.recv(1 << 20)
                        kept.write(part)
                        tail = (tail + part)[-5:]
                    kept.flush()
                    os.fsync(kept.fileno())
            line.sendall(b"250 ok\r\n")


def _commands(line: socket.socket) -> Iterator[bytes]:
    waiting = b""
    while part := line.recv(4096):
        waiting += part
        while b"\r\n" in waiting:
            command, _, waiting = waiting.partition(b"\r\n")
            yield command


@contextmanager
def sinking(folder: Path) -> Iterator[int]:
    """The fast server, in a process of its own; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    child = os.fork()
    if child == 0:
        try:
            sink(folder, listening)
        finally:
            os._exit(1)
    try:
        yield listening.getsockname()[1]
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        listening.close()


def mailed(recipients: int, size: int) -> dict[str, float]:
    """Send a mailing in a process of its own; seconds of sending, and the process's most memory in bytes."""
    with tempfile.TemporaryDirectory() as home, sinking(Path(home)) as port:
        folder = Path(home)
        for n in range(recipients):
            parcel(folder, f"{n}@example.ru", size=size)
        command = [sys.executable, str(Path(__file__)), "send", home, str(port), str(recipients), str(size)]
        said: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return said


def mail(folder: Path, port: int, recipients: int, size: int) -> dict[str, float]:
    """What `mailed` runs: plan and send."""
    server = Server("127.0.0.1", port, SENDER, "none")
    with Ledger(folder / "ledger.sqlite", folder / "witness.json") as ledger:
        ledger.plan(EDITION, (parcel(folder, f"{n}@example.ru", size=size) for n in range(recipients)))
        started, busy = time.monotonic(), time.process_time()
        summary = send(ledger, EDITION.id, {"smtp": partial(TRANSPORTS["smtp"], server)})
        took, busy = time.monotonic() - started, time.process_time() - busy
    assert summary.sent == recipients, summary
    return {"seconds": took, "busy": busy, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def written(found: list[tuple[str, int]], runs: list[dict[str, float]], memory: dict[int, float]) -> str:
    """The page of results."""
    rows = "\n".join(f"| {name} | {number} |" for name, number in found)
    about = "\n".join(f"| {key} | {value} |" for key, value in machine().items())
    speeds = sorted(LETTERS / run["seconds"] for run in runs)
    best, busy = speeds[-1], min(run["busy"] for run in runs) / LETTERS
    grown = (memory[LARGE] / memory[SMALL] - 1) * 100
    return f"""# Mailings under faults and kills

Written by `python bench/mailing.py`. A run with a letter lost, sent twice or wrongly called sent ends with an error
instead of a table. Other programs may have run beside it, as the load below tells: of the speeds, the best run is
the least disturbed one.

## Nothing lost, nothing twice

An aiosmtpd server with these faults, told in `tests/distribution/server.py`:
{", ".join(f"`{fault}`" for fault in FAULTS)}.
Policy `hold`; senders are killed at random moments and started again.

| counted at the server and in the ledger | letters |
|---|---|
{rows}

## Speed and memory

Three durable writes of the sender a letter, and one of the server.

| what | measured | bar |
|---|---|---|
| letters of {LETTER / 1e6:.1f} MB (1 MB attached) a second, the best run | {best:.0f} | {BAR} |
| the same, all runs of {LETTERS} letters | {", ".join(f"{speed:.0f}" for speed in speeds)} | |
| time of the processor for one such letter, sender | {busy * 1000:.1f} ms | |
| memory of the sender, {LARGE} recipients against {SMALL} | {grown:+.1f} % | |
| memory of the sender, {LARGE} recipients | {memory[LARGE] / 2**20:.0f} MB | |

|  |  |
|---|---|
{about}
"""


def main() -> None:
    """Run the trials and keep what they have shown."""
    if sys.argv[1:2] == ["send"]:
        print(json.dumps(mail(Path(sys.argv[2]), *map(int, sys.argv[3:]))))
        return
    recipients, kills = [*map(int, sys.argv[1:]), *(RECIPIENTS, KILLS)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as home:
        found = survival(Path(home), recipients, kills)
    print(found, file=sys.stderr, flush=True)
    runs = [mailed(LETTERS, LETTER) for _ in range(RUNS)]
    memory = {number: mailed(number, 20_000)["memory"] for number in (SMALL, LARGE)}
    text = written(found, runs, memory)
    if (recipients, kills) == (RECIPIENTS, KILLS):
        (ROOT / "bench/mailing.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
