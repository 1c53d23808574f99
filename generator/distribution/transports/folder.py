"""Files for a shared folder or a stick: a folder a recipient, with the list of sums."""

from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256

from generator.distribution.names import safe
from generator.distribution.parcels import Enclosure, Parcel, Reply
from generator.distribution.transports.laying import Channel, Item, Places, lay
from generator.distribution.transports.letters import check


class Folder(Channel):
    """Lays each recipient's files in a folder of their own."""

    def __init__(self, places: Places, parcels: Iterable[Parcel]) -> None:
        """`parcels` are all that may be laid: recipients called the same are told apart by them."""
        super().__init__(places, parcels)
        self._names = called(parcels)

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """Lay one recipient's files; a second time nothing changes."""
        for enclosure in parcel.enclosures:
            check(enclosure)
        folder = self._folder / own(parcel, self._names)
        lay(folder, (Item(enclosure.path, name, enclosure.sha256) for name, enclosure in named(parcel)))
        return Reply(0, f"папка «{folder.name}»")


def called(parcels: Iterable[Parcel]) -> Counter[str]:
    """How many recipients are called the same, letter case aside."""
    return Counter(safe(parcel.recipient.called).casefold() for parcel in parcels)


def own(parcel: Parcel, names: Counter[str]) -> str:
    """The name of a recipient's folder; `names` are those that all recipients are `called`."""
    name = safe(parcel.recipient.called)
    if names[name.casefold()] > 1:
        name = f"{name} {sha256(parcel.recipient.key.encode()).hexdigest()[:6]}"
    return name


def named(parcel: Parcel) -> list[tuple[str, Enclosure]]:
    """A recipient's files by names that a folder takes, each once."""
    found: dict[str, tuple[str, Enclosure]] = {}
    for enclosure in parcel.enclosures:
        name = safe(enclosure.name)
        if found.get(name.casefold(), (name, enclosure))[1].sha256 != enclosure.sha256:
            stem, dot, extension = name.rpartition(".")
            name = f"{stem or name} {enclosure.sha256[:6]}{dot}{extension if stem else ''}"
        found[name.casefold()] = (name, enclosure)
    return list(found.values())
