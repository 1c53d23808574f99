"""The channels by which a digest reaches people. A channel is one class and one line here."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.distribution.parcels import Parcel, Transport
from generator.distribution.transports.smtp import Smtp

# Made with the channel's settings and with all parcels that it may be given.
TRANSPORTS: Mapping[str, Callable[[Any, Iterable[Parcel]], Transport]] = {
    "smtp": Smtp,
}
