"""A bar for long work: shown on a terminal only, and only when the work takes longer than a blink."""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Never

from tqdm import tqdm

if TYPE_CHECKING:
    from generator.reception import Watch

PARTS = "generator.progress"  # where the parts of a long page are told that are laid out
DELAY = 0.5  # seconds before the bar appears
FORMAT = "{desc} {bar:24} {n_fmt}/{total_fmt}, {elapsed}"


@contextmanager
def bar(stages: int) -> Iterator["Watch"]:
    """A watch for `pipeline`: every stage moves the bar, pages of the PDF are counted beside its name."""
    shown = sys.stderr.isatty()
    with tqdm(total=stages, bar_format=FORMAT, delay=DELAY, disable=not shown, leave=False) as line:

        def watch(stage: str) -> None:
            line.set_description_str(stage, refresh=False)
            line.update()

        with _pages(line):
            yield watch


@contextmanager
def letters(title: str) -> Iterator[Callable[[int, int], None]]:
    """A watch for a mailing: how many letters are done, of how many."""
    with tqdm(desc=title, bar_format=FORMAT, delay=DELAY, disable=not sys.stderr.isatty(), leave=False) as line:

        def watch(done: int, total: int) -> None:
            line.total = total
            line.update(done - line.n)

        yield watch


class _Pages(logging.Handler):
    """Reads WeasyPrint's progress log: «Step 5 - Creating layout - Page 12»."""

    def __init__(self, line: "tqdm[Never]") -> None:
        super().__init__(logging.INFO)
        self.line = line

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.name == PARTS:
            self.line.set_description_str(message)
        elif found := re.search(r"Page (\d+)", message):
            self.line.set_description_str(f"Вёрстка PDF: страница {found[1]}")


@contextmanager
def _pages(line: "tqdm[Never]") -> Iterator[None]:
    loggers, handler = [logging.getLogger(name) for name in ("weasyprint.progress", PARTS)], _Pages(line)
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
