"""What the transports of a mailing are told of the settings."""

from pathlib import Path

from generator.distribution.sending import Pace
from generator.distribution.transports.laying import Places
from generator.distribution.transports.server import Server
from generator.errors import GeneratorError
from generator.mailing.settings import FILE, Mailing
from generator.passwords import Password

SERVICE = "regional-digest"  # of the system's keyring
DEFAULTS = {"eml": "drafts", "folder": "folders", "zip": "archives"}  # in the output folder


def of(channel: str, mailing: Mailing, output: Path) -> Server | Places:
    """The settings of a channel; raises `GeneratorError` where they are not enough."""
    if channel == "smtp":
        return server(mailing)
    chosen = {"eml": mailing.drafts, "folder": mailing.folder, "zip": mailing.zip}[channel]
    return Places(chosen or output / DEFAULTS[channel])


def server(mailing: Mailing) -> Server:
    """The mail server; raises `GeneratorError` where none is named."""
    if not mailing.host or mailing.sender is None:
        raise GeneratorError(f"Почтовый сервер не назван. Впишите в {FILE} раздел [server]: host, user.")
    return Server(
        host=mailing.host,
        port=mailing.port,
        sender=mailing.sender.address,
        security=mailing.security,
        user=mailing.user,
        password=Password(mailing.password_env, mailing.password_file),
        keyring=SERVICE if mailing.keyring else "",
        authority=mailing.authority,
        limit=mailing.size_limit * 10**6,
        per_connection=mailing.per_connection,
    )


def pace(mailing: Mailing) -> Pace:
    """How fast letters may go."""
    return Pace(mailing.per_minute, mailing.per_hour, mailing.per_day)
