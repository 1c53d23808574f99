"""The markup of templates as it is typed: elements, attributes, classes, links and pictures, each with its line.

Autoescaping keeps data inside a text or a quoted attribute. Outside of them, in a style sheet, in an attribute
without quotes, or where an address begins, it cannot; so data must not stand there.
"""

import re
from collections.abc import Collection, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from generator import page, pictures
from generator.errors import GeneratorError
from generator.problems import nearest
from generator.rendering import sandbox
from generator.theme import Theme
from generator.theming.flaws import Flaw, also, named

_RAW = ("style", "script")  # elements whose inside is not markup
_NOTE = "!--"  # neither is that of a comment, which the page leaves out
_ADDRESSES = ("href", "src")
_BY_XMLATTR = "xmlattr"  # the one filter that writes attributes, and escapes them
_INSTEAD = {"b": "strong", "i": "em", "div": "section", "header": "section", "footer": "section", "main": "section"}
_DATA = "\ue020"  # stands for data in a value
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)|<!--|<!", re.A)
_IN_TAG = re.compile(r"\s+|/?>|([^\s=<>\"'/]+)\s*(=?)\s*|[\"'<]|/")


@dataclass
class _State:
    """Where a reader of markup stands after some text: outside, or in a tag, and where in it."""

    tag: str = ""  # the element whose tag is open
    attribute: str = ""  # the attribute that is being read
    quote: str = ""  # of its value; "=" when a value without quotes is due or has begun
    value: str = ""
    line: int = 0  # where the value began
    raw: str = ""  # the element, or the comment, whose inside is not markup
    seen: list[str] = field(default_factory=list)  # attributes of the open tag


def check(theme: Theme, file: Path, classes: Collection[str]) -> Iterator[Flaw]:
    """The flaws of one template; `classes` are those that the theme gives a style, a width or a place."""
    name = named(theme, file)
    try:
        source = file.read_text(encoding="utf-8")
        tokens = list(sandbox(theme).lex(source))
    except (UnicodeDecodeError, jinja2.TemplateSyntaxError):
        return  # told by the reading of templates
    state, expression, begun = _State(), "", 0
    for line, kind, text in tokens:
        if kind == "data":
            for flaw_line, said in _text(state, line, text, theme, classes):
                yield Flaw(name, flaw_line, said)
        elif kind == "variable_begin":
            expression, begun = "", line
        elif kind == "variable_end":
            if said := _data(state, expression):
                yield Flaw(name, begun, said)
            if state.quote:
                state.value += _DATA
        else:
            expression += text


def _data(state: _State, expression: str) -> str:
    """What is wrong with data in this place, or nothing."""
    if state.raw == _NOTE:
        return ""
    if state.raw:
        return f"данные стоят внутри <{state.raw}>: там их не обезвредить. Задайте вид классом и print.css"
    if state.quote == "=":
        return f'значение «{state.attribute}» без кавычек: пишите {state.attribute}="{{{{ … }}}}"'
    if state.quote and state.attribute in _ADDRESSES and not state.value and "#" not in expression:
        return f"адрес в «{state.attribute}» целиком взят из данных. Начните его сами: #, https:// или именем файла"
    if state.tag and not state.quote and _BY_XMLATTR not in expression:
        return f"данные стоят внутри тега <{state.tag}>, вне значения в кавычках"
    return ""


def _text(state: _State, line: int, text: str, theme: Theme, classes: Collection[str]) -> Iterator[tuple[int, str]]:
    """Read a piece of markup, and tell its flaws with their lines."""
    at = 0
    while at < len(text):
        if state.raw:
            at = _raw(state, text, at)
        elif not state.tag:
            at = yield from _to_tag(state, line, text, at)
        elif state.quote and state.quote != "=":
            at = yield from _in_quotes(state, text, at, theme, classes)
        else:
            at = yield from _in_tag(state, line, text, at)


def _raw(state: _State, text: str, at: int) -> int:
    """Pass over what is no markup; as the others, say where to read on."""
    end = re.compile("-->" if state.raw == _NOTE else rf"</{state.raw}\s*>", re.I).search(text, at)
    if end is None:
        return len(text)
    state.raw = ""
    return end.end()


def _to_tag(state: _State, line: int, text: str, at: int) -> Generator[tuple[int, str], None, int]:
    found = _TAG.search(text, at)
    if found is None:
        return len(text)
    state.raw = _NOTE if found.group() == f"<{_NOTE}" else ""
    if found["name"]:
        yield from _at(_line(line, text, found), _opened(state, found["name"].lower(), found["end"]))
    return found.end()


def _in_quotes(
    state: _State, text: str, at: int, theme: Theme, classes: Collection[str]
) -> Generator[tuple[int, str], None, int]:
    end = re.compile(f"{state.quote}|<").search(text, at)
    state.value += text[at : end.start() if end else len(text)]
    if end is None:
        return len(text)
    if end.group() == "<":  # no value has it: another tag begins
        yield state.line, f"кавычка у «{state.attribute}» не закрыта: поставьте {state.quote} в конце значения"
        state.tag = state.quote = state.value = state.attribute = ""
        return end.start()
    yield from _at(state.line, _value(state, theme, classes))
    state.quote = state.value = state.attribute = ""
    return end.end()


def _in_tag(state: _State, line: int, text: str, at: int) -> Generator[tuple[int, str], None, int]:
    found = _IN_TAG.match(text, at)
    if found is None:
        return len(text)
    sign, here = found.group(), _line(line, text, found)
    if sign == "<":
        yield here, f"тег <{state.tag}> не закрыт: перед следующим «<» нужен «>»"
        state.tag = state.quote = state.attribute = ""
        return found.start()
    if sign in ('"', "'") and state.quote == "=":
        state.quote, state.line, state.value = sign, here, ""
    elif sign.endswith(">"):
        state.raw = state.tag if state.tag in _RAW and sign == ">" and "/" not in state.seen else ""
        state.tag = state.quote = state.attribute = ""
    elif state.quote == "=" and found[1]:
        state.quote = ""
        yield here, f'значение «{state.attribute}» без прямых кавычек: пишите {state.attribute}="…"'
    elif found[1]:
        state.attribute, state.quote = found[1].lower(), "=" if found[2] else ""
        yield from _at(here, _attribute(state))
    return found.end()


def _line(first: int, text: str, found: re.Match[str]) -> int:
    return first + text.count("\n", 0, found.start())


def _at(line: int, flaws: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((line, said) for said in flaws)


def _opened(state: _State, name: str, end: str) -> Iterator[str]:
    state.tag, state.seen = name, ["/"] if end else []
    if not end and name not in page.VOCABULARY:
        known = ", ".join(page.VOCABULARY)
        near = _INSTEAD.get(name) or nearest(name, page.VOCABULARY)
        advice = (
            ". Вид задают print.css и стили бланка" if name in _RAW else also(near) if near else f". Можно: {known}"
        )
        yield f"элемента <{name}> на странице не бывает{advice}"


def _attribute(state: _State) -> Iterator[str]:
    name = state.attribute
    known = page.VOCABULARY.get(state.tag)
    if known is None or "/" in state.seen or name in known or name in page.GLOBAL_ATTRIBUTES:
        return
    why = ". Вид задают print.css и стили бланка" if name == "style" or name.startswith("on") else ""
    yield f"у элемента <{state.tag}> не бывает свойства «{name}»" + (
        why or also(nearest(name, known | page.GLOBAL_ATTRIBUTES))
    )


def _value(state: _State, theme: Theme, classes: Collection[str]) -> Iterator[str]:
    value = state.value
    match state.attribute:
        case "class" if state.tag not in ("body", "html"):
            for name in value.split():
                if _DATA not in name and name not in classes:
                    yield (
                        f"класс «{name}» не назван в theme.yaml{also(nearest(name, classes))}. "
                        "Назначьте ему стиль в разделе styles"
                    )
        case "href" if value and _DATA not in value[:8] and not page.LINK.fullmatch(value.replace(_DATA, "x")):
            yield f"ссылка «{value[:80].replace(_DATA, '…')}» никуда не ведёт. Можно: #метка, https://…, mailto:…"
        case "src" if _DATA not in value:
            yield from picture(theme, value)
        case "colspan" | "rowspan" if _DATA not in value and not re.fullmatch("[0-9]{1,3}", value):
            yield f"{state.attribute}=«{value[:20]}»: ожидается число не больше {page.WIDEST}"


def picture(theme: Theme, address: str) -> Iterator[str]:
    """What is wrong with a picture of the theme by its address."""
    if re.match(r"[a-zA-Z][\w+.-]*:|//|\\\\", address):
        if not address.startswith("data:image/"):
            yield f"картинка «{address[:80]}» лежит вне темы. Положите её в папку темы и назовите по имени"
        return
    try:
        path = theme.path(address)
        pictures.check(path, named(theme, path))
    except GeneratorError as error:
        yield str(error).removeprefix(f"Тема «{theme.name}»: ").rstrip(".")
