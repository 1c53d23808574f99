"""Texts that were typeset before: the rules of print look at each thirty times.

What a text becomes follows from the text and from the rules, so it is known by both. Only what the last page had
is kept: the entry is no larger than the page.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from generator import surroundings, typography
from generator.cache import Cache, fingerprint

_MOST = 32 << 20  # signs kept at most, so that a page without end fills no memory


@contextmanager
def remembered(cache: Cache | None) -> Iterator[Callable[[str], str]]:
    """The typographer, with the memory of the last page; what it has set is kept when the block ends well."""
    if cache is None:
        yield typography.typeset
        return
    key = fingerprint("paragraphs 1", surroundings.program(), surroundings.installed())
    before = _known(cache.get(key))
    now: dict[str, str] = {}
    length = 0

    def typeset(text: str) -> str:
        nonlocal length
        if (known := now.get(text)) is not None:
            return known
        found = before.get(text)
        result = typography.typeset(text) if found is None else found
        length += len(text)
        if length <= _MOST:
            now[text] = result
        return result

    yield typeset
    if now != before:
        cache.put(key, json.dumps(now, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _known(entry: bytes | None) -> dict[str, str]:
    try:
        known = json.loads((entry or b"{}").decode("utf-8", "surrogatepass"))
    except ValueError:
        return {}
    whole = isinstance(known, dict) and all(isinstance(text, str) for text in known.values())
    return known if whole else {}
