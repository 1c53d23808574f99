"""What is planned and what is to be taught: the goals of a report, each readable alone, and its training needs.

An item of a list is one goal. A sentence is one too, unless it safely comes apart: at its semicolons,
or at the commas after which a new thing to do begins — «повышение …, формирование …» or «открыть …,
запустить …». Commas inside one thing to do never part it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.intake.block import Block, Role
from generator.intake.cases import nominative
from generator.intake.cells import HEADS
from generator.intake.mentions import mentions
from generator.intake.phrases import ADJECTIVES, Token, tokens
from generator.intake.questionnaire import CLOSING, GOALS, TRAINING, Answers
from generator.intake.sentences import ends
from generator.intake.vocabulary import Vocabulary
from generator.model import Goal, Need

_NUMBERED = re.compile(r"^\d{1,2}\)\s+")
_ASIDE = re.compile(r"\([^()]*\)|«[^«»]*»")
_LEADING = 160  # characters: a longer line with a colon at its end is a goal, not the words above a list
_PLANS = r"(?:задач|цел[ьяие]|приоритет|направлени|план)\w*"
_FUTURE = (
    r"(?:будет|будут|продолж[аи][тм]\w*|планиру\w+|предсто[ия]т\w*|намечен\w*|запланирован\w*|намерен\w*|собира\w+"
    r"|хотелось|хотим|нужно|необходимо)"
)
_COPULA = (
    r"(?:явля[ею]тся|стан[еу]т|оста[её]тся|остаются|будет|будут|определен[ыоа]?|стоят|стоит|считаем|видим|намечен[ыо]"
    r"|поставлен[ыа]|такие|следующие)"
)
# «Основными задачами является …», «Приоритеты на 2024 год: …»: what is to be done follows.
_OPENING = re.compile(
    rf"^.{{0,200}}?\b(?:{_PLANS}|тем\w*|вопрос\w*)\b"
    rf"(?:[^.:]{{0,120}}?\b{_COPULA}(?:\s+(?:следующ\w+|такие как))?\s*[:–-]?|[^.:]{{0,120}}:)\s+",
    re.IGNORECASE,
)
_BARE_COPULA = re.compile(r"\b(?:явля[ею]тся|стан[еу]т|оста[её]тся|остаются)\s+", re.IGNORECASE)
_COLON = re.compile(rf"^[^:]{{0,150}}\b{_FUTURE}\b[^:]{{0,60}}:\s+", re.IGNORECASE)
# «В 2024 году планируется открыть …»: the words before the infinitive are not part of the goal.
_INFINITIVE = r"[а-яё-]+(?:ть|ти|чь)(?:ся)?\b"
_LEAD_IN = re.compile(
    r"\W{0,9}(?:(?:кроме того|также|далее)\W{1,3})?"
    r"(?:(?:в|на)\s+(?:(?:19|20)\d\d|следующем|новом|наступающем|наступившем|будущем)\s*(?:год\w*|г\.)?\s*,?\s*)?"
    r"(?:нам\s+|мы\s+|(?:пресс-служб\w+|отдел\w*|сектор\w*)\s+)?(?:также\s+)?"
    r"(?:планируется|планируем|планирует|предстоит|намечено|запланировано|хотим|хотелось бы|будем|необходимо|нужно|надо"
    rf"|намерены|собираемся)\s+(?:также\s+)?(?={_INFINITIVE}|[а-яё-]+(?:но|жды)?\s+{_INFINITIVE})",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\s*(?:планируется|планируем|предстоит|намечено|хотим|будем|необходимо|нужно|надо)\b\s*:?\s*", re.IGNORECASE
)
_TAUGHT = re.compile(r"\b(?:для обучения|тем\w* обучени\w+|обуч\w+|повышени\w+ квалификации)\b", re.IGNORECASE)
_WANTED = re.compile(
    r"\b(?:актуальн\w*|интерес\w+|необходим\w*|нужн\w*|нужда\w+|хот\w+|полезн\w*|потребност\w+|востребован\w*|просим"
    r"|предлага\w+|желательн\w*)\b",
    re.IGNORECASE,
)
_TITLES = re.compile(r"(?:[«\"][^«»\"]{2,150}[»\"][\s,;и]*){2,}\W*$")
_REFUSAL = re.compile(
    r"(?:нет|не (?:требуется|нужно|планируется)|отсутству\w+|предложени\w+ нет|без предложений|потребност\w+ нет|-)\W*",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:ние|тие|ция|ство|ка|работа|поддержка|аспект|вопрос|рост|запуск|выпуск|ремонт|переход|сбор|контроль|охват)$"
)
_MORE = re.compile(r"[\s,]+а также$")  # what links a goal to the next
_AHEAD = 6  # words among which the thing to do must be named


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a block: one goal or one need."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    @property
    def words(self) -> list[Token]:
        return tokens(self.block.reading, self.start, self.end)

    def part(self, start: int, end: int) -> "_Item":
        """A part of it; the offsets are those of its own text."""
        return _Item(self.block, self.start + start, self.start + end)

    def trimmed(self) -> "_Item":
        """The same without the spaces and the marks of a list at its ends."""
        text = self.text
        start = len(text) - len(text.lstrip(" ,;:•–—-"))
        return self.part(start, max(start, len(_MORE.sub("", text.rstrip(" ,;:–—-")))))


def read(answers: Answers, file: str, year: int | None, vocabulary: Vocabulary) -> tuple[list[Goal], list[Need]]:
    """The goals and the training needs of a report.

    Without a question about them they are looked for among the sentences of what was done: plans name
    the next year and a verb of the future, needs speak of training and of a wish for it.
    """
    asked = {block.section for block in answers.blocks if block.question}
    planned = [item for block in _of(answers, GOALS) for item in _items(block)]
    taught = [item for block in _of(answers, TRAINING) for whole in _items(block) for item in _listed(whole)]
    if GOALS not in asked and year is not None:
        planned += [item for sentence in _sentences(answers) for item in _planned(sentence, year)]
    if TRAINING not in asked:
        taught += [item for sentence in _sentences(answers) if _is_taught(sentence) for item in _titles(sentence)]
    goals = [
        Goal(text, item.block.source(file, item.start, item.end), _topics(item, vocabulary))
        for item in map(_Item.trimmed, planned)
        if (text := _clean(item))
    ]
    needs = [
        Need(text, item.block.source(file, item.start, item.end))
        for item in map(_Item.trimmed, taught)
        if (text := _clean(item))
    ]
    return goals, needs


def _of(answers: Answers, section: str) -> Iterator[Block]:
    """The blocks of an answer; a line like a heading is one too, when it says what to do."""
    for block in answers.blocks:
        if block.section != section or block.question or block.role is Role.PAGE:
            continue
        if block.role is not Role.HEADING or _begins_action(tokens(block.reading)):
            yield block


def _items(block: Block) -> Iterator[_Item]:
    """The goals of one block: an item of a list is one, a paragraph has one in each sentence or part of it."""
    text = block.text.rstrip()
    if text.endswith(":") and len(text) < _LEADING:
        return
    if block.role is Role.ROW:
        yield from _of_row(block)
        return
    if block.role is Role.ITEM:
        yield _Item(block, block.lead, len(text))
        return
    start = 0
    for end in ends(block.reading):
        yield from _divided(_Item(block, start, end))
        start = end


def _of_row(block: Block) -> Iterator[_Item]:
    """The goal of a row of a table: the only cell that says what to do, or the row without its number; no head."""
    cells = [_Item(block, start, end) for start, end in block.cells if block.text[start:end].strip()]
    if all(HEADS.fullmatch(cell.text) for cell in cells):
        return
    said = [cell for cell in cells if _begins_action(cell.words)]
    if len(said) == 1:
        yield said[0]
    else:
        yield _Item(block, cells[len(cells) > 1 and cells[0].text.strip(" .)").isdecimal()].start, len(block.text))


def _divided(item: _Item) -> Iterator[_Item]:
    """The parts of «задачами являются A, B и C»; the whole sentence when it has no safe parts."""
    text = item.text
    start = _opened(text)
    rest = item.part(start, len(text))
    cuts = _cuts(rest)
    if len(cuts) == 1 and not (start and _begins_action(rest.words)):
        yield item
        return
    for begin, end in zip(cuts, [*cuts[1:], len(rest.text)], strict=True):
        yield rest.part(begin, end)


def _opened(text: str) -> int:
    """Where the first thing to do begins: after the words that only say that goals follow."""
    for pattern in (_LEAD_IN, _BARE_COPULA, _OPENING, _COLON):
        match = pattern.match(text) if pattern is not _BARE_COPULA else pattern.search(text)
        if match is not None and match.end() < len(text):
            return match.end()
    return 0


def _cuts(item: _Item) -> list[int]:
    """Where the parts of a list of things to do begin; only 0 when it is no such list."""
    text = item.text
    if marks := _outside(r";\s+(?=\S)", text):
        return [0, *marks]
    kind = _begins_action(item.words)
    if not kind:
        return [0]
    commas = _outside(r",\s+(?:а также\s+)?", text)
    return [0, *(at for at in commas if _begins_action(tokens(text[at : at + 120]), after=kind) == kind)]


def _outside(pattern: str, text: str) -> list[int]:
    """Where the matches of a pattern end that stand neither in brackets nor in quotation marks."""
    bare = _ASIDE.sub(lambda aside: "_" * len(aside.group()), text)
    return [match.end() for match in re.finditer(pattern, bare)]


def _begins_action(words: list[Token], after: str = "") -> str:
    """With what words begin, if it is something to do: `INFN` («открыть …») or `NOUN` («формирование …»).

    After the first thing to do a bare noun in the genitive goes on with it («обеспечение открытости,
    доверия»); one with an adjective is another thing in the wrong case.
    """
    described = False
    for token in words[:_AHEAD]:
        if token.pos == "INFN":
            return "INFN"
        if token.pos == "NOUN":
            if not any(_ACTION.search(lemma) for lemma in token.sense.lemmas):
                return ""
            return "" if after and not described and _is_genitive(token) else "NOUN"
        if token.pos in ADJECTIVES:
            described = True
        elif token.pos != "ADVB" and token.text != "и":
            return ""
    return ""


def _is_genitive(token: Token) -> bool:
    """Whether a noun stands in the genitive: «информирования» might be a plural, but hardly is."""
    forms = token.sense.forms
    return bool(forms & {"sing gent", "plur gent"}) and not forms & {"sing nomn", "sing accs", "sing ablt"}


def _listed(item: _Item) -> Iterator[_Item]:
    """The parts of a plain list: «нейросети, чат-боты, авторское право»; a sentence with a verb is left whole."""
    text = item.text
    if any(token.pos in ("VERB", "PRTS", "GRND") for token in item.words):
        yield from _titles(item)
        return
    lead = re.match(r"[^:,;()]{1,60}:\s+", text)  # «нужны: монтаж, съёмка», but not «правовые вопросы: реклама, реестр»
    start = lead.end() if lead and _WANTED.search(lead.group()) else 0
    for end in [*_outside(r"[,;]\s", text), len(text)]:
        yield item.part(start, end)
        start = end


def _titles(item: _Item) -> Iterator[_Item]:
    """The topics that a sentence quotes, «А», «Б»; else the parts of the sentence."""
    quoted = _TITLES.search(item.text)
    if quoted is None:
        yield from _divided(item)
        return
    for title in re.finditer(r"[«\"][^«»\"]+[»\"]", quoted.group()):
        yield item.part(quoted.start() + title.start(), quoted.start() + title.end())


def _planned(item: _Item, year: int) -> Iterator[_Item]:
    """The goals of a sentence that names the next year early and speaks of what will be."""
    text, next_year = item.text, rf"(?:{year + 1}|следующ\w+|наступающ\w+|наступивш\w+|будущ\w+)\b"
    if re.search(r"\bпродолжается\b", text):
        return
    if re.match(rf"\W{{0,9}}(?:[\w-]+\W{{1,3}}){{0,8}}?{_PLANS}\W[^.]{{0,80}}\b{next_year}", text, re.IGNORECASE):
        if _opened(text):
            yield from _divided(item)
    elif re.match(rf"\W{{0,9}}(?:[\w-]+\W{{1,3}}){{0,3}}?(?:в|на)\s+{next_year}", text, re.IGNORECASE):
        if re.search(rf"\b{_PLANS}\b", text, re.IGNORECASE) and _BARE_COPULA.search(text):
            yield from _divided(item)
        elif re.search(rf"\b{_FUTURE}\b", text, re.IGNORECASE):
            yield from _divided(item) if _LEAD_IN.match(text) or _COLON.match(text) else [item]


def _is_taught(item: _Item) -> bool:
    return bool(_TAUGHT.search(item.text) and _WANTED.search(item.text))


def _sentences(answers: Answers) -> Iterator[_Item]:
    for block in answers.blocks:
        if block.section in (GOALS, TRAINING, CLOSING) or block.role is not Role.PARAGRAPH:
            continue
        start = 0
        for end in ends(block.reading):
            yield _Item(block, start, end)
            start = end


def _clean(item: _Item) -> str:
    """A goal as a sentence of its own: without bullets and end marks, with a capital, its noun in the nominative."""
    text = " ".join(item.text.split())
    for lead in (_NUMBERED, _LEAD_IN, _ALONE, _NUMBERED):  # «надо: 1) снять фильм; 2) нужно обновить сайт»
        text = lead.sub("", text, count=1)
    text = text.strip(" .;,:–—-•")
    if _REFUSAL.fullmatch(text) or not re.search(r"[^\W\d_]{3}", text):
        return ""
    text = nominative(text)
    return text[:1].upper() + text[1:]


def _topics(item: _Item, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = mentions(vocabulary.goal_topics, item.words)
    return tuple(dict.fromkeys(mention.key for mention in found))
