"""What a cell of a table counts when neither its row nor its column names it.

Then what stands above lends its indicator: the name of a section, the corner, the line over the table. It
lends to rows that only divide what it counts (networks, owners, years, «на сайте»). A row with words of its
own counts something else; a total sums rows that count the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.indicators import Indicator
from generator.intake.grid import Labels, Row
from generator.intake.lexicon import COUNTING, EMPTY, FRAME, PAGES, UNITS, YEAR_PARTS
from generator.intake.memory import Scope
from generator.intake.mentions import mentions
from generator.intake.pages import PAGED
from generator.intake.phrases import ADJECTIVES, Token, tokens
from generator.intake.subject import CONTAINERS
from generator.intake.vocabulary import Vocabulary

WHOLE = re.compile(r"^\W*(?:итого|всего|общее количество|общая численность|сумма)\b[\w\s]*\W*$", re.IGNORECASE)
REST = re.compile(r"^\W*(?:проч|друг|ин(?:ое|ые)\b|остальн)\w*\W*$", re.IGNORECASE)
LENT = "показатель назван не в строке, а над ней"

_NAMELESS = FRAME | COUNTING | EMPTY | PAGES | UNITS | YEAR_PARTS
_ASIDE = re.compile(r"[«\"„“][^»\"”]*[»\"”]|\S*[^\W\d_][./]\S+|@\S+")  # titles and addresses in the net


@dataclass(slots=True)
class Lending:
    """What has been counted in this part of a table, and to whom what stands above may lend."""

    vocabulary: Vocabulary
    part: int = 0
    rows: int = 0  # with figures
    keys: set[str] = field(default_factory=set)  # of the indicators of those rows; empty for one not known
    crossed: str = ""  # the label of the last row without a figure
    after: set[str] = field(default_factory=set)  # of the rows after that one

    def begin(self, row: Row) -> None:
        """Begin a row."""
        if row.part != self.part:
            self.part, self.rows = row.part, 0
            self.keys.clear()
        if row.crossed != self.crossed:
            self.crossed = row.crossed
            self.after.clear()

    def count(self, key: str) -> None:
        """Remember what a figure of the row is of."""
        self.keys.add(key)
        self.after.add(key)

    def is_under(self, crossed: Indicator | None) -> bool:
        """Whether a row may belong to the crossed-out row above it: all rows between them would."""
        return crossed is not None and self.after <= {crossed.key}

    def lend(self, indicator: Indicator, labels: Labels, scope: Scope | None, network: str) -> str | None:
        """The doubt with which a cell takes an indicator, empty for none; `None` when it must not take it.

        `scope` is given when the line over the table names the indicator, not the table itself.
        """
        loose = scope is not None and scope.loose
        mixed = False
        if WHOLE.match(labels.row) or REST.match(labels.row):
            mixed = bool(self.keys - {indicator.key})
            if "" in self.keys or (not self.rows and (labels.section or loose)):
                return None
        strange = self.is_strange(labels.row)
        if strange and not network:
            return None
        odd = bool(network) and indicator.key not in PAGED | CONTAINERS
        apart = self.is_strange(labels.column) or (scope is not None and self.is_strange(labels.above))
        return LENT if mixed or strange or odd or apart or loose else ""

    def is_strange(self, label: str) -> bool:
        """Whether a label has a noun that names neither a page nor a part of the table's frame.

        What stands after a preposition, and titles, tell where a thing was counted, not what.
        """
        words = tokens(_ASIDE.sub(" ", label))
        left = _free(words, self.vocabulary)
        return any(
            token.is_word
            and token.pos in ("NOUN", "")
            and len(token.text) > 1
            and token.sense.lemmas.isdisjoint(_NAMELESS)
            for token in left
        )


def _free(words: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    """The words of a label without names of networks, owners and topics, and without what hangs on a preposition."""
    named = [m for kind in (vocabulary.networks, vocabulary.owners, vocabulary.topics) for m in mentions(kind, words)]
    left, hangs = list[Token](), False
    for token in words:
        if any(m.start <= token.start and token.end <= m.end for m in named):
            hangs = True  # «глава округа»
        elif token.pos == "PREP":
            hangs = True
        elif not (hangs and (token.pos in ADJECTIVES | {"NOUN", ""} and token.is_word)):
            hangs = False
            left.append(token)
    return left
