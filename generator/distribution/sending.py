"""The loop of a mailing: claim, deliver, write down; what is not due now is left for the next run."""

import signal
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from generator.distribution.dispatches import Dispatch, Policy, Recovered, State
from generator.distribution.ledger import Ledger
from generator.distribution.parcels import Deferred, InDoubt, Parcel, Refused, Reply, Transport, Unavailable
from generator.errors import GeneratorError

# A channel's transport for these parcels: `partial(TRANSPORTS[name], settings)`.
Opening = Callable[[Iterable[Parcel]], Transport]

_STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_NAP = 0.2  # seconds between looks at whether to stop
_PATIENT = timedelta(hours=1)  # a limit a minute or an hour is waited for; one a day may be left for tomorrow


@dataclass(frozen=True, slots=True)
class Pace:
    """How many letters a channel may send, 0 for any number, and the pause after each in seconds."""

    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0
    pause: float = 0

    def windows(self) -> Iterator[tuple[int, timedelta]]:
        """The limits that are set, each with its span."""
        spans = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
        limits = (self.per_minute, self.per_hour, self.per_day)
        yield from ((limit, span) for limit, span in zip(limits, spans, strict=True) if limit)


@dataclass(frozen=True, slots=True)
class Retries:
    """How a letter that was not taken over is tried again (RFC 5321, 4.5.4.1)."""

    pauses: tuple[timedelta, ...] = (
        *(timedelta(minutes=minutes) for minutes in (5, 15, 60)),
        timedelta(hours=4),  # and so on
    )
    tries: int = 30
    longest: timedelta = timedelta(days=3)

    def pause(self, tries: int) -> timedelta:
        """The pause after so many tries."""
        return self.pauses[min(tries, len(self.pauses)) - 1]


@dataclass(frozen=True, slots=True)
class Progress:
    """What has just happened to one letter."""

    dispatch: Dispatch
    done: int  # of this run: letters that need no more work
    total: int  # of this run


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has come to: numbers of letters of those whom `only` means, as the ledger has them now."""

    sent: int  # by this run
    counts: Mapping[State, int]
    recovered: Recovered  # what an earlier run, killed, had left
    next_due: datetime | None  # when what waits is due, UTC
    outside: int = 0  # letters of the edition that wait and that `only` does not mean
    trouble: str = ""  # why the run ended early, Russian, with what to do
    stopped: bool = False  # by a person

    @property
    def left(self) -> int:
        """Letters that wait for another run."""
        return sum(self.counts.get(state, 0) for state in (State.QUEUED, State.DEFERRED, State.CLAIMED, State.DOT))

    @property
    def uncertain(self) -> int:
        """Letters that wait for a person's word."""
        return self.counts.get(State.UNCERTAIN, 0)


def send(
    ledger: Ledger,
    edition: str,
    transports: Mapping[str, Opening],
    *,
    policy: Policy = Policy.HOLD,
    paces: Mapping[str, Pace] | None = None,
    retries: Retries | None = None,
    wait: timedelta = timedelta(0),
    only: Collection[str] | None = None,
    plan: Callable[[], object] = lambda: None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Send what is due of a planned edition, once; `only` is keys of recipients, `wait` how long to wait for retries.

    `plan` enters the edition, if that is to be done: nobody else sends then, and what a killed run has left is
    put right, so that nobody stays in hand who is not in the list any more. Ctrl-C, SIGTERM and a closed terminal end
    the run after the letter in hand; a second Ctrl-C at once. Raises `GeneratorError` when another sender is at work,
    the ledger cannot be written, or a letter is not what was rehearsed: nothing more is sent.
    """
    with ledger.sending(), _stopping() as stop:
        recovered = ledger.recover(policy)
        plan()
        run = _Run(ledger, edition, policy, paces or {}, retries or Retries(), only, progress, stop)
        trouble = ""
        try:
            run.all(transports, wait)
        except Unavailable as error:
            trouble = str(error)
        return Summary(
            sent=run.sent,
            counts=ledger.counts(edition, only),
            recovered=recovered,
            next_due=ledger.next_due(edition, only),
            outside=ledger.waiting(edition) - ledger.waiting(edition, only),
            trouble=trouble,
            stopped=stop.asked,
        )


class _Stop:
    """Whether a person has asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT:  # a terminal that closes says so twice
            raise KeyboardInterrupt
        self.asked = True

    def sleep(self, until: float) -> None:
        """Wait for a moment of the steady clock, or for the person."""
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _NAP))


@contextmanager
def _stopping() -> Iterator[_Stop]:
    stop = _Stop()
    before: dict[int, Any] = {}
    try:
        for number in _STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
                before[number] = signal.signal(number, stop)
    except ValueError:
        pass  # not the main thread: whoever runs it there ends it there
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Run:
    """One run over one edition."""

    def __init__(
        self,
        ledger: Ledger,
        edition: str,
        policy: Policy,
        paces: Mapping[str, Pace],
        retries: Retries,
        only: Collection[str] | None,
        progress: Callable[[Progress], None],
        stop: _Stop,
    ) -> None:
        self._ledger, self._edition, self._policy, self._only = ledger, edition, policy, only
        self._paces, self._retries = paces, retries
        self._progress, self._stop = progress, stop
        self._done = 0
        self._total = ledger.waiting(edition, only)
        self.sent = 0

    def all(self, transports: Mapping[str, Opening], wait: timedelta) -> None:
        """Go over the channels until nothing is due within the time, or until one is away: the others go before."""
        end = time.monotonic() + wait.total_seconds()
        while not self._stop.asked:
            troubles = []
            for channel in self._ledger.channels(self._edition):
                if not self._stop.asked and self._due(channel):
                    try:
                        self._channel(channel, transports[channel])
                    except Unavailable as error:
                        troubles.append(str(error))
            if troubles:
                raise Unavailable(" ".join(troubles))
            due = self._ledger.next_due(self._edition, self._only)
            if due is None:
                return
            moment = time.monotonic() + max(0.0, (due - self._ledger.now()).total_seconds())
            if moment > end:
                return
            self._stop.sleep(moment)

    def _channel(self, channel: str, opening: Opening) -> None:
        """Send what is due by one channel."""
        gate = _Gate(self._paces.get(channel, Pace()), self._ledger, channel)
        with opening(self._ledger.parcels(self._edition, channel)) as transport:
            while not self._stop.asked and self._due(channel):  # or the gate would wait for nobody
                gate.wait(self._stop)
                if self._stop.asked:
                    return
                dispatch = self._ledger.claim(self._edition, channel, self._only)
                if dispatch is None:
                    return
                self._one(dispatch, transport)
                gate.passed()

    def _due(self, channel: str) -> bool:
        return self._ledger.due(self._edition, channel, self._only) is not None

    def _one(self, dispatch: Dispatch, transport: Transport) -> None:
        """Hand one claimed letter over and write down what came of it."""
        ledger, id_ = self._ledger, dispatch.id
        try:
            reply = transport.deliver(dispatch.parcel, lambda: ledger.dot(id_))
        except Deferred as error:
            self._again(dispatch, _said(error))
        except Refused as error:
            ledger.refused(id_, _said(error))
        except InDoubt as error:
            ledger.uncertain(id_, _said(error))
            ledger.apply(self._policy)
        except Unavailable as error:
            ledger.release(id_, Reply(0, str(error)))
            raise
        except Exception:
            if ledger.dispatch(id_).state is State.CLAIMED:  # or else nobody can know
                ledger.release(id_)
            raise
        else:
            self._sent(dispatch, reply)
        self._tell(ledger.dispatch(id_))

    def _sent(self, dispatch: Dispatch, reply: Reply) -> None:
        try:
            self._ledger.sent(dispatch.id, reply)
        except GeneratorError as error:
            raise GeneratorError(
                f"{error} Письмо для «{dispatch.key}» уже передано, но записать этого не удалось: в следующий раз оно "
                "будет названо среди неясных."
            ) from error
        self.sent += 1

    def _again(self, dispatch: Dispatch, reply: Reply) -> None:
        """Put it off, or give it up when it was tried often or long enough."""
        pause = self._retries.pause(dispatch.tries)
        since = dispatch.last_try - dispatch.first_try if dispatch.last_try and dispatch.first_try else timedelta(0)
        if dispatch.tries >= self._retries.tries or since + pause > self._retries.longest:
            given_up = f"не принято после попыток: {dispatch.tries}; последний ответ: {reply.text}"
            self._ledger.refused(dispatch.id, Reply(reply.code, given_up))
        else:
            self._ledger.deferred(dispatch.id, reply, pause)

    def _tell(self, dispatch: Dispatch) -> None:
        self._done += dispatch.state not in (State.QUEUED, State.DEFERRED)
        self._progress(Progress(dispatch, self._done, self._total))


def _said(error: Exception) -> Reply:
    reply: Reply = error.args[0]
    return reply


class _Gate:
    """Lets letters through no faster than the pace; what earlier runs have sent counts."""

    def __init__(self, pace: Pace, ledger: Ledger, channel: str) -> None:
        self._pace = pace
        self._free = 0.0  # moment of the steady clock
        now, steady = ledger.now(), time.monotonic()
        self._passed = {
            span: deque(steady - (now - at).total_seconds() for at in ledger.tried_since(channel, now - span))
            for _, span in pace.windows()
        }

    def wait(self, stop: _Stop) -> None:
        """Wait until one more may pass; raises `Unavailable` when that is later than anyone would wait for."""
        until, now = self._free, time.monotonic()
        for limit, span in self._pace.windows():
            passed = self._passed[span]
            while passed and passed[0] <= now - span.total_seconds():
                passed.popleft()
            if len(passed) >= limit:
                until = max(until, passed[-limit] + span.total_seconds())
        if until - now > _PATIENT.total_seconds():
            hours = int((until - now) // 3600) + 1
            raise Unavailable(
                f"Исчерпано число писем за сутки ({self._pace.per_day}). Повторите команду через {hours} ч: уйдут "
                "остальные."
            )
        stop.sleep(until)

    def passed(self) -> None:
        """One has passed."""
        now = time.monotonic()
        self._free = now + self._pace.pause
        for passed in self._passed.values():
            passed.append(now)
