"""The running heads of a shell: what stands above and below the text of every sheet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator.errors import GeneratorError
from generator.writers.look.shell import Properties, R, ShellLook, W, merged, of, points

_SIDES = ("left", "center", "right")
_OF_CELLS = {1: ("left",), 2: ("left", "right"), 3: _SIDES}  # where the cells of a row stand, by their number
_START = {"center": 1, "right": 2, "end": 2}  # where the words of a paragraph of one piece stand
_SAYING = tuple(
    f"{W}{name}" for name in ("t", "noBreakHyphen", "tab", "ptab", "br", "cr", "fldChar", "instrText", "fldSimple")
)
_FIELD = re.compile(r"\s*([A-Z]+)\b", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a running head: its words, with fields as `{PAGE}`, its look, and its share of the width."""

    text: str
    look: Properties
    share: float  # of the width between the margins
    side: str  # of the sheet, where it has its place: left, center or right
    align: str  # in this place: left, center or right


@dataclass(frozen=True, slots=True)
class Head:
    """A header or footer: its pieces from left to right, its height in points, the rule between it and the text."""

    pieces: tuple[Piece, ...] = ()
    height: float = 0
    rule: Mapping[str, str] = field(default_factory=dict)


def read(shell: ShellLook, kind: str) -> Head:
    """The `header` or `footer` of every page but the first.

    Raises `GeneratorError` for one that a sheet of the PDF cannot repeat: more than a line of three pieces.
    """
    for part in parts(shell, "default", kind):
        root = _opened(shell.tree(part))
        tables = root.findall(f"{W}tbl")
        if not tables:
            return _paragraphs(shell, root)
        if len(tables) > 1 or any(_said(paragraph).strip() for paragraph in root.iterfind(f"{W}p")):
            raise GeneratorError(
                f"Бланк {shell.file}: в колонтитуле, кроме таблицы, есть ещё слова, а PDF покажет одну таблицу. "
                "Перенесите их в её ячейки."
            )
        return _table(shell, tables[0])
    return Head()


def parts(shell: ShellLook, pages: str, kind: str = "") -> list[str]:
    """The names of the parts with the headers and footers, or those of one kind, of `default` or `first` pages."""
    kinds = (kind,) if kind else ("header", "footer")
    found = (one for each in kinds for one in shell.section().iterfind(f"{W}{each}Reference[@{W}type='{pages}']"))
    return [_part(shell, reference.get(f"{R}id") or "") for reference in found]


def _opened(root: etree._Element) -> etree._Element:
    """A header without the content controls (17.5.2) in which Word's gallery puts the number of a page."""
    for control in list(root.iter(f"{W}sdt")):
        around = control.getparent()
        if around is not None:
            inside = [child for content in control.iterfind(f"{W}sdtContent") for child in content]
            around[around.index(control) : around.index(control) + 1] = inside
    return root


def _paragraphs(shell: ShellLook, root: etree._Element) -> Head:
    paragraphs = [paragraph for paragraph in root.iterfind(f"{W}p") if _said(paragraph)]
    if len(paragraphs) > 1:
        raise GeneratorError(
            f"Бланк {shell.file}: в колонтитуле несколько абзацев, а PDF покажет один. "
            "Оставьте один или поставьте их в таблицу из одной строки."
        )
    for paragraph in paragraphs:
        look = shell.direct(paragraph)
        texts = _said(paragraph).split("\t")
        if len(texts) > len(_SIDES):
            raise GeneratorError(
                f"Бланк {shell.file}: в колонтитуле {len(texts)} части через табуляцию, а PDF покажет не больше трёх. "
                "Уберите лишние знаки табуляции."
            )
        sides = (_align(look),) if len(texts) == 1 else _by_stops(shell, paragraph, len(texts))
        pieces = tuple(Piece(text, look, 1 / len(sides), side, side) for text, side in zip(texts, sides, strict=False))
        return Head(pieces, _height(shell, pieces), look.get("pBdr/bottom") or look.get("pBdr/top") or {})
    return Head()


def _by_stops(shell: ShellLook, paragraph: etree._Element, amount: int) -> tuple[str, ...]:
    """The sides of pieces between tabs: what the tab stops say (17.3.1.37), else left, centre and right."""
    sides = ("left", *(_SIDES[_START[kind]] for kind in shell.stops(paragraph) if kind in _START))
    return sides[:amount] if len(sides) >= amount else _SIDES


def _table(shell: ShellLook, table: etree._Element) -> Head:
    rows = table.findall(f"{W}tr")
    cells = rows[0].findall(f"{W}tc")
    widths = [int(column.get(f"{W}w") or 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    if len(rows) > 1 or len(cells) > len(_SIDES) or len(widths) != len(cells):
        raise GeneratorError(
            f"Бланк {shell.file}: в колонтитуле таблица из {len(rows)} строк и {len(cells)} столбцов, а PDF покажет "
            "одну строку и не больше трёх ячеек. Уберите лишние."
        )
    pieces = []
    for cell, width, side in zip(cells, widths, _OF_CELLS[len(cells)], strict=True):
        paragraphs = cell.findall(f"{W}p")
        look = shell.direct(paragraphs[0])
        text = "\n".join(filter(None, map(_said, paragraphs)))
        pieces.append(Piece(text, look, width / (sum(widths) or 1), side, _align(look)))
    look = shell.styled_table(table)
    least = merged(of(rows[0], "trPr")).get("trHeight", {}).get("val", "0")
    rule = look.get("tblBorders/bottom") or look.get("tblBorders/top") or {}
    return Head(tuple(pieces), max(points(least), _height(shell, pieces)), rule)


def _part(shell: ShellLook, identity: str) -> str:
    """The name of the part behind a relationship."""
    targets = {one.get("Id"): str(one.get("Target")) for one in shell.tree("word/_rels/document.xml.rels")}
    target = targets.get(identity, "")
    return target.lstrip("/") if target.startswith("/") else f"word/{target}"


def _align(look: Properties) -> str:
    return _SIDES[_START.get(look.get("jc", {}).get("val", ""), 0)]


def _height(shell: ShellLook, pieces: Iterable[Piece]) -> float:
    """How high the highest piece is: its lines and the space round them."""
    return max((_line(shell, piece) * (1 + piece.text.count("\n")) for piece in pieces), default=0)


def _line(shell: ShellLook, piece: Piece) -> float:
    spacing = piece.look.get("spacing", {})
    size = int(piece.look.get("sz", {}).get("val", "20")) / 2
    around = points(spacing.get("before", "0")) + points(spacing.get("after", "0"))
    return around + size * shell.natural_line(shell.family_name(piece.look), bold=False, italic=False)


def codes(element: etree._Element) -> Iterator[str]:
    """What Word's fields are told to show, switches and fields inside them included: ` PAGE \\* ROMAN `."""
    return (text for text, of_field in _spelt(element) if of_field)


def _said(paragraph: etree._Element) -> str:
    """The words of a paragraph: `{{ fields }}` as they are, Word's own fields as `{PAGE}`."""
    out = []
    for text, of_field in _spelt(paragraph):
        name = _FIELD.match(text) if of_field else None
        out.append(f"{{{name[1].upper()}}}" if name else "" if of_field else text)
    return "".join(out).strip(" ")


def _spelt(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Words and codes of fields in their order, and which of the two each is."""
    code, inside, tabs = "", 0, 0  # what the field says, how many fields are open, how many tabs there were
    for one in element.iter(*_SAYING):
        match etree.QName(one).localname:
            case "t" if not inside and one.getparent().getparent().tag != f"{W}fldSimple":  # type: ignore[union-attr]  # a text stands in a run, a run in a paragraph
                yield one.text or "", False
            case "noBreakHyphen":
                yield "-", False  # the fonts of the theme have no other
            case "tab" if not one.attrib:  # not a tab stop of the paragraph
                tabs += 1
                yield "\t", False
            case "ptab":  # it goes to its side of the sheet, wherever the words before it end
                further = max(_START.get(one.get(f"{W}alignment") or "", 0) - tabs, 0)
                tabs += further
                yield "\t" * further, False
            case "br" | "cr":
                yield "\n", False
            case "fldChar" if one.get(f"{W}fldCharType") == "begin":
                code, inside = code if inside else "", inside + 1
            case "fldChar" if one.get(f"{W}fldCharType") == "end" and inside:
                inside -= 1
                if not inside:
                    yield code, True
            case "instrText":
                code += one.text or ""
            case "fldSimple":
                yield one.get(f"{W}instr") or "", True
