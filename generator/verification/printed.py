"""Whether the page prints the figures of the digest, each in its row and column.

Rows are found by their headings, in order, so that a theme may leave some out; cells by their place when
none is left out, otherwise by what they say. A table that the digest does not know may repeat what the
digest says and nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree

from generator import formatting, typography, wording
from generator.digest import Cell, Digest, KeyFigure, Row, Table
from generator.page import Page, classes
from generator.verification import figures
from generator.verification.blocks import ROWS, Block, collapse, named, of_table, shortened
from generator.verification.compare import Difference

PAGE = "страница"

# Tables of words: signs and what they mean, names of places, particulars of a chapter.
_WORDS = {"legend", "scope", "passport"}

# What to do when a theme says something of its own, with digits, that is no figure of a report.
_OF_WORDS = "; если таблица не о показателях, дайте ей класс legend"
_OWN_WORDS = "; свой абзац с цифрами отмечают классом, например note"

_DIGIT = re.compile(r"\d")
_DASHES = re.compile(r"-{2,}")
# Spaces of any kind and signs that nobody sees go; dashes, quotes and the ellipsis are as on a typewriter.
_DRESSING: dict[int, str | None] = (
    dict.fromkeys(map(ord, " \t\r\n\u00a0\u2007\u2009\u202f\u2060" + typography.DIRECTIONS))
    | dict.fromkeys(map(ord, "–—−\u2010"), "-")
    | dict.fromkeys(map(ord, "«»„“”"), '"')
    | {ord("…"): "..."}
)


def unprinted(digest: Digest, page: Page) -> Iterator[Difference]:
    """The figures of the page that are not those of the digest."""
    known = {table.id: table for table in figures.tables(digest)}
    check = _Prints(digest)
    for element in page.body.iter("table"):
        kinds = set(classes(element))
        if "figures" in kinds:
            yield from check.key_figures(element)
        elif (table := known.get(element.get("id") or "")) is not None:
            yield from check.table(element, table)
        elif not kinds & _WORDS:
            yield from check.unknown(element)
    yield from check.charts(page)
    yield from check.quotes(page)


class _Prints:
    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._all: set[str] = set()  # every print of the digest, made when it is asked for
        of_all, *of_chapters = figures.key_figures(digest)
        self._of_all = of_all
        self._of_chapters = {chapter.id: found for chapter, found in zip(digest.chapters, of_chapters, strict=True)}

    def print(self, cell: Cell) -> str:
        """What a cell says on the page, its figure added up anew."""
        if cell.figure is not None:
            cell = Cell("figure", figures.recomputed(cell.figure))
        return collapse(typography.typeset(wording.cell(cell)))

    def table(self, element: etree._Element, table: Table) -> Iterator[Difference]:
        """A table of the digest, row by row."""
        rows = iter(table.rows)
        body = (row for section in element.iterchildren("tbody", "tfoot") for row in section)
        for number, line in enumerate(body, start=len(element.findall("thead/tr"))):
            shown = [_text(cell) for cell in line]
            if not any(map(_digits, shown[1:])):
                continue
            row = next((row for row in rows if self.print(row.head) == shown[0]), None)
            if row is None:
                place = _place(element, number)
                yield Difference(PAGE, place.place, "такой строки в сводке нет, или она стоит не на своём месте")
                return
            for index, problem in self._cells(row, shown[1:]):
                place = _place(element, number)
                column = place.columns[index + 1] if index + 1 < len(place.columns) else ""
                yield Difference(PAGE, f"{place.place}, {column}".rstrip(", "), problem)

    def _cells(self, row: Row, shown: Sequence[str]) -> Iterator[tuple[int, str]]:
        whole = len(shown) == len(row.cells)
        for index, text in enumerate(shown):
            if not _digits(text):
                continue
            if whole and text != (wanted := self.print(row.cells[index])):
                yield index, f"напечатано «{text}», а показатели дают «{wanted}»"
            elif not whole and text not in map(self.print, row.cells):
                yield index, f"напечатано «{text}», чего в этой строке сводки нет"

    def key_figures(self, element: etree._Element) -> Iterator[Difference]:
        """Key figures, in their order; a theme may leave out the last."""
        place, items = self._of_place(element)
        cells = [cell for cell in element.iter("td") if any("value" in classes(p) for p in cell.iter("p"))]
        for number, cell in enumerate(cells):
            texts = {kind: _text(p) for p in cell.iter("p") for kind in classes(p)}
            if number >= len(items):
                yield Difference(PAGE, place, f"ключевого числа «{texts['value']}» в сводке нет")
                continue
            item = items[number]
            wanted = self.print(Cell("figure", item.figure))
            if texts["value"] != wanted:
                label = texts.get("label", "")
                yield Difference(
                    PAGE, f"{place}, «{label}»", f"напечатано «{texts['value']}», а показатели дают «{wanted}»"
                )
            said = re.findall(r"\d+", texts.get("base", ""))
            if said and said not in ([str(item.year)], [str(item.year), str(item.reports), str(item.of)]):
                yield Difference(PAGE, f"{place}, «{wanted}»", f"основание «{texts['base']}» не от этого числа")

    def _of_place(self, element: etree._Element) -> tuple[str, Sequence[KeyFigure]]:
        for section in element.iterancestors("section"):
            if "chapter" not in classes(section):
                continue
            for heading in section.iter("h1", "h2", "h3"):
                if (found := self._of_chapters.get(heading.get("id") or "")) is not None:
                    return found
        return self._of_all

    def unknown(self, element: etree._Element) -> Iterator[Difference]:
        """A table of the theme's own: it may repeat what the digest says."""
        if not self._all:
            cells = (
                cell
                for table in figures.tables(self._digest)
                if not table.empty
                for row in table.rows
                for cell in row.cells
            )
            shown = (Cell("figure", figure) for figure in figures.all_figures(self._digest))
            self._all = {self.print(cell) for cell in (*cells, *shown)}
        for number, line in enumerate(element.iter("tr")):
            for text in map(_text, line.iterchildren("td")):
                if _digits(text) and text not in self._all:
                    yield Difference(PAGE, _place(element, number).place, f"числа «{text}» в сводке нет{_OF_WORDS}")

    def charts(self, page: Page) -> Iterator[Difference]:
        """A chart shows figures that the digest has, and prints them as they are."""
        charts = list(page.body.iter("chart"))
        wanted = {_decimal(point.get("value")) for chart in charts for point in chart.iter("point")}
        known: dict[Decimal, set[str]] = defaultdict(set)
        for figure in figures.all_figures(self._digest) if charts else ():
            value = figures.added(figure)
            if value is not None and value in wanted:
                whole = collapse(typography.typeset(wording.figure(figures.recomputed(figure))))  # on one line
                known[value] |= {self.print(Cell("figure", figure)), whole, formatting.number(value)}
        for chart in charts:
            for series in chart.iter("series"):
                for point in series.iter("point"):
                    value = _decimal(point.get("value"))
                    place = f"диаграмма {named(shortened(chart.get('alt') or ''))}, {point.get('label')}"
                    if value is None and _digits(_text(point)):
                        yield Difference(PAGE, place, f"напечатано «{_text(point)}», а числа в value у point нет")
                    elif value is not None and value not in known:
                        yield Difference(PAGE, place, f"числа {value} в сводке нет")
                    elif value is not None and _text(point) not in known[value]:
                        yield Difference(PAGE, place, f"напечатано «{_text(point)}», а значение {value}")

    def quotes(self, page: Page) -> Iterator[Difference]:
        """Figures in what a chapter tells stand in its report's own words."""
        known = {chapter.id: chapter for chapter in self._digest.chapters}
        for section in page.body.iter("section"):
            named = [known[h.get("id") or ""] for h in section.iter("h1", "h2") if h.get("id") in known]
            if "chapter" not in classes(section) or len(named) != 1:
                continue
            chapter = named[0]
            texts = [text for p in chapter.passages for text in p.paragraphs]
            texts += [goal.text for goal in chapter.goals] + [need.text for need in chapter.needs]
            said = set(map(_bare, texts))
            for element in section.iter("p", "li"):
                text = _text(element)
                if not classes(element) and _digits(text) and _bare(text) not in said:
                    title = chapter.report.municipality.title
                    yield Difference(PAGE, f"глава «{title}»", f"этого в отчёте нет: «{text[:80]}»{_OWN_WORDS}")


def _text(element: etree._Element) -> str:
    """The text of an element without raised signs and footnotes: they lead to notes, and are no part of a figure."""
    return collapse("".join(_pieces(element)))


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag != "sup" and "footnote" not in classes(child):
            yield from _pieces(child)
        yield child.tail or ""


def _place(table: etree._Element, number: int) -> Block:
    """The row of this number, those of the head among them, as it is called in messages."""
    return [block for block in of_table(table) if block.kind in ROWS][number]


def _bare(text: str) -> str:
    """A text without its dressing: what the typographer may change is taken off, by a rule that is not his."""
    return _DASHES.sub("-", text.translate(_DRESSING))


def _decimal(value: str | None) -> Decimal | None:
    try:
        return Decimal(value or "")
    except InvalidOperation:
        return None


def _digits(text: str) -> bool:
    return _DIGIT.search(text) is not None
