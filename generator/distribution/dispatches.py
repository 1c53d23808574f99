"""What the ledger keeps of one recipient's parcel: its state, how it got there, and what may come next.

    queued -claim-> claimed -commit-> dot -reply-> sent
                       |               |- 4xx -> deferred -> claimed ... at last refused;  5xx -> refused
                       |               `- no answer -> uncertain -> queued (resend) or assumed (assume-sent)
                       `- before the final dot: queued again, deferred or refused
    sent or assumed -notice-> bounced;  refused or bounced -again, says a person-> queued

`dot` is written just before the final dot of SMTP goes out. A process that dies in `claimed` has certainly not
handed the letter over (RFC 5321, 4.1.1.4: without the dot a server must not take it); one that dies in `dot`
leaves what nobody can know (RFC 1047).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from generator.distribution.parcels import Parcel, Reply


class State(StrEnum):
    """Where a recipient's parcel stands."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    DOT = "dot"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    ASSUMED = "assumed"  # a person or the policy says: take it as sent
    BOUNCED = "bounced"  # taken over, and returned later (RFC 3464)
    WITHDRAWN = "withdrawn"  # not in the list any more, and has not got it


ALLOWED: Mapping[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CLAIMED, State.WITHDRAWN}),
    State.CLAIMED: frozenset({State.DOT, State.SENT, State.DEFERRED, State.REFUSED, State.QUEUED}),
    State.DOT: frozenset({State.SENT, State.DEFERRED, State.REFUSED, State.UNCERTAIN, State.QUEUED}),
    State.DEFERRED: frozenset({State.CLAIMED, State.REFUSED, State.WITHDRAWN}),
    State.UNCERTAIN: frozenset({State.QUEUED, State.ASSUMED, State.SENT, State.BOUNCED}),
    State.SENT: frozenset({State.BOUNCED}),
    State.ASSUMED: frozenset({State.SENT, State.BOUNCED}),
    State.REFUSED: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.QUEUED, State.BOUNCED}),
    State.BOUNCED: frozenset({State.QUEUED, State.WITHDRAWN}),
}


class Policy(StrEnum):
    """What is done about a letter that nobody can know of."""

    HOLD = "hold"  # it waits for a person
    RESEND = "resend"  # sent once more, by itself at most once ever
    ASSUME_SENT = "assume-sent"


@dataclass(frozen=True, slots=True)
class Edition:
    """What is being sent: one published digest."""

    id: str  # of the published set
    manifest: str  # SHA-256 of its manifest
    series: str  # what later editions correct
    number: str  # of the rehearsal that a person confirmed
    composed: str = ""  # Date of its letters, ISO 8601; empty where an older program has entered it


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One recipient's parcel of one edition, and what became of it. Times are UTC."""

    id: int
    edition: str
    parcel: Parcel  # its recipient, Message-ID, SHA-256 of the letter and of the enclosures
    state: State
    tries: int
    first_try: datetime | None
    last_try: datetime | None
    not_before: datetime
    reply: Reply  # the last answer; code 0 and no words before the first
    at: datetime  # when it came to this state

    @property
    def key(self) -> str:
        """What the ledger knows the recipient by; empty after a purge."""
        return self.parcel.recipient.key


@dataclass(frozen=True, slots=True)
class Event:
    """One transition, or something about the ledger as a whole (then `was` and `now` are empty)."""

    at: datetime  # UTC
    was: str
    now: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning has changed in the ledger, numbers of recipients."""

    added: int
    known: int  # were there already, whatever their state
    replaced: int  # had another letter, which was never tried or was refused
    withdrawn: int  # are not in the list any more


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a killed run has left, numbers of letters."""

    queued: int  # certainly not handed over
    uncertain: int  # nobody can know
