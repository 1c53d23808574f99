"""Rendering: the digest goes through the theme's templates and becomes one page.

Templates arrange; they see plain data and the filters of `filters.py`, in Jinja's sandbox, with
every value escaped. The page is parsed once, numbered, and typeset, so that both writers print the
same text down to the kind of a space.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from generator import page, typography
from generator.digest import Digest
from generator.errors import GeneratorError
from generator.rendering import compiled, numbering
from generator.rendering.filters import FILTERS
from generator.settings import Settings
from generator.theme import Theme

DOCUMENT = "digest.html"

# What a mistake in a template raises: Jinja's own errors, and Python's for a wrong operation or value.
_MISTAKES = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)


def render(digest: Digest, settings: Settings, theme: Theme, document: str = DOCUMENT) -> page.Page:
    """Render a document of the theme and return its page.

    Raises `GeneratorError` naming the template and line for a mistake in a template, and for a page
    outside the vocabulary.
    """
    environment = _environment(theme)
    try:
        text = environment.get_template(document).render(digest=digest, settings=settings, theme=theme)
    except jinja2.TemplateNotFound as error:
        raise GeneratorError(f"Тема «{theme.name}»: нет шаблона «{error.name}». Проверьте имя в шаблоне.") from error
    except _MISTAKES as error:
        place = _place(error, theme) or f"шаблон {document}"
        raise GeneratorError(f"Тема «{theme.name}»: {place}: {_cause(error)}.") from error
    result = page.parse(text)
    numbering.number(result.root)
    typeset(result.root)
    return result


def typeset(root: etree._Element) -> None:
    """Apply Russian typography to every text of the page, but not to what says `translate="no"`.

    The attribute is HTML's own (HTML, 3.2.6.4): names of files and codes are left as they are.
    """
    for meta in root.iterfind("head/meta[@name]"):
        if meta.get("name") in ("author", "running"):
            meta.set("content", typography.typeset(meta.get("content") or ""))
    for element in root.iter():
        if element.text and not _literal(element):
            element.text = typography.typeset(element.text)
        parent = element.getparent()
        if element.tail and parent is not None and not _literal(parent):
            element.tail = typography.typeset(element.tail)


def _literal(element: etree._Element | None) -> bool:
    while element is not None:
        if element.get("translate") == "no":
            return True
        element = element.getparent()
    return False


def _environment(theme: Theme) -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(theme),
        bytecode_cache=compiled.MEMORY,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.filters |= FILTERS
    return environment


class _Loader(jinja2.BaseLoader):
    """Templates of a theme: the nearest of a name; `default:digest.html` is that of the theme `default`."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        # Of two themes of one name the one extended is meant: the other reaches its own file without a prefix.
        self._named = {folder.name: replace(theme, folders=(folder,)) for folder in theme.folders}

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its file, and whether it is still the same."""
        prefix, colon, name = template.rpartition(":")
        theme = self._named.get(prefix) if colon else self._theme
        try:
            file = None if theme is None else theme.path(name)
        except GeneratorError:
            file = None
        if file is None:
            raise jinja2.TemplateNotFound(template)
        changed = file.stat().st_mtime_ns
        return file.read_text(encoding="utf-8"), str(file), lambda: file.stat().st_mtime_ns == changed


def _cause(error: Exception) -> str:
    """What an error says; what speaks of the depths of Python is said in the words of a template."""
    match error:
        case jinja2.TemplateError():
            return error.message or type(error).__name__
        case RecursionError():
            return (
                "шаблон включает или вызывает сам себя. Шаблон того же имени из другой темы зовут с её именем: "
                '{% extends "default:digest.html" %}'
            )
        case UnicodeDecodeError():
            return "файл не в кодировке UTF-8"
        case _:
            return f"{type(error).__name__}: {error}"


def _place(error: Exception, theme: Theme) -> str:
    """Template and line of an error, from the error itself or from the deepest template frame; or empty."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"шаблон {error.name}, строка {error.lineno}"
    place = ""
    trace = error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        for folder in theme.folders:
            if file.is_relative_to(folder):
                place = f"шаблон {file.relative_to(folder)}, строка {trace.tb_lineno}"
        trace = trace.tb_next
    return place
