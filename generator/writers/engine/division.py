"""What may be laid out in part: what a style sheet tells by more than is there keeps it whole."""

import re
from functools import lru_cache
from math import inf
from typing import Any

import tinycss2
from weasyprint.formatting_structure import boxes

from generator.writers.engine.copies import Copy, Undivided
from generator.writers.engine.laying import widths_are_known

# What tells an element by more than its place among its siblings, or a sheet by those before it.
_REACHING = re.compile(r"~(?!=)|:empty|:nth-[\w-]+\([^)]*\bof\b|-quote|\d[dls]?v(?:w|h|i|b|min|max)\b", re.I)


@lru_cache(maxsize=2)
def reach(styles: str) -> tuple[int, bool]:
    """How many neighbours of an element may change its look, and whether their number may.

    Raises `Undivided` when nobody can tell.
    """
    if _REACHING.search(re.sub(r"/\*.*?\*/", "", styles, flags=re.S)):
        raise Undivided("rules")
    rules = tinycss2.parse_stylesheet(styles, skip_comments=True, skip_whitespace=True)
    preludes = (tinycss2.serialize(rule.prelude) for rule in rules if rule.type == "qualified-rule")
    return 1 + max((prelude.count("+") for prelude in preludes), default=0), ":nth-" in styles.lower()


def judge(box: Any, copy: Copy) -> None:
    """Raise `Undivided` unless what is there in part is laid out by what is there."""
    for child in box.children:
        if copy.units.get(child.element) in copy.parted:
            if not _is_plain(child):
                raise Undivided(child.element_tag)
            judge(child, copy)


def _is_plain(box: Any) -> bool:
    style = box.style
    if isinstance(box, boxes.TableBox):
        plain = widths_are_known(box) and not box.children[-1].is_footer
    elif isinstance(box, boxes.TableRowGroupBox):
        plain = not box.is_header and not box.is_footer
    else:
        plain = type(box) is boxes.BlockBox and style["column_count"] == style["column_width"] == "auto"
    strings = () if style["string_set"] == "none" else style["string_set"]
    return bool(
        plain
        and box.is_in_normal_flow()
        and style["height"] == style["min_height"] == "auto"
        and style["max_height"].value == inf
        and not box.bookmark_label
        and all(kind in ("string", "attr()") for _, values in strings for kind, _ in values)
    )
