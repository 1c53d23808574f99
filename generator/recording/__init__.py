"""Recording: drafts become records, and records stay what people made of them.

    saved = recording.save(report, numbers, folder, directory, catalogue)

A new report is written as a whole; of a record that exists only the items are touched that the
program wrote itself. Whatever is written is read back first, and the file is replaced in one step.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator import documents, files, records, text_file
from generator.documents.document import Line
from generator.errors import GeneratorError
from generator.indicators import Catalogue
from generator.model import Report
from generator.record_form import Directory
from generator.recording import fingerprints, merging, writing
from generator.recording.editing import Editor
from generator.recording.merging import Change, Number

LOCK = ".records.lock"  # in the input folder: held while a record is changed
PATIENCE = 60.0  # seconds

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a record: `report` is it as it now stands on the disk."""

    report: Report
    new: bool
    renewed: bool = False  # the record of before is changed, be it only in a line number
    changes: tuple[Change, ...] = ()  # in what it says


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Keep other commands from the records of an input folder while one is read, changed and written.

    Raises `GeneratorError` when another command holds them for too long. Where files cannot be locked, nobody waits.
    """
    end = time.monotonic() + PATIENCE
    while True:
        with ExitStack() as held:
            try:
                taken = held.enter_context(files.lock(folder / LOCK))
            except OSError:
                taken = True
            if taken:
                yield
                return
        if time.monotonic() > end:
            raise GeneratorError(
                f"Папка «{folder}»: с записями работает другая команда digest. Дождитесь её конца и повторите эту."
            )
        time.sleep(0.05)


def place(folder: Path, report: Report) -> Path:
    """Where the record of a report lies in an input folder."""
    return folder / records.FOLDER / str(report.year) / f"{report.municipality.id}.yaml"


def save(report: Report, numbers: Iterable[Number], folder: Path, directory: Directory, catalogue: Catalogue) -> Saved:
    """Write the draft of a report as its record, or lay it over the record that there is.

    `numbers` are those of the report that are neither figures nor in its review queue. Raises
    `GeneratorError`, and writes nothing, when the record was made from another report file, cannot be
    read or cannot be edited, and when the disk refuses.
    """
    path = place(folder, report)
    report = replace(writing.fitted(report, catalogue), record=path.relative_to(folder).as_posix())
    if not text_file.present(path):
        text = writing.write(report, catalogue)
        saved = Saved(records.parse(text, path, folder, directory, catalogue), new=True)
        items = writing.items(report, catalogue)
        drafted = frozenset(mark for texts in items.values() for item in texts for mark in fingerprints.both(item))
        write(path, text, None, drafted, report.sha256)
        return saved
    there = records.load(path, folder, directory, catalogue)
    old = there.report
    if old.source != report.source:
        raise GeneratorError(
            f"{report.source}: запись {report.record} уже сделана по другому файлу, {old.source}, и не тронута. "
            "Если верен новый, впишите его в поле source этой записи и повторите команду; если это отчёт за другой "
            "год или другого города, укажите --year и --municipality."
        )
    before, of_report = fingerprints.read(path), fingerprints.report(path)
    put_back = bool(of_report and old.sha256 and of_report != old.sha256)
    lost = not before and not of_report
    editor = Editor(there.text, report.record)
    lines = partial(_lines, folder / report.source, report.source)
    merged = merging.merge(editor, old, report, numbers, before, catalogue, put_back=put_back, lost=lost, lines=lines)
    saved = Saved(
        edited(merged.text, path, folder, directory, catalogue),
        new=False,
        renewed=merged.text != there.text,
        changes=merged.changes,
    )
    if merged.text != there.text or merged.drafted != before:
        write(path, merged.text, there.text, merged.drafted, report.sha256)
    return saved


def _lines(path: Path, name: str) -> Sequence[Line]:
    """The lines of a report; none when it is not there any more."""
    try:
        return documents.read(path, name).lines
    except GeneratorError:
        return ()


def edited(text: str, path: Path, folder: Path, directory: Directory, catalogue: Catalogue) -> Report:
    """Read an edited text before it is written; a record that would be spoilt stays as it is."""
    try:
        return records.parse(text, path, folder, directory, catalogue)
    except GeneratorError as error:
        name = path.relative_to(folder).as_posix()
        raise GeneratorError(
            f"{name}: запись составлена необычно, и программа не может её править; она не тронута. "
            "Запишите поля каждое в своей строке, как в других записях."
        ) from error


def write(
    path: Path, text: str, before: str | None, drafted: frozenset[str] | None = None, of_report: str = ""
) -> None:
    """Put the text of a record in its place, whole or not at all; a byte order mark that was there stays.

    `before` is the text that was changed, `None` where there was no record. Raises `GeneratorError`, and writes
    nothing, when another one lies there now (a person has just saved it), and when the disk refuses.

    The fingerprints of what the program has `drafted` of a report (its SHA-256) follow. A process killed in
    between leaves items that the program does not know for its own, until it drafts the same ones again; in
    the other order it would take figures that it never wrote for deleted by a person.
    """
    old, state = b"", "Запись не составлена"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if there := text_file.present(path):
            old, state = path.read_bytes(), "Прежняя запись цела"
        if (old.decode("utf-8-sig", "replace") if there else None) != before:
            raise GeneratorError(f"«{path}»: запись изменили, пока с ней работала программа. Повторите команду.")
        new = (_BOM if old.startswith(_BOM) else b"") + text.encode()
        if new != old:
            files.replace(path, new)
            state = "Сама запись уже записана"
        if drafted is not None:
            fingerprints.write(path, drafted, of_report)
    except OSError as error:
        raise GeneratorError(f"«{path}»: {files.remedy(error)}. {state}.") from error
