"""Numbers in a text: every run of digits and every number word, each found once.

`find` first sets apart what is no quantity (`noise`), then reads what is left: groups of digits,
«12,5 тыс.», «19 тыс. 140», number words, percents, times, durations, ranges.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from generator.intake import noise, numerals
from generator.intake.noise import Noise
from generator.model import Qualifier


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text, or one run of digits that is no quantity.

    The span covers all that says the number: groups of digits, «тыс.», «%», number words; not the
    word that hedges it. A year keeps its value though it is no quantity.
    """

    start: int
    end: int
    value: Decimal | None = None  # `None` for «десятки», «сотни»
    upper: Decimal | None = None  # the other end of a range, «5–7»
    unit: str = ""  # percent, times («в 2,5 раза»), minutes, hours, days, weeks; otherwise what the next words say
    qualifier: Qualifier = Qualifier.EXACT
    role: str = ""  # from («с 4 200 до …»), to («… до 6 850»), by («увеличилось на 300»)
    written: str = "digits"  # or words
    reason: str = ""  # why it is no quantity, in Russian: «год», «дата», «телефон»


_DIGIT = r"[\d²³¹⁰⁴-⁹₀-₉]"
_ANY = re.compile(rf"{_DIGIT}|{numerals.RANGE.pattern}|{numerals.WORD.pattern}", re.IGNORECASE)
_RUN = re.compile(rf"{_DIGIT}+")
_GROUPED = r"\d{1,3}(?: \d{3})+(?!\d)|\d+"
_PLAIN = re.compile(_GROUPED)
_DIGITS = re.compile(
    rf"(?P<whole>{_GROUPED})(?P<fraction>[.,]\d+)?(?:-?(?:ти|ми|х|ю|мя)\b)?"
    r"(?P<by>\s*(?:тыс|млн|млрд)\b\.?|\s+(?:тысяч[аиу]?|миллион(?:а|ов)?|миллиард(?:а|ов)?)\b|\s?[кk]\b)?"
    r"(?P<rest>(?<=[а-я.]) \d{1,3}(?:\s*тыс\b\.?)?(?!\d|[.,]\d|%| \d))?",
    re.IGNORECASE,
)
_SPACED_FRACTION = re.compile(r"\d+, \d+\s*(?:тыс|млн|млрд)\b\.?", re.IGNORECASE)
_RANGE = re.compile(r"(?P<dash>\s?[–-]\s?|\s+до\s+)(?=\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")

_PERCENT = re.compile(r"\s*(?:%|процент[а-я]*|п\. ?п\.)", re.IGNORECASE)
_TIMES = re.compile(r"\s+раза?\b", re.IGNORECASE)
_HOURS = re.compile(r"\s*(?:час(?:а|ов|ам|ами|ах)?\b|ч\b\.?)", re.IGNORECASE)
_MINUTES = re.compile(r"\s*мин(?:ут[а-я]*\b|\b\.?)", re.IGNORECASE)
_HOURS_AND_MINUTES = re.compile(rf"{_HOURS.pattern}\s+(?:и\s+)?(?P<minutes>\d{{1,2}}){_MINUTES.pattern}", re.IGNORECASE)
_DAYS = re.compile(
    r"\s*(?:(?:рабоч|календарн)[а-я]+\s+)?(?:д(?:ень|ня|ней|ню|нями|нях|н\.)|сут(?:ки|ок|кам|ках))(?!\w)", re.IGNORECASE
)
_WEEKS = re.compile(r"\s*недел[а-я]+\b", re.IGNORECASE)
_MONEY = re.compile(r"\s*(?:тыс\.?|млн\.?|млрд\.?)?\s*(?:руб(?:л[а-я]+|\.)?\b|₽|р\.(?=\s|$|[,;)]))", re.IGNORECASE)
_YEARS_OLD = re.compile(r"\s*(?:лет\b|год(?:а|ов)?\b|месяц[а-я]*\b)", re.IGNORECASE)
_UNITS = {_HOURS: "hours", _MINUTES: "minutes", _DAYS: "days", _WEEKS: "weeks"}

_HEDGED = r"(?:\s+(?:чем|на|в|до|с|со|от))*\s*$"
_QUALIFIERS = (
    (Qualifier.AT_LEAST, rf"\b(?:не (?:менее|меньше)|минимум|превы\w+){_HEDGED}"),
    (Qualifier.AT_MOST, rf"\b(?:не (?:более|больше|свыше)|менее|меньше|максимум){_HEDGED}"),
    (Qualifier.AT_LEAST, rf"\b(?:более|свыше|больше|с лишним){_HEDGED}"),
    (
        Qualifier.ABOUT,
        rf"(?:\b(?:около|порядка|примерно|приблизительно|почти|где-то|где то|ориентировочно|под|ок\.)|[~≈]){_HEDGED}",
    ),
)
_HEDGES = tuple((qualifier, re.compile(pattern, re.IGNORECASE)) for qualifier, pattern in _QUALIFIERS)
_ANY_HEDGE = (
    r"(?:(?:не\s+)?(?:более|менее|больше|меньше)(?:\s+чем)?|свыше|около|порядка|примерно|почти|уже"
    r"|рекордных|целых)\s+"
)
_AND_MORE = re.compile(r"\s*(?:\+(?!\s*\d)|и (?:более|больше)\b|с лишним\b|с небольшим\b|с хвостиком\b)", re.IGNORECASE)
_ROUGHLY = re.compile(r"\s*(?:\S+\s+)?(?:примерно|приблизительно|ориентировочно)\b", re.IGNORECASE)
_UP_TO = re.compile(rf"\bдо\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
_BY = re.compile(rf"\bна\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
_FROM = re.compile(rf"\b(?:с|со|от)\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
_THEN_TO = re.compile(r"(?:\s+[^\s\d]+){0,4}?\s+до\s+(?:[^\s\d]+\s+){0,2}\d", re.IGNORECASE)
_GROWN = re.compile(
    r"(?:увелич|вырос|возрос|прирос|рост|повыс|подня|сокра|сниз|уменьш|упал|достиг|дошл|дошёл"
    r"|доведен)\w*\b[^.;]{0,120}$",
    re.IGNORECASE,
)

_PREPOSITION = re.compile(
    r"\b(?:в|во|за|на|к|ко|с|со|до|по|от|год[уа]?|начал[еоа]|конц[еау]|конец|течение|итогам|весь"
    r"|отч[её]тн\w+|сравнени\w+)\s+$",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"\s*(?:[-–]?\s*год[а-я]*\b|гг?\b\.?)|(?:\s*(?:,|и|–|-|/)\s*(?:19|20)\d\d\b)+\s*(?:год|гг?\b)", re.IGNORECASE
)
_LABEL_AFTER = re.compile(r"\s*[–:-]\s*(?:[^\W\d_]+\s+){0,2}\d|\s*\)?\s*[–:-]?\s*$|\s*[),;]")
_COUNTED = re.compile(r"\s+[^\W\d_-]*(?:-[^\W\d_]+)*(?:ов|ев|ей|ий|ых|их|ек|ок|иц|ин|ан|ам|а|я|ы|и)\b")


def find(text: str) -> list[Number]:
    """Every number of a text, from left to right, none overlapping another.

    Every digit and every number word of the text lies in exactly one of them. Linear in the length
    of the text.
    """
    if not _ANY.search(text):
        return []
    found = list(_Scanner(text).numbers())
    return _with_roles(text, found)


class _Scanner:
    """One text being read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.noise = list(noise.stretches(text))
        self.starts = [stretch.start for stretch in self.noise]
        self.titles = noise.titles(text)
        self.title_starts = [start for start, _ in self.titles]
        self.words = {m.start(): m for m in numerals.ROW.finditer(text)}

    def numbers(self) -> Iterator[Number]:
        at = 0
        while match := _ANY.search(self.text, at):
            number = self._at(match.start())
            yield number
            at = max(number.end, match.start() + 1)

    def _at(self, start: int) -> Number:
        stretch = self._noise(start)
        if stretch is not None:
            return self._set_apart(stretch, start)
        number = self._digits(start) if _RUN.match(self.text, start) else self._words(start)
        if not number.reason and self._in_title(start):
            return replace(number, reason=noise.NAME)
        return number

    def _noise(self, at: int) -> Noise | None:
        index = bisect_right(self.starts, at) - 1
        if index >= 0 and at < self.noise[index].end:
            return self.noise[index]
        return None

    def _in_title(self, at: int) -> bool:
        index = bisect_right(self.title_starts, at) - 1
        return any(start < at < end for start, end in self.titles[max(0, index - 3) : index + 1])

    def _set_apart(self, stretch: Noise, start: int) -> Number:
        """Everything of a stretch that is no quantity, from its first digit to its last."""
        end = start
        for run in _RUN.finditer(self.text, start, stretch.end):
            end = run.end()
        year = _YEAR.match(self.text, start) if stretch.reason == noise.YEAR else None
        value = _decimal(year.group()) if year else None
        return Number(start, max(end, start + 1), value, reason=stretch.reason)

    # Digits

    def _digits(self, start: int) -> Number:
        text = self.text
        if spaced := _SPACED_FRACTION.match(text, start):
            return Number(start, spaced.end())
        match = _DIGITS.match(text, start)
        if match is None:  # superscripts and the like
            run = _RUN.match(text, start)
            return Number(start, run.end() if run else start + 1, reason=noise.MEASURE)
        end = self._before_noise(match)
        if end is None:
            run = _RUN.match(text, start)
            assert run is not None
            return self._classified(Number(start, run.end(), _decimal(run.group())))
        value = _value(match)
        if value is None:
            return Number(start, match.end(), reason=noise.UNCLEAR)
        if _is_year(match) and self._means_year(match):
            return Number(start, match.end("whole"), Decimal(match["whole"]), reason=noise.YEAR)
        number = Number(start, end, value)
        return self._classified(self._range(number, match) or number)

    def _before_noise(self, match: "re.Match[str]") -> int | None:
        """The end of a number, unless it runs into a stretch that is none."""
        index = bisect_right(self.starts, match.start())
        if index < len(self.noise) and self.noise[index].start < match.end():
            return None
        return match.end()

    def _range(self, number: Number, match: "re.Match[str]") -> Number | None:
        """A range: «5–7», «от 5 до 7»."""
        between = _RANGE.match(self.text, number.end)
        if between is None or match["by"] or self._noise(between.end()):
            return None
        if "до" in between["dash"] and not re.search(r"\bот\s+$", self.text[: number.start][-6:], re.IGNORECASE):
            return None
        if between["dash"].strip() in "–-" and (between["dash"] != between["dash"].strip()) != (
            len(between["dash"]) == 3
        ):
            return None
        other = _DIGITS.match(self.text, between.end())
        upper = _value(other) if other else None
        if (
            other is None
            or upper is None
            or number.value is None
            or upper <= number.value
            or self._before_noise(other) is None
        ):
            return None
        lower = number.value
        if other["by"] and lower < 1000:
            lower = lower * (_decimal("1") if not other["by"] else _multiplier(other["by"]))
        return Number(number.start, other.end(), lower, upper)

    def _means_year(self, match: "re.Match[str]") -> bool:
        before, after = self.text[max(0, match.start() - 30) : match.start()], self.text[match.end() : match.end() + 60]
        if _YEAR_AFTER.match(after):
            return True
        if _PREPOSITION.search(before):
            counted = _COUNTED.match(after)
            preposition = before.split()[-1].lower() if before.split() else ""
            return not counted or preposition in ("в", "во", "за", "с", "со", "по") or bool(_LABEL_AFTER.match(after))
        opens = not re.search(r"[^\W_]", self.text[: match.start()]) or before.rstrip()[-1:] in ("(", ";", ",")
        return bool(opens and _LABEL_AFTER.match(after) and re.match(r"\s*[–:)-]", after))

    # Words

    def _words(self, start: int) -> Number:
        if between := numerals.RANGE.match(self.text, start):
            lower, upper = (numerals.value(word) for word in re.split("[-–]", between.group()))
            return self._classified(Number(start, between.end(), lower, upper, written="words"))
        row = self.words.get(start)
        words = (row.group() if row else (numerals.WORD.match(self.text, start) or [""])[0]).split(" ")
        for length in range(len(words), 0, -1):
            said = " ".join(words[:length])
            value = numerals.TIMES.get(said.lower()) if length == 1 else None
            if value is not None:
                return Number(start, start + len(said), value, unit="times", written="words")
            value = numerals.value(said)
            if value is not None or length == 1:
                break
        number = Number(start, start + len(said), value, written="words")
        if pronoun(self.text, number):
            return replace(number, reason=noise.PRONOUN)
        if value is None:
            return number
        return self._classified(number)

    # What both have

    def _classified(self, number: Number) -> Number:
        """A number with its unit and its hedge, or with the reason why it is none."""
        text, end = self.text, number.end
        before = text[max(0, number.start - 40) : number.start]
        if _MONEY.match(text, end):
            return replace(number, reason=noise.MONEY)
        if _YEARS_OLD.match(text, end):
            return replace(number, reason=noise.AGE)
        if percent := _PERCENT.match(text, end):
            number = replace(number, end=percent.end(), unit="percent")
        elif (times := _TIMES.match(text, end)) and re.search(rf"\bв\s+(?:{_ANY_HEDGE})?$", before, re.IGNORECASE):
            number = replace(number, end=times.end(), unit="times")
        elif (both := _HOURS_AND_MINUTES.match(text, end)) and number.value is not None:
            number = replace(number, end=both.end(), unit="minutes", value=number.value * 60 + int(both["minutes"]))
        else:
            for pattern, unit in _UNITS.items():
                if said := pattern.match(text, end):
                    number = replace(number, end=said.end(), unit=unit)
                    break
        qualifier = next((q for q, pattern in _HEDGES if pattern.search(before)), Qualifier.EXACT)
        if _AND_MORE.match(text, number.end):
            qualifier = Qualifier.AT_LEAST
        elif qualifier is Qualifier.EXACT and _ROUGHLY.match(text, number.end):
            qualifier = Qualifier.ABOUT
        return replace(number, qualifier=qualifier)


def pronoun(text: str, number: Number) -> bool:
    """Whether «один» is no number: «одной из задач», «одни … другие»; «оба» never counts."""
    word = text[number.start : number.end].lower()
    if not word.startswith(("один", "одн")):
        return word.startswith(("об", "тыс")) and number.value is None
    after, before = text[number.end : number.end + 20].lower(), text[max(0, number.start - 12) : number.start].lower()
    if word not in ("один", "одна", "одно", "одну") or re.match(r"\s+(?:из|и т|словом|время)\b|\s+на\s+один", after):
        return True
    return bool(re.search(r"\bни\s+(?:(?:в|на|с|к|о|от|у|за|по)\s+)?$", before))


def _with_roles(text: str, numbers: Sequence[Number]) -> list[Number]:
    """The numbers with the part each plays in a change: from, to, by; and «до 20» as a bound."""
    found: list[Number] = []
    for number in numbers:
        role, qualifier = "", number.qualifier
        before = text[max(0, number.start - 160) : number.start]
        if number.reason or number.value is None:
            found.append(number)
            continue
        if _FROM.search(before) and _THEN_TO.match(text, number.end):
            role = "from"
        elif _UP_TO.search(before):
            follows = bool(found) and found[-1].role == "from" and number.start - found[-1].end < 60
            role = "to" if follows or _GROWN.search(before) else ""
            if not role and qualifier is Qualifier.EXACT:
                qualifier = Qualifier.UP_TO
        elif _BY.search(before):
            role = "by"
        found.append(replace(number, role=role, qualifier=qualifier))
    return found


def _is_year(match: "re.Match[str]") -> bool:
    return bool(_YEAR.fullmatch(match["whole"])) and not match["fraction"] and not match["by"]


def _value(match: "re.Match[str]") -> Decimal | None:
    """The number of a match; `None` when nobody can tell a fraction from thousands."""
    fraction = match["fraction"] or ""
    whole = match["whole"].replace(" ", "")
    if len(fraction) > 3 and not match["by"]:
        if fraction[0] == "." and len(fraction) == 4 and whole != "0":
            return _decimal(whole + fraction[1:])
        return None
    value = _decimal(whole + fraction.replace(",", "."))
    if match["by"]:
        value *= _multiplier(match["by"])
        if match["rest"]:
            rest = re.search(r"\d+", match["rest"])
            assert rest is not None
            value += _decimal(rest.group()) * (1000 if "тыс" in match["rest"].lower() else 1)
    return value


def _multiplier(words: str) -> Decimal:
    said = words.strip().lower()
    if said.startswith(("млрд", "миллиард")):
        return Decimal(1_000_000_000)
    return Decimal(1_000_000) if said.startswith(("млн", "миллион")) else Decimal(1000)


def _decimal(text: str) -> Decimal:
    return Decimal(text) + 0
