"""The questionnaire's questions in a report: what was done, what is planned, what to teach.

Their wording varies from year to year and from clerk to clerk, so it is data: the catalogue's
`questions`. A question is known at the beginning of a block or of a line; one of three words or more
also in the middle, after a sentence's end. A phrase `задачи + год` is known by both its words, in
whatever order, in a line that stands as a heading.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from generator.indicators import Catalogue
from generator.intake import cells, letterheads, lines
from generator.intake.block import Block, Role
from generator.intake.phrases import tokens
from generator.intake.sentences import abbreviated

DONE, SUMMARY, GOALS, TRAINING = "done", "summary", "goals", "training"
CLOSING = "closing"  # the section of what stands after the answers

_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?:\s*(?:год[а-я]*|гг?\b\.?))?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\b\d\d-(?:м|й|го)\b", re.IGNORECASE)  # «в 22-м»
_OF_YEAR = re.compile(r"\b(?:в|на)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_HEAD = 150  # characters: a longer block is no heading
_LINE = 100  # characters of a line that is a question
# After a question of one word nothing may follow but a year and a colon.
_BARE = re.compile(
    r"\s*:|\W{0,9}(?:(?:на|в|за|и)\s+(?:планы\s+на\s+)?)?(?:(?:19|20)\d\d[^.;]{0,20})?\W{0,9}$", re.IGNORECASE
)
# With this a letter ends and its signature begins; the first group wherever it stands.
_SIGNED = re.compile(
    r"\W{0,9}(?:с уважением\b|исп(?:олнитель)?\b\s*[.:]|приложени[ея]\b[^.]{0,60}\b\d+\s*л(?:ист(?:а|ах|ов)?)?\b)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\W{0,9}(?:тел(?:ефон)?\b\s*[./:]|контактн\w+ (?:телефон|лиц)|начальник\b|заведующ\w+ "
    r"|главный специалист|ведущий специалист|\d{6},\s)",
    re.IGNORECASE,
)
_CLOSING_LENGTH = 200
# A post and who holds it, in one line or in several; it may stand above a report, too: «Утверждаю. Глава города …».
_SIGNATURE = re.compile(
    r"\W{0,9}(?:(?:и\. ?о\.|врио|временно исполняющ\w+ обязанности)\s+)?(?:(?:первый|главный|ведущий|старший)\s+)?"
    r"(?:глав[аы]|мэра?|заместител[ья]|начальника?|руководител[ья]|директора?|заведующ\w+|председател[ья]|управляющ\w+"
    r"|специалиста?|консультанта?|редактора?|пресс-секретар[ья])\b[^.!?:;\d]{0,150}\W"
    r"(?-i:[А-ЯЁ]\. ?(?:[А-ЯЁ]\. ?)?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
    r"|[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ]\. ?[А-ЯЁ]\.)\W{0,9}",
    re.IGNORECASE,
)
_SIGNED_LAST = 5  # blocks at the end that may be the signature, with whoever wrote the letter
_INTRO = re.compile(
    r"\W*(?:(?:раздел|часть|блок|вопрос)\s*)?(?:№\s*)?(?:\d{1,2}[.):]|[IVX]{1,4}[.)])?\W*", re.IGNORECASE
)
# «На 2024 год: открыть …» is a question with its answer.
_FOR_YEAR = re.compile(r"на\s+(?:19|20)\d\d\s*(?:год|г\.)?\s*:\s*(?=[а-яё-]+(?:ть|ти|чь)(?:ся)?\b)", re.IGNORECASE)
# These tell that a heading speaks of what has been done: «решались задачи», «выполненные планы».
_PAST = re.compile(r"\b(?:реш[аеё]\w+|выполн\w+|реализован\w+|достигнут\w+|стоял\w+|был\w*)\b", re.IGNORECASE)


@dataclass(slots=True)
class Answers:
    """The blocks of a report by section, and the years that its questions name."""

    blocks: list[Block]
    years: dict[str, int] = field(default_factory=dict)  # by section

    @property
    def year(self) -> int | None:
        """The year of the report, if a question names it."""
        if DONE in self.years:
            return self.years[DONE]
        return self.years[GOALS] - 1 if GOALS in self.years else None

    @property
    def plan_year(self) -> int | None:
        """The year of the plans, if a question names it."""
        return self.years.get(GOALS)


def divide(blocks: Sequence[Block], catalogue: Catalogue) -> Answers:
    """Set apart the questions, each a heading of its own, and tell every block its section."""
    patterns = _patterns(catalogue)
    answers = Answers([])
    section = DONE
    plain = list(cells.apart(blocks, lambda cell: _asks(cell, patterns)))
    signed = _signed_at(plain)
    for at, block in enumerate(plain):
        # The questions of the letter that is answered stand above the answer.
        quoted = answers.blocks and answers.blocks[-1].question and letterheads.greets(block.reading)
        if block.section == cells.AFTER_ROW or quoted:
            section = DONE
        if at == signed or _closes_letter(block, section):
            section = block.section = CLOSING
            answers.blocks.append(block)
            continue
        rest: Block | None = block
        while rest is not None:
            found = _question(rest, patterns, answers.years.get(DONE))
            if found is None:
                rest.section = section
                answers.blocks.append(rest)
                break
            if found.start:
                before = rest.part(rest.role, 0, found.start)
                before.section = section
                answers.blocks.append(before)
            section = found.section
            answers.blocks.append(_heading(rest, found, answers.years))
            after = rest.part(Role.PARAGRAPH, found.end, len(rest.text))
            rest = after if after.text else None
    return answers


@dataclass(frozen=True, slots=True)
class _Found:
    """A question in a block: where it stands, and which."""

    start: int
    end: int
    section: str


def _heading(block: Block, found: _Found, years: dict[str, int]) -> Block:
    """A question as a block; the year it names is kept, the first of its section."""
    heading = block.part(Role.HEADING, found.start, found.end)
    heading.section, heading.question = found.section, True
    if year := _YEAR.search(heading.reading):
        years.setdefault(found.section, int(year[1]))
    return heading


def _closes_letter(block: Block, section: str) -> bool:
    """Whether a block begins the signature; after the last answers a post or a telephone is enough."""
    if len(block.text) > _CLOSING_LENGTH or block.role is Role.ROW:
        return False
    return bool(_SIGNED.match(block.reading) or (section in (GOALS, TRAINING) and _CLOSING.match(block.reading)))


def _signed_at(blocks: Sequence[Block]) -> int:
    """Where a signature without «с уважением» begins: below figures and sentences a post, a name; or -1."""
    first = next((at for at, block in enumerate(blocks) if re.search(r"\d", block.reading)), len(blocks))
    last = max((at for at, block in enumerate(blocks) if not lines.is_nominal(block.reading)), default=0)
    for at in range(max(first + 1, last + 1, len(blocks) - _SIGNED_LAST), len(blocks)):
        following = [block.reading for block in blocks[at : at + 3] if block.role is not Role.ROW]
        if any(_SIGNATURE.fullmatch(" ".join(following[:length])) for length in range(1, len(following) + 1)):
            return at
    return -1


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How a question may be worded."""

    section: str
    first: "re.Pattern[str]"  # any wording, at the beginning
    inner: "re.Pattern[str]"  # those of three words or more, anywhere
    both: "tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]"  # two phrases of one heading, in any order


@lru_cache(maxsize=4)
def _patterns(catalogue: Catalogue) -> tuple[_Patterns, ...]:
    found = []
    for question in catalogue.questions.values():
        pairs = [phrase.split(" + ") for phrase in question.phrases if " + " in phrase]
        every = sorted((phrase for phrase in question.phrases if " + " not in phrase), key=len, reverse=True)
        long = [phrase for phrase in every if len(phrase.split()) > 2]
        both = tuple((_any([one]), _any([other])) for one, other in pairs)
        found.append(_Patterns(question.key, _any(every), _any(long), both))
    return tuple(found)


def _any(phrases: Sequence[str]) -> "re.Pattern[str]":
    if not phrases:
        return re.compile(r"(?!)")
    return re.compile("|".join(rf"\b{_phrase(phrase)}\b" for phrase in phrases), re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """A phrase as an expression: longer words may end otherwise, other words may not come between."""
    return r"\s+".join(_word(word) for word in phrase.split())


def _word(word: str) -> str:
    stem = word.rstrip("*")
    stem = stem if len(stem) < 5 else stem[: len(stem) - 2]
    stem = re.sub("[её]", "[её]", re.escape(stem))
    return rf"{stem}[а-яё]*" if len(word) > 4 or word.endswith("*") else stem


def _question(block: Block, patterns: Sequence[_Patterns], done: int | None) -> _Found | None:
    """The first question of a block; `done` is the year of the report, if a question has named it."""
    if block.role in (Role.ROW, Role.PAGE):
        return None
    text = block.reading
    opening = _opening(text, patterns)
    opening = opening or _by_order(block)
    if opening is None and (section := _as_heading(block, patterns, done)):
        opening = len(text), section
    if opening is not None:
        return _Found(0, *opening)
    found = [*_at_lines(block, patterns), *_inside(text, patterns)]
    return min(found, key=lambda one: one.start, default=None)


def _opening(text: str, patterns: Sequence[_Patterns]) -> tuple[int, str] | None:
    """The question with which a text begins: where it ends, and its section. The longest wording wins."""
    intro = _INTRO.match(text)
    begin = intro.end() if intro else 0
    if for_year := _FOR_YEAR.match(text, begin):
        return for_year.end(), GOALS
    best, longest = None, 0
    for pattern in patterns:
        match = pattern.first.match(text, begin)
        if match is not None and match.end() > longest:
            end = _end(text, match.end())
            if _heads(text, match, end):
                best, longest = (end, pattern.section), match.end()
    return best


def _asks(cell: str, patterns: Sequence[_Patterns]) -> str:
    """The section of a cell that is a question and nothing else: one of three words or more, or with a year."""
    opening = _opening(cell, patterns)
    sure = len(cell.split()) > 2 or "?" in cell or _YEAR.search(cell)
    return opening[1] if opening and sure and opening[0] >= len(cell.rstrip()) else ""


def _heads(text: str, match: "re.Match[str]", end: int) -> bool:
    """Whether a wording and what follows it up to `end` stand as a heading."""
    begin, words = match.start(), len(match.group().split())
    if end - begin > _HEAD or not (_closes(text, end) or len(text) <= 60):
        return False
    if re.search(r"\d", _SHORT_YEAR.sub("", _YEAR.sub("", text[begin:end]))):
        return False
    if words == 1 and not _BARE.match(text, match.end()):
        return False
    if text[end - 1] == "." and _says_more(text[match.end() : end]):
        return False
    return words > 2 or _is_short(text, begin, end)


def _says_more(rest: str) -> bool:
    """Whether what follows a wording makes it an answer: «в наступающем году *предстоит завершить ремонт*»."""
    return "," in rest or any(token.pos in ("VERB", "INFN") for token in tokens(rest))


def _at_lines(block: Block, patterns: Sequence[_Patterns]) -> Iterator[_Found]:
    """Questions that have a line of their own inside a block, after a sentence's end."""
    text, places = block.reading, block.lines
    start = bisect_right(places, places[0])
    while start < len(text):
        following = bisect_right(places, places[start], start)
        line = text[start:following].strip()
        if len(line) <= _LINE and line and not line[0].islower() and _after_sentence(text, start):
            opening = _opening(line, patterns)
            if opening is not None:
                begin = start + (text[start] == " ")
                yield _Found(begin, begin + opening[0], opening[1])
                return
        start = following


def _after_sentence(text: str, start: int) -> bool:
    """Whether what stands before an offset ends a sentence, or a part of one."""
    return lines.ended(text[max(0, start - 9) : start].rstrip())


def _inside(text: str, patterns: Sequence[_Patterns]) -> Iterator[_Found]:
    """Long wordings with a year in the middle of a text, after a sentence's end."""
    for pattern in patterns:
        for match in pattern.inner.finditer(text):
            end = _end(text, match.end())
            if (
                _after_sentence(text, match.start())
                and end - match.start() <= _HEAD
                and _YEAR.search(text, match.start(), end)
            ):
                yield _Found(match.start(), end, pattern.section)
                break


def _as_heading(block: Block, patterns: Sequence[_Patterns], done: int | None) -> str:
    """The section of a block that stands as a heading and is known by two phrases or by the year after the report's."""
    text = block.reading
    if block.role is Role.ITEM or len(text) > _HEAD or not _stands_alone(text):
        return ""
    year = _OF_YEAR.search(text)
    for pattern in patterns:
        if any(_joins(text, *pair) for pair in pattern.both):
            past = _PAST.search(text) or (year and done is not None and int(year[1]) <= done)
            if pattern.section != GOALS or not past:
                return pattern.section
    next_year = year is not None and done is not None and int(year[1]) == done + 1
    return GOALS if next_year and lines.could_head(_YEAR.sub("", text).strip(" .:–")) else ""


def _joins(text: str, one: "re.Pattern[str]", other: "re.Pattern[str]") -> bool:
    """Whether a heading has both phrases; what follows a verb is the answer: «на 2024 год планируется *открыть*»."""
    found = one.search(text)
    if found is None or other.search(text) is None:
        return False
    said = any(token.pos in ("VERB", "PRTS") for token in tokens(found.group()))
    return not said or text.endswith((":", "?")) or not re.search(r"[^\W\d_]{3}", _YEAR.sub("", text[found.end() :]))


def _stands_alone(text: str) -> bool:
    """Whether a block is one phrase that leads to something: with a colon, a question mark or no mark at its end."""
    bare = _YEAR.sub("", text)
    closed = text.endswith((":", "?")) or not lines.ended(text)
    return closed and not re.search(r"\d|[.!;]\s", bare) and not text.endswith(",")


def _is_short(text: str, begin: int, end: int) -> bool:
    """Whether a phrase of few words stands as a heading: alone on its line, or set off by a mark or a year."""
    if text[max(0, end - 1) : end] in (":", "?"):
        return True
    if len(text) - end < 3 and len(text) <= 100 and not re.search(r"[.;]\s+\S", text[begin:end]):
        return not text.rstrip().endswith((";", ","))
    return end <= 60 and bool(re.search(r"(?:19|20)\d\d\s*(?:год[а-я]*|г)?\s*\.$", text[:end]))


_SECTIONS = {"1": DONE, "2": GOALS, "3": TRAINING, "перв": DONE, "втор": GOALS, "трет": TRAINING}


def _by_order(block: Block) -> tuple[int, str] | None:
    """An answer that only says which question it answers, «по второму», «Вопрос 3.»: where that ends, its section.

    A short line is all question, unless it has a number: then the answer begins right here. In a longer one it
    begins after a colon or a dash.
    """
    said = lines.QUESTION_NUMBER.match(block.reading)
    long = len(block.text) > lines.NUMBER_ALONE
    if said is None or said.lastgroup is None or (long and not re.search("[:–]", said.group())):
        return None
    answered = long or re.search(r"\d", _YEAR.sub("", block.reading[said.end() :]))
    return said.end() if answered else len(block.reading), _SECTIONS[said[said.lastgroup].lower()]


def _end(text: str, start: int) -> int:
    """Where a question ends: after its question mark or colon, or after the year it names."""
    limit = min(len(text), start + 130)
    stops = re.compile(r"[?:!]|\.(?=\s+[А-ЯЁ«])").finditer(text, start, limit)
    mark = next((stop for stop in stops if stop[0] != "." or not abbreviated(text, stop.start())), None)
    year = _YEAR.search(text, start, mark.start() if mark else limit)
    if year:
        tail = re.match(r"\s*[?:.]?", text[year.end() :])
        following = text[year.end() : year.end() + 40].lstrip()
        if following[:1].isupper() or following[:1] in ("?", ":", ".", "«", "-", "–") or not following:
            return year.end() + (tail.end() if tail else 0)
    if mark:
        return mark.end()
    return limit if limit == len(text) else start


def _closes(text: str, end: int) -> bool:
    """Whether a question ends where a heading would: at a mark, a year or the end of its block."""
    return (
        end >= len(text) or text[end - 1] in "?:.!" or bool(re.search(r"\d|год[а-я]*\W*$", text[max(0, end - 8) : end]))
    )


def section_asked(block: Block, catalogue: Catalogue) -> str:
    """The section of the first question in a block that is not divided yet; empty when it asks none."""
    found = _question(block, _patterns(catalogue), None)
    return found.section if found else ""
