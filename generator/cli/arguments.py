"""The command line in Russian: `argparse` speaks English, and offers its words to translation.

Only the words are replaced (its own hook, `gettext`), so that parsing stays the library's.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from generator.forms import Year
from generator.problems import nearest

# Exit codes of the command; those above two digits are of sysexits.h.
DONE, FINDINGS, UNUSABLE, INCOMPLETE = range(4)
BROKEN = 70  # EX_SOFTWARE: a defect of the program, never to be taken for findings
TEMPFAIL = 75  # EX_TEMPFAIL: a server, not what was asked for; the same command later goes on
STOPPED = 130  # 128 and the number of SIGINT, as shells say it
UNHEARD = 141  # likewise of SIGPIPE: the reader of a pipe, `head` for one, has heard enough

INPUT, OUTPUT = Path("input"), Path("output")  # the folders of which nothing is said

WORDS = {
    "usage: ": "вызов: ",
    "options": "параметры",
    "positional arguments": "что указать",
    "show this help message and exit": "показать эту справку",
    "show program's version number and exit": "показать версию программы",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r не подходит, можно: %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r не подходит: ожидается целое число",
    "the following arguments are required: %s": "не указано: %s",
    "expected one argument": "нужно значение",
    "expected at least one argument": "нужно хотя бы одно значение",
    "ambiguous option: %(option)s could match %(matches)s": "параметр %(option)s подходит к нескольким: %(matches)s",
    "not allowed with argument %s": "нельзя вместе с %s",
    "ignored explicit argument %r": "лишнее значение %r",
}


def _russian(message: str) -> str:
    return WORDS.get(message, message)


def year(text: str) -> int:
    """A year of `--year`, with the bounds that records have."""
    if not re.fullmatch(Year.pattern, text):
        raise argparse.ArgumentTypeError(f"«{text[:20]}» не подходит: ожидается {Year.expected}")
    return int(text)


def whole(least: int, most: int) -> Callable[[str], int]:
    """The type of a parameter that takes a whole number, with its bounds."""

    def number(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"«{text[:20]}» не подходит: ожидается целое число от {least} до {most}")
        return int(text)

    return number


def add_input(parser: argparse.ArgumentParser, what: str = "папка с записями и настройками") -> None:
    """The parameter `--input` of a command; `what` says in Russian what lies there."""
    parser.add_argument("--input", type=Path, default=INPUT, metavar="ПАПКА", help=f"{what} ({INPUT})")


def add_records(parser: argparse.ArgumentParser, untold: str = "годы из settings.toml") -> None:
    """The parameters of a command that says which records it is about: `--input` and `--year`.

    `untold` says in Russian which years are meant without the latter.
    """
    add_input(parser)
    parser.add_argument("--year", type=year, metavar="ГОД", help=f"отчётный год; без параметра — {untold}")


def add_output(parser: argparse.ArgumentParser, what: str = "где лежат готовые файлы", name: str = "--output") -> None:
    """The parameter of a command that names the output folder."""
    parser.add_argument(name, type=Path, default=OUTPUT, metavar="ПАПКА", help=f"{what} ({OUTPUT})")


class Parser(argparse.ArgumentParser):
    """An argument parser whose every word is Russian; bad usage ends with exit code 2."""

    def __init__(self, **keywords: object) -> None:
        argparse._ = _russian  # type: ignore[attr-defined]  # argparse's own name for gettext
        keywords.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **keywords)  # type: ignore[arg-type]

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse what is left over here: `argparse` tells it of the whole program, whose help knows no parameters."""
        known, left = super().parse_known_args(args, namespace)
        if left:
            self.error(self._left_over(left))
        return known, left

    def _left_over(self, words: Sequence[str]) -> str:
        near = nearest(words[0].partition("=")[0], self._option_string_actions)
        if near:
            return f"неизвестный параметр: {' '.join(words)}. Возможно, «{near}»"
        if words[0].startswith("-"):
            return f"неизвестный параметр: {' '.join(words)}"
        return f"лишнее: {' '.join(words)}. Если это одно значение из нескольких слов, возьмите его в кавычки"

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to get help."""
        words = re.sub(r"'([^']*)'", r"«\1»", message)
        self.exit(2, f"{self.prog}: {words}. Справка: {self.prog} --help\n")
