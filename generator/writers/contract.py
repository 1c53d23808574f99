"""The contract between page, theme and shell: which Word style stands for which element.

`theme.yaml` names a style for every element; the shell has to have them all, and a page may use only
classes that somebody answers for. Otherwise a misspelt class would fall back to plain text unseen.
"""

from lxml import etree

from generator.errors import GeneratorError
from generator.page import classes
from generator.theme import SETTINGS, Theme
from generator.writers.shell import Shell, nearest
from generator.writers.styles import SHADES, Path, Selector, Step, StyleSheet, step

# Classes that arrange and have no look of their own in Word.
ARRANGEMENT = frozenset(
    {"cover", "front", "part", "chapter", "landscape", "toc", "plates", "keep", "newpage", "page-break", "endtable"}
    | {"matrix", "footnote", "unit", "number"}
)

_INLINE = frozenset({"strong", "em", "sup", "a"})
_KIND_NAMES = {"paragraph": "абзаца", "character": "знака", "table": "таблицы", "numbering": "списка"}


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
        self._steps: dict[Step, Step] = {}

    def step(self, element: etree._Element) -> Step:
        """The step of an element; raises `GeneratorError` for a class that nobody answers for."""
        found = step(element)
        known = self._steps.get(found)
        if known is None:
            for name in classes(element):
                if name not in self._classes:
                    raise GeneratorError(
                        f"Word: {place(element)}: класс «{name}» не назван в {SETTINGS} темы «{self._theme.name}»."
                        f"{nearest(name, self._classes)} Исправьте шаблон или назначьте классу стиль."
                    )
            known = self._steps[found] = found
        return known

    def name(self, element: etree._Element, path: Path, pseudo: str = "") -> str:
        """The name of an element's style; raises `GeneratorError` when the theme gives none."""
        found = self._sheet.find(path, pseudo)
        if found is None:
            raise GeneratorError(
                f"Word: {place(element)}: тема «{self._theme.name}» не назначает стиля «{trail(path)}». "
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


def known_classes(theme: Theme) -> frozenset[str]:
    """The classes that somebody answers for: those that arrange, the tints, the columns and styles of the theme."""
    styled = (selector.classes for selector, _ in StyleSheet(theme.styles).selectors)
    return ARRANGEMENT.union(SHADES, theme.columns, *styled)


def place(element: etree._Element) -> str:
    """Where an element stands, for messages."""
    return f"элемент «{element.tag}», строка {element.sourceline} страницы"


def trail(path: Path) -> str:
    """A path as a key of `theme.yaml` would say it."""
    return " ".join(".".join([one.tag, *one.classes.split()]) for one in path)


def _proved(shell: Shell, selector: Selector, name: str) -> str:
    if name not in shell.names:
        raise GeneratorError(
            f"Бланк {shell.file}: нет стиля «{name}», а {SETTINGS} назначает его элементу «{selector.text}». "
            f"Создайте стиль в бланке или исправьте {SETTINGS}.{nearest(name, shell.names)}"
        )
    inline = bool(selector.pseudo) or selector.tag in _INLINE
    wanted = "table" if selector.tag == "table" else "character" if inline else "paragraph"
    actual = shell.kind(name)
    # A footnote is a paragraph, any other span is text inside one.
    if actual != wanted and not (selector.tag == "span" and actual == "character"):
        raise GeneratorError(
            f"Бланк {shell.file}: «{name}» — стиль {_KIND_NAMES[actual]}, а элементу «{selector.text}» нужен стиль "
            f"{_KIND_NAMES[wanted]}. Исправьте {SETTINGS} или бланк."
        )
    return shell.style(name)
