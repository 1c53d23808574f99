"""What a mail server's answer means (RFC 5321, 4.2; enhanced codes of RFC 3463), in Russian and in its own words."""

import re

from generator.distribution.parcels import Deferred, Refused, Reply, Unavailable

WORDS = 400  # characters of a server's answer that are kept

# The server as a whole, or we: closing down, no TLS or login now, login wanted, wrong, or too weak.
_SERVER_WIDE = (421, 454, 530, 534, 535, 538)

_TOO_BIG = "письмо больше, чем принимает сервер: уменьшите приложения"
_CAUSES = {
    "1": "адрес не существует или записан неверно",
    "2.1": "ящик получателя отключён",
    "2.2": "ящик получателя переполнен",
    "2.3": _TOO_BIG,
    "3.4": _TOO_BIG,
    "7": "отказ по правилам сервера: спам-фильтр или запрет отправителю; обратитесь к администратору почты",
}
_BASIC = {
    450: "ящик получателя занят",
    452: "на сервере не хватает места",
    523: _TOO_BIG,
    550: "адрес не существует или закрыт",
    552: _TOO_BIG,
    553: "адрес записан неверно",
}


def reply(code: int, words: bytes) -> Reply:
    """The server's answer, with what it means before it where that is known."""
    text = re.sub(r"[^\x20-\x7e\u00a0-\uffff]+", " ", words.decode("utf-8", "replace")).strip()[:WORDS]
    enhanced = re.match(r"[45]\.(\d{1,3}\.\d{1,3})\b", text)
    cause = _BASIC.get(code, "")
    if enhanced:
        subject = enhanced[1].partition(".")[0]
        cause = _CAUSES.get(enhanced[1]) or _CAUSES.get(subject) or cause
    return Reply(code, f"{cause} ({text})" if cause and text else cause or text)


def raise_for(code: int, words: bytes) -> Reply:
    """The answer, when it is a yes; raises `Deferred`, `Refused` or `Unavailable` for the others.

    Raises `ValueError` for what is no answer at all.
    """
    said = reply(code, words)
    if code in _SERVER_WIDE:
        raise Unavailable(f"сервер не принимает почту: {code} {said.text}. {advice(code)}")
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
