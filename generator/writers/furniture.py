"""The fields of a shell: what `{{ title }}` and its like say in headers, footers and letterhead.

Word's own file is filled by docxtpl (`shell.py`), the running heads of the PDF here; both get the same
fields, in the same sandbox.
"""

import re
from collections.abc import Mapping

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.errors import GeneratorError
from generator.page import Page

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_QUOTES = str.maketrans("«»„“”‘’", '"""""\'\'')


def of(page: Page) -> dict[str, str]:
    """The fields of one page; the mark of a draft brings its own separator."""
    return {"title": page.running, "organization": page.author, "mark": f"{page.mark} · " if page.mark else ""}


def environment(*, escape: bool = True) -> jinja2.Environment:
    """Jinja for what people type in Word: unknown fields are errors, nothing of Python can be reached."""
    return ImmutableSandboxedEnvironment(autoescape=escape, undefined=jinja2.StrictUndefined)


def repaired(text: str) -> str:
    """Text whose tags have straight quotes again, where Word's autocorrection wrote « » or “ ”."""
    return _TAG.sub(lambda tag: tag.group().translate(_QUOTES), text)


def fill(text: str, fields: Mapping[str, str]) -> str:
    """Plain text with its fields filled; raises `GeneratorError` for a field that is unknown or misspelt."""
    try:
        return environment(escape=False).from_string(repaired(text)).render(fields)
    except jinja2.TemplateError as error:
        raise GeneratorError(
            f"Колонтитул бланка: «{text}» не заполнить: {error}. Есть поля: {', '.join(fields)}."
        ) from error
