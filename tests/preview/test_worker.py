import os
import threading
import time

import pytest

from generator.errors import GeneratorError
from generator.preview.worker import Stopped, Worker


class Helper:
    """What a worker does in these tests."""

    def __init__(self, start: int = 0) -> None:
        self.count = start

    def add(self, value: int) -> int:
        self.count += value
        return self.count

    def refuse(self) -> None:
        raise GeneratorError("Так нельзя.")

    def fail(self) -> None:
        raise ZeroDivisionError

    def hang(self) -> None:
        while True:
            pass

    def die(self) -> None:
        os.kill(os.getpid(), 9)


@pytest.fixture
def worker():
    worker = Worker(Helper, 10)
    yield worker
    worker.close()


def test_it_keeps_what_it_knows_between_calls(worker):
    assert [worker.call("add", 1, seconds=20), worker.call("add", 2, seconds=20)] == [11, 13]


def test_a_problem_is_told_and_the_work_goes_on(worker):
    worker.call("add", 1, seconds=20)
    with pytest.raises(GeneratorError, match=r"^Так нельзя\.$"):
        worker.call("refuse", seconds=20)
    with pytest.raises(GeneratorError, match=r"Ошибка в самой программе(.|\n)*ZeroDivisionError"):
        worker.call("fail", seconds=20)

    assert worker.call("add", 1, seconds=20) == 12


def test_endless_work_is_ended_and_a_new_process_answers(worker):
    worker.call("add", 1, seconds=20)
    with pytest.raises(GeneratorError, match="цикл"):
        worker.call("hang", seconds=0.3)

    assert worker.call("add", 1, seconds=20) == 11


def test_a_dead_process_is_told_of_and_replaced(worker):
    with pytest.raises(GeneratorError, match="прервалась"):
        worker.call("die", seconds=20)

    assert worker.call("add", 1, seconds=20) == 11


def test_stopped_work_says_so_and_the_next_call_is_answered(worker):
    worker.call("add", 1, seconds=20)
    stopper = threading.Timer(0.3, worker.stop)
    stopper.start()
    with pytest.raises(Stopped):
        worker.call("hang", seconds=20)

    assert worker.call("add", 1, seconds=20) == 11


def test_a_stop_between_calls_starts_anew(worker):
    worker.call("add", 1, seconds=20)
    worker.stop()

    assert worker.call("add", 1, seconds=20) == 11


def test_a_closed_worker_does_nothing_more(worker):
    worker.call("add", 1, seconds=20)
    started = time.monotonic()
    worker.close()

    assert time.monotonic() - started < 20  # it is not waited for
    with pytest.raises(Stopped):
        worker.call("add", 1, seconds=20)
