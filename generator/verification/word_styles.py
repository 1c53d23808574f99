"""Styles and lists of a Word file: what a paragraph is, and which number stands before it.

A property that a style does not give is that of the style it is based on (ISO/IEC 29500-1, 17.7.2).
Lists are counted by their abstract definition: numbers of two instances go on from one another unless
an instance overrides its start (17.9.26).
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from generator.verification.blocks import BULLET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_NO_LEVEL = 9  # an outline level of body text (17.3.1.20)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is: its style's name and family, its outline level from 0, its list and level."""

    name: str
    family: tuple[str, ...]
    outline: int | None
    number: tuple[str, int] | None


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = list(root.iter(W + "style")) if root is not None else []
        self._by_id = {style.get(W + "styleId") or "": style for style in styles}
        default = (s for s in styles if s.get(W + "type") == "paragraph" and s.get(W + "default") in ("1", "true"))
        self._default = next((style.get(W + "styleId") or "" for style in default), "")
        self._known: dict[str, Style] = {}

    def of(self, paragraph: etree._Element) -> Style:
        """The style of a paragraph, with what the paragraph itself says."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        identity = str(named.get(W + "val")) if named is not None else self._default
        style = self._known.get(identity)
        if style is None:
            style = self._known[identity] = self._style(identity)
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return style
        outline, number = _outline(properties), _number(properties)
        if outline is None and number is None:
            return style
        level = style.outline if outline is None else outline if outline < _NO_LEVEL else None
        return Style(style.name, style.family, level, style.number if number is None else number if number[0] else None)

    @cached_property
    def hiding(self) -> frozenset[str]:
        """The styles, of paragraphs and of letters, that hide their text (17.3.2.41)."""
        return frozenset(identity for identity in self._by_id if self._hides(identity))

    def hides(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """Whether a run of a paragraph is hidden, by itself or by their styles; two that hide show it (17.7.3)."""
        own = run.find(f"{W}rPr/{W}vanish")
        if own is not None:
            return _on(own)
        if not self.hiding:
            return False
        letters, named = run.find(f"{W}rPr/{W}rStyle"), paragraph.find(f"{W}pPr/{W}pStyle")
        lines = self._default if named is None else str(named.get(W + "val"))
        return (lines in self.hiding) != (letters is not None and letters.get(W + "val") in self.hiding)

    def _hides(self, identity: str) -> bool:
        seen: set[str] = set()
        while identity in self._by_id and identity not in seen:
            seen.add(identity)
            style = self._by_id[identity]
            own = style.find(f"{W}rPr/{W}vanish")
            if own is not None:
                return _on(own)
            based = style.find(W + "basedOn")
            identity = str(based.get(W + "val")) if based is not None else ""
        return False

    def _style(self, identity: str) -> Style:
        names: list[str] = []
        outline: int | None = None
        number: tuple[str, int] | None = None
        seen: set[str] = set()
        while identity in self._by_id and identity not in seen:
            seen.add(identity)
            style = self._by_id[identity]
            name = style.find(W + "name")
            names.append(str(name.get(W + "val")).lower() if name is not None else "")
            properties = style.find(W + "pPr")
            if properties is not None:
                outline = _outline(properties) if outline is None else outline
                number = _number(properties) if number is None else number
            based = style.find(W + "basedOn")
            identity = str(based.get(W + "val")) if based is not None else ""
        level = outline if outline is not None and outline < _NO_LEVEL else None
        return Style(names[0] if names else "", tuple(names), level, number if number and number[0] else None)


def _on(toggle: etree._Element) -> bool:
    """Whether a property of two states is on (17.17.4)."""
    return toggle.get(W + "val", "1") not in ("0", "false", "off")


def _outline(properties: etree._Element) -> int | None:
    found = properties.find(W + "outlineLvl")
    return None if found is None else int(found.get(W + "val") or 0)


def _number(properties: etree._Element) -> tuple[str, int] | None:
    """The list and the level from 0; the list is empty where a paragraph takes itself out of it (17.9.18)."""
    found = properties.find(W + "numPr")
    if found is None:
        return None
    identity, level = found.find(W + "numId"), found.find(W + "ilvl")
    number = str(identity.get(W + "val")) if identity is not None else "0"
    return "" if number == "0" else number, int(level.get(W + "val") or 0) if level is not None else 0


class Numbering:
    """Counts the items of every list of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, etree._Element]] = {}
        self._of_number: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = defaultdict(dict)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._used: set[tuple[str, int]] = set()
        for one in root.iter(W + "abstractNum") if root is not None else ():
            levels = {int(level.get(W + "ilvl") or 0): level for level in one.iter(W + "lvl")}
            self._abstract[one.get(W + "abstractNumId") or ""] = levels
        for one in root.iter(W + "num") if root is not None else ():
            number = one.get(W + "numId") or ""
            abstract = one.find(W + "abstractNumId")
            self._of_number[number] = str(abstract.get(W + "val")) if abstract is not None else ""
            for override in one.iter(W + "lvlOverride"):
                start = override.find(W + "startOverride")
                if start is not None:
                    self._starts[number][int(override.get(W + "ilvl") or 0)] = int(start.get(W + "val") or 1)

    def next(self, number: str, level: int) -> str:
        """The number of the next item of a list, or a bullet; empty for a list that the file lacks."""
        abstract = self._of_number.get(number, "")
        definition = self._abstract.get(abstract, {}).get(level)
        if definition is None:
            return ""
        counts = self._counts[abstract]
        first = self._starts[number].get(level)
        if first is not None and (number, level) not in self._used:
            self._used.add((number, level))
            counts[level] = first
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = int(_value(definition, "start") or 1)
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if _value(definition, "numFmt") == "bullet":
            return BULLET
        text = _value(definition, "lvlText")
        return str(counts[level]) if re.search(r"%\d", text) else text


def _value(definition: etree._Element, name: str) -> str:
    found = definition.find(W + name)
    return str(found.get(W + "val")) if found is not None else ""
