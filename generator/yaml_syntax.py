"""What to tell a person when a YAML file is not well formed.

The parser speaks of tokens and flow sequences; a person needs the line, what stands there and
what to do. The keys are words of libyaml and of PyYAML's own parser, which differ a little.
"""

import re

import yaml

from generator.text_file import lines_of, shortened

_INDENT = "нарушен отступ или порядок полей. Сравните отступ этой строки с соседними."
_DASH = "перед новым пунктом списка пропал дефис, или нарушен отступ. Сравните эту строку с соседними."
_TAB = "отступ сделан табуляцией. Замените её пробелами."
_QUOTE = "кавычка не закрыта. Закройте её; кавычку внутри значения замените на « »."
_BRACKET = "скобка не закрыта, или между значениями нет запятой."
_MARK = "знак «{mark}» мешает разметке. Возьмите всё значение в кавычки."

# A pattern of the parser's problem: what it means. The first that matches.
_PROBLEMS = {
    "mapping values are not allowed": "лишнее двоеточие с пробелом или лишний отступ. "
    "Значение, в котором есть двоеточие, возьмите в кавычки.",
    "mapping keys are not allowed": _MARK,
    "sequence entries are not allowed": "дефис с пробелом стоит не на месте. Начните пункт списка с новой строки.",
    "tab character": _TAB,
    "cannot start any token|node content": _MARK,
    "unexpected (end of stream|document)": _QUOTE,
    "escape|hexdecimal": "обратная косая черта внутри двойных кавычек. Замените двойные кавычки одинарными.",
    "expected ':'": "нет двоеточия после имени поля, или продолжение текста без отступа.",
    "',' or '[]}]'": _BRACKET,
}
# The same of what the parser was doing, where the problem itself says little.
_CONTEXTS = {
    "block scalar": "лишний текст после «|» или «>». Начните текст со следующей строки.",
    "directive": "строка начинается с «%». Уберите её или возьмите в кавычки.",
    "anchor|alias|tag": "значение начинается со служебного знака (*, & или !). Возьмите его в кавычки.",
}
# Here the problem is noticed far below the place where something was left open.
_LEFT_OPEN = "quoted scalar|flow|simple key"


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line, from 1, and a Russian sentence for a syntax error of `text`."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark
    before, rest = _around(text, mark.line, mark.column) if mark else ("", "")
    said = _first(_PROBLEMS, problem) or _first(_CONTEXTS, context)
    if said == _MARK:
        said = _TAB if rest.startswith("\t") else _MARK.format(mark=rest[:1]) if rest else _BRACKET
    if not said:
        within = _DASH if "block collection" in context or "block sequence" in context else _INDENT
        said = _leftover(rest) if rest and before.strip(" -") else within
    if error.context_mark and re.search(_LEFT_OPEN, context) and "escape" not in problem:
        mark = error.context_mark
    last = len(lines_of(text.rstrip()))  # the parser may notice the end of the file below it
    return min(mark.line + 1, last) if mark else 1, said


def _first(meanings: dict[str, str], words: str) -> str:
    return next((meaning for pattern, meaning in meanings.items() if re.search(pattern, words)), "")


def _around(text: str, line: int, column: int) -> tuple[str, str]:
    """The line before and after a place; both empty past the end of the text."""
    lines = lines_of(text)
    whole = lines[line] if line < len(lines) else ""
    return whole[:column], whole[column:].rstrip()


def _leftover(rest: str) -> str:
    return (
        f"лишний текст «{shortened(rest)}» после кавычки или скобки. "
        "Возьмите всё значение в одинарные кавычки; проверьте, закрыты ли кавычки выше."
    )
