"""Three faults of WeasyPrint's layout (70.0), mended while boxes are made and laid out.

*Rows that are to be kept together*, with one another or with a heading, and for which no sheet has room. Where it
finds no place at which a sheet may end, it leaves the heading, or the caption, alone on its sheet; at the top of a
table it stops with an `AssertionError`. Such a table breaks where the sheet is full, as Word breaks it.

*Footnotes of rows that go on to the next sheet.* Of several such rows it takes back the notes of the last one alone;
those of the others are printed on the sheet that their calls have left.

*Links to a table with a caption.* They lead to its head, so that the caption stands above what is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from weasyprint.css import properties
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block
from weasyprint.layout.table import table_layout

_lay_out = block.block_level_layout
_wanted = block.block_level_page_break
_flow = block._in_flow_layout

_OF_WRAPPERS = properties.TABLE_WRAPPER_BOX_PROPERTIES | {"anchor"}  # what the box round caption and table takes over


@contextmanager
def mended() -> Iterator[None]:
    """While it lasts, rows are kept together only where a sheet can hold them, notes stand where their calls do,
    and a table begins with its caption."""
    with (
        patch.object(properties, "TABLE_WRAPPER_BOX_PROPERTIES", _OF_WRAPPERS),
        patch.object(block, "table_layout", _table),
        patch.object(block, "_in_flow_layout", _below),
        patch.object(block, "block_level_layout", _with_its_notes),
    ):
        yield


# Rows


def _table(context: Any, table: Any, bottom: float, place: Any, around: Any, is_first: bool, *placed: list[Any]) -> Any:
    """Lay out a table, or what follows of it on the next sheet; `is_first` when nothing stands above on the sheet."""
    lay_out = partial(table_layout, context, table, bottom, place, around, is_first, *placed)
    found = lay_out()
    if found[0] is not None or not is_first:
        return found
    block.remove_placeholders(context, [table], *placed)  # footnotes are laid out anew, too
    with patch.object(block, "block_level_page_break", _forced):
        return lay_out()


def _below(context: Any, parent: Any, index: int, box: Any, above: list[Any], is_first: bool, *more: Any) -> Any:
    """Lay out a box below others; a table, as on an empty sheet where it would leave alone what belongs to it."""
    found = _flow(context, parent, index, box, above, is_first, *more)
    _, stopped, place, *_ = found
    if not (stopped and place == {index: None} and is_first and above and _is_table(box)):
        return found
    if not block.avoid_page_break(_wanted(above[-1], box), context):
        return found
    cancelled, *begun, made, lines = _flow(context, parent, index, box, [], is_first, *more)
    return found if cancelled else (cancelled, *begun, above + made, lines)


def _is_table(box: Any) -> bool:
    return box.is_table_wrapper or isinstance(box, boxes.TableBox)


def _forced(before: Any, after: Any) -> str:
    """How the sheet breaks between two boxes when nothing may be avoided."""
    found: str = _wanted(before, after)
    return "auto" if found.startswith("avoid") else found


# Notes


def _with_its_notes(context: Any, box: Any, *more: Any, **named: Any) -> Any:
    """Lay out a box; of the notes that were placed meanwhile, those whose calls do not stand in it wait again."""
    waited = tuple(context.footnotes)
    found = _lay_out(context, box, *more, **named)
    if len(context.footnotes) < len(waited):
        laid = found[0]
        calls = () if laid is None else (one.footnote for one in laid.descendants())
        kept = {*context.footnotes, *filter(None, calls)}
        for note in waited:
            if note not in kept:
                context.unlayout_footnote(note)
    return found
