"""Word's properties as CSS declarations.

Every rule of an element says all that its style says: rules of other elements never show through.
"""

from collections.abc import Mapping

from generator.writers.look.shell import Properties, ShellLook, on, points

Declarations = dict[str, str]

_ALIGNED = {"center": "center", "right": "right", "end": "right", "both": "justify"}
_LINES = {"single": "solid", "thick": "solid", "double": "double", "dotted": "dotted", "dashed": "dashed"}
_EDGES = ("top", "right", "bottom", "left")
_NO_RULE = ("nil", "none", "")


def said(declarations: Mapping[str, str]) -> str:
    """The inside of a rule."""
    return "; ".join(f"{name}: {value}" for name, value in declarations.items())


def pt(length: float) -> str:
    """A length in points."""
    return f"{round(length, 3):g}pt" if length else "0"


def words(shell: ShellLook, look: Properties) -> Declarations:
    """How the words of a paragraph look: font, size, colour, line."""
    family = shell.family_name(look)
    bold, italic = on(look, "b"), on(look, "i")
    names = ", ".join((f'"{family}"', *shell.fallbacks(family)))
    style, weight = "italic" if italic else "normal", "bold" if bold else "normal"
    return {
        "font": f"{style} {weight} {pt(size(look))}/{_line(shell, look)} {names}",
        "color": _colour(look.get("color", {}).get("val", "")) or "inherit",
        "text-transform": "uppercase" if on(look, "caps") else "none",
        "letter-spacing": pt(points(look.get("spacing", {}).get("val", "0"))) if _spaced(look) else "normal",
    } | _decorated(look)


def size(look: Properties) -> float:
    """The size of the letters, in points."""
    return int(look.get("sz", {}).get("val", "20")) / 2


def character(shell: ShellLook, look: Properties) -> Declarations:
    """What a character style changes in its paragraph."""
    out: Declarations = {}
    if family := shell.family_name(look):
        out["font-family"] = ", ".join((f'"{family}"', *shell.fallbacks(family)))
    if "sz" in look:
        out["font-size"] = pt(int(look["sz"]["val"]) / 2)
    if "b" in look:
        out["font-weight"] = "bold" if on(look, "b") else "normal"
    if "i" in look:
        out["font-style"] = "italic" if on(look, "i") else "normal"
    if colour := _colour(look.get("color", {}).get("val", "")):
        out["color"] = colour
    if on(look, "caps"):
        out["text-transform"] = "uppercase"
    if _spaced(look):
        out["letter-spacing"] = pt(points(look["spacing"]["val"]))
    raised = look.get("vertAlign", {}).get("val", "")
    if raised in ("superscript", "subscript"):
        # As Word draws it: two thirds of the size, a third of it up or down.
        out |= {"font-size": "68%", "line-height": "0", "vertical-align": "0.42em" if raised[2] == "p" else "-0.2em"}
    return out | _decorated(look)


def paragraph(shell: ShellLook, look: Properties) -> Declarations:
    """A paragraph: its words, the space and the rules round it, and how it keeps with others."""
    spacing = look.get("spacing", {})
    left, right, first = _indents(look)
    # Rules at the sides stand outside the indents of the text (17.3.1.7, 17.3.1.17).
    left, right = left - _space(look, "left"), right - _space(look, "right")
    return {
        **words(shell, look),
        "margin": " ".join(
            map(pt, (points(spacing.get("before", "0")), right, points(spacing.get("after", "0")), left))
        ),
        "padding": _inside(look),
        "text-indent": pt(first),
        "text-align": _ALIGNED.get(look.get("jc", {}).get("val", ""), "left"),
        "hyphens": "manual" if on(look, "suppressAutoHyphens") or not shell.hyphenates else "auto",
        "break-after": "avoid" if on(look, "keepNext") else "auto",
        "break-inside": "avoid" if on(look, "keepLines") else "auto",
        "background": _shade(look) or "none",
        "border": "0",
    } | {f"border-{edge}": rule for edge in _EDGES if (rule := border(look.get(f"pBdr/{edge}", {}))) != "0"}


def cell(shell: ShellLook, look: Properties, around: Properties, *, words_only: bool) -> Declarations:
    """A cell whose paragraph has this look; `around` is of its table, whose cell margins come on top.

    One that may hold figures has them at its right edge, and a figure is never divided.
    """
    aligned = _ALIGNED.get(look.get("jc", {}).get("val", ""), "left")
    return {
        **words(shell, look),
        "padding": " ".join(map(pt, inside(look, around))),
        "text-indent": pt(_indents(look)[2]),
        "text-align": aligned,
        "overflow-wrap": "break-word" if words_only or aligned == "left" else "normal",
        "hyphens": "manual" if on(look, "suppressAutoHyphens") or not shell.hyphenates else "auto",
    }


def inside(look: Properties, around: Properties) -> tuple[float, float, float, float]:
    """The space between the words of such a cell and its edges (top, right, bottom, left), in points."""
    spacing = look.get("spacing", {})
    left, right, _ = _indents(look)
    top, after, below, before = (points(around.get(f"tblCellMar/{edge}", {}).get("w", "0")) for edge in _EDGES)
    return (
        points(spacing.get("before", "0")) + top,
        right + after,
        points(spacing.get("after", "0")) + below,
        left + before,
    )


def cells(look: Properties, edges: Mapping[str, str]) -> Declarations:
    """What a part of a table style says of its cells; `edges` names the CSS side of each of Word's rules."""
    out = {
        f"border-{side}": border(look[f"tcBorders/{edge}"])
        for edge, side in edges.items()
        if f"tcBorders/{edge}" in look
    }
    if shade := _shade(look):
        out["background"] = shade
    if aligned := look.get("vAlign", {}).get("val"):
        out["vertical-align"] = {"center": "middle"}.get(aligned, aligned)
    return out


def border(rule: Mapping[str, str]) -> str:
    """A rule: its width is in eighths of a point (17.3.4)."""
    if rule.get("val", "") in _NO_RULE:
        return "0"
    width, line = int(rule.get("sz", "4")) / 8, _LINES.get(rule["val"], "solid")
    return f"{pt(width)} {line} {_colour(rule.get('color', '')) or 'currentcolor'}"


def _indents(look: Properties) -> tuple[float, float, float]:
    """Left, right, and of the first line."""
    ind = look.get("ind", {})
    left = points(ind.get("left") or ind.get("start") or "0")
    right = points(ind.get("right") or ind.get("end") or "0")
    return left, right, points(ind.get("firstLine", "0")) - points(ind.get("hanging", "0"))


def _inside(look: Properties) -> str:
    """The space between a paragraph and its rules, which Word writes in points."""
    return " ".join(pt(_space(look, edge)) for edge in _EDGES)


def _space(look: Properties, edge: str) -> float:
    return float(look.get(f"pBdr/{edge}", {}).get("space", "0"))


def _line(shell: ShellLook, look: Properties) -> str:
    spacing = look.get("spacing", {})
    line = int(spacing.get("line", "240"))
    if spacing.get("lineRule", "auto") != "auto":
        return pt(line / 20)
    natural = shell.natural_line(shell.family_name(look), bold=on(look, "b"), italic=on(look, "i"))
    return f"{round(line / 240 * natural, 3):g}"


def _spaced(look: Properties) -> bool:
    """Whether letters stand apart: `w:spacing` of a run has `val`, that of a paragraph has not."""
    return "val" in look.get("spacing", {})


def _decorated(look: Properties) -> Declarations:
    lines = [css for name, css in (("u", "underline"), ("strike", "line-through")) if _drawn(look, name)]
    return {"text-decoration": " ".join(lines)} if lines else {}


def _drawn(look: Properties, name: str) -> bool:
    return name in look and look[name].get("val", "1") not in ("0", "false", "none")


def _shade(look: Properties) -> str:
    return _colour(look.get("shd", {}).get("fill", ""))


def _colour(value: str) -> str:
    return f"#{value.lower()}" if len(value) == 6 else ""
