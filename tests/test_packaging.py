"""The wheel holds all that a user needs, and works where there is no checkout."""

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest

from generator import output

ROOT = Path(__file__).parents[1]
# Nothing of the checkout may leak into what is tested here.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_", "VIRTUAL_"))}


def run(command: Sequence[str | Path], folder: Path, allowed: Sequence[int] = (0,)) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode in allowed, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], folder)
    [path] = folder.glob("*.whl")
    return path


def test_wheel_holds_the_program_the_theme_and_the_licences_and_nothing_else(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()

    theme = {p.relative_to(ROOT).as_posix() for p in ROOT.glob("templates/default/**/*") if p.is_file()}
    assert "templates/default/theme.yaml" in theme
    assert {f"generator/{name}" for name in theme} <= set(names)
    assert "generator/indicators.yaml" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert any(name.endswith("fonts/LICENSE.txt") and ".dist-info/" in name for name in names)
    assert {name.split("/")[0].rpartition(".")[2] for name in names} == {"generator", "dist-info"}
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.slow
def test_installed_wheel_builds_the_sample_digest_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run([programs / "python", "-m", "pip", "install", "--quiet", wheel], tmp_path)

    assert "build" in run([programs / "digest", "--help"], tmp_path).stdout

    copytree(ROOT / "input", tmp_path / "input")
    # The sample has findings; only 2 says that nothing was made.
    run([programs / "digest", "build"], tmp_path, allowed=(0, 1, 3))

    assert {"digest.docx", "digest.pdf"} <= {path.name for path in (tmp_path / "output").iterdir()}
    assert output.verify(tmp_path / "output") == []
