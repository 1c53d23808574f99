"""What was done, in a report's own words: clean paragraphs under the clerk's own headings."""

import re
from collections.abc import Iterator, Sequence

from generator.intake import letterheads, lines
from generator.intake.block import Block, Role
from generator.intake.questionnaire import DONE, SUMMARY, Answers
from generator.model import Passage, Source

_TITLE = 150  # characters: longer words at the beginning are no title
_OF_YEAR = re.compile(r"\W*(?:за|по итогам)\s+(?:19|20)\d\d(?:\s*г(?:од[ау]?)?)?\W*", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BULLET = re.compile(r"[^\w\s«\"„“(\[№@#%$+~≈]{1,3}\s*")


def read(answers: Answers, file: str) -> tuple[Passage, ...]:
    """The passages of a report, one under each heading: lists as paragraphs, no tables, no page numbers.

    Left out is what is no part of the answer: the title, the greeting of a letter, questions.
    """
    passages: list[Passage] = []
    heading, taken = "", list[Block]()
    for block in _answer(answers.blocks):
        if block.section not in (DONE, SUMMARY) or block.role is Role.HEADING:
            passages += _passage(taken, heading, file)
            taken = []
            heading = "" if block.question or block.section not in (DONE, SUMMARY) else _line(block)
        elif block.role in (Role.PARAGRAPH, Role.ITEM):
            if taken and taken[-1].section != block.section:
                passages += _passage(taken, heading, file)
                taken = []
            taken.append(block)
    return (*passages, *_passage(taken, heading, file))


def _answer(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without the head of a letter, the title and the greetings above the answer."""
    begun, asked = False, False
    above: list[Block] = []  # headings: those above a greeting are the letter's
    for block in blocks:
        if not begun and letterheads.is_part(block.reading):
            above.clear()
            continue
        # A title of several lines may be taken for a question up to its last: «за 2023 год».
        if asked and _OF_YEAR.fullmatch(block.reading):
            continue
        if not begun and block.role in (Role.TITLE, Role.PARAGRAPH):
            if _is_title(block):
                continue
            begun = True
        asked = block.question
        begun = begun or asked or block.role is Role.ITEM
        if not begun and block.role is Role.HEADING:
            above.append(block)
            continue
        yield from above
        above.clear()
        yield block


def _is_title(block: Block) -> bool:
    """Whether a block above the answer only says whose report it is: no figure but the year, no verb, no end mark."""
    return block.role is Role.TITLE or (
        len(block.text) <= _TITLE
        and not lines.ended(block.text)
        and not re.search(r"\d", _YEAR.sub("", block.reading))
        and lines.is_nominal(block.reading)
    )


def _passage(blocks: Sequence[Block], heading: str, file: str) -> list[Passage]:
    paragraphs = [text for block in blocks if (text := _line(block))]
    if not paragraphs:
        return []
    paragraphs[0] = paragraphs[0][0].upper() + paragraphs[0][1:]  # it may have followed a question on its line
    places = (min(b.lines[0] for b in blocks), max(b.lines[-1] for b in blocks))
    source = Source(file, places, "")
    return [Passage(blocks[0].section, tuple(paragraphs), source, heading.rstrip(":"))]


def _line(block: Block) -> str:
    """The words of a block on one line; a bullet, whatever its kind, is a dash, and a number stays."""
    text = " ".join(block.text.split())
    bullet = _BULLET.match(text) if block.lead else None
    return f"– {text[bullet.end() :]}" if bullet and block.role is Role.ITEM else text
