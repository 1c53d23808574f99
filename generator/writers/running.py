"""What runs above and below each sheet of a document that is laid out by parts, and by which jobs it is made.

A sheet tells which margin boxes it has and which strings are set on it (CSS Generated Content 3, 1.2); what a string
says there, and which number the sheet has, is known when all parts are laid out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.writers.joining import Kept
from generator.writers.packs import Running

TOGETHER = 250  # things above and below sheets that one job makes
OFTEN = 50  # numbered sheets of a kind, from which on they are made by whole blocks: a later build finds them


def of_sheets(keeps: Sequence[Kept]) -> Iterator[list[Running]]:
    """What runs above and below each sheet, its words known."""
    total = sum(kept.sheets for kept in keeps)
    number = 0
    before: dict[str, str] = {}  # the last value of each string on the sheets before
    for pack in (kept.pack for kept in keeps):
        for sheet in pack.sheets:
            number += 1
            yield [
                Running(
                    kind=sheet.kind,
                    boxes=margin.boxes,
                    strings=tuple((*pair, _words(sheet.strings, before, *pair)) for pair in margin.strings),
                    number=number if margin.counts else 0,
                    total=total if margin.counts_all else 0,
                )
                for margin in pack.margins[sheet.kind]
            ]
            before |= {name: texts[-1] for name, (texts, _) in sheet.strings.items()}


def _words(
    here: Mapping[str, tuple[tuple[str, ...], bool]], before: Mapping[str, str], name: str, keyword: str
) -> tuple[str, ...]:
    """The value of `string()` on a sheet (CSS Generated Content 3, 1.2.2)."""
    if name in here:
        texts, first = here[name]
        match keyword:
            case "first":
                return texts[:1]
            case "last":
                return texts[-1:]
            case "all-once":
                return texts
            case "first-except":
                return ()
            case "start" if first:
                return texts[:1]
    return (before[name],) if name in before and keyword != "all-once" else ()


def groups(wanted: Iterable[Sequence[Running]]) -> list[list[Running]]:
    """Jobs of a size; what tells nothing but a number goes by whole blocks, the same in every build."""
    orders = list(dict.fromkeys(order for one in wanted for order in one))
    counts: dict[Running, int] = {}
    for order in orders:
        counts[replace(order, number=0)] = counts.get(replace(order, number=0), 0) + 1
    blocks: dict[tuple[Running, int], None] = {}
    rest = []
    for order in orders:
        kind = replace(order, number=0)
        if order.number and not order.strings and counts[kind] >= OFTEN:
            blocks[kind, (order.number - 1) // TOGETHER] = None
        else:
            rest.append(order)
    whole = [
        [replace(kind, number=number) for number in range(block * TOGETHER + 1, (block + 1) * TOGETHER + 1)]
        for kind, block in blocks
    ]
    return whole + [rest[start : start + TOGETHER] for start in range(0, len(rest), TOGETHER)]
