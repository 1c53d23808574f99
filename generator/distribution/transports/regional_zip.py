"""One archive a region: what several recipients get lies in it once, with a list of who gets what.

Entries are stored, in order and without times, so the same parcels give the same bytes on any machine: what is
enclosed is compressed by itself.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from generator import archive, files
from generator.distribution.names import safe
from generator.distribution.parcels import Enclosure, Parcel, Reply
from generator.distribution.transports.folder import called, named, own
from generator.distribution.transports.laying import Channel, Item, Places, explained, lay
from generator.distribution.transports.letters import check
from generator.formatting import sort_key

INDEX = "Опись.txt"
_NO_REGION = "Без региона"


@dataclass(frozen=True, slots=True)
class _Share:
    """What one recipient gets of an archive."""

    parcel: Parcel
    files: tuple[tuple[str, Enclosure], ...]  # paths in the archive


class RegionalZip(Channel):
    """Makes a region's archive when its first recipient's turn comes."""

    def __init__(self, places: Places, parcels: Iterable[Parcel]) -> None:
        """`parcels` are all that go by this channel: a region's archive is for all its recipients."""
        super().__init__(places, parcels)
        self._made: dict[str, str] = {}  # name of the archive by region

    def deliver(self, parcel: Parcel, commit: Callable[[], None]) -> Reply:
        """See that the archive of the recipient's region is there; made a second time, it has the same bytes."""
        region = parcel.recipient.region or _NO_REGION
        if region not in self._made:
            of_region = [other for other in self._parcels if (other.recipient.region or _NO_REGION) == region]
            for enclosure in {
                enclosure.sha256: enclosure for other in of_region for enclosure in other.enclosures
            }.values():
                check(enclosure)
            name = f"{safe(region)}.zip"
            with explained(self._folder), TemporaryDirectory() as work:
                packed = Path(work) / "archive"
                pack(packed, region, of_region)
                lay(self._folder, [Item(packed, name, files.sha256(packed))])
            self._made[region] = name
        return Reply(0, f"архив «{self._made[region]}»")


def pack(target: Path, region: str, parcels: Iterable[Parcel]) -> None:
    """Write the archive of these recipients."""
    shares = _shares(sorted(parcels, key=lambda parcel: (sort_key(parcel.recipient.called), parcel.recipient.key)))
    contents = {path: enclosure for share in shares for path, enclosure in share.files}
    with ZipFile(target, "w") as packed:
        packed.writestr(_entry(INDEX), "".join(f"{line}\r\n" for line in _index(region, shares)).encode("utf-8-sig"))
        for path in sorted(contents):
            with packed.open(_entry(path), "w") as writing, open(contents[path].path, "rb") as reading:
                shutil.copyfileobj(reading, writing)


def _shares(parcels: list[Parcel]) -> list[_Share]:
    """Who gets what under which path: what several get stands above, what is one's own in a folder of theirs."""
    enclosed = [named(parcel) for parcel in parcels]
    often = Counter((name.casefold(), enclosure.sha256) for own_files in enclosed for name, enclosure in own_files)
    versions = Counter(name for name, _ in often)
    names = called(parcels)
    shares = []
    for parcel, own_files in zip(parcels, enclosed, strict=True):
        paths = []
        for name, enclosure in own_files:
            shared = often[name.casefold(), enclosure.sha256] > 1 and versions[name.casefold()] == 1
            paths.append((name if shared else f"{own(parcel, names)}/{name}", enclosure))
        shares.append(_Share(parcel, tuple(paths)))
    return shares


def _index(region: str, shares: list[_Share]) -> Iterator[str]:
    """The list that people read, in lines."""
    yield f"{region}. Опись файлов"
    for share in shares:
        yield ""
        yield share.parcel.recipient.whom
        yield from (f"    {path}" for path, _ in share.files)
    yield ""
    yield "Контрольные суммы SHA-256"
    for path, enclosure in sorted({entry for share in shares for entry in share.files}, key=lambda entry: entry[0]):
        yield f"{enclosure.sha256}  {path}"


def _entry(name: str) -> ZipInfo:
    made = archive.entry(name)
    made.compress_type = ZIP_STORED
    return made
