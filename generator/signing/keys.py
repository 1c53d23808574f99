"""The key that a PDF is signed with: from a PKCS#12 file (RFC 7292) or on a token (PKCS#11)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator import files
from generator.errors import GeneratorError, installing
from generator.passwords import Password
from generator.signing.settings import Signing, Token

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.signers import Signer

LIMIT = 1 << 20  # bytes of a PKCS#12 file
NO_PYHANKO = f"Подпись внутри PDF требует библиотеки pyHanko. Установите её: {installing('regional-digest[sign]')}"


@contextmanager
def opened(signing: Signing) -> "Iterator[Signer]":
    """The key with its certificates, checked to be good for signing now.

    Raises `GeneratorError` without pyHanko, for a key that cannot be opened and a certificate that is
    not for signing, has ended or has not begun.
    """
    try:
        import pyhanko.sign.signers  # noqa: F401 (the first thing to fail where the extra is missing)
    except ImportError as error:
        raise GeneratorError(NO_PYHANKO) from error
    if signing.token is not None:
        with _on_token(signing.token, signing.password) as signer:
            yield signer
    elif signing.certificate is not None:
        signer = _in_file(signing.certificate, signing.password)
        _fit(signer.signing_cert)
        yield signer
    else:
        raise ValueError("settings without a key for PDF files")


def _in_file(path: Path, password: Password) -> "Signer":
    from pyhanko.sign.signers import SimpleSigner

    data = files.read(path, f"Файл ключа «{path}»", LIMIT)
    secret = password.read(f"ключа «{path.name}»")
    try:
        signer: Signer = SimpleSigner.load_pkcs12_data(data, [], secret.text.encode() or None)
    except (ValueError, TypeError, AttributeError, NotImplementedError):
        # Without its cause: a trace of it may hold the password.
        raise GeneratorError(
            f"Файл ключа «{path}» не открывается: неверный пароль, или это не PKCS#12 с ключом и сертификатом RSA "
            "или ECDSA. Для ключей ГОСТ настройте sign_command."
        ) from None
    return signer


@contextmanager
def _on_token(token: Token, password: Password) -> "Iterator[Signer]":
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise GeneratorError(NO_PYHANKO) from error
    secret = password.read(f"токена «{token.label}»")
    where = f"Токен «{token.label}» ({Path(token.module).name})"
    wanted = TokenCriteria(label=token.label)
    try:
        # One try and no more: wrong PINs lock the device.
        session = open_pkcs11_session(token.module, token_criteria=wanted, user_pin=secret.text)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise GeneratorError(f"{where}: неверный ПИН-код. После нескольких ошибок токен блокируется.") from None
    except (pkcs11.PinLocked, pkcs11.PinExpired):
        raise GeneratorError(f"{where}: ПИН-код заблокирован или устарел. Смените его программой токена.") from None
    except (pkcs11.PKCS11Error, RuntimeError, OSError):
        raise GeneratorError(
            f"{where} не открывается. Проверьте, что он вставлен, и настройки: module — библиотека PKCS#11, "
            "token — метка токена."
        ) from None
    try:
        signer = PKCS11Signer(session, cert_label=token.key, key_label=token.key)
        try:
            _fit(signer.signing_cert)
        except (pkcs11.PKCS11Error, ValueError) as error:
            raise GeneratorError(
                f"{where}: нет ключа и сертификата с меткой «{token.key}», или их несколько. Проверьте настройку key."
            ) from error
        yield signer
    finally:
        with suppress(pkcs11.PKCS11Error):  # the device may have been pulled out
            session.close()


def _fit(certificate: "x509.Certificate") -> None:
    """Raise `GeneratorError` for a certificate that nobody would accept a signature of today."""
    now = datetime.now(UTC)
    begins, ends = certificate.not_valid_before, certificate.not_valid_after
    if not begins <= now <= ends:
        raise GeneratorError(
            f"Сертификат подписи действует с {begins:%d.%m.%Y} по {ends:%d.%m.%Y}, а сегодня {now:%d.%m.%Y}. "
            "Возьмите действующий или проверьте часы компьютера."
        )
    usage = certificate.key_usage_value
    if usage is not None and not usage.native & {"digital_signature", "non_repudiation"}:
        raise GeneratorError("Сертификат не предназначен для подписи (RFC 5280, keyUsage). Возьмите другой.")
