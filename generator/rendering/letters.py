"""Letters: the words that go out with the digest to one recipient, from the theme's templates in `mail/`.

`mail/subject.txt` and `mail/letter.txt` are plain text, `mail/letter.html` is the same letter to look at. They see
the digest, the settings, the theme, the `letter` and the recipient's own `chapter`, or none. Data are escaped in
HTML only: a text has no markup. What leaves here has Russian typography, but names of files, checksums and
addresses stay as they are. A mail program fetches nothing for the letter: it has words and a style sheet, no more.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, cast

import jinja2
from lxml import etree
from lxml import html as markup

from generator import formatting, rendering, typography
from generator.digest import Chapter, Digest
from generator.errors import GeneratorError
from generator.rendering import compiled
from generator.rendering.operations import joined
from generator.rendering.sandbox import Sandbox
from generator.settings import Settings
from generator.theme import Theme

FOLDER = "mail"
SUBJECT, PLAIN, HTML = (f"{FOLDER}/{name}" for name in ("subject.txt", "letter.txt", "letter.html"))
TEMPLATES = (SUBJECT, PLAIN, HTML)
_LONGEST = 200_000  # signs of a letter

# What mail programs show alike; pictures and forms are what makes a letter look like an advertisement.
_ELEMENTS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "h3", "p", "br", "hr", "ul", "ol", "li"),
        *("table", "thead", "tbody", "tr", "th", "td", "strong", "em", "span", "small", "code", "a"),
    )
)
_STYLE = re.compile(r"url\s*\(|@import|expression|</|\\", re.IGNORECASE)
_LINK = re.compile(r"(https://|mailto:)[^\s<>\"]+")
_UNTOUCHED = frozenset({"style", "code"})
_TEXTS = compiled.Memory()  # a text and a page of one name are compiled differently


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the letter."""

    name: str
    size: int  # bytes
    sha256: str

    @property
    def volume(self) -> str:
        """Its size for people, «1,2 МБ»."""
        return formatting.volume(self.size)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, and what goes with it."""

    salutation: str  # «Уважаемая Имя Отчество!»
    name: str = ""
    post: str = ""
    files: tuple[Enclosed, ...] = ()
    corrected: str = ""  # ISO 8601 date of the edition that this one replaces; empty for the first
    answer: str = ""  # the address to answer to, if it is to be told


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says: a line, paragraphs one a line, a page of HTML."""

    subject: str
    plain: str
    html: str


class Letters:
    """The letters of one mailing: what is the same in all of them is made once."""

    def __init__(self, digest: Digest, settings: Settings, theme: Theme) -> None:
        """Compile the templates; raises `GeneratorError` naming the template and line of a mistake."""
        self._theme = theme
        self._seen = {"digest": digest, "settings": settings, "theme": theme}
        self._chapters: dict[str, Chapter] = {}
        for chapter in sorted(digest.chapters, key=lambda chapter: chapter.report.year):
            self._chapters[chapter.report.municipality.id] = chapter
        self._typeset: dict[str, str] = {}
        page, text = rendering.sandbox(theme), rendering.sandbox(theme)
        text.autoescape, text.bytecode_cache = False, _TEXTS
        self._templates = {name: self._compiled(name, page if name == HTML else text) for name in TEMPLATES}

    def words(self, letter: Letter, municipality: str = "") -> Words:
        """The words of one letter; `municipality` is the id of the recipient's own, whose newest chapter they see.

        Raises `GeneratorError` for a mistake in a template, naming it and its line, and for HTML that is more
        than words: an unknown element, a picture, a script, an address that is no `https:` or `mailto:`.
        """
        seen = {**self._seen, "letter": letter, "chapter": self._chapters.get(municipality)}
        return Words(
            subject=" ".join(typography.typeset(self._text(SUBJECT, seen)).split()),
            plain=self._plain(self._text(PLAIN, seen), letter),
            html=self._page(self._text(HTML, seen)),
        )

    def _compiled(self, name: str, environment: Sandbox) -> jinja2.Template:
        with rendering.explained(self._theme, name):
            return environment.get_template(name)

    def _text(self, name: str, seen: dict[str, object]) -> str:
        template = self._templates[name]
        with rendering.explained(self._theme, name):
            cast(Sandbox, template.environment).restart()
            return joined(template.generate(seen), _LONGEST, "письмо")

    def _plain(self, text: str, letter: Letter) -> str:
        """Paragraphs one a line, one empty line between them at most; a line with the name of a file stays."""
        kept = [word for file in letter.files for word in (file.name, file.sha256)]
        lines = [
            line.strip() if any(word in line for word in kept) else self._set(line.strip())
            for line in text.splitlines()
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"

    def _page(self, text: str) -> str:
        if not text.strip():
            self._refuse("письмо пустое. Верните в шаблон его текст")
        with rendering.explained(self._theme, HTML):
            root = markup.document_fromstring(text, parser=markup.HTMLParser(remove_comments=True))
        _check(root, self._refuse)
        for element in root.iter():
            if element.text and not _literal(element):
                element.text = self._set(element.text)
            parent = element.getparent()
            if element.tail and parent is not None and not _literal(parent):
                element.tail = self._set(element.tail)
        made: str = etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>")
        return made + "\n"

    def _set(self, text: str) -> str:
        """Russian typography; whole paragraphs repeat from letter to letter."""
        if text not in self._typeset:
            self._typeset[text] = typography.typeset(text)
        return self._typeset[text]

    def _refuse(self, problem: str) -> NoReturn:
        raise GeneratorError(f"Тема «{self._theme.name}»: шаблон {HTML}: {problem}.")


def _literal(element: etree._Element | None) -> bool:
    while element is not None:
        if element.tag in _UNTOUCHED or element.get("translate") == "no":
            return True
        element = element.getparent()
    return False


def _check(root: etree._Element, refuse: Callable[[str], None]) -> None:
    """Refuse all that is more than words and their look."""
    for element in root.iter():
        tag = str(element.tag)
        if tag not in _ELEMENTS:
            refuse(f"элемента <{tag[:40]}> в письме не бывает. Оставьте текст, списки, таблицы и ссылки")
        if tag == "style" and _STYLE.search(element.text or ""):
            refuse("в стилях письма не бывает url(), @import и обратной черты. Задайте вид цветом и размером")
        for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
            if name.startswith("on") or name in ("src", "background", "srcset", "action", "http-equiv"):
                refuse(f"свойства «{name[:40]}» в письме не бывает. Уберите его")
            if name == "style" and _STYLE.search(value):
                refuse("в стилях письма не бывает url(), @import и обратной черты. Задайте вид цветом и размером")
            if name == "href" and not _LINK.fullmatch(value):
                refuse(f"ссылка «{value[:60]}» ведёт не на https:// и не на mailto:. Исправьте её")
