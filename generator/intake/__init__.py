"""Intake: from a report as received to the draft of its record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator import documents, files, formatting
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.intake import (
    goals,
    layout,
    parts,
    passages,
    periods,
    places,
    proposals,
    questionnaire,
    toponyms,
    vocabulary,
)
from generator.intake.block import Block
from generator.intake.draft import Draft, Question
from generator.intake.extraction import extract
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

    Raises `GeneratorError` for a file that cannot be read, and for a questionnaire of another year.
    """
    document = documents.read(path, name)  # which refuses what is hostile, a workbook too
    said = directory[municipality] if municipality else None
    if (filled := _filled(path, name, directory, catalogue, said, year)) is not None:
        return [filled]
    blocks = layout.blocks(document)
    reports = parts.split(blocks, directory, catalogue)
    if said:
        _check_alone(reports, name, directory)
        reports = [blocks]
    sum_of_file, alone = files.sha256(path), len(reports) == 1
    return [
        _draft(part, name, sum_of_file, directory, catalogue, said, year, document.notes, alone) for part in reports
    ]


def _check_alone(reports: Sequence[Sequence[Block]], name: str, directory: Mapping[str, Municipality]) -> None:
    """Raise `GeneratorError` when reports that are said to be of one municipality name several."""
    found = [places.municipality(part, directory)[0] for part in reports] if len(reports) > 1 else []
    named = list(dict.fromkeys(municipality.name for municipality in found if municipality))
    if len(named) > 1:
        raise GeneratorError(
            f"{name}: в файле отчёты нескольких муниципальных образований: {formatting.listing(named)}. --municipality "
            "говорит, чей весь файл: прочитайте его без неё, а неузнанное имя исправьте в файле или впишите "
            "в municipalities.yaml."
        )


def _filled(
    path: Path,
    name: str,
    directory: Mapping[str, Municipality],
    catalogue: Catalogue,
    municipality: Municipality | None,
    year: int | None,
) -> Draft | None:
    """The draft of a filled questionnaire; `None` for any other file."""
    if path.suffix.lower() != ".xlsx":
        return None
    from generator.intake import form  # openpyxl takes a while to load, and only workbooks need it

    filled = form.read(path, name, catalogue, directory)
    if filled is None:
        return None
    if year is not None and year != filled.year:
        raise GeneratorError(f"{name}: анкета составлена за {filled.year} год, а указано --year {year}. Исправьте год.")
    return replace(filled, municipality=municipality, questions=()) if municipality else filled


def _draft(
    blocks: Sequence[Block],
    name: str,
    sha256: str,
    directory: Mapping[str, Municipality],
    catalogue: Catalogue,
    municipality: Municipality | None,
    year: int | None,
    notes: tuple[str, ...],
    alone: bool,
) -> Draft:
    known = vocabulary.of(catalogue)
    answers = questionnaire.divide(blocks, catalogue)
    questions: list[Question | None] = []
    if municipality is None:
        municipality, question = places.municipality(answers.blocks, directory, name, alone=alone)
        questions.append(question)
    if year is None:
        year, question = places.year(answers, answers.blocks, name)
        questions.append(question)
    found = extract(answers.blocks, name, year, known, _elsewhere(directory, municipality))
    figures, contradictions = merge(proposals.adopted(found.figures, catalogue))
    figures = periods.of_part(figures, places.part_of_year(answers.blocks), year)
    planned, taught = goals.read(answers, name, year, known)
    return Draft(
        file=name,
        sha256=sha256,
        municipality=municipality,
        year=year,
        plan_year=answers.plan_year,
        figures=tuple(figures),
        passages=passages.read(answers, name),
        goals=tuple(planned),
        needs=tuple(taught),
        review=(*found.review, *contradictions),
        targets=tuple(found.targets),
        ignored=tuple(found.ignored),
        questions=tuple(question for question in questions if question),
        notes=notes,
        spans=tuple(found.spans),
    )


def _elsewhere(
    directory: Mapping[str, Municipality], municipality: Municipality | None
) -> Callable[[str], Sequence[int]]:
    """Where a text of a report names other municipalities; nowhere while nobody knows whose report it is."""
    if municipality is None:
        return lambda text: ()
    gazetteer, own = toponyms.of(directory), municipality.id
    return lambda text: gazetteer.elsewhere(text, own)
