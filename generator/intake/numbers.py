"""Numbers in a text: every run of digits and every number word, each found once.

`find` first sets apart what is no quantity (`noise`), then reads what is left: groups of digits,
«12,5 тыс.», «19 тыс. 140», number words, percents, times, durations, ranges.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from generator.documents import numerals
from generator.documents.numerals import Alone, Kind, Said
from generator.intake import noise, quantities, roles
from generator.intake.noise import Noise
from generator.intake.quantities import Number

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
    rf"(?P<whole>{_GROUPED})(?P<fraction>[.,]\d+)?(?:-?(?:ти|ми|х|ю|мя)\b)?(?P<half>\s+с\s+половиной\b)?"
    rf"(?P<by>\s*(?:тыс|млн|млрд)\b\.?|\s+(?:тысяч[аиу]?|миллион(?:а|ов)?|миллиард(?:а|ов)?)\b|{_K})?"
    r"(?P<rest>(?<=[а-я.]) \d{1,3}(?:\s*тыс(?:\b\.?|яч[аиу]?\b))?(?!\d|[.,]\d|%| \d))?",
    re.IGNORECASE,
)
_SPACED_FRACTION = re.compile(r"\d+, \d+\s*(?:тыс|млн|млрд)\b\.?", re.IGNORECASE)
_RANGE = re.compile(r"(?P<dash>\s?[–-]\s?|\s+до\s+)(?=\d)")
_HALF = re.compile(r"\s+с\s+пол\.(?:\s*(?:тысяч\w*|миллион\w*|(?:тыс|млн)\b\.?))?", re.IGNORECASE)
_OPENED, _CLOSED = re.compile(r"\s*\(\s*"), re.compile(r"\s*\)")
_OPENS_RANGE = re.compile(r"\bот\s+$", re.IGNORECASE)
_DASH = re.compile(r"-|–| – | - ")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MISREAD = re.compile(r"[\dОоЗзOoIl]{2,}(?<!\d[ОоOo])")  # a scanner's «1О2», «З12» and «I5»: letters among digits
_IN = re.compile(r"\bв\s+$", re.IGNORECASE)
_INSTRUMENTAL = re.compile(r"\s+[^\W\d_-]*(?:-[^\W\d_]+)*[аяь]ми\b", re.IGNORECASE)

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
    return roles.told(text, found)


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
        if stretch is not None and stretch.reason == noise.MEASURE:
            return None  # «тираж 2,5 тысячи»: the thousands are the measure's
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
        if stretch.reason == noise.NAME and _MISREAD.fullmatch(self.text, stretch.start, stretch.end):
            return Number(stretch.start, stretch.end, written="mixed")
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
            return quantities.classified(self.text, Number(start, run.end(), _decimal(run.group())))
        value = _value(match)
        if value is None:  # «12,345»: a person must say whether it is a fraction or thousands
            return quantities.classified(self.text, Number(start, match.end()))
        if _is_year(match) and self._means_year(match):
            return Number(start, match.end("whole"), Decimal(match["whole"]), reason=noise.YEAR)
        number = Number(start, end, value)
        return quantities.classified(self.text, self._range(number, match) or self._told_again(number))

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

    def _told_again(self, number: Number) -> Number:
        """A number with the same in brackets after it, as official letters have it: «12 (двенадцать)», «двое (2)»."""
        opened = _OPENED.match(self.text, number.end)
        if opened is None or number.value is None:
            return number
        if number.written == "words":
            digits = _DIGITS.match(self.text, opened.end())
            value, end = (_value(digits), digits.end()) if digits else (None, 0)
        else:
            said = numerals.read(self.low, opened.end())
            value, end = (said.value, said.end) if said else (None, 0)
        closed = _CLOSED.match(self.text, end)
        return replace(number, end=closed.end()) if value == number.value and closed else number

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
            return quantities.hedged(self.text, replace(number, unit="times"))
        if word == "семью" and not _INSTRUMENTAL.match(self.text, said.end):
            return None  # «помогли семью»
        if said.alone is Alone.EITHER and not _GENITIVE.search(before):
            number = replace(number, value=None)
        if half := _HALF.match(self.text, said.end):  # «около двух с пол. тысяч»: a person must say how many
            return quantities.hedged(self.text, replace(number, end=half.end(), value=None))
        if _is_pronoun(self.text, number):
            return replace(number, reason=noise.PRONOUN)
        return quantities.classified(self.text, self._spelled_range(number, said) or self._told_again(number))

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


def _is_year(match: "re.Match[str]") -> bool:
    return bool(_YEAR.fullmatch(match["whole"])) and not match["fraction"] and not match["by"]


def _value(match: "re.Match[str]") -> Decimal | None:
    """The number of a match; `None` when nobody can tell a fraction from thousands."""
    fraction = match["fraction"] or ""
    whole = re.sub(r"\D", "", match["whole"])
    if len(fraction) > 3 and not match["by"] and whole != "0":
        return _decimal(whole + fraction[1:]) if fraction[0] == "." and len(fraction) == 4 else None
    value = _decimal(whole + fraction.replace(",", ".")) + (Decimal("0.5") if match["half"] else 0)
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
