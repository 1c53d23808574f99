"""What is planned and what is to be taught: the goals of a report, each readable alone, and its training needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.intake.layout import Block, Role
from generator.intake.mentions import mentions
from generator.intake.phrases import ADJECTIVES, tokens
from generator.intake.questionnaire import GOALS, TRAINING, Answers
from generator.intake.sentences import ends
from generator.intake.vocabulary import Vocabulary
from generator.model import Goal, Need

_VERB = (
    r"(?:является|являются|станет|станут|остаётся|остается|остаются|будет|будут|стоят|стоит|считаем"
    r"|видим|планируется|предстоит"
    r"|намечено|намечены|необходимо|такие|следующие)"
)
_OPENING = re.compile(
    rf"^.{{0,220}}?\b(?:задач|цел|приоритет|направлени|план|тем"
    rf"|вопрос)\w*\b.{{0,160}}?(?:{_VERB}(?:\s+(?:следующее|следующие|такие как))?\s*[:–]?|:)\s+",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\b(?:является|являются|станет|станут|остаётся|остается|остаются)\s+", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:будет|будут|продолж[аи][тм]\w*|планиру\w+|предсто[ия]т\w*|намечен\w*|запланирован\w*"
    r"|намерен\w*|собираемся)\b",
    re.I,
)
_PLANNED = re.compile(
    r"\s*(?:планируется|планируем|предстоит|намечено|хотим|будем|необходимо|нужно|надо)\b", re.IGNORECASE
)
_TAUGHT = re.compile(r"\b(?:для обучения|темы? обучени\w+|обучени\w+ специалист\w+|обучени\w+ по)\b", re.IGNORECASE)
_ACTION = re.compile(r"(?:ние|тие|ция|ство|ка|работа|поддержка|аспект|вопрос|рост|запуск|выпуск|ремонт)$")


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a block: one goal or one need."""

    block: Block
    start: int
    end: int


def read(answers: Answers, file: str, year: int | None, vocabulary: Vocabulary) -> tuple[list[Goal], list[Need]]:
    """The goals and the training needs of a report.

    Without a question about them they are looked for among the sentences of what was done: plans name
    the next year and a verb of the future, needs speak of training.
    """
    asked = {block.section for block in answers.blocks if block.question}
    planned = [item for block in _of(answers, GOALS) for item in _items(block)]
    taught = [item for block in _of(answers, TRAINING) for whole in _items(block) for item in _listed(whole)]
    if GOALS not in asked and year is not None:
        planned += _planned(answers, year)
    if TRAINING not in asked:
        taught += [
            item for sentence in _sentences(answers) if _TAUGHT.search(_text(sentence)) for item in _divided(sentence)
        ]
    goals = [
        Goal(text, item.block.source(file, item.start, item.end), _topics(item, vocabulary))
        for item in planned
        if (text := _clean(item))
    ]
    needs = [
        Need(text, i.block.source(file, i.start, i.end))
        for i in taught
        if (text := _clean(i)) and not _is_refusal(text)
    ]
    return goals, needs


def _of(answers: Answers, section: str) -> Iterator[Block]:
    for block in answers.blocks:
        if block.section == section and not block.question and block.role in (Role.PARAGRAPH, Role.ITEM, Role.ROW):
            yield block


def _items(block: Block) -> Iterator[_Item]:
    """The goals of one block: an item of a list is one, a paragraph has one in each sentence or part of it."""
    text = block.text.rstrip()
    if block.role is Role.ITEM:
        if not text.endswith(":") or len(text) > 160:
            yield _Item(block, block.lead, len(text))
        return
    if text.endswith(":") and len(text) < 200:
        return
    start = 0
    for end in ends(block.reading):
        yield from _divided(_Item(block, start, end))
        start = end


def _divided(item: _Item) -> Iterator[_Item]:
    """The parts of «задачами являются A, B и C»; the whole sentence when it has no safe parts."""
    text = _text(item)
    opening = _COPULA.search(text) or _OPENING.match(text)
    start = opening.end() if opening is not None and opening.end() < len(text) else 0
    if not start and ";" not in text and not _PLANNED.match(text):
        yield item
        return
    cuts = [start]
    for comma in re.finditer(r"[,;]\s+", text[start:]):
        at = start + comma.end()
        if comma.group()[0] == ";" or _begins_action(text[at : at + 120]):
            cuts.append(at)
    if len(cuts) == 1 and ";" not in text and not _begins_action(text[start : start + 120]):
        yield item
        return
    for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        yield _Item(item.block, item.start + begin, item.start + end)


def _listed(item: _Item) -> Iterator[_Item]:
    """The parts of a plain list: «нейросети, чат-боты, авторское право»; a sentence with a verb is left whole."""
    text = _text(item)
    if any(token.pos in ("VERB", "PRTS", "GRND") for token in tokens(text)):
        yield item
        return
    start = 0
    for end in [m.start() for m in re.finditer(r"[,;]\s", text)] + [len(text)]:
        yield _Item(item.block, item.start + start, item.start + end)
        start = end


def _begins_action(text: str) -> bool:
    """Whether words begin with what is to be done: «формирование …», «своевременного информирования …»."""
    for token in tokens(text)[:6]:
        if token.pos == "NOUN":
            return any(_ACTION.search(lemma) for lemma in token.sense.lemmas)
        if token.pos == "INFN":
            return True
        if token.pos not in ADJECTIVES and token.text != "и":
            return False
    return False


def _planned(answers: Answers, year: int) -> Iterator[_Item]:
    for sentence in _sentences(answers):
        text = _text(sentence)
        opening = re.match(rf"\W*(?:[\w-]+\W+){{0,3}}?(?:в|на)\s+{year + 1}\b", text, re.IGNORECASE)
        if opening and _FUTURE.search(text) and not re.search(r"\bпродолжается\b", text):
            yield sentence


def _sentences(answers: Answers) -> Iterator[_Item]:
    for block in answers.blocks:
        if block.section in (GOALS, TRAINING) or block.role is not Role.PARAGRAPH:
            continue
        start = 0
        for end in ends(block.reading):
            yield _Item(block, start, end)
            start = end


def _text(item: _Item) -> str:
    return item.block.text[item.start : item.end]


def _clean(item: _Item) -> str:
    """A goal as a sentence of its own: without bullets and end marks, with a capital."""
    text = " ".join(_text(item).split()).strip(" .;,:–—-•")
    text = _PLANNED.sub("", text, count=1).strip(" :,–") if _PLANNED.match(text + " ") else text
    return text[:1].upper() + text[1:] if re.search(r"[^\W\d_]{3}", text) else ""


def _is_refusal(text: str) -> bool:
    return bool(
        re.fullmatch(r"(?:нет|не требуется|отсутствуют?|предложени\w+ нет|без предложений)\W*", text, re.IGNORECASE)
    )


def _topics(item: _Item, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = mentions(vocabulary.goal_topics, tokens(_text(item)))
    return tuple(dict.fromkeys(mention.key for mention in found))
