"""The running heads of a shell: what stands above and below the text of every sheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator.errors import GeneratorError
from generator.writers.look.shell import Properties, R, Shell, W, merged, of, points

_SIDES = ("left", "center", "right")
_START = {"center": 1, "right": 2, "end": 2}  # where the words of a paragraph of one piece stand
_SAYING = tuple(f"{W}{name}" for name in ("t", "tab", "ptab", "br", "cr", "fldChar", "instrText", "fldSimple"))
_FIELD = re.compile(r"\s*([A-Z]+)\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a running head: its words, with fields as `{PAGE}`, its look, and its share of the width."""

    text: str
    look: Properties
    share: float  # of the width between the margins
    align: str  # left, center or right


@dataclass(frozen=True, slots=True)
class Head:
    """A header or footer: its pieces from left to right, its height in points, the rule between it and the text."""

    pieces: tuple[Piece, ...] = ()
    height: float = 0
    rule: Mapping[str, str] = field(default_factory=dict)


def read(shell: Shell, kind: str) -> Head:
    """The `header` or `footer` of every page but the first.

    Raises `GeneratorError` for one that a sheet of the PDF cannot repeat: more than a line of three pieces.
    """
    for part in parts(shell, "default", kind):
        root = _opened(shell.tree(part))
        table = root.find(f"{W}tbl")
        return _paragraphs(shell, root) if table is None else _table(shell, table)
    return Head()


def parts(shell: Shell, pages: str, kind: str = "") -> list[str]:
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


def _paragraphs(shell: Shell, root: etree._Element) -> Head:
    paragraphs = [paragraph for paragraph in root.iterfind(f"{W}p") if _said(paragraph)]
    if len(paragraphs) > 1:
        raise GeneratorError(
            f"Бланк {shell.file}: в колонтитуле несколько абзацев, а PDF покажет один. "
            "Оставьте один или поставьте их в таблицу из одной строки."
        )
    for paragraph in paragraphs:
        look = shell.direct(paragraph)
        texts = _said(paragraph).split("\t")
        sides = [_align(look)] if len(texts) == 1 else _SIDES
        pieces = tuple(Piece(text, look, 1 / len(sides), side) for text, side in zip(texts, sides, strict=False))
        return Head(pieces, _height(shell, pieces), look.get("pBdr/bottom") or look.get("pBdr/top") or {})
    return Head()


def _table(shell: Shell, table: etree._Element) -> Head:
    rows = table.findall(f"{W}tr")
    cells = rows[0].findall(f"{W}tc")
    widths = [int(column.get(f"{W}w") or 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    if len(rows) > 1 or len(cells) > len(_SIDES) or len(widths) != len(cells):
        raise GeneratorError(
            f"Бланк {shell.file}: в колонтитуле таблица из {len(rows)} строк и {len(cells)} столбцов, а PDF покажет "
            "одну строку и не больше трёх ячеек. Уберите лишние."
        )
    pieces = []
    for cell, width in zip(cells, widths, strict=True):
        paragraphs = cell.findall(f"{W}p")
        look = shell.direct(paragraphs[0])
        text = "\n".join(filter(None, map(_said, paragraphs)))
        pieces.append(Piece(text, look, width / (sum(widths) or 1), _align(look)))
    look = shell.styled_table(table)
    least = merged(of(rows[0], "trPr")).get("trHeight", {}).get("val", "0")
    rule = look.get("tblBorders/bottom") or look.get("tblBorders/top") or {}
    return Head(tuple(pieces), max(points(least), _height(shell, pieces)), rule)


def _part(shell: Shell, identity: str) -> str:
    """The name of the part behind a relationship."""
    targets = {one.get("Id"): str(one.get("Target")) for one in shell.tree("word/_rels/document.xml.rels")}
    target = targets.get(identity, "")
    return target.lstrip("/") if target.startswith("/") else f"word/{target}"


def _align(look: Properties) -> str:
    return _SIDES[_START.get(look.get("jc", {}).get("val", ""), 0)]


def _height(shell: Shell, pieces: Iterable[Piece]) -> float:
    """How high the highest piece is: its lines and the space round them."""
    return max((_line(shell, piece) * (1 + piece.text.count("\n")) for piece in pieces), default=0)


def _line(shell: Shell, piece: Piece) -> float:
    spacing = piece.look.get("spacing", {})
    size = int(piece.look.get("sz", {}).get("val", "20")) / 2
    around = points(spacing.get("before", "0")) + points(spacing.get("after", "0"))
    return around + size * shell.natural_line(shell.family_name(piece.look), bold=False, italic=False)


def _said(paragraph: etree._Element) -> str:
    """The words of a paragraph: `{{ fields }}` as they are, Word's own fields as `{PAGE}`."""
    out: list[str] = []
    inside = ""  # of a field: its code, then its result
    for element in paragraph.iter(*_SAYING):
        match etree.QName(element).localname:
            case "t" if inside != "result" and element.getparent().getparent().tag != f"{W}fldSimple":  # type: ignore[union-attr]  # a text stands in a run, a run in a paragraph
                out.append(element.text or "")
            case "tab" if not element.attrib:  # not a tab stop of the paragraph
                out.append("\t")
            case "ptab":  # it goes to its side of the sheet, wherever the words before it end
                side = _START.get(element.get(f"{W}alignment") or "", 0)
                out.append("\t" * (side - "".join(out).count("\t")))
            case "br" | "cr":
                out.append("\n")
            case "fldChar":
                inside = {"begin": "code", "separate": "result"}.get(element.get(f"{W}fldCharType") or "", "")
            case "instrText" if found := _FIELD.match(element.text or ""):
                out.append(f"{{{found[1]}}}")
            case "fldSimple" if found := _FIELD.match(element.get(f"{W}instr") or ""):
                out.append(f"{{{found[1]}}}")
    return "".join(out).strip(" ")
