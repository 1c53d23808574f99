"""The page: one tree of semantic HTML that every writer prints.

A template writes it as HTML with every element closed; it is parsed once and held to a closed
vocabulary, so that nothing a template says can be lost on the way to Word. What is not in the
vocabulary is an error with its name and line, never dropped.
"""

import gzip
import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, cast

from lxml import etree

from generator.errors import GeneratorError
from generator.workers import return_memory

# Elements whose HTML spelling has no end tag (HTML, 13.1.2).
VOID = ("br", "hr", "img", "meta", "link", "col")

GLOBAL_ATTRIBUTES = frozenset({"id", "class", "lang", "translate", "title"})

# Element: the attributes it may carry besides the global ones.
VOCABULARY: dict[str, frozenset[str]] = {
    "html": frozenset(),
    "head": frozenset(),
    "title": frozenset(),
    "meta": frozenset({"charset", "name", "content"}),
    "body": frozenset(),
    "section": frozenset(),
    "nav": frozenset(),
    "h1": frozenset(),
    "h2": frozenset({"data-group"}),
    "h3": frozenset(),
    "h4": frozenset(),
    "p": frozenset(),
    "ul": frozenset(),
    "ol": frozenset(),
    "li": frozenset(),
    "table": frozenset(),
    "caption": frozenset(),
    "colgroup": frozenset(),
    "col": frozenset(),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tfoot": frozenset(),
    "tr": frozenset({"data-continued"}),
    "th": frozenset({"scope", "colspan", "rowspan"}),
    "td": frozenset({"colspan", "rowspan"}),
    "figure": frozenset(),
    "figcaption": frozenset(),
    "img": frozenset({"src", "alt"}),
    "chart": frozenset({"kind", "unit", "alt"}),
    "series": frozenset({"label"}),
    "point": frozenset({"label", "value"}),
    "a": frozenset({"href"}),
    "strong": frozenset(),
    "em": frozenset(),
    "sup": frozenset(),
    "br": frozenset(),
    "hr": frozenset(),
    "span": frozenset(),
}

WIDEST = 63  # columns: more than Word has (its own bound), and memory without end for who lays them out
DEEPEST = 60  # elements inside one another
SHORT = 60  # chapters of a document at most whose pages are named without being asked for
# What a link may lead to: a place of the page, or an address that does nothing but open.
LINK = re.compile(r"#.*|(?:https?://|mailto:)\S*", re.I | re.S)
_SPAN = re.compile("[1-9][0-9]{0,3}")

_VOID_TAG = re.compile(rf"<({'|'.join(VOID)})\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)\s*/?>")
_SPACES = re.compile(r"[ \t\r\n]+")  # not \s: a no-break space is text
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w+);")


class Page:
    """A parsed page.

    While long work goes on that needs nothing of it, it can be put aside: a tree takes five times as much memory as
    its text, and fifty times as much as its text compressed.
    """

    def __init__(self, root: etree._Element | None, aside: bytes = b"") -> None:
        """Of the `html` element, or of the text that was put aside."""
        self._root = root
        self._aside = aside

    @property
    def root(self) -> etree._Element:
        """The `html` element; another one after the page was put aside."""
        if self._root is None:
            with gzip.GzipFile(fileobj=io.BytesIO(self._aside)) as text:
                self._root = etree.parse(cast(IO[bytes], text), _parser()).getroot()
            self._aside = b""
        return self._root

    def put_aside(self) -> None:
        """Hold nothing but the text till somebody asks for the tree; whoever holds elements goes on holding theirs."""
        if self._root is not None:
            self._root, self._aside = None, self.packed()
            return_memory()

    def packed(self) -> bytes:
        """The text of the page, compressed: another process can make the page of it."""
        if self._root is None:
            return self._aside
        text = io.BytesIO()
        with gzip.GzipFile(fileobj=text, mode="wb", compresslevel=1, mtime=0) as out:
            out.write(b"\n" * (cast(int, self._root.sourceline) - 1))  # messages name lines
            etree.ElementTree(self._root).write(cast(IO[bytes], out), encoding="utf-8")
        return text.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> "Page":
        """The page whose text this is."""
        return cls(None, content)

    @property
    def body(self) -> etree._Element:
        """The `body` element, whose children are the document's parts."""
        return cast(etree._Element, self.root.find("body"))

    @property
    def title(self) -> str:
        """The title of the document."""
        return self.root.findtext("head/title") or ""

    @property
    def language(self) -> str:
        """The language of the document (BCP 47)."""
        return self.root.get("lang", "ru")

    @property
    def author(self) -> str:
        """Who issues the document, or empty."""
        return self._meta("author")

    @property
    def running(self) -> str:
        """What stands at the top of every sheet."""
        return self._meta("running") or self.title

    @property
    def created(self) -> str:
        """The date of issue in ISO 8601, or empty."""
        return self._meta("dcterms.created")

    @property
    def issued(self) -> datetime | None:
        """The date of issue as UTC without a zone; `None` for an undated page. Raises `GeneratorError`."""
        if not self.created:
            return None
        try:
            moment = datetime.fromisoformat(self.created)
        except ValueError as error:
            raise GeneratorError(
                f"Страница: дата выпуска «{self.created}» не читается. Пишите её как 2024-03-01."
            ) from error
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

    @property
    def mark(self) -> str:
        """The word that a draft carries on every sheet («ЧЕРНОВИК»), or empty."""
        return self._meta("mark")

    @property
    def hyphenated(self) -> bool:
        """Whether words may be divided at the end of a line."""
        return self._meta("hyphenation") != "none"

    @property
    def paginated(self) -> bool:
        """Whether there are contents, and they name pages where only another program can tell them.

        It lays the whole document out, which takes minutes for one of hundreds of chapters: of such a one the
        pages are named only where the settings ask for it.
        """
        asked = self._meta("contents")
        if asked == "plain" or self.root.find(".//nav") is None:
            return False
        return asked != "short" or not self.long

    @property
    def long(self) -> bool:
        """Whether it has so many chapters that to print it is long work."""
        return sum("chapter" in classes(section) for section in self.root.iter("section")) > SHORT

    def _meta(self, name: str) -> str:
        found = self.root.find(f"head/meta[@name='{name}']")
        return "" if found is None else found.get("content") or ""


def parse(text: str) -> Page:
    """Parse a rendered page and hold it to the vocabulary.

    Raises `GeneratorError` with the line of the rendered page for markup that is not well formed,
    an element or attribute outside the vocabulary, and a missing title.
    """
    root = _tree(text)
    if root.xpath("boolean(" + "/*" * DEEPEST + ")"):
        raise GeneratorError(f"Страница: элементы вложены друг в друга глубже {DEEPEST}. Уберите лишние из шаблона.")
    for element in root.iter():
        _check(element)
    if not root.findtext("head/title") or root.find("body") is None:
        raise GeneratorError("Страница: нет элемента title или body. Верните их в шаблон digest.html.")
    return Page(root)


def _tree(text: str) -> etree._Element:
    """Read HTML as XML: libxml2 is exact about unclosed elements, and gives the line."""
    text = closed(text)
    text = _ENTITY.sub(lambda m: html.unescape(m.group()), text)
    text = re.sub(r"^\s*<!DOCTYPE[^>]*>", lambda m: "\n" * m.group().count("\n"), text, flags=re.I)
    try:
        return etree.fromstring(text, _parser())
    except etree.XMLSyntaxError as error:
        # What was not closed is more telling than where that came out.
        opened = re.match(
            r"(?:Opening and ending tag mismatch: |Premature end of data in tag )(\S+) line (\d+)", error.msg
        )
        line = int(opened[2]) if opened else error.lineno or 1
        shown = text.splitlines()[line - 1].strip()[:120] if text.strip() else ""
        if "EntityRef" in error.msg:
            raise GeneratorError(
                f"Страница, строка {line}: знак & в разметке пишут как &amp;: «{shown}». Исправьте шаблон."
            ) from error
        what = (
            f"не закрыт элемент {opened[1]}). Закройте элемент в шаблоне"
            if opened
            else "кавычки, знак < или >). Кавычки у свойств прямые, < и > в тексте пишут как &lt; и &gt;"
        )
        raise GeneratorError(
            f"Страница, строка {line}: разметка не закрыта или нарушена: «{shown}» ({what}."
        ) from error


def closed(text: str) -> str:
    """HTML with its void elements closed, as XML wants them."""
    return _VOID_TAG.sub(r"<\1\2/>", text)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )


def _check(element: etree._Element) -> None:
    allowed = VOCABULARY.get(str(element.tag))
    if allowed is None:
        raise GeneratorError(
            f"Страница, строка {element.sourceline}: элемента «{element.tag!s}» нет в словаре страницы. "
            f"Можно: {', '.join(VOCABULARY)}."
        )
    names = element.keys()
    for name in names:
        if name not in allowed and name not in GLOBAL_ATTRIBUTES:
            raise GeneratorError(
                f"Страница, строка {element.sourceline}: у элемента «{element.tag!s}» не бывает свойства «{name!s}». "
                "Вид задают print.css и стили бланка."
            )
    if names or element.tag == "a":
        _check_values(element)


def _check_values(element: etree._Element) -> None:
    """Spans that a table can have, links that only open something."""
    for name in ("colspan", "rowspan"):
        span = element.get(name)
        if span is None:
            continue
        if not _SPAN.fullmatch(span) or int(span) > (WIDEST if name == "colspan" else 1000):
            raise GeneratorError(
                f"Страница, строка {element.sourceline}: {name}=«{span[:20]}», а нужно целое число: "
                f"столбцов в таблице не больше {WIDEST}, как в Word. Исправьте шаблон."
            )
    link = element.get("href", "")
    if element.tag == "a" and not LINK.fullmatch(link):
        raise GeneratorError(
            f"Страница, строка {element.sourceline}: ссылка «{link[:80]}» никуда не ведёт. "
            "Можно: #метка, https://…, http://…, mailto:…, без пробелов."
        )


def words(element: etree._Element) -> str:
    """All the text inside an element."""
    return "".join(map(str, element.itertext()))


def spoken(element: etree._Element) -> str:
    """The text of an element in one line, as it is said aloud: without its footnotes."""
    return collapse("".join(_spoken(element))).strip(" ")


def _spoken(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        elif "footnote" not in classes(child):
            yield from _spoken(child)
        yield child.tail or ""


def classes(element: etree._Element) -> list[str]:
    """The classes of an element, in order."""
    return (element.get("class") or "").split()


def collapse(text: str) -> str:
    """Text as HTML shows it: one space for many and for a line end; a no-break space is text."""
    # Few texts need it, and to look costs a tenth of a substitution.
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        return _SPACES.sub(" ", text)
    return text
