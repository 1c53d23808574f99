"""The password of the mail server: from the environment, a closed file, or the system's keyring."""

import sys

from generator.distribution.transports.server import Server
from generator.errors import GeneratorError, installing
from generator.passwords import Secret


def secret(server: Server) -> Secret | None:
    """The password, or None where there is no login; raises `GeneratorError` where it cannot be had."""
    if not server.user:
        return None
    if server.keyring:
        return _kept(server.keyring, server.user)
    if server.password is None:
        raise GeneratorError(f"Пароль пользователя {server.user} не задан. Впишите в настройки рассылки, где он лежит.")
    return server.password.read(f"почтового сервера {server.host}")


def _kept(service: str, user: str) -> Secret:
    try:
        import keyring  # an extra: most keep the password otherwise
        from keyring.errors import KeyringError
    except ImportError as error:
        raise GeneratorError(
            "Пароль почтового сервера в системном хранилище, а пакета для него нет. Установите его: "
            f"{installing('regional-digest[keyring]')}"
        ) from error
    try:
        text = keyring.get_password(service, user)
    except KeyringError as error:
        raise GeneratorError("Системное хранилище паролей не открывается. Откройте его и повторите команду.") from error
    if text is None:
        raise GeneratorError(
            f"В системном хранилище нет пароля для «{service}», {user}. Впишите его: "
            f'"{sys.executable}" -m keyring set {service} "{user}"'
        )
    return Secret(text)
