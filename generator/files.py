"""Files on the disk: opening what may be anything, their sums, and writing them so that they outlive a crash."""

import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from generator.errors import GeneratorError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Without these a pipe blocks, a link is followed and Windows changes line ends; not every system has each.
_FLAGS = sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"))

# What the temporary folder of one run is called, the file in it that is locked as long as the run lives, and the age
# in seconds at which a folder without a lock is one of a run that was killed, not of one that is about to lock it.
_SCRATCH = "digest-"
_ALIVE = ".alive"
_ABOUT = 60

_REMEDIES = {
    errno.ENOSPC: "на диске кончилось место. Освободите его и повторите команду",
    errno.EDQUOT: "исчерпана квота на диске. Освободите место и повторите команду",
    errno.EFBIG: "файл больше, чем разрешает система. Снимите ограничение (ulimit -f) или смените диск",
    errno.ENAMETOOLONG: "имя длиннее, чем бывает у файлов. Проверьте его",
    errno.EIO: "диск не отвечает. Проверьте, на месте ли он, и повторите команду",
    errno.EISDIR: "это папка, а не файл. Укажите другое имя",
    errno.EROFS: "диск доступен только для чтения. Укажите другую папку",
    errno.EACCES: "нет доступа. Закройте файл, если он открыт в другой программе, или проверьте права на папку",
    errno.EPERM: "нет доступа. Закройте файл, если он открыт в другой программе, или проверьте права на папку",
    errno.ENOENT: "такой папки или файла нет. Создайте папку или проверьте имя",
    errno.ENOTDIR: "это файл, а не папка. Укажите другую папку",
    errno.EEXIST: "это файл, а не папка. Укажите другую папку",
}


def read(path: Path, name: str, limit: int) -> bytes:
    """Read a file that a person put somewhere; `name` is how messages call it, `limit` is in bytes.

    Whatever lies under the name, opening it cannot hang, fill the memory or follow a link elsewhere.
    Raises `GeneratorError` for a file that cannot be opened, is not a regular file, or is over the
    limit: such a one is refused without being read.
    """
    try:
        if path.is_symlink():
            raise GeneratorError(f"{name}: это ссылка, а не файл. Положите на её место сам файл.")
        with open(os.open(path, os.O_RDONLY | _FLAGS), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise GeneratorError(f"{name}: это канал или устройство, а не файл. Положите на его место файл.")
            # One byte more is asked for, since a file may grow while it is read.
            data = file.read(limit + 1) if status.st_size <= limit else None
    except FileNotFoundError as error:
        raise GeneratorError(f"{name}: такого файла нет. Создайте его или проверьте имя.") from error
    except IsADirectoryError as error:
        raise GeneratorError(f"{name}: это папка, а не файл. Переименуйте её и положите на её место файл.") from error
    except PermissionError as error:
        raise GeneratorError(f"{name}: нет прав на чтение файла. Откройте к нему доступ.") from error
    except (OSError, ValueError) as error:
        raise GeneratorError(f"{name}: файл не читается. Проверьте его имя и диск.") from error
    if data is None or len(data) > limit:
        raise GeneratorError(f"{name}: файл больше {limit >> 20} МБ. Разделите его или уберите лишнее.")
    return data


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """`os.walk`, but a folder that cannot be looked into is a `GeneratorError`: all in it would be lost in silence."""

    def refused(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):  # where no folder is, nothing can be lost
            place = os.fsdecode(error.filename or folder)
            raise GeneratorError(f"Папка «{place}» не открывается: {remedy(error)}.") from error

    return os.walk(folder, onerror=refused)


def below(folder: Path, aside: Path | None = None) -> Iterator[Path]:
    """All that lies below a folder and is no folder itself, without what is hidden and what lies in `aside`.

    Hidden folders hold what programs keep for themselves (`.git`, `.vscode`). A link to a folder is not followed.
    """
    apart = aside and os.path.realpath(aside)
    for home, inside, names in walk(folder):
        inside[:] = [name for name in inside if not name.startswith(".")]
        if apart:
            inside[:] = [name for name in inside if os.path.realpath(os.path.join(home, name)) != apart]
        yield from (Path(home, name) for name in names if not name.startswith("."))


def spelt(name: str) -> str:
    """A name as texts can hold it: bytes that are not UTF-8 are shown as `\\xff`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


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
    with beside(path) as draft:
        write(draft, data)
    sync_folder(path.parent)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Where to write what takes the place of a file when the block has ended well, and is gone when it has not.

    The name is hidden, so whoever lists the folder passes it over, and nobody else's: two programs that write one
    file at once do not write into one draft.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}{path.suffix}")
    try:
        yield draft
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Whatever the system refuses meanwhile names this place if it names none: a full disk does not say which it is."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(place)
        raise


def remedy(error: OSError) -> str:
    """What a person can do about a refusal of the system: a Russian sentence without its full stop."""
    return _REMEDIES.get(error.errno or 0, f"система отказала ({error.strerror}). Повторите команду")


def copy(source: Path, target: Path) -> None:
    """Copy content only, and wait for the disk: the copy's permissions follow the umask, not the source's."""
    with open(source, "rb") as reading, open(target, "wb") as writing:
        shutil.copyfileobj(reading, writing)
        writing.flush()
        os.fsync(writing.fileno())


def free_name(path: Path, word: str) -> Path:
    """A name beside a file for what stands in its way, with a word and a number: «digest (правка 1).docx»."""
    names = (path.with_name(f"{path.stem} ({word} {number}){path.suffix}") for number in count(1))
    return next(name for name in names if not os.path.lexists(name))


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; Windows neither needs nor offers it, nor do the shares that say EINVAL."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(descriptor)


@contextmanager
def lock(path: Path) -> Iterator[bool]:
    """Hold the system's lock on a file for the block; false when another process holds it.

    The system frees it when the process dies, however that happens. Raises `OSError` where files cannot be locked.
    """
    with open(path, "ab") as file:
        try:
            if sys.platform == "win32":
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Windows says EACCES or EDEADLK, the others EAGAIN; a share without locks says ENOLCK.
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise
            taken = False
        else:
            taken = True
        yield taken


@contextmanager
def scratch() -> Iterator[None]:
    """Have all temporary files of this process in one folder for the block; it is gone after it.

    Those of processes that were killed go too. Where no such folder can be made, files lie where the system has them.
    """
    common = tempfile.gettempdir()
    with ExitStack() as opened:
        with suppress(OSError):
            home = opened.enter_context(tempfile.TemporaryDirectory(prefix=_SCRATCH, ignore_cleanup_errors=True))
            opened.enter_context(lock(Path(home, _ALIVE)))
            opened.callback(setattr, tempfile, "tempdir", common)
            tempfile.tempdir = home
            _sweep(common, os.stat(home).st_uid)
        yield


def _sweep(common: str, owner: int) -> None:
    for entry in os.scandir(common):
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if entry.name.startswith(_SCRATCH) and status.st_uid == owner and status.st_mtime < time.time() - _ABOUT:
                alive = Path(entry.path, _ALIVE)
                if alive.is_file() and _free(alive):
                    shutil.rmtree(entry.path, ignore_errors=True)


def _free(path: Path) -> bool:
    with lock(path) as taken:
        return taken
