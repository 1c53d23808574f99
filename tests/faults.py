"""Make the n-th call that reaches the disk fail, or kill the process there.

Failures are placed by position, one after another, as SQLite's tests do: random ones miss the narrow
places. Run as a script it publishes one set and dies at the given call:

    python tests/faults.py FOLDER CALL
"""

import builtins
import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from generator import files, output

CALLS = ("replace", "rename", "remove", "fsync", "mkdir", "open")
OLD = {"digest.docx": b"old Word " * 5000, "digest.pdf": b"old PDF " * 5000, "digest.html": b"<p>old</p>"}
NEW = {"digest.docx": b"new Word " * 5000, "digest.pdf": b"new PDF " * 5000}


def publish(folder: Path, contents: dict[str, bytes], **meta: object) -> output.Edition:
    """Publish files with the given content."""
    with output.publication(folder, meta) as edition:
        for name, content in contents.items():
            (edition.path / name).write_bytes(content)
    return edition


@contextmanager
def disk(fault: Callable[[int, str], None]) -> Iterator[list[str]]:
    """Call `fault(n, name)` before each disk call of a publication, and in the middle of each write.

    Yields the list of the names called so far.
    """
    seen: list[str] = []

    def reach(name: str) -> None:
        seen.append(name)
        fault(len(seen) - 1, name)

    def faulty(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            reach(function.__name__)
            return function(*args, **kwargs)

        return call

    class Writing:
        """A file that stops half way."""

        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> "Writing":
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

        def write(self, data: bytes) -> None:
            self.file.write(data[: len(data) // 2])
            self.file.flush()
            reach("write")
            self.file.write(data[len(data) // 2 :])

    def open_(path: Path, mode: str) -> Any:
        reach("open" if mode == "rb" else "create")
        file = builtins.open(path, mode)  # noqa: SIM115 (the caller closes it)
        return file if mode == "rb" else Writing(file)

    faulty_calls = {name: faulty(getattr(os, name)) for name in CALLS}
    opening = [patch.object(module, "open", open_, create=True) for module in (output, files)]
    with patch.multiple(os, **faulty_calls), opening[0], opening[1]:
        yield seen


def full(at: int) -> Callable[[int, str], None]:
    """Make a fault: the disk is full from one call on, for that call only."""

    def fault(n: int, name: str) -> None:
        if n == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    return fault


def killed(at: int) -> Callable[[int, str], None]:
    """Make a fault: the process is killed before it makes this call."""

    def fault(n: int, _: str) -> None:
        if n == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return fault


if __name__ == "__main__":
    with disk(killed(int(sys.argv[2]))):
        publish(Path(sys.argv[1]), NEW)
