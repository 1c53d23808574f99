"""Bounds of a build: a theme with a loop without end, or one that asks for all memory, ends with a clear word.

They grow with the number of reports and are far above what a digest needs. Linux and macOS bound a process
(`setrlimit`); Windows has no such call.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from generator.errors import GeneratorError

SECONDS, SECONDS_A_REPORT = 120, 5  # of processor time; a chapter takes a tenth of one
MEMORY, MEMORY_A_REPORT = 3 << 30, 20 << 20  # bytes; a chapter takes five megabytes


@contextmanager
def bounded(theme: str, reports: int) -> Iterator[None]:
    """Raise `GeneratorError` when what is inside takes too long or too much memory; the bounds end with it."""
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
            f"Тема «{theme}»: сборка остановлена, она заняла больше {seconds} секунд работы процессора. "
            f"Ищите в теме цикл без конца или огромное число: digest theme check {theme}."
        )

    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + seconds, resource.RLIMIT_DATA: memory}
    for kind, bound in wanted.items():
        soft, hard = before[kind]
        known = [limit for limit in (bound, soft, hard) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(kind, (min(known), hard))
    handler = signal.signal(signal.SIGXCPU, late)
    try:
        yield
    except MemoryError as error:
        lift()
        raise GeneratorError(
            f"Тема «{theme}»: сборка остановлена, ей не хватило {memory >> 30} ГБ памяти. "
            f"Ищите в теме огромное число, таблицу или картинку: digest theme check {theme}."
        ) from error
    finally:
        lift()
        signal.signal(signal.SIGXCPU, handler)
