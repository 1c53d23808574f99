"""What a worker does: it gets an order as bytes, and hands the work back as bytes."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from generator.cache import Cache, fingerprint
from generator.writers import engine, packs
from generator.writers.packs import Look, Part, Runs


@dataclass(frozen=True, slots=True)
class Drawer:
    """Where work that is kept from build to build lies on this computer: what depends on a look has its `base`."""

    folder: str  # a `Path` would be sent as the bytes of its file
    limit: int
    base: str

    def get(self, key: str) -> bytes | None:
        """What was put under this key, or `None`."""
        return _cache(self.folder, self.limit).get(fingerprint(self.base, key))

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes if possible."""
        _cache(self.folder, self.limit).put(fingerprint(self.base, key), content)


def work(bundle: Path | bytes, order: bytes, drawer: Drawer | None = None) -> bytes:
    """Lay out what is ordered; `bundle` is the `Look`, or its file. Pieces of a long part come from the drawer.

    Raises `Uncut`, and `GeneratorError` for what is wrong with the theme.
    """
    wanted: Any = packs.load(order, Part, Runs)
    look = _look(bundle)
    made = engine.lay_out(look, wanted, drawer) if isinstance(wanted, Part) else engine.run(look, wanted)
    return packs.dump(made)


@lru_cache(maxsize=2)
def _look(bundle: Path | bytes) -> Look:
    return packs.load(bundle if isinstance(bundle, bytes) else bundle.read_bytes(), Look)


@lru_cache(maxsize=2)
def _cache(folder: str, limit: int) -> Cache:
    return Cache(Path(folder), limit)
