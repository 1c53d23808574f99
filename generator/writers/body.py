"""The body of a Word document: the page, element by element, in named styles of the shell.

No run carries a font, a size or a colour of its own: the look is edited in Word. What has no rule
here is an error with the element's name and line.
"""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from generator.errors import GeneratorError
from generator.page import Page
from generator.theme import Theme
from generator.writers import ooxml
from generator.writers.contract import Contract, Trail, place
from generator.writers.figures import Figures
from generator.writers.inline import Bookmarks, Inline
from generator.writers.links import HEADINGS, collect
from generator.writers.pagination import Sheets
from generator.writers.shell import Section, Shell
from generator.writers.styles import GAP, NOTES, has_class
from generator.writers.tables import TableWriter

_CONTENTS = 'TOC \\o "1-2" \\h \\z \\u'


class Body:
    """The body of one document, block by block."""

    def __init__(self, page: Page, theme: Theme, shell: Shell, sheets: Sheets) -> None:
        """Hold shell and theme to their contract, name every id, put links and pictures into the package."""
        self._page = page
        self._shell = shell
        self._top = Trail(Contract(theme, shell))
        self._links = collect(page.body, shell.document.part, shell.footnotes)
        self._figures = Figures(page, theme, shell)
        self._bookmarks = Bookmarks(shell.last_bookmark())
        self.inline = Inline(self._links, self._bookmarks, sheets, shell.last_footnote())
        self._tables = TableWriter(theme.columns, shell, self)
        self._gap = shell.style(GAP)
        self._last_list = shell.last_list()
        self.lists: list[str] = []  # numberings of the page's own
        self.pending: list[str] = []  # bookmarks waiting for the next paragraph
        self._break = False  # the next paragraph starts a page
        self._written = False
        self._landscape = False  # what the page asks for
        # Without a cover the first sheet is like the others, as on paper.
        upright = shell.section if _has_cover(page) else shell.section.continued()
        self._upright, self._turned = upright, upright.turned()
        self._section = self._upright  # what is being written
        self._write: ooxml.Write  # where fragments go
        self._blocks: dict[str, Callable[[etree._Element, Trail], None]] = {
            "section": self._part,
            "nav": self._contents,
            "p": self._paragraph,
            "ul": self._list,
            "ol": self._list,
            "table": self._table,
            "figure": self._figure,
            "hr": self._page_break,
            **dict.fromkeys(HEADINGS, self._paragraph),
        }

    @property
    def bookmarks(self) -> Mapping[str, str]:
        """The bookmark of each id of the page."""
        return self._links.bookmarks

    def write(self, write: ooxml.Write) -> None:
        """Write the body as WordprocessingML, with the section that ends it, fragment by fragment."""
        self._write = write
        self._children(self._page.body, self._top)
        if lost := sorted(set(self._links.bookmarks.values()) - self._bookmarks.named):
            raise GeneratorError(
                f"Word: id «{lost[0]}» стоит на элементе, к которому ссылка привести не может. "
                "Перенесите его на заголовок, абзац, таблицу, строку или ячейку."
            )
        write(self._section.xml)

    # A part of the page

    def _children(self, parent: etree._Element, trail: Trail) -> None:
        _no_text(parent, parent.text)
        for element in parent:
            _no_text(parent, element.tail)
            inner = trail.to(element)
            block = self._blocks.get(str(element.tag))
            if block is None:
                raise _no_rule(element, inner)
            block(element, inner)

    def _part(self, section: etree._Element, trail: Trail) -> None:
        self.mark(section)
        if has_class(section, "front", "part", "chapter"):
            self._break = True
        was, self._landscape = self._landscape, self._landscape or has_class(section, "landscape")
        self._children(section, trail)
        self._landscape = was

    def _page_break(self, rule: etree._Element, trail: Trail) -> None:
        if not has_class(rule, "page-break"):
            raise _no_rule(rule, trail)
        self._break = True

    def _paragraph(self, element: etree._Element, trail: Trail) -> None:
        self.mark(element)
        if has_class(element, "newpage"):
            self._break = True
        if element in self._links.headings:
            self.pending.append(self._links.headings[element])
        self._put(self.inline.content(element, trail), trail.style(element), keep_next=_noted(element))

    def _list(self, element: etree._Element, trail: Trail) -> None:
        self.mark(element)
        _no_text(element, element.text)
        number: tuple[int, int] | None = None
        for item in element:
            _no_text(element, item.tail)
            inner = trail.to(item)
            if item.tag != "li":
                raise _no_rule(item, inner)
            if number is None and element.tag == "ol":
                number = self._numbering(inner.name(item))
            self.mark(item)
            nested = _nested(item)
            style = inner.style(item)
            last = nested is None and item.getnext() is None and _noted(element)
            content = self.inline.content(item, inner, until=nested)
            self._put(content, style, keep_next=last, numbering=number)
            if nested is not None:
                self._list(nested, inner.to(nested))

    def _numbering(self, style: str) -> tuple[int, int]:
        level, abstract = self._shell.list_of(style)
        number = self._last_list + len(self.lists) + 1
        self.lists.append(ooxml.numbering(number, abstract, level))
        return level, number

    def _figure(self, figure: etree._Element, trail: Trail) -> None:
        self.mark(figure)
        _no_text(figure, figure.text)
        for element in figure:
            _no_text(figure, element.tail)
            self.mark(element)
            inner = trail.to(element)
            if element.tag == "img":
                self._put(self._figures.picture(element, self._page_shape()), trail.style(figure), keep_next=True)
            elif element.tag == "chart":
                self._put(self._figures.chart(element, self._page_shape()), inner.style(element), keep_next=True)
            elif element.tag == "p":
                self._put(self.inline.content(element, inner), inner.style(element), keep_next=True)
            elif element.tag == "figcaption":
                content = self.inline.content(element, inner, numbered=True)
                self._put(content, inner.style(element), keep_next=_noted(figure))
            else:
                raise _no_rule(element, inner)

    # Tables

    def _table(self, table: etree._Element, trail: Trail) -> None:
        self.mark(table)
        caption = table.find("caption")
        if caption is not None:
            self.mark(caption)
            inner = trail.to(caption)
            content = self.inline.content(caption, inner, numbered=True)
            self._put(content, inner.style(caption), keep_next=True)
        elif self._break or self._turning():
            # A table cannot start a page by itself.
            self._put("", self._gap, keep_next=True)
        self._written = True
        self._tables.write(table, trail, self._page_shape().text_width, self._write)
        following = table.getnext()
        if following is None or not (_noted(table) or following.tag in HEADINGS):
            # Word joins tables that touch, and needs a paragraph at the end of a section.
            self._put("", self._gap)

    def mark(self, element: etree._Element) -> None:
        """Let the next paragraph be found by the element's id."""
        if (name := element.get("id")) is not None:
            self.pending.append(self._links.bookmarks[name])

    def runs(self, cell: etree._Element, trail: Trail) -> str:
        """The runs of a cell whose text stands in it directly."""
        return self._marked(self.inline.content(cell, trail))

    def paragraphs(self, cell: etree._Element, trail: Trail, style: str, keep_next: bool) -> str:
        """The paragraphs of a cell that holds nothing else, each in its own style."""
        _no_text(cell, cell.text)
        out = []
        for element in cell:
            _no_text(cell, element.tail)
            inner = trail.to(element)
            if element.tag != "p":
                raise _no_rule(element, inner)
            self.mark(element)
            own = inner.style(element) if element.get("class") else style
            content = self._marked(self.inline.content(element, inner))
            out.append(ooxml.paragraph(content, own, keep_next=keep_next))
        return "".join(out)

    # Contents

    def _contents(self, nav: etree._Element, trail: Trail) -> None:
        if not has_class(nav, "toc"):
            raise _no_rule(nav, trail)
        self.mark(nav)
        _no_text(nav, nav.text)
        for element in nav:
            _no_text(nav, element.tail)
            inner = trail.to(element)
            if element.tag == "ol":
                self.mark(element)
                entries = list(self._entries(element, inner))
                field = not has_class(element, "plates")
                for index, (content, style) in enumerate(entries):
                    last = index == len(entries) - 1
                    begin = ooxml.field_begin(_CONTENTS) if field and index == 0 else ""
                    end = ooxml.field_end() if field and last else ""
                    self._put(begin + content + end, style, keep_next=not (field or last))  # a list of plates is whole
            elif element.tag in (*HEADINGS, "p"):
                self._paragraph(element, inner)
            else:
                raise _no_rule(element, inner)

    def _entries(self, entries: etree._Element, trail: Trail) -> Iterator[tuple[str, str]]:
        _no_text(entries, entries.text)
        for item in entries:
            _no_text(entries, item.tail)
            inner = trail.to(item)
            if item.tag != "li" or sum(one.tag == "li" for one in inner.path) > 2:
                raise _no_rule(item, inner)
            self.mark(item)
            nested = _nested(item)
            content = self.inline.content(item, inner, until=nested, contents=True)
            yield content, inner.style(item)
            if nested is not None:
                yield from self._entries(nested, inner.to(nested))

    # Paragraphs

    def _put(
        self, content: str, style: str, *, keep_next: bool = False, numbering: tuple[int, int] | None = None
    ) -> None:
        """Write a paragraph of the body, on a new page or in a turned section where one is due."""
        turned = self._turn()
        new_page, self._break = self._break and self._written and not turned, False
        self._written = True
        content = self._marked(content)
        self._write(ooxml.paragraph(content, style, keep_next=keep_next, break_before=new_page, numbering=numbering))

    def _marked(self, content: str) -> str:
        """Content under the names that wait for it."""
        if self.pending:
            for name in self.pending:
                content = self._bookmarks.round(name, content)
            self.pending.clear()
        return content

    def _page_shape(self) -> Section:
        return self._turned if self._landscape else self._upright

    def _turning(self) -> bool:
        return self._page_shape().width != self._section.width

    def _turn(self) -> bool:
        """End the section when the next block wants the page turned; whether that has started a page."""
        if not self._turning():
            return False
        ended, shape = self._section, self._page_shape()
        if not self._written:
            self._section = shape
            return False
        self._section = shape.following()
        self._write(ooxml.paragraph("", self._gap, section=ended.xml))
        return True


def _nested(item: etree._Element) -> etree._Element | None:
    """The nested list that ends an item, if there is one."""
    nested = next((child for child in item if child.tag in ("ul", "ol")), None)
    if nested is not None:
        _no_text(item, nested.tail)
        if nested.getnext() is not None:
            raise GeneratorError(f"Word: {place(nested)}: после вложенного списка в li ничего быть не может.")
    return nested


def _noted(element: etree._Element) -> bool:
    """Whether a note or a source follows, which is never parted from what it explains."""
    return has_class(element.getnext(), *NOTES)


def _has_cover(page: Page) -> bool:
    first = next(iter(page.body), None)
    return first is not None and has_class(first, "cover")


def _no_text(parent: etree._Element, text: str | None) -> None:
    if text and text.strip(" \t\r\n"):
        raise GeneratorError(f"Word: {place(parent)}: текст «{text.strip()[:60]}» стоит вне абзаца. Заключите его в p.")


def _no_rule(element: etree._Element, trail: Trail) -> GeneratorError:
    return GeneratorError(
        f"Word: {place(element)}: для «{trail}» нет правила. Уберите элемент отсюда или замените другим."
    )
