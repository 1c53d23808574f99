"""Whether a number is one of several into which a sentence divides a whole that it does not tell."""

from collections.abc import Sequence

from generator.intake.clauses import Clause, tells_parts, tells_where, told_of
from generator.intake.counting import Counting
from generator.intake.doubts import OF_PLACE
from generator.intake.memory import Memory
from generator.intake.phrases import Token
from generator.intake.quantities import Number
from generator.intake.sentences import Sentence
from generator.intake.subject import CONTAINERS, Subject, set_off


class Division:
    """The numbers of one sentence, each beside its neighbours."""

    def __init__(self, memory: Memory, sentence: Sentence, counted: Sequence[Number], counting: Counting) -> None:
        self.memory = memory
        self.sentence = sentence
        self.text = sentence.block.reading
        self.counted = counted
        self.counting = counting
        self.places = {number.start: at for at, number in enumerate(counted)}

    def follows_unread(self, here: Clause) -> bool:
        """Whether the number right before is no figure: a part of it is a part of something else."""
        before = self.before(here.number)
        return before is not None and not self.counting.is_read(before)

    def before(self, number: Number) -> Number | None:
        """The number right before one of the sentence."""
        at = self.places[number.start]
        return self.counted[at - 1] if at else None

    def has(self, here: Clause, decided: Subject) -> bool:
        """Whether the neighbours of a number count the same of other places, people or matters."""
        labelled = decided.side == "left" and self._labels_differ(here)
        return labelled or self._goes_on_elsewhere(here, decided) or self._ends_a_row(here, decided)

    def _labels_differ(self, here: Clause) -> bool:
        """Whether a label tells of one place or person and the next one of another.

        «Релизов: для сайта 940, для газеты 120», «интервью главы – 12, заместителей – 25».
        """
        if here.following is None:
            return False
        between = self.sentence.between(here.number.end, here.following)
        if self._tell_whose(here.left, between):
            return True
        preposition = max((n for n, token in enumerate(here.left) if token.pos == "PREP"), default=len(here.left))
        return tells_where(between) and tells_where(here.left[preposition:])

    def _tell_whose(self, label: Sequence[Token], following: Sequence[Token]) -> bool:
        """Whether both labels end with whose their numbers are, and the second says nothing else."""
        named = self.memory.named(label)
        owner = _words(label[named.last + 1 :]) if named else []
        other = _words(following)
        marks = [token.text for token in following if not token.is_word]
        return (
            marks in ([",", "–"], [",", "-"])
            and len(owner) == len(other) == 1
            and all(map(_is_genitive, (*owner, *other)))
            and self.memory.named(other) is None
        )

    def _goes_on_elsewhere(self, here: Clause, decided: Subject) -> bool:
        """Whether the next number counts the same, but in another place or about something else.

        «В газете вышло 312 материалов, на сайте – 845», «100 постов о героях и 25 – о ветеранах».
        """
        at = self.places[here.number.start] + 1
        if at == len(self.counted) or tells_parts(self.text[decided.end : self.counted[at].start]):
            return False
        own, label = self._parted(self.sentence.between(decided.end, self.counted[at].start))
        after = self._after(at)
        named = self.memory.named([*label, *after])
        if (named and named.entry.indicator.key not in CONTAINERS) or (label and label[0].pos != "PREP"):
            return False
        before = here.left
        if decided.side == "left" and (match := self.memory.named(before)):
            before = [*before[: match.first], *before[match.last + 1 :]]
        told, other = told_of([*before, *own]), told_of([*label, *after])
        return bool(told and other) and told.isdisjoint(other)

    @staticmethod
    def _parted(words: list[Token]) -> tuple[list[Token], list[Token]]:
        """The words between two numbers: those of the first, and the label of the second, after a comma or «и»."""
        comma = next((n for n, token in enumerate(words) if token.text in ",;"), len(words))
        if comma == len(words) and words and words[-1].text == "и":
            comma -= 1
        return words[:comma], _words(words[comma + 1 :])

    def _after(self, at: int) -> list[Token]:
        """The words after a number of the sentence, up to a mark or to the next number."""
        end = self.counted[at + 1].start if at + 1 < len(self.counted) else self.sentence.end
        words = self.sentence.between(self.counted[at].end, end)
        return words[: next((n for n, token in enumerate(words) if token.text in ",;()"), len(words))]

    def _ends_a_row(self, here: Clause, decided: Subject) -> bool:
        """Whether a number is the last of a row and says what all count: «Первый канал – 2, НТВ – 1 сюжет»."""
        before, last = self.before(here.number), self.counting.last
        if decided.side != "right" or before is None or not set_off(here.before) or here.opens:
            return False
        of_place = last is not None and last.figure.doubt == OF_PLACE
        listed = self.text[before.end : here.number.start].lstrip().startswith(",")
        return listed and (of_place or not self.counting.is_read(before))


def _words(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.is_word]


def _is_genitive(token: Token) -> bool:
    return token.pos == "NOUN" and any(form.endswith("gent") for form in token.sense.forms)
