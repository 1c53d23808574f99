"""Processes that may die, and what becomes of their work."""

import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from generator import workers
from generator.errors import GeneratorError

KILLED = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")


def twice(number):
    return 2 * number, os.getpid()


def fail(text):
    raise GeneratorError(text)


def die(mark, times):
    """Die so many times, then answer."""
    died = len(list(Path(mark).iterdir()))
    if died < times:
        (Path(mark) / str(died)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return died


@pytest.fixture(scope="module")
def pool():
    with workers.pool(2) as two:
        yield two


def test_one_job_at_a_time_runs_in_this_process():
    with workers.pool(1) as one:
        assert one.submit(twice, 4).result() == (8, os.getpid())


def test_jobs_run_in_other_processes(pool):
    answers = [pool.submit(twice, number) for number in range(20)]

    assert [answer.result()[0] for answer in answers] == [2 * number for number in range(20)]
    assert os.getpid() not in {answer.result()[1] for answer in answers}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_words_of_an_error_come_back(jobs):
    with workers.pool(jobs) as executor, pytest.raises(GeneratorError, match="Нет шрифта"):
        executor.submit(fail, "Нет шрифта.").result()


@KILLED
def test_a_job_whose_process_is_killed_is_tried_again_and_the_others_notice_nothing(pool, tmp_path):
    others = [pool.submit(twice, number) for number in range(10)]
    killed = pool.submit(die, str(tmp_path), 1)
    more = [pool.submit(twice, number) for number in range(10)]

    assert killed.result() == 1
    assert [answer.result()[0] for answer in (*others, *more)] == [2 * number for number in range(10)] * 2


@KILLED
def test_a_job_that_always_kills_its_process_is_given_up_and_the_others_notice_nothing(pool, tmp_path):
    killed = pool.submit(die, str(tmp_path), 99)
    others = [pool.submit(twice, number) for number in range(10)]

    with pytest.raises(workers.Died) as died:
        killed.result()
    assert len(list(tmp_path.iterdir())) == died.value.tries == workers.TRIES
    assert [answer.result()[0] for answer in others] == [2 * number for number in range(10)]


@pytest.mark.parametrize("jobs", [0, -1])
def test_fewer_than_one_process_is_refused(jobs):
    with pytest.raises(GeneratorError, match=f"Процессов {jobs}, а нужен хотя бы один"), workers.pool(jobs):
        pass


def test_a_pool_ends_with_its_work():
    with workers.pool(2) as two:
        process = two.submit(twice, 1).result()[1]
        two.submit(time.sleep, 3600)

    for _ in range(500):
        try:
            os.kill(process, 0)
        except OSError:
            return
        time.sleep(0.02)
    pytest.fail("the process goes on")


def work_on(folder):
    """Say which process works, and go on without end."""
    (Path(folder) / str(os.getpid())).touch()
    while True:
        sum(range(1000))


def test_processes_that_rest_are_gone_and_others_start_with_the_next_job():
    with workers.pool(2) as pool:
        _, first = pool.submit(twice, 1).result()
        workers.rest(pool)
        assert not alive(first)
        assert pool.submit(twice, 2).result()[0] == 4
        workers.rest(pool)
        workers.rest(pool)
    workers.rest(workers.Inline())


PARENT = """
import sys
sys.path.insert(0, {root!r})
from generator import workers
from tests.test_workers import work_on
if __name__ == "__main__":
    with workers.pool(2) as pool:
        jobs = [pool.submit(work_on, {folder!r}) for _ in range(2)]
        jobs[0].result()
"""


@KILLED
def test_processes_at_work_end_with_a_parent_that_is_killed(tmp_path):
    script, folder = tmp_path / "parent.py", tmp_path / "at-work"
    folder.mkdir()
    script.write_text(PARENT.format(root=str(Path(__file__).parents[1]), folder=str(folder)), encoding="utf-8")
    parent = subprocess.Popen([sys.executable, script])
    while len(working := [int(path.name) for path in folder.iterdir()]) < 2:
        assert parent.poll() is None
        time.sleep(0.05)

    parent.kill()
    parent.wait()

    until = time.monotonic() + 30
    while working and time.monotonic() < until:
        time.sleep(0.05)
        working = [pid for pid in working if alive(pid)]
    assert working == []


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@KILLED
def test_a_process_that_is_killed_with_nothing_to_do_is_replaced():
    with workers.pool(2) as pool:
        idle = {pool.submit(slow_pid, 0.2).result() for _ in range(4)}
        for process in idle:
            os.kill(process, signal.SIGKILL)
        time.sleep(1)

        assert pool.submit(twice, 3).result(timeout=60)[0] == 6


def slow_pid(seconds):
    time.sleep(seconds)
    return os.getpid()


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)
    return "done"


@KILLED
def test_what_is_typed_to_stop_the_command_is_left_to_the_parent(pool):
    assert pool.submit(interrupt).result(timeout=60) == "done"


def test_jobs_that_nobody_waits_for_are_not_done(tmp_path, capfd):
    with workers.pool(2) as pool:
        pool.submit(twice, 1).result()
        given = [pool.submit(work_on, str(tmp_path)) for _ in range(20)]
        while not list(tmp_path.iterdir()):
            time.sleep(0.02)
        for future in given:
            future.cancel()

        assert pool.submit(twice, 2).result(timeout=60)[0] == 4
    assert capfd.readouterr().err == ""


def leave(name):
    """Leave a folder behind, as libraries do whose process is ended."""
    return tempfile.mkdtemp(prefix=name)


@pytest.mark.parametrize("end", [workers.rest, lambda pool: None], ids=["rest", "close"])
def test_nothing_that_processes_leave_stays(end):
    with workers.pool(2) as pool:
        left = Path(pool.submit(leave, "fonts-").result())
        assert left.is_dir()
        end(pool)
        assert left.is_dir() == (end is not workers.rest)

    assert not left.exists()


class Fatal(BaseException):
    """What WeasyPrint raises for an address that it may not fetch is no `Exception` either."""


def refuse():
    raise Fatal


def test_whatever_a_job_raises_comes_back():
    with workers.pool(2) as pool, pytest.raises(Fatal):
        pool.submit(refuse).result(timeout=60)


def test_whoever_does_without_the_collection_of_garbage_goes_on_without():
    gc.disable()
    with workers.no_garbage_collection():
        pass

    assert not gc.isenabled()  # the fixture of all tests turns it on again


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux gives a process some of the cores")
def test_cores_that_the_process_may_not_use_are_not_counted():
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert workers.cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def test_old_garbage_waits_while_only_new_is_swept():
    code = """
import gc
from generator import workers

class Knot:
    def __init__(self): self.self = self
    def __del__(self): print(self.name, end=" ")

def tie(name):
    knot = Knot()
    knot.name = name

gc.disable()
tie("old")
with workers.only_new_garbage():
    tie("new")
    gc.collect()
    print("meanwhile", end=" ")
gc.collect()
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["new", "meanwhile", "old"]


def test_one_job_at_a_time_is_given_out_where_the_caller_does_it_itself():
    executors = (workers.Inline(), workers.Pool(2), workers.Pool(9))

    assert [workers.ahead(executor, 16) for executor in executors] == [1, 16, 18]
