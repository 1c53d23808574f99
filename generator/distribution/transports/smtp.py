"""Letters by SMTP (RFC 5321): one recipient a message, the ledger told just before the final dot."""

import re
import smtplib
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

from generator.distribution.parcels import Deferred, InDoubt, Parcel, Refused, Reply, Unavailable
from generator.distribution.transports.letters import letter
from generator.distribution.transports.login import secret
from generator.distribution.transports.replies import advice, raise_for
from generator.distribution.transports.server import Server, Session

_MAILBOX = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")  # ASCII that is seen, without what ends an address

# The line broke that often one letter after another: it is not the letters.
BROKEN = 3


class Smtp:
    """A mail server, open for one run; connections are made and renewed as needed."""

    def __init__(self, server: Server, parcels: Iterable[Parcel]) -> None:
        """`parcels` are all that may be handed over: one that is too big is found before the first goes out."""
        self._server = server
        self._parcels = parcels
        self._secret = secret(server)
        self._session: Session | None = None
        self._broken = 0

    def __enter__(self) -> Self:
        session = self._connected()
        if limit := session.limit:
            over = [parcel.size for parcel in self._parcels if parcel.size > limit]
            if over:
                self._drop()
                raise Unavailable(
                    f"{self._server.name}: принимает письма до {limit // 1000} КБ, а {len(over)} из писем больше, "
                    f"до {max(over) // 1000} КБ. Ничего не отправлено. Уменьшите приложения или дайте на них ссылку."
                )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None and kind is None:
            with suppress(smtplib.SMTPException, OSError):
                self._session.quit()
        self._drop()

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """Send one letter; `commit` is called just before the final dot. Raises as `Transport.deliver` says.

        What leaves the letter's fate open ends the connection as well, so that a late answer is not taken for
        the next letter's.
        """
        message = letter(parcel)
        if not _MAILBOX.fullmatch(parcel.recipient.email):
            raise Refused(Reply(0, "адрес записан неверно: исправьте его в списке получателей"))
        if self._broken >= BROKEN:
            raise Unavailable(f"{self._server.name}: связь обрывается раз за разом. {advice(421)}")
        session = self._begun(parcel)
        try:
            self._reset_after(session, lambda: self._open(session, parcel))
            try:
                session.send(stuffed(message))
            except smtplib.SMTPException as error:
                raise _Broken from error
            commit()
            return self._ended(session)
        except _Broken as error:
            self._drop()
            self._broken += 1
            raise Deferred(Reply(0, "связь оборвалась до конца письма")) from error
        except (Deferred, Refused):
            self._broken = 0
            raise
        except BaseException:
            self._drop()
            raise

    def _begun(self, parcel: Parcel) -> Session:
        """A session that has taken MAIL; servers end old ones at will, so a used one is renewed once."""
        if self._session is not None and self._session.used >= self._server.per_connection:
            with suppress(smtplib.SMTPException, OSError):
                self._session.quit()
            self._drop()
        while True:
            session = self._connected()
            fresh = session.used == 0
            session.used += 1
            try:
                options = [f"SIZE={parcel.size}"] if session.has_extn("size") else []
                code, words = session.mail(self._server.sender, options)
                if code in (421, 503) and not fresh:  # tired of this session, or still inside the letter before
                    raise smtplib.SMTPServerDisconnected
                return self._accepted(session, code, words)
            except (smtplib.SMTPException, OSError, ValueError) as error:
                self._drop()
                if fresh:
                    raise Unavailable(f"{self._server.name}: связь прервалась. {advice(421)}") from error

    def _accepted(self, session: Session, code: int, words: bytes) -> Session:
        """The session after an answer to MAIL: but for the size, a no is about the sender and so about all letters."""
        try:
            self._reset_after(session, lambda: raise_for(code, words, self._server.name))
        except Refused as error:
            [said] = error.args
            if code in (552, 523):
                raise
            raise Unavailable(
                f"{self._server.name}: не принимает отправителя {self._server.sender}: {code} {said.text}. "
                "Проверьте адрес отправителя и имя пользователя в настройках рассылки."
            ) from error
        except Deferred as error:
            [said] = error.args
            raise Unavailable(f"{self._server.name}: пока не принимает писем: {said.text}. {advice(421)}") from error
        return session

    def _open(self, session: Session, parcel: Parcel) -> None:
        """RCPT and DATA, up to the moment when the server waits for the message."""
        try:
            # `rcpt` would make another address of a strange one.
            raise_for(*session.docmd("RCPT", f"TO:<{parcel.recipient.email}>"), self._server.name)
            session.putcmd("DATA")
            code, words = session.getreply()
            if code != 354:
                raise_for(code, words, self._server.name)
                raise ValueError(f"DATA was answered by {code}")
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _Broken from error

    def _ended(self, session: Session) -> Reply:
        """Send the final dot and wait for what the server says, as long as RFC 5321 asks."""
        try:
            session.send(b".\r\n")
        except smtplib.SMTPException as error:
            raise _Broken from error  # three bytes go whole or not at all: the server never saw the end
        try:
            session.wire.settimeout(self._server.final_timeout)
            said = raise_for(*session.getreply(), self._server.name)
            session.wire.settimeout(self._server.timeout)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._broken += 1
            raise InDoubt(Reply(0, "связь оборвалась, пока ждали ответа на письмо")) from error
        self._broken = 0
        return said

    def _reset_after(self, session: Session, ask: Callable[[], object]) -> None:
        """Ask; after a no, end the transaction so that the session can be used on."""
        try:
            ask()
        except (Deferred, Refused):
            try:
                session.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()
            raise

    def _connected(self) -> Session:
        if self._session is None:
            self._session = Session(self._server, self._secret)
        return self._session

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


class _Broken(Exception):
    """The line broke, or what came is no answer, before the final dot went out."""


def stuffed(message: bytes) -> bytes:
    """A message as DATA carries it, without the final dot (RFC 5321, 4.5.2); all its lines end in CRLF."""
    doubled = message.replace(b"\r\n.", b"\r\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled
