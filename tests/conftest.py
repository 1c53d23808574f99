"""The sample digest, built once for all tests that read it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

from generator import pipeline

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules of long layouts come first: no process waits at the end for another that has just begun one."""
    items.sort(key=lambda item: item.get_closest_marker("untraced") is None)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with an empty cache, and leaves that of the user alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """A command that ran here has turned garbage collection off for the life of its process: tests go on."""
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True, scope="module")
def untraced(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stop counting covered lines while a module marked `untraced` runs, in the processes it starts as well.

    Up to Python 3.13 a layout takes half as long again under the tracer; what such modules run is counted in others.
    """
    counting = Coverage.current()
    if counting is None or request.node.get_closest_marker("untraced") is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # what a child is counted by
        counting.stop()
        yield
        counting.start()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the digest in all its formats, made from `input/`."""
    folder = tmp_path_factory.mktemp("sample")
    formats = ("docx", "pdf", "html", "xlsx", "csv")
    pipeline.build(pipeline.Options(input=ROOT / "input", output=folder, theme="default", formats=formats))
    return folder
