"""Tables of a digest, read as a person reads them."""

from generator import wording
from generator.digest import Table


def heads(table: Table) -> list[str]:
    """The labels of its columns."""
    return [column.label for column in table.columns]


def printed(table: Table) -> list[tuple[str, ...]]:
    """Its rows as (kind, heading, cells...), no-break spaces shown as plain ones."""
    return [
        (row.kind, *(wording.cell(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in (row.head, *row.cells)))
        for row in table.rows
    ]


def cells(table: Table) -> list[tuple[str, ...]]:
    """The same without the kinds of the rows."""
    return [row[1:] for row in printed(table)]
