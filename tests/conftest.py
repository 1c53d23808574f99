"""The sample digest, built once for all tests that read it."""

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import pipeline

ROOT = Path(__file__).resolve().parents[1]

# Jobs that a script leaves in the background ignore Ctrl-C, and all that they start: commands under test heed it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules that take long come first: no process waits at the end for another that has just begun one."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Modules and tests live to the end: garbage is not looked for among them, a long layout looks often."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with an empty cache, and leaves that of the user alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def collecting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command turns garbage collection off and freezes what lives, as its process ends with it: tests go on."""
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "unfreeze", lambda: None)
    yield
    gc.enable()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the digest in all its formats, made from `input/`."""
    folder = tmp_path_factory.mktemp("sample")
    formats = ("docx", "pdf", "html", "xlsx", "csv")
    pipeline.build(pipeline.Options(input=ROOT / "input", output=folder, theme="default", formats=formats))
    return folder
