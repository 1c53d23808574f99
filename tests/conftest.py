"""The sample digest, built once for all tests that read it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import pipeline

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with an empty cache, and leaves that of the user alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """A command that ran here has turned garbage collection off for the life of its process: tests go on."""
    yield
    gc.enable()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the digest in all its formats, made from `input/`."""
    folder = tmp_path_factory.mktemp("sample")
    formats = ("docx", "pdf", "html", "xlsx", "csv")
    pipeline.build(pipeline.Options(input=ROOT / "input", output=folder, theme="default", formats=formats))
    return folder
