"""A frozen letter taken from the disk: these bytes and no others are handed over."""

import hashlib

from generator import files
from generator.distribution.parcels import Enclosure, Parcel
from generator.errors import GeneratorError

LIMIT = 200 << 20  # bytes; servers take a tenth of it


def letter(parcel: Parcel) -> bytes:
    """The message as it was frozen; raises `GeneratorError` when the file is another one or gone."""
    data = files.read(parcel.letter, f"Письмо «{parcel.letter}»", LIMIT)
    if hashlib.sha256(data).hexdigest() != parcel.sha256:
        raise GeneratorError(
            f"Письмо «{parcel.letter}» изменено после репетиции. Оно не отправлено; проведите репетицию заново: "
            "digest send."
        )
    # A line that ends otherwise could end the message for one server and not for another (SMTP smuggling).
    inside = data.replace(b"\r\n", b"")
    if not data.endswith(b"\r\n") or b"\r" in inside or b"\n" in inside:
        raise GeneratorError(f"Письмо «{parcel.letter}»: концы строк не по RFC 5322. Проведите репетицию заново.")
    return data


def check(enclosure: Enclosure) -> None:
    """Raise `GeneratorError` when an enclosed file is not what was rehearsed."""
    if files.sha256(enclosure.path) != enclosure.sha256:
        raise GeneratorError(
            f"Приложение «{enclosure.path}» изменено после репетиции или пропало. Ничего не передано; проведите "
            "репетицию заново: digest send."
        )
