"""Whose report it is, and of what year: recognised where the text says it plainly, asked where it does not."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from pathlib import PurePath

from generator.intake import titles, toponyms
from generator.intake.block import Block, Role
from generator.intake.draft import TOTAL, Question
from generator.intake.questionnaire import DONE, GOALS, TRAINING, Answers
from generator.intake.toponyms import Gazetteer, Mention
from generator.intake.words import plain
from generator.intake.year_parts import titled
from generator.model import Municipality
from generator.problems import nearest

Directory = Mapping[str, Municipality]

_HEAD_BLOCKS = 6  # blocks at the beginning that may be a title
_HEAD_LENGTH = 200  # characters of one of them
_CLEARLY = 3  # times: how much oftener one must be named than any other

_TITLE_YEAR = re.compile(r"\b(?:за|в|итог\w*|отч[её]т\w*)\s+((?:19|20)\d\d)(?:\s*(?:год[ау]?|г)\b|\W*$)", re.IGNORECASE)
_ANY_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_STATED = re.compile(r"\bотч[её]тный\s+(?:год|период)\W{1,5}((?:19|20)\d\d)\b", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"\b0?1\.0?1\.((?:19|20)\d\d)\D{1,9}31\.12\.\1\b")  # «с 01.01.2023 по 31.12.2023»
_YEAR = re.compile(r"\b((?:19|20)\d\d)(?=\s*(?:год|гг?\b))", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:с|до|к|на|от|созыва|по состоянию на)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_TOTAL = re.compile(r"\W*(итого|всего)\b", re.IGNORECASE)
_FILE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def municipality(
    blocks: Sequence[Block], directory: Directory, file: str = "", *, alone: bool = True
) -> tuple[Municipality | None, Question | None]:
    """The municipality of a report, or the question that a person must answer; is it `alone` in its file?

    The title decides, unless the text speaks of another administration as its own. Without it the text
    does, if its offices are those of one municipality. Of two with one name the region or the official
    name tells. The name of the file may confirm a single mention and decides nothing.
    """
    gazetteer = toponyms.of(directory)
    head = [block.reading for block in _head(blocks, gazetteer)]
    text = [mention for block in blocks for mention in gazetteer.mentions(block.reading)]
    owned = Counter(mention.ids for mention in text if mention.own and mention.ids)
    titled = Counter(mention.ids for mention in _titled(head, gazetteer) if mention.ids)
    named = titled or Counter(ids for block in blocks for ids in _labels(block, gazetteer))
    if named:
        chosen = _clear(named) if len(named) == 1 else frozenset[str]()
        other = _clear(owned)
        if chosen and not (other and not other & chosen and owned[other] >= _CLEARLY and not owned[chosen]):
            return _one(chosen, blocks, gazetteer, directory)
        return _which([*named, *(owned if chosen else ())], directory)
    if (said := _unknown_place(head, blocks, gazetteer)) or not text:
        return None, _unknown(said, blocks, directory, alone)
    if chosen := _clear(owned):
        return _one(chosen, blocks, gazetteer, directory)
    if owned:
        return _which([*owned], directory)
    every = Counter(mention.ids for mention in text if mention.ids)
    if len(every) == 1:
        [chosen] = every
        kinds = sum(mention.kind for mention in text)
        if kinds > 1 or any(_confirms(file, directory[key]) for key in chosen):
            return _one(chosen, blocks, gazetteer, directory)
    return _which([*every], directory) if every else (None, _unknown("", blocks, directory, alone))


def year(answers: Answers, blocks: Sequence[Block], file: str = "") -> tuple[int | None, Question | None]:
    """The year of a report, or the question.

    A question of the questionnaire names it, or the title; where these differ, a person is asked. Years
    of the text are believed only when all of them agree, or when the file is named by the latest.
    """
    asked = {answers.year} if answers.year is not None else set[int]()
    # A title may be taken for the first question: «Отчёт за 2022 год».
    asked |= {
        int(years[0])
        for block in blocks[:_HEAD_BLOCKS]
        if block.question and block.section == DONE and (years := _ANY_YEAR.findall(block.reading))
    }
    titled = _title_years(blocks)
    goals = answers.years.get(GOALS)
    done = answers.years.get(DONE)
    if goals is not None and done is not None and (goals < done or (goals == done and asked != titled)):
        asked.add(goals - 1)
    if len(asked | titled) == 1:
        return _begun((asked | titled).pop())
    if asked | titled:
        return None, _which_year(sorted(asked | titled), "в вопросах и заголовке" if asked else "в заголовке")
    seen = set(_years(blocks))
    named = {int(said) for said in _FILE_YEAR.findall(PurePath(file).stem)}
    if seen and (named == {max(seen)} or (len(seen) == 1 and named <= seen)):
        return _begun(max(seen))
    where = " и ".join(filter(None, ("в тексте" if seen else "", "в имени файла" if named else "")))
    return None, _which_year(sorted(seen | named), where)


def _begun(year: int) -> tuple[int | None, Question | None]:
    """A year, or the question when it has not begun yet."""
    if year <= date.today().year:
        return year, None
    message = f"В отчёте назван {year} год, а он ещё не наступил. Укажите верный: --year ГОД."
    return None, Question("year", message)


def _head(blocks: Sequence[Block], gazetteer: Gazetteer | None = None) -> list[Block]:
    """The blocks at the beginning that may be a title: short, up to the first question, which may be one too.

    A name alone on the line after it («Отчёт за 2023 год», «Муниципалитет: Артём») still belongs to it.
    """
    head: list[Block] = []
    asked = False
    for at, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if asked and not (gazetteer and titles.alone(block.reading, gazetteer)):
            break
        if block.question and block.section in (GOALS, TRAINING) and any(b.role is Role.ROW for b in blocks[:at]):
            break  # the plans below a table
        begins = not head and block.role is Role.PARAGRAPH
        if (len(block.text) <= _HEAD_LENGTH or begins) and block.role not in (Role.PAGE, Role.ROW):
            head.append(block)
        asked = asked or block.question
    return head


def _titled(head: Sequence[str], gazetteer: Gazetteer) -> Iterator[Mention]:
    """The municipalities of a title; a region on a line of its own belongs to its neighbours.

    A line that is a sentence is no title: only what its office is called counts there. A text without a
    title may begin with one: «Артём, отчёт за 2021 год. Работали как обычно».
    """
    short = [line for line in head if not titles.is_sentence(line)]
    together = gazetteer.mentions(",\n".join(short) or _first_sentence(head))
    yield from together
    if not together:
        yield from (mention for line in head for mention in gazetteer.mentions(line) if mention.own)


def _first_sentence(lines: Sequence[str]) -> str:
    """The first sentence of a text, if it is a title; empty when it is none."""
    first = re.split(r"(?<=[а-яё\d]{3})[.!]\s", lines[0], maxsplit=1)[0] if lines else ""
    return first if titles.is_title(first) else ""


def _labels(block: Block, gazetteer: Gazetteer) -> Iterator[frozenset[str]]:
    """The municipalities that cells of a table name and nothing else: «Муниципалитет | Артём»."""
    for start, end in block.cells:
        if ids := titles.alone(block.reading[start:end], gazetteer):
            yield ids


def _clear(counts: Counter[frozenset[str]]) -> frozenset[str]:
    """The one that is named alone, or far oftener than any other; empty when there is none."""
    ranked = counts.most_common(2)
    if len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= _CLEARLY * ranked[1][1]):
        return ranked[0][0]
    return frozenset()


def _one(
    ids: frozenset[str], blocks: Sequence[Block], gazetteer: Gazetteer, directory: Directory
) -> tuple[Municipality | None, Question | None]:
    """The municipality of a name; of two with that name, the only one whose region the text says."""
    if len(ids) > 1:
        exact = {mention.ids for block in blocks for mention in gazetteer.mentions(block.reading)}
        single = {each for each in exact if len(each) == 1 and each <= ids}
        said = frozenset(region for block in blocks for region in gazetteer.regions(block.reading))
        of_region = frozenset(key for key in ids if gazetteer.region_of(key) in said)
        ids = single.pop() if len(single) == 1 else of_region or ids
    if len(ids) == 1:
        [key] = ids
        return directory[key], None
    return _which([ids], directory)


def _confirms(file: str, candidate: Municipality) -> bool:
    """Whether a file bears the name of a municipality."""
    stem = re.sub(r"[\W_]+", "-", plain(PurePath(file).stem))
    return any(
        re.search(rf"(?:^|-){re.escape(name)}(?:-|$)", stem)
        for name in (candidate.id, re.sub(r"\W+", "-", plain(candidate.name)))
    )


def _unknown_place(head: Sequence[str], blocks: Sequence[Block], gazetteer: Gazetteer) -> str:
    """The line of a title, or the cell, that names a place which the directory does not have."""
    for line in head:
        mentions = gazetteer.mentions(line)
        elsewhere = any(not mention.ids for mention in mentions)
        if not titles.is_sentence(line) and (elsewhere or titles.says_place(line, mentions)):
            return line
    for block in blocks[:_HEAD_BLOCKS]:
        for start, end in block.cells[:2]:
            cell = block.reading[start:end]
            if len(cell) < 60 and titles.says_place(cell, gazetteer.mentions(cell)):
                return cell
    return ""


def _first_words(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if not block.question and block.role is not Role.PAGE), "")


def _title_years(blocks: Sequence[Block]) -> set[int]:
    """The years of the title: those that it says the report is about; failing that, any."""
    head = _head_lines(blocks)
    title = "\n".join(takewhile(titles.is_title, head)) or _first_sentence(head)
    stated = _WHOLE_YEAR.findall("\n".join(head)) or [y for block in blocks for y in _STATED.findall(block.reading)]
    said = stated or _TITLE_YEAR.findall(title) or _ANY_YEAR.findall(title)
    return {int(year) for year in said}


def _head_lines(blocks: Sequence[Block]) -> list[str]:
    """The lines that may be a title; in a sheet the first row, too, when it has one cell."""
    rowed = blocks and blocks[0].role is Role.ROW and "\t" not in blocks[0].text.strip("\t")
    return [block.reading.strip() for block in ([blocks[0]] if rowed else [])] + [b.reading for b in _head(blocks)]


def part_of_year(blocks: Sequence[Block]) -> str:
    """The part of a year that the title says the report is about: «за I квартал 2024 года»; mostly none."""
    return next((part for line in _head_lines(blocks) if len(line) <= _HEAD_LENGTH and (part := titled(line))), "")


def _years(blocks: Sequence[Block]) -> Iterator[int]:
    """The years that the text about what was done speaks of; a first or a last year of a span is none of them."""
    for block in blocks:
        if block.section in (GOALS, TRAINING):
            continue
        for found in _YEAR.finditer(block.reading):
            if not _SINCE.search(block.reading, 0, found.start()):
                yield int(found[1])


# Questions


def _unknown(place: str, blocks: Sequence[Block], directory: Directory, alone: bool) -> Question:
    """Ask of a municipality that the directory does not have, or that the text does not name."""
    if not place and (total := _total(blocks)):
        message = (
            f"Строка «{total}» ни к какому муниципалитету не относится: её чисел в записях нет, итоги дайджест "
            "подводит сам."
        )
        return Question(TOTAL, message)
    if place:
        found = f"в начале стоит «{_short(place)}», а в municipalities.yaml такого имени нет."
    else:
        found = f"в тексте он не назван. Начало текста: «{_short(_first_words(blocks))}»."
    like = nearest(_short(place), [m.name for m in directory.values()])
    candidates = tuple(key for key, m in directory.items() if like and m.name == like)
    if alone:
        meant = f" Если это {like}, укажите --municipality {candidates[0]}." if candidates else ""
        remedy = "или укажите: --municipality ИМЯ (имя из municipalities.yaml)"
    else:  # the option would give it the figures of the others, too
        meant = f" Если это {like}, так и назовите его в файле." if candidates else ""
        remedy = "или исправьте имя в файле"
    message = f"Не узнан муниципалитет: {found}{meant} Добавьте его в municipalities.yaml {remedy}."
    return Question("municipality", message, candidates)


def _total(blocks: Sequence[Block]) -> str:
    """How the only row with figures is called when it is the total of a table; empty when there are others."""
    rows = [block for block in blocks if block.role is Role.ROW and re.search(r"\d", _ANY_YEAR.sub("", block.reading))]
    names = [_TOTAL.match(row.reading) for row in rows]
    return names[0][1] if len(names) == 1 and names[0] else ""


def _short(text: str) -> str:
    """The beginning of a text, for a message: whole words, without quotation marks around them."""
    said = " ".join(text.split()).strip("«» ")
    return said if len(said) <= 60 else said[:60].rsplit(" ", 1)[0] + "…"


def _which(named: Sequence[frozenset[str]], directory: Directory) -> tuple[None, Question]:
    """Ask which of several municipalities it is, in the order of the directory."""
    every = frozenset().union(*named)
    candidates = tuple(key for key in directory if key in every)
    shown = "; ".join(
        f"{directory[key].title} ({directory[key].region.name}) — --municipality {key}" for key in candidates
    )
    why = "в справочнике их несколько с таким именем" if len({*named}) == 1 else "названы разные муниципалитеты"
    if len(candidates) == 1:
        why = "муниципалитет упомянут только вскользь"
    return None, Question("municipality", f"Неясно, чей это отчёт: {why}. Выберите: {shown}.", candidates)


def _which_year(years: Sequence[int], where: str) -> Question:
    if not years:
        return Question("year", "Не узнан год отчёта: в тексте он не назван. Укажите его: --year ГОД.")
    *first, last = map(str, years)
    listed = f"названы {', '.join(first)} и {last}" if first else f"назван только {last}"
    message = f"Неясно, за какой год отчёт: {where} {listed}. Укажите нужный: --year ГОД."
    return Question("year", message, tuple(map(str, years)))
