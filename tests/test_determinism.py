"""Same input, same bytes: whoever builds the digest, wherever, whenever."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
FILES = ("digest.docx", "digest.pdf", "digest.html", "digest.xlsx", "digest.csv")

ONE = {"PYTHONHASHSEED": "1", "TZ": "Asia/Vladivostok", "LC_ALL": "C.UTF-8", "LANGUAGE": "ru"}
OTHER = {"PYTHONHASHSEED": "4242", "TZ": "America/New_York", "LC_ALL": "C", "LANGUAGE": "en", "COLUMNS": "40"}


def start(home: Path, surroundings: dict[str, str]) -> subprocess.Popen[str]:
    """Begin a build of a copy of the sample, from its own working folder."""
    shutil.copytree(ROOT / "input", home / "input")
    theme = ROOT / "templates" / "default"
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--no-cache", "--theme", str(theme)],
        cwd=home,
        env=os.environ | surroundings | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def test_two_builds_in_different_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    homes = [tmp_path / "one", tmp_path / "другая папка"]

    for home, build in [(h, start(h, s)) for h, s in zip(homes, (ONE, OTHER), strict=True)]:
        said, _ = build.communicate(timeout=60)
        assert build.returncode == 0, said
        assert {path.name for path in (home / "output").glob("digest.*")} == set(FILES)

    differing = [name for name in FILES if len({(home / "output" / name).read_bytes() for home in homes}) > 1]
    assert differing == []
