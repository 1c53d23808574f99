"""Senders that die: at each crash point in turn, or killed at random moments. Run as a script, told by JSON:

    python tests/distribution/dying.py points|kills '{"folder": ..., "server": {...}, "policy": ..., ...}'

Each sender is a process of its own that really ends. Prints JSON of what was seen; the truth is in the server's log.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # run as a file, Python sees this folder and not the one above

from generator.distribution.dispatches import Policy, State  # noqa: E402
from generator.distribution.ledger import Ledger  # noqa: E402
from generator.distribution.sending import Retries, send  # noqa: E402
from generator.distribution.transports import TRANSPORTS  # noqa: E402
from generator.distribution.transports.server import Server, Session  # noqa: E402
from generator.passwords import Password  # noqa: E402
from tests.distribution.mailing import EDITION, parcel  # noqa: E402

SOON = Retries(pauses=(timedelta(milliseconds=30),))
DIED = 9


def plan(folder: Path, emails: list[str], size: int) -> None:
    """Enter a mailing in the ledger."""
    with Ledger(folder / "ledger.sqlite", folder / "witness.json") as ledger:
        ledger.plan(EDITION, (parcel(folder, email, size=size) for email in emails))


def mail(folder: Path, server: Server, policy: str, wait: float, told: int | None = None) -> None:
    """One run over a planned mailing; a byte is written to `told` when a letter is in hand."""
    claim = Ledger.claim

    def claiming(self: Ledger, *wanted: Any) -> Any:
        claimed = claim(self, *wanted)
        if told is not None:
            os.write(told, b".")
        return claimed

    with (
        patch.object(Ledger, "claim", claiming),
        Ledger(folder / "ledger.sqlite", folder / "witness.json") as ledger,
    ):
        opening = {"smtp": partial(TRANSPORTS["smtp"], server)}
        send(ledger, EDITION.id, opening, policy=Policy(policy), retries=SOON, wait=timedelta(seconds=wait))


def process(work: Callable[[], None]) -> int:
    """Begin the work in a process of its own."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    """Wait for a process; its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying(at: int, told: Path, work: Callable[[], None]) -> None:
    """Do the work and die at the crash point of this number; its name is left in a file."""
    seen = 0

    def point(name: str) -> None:
        nonlocal seen
        if seen == at:
            told.write_text(name)
            os._exit(DIED)
        seen += 1

    claim, dot, sent = Ledger.claim, Ledger.dot, Ledger.sent
    write, answer = Session.send, Session.getreply
    dotted = False

    def claiming(self: Ledger, edition: str, channel: str, *rest: Any) -> Any:
        if self.due(edition, channel) is None:
            return None
        point("before claim")
        claimed = claim(self, edition, channel, *rest)
        point("claimed")
        return claimed

    def dotting(self: Ledger, id_: int) -> None:
        dot(self, id_)
        point("dot in ledger")

    def writing(self: Session, data: Any) -> None:
        nonlocal dotted
        if not isinstance(data, bytes):
            write(self, data)  # a command
        elif data == b".\r\n":
            write(self, data)
            dotted = True
            time.sleep(0.05)  # the other side takes it in
            point("dot sent")
        else:
            point("server waits for the message")
            write(self, data[: len(data) // 2])
            point("half of it")
            write(self, data[len(data) // 2 :])
            point("all of it")

    def answering(self: Session) -> Any:
        nonlocal dotted
        said = answer(self)
        if dotted:
            dotted = False
            point("reply read")
        return said

    def sending(self: Ledger, id_: int, reply: Any) -> None:
        sent(self, id_, reply)
        point("sent in ledger")

    with (
        patch.multiple(Ledger, claim=claiming, dot=dotting, sent=sending),
        patch.multiple(Session, send=writing, getreply=answering),
    ):
        work()


def states(folder: Path) -> dict[str, str]:
    """What the ledger says of each recipient; raises if it is damaged."""
    with Ledger(folder / "ledger.sqlite", folder / "witness.json") as ledger:
        return {dispatch.key: dispatch.state for dispatch in ledger.dispatches(EDITION.id)}


def points(folder: Path, server: Server, policy: str, letters: int) -> list[dict[str, Any]]:
    """Die at every crash point in turn, each time in a mailing of its own, and let a second run go on."""
    found: list[dict[str, Any]] = []
    while True:
        home = folder / str(len(found))
        home.mkdir()
        emails = [f"{n}@{policy}{len(found)}.example.ru" for n in range(letters)]
        assert ended(process(partial(plan, home, emails, 3000))) == 0
        work = partial(mail, home, server, policy, 0)
        code = ended(process(partial(dying, len(found), home / "point", work)))
        if code == 0:
            return found
        assert code == DIED, code
        assert ended(process(work)) == 0
        found.append({"point": (home / "point").read_text(), "states": states(home)})


def kills(
    folder: Path, server: Server, policy: str, emails: list[str], number: int, longest: float, seed: int, size: int
) -> dict[str, Any]:
    """Kill so many senders at random moments, then let one go on until nothing is due.

    `in_hand` counts kills that left a letter claimed or at its final dot: those are what is tried here.
    """
    chance = random.Random(seed)
    assert ended(process(partial(plan, folder, emails, size))) == 0
    work = partial(mail, folder, server, policy, 30)
    killed = runs = 0
    in_hand: Counter[str] = Counter()
    while killed < number and runs < 3 * number:
        runs += 1
        begun, told = os.pipe()
        child = process(partial(work, told))
        os.close(told)
        os.read(begun, 1)  # or its end
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.close(begun)
        killed += ended(child) == -signal.SIGKILL
        in_hand.update(state for state in states(folder).values() if state in (State.CLAIMED, State.DOT))
    unfinished = {State.QUEUED, State.DEFERRED, State.CLAIMED, State.DOT}
    while set(states(folder).values()) & unfinished:
        assert ended(process(work)) == 0
    return {"killed": killed, "in_hand": in_hand, "states": states(folder)}


def main() -> None:
    """Do what the arguments say."""
    kind, wanted = sys.argv[1], json.loads(sys.argv[2])
    told = wanted.pop("server")
    if "password" in told:
        told |= {"password": Password(told["password"]), "authority": Path(told["authority"])}
    work = {"points": points, "kills": kills}[kind]
    print(json.dumps(work(Path(wanted.pop("folder")), Server(**told), **wanted)))


if __name__ == "__main__":
    main()
