"""Work kept for the next build: bytes on disk, found by what they were made from.

A key is a fingerprint of everything that the bytes depend on, so an entry never grows old: what is made
from something else has another key. The cache may be lost, damaged or full at any moment, and costs only time:
a reader takes what is not whole for absent, and nothing that fails here stops a build.

Two builds may share a folder without locks: an entry is written beside its place and renamed into it, and
both would have written the same. Entries carry a checksum over key and content against damage, not against
malice, so the folder is its owner's alone, and whoever stores something reads it back as plain data: an
entry must never be able to run anything.
"""

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

from generator import files

NAME = "regional-digest"
LIMIT = 512 << 20  # bytes on disk; a laid-out chapter takes about a ten-thousandth of it
VERSION = 1  # of the form of an entry

_SUM = hashlib.sha256().digest_size
_PART = 8  # of the limit: so much is written before the size is looked at again


class Cache:
    """Entries in one folder, `limit` bytes of them at most; those that nobody has asked for longest go first."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self._entries = folder / f"v{VERSION}"
        self.limit = limit
        self._unseen: int | None = None  # bytes written since the size was looked at; `None`: it never was

    def get(self, key: str) -> bytes | None:
        """What was put under this key, or `None`: never put, cleared, or damaged."""
        path = self._path(key)
        try:
            entry = path.read_bytes()
            os.utime(path)  # asked for just now
        except OSError:
            return None
        content = entry[_SUM:]
        return content if entry[:_SUM] == _checksum(key, content) else None

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes under this key if possible: a folder that cannot be written to keeps nothing."""
        path = self._path(key)
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            with files.beside(path) as draft, open(draft, "xb", opener=_private) as entry:
                entry.write(_checksum(key, content) + content)
            self._bound(_SUM + len(content))

    def clear(self) -> None:
        """Forget everything, entries of other versions too; a file of somebody else stays where it is.

        Raises `OSError` for what cannot be removed.
        """
        for path in self.folder.glob("v[0-9]*/[0-9a-f][0-9a-f]/*"):
            path.unlink(missing_ok=True)

    def size(self) -> int:
        """Bytes of all entries."""
        return sum(size for _, size, _ in self._all())

    def _path(self, key: str) -> Path:
        name = fingerprint(key)
        return self._entries / name[:2] / name[2:]

    def _bound(self, written: int) -> None:
        """Remove the entries that were not asked for longest, when there may be too many."""
        if self._unseen is not None and self._unseen + written < self.limit // _PART:
            self._unseen += written
            return
        self._unseen = 0
        entries = sorted(self._all())
        excess = sum(size for _, size, _ in entries) - self.limit
        for _, size, path in entries:
            if excess <= 0:
                break
            with suppress(OSError):  # another build has removed it, or reads it on Windows
                path.unlink()
            excess -= size

    def _all(self) -> list[tuple[int, int, Path]]:
        """When each entry was asked for last, its bytes, its file; what a killed build left half-written too."""
        found = []
        for path in self._entries.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime_ns, about.st_size, path))
        return found


def fingerprint(*parts: str | bytes) -> str:
    """The fingerprint of texts and bytes in order, as a key; where one ends and the next begins tells too."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%s%d:" % (b"t" if isinstance(part, str) else b"b", len(content)))
        whole.update(content)
    return whole.hexdigest()


def of_user() -> Cache | None:
    """The cache of whoever runs the program; a service without a home folder has none."""
    try:
        return Cache(default())
    except RuntimeError:
        return None


def default() -> Path:
    """The folder where programs of this user keep what can be made again, by the custom of the system.

    XDG Base Directory Specification on Linux; `~/Library/Caches` on macOS; `%LOCALAPPDATA%` on Windows.
    Raises `RuntimeError` when the user has no home folder.
    """
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / NAME / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / NAME
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".cache") / NAME  # a relative one is to be ignored


def _checksum(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + content).digest()


def _private(name: str, flags: int) -> int:
    """Open a file that its owner alone may read."""
    return os.open(name, flags, 0o600)
