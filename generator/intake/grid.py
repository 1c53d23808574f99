"""A table as a grid: which cells hold figures, which hold labels, and what stands over them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from generator.intake import numbers
from generator.intake.block import Block
from generator.intake.lexicon import EMPTY
from generator.intake.noise import COUNTED
from generator.intake.phrases import tokens
from generator.intake.quantities import Number
from generator.intake.subject import phrase_after, set_off

PLAIN = re.compile(r"(?:\d{1,3}(?: \d{3})+|\d+)")
_PAIR = re.compile(rf"\s*({PLAIN.pattern})\s*/\s*({PLAIN.pattern})\s*")
_BARE = re.compile(rf"(?:[+–-]\s*)?({PLAIN.pattern})")  # its sign is no part of a number
YEAR = re.compile(r"^\W*(?:за |на |в )?((?:19|20)\d\d)\s*(?:год\w*|г\.?)?\s*(?:\([^()\d]*\))?\W*$", re.IGNORECASE)

_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LIKE_A_YEAR = re.compile(rf"(?:19|20)\d\d\b(?!{COUNTED})", re.IGNORECASE)  # «2023 (факт)», but not «2012 обращений»

# A cell that holds a figure begins with it.
_HEDGE = r"(?:(?:более|свыше|около|порядка|почти|не менее|до|примерно)\s+)?"
_UNIT = r"(?:(?:тыс|млн|млрд|%|процент|шт|чел|ед|подписчик|участник|экз)[а-я.]*\s*){0,2}"
_VALUE = re.compile(
    rf"^[+−–~≈-]?\s*{_HEDGE}\d[\d ]*(?:[.,]\d+)?(?:\s*/\s*\d[\d ]*)?\s*{_UNIT}\+?\.?\s*(?:$|[(;,–])", re.IGNORECASE
)
# «2022 – 300; 2023 – 340», «300 (2022), 340 (2023)» are read as words are; «2022/2023» is a label.
_A_YEAR = r"(?:19|20)\d\d\s*(?:г(?:ода?|оду)?\b\.?)?"
_DATED = re.compile(
    rf"\W*(?:{_A_YEAR}\s*(?:[–:-]\s*\d|/\s*(?:19|20)\d\d\b)|{PLAIN.pattern}\s*\((?:за |в )?{_A_YEAR}\))",
    re.IGNORECASE,
)
_ORDER = re.compile(r"^\W*(?:№|п/п|№ ?п/п|n|номер)\W*$", re.IGNORECASE)
# Labels that say nothing of what is counted.
MUTE = re.compile(
    r"^\W*(?:количество|кол-во|значение|показатель|число|факт\w*|ед\w*\.?(?: изм\w*\.?)?|шт\w*\.?|чел\w*\.?"
    r"|наименование.*)?\W*$",
    re.IGNORECASE,
)
# A cell that tells that there is no figure.
_NONE = re.compile(
    r"^\W*(?:(?:нет|не(?! (?:менее|более|меньше|больше))|н/д|н\.д|отсутств\w+|[xх])\b.*)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its place in its row's block, and its words."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the cell as the program reads them."""
        return self.block.reading[self.start : self.end].strip()

    def numbers(self) -> list[Number]:
        """The numbers of the cell, with offsets in its block; a bare number is a quantity, not a page's."""
        text = self.block.reading[self.start : self.end]
        bare = _BARE.fullmatch(text.rstrip(), len(text) - len(text.lstrip()))
        if bare is None:
            return [replace(n, start=n.start + self.start, end=n.end + self.start) for n in numbers.find(text)]
        return [Number(self.start + bare.start(1), self.start + bare.end(1), Decimal(bare[1].replace(" ", "")))]

    def quantities(self) -> list[Number]:
        """Its numbers that may be figures: no years, no numbering."""
        reading = self.block.reading
        return [n for n in self.numbers() if not n.reason and not _LIKE_A_YEAR.match(reading, n.start)]

    def pair(self) -> list[Number]:
        """The two figures of a cell that holds nothing more: «6 / 31»; none of another cell."""
        pair = _PAIR.fullmatch(self.block.reading, self.start, self.end)
        spans = [pair.span(1), pair.span(2)] if pair else []
        return [Number(*span, Decimal(self.block.reading[slice(*span)].replace(" ", ""))) for span in spans]

    def tells(self) -> bool:
        """Whether its words tell a figure, and name no column: «всего 15 брифингов», but not «2 этап»."""
        number, reading = self.quantities()[0], self.block.reading
        before = reading[self.start : number.start]
        named = any(token.pos == "NOUN" and token.sense.lemmas.isdisjoint(EMPTY) for token in tokens(before))
        phrase = phrase_after(tokens(reading, number.end, self.end))
        forms = phrase.head.sense.forms if phrase else ()
        counted = not forms or (number.value or 0) % 10 == 1 or any(form.endswith("gent") for form in forms)
        return number.upper is None and counted and (not named or set_off(before))


@dataclass(frozen=True, slots=True)
class Labels:
    """What is said of a cell: by its row, by its column, above both."""

    row: str
    column: str
    above: str
    section: str = ""  # the part of `above` that is the name of a section
    crossed: str = ""  # the label of the last row whose figures are crossed out: «Видеоролики | –»

    @property
    def all(self) -> tuple[str, str, str]:
        """Every label, the nearest first."""
        return self.row, self.column, self.above

    @property
    def text(self) -> str:
        """All of them together."""
        return " ".join(self.all)


@dataclass(slots=True)
class Row:
    """A row with figures: its label, the cells that are a part of it, those with figures, and what stands over each.

    A row that tells its figures in words has no such cells.
    """

    cells: list[Cell]
    values: set[int]
    first: int  # the cell with which figures or words about them begin
    label: str
    labelled: list[int]
    heads: dict[int, str]
    section: str
    crossed: str = ""
    part: int = 0  # the rows under one section and one head are a part of the table

    def labels(self, column: int) -> Labels:
        """The labels of a cell."""
        corner = self.heads.get(0, "") if self.labelled else ""
        above = f"{self.section} {'' if MUTE.match(corner) else corner}".strip()
        return Labels(self.label, self.heads.get(column, ""), above, self.section, self.crossed)

    def pair(self, column: int) -> list[tuple[Labels, Number]]:
        """The two figures of one cell: «6 / 31» for «Брифинги / пресс-подходы» or «2022/2023»; none of another cell."""
        figures, labels = self.cells[column].pair(), self.labels(column)
        rows, columns = ([part.strip() for part in label.split("/")] for label in (labels.row, labels.column))
        if not figures or (len(rows) == 2) is (len(columns) == 2):
            return []
        of_rows, of_columns = (replace(labels, row=row) for row in rows), (replace(labels, column=c) for c in columns)
        return list(zip(of_rows if len(rows) == 2 else of_columns, figures, strict=True))


@dataclass(slots=True)
class Grid:
    """The rows of one table, with what is known of its columns so far."""

    rows: list[list[Cell]]
    year: int | None = None  # of the report
    ordered: bool = False  # the first column counts the rows
    heads: dict[int, str] = field(default_factory=dict)
    section: str = ""
    crossed: str = ""
    part: int = 0
    body: bool = False  # rows with figures have begun

    @classmethod
    def of(cls, blocks: Sequence[Block], year: int | None) -> "Grid":
        """The grid of the rows of one table, of a report of this year."""
        rows = [[Cell(block, start, end) for start, end in block.cells] for block in blocks]
        return cls(rows, year, _has_order_column(rows))

    def read(self) -> Iterator[Row | list[Cell]]:
        """The rows that tell figures, each under its heads; of others the cells, whose numbers are labels.

        A row without figures is the name of a section when it has one cell, tells that there are none when its
        others are crossed out, and else heads the columns.
        """
        for cells in self.rows:
            filled = [cell for cell in cells if cell.text]
            values = self._values(cells)
            if values:
                self.body = True
                yield self._row(cells, values, min(values))
                continue
            told = self._told(cells)
            yield filled if told is None else self._row(cells, set(), told)
            own = [cell for cell in cells[self.ordered :] if cell.text] or filled
            named = [cell for cell in own if not _NONE.match(cell.text)]
            if len(own) == 1:
                self._divide(section=own[0].text)
            elif len(named) == 1:
                self.crossed = named[0].text
            elif told is not None:
                self.body = True
            else:
                old = {} if self.body else self.heads
                self.heads = {n: f"{_over(old, n, cell)} {cell.text}".strip() for n, cell in enumerate(cells)}
                self.body = False
                if filled:
                    self._divide(self.section)

    def _row(self, cells: list[Cell], values: set[int], first: int) -> Row:
        labelled = [n for n in range(first) if not (self.ordered and n == 0)]
        label = ", ".join(cells[n].text for n in labelled if cells[n].text)  # the nearest to the figures names it
        return Row(cells, values, first, label, labelled, dict(self.heads), self.section, self.crossed, self.part)

    def _divide(self, section: str) -> None:
        """Begin a part of the table: a section, or rows under a new head."""
        self.section, self.crossed = section, ""
        self.part += 1

    def _told(self, cells: Sequence[Cell]) -> int | None:
        """The first cell that tells a figure in words, in a row without plain figures; `None` when it is a head."""
        filled = [n for n, cell in enumerate(cells) if cell.text]
        alone = len(filled) == 1
        said = filled if alone else filled[1:]
        if self.body and not alone:
            told = [n for n in said if any(map(str.isdigit, cells[n].text)) and not YEAR.match(cells[n].text)]
            if len(told) > 1 and not any(any(map(str.isdigit, _ANY_YEAR.sub("", cells[n].text))) for n in told):
                return None  # «План 2023 | Факт 2023» heads another part
        else:
            told = [n for n in said if cells[n].quantities()]
        heads = not (self.body or alone) and not all(cells[n].tells() for n in told)
        return told[0] if told and not heads else None

    def _values(self, cells: Sequence[Cell]) -> set[int]:
        """The cells of a row that hold figures; years and numbers of rows are labels."""
        found = {n for n, cell in enumerate(cells) if self._is_value(cell.text, n, len(cells))}
        years = {n for n in found if YEAR.match(cells[n].text)}
        alone = len(years) == 1 and bool(cells[0].text) and not MUTE.match(cells[0].text)
        return set() if years == found and not (alone and not self._is_first_head(cells, years)) else found

    def _is_first_head(self, cells: Sequence[Cell], years: set[int]) -> bool:
        """Whether a row with one year heads a table: the first one, and the year is the report's or one beside it."""
        told = YEAR.match(cells[next(iter(years))].text)
        if told is None or cells is not self.rows[0] or len(self.rows) == 1:
            return False
        return self.year is None or abs(int(told[1]) - self.year) <= 1

    def _is_value(self, text: str, column: int, width: int) -> bool:
        if column == 0 and (self.ordered or YEAR.match(text) or (width > 1 and not PLAIN.fullmatch(text))):
            return False
        return bool(_VALUE.match(text)) and not _DATED.match(text)


def _over(heads: dict[int, str], column: int, cell: Cell) -> str:
    """What heads a column above a cell; over an empty place that to the left goes on: «2022 год» over two."""
    before = [heads[n] for n in range(column + 1) if heads.get(n)] if cell.text else []
    return heads.get(column) or (before[-1] if before else "")


def _has_order_column(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first column counts the rows."""
    first = [row[0].text for row in rows if len(row) > 1]
    if any(_ORDER.match(text) for text in first):
        return True
    counted = [int(text.rstrip(".)")) for text in first if text.rstrip(".)").isdecimal() and len(text) < 5]
    wordy = [row for row in rows if len(row) > 2 and row[1].text and not row[1].text[0].isdigit()]
    return len(counted) > 1 and counted == list(range(1, len(counted) + 1)) and len(wordy) >= len(counted)
