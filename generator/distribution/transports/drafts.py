"""Letters as drafts, which a person opens in Outlook or Thunderbird and sends: the frozen bytes, marked as unsent."""

from collections.abc import Callable
from typing import Self

from generator import files
from generator.distribution.names import safe
from generator.distribution.parcels import Parcel, Reply
from generator.distribution.transports.laying import Channel, explained
from generator.distribution.transports.letters import letter

_UNSENT = b"X-Unsent: 1\r\n"  # Outlook opens such a message for editing


class Drafts(Channel):
    """One `.eml` a recipient in a folder."""

    def __enter__(self) -> Self:
        with explained(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """Write one draft; a second time it is written over with the same bytes."""
        path = self._folder / safe(parcel.letter.name)
        with explained(self._folder):
            files.replace(path, _UNSENT + letter(parcel))
        return Reply(0, f"черновик «{path.name}»")
