"""The ledger: what became of each recipient's parcel, whatever moment the program was killed at.

Three durable writes a letter: claim, final dot, result; `dispatches` tells what a crash leaves between them.
Every transition is kept as an event with its time and the words of the other side.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from generator import files
from generator.distribution import planning
from generator.distribution.dispatches import ALLOWED, Dispatch, Edition, Planned, Policy, Recovered, State
from generator.distribution.ledger_file import told, transaction
from generator.distribution.ledger_reading import CHOSEN, LedgerReader, keys
from generator.distribution.parcels import Parcel, Reply
from generator.distribution.planning import kept, nameless
from generator.distribution.transitions import SILENCE, give_back, move, note, requeue, stamp
from generator.errors import GeneratorError

# A clock is put right by seconds now and then; more is noticed.
SLACK = timedelta(minutes=1)


class Ledger(LedgerReader):
    """The ledger of all mailings. Many processes may read and settle, one sends.

    Every method raises `GeneratorError` when the file cannot be read or written.
    """

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Be the only sender; raises `GeneratorError` when another is at work, or when the clock was set back."""
        with ExitStack() as stack:
            with told(self.path):
                taken = stack.enter_context(files.lock(self.path.with_name(f"{self.path.name}.lock")))
            if not taken:
                raise GeneratorError(
                    f"Рассылку по журналу «{self.path}» уже ведёт другой запуск программы. Дождитесь его конца: "
                    "сколько осталось, покажет digest status."
                )
            self._check_clock()
            yield

    def plan(self, edition: Edition, parcels: Iterable[Parcel]) -> Planned:
        """Enter an edition and all its parcels; again with the same ones it changes nothing.

        A letter that was never tried, or was refused, is replaced by its new text and goes; a recipient who is not
        among them any more is withdrawn, unless they have got it or may have. Raises `GeneratorError`, and enters
        nothing, when any other letter has other bytes now, when the edition has another manifest, and when it was
        purged.
        """
        with self._writing() as now:
            return planning.plan(self._db, edition, parcels, now)

    def recover(self, policy: Policy = Policy.HOLD) -> Recovered:
        """Put right what a killed run has left; called under `sending`, before anything is claimed."""
        with self._writing() as now:
            cut, lost = self._ids("state=?", State.CLAIMED), self._ids("state=?", State.DOT)
            for id_ in cut:
                give_back(self._db, id_, now, Reply(0, "прервано до передачи письма"))
            for id_ in lost:
                move(self._db, id_, State.UNCERTAIN, now, Reply(0, "прервано между передачей письма и ответом"))
        self.apply(policy)
        return Recovered(len(cut), len(lost))

    def apply(self, policy: Policy) -> int:
        """Do by itself what a policy says of uncertain letters; how many. One is sent again so at most once ever."""
        if policy is Policy.HOLD:
            return 0
        with self._writing() as now:
            never = "state=? AND resent=0" if policy is Policy.RESEND else "state=?"
            return self._settle(self._ids(never, State.UNCERTAIN), policy, now)

    def settle(self, edition: str, policy: Policy, only: Collection[str] | None = None) -> int:
        """Do what a person says of uncertain letters of an edition, of recipients with these keys; how many."""
        if policy is Policy.HOLD:
            return 0
        with self._writing() as now:
            ids = self._ids(f"state=? AND edition=? AND {CHOSEN}", State.UNCERTAIN, edition, *keys(only))
            return self._settle(ids, policy, now)

    def again(self, edition: str, only: Collection[str] | None = None) -> int:
        """Queue refused letters of these recipients again, since a person says that the cause is gone; how many.

        Returned ones only of recipients who are named: of such a letter a copy may have arrived elsewhere.
        """
        untaken = (State.REFUSED, State.REFUSED if only is None else State.BOUNCED)
        with self._writing() as now:
            ids = self._ids(f"state IN (?, ?) AND edition=? AND {CHOSEN}", *untaken, edition, *keys(only))
            for id_ in ids:
                requeue(self._db, id_, now, "решено отправить ещё раз")
            return len(ids)

    def claim(self, edition: str, channel: str, only: Collection[str] | None = None) -> Dispatch | None:
        """Take the next letter that is due, untried ones first; None when there is none. Durable."""
        with self._writing() as now:
            id_ = self.due(edition, channel, only)
            if id_ is None:
                return None
            move(self._db, id_, State.CLAIMED, now)
            query = "UPDATE dispatch SET tries=tries+1, last_try=?, first_try=coalesce(first_try, ?) WHERE id=?"
            self._db.execute(query, (now, now, id_))
        return self.dispatch(id_)

    def dot(self, id_: int) -> None:
        """The final dot goes out after this. Durable."""
        self._to(id_, State.DOT)

    def sent(self, id_: int, reply: Reply) -> None:
        """Keep that it was taken over. Durable."""
        self._to(id_, State.SENT, reply)

    def deferred(self, id_: int, reply: Reply, pause: timedelta) -> None:
        """Keep that it was certainly not taken over this time; it is due after the pause."""
        with self._writing() as now:
            move(self._db, id_, State.DEFERRED, now, reply)
            later = stamp(datetime.fromisoformat(now) + pause)
            self._db.execute("UPDATE dispatch SET not_before=? WHERE id=?", (later, id_))

    def refused(self, id_: int, reply: Reply) -> None:
        """Keep that it was refused for good."""
        self._to(id_, State.REFUSED, reply)

    def uncertain(self, id_: int, reply: Reply) -> None:
        """Keep that nobody can know whether it was taken over."""
        self._to(id_, State.UNCERTAIN, reply)

    def release(self, id_: int, reply: Reply = SILENCE) -> None:
        """Give back what was certainly not taken over, by no fault of the recipient: it costs them no try."""
        with self._writing() as now:
            give_back(self._db, id_, now, reply)

    def bounced(self, message_id: str, code: str, text: str, written: datetime | None = None) -> Dispatch | None:
        """Mark a letter as returned, by the Message-ID that a notice of failure (RFC 3464) names.

        `code` is the enhanced status code, «5.1.1» (RFC 3463), `written` the date of the notice. None when the ledger
        knows no such letter. Told twice, it is marked once; sent again by a person since, it is not marked.
        """
        return self._noticed(message_id, State.BOUNCED, f"{code} {text}".strip(), written)

    def purge(self, edition: str) -> None:
        """Erase who the recipients of an edition were and what was said of them; states, times and counts stay.

        The edition cannot be sent any more: nobody knows who has it. What is erased is gone from the file too.
        """
        with self._writing() as now:
            for dispatch in self.dispatches(edition):
                blank = kept(nameless(dispatch.parcel))
                query = "UPDATE dispatch SET recipient=?, message_id=?, parcel=?, reply='' WHERE id=?"
                self._db.execute(query, (f"{dispatch.id}", f"<{dispatch.id}>", blank, dispatch.id))
                self._db.execute("UPDATE event SET text='' WHERE dispatch=?", (dispatch.id,))
            self._db.execute("UPDATE edition SET purged=? WHERE id=?", (now, edition))
        with told(self.path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def delivered(self, message_id: str, text: str) -> Dispatch | None:
        """Mark an uncertain or assumed letter as sent, since a notice of delivery (RFC 3464) says so; as `bounced`."""
        return self._noticed(message_id, State.SENT, text)

    @contextmanager
    def _writing(self) -> Iterator[str]:
        """All that the block writes, durable at its end, or nothing; gives the time."""
        with told(self.path), transaction(self._db):
            yield stamp(self._clock())
        with told(self.path):
            self._witness.note(self.id, self._last_event())

    def _to(self, id_: int, state: State, reply: Reply = SILENCE) -> None:
        with self._writing() as now:
            move(self._db, id_, state, now, reply)

    def _settle(self, ids: list[int], policy: Policy, now: str) -> int:
        for id_ in ids:
            if policy is Policy.RESEND:
                move(self._db, id_, State.QUEUED, now, Reply(0, "решено отправить ещё раз"))
                self._db.execute("UPDATE dispatch SET resent=resent+1, first_try=NULL WHERE id=?", (id_,))
            else:
                move(self._db, id_, State.ASSUMED, now, Reply(0, "решено считать отправленным"))
        return len(ids)

    def _noticed(self, message_id: str, state: State, text: str, written: datetime | None = None) -> Dispatch | None:
        with self._writing() as now:
            if not (ids := self._ids("message_id=?", message_id)):
                return None
            was = self.dispatch(ids[0]).state
            known = self._one("SELECT max(at) FROM event WHERE dispatch=? AND now=?", ids[0], State.BOUNCED)
            old = known is not None and written is not None and stamp(written) <= known
            # Who is withdrawn was sent nothing, or it has come back already.
            if was is not State.WITHDRAWN and state in ALLOWED[was] and not old:
                move(self._db, ids[0], state, now, Reply(0, text))
        return self.dispatch(ids[0])

    def _check_clock(self) -> None:
        """Tell once of a clock that was set back, and bring back what it had told too late; the next run goes on."""
        at = self._one("SELECT at FROM event ORDER BY id DESC LIMIT 1")
        now = self._clock()
        last = now if at is None else datetime.fromisoformat(at)
        if now >= last - SLACK:
            return
        with self._writing() as told_at:
            for id_, *times in self._all("SELECT id, not_before, last_try, first_try FROM dispatch"):
                query = "UPDATE dispatch SET not_before=?, last_try=?, first_try=? WHERE id=?"
                self._db.execute(query, (*(_put_right(moment, last, now) for moment in times), id_))
            note(self._db, None, "", "", told_at, Reply(0, f"часы переведены назад, было {_shown(last)}"))
        raise GeneratorError(
            f"Часы компьютера показывают {_shown(now)}, а последняя запись журнала рассылки сделана {_shown(last)}: "
            "их перевели назад. Ничего не отправлено. Проверьте дату и время; если они верны, повторите команду."
        )

    def _ids(self, where: str, *values: object) -> list[int]:
        return [id_ for (id_,) in self._all(f"SELECT id FROM dispatch WHERE {where} ORDER BY id", *values)]


def _put_right(moment: str | None, last: datetime, now: datetime) -> str | None:
    """A time told by a clock that was at `last` and is now set back; what it told while it was right stays.

    Letters name the day of those before, and limits count their hours.
    """
    if moment is None or (told_at := datetime.fromisoformat(moment)) <= now:
        return moment
    return stamp(told_at - (last - now))


def _shown(moment: datetime) -> str:
    return moment.astimezone().strftime("%d.%m.%Y %H:%M")
