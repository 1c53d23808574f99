"""The native libraries of a PDF found at once.

`import weasyprint` asks Python for each of six libraries under names of several systems, and Python asks the
C compiler and the linker about every name that the loader does not know: a third of the import. Where the loader's
own list has the libraries, it is asked once instead.
"""

import ctypes.util
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LOADER = "/sbin/ldconfig"
_NEEDED = "libgobject-2.0.so"  # without it the list is not the one that counts here


@contextmanager
def known() -> Iterator[None]:
    """Answer `ctypes.util.find_library` from the loader's list meanwhile; where there is none, nothing changes."""
    listed = _listed()
    if not any(name.startswith(_NEEDED) for name in listed):
        yield
        return
    usual = ctypes.util.find_library

    def find(name: str) -> str | None:
        pattern = re.compile(rf"lib{re.escape(name)}\.[^\s]*")
        return next((found for found in listed if pattern.fullmatch(found)), None)

    ctypes.util.find_library = find
    try:
        yield
    finally:
        ctypes.util.find_library = usual


def _listed() -> list[str]:
    """The names of libraries that the loader knows for this processor, in its order (ldconfig(8), -p)."""
    if not sys.platform.startswith("linux") or sys.maxsize <= 1 << 32:
        return []
    environment = {"LC_ALL": "C", "LANG": "C"}
    try:
        said = subprocess.run([_LOADER, "-p"], capture_output=True, env=environment, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return [name.decode(errors="replace") for name in re.findall(rb"\t(\S+) \([^)]*(?:x86-64|AArch64)[^)]*\)", said)]
