"""What kind of change a number tells: a growth in numbers, in percent or in times; and whether it is a fall."""

import re
from dataclasses import dataclass

from generator.intake import year_parts
from generator.intake.clauses import Clause
from generator.intake.memory import Read
from generator.intake.phrases import Token
from generator.intake.sentences import Sentence
from generator.intake.subject import gains, loses, rise_changes, subscribes, turn
from generator.model import Measure

# What the key of an indicator gets for a change of its figures.
SUFFIX = {Measure.GROWTH_ABS: "growth_abs", Measure.GROWTH_PCT: "growth_pct", Measure.RATIO: "growth_ratio"}

RATE = "темп роста: решите, отношение это к прошлому году или прирост"
OF_RATE = re.compile(r"\bтемп\w*\s+роста\b", re.IGNORECASE)  # 105 % of the year before is a growth of 5 %

_BREAKS = frozenset(",();")  # what stands beyond these may speak of another number
_AGAIN = re.compile(r"(?:\(|\bили|\bто есть)\s*$", re.IGNORECASE)  # «на 245, или 12 %»
_NEAR = 6  # words after a number that may tell of its change


@dataclass(frozen=True, slots=True)
class Change:
    """A number with the words round it, and the figure that its sentence has told before."""

    here: Clause
    sentence: Sentence
    before: Read | None

    def measure(self, *, of_subscribers: bool, after_figure: bool) -> Measure | None:
        """The kind of change, if any; `after_figure`: a figure before it, in whatever sentence, may be what changed."""
        number, sign = self.here.number, self.sign
        if number.unit == "percent":
            changed = (sign and after_figure) or (self._turn and number.role != "to")
            return Measure.GROWTH_PCT if changed else None
        if number.unit == "times":
            return Measure.RATIO
        told = (number.role == "by" and self._turn) or gains(self.here.left)
        if of_subscribers:
            text = self.sentence.block.reading
            came = subscribes(self.here.left) and year_parts.is_whole(text, self.here.start, number.start)
            told = told or came or loses(self.own)
        rise = any(token.sense.lemma == "прирост" for token in self.here.left)
        rise = rise and (number.role != "to" or rise_changes(self.own))
        return Measure.GROWTH_ABS if sign == "+" or told or rise else None

    @property
    def falls(self) -> bool:
        """Whether it is a fall."""
        return self.sign == "-" or (self.sign != "+" and self._turn == "fall")

    @property
    def sign(self) -> str:
        """The sign right before the number: «+300», «–5,8 %»; a dash with a space after it is none."""
        text, start = self.sentence.block.reading, self.here.number.start
        if text[max(0, start - 2) : start].rstrip()[-1:] == "+":
            return "+"
        return "-" if text[start - 1 : start] in ("–", "-") and self.here.number.unit == "percent" else ""

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
        told = here.number.role == "by" or here.number.unit == "times" or _AGAIN.search(here.before)
        goes_on = told and last is not None and (here.number.unit or last.figure.measure in SUFFIX)
        before = self.sentence.between(self.sentence.start, here.number.start) if goes_on else []
        return next(filter(None, map(turn, (self.own, here.right[: min(stop, _NEAR)], here.left, before))), "")
