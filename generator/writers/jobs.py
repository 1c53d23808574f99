"""What a worker does: it gets an order as bytes, and hands the work back as bytes."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from generator.writers import engine, packs
from generator.writers.packs import Look, Part, Runs

KINDS: dict[type[Any], Callable[..., Any]] = {Part: engine.lay_out, Runs: engine.run}


def work(bundle: Path | bytes, order: bytes) -> bytes:
    """Lay out what is ordered; `bundle` is the `Look`, or its file.

    Raises `Uncut`, and `GeneratorError` for what is wrong with the theme.
    """
    wanted = packs.load(order, Part, Runs)
    return packs.dump(KINDS[type(wanted)](_look(bundle), wanted))


@lru_cache(maxsize=2)
def _look(bundle: Path | bytes) -> Look:
    return packs.load(bundle if isinstance(bundle, bytes) else bundle.read_bytes(), Look)
