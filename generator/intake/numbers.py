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
from generator.intake.numerals import Alone, Kind, Said
from generator.model import Qualifier


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text, or one run of digits that is no quantity.

    The span covers all that says the number: groups of digits, «тыс.», «%», number words; not the
    word that hedges it. A year keeps its value though it is no quantity.
    """

    start: int
    end: int
    value: Decimal | None = None  # `None` for «десятки», and for «12,345»: a fraction or thousands
    upper: Decimal | None = None  # the other end of a range, «5–7»
    unit: str = ""  # percent, times («в 2,5 раза»), minutes, hours, days, weeks; otherwise what the next words say
    qualifier: Qualifier = Qualifier.EXACT
    role: str = ""  # from («с 4 200 до …»), to («… до 6 850»), by («увеличилось на 300»)
    written: str = "digits"  # or words
    reason: str = ""  # why it is no quantity, in Russian: «год», «дата», «телефон»


# Digits of every writing, raised, lowered, circled ones and those of old scripts too (`str.isdigit`).
_ODD = (
    "²³¹⁰⁴-⁹₀-₉፩-፱᧚①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒"
    "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a"
)
_DIGIT = rf"[\d{_ODD}]"
_RUN = re.compile(rf"{_DIGIT}+")
_TOKEN = re.compile(rf"{_DIGIT}|[а-я]+(?:-[а-я]+){{0,3}}")  # in a plain text
# At most five groups of three: more are several numbers side by side.
_GROUPED = (
    r"\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3}){1,4}(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,4}(?!\d)|\d{1,3}(?:\.\d{3}){1,4}(?=,\d)|\d+"
)
# «10к», «10 к.», «10 к просмотров», but «+18 к 2022 году», «12 к Дню города» are a number with a preposition.
_K = (
    rf"[кk]\b|\s[кk]\b(?=\s*[^\s\w«„“\"]|\s*$|{noise.COUNTED}"
    rf"|\s+(?:а|в|во|за|и|или|из|на|по|против|у|{noise.NETWORKS})\b)(?!\s+[а-яё]+[жнчшщ]ей\b)"
)
_DIGITS = re.compile(
    rf"(?P<whole>{_GROUPED})(?P<fraction>[.,]\d+)?(?:-?(?:ти|ми|х|ю|мя)\b)?"
    rf"(?P<by>\s*(?:тыс|млн|млрд)\b\.?|\s+(?:тысяч[аиу]?|миллион(?:а|ов)?|миллиард(?:а|ов)?)\b|{_K})?"
    r"(?P<rest>(?<=[а-я.]) \d{1,3}(?:\s*тыс(?:\b\.?|яч[аиу]?\b))?(?!\d|[.,]\d|%| \d))?",
    re.IGNORECASE,
)
_SPACED_FRACTION = re.compile(r"\d+, \d+\s*(?:тыс|млн|млрд)\b\.?", re.IGNORECASE)
_RANGE = re.compile(r"(?P<dash>\s?[–-]\s?|\s+до\s+)(?=\d)")
_OPENS_RANGE = re.compile(r"\bот\s+$", re.IGNORECASE)
_DASH = re.compile(r"-|–| – | - ")
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN = re.compile(r"\bв\s+$", re.IGNORECASE)
_INSTRUMENTAL = re.compile(r"\s+[^\W\d_-]*(?:-[^\W\d_]+)*[аяь]ми\b", re.IGNORECASE)

_PERCENT = re.compile(r"\s*(?:%|процентн[а-я]+ пункт[а-я]*|процент[а-я]*|п\. ?п\.)", re.IGNORECASE)
_TIMES = re.compile(r"\s+раза?\b", re.IGNORECASE)
_HOURS = re.compile(r"\s*(?:час(?:а|ов|ам|ами|ах)?\b|ч\b\.?)", re.IGNORECASE)
_MINUTES = re.compile(r"\s*мин(?:ут[а-я]*\b|\b\.?)", re.IGNORECASE)
_HOURS_AND_MINUTES = re.compile(rf"{_HOURS.pattern}\s+(?:и\s+)?(?P<minutes>\d{{1,2}}){_MINUTES.pattern}", re.IGNORECASE)
_DAYS = re.compile(
    r"\s*(?:(?:рабоч|календарн)[а-я]+\s+)?(?:д(?:ень|ня|ней|ню|нями|нях|н\.)|сут(?:ки|ок|кам|ках))"
    r"(?!\w|\s+открытых\s+дверей)",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"\s*недел[а-я]+\b", re.IGNORECASE)
_MONEY = re.compile(rf"\s*(?:тыс\.?|млн\.?|млрд\.?)?\s*(?:{noise.ROUBLES}|р\.(?=\s|$|[,;)]))", re.IGNORECASE)
_YEARS_OLD = re.compile(r"\s*(?:лет\b|год(?:а|ов)?\b|мес(?:яц[а-я]*)?\b)", re.IGNORECASE)
_UNITS = {_HOURS: "hours", _MINUTES: "minutes", _DAYS: "days", _WEEKS: "weeks"}

# «Более чем на 300» hedges, «больше на 300» compares.
_THAN = r"(?:,?\s+чем)?(?:(?<=чем)\s+(?:на|в|до|с|со|от))?\s+$"
_OF = r"(?:\s+(?:чем|на|в|до|с|со|от))*\s*$"
_HEDGES = tuple(
    (qualifier, re.compile(pattern, re.IGNORECASE))
    for qualifier, pattern in (
        (Qualifier.NOT_LESS, rf"\b(?:не\s+(?:менее|меньше){_THAN}|минимум{_OF})|≥\s*$"),
        (Qualifier.AT_MOST, rf"\b(?:(?:не\s+(?:более|больше|свыше)|менее|меньше){_THAN}|максимум{_OF})|[<≤]\s*$"),
        (Qualifier.AT_LEAST, rf"\b(?:(?:более|больше){_THAN}|(?:свыше|с лишним|превы\w+){_OF})|>\s*$"),
        (
            Qualifier.ABOUT,
            r"(?:\b(?:около|порядка|примерно|приблизительно|почти|где-то|где то|ориентировочно|под|(?-i:ок)\.)|[~≈])"
            rf"{_OF}",
        ),
    )
)
_ANY_HEDGE = (
    r"(?:(?:не\s+)?(?:более|менее|больше|меньше)(?:\s+чем)?|свыше|около|порядка|примерно|почти|уже"
    r"|рекордных|целых)\s+"
)
_OR_MORE = re.compile(r"\s*(?:\+(?!\s*\d)|(?:и|или) (?:более|больше)\b)", re.IGNORECASE)
_AND_MORE = re.compile(r"\s*(?:с лишним|с небольшим|с хвостиком)\b", re.IGNORECASE)
_ROUGHLY = re.compile(r"\s*(?:\S{1,30}\s+)?(?:примерно|приблизительно|ориентировочно)\b", re.IGNORECASE)
_UP_TO = re.compile(rf"\bдо\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
BY = re.compile(rf"\bна\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
_FROM = re.compile(rf"\b(?:с|со|от)\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
# What may stand between a number and the one that it has become.
_THEN_TO = re.compile(
    r"(?:\s+[^\s\d]{1,30}){0,4}?(?:\s+\(?(?:19|20)\d\d(?:\s*г(?:ода?|оду|\.)?)?\)?)?"
    r"\s+до\s+(?:[^\s\d]{1,30}\s+){0,2}",
    re.IGNORECASE,
)
_WAS = re.compile(rf"\bбыл[аио]?\s*[–:-]?\s*(?:{_ANY_HEDGE})?$", re.IGNORECASE)
_THEN_BECAME = re.compile(
    rf"(?:\s+[^\s\d]{{1,30}}){{0,3}}?\s*[,;/–-]*\s*(?:а\s+)?стал[аио]?\s*[–:-]?\s*(?:{_ANY_HEDGE})?", re.IGNORECASE
)
_WAS_AFTER = re.compile(r"\s*(?:[^\s\d]{1,30}\s+)?был[аио]?\s*(?:[,/–-]|\bи|\bа)\s*", re.IGNORECASE)
_BECAME_AFTER = re.compile(r"\s*(?:[^\s\d]{1,30}\s+)?стал[аио]?\b", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|->|=>)\s*\d")  # «275 → 290»
_GROWN = re.compile(
    r"\b(?:(?:увелич|вырос|выраст|возрос|прирос|прираст|прибав|нараст|нарос|расшир|повыс|подня"
    r"|сокра|сниз|сниж|уменьш|упал|пополн|достиг|дошл|дошёл|довед|довест)\w*"
    r"|рост(?:а|у|ом|е)?|(?:воз)?раст(?:[её]т|ут|и|а[её]т|ают)|стал\w*\s+(?:больше|меньше|выше|ниже))\b[^.;]{0,120}$",
    re.IGNORECASE,
)
_MORE_BY = re.compile(rf"\b(?:больше|меньше|выше|ниже)\s+на\s+(?:{_ANY_HEDGE})?$", re.IGNORECASE)
_COMPARED = re.compile(r"\s+(?:\S{1,30}\s+){0,2}?(?:больше|меньше|выше|ниже|чаще|реже|быстрее|дольше)\b", re.IGNORECASE)

# Where «тысячи» can only be «of a thousand».
_GENITIVE = re.compile(
    r"\b(?:более|больше|менее|меньше|свыше|около|порядка|до|от|из|превы\w+|достиг\w*)(?:,?\s+чем)?\s+$", re.IGNORECASE
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
_YEAR_OF_ROW = re.compile(r"\s*[–-]\s*\d")  # «релизы: 2022 – 290, 2023 – 312»
_COUNTED = re.compile(r"\s+[^\W\d_-]*(?:-[^\W\d_]+)*(?:ов|ев|ей|ий|ых|их|ек|ок|иц|ин|ан|ам|а|я|ы|и)\b")


def find(text: str) -> list[Number]:
    """Every number of a text, from left to right, none overlapping another.

    Every digit and every number word of the text lies in exactly one of them. Linear in the length
    of the text.
    """
    low = numerals.plain(text)
    if not _RUN.search(text) and not numerals.has_words(low):
        return []
    found = list(_Scanner(text, low).numbers())
    return _with_roles(text, found)


class _Scanner:
    """One text being read from left to right."""

    def __init__(self, text: str, low: str) -> None:
        self.text = text
        self.low = low
        self.noise = list(noise.stretches(text))
        self.starts = [stretch.start for stretch in self.noise]
        self.titles = noise.titles(text)
        self.title_starts = [start for start, _ in self.titles]
        first = re.search(r"[^\W_]", text)
        self.opening = first.start() if first else 0

    def numbers(self) -> Iterator[Number]:
        at = 0
        while token := _TOKEN.search(self.low, at):
            number = self._at(token)
            if number is not None:
                yield number
            at = number.end if number is not None else token.end()

    def _at(self, token: "re.Match[str]") -> Number | None:
        start = token.start()
        is_digit = _RUN.match(token.group())
        if not is_digit and not numerals.says_number(token.group()):
            return None
        stretch = self._noise(start)
        if stretch is not None and is_digit:
            return self._set_apart(stretch, start)
        number = self._digits(start) if is_digit else self._words(start)
        if number is not None and not number.reason and self._in_title(start):
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
        runs = list(_RUN.finditer(self.text, start, stretch.end))
        value = upper = None
        if len(runs) == 1 and runs[0].group().isdecimal():
            value = _decimal(runs[0].group())
        elif stretch.reason in (noise.YEAR, noise.YEARS) and _YEAR.fullmatch(runs[0].group()):
            value, last = _decimal(runs[0].group()), runs[-1].group()
            upper = _decimal(last if len(last) == 4 else runs[0].group()[:2] + last) if len(runs) > 1 else None
        end = stretch.end if stretch.reason == noise.YEAR else runs[-1].end()  # «в 2022-м» is a year with its ending
        return Number(start, end, value, upper, reason=stretch.reason)

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
        if value is None:  # «12,345»: a person must say whether it is a fraction or thousands
            return self._classified(Number(start, match.end()))
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
        if "до" in between["dash"] and not _OPENS_RANGE.search(self.text, max(0, number.start - 6), number.start):
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
            lower *= _multiplier(other["by"])
        return Number(number.start, other.end(), lower, upper)

    def _means_year(self, match: "re.Match[str]") -> bool:
        before, after = self.text[max(0, match.start() - 30) : match.start()], self.text[match.end() : match.end() + 60]
        if _YEAR_AFTER.match(after):
            return True
        if _PREPOSITION.search(before):
            counted = _COUNTED.match(after)
            preposition = before.split()[-1].lower() if before.split() else ""
            return not counted or preposition in ("в", "во", "за", "с", "со", "по") or bool(_LABEL_AFTER.match(after))
        opens = match.start() <= self.opening or before.rstrip()[-1:] in ("(", ";", ",")
        if before.rstrip()[-1:] == ":" and _YEAR_OF_ROW.match(after):
            return True
        return bool(opens and _LABEL_AFTER.match(after) and re.match(r"\s*[–:)-]", after))

    # Words

    def _words(self, start: int) -> Number | None:
        said = numerals.read(self.low, start)
        if said is None:
            return None
        number = Number(start, said.end, said.value, written="words")
        word = self.low[start : said.end]
        before = self.text[max(0, start - 20) : start]
        if said.kind is Kind.ORDINAL:
            return replace(number, reason=noise.ORDINAL)
        if said.kind is Kind.TIMES:
            if said.value is None and not _IN.search(before):
                return None  # «эти разы»
            return self._hedged(replace(number, unit="times"))
        if word == "семью" and not _INSTRUMENTAL.match(self.text, said.end):
            return None  # «помогли семью»
        if said.alone is Alone.EITHER and not _GENITIVE.search(before):
            number = replace(number, value=None)
        if _is_pronoun(self.text, number):
            return replace(number, reason=noise.PRONOUN)
        return self._classified(self._spelled_range(number, said) or number)

    def _spelled_range(self, number: Number, lower: Said) -> Number | None:
        """A range in words: «пять-шесть тысяч»."""
        between = _DASH.match(self.text, number.end)
        upper = numerals.read(self.low, between.end()) if between else None
        if upper is None or upper.value is None or number.value is None or upper.kind is not Kind.CARDINAL:
            return None
        value = number.value
        if lower.scale == 1 and value * upper.scale < upper.value:
            value *= upper.scale
        return replace(number, end=upper.end, value=value, upper=upper.value) if value < upper.value else None

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
        return self._hedged(number)

    def _hedged(self, number: Number) -> Number:
        """A number with the hedge that stands before or after it."""
        if number.value is None and number.written == "words":
            return replace(number, qualifier=Qualifier.VAGUE)
        before = self.text[max(0, number.start - 40) : number.start]
        qualifier = next((q for q, pattern in _HEDGES if pattern.search(before)), Qualifier.EXACT)
        if _OR_MORE.match(self.text, number.end):
            qualifier = Qualifier.NOT_LESS
        elif _AND_MORE.match(self.text, number.end):
            qualifier = Qualifier.AT_LEAST
        elif qualifier is Qualifier.EXACT and _ROUGHLY.match(self.text, number.end):
            qualifier = Qualifier.ABOUT
        return replace(number, qualifier=qualifier)


def _is_pronoun(text: str, number: Number) -> bool:
    """Whether a number word counts nothing: «одной из задач», «одни … другие»; «оба» says which, not how many."""
    word = text[number.start : number.end].lower()
    if word.startswith("об"):
        return True
    if not word.startswith(("один", "одн")) or number.value != 1:
        return False
    after, before = text[number.end : number.end + 20].lower(), text[max(0, number.start - 12) : number.start].lower()
    return bool(
        word not in ("один", "одна", "одно", "одну")
        or re.match(r"\s+(?:из|словом|время|и\s+т\w+\s+же|на\s+один)\b", after)
        or re.search(r"\bни\s+(?:(?:в|на|с|к|о|от|у|за|по)\s+)?$", before)
    )


def _with_roles(text: str, numbers: Sequence[Number]) -> list[Number]:
    """The numbers with the part each plays in a change: from, to, by; and «до 20» as a bound."""
    found: list[Number] = []
    last = -1  # the quantity before: a year may stand between the two
    for index, number in enumerate(numbers):
        role, qualifier = "", number.qualifier
        before = text[max(0, number.start - 160) : number.start]
        if number.reason or number.value is None:
            found.append(number)
            continue
        if _has_become(text, number, numbers[index + 1 : index + 3], before) or _ARROW.match(text, number.end):
            role = "from"
        elif last >= 0 and found[last].role == "from" and _became(text, found[last], number):
            role = "to"
        elif _UP_TO.search(before):
            follows = last >= 0 and found[last].role == "from" and number.start - found[last].end < 60
            role = "to" if follows or _GROWN.search(before) else ""
            if not role and qualifier is Qualifier.EXACT:
                qualifier = Qualifier.UP_TO
        elif before.endswith("+") or (
            BY.search(before)
            and (_GROWN.search(before) or _MORE_BY.search(before) or _COMPARED.match(text, number.end))
        ):
            role = "by"
        if role == "to" and number.unit == "percent" and last >= 0 and found[last].role == "from":
            found[last] = replace(found[last], unit=found[last].unit or number.unit)  # «с 40 до 55 %»
        last = len(found)
        found.append(replace(number, role=role, qualifier=qualifier))
    return found


def _has_become(text: str, number: Number, following: Sequence[Number], before: str) -> bool:
    """Whether a number has become the next one: «с 4 200 до 6 850», «было 310, стало 365», «310 было, 365 стало»."""
    then = next((other for other in following if not other.reason), None)
    if then is None:
        return False
    return bool(
        (_FROM.search(before) and _THEN_TO.fullmatch(text, number.end, then.start))
        or ((_WAS.search(before) or _WAS_AFTER.fullmatch(text, number.end, then.start)) and _became(text, number, then))
    )


def _became(text: str, before: Number, number: Number) -> bool:
    """Whether a number is said to be what the one before it has become: «стало 365», «365 стало»."""
    return bool(_THEN_BECAME.fullmatch(text, before.end, number.start) or _BECAME_AFTER.match(text, number.end))


def _is_year(match: "re.Match[str]") -> bool:
    return bool(_YEAR.fullmatch(match["whole"])) and not match["fraction"] and not match["by"]


def _value(match: "re.Match[str]") -> Decimal | None:
    """The number of a match; `None` when nobody can tell a fraction from thousands."""
    fraction = match["fraction"] or ""
    whole = re.sub(r"\D", "", match["whole"])
    if len(fraction) > 3 and not match["by"] and whole != "0":
        return _decimal(whole + fraction[1:]) if fraction[0] == "." and len(fraction) == 4 else None
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
