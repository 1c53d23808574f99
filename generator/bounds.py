"""Bounds of a process: what loops without end, or asks for all memory, ends with a clear word.

Linux and macOS bound a process (`setrlimit`); Windows has no such call. macOS refuses a bound of memory below what
a process has mapped already, which is hundreds of gigabytes there: then time alone is bounded.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from generator.errors import GeneratorError

SECONDS, SECONDS_A_REPORT = 120, 5  # of processor time; a chapter takes a tenth of one
MEMORY, MEMORY_A_REPORT = 3 << 30, 20 << 20  # bytes; a chapter takes five megabytes


def apart(module: str, argument: str) -> tuple[list[str], dict[str, str]]:
    """The command by which a module of this program runs in a process of its own, and the environment of that."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    return [sys.executable, "-m", module, argument], {**os.environ, "PYTHONPATH": path}


def limit(kind: str, most: int) -> None:
    """Bound this process for good, where the system can; `kind` is the name of a resource, such as `RLIMIT_AS`."""
    if sys.platform != "win32":
        import resource

        number = getattr(resource, kind)
        hard = resource.getrlimit(number)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(number, (least, least))


@contextmanager
def bounded(theme: str, reports: int) -> Iterator[None]:
    """Raise `GeneratorError` when what is inside takes too long or too much memory; the bounds end with it.

    They grow with the number of reports and are far above what a digest needs.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    seconds, memory = SECONDS + SECONDS_A_REPORT * reports, MEMORY + MEMORY_A_REPORT * reports
    before = {kind: resource.getrlimit(kind) for kind in (resource.RLIMIT_CPU, resource.RLIMIT_DATA)}

    def lift() -> None:
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)

    def late(signal_number: int, frame: FrameType | None) -> None:
        lift()  # the signal comes again every second
        raise GeneratorError(
            f"Тема «{theme}»: работа остановлена, она заняла больше {seconds} секунд процессора. "
            f"Ищите в теме цикл без конца или огромное число: digest theme check {theme}."
        )

    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + seconds, resource.RLIMIT_DATA: memory}
    for kind, most in wanted.items():
        soft, hard = before[kind]
        known = [one for one in (most, soft, hard) if one != resource.RLIM_INFINITY]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (min(known), hard))
    handler = signal.signal(signal.SIGXCPU, late)
    try:
        yield
    except MemoryError as error:
        lift()
        raise GeneratorError(
            f"Тема «{theme}»: работа остановлена, ей не хватило {memory >> 30} ГБ памяти. "
            f"Ищите в теме огромное число, таблицу или картинку: digest theme check {theme}."
        ) from error
    finally:
        lift()
        signal.signal(signal.SIGXCPU, handler)
