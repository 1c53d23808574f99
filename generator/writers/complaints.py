"""What WeasyPrint says while it works: it would leave out what it does not understand, and only log it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

LOGGER = "weasyprint"


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
    return f"Тема «{theme}»: печать PDF пропустила бы: {'; '.join(messages[:5])}. Исправьте print.css или шаблон."
