"""Whose page, which network, which year: words that stand by a number and say what it speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from generator.intake.lexicon import PAGES
from generator.intake.noise import YEAR
from generator.intake.phrases import Match, Phrases, Token
from generator.intake.quantities import Number
from generator.intake.turns import word_before
from generator.model import ALL

LAST_YEAR = re.compile(
    r"годом ранее|год(?:у|ом)? назад|(?:в|во|за|на конец|на начало|к) (?:поза)?(?:прошл|предыдущ"
    r"|предшествующ)\w+ год\w*|прошлогодн\w+"
    r"|аналогичн\w+ период\w* прошл\w+|\bаппг\b|годом раньше|\b(?:прошлый|предыдущий) год\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"(?:по сравнению с|в сравнении с|относительно|по отношению к|больше,? чем|меньше,? чем"
    r"|выше,? чем|ниже,? чем|чем|(?:столько|тот|та|то|те) же,? (?:сколько|что|как)|к|уровн\w+)"
    r"\s+(?:\S+\s+){0,3}$|\bс\s+$",
    re.IGNORECASE,
)
# What may stand between a number and a year that is its own.
_TO_YEAR = re.compile(
    r"(?:\s+(?!(?:а|без|в|во|для|до|за|и|из|к|ко|на|о|об|от|по|под|при|про|против|с|со|у|чем)\b)"
    r"[^\W\d_]+(?:-[^\W\d_]+)*){0,4}?(?:\s*[–-]\s*(?:(?:в|за)\s+)?|\s+(?:в|за)\s+)",
    re.IGNORECASE,
)
_YEAR_END = re.compile(r"\s*(?:год[ау]?\b|г\b\.?)?\s*(?:$|[,;).]|(?:а|до|и|против)\b)", re.IGNORECASE)
_LABEL_END = re.compile(
    r"^(?:\s*(?:год[уаеы]?|г\.?))?\s*(?:[–:(,-]\s*|было\s+|составил\w*\s+|стало\s+|их\s+|–\s*)*"
    r"(?:(?:более|около|свыше|порядка|почти|примерно|уже|всего|до)\s+)*$",
    re.IGNORECASE,
)


_ANOTHER_YEAR = re.compile(
    r"\b(?:в|за)\s+(?:эт|отч[её]тн|текущ|нынешн|(?:19|20)\d\d)|\b(?:сейчас|теперь)\b", re.IGNORECASE
)
_OPENING = 200  # characters with which a sentence says of when it speaks
_OPENERS = frozenset((",", ";", ":", "(", "и", "а"))
_TO_ANOTHER = re.compile(
    r"[(),;:.]|чем|сравнен|\b(?:больше|меньше|выше|ниже|относительно)\b|\b(?:к|от|с)\s*$", re.IGNORECASE
)
_OF_NEXT = re.compile(
    r"^[»\")]?\s*(?:(?:канал|групп|сообществ|паблик)\w*\s*)?(?:[–:(-]\s*)?(?:(?:более|около|свыше|уже|всего|до)\s+)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in a sentence: its key and its offsets in the block."""

    key: str
    start: int
    end: int
    direct: bool = False  # of an owner: it stands right after a page's name


def mentions(phrases: Phrases[str], words: Sequence[Token]) -> list[Mention]:
    """Every name of one kind in a sentence, from left to right, the longest at each place."""
    found: list[Mention] = []
    for match in phrases.all(words):
        start, end = words[match.first].start, words[match.last].end
        following = words[match.last + 1 : match.last + 3]
        if len(following) == 2 and following[0].text == ".":
            continue  # a full stop inside a sentence is that of a word cut short: «ок. 300»
        if not found or start >= found[-1].end:
            found.append(Mention(match.entry, start, end))
    return found


def owners(phrases: Phrases[str], words: Sequence[Token], direct: bool = False) -> list[Mention]:
    """Owners of pages; those right after a page's name («страница главы») put the others out.

    With `direct` only those.
    """
    matches = phrases.all(words)
    first = [match for match in matches if _follows_page(words, match)]
    if first and not direct:
        first += [match for match in matches if match not in first and _heads_clause(words, match)]
    kept = first if direct else first or matches
    joined = [_mention(words, match, bool(first)) for match in kept]
    if first:  # «в аккаунтах администрации и главы»: the second one is not right after the page
        reach = {m.first: m for m in matches}
        for match in first:
            at = match.last + 1
            while at + 1 < len(words) and words[at].text in ("и", ",") and at + 1 in reach:
                joined.append(_mention(words, reach[at + 1], True))
                at = reach[at + 1].last + 1
    unique = {(m.start, m.key): m for m in joined}
    return sorted(unique.values(), key=lambda m: m.start)


def _mention(words: Sequence[Token], match: Match[str], direct: bool) -> Mention:
    return Mention(match.entry, words[match.first].start, words[match.last].end, direct)


def _follows_page(words: Sequence[Token], match: Match[str]) -> bool:
    before = word_before(words, match.first)
    return before is not None and not before.sense.lemmas.isdisjoint(PAGES)


def _heads_clause(words: Sequence[Token], match: Match[str]) -> bool:
    """Whether a name is a label of what follows it: «подписчики администрации – 12 235, главы – 5 723»."""
    before, after = words[: match.first][-2:], words[match.last + 1 : match.last + 2]
    opens = not before or before[-1].text.lower() in _OPENERS or (len(before) > 1 and before[-1].text.lower() == "у")
    return opens and bool(after) and after[0].text in "–-:("


@dataclass(slots=True)
class Picker:
    """Gives every number of a sentence its own mention: the nearest before it, else the first after it."""

    text: str
    found: Sequence[Mention]
    used: set[int] = field(default_factory=set)

    def pick(self, start: int, number: Number, end: int, following: int | None) -> str:
        """The key for a number whose words stand between two offsets; `ALL` for several names in a row.

        A name set off by a dash before the `following` number belongs to that one.
        """
        before = [m for m in self.found if start <= m.start and m.end <= number.start and m.start not in self.used]
        if before:
            self.used |= {m.start for m in before}
            return before[-1].key if len({m.key for m in before}) == 1 or not _row(self.text, before) else ALL
        after = [m for m in self.found if number.end <= m.start and m.end <= end and m.start not in self.used]
        if after and following is not None and _OF_NEXT.match(self.text[after[-1].end : following]):
            after.pop()
        if after:
            self.used.add(after[0].start)
            several = len({m.key for m in after}) > 1 and _row(self.text, after)
            self.used |= {m.start for m in after} if several else set()
            return ALL if several else after[0].key
        return ""


def _row(text: str, names: Sequence[Mention]) -> bool:
    """Whether names stand in a row: «ВКонтакте, «Одноклассниках» и Телеграме»."""
    gaps = [text[a.end : b.start] for a, b in pairwise(names)]
    return any(
        re.fullmatch(r"[\s,«»\"()]*(?:и|или|а также|\+|/)?[\s,«»\"()]*(?:в|во|на)?\s*[«\"]?", gap) for gap in gaps
    )


def year_label(text: str, start: int, number: Number, noise: Sequence[Number]) -> int | None:
    """The year that labels a number: «в 2022 году – 2115», «2022 – 184», «(2022 г. – 96)», «96 (2022 г.)»."""
    before = [n for n in noise if n.reason == YEAR and start <= n.start and n.end <= number.start and n.value]
    if before and _LABEL_END.match(text[before[-1].end : number.start]):
        compared = COMPARED.search(text[start : before[-1].start])
        if not compared or "(" in text[before[-1].end : number.start]:
            return int(before[-1].value or 0)
    after = [n for n in noise if n.reason == YEAR and number.end <= n.start and n.value]
    if after and re.fullmatch(r"\s*(?:[^\s(]+\s+){0,3}?\(\s*(?:в|за|на)?\s*", text[number.end : after[0].start]):
        tail = text[after[0].end : after[0].end + 12]
        if re.match(r"\s*(?:год\w*|г\.?)?\s*\)", tail):
            return int(after[0].value or 0)
    return None


def year_after(text: str, number: Number, end: int, noise: Sequence[Number]) -> Number | None:
    """The year that closes the words after a number, «290 в 2022 году, …»; it labels no number after it."""
    year = next((n for n in noise if n.reason == YEAR and number.end <= n.start and n.value), None)
    if year is None or re.search(r"[,;:()]", text[number.end : year.start]):
        return None
    return year if _YEAR_END.match(text, year.end, end) else None


def is_own(text: str, number: Number, year: Number) -> bool:
    """Whether a year after a number is the number's: «брифингов проведено в 2022 году», not «о выборах в 2024 году»."""
    return bool(_TO_YEAR.fullmatch(text, number.end, year.start))


def speaks_of_last_year(text: str, start: int, end: int) -> bool:
    """Whether words open a sentence with the last year, «в прошлом году вышло», and no other is named after it."""
    found = LAST_YEAR.search(text, start, min(end, start + _OPENING))
    if found is None or not found.group().lower().startswith(("в", "за", "год")):
        return False
    ahead = text[start : found.start()]
    first = not any(map(str.isdigit, ahead)) and not COMPARED.search(ahead)
    return first and not _ANOTHER_YEAR.search(text, found.end(), end)


def last_year(text: str, start: int, number: Number, end: int) -> bool:
    """Whether a number is said to be of the year before: «против 96 годом ранее», «(в прошлом году – 96)»."""
    for found in LAST_YEAR.finditer(text, start, end):
        if found.end() <= number.start:
            between = text[found.end() : number.start]
            compared = COMPARED.search(text[start : found.start()])
            if len(between) < 25 and (not compared or "(" in between) and _LABEL_END.match(between):
                return True
        elif found.start() >= number.end:
            between = text[number.end : found.start()]
            to_it = found.group().lower().startswith("к ")  # «+340 к прошлому году»
            if len(between) < 40 and not to_it and not _TO_ANOTHER.search(between):
                return True
    return False
