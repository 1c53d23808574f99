"""Names of files that every system takes: Windows is the strictest, and sticks are read there."""

import re
import unicodedata

# Categories of characters that neither a name nor a header may have.
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) ?(?=\.|$)", re.IGNORECASE)
_MOST = 200  # bytes of UTF-8: a file system takes 255, and a copy gets « (2)» and «.part» added


def safe(name: str) -> str:
    """The name, or the nearest one that is safe; a suffix stays. Safe names stay as they are.

    >>> safe("Дайджест за 2025 год.pdf"), safe("../CON .pdf"), safe("что: где?.docx"), safe("\u202efdp.exe")
    ('Дайджест за 2025 год.pdf', 'CON_.pdf', 'что_ где_.docx', 'fdp.exe')
    """
    # «=?» starts an encoded word (RFC 2047); «?» is forbidden anyway.
    seen = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", name))
    seen = "".join(char for char in seen if unicodedata.category(char) not in UNSEEN)
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", seen))
    stem, dot, suffix = plain.rpartition(".")
    if not stem or not re.fullmatch(r"\w{1,10}", suffix):
        stem, dot, suffix = plain, "", ""
    # Neither hidden, nor an option of a command, nor with an end that Windows drops.
    stem = _RESERVED.sub(r"\1_", stem.lstrip(" .-_"))
    stem = _cut(stem, _MOST - len((dot + suffix).encode())).rstrip(" .")
    return (stem or "файл") + dot + suffix


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")
