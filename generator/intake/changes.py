"""What kind of change a number tells: a growth in numbers, in percent or in times; and whether it is a fall."""

import re
from dataclasses import dataclass
from itertools import takewhile

from generator.intake import roles, year_parts
from generator.intake.clauses import Clause
from generator.intake.lexicon import PRONOUNS
from generator.intake.memory import Read, Scope
from generator.intake.phrases import Token
from generator.intake.sentences import Sentence
from generator.intake.turns import gains, loses, names_change, rise_changes, subscribes, turn
from generator.model import Measure

# What the key of an indicator gets for a change of its figures.
SUFFIX = {Measure.GROWTH_ABS: "growth_abs", Measure.GROWTH_PCT: "growth_pct", Measure.RATIO: "growth_ratio"}

RATE = "темп роста: решите, отношение это к прошлому году или прирост"
OF_RATE = re.compile(r"\bтемп\w*\s+роста\b", re.IGNORECASE)  # 105 % of the year before is a growth of 5 %

_NOTHING = Scope()
_WHOLE = PRONOUNS | {"весь", "вместо", "всего", "итого", "общий", "против", "сейчас", "теперь", "чем"}
_BREAKS = frozenset(",();")  # what stands beyond these may speak of another number
_AGAIN = re.compile(r"(?:\(|\bили|\bто есть)\s*$", re.IGNORECASE)  # «на 245, или 12 %»
_SUM = re.compile(r"\b(?:больше|меньше|выше|ниже)\s*[–:-]\s*$", re.IGNORECASE)  # «на 2 больше – 12»
_MINUS = re.compile(r"\bминус\s*$", re.IGNORECASE)
_VERBS = ("VERB", "PRTS")
_NEAR = 6  # words after a number that may tell of its change


@dataclass(frozen=True, slots=True)
class Change:
    """A number with the words round it, and the figure that its sentence has told before."""

    here: Clause
    sentence: Sentence
    before: Read | None
    above: Scope = _NOTHING  # what the line over its list says
    carried: bool = False  # what it counts has been named before
    alone: bool = True  # the sentence has told changes only

    def measure(self, *, of_subscribers: bool, after_figure: bool) -> Measure | None:
        """The kind of change, if any; `after_figure`: a figure before it, in whatever sentence, may be what changed."""
        number, sign = self.here.number, self.sign
        if number.unit == "percent":
            changed = (sign and after_figure) or (self._turn and number.role != "to")
            return Measure.GROWTH_PCT if changed else None
        if number.unit == "times":
            return Measure.RATIO
        by = number.role == "by" or (self.above.turn and roles.BY.search(self.here.before))
        told = (by and self._turn) or gains(self.here.left) or (self.carried and self._goes_on)
        if of_subscribers:
            text = self.sentence.block.reading
            came = subscribes(self.here.left) and year_parts.is_whole(text, self.here.start, number.start)
            told = told or came or loses(self.own)
        opening = list(takewhile(lambda token: token.pos not in _VERBS, self.own))
        rise = names_change(opening) or any(token.sense.lemma == "прирост" for token in self.here.left)
        rise = rise and (number.role != "to" or rise_changes(self.own))
        return Measure.GROWTH_ABS if sign or told or rise else None

    @property
    def unclear(self) -> bool:
        """Whether a plain number may be the change told before it or the whole: «отмечен рост аудитории – 5 900»."""
        number, told = self.here.number, self._after_change or self.above.turn
        named = self.carried or self.above.change or not self.here.opens
        seen = names_change(self.own) and not (number.unit or number.role)
        return seen or (self._is_bare and bool(told and named))

    @property
    def _goes_on(self) -> bool:
        """Whether a plain number goes on with a change that has a name: «прирост в ВК – 500, в Телеграме – 300»."""
        named = self.above.change if self.before is None else self._after_change and names_change(self._words_before)
        return self._is_bare and named and not self.here.opens

    @property
    def _after_change(self) -> bool:
        measure = self.before.figure.measure if self.alone and self.before is not None else None
        again = measure is Measure.GROWTH_PCT and _AGAIN.search(self.here.before)  # «на 18 % (1 264 подписчика)»
        return measure is Measure.GROWTH_ABS or bool(again)

    @property
    def _is_bare(self) -> bool:
        """Whether a number has neither a unit nor a word that it is the whole: «всего», «теперь их», «составило»."""
        whole = any(token.pos in _VERBS or _WHOLE & token.sense.lemmas for token in self.here.left)
        return not (self.here.number.unit or self.here.number.role or whole or _SUM.search(self.here.before))

    @property
    def _words_before(self) -> list[Token]:
        return self.sentence.between(self.sentence.start, self.here.number.start)

    @property
    def falls(self) -> bool:
        """Whether it is a fall."""
        return self.sign == "-" or (self.sign != "+" and self._turn == "fall")

    @property
    def sign(self) -> str:
        """The sign right before the number: «+300», «–5,8 %», «минус 80»; a dash with a space after it is none."""
        text, start = self.sentence.block.reading, self.here.number.start
        if _MINUS.search(self.here.before):
            return "-"
        if text[max(0, start - 2) : start].rstrip()[-1:] == "+":
            return "+"
        bracketed = text[max(0, start - 2) : start - 1] == "("  # «интервью – 88 (–12)»
        return (
            "-" if text[start - 1 : start] in ("–", "-") and (bracketed or self.here.number.unit == "percent") else ""
        )

    @property
    def own(self) -> list[Token]:
        """The words before the number that no comma or bracket parts from it."""
        marks = [n for n, token in enumerate(self.here.left) if token.text in _BREAKS]
        return self.here.left[marks[-1] + 1 :] if marks else self.here.left

    @property
    def _turn(self) -> str:
        """Whether the number tells of a rise or a fall: by its own words, else by those before them in the sentence."""
        here, last = self.here, self.before
        stop = next((n for n, token in enumerate(here.right) if token.text in _BREAKS), len(here.right))
        told = here.number.role == "by" or here.number.unit == "times" or _AGAIN.search(here.before) or self._goes_on
        goes_on = told and last is not None and (here.number.unit or last.figure.measure in SUFFIX)
        before = self._words_before if goes_on else []
        # «Обращений стало меньше, 60 % решены»: what is told beyond a comma changes no percents that are not «на 60 %».
        left = here.left if told or here.number.unit != "percent" else []
        said = next(filter(None, map(turn, (self.own, here.right[: min(stop, _NEAR)], left, before))), "")
        return said or (self.above.turn if self.carried or roles.BY.search(here.before) else "")
