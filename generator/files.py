"""Files on the disk: their sums, and writing them so that they outlive a crash."""

import hashlib
import os
import shutil
import sys
from pathlib import Path


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits; empty for what is not a file."""
    if not path.is_file():
        return ""
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:  # another publication has just taken it away
        return ""


def write(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with open(path, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def copy(source: Path, target: Path) -> None:
    """Copy content only, and wait for the disk: the copy's permissions follow the umask, not the source's."""
    with open(source, "rb") as reading, open(target, "wb") as writing:
        shutil.copyfileobj(reading, writing)
        writing.flush()
        os.fsync(writing.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; Windows neither needs nor offers it."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
