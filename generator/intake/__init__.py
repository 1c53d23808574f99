"""Intake: from a report as received to the draft of its record."""

from collections.abc import Mapping
from pathlib import Path

from generator import documents, files
from generator.documents.document import Document
from generator.indicators import Catalogue
from generator.intake import goals, layout, passages, places, questionnaire, vocabulary
from generator.intake.draft import Draft
from generator.intake.extraction import Extraction
from generator.intake.layout import Block
from generator.intake.merging import merge
from generator.model import Municipality


def draft(
    path: Path,
    name: str,
    directory: Mapping[str, Municipality],
    catalogue: Catalogue,
    municipality: str = "",
    year: int | None = None,
) -> list[Draft]:
    """Read one report file; a file with several municipalities gives a draft of each.

    `name` is the file's path as records give it; `municipality` (an id) and `year` are what a person
    has said of it. What they left out is recognised, or asked in the draft's questions.

    Raises `GeneratorError` for a file that cannot be read.
    """
    document = documents.read(path, name)
    return [
        read(part, document, files.sha256(path), directory, catalogue, municipality, year)
        for part in places.split(layout.blocks(document), directory)
    ]
