"""Russian words in Latin letters: the names of folders and of keys."""

import re

# As names of places stand on maps in other languages (BGN/PCGN 1947, without signs above letters and apostrophes).
_LETTERS = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


def name(text: str, between: str) -> str:
    """A text in small Latin letters and digits, with one sign in place of all else.

    >>> name("Приморский край", "-"), name("Съёмки «с воды»", "_")
    ('primorskiy-kray', 'semki_s_vody')
    """
    return re.sub("[^a-z0-9]+", between, text.lower().translate(_LETTERS)).strip(between)
