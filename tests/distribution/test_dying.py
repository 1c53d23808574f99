"""Whatever moment the sender dies at, no letter is lost and none goes twice without a person's word."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.distribution.certificates import Authority
from tests.distribution.server import PASSWORD, USER, serving

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no fork")

DYING = Path(__file__).with_name("dying.py")
POINTS = (
    *("before claim", "claimed", "server waits for the message", "half of it", "all of it"),
    *("dot in ledger", "dot sent", "reply read", "sent in ledger"),
)
TAKEN = ("dot sent", "reply read")  # the server has it and the ledger does not know


def told(kind, environment, **wanted):
    """What the senders that die have seen."""
    command = [sys.executable, str(DYING), kind, json.dumps(wanted, default=str)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def settings(server):
    return {"host": "127.0.0.1", "port": server.port, "sender": "press@press.example.ru", "security": "none"}


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["hold", "resend", "assume-sent"])
def test_every_crash_point_of_three_letters(tmp_path, policy):
    with serving(tmp_path / "log") as server:
        seen = told("points", os.environ, folder=tmp_path, server=settings(server), policy=policy, letters=3)
        taken = server.counts()
    assert [one["point"] for one in seen] == list(POINTS) * 3

    for number, one in enumerate(seen):
        point, states = one["point"], one["states"]
        counts = {key: taken[key] for key in states}
        [unlucky] = [key for key in states if key.startswith(f"{number // len(POINTS)}@")]
        others = {key for key in states if key != unlucky}
        assert {counts[key] for key in others} == {1} and {states[key] for key in others} == {"sent"}
        if point != "dot in ledger" and point not in TAKEN:
            expected = ("sent", 1)
        elif policy == "hold":
            expected = ("uncertain", int(point in TAKEN))
        elif policy == "resend":
            expected = ("sent", 1 + (point in TAKEN))
        else:
            expected = ("assumed", int(point in TAKEN))
        assert (states[unlucky], counts[unlucky]) == expected, point


def test_thirty_kills_at_random_moments(tmp_path):
    """The server offers TLS and wants a login, as real ones do."""
    faults = ("later2", "mood1", "no", "lost1", "")
    emails = [f"{faults[n]}.{n}@example.ru" if n < len(faults) - 1 else f"{n}@example.ru" for n in range(200)]
    authority = Authority()
    with serving(tmp_path / "log", authority.context(tmp_path), pause=0.02) as server:
        secure = settings(server) | {"host": "localhost", "security": "starttls", "user": USER, "password": "MAIL"}
        secure["authority"] = authority.write(tmp_path / "authority.pem")
        seen = told(
            "kills",
            os.environ | {"MAIL": PASSWORD},
            **{"folder": tmp_path, "server": secure, "policy": "hold", "emails": emails},
            **{"number": 30, "longest": 0.1, "seed": 7, "size": 0},
        )
        taken = server.counts()
    states = seen["states"]

    assert seen["killed"] == 30
    unanswered = seen["in_hand"].get("dot", 0)
    assert unanswered > 0  # or the kills have tried nothing
    assert max(taken.values()) == 1
    assert {states[key] for key in emails if not taken[key]} <= {"uncertain", "refused"}
    assert {key for key in emails if states[key] == "sent"} <= set(taken)
    assert states["no.2@example.ru"] == "refused"
    # The server itself loses one answer, maybe of a letter whose sender was killed.
    assert Counter(states.values())["uncertain"] - unanswered in (0, 1)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
