"""What was done, in a report's own words: clean paragraphs under the clerk's own headings."""

import re
from collections.abc import Iterator, Sequence

from generator.intake import lines
from generator.intake.block import Block, Role
from generator.intake.questionnaire import DONE, SUMMARY, Answers
from generator.model import Passage, Source

_TITLE = 150  # characters: longer words at the beginning are no title
_LETTERHEAD = 300
_GREETING = re.compile(
    r"\W{0,9}(?:добрый (?:день|вечер)|доброе утро|здравствуйте|уважаем\w+\b[^.]{0,80}[!,]$|в ответ на ваш\w*\b"
    r"|(?:(?:на|по|во исполнение|в ответ на|в соответствии с) ваш\w*\b.{0,120})?(?:направля|высыла)\w+\b)"
    r"[^.]{0,150}[.!,:]?$",
    re.IGNORECASE,
)
# The head of a letter: a field of a mail; an address; a date and a number, and nothing that is counted.
_FIELD = re.compile(
    r"\W{0,3}(?:от(?: кого)?|кому|копия|отправлено|вложени[ея]|from|to|cc|sent|subject)\s*:", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S*\w@\w\S*|\bтел(?:ефон)?\W{1,3}\+?[\d ()-]+-\d[\d-]*", re.IGNORECASE)
_DATED = re.compile(
    r"\b\d{1,2}\.\d\d\.(?:19|20)\d\d|\b\d{1,2} (?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\w* (?:19|20)\d\d"
    r"|№\s*\S+|[+]?\b\d\d?:\d\d\b",
    re.IGNORECASE,
)
_BESIDE_DATE = re.compile(
    r"(?:\W|\b(?:от|на|г|года|в|исх|вх|дата|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b)*",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\b\d{6}\b|\bд(?:ом)?\W{1,2}\d+")  # an index, a house
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
        if not begun and (_heads_letter(block.reading) or _GREETING.match(block.reading)):
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


def _heads_letter(text: str) -> bool:
    """Whether a block above the answer says who writes to whom, and when."""
    if _FIELD.match(text):
        return True
    if len(text) > _LETTERHEAD:
        return False
    undated = _DATED.sub("", text)
    if undated != text and _BESIDE_DATE.fullmatch(undated):
        return True
    rest = _ADDRESS.sub("", undated)
    return rest != undated and not re.search(r"\d", _PLACED.sub("", rest)) and lines.is_nominal(rest)


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
