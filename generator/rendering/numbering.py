"""Numbers and contents of a rendered page.

Tables and figures are numbered here, once, as literal text: «Таблица 3 — Название». So a theme may
hide or add a table without touching the others, both writers print the same numbers, and nothing
counts while pages are laid out. Tables of a chapter have a title and no number: a chapter stands
alone, and one more municipality must not renumber the others.

A reference is a link without a number, `<a class="number" href="#t-goals">таблица</a>`, which
becomes «таблица 9», or the bare number of a footnote.

Where the contents are long, headings stand in them under the name of their group, `<h2 data-group="Томская область">`.
"""

from collections.abc import Iterator

from lxml import etree

from generator.errors import GeneratorError
from generator.formatting import shortened
from generator.page import classes, collapse, words

WORDS = {"caption": "Таблица", "figcaption": "Рисунок"}
DASH = "\N{NO-BREAK SPACE}— "
CONTENTS = {"h1": 1, "h2": 2}
CONTINUED = 70  # signs of a title that surely stand on one line above the head of its table


def number(root: etree._Element) -> None:
    """Number captions, fill references, then fill the contents of the page, in place."""
    numbers = dict(_captions(root)) | dict(_footnotes(root))
    for link in root.iter("a"):
        if "number" in classes(link):
            _refer(link, numbers)
    contents = [nav for nav in root.iter("nav") if "toc" in classes(nav)]
    for nav in contents:
        _fill(nav, root)


def _captions(root: etree._Element) -> Iterator[tuple[str, str]]:
    counts = dict.fromkeys(WORDS, 0)
    for caption in root.iter(*WORDS):
        owner = caption.getparent()
        assert owner is not None
        if _in_chapter(owner):
            _continue(owner, f"«{shortened(words(caption), CONTINUED)}»")
            continue
        tag = str(caption.tag)
        counts[tag] += 1
        caption.text = f"{WORDS[tag]}\N{NO-BREAK SPACE}{counts[tag]}{DASH}{caption.text or ''}"
        _continue(owner, str(counts[tag]))
        identity = owner.get("id")
        if identity:
            yield identity, str(counts[tag])


def _footnotes(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Footnotes are counted by the writers, through the whole document; a second mark of one names its number."""
    notes = (span for span in root.iter("span") if "footnote" in classes(span))
    for index, note in enumerate(notes, 1):
        if identity := note.get("id"):
            yield identity, str(index)


def _continue(table: etree._Element, name: str) -> None:
    """Say on the first row what stands above the head where the table goes on (GOST R 2.105, 6.6)."""
    row = table.find("tbody/tr")
    if row is not None and "keep" not in classes(table):
        row.set("data-continued", f"Продолжение таблицы\N{NO-BREAK SPACE}{name}")


def _refer(link: etree._Element, numbers: dict[str, str]) -> None:
    target = (link.get("href") or "").removeprefix("#")
    if target not in numbers:
        raise GeneratorError(
            f"Страница, строка {link.sourceline}: ссылка на таблицу или рисунок «{target}», а их на странице нет. "
            "Уберите ссылку или верните то, на что она ведёт."
        )
    word = (link.text or "").strip()
    link.text = f"{word}\N{NO-BREAK SPACE}{numbers[target]}" if word else numbers[target]


def _fill(nav: etree._Element, root: etree._Element) -> None:
    """Fill an empty `ol` of contents with headings, and `ol.plates` with the captions of tables."""
    for listing in nav.iter("ol"):
        if len(listing):
            continue
        if "plates" in classes(listing):
            for table in root.iter("table"):
                caption = table.find("caption")
                if caption is not None and table.get("id") and not _in_chapter(table):
                    _entry(listing, table.get("id") or "", words(caption))
        else:
            _headings(listing, nav, root)


def _in_chapter(element: etree._Element) -> bool:
    """Whether a table belongs to a chapter, and is found through it."""
    return any("chapter" in classes(section) for section in element.iterancestors("section"))


def _headings(listing: etree._Element, nav: etree._Element, root: etree._Element) -> None:
    inside = set(nav.iter())
    item: etree._Element | None = None
    group: str | None = None
    for heading in root.iter(*CONTENTS):
        if heading in inside or not heading.get("id"):
            continue
        text = collapse(words(heading)).strip(" ")
        if CONTENTS[str(heading.tag)] == 1 or item is None:
            item, group = _entry(listing, heading.get("id") or "", text), None
            continue
        below = item.find("ol")
        if below is None:
            below = etree.SubElement(item, "ol")
        if (named := heading.get("data-group")) and named != group:
            etree.SubElement(below, "li", {"class": "group"}).text = named
        group = named
        _entry(below, heading.get("id") or "", text)


def _entry(listing: etree._Element, identity: str, text: str) -> etree._Element:
    item = etree.SubElement(listing, "li")
    link = etree.SubElement(item, "a", href=f"#{identity}")
    link.text = text
    return item
