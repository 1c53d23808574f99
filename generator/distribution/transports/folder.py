"""Files for a shared folder or a stick: a folder a recipient, with the list of sums."""

from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from types import TracebackType
from typing import Self

from generator.distribution.names import safe
from generator.distribution.parcels import Enclosure, Parcel, Reply
from generator.distribution.transports.laying import Item, Places, lay
from generator.distribution.transports.letters import check


class Folder:
    """Lays each recipient's files in a folder of their own."""

    def __init__(self, places: Places, parcels: Iterable[Parcel]) -> None:
        """`parcels` are all that may be laid: recipients called the same are told apart by them."""
        self._folder = places.folder
        self._parcels = parcels
        self._names: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._names = Counter(safe(parcel.recipient.called).casefold() for parcel in self._parcels)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """Lay one recipient's files; a second time nothing changes."""
        for enclosure in parcel.enclosures:
            check(enclosure)
        folder = self._folder / own(parcel, self._names)
        lay(folder, (Item(enclosure.path, name, enclosure.sha256) for name, enclosure in named(parcel)))
        return Reply(0, f"папка «{folder.name}»")


def own(parcel: Parcel, names: Counter[str]) -> str:
    """The name of a recipient's folder; `names` counts what all recipients are called, letter case aside."""
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
