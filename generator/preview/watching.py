"""When to compose again: the files of some folders, and whether any of them has changed.

The system tells of a change at once; the files themselves say whether it matters, and they are asked once
a second all the same: a network folder tells nobody.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import awatch

from generator.records import SCHEMA

QUIET = 40  # milliseconds without a change before it is told: an editor writes a file in several steps
ASKED = 1000  # milliseconds between two looks at files of which nothing is told

# Path of a file: its time of change in nanoseconds, its size in bytes.
Stamps = dict[str, tuple[int, int]]


def stamps(folders: Iterable[Path]) -> Stamps:
    """The files that a page may depend on; hidden ones, locks of Word and the schema that we write are none."""
    found: Stamps = {}
    for folder in folders:
        for home, inside, names in os.walk(folder):
            inside[:] = [name for name in inside if not name.startswith(".") and name != "__pycache__"]
            for name in names:
                if name.startswith((".", "~$")) or name.endswith(("~", ".tmp")) or name == SCHEMA:
                    continue
                path = os.path.join(home, name)
                try:
                    status = os.stat(path)
                except OSError:  # just gone, or a link to nowhere: then it is not there
                    continue
                found[path] = (status.st_mtime_ns, status.st_size)
    return found


async def changes(folders: Callable[[], Sequence[Path]], stop: asyncio.Event) -> AsyncIterator[None]:
    """Come once at the start, and after every change in the folders, which are asked for anew each time."""
    seen = stamps(folders())
    yield
    while not stop.is_set():
        watched = _present(folders())
        async for _ in _moments(watched, stop):
            now = stamps(folders())
            if now != seen:
                seen = now
                yield
            if _present(folders()) != watched:
                break


def _present(folders: Iterable[Path]) -> list[Path]:
    return [folder for folder in folders if folder.is_dir()]


async def _moments(folders: Sequence[Path], stop: asyncio.Event) -> AsyncIterator[None]:
    """When to look at the files: the system has told of them, or nobody has for a while."""
    if folders:
        # No folder to watch, or no more that the system would: then they are looked at all the same.
        with suppress(OSError, RuntimeError):
            async for _ in awatch(
                *folders,
                watch_filter=None,
                stop_event=stop,
                debounce=QUIET,
                step=QUIET // 2,
                rust_timeout=ASKED,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield
    with suppress(TimeoutError):
        async with asyncio.timeout(ASKED / 1000):
            await stop.wait()
    yield
