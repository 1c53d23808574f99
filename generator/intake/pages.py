"""Whose page a figure is of, and in which network."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from generator.intake.block import Role
from generator.intake.clauses import Clause, tells_parts
from generator.intake.doubts import OF_CLOSED
from generator.intake.draft import Figure
from generator.intake.lexicon import BRANCHES, EMPTY, PAGES, PAPERS, TIMES, UNITS
from generator.intake.memory import Memory, Scope
from generator.intake.mentions import Mention, Picker, mentions, owners
from generator.intake.phrases import ADJECTIVES, Token
from generator.intake.sentences import Sentence
from generator.intake.toponyms import KINDS, OFFICES
from generator.intake.words import is_toponym
from generator.intake.year_parts import OF_A_YEAR
from generator.model import ALL, Measure

SUBSCRIBERS, TOTAL, ACCOUNTS, NEW_ACCOUNTS = "subscribers", "subscribers_total", "accounts", "new_accounts"
GREW = "subscribers_growth_abs"
ADMINISTRATION, TOPICAL = "administration", "topical"

# Figures of single pages: whose page and which network is told.
PAGED = frozenset(
    {
        *(SUBSCRIBERS, GREW, ACCOUNTS, NEW_ACCOUNTS, "posts", "stories", "views", "reach", "likes", "reposts"),
        *("comments", "users", "live_broadcasts"),
    }
)

_WHOLE = re.compile(r"\b(?:всего|итого|общ\w+|совокупн\w+|суммарн\w+)\b", re.IGNORECASE)
_COMMON = re.compile(
    r"\b(?:общ|суммарн|совокупн)\w+\s+(?:аудитори|числ|количеств|численност)|\bвся аудитори"
    r"|\bвс(?:е|ех|еми)\s+(?:[а-яё]+\s+)?(?:страниц|аккаунт|сообществ|канал|площадк|соцсет)",
    re.IGNORECASE,
)
_TOPICAL = re.compile(r"\bпо вопросам\b|\bпосвящ\w+|\bтематическ\w+", re.IGNORECASE)
# A report in which this is said has more owners of pages than the administration.
OTHERS = re.compile(
    r"\b(?:страни[цч]|аккаунт|канал|групп|паблик|подписчик|соцсет|сет[ия]х?)\w*\s+(?:[\w«»]+\s+){0,2}"
    r"(?:глав[аыеу]\b|мэр|дум)",
    re.IGNORECASE,
)

# A page that is called by its name: «группа «Подслушано»».
_NAMED = re.compile(
    r"\b(?:групп|(?:гос)?паблик|сообществ|(?:телеграм-)?канал|страниц|аккаунт|чат|блог)\w*\s+(?:[а-яё]+\s+)?"
    r"[«\"](?P<name>[^«»\"]{1,80})[»\"]",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"\b(?:закры(?:т[аоы]?|ли|л[аи]сь|лось|лся|ти[еяю])|удал(?:[её]н[аоы]?|или)|заблокирован[аоы]?|ликвидирован[аоы]?)\b",
    re.IGNORECASE,
)
_READERS = frozenset(("подписчик", "читатель", "аудитория"))


@dataclass(frozen=True, slots=True)
class Page:
    """Whose page a figure is of, in which network, and why a person should look at it."""

    owner: str = ""
    network: str = ""
    doubt: str = ""


@dataclass(slots=True)
class Pages:
    """The owners and networks that one sentence names, given to its figures."""

    memory: Memory
    sentence: Sentence
    first: int  # where its first figure begins
    only: bool  # it has one figure
    networks: list[Mention] = field(init=False)
    owners: list[Mention] = field(init=False)
    _networks: Picker = field(init=False)
    _owners: Picker = field(init=False)
    _scope: Scope = field(init=False, default=Scope())  # what the line over the list says of the figure being read

    def __post_init__(self) -> None:
        words, text = self.sentence.words, self.sentence.block.reading
        self.networks = mentions(self.memory.vocabulary.networks, words)
        self.owners = owners(self.memory.vocabulary.owners, words)
        self._networks = Picker(text, self.networks)
        self._owners = Picker(text, self.owners)

    def of(self, key: str, clause: Clause, before: Figure | None, goes_on: bool) -> Page:
        """The page of a figure.

        `before` is the figure read before it; `goes_on` tells that this one speaks of the same page: a
        growth, a comparison.
        """
        above = self.memory.scope
        # «Канал главы читают 1 900 человек.» and a list under it: the number is the channel's, the list may be not.
        other = above.figure and (above.indicator is None or above.indicator.key != key)
        self._scope = Scope() if other else above
        quarters = before is not None and before.doubt == OF_A_YEAR  # «I кв. – 112, II кв. – 134, всего – 246»
        # «Телеграм-канал: плюс 300 за год, всего 6 300»
        grown = before is not None and before.measure is Measure.GROWTH_ABS and len({m.key for m in self.networks}) == 1
        counted = before is not None and self._counted(clause, before)
        whole = bool(_WHOLE.search(clause.before)) and not (quarters or grown or counted)
        network = self._network(clause, whole)
        if key in (ACCOUNTS, NEW_ACCOUNTS) and _TOPICAL.search(self.sentence.block.reading, clause.start, clause.end):
            return Page(TOPICAL, network or ("" if key == NEW_ACCOUNTS else ALL))
        owner = self._owner(clause, before)
        another = before is not None and bool(owner) and owner != before.owner  # whose networks are others
        same = before is not None and (goes_on or counted or self._grown(clause, before))
        if before and same and not network and not whole and not another:
            network = before.network
        if goes_on and before and not owner and not whole:
            owner = before.owner
        name = self._name(clause) if owner or not self._scope.owner else ""
        owner = "" if name else owner
        stranger = self._stranger(clause)
        near = self._near_paper(clause) if key == SUBSCRIBERS else ""
        doubt = f"чья это страница, не сказано: «{name}»" if name else ""
        return Page(
            owner or self._scope.owner or self._owner_before() or ADMINISTRATION,
            network or ALL,
            doubt
            or (f"страница, возможно, чужая: «{stranger}»" if stranger else "")
            or near
            or (OF_CLOSED if key in (SUBSCRIBERS, TOTAL) and self._is_closed(clause) else ""),
        )

    def _grown(self, clause: Clause, before: Figure) -> bool:
        """Whether a number is what a page has grown to: «группа ВК выросла на 300 и насчитывает 6 540, канал – …»."""
        told = {mention.key for mention in self.networks if mention.end <= clause.number.start}
        divided = tells_parts(self.sentence.block.reading[clause.number.end : self.sentence.end])
        return before.measure is Measure.GROWTH_ABS and told == {before.network} and not divided

    def _counted(self, clause: Clause, before: Figure) -> bool:
        """Whether a number is of the pages counted just before it: «у трёх телеграм-каналов 9 800 подписчиков»."""
        named = {mention.key for mention in self.networks} == {before.network}
        return named and before.key == ACCOUNTS and not re.search("[,;:(]", clause.before)

    def stand_before(self, clause: Clause) -> bool:
        """Whether a network stands among the words before a number."""
        return any(clause.start <= m.start and m.end <= clause.number.start for m in self.networks)

    def of_paper(self, clause: Clause) -> bool:
        """Whether a number is of the subscribers of a newspaper: «подписчиков газеты – 1 200»."""
        words = clause.words
        return any(
            token.sense.lemma in _READERS and not following.sense.lemmas.isdisjoint(PAPERS)
            for token, following in pairwise(words)
        )

    def _near_paper(self, clause: Clause) -> str:
        """Why subscribers told beside a newspaper and no page may be its own."""
        words = [t for t in self.sentence.words if t.end <= clause.number.start]
        paper = any(not token.sense.lemmas.isdisjoint(PAPERS) for token in words)
        page = self.networks or any(not t.sense.lemmas.isdisjoint(PAGES - _READERS) for t in words)
        return "возможно, подписчики газеты, а не страницы" if paper and not page else ""

    def _is_closed(self, clause: Clause) -> bool:
        """Whether the page of a number is said to be closed: «группа закрыта, в ней было 1 200 подписчиков»."""
        for found in _CLOSED.finditer(self.sentence.block.reading, self.sentence.start, self.sentence.end):
            start, end = sorted((found.end(), clause.number.start))
            between = self.sentence.between(start, end)
            page = any(t.sense.lemma not in _READERS and not t.sense.lemmas.isdisjoint(PAGES) for t in between)
            if not page and not any(start <= m.start < end for m in self.networks):
                return True
        return False

    def _stranger(self, clause: Clause) -> str:
        """The page of somebody else that a number is of: «группа газеты», «канал МЧС»; empty for none."""
        start, end = self.sentence.start, clause.right[-1].end if clause.right else clause.number.end
        words = self.sentence.between(start, end)
        for at in range(len(words) - 1, -1, -1):
            if words[at].sense.lemmas.isdisjoint(PAGES):
                continue
            following = at + 1
            while following < len(words) and (words[following].pos in ADJECTIVES or self._is_network(words[following])):
                following += 1
            owner = next(
                (m for m in self.owners if following < len(words) and m.end > words[following].start >= m.start), None
            )
            if owner:
                branch = next((t for t in words if t.start >= owner.end), None)
                stranger = branch is not None and not branch.sense.lemmas.isdisjoint(BRANCHES)
                return self._said(words[at], branch) if stranger and branch else ""
            if following < len(words) and _is_stranger(words[following]):
                return self._said(words[at], words[following])
        return ""

    def _is_network(self, token: Token) -> bool:
        return any(m.start <= token.start and token.end <= m.end for m in self.networks)

    def _said(self, first: Token, last: Token) -> str:
        return self.sentence.block.reading[first.start : last.end]

    def _name(self, clause: Clause) -> str:
        """The name of the page that a clause tells of, when neither it nor the clause says whose page it is."""
        named = _NAMED.search(self.sentence.block.reading, clause.start, clause.number.start)
        if named is None or any(clause.start <= m.start < clause.end for m in self.owners):
            return ""
        words = [t for t in self.sentence.words if named.start("name") <= t.start < named.end("name")]
        known = any(m.start < named.end("name") and named.start("name") < m.end for m in self.networks)
        official = any(not token.sense.lemmas.isdisjoint(OFFICES | KINDS) for token in words)
        return "" if known or official else named["name"]

    def _network(self, clause: Clause, whole: bool) -> str:
        picked = self._networks.pick(clause.start, clause.number, clause.end, clause.following)
        if picked or whole:
            return picked
        if before := self._before_brackets(clause):
            return before
        keys = {mention.key for mention in self.networks}
        if not keys:
            return self._scope.network
        if len(keys) == 1 and self.only:
            return keys.pop()
        # «В группе «Одноклассники» 531 публикация, 2 870 комментариев»
        return self.networks[0].key if len(self.networks) == 1 and self.networks[0].end <= self.first else ""

    def _before_brackets(self, clause: Clause) -> str:
        """The network whose numbers stand in brackets: «ВКонтакте (глава – 3 400, администрация – 5 600)»."""
        text, at = self.sentence.block.reading, clause.number.start
        opened = text.rfind("(", self.sentence.start, at)
        if opened < 0 or ")" in text[opened:at]:
            return ""
        return next((m.key for m in self.networks if not text[m.end : opened].strip(' »"') and m.end <= opened), "")

    def _owner(self, clause: Clause, before: Figure | None) -> str:
        picked = self._owners.pick(clause.start, clause.number, clause.end, clause.following)
        earlier = [mention for mention in self.owners if mention.end <= clause.number.start]
        if _COMMON.search(clause.before) and not any(mention.direct for mention in earlier):
            return self._scope.owner or self._of_all()
        if picked:
            return picked
        if earlier:
            same = before and before.owner and self.memory.last and self.memory.last.block is self.sentence.block
            return before.owner if before and same else earlier[-1].key
        if len({m.key for m in self.owners}) == 1 and self.only and not self._scope.owner:
            return self.owners[0].key
        told = self.sentence.block.reading[self.sentence.start : clause.number.start]
        return self._of_all() if _COMMON.search(told) and not self.owners else ""

    def _of_all(self) -> str:
        """Whose pages all pages are: the administration's where the report names no others."""
        others = self.memory.several_owners or any(m.key != ADMINISTRATION for m in self.owners)
        return ALL if others else ADMINISTRATION

    def _owner_before(self) -> str:
        """`ALL` when the sentences just before speak of the pages of several owners."""
        if self.sentence.block.role is Role.ITEM:
            return ""
        for earlier in reversed(self.memory.history[-2:]):
            named = {m.key for m in owners(self.memory.vocabulary.owners, earlier.words, direct=True)}
            if named:
                return ALL if len(named) > 1 or ALL in named else ""
        return ""


def _is_stranger(token: Token) -> bool:
    """Whether a noun after «страница» or «канал» names whose it is, and it is neither the town nor its offices."""
    known = OFFICES | KINDS | EMPTY | TIMES | PAGES | UNITS
    genitive = any(form.endswith("gent") for form in token.sense.forms)
    return token.pos == "NOUN" and genitive and token.sense.lemmas.isdisjoint(known) and not is_toponym(token.text)
