"""What WeasyPrint says while it works: it would leave out what it does not understand, and only log it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

LOGGER = "weasyprint"
# Its commonest words, and what they mean.
_SAID = (
    (r"Anchor defined twice: '(.*)'", r"id «\1» стоит на странице дважды"),
    (r"No anchor #(.*) for internal URI reference", r"ссылка «#\1» никуда не ведёт: такого id на странице нет"),
    (r"This row has more columns than the table", "в строке таблицы ячеек больше, чем столбцов"),
    (r"Ignored `([\w-]+)\s*:.*unknown property", r"свойства «\1» нет"),
    (r"Ignored `([\w-]+)\s*:\s*(.*?)\s*` at .*invalid value", r"значение «\2» у «\1» не годится"),
    (r"Invalid or unsupported selector, '(.*?)\s*'", r"«\1» — не селектор"),
    (r"Error: .* reached before \{\} block", "не хватает двоеточия или лишний знак"),
    (r"Unknown .*?rule <AtRule (@[\w-]+)", r"правила «\1» печать не знает"),
)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def collected() -> Iterator[list[str]]:
    """What is logged meanwhile."""
    collector = _Collector()
    logger = logging.getLogger(LOGGER)
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [collector], False
    try:
        yield collector.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def harmful(messages: list[str]) -> list[str]:
    """The messages that are a reason to stop.

    A missing optional library of the system makes the file larger, and changes nothing in it. A sign
    that no font has (an emoji in a report) is told by a check, and must not cost the whole digest.
    """
    return [message for message in messages if "harfbuzz" not in message.casefold() and ".notdef glyph" not in message]


def told(theme: str, messages: list[str]) -> str:
    """The words for a person."""
    shown = "; ".join(map(_russian, messages[:5]))
    return (
        f"Тема «{theme}»: печать PDF пропустила бы: {shown}. Исправьте print.css или шаблон; "
        f"строку назовёт digest theme check {theme}."
    )


def _russian(message: str) -> str:
    message = " ".join(message.split())
    found = ((re.match(pattern, message), said) for pattern, said in _SAID)
    return next((match.expand(said) for match, said in found if match), message)
