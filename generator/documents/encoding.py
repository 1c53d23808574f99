"""Which encoding a text is in: Unicode when its bytes say so, otherwise the likeliest of the old Cyrillic ones.

Old encodings give the same bytes to different letters, so one counts letters: read in a wrong one,
Russian has many rare letters, small letters before capitals, and signs of frames. General detectors
know a hundred encodings and take windows-1251 for KOI8-R or for a Western one in short texts.
"""

import math
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

# Python's name and how people call it, the likeliest first.
_LEGACY = {"cp1251": "windows-1251", "koi8-r": "KOI8-R", "cp866": "cp866 (DOS)", "iso8859-5": "ISO 8859-5"}

# How often a letter stands among a thousand letters of Russian (Национальный корпус русского языка).
_FREQUENCY = {
    letter: frequency
    for letters, frequency in (
        *(("о", 110), ("е", 85), ("а", 80), ("и", 74), ("н", 67), ("т", 63), ("с", 55), ("р", 47), ("в", 45)),
        *(("л", 44), ("к", 35), ("м", 32), ("д", 30), ("п", 28), ("у", 26), ("я", 20), ("ы", 19), ("ьгз", 17)),
        *(("б", 16), ("ч", 15), ("й", 12), ("х", 10), ("ж", 9), ("ш", 7), ("ю", 6), ("ц", 5), ("щ", 4), ("эф", 3)),
        ("ъё", 1),
    )
    for letter in letters
}
_MEAN = 30  # a letter that is rarer than this speaks against an encoding
_SIGNS = "«»—–№…„“” \xa0•"  # other signs that Russian texts have
_MIXED = re.compile("[а-яё][А-ЯЁ]")

_ENOUGH = 1 << 16  # bytes that decide


class Text(NamedTuple):
    """A decoded text, and what a person should know of how it was read."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Text:
    """Decode a text; a byte order mark is dropped, an old encoding or broken characters are noted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unicode(data, "utf-16", "UTF-16")
    if wide := _wide(data):
        return _unicode(data, wide, "UTF-16")
    try:
        return Text(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    # A few broken bytes do not make UTF-8 another encoding; read as UTF-8, Cyrillic of one byte a letter
    # gives almost nothing but broken characters.
    text = data[:_ENOUGH].decode("utf-8-sig", "replace")
    if sum("а" <= char <= "я" for char in text) > 10 * text.count("\ufffd"):
        return _unicode(data, "utf-8-sig", "")
    best = max(_LEGACY, key=lambda encoding: _likelihood(data[:_ENOUGH], encoding))
    return Text(data.decode(best, "replace"), (f"кодировка: {_LEGACY[best]}",))


def _unicode(data: bytes, encoding: str, name: str) -> Text:
    text = data.decode(encoding, "replace")
    notes: tuple[str, ...] = (f"кодировка: {name}",) if name else ()
    if broken := text.count("\ufffd"):
        notes += (f"испорченных знаков: {broken}; на их месте «\ufffd»",)
    return Text(text, notes)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte is the high one of ASCII (0) or of Cyrillic (4)."""
    sample = data[:_ENOUGH]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(sample) > 3 and high.count(0) + high.count(4) > 0.7 * len(high):
            return encoding
    return ""


def _likelihood(data: bytes, encoding: str) -> float:
    weights = _weights(encoding)
    letters = sum(weights[byte] * count for byte, count in Counter(data).items())
    return letters - 3 * len(_MIXED.findall(data.decode(encoding, "replace")))


@cache
def _weights(encoding: str) -> list[float]:
    """How much each byte speaks for the encoding."""
    return [_weight(bytes([byte]).decode(encoding, "replace")) for byte in range(256)]


def _weight(char: str) -> float:
    if char < "\x80":
        return 0
    if frequency := _FREQUENCY.get(char.lower()):
        # Texts in capitals alone exist, too: what is between a small letter and a capital decides little.
        return math.log(frequency / _MEAN) - (0 if char.islower() else 0.05)
    return 0 if char in _SIGNS else -4
