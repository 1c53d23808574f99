"""Work for several processes: a pool with the face of `concurrent.futures.Executor`.

A worker that dies (killed, out of memory) costs its own job a second try, and the others nothing: the pool is
Pebble's, which knows which process had which job. Whatever has `submit` may stand in its place, the executor of a
cluster for one.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from threading import RLock, Thread
from typing import TYPE_CHECKING, Any, Protocol

from generator.errors import GeneratorError

if TYPE_CHECKING:  # a build of one process, or of Word alone, does not wait for it
    from pebble import ProcessPool

TRIES = 2
# For one job: a chapter takes a tenth of a second, the longest table of a thousand municipalities a few minutes.
SECONDS = 900


class Executor(Protocol):
    """What runs jobs: a pool of this computer, or of others."""

    @property
    def here(self) -> bool:
        """Whether its jobs see the files of this computer."""

    @property
    def room(self) -> int:
        """How many jobs it does at once while the caller goes on; 0 when the caller does each itself."""

    def submit(self, job: Callable[..., Any], /, *arguments: Any) -> "Future[Any]":
        """Run a job; it and its arguments can be sent to another process.

        A `Path` among them is a file that the job reads; a job on another computer gets its bytes instead.
        """


class Inline:
    """Runs a job at once, in this process."""

    here = True
    room = 0

    def submit(self, job: Callable[..., Any], /, *arguments: Any) -> "Future[Any]":
        """Run a job; the future is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(job(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class Died(Exception):
    """The process of a job died, each of so many times that it was tried."""

    def __init__(self, tries: int) -> None:
        super().__init__(tries)
        self.tries = tries


class Pool:
    """Processes of this computer; they start with the first job."""

    here = True

    def __init__(self, processes: int) -> None:
        self.room = processes
        self._pool: ProcessPool | None = None
        self._given_up: list[ProcessPool] = []
        self._folder: TemporaryDirectory[str] | None = None
        self._lock = RLock()
        self._closed = False

    def submit(self, job: Callable[..., Any], /, *arguments: Any) -> "Future[Any]":
        """Run a job in another process; one that dies with it is replaced, and the job is given to the next."""
        outer: Future[Any] = Future()
        self._try(outer, job, arguments, TRIES)
        return outer

    def rest(self) -> None:
        """Let the processes do what they have to and end; others start with the next job."""
        self._end(at_once=False)

    def close(self) -> None:
        """End all processes, whatever they do."""
        self._closed = True
        self._end(at_once=True)

    def _end(self, *, at_once: bool) -> None:
        with self._lock:
            pools, self._pool, self._given_up = [*self._given_up, self._pool], None, []
            folder, self._folder = self._folder, None
        for pool in filter(None, pools):
            if at_once:
                pool.stop()  # type: ignore[no-untyped-call]  # Pebble has no annotation there
            else:
                pool.close()  # type: ignore[no-untyped-call]
            pool.join()
        if folder is not None:
            folder.cleanup()

    def _try(self, outer: "Future[Any]", job: Callable[..., Any], arguments: tuple[Any, ...], tries: int) -> None:
        from pebble import ProcessExpired

        inner = self._scheduled(job, arguments)

        def done(future: "Future[Any]") -> None:
            try:
                settle(outer, future.result())
            except (ProcessExpired, BrokenExecutor):
                if tries > 1 and not self._closed and not outer.cancelled():
                    self._try(outer, job, arguments, tries - 1)
                else:
                    settle(outer, error=Died(TRIES))
            except BaseException as error:  # whatever it was, somebody waits for the answer
                settle(outer, error=error)

        inner.add_done_callback(done)
        outer.add_done_callback(lambda _: inner.cancel() if outer.cancelled() else None)

    def _scheduled(self, job: Callable[..., Any], arguments: tuple[Any, ...]) -> "Future[Any]":
        while True:
            pool = self._active()
            try:
                return pool.schedule(job, args=arguments, timeout=SECONDS)
            except RuntimeError:
                if pool.active:
                    raise

    def _active(self) -> "ProcessPool":
        """The processes; Pebble gives them up when one dies that had nothing to do."""
        with self._lock:
            if self._pool is not None and not self._pool.active:
                self._given_up.append(self._pool)
                self._pool = None
            if self._pool is None:
                from pebble import ProcessPool

                if self._folder is None:
                    self._folder = TemporaryDirectory(prefix="digest-", ignore_cleanup_errors=True)
                # A fork would inherit threads, open files and the half-used memory of its parent.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPool(self.room, context=context, initializer=_begin, initargs=(self._folder.name,))
            return self._pool


def settle(future: "Future[Any]", result: Any = None, *, error: BaseException | None = None) -> None:
    """Give an answer to whoever waits for it, if anybody still does."""
    with suppress(InvalidStateError):
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def rest(executor: Executor) -> None:
    """Have the memory of processes that nobody needs for some time, if they are of this computer."""
    if isinstance(executor, Pool):
        executor.rest()


def cores() -> int:
    """How many processes can work at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Meanwhile Python does not look for garbage by itself: it would look through millions of live objects.

    That is a quarter of the time of WeasyPrint, and a third of that of reading a long PDF.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def only_new_garbage() -> Iterator[None]:
    """Meanwhile `gc.collect` looks only through what has been made since: what lives already need not be seen again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def return_memory() -> None:
    """Give the system back what was freed; the C library of Linux (glibc) does so only when it is asked to."""
    with suppress(OSError, TypeError, AttributeError):  # of other systems
        ctypes.CDLL(None).malloc_trim(0)


def ahead(executor: Executor, least: int) -> int:
    """How many jobs to keep given out, so that no process waits for the next; where none goes on alone, one."""
    return max(least, 2 * executor.room) if executor.room else 1


def prepare(executor: Executor, job: Callable[[], Any]) -> None:
    """Start the processes of this computer before there is work, each with this job, of which nobody hears."""
    if isinstance(executor, Pool):
        for _ in range(executor.room):
            executor.submit(job)


@contextmanager
def pool(jobs: int) -> Iterator[Executor]:
    """So many processes; with one job at a time there are none but this. Raises `GeneratorError` for fewer."""
    if jobs < 1:
        raise GeneratorError(f"Процессов {jobs}, а нужен хотя бы один: --jobs 1.")
    if jobs == 1:
        yield Inline()
        return
    own = Pool(jobs)
    try:
        yield own
    finally:
        own.close()


def _begin(folder: str) -> None:
    tempfile.tempdir = folder  # who is ended in the middle leaves files there
    Thread(target=_outlive_nobody, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the parent, which ends the pool


def _outlive_nobody() -> None:
    """End with the parent, even one that was killed: nobody is left to take what is made here."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
