"""WeasyPrint from the inside: what is used of it beyond its manual.

Outside this folder `tagging.py` walks the boxes of its sheets, `joining.py` stands in for its writing of the tags,
and `likeness.py` asks for the versions of its libraries.

Parts of a page are laid out one by one, a long one stretch by stretch, each as plain data that another process can
hand back, and one ordinary `Document.write_pdf` joins them (`joining.py`): the contents of a sheet come ready, all that
belongs to the whole (fonts, links, bookmarks, metadata) is made there. What runs above and below the text is not laid
out with it, for it tells the number of the sheet, which nobody knows yet.

Nothing of this is promised from one release to the next, so another release is refused.
"""

from generator.writers.engine.fonts import document, picture, together
from generator.writers.engine.laying import notes
from generator.writers.engine.margins import run
from generator.writers.engine.mending import mended
from generator.writers.engine.parts import beginnings, lay_out
from generator.writers.engine.press import ORIGIN, RELEASES, Files, Uncut, demand, font_configuration

__all__ = [
    "ORIGIN",
    "RELEASES",
    "Files",
    "Uncut",
    "beginnings",
    "demand",
    "document",
    "font_configuration",
    "lay_out",
    "mended",
    "notes",
    "picture",
    "run",
    "together",
]
