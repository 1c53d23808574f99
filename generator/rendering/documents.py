"""Documents beside the digest: a template in `documents/` is a kind of document.

A template that is made once for every municipality says so itself, with `{% set each = "municipality" %}`;
it is told without rendering, from the template or from the one that it extends.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import jinja2
from jinja2 import nodes

from generator.digest import Chapter, Digest
from generator.errors import GeneratorError
from generator.problems import nearest
from generator.theme import Theme

FOLDER = "documents"
_NAME = "[a-z0-9]+(?:-[a-z0-9]+)*"
# Names that Windows keeps for devices, whatever the ending (Naming Files, Paths, and Namespaces).
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_OURS = frozenset({"digest", "manifest"})  # files that every edition has
_DEPTH = 20  # templates that extend one another


@dataclass(frozen=True, slots=True)
class Document:
    """One file to make: its name without the ending, its template, and the chapter that it tells of, if of one."""

    name: str
    template: str
    chapter: Chapter | None = None


def _once(name: str, template: str, digest: Digest) -> Iterator[Document]:
    yield Document(name, template)


def _by_municipality(name: str, template: str, digest: Digest) -> Iterator[Document]:
    """The newest chapter of every municipality, in the order of the digest."""
    newest = {chapter.report.municipality.id: chapter for chapter in sorted(digest.chapters, key=_year)}
    for identity in dict.fromkeys(chapter.report.municipality.id for chapter in digest.chapters):
        yield Document(f"{name}-{identity}", template, newest[identity])


def _year(chapter: Chapter) -> int:
    return chapter.report.year


# For what a template is made again and again, by what it sets `each` to.
EACH: dict[str, Callable[[str, str, Digest], Iterator[Document]]] = {"": _once, "municipality": _by_municipality}


def kinds(theme: Theme) -> list[str]:
    """The kinds of documents that a theme and those it extends have."""
    return sorted({file.stem for folder in theme.folders for file in folder.glob(f"{FOLDER}/*.html")})


def documents(
    names: Sequence[str], digest: Digest, theme: Theme, environment: jinja2.Environment
) -> tuple[Document, ...]:
    """The files that kinds of documents make.

    Raises `GeneratorError` for a kind that the theme has not, a name that a file cannot have everywhere, two
    documents of one name, and a template that is made for each of what there is not.
    """
    found: dict[str, Document] = {}
    for name in dict.fromkeys(names):
        template = _template(name, theme)
        each = _each(template, theme, environment)
        for document in EACH[each](name, template, digest):
            if document.name in found:
                raise GeneratorError(
                    f"Тема «{theme.name}»: два документа зовутся «{document.name}»: из {found[document.name].template} "
                    f"и из {template}. Переименуйте один из шаблонов."
                )
            found[document.name] = document
    return tuple(found.values())


def _template(name: str, theme: Theme) -> str:
    known = kinds(theme)
    if name not in known:
        meant = nearest(name, known)
        raise GeneratorError(
            f"Документа «{name}» в теме «{theme.name}» нет.{f' Возможно, {meant}.' if meant else ''} "
            f"Есть: {', '.join(known) or 'ни одного'}. Новый документ — файл {FOLDER}/{name}.html в папке темы."
        )
    if not re.fullmatch(_NAME, name) or name in _DEVICES | _OURS:
        raise GeneratorError(
            f"Тема «{theme.name}»: документ не может зваться «{name}»: так не назвать файл в любой системе, или имя "
            "занято. Переименуйте шаблон: строчные латинские буквы, цифры и дефисы, например letter.html."
        )
    return f"{FOLDER}/{name}.html"


def _each(template: str, theme: Theme, environment: jinja2.Environment) -> str:
    """What a template says of itself in `each`, or what the template that it extends says."""
    name = template
    for _ in range(_DEPTH):
        parent = ""
        for node in _parsed(name, environment).body:
            match node:
                case nodes.Assign(target=nodes.Name(name="each"), node=nodes.Const(value=str(each))) if each in EACH:
                    return each
                case nodes.Assign(target=nodes.Name(name="each")):
                    can = ", ".join(f'{{% set each = "{known}" %}}' for known in EACH if known)
                    raise GeneratorError(
                        f"Тема «{theme.name}»: шаблон {name}, строка {node.lineno}: неизвестно, для чего делать "
                        f"документ. Можно: {can}."
                    )
                case nodes.Extends(template=nodes.Const(value=str(parent))):
                    pass
        if not parent:
            return ""
        name = parent
    return ""  # rendering tells what is wrong with templates that extend one another in a circle


def _parsed(name: str, environment: jinja2.Environment) -> nodes.Template:
    assert environment.loader is not None
    source, *_ = environment.loader.get_source(environment, name)
    return environment.parse(source, name)
