"""From blocks to figures: every number of a report ends in exactly one place, and `Outcomes` tells where."""

from collections.abc import Sequence

from generator.intake import reader, tables
from generator.intake.layout import Block, Role
from generator.intake.memory import Memory, introduces
from generator.intake.outcomes import Outcomes
from generator.intake.pages import OTHERS
from generator.intake.questionnaire import GOALS
from generator.intake.sentences import Sentence, sentences
from generator.intake.vocabulary import Vocabulary

PLAN_AND_FACT = "названы и план, и сделанное: решите, что из них это число"


def extract(blocks: Sequence[Block], file: str, year: int | None, vocabulary: Vocabulary) -> Outcomes:
    """Read every number of a report; `year` is the report's, `None` while unknown."""
    outcomes = Outcomes(file)
    memory = Memory(year, vocabulary, several_owners=any(OTHERS.search(block.reading) for block in blocks))
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end].role is Role.ROW:
            end += 1
        if end > at:
            tables.read(memory, outcomes, blocks[at:end])
            at = end
        else:
            _block(memory, outcomes, blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None)
            at += 1
    return outcomes


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
    if not quiet and block.role is not Role.ITEM and memory.history and introduces(block, following):
        memory.scope = memory.introduced(memory.history[-1])


def _leave(outcomes: Outcomes, sentence: Sentence, reason: str) -> None:
    """Leave the quantities of a sentence to a person."""
    for number in sentence.numbers:
        if number.reason:
            outcomes.ignore(sentence.block, number, number.reason)
        else:
            outcomes.queue(
                sentence.block, number, reason, outcomes.source(sentence.block, sentence.start, sentence.end)
            )
