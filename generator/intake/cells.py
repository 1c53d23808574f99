"""Rows of a form: a question in one cell and its answer in the next, or the answers in the rows below it."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from generator.intake import rows
from generator.intake.block import Block, Role

AFTER_ROW = "after a row"  # the mark of a block with which the answer of a row ends
# What a cell that heads a column of goals or topics says, with a word after it: «Тема обучения».
HEADS = re.compile(
    r"\W*(?:№(?: п/п)?|п/п|(?:задач|цел|срок|наименовани|мероприяти|направлени|ответственн|исполнител|тем)\w{0,3}"
    r"(?: [а-яё]+)?)\W*",
    re.IGNORECASE,
)
_LISTED = ("goals", "training")  # sections whose answers stand in rows of their own
_LONG = 50  # characters of a cell: a longer text is an answer, not a label
_OF_YEAR = re.compile(r".*\b(?:19|20)\d\d(?:\s*г(?:од[а-я]*)?)?\W*", re.IGNORECASE)

Asks = Callable[[str], str]  # the section of a cell that is a question, otherwise nothing


def apart(blocks: Sequence[Block], asks: Asks) -> Iterator[Block]:
    """The blocks; a row of a form that asks or answers becomes a heading and a paragraph."""
    within = listed = False  # the answer of a row has been told; the rows are answers
    for block, following in zip_longest(blocks, blocks[1:]):
        texts = _answers(block, asks)
        if block.role is not Role.ROW or not texts:
            heading = _heading(block, following, asks)
            if heading is not None:
                yield heading
                within, listed = False, True
                continue
            if within or (listed and block.role is Role.ROW and _has_figure(block)):
                block.section, within, listed = AFTER_ROW, False, False
            yield block
            continue
        for index, (start, end) in enumerate(block.cells):
            if not block.text[start:end].strip():
                continue
            prose = (start, end) in texts
            label = not prose and index + 1 < len(block.cells) and block.cells[index + 1] in texts
            part = block.part(Role.PARAGRAPH if prose else Role.HEADING if label else Role.PARAGRAPH, start, end)
            part.section = AFTER_ROW if within and not prose else part.section
            yield part
        within = True


def _answers(block: Block, asks: Asks) -> list[tuple[int, int]]:
    """The cells of a row that are answers: long ones, and those beside a question."""
    said = [block.reading[slice(*span)] for span in block.cells]
    beside = ["", *said]
    return [
        span
        for span, text, before in zip(block.cells, said, beside, strict=False)
        if _is_prose(text) or (before and _is_answer(text, asks) and asks(before))
    ]


def _is_prose(text: str) -> bool:
    return len(text) > _LONG and _words(text) > 5


def _is_answer(text: str, asks: Asks) -> bool:
    return _words(text) > 1 and not HEADS.fullmatch(text) and not asks(text)


def _words(text: str) -> int:
    return len(re.findall(r"[^\W\d_]{3,}", text))


def _heading(block: Block, following: Block | None, asks: Asks) -> Block | None:
    """The question of a row that has nothing else, where answers stand in the rows below, and no figures."""
    if block.role is not Role.ROW or following is None or following.role is not Role.ROW or _has_figure(following):
        return None
    said = [span for span in block.cells if block.text[slice(*span)].strip()]
    asked = [span for span in said if asks(block.reading[slice(*span)]) in _LISTED]
    if len(asked) != 1 or any(span not in asked and not HEADS.fullmatch(block.reading[slice(*span)]) for span in said):
        return None
    return block.part(Role.HEADING, *asked[0])


def _has_figure(block: Block) -> bool:
    """Whether a row has a number beside its first cell, which is no year or date."""
    cells = [block.reading[slice(*span)] for span in block.cells[1:]]
    return any(rows.is_number(cell) and not _OF_YEAR.fullmatch(cell) for cell in cells)
