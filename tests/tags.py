"""Reads a PDF as somebody who listens to it: its tags, the words under each, and what speaks for a cell."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import page
import pikepdf
import pypdfium2
from lxml import etree
from pypdfium2 import raw

BLOCKS = {"H1", "H2", "H3", "H4", "P", "LI", "Caption", "TH", "TD", "TOCI", "Note"}
Words = dict[tuple[int, int], str]  # sheet and number of marked content: its words


@dataclass
class Tag:
    """A structure element: its kind, its own words in reading order between its children, its attributes."""

    kind: str
    name: str = ""
    alt: str = ""
    parts: list["str | Tag"] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)  # what annotations say of themselves
    sheets: set[int] = field(default_factory=set)

    def walk(self) -> Iterator["Tag"]:
        yield self
        for part in self.parts:
            if isinstance(part, Tag):
                yield from part.walk()

    def of(self, *kinds: str) -> list["Tag"]:
        return [tag for tag in self.walk() if tag.kind in kinds]

    @property
    def text(self) -> str:
        """All the words inside."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def own(self) -> str:
        """The words that belong to no block inside."""
        return "".join(
            part if isinstance(part, str) else "" if part.kind in BLOCKS else part.own for part in self.parts
        )

    @property
    def headers(self) -> list[str]:
        found = self.attributes.get("/Headers", [])
        assert isinstance(found, list)
        return found


def bare(text: str) -> str:
    """Text without what the end of a line may add or take: spaces and hyphens; capitals are a matter of style."""
    return re.sub(r"[\s\-\x02\ufffe]", "", text).casefold()


def words(file: Path) -> Words:
    """The words of marked content."""
    found: Words = {}
    document = pypdfium2.PdfDocument(file)
    for number, sheet in enumerate(document):
        text = sheet.get_textpage()
        for shown in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            mark = raw.FPDFPageObj_GetMarkedContentID(shown.raw)
            size = raw.FPDFTextObj_GetText(shown.raw, text.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(shown.raw, text.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
            said = buffer.raw.decode("utf-16-le").rstrip("\0")
            found[number, mark] = found.get((number, mark), "") + said
        text.close()
        sheet.close()
    document.close()
    return found


def tree(file: Path) -> Tag:
    """The structure tree of a file, without its root."""
    said = words(file)
    with pikepdf.open(file) as pdf:
        sheets = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages)}
        [document] = pdf.Root.StructTreeRoot.K
        return _tag(document, said, sheets)


def _tag(node: pikepdf.Object, said: Words, sheets: dict[tuple[int, int], int]) -> Tag:
    tag = Tag(str(node.S)[1:], str(node.get("/ID", "")), str(node.get("/Alt", "")))
    for name, value in node.get("/A", {}).items():
        tag.attributes[name] = [str(item) for item in value] if isinstance(value, pikepdf.Array) else str(value)
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            _show(tag, sheets[node.Pg.objgen], int(kid), said)
        elif kid.get("/Type") == "/MCR":
            _show(tag, sheets[kid.Pg.objgen], int(kid.MCID), said)
        elif kid.get("/Type") == "/OBJR":
            tag.links.append(str(kid.Obj.Contents))
        else:
            assert kid.P.objgen == node.objgen
            tag.parts.append(_tag(kid, said, sheets))
    return tag


def _show(tag: Tag, sheet: int, mark: int, said: Words) -> None:
    tag.sheets.add(sheet)
    tag.parts.append(said.get((sheet, mark), ""))


# What may be wrong


def faults(file: Path, html: etree._Element) -> list[str]:
    """Everything that is wrong with a file made from this page."""
    told = tree(file)
    return [
        *(f"{profile}: {rule}" for profile in ("2a", "ua1") for rule in broken_rules(file, profile)),
        *wrong_words(told, html),
        *wrong_headers(told, html),
        *wrong_links(told, file),
    ]


def broken_rules(file: Path, profile: str) -> list[str]:
    """The rules of a standard that a validator finds broken."""
    data = file.read_bytes()
    rules = [failure.rule_id for failure in page.validate_pdf_bytes(data, profile=profile).failures]
    # The validator takes a last byte 0x0D of a stream for the end of a line.
    return [rule for rule in rules if not (rule.endswith("-STREAM-LENGTH-001") and exact_lengths(data))]


def exact_lengths(data: bytes) -> bool:
    """Whether every stream is as long as it says, to the byte."""
    for match in re.finditer(rb"\d+ 0 obj\s*<<((?:(?!endobj).)*?)>>\s*?stream\r?\n", data, re.S):
        length = re.search(rb"/Length (\d+)", match.group(1))
        if length is None or not re.match(rb"\s?\s?endstream", data[match.end() + int(length.group(1)) :][:12]):
            return False
    return True


def wrong_words(told: Tag, html: etree._Element) -> list[str]:
    """Blocks of the page that are not told as they stand there, in the same order, and what is told besides."""
    expected = [bare(text) for text in blocks(html)]
    found = [bare(tag.own) for tag in told.walk() if tag.kind in BLOCKS and tag.kind != "TOCI"]
    entries = [bare(tag.own) for tag in told.of("TOCI") if tag.own]  # the name of a group is a paragraph in its own
    expected_entries = [bare("".join(a.itertext())) for nav in html.iter("nav") for a in nav.iter("a")]
    wrong = [
        f"instead of «{is_}» is told «{told_}»"
        for is_, told_ in _pairs([text for text in expected if text], [text for text in found if text])
        if is_ != told_
    ]
    return wrong + [
        f"in the contents, instead of «{is_}»: «{told_}»"
        for is_, told_ in _pairs(expected_entries, entries)
        if not re.fullmatch(re.escape(is_) + r"\d+", told_)
    ]


def _pairs(one: list[str], other: list[str]) -> Iterator[tuple[str, str]]:
    """Both lists side by side, to the end of the longer."""
    length = max(len(one), len(other))
    yield from zip(one + [""] * (length - len(one)), other + [""] * (length - len(other)), strict=True)


def blocks(html: etree._Element) -> Iterator[str]:
    """The texts of the page, but no links of the contents; items and notes with the number or dash that paper adds."""
    body = html.find("body")
    assert body is not None
    notes: list[str] = []  # of a table, that are told after it
    table = None
    for element in body.iter("h1", "h2", "h3", "h4", "p", "li", "caption", "figcaption", "th", "td", "span"):
        if element.tag == "span" and not _is_note(element):
            continue
        if table is not None and table not in element.iterancestors():
            yield from notes
            notes, table = [], None
        entry = element.tag == "li" and any(True for _ in element.iterancestors("nav"))
        if entry and len(element):
            continue
        label = ""
        if element.tag == "li" and not entry:
            siblings = [item for item in element.getparent() if item.tag == "li"]
            label = f"{siblings.index(element) + 1}." if element.getparent().tag == "ol" else "—"
        if element.tag == "span":
            label = f"{_number(element)}"
            tables = (table for table in element.iterancestors("table") if table.find(".//th") is not None)
            around = next(tables, None)
            if around is not None:
                table = around
                notes.append(label + own_text(element))
                continue
        yield label + own_text(element)
    yield from notes


INNER = ("ul", "ol", "p", "table", "figure")


def own_text(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if _is_note(child):
            parts.append(f"{_number(child)}")  # that calls it
        elif child.tag not in INNER:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def wrong_links(told: Tag, file: Path) -> list[str]:
    """Links that nobody can follow, or that say something else than their words."""
    with pikepdf.open(file) as pdf:
        count = sum(len(sheet.get("/Annots", [])) for sheet in pdf.pages)
    tied = [(tag, said) for tag in told.of("Link") for said in tag.links]
    wrong = [] if count == len(tied) else [f"{len(tied)} links of {count} are tied to words"]
    wrong += [f"link «{tag.text}» leads nowhere" for tag in told.of("Link") if not tag.links]
    return wrong + [
        f"link «{tag.text}» says «{said}»" for tag, said in tied if not bare(tag.text).startswith(bare(said))
    ]


def _is_note(element: etree._Element) -> bool:
    return "footnote" in (element.get("class") or "").split()


def _number(note: etree._Element) -> int:
    return [e for e in note.getroottree().getroot().iter("span") if _is_note(e)].index(note) + 1


def wrong_headers(told: Tag, html: etree._Element) -> list[str]:
    """Cells whose header cells are not those that HTML gives them; header cells that do not say what they head."""
    tables = [table for table in html.iter("table") if table.find(".//th") is not None]
    found = told.of("Table")
    wrong = [] if len(tables) == len(found) else [f"{len(found)} tables instead of {len(tables)}"]
    for table, tag in zip(tables, found, strict=False):
        names = {cell.name: cell for cell in tag.of("TH")}
        cells = tag.of("TH", "TD")
        elements = [cell for cell in table.iter("th", "td")]
        if len(cells) != len(elements):
            wrong.append(f"{len(cells)} cells instead of {len(elements)} in «{tag.text[:60]}»")
            continue
        for element, cell in zip(elements, cells, strict=True):
            where = f"«{cell.text.strip()}» in «{tag.text[:40]}»"
            if element.tag == "th":
                scope = "/Column" if (element.get("scope") or "").startswith("col") else "/Row"
                if (cell.kind, cell.attributes.get("/Scope")) != ("TH", scope):
                    wrong.append(f"{where} is {cell.kind} of scope {cell.attributes.get('/Scope')}, not {scope}")
                continue
            heads = [bare(names[name].text) if name in names else f"?{name}" for name in cell.headers]
            expected = [bare(own_text(head)) for head in heads_of(element, table)]
            if heads != expected:
                wrong.append(f"{where} is headed {heads}, not {expected}")
    return wrong


# The header cells of a cell, as HTML finds them: by looking from the cell to the left and up
# (HTML, 4.9.12.2), on a grid made here anew.

OWNERS = {"owner": {"unit"}, "goal": {"unit"}, "part": {"total"}, "base": {"total", "sub"}}


def heads_of(cell: etree._Element, table: etree._Element) -> list[etree._Element]:
    """The header cells of a data cell in the order of the page."""
    grid = _grid(table)
    places = [place for place, element in grid.items() if element is cell]
    found: set[etree._Element] = set()
    for y, x in places:
        for row in range(y):  # up: heads of columns, those over several too
            head = grid.get((row, x))
            if head is not None and (head.get("scope") or "").startswith("col"):
                found.add(head)
        for column in range(x):  # left
            head = grid.get((y, column))
            if head is not None and head.get("scope") == "row":
                found.add(head)
    line, section = cell.getparent(), cell.getparent().getparent()
    before = list(section)[: list(section).index(line) + 1]
    grouping = [head for row in before for head in row.iter("th") if head.get("scope") == "rowgroup"]
    found.update(grouping[-1:])
    if owners := OWNERS.get(line.get("class") or ""):
        rows = [row for row in before[:-1] if row.get("class") in owners]
        found.update(head for row in rows[-1:] for head in row.iter("th"))
    return [head for head in table.iter("th") if head in found and bare(own_text(head))]


def _grid(table: etree._Element) -> dict[tuple[int, int], etree._Element]:
    grid: dict[tuple[int, int], etree._Element] = {}
    for y, row in enumerate(table.iter("tr")):
        x = 0
        for cell in row.iter("th", "td"):
            while (y, x) in grid:
                x += 1
            for dy in range(int(cell.get("rowspan", "1"))):
                for dx in range(int(cell.get("colspan", "1"))):
                    grid[y + dy, x + dx] = cell
    return grid
