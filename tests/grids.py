"""Reads the tables of a digest back as a person reads them: by the headings of a row and of a column.

From the page and from Word a table comes back as a full rectangle: a joined cell stands in every place
that it covers. In the PDF there are no cells, only words on paper: a figure belongs to the row whose
heading stands on its line, and to the column whose heading ends at its right edge.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree, html
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Rows under a municipality's own that belong to it, and under a year's total.
OWNERS = {"администрация", "глава", "страницы администраций", "страницы глав"}


class NotFoundError(AssertionError):
    """A table, a row or a column is not there, or not there once."""


def folded(text: str) -> str:
    """Text with every run of spaces, U+00A0 too, as one space."""
    return " ".join(text.split())


def shown(text: str) -> str:
    """Text as HTML shows it: U+00A0 stays."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def unmarked(heading: str) -> str:
    """A heading without the number of its note."""
    return re.sub(r"(?<=[^\d\s]) ?\d+$", "", folded(heading))


def footnotes(root: etree._Element) -> list[etree._Element]:
    """The footnotes of a page, in order."""
    return [span for span in root.iter("span") if "footnote" in (span.get("class") or "").split()]


def marked_text(element: etree._Element) -> str:
    """The text of an element of the page with the number of a footnote in place of its words."""
    if element in footnotes(element):
        return str(footnotes(element.getroottree().getroot()).index(element) + 1)
    return (element.text or "") + "".join(marked_text(child) + (child.tail or "") for child in element)


def one(found: list, what: str):
    """The only item found."""
    if len(found) != 1:
        raise NotFoundError(f"{what}: {len(found)} instead of one")
    return found[0]


def row_of(headings: list[tuple[str, str]], path: tuple[str, ...], what: str) -> int:
    """The row at a path: its heading, its year if it has one, and the owner named under it."""
    name, *rest = path
    year = rest[0] if rest else ""
    index = one([i for i, (h, y) in enumerate(headings) if h == name and year in ("", y)], f"{what}, row {path}")
    for owner in rest[1:]:
        block = [index]
        while block[-1] + 1 < len(headings) and headings[block[-1] + 1][0] in OWNERS:
            block.append(block[-1] + 1)
        index = one([i for i in block[1:] if headings[i] == (owner, year)], f"{what}, row {path}")
    return index


@dataclass(frozen=True)
class Grid:
    """A table: its title without «Таблица N — », its head and body as full rectangles of texts."""

    title: str
    head: list[list[str]]
    body: list[list[str]]

    @property
    def title_of_rows(self) -> str:
        """What the rows are: the heading of the first column."""
        return folded(self.head[-1][0])

    def row(self, path: tuple[str, ...]) -> list[str]:
        """The cells of the row at a path."""
        headings = [(unmarked(row[0]), row[1]) for row in self.body]
        return self.body[row_of(headings, path, self.title)]

    def column(self, label: str, over: str = "") -> int:
        """The column under a heading, and under the heading over several columns."""
        found = [
            j
            for j, text in enumerate(self.head[-1])
            if folded(text) == label and (len(self.head) == 1 or folded(self.head[0][j]) == over)
        ]
        return int(one(found, f"{self.title}, column {label}"))

    def cell(self, path: tuple[str, ...], label: str, over: str = "") -> str:
        """The text at a row and a column."""
        return self.row(path)[self.column(label, over)]


def title_of(caption: str) -> str:
    """A caption without its number."""
    return re.sub(r"^Таблица \d+ — ", "", folded(caption))


@dataclass(frozen=True)
class Tables:
    """The tables of one file that have a caption."""

    grids: list[Grid]

    def __getitem__(self, title: str) -> Grid:
        """The first table of a title: consolidated tables come before those of chapters."""
        return one([grid for grid in self.grids if grid.title == title][:1], f"table {title}")

    def cell(self, title: str, path: tuple[str, ...], label: str, over: str = "") -> str:
        """The text at a row and a column of a table."""
        return self[title].cell(path, label, over)


# The page


@cache
def of_page(file: Path) -> Tables:
    """The tables of digest.html."""
    tables = html.parse(str(file)).getroot().iter("table")
    return Tables([_page_grid(table) for table in tables if table.find("caption") is not None])


def _page_grid(table: etree._Element) -> Grid:
    sections = {"thead": [], "body": []}
    for section in table.iterchildren("thead", "tbody", "tfoot"):
        rows = [
            [(shown(marked_text(c)), int(c.get("colspan", 1)), int(c.get("rowspan", 1))) for c in row]
            for row in section.iterchildren("tr")
        ]
        sections["thead" if section.tag == "thead" else "body"] += _rectangle(rows)
    return Grid(title_of(table.find("caption").text_content()), sections["thead"], sections["body"])


def _rectangle(rows: list[list[tuple[str, int, int]]]) -> list[list[str]]:
    grid: list[list[str]] = [[] for _ in rows]
    open_: dict[tuple[int, int], str] = {}
    for i, cells in enumerate(rows):
        queue, j = list(cells), 0
        while queue or (i, j) in open_:
            if (i, j) in open_:
                grid[i].append(open_[i, j])
                j += 1
                continue
            text, wide, high = queue.pop(0)
            for k in range(wide):
                for below in range(1, high):
                    open_[i + below, j + k] = text
            grid[i] += [text] * wide
            j += wide
    return grid


# Word


@cache
def of_word(file: Path) -> Tables:
    """The tables of digest.docx; a caption is the paragraph before its table, in the style of captions."""
    with ZipFile(file) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))[0]
        styles = etree.fromstring(archive.read("word/styles.xml"))
    captions = {s.get(W + "styleId") for s in styles if s.tag == W + "style" and _val(s, "name").lower() == "caption"}
    grids = []
    for before, block in pairwise(body):
        if block.tag == W + "tbl" and before.tag == W + "p" and _val(before, "pPr", "pStyle") in captions:
            grids.append(_word_grid(title_of(words_of(before)), block))
    return Tables(grids)


def _val(element: etree._Element, *path: str) -> str:
    found = element.find("/".join(W + name for name in path))
    return "" if found is None else str(found.get(W + "val", "1"))


def words_of(paragraph: etree._Element) -> str:
    """What a reader sees of a paragraph: its runs, without the codes of fields."""
    marks = {
        "t": lambda e: e.text or "",
        "br": lambda e: "\n",
        "tab": lambda e: "\t",
        "noBreakHyphen": lambda e: "-",
        "footnoteReference": lambda e: e.get(W + "id"),
    }
    return "".join(marks[name](e) for e in paragraph.iter() if (name := str(e.tag).removeprefix(W)) in marks)


def _word_grid(title: str, table: etree._Element) -> Grid:
    head: list[list[str]] = []
    body: list[list[str]] = []
    above: list[str] = []
    for row in table.iterchildren(W + "tr"):
        texts: list[str] = []
        for cell in row.iterchildren(W + "tc"):
            wide = int(_val(cell, "tcPr", "gridSpan") or 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(W + "val", "continue") == "continue":
                texts += above[len(texts) : len(texts) + wide]
            else:
                texts += ["\n".join(words_of(p) for p in cell.iterchildren(W + "p"))] * wide
        (head if row.find(f"{W}trPr/{W}tblHeader") is not None else body).append(texts)
        above = texts
    return Grid(title, head, body)


# The workbook


@cache
def of_workbook(file: Path) -> Tables:
    """The tables of digest.xlsx, every cell as a person sees it."""
    return Tables([_sheet_grid(sheet) for sheet in load_workbook(file) if sheet.auto_filter.ref and sheet.merged_cells])


def _sheet_grid(sheet: Worksheet) -> Grid:
    heads = int(str(sheet.print_title_rows).rpartition("$")[2])
    rows = [[seen(cell) for cell in row] for row in sheet.iter_rows()]
    for joined in sheet.merged_cells.ranges:
        for row, column in joined.cells:
            rows[row - 1][column - 1] = rows[joined.min_row - 1][joined.min_col - 1]
    for row, cells in zip(rows, sheet.iter_rows(), strict=True):
        for at, cell in enumerate(cells):
            if not row[at] and cell.alignment.horizontal == "centerContinuous":
                row[at] = row[at - 1]
        row[0] = re.sub(r" (\d+)\)$", r" \1", row[0])  # the number of a note
    end = next((at for at, row in enumerate(rows) if not any(row) and at > heads), len(rows))
    return Grid(title_of(rows[0][0]), rows[1:heads], rows[heads:end])


def seen(cell: Cell | MergedCell) -> str:
    """What a cell shows in a Russian office (ECMA-376, part 1, 18.8.30): its text, or its number in its format."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    parts = cell.number_format.split(";")
    part = (
        parts[2] if cell.value == 0 and len(parts) > 2 else parts[1] if cell.value < 0 and len(parts) > 1 else parts[0]
    )
    sign = "-" if cell.value < 0 and part == parts[0] else ""
    decimals = len(part.partition(".")[2].rstrip('"').partition('"')[0])
    digits = f"{abs(cell.value):,.{decimals}f}" if "#,##0" in part else f"{abs(cell.value):.{decimals}f}"
    digits = digits.translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})
    return sign + re.sub(r'"([^"]*)"|[#,]*0(?:\.0+)?', lambda m: digits if m[1] is None else m[1], part)


# PDF


@dataclass(frozen=True, slots=True)
class Word:
    """A word on paper; lengths in points, from the top left corner of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


def needs_poppler() -> None:
    """Skip the test where pdftotext is not installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("нет pdftotext (poppler): место слова на листе не узнать")


@cache
def words_on_pages(file: Path) -> list[list[Word]]:
    """Every word of a PDF, page by page."""
    needs_poppler()
    out = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True).stdout
    tree = etree.fromstring(out)
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            Word(w.text or "", *(float(w.get(k)) for k in ("xMin", "yMin", "xMax", "yMax")))
            for w in page.iter(space + "word")
        ]
        for page in tree.iter(space + "page")
    ]


RUNNING_HEAD = 50  # points: what stands above belongs to no table
GAP = 3.2  # points: words of one cell stand nearer to each other than that
EDGE = 1.0  # points: figures and heads of a column end at the same place within that


@dataclass(frozen=True)
class Sheet:
    """A table on paper: its page (from 1), the lines of its head, and those of its body."""

    page: int
    head: list[list[Word]]
    body: list[list[Word]]


@dataclass(frozen=True)
class Print:
    """The tables of a PDF."""

    file: Path

    def sheet(self, title: str) -> Sheet:
        """The part of a table that stands on the page of its caption."""
        found = []
        for number, words in enumerate(words_on_pages(self.file), start=1):
            lines = _lines([w for w in words if w.top > RUNNING_HEAD])
            starts = [
                i for i, line in enumerate(lines) if re.fullmatch(rf"Таблица \d+ — {re.escape(title)}", said(line))
            ]
            found += [(number, lines[i + 1 :]) for i in starts]
        page, lines = one(found[:1], f"PDF, table {title}")
        ends = [i for i, line in enumerate(lines) if re.match(r"Источник:|Таблица \d+ — ", said(line))]
        lines = lines[: ends[0]] if ends else lines
        # The head ends where the body begins: with the first region, in bold and alone on its line.
        first = next((i for i, line in enumerate(lines) if re.search(r" (край|область)$", said(line))), None)
        if first is None:
            raise NotFoundError(f"PDF, table {title}: no region stands in it")
        return Sheet(page, lines[:first], lines[first:])

    def cell(self, title: str, path: tuple[str, ...], label: str, over: str = "") -> str:
        """The words on the line of a row that end where the heading of the column ends."""
        sheet = self.sheet(title)
        edge = self._edge(sheet, title, label, over)
        lines = [[c for c in _chunks(line)] for line in sheet.body]
        years = len(path) > 1
        headings = [(unmarked(said(line[0])), said(line[1]) if years and len(line) > 1 else "") for line in lines]
        line = lines[row_of(headings, path, f"PDF, {title}")]
        return said(one([c for c in line if abs(c[-1].right - edge) <= EDGE], f"PDF, {title}, {path}, {label}"))

    def _edge(self, sheet: Sheet, title: str, label: str, over: str) -> float:
        """Where the heading of a column ends on the right."""
        chunks = [chunk for line in sheet.head for chunk in _chunks(line)]
        edges: list[float] = []
        for chunk in chunks:
            if all(abs(chunk[-1].right - edge) > EDGE for edge in edges):
                edges.append(chunk[-1].right)
        heads = {e: [c for c in chunks if abs(c[-1].right - e) <= EDGE] for e in edges}
        named = {e: _joined(lines) for e, lines in heads.items()}
        edge = float(one([e for e, text in named.items() if text == _bare(label)], f"PDF, {title}, column {label}"))
        if over:
            head = one([c for c in chunks if said(c) == over], f"PDF, {title}, head {over}")
            # It is centred on its columns: those to the left of them end before it begins.
            if edge < head[0].left or head[0].top > heads[edge][0][0].top:
                raise NotFoundError(f"PDF, {title}: «{over}» does not stand above «{label}»")
        return edge


def said(words: list[Word]) -> str:
    """Words of a line as text."""
    return " ".join(word.text for word in words)


def _lines(words: list[Word]) -> list[list[Word]]:
    """Words line by line; a raised mark of a note stands on the line of its word."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.left)):
        near = [line for line in lines[-3:] if abs(line[0].middle - word.middle) < 3]
        (near[-1] if near else lines.append([]) or lines[-1]).append(word)
    return [sorted(line, key=lambda w: w.left) for line in lines]


def _chunks(line: list[Word]) -> Iterator[list[Word]]:
    """The words of a line cell by cell."""
    chunk: list[Word] = []
    for word in line:
        if chunk and word.left - chunk[-1].right > GAP:
            yield chunk
            chunk = []
        chunk.append(word)
    if chunk:
        yield chunk


def _bare(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _joined(lines: list[list[Word]]) -> str:
    """A heading of several lines as one word without hyphens, as hyphenation leaves no trace then."""
    return "".join(_bare(said(line)) for line in lines)
