"""Style sheets of a theme: what the printing would skip, and what they reach for."""

import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from lxml import etree

from generator import pictures, text_file
from generator.errors import GeneratorError
from generator.problems import nearest
from generator.theme import Theme
from generator.theming.flaws import Flaw, also, named
from generator.theming.markup import picture
from generator.writers import cutting
from generator.writers.stylesheet import PRINT

_COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.S)
_ADDRESS = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"']*?))\s*\)|@import\s+(?:\"([^\"]*)\"|'([^']*)')", re.I)
_FAMILY = re.compile(r"(?<![\w-])font(-family)?\s*:\s*([^;{}]+)", re.I)
_GENERIC = (
    *("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial", "unset", "revert"),
    *("emoji", "math", "ui-serif", "ui-sans-serif", "ui-monospace"),
)
_PLACE = re.compile(r" at (\d+):(\d+)")
_UNKNOWN = re.compile(r"Ignored `([\w-]+)\s*:\s*(.*?)` at", re.S)
_SELECTOR = re.compile(r"selector, '(?::is\()?(.*?)(?:\)|'$)", re.S)
_RULE = re.compile(r"Unknown .*?rule <AtRule (@[\w-]+)")
_FORM = "пишут «селектор { свойство: значение; }»"
_FONTS = (".ttf", ".otf", ".woff", ".woff2")

# The properties that people use here; the nearest of them is offered for a misspelt one.
_PROPERTIES = (
    *("color", "background", "background-color", "font", "font-family", "font-size", "font-weight", "font-style"),
    *("margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "padding", "padding-top"),
    *("padding-right", "padding-bottom", "padding-left", "border", "border-top", "border-right", "border-bottom"),
    *("border-left", "border-radius", "width", "height", "max-width", "min-width", "max-height", "min-height"),
    *("text-align", "text-indent", "text-transform", "text-decoration", "line-height", "letter-spacing", "hyphens"),
    *("break-before", "break-after", "break-inside", "orphans", "widows", "columns", "column-gap", "column-count"),
    *("display", "float", "position", "content", "page", "size", "vertical-align", "white-space", "list-style"),
)


def check(theme: Theme, file: Path) -> Iterator[Flaw]:
    """The flaws of one style sheet, each with its line."""
    name = named(theme, file)
    try:
        source = "\n".join(text_file.lines_of(text_file.read(file, name)))
    except GeneratorError as error:
        yield Flaw("", 0, str(error))
        return
    # Comments are blanked, not cut out: lines and columns stay.
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source)
    if open_at := [found.start() for found in _COMMENT.finditer(source) if not found[1]]:
        yield Flaw(
            name, _line(source, open_at[0]), "примечание отсюда не закрыто: дальше ничего не действует. Поставьте */"
        )
        return
    if unclosed := _unclosed(text):
        yield Flaw(name, *unclosed)
        return
    reached = list(_reached(theme, name, text))
    yield from reached
    if file.name != PRINT:
        return
    yield from _families(theme, name, text)
    if not reached:
        yield from _unknown(theme, name, text)


def uncut(theme: Theme, body: etree._Element) -> Iterator[Flaw]:
    """The theme's own rules for which a long page would be printed whole, which takes many times longer."""
    file = theme.folders[0] / PRINT
    if not file.is_file():
        return
    for rule in tinycss2.parse_stylesheet(file.read_text(encoding="utf-8-sig"), True, True):
        if cutting.crosses(rule.serialize(), body):
            said = " ".join(rule.serialize().partition("{")[0].split())[:60]
            text = f"из-за правила «{said}» длинный дайджест печатается целиком и намного дольше"
            yield Flaw(named(theme, file), rule.source_line, f"{text}. Обойдитесь классом самого элемента, без соседей")


def _unclosed(text: str) -> tuple[int, str] | None:
    """The line of a rule that the end of the sheet closes (CSS Syntax 3, 5.4.8), and what it lacks."""
    end = "@end-of-sheet;"
    last = tinycss2.parse_stylesheet(f"{text}\n{end}", skip_comments=True, skip_whitespace=True)[-1]
    if last.type == "at-rule" and last.at_keyword == "end-of-sheet":
        return None
    if last.type == "error":  # words without a bracket, up to the end
        return _line(text, len(text.rstrip())), f"это не правило: {_FORM}"
    return int(last.source_line), "скобка { отсюда не закрыта: дальше ничего не действует. Поставьте }"


def _reached(theme: Theme, name: str, text: str) -> Iterator[Flaw]:
    for found in _ADDRESS.finditer(text):
        address = next((group for group in found.groups() if group), "").strip()
        line = _line(text, found.start())
        if address.startswith(("#", "data:image/", "data:font/")):
            continue
        if re.match(r"[a-zA-Z][\w+.-]*:|//|\\\\", address):
            yield Flaw(name, line, f"«{address[:80]}» лежит вне темы. Положите файл в папку темы и назовите по имени")
        elif Path(address).suffix.lower() in pictures.KINDS:
            yield from (Flaw(name, line, said) for said in picture(theme, address))
        else:
            try:
                path = theme.path(address)
            except GeneratorError as error:
                yield Flaw(name, line, str(error).removeprefix(f"Тема «{theme.name}»: "))
                continue
            if path.suffix.lower() not in (*_FONTS, ".css"):
                yield from (Flaw(name, line, said) for said in picture(theme, address))


def _families(theme: Theme, name: str, text: str) -> Iterator[Flaw]:
    """Fonts that are called by name and do not lie in the theme: they look different on every computer."""
    faces = {font.family for font in theme.fonts}
    own = {found[2].strip(" '\"\n") for found in _FAMILY.finditer(text) if _in_font_face(text, found.start())}
    for found in _FAMILY.finditer(text):
        if _in_font_face(text, found.start()):
            continue
        families = [one.strip() for one in found[2].replace("!important", "").split(",")]
        if not found[1]:  # the shorthand: the family follows the size
            families[0] = re.sub(r"^.*?\d[\w.%]*(?:\s*/\s*[\w.%]+)?\s+|^[a-z]+$", "", families[0])
        for family in (one.strip("'\" ") for one in families):
            if family and family.lower() not in _GENERIC and family not in faces | own and "var(" not in family:
                advice = also(nearest(family, faces)) or f". В теме есть: {', '.join(sorted(faces))}"
                yield Flaw(name, _line(text, found.start()), f"шрифта «{family}» в теме нет{advice}")


def _in_font_face(text: str, position: int) -> bool:
    opened = text.rfind("{", 0, position)
    return opened > text.rfind("}", 0, position) and text[:opened].rstrip().endswith("@font-face")


def _unknown(theme: Theme, name: str, text: str) -> Iterator[Flaw]:
    """What the printing would skip: WeasyPrint's own words, where it says line and property."""
    from generator.writers import pdf

    try:
        messages = pdf.flaws(text, theme)
    except GeneratorError as error:
        yield Flaw(name, 0, str(error).removeprefix(f"Тема «{theme.name}»: "))
        return
    for message in messages:
        place, known = _PLACE.search(message), _UNKNOWN.search(message)
        line = int(place[1]) if place else 0
        if known and "unknown property" in message:
            said = f"свойства «{known[1]}» нет{also(nearest(known[1], _PROPERTIES))}"
        elif known:
            said = f"значение «{' '.join(known[2].split())[:60]}» у «{known[1]}» не годится"
        elif selector := _SELECTOR.search(message):
            line = _line(text, max(text.find(selector[1].strip()), 0))
            shown = " ".join(selector[1].split())[:60]
            said = f"«{shown}» — не селектор: проверьте знаки и закрывающие скобки перед ним"
        elif rule := _RULE.search(message):
            said = f"правила «{rule[1]}» печать не знает. Уберите его"
        elif "reached before {} block" in message:
            said = f"не хватает двоеточия или лишний знак: {_FORM}"
        else:
            said = f"печать этого не понимает ({message})"
        yield Flaw(name, line, said)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
