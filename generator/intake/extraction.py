"""From blocks to figures: every number of a report ends in exactly one place, and `Outcomes` tells where."""

import re
from collections.abc import Callable, Sequence

from generator.intake import lines, reader, tables
from generator.intake.block import Block, Role
from generator.intake.memory import Memory, introduces
from generator.intake.outcomes import Outcomes
from generator.intake.pages import OTHERS
from generator.intake.phrases import tokens
from generator.intake.questionnaire import GOALS
from generator.intake.sentences import Sentence, sentences
from generator.intake.vocabulary import Vocabulary

PLAN_AND_FACT = "названы и план, и сделанное: решите, что из них это число"
LONE = "число стоит отдельной строкой: решите, количество это или номер страницы"

_LONE = re.compile(r"\s*\d{1,4}\s*")
_LABEL = 100  # characters: a longer line is no label


def extract(
    blocks: Sequence[Block],
    file: str,
    year: int | None,
    vocabulary: Vocabulary,
    elsewhere: Callable[[str], Sequence[int]] = lambda text: (),
) -> Outcomes:
    """Read every number of a report; `year` is the report's, `None` while unknown.

    `elsewhere` gives the offsets at which a text names municipalities other than the report's.
    """
    outcomes = Outcomes(file)
    several = any(OTHERS.search(block.reading) for block in blocks)
    memory = Memory(year, vocabulary, elsewhere, several_owners=several)
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end].role is Role.ROW:
            end += 1
        if end > at:
            tables.read(memory, outcomes, blocks[at:end])
            at = end
        else:
            if at and _labels(memory, blocks[at - 1], blocks[at]):
                for sentence in sentences(blocks[at]):
                    _leave(outcomes, sentence, LONE)
            else:
                _block(memory, outcomes, blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None)
            at += 1
    return outcomes


def _labels(memory: Memory, before: Block, block: Block) -> bool:
    """Whether a block may say what the lone number after it counts: it is a label of the catalogue or has a colon.

    Columns of a table come out like this when they are pasted.
    """
    if not _LONE.fullmatch(block.reading) or before.question or before.role in (Role.PAGE, Role.ROW):
        return False
    text = before.reading.strip()
    if text.endswith(":"):
        return True
    words = tokens(text) if len(text) <= _LABEL and not lines.ended(text) else []
    return memory.named(words) is not None


def _block(memory: Memory, outcomes: Outcomes, block: Block, following: Block | None) -> None:
    memory.begin(block, following)
    quiet = block.role is Role.TITLE or block.question
    for sentence in sentences(block):
        if quiet:
            for number in sentence.numbers:
                outcomes.ignore(block, number, number.reason or "заголовок")
        elif block.section != GOALS and memory.is_mixed(sentence):
            _leave(outcomes, sentence, PLAN_AND_FACT)
        else:
            reader.read(memory, outcomes, sentence)
        memory.history.append(sentence)
    if quiet or not memory.history or not introduces(block, following):
        return
    if block.role is not Role.ITEM:
        memory.scope = memory.introduced(memory.history[-1])
    elif following and following.role is Role.ITEM and following.is_under(block):
        memory.opener, memory.outer = block, memory.scope
        memory.scope = memory.introduced(memory.history[-1])


def _leave(outcomes: Outcomes, sentence: Sentence, reason: str) -> None:
    """Leave the quantities of a sentence to a person, a lone number too."""
    block = sentence.block
    for number in sentence.numbers:
        if number.reason and reason != LONE:
            outcomes.ignore(block, number, number.reason)
        else:
            outcomes.queue(block, number, reason, outcomes.source(block, sentence.start, sentence.end))
