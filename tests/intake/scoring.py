"""Drafts against what a person read in the same reports, by `../shared/gold/score.py`.

A fact is found when its value, owner, network and period agree and its key, label or quote does.
"""

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generator import indicators, intake, municipalities
from generator.cli import json_lines
from generator.intake.draft import Draft

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CATALOGUE = indicators.load()
DIRECTORY = municipalities.read(ROOT / "input/municipalities.yaml")

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="нет папки ../shared")


def module(path: Path) -> ModuleType:
    """A script outside the package, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def drafts(path: Path, **said: Any) -> list[Draft]:
    """The drafts of a report file."""
    return intake.draft(path, f"reports/{path.name}", DIRECTORY, CATALOGUE, **said)


def facts(found: Iterable[Draft], name: str, year: int) -> Iterator[dict[str, Any]]:
    """The figures of drafts as the score reads them; `name` and `year` are those of the expected facts."""
    for draft in found:
        for figure in draft.figures:
            yield {
                "municipality": name,
                "year": year,
                "key": json_lines.key(figure, CATALOGUE),
                "label": figure.label,
                "value": None if figure.value is None else float(figure.value),
                "owner": figure.owner or None,
                "network": figure.network or None,
                "period": str(figure.period),
                "qualifier": str(figure.qualifier),
                "measure": str(figure.measure),
                "quote": figure.sources[0].quote,
            }
