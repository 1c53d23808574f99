"""The style sheet of a shell: a rule for each selector of `theme.yaml`, then tables, then sheets of paper."""

import re
from collections.abc import Iterator, Mapping

from generator.page import Page
from generator.theme import Theme
from generator.writers.furniture import fill, of
from generator.writers.look import heads
from generator.writers.look.declarations import Declarations, border, cell, cells, character, paragraph, pt, said, words
from generator.writers.look.heads import Head
from generator.writers.look.shell import Properties, ShellLook, TableLook, points
from generator.writers.styles import GAP, JOINED, NOTES, ROW_PARTS, SHADES, Selector, Step, StyleSheet

_CELLS = ("th", "td")

# Between the marker of a list and its text; Word has a tab there.
_MARKER_GAP = 7

# Fields of Word in a running head, as CSS counts and quotes the page.
FIELDS = {"PAGE": "counter(page)", "NUMPAGES": "counter(pages)", "STYLEREF": "string(section, first-except)"}


def elements(theme: Theme, shell: ShellLook) -> str:
    """A rule for every element that the theme names a style for."""
    sheet = StyleSheet(theme.styles)
    gap = points(shell.paragraph(GAP).get("spacing", {}).get("after", "0"))
    # A word longer than its line goes on on the next, as in Word; what may be a figure says so itself.
    normal = words(shell, shell.paragraph("Normal")) | {"overflow-wrap": "break-word"}
    rules = [f"body {{ {said(normal)} }}"]
    # The least specific first: of equal ones the later wins, as in CSS.
    for selector, name in reversed(sheet.selectors):
        if selector.tag == "table":
            rules += _table(selector.text, shell.table(name), gap)
        else:
            names = [selector.text]
            if selector.pseudo == "footnote-call":  # Word gives the mark of the note itself the same look
                names.append(selector.text.replace("footnote-call", "footnote-marker"))
            rules += [f"{one} {{ {said(_element(shell, sheet, selector, name))} }}" for one in names]
    # A paragraph without a style of its own takes that of its cell.
    rules.append("th > p, td > p { font: inherit; color: inherit; margin: 0; padding: 0; text-indent: 0 }")
    rules.append("table.figures td { overflow-wrap: normal }")  # key figures stand at the left edge
    rules += _notes(theme, shell, gap)
    return "\n".join(rule for rule in rules if not rule.endswith("{  }"))


def _notes(theme: Theme, shell: ShellLook, gap: float) -> Iterator[str]:
    """Notes of a table stand at their own distance: they take back the gap that other blocks have after it.

    Where Word puts a paragraph between, that is the larger of two margins, and so it is in CSS.
    """
    for name in NOTES:
        if style := theme.styles.get(f"p.{name}"):
            before = points(shell.paragraph(style).get("spacing", {}).get("before", "0"))
            yield f"table + p.{name} {{ margin-top: {pt(before - gap)} }}"


def _element(shell: ShellLook, sheet: StyleSheet, selector: Selector, name: str) -> Declarations:
    if selector.kind == "character":
        return character(shell, shell.character(name))
    look = shell.paragraph(name)
    if selector.tag in _CELLS:
        return cell(shell, look, _around(shell, sheet, selector), words_only=selector.tag == "th")
    found = paragraph(shell, look)
    if selector.tag == "figure":  # the style is of the picture, which keeps to its caption inside the figure
        found["break-after"] = "auto"
    if selector.tag == "span":
        return words(shell, look) | {"text-indent": "0", "hyphens": found["hyphens"]}
    if selector.tag == "li" and (level := shell.level(look)) is not None:
        # The text stands where Word puts it; `outside` markers end at the box of the item.
        top, right, bottom, _ = found["margin"].split()
        found["margin"] = f"{top} {right} {bottom} {pt(level.left - _MARKER_GAP)}"
        found["padding"] = f"0 0 0 {pt(_MARKER_GAP)}"
        found["text-indent"] = "0"
        found["list-style"] = "decimal" if level.numbered else f'"{level.marker}"'
    return found


def _around(shell: ShellLook, sheet: StyleSheet, selector: Selector) -> Properties:
    """The style of the table that a cell of this selector stands in."""
    classes = next((" ".join(sorted(c.classes)) for c in selector.compounds if c.tag == "table"), "")
    name = sheet.find((Step("table", classes, False, ""),))
    return shell.table(name).whole if name else {}


def _table(selector: str, look: TableLook, gap: float) -> Iterator[str]:
    """The rules of a table style and of its parts, by what the rows mean; `gap` is to the next block, in points."""
    whole = look.whole
    indent = int(whole.get("tblInd", {}).get("w", "0")) / 20
    # A table that reaches out of the text to the left does so to the right (`tables.py`).
    out = min(indent, 0)
    width = f"calc(100% + {pt(-2 * out)})" if out else "100%"
    outer = {"margin": f"0 {pt(out)} {pt(gap)} {pt(indent)}", "width": width}
    for edge in ("top", "right", "bottom", "left"):
        outer[f"border-{edge}"] = border(whole.get(f"tblBorders/{edge}", {}))
    if shade := cells(whole, {}).get("background"):
        outer["background"] = shade
    yield f"{selector} {{ {said(outer)} }}"
    inner = {"border-top": border(whole.get("tblBorders/insideH", {}))}
    yield f"{selector} :is(tbody, tfoot) > tr > * {{ {said(inner)} }}"
    # By their tags: «* + *» may be any two parts of a page, which then could not be cut (`cutting.py`).
    between = ", ".join(f"{selector} {before} + {after}" for before in _CELLS for after in _CELLS)
    yield f"{between} {{ border-left: {border(whole.get('tblBorders/insideV', {}))} }}"
    yield f"{selector} tbody:first-of-type > tr:first-child > * {{ border-top: 0 }}"
    head = look.parts.get("firstRow", {})
    yield f"{selector} thead {{ {said(cells(head, {'top': 'top', 'bottom': 'bottom'}))} }}"
    yield f"{selector} thead th {{ {said(_without_rules(cells(head, {})))} }}"
    yield f"{selector} thead th.over {{ {said(cells(head, {'insideH': 'bottom'}))} }}"
    for name, part in ROW_PARTS.items():
        found = look.parts.get(part, {})
        yield f"{selector} tr.{name} > * {{ {said(cells(found, {'top': 'top'}))} }}"
        if found.get("tcBorders/bottom", {}).get("val") == "nil":
            yield f"{selector} tr.{name} + tr > * {{ border-top: 0 }}"
    for name in JOINED:
        yield f"{selector} tr.{name} > * {{ border-top: 0 }}"
    for name, part in SHADES.items():
        yield f"{selector} td.{name} {{ {said(cells(look.parts.get(part, {}), {}))} }}"
    last = look.parts.get("lastRow", {})
    yield f"{selector} tfoot tr:first-child > * {{ {said(cells(last, {'top': 'top'}))} }}"


def _without_rules(declarations: Declarations) -> Declarations:
    return {name: value for name, value in declarations.items() if not name.startswith("border")}


def paper(theme: Theme, shell: ShellLook, page: Page) -> str:
    """Size, margins and running heads of the sheets (CSS Paged Media 3, 5)."""
    shape = shell.paper
    top, right, bottom, left = shape.margins
    fields = of(page)
    header, footer = heads.read(shell, "header"), heads.read(shell, "footer")
    boxes = [
        *_boxes(shell, header, "top", top - shape.header - header.height, fields),
        *_boxes(shell, footer, "bottom", bottom - shape.footer - footer.height, fields),
    ]
    furniture = "\n".join(f"@{name} {{ {said(found)} }}" for name, found in boxes)
    bare = "\n".join(f"@{name} {{ content: none; border: 0 }}" for name, _ in boxes) if shape.plain_first else ""
    note = words(shell, shell.paragraph(theme.styles["p.note"])) if "p.note" in theme.styles else {}
    continued = note | {"font-style": "italic", "padding-left": pt(left)}
    # A cover that is all there is may go on, and does so as in Word; `:first` would keep a longer page from being cut.
    alone = ":first" if len(page.body) == 1 else ""
    sides = " ".join(map(pt, (top, right, bottom, left)))
    return "\n".join(
        (
            f"@page {{ size: {pt(shape.width)} {pt(shape.height)}; margin: {sides};",
            furniture,
            f"@top-left-corner {{ {said(continued)} }} }}",
            f"@page landscape {{ size: {pt(max(shape.width, shape.height))} {pt(min(shape.width, shape.height))} }}",
            f"@page cover{alone} {{ {bare} @top-left-corner {{ content: none }} }}",
        )
    )


def _boxes(
    shell: ShellLook, running: Head, edge: str, gap: float, fields: Mapping[str, str]
) -> Iterator[tuple[str, Declarations]]:
    """The margin boxes of a running head: left, centre and right; `gap` is from its rule to the text, in points."""
    near = "bottom" if edge == "top" else "top"  # where the text is
    after = {"top": "after", "bottom": "before"}[edge]
    for piece in running.pieces:
        yield (
            f"{edge}-{piece.side}",
            words(shell, piece.look)
            | {
                "content": _content(piece.text, fields),
                "white-space": "pre-line",
                "text-align": piece.align,
                "width": f"{round(piece.share * 100, 2):g}%",
                "vertical-align": near,
                f"margin-{near}": pt(max(gap, 0)),
                f"padding-{near}": pt(points(piece.look.get("spacing", {}).get(after, "0"))),
                f"border-{near}": border(running.rule),
            },
        )


def _content(text: str, fields: Mapping[str, str]) -> str:
    """The words of a running head as the value of `content` (CSS Generated Content 3, 2)."""
    parts = re.split(r"\{([A-Z]+)\}", fill(text, fields))
    out = [FIELDS.get(part, '""') if index % 2 else _quoted(part) for index, part in enumerate(parts) if part]
    return " ".join(out) or '""'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\A ")
    return f'"{escaped}"'
