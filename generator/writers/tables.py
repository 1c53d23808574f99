"""Tables for Word: column widths, rows kept together, what a screen reader says; `rows` writes what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from lxml import etree

from generator.errors import GeneratorError
from generator.page import WIDEST, classes, spoken
from generator.theme import SETTINGS
from generator.writers import columns, ooxml
from generator.writers.contract import Trail, place
from generator.writers.rows import Cells, Grid, Row, RowForms, TableStyle, plain, spanned
from generator.writers.shell import Shell
from generator.writers.styles import NOTES, has_class, names
from generator.writers.table_headers import SECTIONS

_TWIPS_PER_MM = Decimal(1440) / Decimal("25.4")

_LEAST_COLUMN = 170  # twips, 3 mm: nothing narrower can hold a figure
_KEPT_BEFORE = ("region", "sub", "total")  # rows that the next one belongs to
_TAIL = 3  # so many last rows stay on one page: a single row at the top of a page looks like a mistake


class TableWriter:
    """Writes the tables of one document."""

    def __init__(self, given: Mapping[str, Decimal], shell: Shell, cells: Cells) -> None:
        """Take the column widths of the theme (mm), the shell, and who writes cells."""
        self._columns = given
        self._shell = shell
        self._cells = cells
        self._styles: dict[str, TableStyle] = {}
        self._known: dict[str | None, float | None] = {}  # widths by the class of a column
        # By place and column widths: the tables of one chapter are alike those of the next.
        self._forms: dict[tuple[Trail, tuple[int, ...]], RowForms] = {}

    def write(self, table: etree._Element, trail: Trail, text_width: int, write: ooxml.Write) -> None:
        """Write a table row by row; `text_width` is in twips."""
        name = trail.name(table)
        rows = _rows(table)
        if name not in self._styles:
            self._styles[name] = TableStyle(self._shell, name)
        style = self._styles[name]
        # A table that reaches out of the text to the left does so to the right: figures stand flush with the text.
        widths = self._widths(table, trail, rows, text_width - 2 * min(style.indent, 0))
        title, description = _alternative(table, rows)
        write(
            ooxml.table_begin(
                self._shell.style(name),
                widths,
                indent=style.indent,
                head=table.find("thead") is not None,
                title=title,
                description=description,
            )
        )
        forms = self._forms.setdefault((trail, tuple(widths)), {})
        grid = Grid(widths, trail, forms, style, self._cells)
        for row, keep_next in zip(rows, _kept(table, rows), strict=True):
            write(grid.row(row, keep_next))
        write(ooxml.table_end())

    def _widths(self, table: etree._Element, trail: Trail, rows: Sequence[Row], total: int) -> list[int]:
        """Column widths in twips: given ones first, the others share what is left."""
        given = [self._given(column, trail) for column in table.iter("col")]
        if not given:
            given = [None] * sum(spanned(cell, "colspan") for cell in rows[0].element)
        if len(given) > WIDEST:
            raise GeneratorError(
                f"Word: {place(table)}: столбцов {len(given)}, а в таблице Word их не больше {WIDEST}. "
                "Разделите таблицу."
            )
        fixed = sum(width for width in given if width)
        free = given.count(None)
        if fixed > total:
            raise GeneratorError(
                f"Word: {place(table)}: столбцы шире листа: вместе {_mm(fixed)} мм, а места {_mm(total)}. "
                f"Уменьшите ширину в columns файла {SETTINGS} или поставьте таблицу в section.landscape."
            )
        if not free:
            shares = [(width or 0) * total / fixed for width in given]
        else:
            rest = (total - fixed) / free
            if rest < _LEAST_COLUMN:
                raise GeneratorError(
                    f"Word: {place(table)}: столбцам без ширины не хватает места: заданные занимают {_mm(fixed)} мм "
                    f"из {_mm(total)}. Уменьшите их в columns файла {SETTINGS}, уберите ширину у одного из col "
                    "или поставьте таблицу в section.landscape."
                )
            shares = [width or rest for width in given]
        edges = [round(edge) for edge in accumulate(shares, initial=0)]
        return [right - left for left, right in pairwise(edges)]

    def _given(self, column: etree._Element, trail: Trail) -> float | None:
        """The width in twips that a column has by its figures or by the theme, or `None`."""
        if (needed := columns.own(column)) is not None:
            return needed * 20
        name = column.get("class")
        if name not in self._known:
            trail.to(column)  # somebody must answer for its class
            width = next((self._columns[one] for one in classes(column) if one in self._columns), None)
            self._known[name] = None if width is None else float(width * _TWIPS_PER_MM)
        return self._known[name]


def _rows(table: etree._Element) -> list[Row]:
    rows = []
    for section in table:
        if section.tag in ("caption", "colgroup", "col"):
            continue
        if section.tag not in SECTIONS:
            raise GeneratorError(
                f"Word: {place(section)}: в table бывают caption, colgroup, thead, tbody и tfoot. "
                "Строки таблицы ставьте в tbody."
            )
        last = len(section) - 1
        for index, row in enumerate(section):
            if row.tag != "tr":
                raise GeneratorError(f"Word: {place(row)}: в {section.tag} бывают только строки tr.")
            rows.append(Row(row, section, row.get("class") or "", index == 0, index == last))
    if not rows:
        raise GeneratorError(f"Word: {place(table)}: в таблице нет строк.")
    return rows


def _kept(table: etree._Element, rows: Sequence[Row]) -> Iterator[bool]:
    """Whether each row stays on the page of what follows it."""
    together = has_class(table, "keep") or has_class(table, "figures", "passport", "scope")
    for left, (row, following) in zip(range(len(rows) - 1, 0, -1), pairwise(rows), strict=True):
        own, next_own = names(row.classes), names(following.classes)
        yield (
            together
            or left < _TAIL
            or row.section.tag == "thead"
            or not own.isdisjoint(_KEPT_BEFORE)
            or ("sub" in next_own and "base" not in own)  # totals of the next year may begin a page
            or ("goal" in next_own and "goal" not in own)
            or "owner" in next_own  # whose page it is, is seen on the same sheet
        )
    yield has_class(table.getnext(), *NOTES)


def _alternative(table: etree._Element, rows: Sequence[Row]) -> tuple[str, str]:
    """What a screen reader says of a table: its caption, and its columns."""
    caption = table.find("caption")
    title = spoken(caption) if caption is not None else plain(table.get("title"))
    head = [row for row in rows if row.section.tag == "thead"]
    heads = [spoken(cell) for cell in head[-1].element] if head else []
    named = "; ".join(one for one in heads if one)
    return title, f"Столбцы: {named}" if named else ""


def _mm(twips: float) -> int:
    return round(twips / float(_TWIPS_PER_MM))
