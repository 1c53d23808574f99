"""Response times: how soon people are answered, before and now."""

from generator.intake.clauses import Clause
from generator.intake.draft import Figure
from generator.intake.phrases import Terms
from generator.intake.sentences import Sentence
from generator.intake.vocabulary import Vocabulary
from generator.model import Measure

BEFORE, AFTER = "response_time_before", "response_time_after"
UNITS = frozenset({"minutes", "hours", "days", "weeks"})

_ANSWERS = Terms(
    ["ответ*", "реагировани*", "отработк*", "рассмотрени*", "отвеча*", "обработк*", "предоставлени*", "время реакции"]
)


def read(here: Clause, sentence: Sentence, vocabulary: Vocabulary) -> Figure | None:
    """The response time that a number of hours or days is, without its place; `None` when it is none.

    Records know hours and days: a time that is no whole number of hours has no unit.
    """
    key = "response_time"
    if here.number.role == "from" or _tells(vocabulary, BEFORE, here):
        key = BEFORE
    elif here.number.role == "to" or _tells(vocabulary, AFTER, here):
        key = AFTER
    indicator = vocabulary.catalogue.indicators.get(key)
    if indicator is None or not (_ANSWERS.within(here.words) or _ANSWERS.within(sentence.words)):
        return None
    value, unit = here.number.value, here.number.unit
    assert value is not None
    if unit == "minutes":
        value, unit = (value / 60, "hours") if value % 60 == 0 else (value, "")
    elif unit == "weeks":
        value, unit = value * 7, "days"
    return Figure(
        key=key,
        label=indicator.label,
        value=value,
        measure=Measure.DURATION,
        period=None,
        sources=(),
        qualifier=here.number.qualifier,
        unit=unit,
        doubt="срок ответа прочитан по смыслу",
    )


def _tells(vocabulary: Vocabulary, key: str, here: Clause) -> bool:
    """Whether the words before a number are those by which the catalogue knows an indicator."""
    context = vocabulary.contexts.get(key)
    return context is not None and context.within(here.left)
