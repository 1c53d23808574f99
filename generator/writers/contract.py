"""The contract between page, theme and shell: which Word style stands for which element.

`theme.yaml` names a style for every element; the shell has to have them all, and a page may use only
classes that somebody answers for. Otherwise a misspelt class would fall back to plain text unseen.
"""

from lxml import etree

from generator.errors import GeneratorError
from generator.page import classes
from generator.theme import SETTINGS, Theme
from generator.writers.shell import Shell, hint
from generator.writers.styles import KIND_NAMES, SHADES, Path, Selector, Step, StyleSheet, step

# Classes that arrange and have no look of their own in Word.
ARRANGEMENT = frozenset(
    {"cover", "front", "part", "chapter", "landscape", "toc", "plates", "keep", "newpage", "page-break", "endtable"}
    | {"matrix", "footnote", "unit", "number"}
)


class Contract:
    """The styles of one theme, proved to be in one shell."""

    def __init__(self, theme: Theme, shell: Shell) -> None:
        """Hold the shell to the theme; raises `GeneratorError` naming the style and the element of the page."""
        self._theme = theme
        self._sheet = StyleSheet(theme.styles)
        self._ids: dict[str, str] = {}
        for selector, name in self._sheet.selectors:
            self._ids[name] = _proved(shell, selector, name)
        self._classes = known_classes(theme)

    def step(self, element: etree._Element) -> Step:
        """The step of an element; raises `GeneratorError` for a class that nobody answers for."""
        for name in classes(element):
            if name not in self._classes:
                raise GeneratorError(
                    f"Word: {place(element)}: класс «{name}» не назван в {SETTINGS} темы «{self._theme.name}»."
                    f"{hint(name, self._classes)} Исправьте шаблон или назначьте классу стиль."
                )
        return step(element)

    def name(self, element: etree._Element, path: Path, pseudo: str = "") -> str:
        """The name of an element's style; raises `GeneratorError` when the theme gives none."""
        found = self._sheet.find(path, pseudo)
        if found is None:
            raise GeneratorError(
                f"Word: {place(element)}: тема «{self._theme.name}» не назначает стиля «{said(path)}». "
                f"Добавьте строку в раздел styles файла {SETTINGS}."
            )
        return found

    def style(self, element: etree._Element, path: Path, pseudo: str = "") -> str:
        """The id of an element's style."""
        return self._ids[self.name(element, path, pseudo)]

    def optional(self, path: Path) -> str:
        """The id of an element's style, empty when the theme gives none."""
        found = self._sheet.find(path)
        return self._ids[found] if found else ""


class Trail:
    """Where an element stands: the steps that lead to it, and what the theme says of that place.

    The elements of a page stand in few places: those that stand alike share one trail, and the theme is asked once.
    """

    __slots__ = ("_contract", "_inner", "_styles", "above", "path")

    def __init__(self, contract: Contract, path: Path = ()) -> None:
        """The place at the end of a path; without one that of the page itself."""
        self.path = path
        self.above = frozenset(one.tag for one in path[:-1])
        self._contract = contract
        self._inner: dict[tuple[object, ...], Trail] = {}
        self._styles: dict[str, str] = {}

    def __str__(self) -> str:
        """The place as a key of `theme.yaml` would say it."""
        return said(self.path)

    def to(self, element: etree._Element) -> "Trail":
        """The trail of a child; raises `GeneratorError` for a class that nobody answers for."""
        before = element.getprevious()
        key = (element.tag, element.get("class"), None if before is None else before.tag)
        found = self._inner.get(key)
        if found is None:
            found = self._inner[key] = Trail(self._contract, (*self.path, self._contract.step(element)))
        return found

    def name(self, element: etree._Element) -> str:
        """The name of the style of an element that stands here; raises `GeneratorError` when the theme gives none."""
        return self._contract.name(element, self.path)

    def style(self, element: etree._Element, pseudo: str = "") -> str:
        """The id of the style of an element that stands here; raises `GeneratorError` when the theme gives none."""
        found = self._styles.get(pseudo)
        if found is None:
            found = self._styles[pseudo] = self._contract.style(element, self.path, pseudo)
        return found

    def optional(self) -> str:
        """The id of the style, empty when the theme gives none."""
        return self._contract.optional(self.path)


def known_classes(theme: Theme) -> frozenset[str]:
    """The classes that somebody answers for: those that arrange, the tints, the columns and styles of the theme."""
    styled = (selector.classes for selector, _ in StyleSheet(theme.styles).selectors)
    return ARRANGEMENT.union(SHADES, theme.columns, *styled)


def place(element: etree._Element) -> str:
    """Where an element stands, for messages."""
    return f"элемент «{element.tag}», строка {element.sourceline} страницы"


def said(path: Path) -> str:
    """A path as a key of `theme.yaml` would say it."""
    return " ".join(".".join([one.tag, *one.classes.split()]) for one in path)


def _proved(shell: Shell, selector: Selector, name: str) -> str:
    if name not in shell.names:
        raise GeneratorError(
            f"Бланк {shell.file}: нет стиля «{name}», а {SETTINGS} назначает его элементу «{selector.text}». "
            f"Создайте стиль в бланке или исправьте {SETTINGS}.{hint(name, shell.names)}"
        )
    actual = shell.kind(name)
    if not selector.takes(actual):
        raise GeneratorError(
            f"Бланк {shell.file}: «{name}» — стиль {KIND_NAMES[actual]}, а элементу «{selector.text}» нужен стиль "
            f"{KIND_NAMES[selector.kind]}. Исправьте {SETTINGS} или бланк."
        )
    return shell.style(name)
