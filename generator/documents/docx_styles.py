"""Styles of Word files (ECMA-376, part 1, 17.7): what makes a paragraph a heading or an item, and text hidden."""

from dataclasses import dataclass

from lxml import etree

from generator.documents.package import Package, attribute

_Element = etree._Element


@dataclass(frozen=True)
class Style:
    """What a style says, or the styles that it is based on."""

    level: int | None = None  # of the outline, from 0
    listed: bool = False
    hidden: bool = False
    raised: bool = False


@dataclass(frozen=True)
class Styles:
    """The styles of a file by their ids, each with what it takes from those it is based on."""

    known: dict[str, Style]
    default: Style

    @classmethod
    def load(cls, package: Package, main: str) -> "Styles":
        """Read the part of styles that the main part refers to; without one every paragraph is plain."""
        elements: dict[str, _Element] = {}
        default = ""
        for part in package.related(main, "styles").values():
            if part not in package.parts:
                continue
            for style in package.tree(part).iterchildren("{*}style"):
                identity = attribute(style, "styleId") or ""
                elements[identity] = style
                if attribute(style, "type") == "paragraph" and on(style, "default"):
                    default = identity
        known: dict[str, Style] = {}
        for identity in elements:
            _resolve(identity, elements, known)
        return cls(known, known.get(default, Style()))

    def of(self, properties: _Element | None, kind: str) -> Style:
        """The style that the properties of a paragraph («pStyle») or of a run («rStyle») name."""
        named = attribute(child(properties, kind), "val")
        fallback = self.default if kind == "pStyle" else Style()
        return fallback if named is None else self.known.get(named, fallback)


def _resolve(identity: str, elements: dict[str, _Element], known: dict[str, Style]) -> None:
    """Put a style and those it is based on into `known`, the farthest first; a circle ends where it began."""
    chain: list[str] = []
    while identity in elements and identity not in known and identity not in chain:
        chain.append(identity)
        identity = attribute(child(elements[identity], "basedOn"), "val") or ""
    base = known.get(identity, Style())
    for name in reversed(chain):
        element = elements[name]
        title = (attribute(child(element, "name"), "val") or "").lower()
        properties, run = child(element, "pPr"), child(element, "rPr")
        align = attribute(child(run, "vertAlign"), "val")
        level = level_of(properties)
        if level is None and title in ("title", "название"):
            level = 0
        if level is None and title.startswith(("heading ", "заголовок ")) and title[-1].isdigit():
            level = int(title[-1]) - 1
        base = known[name] = Style(
            base.level if level is None else level,
            is_listed(properties, base.listed) or title.startswith(("list bullet", "list number")),
            on(run, "vanish", base.hidden),
            base.raised if align is None else align == "superscript",
        )


def child(element: _Element | None, tag: str) -> _Element | None:
    """The first child of this local name, if there is one."""
    return None if element is None else next(element.iterchildren(f"{{*}}{tag}"), None)


def on(properties: _Element | None, name: str, default: bool = False) -> bool:
    """A property that is on when it is there without a value; as an attribute, too."""
    if properties is None:
        return default
    value = attribute(properties, name)
    if value is None:
        switch = child(properties, name)
        if switch is None:
            return default
        value = attribute(switch, "val") or "1"
    return value not in ("0", "false", "off")


def level_of(properties: _Element | None) -> int | None:
    """The level of the outline, from 0, that the properties of a paragraph give."""
    value = attribute(child(properties, "outlineLvl"), "val")
    return int(value) if value and value.isdecimal() else None


def is_listed(properties: _Element | None, default: bool) -> bool:
    """Whether the properties of a paragraph number it or put a mark before it."""
    number = attribute(child(child(properties, "numPr"), "numId"), "val")
    return default if number is None else number != "0"  # 0 takes the number away
