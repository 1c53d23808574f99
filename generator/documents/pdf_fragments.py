"""From characters on a printed page to fragments: what stands close together on one base line.

Places are in points, from the lower left corner of the page as it is read.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from generator.documents.document import Line
from generator.documents.visible import RAISED, visible


class Char(NamedTuple):
    """A character; one without a size is a space that the text has and the page only shows."""

    text: str
    left: float
    right: float
    base: float
    size: float


class Bar(NamedTuple):
    """An upright rule, which parts cells however close they stand."""

    x: float
    low: float
    high: float


@dataclass(slots=True)
class Fragment:
    """Characters side by side; or a whole table, which then has rows."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bottom: float = 0.0
    rows: list[Line] = field(default_factory=list)


def fragments_of(chars: list[Char], bars: list[Bar]) -> list[Fragment]:
    """Characters in the order of the file, put together; upright rules of tables part them."""
    made: list[Fragment] = []
    space = False
    for char in chars:
        if char.text.isspace():
            space = space or char.text != "\u00a0"
            if char.text == "\u00a0" and made:
                made[-1].text += char.text
            continue
        last = made[-1] if made else None
        if last and _raised(last, char):
            last.text += char.text.translate(RAISED)
            last.right = max(last.right, char.right)
        elif last and _adjoins(last, char, bars):
            last.text += " " * space + char.text
            last.right = max(last.right, char.right)
        else:
            made.append(Fragment(char.text, char.left, char.right, char.base, char.size or 1))
        space = False
    for fragment in made:
        fragment.text = visible(fragment.text)
        fragment.bottom = fragment.base
    return [fragment for fragment in made if fragment.text.strip()]


def _raised(last: Fragment, char: Char) -> bool:
    """A small digit above the line marks a note: beside a figure it must not become a part of it."""
    return (
        char.text.isdigit()
        and char.size < 0.8 * last.size
        and 0.15 * last.size < char.base - last.base < 0.7 * last.size
        and abs(char.left - last.right) < last.size
    )


def _adjoins(last: Fragment, char: Char, bars: list[Bar]) -> bool:
    if abs(char.base - last.base) > 0.35 * last.size or char.left < last.right - 0.5 * last.size:
        return False
    gap = char.left - last.right
    if gap > 0.9 * last.size:
        return False
    return gap <= 0 or not any(last.right <= b.x <= char.left and b.low <= char.base + 2 <= b.high for b in bars)


def visual_lines(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Fragments on one base line together, from the top; in each from the left."""
    groups: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (-f.base, f.left)):
        last = groups[-1] if groups else None
        if last and not fragment.rows and not last[0].rows and last[0].base - fragment.base <= 0.35 * last[0].size:
            last.append(fragment)
        else:
            groups.append([fragment])
    return [sorted(group, key=lambda f: f.left) for group in groups]


def plain(group: list[Fragment]) -> str:
    """A printed line as text."""
    return " ".join(fragment.text.strip() for fragment in group)
