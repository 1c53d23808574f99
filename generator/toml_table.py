"""Settings in TOML: every key of a file is known, of its kind, and wrong ones are named with line and nearest name.

The keys of one file are a dict of checks by full names, `title` or `page.hyphenation`: a check takes the
value as TOML has it and returns what it means, or raises `Wrong`.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from generator import text_file
from generator.errors import GeneratorError
from generator.problems import Wrong, listed, nearest

Check = Callable[[Any], Any]


def read(path: Path, file: str, keys: Mapping[str, Check], section: str = "") -> dict[str, Any]:
    """The values that a file gives, by their full names; none when there is no file. `file` is how messages call it.

    Where a `section` is named, nothing else in the file is looked at: the rest is another reader's.

    Raises `GeneratorError` with the line and the key for a key that does not exist and a value of
    the wrong kind (all of them, one a line), and for a file that is not TOML.
    """
    if not text_file.present(path):
        return {}
    text = text_file.read(path, file)
    sections = {key.partition(".")[0] for key in keys if "." in key}
    values: dict[str, Any] = {}
    problems = []
    given = _parsed(text, file)
    if section:
        given = {key: value for key, value in given.items() if key == section}
    for key, value in _flat(given, sections).items():
        try:
            values[key] = _check(key, value, keys, sections)
        except Wrong as wrong:
            line = _line(text, key)
            problems.append((line, f"{file}, строка {line}, {text_file.shortened(key)}: {wrong}."))
    if problems:
        raise GeneratorError("\n".join(problem for _, problem in sorted(problems)))
    return values


def text(value: Any) -> str:
    """Check a text, without the spaces around it."""
    if not isinstance(value, str):
        raise Wrong('ожидается текст в кавычках, например "Владивосток"')
    if found := text_file.FORBIDDEN.search(value):
        raise Wrong(f"недопустимый знак U+{ord(found.group()):04X}. Удалите его")
    return value.strip()


def name(value: Any) -> str:
    """Check a text that may not be empty."""
    if not (named := text(value)):
        raise Wrong("значение пустое. Впишите его или уберите строку")
    return named


def variable(value: Any) -> str:
    """Check the name of a variable of the environment, which keeps a secret out of the file."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise Wrong('ожидается имя переменной окружения, например "DIGEST_PASSWORD"; самого пароля здесь не пишут')
    return value


def flag(value: Any) -> bool:
    """Check a yes or no."""
    if not isinstance(value, bool):
        raise Wrong("ожидается true (да) или false (нет), без кавычек")
    return value


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5 000 digits
        place = re.search(r"at line (\d+)", str(error))
        line = place.group(1) if place else text_file.line_at(text, len(text.rstrip()))
        if re.search(r"[Oo]verwrite|twice|already", str(error)):
            advice = "ключ или раздел указан дважды. Оставьте один"
        elif wrong := _wrong_date(text, str(error)):
            advice = f"{wrong}. Дату пишут без кавычек: год, месяц, день, например 2024-03-01"
        else:
            advice = (
                "строка не похожа на «ключ = значение», или выше не закрыта скобка. Тексты пишут в прямых кавычках, "
                "внутри них ставят «ёлочки»; списки — в квадратных скобках, «да» и «нет» — true и false"
            )
        raise GeneratorError(f"{file}, строка {line}: {advice}.") from error


# What a person may mean for a date.
_DATE = re.compile(r"(?<![\w\"'.-])(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{4})(?![\w.-])")


def _wrong_date(text: str, error: str) -> str:
    """What is wrong with a date at which the parser stopped; empty when it stopped at something else."""
    place = re.search(r"at line (\d+), column (\d+)", error)
    if place is None:
        return ""
    said, at = text.split("\n")[int(place[1]) - 1], int(place[2]) - 1
    for found in _DATE.finditer(said):
        if found.start() <= at < found.end():
            written = re.fullmatch(r"\d{4}-\d\d-\d\d", found.group())
            return f"даты {found.group()} нет в календаре" if written else f"«{found.group()}» — не дата"
    return ""


def _flat(values: dict[str, Any], sections: Iterable[str]) -> dict[str, Any]:
    """Keys of sections as `section.key`; a section that does not exist stays whole."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if key in sections and isinstance(value, dict):
            flat |= {f"{key}.{inner}": item for inner, item in value.items()}
        else:
            flat[key] = value
    return flat


def _check(key: str, value: Any, keys: Mapping[str, Check], sections: Iterable[str]) -> Any:
    if key in keys:
        return keys[key](value)
    if key in sections:
        raise Wrong(f"это раздел. Напишите [{key}] и под ним: {listed(_keys_of(key, keys))}")
    if isinstance(value, dict) and (near := nearest(key, sections)):
        raise Wrong(f"такого раздела нет. Возможно, «[{near}]»")
    section, _, name = key.rpartition(".")
    near = nearest(name, _keys_of(section, keys)) or nearest(name, [known.rpartition(".")[2] for known in keys])
    full = next((known for known in keys if near and known.rpartition(".")[2] == near), "")
    raise Wrong(f"такой настройки нет. {f'Возможно, «{full}»' if full else f'Можно: {listed(keys)}'}")


def _keys_of(section: str, keys: Iterable[str]) -> list[str]:
    return [key.rpartition(".")[2] for key in keys if key.rpartition(".")[0] == section]


def _line(text: str, key: str) -> int:
    """The line of a key, found by its name: the parser does not keep it."""
    section, _, name = key.rpartition(".")
    header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(section)}[ \t]*\]", text, re.M) if section else None
    start = header.end() if header else 0
    word = rf"[\"']?{re.escape(name)}[\"']?[ \t]*"
    own_line = rf"^[ \t]*(?:\[[ \t]*)?(?:{re.escape(section)}[ \t]*\.[ \t]*)?{word}[=\].]"
    inline = rf"(?<![\w-]){word}="
    found = re.compile(own_line, re.M).search(text, start) or re.compile(inline).search(text)
    return text_file.line_at(text, found.start() if found else start)
