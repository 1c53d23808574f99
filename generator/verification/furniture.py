"""What stands in the files beside the page: letterhead, running heads, numbers of pages.

Furniture is not compared block by block, but it is not passed by either: it has to be what the shell and
the page say of it. In Word that is the text of the shell round its slot and in its headers, fields filled;
on paper every line that the structure tree does not reach.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from lxml import etree

from generator import formatting
from generator.page import Page, words
from generator.verification.blocks import Block, Content, Kind, letters, named, shortened
from generator.verification.compare import Difference
from generator.verification.paper import said
from generator.verification.word import DOCUMENT, Package, R, W, Written, read

SLOT = "{{ body }}"

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_ENTRY = re.compile(r"(.*?)[\s.]*(\d+)", re.S)  # of the contents on paper: dots may lead to the number
_YEAR = 4  # digits: a shorter number by itself is that of a sheet
# What stands for the fields of numbers (ISO/IEC 29500-1, 17.16.5.44 and 17.16.5.42) while a margin is read.
_NUMBERS = {"PAGE": "\ue000", "NUMPAGES": "\ue001"}
_MARGINS = r"word/(header|footer)\d*\.xml"
_TEXTS = (W + "t", W + "noBreakHyphen")
_OPENED = {"begin": 1, "end": -1}  # how a mark of a field changes the number of those that are open


def of_word(file: str, found: Written, path: Path, shell: Path, page: Page) -> tuple[Written, list[Difference]]:
    """The document without what the shell has round its slot, and how that differs from the shell."""
    letterhead = read(shell)
    own = letterhead.content.blocks
    slot = next((k for k, block in enumerate(own) if SLOT in block.text), len(own))
    body, links = list(found.content.blocks), list(found.links)
    for own_link in letterhead.links:
        same = (link for link in links if (link.text, link.href) == (own_link.text, own_link.href))
        if (link := next(same, None)) is not None:
            links.remove(link)
    differing = list(_margins(file, Package.open(path), Package.open(shell), page))
    for block in own[:slot]:
        differing += _taken(file, block, body, 0, page)
    for block in reversed(own[slot + 1 :]):
        differing += _taken(file, block, body, -1, page)
    return Written(Content(tuple(body), found.content.footnotes), tuple(links)), differing


def _taken(file: str, block: Block, body: list[Block], at: int, page: Page) -> Iterator[Difference]:
    """Take a block of the shell off one end of the document; one whose fields are empty leaves nothing there."""
    pattern = _filled(block.text, page)
    if body and re.fullmatch(pattern, body[at].text, re.S):
        del body[at]
    elif not re.fullmatch(pattern, ""):
        yield Difference(file, "текст бланка", f"нет того, что стоит в бланке: «{shortened(block.text)}»")


def _margins(file: str, package: Package, shell: Package, page: Page) -> Iterator[Difference]:
    for name in shell.names(_MARGINS):
        wanted, given = _said(shell, name), _said(package, name)
        if not re.fullmatch(_filled(wanted, page), given, re.S):
            place = f"колонтитул {name.removeprefix('word/')}"
            yield Difference(file, place, f"«{shortened(given)}», в бланке «{shortened(wanted)}»")
    own = list(_reached(shell))
    for number, (margins, covered) in enumerate(_reached(package) if len(own) == 1 else (), 1):
        if margins != own[0][0] or (covered and number > 1):
            yield Difference(file, f"раздел {number}", "колонтитулы не те, что в бланке")


def _reached(package: Package) -> Iterator[tuple[Mapping[tuple[str, str], str], bool]]:
    """The headers and footers of each section by their kinds, and whether its first sheet has its own (17.10)."""
    related = package.related(DOCUMENT)
    margins: dict[tuple[str, str], str] = {}
    for section in package.sections():
        for tag in (W + "headerReference", W + "footerReference"):
            for one in section.iterchildren(tag):  # a section that names none has those of the section before
                margins[tag, one.get(W + "type") or "default"] = related.get(one.get(R + "id") or "", "")
        first = section.find(W + "titlePg")
        yield dict(margins), first is not None and first.get(W + "val") not in ("0", "false", "off")


def _said(package: Package, name: str) -> str:
    """The text of a header or footer without the results of its fields: numbers of pages and headings come and go."""
    root = package.root(name)
    said = []
    fields = 0
    for node in root.iter(*_TEXTS, W + "fldChar") if root is not None else ():
        if node.tag == W + "fldChar":
            fields += _OPENED.get(node.get(W + "fldCharType") or "", 0)
        elif not fields:
            said.append(_text(node))
    return "".join(said)


def _filled(text: str, page: Page) -> str:
    """A text of the shell as a pattern: known fields have their values, others may say anything."""
    values = {"title": page.running, "organization": page.author, "mark": page.mark}
    pattern = ""
    end = 0
    for tag in _TAG.finditer(text):
        name = tag[0][2:-2].strip()
        pattern += re.escape(text[end : tag.start()])
        pattern += rf"{re.escape(values[name])}[ ·]*" if name in values else ".*"
        end = tag.end()
    return pattern + re.escape(text[end:])


def of_paper(file: str, furniture: dict[int, tuple[str, ...]], page: Page, shell: Path) -> Iterator[Difference]:
    """Lines on paper that nobody asked for, numbers of other pages, sheets without the mark of a draft."""
    known = "\n".join(dict.fromkeys(_folded(text) for text in _expected(page, shell)))
    heads = (*page.body.iter("th"), *page.body.iterfind(".//thead//td"))
    numbers = {word for head in heads for word in _folded(words(head)).split() if word.isdecimal()}
    passed: set[str] = set()  # most sheets say what the sheet before said
    numbered = _numbered(shell, page, len(furniture))
    mark = _folded(page.mark)
    for sheet, lines in furniture.items():
        for line in filter(None, map(_folded, lines)):
            if line.isdecimal() and int(line) in (sheet, len(furniture)):
                continue
            if line in passed:
                continue
            if line.isdecimal() and len(line) < _YEAR:
                good = line in numbers
            elif line in numbered(sheet):
                continue  # on the next sheet the same words say another number
            else:
                good = line.rstrip("-") in known or not any(map(str.isalnum, line))
            if good:
                passed.add(line)
            else:
                yield Difference(file, f"лист {sheet}, колонтитул", f"«{line}»: ни на странице, ни в бланке этого нет")
        if mark and any(lines) and mark not in _folded(" ".join(lines)):
            yield Difference(file, f"лист {sheet}, колонтитул", f"нет отметки «{page.mark}»")


def of_contents(file: str, page: Content, found: Content) -> Iterator[Difference]:
    """Entries of the contents whose number is not that of the sheet where what they name stands."""
    sheets = defaultdict(set)
    for block in found.blocks:
        if block.kind in (Kind.HEADING, Kind.CAPTION):
            sheets[letters(block.text)].add(block.sheet)
    entries = {letters(block.text) for block in page.blocks if block.kind is Kind.ENTRY}
    for block in found.blocks:
        entry = _ENTRY.fullmatch(said(block.text)) if block.kind in (Kind.ENTRY, Kind.ITEM) else None
        known = sheets.get(letters(entry[1])) if entry and letters(entry[1]) in entries else None
        if entry and known and int(entry[2]) not in known:
            where = formatting.listing([str(sheet) for sheet in sorted(known)])
            place = f"лист {block.sheet}, содержание, {named(shortened(entry[1].strip()))}"
            yield Difference(file, place, f"назван лист {entry[2]}, а стоит это на листе {where}")


def of_tables(
    file: str, furniture: Mapping[int, Iterable[str]], tables: Mapping[int, Collection[str]], page: Page
) -> Iterator[Difference]:
    """Sheets said to go on with a table that has no row there; `tables` names those that have, by sheet."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in page.body.iterfind(".//tr[@data-continued]"):
        for caption in next(row.iterancestors("table")).iterchildren("caption"):
            names[_folded(row.get("data-continued") or "")].add(letters(words(caption)))
    for sheet, lines in furniture.items():
        for line in lines:
            wanted = names.get(_folded(line))
            if wanted and wanted.isdisjoint(map(letters, tables.get(sheet, ()))):
                yield Difference(
                    file, f"лист {sheet}, колонтитул", f"«{line.strip()}», а строк этой таблицы на листе нет"
                )


def _expected(page: Page, shell: Path) -> Iterator[str]:
    """All that may stand in a margin: titles, headings, «Продолжение таблицы», heads of tables, what the shell says."""
    yield " · ".join(filter(None, (page.mark, page.running)))
    yield from (page.title, page.author, page.running)
    for element in (*page.body.iter("h1", "h2", "caption", "th"), *page.body.iterfind(".//thead//td")):
        yield words(element)
    yield from (row.get("data-continued") or "" for row in page.body.iter("tr"))
    package = Package.open(shell)
    values = {"title": page.running, "organization": page.author, "mark": page.mark}
    for name in package.names(_MARGINS):
        said = _said(package, name)
        yield _TAG.sub(lambda tag: values.get(tag[0][2:-2].strip(), "\n"), said)


def _numbered(shell: Path, page: Page, sheets: int) -> Callable[[int], set[str]]:
    """The lines of the margins that hold a number beside words, «Лист 2 из 30», by the sheet."""
    package = Package.open(shell)
    values = {"title": page.running, "organization": page.author, "mark": page.mark}
    texts: set[str] = set()
    for name in package.names(_MARGINS):
        root = package.root(name)
        for paragraph in root.iter(W + "p") if root is not None else ():
            said = _TAG.sub(lambda tag: values.get(tag[0][2:-2].strip(), ""), "".join(_with_fields(paragraph)))
            texts.update(_folded(text) for text in said.split("\t") if any(sign in text for sign in _NUMBERS.values()))
    return lambda sheet: {
        text.replace(_NUMBERS["PAGE"], str(sheet)).replace(_NUMBERS["NUMPAGES"], str(sheets)) for text in texts
    }


def _with_fields(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph with the signs of `_NUMBERS` for its fields; any other field is a tab."""
    code, fields = "", 0  # what the open field says, with those inside it, and how many are open
    for node in paragraph.iter(*_TEXTS, W + "tab", W + "fldChar", W + "instrText", W + "fldSimple"):
        if node.tag == W + "fldChar":
            fields += _OPENED.get(node.get(W + "fldCharType") or "", 0)
            if not fields:
                yield _number(code)
                code = ""
        elif node.tag == W + "instrText":
            code += node.text or ""
        elif node.tag == W + "fldSimple":
            yield _number(node.get(W + "instr") or "")
        elif node.tag == W + "tab":
            yield "" if node.attrib else "\t"
        elif not fields and next(node.iterancestors(W + "fldSimple"), None) is None:
            yield _text(node)


def _number(code: str) -> str:
    return _NUMBERS.get((code.upper().split() or [""])[0], "\t")


def _text(node: etree._Element) -> str:
    return "-" if node.tag == W + "noBreakHyphen" else node.text or ""


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
