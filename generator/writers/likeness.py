"""What must be the same on two computers for one page to look the same on both, as names and versions for people."""

import hashlib
import os
import platform
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from generator import __version__, surroundings
from generator.files import sha256

_PRINTING = ("WeasyPrint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools", "pillow", "lxml")
_EDITIONS = ("python-docx", "docxtpl", "jinja2", "babel", "openpyxl", "pikepdf", "pypdfium2", "pymorphy3")
# What WeasyPrint does not ask of these libraries.
_MORE = "const char *hb_version_string(void); int FcGetVersion(void); void FcStrListDone(FcStrList *list);"
_SIGNS = 12  # of a checksum, enough for people


def of_printing() -> dict[str, str]:
    """What decides how the parts of a PDF come out: the program, the libraries, the fonts of the system.

    The fonts of the theme travel with the parts. Any other font of the system may stand in for a sign that the
    theme's have not, so all of them count.
    """
    return {
        "regional-digest": f"{__version__}, {surroundings.program()[:_SIGNS]}",
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}, {platform.machine()}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **_versions(_PRINTING),
        **_native(),
    }


def of_editions() -> dict[str, str]:
    """What decides how whole digests come out: LibreOffice counts the sheets of the Word file."""
    from generator.writers import pagination

    program = pagination.found()
    about = Path(program).resolve().parent / "versionrc"
    office = sha256(about)[:_SIGNS] if about.is_file() else "есть" if program else "нет"
    return {**of_printing(), **_versions(_EDITIONS), "LibreOffice": office}


def _versions(names: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for name in names:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _native() -> dict[str, str]:
    """Libraries of the system as WeasyPrint has loaded them, the rules and the fonts that they find."""
    from generator.writers import load_pdf

    load_pdf()
    from weasyprint.text.ffi import ffi, fontconfig, harfbuzz, pango

    ffi.cdef(_MORE, override=True)
    config = fontconfig.FcInitLoadConfigAndFonts()
    try:
        rules = hashlib.sha256(b"".join(path.read_bytes() for path in _rules(ffi, fontconfig, config)))
        fonts = dict(_fonts(ffi, fontconfig, config))
    finally:
        fontconfig.FcConfigDestroy(config)
    return {
        "Pango": _dotted(pango.pango_version()),
        "HarfBuzz": ffi.string(harfbuzz.hb_version_string()).decode(),
        "Fontconfig": _dotted(fontconfig.FcGetVersion()),
        "правила Fontconfig": rules.hexdigest()[:_SIGNS],
        **fonts,
    }


def _rules(ffi: Any, fontconfig: Any, config: Any) -> Iterator[Path]:
    """The files that say which font stands in for which, in the order in which they are read."""
    listed = fontconfig.FcConfigGetConfigFiles(config)
    while (name := fontconfig.FcStrListNext(listed)) != ffi.NULL:
        path = Path(os.fsdecode(ffi.string(name)))
        if path.is_file():
            yield path
    fontconfig.FcStrListDone(listed)


def _fonts(ffi: Any, fontconfig: Any, config: Any) -> Iterator[tuple[str, str]]:
    """The system's fonts: the name of each file with a sum of what lies under this name."""
    found: dict[str, set[str]] = {}
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    name = ffi.new("FcChar8 **")
    paths = set()
    for number in range(fonts.nfont):
        if fontconfig.FcPatternGetString(fonts.fonts[number], b"file", 0, name) == fontconfig.FcResultMatch:
            paths.add(Path(os.fsdecode(ffi.string(name[0]))))
    for path in paths:
        found.setdefault(path.name, set()).add(sha256(path))
    for file, sums in found.items():
        yield f"шрифт {file}", " ".join(sorted(one[:_SIGNS] for one in sums))


def _dotted(number: int) -> str:
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
