"""What may stand in the head of a message: one mailbox, one line of words (RFC 5321, RFC 5322, RFC 5890).

The guards are our own. Python 3.11 writes the subject «=?utf-8?q?x=0ABcc:_e@x?=» as a real Bcc line
(CVE-2024-6923), takes «a@b, c@d» for two mailboxes and puts a NUL through.

Domains go through IDNA 2008 with the mapping of UTS 46, by the package `idna`: the codec of the standard library
knows IDNA 2003 alone, for which «straße.de» is «strasse.de», a domain that may be another owner's, and any sign
of Unicode a letter.
"""

import re
import unicodedata
from dataclasses import dataclass

import idna

from generator.distribution.names import UNSEEN
from generator.problems import Wrong

# Atoms joined by dots; the quoted local parts of RFC 5321, 4.1.2 are nobody's post box.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_LOCAL_MOST, _DOMAIN_MOST, _MOST = 64, 253, 254  # RFC 5321, 4.5.3.1; a path of 256 has two brackets


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name that people read and an address that `address` gave; the name may be empty."""

    name: str
    address: str


def words(text: str, most: int = 200) -> str:
    """A text as one line of a header, in Unicode NFC, its spaces single and plain; at most `most` characters.

    Raises `Wrong` for an empty text, a longer one, an invisible character (a line end, a control, a direction of
    writing, a soft hyphen), a broken one, and for «=?», with which encoded words start (RFC 2047).
    """
    for char in text:
        if unicodedata.category(char) in UNSEEN or char == "\ufffd":
            raise Wrong(f"недопустимый знак U+{ord(char):04X} (перенос строки, невидимый или испорченный). Удалите его")
    if "=?" in text:
        raise Wrong("сочетание знаков «=?» не допускается. Уберите его")
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line:
        raise Wrong("здесь пусто. Заполните")
    if len(line) > most:
        raise Wrong(f"знаков {len(line)}, а можно не больше {most}. Сократите")
    return line


def address(text: str) -> str:
    """Exactly one mailbox, all of it ASCII: the domain in small letters and through IDNA.

    Raises `Wrong` for anything else; a local part in Cyrillic needs SMTPUTF8 (RFC 6531), which few servers take.

    >>> address(" Press@Пример.рф ")
    'Press@xn--e1afmkfd.xn--p1ai'
    """
    text = text.strip(" \t\xa0")
    if not text:
        raise Wrong("адреса нет. Впишите его")
    if text.count("@") > 1:
        raise Wrong("в одном поле несколько адресов. Каждому получателю нужна своя строка с одним адресом")
    if re.search(r"[<>()\[\]\"\\,;:\s]", text) or text != "".join(filter(str.isprintable, text)):
        raise Wrong("в адресе есть лишние знаки. Оставьте только сам адрес, без имени, скобок, запятых и пробелов")
    local, at, domain = text.partition("@")
    if not at:
        raise Wrong("в адресе нет знака «@». Исправьте его")
    if foreign := next((char for char in local if not char.isascii()), ""):
        raise Wrong(f"в адресе до «@» есть буква «{foreign}», которой почта не передаст. Наберите его латиницей")
    if not _LOCAL.fullmatch(local) or len(local) > _LOCAL_MOST:
        raise Wrong("неверно написано то, что стоит в адресе до «@». Проверьте точки и лишние знаки")
    found = f"{local}@{_domain(domain)}"
    if len(found) > _MOST:
        raise Wrong(f"адрес длиннее {_MOST} знаков. Проверьте его")
    return found


def shown(address: str) -> str:
    """An address as people write it, for those who look whether it is the right one.

    >>> shown("Press@xn--e1afmkfd.xn--p1ai")
    'Press@пример.рф'
    """
    local, at, domain = address.partition("@")
    try:
        return f"{local}{at}{idna.decode(domain)}" if at else address
    except idna.IDNAError:  # an older ledger may hold any
        return address


def _domain(text: str) -> str:
    for label in re.split(r"[.。．｡]", text):
        alphabets = {unicodedata.name(char, "?").partition(" ")[0] for char in label if char.isalpha()}
        if len(alphabets) > 1:
            raise Wrong(f"в домене «{text}» смешаны русские и латинские буквы. Наберите его заново одним алфавитом")
    try:
        domain = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise Wrong(f"домена «{text}» не может быть. Проверьте написание адреса после «@»") from error
    labels = domain.split(".")
    if len(domain) > _DOMAIN_MOST or len(labels) < 2 or not all(labels) or labels[-1].isdecimal():
        raise Wrong(f"домена «{text}» не может быть. Проверьте написание адреса после «@»")
    return domain
