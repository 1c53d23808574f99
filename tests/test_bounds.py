"""A build that takes too long or too much ends with a clear word, and leaves no bound behind."""

import sys

import pytest

from generator import bounds
from generator.errors import GeneratorError

resource = pytest.importorskip("resource", reason="only Linux and macOS bound a process")
KINDS = (resource.RLIMIT_CPU, resource.RLIMIT_DATA)


def limits() -> list[tuple[int, int]]:
    return [resource.getrlimit(kind) for kind in KINDS]


def test_work_without_end_is_stopped_and_the_theme_named(monkeypatch):
    monkeypatch.setattr(bounds, "SECONDS", 1)
    before = limits()

    with (
        pytest.raises(GeneratorError, match=r"Тема «своя»: сборка остановлена.*1 секунд.*theme check своя"),
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
    before = limits()

    with bounds.bounded("своя", 5):
        assert limits() != before

    assert limits() == before
