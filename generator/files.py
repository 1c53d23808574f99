"""Files on the disk: their sums, and writing them so that they outlive a crash."""

import errno
import hashlib
import os
import shutil
import sys
from pathlib import Path

_REMEDIES = {
    errno.ENOSPC: "на диске кончилось место. Освободите его и повторите команду",
    errno.EDQUOT: "исчерпана квота на диске. Освободите место и повторите команду",
    errno.EFBIG: "файл больше, чем разрешает система. Снимите ограничение (ulimit -f) или смените диск",
    errno.EROFS: "диск доступен только для чтения. Укажите другую папку",
    errno.EACCES: "нет доступа. Закройте файл, если он открыт в другой программе, или проверьте права на папку",
    errno.EPERM: "нет доступа. Закройте файл, если он открыт в другой программе, или проверьте права на папку",
    errno.ENOTDIR: "это файл, а не папка. Укажите другую папку",
    errno.EEXIST: "это файл, а не папка. Укажите другую папку",
}


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


def replace(path: Path, data: bytes) -> None:
    """Write a file so that its name means the old content or the new one, never a part of either."""
    draft = path.with_name(f".{path.name}.tmp")  # hidden: whoever lists the folder passes it over
    try:
        write(draft, data)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remedy(error: OSError) -> str:
    """What a person can do about a refusal of the system: a Russian sentence without its full stop."""
    return _REMEDIES.get(error.errno or 0, f"система отказала ({error.strerror}). Повторите команду")


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
