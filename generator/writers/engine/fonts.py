"""The faces of a file, and the document that they are used in."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from html import escape
from typing import Any

import weasyprint
import weasyprint.layout
from weasyprint import DEFAULT_OPTIONS
from weasyprint.document import Document
from weasyprint.html import get_html_metadata
from weasyprint.images import get_image_from_uri
from weasyprint.pdf.metadata import DocumentMetadata

from generator.writers import drawings
from generator.writers.engine import markup
from generator.writers.engine.laying import Laid
from generator.writers.engine.press import SCALE, Press, Uncut, canvas, of
from generator.writers.packs import Face, Look

# What the engine says of a face in the file, beside its signs.
_ABOUT = ("ascent", "descent", "flags", "italic_angle", "stemv", "stemh")


def faces_of(fonts: Mapping[int, Any]) -> tuple[tuple[int, Face], ...]:
    """The faces that were used, in the order of their first use, each with the key of the engine."""
    return tuple((key, _face(font)) for key, font in fonts.items())


def together(used: Iterable[tuple[int, Face]]) -> tuple[tuple[int, Face], ...]:
    """Each face once, with all signs that were taken from it."""
    found: dict[int, Face] = {}
    for key, face in used:
        if other := found.get(key):
            face = replace(
                other,
                widths=_first(other.widths, face.widths),
                to_unicode=_first(other.to_unicode, face.to_unicode),
                missing=_first(other.missing, face.missing),
            )
        found[key] = face
    return tuple(found.items())


def _first(one: Mapping[int, Any], other: Mapping[int, Any]) -> dict[int, Any]:
    """Both as one: the order and the values of the first where it has them."""
    return {**one, **other, **one}


def _face(font: Any) -> Face:
    if font.bitmap or font.variations or font.used_in_forms:
        raise Uncut("fonts")
    return Face(
        hash=font.hash,
        family=font.family,
        weight=int(font.weight),
        style=int(font.style),
        about={name: getattr(font, name) for name in _ABOUT},
        widths=font.widths,
        to_unicode=font.to_unicode,
        missing=font.missing,
    )


def document(look: Look, frame: str, pages: Sequence[Any], faces: Sequence[tuple[int, Face]]) -> Any:
    """A document of sheets that are ready, its metadata those of the page `frame`, its fonts as they were used.

    Raises `Uncut` when a font is not to be had here.
    """
    press = of(look)
    html = markup.document(press, frame)
    metadata = DocumentMetadata(**get_html_metadata(html))
    made = Document(pages, metadata, press.fetcher, press.fonts, {}, "srgb")
    found = _fonts(press, frame, [face for _, face in faces])
    for key, face in faces:
        font = made.fonts[key] = copy(found[face.hash])
        font.widths, font.to_unicode, font.missing = dict(face.widths), dict(face.to_unicode), dict(face.missing)
        for name, value in face.about.items():
            setattr(font, name, value)
    return made


def picture(look: Look, address: str) -> Any:
    """A picture of the look, as the engine holds it."""
    return get_image_from_uri({}, of(look).fetcher, DEFAULT_OPTIONS, address)


def _fonts(press: Press, frame: str, faces: Sequence[Face]) -> dict[str, Any]:
    """The fonts of the engine for these faces, by their names: got by printing a sign of each."""
    body = "".join(
        f"<p style=\"font: {'italic' if face.style else 'normal'} {face.weight} 10pt '{face.family}'\">{sign}</p>"
        for face in faces
        for sign in _signs(face)
    )
    laid = Laid(press, frame.replace("</body>", f"{body}</body>", 1))
    fonts: dict[int, Any] = {}
    for box, _ in laid.sheets():
        page = weasyprint.document.Page(box)
        page.paint(canvas(fonts, page, drawings.resources(0), {}), SCALE)
    found = {font.hash: font for font in fonts.values()}
    if any(face.hash not in found for face in faces):
        raise Uncut("fonts")
    return found


def _signs(face: Face) -> list[str]:
    return [escape(sign) for sign in sorted(face.to_unicode.values()) if len(sign) == 1 and sign.isprintable()][-1:]
