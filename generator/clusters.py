"""Work for other computers: a Dask cluster with the face of `workers.Executor`.

What a job needs goes with it, and what it makes comes back, so a worker needs nothing but this program. It must
be the same program with the same libraries and fonts, or it would break lines elsewhere: every worker is
compared before the first job, and says with every result what it is, for workers come and go.

A worker that dies costs its job another try; the scheduler counts them (its setting `allowed-failures`). It holds a
death against every job that the dead one had been given, so jobs are given out one for each worker, and one
that it gives up is tried once more, alone, before it is blamed.

Dask sends pickles: whoever reaches its scheduler can run code on all its computers. It belongs in a network of its own,
or behind TLS (`tls://`, with the certificates of Dask's own configuration).
"""

import asyncio
import logging
import re
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from generator.cache import fingerprint
from generator.errors import GeneratorError, installing
from generator.workers import SECONDS, Died, Executor, settle

CONNECTING = 5  # seconds until a scheduler answers
ALONE = 30  # seconds without any worker: one that was restarted is back by then
LOOKING = 1  # seconds between two looks at the cluster
NAMED = 5  # differences of a worker that are told

# What a computer is, as far as it decides about the files: a name for people, and a version or a sum.
Likeness = Mapping[str, str]

_ADDRESS = re.compile(r"(dask|tls)://((?:\[[0-9a-fA-F:]+\]|[^\s/:\[\]]+):[0-9]{1,5})")
_TALKATIVE = ("distributed", "distributed.client", "distributed.core", "distributed.comm", "distributed.utils")


class Refused(GeneratorError):
    """A worker is not like this computer."""


@contextmanager
def joined(address: str, likeness: Callable[[], Likeness]) -> Iterator[Executor]:
    """The executor of a cluster, `dask://HOST:PORT`; `likeness` tells of a computer what must be the same.

    Raises `GeneratorError` for an address that is none, when nobody answers there, when there is no worker, and
    for a worker that is not like this computer.
    """
    place = _place(address)
    distributed, config = _library()
    # The fonts of a theme make a message that Dask would warn of.
    with config({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        client = _connected(distributed, place, address)
        try:
            cluster = Cluster(client, address, likeness)
            try:
                yield cluster
            finally:
                cluster.close()
        finally:
            with suppress(Exception):  # a scheduler that is gone cannot be taken leave of
                client.close(timeout=CONNECTING)


def _place(address: str) -> str:
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise GeneratorError(
            f"Адрес кластера «{address}» не понят. Нужен адрес планировщика: --executor dask://ИМЯ:ПОРТ, например "
            "dask://10.0.0.5:8786."
        )
    return f"{'tcp' if found[1] == 'dask' else 'tls'}://{found[2]}"


def _library() -> tuple[Any, Callable[..., Any]]:
    try:
        import distributed
        from dask import config
    except ImportError as error:
        raise GeneratorError(
            f"Для сборки на кластере нужна библиотека Dask. Поставьте её: {installing('regional-digest[dask]')}"
        ) from error
    for name in _TALKATIVE:  # what matters is said by us
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed, config.set


def _connected(distributed: Any, place: str, address: str) -> Any:
    async def answers() -> None:
        """Ask first: a client of a scheduler that is not there cannot be got rid of quietly."""
        arguments = distributed.Security().get_connection_args("client")
        # Its own time limit leaves out the greeting, which whoever else listens there never sends.
        (await asyncio.wait_for(distributed.comm.connect(place, CONNECTING, **arguments), CONNECTING + 1)).abort()

    try:
        asyncio.run(answers())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other versions: what matters of them is compared
            return distributed.Client(place, timeout=CONNECTING, set_as_default=False)
    except Exception as error:  # refused, late, no such port, no certificates, or something else that listens there
        raise GeneratorError(
            f"Кластер {address} не отвечает. Проверьте адрес и запущен ли планировщик: dask scheduler."
        ) from error


@dataclass(eq=False)
class _Job:
    """A job on its way."""

    job: Callable[..., Any]
    arguments: tuple[Any, ...]
    outer: "Future[Any]" = field(default_factory=Future)
    inner: "Future[Any] | None" = None
    since: float = 0.0  # when it was given to the cluster
    suspect: bool = False  # workers have died with it, and perhaps with another


class Cluster:
    """Workers of a Dask cluster."""

    here = False

    def __init__(self, client: Any, address: str, likeness: Callable[[], Likeness]) -> None:
        """Compare every worker with this computer; raises as `joined` does."""
        self._client = client
        self._address = address
        self._executor = client.get_executor(pure=False)
        self._likeness = likeness
        self._own = dict(likeness())
        self._expected = _sum(self._own)
        self._common: dict[Path, Any] = {}  # bytes that the cluster holds
        self._lock = threading.RLock()
        self._waiting: deque[_Job] = deque()
        self._running: set[_Job] = set()
        self.room = self._compared()
        self._alone = 0.0  # since when there is no worker
        self._closed = threading.Event()
        self._guard = threading.Thread(target=self._look, name="cluster", daemon=True)
        self._guard.start()

    def submit(self, job: Callable[..., Any], /, *arguments: Any) -> "Future[Any]":
        """Run a job on a worker; of a `Path` it gets the bytes, which go to each worker once."""
        if self._gone:
            lost: Future[Any] = Future()
            lost.set_exception(self._lost())
            return lost
        order = _Job(job, tuple(self._held(one) if isinstance(one, Path) else one for one in arguments))
        order.outer.add_done_callback(lambda _: self._dropped(order))
        with self._lock:
            self._waiting.append(order)
            self._fill()
        return order.outer

    def close(self) -> None:
        """Leave the cluster; what it still does is given up."""
        self._closed.set()
        self._guard.join()
        self._fail(CancelledError())
        with suppress(Exception):
            self._executor.shutdown(wait=False)

    def _compared(self) -> int:
        """The number of workers, each like this computer."""
        try:
            answers = self._client.run(_told, self._likeness, on_error="return")
        except OSError as error:  # the scheduler has gone meanwhile
            raise self._lost() from error
        if not answers:
            raise GeneratorError(
                f"Кластер {self._address}: ни одного узла. Запустите узлы: dask worker АДРЕС --nthreads 1."
            )
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, BaseException):
                raise Refused(
                    f"Кластер {self._address}: узел {worker} не готов: {answer}. Поставьте на нём ту же "
                    "программу с теми же библиотеками."
                ) from answer
            if answer != self._own:
                raise self._refused(worker, answer)
        return len(answers)

    def _refused(self, worker: str, other: Likeness) -> Refused:
        return Refused(
            f"Кластер {self._address}: узел {worker} не такой, как этот компьютер, и разбил бы строки иначе: "
            f"{'; '.join(differences(self._own, other))}. Поставьте на нём то же самое или остановите его."
        )

    def _held(self, path: Path) -> Any:
        """The bytes of a file as the result of a job: lost with a worker, the scheduler sends them again."""
        if path not in self._common:
            content = path.read_bytes()
            self._common[path] = self._client.submit(_same, content, key=f"digest-{fingerprint(content)}")
        return self._common[path]

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self.room and not any(one.suspect for one in self._running):
            if self._waiting[0].suspect and self._running:
                break  # it runs alone, so that no other can be blamed for its deaths, nor it for those of others
            order = self._waiting.popleft()
            if order.outer.cancelled():
                continue
            if self._gone:
                settle(order.outer, error=self._lost())
                continue
            self._running.add(order)
            order.since = time.monotonic()
            order.inner = self._executor.submit(work, self._likeness, self._expected, order.job, *order.arguments)
            order.inner.add_done_callback(lambda _, order=order: self._done(order))  # type: ignore[misc]  # mypy 2.4 infers no default

    def _done(self, order: _Job) -> None:
        assert order.inner is not None
        died = not order.inner.cancelled() and type(order.inner.exception()).__name__ == "KilledWorker"
        again = died and not order.suspect
        with self._lock:
            self._running.discard(order)
            if self._closed.is_set():
                return
            if again:
                order.suspect = True
                self._waiting.appendleft(order)
            self._fill()
        if not again:
            self._answer(order, order.inner)

    def _answer(self, order: _Job, inner: "Future[Any]") -> None:
        try:
            worker, kind, answer = inner.result()
        except CancelledError:
            settle(order.outer, error=self._lost())
        except Exception as error:
            settle(order.outer, error=_explained(error))
        else:
            if kind == self._expected:
                settle(order.outer, answer)
            else:
                settle(order.outer, error=self._refused(worker, kind))

    def _dropped(self, order: _Job) -> None:
        if order.outer.cancelled():
            self._cancel(order)

    def _cancel(self, order: _Job) -> None:
        if order.inner is not None and not self._gone:
            order.inner.cancel()

    @property
    def _gone(self) -> bool:
        """Whether the scheduler is given up: it was sought for `CONNECTING`, and nothing can be said to it any more."""
        return bool(self._client.status == "closed")

    def _lost(self) -> GeneratorError:
        return GeneratorError(
            f"Кластер {self._address}: связь потеряна. Проверьте планировщик и сеть и повторите; сборка здесь — без "
            "--executor."
        )

    def _none_left(self) -> GeneratorError:
        return GeneratorError(
            f"Кластер {self._address}: узлов не осталось. Запустите их и повторите; сборка здесь — без --executor."
        )

    def _workers(self) -> Mapping[str, Any]:
        """The workers by address; raises whatever Dask does when the scheduler is gone or says nothing."""
        client = self._client
        # What the client itself offers waits without end for a scheduler whose computer sleeps or has lost its network.
        found = client.sync(client.scheduler.identity, n_workers=-1, callback_timeout=CONNECTING)
        workers: Mapping[str, Any] = found["workers"]
        return workers

    def _look(self) -> None:
        """See now and then how many workers there are, and whether a job takes too long."""
        while not self._closed.wait(LOOKING):
            try:
                there, missing = len(self._workers()), self._none_left()
            except Exception:  # the connection is lost, for a moment or for ever
                there, missing = 0, self._lost()
            now = time.monotonic()
            with self._lock:
                late = {order for order in self._running if now - order.since > SECONDS}
                self._running -= late
                if there:
                    self.room, self._alone = there, 0.0
                    self._fill()
                else:
                    self._alone = self._alone or now
            for order in late:
                settle(order.outer, error=TimeoutError())
                self._cancel(order)
            if self._alone and now - self._alone > ALONE:
                self._fail(missing)

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            orders = [*self._running, *self._waiting]
            self._waiting.clear()
        for order in orders:
            settle(order.outer, error=error)
            self._cancel(order)


def _explained(error: Exception) -> Exception:
    """What has happened to a job, in the words of `workers`."""
    if type(error).__name__ == "KilledWorker":
        return Died(getattr(error, "allowed_failures", 0) + 1)
    if isinstance(error, ImportError | AttributeError):
        return Refused(f"На узле кластера другая версия программы: {error}. Поставьте на узлах ту же версию.")
    return error


def differences(own: Likeness, other: Likeness) -> list[str]:
    """What another computer has else than this one, for people."""
    both = sorted(own.keys() & other.keys())
    told = [f"{name}: {other[name]}, а нужно {own[name]}" for name in both if own[name] != other[name]]
    told += [f"лишнее: {name}" for name in sorted(other.keys() - own.keys())]
    told += [f"нет: {name}" for name in sorted(own.keys() - other.keys())]
    more = len(told) - NAMED
    return told[:NAMED] + ([f"и ещё {more}"] if more > 0 else [])


# What runs on a worker.

_ALONE = threading.Lock()  # the libraries are of one thread


def work(likeness: Callable[[], Likeness], expected: str, job: Callable[..., Any], *arguments: Any) -> Any:
    """Do a job if this computer is as expected; who did it, what it is, and the result.

    What it is is the sum that was expected, or everything when it is another.
    """
    from distributed import get_worker

    worker = get_worker().address
    with _ALONE:
        here = _told(likeness)
        if _sum(here) != expected:
            return worker, here, None
        return worker, expected, job(*arguments)


@cache
def _told(likeness: Callable[[], Likeness]) -> dict[str, str]:
    return dict(likeness())


def _same(content: bytes) -> bytes:
    return content


def _sum(likeness: Likeness) -> str:
    return fingerprint(*(part for pair in sorted(likeness.items()) for part in pair))
