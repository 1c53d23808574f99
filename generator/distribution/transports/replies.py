"""A mail server's answer: yes, not now, or no (RFC 5321, 4.2). What it means is told by `status_codes`."""

import re

from generator.distribution.parcels import Deferred, Refused, Reply, Unavailable
from generator.documents import encoding

WORDS = 400  # characters of a server's answer that are kept

# The server as a whole, or we: closing down, no TLS or login now, login wanted, wrong, or too weak.
_SERVER_WIDE = (421, 454, 530, 534, 535, 538)


def reply(code: int, words: bytes) -> Reply:
    """The server's answer in its own words, whatever Russian encoding they are in, without signs that are no text."""
    text = encoding.decode(words).text
    return Reply(code, re.sub(r"[^\x20-\x7e\u00a0-\uffff]+", " ", text).strip()[:WORDS])


def raise_for(code: int, words: bytes, name: str) -> Reply:
    """The answer, when it is a yes; raises `Deferred`, `Refused` or `Unavailable` for the others.

    `name` is how messages call the server. Raises `ValueError` for what is no answer at all.
    """
    said = reply(code, words)
    if code in _SERVER_WIDE:
        raise Unavailable(f"{name}: сервер не принимает почту: {code} {said.text}. {advice(code)}")
    if 200 <= code < 300:
        return said
    if 400 <= code < 500:
        raise Deferred(said)
    if 500 <= code < 600:
        raise Refused(said)
    raise ValueError(f"not a reply to this command: {code}")


def advice(code: int) -> str:
    """What a person can do about a server that serves nobody: a Russian sentence."""
    if code in (421, 454):
        return "Повторите команду позже: уйдёт только то, что не ушло."
    return "Проверьте имя пользователя и пароль в настройках рассылки."
