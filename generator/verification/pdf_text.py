"""What is painted on the sheets of a PDF: every piece of text with its place, by its marked content.

The text is that of the operators that show it (ISO 32000-2, 9.4.3), turned into characters by the map of
its font (9.10.3); what the structure tree says of it in words (`ActualText`) is not asked.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from generator import surroundings
from generator.cache import Cache, fingerprint
from generator.verification.paper import EITHER, LOST
from generator.verification.pieces import Piece, Sheet

_VERSION = "sheet 2"
_PAINTED = re.compile(rb"/([^\s/<>()\[\]]+)\s+Do\b")
_CHOSEN = re.compile(rb"/([^\s/<>()\[\]]+)\s+[-+.0-9]+\s+Tf\b")
_OPERATORS = "q Q cm BT Tm Td TD T* Tf Tr Tj TJ ' \" BMC BDC EMC Do"
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end(?:bfchar|bfrange)", re.S)

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def sheets(file: Pdf, cache: Cache | None = None) -> Iterator[Sheet]:
    """Every sheet of a file, in order; what a sheet says is kept by its own bytes and those of its fonts."""
    fonts = _Fonts()
    for number, page in enumerate(file.pages, 1):
        key = "" if cache is None else _key(page, fonts)
        sheet = _kept(cache, key, number)
        if sheet is None:
            sheet = Sheet(number)
            _Painter(sheet, fonts).paint(page.obj, page.obj.get(Name.Resources, Dictionary()), _IDENTITY, None)
            if cache is not None and key:
                cache.put(key, _dumped(sheet))
        yield sheet


def _key(page: Page, fonts: "_Fonts") -> str:
    """What the text of a sheet follows from: its operators, and what its fonts say of their codes.

    Empty for a sheet that paints by something else: a form, or marked content described elsewhere.
    """
    resources = page.obj.get(Name.Resources, Dictionary())
    painted = b"\n".join(
        part.read_bytes() for part in (page.Contents if isinstance(page.Contents, Array) else [page.Contents])
    )
    objects = resources.get(Name.XObject, Dictionary())
    forms = (objects.get("/" + name.decode("latin-1")) for name in set(_PAINTED.findall(painted)))
    if Name.Properties in resources or any(form is None or form.get(Name.Subtype) == Name.Form for form in forms):
        return ""
    named = resources.get(Name.Font, Dictionary())
    used = sorted(set(_CHOSEN.findall(painted)))
    if any("/" + name.decode("latin-1") not in named for name in used):
        return ""
    said = (part for name in used for part in (name, fonts.mark(named["/" + name.decode("latin-1")])))
    return fingerprint(_VERSION, surroundings.program(), surroundings.installed(), painted, *said)


def _kept(cache: Cache | None, key: str, number: int) -> Sheet | None:
    entry = cache.get(key) if cache is not None and key else None
    if entry is None:
        return None
    sheet = Sheet(number)
    try:
        for mark, text, x, y, end, size in json.loads(entry):
            pieces = sheet.loose if mark is None else sheet.marked[mark]
            pieces.append(Piece(text, number, x, y, end, size))
    except (ValueError, TypeError):
        return None
    return sheet


def _dumped(sheet: Sheet) -> bytes:
    marked = [(mark, piece) for mark, pieces in (*sheet.marked.items(), (None, sheet.loose)) for piece in pieces]
    return json.dumps([(mark, p.text, p.x, p.y, p.end, p.size) for mark, p in marked]).encode()


@dataclass(frozen=True, slots=True)
class _Font:
    """The characters and the widths (in thousandths of the size) of a font by its codes of so many bytes."""

    characters: dict[bytes, str]
    widths: dict[bytes, float]
    standard: float  # the width of a code that is not named
    length: int  # of a code, in bytes

    def codes(self, shown: bytes) -> list[bytes]:
        """A string as its codes."""
        return [shown[at : at + self.length] for at in range(0, len(shown), self.length)]


class _Fonts:
    """The fonts of a file, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], _Font] = {}
        self._marks: dict[tuple[int, int], str] = {}

    def mark(self, font: Object) -> str:
        """The fingerprint of what a font says of its codes."""
        if font.objgen not in self._marks:
            known = self.of(font)
            said = (sorted(known.characters.items()), sorted(known.widths.items()), known.standard, known.length)
            self._marks[font.objgen] = fingerprint(repr(said))
        return self._marks[font.objgen]

    def of(self, font: Object) -> _Font:
        key = font.objgen
        if key not in self._known:
            self._known[key] = _font(font)
        return self._known[key]


def _font(font: Object) -> _Font:
    width = 2 if font.get(Name.Subtype) == Name.Type0 else 1
    map_ = font.get(Name.ToUnicode)
    characters = dict(_mapped(map_.read_bytes(), width)) if map_ is not None else {}
    spaces = {" ", "\N{NO-BREAK SPACE}"} & set(characters.values())
    if len(spaces) == 1:
        # One glyph may stand for both kinds, and the map can name one character only.
        characters = {code: EITHER if text in spaces else text for code, text in characters.items()}
    return _Font(characters, dict(_widths(font, width)), _standard(font), width)


def _standard(font: Object) -> float:
    return float(font.DescendantFonts[0].get(Name.DW, 1000)) if Name.DescendantFonts in font else 0.0


def _widths(font: Object, width: int) -> Iterator[tuple[bytes, float]]:
    """The widths of a font by code (9.7.4.3 for composite fonts, whose codes are glyphs here; 9.6.2 for others)."""
    if Name.DescendantFonts not in font:
        first = int(font.get(Name.FirstChar, 0))
        for code, wide in enumerate(font.get(Name.Widths, Array()), first):
            yield code.to_bytes(width, "big"), float(wide)
        return
    listed = list(font.DescendantFonts[0].get(Name.W, Array()))
    while listed:
        start, following = int(listed.pop(0)), listed.pop(0)
        # Either the widths of codes in a row, or one width of all codes up to the second.
        same = following if isinstance(following, Array) else [listed.pop(0)] * (int(following) - start + 1)
        for code, wide in enumerate(same, start):
            yield code.to_bytes(width, "big"), float(wide)


def _mapped(map_: bytes, width: int) -> Iterator[tuple[bytes, str]]:
    """The pairs of a ToUnicode map."""
    for kind, body in _BLOCK.findall(map_):
        if kind == b"bfchar":
            for code, text in _CHARACTER.findall(body):
                yield int(code, 16).to_bytes(width, "big"), _characters(text)
            continue
        for first, last, text, listed in _RANGE.findall(body):
            texts = re.findall(rb"<([0-9A-Fa-f]+)>", listed)
            for offset, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                if text:  # the last byte of the text goes up with the code (9.10.3)
                    shifted = f"{int(text, 16) + offset:0{len(text)}x}".encode()
                    yield code.to_bytes(width, "big"), _characters(shifted)
                elif offset < len(texts):
                    yield code.to_bytes(width, "big"), _characters(texts[offset])


def _characters(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


class _Painter:
    """Follows the operators of one sheet."""

    def __init__(self, sheet: Sheet, fonts: _Fonts) -> None:
        self._sheet = sheet
        self._fonts = fonts

    def paint(self, stream: Object, resources: Object, matrix: _Matrix, mark: int | None) -> None:
        """Read a content stream; `mark` is the marked content that it is painted within."""
        fonts = {str(name): font for name, font in resources.get(Name.Font, Dictionary()).items()}
        objects = resources.get(Name.XObject, Dictionary())
        saved: list[tuple[_Matrix, _Font | None, float, bool]] = []
        marks: list[int | None] = [mark]
        font: _Font | None = None
        size, seen = 0.0, True
        line = text = _IDENTITY
        for instruction in pikepdf.parse_content_stream(_stream(stream), _OPERATORS):
            operands: list[Any] = list(instruction.operands)
            match str(instruction.operator):
                case "q":
                    saved.append((matrix, font, size, seen))
                case "Q" if saved:
                    matrix, font, size, seen = saved.pop()
                case "cm":
                    matrix = _times(_matrix(operands), matrix)
                case "BT":
                    line = text = _IDENTITY
                case "Tm":
                    line = text = _matrix(operands)
                case "Td" | "TD":
                    line = text = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
                case "Tf":
                    font = self._fonts.of(fonts[str(operands[0])])
                    size = float(operands[1])
                case "Tr":  # neither filled nor stroked (9.3.6)
                    seen = int(operands[0]) not in (3, 7)
                case "Tj" | "TJ" | "'" | '"' if font is not None and seen:
                    self._show(font, operands[-1], _times(text, matrix), size, marks[-1])
                case "BMC":
                    marks.append(None if operands[0] == Name.Artifact else marks[-1])
                case "BDC":
                    properties = operands[1]
                    if isinstance(properties, Name):
                        properties = resources.Properties[properties]
                    known = properties.get(Name.MCID) if isinstance(properties, Dictionary) else None
                    inherited = None if operands[0] == Name.Artifact else marks[-1]
                    marks.append(int(known) if known is not None else inherited)
                case "EMC" if len(marks) > 1:
                    marks.pop()
                case "Do":
                    form = objects.get(operands[0])
                    if form is not None and form.get(Name.Subtype) == Name.Form:
                        own = _times(_matrix(form.get(Name.Matrix, Array(_IDENTITY))), matrix)
                        self.paint(form, form.get(Name.Resources, resources), own, marks[-1])

    def _show(self, font: _Font, shown: Object, matrix: _Matrix, size: float, mark: int | None) -> None:
        strings, moved = [], 0.0
        for part in [shown] if isinstance(shown, String) else shown:
            if isinstance(part, String):
                strings.append(bytes(part))
            else:
                moved -= float(part)  # a number between the strings
        codes = font.codes(b"".join(strings))
        text = "".join([font.characters.get(code, LOST) for code in codes])
        if text:
            advance = (sum([font.widths.get(code, font.standard) for code in codes]) + moved) * size / 1000
            scale = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
            pieces = self._sheet.loose if mark is None else self._sheet.marked[mark]
            pieces.append(
                Piece(text, self._sheet.number, matrix[4], matrix[5], matrix[4] + advance * matrix[0], size * scale)
            )


def _stream(holder: Object) -> Page | Object:
    return Page(holder) if holder.get(Name.Type) == Name.Page else holder


def _matrix(operands: Iterable[Any]) -> _Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    """What `m` does first and `n` after it."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
