"""What was done, in a report's own words: clean paragraphs under the clerk's own headings."""

from collections.abc import Sequence

from generator.intake.layout import Block, Role
from generator.intake.questionnaire import DONE, SUMMARY, Answers
from generator.model import Passage, Source

_MOST = 60_000  # characters of one passage: a record keeps texts that people read


def read(answers: Answers, file: str) -> tuple[Passage, ...]:
    """The passages of a report, one under each heading: lists as paragraphs, no tables, no page numbers."""
    passages: list[Passage] = []
    heading, taken = "", list[Block]()
    for block in answers.blocks:
        if block.section not in (DONE, SUMMARY) or block.question or block.role is Role.HEADING:
            passages += _passage(taken, heading, file)
            taken = []
            heading = "" if block.question or block.section not in (DONE, SUMMARY) else _line(block.text)
        elif block.role in (Role.PARAGRAPH, Role.ITEM):
            taken.append(block)
    return (*passages, *_passage(taken, heading, file))


def _passage(blocks: Sequence[Block], heading: str, file: str) -> list[Passage]:
    paragraphs = [text for block in blocks if (text := _line(block.text))]
    if not paragraphs:
        return []
    lines = (min(b.lines[0] for b in blocks), max(b.lines[-1] for b in blocks))
    source = Source(file, lines, "")
    return [Passage(blocks[0].section, tuple(_bounded(paragraphs)), source, heading.rstrip(":"))]


def _line(text: str) -> str:
    return " ".join(text.split())


def _bounded(paragraphs: Sequence[str]) -> list[str]:
    kept, room = list[str](), _MOST
    for text in paragraphs:
        if room <= 0:
            break
        kept.append(text[:room])
        room -= len(text)
    return kept
