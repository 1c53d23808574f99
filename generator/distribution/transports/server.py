"""The mail server that a mailing goes through, and a connection to it that is never less than asked for.

`smtplib` by itself sends with Nagle's delay, does not check certificates in `starttls()`, and keeps the password
in the session; here it does not.
"""

import errno
import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from generator.distribution.parcels import Unavailable
from generator.distribution.transports.replies import advice, reply
from generator.passwords import Password, Secret

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server for submission (RFC 6409) and how it is used. Times in seconds, sizes in bytes."""

    host: str
    port: int
    sender: str  # address of the envelope: returned letters go there
    security: Security = "starttls"  # `none` is for a relay on this machine alone
    user: str = ""  # no login without one
    password: Password | None = None
    keyring: str = ""  # service of the system's keyring that has the password, instead of `password`
    authority: Path | None = None  # certificates of an own authority, PEM
    limit: int = 0  # size of a letter; 0 is what the server says (RFC 1870)
    per_connection: int = 100  # letters
    connect_timeout: float = 30
    timeout: float = 300  # RFC 5321, 4.5.3.2: MAIL, RCPT and DATA
    final_timeout: float = 600  # RFC 5321, 4.5.3.2.6: a server may be long over a letter it has already taken

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"Почтовый сервер {self.host}, порт {self.port}"


class Session(smtplib.SMTP):
    """One connection, ready for letters; raises `Unavailable`, with what to do, when it cannot be had."""

    def __init__(self, server: Server, secret: Secret | None) -> None:
        """Connect, secure the line as the settings say and log in."""
        self._server = server
        self._context = None if server.security == "none" else _context(server)
        self.used = 0  # letters
        with _explained(server):
            try:
                super().__init__(server.host, server.port, local_hostname="localhost", timeout=server.connect_timeout)
                self._greet(secret)
            except BaseException:
                self.close()
                raise

    def _greet(self, secret: Secret | None) -> None:
        # An address literal (RFC 5321, 4.1.3): the machine's name may be unknown, or no one else's business.
        own = self.wire.getsockname()[0]
        self.local_hostname = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
        if self._server.security == "starttls":
            self.ehlo()
            if not self.has_extn("starttls"):
                raise Unavailable("не предлагает шифрования STARTTLS. Открытым текстом ничего не передано.")
            self.starttls(context=self._context)
        code, words = self.ehlo()
        if code != 250:
            raise smtplib.SMTPHeloError(code, words)
        if secret is not None:
            self._log_in(secret)
        self.wire.settimeout(self._server.timeout)

    def _log_in(self, secret: Secret) -> None:
        if not (self._server.user + secret.text).isascii():
            raise Unavailable("в имени пользователя или пароле есть нелатинские знаки. Смените их на сервере.")
        if _LOGINS.isdisjoint(self.esmtp_features.get("auth", "").split()):
            raise Unavailable("не предлагает входа по паролю. Проверьте порт в настройках рассылки.")
        try:
            self.login(self._server.user, secret.text)
        except smtplib.SMTPAuthenticationError as error:
            # Some servers repeat what they were told.
            code = error.smtp_code
            raise Unavailable(f"вход не удался, код {code}. {advice(code)}") from None
        finally:
            self.password = ""

    @property
    def wire(self) -> socket.socket:
        """The socket; raises `smtplib.SMTPServerDisconnected` when there is none."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return self.sock

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        """Connect; a hook of `smtplib`, which `SMTP_SSL` uses too."""
        wire = socket.create_connection((host, port), timeout)
        # Or the final dot waits for an acknowledgement that the other side delays: 40 ms a letter.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._server.security == "none" and not ipaddress.ip_address(wire.getpeername()[0]).is_loopback:
            wire.close()
            raise Unavailable('без шифрования (security = "none") письма передают только серверу на этом компьютере.')
        if self._server.security == "tls" and self._context:
            return self._context.wrap_socket(wire, server_hostname=host)
        return wire

    @property
    def limit(self) -> int:
        """The largest letter that it takes, in bytes; 0 for any."""
        said = self.esmtp_features.get("size", "").split()
        offered = int(said[0]) if said and said[0].isdigit() else 0
        return min((limit for limit in (offered, self._server.limit) if limit), default=0)


_LOGINS = {"CRAM-MD5", "PLAIN", "LOGIN"}  # of RFC 4954, 4, that `smtplib` knows; Exchange may offer others alone


def _context(server: Server) -> ssl.SSLContext:
    """Certificates are always checked, and the name in them."""
    context = ssl.create_default_context()
    if server.authority is not None:
        try:
            context.load_verify_locations(server.authority)
        except (OSError, ssl.SSLError) as error:
            raise Unavailable(
                f"{server.name}: сертификаты «{server.authority}» не читаются. Нужен файл PEM."
            ) from error
    return context


# X509_V_ERR_* of OpenSSL.
_CERTIFICATE = {
    9: "срок сертификата ещё не начался. Проверьте дату на компьютере",
    10: "срок сертификата истёк. Сообщите администратору почты",
    18: "сертификат подписан им самим. Возьмите у администратора почты сертификат центра и впишите его в настройки",
    62: "сертификат выдан на другое имя. Проверьте имя сервера в настройках",
    64: "сертификат выдан на другое имя, а не на этот IP-адрес. Впишите в настройки имя сервера",
}
_UNKNOWN = "центр, который выдал сертификат, неизвестен. Возьмите у администратора почты сертификат центра"

_NETWORK = {
    errno.ECONNREFUSED: "не отвечает. Проверьте имя и порт в настройках рассылки",
    errno.ENETUNREACH: "нет связи. Проверьте сеть",
    errno.EHOSTUNREACH: "нет связи. Проверьте сеть",
}


@contextmanager
def _explained(server: Server) -> Iterator[None]:
    """Whatever keeps a connection from being made, as `Unavailable` with what to do."""
    try:
        yield
    except Unavailable as error:
        raise Unavailable(f"{server.name}: {error}") from error.__cause__
    except ssl.SSLCertVerificationError as error:
        raise Unavailable(f"{server.name}: {_CERTIFICATE.get(error.verify_code, _UNKNOWN)}.") from error
    except ssl.SSLError as error:
        other = "starttls" if server.security == "tls" else "tls"
        raise Unavailable(
            f'{server.name}: защищённой связи не вышло. Проверьте порт; может быть, нужно security = "{other}".'
        ) from error
    except smtplib.SMTPResponseException as error:
        words = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        said = reply(error.smtp_code, words)
        raise Unavailable(f"{server.name}: отвечает {said.code} {said.text}. {advice(421)}") from error
    except (socket.gaierror, UnicodeError) as error:  # IDNA refuses «mail..example.ru»
        raise Unavailable(f"{server.name}: такого имени в сети нет. Проверьте имя в настройках и связь.") from error
    except TimeoutError as error:
        raise Unavailable(f"{server.name}: не отвечает вовремя. Проверьте порт и связь.") from error
    except (smtplib.SMTPException, OSError) as error:
        why = _NETWORK.get(getattr(error, "errno", None) or 0, "связь прервалась. Повторите команду позже")
        raise Unavailable(f"{server.name}: {why}.") from error
