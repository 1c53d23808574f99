"""What the page says, as a sequence of blocks that a file must say too.

A block is what a reader meets one after another: a heading, a paragraph, an item of a list, a row of
a table. The readers of the files (`word.py`, `pdf.py`) make the same sequence from what lies in the
file, and `compare.py` lays the two side by side. Footnotes are a sequence of their own, because paper
puts them at the foot of the sheet; their calls stay in the text as `CALL` and the number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Context, InvalidOperation
from enum import StrEnum

from lxml import etree

from generator.page import Page, classes, spoken, words

CALL = "\N{WORD JOINER}"  # stands before the number of a footnote in a text: nobody writes it
BULLET = "•"  # the mark of an item without a number, whatever sign the look gives it

BLANK = " \n\N{NO-BREAK SPACE}"  # a paragraph of these alone says nothing

_SPACES = re.compile(r"[ \t\r\n]+")  # not \s: a no-break space is text
_YEAR = re.compile(r"(?:19|20)\d\d")
_INNER = str.maketrans("«»", "„“")
_KEPT = Context(prec=15)  # the digits that Excel shows of a number: in its file 0.1 may stand as 0.10000000000000001


class Kind(StrEnum):
    """What a block is, in the words of a message."""

    HEADING = "заголовок"
    PARAGRAPH = "абзац"
    ITEM = "пункт списка"
    ENTRY = "строка содержания"
    CAPTION = "подпись"
    TABLE = "описание таблицы"
    HEAD = "строка шапки"
    ROW = "строка"
    PICTURE = "описание рисунка"
    SERIES = "ряд диаграммы"
    WORKBOOK = "ряд в книге диаграммы"
    FOOTNOTE = "сноска"


ROWS = (Kind.HEAD, Kind.ROW)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}  # elements of the page by their levels


@dataclass(frozen=True, slots=True)
class Block:
    """One block.

    `texts` has one text, of a row its cells, of a series its name and `label = value` of each point.
    `level` is of a heading from 1 (0: any, the contents' own), of an item its depth from 1; `mark` is
    the number of an item or a footnote; `spans` are the columns and rows of each cell. `printed` is
    what is seen instead: the values beside the bars of a chart, on paper the paragraphs of a row that only
    lays things side by side. The rest tells where the block stands.
    """

    kind: Kind
    texts: tuple[str, ...]
    level: int = 0
    mark: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    printed: tuple[str, ...] = ()
    place: str = ""
    columns: tuple[str, ...] = ()  # what stands over each cell of a row
    sheet: int = 0  # of a PDF, from 1; 0 elsewhere
    fresh: bool = False  # the first on its sheet: it may go on from the sheet before

    @property
    def text(self) -> str:
        """All its texts as one."""
        return " ".join(self.texts)


@dataclass(frozen=True, slots=True)
class Content:
    """A document: its blocks in the order of reading, its footnotes in the order of their calls."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Block, ...]


def of_page(page: Page) -> Content:
    """The blocks of the page, each with its place in Russian."""
    walk = _Walk()
    walk.blocks(page.body)
    return Content(tuple(walk.found), tuple(walk.footnotes))


def of_table(table: etree._Element) -> tuple[Block, ...]:
    """The blocks of one table: its caption, its description and its rows."""
    walk = _Walk()
    walk.table(table)
    return tuple(walk.found)


def collapse(text: str) -> str:
    """Text as HTML shows it: one space for many and for a line end, none at either end of a line."""
    if "  " not in text and "\n" not in text and "\t" not in text and "\r" not in text and _BREAK not in text:
        return text.strip(" ")  # nearly every text, and to look costs a tenth of a substitution
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split(_BREAK))
    return "\n".join(lines)


def point(label: str, value: str | None) -> str:
    """A point of a chart: its label and its value."""
    return f"{collapse(label)} = {plainest(value)}"


def plainest(value: str | None) -> str:
    """A number of a chart in the plainest digits, «…» for none."""
    try:
        return format(_KEPT.create_decimal((value or "").strip()).normalize(), "f")
    except InvalidOperation:
        return value or "…"


def shortened(text: str, length: int = 60) -> str:
    """A text for a message: in one line, its beginning when it is long."""
    text = text.replace("\n", " ")
    return text if len(text) <= length else text[:length].rstrip() + "…"


def letters(text: str) -> str:
    """What is left of a text whatever its lines, spaces, marks and capitals are."""
    return "".join(filter(str.isalnum, text)).casefold()


def named(text: str) -> str:
    """The name of a place in quotes, those within it „inner ones“."""
    return f"«{text.translate(_INNER)}»"


_BREAK = "\v"  # of `br`, until spaces are collapsed


class _Walk:
    """Walks the page and remembers where it is."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.footnotes: list[Block] = []
        self._heading = ""
        self._contents = False

    def blocks(self, parent: etree._Element) -> None:
        for element in parent:
            tag = str(element.tag)
            if tag in HEADINGS:
                self._title(element)
            elif tag == "p":
                self._add(Kind.PARAGRAPH, element)
            elif tag in ("ul", "ol"):
                self._list(element, 1)
            elif tag == "table":
                self.table(element)
            elif tag == "figure":
                self._figure(element)
            elif tag == "nav":
                self._contents = True
                self.blocks(element)
                self._contents = False
            else:
                self.blocks(element)

    def _title(self, element: etree._Element) -> None:
        # The contents' own headings are not listed in the contents, and so are plain paragraphs in Word.
        level = 0 if self._contents else HEADINGS[str(element.tag)]
        text = self._text(element)
        self._heading = f"раздел {named(shortened(text))}"
        self._put(Block(Kind.HEADING, (text,), level, place=f"заголовок {named(shortened(text))}"))

    def _add(self, kind: Kind, element: etree._Element, until: str = "", level: int = 0, mark: str = "") -> None:
        text = self._text(element, until)
        if text.strip(BLANK) or mark:
            name = f"{kind} {mark}".rstrip() if mark != BULLET else kind
            self._put(Block(kind, (text,), level, mark, place=self._place(f"{name} {named(shortened(text))}")))

    def _place(self, name: str) -> str:
        """What stands under the last heading."""
        return f"{self._heading}, {name}" if self._heading else name

    def _put(self, block: Block) -> None:
        self.found.append(block)

    def _list(self, listing: etree._Element, depth: int) -> None:
        kind = Kind.ENTRY if self._contents else Kind.ITEM
        for number, item in enumerate(listing.iterchildren("li"), 1):
            mark = "" if self._contents else str(number) if listing.tag == "ol" else BULLET
            self._add(kind, item, "list", depth, mark)
            for nested in item.iterchildren("ul", "ol"):
                self._list(nested, depth + 1)

    def _figure(self, figure: etree._Element) -> None:
        for element in figure:
            if element.tag == "img":
                alt = collapse(element.get("alt") or "")
                self._put(Block(Kind.PICTURE, (alt,), place=self._place(f"рисунок {named(shortened(alt))}")))
            elif element.tag == "chart":
                self._chart(element)
            elif element.tag == "figcaption":
                self._add(Kind.CAPTION, element)
            else:
                self.blocks([element])  # type: ignore[arg-type]  # a list of elements is walked as their parent

    def _chart(self, chart: etree._Element) -> None:
        alt = collapse(chart.get("alt") or "")
        place = self._place(f"диаграмма {named(shortened(alt))}")
        self._put(Block(Kind.PICTURE, (alt,), place=place))
        for series in chart.iterchildren("series"):
            name = collapse(series.get("label") or "")
            points = list(series.iterchildren("point"))
            self._put(
                Block(
                    Kind.SERIES,
                    (name, *(point(p.get("label") or "", p.get("value")) for p in points)),
                    printed=tuple(collapse(words(p)) for p in points),
                    columns=("название ряда", *(f"точка {named(p.get('label') or '')}" for p in points)),
                    place=f"{place}, ряд {named(name)}",
                )
            )

    # Tables

    def table(self, table: etree._Element) -> None:
        caption = table.find("caption")
        name = self._place("таблица")
        if caption is not None:
            title = self._text(caption)
            number = re.match(r"Таблица\s(\d+)", title)
            name = f"таблица {number[1]}" if number else self._place(f"таблица {named(shortened(title))}")
            self._put(Block(Kind.CAPTION, (title,), place=f"{name}, подпись"))
        if any(described := _described(table)):
            self._put(Block(Kind.TABLE, described, place=f"{name}, описание для чтения вслух"))
        rows = _Rows(table, name)
        layout = next(table.iter("th"), None) is None
        for row, section in _rows(table):
            cells = [self._cell(cell) for cell in row]
            block = rows.block(row, section, ["\n".join(paragraphs) for paragraphs in cells])
            shown = tuple(text for paragraphs in cells for text in paragraphs if text) if layout else ()
            self._put(replace(block, printed=shown) if shown else block)

    def _cell(self, cell: etree._Element) -> list[str]:
        """The paragraphs of a cell."""
        if not len(cell):  # nearly always
            return [collapse(cell.text or "")]
        return [self._text(element) for element in cell.findall("p") or [cell]]

    # Texts

    def _text(self, element: etree._Element, until: str = "") -> str:
        """The text of an element up to a nested list, with the calls of its footnotes."""
        return collapse("".join(self._pieces(element, until)))

    def _pieces(self, element: etree._Element, until: str) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if until and child.tag in ("ul", "ol"):
                return
            if child.tag == "br":
                yield _BREAK
            elif child.tag == "span" and "footnote" in classes(child):
                yield CALL + self._footnote(child) + CALL
            elif child.tag != "img":
                yield from self._pieces(child, until)
            yield child.tail or ""

    def _footnote(self, note: etree._Element) -> str:
        number = str(len(self.footnotes) + 1)
        self.footnotes.append(Block(Kind.FOOTNOTE, ()))  # its place is taken before a note within it
        block = Block(Kind.FOOTNOTE, (self._text(note),), mark=number, place=f"сноска {number}")
        self.footnotes[int(number) - 1] = block
        return number


class _Rows:
    """Names the rows and columns of one table as its reader would."""

    def __init__(self, table: etree._Element, name: str) -> None:
        self._name = name
        self._heads: dict[int, str] = {}  # by column
        self._taken: dict[int, int] = {}  # by column: rows below that a cell above still covers
        self._unit = ""
        self._count = 0

    def block(self, row: etree._Element, section: str, texts: list[str]) -> Block:
        self._count += 1
        spans = tuple((_span(cell, "colspan"), _span(cell, "rowspan")) for cell in row)
        starts = self._starts(spans)
        head = section == "thead"
        if head:
            for start, (wide, _), text in zip(starts, spans, texts, strict=True):
                for column in range(start, start + wide):
                    above = self._heads.get(column, "")
                    self._heads[column] = f"{above}, {text}".strip(", ") if text else above
        columns = tuple(f"столбец {named(self._heads[s])}" if self._heads.get(s) else f"ячейка {s + 1}" for s in starts)
        place = f"{self._name}, {f'строка шапки {self._count}' if head else self._titled(row, texts)}"
        kind = Kind.HEAD if head else Kind.ROW
        return Block(kind, tuple(texts), spans=spans, columns=columns, place=place)

    def _starts(self, spans: Iterable[tuple[int, int]]) -> list[int]:
        """The first column of each cell, past those that cells above still cover."""
        starts = []
        covered = {column for column, rows in self._taken.items() if rows}
        taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}
        column = 0
        for wide, high in spans:
            while column in covered:
                column += 1
            starts.append(column)
            taken |= {c: high - 1 for c in range(column, column + wide) if high > 1}
            column += wide
        self._taken = taken
        return starts

    def _titled(self, row: etree._Element, texts: list[str]) -> str:
        """«строка «Северск, 2020»»: its heading, the owner under its municipality, the year beside it."""
        title = shortened(texts[0].replace("\n", " ")) if texts else ""
        kinds = classes(row)
        if "owner" in kinds or "goal" in kinds:
            title = f"{self._unit}, {title}"
        elif len(texts) > 1 and _YEAR.fullmatch(texts[1]):
            title = f"{title}, {texts[1]}"
        if "unit" in kinds:
            self._unit = title
        return f"строка {named(title)}" if title else f"строка {self._count}"


def _rows(table: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for section in table.iterchildren("thead", "tbody", "tfoot"):
        for row in section.iterchildren("tr"):
            yield row, str(section.tag)


def _described(table: etree._Element) -> tuple[str, str]:
    """What is said of a table to those who do not see it: its title, the heads of its columns."""
    caption = table.find("caption")
    title = spoken(caption) if caption is not None else collapse(table.get("title") or "")
    heads = "; ".join(filter(None, (spoken(cell) for row in table.findall("thead/tr")[-1:] for cell in row)))
    return title, f"Столбцы: {heads}" if heads else ""


def _span(cell: etree._Element, name: str) -> int:
    return int(cell.get(name) or 1)


def drawn(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks as paper has them.

    A chart is a picture on which its values are `printed`, and the names of its series, when it has several, and
    its labels stand somewhere (`columns`); a table is not described, and without a heading cell is
    no table to who listens to it, but the paragraphs that it lays side by side.
    """
    picture: Block | None = None
    names: tuple[str, ...] = ()
    for block in blocks:
        if block.kind is Kind.TABLE:
            continue
        if block.kind is Kind.ROW and block.printed:
            if picture is not None:
                yield picture
                picture = None
            yield from (Block(Kind.PARAGRAPH, (text,), place=block.place) for text in block.printed)
            continue
        if picture is not None and block.kind is Kind.SERIES:
            names = (*names, block.texts[0])
            labels = tuple(text.rpartition(" = ")[0] for text in block.texts[1:])
            shown = (*(names if len(names) > 1 else ()), *labels)
            picture = replace(picture, printed=(*picture.printed, *filter(None, block.printed)), columns=shown)
            continue
        if picture is not None:
            yield picture
        picture, names = (block if block.kind is Kind.PICTURE else None), ()
        if picture is None:
            yield block
    if picture is not None:
        yield picture


def workbooks(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks as a Word file has them: a chart shows its series, and holds them once more in its workbook."""
    held: list[Block] = []
    for block in blocks:
        if block.kind is not Kind.SERIES:
            yield from held
            held = []
        yield block
        if block.kind is Kind.SERIES:
            held.append(replace(block, kind=Kind.WORKBOOK, printed=(), place=f"{block.place}, книга Excel"))
    yield from held
