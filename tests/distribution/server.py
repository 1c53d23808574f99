"""A real mail server with faults, chosen by the recipient's address; its log is the truth.

What it has taken is in the log, on the disk, before it says so. The word before the address's first dot is the
fault, a number after it how often it happens (otherwise always):

    later2.a@   451 at RCPT          no.a@    550, no such mailbox       policy.a@  550 5.7.1
    grey.a@     451 until a second   bye1.a@  421 at RCPT                slow.a@    answers late
    shut1.a@    gone at RCPT         cut1.a@  gone in the middle of DATA
    lost1.a@    taken, gone before the answer
    big.a@, full.a@, mood2.a@        552 5.3.4, 552 5.2.2 and 451 after the message
    down1.a@                         421 after the message
"""

import asyncio
import hashlib
import json
import os
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "press", "Tajna-7!slovo"
_AT_RCPT = {"later": "451 4.3.0 try later", "no": "550 5.1.1 no such mailbox", "policy": "550 5.7.1 looks like spam"}
_AFTER = {
    "big": "552 5.3.4 too big",
    "full": "552 5.2.2 mailbox full",
    "mood": "451 4.3.0 try later",
    "down": "421 4.3.2 closing down",
}
_SLOW = 0.3  # seconds


class Post(SMTP):
    """The server's side of one connection."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.strikes(self.envelope.rcpt_tos, "cut"):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Handler:
    """What the server answers."""

    def __init__(self, log: Path, pause: float) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.pause = pause  # seconds before each answer to a message
        self.seen: Counter[str] = Counter()
        self.first: dict[str, float] = {}

    def strikes(self, recipients: list[str], *faults: str) -> str:
        """The fault of a recipient, if it is one of these and has not happened often enough."""
        named = re.match(r"([a-z]+)(\d*)\.", recipients[0]) if recipients else None
        fault, often = named.groups() if named else ("", "")
        if fault not in faults:
            return ""
        self.seen[recipients[0]] += 1
        return "" if often and self.seen[recipients[0]] > int(often) else fault

    async def handle_RCPT(self, server: Post, session: Session, envelope: Envelope, address: str, _: Any) -> str:
        to = [address]
        if fault := self.strikes(to, *_AT_RCPT):
            return _AT_RCPT[fault]
        if self.strikes(to, "grey") and time.monotonic() - self.first.setdefault(address, time.monotonic()) < 1:
            return "451 4.7.1 greylisted"
        if self.strikes(to, "bye"):
            return "421 4.3.2 closing down"
        if self.strikes(to, "shut"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Post, session: Session, envelope: Envelope) -> str:
        if fault := self.strikes(envelope.rcpt_tos, *_AFTER):
            return _AFTER[fault]
        content = envelope.original_content or b""
        taken = {
            "to": envelope.rcpt_tos,
            "id": message_from_bytes(content[:4096])["Message-ID"],
            "subject": message_from_bytes(content[:4096], policy=policy.default)["Subject"],
            "sha256": hashlib.sha256(content).hexdigest(),
            "tls": session.ssl is not None,
            "login": session.authenticated,
            "peer": session.peer[1],
        }
        os.write(self.log, (json.dumps(taken) + "\n").encode())
        os.fsync(self.log)
        await asyncio.sleep(self.pause)
        if self.strikes(envelope.rcpt_tos, "slow"):
            await asyncio.sleep(_SLOW)
        if self.strikes(envelope.rcpt_tos, "lost"):
            server.transport.abort()
        return "250 2.0.0 taken"


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    port: int
    log: Path

    def taken(self) -> list[dict[str, Any]]:
        """What it has taken, in order."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def counts(self) -> Counter[str]:
        """How often it has taken a letter for each recipient."""
        return Counter(taken["to"][0] for taken in self.taken())


def _login(server: Post, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)


@contextmanager
def serving(
    log: Path, tls: ssl.SSLContext | None = None, *, implicit: bool = False, pause: float = 0, **more: Any
) -> Iterator[Running]:
    """Serve on a free port of this machine; `tls` offers STARTTLS, or, `implicit`, begins with it."""
    options = {"hostname": "localhost", "authenticator": _login} | more
    # It does not see that a line is safe from the beginning, and does not ask for a login there.
    options |= {"auth_require_tls": False} if implicit else {}
    if tls and not implicit:
        options |= {"tls_context": tls, "require_starttls": True, "auth_required": True}
    handler = Handler(log, pause)
    loop = asyncio.new_event_loop()

    def connected() -> Post:
        return Post(handler, loop=loop, **options)

    listening = loop.create_server(connected, "127.0.0.1", 0, ssl=tls if implicit else None)
    server = loop.run_until_complete(listening)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield Running(server.sockets[0].getsockname()[1], log)
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_ended(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        os.close(handler.log)


async def _ended() -> None:
    """End what still runs in the server's loop."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
