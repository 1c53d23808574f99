"""HTML: the page itself, in one file that a browser opens anywhere."""

import base64
import mimetypes
import re
from copy import deepcopy
from pathlib import Path

from lxml import etree

from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.writers import columns, stylesheet, svg


def serialize(root: etree._Element) -> str:
    """The page as HTML text (HTML, 13.1), with its doctype."""
    text: str = etree.tostring(root, method="html", encoding="unicode")
    return f"<!DOCTYPE html>\n{text}\n"


def held(text: str) -> str:
    """HTML text for the printer: a no-break space before an inline element moves into it, «в»<a>« таблице 3».

    Text that ends in one is cut at its first space when the element does not fit on the line: Pango takes the
    trailing space for white space that may hang, and gives up its best break (Pango 1.50).
    """
    opening = r"<(?:a|em|strong|span)\b(?![^>]*\bfootnote\b)[^>]*>"  # a footnote is no part of the line
    return re.sub(f"\N{NO-BREAK SPACE}({opening})", "\\1\N{NO-BREAK SPACE}", text)


def write(page: Page, theme: Theme, path: Path) -> None:
    """Write the page with its styles and pictures inside, so that the file stands alone."""
    columns.fit(page, theme)
    root = svg.drawn(page.root, theme)
    root = deepcopy(root) if root is page.root else root
    head = root.find("head")
    assert head is not None
    style = etree.SubElement(head, "style")
    style.text = "\n".join(
        (
            stylesheet.columns(theme),
            stylesheet.printed(theme, page),
            stylesheet.screen(theme),
            stylesheet.hyphenation(page),
        )
    )
    if "</style" in style.text.lower():
        raise GeneratorError(
            f"Тема «{theme.name}»: в таблице стилей стоит «</style»: в браузере она кончилась бы на этом месте. "
            "Уберите его."
        )
    for table in root.iter("table"):
        if name := table.attrib.pop("title", ""):
            table.set("aria-label", name)  # as in Word: said to who listens, no bubble over every cell
    for cell in root.iter("td"):
        if (source := cell.get("title")) is not None:
            # Shown by the style sheet on hover and on focus: `title` alone never shows to a keyboard.
            del cell.attrib["title"]
            cell.set("data-source", source)
            cell.set("tabindex", "0")
    for image in root.iter("img"):
        image.set("src", _data_url(theme.path(image.get("src") or "")))
    path.write_text(serialize(root), encoding="utf-8")


def _data_url(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
