"""Letters as drafts, which a person opens in Outlook or Thunderbird and sends: the frozen bytes, marked as unsent.

One that the person has changed is theirs: the next edition sets it aside.
"""

import hashlib
from collections.abc import Callable

from generator.distribution.names import safe
from generator.distribution.parcels import Parcel, Reply
from generator.distribution.transports.laying import Channel, Item, lay
from generator.distribution.transports.letters import letter

_UNSENT = b"X-Unsent: 1\r\n"  # Outlook opens such a message for editing


class Drafts(Channel):
    """One `.eml` a recipient in a folder."""

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """Lay one draft; a second time nothing changes."""
        draft, name = _UNSENT + letter(parcel), safe(parcel.letter.name)
        lay(self._folder, [Item(draft, name, hashlib.sha256(draft).hexdigest())])
        return Reply(0, f"черновик «{name}»")
