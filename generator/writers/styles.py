"""Which style of the theme an element of the page takes.

The keys of `styles` in `theme.yaml` are the part of CSS that a page needs: `tag`, `tag.class`,
descendants by a space, `:first-child`, `tag + tag` for what follows, and one pseudo-element.
The most specific key wins, as in CSS: by classes, then by elements, then the later one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from generator.errors import GeneratorError

# Kinds of Word's styles, as messages say them: «стиль абзаца».
KIND_NAMES = {"paragraph": "абзаца", "character": "знака", "table": "таблицы", "numbering": "списка"}
GAP = "Таблица — промежуток"  # a paragraph where Word needs one and the page has none
NOTES = ("note", "source")  # classes of what belongs to the table above, and keeps to it

# Row class: the part of the table style that holds its rules.
ROW_PARTS = {"region": "band1Horz", "sub": "band2Horz"}
JOINED = ("base",)  # rows that go on from the row above, with no rule between

# Class of a cell: the part of the table style that holds its tint. Word is asked to apply none of them itself.
SHADES = {"shade-1": "band1Vert", "shade-2": "band2Vert", "shade-3": "lastCol"}

_INLINE = ("strong", "em", "sup", "a")
_COMPOUND = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<classes>(?:\.[\w-]+)*)(?P<first>:first-child)?")


class Step(NamedTuple):
    """What a key can know of an element: its name, its classes, and its place among its siblings."""

    tag: str
    classes: str
    first: bool
    after: str  # the element before it, or empty


Path = tuple[Step, ...]


def step(element: etree._Element) -> Step:
    """The step of an element in the path that leads to it."""
    before = element.getprevious()
    return Step(str(element.tag), element.get("class") or "", before is None, "" if before is None else str(before.tag))


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    first: bool
    after: str

    def matches(self, candidate: Step) -> bool:
        return (
            self.tag in ("", candidate.tag)
            and self.classes <= set(candidate.classes.split())
            and (candidate.first or not self.first)
            and self.after in ("", candidate.after)
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """One key of the contract, taken apart."""

    text: str
    compounds: tuple[_Compound, ...]
    pseudo: str  # the pseudo-element without its colons, or empty

    @classmethod
    def parse(cls, text: str) -> "Selector":
        """Read a key; raises `GeneratorError` for what is not in the notation."""
        body, _, pseudo = text.partition("::")
        compounds = []
        for part in re.sub(r"\s*\+\s*", "+", body).split() or [""]:
            *after, last = part.split("+")
            match = _COMPOUND.fullmatch(last)
            if not last or match is None or len(after) > 1 or "" in after:
                raise GeneratorError(
                    f"theme.yaml: styles: «{text}» не понять. Пишите как в CSS: «p.lead», «tfoot td», «th:first-child»."
                )
            names = frozenset(match["classes"].split(".")[1:])
            compounds.append(_Compound(match["tag"] or "", names, bool(match["first"]), "".join(after)))
        return cls(text, tuple(compounds), pseudo)

    @property
    def specificity(self) -> tuple[int, int]:
        """How many classes (`:first-child` counts as one) and how many elements the key names."""
        weight = sum(len(c.classes) + c.first for c in self.compounds)
        return weight, sum(bool(c.tag) + bool(c.after) for c in self.compounds)

    @property
    def tag(self) -> str:
        """The element that takes the style."""
        return self.compounds[-1].tag

    @property
    def kind(self) -> str:
        """Of which kind a style must be for this key: paragraph, character or table."""
        if self.tag == "table":
            return "table"
        return "character" if self.pseudo or self.tag in _INLINE else "paragraph"

    def takes(self, kind: str) -> bool:
        """Whether a style of a kind will do: a footnote is a paragraph, any other span is text inside one."""
        return kind == self.kind or (self.tag == "span" and kind == "character")

    @property
    def classes(self) -> frozenset[str]:
        """Every class the key names."""
        return frozenset().union(*(c.classes for c in self.compounds))

    def matches(self, path: Path) -> bool:
        """Whether the last element of the path is what the key describes."""
        if not self.compounds[-1].matches(path[-1]):
            return False
        wanted = list(self.compounds[:-1])
        for candidate in reversed(path[:-1]):
            if wanted and wanted[-1].matches(candidate):
                wanted.pop()
        return not wanted


class StyleSheet:
    """The contract of a theme, asked by the path of an element."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        """Take the `styles` of a theme; raises `GeneratorError` for a key that cannot be read."""
        parsed = [(Selector.parse(key), name) for key, name in styles.items()]
        ranked = sorted(enumerate(parsed), key=lambda item: (item[1][0].specificity, item[0]), reverse=True)
        self._rules = [rule for _, rule in ranked]
        self._found: dict[tuple[Path, str], str | None] = {}

    @property
    def selectors(self) -> list[tuple[Selector, str]]:
        """Every key with its style, the most specific first."""
        return self._rules

    def find(self, path: Path, pseudo: str = "") -> str | None:
        """The style of the element at the end of a path, or `None`."""
        key = (path, pseudo)
        if key not in self._found:
            self._found[key] = next(
                (name for rule, name in self._rules if rule.pseudo == pseudo and rule.matches(path)), None
            )
        return self._found[key]


@lru_cache
def names(classes: str | None) -> frozenset[str]:
    """The names in a `class` attribute; a page has few different ones."""
    return frozenset((classes or "").split())


def has_class(element: etree._Element | None, *wanted: str) -> bool:
    """Whether an element is there and carries one of the classes."""
    return element is not None and not names(element.get("class")).isdisjoint(wanted)
