"""The channels by which a digest reaches people. A channel is one class and one line here."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.distribution.parcels import Parcel, Transport
from generator.distribution.transports.drafts import Drafts
from generator.distribution.transports.folder import Folder
from generator.distribution.transports.regional_zip import RegionalZip
from generator.distribution.transports.smtp import Smtp

# Made with the channel's settings (`Server`, or else `Places`) and with all parcels that it may be given.
TRANSPORTS: Mapping[str, Callable[[Any, Iterable[Parcel]], Transport]] = {
    "smtp": Smtp,
    "eml": Drafts,
    "folder": Folder,
    "zip": RegionalZip,
}
