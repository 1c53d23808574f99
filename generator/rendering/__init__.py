"""Rendering: the digest goes through the theme's templates and becomes one page.

Templates arrange; they see plain data and the filters of `filters.py`, in Jinja's sandbox, with
every value escaped. The page is parsed once, numbered, and typeset, so that both writers print the
same text down to the kind of a space.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import jinja2
from lxml import etree

from generator import page, typography
from generator.cache import Cache
from generator.digest import Chapter, Digest
from generator.errors import GeneratorError
from generator.rendering import compiled, documents, mistakes, numbering, paragraphs, trace
from generator.rendering.documents import Document
from generator.rendering.filters import FILTERS
from generator.rendering.operations import joined
from generator.rendering.sandbox import Sandbox
from generator.settings import Settings
from generator.theme import Theme

DOCUMENT = "digest.html"
EVIDENCE = "mail/report.html"  # of a mailing: a page, unlike what else lies in `mail/`
LONGEST_PAGE = 100_000_000  # signs; three hundred chapters have about one million

# How a message of the page begins; the line is of the page, which nobody has seen.
_PAGE_LINE = re.compile(r"Страница, строка (\d+): ")


def render(
    digest: Digest,
    settings: Settings,
    theme: Theme,
    document: str = DOCUMENT,
    chapter: Chapter | None = None,
    cache: Cache | None = None,
) -> page.Page:
    """Render a document of the theme and return its page; `chapter` is what it tells of, if of one municipality.

    Raises `GeneratorError` as `compose` does.
    """
    return compose(_seen(digest, settings, theme, chapter), theme, document, cache)


def compose(seen: Mapping[str, object], theme: Theme, document: str, cache: Cache | None = None) -> page.Page:
    """Render a template that sees these names, and return its page.

    Paragraphs that a build before has typeset come from the cache.

    Raises `GeneratorError` naming the template and line for a mistake in a template, and for a page
    outside the vocabulary.
    """
    rendered = _text(sandbox(theme), seen, theme, document)
    try:
        result = page.parse(rendered)
        numbering.number(result.root)
    except GeneratorError as error:
        if not (found := _PAGE_LINE.match(str(error))):
            raise
        file, line = _lines(seen, theme, document)[int(found[1]) - 1]
        said = str(error)[found.end() :]
        raise GeneratorError(f"Тема «{theme.name}»: шаблон {file}, строка {line}: {said}") from error
    with paragraphs.remembered(cache) as setter:
        typeset(result.root, setter)
    return result


def of_digest(kinds: Sequence[str], digest: Digest, theme: Theme) -> tuple[Document, ...]:
    """The documents of these kinds that are made of the digest; raises `GeneratorError` as `render` does."""
    with explained(theme, documents.FOLDER):
        return documents.documents(kinds, digest, theme, sandbox(theme))


def lines(
    digest: Digest, settings: Settings, theme: Theme, document: str = DOCUMENT, chapter: Chapter | None = None
) -> list[tuple[str, int]]:
    """The template and its line behind each line of the rendered page."""
    return _lines(_seen(digest, settings, theme, chapter), theme, document)


def sandbox(theme: Theme) -> Sandbox:
    """The environment of a theme's templates."""
    environment = Sandbox(_Loader(theme), FILTERS)
    environment.bytecode_cache = compiled.MEMORY
    return environment


def _seen(digest: Digest, settings: Settings, theme: Theme, chapter: Chapter | None = None) -> Mapping[str, object]:
    """What a template sees."""
    seen: dict[str, object] = {"digest": digest, "settings": settings, "theme": theme}
    return seen if chapter is None else {**seen, "chapter": chapter, "report": chapter.report}


def _lines(seen: Mapping[str, object], theme: Theme, document: str) -> list[tuple[str, int]]:
    environment = Sandbox(_Loader(theme), FILTERS)  # templates with marks are other templates: none is kept
    environment.add_extension(trace.Marks)
    return trace.unmarked(_text(environment, seen, theme, document))[1]


def _text(environment: Sandbox, seen: Mapping[str, object], theme: Theme, document: str) -> str:
    """The text of a page, before it is a tree."""
    with explained(theme, document):
        return joined(environment.get_template(document).generate(seen), LONGEST_PAGE, "страница")


@contextmanager
def explained(theme: Theme, document: str) -> Iterator[None]:
    """Turn a mistake in a template into a `GeneratorError` with its place."""
    try:
        yield
    except mistakes.MISTAKES as error:
        file, line = mistakes.place(error, theme)
        where = f"шаблон {file}, строка {line}" if file else f"шаблон {document}"
        raise GeneratorError(f"Тема «{theme.name}»: {where}: {mistakes.cause(error)}.") from error


def typeset(root: etree._Element, setter: Callable[[str], str] = typography.typeset) -> None:
    """Apply Russian typography to every text of the page, but not to what says `translate="no"`.

    The attribute is HTML's own (HTML, 3.2.6.4): names of files and codes are left as they are.
    """
    for meta in root.iterfind("head/meta[@name]"):
        if meta.get("name") in ("author", "running"):
            meta.set("content", typography.typeset(meta.get("content") or ""))
    for element in root.iter("chart", "series", "point", "tr"):
        for name in ("label", "alt", "data-continued"):
            if shown := element.get(name):
                element.set(name, typography.typeset(shown))
    literal = {one for top in root.iterfind(".//*[@translate='no']") for one in top.iter()}
    for element in root.iter():
        if element.text and element not in literal:
            element.text = setter(element.text)
        if element.tail and not (literal and element.getparent() in literal):
            element.tail = setter(element.tail)


class _Loader(jinja2.BaseLoader):
    """Templates of a theme: the nearest of a name; `default:digest.html` is that which the theme `default` has."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._named = {folder.name: replace(theme, folders=theme.since(folder.name)) for folder in theme.folders}

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its file, and whether it is still the same."""
        prefix, colon, name = template.rpartition(":")
        theme = self._named.get(prefix) if colon else self._theme
        try:
            file = None if theme is None else theme.path(name)
        except (GeneratorError, ValueError):  # a name with a null byte is none at all
            file = None
        if file is None:
            raise jinja2.TemplateNotFound(template)
        changed = file.stat().st_mtime_ns
        data = file.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            said = "файл не в кодировке UTF-8. Сохраните его в ней"
            raise jinja2.TemplateSyntaxError(said, line, template, str(file)) from error
        return text, str(file), lambda: file.stat().st_mtime_ns == changed
