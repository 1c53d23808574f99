"""Figures in tables: a cell says how much, the labels of its row and its column say of what.

The labels may name anything in either direction: indicators in rows and years in columns, networks in
rows and owners in columns, «показатель – значение» forms. So all labels of a cell are read together,
the nearest first: the row's, the column's, the section's above, and the line over the table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from generator.indicators import Indicator
from generator.intake import numbers, proposals
from generator.intake.draft import Figure
from generator.intake.layout import Block
from generator.intake.mentions import mentions, owners
from generator.intake.noise import MONEY
from generator.intake.numbers import Number
from generator.intake.phrases import Token, tokens
from generator.intake.subject import CONTAINERS, on_the_left
from generator.model import ALL, Measure, Period, Source

if TYPE_CHECKING:
    from generator.intake.extraction import Extraction

_PLAIN = re.compile(r"\d{1,3}(?: \d{3})+|\d+")
_YEAR = re.compile(r"^\W*(?:за |на |в )?((?:19|20)\d\d)\s*(?:год\w*|г\.?)?\W*$", re.IGNORECASE)
_ANY_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_FIRST_DAY = re.compile(r"\b0?1(?:[.]0?1[.]|\s+января\s+)((?:19|20)\d\d)\b", re.IGNORECASE)
_PARTS = re.compile(r"\W*(?:в т\. ?ч\b|в том числе|из них)", re.IGNORECASE)
_ORDER = re.compile(r"^\W*(?:№|п/п|№ ?п/п|n|номер)\W*$", re.IGNORECASE)
_WHOLE = re.compile(r"^\W*(?:итого|всего|общее количество|общая численность|сумма)\b[\w\s]*\W*$", re.IGNORECASE)
_PLAN = re.compile(r"\bплан\w*\b", re.IGNORECASE)
_GROWTH = re.compile(r"прирост|динамик|рост|изменени|увеличени|отклонени", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*|кварт|полугод|\b[IV]+ кв",
    re.IGNORECASE,
)
# A cell that holds a figure begins with it.
_VALUE = re.compile(
    r"^[+−–~≈-]?\s*(?:(?:более|свыше|около|порядка|почти|не менее|до|примерно)\s+)?\d[\d ]*(?:[.,]\d+)?"
    r"(?:\s*/\s*\d[\d ]*)?\s*(?:(?:тыс|млн|млрд|%|процент|шт|чел|ед|подписчик|участник|экз)[а-я.]*\s*){0,2}\+?\.?\s*(?:$|[(;,–])",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\bруб", re.IGNORECASE)
_THOUSANDS = re.compile(r"\bтыс\b", re.IGNORECASE)
_MILLIONS = re.compile(r"\bмлн\b", re.IGNORECASE)
_MUTE = re.compile(
    r"^\W*(?:количество|кол-во|значение|показатель|число|факт\w*|ед\w*\.?(?: изм\w*\.?)?|шт\w*\.?|чел\w*\.?|наименование.*)?\W*$",
    re.IGNORECASE,
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


@dataclass(frozen=True, slots=True)
class Labels:
    """What is said of a cell, the nearest first."""

    row: str
    column: str
    above: str

    @property
    def all(self) -> tuple[str, str, str]:
        """Every label, the nearest first."""
        return self.row, self.column, self.above


def read(whole: "Extraction", rows: Sequence[Block]) -> None:
    """Read the rows of one table; every number in them is accounted for."""
    grid = [[Cell(block, start, end) for start, end in block.cells] for block in rows]
    heads: dict[int, str] = {}
    section = ""
    ordered = _has_order_column(grid)
    whole.table_of_pages = False
    whole.row_before = None
    body = False
    for cells in grid:
        filled = [cell for cell in cells if cell.text]
        values = _values(cells, ordered)
        if not values:
            noted = body and len(filled) > 1 and any(sign.isdigit() for cell in filled[1:] for sign in cell.text)
            for cell in filled:
                if noted:
                    whole.read_note(cell.block, cell.start, cell.end, None)
                else:
                    _set_aside(whole, cell)
            if len(filled) == 1:
                section = filled[0].text
            elif not noted:
                heads = {n: f"{heads.get(n, '') if not body else ''} {c.text}".strip() for n, c in enumerate(cells)}
                body = False
            continue
        body = True
        _row(whole, cells, values, heads, section, ordered)


def _row(
    whole: "Extraction", cells: list[Cell], values: set[int], heads: dict[int, str], section: str, ordered: bool
) -> None:
    labelled = [n for n in range(min(values)) if n not in values and not (ordered and n == 0)]
    label = " ".join(cells[n].text for n in labelled)
    read: Figure | None = None
    for n, cell in enumerate(cells):
        if n in values and (pair := _pair(label, cell)):
            for part, number in pair:
                read = _figure(whole, cell, number, Labels(part, heads.get(n, ""), section)) or read
        elif n in values:
            corner = heads.get(0, "") if labelled and not _MUTE.match(heads.get(0, "")) else ""
            read = _cell(whole, cell, Labels(label, heads.get(n, ""), f"{section} {corner}".strip())) or read
        elif n in labelled or not read:
            _set_aside(whole, cell)
        else:
            whole.read_note(cell.block, cell.start, cell.end, read)


def _pair(label: str, cell: Cell) -> list[tuple[str, Number]]:
    """The two figures of one cell: «Брифинги / пресс-подходы», «6 / 31»; none when it is not such."""
    labels, figures = label.split("/"), cell.text.split("/")
    if len(labels) != 2 or len(figures) != 2 or not all(_PLAIN.fullmatch(text.strip()) for text in figures):
        return []
    found, at = [], cell.start
    for name, text in zip(labels, figures, strict=True):
        at = cell.block.reading.index(text.strip(), at)
        said = text.strip()
        found.append((name.strip(), Number(at, at + len(said), Decimal(said.replace(" ", "")))))
        at += len(said)
    return found


def _values(cells: list[Cell], ordered: bool) -> set[int]:
    """The cells of a row that hold figures; years and numbers of rows are labels."""
    found = set()
    for n, cell in enumerate(cells):
        if not any(ch.isdigit() for ch in cell.text) or (n == 0 and (ordered or _YEAR.match(cell.text))):
            continue
        if n == 0 and len(cells) > 1 and not _PLAIN.fullmatch(cell.text):
            continue
        if not _VALUE.match(cell.text):
            continue  # a label or a note
        found.add(n)
    years = {n for n in found if _YEAR.match(cells[n].text)}
    alone = len(years) == 1 and bool(cells[0].text) and not _MUTE.match(cells[0].text)
    return set() if years == found and not alone else found


def _has_order_column(grid: list[list[Cell]]) -> bool:
    """Whether the first column counts the rows."""
    first = [row[0].text for row in grid if row and len(row) > 1]
    if any(_ORDER.match(text) for text in first):
        return True
    counted = [text.rstrip(".)") for text in first if text]
    plain = [int(text) for text in counted if text.isdigit() and len(text) < 4]
    wordy = [row for row in grid if len(row) > 2 and row[1].text and not row[1].text[0].isdigit()]
    return len(plain) > 1 and plain == list(range(1, len(plain) + 1)) and len(wordy) >= len(plain)


def _set_aside(whole: "Extraction", cell: Cell) -> None:
    """The numbers of a label: years, numbering, names."""
    for number in _numbers(cell):
        whole.ignore(cell.block, number, number.reason or "подпись в таблице")


def _numbers(cell: Cell) -> list[Number]:
    """The numbers of a cell, with offsets in its block; a bare number is a quantity."""
    text = cell.block.reading[cell.start : cell.end]
    bare = _PLAIN.fullmatch(text.strip())
    if bare:
        start = cell.start + len(text) - len(text.lstrip())
        return [Number(start, start + len(bare[0]), Decimal(bare[0].replace(" ", "")))]
    found = numbers.find(text)
    return [replace(n, start=n.start + cell.start, end=n.end + cell.start) for n in found]


def _cell(whole: "Extraction", cell: Cell, labels: Labels) -> Figure | None:
    """Read a cell that begins with a figure; what follows it is a note on it."""
    found = _numbers(cell)
    counted = [number for number in found if not number.reason]
    if not counted:
        for number in found:
            whole.ignore(cell.block, number, number.reason)
        return None
    first = counted[0]
    for number in found:
        if number.start < first.start:
            whole.ignore(cell.block, number, number.reason)
    figure = _figure(whole, cell, first, labels)
    whole.read_note(cell.block, first.end, cell.end, figure)
    return figure


def _figure(whole: "Extraction", cell: Cell, number: Number, labels: Labels) -> Figure | None:
    source = _source(whole, cell)
    ahead = _ANY_YEAR.search(labels.column)
    to_come = bool(ahead and whole.year and int(ahead[1]) > whole.year and not _FIRST_DAY.search(labels.column))
    if _PLAN.search(labels.column) or to_come or cell.block.section == "goals":
        whole.target(cell.block, number)
        return None
    if _MONEY.search(" ".join(labels.all)):
        whole.ignore(cell.block, number, MONEY)
        return None
    reason = ""
    growth = _growth(number, labels)
    if number.value is None or number.upper is not None:
        reason = "число не названо" if number.value is None else "названы два числа: от и до"
    elif _PART.search(labels.row) or _PART.search(labels.column):
        reason = "часть года: итог называют отдельно"
    elif (number.unit == "percent" or "%" in labels.column) and growth is None:
        reason = "доля: сравнить не с чем"
    if not reason and (figure := _described(whole, cell, _scaled(number, labels), labels, growth, source)):
        if not figure.part and not _PARTS.match(labels.row):
            whole.row_before = figure
        whole.keep(cell.block, number, figure)
        return figure
    before = whole.row_before
    if not reason and before is not None and _PARTS.match(labels.row):
        part = replace(before, value=number.value, sources=(source,), part=labels.row, doubt=PART)
        whole.keep(cell.block, number, part)
        return None
    whole.queue(cell.block, number, reason or "не сказано, чего это число", source)
    return None


def _scaled(number: Number, labels: Labels) -> Number:
    """A number in the thousands or millions that its labels name."""
    assert number.value is not None
    said = " ".join(labels.all)
    if _THOUSANDS.search(said):
        return replace(number, value=number.value * 1000)
    return replace(number, value=number.value * 1_000_000) if _MILLIONS.search(said) else number


def _growth(number: Number, labels: Labels) -> Measure | None:
    said = _GROWTH.search(labels.column) or _GROWTH.search(labels.row)
    if number.unit == "percent" or (said and "%" in labels.column + labels.row):
        return Measure.GROWTH_PCT if said else None
    if number.unit == "times":
        return Measure.RATIO
    return Measure.GROWTH_ABS if said else None


def _described(
    whole: "Extraction", cell: Cell, number: Number, labels: Labels, growth: Measure | None, source: Source
) -> Figure | None:
    words = [tokens(text.replace("–", " – ")) for text in labels.all]
    every = [token for part in words for token in part]
    indicator = _indicator(whole, words, every)
    network = _first(whole, words, "networks")
    whole.table_of_pages = whole.table_of_pages or bool(network)
    owner = _first(whole, words, "owners")
    catalogue = whole.vocabulary.catalogue
    if (network or _WHOLE.match(labels.row)) and indicator is not None and indicator.key in CONTAINERS:
        indicator = None
    if network and indicator is None:
        scope = whole.scope.indicator
        indicator = scope if scope and scope.key not in CONTAINERS else catalogue.indicators.get("subscribers")
    elif indicator is None and _WHOLE.match(labels.row) and whole.table_of_pages:
        indicator = catalogue.indicators.get("subscribers")
    if indicator is None and whole.year and number.value in (whole.year, whole.year + 1):
        return None
    year = _year(labels) or whole.scope.year
    if year and whole.year and year > whole.year + 1:
        year = None
    from generator.intake.extraction import per_of

    per = per_of(" ".join(labels.all))
    measure = growth or (Measure.AVERAGE if per else indicator.measure if indicator else Measure.COUNT)
    if year and whole.year == year - 1 and measure is Measure.STOCK:
        year = whole.year  # «на 01.01.2024» is the end of 2023
    period = Period(year) if year else Period(whole.year) if whole.year else None
    if indicator is None and _PARTS.match(labels.row):
        return None
    if indicator is None:
        label = "" if _WHOLE.match(labels.row) else _own_label(labels)
        if not label or growth:
            return None
        return Figure("", label, number.value, measure, period, (source,), number.qualifier, doubt=_NEW)
    key, owner, network = _page(whole, indicator, measure, owner, network, labels)
    suffix = {Measure.GROWTH_ABS: "growth_abs", Measure.GROWTH_PCT: "growth_pct"}.get(measure, "")
    if suffix and f"{indicator.key}_{suffix}" in catalogue.indicators:
        key = f"{indicator.key}_{suffix}"
    topics = mentions(whole.vocabulary.topics, every)
    return Figure(
        key=key,
        label=catalogue.indicators[key].label,
        value=number.value,
        measure=measure,
        period=period,
        sources=(source,),
        qualifier=number.qualifier,
        owner=owner,
        network=network,
        topic=topics[0].key if topics and indicator.breakdown else "",
        unit=per,
    )


PART = "часть числа, названного перед этим"
_NEW = "такого показателя нет в каталоге"


def _indicator(whole: "Extraction", words: Sequence[list[Token]], every: list[Token]) -> Indicator | None:
    """The indicator that the nearest label names; after a comma it names its unit: «Горячая линия, звонков»."""
    for part in words:
        commas = [n for n, token in enumerate(part) if token.text in ",–-" and n > 0]
        tail = part[commas[-1] + 1 :] if commas else []
        if tail and (match := on_the_left(tail, whole.vocabulary, lambda i: whole.allowed(i, every))):
            return match.entry.indicator
        if match := on_the_left(part, whole.vocabulary, lambda i: whole.allowed(i, every)):
            return match.entry.indicator
    return whole.scope.indicator


def _first(whole: "Extraction", words: Sequence[list[Token]], kind: str) -> str:
    """The owner or network that the nearest label names; several in one label are all of them."""
    for part in words:
        found = owners(whole.vocabulary.owners, part) if kind == "owners" else mentions(whole.vocabulary.networks, part)
        keys = list(dict.fromkeys(m.key for m in found))
        if keys:
            return keys[0] if len(keys) == 1 else ALL
    return ""


def _page(
    whole: "Extraction", indicator: Indicator, measure: Measure, owner: str, network: str, labels: Labels
) -> tuple[str, str, str]:
    from generator.intake.extraction import PAGED, SUBSCRIBERS, TOTAL

    if indicator.key not in PAGED:
        return indicator.key, "", ""
    over_owners = bool(_WHOLE.match(labels.column)) and bool(network)
    over_rows = bool(_WHOLE.match(labels.row))
    if not owner:
        both = over_owners or (over_rows and _WHOLE.match(labels.column))
        owner = ALL if both else whole.scope.owner or "administration"
    network = network or (ALL if over_rows else whole.scope.network)
    if indicator.key == SUBSCRIBERS and measure is Measure.STOCK and network in ("", ALL):
        return TOTAL, owner, ALL
    return indicator.key, owner, network


def _year(labels: Labels) -> int | None:
    """The year that the nearest label names; the first of January is the end of the year before."""
    for text in labels.all:
        if first := _FIRST_DAY.search(text):
            return int(first[1]) - 1
        years = _ANY_YEAR.findall(text)
        if len(set(years)) == 1:
            return int(years[0])
    return None


def _own_label(labels: Labels) -> str:
    """How a clerk calls what is counted: the row's label, or the column's where rows have none."""
    for text in labels.all:
        if text and not _MUTE.match(text) and not _YEAR.match(text):
            return proposals.label_before(tokens(text)) or text[:100].lower()
    return ""


def _source(whole: "Extraction", cell: Cell) -> Source:
    return cell.block.source(whole.file)
