"""Fail when a test was skipped for want of something that is here.

python .ci/skipped.py JUNIT_REPORT
"""

import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]

# A word of the reason for a skip, and whether the thing that it names is really absent.
EXCUSES = {
    "shared": not (ROOT.parent / "shared").exists(),
    "open xml sdk": not (ROOT / "build/office/node_modules/.bin/ooxml-validator").exists(),
    "chromium": shutil.which("chromium") is None,
    "program openssl": shutil.which("openssl") is None,
    "gost engine": not any(Path("/usr/lib").glob("*/engines-3/gost.so")),
    "softhsm": shutil.which("softhsm2-util") is None,
    "node": shutil.which("node") is None,
}


def unexcused(report: Path) -> list[str]:
    """Name the skipped tests whose reason does not hold here."""
    return [
        f"{case.get('classname')}::{case.get('name')}: {skip.get('message')}"
        for case in ElementTree.parse(report).iter("testcase")
        for skip in case.iterfind("skipped[@type='pytest.skip']")
        if not any(absent and word in skip.get("message", "").lower() for word, absent in EXCUSES.items())
    ]


if __name__ == "__main__":
    if skipped := unexcused(Path(sys.argv[1])):
        sys.exit("Пропущены тесты, для которых здесь есть всё нужное:\n" + "\n".join(skipped))
