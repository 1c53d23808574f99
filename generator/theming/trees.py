"""The templates of one theme, each parsed once, and where in its files a flaw stands."""

from typing import Any

import jinja2
from jinja2 import nodes

from generator import rendering
from generator.problems import nearest
from generator.rendering import mistakes
from generator.theme import Theme
from generator.theming.flaws import Flaw, also, named
from generator.theming.kinds import ROOTS


class Trees:
    """The trees of a theme's templates, by their names; `flaws` are those of all, each once, in the order found."""

    def __init__(self, theme: Theme) -> None:
        """Nothing is read yet."""
        self.environment = rendering.sandbox(theme)
        self.flaws: dict[Flaw, None] = {}
        self._theme = theme
        self._trees: dict[str, nodes.Template | None] = {}

    def get(self, name: str, template: str, line: int) -> nodes.Template | None:
        """The tree of a template that another one names on a line; `None`, and a flaw, when it cannot be read."""
        if name in self._trees:
            return self._trees[name]
        self._trees[name] = None
        try:
            self._trees[name] = self.environment.parse(self._source(name), name)
        except jinja2.TemplateNotFound as error:
            self.flaw(template, line, mistakes.cause(error) + also(self._near(name)))
        except jinja2.TemplateSyntaxError as error:
            self.flaw(name, error.lineno, mistakes.cause(error))
        except UnicodeDecodeError as error:
            self.flaw(name, 0, mistakes.cause(error))
        return self._trees[name]

    def has(self, name: str) -> bool:
        """Whether there is such a template, be it in order or not."""
        try:
            self._source(name)
        except jinja2.TemplateNotFound:
            return False
        except UnicodeDecodeError:
            pass
        return True

    def flaw(self, template: str, line: int, text: str) -> None:
        """Note what is wrong on a line of a template."""
        prefix, colon, file = template.rpartition(":")
        folders = self._theme.since(prefix) if colon else self._theme.folders
        path = next((folder / file for folder in folders if (folder / file).is_file()), None)
        self.flaws[Flaw(named(self._theme, path) if path else template, line, text)] = None

    def _source(self, name: str) -> str:
        assert self.environment.loader is not None
        return self.environment.loader.get_source(self.environment, name)[0]

    def _near(self, name: str) -> str:
        """The template that was probably meant."""
        prefix, colon, file = name.rpartition(":")
        folders = self._theme.folders
        if colon:  # without the name of its theme a template would extend itself
            prefix = nearest(prefix, [folder.name for folder in folders]) or folders[-1].name
            folders = self._theme.since(prefix)
        known = {p.relative_to(f).as_posix() for f in folders for p in f.rglob("*") if p.suffix in (".html", ".txt")}
        by_name = {known_name.rpartition("/")[2]: known_name for known_name in known}
        near = by_name.get(nearest(file.rpartition("/")[2], by_name)) or nearest(file, known)
        return near and f"{prefix}{colon}{near}"


def constant(node: Any) -> str | None:
    """The text that a node always is, or `None`."""
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def root(node: Any) -> dict[str, Any]:
    """The name at the root of an expression, as one that may be there or not."""
    while isinstance(node, (nodes.Getattr, nodes.Getitem, nodes.Filter)):
        node = node.node
    return {node.name: Any} if isinstance(node, nodes.Name) and node.name not in ROOTS else {}


def said(node: Any) -> str:
    """How a template writes a value: `digest.tables`."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Getattr():
            return f"{inner}.{node.attr}" if (inner := said(node.node)) else ""
        case _:
            return ""
