"""The questionnaire's questions in a report: what was done, what is planned, what to teach.

Their wording varies from year to year and from clerk to clerk, so it is data: the catalogue's
`questions`. A question is known at the beginning of a block; one of three words or more also in the
middle, after a sentence's end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from generator.indicators import Catalogue
from generator.intake.layout import Block, Role

DONE, SUMMARY, GOALS, TRAINING = "done", "summary", "goals", "training"

_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*[-–/]\s*(?:19|20)?\d\d)?(?:\s*(?:год[а-я]*|гг?\b\.?))?")
_HEAD = 150  # characters: a longer block is no heading
# After a question of one word nothing may follow but a year and a colon.
_BARE = re.compile(r"\s*:|\W*(?:(?:на|в|за|и)\s+(?:планы\s+на\s+)?)?(?:(?:19|20)\d\d[^.;]{0,20})?\W*$")
# With this a letter ends and its signature begins.
_CLOSING = re.compile(
    r"\W*(?:с уважением|исп(?:олнитель)?\b\s*[.:]|тел(?:ефон)?\b\s*[./:]|контактн\w+ (?:телефон|лиц)"
    r"|начальник\b|заведующ\w+ "
    r"|главный специалист|ведущий специалист|\d{6},\s)",
    re.IGNORECASE,
)
CLOSING = "closing"  # the section of what stands after the answers
_INTRO = re.compile(
    r"\W*(?:(?:раздел|часть|блок|вопрос)\s*)?(?:№\s*)?(?:\d{1,2}[.):]|[IVX]{1,4}[.)])?\W*", re.IGNORECASE
)


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
    for block in _without_long_cells(blocks):
        if block.section == _AFTER_ROW:
            section = DONE
        if section in (GOALS, TRAINING) and len(block.text) < 200 and _CLOSING.match(block.reading):
            section = CLOSING
        rest: Block | None = block
        while rest is not None:
            found = None if rest.role is Role.ROW or rest.role is Role.PAGE else _question(rest, patterns)
            if found is None:
                rest.section = section
                answers.blocks.append(rest)
                break
            start, end, key = found
            if start:
                before = rest.part(rest.role, 0, start)
                before.section = section
                answers.blocks.append(before)
            section = key
            heading = rest.part(Role.HEADING, start, end)
            heading.section, heading.question = section, True
            answers.blocks.append(heading)
            year = _YEAR.search(heading.reading)
            if year:
                answers.years.setdefault(key, int(year[1]))
            after = rest.part(Role.PARAGRAPH, end, len(rest.text))
            rest = after if after.text else None
    return answers


_LONG = 50  # characters of a cell: a longer text is an answer, not a label
_AFTER_ROW = "after a row"  # the mark of a block with which the answer of a row ends


def _without_long_cells(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; a row of a form whose cell holds an answer becomes a heading and a paragraph."""
    within = False
    for block in blocks:
        texts = [span for span in block.cells if _is_prose(block.reading[slice(*span)])]
        if block.role is not Role.ROW or not texts:
            if within:
                block.section, within = _AFTER_ROW, False
            yield block
            continue
        for index, (start, end) in enumerate(block.cells):
            if not block.text[start:end].strip():
                continue
            prose = (start, end) in texts
            label = not prose and index + 1 < len(block.cells) and block.cells[index + 1] in texts
            part = block.part(Role.PARAGRAPH if prose else Role.HEADING if label else Role.PARAGRAPH, start, end)
            part.section = _AFTER_ROW if within and not prose else part.section
            yield part
        within = True


def _is_prose(text: str) -> bool:
    return len(text) > _LONG and len(re.findall(r"[^\W\d_]{3,}", text)) > 5


@dataclass(frozen=True, slots=True)
class _Patterns:
    first: "re.Pattern[str]"  # any question, at the beginning
    inner: "re.Pattern[str]"  # questions of three words or more, anywhere


@lru_cache(maxsize=4)
def _patterns(catalogue: Catalogue) -> tuple[tuple[str, _Patterns], ...]:
    found = []
    for question in catalogue.questions.values():
        every = sorted(question.phrases, key=len, reverse=True)
        long = [phrase for phrase in every if len(phrase.split()) > 2]
        found.append((question.key, _Patterns(_any(every), _any(long))))
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


def _question(block: Block, patterns: Sequence[tuple[str, _Patterns]]) -> tuple[int, int, str] | None:
    """The first question of a block: where it begins and ends, and its section."""
    text = block.reading
    intro = _INTRO.match(text)
    begin = intro.end() if intro else 0
    best: tuple[int, int, str] | None = None
    for key, pattern in patterns:
        match = pattern.first.match(text, begin)
        if match is not None:
            end = _end(text, match.end())
            heads = end - begin <= _HEAD and (_closes(text, end) or len(text) <= 60)
            heads = heads and not re.search(r"\d", _YEAR.sub("", text[begin:end]))
            strong = len(match.group().split()) > 2
            if len(match.group().split()) == 1 and not _BARE.match(text, match.end()):
                continue
            if (heads and (strong or _is_short(text, begin, end))) and (best is None or match.end() > best[1]):
                best = (0, end, key)
            continue
        for match in pattern.inner.finditer(text):
            before = text[: match.start()].rstrip()
            end = _end(text, match.end())
            if before[-1:] in ".?!;:" and end - match.start() <= _HEAD and _YEAR.search(text, match.start(), end):
                if best is None or match.start() < best[0]:
                    best = (match.start(), end, key)
                break
    if best is None and (section := _by_order(block)):
        return 0, len(text), section
    return best


def _is_short(text: str, begin: int, end: int) -> bool:
    """Whether a phrase of few words stands as a heading: alone on its line, or set off by a mark or a year."""
    if text[max(0, end - 1) : end] in (":", "?"):
        return True
    if len(text) - end < 3 and len(text) <= 100 and not re.search(r"[.;]\s+\S", text[begin:end]):
        return not text.rstrip().endswith((";", ","))
    return end <= 60 and bool(re.search(r"(?:19|20)\d\d\s*(?:год[а-я]*|г)?\s*\.$", text[:end]))


_ORDER = re.compile(
    r"\W*(?:по\s+)?(?:(?P<word>перв|втор|трет)[а-я]+(?:\s+вопрос[а-я]*)?\b"
    r"|(?:вопрос|ответ(?:\s+на\s+вопрос)?)\s*№?\s*(?P<digit>[123])\b|(?P<bare>[123])\s*[).]\s*$)",
    re.IGNORECASE,
)
_SECTIONS = {"1": DONE, "2": GOALS, "3": TRAINING, "перв": DONE, "втор": GOALS, "трет": TRAINING}


def _by_order(block: Block) -> str:
    """The section of an answer that only says which question it answers: «по второму», «Вопрос 3.», «2)»."""
    said = _ORDER.match(block.reading) if len(block.text) <= 70 else None
    if said is None:
        return ""
    return _SECTIONS[(said["word"] or said["digit"] or said["bare"]).lower()]


def _end(text: str, start: int) -> int:
    """Where a question ends: after its question mark or colon, or after the year it names."""
    limit = min(len(text), start + 130)
    mark = re.compile(r"[?:!]|\.(?=\s+[А-ЯЁ«])").search(text, start, limit)
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
    found = None if block.role in (Role.ROW, Role.PAGE) else _question(block, _patterns(catalogue))
    return found[2] if found else ""
