"""A build that takes too long or too much ends with a clear word, and leaves no bound behind."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator import bounds
from generator.errors import GeneratorError

resource = pytest.importorskip("resource", reason="only Linux and macOS bound a process")
ROOT = Path(__file__).resolve().parents[1]
KINDS = (resource.RLIMIT_CPU, resource.RLIMIT_DATA)


def limits() -> list[tuple[int, int]]:
    return [resource.getrlimit(kind) for kind in KINDS]


def test_work_without_end_is_stopped_and_the_theme_named(monkeypatch):
    monkeypatch.setattr(bounds, "SECONDS", 1)
    before = limits()

    with (
        pytest.raises(GeneratorError, match=r"Тема «своя»: работа остановлена.*1 секунд.*theme check своя"),
        bounds.bounded("своя", 0),
    ):
        while True:
            pass

    assert limits() == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts private memory as data")
def test_work_that_asks_for_all_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(bounds, "MEMORY", 4 << 30)
    before = limits()

    with pytest.raises(GeneratorError, match=r"не хватило 4 ГБ памяти"), bounds.bounded("своя", 0):
        bytearray(8 << 30)

    assert limits() == before


def test_work_within_the_bounds_is_left_alone():
    before, handler = limits(), signal.getsignal(signal.SIGXCPU)

    with bounds.bounded("своя", 5):
        assert limits() != before

    assert (limits(), signal.getsignal(signal.SIGXCPU)) == (before, handler)


def test_a_narrower_bound_of_the_system_stays():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    narrow = (bounds.MEMORY - 1, before[1])
    try:
        resource.setrlimit(resource.RLIMIT_DATA, narrow)
        with bounds.bounded("своя", 5):
            assert resource.getrlimit(resource.RLIMIT_DATA) == narrow
        assert resource.getrlimit(resource.RLIMIT_DATA) == narrow
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def test_work_in_a_thread_is_not_bounded_for_signals_reach_the_main_one_alone():
    def work() -> bool:
        with bounds.bounded("своя", 5):
            return limits() == before

    before = limits()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result()


def test_the_bounds_begin_with_the_work_and_grow_with_the_number_of_reports():
    used = int(time.process_time())
    with bounds.bounded("своя", 0):
        few = limits()
    assert few[0][0] == pytest.approx(used + bounds.SECONDS, abs=1)
    with bounds.bounded("своя", 100):
        many = limits()

    assert [after[0] - before[0] for before, after in zip(few, many, strict=True)] == [
        pytest.approx(100 * bounds.SECONDS_A_REPORT, abs=1),  # a second may begin meanwhile
        100 * bounds.MEMORY_A_REPORT,
    ]


@pytest.mark.parametrize(("hard", "most", "then"), [(None, 20, (20, 20)), (10, 20, (10, 10)), (10, 5, (5, 5))])
def test_a_process_is_bound_for_good_within_what_the_system_leaves_it(hard, most, then):
    allowed = resource.RLIM_INFINITY if hard is None else hard
    code = (
        "import resource; from generator import bounds;"
        f"resource.setrlimit(resource.RLIMIT_CPU, ({allowed}, {allowed}));"
        f"bounds.limit('RLIMIT_CPU', {most}); print(resource.getrlimit(resource.RLIMIT_CPU))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True).stdout

    assert said.strip() == str(then)


def test_a_system_that_refuses_a_bound_of_memory_still_bounds_the_time(monkeypatch):
    """macOS answers so to what is below its own mapping (EINVAL)."""
    allowed = resource.setrlimit

    def setrlimit(kind, wanted):
        if kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS) and wanted[0] != resource.RLIM_INFINITY:
            raise ValueError("current limit exceeds maximum limit")
        allowed(kind, wanted)

    monkeypatch.setattr(bounds, "SECONDS", 1)
    monkeypatch.setattr(resource, "setrlimit", setrlimit)
    bounds.limit("RLIMIT_AS", 1 << 20)

    with pytest.raises(GeneratorError, match="1 секунд"), bounds.bounded("своя", 0):
        while True:
            pass
