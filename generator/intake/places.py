"""Whose report it is, and of what year: recognised where the text says it plainly, asked where it does not."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.intake.draft import Question
from generator.intake.layout import Block, Role
from generator.intake.questionnaire import Answers
from generator.intake.words import plain
from generator.model import Municipality

Directory = Mapping[str, Municipality]

_KINDS = (
    r"(?:администраци[яи]|пресс-служб[аы]|отч[её]т|город(?:а|ской округ|ского округа)?|г\.?|г\. ?о\.?|зато"
    r"|муниципальн\w+ \w+|мо|округа?|район\w*)"
)
_BEFORE_NAME = re.compile(rf"^(?:{_KINDS}\W+)*", re.IGNORECASE)
_YEAR_SAID = re.compile(r"\b(?:в|за)\s+((?:19|20)\d\d)\s*(?:год[ау]?\b|г\b)", re.IGNORECASE)
_ANY_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_HEAD_BLOCKS = 6  # blocks at the beginning that may be a title
_HEAD_LENGTH = 250  # characters of one of them


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality that a text names, and how: with its official name, its region."""

    municipality: Municipality
    count: int


def municipality(blocks: Sequence[Block], directory: Directory) -> tuple[Municipality | None, Question | None]:
    """The municipality of a report, or the question that a person must answer.

    The title decides; failing that, the text does, if it names one municipality only, or one as its
    own administration. Of two with one name only the region can tell.
    """
    text = plain(" ".join(block.reading for block in blocks))
    titles = [plain(b.reading) for b in blocks[:_HEAD_BLOCKS] if len(b.text) < _HEAD_LENGTH and not b.question]
    for said in (titles[:1], titles, [text]):
        named = _named(" \n ".join(said), directory)
        if not named:
            continue
        names = {plain(m.name) for m in named}
        if len(names) > 1:
            own = [m for m in named if _is_own(text, m)]
            named = own if len({plain(m.name) for m in own}) == 1 else _foremost(text, named)
        if len(named) > 1:
            named = [m for m in named if _region_said(text, m)] or named
        if len(named) == 1:
            return named[0], None
        if named:
            return None, _ask_which(named)
    head = next((b.text.strip() for b in blocks if b.role in (Role.TITLE, Role.PARAGRAPH) and not b.question), "")
    found = f" В начале стоит «{' '.join(head.split())[:60]}»." if head else ""
    message = (
        f"Не узнан муниципалитет.{found} Назовите его: --municipality ИМЯ (имя из municipalities.yaml) — "
        "или добавьте его в municipalities.yaml."
    )
    return None, Question("municipality", message)


def year(answers: Answers, blocks: Sequence[Block]) -> tuple[int | None, Question | None]:
    """The year of a report, or the question; years in the text are believed only when they agree."""
    if answers.year is not None:
        return answers.year, None
    head = " ".join(b.reading for b in blocks[:_HEAD_BLOCKS] if len(b.text) < _HEAD_LENGTH)
    said = {int(y) for y in _YEAR_SAID.findall(head)} or {int(y) for y in _ANY_YEAR.findall(head)}
    if len(said) == 1:
        return said.pop(), None
    text = " ".join(b.reading for b in blocks if b.section not in ("goals", "training"))
    every = Counter(int(y) for y in _YEAR_SAID.findall(text))
    if len(every) == 1:
        return next(iter(every)), None
    seen = f" В тексте названы {_listed(sorted(every))}." if every else ""
    message = f"Не узнан год отчёта.{seen} Назовите его: --year ГОД."
    return None, Question("year", message, tuple(str(y) for y in sorted(every)))


def split(blocks: Sequence[Block], directory: Directory) -> list[list[Block]]:
    """The reports of a file with several municipalities: each begins with its name alone on a line."""
    names = _names(directory)
    begins = [(n, key) for n, block in enumerate(blocks) if (key := _alone(block, names))]
    if len({key for _, key in begins}) < 2:
        return [list(blocks)]
    parts: list[list[Block]] = []
    for (start, key), following in zip(begins, [*begins[1:], (len(blocks), "")], strict=True):
        if parts and key == _alone(parts[-1][0], names):
            parts[-1] += blocks[start : following[0]]
        else:
            parts.append(list(blocks[start : following[0]]))
    parts[0] = [*blocks[: begins[0][0]], *parts[0]]
    return parts


def _alone(block: Block, names: Mapping[str, str]) -> str:
    """The name of a municipality that a block holds and nothing else; empty when it holds more."""
    if block.role in (Role.ROW, Role.PAGE) or len(block.text) > 100:
        return ""
    said = plain(block.reading).strip(' .:№0123456789«»"')
    return names.get(said) or names.get(_BEFORE_NAME.sub("", said).strip(' «»"')) or ""


def _names(directory: Directory) -> dict[str, str]:
    """Every form of a municipality's name, in the title's spelling."""
    return {
        form: plain(m.name)
        for m in directory.values()
        for form in (plain(m.name), plain(m.genitive), plain(m.official_name))
    }


def _forms(m: Municipality) -> list[str]:
    located = re.sub(r"^(?:во?|на)\s+", "", m.prepositional)
    return list(dict.fromkeys(plain(form) for form in (m.official_name, m.name, m.genitive, located)))


def _expression(m: Municipality) -> "re.Pattern[str]":
    forms = sorted(_forms(m), key=len, reverse=True)
    spelled = (re.sub(r"[\s-]+", r"[\\s–-]*", re.sub(r"([^\w\s-])", r"\\\1", form)) for form in forms)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spelled)})(?![\w-])")


def _named(text: str, directory: Directory) -> list[Municipality]:
    return [m for m in directory.values() if _expression(m).search(text)]


def _is_own(text: str, m: Municipality) -> bool:
    """Whether a text speaks of this municipality's own administration."""
    own = rf"(?:администраци\w+|пресс-служб\w+|глав\w+|мэр\w*|дум\w+)\s+(?:[\w.]+\s+){{0,3}}?{_expression(m).pattern}"
    return bool(re.search(own, text))


def _foremost(text: str, named: Sequence[Municipality]) -> list[Municipality]:
    """Of several, the one that is named at least three times as often as any other."""
    counts = Counter({m.id: len(_expression(m).findall(text)) for m in named})
    (first, most), (_, next_most) = counts.most_common(2)
    return [m for m in named if m.id == first] if most >= 3 * next_most else list(named)


def _region_said(text: str, m: Municipality) -> bool:
    words = [
        word
        for word in plain(m.region.name).split()
        if word not in ("республика", "область", "край", "автономный", "округ")
    ]
    return any(word[: max(4, len(word) - 2)] in text for word in words)


def _ask_which(named: Sequence[Municipality]) -> Question:
    shown = "; ".join(f"{m.title} ({m.region.name}) — --municipality {m.id}" for m in named)
    return Question("municipality", f"Неясно, чей это отчёт. Выберите: {shown}.", tuple(m.id for m in named))


def _listed(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))
