"""Tables for Word: column widths, joined cells, rules between rows, rows kept together.

The look is in the shell. Word applies the parts of a table style by place (first row, last row,
bands), not by meaning, so the rules of head, region, subtotal and total rows are read from those
parts of the style and copied to the rows that mean them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol

from lxml import etree

from generator.errors import GeneratorError
from generator.page import classes, collapse
from generator.writers import ooxml
from generator.writers.contract import Trail, place
from generator.writers.shell import CellLook, Shell
from generator.writers.styles import JOINED, NOTES, ROW_PARTS, SHADES, has_class, names

TWIPS_PER_MM = Decimal(1440) / Decimal("25.4")

_SECTIONS = ("thead", "tbody", "tfoot")
_NO_RULE = 'w:val="nil"'
_CONTENT = "\ue000"  # private use: no report can hold it by accident
_LEAST_COLUMN = 170  # twips, 3 mm: nothing narrower can hold a figure
TAIL = 3  # so many last rows stay on one page: a single row at the top of a page looks like a mistake


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


class _Row(NamedTuple):
    element: etree._Element
    section: etree._Element
    classes: str
    first: bool  # of its thead, tbody or tfoot
    last: bool


class TableWriter:
    """Writes the tables of one document."""

    def __init__(self, columns: Mapping[str, Decimal], shell: Shell, cells: Cells) -> None:
        """Take the column widths of the theme (mm), the shell, and who writes cells."""
        self._columns = columns
        self._shell = shell
        self._cells = cells
        self._styles: dict[str, _TableStyle] = {}
        self._known: dict[str | None, float | None] = {}  # widths by the class of a column
        # By place and column widths: the tables of one chapter are alike those of the next.
        self._forms: dict[tuple[Trail, tuple[int, ...]], _RowForms] = {}

    def write(self, table: etree._Element, trail: Trail, text_width: int, write: ooxml.Write) -> None:
        """Write a table row by row; `text_width` is in twips."""
        name = trail.name(table)
        rows = _rows(table)
        if name not in self._styles:
            self._styles[name] = _TableStyle(self._shell, name)
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
        grid = _Grid(widths, trail, forms, style, self._cells)
        for row, keep_next in zip(rows, _kept(table, rows), strict=True):
            write(grid.row(row, keep_next))
        write(ooxml.table_end())

    def _widths(self, table: etree._Element, trail: Trail, rows: Sequence[_Row], total: int) -> list[int]:
        """Column widths in twips: given ones first, the others share what is left."""
        given = [self._given(column, trail) for column in table.iter("col")]
        if not given:
            given = [None] * sum(_span(cell, "colspan") for cell in rows[0].element)
        fixed = sum(width for width in given if width)
        free = given.count(None)
        if not free:
            shares = [(width or 0) * total / fixed for width in given]
        else:
            rest = (total - fixed) / free
            if rest < _LEAST_COLUMN:
                raise GeneratorError(
                    f"Word: {place(table)}: столбцам не хватает ширины: заданные занимают {_mm(fixed)} мм "
                    f"из {_mm(total)}. Уберите ширину у одного из col или поставьте таблицу в section.landscape."
                )
            shares = [width or rest for width in given]
        edges = [round(edge) for edge in accumulate(shares, initial=0)]
        return [right - left for left, right in pairwise(edges)]

    def _given(self, column: etree._Element, trail: Trail) -> float | None:
        """The width in twips that the theme gives a column, or `None`."""
        name = column.get("class")
        if name not in self._known:
            trail.to(column)  # somebody must answer for its class
            width = next((self._columns[one] for one in classes(column) if one in self._columns), None)
            self._known[name] = None if width is None else float(width * TWIPS_PER_MM)
        return self._known[name]


class _TableStyle:
    """What the shell says of one table style; asked once for all the tables in it."""

    def __init__(self, shell: Shell, name: str) -> None:
        self._shell = shell
        self._name = name
        self._parts: dict[str, CellLook] = {}
        self.indent = shell.table_indent(name)

    def part(self, part: str) -> CellLook:
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
_RowForms = dict[tuple[Trail, _RowKind], _RowForm]


class _Grid:
    """Puts cells into columns; what a rowspan covers is filled with continued cells."""

    def __init__(self, widths: Sequence[int], trail: Trail, forms: _RowForms, style: _TableStyle, cells: Cells) -> None:
        self._widths = widths
        self._trail = trail
        self._forms = forms
        self._style = style
        self._cells = cells
        self._joined: dict[int, _Joined] = {}
        self._section = trail
        self._open = False  # the row above asks for no rule under it

    def row(self, row: _Row, keep_next: bool) -> str:
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

    def _row_form(self, row: _Row, keep_next: bool) -> _RowForm:
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
        span, rows = _span(cell, "colspan"), _span(cell, "rowspan")
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


def _words(element: etree._Element) -> str:
    return plain("".join(map(str, element.itertext())))


def _rows(table: etree._Element) -> list[_Row]:
    rows = []
    for section in table:
        if section.tag in ("caption", "colgroup", "col"):
            continue
        if section.tag not in _SECTIONS:
            raise GeneratorError(
                f"Word: {place(section)}: в table бывают caption, colgroup, thead, tbody и tfoot. "
                "Строки таблицы ставьте в tbody."
            )
        last = len(section) - 1
        for index, row in enumerate(section):
            if row.tag != "tr":
                raise GeneratorError(f"Word: {place(row)}: в {section.tag} бывают только строки tr.")
            rows.append(_Row(row, section, row.get("class") or "", index == 0, index == last))
    if not rows:
        raise GeneratorError(f"Word: {place(table)}: в таблице нет строк.")
    return rows


def _kept(table: etree._Element, rows: Sequence[_Row]) -> Iterator[bool]:
    """Whether each row stays on the page of what follows it."""
    together = has_class(table, "keep") or has_class(table, "figures", "passport", "scope")
    for left, (row, following) in zip(range(len(rows) - 1, 0, -1), pairwise(rows), strict=True):
        own, next_own = names(row.classes), names(following.classes)
        yield (
            together
            or left < TAIL
            or row.section.tag == "thead"
            or "region" in own
            or ("goal" in next_own and "goal" not in own)
        )
    yield has_class(table.getnext(), *NOTES)


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name)
    if text is None:
        return 1
    if not re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        raise GeneratorError(f"Word: {place(cell)}: {name}=«{text}», а нужно целое число от 1.")
    return int(text)


def _alternative(table: etree._Element, rows: Sequence[_Row]) -> tuple[str, str]:
    """What a screen reader says of a table: its caption, and its columns."""
    caption = table.find("caption")
    title = _words(caption) if caption is not None else table.get("title", "")
    head = [row for row in rows if row.section.tag == "thead"]
    heads = [_words(cell) for cell in head[-1].element] if head else []
    columns = "; ".join(one for one in heads if one)
    return title, f"Столбцы: {columns}" if columns else ""


def _mm(twips: float) -> int:
    return round(twips / float(TWIPS_PER_MM))
