"""Rows that are to be kept together, and for which no sheet has room.

WeasyPrint looks for a place where the sheet may end, finds none at the top of a sheet and stops with an
`AssertionError` (70.0). Such a table breaks where the sheet is full, as Word breaks it.
"""

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from weasyprint.layout import block
from weasyprint.layout.table import table_layout


def as_far_as_there_is_room() -> AbstractContextManager[Any]:
    """While it lasts, rows are kept together only where a sheet can hold them."""
    return patch.object(block, "table_layout", _laid_out)


def _laid_out(
    context: Any,
    table: Any,
    bottom_space: float,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: bool,
    absolute_boxes: list[Any],
    fixed_boxes: list[Any],
) -> Any:
    def laid_out() -> Any:
        return table_layout(
            context, table, bottom_space, skip_stack, containing_block, page_is_empty, absolute_boxes, fixed_boxes
        )

    found = laid_out()
    if found[0] is not None or not page_is_empty:
        return found
    block.remove_placeholders(context, [table], absolute_boxes, fixed_boxes)  # footnotes are laid out anew, too
    with patch.object(block, "block_level_page_break", _forced):
        return laid_out()


def _forced(before: Any, after: Any, wanted: Any = block.block_level_page_break) -> str:
    """How the sheet breaks between two boxes when nothing may be avoided."""
    found: str = wanted(before, after)
    return "auto" if found.startswith("avoid") else found
