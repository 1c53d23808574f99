"""Rows of a Word table: cells put into columns, joined cells, rules between rows.

The look is in the shell. Word applies the parts of a table style by place (first row, last row,
bands), not by meaning, so the rules of head, region, subtotal and total rows are read from those
parts of the style and copied to the rows that mean them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from lxml import etree

from generator.errors import GeneratorError
from generator.page import classes, collapse
from generator.writers import ooxml
from generator.writers.contract import Trail, place
from generator.writers.shell import CellLook, Shell
from generator.writers.styles import JOINED, ROW_PARTS, SHADES, has_class

_NO_RULE = 'w:val="nil"'
_CONTENT = "\ue000"  # private use: no report can hold it by accident


class Cells(Protocol):
    """What a table asks of the document it stands in."""

    pending: list[str]  # bookmarks waiting for the next paragraph

    def mark(self, element: etree._Element) -> None:
        """Remember the id of an element for the next paragraph."""

    def runs(self, cell: etree._Element, trail: Trail) -> str:
        """The runs of a cell whose text stands in it directly."""

    def paragraphs(self, cell: etree._Element, trail: Trail, style: str, keep_next: bool) -> str:
        """The paragraphs of a cell that holds nothing else."""


@dataclass(slots=True)
class _Joined:
    """A cell that goes on in the rows below."""

    rows: int
    span: int
    style: str


class Row(NamedTuple):
    """A row, and where it stands."""

    element: etree._Element
    section: etree._Element
    classes: str
    first: bool  # of its thead, tbody or tfoot
    last: bool


class TableStyle:
    """What the shell says of one table style; asked once for all the tables in it."""

    def __init__(self, shell: Shell, name: str) -> None:
        self._shell = shell
        self._name = name
        self._parts: dict[str, CellLook] = {}
        self.indent = shell.table_indent(name)

    def part(self, part: str) -> CellLook:
        """What cells of a part look like."""
        if part not in self._parts:
            self._parts[part] = self._shell.cell_look(self._name, part)
        return self._parts[part]

    def look(self, row: "_RowKind") -> "_RowLook":
        """The rules of a row and of its cells."""
        return self._head(row) if row.section == "thead" else self._body(row)

    def _head(self, row: "_RowKind") -> "_RowLook":
        look = self.part("firstRow")
        top = look.edges.get("top", "") if row.first else _NO_RULE
        bottom = look.edges.get("bottom", "") if row.last else _NO_RULE
        over = look.edges.get("insideH", bottom)
        return _RowLook(ooxml.borders(top, bottom) + look.rest, ooxml.borders(top, over) + look.rest, row.open)

    def _body(self, row: "_RowKind") -> "_RowLook":
        given = row.classes.split()
        part = next((ROW_PARTS[name] for name in given if name in ROW_PARTS), "")
        if not part and row.section == "tfoot" and row.first:
            part = "lastRow"
        look = self.part(part) if part else CellLook({})
        joined = row.open or not set(JOINED).isdisjoint(given)
        top = look.edges.get("top", "") or (_NO_RULE if joined else "")
        bottom = look.edges.get("bottom", "")
        properties = ooxml.borders(top, bottom) + look.rest
        return _RowLook(properties, properties, bottom == _NO_RULE)


class _RowKind(NamedTuple):
    """All that a row has besides its cells."""

    section: str
    classes: str
    first: bool
    last: bool
    open: bool  # the row above asks for no rule under it
    keep_next: bool


class _RowLook(NamedTuple):
    """Cell properties of a row, and whether it asks for no rule under it."""

    cell: str
    over: str  # of a cell that spans columns of the head
    open: bool


class _CellForm(NamedTuple):
    """What cells share that are alike in their element, their row and their column."""

    trail: Trail
    style: str
    span: int
    rows: int
    begin: str  # of the cell
    paragraph: tuple[str, str]  # what stands round the runs of one that has a single paragraph
    text: tuple[str, str]  # what stands round the text of one that has nothing else


@dataclass(frozen=True, slots=True)
class _RowForm:
    """What rows share that are alike, and the cells found in them so far: most rows of a table are alike."""

    trail: Trail
    look: _RowLook
    head: bool
    keep_next: bool
    cells: dict[tuple[object, ...], _CellForm] = field(default_factory=dict)


# By the place of the section and the kind of row.
RowForms = dict[tuple[Trail, _RowKind], _RowForm]


class Grid:
    """Puts cells into columns; what a rowspan covers is filled with continued cells."""

    def __init__(self, widths: Sequence[int], trail: Trail, forms: RowForms, style: TableStyle, cells: Cells) -> None:
        self._widths = widths
        self._trail = trail
        self._forms = forms
        self._style = style
        self._cells = cells
        self._joined: dict[int, _Joined] = {}
        self._section = trail
        self._open = False  # the row above asks for no rule under it

    def row(self, row: Row, keep_next: bool) -> str:
        """One row; raises `GeneratorError` when its cells do not fill the columns."""
        if row.first:
            self._cells.mark(row.section)
            self._section = self._trail.to(row.section)
        self._cells.mark(row.element)
        form = self._row_form(row, keep_next)
        self._open = form.look.open
        out: list[str] = []
        column = 0
        before = ""
        for cell in row.element:
            if self._joined:
                column += self._continued(column, out, form)
            key = (column, before, cell.tag, cell.get("class"), cell.get("colspan"), cell.get("rowspan"))
            shape = form.cells.get(key)
            if shape is None:
                shape = form.cells[key] = self._cell_form(cell, form, column)
            if shape.rows > 1:
                self._joined[column] = _Joined(shape.rows - 1, shape.span, shape.style)
            out.append(self._cell(cell, shape, keep_next))
            column += shape.span
            before = cell.tag
        if self._joined:
            column += self._continued(column, out, form)
        if column != len(self._widths):
            raise GeneratorError(
                f"Word: {place(row.element)}: ячейки занимают столбцов: {column}, а в таблице их {len(self._widths)}. "
                "Проверьте col, colspan и rowspan."
            )
        if row.last and self._joined:
            raise GeneratorError(
                f"Word: {place(row.element)}: rowspan выходит за конец «{row.section.tag}». Уменьшите его."
            )
        return ooxml.row("".join(out), head=form.head)

    def _row_form(self, row: Row, keep_next: bool) -> _RowForm:
        kind = _RowKind(row.section.tag, row.classes, row.first, row.last, self._open, keep_next)
        form = self._forms.get((self._section, kind))
        if form is None:
            trail, look = self._section.to(row.element), self._style.look(kind)
            form = self._forms[self._section, kind] = _RowForm(trail, look, kind.section == "thead", keep_next)
        return form

    def _cell_form(self, cell: etree._Element, row: _RowForm, column: int) -> _CellForm:
        if cell.tag not in ("th", "td"):
            raise GeneratorError(f"Word: {place(cell)}: в строке таблицы бывают только th и td.")
        trail = row.trail.to(cell)
        style = trail.style(cell)
        span, rows = spanned(cell, "colspan"), spanned(cell, "rowspan")
        begin = ooxml.cell_begin(
            sum(self._widths[column : column + span]),
            span=span,
            merge="restart" if rows > 1 else "",
            look=self._shaded(cell, row.look.over if has_class(cell, "over") else row.look.cell),
        )
        return _CellForm(
            trail,
            style,
            span,
            rows,
            begin,
            paragraph=_frame(begin + ooxml.paragraph(_CONTENT, style, keep_next=row.keep_next) + ooxml.cell_end()),
            text=_frame(
                begin + ooxml.paragraph(ooxml.run(_CONTENT), style, keep_next=row.keep_next) + ooxml.cell_end()
            ),
        )

    def _shaded(self, cell: etree._Element, look: str) -> str:
        """The look of a row with the tint of a cell; a tint of the whole row is stronger."""
        part = next((SHADES[name] for name in classes(cell) if name in SHADES), "")
        if not part or "<w:shd" in look:
            return look
        borders, end, rest = look.rpartition("</w:tcBorders>")
        return borders + end + self._style.part(part).rest + rest

    def _cell(self, cell: etree._Element, form: _CellForm, keep_next: bool) -> str:
        if not (len(cell) or self._cells.pending or cell.get("id") is not None):
            text = _said(cell.text)
            before, after = form.text if text else form.paragraph
            return before + text + after
        self._cells.mark(cell)
        if next(cell.iterchildren("p"), None) is None:
            before, after = form.paragraph
            return before + self._cells.runs(cell, form.trail) + after
        return form.begin + self._cells.paragraphs(cell, form.trail, form.style, keep_next) + ooxml.cell_end()

    def _continued(self, column: int, out: list[str], row: _RowForm) -> int:
        start = column
        while (joined := self._joined.get(column)) is not None:
            width = sum(self._widths[column : column + joined.span])
            out.append(ooxml.cell_begin(width, span=joined.span, merge="continue", look=row.look.cell))
            out.append(ooxml.paragraph("", joined.style, keep_next=row.keep_next) + ooxml.cell_end())
            joined.rows -= 1
            if not joined.rows:
                del self._joined[column]
            column += joined.span
        return column - start


def _frame(whole: str) -> tuple[str, str]:
    before, _, after = whole.partition(_CONTENT)
    return before, after


def plain(text: str | None) -> str:
    """The text of a cell or a caption as HTML shows it."""
    return collapse(text).strip(" ") if text else ""


@lru_cache(4096)
def _said(text: str | None) -> str:
    """The text of a cell as XML; years and small numbers stand in tables over and over."""
    return ooxml.escape(plain(text))


def spanned(cell: etree._Element, name: str) -> int:
    """The columns or the rows that a cell covers, by its attribute."""
    return int(cell.get(name) or 1)
