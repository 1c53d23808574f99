"""What the finished files depend on besides input and theme: the program, its libraries, the system's fonts.

Two moments of one fingerprint make the same files of the same input; when in doubt a thing belongs in here,
since one too many costs a build, and one too few would pass an old file off for a new one.
"""

import os
import platform
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.cache import fingerprint

PACKAGE = Path(__file__).parent

# What changes the fonts that Pango finds, or which native libraries are loaded.
_VARIABLES = ("FONTCONFIG_", "FREETYPE_", "PANGO", "HARFBUZZ_", "HB_", "LD_", "DYLD_", "WEASYPRINT_", "XDG_DATA_")

_DEEPEST = 6  # folders of fonts inside one another
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/Library/Fonts", "/System/Library/Fonts")
_OWN_FONTS = (
    ".fonts",
    ".local/share/fonts",
    ".config/fontconfig",
    "Library/Fonts",
    "AppData/Local/Microsoft/Windows/Fonts",
)

# Where the native libraries of a PDF lie on the systems that have such folders: a new version is a new file.
_NATIVE = ("/lib", "/usr/lib", "/usr/local/lib", "/opt/homebrew/lib", "C:/msys64/ucrt64/bin")
_LIBRARIES = ("libpango", "libharfbuzz", "libfontconfig", "libfreetype", "libfribidi", "libgobject", "libglib")


def mark() -> str:
    """The fingerprint of the whole surroundings."""
    return fingerprint(program(), installed(), system())


@cache
def program() -> str:
    """The fingerprint of the program's own files: its code, its catalogue."""
    # Compiled files come and go, under other names while they are written.
    found = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    parts: list[str | bytes] = []
    for path in found:
        parts += (path.relative_to(PACKAGE).as_posix(), path.read_bytes())
    return fingerprint(*parts)


@cache
def installed() -> str:
    """The fingerprint of Python and of every installed library by its version.

    The name of a library's folder of metadata holds both (PyPA, Recording installed projects).
    """
    folders = [Path(name or ".") for name in sys.path]
    names = {path.name for folder in folders if folder.is_dir() for path in folder.glob("*.*-info")}
    return fingerprint(sys.version, platform.machine(), sys.platform, *sorted(names))


def system() -> str:
    """The fingerprint of the system's fonts, of the native libraries of a PDF, and of variables that choose them."""
    chosen = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith(_VARIABLES)]
    home = os.path.expanduser("~")
    windows = os.path.join(os.environ.get("WINDIR", ""), "Fonts") if sys.platform == "win32" else ""
    fonts = [*_FONTS, *(os.path.join(home, name) for name in _OWN_FONTS), windows]
    return fingerprint(*chosen, *(line for folder in fonts if folder for line in _listed(folder)), *_native())


def _listed(folder: str, depth: int = 0) -> Iterator[str]:
    """Each file below a folder with its size and the time of its last change."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir():
                if depth < _DEEPEST:  # a link may lead round in a circle
                    yield from _listed(entry.path, depth + 1)
            else:
                yield stamp(entry.path)
        except OSError:
            yield entry.path


def stamp(path: str | Path) -> str:
    """What tells one state of a file of the system from another without reading it; raises `OSError`."""
    about = os.stat(path)
    return f"{path}|{about.st_size}|{about.st_mtime_ns}"


def _native() -> Iterator[str]:
    for folder in _NATIVE:
        for inner in (Path(folder), *sorted(Path(folder).glob("*-linux-gnu*"))):
            if inner.is_dir():
                names = sorted(name for name in os.listdir(inner) if name.startswith(_LIBRARIES))
                yield from (stamp(inner / name) for name in names if (inner / name).exists())
