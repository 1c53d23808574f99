"""A process of its own for long work: it keeps what it has read, and one that hangs or dies is replaced.

A template may loop for ever and a page may not fit in the memory; the server goes on answering, and says so.
"""

import gc
import multiprocessing
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from generator.errors import GeneratorError

CONTEXT = multiprocessing.get_context("spawn")  # a fork would inherit the sockets and threads of the server
LEAVE = 2  # seconds for a process to end by itself


class Stopped(Exception):
    """The work was stopped: its answer is no longer wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class _Hand:
    process: BaseProcess
    pipe: "Connection[Any, Any]"


class Worker:
    """One helper, made by `make` in a process of its own; its methods are called there, one after another.

    The process starts with the first call. `make` and all values cross to it: they must be picklable.
    """

    def __init__(self, make: Callable[..., Any], *arguments: Any) -> None:
        self._make = make
        self._arguments = arguments
        self._one = threading.Lock()  # of calls; its holder alone closes the pipe
        self._hand: _Hand | None = None
        self._unwanted: _Hand | None = None
        self._closed = False

    def call(self, method: str, *arguments: Any, seconds: float) -> Any:
        """What the method returns; blocks, for `seconds` at most.

        Raises `GeneratorError` for a problem that the method tells, for a process that died and for one
        that took too long, which is ended; `Stopped` when somebody else called `stop` or `close`.
        """
        with self._one:
            hand = self._started()
            try:
                hand.pipe.send((method, arguments))
                if not hand.pipe.poll(seconds):
                    self._end(kill=True)
                    raise GeneratorError(
                        f"Работа остановлена: за {seconds:g} с она не кончилась. Если данных немного, в шаблоне, "
                        "скорее всего, есть цикл, которому нет конца. Проверьте то, что изменили последним."
                    )
                done, value = hand.pipe.recv()
            except (EOFError, OSError):
                self._end(kill=True)
                if hand is self._unwanted:
                    raise Stopped from None
                raise GeneratorError(
                    "Работа прервалась: система завершила её, возможно, из-за нехватки памяти. Проверьте то, что "
                    "изменили последним."
                ) from None
        if not done:
            raise GeneratorError(value)
        return value

    def stop(self) -> None:
        """End the process at once, whatever it does; the next call starts another."""
        self._unwanted = self._hand
        if self._unwanted is not None:
            self._unwanted.process.kill()  # a call under way is told by the end of the pipe

    def close(self) -> None:
        """End the process for good: by itself when it has nothing to do, or at once."""
        self._closed = True
        if not self._one.acquire(blocking=False):
            self.stop()
            self._one.acquire()
        try:
            self._end(kill=False)
        finally:
            self._one.release()

    def _started(self) -> _Hand:
        if self._closed:
            raise Stopped
        if self._hand is not None and self._hand is self._unwanted:
            self._end(kill=True)
        if self._hand is None:
            ours, theirs = CONTEXT.Pipe()
            process = CONTEXT.Process(target=_serve, args=(theirs, self._make, self._arguments), daemon=True)
            process.start()
            theirs.close()  # ours is then told when the process dies
            self._hand = _Hand(process, ours)
        return self._hand

    def _end(self, *, kill: bool) -> None:
        hand, self._hand = self._hand, None
        if hand is None:
            return
        hand.pipe.close()
        if not kill:
            hand.process.join(LEAVE)
        hand.process.kill()
        hand.process.join()


def _serve(pipe: "Connection[Any, Any]", make: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """The life of the process: answer calls until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the server, which then closes the pipe
    gc.disable()  # a call makes many small things: they are collected while nobody waits for them
    helper = make(*arguments)
    while True:
        try:
            method, values = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, getattr(helper, method)(*values))
        except GeneratorError as error:
            answer = (False, str(error))
        except Exception:
            answer = (False, f"Ошибка в самой программе. Передайте этот текст разработчику:\n{traceback.format_exc()}")
        try:
            pipe.send(answer)
        except OSError:  # nobody is there any more
            return
        gc.collect()
