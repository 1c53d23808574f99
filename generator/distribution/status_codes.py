"""What a mail server's status code means, in Russian (RFC 3463, with the registry that RFC 5248 keeps)."""

import re

# Servers like to name IP addresses: no part of «[178.5.1.1]» is a code.
CODE = re.compile(r"(?<![\w.])([245])\.([0-7])\.(\d{1,3})(?!\w|\.\d)")

# By subject and detail; of a subject alone where the detail is not known.
_MEANINGS = {
    "1": "адрес не принят",
    "1.1": "нет такого ящика",
    "1.2": "нет такого почтового домена",
    "1.3": "адрес записан с ошибкой",
    "1.4": "адрес подходит нескольким ящикам",
    "1.6": "ящик переехал, нового адреса нет",
    "1.7": "не принят адрес отправителя",
    "1.8": "не принят домен отправителя",
    "1.10": "нет такого ящика",
    "2": "ящик не принимает почту",
    "2.1": "ящик отключён",
    "2.2": "ящик переполнен",
    "2.3": "письмо больше, чем принимает ящик: уменьшите приложения",
    "3": "почтовая система получателя не принимает почту",
    "3.1": "на почтовом сервере получателя нет места",
    "3.4": "письмо больше, чем принимает сервер: уменьшите приложения",
    "4": "нет связи с почтовым сервером получателя",
    "4.1": "почтовый сервер получателя не отвечает",
    "4.2": "связь с почтовым сервером получателя обрывается",
    "4.3": "не отвечает служба имён (DNS)",
    "4.4": "почтовый сервер домена не найден",
    "4.5": "почтовый сервер получателя перегружен",
    "4.6": "письмо ходит между серверами по кругу",
    "4.7": "срок доставки истёк",
    "5": "серверы не поняли друг друга",
    "5.3": "слишком много получателей",
    "6": "содержание письма не принято",
    "7": "отклонено политикой безопасности почтового сервера",
    "7.1": "отклонено правилами почтового сервера",
    "7.8": "не приняты имя или пароль отправителя",
    "7.23": "отправитель не прошёл проверку SPF",
    "7.20": "нет верной подписи DKIM",
    "7.25": "у сервера отправителя нет обратной записи DNS",
    "7.26": "письмо не прошло проверку отправителя (DMARC)",
    "7.509": "письмо не прошло проверку отправителя (DMARC)",
}

_PASSING = "временно: "
# Who has not logged in, or writes in another's name, gets it from the own server, with 5.7.1 as for anything else.
_RELAY = re.compile(r"relay(ing)? (access )?(denied|not permitted|not allowed|prohibited)|unable to relay", re.I)

# By the code of RFC 5321, 4.2.3 alone, from a server without enhanced ones.
_BASIC = {
    450: f"{_PASSING}ящик занят, или таковы правила сервера",
    451: f"{_PASSING}сервер просит повторить позже",
    452: f"{_PASSING}на сервере не хватает места",
    523: "письмо больше, чем принимает сервер",
    550: "ящика нет, он закрыт, или таковы правила сервера",
    552: "письмо больше, чем принимает сервер, или ящик переполнен",
    553: "адрес записан с ошибкой",
    554: "письмо не принято",
}


def of_reply(code: int, text: str) -> str:
    """What a server's answer says, by its enhanced code or else by its code; empty where neither is known.

    Both are of one class (RFC 2034, 4): «554 Postfix 2.5.1 is too old» has no enhanced one.

    >>> of_reply(550, "5.1.1 no such user"), of_reply(552, "too much"), of_reply(0, "")
    ('нет такого ящика', 'письмо больше, чем принимает сервер, или ящик переполнен', '')
    """
    if code >= 500 and _RELAY.search(text):
        return "почтовый сервер не пересылает писем этого отправителя: проверьте from, user и пароль в mailing.toml"
    enhanced = code_in(text)
    return meaning(enhanced) if enhanced and str(code)[0] in ("0", enhanced[0]) else _BASIC.get(code, "")


def meaning(status: str) -> str:
    """What a code such as `5.1.1` says, «нет такого ящика»; of a passing trouble (4.x) it says that it passes.

    >>> meaning("4.2.2")
    'временно: ящик переполнен'
    """
    found = CODE.fullmatch(status)
    if not found:
        return "причина не названа"
    kind, subject, detail = found.groups()
    if kind == "2":
        return "доставлено"
    said = _MEANINGS.get(f"{subject}.{detail}") or _MEANINGS.get(subject, "причина не названа")
    return _PASSING + said if kind == "4" else said


def final(meaning: str) -> str:
    """A meaning as that of a letter which nobody delivers any more: servers give up after days of passing trouble.

    >>> final("временно: срок доставки истёк")
    'срок доставки истёк'
    """
    return meaning.removeprefix(_PASSING)


def code_in(text: str) -> str:
    """The first status code in a server's words, or empty.

    >>> code_in("smtp; 550 5.1.1 <a@example.ru>: unknown user")
    '5.1.1'
    """
    found = CODE.search(text)
    return found[0] if found else ""
